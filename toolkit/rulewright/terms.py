"""A product system as matrix terms: what the rule attached to each exchange of the unallocated inventory.

A term is (row, column, exchange, sign, constant, share). Nothing is multiplied away: evaluated at the central
values the terms give the deterministic system, evaluated over draws they share burdens anew in every draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from rulewright.inventory import Quantity

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weighted:
    """One summand of a share: ``weight`` times the product of the quantities with these ids."""

    weight: float
    quantities: tuple[str, ...]

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Value, or array over draws."""
        result: Any = self.weight
        for quantity in self.quantities:
            result = result * values[quantity]
        return result


@dataclass(frozen=True, slots=True)
class Ratio:
    """Sum of ``numerator`` over sum of ``denominator``: one level of a share."""

    numerator: tuple[Weighted, ...]
    denominator: tuple[Weighted, ...]

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Value in [0, 1] where all summands are >= 0, or array over draws."""
        return sum(each.evaluate(values) for each in self.numerator) / sum(
            each.evaluate(values) for each in self.denominator
        )


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a process's burdens that one output carries: a constant times the ratios of its levels."""

    id: str
    constant: float = 1.0
    levels: tuple[Ratio, ...] = ()

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Share [1], or array over draws."""
        result: Any = self.constant
        for level in self.levels:
            result = result * level.evaluate(values)
        return result

    def quantities(self) -> frozenset[str]:
        """Ids of the amounts and properties that the share depends on."""
        return frozenset(
            name
            for level in self.levels
            for side in (level.numerator, level.denominator)
            for each in side
            for name in each.quantities
        )


WHOLE = Share("whole")


@dataclass(frozen=True, slots=True)
class Node:
    """A process seen from one of its outputs: one row and one column of the matrices.

    ``without``: a scrap flow that this copy of the node does not take, see convention 3.
    """

    process: str
    flow: str
    unit: str
    stage: str
    name_zh: str
    name_en: str
    location: str
    is_credit: bool = False  # a pool or substituted co-product: net supply to it is a credit
    credit_apart: bool = False
    is_internal: bool = False  # kept inside the works: a surplus (negative activity) is allowed
    without: str = ""

    @property
    def key(self) -> str:
        """``process|flow``, or ``process|flow|without-SCRAP``."""
        return node_key(self.process, self.flow, self.without)


def node_key(process: str, flow: str, without: str = "") -> str:
    """Key of a node.

    Examples
    --------
    >>> node_key("remelting", "ingot", "clean-scrap")
    'remelting|ingot|without-clean-scrap'
    """
    return f"{process}|{flow}|without-{without}" if without else f"{process}|{flow}"


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: ``sign * constant * amount(exchange) * share`` at (row, column).

    ``exchange`` is None for entries that come from a clause alone. ``apart`` names the item under which the
    entry is reported apart from the total. ``is_credit`` marks what a pool or substituted co-product displaces.
    ``scaled_by``: quantities whose central values stand inside ``constant`` (a displaced amount, a yield, part of a
    supply); in draws the entry follows their drawn over central values.
    """

    matrix: Literal["technosphere", "biosphere"]
    row: str
    column: str
    exchange: str | None
    sign: float
    constant: float
    share: Share = WHOLE
    apart: str | None = None
    is_credit: bool = False
    scaled_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class ApartItem:
    """Something reported apart from the total: amounts of nodes, e.g. a scrap credit.

    ``amounts``: node key to amount per declared unit, or, if ``per`` names a node, per unit of its activity.
    """

    name: str
    amounts: Mapping[str, float]
    per: str | None = None


