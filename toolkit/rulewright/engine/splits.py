"""Where the footprint arises, in every draw: by stage, gas and kind, credits told from burdens.

A part is what is emitted under its label times the activity of each process. The activity comes from a forward
solution ``A x = f`` of the same entries as the total. As at central values (convention 2), burdens are those of the
system without what its net exporters displace, and credits are the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from rulewright.engine.assembly import (
    Assembly,
    Multipliers,
    Rows,
    dynamic_nodes,
    pattern_of,
    reached_nodes,
    static_impacts,
)
from rulewright.engine.direct import solve_each, solve_one
from rulewright.terms import Term
from rulewright.words import CREDITS_STAGE, KINDS, STAGES

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.engine.compiled import CompiledSystem

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]

TOLERANCE = 1e-11  # of the sum of sizes: parts that miss the total by more are solved again with pivoting
SINGULAR = 3
Label = tuple[str, str, str]  # stage, gas, kind


class Splits:
    """Tells the parts of one compiled system's total apart.

    Attributes
    ----------
    labels
        (stage, gas, kind) of each part; the stage "credits" stands last.
    """

    def __init__(self, compiled: CompiledSystem) -> None:
        self.compiled = compiled
        system = compiled.system
        held = frozenset(
            term.column for term in compiled.terms if term.is_credit and term.column in compiled.credits
        )

        def whole(term: Term) -> Label:
            return "", system.gases.get(term.row, ""), system.kinds[term.row]

        def by_stage(term: Term) -> Label:
            return system.nodes[system.index[term.column]].stage, *whole(term)[1:]

        burdens = tuple(term for term in compiled.terms if not (term.is_credit and term.column in held))
        self._burdens = _Side(compiled, burdens, by_stage)
        self._counted = _Side(compiled, compiled.terms, whole) if held else None
        credits = (
            [(CREDITS_STAGE, gas, kind) for _, gas, kind in self._counted.labels] if self._counted else []
        )
        self.labels: tuple[Label, ...] = (*self._burdens.labels, *credits)

    def evaluate(self, rows: Rows, totals: Floats, status: Bytes) -> Floats:
        """Parts (labels, draws) [kg CO2e]; they add up to ``totals`` (draws,).

        ``rows`` are those of the compiled system; draws whose ``status`` is singular get NaN.
        """
        usable = status != SINGULAR
        if self._counted is None:
            parts = self._burdens.evaluate(rows, totals, usable)
        else:
            counted = self._counted.evaluate(rows, totals, usable)
            burdens = self._burdens.evaluate(rows, None, usable)
            credits = counted.copy()
            place = {label[1:]: number for number, label in enumerate(self._counted.labels)}
            for label, each in zip(self._burdens.labels, burdens, strict=True):
                credits[place[label[1:]]] -= each
            parts = np.concatenate([burdens, credits])
        parts[:, ~usable] = np.nan
        return parts


class _Side:
    """Characterised emissions by label of one set of terms, from the activities in each draw."""

    def __init__(
        self, compiled: CompiledSystem, terms: tuple[Term, ...], label_of: Callable[[Term], Label]
    ) -> None:
        system, multipliers = compiled.system, compiled.multipliers
        self.system, index = system, system.index
        wanted = {index[key] for key in system.demand}
        reached = reached_nodes(terms, index, wanted)
        dynamic = dynamic_nodes(terms, index, multipliers.varies)
        nodes = sorted(reached & dynamic)
        local = {node: place for place, node in enumerate(nodes)}
        used = [term for term in terms if index[term.column] in reached]
        emitted = [term for term in used if term.matrix == "biosphere" and system.characterisation[term.row]]
        order = (*STAGES, "")
        self.labels: list[Label] = sorted(
            {label_of(term) for term in emitted},
            key=lambda label: (order.index(label[0]), label[1], KINDS.index(label[2])),
        )
        static = static_impacts(
            emitted_only(used, system.characterisation),
            multipliers,
            reached - dynamic,
            lambda term: (label_of(term), multipliers.factor_quantity(term.row)),
        )
        self._place(used, local, static, multipliers, label_of)
        self.demand = np.zeros(len(nodes))
        for key, amount in system.demand.items():
            if index[key] in local:
                self.demand[local[index[key]]] += amount
        for (label, by), impacts in static.items():
            fixed = sum(
                (
                    amount * impacts[index[key]]
                    for key, amount in system.demand.items()
                    if index[key] in impacts
                ),
                0.0,
            )
            if fixed:
                self.assembly.add(self.first_fixed + self.labels.index(label), multipliers.number(fixed, by))

    def _place(
        self,
        terms: list[Term],
        local: dict[int, int],
        static: dict[tuple[Label, str | None], dict[int, float]],
        multipliers: Multipliers,
        label_of: Callable[[Term], Label],
    ) -> None:
        index = self.system.index
        kept = [term for term in terms if index[term.column] in local]
        transposed = [
            (local[index[term.column]], local[index[term.row]])
            for term in kept
            if term.matrix == "technosphere" and index[term.row] in local
        ]
        self.pattern, self.elimination = pattern_of(len(local), transposed)
        slots = len(self.pattern.given)
        cells: dict[tuple[int, int], int] = {}  # label and node to their number
        entries: list[tuple[int, Term, float, str | None]] = []
        inner: list[tuple[int, Term]] = []
        for term in kept:
            node = local[index[term.column]]
            if term.matrix == "biosphere":
                factor = self.system.characterisation[term.row]
                if factor:
                    cell = cells.setdefault((self.labels.index(label_of(term)), node), len(cells))
                    entries.append((cell, term, factor, multipliers.factor_quantity(term.row)))
            elif index[term.row] in local:
                inner.append((self.pattern.slots[node, local[index[term.row]]], term))
            else:
                for (label, by), impacts in static.items():
                    if impacts[index[term.row]]:
                        cell = cells.setdefault((self.labels.index(label), node), len(cells))
                        entries.append((cell, term, -impacts[index[term.row]], by))
        self.cells = list(cells)
        self.first_fixed = slots + len(cells)
        self.assembly = Assembly(self.first_fixed + len(self.labels))
        for slot, term in inner:
            self.assembly.add(slot, multipliers.take_apart(term))
        for cell, term, factor, by in entries:
            self.assembly.add(slots + cell, multipliers.take_apart(term, factor, by))

    def evaluate(self, rows: Rows, totals: Floats | None, usable: npt.NDArray[np.bool_]) -> Floats:
        """Emissions (labels, draws) [kg CO2e]; where they miss ``totals``, solved again with pivoting."""
        entries = self.assembly.entries(rows)
        slots = len(self.pattern.given)
        matrix = entries[:slots]
        demand = np.repeat(self.demand[:, None], rows.draws, axis=1)
        if self.elimination is not None:
            supply, _ = self.elimination.solve(matrix, demand)
        else:
            supply, _ = solve_each(self.pattern.given, matrix, demand, np.zeros(len(self.demand)))
        parts, sizes = self._emitted(entries, supply)
        wrong = self._unsolved(matrix, supply) if totals is None else np.abs(parts.sum(axis=0) - totals)
        limit = TOLERANCE * (1.0 if totals is None else sizes)
        for draw in np.flatnonzero(usable & ~(wrong <= limit)).tolist():
            supply[:, draw] = solve_one(self.pattern.given, matrix[:, draw], self.demand)
            one = slice(draw, draw + 1)
            parts[:, one] = self._emitted(entries[:, one], supply[:, one])[0]
        return parts

    def _emitted(self, entries: Floats, supply: Floats) -> tuple[Floats, Floats]:
        """Emissions by label (labels, draws), and the sum of the sizes of what they are made of (draws,)."""
        parts = entries[self.first_fixed :].copy()
        sizes = np.abs(parts).sum(axis=0)
        slots = len(self.pattern.given)
        for number, (label, node) in enumerate(self.cells):
            product = entries[slots + number] * supply[node]
            parts[label] += product
            sizes += np.abs(product)
        return parts, sizes

    def _unsolved(self, matrix: Floats, supply: Floats) -> Floats:
        """Largest componentwise backward error of the activities (draws,)."""
        rest = np.repeat(self.demand[:, None], matrix.shape[1], axis=1)
        size = np.abs(rest)
        for place, (column, row) in enumerate(self.pattern.given):
            product = matrix[place] * supply[column]
            rest[row] -= product
            size[row] += np.abs(product)
        if not len(rest):
            return np.zeros(matrix.shape[1])
        return np.asarray(np.where(size > 0, np.abs(rest) / size, np.abs(rest)).max(axis=0))


def emitted_only(terms: list[Term], characterisation: Mapping[str, float]) -> list[Term]:
    """Terms without the emissions that count nothing."""
    return [term for term in terms if term.matrix == "technosphere" or characterisation[term.row]]
