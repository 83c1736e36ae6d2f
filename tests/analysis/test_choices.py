"""Choices and data in one decomposition: a plant whose variances are known by hand, merging, groups, questions put wrongly."""

import json
import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from attribution_examples import CO2, FREIGHT, N2O, SHARE, by, inseparable, plant, three_clauses
from engine_examples import shipped

import rulewright as rw
from rulewright.analysis import choice_factors, choices_result
from rulewright.analysis.choice_factors import (
    ChoiceFactor,
    Inseparable,
    Level,
    Refusal,
    choice_factor,
    data_groups,
    kinds_of_keys,
    separated,
)
from rulewright.analysis.choices import ChoicesError, parse_weights
from rulewright.analysis.decomposition import DecompositionError
from rulewright.analysis.hybrids import Hybrids, Merge, Outcome, part_of
from rulewright.engine.draws import Draws, uncertain_keys
from rulewright.engine.errors import UncertaintyError
from rulewright.errors import Mistake
from rulewright.reporting import figures_choices
from rulewright.reporting.figures import save_figure
from rulewright.reporting.messages import in_language
from rulewright.reporting.sentences import sentences_in

STEEL, ALUMINIUM = "steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"


def variances(weight_b: float = 0.5) -> dict[str, float]:
    """Variance of the three choices of the example by enumeration, with CO2 held: whole and main effects."""
    levels = [("mass", "price"), ("ar6", "ar5"), ("include", "exclude")]
    weights = (1 - weight_b, weight_b)
    cells = {}
    for places in product((0, 1), repeat=3):
        key, gwp_set, freight = (each[place] for each, place in zip(levels, places, strict=True))
        value = SHARE[key] * (CO2 + N2O[gwp_set] + (FREIGHT if freight == "include" else 0.0))
        cells[places] = (value, math.prod(weights[place] for place in places))
    mean = sum(value * weight for value, weight in cells.values())
    found = {"all": sum((value - mean) ** 2 * weight for value, weight in cells.values())}
    for number, name in enumerate(("allocation", "characterisation", "boundary")):
        means = []
        for level in (0, 1):
            own = [(value, weight) for places, (value, weight) in cells.items() if places[number] == level]
            whole = sum(weight for _, weight in own)
            means.append((sum(value * weight for value, weight in own) / whole, whole))
        found[name] = sum((each - mean) ** 2 * weight for each, weight in means)
    return found


def test_choices_make_the_variance_that_they_make_by_enumeration() -> None:
    """A hardly uncertain freight stands beside the three choices."""
    found = three_clauses(freight=1e-6).decompose(data="all", samples=4096)
    known = variances()
    # the factor of N2O is drawn too: it scatters within the data
    choices = {each.name: found[each.name].first * found.found.variance for each in found.choices}
    for name in ("allocation", "characterisation", "boundary"):
        assert choices[name] == pytest.approx(known[name], abs=0.05 * known["all"])
    assert found["choices"].first * found.found.variance == pytest.approx(known["all"], rel=0.12)
    assert found.strongest.name == "allocation"


def test_weights_move_the_shares() -> None:
    study = three_clauses(freight=1e-6)
    found = study.decompose(weights={"rule-a": 0.9, "rule-b": 0.1}, data="all", samples=4096)
    known = variances(0.1)
    assert found["allocation"].first * found.found.variance == pytest.approx(known["allocation"], rel=0.15)
    assert [level.weight for level in found.choices[0].levels] == [0.9, 0.1]


def test_rules_that_say_the_same_share_a_level_and_add_their_weights() -> None:
    rules = [
        by("mass", "ar6", "include", "one"),
        by("mass", "ar5", "include", "two"),
        by("price", "ar6", "include", "three"),
    ]
    found = rw.Study(plant(co2=0.1), rules).decompose(weights=[0.5, 0.2, 0.3], samples=64)
    levels = {each.name: [(level.rules, level.weight) for level in each.levels] for each in found.choices}
    assert levels == {
        "allocation": [(("one", "two"), 0.7), (("three",), 0.3)],
        "characterisation": [(("one", "three"), 0.8), (("two",), 0.2)],
    }


