"""Ecospold 1: several products, allocation sections, squared deviations, links by name; USLCI as exported in 2021."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from file_examples import CHOICES, CO2, dataset1, ecospold1, exchange1, write_text
from test_uslci import FOLDER

import rulewright as rw
from rulewright.importing.distributions import settle
from rulewright.importing.ecospold1_read import _distribution
from rulewright.importing.imported import Imported
from rulewright.importing.xml_read import child, parse_xml
from rulewright.inventory import Uncertainty

USLCI = FOLDER / "uslci_fy21_q3_01_olca_10_3_ecospold2.zip"  # in spite of its name it holds ecospold 1
NAMESPACE = 'xmlns="http://www.EcoInvent.org/EcoSpold01"'


def of(*sets: str) -> str:
    return f"<ecoSpold {NAMESPACE}>{''.join(sets)}</ecoSpold>"


@pytest.fixture
def imported(tmp_path: Path) -> Imported:
    return rw.import_ecospold1(write_text(ecospold1(), tmp_path / "story.xml"))


def test_allocation_factors_are_information(imported: Imported) -> None:
    stated = {(each.flow, each.method): (each.value, each.exchanges) for each in imported.stated_factors}
    assert stated == {("oil", "ECONOMIC_ALLOCATION"): (0.7, 2), ("meal", "ECONOMIC_ALLOCATION"): (0.3, 2)}
    table = imported.shares()
    assert table["source: economic"].tolist() == [0.7, 0.3]
    assert table["by mass"].tolist() == [0.4, 0.6]  # what our properties say beside


def test_a_data_set_without_a_reference_takes_its_first_product(imported: Imported) -> None:
    assert [each.flow for each in imported.inventory.processes["mill"].outputs] == ["oil", "meal"]
    assert any("1 data sets name no reference product" in note for note in imported.notes())


def test_an_input_without_a_place_is_the_only_product_of_that_name(imported: Imported) -> None:
    assert imported.inventory.processes["works"].inputs[0].flow == "oil"
    assert not imported.account.missing


@pytest.mark.parametrize(
    ("attributes", "amount", "expected", "outcome"),
    [
        # 1.21 is the square of the geometric standard deviation 1.1
        ({"uncertaintyType": "1", "standardDeviation95": "1.21"}, 2.0, Uncertainty(distribution="lognormal", sd=math.log(1.1)), "kept"),
        # 0.4 is twice the standard deviation
        ({"uncertaintyType": "2", "standardDeviation95": "0.4"}, 2.0, Uncertainty(distribution="normal", sd=0.2), "kept"),
        ({"uncertaintyType": "3", "minValue": "1", "mostLikelyValue": "2", "maxValue": "3"}, 2.0,
         Uncertainty(distribution="triangular", minimum=1, maximum=3), "kept"),
        # the mean (1 + 1.5 + 3.5) / 3 = 2 is no mode: kept around the amount, and told
        ({"uncertaintyType": "3", "minValue": "1", "maxValue": "3.5"}, 2.0,
         Uncertainty(distribution="triangular", minimum=1, maximum=3.5), "other_centre"),
        ({"uncertaintyType": "4", "minValue": "1", "maxValue": "3"}, 2.0, Uncertainty(distribution="uniform", minimum=1, maximum=3), "kept"),
        ({"uncertaintyType": "1", "standardDeviation95": "1"}, 2.0, None, "no_spread"),
        ({"uncertaintyType": "1", "standardDeviation95": "0"}, 2.0, None, "no_spread"),
        ({"uncertaintyType": "1"}, 2.0, None, "unusable"),
        ({"uncertaintyType": "0"}, 2.0, None, "none_stated"),
        ({}, 2.0, None, "none_stated"),
    ],
)  # fmt: skip
def test_deviations_are_those_of_the_format(
    attributes: dict[str, str], amount: float, expected: Uncertainty | None, outcome: str
) -> None:
    root = parse_xml(f"<r>{exchange1(1, 'a', 'kg', amount, 'in5', **attributes)}</r>".encode(), "here", [])
    found, said = settle(_distribution(child(root, "exchange"), amount), amount)
    assert said == outcome
    if expected is None or found is None:
        assert found is expected
    else:
        assert found.sd == pytest.approx(expected.sd)
        assert found.model_copy(update={"sd": None}) == expected.model_copy(update={"sd": None})


def test_year_technology_and_restrictions_come_in(imported: Imported) -> None:
    process = imported.file.processes[0]
    assert (process.year, process.technology, process.location) == (2021, "as built", "CN")
    assert imported.account.counts["copyrighted"] == 4
    assert "restrictions: accessRestrictedTo 2" in imported.file.sources["mill"]


def test_an_avoided_product_is_a_co_product(tmp_path: Path) -> None:
    text = of(
        dataset1(
            1, "mill", "kg", exchange1(1, "oil", "kg", 1, "out0"), exchange1(2, "steam", "MJ", 3, "out1")
        )
    )
    found = rw.import_ecospold1(write_text(text, tmp_path / "a.xml"))
    assert [each.output_class for each in found.inventory.processes["mill"].outputs] == [
        "product",
        "co_product",
    ]
    assert found.account.counts["avoided"] == 1


def test_a_data_set_that_lists_no_product_makes_its_reference_function(tmp_path: Path) -> None:
    text = of(dataset1(1, "heat", "MJ", exchange1(2, CO2, "kg", 0.06, "out4")))
    found = rw.import_ecospold1(write_text(text, tmp_path / "a.xml"))
    output = found.inventory.processes["heat"].reference
    assert output.quantity is not None and (output.flow, output.quantity.amount) == ("heat", 1.0)
    assert any("taken from their referenceFunction" in note for note in found.notes())


def test_products_of_two_places_are_two_products(tmp_path: Path) -> None:
    text = of(
        dataset1(1, "power", "kWh", exchange1(1, "power", "kWh", 1, "out0", location="CN")),
        dataset1(2, "power", "kWh", exchange1(2, "power", "kWh", 1, "out0", location="DE")),
        dataset1(3, "works", "kg", exchange1(3, "part", "kg", 1, "out0"), exchange1(2, "power", "kWh", 1, "in5", location="DE")),
    )  # fmt: skip
    found = rw.import_ecospold1(write_text(text, tmp_path / "a.xml"))
    assert {"power-cn", "power-de"} <= set(found.inventory.flows)
    assert found.inventory.processes["works"].inputs[0].flow == "power-de"


def test_a_bar_in_a_name_does_not_cut_it(tmp_path: Path) -> None:
    text = of(
        dataset1(1, "steel | market for | unit", "kg", exchange1(1, "steel | market for | unit", "kg", 1, "out0", location="")),
        dataset1(3, "works", "kg", exchange1(3, "part", "kg", 1, "out0"), exchange1(2, "steel | market for | unit", "kg", 1, "in5")),
    )  # fmt: skip
    found = rw.import_ecospold1(write_text(text, tmp_path / "a.xml"))
    assert not found.account.missing


def test_an_amount_in_another_kind_of_unit_is_a_gap_with_its_reason(tmp_path: Path) -> None:
    text = of(
        dataset1(1, "gas", "kg", exchange1(1, "gas", "kg", 1, "out0")),
        dataset1(
            2, "works", "kg", exchange1(2, "part", "kg", 1, "out0"), exchange1(1, "gas", "m3", 1, "in5")
        ),
    )
    found = rw.import_ecospold1(write_text(text, tmp_path / "a.xml"))
    (missing,) = found.account.missing
    reason = found.inventory.flows[missing].supply_missing
    assert reason is not None and reason.en.startswith("the source makes it in kg and uses it here in m3")


def test_money_is_a_number_of_its_currency(tmp_path: Path) -> None:
    text = of(dataset1(1, "service", "EUR 2000", exchange1(1, "service", "EUR 2000", 1, "out0")))
    found = rw.import_ecospold1(write_text(text, tmp_path / "a.xml"))
    flow = found.inventory.flows["service"]
    assert flow.unit == "dimensionless" and flow.note == "an amount of money, in EUR 2000 of the source"


# ---- USLCI --------------------------------------------------------------------------------------------------

needs_uslci = pytest.mark.skipif(
    not USLCI.is_file(),
    reason="the USLCI export is not here; RULEWRIGHT_OPEN_DATA names the folder of open data",
)


@pytest.fixture(scope="module")
def uslci(uslci_of_2021: Any) -> Imported:
    return uslci_of_2021.imported


@needs_uslci
def test_all_data_sets_of_uslci_come_in_whole(uslci: Imported) -> None:
    counts = uslci.account.counts
    assert (counts["processes"], counts["multi_output"], counts["aggregated"]) == (639, 89, 24)
    stated = sum(len(each.exchanges) for each in uslci.source.processes.values())
    here = sum(
        len(each.outputs) + len(each.inputs) + len(each.emissions)
        for each in uslci.inventory.processes.values()
    )
    assert stated == 45_656 == here + len(uslci.kept) + len(uslci.account.left_out) + counts["joined_outputs"]


@needs_uslci
def test_every_distribution_of_uslci_is_accounted_for(uslci: Imported) -> None:
    found = uslci.account.distributions
    told = ("kept", "other_centre", "no_spread", "outside_range", "unusable", "of_kept_flows")
    assert sum(found.get(name, 0) for name in told) == 5_547


@needs_uslci
@pytest.mark.slow
def test_a_product_of_uslci_runs_under_two_rules(uslci: Imported) -> None:
    quicklime = uslci.find("Quicklime, at plant")
    for rule in ("iso-14067-2018", "gbt-24067-2024"):
        total = rw.Study(uslci.inventory, [rule], CHOICES, quicklime).result(rule).evaluation.total_kg_co2e
        assert 0.5 < total < 2.5  # kg CO2e per kg with the source's gaps; burning limestone alone gives 0.785


@needs_uslci
def test_uslci_comes_in_within_five_seconds_of_work(uslci_of_2021: Any) -> None:
    assert uslci_of_2021.seconds < 5
