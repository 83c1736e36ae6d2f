"""Break-even: crossings, jumps and their absence, by hand on one process with two products."""

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_examples import shipped
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.analysis.break_even import break_even, break_even_plants
from rulewright.analysis.break_even_map import break_even_map, break_even_map_plants
from rulewright.analysis.break_even_result import BreakEvenResult
from rulewright.analysis.question import QuestionError
from rulewright.inventory import Inventory
from rulewright.reporting.sentences import Sentence, sentences_in
from rulewright.rule import Rule

STEEL = "steel-hot-rolled-coil-bf-bof"


def named(rule: Rule, name: str) -> Rule:
    document = rule.chain[0].document.model_copy(update={"number": name})
    return replace(
        rule, chain=(rule.chain[0].model_copy(update={"id": name, "document": document}), *rule.chain[1:])
    )


def by(key: str) -> Rule:
    return named(make_rule(ladder=[{"share": {"by": key}}]), f"by-{key}")


def far_apart(limit: float = 5.0) -> Rule:
    """By price where prices differ by more than ``limit``, else by mass."""
    price = {"share": {"by": "price"}, "when": [{"price_ratio_above": limit, "pairs": "any"}]}
    return named(make_rule(ladder=[price, {"share": {"by": "mass"}}]), "far-apart")


def joint() -> Inventory:
    """12 kg CO2 for 1 kg main (10 CNY/kg, 3 MJ/kg) and 1 kg side (1 CNY/kg, 1 MJ/kg), both 1 kg/kg of mass."""
    return make_inventory(
        {"joint": {"outputs": {"main": 1, "side": 1}, "emissions": {"co2-fossil": 12}}},
        {
            "main": {"mass": 1.0, "lhv": 3.0, "price": 10.0},
            "side": {"mass": 1.0, "lhv": 1.0, "price": 1.0},
        },
    )


def study(*rules: Rule) -> rw.Study:
    return rw.Study(joint(), rules, choices=[])


# ---- crossings ----------------------------------------------------------------------------------------


def test_the_price_at_which_two_rules_agree() -> None:
    """By price main carries 120 / (10 + q), by heat 9: equal at q = 10/3, whatever the grid."""
    for points in (3, 10, 25):
        found = break_even(study(by("price"), by("lhv")), "side.price", low=0.5, high=8.0, points=points)
        assert [(each.at, each.total_kg_co2e) for each in found.roots] == [
            (pytest.approx(10 / 3, rel=1e-9), pytest.approx(9.0))
        ]
        assert not found.jumps and not found.without()
    assert [each.order for each in found.stretches] == [("by-lhv", "by-price"), ("by-price", "by-lhv")]


def test_the_price_ratio_at_which_two_rules_agree() -> None:
    """The same as a ratio: q : 10 = 1/3; main's price stays."""
    found = break_even(study(by("price"), by("lhv")), "side.price : main.price", low=0.05, high=0.8)
    assert found.roots[0].at == pytest.approx(1 / 3)
    assert found.range.varied.amount == pytest.approx(0.1)


def test_a_crossing_on_a_point_of_the_scan_is_found_once() -> None:
    """By price and by mass agree at q = 10, the middle of three points."""
    found = break_even(study(by("price"), by("mass")), "side.price", low=5.0, high=15.0, points=3)
    assert [each.at for each in found.roots] == [pytest.approx(10.0)]


def test_a_crossing_at_the_end_of_the_range_is_found() -> None:
    found = break_even(study(by("price"), by("mass")), "side.price", low=10.0, high=15.0, points=4)
    assert [each.at for each in found.roots] == [pytest.approx(10.0)]


def test_every_crossing_of_three_rules_is_found_in_order() -> None:
    """By price meets heat (9) at 10/3 and mass (6) at 10."""
    found = break_even(study(by("price"), by("lhv"), by("mass")), "side.price", low=1.0, high=20.0)
    assert [({each.a, each.b}, each.at) for each in found.roots] == [
        ({"by-price", "by-lhv"}, pytest.approx(10 / 3)),
        ({"by-price", "by-mass"}, pytest.approx(10.0)),
    ]
    assert found.without() == [("by-lhv", "by-mass")]
    assert [each.order[0] for each in found.stretches] == ["by-mass", "by-mass", "by-price"]


