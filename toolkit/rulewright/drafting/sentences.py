"""The sentences of a draft standard, zh and en, with named gaps; the verb says what kind of clause each is.

应 / shall: requirement. 宜 / should: recommendation. 可 / may: permission. 能 / can: capability (GB/T 1.1-2020, annex C).
"""

from __future__ import annotations

from rulewright.reporting.sentences import Sentence

# ---- titles ---------------------------------------------------------------------------------------------

TITLES = {
    "contents": Sentence("目　　次", "Contents"),
    "foreword": Sentence("前　　言", "Foreword"),
    "introduction": Sentence("引　　言", "Introduction"),
    "scope": Sentence("范围", "Scope"),
    "references": Sentence("规范性引用文件", "Normative references"),
    "terms": Sentence("术语和定义", "Terms and definitions"),
    "purpose": Sentence("量化目的", "Goal of the quantification"),
    "range": Sentence("量化范围", "Scope of the quantification"),
    "product": Sentence("产品种类和描述", "Product category and description"),
    "unit": Sentence("功能单位或声明单位", "Functional or declared unit"),
    "boundary": Sentence("系统边界", "System boundary"),
    "boundary-set": Sentence("系统边界的设定", "Setting the system boundary"),
    "boundary-items": Sentence("纳入和排除的内容", "What is inside and outside"),
    "cut-off": Sentence("取舍准则", "Cut-off criteria"),
    "data": Sentence("数据和数据质量", "Data and data quality"),
    "data-kinds": Sentence("数据类型", "Kinds of data"),
    "data-time": Sentence("时间边界和地理边界", "Time and geographical boundaries"),
    "data-quality": Sentence("数据质量", "Data quality"),
    "inventory": Sentence("清单分析", "Inventory analysis"),
    "collection": Sentence("数据收集", "Data collection"),
    "validation": Sentence("数据审定", "Validation of data"),
    "relation": Sentence(
        "数据与单元过程和功能单位或声明单位的关联",
        "Relating data to unit process and functional or declared unit",
    ),
    "adjustment": Sentence("系统边界调整", "Refining the system boundary"),
    "allocation": Sentence("分配", "Allocation"),
    "allocation-order": Sentence("分配程序", "Allocation procedure"),
    "allocation-classes": Sentence("产出物的归类", "Classes of outputs"),
    "allocation-special": Sentence("专门的分配程序", "Special allocation procedures"),
    "recycling": Sentence("再使用和再生利用的分配", "Allocation for reuse and recycling"),
    "specific": Sentence("特定温室气体排放与清除的处理", "Treatment of specific emissions and removals"),
    "electricity": Sentence("电力", "Electricity"),
    "biogenic": Sentence("生物源碳和土地利用变化", "Biogenic carbon and land-use change"),
    "aircraft": Sentence("航空排放和碳抵消", "Aircraft emissions and offsetting"),
    "impact": Sentence("影响评价", "Impact assessment"),
    "characterisation": Sentence("特征化因子", "Characterisation factors"),
    "calculation": Sentence("计算", "Calculation"),
    "interpretation": Sentence("结果解释", "Interpretation"),
    "report": Sentence("产品碳足迹报告", "Carbon-footprint report"),
    "report-general": Sentence("总则", "General"),
    "report-splits": Sentence("单独列报的数值", "Values documented separately"),
    "report-contents": Sentence("报告内容", "Contents of the report"),
    "report-validity": Sentence("有效期和评审", "Validity and review"),
    "declaration": Sentence("产品碳足迹声明", "Carbon-footprint declaration"),
    "annex-sources": Sentence("温室气体排放源", "Sources of greenhouse gases"),
    "annex-process": Sentence("工艺流程示意图", "Process diagram"),
    "annex-collection": Sentence("数据收集表", "Data-collection tables"),
    "annex-gwp": Sentence("全球增温潜势", "Global warming potentials"),
    "annex-report": Sentence("产品碳足迹报告模板", "Template of the carbon-footprint report"),
    "bibliography": Sentence("参 考 文 献", "Bibliography"),
}

# ---- cover ----------------------------------------------------------------------------------------------

