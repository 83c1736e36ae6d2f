"""Draws by life-cycle stage and gas: parts of each rule's total, all rules on one grid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.engine.compiled import CompiledSystem
from rulewright.words import CREDITS_STAGE, STAGES

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

MIDDLE = (2.5, 50.0, 97.5)  # per cent, of a part


@dataclass(frozen=True)
class Grid:
    """Stages and gases that occur under some rule, in the order of a dataset."""

    stages: tuple[str, ...]
    gases: tuple[str, ...]

    def place(self, labels: Iterable[tuple[str, str, str]], parts: Floats) -> Floats:
        """Parts (labels, draws) of one rule on the grid (stages, gases, draws); kinds of one gas are added."""
        found = np.zeros((len(self.stages), len(self.gases), parts.shape[1]))
        for (stage, gas, _), part in zip(labels, parts, strict=True):
            found[self.stages.index(stage), self.gases.index(gas)] += part
        return found


def grid_of(systems: Iterable[CompiledSystem]) -> Grid:
    """Grid on which the parts of all these systems fit; gases by name."""
    labels = {label for system in systems for label in system.split_labels}
    stages = {stage for stage, _, _ in labels}
    return Grid(
        tuple(stage for stage in (*STAGES, CREDITS_STAGE) if stage in stages),
        tuple(sorted({gas for _, gas, _ in labels})),
    )


class SplitDraws:
    """Parts of all rules over all draws; read when they are first asked for.

    Parameters
    ----------
    load
        Gives [kg CO2e per declared unit] (rules, stages, gases, draws).
    """

    def __init__(self, grid: Grid, load: Callable[[], Floats]) -> None:
        self.grid, self._load = grid, load

    @cached_property
    def kg_co2e(self) -> Floats:
        """All parts (rules, stages, gases, draws) [kg CO2e per declared unit]."""
        return self._load()

    def summaries(self, place: int, usable: Flags) -> dict[str, dict[str, Any]]:
        """Statistics of one rule's parts: "by_stage" and "by_gas", each name to its numbers [kg CO2e].

        Parameters
        ----------
        place
            Number of the rule.
        usable : (draws,)
            Draws that count.
        """
        own = self.kg_co2e[place][:, :, usable]
        return {
            "by_stage": dict(_described(self.grid.stages, own.sum(axis=1))),
            "by_gas": dict(_described(self.grid.gases, own.sum(axis=0))),
        }


def _described(names: Iterable[str], parts: Floats) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, part in zip(names, parts, strict=True):
        if not part.any():
            continue
        low, middle, high = np.percentile(part, MIDDLE).tolist()
        yield (
            name,
            {
                "mean_kg_co2e": float(part.mean()),
                "sd_kg_co2e": float(part.std(ddof=1)),
                "percentiles_kg_co2e": {"2.5": low, "50": middle, "97.5": high},
            },
        )
