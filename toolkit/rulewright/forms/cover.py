"""The lines of the cover that are filled in: what the inventory says of itself, and who filled in the form."""

from __future__ import annotations

from collections.abc import Mapping

from rulewright.forms.columns import KEPT, Column, SheetSpec
from rulewright.inventory import InventoryFile
from rulewright.reporting.sentences import Sentence

S = Sentence
# kept among the sources of the inventory: whose data they are
WHO: Mapping[str, str] = {"@plant": "form-plant", "@period": "form-period", "@contact": "form-contact"}

COVER = SheetSpec(
    "cover",
    S("说明", "Cover"),
    S(
        "先填本页，再填各工作表；浅黄为必填，变红为尚缺。",
        "Fill in this page, then the other sheets; light yellow is mandatory, red is still missing.",
    ),
    (InventoryFile,),
    (
        Column("@plant", S("工厂", "plant"), S("企业和工厂名称。", "Company and site."), 22),
        Column(
            "@period",
            S("数据期间", "period of the data"),
            S("如 2025-01 至 2025-12。", "e.g. 2025-01 to 2025-12."),
            22,
        ),
        Column(
            "@contact",
            S("联系人", "contact"),
            S("填写人和联系方式。", "Who filled it in, and how to reach them."),
            22,
        ),
        Column(
            "id",
            S("清单编号", "id of the inventory"),
            S(
                "小写字母、数字和单个连字符，如 my-plant-2025。",
                "Small letters, digits and single hyphens, e.g. my-plant-2025.",
            ),
            22,
        ),
        Column(
            "title.zh",
            S("标题", "title (zh)"),
            S("中文或英文标题至少写一个。", "Give the Chinese or the English title."),
            22,
            is_name=True,
        ),
        Column(
            "title.en",
            S("标题（英文）", "title (en)"),
            S("中文或英文标题至少写一个。", "Give the Chinese or the English title."),
            22,
            is_name=True,
        ),
        Column("version", S("版本", "version"), S("如 1。", "e.g. 1."), 22),
        Column(
            "licence",
            S("许可", "licence"),
            S("如“内部资料”或 CC-BY-4.0。", "e.g. confidential, or CC-BY-4.0."),
            22,
        ),
        Column("citation", S("引用方式", "citation"), S("可不填。", "May be left empty."), 22),
        Column(
            "read",
            S("日期", "date"),
            S("填写日期，如 2026-03-31。", "Date of filling in, e.g. 2026-03-31."),
            22,
        ),
        Column(
            "product",
            S("产品", "product"),
            S("研究的产品流：产品表中的编号。", "Product flow of the study: an id of the sheet of products."),
            22,
            "products",
            True,
            True,
        ),
        Column(
            "product_groups",
            S("产品组", "product groups"),
            S("产品组编号，多个用分号隔开。", "Ids of product groups, with semicolons."),
            22,
            is_name=True,
        ),
        Column(
            "declared_unit.amount",
            S("声明单位：数量", "declared unit: amount"),
            S("结果按多少产品给出，如 1。", "How much product results refer to, e.g. 1."),
            22,
            is_mandatory=True,
        ),
        Column(
            "declared_unit.unit",
            S("声明单位：单位", "declared unit: unit"),
            S("如 t。", "e.g. t."),
            22,
            "units",
            True,
            True,
        ),
        Column("geography", S("地域", "geography"), S("如 CN。", "e.g. CN."), 22, is_name=True),
        Column("year", S("数据年份", "year of the data"), S("如 2025。", "e.g. 2025."), 22),
        Column(
            "background",
            S("背景数据", "background"),
            S(
                "所链接的背景数据编号，如 background-cn；多个用分号隔开。",
                "Ids of the backgrounds that it links to, e.g. background-cn; several with semicolons.",
            ),
            22,
            is_name=True,
        ),
        Column("note.zh", S("备注", "note (zh)"), S("任何说明。", "Any remark."), 22),
        Column("note.en", S("备注（英文）", "note (en)"), S("任何说明。", "Any remark."), 22),
        Column(
            KEPT,
            S("另存", "kept"),
            S(
                "没有对应栏的内容存在隐藏的技术页；清空即不再带回。",
                "What has no line is kept on the hidden technical sheet; clear it and it is dropped.",
            ),
            7,
        ),
    ),
    "id",
)
