"""Portfolios: rankings worked by hand, shared and own draws, reversals, refusals, what a rule can discern."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from portfolio_examples import (
    RULES,
    exact,
    portfolio_of,
    share_rule,
    shipped,
    three_plants,
    two_plants,
    without_own_data,
    works,
)  # fmt: skip
from scipy.stats import kendalltau, rankdata, spearmanr
from strategies import ORIGIN, make_rule

import rulewright as rw
from rulewright.analysis.discernible import Discernment, demands_of, discernible
from rulewright.analysis.portfolio import run
from rulewright.analysis.portfolio_draws import PlantDraws, own_keys, portfolio_keys
from rulewright.analysis.portfolio_result import PortfolioResult
from rulewright.analysis.run_errors import PortfolioError
from rulewright.changes import Value, changed
from rulewright.engine.draws import Draws
from rulewright.engine.errors import UncertaintyError
from rulewright.inventory import Correlation, Uncertainty
from rulewright.portfolio import Portfolio
from rulewright.rule import Rule

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
    table = result.gains("by-mass", "by-price").to_dataframe("en")
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
    portfolio = without_own_data(portfolio_of({"a": exact(heat=1.0), "b": exact(heat=1.0)}))
    result = run(portfolio, RULES, draws=16, sampling=sampling)
    totals = result.totals_kg_co2e[0]
    assert np.array_equal(totals[0], totals[1]) and totals[0].std() > 0


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


# ---- ties, and brute force over the raw draws ---------------------------------------------------------------


def test_plants_that_are_equal_in_every_draw_share_their_rank_there() -> None:
    """A and B are equal and share all that is uncertain; C is a tenth apart."""
    values = {name: exact(heat=heat) for name, heat in {"a": 1.0, "b": 1.0, "c": 1.1}.items()}
    result = run(without_own_data(portfolio_of(values)), RULES, draws=50)
    shares = result.rank_shares("by-mass")
    assert shares["a"] == shares["b"] == [1.0, 0.0, 0.0]
    assert shares["c"] == [0.0, 0.0, 1.0]
    assert result.probability_below("by-mass", "a", "b") == result.probability_below("by-mass", "b", "a") == 0
    (agreement,) = result.agreements
    assert agreement.tau == agreement.mean_tau_of_draws == 1.0 and agreement.same_order == 1.0
    assert result.probability_of_reversal("by-mass", "by-price", "a", "b") == 0


def test_agreement_ranks_and_reversals_are_those_counted_from_the_raw_draws() -> None:
    """Brute force over the draws of the shipped smelters, by scipy and by counting."""
    result = shipped("aluminium-smelters-cn")
    one, other = "gbt-44905-2024", "cbam-2025"
    i, j = result.rules.index(one), result.rules.index(other)
    a, b = result.totals_kg_co2e[i], result.totals_kg_co2e[j]
    agreement = next(each for each in result.agreements if (each.rule_a, each.rule_b) == (one, other))
    assert agreement.tau == pytest.approx(kendalltau(result.central[:, i], result.central[:, j]).statistic)
    taus = [kendalltau(a[:, draw], b[:, draw]).statistic for draw in range(result.draws)]
    assert agreement.mean_tau_of_draws == pytest.approx(np.mean(taus))
    assert agreement.same_order == np.mean([tau > 1 - 1e-12 for tau in taus])
    ranks = np.array([rankdata(b[:, draw], method="min") for draw in range(result.draws)])
    for plant, shares in result.rank_shares(other).items():
        column = ranks[:, result.plants.index(plant)]
        assert shares == pytest.approx([np.mean(column == rank) for rank in range(1, len(shares) + 1)])
    table = result.reversal_probabilities(one, other)
    name = {plant.id: plant.name.en for plant in result.portfolio.plants}
    for first, p in ((plant, result.plants.index(plant)) for plant in result.plants):
        for second, q in ((plant, result.plants.index(plant)) for plant in result.plants):
            if first != second:
                turned = np.mean((a[p] < a[q]) != (b[p] < b[q]))
                assert table.loc[name[first], name[second]] == pytest.approx(turned)
                assert result.probability_of_reversal(one, other, first, second) == pytest.approx(turned)
    low_a, low_b = (result.central[:, place, None] < result.central[None, :, place] for place in (i, j))
    listed = sum((each.rule_a, each.rule_b) == (one, other) for each in result.reversals)
    assert np.count_nonzero(np.triu(low_a != low_b, 1)) == listed == 40


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_every_plan_runs_where_gwp_are_drawn(sampling: Any) -> None:
    """GWPs are shared quantities too: a Sobol' sequence needs dimensions for them."""
    portfolio = rw.read_portfolio("steel-plants-cn")
    result = run(Portfolio(portfolio.file, portfolio.plants[:2]), ["pact-3"], draws=8, sampling=sampling)
    assert not np.isnan(result.totals_kg_co2e).any() and result.totals_kg_co2e.std(axis=2).min() > 0


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_what_varies_together_in_an_inventory_does_so_in_each_plant_but_not_between_plants(
    sampling: Any,
) -> None:
    spread = Uncertainty(distribution="lognormal", sd=0.1)
    both = {"heat": Value(1.0, spread), "side": Value(1.0, spread)}
    together = Correlation(quantities=["parameter.heat", "parameter.side"], rho=0.9, **ORIGIN)
    base = changed(works(), both)
    inventory = replace(base, file=base.file.model_copy(update={"correlations": [together]}))
    own, keys = (
        own_keys(inventory),
        ("a/parameter.heat", "a/parameter.side", "b/parameter.heat", "b/parameter.side"),
    )
    quantities = {name: inventory.parameters[name] for name in ("heat", "side")}
    drawn = {
        plant: PlantDraws(plant, inventory, own, keys, 2_000, sampling=sampling).values(quantities, 0, 2_000)
        for plant in ("a", "b")
    }
    for values in drawn.values():
        assert spearmanr(values["heat"], values["side"]).statistic == pytest.approx(0.9, abs=0.03)
    assert abs(spearmanr(drawn["a"]["heat"], drawn["b"]["heat"]).statistic) < 0.1


