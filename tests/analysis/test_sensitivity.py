"""Sensitivity of a footprint: by hand on small works, and on the shipped studies."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_examples import shipped
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.analysis.at_point import at_point
from rulewright.analysis.elasticities import ElasticityResult
from rulewright.analysis.held_totals import HeldTotals
from rulewright.analysis.one_at_a_time import OneAtATimeResult
from rulewright.analysis.question import QuestionError
from rulewright.analysis.ranges import all_numbers, ranges_of, uncertain_numbers
from rulewright.analysis.screening import ScreeningResult
from rulewright.analysis.sensitivity import METHODS
from rulewright.analysis.variance_shares import VarianceResult
from rulewright.analysis.varied import changed_inventory, find_varied
from rulewright.inventory import Inventory
from rulewright.reporting.sentences import Sentence, sentences_in

STEEL, ALUMINIUM = "steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"


def uniform(amount: float, low: float, high: float) -> dict[str, Any]:
    return {"amount": amount, "uncertainty": {"distribution": "uniform", "minimum": low, "maximum": high}}


def linear() -> rw.Study:
    """Per kg: 10 kg CO2 of its own (uniform 7..13), 2 kg of ore at 3 kg CO2 each (uniform 2..4), 5 kg certain."""
    inventory = make_inventory(
        {
            "works": {
                "outputs": {"steel": 1}, "inputs": {"ore": 2, "oil": 1},
                "emissions": {"co2-fossil": uniform(10, 7, 13)},
            },
            "mine": {"outputs": {"ore": 1}, "emissions": {"co2-fossil": uniform(3, 2, 4)}},
            "well": {"outputs": {"oil": 1}, "emissions": {"co2-fossil": 5}},
        }
    )  # fmt: skip
    return rw.Study(inventory, [make_rule()], choices=[])


def joint(price: float = 1.0, spread: tuple[float, float] = (0.5, 4.0)) -> Inventory:
    """One process, 12 kg CO2, makes 1 kg main (10 CNY/kg) and 1 kg side: shared by price, by lhv 3:1, by mass 1:1."""
    stated = {"property": "price", "unit": "CNY/kg", "source": "example of a test", "mark": "estimate"}
    side = {"amount": 1, "properties": [{**stated, **uniform(price, *spread)}]}
    return make_inventory(
        {"joint": {"outputs": {"main": 1, "side": side}, "emissions": {"co2-fossil": 12}}},
        {"main": {"mass": 1.0, "lhv": 3.0, "price": 10.0}, "side": {"mass": 1.0, "lhv": 1.0}},
    )


def by_price_if_far_apart(ratio: float = 5.0) -> Any:
    """Shared by price where prices differ by more than ``ratio``, else by mass."""
    return make_rule(
        ladder=[
            {"share": {"by": "price"}, "when": [{"price_ratio_above": ratio, "pairs": "any"}]},
            {"share": {"by": "mass"}},
        ]
    )


# ---- numbers that are varied --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "identity", "amount"),
    [
        ("coke", "parameter.coke", 288.0),
        ("parameter.coke", "parameter.coke", 288.0),
        ("converter/input/quicklime", "converter/input/quicklime", 55.0),
        ("coking-coal-supply/factor", "coking-coal-supply/factor", None),
        ("slab.price", "slab.price", 3.5),
        ("slab.price : liquid-steel.price", "slab.price", 3.5 / 3.3),
        ("slab.price:liquid-steel.price", "slab.price", 3.5 / 3.3),
    ],
)
def test_a_name_means_a_number(name: str, identity: str, amount: float | None) -> None:
    found = find_varied(shipped(STEEL).inventory, name)
    assert found.id == identity
    assert amount is None or found.amount == pytest.approx(amount)


def test_a_dated_price_stands_for_the_mean_of_its_years() -> None:
    """Hot-rolled coil 2022..2025: (4.4879 + 4.0444 + 3.6686 + 3.3463) / 4; a window moves the whole series."""
    inventory = shipped(STEEL).inventory
    found = find_varied(inventory, "hot-rolled-coil.price")
    assert found.amount == pytest.approx(15.5472 / 4) and found.window == "[2022-2025]"
    doubled = changed_inventory(inventory, [(found, 2 * found.amount)])
    last = find_varied(doubled, "hot-rolled-coil.price[2025-2025]")
    assert last.amount == pytest.approx(2 * 3.3463)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cokke", r"no quantity or parameter 'cokke' \(did you mean 'coke'\?\)"),
        ("slab.price : slab.price", "cannot be varied as a ratio"),
        ("slab.price : slab.mass", "a ratio of CNY/kg to kg/kg is no plain number"),
        ("slab.price :", "is no ratio of two numbers"),
        ("hot-rolled-coil.price[1999-2000]", r"has no window '\[1999-2000\]'"),
    ],
)
def test_a_name_that_means_nothing_is_refused(name: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        find_varied(shipped(STEEL).inventory, name)


@pytest.mark.parametrize(
    ("name", "rule"),
    [(STEEL, "pact-3"), (STEEL, "gbt-24067-2024"), (ALUMINIUM, "pef-2021"), (ALUMINIUM, "en-15804-a2")],
)
def test_held_and_chosen_anew_agree_where_no_choice_turns(name: str, rule: str) -> None:
    """Every number of the inventory, 1 % higher: the compiled system gives what the rule applied anew gives."""
    study = shipped(name)
    result = study.result(rule)
    every = [find_varied(study.inventory, each, result.system) for each in all_numbers(result)]
    some = [each for each in every if each.in_inventory][::3]
    model = HeldTotals(result, some)
    points = np.tile(model.central, (len(some), 1)) * (1 + 0.01 * np.eye(len(some)))
    totals = model(points)
    for place, varied in enumerate(some):
        there = at_point(
            result.rule, changed_inventory(study.inventory, [(varied, points[place, place])]), study.product
        )
        assert there.total_kg_co2e == pytest.approx(totals[place], rel=1e-9), varied.id


# ---- ranges -------------------------------------------------------------------------------------------


def test_ranges_are_those_stated_given_or_relative() -> None:
    study = linear()
    result = study.result("example-rule")
    stated = {each.varied.id: each for each in ranges_of(result)}
    assert set(stated) == {"works/emission/co2-fossil", "mine/emission/co2-fossil"}
    assert (stated["mine/emission/co2-fossil"].low, stated["mine/emission/co2-fossil"].high) == (2.0, 4.0)
    given = ranges_of(result, ["well/emission/co2-fossil"], given={"well/emission/co2-fossil": (1, 9)})
    assert (given[0].low, given[0].high, given[0].origin) == (1.0, 9.0, "given")
    relative = ranges_of(result, ["works/input/ore"], relative=0.25)
    assert (relative[0].low, relative[0].high, relative[0].origin) == (1.5, 2.5, "relative")


def test_an_unbounded_distribution_gives_its_percentiles() -> None:
    """Lognormal, median 3, sd of ln 0.3: P2.5 and P97.5 are 3 exp(-+0.3 * 1.96)."""
    emission = {"amount": 3.0, "uncertainty": {"distribution": "lognormal", "sd": 0.3}}
    inventory = make_inventory({"works": {"outputs": {"steel": 1}, "emissions": {"co2-fossil": emission}}})
    found = ranges_of(rw.Study(inventory, [make_rule()], []).result("example-rule"))[0]
    assert found.origin == "percentiles"
    assert found.low == pytest.approx(3 * math.exp(-0.3 * 1.959964), rel=1e-6)
    assert found.high == pytest.approx(3 * math.exp(0.3 * 1.959964), rel=1e-6)


def test_scores_beside_a_normal_are_one_distribution_of_the_same_spread() -> None:
    stated = {"distribution": "normal", "sd": 0.4, "pedigree": [3, 3, 3, 3, 3]}
    emission = {"amount": 3.0, "uncertainty": stated}
    inventory = make_inventory({"works": {"outputs": {"steel": 1}, "emissions": {"co2-fossil": emission}}})
    found = ranges_of(rw.Study(inventory, [make_rule()], []).result("example-rule"))[0]
    assert found.distribution is not None and found.distribution.factor_sd > 0
    values = found.values((np.arange(20_000) + 0.5) / 20_000)
    assert (np.diff(values) >= 0).all()
    assert values.std() == pytest.approx(found.distribution.standard_deviation(), rel=0.01)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"names": ["well/emission/co2-fossil"]}, "states no uncertainty, so it has no range"),
        ({"given": {"works/input/ore": (3.0, 1.0)}}, "the range 3 .. 1 is empty"),
        ({"given": {"works/input/ore": (math.nan, 1.0)}}, "the range nan .. 1 is empty"),
        ({"names": ["works/input/ore"], "relative": 0.0}, "'relative' cannot be 0"),
        ({"names": ["works/input/ore", "works/input/ore : well/output/oil"], "relative": 0.1}, "vary one number"),
        ({"most": 0}, "'most' cannot be 0"),
        ({"names": []}, "no number is left to vary"),
    ],
)  # fmt: skip
def test_ranges_that_cannot_be_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        ranges_of(linear().result("example-rule"), **settings)


def test_a_number_with_a_range_of_its_own_is_always_varied() -> None:
    """The well's emission has the smallest elasticity and isn't named: its range makes it vary."""
    result, given = linear().result("example-rule"), {"well/emission/co2-fossil": (1.0, 9.0)}
    own = "works/emission/co2-fossil"
    assert [each.varied.id for each in ranges_of(result, [own], given=given)] == [own, *given]
    assert [each.varied.id for each in ranges_of(result, given=given, most=1)] == list(given)
    assert [each.varied.id for each in ranges_of(result, given=given, most=2)] == [*given, own]


def test_the_strongest_numbers_are_kept() -> None:
    """Elasticities: works/emission 10/21, mine/emission 6/21."""
    found = ranges_of(linear().result("example-rule"), most=1)
    assert [each.varied.id for each in found] == ["works/emission/co2-fossil"]


def test_uncertain_numbers_are_those_of_the_uncertainty_analysis() -> None:
    result = shipped(STEEL).result("pact-3")
    found = shipped(STEEL).sensitivity("pact-3", "sobol", samples=1024)
    spread = shipped(STEEL).uncertainty(draws=4000)
    assert set(uncertain_numbers(result)) == {each["number"] for each in found.rows()}
    assert isinstance(found, VarianceResult)
    assert found.indices.sd == pytest.approx(spread.results["pact-3"].summary.sd.value, rel=0.05)


# ---- elasticities -------------------------------------------------------------------------------------


def test_elasticities_by_hand() -> None:
    """Total 10 + 2 * 3 + 5 = 21: its own emission 10/21, ore and its emission 6/21, the output -1."""
    found = linear().sensitivity(method="elasticity")
    assert isinstance(found, ElasticityResult)
    elasticities = {row["number"]: row["elasticity"] for row in found.rows()}
    assert elasticities["works/emission/co2-fossil"] == pytest.approx(10 / 21)
    assert elasticities["works/input/ore"] == pytest.approx(6 / 21)
    assert elasticities["mine/emission/co2-fossil"] == pytest.approx(6 / 21)
    assert elasticities["works/output/steel"] == pytest.approx(-1)
    assert elasticities["co2-fossil"] == pytest.approx(1)


def test_an_output_that_a_factor_is_per_unit_of_has_no_elasticity() -> None:
    named = {row["number"] for row in shipped(STEEL).sensitivity("pact-3").rows()}
    assert "coking-coal-supply/factor" in named
    assert "coking-coal-supply/output/coking-coal" not in named


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_footprint_of_zero_has_no_elasticities_but_an_order(lang: str) -> None:
    """2 kg of its own, and -0.5 kg with each of 4 kg of ore: 1 % more of any of them is 0.02 kg."""
    inventory = make_inventory(
        {
            "works": {"outputs": {"steel": 1}, "inputs": {"ore": 4}, "emissions": {"co2-fossil": 2}},
            "mine": {"outputs": {"ore": 1}, "emissions": {"co2-fossil": -0.5}},
        }
    )
    found = rw.Study(inventory, [make_rule()], []).sensitivity()
    assert isinstance(found, ElasticityResult) and found.total_kg_co2e == 0
    assert {row["elasticity"] for row in found.rows()} == {None}
    sizes = [abs(effect) for effect in found.effects]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] == pytest.approx(0.02)
    assert ("没有弹性" if lang == "zh" else "has no elasticities") in found.notes(lang)[0]
    json.loads(found.to_json())
    assert found.plot(lang).axes


def test_the_table_for_a_terminal_leaves_out_what_says_nothing() -> None:
    found = linear().sensitivity(method="oat")
    assert set(found.to_dataframe("en")) - set(found.narrow("en")) == {"choices that turn"}
    slopes = linear().sensitivity()
    assert set(slopes.to_dataframe("zh")) - set(slopes.narrow("zh")) == {"类别"}


# ---- one at a time ------------------------------------------------------------------------------------


def test_one_at_a_time_by_hand() -> None:
    """Own emission 7..13: 18..24; ore's emission 2..4: 19..23."""
    found = linear().sensitivity(method="oat")
    assert isinstance(found, OneAtATimeResult)
    rows = [(each.range.varied.id, each.low.held_kg_co2e, each.high.held_kg_co2e) for each in found.numbers]
    assert rows == [
        ("works/emission/co2-fossil", pytest.approx(18), pytest.approx(24)),
        ("mine/emission/co2-fossil", pytest.approx(19), pytest.approx(23)),
    ]
    assert all(each.low.anew is not None and not each.low.turned for each in found.numbers)
    assert any("no choice turns" in note for note in found.notes("en"))


