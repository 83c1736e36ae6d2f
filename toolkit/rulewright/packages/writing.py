"""Write one file, or several that belong together: each appears whole, and none if one of them cannot be written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rulewright.errors import FileError
from rulewright.reporting.tables import to_csv
from rulewright.reporting.workbooks import safe_csv

if TYPE_CHECKING:
    import pandas as pd

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
            os.replace(drafts.pop(target), target)
    except OSError as error:
        raise FileError(
            f"the file cannot be written: {error.strerror or error}", str(error.filename or next(iter(targets))), MEND
        ) from None  # fmt: skip
    finally:
        for draft in drafts.values():
            Path(draft).unlink(missing_ok=True)
    return tuple(targets)


def check_writable(target: Path) -> None:
    """Refuse a path that cannot be written, before anything is computed for it.

    Raises
    ------
    FileError
        As in :func:`write_files`.
    """
    if target.is_dir():
        raise FileError("the file cannot be written: it is a folder", str(target), MEND)
    if target.exists() and (not os.access(target, os.W_OK) or not target.stat().st_mode & 0o222):
        raise FileError("the file cannot be written: it is read-only", str(target), MEND)
    if not target.parent.is_dir():
        raise FileError(
            f"there is no folder '{target.parent}'", str(target), "make the folder, or choose another path"
        )


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


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV in which no name of a file can become a formula of a spreadsheet."""
    safe = table.map(safe_csv)
    for axis in (0, 1):
        index = safe.axes[axis]
        if index.nlevels > 1:
            guarded = index.map(lambda names: tuple(safe_csv(name) for name in names))
            safe = safe.set_axis(guarded.set_names(index.names), axis=axis)
        else:
            safe = safe.set_axis(index.map(safe_csv), axis=axis)
    return to_csv(safe)
