"""The files of one import: a single file, a folder, or an archive; nothing is unpacked to disk."""

from __future__ import annotations

from collections import Counter
from pathlib import Path, PurePosixPath

from rulewright.errors import FileError
from rulewright.importing.archives import Limits, read_archive

_KINDS = {".xml": "ecospold1", ".spold": "ecospold2", ".csv": "simapro", ".json": "openlca"}
_BY_KIND = "; ".join(f"for {ending} files: rulewright import {kind}" for ending, kind in _KINDS.items())
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")


def read_documents(
    path: Path | str, endings: tuple[str, ...], limits: Limits | None = None
) -> dict[str, bytes]:
    """Contents by name [bytes] of all files whose names end so, whatever the case.

    Raises
    ------
    ReadingError
        With all hostile or unusable entries of an archive.
    FileError
        If there is nothing at the path, it cannot be read, is too large, or holds no such file.
    """
    place, limits = Path(path), limits or Limits()
    if place.is_file() and not place.name.lower().endswith(_ARCHIVES):
        return {place.name: read_file(place, limits)}
    others: Counter[str] = Counter()

    def wanted(name: str) -> bool:
        lower = name.lower()
        others[PurePosixPath(lower).suffix] += 1
        return lower.endswith(endings)

    found = read_archive(place, wanted, limits)
    if not found:
        what = f"'{place.name}' holds no file that ends with {', '.join(endings)}"
        mend = "give such a file, or a folder or archive of them"
        other = ", ".join(f"{ending} {others[ending]}" for ending in _KINDS if ending in others)
        if other:
            what, mend = f"{what}; it holds {other}", f"{mend}; {_BY_KIND}"
        raise FileError(what, str(place), mend)
    return found


def read_file(place: Path, limits: Limits | None = None) -> bytes:
    """Content of one file [bytes].

    Raises
    ------
    FileError
        If it cannot be read, or is larger than the limits.
    """
    most = (limits or Limits()).member_bytes
    try:
        with place.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise FileError(
            f"cannot read '{place}': {error.strerror or error}", str(place), "check the path"
        ) from None
    if len(content) > most:
        what = f"'{place.name}' has more than {most} bytes"
        raise FileError(what, str(place), "split it into smaller files")
    return content


def stem(path: Path | str) -> str:
    """Name of a file or folder without its ending."""
    place = Path(path)
    name = place.name or place.resolve().name
    lower = name.lower()
    for ending in sorted((*_ARCHIVES, ".xml", ".spold", ".csv", ".xlsx"), key=len, reverse=True):
        if lower.endswith(ending):
            return name[: -len(ending)]
    return name