def test_a_rung_that_flips_is_said_with_both_results() -> None:
    """Side at 4 CNY/kg: price ratio 2.5, so mass: 6 kg; held by price: 12 * 10 / 14. At 0.5: price, 12 * 10 / 10.5."""
    found = rw.Study(joint(), [by_price_if_far_apart()], []).sensitivity(method="oat")
    assert isinstance(found, OneAtATimeResult)
    price = found.numbers[0]
    assert price.range.varied.id == "joint.side.price"
    assert price.low.held_kg_co2e == pytest.approx(12 * 10 / 10.5) and not price.low.turned
    assert price.high.held_kg_co2e == pytest.approx(12 * 10 / 14)
    assert price.high.anew is not None and price.high.anew.total_kg_co2e == pytest.approx(6.0)
    assert {(each.before, each.after) for each in price.high.turned} == {("share-by:price", "share-by:mass")}
    told = [note for note in found.notes("en") if "chooses otherwise" in note]
    assert len(told) == 1 and "from shared by price to shared by mass" in told[0]
    assert any("改作选择" in note for note in found.notes("zh"))
    assert found.to_dict()["numbers"][0]["at_high"]["chosen_anew_kg_co2e"] == pytest.approx(6.0)


def test_a_point_that_the_rule_refuses_is_said() -> None:
    rule = make_rule(ladder=[{"share": {"by": "price"}, "when": [{"price_ratio_above": 5, "pairs": "any"}]}])
    found = rw.Study(joint(), [rule], []).sensitivity(method="oat")
    assert isinstance(found, OneAtATimeResult)
    end = found.numbers[0].high
    assert end.anew is not None and end.anew.total_kg_co2e is None and end.held_kg_co2e is not None
    assert any("there is no result" in note for note in found.notes("en"))
    assert any("没有结果" in note for note in found.notes("zh"))
    json.loads(found.to_json())


