"""Units: one registry, with currency and the energy units that Chinese norms use.

Conversions happen once, when a file is read; inside, each flow has one unit.
"""

from __future__ import annotations

import re
import tokenize
import unicodedata
from functools import cache, lru_cache
from typing import Any

# kgce: GB/T 2589 standard coal, 1 kgce = 29.307 MJ [seen: facts on Chinese energy norms, section 10]
# Nm3 has a dimension of its own: a normal cubic metre of gas is an amount of substance, not a volume
_DEFINITIONS = (
    "CNY = [currency]",
    "yuan = CNY",
    "kgce = 29.307 * megajoule",
    "tce = 1000 * kgce",
    "Nm3 = [normal_volume]",
    "piece = [piece] = pcs",
    "m2 = meter ** 2",
    "m3 = meter ** 3",
    "km2 = kilometer ** 2",
)

# what may stand in a unit: nothing that pint would silently skip, no large powers
_PLAIN = re.compile(
    r"^(?!.*\*\*\s*\()(?!.*(?:\*\*|\^)\s*[-+]?\d*\.?\d{2})[A-Za-z0-9_%*/^() .+\-²³·µμ]{1,60}$"
)
# words that people write, and what to write instead; "ton" is the short ton of 907 kg to pint
_INSTEAD = {
    "ton": "t", "tons": "t", "吨": "t", "千克": "kg", "公斤": "kg", "克": "g", "Kg": "kg", "KG": "kg", "kgs": "kg",
    "kwh": "kWh", "KWh": "kWh", "KWH": "kWh", "千瓦时": "kWh", "度": "kWh", "mj": "MJ", "兆焦": "MJ", "立方米": "m3",
    "Nm^3": "Nm3", "Nm**3": "Nm3", "Nm³": "Nm3", "元": "CNY", "RMB": "CNY", "rmb": "CNY", "件": "piece", "个": "piece",
}  # fmt: skip


@cache
def registry() -> Any:
    """The pint registry (made on first use: importing pint takes a quarter of a second)."""
    import pint

    units: Any = pint.UnitRegistry()
    for definition in _DEFINITIONS:
        units.define(definition)
    return units


class UnitProblem(ValueError):
    """A unit that is unknown or has the wrong dimension; the message says which."""


@lru_cache(maxsize=4096)
def factor(from_unit: str, to_unit: str) -> float:
    """Number by which an amount in ``from_unit`` is multiplied to be in ``to_unit``.

    Raises
    ------
    UnitProblem
        If a unit is unknown or the dimensions differ.

    Examples
    --------
    >>> factor("t", "kg")
    1000.0
    >>> round(factor("kWh", "MJ"), 12)
    3.6
    """
    if from_unit == to_unit:
        _parse(from_unit)
        return 1.0
    import pint

    source, target = _parse(from_unit), _parse(to_unit)
    try:
        return float(registry().Quantity(1.0, source).to(target).magnitude)
    except pint.DimensionalityError:
        raise UnitProblem(
            f"'{from_unit}' ({_dimension(source)}) cannot be converted to '{to_unit}' ({_dimension(target)})"
        ) from None


@lru_cache(maxsize=4096)
def factor_or_none(from_unit: str, to_unit: str) -> float | None:
    """Like :func:`factor`, but None where the units are of different kinds.

    Examples
    --------
    >>> factor_or_none("kg", "MJ") is None
    True
    """
    try:
        return factor(from_unit, to_unit)
    except UnitProblem:
        return None


def check(unit: str) -> None:
    """Raise :class:`UnitProblem` if the unit is unknown."""
    _parse(unit)


@lru_cache(maxsize=4096)
def _parse(unit: str) -> Any:
    import pint

    words = re.split(r"[\s/*()]+", unit)
    instead = next((word for word in (unit.strip(), *words) if word in _INSTEAD), None)
    if instead is not None:
        raise UnitProblem(f"unknown unit '{unit}': write {_INSTEAD[instead]} for {instead}")
    if not unit.strip():
        raise UnitProblem("the unit is empty; a number without unit is 'dimensionless'")
    strange = [each for each in unit if not each.isascii() and each not in "²³·µμ"]
    if strange:
        name = unicodedata.name(strange[0], "a character")
        raise UnitProblem(f"'{unit}' is not a unit: it holds {name} (U+{ord(strange[0]):04X})")
    if not _PLAIN.match(unit):
        raise UnitProblem(f"'{unit[:60]}' is not a unit")
    try:
        parsed = registry().parse_units(unit)
    except (
        # what pint raises for a text that is no unit differs between versions of Python
        pint.UndefinedUnitError, pint.errors.DefinitionSyntaxError, tokenize.TokenError,
        ValueError, AttributeError, TypeError, AssertionError, SyntaxError, ArithmeticError,
    ):  # fmt: skip
        raise UnitProblem(f"unknown unit '{unit}'") from None
    if not registry().Quantity(1.0, parsed)._is_multiplicative:  # degree Celsius: no factor converts it
        raise UnitProblem(f"'{unit}' has an offset or is logarithmic; it cannot be converted by a factor")
    return parsed


# dimensions as pint prints them -> words
_DIMENSIONS = {
    "[mass]": "mass", "[mass] * [length] ** 2 / [time] ** 2": "energy", "[length] ** 3": "volume",
    "[length] ** 2": "area", "[length]": "length", "[time]": "time", "[currency]": "money",
    "[normal_volume]": "normal volume", "[substance]": "amount of substance", "[piece]": "pieces",
    "[mass] * [length]": "mass times distance", "[currency] / [mass]": "money per mass",
    "[length] ** 2 / [time] ** 2": "energy per mass", "dimensionless": "dimensionless",
}  # fmt: skip


def _dimension(unit: Any) -> str:
    stated = str(unit.dimensionality)
    return _DIMENSIONS.get(stated, stated)
