"""Evaluate a product system: totals by stage, kind and process, with credits in a column of their own.

The supply comes from Brightway (bw2calc on datapackages made from the terms). Credits are told from burdens by
solving twice: once with the inputs of net-exporting pools and substituted co-products, once without them. What
the second solution has is burden; the difference is credit (convention 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright.brightway.solve import solve, solve_both_ways
from rulewright.errors import SingularSystemError
from rulewright.terms import ProductSystem
from rulewright.words import CREDITS_STAGE, KINDS, STAGES

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

NET_EXPORT_TOLERANCE = 1e-12
BACKWARDS_TOLERANCE = 1e-9
ROUNDING = 1e-13  # relative to the burdens: what two solutions differ by that have the same credits


@dataclass(frozen=True)
class Credit:
    """One credit or item shown apart [kg CO2e per declared unit]; negative = benefit."""

    name: str
    kg_co2e: float
    in_total: bool


@dataclass(frozen=True)
class Evaluation:
    """Result of one rule [kg CO2e per declared unit].

    Attributes
    ----------
    total_kg_co2e
        What the rule declares: burdens plus the credits that it counts.
    by_stage_kind
        Stage (incl. "credits") to kind to kg CO2e; everything adds up to the total.
    by_process
        Process to kg CO2e of its direct emissions (burdens only).
    credits
        Each credit by name; ``in_total`` says whether the total holds it.
    supply : (n_nodes,)
        Activity of each node, credits included.
    unit_impacts_kg_co2e : (n_nodes,)
    aggregated_kg_co2e
        Part of the burdens that comes from aggregated factors.
    dropped
        Nodes whose credit stands apart from the total.
    """

    total_kg_co2e: float
    by_stage_kind: Mapping[str, Mapping[str, float]]
    by_process: Mapping[str, float]
    credits: tuple[Credit, ...]
    supply: Floats
    unit_impacts_kg_co2e: Floats
    aggregated_kg_co2e: float
    dropped: frozenset[str] = frozenset()

    @property
    def by_stage(self) -> dict[str, float]:
        """Stage to kg CO2e; stages that don't occur are left out."""
        return {stage: sum(kinds.values()) for stage, kinds in self.by_stage_kind.items()}

    @property
    def by_kind(self) -> dict[str, float]:
        """Kind to kg CO2e, all four kinds."""
        return {kind: sum(kinds.get(kind, 0.0) for kinds in self.by_stage_kind.values()) for kind in KINDS}

    @property
    def credits_kg_co2e(self) -> float:
        """All credits, counted in the total or shown apart."""
        return sum(credit.kg_co2e for credit in self.credits)


def evaluate(system: ProductSystem) -> Evaluation:
    """Evaluate a system at its central values by Brightway.

    Raises
    ------
    SingularSystemError
        If the system has no usable solution.
    """
    solved, impacts = solve_both_ways(system)
    full = solved.supply
    exporting = net_exporters(system, full)
    apart = frozenset(key for key in exporting if system.nodes[system.index[key]].credit_apart)
    counted, without = system.without_credits(apart), system.without_credits(exporting)
    if apart:
        solved, impacts = solve_both_ways(counted)
    with_credits = solved.supply
    burdens = solve(without).supply if exporting else full
    refuse_unproductive(without, burdens)
    by_stage_kind, by_process, aggregated = _split(without, burdens)
    total_by_kind = _by_kind(counted, with_credits)
    burdens_by_kind = {kind: sum(kinds.get(kind, 0.0) for kinds in by_stage_kind.values()) for kind in KINDS}
    credit_kinds = {
        kind: _difference(total_by_kind[kind], burdens_by_kind[kind], max(map(abs, burdens_by_kind.values())))
        for kind in KINDS
    }
    if exporting - apart and any(credit_kinds.values()):
        by_stage_kind[CREDITS_STAGE] = credit_kinds
    credits = _credits(system, exporting, apart, full, impacts) + _apart_items(system, full, impacts)
    total = sum(sum(kinds.values()) for kinds in by_stage_kind.values())
    return Evaluation(
        total, by_stage_kind, by_process, tuple(credits), with_credits, impacts, aggregated, apart
    )


def _difference(total: float, burden: float, scale: float) -> float:
    """Credit as a difference of two solutions [kg CO2e]; zero where only rounding is left."""
    return 0.0 if abs(total - burden) <= ROUNDING * scale else total - burden


def net_exporters(system: ProductSystem, supply: Floats) -> frozenset[str]:
    """Pools and substituted co-products that leave the product system on balance: their credits are told apart."""
    scale = max(abs(amount) for amount in system.demand.values())
    return frozenset(
        node.key
        for number, node in enumerate(system.nodes)
        if node.is_credit and supply[number] < -NET_EXPORT_TOLERANCE * scale
    )


