"""Brightway Excel: production rows, links, parameters, distributions, sheets; premise's inventories where they are here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from file_examples import CHOICES, HEAD, excel, write_book
from test_uslci import FOLDER

import rulewright as rw
from rulewright.importing.imported import Imported

PREMISE = FOLDER.parent / "premise-inventories"


@pytest.fixture
def imported(tmp_path: Path) -> Imported:
    return rw.import_excel(write_book(excel(), tmp_path / "story.xlsx"))


def test_links_go_by_name_product_and_place(imported: Imported) -> None:
    works = imported.inventory.processes["works"]
    # the row of the power station names neither product nor place: there is one
    assert [each.flow for each in works.inputs] == ["oil", "power"]
    assert not imported.account.missing


def test_parameters_of_the_project_and_of_an_activity_are_kept(imported: Imported) -> None:
    power = imported.inventory.processes["mill"].inputs[0].quantity
    assert power is not None and power.amount == 2.0
    own = next(name for name in imported.inventory.parameters if name.startswith("load"))
    assert power.formula == f"(factor * {own})"
    uncertainty = imported.inventory.parameters[own].uncertainty
    assert uncertainty is not None and uncertainty.distribution == "triangular"


def test_distributions_are_those_of_stats_arrays(imported: Imported) -> None:
    """Lognormal: loc ln(amount), scale the standard deviation of ln(amount). Normal: scale its standard deviation."""
    co2 = imported.inventory.processes["mill"].emissions[0].quantity
    power = imported.inventory.processes["power-station"].emissions[0].quantity
    assert co2 is not None and co2.uncertainty is not None and co2.uncertainty.sd == 0.1
    assert power is not None and power.uncertainty is not None
    assert (power.uncertainty.distribution, power.uncertainty.sd) == ("normal", 0.05)


def test_the_name_of_the_database_is_that_of_the_import(imported: Imported) -> None:
    assert imported.inventory.id == "story"
    assert imported.source.format == "Brightway Excel"


def test_hidden_skipped_and_empty_sheets_are_named(tmp_path: Path) -> None:
    path = write_book(
        excel()
        | {"aside": [["skip"], ["Activity", "x"]], "notes": [["read me"]], "secret": [["Activity", "y"]]},
        tmp_path / "a.xlsx",
    )
    book = openpyxl.load_workbook(path)
    book["secret"].sheet_state = "hidden"
    book.save(path)
    found = rw.import_excel(path)
    said = " ".join(found.notes())
    assert "Hidden sheets are not read: secret." in said
    assert "Sheets whose first cell says skip are not read: aside." in said
    assert "Sheets without activities are not read: notes." in said
    assert set(found.inventory.processes) == {"mill", "power-station", "works", "treatment-of-sludge"}


def test_sheets_can_be_named(tmp_path: Path) -> None:
    path = write_book(excel(), tmp_path / "a.xlsx")
    found = rw.import_excel(path, sheets=["story"])
    assert set(found.inventory.processes) == {"mill"}
    assert "power" in found.account.missing


def test_a_cutoff_leaves_out_the_columns_beyond(tmp_path: Path) -> None:
    rows = [["cutoff", 7], *excel()["more"]]
    found = rw.import_excel(write_book({"a": rows}, tmp_path / "a.xlsx"))
    power = next(each for each in found.inventory.processes["works"].inputs if each.flow.startswith("power"))
    assert power.quantity is not None and power.quantity.uncertainty is None


def test_an_activity_without_production_makes_its_production_amount(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Activity", "a"],
        ["unit", "kilogram"],
        ["production amount", 2],
        ["Exchanges"],
        HEAD,
    ]
    found = rw.import_excel(write_book({"s": rows}, tmp_path / "a.xlsx"))
    output = found.inventory.processes["a"].reference.quantity
    assert output is not None and output.amount == 2.0
    assert any("1 activities have no production row" in note for note in found.notes())


def test_a_substitution_is_a_co_product(tmp_path: Path) -> None:
    rows = excel()["more"]
    place = next(number for number, row in enumerate(rows) if row and row[0] == "works" and len(row) > 5)
    rows.insert(place + 1, ["heat plant", 3, "megajoule", "CN", None, "substitution", "heat", *[None] * 7])
    found = rw.import_excel(write_book({"s": rows}, tmp_path / "a.xlsx"))
    works = found.inventory.processes["works"]
    assert [each.output_class for each in works.outputs][:2] == ["product", "co_product"]
    assert found.account.counts["avoided"] == 1


def test_what_brightway_itself_writes_comes_in(tmp_path: Path) -> None:
    """bw2io's own sheet: heads in its order, categories joined by two colons, numbers of distributions."""
    rows: list[list[Any]] = [
        ["Database", "mine"], [], ["Activity", "smelting"], ["code", "abc"], ["location", "GLO"], ["production amount", 1],
        ["reference product", "metal"], ["type", "process"], ["unit", "kilogram"], ["Exchanges"],
        ["name", "amount", "unit", "location", "categories", "type", "uncertainty type", "loc", "scale"],
        ["smelting", 1, "kilogram", "GLO", None, "production", 0, 1, None],
        ["Carbon dioxide, fossil", 2.5, "kilogram", None, "air::urban air close to ground", "biosphere", 2, 0.916, 0.05],
    ]  # fmt: skip
    found = rw.import_excel(write_book({"mine": rows}, tmp_path / "a.xlsx"))
    assert found.uuids["processes"] == {"smelting": "abc"}
    assert found.account.distributions["other_centre"] == 1  # exp(0.916) is 2.499, not 2.5: told


