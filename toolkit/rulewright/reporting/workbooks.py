"""Workbooks (.xlsx) and tables (.csv) that people fill in: read without trust, written without formulas.

Reading: nothing is unpacked to disk or executed; an entry beyond the limits, a document type declaration and merged
ranges or tables beyond any form are mistakes. Writing: a text stays a text, whatever it begins with.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import Any, Literal
from unicodedata import east_asian_width
from xml.etree import ElementTree

from rulewright.errors import FileError
from rulewright.importing.archives import Limits, read_archive
from rulewright.reporting.workbook_parts import MOST_COLUMNS, MOST_ROWS, Part, Place, inspect_parts
from rulewright.whole_files import write_file

Value = str | int | float | bool | date | datetime | time | None
Visibility = Literal["visible", "hidden"]

FORM_LIMITS = Limits(total_bytes=60_000_000, member_bytes=20_000_000, members=2_000)
LONGEST_CELL = 32_767  # characters, of Excel
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
ENCODINGS = ("utf-8-sig", "gb18030")  # tried in this order; UTF-16 announces itself by its mark
DELIMITERS = ",;\t"
CUT = "…"
LINE_POINTS, MOST_POINTS = 16.5, 409.0  # height of a line of text, and the highest row of Excel [points]
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 forbids
_UNFIT_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Sheet:
    """One sheet as it stands: values, formulas and merged ranges by place.

    Attributes
    ----------
    name
        Name of the sheet; empty for a .csv file.
    values
        Place to value; empty cells are absent. Of a formula the value that the program kept, if any.
    formulas
        Places that hold a formula.
    merged
        Ranges as (first, last) places; the value stands at the first.
    hidden_rows, hidden_columns
        What is hidden of a sheet that is visible itself; columns as (first, last).
    """

    name: str
    values: Mapping[Place, Value]
    visibility: Visibility = "visible"
    formulas: frozenset[Place] = frozenset()
    merged: tuple[tuple[Place, Place], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()

    @property
    def rows(self) -> int:
        """Number of the last row that holds something."""
        return max((row for row, _ in self.values), default=0)

    @property
    def columns(self) -> int:
        """Number of the last column that holds something."""
        return max((column for _, column in self.values), default=0)

    def value(self, row: int, column: int) -> Value:
        """Value of a cell; inside a merged range, that of the range."""
        found = self.values.get((row, column))
        return self.values.get(self._first_of.get((row, column), (0, 0))) if found is None else found

    @cached_property
    def _first_of(self) -> Mapping[Place, Place]:
        """Each place of a merged range to its first place; how many there are is limited when a file is read."""
        return {
            (row, column): first
            for first, last in self.merged
            for row in range(first[0], last[0] + 1)
            for column in range(first[1], last[1] + 1)
        }

    def text(self, row: int, column: int) -> str:
        """Value of a cell as a text, without blanks around it; whole numbers without a point, dates as ISO."""
        return cell_text(self.value(row, column))


def cell_text(value: Value) -> str:
    """A value of a cell as a text.

    Examples
    --------
    >>> cell_text(5.0), cell_text(5.3), cell_text(" 5.10 "), cell_text(None)
    ('5', '5.3', '5.10', '')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value).strip()


