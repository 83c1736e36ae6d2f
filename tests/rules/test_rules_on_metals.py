"""The new rules run on steel and aluminium with suitable declared choices; docs/rule-library.md holds the results."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import rulewright as rw
from rulewright.reading.studies import parse_choice, shipped_choices
from rulewright.study import Result

DOCS = Path(__file__).resolve().parents[2] / "docs"
STEEL, ALUMINIUM = "steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"

MARKET = (
    "electricity.ladder=[{supply: on_site}, {supply: direct_line}, {supply: contract, certificate_required: true}, "
    "{supply: supplier_mix, certificate_required: true}, {supply: residual_mix}, {supply: grid_average}, {supply: stop}]"
)
LOCATION = (
    "electricity.ladder=[{supply: on_site}, {supply: residual_mix}, {supply: grid_average}, {supply: stop}]"
)
CUT_OFF = ("recycling.method=cut_off_recycled_content", "recycling.end_of_life_credit=none")
PLUS_MINUS, ZERO = 'biogenic.convention="-1/+1"', 'biogenic.convention="0/0"'
EXPAND, NOT_EXPANDED = "allocation.expansion=substitution", "allocation.expansion=not_used"
GASES = "blast-furnace-gas, converter-gas, coke-oven-gas"
GASES_INSIDE = f"allocation.classes=[{{flows: [{GASES}], as_class: internal}}]"
RESIDUES = "allocation.classes=[{flows: [aluminium-dross, red-mud], as_class: waste}]"
NOT_DISPLACING = "allocation.classes=[{flows: [mill-scale, coal-tar, crude-benzol], as_class: burden_free}]"
BY_PRODUCTS_FREE = (
    f"allocation.classes=[{{flows: [{GASES}], as_class: internal}}, {{flows: [granulated-slag, converter-slag, coal-tar, "
    "crude-benzol, ammonium-sulphate, mill-scale], as_class: burden_free}]"
)
SUBSTITUTE = (
    "allocation.ladder=[{subdivide: {}}, {substitute: {mode: always}}, {share: {by: physical}}, {stop: {}}]"
)
MASS = "allocation.ladder=[{share: {by: mass}}, {stop: {}}]"

# what a study declares beside the choices for all rules ("*") of the shipped study
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    (STEEL, "iso-14044-2006"): (MARKET, *CUT_OFF, EXPAND, PLUS_MINUS),
    (STEEL, "ghg-protocol-product-2011"): (*CUT_OFF, EXPAND, PLUS_MINUS),
    (STEEL, "pas-2050-2011"): (*CUT_OFF, EXPAND),
    (STEEL, "tfs-3"): (MARKET, NOT_EXPANDED, ZERO),
    (STEEL, "catena-x-2"): (NOT_EXPANDED,),
    (STEEL, "catena-x-3"): (NOT_EXPANDED,),
    (STEEL, "catena-x-4"): (NOT_EXPANDED,),
    (STEEL, "gbt-47064-2026"): (MARKET, *CUT_OFF, SUBSTITUTE),
    (STEEL, "cisa-steel-pcr"): (MARKET, *CUT_OFF, PLUS_MINUS),
    (STEEL, "epd-international-steel"): (MARKET, *CUT_OFF, PLUS_MINUS, GASES_INSIDE),
    (STEEL, "sumpo-steel"): (MARKET, *CUT_OFF, PLUS_MINUS, NOT_DISPLACING),
    (STEEL, "iso-20915-2018"): (),
    (STEEL, "rmi-steel-2022"): (LOCATION, PLUS_MINUS),
    (STEEL, "responsiblesteel-2"): (MASS, PLUS_MINUS),
    (STEEL, "cisa-c2f-2024"): (MARKET, PLUS_MINUS, MASS, BY_PRODUCTS_FREE),
    (ALUMINIUM, "iso-14044-2006"): (MARKET, NOT_EXPANDED, RESIDUES, PLUS_MINUS),
    (ALUMINIUM, "ghg-protocol-product-2011"): (NOT_EXPANDED, RESIDUES, PLUS_MINUS),
    (ALUMINIUM, "pas-2050-2011"): (NOT_EXPANDED, RESIDUES),
    (ALUMINIUM, "tfs-3"): (MARKET, NOT_EXPANDED, ZERO),
    (ALUMINIUM, "catena-x-2"): (NOT_EXPANDED,),
    (ALUMINIUM, "catena-x-3"): (NOT_EXPANDED,),
    (ALUMINIUM, "catena-x-4"): (NOT_EXPANDED,),
    (ALUMINIUM, "iai-2021"): (NOT_EXPANDED, RESIDUES, PLUS_MINUS),
    (ALUMINIUM, "european-aluminium-2023"): (LOCATION, NOT_EXPANDED, RESIDUES, PLUS_MINUS),
    (ALUMINIUM, "rmi-aluminium-2023"): (LOCATION, *CUT_OFF, NOT_EXPANDED, RESIDUES, PLUS_MINUS),
}  # fmt: skip
PRODUCTS = {(STEEL, "responsiblesteel-2"): "slab"}  # it ends at crude steel
PAIRS = [pytest.param(*pair, id=f"{pair[1]}-{pair[0][:5]}") for pair in CHOICES]


@cache
def result(inventory: str, rule: str) -> Result:
    """One rule on one inventory with its choices before those of the shipped study."""
    own = [parse_choice(text) for text in CHOICES[(inventory, rule)]]
    choices = [
        *own,
        *(each for each in shipped_choices(inventory) if "*" in each.rules or rule == "iso-20915-2018"),
    ]
    return rw.Study(inventory, [rule], choices, PRODUCTS.get((inventory, rule))).result(rule)


def per_tonne(inventory: str, rule: str) -> float:
    """kg CO2e per t of product (a slab is demanded by the kilogram)."""
    total = result(inventory, rule).evaluation.total_kg_co2e
    return total * 1000 if (inventory, rule) in PRODUCTS else total


@pytest.mark.parametrize(("inventory", "rule"), PAIRS)
def test_a_rule_runs_and_every_open_decision_was_declared(inventory: str, rule: str) -> None:
    found = result(inventory, rule)
    assert found.applied.open == ()
    assert all(decision.clause_id for decision in found.ledger if decision.origin == "rule")


@pytest.mark.parametrize("docs", ["rule-library.md", "rule-library.zh-CN.md"])
@pytest.mark.parametrize(("inventory", "rule"), PAIRS)
def test_documented_results_are_those_computed(inventory: str, rule: str, docs: str) -> None:
    text = (DOCS / docs).read_text(encoding="utf-8").split("<!-- results on metals -->")[1]
    row = re.search(rf"^\| `{rule}` \| (.+?) \| (.+?) \|", text, re.MULTILINE)
    assert row is not None, f"no row for {rule}"
    shown = row.group(1 if inventory == STEEL else 2).replace(",", "")
    assert shown == f"{per_tonne(inventory, rule):.0f}"


def test_three_steel_rules_differ_by_their_ladders() -> None:
    """The platforms of CISA, International EPD and SuMPO: substitution, physical sharing, substitution only."""
    cisa, epd, sumpo = (
        result(STEEL, name).evaluation
        for name in ("cisa-steel-pcr", "epd-international-steel", "sumpo-steel")
    )
    assert cisa.credits_kg_co2e < 0
    assert sumpo.credits_kg_co2e < 0
    assert epd.credits_kg_co2e == 0
    assert epd.total_kg_co2e < cisa.total_kg_co2e < sumpo.total_kg_co2e
    assert sumpo.total_kg_co2e / epd.total_kg_co2e == pytest.approx(1.25, abs=0.02)  # docs: a quarter above


def test_steel_without_credit_for_slag_and_gas_lies_above_steel_with_credits() -> None:
    rmi, worldsteel = per_tonne(STEEL, "rmi-steel-2022"), per_tonne(STEEL, "iso-20915-2018")
    credit = sum(each.kg_co2e for each in result(STEEL, "rmi-steel-2022").evaluation.credits)
    assert rmi > worldsteel
    assert credit < 0  # exported gas, apart from the total
    # substitution lowers steel by 3 to 7 % (facts on worldsteel); with the surplus gas of this plant it is more
    assert 0.03 < 1 - worldsteel / rmi < 0.20


def test_crude_steel_lies_below_hot_rolled_steel_of_the_same_boundary() -> None:
    assert per_tonne(STEEL, "responsiblesteel-2") < per_tonne(STEEL, "rmi-steel-2022")
    assert per_tonne(STEEL, "responsiblesteel-2") < 2800  # level 1 without scrap, kg CO2e/t crude steel


def test_the_wider_cut_off_of_a_newer_version_changes_no_number_where_nothing_is_cut() -> None:
    totals = [per_tonne(ALUMINIUM, f"catena-x-{version}") for version in (2, 3, 4)]
    assert max(totals) - min(totals) < 1  # kg CO2e/t: only the years of prices differ


def test_an_older_set_of_potentials_lowers_aluminium_by_its_perfluorocarbons() -> None:
    """European Aluminium asks for AR5, ISO 14044 with AR6 declared: CF4 is 6630 against 7380."""
    assert per_tonne(ALUMINIUM, "european-aluminium-2023") < per_tonne(ALUMINIUM, "iso-14044-2006")


def test_a_rule_that_leaves_recycling_open_stops_without_a_declaration() -> None:
    from rulewright.errors import OpenDecisionsError

    with pytest.raises(OpenDecisionsError, match="recycling method"):
        rw.Study(STEEL, ["pas-2050-2011"]).result("pas-2050-2011")
