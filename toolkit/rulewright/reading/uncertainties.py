"""What is wrong with the uncertainty of one number, given its amount."""

from __future__ import annotations

import math

from rulewright.inventory import Uncertainty

ROUNDING = 1e-12  # relative; a mean over years is rounded


def problems_of(uncertainty: Uncertainty, amount: float) -> list[tuple[str, str]]:
    """What cannot be and how to mend it, for an amount in the written unit.

    Examples
    --------
    >>> problems_of(Uncertainty(distribution="lognormal", sd=0.1), -2.0)[0][0]
    'a negative lognormal amount needs `negative: true`'
    """
    found = []
    kind = uncertainty.distribution
    if kind in ("lognormal", None) and amount == 0:
        found.append(("a lognormal amount cannot be zero", "use another distribution"))
    if kind == "lognormal" and amount < 0 and not uncertainty.negative:
        what = "a negative lognormal amount needs `negative: true`"
        found.append((what, "say `negative: true`, or correct the amount"))
    if uncertainty.negative and amount > 0:
        what = f"`negative: true` stands beside the amount {amount:g}"
        found.append((what, "leave it out, or correct the amount"))
    low, high = support(uncertainty)
    slack = ROUNDING * abs(amount)
    if not low - slack <= amount <= high + slack:
        if (low, high) == (uncertainty.minimum, uncertainty.maximum):
            what = f"amount {amount:g} lies outside {low:g} .. {high:g}"
        else:
            name = kind or "pedigree"
            what = (
                f"amount {amount:g} lies outside what the {name} distribution can give, {low:g} .. {high:g}"
            )
        found.append((what, "correct the amount or the range"))
    return found


def support(uncertainty: Uncertainty) -> tuple[float, float]:
    """Least and largest value that a distribution can give, in the written unit; infinite where nothing bounds it."""
    low = -math.inf if uncertainty.minimum is None else uncertainty.minimum
    high = math.inf if uncertainty.maximum is None else uncertainty.maximum
    if uncertainty.distribution in ("gamma", "weibull"):
        low = max(low, uncertainty.location or 0.0)
    return low, high
