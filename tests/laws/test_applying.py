"""Laws of applying a rule: repeatable, linear in the demand, the same by Brightway, and files come back as they were."""

import copy
import dataclasses

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from strategies import FEWER, footprint, joint_processes, ladders, make_metal, make_rule

from rulewright.analysis.evaluate import evaluate
from rulewright.brightway.solve import solve
from rulewright.reading.find import list_rules
from rulewright.reading.rules import read_rule
from rulewright.rule import RuleFile
from rulewright.steps.apply import apply_rule
from rulewright.study import Study
from rulewright.terms import solve_central

EXACT = 1e-12
SOLVED = 1e-9
SHIPPED = ("steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn")


@st.composite
def cases(draw):
    """An inventory and a rule that settles it."""
    process = draw(joint_processes(own_use=draw(st.booleans())))
    ladder = draw(ladders(list(process.outputs)))
    return process, make_rule({"boundary.internal_loops": "net"}, ladder=ladder)


@FEWER
@given(cases())
def test_a_rule_against_itself_differs_by_zero(case) -> None:
    process, rule = case
    assert footprint(rule, process.inventory()) - footprint(rule, process.inventory()) == 0


@given(cases())
def test_applying_twice_gives_the_same_system_and_ledger_and_changes_no_input(case) -> None:
    process, rule = case
    inventory = process.inventory()
    before = copy.deepcopy((dataclasses.asdict(inventory), rule.hash, inventory.hash))
    first, ledger, _ = apply_rule(rule, inventory)
    second, again, applied = apply_rule(rule, inventory)
    assert (first, ledger) == (second, again)
    assert applied.inventory is inventory
    assert (dataclasses.asdict(inventory), rule.hash, inventory.hash) == before


@FEWER
@given(cases(), st.floats(min_value=0.01, max_value=1e4))
def test_doubling_the_declared_unit_doubles_the_result(case, amount) -> None:
    process, rule = case
    once, twice = (footprint(rule, process.inventory(declared=factor * amount)) for factor in (1, 2))
    assert twice == pytest.approx(2 * once, rel=EXACT)


@FEWER
@given(cases())
def test_a_demand_of_two_declared_units_doubles_the_result(case) -> None:
    process, rule = case
    inventory = process.inventory(declared=3.0)
    assert footprint(rule, inventory, amount=6.0) == pytest.approx(2 * footprint(rule, inventory), rel=EXACT)


@pytest.mark.parametrize("credit", ["in_total", "apart"])
def test_a_demand_of_two_declared_units_doubles_an_end_of_life_credit(credit) -> None:
    inventory = make_metal(recovery_rate=0.8)
    rule = make_rule({"recycling.method": "cut_off_recycled_content", "recycling.end_of_life_credit": credit})
    once, twice = (evaluate(apply_rule(rule, inventory, amount=amount)[0]) for amount in (1.0, 2.0))
    assert twice.credits_kg_co2e == pytest.approx(2 * once.credits_kg_co2e, rel=SOLVED)
    assert twice.total_kg_co2e == pytest.approx(2 * once.total_kg_co2e, rel=SOLVED)


@FEWER
@given(cases())
def test_the_evaluation_by_brightway_equals_our_own_solution(case) -> None:
    process, rule = case
    system = apply_rule(rule, process.inventory())[0]
    ours = solve_central(system)
    evaluation = evaluate(system)
    total = float(ours.unit_impacts_kg_co2e @ system.demand_vector())
    assert evaluation.total_kg_co2e == pytest.approx(total, rel=SOLVED)
    assert solve(system).score_kg_co2e == pytest.approx(total, rel=SOLVED)
    # a product that carries nothing shows rounding noise only
    largest = np.abs(ours.unit_impacts_kg_co2e).max()
    assert evaluation.unit_impacts_kg_co2e == pytest.approx(
        ours.unit_impacts_kg_co2e, rel=SOLVED, abs=SOLVED * largest
    )
    assert evaluation.supply == pytest.approx(ours.supply, rel=SOLVED, abs=SOLVED * np.abs(ours.supply).max())
    assert sum(evaluation.by_stage.values()) == pytest.approx(total, rel=SOLVED)
    assert sum(evaluation.by_kind.values()) == pytest.approx(total, rel=SOLVED)


@pytest.mark.parametrize("inventory", SHIPPED)
def test_shipped_studies_come_out_the_same_by_brightway_and_by_our_own_solver(inventory) -> None:
    study = Study(inventory)
    for rule in study.rules:
        system, evaluation = study.result(rule).system, study.result(rule).evaluation
        apart = frozenset(node.key for node in system.nodes if node.credit_apart)
        ours = solve_central(system, drop_credits=apart)
        assert evaluation.total_kg_co2e == pytest.approx(
            float(ours.unit_impacts_kg_co2e @ system.demand_vector()), rel=SOLVED
        ), rule
        assert sum(evaluation.by_stage.values()) == pytest.approx(evaluation.total_kg_co2e, rel=SOLVED), rule
        assert sum(evaluation.by_kind.values()) == pytest.approx(evaluation.total_kg_co2e, rel=SOLVED), rule


@pytest.mark.parametrize("rule", list_rules())
def test_a_shipped_rule_that_is_written_and_read_again_is_the_same(rule, tmp_path) -> None:
    _written_and_read(read_rule(rule).chain[0], tmp_path)


@FEWER
@given(cases())
def test_a_drawn_rule_that_is_written_and_read_again_is_the_same(tmp_path_factory, case) -> None:
    _written_and_read(case[1].chain[0], tmp_path_factory.mktemp("rules"))


def _written_and_read(file: RuleFile, folder) -> None:
    path = folder / f"{file.id}.yaml"
    data = file.model_dump(mode="json", exclude_none=True)
    path.write_text(_YamlWithoutAliases.dump(data), encoding="utf-8")
    assert read_rule(path).chain[0] == file


class _YamlWithoutAliases(yaml.SafeDumper):
    """Our YAML has no anchors and aliases, so equal parts are written out."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    @classmethod
    def dump(cls, data: object) -> str:
        return yaml.dump(data, Dumper=cls, allow_unicode=True, sort_keys=False)