def test_choices_can_be_held_only() -> None:
    found = linear().sensitivity(method="oat", anew=False)
    assert "chosen_anew_kg_co2e" not in found.rows()[0]["at_low"]
    assert all("anew" not in str(head) for head in found.to_dataframe("en").columns)


# ---- Morris and Sobol' --------------------------------------------------------------------------------


def test_morris_of_a_linear_system_is_exact() -> None:
    found = linear().sensitivity(method="morris", samples=10)
    assert isinstance(found, ScreeningResult)
    rows = {row["number"]: row for row in found.rows()}
    assert rows["works/emission/co2-fossil"]["mu_star_kg_co2e"] == pytest.approx(6)
    assert rows["mine/emission/co2-fossil"]["mu_star_kg_co2e"] == pytest.approx(4)
    assert rows["mine/emission/co2-fossil"]["sigma_kg_co2e"] == pytest.approx(0, abs=1e-9)


def test_sobol_of_a_linear_system_is_known() -> None:
    """Variances 6^2/12 = 3 and 2^2 (2^2/12) = 4/3: shares 9/13 and 4/13, sd sqrt(13/3)."""
    found = linear().sensitivity(method="sobol", samples=2048)
    assert isinstance(found, VarianceResult)
    rows = {row["number"]: row for row in found.rows()}
    for name, share in (("works/emission/co2-fossil", 9 / 13), ("mine/emission/co2-fossil", 4 / 13)):
        assert rows[name]["first_order"] == pytest.approx(share, abs=0.01)
        assert rows[name]["total"] == pytest.approx(share, abs=0.01)
        assert rows[name]["distribution"] == "uniform"
    assert found.indices.sd == pytest.approx(math.sqrt(13 / 3), rel=0.01)
    assert found.indices.mean == pytest.approx(21, rel=0.001)


