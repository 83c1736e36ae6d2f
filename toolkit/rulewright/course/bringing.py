"""Notebooks 13 and 14: importing your own data, and bringing a background that you have a licence for."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import rulewright as rw
from rulewright.course.exercise import Exercise, Slip
from rulewright.inventory import Inventory
from rulewright.rule import Text

RULE = "iso-14067-2018"

# an invented works, standing in for the reader's own data
ENGINE = """\
format: rulewright-inventory/1
id: my-gas-engine
title: {zh: 燃气机（虚构）, en: Gas engine (invented)}
version: "1.0"
licence: CC0-1.0
product: engine-power
product_groups: [electricity]
declared_unit: {amount: 1, unit: kWh}
geography: CN
year: 2025
sources: {invented: "invented for the course"}
products:
  - id: engine-power
    name: {zh: 燃气机电力, en: engine power}
    unit: kWh
    properties:
      - {property: lhv, amount: 3.6, unit: MJ/kWh, source: definition, mark: known}
      - {property: price, amount: 0.6, unit: CNY/kWh, source: invented, mark: estimate}
  - id: engine-heat
    name: {zh: 燃气机余热, en: engine heat}
    unit: MJ
    properties:
      - {property: lhv, amount: 1, unit: MJ/MJ, source: definition, mark: known}
      - {property: price, amount: 0.05, unit: CNY/MJ, source: invented, mark: estimate}
  - {id: fuel-gas, name: {zh: 燃气, en: fuel gas}, unit: MJ, supply_missing: {zh: 没有上游数据, en: no upstream data}}
  - {id: engine-oil, name: {zh: 润滑油, en: engine oil}, unit: kg, supply_missing: {zh: 没有上游数据, en: no upstream data}}
processes:
  - id: gas-engine
    name: {zh: 燃气机, en: gas engine}
    stage: production
    location: CN
    outputs:
      - {flow: engine-power, amount: 400, unit: kWh, class: product, source: invented, mark: estimate}
      - {flow: engine-heat, amount: 1.8, unit: GJ, class: co_product, source: invented, mark: estimate}
    inputs:
      - {flow: fuel-gas, amount: 4, unit: GJ, source: invented, mark: estimate, tags: [fuel]}
      - {flow: engine-oil, amount: 0.1, unit: kg, source: invented, mark: estimate}
    emissions:
      - {flow: co2-fossil, amount: 224, unit: kg, source: invented, mark: estimate}
      - {flow: ch4-fossil, amount: 1.2, unit: kg, source: invented, mark: estimate}
"""

# what the rule leaves open for this works
OPEN = (
    "allocation.physical_property={'*': lhv}",
    "allocation.expansion=not_used",
    "cut_off.missing_amounts=leave_out",
    "biogenic.convention=0/0",
    "characterisation.gwp_set=ar6",
    "characterisation.horizon_years=100",
)

# a made-up database with names like those of a large one: product -> name, unit, inputs, CO2 [kg]
STAND_IN: Mapping[str, tuple[str, str, Mapping[str, float], float]] = MappingProxyType(
    {
        "electricity": ("market for electricity, medium voltage", "kilowatt hour", {"hard coal": 0.4}, 0.85),
        "hard coal": ("market for hard coal", "kilogram", {"electricity": 0.05}, 0.02),
        "limestone": ("market for limestone, crushed", "kilogram", {"electricity": 0.003}, 0.002),
    }
)


def engine() -> Inventory:
    """Read the works of notebook 13 from its text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "my-gas-engine.yaml")
        path.write_text(ENGINE, encoding="utf-8")
        return rw.read_inventory(path)


