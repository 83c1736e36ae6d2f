"""Whose Brightway project is opened, and that nobody else's is touched."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.imports import load
from rulewright.brightway.project import Place, find_place, open_project, return_to_user_projects
from rulewright.brightway.stored import project_names
from rulewright.errors import FileError

# what happens on a machine where nobody used Brightway before: load all of it, install, ask where it stands
FIRST_USE = """
from rulewright.brightway.imports import load
load("bw2calc")
from rulewright.brightway.install import install
print(install().place.sentence("en"))
import bw2data
print(bw2data.projects.dir)
"""


def test_without_being_told_only_our_own_directory_is_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    kept_out = (
        "RULEWRIGHT_BRIGHTWAY_DIR",
        "BRIGHTWAY2_DIR",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
    )
    environment = {name: value for name, value in os.environ.items() if name not in kept_out}
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        environment[name] = str(home)
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2] / "toolkit")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FIRST_USE],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""  # no advice to install solvers, no progress bar
    sentence, standing = done.stdout.splitlines()
    ours = next(path.parent for path in home.rglob("projects.db"))
    assert ours.parts[-2:] == ("rulewright", "brightway")
    assert sentence.startswith(
        f"Brightway project 'rulewright' in {ours.resolve()} (this is Rulewright's own directory"
    )
    assert Path(standing).parent == ours.resolve()
    assert not [path for path in home.rglob("*") if "brightway3" in path.name.lower()]


@pytest.fixture
def user_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own Brightway directory, with a project in it that is current, as if bw2data came first."""
    directory = tmp_path / "of-the-user"
    directory.mkdir()
    monkeypatch.setenv("BRIGHTWAY2_DIR", str(directory))
    return_to_user_projects("my work")
    load("bw2data").Database("mine").write({("mine", "a"): {"name": "a", "exchanges": []}}, searchable=False)
    return directory


def test_the_users_project_is_current_again_and_unchanged(user_directory: Path) -> None:
    projects = load("bw2data").projects
    before = _files(user_directory)
    with open_project() as place:
        assert place.owner == "rulewright"
        assert projects.current == "rulewright"
        assert list(load("bw2data").databases) != ["mine"]
    assert projects.current == "my work"
    assert projects.dir.parent == user_directory
    assert list(load("bw2data").databases) == ["mine"]
    assert _files(user_directory) == before


def test_the_users_project_is_current_again_after_an_error(user_directory: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_project():
        raise ZeroDivisionError
    assert load("bw2data").projects.current == "my work"


def test_a_full_disk_is_told_and_a_new_project_is_gone(tmp_path: Path) -> None:
    with (
        pytest.raises(BrightwayError, match="'new' cannot be written: No space left"),
        open_project("new", tmp_path),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert "new" not in project_names(tmp_path)
    assert not list(tmp_path.glob("new*"))
    # a project that was there before stays; a withdrawal that fails as well doesn't hide what failed
    with (
        pytest.raises(BrightwayError, match="'default' cannot be written: database or disk is full"),
        open_project("default", tmp_path),
    ):
        try:
            raise sqlite3.OperationalError("database or disk is full")
        finally:
            raise sqlite3.OperationalError("cannot rollback - no transaction is active")
    assert "default" in project_names(tmp_path)
    assert list(tmp_path.glob("default*"))


def test_told_so_the_users_own_project_is_used(user_directory: Path) -> None:
    with open_project("my work", "user") as place:
        assert list(load("bw2data").databases) == ["mine"]
    assert place.directory == user_directory.resolve()
    assert "your own Brightway directory, as you asked" in place.sentence("en")
    assert "您自己的 Brightway 目录" in place.sentence("zh")


def test_opening_the_open_project_again_is_no_matter(own_directory: Path) -> None:
    with open_project("outer") as outer, open_project("outer") as inner:
        assert inner == outer
        assert load("bw2data").projects.current == "outer"


def test_a_given_directory_is_used_and_named(tmp_path: Path) -> None:
    with open_project("demo", tmp_path / "new") as place:
        assert load("bw2data").projects.dir.parent == (tmp_path / "new").resolve()
    assert place.sentence("zh").startswith(
        f"Brightway 项目“demo”，目录 {place.directory}（这是您指定的目录）"
    )
    assert f"BRIGHTWAY2_DIR={place.directory}" in place.sentence("en")


def test_both_sentences_hold_the_same_facts() -> None:
    for owner in ("rulewright", "user", "given"):
        place = Place(Path("base"), "demo", owner)
        for lang in ("zh", "en"):
            assert "demo" in place.sentence(lang) and "base" in place.sentence(lang)


def test_our_directory_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RULEWRIGHT_BRIGHTWAY_DIR", str(tmp_path / "elsewhere"))
    assert find_place() == Place((tmp_path / "elsewhere").resolve(), "rulewright", "rulewright")


def test_a_directory_that_cannot_be_made_says_how_to_choose_another(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(
        FileError, match=r"cannot make the Brightway directory(.|\n)*RULEWRIGHT_BRIGHTWAY_DIR"
    ):
        find_place("demo", tmp_path / "file" / "below")


def test_projects_of_an_older_brightway_are_refused_and_unchanged(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "projects.db")) as connection:
        connection.execute("CREATE TABLE projectdataset (id INTEGER PRIMARY KEY, data BLOB, name TEXT)")
    before = _files(tmp_path)
    with (
        pytest.raises(BrightwayError, match="older generation of Brightway"),
        open_project("default", tmp_path),
    ):
        pass
    assert _files(tmp_path) == before


def _files(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }
