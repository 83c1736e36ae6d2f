"""When a run has enough draws: the wanted half-width of confidence intervals, looked at block by block."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.analysis.runs import BLOCK, Collected
from rulewright.engine.compiled import NOT_PRODUCTIVE
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.plans import Sampling
from rulewright.engine.statistics import mean_of, percentile

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

EVERY_BLOCK = 8  # up to so many blocks each one is looked at; later steps grow by an eighth at most


@dataclass(frozen=True)
class Precision:
    """Wanted half-width of confidence intervals, of every rule's mean and perhaps of a percentile.

    Parameters
    ----------
    relative
        Half-width over the size of the statistic [1], e.g. 0.01.
    absolute_kg_co2e
        Half-width [kg CO2e per declared unit]; instead of ``relative``.
    percentile
        Per cent, e.g. 97.5: this percentile has to be as precise as the mean.
    confidence
        Of the intervals, 0.95 unless told.

    Raises
    ------
    UncertaintyError
        If a number cannot be, or both half-widths or none are given.
    """

    relative: float | None = None
    absolute_kg_co2e: float | None = None
    percentile: float | None = None
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if (self.relative is None) == (self.absolute_kg_co2e is None):
            raise UncertaintyError(
                "a precision is either relative or absolute", "precision",
                "give relative=0.01 or absolute_kg_co2e=5, one of them",
            )  # fmt: skip
        width = self.relative if self.relative is not None else self.absolute_kg_co2e
        if not _is_number(width) or not 0 < float(width or 0) < math.inf:
            raise UncertaintyError(
                f"{width!r} is not a precision", "precision",
                "give a half-width above zero, e.g. 0.01 for 1 % of the mean",
            )  # fmt: skip
        if self.percentile is not None and not (_is_number(self.percentile) and 0 < self.percentile < 100):
            raise UncertaintyError(
                f"{self.percentile!r} is not a percentile", "precision", "give a number between 0 and 100, e.g. 97.5"
            )  # fmt: skip
        if not _is_number(self.confidence) or not 0 < self.confidence < 1:
            raise UncertaintyError(
                f"{self.confidence!r} is not a confidence", "precision", "give a number between 0 and 1, e.g. 0.95"
            )  # fmt: skip

    @property
    def z(self) -> float:
        """Standard errors in half an interval, e.g. 1.96 at 95 % [1]."""
        return NormalDist().inv_cdf((1 + self.confidence) / 2)

    def to_dict(self) -> dict[str, float | None]:
        """Plain data."""
        return {
            "relative": self.relative,
            "absolute_kg_co2e": self.absolute_kg_co2e,
            "percentile": self.percentile,
            "confidence": self.confidence,
        }

    def widths(self, usable: Floats) -> dict[str, float]:
        """Half-widths over the wanted one [1] of each statistic of one rule; infinite where it can't be told yet.

        Parameters
        ----------
        usable : (draws,)
            Totals of the draws that have a result.
        """
        if len(usable) < 2:
            return {"mean": math.inf}
        estimates = {"mean": mean_of(usable)}
        if self.percentile is not None:
            estimates[f"P{self.percentile:g}"] = percentile(np.sort(usable), self.percentile)
        found = {}
        for name, each in estimates.items():
            size = abs(each.value) * self.relative if self.relative is not None else self.absolute_kg_co2e
            half = math.inf if each.error is None else self.z * each.error
            found[name] = half / size if size else (0.0 if half == 0 else math.inf)
        return found


@dataclass(frozen=True)
class Stopping:
    """How a run with a wanted precision ended.

    Attributes
    ----------
    reached
        Whether every rule got there; if not, the largest number of draws ended the run.
    widths
        Rule to statistic to half-width over the wanted one [1]; at most 1 where it is reached.
    """

    precision: Precision
    reached: bool
    draws: int
    widths: Mapping[str, Mapping[str, float]]

    @property
    def farthest(self) -> tuple[str, str, float]:
        """Rule and statistic farthest from what was wanted, and its half-width over the wanted one."""
        return max(
            ((rule, name, value) for rule, widths in self.widths.items() for name, value in widths.items()),
            key=lambda each: each[2],
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data; a half-width that can't be told is null."""
        widths = {
            rule: {name: value if math.isfinite(value) else None for name, value in each.items()}
            for rule, each in self.widths.items()
        }
        return {
            "precision": self.precision.to_dict(),
            "reached": self.reached,
            "draws": self.draws,
            "half_width_over_wanted": widths,
        }


