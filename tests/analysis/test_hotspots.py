"""Hotspots: every table adds up, paths follow loops, decisions are carried out one at a time."""

import json
import math
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import FEWER, make_inventory, make_rule

import rulewright as rw
from rulewright.analysis.evaluate import evaluate
from rulewright.analysis.hotspots import BYS, HotspotError, Hotspots, hotspots
from rulewright.analysis.hotspots_tables import notes_of
from rulewright.analysis.paths import supply_paths, supply_tree, walk
from rulewright.rule import Setting
from rulewright.steps.apply import apply_rule
from rulewright.terms import solve_central

ADDITIVE = ("process", "stage", "gas", "exchange", "path")
CASES = [
    (inventory, rule)
    for inventory, rules in (
        (
            "steel-hot-rolled-coil-bf-bof",
            ("pact-3", "gbt-24067-2024", "pef-2021", "cbam-2025", "worldsteel-2017"),
        ),
        ("aluminium-ingot-primary-cn", ("gbt-44905-2024", "en-15804-a2")),
    )
    for rule in rules
]


@cache
def study(inventory: str) -> rw.Study:
    return rw.Study(inventory)


@cache
def shipped(inventory: str, rule: str) -> Hotspots:
    return study(inventory).hotspots(rule)


def loop(back: float = 0.5, rule: Any = None) -> Hotspots:
    """Steel draws 1 kg of coke, coke draws ``back`` kg of steel: 1 + back + back^2 + ... runs of each.

    Steel emits 2 kg, coke 1 kg: a kilogram of steel has (2 + 1) / (1 - back) kg.
    """
    processes = {
        "mill": {"outputs": {"steel": 1}, "inputs": {"coke": 1}, "emissions": {"co2-fossil": 2.0}},
        "oven": {"outputs": {"coke": 1}, "inputs": {"steel": back}, "emissions": {"co2-fossil": 1.0}},
    }
    return hotspots(
        rw.Study(make_inventory(processes), [rule or make_rule()], []).result("example-rule"), 0.01
    )


# ---- tables add up ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("inventory", "rule"), CASES)
@pytest.mark.parametrize("by", ADDITIVE)
def test_every_table_adds_up_to_the_total(inventory: str, rule: str, by: Any) -> None:
    found = shipped(inventory, rule)
    rows = found.rows(by)
    assert math.fsum(row.kg_co2e for row in rows) == pytest.approx(found.total_kg_co2e, rel=1e-11)
    assert math.fsum(row.share for row in rows) == pytest.approx(1, rel=1e-11)
    table = found.to_dataframe("en", by)
    assert table.iloc[-1, 0] == found.total_kg_co2e
    assert table.iloc[:-1, 0].sum() == pytest.approx(table.iloc[-1, 0], rel=1e-11)


@pytest.mark.parametrize(("inventory", "rule"), CASES)
def test_totals_and_credits_are_those_of_the_evaluation(inventory: str, rule: str) -> None:
    found = shipped(inventory, rule)
    evaluation = found.result.evaluation
    assert found.total_kg_co2e == pytest.approx(evaluation.total_kg_co2e, rel=1e-6)
    in_total = sum(each.kg_co2e for each in evaluation.credits if each.in_total)
    assert found.credits_kg_co2e == pytest.approx(in_total, rel=1e-5, abs=1e-6)
    size = abs(found.total_kg_co2e)  # either solution leaves rounding where nothing is
    rows = {row.id: row.kg_co2e for row in found.by_process if row.id != "credits"}
    by_process = {name: kg for name, kg in rows.items() if abs(kg) > 1e-9 * size}
    of_brightway = {name: kg for name, kg in evaluation.by_process.items() if abs(kg) > 1e-9 * size}
    assert by_process == pytest.approx(of_brightway, rel=1e-5)
    by_stage = {row.id: row.kg_co2e for row in found.by_stage}
    assert by_stage == pytest.approx(evaluation.by_stage, rel=1e-5, abs=1e-6)


