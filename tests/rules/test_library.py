"""The rule library: sources complete, marks honest, slugs shared, versions linked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rulewright.analysis.rule_difference import STATUS
from rulewright.cli import main
from rulewright.reading.find import list_rules
from rulewright.reading.heads import inventory_heads
from rulewright.reading.registry import read_registry
from rulewright.reading.rules import read_rule
from rulewright.rule import RuleFile, Text

DOCS = Path(__file__).resolve().parents[2] / "docs"
DOCUMENTS = ("rule-library.md", "rule-library.zh-CN.md")
RULES = list_rules()
FILES: dict[str, RuleFile] = {name: read_rule(name).chain[0] for name in RULES}
# Documents whose own text was read when the files were written; everything else is second-hand.
ORIGINALS_READ = {
    "Catena-X PCF Rulebook v2.0",
    "Catena-X PCF Rulebook v3.1",
    "Catena-X PCF Rulebook v4.0.1",
    "PACT data model v3",
    "RMI Steel GHG Emissions Reporting Guidance 2022",
    "RMI aluminum technical specification, 17 August 2023",
}
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
MONTH = re.compile(r"\d+月")  # the months of English dates have names
EXPECTED = {
    "gbt-24067-2024", "iso-14067-2018", "iso-14044-2006", "ghg-protocol-product-2011", "pas-2050-2011", "pact-2", "pact-3",
    "tfs-3", "catena-x-3", "catena-x-4", "pef-2021", "en-15804-a2", "gbt-44905-2024", "gbt-47064-2026", "worldsteel-2017",
    "iso-20915-2018", "rmi-steel-2022", "responsiblesteel-2", "iai-2021", "en-16908-2017", "plasticseurope-cracker-2017",
    "iphe-2023", "iso-19870-1-2026", "eu-2023-1185", "fertilizers-europe", "iea-pvps-2020", "fr-pv-ppe2",
    "eu-ev-battery-draft-2024", "pefcr-batteries-2018", "pcr-2007-08", "en-50693-2019", "pep-pcr-4", "cbam-2025",
}  # fmt: skip


def test_the_library_holds_the_rules_that_the_guideline_asks_to_compare_with() -> None:
    assert sorted(EXPECTED - set(RULES)) == []


@pytest.mark.parametrize("name", RULES)
def test_a_clause_that_was_seen_says_when_it_was_read(name: str) -> None:
    undated = [c.id for c in FILES[name].clauses if c.mark == "seen" and c.source.read is None]
    assert undated == []


@pytest.mark.parametrize("name", RULES)
def test_second_hand_facts_are_not_passed_off_as_read_in_the_original(name: str) -> None:
    for clause in FILES[name].clauses:
        assert clause.source.kind != "declared", "a declared choice belongs into a study"
        if clause.source.kind == "original":
            assert clause.source.document in ORIGINALS_READ
            assert clause.source.read is not None
            assert clause.mark in ("seen", "derived", "gap")


@pytest.mark.parametrize("name", RULES)
def test_what_was_not_found_decides_nothing(name: str) -> None:
    for clause in FILES[name].clauses:
        assert clause.mark in ("seen", "known", "derived", "gap"), "a rule holds no estimates of ours"
        if clause.mark == "gap":
            assert clause.settings() == {}
            assert clause.source.note or clause.source.read, "say where it was looked for"


@pytest.mark.parametrize("name", RULES)
def test_a_rule_in_force_rests_on_something_read(name: str) -> None:
    file = FILES[name]
    if file.document.status == "in_force":
        assert any(clause.mark == "seen" for clause in file.clauses)


@pytest.mark.parametrize("name", RULES)
def test_both_texts_hold_the_same_numbers(name: str) -> None:
    for text in _texts(FILES[name]):
        assert set(NUMBER.findall(MONTH.sub("", text.zh))) == set(NUMBER.findall(text.en)), text.en


def _texts(file: RuleFile) -> Iterator[Text]:
    yield from (file.title, file.document.title, *([file.note] if file.note else []))
    for clause in file.clauses:
        yield from (clause.text, *([clause.note] if clause.note else []))


def test_the_check_of_numbers_sees_a_difference() -> None:
    assert set(NUMBER.findall(MONTH.sub("", "2026年4月，上限3%"))) == {"2026", "3"}
    assert set(NUMBER.findall(MONTH.sub("", "上限3%"))) != set(NUMBER.findall("a limit of 5 %"))


@pytest.mark.parametrize("name", RULES)
def test_dates_are_in_order_and_nothing_was_read_before_it_was_issued(name: str) -> None:
    document = FILES[name].document
    if document.issued and document.in_force_from:
        assert document.issued <= document.in_force_from
    for clause in FILES[name].clauses:
        read = clause.source.read
        assert read is None or date(2026, 11, 1) <= read


@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_a_newer_version_here_replaces_is_called_superseded(name: str) -> None:
    rule = read_rule(name)
    by_number = {file.document.number: file for file in FILES.values()}
    replaced = by_number.get(rule.document.replaces or "")
    assert replaced is None or replaced.document.status == "superseded"


def test_versions_that_matter_have_files_of_their_own() -> None:
    pairs = [
        ("pact-3", "pact-2"),
        ("catena-x-3", "catena-x-2"),
        ("catena-x-4", "catena-x-3"),
        ("fr-pv-ppe2-v2", "fr-pv-ppe2"),
    ]
    for newer, older in pairs:
        assert [file.id for file in read_rule(newer).chain][1] == older


@pytest.mark.parametrize("name", RULES)
def test_free_texts_of_shipped_rules_stand_in_both_languages(name: str) -> None:
    for clause in FILES[name].clauses:
        for setting in ("scheme", "period"):
            value = getattr(clause, setting, None)
            assert value is None or isinstance(value, Text), (name, clause.id)


@pytest.mark.parametrize(
    ("lang", "stands", "based_on"),
    [("zh", "状态：被代替", "上位规则：catena-x-2"), ("en", "status: superseded", "based on: catena-x-2")],
)
def test_show_says_how_a_document_stands_and_what_it_builds_on(
    lang: str, stands: str, based_on: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "catena-x-3", "--lang", lang]) == 0
    head = capsys.readouterr().out.split("\n\n")[0]
    assert stands in head and based_on in head and "Catena-X PCF Rulebook v2.0" in head
    note = FILES["catena-x-3"].note
    assert note is not None and note.get(lang) in head


# ---- groups of products -------------------------------------------------------------------------------------


def slugs_in_docs(name: str) -> set[str]:
    """Slugs of the table of product groups."""
    text = (DOCS / name).read_text(encoding="utf-8")
    section = text.split("<!-- product groups -->")[1]
    return {slug for line in section.splitlines() for slug in re.findall(r"^\| `([a-z0-9-]+)`", line)}


@pytest.mark.parametrize("docs", DOCUMENTS)
def test_groups_of_products_come_from_the_common_list(docs: str) -> None:
    known = slugs_in_docs(docs)
    assert len(known) > 50
    for name in RULES:
        covers = read_rule(name).get("product.covers")
        assert covers is not None, f"{name} does not say what it covers"
        assert set(covers.value) <= known | {"any"}, name
    for product in read_registry().priority_products:
        assert set(product.groups) <= known, product.id
    for head in inventory_heads():  # finer groups may stand beside
        assert known & set(head.groups), f"inventory {head.id} is in no group of docs/{docs}"


def test_a_rule_covers_any_product_or_names_groups_never_both() -> None:
    for name in RULES:
        covers = read_rule(name).get("product.covers")
        assert covers is not None
        assert covers.value == ["any"] or "any" not in covers.value


@pytest.mark.parametrize(("rule", "product", "outside"), [
    ("cbam-2025", "steel", "cement"), ("cbam-2025-cement", "clinker", "steel"), ("en-16908-2017", "lime", "steel"),
    ("pep-pcr-4", "laptop", "battery"),
])  # fmt: skip
def test_a_sector_rule_is_for_its_products_only(rule: str, product: str, outside: str) -> None:
    covers = read_rule(rule).get("product.covers")
    assert covers is not None
    assert product in covers.value
    assert outside not in covers.value


def test_indirect_emissions_count_for_cement_and_not_for_steel_under_the_border_adjustment() -> None:
    for rule, expected in (
        ("cbam-2025", "exclude"),
        ("cbam-2025-cement", "include"),
        ("cbam-2025-fertilisers", "include"),
    ):
        setting = read_rule(rule).get("boundary.tags[electricity]")
        assert setting is not None
        assert setting.value == expected


# ---- the documented tables ----------------------------------------------------------------------------------


@pytest.mark.parametrize("docs", DOCUMENTS)
def test_the_documented_table_of_rules_is_that_of_the_files(docs: str) -> None:
    text = (DOCS / docs).read_text(encoding="utf-8")
    assert re.search(rf"^{len(RULES)} rule files|有 {len(RULES)} 个规则文件", text, re.MULTILINE)
    section = text.split("<!-- rules -->")[1].split("\n## ")[0]
    rows = {row[0]: row for line in section.splitlines() if (row := _cells(line)) and row[0] in FILES}
    assert sorted(rows) == RULES
    for name, file in FILES.items():
        marks = Counter(clause.mark for clause in file.clauses)
        counts = [str(marks[mark]) for mark in ("seen", "known", "derived", "gap")]
        lang = "zh" if "zh-CN" in docs else "en"
        shown = [file.document.number, STATUS[file.document.status](lang), str(len(file.clauses)), *counts]
        assert rows[name][1:] == [*shown, file.based_on or "–"], name


@pytest.mark.parametrize("docs", DOCUMENTS)
def test_what_is_recorded_only_names_rules_that_are_here_and_say_so(docs: str) -> None:
    text = (DOCS / docs).read_text(encoding="utf-8")
    start = (
        "## What is recorded and not computed" if docs == "rule-library.md" else "## 只作记录、不予计算的内容"
    )
    named = {name for name in re.findall(r"`([a-z0-9-]+)`", text.split(start)[1].split("\n## ")[0])}
    assert named <= set(RULES)
    for name in named:
        notes = " ".join(text.en for text in _texts(FILES[name]))
        assert re.search(r"vocabulary|not computed|computed here|only recorded|can't|cannot", notes), name


def _cells(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
