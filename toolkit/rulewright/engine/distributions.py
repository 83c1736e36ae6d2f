"""Distributions of single quantities: from uniform numbers to amounts by the inverse of the distribution.

Normal, lognormal, uniform, triangular, Weibull and Gumbel amounts are the same bits on every machine. Beta, gamma and
Student's t take their quantiles from SciPy, whose last digits may differ from release to release.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from rulewright.engine.errors import UncertaintyError
from rulewright.engine.pedigree import PedigreeSet, pedigree_sd_ln
from rulewright.engine.portable import exp, log, normal_quantile
from rulewright.reading.uncertainties import problems_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.inventory import Quantity, Uncertainty

    Floats = npt.NDArray[np.float64]

LEAST_MASS = 1e-9  # a truncated distribution must keep at least this share inside its bounds
MIDPOINTS = 4096
PERT_SHAPE = 4.0  # weight of the mode in a beta PERT distribution, unless stated

Kind = Literal[
    "triangular", "uniform", "discrete_uniform", "beta", "normal", "lognormal", "student_t", "gumbel", "gamma", "weibull",
]  # fmt: skip
BOUNDED: tuple[Kind, ...] = ("triangular", "uniform", "discrete_uniform", "beta")


@dataclass(frozen=True, slots=True)
class Distribution:
    """Distribution of one quantity, in the quantity's unit.

    Attributes
    ----------
    kind
        Shape. ``amount`` is the mode of a triangular, the mean of a normal and the median of a lognormal one, and
        the centre of Student's t; other shapes don't depend on it.
    low, high
        Bounds that no draw leaves; infinite if none are stated.
    sd
        Of the amount (normal, before truncation) or of its logarithm (lognormal).
    factor_sd
        sd of ln of an independent lognormal factor with median 1, from pedigree scores beside a normal; else 0.
    note
        What was decided about pedigree scores, "" if there are none.
    location, scale
        Of gamma, Weibull, Gumbel; ``scale`` also of Student's t, and the step of a discrete uniform one.
    shape, shape_2
        k of gamma and Weibull, degrees of freedom of Student's t; alpha and beta of a beta distribution.
    """

    kind: Kind
    amount: float
    low: float = -math.inf
    high: float = math.inf
    sd: float = 0.0
    factor_sd: float = 0.0
    note: str = ""
    location: float = 0.0
    scale: float = 1.0
    shape: float = 1.0
    shape_2: float = 1.0

    def values(self, u: Floats, u_factor: Floats | None = None) -> Floats:
        """Amounts (draws,) at the uniform numbers ``u`` (draws,) in (0, 1).

        ``u_factor`` (draws,): uniform numbers for the pedigree factor; needed only if ``factor_sd`` > 0.
        """
        if self.kind in BOUNDED:
            return np.clip(self._bounded(u), self.low, self.high)
        lowest, highest = self.inside()
        if (lowest, highest) != (0.0, 1.0):
            u = lowest + u * (highest - lowest)
        amounts = np.clip(self._quantiles(u), self.low, self.high)
        return amounts if u_factor is None else amounts * exp(self.factor_sd * normal_quantile(u_factor))

    @property
    def is_plain_lognormal(self) -> bool:
        """Whether :func:`lognormals` may draw it together with others."""
        return self.kind == "lognormal" and self._is_whole

    def standard_deviation(self) -> float:
        """sd of the amount (first-order analysis): exact, or by the midpoint rule over 4,096 equally likely parts."""
        if self._is_whole and self.kind in _SPREADS and not self.factor_sd:
            return float(_SPREADS[self.kind](self))
        values = self.values((np.arange(MIDPOINTS) + 0.5) / MIDPOINTS)
        spread = float(np.std(values))
        if not self.factor_sd:
            return spread
        second = math.exp(2 * self.factor_sd**2) * (spread**2 + float(np.mean(values)) ** 2)
        return math.sqrt(second - math.exp(self.factor_sd**2) * float(np.mean(values)) ** 2)

    def inside(self) -> tuple[float, float]:
        """Shares of the untruncated distribution below the lower and below the upper bound."""
        if self._is_whole or self.kind in BOUNDED:
            return 0.0, 1.0
        shares = sorted((self._below(self.low), self._below(self.high)))
        # 12 digits: what a library's erfc has in its last bits must not reach the draws
        return round(shares[0], 12), round(shares[1], 12)

    @property
    def _is_whole(self) -> bool:
        """Whether no bound truncates it."""
        return math.isinf(self.low) and math.isinf(self.high)

    def _bounded(self, u: Floats) -> Floats:
        low, high = self.low, self.high
        if self.kind == "uniform":
            return low + u * (high - low)
        if self.kind == "discrete_uniform":
            steps = round((high - low) / self.scale) + 1
            return np.asarray(low + self.scale * np.minimum(np.floor(u * steps), steps - 1.0))
        if self.kind == "beta":
            from scipy.special import betaincinv

            return np.asarray(low + (high - low) * betaincinv(self.shape, self.shape_2, u))
        turn = (self.amount - low) / (high - low)
        rising = low + np.sqrt(u * ((high - low) * (self.amount - low)))
        falling = high - np.sqrt((1.0 - u) * ((high - low) * (high - self.amount)))
        return np.where(u < turn, rising, falling)

    def _quantiles(self, u: Floats) -> Floats:
        """Quantiles of the untruncated distribution."""
        if self.kind == "normal":
            return self.amount + self.sd * normal_quantile(u)
        if self.kind == "lognormal":
            return self.amount * exp(self.sd * normal_quantile(u))
        if self.kind == "gumbel":
            return self.location - self.scale * log(-log(u))
        if self.kind == "weibull":
            return self.location + self.scale * exp(log(-log(1.0 - u)) / self.shape)
        from scipy import special

        if self.kind == "gamma":
            return np.asarray(self.location + self.scale * special.gammaincinv(self.shape, u))
        return np.asarray(self.amount + self.scale * special.stdtrit(self.shape, u))

    def _below(self, bound: float) -> float:
        """Share of the untruncated distribution below a bound; above it for a negative lognormal."""
        if self.kind == "lognormal":
            return _normal_cdf(self._score(bound))
        if self.kind == "normal":
            return _normal_cdf((bound - self.amount) / self.sd)
        score = (bound - (self.amount if self.kind == "student_t" else self.location)) / self.scale
        if math.isinf(score):
            return float(score > 0)
        if self.kind == "gumbel":
            return math.exp(-math.exp(-score)) if score > -700 else 0.0
        if self.kind == "weibull":
            return -math.expm1(-(score**self.shape)) if score > 0 else 0.0
        from scipy import special

        if self.kind == "gamma":
            return float(special.gammainc(self.shape, max(score, 0.0)))
        return float(special.stdtr(self.shape, score))

    def _score(self, bound: float) -> float:
        """Standard score of a bound of a lognormal; a bound beyond zero or infinity bounds nothing."""
        ratio = bound / self.amount
        if math.isinf(ratio):
            return math.copysign(math.inf, ratio)
        return -math.inf if ratio <= 0 else math.log(ratio) / self.sd


# exact sd of untruncated distributions
_SPREADS = {
    "lognormal": lambda each: abs(each.amount) * math.exp(each.sd**2 / 2) * math.sqrt(math.expm1(each.sd**2)),
    "normal": lambda each: each.sd,
    "student_t": lambda each: each.scale * math.sqrt(each.shape / (each.shape - 2)),
    "gumbel": lambda each: each.scale * math.pi / math.sqrt(6),
    "gamma": lambda each: each.scale * math.sqrt(each.shape),
    "weibull": lambda each: (
        each.scale * math.sqrt(math.gamma(1 + 2 / each.shape) - math.gamma(1 + 1 / each.shape) ** 2)
    ),
}


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
        With ``uncertainty``; what it states (but not the sd of a logarithm, or a shape) is in the written unit.
    factors, basic
        Set of pedigree factors, and the basic factor of this kind of flow (None: indicators only).

    Raises
    ------
    UncertaintyError
        If such a distribution cannot be.

    Notes
    -----
    Pedigree scores alone: a lognormal, its median the amount. Beside a lognormal: the variances of ln add up.
    Beside a normal without bounds: an independent lognormal factor. Beside bounds and other shapes: what is stated
    holds, the scores are not added. The basic factor belongs to scores alone: a stated distribution takes its place.
    """
    stated = quantity.uncertainty
    if stated is None or not quantity.is_uncertain:
        raise UncertaintyError("no uncertainty is stated", quantity.id, "state one, or leave it fixed")
    scale = abs(quantity.scale)
    for what, mend in problems_of(stated, quantity.amount / scale):
        raise UncertaintyError(what, quantity.id, mend)
    low = -math.inf if stated.minimum is None else stated.minimum * scale
    high = math.inf if stated.maximum is None else stated.maximum * scale
    amount = min(max(quantity.amount, low), high)  # the bounds were converted: both may be rounded
    indicators = pedigree_sd_ln(stated.pedigree, factors) if stated.pedigree else 0.0
    bounded = math.isfinite(low) or math.isfinite(high)
    if stated.distribution is None:
        assert stated.pedigree is not None
        sd = pedigree_sd_ln(stated.pedigree, factors, basic)
        note = (
            "pedigree" if basic is not None else "pedigree, indicators only (no basic factor for this kind)"
        )
        return _checked(Distribution("lognormal", amount, low, high, sd, 0.0, note), quantity)
    note = ""
    if stated.pedigree and stated.distribution in ("normal", "lognormal") and not bounded:
        note = "pedigree indicators added"
    elif stated.pedigree:
        note = "pedigree scores not added: the stated distribution holds"
    if stated.distribution == "normal":
        assert stated.sd is not None
        factor_sd = 0.0 if bounded else indicators
        return _checked(
            Distribution("normal", amount, low, high, stated.sd * scale, factor_sd, note), quantity
        )
    if stated.distribution == "lognormal":
        assert stated.sd is not None
        sd = stated.sd if bounded else math.hypot(stated.sd, indicators)
        return _checked(Distribution("lognormal", amount, low, high, sd, 0.0, note), quantity)
    return _checked(_other(stated, amount, low, high, scale, note), quantity)


