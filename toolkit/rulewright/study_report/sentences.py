"""Texts of a report, Chinese and English side by side."""

from __future__ import annotations

from rulewright.reporting.sentences import Sentence

# ---- small words ------------------------------------------------------------------------------------------------
NONE = Sentence("无", "none")
NEXT = Sentence("；", "; ")
NAMED = Sentence("{name}：{value}", "{name}: {value}")
WHOLE_STUDY = Sentence("整个研究", "the whole study")
DECLARED = Sentence("研究中声明的选择", "choice declared by the study")
MARKED = Sentence("（{mark}）", " ({mark})")
YES, NO = Sentence("是", "yes"), Sentence("否", "no")
PER_UNIT = Sentence("单位：kg CO2e/{unit}", "in kg CO2e per {unit}")
MORE = Sentence("其余 {count} 项", "{count} others")
BETWEEN = Sentence("{low} 至 {high}", "{low} to {high}")

# ---- cover ------------------------------------------------------------------------------------------------------
COVER = Sentence("产品碳足迹研究报告", "Carbon footprint study report")
COVER_RULE = Sentence("依据：{rule}", "following {rule}")
COVER_RESULT = Sentence("{total} kg CO2e/{unit}", "{total} kg CO2e per {unit}")
COVER_NOTE = Sentence(
    "本报告由 Rulewright {version} 从清单和规则数据生成；【待定】处须由研究者填写。",
    "Made from inventory and rule data by Rulewright {version}; places marked [OPEN] are for the practitioner to fill in.",
)
CONTENTS = Sentence("目次", "Contents")

# ---- gaps -------------------------------------------------------------------------------------------------------
NOT_SETTLED = Sentence(
    "规则未规定，本研究也没有用到", "not settled by the rule, and not needed by this study"
)
GAPS = {
    "number": Sentence("报告编号", "number of the report"),
    "date": Sentence("报告日期", "date of the report"),
    "commissioner": Sentence("委托方", "commissioner"),
    "practitioner": Sentence("研究实施方", "practitioner"),
    "contact": Sentence("联系方式", "contact"),
    "producer": Sentence("生产者", "producer"),
    "site": Sentence("生产地点", "place of production"),
    "product_type": Sentence("产品规格型号", "type of the product"),
    "product_description": Sentence("产品描述和功能", "description and function of the product"),
    "reasons": Sentence("开展研究的理由", "reasons for the study"),
    "application": Sentence("预期应用", "intended application"),
    "audience": Sentence("目标受众", "intended audience"),
    "compared_in_public": Sentence("结果是否用于公开比较", "whether results are compared in public"),
    "data_period": Sentence("数据收集的起止时间", "begin and end of the period of the data"),
    "use_scenario": Sentence("使用阶段的情景", "scenario of the use stage"),
    "end_of_life_scenario": Sentence("生命末期的情景", "scenario of the end of life"),
    "reviewer": Sentence("评审或核查机构", "reviewer or verifier"),
    "review": Sentence("鉴定性评审或核查的结论", "outcome of the critical review or verification"),
    "performance_tracking": Sentence("产品碳足迹绩效追踪", "performance tracking"),
    "limitations": Sentence("研究者对局限的说明", "limitations as the practitioner sees them"),
    "biogenic_carbon": Sentence("产品中的生物碳含量（清单未给出）", "biogenic carbon content of the product (the inventory does not state it)"),
    "uncertainty": Sentence("不确定性分析（本次未抽样）", "uncertainty analysis (no draws were made)"),
}  # fmt: skip