def test_sobol_agrees_with_first_order_shares_on_the_steel_study() -> None:
    """Gradients give first-order shares from two solves; nearly linear systems agree."""
    sampled = shipped(STEEL).sensitivity("pact-3", "sobol", samples=1024)
    slopes = shipped(STEEL).sensitivity("pact-3", "elasticity")
    shares = {row["number"]: row["first_order_variance_share"] for row in slopes.rows()}
    for row in sampled.rows()[:4]:
        assert row["total"] == pytest.approx(shares[row["number"]], abs=0.04), row["number"]


def test_numbers_that_vary_together_have_no_sobol_indices() -> None:
    emissions = {flow: uniform(10, 7, 13) for flow in ("co2-fossil", "n2o")}
    names = ["works/emission/co2-fossil", "works/emission/n2o"]
    inventory = make_inventory(
        {"works": {"outputs": {"steel": 1}, "emissions": emissions}},
        correlations=[{"quantities": names, "rho": 0.5, "source": "example of a test", "mark": "estimate"}],
    )
    study = rw.Study(inventory, [make_rule()], [])
    with pytest.raises(QuestionError, match=r"vary together: .*Sobol' indices need independent numbers"):
        study.sensitivity(method="sobol", samples=16)
    assert study.sensitivity(method="sobol", samples=16, numbers=names[:1]).rows()[0]["total"] > 0.9
    told = study.sensitivity(method="morris", samples=4).notes("en")
    assert any("vary together; this method takes them as independent" in note for note in told)