SERIES_TITLE = Sentence(
    "温室气体　产品碳足迹　量化方法与要求　{product}",
    "Greenhouse gases — Quantification methods and requirements for carbon footprint of products — {product}",
)
LEVELS = {
    "national": Sentence("中华人民共和国国家标准", "National standard of the People's Republic of China"),
    "industry": Sentence(
        "中华人民共和国{industry}行业标准", "Industry standard of the People's Republic of China ({industry})"
    ),
    "group": Sentence("团体标准", "Group standard"),
}
STAGES = {
    "discussion": Sentence("（工作组讨论稿）", "(working draft)"),
    "comment": Sentence("（征求意见稿）", "(draft for comments)"),
    "review": Sentence("（送审稿）", "(draft for review)"),
    "approval": Sentence("（报批稿）", "(draft for approval)"),
}
PATENT_CALL = Sentence(
    "在提交反馈意见时，请将您知道的相关专利连同支持性文件一并附上。",
    "When you send comments, please name relevant patents that you know of and attach supporting documents.",
)
ISSUED = Sentence("{date} 发布", "Issued {date}")
IN_FORCE = Sentence("{date} 实施", "In force {date}")
ISSUER = Sentence("{issuer}　发布", "Issued by {issuer}")
REPLACES = Sentence("代替 {number}", "Replaces {number}")
GAPS = {
    "product": Sentence("产品名称", "name of the product"),
    "number": Sentence("文件编号", "number of the document"),
    "ics": Sentence("ICS 分类号", "ICS class"),
    "ccs": Sentence("CCS 分类号", "CCS class"),
    "level": Sentence("标准级别", "level of the standard"),
    "industry": Sentence("行业名称", "name of the industry"),
    "draft_stage": Sentence("稿次", "stage of the draft"),
    "issued": Sentence("发布日期", "date of issue"),
    "in_force": Sentence("实施日期", "date of entry into force"),
    "issuer": Sentence("发布机构；规则文件所记为{noted}", "issuing body; the rule file notes {noted}"),
    "version": Sentence("是否首次发布，或所代替的文件", "first edition, or the documents it replaces"),
    "proposed_by": Sentence("提出单位", "proposing body"),
    "home_committee": Sentence("归口单位", "home committee"),
    "drafting_bodies": Sentence("起草单位", "drafting bodies"),
    "drafters": Sentence("起草人", "drafters"),
    "terms": Sentence("需要界定的产品术语", "terms of the product that need a definition"),
    "title_of": Sentence("{number}的名称", "title of {number}"),
    "inventory": Sentence("{what}，须有清单", "{what}; needs an inventory"),
    "declaration": Sentence("声明的方式和内容", "form and contents of the declaration"),
    "translation": Sentence(
        "核对用语：{what}", "check this wording, which the rule has in one language: {what}"
    ),
}

# ---- foreword, clauses 1 to 3 (fixed wordings of GB/T 1.1-2020: known, to be checked) ----------------------

DRAFTED_AFTER = Sentence(
    "本文件按照GB/T 1.1—2020《标准化工作导则　第1部分：标准化文件的结构和起草规则》的规定起草。",
    "This document is drafted in accordance with GB/T 1.1—2020, Directives for standardization — Part 1: "
    "Rules for the structure and drafting of standardizing documents.",
)
REPLACED = Sentence("本文件代替{number}。", "This document replaces {number}.")
PATENTS = Sentence(
    "请注意本文件的某些内容可能涉及专利。本文件的发布机构不承担识别专利的责任。",
    "Attention is drawn to the possibility that parts of this document are the subject of patents. "
    "The issuing body is not responsible for identifying them.",
)
PROPOSED_BY = Sentence("本文件由{body}提出。", "This document was proposed by {body}.")
HOME_COMMITTEE = Sentence("本文件由{body}归口。", "This document is under the jurisdiction of {body}.")
DRAFTING_BODIES = Sentence("本文件起草单位：{names}。", "Drafting bodies of this document: {names}.")
DRAFTERS = Sentence("本文件主要起草人：{names}。", "Main drafters of this document: {names}.")
FIRST_EDITION = Sentence("本文件为首次发布。", "This document is issued for the first time.")
VERSION = Sentence("本文件的历次版本发布情况为：{what}。", "Editions so far: {what}.")

SCOPE_GIVES = Sentence(
    "本文件规定了{product}碳足迹的量化目的、量化范围、数据和数据质量、清单分析、影响评价、结果解释和报告的要求。",
    "This document specifies requirements for the carbon footprint of {product}: goal, scope, data and data quality, "
    "inventory analysis, impact assessment, interpretation and report.",
)
SCOPE_FOR = Sentence(
    "本文件适用于{product}碳足迹的量化和报告。",
    "This document is applicable to quantifying and reporting the carbon footprint of {product}.",
)
REFERENCES_LEAD = Sentence(
    "下列文件中的内容通过文中的规范性引用而构成本文件必不可少的条款。其中，注日期的引用文件，仅该日期对应的版本适用于本文件；"
    "不注日期的引用文件，其最新版本（包括所有的修改单）适用于本文件。",
    "The following documents are referred to in the text in such a way that their content constitutes provisions of "
    "this document. For dated references, only the edition cited applies; for undated references, the latest edition "
    "(including all amendments) applies.",
)
TERMS_ELSEWHERE = Sentence(
    "{number}界定的术语和定义适用于本文件。",
    "The terms and definitions given in {number} apply to this document.",
)
TERMS_ALSO = Sentence(
    "{number}界定的以及下列术语和定义适用于本文件。",
    "The terms and definitions given in {number} and the following apply to this document.",
)
TERM_SOURCE = Sentence("[来源：{source}]", "[SOURCE: {source}]")

# ---- 4 goal -------------------------------------------------------------------------------------------------

PURPOSE = Sentence(
    "量化{product}碳足迹的目的，是将系统边界内的温室气体排放量与清除量之和以二氧化碳当量表示。结果只涉及气候变化一种影响类型。",
    "The goal is to express the sum of greenhouse-gas emissions and removals of {product} within the system boundary in "
    "carbon dioxide equivalents. Climate change is the only impact category.",
)
PURPOSE_STATED = Sentence(
    "产品碳足迹研究应说明研究的目的、结果的预期用途和预期受众。",
    "The study shall state its goal, the intended use of its results and the intended audience.",
)
FOLLOW_GENERAL = Sentence(
    "除本文件另有规定外，{product}碳足迹的量化应符合{number}的规定。",
    "Unless this document says otherwise, the quantification for {product} shall conform to {number}.",
)

