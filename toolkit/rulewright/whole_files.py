"""Write one file, or several that belong together: each appears whole, and none if one of them cannot be written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rulewright.errors import FileError

MEND = "close the file where it is open, free its permissions, or choose another path"


def write_files(contents: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write files; an existing one is replaced whole.

    All drafts lie beside their targets before the first target is replaced, so that a full disk or a folder without
    permission changes nothing.

    Raises
    ------
    FileError
        If a path is a folder or read-only, or its folder isn't there or can't be written; nothing is changed then.
    """
    targets = {Path(path).expanduser(): content for path, content in contents.items()}
    for target in targets:
        check_writable(target)
    drafts: dict[Path, str] = {}
    try:
        for target, content in targets.items():
            drafts[target] = _draft(target, content)
        for target in targets:
            os.replace(drafts[target], target)
            del drafts[target]  # what is left is removed
    except OSError as error:
        raise FileError(
            f"the file cannot be written: {error.strerror or error}", str(error.filename or next(iter(targets))), MEND
        ) from None  # fmt: skip
    finally:
        for draft in drafts.values():
            Path(draft).unlink(missing_ok=True)
    return tuple(targets)


def write_file(path: Path | str, content: bytes) -> Path:
    """Write one file whole or not at all; errors as of :func:`write_files`."""
    return write_files({Path(path): content})[0]


def check_writable(path: Path | str) -> None:
    """Refuse a path that cannot be written, before anything is computed for it.

    Raises
    ------
    FileError
        As in :func:`write_files`.
    """
    target = Path(path).expanduser()
    if target.is_dir():
        raise FileError("the file cannot be written: it is a folder", str(target), MEND)
    if target.exists() and (not os.access(target, os.W_OK) or not target.stat().st_mode & 0o222):
        raise FileError("the file cannot be written: it is read-only", str(target), MEND)
    if not target.parent.is_dir():
        raise FileError("the file cannot be written: its folder is not there", str(target), MEND)


def _draft(target: Path, content: bytes) -> str:
    handle, draft = tempfile.mkstemp(prefix=".rulewright-", suffix=target.suffix, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(draft, target.stat().st_mode & 0o777 if target.exists() else 0o644)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
    return draft
