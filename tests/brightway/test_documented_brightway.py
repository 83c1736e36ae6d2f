"""What docs/brightway says: formats, options and numbers are those of the code and of the tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import rulewright as rw
from rulewright.brightway import functional, stored
from rulewright.commands import bring_in, export
from rulewright.importing.flat_tables import TABLES
from rulewright.reporting.sentences import numbers_of

TESTS = Path(__file__).resolve().parents[1]
PAGES = {"en": "brightway.md", "zh": "brightway.zh-CN.md"}


def page(lang: str) -> str:
    return (TESTS.parent / "docs" / PAGES[lang]).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", PAGES)
def test_every_form_and_option_is_named(lang: str) -> None:
    text = page(lang)
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE))
    assert set(export.WRITERS) <= rows
    assert {"brightway", "flat"} <= set(bring_in.READERS)
    for name in TABLES:
        assert f"`{name}`" in text
    for name in re.findall(r"rw\.(\w+)\(", text):
        assert callable(getattr(rw, name))


@pytest.mark.parametrize("lang", PAGES)
def test_the_numbers_are_those_of_code_and_tests(lang: str) -> None:
    text = page(lang)
    assert re.search(rf"\b{stored.PATIENCE:.0f} (seconds|秒)", text)
    projects = (Path(__file__).with_name("test_projects.py")).read_text(encoding="utf-8")
    score = re.search(r"^SCORE = ([\d.]+)", projects, re.MULTILINE)
    assert score is not None and score[1] in text
    assert "brightway2==2.4.7" in projects and "2.4.7" in text and "3.6.6" in text and "1.8.2" in text
    benchmark = (TESTS.parent / "benchmarks" / "time_brightway.py").read_text(encoding="utf-8")
    assert "default=20_000" in benchmark and "20,000" in text and "500,000" in text  # 25 exchanges each
    assert functional.BACKEND == "functional_sqlite"


def test_both_pages_say_the_same() -> None:
    english, chinese = page("en"), page("zh")
    assert re.findall(r"```.*?```", english, re.DOTALL)[0] == re.findall(r"```.*?```", chinese, re.DOTALL)[0]
    assert sorted(numbers_of(english)) == sorted(numbers_of(chinese))
    words = [
        set(re.findall(r"`[^`\n]+`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)))
        for text in (english, chinese)
    ]
    assert words[0] == words[1]
