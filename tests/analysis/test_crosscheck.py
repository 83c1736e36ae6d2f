"""Where the rules of neighbouring products meet: what one lets go and the other takes on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import rulewright as rw
from rulewright.analysis.crosscheck import TOLERANCE, Crosscheck, _passing, crosscheck, home_rule
from rulewright.analysis.crosscheck_links import _needed, _part
from rulewright.errors import FileError
from rulewright.modules import module_of
from rulewright.reading.find import list_shelf
from rulewright.reading.inventories import read_inventory
from rulewright.steps.recycling import recycled_node

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
    text = told["recycling method (recycling.method)"]
    assert "scrap value" in text.en and "废钢价值法" in text.zh
    ladder = told["order of supplies (electricity.ladder)"]  # of two ladders only what stands in one of them
    assert (
        "direct line" in ladder.en.partition("under the user's:")[2] and "generated on site" not in ladder.en
    )


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
    table = found.to_dataframe(lang)
    numbered = [each for each in found.findings if each.kind != "clause"]
    clauses = {
        (each.maker.rule, each.user.rule, each.what.en) for each in found.findings if each.kind == "clause"
    }
    assert len(table) == len(numbered) + len(clauses)
    assert any(str(found.links) in note for note in found.notes(lang))
    (axes,) = found.plot(lang).axes
    bars = [each for each in found.findings if each.effect_share is not None]
    assert len(axes.patches) == len(bars)
    assert found.to_json() == found.to_json()


FRIDGE = "refrigerator"
SHARED = """format: rulewright-rule/1
id: pef-a02
title: {zh: "PEF，A 取 0.2", en: PEF with A of 0.2}
based_on: pef-2021
document: {number: PATCH, title: {zh: "PEF，A 取 0.2", en: PEF with A of 0.2}, issuer: Example, status: draft, language: en}
clauses:
  - id: a
    family: recycling
    allocation_factor_a: {"*": 0.2}
    text: {zh: A 取 0.2。, en: A is 0.2., normative: en}
    source: {document: PATCH, kind: original, read: 2026-11-23}
    mark: seen
"""


@pytest.fixture(scope="module")
def shared_scrap(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A rule that shares the benefit of recycling between giver and taker, A = 0.2."""
    path = tmp_path_factory.mktemp("rules") / "pef-a02.yaml"
    path.write_text(SHARED, encoding="utf-8")
    return str(path)


def test_scrap_that_is_credited_to_one_and_free_for_the_next_is_claimed_twice(shared_scrap: str) -> None:
    found = crosscheck([FRIDGE], {FRIDGE: shared_scrap, "steel-hot-rolled-coil-eaf": "gbt-24067-2024"})
    (finding,) = [
        each
        for each in found.findings
        if each.flow == "steel-scrap" and each.user.inventory == "steel-hot-rolled-coil-eaf"
    ]
    giver = rw.Study(FRIDGE, [shared_scrap]).result("pef-a02")
    material = giver.applied.material_by_scrap["steel-scrap"]
    impacts, index = giver.evaluation.unit_impacts_kg_co2e, giver.system.index
    primary = giver.inventory.processes[material.primary]
    route = recycled_node(giver.inventory.processes[material.recycled], "steel-scrap")
    ev, erec = impacts[index[f"{primary.id}|{primary.reference.flow}"]], impacts[index[route]]
    # V = (1 - A) Y (Q Ev - Erec), convention 3
    quality = giver.rule.get_keyed("recycling.quality_ratio", material.material)
    q = float(quality.value) if quality is not None else material.quality_ratio
    assert finding.let_go_kg_co2e == pytest.approx(0.8 * material.yield_kg_per_kg * (q * ev - erec), rel=1e-9)
    assert (finding.kind, finding.taken_on_kg_co2e) == ("claimed_twice", 0.0)
    user = rw.Study("steel-hot-rolled-coil-eaf", ["gbt-24067-2024"]).result("gbt-24067-2024")
    taken = float(user.evaluation.supply[user.system.index["pool|steel-scrap"]])
    assert taken > 900 and finding.let_go_kg_co2e is not None
    assert finding.effect_kg_co2e == pytest.approx(-finding.let_go_kg_co2e * taken, rel=1e-12)


