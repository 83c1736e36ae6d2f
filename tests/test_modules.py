"""Modular computation: a product enters a study with the footprint that its own rule gives it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import rulewright as rw
from rulewright.errors import ApplicationError, OpenDecisionsError
from rulewright.modules import Module, module_of, with_modules

STEEL = "steel-hot-rolled-coil-bf-bof"


@pytest.fixture(scope="module")
def sinter() -> rw.Result:
    return rw.Study(STEEL, ["pact-3"], product="sinter").result("pact-3")


def test_a_module_under_the_same_rule_changes_nothing(sinter: rw.Result) -> None:
    whole = rw.Study(STEEL, ["pact-3"]).result("pact-3")
    modular = rw.Study(STEEL, ["pact-3"], modules={"sinter": sinter}).result("pact-3")
    assert modular.evaluation.total_kg_co2e == pytest.approx(whole.evaluation.total_kg_co2e, rel=1e-10)


def test_a_module_moves_the_result_by_its_own_difference_times_what_is_used(sinter: rw.Result) -> None:
    module = module_of(sinter)
    plain = rw.Study(STEEL, ["pact-3"], modules={"sinter": module}).result("pact-3")
    dearer = rw.Study(STEEL, ["pact-3"], modules={"sinter": replace(module, kg_co2e=module.kg_co2e + 0.1)})
    # the furnace's input of sinter, times the supply of its products, is what the coil draws on
    key = next(node.key for node in plain.system.nodes if node.flow == "sinter")
    row = plain.system.index[key]
    rows, columns, data = plain.system.technosphere_entries()
    inputs = (rows == row) & (columns != row)
    used = float(-(data[inputs] * plain.evaluation.supply[columns[inputs]]).sum())
    moved = dearer.result("pact-3").evaluation.total_kg_co2e - plain.evaluation.total_kg_co2e
    assert used > 100
    assert moved == pytest.approx(0.1 * used, rel=1e-9)


def test_the_ledger_names_rule_and_inventory_of_a_module(sinter: rw.Result) -> None:
    result = rw.Study(STEEL, ["gbt-24067-2024"], modules={"sinter": sinter}).result("gbt-24067-2024")
    (line,) = result.ledger.about("sinter").by_step("boundary")
    assert line.origin == "declared"
    assert "pact-3" in line.what.en and STEEL in line.what.en and "pact-3" in line.what.zh
    assert line.values["kg_co2e"] == module_of(sinter).kg_co2e


def test_modules_and_changes_go_together_in_any_order(sinter: rw.Result) -> None:
    inventory = rw.read_inventory(STEEL)
    module = module_of(sinter)
    first = with_modules(inventory.with_parameters({"coke": 320}), [module])
    second = with_modules(inventory, [module]).with_parameters({"coke": 320})
    assert first.hash == second.hash
    assert len({inventory.hash, first.hash, with_modules(inventory, [module]).hash}) == 3
    totals = [
        rw.Study(each, ["pact-3"]).result("pact-3").evaluation.total_kg_co2e for each in (first, second)
    ]
    assert totals[0] == totals[1]


def test_a_result_can_be_asked_for_by_inventory_and_rule() -> None:
    study = rw.Study("aluminium-ingot-primary-cn", ["pact-3"])
    with pytest.raises(ApplicationError, match="is about 'aluminium-ingot', not about 'alumina'"):
        rw.Study(study.inventory, ["pact-3"], modules={"alumina": "aluminium-ingot-primary-cn:pact-3"})
    with pytest.raises(ApplicationError, match="is not a module"):
        rw.Study(study.inventory, ["pact-3"], modules={"alumina": "aluminium-ingot-primary-cn"})


def _module(flow: str, unit: str) -> Module:
    return Module(flow, unit, 1.0, "pact-3", "r", "somewhere", "i", "ar6", 2020)


@pytest.mark.parametrize(
    ("module", "told"),
    [
        (_module("marzipan", "kg"), "nobody makes 'marzipan'"),
        (_module("sinter", "MJ"), "per MJ, the inventory counts it in kg"),
        (_module("hot-metal", "kg"), "makes 'hot-metal' and also"),
    ],
)
def test_a_module_that_cannot_stand_is_refused(module: Module, told: str) -> None:
    with pytest.raises(ApplicationError, match=told):
        with_modules(rw.read_inventory(STEEL), [module])


def test_a_rule_that_refuses_aggregated_data_refuses_a_module(sinter: rw.Result) -> None:
    patch = "pact-3:characterisation.aggregated_data=refuse"
    choices = [patch, *rw.Study(STEEL).choices]
    study = rw.Study(STEEL, ["pact-3"], choices, modules={"sinter": sinter})
    with pytest.raises(OpenDecisionsError) as caught:
        study.result("pact-3")
    assert any("aggregated factor" in mistake.what for mistake in caught.value.mistakes)


def test_a_vehicle_takes_its_battery_under_the_batterys_own_rule() -> None:
    rule, own = "gbt-24067-2024", "pact-3"
    battery = rw.Study("battery-pack-lfp", [own]).result(own)
    module = module_of(battery)
    whole = rw.Study("vehicle-bev-car", [rule]).result(rule)
    modular = rw.Study("vehicle-bev-car", [rule], modules={"battery-pack-lfp": battery}).result(rule)
    inside = whole.evaluation.unit_impacts_kg_co2e[whole.system.index["battery-pack-lfp|battery-pack-lfp"]]
    capacity = 48  # kWh in the car
    assert module.kg_co2e != pytest.approx(inside, rel=1e-3)  # the two rules share differently
    gap = modular.evaluation.total_kg_co2e - whole.evaluation.total_kg_co2e
    assert gap == pytest.approx(capacity * (module.kg_co2e - inside), rel=1e-9)
    assert any(
        own in decision.what.en and "enters with the result" in decision.what.en
        for decision in modular.ledger
    )
