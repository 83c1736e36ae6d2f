"""Foregrounds too large or too dense for elimination: sweeps over eight draws at a time, LU where they don't settle.

For entries with the sign of inputs, sweeps settle exactly where the system is productive (see
:mod:`rulewright.engine.sweeps`), which is what the sign of a pivot tells elsewhere. A draw that does not settle, or
whose production turns its sign, goes to a sparse LU and is judged by its pivots.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.engine.direct import solve_each
from rulewright.engine.elimination import Pattern
from rulewright.engine.kernels import LANES, NumbaKernels, Route, kernels
from rulewright.engine.ordering import order_nodes

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Ints = npt.NDArray[np.int64]

TOLERANCE = 1e-12  # change of a score in one sweep, of the score: below what the residual may be
LONGEST = 100  # sweeps; an LU costs about as much


def solve_many(
    pattern: Pattern, values: Floats, right: Floats, signs: Floats, route: Route | None = None
) -> tuple[Floats, Flags]:
    """Solve ``A.T y = c`` for each draw.

    Parameters
    ----------
    pattern
        Places of A; ``values`` follow :attr:`~rulewright.engine.elimination.Pattern.given`.
    values : (n_given, draws)
    right : (n, draws)
    signs : (n,)
        Signs of the pivots of a productive system.
    route
        "numba" or "numpy" (then an LU per draw); see :func:`rulewright.engine.kernels.kernels`.

    Returns
    -------
    y : (n, draws)
    unproductive : (draws,)
    """
    chosen = kernels(route)
    if not isinstance(chosen, NumbaKernels):
        return solve_each(pattern.given, values, right, signs)
    layout = _layout(pattern)
    y, unproductive = np.empty_like(right), np.zeros(right.shape[1], dtype=bool)
    settled = np.zeros(right.shape[1], dtype=bool)
    for start in range(0, right.shape[1], LANES):
        width = min(LANES, right.shape[1] - start)
        lanes = start + np.minimum(np.arange(LANES), width - 1)  # the last draw fills a short block
        some = slice(start, start + width)
        y[:, some], settled[some] = _block(
            chosen.compiled, layout, values[:, lanes], right[:, lanes], signs, width
        )
    left = np.flatnonzero(~settled)
    if len(left):
        y[:, left], unproductive[left] = solve_each(pattern.given, values[:, left], right[:, left], signs)
    return y, unproductive


@dataclass(frozen=True)
class _Layout:
    """Where entries stand in sweep order."""

    nodes: Ints
    components: Ints
    starts: Ints
    suppliers: Any
    links: Ints
    own: Ints


@lru_cache(maxsize=16)
def _layout(pattern: Pattern) -> _Layout:
    """Order of a pattern, from its places alone, so that it is the same for every block of draws."""
    places = np.array(pattern.given, dtype=np.int64).reshape(-1, 2)
    row, column = places.T
    off = np.flatnonzero(row != column)
    order = order_nodes(pattern.size, row[off], column[off], np.ones(len(off)))
    position = np.empty(pattern.size, dtype=np.int64)
    position[order.nodes] = np.arange(pattern.size)
    by_user = off[np.lexsort((position[row[off]], position[column[off]]))]
    starts = np.searchsorted(position[column[by_user]], np.arange(pattern.size + 1))
    own = np.empty(pattern.size, dtype=np.int64)
    diagonal = np.flatnonzero(row == column)
    own[position[row[diagonal]]] = diagonal
    return _Layout(
        order.nodes,
        order.components,
        starts.astype(np.int64),
        position[row[by_user]].astype(np.uint32),
        by_user,
        own,
    )


def _block(
    compiled: Any, layout: _Layout, values: Floats, right: Floats, signs: Floats, width: int
) -> tuple[Floats, Flags]:
    """Eight draws: scores (n, width) in node order, and which have settled."""
    links, own = values[layout.links], values[layout.own]
    c = np.ascontiguousarray(right[layout.nodes])
    inverse = 1.0 / own
    y, taken = c * inverse, np.zeros(LANES, dtype=np.int64)
    compiled.sweep(
        layout.components, layout.starts, layout.suppliers, links.reshape(-1), inverse.reshape(-1), c.reshape(-1),
        np.full(len(own), np.finfo(float).tiny), TOLERANCE, LONGEST, np.zeros(LANES, dtype=np.bool_), (0,),
        y.reshape(-1), taken,
    )  # fmt: skip
    turned = (own * signs[layout.nodes, None] <= 0).any(axis=0)
    settled = (taken <= LONGEST) & ~turned & np.isfinite(y).all(axis=0)
    found = np.empty((len(y), width))
    found[layout.nodes] = y[:, :width]
    return found, settled[:width]
