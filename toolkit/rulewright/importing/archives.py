"""Open a folder or an archive that somebody else made: nothing is unpacked to disk, nothing is changed.

A name that leads outside, a link, an encrypted member, a name that stands twice and content beyond the limits are
mistakes; all of them are told at once, before anything is read as data.
"""

from __future__ import annotations

import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.reading.validation import title

LARGEST_TOTAL_BYTES = 1_000_000_000
LARGEST_MEMBER_BYTES = 60_000_000
MOST_MEMBERS = 300_000
# deflate reaches about 1000:1 on zeros; texts about 20:1
LARGEST_RATIO = 200
RATIO_COUNTS_FROM_BYTES = 10_000_000

_BROKEN = (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, NotImplementedError)


Problem = Literal["link", "encrypted", "no_file", "strange_name", "outside"]


@dataclass(frozen=True)
class Limits:
    """How much is read at most; a test or a user with a larger database may give others."""

    total_bytes: int = LARGEST_TOTAL_BYTES
    member_bytes: int = LARGEST_MEMBER_BYTES
    members: int = MOST_MEMBERS
    ratio: float = LARGEST_RATIO


def read_archive(
    path: Path | str, wanted: Callable[[str], bool] = lambda name: True, limits: Limits | None = None
) -> dict[str, bytes]:
    """Read the wanted members of a folder, a .zip or a .tar (.gz, .bz2, .xz) into memory.

    Parameters
    ----------
    wanted
        Says of a name (``processes/x.json``, with ``/``) whether it is read. What isn't wanted costs no memory.
    limits
        See :class:`Limits`.

    Returns
    -------
    dict
        Name to content [bytes], sorted by name.

    Raises
    ------
    ReadingError
        With all hostile or unusable members.
    FileError
        If there is nothing at the path, or it is no folder and no archive, or it is cut short.
    """
    place, limits = Path(path), limits or Limits()
    members: Iterable[_Member]
    if place.is_dir():
        return _collect(place, _folder_members(place), wanted, limits)
    if not place.exists():
        raise FileError(f"no file or folder '{place}'", str(place), "check the path")
    if not place.is_file():  # a device or a pipe never ends
        raise FileError(f"'{place}' is no file and no folder", str(place), "give a file or a folder")
    mend = (
        "give a folder, a .zip, or a .tar, .tar.gz, .tar.bz2, .tar.xz; get the file again if it was cut short"
    )
    try:
        if zipfile.is_zipfile(place):
            with zipfile.ZipFile(place) as opened:
                return _collect(place, _zip_members(opened), wanted, limits)
        with tarfile.open(place) as opened_tar:
            members = _tar_members(opened_tar)
            return _collect(place, members, wanted, limits)
    except _BROKEN as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FileError(f"'{place.name}' is no whole archive: {reason}", str(place), mend) from None
    except OSError as error:
        raise FileError(f"cannot read '{place}': {error.strerror or error}", str(place), mend) from None


@dataclass(frozen=True)
class _Member:
    """One entry: its name, size as stated, size as packed (0: not known), what is wrong with it, how to open it."""

    name: str
    size: int
    packed: int
    problem: Problem | None
    open: Callable[[], IO[bytes]]


def _collect(
    place: Path, members: Iterable[_Member], wanted: Callable[[str], bool], limits: Limits
) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    mistakes: list[Mistake] = []
    total = 0
    for count, member in enumerate(members, 1):
        where = f"{place}, entry {member.name[:200]!r}"
        if count > limits.members:
            what = f"the archive has more than {limits.members} entries"
            mistakes.append(Mistake(what, str(place), _SPLIT))
            break
        problem = member.problem or _name_problem(member.name)
        if problem is not None:
            mistakes.append(_refused(problem, where))
            continue
        name = str(PurePosixPath(member.name))
        if not wanted(name):
            continue
        if name in found:
            mistakes.append(Mistake("an entry stands twice in the archive", where, "keep one of them"))
            continue
        room = min(limits.member_bytes, limits.total_bytes - total)
        if member.size > room or _is_bomb(member.size, member.packed, limits):
            mistakes.append(_too_large(member.size, limits, where))
            continue
        with member.open() as stream:
            content = stream.read(room + 1)  # what an entry says of its size may be a lie
        if len(content) > room or _is_bomb(len(content), member.packed, limits):
            mistakes.append(_too_large(len(content), limits, where))
            continue
        total += len(content)
        found[name] = content
    if mistakes:
        raise ReadingError(title("archive", place.name, mistakes), mistakes)
    return dict(sorted(found.items()))


