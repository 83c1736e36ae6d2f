"""The sentences of the document (编制说明), zh and en."""

from __future__ import annotations

from rulewright.reporting.sentences import Sentence

_S = Sentence

KIND = _S("编制说明", "Drafting explanation")
NAME = _S("《{name}》", "{name}")
# titles of the usual list (国家标准管理办法, known), and of what stands below them
TITLES = {
    "work": _S("工作简况", "About the work"),
    "task": _S("任务来源", "Origin of the task"),
    "bodies": _S("起草单位和协作单位", "Drafting and cooperating bodies"),
    "steps": _S("主要工作过程", "Main steps of the work"),
    "principles": _S("编制原则", "Principles of drafting"),
    "basis": _S("依据和原则", "Basis and principles"),
    "revision": _S("与上位规则或前一版本的差异", "Differences from the base or the previous edition"),
    "contents": _S("主要内容及其依据", "Main contents and the grounds for them"),
    "method": _S("论据的来源", "Where the arguments come from"),
    "overview": _S("各规定点的影响", "Effects of all points"),
    "no-number": _S("不影响数值的规定", "Clauses that decide no number"),
    "others-of-family": _S("其余规定点", "Other points"),
    "trial": _S(
        "试验验证、技术经济论证和预期效益", "Verification, technical and economic grounds, expected benefits"
    ),
    "results": _S("按本规则的测算结果", "Results under the rule"),
    "data": _S("条款与数据：离散来自何处", "Clauses and data: where the spread comes from"),
    "settling": _S("确定未定之处的收益", "What settling open points gains"),
    "elasticities": _S("条款中的数值和关键数据", "Numbers in clauses, and key data"),
    "ranking": _S("对排序的影响", "Effects on rankings"),
    "economy": _S("技术经济论证和预期效益", "Technical and economic grounds, expected benefits"),
    "abroad": _S("与国际、国外同类标准的对比", "Comparison with international and foreign rules"),
    "abroad-results": _S("结果的对比", "Results side by side"),
    "abroad-causes": _S("差异的来源", "Where the differences come from"),
    "abroad-clauses": _S("规定的对比", "Clauses side by side"),
    "adoption": _S("采标情况", "Adoption of international standards"),
    "law": _S("与法律、法规和相关标准的关系", "Relation to laws, regulations and other standards"),
    "disputes": _S("重大分歧意见的处理", "How major disagreements were handled"),
    "patents": _S("涉及专利的情况", "Patents"),
    "measures": _S("实施要求和措施建议", "Demands and proposed measures for putting it into practice"),
    "further": _S("其他应说明的事项", "Further matters"),
    "declared": _S("测算所作的声明", "Choices declared for the computations"),
    "verify": _S("待核对的条款", "Clauses to check against their source"),
    "open": _S("未确定之处", "What is not settled"),
    "cannot": _S("不能执行的清单和规则", "Inventories and rules that cannot run"),
    "reproduce": _S("测算的再现", "How to make the numbers again"),
}
GAPS = {
    "task": _S("计划编号、下达文件、任务要求", "plan number, document that gives the task, its demands"),
    "bodies": _S("起草单位", "drafting bodies"),
    "cooperation": _S("协作单位和主要起草人的分工", "cooperating bodies, and who did what"),
    "steps": _S(
        "起草组成立、调研、讨论、征求意见、审查等各步的日期和内容",
        "dates and contents of each step: founding of the group, inquiry, discussions, comments, review",
    ),
    "principles": _S("起草组确定的其他编制原则", "further principles of the drafting group"),
    "previous": _S("与被代替版本的逐条差异", "clause-by-clause differences from the replaced edition"),
    "verification": _S("企业试算的过程和结果", "trials at works, and their results"),
    "economy": _S(
        "技术经济论证；预期的经济、社会和生态效益",
        "technical and economic grounds; expected economic, social and ecological benefits",
    ),
    "adoption": _S(
        "是否采用国际标准、采用程度和理由",
        "whether an international standard is adopted, to what degree, and why",
    ),
    "law": _S(
        "与现行法律、法规和强制性标准的协调情况",
        "how it agrees with laws, regulations and mandatory standards in force",
    ),
    "disputes": _S(
        "重大分歧意见、处理过程和依据", "major disagreements, how they were handled and on what grounds"
    ),
    "patents": _S(
        "是否涉及专利、专利信息和许可声明", "whether patents are concerned, their particulars and licences"
    ),
    "measures": _S(
        "实施日期、过渡期、宣贯和组织措施",
        "date of implementation, transition period, training and organisation",
    ),
    "group": _S("标准起草组", "drafting group"),
    "date": _S("编写日期", "date"),
    "ground": _S("选择此项规定的理由", "why this was chosen"),
}

