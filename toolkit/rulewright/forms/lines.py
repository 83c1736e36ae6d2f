"""An inventory file as lines of the form: values by column, and beside them what has no column.

What a line cannot carry is found by reading it back: every key whose value would differ is *kept* on the technical
sheet, with the value that the cell shows, so that a cell that somebody changes afterwards counts.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rulewright.forms.cells import CellProblem, from_cell, to_cell
from rulewright.forms.columns import DIRECTIONS, SheetSpec
from rulewright.forms.cover import COVER, WHO
from rulewright.forms.sheets import BY_KEY, SHEETS
from rulewright.importing.write_inventory import plain_data
from rulewright.inventory import InventoryFile, Output
from rulewright.reporting.workbooks import Value

Item = dict[str, Any]
ANY = "*"  # "shown" of a key that has no column


@dataclass(frozen=True)
class Kept:
    """A value that a line cannot carry: path in the item, what the cell shows instead, the value."""

    path: str
    shown: Value
    value: Any


@dataclass
class Line:
    """A line of a sheet: values by column path; ``kept`` besides. ``is_open``: it waits for a number."""

    values: Item
    kept: list[Kept] = field(default_factory=list)
    is_open: bool = False


Lines = dict[str, list[Line]]


def lines_of(file: InventoryFile, lang: str) -> Lines:
    """The lines of all sheets; the cover is a single line."""
    data = plain_data(file)
    lines: Lines = {spec.key: [] for spec in SHEETS}
    sources = dict(data.pop("sources", {}))
    cover = {path: sources.pop(key, None) for path, key in WHO.items()}
    lines["sources"] = [
        _line({}, BY_KEY["sources"], lang, {"@key": k, "@text": v}) for k, v in sources.items()
    ]
    for flow in data.pop("products", ()):
        lines["properties"] += _properties(flow.pop("properties", ()), {"@flow": flow["id"]}, lang)
        if "displaces" in flow:
            owner = {"@flow": flow["id"]}
            lines["displaces"].append(_line(flow.pop("displaces"), BY_KEY["displaces"], lang, owner))
        lines["products"].append(_line(flow, BY_KEY["products"], lang))
    for process in data.pop("processes", ()):
        _process(process, lines, lang)
    for key, name in (("parameters", "parameters"), ("electricity", "electricity_supplies"), ("recycling", "recycling"),
                      ("imbalances", "explained_imbalances")):  # fmt: skip
        lines[key] = [_line(item, BY_KEY[key], lang) for item in data.pop(name, ())]
    del data["format"]
    lines["cover"] = [_line(data, COVER, lang, cover)]
    return lines


def _process(process: Item, lines: Lines, lang: str) -> None:
    owner = {"@process": process["id"]}
    for direction, part in DIRECTIONS.items():
        for item in process.pop(part, ()):
            of = {"@flow": item["flow"], "@owner": process["id"]}
            lines["properties"] += _properties(item.pop("properties", ()), of, lang)
            if direction == "output":
                item.setdefault("class", Output.model_fields["output_class"].default)
            lines["exchanges"].append(
                _line(item, BY_KEY["exchanges"], lang, owner | {"@direction": direction})
            )
    for item in process.pop("emissions", ()):
        lines["emissions"].append(_line(item, BY_KEY["emissions"], lang, owner))
    if "series" not in process.get("factor", {"series": ()}):
        lines["factors"].append(_line(process.pop("factor"), BY_KEY["factors"], lang, owner))
    lines["processes"].append(_line(process, BY_KEY["processes"], lang))


def _properties(items: Sequence[Item], owner: Item, lang: str) -> list[Line]:
    """A line a property; of a price year by year a line a year, and what holds for all of it kept at the first."""
    spec, found = BY_KEY["properties"], []
    for item in items:
        series = item.get("series")
        if series is None:
            found.append(_line(item, spec, lang, owner))
            continue
        shared = {key: each for key, each in item.items() if key not in ("series", "uncertainty")}
        for number, entry in enumerate(series):
            bounds = {key: entry[key] for key in ("minimum", "maximum") if key in entry}
            stated = shared | {"amount": entry["amount"]} | ({"uncertainty": bounds} if bounds else {})
            line = _line(stated, spec, lang, owner | {"@year": entry["year"]})
            if number == 0 and "uncertainty" in item:
                line.kept.append(Kept("uncertainty", ANY, item["uncertainty"]))
            found.append(line)
    return found


def _line(item: Item, spec: SheetSpec, lang: str, owner: Mapping[str, Any] | None = None) -> Line:
    """A line, and what has to be kept because reading the line would not give the item back."""
    stated = {path: value for path, value in (owner or {}).items() if value is not None}
    own = {path for path in spec.fields if not path.startswith("@")}
    values = stated | {path: found for path in own if (found := value_at(item, path)) is not None}
    back = item_of(_read_back(values, spec, lang))
    kept = []
    for path in _differing(item, back):
        shown = to_cell(values[path], spec.fields[path], lang) if path in values else None
        kept.append(Kept(path, shown if path in own else ANY, value_at(item, path)))
    for path, value in stated.items():  # an id or a text of the owner that no cell can hold
        if _read_back({path: value}, spec, lang).get(path) != value:
            kept.append(Kept(path, to_cell(value, spec.fields[path], lang), value))
    return Line(values, kept)


def _read_back(values: Item, spec: SheetSpec, lang: str) -> Item:
    found = {}
    for path, value in values.items():
        field_ = spec.fields[path]
        cell = to_cell(value, field_, lang)
        try:
            said = from_cell(cell, field_)
        except CellProblem:
            continue
        if said is not None:
            found[path] = said
    return found


def item_of(values: Item) -> Item:
    """The item that a line says, without the columns of its owner; one language stands for both."""
    item: Item = {}
    for path, value in values.items():
        if not path.startswith("@"):
            put(item, path, value)
    for value in item.values():
        if isinstance(value, dict) and len(value) == 1 and set(value) <= {"zh", "en"}:
            (text,) = value.values()
            value.update(zh=text, en=text)
    return item


def with_kept(values: Item, kept: Sequence[Kept], cells: Mapping[str, Value], owners: bool = False) -> Item:
    """Values, or an item, with what was kept; of a column only if its cell still shows what was written there.

    ``owners``: only columns of the owner; otherwise only keys of the item.
    """
    found = copy.deepcopy(values)
    for each in kept:
        if each.path.startswith("@") is not owners:
            continue
        if each.shown == ANY or cells.get(each.path) == (None if each.shown == "" else each.shown):
            if owners:
                found[each.path] = each.value
            else:
                put(found, each.path, each.value)
    return found


def value_at(item: Any, path: str) -> Any:
    """The value at a path with dots; None if there is none."""
    for key in path.split("."):
        item = item.get(key) if isinstance(item, dict) else None
    return item


def put(item: Item, path: str, value: Any) -> None:
    """Set the value at a path with dots."""
    *way, last = path.split(".")
    for key in way:
        if not isinstance(item.get(key), dict):
            item[key] = {}
        item = item[key]
    item[last] = value


def _differing(item: Any, back: Any, path: str = "") -> list[str]:
    """Paths whose value is another one when it is read back."""
    if not isinstance(item, dict) or not item or not isinstance(back, dict):
        return [] if item == back and type(item) is type(back) else [path]
    inside = [f"{path}.{key}" if path else key for key in item]
    return [
        found
        for name, key in zip(inside, item, strict=True)
        for found in _differing(item[key], back.get(key), name)
    ]
