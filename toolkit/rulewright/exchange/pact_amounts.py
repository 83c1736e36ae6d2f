"""The amounts of a PACT record from a result: what the footprint consists of, per declared unit of the record.

Biogenic CO2 is balanced over the whole system: what is taken up and not emitted again leaves the gate in the product,
and is the record's uptake (PACT 3.0, ``biogenicCO2Uptake``: temporary uptake in the product at the factory gate).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright.reading.elementary_flows import find_flow
from rulewright.reading.inventories import elementary_flows
from rulewright.terms import ProductSystem, solve_central
from rulewright.units import factor_or_none

if TYPE_CHECKING:
    from rulewright.study import Result

# unit of the data model -> our unit; a normal cubic metre is no volume (units.py), so gases need another unit
UNITS = {
    "kilogram": "kg", "kilowatt hour": "kWh", "megajoule": "MJ", "liter": "L", "cubic meter": "m3", "square meter": "m2",
    "ton kilometer": "t*km", "piece": "piece", "hour": "h",
}  # fmt: skip
CO2_PER_C = 44.0 / 12.0
BIOGENIC_CO2 = {
    "co2": 1.0,
    "co2_biogenic": 1.0,
    "co2_uptake": -1.0,
}  # sign of the carbon that a row carries to the air
SETS = {"ar4": "AR4", "ar5": "AR5", "ar5-feedback": "AR5", "ar6": "AR6"}


@dataclass(frozen=True)
class Amounts:
    """Parts of a footprint [kg CO2e per declared unit of the record].

    Attributes
    ----------
    unit
        Unit of the data model, or None if it has none for the product.
    fossil
        Fossil emissions and credits, aircraft inside.
    uptake
        Net uptake of biogenic CO2, <= 0 if the balance can be; its size is that of the carbon in the product.
    unsplit
        Aggregated factors of biogenic kind, in which CO2 and methane cannot be told apart.
    packaging
        Emissions behind inputs with the tag packaging, or None if nothing in the system has it.
    """

    unit: str | None
    fossil: float
    land_use_change: float
    biogenic_other: float
    uptake: float
    unsplit: float
    aircraft: float
    packaging: float | None
    gwp_reports: tuple[str, ...]
    unknown_gwp: tuple[str, ...]
    has_biogenic: bool
    has_land_use_change: bool

    @property
    def excluding(self) -> float:
        """Footprint without uptake."""
        return self.fossil + self.land_use_change + self.biogenic_other


def amounts_of(result: Result, amount: float = 1.0) -> Amounts:
    """Split a result into the parts of a record, for ``amount`` of the record's unit."""
    product = result.inventory.flows[result.applied.product]
    unit, per_unit = declared_unit(product.unit)
    (demand,) = result.system.demand.values()
    scale = amount * per_unit / demand
    system = result.system.without_credits(result.evaluation.dropped)
    rows = {name: kg * scale for name, kg in _by_row(system).items()}
    carbon = {
        name: kg * scale for name, kg in _by_row(system, {row: 1.0 for row in system.elementary}).items()
    }
    known = elementary_flows()
    sums = dict.fromkeys(("fossil", "dluc", "aircraft", "biogenic", "unsplit", "uptake"), 0.0)
    for row, kg in rows.items():
        kind, flow = system.kinds[row], find_flow(row, known)
        is_co2 = flow is not None and flow.kind == "biogenic" and flow.factor in BIOGENIC_CO2
        if kind == "biogenic" and is_co2:
            continue
        if kind == "biogenic" and flow is not None and flow.is_aggregated:
            kind = "unsplit"
        sums[kind] += kg
    for row, kg in carbon.items():
        flow = find_flow(row, known)
        if flow is not None and flow.kind == "biogenic" and flow.factor in BIOGENIC_CO2:
            sums["uptake"] += BIOGENIC_CO2[flow.factor] * kg
    reports, unknown = _gwp(result, system)
    uptake = 0.0 if abs(sums["uptake"]) < 1e-12 * max(1.0, *map(abs, rows.values())) else sums["uptake"]
    return Amounts(
        unit, sums["fossil"] + sums["aircraft"], sums["dluc"], sums["biogenic"], uptake, sums["unsplit"], sums["aircraft"],
        _packaging(result, system, scale), reports, unknown,
        any(system.kinds[row] == "biogenic" for row in rows), any(system.kinds[row] == "dluc" for row in rows),
    )  # fmt: skip


def declared_unit(unit: str) -> tuple[str | None, float]:
    """Unit of the data model for a product's unit, and how much of the product's unit one of it is.

    Examples
    --------
    >>> declared_unit("kg"), declared_unit("MJ"), declared_unit("Nm3")
    (('kilogram', 1.0), ('megajoule', 1.0), (None, 1.0))
    """
    for name, ours in UNITS.items():
        if unit == ours:
            return name, 1.0
    for name, ours in UNITS.items():
        scale = factor_or_none(ours, unit)
        if scale is not None:
            return name, scale
    return None, 1.0


def _by_row(system: ProductSystem, factors: Mapping[str, float] | None = None) -> dict[str, float]:
    """Emissions of each elementary row for the demand, characterised, or times other factors."""
    supply, values = solve_central(system).supply, system.central_values
    factors = system.characterisation if factors is None else factors
    found: dict[str, list[float]] = {}
    for term in system.terms:
        if term.matrix == "biosphere" and term.apart is None:
            emitted = float(system.value(term, values)) * float(supply[system.index[term.column]])
            if emitted:
                found.setdefault(term.row, []).append(emitted * factors[term.row])
    return {row: math.fsum(each) for row, each in found.items()}


def _packaging(result: Result, system: ProductSystem, scale: float) -> float | None:
    """Emissions behind inputs tagged as packaging [kg CO2e]; None if the system has none."""
    tagged = {
        exchange.quantity.id
        for process in result.inventory.processes.values()
        for exchange in process.inputs
        if "packaging" in exchange.tags
        and exchange.quantity is not None
        and not result.applied.is_out(exchange.id)
    }
    terms = [term for term in system.terms if term.matrix == "technosphere" and term.exchange in tagged]
    if not terms:
        return None
    solution, values = solve_central(system), system.central_values
    return scale * math.fsum(
        -float(system.value(term, values))
        * float(solution.supply[system.index[term.column]])
        * float(solution.unit_impacts_kg_co2e[system.index[term.row]])
        for term in terms
    )


def _gwp(result: Result, system: ProductSystem) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """IPCC reports behind the result, the rule's first; and processes whose factor doesn't state its set."""
    reports = {SETS[str(result.rule.settings["characterisation.gwp_set"].value)]: None}
    unknown = []
    for process in dict.fromkeys(node.process for node in system.nodes):
        found = result.inventory.processes.get(process)
        if found is None or found.factor is None or found.factor.gases == "co2_only":
            continue
        if found.factor.gwp_set == "not_stated":
            unknown.append(process)
        else:
            reports[SETS[found.factor.gwp_set]] = None
    return tuple(reports), tuple(unknown)