# ---- 5 scope ------------------------------------------------------------------------------------------------

PRODUCT_LEAD = Sentence(
    "本文件涉及的产品种类及其说明如下：",
    "The product category of this document and its description are as follows:",
)
CODES = Sentence(
    "产品在{schemes}中的代码见{table}。", "The codes of the product in {schemes} are given in {table}."
)
CODES_TITLE = Sentence("产品的分类代码", "Codes of the product")
UNIT_KIND = {
    "declared": Sentence(
        "{product}的碳足迹应以声明单位表示。",
        "The carbon footprint of {product} shall refer to a declared unit.",
    ),
    "functional": Sentence(
        "{product}的碳足迹应以功能单位表示。",
        "The carbon footprint of {product} shall refer to a functional unit.",
    ),
    "either": Sentence(
        "{product}的碳足迹应以功能单位表示；产品功能未知或只量化部分碳足迹的，可采用声明单位。",
        "The carbon footprint of {product} shall refer to a functional unit; a declared unit may be used where the "
        "function is unknown or only a partial footprint is quantified.",
    ),
}
UNIT_AMOUNT = {
    "declared": Sentence(
        "声明单位应为{amount} {unit}{product}。", "The declared unit shall be {amount} {unit} of {product}."
    ),
    "functional": Sentence(
        "功能单位应为{amount} {unit}{product}。", "The functional unit shall be {amount} {unit} of {product}."
    ),
    "either": Sentence(
        "单位应为{amount} {unit}{product}。", "The unit shall be {amount} {unit} of {product}."
    ),
}
REFERENCE_FLOW = Sentence(
    "产品碳足迹报告应给出基准流。", "The carbon-footprint report shall state the reference flow."
)
BOUNDARY_SCOPE = {
    "cradle_to_gate": Sentence(
        "系统边界应为从摇篮到大门。", "The system boundary shall run from cradle to gate."
    ),
    "cradle_to_grave": Sentence(
        "系统边界应为从摇篮到坟墓。", "The system boundary shall run from cradle to grave."
    ),
    "gate_to_gate": Sentence(
        "系统边界应为从大门到大门。", "The system boundary shall run from gate to gate."
    ),
    "either": Sentence(
        "系统边界可覆盖产品的整个生命周期，也可限于其中的部分阶段。",
        "The system boundary may cover the whole life cycle of the product or part of it.",
    ),
}
STAGES_SEE = Sentence(
    "各生命周期阶段是否纳入系统边界，应符合{table}的规定。",
    "Which stages of the life cycle are inside shall conform to {table}.",
)
STAGES_TITLE = Sentence("生命周期阶段", "Stages of the life cycle")
SOURCES_SEE = Sentence(
    "各单元过程的温室气体排放源见{sources}，工艺流程见{process}。",
    "For the greenhouse-gas sources of the unit processes see {sources}, for the process diagram {process}.",
)
TAGS_SEE = Sentence(
    "下列内容的处理应符合{table}的规定。", "What follows shall be treated in conformity with {table}."
)
TAGS_TITLE = Sentence("纳入、排除和单独列报的内容", "What is included, left out or reported apart")
LOOPS = {
    "net": Sentence(
        "生产单元自产自用的物料和能源应按净量计。",
        "Materials and energy that a unit makes and uses itself shall be counted net.",
    ),
    "gross": Sentence(
        "生产单元自产自用的物料和能源应按毛量计。",
        "Materials and energy that a unit makes and uses itself shall be counted gross.",
    ),
}
CUT_MEASURES = Sentence("取舍应以{measures}为依据。", "Cut-off criteria shall rest on {measures}.")
CUT_SINGLE = Sentence(
    "按上述依据计，占比小于{limit}的{level}可舍去。",
    "By that measure, any {level} of less than {limit} may be left out.",
)
CUT_TOTAL = Sentence(
    "舍去部分合计不应超过{level}的{limit}。",
    "All that is left out together shall not exceed {limit} of {level}.",
)
CUT_LEVELS = {
    "item": Sentence("单项投入或产出", "single input or output"),
    "process": Sentence("单元过程", "unit process"),
    "module": Sentence("信息模块", "information module"),
    "total": Sentence("总量", "the total"),
}
CUT_NEVER = Sentence("{items}不应舍去。", "{items} shall not be left out.")
CUT_ORDER = {
    "smallest_first": Sentence("舍去应从占比最小者开始。", "Leaving out shall begin with the smallest share.")
}
CUT_TIES = {
    "by_name": Sentence("占比相同的，应按名称依次舍去。", "Equal shares shall be left out in order of name.")
}
CUT_USE = {
    "nothing": Sentence(
        "数据可得的投入和产出均不应舍去。", "Inputs and outputs with data shall not be left out."
    ),
    "all_that_is_allowed": Sentence(
        "符合上述条件的投入和产出均应舍去。",
        "All inputs and outputs that meet these conditions shall be left out.",
    ),
}
CUT_MISSING = {
    "stop": Sentence(
        "缺少数据的投入或产出应补齐数据，不应视为零。",
        "Missing data of an input or output shall be supplied and shall not be taken as zero.",
    ),
    "leave_out": Sentence(
        "缺少数据的投入或产出可略去，并应在报告中列出。",
        "An input or output without data may be left out and shall be listed in the report.",
    ),
}
CUT_STATED = Sentence(
    "产品碳足迹报告应说明舍去的内容、理由及其对结果的影响。",
    "The report shall state what is left out, why, and how this affects the result.",
)