@dataclass(frozen=True)
class ProductSystem:
    """Nodes, terms and factors of one rule applied to one inventory, for one demand.

    ``gases``: elementary row to gas; ``factor_quantities``: row to the id (in ``quantities``) of its characterisation
    factor, where the GWP set states an uncertainty.
    """

    name: str
    inventory_id: str
    inventory_hash: str
    rule_id: str
    rule_hash: str
    nodes: tuple[Node, ...]
    elementary: tuple[str, ...]
    kinds: Mapping[str, str]
    characterisation: Mapping[str, float]
    terms: tuple[Term, ...]
    quantities: Mapping[str, Quantity]
    demand: Mapping[str, float]
    apart: tuple[ApartItem, ...] = ()
    apart_factors: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    gases: Mapping[str, str] = field(default_factory=dict)
    factor_quantities: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def index(self) -> dict[str, int]:
        """Row and column number of each node."""
        return {node.key: number for number, node in enumerate(self.nodes)}

    @cached_property
    def elementary_index(self) -> dict[str, int]:
        """Row number of each elementary flow."""
        return {identity: number for number, identity in enumerate(self.elementary)}

    @cached_property
    def central_values(self) -> dict[str, float]:
        """Central value of every quantity, by id."""
        return {identity: quantity.amount for identity, quantity in self.quantities.items()}

    def without_credits(self, nodes: frozenset[str]) -> ProductSystem:
        """The same system, in which what these nodes displace is left out (to tell burdens from credits)."""
        return replace(self, dropped=nodes)

    def value(self, term: Term, values: Mapping[str, Any]) -> Any:
        """Value of one term at ``values`` (numbers, or arrays over draws)."""
        amount = 1.0 if term.exchange is None else values[term.exchange]
        for identity in term.scaled_by:
            amount = amount * (values[identity] / self.quantities[identity].amount)
        if term.share is WHOLE:
            return term.sign * term.constant * amount
        return term.sign * term.constant * amount * term.share.evaluate(values)

    def technosphere_entries(self, values: Mapping[str, float] | None = None) -> tuple[Ints, Ints, Floats]:
        """Technosphere entries: production +, inputs -; duplicates add up."""
        return self._entries("technosphere", self.index, values)

    def biosphere_entries(self, values: Mapping[str, float] | None = None) -> tuple[Ints, Ints, Floats]:
        """Elementary-flow entries: emissions +, uptakes + (their factor carries the sign)."""
        return self._entries("biosphere", self.elementary_index, values)

    def _entries(
        self, matrix: str, rows: Mapping[str, int], values: Mapping[str, float] | None
    ) -> tuple[Ints, Ints, Floats]:
        import numpy as np

        values = self.central_values if values is None else values
        shares: dict[int, float] = {}
        found_rows, found_columns, data = [], [], []
        for term in self.terms:
            if term.matrix != matrix or term.apart is not None:
                continue
            if term.is_credit and term.column in self.dropped:
                continue
            amount = 1.0 if term.exchange is None else values[term.exchange]
            for identity in term.scaled_by:
                amount *= values[identity] / self.quantities[identity].amount
            if term.share is not WHOLE:
                key = id(term.share)
                if key not in shares:
                    shares[key] = term.share.evaluate(values)
                amount *= shares[key]
            found_rows.append(rows[term.row])
            found_columns.append(self.index[term.column])
            data.append(term.sign * term.constant * amount)
        return np.array(found_rows, dtype=np.int64), np.array(found_columns, dtype=np.int64), np.array(data)

    def factors(self) -> Floats:
        """Characterisation factors in the order of ``elementary`` [kg CO2e per unit]."""
        import numpy as np

        return np.array([self.characterisation[identity] for identity in self.elementary])

    def demand_vector(self) -> Floats:
        """Demand in the order of the nodes."""
        import numpy as np

        vector = np.zeros(len(self.nodes))
        for key, amount in self.demand.items():
            vector[self.index[key]] += amount
        return vector


@dataclass(frozen=True)
class CentralSolution:
    """Solution at the central values, in double precision.

    Attributes
    ----------
    supply : (n_nodes,)
        Activity of each node for the demand.
    unit_impacts_kg_co2e : (n_nodes,)
        kg CO2e per unit of each node.
    direct_kg_co2e : (n_elementary, n_nodes)
        Characterised direct emissions of each node for the demand.
    """

    supply: Floats
    unit_impacts_kg_co2e: Floats
    direct_kg_co2e: Any


def solve_central(system: ProductSystem, drop_credits: frozenset[str] = frozenset()) -> CentralSolution:
    """Solve a system at its central values with SciPy's sparse LU.

    Raises
    ------
    SingularSystemError
        If the matrix is singular or a number isn't finite.
    """
    import numpy as np
    import scipy.sparse as sparse
    from scipy.sparse.linalg import splu

    from rulewright.singular import check_solution, check_technosphere

    if drop_credits:
        system = system.without_credits(drop_credits)
    size = len(system.nodes)
    rows, columns, data = system.technosphere_entries()
    check_technosphere(system, rows, columns, data)
    matrix = sparse.csc_matrix((data, (rows, columns)), shape=(size, size))
    rows, columns, data = system.biosphere_entries()
    emissions = sparse.csc_matrix((data, (rows, columns)), shape=(len(system.elementary), size))
    factors, demand = system.factors(), system.demand_vector()
    direct = np.asarray(factors @ emissions).ravel()
    lu = splu(matrix)
    supply, impacts = lu.solve(demand), lu.solve(direct, trans="T")
    check_solution(system, matrix, supply, demand)
    check_solution(system, matrix.T, impacts, direct)
    characterised = sparse.diags_array(factors) @ emissions @ sparse.diags_array(supply)
    return CentralSolution(supply, impacts, characterised.tocsr())
