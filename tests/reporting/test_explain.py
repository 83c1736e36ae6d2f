"""Explaining one process under one rule."""

from __future__ import annotations

import pytest

from rulewright.errors import ApplicationError
from rulewright.reporting.explain import _contributions, explain
from rulewright.study import Study


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "220")


def told(study: Study, rule: str, process: str, lang: str) -> str:
    return explain(study.result(rule), process, lang)


def test_outputs_are_told_with_class_treatment_source_and_mark(study: Study) -> None:
    text = told(study, "pact-3", "blast-furnace", "en")
    slag = next(line for line in text.splitlines() if line.startswith("granulated blast-furnace slag"))
    assert "co-product" in slag
    assert "carries the share 0.01" in slag
    assert "[estimate]" in slag


def test_every_decision_about_the_process_is_told_with_clause_source_and_mark(study: Study) -> None:
    text = told(study, "pact-3", "blast-furnace", "en")
    decisions = study.ledger("pact-3").about("blast-furnace")
    assert len(decisions) > 2
    for decision in decisions:
        assert decision.what.en in text
    assert "clause 3.3.1.3 of pact-3: PACT Methodology v3, 3.3.1.3 [known, to be checked]" in text


def test_passed_over_rungs_and_alternatives_are_told(study: Study) -> None:
    text = told(study, "pact-3", "blast-furnace", "en")
    assert "passed over subdivide: the inventory offers no sub-processes" in text
    assert "by share by mass instead: hot metal 0." in text
    zh = told(study, "pact-3", "blast-furnace", "zh")
    assert "跳过 细分：清单没有可用的子过程。" in zh
    assert "若 按质量分配：铁水 0." in zh


def test_a_declared_choice_is_said_to_be_one(study: Study) -> None:
    assert "declared by the user (declared-boundary)" in told(study, "pact-3", "blast-furnace", "en")


def test_inputs_say_who_supplies_them_or_why_they_are_left_out(study: Study) -> None:
    text = told(study, "pact-3", "converter", "en")
    lines = text.splitlines()
    hot_metal = next(line for line in lines if line.startswith("hot metal"))
    assert "blast furnace" in hot_metal
    assert "yes" in hot_metal
    assert "left out: no data" in next(line for line in lines if line.startswith("nitrogen"))
    assert "pool of steel scrap" in next(line for line in lines if line.startswith("steel scrap"))


def test_a_netted_loop_is_said_to_be_netted(study: Study) -> None:
    text = told(study, "pact-3", "blast-furnace", "en")
    assert "netted against the output" in text.split("Inputs and emissions")[1]


def test_a_substituted_output_names_what_it_replaces(study: Study) -> None:
    text = told(study, "gbt-24067-2024", "blast-furnace", "en")
    slag = next(line for line in text.splitlines() if line.startswith("granulated blast-furnace slag"))
    assert "substitutes" in slag
    assert "the credit is in the total" in slag


def test_an_aggregated_factor_is_an_exchange_of_its_own(study: Study) -> None:
    text = told(study, "pact-3", "coking-coal-supply", "en")
    assert "aggregated factor" in text


def test_a_factor_of_a_series_is_told_with_its_amount_of_the_year_and_its_contribution() -> None:
    study = Study("vehicle-bev", ["pef-2021"])
    result, grid = study.result("pef-2021"), "electricity-grid-cn-2024-life-cycle"
    text = told(study, "pef-2021", grid, "en")
    (row,) = [line for line in text.splitlines() if line.startswith("aggregated factor")]
    assert "0.5777 kg" in row and "missing" not in row and "not drawn on" not in row
    contribution = _contributions(result, grid)[f"{grid}/factor[2024]"]
    assert contribution == pytest.approx(result.evaluation.by_process[grid], rel=1e-9)


def test_contributions_of_the_last_process_add_up_to_the_whole_result(study: Study) -> None:
    # everything passes the process that makes the product: its contributions are the result
    for rule in ("pact-3", "gbt-24067-2024"):
        result = study.result(rule)
        whole = sum(_contributions(result, "hot-rolling").values())
        assert whole == pytest.approx(result.evaluation.total_kg_co2e, rel=1e-6)


def test_no_text_is_left_in_the_other_language(study: Study) -> None:
    zh = told(study, "gbt-24067-2024", "converter", "zh")
    for word in ("passed over", "declared by the user (", "carries", "supplied by", "yes", "instead"):
        assert word not in zh


def test_a_process_that_does_not_exist_is_refused_with_those_that_do(study: Study) -> None:
    with pytest.raises(ApplicationError, match="no process 'blast-oven'") as caught:
        told(study, "pact-3", "blast-oven", "en")
    assert "blast-furnace" in caught.value.mend


def test_a_process_that_the_rule_does_not_draw_on_is_refused(study: Study) -> None:
    with pytest.raises(ApplicationError, match="rule pact-3 doesn't draw on process 'chlor-alkali"):
        told(study, "pact-3", "chlor-alkali-membrane", "en")
