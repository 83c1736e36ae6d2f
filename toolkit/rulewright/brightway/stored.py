"""Read a database as a Brightway project stores it, whatever version made the project, without changing anything.

Brightway 2 (bw2data 3) and Brightway 2.5 (bw2data 4) keep nodes and exchanges in the same two SQLite tables, so one
reader serves both, and no Brightway package is needed. Opening an older project with bw2data 4 would rewrite it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.plain_pickle import loads
from rulewright.brightway.project import USER, user_directories
from rulewright.errors import Mistake, MistakesError
from rulewright.matrix_system import list_some
from rulewright.reading.validation import did_you_mean

Key = tuple[str, str]
IN_SQLITE = ("sqlite", "default", "multifunctional", "functional_sqlite")
IN_ONE_FILE = "singlefile"
PATIENCE = 5.0  # seconds to wait for a program that is just writing
_WAL = 2  # byte 18 of an SQLite file whose changes stand in a file beside it


@dataclass(frozen=True)
class ProjectFolder:
    """Where a project is. ``generation``: ``2`` (bw2data 3 and older) or ``2.5``."""

    project: str
    base: Path
    folder: Path
    generation: str


@dataclass(frozen=True)
class StoredParameter:
    """A parameter; ``level`` is ``project``, ``database`` or ``activity``, ``owner`` the database or the node."""

    level: str
    owner: Key
    group: str
    name: str
    amount: float | None
    formula: str
    data: Mapping[str, Any]


@dataclass
class Stored:
    """Databases of a project as they are stored.

    Attributes
    ----------
    place
        The project.
    names
        Databases that were read whole.
    about
        Metadata of all databases of the project, by name.
    nodes
        Nodes of these databases, and of all others that they link to, by key.
    exchanges
        Exchanges of the databases that were read whole, by the node that they belong to, in the order of the source.
    parameters
        Of the project and of these databases.
    not_loaded
        Classes of Python objects that were not loaded, to their number.
    """

    place: ProjectFolder
    names: tuple[str, ...]
    about: Mapping[str, Mapping[str, Any]]
    nodes: dict[Key, dict[str, Any]] = field(default_factory=dict)
    exchanges: dict[Key, list[dict[str, Any]]] = field(default_factory=dict)
    parameters: list[StoredParameter] = field(default_factory=list)
    not_loaded: Counter[str] = field(default_factory=Counter)


def find_project(project: str, directory: Path | str = USER) -> ProjectFolder:
    """Find a project without opening or making it.

    Parameters
    ----------
    directory
        Base directory of projects, or ``"user"`` for the user's own.

    Raises
    ------
    BrightwayError
        If there is no such directory or project.
    """
    base = user_directories()[0] if str(directory) == USER else Path(directory).expanduser()
    file = base / "projects.db"
    known = _projects(base)
    if not known:
        mend = "give the folder that holds projects.db (--directory), or 'user' for your own Brightway folder"
        raise BrightwayError("there are no Brightway projects here", str(base), mend)
    if project not in known:
        mend = f"choose one of: {list_some(sorted(known))}{did_you_mean(project, known)}"
        raise BrightwayError(f"there is no project '{project}'", str(base), mend)
    digest = hashlib.md5(project.encode("utf8"), usedforsecurity=False).hexdigest()
    endings = (f".{digest}", f".{digest[:8]}")
    folders = [each for each in base.iterdir() if each.is_dir() and each.name.endswith(endings)]
    if not folders:
        mend = "restore the folder of the project, or choose another project"
        raise BrightwayError(f"the folder of the project '{project}' is missing", str(base), mend)
    said = _unpickled(known[project], Counter(), str(file))
    return ProjectFolder(project, base, folders[0], "2.5" if said.get("25") else "2")


def project_names(base: Path) -> list[str]:
    """Projects of a base directory, without opening any; none if it isn't one."""
    return sorted(_projects(base))


def _projects(base: Path) -> dict[str, Any]:
    file = base / "projects.db"
    if not file.is_file():
        return {}
    with read_only(file) as connection:
        return dict(_rows(connection, 'SELECT name, data FROM "projectdataset"', file))


def read_stored(
    database: str, project: str, directory: Path | str = USER, include_linked: bool = False, also: Iterable[str] = (),
) -> Stored:  # fmt: skip
    """Read a database as it is stored.

    Parameters
    ----------
    include_linked
        Read databases of processes that it links to whole as well, directly or through others.
    also
        Further databases to read whole, if the project has them.

    Raises
    ------
    BrightwayError
        If project or database are missing, stored in a way that can't be read, damaged, or being written.
    MistakesError
        With all nodes that stand twice and all links that lead nowhere.
    """
    place = find_project(project, directory)
    about = _metadata(place)
    if database not in about:
        there = sorted(about)
        mend = f"choose one of its databases: {list_some(there)}{did_you_mean(database, there)}"
        if not there:
            mend = "the project is empty; choose another one"
        raise BrightwayError(
            f"there is no database '{database}'", f"project '{project}' in {place.base}", mend
        )
    stored = Stored(place, (), about)
    mistakes: list[Mistake] = []
    with read_only(place.folder / "lci" / "databases.db") as connection:
        waiting, done = [database, *(name for name in also if name in about and name != database)], []
        while waiting:
            name = waiting.pop(0)
            _read_whole(name, stored, connection, mistakes)
            done.append(name)
            if include_linked:
                linked = [name for name in _linked(stored, done) if name not in waiting]
                waiting += [each for each in linked if _holds_processes(each, stored, connection)]
        stored.names = tuple(done)
        for name in _linked(stored, done):
            _read_nodes(name, stored, connection, mistakes)
    mistakes += _dangling(stored)
    if mistakes:
        count = len(mistakes)
        what = f"database '{database}': {count} mistake{'' if count == 1 else 's'}"
        raise MistakesError(what, mistakes)
    stored.parameters = _parameters(place, done, stored.not_loaded)
    return stored


