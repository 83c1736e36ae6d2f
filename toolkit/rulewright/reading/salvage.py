"""Keep the sound parts of an inventory file that has mistakes, so that its links and units are checked as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rulewright.inventory import InventoryFile
from rulewright.reading.validation import strictly
from rulewright.reading.yaml_nodes import Document, Path_

_FILE = TypeAdapter(InventoryFile)
_LISTS = (
    "products", "parameters", "processes", "electricity_supplies", "recycling", "correlations", "explained_imbalances",
)  # fmt: skip
_STAND_INS: dict[str, Any] = {
    "format": "rulewright-inventory/1", "id": "unnamed", "title": {"zh": "-", "en": "-"}, "version": "-",
    "licence": "-", "geography": "-", "year": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Salvaged:
    """What is left of a file.

    Attributes
    ----------
    file
        The file without the items that have mistakes.
    document
        Lines of what is left; its list of mistakes is that of the whole document.
    dropped
        Ids of dropped items and the flows that dropped processes make: that they are missing is no mistake.
    """

    file: InventoryFile
    document: Document
    dropped: frozenset[str]


def salvage(document: Document) -> Salvaged | None:
    """Drop what isn't valid, item by item; None if too little is left to check."""
    data = document.data
    if not isinstance(data, dict):
        return None
    bad = {place for finding in _findings(data) if (place := _place(finding["loc"])) is not None}
    kept = {
        key: [index for index in range(len(data[key])) if (key, index) not in bad]
        for key in _LISTS
        if isinstance(data.get(key), list) and key not in bad
    }
    left = {key: value for key, value in data.items() if key not in bad and key not in _LISTS}
    left |= {key: [data[key][index] for index in indices] for key, indices in kept.items()}
    try:
        file = strictly(_FILE, {**_STAND_INS, **left})
    except ValidationError:
        return None
    return Salvaged(file, _view(document, left, kept), _dropped(data, kept))


def _findings(data: dict[str, Any]) -> list[Any]:
    try:
        strictly(_FILE, data)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _place(location: tuple[Any, ...]) -> Any:
    """The item of a list, or the key of the file, that a finding is about."""
    if len(location) > 1 and location[0] in _LISTS:
        return location[:2]
    return location[0] if location else None


def _view(document: Document, left: dict[str, Any], kept: dict[str, list[int]]) -> Document:
    """The same document with items renumbered as in what is left."""
    lines: dict[Path_, int] = {}
    numbers = {(key, old): new for key, indices in kept.items() for new, old in enumerate(indices)}
    for path, line in document.lines.items():
        if len(path) < 2 or path[0] not in _LISTS:
            lines[path] = line
        elif (new := numbers.get((str(path[0]), int(path[1])))) is not None:
            lines[(path[0], new, *path[2:])] = line
    return Document(document.path, left, lines, document.mistakes)


def _dropped(data: dict[str, Any], kept: dict[str, list[int]]) -> frozenset[str]:
    names: set[str] = set()
    for key in _LISTS:
        items = data.get(key)
        for index, item in enumerate(items if isinstance(items, list) else []):
            if index in kept.get(key, ()) or not isinstance(item, dict):
                continue
            outputs = item.get("outputs")
            named = [item, *(outputs if isinstance(outputs, list) else [])]
            names |= {
                each[word] for each in named if isinstance(each, dict) for word in ("id", "flow")
                if isinstance(each.get(word), str)
            }  # fmt: skip
    return frozenset(names)