# ---- 6 data ---------------------------------------------------------------------------------------------------

PRIMARY = {
    "own_processes": Sentence(
        "受报告组织控制的过程应使用初级数据，其中现场数据优先。",
        "Processes under the control of the organisation shall use primary data, site-specific data first.",
    ),
    "most_relevant": Sentence(
        "对结果最重要的过程应使用初级数据。", "The processes that matter most shall use primary data."
    ),
    "all": Sentence("所有过程均应使用初级数据。", "All processes shall use primary data."),
    "none": Sentence("各过程可使用次级数据。", "All processes may use secondary data."),
}
SECONDARY = Sentence(
    "无法取得初级数据的过程或不重要的过程可使用次级数据，并应说明理由和来源。",
    "Secondary data may be used where primary data cannot be obtained or the process is minor; reasons and sources shall "
    "be given.",
)
PRIMARY_SHARE = Sentence(
    "初级数据所占份额不应低于{share}。", "The share of primary data shall not be below {share}."
)
PERIOD = Sentence("数据应覆盖{period}。", "Data shall cover {period}.")
# free texts of rule files that we can print in both languages
PERIODS = {
    "one calendar year": Sentence("一个自然年", "one calendar year"),
    "calendar year": Sentence("一个自然年", "one calendar year"),
}
AGE_PRIMARY = Sentence(
    "初级数据的年限不应超过{years}年。", "Primary data shall not be older than {years} years."
)
AGE_SECONDARY = Sentence(
    "次级数据的年限不应超过{years}年。", "Secondary data shall not be older than {years} years."
)
GEOGRAPHY = Sentence(
    "产品碳足迹报告宜说明数据的地理边界。",
    "The report should state the geographical boundary of the data.",
)
QUALITY_LEAD = Sentence(
    "数据质量应从下列方面说明：", "Data quality shall be characterised by the following aspects:"
)
QUALITY_ASPECTS = (
    Sentence("时间覆盖范围", "time coverage"),
    Sentence("地理覆盖范围", "geographical coverage"),
    Sentence("技术覆盖范围", "technology coverage"),
    Sentence("精度", "precision"),
    Sentence("完整性", "completeness"),
    Sentence("代表性", "representativeness"),
    Sentence("一致性", "consistency"),
    Sentence("可再现性", "reproducibility"),
    Sentence("数据来源", "sources of the data"),
    Sentence("不确定性", "uncertainty"),
)
SCHEME = Sentence("数据质量应按{scheme}评价。", "Data quality shall be rated by {scheme}.")
RATING = Sentence("数据质量评分不应高于{rating}。", "The rating of data quality shall not be above {rating}.")

# ---- 7 inventory ------------------------------------------------------------------------------------------------

