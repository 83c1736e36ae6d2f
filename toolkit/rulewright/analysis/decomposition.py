"""Variance decomposition: how much of the spread of a result each factor makes, first-order, total, and fairly shared.

One code path serves studies and test functions: a model gets points, each a mixture of two samples A and B, and returns
results. First-order and total Sobol' indices come from SALib (estimators of Saltelli et al. 2010 and Jansen 1999, on a
scrambled Sobol' sequence), Shapley effects from walks from A to B in random order (Goda 2021, A simple algorithm for
global sensitivity analysis with Shapley effects, Reliab. Eng. Syst. Saf. 213, 107702 [known]); their sum is the variance.
Factors must be independent.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.errors import RulewrightError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Ints = npt.NDArray[np.int64]

FEWEST, MOST = 64, 2**20  # samples
SOBOL_BITS = 30
MOST_DIMENSIONS = 21_201  # of SciPy's Sobol' sequence
RESAMPLES = 200
CONFIDENCE = 0.95
Z = 1.959963984540054  # of the normal distribution at 0.975
INTERACTING = 0.05  # share of interactions above which Shapley effects are worked out unasked


class DecompositionError(RulewrightError):
    """A variance decomposition that cannot be made."""


@dataclass(frozen=True)
class Factor:
    """One independent input, or several that are looked at together.

    ``columns``: uniform numbers that it is made from. ``group``: name under which factors are also taken together.
    """

    name: str
    columns: int = 1
    group: str = ""


class Points:
    """Rows of inputs: for each, which of the samples' rows, and which factors come from sample B instead of A.

    Parameters
    ----------
    a, b : (samples, columns)
        Uniform numbers in (0, 1).
    row : (n,)
        Row of the samples.
    from_b : (n, factors)
        Whether a factor comes from B.
    starts : (factors + 1,)
        First column of each factor.
    """

    def __init__(self, a: Floats, b: Floats, row: Ints, from_b: Flags, starts: Ints) -> None:
        self.a, self.b, self.row, self.from_b, self.starts = a, b, row, from_b, starts

    def __len__(self) -> int:
        return len(self.row)

    def column(self, factor: int, place: int = 0) -> Floats:
        """Uniform numbers (n,) of one column of a factor."""
        column = int(self.starts[factor]) + place
        return np.asarray(
            np.where(self.from_b[:, factor], self.b[self.row, column], self.a[self.row, column])
        )

    def take(self, some: Ints) -> Points:
        """These rows only."""
        return Points(self.a, self.b, self.row[some], self.from_b[some], self.starts)


Model = Callable[[Points], "Floats"]


@dataclass(frozen=True)
class Index:
    """Indices of one factor or group [1].

    ``first``: part of the variance that fixing it would take away on average. ``total``: part that would remain if all
    others were fixed. ``effect``: its Shapley effect, which shares interactions alike; None if not worked out.
    ``..._error``: half-width of the 95 % interval.
    """

    name: str
    first: float
    first_error: float
    total: float
    total_error: float
    effect: float | None = None
    effect_error: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "name": self.name,
            "first_order": self.first,
            "first_order_error": self.first_error,
            "total": self.total,
            "total_error": self.total_error,
            "shapley_effect": self.effect,
            "shapley_effect_error": self.effect_error,
        }


@dataclass(frozen=True)
class Decomposition:
    """Variance of a result and its shares.

    Attributes
    ----------
    mean, variance
        Of the result, over both samples.
    indices, groups
        By factor, in their order; by group.
    samples, failed
        Size of each sample; rows left out because the model has no result there.
    evaluations
        Points evaluated.
    kept : (samples,)
        Rows that have a result everywhere.
    values
        (2 x rows kept,) results of both samples.
    """

    mean: float
    variance: float
    indices: tuple[Index, ...]
    groups: Mapping[str, Index]
    samples: int
    failed: int
    evaluations: int
    kept: Flags
    values: Floats

    def __getitem__(self, name: str) -> Index:
        return next(each for each in self.indices if each.name == name)

    @cached_property
    def interaction(self) -> float:
        """Part of the variance that no factor makes by itself [1], as estimated (may be slightly negative)."""
        return 1.0 - sum(each.first for each in self.indices)


def check_samples(samples: object, where: str) -> None:
    """Refuse a number of samples that cannot be used.

    Raises
    ------
    DecompositionError
    """
    if isinstance(samples, bool) or not isinstance(samples, int) or not FEWEST <= samples <= MOST:
        raise DecompositionError(
            f"{samples!r} is not a number of samples",
            where,
            f"ask for {FEWEST} .. {MOST:,}, a power of 2, e.g. 1024",
        )


def decompose(
    model: Model, factors: Sequence[Factor], samples: int = 1024, seed: int = 1, shapley: bool | None = None,
    where: str = "decompose",
) -> Decomposition:  # fmt: skip
    """Decompose the variance of a model's result among its factors.

    Parameters
    ----------
    model
        Points to results (n,); nan where there is none.
    factors
        Independent factors, at least two.
    samples
        Rows of each of the samples A and B; a power of 2 keeps the Sobol' sequence balanced.
    seed
        Of the scrambling, the resampling and the orders.
    shapley
        Whether to work out Shapley effects too; None: if interactions make more than 5 % of the variance.

    Raises
    ------
    DecompositionError
        If there are fewer than two factors, the number of samples cannot be, too few rows have a result, or nothing
        varies.

    Examples
    --------
    A sum of two uniform numbers, one weighing twice as much as the other: variances as 4 to 1.

    >>> found = decompose(lambda p: 2 * p.column(0) + p.column(1), [Factor("x"), Factor("y")], 256)
    >>> [round(each.first, 2) for each in found.indices]
    [0.8, 0.2]
    """
    check_samples(samples, where)
    if len(factors) < 2:
        raise DecompositionError(
            f"{len(factors)} factors: nothing to share the spread among",
            where,
            "give at least two factors that vary",
        )
    starts = _starts(factors)
    a, b = _samples(samples, int(starts[-1]), seed)
    groups = _groups(factors)
    masks = _masks(len(factors), groups)
    row = np.tile(np.arange(samples), len(masks))
    from_b = np.repeat(masks, samples, axis=0)
    found = np.asarray(model(Points(a, b, row, from_b, starts)), dtype=np.float64).reshape(
        len(masks), samples
    )
    kept: Flags = np.asarray(np.isfinite(found).all(axis=0))
    results = found[:, kept]
    if results.shape[1] < FEWEST // 2:
        raise DecompositionError(
            f"only {results.shape[1]} of {samples} rows have a result", where,
            "look at the distributions of amounts in loops, or take out the rule that fails",
        )  # fmt: skip
    both = np.concatenate([results[0], results[-1]])
    if both.std() <= 1e-12 * np.abs(both).max(initial=0.0):
        raise DecompositionError(
            "nothing varies: all rules and all data give the same result", where,
            "choose rules that differ on this inventory, or data with uncertainties",
        )  # fmt: skip
    names = [each.name for each in factors] + list(groups)
    indices = _sobol(results, names, seed)
    evaluations = found.size
    interaction = 1.0 - sum(each.first for each in indices[: len(factors)])
    if shapley or (shapley is None and interaction > INTERACTING):
        effects, errors, walked = _effects(model, a, b, starts, found, len(factors), seed)
        evaluations += walked
        indices = [
            Index(each.name, each.first, each.first_error, each.total, each.total_error, effect, error)
            for each, effect, error in zip(indices, effects, errors, strict=False)
        ] + [
            _with_effect_of(group, indices[len(factors) + place], members, effects)
            for place, (group, members) in enumerate(groups.items())
        ]
    return Decomposition(
        float(both.mean()), float(both.var()), tuple(indices[: len(factors)]),
        dict(zip(groups, indices[len(factors) :], strict=True)), samples, int(samples - kept.sum()), evaluations, kept,
        both,
    )  # fmt: skip


def draw_points(factors: Sequence[Factor], samples: int, seed: int) -> Points:
    """Points (2 x samples) of both samples, as :func:`decompose` draws them."""
    starts = _starts(factors)
    a, b = _samples(samples, int(starts[-1]), seed)
    from_b = np.zeros((2 * samples, len(factors)), dtype=bool)
    from_b[samples:] = True
    return Points(a, b, np.tile(np.arange(samples), 2), from_b, starts)


def _starts(factors: Sequence[Factor]) -> Ints:
    """First column of each factor, and the number of all (factors + 1,)."""
    return np.concatenate([[0], np.cumsum([each.columns for each in factors])]).astype(np.int64)


def _samples(samples: int, columns: int, seed: int) -> tuple[Floats, Floats]:
    """Samples A and B (samples, columns): two halves of one scrambled Sobol' sequence, or random beyond its dimensions."""
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 2])))
    if 2 * columns > MOST_DIMENSIONS:
        both = rng.random((samples, 2 * columns))
    else:
        from scipy.stats import qmc

        sequence = qmc.Sobol(2 * columns, scramble=True, bits=SOBOL_BITS, rng=rng)
        # asked for by powers of 2, so that SciPy doesn't warn of lost balance: the result says it
        both = sequence.random(1 << (samples - 1).bit_length())[:samples] + 2.0 ** -(SOBOL_BITS + 1)
    return both[:, :columns], both[:, columns:]


