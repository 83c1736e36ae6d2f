"""A compiled system: central values, conservation, blocks, statuses, exact cases."""

import hashlib
import math
from typing import Any

import numpy as np
import pytest
from engine_examples import lognormal, share_rule, shipped, works
from strategies import ORIGIN, make_inventory, make_rule

from rulewright.analysis.evaluate import evaluate
from rulewright.engine import assembly, compiled
from rulewright.engine.compiled import NOT_PRODUCTIVE, OK, SINGULAR, Block, CompiledSystem
from rulewright.engine.draws import Draws
from rulewright.inventory import Inventory
from rulewright.rule import Rule
from rulewright.steps.apply import apply_rule
from rulewright.terms import ProductSystem, solve_central

SHIPPED = ("steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn")
KEYS = ("mass", "lhv", "price")


def compile_(inventory: Inventory, rule: Rule, draws: Draws, targets: tuple[str, ...] = ()) -> CompiledSystem:
    system = apply_rule(rule, inventory)[0]
    varying = frozenset(name for name, quantity in system.quantities.items() if draws.varies(quantity))
    return CompiledSystem(system, varying, targets=targets)


def run(system: CompiledSystem, draws: Draws, start: int = 0, stop: int | None = None) -> Block:
    stop = draws.count if stop is None else stop
    needed = {name: system.system.quantities[name] for name in system.needed}
    return system.evaluate(draws.values(needed, start, stop), stop - start)


@pytest.mark.parametrize("name", SHIPPED)
def test_central_values_give_what_brightway_gives(name: str) -> None:
    study = shipped(name)
    draws = Draws(study.inventory, 2)
    for rule in study.rules:
        result = study.result(rule)
        system = result.system
        varying = frozenset(each for each, quantity in system.quantities.items() if draws.varies(quantity))
        block = CompiledSystem(system, varying).evaluate(system.central_values, 3)
        assert block.totals_kg_co2e == pytest.approx([result.evaluation.total_kg_co2e] * 3, rel=1e-12)
        assert block.status.tolist() == [OK] * 3


@pytest.mark.parametrize("key", KEYS)
def test_burdens_are_conserved_in_every_draw_where_allocated_copies_are_not(key: str) -> None:
    inventory, rule = works(), share_rule(key)
    draws = Draws(inventory, 200)
    nodes = ("plant|main", "plant|side", "plant|gas", "ore|ore", "power|power")
    system = compile_(inventory, rule, draws, nodes)
    impacts = run(system, draws).unit_impacts_kg_co2e
    plant = inventory.processes["plant"]
    values = {
        each.flow: draws.values({"q": each.quantity}, 0, 200)["q"]
        for each in (*plant.outputs, *plant.inputs, *plant.emissions)
        if each.quantity is not None
    }
    methane = system.system.quantities[system.system.factor_quantities["ch4-fossil"]]
    factors = {**system.system.characterisation, "ch4-fossil": draws.values({"q": methane}, 0, 200)["q"]}
    whole = sum(values[flow] * factors[flow] for flow in ("co2-fossil", "ch4-fossil"))
    whole = whole + values["ore"] * impacts["ore|ore"] + values["power"] * impacts["power|power"]
    carried = sum(values[flow] * impacts[f"plant|{flow}"] for flow in ("main", "side", "gas"))
    assert np.allclose(carried, whole, rtol=1e-12)
    central = {flow: impacts_of(system.system)[f"plant|{flow}"] for flow in ("main", "side", "gas")}
    copies = sum(values[flow] * central[flow] for flow in central)  # shares held, amounts drawn
    assert np.abs(copies / whole - 1).max() > 0.1


