"""Portfolios: rankings worked by hand, shared and own draws, reversals, refusals, what a rule can discern."""

import json
import math
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.analysis.discernible import demands_of, discernible
from rulewright.analysis.portfolio import PortfolioError, PortfolioResult, run
from rulewright.analysis.portfolio_draws import PlantDraws, own_keys, portfolio_keys
from rulewright.changes import Value, changed
from rulewright.engine.draws import Draws
from rulewright.inventory import Inventory, Uncertainty
from rulewright.portfolio import Plant, PlantFile, Portfolio, PortfolioFile
from rulewright.rule import Rule, Text

ORIGIN = {"source": "example of a test", "mark": "estimate"}


def lognormal(amount: float, sd: float = 0.1) -> dict[str, Any]:
    return {"amount": amount, "uncertainty": {"distribution": "lognormal", "sd": sd}}


def works() -> Inventory:
    """A plant that makes 1 kg of a main product and some of a side product from coal.

    Emissions are ``heat`` kg of CO2; price and mass share them differently.
    """
    parameters = [
        {"id": "heat", "amount": 1.0, "unit": "kg/kg", **ORIGIN},
        {"id": "side", "amount": 1.0, "unit": "kg/kg", **ORIGIN},
    ]
    plant = {
        "outputs": {"main": 1, "side": {"formula": "side"}},
        "inputs": {"coal": {"formula": "heat"}},
        "emissions": {"co2-fossil": {"formula": "heat"}},
    }
    mine = {"outputs": {"coal": 1}, "emissions": {"co2-fossil": lognormal(0.2)}}
    flows = {"main": {"mass": 1.0, "price": 9.0}, "side": {"mass": 1.0, "price": 1.0}, "coal": {"mass": 1.0}}
    return make_inventory({"plant": plant, "mine": mine}, flows, parameters=parameters)


def share_rule(key: str) -> Rule:
    rule = make_rule(ladder=[{"share": {"by": key}}])
    head = rule.chain[0].model_copy(update={"id": f"by-{key}"})
    return replace(rule, chain=(head, *rule.chain[1:]))


def portfolio_of(values: dict[str, dict[str, Value]]) -> Portfolio:
    """Plants of :func:`works` with these values of parameters."""
    base = works()
    files = [
        PlantFile(
            id=name, name=Text(zh=f"工厂{name}", en=f"plant {name}"), location="CN", inventory="example"
        )
        for name in values
    ]
    file = PortfolioFile(
        format="rulewright-portfolio/1", id="example", title=Text(zh="例子", en="example"), version="1",
        licence="BSD-3-Clause", plants_are="plausible", note=Text(zh="例子", en="example"), rules=["by-mass"],
        choices=[], plants=files,
    )  # fmt: skip
    plants = [
        Plant(
            each, changed(base, values[each.id]), frozenset(f"parameter.{name}" for name in values[each.id])
        )
        for each in files
    ]
    return Portfolio(file, tuple(plants))


def exact(**values: float) -> dict[str, Value]:
    return {name: Value(amount, is_exact=True) for name, amount in values.items()}


def two_plants() -> Portfolio:
    """A: heat 1.0, side 0.25; B: heat 1.2, side 1.0.

    By mass A bears 1/1.25 = 0.8 and B 1/2 = 0.5 of its burdens (1.2 kg per kg of heat: 1 burned, 0.2 of the mine):
    A 0.8 * 1.2 = 0.96, B 0.5 * 1.44 = 0.72. By price A bears 9/9.25, B 9/10: A 1.1676, B 1.296. The order turns.
    """
    return portfolio_of({"a": exact(heat=1.0, side=0.25), "b": exact(heat=1.2, side=1.0)})


RULES = [share_rule("mass"), share_rule("price")]


def three_plants() -> Portfolio:
    spread = Uncertainty(distribution="lognormal", sd=0.1)
    heats = {"a": 1.0, "b": 1.1, "c": 2.0}
    return portfolio_of({name: {"heat": Value(heat, spread)} for name, heat in heats.items()})


# ---- by hand ----------------------------------------------------------------------------------------------


