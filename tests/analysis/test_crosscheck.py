"""Where the rules of neighbouring products meet: what one lets go and the other takes on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import rulewright as rw
from rulewright.analysis.crosscheck import TOLERANCE, Crosscheck, crosscheck, home_rule
from rulewright.errors import FileError
from rulewright.reading.inventories import read_inventory

STEEL, CEMENT = "steel-hot-rolled-coil-bf-bof", "cement-blended"


@cache
def cement(steel_rule: str, cement_rule: str) -> Crosscheck:
    return crosscheck([CEMENT], {STEEL: steel_rule, CEMENT: cement_rule, "cement-clinker": cement_rule})


def test_one_rule_on_both_sides_fits() -> None:
    found = cement("pact-3", "pact-3")
    assert found.links >= 2
    assert [each for each in found.findings if each.kind != "unit"] == []


def test_slag_that_is_credited_to_steel_and_cheap_in_cement_is_claimed_twice() -> None:
    # worldsteel: the furnace takes a credit for the clinker that slag displaces; PACT 3: slag carries its share
    (finding,) = [
        each for each in cement("worldsteel-2017", "pact-3").findings if each.kind == "claimed_twice"
    ]
    assert finding.flow == "granulated-slag"
    user = rw.Study(CEMENT, ["pact-3"]).result("pact-3")
    node = user.system.index["blast-furnace|granulated-slag"]
    assert finding.taken_on_kg_co2e == pytest.approx(user.evaluation.unit_impacts_kg_co2e[node], rel=1e-12)
    maker = rw.Study(STEEL, ["worldsteel-2017"]).result("worldsteel-2017")
    (credit,) = [each for each in maker.evaluation.credits if each.name == "blast-furnace|granulated-slag"]
    supplied = -float(maker.evaluation.supply[maker.system.index["blast-furnace|granulated-slag"]])
    assert finding.let_go_kg_co2e == pytest.approx(-credit.kg_co2e / supplied, rel=1e-12)
    assert finding.let_go_kg_co2e is not None and finding.taken_on_kg_co2e is not None
    # the product needs 90 kg of slag a tonne (its composition)
    gap = finding.taken_on_kg_co2e - finding.let_go_kg_co2e
    assert finding.effect_kg_co2e == pytest.approx(90 * gap, rel=1e-9)
    assert finding.effect_share == pytest.approx(
        finding.effect_kg_co2e / user.evaluation.total_kg_co2e, rel=1e-12
    )


def test_differing_clauses_are_named_with_both_values() -> None:
    found = cement("worldsteel-2017", "pact-3")
    told = {each.what.en.partition(":")[0]: each.what for each in found.findings if each.kind == "clause"}
    assert "recycling.method" in told
    text = told["recycling.method"]
    assert "scrap value" in text.en and "废钢价值法" in text.zh


def test_findings_are_ordered_by_their_effect_and_above_the_limit() -> None:
    found = cement("worldsteel-2017", "pact-3")
    shares = [abs(each.effect_share or 0.0) for each in found.findings]
    assert shares == sorted(shares, reverse=True)
    for each in found.findings:
        if each.let_go_kg_co2e is not None and each.taken_on_kg_co2e is not None:
            larger = max(abs(each.let_go_kg_co2e), abs(each.taken_on_kg_co2e))
            assert abs(each.let_go_kg_co2e - each.taken_on_kg_co2e) > TOLERANCE * larger


def test_the_home_rule_is_the_most_particular_of_the_study() -> None:
    assert home_rule(read_inventory(STEEL)) == "worldsteel-2017"
    assert home_rule(read_inventory("aluminium-ingot-primary-cn")) == "gbt-44905-2024"


def test_an_unknown_inventory_is_refused() -> None:
    with pytest.raises(FileError, match="no inventory 'cement-blend'"):
        crosscheck(["cement-blend"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_notes_and_figure_say_the_same_in_both_languages(lang: str) -> None:
    found = cement("worldsteel-2017", "pact-3")
    assert len(found.to_dataframe(lang)) == len(found.findings)
    assert any(str(found.links) in note for note in found.notes(lang))
    (axes,) = found.plot(lang).axes
    bars = [each for each in found.findings if each.effect_share is not None]
    assert len(axes.patches) == len(bars)
    assert found.to_json() == found.to_json()


@pytest.mark.parametrize("name", ["neighbours.md", "neighbours.zh-CN.md"])
def test_the_numbers_of_the_documentation(name: str) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / name).read_text(encoding="utf-8")
    (finding,) = [
        each for each in cement("worldsteel-2017", "pact-3").findings if each.kind == "claimed_twice"
    ]
    assert f"{finding.let_go_kg_co2e:.2f} kg" in text
    assert f"{finding.taken_on_kg_co2e:.3f} kg" in text
    assert finding.effect_kg_co2e is not None
    assert f"{-finding.effect_kg_co2e:.1f} kg CO2e" in text
