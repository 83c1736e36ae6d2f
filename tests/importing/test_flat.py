"""Flat tables: written and read again they give the same inventory; each mistake is told by table, row and column."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import FEWER, JointProcess, joint_processes, make_inventory

from rulewright import cli
from rulewright.errors import FileError, ReadingError
from rulewright.importing import flat
from rulewright.importing.flat import read_flat, tables_of, write_flat
from rulewright.importing.flat_tables import TABLES, CellProblem, cell, value_of
from rulewright.reading.inventories import read_inventory
from rulewright.reporting.messages import translate

FORMS = ("csv", "parquet")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "name", ["steel-hot-rolled-coil-bf-bof", "hydrogen-chlor-alkali", "aluminium-ingot-secondary"]
)
def test_inventories_of_the_library_come_back(tmp_path: Path, name: str, form: flat.Form) -> None:
    inventory = read_inventory(name)
    written = write_flat(inventory, tmp_path / name, form)
    found = read_flat(tmp_path / name)
    assert found.file == inventory.file and found.backgrounds == inventory.backgrounds
    assert found.hash == inventory.hash
    assert written.rows["processes"] == len(inventory.processes)


@FEWER
@given(joint_processes(), st.sampled_from(FORMS))
def test_any_inventory_comes_back(
    tmp_path_factory: pytest.TempPathFactory, drawn: JointProcess, form: flat.Form
) -> None:
    inventory = drawn.inventory()
    folder = tmp_path_factory.mktemp("flat") / "tables"
    write_flat(inventory, folder, form)
    assert read_flat(folder).file == inventory.file


@given(st.text(), st.floats(allow_nan=False, allow_infinity=False))
def test_cells_say_what_they_were_made_from(text: str, number: float) -> None:
    assert value_of(cell(text, "text"), "text") == text
    assert value_of(cell(number, "number"), "number") == number
    assert not cell(text, "text").startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("form", FORMS)
def test_odd_texts_come_back(tmp_path: Path, form: flat.Form) -> None:
    note = "=cmd|\"x\"!A1\r\nnext, line; 'quoted' 钢"
    inventory = make_inventory(
        {"works": {"outputs": {"steel": {"amount": 1, "note": note}}, "note": {"zh": "", "en": "-1"}}}
    )
    write_flat(inventory, tmp_path / "t", form)
    found = read_flat(tmp_path / "t")
    assert found.file == inventory.file
    assert found.file.processes[0].outputs[0].note == note


def test_nothing_is_replaced_and_nothing_half_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inventory = make_inventory({"works": {"outputs": {"steel": 1}}})
    write_flat(inventory, tmp_path / "t")
    with pytest.raises(FileError, match="is there already"):
        write_flat(inventory, tmp_path / "t")
    full = flat._store

    def disk_is_full(table: list[flat.Row], name: str, path: Path, form: flat.Form) -> None:
        if name == "exchanges":
            raise OSError(28, "No space left on device")
        full(table, name, path, form)

    monkeypatch.setattr(flat, "_store", disk_is_full)
    with pytest.raises((FileError, OSError), match="No space left"):
        write_flat(inventory, tmp_path / "u")
    assert not list(tmp_path.rglob("u/*.csv"))


def change(path: Path, row: int, column: str, text: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    rows[row][rows[0].index(column)] = text
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened).writerows(rows)


def test_all_mistakes_are_told_by_table_row_and_column(tmp_path: Path) -> None:
    inventory = make_inventory(
        {
            "works": {"outputs": {"steel": 1}, "inputs": {"coke": 2}, "emissions": {"n2o": 1}},
            "oven": {"outputs": {"coke": 1}},
        }
    )
    write_flat(inventory, tmp_path)
    change(tmp_path / "exchanges.csv", 1, "amount", "1,5")
    change(tmp_path / "exchanges.csv", 2, "direction", "in")
    change(tmp_path / "exchanges.csv", 3, "process", "wroks")
    change(tmp_path / "flows.csv", 2, "id", "steel")
    change(tmp_path / "properties.csv", 2, "flow", "nobody")
    change(tmp_path / "processes.csv", 0, "stage", "stagge")
    with pytest.raises(ReadingError) as error:
        read_flat(tmp_path)
    told = {each.what: each.where.removeprefix(f"{tmp_path}/") for each in error.value.mistakes}
    assert told == {
        "unknown column 'stagge'": "processes.csv:1",
        "'1,5' is no number: write a decimal point, no comma and no thousands' separator": "exchanges.csv:2, column amount",
        "'steel' is defined twice": "flows.csv:3",
        "the direction is 'in', not output, input or emission": "exchanges.csv:3",
        "no process 'wroks'": "exchanges.csv:4",
        "no flow 'nobody'": "properties.csv:3",
    }


def test_what_an_inventory_refuses_is_told_by_row(tmp_path: Path) -> None:
    inventory = make_inventory(
        {"works": {"outputs": {"steel": 1}, "inputs": {"coke": 2}}, "oven": {"outputs": {"coke": 1}}}
    )
    write_flat(inventory, tmp_path)
    change(tmp_path / "exchanges.csv", 2, "mark", "sean")
    change(tmp_path / "processes.csv", 2, "stage", "somewhere")
    with pytest.raises(ReadingError) as error:
        read_flat(tmp_path)
    places = sorted(each.where.removeprefix(f"{tmp_path}/").split(" ")[0] for each in error.value.mistakes)
    assert places == ["exchanges.csv:3", "processes.csv:3"]


@pytest.mark.parametrize(
    ("text", "kind"), [("1,5", "number"), ("x", "number"), ("1e999", "number"), ("{", "json"), ("yes", "flag")]
)  # fmt: skip
def test_cells_that_cannot_be_read_are_told_in_both_languages(text: str, kind: str) -> None:
    with pytest.raises(CellProblem) as error:
        value_of(text, kind)  # type: ignore[arg-type]
    assert any("一" <= letter <= "鿿" for letter in translate(str(error.value)))


def test_tables_that_are_missing_or_damaged_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no flat tables"):
        read_flat(tmp_path)
    write_flat(make_inventory({"works": {"outputs": {"steel": 1}}}), tmp_path / "t")
    (tmp_path / "t" / "flows.csv").write_bytes(b"id\n\xff\xfe")
    with pytest.raises(FileError, match="cannot read the table 'flows'"):
        read_flat(tmp_path / "t")
    (tmp_path / "t" / "flows.csv").unlink()
    with pytest.raises(FileError, match="the table 'flows' is missing"):
        read_flat(tmp_path / "t")


def test_every_column_is_used() -> None:
    tables = tables_of(read_inventory("steel-hot-rolled-coil-bf-bof").file)
    assert set(tables) == set(TABLES)
    for name, rows in tables.items():
        assert {column for row in rows for column in row} <= set(TABLES[name]), name


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, target = "hydrogen-chlor-alkali", str(tmp_path / "t")
    assert (
        cli.main(["export", name, "--to", "flat", "--out", target, "--table", "parquet", "--lang", "en"]) == 0
    )
    assert "exchanges.parquet" in capsys.readouterr().out
    assert cli.main(["import", "flat", target, "--out", str(tmp_path / "u"), "--lang", "en"]) == 0
    assert read_inventory(tmp_path / "u" / f"{name}.yaml").file == read_inventory(name).file
    assert cli.main(["export", name, "--to", "flat", "--lang", "en"]) == 1
    assert "--out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "unused"),
    [
        (["export", "chp-waste", "--to", "flat", "--rules", "iso-14067-2018", "--overwrite"], "--overwrite, --rules"),
        (["export", "chp-waste", "--to", "openlca", "--choice", "a=b", "--table", "csv"], "--choice, --table"),
        (["export", "chp-waste", "--to", "databases", "--out", "x"], "--out"),
        (["export", "chp-waste", "--to", "bw-functional", "--product", "x"], "--product"),
        (["export", "chp-waste", "--to", "excel", "--project", "x", "--out", "y"], "--project"),
        (["import", "excel", "a.xlsx", "--encoding", "gbk", "--linked", "name"], "--linked, --encoding"),
        (["import", "flat", "a", "--mapping", "m.yaml"], "--mapping"),
        (["import", "openlca", "a", "b"], "DATABASE"),
    ],
)  # fmt: skip
def test_options_without_a_use_are_refused(
    words: list[str], unused: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An option that is passed over would decide nothing without a word."""
    assert cli.main([*words, "--lang", "en"]) == 1
    assert f"has no use for {unused}\n" in capsys.readouterr().err
