"""Exports by bw2io hold the same system as the allocated database, up to what the format rounds."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright import cli
from rulewright.brightway.imports import load, quietly
from rulewright.brightway.project import open_project
from rulewright.brightway.through_bw2io import Form, WrittenFiles, write_through_bw2io
from rulewright.matrix_system import MatrixSystem

SPACE = {"e": "http://www.EcoInvent.org/EcoSpold01"}


@pytest.fixture(scope="module")
def system() -> MatrixSystem:
    inventory = make_inventory(
        {
            "works": {"outputs": {"steel": 3, "slag": 1}, "inputs": {"coke": 1 / 7}, "emissions": {"co2-fossil": 1.23456789}},
            "oven": {"outputs": {"coke": 1}, "emissions": {"ch4-fossil": 1e-9, "co2e-aggregated-fossil": 0.5}},
        }
    )  # fmt: skip
    rule = make_rule(ladder=[{"share": {"by": "mass"}}])
    result = rw.Study(inventory, [rule]).result(rule.id)
    return result.system.without_credits(result.evaluation.dropped)


@pytest.fixture(scope="module")
def written(system: MatrixSystem, tmp_path_factory: pytest.TempPathFactory) -> Mapping[Form, WrittenFiles]:
    """Both forms, written once: each takes an installation of all elementary flows."""
    forms: tuple[Form, ...] = ("excel", "ecospold")
    return {form: write_through_bw2io([system], form, tmp_path_factory.mktemp(form)) for form in forms}


def test_ecospold_holds_every_data_set_and_says_what_it_rounds(
    system: MatrixSystem, written: Mapping[Form, WrittenFiles]
) -> None:
    found = written["ecospold"]
    tree = ElementTree.parse(found.paths[0])
    sets = tree.findall("e:dataset", SPACE)
    assert len(sets) == len(system.nodes)
    amounts = sorted(float(each.get("meanValue", "nan")) for each in tree.iterfind(".//e:exchange", SPACE))
    expected = sorted(
        [abs(value) for value in system.technosphere_entries()[2]]
        + [abs(value) for value in system.biosphere_entries()[2]]
    )
    assert amounts == pytest.approx(expected, rel=found.largest_rounding * 1.01)
    assert 0 < found.largest_rounding < 1e-4
    assert "rounds amounts" in found.notes()[0]


def test_excel_holds_every_activity(system: MatrixSystem, written: Mapping[Form, WrittenFiles]) -> None:
    found = written["excel"]
    sheet = openpyxl.load_workbook(found.paths[0]).worksheets[0]
    first = [row[0].value for row in sheet.iter_rows()]
    assert first.count("Activity") == len(system.nodes)
    assert found.largest_rounding == 0


@pytest.mark.parametrize("form", ["excel", "ecospold"])
def test_bw2io_opens_and_links_it_again(
    system: MatrixSystem, written: Mapping[Form, WrittenFiles], tmp_path: Path, form: Form
) -> None:
    with open_project("again", tmp_path / "bw"), quietly(load("bw2data")), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of bw2io's own readers
        bw2io = load("bw2io")
        path = str(written[form].paths[0])
        again = (
            bw2io.ExcelImporter(path)
            if form == "excel"
            else bw2io.SingleOutputEcospold1Importer(path, "again", use_mp=False)
        )
        again.apply_strategies(verbose=False)
        again.match_database(fields=("name", "location", "unit"))
    assert len(again.data) == len(system.nodes)
    assert {each["type"] for each in again.unlinked} == {"biosphere"}  # that project has no elementary flows
    linked = [each for data in again.data for each in data["exchanges"] if each["type"] != "biosphere"]
    amounts = sorted(abs(each["amount"]) for each in linked)
    assert amounts == pytest.approx(sorted(map(abs, system.technosphere_entries()[2])), rel=1e-4)


def test_flows_that_other_tools_do_not_have_are_named(written: Mapping[Form, WrittenFiles]) -> None:
    for each in written.values():
        assert each.beside == ("aggregated greenhouse gases, fossil (kg CO2e)",)
        assert "or these emissions are lost" in " ".join(each.notes())


def test_the_command_for_openlca(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = [
        "export",
        "hydrogen-chlor-alkali",
        "--to",
        "openlca",
        "--out",
        str(tmp_path / "o.zip"),
        "--lang",
        "en",
    ]
    assert cli.main(given) == 0
    assert "not written" in capsys.readouterr().err
    assert cli.main([*given[:2], "--to", "excel", "--lang", "en"]) == 1  # no --out
