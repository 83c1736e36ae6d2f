"""What a column of the form is, and the columns that several sheets share.

Kinds, allowed words and what is mandatory come from the models (:mod:`rulewright.forms.fields`). ``@`` begins a
column that says to whom a row belongs and is no key of the item itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import BaseModel

from rulewright.forms.fields import Field, field_of
from rulewright.reporting.sentences import Sentence

Reference = Literal["", "products", "processes", "sources", "elementary", "units"]
S = Sentence
KEPT = "@kept"
DIRECTIONS = {"output": "outputs", "input": "inputs"}


@dataclass(frozen=True)
class Column:
    """A column, or a line of the cover; ``is_name``: it stays when only names are handed on."""

    path: str
    title: Sentence
    help: Sentence
    width: float = 12
    refers: Reference = ""
    is_name: bool = False
    is_mandatory: bool | None = None


@dataclass(frozen=True)
class SheetSpec:
    """A sheet of rows; ``anchor`` is the column that stands for a whole row in messages."""

    key: str
    title: Sentence
    about: Sentence
    models: tuple[type[BaseModel], ...]
    columns: tuple[Column, ...]
    anchor: str

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Path of a column to what its cells hold."""
        return {column.path: self._field(column) for column in self.columns}

    def column(self, path: str) -> Column:
        """A column by its path."""
        return next(each for each in self.columns if each.path == path)

    def _field(self, column: Column) -> Field:
        if column.path.startswith("@"):
            return _OWNERS[column.path]
        found = None
        for model in self.models:
            try:
                found = field_of(model, column.path)
                break
            except StopIteration:
                continue
        assert found is not None, column.path
        required = found.is_required if column.is_mandatory is None else column.is_mandatory
        return Field(found.key, found.kind, found.options, required)


_OWNERS = {
    "@process": Field("process", "id", is_required=True),
    "@owner": Field("process", "id"),
    "@flow": Field("flow", "id", is_required=True),
    "@direction": Field("direction", "word", tuple(DIRECTIONS), is_required=True),
    "@key": Field("id", "text", is_required=True),
    "@text": Field("text", "text", is_required=True),
    "@year": Field("year", "integer"),
    "@plant": Field("plant", "text"),
    "@period": Field("period", "text"),
    "@contact": Field("contact", "text"),
    KEPT: Field("kept", "integer"),
}
KEPT_COLUMN = Column(
    KEPT,
    S("另存", "kept"),
    S(
        "预填时没有对应列的内容存在隐藏的技术页，这里是其编号。保留即带回；清空即不再带回。",
        "Number of what had no column when the form was prefilled and is kept on the hidden technical sheet. "
        "Leave it and that comes back; clear it and it is dropped.",
    ),
    7,
)
UNCERTAIN = (
    Column(
        "uncertainty.distribution",
        S("分布", "distribution"),
        S(
            "数量的不确定性：三角、均匀等；不知道则留空。",
            "Uncertainty of the amount: triangular, uniform ...; empty if unknown.",
        ),
    ),
    Column(
        "uncertainty.minimum", S("最小", "minimum"), S("与数量同单位。", "In the unit of the amount."), 10
    ),
    Column(
        "uncertainty.maximum", S("最大", "maximum"), S("与数量同单位。", "In the unit of the amount."), 10
    ),
    Column(
        "uncertainty.sd",
        S("标准差", "sd"),
        S(
            "正态：标准差；对数正态：ln(数量) 的标准差。",
            "Normal: standard deviation; lognormal: that of ln(amount).",
        ),
        10,
    ),
    Column(
        "uncertainty.pedigree",
        S("谱系评分", "pedigree"),
        S(
            "1 至 5 的评分，用分号隔开：可靠性; 完整性; 时间; 地域; 技术（; 样本量）。",
            "Scores 1 to 5 with semicolons: reliability; completeness; time; geography; technology (; sample size).",
        ),
        13,
    ),
)
SOURCE = Column(
    "source",
    S("来源", "source"),
    S(
        "数据出处：来源表中的编号，或直接写出。",
        "Where the number comes from: an id of the sheet of sources, or in words.",
    ),
    18,
    "sources",
)
MARK = Column(
    "mark",
    S("标记", "mark"),
    S("已核：有凭证；待核、推算、估计、缺口。", "seen: there is a record; known, derived, estimate, gap."),
    10,
)
NOTE = Column("note", S("备注", "note"), S("任何说明。", "Any remark."), 26)
ORIGIN = (SOURCE, MARK, NOTE)
UNIT = Column(
    "unit",
    S("单位", "unit"),
    S(
        "如 kg、t、MJ、kWh、Nm3、kg/t；须与流的单位同类。",
        "kg, t, MJ, kWh, Nm3, kg/t ...; of the same kind as the unit of the flow.",
    ),
    11,
    "units",
    True,
)
AMOUNT_HELP = S("数字，用小数点。没有数据不等于 0。", "A number with a decimal point. No data is not 0.")
ID_HELP = S(
    "小写字母、数字和单个连字符，如 blast-furnace。",
    "Small letters, digits and single hyphens, e.g. blast-furnace.",
)
ONE_NAME = S("中文或英文名称至少写一个。", "Give the Chinese or the English name.")
NAME_ZH = Column(
    "name.zh",
    S("中文名称", "name (zh)"),
    ONE_NAME,
    20,
    is_name=True,
)
NAME_EN = Column(
    "name.en",
    S("英文名称", "name (en)"),
    ONE_NAME,
    22,
    is_name=True,
)
PROCESS = Column(
    "@process",
    S("过程", "process"),
    S("过程表中的编号。", "An id of the sheet of processes."),
    20,
    "processes",
    True,
)
FLOW = Column(
    "flow",
    S("产品流", "flow"),
    S(
        "产品表中的编号，或背景数据中的流（见词表）。",
        "An id of the sheet of products, or a flow of the background (see vocabulary).",
    ),
    22,
    "products",
    True,
)
AMOUNTS = (
    Column("amount", S("数量", "amount"), AMOUNT_HELP, 13, is_mandatory=False),
    Column(
        "formula",
        S("公式", "formula"),
        S(
            "代替数量：参数表中编号的算式，如 2*coke；不是 Excel 公式，不以 = 开头。",
            "In place of the amount: an expression of parameters, e.g. 2*coke; no formula of Excel, without =.",
        ),
        14,
    ),
    Column(
        "missing",
        S("无数据", "no data"),
        S("“是”表示此项存在但没有数字；这不是 0。", "yes: it exists and no number was found; that is not 0."),
        9,
    ),
    UNIT,
)
DATA = Column(
    "data",
    S("数据", "data"),
    S("初级：本厂实测；次级：其他来源。", "primary: measured at the site; secondary: from elsewhere."),
    10,
)
TAGS = Column(
    "tags",
    S("标签", "tags"),
    S("见词表，多个用分号隔开。", "See the vocabulary; several with semicolons."),
    18,
    is_name=True,
)