def test_no_break_even_is_said_plainly() -> None:
    """Between 5 and 8 CNY/kg: 120/15 = 8 to 120/18 = 6.67, above the 6 of mass throughout."""
    found = break_even(study(by("price"), by("mass")), "side.price", low=5.0, high=8.0)
    assert not found.roots and found.without() == [("by-price", "by-mass")]
    assert any(
        "no break-even in the range; by-price is higher throughout, by 0.6667 to 2 kg" in note
        for note in found.notes("en")
    )
    assert any("没有平衡点" in note for note in found.notes("zh"))
    assert len(found.to_dataframe()) == 0


def test_two_rules_that_are_one_calculation_are_equal_all_over() -> None:
    found = break_even(study(by("mass"), named(by("mass"), "again")), "side.price", low=1.0, high=5.0)
    assert not found.roots
    assert any("equal all over the range" in note for note in found.notes("en"))


# ---- jumps --------------------------------------------------------------------------------------------


def test_a_rung_that_turns_is_a_jump_and_no_break_even() -> None:
    """Below q = 2 the ratio 10 / q is above 5: by price, 120 / 12 = 10 there; above: by mass, 6. Heat gives 9."""
    found = break_even(study(far_apart(), by("lhv")), "side.price", low=0.5, high=4.0)
    assert not found.roots
    assert len(found.jumps) == 1
    jump = found.jumps[0]
    assert jump.case == "far-apart" and jump.at == pytest.approx(2.0, abs=1e-7)
    assert (jump.before, jump.after) == (pytest.approx(10.0), pytest.approx(6.0))
    assert jump.swapped == ("by-lhv",)
    assert {(each.before, each.after) for each in jump.turned} == {("share-by:price", "share-by:mass")}
    assert not found.without()  # they change places, though they are equal nowhere
    assert [each.order for each in found.stretches] == [("by-lhv", "far-apart"), ("far-apart", "by-lhv")]
    told = "\n".join(found.notes("en"))
    assert "jumps at side: price = 2 CNY/kg, from 10 to 6 kg CO2e" in told
    assert "change places in this jump without being equal there" in told


def test_a_jump_that_changes_no_place_is_told_as_well() -> None:
    """Against mass (6): 10 above it, then equal to it; the two never change places."""
    found = break_even(study(far_apart(), by("mass")), "side.price", low=0.5, high=4.0)
    assert len(found.jumps) == 1 and found.jumps[0].swapped == ()
    assert not found.roots
    assert [each.groups for each in found.stretches] == [
        (("by-mass",), ("far-apart",)), (("far-apart", "by-mass"),),
    ]  # fmt: skip
    assert [(each.low, each.high) for each in found.spans] == [(pytest.approx(2.0, abs=1e-7), 4.0)]
    assert not any("is higher throughout" in note for note in found.notes("en"))


def test_a_jump_of_a_third_rule_does_not_cut_a_stretch_in_two() -> None:
    """Mass and its twin are one calculation all over, whatever far-apart does at 2; heat crosses price at 10/3."""
    rules = study(by("mass"), named(by("mass"), "again"), far_apart(), by("price"), by("lhv"))
    found = break_even(rules, "side.price", low=0.5, high=4.0)
    whole = [each for each in found.spans if {each.a, each.b} == {"by-mass", "again"}]
    assert [(each.low, each.high) for each in whole] == [(0.5, 4.0)]
    told = [note for note in found.notes("en") if note.startswith("by-mass and again")]
    assert told == ["by-mass and again: equal all over the range; they are one calculation here."]
    assert [each.at for each in found.roots] == [pytest.approx(10 / 3)]


def test_held_choices_do_not_jump() -> None:
    """With the rung held (by price) the crossing with heat is that of price: 10/3."""
    found = break_even(study(far_apart(), by("lhv")), "side.price", low=0.5, high=4.0, anew=False)
    assert not found.jumps
    assert found.roots[0].at == pytest.approx(10 / 3)


