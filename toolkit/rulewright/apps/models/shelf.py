"""Where patches are kept: saved files that no other tab overwrites unnoticed, and drafts that outlive a kernel."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rulewright.apps.models.patch import Patch, PatchError, is_identity, patch_from
from rulewright.errors import FileError, ReadingError, RulewrightError
from rulewright.reading.find import list_rules
from rulewright.reading.validation import title
from rulewright.reading.yaml_nodes import LARGEST_FILE_BYTES, parse_yaml, read_yaml

DRAFTS = ".drafts"
LOCK_SECONDS = 5.0  # a lock older than this was left by a process that died


class PatchChangedError(RulewrightError):
    """The saved patch is no longer the one that was opened: another tab or program has written it."""


@dataclass(frozen=True)
class Draft:
    """A draft that was never saved: of which patch, from which session, when (seconds since 1970)."""

    path: Path
    patch: str
    changed: float


def new_session() -> str:
    """Name of a session that nobody else has."""
    return uuid.uuid4().hex[:12]


class Shelf:
    """A folder of patches.

    Parameters
    ----------
    folder
        Made with the first file that is written.
    session
        Name of this session's drafts; two browser tabs have two, so that neither overwrites the other's.
    """

    def __init__(self, folder: Path | str, session: str) -> None:
        self.folder, self.session = Path(folder).expanduser(), session

    def patches(self) -> list[str]:
        """Ids of the saved patches."""
        return sorted(path.stem for path in self.folder.glob("*.yaml") if is_identity(path.stem))

    def open(self, identity: str) -> tuple[Patch, str]:
        """Read a saved patch, and the hash of its file.

        Raises
        ------
        FileError, ReadingError, PatchError
            If it can't be read as YAML, or is no patch.
        """
        path = self._path(identity)
        text = _text_of(path)
        return self._patch(text, path), _hash(text)

    def hash_of(self, identity: str) -> str | None:
        """Hash of a saved patch as it lies there now; None if there is none."""
        path = self._path(identity)
        return _hash(_text_of(path)) if path.is_file() else None

    def save(self, patch: Patch, opened: str | None, overwrite: bool = False) -> str:
        """Write a patch whole or not at all; give the hash of the file.

        Parameters
        ----------
        opened
            Hash of the file when it was opened or last saved; None for a new patch.
        overwrite
            Whether to write even if somebody else has changed it since.

        Raises
        ------
        PatchChangedError
            If the file isn't the one that was opened.
        FileError
            If it can't be written.
        """
        path, text = self._path(patch.id), patch.to_yaml()
        if patch.id in list_rules():
            raise PatchError(
                f"'{patch.id}' is the id of a shipped rule", str(path), "give the patch an id of its own"
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with locked(path):
                there = self.hash_of(patch.id)
                if there not in (opened, _hash(text)) and not overwrite:
                    raise _changed(path, is_new=opened is None)
                _write(path, text)
        except OSError as error:
            raise FileError(
                f"cannot write '{path}': {error.strerror or error}", str(path),
                "choose a folder that can be written, with room on the disk",
            ) from error  # fmt: skip
        return _hash(text)

    # ---- drafts ---------------------------------------------------------------------------------------------

    def keep_draft(self, patch: Patch) -> None:
        """Keep what isn't saved yet, after every change.

        Raises
        ------
        FileError
            If it can't be written.
        """
        try:
            (self.folder / DRAFTS).mkdir(parents=True, exist_ok=True)
            _write(self._draft(), patch.to_yaml())
        except OSError as error:
            raise FileError(
                f"cannot write '{self._draft()}': {error.strerror or error}", str(self._draft()),
                "choose a folder that can be written, with room on the disk",
            ) from error  # fmt: skip

    def drop_draft(self) -> None:
        """Forget this session's draft: it is saved, or not wanted."""
        with contextlib.suppress(OSError):
            self._draft().unlink()

    def drafts(self) -> list[Draft]:
        """Drafts of other sessions, the newest first; one that holds nothing readable is passed over."""
        found = []
        for path in (self.folder / DRAFTS).glob("*.yaml"):
            if path == self._draft():
                continue
            with contextlib.suppress(OSError, RulewrightError):
                patch = self._patch(_text_of(path), path)
                if is_identity(patch.id):
                    found.append(Draft(path, patch.id, path.stat().st_mtime))
        return sorted(found, key=lambda draft: -draft.changed)

    def read_draft(self, draft: Draft) -> tuple[Patch, str | None]:
        """Read a draft, with the hash of the saved patch that it stands beside."""
        patch = self._patch(_text_of(draft.path), draft.path)
        return patch, self.hash_of(patch.id)

    def discard(self, draft: Draft) -> None:
        """Delete a draft of another session."""
        with contextlib.suppress(OSError):
            draft.path.unlink()

    # ---- inside ---------------------------------------------------------------------------------------------

    def _path(self, identity: str) -> Path:
        if not is_identity(identity):
            raise PatchError(
                f"'{identity}' is not an id", str(self.folder), "use small letters a-z, digits and single hyphens"
            )  # fmt: skip
        return self.folder / f"{identity}.yaml"

    def _draft(self) -> Path:
        return self.folder / DRAFTS / f"{self.session}.yaml"

    def _patch(self, text: str, path: Path) -> Patch:
        document = parse_yaml(text, str(path))
        if document.mistakes:
            raise ReadingError(title("rule", path.stem, document.mistakes), document.mistakes)
        return patch_from(
            document.data, str(path), self.base_files(str((document.data or {}).get("based_on")))
        )

    def base_files(self, base: str) -> tuple[Path, ...]:
        """Files of this folder that a base needs; none if it is shipped."""
        found: list[Path] = []
        while is_identity(base) and (path := self.folder / f"{base}.yaml").is_file() and path not in found:
            found.append(path)
            data = read_yaml(path).data
            base = str(data.get("based_on", "")) if isinstance(data, dict) else ""
        return tuple(found)


def _changed(path: Path, is_new: bool) -> PatchChangedError:
    if is_new:
        return PatchChangedError(
            "there is a saved patch of this id already", str(path),
            "give this one another id, open the saved one, or overwrite it",
        )  # fmt: skip
    return PatchChangedError(
        "the saved patch was changed by another tab or program since it was opened", str(path),
        "save under another id, open the saved one, or overwrite it",
    )  # fmt: skip


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise FileError(
            f"cannot read '{path}': {reason}", str(path), "check that it is a readable file"
        ) from error


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Between looking and writing nobody else writes: two tabs may save in the same moment."""
    lock = path.with_name(f".{path.name}.lock")
    started = time.monotonic()
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            if time.monotonic() - started > LOCK_SECONDS:
                lock.unlink(missing_ok=True)
            time.sleep(0.02)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
