"""Ecospold 2, undefined and cut-off: properties, parameters, formulas, variances, links, waste signs."""

from __future__ import annotations

from pathlib import Path

import pytest
from file_examples import (
    CHOICES,
    CO2,
    CO2_UUID,
    FOOTPRINT,
    activity2,
    ecospold2,
    ecospold2_cut_off,
    exchange2,
    property2,
    uncertainty2,
    write_spolds,
)

import rulewright as rw
from rulewright.importing.distributions import settle
from rulewright.importing.ecospold2_uncertainty import read_distribution
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import ImportMapping
from rulewright.importing.xml_read import parse_xml
from rulewright.inventory import Uncertainty


@pytest.fixture
def undefined(tmp_path: Path) -> Imported:
    mapping = ImportMapping(currencies={"EUR2005": 10.0})
    return rw.import_ecospold2(write_spolds(ecospold2(), tmp_path / "undefined"), mapping=mapping)


def test_properties_come_in_per_unit_of_each_output(undefined: Imported) -> None:
    inventory = undefined.inventory
    value = {
        (flow, name): found.quantity.amount
        for flow in ("oil", "meal")
        for name in ("mass", "dry_mass", "lhv", "carbon", "biogenic_carbon", "price")
        if (found := inventory.property_value("mill", flow, name)) is not None
    }
    # carbon: contents are per dry mass, 0 fossil and 0.77 other times 1 kg; prices at 10 CNY/EUR2005
    assert value == {
        ("oil", "mass"): 1.0, ("oil", "dry_mass"): 1.0, ("oil", "lhv"): 37.0, ("oil", "carbon"): 0.77,
        ("oil", "biogenic_carbon"): 0.77, ("oil", "price"): 9.0, ("meal", "mass"): 1.0, ("meal", "dry_mass"): 0.88,
        ("meal", "price"): 3.0,
    }  # fmt: skip


def test_a_price_without_an_exchange_rate_stays_out_and_is_told(tmp_path: Path) -> None:
    found = rw.import_ecospold2(write_spolds(ecospold2(), tmp_path / "undefined"))
    assert found.inventory.property_value("mill", "oil", "price") is None
    assert any("price [EUR2005] 2, lifetime 1" in note for note in found.notes())


def test_shares_by_price_follow_the_properties(undefined: Imported) -> None:
    from rulewright.importing.source_shares import shares_by

    # 0.4 kg x 9 and 0.6 kg x 3: 3.6 and 1.8
    assert shares_by(undefined.inventory, "mill", "price") == pytest.approx({"oil": 2 / 3, "meal": 1 / 3})
    assert undefined.file.processes[0].note is not None
    assert "shares by the property 'price'" in undefined.file.processes[0].note.en


def test_formulas_over_parameters_and_over_amounts_are_kept(undefined: Imported) -> None:
    mill = undefined.inventory.processes["mill"]
    formulas = {each.flow: each.quantity.formula for each in (*mill.outputs, *mill.inputs) if each.quantity}
    own = {name for name in undefined.inventory.parameters}
    assert own == {"load_amill", "oil_out_amill"}
    assert formulas == {
        "oil": "oil_out_amill",
        "meal": "1 - oil_out_amill",
        "power": "(4 * load_amill)",
        "straw": None,
    }
    changed = undefined.inventory.with_parameters({"oil_out_amill": 0.5})
    amounts = [each.quantity.amount for each in changed.processes["mill"].outputs if each.quantity]
    assert amounts == pytest.approx([0.5, 0.5])  # the co-product follows


def test_a_formula_without_words_here_keeps_its_number_and_is_told(undefined: Imported) -> None:
    straw = undefined.inventory.processes["mill"].inputs[1]
    assert straw.quantity is not None and straw.quantity.amount == 3.0
    assert straw.note is not None and "if(load>1;2;3)" in straw.note
    assert undefined.account.formulas["number_instead"] == 1


@pytest.mark.parametrize(
    ("stated", "amount", "expected"),
    [
        # variance of ln(amount) with pedigree 0.04: sd 0.2; without it 0.01 alone would be 0.1
        (uncertainty2("lognormal", meanValue=2, mu=0.693, variance=0.01, varianceWithPedigreeUncertainty=0.04), 2.0,
         Uncertainty(distribution="lognormal", sd=0.2)),
        (uncertainty2("lognormal", meanValue=2, mu=0.693, variance=0.01), 2.0, Uncertainty(distribution="lognormal", sd=0.1)),
        (uncertainty2("normal", meanValue=2, variance=0.0004, varianceWithPedigreeUncertainty=0.0025), 2.0,
         Uncertainty(distribution="normal", sd=0.05)),
        (uncertainty2("triangular", minValue=1, mostLikelyValue=2, maxValue=4), 2.0,
         Uncertainty(distribution="triangular", minimum=1, maximum=4)),
        (uncertainty2("uniform", minValue=1, maxValue=3), 2.0, Uncertainty(distribution="uniform", minimum=1, maximum=3)),
        (uncertainty2("gamma", shape=2, scale=0.5, minValue=1), 2.0,
         Uncertainty(distribution="gamma", shape=2, scale=0.5, location=1)),
        (uncertainty2("binomial", n=3, p=0.5), 2.0, None),
        (uncertainty2("lognormal", variance=-1), 2.0, None),
    ],
)  # fmt: skip
def test_variances_become_standard_deviations(
    stated: str, amount: float, expected: Uncertainty | None
) -> None:
    element = parse_xml(f"<exchange>{stated}</exchange>".encode(), "here", [])
    found, outcome = settle(read_distribution(element), amount)
    assert (found, outcome) == (expected, "kept" if expected else "unusable")


