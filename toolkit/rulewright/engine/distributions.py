"""Distributions of single quantities: from uniform numbers to amounts by the inverse of the distribution."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from rulewright.engine.errors import UncertaintyError
from rulewright.engine.pedigree import PedigreeSet, pedigree_sd_ln
from rulewright.engine.portable import exp, normal_quantile

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.inventory import Quantity

    Floats = npt.NDArray[np.float64]

LEAST_MASS = 1e-9  # a truncated distribution must keep at least this share inside its bounds
MIDPOINTS = 4096


@dataclass(frozen=True, slots=True)
class Distribution:
    """Distribution of one quantity, in the quantity's unit.

    Attributes
    ----------
    kind
        Shape. ``amount`` is the mode of a triangular, the mean of a normal and the median of a lognormal one.
    low, high
        Bounds that no draw leaves; infinite if none are stated.
    sd
        Of the amount (normal, before truncation) or of its logarithm (lognormal).
    factor_sd
        sd of ln of an independent lognormal factor with median 1, from pedigree scores beside a normal; else 0.
    note
        What was decided about pedigree scores, "" if there are none.
    """

    kind: Literal["triangular", "uniform", "normal", "lognormal"]
    amount: float
    low: float = -math.inf
    high: float = math.inf
    sd: float = 0.0
    factor_sd: float = 0.0
    note: str = ""

    def values(self, u: Floats, u_factor: Floats | None = None) -> Floats:
        """Amounts (draws,) at the uniform numbers ``u`` (draws,) in (0, 1).

        ``u_factor`` (draws,): uniform numbers for the pedigree factor; needed only if ``factor_sd`` > 0.
        """
        if self.kind == "triangular":
            return self._triangular(u)
        if self.kind == "uniform":
            return np.clip(self.low + u * (self.high - self.low), self.low, self.high)
        lowest, highest = self.inside()
        z = normal_quantile(u if (lowest, highest) == (0.0, 1.0) else lowest + u * (highest - lowest))
        amounts = self.amount + self.sd * z if self.kind == "normal" else self.amount * exp(self.sd * z)
        amounts = np.clip(amounts, self.low, self.high)
        return amounts if u_factor is None else amounts * exp(self.factor_sd * normal_quantile(u_factor))

    @property
    def is_plain_lognormal(self) -> bool:
        """Whether :func:`lognormals` may draw it together with others."""
        return self.kind == "lognormal" and math.isinf(self.low) and math.isinf(self.high)

    def standard_deviation(self) -> float:
        """sd of the amount, by the midpoint rule over 4,096 equally likely parts (first-order analysis)."""
        u = (np.arange(MIDPOINTS) + 0.5) / MIDPOINTS
        if self.kind == "lognormal" and math.isinf(self.low) and math.isinf(self.high):
            return abs(self.amount) * math.exp(self.sd**2 / 2) * math.sqrt(math.expm1(self.sd**2))
        values = self.values(u)
        spread = float(np.std(values))
        if not self.factor_sd:
            return spread
        second = math.exp(2 * self.factor_sd**2) * (spread**2 + float(np.mean(values)) ** 2)
        return math.sqrt(second - math.exp(self.factor_sd**2) * float(np.mean(values)) ** 2)

    def _triangular(self, u: Floats) -> Floats:
        low, mode, high = self.low, self.amount, self.high
        turn = (mode - low) / (high - low)
        rising = low + np.sqrt(u * ((high - low) * (mode - low)))
        falling = high - np.sqrt((1.0 - u) * ((high - low) * (high - mode)))
        return np.clip(np.where(u < turn, rising, falling), low, high)

    def inside(self) -> tuple[float, float]:
        """Shares of the untruncated distribution below the lower and below the upper bound."""
        if self.sd == 0 or (math.isinf(self.low) and math.isinf(self.high)):
            return 0.0, 1.0
        if self.kind == "normal":
            low, high = (self.low - self.amount) / self.sd, (self.high - self.amount) / self.sd
        else:
            low, high = sorted((self._score(self.low, self.high), self._score(self.high, self.low)))
        # 12 digits: what a library's erfc has in its last bits must not reach the draws
        return round(_normal_cdf(low), 12), round(_normal_cdf(high), 12)

    def _score(self, bound: float, other: float) -> float:
        """Standard score of a bound of a lognormal; a bound beyond zero or infinity bounds nothing."""
        ratio = bound / self.amount
        if math.isinf(ratio):
            return math.copysign(math.inf, ratio)
        return -math.inf if ratio <= 0 else math.log(ratio) / self.sd


def lognormals(distributions: Sequence[Distribution], u: Floats) -> Floats:
    """Amounts (distributions, draws) of plain lognormals, each the same as :meth:`Distribution.values` gives.

    Parameters
    ----------
    u : (distributions, draws)
        Uniform numbers in (0, 1).
    """
    sd = np.array([each.sd for each in distributions])[:, None]
    amounts = np.array([each.amount for each in distributions])[:, None]
    return np.asarray(amounts * exp(sd * normal_quantile(u)))


def distribution_of(quantity: Quantity, factors: PedigreeSet, basic: float | None) -> Distribution:
    """Distribution that a quantity states, converted to the quantity's unit.

    Parameters
    ----------
    quantity
        With ``uncertainty``; its minimum, maximum and sd (but not that of a logarithm) are in the written unit.
    factors, basic
        Set of pedigree factors, and the basic factor of this kind of flow (None: indicators only).

    Raises
    ------
    UncertaintyError
        If such a distribution cannot be.

    Notes
    -----
    Pedigree scores alone: a lognormal, its median the amount. Beside a lognormal: the variances of ln add up.
    Beside a normal without bounds: an independent lognormal factor. Beside bounds: the stated range holds, the
    scores are not added (a factor would leave the bounds). The basic factor belongs to scores alone: a stated
    distribution takes its place.
    """
    stated = quantity.uncertainty
    if stated is None:
        raise UncertaintyError("no uncertainty is stated", quantity.id, "state one, or leave it fixed")
    amount, scale = quantity.amount, abs(quantity.scale)
    low = -math.inf if stated.minimum is None else stated.minimum * scale
    high = math.inf if stated.maximum is None else stated.maximum * scale
    slack = 1e-12 * abs(amount)  # the bounds were converted, the amount may be a mean: both are rounded
    if not low - slack <= amount <= high + slack:
        raise UncertaintyError(
            f"the amount {amount:g} lies outside {low:g} .. {high:g} {quantity.unit}", quantity.id,
            "correct the amount or the range",
        )  # fmt: skip
    amount = min(max(amount, low), high)
    indicators = pedigree_sd_ln(stated.pedigree, factors) if stated.pedigree else 0.0
    bounded = math.isfinite(low) or math.isfinite(high)
    note = ""
    if stated.distribution is None:
        assert stated.pedigree is not None
        sd = pedigree_sd_ln(stated.pedigree, factors, basic)
        note = (
            "pedigree" if basic is not None else "pedigree, indicators only (no basic factor for this kind)"
        )
        return _checked(Distribution("lognormal", amount, low, high, sd, 0.0, note), quantity)
    if stated.pedigree:
        note = "pedigree scores not added: the stated bounds hold" if bounded else "pedigree indicators added"
    if stated.distribution in ("triangular", "uniform"):
        return Distribution(stated.distribution, amount, low, high, note=note)
    assert stated.sd is not None
    if stated.distribution == "normal":
        factor_sd = 0.0 if bounded else indicators
        return _checked(
            Distribution("normal", amount, low, high, stated.sd * scale, factor_sd, note), quantity
        )
    sd = stated.sd if bounded else math.hypot(stated.sd, indicators)
    return _checked(Distribution("lognormal", amount, low, high, sd, 0.0, note), quantity)


def _checked(distribution: Distribution, quantity: Quantity) -> Distribution:
    if distribution.kind == "lognormal" and distribution.amount == 0:
        raise UncertaintyError("a lognormal amount cannot be zero", quantity.id, "use another distribution")
    lowest, highest = distribution.inside()
    if highest - lowest < LEAST_MASS:
        raise UncertaintyError(
            f"almost nothing of the {distribution.kind} distribution lies within its bounds "
            f"{distribution.low:g} .. {distribution.high:g} {quantity.unit}",
            quantity.id,
            "correct the bounds or the sd",
        )
    return distribution


def _normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))
