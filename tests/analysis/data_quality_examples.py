"""A product made of three bought parts and own work: one inventory, in which tests say what is primary and scored."""

from __future__ import annotations

from pathlib import Path

import rulewright as rw
from rulewright.modules import Module

RULE = "gbt-24067-2024"
SUPPLIERS = {
    "part-a": (10.0, 0.75),
    "part-b": (25.0, 0.25),
    "part-c": (50.0, 0.50),
}  # kg CO2e, share of primary data
OWN = 15.0  # kg CO2e


def inventory_file(
    folder: Path, inputs: str = "", own: str = "", uptake: float = 0.0, parameter: str = "", formula: str = ""
) -> Path:
    """Write the inventory; ``inputs`` and ``own`` are further keys of the inputs and of the own emission."""
    parts = "\n".join(
        f"      - {{flow: {part}, amount: 1, unit: kg, source: s, mark: seen{inputs}}}" for part in SUPPLIERS
    )
    products = "\n".join(
        f"  - {{id: {part}, name: {{zh: 零件, en: part}}, unit: kg, groups: [part]}}" for part in SUPPLIERS
    )
    makers = "\n".join(
        f"""  - id: make-{part}
    name: {{zh: 供应商, en: maker of {part}}}
    stage: production
    location: CN
    outputs: [{{flow: {part}, amount: 1, unit: kg, class: product, source: s, mark: seen}}]
    emissions: [{{flow: co2-fossil, amount: 7, unit: kg, source: s, mark: estimate}}]"""
        for part in SUPPLIERS
    )
    amount = f"formula: {formula}" if formula else f"amount: {OWN}"
    taken = (
        f"\n      - {{flow: co2-uptake, amount: {uptake}, unit: kg, source: s, mark: seen{own}}}"
        if uptake
        else ""
    )
    parameters = f"\nparameters:\n  {parameter}" if parameter else ""
    path = folder / "assembly.yaml"
    path.write_text(
        f"""format: rulewright-inventory/1
id: assembly
title: {{zh: 组装（示例）, en: assembly (example)}}
version: "1.0"
licence: CC0-1.0
product: assembly
product_groups: [assembly, construction-product]
declared_unit: {{amount: 1, unit: kg}}
geography: CN
year: 2024
sources: {{s: made up for a test}}{parameters}
products:
  - id: assembly
    name: {{zh: 组件, en: assembly}}
    unit: kg
    properties:
      - {{property: mass, amount: 1, unit: kg/kg, source: s, mark: seen}}
      - {{property: carbon, amount: 0.2, unit: kg/kg, source: s, mark: seen}}
      - {{property: biogenic_carbon, amount: {uptake * 12 / 44}, unit: kg/kg, source: s, mark: seen}}
{products}
processes:
  - id: assembling
    name: {{zh: 组装, en: assembling}}
    stage: production
    location: CN
    outputs: [{{flow: assembly, amount: 1, unit: kg, class: product, source: s, mark: seen}}]
    inputs:
{parts}
    emissions:
      - {{flow: co2-fossil, {amount}, unit: kg, source: s, mark: seen{own}}}{taken}
{makers}
""",
        encoding="utf-8",
    )
    return path


def supplied(part: str) -> Module:
    """A supplier's footprint with its share of primary data."""
    kg, share = SUPPLIERS[part]
    return Module(part, "kg", kg, RULE, "hash", "supplier", "hash", "ar6", 2024, share)


def study(path: Path, rule: str = RULE, modules: bool = True, **choices: str) -> rw.Study:
    """The study; with ``modules`` the parts come with their suppliers' footprints."""
    declared = ["characterisation.aggregated_data=accept", *(f"{name.replace('__', '.')}={value}" for name, value in choices.items())]  # fmt: skip
    return rw.Study(
        path, [rule], declared, modules={part: supplied(part) for part in SUPPLIERS} if modules else None
    )
