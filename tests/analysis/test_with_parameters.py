"""Other central values: formulas follow, the rest is shared, mistakes are told together."""

import json
import pickle
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import FEWER, make_inventory, make_rule

import rulewright as rw
from rulewright.changes import ChangeError, Value, changed
from rulewright.engine.draws import Draws
from rulewright.inventory import ElectricitySupply, Inventory, Uncertainty
from rulewright.reporting.messages import in_language
from rulewright.steps.apply import apply_rule
from rulewright.terms import solve_central

STEEL = rw.read_inventory("steel-hot-rolled-coil-bf-bof")
ORIGIN = {"source": "example of a test", "mark": "estimate"}


def kiln(**more: Any) -> Inventory:
    """Lime: fuel [MJ] and its CO2 follow from a parameter, and so does the share of power made on site."""
    ranged = {"distribution": "triangular", "minimum": 3, "maximum": 6}
    parameters = [
        {"id": "heat", "amount": 4, "unit": "MJ/kg", "uncertainty": ranged, **ORIGIN},
        {"id": "own", "amount": 0.5, "unit": "dimensionless", **ORIGIN},
    ]
    processes = {
        "kiln": {
            "outputs": {"lime": 1},
            "inputs": {"fuel": {"formula": "heat"}, "electricity": 1},
            "emissions": {"co2-fossil": {"formula": "0.1*heat + 0.7"}},
        },
        "mine": {"outputs": {"fuel": 1}, "emissions": {"co2-fossil": 0.01}},
        "grid": {"outputs": {"electricity": 1}, "emissions": {"co2-fossil": 0.6}},
        "turbine": {"outputs": {"own-power": 1}, "emissions": {"co2-fossil": 1.0}},
    }
    flows = {"fuel": {"unit": "MJ"}, "electricity": {"unit": "kWh"}, "own-power": {"unit": "kWh"}}
    supplies = [
        {
            "id": "own",
            "supply": "on_site",
            "process": "turbine",
            "flow": "own-power",
            "formula": "own",
            **ORIGIN,
        },
        {
            "id": "grid",
            "supply": "grid_average",
            "process": "grid",
            "flow": "electricity",
            "share": 1,
            **ORIGIN,
        },
    ]
    return make_inventory(processes, flows, parameters=parameters, electricity_supplies=supplies, **more)


RULE = make_rule(
    {
        "electricity.ladder": [{"supply": "on_site"}, {"supply": "grid_average"}, {"supply": "stop"}],
        "electricity.factor_family": "life_cycle",
    }
)


def footprint(inventory: Inventory) -> float:
    system, _, _ = apply_rule(RULE, inventory)
    return float(solve_central(system).unit_impacts_kg_co2e @ system.demand_vector())


def test_every_formula_follows_the_parameter() -> None:
    # 0.1 * heat + 0.7 of the kiln, 0.01 * heat of the mine, 0.5 * 1.0 + 0.5 * 0.6 of power
    assert footprint(kiln()) == pytest.approx(0.4 + 0.7 + 0.04 + 0.8, rel=1e-12)
    assert footprint(kiln().with_parameters({"heat": 5})) == pytest.approx(0.5 + 0.7 + 0.05 + 0.8, rel=1e-12)


def test_the_share_of_an_electricity_supply_follows_the_parameter() -> None:
    assert footprint(kiln().with_parameters({"own": 0.9})) == pytest.approx(1.14 + 0.9 + 0.06, rel=1e-12)


def test_central_values_give_the_inventory_itself() -> None:
    central = {name: quantity.amount for name, quantity in STEEL.parameters.items()}
    assert STEEL.with_parameters(central) is STEEL
    assert STEEL.with_parameters({}) is STEEL


def test_changing_back_gives_the_inventory_as_read() -> None:
    changed_twice = STEEL.with_parameters({"coke": 330}).with_parameters({"coke": 288})
    assert changed_twice is STEEL