def test_footprints_ranks_and_the_reversal_are_those_worked_by_hand() -> None:
    result = run(two_plants(), RULES, draws=0)
    assert result.footprint("a", "by-mass") == pytest.approx(0.96, rel=1e-6)
    assert result.footprint("b", "by-mass") == pytest.approx(0.72, rel=1e-6)
    assert result.footprint("a", "by-price") == pytest.approx(1.2 * 9 / 9.25, rel=1e-6)
    assert result.footprint("b", "by-price") == pytest.approx(1.296, rel=1e-6)
    assert result.ranks("by-mass") == {"b": 1, "a": 2}
    assert result.ranks("by-price") == {"a": 1, "b": 2}
    (reversal,) = result.reversals
    assert (reversal.low, reversal.high, reversal.rule_a, reversal.rule_b) == (
        "b",
        "a",
        "by-mass",
        "by-price",
    )
    assert reversal.below_kg_co2e == pytest.approx(0.24, rel=1e-5)
    assert reversal.above_kg_co2e == pytest.approx(1.296 - 1.2 * 9 / 9.25, rel=1e-5)
    assert reversal.probability is None


def test_equal_plants_share_a_rank_and_never_reverse() -> None:
    result = run(
        portfolio_of({"a": exact(heat=1.0), "b": exact(heat=1.0), "c": exact(heat=3.0)}), RULES, draws=0
    )
    assert result.ranks("by-mass") == {"a": 1, "b": 1, "c": 3}
    assert result.reversals == ()


def test_tau_counts_pairs_in_and_out_of_order() -> None:
    """Three plants; by mass B < A < C, by price A < B < C: two of three pairs agree, tau = (2 - 1) / 3."""
    plants = {"a": exact(heat=1.0, side=0.25), "b": exact(heat=1.2, side=1.0), "c": exact(heat=5.0, side=0.5)}
    result = run(portfolio_of(plants), RULES, draws=0)
    (agreement,) = result.agreements
    assert agreement.tau == pytest.approx(1 / 3)
    assert result.tau().loc["by-mass", "by-price"] == pytest.approx(1 / 3)


def test_gains_are_what_the_clauses_make_at_each_plant() -> None:
    result = run(two_plants(), RULES, draws=0)
    table = result.gains("by-mass", "by-price")
    # only the key differs: all of the difference is allocation's
    assert table["allocation"].to_list() == pytest.approx([1.2 * 9 / 9.25 - 0.96, 1.296 - 0.72], rel=1e-5)
    assert table["difference"].to_list() == pytest.approx(table["allocation"].to_list())
    assert table["against the mean of plants"].sum() == pytest.approx(0, abs=1e-12)


# ---- draws ------------------------------------------------------------------------------------------------


def test_what_plants_share_is_drawn_once_and_what_is_their_own_apart() -> None:
    steel = rw.read_portfolio("steel-plants-cn")
    first, second = steel.plants[:2]
    keys = portfolio_keys(steel.plants)
    drawn = [
        PlantDraws(each.id, each.inventory, own_keys(each.inventory, each.stated), keys, 50)
        for each in (first, second)
    ]
    factor = rw.Study(first.inventory).result("pact-3").system.quantities["hard-coal-supply/factor"]
    shared = [each.values({factor.id: factor}, 0, 50)[factor.id] for each in drawn]
    assert np.array_equal(shared[0], shared[1])
    alone = Draws(first.inventory, 50).values({factor.id: factor}, 0, 50)[factor.id]
    assert np.array_equal(shared[0], alone)
    coke = [each.inventory.parameters["coke"] for each in (first, second)]
    own = [d.values({c.id: c}, 0, 50)[c.id] / c.amount for d, c in zip(drawn, coke, strict=True)]
    assert abs(np.corrcoef(own[0], own[1])[0, 1]) < 0.5 and not np.array_equal(own[0], own[1])


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_twins_that_share_everything_never_differ(sampling: Any) -> None:
    """Two equal plants without uncertain data of their own: the mine is not theirs, if it stands in a linked file."""
    portfolio = portfolio_of({"a": exact(heat=1.0), "b": exact(heat=1.0)})
    processes = {
        name: process if name == "plant" else _as_background(process)
        for plant in portfolio.plants[:1]
        for name, process in plant.inventory.processes.items()
    }
    plants = tuple(
        replace(each, inventory=replace(each.inventory, processes=processes)) for each in portfolio.plants
    )
    result = run(Portfolio(portfolio.file, plants), RULES, draws=16, sampling=sampling)
    totals = result.totals_kg_co2e[0]
    assert np.array_equal(totals[0], totals[1]) and totals[0].std() > 0


def _as_background(process: Any) -> Any:
    return replace(process, is_background=True)


def test_a_plants_draws_depend_on_nothing_but_seed_and_plant() -> None:
    whole = three_plants()
    part = Portfolio(whole.file, whole.plants[1:])
    a, b = run(whole, RULES, draws=40, seed=5), run(part, RULES, draws=40, seed=5)
    assert np.array_equal(a.totals_kg_co2e[:, 1:], b.totals_kg_co2e)
    assert not np.array_equal(a.totals_kg_co2e, run(whole, RULES, draws=40, seed=6).totals_kg_co2e)


