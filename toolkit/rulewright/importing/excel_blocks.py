"""The blocks of Brightway Excel: databases, activities with their exchanges, parameters, each with its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rulewright.errors import Mistake
from rulewright.importing.workbooks import Sheet, Value
from rulewright.reporting.workbooks import place_name

DATABASE, ACTIVITY, EXCHANGES, SKIP, CUTOFF = "database", "activity", "exchanges", "skip", "cutoff"
PARAMETERS = ("project parameters", "database parameters", "parameters")


@dataclass(frozen=True)
class Line:
    """A row of a table: column head, in lower case, to value; and where each stands."""

    sheet: str
    row: int
    values: dict[str, Value]
    columns: dict[str, int]

    def text(self, head: str) -> str:
        """A cell as text; empty if there is none."""
        found = self.values.get(head)
        if isinstance(found, float):
            return f"{found:g}"
        return "" if found is None else str(found)

    def at(self, head: str) -> str:
        """Sheet and cell, for messages."""
        return f"sheet '{self.sheet}', cell {place_name(self.row, self.columns.get(head, 1))}"


@dataclass
class Activity:
    """An activity: what is said of it, its exchanges, its parameters."""

    name: str
    where: str
    database: str
    about: dict[str, Value] = field(default_factory=dict)
    exchanges: list[Line] = field(default_factory=list)
    parameters: list[Line] = field(default_factory=list)

    def text(self, key: str) -> str:
        """A field as text; empty if there is none."""
        found = self.about.get(key)
        if isinstance(found, float):
            return f"{found:g}"
        return "" if found is None else str(found)


@dataclass
class Book:
    """All blocks of the sheets that were read."""

    databases: dict[str, dict[str, Value]] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    parameters: list[Line] = field(default_factory=list)
    notes: int = 0


def read_sheet(sheet: Sheet, book: Book, mistakes: list[Mistake], place: str) -> None:
    """Add the blocks of one sheet; a merged cell that hides what a row says is a mistake."""
    limit = _cutoff(sheet)
    rows = [row[:limit] for row in sheet.rows]
    database = next(reversed(book.databases), "")
    number = 0
    while number < len(rows):
        word = _word(rows[number])
        number += 1
        if word == DATABASE:
            database = _second(rows[number - 1])
            about, number = _fields(rows, number)
            book.databases[database] = about
        elif word in PARAMETERS:
            lines, number = _table(sheet, rows, number, mistakes, place)
            book.parameters += lines
        elif word == ACTIVITY:
            activity = Activity(
                _second(rows[number - 1]),
                f"{place}, sheet '{sheet.name}', cell {place_name(number, 1)}",
                database,
            )
            number = _activity(sheet, rows, number, activity, book, mistakes, place)
            book.activities.append(activity)
        elif word and word not in (SKIP, CUTOFF):
            book.notes += 1


def _activity(
    sheet: Sheet, rows: list[tuple[Value, ...]], number: int, activity: Activity, book: Book, mistakes: list[Mistake],
    place: str,
) -> int:  # fmt: skip
    while number < len(rows):
        word = _word(rows[number])
        if word in (ACTIVITY, DATABASE, *PARAMETERS[:2]):
            break
        number += 1
        if word == EXCHANGES:
            activity.exchanges, number = _table(sheet, rows, number, mistakes, place)
        elif word == "parameters":
            activity.parameters, number = _table(sheet, rows, number, mistakes, place)
        elif word:
            second = rows[number - 1][1] if len(rows[number - 1]) > 1 else None
            activity.about[word] = second
    return number


def _fields(rows: list[tuple[Value, ...]], number: int) -> tuple[dict[str, Value], int]:
    about: dict[str, Value] = {}
    while (
        number < len(rows) and (word := _word(rows[number])) and word not in (ACTIVITY, DATABASE, *PARAMETERS)
    ):
        about[word] = rows[number][1] if len(rows[number]) > 1 else None
        number += 1
    return about, number


def _table(
    sheet: Sheet, rows: list[tuple[Value, ...]], number: int, mistakes: list[Mistake], place: str
) -> tuple[list[Line], int]:
    """Rows under a row of heads, until a row whose first cell is empty; ``number`` is the row of the heads, from 0."""
    if number >= len(rows) or not any(rows[number]):
        return [], number
    heads = {
        str(head).strip().lower(): column for column, head in _backwards(rows[number]) if head is not None
    }
    start = number + 1
    end = start
    # a row without a first cell ends the table, one whose first cell alone is missing is a mistake told later
    while end < len(rows) and any(each is not None for each in rows[end]) and not _begins(rows[end]):
        end += 1
    for first, last, left, right in sheet.merged:
        if first <= end and last >= start and last > first:
            what = f"the merged cells {place_name(first, left)}:{place_name(last, right)} lie across rows of a table"
            where = f"{place}, sheet '{sheet.name}', cell {place_name(first, left)}"
            mistakes.append(Mistake(what, where, "unmerge them and fill in each row"))
    lines = [
        Line(
            sheet.name, row + 1,
            {head: rows[row][column - 1] if column <= len(rows[row]) else None for head, column in heads.items()}, heads,
        )
        for row in range(start, end)
    ]  # fmt: skip
    return lines, end


def _begins(row: tuple[Value, ...]) -> bool:
    """Whether a row begins another block: a word of a block, alone or with a name."""
    word = _word(row)
    return word in (ACTIVITY, DATABASE, EXCHANGES, *PARAMETERS) and all(each is None for each in row[2:])


def _backwards(row: tuple[Value, ...]) -> Iterator[tuple[int, Value]]:
    """Columns from 1, from the last: of two with one head the first counts."""
    for column in range(len(row), 0, -1):
        yield column, row[column - 1]


def _word(row: tuple[Value, ...]) -> str:
    first = row[0] if row else None
    return first.strip().lower() if isinstance(first, str) else ""


def _second(row: tuple[Value, ...]) -> str:
    second = row[1] if len(row) > 1 else None
    return f"{second:g}" if isinstance(second, float) else str(second or "")


def _cutoff(sheet: Sheet) -> int | None:
    """The number of columns that count, where the first cell says ``cutoff``."""
    first = sheet.cell(1, 1)
    if isinstance(first, str) and first.strip().lower() == CUTOFF:
        second = sheet.cell(1, 2)
        return int(second) if isinstance(second, float) and 1 <= second < 10_000 else None
    return None


def is_skipped(sheet: Sheet) -> bool:
    """Whether the first cell says ``skip``, as Brightway's own reader has it."""
    first = sheet.cell(1, 1)
    return isinstance(first, str) and first.strip().lower() == SKIP


def holds_data(sheet: Sheet) -> bool:
    """Whether a sheet has any block."""
    return any(_word(row) in (DATABASE, ACTIVITY, *PARAMETERS[:2]) for row in sheet.rows)
