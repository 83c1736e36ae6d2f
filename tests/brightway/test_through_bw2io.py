"""Exports by bw2io hold the same system as the allocated database, up to what the format rounds."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright import cli
from rulewright.brightway.through_bw2io import write_through_bw2io
from rulewright.matrix_system import MatrixSystem

SPACE = {"e": "http://www.EcoInvent.org/EcoSpold01"}


@pytest.fixture
def system() -> MatrixSystem:
    inventory = make_inventory(
        {
            "works": {"outputs": {"steel": 3, "slag": 1}, "inputs": {"coke": 1 / 7}, "emissions": {"co2-fossil": 1.23456789}},
            "oven": {"outputs": {"coke": 1}, "emissions": {"ch4-fossil": 1e-9}},
        }
    )  # fmt: skip
    rule = make_rule(ladder=[{"share": {"by": "mass"}}])
    result = rw.Study(inventory, [rule]).result(rule.id)
    return result.system.without_credits(result.evaluation.dropped)


def test_ecospold_holds_every_data_set_and_says_what_it_rounds(system: MatrixSystem, tmp_path: Path) -> None:
    written = write_through_bw2io([system], "ecospold", tmp_path)
    tree = ElementTree.parse(written.paths[0])
    sets = tree.findall("e:dataset", SPACE)
    assert len(sets) == len(system.nodes)
    amounts = sorted(float(each.get("meanValue", "nan")) for each in tree.iterfind(".//e:exchange", SPACE))
    expected = sorted(
        [abs(value) for value in system.technosphere_entries()[2]]
        + [abs(value) for value in system.biosphere_entries()[2]]
    )
    assert amounts == pytest.approx(expected, rel=written.largest_rounding * 1.01)
    assert 0 < written.largest_rounding < 1e-4
    assert "rounds amounts" in written.notes()[0]


def test_excel_holds_every_activity(system: MatrixSystem, tmp_path: Path) -> None:
    written = write_through_bw2io([system], "excel", tmp_path)
    sheet = openpyxl.load_workbook(written.paths[0]).worksheets[0]
    first = [row[0].value for row in sheet.iter_rows()]
    assert first.count("Activity") == len(system.nodes)
    assert written.largest_rounding == 0


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
