"""Open a Brightway project: Rulewright's own by default, another one only if told, and say which.

Brightway has one current project in a process. :func:`open_project` changes it and changes it back.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.imports import DIRECTORY_VARIABLE, load, own_directory, quietly, usable_directory

OWN_PROJECT = "rulewright"
USER = "user"  # directory="user" means the user's own Brightway directory
Owner = Literal["rulewright", "user", "given"]

_WHOSE: dict[Owner, tuple[str, str]] = {
    "rulewright": (
        "这是 Rulewright 自己的目录，您的其他 Brightway 项目未被触碰",
        "this is Rulewright's own directory; your other Brightway projects were not touched",
    ),
    "user": (
        "这是您自己的 Brightway 目录，按您的要求使用",
        "this is your own Brightway directory, as you asked",
    ),
    "given": ("这是您指定的目录", "this is the directory that you gave"),
}


@dataclass(frozen=True)
class Place:
    """A Brightway project in a base directory."""

    directory: Path
    project: str
    owner: Owner

    def sentence(self, lang: str = "en") -> str:
        """Say which directory and project this is, and how another Brightway tool finds it.

        Examples
        --------
        >>> print(Place(Path("base"), "demo", "user").sentence("en"))
        Brightway project 'demo' in base (this is your own Brightway directory, as you asked).
        """
        zh, en = _WHOSE[self.owner]
        how_zh, how_en = "", ""
        if self.owner != "user":
            how_zh = f"在其他 Brightway 工具中打开时，请先设置 BRIGHTWAY2_DIR={self.directory}。"
            how_en = f" To open it in another Brightway tool, start it with BRIGHTWAY2_DIR={self.directory}."
        if lang == "zh":
            return f"Brightway 项目“{self.project}”，目录 {self.directory}（{zh}）。{how_zh}"
        return f"Brightway project '{self.project}' in {self.directory} ({en}).{how_en}"


def find_place(project: str | None = None, directory: Path | str | None = None) -> Place:
    """Work out directory and project without opening them.

    Parameters
    ----------
    project
        Name of the project; by default ``rulewright``.
    directory
        Base directory of projects. By default Rulewright's own: ``$RULEWRIGHT_BRIGHTWAY_DIR``, or
        ``brightway`` in the user data directory of Rulewright. ``"user"`` means the user's own Brightway
        directory (``$BRIGHTWAY2_DIR`` or Brightway's default).
    """
    name = project or OWN_PROJECT
    if directory is None:
        return Place(own_directory(), name, "rulewright")
    if directory == USER:
        return Place(usable_directory(user_directories()[0]), name, "user")
    return Place(usable_directory(Path(directory).expanduser()), name, "given")


@contextlib.contextmanager
def open_project(project: str | None = None, directory: Path | str | None = None) -> Iterator[Place]:
    """Open a project for the time of a ``with`` block; afterwards the former project is current again.

    Parameters
    ----------
    project, directory
        As in :func:`find_place`. A project that does not exist is made.

    Yields
    ------
    Place
        With a ``sentence`` that names directory and project.

    Raises
    ------
    FileError
        If the directory cannot be made or written.
    BrightwayError
        If the directory or the project was made by an older generation of Brightway, the disk is full, or another
        program holds it. A project that did not exist before is gone then.

    Notes
    -----
    Brightway's current project belongs to the whole process, so threads must not open projects at once.
    If Rulewright imported bw2data first, the former project is the empty ``default`` one of Rulewright's own
    directory; :func:`return_to_user_projects` leads to the user's own.
    """
    place = find_place(project, directory)
    _refuse_older_generation(place.directory)
    projects = load("bw2data").projects
    before = _State.of(projects)
    is_new = not _is_listed(place)
    try:
        _enter(projects, _State(place.directory, _logs(place), place.project, read_only=False))
        if not projects.twofive:
            raise BrightwayError(
                f"the project '{place.project}' was made by Brightway 2, before version 2.5",
                str(place.directory),
                "migrate it with bw2data's projects.migrate_project_25(), or give another project=",
            )
        yield place
    except Exception as error:
        reason = _problem_of_the_disk(error)
        if reason is None:
            raise
        if is_new:
            remove_project(projects, place)
        raise BrightwayError(
            f"the project '{place.project}' cannot be written: {reason}",
            str(place.directory),
            "close the other program, or make room on the disk",
        ) from error
    finally:
        if before.directory.is_dir():  # a temporary directory may be gone by now
            _enter(projects, before)


def remove_project(projects: Any, place: Place) -> None:
    """Remove a project that could not be finished, also from a disk that is full."""
    # what led here is what the reader has to be told
    with contextlib.suppress(Exception), quietly(load("bw2data")):
        folder = Path(projects.dir)
        shutil.rmtree(folder, ignore_errors=True)  # first, since changing the project takes room
        projects.set_current("default", update=False)
        projects.delete_project(place.project, delete_dir=False)
        shutil.rmtree(folder, ignore_errors=True)


def _problem_of_the_disk(error: BaseException) -> str | None:
    """Why a disk or a table cannot be written; None if the error says something else."""
    while error.__context__ is not None and _is_of_tables(error):
        error = error.__context__  # a failed withdrawal hides what failed
    if isinstance(error, OSError):
        return error.strerror if error.errno in _DISK else None
    said = str(error)
    return said if _is_of_tables(error) and any(word in said for word in _TABLES) else None


_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
_TABLES = ("disk is full", "disk I/O", "readonly", "locked")  # what SQLite says


def _is_of_tables(error: BaseException) -> bool:
    return isinstance(error, sqlite3.Error) or type(error).__module__ == "peewee"


def _is_listed(place: Place) -> bool:
    file = place.directory / "projects.db"
    if not file.is_file():
        return False
    with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        query = "SELECT 1 FROM projectdataset WHERE name = ?"
        try:
            return connection.execute(query, (place.project,)).fetchone() is not None
        except sqlite3.OperationalError:  # the list is not made yet
            return False


def return_to_user_projects(project: str = "default") -> Place:
    """Make the user's own Brightway directory the current one, as ``import bw2data`` does without Rulewright.

    Rulewright never does this by itself. Needed only if Rulewright imported bw2data before the user did.
    """
    place = find_place(project, USER)
    _refuse_older_generation(place.directory)
    _enter(load("bw2data").projects, _State(place.directory, _logs(place), place.project, read_only=False))
    return place


@dataclass(frozen=True)
class _State:
    directory: Path
    logs: Path
    project: str
    read_only: bool

    @classmethod
    def of(cls, projects: Any) -> _State:
        # bw2data has no public way to ask for the base directories that its public method sets
        return cls(
            Path(projects._base_data_dir), Path(projects._base_logs_dir), projects.current, projects.read_only
        )


def _enter(projects: Any, state: _State) -> None:
    now = _State.of(projects)
    if now.directory != state.directory:
        state.logs.mkdir(parents=True, exist_ok=True)
        projects.change_base_directories(
            state.directory, state.logs, project_name=state.project, update=False
        )
    elif now.project != state.project:
        projects.set_current(state.project, update=False)
    projects.read_only = state.read_only


def _logs(place: Place) -> Path:
    return user_directories()[1] if place.owner == "user" else place.directory / "logs"


def user_directories() -> tuple[Path, Path]:
    """Directories of projects and of logs, as bw2data chooses them at import."""
    given = os.environ.get("BRIGHTWAY2_DIR")
    if given:
        return Path(given).absolute(), Path(given).absolute() / "logs"
    import platformdirs

    directories = platformdirs.PlatformDirs("Brightway3", "pylca")
    return Path(directories.user_data_dir), Path(directories.user_log_dir)


def _refuse_older_generation(directory: Path) -> None:
    """Stop before a list of projects that bw2data 4 would have to alter first."""
    file = directory / "projects.db"
    if not file.is_file():
        return
    with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(projectdataset)")}
    if columns and not {"full_hash", "is_sourced"} <= columns:
        raise BrightwayError(
            "the list of projects was made by an older generation of Brightway",
            str(file),
            f"open it once with bw2data 4 (it makes a copy first), or use Rulewright's own directory "
            f"(no directory=, or {DIRECTORY_VARIABLE})",
        )
