"""Single lines of the form as items of an inventory: what a line says, what is kept of it, what is missing or wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, TypeAdapter, ValidationError

from rulewright.errors import Mistake
from rulewright.forms.columns import SheetSpec
from rulewright.forms.cover import COVER
from rulewright.forms.lines import ANY, Item, Kept, item_of, put, value_at, with_kept
from rulewright.forms.sheets import BY_KEY, SHEETS
from rulewright.reading.validation import did_you_mean, mistakes_of, strictly
from rulewright.reading.yaml_nodes import Document, Path_
from rulewright.reporting.workbooks import Value, place_name

STAND_IN, STAND_IN_YEAR = 1.0, 2000  # for what is told to be wrong: nothing that is read contains them
At = tuple[int, int, int]  # number of the sheet, row, column
Owner = tuple[Item, Path_]  # an item and where it stands in the data


@dataclass
class ReadLine:
    """A line as read: values by column, the cells behind them, and what could not be read (as text)."""

    spec: SheetSpec
    sheet: int
    at: Mapping[str, At]
    values: Item = field(default_factory=dict)
    cells: dict[str, Value] = field(default_factory=dict)
    faulty: dict[str, str] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()
    kept_name: str = ""

    @property
    def anchor(self) -> At:
        """The cell that stands for the line."""
        return self.at.get(self.spec.anchor) or next(iter(self.at.values()), (self.sheet, 1, 1))

    def place(self, name: str) -> At:
        """The cell of a column; where the column is missing, the one that stands for the line."""
        return self.at.get(name, self.anchor)


class Items:
    """Makes items of lines; what is missing or does not fit goes into the mistakes of the document."""

    def __init__(self, lang: str, path: str) -> None:
        self._lang = lang
        self._document = Document(path, {})
        self._lost: set[str] = set()
        self._used: set[str] = set()
        self._kept: list[str] = []
        self._one_language: list[str] = []
        self._units: dict[str, str] = {}

    def _item(self, line: ReadLine, path: Path_) -> Item:
        """The item of a line, the cells of its keys, and what is kept of it; what is wrong is marked as told."""
        self._take_kept(line)
        item = with_kept(item_of(line.values), line.kept, line.cells)
        self._texts(line)
        self._document.lines[path] = cell_number(*line.anchor)
        for name, at in line.at.items():
            if not name.startswith("@"):
                keys = name.split(".")
                for size in range(1, len(keys) + 1):
                    self._document.lines.setdefault((*path, *keys[:size]), cell_number(*at))
        self._check_mandatory(line, path, item)
        for name, text in line.faulty.items():
            if not name.startswith("@"):
                self._stand_in(line, path, item, name, text)
        return item

    def _stand_in(self, line: ReadLine, path: Path_, item: Item, name: str, text: str | None) -> None:
        """What stands for a value that is missing or wrong, which is told, so that all else can still be checked."""
        held = line.spec.fields[name]
        if name.startswith("uncertainty."):
            item.pop("uncertainty", None)
            return
        if name in ("amount", "missing"):
            item.pop("uncertainty", None)
        if name == "missing":
            return
        base, _, lang = name.rpartition(".")
        known = {
            "number": STAND_IN,
            "integer": STAND_IN_YEAR,
            "flag": False,
            "date": "2000-01-01",
            "words": [],
            "ids": [],
        }
        if lang in ("zh", "en"):
            put(item, base, {"zh": "-", "en": "-"})
        elif name == "unit" and value_at(item, "flow") in self._units:
            item["unit"] = self._units[item["flow"]]
        elif held.kind == "word" and name != "property":
            put(item, name, held.options[-1])
        elif held.kind == "text" and held.key != "unit":
            put(item, name, "-")
        elif held.kind in known:
            put(item, name, known[held.kind])
        else:
            put(item, name, text)
            self._document.faulty.add((*path, *name.split(".")))
            named = (line.values.get(key) for key in ("id", "flow", "@flow"))
            self._lost |= {str(each) for each in named if each is not None}

    def _take_kept(self, line: ReadLine) -> None:
        if line.kept:
            line.values = with_kept(line.values, line.kept, line.cells, owners=True)
            self._used.add(line.kept_name)
            self._kept += [each.path for each in line.kept if each.shown == ANY]

    def _texts(self, line: ReadLine) -> None:
        for name in line.spec.fields:
            base, _, lang = name.rpartition(".")
            if lang == "zh" and (name in line.values) != (f"{base}.en" in line.values):
                given = name if name in line.values else f"{base}.en"
                self._one_language.append(cell_name(*line.place(given), self._lang))

    def _check_mandatory(self, line: ReadLine, path: Path_, item: Item | None = None) -> None:
        for name, held in line.spec.fields.items():
            if not held.is_required or name in line.values or name in line.faulty:
                continue
            base, _, lang = name.rpartition(".")
            other = f"{base}.{'en' if lang == 'zh' else 'zh'}"
            if lang in ("zh", "en") and (other in line.values or other in line.faulty or lang != self._lang):
                continue  # one language is enough; that both are missing is told once
            if item is not None and value_at(item, name) is not None:
                continue  # kept
            if line.spec.key == "exchanges" and name == "class":
                continue  # of outputs only
            self._empty(line, name)
            if item is not None and not name.startswith("@"):
                self._stand_in(line, path, item, name, None)

    def _empty(self, line: ReadLine, name: str) -> None:
        if name not in line.at:
            return  # that the column is missing is told
        title = line.spec.column(name).title(self._lang)
        self._mistake(
            self._document, line.place(name), f"'{title}' is empty", "fill in the cell; it is mandatory"
        )

    def _owner(self, line: ReadLine, name: str, known: Mapping[str, Owner], key: str) -> Owner | None:
        """The item that a line belongs to."""
        said = str(line.values[name]) if name in line.values else None
        if said is not None and said in known:
            return known[said]
        self._check_mandatory(line, ())
        if said is not None:
            title = BY_KEY[key].title(self._lang)
            near = did_you_mean(said, known)
            self._mistake(
                self._document,
                line.place(name),
                f"'{said}' is not on the sheet '{title}'",
                f"add it there, or correct the id{near}",
            )
        self._lost |= {str(line.values[each]) for each in ("flow", "@flow") if each in line.values}
        return None

    @staticmethod
    def _mistake(document: Document, at: At, what: str, mend: str) -> None:
        document.mistakes.append(Mistake(what, f"{document.path}:{cell_number(*at)}", mend))

    def _is_valid(self, items: list[Item], path: Path_, model: type[BaseModel]) -> bool:
        """Whether the last item is what its model wants; if not it is told and taken out, so that the rest is checked."""
        try:
            strictly(TypeAdapter(model), items[-1])
            return True
        except ValidationError as error:
            self._document.mistakes += mistakes_of(error, model, self._document, path)
        self._lost.add(str(items.pop().get("flow", "")))
        size, document = len(path), self._document
        document.lines = {key: line for key, line in document.lines.items() if key[:size] != path}
        document.faulty = {key for key in document.faulty if key[:size] != path}
        return False


def cell_number(sheet: int, row: int, column: int) -> int:
    """A cell as one number, in the order of the form: the lines of the document are cells."""
    return (sheet * 100_000 + row) * 1_000 + column


def cell_of(number: int) -> At:
    """The cell behind a number."""
    rest, column = divmod(number, 1_000)
    sheet, row = divmod(rest, 100_000)
    return sheet, row, column


def cell_name(sheet: int, row: int, column: int, lang: str) -> str:
    """Name of a cell with that of its sheet, e.g. ``Products!A4``."""
    title: Callable[[str], str] = (COVER, *SHEETS)[sheet].title
    return f"{title(lang)}!{place_name(row, column)}"
