"""Totals of many hybrids over the same draws, a block of draws at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rulewright.engine.compiled import NOT_PRODUCTIVE, CompiledSystem

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.analysis.hybrids import Outcome
    from rulewright.engine.draws import Draws
    from rulewright.inventory import Quantity

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

AT_ONCE = 2048  # draws in one evaluation
MOST_NUMBERS = 2**23  # totals or drawn values held at a time (64 MB)
Progress = Callable[[int, int], None]


def totals_over_draws(
    outcomes: Sequence[Outcome], drawn: Draws, progress: Progress | None = None
) -> Iterator[tuple[slice, Floats, Flags]]:
    """Totals of all outcomes in blocks of draws.

    Parameters
    ----------
    outcomes
        Hybrids that run, each once.
    drawn
        Draws of the unallocated inventory, the same for every hybrid.

    Yields
    ------
    slice, numpy.ndarray, numpy.ndarray
        Which draws; totals (outcomes, draws) [kg CO2e per declared unit]; whether every hybrid has a result (draws,).
    """
    needed: dict[str, Quantity] = {}
    for each in outcomes:
        assert each.system is not None
        needed |= {
            name: quantity for name, quantity in each.system.quantities.items() if drawn.varies(quantity)
        }
    size = max(16, min(drawn.count, MOST_NUMBERS // max(1, len(outcomes), len(needed))))
    blocks = [(start, min(start + size, drawn.count)) for start in range(0, drawn.count, size)]
    for place, (start, stop) in enumerate(blocks):
        values = drawn.values({name: needed[name] for name in sorted(needed)}, start, stop)
        totals, ok = np.empty((len(outcomes), stop - start)), np.ones(stop - start, dtype=bool)
        for row, each in enumerate(outcomes):
            assert each.system is not None
            varying = frozenset(each.system.quantities) & needed.keys()
            compiled = CompiledSystem(each.system, varying, each.dropped)
            for first in range(0, stop - start, AT_ONCE):
                some = slice(first, min(first + AT_ONCE, stop - start))
                found = {
                    name: values[name][some] if np.ndim(values[name]) else values[name]
                    for name in compiled.needed
                }
                block = compiled.evaluate(found, some.stop - some.start)
                totals[row, some] = block.totals_kg_co2e
                ok[some] &= block.status < NOT_PRODUCTIVE
            if progress is not None:
                progress(place * len(outcomes) + row + 1, len(blocks) * len(outcomes))
        yield slice(start, stop), totals, ok
