"""Balances of unit processes, on small processes whose chemistry is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import pytest

from rulewright.balance import (
    ATOMIC_WEIGHTS,
    FORMULAS,
    Balance,
    balance_table,
    carbon_share,
    check_balances,
)
from rulewright.inventory import Inventory
from rulewright.reading.inventories import elementary_flows, read_inventory
from rulewright.rule import Text

Read = Callable[..., Inventory]

# Burning methane: CH4 + 2 O2 -> CO2 + 2 H2O, per kg of methane:
#   O2  2 x 31.998 / 16.043 = 3.98903 kg,  CO2  44.009 / 16.043 = 2.74319 kg,  H2O  2 x 18.015 / 16.043 = 2.24584 kg
#   carbon: in 12.011 / 16.043 = 0.748676 kg, out 2.74319 x 12.011 / 44.009 = 0.748676 kg
HEAD = """\
format: rulewright-inventory/1
id: small
title: {zh: 小清单, en: small}
version: "1"
licence: CC0-1.0
geography: CN
year: 2026
product: heat
declared_unit: {amount: 1, unit: MJ}
"""
MASS = "properties: [{property: mass, amount: 1, unit: kg/kg, source: definition, mark: derived}]"
FUEL = """\
    properties:
      - {property: carbon, amount: 0.748676, unit: kg/kg, source: formula, mark: derived}
      - {property: lhv, amount: 50.0, unit: MJ/kg, source: table, mark: known}
"""
GAP = "    supply_missing: {zh: 无数据, en: no data}\n"
PRODUCTS = f"""\
products:
  - id: heat
    name: {{zh: 热, en: heat}}
    unit: MJ
  - id: methane
    name: {{zh: 甲烷, en: methane}}
    unit: kg
{GAP}{FUEL}  - id: oxygen
    name: {{zh: 氧气, en: oxygen}}
    unit: kg
{GAP}    properties: [{{property: carbon, amount: 0, unit: kg/kg, source: formula, mark: derived}}]
  - id: ash
    name: {{zh: 灰, en: ash}}
    unit: kg
{GAP}"""
BURNER = """\
processes:
  - id: burner
    name: {zh: 燃烧器, en: burner}
    stage: production
    location: CN
    outputs:
      - {flow: heat, amount: 45, unit: MJ, class: product, source: s, mark: estimate, tags: [heat]}
%(outputs)s    inputs:
      - {flow: methane, amount: %(methane)s, unit: kg, source: s, mark: estimate, tags: [fuel]}
      - {flow: oxygen, amount: 3.98903, unit: kg, source: s, mark: estimate}
    emissions:
      - {flow: co2-fossil, amount: 2.74319, unit: kg, source: s, mark: derived}
      - {flow: water-to-air, amount: 0.00224584, unit: m3, source: s, mark: derived}
"""


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read an inventory of one burner."""

    def inventory(methane: float = 1.0, outputs: str = "", products: str = "", more: str = "") -> Inventory:
        path = tmp_path / "small.yaml"
        burner = BURNER % {"methane": methane, "outputs": indent(outputs, " " * 6)}
        path.write_text(HEAD + PRODUCTS + products + burner + more, encoding="utf-8")
        return read_inventory(path)

    return inventory


def by_kind(inventory: Inventory) -> dict[str, Balance]:
    return {each.kind: each for each in check_balances(inventory) if each.process == "burner"}


def test_mass_and_carbon_of_burning_methane_close(read: Read) -> None:
    found = by_kind(read())
    assert found["mass"].closure == pytest.approx(1.0, abs=1e-5)
    assert found["mass"].entering == pytest.approx(4.98903, abs=1e-5)
    assert found["carbon"].entering == pytest.approx(0.748676, abs=1e-6)
    assert found["carbon"].leaving == pytest.approx(0.748676, abs=1e-5)
    assert found["mass"].status == found["carbon"].status == "closed"


def test_energy_counts_heat_by_its_unit_and_fuels_by_their_heating_value(read: Read) -> None:
    energy = by_kind(read())["energy"]
    assert (energy.entering, energy.leaving) == (50.0, 45.0)  # oxygen states no heating value
    assert energy.lacking == ("oxygen",)
    assert energy.status == "incomplete"


def test_a_balance_outside_five_per_cent_is_open(read: Read) -> None:
    # 6 % less carbon in than out: 1 / 0.94 = 1.064
    assert by_kind(read(methane=0.94))["carbon"].status == "open"
    assert by_kind(read(methane=0.96))["carbon"].status == "closed"


def test_an_explained_imbalance_says_why(read: Read) -> None:
    reason = "{process: burner, balance: carbon, reason: {zh: 来源不同, en: from two sources}}"
    carbon = by_kind(read(methane=0.9, more=f"explained_imbalances: [{reason}]\n"))["carbon"]
    assert carbon.status == "explained"
    assert carbon.explained is not None
    assert carbon.explained.zh == "来源不同"


def test_a_flow_without_the_property_leaves_a_balance_unjudged_and_is_named(read: Read) -> None:
    ash = "- {flow: ash, amount: 0.5, unit: kg, class: waste, source: s, mark: estimate}\n"
    carbon = by_kind(read(outputs=ash))["carbon"]
    assert carbon.lacking == ("ash",)
    assert carbon.status == "incomplete"