def test_a_crossing_and_a_jump_in_one_step_of_the_scan_are_both_found() -> None:
    """By price meets 11.7 (heat 39:1) at q = 120/11.7 - 10; the jump at 2 follows in the same step."""
    inventory = make_inventory(
        {"joint": {"outputs": {"main": 1, "side": 1}, "emissions": {"co2-fossil": 12}}},
        {
            "main": {"mass": 1.0, "lhv": 39.0, "price": 10.0},
            "side": {"mass": 1.0, "lhv": 1.0, "price": 1.0},
        },
    )
    found = break_even(
        rw.Study(inventory, [far_apart(), by("lhv")], []), "side.price", low=0.1, high=10.1, points=3
    )
    assert [each.at for each in found.roots] == [pytest.approx(120 / 11.7 - 10)]
    assert [each.at for each in found.jumps] == [pytest.approx(2.0, abs=1e-7)]


def test_where_a_rule_stops_is_located_and_said() -> None:
    """Without a second rung the rule refuses from q = 2 on."""
    stops = named(
        make_rule(ladder=[{"share": {"by": "price"}, "when": [{"price_ratio_above": 5, "pairs": "any"}]}]),
        "stops",
    )
    found = break_even(study(stops, by("lhv")), "side.price", low=0.5, high=4.0, points=8)
    assert [each.at for each in found.jumps] == [pytest.approx(2.0, abs=1e-7)]
    assert found.jumps[0].after is None
    assert any("has a result on one side of" in note for note in found.notes("en"))
    assert any("points of the scan without a result: " in note for note in found.notes("en"))
    assert found.to_dict()["scan"][-1]["kg_co2e"]["stops"] is None
    json.loads(found.to_json())


def test_a_real_rule_jumps_where_a_share_of_revenue_becomes_negligible() -> None:
    """EN 15804: slag that brings 1 % of the blast furnace's revenue or less carries nothing."""
    found = shipped(STEEL).break_even(
        "granulated-slag.price : hot-metal.price", rules=["gbt-24067-2024", "en-15804-a2"], low=0.01, high=0.3,
        points=7,
    )  # fmt: skip
    assert [each.case for each in found.jumps] == ["en-15804-a2"]
    assert found.jumps[0].turned[0].before == "burden_free"
    assert found.jumps[0].turned[0].after == "share-by:price"
    at, total = found.roots[0].at, found.roots[0].total_kg_co2e
    # independent of the search: the two rules at that price
    price = (
        at * shipped(STEEL).inventory.property_value("blast-furnace", "hot-metal", "price").quantity.amount
    )  # type: ignore[union-attr]
    there = rw.Study(shipped(STEEL).inventory.with_amounts({"granulated-slag.price": price}))
    for rule in ("gbt-24067-2024", "en-15804-a2"):
        assert there.result(rule).evaluation.total_kg_co2e == pytest.approx(total, rel=1e-9)


# ---- plants -------------------------------------------------------------------------------------------


def plant(name: str, own: float, power: float) -> rw.Study:
    inventory = make_inventory(
        {
            "works": {"outputs": {"steel": 1}, "inputs": {"power": power}, "emissions": {"co2-fossil": own}},
            "grid": {"outputs": {"power": 1}, "factor": 0.6},
        },
        id=name,
    )
    return rw.Study(inventory, [make_rule()], choices=[])


def test_the_grid_factor_at_which_two_plants_change_places() -> None:
    """2 + 0.5 g and 0.4 + 4.5 g: equal at g = 0.4."""
    blast, electric = plant("blast", 2.0, 0.5), plant("electric", 0.4, 4.5)
    found = break_even_plants([blast, electric], "grid/factor", low=0.0, high=1.0)
    assert [each.at for each in found.roots] == [pytest.approx(0.4)]
    assert found.roots[0].total_kg_co2e == pytest.approx(2.2)
    assert [each.order[0] for each in found.stretches] == ["electric", "blast"]


def test_plants_of_one_inventory_go_by_name() -> None:
    one = plant("works", 2.0, 0.5)
    cleaner = rw.Study(one.inventory.with_amounts({"works/emission/co2-fossil": 1.5}), one.rules.values(), [])
    found = break_even_plants({"today": one, "cleaner": cleaner}, "grid/factor", low=0.1, high=0.9)
    assert found.without() == [("today", "cleaner")]
    with pytest.raises(QuestionError, match="inventories named: 1"):
        break_even_plants([one, cleaner], "grid/factor", low=0.1, high=0.9)