def test_pedigree_scores_stand_in_the_note_beside_a_distribution(undefined: Imported) -> None:
    co2 = undefined.inventory.processes["mill"].emissions[0]
    assert co2.note == "pedigree (2;3;1;1;2)"
    assert co2.quantity is not None and co2.quantity.uncertainty is not None
    assert co2.quantity.uncertainty.sd == pytest.approx(0.2)


def test_elementary_flows_are_those_of_biosphere3(undefined: Imported) -> None:
    assert {each.flow for each in undefined.inventory.processes["mill"].emissions} == {"co2-fossil"}


def test_chinese_names_come_with_the_english_ones(undefined: Imported) -> None:
    assert undefined.file.processes[0].name.zh == "mill（中）"
    assert undefined.file.processes[0].name.en == "mill"


def test_a_by_product_whose_treatment_is_there_is_waste(undefined: Imported) -> None:
    works = undefined.inventory.processes["works"]
    assert [(each.flow, each.output_class) for each in works.outputs] == [
        ("part", "product"),
        ("sludge", "waste"),
    ]


@pytest.mark.parametrize(("value", "kind"), [("Waste", "waste"), ("Recyclable", "co_product")])
def test_by_products_are_what_the_source_classifies_them_as(value: str, kind: str, tmp_path: Path) -> None:
    said = (
        "<classification><classificationSystem>By-product classification</classificationSystem>"
        f"<classificationValue>{value}</classificationValue></classification>"
    )
    text = activity2(
        "a",
        "press",
        exchange2("i", "oil", "kg", 1.0, "out0"),
        exchange2("i", "husk", "kg", 0.2, "out2", said),
    )
    found = rw.import_ecospold2(write_spolds({"a.spold": text}, tmp_path / "a"))
    husk = found.inventory.processes["press"].outputs[1]
    assert husk.output_class == kind
    assert husk.note == f"By-product classification: {value}"


# ---- allocated data -----------------------------------------------------------------------------------------


@pytest.fixture
def cut_off(tmp_path: Path) -> Imported:
    return rw.import_ecospold2(write_spolds(ecospold2_cut_off(), tmp_path / "cut-off"))


def test_allocated_data_sets_of_one_activity_are_told_apart(cut_off: Imported) -> None:
    assert cut_off.account.counts["processes"] == 5 and not cut_off.multi_output
    assert set(cut_off.uuids["processes"].values()) >= {"a-mill_oil", "a-mill_meal"}
    assert any("2 by-products with an amount of zero" in note for note in cut_off.notes())


def test_links_name_the_activity_that_supplies(cut_off: Imported) -> None:
    oil = cut_off.inventory.processes["works"].inputs[0]
    assert oil.provider is not None and cut_off.uuids["processes"][oil.provider] == "a-mill_oil"
    assert not cut_off.account.missing


def test_a_waste_input_below_zero_is_waste_given_off(cut_off: Imported) -> None:
    waste = cut_off.inventory.processes["works"].outputs[1]
    assert waste.quantity is not None
    assert (waste.flow, waste.output_class, waste.quantity.amount) == ("sludge", "waste", 0.5)


def test_allocated_data_give_the_footprint_of_their_allocation(cut_off: Imported) -> None:
    result = rw.Study(cut_off.inventory, ["iso-14067-2018"], CHOICES, cut_off.find("part")).result(
        "iso-14067-2018"
    )
    assert result.evaluation.total_kg_co2e == pytest.approx(FOOTPRINT, rel=1e-6)


def test_a_market_of_several_makers_without_a_link_is_a_gap(tmp_path: Path) -> None:
    files = ecospold2()
    files["second.spold"] = activity2("b-power", "other station", exchange2("i", "power", "kWh", 1.0, "out0"))
    found = rw.import_ecospold2(write_spolds(files, tmp_path / "a"))
    (open_,) = found.account.open_providers
    assert open_.makers == ("other-station", "power-station")
    mapping = ImportMapping(providers={"power": "power station"})
    settled = rw.import_ecospold2(tmp_path / "a", mapping=mapping)
    assert not settled.account.open_providers


def test_carbon_needs_both_contents(tmp_path: Path) -> None:
    """Absent is not zero: a fossil content alone says nothing of the whole."""
    inner = property2("carbon content, fossil", 0.5, "dimensionless") + property2("dry mass", 1.0, "kg")
    text = activity2("a", "press", exchange2("i", "oil", "kg", 1.0, "out0", inner))
    found = rw.import_ecospold2(write_spolds({"a.spold": text}, tmp_path / "a"))
    assert found.inventory.property_value("press", "oil", "carbon") is None
    assert any(
        "carbon content, fossil without carbon content, non-fossil 1" in note for note in found.notes()
    )


def test_emissions_by_uuid_need_no_name(tmp_path: Path) -> None:
    text = activity2(
        "a", "press", exchange2("i", "oil", "kg", 1.0, "out0"), exchange2("e", "Kohlendioxid", "kg", 1.0, "out4", identity=CO2_UUID),
        exchange2("e", CO2, "kg", 1.0, "out4"),
    )  # fmt: skip
    found = rw.import_ecospold2(write_spolds({"a.spold": text}, tmp_path / "a"))
    assert [each.flow for each in found.inventory.processes["press"].emissions] == [
        "co2-fossil",
        "co2-fossil",
    ]
