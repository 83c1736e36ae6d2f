"""Several products on the same draws; a joint process's burdens are conserved in every draw (law)."""

import numpy as np
import pytest
from engine_examples import lognormal, share_rule, shipped, works
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import JointProcess, joint_processes, make_inventory, make_rule, sharing_rungs

import rulewright as rw
from rulewright.engine.compiled import compile_result
from rulewright.engine.draws import Draws
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.products import joint_burdens, product_draws
from rulewright.inventory import Inventory
from rulewright.rule import Rule
from rulewright.study import Result

STEEL = "steel-hot-rolled-coil-bf-bof"


def result_of(inventory: Inventory, rule: Rule) -> Result:
    return rw.Study(inventory, [rule], []).result(rule.id)


@pytest.mark.parametrize("process", ["coke-oven", "blast-furnace", "converter"])
def test_co_products_carry_exactly_the_burdens_of_their_process_in_every_draw(process: str) -> None:
    study = shipped(STEEL)
    draws = Draws(study.inventory, 200)
    several = 0
    for rule in study.rules:
        found = joint_burdens(study.result(rule), draws, process)
        assert np.abs(found.conserved - 1).max() < 1e-12, rule
        several += len(found.carried) > 1
    assert several >= 2


@settings(max_examples=25, deadline=None)
@given(data=st.data(), seed=st.integers(0, 1000))
def test_law_burdens_are_conserved_in_every_draw(data: st.DataObject, seed: int) -> None:
    plant: JointProcess = data.draw(joint_processes(own_use=True))
    rung = data.draw(sharing_rungs(list(plant.outputs)))
    inventory = plant.inventory()
    uncertain = _made_uncertain(inventory)
    result = result_of(uncertain, make_rule(ladder=[rung]))
    found = joint_burdens(result, Draws(uncertain, 20, seed), "plant")
    assert np.abs(found.conserved - 1).max() < 1e-10


def _made_uncertain(inventory: Inventory) -> Inventory:
    """The same inventory with pedigree scores at every exchange."""
    import tempfile
    from pathlib import Path

    from rulewright.reading.inventories import read_inventory

    data = inventory.file.model_dump(mode="json", by_alias=True, exclude_none=True)
    for process in data["processes"]:
        for side in ("outputs", "inputs", "emissions"):
            for exchange in process.get(side, []):
                if exchange.get("amount"):
                    exchange["uncertainty"] = {"pedigree": [3, 3, 3, 3, 3]}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "example.yaml")
        import json

        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return read_inventory(path)


def test_products_of_one_rule_come_from_the_same_draws_as_its_total() -> None:
    result = result_of(works(), share_rule("price"))
    draws = Draws(result.inventory, 5000, 7)
    found = product_draws(result, draws)
    assert set(found.unit_impacts_kg_co2e) == {"plant|main", "plant|side", "plant|gas"}
    compiled = compile_result(result, draws)
    values = draws.values({name: result.system.quantities[name] for name in compiled.needed}, 0, 5000)
    totals = compiled.evaluate(values, 5000).totals_kg_co2e
    assert np.array_equal(found.unit_impacts_kg_co2e["plant|main"], totals)
    assert (found.status == 0).all()
    assert np.abs(found.burdens("plant").conserved - 1).max() < 1e-12


def test_further_demands_are_sums_of_unit_impacts_on_the_same_draws() -> None:
    result = result_of(works(), share_rule("mass"))
    draws = Draws(result.inventory, 100)
    demands = {"basket": {"plant|side": 2.0, "ore|ore": 3.0, "rig|rig": 1.0}, "ore": {"ore|ore": 1.0}}
    compiled = compile_result(result, draws, ["plant|side", "ore|ore"], demands)
    values = draws.values({name: result.system.quantities[name] for name in compiled.needed}, 0, 100)
    block = compiled.evaluate(values, 100)
    assert block.demands_kg_co2e.keys() == demands.keys()
    expected = 2 * block.unit_impacts_kg_co2e["plant|side"] + 3 * block.unit_impacts_kg_co2e["ore|ore"] + 2.0
    assert np.allclose(block.demands_kg_co2e["basket"], expected, rtol=1e-14)
    assert np.array_equal(block.demands_kg_co2e["ore"], block.unit_impacts_kg_co2e["ore|ore"])
    plain = compile_result(result, draws).evaluate(values, 100)
    assert np.array_equal(block.totals_kg_co2e, plain.totals_kg_co2e)


def test_own_use_stays_with_the_process() -> None:
    plant = {
        "outputs": {"main": lognormal(10), "heat": lognormal(5)},
        "inputs": {"heat": {"amount": 1.0, "from": "plant"}},
        "emissions": {"co2-fossil": lognormal(4)},
    }
    result = result_of(make_inventory({"plant": plant}), share_rule("mass"))
    found = joint_burdens(result, Draws(result.inventory, 50), "plant")
    assert np.abs(found.conserved - 1).max() < 1e-12


def test_unknown_products_and_processes_without_shares_are_refused() -> None:
    result = result_of(works(), share_rule("mass"))
    draws = Draws(result.inventory, 2)
    with pytest.raises(UncertaintyError, match=r"no product 'plant\|steam'"):
        product_draws(result, draws, ["plant|steam"])
    idle = {"outputs": {"other": 1}, "emissions": {"co2-fossil": 1.0}}
    plant = {"outputs": {"main": lognormal(1)}, "emissions": {"co2-fossil": 1.0}}
    alone = result_of(make_inventory({"plant": plant, "idle": idle}), make_rule())
    with pytest.raises(UncertaintyError, match="nothing that process 'idle' makes"):
        joint_burdens(alone, Draws(alone.inventory, 2), "idle")