def test_means_of_levels_are_those_of_hybrids() -> None:
    found = three_clauses(freight=1e-6).decompose(data="all", samples=1024)
    by_mass, by_price = found.level_means["allocation"]
    assert by_mass is not None and by_price is not None
    assert by_mass[0] == pytest.approx(0.5 * (10 + 26.9 + 2), abs=4 * by_mass[1])
    assert by_price[0] == pytest.approx(0.9 * (10 + 26.9 + 2), abs=4 * by_price[1])


def test_data_alone_scatter_as_in_the_uncertainty_of_a_rule() -> None:
    """Where the totals of two rules hardly differ, the variance is the mean of theirs, the same quantities drawn."""
    rules = [by("mass", "ar6", "include", "one"), by("mass", "ar5", "include", "two")]
    study = rw.Study(plant(co2=0.3, freight=0.4), rules)
    found = study.decompose(samples=2048)
    drawn = study.uncertainty(draws=4096, sampling="sobol").results.values()
    variance = sum(each.summary.sd.value**2 for each in drawn) / 2
    assert found["data"].first > 0.85
    assert found["data"].total > 0.95
    assert found.found.variance == pytest.approx(variance, rel=0.1)


def test_factors_that_cannot_be_separated_are_one() -> None:
    found = inseparable(co2=0.2).decompose(samples=64)
    assert [each.name for each in found.choices] == ["boundary+allocation", "characterisation"]
    assert found.merges[0].why == "no lower heating value for freight, parcel"


def failing(why: str) -> Outcome:
    return Outcome(0, None, math.nan, mistakes=(Mistake(why, "here", "mend it"),))


def test_a_level_that_does_not_go_with_the_base_is_refused() -> None:
    """One factor left: nothing to merge it with."""
    levels = tuple(Level((name,), weight) for name, weight in (("a", 0.5), ("b", 0.25), ("c", 0.25)))

    def run(factors: Sequence[ChoiceFactor]) -> int:
        if any("b" in each.rules for each in factors):
            raise Inseparable([([1], failing("no price"))], [[0], [2]])
        return len(factors)

    refused: list[Refusal] = []
    study = three_clauses()
    hybrids = Hybrids(study.inventory, study.product, study.rules)
    only = [ChoiceFactor(("allocation",), levels)]
    factors, ran = separated(only, run, hybrids, lambda key: None, {}, [], refused)
    assert ran == 1
    assert [(level.rules, level.weight) for level in factors[0].levels] == [
        (("a",), pytest.approx(2 / 3)),
        (("c",), pytest.approx(1 / 3)),
    ]
    assert refused == [Refusal(("allocation",), ("b",), "no price")]


def test_a_refused_level_does_not_come_back_by_a_merge() -> None:
    rules = [by(key, gwp, "include", key + gwp) for key in ("mass", "price") for gwp in ("ar6", "ar5")]
    study = rw.Study(plant(co2=0.1), rules)
    hybrids = Hybrids(study.inventory, study.product, study.rules)
    weights = dict.fromkeys(study.rules, 0.25)
    sharing, gwp_sets = (
        choice_factor(hybrids, (part,), lambda key: part_of(key, "family"), weights)
        for part in ("allocation", "characterisation")
    )
    without = ChoiceFactor(sharing.names, tuple(each for each in sharing.levels if "massar6" in each.rules))

    def run(factors: Sequence[ChoiceFactor]) -> int:
        if len(factors) == 2:
            raise Inseparable([([0, 1], failing("no price"))], [[0, 0]])
        return len(factors)

    merges: list[Merge] = []
    factors, _ = separated(
        [without, gwp_sets], run, hybrids, lambda key: part_of(key, "family"), weights, merges, []
    )
    assert factors[0].rules == {"massar6", "massar5"}
    assert sum(level.weight for level in factors[0].levels) == pytest.approx(1)
    assert merges == [Merge(("allocation", "characterisation"), 1, "no price")]


def test_an_inventory_without_uncertainty_is_refused() -> None:
    with pytest.raises(UncertaintyError, match="no quantity states an uncertainty"):
        three_clauses().decompose(samples=64)


