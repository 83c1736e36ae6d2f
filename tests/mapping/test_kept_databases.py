"""What is kept of a database: taken as long as nothing has changed, never stale, never half a file."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mapping_examples import CO2, NAME, write_project

from rulewright.brightway import packages
from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.imports import load, quietly
from rulewright.brightway.kept_arrays import forget_oldest, read_kept, write_kept
from rulewright.brightway.loading import ready_background
from rulewright.brightway.packages import Database, read_database
from rulewright.brightway.project import open_project


def _impact(database: Database, code: str = "coal") -> float:
    flow = next(number for number, node in database.nodes.items() if node.is_flow)
    product = next(number for number, node in database.nodes.items() if node.code == code)
    return float(ready_background(database, {"0": {flow: 1.0}}, [product]).mean_kg_co2e[0, 0])


def _not_read(*_: Any) -> Database:
    pytest.fail("the database was read again")


def test_the_second_time_brightway_is_not_needed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_database(NAME, directory=place)
    monkeypatch.setattr(packages, "_read", _not_read)
    second = read_database(NAME, directory=place)
    assert (
        second.digest == first.digest and second.nodes == first.nodes and second.databases == first.databases
    )
    assert second.technosphere.tobytes() == first.technosphere.tobytes()
    assert second.biosphere.tobytes() == first.biosphere.tobytes()


@pytest.mark.parametrize("change", ["exchange", "name", "rewritten"])
def test_a_change_is_never_missed(place: Path, change: str) -> None:
    """Through Brightway's own means: one amount, one name, the whole database."""
    assert _impact(read_database(NAME, directory=place)) == pytest.approx(0.4)
    with open_project(directory=place):
        bw2data = load("bw2data")
        with quietly(bw2data):
            if change == "exchange":
                (exchange,) = bw2data.get_node(database=NAME, code="coal").biosphere()
                exchange["amount"] = 0.9
                exchange.save()
            elif change == "name":
                node = bw2data.get_node(database=NAME, code="coal")
                node["name"] = "market for lignite"
                node.save()
    if change == "rewritten":
        write_project(place, NAME, spread=0.2)
    found = read_database(NAME, directory=place)
    assert _impact(found) == pytest.approx(0.9 if change == "exchange" else 0.4)
    names = {node.name for node in found.nodes.values()}
    assert ("market for lignite" in names) == (change == "name")
    assert (found.biosphere["kind"] == 2).any() == (change == "rewritten")


def test_a_file_that_is_cut_or_altered_is_as_good_as_none(place: Path, own_cache: Path) -> None:
    first = read_database(NAME, directory=place)
    (path,) = (own_cache / "databases").glob("*.npz")
    whole = path.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:200] + bytes(64) + whole[264:]):
        path.write_bytes(damaged)
        assert read_database(NAME, directory=place).digest == first.digest
    assert path.read_bytes() == whole, "made anew"
    assert not list(own_cache.rglob("*.partial"))


def test_what_another_version_of_the_toolkit_kept_is_not_taken(
    place: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_database(NAME, directory=place)
    monkeypatch.setattr("rulewright.brightway.kept_arrays.code_hash", lambda: "other")
    monkeypatch.setattr(packages, "_read", _not_read)
    with pytest.raises(pytest.fail.Exception, match="read again"):
        read_database(NAME, directory=place)


def test_what_was_compiled_gives_the_same_bits(place: Path, own_cache: Path) -> None:
    write_project(place, NAME, spread=0.3)
    database = read_database(NAME, directory=place)
    flow = next(number for number, node in database.nodes.items() if node.is_flow)
    products = [number for number, node in database.nodes.items() if not node.is_flow]
    first = ready_background(database, {"0": {flow: 1.0}}, products)
    second = ready_background(database, {"0": {flow: 1.0}}, products)
    assert second.hash == first.hash and second.data.hash == first.data.hash and second.facts == first.facts
    one, two = first.draw(0, 40, 7), second.draw(0, 40, 7)
    np.testing.assert_array_equal(one.unit_impacts_kg_co2e, two.unit_impacts_kg_co2e)
    assert one.unit_impacts_kg_co2e.std() > 0
    other = ready_background(database, {"0": {flow: 2.0}}, products)
    np.testing.assert_allclose(other.mean_kg_co2e, 2 * first.mean_kg_co2e)
    assert len(list((own_cache / "compiled").glob("*.npz"))) == 2
    plain = ready_background(database, {"0": {flow: 1.0}}, products, keep=False)
    np.testing.assert_array_equal(plain.draw(0, 8, 7).unit_impacts_kg_co2e, one.unit_impacts_kg_co2e[:8])


def test_a_cache_that_cannot_be_written_changes_nothing(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no directory", encoding="utf-8")
    monkeypatch.setenv("RULEWRIGHT_CACHE_DIR", str(tmp_path / "file" / "cache"))
    assert _impact(read_database(NAME, directory=place)) == pytest.approx(0.4)
    assert not write_kept(tmp_path / "file" / "x.npz", {}, {})


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(5):
        write_kept(tmp_path / f"{number}.npz", {"number": number}, {"a": np.zeros(2)})
    forget_oldest(tmp_path, 2)
    assert len(list(tmp_path.glob("*.npz"))) == 2
    assert read_kept(tmp_path / "4.npz", {"number": 3}) is None, "made from something else"


def test_a_project_that_does_not_exist_is_not_made(place: Path) -> None:
    with pytest.raises(BrightwayError, match="there is no project 'rulewrigth'") as caught:
        read_database(NAME, "rulewrigth", place)
    assert "did you mean 'rulewright'" in str(caught.value)
    assert not [each for each in place.iterdir() if each.name.startswith("rulewrigth.")]


@pytest.mark.skipif(sys.platform == "win32", reason="SQLite files are locked in another way there")
def test_a_project_that_another_program_is_writing_says_so(place: Path) -> None:
    (folder,) = place.glob("rulewright.*")
    connection = sqlite3.connect(folder / "lci" / "databases.db", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(BrightwayError, match="database is locked"):
            read_database(NAME, directory=place)
    finally:
        connection.execute("ROLLBACK")
        connection.close()
    assert CO2[1] in {node.code for node in read_database(NAME, directory=place).nodes.values()}