# ---- headings ---------------------------------------------------------------------------------------------------
TITLES = {
    "basics": Sentence("基本情况", "Basic information"),
    "goal": Sentence("量化目的", "Goal"),
    "scope": Sentence("量化范围", "Scope"),
    "product": Sentence("产品描述", "Product"),
    "unit": Sentence("功能单位或声明单位", "Functional or declared unit"),
    "boundary": Sentence("系统边界", "System boundary"),
    "cut-off": Sentence("取舍准则和略去的内容", "Cut-off criteria and omissions"),
    "scenarios": Sentence("使用阶段和生命末期的情景", "Scenarios of use and end of life"),
    "data": Sentence("数据和数据质量", "Data and data quality"),
    "sources": Sentence("数据来源、时间和地理边界", "Sources, period and geography of the data"),
    "quality": Sentence("数据质量", "Data quality"),
    "inventory": Sentence("清单分析", "Inventory analysis"),
    "allocation": Sentence("分配", "Allocation"),
    "recycling": Sentence("再生和废物", "Recycling and waste"),
    "electricity": Sentence("电力", "Electricity"),
    "biogenic": Sentence("生物碳、土地利用变化和航空排放", "Biogenic carbon, land-use change and aircraft"),
    "impact": Sentence("影响评价", "Impact assessment"),
    "results": Sentence("结果", "Results"),
    "total": Sentence("产品碳足迹和须单独列报的数值", "Carbon footprint and values reported separately"),
    "stages": Sentence("按生命周期阶段", "By life-cycle stage"),
    "gases": Sentence("按温室气体", "By greenhouse gas"),
    "processes": Sentence("按过程", "By process"),
    "interpretation": Sentence("结果解释", "Interpretation"),
    "significant": Sentence("重大问题", "Significant issues"),
    "completeness": Sentence("完整性检查", "Completeness check"),
    "sensitivity": Sentence("敏感性检查", "Sensitivity check"),
    "consistency": Sentence("一致性检查", "Consistency check"),
    "uncertainty": Sentence("不确定性", "Uncertainty"),
    "findings": Sentence("自动检测的发现", "Findings of the detectors"),
    "limitations": Sentence("局限", "Limitations"),
    "choices": Sentence("所作选择的披露", "Disclosure of choices"),
    "review": Sentence("评审、有效期和绩效追踪", "Review, validity and performance tracking"),
    "annex-ledger": Sentence("决策台账", "Ledger of decisions"),
    "annex-data": Sentence("单元过程数据", "Data of the unit processes"),
    "annex-again": Sentence("重新计算和核对", "Computing it again"),
}  # fmt: skip

# ---- table heads ------------------------------------------------------------------------------------------------
HEADS = {
    "item": Sentence("项目", "Item"),
    "value": Sentence("内容", "Content"),
    "basis": Sentence("依据", "Basis"),
    "process": Sentence("过程", "Process"),
    "stage": Sentence("阶段", "Stage"),
    "location": Sentence("地点", "Place"),
    "year": Sentence("年份", "Year"),
    "kg": Sentence("kg CO2e", "kg CO2e"),
    "share": Sentence("占比", "Share"),
    "subject": Sentence("对象", "Subject"),
    "decision": Sentence("决策", "Decision"),
    "by": Sentence("依据", "Decided by"),
    "passed": Sentence("跳过的选项和原因", "Passed over, and why"),
    "alternatives": Sentence("其他选项的结果", "What others would give"),
    "gas": Sentence("温室气体", "Greenhouse gas"),
    "gwp": Sentence("GWP，kg CO2e/kg", "GWP, kg CO2e/kg"),
    "mass": Sentence("数量，kg", "Amount, kg"),
    "number": Sentence("数", "Number"),
    "amount": Sentence("数值", "Amount"),
    "unit": Sentence("单位", "Unit"),
    "elasticity": Sentence("弹性", "Elasticity"),
    "derivative": Sentence("导数，kg CO2e/单位", "Derivative, kg CO2e/unit"),
    "alternative": Sentence("另一种选择", "Alternative"),
    "change": Sentence("变化，kg CO2e", "Change, kg CO2e"),
    "result": Sentence("结果，kg CO2e", "Result, kg CO2e"),
    "direction": Sentence("方向", "Direction"),
    "flow": Sentence("流", "Flow"),
    "data": Sentence("数据", "Data"),
    "mark": Sentence("标记", "Mark"),
    "source": Sentence("来源", "Source"),
    "set": Sentence("GWP 取值", "GWP set"),
    "gases": Sentence("气体", "Gases"),
    "coverage": Sentence("覆盖", "Coverage"),
    "id": Sentence("编号", "Id"),
    "severity": Sentence("程度", "Severity"),
    "finding": Sentence("发现", "Finding"),
    "mend": Sentence("建议", "What to do"),
    "reason": Sentence("理由", "Reason"),
    "choice": Sentence("选择", "Choice"),
    "rating": Sentence("评分（1 最好，5 最差）", "Rating (1 best, 5 worst)"),
    "rated": Sentence("已评占比", "Share rated"),
    "met": Sentence("是否符合", "Met"),
    "demand": Sentence("规则的要求", "Demand of the rule"),
    "balance": Sentence("平衡", "Balance"),
    "closed": Sentence("闭合", "Closed"),
    "explained": Sentence("未闭合，已说明", "Open, explained"),
    "open": Sentence("未闭合", "Open"),
    "incomplete": Sentence("数据不全", "Incomplete"),
    "statistic": Sentence("统计量", "Statistic"),
}  # fmt: skip
STEP = Sentence("步骤", "Step")
RANGE_UNRATED = Sentence("未评部分按 1 至按 5", "Unrated taken as 1, and as 5")
DIRECTIONS = {
    "output": Sentence("产出", "output"), "input": Sentence("投入", "input"), "emission": Sentence("排放或清除", "emission or removal"),
}  # fmt: skip
DATA = {"primary": Sentence("初级", "primary"), "secondary": Sentence("次级", "secondary")}
COVERAGES = {
    "direct": Sentence("直接排放", "direct emissions"), "life_cycle": Sentence("生命周期", "life cycle"),
    "production": Sentence("至出厂", "production"),
}  # fmt: skip
GASES = {
    "co2_only": Sentence("仅 CO2", "CO2 only"), "all": Sentence("全部", "all"), "not_stated": Sentence("未说明", "not stated"),
}  # fmt: skip

