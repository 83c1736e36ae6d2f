"""Paired comparison of rules, products and plants: which draws are shared, and what that does."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_examples import shipped, works
from matplotlib import figure as matplotlib_figure
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.analysis.paired import paired, paired_inventories, paired_products, paired_rules
from rulewright.analysis.paired_result import PairedResult
from rulewright.analysis.question import QuestionError
from rulewright.engine.errors import UncertaintyError
from rulewright.reporting.sentences import Sentence, sentences_in
from rulewright.rule import Rule

STEEL, ALUMINIUM = "steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"


def named(rule: Rule, name: str) -> Rule:
    return replace(rule, chain=(rule.chain[0].model_copy(update={"id": name}), *rule.chain[1:]))


def study_of_works() -> rw.Study:
    by = [named(make_rule(ladder=[{"share": {"by": key}}]), f"by-{key}") for key in ("mass", "lhv", "price")]
    return rw.Study(works(), by, choices=[])


def plant_file(name: str, folder: Path, own: float) -> Path:
    """One kg of product: ``own`` kg CO2 of its own (normal, sd 3) and 2 kg of a shared product (sd 2 kg CO2/kg)."""
    source = {"source": "example of a test", "mark": "estimate"}
    text = {"zh": name, "en": name}
    shared = {
        "format": "rulewright-inventory/1", "id": "shared", "title": text, "version": "1", "licence": "x",
        "geography": "CN", "year": 2024,
        "products": [{"id": "shared", "name": text, "unit": "kg"}],
        "processes": [
            {
                "id": "shared", "name": text, "stage": "raw_materials", "location": "CN",
                "outputs": [{"flow": "shared", "amount": 1, "unit": "kg", "class": "product", **source}],
                "emissions": [
                    {"flow": "co2-fossil", "amount": 50, "unit": "kg",
                     "uncertainty": {"distribution": "normal", "sd": 2}, **source}
                ],
            }
        ],
    }  # fmt: skip
    (folder / "shared.yaml").write_text(json.dumps(shared), encoding="utf-8")
    plant = {
        "format": "rulewright-inventory/1", "id": name, "title": text, "version": "1", "licence": "x",
        "geography": "CN", "year": 2024, "product": "steel", "product_groups": ["example"],
        "declared_unit": {"amount": 1, "unit": "t"}, "background": ["shared"],
        "products": [{"id": "steel", "name": text, "unit": "kg"}],
        "processes": [
            {
                "id": "works", "name": text, "stage": "production", "location": "CN",
                "outputs": [{"flow": "steel", "amount": 1, "unit": "kg", "class": "product", **source}],
                "inputs": [{"flow": "shared", "amount": 2, "unit": "kg", **source}],
                "emissions": [
                    {"flow": "co2-fossil", "amount": own, "unit": "kg",
                     "uncertainty": {"distribution": "normal", "sd": 3}, **source}
                ],
            }
        ],
    }  # fmt: skip
    path = folder / f"{name}.yaml"
    path.write_text(json.dumps(plant), encoding="utf-8")
    return path


@pytest.fixture
def plants(tmp_path: Path) -> list[rw.Study]:
    rule = make_rule()
    return [rw.Study(plant_file(name, tmp_path, own), [rule], []) for name, own in (("a", 40.0), ("b", 38.0))]


# ---- rules --------------------------------------------------------------------------------------------


def test_rules_are_compared_on_the_draws_of_the_uncertainty_analysis() -> None:
    study = study_of_works()
    found, other = paired_rules(study, draws=500, seed=3), study.uncertainty(draws=500, seed=3)
    for rule in study.rules:
        totals = other.results[rule].totals_kg_co2e
        np.testing.assert_array_equal(found.cases[rule].draws.totals_kg_co2e, totals)


def test_a_rule_against_itself_differs_by_nothing() -> None:
    rule = make_rule(ladder=[{"share": {"by": "price"}}])
    study = rw.Study(works(), [named(rule, "one"), named(rule, "other")], choices=[])
    found = study.paired(draws=200)
    assert found.pairs[0].statistics.equal == 1.0
    assert any("equal in every draw" in note for note in found.notes("en"))


def test_rules_of_one_document_number_are_told_apart() -> None:
    """A draft and its variant have one number; both are named in tables and figures."""
    study = study_of_works()
    row = study.paired(draws=20).to_dataframe().iloc[0]
    assert (row["A"], row["B"]) == ("T/EXAMPLE 003-2026 (by-mass)", "T/EXAMPLE 003-2026 (by-lhv)")
    found = study.break_even(
        "side.price : main.price", rules=["by-mass", "by-price"], low=0.1, high=2.0, points=3
    )
    assert {label.en for label in found.labels.values()} == {
        "T/EXAMPLE 003-2026 (by-mass)",
        "T/EXAMPLE 003-2026 (by-price)",
    }


def test_the_order_of_rules_only_turns_signs() -> None:
    study = study_of_works()
    there = paired_rules(study, ["by-mass", "by-price"], draws=300).pairs[0].statistics
    back = paired_rules(study, ["by-price", "by-mass"], draws=300).pairs[0].statistics
    assert there.mean_difference == -back.mean_difference
    assert there.a_above_b == back.b_above_a


def test_dependent_sampling_cancels_what_rules_share() -> None:
    """All three rules scale the same burdens: their results move together, so draws discern what spreads hide."""
    pair = paired_rules(study_of_works(), ["by-mass", "by-price"], draws=4000).pairs[0].statistics
    assert pair.correlation is not None and pair.correlation > 0.5
    contrast = abs(pair.a_above_b_if_independent - 0.5)
    assert abs(pair.a_above_b - 0.5) > contrast


def test_p_values_shrink_with_draws_while_clear_superiority_stays() -> None:
    study = study_of_works()
    few = paired_rules(study, ["by-mass", "by-price"], draws=100, threshold=0.2).pairs[0].statistics
    many = paired_rules(study, ["by-mass", "by-price"], draws=6400, threshold=0.2).pairs[0].statistics
    assert few.t is not None and many.t is not None
    assert abs(many.t) > 4 * abs(few.t)  # t grows with the root of the draws
    assert many.a_clearly_above_b == pytest.approx(few.a_clearly_above_b, abs=0.1)


def test_shares_of_the_lowest_add_up_and_ties_are_shared() -> None:
    rule = make_rule(ladder=[{"share": {"by": "price"}}])
    twins = rw.Study(works(), [named(rule, "one"), named(rule, "other")], choices=[])
    assert twins.paired(draws=50).share_lowest == {"one": 0.5, "other": 0.5}
    assert sum(study_of_works().paired(draws=50).share_lowest.values()) == pytest.approx(1)


# ---- products -----------------------------------------------------------------------------------------


def test_products_are_compared_per_unit_on_the_same_draws() -> None:
    """Shared by mass, main and side carry the same per kg in every draw, however uncertain the process is."""
    study = rw.Study(works(), [make_rule(ladder=[{"share": {"by": "mass"}}])], choices=[])
    found = paired_products(study, ["main", "side"], draws=200)
    assert found.pairs[0].statistics.equal == 1.0
    assert found.unit == "1 kg"


def test_products_of_the_steel_works() -> None:
    found = shipped(STEEL).paired(draws=300, products=["hot-metal", "slab", "hot-rolled-coil"], rule="pact-3")
    pair = found.pair("hot-metal", "hot-rolled-coil")
    assert pair.statistics.b_above_a == 1.0
    coil = shipped(STEEL).result("pact-3").evaluation.total_kg_co2e / 1000
    assert found.cases["hot-rolled-coil"].deterministic_kg_co2e == pytest.approx(coil)


# ---- plants -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sharing", "correlation", "keys"), [("background", 0.64, 1), ("none", 0.0, 0), ("all", 1.0, 2)]
)
def test_plants_share_what_is_said(
    plants: list[rw.Study], sharing: Any, correlation: float, keys: int
) -> None:
    """Variance of a plant: own 3^2 and shared (2 kg x 2)^2, together 25; shared background: correlation 16/25."""
    found = paired_inventories(plants, sharing=sharing, draws=20_000)
    pair = found.pairs[0]
    assert pair.statistics.correlation == pytest.approx(correlation, abs=0.02)
    assert len(pair.common_keys) == keys
    # the difference has a variance of 2 * 9 with the background shared, 2 * 25 with nothing shared
    variance = 50 * (1 - correlation)
    assert pair.statistics.sd_difference == pytest.approx(math.sqrt(variance), rel=0.02, abs=1e-6)
    assert pair.statistics.mean_difference == pytest.approx(2.0, abs=0.2)
    assert found.unit == "1 kg"


def test_the_shared_part_of_the_variance_is_said(plants: list[rw.Study]) -> None:
    found = paired_inventories(plants, draws=100)
    assert found.pairs[0].common_variance == (pytest.approx(16 / 25), pytest.approx(16 / 25))
    assert any("64%" in note for note in found.notes("en")) and any(
        "64%" in note for note in found.notes("zh")
    )


def test_prices_of_one_flow_are_the_markets() -> None:
    """Two works with one price of their by-product: their results differ by the same factor in every draw."""

    def plant(name: str, own: float) -> rw.Study:
        price = {"property": "price", "unit": "CNY/kg", "source": "example of a test", "mark": "estimate"}
        spread = {"distribution": "uniform", "minimum": 0.5, "maximum": 4.0}
        side = {"amount": 1, "properties": [{**price, "amount": 1.0, "uncertainty": spread}]}
        inventory = make_inventory(
            {"joint": {"outputs": {"main": 1, "side": side}, "emissions": {"co2-fossil": own}}},
            {"main": {"mass": 1.0, "price": 10.0}, "side": {"mass": 1.0}}, id=name,
        )  # fmt: skip
        return rw.Study(inventory, [make_rule(ladder=[{"share": {"by": "price"}}])], [])

    two = [plant("one", 12.0), plant("other", 6.0)]
    together = paired_inventories(two, draws=100)
    first, second = (case.draws.totals_kg_co2e for case in together.cases.values())
    np.testing.assert_allclose(first, 2 * second)
    assert together.pairs[0].common_keys == {"joint.side.price"}
    apart = paired_inventories(two, sharing="none", draws=100).pairs[0].statistics.correlation
    assert apart is not None and abs(apart) < 0.5


def test_plants_of_a_portfolio_are_compared_by_name() -> None:
    steel = rw.read_portfolio("steel-plants-cn")
    some = {plant.id: rw.Study(plant.inventory, ["pact-3"], steel.file.choices) for plant in steel.plants[:2]}
    found = paired_inventories(some, "pact-3", draws=50)
    assert list(found.cases) == list(some) and found.unit == "1 kg"
    assert "parameter.coke" not in found.pairs[0].common_keys


def test_rounding_is_no_difference_in_the_figure_either() -> None:
    """Two allocations that give the same by other sums: no axis of 1e-15."""
    found = study_of_works().paired(rules=["by-mass", "by-lhv"], draws=20)
    case = found.cases["by-lhv"]
    near = replace(
        case,
        draws=replace(case.draws, totals_kg_co2e=found.cases["by-mass"].draws.totals_kg_co2e * (1 + 1e-15)),
    )
    found.cases["by-lhv"] = near
    assert not found.differences("by-mass", "by-lhv").any()
    texts = [each.get_text() for axes in found.plot("en").axes for each in axes.texts]
    assert "equal in every draw" in texts


@pytest.mark.parametrize(("draws", "half"), [(5, "±43.8%"), (400, "±4.9%")])
def test_few_draws_say_how_little_they_know(draws: int, half: str) -> None:
    """1.96 standard errors of a share of one half: 0.98 / sqrt(draws)."""
    found = study_of_works().paired(draws=draws)
    assert any(half in note for note in found.notes("en")) and any(half in note for note in found.notes("zh"))


def test_draws_that_fail_are_counted_and_left_out() -> None:
    """Gas that feeds its own supply: from 2 kg per kg on the loop gives nothing, in every rule alike."""
    gas = {"amount": 0.5, "uncertainty": {"distribution": "uniform", "minimum": 0.1, "maximum": 3.0}}
    inventory = make_inventory(
        {
            "works": {"outputs": {"main": 1}, "inputs": {"gas": gas}, "emissions": {"co2-fossil": 1}},
            "gas": {"outputs": {"gas": 1}, "inputs": {"main": 0.5}, "emissions": {"ch4-fossil": 1}},
        }
    )
    rules = [named(make_rule({"characterisation.gwp_set": name}), name) for name in ("ar5", "ar6")]
    found = rw.Study(inventory, rules, []).paired(draws=400)
    ok = found.cases["ar5"].draws.ok
    counted = int(np.count_nonzero(ok))
    assert 0.25 < 1 - counted / 400 < 0.5  # a third of the range
    assert found.pairs[0].statistics.draws == counted
    totals = [case.draws.totals_kg_co2e[ok] for case in found.cases.values()]
    assert found.pairs[0].statistics.mean_difference == pytest.approx(float(np.mean(totals[0] - totals[1])))
    told = found.notes("en")
    assert sum(f"{400 - counted} draws have no result" in note for note in told) == 2
    assert any(f"Shares of {counted} draws" in note for note in told)
    json.loads(found.to_json())


def test_tests_on_even_samples_are_told_to_be_cautious() -> None:
    said = [study_of_works().paired(draws=64, sampling=plan).notes("en") for plan in ("mc", "lhs", "sobol")]  # type: ignore[arg-type]
    assert [any("more even than independent draws" in note for note in notes) for notes in said] == [
        False,
        True,
        True,
    ]


def test_latin_hypercube_shares_the_background_as_well(plants: list[rw.Study]) -> None:
    found = paired_inventories(plants, draws=5000, sampling="lhs")
    assert found.pairs[0].statistics.correlation == pytest.approx(0.64, abs=0.03)


def test_two_states_of_one_plant_are_told_apart_by_name(plants: list[rw.Study]) -> None:
    before = plants[0]
    after = rw.Study(
        before.inventory.with_amounts({"works/emission/co2-fossil": 35.0}), before.rules.values(), []
    )
    found = paired_inventories({"before": before, "after": after}, sharing="all", draws=100)
    statistics = found.pair("before", "after").statistics
    assert statistics.a_above_b == 1.0
    assert statistics.mean_difference == pytest.approx(5.0)
    assert found.pairs[0].differing == ("works/emission/co2-fossil",)
    assert any("works/emission/co2-fossil" in note for note in found.notes("en"))


def test_an_order_of_plants_changes_no_draw(plants: list[rw.Study]) -> None:
    there, back = (paired_inventories(each, draws=50) for each in (plants, plants[::-1]))
    for name in ("a", "b"):
        np.testing.assert_array_equal(
            there.cases[name].draws.totals_kg_co2e, back.cases[name].draws.totals_kg_co2e
        )


def test_quantities_that_vary_together_still_do_when_drawn_apart() -> None:
    """A plant's own correlated emissions keep their correlation under the name of the plant."""

    def plant(name: str) -> rw.Study:
        emissions = {
            flow: {"amount": 10.0, "uncertainty": {"distribution": "normal", "sd": 1.0}}
            for flow in ("co2-fossil", "co2-biogenic")
        }
        inventory = make_inventory(
            {"works": {"outputs": {"steel": 1}, "emissions": emissions}},
            id=name,
            correlations=[
                {
                    "quantities": ["works/emission/co2-fossil", "works/emission/co2-biogenic"],
                    "rho": 0.9,
                    "source": "example of a test",
                    "mark": "estimate",
                }
            ],
        )
        rule = make_rule({"biogenic.convention": "-1/+1"})
        return rw.Study(inventory, [rule], [])

    found = paired_inventories([plant("a"), plant("b")], draws=8000)
    case = found.cases["a"]
    # fossil + biogenic of correlation 0.9: variance 2 (1 + 0.9)
    assert case.summary.sd.value == pytest.approx(math.sqrt(2 * 1.9), rel=0.03)
    assert found.pairs[0].statistics.correlation == pytest.approx(0.0, abs=0.05)