COLLECT = Sentence(
    "应按单元过程收集数据，数据收集表的格式见{annex}。收集的数据应包括：",
    "Data shall be collected by unit process; for tables to fill in see {annex}. They shall include:",
)
COLLECT_WHAT = (
    Sentence("原材料、辅料和能源的投入", "inputs of materials, ancillaries and energy"),
    Sentence("产品和共生产品的产出", "outputs of products and co-products"),
    Sentence("废物及其处理", "wastes and their treatment"),
    Sentence("向环境的温室气体排放和清除", "greenhouse-gas emissions to and removals from the environment"),
)
VALIDATE = Sentence(
    "应以质量平衡、能量平衡或与同类数据比较等方法审定所收集的数据。",
    "Collected data shall be validated, by mass balance, energy balance or comparison with similar data.",
)
RELATE = Sentence(
    "应为每一单元过程确定基准流，其输入和输出应以此为基础计算，并换算到功能单位或声明单位。",
    "A reference flow shall be set for each unit process; inputs and outputs shall be calculated in relation to it and "
    "converted to the functional or declared unit.",
)
ADJUST = Sentence(
    "应以敏感性分析判断数据的重要性，并据此调整初始的系统边界。调整的过程和结果应予记录。",
    "The significance of data shall be judged by sensitivity analysis, and the initial system boundary refined "
    "accordingly. This shall be documented.",
)
ALLOCATION_LEAD = Sentence(
    "单元过程有多种产出物时，应按下列次序处理，前一项不可行的方采用后一项：",
    "Where a unit process has several outputs, the following order shall be kept; a later option applies only where the "
    "earlier ones are not practicable:",
)
RUNGS = {
    "subdivide": Sentence(
        "将单元过程细分为子过程，分别收集数据",
        "divide the unit process into sub-processes and collect their data",
    ),
    "stop": Sentence(
        "上述各项均不可行的，停止量化并说明",
        "where none of these is practicable, stop the quantification and say so",
    ),
}
RUNG_IF_DECLARED = Sentence(
    "扩展系统，以产出物所替代的产品抵扣（在报告中声明时）",
    "expand the system and credit the products that outputs displace (where the report declares it)",
)
ALLOCATION_SUM = Sentence(
    "分配后各产出物的输入和输出之和应等于分配前的输入和输出。",
    "The sum of allocated inputs and outputs shall equal those before allocation.",
)
ALLOCATION_SENSITIVITY = Sentence(
    "若干分配程序均看似适用时，应进行敏感性分析。",
    "Where several procedures seem applicable, a sensitivity analysis shall be made.",
)
ALLOCATION_FORMULA = Sentence(
    "按某一性质分配时，分配系数应按{formula}计算。",
    "Where a property is the basis, the allocation factor shall be calculated by {formula}.",
)
PHYSICAL_SEE = Sentence(
    "各过程采用的物理关系应符合{table}的规定。",
    "The physical relationship of each process shall conform to {table}.",
)
PHYSICAL_TITLE = Sentence("分配采用的物理关系", "Physical relationships used for allocation")
PRICE_YEARS = Sentence(
    "按价格分配的，价格应取{years}年的平均值。",
    "Prices used for allocation shall be means of {years} years.",
)
EXPANSION = {
    "substitution": Sentence("系统扩展应采用替代法。", "System expansion shall be done by substitution."),
    "not_used": Sentence("不应采用系统扩展。", "System expansion shall not be used."),
}
CLASSES_SEE = Sentence(
    "下列产出物的归类应符合{table}的规定。", "The classes of these outputs shall conform to {table}."
)
CLASSES_TITLE = Sentence("产出物的归类", "Classes of outputs")
SPECIAL_SEE = Sentence(
    "下列产品或过程的分配应符合{table}的规定。",
    "Allocation for these products or processes shall conform to {table}.",
)
SPECIAL_TITLE = Sentence("专门的分配次序", "Special orders of allocation")
RECYCLING_METHOD = Sentence(
    "再使用和再生利用的分配应采用{method}。", "Allocation for reuse and recycling shall follow {method}."
)
SCRAP_FORMULA = Sentence(
    "单位质量废料的价值应按{formula}计算。",
    "The value of a unit mass of scrap shall be calculated by {formula}.",
)
FACTOR_A_SEE = Sentence("系数A的取值应符合{table}的规定。", "Factor A shall conform to {table}.")
FACTOR_A_TITLE = Sentence("系数A的取值", "Values of factor A")
QUALITY_RATIO_SEE = Sentence("质量比的取值应符合{table}的规定。", "Quality ratios shall conform to {table}.")
QUALITY_RATIO_TITLE = Sentence("质量比的取值", "Quality ratios")
FACTOR_B = Sentence("系数B应取{value}。", "Factor B shall be {value}.")
INPUT_BURDEN = {
    "in_total": Sentence(
        "投入废料的价值应计入结果。", "The value of scrap that enters shall count in the result."
    ),
    "apart": Sentence(
        "投入废料的价值应单独列报，不计入结果。",
        "The value of scrap that enters shall be reported apart from the result.",
    ),
}
END_OF_LIFE_CREDIT = {
    "in_total": Sentence("生命末期的抵扣应计入结果。", "The end-of-life credit shall count in the result."),
    "apart": Sentence(
        "生命末期的抵扣应单独列报，不计入结果。",
        "The end-of-life credit shall be reported apart from the result.",
    ),
    "none": Sentence("不应计入生命末期的抵扣。", "No end-of-life credit shall be counted."),
}
PREPARATION = {
    "user": Sentence(
        "废料预处理的负荷应由使用者承担。", "The burden of preparing scrap shall be borne by its user."
    ),
    "supplier": Sentence(
        "废料预处理的负荷应由供应者承担。", "The burden of preparing scrap shall be borne by its supplier."
    ),
}
WASTE = {
    "producer": Sentence(
        "废物处理的负荷应由产生者承担。", "The burden of waste treatment shall be borne by its producer."
    ),
    "user": Sentence(
        "废物处理的负荷应由使用者承担。", "The burden of waste treatment shall be borne by its user."
    ),
    "out": Sentence("废物处理的负荷不应计入。", "The burden of waste treatment shall not be counted."),
}
ELECTRICITY_LEAD = Sentence(
    "用电的供应方式应按下列次序确定：", "The supply of electricity shall be determined in this order:"
)
SUPPLIES = {
    "on_site": Sentence("自发自用且未外售的电力", "electricity generated on site and not sold"),
    "direct_line": Sentence("由直供线路供给的电力", "electricity from a direct line"),
    "contract": Sentence("有合同和证书的电力", "electricity under contract with certificates"),
    "supplier_mix": Sentence("供电商的供电组合", "the mix of the supplier"),
    "residual_mix": Sentence("剩余组合", "the residual mix"),
    "grid_average": Sentence("电网平均组合", "the average mix of the grid"),
    "fossil_mix": Sentence("电网的化石能源组合", "the fossil mix of the grid"),
    "stop": Sentence(
        "上述各项均不可得的，停止量化并说明", "where none is available, stop the quantification and say so"
    ),
}
FACTOR_FAMILY = {
    "life_cycle": Sentence(
        "电力因子应采用覆盖供电系统全生命周期的电力碳足迹因子，不应采用只计发电直接排放的因子。",
        "Factors of electricity shall cover the life cycle of the supply system; factors of the direct emissions of "
        "generation shall not be used.",
    ),
    "direct": Sentence(
        "电力因子应采用发电直接排放的因子。",
        "Factors of electricity shall be those of the direct emissions of generation.",
    ),
}
FACTOR_YEAR = {
    "latest": Sentence(
        "电力因子应采用最新公布年份的数值。",
        "Factors of electricity shall be those of the latest year published.",
    ),
    "inventory_year": Sentence(
        "电力因子的年份应与数据的年份一致。",
        "The year of the factors of electricity shall be that of the data.",
    ),
}
FACTOR_OF_YEAR = Sentence(
    "电力因子应采用{year}年的数值。", "Factors of electricity shall be those of {year}."
)
ONE_CLAIM = Sentence(
    "同一电量的环境属性不应重复声索。",
    "The environmental attributes of one amount of electricity shall not be claimed twice.",
)
BIOGENIC = {
    "-1/+1": Sentence(
        "生物源二氧化碳的清除应按−1计，排放应按＋1计。",
        "Removals of biogenic carbon dioxide shall count −1 and its emissions +1.",
    ),
    "0/0": Sentence(
        "生物源二氧化碳的清除和排放均应按0计。",
        "Removals and emissions of biogenic carbon dioxide shall count 0.",
    ),
}
LAND_USE_CHANGE = {
    "include": Sentence(
        "直接土地利用变化产生的排放和清除应计入结果。",
        "Emissions and removals from direct land-use change shall count in the result.",
    ),
    "exclude": Sentence(
        "直接土地利用变化产生的排放和清除不应计入结果。",
        "Emissions and removals from direct land-use change shall not count in the result.",
    ),
    "report_apart": Sentence(
        "直接土地利用变化产生的排放和清除应单独列报，不计入结果。",
        "Emissions and removals from direct land-use change shall be reported apart from the result.",
    ),
}
AIRCRAFT = {
    "include": Sentence("航空排放应计入结果。", "Emissions of aircraft shall count in the result."),
    "report_apart": Sentence(
        "航空排放应单独列报，不计入结果。", "Emissions of aircraft shall be reported apart from the result."
    ),
}
OFFSETS = Sentence("碳抵消不应计入产品碳足迹。", "Offsetting shall not count in the carbon footprint.")

