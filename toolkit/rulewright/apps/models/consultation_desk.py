"""The consultation desk without its face: uploaded comments, their effects, decisions that outlive a kernel, the table."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from rulewright.apps.models.job import Progress, Stopped
from rulewright.apps.models.shelf import locked
from rulewright.consultation.comments import Comment, Comments, Decision
from rulewright.consultation.consult import consult
from rulewright.consultation.effects import Bench
from rulewright.consultation.read_comments import read_comments
from rulewright.consultation.result import Consultation
from rulewright.errors import FileError, RulewrightError
from rulewright.reading.find import find_rule
from rulewright.reading.rules import read_rule
from rulewright.reporting.files import Written
from rulewright.rule import Rule

if TYPE_CHECKING:
    import pandas as pd

TABLES, PATCHES = (".xlsx", ".csv"), (".yaml", ".yml")
LARGEST_UPLOAD_BYTES = 20_000_000
DECISIONS_FILE = "decisions.json"


class UploadError(RulewrightError):
    """A file that was uploaded can't be taken."""


@dataclass(frozen=True)
class Upload:
    """One uploaded file."""

    name: str
    content: bytes


class ConsultationDesk:
    """Comments on one rule.

    Parameters
    ----------
    folder
        Where uploads and decisions are kept, and the table of how comments are handled is written.
    rules
        Folder with a person's own rules, looked at before the shipped ones.

    Attributes
    ----------
    result
        The last run; None before. ``is_current``: whether it was made with the decisions as they are now.
    """

    def __init__(self, folder: Path, rules: Path) -> None:
        self.folder, self.rules = folder, rules
        self.place: Path | None = None
        self.comments: Comments | None = None
        self.result: Consultation | None = None
        self.is_current = False
        self._decisions: dict[str, tuple[Decision, str]] = {}
        self._bench: tuple[tuple[str, tuple[str, ...]], Bench] | None = None

    # ---- comments -------------------------------------------------------------------------------------------

    def take(self, uploads: Sequence[Upload]) -> Comments:
        """Keep uploaded tables (and the patch files that they name) and read them; decisions made before are found again.

        Raises
        ------
        UploadError
            If there is no table among them, one is too large, or of another kind.
        ReadingError, FileError
            If a table can't be read: with all its mistakes.
        """
        for each in uploads:
            _check(each)
        tables = [each for each in uploads if _ending(each) in TABLES]
        if not tables:
            raise UploadError(
                "there is no table of comments among the files", ", ".join(each.name for each in uploads) or "–",
                "choose a .xlsx or .csv file, and with it the patch files that it names",
            )  # fmt: skip
        digest = hashlib.sha256(b"\0".join(each.name.encode() + b"\0" + each.content for each in uploads))
        place = self.folder / digest.hexdigest()[:12]
        try:
            place.mkdir(parents=True, exist_ok=True)
            for each in uploads:
                (place / Path(each.name).name).write_bytes(each.content)
        except OSError as error:
            raise _unwritable(place, error) from error
        comments = read_comments(*(place / Path(each.name).name for each in tables))
        self.place, self.comments, self.result = place, comments, None
        self._decisions = _read_decisions(place / DECISIONS_FILE)
        return comments

    def decided(self) -> Comments | None:
        """The comments with the decisions made here."""
        return None if self.comments is None else self._with_decisions(self.comments)

    def decide(self, comment: Comment, decision: Decision, reason: str) -> None:
        """Decide about a comment; written down at once, beside decisions of other tabs.

        Raises
        ------
        FileError
            If it can't be written down.
        """
        if self.place is None:
            return
        path = self.place / DECISIONS_FILE
        try:
            with locked(path):
                found = {**_read_decisions(path), _key(comment): (decision, reason)}
                draft = path.with_name(f".{path.name}.new")
                draft.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
                draft.replace(path)
        except OSError as error:
            raise _unwritable(path, error) from error
        self._decisions = found
        self.is_current = False
        if self.result is not None:
            comments = self._with_decisions(self.result.comments)
            handled = tuple(
                replace(each, comment=comments.of(each.comment.index)) for each in self.result.handled
            )
            self.result = replace(self.result, comments=comments, handled=handled)

    # ---- results --------------------------------------------------------------------------------------------

    def run(self, rule: str, inventories: Sequence[str], progress: Progress) -> Consultation:
        """Work through all comments; a stopped run gives the inventories that were done.

        Raises
        ------
        UploadError
            If there are no comments yet.
        RulewrightError
            If the rule or a head can't be read.
        """
        comments = self.decided()
        if comments is None:
            raise UploadError(
                "there are no comments yet", "consultation desk", "upload a table of comments first"
            )
        base = self._rule(rule)
        stopped = threading.Event()

        def report(done: int, count: int) -> None:
            try:
                progress(done, count)
            except Stopped:  # the core ends where its numbers are whole
                stopped.set()

        key = (base.hash, tuple(inventories))
        bench = self._bench[1] if self._bench is not None and self._bench[0] == key else None
        if bench is None:
            bench = Bench(base, list(inventories), (), (), None, None, stopped.is_set)
        found = consult(base, comments, bench=bench, progress=report, cancelled=stopped.is_set)
        if not found.stopped:
            self._bench = (key, bench)
        return found

    def show(self, result: Consultation) -> None:
        """Take a run's result."""
        self.result, self.is_current = result, True

    def effects(self, index: int, lang: str) -> pd.DataFrame:
        """Effects of one comment's patch, a row an inventory."""
        from rulewright.consultation.tables import effects_rows, effects_table

        if self.result is None:
            raise UploadError("there is no result yet", "consultation desk", "press Run first")
        table, rows = effects_table(self.result, lang), effects_rows(self.result, lang)
        own = [place for place, row in enumerate(rows) if str(row[0]) == str(index)]
        return table.iloc[own, 2:].reset_index(drop=True)

    def write(self) -> Written:
        """Write 征求意见汇总处理表 and everything with it beside the uploads."""
        if self.result is None or self.place is None:
            raise UploadError("there is no result yet", "consultation desk", "press Run first")
        return self.result.write(self.place / "result")

    def files(self, lang: str) -> Iterator[tuple[str, str, bytes]]:
        """The table as .docx and .xlsx in one language: name, type, content."""
        from rulewright.consultation.docx_table import handling_docx
        from rulewright.consultation.files import workbook
        from rulewright.reporting.workbooks import write_workbook

        if self.result is None:
            return
        office = "application/vnd.openxmlformats-officedocument"
        yield (
            f"consultation-{lang}.docx", f"{office}.wordprocessingml.document", handling_docx(self.result, lang)
        )  # fmt: skip
        with tempfile.TemporaryDirectory(prefix="rulewright-table-") as folder:
            path = write_workbook(Path(folder, "table.xlsx"), workbook(self.result, lang))
            yield f"consultation-{lang}.xlsx", f"{office}.spreadsheetml.sheet", path.read_bytes()

    # ---- inside ---------------------------------------------------------------------------------------------

    def _rule(self, rule: str) -> Rule:
        return read_rule(find_rule(rule, near=self.rules))

    def _with_decisions(self, comments: Comments) -> Comments:
        known = {each.index: self._decisions.get(_key(each)) for each in comments.comments}
        return comments.decided({index: each for index, each in known.items() if each is not None})


