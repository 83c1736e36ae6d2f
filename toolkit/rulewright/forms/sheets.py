"""The sheets of the form in their order; those of parameters, balances and sources."""

from __future__ import annotations

from collections.abc import Mapping

from rulewright.forms.columns import (
    AMOUNT_HELP,
    KEPT_COLUMN,
    ORIGIN,
    UNCERTAIN,
    UNIT,
    Column,
    SheetSpec,
)
from rulewright.forms.process_sheets import ELECTRICITY, EMISSIONS, EXCHANGES, FACTORS, PROCESSES
from rulewright.forms.product_sheets import DISPLACES, PRODUCTS, PROPERTIES, RECYCLING
from rulewright.inventory import ExplainedImbalance, Parameter
from rulewright.reporting.sentences import Sentence

S = Sentence
PARAMETERS = SheetSpec(
    "parameters",
    S("参数", "Parameters"),
    S("公式中用的数，每行一个。", "Numbers that formulas use, one a row."),
    (Parameter,),
    (
        Column(
            "id",
            S("编号", "id"),
            S(
                "小写字母、数字和下划线，字母开头。",
                "Small letters, digits and underscores, a letter first.",
            ),
            16,
        ),
        Column("amount", S("数量", "amount"), AMOUNT_HELP, 13),
        UNIT,
        *UNCERTAIN,
        *ORIGIN,
        KEPT_COLUMN,
    ),
    "id",
)
IMBALANCES = SheetSpec(
    "imbalances",
    S("平衡说明", "Balances"),
    S("过程的质量、碳或能量平衡不闭合时写原因。", "Why a balance of a process doesn't close."),
    (ExplainedImbalance,),
    (
        Column(
            "process",
            S("过程", "process"),
            S("过程表中的编号。", "An id of the sheet of processes."),
            22,
            "processes",
            True,
        ),
        Column("balance", S("平衡", "balance"), S("质量、碳或能量。", "Mass, carbon or energy."), 10),
        Column("reason.zh", S("原因", "reason (zh)"), S("原因。", "The reason."), 50),
        Column("reason.en", S("原因（英文）", "reason (en)"), S("原因。", "The reason."), 50),
        KEPT_COLUMN,
    ),
    "process",
)
SOURCES = SheetSpec(
    "sources",
    S("来源", "Sources"),
    S(
        "数据来源，其他表按编号引用；如电表台账、采购单、检测报告。",
        "Where data come from; other sheets name the id. Meter records, invoices, test reports ...",
    ),
    (),
    (
        Column(
            "@key",
            S("编号", "id"),
            S("自定的短编号，如 meter-2025。", "A short id of your own, e.g. meter-2025."),
            24,
        ),
        Column(
            "@text",
            S("来源", "source"),
            S("文件、部门、日期、版本。", "Document, department, date, version."),
            90,
        ),
        KEPT_COLUMN,
    ),
    "@key",
)

SHEETS: tuple[SheetSpec, ...] = (
    PRODUCTS, PROPERTIES, DISPLACES, PROCESSES, FACTORS, EXCHANGES, EMISSIONS, ELECTRICITY, RECYCLING, PARAMETERS, IMBALANCES,
    SOURCES,
)  # fmt: skip
BY_KEY: Mapping[str, SheetSpec] = {sheet.key: sheet for sheet in SHEETS}