# ---- 1, 2 -------------------------------------------------------------------------------------------------------
BASICS = {
    "number": Sentence("报告编号", "Number of the report"),
    "date": Sentence("日期", "Date"),
    "commissioner": Sentence("委托方", "Commissioner"),
    "practitioner": Sentence("研究实施方", "Practitioner"),
    "contact": Sentence("联系方式", "Contact"),
    "product": Sentence("产品", "Product"),
    "product_type": Sentence("规格型号", "Type"),
    "producer": Sentence("生产者", "Producer"),
    "site": Sentence("生产地点", "Place of production"),
    "rule": Sentence("依据的规则", "Rule followed"),
    "inventory": Sentence("清单", "Inventory"),
    "licence": Sentence("数据许可", "Licence of the data"),
    "reviewer": Sentence("评审或核查机构", "Reviewer or verifier"),
}
RULE_CHAIN = Sentence("沿用：{rules}", "based on {rules}")
TABLE_TITLES = {
    "basics": Sentence("报告的基本情况", "Basic information of the report"),
    "unit": Sentence("声明单位的规定", "Clauses on the unit"),
    "boundary": Sentence("系统边界的规定", "Clauses on the boundary"),
    "used": Sentence("系统内的单元过程", "Unit processes in the system"),
    "cut-off": Sentence("取舍的规定", "Clauses on cut-off"),
    "left-out": Sentence("略去的内容", "What is left out"),
    "sources": Sentence("数据来源", "Sources of the data"),
    "factors": Sentence("按原值使用的汇总因子", "Aggregated factors used as they are"),
    "quality-rule": Sentence("数据质量的规定", "Clauses on data quality"),
    "quality": Sentence("按贡献加权的数据质量评分", "Ratings of data quality, weighted by contribution"),
    "quality-demands": Sentence("规则的数据质量要求", "Demands of the rule on data quality"),
    "allocation-rule": Sentence("分配的规定", "Clauses on allocation"),
    "allocation": Sentence("分配决策", "Decisions on allocation"),
    "recycling-rule": Sentence("再生和废物的规定", "Clauses on recycling and waste"),
    "recycling": Sentence("再生和废物的决策", "Decisions on recycling and waste"),
    "electricity-rule": Sentence("电力的规定", "Clauses on electricity"),
    "electricity": Sentence("各过程的供电", "Supply of electricity by process"),
    "biogenic-rule": Sentence("生物碳和土地利用变化的规定", "Clauses on biogenic carbon and land-use change"),
    "impact-rule": Sentence("特征化的规定", "Clauses on characterisation"),
    "total": Sentence("产品碳足迹", "Carbon footprint"),
    "stages": Sentence("各阶段和类别的结果", "Results by stage and kind"),
    "gases": Sentence("各温室气体的结果和所用的 GWP", "Results by gas, and the GWP used"),
    "processes": Sentence("各过程的直接排放", "Direct emissions by process"),
    "elasticities": Sentence("弹性最大的数", "Numbers with the largest elasticities"),
    "alternatives": Sentence("逐一改变选择的结果", "Results with one choice changed at a time"),
    "balances": Sentence("单元过程的平衡", "Balances of the unit processes"),
    "uncertainty": Sentence("结果的分布", "Distribution of the result"),
    "findings": Sentence("检测的发现", "Findings"),
    "choices": Sentence("研究声明的选择", "Choices declared by the study"),
    "defaults": Sentence("没有条款也没有声明时的默认", "Defaults, where neither clause nor declaration decides"),
    "validity": Sentence("报告和核查的规定", "Clauses on reporting and verification"),
    "ledger": Sentence("全部决策", "All decisions"),
    "again": Sentence("版本、种子和哈希", "Versions, seed and hashes"),
}  # fmt: skip
GOAL_ITEMS = {
    "reasons": Sentence("理由：{value}", "Reasons: {value}"),
    "application": Sentence("预期应用：{value}", "Intended application: {value}"),
    "audience": Sentence("目标受众：{value}", "Intended audience: {value}"),
    "compared_in_public": Sentence("用于公开比较：{value}", "Compared in public: {value}"),
}
GOAL = Sentence(
    "本研究按{rule}量化{product}的产品碳足迹，只涉及气候变化一种影响类别，不含碳抵消。",
    "This study quantifies the carbon footprint of {product} after {rule}. It covers climate change alone; offsets have no part in it.",
)

