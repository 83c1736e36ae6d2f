"""Hybrid rules: they give what the rule written out gives, whatever the order in which they are asked for."""

import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest
from attribution_examples import (
    by,
    electricity,
    inseparable,
    named,
    plant,
    three_clauses,
    total,
    user_of_power,
)
from engine_examples import shipped

import rulewright as rw
import rulewright.analysis.hybrids
from rulewright.analysis.central import central_total
from rulewright.analysis.evaluate import evaluate
from rulewright.analysis.hybrids import (
    NUMBER_FAMILIES,
    RECORDED_SETTINGS,
    Hybrids,
    Merge,
    RulesError,
    complete_rules,
    hybrids_of,
    merged,
    part_of,
    taking,
    worst_pair,
)
from rulewright.engine.compiled import CompiledSystem
from rulewright.errors import OpenDecisionsError
from rulewright.reporting.messages import in_language
from rulewright.rule import Rule
from rulewright.steps.apply import apply_rule

STEEL, ALUMINIUM = "steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"


def memory_of(study: rw.Study) -> tuple[Hybrids, dict[str, Rule]]:
    rules = complete_rules(study, study.rules)
    return Hybrids(study.inventory, study.product, rules), rules


def written_out(rules: Mapping[str, Rule], takes: Mapping[str, str], otherwise: str) -> Rule:
    """The hybrid as one rule: settings copied, not looked up."""
    settings: dict[str, Any] = {}
    for family in {key.split(".")[0] for rule in rules.values() for key in rule.settings}:
        rule = rules[takes.get(family, otherwise)]
        settings |= {key: value for key, value in rule.settings.items() if key.startswith(f"{family}.")}
    return replace(rules[otherwise], settings=settings, not_settled={})


@pytest.mark.parametrize("name", [STEEL, ALUMINIUM])
def test_a_hybrid_of_one_rule_gives_that_rules_result(name: str) -> None:
    study = shipped(name)
    hybrids, rules = memory_of(study)
    for rule in rules:
        outcome = hybrids.outcome(lambda key, rule=rule: rule)  # type: ignore[misc]
        evaluation = study.result(rule).evaluation
        assert outcome.total_kg_co2e == pytest.approx(evaluation.total_kg_co2e, rel=1e-9)
        assert outcome.dropped == evaluation.dropped


@pytest.mark.parametrize(
    ("one", "other"),
    [("gbt-24067-2024", "cbam-2025"), ("worldsteel-2017", "pef-2021"), ("en-15804-a2", "gbt-24067-2024")],
)
def test_hybrids_give_what_the_rule_written_out_gives(one: str, other: str) -> None:
    study = shipped(STEEL)
    hybrids, rules = memory_of(study)
    parts = hybrids.parts("family", [one, other])
    for taken in product([one, other], repeat=len(parts)):
        takes = dict(zip(parts, taken, strict=True))
        outcome = hybrids.outcome(taking(takes, one, "family"))
        system, _, _ = apply_rule(written_out(rules, takes, one), study.inventory, study.product)
        assert outcome.total_kg_co2e == pytest.approx(evaluate(system).total_kg_co2e, rel=1e-9), takes


@pytest.mark.parametrize(
    "name", [STEEL, ALUMINIUM, "battery-pack-nmc811", "cement-blended", "hydrogen-chlor-alkali"]
)
def test_hybrids_of_single_settings_give_what_the_rule_written_out_gives(name: str) -> None:
    """Every setting from a rule drawn at random; a hybrid that cannot run says the same reasons."""
    study, chance = shipped(name), random.Random(4)
    hybrids, rules = memory_of(study)
    for _ in range(3):
        takes = {part: chance.choice(list(rules)) for part in hybrids.parts("clause")}
        base = chance.choice(list(rules))
        outcome = hybrids.outcome(taking(takes, base, "clause"))
        settings = {
            key: rule.settings[key]
            for key in {key for rule in rules.values() for key in rule.settings}
            if key in (rule := rules[takes.get(part_of(key, "clause") or "", base)]).settings
        }
        written = replace(rules[base], settings=settings, not_settled={})
        try:
            system, _, _ = apply_rule(written, study.inventory, study.product)
        except OpenDecisionsError as error:
            assert {each.what for each in outcome.mistakes} == {each.what for each in error.mistakes}
        else:
            total_kg_co2e = central_total(system).total_kg_co2e
            assert outcome.total_kg_co2e == pytest.approx(total_kg_co2e, rel=1e-9), takes