def _groups(factors: Sequence[Factor]) -> dict[str, list[int]]:
    """Groups that are neither one factor nor all of them."""
    found: dict[str, list[int]] = {}
    for place, each in enumerate(factors):
        if each.group:
            found.setdefault(each.group, []).append(place)
    return found


def _masks(count: int, groups: Mapping[str, Sequence[int]]) -> Flags:
    """Which factors come from B: none; each one; each group; all."""
    masks = np.zeros((count + len(groups) + 2, count), dtype=bool)
    masks[1 : count + 1] = np.eye(count, dtype=bool)
    for place, members in enumerate(groups.values()):
        masks[count + 1 + place, list(members)] = True
    masks[-1] = True
    return masks


def _sobol(results: Floats, names: Sequence[str], seed: int) -> list[Index]:
    """Indices by SALib: ``results`` holds A, each A with one factor or group from B, and B, by rows."""
    from SALib.analyze import sobol

    places = [str(place) for place in range(len(names))]  # a factor may be called like its group
    problem = {"num_vars": len(names), "names": places, "bounds": [[0.0, 1.0]] * len(names)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a resample without spread divides by nothing
        found = sobol.analyze(
            problem, results.T.ravel(), calc_second_order=False, num_resamples=RESAMPLES, conf_level=CONFIDENCE,
            seed=seed % 2**63 + 1,
        )  # fmt: skip
    columns = zip(names, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], strict=True)
    return [Index(name, *(float(each) for each in row)) for name, *row in columns]


