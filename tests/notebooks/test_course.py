"""The course checks itself: right answers are right, slips are named, and every exercise stands in its notebook."""

from __future__ import annotations

import re
from collections.abc import Set
from pathlib import Path
from typing import Any

import jupytext
import pytest

import rulewright as rw
from rulewright.course import check, checking, exercises, plain, writing
from rulewright.course.checking import Verdict
from rulewright.course.exercise import Exercise
from rulewright.errors import RulewrightError
from rulewright.reporting.figures_course import bar_figure, line_figure
from rulewright.reporting.fonts import missing_glyphs
from rulewright.reporting.messages import in_language
from rulewright.reporting.sentences import sentences_in

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
ALL = exercises.exercises()
COMPUTED = [each for each in ALL.values() if each.right is not None]
SLOW = {"08.2", "09.1", "09.2", "10.2", "11.2"}  # an attribution, draws, a portfolio

each_computed = pytest.mark.parametrize(
    "exercise",
    [pytest.param(each, marks=[pytest.mark.slow] * (each.id in SLOW), id=each.id) for each in COMPUTED],
)


# ---- exercises and notebooks ----------------------------------------------------------------------------------


def checked_in(path: Path, solved: bool) -> list[str]:
    """Exercises that a notebook checks, in its order; the reader's cells, or the folded solutions."""
    cells = [cell for cell in jupytext.read(path).cells if cell.cell_type == "code"]
    chosen = (cell for cell in cells if ("solution" in cell.metadata.get("tags", [])) == solved)
    return [each for cell in chosen for each in re.findall(r'^check\("([\d.]+)"', cell.source, re.M)]


def test_every_exercise_stands_in_its_notebook_once_open_and_once_solved() -> None:
    for solved in (False, True):
        asked = {path.name[:2]: checked_in(path, solved) for path in NOTEBOOKS}
        assert [each for ids in asked.values() for each in ids] == sorted(ALL)
        assert {each[:2] for each in ALL} == {number for number, ids in asked.items() if ids}
    assert [number for number, ids in asked.items() if len(ids) < 2] == ["01"]  # has exercises of its own


def test_solutions_are_folded() -> None:
    for path in NOTEBOOKS:
        for cell in jupytext.read(path).cells:
            if "solution" in cell.metadata.get("tags", []):
                assert cell.metadata["jupyter"] == {"source_hidden": True}


# ---- verdicts ---------------------------------------------------------------------------------------------------


def verdicts(exercise: Exercise, answer: Any) -> tuple[Verdict, Verdict]:
    return check(exercise.id, answer, "zh"), check(exercise.id, answer, "en")


@each_computed
def test_the_right_answer_is_right_and_each_slip_has_its_reason(exercise: Exercise) -> None:
    assert exercise.right is not None
    right = exercise.right()
    assert all(verdicts(exercise, right))
    for slip in exercise.slips:
        zh, en = verdicts(exercise, slip.answer())
        assert not zh and not en
        assert str(zh).endswith(slip.why.zh) and str(en).endswith(slip.why.en)
    if isinstance(right, float):
        assert check(exercise.id, float(f"{right:.4g}"))  # a reader rounds
        assert not check(exercise.id, right * 1.2 + 1e-6)
        assert not check(exercise.id, "a word") and not check(exercise.id, float("nan"))
    elif isinstance(right, str):
        assert check(exercise.id, f" {right.upper()} ")
        assert not check(exercise.id, 1.0) and not check(exercise.id, "nothing of the kind")
    else:
        assert check(exercise.id, sorted(right))
        assert "nothing of the kind" in str(check(exercise.id, {*right, "nothing of the kind"}, "en"))
        assert not check(exercise.id, 1.0) and not check(exercise.id, [1.0])


def test_without_an_answer_nothing_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("computed")

    monkeypatch.setattr(Exercise, "right", property(fail), raising=False)
    for exercise in ALL.values():
        for nothing in (None, ...):
            verdict = check(exercise.id, nothing, "en")
            assert verdict.state == "not answered" and not verdict
            assert exercise.asks.en in str(verdict)


@pytest.mark.parametrize(
    ("scale", "said"), [(100.0, "per cent"), (1000.0, "unit"), (0.001, "unit"), (-1.0, "sign"), (1.3, "Too high"), (0.6, "Too low")]
)  # fmt: skip
def test_an_answer_that_is_no_known_slip_is_told_by_how_it_is_off(scale: float, said: str) -> None:
    exercise = ALL["03.1"]
    assert exercise.right is not None
    right = exercise.right()
    assert isinstance(right, float)
    assert said in str(check("03.1", right * scale, "en"))


def test_names_that_are_missing_are_counted() -> None:
    exercise = ALL["04.1"]
    assert exercise.right is not None
    right = exercise.right()
    assert isinstance(right, Set)
    assert "1 missing" in str(check("04.1", sorted(right)[1:], "en"))


def test_a_verdict_is_shown_escaped() -> None:
    verdict = check("12.1", "<script>alert(1)</script>", "en")
    assert not verdict
    assert "<script>" not in verdict._repr_html_()


def test_an_exercise_that_does_not_exist_is_said_with_those_that_do() -> None:
    with pytest.raises(RulewrightError, match=r"no exercise '03\.9'") as caught:
        check("03.9", 1.0)
    assert "03.1" in caught.value.mend
    assert "课程没有练习“03.9”" in in_language(caught.value, "zh")