def _key(comment: Comment) -> str:
    """What tells a comment from others however they are numbered."""
    said = (comment.clause, comment.spot, comment.comment, comment.proposed, comment.body, comment.number)
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


def _check(upload: Upload) -> None:
    if _ending(upload) not in (*TABLES, *PATCHES):
        raise UploadError(
            f"'{upload.name}' is no table and no patch", upload.name, "choose .xlsx or .csv, and .yaml for patches"
        )  # fmt: skip
    if len(upload.content) > LARGEST_UPLOAD_BYTES:
        raise UploadError(
            f"'{upload.name}' is larger than {LARGEST_UPLOAD_BYTES // 1_000_000} MB", upload.name,
            "leave out pictures and empty rows, or use `rulewright consult`",
        )  # fmt: skip


def _ending(upload: Upload) -> str:
    return Path(upload.name).suffix.lower()


def _read_decisions(path: Path) -> dict[str, tuple[Decision, str]]:
    """Decisions of earlier; what isn't one is passed over."""
    found: dict[str, tuple[Decision, str]] = {}
    with contextlib.suppress(OSError, ValueError):
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        for key, value in data.items() if isinstance(data, Mapping) else ():
            if isinstance(value, list) and len(value) == 2 and value[0] in get_args(Decision):
                found[str(key)] = (value[0], str(value[1]))
    return found


def _unwritable(path: Path, error: OSError) -> FileError:
    return FileError(
        f"cannot write '{path}': {error.strerror or error}", str(path),
        "choose a folder that can be written, with room on the disk",
    )  # fmt: skip
