"""Properties that a source states, per unit of a flow of ours."""

from __future__ import annotations

from collections.abc import Iterable

from rulewright.importing.distributions import settle
from rulewright.importing.source import SourceProperty
from rulewright.inventory import Property
from rulewright.units import factor_or_none


def stated_properties(
    stated: Iterable[SourceProperty], unit: str, source: str = ""
) -> tuple[list[Property], int]:
    """Properties per ``unit``, and how many cannot be said per that unit.

    Parameters
    ----------
    source
        Where they come from, if they don't say it themselves.

    Examples
    --------
    >>> found, lost = stated_properties([SourceProperty("lhv", 42.7, "MJ", "kg", "a book")], "t")
    >>> found[0].amount, found[0].unit, lost
    (42700.0, 'MJ/(t)', 0)
    """
    found: dict[str, Property] = {}
    lost = 0
    for each in stated:
        per = factor_or_none(unit, each.per)
        if per is None or each.name in found:
            lost += 1
            continue
        uncertainty, _ = settle(each.distribution, each.amount, per)
        found[each.name] = Property(
            property=each.name, amount=each.amount * per, unit=f"{each.numerator}/({unit})", uncertainty=uncertainty,
            source=each.source or source, mark="seen", note=each.note or None,
        )  # fmt: skip
    return list(found.values()), lost
