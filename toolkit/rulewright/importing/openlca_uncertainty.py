"""Distributions of openLCA in the words of stats_arrays, and back."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Literal

from rulewright.inventory import Uncertainty

# what became of a stated distribution
Outcome = Literal[
    "kept", "none_stated", "no_spread", "outside_range", "other_centre", "pedigree_only", "unusable",
]  # fmt: skip

CENTRE_AGREES_WITHIN = 1e-6  # relative
_SCORES = re.compile(r"^\(?\s*([1-5](?:\s*;\s*[1-5]){4,5})\s*\)?$")
NORMAL, LOGNORMAL = "NORMAL_DISTRIBUTION", "LOG_NORMAL_DISTRIBUTION"
TRIANGLE, UNIFORM = "TRIANGLE_DISTRIBUTION", "UNIFORM_DISTRIBUTION"


def read_uncertainty(
    stated: Mapping[str, Any] | None, amount: float, factor: float = 1.0, pedigree: str = ""
) -> tuple[Uncertainty | None, Outcome]:
    """Distribution of an amount, and what became of what was stated.

    Parameters
    ----------
    stated
        ``uncertainty`` of an exchange or parameter, in its own unit.
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
        centres it elsewhere. ``no_spread``: stated with none (a geometric standard deviation of 0 or 1, a minimum
        that is the maximum). ``outside_range``: the amount lies outside the stated range, nothing is kept.

    Examples
    --------
    >>> stated = {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 2.0, "geomSd": 1.2}
    >>> found, outcome = read_uncertainty(stated, 2.0)
    >>> round(found.sd, 4), outcome
    (0.1823, 'kept')
    """
    kind = None if stated is None else stated.get("distributionType")
    if stated is None or kind in (None, "NO_DISTRIBUTION"):
        return _by_pedigree(pedigree, amount)
    if kind == LOGNORMAL:
        return _lognormal(stated, amount)
    if kind == NORMAL:
        return _normal(stated, amount, factor)
    if kind in (TRIANGLE, UNIFORM):
        return _bounded(stated, amount, factor, kind)
    return None, "unusable"


def _by_pedigree(pedigree: str, amount: float) -> tuple[Uncertainty | None, Outcome]:
    found = _SCORES.match(pedigree)
    if found is None or amount == 0:
        return None, "none_stated"
    return Uncertainty(pedigree=[int(score) for score in found[1].split(";")]), "pedigree_only"


def _lognormal(stated: Mapping[str, Any], amount: float) -> tuple[Uncertainty | None, Outcome]:
    spread, centre = _number(stated, "geomSd"), _number(stated, "geomMean")
    if spread is None or spread < 0:
        return None, "unusable"
    if spread in (0.0, 1.0) or amount == 0:
        return None, "no_spread"
    sd = abs(math.log(spread))  # a geometric sd and its inverse are one distribution
    if sd == 0:
        return None, "no_spread"
    found = Uncertainty(distribution="lognormal", sd=sd, negative=True if amount < 0 else None)
    return found, _centre(abs(centre) if centre is not None else None, abs(amount))


def _normal(stated: Mapping[str, Any], amount: float, factor: float) -> tuple[Uncertainty | None, Outcome]:
    sd = _number(stated, "sd")
    if sd is None or sd < 0:
        return None, "unusable"
    if sd == 0:
        return None, "no_spread"
    return Uncertainty(distribution="normal", sd=sd * factor), _centre(_number(stated, "mean"), amount)


def _bounded(
    stated: Mapping[str, Any], amount: float, factor: float, kind: str
) -> tuple[Uncertainty | None, Outcome]:
    low, high = _number(stated, "minimum"), _number(stated, "maximum")
    if low is None or high is None or low > high:
        return None, "unusable"
    if not low * factor < high * factor:
        return None, "no_spread"
    if not low <= amount <= high:
        return None, "outside_range"
    name: Literal["triangular", "uniform"] = "triangular" if kind == TRIANGLE else "uniform"
    found = Uncertainty(distribution=name, minimum=low * factor, maximum=high * factor)
    return found, _centre(_number(stated, "mode"), amount) if kind == TRIANGLE else "kept"


def _centre(centre: float | None, amount: float) -> Outcome:
    if centre is None or math.isclose(centre, amount, rel_tol=CENTRE_AGREES_WITHIN):
        return "kept"
    return "other_centre"


def _number(stated: Mapping[str, Any], key: str) -> float | None:
    found = stated.get(key)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if math.isfinite(found) else None


def turned(uncertainty: Uncertainty | None) -> Uncertainty | None:
    """The distribution of minus the amount."""
    if uncertainty is None:
        return None
    low, high = uncertainty.minimum, uncertainty.maximum
    return uncertainty.model_copy(
        update={
            "minimum": None if high is None else -high,
            "maximum": None if low is None else -low,
            "negative": (None if uncertainty.negative else True)
            if uncertainty.distribution == "lognormal"
            else None,
        }
    )


def write_uncertainty(uncertainty: Uncertainty | None, amount: float) -> dict[str, Any] | None:
    """A distribution in openLCA's words; None if openLCA has none for it, or nothing is uncertain."""
    if uncertainty is None:
        return None
    kind = uncertainty.distribution
    bounded = uncertainty.minimum is not None or uncertainty.maximum is not None
    if kind == "lognormal" and not bounded and uncertainty.sd is not None:
        return {
            "@type": "Uncertainty", "distributionType": LOGNORMAL, "geomMean": amount,
            "geomSd": math.exp(uncertainty.sd),
        }  # fmt: skip
    if kind == "normal" and not bounded and uncertainty.sd is not None:
        return {"@type": "Uncertainty", "distributionType": NORMAL, "mean": amount, "sd": uncertainty.sd}
    if kind in ("triangular", "uniform"):
        written: dict[str, Any] = {
            "@type": "Uncertainty",
            "distributionType": TRIANGLE if kind == "triangular" else UNIFORM,
            "minimum": uncertainty.minimum,
            "maximum": uncertainty.maximum,
        }
        return written | {"mode": amount} if kind == "triangular" else written
    return None
