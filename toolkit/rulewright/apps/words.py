"""What the apps say, in Chinese and English."""

from __future__ import annotations

from rulewright.reporting.sentences import Sentence

# ---- all apps -------------------------------------------------------------------------------------------

INVENTORY = Sentence("清单", "inventory")
RULE = Sentence("规则", "rule")
RULES = Sentence("规则", "rules")
DOWNLOAD = Sentence("下载此图和数据", "Download figure and data")
DOWNLOAD_TIP = Sentence("生成 svg、png、csv 的下载链接", "make links to download svg, png and csv")
FILES = Sentence("下载：", "download: ")
TOO_LARGE = Sentence(
    "{name} 有 {size} MB，超过 {limit} MB，不能从页面下载；请用 Python 或命令行写出。",
    "{name} is {size} MB, more than {limit} MB, too large to download from the page; write it by Python or the command line.",
)
UNEXPECTED = Sentence(
    "出现了意外的问题（{kind}：{said}）。您的修改仍在；请换一种做法，或把这句话报告给我们。",
    "Something unexpected went wrong ({kind}: {said}). Your changes are still there; try another way, or report this sentence to us.",
)
MEND = Sentence("改法：", "mend: ")
WHERE = Sentence("位置：", "where: ")
FIGURE_OF = Sentence("图：{what}", "figure: {what}")
NONE_CHOSEN = Sentence("请至少选一项。", "Choose at least one.")
WORKING = Sentence("计算中…", "calculating …")

# ---- rule desk ------------------------------------------------------------------------------------------

RULE_DESK = Sentence("规则台", "Rule desk")
RULE_DESK_ABOUT = Sentence(
    "读规则，改条款，立即看到结果和决策台账的变化。",
    "Read a rule, change clauses, and see at once what becomes of the footprint and the ledger.",
)
BASE_RULE = Sentence("底本规则", "base rule")
SAVED_PATCH = Sentence("已存的变体", "saved patch")
OPEN = Sentence("打开", "Open")
OPEN_TIP = Sentence(
    "打开所选的变体；未存的修改会丢弃", "open the chosen patch; changes not saved are dropped"
)
CHANGE_TAB = Sentence("修改", "Change")
READ_TAB = Sentence("条款", "Clauses")
COMPARE_TAB = Sentence("对照", "Compare")
FILE_TAB = Sentence("变体文件", "Patch file")
FIGURE_TAB = Sentence("图", "Figure")
TABLE_TAB = Sentence("表", "Table")
LEDGER_TAB = Sentence("台账变化（{count}）", "Ledger changes ({count})")
FAMILY = Sentence("条款类别", "family of clauses")
STATE = Sentence("状态", "state")
STATES = {
    "inherited": Sentence("沿用底本", "as in the base"),
    "stated": Sentence("另行规定", "stated here"),
    "open": Sentence("留待声明", "left open"),
}
NOTHING_INHERITED = Sentence("底本没有规定", "the base says nothing")
OPEN_IN_BASE = Sentence("底本留待声明", "left open by the base")
INHERITED = Sentence("底本：{value} [{clauses}]", "base: {value} [{clauses}]")
DECLARED_NOW = Sentence("{text}；研究声明：{value}", "{text}; the study declares: {value}")
ADDED_TO_BASE = Sentence("以下各项排在底本各项之前。", "These come before those of the base.")
REASON_ZH = Sentence("条文（中文）", "text of the clause (zh)")
REASON_EN = Sentence("条文（英文）", "text of the clause (en)")
REASON_HINT = Sentence("空则由设置写出", "empty: told from the settings")
ADD = Sentence("添加", "Add")
ADD_TIP = Sentence("添加一项", "add an item")
UP_TIP = Sentence("上移第 {place} 项", "move item {place} up")
DOWN_TIP = Sentence("下移第 {place} 项", "move item {place} down")
REMOVE_TIP = Sentence("删除第 {place} 项", "remove item {place}")
TEXTS_HINT = Sentence("多项用逗号分隔", "separate several by commas")
GROUPS_HINT = Sentence("一行一组，组内用逗号分隔", "one group a line, flows separated by commas")
NOT_GIVEN = Sentence("（不写）", "(not given)")
KEY = Sentence("名称", "name")
OTHER_RULE = Sentence("与此规则对照", "compare with")
WITH_TEXTS = Sentence("显示条文", "show the texts")
BASE_RESULT = Sentence("底本 {rule}，每 {unit}", "base {rule}, per {unit}")
PATCH_RESULT = Sentence("变体 {rule}", "patch {rule}")
DIFFERENCE_LABEL = Sentence("差", "difference")
TOTAL = Sentence("{total} kg CO₂e", "{total} kg CO₂e")
DIFFERENCE = Sentence("{difference}（{share}）", "{difference} ({share})")
NO_CHANGE = Sentence("变体还没有修改任何条款。", "The patch changes no clause yet.")
CHANGED = Sentence("变体修改的设置：{families}。", "Settings changed: {families}.")
STALE = Sentence(
    "右边的数字仍是上一个可执行变体的结果。",
    "The figures on the right are still those of the last patch that could run.",
)
LEDGER_SAME = Sentence("台账没有变化。", "The ledger is the same.")
PATCH_ID = Sentence("编号", "id")
TITLE_ZH = Sentence("名称（中文）", "title (zh)")
TITLE_EN = Sentence("名称（英文）", "title (en)")
SAVE = Sentence("保存变体", "Save the patch")
SAVE_TIP = Sentence("保存为 {path}", "save as {path}")
SAVED = Sentence("已保存：{path}", "Saved: {path}")
NOT_SAVED = Sentence("有未保存的修改（草稿已自动保存）。", "Changes not saved yet (a draft is kept).")
IS_SAVED = Sentence("已保存，没有其他修改。", "Saved; nothing changed since.")
OVERWRITE = Sentence("覆盖保存", "Overwrite")
OVERWRITE_TIP = Sentence("覆盖文件中别处的修改", "write over what somebody else has saved")
OPEN_THEIRS = Sentence("打开文件中的版本", "Open what is saved")
OPEN_THEIRS_TIP = Sentence(
    "放弃这里的修改，打开已存的版本", "drop the changes here and open the saved version"
)
OTHER_BASE = Sentence(
    "{before}不能用于此清单，底本改为其研究的规则{base}。",
    "{before} can't be applied to this inventory; the base is now {base}, a rule of its study.",
)
DRAFT_FOUND = Sentence(
    "有未保存的草稿：{patch}（{when}）。", "There is a draft that was never saved: {patch} ({when})."
)
RESTORE = Sentence("继续此草稿", "Go on with it")
DISCARD = Sentence("删除草稿", "Delete the draft")
COMMENTS_LOST = Sentence(
    "保存时不保留文件中的 # 注释。", "Comments (#) of the file are not kept when it is saved."
)

