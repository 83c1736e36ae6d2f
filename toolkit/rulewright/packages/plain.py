"""Plain data with one spelling: what results become before they are written, hashed and compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def plain(value: Any) -> Any:
    """Give dictionaries, lists, numbers and texts for anything that a result or a ledger holds.

    Raises
    ------
    ValueError
        If a number isn't finite: it has no place in JSON.

    Examples
    --------
    >>> plain({"b": (1, 2.5), "a": frozenset({"y", "x"})})
    {'b': [1, 2.5], 'a': ['x', 'y']}
    """
    return json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False, default=_known))


def to_json(value: Any) -> str:
    """JSON text for people, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def digest(value: Any) -> str:
    """SHA-256 of plain data, whatever the order of its keys; of bytes, of the bytes themselves."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _known(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", exclude_none=True)
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return dict(value) if isinstance(value, Mapping) else str(value)
