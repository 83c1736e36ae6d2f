"""The flat tables of an inventory: which columns they have, and how a value stands in a cell.

In CSV an empty cell says nothing. A text that begins with ``= + - @ '`` or a control character, and an empty text, gets
``'`` before it, so that no spreadsheet takes it for a formula; reading takes it off again. Parquet needs none of this.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Literal

Kind = Literal["text", "number", "integer", "flag", "json"]
Row = dict[str, Any]

UNCERTAINTY: dict[str, Kind] = {
    "distribution": "text", "minimum": "number", "maximum": "number", "sd": "number", "uncertainty_location": "number",
    "scale": "number", "shape": "number", "degrees": "number", "alpha": "number", "beta": "number", "negative": "flag",
    "pedigree": "json", "uncertainty_note": "text",
}  # fmt: skip
ORIGIN: dict[str, Kind] = {"source": "text", "mark": "text", "note": "text"}
_PARAMETER: dict[str, Kind] = {"id": "text", "amount": "number", "unit": "text"}
_PROPERTY: dict[str, Kind] = {
    "flow": "text", "process": "text", "property": "text", "amount": "number", "unit": "text", "basis": "text",
    "series": "json",
}  # fmt: skip
_EXCHANGE: dict[str, Kind] = {
    "process": "text", "direction": "text", "flow": "text", "class": "text", "amount": "number", "formula": "text",
    "missing": "flag", "unit": "text", "from": "text",
}  # fmt: skip
_BESIDE: dict[str, Kind] = {"data": "text", "tags": "json"}
_MORE: dict[str, Kind] = {"more": "json"}
TABLES: dict[str, dict[str, Kind]] = {
    "inventory": {"key": "text", "value": "text"},
    "parameters": _PARAMETER | UNCERTAINTY | ORIGIN,
    "flows": {
        "id": "text", "name_zh": "text", "name_en": "text", "unit": "text", "groups": "json", "supply_missing_zh": "text",
        "supply_missing_en": "text", "note": "text", "more": "json",
    },
    "properties": _PROPERTY | UNCERTAINTY | ORIGIN,
    "processes": {
        "id": "text", "name_zh": "text", "name_en": "text", "stage": "text", "location": "text", "year": "integer",
        "technology": "text", "tags": "json", "part_of": "text", "treats_waste": "flag", "note_zh": "text",
        "note_en": "text", "more": "json",
    },
    "exchanges": _EXCHANGE | UNCERTAINTY | _BESIDE | ORIGIN | _MORE,
    "facts": {"kind": "text", "data": "json"},
}  # fmt: skip
RENAMED = {"note": "uncertainty_note", "location": "uncertainty_location"}  # other columns have these names
FORMULA_LIKE = ("=", "+", "-", "@", "'", "\t", "\r", "\n")


class CellProblem(ValueError):
    """A cell that cannot be read; the message says why."""


def cell(value: Any, kind: Kind) -> str:
    """A value as it stands in a CSV.

    Examples
    --------
    >>> cell("=1+1", "text"), cell(0.1, "number"), cell(None, "text"), cell("", "text")
    ("'=1+1", '0.1', '', "'")
    """
    if value is None:
        return ""
    if kind == "text":
        return f"'{value}" if not value or value.startswith(FORMULA_LIKE) else value
    if kind == "json":
        return as_json(value)
    return "true" if value is True else "false" if value is False else repr(value)


def as_json(value: Any) -> str:
    """A nested value as text."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)


def value_of(text: str, kind: Kind) -> Any:
    """What a cell of a CSV says; None if it says nothing.

    Raises
    ------
    CellProblem
        If it isn't of its kind.

    Examples
    --------
    >>> value_of("'=1+1", "text"), value_of("0.1", "number"), value_of("", "number") is None
    ('=1+1', 0.1, True)
    """
    if text == "":
        return None
    if kind == "text":
        return text.removeprefix("'")
    if kind == "flag":
        if text.lower() not in ("true", "false"):
            raise CellProblem(f"'{text}' is neither true nor false")
        return text.lower() == "true"
    if kind == "json":
        return from_json(text)
    return _number(text, kind)


def from_json(text: str) -> Any:
    """A nested value.

    Raises
    ------
    CellProblem
        If it isn't JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise CellProblem(f"'{text[:40]}' is not JSON") from None


def _number(text: str, kind: Kind) -> float | int:
    hint = ": write a decimal point, no comma and no thousands' separator" if "," in text else ""
    try:
        number = int(text) if kind == "integer" else float(text)
    except ValueError:
        raise CellProblem(f"'{text[:40]}' is no number{hint}") from None
    if not math.isfinite(number):
        raise CellProblem(f"'{text}' is not a finite number")
    return number


def said(values: Mapping[str, Any]) -> Row:
    """What a row says: without empty cells."""
    return {key: value for key, value in values.items() if value is not None}
