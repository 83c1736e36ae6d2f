"""Copy a project of Brightway 2 (or 2.5) to where today's Brightway can use it; the original stays as it is.

bw2data 4 rewrites an older project when it opens it: the list of projects gets new columns, search indices and matrices are
made anew. It stops half-way if the project holds a database stored as one file, which it has no reader for. So the copy
is changed, never the original.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.imports import load, quietly
from rulewright.brightway.project import USER, Place, find_place, open_project, remove_project
from rulewright.brightway.stored import (
    IN_ONE_FILE,
    IN_SQLITE,
    ProjectFolder,
    find_project,
    project_names,
    read_only,
    read_stored,
)
from rulewright.matrix_system import list_some
from rulewright.reporting.sentences import Sentence

CHIMAERA = "processwithreferenceproduct"  # bw2data 4: a process that makes one unit of itself
_FILES = ("methods.json", "normalizations.json", "weightings.json")

COPIED = Sentence(
    "项目“{project}”（Brightway {generation}）已复制；原项目未改动。",
    "Project '{project}' (Brightway {generation}) was copied; the original is unchanged.",
)
TYPED = Sentence(
    "{count} 个没有产出一项的过程改为“产出自身”的类型：Brightway 2 默认如此，bw2data 4 要求写明。",
    "{count} processes without a production edge got the type of those that make themselves: Brightway 2 took that for "
    "granted, bw2data 4 wants it said.",
)
REWRITTEN = Sentence(
    "按单个文件存放、改写为 SQLite 的数据库：{names}。",
    "Databases stored as one file, rewritten to SQLite: {names}.",
)
NOT_COPIED = Sentence(
    "没有复制的数据库（存放方式 bw2data 4 读不了）：{names}。",
    "Databases that were not copied, because bw2data 4 can't read how they are stored: {names}.",
)


@dataclass(frozen=True)
class CopiedProject:
    """Where the copy is, and what was done to it."""

    place: Place
    original: ProjectFolder
    typed: int
    rewritten: tuple[str, ...]
    left_out: tuple[str, ...]

    def notes(self, lang: str = "en") -> list[str]:
        """What was done, in words."""
        found = [COPIED(lang, project=self.original.project, generation=self.original.generation)]
        if self.typed:
            found.append(TYPED(lang, count=self.typed))
        for names, sentence in ((self.rewritten, REWRITTEN), (self.left_out, NOT_COPIED)):
            if names:
                found.append(sentence(lang, names=", ".join(names)))
        return [*found, self.place.sentence(lang)]


def copy_project(
    project: str, directory: Path | str = USER, *, name: str | None = None, to: Path | str | None = None
) -> CopiedProject:
    """Copy a project, of whatever version, into one of bw2data 4 with its databases, methods and parameters.

    Parameters
    ----------
    project, directory
        The original; ``"user"``: the user's own Brightway directory.
    name, to
        Name and base directory of the copy; default: the same name in Rulewright's own directory.

    Raises
    ------
    BrightwayError
        If there is no such project, one of that name is there already, or the disk is full. Nothing of it is left then.
    """
    original = find_project(project, directory)
    place = find_place(name or project, to)
    if place.directory.resolve() == original.base.resolve() and place.project == project:
        mend = "give another name= or to="
        raise BrightwayError("a project cannot be copied onto itself", str(place.directory), mend)
    bw2data = load("bw2data")
    if place.project in project_names(place.directory):
        what = f"there is a project '{place.project}' already"
        raise BrightwayError(what, str(place.directory), "give another name=")
    with open_project(place.project, to), quietly(bw2data), _gone_on_failure(bw2data, place):
        folder = Path(bw2data.projects.dir)
        about = json.loads((original.folder / "databases.json").read_text(encoding="utf-8"))
        in_sqlite = {
            key: each for key, each in about.items() if (each.get("backend") or "sqlite") in IN_SQLITE
        }
        single = [key for key, each in about.items() if each.get("backend") == IN_ONE_FILE]
        try:
            _copy_files(original.folder, folder)
        except (OSError, sqlite3.Error) as error:
            mend = "make room on the disk, or give another directory (to=)"
            raise BrightwayError(f"the project cannot be copied: {error}", str(folder), mend) from None
        (folder / "databases.json").write_text(json.dumps(in_sqlite), encoding="utf-8")
        bw2data.projects.set_current(place.project, update=False)  # opens the copied files
        typed = _say_what_makes_itself(in_sqlite)
        for each in single:
            _rewrite(bw2data, each, project, directory)
        for each in [*in_sqlite, *single]:
            if in_sqlite.get(each, {}).get("backend", "sqlite") in ("sqlite", "default"):
                bw2data.Database(each).process()
        for method in bw2data.methods:
            bw2data.Method(method).process()
    left = tuple(key for key in about if key not in in_sqlite and key not in single)
    return CopiedProject(place, original, typed, tuple(single), left)


@contextlib.contextmanager
def _gone_on_failure(bw2data: Any, place: Place) -> Iterator[None]:
    try:
        yield
    except BaseException:
        remove_project(bw2data.projects, place)
        raise


def _copy_files(source: Path, target: Path) -> None:
    """Tables as they stand at one moment, even if another program is writing; methods as files."""
    for inside in ("lci/databases.db", "parameters.db"):
        if (source / inside).is_file():
            (target / inside).unlink(missing_ok=True)
            with (
                read_only(source / inside) as opened,
                contextlib.closing(sqlite3.connect(target / inside)) as copy,
            ):
                opened.backup(copy)
    for name in _FILES:
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)
    if (source / "intermediate").is_dir():
        shutil.copytree(source / "intermediate", target / "intermediate", dirs_exist_ok=True)


def _say_what_makes_itself(databases: dict[str, Any]) -> int:
    """Give processes without a production edge the type that says so; gives their number."""
    from bw2data.backends.schema import ActivityDataset, ExchangeDataset

    positive = ("production", "generic production", "substitution")
    made = {
        (row[0], row[1])
        for row in ExchangeDataset.select(ExchangeDataset.output_database, ExchangeDataset.output_code)
        .where(ExchangeDataset.type << positive)
        .tuples()
    }
    own = {
        (row[0], row[1])
        for row in ExchangeDataset.select(ExchangeDataset.output_database, ExchangeDataset.output_code)
        .where(
            (ExchangeDataset.type << positive)
            & (ExchangeDataset.output_code == ExchangeDataset.input_code)
            & (ExchangeDataset.output_database == ExchangeDataset.input_database)
        )
        .tuples()
    }
    typed = 0
    for node in ActivityDataset.select().where(ActivityDataset.database << list(databases)):
        if (node.type or "process") != "process":
            continue
        if node.key in own or node.key not in made:
            typed += node.key not in made
            node.type = CHIMAERA
            node.data["type"] = CHIMAERA
            node.save()
    return typed


def _rewrite(bw2data: Any, name: str, project: str, directory: Path | str) -> None:
    """A database of one file as SQLite."""
    stored = read_stored(name, project, directory)
    if stored.not_loaded:
        what = f"the database '{name}' holds Python objects that are not loaded: {list_some(sorted(stored.not_loaded))}"
        raise BrightwayError(what, f"project '{project}'", "convert it to 'sqlite' in Brightway 2 first")
    data = {
        key: {**node, "exchanges": stored.exchanges.get(key, [])}
        for key, node in stored.nodes.items()
        if key[0] == name
    }
    about = {key: value for key, value in stored.about[name].items() if key not in ("backend", "version")}
    database = bw2data.Database(name)
    database.register(write_empty=False, **about)
    database.write(data, process=False, searchable=False, check_typos=False)