@FEWER
@given(back=st.floats(0.0, 0.95), cut_off=st.floats(0.001, 0.5))
def test_paths_and_the_rest_are_the_whole_whatever_the_cut_off(back: float, cut_off: float) -> None:
    found = hotspots(loop(back).result, cut_off)
    assert found.total_kg_co2e == pytest.approx(3 / (1 - back), rel=1e-9)
    assert math.fsum(row.kg_co2e for row in found.by_path) == pytest.approx(found.total_kg_co2e, rel=1e-9)
    assert all(path.kg_co2e >= cut_off * found.total_kg_co2e * (1 - 1e-9) for path in found.paths)


# ---- paths --------------------------------------------------------------------------------------------------


def test_a_loop_is_followed_turn_by_turn() -> None:
    """Total 6: steel 2, coke 1 in the first turn, half in the second, until 1 % of 6 = 0.06 is reached."""
    paths = {path.nodes: path.kg_co2e for path in loop(0.5).paths}
    mill, oven = "mill|steel", "oven|coke"
    assert paths[(mill,)] == pytest.approx(2)
    assert paths[(mill, oven)] == pytest.approx(1)
    assert paths[(mill, oven, mill)] == pytest.approx(1)
    assert paths[(mill, oven, mill, oven)] == pytest.approx(0.5)
    # 2 / 2^k >= 0.06: k <= 5; 1 / 2^k >= 0.06: k <= 4
    assert len(paths) == 6 + 5


def test_a_branch_is_its_emission_and_its_branches_and_its_rest() -> None:
    for root in supply_tree(loop(0.5).burdens, 0.01):
        for node in walk(root):
            whole = node.direct_kg_co2e + sum(child.kg_co2e for child in node.children) + node.rest()
            assert whole == pytest.approx(node.kg_co2e)
            assert node.path[0] == "mill|steel" and node.path[-1] == node.key


def test_a_stricter_cut_off_shows_more_paths_of_the_same_size() -> None:
    found = shipped("steel-hot-rolled-coil-bf-bof", "pact-3")
    few, many = ({p.nodes: p.kg_co2e for p in supply_paths(found.burdens, share)} for share in (0.02, 0.002))
    assert few.keys() < many.keys()
    assert all(many[nodes] == value for nodes, value in few.items())


def test_the_tree_starts_with_the_whole_burden() -> None:
    found = shipped("steel-hot-rolled-coil-bf-bof", "gbt-24067-2024")
    (root,) = supply_tree(found.burdens, 0.01)
    solution = solve_central(found.burdens)
    assert root.kg_co2e == pytest.approx(float(solution.unit_impacts_kg_co2e @ found.burdens.demand_vector()))


def own_gas() -> Hotspots:
    """A furnace gives 1 kg of gas per kg of iron; what is not used is burned, and the works' power plant takes 0.9.

    Per kg of iron: 2 kg CO2 of the furnace, 0.1 of the flare, 0.9 of the power plant; the gas that the power plant takes
    is not burned in the flare, so that all that comes by way of power is zero.
    """
    processes = {
        "furnace": {"outputs": {"iron": 1}, "inputs": {"burned": 1, "power": 0.9}, "emissions": {"co2-fossil": 2.0}},
        "power-plant": {"outputs": {"power": 1}, "inputs": {"burned": -1}, "emissions": {"co2-fossil": 1.0}},
        "flare": {"outputs": {"burned": 1}, "emissions": {"co2-fossil": 1.0}},
    }  # fmt: skip
    return rw.Study(make_inventory(processes), [make_rule()], []).hotspots("example-rule")