def test_probabilities_of_ranks_add_up_to_one_for_every_plant_and_every_rank() -> None:
    result = run(three_plants(), RULES, draws=400)
    table = result.rank_probabilities("by-mass")
    assert list(table.index) == ["a", "b", "c"]
    assert table.sum(axis=0).to_list() == pytest.approx([1, 1, 1])
    assert table.sum(axis=1).to_list() == pytest.approx([1, 1, 1])
    assert table.loc["c", 3] == 1.0


def test_the_probability_of_a_rank_is_that_of_two_lognormals() -> None:
    """Under one rule A < B exactly if 1.0 e^(0.1 z) < 1.1 e^(0.1 z'), so with probability Phi(ln 1.1 / (0.1 sqrt 2)).

    The mine is shared per kg of coal and own file: drawn by plant as well, so its sd of 0.1 on a sixth adds.
    """
    result = run(three_plants(), RULES, draws=20_000, seed=3)
    sd = math.sqrt(2 * (0.1**2 + (0.1 / 6) ** 2))
    expected = 0.5 * math.erfc(-math.log(1.1) / sd / math.sqrt(2))
    assert result.probability_below("by-mass", "a", "b") == pytest.approx(expected, abs=0.01)


def test_a_reversal_has_the_probability_of_the_draws_and_is_symmetric() -> None:
    spread = Uncertainty(distribution="lognormal", sd=0.1)
    plants = {
        "a": {"heat": Value(1.0, spread), "side": Value(0.25, is_exact=True)},
        "b": {"heat": Value(1.2, spread), "side": Value(1.0, is_exact=True)},
    }
    result = run(portfolio_of(plants), RULES, draws=500)
    (reversal,) = result.reversals
    mass, price = result.totals_kg_co2e
    by_hand = np.mean((mass[0] - mass[1]) * (price[0] - price[1]) < 0)
    assert reversal.probability == pytest.approx(by_hand)
    assert 0 < reversal.probability < 1
    for rules in (("by-mass", "by-price"), ("by-price", "by-mass")):
        for pair in (("a", "b"), ("b", "a")):
            assert result.probability_of_reversal(*rules, *pair) == reversal.probability
    assert result.probability_of_reversal("by-mass", "by-mass", "a", "b") == 0


# ---- refusals and errors ------------------------------------------------------------------------------------


def test_a_rule_that_refuses_is_told_with_its_sentence() -> None:
    stopping = share_rule("lhv")
    result = run(two_plants(), [*RULES, stopping], draws=10)
    assert [(each.plant, each.rule) for each in result.refusals] == [("a", "by-lhv"), ("b", "by-lhv")]
    assert np.isnan(result.central[:, 2]).all() and result.ranks("by-lhv") == {}
    assert any("by-lhv" in note and "plant a, plant b" in note for note in result.notes("en"))
    said = result.to_dict()["refusals"][0]["why"][0]
    assert "lower heating value" in said["what"] and said["where"] and said["mend"]
    assert "没有低位发热量数据" in " ".join(result.notes("zh"))


def test_no_result_at_all_is_an_error() -> None:
    with pytest.raises(PortfolioError, match="no rule gives a result"):
        run(two_plants(), [share_rule("lhv")])


def test_questions_that_have_no_answer_are_refused() -> None:
    result = run(two_plants(), RULES, draws=0)
    with pytest.raises(PortfolioError, match="without draws"):
        result.rank_probabilities("by-mass")
    with pytest.raises(PortfolioError, match="not a rule of this portfolio"):
        result.gains("by-mass", "no-rule")
    with pytest.raises(PortfolioError, match="no figure 'pie'"):
        result.plot("en", "pie")


# ---- what a rule discerns -----------------------------------------------------------------------------------


def quality_rule(**settings: Any) -> Rule:
    return make_rule(
        {f"data_quality.{name}": value for name, value in settings.items()},
        ladder=[{"share": {"by": "mass"}}],
    )


def test_demands_are_the_scores_of_the_clause() -> None:
    def scores(**settings: Any) -> dict[str, int]:
        return {each.indicator: each.score for each in demands_of(quality_rule(**settings))}

    assert scores() == {}
    assert scores(primary_data_for="own_processes") == {"reliability": 2, "geographical": 1, "technology": 1}
    assert scores(primary_data_for="none") == {}
    assert [scores(maximum_age_primary_years=age)["temporal"] for age in (3, 5, 10, 12, 20)] == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert scores(maximum_rating=2.5) == dict.fromkeys(
        ("reliability", "completeness", "temporal", "geographical", "technology"), 2
    )
    assert scores(maximum_rating=1.5, primary_data_for="own_processes")["reliability"] == 1