def impacts_of(system: ProductSystem) -> dict[str, float]:
    return dict(zip(system.index, solve_central(system).unit_impacts_kg_co2e.tolist(), strict=True))


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_same_bits_whatever_blocks_order_and_rules(sampling: Any) -> None:
    inventory = works()
    draws = Draws(inventory, 300, 11, sampling)
    hashes: dict[str, set[str]] = {key: set() for key in KEYS}
    for size, keys in ((300, KEYS), (7, KEYS[::-1]), (1, KEYS[:1]), (128, KEYS[1:])):
        for key in keys:
            system = compile_(inventory, share_rule(key), draws)
            starts = list(range(0, 300, size))
            blocks = {start: run(system, draws, start, min(start + size, 300)) for start in reversed(starts)}
            totals = np.concatenate([blocks[start].totals_kg_co2e for start in starts])
            hashes[key].add(hashlib.sha256(totals.tobytes()).hexdigest())
    assert all(len(found) == 1 for found in hashes.values())


def test_static_upstream_is_condensed_without_a_change() -> None:
    inventory = works()
    draws = Draws(inventory, 100)
    condensed = compile_(inventory, share_rule("price"), draws)
    whole = CompiledSystem(condensed.system, frozenset(condensed.system.quantities))
    assert len(condensed.static) == 2 and not whole.static
    assert np.allclose(run(condensed, draws).totals_kg_co2e, run(whole, draws).totals_kg_co2e, rtol=1e-14)


def test_sparse_solution_of_each_draw_agrees_with_elimination(monkeypatch: pytest.MonkeyPatch) -> None:
    inventory = works()
    draws = Draws(inventory, 50)
    expected = run(compile_(inventory, share_rule("lhv"), draws), draws)
    monkeypatch.setattr(assembly, "LARGEST_PATTERN", -1)
    system = compile_(inventory, share_rule("lhv"), draws)
    found = run(system, draws)
    assert system.method == "sparse"
    assert np.allclose(found.totals_kg_co2e, expected.totals_kg_co2e, rtol=1e-13)
    assert found.status.tolist() == expected.status.tolist() == [OK] * 50


def test_a_draw_with_too_large_a_residual_is_solved_directly_and_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inventory = works()
    draws = Draws(inventory, 5)
    system = compile_(inventory, share_rule("lhv"), draws)
    expected = run(system, draws).totals_kg_co2e
    passes = iter([-1.0, *[1e-11] * 5])
    monkeypatch.setattr(compiled, "TOLERANCE", Once(passes))
    block = run(system, draws)
    assert block.status.tolist() == [compiled.DIRECT] * 5
    assert np.allclose(block.totals_kg_co2e, expected, rtol=1e-13)


class Once:
    """A tolerance that is another one each time it is compared."""

    def __init__(self, limits: Any) -> None:
        self.limits = limits

    __array_ufunc__ = None

    def __ge__(self, error: Any) -> Any:
        return error <= next(self.limits)


def loop(own_use: dict[str, Any], parameters: list[dict[str, Any]]) -> Inventory:
    """Steel needs power, power needs steel: productive while own_use * 0.5 < 1."""
    mill = {"outputs": {"steel": 1}, "inputs": {"power": own_use}, "emissions": {"co2-fossil": 1.0}}
    plant = {"outputs": {"power": 1}, "inputs": {"steel": 0.5}, "emissions": {"co2-fossil": 1.0}}
    return make_inventory({"mill": mill, "plant": plant}, parameters=parameters)


@pytest.mark.parametrize("limit", [1000, -1])
def test_a_loop_that_takes_more_than_it_gives_is_named_not_averaged(
    limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembly, "LARGEST_PATTERN", limit)
    wide = {"amount": 1.0, "uncertainty": {"distribution": "uniform", "minimum": 0.5, "maximum": 4.0}}
    inventory = loop(wide, [])
    draws = Draws(inventory, 400)
    block = run(compile_(inventory, make_rule(), draws), draws)
    (used,) = (each.quantity for each in inventory.processes["mill"].inputs)
    assert used is not None
    values = draws.values({"q": used}, 0, 400)["q"]
    assert np.array_equal(block.status == NOT_PRODUCTIVE, values > 2)
    assert (block.totals_kg_co2e[values > 2] < 0).all(), (
        "a solver gives a finite, negative number for such a draw"
    )