# ---- shapes, words, pictures --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def steel() -> PairedResult:
    return shipped(STEEL).paired(
        draws=400, rules=["gbt-24067-2024", "iso-14067-2018", "pact-3", "en-15804-a2"]
    )


def test_json_holds_what_the_documentation_promises(steel: PairedResult) -> None:
    found = json.loads(steel.to_json())
    assert found["format"] == "rulewright-paired/1" and found["dependent_sampling"] == "all"
    assert len(found["pairs"]) == 6 and len(found["cases"]) == 4
    pair = found["pairs"][1]
    assert set(pair) >= {
        "a", "b", "mean_difference_kg_co2e", "discernibility", "effect_size", "impact_category_relevance",
        "overlap_area", "bhattacharyya_coefficient", "nhst", "modified_nhst", "correlation",
    }  # fmt: skip
    assert pair["nhst"]["p_holm"] <= pair["nhst"]["p_bonferroni"]


def test_the_matrix_and_the_table_say_the_same(steel: PairedResult) -> None:
    matrix, table = steel.matrix(), steel.to_dataframe()
    assert matrix.shape == (4, 4)
    for row in table.to_dict("records"):
        assert matrix.loc[row["A"], row["B"]] == row["A above B"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_notes_and_figure_speak_both_languages(steel: PairedResult, lang: str) -> None:
    notes = steel.notes(lang)
    assert ("相依抽样" in notes[0]) if lang == "zh" else notes[0].startswith("Dependent sampling")
    assert list(steel.to_dataframe(lang).columns)
    figure = steel.plot(lang)
    assert isinstance(figure, matplotlib_figure.Figure) and len(figure.axes) == 2
    texts = [each.get_text() for each in figure.axes[0].texts]
    assert "=" in texts  # GB/T 24067 and ISO 14067 are one calculation here


def test_a_figure_of_many_cases_fits(tmp_path: Path) -> None:
    rules = [named(make_rule(ladder=[{"share": {"by": "price"}}]), f"rule-{place}") for place in range(20)]
    figure = rw.Study(works(), rules, choices=[]).paired(draws=20).plot("en")
    boxes = [axes.get_position() for axes in figure.axes]
    assert boxes[0].x1 < boxes[1].x0 < boxes[1].x1 < 1
    assert all(box.width > 0.15 for box in boxes)


def test_all_of_it_is_written_into_a_folder(steel: PairedResult, tmp_path: Path) -> None:
    names = {path.name for path in steel.write(tmp_path / "out", "zh")}
    assert names == {
        "paired.csv", "paired.json", "paired-zh.svg", "paired-en.svg", "paired-zh.png", "paired-en.png",
    }  # fmt: skip


def test_sentences_hold_the_same_in_both_languages() -> None:
    from rulewright.analysis import paired_result as module
    from rulewright.reporting import figures_paired

    every: list[tuple[str, Sentence]] = [*sentences_in(module), *sentences_in(figures_paired)]
    assert len(every) > 30
    assert not [problem for _, sentence in every for problem in sentence.problems()]


def test_a_baseline_that_is_not_compared_stops() -> None:
    with pytest.raises(
        QuestionError, match=r"no case 'by-pice' in this comparison \(did you mean 'by-price'"
    ):
        study_of_works().paired(draws=10).plot(baseline="by-pice")


# ---- questions that cannot be asked -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"rules": ["pact-3"]}, "rules named: 1; at least 2"),
        ({"rules": ["pact-3", "pact-33"]}, r"no rule 'pact-33' in this study \(did you mean"),
        ({"products": ["slab"], "rule": "pact-3"}, "products named: 1; at least 2"),
        ({"products": ["slab", "slabb"], "rule": "pact-3"}, r"no product 'slabb' .*did you mean 'slab'"),
        ({"products": ["slab", "coke-oven-gas"], "rule": "pact-3"}, "different units: MJ, kg"),
        ({"products": ["slab", "coke"]}, "8 rules and none is named"),
        ({"threshold": -0.1}, "'threshold' cannot be -0.1"),
        ({"delta0": math.nan}, "'delta0' cannot be nan"),
        ({"level": 2.0}, "'level' cannot be 2"),
        ({"others": [], "rule": "pact-3"}, "inventories named: 1; at least 2"),
        ({"others": [], "products": ["slab"]}, "cannot be compared at once"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        paired(shipped(STEEL), draws=10, **settings)


def test_one_draw_is_refused() -> None:
    with pytest.raises(UncertaintyError, match="1 is not a number of draws"):
        shipped(STEEL).paired(draws=1)


def test_a_sobol_sequence_cannot_be_shared_by_plants(plants: list[rw.Study]) -> None:
    with pytest.raises(QuestionError, match="Sobol' sequence cannot be shared"):
        paired_inventories(plants, sampling="sobol", draws=16)


def test_an_unknown_kind_of_sharing_is_refused(plants: list[rw.Study]) -> None:
    with pytest.raises(QuestionError, match=r"'sharing' cannot be 'al' \(did you mean 'all'"):
        paired_inventories(plants, sharing="al", draws=16)  # type: ignore[arg-type]
