"""What docs/import-files says: options, kinds, conventions, the counts of public data where they are here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from test_ecospold1 import needs_uslci
from test_excel import PREMISE, needs_premise

import rulewright as rw
from rulewright.commands import bring_in
from rulewright.importing.distributions import settle
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import read_import_mapping
from rulewright.importing.source import Distribution
from rulewright.reporting.sentences import numbers_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"en": "import-files.md", "zh": "import-files.zh-CN.md"}


def page(lang: str) -> str:
    return (DOCS / PAGES[lang]).read_text(encoding="utf-8")


def test_both_pages_hold_the_same_numbers_and_words() -> None:
    numbers = [sorted(numbers_of(page(lang).replace("{", "").replace("}", ""))) for lang in PAGES]
    assert numbers[0] == numbers[1]
    code = [sorted(re.findall(r"`([^`\n]+)`", page(lang).replace("```", ""))) for lang in PAGES]
    assert code[0] == code[1]


@pytest.mark.parametrize("lang", PAGES)
def test_kinds_and_options_that_are_named_exist(lang: str) -> None:
    kinds = set(re.findall(r"^rulewright import (\w+)", page(lang), re.MULTILINE))
    assert kinds == set(re.findall(r"\| `(\w+)` \|$", page(lang), re.MULTILINE)) <= set(bring_in.READERS)
    assert all(hasattr(rw, f"import_{kind}") for kind in kinds)
    named = set(re.findall(r"--[a-z][a-z-]+", page(lang))) - {"--rules"}
    assert {name.lstrip("-").replace("-", "_") for name in named} <= {*bring_in.HELP, "out"}


@pytest.mark.parametrize("lang", PAGES)
def test_the_mapping_is_valid(lang: str, tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", page(lang), re.DOTALL)
    (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
    assert read_import_mapping(tmp_path / "mapping.yaml").currencies == {"EUR2005": 10}


@pytest.mark.parametrize("lang", PAGES)
def test_the_conventions_are_those_of_the_readers(lang: str) -> None:
    """1.21 and 1.1, 0.04 and 0.2; the readers themselves are held to them in the tests of each format."""
    assert re.search(r"1\.21 .*1\.1[，,].*0\.04 .*0\.2", page(lang))
    found, _ = settle(Distribution("lognormal", sd=0.04**0.5), 1.0)
    assert found is not None and found.sd == pytest.approx(0.2)


def row_of(imported: Imported) -> tuple[int, int, int]:
    counts = imported.account.counts
    exchanges = sum(len(each.exchanges) for each in imported.source.processes.values())
    return counts["processes"], counts["multi_output"], exchanges


def rows(lang: str) -> list[tuple[int, ...]]:
    found = re.findall(r"^\| .+ \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$", page(lang), re.MULTILINE)
    return [tuple(int(number.replace(",", "")) for number in row) for row in found]


@needs_uslci
def test_the_counts_of_uslci_are_what_the_import_says(uslci_of_2021: Any) -> None:
    assert row_of(uslci_of_2021.imported) == rows("en")[0] == rows("zh")[0]


@needs_premise
def test_the_counts_of_incineration_are_what_the_import_says() -> None:
    found = rw.import_excel(PREMISE / "lci-waste-CHP.xlsx", sheets=["unallocated"])
    assert row_of(found) == rows("en")[1] == rows("zh")[1]


@needs_premise
@pytest.mark.slow
def test_the_counts_of_photovoltaics_are_what_the_import_says() -> None:
    assert row_of(rw.import_excel(PREMISE / "lci-PV.xlsx")) == rows("en")[2] == rows("zh")[2]
