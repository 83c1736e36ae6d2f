"""A product system compiled for draws: its terms as arrays, evaluated and solved for a block of draws at once.

Every draw shares the burdens anew, from the drawn amounts and properties. What no uncertain amount can reach
(the static upstream) is replaced by its unit impacts; the rest is solved exactly in every draw. Uncertain
characterisation factors make no system larger: static unit impacts are kept apart by factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rulewright.engine.assembly import (
    Assembly,
    Multipliers,
    dynamic_nodes,
    pattern_of,
    reached_nodes,
    static_impacts,
)
from rulewright.engine.direct import pivot_signs, solve_one
from rulewright.engine.foreground import solve_many
from rulewright.terms import ProductSystem, Term

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.analysis.evaluate import Evaluation
    from rulewright.engine.draws import Draws
    from rulewright.engine.splits import Splits
    from rulewright.study import Result

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]

OK, DIRECT, NOT_PRODUCTIVE, SINGULAR = 0, 1, 2, 3  # status of a draw
TOLERANCE = 1e-11  # largest accepted componentwise backward error


@dataclass(frozen=True)
class Block:
    """Results of a block of draws.

    Attributes
    ----------
    totals_kg_co2e : (draws,)
    unit_impacts_kg_co2e
        Node key to (draws,), for the nodes that were asked for.
    status : (draws,) uint8
        0 ok; 1 ok, by direct solution; 2 not productive: a loop takes more than it gives (a pivot has another sign
        than at the central values); 3 singular or not finite.
    residuals : (draws,)
        Componentwise backward error [1].
    odd_shares
        Shares that left [0, 1], with the number of draws.
    demands_kg_co2e
        Name of a further demand to (draws,).
    splits : (labels, draws) or None
        The total by :attr:`CompiledSystem.split_labels`, if asked for; NaN in singular draws.
    """

    totals_kg_co2e: Floats
    unit_impacts_kg_co2e: Mapping[str, Floats]
    status: Bytes
    residuals: Floats
    odd_shares: Mapping[str, int]
    demands_kg_co2e: Mapping[str, Floats] = field(default_factory=dict)
    splits: Floats | None = None


def compile_result(
    result: Result,
    drawn: Draws,
    targets: Iterable[str] = (),
    demands: Mapping[str, Mapping[str, float]] | None = None,
) -> CompiledSystem:
    """One rule's result, ready for draws: what varies and which credits stand apart as at its central values."""
    system, evaluation = result.system, result.evaluation
    varying = frozenset(identity for identity, each in system.quantities.items() if drawn.varies(each))
    exporting = net_exporters(system, evaluation)
    return CompiledSystem(system, varying, evaluation.dropped, targets, exporting, demands)


def net_exporters(system: ProductSystem, evaluation: Evaluation) -> frozenset[str]:
    """Nodes whose displaced products are credits at central values, in the total or apart (convention 2)."""
    return frozenset(
        each.name
        for each in evaluation.credits
        if each.name in system.index and system.nodes[system.index[each.name]].is_credit
    )


