"""Self-checks of a run: each one passes on a sound run, and fails and says why where something is wrong."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from engine_examples import share_rule, shipped, works
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.analysis import checks as module
from rulewright.analysis.checks import Check
from rulewright.analysis.runs import Tally
from rulewright.analysis.uncertainty import UncertaintyResult, run
from rulewright.reporting.sentences import sentences_in

STEEL = "steel-hot-rolled-coil-bf-bof"
OF_A_RULE = {
    "same_centre",
    "deterministic_among_draws",
    "residual",
    "failed_draws",
    "negative_totals",
    "demand",
    "uncertain_share",
    "shares",
}


def one(result: UncertaintyResult, name: str) -> Check:
    (found,) = [each for each in result.checks if each.name == name]
    return found


def emitting(distribution: dict[str, Any], amount: float = 1.0, draws: int = 2000) -> UncertaintyResult:
    emission = {"amount": amount, "uncertainty": distribution}
    plant = {"outputs": {"main": 1}, "emissions": {"co2-fossil": emission}}
    return run(rw.Study(make_inventory({"plant": plant}), [make_rule()], choices=[]), draws)


def with_facts(result: UncertaintyResult, **changed: Any) -> UncertaintyResult:
    facts = replace(result.facts, rules=tuple(replace(each, **changed) for each in result.facts.rules))
    totals = np.stack([each.totals_kg_co2e for each in result.results.values()])
    status = np.stack([each.status for each in result.results.values()])
    return UncertaintyResult(facts, totals, status, result.tally, result.planned)


def test_a_sound_run_passes_every_check_of_every_rule() -> None:
    result = shipped(STEEL).uncertainty(500)
    for rule in result.results:
        assert {each.name for each in result.checks if each.rule == rule} == OF_A_RULE
    assert all(each.passed for each in result.checks), [
        each.said.en for each in result.checks if not each.passed
    ]
    assert all(each.said.zh and each.said.en for each in result.checks)


def test_json_holds_every_check_with_its_numbers_and_both_languages() -> None:
    found = rw.Study(works(), [share_rule("mass")], choices=[]).uncertainty(100).to_dict()["checks"]
    assert {each["check"] for each in found} == OF_A_RULE | {"possible_values"}
    for each in found:
        assert set(each) == {"check", "rule", "passed", "values", "said"} and set(each["said"]) == {
            "zh",
            "en",
        }
    demand = next(each for each in found if each["check"] == "demand")
    assert list(demand["values"]["asked"].values()) == [1.0] and demand["values"]["value"] < 1e-6


def test_an_engine_that_disagrees_with_brightway_is_told() -> None:
    sound = emitting({"distribution": "normal", "sd": 0.1})
    wrong = with_facts(sound, central_kg_co2e=1.000001)
    assert one(sound, "same_centre").passed and not one(wrong, "same_centre").passed
    assert any("differ by 1.0e-06" in line for line in wrong.notes("en"))
    assert any("1.0e-06" in line and "相差" in line for line in wrong.notes("zh"))


def test_a_deterministic_value_at_the_edge_of_its_draws_is_told() -> None:
    at_the_edge = emitting({"distribution": "triangular", "minimum": 1.0, "maximum": 2.0})
    check = one(at_the_edge, "deterministic_among_draws")
    assert not check.passed and check.values["value"] == 0.0
    assert one(emitting({"distribution": "normal", "sd": 0.1}), "deterministic_among_draws").passed


def test_a_rule_that_uses_nothing_uncertain_has_its_centre_in_every_draw() -> None:
    plant = {"outputs": {"main": 1}, "emissions": {"co2-fossil": 1.0}}
    other = {
        "outputs": {"other": 1},
        "emissions": {"co2-fossil": {"amount": 1.0, "uncertainty": {"distribution": "normal", "sd": 0.1}}},
    }
    result = run(
        rw.Study(make_inventory({"plant": plant, "beside": other}), [make_rule()], choices=[]),
        50,
        characterisation=False,
    )
    assert (
        one(result, "deterministic_among_draws").passed
        and one(result, "uncertain_share").values["value"] == 0
    )


def test_a_demand_that_is_not_echoed_is_told() -> None:
    wrong = with_facts(emitting({"distribution": "normal", "sd": 0.1}), echo=1e-3)
    assert not one(wrong, "demand").passed and any("differs by 1.0e-03" in line for line in wrong.notes("en"))


def test_a_large_residual_is_told() -> None:
    sound = emitting({"distribution": "normal", "sd": 0.1})
    (rule,) = sound.results
    totals, status = (np.stack([getattr(sound.results[rule], name)]) for name in ("totals_kg_co2e", "status"))
    wrong = UncertaintyResult(sound.facts, totals, status, Tally({rule: 1e-6}), 2000)
    assert one(sound, "residual").passed and not one(wrong, "residual").passed


def test_negative_totals_are_counted_and_told_where_the_result_is_positive() -> None:
    result = emitting({"distribution": "normal", "sd": 1.0})
    check = one(result, "negative_totals")
    (each,) = result.results.values()
    assert not check.passed and check.values["value"] == int((each.totals_kg_co2e < 0).sum()) > 200
    assert one(emitting({"distribution": "normal", "sd": 0.01}, amount=-1.0), "negative_totals").passed


def test_quantities_with_impossible_values_are_named() -> None:
    result = emitting({"distribution": "normal", "sd": 1.0})
    check = one(result, "possible_values")
    assert not check.passed and check.rule is None
    assert (
        check.values["plant/emission/co2-fossil"]["negative"]
        == result.sign_changes["plant/emission/co2-fossil"]
        > 200
    )
    assert "plant/emission/co2-fossil" in check.said.zh and "plant/emission/co2-fossil" in check.said.en
    assert one(emitting({"distribution": "lognormal", "sd": 0.1}), "possible_values").passed


def test_the_share_of_uncertain_quantities_is_said() -> None:
    result = shipped(STEEL).uncertainty(100)
    for rule, each in result.results.items():
        (check,) = [one for one in result.checks if one.name == "uncertain_share" and one.rule == rule]
        assert check.values["all"] == len(each.uncertain) + len(each.fixed)
        assert 0 < check.values["held"] < 1
    assert any("state an uncertainty" in line for line in result.notes("en"))


@pytest.mark.parametrize("name", ["checks", "uncertainty_notes", "uncertainty_result"])
def test_sentences_say_the_same_in_both_languages(name: str) -> None:
    from importlib import import_module

    found = dict(sentences_in(import_module(f"rulewright.analysis.{name}")))
    assert found and {key: each.problems() for key, each in found.items() if each.problems()} == {}
    assert module.SAID.keys() == OF_A_RULE
