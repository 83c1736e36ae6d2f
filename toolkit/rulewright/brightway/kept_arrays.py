"""Arrays kept in the user's cache directory: each file says what it was made from, and is whole or not there.

A file is written beside its place and then moved. One that is damaged, half-written, of another version or made from
something else is as good as none: what it held is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from rulewright.brightway.stored import ProjectFolder

VARIABLE = "RULEWRIGHT_CACHE_DIR"
MADE_FROM = "made_from"
# what decides the arrays beside their sources: a changed toolkit never takes what another one has made
_CODE = (
    "brightway/packages.py", "brightway/loading.py", "engine/background.py", "engine/exchange_draws.py",
    "engine/ordering.py", "engine/sweeps.py", "engine/numba_kernels.py", "engine/kernels.py",
)  # fmt: skip
_SQLITE_COUNTER = slice(24, 28)  # bytes of an SQLite file that count its changes


def cache_directory() -> Path:
    """``$RULEWRIGHT_CACHE_DIR``, or Rulewright's own in the user's cache directory."""
    import platformdirs

    given = os.environ.get(VARIABLE)
    return Path(given).expanduser() if given else Path(platformdirs.user_cache_dir("rulewright"))


def read_kept(path: Path, made_from: Mapping[str, Any]) -> dict[str, Any] | None:
    """The arrays of a file, if it is whole and made from just this; else None."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in arrays.files}
        said = json.loads(found.pop(MADE_FROM).tobytes())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return found if said == _plain(made_from) else None


def write_kept(path: Path, made_from: Mapping[str, Any], arrays: Mapping[str, Any]) -> bool:
    """Keep arrays; False if the directory can't be written or is full: the next time then takes as long as the first."""
    buffer = io.BytesIO()
    np.savez(buffer, **{MADE_FROM: as_bytes(_plain(made_from)), **arrays})
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(buffer.getvalue())
        os.replace(partial, path)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink()
        return False
    return True


def forget_oldest(folder: Path, most: int) -> None:
    """Remove what was written first, so that no more than ``most`` files stay."""
    with contextlib.suppress(OSError):  # somebody else removes them, too
        found = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in found[most:]:
            path.unlink(missing_ok=True)


def as_bytes(data: Any) -> Any:
    """Plain data as an array of bytes (JSON)."""
    return np.frombuffer(json.dumps(data, ensure_ascii=False).encode(), dtype=np.uint8)


def from_bytes(array: Any) -> Any:
    """Plain data from an array of :func:`as_bytes`."""
    return json.loads(array.tobytes())


def state_of(place: ProjectFolder, name: str) -> dict[str, Any]:
    """What decides the content of a database, without opening the project: if this is the same, so is the content.

    SHA-256 of the list of databases and of the processed packages of the database and all that it draws on; size, time of
    change and change counter of the table of processes (reading all of it would take as long as what is saved).
    """
    folder = place.folder
    listed = (folder / "databases.json").read_bytes()
    about = json.loads(listed)
    names = {name}
    while True:
        more = names | {each for known in names for each in about.get(known, {}).get("depends", ())}
        if more == names:
            break
        names = more
    dirty = sorted(each for each in names if about.get(each, {}).get("dirty"))
    packages = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "processed").glob("*.zip"))
    }
    table = folder / "lci" / "databases.db"
    with table.open("rb") as file:
        counter = file.read(_SQLITE_COUNTER.stop)[_SQLITE_COUNTER].hex()
    return {
        "folder": str(folder), "database": name, "databases": sorted(names), "dirty": dirty,
        "listed": hashlib.sha256(listed).hexdigest(), "packages": packages, "table": [*_stat(table), counter],
        "log": _stat(table.with_name("databases.db-wal")), "code": code_hash(),
    }  # fmt: skip


@cache
def code_hash() -> str:
    """SHA-256 of the modules that make what is kept, and the version of NumPy."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256(np.__version__.encode())
    for name in _CODE:
        digest.update((package / name).read_bytes())
    return digest.hexdigest()


def _stat(path: Path) -> list[int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return []
    return [found.st_size, found.st_mtime_ns]


def _plain(made_from: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(made_from))