# names of what stands inside a setting
NESTED = {
    "scheme": Sentence("分类体系", "scheme"),
    "edition": Sentence("版本", "edition"),
    "code": Sentence("代码", "code"),
    "supply": Sentence("供电", "supply"),
    "scope": Sentence("范围", "scope"),
    "certificate_required": Sentence("须有证书", "certificate required"),
    "same_year": Sentence("同一年", "same year"),
    "flows": Sentence("流", "flows"),
    "as_class": Sentence("归类为", "class"),
    "reason": Sentence("理由", "reason"),
    "zh": Sentence("中文", "zh"),
    "en": Sentence("英文", "en"),
    "normative": Sentence("以何文为准", "which text binds"),
    "mode": Sentence("何时用", "when used"),
    "only": Sentence("只限这些流", "only these flows"),
    "credit": Sentence("抵扣", "credit"),
    "shared": Sentence("归生产者的占比", "share to the producer"),
    "by": Sentence("按", "by"),
    "years": Sentence("平均年数", "years averaged"),
    "weights": Sentence("权重", "weights"),
    "groups": Sentence("分组", "groups"),
    "inside": Sentence("组内", "inside groups"),
    "negligible_revenue_share": Sentence("收入占比不高于此者不承担", "none to revenue shares up to"),
    "factors": Sentence("固定系数", "fixed factors"),
    "when": Sentence("条件（须全部满足）", "conditions (all of them)"),
    "pairs": Sentence("对哪些产品对", "which pairs"),
    "price_ratio_above": Sentence("单位价值比高于", "price ratio above"),
    "price_ratio_at_most": Sentence("单位价值比不高于", "price ratio at most"),
    "revenue_gap_above": Sentence("单位收入差高于", "revenue gap above"),
    "revenue_gap_at_most": Sentence("单位收入差不高于", "revenue gap at most"),
    "revenue_share_at_most": Sentence("共生产品收入占比不高于", "revenue share of co-products at most"),
    "all_outputs_are_energy": Sentence("产出都是能源产品", "all outputs are energy"),
    "co_products_in": Sentence("共生产品属于", "co-products among"),
    "displaced_product_known": Sentence("被替代产品已知", "displaced product known"),
    "use_known_and_dominant": Sentence("用途已知且有主导替代品", "use known, one displaced product dominant"),
    "processes": Sentence("过程", "processes"),
    "products": Sentence("产品", "products"),
    "ladder": Sentence("优先序", "order"),
    "subdivide": Sentence("细分", "subdivide"),
    "substitute": Sentence("替代", "substitute"),
    "share": Sentence("按属性分配", "share by a property"),
    "fixed": Sentence("固定系数", "fixed factors"),
    "stop": Sentence("停止", "stop"),
    "always": Sentence("总是", "always"),
    "if_declared": Sentence("声明时", "if declared"),
}