def test_emissions_that_hide_each_other_in_a_branch_are_followed() -> None:
    found = own_gas()
    assert found.total_kg_co2e == pytest.approx(3.0)
    assert {row.id: row.kg_co2e for row in found.by_process} == {
        "furnace": pytest.approx(2.0), "power-plant": pytest.approx(0.9), "flare": pytest.approx(0.1),
    }  # fmt: skip
    paths = {path.nodes: path.kg_co2e for path in found.paths}
    furnace, power, flare = "furnace|iron", "power-plant|power", "flare|burned"
    assert paths[(furnace, power)] == pytest.approx(0.9)
    assert paths[(furnace, power, flare)] == pytest.approx(-0.9)
    assert paths[(furnace, flare)] == pytest.approx(1.0)


@pytest.mark.parametrize("name", ["steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"])
def test_paths_end_where_emissions_are(name: str) -> None:
    """At a strict cut-off the paths that end in a process add up to what it emits by the table of processes."""
    found = rw.Study(name).hotspots("gbt-24067-2024", cut_off=0.0005)
    ends: dict[str, float] = {}
    for path in found.paths:
        process = path.nodes[-1].split("|")[0]
        ends[process] = ends.get(process, 0.0) + path.kg_co2e
    for row in found.by_process[:6]:
        if row.id != "credits":
            assert ends[row.id] == pytest.approx(row.kg_co2e, abs=0.01 * found.burdens_kg_co2e)


# ---- decisions ----------------------------------------------------------------------------------------------


def joint() -> rw.Study:
    """1 kg main at 9 CNY and 1 kg side at 1 CNY from 10 kg of CO2: 5 kg by mass, 9 kg by price."""
    plant = {"outputs": {"main": 1, "side": 1}, "emissions": {"co2-fossil": 10.0, "ch4-fossil": 0.1}}
    flows = {"main": {"mass": 1.0, "price": 9.0}, "side": {"mass": 1.0, "price": 1.0}}
    rule = make_rule(ladder=[{"share": {"by": "mass"}}])
    return rw.Study(make_inventory({"plant": plant}, flows), [rule], [])


def test_the_alternative_share_is_carried_out() -> None:
    found = joint().hotspots("example-rule")
    effects = {(each.step, each.option): each for each in found.decisions}
    by_price = effects[("allocation", "share by price")]
    own = 5 + 0.05 * 29.8  # AR6, fossil methane
    assert found.total_kg_co2e == pytest.approx(own)
    assert by_price.total_kg_co2e == pytest.approx(own * 0.9 / 0.5)
    assert by_price.change_kg_co2e == pytest.approx(own * 0.8)
    assert by_price.share == pytest.approx(0.8)
    assert ("allocation", "share by mass") not in effects  # that is what the rule does


def test_another_gwp_set_is_carried_out() -> None:
    effects = {each.option: each for each in joint().hotspots("example-rule").decisions}
    assert effects["IPCC AR4"].change_kg_co2e == pytest.approx(0.05 * (25 - 29.8))


def test_the_change_of_recycling_method_is_that_of_the_rule_with_that_method() -> None:
    found = shipped("steel-hot-rolled-coil-bf-bof", "pact-3")
    effect = next(each for each in found.decisions if each.option == "end_of_life_recycling")
    rule = found.result.rule
    method = rule.settings["recycling.method"]
    settings = {**rule.settings, "recycling.method": Setting(effect.option, method.clause, method.rule_id)}
    system, _, _ = apply_rule(replace(rule, settings=settings), found.result.inventory)
    assert effect.total_kg_co2e == pytest.approx(evaluate(system).total_kg_co2e, rel=1e-6)


def test_an_alternative_that_cannot_run_says_why() -> None:
    found = shipped("aluminium-ingot-primary-cn", "gbt-44905-2024")
    for each in found.decisions:
        assert (each.change_kg_co2e is None) == bool(each.why)


# ---- output and errors --------------------------------------------------------------------------------------