# ---- refusals and errors ------------------------------------------------------------------------------------


def test_a_rule_that_refuses_is_told_with_its_sentence() -> None:
    stopping = share_rule("lhv")
    result = run(two_plants(), [*RULES, stopping], draws=10)
    assert [(each.plant, each.rule) for each in result.refusals] == [("a", "by-lhv"), ("b", "by-lhv")]
    assert np.isnan(result.central[:, 2]).all() and result.ranks("by-lhv") == {}
    assert any("by-lhv" in note and "'plant a', 'plant b'" in note for note in result.notes("en"))
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
    for ask in (
        lambda: result.gains("by-mass", "no-rule"), lambda: result.ranks("no-rule"),
        lambda: result.reversal_probabilities("no-rule", "by-mass"), lambda: result.discernible("no-rule"),
    ):  # fmt: skip
        with pytest.raises(PortfolioError, match="not a rule of this portfolio"):
            ask()
    with pytest.raises(PortfolioError, match="no result for a plant 'z'"):
        result.discernible("by-mass", "z")
    with pytest.raises(PortfolioError, match="no figure 'pie'"):
        result.plot("en", "pie")
    drawn = run(two_plants(), RULES[:1], draws=2)
    with pytest.raises(PortfolioError, match="reversals are between two rules"):
        drawn.plot("en", "reversals")
    with pytest.raises(PortfolioError, match="no ranking under rule 'by-mas'"):
        drawn.plot("en", "ranks", rule="by-mas")


def test_one_rule_and_two_plants_give_figures_and_so_do_negative_footprints() -> None:
    result = run(two_plants(), RULES[:1], draws=2)
    result.__dict__["central"] = -result.central  # a credit may pass the burdens
    for lang in ("zh", "en"):
        for kind in ("ranking", "matrix", "tau", "ranks"):
            result.plot(lang, kind).canvas.draw()
    assert "−" in "".join(text.get_text() for text in result.plot("en", "matrix").axes[0].texts)


def test_numbers_that_cannot_be_are_told_before_anything_is_computed() -> None:
    def stop(done: int, count: int) -> None:
        raise AssertionError("something was computed")

    with pytest.raises(UncertaintyError, match="not a number of draws"):
        run(two_plants(), RULES, draws=1, progress=stop)