@contextlib.contextmanager
def read_only(file: Path) -> Iterator[sqlite3.Connection]:
    """Open an SQLite file so that neither it nor its neighbours change.

    Raises
    ------
    BrightwayError
        If it is missing, damaged, or being written for longer than a few seconds.
    """
    if not file.is_file():
        raise BrightwayError(
            "a file of the project is missing", str(file), "restore it, or choose another project"
        )
    with file.open("rb") as opened:
        has_log = opened.read(20)[18:19] == bytes([_WAL])
    beside = file.with_name(f"{file.name}-wal")
    with contextlib.ExitStack() as stack:
        how = "mode=ro"
        if has_log and beside.is_file() and beside.stat().st_size:
            # what was changed last stands in the log; SQLite would work it in, so this is done to a copy
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rulewright-")))
            for each in (file, beside):
                _copy(each, folder / each.name)
            file, how = folder / file.name, "mode=rw"
        elif has_log:
            how = "mode=ro&immutable=1"
        try:
            connection = sqlite3.connect(f"{file.resolve().as_uri()}?{how}", uri=True, timeout=PATIENCE)
        except sqlite3.Error as error:
            raise _unreadable(file, error) from None
        with contextlib.closing(connection):
            yield connection


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        what = f"the project is open elsewhere, and cannot be copied to be read: {error.strerror or error}"
        raise BrightwayError(what, str(source), "close the other program, or make room on the disk") from None


def _rows(connection: sqlite3.Connection, query: str, file: Path | str, *given: str) -> list[Any]:
    try:
        return connection.execute(query, given).fetchall()
    except sqlite3.Error as error:
        raise _unreadable(file, error) from None


def _unreadable(file: Path | str, error: sqlite3.Error) -> BrightwayError:
    if "locked" in str(error) or "busy" in str(error):
        mend = "wait until the other program has finished, or close the project there"
        return BrightwayError("the project is being written by another program", str(file), mend)
    mend = "open the project in Brightway, or restore it from a backup; nothing was changed"
    return BrightwayError(f"the file cannot be read as a Brightway database: {error}", str(file), mend)


def _unpickled(data: Any, not_loaded: Counter[str], where: str) -> dict[Any, Any]:
    mend = "restore the project from a backup, or import the database anew in Brightway"
    try:
        found = loads(bytes(data), not_loaded)
    except Exception as error:  # a damaged pickle raises almost anything
        raise BrightwayError(f"a stored record is damaged: {type(error).__name__}", where, mend) from None
    if not isinstance(found, dict):
        raise BrightwayError(f"a stored record is a {type(found).__name__}, no mapping", where, mend)
    return found


# -- one database -----------------------------------------------------------------------------------


def _metadata(place: ProjectFolder) -> dict[str, dict[str, Any]]:
    file = place.folder / "databases.json"
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        mend = "restore it from a backup; nothing was changed"
        raise BrightwayError(f"the list of databases cannot be read: {error}", str(file), mend) from None
    return {str(name): dict(about) for name, about in found.items()} if isinstance(found, dict) else {}


def _read_whole(name: str, stored: Stored, connection: sqlite3.Connection, mistakes: list[Mistake]) -> None:
    backend = stored.about[name].get("backend") or "sqlite"
    where = f"database '{name}', project '{stored.place.project}'"
    if backend == IN_ONE_FILE:
        _read_one_file(name, stored)
        return
    if backend not in IN_SQLITE:
        mend = "convert it to 'sqlite' in Brightway (bw2data.convert_backend) in a copy of the project"
        raise BrightwayError(f"the database is stored as '{backend}', which is not read here", where, mend)
    _read_nodes(name, stored, connection, mistakes)
    query = (
        "SELECT id, data, input_database, input_code, output_code, type FROM exchangedataset "
        "WHERE output_database = ? ORDER BY rowid"
    )
    exchanges, unknown = stored.exchanges, stored.not_loaded
    for number, data, database, code, owner, kind in _rows(connection, query, where, name):
        found = _unpickled(data, unknown, where)
        found["input"], found["id"] = (database, code), number
        found.setdefault("type", kind)
        exchanges.setdefault((name, owner), []).append(found)


