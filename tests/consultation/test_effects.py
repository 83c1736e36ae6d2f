"""What patches do: equal to a study of the patched rule, alone and together; conflicts; refusals; rankings; stopping."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import rulewright as rw
from rulewright.consultation.comments import Comment, Comments
from rulewright.consultation.consult import consult
from rulewright.consultation.effects import Bench
from rulewright.consultation.result import Consultation
from rulewright.errors import ApplicationError
from rulewright.rule import Rule

HERE = Path(__file__).parent
INVENTORY = "steel-hot-rolled-coil-bf-bof"


def _asked(*patches: str, clause: str = "7.5.3") -> Comments:
    found = [
        Comment(i, str(i), clause, "here", proposed="x", body="b", patch=patch)
        for i, patch in enumerate(patches, 1)
    ]
    return Comments(tuple(found))


@pytest.mark.parametrize("number", ["1", "2"])
def test_an_effect_is_the_difference_of_two_studies(worked: Consultation, rule: Rule, number: str) -> None:
    """The quick way of computing agrees with Brightway's solver, to its single precision."""
    handled = next(each for each in worked.handled if each.comment.number == number)
    assert handled.patch is not None
    assert handled.patch.rule is not None
    study = rw.Study(INVENTORY, [rule, handled.patch.rule])
    before, after = (study.result(name).evaluation.total_kg_co2e for name in study.rules)
    effect = next(each for each in handled.effects if each.case == INVENTORY)
    assert effect.before.kg_co2e == pytest.approx(before, rel=1e-6)
    assert effect.after.kg_co2e == pytest.approx(after, rel=1e-6)


def test_comments_stand_in_the_order_of_the_clauses_and_none_is_lost(worked: Consultation) -> None:
    assert [each.comment.clause for each in worked.handled] == [
        "5.3.2", "5.4", "6.2", "7.5.1", "7.5.1", "7.5.3", "7.5.3", "7.6.1", "8.1", "12.3", "",
    ]  # fmt: skip
    assert [each.comment.index for each in worked.handled] == list(range(1, 12))
    assert sorted(int(each.comment.number) for each in worked.handled) == list(range(1, 12))
    assert not worked.of(10).found.places


def test_a_patch_that_breaks_the_rule_stands_with_its_comment_and_the_others_go_on(
    worked: Consultation,
) -> None:
    broken = [each for each in worked.handled if each.patch is not None and each.patch.rule is None]
    assert [each.comment.number for each in broken] == ["6"]
    assert "'single_limit' is not a number" in broken[0].patch.mistakes[0].what  # type: ignore[union-attr]
    assert sum(bool(each.effects) for each in worked.handled) == 7


def test_conflicts_are_comments_that_want_different_values_of_one_setting(worked: Consultation) -> None:
    assert [(each.setting, each.comments) for each in worked.conflicts] == [("recycling.method", (6, 7))]
    assert dict(worked.conflicts[0].values) == {6: "fifty_fifty", 7: "zero_burden_scrap"}


def test_the_same_wish_twice_is_no_conflict(rule: Rule) -> None:
    found = consult(rule, _asked("recycling.method = fifty_fifty", "recycling.method = fifty_fifty"), [])
    assert found.conflicts == ()
    assert found.bundle("all").comments == (1, 2)


def test_all_together_is_the_sum_and_a_joint_effect(worked: Consultation) -> None:
    bundle = worked.bundle("all")
    assert bundle.comments == (1, 3, 4, 5, 8)
    assert bundle.left_out == (6, 7)
    place = [each.case for each in bundle.effects].index(INVENTORY)
    single = [
        next(e for e in worked.of(i).effects if e.case == INVENTORY).change_kg_co2e or 0.0
        for i in bundle.comments
    ]
    assert bundle.sums[place] == pytest.approx(sum(single))
    joint = bundle.joint(place)
    assert joint is not None
    assert sum(single) + joint == pytest.approx(bundle.effects[place].change_kg_co2e)
    assert joint == pytest.approx(437.7168, abs=1e-3)  # sharing by price leaves nothing to expand


def test_what_is_accepted_is_what_the_table_says_and_nothing_else(worked: Consultation, rule: Rule) -> None:
    assert worked.bundle("accepted").comments == (3, 6)
    decided = worked.comments.decided({7: ("accepted", "")})
    again = consult(rule, decided, [INVENTORY])
    assert again.bundle("accepted").comments == (3,)
    assert again.bundle("accepted").left_out == (6, 7)  # both accepted, and in conflict