# ---- 8 impact, 9 interpretation ---------------------------------------------------------------------------------

GWP = Sentence(
    "应采用{set}的{years}年全球增温潜势，数值见{annex}。",
    "Global warming potentials over {years} years of {set} shall be used; for their values see {annex}.",
)
GWP_SEE = Sentence(
    "全球增温潜势的数值见{annex}。", "For the values of global warming potentials see {annex}."
)
GASES = Sentence("只应计入下列温室气体：{gases}。", "Only these greenhouse gases shall be counted: {gases}.")
AGGREGATED = {
    "accept": Sentence(
        "以二氧化碳当量给出的汇总数据可直接采用，并应说明其所用的全球增温潜势。",
        "Aggregated data in carbon dioxide equivalents may be used as they are; their global warming potentials shall be "
        "stated.",
    ),
    "refuse_other_set": Sentence(
        "不应采用以其他全球增温潜势计算的汇总数据。",
        "Aggregated data that rest on other global warming potentials shall not be used.",
    ),
    "refuse": Sentence(
        "不应采用以二氧化碳当量给出的汇总数据。",
        "Aggregated data in carbon dioxide equivalents shall not be used.",
    ),
}
CALCULATE = Sentence(
    "产品碳足迹应按{formula}计算。", "The carbon footprint shall be calculated by {formula}."
)
INTERPRET = Sentence("结果解释应包括下列内容：", "The interpretation shall contain the following:")
INTERPRET_WHAT = (
    Sentence(
        "识别对结果有重要影响的生命周期阶段、单元过程和流",
        "the stages, unit processes and flows that matter most",
    ),
    Sentence("完整性、敏感性和一致性检查", "checks of completeness, sensitivity and consistency"),
    Sentence(
        "分配和取舍的选择对结果的影响", "the effect of the choices on allocation and cut-off on the result"
    ),
    Sentence("不确定性", "uncertainty"),
    Sentence("结论、局限和建议", "conclusions, limitations and recommendations"),
)
ELECTRICITY_CHECK = Sentence(
    "采用合同和证书的电力时，还应给出按电网平均组合计算的结果。",
    "Where electricity under contract is used, the result with the average mix of the grid shall be given as well.",
)

# ---- 10 report --------------------------------------------------------------------------------------------------

