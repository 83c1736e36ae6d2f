"""Statistics of draws, with their Monte Carlo errors; sums are exactly rounded, so the same bits everywhere."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

PERCENTILES = (2.5, 5.0, 25.0, 75.0, 95.0, 97.5)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic and its Monte Carlo standard error (None where so few draws cannot tell)."""

    value: float
    error: float | None


@dataclass(frozen=True)
class Summary:
    """Statistics of one sample; units are those of the sample.

    ``gsd``: geometric standard deviation [1], None unless all values are above zero. ``percentiles``: per cent to
    estimate.
    """

    count: int
    mean: Estimate
    median: Estimate
    sd: Estimate
    gsd: float | None
    percentiles: dict[float, Estimate]


def summarise(values: Floats) -> Summary:
    """Mean, median, sd and percentiles of a sample (draws,), at least two finite values.

    Notes
    -----
    Errors hold for independent draws. Mean: sd/sqrt(n). sd: from the fourth moment. Percentiles: half the distance
    between the order statistics one binomial standard deviation below and above. Latin hypercube and Sobol' draws
    are spread more evenly, so that the errors of smooth statistics are smaller than stated.

    Examples
    --------
    >>> summary = summarise(np.array([1.0, 2.0, 3.0, 4.0]))
    >>> summary.mean.value, summary.median.value
    (2.5, 2.5)
    """
    count = len(values)
    mean, squares, variance = _moments(values)
    sd = math.sqrt(variance)
    ordered = np.sort(values)
    gsd = None
    if ordered[0] > 0:
        logarithms = [math.log(each) for each in values.tolist()]
        centre = math.fsum(logarithms) / count
        gsd = math.exp(math.sqrt(math.fsum((each - centre) ** 2 for each in logarithms) / (count - 1)))
    return Summary(
        count,
        Estimate(mean, sd / math.sqrt(count)),
        percentile(ordered, 50.0),
        Estimate(sd, _error_of_sd(squares, variance)),
        gsd,
        {level: percentile(ordered, level) for level in PERCENTILES},
    )


def percentile(ordered: Floats, level: float) -> Estimate:
    """Percentile of a sorted sample by linear interpolation, with its error.

    Parameters
    ----------
    ordered : (draws,)
        Ascending.
    level
        Per cent, 0..100.
    """
    count, share = len(ordered), level / 100
    place = (count - 1) * share
    value = _at(ordered, place)
    expected = count * min(share, 1 - share)
    if expected < 1:
        return Estimate(value, None)
    step = math.sqrt(count * share * (1 - share))
    return Estimate(value, (_at(ordered, place + step) - _at(ordered, place - step)) / 2)


def mean_of(values: Floats) -> Estimate:
    """Mean of a sample (draws,) of at least two values, with its error."""
    mean, _, variance = _moments(values)
    return Estimate(mean, math.sqrt(variance / len(values)))


def running_mean(
    values: Floats, usable: Flags, points: int = 20
) -> tuple[list[int], list[float], list[float]]:
    """Numbers of draws, spaced evenly in their logarithm, with the mean and its error so far.

    Parameters
    ----------
    values : (draws,)
    usable : (draws,)
        Draws that count; before two of them there is neither mean nor error.
    """
    counts, means, errors = [], [], []
    for number in running_counts(len(values), points):
        part = values[:number][usable[:number]]
        if len(part) < 2:
            continue
        estimate = mean_of(part)
        counts.append(number)
        means.append(estimate.value)
        errors.append(estimate.error or 0.0)
    return counts, means, errors


def running_percentile(
    values: Floats, usable: Flags, level: float, points: int = 20
) -> tuple[list[int], list[float], list[float | None]]:
    """Numbers of draws, as for :func:`running_mean`, with a percentile (``level`` per cent) and its error so far."""
    counts, found, errors = [], [], []
    for number in running_counts(len(values), points):
        part = values[:number][usable[:number]]
        if len(part) < 2:
            continue
        estimate = percentile(np.sort(part), level)
        counts.append(number)
        found.append(estimate.value)
        errors.append(estimate.error)
    return counts, found, errors


def running_counts(count: int, points: int = 20) -> list[int]:
    """Numbers of draws at which a run is looked back at, spaced evenly in their logarithm.

    Examples
    --------
    >>> running_counts(1000, points=3)
    [10, 100, 1000]
    """
    first = min(10, count)
    return sorted({round(first * (count / first) ** (place / (points - 1))) for place in range(points)})


def pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every pair of names once, in order."""
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            yield first, second


def _moments(values: Floats) -> tuple[float, Floats, float]:
    """Mean, squares (draws,) of the distances from it, and variance."""
    mean = math.fsum(values.tolist()) / len(values)
    apart = values - mean
    squares = apart * apart
    return mean, squares, math.fsum(squares.tolist()) / (len(values) - 1)


def _at(ordered: Floats, place: float) -> float:
    place = min(max(place, 0.0), len(ordered) - 1.0)
    low = min(int(place), max(len(ordered) - 2, 0))
    below, above = float(ordered[low]), float(ordered[min(low + 1, len(ordered) - 1)])
    return below + (above - below) * (place - low)


def _error_of_sd(squares: Floats, variance: float) -> float | None:
    count = len(squares)
    if count < 4:
        return None
    if variance == 0:
        return 0.0
    fourth = math.fsum((squares * squares).tolist()) / count
    spread = (fourth - variance * variance * (count - 3) / (count - 1)) / count
    return math.sqrt(max(spread, 0.0)) / (2 * math.sqrt(variance))
