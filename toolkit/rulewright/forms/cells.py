"""How a value stands in a cell, and what a cell that somebody filled in says."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

from rulewright.forms.fields import FLAGS, Field
from rulewright.reading.validation import did_you_mean, listed
from rulewright.reporting.workbooks import Value, cell_text, safe_text

ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
JOINT = "; "
_SEPARATORS = re.compile(r"[;；,，、\n]")
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")
_COMMA = re.compile(r"[-+]?\d+,\d+")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


class CellProblem(ValueError):
    """A cell that cannot be read: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def to_cell(value: Any, field: Field, lang: str) -> Value:
    """A value of the inventory as it stands in a cell; what a cell cannot hold stands there cleaned, or not at all.

    Examples
    --------
    >>> to_cell(["fuel", "heat"], Field("tags", "words", ("fuel", "heat")), "en")
    'fuels; heat'
    """
    if value is None:
        return None
    if field.kind == "word":
        return field.say(value, lang)
    if field.kind == "words":
        return JOINT.join(field.say(each, lang) for each in value)
    if field.kind in ("ids", "integers"):
        return JOINT.join(str(each) for each in value)
    if field.kind == "flag":
        return FLAGS[value](lang)
    if field.kind == "date":
        return date.fromisoformat(value)
    if isinstance(value, str):
        text = safe_text(value.replace("\r\n", "\n").replace("\r", "\n"))
        return text if is_sound(text) else None
    if isinstance(value, float):
        rounded = float(f"{value:.15g}")  # as many digits as every spreadsheet keeps
        return rounded if math.isfinite(rounded) else value
    return value  # type: ignore[no-any-return]


def is_sound(value: Value) -> bool:
    """Whether a cell gives a value back as it was: no empty text, nothing that spreadsheets rewrite."""
    if not isinstance(value, str):
        return True
    return bool(value.strip()) and value not in ERRORS and not _ESCAPE.search(value)


def from_cell(value: Value, field: Field) -> Any:
    """What a cell says; None if it says nothing.

    Raises
    ------
    CellProblem
        If it is not of its kind.

    Examples
    --------
    >>> from_cell("是", Field("missing", "flag")), from_cell(2024.0, Field("year", "integer"))
    (True, 2024)
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str) and value.strip() in ERRORS:
        raise CellProblem(
            f"the cell holds the error value {value.strip()}", "mend the formula, or write the value"
        )
    if isinstance(value, date | datetime | time) and field.kind != "date":
        raise CellProblem(
            f"a date stands where none belongs: {cell_text(value)}",
            "give the cell the format General or Text, and write the value again",
        )
    if field.kind in ("number", "integer"):
        return _number(value, field)
    if field.kind == "date":
        return _date(value)
    if isinstance(value, bool):
        if field.kind == "flag":
            return value
        value = str(value).upper()
    if field.kind == "text":
        return value if isinstance(value, str) else cell_text(value)
    text = cell_text(value)
    if field.kind == "flag":
        return _flag(text)
    if field.kind == "word":
        return _word(text, field)
    if field.kind == "id":
        return text
    parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    if field.kind == "words":
        return [_word(part, field) for part in parts]
    return [_score(part) for part in parts] if field.kind == "integers" else parts


def _number(value: Value, field: Field) -> float | int:
    if isinstance(value, bool):
        raise CellProblem(f"'{str(value).upper()}' is no number", "write a number")
    if isinstance(value, str):
        plain = unicodedata.normalize("NFKC", value).strip()
        if _COMMA.fullmatch(plain):
            raise CellProblem(
                f"'{value.strip()[:40]}' is text with a comma, no number",
                "write a number with a decimal point, without separators of thousands",
            )
        try:
            float(plain)
        except ValueError:
            raise CellProblem(f"'{value.strip()[:40]}' is no number", "write a number") from None
        raise CellProblem(
            f"the number {value.strip()[:40]} is kept as text",
            "turn it into a number: give the cell the format General, and write it again",
        )
    assert isinstance(value, int | float)
    if not math.isfinite(value):
        raise CellProblem(f"'{value}' is no finite number", "write a number")
    if field.kind == "integer":
        if value != int(value):
            raise CellProblem(f"{value} is not a whole number", "write a whole number")
        return int(value)
    return float(value)


def _date(value: Value) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = cell_text(value)
    try:
        return (
            date.fromisoformat(text).isoformat()
            if _ISO.fullmatch(text)
            else date.fromisoformat("").isoformat()
        )
    except ValueError:
        raise CellProblem(f"'{text[:40]}' is not a date", "write it as 2026-11-23") from None


def _flag(text: str) -> bool:
    for flag, words in FLAGS.items():
        if text.casefold() in {words("zh"), words("en"), str(flag).casefold()}:
            return flag
    raise CellProblem(f"'{text[:40]}' is neither yes nor no", "choose yes (是) or no (否)")


def _word(text: str, field: Field) -> str:
    code = field.code(text)
    if code is None:
        both = [f"{field.say(word, 'zh')} ({field.say(word, 'en')})" for word in field.options]
        said = [field.say(word, lang) for word in field.options for lang in ("zh", "en")]
        near = did_you_mean(text, said)
        raise CellProblem(
            f"'{text[:40]}' is not a word of the list", f"choose from the list: {listed(both, 12)}{near}"
        )
    return code


def _score(text: str) -> int:
    if not text.isdecimal() or len(text) > 3:
        raise CellProblem(
            f"'{text[:40]}' is no score", "write scores from 1 to 5 with semicolons: 2; 3; 1; 2; 2"
        )
    return int(text)