def round_trip() -> Inventory:
    """The works of notebook 13, written as an openLCA package and brought in again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "engine.zip")
        rw.write_openlca(engine(), path)
        return rw.import_openlca(path, product="engine power").inventory


def _properties(inventory: Inventory) -> frozenset[str]:
    """Properties that both outputs of the engine have."""
    flows = [output.flow for output in inventory.processes["gas-engine"].outputs]
    stated = [{name for _, flow, name in inventory.properties if flow == each} for each in flows]
    return frozenset(set.intersection(*stated))


def _engine_total(methane_kg: float) -> float:
    inventory = engine().with_amounts({"gas-engine/emission/ch4-fossil": methane_kg})
    return rw.Study(inventory, [RULE], OPEN).result(RULE).evaluation.total_kg_co2e


def _engine_with_all_burdens() -> float:
    result = rw.Study(engine(), [RULE], OPEN).result(RULE)
    share = result.ledger.about("gas-engine").by_step("allocation")[0].values["share engine-power"]
    return _engine_total(0.0) / float(share)


def power_impact(coal_kg_per_kwh: float = STAND_IN["electricity"][2]["hard coal"]) -> float:
    """Footprint of a kilowatt-hour of the stand-in database [kg CO2 per kWh]: power takes coal, and coal power."""
    _, _, _, power_co2 = STAND_IN["electricity"]
    _, _, inputs, coal_co2 = STAND_IN["hard coal"]
    return (power_co2 + coal_kg_per_kwh * coal_co2) / (1 - coal_kg_per_kwh * inputs["electricity"])


def _without_loop() -> float:
    return STAND_IN["electricity"][3] + 0.5 * STAND_IN["hard coal"][3]


def _coal_kg_per_mj() -> float:
    mass = rw.read_inventory("cement-clinker").property_value("", "hard-coal", "mass")
    assert mass is not None
    return mass.quantity.amount


EXERCISES = (
    Exercise(
        "13.1",
        Text(zh="一组属性名", en="a set of names of properties"),
        Text(
            zh="看导入后的清单里，电和热都有哪些属性。",
            en="See which properties both power and heat have in the imported inventory.",
        ),
        lambda: _properties(round_trip()),
        slips=(
            Slip(
                lambda: _properties(engine()),
                Text(zh="价格没有随数据包来。", en="The price did not travel with the package."),
            ),
        ),
    ),
    Exercise(
        "13.2",
        Text(zh="每kWh电多少kg CO2e", en="kg CO2e per kWh of power"),
        Text(
            zh="只计CO2，按热值分，除以千瓦时数。",
            en="Only CO2, shared by heating value, over the kilowatt-hours.",
        ),
        lambda: _engine_total(0.0),
        slips=(
            Slip(lambda: _engine_total(1.2), Text(zh="甲烷还在里面。", en="The methane is still in.")),
            Slip(_engine_with_all_burdens, Text(zh="没有分给热。", en="Heat carries nothing in this.")),
        ),
    ),
    Exercise(
        "14.1",
        Text(zh="每kWh多少kg CO2", en="kg CO2 per kWh"),
        Text(
            zh="两个方程：电 = 0.85 + 0.5×煤；煤 = 0.02 + 0.05×电。",
            en="Two equations: power = 0.85 + 0.5 × coal; coal = 0.02 + 0.05 × power.",
        ),
        lambda: power_impact(0.5),
        slips=(
            Slip(power_impact, Text(zh="这还是原来的用煤量。", en="That is with the coal as it was.")),
            Slip(
                _without_loop,
                Text(zh="漏了循环：煤也用电。", en="The loop is missing: coal takes power, too."),
            ),
        ),
        tolerance=0.002,
    ),
    Exercise(
        "14.2",
        Text(zh="每MJ多少kg", en="kg per MJ"),
        Text(zh="看清单中硬煤的属性mass。", en="See the property mass of hard-coal in the inventory."),
        _coal_kg_per_mj,
        slips=(
            Slip(
                lambda: 1 / _coal_kg_per_mj(),
                Text(
                    zh="反了：这是每kg多少MJ。units_per_unit是我们的一个单位里有几个数据库的单位。",
                    en="The other way round: that is MJ per kg. units_per_unit says how many units of the database are in one of ours.",
                ),
            ),
        ),
    ),
)