class CompiledSystem:
    """One rule's system, ready for draws.

    Parameters
    ----------
    system
        Terms of one rule on one inventory.
    varying
        Ids of the quantities whose draws differ.
    dropped
        Nodes whose displaced products stay out of the total (credits shown apart), chosen at central values and held.
    targets
        Keys of nodes whose unit impacts are wanted beside the total.
    credits
        Nodes whose displaced products are credits, so that splits tell them from burdens; held likewise.
    demands
        Further demands on the same draws: name to (node key to amount).
    """

    def __init__(
        self,
        system: ProductSystem,
        varying: frozenset[str],
        dropped: frozenset[str] = frozenset(),
        targets: Iterable[str] = (),
        credits: frozenset[str] = frozenset(),
        demands: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        self.system, self.varying, self.credits = system, varying, credits
        self.terms = tuple(
            each
            for each in system.terms
            if each.apart is None and not (each.is_credit and each.column in dropped)
        )
        self.multipliers = Multipliers(system, varying)
        self.targets, self.demands = tuple(targets), dict(demands or {})
        index = system.index
        asked = {*system.demand, *self.targets, *(key for each in self.demands.values() for key in each)}
        wanted = {index[key] for key in asked}
        reached = reached_nodes(self.terms, index, wanted)
        dynamic = dynamic_nodes(self.terms, index, self.multipliers.varies)
        self.nodes = sorted(reached & dynamic)
        self.local = {node: place for place, node in enumerate(self.nodes)}
        # by the uncertain factor that scales them (None: none does)
        self.static_by = static_impacts(
            self.terms,
            self.multipliers,
            reached - dynamic,
            lambda term: self.multipliers.factor_quantity(term.row),
        )
        self.static = {
            node: sum((each[node] for each in self.static_by.values()), 0.0) for node in reached - dynamic
        }
        self._place_terms(asked - self.local_keys)
        self._signs = self._central_signs()

    @property
    def local_keys(self) -> set[str]:
        """Keys of the nodes that are solved in every draw."""
        return {self.system.nodes[node].key for node in self.nodes}

    @property
    def method(self) -> Literal["elimination", "sparse"]:
        """How draws are solved: elimination over all draws at once, or a sparse LU per draw."""
        return "sparse" if self.elimination is None else "elimination"

    @property
    def needed(self) -> frozenset[str]:
        """Ids of the quantities whose draws are needed."""
        return self.multipliers.needed

    @cached_property
    def splitter(self) -> Splits:
        """What tells the parts of the total apart."""
        from rulewright.engine.splits import Splits

        return Splits(self)

    @property
    def split_labels(self) -> tuple[tuple[str, str, str], ...]:
        """Stage (or "credits"), gas and kind of each part of the total."""
        return self.splitter.labels

    def evaluate(self, values: Mapping[str, Any], draws: int, splits: bool = False) -> Block:
        """Total and unit impacts in each draw.

        Parameters
        ----------
        values
            Quantity id to numbers (draws,), at least for :attr:`needed`; what is missing is held at its central value.
        draws
            Number of draws in the block.
        splits
            Also where and from which gas the total comes.
        """
        size, slots = len(self.nodes), len(self.pattern.given)
        splitter = self.splitter if splits else None  # before rows are made: it may ask for more of them
        with np.errstate(all="ignore"):  # a draw that fails gets a status, not a warning
            rows = self.multipliers.evaluate(values, draws)
            entries = self._assembly.entries(rows)
            matrix, right = entries[:slots], entries[slots : slots + size]
            if self.elimination is not None:
                y, pivots = self.elimination.solve(matrix, right)
                unproductive = ((pivots * self._signs[:, None]) < 0).any(axis=0)
            else:
                y, unproductive = solve_many(self.pattern, matrix, right, self._signs)
            residuals = self._residuals(matrix, right, y)
            status = np.where(unproductive, NOT_PRODUCTIVE, OK).astype(np.uint8)
            for draw in np.flatnonzero(~(residuals <= TOLERANCE)).tolist():
                self._mend(draw, matrix, right, y, residuals, status)
            impacts = {key: entries[place] for key, place in self._static_places.items()}
            impacts |= {key: y[self.local[self.system.index[key]]] for key in self._asked_local}
            totals = _of_demand(self.system.demand, impacts, draws)
            demands = {name: _of_demand(each, impacts, draws) for name, each in self.demands.items()}
            status[~np.isfinite(totals)] = SINGULAR
            parts = None if splitter is None else splitter.evaluate(rows, totals, status)
        wanted = {key: impacts[key] for key in self.targets}
        return Block(totals, wanted, status, residuals, rows.odd_shares, demands, parts)

    # -- compiling --------------------------------------------------------------------------------

    def _place_terms(self, static_asked: set[str]) -> None:
        """Slots of the matrix and of the right side, and of the static nodes that are asked for."""
        kept, places = inner_places(self.terms, self.system.index, self.local)
        size = len(self.nodes)
        self.pattern, self.elimination = pattern_of(size, [place for place in places if place is not None])
        slots = len(self.pattern.given)
        asked = sorted(static_asked)
        self._static_places = {key: slots + size + number for number, key in enumerate(asked)}
        self._asked_local = sorted(
            {*self.system.demand, *self.targets, *(key for each in self.demands.values() for key in each)}
            - static_asked
        )
        assembly = Assembly(slots + size + len(asked))
        for term, place in zip(kept, places, strict=True):
            target = slots + self.local[self.system.index[term.column]]
            if place is not None:
                assembly.add(self.pattern.slots[place], self.multipliers.take_apart(term))
            elif term.matrix == "biosphere":
                add_emission(assembly, target, self.multipliers, term)
            else:
                row = self.system.index[term.row]
                for by, impacts in self.static_by.items():
                    if impacts[row]:
                        assembly.add(target, self.multipliers.take_apart(term, -impacts[row], by))
        for key, target in self._static_places.items():
            for by, impacts in self.static_by.items():
                assembly.add(target, self.multipliers.number(impacts[self.system.index[key]], by))
        self._assembly = assembly

    def _central_signs(self) -> Floats:
        """Signs of the pivots at central values (n,)."""
        size, slots = len(self.nodes), len(self.pattern.given)
        entries = self._assembly.entries(self.multipliers.evaluate({}, 1))
        matrix, right = entries[:slots], entries[slots : slots + size]
        if self.elimination is not None:
            return np.asarray(np.sign(self.elimination.solve(matrix, right)[1][:, 0]))
        return pivot_signs(self.pattern.given, matrix[:, 0], right[:, 0])

    # -- evaluating -------------------------------------------------------------------------------

    def _residuals(self, matrix: Floats, right: Floats, y: Floats) -> Floats:
        """Largest componentwise backward error of each draw (draws,)."""
        rest, size = right.copy(), np.abs(right)
        for place, (row, column) in enumerate(self.pattern.given):
            product = matrix[place] * y[row]
            rest[column] -= product
            size[column] += np.abs(product)
        if not len(rest):
            return np.zeros(matrix.shape[1])
        error = np.where(size > 0, np.abs(rest) / size, np.abs(rest))
        return np.asarray(error.max(axis=0))

    def _mend(
        self, draw: int, matrix: Floats, right: Floats, y: Floats, residuals: Floats, status: Bytes
    ) -> None:
        """Solve one draw again with pivoting; ``y``, ``residuals`` and ``status`` are changed in place."""
        solution = solve_one(self.pattern.given, matrix[:, draw], right[:, draw])
        y[:, draw] = solution
        one = slice(draw, draw + 1)
        residuals[draw] = self._residuals(matrix[:, one], right[:, one], y[:, one])[0]
        if not residuals[draw] <= TOLERANCE:
            status[draw] = SINGULAR
        elif status[draw] == OK:
            status[draw] = DIRECT


def add_emission(assembly: Assembly, target: int, multipliers: Multipliers, term: Term) -> None:
    """Add the characterised amount of a biosphere term to a target."""
    factor = multipliers.system.characterisation[term.row]
    assembly.add(target, multipliers.take_apart(term, factor, multipliers.factor_quantity(term.row)))


def inner_places(
    terms: Iterable[Term], index: Mapping[str, int], local: Mapping[int, int]
) -> tuple[list[Term], list[tuple[int, int] | None]]:
    """Terms in the columns of local nodes, and their place in the matrix; None if their row isn't local."""
    kept = [term for term in terms if index[term.column] in local]
    places = [
        (local[index[term.row]], local[index[term.column]])
        if term.matrix == "technosphere" and index[term.row] in local
        else None
        for term in kept
    ]
    return kept, places


def _of_demand(demand: Mapping[str, float], impacts: Mapping[str, Floats], draws: int) -> Floats:
    totals = np.zeros(draws)
    for key, amount in demand.items():
        totals += amount * impacts[key]
    return totals