# ---- rules that readers write -----------------------------------------------------------------------------------


def test_a_rule_is_judged_by_what_it_does() -> None:
    said = {
        "not a text": str(check("12.1", 3.0, "en")),
        "not a rule": str(check("12.1", "format: x", "en")),
        "untouched": str(check("12.1", RULE, "en")),
        "no comments": str(check("12.2", RULE, "en")),
    }
    assert "text of a rule" in said["not a text"]
    assert "doesn't work yet" in said["not a rule"]
    assert "granulated-slag" in said["untouched"]
    assert "comment period" in said["no comments"]
    assert check("12.1", RULE + CLASSES)
    assert "stop" in str(check("12.1", (RULE + CLASSES).replace("- stop: {}", "- share: {by: price}"), "en"))


def test_a_rule_states_its_own_procedure_and_not_that_of_its_base() -> None:
    head = RULE.replace("worldsteel-2017", "gbt-24067-2024").replace("T/T 1", "T/EXAMPLE 010-2026")
    group = head.replace("title: {zh: 试,", "title: {zh: 温室气体 产品碳足迹 量化方法与要求 热轧卷,")
    assert rw.read_rule("gbt-24067-2024").get("procedure.comment_days") is not None
    assert "comment period" in str(check("12.2", group, "en"))
    assert check("12.2", group + PROCEDURE)
    for old, new, why in (
        ("comment_days: 30", "comment_days: 20", "comment period of 20 days"),
        ("review_years: 5", "review_years: 7", "review period of 7 years"),
        ("    review_years: 5\n", "", "within how many years"),
        ("    stage: group\n", "", "of which level"),
        ("stage: group", "stage: national", "group standard"),
    ):
        assert why in str(check("12.2", group + PROCEDURE.replace(old, new), "en"))


RULE = """
format: rulewright-rule/1
id: of-a-reader
based_on: worldsteel-2017
title: {zh: 试, en: test}
document: {number: T/T 1, title: {zh: 试, en: test}, issuer: test, status: draft, language: zh}
clauses:
  - id: product
    family: product
    clause: "1"
    covers: [hot-rolled-coil]
    text: {zh: 试, en: test}
    source: {document: T/T 1, kind: declared}
    mark: declared
"""
PROCEDURE = """
  - id: procedure
    family: procedure
    clause: "0.3"
    stage: group
    comment_days: 30
    review_years: 5
    text: {zh: 试, en: test}
    source: {document: T/T 1, kind: declared}
    mark: declared
"""
CLASSES = """
  - id: classes
    family: allocation
    clause: "2"
    ladder:
      - share: {by: mass}
      - stop: {}
    classes:
      - {flows: [blast-furnace-gas, converter-gas, coke-oven-gas], as_class: internal}
      - {flows: [granulated-slag], as_class: burden_free}
    text: {zh: 试, en: test}
    source: {document: T/T 1, kind: declared}
    mark: declared
"""


# ---- words, tables, figures --------------------------------------------------------------------------------------


def test_sentences_say_the_same_in_both_languages() -> None:
    for module in (checking, writing):
        for _, sentence in sentences_in(module):
            assert sentence.problems() == [] and missing_glyphs(sentence.zh + sentence.en) == []
    for exercise in ALL.values():
        for text in (exercise.asks, exercise.hint, *(slip.why for slip in exercise.slips)):
            zh, en = (set(re.findall(r"\d+(?:\.\d+)?", each)) for each in (text.zh, text.en))
            assert zh == en, text
            assert re.search(r"[\u4e00-\u9fff]", text.zh) and not re.search(r"[\u4e00-\u9fff]", text.en)


def test_a_table_is_escaped_and_empty_where_there_is_nothing() -> None:
    import pandas as pd

    html = plain(pd.DataFrame({"<b>": ["<script>", None], "x": [1234.5, float("nan")]})).to_html()
    assert "<script>" not in html and "nan" not in html.lower().replace("name", "")
    assert "1,234" in html or "1,235" in html


def test_figures_hold_what_they_are_given() -> None:
    figure = bar_figure({"一": {"a": 1.0, "b": -2.0}, "two": {"a": 3.0}}, "标题 / title", "kg")
    axes = figure.axes[0]
    assert sorted(bar.get_width() for bar in axes.patches) == [-2.0, 1.0, 3.0]
    assert {text.get_text() for text in axes.texts} == {"1", "−2", "3"}
    assert [label.get_text() for label in axes.get_yticklabels()] == ["一", "two"]
    lines = line_figure([0, 1], {"a": [1.0, 2.0], "b": [3.0, 4.0]}, "t", "x", "y", mark=0.5).axes[0].lines
    assert [list(line.get_ydata()) for line in lines[:2]] == [[1.0, 2.0], [3.0, 4.0]]


def test_what_notebook_04_says_of_all_rules_is_so() -> None:
    """None of the library says from which end things are left out; a notebook that reads them all would be slow."""
    assert [name for name in rw.list_rules() if rw.read_rule(name).get("cut_off.order") is not None] == []


def test_the_documents_list_every_notebook() -> None:
    for name in ("course.md", "course.zh-CN.md"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        listed = re.findall(r"^\| (\d\d) \| `(\w+)` \|", text, re.M)
        assert listed == [(path.name[:2], path.stem) for path in NOTEBOOKS]
