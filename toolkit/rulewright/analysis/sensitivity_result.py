"""What the results of all sensitivity methods share: what they are about, JSON, files."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rulewright.analysis.ranges import Range, beyond_stated, passing_one, turning_negative
from rulewright.analysis.varied import label_of
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.inventory import Inventory
    from rulewright.study import Result

FORMAT = "rulewright-sensitivity/1"
ORIGINS = {
    "given": Sentence("给定", "given"),
    "stated": Sentence("清单给出的最小值和最大值", "minimum and maximum as stated"),
    "percentiles": Sentence("所给分布的 P2.5 至 P97.5", "P2.5 to P97.5 of the stated distribution"),
    "relative": Sentence("中心值上下同一百分比", "a percentage around the amount"),
}
HELD = Sentence(
    "规则的选择按中心值确定后不变；份额在每一点按新数值重新计算。",
    "What the rule chose is settled at central values and held; shares are computed anew at every point.",
)
CORRELATED = Sentence(
    "清单说明 {names} 一起变化；此方法把它们当作相互独立。",
    "The inventory states that {names} vary together; this method takes them as independent.",
)

BEYOND = Sentence(
    "下列范围超出清单给出的范围：{names}。",
    "These ranges go beyond those that the inventory states: {names}.",
)
NEGATIVE = Sentence(
    "在所给范围内，下列数量变为负数，而中心值不是：{names}。",
    "Within the given ranges these amounts turn negative, which they are not at central values: {names}.",
)
ABOVE_ONE = Sentence(
    "在所给范围内，下列份额或含量大于 1：{names}。",
    "Within the given ranges these shares or contents pass 1: {names}.",
)
LISTED = 8  # names written out in a note


class SensitivityResult(ABC):
    """One rule's footprint and what moves it. Subclasses add their rows, table, notes and figure."""

    method: ClassVar[str]

    def __init__(self, result: Result) -> None:
        self.result = result
        self.inventory = result.applied.inventory
        self.total_kg_co2e = result.evaluation.total_kg_co2e

    @abstractmethod
    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a number, the most influential first."""

    @abstractmethod
    def rows(self) -> list[dict[str, Any]]:
        """Plain data, one entry a number, the most influential first."""

    @abstractmethod
    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""

    @abstractmethod
    def plot(self, lang: str = "en") -> Figure:
        """The picture of the method."""

    def narrow(self, lang: str = "en") -> pd.DataFrame:
        """The table without columns that say nothing in a terminal: empty ones, and what the id tells already."""
        table = self.to_dataframe(lang)
        return table.drop(columns=[name for name in table.columns if (table[name] == "").all()])

    def about(self) -> dict[str, Any]:
        """What the method adds to the JSON's head: sizes of samples, seeds."""
        return {}

    def label(self, identity: str, lang: str) -> str:
        """Name of a number."""
        return label_of(self.inventory, identity, lang)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/sensitivity.md)."""
        declared = self.inventory.file.declared_unit
        applied = self.result.applied
        own = declared is not None and applied.product == self.inventory.file.product
        flow_unit = self.inventory.flows[applied.product].unit
        return {
            "format": FORMAT,
            "method": self.method,
            "inventory": self.inventory.id,
            "inventory_hash": self.inventory.hash,
            "rule": self.result.rule.id,
            "rule_hash": self.result.rule.hash,
            "product": applied.product,
            "unit": f"{declared.amount:g} {declared.unit}"
            if own and declared is not None
            else f"1 {flow_unit}",
            "total_kg_co2e": self.total_kg_co2e,
            **self.about(),
            "numbers": self.rows(),
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def write(self, directory: str | Path, lang: str = "en") -> tuple[Path, ...]:
        """Write table, JSON and the figure in both languages into a directory, as sensitivity-METHOD."""
        from rulewright.reporting.files import write_result

        return write_result(self, directory, f"sensitivity-{self.method}", lang).paths

    def _repr_html_(self) -> str:
        return tabled(self)


def range_notes(inventory: Inventory, ranges: Sequence[Range], lang: str) -> list[str]:
    """What is odd about ranges that the inventory doesn't state: beyond its own, or with negative amounts."""
    beyond = beyond_stated(inventory, ranges)
    said = [BEYOND(lang, names=_listed(beyond, inventory, lang))] if beyond else []
    return [*said, *impossible_notes(inventory, ranges, lang)]


def impossible_notes(inventory: Inventory, ranges: Sequence[Range], lang: str) -> list[str]:
    """Amounts that ranges make negative, which the inventory doesn't, and shares that they take above one."""
    found = ((NEGATIVE, turning_negative(inventory, ranges)), (ABOVE_ONE, passing_one(ranges)))
    return [sentence(lang, names=_listed(names, inventory, lang)) for sentence, names in found if names]


def _listed(identities: Sequence[str], inventory: Inventory, lang: str) -> str:
    names = [label_of(inventory, identity, lang) for identity in identities[:LISTED]]
    more = [f"… (+{len(identities) - LISTED})"] if len(identities) > LISTED else []
    return ("、" if lang == "zh" else "; ").join([*names, *more])


def range_dict(each: Range) -> dict[str, Any]:
    """Plain data of a range."""
    return {
        "number": each.varied.id,
        "window": each.varied.window or None,
        "amount": each.varied.amount,
        "unit": each.varied.unit,
        "low": each.low,
        "high": each.high,
        "range": each.origin,
    }
