"""From terms to arrays: what multiplies a term in each draw, and sums of terms for a block of draws.

Shared by the total (:mod:`rulewright.engine.compiled`) and its parts (:mod:`rulewright.engine.splits`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from rulewright.engine.direct import solve_one
from rulewright.engine.elimination import Elimination, Pattern, TooDenseError
from rulewright.terms import WHOLE, ProductSystem, Share, Term

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

LARGEST_PATTERN = 1_000  # nodes; beyond it finding an order of elimination takes too long
Place = tuple[int, int]
Label = TypeVar("Label", bound=Hashable)


@dataclass(frozen=True)
class Rows:
    """What multiplies terms in a block of draws; row 0 of each array is one.

    ``amounts`` (quantities + 1, draws), ``shares`` (shares + 1, draws), ``scales`` (scales + 1, draws);
    ``odd_shares``: shares that left [0, 1], with the number of draws.
    """

    amounts: Floats
    shares: Floats
    scales: Floats
    odd_shares: Mapping[str, int]

    @property
    def draws(self) -> int:
        """Number of draws in the block."""
        return int(self.amounts.shape[1])


@dataclass(frozen=True, slots=True)
class Factor:
    """A term taken apart: a fixed coefficient and the numbers of the rows that multiply it."""

    coefficient: float
    amount: int = 0
    share: int = 0
    scale: int = 0

    @property
    def is_fixed(self) -> bool:
        """Whether it is the same in every draw."""
        return not (self.amount or self.share or self.scale)


class Multipliers:
    """Uncertain amounts, shares and scales that the terms of a system meet, each a row of its own.

    Parameters
    ----------
    system
        Terms of one rule.
    varying
        Ids of the quantities whose draws differ.
    """

    def __init__(self, system: ProductSystem, varying: frozenset[str]) -> None:
        self.system, self.varying = system, varying
        self.central = system.central_values
        self.amounts: dict[str, int] = {}
        self.shares: dict[int, tuple[int, Share]] = {}
        self.scales: dict[tuple[str, ...], int] = {}
        self._known: dict[int, tuple[bool, float, Share]] = {}  # the share too, so that its id stays its own

    def varies(self, term: Term) -> bool:
        """Whether the entry itself differs from draw to draw (its characterisation factor aside)."""
        return (
            term.exchange in self.varying
            or self._share(term.share)[0]
            or any(identity in self.varying for identity in term.scaled_by)
        )

    def factor_quantity(self, row: str) -> str | None:
        """Id of the uncertain characterisation factor of an elementary row, if its draws differ."""
        identity = self.system.factor_quantities.get(row)
        return identity if identity in self.varying else None

    def central_value(self, term: Term) -> float:
        """The entry at central values."""
        amount = 1.0 if term.exchange is None else self.central[term.exchange]
        return float(term.sign * term.constant * amount * self._share(term.share)[1])

    def take_apart(self, term: Term, times: float = 1.0, by: str | None = None) -> Factor:
        """What a term times a number is made of; ``by``: an uncertain characterisation factor that scales it too."""
        coefficient, amount, share = times * term.sign * term.constant, 0, 0
        if term.exchange in self.varying:
            assert term.exchange is not None
            amount = self.amounts.setdefault(term.exchange, len(self.amounts) + 1)
        elif term.exchange is not None:
            coefficient *= self.central[term.exchange]
        share_varies, share_value, _ = self._share(term.share)
        if share_varies:
            share, _ = self.shares.setdefault(id(term.share), (len(self.shares) + 1, term.share))
        elif term.share is not WHOLE:
            coefficient *= share_value
        return Factor(coefficient, amount, share, self._scale((*term.scaled_by, *((by,) if by else ()))))

    def number(self, value: float, by: str | None = None) -> Factor:
        """A number without a term; ``by`` as in :meth:`take_apart`."""
        return Factor(value, scale=self._scale((by,) if by else ()))

    @property
    def needed(self) -> frozenset[str]:
        """Ids of the quantities whose draws are needed."""
        used = frozenset[str]().union(*(share.quantities() for _, share in self.shares.values()))
        return (
            frozenset(self.amounts) | (used & self.varying) | frozenset(i for key in self.scales for i in key)
        )

    def evaluate(self, values: Mapping[str, Any], draws: int) -> Rows:
        """Rows for a block of draws; what ``values`` lacks is held at its central value."""
        known = {**self.central, **values}
        amounts = np.ones((len(self.amounts) + 1, draws))
        for identity, place in self.amounts.items():
            amounts[place] = known[identity]
        shares = np.ones((len(self.shares) + 1, draws))
        odd: dict[str, int] = {}
        for place, share in self.shares.values():
            shares[place] = share.evaluate(known)
            outside = int(np.count_nonzero((shares[place] < 0) | (shares[place] > 1)))
            if outside:
                odd[share.id] = outside
        scales = np.ones((len(self.scales) + 1, draws))
        for key, place in self.scales.items():
            for identity in key:
                scales[place] *= known[identity] / self.central[identity]
        return Rows(amounts, shares, scales, odd)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Shares are told apart as objects: in another process they have other numbers."""
        self.__dict__ |= state
        self.shares = {id(share): (place, share) for place, share in self.shares.values()}
        self._known = {id(known[2]): known for known in self._known.values()}

    def _scale(self, identities: tuple[str, ...]) -> int:
        key = tuple(identity for identity in identities if identity in self.varying)
        return self.scales.setdefault(key, len(self.scales) + 1) if key else 0

    def _share(self, share: Share) -> tuple[bool, float, Share]:
        if id(share) not in self._known:
            varies = bool(share.quantities() & self.varying)
            self._known[id(share)] = (varies, float(share.evaluate(self.central)), share)
        return self._known[id(share)]


