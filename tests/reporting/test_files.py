"""Writing a comparison: all of it, or nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import xarray as xr

from rulewright.errors import FileError
from rulewright.reporting import files
from rulewright.reporting.files import write_comparison
from rulewright.study import Comparison

NAMES = {
    "clauses.csv",
    "comparison-en.png",
    "comparison-en.svg",
    "comparison-zh.png",
    "comparison-zh.svg",
    "ledger.csv",
    "ledger.json",
    "results.json",
    "table.csv",
    "table.txt",
}


@pytest.fixture(scope="module")
def folder(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("written") / "new" / "out"
    written = write_comparison(comparison, target, "zh")
    assert written.directory == target
    assert {path.name for path in written.paths} >= NAMES
    assert all(path.is_file() for path in written.paths)
    return target


def test_nothing_else_is_left_beside_the_folder(folder: Path) -> None:
    assert [path.name for path in folder.parent.iterdir()] == ["out"]


def test_results_json_is_the_documented_shape(folder: Path, comparison: Comparison) -> None:
    assert json.loads((folder / "results.json").read_text(encoding="utf-8")) == json.loads(
        comparison.to_json()
    )


def test_ledger_json_has_every_decision_in_both_languages(folder: Path, comparison: Comparison) -> None:
    ledgers = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    assert {rule: len(decisions) for rule, decisions in ledgers.items()} == {
        rule: len(result.ledger) for rule, result in comparison.results.items()
    }
    assert all({"zh", "en"} == set(each["what"]) for decisions in ledgers.values() for each in decisions)


def test_ledger_csv_has_a_line_a_decision(folder: Path, comparison: Comparison) -> None:
    with (folder / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0][0] == "规则"
    assert len(lines) - 1 == sum(len(result.ledger) for result in comparison.results.values())


def test_the_text_table_also_says_in_which_clauses_rules_differ(folder: Path) -> None:
    text = (folder / "table.txt").read_text(encoding="utf-8")
    assert "kg CO2e / 1 t 热轧卷" in text
    assert "各规则不同的条款" in text


def test_netcdf_holds_the_numbers_if_its_packages_are_there(comparison: Comparison, folder: Path) -> None:
    pytest.importorskip("h5py")
    pytest.importorskip("h5netcdf")
    with xr.open_dataset(folder / "results.nc", engine="h5netcdf") as read:
        xr.testing.assert_allclose(read.load(), comparison.dataset, rtol=0)


def test_without_the_packages_of_netcdf_the_rest_is_written_and_said(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "NETCDF", ("no_such_package",))
    written = write_comparison(comparison, tmp_path / "out")
    assert {path.name for path in written.paths} == NAMES
    assert "h5netcdf is not installed" in written.notes[0].en
    assert "未安装 h5netcdf" in written.notes[0].zh


def test_an_existing_folder_keeps_its_other_files(comparison: Comparison, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "table.csv").write_text("old", encoding="utf-8")
    write_comparison(comparison, tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "table.csv").read_text(encoding="utf-8-sig").startswith("part,")


def test_a_folder_whose_place_is_taken_by_a_file_is_refused(comparison: Comparison, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for target in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(FileError, match="the folder cannot be written") as caught:
            write_comparison(comparison, target)
        assert str(target) in caught.value.where
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_cannot_be_replaced_leaves_the_folder_as_it_was(
    comparison: Comparison, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    (target / "table.txt").mkdir(parents=True)
    with pytest.raises(FileError, match="a folder has the name of a file"):
        write_comparison(comparison, target)
    assert [path.name for path in target.iterdir()] == ["table.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_on_the_way_leaves_nothing(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "save_figure", full)
    with pytest.raises(FileError, match="No space left on device"):
        write_comparison(comparison, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
