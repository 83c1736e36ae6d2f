"""Data pages: complete, escaped, readable without a network."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from rulewright.analysis.coverage import coverage, covered_groups
from rulewright.analysis.crosscheck import neighbours
from rulewright.errors import Mistake, OpenDecisionsError
from rulewright.inventory import Inventory
from rulewright.reading.find import list_rules
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reporting import pages
from rulewright.reporting.messages import in_language
from rulewright.reporting.page_inventory import NO_RESULTS, _shortly, inventory_page, results_of
from rulewright.reporting.page_parts import MISSING, render
from rulewright.reporting.pages import rule_page
from rulewright.rule import Text

STEEL = "steel-hot-rolled-coil-bf-bof"


class Reader(HTMLParser):
    """Collects text, tags and attributes that fetch something."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [
            value or "" for name, value in attrs if name in ("src", "href") and tag not in ("a", "use")
        ]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.fixture(scope="module")
def steel() -> Inventory:
    return read_inventory(STEEL)


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_page_shows_every_exchange_with_source_and_mark(steel: Inventory, lang: str) -> None:
    page = inventory_page(steel, lang, NO_RESULTS)
    for process in steel.processes.values():
        if process.is_background:
            continue
        (section,) = (each for each in page.sections if each.anchor == process.id)
        exchanges = (*process.outputs, *process.inputs, *process.emissions)
        assert len(section.rows) == len(exchanges)
        for row, exchange in zip(section.rows, exchanges, strict=True):
            if exchange.quantity is None:
                assert row[3] == MISSING(lang)
            else:
                assert row[3:5] == [exchange.quantity.amount, exchange.quantity.unit]
                assert row[6] == exchange.quantity.source and row[7].word == exchange.quantity.mark


def test_a_page_shows_the_properties_of_all_that_is_made_also_of_flows_defined_elsewhere(lang: str) -> None:
    refinery = read_inventory("refinery-products")
    page = inventory_page(refinery, lang, NO_RESULTS)
    told = {row[0] for section in page.sections for row in section.rows if len(row) == 8}
    (works,) = [
        each for each in refinery.processes.values() if not each.is_background and len(each.outputs) > 3
    ]
    stated = {flow for _, flow, _ in refinery.properties}
    assert {refinery.name(each.flow, lang) for each in works.outputs if each.flow in stated} <= told
    assert len(told) > 5


def test_a_page_has_results_balances_and_sources(steel: Inventory, lang: str) -> None:
    html = render(inventory_page(steel, lang), lang)
    told = "".join(read(html).text)
    for rule in ("gbt-24067-2024", "worldsteel-2017", "cbam-2025"):
        assert rule in told
    for source in steel.file.sources:
        assert source in told
    assert html.count("<svg") == 2  # flow diagram and results
    assert "1,773.73" in told


def test_nothing_is_fetched_and_no_script_runs(steel: Inventory, lang: str) -> None:
    html = render(inventory_page(steel, lang, NO_RESULTS), lang)
    found = read(html)
    assert "script" not in found.tags and not found.fetched
    assert set(re.findall(r'url\("([^"]*)"\)', html)) == {"RulewrightSansSC-Regular.ttf"}


def test_hostile_names_are_text_and_nothing_else(steel: Inventory, lang: str) -> None:
    bad = '<script>alert("x")</script>'
    title = Text(zh=bad, en=bad)
    furnace = replace(steel.processes["blast-furnace"], name=title)
    file = steel.file.model_copy(update={"title": title, "note": title, "sources": {bad: bad}})
    hostile = replace(steel, file=file, processes={**steel.processes, "blast-furnace": furnace})
    found = read(render(inventory_page(hostile, lang, NO_RESULTS), lang))
    assert "script" not in found.tags
    assert sum(bad in text for text in found.text) >= 4


def test_a_rule_page_shows_every_clause(lang: str) -> None:
    rule = read_rule("worldsteel-2017")
    told = "".join(read(render(rule_page(rule, lang), lang)).text)
    for clause in rule.chain[0].clauses:
        assert clause.text.get(lang)[:40] in told
    assert rule.document.number in told and rule.hash in told


def test_a_rule_that_cannot_run_is_named_with_its_reason(lang: str) -> None:
    results = results_of(STEEL, ["pact-3", "gbt-44905-2024"])
    assert results.comparison is not None and list(results.comparison.results) == ["pact-3"]
    ((rule, error),) = results.refused
    told = "".join(read(render(inventory_page(read_inventory(STEEL), lang, results), lang)).text)
    assert rule == "gbt-44905-2024"
    assert in_language(error, lang).splitlines()[0] in told


def test_a_page_has_the_results_of_all_rules_that_cover_the_product() -> None:
    results = results_of("glass-float")
    assert results.comparison is not None
    seen = {*results.comparison.results, *(rule for rule, _ in results.refused)}
    groups = set(read_inventory("glass-float").file.product_groups) | {"any"}
    assert seen == {name for name in list_rules() if covered_groups(read_rule(name)) & groups}
    assert "t-cecrpa-010-2024" in results.comparison.results  # no rule of its shipped study
    assert "tfs-3" in {rule for rule, _ in results.refused}  # leaves something open


def test_of_many_open_decisions_a_page_names_the_first_and_counts_the_rest(lang: str) -> None:
    mistakes = [Mistake("no clause settles the electricity ladder", "here", "declare electricity.ladder")] * 5
    told = _shortly(
        OpenDecisionsError("rule a on b: 5 open decisions; no clause settles them", mistakes), lang
    )
    assert told.count("\n") == 0 and "3. " in told and "4. " not in told
    assert ("另有 2 项" if lang == "zh" else "and 2 more") in told


def test_a_page_names_codes_neighbours_and_licence(lang: str) -> None:
    beside = neighbours()["battery-pack-lfp"]
    assert "cathode-lfp" in beside.takes_from and "vehicle-bev-car" in beside.supplies
    page = inventory_page(read_inventory("battery-pack-lfp"), lang, NO_RESULTS, beside)
    facts = " ".join(f"{name} {value}" for name, value in page.facts)
    assert all(word in facts for word in ("3841", "850760", "BSD-3-Clause", "cathode-lfp", "vehicle-bev-car"))
    rule = " ".join(value for _, value in rule_page(read_rule("gbt-44905-2024"), lang).facts)
    assert "BSD-3-Clause" in rule and ("氧化铝" if lang == "zh" else "alumina") in rule


def test_the_index_has_the_standards_with_their_rule_files(lang: str) -> None:
    told = "".join(read(render(pages.index_page(coverage(), lang), lang)).text)
    for word in ("GB/T 47064-2026", "gbt-47064-2026", "T/CCIIA 0016-2024", "BSD-3-Clause"):
        assert word in told