class Assembly:
    """Sums of terms on numbered targets, for a block of draws.

    Sums are taken in the order in which terms were added, so that every block gives the same bits.
    """

    def __init__(self, size: int) -> None:
        self.base = np.zeros(size)
        self._rows: list[tuple[int, Factor]] = []
        self._layers: list[tuple[Ints, Floats, Ints, Ints, Ints | None]] | None = None

    def add(self, target: int, factor: Factor) -> None:
        """Add a term to a target."""
        if factor.is_fixed:
            self.base[target] += factor.coefficient
        else:
            self._rows.append((target, factor))
            self._layers = None

    def entries(self, rows: Rows) -> Floats:
        """Sums (targets, draws)."""
        if self._layers is None:
            self._layers = _layers(self._rows)
        entries = np.repeat(self.base[:, None], rows.draws, axis=1)
        for targets, coefficients, amounts, shares, scales in self._layers:
            change = coefficients[:, None] * rows.amounts[amounts] * rows.shares[shares]
            entries[targets] += change if scales is None else change * rows.scales[scales]
        return entries


def _layers(rows: Iterable[tuple[int, Factor]]) -> list[tuple[Ints, Floats, Ints, Ints, Ints | None]]:
    """Uncertain terms in layers in which no target occurs twice, so that sums have one fixed order."""
    layers: list[list[tuple[int, Factor]]] = []
    depth: dict[int, int] = {}
    for target, factor in rows:
        layer = depth.get(target, 0)
        depth[target] = layer + 1
        if layer == len(layers):
            layers.append([])
        layers[layer].append((target, factor))
    found = []
    for layer_rows in layers:
        scales = np.array([factor.scale for _, factor in layer_rows], dtype=np.int64)
        found.append(
            (
                np.array([target for target, _ in layer_rows], dtype=np.int64),
                np.array([factor.coefficient for _, factor in layer_rows], dtype=np.float64),
                np.array([factor.amount for _, factor in layer_rows], dtype=np.int64),
                np.array([factor.share for _, factor in layer_rows], dtype=np.int64),
                scales if scales.any() else None,
            )
        )
    return found


# ---- which nodes an uncertain number can reach ------------------------------------------------------


def dynamic_nodes(
    terms: Iterable[Term], index: Mapping[str, int], varies: Callable[[Term], bool]
) -> set[int]:
    """Nodes with an uncertain entry in their column, and all that draw on such nodes."""
    users: dict[int, set[int]] = {}
    found: set[int] = set()
    for term in terms:
        column = index[term.column]
        if varies(term):
            found.add(column)
        if term.matrix == "technosphere" and term.row != term.column:
            users.setdefault(index[term.row], set()).add(column)
    return _spread(found, users)


def reached_nodes(terms: Iterable[Term], index: Mapping[str, int], wanted: set[int]) -> set[int]:
    """Nodes that the wanted ones draw on, directly or not, and the wanted ones."""
    drawn: dict[int, set[int]] = {}
    for term in terms:
        if term.matrix == "technosphere":
            drawn.setdefault(index[term.column], set()).add(index[term.row])
    return _spread(wanted, drawn)


def _spread(start: set[int], neighbours: Mapping[int, set[int]]) -> set[int]:
    found = set(start)
    queue = list(start)
    while queue:
        fresh = neighbours.get(queue.pop(), set()) - found
        found |= fresh
        queue += fresh
    return found


def static_impacts(
    terms: Iterable[Term], multipliers: Multipliers, nodes: Iterable[int], label_of: Callable[[Term], Label]
) -> dict[Label, dict[int, float]]:
    """Unit impacts [kg CO2e per unit] of nodes that no uncertain number reaches, at central values.

    ``label_of``: under which label a biosphere term counts; every label gets its own impacts.
    """
    system = multipliers.system
    index = system.index
    order = sorted(nodes)
    local = {node: place for place, node in enumerate(order)}
    matrix: dict[Place, float] = {}
    rights: dict[Label, Floats] = {}
    for term in terms:
        column = index[term.column]
        if column not in local:
            continue
        value = multipliers.central_value(term)
        if term.matrix == "biosphere":
            right = rights.setdefault(label_of(term), np.zeros(len(order)))
            right[local[column]] += value * system.characterisation[term.row]
        else:
            place = (local[index[term.row]], local[column])
            matrix[place] = matrix.get(place, 0.0) + value
    rights = {label: right for label, right in rights.items() if right.any()}
    if not rights:
        return {}
    elimination = elimination_of(len(order), matrix)
    if elimination is None:
        places, values = list(matrix), np.array(list(matrix.values()))
        solved = {label: solve_one(places, values, right) for label, right in rights.items()}
    else:
        stacked = np.stack(list(rights.values()), axis=1)
        one = np.array([[matrix.get(place, 0.0)] for place in elimination.given])
        y, _ = elimination.solve(np.repeat(one, stacked.shape[1], axis=1), stacked)
        solved = {label: y[:, place] for place, label in enumerate(rights)}
    return {label: dict(zip(order, each.tolist(), strict=True)) for label, each in solved.items()}


def elimination_of(size: int, places: Iterable[Place]) -> Elimination | None:
    """Elimination on the pattern, or None if it is too large or fills in too much."""
    if size > LARGEST_PATTERN:
        return None
    try:
        return Elimination(size, places)
    except TooDenseError:
        return None


def pattern_of(size: int, places: Iterable[Place]) -> tuple[Pattern, Elimination | None]:
    """The pattern and, if there is one, the elimination on it (then both are the same object)."""
    places = list(places)
    elimination = elimination_of(size, places)
    return (Pattern(size, places) if elimination is None else elimination), elimination
