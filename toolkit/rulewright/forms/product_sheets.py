"""Sheets about products: what they are, their properties, what they displace, how their scrap is recycled."""

from __future__ import annotations

from rulewright.forms.columns import (
    AMOUNT_HELP,
    ID_HELP,
    KEPT_COLUMN,
    NAME_EN,
    NAME_ZH,
    NOTE,
    ORIGIN,
    UNCERTAIN,
    UNIT,
    Column,
    SheetSpec,
)
from rulewright.inventory import DatedPrice, Displaces, MaterialRecycling, ProductFlow, Property
from rulewright.reporting.sentences import Sentence

S = Sentence
PRODUCTS = SheetSpec(
    "products",
    S("产品", "Products"),
    S(
        "所有产品、共生产品、废物、废料和外购物料，每行一个流；数量用何种单位由此定。",
        "Every product, co-product, waste, scrap and purchased material, one flow a row; sets the unit it is counted in.",
    ),
    (ProductFlow,),
    (
        Column("id", S("编号", "id"), ID_HELP, 22, is_name=True),
        NAME_ZH,
        NAME_EN,
        UNIT,
        Column(
            "groups",
            S("产品组", "groups"),
            S("产品组编号，多个用分号隔开。", "Ids of product groups, with semicolons."),
            16,
            is_name=True,
        ),
        Column(
            "supply_missing.zh",
            S("无供应的原因", "why nobody supplies it (zh)"),
            S(
                "没有过程生产它时写原因；这是数据缺口。",
                "If no process makes it: why. That is a data gap.",
            ),
            24,
        ),
        Column(
            "supply_missing.en",
            S("无供应的原因（英文）", "why nobody supplies it (en)"),
            S(
                "没有过程生产它时写原因；这是数据缺口。",
                "If no process makes it: why. That is a data gap.",
            ),
            24,
        ),
        NOTE,
        KEPT_COLUMN,
    ),
    "id",
)
PROPERTIES = SheetSpec(
    "properties",
    S("性质", "Properties"),
    S(
        "每单位流的性质。价格可按年分行（填年份），平均几年由规则定。只填浅黄格而没有数量的行不读入，读回时会提示。",
        "Properties per unit of a flow. Prices may stand year by year; the rule says over how many years they are averaged. "
        "A row without a number is not read, which is said.",
    ),
    (Property, DatedPrice),
    (
        Column(
            "@flow",
            S("产品流", "flow"),
            S("产品表中的编号。", "An id of the sheet of products."),
            22,
            "products",
            True,
        ),
        Column(
            "@owner",
            S("只用于过程", "only for process"),
            S(
                "只在某过程的产出中成立时填过程编号。",
                "If it holds for the output of one process only: its id.",
            ),
            20,
            "processes",
            True,
        ),
        Column(
            "property",
            S("性质", "property"),
            S("质量、低位发热量、价格等。", "Mass, lower heating value, price ..."),
            16,
            is_name=True,
        ),
        Column(
            "@year",
            S("年份", "year"),
            S("按年的价格：该价格的年份。", "For prices year by year: the year of the price."),
            8,
        ),
        Column("amount", S("数量", "amount"), AMOUNT_HELP, 13, is_mandatory=False),
        UNIT,
        Column(
            "basis",
            S("基准", "basis"),
            S(
                "单位产品指什么：产品质量、含金属量、无水等。",
                "What the unit of product means: product mass, contained metal, anhydrous ...",
            ),
            16,
        ),
        *UNCERTAIN,
        *ORIGIN,
        KEPT_COLUMN,
    ),
    "@flow",
)
DISPLACES = SheetSpec(
    "displaces",
    S("替代", "Displaced products"),
    S(
        "规则采用系统扩展时：每单位共生产品替代多少其他产品。",
        "If a rule substitutes: what one unit of a co-product displaces.",
    ),
    (Displaces,),
    (
        Column(
            "@flow",
            S("共生产品", "co-product"),
            S("产品表中的编号。", "An id of the sheet of products."),
            22,
            "products",
            True,
        ),
        Column(
            "flow",
            S("被替代产品", "displaced product"),
            S("被替代的产品流。", "The flow that is displaced."),
            22,
            "products",
            True,
        ),
        Column(
            "process",
            S("由何过程供应", "made by"),
            S("有多个过程生产时必填。", "Needed where several processes make it."),
            20,
            "processes",
            True,
        ),
        Column("amount", S("数量", "amount"), AMOUNT_HELP, 13),
        UNIT,
        Column(
            "use_known",
            S("用途已知", "use known"),
            S("实际用途是否第一手已知。", "Whether the real use is known first-hand."),
            10,
        ),
        Column(
            "dominant",
            S("替代品占主导", "dominant"),
            S("是否有一个占主导的被替代产品。", "Whether one displaced product dominates."),
            12,
        ),
        *UNCERTAIN,
        *ORIGIN,
        KEPT_COLUMN,
    ),
    "@flow",
)
RECYCLING = SheetSpec(
    "recycling",
    S("再生", "Recycling"),
    S(
        "每种材料的再生事实；如何计算由规则定。",
        "Facts of recycling, one row a material; how they count is the rule's business.",
    ),
    (MaterialRecycling,),
    (
        Column("material", S("材料", "material"), ID_HELP, 16, is_name=True),
        Column(
            "scrap",
            S("废料流", "scrap flow"),
            S("产品表中的编号。", "An id of the sheet of products."),
            18,
            "products",
            True,
        ),
        Column(
            "primary",
            S("原生路线", "primary route"),
            S("生产原生材料的过程。", "Process of the primary material."),
            22,
            "processes",
            True,
        ),
        Column(
            "recycled",
            S("再生路线", "recycled route"),
            S("生产再生材料的过程。", "Process of the recycled material."),
            22,
            "processes",
            True,
        ),
        Column(
            "disposal",
            S("处置过程", "disposal"),
            S("未回收部分的处置过程。", "Process that disposes of what isn't recovered."),
            18,
            "processes",
            True,
        ),
        Column(
            "yield_kg_per_kg",
            S("收率 [kg/kg]", "yield [kg/kg]"),
            S("每 kg 废料得到的再生材料。", "Recycled material per kg of scrap."),
            12,
        ),
        Column(
            "quality_ratio",
            S("质量比 [1]", "quality ratio [1]"),
            S(
                "再生与原生材料的质量比，0 至 1；留空为 1。",
                "Quality of recycled against primary material, 0 to 1; empty is 1.",
            ),
            12,
        ),
        Column(
            "recovery_rate",
            S("回收率 [1]", "recovery rate [1]"),
            S(
                "产品寿命结束时回收的比例；留空表示没有情景。",
                "Share recovered at the end of life; empty: no scenario.",
            ),
            12,
        ),
        Column(
            "product_content_kg_per_unit",
            S("产品含量 [kg/单位]", "content of the product [kg/unit]"),
            S("每单位产品所含的材料。", "Material in one unit of product."),
            16,
        ),
        *ORIGIN,
        KEPT_COLUMN,
    ),
    "material",
)
