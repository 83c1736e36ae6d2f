"""Stated distributions in the words of an inventory, and what became of each."""

from __future__ import annotations

import math
import re
from typing import Literal

from rulewright.importing.source import Distribution
from rulewright.inventory import Uncertainty

# what became of a stated distribution
Outcome = Literal[
    "kept", "none_stated", "no_spread", "outside_range", "other_centre", "pedigree_only", "unusable",
]  # fmt: skip

CENTRE_AGREES_WITHIN = 1e-6  # relative
_SCORES = re.compile(r"^\(?\s*([1-5](?:\s*[;,]\s*[1-5]){4,5})\s*\)?$")


def settle(
    stated: Distribution | None, amount: float, factor: float = 1.0, pedigree: str = ""
) -> tuple[Uncertainty | None, Outcome]:
    """Distribution of an amount, and what became of what was stated.

    Parameters
    ----------
    stated
        The distribution, in the unit of the amount.
    amount
        The amount in that unit.
    factor
        From that unit to the unit in which the amount is kept.
    pedigree
        Scores; they count only where no distribution is stated: a stated one was computed from them.

    Returns
    -------
    tuple
        The distribution or None; ``kept``: as stated. ``other_centre``: kept around the amount, though the source
        centres it elsewhere. ``no_spread``: stated with none (a geometric standard deviation of 1, a minimum that is
        the maximum). ``outside_range``: the amount lies outside the stated range, nothing is kept.

    Examples
    --------
    >>> found, outcome = settle(Distribution("lognormal", 2.0, sd=0.2), 2.0)
    >>> found.sd, outcome
    (0.2, 'kept')
    """
    if stated is None or stated.kind == "none":
        return _by_pedigree(pedigree, amount)
    if stated.kind == "lognormal":
        return _lognormal(stated, amount, factor)
    if stated.kind == "normal":
        return _normal(stated, amount, factor)
    if stated.kind in ("triangular", "uniform", "discrete_uniform", "beta"):
        return _bounded(stated, amount, factor)
    if stated.kind in ("student_t", "gumbel", "gamma", "weibull"):
        return _scaled(stated, amount, factor)
    return None, "unusable"


def _by_pedigree(pedigree: str, amount: float) -> tuple[Uncertainty | None, Outcome]:
    found = _SCORES.match(pedigree)
    if found is None or amount == 0:
        return None, "none_stated"
    return Uncertainty(pedigree=[int(score) for score in re.split("[;,]", found[1])]), "pedigree_only"


def _lognormal(stated: Distribution, amount: float, factor: float) -> tuple[Uncertainty | None, Outcome]:
    if stated.sd is None:
        return None, "unusable"
    if stated.sd == 0 or amount == 0:
        return None, "no_spread"
    wrong = _wrong_bounds(stated, amount)
    if wrong is not None:
        return None, wrong
    found = Uncertainty(
        distribution="lognormal",
        sd=abs(stated.sd),  # a geometric sd and its inverse are one distribution
        negative=True if amount < 0 else None,
        **_bounds(stated, factor),
    )
    centre = abs(stated.centre) if stated.centre is not None else None
    return found, _centre(centre, abs(amount))


def _normal(stated: Distribution, amount: float, factor: float) -> tuple[Uncertainty | None, Outcome]:
    if stated.sd is None or stated.sd < 0:
        return None, "unusable"
    if stated.sd == 0:
        return None, "no_spread"
    wrong = _wrong_bounds(stated, amount)
    if wrong is not None:
        return None, wrong
    found = Uncertainty(distribution="normal", sd=stated.sd * factor, **_bounds(stated, factor))
    return found, _centre(stated.centre, amount)


def _wrong_bounds(stated: Distribution, amount: float) -> Outcome | None:
    """What forbids the bounds that cut a distribution; None where they fit or there are none."""
    low, high = stated.minimum, stated.maximum
    if low is not None and high is not None and low >= high:
        return "unusable" if low > high else "no_spread"
    if (low is not None and amount < low) or (high is not None and amount > high):
        return "outside_range"
    return None


def _bounds(stated: Distribution, factor: float) -> dict[str, float]:
    bounds = {"minimum": stated.minimum, "maximum": stated.maximum}
    return {name: bound * factor for name, bound in bounds.items() if bound is not None}


def _bounded(stated: Distribution, amount: float, factor: float) -> tuple[Uncertainty | None, Outcome]:
    low, high, kind = stated.minimum, stated.maximum, stated.kind
    if low is None or high is None or low > high:
        return None, "unusable"
    if not low * factor < high * factor:
        return None, "no_spread"
    if not low <= amount <= high:
        return None, "outside_range"
    whole = low * factor == round(low * factor) and high * factor == round(high * factor)
    if kind == "beta" and not (_is_above_zero(stated.alpha) and _is_above_zero(stated.beta)):
        return None, "unusable"
    if kind == "discrete_uniform" and not (whole and factor == 1):
        return None, "unusable"  # whole numbers of another unit
    found = Uncertainty(
        distribution=kind,
        minimum=low * factor, maximum=high * factor, alpha=stated.alpha, beta=stated.beta,
    )  # fmt: skip
    return found, _centre(stated.centre, amount) if kind == "triangular" else "kept"


def _scaled(stated: Distribution, amount: float, factor: float) -> tuple[Uncertainty | None, Outcome]:
    """Distributions by location, scale and shape."""
    location = stated.location
    if not _is_above_zero(stated.scale):
        return None, "unusable"
    assert stated.scale is not None
    scale = stated.scale * factor
    if stated.kind == "student_t":
        if stated.degrees is None or stated.degrees <= 2:
            return None, "unusable"  # no variance
        found = Uncertainty(distribution="student_t", scale=scale, degrees=stated.degrees)
        return found, _centre(location, amount)
    if stated.kind in ("gamma", "weibull") and not _is_above_zero(stated.shape):
        return None, "unusable"
    if stated.kind in ("gamma", "weibull") and amount < (location or 0.0):
        return None, "outside_range"
    shape = stated.shape if stated.kind != "gumbel" else None
    found = Uncertainty(
        distribution=stated.kind,
        scale=scale, shape=shape, location=None if location is None else location * factor,
    )  # fmt: skip
    return found, "kept"


def _is_above_zero(number: float | None) -> bool:
    return number is not None and number > 0


def _centre(centre: float | None, amount: float) -> Outcome:
    if centre is None or math.isclose(centre, amount, rel_tol=CENTRE_AGREES_WITHIN):
        return "kept"
    return "other_centre"


def turned(uncertainty: Uncertainty | None) -> Uncertainty | None:
    """The distribution of minus the amount; None where there is none of that kind (a gamma below zero)."""
    if uncertainty is None or uncertainty.distribution in ("gamma", "weibull", "gumbel"):
        return None
    low, high = uncertainty.minimum, uncertainty.maximum
    return uncertainty.model_copy(
        update={
            "minimum": None if high is None else -high,
            "maximum": None if low is None else -low,
            "alpha": uncertainty.beta,
            "beta": uncertainty.alpha,
            "negative": (None if uncertainty.negative else True)
            if uncertainty.distribution == "lognormal"
            else None,
        }
    )