def test_a_range_in_which_a_loop_fails_is_refused() -> None:
    """Gas that feeds its own supply: at 1 kg of main per kg of gas the loop gives nothing."""
    inventory = make_inventory(
        {
            "works": {
                "outputs": {"main": 1}, "inputs": {"gas": uniform(0.5, 0.1, 3.0)},
                "emissions": {"co2-fossil": 1},
            },
            "gas": {"outputs": {"gas": 1}, "inputs": {"main": 0.5}, "emissions": {"co2-fossil": 1}},
        }
    )  # fmt: skip
    with pytest.raises(QuestionError, match="points have no result: a loop takes more than it gives"):
        rw.Study(inventory, [make_rule()], []).sensitivity(method="sobol", samples=64)


# ---- what is odd about ranges -------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["oat", "morris", "sobol"])
def test_a_range_beyond_the_stated_one_is_said(method: Any) -> None:
    """Own emission 7..13 as stated: 5..13 goes beyond it, 8..12 doesn't."""
    own = "works/emission/co2-fossil"
    beyond = linear().sensitivity(method=method, ranges={own: (5.0, 13.0)})
    assert any(
        "go beyond those that the inventory states: works: emission of" in note for note in beyond.notes("en")
    )
    assert any("超出清单给出的范围" in note for note in beyond.notes("zh"))
    inside = linear().sensitivity(method=method, ranges={own: (8.0, 12.0)})
    assert not any("go beyond" in note for note in inside.notes("en"))


