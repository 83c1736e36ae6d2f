"""Units of formats that name a unit and no unit group: ecospold, SimaPro, Brightway Excel."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from rulewright.importing.openlca_units import KNOWN as OPENLCA
from rulewright.importing.source import Converted, UnitDifference
from rulewright.units import UnitProblem, check

# names that mean one thing in all these formats -> ours
COMMON: dict[str, str] = {
    **OPENLCA,
    "tkm": "t*km", "metric ton*km": "t*km", "pkm": "piece*km", "personkm": "piece*km", "person*km": "piece*km",
    "vkm": "piece*km", "p": "piece", "unit": "piece", "Unit": "piece", "item": "piece", "pc": "piece", "guest night": "piece",
    "m2a": "m2*year", "m2*year": "m2*year", "m3a": "m3*year", "m3*year": "m3*year", "ma": "m*year", "my": "m*year",
    "m*year": "m*year", "km*year": "km*year", "kmy": "km*year", "hr": "h", "hour": "h", "day": "d", "ha a": "hectare*year",
    "ha": "hectare", "t": "t", "a": "year", "year": "year", "dimensionless": "dimensionless",
}  # fmt: skip
# what Brightway spells out beyond rulewright.brightway.units
BRIGHTWAY: dict[str, str] = {
    **COMMON,
    "milligram": "mg", "microgram": "ug", "megawatt hour": "MWh", "liter": "l", "kilometer": "km", "ton kilometer": "t*km", "ton-kilometer": "t*km",
    "passenger kilometer": "piece*km", "kilogram-year": "kg*year", "hectare-year": "hectare*year", "minute": "min",
    "square kilometer": "km2", "square kilometer-year": "km2*year", "mole": "mol", "second": "s", "day": "d",
}  # fmt: skip
# SimaPro's ton is the metric one; the others have names of their own
SIMAPRO: dict[str, str] = {
    **COMMON,
    "ton": "t", "tn.lg": "long_ton", "tn.sh": "short_ton", "oz": "oz", "lb": "lb", "gal*": "gal", "cuft": "ft**3",
    "cu.in": "inch**3", "cu.yd": "yard**3", "sq.ft": "ft**2", "sq.in": "inch**2", "sq.yd": "yard**2", "sq.mi": "mile**2",
    "acre": "acre", "mile": "mile", "inch": "inch", "feet": "ft", "yard": "yard", "dm3": "dm**3", "cm3": "cm**3",
    "mm3": "mm**3", "dm2": "dm**2", "cm2": "cm**2", "mm2": "mm**2", "km2": "km2", "kgkm": "kg*km",
    "hr": "h", "min": "min", "s": "s", "µg": "ug", "ug": "ug", "Mtn": "Mt", "kton": "kt", "kmy": "km*year",
}  # fmt: skip


_CURRENCY = re.compile(
    r"^(?:EUR|USD|CHF|GBP|JPY|AUD|CAD|SEK|NOK|DKK|INR|BRL|KRW)(?: ?(?:19|20)\d\d)?$|^CNY ?(?:19|20)\d\d$"
)


def is_currency(name: str) -> bool:
    """Whether a unit is money of a currency other than ours, or of a stated year: there is no exchange rate here.

    Examples
    --------
    >>> is_currency("EUR2005"), is_currency("USD"), is_currency("CNY"), is_currency("kg")
    (True, True, False, False)
    """
    return _CURRENCY.match(name) is not None


class NamedUnits:
    """Units by their names alone, each translated once; what is unknown is collected.

    Parameters
    ----------
    known
        Names of the format to our words.
    spelled
        Our word for what isn't among them, or None.
    table
        Names to what one of them is in another named unit, as the source itself says it.
    given
        Names to our words, from the user's mapping; they come first.
    """

    def __init__(
        self,
        known: Mapping[str, str],
        given: Mapping[str, str],
        spelled: Callable[[str], str | None] = lambda name: name,
        table: Mapping[str, tuple[float, str]] | None = None,
    ) -> None:
        self._words, self._spelled, self._table = {**known, **given}, spelled, table or {}
        self.unknown: set[str] = set()
        self.differences: dict[tuple[str, str], UnitDifference] = {}
        self._found: dict[str, Converted | None] = {}

    def convert(self, group: str, unit: str) -> Converted | None:
        """A unit by its name; None if it isn't known."""
        if unit not in self._found:
            self._found[unit] = self._named(unit) or self._in_table(unit)
        found = self._found[unit]
        if found is None:
            self.unknown.add(unit)
        return found

    def _named(self, unit: str) -> Converted | None:
        word = self._words.get(unit) or self._spelled(unit) or ""
        try:
            check("dimensionless" if is_currency(word) else word)
        except UnitProblem:
            return None
        return Converted("dimensionless" if is_currency(word) else word, 1.0)

    def _in_table(self, unit: str) -> Converted | None:
        """A unit that the source itself defines by one that is known."""
        factor, reference = self._table.get(unit, (0.0, ""))
        known = self._named(reference) if factor > 0 and reference != unit else None
        return Converted(known.unit, factor) if known is not None else None

    def word(self, group: str, unit: str) -> str:
        """The unit as the source writes it."""
        return unit
