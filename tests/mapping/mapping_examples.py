"""A small database with known answers, and mappings to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from rulewright.brightway.imports import load, quietly
from rulewright.brightway.packages import Database, DatabaseNode
from rulewright.brightway.project import open_project
from rulewright.engine.background import EXCHANGE_TYPE

NAME = "bg"
STEEL = "steel-hot-rolled-coil-bf-bof"
RULES = ("pact-3", "gbt-24067-2024")
CO2 = ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e")  # carbon dioxide, fossil, air
# code: name, product, unit, location, kg CO2 per unit
ACTIVITIES = {
    "coal": ("market for hard coal", "hard coal", "kilogram", "CN", 0.4),
    "coal-row": ("market for hard coal", "hard coal", "kilogram", "RoW", 0.3),
    "power": (
        "market group for electricity, medium voltage",
        "electricity, medium voltage",
        "kilowatt hour",
        "CN",
        0.8,
    ),
    "ore": ("market for iron ore concentrate", "iron ore concentrate", "kilogram", "GLO", 0.05),
    "lime": ("market for quicklime, in pieces, loose", "quicklime, in pieces, loose", "kilogram", "RoW", 1.2),
    "oxygen": ("market for oxygen, liquid", "oxygen, liquid", "kilogram", "RoW", 0.6),
    "gas": ("market for natural gas, high pressure", "natural gas, high pressure", "cubic meter", "CN", 0.7),
    "steel": ("steel production, electric", "steel, low-alloyed", "kilogram", "RoW", 0.5),
}
HEAD = "format: rulewright-mapping/1\nid: small\ntitle: {zh: 试用, en: small}\ndatabase: bg\nreviewed_by: A. Reviewer\nreviewed_on: 2026-11-23\n"
REASON = "reason: {zh: 试用, en: for a test}"
# flow: code, unit, factor
LINKS = {
    "coking-coal": ("coal", "kg", ""), "pulverised-coal": ("coal", "kg", ""), "hard-coal": ("coal", "MJ", "0.04"),
    "electricity-grid-cn-2024-life-cycle": ("power", "kWh", ""), "iron-ore": ("ore", "kg", ""),
    "quicklime": ("lime", "kg", ""), "oxygen": ("oxygen", "kg", ""), "natural-gas": ("gas", "MJ", "0.03"),
}  # fmt: skip
NONE = ("ammonium-sulphate-market", "cement-input-replaced-by-converter-slag", "clinker-replaced-by-slag")


def lines(leave_out: tuple[str, ...] = (), drafts: tuple[str, ...] = ()) -> str:
    """A mapping of all that steel draws on."""
    found = ["links:"]
    for flow, (code, unit, factor) in LINKS.items():
        if flow in leave_out:
            continue
        found += [
            f"  - flow: {flow}",
            "    kind: proxy",
            f"    {REASON}",
            f"    unit: {unit}",
            f"    activity: {{code: {code}}}",
        ]
        found += [f"    units_per_unit: {factor}"] if factor else []
        found += ["    status: to_review"] if flow in drafts else []
    for flow in NONE:
        if flow not in leave_out:
            found += [f"  - {{flow: {flow}, kind: none, unit: kg, {REASON}}}"]
    return HEAD + "\n".join(found) + "\n"


def mapping(folder: Path, **more: Any) -> Path:
    path = folder / "mapping.yaml"
    path.write_text(lines(**more), encoding="utf-8")
    return path


def database(name: str = NAME) -> Database:
    """The database in memory: each activity emits CO2 only."""
    nodes = {
        number: DatabaseNode(number, name, code, *_first(code), False)
        for number, code in enumerate(ACTIVITIES, 1)
    }
    nodes[99] = DatabaseNode(99, *CO2, "Carbon dioxide, fossil", "", "kilogram", "", ("air",), True)
    technosphere, biosphere = (np.zeros(len(ACTIVITIES), dtype=EXCHANGE_TYPE) for _ in range(2))
    for table in (technosphere, biosphere):
        table["column"], table["sign"], table["kind"] = np.arange(1, len(ACTIVITIES) + 1), 1.0, 1
    technosphere["row"], technosphere["amount"] = technosphere["column"], 1.0
    biosphere["row"], biosphere["amount"] = 99, [each[4] for each in ACTIVITIES.values()]
    return Database(name, (name, "biosphere3"), technosphere, biosphere, nodes)


def _first(code: str) -> tuple[str, str, str, str, tuple[str, ...]]:
    name, product, unit, location, _ = ACTIVITIES[code]
    return name, location, unit, product, ()


def write_project(directory: Path, name: str, spread: float = 0.0) -> None:
    """Write the database into the project ``rulewright`` of a directory; its emissions lognormal if ``spread`` > 0."""
    data = {}
    for code, (own, product, unit, location, emitted) in ACTIVITIES.items():
        emission: dict[str, Any] = {"input": CO2, "amount": emitted, "type": "biosphere"}
        if spread:
            emission |= {"uncertainty type": 2, "loc": float(np.log(emitted)), "scale": spread}
        made = {"input": (name, code), "amount": 1.0, "type": "production"}
        data[name, code] = {
            "name": own, "reference product": product, "unit": unit, "location": location, "exchanges": [made, emission],
        }  # fmt: skip
    flow = {
        "name": "Carbon dioxide, fossil",
        "categories": ("air",),
        "unit": "kilogram",
        "type": "emission",
        "exchanges": [],
    }
    with open_project(directory=directory):
        bw2data = load("bw2data")
        with quietly(bw2data):
            bw2data.Database(CO2[0]).write({CO2: flow})
            bw2data.Database(name).write(data)
