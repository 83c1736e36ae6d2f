"""Units: one registry, with currency and the energy units that Chinese norms use.

Conversions happen once, when a file is read; inside, each flow has one unit.
"""

from __future__ import annotations

import tokenize
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
            f"'{from_unit}' [{_dimension(source)}] cannot be converted to '{to_unit}' [{_dimension(target)}]"
        ) from None


def check(unit: str) -> None:
    """Raise :class:`UnitProblem` if the unit is unknown."""
    _parse(unit)


@lru_cache(maxsize=4096)
def _parse(unit: str) -> Any:
    import pint

    try:
        return registry().parse_units(unit)
    except (pint.UndefinedUnitError, pint.errors.DefinitionSyntaxError):
        raise UnitProblem(f"unknown unit '{unit}'") from None
    except (ValueError, AttributeError, TypeError, AssertionError, SyntaxError, tokenize.TokenError):
        raise UnitProblem(f"'{unit}' is not a unit") from None


def _dimension(unit: Any) -> str:
    return str(unit.dimensionality).strip("[]") or "dimensionless"
