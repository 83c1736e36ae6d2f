"""Units of openLCA in our words: a unit is what its name says; where we don't know the name, its unit group converts it.

Unit groups that travel with data are often rounded (a cubic foot as 0.02 m3): where a name is certain its definition
counts, and a group that says otherwise is reported.
"""

from __future__ import annotations

from collections.abc import Mapping

from rulewright.importing.openlca_model import OlcaUnitGroup
from rulewright.importing.source import Converted, UnitDifference
from rulewright.units import UnitProblem, check, factor_or_none

# names that openLCA's reference data use -> ours; only those that can mean one thing
KNOWN: dict[str, str] = {
    "Item(s)": "piece", "Items": "piece", "Items*km": "piece*km", "Dozen(s)": "12*piece", "p*km": "piece*km",
    "v*km": "piece*km", "t*km": "t*km", "kg*km": "kg*km", "l": "l", "btu": "BTU", "sh tn": "short_ton",
    "long tn": "long_ton", "cu ft": "ft**3", "gal": "gal", "gal (US liq)": "gal", "gal (US fl)": "gal",
    "gal (Imp)": "imperial_gallon", "lb av": "lb", "oz av": "oz", "ct": "carat", "ac": "acre", "mi": "mile",
    "nmi": "nautical_mile", "yd3": "yd**3", "in3": "inch**3", "ft2": "ft**2", "yd2": "yd**2", "in2": "inch**2",
    "mi2": "mile**2", "m2*a": "m2*year", "m3*a": "m3*year", "kg*a": "kg*year", "t*a": "t*year", "m*a": "m*year",
    "h": "h", "d": "d", "min": "min", "s": "s", "t": "t", "t*mi": "t*mile", "TOE": "toe", "TCE": "tce", "Bq": "Bq",
    "kBq": "kBq",
}  # fmt: skip
# the same name in groups of different kinds: "h" is also a hand (length), "min" a minim (volume)
AGREES_WITHIN = (
    0.01  # relative; a name that isn't in KNOWN is believed if pint and the group agree as closely as this
)
REPORTED_FROM = 1e-3  # relative difference between a definition and a unit group that is worth a line


class Units:
    """Units of one package, each translated once; what is unknown and what differs is collected.

    Parameters
    ----------
    groups
        Unit groups of the package.
    given
        Names of the package to ours, from the user's mapping; they come first.
    """

    def __init__(self, groups: Mapping[str, OlcaUnitGroup], given: Mapping[str, str]) -> None:
        self.groups, self.given = groups, given
        self.unknown: set[str] = set()
        self.differences: dict[tuple[str, str], UnitDifference] = {}
        self._known: dict[tuple[str, str], Converted | None] = {}

    def convert(self, group: str, unit: str) -> Converted | None:
        """A unit of a group; None if neither it nor the reference unit is known (it is then in ``unknown``)."""
        key = (group, unit)
        if key not in self._known:
            self._known[key] = self._convert(self.groups[group], unit)
        return self._known[key]

    def word(self, group: str, unit: str) -> str:
        """The unit as the source writes it."""
        return self.groups[group].units[unit].name

    def reference(self, group: str) -> Converted | None:
        """The reference unit of a group."""
        return self.convert(group, self.groups[group].reference.uuid)

    def _convert(self, group: OlcaUnitGroup, unit: str) -> Converted | None:
        stated = group.units[unit]
        if stated.name in self.given:
            return Converted(self.given[stated.name], 1.0)
        if is_money(group):
            return Converted("dimensionless", stated.factor)
        reference = self.given.get(group.reference.name) or _ours(group.reference.name)
        own = _ours(stated.name)
        if stated is group.reference:
            if own is None:
                self.unknown.add(stated.name)
                return None
            return Converted(own, 1.0)
        if reference is None:
            self.unknown.add(group.reference.name)
            return None
        defined = factor_or_none(own, reference) if own is not None else None
        if defined is not None:
            difference = abs(defined / stated.factor - 1)
            if difference <= AGREES_WITHIN or stated.name in KNOWN:
                if difference > REPORTED_FROM:
                    self.differences[(group.uuid, unit)] = UnitDifference(
                        stated.name, group.reference.name, stated.factor, defined
                    )
                return Converted(own or reference, 1.0)
        return Converted(reference, stated.factor)


def is_money(group: OlcaUnitGroup) -> bool:
    """Whether a group holds currencies: no unit here, so amounts are numbers of its reference currency and the flow says so."""
    return "currency" in group.name.lower()


def _ours(name: str) -> str | None:
    """Our word for a unit name, or None."""
    word = KNOWN.get(name, name)
    try:
        check(word)
    except UnitProblem:
        return None
    return word