def refuse_unproductive(system: ProductSystem, burdens: Floats) -> None:
    """A loop that would have to run backwards uses more of a product than it makes.

    Only loops are looked at: outside them a negative supply is right where an internal gas is used beyond a
    product's own share of it (the other co-products then have so much more).
    """
    import numpy as np
    import scipy.sparse as sparse
    from scipy.sparse.csgraph import connected_components

    scale = max(abs(amount) for amount in system.demand.values())
    suspects = np.flatnonzero(burdens < -BACKWARDS_TOLERANCE * scale)
    if not suspects.size:
        return
    rows, columns, data = system.technosphere_entries()
    inputs = (data < 0).nonzero()[0]
    size = len(system.nodes)
    pattern = sparse.csr_array((np.ones(inputs.size), (rows[inputs], columns[inputs])), shape=(size, size))
    _, block = connected_components(pattern, directed=True, connection="strong")
    members = np.bincount(block)
    uses_itself = pattern.diagonal() > 0
    backwards = [
        node.key
        for number in suspects.tolist()
        if not (node := system.nodes[number]).is_credit
        and not node.is_internal
        and (members[block[number]] > 1 or uses_itself[number])
    ]
    if backwards:
        raise SingularSystemError(
            f"the system is not productive: {', '.join(backwards[:5])} would have to run backwards",
            system.name,
            "in this loop more of a product is used than made; check amounts and units",
        )


def _split(
    system: ProductSystem, supply: Floats
) -> tuple[dict[str, dict[str, float]], dict[str, float], float]:
    rows, columns, data = system.biosphere_entries()
    values = data * system.factors()[rows] * supply[columns]
    by_stage_kind: dict[str, dict[str, float]] = {}
    by_process: dict[str, float] = {}
    aggregated = 0.0
    for row, column, value in zip(rows.tolist(), columns.tolist(), values.tolist(), strict=True):
        if value == 0.0:
            continue
        node, identity = system.nodes[column], system.elementary[row]
        kinds = by_stage_kind.setdefault(node.stage, {})
        kind = system.kinds[identity]
        kinds[kind] = kinds.get(kind, 0.0) + value
        by_process[node.process] = by_process.get(node.process, 0.0) + value
        if identity.startswith("co2e-aggregated"):
            aggregated += value
    ordered = {stage: by_stage_kind[stage] for stage in STAGES if stage in by_stage_kind}
    return ordered, by_process, aggregated


def _by_kind(system: ProductSystem, supply: Floats) -> dict[str, float]:
    rows, columns, data = system.biosphere_entries()
    values = data * system.factors()[rows] * supply[columns]
    result = dict.fromkeys(KINDS, 0.0)
    for row, value in zip(rows.tolist(), values.tolist(), strict=True):
        result[system.kinds[system.elementary[row]]] += value
    return result


def _credits(
    system: ProductSystem, exporting: frozenset[str], apart: frozenset[str], supply: Floats, impacts: Floats
) -> list[Credit]:
    """Each net export times the unit impact of what it displaces."""
    worth = dict.fromkeys(exporting, 0.0)
    for term in system.terms:
        if term.is_credit and term.column in worth:
            worth[term.column] -= term.sign * term.constant * float(impacts[system.index[term.row]])
    amounts = {  # a sum with zero: no minus before nothing
        key: float(supply[system.index[key]]) * value + 0.0 for key, value in sorted(worth.items())
    }
    return [Credit(key, amount, key not in apart) for key, amount in amounts.items()]


def _factors_shown_apart(system: ProductSystem, supply: Floats) -> dict[str, float]:
    """Emissions that the rule shows apart from the total, by label."""
    labels: dict[str, float] = {}
    rows, columns, data = system.biosphere_entries()
    for row, column, amount in zip(rows.tolist(), columns.tolist(), data.tolist(), strict=True):
        shown = system.apart_factors.get(system.elementary[row])
        if shown is not None:
            label, factor = shown
            labels[label] = labels.get(label, 0.0) + amount * factor * float(supply[column])
    return labels


def _apart_items(system: ProductSystem, supply: Floats, impacts: Floats) -> list[Credit]:
    result = []
    for item in system.apart:
        value = sum(amount * float(impacts[system.index[node]]) for node, amount in item.amounts.items())
        if item.per is not None:
            value *= float(supply[system.index[item.per]]) if item.per in system.index else 0.0
        result.append(Credit(item.name, value, False))
    labels = _factors_shown_apart(system, supply)
    values = system.central_values
    factors = dict(system.characterisation)
    for term in system.terms:
        if term.apart is None:
            continue
        column = float(supply[system.index[term.column]])
        per_unit = (
            factors[term.row] if term.matrix == "biosphere" else -float(impacts[system.index[term.row]])
        )
        labels[term.apart] = labels.get(term.apart, 0.0) + system.value(term, values) * column * per_unit
    return result + [Credit(f"apart:{label}", value, False) for label, value in labels.items()]