# ---- maps ---------------------------------------------------------------------------------------------


def test_a_map_of_two_prices_has_its_border_where_results_are_equal() -> None:
    """By price 12 p / (p + q), by heat 9: lower by price where p < 3 q."""
    found = break_even_map(
        study(by("price"), by("lhv")), ("main.price", "side.price"), spans=[(2.0, 12.0), (1.0, 6.0)], cells=7
    )
    p, q = np.meshgrid(found.x, found.y)
    np.testing.assert_allclose(found.totals[0], 12 * p / (p + q))
    np.testing.assert_allclose(found.difference, 12 * p / (p + q) - 9)
    off_border = np.abs(p - 3 * q) > 1e-9
    np.testing.assert_array_equal(found.lowest[off_border], np.where(p < 3 * q, 0, 1)[off_border])


def test_held_and_anew_maps_agree_where_no_choice_turns() -> None:
    rules = study(by("price"), by("lhv"))
    settings: dict[str, Any] = {"spans": [(2.0, 12.0), (1.0, 6.0)], "cells": 4}
    one = break_even_map(rules, ("main.price", "side.price"), **settings)
    other = rules.break_even_map("main.price", "side.price", anew=False, **settings)
    np.testing.assert_allclose(one.totals, other.totals)


def test_a_map_of_three_rules_shows_the_lowest_and_ties() -> None:
    rules = study(by("price"), by("mass"), named(by("mass"), "again"))
    found = break_even_map(rules, ("main.price", "side.price"), spans=[(2.0, 12.0), (1.0, 6.0)], cells=4)
    assert set(found.lowest.ravel()) == {0, -1}
    assert any("more than one is lowest" in note for note in found.notes("en"))
    assert json.loads(found.to_json())["lowest"]


def test_a_map_says_where_choices_turn_and_where_nothing_is() -> None:
    stops = named(
        make_rule(ladder=[{"share": {"by": "price"}, "when": [{"price_ratio_above": 5, "pairs": "any"}]}]),
        "stops",
    )
    found = break_even_map(
        study(stops, far_apart()), ("main.price", "side.price"), spans=[(2.0, 12.0), (0.5, 6.0)], cells=5
    )
    assert (found.lowest == -2).any()
    told = "\n".join(found.notes("en"))
    assert "one has no result" in told and "far-apart changes its choices inside the map" in told
    assert found.plot("zh").axes


def test_a_map_of_plants() -> None:
    found = break_even_map_plants(
        [plant("blast", 2.0, 0.5), plant("electric", 0.4, 4.5)], ("grid/factor", "works/emission/co2-fossil"),
        spans=[(0.0, 1.0), (0.1, 3.0)], cells=3,
    )  # fmt: skip
    # with the same emission of their own, the plant with less power is lower wherever power has a footprint
    assert found.lowest[:, 1:].tolist() == [[0, 0]] * 3
    assert found.lowest[:, 0].tolist() == [-1] * 3