REPORT = Sentence(
    "量化的过程和结果应形成产品碳足迹报告，报告模板见{annex}。",
    "The quantification and its results shall be documented in a report; for a template see {annex}.",
)
SPLITS_LEAD = Sentence(
    "除结果总量外，下列数值应单独列报：", "Beside the total, these values shall be documented separately:"
)
SPLITS = {
    "fossil": Sentence("化石源温室气体的排放量和清除量", "fossil greenhouse-gas emissions and removals"),
    "biogenic": Sentence("生物源温室气体的排放量和清除量", "biogenic greenhouse-gas emissions and removals"),
    "dluc": Sentence(
        "直接土地利用变化产生的排放量和清除量", "emissions and removals from direct land-use change"
    ),
    "aircraft": Sentence("航空排放量", "emissions of aircraft"),
    "biogenic_carbon_content": Sentence("产品中的生物碳含量", "biogenic carbon content of the product"),
    "stages": Sentence("各生命周期阶段的结果", "results by stage of the life cycle"),
    "credits": Sentence("抵扣", "credits"),
}
CONTENTS_LEAD = Sentence("产品碳足迹报告应包括下列内容：", "The report shall contain the following:")
CONTENTS = (
    Sentence("功能单位或声明单位和基准流", "functional or declared unit and reference flow"),
    Sentence("系统边界、纳入的流和取舍", "system boundary with its flows, and what is cut off"),
    Sentence(
        "数据的来源、时间边界、地理边界和数据质量说明", "sources, time, geography and quality of the data"
    ),
    Sentence("分配程序", "allocation procedures"),
    Sentence("使用阶段和生命末期的情景（适用时）", "scenarios of use and end of life, where applicable"),
    Sentence("电力的处理", "treatment of electricity"),
    Sentence("所用的全球增温潜势", "global warming potentials used"),
    Sentence(
        "结果及其解释，包括敏感性和不确定性", "results and interpretation, with sensitivity and uncertainty"
    ),
    Sentence("局限和所作选择的说明", "limitations and the choices made"),
    Sentence("所依据的文件，即本文件的编号", "the document followed: the number of this document"),
)
VALIDITY = Sentence(
    "结果的有效期不应超过{years}年。", "Results shall not be used for more than {years} years."
)
RECALCULATE = Sentence(
    "结果的变化超过{share}的，应重新量化。",
    "Where the result changes by more than {share}, the quantification shall be made anew.",
)
VERIFICATION = {
    "required": Sentence("产品碳足迹报告应经过核查。", "The report shall be verified."),
    "optional": Sentence(
        "产品碳足迹报告可进行鉴定性评审；用于公开比较的，应进行鉴定性评审。",
        "The report may undergo a critical review; where results are compared in public, it shall.",
    ),
    "third_party": Sentence(
        "产品碳足迹报告应由第三方核查。", "The report shall be verified by a third party."
    ),
}

# ---- formulas and annexes ---------------------------------------------------------------------------------------

SYMBOLS = {
    "CFP": Sentence(
        "每功能单位或声明单位产品的碳足迹，单位为千克二氧化碳当量（kg CO2e）",
        "carbon footprint per functional or declared unit, in kilograms of carbon dioxide equivalent (kg CO2e)",
    ),
    "AD": Sentence("第i项活动数据，单位与排放因子对应", "activity data i, in the unit that its factor needs"),
    "EF": Sentence(
        "第i项活动对应的第j种温室气体的排放因子，单位为千克（kg）每单位活动数据",
        "emission factor of gas j for activity i, in kilograms (kg) per unit of activity data",
    ),
    "GWP": Sentence(
        "第j种温室气体的全球增温潜势，单位为千克二氧化碳当量每千克（kg CO2e/kg）",
        "global warming potential of gas j, in kilograms of carbon dioxide equivalent per kilogram (kg CO2e/kg)",
    ),
    "Q": Sentence(
        "基准流的数量，以功能单位或声明单位计",
        "amount of the reference flow, counted in functional or declared units",
    ),
    "f": Sentence("产出物k的分配系数，无量纲", "allocation factor of output k, dimensionless"),
    "m": Sentence(
        "产出物k的数量，单位如千克（kg）、兆焦（MJ）",
        "amount of output k, for example in kilograms (kg) or megajoules (MJ)",
    ),
    "p": Sentence(
        "产出物k单位数量所具有的性质，如低位发热量、价格",
        "property per unit amount of output k, for example lower heating value or price",
    ),
    "V": Sentence(
        "单位质量废料的价值，单位为千克二氧化碳当量每千克（kg CO2e/kg）",
        "value of a unit mass of scrap, in kilograms of carbon dioxide equivalent per kilogram (kg CO2e/kg)",
    ),
    "A": Sentence(
        "由废料使用者承担的再生负荷和收益的份额，无量纲",
        "share of the burdens and benefits of recycling that the user of scrap carries, dimensionless",
    ),
    "Y": Sentence(
        "再生收得率，即单位质量废料得到的再生材料，单位为千克每千克（kg/kg）",
        "yield of recycling: recycled material per unit mass of scrap, in kilograms per kilogram (kg/kg)",
    ),
    "q": Sentence(
        "再生材料与原生材料的质量比，无量纲", "quality ratio of recycled to primary material, dimensionless"
    ),
    "Ev": Sentence(
        "原生路线单位质量材料的排放量，单位为千克二氧化碳当量每千克（kg CO2e/kg）",
        "emissions of the primary route per unit mass, in kilograms of carbon dioxide equivalent per kilogram (kg CO2e/kg)",
    ),
    "Erec": Sentence(
        "再生路线单位质量材料的排放量，不含废料负荷，单位为千克二氧化碳当量每千克（kg CO2e/kg）",
        "emissions of the recycled route per unit mass without burden of scrap, in kilograms of carbon dioxide equivalent "
        "per kilogram (kg CO2e/kg)",
    ),
}
ANNEX_SOURCES = Sentence(
    "{product}各单元过程的温室气体排放源示例见{table}。",
    "For examples of greenhouse-gas sources of the unit processes of {product} see {table}.",
)
SOURCES_TITLE = Sentence("各单元过程的温室气体排放源", "Sources of greenhouse gases by unit process")
ANNEX_PROCESS = Sentence(
    "{product}的工艺流程示例见{figure}，实线为主产品，虚线为其他产出物。",
    "For an example of the process diagram of {product} see {figure}: whole lines are main products, dashed ones other "
    "outputs.",
)
PROCESS_TITLE = Sentence("{product}工艺流程示意图", "Process diagram of {product}")
ANNEX_COLLECTION = Sentence(
    "各单元过程的数据收集表见{tables}。", "For the data-collection tables of the unit processes see {tables}."
)
TO = Sentence("～", " to ")
COLLECTION_TITLE = Sentence("数据收集表：{process}", "Data collection: {process}")
ANNEX_GWP = Sentence("温室气体的全球增温潜势见{table}。", "For global warming potentials see {table}.")
GWP_TITLE = Sentence("{years}年全球增温潜势（{set}）", "Global warming potentials over {years} years ({set})")
GWP_UNIT = Sentence("单位为千克二氧化碳当量每千克", "in kilograms of carbon dioxide equivalent per kilogram")
ANNEX_REPORT = Sentence("产品碳足迹报告的基本情况见{table}。", "For the basic facts of a report see {table}.")
ANNEX_RESULTS = Sentence("结果的列报格式见{table}。", "For the form of results see {table}.")
BASICS_TITLE = Sentence("基本情况", "Basic facts")
RESULTS_TITLE = Sentence("结果", "Results")
REPORT_PARTS = {
    "basics": Sentence("基本情况", "Basic facts"),
    "method": Sentence("量化的目的、范围和清单", "Goal, scope and inventory"),
    "results": Sentence("结果和解释", "Results and interpretation"),
}
REPORT_METHOD = Sentence(
    "报告的这一部分按{chapter}的各项内容逐项填写。",
    "This part of the report is filled in item by item after {chapter}.",
)
BASICS = (
    Sentence("报告编号和日期", "number and date of the report"),
    Sentence("报告组织", "reporting organisation"),
    Sentence("产品名称、规格型号", "name and type of the product"),
    Sentence("生产地点", "place of production"),
    Sentence("数据的时间边界", "time boundary of the data"),
    Sentence("功能单位或声明单位", "functional or declared unit"),
    Sentence("系统边界", "system boundary"),
    Sentence("依据的文件", "document followed"),
    Sentence("评审或核查情况", "review or verification"),
)
TOTAL = Sentence("产品碳足迹（总量）", "carbon footprint (total)")

