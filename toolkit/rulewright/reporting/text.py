"""Tables as text for terminals: Chinese characters take two columns, and lines end where the terminal does."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import pandas as pd

YES, NO = Sentence("是", "yes"), Sentence("否", "no")
GAP = "  "
NARROWEST = 8  # a column of text is not squeezed further [terminal columns]
_BREAK_AFTER = frozenset(" -/，。；：、,;)）】》]")
_OPENING = frozenset("（《【([")


def text_width(text: str) -> int:
    """Terminal columns of a text: wide and full-width characters take two, combining marks none.

    Examples
    --------
    >>> text_width("GB/T 24067"), text_width("铝锭"), text_width("CO₂e")
    (10, 4, 4)
    """
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def to_text(table: pd.DataFrame, lang: str = "en", width: int | None = None) -> str:
    """Print a table with aligned columns, wrapped to the terminal.

    Columns that don't fit beside each other follow in a second block, with the row labels again.

    Parameters
    ----------
    table
        Numbers are right-aligned and rounded for reading (:func:`~rulewright.reporting.sentences.number`).
    lang
        Language of yes and no.
    width
        Terminal columns; default: the terminal's.

    Examples
    --------
    >>> import pandas as pd
    >>> print(to_text(pd.DataFrame({"kg": [1.5, 20.0]}, index=["铝锭", "slag"]), width=40))
           kg
    ----  ---
    铝锭  1.5
    slag   20
    """
    available = width or shutil.get_terminal_size((100, 24)).columns
    labels = _label_columns(table)
    columns = []
    for place, name in enumerate(table.columns):
        values = table.iloc[:, place]
        columns.append(_Column(_head(name), [_cell(value, lang) for value in values], _is_numeric(values)))
    if not columns:
        return ""
    blocks = _blocks(labels, columns, available)
    return "\n\n".join(_block_text(block, len(labels), available) for block in blocks)


class _Column:
    """One column as text: head, cells, and the widths it can take [terminal columns]."""

    def __init__(self, head: str, cells: Sequence[str], is_numeric: bool) -> None:
        self.head, self.cells, self.is_numeric = head, list(cells), is_numeric
        lines = [line for text in (head, *cells) for line in text.split("\n")]
        self.natural = max(text_width(line) for line in lines)
        if is_numeric:  # figures stay whole
            whole = max((text_width(cell) for cell in cells), default=1)
            self.least = max(whole, _longest_piece(head))
        else:
            longest = max(_longest_piece(text) for text in (head, *cells))
            self.least = min(self.natural, max(NARROWEST, min(longest, 24)))


def _longest_piece(text: str) -> int:
    return max((text_width(piece.strip()) for piece in _pieces(text)), default=1)


def _label_columns(table: pd.DataFrame) -> list[_Column]:
    index = table.index
    if index.nlevels == 1 and list(index) == list(range(len(index))):
        return []
    columns = []
    for level in range(index.nlevels):
        values = [str(value) for value in index.get_level_values(level)]
        if level < index.nlevels - 1:  # repeated group labels are said once
            values = [
                value if not place or value != values[place - 1] else "" for place, value in enumerate(values)
            ]
        columns.append(_Column(str(index.names[level] or ""), values, False))
    return columns


def _head(name: object) -> str:
    return " ".join(str(part) for part in name) if isinstance(name, tuple) else str(name)


def _cell(value: object, lang: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return (YES if value else NO)(lang)
    if isinstance(value, int | float) or hasattr(value, "dtype"):
        return number(float(value))  # type: ignore[arg-type]
    return str(value)


def _is_numeric(column: pd.Series) -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return bool(is_numeric_dtype(column) and not is_bool_dtype(column))


def _blocks(labels: list[_Column], columns: list[_Column], available: int) -> list[list[_Column]]:
    """Split columns into blocks whose least widths fit; labels stand in every block."""
    room = available - sum(label.least + len(GAP) for label in labels)
    blocks: list[list[_Column]] = [[]]
    used = 0
    for column in columns:
        if blocks[-1] and used + column.least > room:
            blocks.append([])
            used = 0
        blocks[-1].append(column)
        used += column.least + len(GAP)
    return [[*labels, *block] for block in blocks]


def _block_text(columns: list[_Column], labels: int, available: int) -> str:
    widths = _share_out(columns, available)
    heads = [wrap(column.head, width) for column, width in zip(columns, widths, strict=True)]
    lines = _row_lines(heads, columns, widths, bottom=True)
    lines.append(GAP.join("-" * width for width in widths))
    rows = range(len(columns[0].cells))
    # rows of several lines are set apart by an empty one; a table of numbers stays tight
    texts = [place for place in range(labels, len(columns)) if not columns[place].is_numeric]
    wrapped = any(columns[place].natural > widths[place] for place in texts)
    for place in rows:
        cells = [wrap(column.cells[place], width) for column, width in zip(columns, widths, strict=True)]
        lines += _row_lines(cells, columns, widths)
        if wrapped and place < len(rows) - 1:
            lines.append("")
    return "\n".join(lines)


def _share_out(columns: list[_Column], available: int) -> list[int]:
    """Natural widths if they fit; else heads of figures wrap first, then the widest columns of text."""
    widths = [column.natural for column in columns]
    room = available - len(GAP) * (len(columns) - 1)
    while sum(widths) > room:
        able = [place for place, column in enumerate(columns) if widths[place] > column.least]
        if not able:
            break
        figures = [place for place in able if columns[place].is_numeric]
        widest = max(figures or able, key=lambda place: widths[place])
        widths[widest] -= 1
    return widths


def _row_lines(
    cells: list[list[str]], columns: list[_Column], widths: list[int], bottom: bool = False
) -> list[str]:
    height = max(len(cell) for cell in cells)
    lines = []
    for level in range(height):
        parts = []
        for cell, column, width in zip(cells, columns, widths, strict=True):
            place = level - (height - len(cell)) if bottom else level
            text = cell[place] if 0 <= place < len(cell) else ""
            space = " " * (width - text_width(text))
            parts.append(space + text if column.is_numeric else text + space)
        lines.append(GAP.join(parts).rstrip())
    return lines


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` columns: between words, after hyphens, between hanzi."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if text_width(line + piece.rstrip()) <= width:
                line += piece
                continue
            if line:
                lines.append(line.rstrip())
                line = ""
            while text_width(piece.rstrip()) > width:
                cut = _fitting(piece, width)
                lines.append(piece[:cut])
                piece = piece[cut:]
            line = piece
        lines.append(line.rstrip())
    return lines


def _fitting(text: str, width: int) -> int:
    used = 0
    for place, character in enumerate(text):
        used += _columns(character)
        if used > width:
            return max(place, 1)
    return len(text)


def _pieces(text: str) -> list[str]:
    """Parts between which a line may end: after spaces and hyphens, beside hanzi, never before punctuation."""
    pieces: list[str] = []
    current = ""
    for character, following in zip(text, f"{text} "[1:], strict=True):
        current += character
        if character in _OPENING or following in _BREAK_AFTER:
            continue
        is_wide = _columns(character) == 2 or _columns(following) == 2
        if character in _BREAK_AFTER or is_wide:
            pieces.append(current)
            current = ""
    return [*pieces, current] if current else pieces
