"""The same document as the same bytes, and files that appear whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from rulewright.errors import FileError

MOMENT = "2020-01-01T00:00:00Z"  # stands for every date of writing
_DATES = re.compile(rb'(?<=w:date=")[^"]*(?=")')


def steady(document: bytes) -> bytes:
    """A .docx with fixed dates, of its comments and of the files in it: the same content gives the same bytes."""
    target = BytesIO()
    with ZipFile(BytesIO(document)) as source, ZipFile(target, "w", ZIP_DEFLATED) as made:
        for name in sorted(source.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            content = source.read(name)
            if name.startswith("word/comments"):
                content = _DATES.sub(MOMENT.encode(), content)
            entry = ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            made.writestr(entry, content)
    return target.getvalue()


def target_of(path: str | Path) -> Path:
    """The path of a file that can be written: looked at before anything long is computed for it.

    Raises
    ------
    FileError
        If it is a folder or read-only, or its folder is not there.
    """
    target = Path(path).expanduser()
    mend = "close the file where it is open, free its permissions, or choose another path"
    if target.is_dir():
        raise FileError("the file cannot be written: it is a folder", str(target), mend)
    if target.exists() and (not os.access(target, os.W_OK) or not target.stat().st_mode & 0o222):
        raise FileError("the file cannot be written: it is read-only", str(target), mend)
    if not target.parent.is_dir():
        raise FileError("the file cannot be written: its folder is not there", str(target), mend)
    return target


def replace_whole(target: Path, content: bytes) -> Path:
    """Write a file beside its place and move it there.

    Raises
    ------
    FileError
        If that fails; an existing file is unchanged then.
    """
    draft: str | None = None
    try:
        handle, draft = tempfile.mkstemp(prefix=".rulewright-", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(draft, target.stat().st_mode & 0o777 if target.exists() else 0o644)
        os.replace(draft, target)
    except OSError as error:
        if draft is not None:
            Path(draft).unlink(missing_ok=True)
        raise FileError(
            f"the file cannot be written: {error.strerror or error}", str(target),
            "close the file where it is open, free its permissions, or choose another path",
        ) from error  # fmt: skip
    return target