class Watch:
    """Looks after each block whether a run is over: precise enough, or at the end of its draws.

    Blocks may come in any order: only draws with all earlier ones before them count, and they are looked at in the
    same steps. So a run ends at the same draw wherever it was computed, in one go or not.

    Parameters
    ----------
    goal
        Wanted precision; None if the run goes to its end.
    rules
        Names, in the order of the collected totals.
    draws
        Draws at most.

    Attributes
    ----------
    draws
        Length of the run: once it is over, where it ended.
    stopping
        How it ended, if a precision was wanted; None before.
    expected
        Draws that it will probably take.
    """

    def __init__(self, goal: Precision | None, sampling: Sampling, rules: Sequence[str], draws: int) -> None:
        self.goal, self.sampling, self.rules = goal, sampling, tuple(rules)
        self.draws = self.expected = draws
        self.stopping: Stopping | None = None
        self._looked = 0

    def is_over(self, collected: Collected) -> bool:
        """Whether the run has what it needs."""
        if self.goal is not None:
            while self.stopping is None and self._looked < collected.blocks:
                self._looked += 1
                stop = min(self._looked * BLOCK, self.draws)
                if stop == self.draws or is_due(self._looked, self.sampling):
                    self._look(self.goal, collected, stop)
        return collected.prefix >= self.draws

    def _look(self, goal: Precision, collected: Collected, stop: int) -> None:
        totals, ok = collected.totals(stop), collected.status(stop) < NOT_PRODUCTIVE
        widths = {rule: goal.widths(totals[place][ok[place]]) for place, rule in enumerate(self.rules)}
        farthest = max(value for each in widths.values() for value in each.values())
        if farthest <= 1 or stop == self.draws:
            self.stopping = Stopping(goal, farthest <= 1, stop, widths)
            self.draws = self.expected = stop
        elif math.isfinite(farthest):  # half-widths shrink with the square root of the number of draws
            blocks = math.ceil(stop * farthest**2 / BLOCK)
            self.expected = min(blocks * BLOCK, self.draws)


def as_precision(wanted: float | Precision | None, sampling: Sampling) -> Precision | None:
    """The precision that is meant by a number: relative, of the mean, at 95 %.

    Raises
    ------
    UncertaintyError
        If it is no precision, or the plan has to know the number of draws beforehand (Latin hypercube).
    """
    if wanted is None:
        return None
    if sampling == "lhs":
        raise UncertaintyError(
            "a Latin hypercube has to know its number of draws beforehand", "sampling lhs",
            "leave the precision out, or take sampling mc or sobol",
        )  # fmt: skip
    return wanted if isinstance(wanted, Precision) else Precision(relative=wanted)


def is_due(blocks: int, sampling: Sampling) -> bool:
    """Whether a run looks at its precision after so many blocks.

    Sobol' sequences are looked at where they are balanced, at powers of 2.

    Examples
    --------
    >>> [n for n in range(1, 40) if is_due(n, "mc")][-8:]
    [20, 22, 24, 26, 28, 30, 32, 36]
    >>> [n for n in range(1, 40) if is_due(n, "sobol")]
    [1, 2, 4, 8, 16, 32]
    """
    if sampling == "sobol":
        return blocks & (blocks - 1) == 0
    return (
        blocks <= EVERY_BLOCK or blocks % (1 << max(0, blocks.bit_length() - EVERY_BLOCK.bit_length())) == 0
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
