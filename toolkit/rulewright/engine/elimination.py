"""Elimination on a fixed sparse pattern, all draws at once.

The order of elimination and the places that fill in are found once; then every step is an operation on rows of
numbers, one per draw. Only additions, multiplications and divisions of single draws occur, so no draw sees its
neighbours and the bits are the same for any block of draws and on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.engine.kernels import NumbaKernels, Route, kernels

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

COMPILED_FROM = 8  # draws; loading compiled code for a single solution would cost more than it saves
CACHED = 2**20  # numbers that stay in a processor's cache
NARROWEST = 256  # draws at once; with fewer, Python's own time shows


@dataclass(frozen=True)
class _Step:
    """Elimination of one pivot: rows and columns that still stand, and the places of their entries."""

    pivot: int
    place: int
    row_places: Ints
    columns: Ints
    column_places: Ints
    rows: Ints
    targets: Ints


class TooDenseError(Exception):
    """Elimination on this pattern would cost more than the limit; the caller solves in another way."""


class Pattern:
    """Places of a square matrix that may be non-zero.

    Parameters
    ----------
    size
        Number of nodes n.
    places
        (row, column) of each; the diagonal is added.

    Attributes
    ----------
    given
        The distinct places, in order.
    slots
        Place to number of its slot; given places first.
    """

    def __init__(self, size: int, places: Iterable[tuple[int, int]]) -> None:
        self.size = size
        self.given = list(dict.fromkeys([*places, *((i, i) for i in range(size))]))
        self.slots = {place: number for number, place in enumerate(self.given)}


class Elimination(Pattern):
    """Solves ``A.T y = c`` for many matrices of one pattern; pivots stay on the diagonal.

    ``route``: "numba" or "numpy", the same bits; see :func:`rulewright.engine.kernels.kernels`.
    ``limit``: largest accepted :attr:`cost`, the multiplications of one solve. :attr:`slots` holds also the places
    that fill in.

    Raises
    ------
    TooDenseError
        If the cost passes the limit.
    """

    def __init__(
        self, size: int, places: Iterable[tuple[int, int]], limit: int = 200_000, route: Route | None = None
    ) -> None:
        super().__init__(size, places)
        self.route = route
        rows: list[set[int]] = [set() for _ in range(size)]  # columns of the entries of each row
        columns: list[set[int]] = [set() for _ in range(size)]
        for i, j in self.given:
            if i != j:
                rows[i].add(j)
                columns[j].add(i)
        self.steps: list[_Step] = []
        self.cost = 0
        left = set(range(size))
        while left:
            pivot = min(left, key=lambda i: (len(rows[i]) * len(columns[i]), i))
            left.discard(pivot)
            self.cost += (len(rows[pivot]) + 1) * (len(columns[pivot]) + 1)
            if self.cost > limit:
                raise TooDenseError
            self.steps.append(self._step(pivot, sorted(rows[pivot]), sorted(columns[pivot])))
            for i in columns[pivot]:
                rows[i].discard(pivot)
                rows[i] |= rows[pivot] - {i}
            for j in rows[pivot]:
                columns[j].discard(pivot)
                columns[j] |= columns[pivot] - {j}

    def solve(self, values: Floats, right: Floats) -> tuple[Floats, Floats]:
        """Solve for each draw.

        Parameters
        ----------
        values : (n_given, draws)
            Entries of A in the order of :attr:`given`.
        right : (n, draws)
            c.

        Returns
        -------
        y : (n, draws)
        pivots : (n, draws)
            In the order of the nodes. Without credits, all are above zero exactly where the system is productive
            (Hawkins and Simon 1949).
        """
        y, pivots = np.empty_like(right), np.empty_like(right)
        draws = right.shape[1]
        chosen = kernels(self.route)
        if isinstance(chosen, NumbaKernels) and draws >= COMPILED_FROM:
            chosen.compiled.eliminate(
                *self._lists, len(self.slots), np.ascontiguousarray(values), right, y, pivots
            )
            return y, pivots
        width = min(max(CACHED // len(self.slots), NARROWEST), draws) if self.slots else draws
        for start in range(0, draws, width or 1):
            some = slice(start, start + width)
            y[:, some], pivots[:, some] = self._solve(values[:, some], right[:, some].copy())
        return y, pivots

    @cached_property
    def _lists(self) -> tuple[Ints, ...]:
        """The steps as flat lists, for the compiled kernel: see :func:`rulewright.engine.numba_kernels.eliminate`."""
        places: list[list[int]] = []
        row_places: list[int] = []
        columns: list[int] = []
        column_places: list[int] = []
        rows: list[int] = []
        targets: list[int] = []
        for step in self.steps:
            places.append([step.pivot, step.place, len(columns), len(rows), len(targets)])
            row_places += step.row_places.tolist()
            columns += step.columns.tolist()
            column_places += step.column_places.tolist()
            rows += step.rows.tolist()
            targets += step.targets.tolist()
        places.append([0, 0, len(columns), len(rows), len(targets)])
        lists: tuple[list[Any], ...] = (places, row_places, columns, column_places, rows, targets)
        return tuple(np.array(each, dtype=np.int64) for each in lists)

    def _solve(self, given: Floats, right: Floats) -> tuple[Floats, Floats]:
        """Solve for draws few enough to stay in the cache; ``right`` is overwritten."""
        values = np.zeros((len(self.slots), right.shape[1]))
        values[: len(given)] = given
        y, pivots = np.empty_like(right), np.empty_like(right)
        for step in self.steps:
            pivot = values[step.place]
            pivots[step.pivot] = pivot
            if len(step.columns):
                share = values[step.row_places] / pivot
                right[step.columns] -= share * right[step.pivot]
                if len(step.rows):
                    change = values[step.column_places][:, None, :] * share[None, :, :]
                    values[step.targets] -= change.reshape(len(step.targets), -1)
        for step in reversed(self.steps):
            rest = right[step.pivot]
            if len(step.rows):
                for product in values[step.column_places] * y[step.rows]:
                    rest = rest - product  # one after the other: a sum over an axis may change its order
            y[step.pivot] = rest / pivots[step.pivot]
        return y, pivots

    def _step(self, pivot: int, columns: list[int], rows: list[int]) -> _Step:
        targets = [self.slots.setdefault((i, j), len(self.slots)) for i in rows for j in columns]
        return _Step(
            pivot, self.slots[pivot, pivot], _ints(self.slots[pivot, j] for j in columns), _ints(columns),
            _ints(self.slots[i, pivot] for i in rows), _ints(rows), _ints(targets),
        )  # fmt: skip


def _ints(numbers: Iterable[int]) -> Ints:
    return np.array(list(numbers), dtype=np.int64)