def test_a_rule_that_gives_no_result_any_more_is_told_with_its_reason(rule: Rule) -> None:
    found = consult(
        rule, _asked("recycling.method = not_settled", "cut_off.missing_amounts = stop"), [INVENTORY]
    )
    for handled in found.handled:
        effect = handled.effects[0]
        assert effect.status in ("refuses", "changed", "unchanged")
    stop = found.of(2).effects[0]
    assert stop.status == "refuses"
    assert stop.after.why
    assert stop.change_kg_co2e is None
    assert "No result any more" in str(found.to_dataframe("en").iloc[1, 5])
    assert found.bundle("all").effects[0].status == "refuses"


def test_a_patch_of_the_products_covered_leaves_inventories_out(rule: Rule) -> None:
    found = consult(rule, _asked("product.covers = [flat-glass]", clause="5.1"), [INVENTORY])
    assert found.of(1).effects[0].status == "not_covered"


def test_a_patch_that_changes_nothing_and_one_that_changes_another_clause_are_told(rule: Rule) -> None:
    found = consult(
        rule,
        _asked(
            "recycling.method = cut_off_recycled_content",
            "cut_off.use = nothing; cut_off.single_limit = 0.02",
        ),
        [],
    )
    assert [each.en for each in found.of(1).remarks] == ["The patch changes no decision."]
    assert [each.en for each in found.of(2).remarks] == [
        "The patch changes limit of one item [share], which the clause cited does not state."
    ]


def test_plants_and_routes_that_change_places_are_named(worked: Consultation) -> None:
    rankings = {each.group: each for each in worked.of(8).rankings}
    assert rankings["steel-plants-cn"].cases == 14
    assert rankings["hot-rolled-coil, 1 t"].swapped == (
        ("steel-hot-rolled-coil-h2-dri", "steel-hot-rolled-coil-bf-bof"), ("steel-hot-rolled-coil-h2-dri", "steel-hot-rolled-coil-ng-dri"),
    )  # fmt: skip
    assert worked.of(1).rankings[0].swapped == ()


def test_the_place_among_other_rules_is_told(worked: Consultation) -> None:
    effect = next(each for each in worked.of(5).effects if each.case == INVENTORY)
    assert (effect.rank_before, effect.rank_after) == (1, 3)
    totals = sorted(
        rw.Study(INVENTORY, [name]).result(name).evaluation.total_kg_co2e
        for name in ("gbt-24067-2024", "worldsteel-2017", "pact-3")
    )
    after = effect.after.kg_co2e or 0.0
    assert sum(total < after - 1e-3 for total in totals) == 2


def test_one_comment_after_the_other_on_one_bench(rule: Rule, worked: Consultation) -> None:
    bench = Bench(rule, [INVENTORY])
    first = consult(rule, _asked("allocation.expansion = not_used"), bench=bench)
    second = consult(rule, _asked("recycling.method = zero_burden_scrap"), bench=bench)
    assert first.of(1).effects[0].change_kg_co2e == pytest.approx(-437.7168, abs=1e-3)
    assert second.of(1).effects[0].change_kg_co2e == 0.0
    with pytest.raises(ApplicationError, match="made for the rule 'steel-draft'"):
        consult("gbt-24067-2024", Comments(()), bench=bench)


def test_a_stopped_run_gives_what_it_has_and_says_so(rule: Rule) -> None:
    calls: list[tuple[int, int]] = []
    inventories = [INVENTORY, "steel-hot-rolled-coil-eaf"]
    found = consult(
        rule, _asked("allocation.expansion = not_used"), inventories, progress=lambda done, count: calls.append((done, count)),
        cancelled=lambda: len(calls) >= 3,
    )  # fmt: skip
    assert calls == [(1, 4), (2, 4), (3, 4)]
    assert found.stopped
    assert len(found.of(1).effects) == 1
    assert "The computation was stopped: some inventories were not computed." in found.notes("en")
    at_once = consult(rule, _asked("allocation.expansion = not_used"), inventories, cancelled=lambda: True)
    assert at_once.stopped
    assert at_once.cases == ()


def test_all_inventories_of_a_rule_are_the_default(worked: Consultation) -> None:
    own = [each.id for each in worked.cases if not each.group]
    assert own == sorted(each for each in own if each.startswith("steel-hot-rolled-coil"))
    assert len(own) == 4


def test_undecided_stays_undecided(worked: Consultation) -> None:
    assert worked.decided == {"accepted": 3, "partly": 1, "rejected": 1, "undecided": 6}
    changed = replace(worked.comments.comments[0], decision="undecided", decision_reason="")
    assert changed.decision == "undecided"
    table = worked.to_dataframe("zh")
    assert list(table["处理意见及理由"]).count("未处理") == 6