BASED = _S(
    "本规则的数据以 {bases} 为上位规则：未另作规定之处沿用其规定。",
    "The rule is based on {bases}: what it does not state itself is taken over from there.",
)
NOT_BASED = _S("本规则没有上位规则。", "The rule is based on no other rule.")
STAGE = _S("标准级别：{stage}。", "Level of the standard: {stage}.")
COMMENT_DAYS = _S("征求意见期不少于 {days} 日。", "The comment period is at least {days} days.")
BODIES = _S("起草单位：{names}。", "Drafting bodies: {names}.")
PROPOSED = _S("提出和归口：{names}。", "Proposed by and under the care of: {names}.")
REPLACES = _S("代替 {number}。", "It replaces {number}.")
REVISION = _S(
    "与上位规则 {base} 相比，规定不同 {count} 项，见{table}。",
    "It differs from its base {base} in {count} decisions, see {table}.",
)
SAME_AS_BASE = _S("各项规定与上位规则 {base} 相同。", "It decides the same as its base {base}.")
REVISION_TITLE = _S("与 {base} 不同的规定", "Decisions that differ from {base}")

METHOD = (
    _S(
        "本章对规则的每个规定点列出所选的规定、其他规则的规定和受控词表中的其他取值，并在 {inventories} 份清单上逐个替换后重新计算："
        "其余规定、数据和声明不变，结果为中心值。各变化不能相加。",
        "For each point this clause lists what is chosen, what other rules say and the other levels of the vocabulary, and computes "
        "{inventories} inventories anew with each of them in turn: all other clauses, data and declarations stay, results are central values. "
        "Changes do not add up.",
    ),
    _S(
        "取舍限值在“允许的都舍去”时比较，否则不起作用；数值取一半和两倍；“不能执行”的备选注明原因，不作估计。",
        "Limits of the cut-off are compared with all cut that is allowed, or they would move nothing; numbers are halved and doubled; an "
        "alternative that cannot run says why and is not estimated.",
    ),
    _S(
        "选择每项规定的理由属于起草组的判断，此处不代写。",
        "Why each clause was chosen is the judgement of the drafting group; nothing is written here in its place.",
    ),
)
INVENTORIES_TITLE = _S("所用清单和按本规则的结果", "Inventories, and results under the rule")
INVENTORY_HEADS = {
    "letter": _S("代号", "letter"),
    "inventory": _S("清单", "inventory"),
    "unit": _S("单位", "unit"),
    "total": _S("结果", "result"),
    "data": _S("数据的 95 % 区间", "95 % interval of the data"),
    "declared": _S("声明", "declared"),
    "hash": _S("哈希", "hash"),
}
RULES_TITLE = _S("用于对比的规则", "Rules for comparison")
RULE_HEADS = {
    "letter": _S("代号", "letter"),
    "rule": _S("规则", "rule"),
    "differs": _S("不同的规定", "differing decisions"),
    "runs": _S("可执行的清单", "runs on"),
    "hash": _S("哈希", "hash"),
}
LETTERS = _S(
    "下文以代号称呼对比规则（{rules}）和清单（{inventories}）；“词表”指受控词表中的其他取值。",
    "Below, letters stand for the compared rules ({rules}) and the inventories ({inventories}); “vocabulary” means its other levels.",
)
UNCHANGED = _S("不变", "no change")
OVERVIEW_LEAD = _S(
    "规则及其声明、对比规则共涉及 {points} 个规定点，其中 {moving} 个的备选使结果改变 0.05 % 以上，见{figure}和{table}。",
    "Rule, declarations and compared rules speak of {points} points; alternatives of {moving} of them change a result by at least 0.05 %, "
    "see {figure} and {table}.",
)
OVERVIEW_FIGURE = _S(
    "各规定点的备选使结果变化的范围", "How far the alternatives of each point move the result"
)
OVERVIEW_TABLE = _S("改变结果的规定点", "Points that change a result")
ABOVE_DATA = _S(
    "{count} 个规定点各备选的跨度在至少一份清单上大于数据的 95 % 区间（表中“＞数据”）：不确定它们，数据再好结果也不可比。",
    "Alternatives of {count} points span more than the 95 % interval of the data on some inventory (“> data” in the table): while they are "
    "open, better data do not make results comparable.",
)
HEADS = {
    "point": _S("规定点", "point"),
    "chosen": _S("所选", "chosen"),
    "clause": _S("条款", "clause"),
    "says": _S("规定", "says"),
    "rule": _S("规则", "rule"),
    "option": _S("备选", "alternative"),
    "who": _S("依据", "said by"),
    "span": _S("跨度（{letter}）", "span ({letter})"),
    "mark": _S("标记", "mark"),
    "tried": _S("备选数", "alternatives"),
    "largest": _S("最大变化", "largest change"),
    "family": _S("条款族", "family"),
    "why": _S("原因", "why"),
    "source": _S("来源", "source"),
    "reason": _S("理由", "reason"),
    "setting": _S("设置", "setting"),
    "inventory": _S("清单", "inventory"),
    "value": _S("取值", "value"),
    "place": _S("位置", "place"),
    "what": _S("内容", "what"),
    "item": _S("项目", "item"),
    "name": _S("名称", "name"),
    "version": _S("版本或哈希", "version or hash"),
    "old": _S("上位规则", "base"),
    "new": _S("本规则", "this rule"),
    "change": _S("变化", "change"),
}
CHOSEN = _S("所选：{value}（{clause}，{mark}）。", "Chosen: {value} ({clause}, {mark}).")
CHOSEN_OPEN = _S(
    "规则未定（{clause}，{mark}）；测算时：{value}。", "Left open ({clause}, {mark}); computed with: {value}."
)
CHOSEN_NOTHING = _S("规则未涉及；测算时：{value}。", "The rule does not speak of it; computed with: {value}.")
NO_VALUE = _S("无取值", "no value")
TEXT_OF_CLAUSE = _S("条文要点：{text}", "The clause says: {text}")
OTHERS_SAY = _S("其他规则：{said}。", "Other rules: {said}.")
ONE_SAYS = _S("{rules}：{value}", "{rules}: {value}")
OTHERS_OPEN = _S("{rules}未定", "{rules} leave it open")
OTHERS_SILENT = _S("对比规则均未涉及。", "None of the compared rules speaks of it.")
EFFECTS_LEAD = _S("各备选的影响见{table}。", "Effects of the alternatives: see {table}.")
EFFECTS_TITLE = _S("{point}：各备选的结果和变化", "{point}: results and changes by alternative")
EFFECTS_BASE = _S("{value}（基准）", "{value} (base)")
FAMILY_FIGURE = _S("{family}：各备选使结果的变化", "{family}: changes by alternative")
FAMILY_FIGURE_PART = _S("{family}：各备选使结果的变化（{part}）", "{family}: changes by alternative ({part})")
FAMILY_LEAD = _S("各备选的影响见{figures}。", "See {figures} for the effects.")
SPAN = _S("各备选的跨度：{spans}。", "The alternatives span: {spans}.")
SPAN_OF = _S("清单 {letter} {span} kg CO2e（{share}）", "inventory {letter} {span} kg CO2e ({share})")
SPAN_OF_DATA = _S(
    "清单 {letter} {span} kg CO2e（{share}），为数据 95 % 区间的 {ratio} 倍",
    "inventory {letter} {span} kg CO2e ({share}), {ratio} times the 95 % interval of the data",
)
ELASTICITY = _S(
    "该数值增加 1 %，结果变化：{values}（由备选的最小值到最大值平均）。",
    "For 1 % more of the number the result changes by: {values} (mean slope from its smallest to its largest alternative).",
)
ELASTICITY_OF = _S("清单 {letter} {value} %", "inventory {letter} {value} %")
TURNS = _S(
    "对排序的影响：组合“{portfolio}”中，备选“{option}”使 {pairs} 对工厂中的 {turned} 对颠倒先后（Kendall τ = {tau}）。",
    "On rankings: in the portfolio “{portfolio}”, the alternative “{option}” turns {turned} of {pairs} pairs of plants (Kendall's tau = {tau}).",
)
STEADY = _S("没有备选改变组合中工厂的先后。", "No alternative changes the order of plants in a portfolio.")
FROM_WORDS = _S("词表", "vocabulary")
HALF_OR_DOUBLE = _S("数值", "number")
DROPPED = _S("取消", "dropped")
CANNOT = _S("不能执行：{why}", "cannot run: {why}")
STILL = _S(
    "以下规定点的备选使结果的变化在所有清单上都小于 {limit}。",
    "Alternatives of these points change the result by less than {limit} on every inventory.",
)
STILL_TITLE = _S("{family}：影响小于 {limit} 的规定点", "{family}: points with less effect than {limit}")
NO_POINTS = _S("规则和对比规则均未涉及。", "Neither the rule nor the compared ones speak of it.")
NO_NUMBER_LEAD = _S(
    "下列规定不改变每声明单位的结果（产品、单位、数据质量、报告和程序，以及只作记录的设置），见{table}。",
    "These clauses do not change the result per declared unit (product, unit, data quality, reporting and procedure, and settings that are "
    "only recorded), see {table}.",
)
NO_NUMBER_TITLE = _S("不影响数值的规定", "Clauses that decide no number")