_SPLIT = "give a smaller archive, or unpack it yourself and give the folder"


def _refused(problem: Problem, where: str) -> Mistake:
    what = "the name of the entry leads outside the archive"
    if problem == "link":
        what = "the entry is a link"
    elif problem == "encrypted":
        what = "the entry is encrypted"
    elif problem == "no_file":
        what = "the entry is no file"
    elif problem == "strange_name":
        what = "the name of the entry holds a backslash or a NUL"
    return Mistake(what, where, "leave the entry out, or make the archive again")


def _too_large(size: int, limits: Limits, where: str) -> Mistake:
    what = (
        f"the entry unpacks to {size} bytes, beyond what is read: {limits.member_bytes} an entry, "
        f"{limits.total_bytes} in all, {limits.ratio:g} times its packed size"
    )
    return Mistake(what, where, _SPLIT)


def _is_bomb(size: int, packed: int, limits: Limits) -> bool:
    return size > RATIO_COUNTS_FROM_BYTES and 0 < packed * limits.ratio < size


def _name_problem(name: str) -> Problem | None:
    """Why a name is refused: it leads outside the archive, or is no name of a file here."""
    if "\x00" in name or "\\" in name:
        return "strange_name"
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or (parts and ":" in parts[0]):
        return "outside"
    return None


def _folder_members(place: Path) -> Iterator[_Member]:
    root = place.resolve()
    for folder, names, files in os.walk(place, followlinks=False):
        names.sort()
        for name in sorted(names):
            if (Path(folder) / name).is_symlink():
                yield _Member(_relative(place, folder, name), 0, 0, "link", _nothing)
        for name in sorted(files):
            path = Path(folder) / name
            link = path.is_symlink() and not path.resolve().is_relative_to(root)
            problem: Problem | None = None if path.is_file() else "no_file"
            if link:
                problem = "link"
            size = 0 if problem else path.stat().st_size
            yield _Member(_relative(place, folder, name), size, 0, problem, partial(_open, path))


def _relative(place: Path, folder: str, name: str) -> str:
    return (Path(folder) / name).relative_to(place).as_posix()


_S_IFLNK = 0o120000


def _zip_members(opened: zipfile.ZipFile) -> Iterator[_Member]:
    for info in opened.infolist():
        if info.is_dir():
            continue
        problem: Problem | None = None
        if (info.external_attr >> 16) & 0o170000 == _S_IFLNK:
            problem = "link"
        elif info.flag_bits & 0x1:
            problem = "encrypted"
        # orig_filename: zipfile itself turns backslashes into slashes and cuts at NUL
        yield _Member(
            info.orig_filename if "\x00" in info.orig_filename else info.filename,
            info.file_size, max(info.compress_size, 1), problem, partial(opened.open, info),
        )  # fmt: skip


def _tar_members(opened: tarfile.TarFile) -> Iterator[_Member]:
    for info in opened:
        if info.isdir():
            continue
        problem: Problem | None = None if info.isfile() else "no_file"
        if info.issym() or info.islnk():
            problem = "link"
        yield _Member(info.name.removeprefix("./"), info.size, 0, problem, partial(_of, opened, info))
    assert opened.fileobj is not None  # it is open
    opened.fileobj.seek(opened.offset)
    if not opened.fileobj.read(tarfile.BLOCKSIZE):  # tarfile itself takes a missing end for the end
        raise tarfile.ReadError("its end is missing")


def _of(opened: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = opened.extractfile(info)
    assert stream is not None  # only files are opened
    return stream


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


def _nothing() -> IO[bytes]:
    raise AssertionError("an entry with a problem is not opened")