HEADS = {
    "scheme": Sentence("分类", "Classification"),
    "code": Sentence("代码", "Code"),
    "stage": Sentence("生命周期阶段", "Stage"),
    "treatment": Sentence("处理", "Treatment"),
    "what": Sentence("内容", "What"),
    "process": Sentence("过程", "Process"),
    "unit_process": Sentence("单元过程", "Unit process"),
    "relationship": Sentence("物理关系", "Relationship"),
    "outputs": Sentence("产出物", "Outputs"),
    "class": Sentence("归类", "Class"),
    "target": Sentence("产品或过程", "Product or process"),
    "order": Sentence("次序", "Order"),
    "material": Sentence("材料", "Material"),
    "value": Sentence("数值", "Value"),
    "direct": Sentence("直接排放", "Direct emissions"),
    "inputs": Sentence("能源和材料的投入", "Inputs of energy and materials"),
    "kind": Sentence("类别", "Kind"),
    "name": Sentence("名称", "Name"),
    "unit": Sentence("单位", "Unit"),
    "amount": Sentence("数量", "Amount"),
    "data": Sentence("数据类型", "Kind of data"),
    "source": Sentence("数据来源", "Source"),
    "gas": Sentence("温室气体", "Gas"),
    "potential": Sentence("全球增温潜势", "GWP"),
    "item": Sentence("项目", "Item"),
}
FLOW_KINDS = {
    "output": Sentence("产出", "output"),
    "input": Sentence("投入", "input"),
    "emission": Sentence("排放", "emission"),
}
INSIDE, OUTSIDE = Sentence("纳入", "inside"), Sentence("不纳入", "outside")
NOTHING = Sentence("—", "—")
COMMENT = Sentence(
    "条款 {name}（{number}），标记：{mark}。来源：{source}。{text}",
    "Clause {name} ({number}), mark: {mark}. Source: {source}. {text}",
)
NO_NUMBER = Sentence("无条号", "no number")
VERIFY = Sentence("【须核对】", "[TO VERIFY] ")
LIST = Sentence("、", ", ")
ALL_OTHERS, ALL = Sentence("其他", "all others"), Sentence("全部", "all")
PIECE = Sentence("件", "piece(s)")
GASES_OF = {
    "co2": Sentence("二氧化碳", "carbon dioxide"),
    "ch4_one_factor": Sentence("甲烷", "methane"),
    "ch4_fossil": Sentence("甲烷（化石源）", "methane, fossil"),
    "ch4_biogenic": Sentence("甲烷（生物源）", "methane, biogenic"),
    "ch4_land_use_change": Sentence("甲烷（土地利用变化）", "methane, land-use change"),
    "n2o": Sentence("氧化亚氮", "nitrous oxide"),
    "sf6": Sentence("六氟化硫", "sulphur hexafluoride"),
    "nf3": Sentence("三氟化氮", "nitrogen trifluoride"),
    "cf4": Sentence("四氟化碳", "tetrafluoromethane"),
    "c2f6": Sentence("六氟乙烷", "hexafluoroethane"),
    "c3f8": Sentence("八氟丙烷", "octafluoropropane"),
    "so2f2": Sentence("硫酰氟", "sulphuryl fluoride"),
}
