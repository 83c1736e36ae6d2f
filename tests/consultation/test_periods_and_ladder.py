"""Periods, deadlines, counts and decisions are checked; the ladder says what stands and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rulewright.consultation.comments import Comment, Comments
from rulewright.consultation.head import ConsultationHead, read_consultation_head
from rulewright.consultation.ladder import status_ladder
from rulewright.consultation.ladder_demands import LADDER
from rulewright.consultation.periods import check_consultation, period_of
from rulewright.consultation.places import Places
from rulewright.consultation.result import Consultation
from rulewright.drafting.head import DraftHead
from rulewright.drafting.procedure import level_of_rule, own_setting
from rulewright.errors import ReadingError
from rulewright.reading.rules import read_rule
from rulewright.rule import Rule
from rulewright.scaffolds.rule import rule_scaffold

NOBODY = Comments(())


def _head(start: str | None = None, end: str | None = None, **more: object) -> ConsultationHead:
    dates = {"from_": start and date.fromisoformat(start), "to": end and date.fromisoformat(end)}
    return ConsultationHead.model_validate({**{k: v for k, v in dates.items() if v}, **more})


@pytest.mark.parametrize(
    ("stage", "end", "found"),
    [
        ("group", "2026-10-01", []),  # 1 September + 30 days, the first day not counted
        ("group", "2026-09-30", ["period-short", "period-promise"]),
        ("industry", "2026-10-01", []),
        ("national", "2026-10-01", ["period-short"]),
        ("national", "2026-10-31", []),
        ("group", "2026-08-01", ["period-order"]),
    ],
)
def test_each_stage_has_its_least_period(rule: Rule, stage: str, end: str, found: list[str]) -> None:
    findings = check_consultation(rule, _head("2026-09-01", end, stage=stage), NOBODY)
    assert [each.check for each in findings] == found


def test_a_short_period_names_the_day_that_mends_it(rule: Rule) -> None:
    finding = check_consultation(rule, _head("2026-09-01", "2026-09-20"), NOBODY)[0]
    assert (finding.kind, finding.item) == ("defect", "G8")
    assert finding.place.en == "head of the consultation"
    assert finding.mend.en == "let it end on 2026-10-01 or later"
    assert finding.what.zh == "征求意见期 19 日，少于本级别的 30 日"


def test_an_unknown_period_or_stage_is_open(rule: Rule) -> None:
    assert [each.check for each in check_consultation(rule, _head(), NOBODY)] == ["period-open"]
    general = read_rule("iso-14067-2018")
    assert [each.check for each in check_consultation(general, _head(), NOBODY)] == [
        "stage-open",
        "period-open",
    ]
    assert period_of(general, _head()).stage == "group"
    assert (
        period_of(rule, _head("2026-09-01")).sentences("en")[-1]
        == "From 2026-09-01 on, it ends on 2026-10-01 at the earliest."
    )


def test_late_and_early_comments_undecided_ones_and_missing_reasons_are_told(rule: Rule) -> None:
    comments = Comments(
        (
            Comment(1, "1", "5.3", "a.csv, A2", body="x", received=date(2026, 10, 11)),
            Comment(2, "2", "5.3", "a.csv, A3", body="x", received=date(2026, 8, 31), decision="rejected"),
            Comment(3, "3", "5.3", "a.csv, A4", decision="accepted"),
        )
    )
    found = check_consultation(rule, _head("2026-09-01", "2026-10-10"), comments)
    assert [(each.check, each.place.en) for each in found] == [
        ("late", "comment 1 (a.csv, A2)"), ("early", "comment 2 (a.csv, A3)"), ("undecided", "comment table"),
        ("no-reason", "comment 2 (a.csv, A3)"), ("no-body", "comment 3 (a.csv, A4)"),
    ]  # fmt: skip


def test_counts_that_do_not_agree_are_told(rule: Rule) -> None:
    head = _head("2026-09-01", "2026-10-10", sent=20, replied=11, with_comments=8, no_comment=1, no_reply=11)
    said = [each.what.en for each in check_consultation(rule, head, NOBODY) if each.check == "counts"]
    assert said == [
        "the counts do not agree: 11 replied, but 8 with and 1 without comments make 9",
        "the counts do not agree: sent to 20, 11 replied, so 9 did not reply, not 11",
        "the counts do not agree: 8 bodies with comments are stated, the table has 0",
    ]
    fewer = check_consultation(rule, _head("2026-09-01", "2026-10-10", sent=5, replied=11), NOBODY)
    assert "fewer than the 11 that replied" in fewer[0].what.en


def test_the_worked_example_has_only_open_points(worked: Consultation) -> None:
    assert [(each.check, each.kind) for each in worked.findings] == [("late", "open"), ("undecided", "open")]
    assert worked.counts == {"sent": 20, "replied": 9, "with_comments": 8, "no_comment": 1, "no_reply": 11}


def test_a_head_file_tells_all_its_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "head.yaml"
    path.write_text(
        "format: rulewright-consultation/1\nfrom: 2026-13-01\nsent: -1\nextra: 1\n", encoding="utf-8"
    )
    with pytest.raises(ReadingError) as caught:
        read_consultation_head(path)
    assert len(caught.value.mistakes) == 3


def test_the_ladder_says_what_stands_and_what_is_missing(worked: Consultation, rule: Rule) -> None:
    ladder = worked.ladder
    assert (ladder.stage, ladder.next_stage) == ("group", "group")
    standing = {each.key: each.standing for each in ladder.of("group")}
    assert (
        standing["title"]
        == standing["codes"]
        == standing["groups"]
        == standing["period"]
        == standing["review"]
        == "met"
    )
    assert standing["handled"] == "missing"  # six comments are undecided
    assert standing["consensus"] == standing["vote"] == "not_shown"  # no file can show it
    national = {each.key: each for each in ladder.of("national")}
    assert national["period"].standing == "missing"
    assert national["period"].evidence.en == "39 days"
    assert national["number"].standing == "missing"
    assert len(ladder.demands) == sum(len(each) for each in LADDER.values())
    done = worked.comments.decided({each.index: ("accepted", "") for each in worked.comments.comments})
    assert {each.key: each.standing for each in status_ladder(rule, comments=done).of("group")}[
        "handled"
    ] == "met"


def test_the_next_step_is_the_own_one_until_it_is_in_force(rule: Rule) -> None:
    assert (status_ladder("t-cecrpa-010-2024").stage, status_ladder("t-cecrpa-010-2024").next_stage) == (
        "group",
        "industry",
    )
    top = status_ladder("gbt-44905-2024")
    assert top.next_stage is None
    assert top.missing() == []
    assert "This is the highest step." in top.notes("en")
    assert "Issued on 2024-10-26; to be reviewed by 2029-10-26 at the latest." in top.notes("en")
    nowhere = status_ladder("iso-14067-2018")
    assert (nowhere.stage, nowhere.next_stage) == (None, "group")


def test_what_a_rule_lacks_is_missing_on_the_ladder(rule: Rule) -> None:
    clauses = [each for each in rule.chain[0].clauses if each.id not in ("codes", "procedure", "cut-off")]
    bare = replace(rule, chain=(rule.chain[0].model_copy(update={"clauses": clauses}), *rule.chain[1:]))
    from rulewright.reading.rules import merge_chain

    standing = {each.key: each for each in status_ladder(merge_chain(list(bare.chain))).of("group")}
    for key in ("items", "codes", "groups", "period", "draft"):
        assert standing[key].standing == "missing", key


def test_numbers_of_the_draft_follow_its_head(rule: Rule) -> None:
    plain, declared = Places(rule), Places(rule, DraftHead(declaration=True))
    assert plain.find("11").places == ()
    assert [each.title.zh for each in declared.find("11").places] == ["产品碳足迹声明"]


def test_a_base_speaks_for_its_own_document_not_for_the_procedure_of_another(tmp_path: Path) -> None:
    """GB/T 24067 is a national standard with 60 days; a group standard based on it is neither."""
    text = rule_scaffold("own-rule", "gbt-24067-2024").replace(
        "  number: own-rule", "  number: T/EXAMPLE 009-2026"
    )
    path = tmp_path / "own-rule.yaml"
    path.write_text(text, encoding="utf-8")
    inherits = read_rule(path)
    assert level_of_rule(read_rule("gbt-24067-2024")) == "national"
    assert level_of_rule(inherits) == "group"
    assert own_setting(inherits, "procedure.comment_days") is None
    assert (period_of(inherits, _head()).stage, period_of(inherits, _head()).least_days) == ("group", 30)
    assert status_ladder(inherits).stage == "group"
    short = check_consultation(inherits, _head("2026-09-01", "2026-10-01"), NOBODY)
    assert [each.check for each in short] == []
