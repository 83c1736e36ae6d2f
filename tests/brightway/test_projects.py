"""Projects of Brightway 2: read as they are, copied to where today's Brightway can use them, never changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.imports import load
from rulewright.brightway.project import open_project
from rulewright.brightway.projects import copy_project
from rulewright.brightway.stored import find_project
from rulewright.importing.brightway import import_brightway

HERE = Path(__file__).parent
PROJECT = "old works 钢厂"
SCORE = 345.75000593066216  # kg CO2 per t of steel, by bw2calc 1.8.2 on bw2data 3.6.6 itself
CO2 = ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e")
# what a package tool says if it cannot reach its registry, or the registry doesn't have the packages
UNREACHABLE = (
    "No matching distribution", "Could not find a version", "ConnectionError", "NewConnectionError", "Temporary failure",
    "timed out",
)  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The fixture that make_old_project.py made, unpacked."""
    with zipfile.ZipFile(HERE / "brightway2-project.zip") as archive:
        archive.extractall(tmp_path / "old")
    return tmp_path / "old"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def check_import(old: Path) -> None:
    before = contents(old)
    imported = import_brightway(PROJECT, "works", directory=old, linked="include")
    assert contents(old) == before
    assert {process.id: len(process.outputs) for process in imported.file.processes} == {
        "steel-making": 3, "coke-making": 1, "treatment-of-sludge": 1, "gravel-crushed": 1, "electricity-medium-voltage": 1,
    }  # fmt: skip
    steel = imported.file.processes[0]
    assert [(each.flow, each.output_class, each.amount) for each in steel.outputs] == [
        ("steel", "product", 2.0), ("sludge", "waste", 0.25), ("gravel", "co_product", 0.3),
    ]  # fmt: skip
    assert steel.emissions[0].formula == "((share * 4) + 2) * 10"
    assert [each.uncertainty.distribution for each in steel.inputs if each.uncertainty] == [
        "normal",
        "triangular",
    ]
    notes = " ".join(imported.notes())
    assert "made by Brightway 2" in notes and "came in with it" in notes


def check_copy(old: Path, to: Path) -> None:
    before = contents(old)
    copied = copy_project(PROJECT, old, to=to)
    assert contents(old) == before
    assert (copied.typed, copied.rewritten, copied.left_out) == (1, ("grid",), ())
    assert find_project(PROJECT, to).generation == "2.5"
    with open_project(PROJECT, to):
        bw2data, bw2calc = load("bw2data"), load("bw2calc")
        method = bw2data.Method(("carbon dioxide",))
        method.register()
        method.write([(CO2, 1.0)])
        lca = bw2calc.LCA({bw2data.get_node(database="works", code="steel").id: 1.0}, ("carbon dioxide",))
        lca.lci()
        lca.lcia()
        assert lca.score == pytest.approx(SCORE, rel=1e-12)
    assert import_brightway(PROJECT, "works", directory=to).inventory.processes["steel-making"]


def test_a_project_of_brightway_2_comes_in_as_it_is(old: Path) -> None:
    check_import(old)


def test_a_copy_of_it_gives_the_score_that_brightway_2_gave(old: Path, tmp_path: Path) -> None:
    check_copy(old, tmp_path / "new")
    with pytest.raises(BrightwayError, match="there is a project"):
        copy_project(PROJECT, old, to=tmp_path / "new")
    with pytest.raises(BrightwayError, match="onto itself"):
        copy_project(PROJECT, old, to=old)


def test_a_copy_that_fails_leaves_nothing(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def disk_is_full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rulewright.brightway.projects._copy_files", disk_is_full)
    with pytest.raises(BrightwayError, match="No space left"):
        copy_project(PROJECT, old, to=tmp_path / "new")
    assert not list((tmp_path / "new").glob("old*"))
    with pytest.raises(BrightwayError, match=r"there is no project|no Brightway projects"):
        find_project(PROJECT, tmp_path / "new")


def test_a_file_of_the_project_that_is_gone_is_told(old: Path) -> None:
    folder = find_project(PROJECT, old).folder
    next((folder / "intermediate").glob("grid*")).unlink()
    with pytest.raises(BrightwayError, match="the file of the database 'grid'"):
        import_brightway(PROJECT, "works", directory=old, linked="include")
    (folder / "databases.json").write_text("{", encoding="utf-8")
    with pytest.raises(BrightwayError, match="the list of databases cannot be read"):
        import_brightway(PROJECT, "works", directory=old)


@pytest.mark.slow
def test_the_package_itself_makes_such_a_project(tmp_path: Path) -> None:
    """The metapackage brightway2 2.4.7 in an environment of its own; about a minute and a half."""
    place = tmp_path / "environment"
    venv.create(place, with_pip=True)
    python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    wanted = ["brightway2==2.4.7", "bw2data==3.6.6", "bw2calc==1.8.2", "numpy==1.26.4"]
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *wanted], capture_output=True, text=True, check=False
    )
    if installed.returncode:
        unreachable = [
            line for line in installed.stderr.splitlines() if any(said in line for said in UNREACHABLE)
        ]
        if unreachable:
            pytest.skip(f"brightway2 2.4.7 cannot be installed here: {unreachable[-1]}")
        pytest.fail(installed.stderr)
    base = tmp_path / "made"
    base.mkdir()
    made = subprocess.run(
        [python, "-W", "ignore", HERE / "make_old_project.py"], capture_output=True, text=True, check=False,
        env={**os.environ, "BRIGHTWAY2_DIR": str(base)},
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    said = json.loads(made.stdout.splitlines()[-1])
    assert (said["brightway2"], said["bw2data"]) == ("2.4.7", "3.6.6")
    check_import(base)
    check_copy(base, tmp_path / "new")
