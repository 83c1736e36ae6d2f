"""The text of a SimaPro CSV file: its encoding, its header, its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rulewright.errors import FileError

ENCODINGS = ("utf-8", "cp1252", "gbk", "utf-16")
_SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t"}
_HIGH = re.compile(rb"[\x80-\xff]+")
_LINE_BREAK = "\x7f"  # how SimaPro writes a line break inside a cell


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its line number, cells without spaces at their ends; trailing empty cells are kept."""

    line: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """A cell; empty beyond the end of the row."""
        return self.cells[place] if place < len(self.cells) else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in the row."""
        return not any(self.cells)

    @property
    def title(self) -> str:
        """The only text of the row; empty if there is none or more."""
        return self.cells[0] if self.cells and not any(self.cells[1:]) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows. ``header``: the keys in braces, in lower case, to their values."""

    encoding: str
    header: Mapping[str, str]
    separator: str
    decimal: str
    rows: tuple[Row, ...]


def read_table(content: bytes, where: str, encoding: str | None = None) -> Table:
    """Decode and split a file as its header says.

    Parameters
    ----------
    encoding
        One of :data:`ENCODINGS`, or any that Python knows; None finds it out.

    Raises
    ------
    FileError
        If it cannot be decoded or split, or is no SimaPro CSV.
    """
    text, encoding = _decode(content, where, encoding)
    lines = text.splitlines()
    header: dict[str, str] = {}
    count = 0
    for line in lines:
        plain = line.strip().strip(";,\t").strip('"').strip()
        if not (plain.startswith("{") and plain.endswith("}")):
            break
        key, _, value = plain[1:-1].partition(":")
        header[key.strip().lower()] = value.strip()
        count += 1
    if not any(key.startswith("simapro") for key in header) and "csv separator" not in header:
        what = "the file has no header of SimaPro: lines in braces such as {CSV separator: Semicolon}"
        raise FileError(what, where, "export the processes from SimaPro as CSV, with its header")
    named = header.get("csv separator", "semicolon").lower()
    separator = _SEPARATORS.get(named, named[:1] or ";")
    decimal = header.get("decimal separator", ".")[:1] or "."
    if separator == decimal:
        what = f"the header names '{separator}' both as separator and as decimal separator"
        raise FileError(what, where, "export the file again, with semicolons")
    reader = csv.reader(io.StringIO("\n".join(lines[count:])), delimiter=separator)
    rows = []
    try:
        for cells in reader:
            plain_cells = tuple(" ".join(cell.replace(_LINE_BREAK, " ").split()) for cell in cells)
            rows.append(Row(count + reader.line_num, plain_cells))
    except csv.Error as error:
        what = f"line {count + reader.line_num} is no row of a CSV file: {error}"
        raise FileError(what, where, "export the file again") from None
    return Table(encoding, header, separator, decimal, tuple(rows))


def _decode(content: bytes, where: str, encoding: str | None) -> tuple[str, str]:
    """Text and encoding: as given, by its mark, UTF-8 if it is that, Chinese letters if all high bytes pair up, else cp1252."""
    if encoding is None:
        encoding = _guess(content)
    try:
        return content.decode(encoding), encoding
    except LookupError:
        what = f"no encoding '{encoding}' is known"
        raise FileError(what, where, f"name one of: {', '.join(ENCODINGS)}") from None
    except UnicodeError as error:
        line = content[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        what = f"line {line} cannot be read as {encoding}"
        raise FileError(what, where, f"name the encoding: one of {', '.join(ENCODINGS)}") from None


def _guess(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # in GB 2312 both bytes of a letter are high; accents of cp1252 mostly stand alone
        runs = _HIGH.findall(content)
        if all(len(run) % 2 == 0 for run in runs) and _is_chinese(b"".join(runs)):
            return "gbk"
        return "cp1252"
    return "utf-8"


def _is_chinese(runs: bytes) -> bool:
    try:
        letters = runs.decode("gb2312")
    except UnicodeDecodeError:
        return False
    han = sum("\u4e00" <= letter <= "\u9fff" for letter in letters)
    return han > 0.8 * len(letters)


def read_number(stated: str, decimal: str) -> float | None:
    """A number with the decimal sign of its file, or a percentage; None if it is none (a formula, perhaps).

    Examples
    --------
    >>> read_number("1,5E-3", ","), read_number("12.5%", "."), read_number("2*load", ".")
    (0.0015, 0.125, None)
    >>> read_number("1.500,25", ",") is None  # nobody writes thousands into a number of SimaPro
    True
    """
    plain = stated.strip()
    percent = plain.endswith("%")
    plain = plain.rstrip("%").strip()
    pattern = rf"^[-+]?(?:\d+(?:{re.escape(decimal)}\d*)?|{re.escape(decimal)}\d+)(?:[eE][-+]?\d+)?$"
    if not plain.isascii() or re.match(pattern, plain) is None:
        return None
    found = float(plain.replace(decimal, "."))
    if found in (float("inf"), float("-inf")):
        return None
    return found / 100 if percent else found


def plain_formula(stated: str, decimal: str) -> str:
    """A formula with points as decimal signs.

    Examples
    --------
    >>> plain_formula("0,5*load + max(1,5; 2)", ",")
    '0.5*load + max(1.5; 2)'
    """
    formula = stated.strip()
    if decimal != ".":
        formula = re.sub(rf"(?<=\d){re.escape(decimal)}(?=\d)", ".", formula)
    return re.sub(r"(\d+(?:\.\d+)?)\s*%", r"(\1/100)", formula)
