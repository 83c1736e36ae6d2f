"""Coverage: told by our own factors before a database is opened; mapped and unmapped add up to the background, nothing twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest
from mapping_examples import LINKS, NONE, RULES, STEEL, mapping

import rulewright as rw
from rulewright.mapping.coverage import mapping_coverage
from rulewright.reading.mappings import read_mapping
from rulewright.terms import solve_central


def test_covered_and_not_covered_are_all_of_the_background(results: dict[str, Any], tmp_path: Path) -> None:
    """By hand: an input that is one factor costs its amount times the factor, e.g. 0.0119 kg CO2e/kg of iron ore."""
    coverage = mapping_coverage(results, read_mapping(mapping(tmp_path)))
    ore = next(each for each in coverage.inputs if each.rule == "pact-3" and each.flow == "iron-ore")
    assert ore.kg_co2e == pytest.approx(0.0119 * ore.amount, rel=1e-12)
    for rule, result in results.items():
        system = result.system.without_credits(result.evaluation.dropped)
        solved = solve_central(system)
        direct = solved.direct_kg_co2e.sum(axis=0)
        background = sum(
            float(direct[system.index[node.key]]) for node in system.nodes
            if node.process in result.inventory.processes and result.inventory.processes[node.process].is_background
        )  # fmt: skip
        assert sum(each.kg_co2e for each in coverage.inputs if each.rule == rule) == pytest.approx(
            background, rel=1e-9
        )
        assert coverage.share(rule, "exact", "proxy") + coverage.share(rule, "none") == pytest.approx(1.0)
    assert coverage.count("gbt-24067-2024", "none") == len(NONE)


def test_what_is_unmapped_or_to_be_reviewed_is_named(results: dict[str, Any], tmp_path: Path) -> None:
    file = read_mapping(mapping(tmp_path, leave_out=("oxygen",), drafts=("iron-ore",)))
    coverage = mapping_coverage(results, file)
    states = {each.flow: each.state for each in coverage.inputs if each.rule == "pact-3"}
    assert (states["oxygen"], states["iron-ore"], states["coking-coal"]) == ("unmapped", "to_review", "proxy")
    said = coverage.notes("en")
    assert "pact-3: 2 are not mapped or still to be reviewed (7.5%): iron-ore, oxygen." in said
    assert any("2 项未对照或待审（7.5%）：iron-ore、oxygen" in line for line in coverage.notes("zh"))
    trusting = mapping_coverage(results, file, unreviewed=True)
    assert {each.state for each in trusting.inputs if each.flow == "iron-ore"} == {"proxy"}


def test_a_product_of_the_works_itself_stays_its_own(results: dict[str, Any], tmp_path: Path) -> None:
    """A line without a process is about background processes: liquid steel of our converter is not bought."""
    path = mapping(tmp_path)
    line = "  - {flow: liquid-steel, kind: exact, activity: {code: steel}, unit: kg}\n"
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    coverage = mapping_coverage(results, read_mapping(path))
    assert "liquid-steel" not in {each.flow for each in coverage.inputs}
    path.write_text(
        path.read_text(encoding="utf-8").replace("liquid-steel,", "liquid-steel, process: converter,"),
        encoding="utf-8",
    )
    coverage = mapping_coverage(results, read_mapping(path))
    assert {each.state for each in coverage.inputs if each.flow == "liquid-steel"} == {"exact"}


def test_linked_inventories_are_followed_to_what_they_take(tmp_path: Path) -> None:
    """A car takes steel of another shipped inventory: its coke is made there, its coal is background."""
    result = rw.Study("vehicle-bev", ["iso-14067-2018"]).result("iso-14067-2018")
    coverage = mapping_coverage(
        {"iso-14067-2018": result}, read_mapping("ecoinvent-3.10-cutoff"), unreviewed=True
    )
    flows = {each.flow for each in coverage.inputs}
    assert {"coking-coal", "electricity-grid-cn-2024-life-cycle"} <= flows
    assert not flows & {"coke", "hot-rolled-coil", "battery-pack-lfp"}
    assert coverage.count("iso-14067-2018", "unmapped") == 0


def test_what_a_linked_inventory_makes_is_not_bought() -> None:
    """Ammonia takes hydrogen from a shipped inventory; the line about hydrogen is about the one of the background."""
    rule = "gbt-24067-2024"
    result = rw.Study("ammonia-electrolytic", [rule]).result(rule)
    coverage = mapping_coverage({rule: result}, read_mapping("ecoinvent-3.10-cutoff"), unreviewed=True)
    assert "hydrogen" in {node.flow for node in result.system.nodes}
    assert "hydrogen" not in {each.flow for each in coverage.inputs}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_a_table_a_figure_and_json(results: dict[str, Any], tmp_path: Path, lang: str) -> None:
    coverage = mapping_coverage(results, read_mapping(mapping(tmp_path)))
    assert len(coverage.to_dataframe(lang)) == len(coverage.inputs)
    told = json.loads(coverage.to_json())
    assert list(told["rules"]) == list(RULES)
    assert told["rules"]["pact-3"]["share_covered"] == coverage.share("pact-3", "exact", "proxy")
    figure = coverage.plot(lang)
    figure.canvas.draw()
    plt.close(figure)
    assert "<table" in coverage._repr_html_()


def test_every_reached_input_is_in_the_example(results: dict[str, Any], tmp_path: Path) -> None:
    coverage = mapping_coverage(results, read_mapping(mapping(tmp_path)))
    assert {each.flow for each in coverage.inputs} <= {*LINKS, *NONE}
    assert coverage.count("pact-3", "unmapped") == 0 and coverage.rules == RULES and STEEL
