"""Paths of supply: from the product back through its suppliers, as far as a cut-off (structural path analysis).

The supply of a system is the sum over all chains of suppliers; loops give chains that pass a node again and again.
A chain is followed while what comes from it is worth following, so that a sum of paths and a rest is the whole.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rulewright.terms import ProductSystem, solve_central

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST_STEPS = 20_000  # nodes of the tree of supply; a strong loop could go on for long


@dataclass(slots=True)
class SupplyNode:
    """A node of the tree of supply: one way in which the product reaches a supplier.

    Attributes
    ----------
    key
        ``process|flow``.
    kg_co2e, direct_kg_co2e
        All that comes from this way, and what the node itself emits for it.
    children
        Ways one supplier further back that were followed.
    """

    key: str
    activity: float
    kg_co2e: float
    direct_kg_co2e: float
    parent: SupplyNode | None = None
    children: list[SupplyNode] = field(default_factory=list)

    @property
    def path(self) -> tuple[str, ...]:
        """Keys from the product to this node."""
        return (self.key,) if self.parent is None else (*self.parent.path, self.key)

    def rest(self) -> float:
        """What comes from ways that were not followed [kg CO2e]."""
        return self.kg_co2e - self.direct_kg_co2e - sum(child.kg_co2e for child in self.children)


@dataclass(frozen=True, slots=True)
class SupplyPath:
    """A chain of suppliers, ``nodes`` from the product to the emitter, and what is emitted at its end [kg CO2e]."""

    nodes: tuple[str, ...]
    kg_co2e: float


def supply_tree(system: ProductSystem, cut_off: float) -> tuple[SupplyNode, ...]:
    """The tree of supply of each demanded node, followed while a branch is worth at least ``cut_off`` of the whole.

    A branch is worth what comes from it, or what its first node emits, whichever is larger in size: where a works burns
    its own gas, the emission of the power plant and the gas that is not burned elsewhere would hide each other.

    Parameters
    ----------
    cut_off
        Share [1] of the sum of sizes of direct emissions.

    Notes
    -----
    With A the technosphere (production minus inputs), an activity of a units of node j draws on supplier i by
    ``-A[i, j] a / A[i, i]``, and all that comes from j is ``A[j, j] y[j] a`` with y the unit impacts. An output
    that is returned counts as a negative supply.
    """
    columns, production, direct, impacts, whole = _matrices(system)
    limit = cut_off * whole
    counter = itertools.count()
    roots = []
    queue: list[tuple[float, int, SupplyNode]] = []
    for key, amount in system.demand.items():
        node = system.index[key]
        roots.append(_grown(system, node, amount / production[node], production, direct, impacts, None))
        heapq.heappush(queue, (-abs(roots[-1].kg_co2e), next(counter), roots[-1]))
    steps = 0
    while queue and steps < MOST_STEPS:
        _, _, here = heapq.heappop(queue)
        steps += 1
        for supplier, amount in columns.get(system.index[here.key], {}).items():
            activity = -amount * here.activity / production[supplier]
            child = _grown(system, supplier, activity, production, direct, impacts, here)
            worth = max(abs(child.kg_co2e), abs(child.direct_kg_co2e))
            if worth >= limit and worth:
                here.children.append(child)
                heapq.heappush(queue, (-worth, next(counter), child))
    return tuple(roots)


def supply_paths(system: ProductSystem, cut_off: float) -> tuple[SupplyPath, ...]:
    """Chains whose last node emits at least ``cut_off`` of the whole, the largest first; see :func:`supply_tree`."""
    limit = cut_off * _matrices(system)[4]
    found = [
        SupplyPath(node.path, node.direct_kg_co2e)
        for root in supply_tree(system, cut_off)
        for node in walk(root)
        if node.direct_kg_co2e and abs(node.direct_kg_co2e) >= limit
    ]
    return tuple(sorted(found, key=lambda path: (-abs(path.kg_co2e), path.nodes)))


def walk(root: SupplyNode) -> Iterator[SupplyNode]:
    """A node and all below it."""
    stack = [root]
    while stack:
        here = stack.pop()
        yield here
        stack += here.children


def _grown(
    system: ProductSystem, node: int, activity: float, production: Mapping[int, float], direct: Floats,
    impacts: Floats, parent: SupplyNode | None,
) -> SupplyNode:  # fmt: skip
    return SupplyNode(
        system.nodes[node].key, activity, production[node] * float(impacts[node]) * activity,
        float(direct[node]) * activity, parent,
    )  # fmt: skip


def _matrices(
    system: ProductSystem,
) -> tuple[dict[int, dict[int, float]], dict[int, float], Floats, Floats, float]:
    """Inputs by column, production, direct emissions per activity, unit impacts; and the sum of sizes [kg CO2e]."""
    import numpy as np

    solution = solve_central(system)
    columns: dict[int, dict[int, float]] = {}
    production: dict[int, float] = {}
    for row, column, value in zip(*(each.tolist() for each in system.technosphere_entries()), strict=True):
        if row == column:
            production[row] = production.get(row, 0.0) + value
        else:
            column_entries = columns.setdefault(column, {})
            column_entries[row] = column_entries.get(row, 0.0) + value
    rows, places, data = system.biosphere_entries()
    direct = np.zeros(len(system.nodes))
    np.add.at(direct, places, data * system.factors()[rows])
    whole = float(np.abs(direct * solution.supply).sum())
    return columns, production, direct, solution.unit_impacts_kg_co2e, whole
