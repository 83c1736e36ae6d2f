"""Cells of the form: what is written comes back, in either language; what nobody can read is told with how to mend it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulewright.forms.cells import CellProblem, from_cell, is_sound, to_cell
from rulewright.forms.cover import COVER
from rulewright.forms.fields import Field
from rulewright.forms.sheets import SHEETS
from rulewright.reporting.messages import translate

NUMBER, WHOLE, TEXT, ID = Field("n", "number"), Field("y", "integer"), Field("t", "text"), Field("i", "id")
WORD = Field("stage", "word", ("raw_materials", "production"))
CHINESE = re.compile("[\u3400-\u9fff]")
EVERY = [
    pytest.param(spec.key, path, held, id=f"{spec.key}:{path}")
    for spec in (COVER, *SHEETS)
    for path, held in spec.fields.items()
    if held.kind in ("word", "words")
]


@given(st.text(), st.sampled_from(("zh", "en")))
def test_a_text_that_is_sound_comes_back(text: str, lang: str) -> None:
    cell = to_cell(text, TEXT, lang)
    if is_sound(cell) and cell == text:
        assert from_cell(cell, TEXT) == text


@given(st.floats(min_value=-1e300, max_value=1e300))
def test_a_number_comes_back(number: float) -> None:
    """To the 15 digits that spreadsheets keep; what has more is kept beside (tests of files)."""
    assert from_cell(to_cell(number, NUMBER, "en"), NUMBER) == float(f"{number:.15g}")


@pytest.mark.parametrize(("sheet", "path", "held"), EVERY)
def test_every_word_is_told_apart_and_has_both_languages(sheet: str, path: str, held: Field) -> None:
    """What the form offers in one language is read in both, so no two words of a list may sound the same."""
    for lang in ("zh", "en"):
        said = [held.say(word, lang) for word in held.options]
        assert len(set(said)) == len(said), said
        assert held.kind == "word" or not any(mark in word for word in said for mark in ";；,，、\n")
        if lang == "zh" and held.key not in ("gwp_set", "background"):
            assert all(CHINESE.search(word) for word in said), said
    for word in held.options:
        for said in (word, held.say(word, "zh"), held.say(word, "en"), f" {held.say(word, 'en').upper()} "):
            assert held.code(said) == word


@pytest.mark.parametrize(
    ("value", "held", "said"),
    [
        (950, NUMBER, 950.0),
        (2024.0, WHOLE, 2024),
        (304, ID, "304"),
        (" blast-furnace ", ID, "blast-furnace"),
        ("a;b，c、 d", Field("groups", "ids"), ["a", "b", "c", "d"]),
        ("2; 3;1;2;2", Field("pedigree", "integers"), [2, 3, 1, 2, 2]),
        ("生产", WORD, "production"),
        ("Raw  Materials", WORD, "raw_materials"),
        ("是", Field("missing", "flag"), True),
        ("no", Field("missing", "flag"), False),
        (True, Field("missing", "flag"), True),
        (datetime(2026, 3, 31), Field("read", "date"), "2026-03-31"),
        ("2026-03-31", Field("read", "date"), "2026-03-31"),
        ("   ", TEXT, None),
        ("two\nlines", TEXT, "two\nlines"),
        (5.5, TEXT, "5.5"),
    ],
)
def test_what_cells_say(value: Any, held: Field, said: Any) -> None:
    found = from_cell(value, held)
    assert found == said and type(found) is type(said)


@pytest.mark.parametrize(
    ("value", "held", "what"),
    [
        ("1,5", NUMBER, "text with a comma"),
        ("１，５", NUMBER, "text with a comma"),
        ("1,234.5", NUMBER, "is no number"),
        ("0.5", NUMBER, "kept as text"),
        ("about 3", NUMBER, "is no number"),
        (True, NUMBER, "is no number"),
        (float("inf"), NUMBER, "no finite number"),
        (datetime(2026, 1, 5), NUMBER, "a date stands where none belongs: 2026-01-05"),
        (date(2026, 1, 5), TEXT, "a date stands"),
        (time(1, 30), ID, "a date stands"),
        (2023.5, WHOLE, "not a whole number"),
        ("#DIV/0!", NUMBER, "error value #DIV/0!"),
        ("#N/A", TEXT, "error value #N/A"),
        ("prodution", WORD, "not a word of the list"),
        ("perhaps", Field("missing", "flag"), "neither yes nor no"),
        ("5.1", Field("pedigree", "integers"), "is no score"),
        ("31.3.2026", Field("read", "date"), "not a date"),
    ],
)
def test_what_no_cell_says_is_told_in_both_languages(value: Any, held: Field, what: str) -> None:
    with pytest.raises(CellProblem, match=re.escape(what)) as caught:
        from_cell(value, held)
    for text in (caught.value.what, caught.value.mend):
        assert CHINESE.search(translate(text)) and translate(text) != text, text
