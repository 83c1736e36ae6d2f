"""SimaPro CSV: encodings, decimal commas, formulas, squared deviations, shares, waste, units of the file itself."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pytest
from file_examples import CHOICES, FOOTPRINT, simapro, write_text

import rulewright as rw
from rulewright.importing.imported import Imported
from rulewright.importing.simapro_text import read_table


@pytest.fixture
def imported(tmp_path: Path) -> Imported:
    return rw.import_simapro(write_text(simapro(), tmp_path / "story.csv"))


@pytest.mark.parametrize(
    ("decimal", "separator"), [(",", "Semicolon"), (".", "Semicolon"), (".", "Comma"), (",", "Tab")]
)
def test_separators_and_decimal_signs_are_those_of_the_header(
    decimal: str, separator: str, tmp_path: Path
) -> None:
    found = rw.import_simapro(write_text(simapro(decimal, separator), tmp_path / "a.csv"), name="story")
    result = rw.Study(found.inventory, ["iso-14067-2018"], CHOICES, found.find("part")).result(
        "iso-14067-2018"
    )
    assert result.evaluation.total_kg_co2e == pytest.approx(FOOTPRINT, rel=1e-6)


@pytest.mark.parametrize(
    ("comment", "encoding", "told"),
    [
        ("Électricité à 380 V, µg", "cp1252", "cp1252"), ("Électricité", "utf-8", "utf-8"), ("Électricité", "utf-8-sig", "utf-8-sig"),
        ("电力按实测值计算，来源：企业台账", "gbk", "gbk"), ("电力按实测值计算", "utf-8", "utf-8"), ("电力", "utf-16", "utf-16"),
    ],
)  # fmt: skip
def test_encodings_are_found_out_and_said(comment: str, encoding: str, told: str, tmp_path: Path) -> None:
    found = rw.import_simapro(write_text(simapro(comment=comment), tmp_path / "a.csv", encoding))
    note = found.file.processes[0].note
    assert note is not None and note.en == comment
    assert f"The file 'a.csv' is read as {told}." in found.notes()


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    path = write_text(simapro(comment="кирпич"), tmp_path / "a.csv", "cp1251")
    note = rw.import_simapro(path, encoding="cp1251").file.processes[0].note
    assert note is not None and note.en == "кирпич"


def test_formulas_are_worked_out_and_kept_where_there_are_words(imported: Imported) -> None:
    power = imported.inventory.processes["mill"].inputs[0].quantity
    assert power is not None and power.amount == 2.0
    assert power.formula == "(factor * load_idmill)"  # need = Factor*Load, written out; case doesn't matter
    load = imported.inventory.parameters["load_idmill"].uncertainty
    assert load is not None and (load.distribution, load.minimum, load.maximum) == ("triangular", 0.4, 0.8)


def test_a_condition_keeps_its_number_and_is_told(imported: Imported) -> None:
    power = next(each for each in imported.inventory.processes["works"].inputs if each.flow == "power")
    assert power.quantity is not None and (power.quantity.amount, power.quantity.formula) == (1.0, None)
    assert (
        power.note == "formula of the source: iff(load0 > 1; 3; 1.0) (the function 'iff' has no counterpart)"
    )


def test_deviations_are_those_of_simapro(imported: Imported) -> None:
    """Lognormal 1.21 is the square of the geometric standard deviation 1.1, Normal 0.4 twice the standard deviation."""
    mill = imported.inventory.processes["mill"]
    co2, power = mill.emissions[0].quantity, mill.inputs[0].quantity
    assert (
        co2 is not None and co2.uncertainty is not None and co2.uncertainty.sd == pytest.approx(math.log(1.1))
    )
    assert power is not None and power.uncertainty is not None and power.uncertainty.sd == pytest.approx(0.2)


def test_shares_of_the_source_are_information(imported: Imported) -> None:
    assert {each.flow: each.value for each in imported.stated_factors} == {"oil-cn": 0.7, "meal-cn": 0.3}
    assert imported.shares()["source: method not stated"].tolist() == [0.7, 0.3]


def test_the_place_in_braces_is_the_location(imported: Imported) -> None:
    assert imported.inventory.processes["mill"].location == "CN"
    assert imported.inventory.processes["works"].location == "unspecified"
    assert imported.file.processes[0].year == 2019


def test_final_waste_flows_are_kept_beside(imported: Imported) -> None:
    assert {(each.name, each.category) for each in imported.kept} == {
        ("Lead", "water/river"), ("Slags", "final waste flows"),
    }  # fmt: skip


def test_an_avoided_product_is_a_co_product_that_supplies_nobody(tmp_path: Path) -> None:
    found = rw.import_simapro(write_text(simapro(avoided=True), tmp_path / "a.csv"))
    works = found.inventory.processes["works"]
    assert [(each.flow, each.output_class) for each in works.outputs][1] == ("scrap-saved", "co_product")
    assert found.account.counts["avoided"] == 1


def test_a_unit_that_the_file_defines_is_known(tmp_path: Path) -> None:
    text = (
        simapro(decimal=".").replace("part;p;2", "part;sack;2").replace("Units\n", "Units\nsack;Mass;25;kg\n")
    )
    found = rw.import_simapro(write_text(text, tmp_path / "a.csv"))
    output = found.inventory.processes["works"].reference.quantity
    assert output is not None and (output.amount, output.unit) == (50.0, "kg")


def test_waste_scenarios_tell_what_they_split(tmp_path: Path) -> None:
    text = simapro(decimal=".").replace(
        "Waste treatment\nsludge;kg;1;All waste types;Others;",
        "Waste scenario\nsludge;kg;1;All waste types;Others;\n\nSeparated waste\nlandfill;All waste types;40;",
    )
    found = rw.import_simapro(write_text(text, tmp_path / "a.csv"))
    assert any("1 rows that split waste by its kind" in note for note in found.notes())


def test_amounts_agree_with_bw_simapro_csv() -> None:
    """The field's own reader gives the same amounts and lognormals (it takes a normal's 2 SD for a variance)."""
    other = pytest.importorskip("bw_simapro_csv")
    text = simapro(decimal=".").replace("iff(load0 > 1; 3; 1.0)", "2*load0").replace('"2*load0"', "2*load0")
    read = other.SimaProCSV(io.StringIO(text), stderr_logs=False, write_logs=False)
    blocks = [block for block in read if type(block).__name__ == "Process"]
    table = read_table(text.encode(), "here")
    assert table.decimal == "."
    from rulewright.importing.mapping import ImportMapping
    from rulewright.importing.simapro_read import _Reader

    reader = _Reader(Path("story.csv"), ImportMapping(), None, None)
    reader._file("story.csv", text.encode())
    assert not reader.mistakes
    theirs = sorted(
        row["amount"] for block in blocks for name, rows in block.blocks.items() if "arameters" not in name for row in rows.parsed
    )  # fmt: skip
    ours = sorted(each.amount for process in reader.processes.values() for each in process.exchanges)
    assert ours == pytest.approx(theirs)
    sigmas = [
        row["scale"]
        for block in blocks
        for rows in block.blocks.values()
        for row in rows.parsed
        if row.get("uncertainty type") == 2
    ]
    distributions = [each.distribution for process in reader.processes.values() for each in process.exchanges]
    own = [each.sd for each in distributions if each is not None and each.kind == "lognormal"]
    assert own == pytest.approx(sigmas)