# ---- runs ------------------------------------------------------------------------------------------------

RUN = Sentence("运行", "Run")
RUN_TIP = Sentence("开始计算", "start the calculation")
STOP = Sentence("停止", "Stop")
STOP_TIP = Sentence("停止计算，保留已完成的部分", "stop the calculation, keep what is done")
PROGRESS = Sentence("{done}/{count}", "{done} of {count}")
DONE = Sentence("完成，{seconds} 秒。", "Done in {seconds} s.")
STOPPED = Sentence("已停止，没有可显示的结果。", "Stopped; there is nothing to show yet.")
STOPPED_WITH = Sentence(
    "已停止：显示停止前完成的 {done} 次抽样。", "Stopped: shown are the {done} draws that were done before."
)
STOPPING = Sentence("正在停止…", "stopping …")
IS_RUNNING = Sentence("还在计算，请先停止。", "It is still calculating; stop it first.")
NOT_RUN = Sentence("还没有结果，请按“运行”。", "No result yet: press Run.")
OLD_ANSWER = Sentence(
    "下面的结果属于：{inventory}；规则 {rules}；{draws} 次抽样，种子 {seed}，{sampling}。",
    "The result below is of: {inventory}; rules {rules}; {draws} draws, seed {seed}, {sampling}.",
)
DRAWS = Sentence("抽样次数", "draws")
SEED = Sentence("种子", "seed")
SAMPLING = Sentence("抽样方式", "sampling")
SAMPLINGS = {
    "mc": Sentence("蒙特卡洛", "Monte Carlo"),
    "lhs": Sentence("拉丁超立方", "Latin hypercube"),
    "sobol": Sentence("Sobol' 序列", "Sobol' sequence"),
}

# ---- uncertainty desk --------------------------------------------------------------------------------------

UNCERTAINTY_DESK = Sentence("不确定性台", "Uncertainty desk")
UNCERTAINTY_DESK_ABOUT = Sentence(
    "各规则用同一组抽样：差别是逐次抽样的差别。",
    "All rules on the same draws: a difference is a difference draw by draw.",
)
QUESTIONS = {
    "distribution": Sentence("分布与收敛", "Distributions and convergence"),
    "paired": Sentence("成对差别", "Paired differences"),
    "choice": Sentence("选择还是数据", "Choice against data"),
    "tornado": Sentence("龙卷风图", "Tornado"),
}
FIGURES = {
    "distribution": Sentence("分布", "distributions"),
    "convergence": Sentence("收敛", "convergence"),
    "paired": Sentence("成对差别", "paired differences"),
    "choice": Sentence("选择与数据", "choice and data"),
    "tornado": Sentence("龙卷风图", "tornado"),
}
FIRST_RULE_ONLY = Sentence(
    "龙卷风图只用所选规则中的第一个。", "The tornado is of the first chosen rule only."
)

# ---- comparison board --------------------------------------------------------------------------------------