def test_a_shipped_study_merges_what_cannot_be_separated() -> None:
    """CBAM's shares by amount of substance need its boundary."""
    study = shipped(ALUMINIUM)
    found = study.decompose(["gbt-44905-2024", "pact-3", "cbam-2025"], samples=128)
    merged = next(each for each in found.choices if "boundary" in each.names)
    assert merged.names == ("boundary", "allocation")
    assert [level.rules for level in merged.levels] == [("gbt-44905-2024",), ("pact-3",), ("cbam-2025",)]
    assert found["allocation"] == found["boundary"]
    assert found.merges[0].why == "no amount of substance for chlorine, caustic-soda, hydrogen"
    assert any("cannot be separated" in line for line in found.notes())
    assert found.to_dict()["hybrids"]["merged"][0]["families"] == ["boundary", "allocation"]


def test_rules_that_differ_without_effect_make_nothing() -> None:
    found = shipped(STEEL).decompose(["gbt-24067-2024", "pef-2021"], samples=64)
    assert found["cut_off"].total == 0
    assert found["allocation"].first > 0.3


# ---- data factors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [STEEL, ALUMINIUM])
def test_every_uncertain_number_has_a_kind_and_stands_in_one_factor(name: str) -> None:
    study = shipped(name)
    keys = Draws(study.inventory, 2).keys
    assert set(uncertain_keys(study.inventory)) == set(keys)
    kinds = kinds_of_keys(study.inventory)
    assert kinds["gwp/ch4"] == "gwp_values"
    rules = list(study.rules)[:2]
    for data in ("kind", "quantity", "all", 4):
        groups = data_groups(study, rules, data)
        members = [key for group in groups.values() for key in group]
        assert len(members) == len(set(members))
        assert set(keys) <= set(members)
        assert data != 4 or len(groups) == 4


def test_one_factor_a_quantity_names_the_strongest_first() -> None:
    study = shipped(STEEL)
    groups = list(data_groups(study, ["gbt-24067-2024"], 3))
    shares = [each for each in study.gradients("gbt-24067-2024") if each.variance_share is not None]
    strongest = max(shares, key=lambda each: each.variance_share or 0.0)
    assert groups[0] == strongest.id
    assert groups[-1] == "other data"


def test_kinds_of_data() -> None:
    study = three_clauses(co2=0.1, freight=0.1)
    groups = data_groups(study, list(study.rules), "kind")
    assert set(groups["activity"]) == {
        key for key in uncertain_keys(study.inventory) if key.startswith("plant/")
    }
    assert "gwp/n2o" in groups["gwp_values"]


# ---- what comes out -------------------------------------------------------------------------------------


def test_the_answer_is_a_sentence_in_both_languages() -> None:
    found = three_clauses(co2=0.1).decompose(samples=256)
    share = found["allocation"].first
    assert f"Clause family “allocation” makes {share:.0%} of the spread by itself" in found.answer()
    assert f"条款族“分配”单独造成离散的 {share:.0%}" in found.answer("zh")
    assert "Settling “allocation” does more" in found.answer()
    alike = three_clauses(co2=0.8).decompose(samples=64)
    assert "cannot be told" in alike.answer()
    data = three_clauses(co2=1.0).decompose(samples=512)
    assert "Better data narrow the spread more" in data.answer()
    assert "改进数据" in data.answer("zh")


def test_json_has_the_documented_keys() -> None:
    found = json.loads(three_clauses(co2=0.1).decompose(samples=64, shapley=True).to_json())
    assert found["format"] == "rulewright-decomposition/1"
    assert [each["name"] for each in found["groups"]] == ["choices", "data"]
    choice = next(each for each in found["factors"] if each["kind"] == "choice")
    assert {"first_order", "first_order_error", "total", "shapley_effect", "levels"} <= set(choice)
    assert sum(each["shapley_effect"] for each in found["factors"]) == pytest.approx(1)
    assert found["samples"] == 64


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("division", ["family", "clause"])
def test_figure_and_tables_speak_both_languages(lang: str, division: str, tmp_path: object) -> None:
    found = three_clauses(co2=0.1).decompose(by=division, samples=96)
    assert save_figure(found.plot(lang), f"{tmp_path}/shares.svg").stat().st_size > 5000
    frame = found.to_dataframe(lang)
    assert len(frame) == len(found.found.indices) + 2
    assert len(found.levels(lang)) == 6
    assert len(found.notes(lang)) >= 4  # 96 is no power of 2: said
    assert found._repr_html_().startswith("<table")