# ---- 3 ----------------------------------------------------------------------------------------------------------
CODES = Sentence("规则所列的分类代码：{codes}。", "Classification codes of the rule: {codes}.")
UNIT = Sentence("结果对应 {unit}。", "Results refer to {unit}.")
REFERENCE_FLOW = Sentence(
    "基准流：{amount} {unit} {product}，由过程“{process}”产出。",
    "Reference flow: {amount} {unit} of {product}, made by the process {process}.",
)
BOUNDARY = Sentence(
    "{table}给出规则对系统边界的规定，{figure}为单元过程，{used}列出系统实际用到的过程。",
    "{table} gives the rule's clauses on the boundary, {figure} the unit processes, {used} those that the system draws on.",
)
DIAGRAM = Sentence("{product}的单元过程", "Unit processes of {product}")
DIAGRAM_SAYS = Sentence(
    "过程图：方框为单元过程，箭头为产品流，从上到下。",
    "Process diagram: boxes are unit processes, arrows product flows, from the top down.",
)
STAGES_IN = Sentence("结果含以下阶段：{stages}。", "The result holds these stages: {stages}.")
STAGES_OUT = Sentence("规则不含的阶段：{stages}。", "Stages that the rule leaves out: {stages}.")
CUT = Sentence(
    "按取舍准则舍去 {cut} 项，因缺少数据略去 {gaps} 项（{table}）；略去的内容按零计入。",
    "By the criteria {cut} items are cut, for want of data {gaps} are left out ({table}); what is left out counts as zero.",
)
NOTHING_LEFT_OUT = Sentence(
    "没有舍去任何投入，也没有缺少数据的投入。", "Nothing is cut, and no input lacks data."
)
TO_GATE = Sentence(
    "系统边界为{scope}，不含使用阶段和生命末期。",
    "The boundary is {scope}: use and end of life are not in it.",
)

