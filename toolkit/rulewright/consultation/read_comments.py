"""Read comment tables (.xlsx, .csv), in the Chinese form or the ISO form, with columns named as people name them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from rulewright.consultation.columns import (
    CONTENT,
    HEAD_ROWS,
    KIND_WORDS,
    NO_COMMENT,
    SAID,
    SENDER,
    WORK_SHEETS,
    Column,
    Head,
    column_of,
    decision_of,
    normal,
)
from rulewright.consultation.comments import Comment, CommentKind, Comments, Decision
from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.reading.validation import title
from rulewright.reporting.sentences import Sentence
from rulewright.reporting.workbooks import Sheet, Value, cell_text, place_name, read_sheets
from rulewright.rule import Text

HIDDEN = Sentence(
    "隐藏的工作表“{sheet}”有 {rows} 行，未读；如有意见，请取消隐藏。",
    "The hidden sheet '{sheet}' has {rows} rows and was not read; unhide it if it holds comments.",
)
NO_TABLE = Sentence(
    "工作表“{sheet}”没有意见表的表头，未读。",
    "The sheet '{sheet}' has no head of a comment table and was not read.",
)
NOT_A_COMMENT = Sentence("{where}：不是意见，未读：{text}", "{where}: no comment, not read: {text}")
NO_CLAUSE = Sentence("{where}：意见没有写章条号，照录。", "{where}: the comment names no clause; it is kept.")
UNKNOWN_DECISION = Sentence(
    "{where}：处理意见“{text}”不是采纳、部分采纳、不采纳或未处理，作未处理，原话照录。",
    "{where}: the decision '{text}' is none of accepted, partly accepted, not accepted, undecided; it counts as undecided and its words are kept.",
)
UNKNOWN_KIND = Sentence(
    "{where}：意见类型“{text}”不是 ge、te 或 ed。", "{where}: the type '{text}' is none of ge, te, ed."
)
UNKNOWN_DATE = Sentence(
    "{where}：日期“{text}”读不出，写成 2026-11-23。",
    "{where}: the date '{text}' can't be read; write it as 2026-11-23.",
)
UNKNOWN_COLUMN = Sentence(
    "{where}：列“{text}”不认识，未读。", "{where}: the column '{text}' isn't known and was not read."
)
SAME_NUMBER = Sentence(
    "序号 {number} 有 {count} 条意见，都保留。", "{count} comments have the number {number}; all are kept."
)
# lines below a table of the Chinese form: how many bodies were asked, replied ...
COUNT_LINES: tuple[tuple[str, str], ...] = (
    ("with_comments", r"回函并有.*?单位数?\D*?(\d+)"),
    ("no_comment", r"回函.*?(?:没有|无)(?:建议或)?意见.*?单位数?\D*?(\d+)"),
    ("no_reply", r"(?:没有|未)回函.*?单位数?\D*?(\d+)"),
    ("replied", r"回函.*?单位数?\D*?(\d+)"),
    ("sent", r"发送.*?单位数?\D*?(\d+)"),
)
LONGEST_REMARK = 60  # characters of a cell that a remark quotes
ERROR_VALUES = frozenset({"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!"})


def read_comments(*paths: Path | str) -> Comments:
    """Read the comments of one or several tables.

    Returns
    -------
    Comments
        With remarks on hidden sheets, sheets without a table, rows that are no comments, words not understood.

    Raises
    ------
    ReadingError
        With all mistakes of all files, each with sheet and cell: no table found, no column for the clause or for what
        is said, a field in two columns, formulas without a value, error values.
    FileError
        If a file can't be found or read, or none is given.
    """
    if not paths:
        raise FileError("no file with comments is given", "COMMENTS", "give a .xlsx or .csv file")
    mistakes: list[Mistake] = []
    read = [_File(Path(path), mistakes).read() for path in paths]
    if mistakes:
        names = ", ".join(Path(path).name for path in paths)
        raise ReadingError(title("table", names, mistakes), mistakes)
    comments = [comment for each in read for comment in each.comments]
    comments = [replace(comment, index=index) for index, comment in enumerate(comments, 1)]
    counts: dict[str, int] = {}
    for each in read:
        counts |= each.counts
    return Comments(
        tuple(comments),
        tuple(dict.fromkeys(body for each in read for body in each.without_comment)),
        counts,
        tuple(remark for each in read for remark in each.remarks) + tuple(_same_numbers(comments)),
    )


def _same_numbers(comments: Iterable[Comment]) -> Iterator[Text]:
    numbers = [each.number for each in comments if each.number]
    for number in dict.fromkeys(numbers):
        if numbers.count(number) > 1:
            yield SAME_NUMBER.text(number=number, count=numbers.count(number))


class _File:
    """State of the reading of one file."""

    def __init__(self, path: Path, mistakes: list[Mistake]) -> None:
        self.path, self.mistakes = path, mistakes
        self.comments: list[Comment] = []
        self.without: list[str] = []
        self.counts: dict[str, int] = {}
        self.remarks: list[Text] = []

    def read(self) -> Comments:
        found = False
        sheets = read_sheets(self.path)
        own = [sheet for sheet in sheets if sheet.name in WORK_SHEETS]
        for sheet in own or sheets:
            if sheet.visibility != "visible":
                self.remarks.append(HIDDEN.text(sheet=sheet.name, rows=sheet.rows))
                continue
            head = find_head(sheet)
            if head is not None:
                found = True
                if self._check(sheet, head):
                    self._rows(sheet, head)
            elif sheet.values:
                self.remarks.append(NO_TABLE.text(sheet=sheet.name))
        if not found:
            what = (
                "no table of comments is found: no row names a column for the clause and one for what is said"
            )
            mend = "name the columns, e.g. 序号, 章节号, 原文, 修改后内容, 理由, or as in the ISO form"
            self.mistakes.append(Mistake(what, str(self.path), mend))
        return Comments(tuple(self.comments), tuple(self.without), self.counts, tuple(self.remarks))

    def _at(self, sheet: Sheet, row: int, place: int = 1) -> str:
        """Place as spreadsheets say it, the same in both languages."""
        cell = place_name(row, place)
        return f"{self.path.name}, '{sheet.name}'!{cell}" if sheet.name else f"{self.path.name}, {cell}"

    def _check(self, sheet: Sheet, head: Head) -> bool:
        """Whether a table has what a table of comments needs; else its mistakes are noted."""
        before = len(self.mistakes)
        for field, first, second in head.twice:
            what = f"two columns are read as '{field}': '{sheet.text(head.row, first)}' and '{sheet.text(head.row, second)}'"
            where = f"{self._at(sheet, head.row, first)} and {place_name(head.row, second)}"
            self.mistakes.append(Mistake(what, where, "keep one of them, or rename the other"))
        used = set(head.columns.values())
        for row, place in sorted(sheet.values):
            if row > head.row and place in used:
                self._check_value(sheet, row, place, is_clause=place == head.columns["clause"])
        for row, place in sorted(sheet.formulas):
            if row > head.row and place in used and sheet.values.get((row, place)) is None:
                what = "the cell holds a formula whose value was never computed"
                self.mistakes.append(Mistake(what, self._at(sheet, row, place), "write its value as text"))
        for place in range(1, sheet.columns + 1):
            name = sheet.text(head.row, place)
            if name and place not in used and column_of(name) is None:
                where = self._at(sheet, head.row, place)
                self.remarks.append(UNKNOWN_COLUMN.text(where=where, text=_short(name)))
        return len(self.mistakes) == before

    def _check_value(self, sheet: Sheet, row: int, place: int, is_clause: bool) -> None:
        """A value that can't be what somebody wrote."""
        value = sheet.values[row, place]
        if isinstance(value, str) and value in ERROR_VALUES:
            what = f"the cell holds the error value {value}"
            self.mistakes.append(
                Mistake(what, self._at(sheet, row, place), "mend the formula, or write the text")
            )
        if isinstance(value, date) and is_clause:
            what = f"the number of the clause was turned into the date {cell_text(value)}"
            mend = "give the cells the format Text, and write the number again"
            self.mistakes.append(Mistake(what, self._at(sheet, row, place), mend))

    def _rows(self, sheet: Sheet, head: Head) -> None:
        for row in range(head.row + 1, sheet.rows + 1):
            texts = {column: sheet.text(row, place) for column, place in head.columns.items()}
            own = [column for column, place in head.columns.items() if (row, place) in sheet.values]
            says_something = any(texts.get(column) for column in CONTENT)
            if not says_something or all(column in SENDER for column in own):
                self._no_comment(sheet, row)
            elif normal(" ".join(texts[each] for each in SAID if texts.get(each))) in NO_COMMENT:
                self.without.append(texts.get("body") or texts.get("person") or self._at(sheet, row))
            elif (
                column_of(texts.get("clause", "")) != "clause"
            ):  # a head that is repeated on a new page is no comment
                received = sheet.value(row, head.columns["received"]) if "received" in head.columns else None
                self.comments.append(self._comment(texts, received, self._at(sheet, row)))

    def _no_comment(self, sheet: Sheet, row: int) -> None:
        """A row below or between: how many bodies were asked, or something to tell the reader."""
        cells = [
            sheet.text(row, column) for column in range(1, sheet.columns + 1) if (row, column) in sheet.values
        ]
        text = " ".join(each for each in cells if each)
        if not text or text.isdecimal():
            return
        plain = unicodedata.normalize("NFKC", text)
        for name, pattern in COUNT_LINES:
            found = re.search(pattern, plain)
            if found is not None:
                self.counts[name] = int(found[1])
                return
        self.remarks.append(NOT_A_COMMENT.text(where=self._at(sheet, row), text=_short(text)))

    def _comment(self, texts: Mapping[Column, str], received: Value, where: str) -> Comment:
        if not texts.get("clause"):
            self.remarks.append(NO_CLAUSE.text(where=where))
        decision, reason = self._decision(texts.get("decision", ""), where)
        reasons = [each for each in (reason, texts.get("decision_reason", "")) if each]
        spot = [each for each in (texts.get("spot", ""), texts.get("line", "")) if each]
        return Comment(
            index=0, number=texts.get("number", ""), clause=texts.get("clause", ""), where=where, spot=", ".join(spot),
            original=texts.get("original", ""), comment=texts.get("comment", ""), proposed=texts.get("proposed", ""),
            reason=texts.get("reason", ""), body=texts.get("body", ""), person=texts.get("person", ""),
            kind=self._kind(texts.get("kind", ""), where), patch=texts.get("patch", ""), decision=decision,
            decision_reason="; ".join(dict.fromkeys(reasons)), received=self._date(received, where),
            folder=str(self.path.resolve().parent),
        )  # fmt: skip

    def _decision(self, text: str, where: str) -> tuple[Decision, str]:
        if not text:
            return "undecided", ""
        found = decision_of(text)
        if found is None:
            self.remarks.append(UNKNOWN_DECISION.text(where=where, text=_short(text)))
            return "undecided", text
        return found

    def _kind(self, text: str, where: str) -> CommentKind | None:
        kind = KIND_WORDS.get(normal(text))
        if text and kind is None:
            self.remarks.append(UNKNOWN_KIND.text(where=where, text=_short(text)))
        return kind

    def _date(self, value: Value, where: str) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        text = unicodedata.normalize("NFKC", cell_text(value))
        found = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", text)
        try:
            if found is not None:
                return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass  # 31 February: told below
        self.remarks.append(UNKNOWN_DATE.text(where=where, text=_short(text)))
        return None


def find_head(sheet: Sheet) -> Head | None:
    """The row that names most columns of a table of comments; None if none names the clause and what is said."""
    best: Head | None = None
    for row in range(1, min(sheet.rows, HEAD_ROWS) + 1):
        columns: dict[Column, int] = {}
        twice = []
        for place in range(1, sheet.columns + 1):
            # a merged title above the table names no column
            column = column_of(cell_text(sheet.values.get((row, place))))
            if column is not None and column in columns:
                twice.append((column, columns[column], place))
            elif column is not None:
                columns[column] = place
        if "clause" not in columns or not any(each in columns for each in SAID):
            continue
        if best is None or len(columns) > len(best.columns):
            best = Head(row, columns, tuple(twice))
    return best


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_REMARK else plain[: LONGEST_REMARK - 1] + "…"