@FEWER
@given(heat=st.floats(3, 6), own=st.floats(0.01, 1))
def test_the_order_of_changes_does_not_matter(heat: float, own: float) -> None:
    first = kiln().with_parameters({"heat": heat}).with_parameters({"own": own})
    together = kiln().with_parameters({"own": own, "heat": heat})
    assert first.hash == together.hash
    assert footprint(first) == footprint(together)


@FEWER
@given(heat=st.floats(3, 6))
def test_a_changed_parameter_gives_what_a_file_with_that_number_gives(heat: float) -> None:
    written = kiln().file.model_dump(mode="json", by_alias=True, exclude_none=True)
    written["parameters"][0]["amount"] = heat
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "example.yaml")
        path.write_text(json.dumps(written), encoding="utf-8")
        read = rw.read_inventory(path)
    assert footprint(kiln().with_parameters({"heat": heat})) == footprint(read)


def test_the_hash_tells_what_was_changed() -> None:
    other = STEEL.with_parameters({"coke": 330})
    assert other.hash != STEEL.hash
    assert other.hash == STEEL.with_parameters({"coke": 330.0}).hash
    assert other.hash != STEEL.with_parameters({"pci": 150}).hash
    assert other.hash != changed(STEEL, {"coke": Value(330, is_exact=True)}).hash


def test_what_no_formula_reaches_is_shared() -> None:
    other = STEEL.with_parameters({"coke": 330})
    assert other.processes["lime-kiln"] is STEEL.processes["lime-kiln"]
    assert other.flows is STEEL.flows


def test_a_changed_inventory_survives_pickling() -> None:
    other = STEEL.with_parameters({"coke": 330})
    assert pickle.loads(pickle.dumps(other)).hash == other.hash


def test_draws_follow_the_new_central_value() -> None:
    other = changed(
        STEEL, {"coke": Value(330, Uncertainty(distribution="uniform", minimum=329, maximum=331))}
    )
    coke = other.parameters["coke"]
    drawn = Draws(other, 100).values({coke.id: coke}, 0, 100)[coke.id]
    assert 329 < drawn.min() < drawn.max() < 331


def test_an_exact_value_is_not_drawn() -> None:
    other = changed(STEEL, {"coke": Value(330, is_exact=True)})
    assert other.parameters["coke"].uncertainty is None
    assert "parameter.coke" not in Draws(other, 10).keys


# ---- single quantities -----------------------------------------------------------------------------------


def test_an_amount_a_property_and_a_factor_are_set() -> None:
    other = STEEL.with_amounts(
        {"sinter-plant/emission/co2-fossil": 200, "coal-tar.price": 5, "hard-coal-supply/factor": 0.02}
    )
    assert other.processes["sinter-plant"].emissions[0].quantity.amount == 200
    assert other.property_value("coke-oven", "coal-tar", "price").quantity.amount == 5
    assert rw.Study(other).result("pact-3").system.quantities["hard-coal-supply/factor"].amount == 0.02


def test_central_amounts_give_the_inventory_itself() -> None:
    system = rw.Study(STEEL).result("pact-3").system
    plain = {
        identity: each.amount
        for identity, each in system.quantities.items()
        if each.formula is None and identity.split("[")[0] in STEEL.quantity_places
    }
    assert len(plain) > 50
    other = STEEL.with_amounts(plain)
    assert rw.Study(other).result("pact-3").evaluation.total_kg_co2e == pytest.approx(
        rw.Study(STEEL).result("pact-3").evaluation.total_kg_co2e, rel=1e-12
    )


def test_a_stated_amount_takes_the_place_of_a_formula() -> None:
    other = kiln().with_amounts({"kiln/input/fuel": 10}).with_parameters({"heat": 5})
    assert footprint(other) == pytest.approx(0.5 + 0.7 + 0.1 + 0.8, rel=1e-12)


def test_a_window_of_a_price_moves_the_whole_series() -> None:
    other = STEEL.with_amounts({"coke.price[2023-2025]": 3.0})
    assert other.property_value("coke-oven", "coke", "price", 3).quantity.amount == pytest.approx(
        3.0, rel=1e-12
    )
    ratio = [
        each.property_value("coke-oven", "coke", "price", 5).quantity.amount
        / each.property_value("coke-oven", "coke", "price", 3).quantity.amount
        for each in (STEEL, other)
    ]
    assert ratio[0] == pytest.approx(ratio[1], rel=1e-12)