# ---- 4 ----------------------------------------------------------------------------------------------------------
SOURCES = Sentence(
    "清单“{title}”（版本 {version}）的数据代表{geography}、{year} 年；{table}列出其来源。每个数带有出处标记。",
    "The data of the inventory {title} (version {version}) stand for {geography}, {year}; {table} lists their sources. Every "
    "number carries a mark that says how it is known.",
)
PERIOD = Sentence("数据收集的时间：{period}", "Period of the data: {period}")
LINKED = Sentence("背景数据来自：{files}。", "Background data come from: {files}.")
FACTORS = Sentence(
    "{table}的汇总因子按原值使用，不作换算，占结果的 {share}。",
    "The aggregated factors of {table} are used as they are, without conversion; they make up {share} of the result.",
)
QUALITY = Sentence(
    "评分按各数据对结果的贡献加权（{table}）。",
    "Ratings are weighted by what each datum contributes ({table}).",
)

# ---- 5 ----------------------------------------------------------------------------------------------------------
INVENTORY = Sentence(
    "清单共有 {all} 个单元过程，系统用到 {used} 个，其中多产出过程 {multi} 个。附录逐项列出数据（{annex}）。",
    "The inventory has {all} unit processes; the system draws on {used}, of which {multi} have several outputs. Their data stand in "
    "{annex}.",
)
ALLOCATION = Sentence(
    "分配按{rules}的次序逐级选择，{table}列出每个多产出过程的决策、依据和其他选项的份额；分配前后的负荷相等。",
    "The order of {rules} is followed step by step; {table} gives the decision for every process with several outputs, its basis, and the "
    "shares that other options give. Burdens after allocation add up to those before.",
)
NO_ALLOCATION = Sentence("系统内没有需要分配的过程。", "No process of the system needs allocation.")
ELECTRICITY = Sentence(
    "{table}列出各过程的供电及其依据；其他供电方式的结果见{alternatives}。",
    "{table} gives the supply of each process and its basis; results with other supplies stand in {alternatives}.",
)
NO_ELECTRICITY = Sentence(
    "系统内没有按规则选择供电的电力需求。", "No demand of electricity in the system is linked by the rule."
)

# ---- 6 ----------------------------------------------------------------------------------------------------------
FORMULA_LEAD = Sentence(
    "产品碳足迹为各过程、各气体的排放量与全球增温潜势之积的和（{formula}）。",
    "The footprint is the sum of emissions times global warming potential over processes and gases ({formula}).",
)
FORMULA_WHERE = {
    "cfp": Sentence("产品碳足迹，kg CO2e/声明单位", "carbon footprint, kg CO2e per declared unit"),
    "s": Sentence("每声明单位所需的过程 i 的数量", "amount of process i needed per declared unit"),
    "e": Sentence(
        "过程 i 每单位分配后排放的气体 g，kg", "gas g emitted per unit of process i after allocation, kg"
    ),
    "gwp": Sentence("气体 g 的全球增温潜势，kg CO2e/kg", "global warming potential of gas g, kg CO2e/kg"),
}

# ---- 7 ----------------------------------------------------------------------------------------------------------
RESULT = Sentence(
    "{product}的产品碳足迹为 {total} kg CO2e/{unit}（{table}）。",
    "The carbon footprint of {product} is {total} kg CO2e per {unit} ({table}).",
)
RESULT_PARTIAL = Sentence(
    "{product}的部分产品碳足迹（{scope}）为 {total} kg CO2e/{unit}（{table}）。",
    "The partial carbon footprint ({scope}) of {product} is {total} kg CO2e per {unit} ({table}).",
)
ROWS = {
    "total": Sentence("产品碳足迹（合计）", "carbon footprint (total)"),
    "fossil": Sentence("其中：化石源排放和清除", "of which fossil emissions and removals"),
    "biogenic": Sentence("其中：生物源排放和清除", "of which biogenic emissions and removals"),
    "dluc": Sentence("其中：直接土地利用变化", "of which direct land-use change"),
    "aircraft": Sentence("其中：航空排放", "of which aircraft"),
    "credits": Sentence("合计中的抵扣", "credits inside the total"),
    "carbon": Sentence("产品中的生物碳含量（不计入合计），kg C", "biogenic carbon content of the product (not in the total), kg C"),
    "apart": Sentence("不计入合计：{name}", "not in the total: {name}"),
}  # fmt: skip
NOT_COUNTED = Sentence(
    "没有计算间接土地利用变化和排放时间的影响；结果不含碳抵消。",
    "Indirect land-use change and the timing of emissions were not computed; there are no offsets in the result.",
)
NEGATIVE = Sentence(
    "结果为负：抵扣大于负荷，规则允许，不作截断。",
    "The result is negative: credits exceed burdens. The rule permits it, and it is not clamped.",
)
CREDITS_ROW = Sentence("计入合计的抵扣", "credits counted in the total")
CHART_TITLES = {
    "processes": Sentence("排放最多的过程和抵扣", "Processes that emit most, and credits"),
    "sensitivity": Sentence("结果对各数的敏感性", "Sensitivity of the result to single numbers"),
    "uncertainty": Sentence("抽样结果的分布", "Distribution of the draws"),
}
CHART_SAYS = {
    "processes": Sentence("横条：各过程的直接排放和各项抵扣，kg CO2e。", "Bars: direct emissions of each process, and credits, kg CO2e."),
    "sensitivity": Sentence("横条：每个数取其范围两端时结果的变化。", "Bars: how the result changes at both ends of each number's range."),
    "uncertainty": Sentence("结果的概率密度、中位数和 95 % 区间。", "Density of the result, its median and 95 % interval."),
}  # fmt: skip