def test_a_product_whose_end_of_life_both_rules_credit_is_claimed_twice(shared_scrap: str) -> None:
    found = crosscheck([FRIDGE], {FRIDGE: shared_scrap, STEEL: shared_scrap})
    told = [each for each in found.findings if each.flow == "hot-rolled-coil"]
    (finding,) = [each for each in told if each.kind == "claimed_twice"]
    assert "end of life" in finding.what.en
    steel = rw.Study(STEEL, [shared_scrap]).result("pef-a02")
    (credit,) = [each.kg_co2e for each in steel.evaluation.credits if each.name == "end-of-life|steel-scrap"]
    fridge = rw.Study(FRIDGE, [shared_scrap]).result("pef-a02")
    coil = _needed(fridge, fridge.inventory.processes["hot-rolling"], "hot-rolled-coil")
    assert coil == pytest.approx(38.0, rel=0.01)  # kg of steel in a refrigerator
    assert finding.effect_kg_co2e == pytest.approx(credit / 1000 * coil, rel=1e-9)


def test_a_product_with_an_end_of_life_credit_in_its_total_can_be_a_module(shared_scrap: str) -> None:
    steel = rw.Study(STEEL, [shared_scrap]).result("pef-a02")
    assert len(steel.system.demand) == 2  # the product, and what is recovered
    assert module_of(steel).kg_co2e == pytest.approx(steel.evaluation.total_kg_co2e / 1000, rel=1e-12)


@pytest.mark.parametrize("name", ["ethylene-naphtha", "soda-ash-dual", "cathode-lfp", CEMENT])
def test_what_a_user_draws_on_is_the_same_by_terms_and_by_shares(name: str) -> None:
    inventory = read_inventory(name)
    result = rw.Study(inventory, [home_rule(inventory)]).result(home_rule(inventory))
    checked = 0
    for maker, flow in _passing(inventory, list_shelf("inventories")):
        if f"{maker.id}|{flow}" not in result.system.index:
            continue
        by_shares = sum(
            exchange.quantity.amount
            * _part(result, process, node.flow)
            * float(result.evaluation.supply[place])
            for process in inventory.processes.values()
            for exchange in process.inputs
            if exchange.provider == maker.id and exchange.flow == flow and exchange.quantity is not None
            for place, node in enumerate(result.system.nodes)
            if node.process == process.id and not node.without and process.id != maker.id
        )
        assert _needed(result, maker, flow) == pytest.approx(by_shares, rel=1e-9)
        checked += 1
    assert checked >= 2


def test_who_uses_an_inventory_is_looked_at_as_well_as_what_it_uses() -> None:
    found = crosscheck(["hydrogen-electrolysis"])
    (finding,) = [each for each in found.findings if each.kind == "counted_by_nobody"]
    assert (finding.maker.inventory, finding.user.inventory) == (
        "hydrogen-electrolysis",
        "ammonia-electrolytic",
    )
    assert found.inventories == 2 and found.links >= 1


def test_of_two_makers_in_one_file_the_one_that_the_link_is_about_is_run() -> None:
    found = crosscheck(["steel-hot-rolled-coil-ng-dri"])
    assert found.links and not [each for each in found.findings if each.kind == "cannot_run"]


def test_a_functional_unit_is_told_where_the_user_counts_the_product() -> None:
    found = crosscheck(["battery-pack-lfp"], {"battery-pack-lfp": "cn-lithium-battery-guide"})
    told = [
        each for each in found.findings if each.kind == "unit" and each.user.inventory == "vehicle-bev-car"
    ]
    (finding,) = told
    assert finding.flow == "battery-pack-lfp" and "total energy delivered" in finding.what.en


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