def test_sentences_say_the_same_in_both_languages() -> None:
    for module in (choice_factors, choices_result, figures_choices):
        for name, sentence in sentences_in(module):
            assert not sentence.problems(), name


def test_progress_counts_points() -> None:
    counted: list[tuple[int, int]] = []
    three_clauses(co2=0.1).decompose(samples=64, shapley=False, progress=lambda *each: counted.append(each))
    assert counted[-1][0] == counted[-1][1] > 64


def test_scores_for_data_quality_use_the_set_that_is_asked_for() -> None:
    study = shipped("cement-clinker")
    rules = ["gbt-24067-2024", "en-15804-a2"]
    one, other = (
        study.decompose(rules, samples=64, pedigree_set=name) for name in ("ecoinvent-2", "ecoinvent-3")
    )
    assert other.found.variance > 1.01 * one.found.variance  # its factors are larger
    assert other.to_dict()["pedigree_set"] == "ecoinvent-3"
    left = study.comparability("gbt-24067-2024", rules, samples=64, pedigree_set="ecoinvent-3")
    assert left.sd_floor > 1.01 * study.comparability("gbt-24067-2024", rules, samples=64).sd_floor
    assert left.to_dict()["pedigree_set"] == "ecoinvent-3"


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, two = (three_clauses(co2=0.1).decompose(samples=64, seed=9).to_dict() for _ in range(2))
    assert one == two


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = three_clauses(co2=0.1).decompose(samples=64)
    monkeypatch.setattr("rulewright.analysis.choice_model.ROWS_AT_ONCE", 50)
    parts = three_clauses(co2=0.1).decompose(samples=64)
    assert np.allclose(whole.found.values, parts.found.values, rtol=1e-12)


# ---- questions put wrongly ------------------------------------------------------------------------------


def test_all_mistakes_of_a_question_are_told_at_once() -> None:
    with pytest.raises(ChoicesError) as told:
        three_clauses(co2=0.1).decompose(
            ["rule-a", "rule-b", "nix"], [0.5, -0.25], by="word", data=1, samples=7
        )
    said = [each.what for each in told.value.mistakes]
    assert said == [
        "unknown division 'word'",
        "unknown data factors '1'",
        "7 is not a number of samples",
        "2 weights for 3 rules",
        "the weight of 1 is -0.25",
        "the weights sum to 0.25, not to 1",
        "no rule 'nix' in this study",
    ]
    chinese = in_language(told.value, "zh")
    for part in ("7 处错误", "未知的划分方式", "权重合计为 0.25，不是 1", "没有规则“nix”"):
        assert part in chinese


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"rule-a": 1.0}, "no weight for rule rule-b"),
        ({"rule-a": 0.5, "rule-b": 0.5, "x": 0.0}, "a weight for 'x', which is not among the rules"),
        ([1.0, 0.0], "fewer than two levels: one rule has all the weight"),
        ([0.5, float("nan")], "the weight of rule-b is nan"),
    ],
)
def test_weights_that_cannot_be_are_refused(weights: object, said: str) -> None:
    with pytest.raises(ChoicesError, match=said):
        three_clauses(co2=0.1).decompose(weights=weights, samples=64)


def test_fewer_than_two_levels_are_refused() -> None:
    study = three_clauses(co2=0.1)
    with pytest.raises(ChoicesError, match="fewer than two levels: 1 rules to choose from"):
        study.decompose(["rule-a"], samples=64)
    twins = [by("mass", "ar6", "include", name) for name in ("one", "two")]
    with pytest.raises(DecompositionError, match="the rules say the same in every family"):
        rw.Study(plant(co2=0.1), twins).decompose(samples=64)


def test_weights_of_a_command_line() -> None:
    assert parse_weights(None) is None
    with pytest.raises(DecompositionError, match="'a,b' is not a list of weights"):
        parse_weights("a,b")
