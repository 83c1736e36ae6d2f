"""Open a workbook that somebody else made: values only, no macros, no links, no entities, limited size."""

from __future__ import annotations

import datetime
import io
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.importing.archives import Limits, read_archive
from rulewright.importing.documents import read_file
from rulewright.importing.xml_read import declares_entities
from rulewright.reading.validation import title
from rulewright.reporting.workbook_parts import check_merged

MOST_CELLS = 5_000_000  # rows times columns of one sheet; more is a mistake of the file, not data
AGAIN = "give an .xlsx file; open an older .xls in a spreadsheet and save it as .xlsx"
Value = str | float | bool | None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows of values, and what a reader of tables has to know.

    ``merged``: (first row, last row, first column, last column), from 1.
    """

    name: str
    rows: tuple[tuple[Value, ...], ...]
    is_hidden: bool
    merged: tuple[tuple[int, int, int, int], ...]

    def cell(self, row: int, column: int) -> Value:
        """Value of a cell, both from 1; None beyond the sheet."""
        if row > len(self.rows) or column > len(self.rows[row - 1]):
            return None
        return self.rows[row - 1][column - 1]


@dataclass(frozen=True)
class Workbook:
    """All sheets of a file."""

    place: Path
    sheets: tuple[Sheet, ...]
    content: bytes = field(repr=False)

    @cached_property
    def formulas(self) -> frozenset[tuple[str, int, int]]:
        """Cells that hold a formula: sheet, row, column. Reading them takes as long as reading the values."""
        sheets = _load(self.content, self.place, False)
        return frozenset(
            (name, cell.row, cell.column)
            for name, sheet in sheets.items() for row in sheet.iter_rows() for cell in row
            if cell.data_type == "f"
        )  # fmt: skip


def read_workbook(path: Path | str, mistakes: list[Mistake], limits: Limits | None = None) -> Workbook:
    """All sheets of an .xlsx or .xlsm file, with the values that it holds.

    Raises
    ------
    FileError
        If it cannot be read, or is no workbook.
    ReadingError
        If the archive that a workbook is has hostile entries, or a sheet merges cells beyond any table.
    """
    place = Path(path)
    if not place.is_file():
        raise FileError(f"no file '{place}'", str(place), "give an .xlsx file")
    content = read_file(place, limits)
    mend = AGAIN
    if not content.startswith(b"PK"):
        raise FileError(f"'{place.name}' is no workbook", str(place), mend)
    parts = read_archive(place, lambda name: name.endswith((".xml", ".rels")), limits)
    declared = [name for name, part in parts.items() if declares_entities(part)]
    if declared or "xl/workbook.xml" not in parts:
        what = f"'{place.name}' is no workbook"
        if declared:
            what = f"'{declared[0]}' in '{place.name}' declares a document type or entities"
            mend = "save the workbook again from a spreadsheet"
        raise FileError(what, str(place), mend)
    _check_merged(parts, place)
    sheets = []
    for name, sheet in _load(content, place, True).items():
        if sheet.max_row * sheet.max_column > MOST_CELLS:
            what = f"the sheet reaches to row {sheet.max_row} and column {sheet.max_column}"
            where = f"{place}, sheet '{name}'"
            mistakes.append(Mistake(what, where, "delete the empty rows and columns beyond the table"))
            continue
        sheets.append(_sheet(name, sheet))
    return Workbook(place, tuple(sheets), content)


def _check_merged(parts: Mapping[str, bytes], place: Path) -> None:
    mistakes: list[Mistake] = []
    for name, part in parts.items():
        if b"mergeCell" in (part.replace(b"\0", b"") if b"\0" in part[:8] else part):
            with suppress(ElementTree.ParseError):  # what is no XML is told when it is read
                check_merged(part, f"{place}, entry {name[:200]!r}", mistakes)
    if mistakes:
        raise ReadingError(title("workbook", place.name, mistakes), mistakes)


def _load(content: bytes, place: Path, is_for_values: bool) -> dict[str, Any]:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of drop-downs and pictures, which are not read
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=is_for_values, keep_links=False)
    except Exception as error:  # a broken workbook raises whatever the broken part leads to
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FileError(f"'{place.name}' is no whole workbook: {reason}", str(place), AGAIN) from None
    return {sheet.title: sheet for sheet in book.worksheets}


def _sheet(name: str, sheet: Any) -> Sheet:
    rows = tuple(tuple(map(_value, row)) for row in sheet.iter_rows(values_only=True))
    merged = tuple(
        (each.min_row, each.max_row, each.min_col, each.max_col) for each in sheet.merged_cells.ranges
    )
    return Sheet(name, rows, sheet.sheet_state != "visible", merged)


def _value(stated: Any) -> Value:
    if stated is None or isinstance(stated, bool):
        return stated
    if isinstance(stated, int | float):
        try:
            return float(stated)
        except OverflowError:
            return str(stated)
    if isinstance(stated, datetime.date | datetime.time | datetime.timedelta):
        return str(stated)
    text = " ".join(str(stated).replace("\u00a0", " ").split())
    return text or None