# ---- premise ------------------------------------------------------------------------------------------------

needs_premise = pytest.mark.skipif(
    not PREMISE.is_dir(),
    reason="premise's inventories are not here; RULEWRIGHT_OPEN_DATA names the folder of open data",
)
# file -> activities that its sheets hold, without those marked skip
ACTIVITIES = {
    "lci-ammonia": 16, "lci-batteries-NMC111-811-NCA-LFP": 43, "lci-batteries-NMC622-NMC532": 29, "lci-batteries-SIB": 26,
    "lci-carbon-fiber": 10, "lci-cobalt": 10, "lci-graphite": 10, "lci-hydrogen-electrolysis": 25,
    "lci-hydrogen-smr-atr-natgas": 4, "lci-lithium": 40, "lci-steel": 34, "lci-waste-CHP": 84,
}  # fmt: skip


@needs_premise
@pytest.mark.parametrize("name", ACTIVITIES)
def test_premise_comes_in_whole(name: str) -> None:
    found = rw.import_excel(PREMISE / f"{name}.xlsx")
    assert found.account.counts["processes"] == ACTIVITIES[name]
    stated = sum(len(each.exchanges) for each in found.source.processes.values())
    here = sum(
        len(each.outputs) + len(each.inputs) + len(each.emissions)
        for each in found.inventory.processes.values()
    )
    assert stated == here + len(found.kept) + len(found.account.left_out)


@needs_premise
def test_incineration_stays_whole_with_its_three_functions() -> None:
    """739 kWh a tonne: the comment of the activity says so too."""
    found = rw.import_excel(PREMISE / "lci-waste-CHP.xlsx", sheets=["unallocated"])
    assert found.account.counts["multi_output"] == found.account.counts["processes"] == 9
    first = found.inventory.processes[found.multi_output[0]]
    amounts = [(each.quantity.amount, each.quantity.unit) for each in first.outputs if each.quantity]
    assert amounts == [(1000.0, "kg"), (739.0, "kWh")]
    assert any("4 rows have no type and name a part of the environment" in note for note in found.notes())


@needs_premise
def test_a_product_of_premise_runs_under_two_rules() -> None:
    found = rw.import_excel(PREMISE / "lci-hydrogen-smr-atr-natgas.xlsx")
    product = next(each.reference.flow for each in found.inventory.processes.values() if each.emissions)
    totals = [
        rw.Study(found.inventory, [rule], CHOICES, product).result(rule).evaluation.total_kg_co2e
        for rule in ("iso-14067-2018", "gbt-24067-2024")
    ]
    assert totals[0] == pytest.approx(totals[1]) and totals[0] > 0
