"""Distributions of openLCA, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from rulewright.importing.distributions import Outcome, settle
from rulewright.importing.source import Distribution
from rulewright.inventory import Uncertainty

NORMAL, LOGNORMAL = "NORMAL_DISTRIBUTION", "LOG_NORMAL_DISTRIBUTION"
TRIANGLE, UNIFORM = "TRIANGLE_DISTRIBUTION", "UNIFORM_DISTRIBUTION"


def distribution_of(stated: Mapping[str, Any] | None) -> Distribution | None:
    """A distribution as a package states it (``uncertainty`` of an exchange or parameter); None if it states none."""
    kind = None if stated is None else stated.get("distributionType")
    if stated is None or kind in (None, "NO_DISTRIBUTION"):
        return None
    words = ", ".join(f"{key} {value}" for key, value in sorted(stated.items()) if key != "@type")
    if kind == LOGNORMAL:
        return _lognormal(stated, words)
    if kind == NORMAL:
        return Distribution("normal", _number(stated, "mean"), sd=_number(stated, "sd"), words=words)
    if kind in (TRIANGLE, UNIFORM):
        name: Literal["triangular", "uniform"] = "triangular" if kind == TRIANGLE else "uniform"
        centre = _number(stated, "mode") if kind == TRIANGLE else None
        low, high = _number(stated, "minimum"), _number(stated, "maximum")
        return Distribution(name, centre, minimum=low, maximum=high, words=words)
    return Distribution("unusable", words=words)


def _lognormal(stated: Mapping[str, Any], words: str) -> Distribution:
    """By its geometric standard deviation; 0 is how openLCA 1 wrote none."""
    spread, centre = _number(stated, "geomSd"), _number(stated, "geomMean")
    if spread is None or spread < 0:
        return Distribution("unusable", words=words)
    return Distribution("lognormal", centre, sd=abs(math.log(spread)) if spread > 0 else 0.0, words=words)


def read_uncertainty(
    stated: Mapping[str, Any] | None, amount: float, factor: float = 1.0, pedigree: str = ""
) -> tuple[Uncertainty | None, Outcome]:
    """Distribution of an amount; see :func:`rulewright.importing.distributions.settle`.

    Examples
    --------
    >>> stated = {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 2.0, "geomSd": 1.2}
    >>> found, outcome = read_uncertainty(stated, 2.0)
    >>> round(found.sd, 4), outcome
    (0.1823, 'kept')
    """
    return settle(distribution_of(stated), amount, factor, pedigree)


def _number(stated: Mapping[str, Any], key: str) -> float | None:
    found = stated.get(key)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if math.isfinite(found) else None


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
