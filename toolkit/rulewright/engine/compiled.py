"""A product system compiled for draws: its terms as arrays, evaluated and solved for a block of draws at once.

Every draw shares the burdens anew, from the drawn amounts and properties. What no uncertain number can reach
(the static upstream) is replaced by its unit impacts; the rest is solved exactly in every draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rulewright.engine.direct import pivot_signs, solve_each, solve_one
from rulewright.engine.elimination import Elimination, Pattern, TooDenseError
from rulewright.terms import WHOLE, ProductSystem, Share, Term

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]
    Ints = npt.NDArray[np.int64]

OK, DIRECT, NOT_PRODUCTIVE, SINGULAR = 0, 1, 2, 3  # status of a draw
TOLERANCE = 1e-11  # largest accepted componentwise backward error
LARGEST_PATTERN = 1_000  # nodes; beyond it finding an order of elimination takes too long


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
    """

    totals_kg_co2e: Floats
    unit_impacts_kg_co2e: Mapping[str, Floats]
    status: Bytes
    residuals: Floats
    odd_shares: Mapping[str, int]


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
    """

    def __init__(
        self,
        system: ProductSystem,
        varying: frozenset[str],
        dropped: frozenset[str] = frozenset(),
        targets: Iterable[str] = (),
    ) -> None:
        self.system = system
        self.central = system.central_values
        terms = [
            each
            for each in system.terms
            if each.apart is None and not (each.is_credit and each.column in dropped)
        ]
        shares = {id(each.share): each.share for each in terms}
        self._share_varies = {key: bool(share.quantities() & varying) for key, share in shares.items()}
        self._central_share = {key: share.evaluate(self.central) for key, share in shares.items()}
        self.varying = varying
        targets = tuple(targets)
        wanted = {system.index[key] for key in (*system.demand, *targets)}
        dynamic = self._dynamic(terms)
        self.nodes = sorted(_reached(terms, system.index, wanted) & dynamic)
        self.local = {node: place for place, node in enumerate(self.nodes)}
        static = self._solve_static(terms, wanted, dynamic)
        self._place_terms(terms, static)
        demand = {system.index[key]: amount for key, amount in system.demand.items()}
        self.fixed_kg_co2e = sum(
            (amount * static[node] for node, amount in demand.items() if node in static), 0.0
        )
        self.demand = [(self.local[node], amount) for node, amount in demand.items() if node in self.local]
        self.targets = {key: system.index[key] for key in targets}
        self.static = static
        self._signs = self._central_signs()

    @property
    def method(self) -> Literal["elimination", "sparse"]:
        """How draws are solved: elimination over all draws at once, or a sparse LU per draw."""
        return "sparse" if self.elimination is None else "elimination"

    @property
    def needed(self) -> frozenset[str]:
        """Ids of the quantities whose draws are needed."""
        shares = frozenset[str]().union(*(share.quantities() for share in self.shares))
        return frozenset(self.quantities) | (shares & self.varying)

    def evaluate(self, values: Mapping[str, Any], draws: int) -> Block:
        """Total and unit impacts in each draw.

        Parameters
        ----------
        values
            Quantity id to numbers (draws,), at least for :attr:`needed`; what is missing is held at its central value.
        draws
            Number of draws in the block.
        """
        with np.errstate(all="ignore"):  # a draw that fails gets a status, not a warning
            matrix, right, odd = self._assemble(values, draws)
            if self.elimination is not None:
                y, pivots = self.elimination.solve(matrix, right)
                unproductive = ((pivots * self._signs[:, None]) < 0).any(axis=0)
            else:
                y, unproductive = solve_each(self.pattern.given, matrix, right, self._signs)
            residuals = self._residuals(matrix, right, y)
            status = np.where(unproductive, NOT_PRODUCTIVE, OK).astype(np.uint8)
            for draw in np.flatnonzero(~(residuals <= TOLERANCE)).tolist():
                self._mend(draw, matrix, right, y, residuals, status)
            totals = np.full(draws, self.fixed_kg_co2e)
            for place, amount in self.demand:
                totals += amount * y[place]
            status[~np.isfinite(totals)] = SINGULAR
        impacts = {
            key: y[self.local[node]] if node in self.local else np.full(draws, self.static[node])
            for key, node in self.targets.items()
        }
        return Block(totals, impacts, status, residuals, odd)

    # -- compiling --------------------------------------------------------------------------------

    def _varies(self, term: Term) -> bool:
        return term.exchange in self.varying or self._share_varies[id(term.share)]

    def _dynamic(self, terms: Iterable[Term]) -> set[int]:
        """Nodes with an uncertain entry in their column, and all that draw on such nodes."""
        index = self.system.index
        users: dict[int, set[int]] = {}
        found: set[int] = set()
        for term in terms:
            column = index[term.column]
            if self._varies(term):
                found.add(column)
            if term.matrix == "technosphere" and term.row != term.column:
                users.setdefault(index[term.row], set()).add(column)
        queue = list(found)
        while queue:
            fresh = users.get(queue.pop(), set()) - found
            found |= fresh
            queue += fresh
        return found

    def _solve_static(self, terms: list[Term], wanted: set[int], dynamic: set[int]) -> dict[int, float]:
        """Unit impacts [kg CO2e per unit] of the nodes that no uncertain number reaches."""
        system, index = self.system, self.system.index
        nodes = sorted(_reached(terms, index, wanted) - dynamic)
        local = {node: place for place, node in enumerate(nodes)}
        matrix: dict[tuple[int, int], float] = {}
        right = np.zeros(len(nodes))
        for term in terms:
            column = index[term.column]
            if column not in local:
                continue
            value = self._central_value(term)
            if term.matrix == "biosphere":
                right[local[column]] += value * system.characterisation[term.row]
            else:
                place = (local[index[term.row]], local[column])
                matrix[place] = matrix.get(place, 0.0) + value
        if not nodes:
            return {}
        elimination = _elimination(len(nodes), matrix)
        if elimination is None:
            y = solve_one(list(matrix), np.array(list(matrix.values())), right)
        else:
            values = np.array([[matrix.get(place, 0.0)] for place in elimination.given])
            y = elimination.solve(values, right[:, None])[0][:, 0]
        return dict(zip(nodes, y.tolist(), strict=True))

    def _central_value(self, term: Term) -> float:
        amount = 1.0 if term.exchange is None else self.central[term.exchange]
        return float(term.sign * term.constant * amount * self._central_share[id(term.share)])

    def _place_terms(self, terms: list[Term], static: Mapping[int, float]) -> None:
        """Slots of the matrix and of the right side, what stands in them for certain, and the uncertain terms."""
        system, index = self.system, self.system.index
        kept = [term for term in terms if index[term.column] in self.local]
        inner = [
            (self.local[index[term.row]], self.local[index[term.column]])
            if term.matrix == "technosphere" and index[term.row] in self.local
            else None
            for term in kept
        ]
        size = len(self.nodes)
        places = [place for place in inner if place is not None]
        self.elimination = _elimination(size, places)
        self.pattern = Pattern(size, places) if self.elimination is None else self.elimination
        slots = len(self.pattern.given)
        self._base = np.zeros(slots + size)
        self.quantities: list[str] = []
        self.shares: list[Share] = []
        quantity_slots: dict[str, int] = {}
        share_slots: dict[int, int] = {}
        rows: list[tuple[int, float, int, int]] = []  # target slot, coefficient, slot of quantity, of share
        for term, place in zip(kept, inner, strict=True):
            if place is not None:
                target, factor = self.pattern.slots[place], 1.0
            else:
                target = slots + self.local[index[term.column]]
                factor = (
                    system.characterisation[term.row]
                    if term.matrix == "biosphere"
                    else -static[index[term.row]]
                )
            if not self._varies(term):
                self._base[target] += factor * self._central_value(term)
                continue
            coefficient, quantity, share = factor * term.sign * term.constant, 0, 0
            if term.exchange in self.varying:
                assert term.exchange is not None
                quantity = quantity_slots.setdefault(term.exchange, len(quantity_slots) + 1)
            elif term.exchange is not None:
                coefficient *= self.central[term.exchange]
            if self._share_varies[id(term.share)]:
                if id(term.share) not in share_slots:
                    share_slots[id(term.share)] = len(share_slots) + 1
                    self.shares.append(term.share)
                share = share_slots[id(term.share)]
            elif term.share is not WHOLE:
                coefficient *= self._central_share[id(term.share)]
            rows.append((target, coefficient, quantity, share))
        self.quantities = list(quantity_slots)
        self._layers = _layers(rows)

    def _central_signs(self) -> Floats:
        """Signs of the pivots at central values (n,)."""
        matrix, right, _ = self._assemble({}, 1)
        if self.elimination is not None:
            return np.asarray(np.sign(self.elimination.solve(matrix, right)[1][:, 0]))
        return pivot_signs(self.pattern.given, matrix[:, 0], right[:, 0])

    # -- evaluating -------------------------------------------------------------------------------

    def _assemble(self, values: Mapping[str, Any], draws: int) -> tuple[Floats, Floats, dict[str, int]]:
        known = {**self.central, **values}
        amounts = np.ones((len(self.quantities) + 1, draws))
        for place, identity in enumerate(self.quantities, 1):
            amounts[place] = known[identity]
        shares = np.ones((len(self.shares) + 1, draws))
        odd: dict[str, int] = {}
        for place, share in enumerate(self.shares, 1):
            shares[place] = share.evaluate(known)
            outside = int(np.count_nonzero((shares[place] < 0) | (shares[place] > 1)))
            if outside:
                odd[share.id] = outside
        entries = np.repeat(self._base[:, None], draws, axis=1)
        for targets, coefficients, quantity, share_places in self._layers:
            entries[targets] += coefficients[:, None] * amounts[quantity] * shares[share_places]
        slots = len(self.pattern.given)
        return entries[:slots], entries[slots:], odd

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


def _reached(terms: Iterable[Term], index: Mapping[str, int], wanted: set[int]) -> set[int]:
    """Nodes that the wanted ones draw on, directly or not, and the wanted ones."""
    drawn: dict[int, set[int]] = {}
    for term in terms:
        if term.matrix == "technosphere":
            drawn.setdefault(index[term.column], set()).add(index[term.row])
    found = set(wanted)
    queue = list(wanted)
    while queue:
        fresh = drawn.get(queue.pop(), set()) - found
        found |= fresh
        queue += fresh
    return found


def _elimination(size: int, places: Iterable[tuple[int, int]]) -> Elimination | None:
    """Elimination on the pattern, or None if it is too large or fills in too much."""
    if size > LARGEST_PATTERN:
        return None
    try:
        return Elimination(size, places)
    except TooDenseError:
        return None


def _layers(rows: Iterable[tuple[int, float, int, int]]) -> list[tuple[Ints, Floats, Ints, Ints]]:
    """Uncertain terms in layers in which no target occurs twice, so that sums have one fixed order."""
    layers: list[list[tuple[int, float, int, int]]] = []
    depth: dict[int, int] = {}
    for row in rows:
        layer = depth.get(row[0], 0)
        depth[row[0]] = layer + 1
        if layer == len(layers):
            layers.append([])
        layers[layer].append(row)
    return [
        (
            np.array([row[0] for row in layer], dtype=np.int64),
            np.array([row[1] for row in layer], dtype=np.float64),
            np.array([row[2] for row in layer], dtype=np.int64),
            np.array([row[3] for row in layer], dtype=np.int64),
        )
        for layer in layers
    ]