# ---- 8 ----------------------------------------------------------------------------------------------------------
COMPLETENESS = Sentence(
    "系统用到的 {used} 个过程都有数据；缺少数据的投入和产出有 {gaps} 项，舍去 {cut} 项。对 {balances} 项平衡作了检查（{table}）。",
    "All {used} processes that the system draws on have data; {gaps} inputs and outputs lack data, {cut} are cut. {balances} balances "
    "were checked ({table}).",
)
SENSITIVITY = Sentence(
    "{table}给出弹性最大的数：弹性为 1 表示该数增加 1 %，结果增加 1 %。{alternatives}逐一改变台账中的选择，其余不变；这些变化不能相加。",
    "{table} gives the numbers with the largest elasticities: at an elasticity of 1 the result rises by 1 % for 1 % more of the number. "
    "{alternatives} changes the choices of the ledger one at a time, all else held; these changes do not add up.",
)
TORNADO = Sentence(
    "{figure}按清单给出的范围逐一改变各数，分配份额随之重新计算。",
    "{figure} moves one number at a time over the range that the inventory states; shares are computed anew at each point.",
)
NO_RANGES = Sentence("清单没有给出任何数的范围。", "The inventory states no range for any number.")
NO_ALTERNATIVES = Sentence(
    "台账中没有可以算出结果的其他选项。", "No decision of the ledger has an alternative that can be computed."
)
CANNOT = Sentence("不能执行：{why}", "cannot run: {why}")
CONSISTENT = Sentence(
    "同一规则的条款用于全部过程；共生产品的份额之和为 1，由引擎检查。所用汇总因子的 GWP 取值与规则（{set}）{same}。",
    "The clauses of one rule are applied to every process; shares of co-products add up to 1, which the engine checks. The GWP sets of "
    "the aggregated factors {same} with the rule's ({set}).",
)
SAME, NOT_SAME = Sentence("一致", "agree"), Sentence("不完全一致：{factors}", "do not all agree: {factors}")
YEARS = Sentence("所用数据的年份为 {low} 至 {high}。", "The data used are of the years {low} to {high}.")
UNCERTAINTY = Sentence(
    "对清单的 {uncertain} 个不确定量抽样 {draws} 次（{sampling}，种子 {seed}），每次重新分配；"
    "{held:.0%} 的直接排放所用的量没有给出不确定性，固定不变（{table}）。",
    "The {uncertain} uncertain numbers that the result uses are drawn {draws} times ({sampling}, seed {seed}), and burdens are shared anew "
    "in every draw; {held:.0%} of direct emissions have amounts without a stated uncertainty, which are held ({table}).",
)
STATISTICS = {
    "deterministic": Sentence("确定值（中心值）", "deterministic (central values)"),
    "mean": Sentence("均值（± 蒙特卡洛误差）", "mean (± Monte Carlo error)"),
    "sd": Sentence("标准差", "standard deviation"),
    "median": Sentence("中位数", "median"),
    "range": Sentence("95 % 区间（P2.5 至 P97.5）", "95 % interval (P2.5 to P97.5)"),
    "failed": Sentence("没有结果的抽样（次）", "draws without a result"),
}
SAMPLING = {
    "mc": Sentence("蒙特卡洛", "Monte Carlo"), "lhs": Sentence("拉丁超立方", "Latin hypercube"),
    "sobol": Sentence("Sobol' 序列", "Sobol' sequence"),
}  # fmt: skip
NO_FINDINGS = Sentence("检测没有发现问题。", "The detectors found nothing.")
LIMITATIONS = (
    Sentence(
        "产品碳足迹只涉及气候变化，不能代表产品的总体环境表现。",
        "A carbon footprint is about climate change alone; it does not stand for the overall environmental performance.",
    ),
    Sentence(
        "按其他规则、其他声明的选择或其他数据得到的结果不能直接比较。",
        "Results under another rule, other declared choices or other data cannot be compared directly.",
    ),
)
LIMIT_MARKS = Sentence(
    "按贡献计，{share} 的数据不是直接核自所引来源（标记为：{marks}）。",
    "By contribution, {share} of the data were not read in the source named (marks: {marks}).",
)
LIMIT_LEFT_OUT = Sentence(
    "因缺少数据略去 {count} 项投入和产出，结果不含其影响。",
    "{count} inputs and outputs are left out for want of data; the result holds nothing of them.",
)
LIMIT_AGGREGATED = Sentence(
    "结果的 {share} 来自汇总因子，其 GWP 取值和边界由来源决定。",
    "{share} of the result comes from aggregated factors, whose GWP set and boundary are those of their sources.",
)
LIMIT_CLAUSES = Sentence(
    "规则中有 {count} 条条款须与标准原文核对。",
    "{count} clauses of the rule have still to be checked against the standard's text.",
)

