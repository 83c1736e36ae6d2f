"""Whatever happens to a file, reading ends in a message that a rule author can read, or in a sound file."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulewright.errors import RulewrightError
from rulewright.reading.checking import check_file
from rulewright.reading.find import databases_dir, rules_dir

SOURCES = (
    rules_dir() / "pact-3.yaml",
    rules_dir() / "gbt-44905-2024.yaml",
    databases_dir() / "inventories" / "aluminium-ingot-primary-cn.yaml",
    databases_dir() / "studies" / "aluminium-ingot-primary-cn.yaml",
)
LINES = {path: path.read_text(encoding="utf-8").split("\n") for path in SOURCES}
VALUES = (
    "", "null", "[]", "{}", "x", "-1", "1e999", ".nan", "true", '"5"', "２", "[[1]]", "{a: {b: 1}}", "&a x", "*a",
    "!!int 5", "2026-02-30", "kg／t", "- a", "[{stop: {}}]", "%", "'", "|", "{zh: 1, en: 2}", "１：", '"\\ud83d"',
)  # fmt: skip
JARGON = re.compile(r"pydantic|Input should|Field required|Value error|literal\[|function-|Traceback")


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A shipped file with some lines removed, repeated, shifted, or with another value."""
    lines = list(LINES[draw(st.sampled_from(SOURCES))])
    for _ in range(draw(st.integers(1, 4))):
        number = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(("value", "word", "remove", "repeat", "shift")))
        if kind == "value":
            lines[number] = f"{lines[number].split(':')[0]}: {draw(st.sampled_from(VALUES))}"
        elif kind == "word":
            words = re.findall(r"[\w.-]+", lines[number]) or [""]
            word, value = draw(st.sampled_from(words)), draw(st.sampled_from(VALUES))
            lines[number] = lines[number].replace(word, value, 1) if word else value
        elif kind == "remove":
            del lines[number]
        elif kind == "repeat":
            lines.insert(number, lines[draw(st.integers(0, len(lines) - 1))])
        else:
            lines[number] = draw(st.sampled_from(("", " ", "\t", "\u3000"))) + lines[number].lstrip()
    return "\n".join(lines)


@settings(max_examples=200)
@given(damaged())
def test_a_damaged_file_ends_in_a_message_that_names_it_without_jargon(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            told = check_file(str(path))
        except RulewrightError as error:
            told = str(error)
    assert str(path) in told
    assert not JARGON.search(told), told


def test_a_lost_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "cut.yaml"
    lines = LINES[SOURCES[0]]
    path.write_text("\n".join(line for line in lines if not line.startswith("  issuer:")), encoding="utf-8")
    with pytest.raises(RulewrightError, match="'issuer' is missing in 'document'"):
        check_file(str(path))