def test_a_formula_that_fails_in_a_draw_makes_the_draw_singular_without_a_warning() -> None:
    use = {
        "id": "use",
        "amount": 1.0,
        "unit": "kg",
        **ORIGIN,
        "uncertainty": {"distribution": "normal", "sd": 1.0},
    }
    inventory = loop({"formula": "sqrt(use) / 10"}, [use])
    draws = Draws(inventory, 400)
    block = run(compile_(inventory, make_rule(), draws), draws)
    drawn = draws.values(inventory.parameters, 0, 400)["use"]
    assert np.array_equal(block.status == SINGULAR, drawn < 0)
    assert np.isfinite(block.totals_kg_co2e[drawn >= 0]).all()


def test_credits_shown_apart_stay_out_of_the_total_as_at_central_values() -> None:
    plant = {"outputs": {"main": 1, "heat": lognormal(5)}, "emissions": {"co2-fossil": lognormal(9)}}
    boiler = {"outputs": {"boiler-heat": 1}, "emissions": {"co2-fossil": 0.3}}
    displaces = {"flow": "boiler-heat", "amount": 1.0, "unit": "kg"}
    inventory = make_inventory({"plant": plant, "boiler": boiler}, {"heat": {"displaces": displaces}})
    rule = make_rule(ladder=[{"substitute": {"credit": "apart"}}])
    system = apply_rule(rule, inventory)[0]
    evaluation = evaluate(system)
    assert evaluation.dropped == {"plant|heat"}
    block = CompiledSystem(system, frozenset(system.quantities), evaluation.dropped).evaluate({}, 1)
    assert block.totals_kg_co2e[0] == pytest.approx(evaluation.total_kg_co2e, rel=1e-12) == 9
    counted = CompiledSystem(system, frozenset(system.quantities)).evaluate({}, 1)
    assert counted.totals_kg_co2e[0] == pytest.approx(9 - 5 * 0.3, rel=1e-12)


def test_shares_outside_zero_and_one_are_named() -> None:
    plant = {
        "outputs": {"main": 1, "side": {"amount": 1.0, "uncertainty": {"distribution": "normal", "sd": 1.0}}},
        "emissions": {"co2-fossil": 1.0},
    }
    inventory = make_inventory({"plant": plant})
    draws = Draws(inventory, 500)
    block = run(compile_(inventory, share_rule("mass"), draws), draws)
    ((name, count),) = block.odd_shares.items()
    assert "plant" in name and 50 < count < 120, "a normal amount 1 +- 1 is negative in 16 % of the draws"


def test_sum_of_lognormals_has_the_exact_mean_and_variance() -> None:
    plant = {
        "outputs": {"main": 1},
        "emissions": {"co2-fossil": lognormal(2, 0.2), "co2-land-use-change": lognormal(1, 0.5)},
    }
    inventory = make_inventory({"plant": plant})
    draws = Draws(inventory, 20_000, 3)
    totals = run(compile_(inventory, make_rule(), draws), draws).totals_kg_co2e
    mean = 2 * math.exp(0.02) + math.exp(0.125)
    variance = 4 * math.exp(0.04) * math.expm1(0.04) + math.exp(0.25) * math.expm1(0.25)
    assert abs(totals.mean() - mean) < 4 * math.sqrt(variance / 20_000)
    assert totals.var() == pytest.approx(variance, rel=0.05)


def test_ratio_of_lognormals_is_the_exact_lognormal() -> None:
    plant = {"outputs": {"main": lognormal(2, 0.3)}, "emissions": {"co2-fossil": lognormal(6, 0.4)}}
    inventory = make_inventory({"plant": plant})
    draws = Draws(inventory, 20_000, 4)
    logs = np.log(run(compile_(inventory, make_rule(), draws), draws).totals_kg_co2e)
    assert abs(logs.mean() - math.log(3)) < 4 * 0.5 / math.sqrt(20_000)
    assert logs.std() == pytest.approx(0.5, rel=0.02)