@pytest.mark.parametrize(("year", "per_kwh"), [(2023, 0.6205), (2024, 0.5777)])
def test_a_factor_of_another_year_changes_a_hybrid(year: int, per_kwh: float) -> None:
    """The year changes the inventory itself, not what is attached to it (notices for 2023 and 2024, kg per kWh)."""
    hybrids, _ = memory_of(
        rw.Study(user_of_power(), [electricity(str(each), "life_cycle", each) for each in (2023, 2024)])
    )
    for _ in range(2):  # whatever was asked for before
        for each in (2023, 2024):
            outcome = hybrids.outcome(lambda key, each=each: str(each))  # type: ignore[misc]
            assert each != year or outcome.total_kg_co2e == pytest.approx(per_kwh, rel=1e-9)


def test_the_light_total_is_that_of_brightway_and_of_the_compiled_system() -> None:
    for name in (STEEL, ALUMINIUM):
        study = shipped(name)
        for rule in study.rules:
            result = study.result(rule)
            central = central_total(result.system)
            assert central.total_kg_co2e == pytest.approx(result.evaluation.total_kg_co2e, rel=1e-9)
            assert central.dropped == result.evaluation.dropped
            compiled = CompiledSystem(result.system, frozenset(), central.dropped)
            assert compiled.evaluate({}, 1).totals_kg_co2e[0] == pytest.approx(
                central.total_kg_co2e, rel=1e-9
            )


def test_memory_changes_no_outcome() -> None:
    """Asked for alone or after all others, a hybrid gives the same bits."""
    study = shipped(STEEL)
    all_hybrids, rules = memory_of(study)
    pair = ("gbt-24067-2024", "cbam-2025")
    parts = all_hybrids.parts("family", pair)
    choices = [taking({part: pair[1] for part in some}, pair[0], "family") for some in combinations(parts, 3)]
    together = [all_hybrids.outcome(each).total_kg_co2e for each in choices]
    alone = [
        Hybrids(study.inventory, study.product, rules).outcome(each).total_kg_co2e for each in choices[:6]
    ]
    assert together[:6] == pytest.approx(alone, rel=1e-13)


def test_a_hybrid_that_does_not_give_its_rules_result_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a step left something out that the memory doesn't see."""
    study = three_clauses()
    rules = complete_rules(study, study.rules)
    assert hybrids_of(study, rules).outcome(lambda key: "rule-b").runs
    right = rulewright.analysis.hybrids.central_total
    monkeypatch.setattr(
        rulewright.analysis.hybrids,
        "central_total",
        lambda system: replace(right(system), total_kg_co2e=right(system).total_kg_co2e * 1.001),
    )
    with pytest.raises(RulesError, match=r"taken wholly from rule-a, a hybrid gives 20\.67") as told:
        study.attribute("rule-a", "rule-b")
    assert len(told.value.mistakes) == 2
    assert "全部取自 rule-a 的混合规则给出 20.6706，而不是 20.65" in in_language(told.value, "zh")


def test_equal_outcomes_are_one() -> None:
    """Biogenic carbon and cut-off differ between the rules, but nothing in this plant depends on them."""
    study = shipped(STEEL)
    hybrids, _ = memory_of(study)
    outcomes = {
        hybrids.outcome(taking({part: "pef-2021"}, "gbt-24067-2024", "family")).number
        for part in ("biogenic", "cut_off", "recycling")
    }
    assert len(outcomes) == 1


def test_steps_read_only_settings_of_families_that_decide_numbers() -> None:
    for name in (STEEL, ALUMINIUM):
        study = shipped(name)
        hybrids, rules = memory_of(study)
        for one, other in combinations(rules, 2):
            for part in hybrids.parts("family", [one, other]):
                hybrids.outcome(taking({part: other}, one, "family"))
        read = {key.split("[")[0] for key in hybrids.read}
        assert {key.split(".")[0] for key in read} <= set(NUMBER_FAMILIES)
        assert not read & RECORDED_SETTINGS
        assert {"allocation.ladder", "boundary.tags", "characterisation.gwp_set"} <= read


def test_parts_are_families_or_settings_that_differ() -> None:
    hybrids, _ = memory_of(three_clauses())
    assert hybrids.parts("family") == ["boundary", "allocation", "characterisation"]
    assert hybrids.parts("clause") == ["boundary.tags", "allocation.ladder", "characterisation.gwp_set"]
    assert part_of("unit.amount", "family") is None