RESULTS_LEAD = _S(
    "按本规则在 {count} 份清单上测算，结果见{table}。清单用于比较规则，不是企业声明。",
    "Results under the rule on {count} inventories are in {table}. The inventories serve the comparison of rules; they are no declarations "
    "of works.",
)
DATA_LEAD = _S(
    "把各条款族的不同规定（本规则与对比规则，等权重）和数据同时作为因素分解结果的方差，见{table}。",
    "The variance of the result is shared among what the families say (this rule and the compared ones, equal weights) and the data, see "
    "{table}.",
)
DATA_TITLE = _S(
    "各因素单独造成的方差份额（一阶指数，括号内为 95 % 半宽）",
    "Share of the variance by itself (first order; 95 % half-width)",
)
DATA_ALL, CHOICES_ALL = _S("全部数据", "all data"), _S("全部选择", "all choices")
SD = _S("标准差，kg CO2e", "standard deviation, kg CO2e")
SETTLE_LEAD = _S(
    "以对比规则为备选，按规则已确定之处固定后，剩余方差与全部备选方差之比即可比性指数；再确定一处未定规定所减少的部分为收益，见{table}。",
    "With the compared rules as alternatives, the comparability index is the variance that is left once the rule fixes what it fixes, over the "
    "variance of all alternatives; a gain is what settling one more open point takes away, see {table}.",
)
SETTLE_TITLE = _S(
    "可比性指数和未定之处确定后的收益", "Comparability index, and gains of settling open points"
)
INDEX, FLOOR = _S("可比性指数", "comparability index"), _S("只剩数据", "data alone")
NOT_MADE = _S("清单 {letter}：{what}不能计算：{why}。", "Inventory {letter}: {what} cannot be made: {why}.")
ANALYSES = {
    "decomposition": _S("方差分解", "the decomposition"),
    "comparability": _S("可比性指数", "the comparability index"),
    "attributions": _S("差异的分解", "the attribution"),
    "spread": _S("数据的离散", "the scatter of the data"),
    "elasticities": _S("弹性", "elasticities"),
}
NUMBERS_TITLE = _S("条款中的数值：结果对它的弹性", "Numbers in clauses: elasticity of the result")
KEY_DATA_LEAD = _S(
    "条款之外，结果对数据的弹性最大的几项见{table}。",
    "Beside clauses, the data with the largest elasticities are in {table}.",
)
KEY_DATA_TITLE = _S(
    "弹性最大的数据（清单给出不确定度者）",
    "Data with the largest elasticities (of those with an uncertainty)",
)
NO_NUMBERS = _S("规则没有可改变结果的数值条款。", "No clause of the rule holds a number that moves a result.")
NUMBERS_LEAD = _S("条款中的数值见{table}。", "Numbers in clauses are in {table}.")
ELASTICITY_HEAD = _S("弹性（{letter}）", "elasticity ({letter})")
KEY_HEADS = {
    "inventory": _S("清单", "inventory"),
    "number": _S("数据", "number"),
    "amount": _S("中心值", "central value"),
    "elasticity": _S("弹性", "elasticity"),
    "variance": _S("方差份额", "share of the variance"),
}
NO_PORTFOLIO = _S(
    "所用清单没有工厂组合，未考察排序。",
    "No portfolio of plants goes with the inventories: rankings were not looked at.",
)
RANKING_LEAD = _S(
    "组合“{portfolio}”有 {plants} 个工厂，{kind}。各规则排序的一致程度（Kendall τ）见{tau}，备选对排序的影响见{options}。",
    "The portfolio “{portfolio}” has {plants} plants, {kind}. How alike the rules rank them (Kendall's tau) is in {tau}, what alternatives do "
    "to the order in {options}.",
)
PLANT_KINDS = {
    "plausible": _S(
        "由已公布的数值范围拼成，不是真实企业", "put together from published ranges, none of them real"
    ),
    "real": _S("为真实工厂", "real ones"),
}
TAU_TITLE = _S(
    "“{portfolio}”：本规则与各规则排序的一致程度", "“{portfolio}”: how alike this rule and the others rank"
)
TAU_HEADS = {
    "rule": _S("规则", "rule"),
    "plants": _S("工厂", "plants"),
    "tau": _S("Kendall τ", "Kendall's tau"),
    "turned": _S("颠倒的对数", "turned pairs"),
    "widest": _S("差距最大的颠倒", "widest reversal"),
    "probability": _S("其概率", "its probability"),
}
WIDEST = _S("{low}与{high}", "{low} and {high}")
TURN_TITLE = _S("“{portfolio}”：改变排序的备选", "“{portfolio}”: alternatives that change the order")
NO_TURN = _S(
    "组合“{portfolio}”：没有备选改变工厂的先后。",
    "Portfolio “{portfolio}”: no alternative changes the order of plants.",
)
PORTFOLIO_REFUSED = _S("组合 {name} 未能计算：{why}。", "Portfolio {name} was not computed: {why}.")