# ---- shapes, words, pictures --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def jumping() -> BreakEvenResult:
    return break_even(study(far_apart(), by("lhv"), by("price")), "side.price", low=0.5, high=4.0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_notes_and_figure(jumping: BreakEvenResult, lang: str) -> None:
    table = jumping.to_dataframe(lang)
    assert len(table) == len(jumping.roots) + len(jumping.jumps) + len(jumping.spans) == 3
    assert list(table.iloc[:, 0]) == sorted(table.iloc[:, 0])
    assert all(jumping.notes(lang))
    assert jumping.plot(lang).axes


def test_json_holds_what_the_documentation_promises(jumping: BreakEvenResult) -> None:
    found = json.loads(jumping.to_json())
    assert found["format"] == "rulewright-break-even/1"
    assert set(found) >= {
        "vary", "chosen_anew", "points", "cases", "equal_at", "equal_between", "jumps", "without_break_even", "orders",
        "scan",
    }  # fmt: skip
    ends = [(each["from"], each["to"]) for each in found["orders"]]
    assert ends[0][0] == 0.5 and ends[-1][1] == 4.0
    assert all(one[1] == other[0] for one, other in pairwise(ends))


def test_all_of_it_is_written_into_a_folder(jumping: BreakEvenResult, tmp_path: Path) -> None:
    names = {path.name for path in jumping.write(tmp_path / "out", "zh")}
    assert {"break-even.csv", "break-even.json", "break-even-en.png"} <= names
    two = break_even_map(
        study(by("price"), by("lhv")), ("main.price", "side.price"), spans=[(2, 12), (1, 6)], cells=3
    )
    assert "break-even-map-zh.svg" in {path.name for path in two.write(tmp_path / "out")}


def test_sentences_hold_the_same_in_both_languages() -> None:
    from rulewright.analysis import break_even_map as maps
    from rulewright.analysis import break_even_result as lines
    from rulewright.reporting import figures_break_even

    modules = (lines, maps, figures_break_even)
    every: list[tuple[str, Sentence]] = [each for module in modules for each in sentences_in(module)]
    assert len(every) > 35
    assert not [problem for _, sentence in every for problem in sentence.problems()]


@pytest.mark.parametrize(
    ("vary", "settings", "said"),
    [
        ("side.pirce", {"low": 1, "high": 2}, r"no quantity or parameter 'side.pirce' \(did you mean 'side.price'"),
        ("side.price", {}, "states no uncertainty, so it has no range"),
        ("side.price : main.price", {}, "a ratio states no range"),
        ("side.price", {"low": 1.0}, "only one end of the range is given"),
        ("side.price", {"low": 2.0, "high": 1.0}, "the range 2 .. 1 is empty"),
        ("side.price", {"low": 1.0, "high": math.inf}, "the range 1 .. inf is empty"),
        ("side.price", {"low": 1.0, "high": 2.0, "points": 2}, "'points' cannot be 2"),
        ("side.price", {"low": 1.0, "high": 2.0, "rules": ["by-lhv"]}, "rules named: 1; at least 2"),
        ("joint/output/main", {"low": -3.0, "high": -1.0}, "nothing in this range has a result"),
        ("gwp/ch4", {"low": 1.0, "high": 2.0}, "no quantity or parameter 'gwp/ch4'"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_refused(vary: str, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        break_even(study(by("price"), by("lhv")), vary, **settings)


@pytest.mark.parametrize(
    ("vary", "settings", "said"),
    [
        (("side.price",), {}, "a map varies 2 numbers, not 1"),
        (("side.price", "side.price"), {"spans": [(1, 2), (1, 2)]}, "vary one number"),
        (("side.price", "main.price"), {"spans": [(1, 2), (1, 2)], "cells": 2}, "'cells' cannot be 2"),
    ],
)
def test_a_map_that_cannot_be_is_refused(vary: Any, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        break_even_map(study(by("price"), by("lhv")), vary, **settings)


def test_a_characterisation_factor_is_the_rules_own() -> None:
    """It can be varied with choices held, not with choices made anew."""
    steel = shipped(STEEL)
    with pytest.raises(QuestionError, match="so no rule can choose anew"):
        steel.break_even("gwp/ch4", rules=["pact-2", "pef-2021"], low=20.0, high=40.0)
    held = steel.break_even(
        "gwp/ch4", rules=["pact-2", "pef-2021"], low=20.0, high=40.0, points=3, anew=False
    )
    assert held.scan[0]["pact-2"] < held.scan[-1]["pact-2"]  # type: ignore[operator]


def test_plants_of_different_units_are_refused() -> None:
    gas = make_inventory(
        {"works": {"outputs": {"gas": 1}, "emissions": {"co2-fossil": 1}}, "grid": {"outputs": {"power": 1}, "factor": 1}},
        {"gas": {"unit": "MJ"}}, id="gas",
    )  # fmt: skip
    with pytest.raises(QuestionError, match="different units: MJ, kg"):
        break_even_plants(
            [plant("blast", 2.0, 0.5), rw.Study(gas, [make_rule()], [])], "grid/factor", low=0, high=1
        )