def test_a_flow_too_small_to_open_a_balance_does_not_keep_it_from_being_judged(read: Read) -> None:
    # at most 0.01 kg of carbon in 0.75 kg: closure between 1 and 1.013, whatever the ash holds
    ash = "- {flow: ash, amount: 0.01, unit: kg, class: waste, source: s, mark: estimate}\n"
    carbon = by_kind(read(outputs=ash))["carbon"]
    assert carbon.lacking == ("ash",)
    assert carbon.status == "closed"


def test_a_missing_amount_is_not_zero(read: Read) -> None:
    ash = "- {flow: ash, missing: true, unit: kg, class: waste, source: s, mark: gap}\n"
    found = by_kind(read(outputs=ash))
    assert found["mass"].lacking == ("ash",)
    assert found["mass"].status == "incomplete"


def test_an_internal_loop_counts_on_both_sides() -> None:
    found = {
        (each.process, each.kind): each
        for each in check_balances(read_inventory("steel-hot-rolled-coil-bf-bof"))
    }
    carbon = found["blast-furnace", "carbon"]
    # gas 4385 MJ x 0.0708 kg C/MJ leaves, of which 1852 MJ enter again and leave as the CO2 of the stoves
    stoves = 1852 * 0.0708
    assert carbon.closure == pytest.approx(1.0, abs=0.001)
    assert carbon.entering - stoves == pytest.approx(288 * 0.7987 + 205.05 * 0.6021, rel=1e-6)


def test_an_input_counts_with_the_content_that_the_flow_has_and_an_output_with_its_own() -> None:
    # coke as charged 0.7987 kg C/kg; the coke oven states 0.8363 for what leaves it
    inventory = read_inventory("steel-hot-rolled-coil-bf-bof")
    charged = inventory.property_value("blast-furnace", "coke", "carbon")
    made = inventory.property_value("coke-oven", "coke", "carbon")
    assert charged is not None and made is not None
    assert (charged.quantity.amount, made.quantity.amount) == (0.7987, 0.8363)


def test_a_process_that_treats_a_waste_takes_its_reference_in(read: Read) -> None:
    landfill = """\
  - id: landfill
    name: {zh: 填埋, en: landfill}
    stage: end_of_life
    location: CN
    treats_waste: true
    outputs: [{flow: slag, amount: 1, unit: kg, class: product, source: s, mark: estimate}]
    emissions: [{flow: water-to-water, amount: 0.001, unit: m3, source: s, mark: estimate}]
"""
    slag = "  - {id: slag, name: {zh: 渣, en: slag}, unit: kg}\n"
    inventory = read(products=slag, more=landfill)
    mass = next(
        each for each in check_balances(inventory) if (each.process, each.kind) == ("landfill", "mass")
    )
    assert (mass.entering, mass.leaving) == (1.0, 1.0)


def test_a_process_that_is_an_aggregated_factor_has_no_balance() -> None:
    inventory = read_inventory("steel-hot-rolled-coil-bf-bof")
    factors = {name for name, process in inventory.processes.items() if process.factor is not None}
    assert factors
    assert not factors & {each.process for each in check_balances(inventory)}


@pytest.mark.parametrize("name", ["steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"])
def test_every_shipped_balance_closes_or_is_explained_or_says_what_it_lacks(name: str) -> None:
    assert [each for each in check_balances(read_inventory(name)) if each.status == "open"] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_has_a_row_a_balance_in_the_language(read: Read, lang: str) -> None:
    table = balance_table(read(), lang)
    assert list(table.iloc[:, 0]) == ["燃烧器" if lang == "zh" else "burner"] * 3
    assert list(table.columns[:3]) == (
        ["过程", "平衡", "进"] if lang == "zh" else ["process", "balance", "in"]
    )
    assert list(table.iloc[:, 4]) == ["kg", "kg C", "MJ"]
    assert "闭合" in set(table.iloc[:, 6]) or "closed" in set(table.iloc[:, 6])


def test_nothing_in_and_nothing_out_is_closed_and_nothing_in_alone_is_open() -> None:
    assert Balance("p", "mass", 0.0, 0.0).status == "closed"
    assert Balance("p", "mass", 0.0, 1.0).status == "open"
    assert Balance("p", "mass", 0.0, 1.0).closure is None
    assert Balance("p", "mass", 1.0, 2.0, explained=Text(zh="因", en="why")).status == "explained"


def test_carbon_shares_follow_from_atomic_weights() -> None:
    assert carbon_share("CO2") == pytest.approx(12.011 / 44.009)
    assert carbon_share("CH4") == pytest.approx(12.011 / 16.043)
    assert carbon_share("CF4") == pytest.approx(12.011 / 88.003)
    assert carbon_share("C2F6") == pytest.approx(24.022 / 138.010)
    assert carbon_share("CHClF2") == pytest.approx(12.011 / (12.011 + 1.0080 + 35.45 + 2 * 18.998))


def test_every_gas_of_the_table_of_elementary_flows_has_a_formula() -> None:
    gases = {name for name, flow in elementary_flows().items() if flow.gas not in (None, "aggregated")}
    assert gases <= set(FORMULAS)
    assert set(FORMULAS) <= set(elementary_flows())
    assert all(set("".join(c for c in formula if c.isalpha())) for formula in FORMULAS.values())
    for formula in FORMULAS.values():
        assert 0 <= carbon_share(formula) < 1  # a KeyError would name an element without a weight
    assert set(ATOMIC_WEIGHTS) >= {"C", "O", "H", "F"}