def test_results_are_plain_data_in_steady_json() -> None:
    found = shipped("steel-hot-rolled-coil-bf-bof", "gbt-24067-2024")
    data = json.loads(found.to_json())
    assert data["format"] == "rulewright-hotspots/1"
    assert {*ADDITIVE, "decision", "apart"} <= data.keys()
    assert data["process"][-1]["id"] == "credits" and data["credits_kg_co2e"] < 0
    assert found.to_json() == found.to_json() and "<table" in found._repr_html_()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_notes_and_figures_come_in_both_languages(lang: str) -> None:
    found = shipped("steel-hot-rolled-coil-bf-bof", "gbt-24067-2024")
    for by in (*ADDITIVE, "decision"):
        assert len(found.to_dataframe(lang, by)) and found.notes(lang, by)
    assert len(found.notes(lang)) == 4
    for kind in ("sankey", *BYS):
        figure = found.plot(lang, kind)
        figure.canvas.draw()
        assert figure.axes


def test_bars_add_up_to_the_total() -> None:
    found = shipped("steel-hot-rolled-coil-bf-bof", "gbt-24067-2024")
    for kind in ADDITIVE:
        bars = found.plot("en", kind).axes[0].patches
        assert sum(bar.get_width() for bar in bars) == pytest.approx(found.total_kg_co2e)


def test_two_emissions_of_one_gas_by_one_process_have_names_of_their_own() -> None:
    table = shipped("steel-hot-rolled-coil-bf-bof", "gbt-24067-2024").to_dataframe("zh", "exchange")
    assert table.index.is_unique and any(name.endswith("（2）") for name in table.index)


def test_alternatives_are_named_in_the_readers_language() -> None:
    found = shipped("steel-hot-rolled-coil-bf-bof", "gbt-24067-2024")
    assert "按含碳量分配" in set(found.to_dataframe("zh", "decision")["备选"])
    assert "share by carbon content" in found.notes("en", "decision")[0]
    assert "by process" not in " ".join(found.notes("en", "decision"))


def test_an_alternative_that_cannot_be_carried_out_is_told_in_the_notes() -> None:
    found = shipped("steel-hot-rolled-coil-bf-bof", "gbt-24067-2024")
    one = replace(
        found.decisions[0], change_kg_co2e=None, total_kg_co2e=None, share=None, why="no 'price' for slag"
    )
    told = notes_of(SimpleNamespace(decisions=(one,), result=found.result), "en", "decision")  # type: ignore[arg-type]
    assert "cannot be carried out: no 'price' for slag" in told[0]


def test_what_stands_apart_is_named_for_people_with_its_amount() -> None:
    found = shipped("aluminium-ingot-primary-cn", "en-15804-a2")
    credits = [each for each in found.result.evaluation.credits if not each.in_total]
    told = [line for line in found.notes("en") if line.startswith("In no total")]
    assert bool(told) == bool(credits)
    assert not told or ("kg CO2e" in told[0] and "|" not in told[0])


def test_one_process_gives_a_figure_of_one_bar() -> None:
    inventory = make_inventory({"plant": {"outputs": {"main": 1}, "emissions": {"co2-fossil": 2}}})
    found = rw.Study(inventory, [make_rule()], []).hotspots("example-rule")
    for kind in ("sankey", *BYS):
        found.plot("en", kind).canvas.draw()
    assert len(found.plot("en", "process").axes[0].patches) == 1


def test_what_does_not_exist_is_refused() -> None:
    found = loop()
    with pytest.raises(HotspotError, match="no additive table"):
        found.rows("decision")
    with pytest.raises(HotspotError, match="no figure 'pie'"):
        found.plot("en", "pie")
    for cut_off in (0, -1, 2, True):
        with pytest.raises(HotspotError, match="not a cut-off of paths"):
            hotspots(found.result, cut_off)


def test_nothing_emitted_gives_tables_but_no_figure() -> None:
    inventory = make_inventory({"plant": {"outputs": {"main": 1}}})
    found = rw.Study(inventory, [make_rule()], []).hotspots("example-rule")
    assert found.total_kg_co2e == 0 and found.by_process == ()
    assert json.loads(found.to_json())["total_kg_co2e"] == 0
    with pytest.raises(HotspotError, match="nothing is emitted"):
        found.plot()