# ---- supplies -------------------------------------------------------------------------------------------


def test_other_supplies_stand_in_the_place_of_those_of_the_file() -> None:
    grid = kiln().file.electricity_supplies[1]
    other = changed(kiln(), supplies=[grid])
    assert footprint(other) == pytest.approx(1.14 + 0.6, rel=1e-12)
    assert other.hash != kiln().hash
    assert changed(other, supplies=kiln().file.electricity_supplies).hash == kiln().hash


# ---- mistakes -------------------------------------------------------------------------------------------


def test_all_mistakes_of_changes_are_told_at_once() -> None:
    with pytest.raises(ChangeError) as caught:
        STEEL.with_parameters({"coke": 500, "cokee": 300, "hm": float("nan"), "slab_coil": -1})
    told = [each.what for each in caught.value.mistakes]
    assert told[:3] == [
        "500 lies outside the stated range 280 .. 380",
        "unknown parameter 'cokee'",
        "the value nan is no finite number",
    ]
    assert "did you mean 'coke'?" in caught.value.mistakes[1].mend
    assert caught.value.mistakes[0].where == "parameter coke (inventory steel-hot-rolled-coil-bf-bof)"


def test_a_formula_without_a_result_is_told() -> None:
    with pytest.raises(ChangeError, match="divides by zero") as caught:
        STEEL.with_parameters({"bfg_c": 0})
    assert "process blast-furnace, output blast-furnace-gas" in str(caught.value)


def test_an_output_below_zero_is_told() -> None:
    with pytest.raises(ChangeError, match="gives an output of -"):
        STEEL.with_parameters({"hm_c": 0.9})


def test_a_share_of_a_supply_outside_its_range_is_told() -> None:
    with pytest.raises(ChangeError, match=r"share 1\.2 is not above 0 and at most 1"):
        kiln().with_parameters({"own": 1.2})


def test_unknown_quantities_and_unnamed_windows_are_told() -> None:
    with pytest.raises(ChangeError) as caught:
        STEEL.with_amounts(
            {
                "coke.price": 3.0,
                "coal-tar.prices": 3.0,
                "sinter-plant/output/sinter": 0,
                "hard-coal-supply/factor": 9,
            }
        )
    told = [each.what for each in caught.value.mistakes]
    assert told == [
        "'coke.price' is a series of prices and no window of it is named",
        "unknown quantity 'coal-tar.prices'",
        "an output of 0",
        "9 lies outside the stated range 0.004 .. 0.025",
    ]
    assert "[2021-2025]" in caught.value.mistakes[0].mend


def test_a_supply_of_a_process_that_is_not_there_is_told() -> None:
    stated = kiln().file.electricity_supplies[1]
    wrong = [
        ElectricitySupply(**{**stated.model_dump(), "process": "gird"}),
        ElectricitySupply(**{**stated.model_dump(), "flow": "lime"}),
        ElectricitySupply(**{**stated.model_dump(), "share": None}),
    ]
    with pytest.raises(ChangeError) as caught:
        changed(kiln(), supplies=wrong)
    assert [each.what for each in caught.value.mistakes] == [
        "unknown process 'gird'",
        "process 'grid' does not make lime",
        "give either share or formula",
    ]


def test_mistakes_are_told_in_chinese() -> None:
    with pytest.raises(ChangeError) as caught:
        STEEL.with_parameters({"coke": 500, "cokee": 300, "hm": float("inf"), "bfg_c": 0})
    told = in_language(caught.value, "zh")
    assert "清单 steel-hot-rolled-coil-bf-bof 不能接受" in told
    assert (
        "500 超出给定范围 280 .. 380" in told
        and "未知的参数“cokee”" in told
        and "值 inf 不是有限的数" in told
    )
    assert "公式没有结果：" in told and "where" not in told
