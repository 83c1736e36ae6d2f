"""Unit names as Brightway's importers spell them."""

from __future__ import annotations

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