def place_name(row: int, column: int) -> str:
    """Name of a place as spreadsheets say it.

    Examples
    --------
    >>> place_name(3, 2), place_name(1, 28)
    ('B3', 'AB1')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


# ---- reading --------------------------------------------------------------------------------------------


def read_sheets(path: Path | str, limits: Limits = FORM_LIMITS) -> tuple[Sheet, ...]:
    """Read all sheets of a .xlsx or .xlsm file, hidden ones included, or the one table of a .csv file.

    Raises
    ------
    ReadingError
        With all entries of the file that are hostile or beyond the limits.
    FileError
        If the file can't be found or read, or is no workbook.
    """
    place = Path(path)
    if not place.is_file():
        raise FileError(f"no file '{place}'", str(place), "check the path")
    if place.suffix.lower() in (".csv", ".tsv", ".txt"):
        return (_read_csv(place, limits),)
    if place.suffix.lower() not in (".xlsx", ".xlsm"):
        raise FileError(
            f"'{place.name}' is no .xlsx and no .csv file", str(place), "save it as .xlsx or .csv"
        )
    if not zipfile.is_zipfile(place):  # also what a password protects
        raise FileError(
            f"'{place.name}' is no whole workbook",
            str(place),
            "take its password off, or save it again as .xlsx from a spreadsheet program",
        )
    members = read_archive(place, limits=limits)
    seen = inspect_parts(place, members)
    return _read_workbook(place, seen)


def _read_workbook(place: Path, seen: Mapping[str, Part]) -> tuple[Sheet, ...]:
    from openpyxl import load_workbook

    mend = "check that it opens in a spreadsheet program, and save it there again as .xlsx"
    try:
        book = load_workbook(place, data_only=True, keep_links=False)
    except (
        Exception
    ) as error:  # openpyxl raises what its parts raise: KeyError, ValueError, TypeError, BadZipFile ...
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise FileError(f"'{place.name}' is no whole workbook: {reason}", str(place), mend) from None
    parts = _parts(place)
    sheets = []
    for sheet in book.worksheets:
        facts = seen.get(parts.get(sheet.title, ""))
        if facts is None:
            what = f"'{place.name}' is no whole workbook: the part of sheet '{sheet.title}' is missing"
            raise FileError(what, str(place), mend)
        cells = {at: sheet.cell(*at).value for at in facts.filled}
        values = {at: value for at, value in cells.items() if value is not None and value != ""}
        visibility: Visibility = "visible" if sheet.sheet_state == "visible" else "hidden"
        sheets.append(
            Sheet(
                sheet.title, values, visibility, frozenset(facts.formulas), tuple(facts.merged),
                frozenset(facts.hidden_rows), tuple(facts.hidden_columns),
            )
        )  # fmt: skip
    return tuple(sheets)


def _parts(place: Path) -> dict[str, str]:
    """Name of a sheet to the part of the file that holds it."""
    with zipfile.ZipFile(place) as opened:
        relations = ElementTree.fromstring(opened.read("xl/_rels/workbook.xml.rels"))
        book = ElementTree.fromstring(opened.read("xl/workbook.xml"))
    targets = {each.get("Id"): (each.get("Target") or "").lstrip("/") for each in relations}
    found = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            identity = next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "id"), None)
            target = targets.get(identity, "")
            found[element.get("name") or ""] = target if target.startswith("xl/") else f"xl/{target}"
    return found


def _read_csv(place: Path, limits: Limits) -> Sheet:
    size = place.stat().st_size
    if size > limits.member_bytes:
        what = f"the file has {size} bytes, more than {limits.member_bytes}"
        raise FileError(what, str(place), "leave in the table only the rows and columns of the form")
    text = _decoded(place)
    values: dict[Place, Value] = {}
    # the whole text, not split into lines: a quoted cell may hold line breaks
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for number, row in enumerate(reader, 1):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                what = f"the table goes beyond row {MOST_ROWS} or column {MOST_COLUMNS}"
                raise FileError(what, str(place), "leave in the table only the rows and columns of the form")
            values |= {(number, column): cell for column, cell in enumerate(row, 1) if cell.strip()}
    except csv.Error as error:
        what = f"'{place.name}' is no table of separated values: {error}"
        raise FileError(what, f"{place}:{reader.line_num}", "save it again as CSV (UTF-8)") from None
    return Sheet("", values)


def _decoded(place: Path) -> str:
    content = place.read_bytes()
    announced = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if announced else ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    what = f"'{place.name}' is neither UTF-8 nor GBK text"
    raise FileError(what, str(place), "save it again as CSV (UTF-8)")


def _delimiter(text: str) -> str:
    """What separates cells: of the usual marks the one that stands equally often in most lines; a comma if none does."""
    plain = re.sub(r'"[^"]*"', "", text[:20_000])
    lines = [line for line in plain.splitlines() if line.strip()][:20]
    score = {
        mark: max((count * counts.count(count) for count in counts), default=0)
        for mark in DELIMITERS
        for counts in [[line.count(mark) for line in lines]]
    }
    return max(DELIMITERS, key=lambda mark: score[mark])


# ---- writing --------------------------------------------------------------------------------------------


def safe_text(text: str) -> str:
    """A text as a cell can hold it: no character that XML forbids, and no more than Excel takes.

    Examples
    --------
    >>> safe_text("a\\x00b"), len(safe_text("x" * 40_000))
    ('ab', 32767)
    """
    plain = _UNFIT.sub("", text)
    return plain if len(plain) <= LONGEST_CELL else plain[: LONGEST_CELL - 1] + CUT


def safe_csv(value: Any) -> Any:
    """A value as a cell of a .csv file that a spreadsheet opens: a text that would begin a formula gets an apostrophe.

    Examples
    --------
    >>> safe_csv("=1+1"), safe_csv(" @x"), safe_csv(-1.5), safe_csv("5.3")
    ("'=1+1", "' @x", -1.5, '5.3')
    """
    if not isinstance(value, str):
        return value
    plain = _UNFIT.sub("", value)
    return (
        f"'{plain}"
        if plain.lstrip(" \u00a0\u3000").startswith(BEGINS_A_FORMULA) or plain[:1] in "\t\r\n"
        else plain
    )


def safe_cell(cell: Any, value: Value) -> Any:
    """Put a value into a cell of openpyxl; a text is never a formula, nor becomes one when somebody edits the cell.

    Returns
    -------
    cell
        The same cell.
    """
    if not isinstance(value, str):
        cell.value = value
        return cell
    text = safe_text(value)
    cell.value = text or None
    if text.startswith(BEGINS_A_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


@dataclass(frozen=True)
class SheetTable:
    """A sheet to write: lines of text above, a head, rows; column widths in characters.

    ``choices``: column (from 0) to the words that a drop-down list offers there. ``filled``: columns for people to
    fill in, shaded.
    """

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    widths: Sequence[float] = ()
    above: Sequence[str] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    filled: frozenset[int] = frozenset()


def write_workbook(path: Path | str, sheets: Sequence[SheetTable]) -> Path:
    """Write tables as a workbook; the file appears whole or not at all.

    Raises
    ------
    FileError
        If the file is open elsewhere, read-only, a folder, or its folder can't be written.
    """
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    for table in sheets:
        _write_sheet(book.create_sheet(_sheet_name(table.name, book.sheetnames)), table)
    content = io.BytesIO()
    book.save(content)
    return write_file(path, content.getvalue())


def _lines(value: Value, width: float) -> int:
    """Lines that a text takes in a column; a Chinese character is as wide as two others.

    Examples
    --------
    >>> _lines("one\\ntwo three", 6), _lines("碳足迹", 4), _lines(1.5, 1)
    (3, 2, 1)
    """
    if not isinstance(value, str):
        return 1
    wide = [sum(1 + (east_asian_width(sign) in "WF") for sign in line) for line in value.split("\n")]
    return sum(max(1, ceil(each / max(width - 1, 1))) for each in wide)


def _number_format(value: float) -> str:
    """How a cell shows a number: about four figures; the cell itself holds all of them."""
    size = abs(value)
    fixed = (("#,##0", 1_000.0), ("0.0", 100.0), ("0.00", 1.0), ("0.0000", 0.01))
    return next((form for form, least in fixed if size >= least), "0" if not size else "0.00E+00")


def _sheet_name(name: str, taken: Sequence[str]) -> str:
    plain = _UNFIT_NAME.sub("-", _UNFIT.sub("", name)).strip("'")[:31] or "1"
    number, found = 1, plain
    while found.lower() in {each.lower() for each in taken}:
        number += 1
        found = f"{plain[: 31 - len(str(number)) - 1]} {number}"
    return found


def _write_sheet(sheet: Any, table: SheetTable) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.datavalidation import DataValidation

    thin = Side(style="thin", color="999999")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, line in enumerate(table.above, 1):
        safe_cell(sheet.cell(number, 1), line).font = Font(bold=number == 1, size=13 if number == 1 else 10)
    start = len(table.above) + 1
    for column, word in enumerate(table.head, 1):
        cell = safe_cell(sheet.cell(start, column), word)
        cell.font, cell.border, cell.alignment = (
            Font(bold=True),
            border,
            Alignment(wrap_text=True, vertical="center"),
        )
        cell.fill = PatternFill("solid", fgColor="E8EDF2")
    for number, row in enumerate(table.rows, start + 1):
        for column, value in enumerate(row, 1):
            cell = safe_cell(sheet.cell(number, column), value)
            cell.border, cell.alignment = border, wrapped
            if isinstance(value, float):
                cell.number_format = _number_format(value)
            if column - 1 in table.filled:
                cell.fill = PatternFill("solid", fgColor="FFF8DC")
        lines = max(
            (_lines(value, width) for value, width in zip(row, table.widths, strict=False)), default=1
        )
        if lines > 1:  # not every program finds the height of wrapped text itself
            sheet.row_dimensions[number].height = min(lines * LINE_POINTS, MOST_POINTS)
    for column, width in enumerate(table.widths, 1):
        sheet.column_dimensions[place_name(1, column).rstrip("1")].width = width
    for column, words in table.choices.items():
        letter = place_name(1, column + 1).rstrip("1")
        rule = DataValidation(type="list", formula1='"' + ",".join(words) + '"', allow_blank=True)
        rule.add(f"{letter}{start + 1}:{letter}{start + max(len(table.rows), 1)}")
        sheet.add_data_validation(rule)
    sheet.freeze_panes = sheet.cell(start + 1, 1)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{start}:{start}"
