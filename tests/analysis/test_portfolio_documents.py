"""Every number of docs/portfolio.md and docs/hotspots.md is one that is computed."""

import re
from functools import cache
from pathlib import Path

import pytest

import rulewright as rw
from rulewright.analysis.detectors import DETECTORS
from rulewright.analysis.hotspots import Hotspots
from rulewright.analysis.portfolio_result import PortfolioResult

DOCS = Path(__file__).resolve().parents[2] / "docs"
PORTFOLIO = ("portfolio.md", "portfolio.zh-CN.md")
HOTSPOTS = ("hotspots.md", "hotspots.zh-CN.md")


@cache
def result(name: str) -> PortfolioResult:
    return rw.read_portfolio(name).run(draws=1_000)


@cache
def coil() -> Hotspots:
    return rw.Study("steel-hot-rolled-coil-bf-bof").hotspots("gbt-24067-2024")


def rows(document: str, first: str) -> list[list[str]]:
    """Cells of the table rows that begin with ``first``."""
    lines = (DOCS / document).read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in lines
        if re.match(rf"\s*\| {first}", line)
    ]


def number(text: str) -> float:
    return float(text.replace(",", "").removesuffix("%"))


@pytest.mark.parametrize("document", PORTFOLIO)
def test_documented_footprints_are_those_computed(document: str) -> None:
    smelters = result("aluminium-smelters-cn")
    found = rows(document, "(?:hydro|captive|grid)-")
    assert len(found) == 4
    for plant, gbt, cbam in found:
        assert number(gbt) == round(smelters.footprint(plant, "gbt-44905-2024"))
        assert number(cbam) == round(smelters.footprint(plant, "cbam-2025"))


@pytest.mark.parametrize("document", PORTFOLIO)
def test_documented_reversals_and_agreement_are_those_computed(document: str) -> None:
    text = (DOCS / document).read_text(encoding="utf-8")
    smelters, steel = result("aluminium-smelters-cn"), result("steel-plants-cn")
    tau = next(
        each.tau
        for each in smelters.agreements
        if (each.rule_a, each.rule_b) == ("gbt-44905-2024", "cbam-2025")
    )
    assert f"{tau:.2f}" == "-0.21" and "-0.21" in text
    assert len({frozenset((each.low, each.high)) for each in smelters.reversals}) == 40
    assert len({frozenset((each.low, each.high)) for each in steel.reversals}) == 4
    assert re.search(r"40 of 66|66 对工厂中\s*有 40 对", text) and re.search(r"4 of 91|91 对中有 4 对", text)
    pair, rules = ("eaf-sichuan-hydro", "eaf-jiangsu"), ("gbt-24067-2024", "worldsteel-2017")
    turned = next(
        each for each in steel.reversals if (each.low, each.high, each.rule_a, each.rule_b) == (*pair, *rules)
    )
    assert f"{turned.below_kg_co2e:.1f} kg" in text and f"{turned.above_kg_co2e:.1f} kg" in text


@pytest.mark.parametrize("document", PORTFOLIO)
def test_documented_gains_are_those_computed(document: str) -> None:
    text = (DOCS / document).read_text(encoding="utf-8")
    steel = result("steel-plants-cn")
    table = steel.gains("gbt-24067-2024", "pact-3").to_dataframe("en")
    assert set(table.columns) == {"allocation", "difference", "against the mean of plants"}
    name = {plant.id: plant.name.en for plant in steel.portfolio.plants}
    more = table.loc[name["eaf-hebei-hot-metal"], "allocation"]
    less = table.loc[name["bf-shanghai"], "allocation"]
    assert f"{more:.1f} kg" in text and f"{-less:.1f} kg" in text


@pytest.mark.parametrize("document", PORTFOLIO)
def test_documented_smallest_differences_are_those_computed(document: str) -> None:
    found = rows(document, "(?:pef-2021|en-15804-a2|pact-3|gbt-44905-2024) ")
    assert len(found) == 4
    for rule, plant, footprint, low, high, share in found:
        where = "aluminium-smelters-cn" if rule == "gbt-44905-2024" else "steel-plants-cn"
        each = result(where).discernible(rule)
        assert each.plant == plant
        assert [number(footprint), number(low), number(high)] == [
            round(each.footprint_kg_co2e), round(each.low_kg_co2e), round(each.high_kg_co2e)
        ]  # fmt: skip
        assert share == f"{each.low_kg_co2e / each.footprint_kg_co2e:.1%}"


def test_there_are_as_many_plants_as_documented() -> None:
    assert len(result("steel-plants-cn").plants) == 14 and len(result("aluminium-smelters-cn").plants) == 12


@pytest.mark.parametrize("document", HOTSPOTS)
def test_documented_hotspots_are_those_computed(document: str) -> None:
    found = coil()
    by_process = {row.id: row.kg_co2e for row in found.by_process} | {"total": found.total_kg_co2e}
    table = rows(
        document, "(?:works-power-plant|blast-furnace|sinter-plant|coking-coal-supply|credits|total) "
    )
    assert len(table) == 6
    for process, kg in table:
        assert number(kg) == pytest.approx(by_process[process], abs=0.0501)


@pytest.mark.parametrize("document", HOTSPOTS)
def test_documented_decisions_are_those_computed(document: str) -> None:
    effects = {(f"{each.step} {each.subject}", each.option): each.change_kg_co2e for each in coil().decisions}
    table = rows(document, "(?:allocation|recycling) ")
    assert len(table) == 3
    for decision, option, change in table:
        assert number(change) == pytest.approx(effects[decision, option], abs=0.0501)


@pytest.mark.parametrize("document", HOTSPOTS)
def test_the_documented_finding_is_the_one_found(document: str) -> None:
    text = (DOCS / document).read_text(encoding="utf-8")
    (finding,) = rw.Study("aluminium-ingot-primary-cn", ["gbt-44905-2024"]).detect()
    assert f"{finding.values['share']:.1%}" in text and f"{finding.values['limit']:.1%}" in text


@pytest.mark.parametrize("document", HOTSPOTS)
def test_every_detector_is_documented(document: str) -> None:
    text = (DOCS / document).read_text(encoding="utf-8")
    assert [name for name in DETECTORS if f"`{name}`" not in text] == []