def _effects(
    model: Model, a: Floats, b: Floats, starts: Ints, found: Floats, count: int, seed: int
) -> tuple[list[float], list[float], int]:
    """Shapley effects [1] with half-widths of their 95 % intervals, and the points evaluated.

    Every row is walked from A to B in a random order of its own; a step's part is (y_A - (y_before + y_after) / 2)
    times (y_before - y_after). A row's parts add up to half the squared difference of y_A and y_B.
    """
    samples = len(a)
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 3])))
    order = np.argsort(rng.random((samples, count)), axis=1)
    steps = count - 1
    from_b = np.zeros((steps, samples, count), dtype=bool)
    every = np.arange(samples)
    for step in range(steps):
        if step:
            from_b[step] = from_b[step - 1]
        from_b[step, every, order[:, step]] = True
    points = Points(a, b, np.tile(every, steps), from_b.reshape(-1, count), starts)
    walked = np.concatenate(
        [found[:1], np.asarray(model(points)).reshape(steps, samples), found[-1:]]
    )  # (count + 1, samples)
    kept = np.isfinite(walked).all(axis=0)
    walked = walked[:, kept] - np.nanmean(found[[0, -1]])
    parts = (walked[0] - (walked[:-1] + walked[1:]) / 2) * (walked[:-1] - walked[1:])
    of_factor = np.empty((count, int(kept.sum())))
    of_factor[order[kept].T, np.arange(of_factor.shape[1])] = parts
    variance = of_factor.sum(axis=0).mean()
    effects = of_factor.mean(axis=1) / variance
    # a ratio of means: its error is that of the parts less their share of the row's sum
    rest = of_factor - effects[:, None] * of_factor.sum(axis=0)
    errors = Z * rest.std(axis=1, ddof=1) / (np.sqrt(of_factor.shape[1]) * variance)
    return effects.tolist(), errors.tolist(), steps * samples


def _with_effect_of(name: str, index: Index, members: Sequence[int], effects: Sequence[float]) -> Index:
    """A group's effect is that of its members together."""
    effect = float(sum(effects[place] for place in members))
    return Index(name, index.first, index.first_error, index.total, index.total_error, effect)


def level_of(uniform: Floats, weights: Sequence[float]) -> Ints:
    """Levels (n,) of a categorical factor whose levels have these weights.

    Examples
    --------
    >>> level_of(np.array([0.1, 0.6, 0.99]), [0.5, 0.25, 0.25]).tolist()
    [0, 1, 2]
    """
    edges = np.cumsum(weights)[:-1]
    return np.searchsorted(edges, uniform, side="right").astype(np.int64)


def chunks(count: int, size: int) -> Iterator[slice]:
    """Slices of at most ``size``."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))
