"""Sheets about processes: the processes themselves, what enters and leaves them, how they get electricity."""

from __future__ import annotations

from rulewright.forms.columns import (
    AMOUNT_HELP,
    AMOUNTS,
    DATA,
    FLOW,
    ID_HELP,
    KEPT_COLUMN,
    NAME_EN,
    NAME_ZH,
    ORIGIN,
    PROCESS,
    TAGS,
    UNCERTAIN,
    UNIT,
    Column,
    SheetSpec,
)
from rulewright.inventory import AggregatedFactor, ElectricitySupply, Emission, Input, Output, Process
from rulewright.reporting.sentences import Sentence

S = Sentence
PROCESSES = SheetSpec(
    "processes",
    S("过程", "Processes"),
    S(
        "每个单元过程一行；多产出过程保持完整，不分配。",
        "One row a unit process; processes with several outputs stay whole, nothing is allocated here.",
    ),
    (Process,),
    (
        Column("id", S("编号", "id"), ID_HELP, 22, is_name=True),
        NAME_ZH,
        NAME_EN,
        Column(
            "stage", S("阶段", "stage"), S("生命周期阶段。", "Stage of the life cycle."), 14, is_name=True
        ),
        Column(
            "location",
            S("地点", "location"),
            S("国家或地区代码，如 CN、CN-HE。", "Code of country or region, e.g. CN, CN-HE."),
            10,
            is_name=True,
        ),
        Column("year", S("年份", "year"), S("数据的年份。", "Year of the data."), 8),
        Column("year_note", S("年份说明", "note on the year"), S("年份的说明。", "Remark on the year."), 16),
        Column("technology", S("工艺", "technology"), S("工艺和设备。", "Technology and equipment."), 22),
        TAGS,
        Column(
            "part_of",
            S("属于过程", "part of"),
            S("细分时：此子过程属于哪个过程。", "Of a sub-process: the process that it is part of."),
            18,
            "processes",
            True,
        ),
        Column(
            "subdivided_into",
            S("细分为", "subdivided into"),
            S("子过程编号，用分号隔开。", "Ids of sub-processes, with semicolons."),
            20,
            is_name=True,
        ),
        Column(
            "coupling",
            S("产出比例", "coupling"),
            S("各产出的比例固定还是可变。", "Whether the ratio of outputs is fixed or free."),
            11,
            is_name=True,
        ),
        Column(
            "treats_waste",
            S("处理废物", "treats waste"),
            S("此过程的功能是处理废物。", "The function of the process is to treat a waste."),
            10,
            is_name=True,
        ),
        Column("note.zh", S("备注", "note (zh)"), S("任何说明。", "Any remark."), 26),
        Column("note.en", S("备注（英文）", "note (en)"), S("任何说明。", "Any remark."), 26),
        KEPT_COLUMN,
    ),
    "id",
)
FACTORS = SheetSpec(
    "factors",
    S("汇总因子", "Aggregated factors"),
    S(
        "只有汇总因子、没有投入产出的过程，如供应商给出的产品碳足迹。",
        "Processes of which only a factor is known, such as a supplier's footprint.",
    ),
    (AggregatedFactor,),
    (
        PROCESS,
        Column("amount", S("数量", "amount"), AMOUNT_HELP, 13),
        UNIT,
        Column(
            "gwp_set",
            S("GWP 取值", "GWP set"),
            S("因子所用的 GWP。", "The GWP values behind the factor."),
            14,
        ),
        Column("gases", S("气体", "gases"), S("含哪些气体。", "Which gases it covers."), 12),
        Column(
            "coverage",
            S("范围", "coverage"),
            S("直接排放、生产或生命周期。", "Direct emissions, production or life cycle."),
            12,
        ),
        Column("year", S("年份", "year"), S("因子的年份。", "Year of the factor."), 8),
        Column(
            "kind",
            S("来源类别", "kind"),
            S("化石、生物源或土地利用变化。", "Fossil, biogenic or land-use change."),
            12,
        ),
        *UNCERTAIN,
        *ORIGIN,
        KEPT_COLUMN,
    ),
    "@process",
)
EXCHANGES = SheetSpec(
    "exchanges",
    S("投入产出", "Inputs and outputs"),
    S(
        "各过程的产品流投入和产出；每个过程恰有一个类别为“产品”的产出。",
        "Product flows into and out of each process; each has exactly one output of the class 'product'.",
    ),
    (Output, Input),
    (
        PROCESS,
        Column("@direction", S("方向", "direction"), S("产出或投入。", "Output or input."), 9, is_name=True),
        FLOW,
        Column(
            "class",
            S("类别", "class"),
            S(
                "产出必填：产品（基准）、共生产品、废物、废料、内部循环、零负荷。",
                "Needed for outputs: product (the reference), co-product, waste, scrap, internal loop, burden-free.",
            ),
            14,
            is_name=True,
        ),
        *AMOUNTS,
        Column(
            "from",
            S("供应过程", "from"),
            S(
                "投入由哪个过程供应；有多个时必填。",
                "Which process supplies the input; needed where several make it.",
            ),
            18,
            "processes",
            True,
        ),
        TAGS,
        DATA,
        *UNCERTAIN,
        *ORIGIN,
        KEPT_COLUMN,
    ),
    "flow",
)
EMISSIONS = SheetSpec(
    "emissions",
    S("排放", "Emissions"),
    S(
        "排向环境和取自环境的基本流；编号和名称见词表。",
        "Elementary flows to and from the environment; see the vocabulary for ids and names.",
    ),
    (Emission,),
    (
        PROCESS,
        Column(
            "flow",
            S("基本流", "elementary flow"),
            S("从列表选择。", "Choose from the list."),
            26,
            "elementary",
            True,
        ),
        *AMOUNTS,
        TAGS,
        DATA,
        *UNCERTAIN,
        *ORIGIN,
        KEPT_COLUMN,
    ),
    "flow",
)
ELECTRICITY = SheetSpec(
    "electricity",
    S("供电", "Electricity supplies"),
    S(
        "本厂用电实际有或可能有的供应方式；用哪一种由规则定。投入写 electricity 流。",
        "Ways in which the site's electricity is or could be supplied; the rule chooses. The input itself names the flow 'electricity'.",
    ),
    (ElectricitySupply,),
    (
        Column("id", S("编号", "id"), ID_HELP, 20, is_name=True),
        Column(
            "supply",
            S("供电方式", "supply"),
            S(
                "自发自用、直供、合同与证书、电网平均等。",
                "On site, direct line, contract with certificates, grid average ...",
            ),
            18,
            is_name=True,
        ),
        Column(
            "process",
            S("发电过程", "process"),
            S("生产该电力的过程（本厂或背景）。", "The process that makes it (own or background)."),
            26,
            "processes",
            True,
        ),
        Column(
            "flow",
            S("电力流", "flow"),
            S("该过程产出的电力流。", "The flow that it makes."),
            26,
            "products",
            True,
        ),
        Column(
            "share",
            S("占比", "share"),
            S(
                "可满足需求的比例，0 至 1；80% 写 0.8。",
                "Part of the demand that it can cover, 0 to 1; 80% is 0.8.",
            ),
            9,
            is_mandatory=False,
        ),
        Column(
            "formula",
            S("公式", "formula"),
            S("代替占比：参数的算式。", "In place of the share: an expression of parameters."),
            14,
        ),
        Column(
            "certificate",
            S("有证书", "certificate"),
            S("是否有绿证等证书。", "Whether there is a certificate."),
            9,
        ),
        Column(
            "scope",
            S("地域", "scope"),
            S("电网因子的地域范围。", "Scope of the grid factor."),
            10,
            is_name=True,
        ),
        Column(
            "factor_family",
            S("因子类别", "family of factor"),
            S("生命周期或直接排放。", "Life cycle or direct emissions."),
            14,
            is_name=True,
        ),
        Column(
            "for_processes",
            S("只供过程", "only for processes"),
            S(
                "只供这些过程时写编号，用分号隔开。",
                "If it supplies these processes only: ids with semicolons.",
            ),
            22,
            is_name=True,
        ),
        *UNCERTAIN,
        *ORIGIN,
        KEPT_COLUMN,
    ),
    "id",
)
