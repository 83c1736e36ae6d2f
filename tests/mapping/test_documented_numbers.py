"""Numbers in docs/mappings.md and docs/background.md are those of the code, the files and the measurement; zh and en agree."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rulewright.brightway import loading
from rulewright.mapping import candidates
from rulewright.mapping.resolve import NEAREST
from rulewright.reading.mappings import MappingFile, read_mapping
from rulewright.reading.validation import validate
from rulewright.reading.yaml_nodes import read_yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("mappings.md", "mappings.zh-CN.md")


def _text(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_the_example_is_a_mapping(name: str, tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", _text(name), re.DOTALL)
    path = tmp_path / "example.yaml"
    path.write_text(example, encoding="utf-8")
    document = read_yaml(path)
    assert validate(MappingFile, document) is not None, document.mistakes
    assert [link.kind for link in read_mapping(path).links] == ["exact", "proxy", "none", None]


@pytest.mark.parametrize("name", PAGES)
def test_points_and_lines_are_those_of_the_code(name: str) -> None:
    text = _text(name)
    points = [
        candidates.BY_PRODUCT, candidates.BY_NAME, candidates.BY_UNIT, candidates.BY_LOCATION, candidates.BY_MARKET,
    ]  # fmt: skip
    assert [float(each) for each in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)] == points
    assert sum(points) == 100
    for shipped, lines in re.findall(r"^\| (`[^|]+) \| (\d+) \|", text, re.MULTILINE):
        for identity in re.findall(r"`([\w.-]+)`", shipped):
            assert len(read_mapping(identity).links) == int(lines)
    assert NEAREST == 3 and loading.MOST == 12


@pytest.mark.parametrize(("english", "chinese"), [PAGES, ("background.md", "background.zh-CN.md")])
def test_both_languages_hold_the_same_code_and_headings(english: str, chinese: str) -> None:
    one, two = _text(english), _text(chinese)
    assert len(re.findall(r"^## ", one, re.MULTILINE)) == len(re.findall(r"^## ", two, re.MULTILINE))
    assert len(re.findall(r"^\|", one, re.MULTILINE)) == len(re.findall(r"^\|", two, re.MULTILINE))


@pytest.mark.parametrize("name", ["background.md", "background.zh-CN.md"])
def test_loading_times_are_those_measured(name: str) -> None:
    measured = json.loads(
        (ROOT / "benchmarks" / "results" / "background-loading.json").read_text(encoding="utf-8")
    )
    assert measured["processes"] == 20_000
    section = re.split(r"^## ", _text(name), flags=re.MULTILINE)
    (table,) = [each for each in section if "time_background_loading" in each]
    stated = [tuple(map(float, pair)) for pair in re.findall(r"\| ([\d.]+) \| ([\d.]+) \|", table)]
    parts = ("read_s", "compile_s", "ready_s", "ready_on_the_clock_s")
    assert stated == [
        (round(measured["first_time"][part], 2), round(measured["from_cache"][part], 2)) for part in parts
    ]
    assert stated[2][0] < 15 and stated[2][1] < 2
