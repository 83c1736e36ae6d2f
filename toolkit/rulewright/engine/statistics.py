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
    mean = math.fsum(values.tolist()) / count
    apart = values - mean
    squares = apart * apart
    variance = math.fsum(squares.tolist()) / (count - 1)
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
    count = len(values)
    first = min(10, count)
    numbers = sorted({round(first * (count / first) ** (place / (points - 1))) for place in range(points)})
    counts, means, errors = [], [], []
    for number in numbers:
        part = values[:number][usable[:number]]
        some = len(part)
        if some < 2:
            continue
        mean = math.fsum(part.tolist()) / some
        apart = part - mean
        counts.append(number)
        means.append(mean)
        errors.append(math.sqrt(math.fsum((apart * apart).tolist()) / (some - 1) / some))
    return counts, means, errors


def pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every pair of names once, in order."""
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            yield first, second


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
