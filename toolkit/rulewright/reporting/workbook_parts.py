"""What the XML of a workbook says of itself, looked at before a program that believes it does."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from rulewright.errors import Mistake, ReadingError
from rulewright.importing.xml_read import declares_entities
from rulewright.reading.validation import title

Place = tuple[int, int]  # row and column, both from 1
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 500, 300_000
_RANGE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$")
_SMALLER = "leave in the sheet only the rows and columns of the table"
TRUE = ("1", "true")
_AGAIN = "save it again as .xlsx from a spreadsheet program"


@dataclass
class Part:
    """What the XML of one sheet says that openpyxl doesn't tell, or only at a price."""

    formulas: set[Place] = field(default_factory=set)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    filled: list[Place] = field(default_factory=list)
    cells: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last


def inspect_parts(place: Path, members: Mapping[str, bytes]) -> dict[str, Part]:
    """Look at every part before a program that believes it does; by the name of the part."""
    mistakes: list[Mistake] = []
    seen: dict[str, Part] = {}
    for name, content in members.items():
        if not _is_xml(content):
            continue
        where = f"{place}, entry {name[:200]!r}"
        if declares_entities(content):
            mistakes.append(
                Mistake("the entry declares a document type, which no workbook does", where, _AGAIN)
            )
            continue
        try:
            seen[name] = _seen(content, where, mistakes)
        except ElementTree.ParseError:
            continue  # a sheet that is no XML is told by openpyxl; other parts may be what they like
    if mistakes:
        raise ReadingError(title("workbook", place.name, mistakes), mistakes)
    return seen


def _is_xml(content: bytes) -> bool:
    start = content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith(b"<")


def _seen(content: bytes, where: str, mistakes: list[Mistake]) -> Part:
    """Formulas, merged ranges, filled cells and the number of cells of one part."""
    found = Part()
    place: Place = (0, 0)
    row = column = 0
    for event, element in ElementTree.iterparse(io.BytesIO(content), events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if tag == "row":
                row, column = _whole(element.get("r")) or row + 1, 0
                if element.get("hidden") in TRUE:
                    found.hidden_rows.add(row)
            elif tag == "col" and element.get("hidden") in TRUE:
                found.hidden_columns.append(
                    (_whole(element.get("min")) or 0, _whole(element.get("max")) or 0)
                )
            elif tag == "c":
                found.cells += 1
                place = _corner(element.get("r")) or (row, column + 1)
                column = place[1]
        elif tag == "c" and len(element):
            found.filled.append(place)
            if any(each.tag.rpartition("}")[2] == "f" for each in element):
                found.formulas.add(place)
        elif tag == "mergeCell":
            found.merged += _merged(element.get("ref"), where, mistakes)
        elif tag == "row":
            element.clear()
    _check_area(found.merged, where, mistakes)
    if found.cells > MOST_CELLS:
        what = f"the sheet has {found.cells} cells, more than {MOST_CELLS}"
        mistakes.append(Mistake(what, where, _SMALLER))
    if any(row > MOST_ROWS or column > MOST_COLUMNS for row, column in found.filled):
        what = f"the sheet goes beyond row {MOST_ROWS} or column {MOST_COLUMNS}"
        mistakes.append(Mistake(what, where, _SMALLER))
    return found


def check_merged(content: bytes, where: str, mistakes: list[Mistake]) -> None:
    """Tell merged ranges beyond any table: openpyxl makes an object of each of their cells."""
    merged: list[tuple[Place, Place]] = []
    for _, element in ElementTree.iterparse(io.BytesIO(content)):
        tag = element.tag.rpartition("}")[2]
        if tag == "mergeCell":
            merged += _merged(element.get("ref"), where, mistakes)
        elif tag == "row":
            element.clear()
    _check_area(merged, where, mistakes)


def _check_area(merged: list[tuple[Place, Place]], where: str, mistakes: list[Mistake]) -> None:
    area = sum((last[0] - first[0] + 1) * (last[1] - first[1] + 1) for first, last in merged)
    if area > MOST_CELLS:
        what = f"the sheet merges {area} cells, more than {MOST_CELLS}"
        mistakes.append(Mistake(what, where, _SMALLER))


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else None


def _corner(text: str | None) -> Place | None:
    found = _RANGE.match(text or "")
    return None if found is None else (int(found[2]), _column(found[1]))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _merged(text: str | None, where: str, mistakes: list[Mistake]) -> list[tuple[Place, Place]]:
    """A merged range; one that is larger than any form is a mistake (a program that fills it in runs out of memory)."""
    found = _RANGE.match(text or "")
    if found is None or found[3] is None:
        mistakes.append(Mistake(f"'{(text or '')[:40]}' is no range of merged cells", where, _AGAIN))
        return []
    first, last = (int(found[2]), _column(found[1])), (int(found[4]), _column(found[3]))
    if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) > MOST_CELLS:
        what = f"the merged range {found[0]} has more than {MOST_CELLS} cells"
        mistakes.append(Mistake(what, where, _SMALLER))
        return []
    return [(first, last)]
