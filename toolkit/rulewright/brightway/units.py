"""Unit names as Brightway's importers spell them."""

from __future__ import annotations

from rulewright.units import UnitProblem, check

# after bw2io.units.UNITS_NORMALIZATION (0.9.17); our spelling on the left
_BRIGHTWAY_UNITS = {
    "kg": "kilogram",
    "g": "gram",
    "t": "ton",
    "MJ": "megajoule",
    "GJ": "gigajoule",
    "kJ": "kilojoule",
    "kWh": "kilowatt hour",
    "Wh": "watt hour",
    "m3": "cubic meter",
    "Nm3": "normal cubic meter",
    "l": "litre",
    "L": "litre",
    "m": "meter",
    "km": "kilometer",
    "m2": "square meter",
    "ha": "hectare",
    "h": "hour",
    "a": "year",
    "tkm": "ton kilometer",
    "t*km": "ton kilometer",
    "pkm": "person kilometer",
    "vkm": "vehicle kilometer",
    "piece": "unit",
    "p": "unit",
    "unit": "unit",
}
# names of bw2io.units that ours don't give back: several of ours are one there, or none of ours has that name
_OUR_UNITS = {name: unit for unit, name in reversed(_BRIGHTWAY_UNITS.items())} | {
    "unit": "piece", "ton kilometer": "t*km", "kilogram kilometer": "kg*km", "person kilometer": "piece*km", "vehicle kilometer": "piece*km",
    "square meter-year": "m2*year", "cubic meter-year": "m3*year", "meter-year": "m*year",
    "kilometer-year": "km*year", "kilogram day": "kg*day", "kilo Becquerel": "kBq", "Becquerel": "Bq",
}  # fmt: skip


def own_unit(name: str) -> str | None:
    """Our word for a unit as Brightway databases spell it, or None.

    ``ton`` is the metric tonne there, not the short ton that the word means to pint.

    Examples
    --------
    >>> own_unit("ton"), own_unit("kilowatt hour"), own_unit("ton kilometer"), own_unit("MWh"), own_unit("guest night")
    ('t', 'kWh', 't*km', 'MWh', None)
    """
    word = _OUR_UNITS.get(name.strip(), name.strip())
    try:
        check(word)
    except UnitProblem:
        return None
    return word


def brightway_unit(unit: str) -> str:
    """Give Brightway's name of a unit; one that it has no name for stays as it is.

    Examples
    --------
    >>> brightway_unit("kWh")
    'kilowatt hour'
    >>> brightway_unit("MWh")
    'MWh'
    """
    return _BRIGHTWAY_UNITS.get(unit, unit)
