"""Read back a database that we wrote: the same inventory, and what was changed in another tool since.

What stands in Brightway's own fields counts where it differs from what we wrote there; all else is as we wrote it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.stored import Key, Stored
from rulewright.importing.brightway_distributions import distribution_of
from rulewright.importing.brightway_shape import FORMAT, OURS, Shape, functional_shapes
from rulewright.importing.distributions import settle, turned
from rulewright.importing.imported import Imported
from rulewright.importing.rebuilt import as_import, built
from rulewright.inventory import InventoryFile
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

PARTS = ("outputs", "inputs", "emissions")
AGREES_WITHIN = 1e-12  # relative
COMPARED = ("amount", "uncertainty type", "loc", "scale", "shape", "minimum", "maximum", "formula")

CHANGED = Sentence(
    "{count} 个数值在其他 Brightway 工具中改动过：取改后的数值，标为用户声明。",
    "{count} amounts were changed in another Brightway tool: the changed ones are taken, marked as declared by the user.",
)
REMOVED = Sentence(
    "{count} 个输入输出在其他 Brightway 工具中被删除。",
    "{count} exchanges were removed in another Brightway tool.",
)
ADDED = Sentence(
    "其他 Brightway 工具中新增的内容没有引入：{names}。",
    "What was added in another Brightway tool is not in: {names}.",
)
RENAMED = Sentence(
    "{count} 个过程的名称或地区在其他 Brightway 工具中改动过：取改后的。",
    "Names or locations of {count} processes were changed in another Brightway tool: the changed ones are taken.",
)
MOST_NAMED = 6


def is_own(about: Mapping[str, Any]) -> bool:
    """Whether the metadata of a database say that we wrote it as an unallocated inventory."""
    ours = about.get(OURS)
    return isinstance(ours, Mapping) and ours.get("format") == FORMAT


def read_own(stored: Stored, database: str, where: str) -> Imported:
    """The inventory of a database that we wrote, with the backgrounds that were written with it.

    Raises
    ------
    BrightwayError
        If our own field of a node or edge is damaged.
    ReadingError
        If the inventory doesn't pass the checks of every inventory any more.
    """
    own = [name for name in stored.names if is_own(stored.about[name])]
    files = {name: _file(stored, name, where) for name in own}
    names = {file.id: name for name, file in files.items()}
    said: list[Text] = []
    inventory = built(files[database], [files[name] for name in own if name != database], where)
    linked = {file.id: names.get(file.id, file.id) for file in (inventory.file, *inventory.backgrounds)}
    shapes, _ = functional_shapes(inventory, linked)
    changes = _Changes(stored)
    patched = {
        shape.name: changes.patched(files[shape.name], shape) for shape in shapes if shape.name in files
    }
    if patched != files:
        inventory = built(patched[database], [patched[name] for name in patched if name != database], where)
    said += changes.said()
    return as_import(
        inventory, database, f"Brightway {stored.place.generation} database, written by Rulewright", said
    )


def _file(stored: Stored, name: str, where: str) -> InventoryFile:
    """The file as we wrote it, less what is gone."""
    try:
        ours = stored.about[name][OURS]
        head = dict(ours["head"])
        products = {each["place"]: each["flow"] for each in ours["products"]}
        processes: dict[int, dict[str, Any]] = {}
        for key, node in stored.nodes.items():
            mine = node.get(OURS) if key[0] == name else None
            if not mine:
                continue
            if "flow" in mine:
                products[mine["place"]] = mine["flow"]
            else:
                processes[mine["place"]] = mine["process"] | _exchanges(stored, key, mine["aside"])
        head["products"] = [products[place] for place in sorted(products)]
        head["processes"] = [processes[place] for place in sorted(processes)]
        return InventoryFile.model_validate(head)
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        what = f"what Rulewright wrote beside the data of '{name}' is damaged: {error}"
        raise BrightwayError(
            what, where, "write the database again, or remove its field 'rulewright'"
        ) from None


def _exchanges(stored: Stored, key: Key, aside: Mapping[str, Any]) -> dict[str, Any]:
    places: dict[str, dict[int, Any]] = {part: {} for part in PARTS}
    for part, several in aside.items():
        for each in several:
            places[part][each["place"]] = each["stated"]
    for edge in stored.exchanges.get(key, ()):
        mine = edge.get(OURS)
        if mine and mine["part"] in PARTS:
            places[mine["part"]][mine["place"]] = mine["stated"]
    return {part: [found[place] for place in sorted(found)] for part, found in places.items() if found}


class _Changes:
    """Finds what differs from what we wrote, and takes it over."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.counts: Counter[str] = Counter()
        self.added: list[str] = []

    def patched(self, file: InventoryFile, shape: Shape) -> InventoryFile:
        """The file with the changes to one database."""
        self._find_added(shape)
        processes = [
            self._process(process, shape.data[shape.name, process.id], (shape.name, process.id))
            for process in file.processes
        ]
        parameters = [self._parameter(each, shape) for each in file.parameters]
        if all(
            new is old
            for new, old in zip((*processes, *parameters), (*file.processes, *file.parameters), strict=True)
        ):
            return file
        return file.model_copy(update={"processes": processes, "parameters": parameters})

    def said(self) -> Iterator[Text]:
        """What was changed, in words."""
        for name, sentence in (("changed", CHANGED), ("removed", REMOVED), ("renamed", RENAMED)):
            if self.counts[name]:
                yield sentence.text(count=self.counts[name])
        if self.added:
            names = "; ".join(self.added[:MOST_NAMED])
            yield ADDED.text(names=names if len(self.added) <= MOST_NAMED else f"{names} ...")

    def _find_added(self, shape: Shape) -> None:
        for key, node in self.stored.nodes.items():
            if key[0] == shape.name and key not in shape.data:
                self.added.append(str(node.get("product") or node.get("name") or key[1]))
        for key, edges in self.stored.exchanges.items():
            if key[0] == shape.name:
                self.added += [
                    str(edge.get("name") or edge["input"][1]) for edge in edges if not edge.get(OURS)
                ]

    def _process(self, process: Any, expected: Mapping[str, Any], key: Key) -> Any:
        """A process with its changed amounts, name and location."""
        update: dict[str, Any] = {}
        node = self.stored.nodes[key]
        if node.get("name") != expected["name"] and node.get("name"):
            update["name"] = Text(zh=process.name.zh, en=str(node["name"]))
        if node.get("location") != expected["location"] and node.get("location"):
            update["location"] = str(node["location"])
        self.counts["renamed"] += bool(update)
        mine = node[OURS]
        here = {part: self._here(key, part, mine["aside"]) for part in PARTS}
        wanted = {
            (edge[OURS]["part"], edge[OURS]["place"]): edge
            for edge in expected["exchanges"]
            if edge[OURS]["part"] in PARTS
        }
        for part in PARTS:
            items = list(getattr(process, part))
            for place, edge in enumerate(here[part]):
                written = wanted.get((part, place))
                if edge is not None and written is not None and _differ(edge, written):
                    items[place] = self._amount(items[place], edge, written)
            if any(new is not old for new, old in zip(items, getattr(process, part), strict=True)):
                update[part] = items
        return process.model_copy(update=update) if update else process

    def _here(self, key: Key, part: str, aside: Mapping[str, Any]) -> list[dict[str, Any] | None]:
        """Edges of one part in their order; None for what has no edge."""
        places: dict[int, dict[str, Any] | None] = {each["place"]: None for each in aside.get(part, ())}
        for edge in self.stored.exchanges.get(key, ()):
            if (edge.get(OURS) or {}).get("part") == part:
                places[edge[OURS]["place"]] = edge
        self.counts["removed"] += max(places, default=-1) + 1 - len(places)
        return [places[place] for place in sorted(places)]

    def _amount(self, item: Any, edge: Mapping[str, Any], written: Mapping[str, Any]) -> Any:
        """An exchange with the amount and the distribution of its edge, in the unit in which it was stated."""
        self.counts["changed"] += 1
        amount, scale = float(edge["amount"]), float(edge[OURS]["scale"])
        uncertainty, _ = settle(distribution_of(edge), amount, 1 / abs(scale))
        if scale < 0:
            uncertainty = turned(uncertainty)
        update = {
            "amount": amount / scale, "formula": None, "uncertainty": uncertainty, "mark": "declared",
            "note": f"{item.note + '; ' if item.note else ''}changed in another Brightway tool",
        }  # fmt: skip
        return item.model_copy(update=update)

    def _parameter(self, parameter: Any, shape: Shape) -> Any:
        native = next(
            (
                each
                for each in self.stored.parameters
                if each.level == "database" and each.owner[0] == shape.name and each.name == parameter.id
            ),
            None,
        )
        if (
            native is None
            or native.amount is None
            or math.isclose(native.amount, parameter.amount, rel_tol=AGREES_WITHIN)
        ):
            return parameter
        self.counts["changed"] += 1
        return parameter.model_copy(update={"amount": native.amount, "mark": "declared"})


def _differ(edge: Mapping[str, Any], written: Mapping[str, Any]) -> bool:
    return any(not _agree(edge.get(name), written.get(name)) for name in COMPARED)


def _agree(now: object, before: object) -> bool:
    if isinstance(now, int | float) and isinstance(before, int | float):
        return math.isclose(now, before, rel_tol=AGREES_WITHIN)
    return now == before
