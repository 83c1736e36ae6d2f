"""Tables for terminals."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulewright.reporting.tables import clause_difference_table, comparison_table, rule_table
from rulewright.reporting.text import text_width, to_text
from rulewright.study import Comparison

TEXTS = st.text(st.sampled_from("铝锭炉渣 （），。、ab-c/1 2₂"), max_size=30)


@pytest.mark.parametrize("width", [60, 80, 100, 160])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(comparison: Comparison, lang: str, width: int) -> None:
    tables = [
        comparison_table(comparison, lang),
        clause_difference_table(comparison, lang),
        rule_table(comparison.results["pact-3"].rule, lang),
    ]
    for table in tables:
        for line in to_text(table, lang, width).splitlines():
            assert text_width(line) <= width


def test_columns_align_whatever_the_script() -> None:
    table = pd.DataFrame({"kg": [1.5, -20.0], "名称": ["铝锭", "slag"]}, index=["铝锭（重熔用）", "ingot"])
    lines = to_text(table, "zh", 80).splitlines()
    assert lines == [
        "                 kg  名称",
        "--------------  ---  ----",
        "铝锭（重熔用）  1.5  铝锭",
        "ingot           −20  slag",
    ]


def test_columns_that_do_not_fit_follow_in_a_second_block_with_the_labels() -> None:
    table = pd.DataFrame([[1.0, 2.0, 3.0]], index=["总量"], columns=["a" * 20, "b" * 20, "c" * 20])
    blocks = to_text(table, "zh", 60).split("\n\n")
    assert len(blocks) == 2
    assert all("总量" in block for block in blocks)


def test_a_group_label_is_said_once() -> None:
    index = pd.MultiIndex.from_tuples([("stage", "a"), ("stage", "b"), ("kind", "c")])
    text = to_text(pd.DataFrame({"x": [1, 2, 3]}, index=index), "en", 80)
    assert text.count("stage") == 1


def test_what_is_not_stated_is_a_dash_and_not_zero() -> None:
    table = pd.DataFrame({"x": [float("nan"), 0.0], "y": [None, True]}, index=["a", "b"])
    lines = to_text(table, "zh", 80).splitlines()
    assert lines[2].split() == ["a", "–", "–"]
    assert lines[3].split() == ["b", "0", "是"]


def test_a_table_without_columns_or_rows_is_no_error() -> None:
    assert to_text(pd.DataFrame(), "en", 80) == ""
    assert to_text(pd.DataFrame({"x": []}), "en", 80).splitlines()[0] == "x"


def test_the_terminal_gives_the_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    table = pd.DataFrame({"text": ["一段很长的文字" * 10]}, index=["a"])
    assert max(text_width(line) for line in to_text(table, "zh").splitlines()) <= 40


@given(cells=st.lists(TEXTS, min_size=1, max_size=4), width=st.integers(24, 80))
def test_wrapping_loses_no_character(cells: list[str], width: int) -> None:
    text = to_text(pd.DataFrame({"t": cells}, index=[f"r{n}" for n in range(len(cells))]), "zh", width)
    kept = "".join(text.split())
    for cell in cells:
        assert (
            "".join(cell.split()) in kept.replace("r1", "").replace("r2", "").replace("r3", "") or cell == ""
        )
    assert all(text_width(line) <= width for line in text.splitlines())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_starts_with_punctuation(comparison: Comparison, lang: str) -> None:
    table = pd.DataFrame({"t": [rule_table(comparison.results["pact-3"].rule, lang).iloc[:, 2].str.cat()]})
    lines = to_text(table, lang, 40).splitlines()[2:]
    assert not [line for line in lines if line[:1] in tuple("，。；：、）》,;)")]
