"""Properties of products in Brightway databases, per unit of product, where their names and units leave no doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from rulewright.brightway.units import own_unit
from rulewright.importing.source import SourceProperty
from rulewright.reading.inventories import PROPERTY_NUMERATORS
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text
from rulewright.units import factor_or_none
from rulewright.words import PropertyName

GIVEN = "properties."  # before a property's name among the units of a mapping
# further names, lower case, that can mean one thing
_NAMES: dict[str, PropertyName] = {
    "dry mass": "dry_mass", "wet mass": "mass", "lower heating value": "lhv", "net calorific value": "lhv",
    "amount of substance": "amount_of_substance", "biogenic carbon": "biogenic_carbon",
}  # fmt: skip
_NAMES |= {name: name for name in get_args(PropertyName)}

WITHOUT_UNIT = Sentence(
    "没有单位、未引入的性质：{names}。在对照文件的 units 中写明，例如 units: {{properties.mass: kg}}。",
    "Properties without a unit, not in: {names}. Say it under units in a mapping, e.g. units: {{properties.mass: kg}}.",
)
OTHER_UNIT = Sentence(
    "单位不合、未引入的性质：{names}（货币不换算：没有汇率）。",
    "Properties in a unit of another kind, not in: {names} (currencies are not converted: there is no exchange rate).",
)
UNKNOWN = Sentence(
    "本工具没有的性质、未引入：{names}。",
    "Properties that are none of ours, not in: {names}.",
)
MOST_NAMED = 6


class Properties:
    """Reads properties, and counts those that could not come in."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._lost: dict[str, Counter[str]] = {"unit": Counter(), "kind": Counter(), "name": Counter()}

    def of(
        self, exchange: Mapping[str, Any], product: Mapping[str, Any], amount: float, unit: str
    ) -> tuple[SourceProperty, ...]:
        """Properties of an output: those of its edge, then those of its product node that the edge doesn't state.

        Parameters
        ----------
        amount, unit
            Amount of the output, and the unit of its flow as the source writes it.
        """
        stated: dict[str, tuple[Any, bool]] = {}
        for where, is_node in ((exchange.get("properties"), False), (product.get("properties"), True)):
            if isinstance(where, Mapping):
                for name, value in where.items():
                    stated.setdefault(str(name), (value, is_node))
        found = (self._one(name, value, is_node, amount, unit) for name, (value, is_node) in stated.items())
        return tuple(each for each in found if each is not None)

    def _one(self, name: str, value: Any, is_node: bool, amount: float, unit: str) -> SourceProperty | None:
        known = _NAMES.get(name.lower().strip())
        per = self._given.get(unit) or own_unit(unit)
        if known is None or per is None:
            self._lost["name"][name] += known is None
            return None
        number, written = (
            (value.get("amount"), value.get("unit")) if isinstance(value, Mapping) else (value, None)
        )
        if isinstance(number, bool) or not isinstance(number, int | float):
            self._lost["kind"][name] += 1
            return None
        # bw_functional: without `normalize` a property of a product node is that of the whole output
        is_whole = is_node and isinstance(value, Mapping) and not value.get("normalize", False)
        if is_whole and amount == 0:
            self._lost["kind"][name] += 1
            return None
        numerator = PROPERTY_NUMERATORS[known]
        word = self._given.get(f"{GIVEN}{name}") or (own_unit(str(written)) if written else None)
        if not written and word is None:
            self._lost["unit"][name] += 1
            return None
        scale = None if word is None else factor_or_none(word, numerator)
        if scale is None and word is not None:
            scale = factor_or_none(word, f"{numerator}/({per})")
        if scale is None and known == "quality" and written in ("", "dimensionless", "unitless"):
            scale = 1.0
        if scale is None:
            self._lost["kind"][f"{name} [{written or word}]"] += 1
            return None
        share = 1 / abs(amount) if is_whole else 1.0
        return SourceProperty(known, float(number) * scale * share, numerator, per, "")

    def said(self) -> Iterator[Text]:
        """What could not come in."""
        for kind, sentence in (("unit", WITHOUT_UNIT), ("kind", OTHER_UNIT), ("name", UNKNOWN)):
            lost = self._lost[kind]
            if lost:
                names = ", ".join(f"{name} {count}" for name, count in lost.most_common(MOST_NAMED))
                yield sentence.text(names=names)