COMPARISON_BOARD = Sentence("比较板", "Comparison board")
COMPARISON_BOARD_ABOUT = Sentence(
    "产品 × 规则；差别归到条款；每个数字追到交换和来源。",
    "Products × rules; differences traced to clauses, numbers to exchanges and sources.",
)
PRODUCTS = Sentence("产品（至多 {most} 个）", "products (at most {most})")
SEVERAL_TIP = Sentence("按住 Ctrl 可选多项", "hold Ctrl to choose several")
SHOW = Sentence("显示", "Show")
BARS_TAB = Sentence("各阶段", "By stage")
WATERFALL_TAB = Sentence("差别来自哪条", "Which clause")
ORIGIN_TAB = Sentence("数字从哪来", "Where a number comes from")
PRODUCT = Sentence("产品", "product")
FROM_RULE = Sentence("从规则", "from rule")
TO_RULE = Sentence("到规则", "to rule")
PROCESS = Sentence("过程", "process")
TOO_MANY = Sentence("只显示前 {most} 个产品。", "Only the first {most} products are shown.")
REFUSALS = Sentence("不能执行的规则（{count}）", "Rules that cannot run ({count})")
TOTALS = Sentence("合计", "totals")
SOURCES = Sentence("本过程数据的来源", "sources of the data of this process")
TWO_RULES = Sentence("选两个不同的规则。", "Choose two different rules.")

# ---- portfolio board ---------------------------------------------------------------------------------------

PORTFOLIO_BOARD = Sentence("组合板", "Portfolio board")
PORTFOLIO_BOARD_ABOUT = Sentence(
    "许多工厂，多个规则：名次、逆转、谁得益。", "Many plants, many rules: ranks, reversals, who gains."
)
PORTFOLIO = Sentence("组合", "portfolio")
RANKING_TAB = Sentence("名次", "Ranking")
MATRIX_TAB = Sentence("足迹", "Footprints")
RANKS_TAB = Sentence("名次概率", "Probable ranks")
REVERSALS_TAB = Sentence("逆转（{count}）", "Reversals ({count})")
GAINS_TAB = Sentence("谁得益", "Who gains")
NO_REVERSAL = Sentence("没有逆转。", "No reversal.")
NO_DRAWS = Sentence("名次概率需要抽样：抽样次数至少 2。", "Probable ranks need draws: at least 2.")

# ---- consultation desk -------------------------------------------------------------------------------------

CONSULTATION_DESK = Sentence("征求意见台", "Consultation desk")
CONSULTATION_DESK_ABOUT = Sentence(
    "意见按章条排列；每条意见改变什么结果；处理意见和理由；汇总处理表。",
    "Comments by clause, what each would change, decisions with reasons, the table of how they are handled.",
)
COMMENTED_RULE = Sentence("所征求的规则", "rule commented on")
UPLOAD = Sentence("上传意见表", "Upload comments")
UPLOAD_TIP = Sentence(
    "意见表为 .xlsx 或 .csv；表中提到的补丁文件（.yaml）一并选上",
    "tables are .xlsx or .csv; choose the patch files (.yaml) that they name as well",
)
EFFECTS_ON = Sentence("在这些清单上算影响", "effects are computed on")
COMMENTS_TAB = Sentence("意见", "Comments")
HANDLING_TAB = Sentence("汇总处理表", "Handling table")
EFFECTS_TAB = Sentence("影响", "Effects")
WRITE_TAB = Sentence("写出", "Write")
COMMENTS_READ = Sentence(
    "读到 {count} 条意见，来自 {bodies} 个单位。", "{count} comments were read, from {bodies} bodies."
)
NO_COMMENTS = Sentence("先上传意见表。", "Upload a table of comments first.")
DECISION = Sentence("处理意见", "decision")
REASON = Sentence("处理理由", "reason")
DECIDED_NOW = Sentence("已记下。", "Written down.")
RUN_AGAIN = Sentence(
    "处理意见有改动：“采纳的合并影响”要再运行一次才更新。",
    "Decisions have changed: run again, so that the joint effect of what is accepted is up to date.",
)
CONSULTATION_STOPPED = Sentence("已停止：部分清单没有算。", "Stopped: some inventories were not computed.")
WRITE = Sentence("写出汇总处理表", "Write the handling table")
WRITE_TIP = Sentence(
    "写出 .docx、.xlsx、.csv、.json 和图，中英文各一份",
    "write .docx, .xlsx, .csv, .json and figures, in both languages",
)
LINK_TABLE = Sentence("下载汇总处理表", "Download the handling table")
WRITTEN = Sentence("已写出 {count} 个文件：{folder}", "{count} files are written: {folder}")
NUMBER = Sentence("序号", "No.")
CLAUSE = Sentence("章条", "clause")
COMMENT = Sentence("意见", "comment")
BODY = Sentence("提出单位", "body")