def _read_nodes(name: str, stored: Stored, connection: sqlite3.Connection, mistakes: list[Mistake]) -> None:
    if stored.about.get(name, {}).get("backend") == IN_ONE_FILE:
        _read_one_file(name, stored, only_nodes=True)
        return
    where = f"database '{name}', project '{stored.place.project}'"
    query = "SELECT id, data, code FROM activitydataset WHERE database = ? ORDER BY rowid"
    for number, data, code in _rows(connection, query, where, name):
        key = (name, code)
        if key in stored.nodes:
            what = f"the code '{code}' stands twice"
            mistakes.append(Mistake(what, where, "remove one of the two nodes in Brightway"))
        node = _unpickled(data, stored.not_loaded, where)
        node["id"] = number
        stored.nodes[key] = node


def _read_one_file(name: str, stored: Stored, only_nodes: bool = False) -> None:
    """A database that Brightway 2 stored as one pickle: bw2data 4 has no reader for it."""
    digest = hashlib.md5(name.encode("utf8"), usedforsecurity=False).hexdigest()
    version = stored.about[name].get("version")
    folder = stored.place.folder / "intermediate"
    files = sorted(folder.glob(f"*.{digest}.{version}.pickle")) if folder.is_dir() else []
    if not files:
        what = f"the file of the database '{name}' (version {version}) is missing"
        raise BrightwayError(what, str(folder), "restore it from a backup")
    data = _unpickled(files[0].read_bytes(), stored.not_loaded, str(files[0]))
    for key, node in data.items():
        exchanges = node.pop("exchanges", [])
        stored.nodes[tuple(key)] = node
        if not only_nodes:
            stored.exchanges[tuple(key)] = [
                {**each, "input": tuple(each["input"])} for each in exchanges if "input" in each
            ]


def _linked(stored: Stored, done: Iterable[str]) -> list[str]:
    """Databases that the exchanges read so far draw on, other than those done."""
    found = {exchange["input"][0]: None for exchanges in stored.exchanges.values() for exchange in exchanges}
    return [name for name in found if name not in set(done) and name in stored.about]


def _holds_processes(name: str, stored: Stored, connection: sqlite3.Connection) -> bool:
    if stored.about[name].get("backend") == IN_ONE_FILE:
        return True
    query = "SELECT 1 FROM exchangedataset WHERE output_database = ? LIMIT 1"
    return bool(_rows(connection, query, f"database '{name}'", name))


def _dangling(stored: Stored) -> Iterator[Mistake]:
    """Links to nodes that are not there, one mistake a target."""
    uses: Counter[Key] = Counter(
        exchange["input"]
        for exchanges in stored.exchanges.values()
        for exchange in exchanges
        if exchange["input"] not in stored.nodes
    )
    owners: dict[Key, Key] = {}
    for owner, exchanges in stored.exchanges.items():
        for exchange in exchanges:
            if exchange["input"] in uses:
                owners.setdefault(exchange["input"], owner)
    for (database, code), count in uses.items():
        name, code_of_owner = owners[database, code]
        owner = stored.nodes.get((name, code_of_owner), {}).get("name", code_of_owner)
        what = f"{count} exchange{'' if count == 1 else 's'} link to '{code}' of database '{database}', which is not there"
        if database not in stored.about:
            what = f"{count} exchange{'' if count == 1 else 's'} link to the database '{database}', which the project doesn't have"
        yield Mistake(
            what,
            f"database '{name}', first in the process '{owner}' ({code_of_owner})",
            "import what is missing in Brightway, link the exchanges to something else there, or remove them",
        )


# -- parameters ---------------------------------------------------------------------------------------


def _parameters(
    place: ProjectFolder, names: Iterable[str], not_loaded: Counter[str]
) -> list[StoredParameter]:
    file = place.folder / "parameters.db"
    if not file.is_file():
        return []
    wanted = set(names)
    found = []
    with read_only(file) as connection:
        tables = {
            row[0] for row in _rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table'", file)
        }
        if not {"projectparameter", "databaseparameter", "activityparameter"} <= tables:
            return []
        rows = _rows(
            connection, "SELECT name, formula, amount, data FROM projectparameter ORDER BY rowid", file
        )
        for name, formula, amount, data in rows:
            more = _unpickled(data, not_loaded, str(file))
            found.append(StoredParameter("project", ("", ""), "project", name, amount, formula or "", more))
        query = "SELECT database, name, formula, amount, data FROM databaseparameter ORDER BY rowid"
        for database, name, formula, amount, data in _rows(connection, query, file):
            if database in wanted:
                more = _unpickled(data, not_loaded, str(file))
                found.append(
                    StoredParameter("database", (database, ""), database, name, amount, formula or "", more)
                )
        query = 'SELECT "group", database, code, name, formula, amount, data FROM activityparameter ORDER BY rowid'
        for group, database, code, name, formula, amount, data in _rows(connection, query, file):
            if database in wanted:
                more = _unpickled(data, not_loaded, str(file))
                found.append(
                    StoredParameter("activity", (database, code), group, name, amount, formula or "", more)
                )
    return found
