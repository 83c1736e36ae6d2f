"""Each rule runs on what it covers, with the shipped declarations, or stops with every open decision: nothing in between."""

from __future__ import annotations

import math
from functools import cache

import pytest

import rulewright as rw
from rulewright.analysis.coverage import covered_groups
from rulewright.errors import ApplicationError, OpenDecisionsError
from rulewright.reading.find import list_rules
from rulewright.reading.heads import inventory_heads
from rulewright.reading.rules import read_rule
from rulewright.reporting.messages import translate

NUMBER_ONLY_STANDARDS = ("t-cpcif-0466-2025", "t-cpcif-0467-2025", "t-cpcif-0468-2025")


@cache
def covered(rule: str) -> tuple[str, ...]:
    groups = covered_groups(read_rule(rule))
    return tuple(head.id for head in inventory_heads() if "any" in groups or groups & set(head.groups))


def runs_or_lists(inventory: str, rule: str) -> None:
    study = rw.Study(inventory, rules=[rule])
    try:
        total = study.result(rule).evaluation.total_kg_co2e
    except OpenDecisionsError as stopped:
        assert stopped.mistakes
        assert all(each.what and each.where and each.mend for each in stopped.mistakes)
        assert len({str(each) for each in stopped.mistakes}) == len(stopped.mistakes)
    else:
        assert math.isfinite(total)


@pytest.mark.parametrize("rule", [rule for rule in list_rules() if covered(rule)])
def test_a_rule_runs_on_an_inventory_that_it_covers_or_lists_what_is_open(rule: str) -> None:
    runs_or_lists(covered(rule)[0], rule)


@pytest.mark.slow
@pytest.mark.parametrize("rule", [rule for rule in list_rules() if covered(rule)])
def test_a_rule_runs_on_every_inventory_that_it_covers_or_lists_what_is_open(rule: str) -> None:
    for inventory in covered(rule):
        runs_or_lists(inventory, rule)


@pytest.mark.parametrize("rule", NUMBER_ONLY_STANDARDS)
def test_a_standard_of_which_only_its_line_was_read_gives_the_result_of_the_general_one(rule: str) -> None:
    inventory = covered(rule)[0]
    study = rw.Study(inventory, rules=[rule, "gbt-24067-2024"])
    own = {name for name, setting in _flat(rule) if setting.rule_id == rule}
    assert own == {"product.covers", "product.codes", "procedure.stage", "procedure.comment_days"}
    for choice in study.choices:
        if "gbt-24067-2024" in choice.rules and rule not in choice.rules:
            named = choice.model_copy(update={"rules": [*choice.rules, rule]})
            study = rw.Study(
                inventory, study.rules.values(), [named if each is choice else each for each in study.choices]
            )
    totals = {name: study.result(name).evaluation.total_kg_co2e for name in study.rules}
    assert totals[rule] == pytest.approx(totals["gbt-24067-2024"], rel=1e-12)


def _flat(rule: str):
    for name, stated in read_rule(rule).settings.items():
        for setting in stated if isinstance(stated, tuple) else (stated,):
            yield name, setting


# ---- the border adjustment ----------------------------------------------------------------------------------


@pytest.mark.parametrize("inventory", ["ammonia-coal", "ammonia-gas"])
def test_transferred_carbon_dioxide_takes_no_share_of_ammonia_under_the_border_adjustment(
    inventory: str,
) -> None:
    """(EU) 2025/2547, annex IV, 1.1, item 16 d: deducted for storage or permanent binding only.

    Coal, by hand: 885.43 emitted and 2656.29 captured, which no user takes, per 1000 kg; no mine, no well.
    """
    result = rw.Study(inventory, rules=["cbam-2025-fertilisers"]).result("cbam-2025-fertilisers")
    process = result.inventory.processes[_maker(result, "ammonia")]
    captured = next(each for each in process.outputs if each.flow == "carbon-dioxide").quantity
    made = process.outputs[0].quantity
    assert captured is not None and made is not None
    emitted = sum(
        each.quantity.amount
        for each in process.emissions
        if each.flow == "co2-fossil" and each.quantity is not None
    )
    found = sum(
        kg for name, kg in result.evaluation.by_process.items() if not name.startswith("electricity-grid")
    )
    assert found == pytest.approx(1000 * (emitted + captured.amount) / made.amount, rel=1e-9)
    assert not any(line.subject == process.id and line.step == "allocation" for line in result.ledger)


@pytest.mark.parametrize(
    ("inventory", "rule"),
    [
        ("electricity-gas", "cbam-2025-electricity"),
        ("hydrogen-gas", "cbam-2025"),
        ("hydrogen-coal", "cbam-2025"),
    ],
)
def test_wells_and_mines_are_outside_the_border_adjustment_also_where_an_inventory_is_linked(
    inventory: str, rule: str
) -> None:
    by_process = rw.Study(inventory, rules=[rule]).result(rule).evaluation.by_process
    upstream = ("oil-and-gas-extraction", "natural-gas-processing", "coal-mining-underground", "coal-washing")
    assert sum(by_process.get(name, 0.0) for name in upstream) == 0
    assert sum(by_process.values()) > 0


def _maker(result, flow: str) -> str:
    return next(
        each.id
        for each in result.inventory.processes.values()
        if each.outputs[0].flow == flow and any(output.flow == "carbon-dioxide" for output in each.outputs)
    )


def test_a_grid_mix_of_life_cycle_factors_has_no_footprint_under_the_border_adjustment() -> None:
    """Default values were not read: life-cycle factors must not stand in for direct ones, nor zero."""
    study = rw.Study("electricity-grid-mix-cn", rules=["cbam-2025-electricity"])
    with pytest.raises(OpenDecisionsError, match="refuses the aggregated factor"):
        study.result("cbam-2025-electricity")


def test_direct_emissions_of_a_coal_plant_count_under_the_border_adjustment() -> None:
    result = rw.Study("electricity-coal", rules=["cbam-2025-electricity"]).result("cbam-2025-electricity")
    fleet = result.inventory.processes["coal-power-fleet"]
    burnt = sum(
        each.quantity.amount
        for each in fleet.emissions
        if each.flow == "co2-fossil" and each.quantity is not None
    )
    made = fleet.outputs[0].quantity
    assert made is not None
    assert result.evaluation.total_kg_co2e == pytest.approx(burnt / made.amount, rel=0.02)


@pytest.mark.parametrize("inventory", ["chp-coal", "chp-gas", "chp-waste"])
def test_a_rule_that_refuses_to_share_says_why_in_both_languages(inventory: str) -> None:
    study = rw.Study(inventory, rules=["cbam-2025-electricity"])
    with pytest.raises(OpenDecisionsError) as caught:
        study.result("cbam-2025-electricity")
    told = next(each for each in caught.value.mistakes if "district-heat" in each.what)
    assert "refuses to share" in told.what and "reference efficiencies" in told.what
    assert told.what_zh.startswith("规则不在") and "参考效率" in told.what_zh
    assert translate(told.mend) != told.mend
    assert " mass " not in told.mend  # nobody can give electricity a mass


# ---- asking for another rule --------------------------------------------------------------------------------


def test_a_rule_that_is_not_of_the_study_is_told_with_those_that_are() -> None:
    study = rw.Study("methanol-coal")
    with pytest.raises(ApplicationError, match="the study has no rule 'iai-2021'") as caught:
        study.result("iai-2021")
    assert "gbt-24067-2024" in caught.value.where
    assert translate(str(caught.value.what)) == "研究中没有规则“iai-2021”"
