"""One rule's total at many points at once, with the rule's choices held: shares are shared anew at every point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rulewright.analysis.question import QuestionError
from rulewright.analysis.varied import Varied, depends_on, held_values
from rulewright.engine.compiled import NOT_PRODUCTIVE, CompiledSystem

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.study import Result

    Floats = npt.NDArray[np.float64]

Progress = Callable[[int, int], None]
BLOCK = 4096  # points at once: their matrices stay in the processor's cache


class HeldTotals:
    """A compiled system in which only the varied numbers move.

    Parameters
    ----------
    result
        One rule's result.
    varied
        Numbers in the order of the columns of points.
    """

    def __init__(self, result: Result, varied: Sequence[Varied]) -> None:
        self.result, self.varied = result, tuple(varied)
        quantities = result.system.quantities
        self.moving = {key: each for key, each in quantities.items() if depends_on(each, self.varied)}
        self.compiled = CompiledSystem(result.system, frozenset(self.moving), result.evaluation.dropped)
        self.central = np.array([each.amount for each in self.varied])

    def __call__(self, points: Floats, progress: Progress | None = None) -> Floats:
        """Totals (points,) [kg CO2e per declared unit] at ``points`` (points, varied); NaN where there is none.

        ``progress`` is called with (points done, points) after each block.
        """
        totals = np.empty(len(points))
        parameters = self.result.applied.inventory.parameters
        for start in range(0, len(points), BLOCK):
            some = points[start : start + BLOCK]
            columns = [(each, some[:, place]) for place, each in enumerate(self.varied)]
            with np.errstate(all="ignore"):  # a formula may fail at a point: its total is NaN then
                values = held_values(self.moving, parameters, columns)
            block = self.compiled.evaluate(values, len(some))
            totals[start : start + len(some)] = np.where(
                block.status < NOT_PRODUCTIVE, block.totals_kg_co2e, np.nan
            )
            if progress is not None:
                progress(start + len(some), len(points))
        return totals

    def all(self, points: Floats, progress: Progress | None = None) -> Floats:
        """Totals at points, every one of which must have one.

        Raises
        ------
        QuestionError
            If the system has no usable solution at some point.
        """
        totals = self(points, progress)
        failed = int(np.count_nonzero(~np.isfinite(totals)))
        if failed:
            raise QuestionError(
                f"{failed} of {len(points)} points have no result: a loop takes more than it gives, or a formula fails",
                f"rule {self.result.rule.id}, inventory {self.result.applied.inventory.id}",
                "narrow the ranges of numbers in loops and formulas",
            )  # fmt: skip
        return totals
