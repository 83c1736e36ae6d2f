"""Numbers beside the exchanges are drawn too: supplies, displaced amounts, processing, yields; centres stay."""

from typing import Any

import numpy as np
import pytest
from engine_examples import lognormal
from strategies import ORIGIN, make_inventory, make_metal, make_rule

import rulewright as rw
from rulewright.engine.compiled import CompiledSystem, compile_result
from rulewright.engine.draws import Draws, part_taken
from rulewright.engine.gradients import gradients
from rulewright.inventory import Inventory
from rulewright.rule import Rule
from rulewright.study import Result

COUNT = 500
NARROW = {"distribution": "triangular", "minimum": 0.5, "maximum": 1.5}


def result_of(inventory: Inventory, rule: Rule) -> Result:
    return rw.Study(inventory, [rule], []).result(rule.id)


def run(result: Result) -> tuple[dict[str, Any], np.ndarray[Any, np.dtype[np.float64]]]:
    draws = Draws(result.inventory, COUNT)
    compiled = compile_result(result, draws)
    values = draws.values({name: result.system.quantities[name] for name in compiled.needed}, 0, COUNT)
    block = compiled.evaluate(values, COUNT, splits=True)
    assert block.splits is not None
    assert np.allclose(block.splits.sum(axis=0), block.totals_kg_co2e, rtol=1e-10)
    central = compiled.evaluate({}, 1).totals_kg_co2e[0]
    assert central == pytest.approx(result.evaluation.total_kg_co2e, rel=1e-12)
    return values, block.totals_kg_co2e


def check_gradients(result: Result, *names: str) -> None:
    """Derivatives by these numbers are central differences of the compiled total."""
    system = result.system
    found = gradients(system, result.inventory.parameters, result.evaluation.dropped)
    compiled = CompiledSystem(system, frozenset(system.quantities), result.evaluation.dropped)
    for name in names:
        amount = system.quantities[name].amount
        pair = [
            compiled.evaluate({name: amount * factor}, 1).totals_kg_co2e[0] for factor in (1 - 1e-5, 1 + 1e-5)
        ]
        assert found[name].derivative == pytest.approx((pair[1] - pair[0]) / (2e-5 * amount), rel=1e-6), name


def supply(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "supply": kind, "process": name, "flow": name, **ORIGIN, **more}


def powered(*supplies: dict[str, Any], parameters: Any = ()) -> Result:
    works = {"outputs": {"main": 1}, "inputs": {"electricity": lognormal(10, 0.1)}}
    makers = {each["id"]: each["id"] for each in supplies}
    processes = {
        name: {"outputs": {name: 1}, "emissions": {"co2-fossil": float(1 + place)}}
        for place, name in enumerate(makers)
    }
    flows = {name: {"unit": "kWh"} for name in ("electricity", *makers)}
    inventory = make_inventory(
        {"works": works, **processes}, flows, electricity_supplies=list(supplies), parameters=list(parameters)
    )
    ladder = [{"supply": kind} for kind in ("on_site", "contract", "grid_average")]
    return result_of(inventory, make_rule({"electricity.ladder": ladder, "electricity.factor_family": "life_cycle"}))  # fmt: skip


def test_a_supply_share_by_formula_follows_its_parameters_and_the_last_supply_takes_the_rest() -> None:
    spread = {"distribution": "uniform", "minimum": 2.0, "maximum": 12.0}
    own = {"id": "own", "amount": 4.0, "unit": "kWh", **ORIGIN, "uncertainty": spread}
    result = powered(
        supply("boiler", "on_site", formula="own / 10"),
        supply("grid", "grid_average", share=1),
        parameters=[own],
    )
    values, totals = run(result)
    own_share = np.clip(
        Draws(result.inventory, COUNT).values(result.inventory.parameters, 0, COUNT)["own"] / 10, 0, 1
    )
    expected = values["works/input/electricity"] * (own_share * 1.0 + (1 - own_share) * 2.0)
    assert np.allclose(totals, expected, rtol=1e-13)
    assert (own_share == 1).any(), "more power than is needed serves the whole demand and no more"
    found = gradients(result.system, result.inventory.parameters)
    assert found["parameter.own"].derivative == pytest.approx(10 / 10 * (1 - 2), rel=1e-6)


def test_a_stated_supply_share_is_drawn_and_those_after_it_take_what_is_left() -> None:
    spread = {"distribution": "uniform", "minimum": 0.1, "maximum": 0.7}
    result = powered(
        supply("boiler", "on_site", share=0.4, uncertainty=spread), supply("wind", "contract", share=0.5), supply("grid", "grid_average", share=1)
    )  # fmt: skip
    values, totals = run(result)
    draws = Draws(result.inventory, COUNT)
    share = draws.values({"q": result.system.quantities["supply:boiler/boiler"]}, 0, COUNT)["q"]
    wind = np.minimum(0.5, 1 - share)
    expected = values["works/input/electricity"] * (share + 2 * wind + 3 * (1 - share - wind))
    assert np.allclose(totals, expected, rtol=1e-12)
    assert share.min() >= 0.1 and share.max() <= 0.7 and (share > 0.5).any()