def test_the_table_of_refusals_says_what_where_and_how_to_mend() -> None:
    result = run(two_plants(), [*RULES, share_rule("lhv")], draws=0)
    table = result.refusal_table("en")
    assert list(table.columns) == ["rule", "plant", "what", "where", "mend"]
    assert set(table["plant"]) == {"plant a", "plant b"} and set(table["rule"]) == {"by-lhv"}
    assert all(table[["what", "where", "mend"]].map(bool).all())
    assert "过程" in result.refusal_table("zh")["位置"].iloc[0]


# ---- who gains ----------------------------------------------------------------------------------------------


def test_gains_say_who_gains_and_by_which_clause_and_add_up() -> None:
    result = run(two_plants(), RULES, draws=0)
    seen: list[tuple[int, int]] = []
    found = result.gains("by-mass", "by-price", progress=lambda done, count: seen.append((done, count)))
    assert seen == [(1, 2), (2, 2)]
    for row in found.rows:
        assert sum(row.parts.values()) == pytest.approx(row.difference_kg_co2e)
        whole = result.footprint(row.plant, "by-price") - result.footprint(row.plant, "by-mass")
        assert row.difference_kg_co2e == pytest.approx(whole)
    # A: +0.2076, B: +0.576; A gains against the mean of 0.3918
    assert found.mean_kg_co2e == pytest.approx((1.2 * 9 / 9.25 - 0.96 + 0.576) / 2, rel=1e-5)
    said = found.notes("en")
    assert "Gains most: plant a" in said[1] and "allocation" in said[1] and "Loses most: plant b" in said[2]
    data = json.loads(found.to_json())
    assert data["format"] == "rulewright-portfolio-gains/1"
    assert [each["family"] for each in data["parts"]] == ["allocation"]
    assert data["parts"][0]["clauses"][0]["setting"] == "allocation.ladder"
    assert sum(each["against_mean_kg_co2e"] for each in data["plants"]) == pytest.approx(0, abs=1e-12)


def test_gains_by_single_clauses_name_settings() -> None:
    found = run(two_plants(), RULES, draws=0).gains("by-mass", "by-price", by="clause")
    assert found.parts == (("allocation.ladder",),)


def test_rounding_is_no_part_and_refused_plants_are_named() -> None:
    result = run(two_plants(), RULES, draws=0)
    left = {key: value for key, value in result.results.items() if key != ("b", "by-price")}
    part = PortfolioResult(result.portfolio, result.studies, result.rules, left, (), None, 1, "mc")
    found = part.gains("by-mass", "by-price")
    assert [row.plant for row in found.rows] == ["a"] and "plant b" in found.notes("en")[-1]
    assert "All plants change alike" in found.notes("en")[1]
    shelf = rw.read_portfolio("steel-plants-cn")
    few = run(Portfolio(shelf.file, shelf.plants[:2]), ["gbt-24067-2024", "cbam-2025"], draws=0)
    steel = few.gains("gbt-24067-2024", "cbam-2025")
    assert all(value == 0 or abs(value) > 1e-9 for row in steel.rows for value in row.parts.values())


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


def test_what_all_rules_discern_is_one_table_with_notes_figure_and_json() -> None:
    result = run(two_plants(), [quality_rule(maximum_rating=2.0)], draws=50)
    found = result.discernible_all()
    assert isinstance(found, Discernment) and len(found.found) == 1
    table = found.to_dataframe("en")
    assert list(table.index) == ["example-rule"] and table.shape == (1, 6)
    assert table.iloc[0]["lower end, share"] == pytest.approx(
        found.found[0].low_kg_co2e / found.found[0].footprint_kg_co2e
    )
    assert json.loads(found.to_json())["rules"][0] == found.found[0].to_dict()
    assert found.notes("zh") == found.found[0].notes("zh")
    for lang in ("zh", "en"):
        found.plot(lang).canvas.draw()
        found.found[0].plot(lang).canvas.draw()


# ---- the shipped portfolios ---------------------------------------------------------------------------------


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
    for kind in ("ranking", "matrix", "tau", "ranks", "reversals"):
        figure = result.plot(lang, kind)
        assert len(figure.axes) == 1 and figure.axes[0].get_xticks().size > 1
        figure.canvas.draw()  # a missing glyph warns, and a warning fails