def plant_study(rule: Rule) -> rw.Study:
    return rw.Study(works(), [rule], [])


def test_the_difference_is_that_of_two_lognormals_of_the_demanded_spread() -> None:
    """All scores 1: sd(ln) = ln 1.05 / 2 per parameter; 'heat' moves everything, 'side' half as much.

    |D| of two equal lognormals at 0.6 kg: the 95 % point is 1.96 sqrt(2) s with s = 0.6 sd sqrt(1 + 1/4).
    """
    rule = quality_rule(maximum_rating=1.0)
    found = discernible(plant_study(rule), rule.id, draws=20_000)
    sd = math.log(1.05) / 2
    assert found.footprint_kg_co2e == pytest.approx(0.6, rel=1e-6)
    assert found.low_kg_co2e == pytest.approx(1.96 * math.sqrt(2) * 0.6 * sd * math.sqrt(1.25), rel=0.03)
    assert found.high_kg_co2e == found.low_kg_co2e and found.open == ()


def test_better_data_discern_more_and_open_demands_give_a_range() -> None:
    strict, loose, none = (
        discernible(plant_study(rule), rule.id, draws=500)
        for rule in (quality_rule(maximum_rating=2.0), quality_rule(maximum_rating=4.0), quality_rule())
    )
    assert strict.low_kg_co2e < loose.low_kg_co2e
    assert none.low_kg_co2e < none.high_kg_co2e
    assert "makes no demand" in none.notes("en")[0] and "没有可计算的要求" in none.notes("zh")[0]
    assert none.open == ("reliability", "completeness", "temporal", "geographical", "technology")
    assert len(strict.notes("en")) == 1


# ---- the shipped portfolios ---------------------------------------------------------------------------------


@cache
def shipped(name: str) -> PortfolioResult:
    return rw.read_portfolio(name).run(draws=60)


def test_hydropower_lies_below_grid_and_grid_below_captive_coal() -> None:
    result = shipped("aluminium-smelters-cn")
    for rule in ("gbt-24067-2024", "gbt-44905-2024", "pact-3"):
        ranks = result.ranks(rule)
        assert ranks["hydro-yunnan"] < ranks["grid-shanxi"] < ranks["captive-shandong"]
        assert 4_000 < result.footprint("hydro-yunnan", rule) < 7_000  # published range of hydro smelters
    assert (
        result.ranks("gbt-44905-2024")["hydro-yunnan"]
        < result.ranks("gbt-44905-2024")["hydro-yunnan-uncertified"]
    )


def test_direct_emissions_alone_turn_the_order_of_smelters() -> None:
    result = shipped("aluminium-smelters-cn")
    assert result.tau().loc["gbt-44905-2024", "cbam-2025"] < 0.5
    assert {each.rule_b for each in result.reversals} == {"cbam-2025"}


def test_electric_arc_furnaces_lie_below_integrated_works() -> None:
    result = shipped("steel-plants-cn")
    for rule in ("gbt-24067-2024", "pact-3", "en-15804-a2"):
        ranks = result.ranks(rule)
        assert max(ranks[name] for name in ranks if name.startswith("eaf")) < min(
            ranks[name] for name in ranks if name.startswith("bf")
        )


def test_results_are_plain_data_in_steady_json() -> None:
    result = shipped("steel-plants-cn")
    data = json.loads(result.to_json())
    assert data["format"] == "rulewright-portfolio-result/1" and data["plants_are"] == "plausible"
    assert len(data["plants"]) == len(result.plants)
    assert (
        data["plants"][0]["footprints"][0]["p2_5_kg_co2e"]
        < data["plants"][0]["footprints"][0]["kg_co2e"] * 1.2
    )
    assert result.to_json() == result.to_json()
    assert "<table" in result._repr_html_()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_notes_and_figures_come_in_both_languages(lang: str) -> None:
    result = shipped("aluminium-smelters-cn")
    names = {plant.name.get(lang) for plant in result.portfolio.plants}
    assert set(result.to_dataframe(lang).index) == names == set(result.ranking(lang).index)
    assert len(result.reversal_table(lang)) == len(result.reversals)
    assert len(result.notes(lang)) >= 3
    for kind in ("ranking", "matrix", "ranks"):
        figure = result.plot(lang, kind)
        assert len(figure.axes) == 1 and figure.axes[0].get_xticks().size > 1
        figure.canvas.draw()  # a missing glyph warns, and a warning fails