def test_amounts_that_a_range_makes_negative_are_named() -> None:
    """The range of a parameter: at 1.5 the rest of the charge is -0.5 kg."""
    charge = {"ore": {"formula": "1 - share"}, "scrap": {"formula": "share"}}
    inventory = make_inventory(
        {
            "works": {"outputs": {"steel": 1}, "inputs": charge},
            "mine": {"outputs": {"ore": 1}, "emissions": {"co2-fossil": 2}},
            "yard": {"outputs": {"scrap": 1}, "emissions": {"co2-fossil": 0.1}},
        },
        parameters=[{"id": "share", "amount": 0.2, "unit": "kg", "source": "example of a test", "mark": "estimate"}],
    )  # fmt: skip
    study = rw.Study(inventory, [make_rule()], [])
    wide = study.sensitivity(method="oat", ranges={"share": (0.0, 1.5)}).notes("en")
    assert any(
        "amounts turn negative, which they are not at central values: works: input of ore." in note
        for note in wide
    )
    whole = study.sensitivity(method="oat", ranges={"share": (0.0, 1.0)}).notes("en")
    assert not any("turn negative" in note for note in whole)


def test_shares_and_contents_above_one_are_named() -> None:
    """1.2 kg of carbon in 1 kg of side; 0.9 would be none of a note's business."""
    inventory = make_inventory(
        {"joint": {"outputs": {"main": 1, "side": 1}, "emissions": {"co2-fossil": 12}}},
        {"main": {"carbon": 0.5}, "side": {"carbon": 0.5}},
    )
    study = rw.Study(inventory, [make_rule(ladder=[{"share": {"by": "carbon"}}])], [])
    for high, notes in ((1.2, 1), (0.9, 0)):
        told = study.sensitivity(method="oat", ranges={"side.carbon": (0.1, high)})
        assert sum("shares or contents pass 1: side: carbon" in note for note in told.notes("en")) == notes
        assert sum("大于 1" in note for note in told.notes("zh")) == notes


@pytest.mark.parametrize(("method", "samples", "points"), [("morris", 10, 10 * 3), ("sobol", 16, 16 * 4)])
def test_morris_and_sobol_report_how_far_they_are(method: Any, samples: int, points: int) -> None:
    told: list[tuple[int, int]] = []
    linear().sensitivity(
        method=method, samples=samples, progress=lambda done, count: told.append((done, count))
    )
    assert told[-1] == (points, points)


@pytest.mark.parametrize("seed", [1, 5])
def test_a_sum_of_first_order_indices_above_one_is_told_as_such(seed: int) -> None:
    """Seed 1 gives 1.020, seed 5 gives 0.972."""
    said = linear().sensitivity(method="sobol", samples=64, seed=seed).notes("en")[1]
    assert ("sum to 1.020, which is not below 1" if seed == 1 else "the remaining 2.8% is") in said