COMPARED_LEAD = _S(
    "在相同清单上按各规则测算（未定之处用清单随附的声明），见{table}和{figure}。",
    "Each rule on the same inventories (what it leaves open declared as shipped with the inventory): see {table} and {figure}.",
)
COMPARED_TITLE = _S("各规则的结果及与本规则之差", "Results of all rules, and differences from this one")
COMPARED_FIGURE = _S("各规则的结果与本规则之差", "Results of other rules against this one")
CAUSES_LEAD = _S(
    "每个差值按条款族分解（Shapley 值，各族之和等于差值），见{tables}。",
    "Each difference is shared among families of clauses (Shapley values; the parts add up to it), see {tables}.",
)
CAUSES_TITLE = _S(
    "清单 {letter}：与各规则之差按条款族的分解", "Inventory {letter}: differences by family of clauses"
)
DIFFERENCE = _S("差值合计", "difference")
CLAUSES_LEAD = _S(
    "对比规则与本规则规定不同的项数见{table}，各规定点的不同说法见第 3 章。",
    "How many decisions differ is in {table}; what each rule says stands with the points of clause 3.",
)
CLAUSES_TITLE = _S("对比规则与本规则规定不同的项数", "Decisions in which other rules differ from this one")
NO_COMPARISON = _S("没有可执行的对比规则。", "No other rule runs on these inventories.")
NOT_ADOPTED = _S("规则数据没有记录采标关系。", "The rule data record no adoption.")
CHAIN = _S("上位规则依次为：{chain}。", "Rules that it is based on, in order: {chain}.")
OVERLAP = _S("{what}。", "{what}.")
DECLARED_LEAD = _S(
    "规则未定而测算必须取值之处，由研究声明或暂按上位规则，见{table}。换一种声明，相应备选的影响见第 3 章。",
    "Where the rule is open and a computation needs a value, studies declare one or the base's holds for now, see {table}. What another "
    "declaration would do stands with the alternatives in clause 3.",
)
DECLARED_TITLE = _S("测算所作的声明", "Declared choices")
NONE_DECLARED = _S("没有需要声明之处。", "Nothing had to be declared.")
VERIFY_LEAD = _S(
    "以下条款的标记不是“已核”，须与原文核对后才能引用，见{table}。",
    "The marks of these clauses are not “seen”: check them against the text before citing, see {table}.",
)
VERIFY_TITLE = _S("待核对的条款", "Clauses to check")
NONE_TO_VERIFY = _S("各条款均已核对。", "All clauses were checked.")
OPEN_LEAD = _S(
    "检查规则所得的缺陷 {defects} 项、未定 {open} 项，见{table}。",
    "The checker finds {defects} defects and {open} open points, see {table}.",
)
OPEN_TITLE = _S("缺陷和未确定之处", "Defects and open points")
NONE_OPEN = _S("检查未发现缺陷和未定之处。", "The checker finds nothing.")
CANNOT_LEAD = _S("以下清单或规则不能执行，见{table}。", "These inventories or rules cannot run, see {table}.")
CANNOT_TITLE = _S("不能执行的清单和规则", "What cannot run")
ALL_RUN = _S("所有清单和对比规则都能执行。", "All inventories and compared rules run.")
THIS_RULE = _S("本规则", "this rule")
REPRODUCE_LEAD = _S(
    "数值由 rulewright {version} 计算：抽样 {draws} 次，方差分解 {samples} 行，种子 {seed}；相同的输入和版本给出相同的数值。所用文件见{table}。",
    "Numbers come from rulewright {version}: {draws} draws, {samples} rows of the decompositions, seed {seed}; the same input and version "
    "give the same numbers. Files: see {table}.",
)
REPRODUCE_TITLE = _S("所用文件及其哈希", "Files and their hashes")
FILE_KINDS = {
    "rule": _S("规则", "rule"),
    "compared": _S("对比规则", "compared rule"),
    "inventory": _S("清单 {letter}", "inventory {letter}"),
    "portfolio": _S("组合", "portfolio"),
}
UNIT_LINE = _S(
    "kg CO2e/声明单位；规则 {rule} {rule_hash}；清单 {inventories}；rulewright {version}；种子 {seed}",
    "kg CO2e per declared unit; rule {rule} {rule_hash}; inventories {inventories}; rulewright {version}; seed {seed}",
)
AND = _S("、", ", ")
SEMICOLON = _S("；", "; ")
PARENTHESES = _S("{name}（{id}）", "{name} ({id})")
FAMILY_POINT = _S("{family}：{point}", "{family}: {point}")
SAID_OF = _S("清单 {letter}：{text}", "Inventory {letter}: {text}")
ABOVE = _S("＞数据", "> data")