def _other(
    stated: Uncertainty, amount: float, low: float, high: float, scale: float, note: str
) -> Distribution:
    """Any shape but normal and lognormal."""
    kind = stated.distribution
    if kind == "triangular" or kind == "uniform":
        return Distribution(kind, amount, low, high, note=note)
    if kind == "discrete_uniform":
        return Distribution(kind, amount, low, high, note=note, scale=scale)
    if kind == "beta":
        assert stated.alpha is not None and stated.beta is not None
        return Distribution(kind, amount, low, high, note=note, shape=stated.alpha, shape_2=stated.beta)
    if kind == "beta_pert":
        weight = stated.shape or PERT_SHAPE
        place = (amount - low) / (high - low)
        return Distribution(
            "beta", amount, low, high, note=note, shape=1 + weight * place, shape_2=1 + weight * (1 - place)
        )
    assert stated.scale is not None
    wide = stated.scale * scale
    if kind == "student_t":
        assert stated.degrees is not None
        return Distribution(kind, amount, low, high, note=note, scale=wide, shape=stated.degrees)
    if kind == "gumbel":
        location = amount if stated.location is None else stated.location * scale
        return Distribution(kind, amount, low, high, note=note, location=location, scale=wide)
    assert kind in ("gamma", "weibull") and stated.shape is not None
    location = (stated.location or 0.0) * scale
    return Distribution(kind, amount, low, high, note=note, location=location, scale=wide, shape=stated.shape)


def _checked(distribution: Distribution, quantity: Quantity) -> Distribution:
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