def test_gases_have_names_in_every_table() -> None:
    table = shipped(STEEL).sensitivity("pact-3", "oat", anew=False).to_dataframe("zh")
    assert dict(zip(table["数"], table["名称"], strict=True))["gwp/ch4"] == "GWP：ch4"


# ---- shapes, words, pictures --------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_method_has_table_notes_json_and_figure(method: Any, lang: str) -> None:
    found = linear().sensitivity(method=method, **({"samples": 16} if method in ("morris", "sobol") else {}))
    assert len(found.to_dataframe(lang)) == len(found.rows()) > 1
    assert all(found.notes(lang))
    assert json.loads(found.to_json())["method"] == method
    assert found.plot(lang).axes


def test_all_of_it_is_written_into_a_folder(tmp_path: Path) -> None:
    names = {path.name for path in linear().sensitivity(method="oat").write(tmp_path / "out")}
    assert {"sensitivity-oat.csv", "sensitivity-oat.json", "sensitivity-oat-zh.svg"} <= names


def test_sentences_hold_the_same_in_both_languages() -> None:
    from rulewright.analysis import (
        at_point,
        elasticities,
        one_at_a_time,
        screening,
        sensitivity_result,
        variance_shares,
        varied,
    )
    from rulewright.reporting import figures_sensitivity

    modules = (
        at_point, elasticities, one_at_a_time, screening, sensitivity_result, variance_shares, varied,
        figures_sensitivity,
    )  # fmt: skip
    every: list[tuple[str, Sentence]] = [each for module in modules for each in sentences_in(module)]
    assert len(every) > 60
    assert not [problem for _, sentence in every for problem in sentence.problems()]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"method": "soboll"}, r"'method' cannot be 'soboll' \(did you mean 'sobol'"),
        ({"rule": "example-rul"}, r"no rule 'example-rul' in this study \(did you mean"),
        ({"method": "sobol", "samples": 100}, "a base sample of 100 is no power of 2"),
        ({"method": "morris", "samples": 2}, "'trajectories' cannot be 2"),
        ({"method": "oat", "numbers": ["works/input/iron"]}, "no quantity or parameter 'works/input/iron'"),
        ({"method": "elasticity", "most": 5}, "method 'elasticity' doesn't use 'most'"),
        (
            {"method": "elasticity", "ranges": {"works/input/ore": (1, 2)}},
            "method 'elasticity' doesn't use 'ranges'",
        ),
        ({"method": "oat", "samples": 64}, "method 'oat' doesn't use 'samples'"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        linear().sensitivity(**settings)


def test_numbers_of_a_tornado_stand_beside_each_other_where_nothing_moves() -> None:
    """Numbers that move nothing beyond rounding: the low one stands left of the line, the high one right."""
    found = rw.Study("cement-blended", ["gbt-24067-2024"]).sensitivity("gbt-24067-2024", "oat")
    assert isinstance(found, OneAtATimeResult)
    still = [
        row
        for row, each in enumerate(found.numbers[:15])
        if abs((each.low.held_kg_co2e or 0.0) - (each.high.held_kg_co2e or 0.0)) < 1e-9
    ]
    texts = found.plot("en").axes[0].texts
    assert still
    for row in still:
        sides = [text.get_ha() for text in texts if getattr(text, "xy", (None, None))[1] == row]
        assert sorted(sides) == ["left", "right"]


def test_names_of_a_tornado_can_be_told_apart() -> None:
    found = rw.Study("cement-blended", ["gbt-24067-2024"]).sensitivity("gbt-24067-2024", "oat")
    labels = [label.get_text() for label in found.plot("en").axes[0].get_yticklabels()]
    assert any(label.endswith("input of cement clinker [kg]") for label in labels)
    assert all(": " in label for label in labels)