def test_reasons_are_no_difference() -> None:
    """Two rules that class a flow alike for different reasons say the same."""
    switch = {"flows": ["by-product"], "as_class": "burden_free"}
    rules = [
        named(name, {"allocation.classes": [{**switch, "reason": {"zh": name, "en": name}}]})
        for name in ("one", "other")
    ]
    hybrids, _ = memory_of(rw.Study(plant(), rules))
    assert hybrids.parts("family") == []


def test_a_cut_off_that_is_used_changes_a_hybrid() -> None:
    """Freight is 4 of 41.3 kg CO2e: a limit of a tenth lets it out."""
    limits = {"cut_off.measures": ["ghg"], "cut_off.single_limit": 0.1, "cut_off.total_limit": 0.2}
    share = [{"share": {"by": "mass"}}]
    rules = [
        named("keeps", {**limits, "cut_off.use": "nothing"}, ladder=share),
        named("cuts", {**limits, "cut_off.use": "all_that_is_allowed"}, ladder=share),
    ]
    hybrids, _ = memory_of(rw.Study(plant(), rules))
    kept = hybrids.outcome(lambda key: "keeps")
    cut = hybrids.outcome(taking({"cut_off": "cuts"}, "keeps", "family"))
    assert kept.total_kg_co2e == pytest.approx(total("mass", "ar6", "include"))
    assert cut.total_kg_co2e == pytest.approx(total("mass", "ar6", "exclude"))


def test_a_hybrid_that_cannot_run_says_why() -> None:
    hybrids, _ = memory_of(inseparable())
    outcome = hybrids.outcome(taking({"allocation": "rule-c"}, "rule-a", "family"))
    assert not outcome.runs
    assert outcome.mistakes[0].what == "no lower heating value for freight, parcel"
    with pytest.raises(OpenDecisionsError, match="no lower heating value for freight, parcel"):
        rule = by("lhv", "ar6", "include", "rule-d")
        apply_rule(rule, inseparable().inventory)


def test_a_rule_that_calls_the_product_waste_cannot_run() -> None:
    """The product is never switched by its own process, but a rule may call a studied by-product waste."""
    waste = [{"flows": ["by-product"], "as_class": "waste"}]
    share = [{"share": {"by": "mass"}}]
    product_ = named("product", ladder=share)
    as_waste = named("as-waste", {"allocation.classes": waste}, ladder=share)
    hybrids = Hybrids(plant(), "by-product", {"product": product_, "as-waste": as_waste})
    outcome = hybrids.outcome(lambda key: "as-waste")
    assert "counts as waste under this rule" in outcome.mistakes[0].what
    assert hybrids.outcome(lambda key: "product").runs


def test_all_rules_that_cannot_run_are_told_at_once() -> None:
    rules = [by("mass", "ar6", "include", "rule-a"), named("for-steel", {"product.covers": ["steel"]})]
    study = rw.Study(plant(), [*rules, named("open", {"characterisation.gwp_set": None})])
    with pytest.raises(RulesError) as told:
        complete_rules(study, ["rule-a", "for-steel", "open", "nix"])
    said = [each.what for each in told.value.mistakes]
    assert any("the rule is for another product" in each for each in said)
    assert any("characterisation.gwp_set" in each for each in said)
    assert said[-1] == "no rule 'nix' in this study"
    assert "mend" in str(told.value)


def test_the_pair_whose_mixture_always_fails_is_merged_first() -> None:
    """Three parts of two rules; part 1 from rule 1 needs part 0 from rule 1."""
    every = [list(levels) for levels in product([0, 1], repeat=3)]
    failed = [levels for levels in every if levels[1] == 1 and levels[0] == 0]
    ran = [levels for levels in every if levels not in failed]
    assert worst_pair(failed, ran, lambda p, q, a, b: a == b) == (0, 1)


def test_without_a_mixed_pair_the_first_two_are_merged() -> None:
    assert worst_pair([[0, 0, 0]], [], lambda p, q, a, b: True) == (0, 1)


def test_merges_of_merges_are_told_as_one() -> None:
    found = merged([Merge(("a", "b"), 3, "x"), Merge(("c", "d"), 1, "y"), Merge(("a", "b", "e"), 2, "z")])
    assert found == (Merge(("c", "d"), 1, "y"), Merge(("a", "b", "e"), 5, "x"))
