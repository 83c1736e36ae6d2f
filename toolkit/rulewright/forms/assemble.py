"""From lines of the form to the data of an inventory file, with the cell of every value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from rulewright.forms.columns import DIRECTIONS
from rulewright.forms.cover import COVER, WHO
from rulewright.forms.items import STAND_IN, Items, Owner, ReadLine, cell_name, cell_number, cell_of
from rulewright.forms.lines import Item
from rulewright.forms.sheets import BY_KEY, SHEETS
from rulewright.inventory import INVENTORY_FORMAT, Emission, Input, Output, Property
from rulewright.reading.yaml_nodes import Document, Path_

LISTS = {
    "electricity": "electricity_supplies",
    "imbalances": "explained_imbalances",
    "recycling": "recycling",
    "parameters": "parameters",
}


MODELS: dict[str, type[BaseModel]] = {"outputs": Output, "inputs": Input, "emissions": Emission}
Known = dict[str, Owner]


@dataclass(frozen=True)
class Assembled:
    """The data as a document whose lines are cells.

    Attributes
    ----------
    lost
        Ids of what could not be read.
    used, kept
        Numbers of the kept facts that came back, and their paths.
    one_language, open_cells
        Cells of texts in one language only; of properties without a number.
    """

    document: Document
    lost: frozenset[str]
    used: frozenset[str]
    kept: tuple[str, ...]
    one_language: list[str]
    open_cells: list[str]
    lang: str

    def cell(self, number: int) -> str:
        """Name of the cell behind a line of the document."""
        return cell_name(*cell_of(number), self.lang)


def assemble(lines: Iterable[ReadLine], lang: str, path: str) -> Assembled:
    """Put lines together; what is missing or does not fit goes into the mistakes of the document."""
    by_sheet: dict[str, list[ReadLine]] = {spec.key: [] for spec in (COVER, *SHEETS)}
    for line in lines:
        by_sheet[line.spec.key].append(line)
    return _Assembly(by_sheet, lang, path).run()


class _Assembly(Items):
    def __init__(self, lines: Mapping[str, list[ReadLine]], lang: str, path: str) -> None:
        super().__init__(lang, path)
        self._lines = lines
        self._open: list[str] = []

    def run(self) -> Assembled:
        data: Item = {"format": INVENTORY_FORMAT}
        self._document.data = data
        for line in self._lines["cover"]:
            self._cover(line, data)
        self._sources(data)
        for key, name in LISTS.items():
            data[name] = [self._item(line, (name, number)) for number, line in enumerate(self._lines[key])]
        flows = self._flows(data)
        processes = self._processes(data)
        self._properties(flows, processes)
        return Assembled(
            self._document,
            frozenset(self._lost),
            frozenset(self._used),
            tuple(self._kept),
            self._one_language,
            self._open,
            self._lang,
        )

    # -- sheets ---------------------------------------------------------------------------------------

    def _cover(self, line: ReadLine, data: Item) -> None:
        item = self._item(line, ())
        data |= item
        who = {key: line.values[path] for path, key in WHO.items() if path in line.values}
        data["sources"] = who

    def _sources(self, data: Item) -> None:
        sources = data.setdefault("sources", {})
        for line in self._lines["sources"]:
            self._take_kept(line)
            self._check_mandatory(line, ())
            if "@key" not in line.values or "@text" not in line.values:
                continue
            key = line.values["@key"]
            if key in sources:
                self._mistake(
                    self._document,
                    line.place("@key"),
                    f"two sources have the id '{key}'",
                    "give each its own id",
                )
            sources[key] = line.values["@text"]
            self._document.lines[("sources", key)] = cell_number(*line.place("@text"))

    def _flows(self, data: Item) -> Known:
        data["products"] = []
        found: Known = {}
        for number, line in enumerate(self._lines["products"]):
            item = self._item(line, ("products", number))
            data["products"].append(item)
            found.setdefault(str(item.get("id")), (item, ("products", number)))
        self._units = {
            each["id"]: each["unit"] for each in data["products"] if each.get("id") and each.get("unit")
        }
        for line in self._lines["displaces"]:
            owner = self._owner(line, "@flow", found, "products")
            if owner is not None and "displaces" in owner[0]:
                self._mistake(
                    self._document,
                    line.place("@flow"),
                    f"two rows say what '{line.values['@flow']}' displaces",
                    "keep one row",
                )
            elif owner is not None:
                owner[0]["displaces"] = self._item(line, (*owner[1], "displaces"))
        return found

    def _processes(self, data: Item) -> Known:
        data["processes"] = []
        found: Known = {}
        for number, line in enumerate(self._lines["processes"]):
            item = self._item(line, ("processes", number))
            item |= {part: [] for part in (*DIRECTIONS.values(), "emissions")}
            data["processes"].append(item)
            if found.setdefault(str(item.get("id")), (item, ("processes", number)))[0] is not item:
                self._mistake(
                    self._document,
                    line.place("id"),
                    f"two processes have the id '{item.get('id')}'",
                    "give each its own id",
                )
                item["@broken"] = True
        for line in self._lines["factors"]:
            owner = self._owner(line, "@process", found, "processes")
            if owner is not None and "factor" in owner[0]:
                self._mistake(
                    self._document,
                    line.place("@process"),
                    f"two rows state a factor of '{line.values['@process']}'",
                    "keep one row",
                )
            elif owner is not None:
                owner[0]["factor"] = self._item(line, (*owner[1], "factor"))
        for line in self._in_order(self._lines["exchanges"]):
            self._exchange(line, found)
        for line in self._lines["emissions"]:
            owner = self._owner(line, "@process", found, "processes")
            if owner is not None:
                self._append(line, owner, "emissions")
        for number, line in enumerate(self._lines["processes"]):
            self._check_reference(line, data["processes"][number], ("processes", number))
        return found

    @staticmethod
    def _in_order(lines: list[ReadLine]) -> list[ReadLine]:
        """The reference output first: in the form the order of rows is free."""
        return sorted(lines, key=lambda line: line.values.get("class") != "product")

    def _exchange(self, line: ReadLine, processes: Mapping[str, Owner]) -> None:
        owner = self._owner(line, "@process", processes, "processes")
        direction = line.values.get("@direction")
        if owner is None or direction is None:
            if owner is not None:
                self._check_mandatory(line, ())
                self._lost |= {str(line.values.get("flow", ""))}
                owner[0]["@broken"] = True
            return
        wrong = "class" if direction == "input" else "from"
        if wrong in line.values or wrong in line.faulty:
            title = BY_KEY["exchanges"].column(wrong).title(self._lang)
            what = f"'{title}' is for outputs only" if wrong == "class" else f"'{title}' is for inputs only"
            self._mistake(
                self._document,
                line.place(wrong),
                what,
                "clear the cell, or correct the direction",
            )
            line.values.pop(wrong, None)
            line.faulty.pop(wrong, None)
        if direction == "output":
            if "class" not in line.values:
                if "class" not in line.faulty:
                    self._empty(line, "class")
                    line.values["class"] = "co_product"
                owner[0]["@broken"] = True
            twice = [each for each in owner[0]["outputs"] if each.get("flow") == line.values.get("flow")]
            if twice and "flow" in line.values:
                what = f"'{line.values['flow']}' leaves the process '{line.values['@process']}' twice"
                self._mistake(self._document, line.place("flow"), what, "state one output with one amount")
                return
        self._append(line, owner, DIRECTIONS[direction])

    def _append(self, line: ReadLine, owner: Owner, part: str) -> None:
        items = owner[0][part]
        path: Path_ = (*owner[1], part, len(items))
        items.append(self._item(line, path))
        amounts = [key for key in ("amount", "formula", "missing") if line.values.get(key)]
        if not amounts and not any(key in line.faulty for key in ("amount", "formula", "missing")):
            what = "an amount, a formula or 'no data' is needed"
            self._mistake(
                self._document,
                line.place("amount"),
                what,
                "write a number; where none is known, say so in the column for it",
            )
        if not amounts and "amount" not in items[-1]:
            items[-1]["amount"] = STAND_IN
            items[-1].pop("uncertainty", None)
            items[-1].pop("missing", None)
        if not self._is_valid(items, path, MODELS[part]) and line.values.get("class") == "product":
            owner[0]["@broken"] = True

    def _check_reference(self, line: ReadLine, item: Item, path: Path_) -> None:
        if item.pop("@broken", False):
            self._lose_outputs(item, path)  # told already
            return
        references = [number for number, each in enumerate(item["outputs"]) if each.get("class") == "product"]
        if len(references) == 1:
            return
        mend = "choose the class 'product' for exactly one output of the process, and co_product or another one for the rest"
        if not references:
            self._mistake(
                self._document,
                line.anchor,
                f"the process '{item.get('id')}' has no output of the class product",
                mend,
            )
        for number in references[1:]:
            at = self._document.lines.get((*path, "outputs", number, "class"), cell_number(*line.anchor))
            self._mistake(
                self._document,
                cell_of(at),
                f"the process '{item.get('id')}' has more than one output of the class product",
                mend,
            )
        self._lose_outputs(item, path)

    def _lose_outputs(self, item: Item, path: Path_) -> None:
        """The process cannot be checked further; that nobody makes its flows is no mistake of its own."""
        self._lost |= {str(each.get("flow")) for each in item["outputs"]}
        self._document.faulty.add((*path, "outputs"))
        item["outputs"] = None

    def _properties(self, flows: Mapping[str, Owner], processes: Mapping[str, Owner]) -> None:
        dated: dict[tuple[str, str, str], Owner] = {}
        stated = (
            "amount",
            "source",
            "mark",
            "note",
            "basis",
            "uncertainty.minimum",
            "uncertainty.distribution",
        )
        for line in self._lines["properties"]:
            if not line.faulty and not line.kept and not any(path in line.values for path in stated):
                self._open.append(cell_name(*line.place("amount"), self._lang))
                continue
            if "@owner" in line.values and "@flow" in line.values:  # of a flow that a background may define
                owner = self._output(line, processes)
            else:
                owner = self._owner(line, "@flow", flows, "products")
            if owner is None:
                continue
            if "@year" in line.faulty:
                self._lost.add(str(line.values["@flow"]))
                continue
            key = (
                str(line.values.get("@owner", "")),
                str(line.values["@flow"]),
                str(line.values.get("property")),
            )
            if "@year" in line.values:
                self._price(line, owner, dated, key)
                continue
            items = owner[0].setdefault("properties", [])
            path: Path_ = (*owner[1], "properties", len(items))
            items.append(self._item(line, path))
            self._check_amount(line, items[-1])
            self._is_valid(items, path, Property)

    def _price(
        self,
        line: ReadLine,
        owner: Owner,
        dated: dict[tuple[str, str, str], Owner],
        key: tuple[str, str, str],
    ) -> None:
        """A price of one year: all of one flow are one series, what holds for the series stands in its first line."""
        if "uncertainty.distribution" in line.values:
            title = BY_KEY["properties"].column("uncertainty.distribution").title(self._lang)
            self._mistake(
                self._document,
                line.place("uncertainty.distribution"),
                f"a price of one year takes no '{title}'",
                "clear the cell; give the lowest and highest price of the year as minimum and maximum",
            )
        items = owner[0].setdefault("properties", [])
        path: Path_ = (*owner[1], "properties", len(items))
        item = self._item(line, dated[key][1] if key in dated else path)
        entry = {"year": line.values["@year"]} | ({"amount": item.pop("amount")} if "amount" in item else {})
        bounds = ("minimum", "maximum")
        entry |= {
            bound: line.values[f"uncertainty.{bound}"]
            for bound in bounds
            if f"uncertainty.{bound}" in line.values
        }
        carried = next((each.value for each in line.kept if each.path == "uncertainty"), None)
        item.pop("uncertainty", None)
        if carried is not None:
            item["uncertainty"] = carried
        if key not in dated:
            items.append(item | {"series": []})
            dated[key] = items[-1], path
        first, place = dated[key]
        for name in ("unit", "basis", "source", "mark", "note"):
            if name in item and item[name] != first.get(name) and not line.faulty:
                title = BY_KEY["properties"].column(name).title(self._lang)
                self._mistake(
                    self._document,
                    line.place(name),
                    f"the prices of one flow differ in '{title}'",
                    "write the same in all years, or leave it empty after the first",
                )
        inside: Path_ = (*place, "series", len(first["series"]))
        first["series"].append(entry)
        self._document.lines[inside] = cell_number(*line.place("@year"))
        if "amount" not in entry and "amount" not in line.faulty:
            self._empty(line, "amount")
        entry.setdefault("amount", STAND_IN)

    def _check_amount(self, line: ReadLine, item: Item) -> None:
        if "amount" not in item:
            self._empty(line, "amount")
            item["amount"] = STAND_IN
            item.pop("uncertainty", None)

    def _output(self, line: ReadLine, processes: Mapping[str, Owner]) -> Owner | None:
        owner = self._owner(line, "@owner", processes, "processes")
        if owner is None or owner[0].get("outputs") is None:
            return None
        flow = line.values["@flow"]
        for number, output in enumerate(owner[0]["outputs"]):
            if output.get("flow") == flow:
                return output, (*owner[1], "outputs", number)
        what = f"the process '{line.values['@owner']}' has no output '{flow}'"
        self._mistake(
            self._document,
            line.place("@owner"),
            what,
            "name a process that makes the flow, or clear the cell",
        )
        return None