# ---- 9, 10 ------------------------------------------------------------------------------------------------------
CHOICES = Sentence(
    "规则未定之处由研究声明（{table}）；结果只对这些选择成立。",
    "What the rule leaves open is declared by the study ({table}); the result holds for these choices.",
)
NO_CHOICES = Sentence("本研究没有用到声明的选择。", "No declared choice was used.")
REVIEW_ITEMS = {
    "reviewer": Sentence("评审或核查机构：{value}", "Reviewer or verifier: {value}"),
    "review": Sentence("结论：{value}", "Outcome: {value}"),
    "performance_tracking": Sentence("绩效追踪：{value}", "Performance tracking: {value}"),
}

# ---- annexes ----------------------------------------------------------------------------------------------------
LEDGER_LEAD = Sentence(
    "{table}按步骤列出全部 {count} 项决策。", "{table} lists all {count} decisions in the order of the steps."
)
DATA_LEAD = Sentence(
    "以下各表为系统用到的单元过程，数量为清单中未分配的原值。",
    "These tables give the unit processes that the system draws on; amounts are those of the unallocated inventory.",
)
PROCESS_TABLE = Sentence("{process}（{stage}，{location}）", "{process} ({stage}, {location})")
MISSING = Sentence("有，未找到数值", "exists, no number found")
OTHERS_LEAD = Sentence(
    "背景过程的数据见清单文件：{processes}。",
    "Data of background processes stand in the inventory files: {processes}.",
)
AGAIN = Sentence(
    "与本报告同名的 .json 文件含有清单、规则、选择、背景数据和全部数值。`rulewright verify` 只用该文件重新计算并列出偏差。",
    "The .json file of the same name holds inventory, rules, choices, background data and every number. `rulewright verify` computes "
    "the result again from that file alone and lists deviations.",
)
AGAIN_ROWS = {
    "inventory": Sentence("清单的哈希", "hash of the inventory"),
    "rule": Sentence("规则的哈希", "hash of the rule"),
    "seed": Sentence("种子", "seed"),
    "draws": Sentence("抽样次数", "draws"),
    "totals": Sentence("全部抽样结果的哈希", "hash of all draws"),
    "version": Sentence("{name} 的版本", "version of {name}"),
}  # fmt: skip
