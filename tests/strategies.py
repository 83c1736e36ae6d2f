"""Small inventories and rules for tests: by hand in a few lines, or drawn by hypothesis.

They go the way of every user: plain data, a YAML file, ``read_inventory`` and ``read_rule``. An inventory is
written as ``{process: {outputs, inputs, emissions}}`` with amounts by flow; the first output is the reference.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from rulewright.errors import OpenDecisionsError
from rulewright.inventory import Inventory
from rulewright.ledger import Ledger
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.rule import Rule
from rulewright.steps.apply import apply_rule
from rulewright.terms import ProductSystem, solve_central

# numerators of the properties; the denominator is the unit of the flow
NUMERATORS = {
    "mass": "kg",
    "dry_mass": "kg",
    "lhv": "MJ",
    "exergy": "MJ",
    "carbon": "kg",
    "metal": "kg",
    "amount_of_substance": "mol",
    "pieces": "piece",
    "price": "CNY",
}
ORIGIN = {"source": "example of a test", "mark": "estimate"}
SHARE_KEYS = ("mass", "lhv", "exergy", "price")

# for slow laws, or laws that hardly depend on the numbers drawn: a fifth of the examples of the profile
FEWER = settings(max_examples=settings().max_examples // 5)

# what every rule has to say; a test states only what it is about
PLAIN_RULE: dict[str, Any] = {
    "product.covers": ["any"],
    "biogenic.convention": "0/0",
    "characterisation.gwp_set": "ar6",
    "characterisation.horizon_years": 100,
}


# ---- by hand ----------------------------------------------------------------------------------------


def make_inventory(
    processes: Mapping[str, Mapping[str, Any]],
    flows: Mapping[str, Mapping[str, Any]] | None = None,
    product: str | None = None,
    declared: tuple[float, str] | None = None,
    **more: Any,
) -> Inventory:
    """Write an inventory file and read it.

    Parameters
    ----------
    processes
        ``{process: {"outputs": {flow: amount}, "inputs": ..., "emissions": ..., "factor": kg CO2e per unit}}``.
        In place of an amount stand the keys of a file, e.g. ``{"amount": 3, "class": "waste"}``; other keys of
        the process are passed on.
    flows
        ``{flow: {"unit": "kg", "price": 2.0, "mass": 1.0, ...}}``; numbers by the names of properties, other
        keys are passed on. A flow that isn't listed counts in kg and has the mass of 1 kg/kg.
    product
        The flow of the study; by default the reference of the first process.
    declared
        Declared unit; by default 1 unit of the product.
    """
    known = {name: dict(stated) for name, stated in (flows or {}).items()}
    for process in processes.values():
        for name in (*process.get("outputs", {}), *process.get("inputs", {})):
            known.setdefault(name, {"mass": 1.0})
    units = {name: str(stated.get("unit", "kg")) for name, stated in known.items()}
    product = product or next(iter(next(iter(processes.values()))["outputs"]))
    amount, unit = declared or (1.0, units[product])
    data = {
        "format": "rulewright-inventory/1",
        "id": "example",
        "title": _text("example"),
        "version": "1",
        "licence": "BSD-3-Clause",
        "geography": "CN",
        "year": 2024,
        "product": product,
        "product_groups": ["example"],
        "declared_unit": {"amount": float(amount), "unit": unit},
        "products": [_flow(name, stated, units[name]) for name, stated in known.items()],
        "processes": [_process(name, stated, units) for name, stated in processes.items()],
        **more,
    }
    with tempfile.TemporaryDirectory() as folder:
        return read_inventory(_write(data, folder))


def make_rule(settings: Mapping[str, Any] | None = None, **plain: Any) -> Rule:
    """Write a rule file and read it: ``{"family.setting": value}`` over :data:`PLAIN_RULE`.

    A setting given as None is left unsettled. ``ladder=[...]`` is short for the ladder of allocation, to which
    the closing ``stop`` is added.
    """
    stated = {**PLAIN_RULE, **(settings or {})}
    if "ladder" in plain:
        stated["allocation.ladder"] = [*plain.pop("ladder"), {"stop": {}}]
    assert not plain, f"unknown: {', '.join(plain)}"
    with tempfile.TemporaryDirectory() as folder:
        return read_rule(_write(rule_data(stated), folder))


def make_metal(
    *,
    primary_kg: float = 10.0,
    remelting_kg: float = 1.0,
    scrap_in: float = 0.0,
    scrap_out: float = 0.0,
    yield_kg_per_kg: float = 1.0,
    quality: float = 1.0,
    recovery_rate: float | None = None,
    works_kg: float = 2.0,
    recycled_content: float | None = None,
) -> Inventory:
    """A works that makes 1 kg of metal, beside the primary and recycled routes that scrap is valued by.

    Parameters
    ----------
    primary_kg, remelting_kg
        Emissions of the primary route and of remelting without scrap burden [kg CO2/kg].
    scrap_in, scrap_out
        Scrap that enters the works, and that it returns [kg per kg of metal].
    yield_kg_per_kg, quality, recovery_rate
        Yield of remelting, quality ratio, and share of the product recovered at its end of life [1].
    works_kg
        Emissions of the works itself [kg CO2 per kg of metal].
    recycled_content
        If given, the works mixes this share of remelted metal [1], and the scrap for it, with primary metal.
    """
    inputs: dict[str, float] = {"scrap": scrap_in}
    if recycled_content is not None:
        inputs = {
            "primary-metal": 1 - recycled_content,
            "remelted-metal": recycled_content,
            "scrap": recycled_content / yield_kg_per_kg,
        }
    outputs: dict[str, Any] = {"metal": 1}
    if scrap_out:
        outputs["scrap"] = {"amount": scrap_out, "class": "scrap"}
    facts = (
        {"recovery_rate": recovery_rate, "product_content_kg_per_unit": 1}
        if recovery_rate is not None
        else {}
    )
    material = {
        "material": "metal",
        "scrap": "scrap",
        "primary": "ore-route",
        "recycled": "remelting",
        "yield_kg_per_kg": yield_kg_per_kg,
        "quality_ratio": quality,
        **facts,
        **ORIGIN,
    }
    return make_inventory(
        {
            "works": {"outputs": outputs, "inputs": inputs, "emissions": {"co2-fossil": works_kg}},
            "ore-route": {"outputs": {"primary-metal": 1}, "emissions": {"co2-fossil": primary_kg}},
            "remelting": {"outputs": {"remelted-metal": 1}, "emissions": {"co2-fossil": remelting_kg}},
        },
        recycling=[material],
    )


def rule_data(settings: Mapping[str, Any]) -> dict[str, Any]:
    """A rule file as plain data, one clause a family."""
    clauses: dict[str, dict[str, Any]] = {}
    for name, value in settings.items():
        family, setting = name.split(".")
        if value is not None:
            clauses.setdefault(family, _clause(family))[setting] = value
    return {
        "format": "rulewright-rule/1",
        "id": "example-rule",
        "title": _text("example rule"),
        "document": {
            "number": "T/EXAMPLE 003-2026",
            "title": _text("example rule"),
            "issuer": "example",
            "status": "draft",
            "language": "en",
        },
        "clauses": list(clauses.values()),
    }


def _clause(family: str) -> dict[str, Any]:
    return {
        "id": family.replace("_", "-"),
        "family": family,
        "text": _text(family),
        "source": {"document": "T/EXAMPLE 003-2026"},
        "mark": "estimate",
    }


def _process(name: str, stated: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, Any]:
    rest = {
        key: value for key, value in stated.items() if key not in ("outputs", "inputs", "emissions", "factor")
    }
    data: dict[str, Any] = {"id": name, "name": _text(name), "stage": "production", "location": "CN", **rest}
    for part in ("outputs", "inputs", "emissions"):
        data[part] = [
            _amount(flow, given, "kg" if part == "emissions" else units[flow])
            for flow, given in stated.get(part, {}).items()
        ]
    data["outputs"][0]["class"] = "product"
    if "factor" in stated:
        given = stated["factor"]
        unit = f"kg/({units[data['outputs'][0]['flow']]})"
        meaning = {"gwp_set": "ar6", "gases": "all", "coverage": "life_cycle", "year": 2024}
        known = given if isinstance(given, Mapping) else {"amount": float(given)}
        data["factor"] = {"unit": unit, **meaning, **ORIGIN, **known}
    return data


def _amount(flow: str, given: Any, unit: str) -> dict[str, Any]:
    stated = dict(given) if isinstance(given, Mapping) else {"amount": float(given)}
    return {"flow": flow, "unit": unit, **ORIGIN, **stated}


def _flow(name: str, stated: Mapping[str, Any], unit: str) -> dict[str, Any]:
    properties = [
        {"property": key, "unit": f"{numerator}/({unit})", **ORIGIN, **_number_or_series(stated[key])}
        for key, numerator in NUMERATORS.items()
        if stated.get(key) is not None
    ]
    rest = {key: value for key, value in stated.items() if key not in NUMERATORS and key != "unit"}
    for key in ("displaces", "processing"):
        if key in rest:
            rest[key] = (
                {**ORIGIN, **rest[key]} if key == "displaces" else [{**ORIGIN, **each} for each in rest[key]]
            )
    return {"id": name, "name": _text(name), "unit": unit, "properties": properties, **rest}


def _number_or_series(given: Any) -> dict[str, Any]:
    if isinstance(given, Mapping):
        return {"series": [{"year": year, "amount": float(price)} for year, price in given.items()]}
    return {"amount": float(given)}


def _text(name: str) -> dict[str, str]:
    return {"zh": name, "en": name}


def _write(data: Mapping[str, Any], folder: str) -> Path:
    path = Path(folder, "example.yaml")
    path.write_text(
        json.dumps(dict(data), ensure_ascii=False), encoding="utf-8"
    )  # JSON is YAML without aliases
    return path


# ---- looking at results -----------------------------------------------------------------------------


def footprint(
    rule: Rule, inventory: Inventory, product: str | None = None, amount: float | None = None
) -> float:
    """Total [kg CO2e] by our own solver, for one rule and demand."""
    system = apply_rule(rule, inventory, product, amount)[0]
    return float(solve_central(system).unit_impacts_kg_co2e @ system.demand_vector())


def shares_of(rule: Rule, inventory: Inventory, process: str, product: str | None = None) -> dict[str, float]:
    """Flow to share [1] of one process under a rule."""
    applied = apply_rule(rule, inventory, product)[2]
    values = _all_values(inventory)
    return {
        flow: float(treatment.share.evaluate(values))
        for (name, flow), treatment in applied.treatments.items()
        if name == process and treatment.kind == "share"
    }


def open_decisions(rule: Rule, inventory: Inventory) -> list[str]:
    """What the rule leaves open, as sentences; empty if it runs."""
    try:
        apply_rule(rule, inventory)
    except OpenDecisionsError as error:
        return [mistake.what for mistake in error.mistakes]
    return []


def elementary_of(system: ProductSystem, demand: Mapping[str, float]) -> dict[str, float]:
    """Elementary flows [kg] that a demand (node key to amount) causes, by dense linear algebra."""
    supply = np.linalg.solve(technosphere(system), [demand.get(node.key, 0.0) for node in system.nodes])
    rows, columns, data = system.biosphere_entries()
    result = dict.fromkeys(system.elementary, 0.0)
    for row, column, value in zip(rows.tolist(), columns.tolist(), data.tolist(), strict=True):
        result[system.elementary[row]] += value * float(supply[column])
    return result


def technosphere(system: ProductSystem) -> Any:
    """Dense technosphere matrix, rows and columns by node."""
    rows, columns, data = system.technosphere_entries()
    matrix = np.zeros((len(system.nodes), len(system.nodes)))
    np.add.at(matrix, (rows, columns), data)
    return matrix


def said(ledger: Ledger, step: str) -> list[str]:
    """English sentences of one step."""
    return [decision.what.en for decision in ledger.by_step(step)]


def _all_values(inventory: Inventory) -> dict[str, float]:
    """Every amount and property of an inventory, by id."""
    values = {
        exchange.quantity.id: exchange.quantity.amount
        for process in inventory.processes.values()
        for exchange in (*process.outputs, *process.inputs, *process.emissions)
        if exchange.quantity is not None
    }
    for (process, flow, name), years in itertools.product(inventory.properties, (None, *range(1, 6))):
        found = inventory.property_value(process, flow, name, years)
        if found is not None:
            values[found.quantity.id] = found.quantity.amount
    return values


# ---- drawn by hypothesis ----------------------------------------------------------------------------

AMOUNTS = st.floats(min_value=0.01, max_value=1000).map(lambda number: round(number, 4))
PROPERTIES = st.floats(min_value=0.001, max_value=500).map(lambda number: round(number, 6))
EMISSIONS = ("co2-fossil", "ch4-fossil", "n2o")


@dataclass(frozen=True)
class JointProcess:
    """A drawn multi-output process ``plant`` with two suppliers, still as plain data.

    ``own_use``: how much of the last co-product the plant takes itself (0 = none).
    """

    outputs: Mapping[str, float]
    flows: Mapping[str, Mapping[str, float]]
    inputs: Mapping[str, float]
    emissions: Mapping[str, float]
    supplier_emissions: Mapping[str, Mapping[str, float]]
    own_use: float = 0.0

    def inventory(
        self,
        order: Sequence[str] | None = None,
        price_scale: float = 1.0,
        units: Mapping[str, str] | None = None,
        loop_tags: Sequence[str] = (),
        declared: float = 1.0,
    ) -> Inventory:
        """Read it, with its co-products in another order, other prices or in tonnes (``units``: flow to "t")."""
        units = units or {}
        names = [next(iter(self.outputs)), *(order or list(self.outputs)[1:])]
        scale = {name: 1000.0 if units.get(name) == "t" else 1.0 for name in names}
        inputs: dict[str, Any] = dict(self.inputs)
        if self.own_use:
            inputs[self.loop] = {
                "amount": self.own_use / scale[self.loop],
                "from": "plant",
                "tags": list(loop_tags),
            }
        plant = {
            "outputs": {name: self.outputs[name] / scale[name] for name in names},
            "inputs": inputs,
            "emissions": self.emissions,
        }
        suppliers = {
            f"{flow}-supply": {
                "outputs": {flow: 1.0},
                "emissions": self.supplier_emissions[flow],
                "stage": "raw_materials",
            }
            for flow in self.inputs
        }
        flows = {
            name: {
                "unit": units.get(name, "kg"),
                **{
                    key: value * scale[name] * (price_scale if key == "price" else 1.0)
                    for key, value in self.flows[name].items()
                },
            }
            for name in names
        }
        return make_inventory(
            {"plant": plant, **suppliers},
            flows,
            declared=(declared / scale[names[0]], units.get(names[0], "kg")),
        )

    @property
    def loop(self) -> str:
        """The co-product that the plant uses itself."""
        return list(self.outputs)[-1]

    def whole_kg(self) -> dict[str, float]:
        """Elementary flows of the whole process with its suppliers, added up by hand [kg]."""
        total = dict.fromkeys(EMISSIONS, 0.0)
        for gas, amount in self.emissions.items():
            total[gas] += amount
        for flow, amount in self.inputs.items():
            for gas, per_kg in self.supplier_emissions[flow].items():
                total[gas] += amount * per_kg
        return total

    def net_outputs(self) -> dict[str, float]:
        """What leaves the plant [kg], own use taken off."""
        return {
            name: amount - (self.own_use if name == self.loop else 0.0)
            for name, amount in self.outputs.items()
        }


@st.composite
def joint_processes(draw: st.DrawFn, outputs: int | None = None, own_use: bool = False) -> JointProcess:
    """A process with one to five outputs in kg, all properties above zero, two inputs, three gases."""
    smallest = 2 if own_use else 1
    count = outputs or draw(st.integers(min_value=smallest, max_value=5))
    names = ["main", *(f"co-{number}" for number in range(1, count))]
    amounts = {name: draw(AMOUNTS) for name in names}
    flows = {
        name: {"mass": 1.0, **{key: draw(PROPERTIES) for key in ("lhv", "exergy", "price")}} for name in names
    }
    gases = st.fixed_dictionaries({gas: AMOUNTS for gas in EMISSIONS})
    inputs = {"ore": draw(AMOUNTS), "fuel": draw(AMOUNTS)}
    used = round(amounts[names[-1]] * draw(st.floats(0.01, 0.9)), 6) if own_use else 0.0
    return JointProcess(amounts, flows, inputs, draw(gases), {flow: draw(gases) for flow in inputs}, used)


@st.composite
def sharing_rungs(draw: st.DrawFn, outputs: Sequence[str]) -> dict[str, Any]:
    """A rung that shares: by one key, weighted, in two levels, by fixed factors, or with negligible outputs."""
    kind = draw(st.sampled_from(["plain", "weights", "groups", "fixed", "negligible"]))
    key = draw(st.sampled_from(SHARE_KEYS))
    if kind == "weights":
        some = draw(st.lists(st.sampled_from(list(outputs)), min_size=1, unique=True))
        return {"share": {"by": key, "weights": {name: draw(st.floats(0.1, 10)) for name in some}}}
    if kind == "groups" and len(outputs) > 2:
        cut = draw(st.integers(min_value=1, max_value=len(outputs) - 1))
        groups = [list(outputs[:cut]), list(outputs[cut:])]
        if draw(st.booleans()):
            groups = groups[:1]  # what no group names is a group of its own
        return {"share": {"by": key, "groups": groups, "inside": {"by": draw(st.sampled_from(SHARE_KEYS))}}}
    if kind == "fixed":
        parts = [draw(st.integers(min_value=1, max_value=100)) for _ in outputs]
        return {
            "fixed": {"factors": {name: part / sum(parts) for name, part in zip(outputs, parts, strict=True)}}
        }
    if kind == "negligible":
        return {"share": {"by": key, "negligible_revenue_share": draw(st.floats(0, 0.3))}}
    return {"share": {"by": key}}


@st.composite
def ladders(draw: st.DrawFn, outputs: Sequence[str]) -> list[dict[str, Any]]:
    """A ladder of one to three sharing rungs; all but the last may have a condition on prices."""
    conditions = st.sampled_from(
        [
            [{"price_ratio_above": 5}],
            [{"price_ratio_at_most": 5, "pairs": "any"}],
            [{"revenue_gap_at_most": 0.25}],
            [{"revenue_share_at_most": 0.2}],
            [{"all_outputs_are_energy": False}],
            [],
        ]
    )
    count = draw(st.integers(min_value=1, max_value=3))
    rungs = [draw(sharing_rungs(outputs)) for _ in range(count)]
    for rung in rungs[:-1]:
        rung["when"] = draw(conditions)
    return [{"subdivide": {}}, *rungs] if draw(st.booleans()) else rungs