def test_a_single_supply_covers_the_demand_in_every_draw() -> None:
    spread = {"distribution": "uniform", "minimum": 0.1, "maximum": 1.0}
    result = powered(supply("grid", "grid_average", share=1, uncertainty=spread))
    values, totals = run(result)
    assert np.allclose(totals, values["works/input/electricity"], rtol=1e-13)
    assert not any(name.startswith("part:") for name in result.system.quantities)


def test_parts_add_up_to_one_whatever_is_drawn() -> None:
    shares = [np.array([0.2, -0.1, 1.4, 0.9]), np.array([0.5, 0.5, 0.5, 0.5])]
    first, second = part_taken(shares[:1], False), part_taken(shares, False)
    rest = part_taken(shares, True)
    assert np.allclose(first + second + rest, 1) and (rest >= 0).all() and (second >= 0).all()


def substituted(**more: Any) -> Result:
    plant = {"outputs": {"main": 1, "gas": 5.0}, "emissions": {"co2-fossil": 9.0}}
    boiler = {"outputs": {"heat": 1}, "emissions": {"co2-fossil": 0.3}}
    flare = {"outputs": {"burned": 1}, "emissions": {"co2-fossil": 0.1}}
    displaces = {"flow": "heat", "amount": 0.8, "unit": "kg", **more}
    processing = [{"flow": "burned", "amount": 1.0, "unit": "kg", "uncertainty": NARROW}]
    flows = {"gas": {"displaces": displaces, "processing": processing}}
    inventory = make_inventory({"plant": plant, "boiler": boiler, "flare": flare}, flows)
    return result_of(inventory, make_rule(ladder=[{"substitute": {"credit": "in_total"}}]))


def test_displaced_amount_and_processing_are_drawn() -> None:
    result = substituted(uncertainty={"distribution": "uniform", "minimum": 0.5, "maximum": 1.0})
    values, totals = run(result)
    displaced, processed = values["displaces:gas"], values["processing:gas:0"]
    assert np.allclose(totals, 9 - 5 * (0.3 * displaced - 0.1 * processed), rtol=1e-12)
    assert displaced.min() < 0.6 and displaced.max() > 0.9
    check_gradients(result, "displaces:gas", "processing:gas:0")


def test_a_displaced_amount_without_uncertainty_is_held_and_no_quantity() -> None:
    assert "displaces:gas" not in substituted().system.quantities


def metal(**spreads: Any) -> Inventory:
    base = make_metal(scrap_in=0.5, yield_kg_per_kg=0.9, quality=0.8, recovery_rate=0.6)
    material = base.file.recycling[0].model_dump(exclude_none=True) | spreads
    works = {"outputs": {"metal": 1}, "inputs": {"scrap": 0.5}, "emissions": {"co2-fossil": 2.0}}
    routes = {
        "ore-route": {"outputs": {"primary-metal": 1}, "emissions": {"co2-fossil": 10.0}},
        "remelting": {"outputs": {"remelted-metal": 1}, "emissions": {"co2-fossil": 1.0}},
    }
    return make_inventory({"works": works, **routes}, recycling=[material])


SCRAP_RULE = {"recycling.method": "end_of_life_recycling", "recycling.end_of_life_credit": "in_total"}


def test_yield_quality_and_recovery_rate_are_drawn() -> None:
    spreads = {
        "yield_uncertainty": {"distribution": "uniform", "minimum": 0.8, "maximum": 1.0},
        "quality_uncertainty": {"distribution": "uniform", "minimum": 0.7, "maximum": 0.9},
        "recovery_uncertainty": {"distribution": "uniform", "minimum": 0.5, "maximum": 0.7},
    }
    result = result_of(metal(**spreads), make_rule(SCRAP_RULE))
    values, totals = run(result)
    gained, quality, rate = (values[f"recycling:scrap.{name}"] for name in ("yield", "quality", "recovery"))
    worth = gained * (quality * 10 - 1)  # convention 3 with A = 0
    assert np.allclose(totals, 2 + 0.5 * worth - rate * worth, rtol=1e-12)
    check_gradients(result, *(f"recycling:scrap.{name}" for name in ("yield", "quality", "recovery")))


def test_a_quality_ratio_that_the_rule_states_is_held() -> None:
    spread = {"distribution": "uniform", "minimum": 0.7, "maximum": 0.9}
    rule = make_rule({**SCRAP_RULE, "recycling.quality_ratio": {"metal": 0.75}})
    result = result_of(metal(quality_uncertainty=spread), rule)
    assert "recycling:scrap.quality" not in result.system.quantities


def test_side_numbers_outside_their_range_are_refused() -> None:
    from rulewright.errors import ReadingError

    with pytest.raises(ReadingError) as caught:
        substituted(uncertainty={"distribution": "uniform", "minimum": 0.9, "maximum": 1.0})
    assert "amount 0.8 lies outside 0.9 .. 1" in caught.value.mistakes[0].what
