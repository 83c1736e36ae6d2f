"""Draws of the exchanges of a background: what stats_arrays' distributions mean, by the inverse of the distribution.

A draw depends on the seed, the exchange's identity and the draw index alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.engine.errors import UncertaintyError
from rulewright.engine.kernels import LANES, Kernels
from rulewright.engine.plans import hash_of
from rulewright.engine.portable import exp, log, normal_quantile

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Words = npt.NDArray[np.uint64]
    Flags = npt.NDArray[np.bool_]

# stats_arrays' numbers of distributions
UNDEFINED, CERTAIN, LOGNORMAL, NORMAL, UNIFORM, TRIANGULAR, BERNOULLI, DISCRETE_UNIFORM = range(8)
WEIBULL, GAMMA, BETA, EXTREME_VALUE, STUDENT = range(8, 13)
LARGEST_KIND = STUDENT
KEY = "background:"  # before an exchange's identity, so that no quantity of an inventory shares its numbers
LEAST_MASS = 1e-9  # a truncated distribution must keep at least this share inside its bounds
SHOWN = 5
CHUNK = 4096  # exchanges drawn at once: their numbers stay in the processor's cache

EXCHANGE_TYPE = np.dtype(
    [
        ("row", np.int64), ("column", np.int64), ("position", np.int64), ("amount", np.float64), ("sign", np.float64),
        ("kind", np.int64), ("loc", np.float64), ("scale", np.float64), ("shape", np.float64),
        ("minimum", np.float64), ("maximum", np.float64), ("negative", np.bool_),
    ]
)  # fmt: skip
"""One exchange: product or flow, process, number among those of the same pair, central amount, sign in the matrix
(outputs +1, inputs -1), and its distribution as stats_arrays states it (without the sign of the matrix)."""


@dataclass(frozen=True)
class Group:
    """Exchanges of one kind of distribution, drawn alike.

    ``places``: their numbers in the list of exchanges; ``draw``: (start, first, last) to amounts (last - first, 8)
    with the sign of the matrix, of the exchanges first..last-1 of the group in the eight draws from ``start`` on.
    """

    places: Ints
    draw: Callable[[int, int, int], Floats]

    def chunks(self, start: int) -> Iterator[tuple[slice, Floats]]:
        """Which exchanges of the group, and their amounts in the eight draws from ``start`` on."""
        for first in range(0, len(self.places), CHUNK):
            last = min(first + CHUNK, len(self.places))
            yield slice(first, last), self.draw(start, first, last)


def is_uncertain(exchanges: Any) -> Flags:
    """Which exchanges vary (n,)."""
    return np.asarray(
        (exchanges["kind"] > CERTAIN) & ~((exchanges["kind"] == LOGNORMAL) & (exchanges["scale"] == 0))
    )


def identities(exchanges: Any, codes: Any) -> list[str]:
    """Identity of each exchange: codes of its two ends and its position among exchanges of the same two."""
    return [
        f"{codes.get(row, row)}>{codes.get(column, column)}#{position}"
        for row, column, position in zip(
            exchanges["row"].tolist(), exchanges["column"].tolist(), exchanges["position"].tolist(), strict=True
        )
    ]  # fmt: skip


def key_hashes(names: list[str]) -> Words:
    """64-bit keys of exchanges for the generator."""
    return np.fromiter((hash_of(KEY + name) for name in names), dtype=np.uint64, count=len(names))


def check_distributions(exchanges: Any, names: Callable[[int], str], where: str) -> None:
    """Refuse distributions that cannot be, naming the first exchanges of each mistake.

    Raises
    ------
    UncertaintyError
        scale not above 0, minimum not below maximum, a lognormal of a negative amount without its flag, ...
    """
    kind, loc, scale = exchanges["kind"], exchanges["loc"], exchanges["scale"]
    low, high, shape = exchanges["minimum"], exchanges["maximum"], exchanges["shape"]
    moves = is_uncertain(exchanges)
    bounded = np.isin(kind, (UNIFORM, TRIANGULAR, DISCRETE_UNIFORM))
    scaled = np.isin(kind, (LOGNORMAL, NORMAL, WEIBULL, GAMMA, EXTREME_VALUE))
    shaped = np.isin(kind, (WEIBULL, GAMMA, BETA, STUDENT))
    wrong = [
        ("the amount is not a finite number", ~np.isfinite(exchanges["amount"])),
        ("the kind of distribution is not known", (kind < 0) | (kind > LARGEST_KIND)),
        ("the scale is not a finite number above zero", moves & scaled & ~(np.isfinite(scale) & (scale > 0))),
        ("the scale is below zero", (kind == LOGNORMAL) & (scale < 0)),
        ("a bound is missing", moves & bounded & (np.isnan(high) | (np.isnan(low) & (kind != DISCRETE_UNIFORM)))),
        ("the minimum is not below the maximum", moves & (low >= high)),
        (
            "a lognormal of a negative amount lacks its flag 'negative'",
            (kind == LOGNORMAL) & ((exchanges["amount"] < 0) != exchanges["negative"]) & (exchanges["amount"] != 0),
        ),
        ("the location is not a finite number", moves & np.isin(kind, (LOGNORMAL, NORMAL, EXTREME_VALUE)) & ~np.isfinite(loc)),
        ("the mode lies outside the bounds", (kind == TRIANGULAR) & ((loc < low) | (loc > high))),
        ("the shape is not a finite number above zero", shaped & ~(np.isfinite(shape) & (shape > 0))),
        ("an extreme-value distribution has a shape other than zero", (kind == EXTREME_VALUE) & (shape != 0) & ~np.isnan(shape)),
        ("the location is not above zero", (kind == BETA) & ~(loc > 0)),
        ("the probability lies outside 0 to 1", (kind == BERNOULLI) & ~((loc >= 0) & (loc <= 1))),
    ]  # fmt: skip
    found = [(what, np.flatnonzero(flags)) for what, flags in wrong if flags.any()]
    if not found:
        return
    what, places = found[0]
    shown = [f"'{names(int(place))}'" for place in places[:SHOWN]]
    listed = ", ".join(shown) + (f" and {len(places) - SHOWN} more" if len(places) > SHOWN else "")
    raise UncertaintyError(
        f"distributions that cannot be ({what}): {listed}", where,
        "correct the distributions of these exchanges in the database",
    )  # fmt: skip


def group_exchanges(exchanges: Any, keys: Words, seed: int, kernels: Kernels, where: str) -> list[Group]:
    """Uncertain exchanges in groups of one kind; bounded (truncated) ones apart.

    Parameters
    ----------
    exchanges : (n,)
        As :data:`EXCHANGE_TYPE`, checked.
    keys : (n,)
        By :func:`key_hashes`.
    """
    kind = np.where(is_uncertain(exchanges), exchanges["kind"], CERTAIN)
    bounded = np.isfinite(exchanges["minimum"]) | np.isfinite(exchanges["maximum"])
    groups = []
    for number in range(LOGNORMAL, LARGEST_KIND + 1):
        for truncated in (False, True):
            places = np.flatnonzero((kind == number) & (bounded == truncated))
            if len(places):
                draw = _drawer(number, truncated, exchanges[places], keys[places], seed, kernels, where)
                groups.append(Group(places, draw))
    return groups


def _drawer(
    kind: int, bounded: bool, exchanges: Any, keys: Words, seed: int, kernels: Kernels, where: str
) -> Callable[[int, int, int], Floats]:
    signs = exchanges["sign"] * np.where(
        exchanges["negative"] & np.isin(kind, (LOGNORMAL, WEIBULL, GAMMA)), -1.0, 1.0
    )
    if kind == LOGNORMAL and not bounded:
        medians, sds = signs * exp(exchanges["loc"]), np.ascontiguousarray(exchanges["scale"])

        def plain(start: int, first: int, last: int) -> Floats:
            return kernels.lognormals(
                seed, keys[first:last], medians[first:last], sds[first:last], start, start + LANES
            )

        return plain
    low, high = _shares_inside(kind, exchanges, where) if bounded else (None, None)

    def other(start: int, first: int, last: int) -> Floats:
        some = slice(first, last)
        u = kernels.uniforms(seed, keys[some], start, start + LANES)
        if low is not None and high is not None:
            u = low[some, None] + u * (high - low)[some, None]
        found = _quantiles(kind, exchanges[some], u)
        if bounded and kind != BETA:
            least, most = exchanges["minimum"][some, None], exchanges["maximum"][some, None]
            if kind == LOGNORMAL:  # the bounds are those of the amount, its sign included
                flip = np.where(exchanges["negative"][some, None], -1.0, 1.0)
                found = flip * np.fmin(np.fmax(flip * found, least), most)
            elif kind != DISCRETE_UNIFORM:
                found = np.fmin(np.fmax(found, least), most)
        return np.asarray(signs[some, None] * found)

    return other


def _quantiles(kind: int, exchanges: Any, u: Floats) -> Floats:
    """Amounts (n, 8) without sign, at the shares ``u`` of their distributions."""
    loc, scale = exchanges["loc"][:, None], exchanges["scale"][:, None]
    low, high, shape = (
        exchanges["minimum"][:, None],
        exchanges["maximum"][:, None],
        exchanges["shape"][:, None],
    )
    if kind == LOGNORMAL:
        return np.asarray(exp(loc + np.zeros_like(u)) * exp(scale * normal_quantile(u)))
    if kind == NORMAL:
        return np.asarray(loc + scale * normal_quantile(u))
    if kind == UNIFORM:
        return np.asarray(low + u * (high - low))
    if kind == TRIANGULAR:
        mode = np.where(np.isnan(loc), (low + high) / 2, loc)
        rising = low + np.sqrt(u * ((high - low) * (mode - low)))
        falling = high - np.sqrt((1.0 - u) * ((high - low) * (high - mode)))
        return np.asarray(np.where(u < (mode - low) / (high - low), rising, falling))
    if kind == BERNOULLI:
        return np.asarray((u <= loc).astype(np.float64))
    if kind == DISCRETE_UNIFORM:
        least = np.where(np.isnan(low), 0.0, low)
        return np.asarray(np.minimum(least + np.floor(u * (high - least)), np.ceil(high) - 1.0))
    origin = np.where(np.isnan(loc), 0.0, loc)
    if kind == WEIBULL:
        return np.asarray(origin + scale * exp(log(-log(1.0 - u)) / shape))
    if kind == EXTREME_VALUE:
        return np.asarray(loc - scale * log(-log(u)))
    return _by_scipy(kind, exchanges, u, origin)


def _by_scipy(kind: int, exchanges: Any, u: Floats, origin: Floats) -> Floats:
    """Distributions whose inverse only a library has: the same bits for the same SciPy."""
    from scipy import special

    shape, scale = exchanges["shape"][:, None], exchanges["scale"][:, None]
    if kind == GAMMA:
        return np.asarray(origin + scale * special.gammaincinv(shape, u))
    if kind == STUDENT:
        return np.asarray(origin + np.where(np.isnan(scale), 1.0, scale) * special.stdtrit(shape, u))
    low = np.where(np.isnan(exchanges["minimum"]), 0.0, exchanges["minimum"])[:, None]
    high = np.where(np.isnan(exchanges["maximum"]), 1.0, exchanges["maximum"])[:, None]
    return np.asarray(low + (high - low) * special.betaincinv(exchanges["loc"][:, None], shape, u))


def _shares_inside(kind: int, exchanges: Any, where: str) -> tuple[Floats, Floats] | tuple[None, None]:
    """Shares of the untruncated distributions below their lower and upper bounds, for normals and lognormals."""
    if kind in (UNIFORM, TRIANGULAR, DISCRETE_UNIFORM, BETA):
        return None, None
    if kind not in (NORMAL, LOGNORMAL):
        raise UncertaintyError(
            f"{len(exchanges)} exchanges have bounds on a kind of distribution (stats_arrays {kind}) that has none here",
            where, "leave the bounds out, or use a normal, lognormal, uniform or triangular distribution",
        )  # fmt: skip
    from scipy.special import ndtr

    low, high = exchanges["minimum"], exchanges["maximum"]
    low, high = np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)
    loc, scale = exchanges["loc"], exchanges["scale"]
    if kind == LOGNORMAL:
        flip = exchanges["negative"]
        low, high = np.where(flip, -high, low), np.where(flip, -low, high)
        with np.errstate(divide="ignore", invalid="ignore"):
            low = np.where(low > 0, np.log(np.where(low > 0, low, 1.0)), -np.inf)
            high = np.where(high > 0, np.log(np.where(high > 0, high, 1.0)), -np.inf)
    # 12 digits: what a library has in its last bits must not reach the draws
    below = np.round(ndtr((low - loc) / scale), 12)
    above = np.round(ndtr((high - loc) / scale), 12)
    if (above - below < LEAST_MASS).any():
        raise UncertaintyError(
            f"almost nothing of {int((above - below < LEAST_MASS).sum())} distributions lies within their bounds",
            where, "correct the bounds of these exchanges in the database",
        )  # fmt: skip
    return below, above
