"""Forms for tests: as sheets in memory, and as a file that somebody edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from strategies import make_inventory

from rulewright.forms.columns import SheetSpec
from rulewright.forms.cover import COVER
from rulewright.forms.layout import (
    COVER_FIRST,
    HEADER,
    LABEL,
    TECHNICAL,
    cells_of,
    facts_of,
    number_kept,
    technical_cells,
    titles_of,
)
from rulewright.forms.lines import lines_of
from rulewright.forms.sheets import BY_KEY, SHEETS
from rulewright.inventory import Inventory, InventoryFile
from rulewright.reading.rules import read_rule
from rulewright.reporting.workbooks import Sheet, place_name

RULE = "pact-3"


def sheets_of(file: InventoryFile, lang: str) -> list[Sheet]:
    """The form that is filled in from an inventory, without a file between."""
    lines = lines_of(file, lang)
    kept = number_kept(lines)
    found = []
    for spec in (COVER, *SHEETS):
        cells = cells_of(lines[spec.key], spec, lang)
        for number, head in enumerate(titles_of(spec, lang)):
            cells[(COVER_FIRST + number, LABEL) if spec is COVER else (HEADER, number + 1)] = head
        found.append(
            Sheet(spec.title(lang), {at: each for at, each in cells.items() if each not in (None, "")})
        )
    facts = facts_of(read_rule(RULE), lang, kept)
    return [*found, Sheet(TECHNICAL, technical_cells(facts), "hidden")]


def works() -> Inventory:
    """A works with a co-product, a waste nobody treats, an oven that supplies it, prices of two years."""
    return make_inventory(
        {
            "works": {
                "outputs": {"steel": 10, "slag": {"amount": 3, "class": "co_product"}},
                "inputs": {"coke": {"amount": 4, "tags": ["fuel"]}},
                "emissions": {"co2-fossil": 12},
            },
            "oven": {"outputs": {"coke": 1}, "emissions": {"co2-fossil": 0.5}},
        },
        {"steel": {"price": {2023: 4.0, 2024: 5.0}, "mass": 1.0}, "slag": {"mass": 1.0}},
    )


def place(sheet: str, row: int, column: str) -> str:
    """Name of a cell by key of its sheet, number of its line (from 1) and path of its column."""
    return place_name(*cell_place(sheet, row, column))


def cell_place(sheet: str, row: int, column: str) -> tuple[int, int]:
    """Row and column of a cell."""
    spec = spec_of(sheet)
    paths = [each.path for each in spec.columns]
    if spec is COVER:
        return COVER_FIRST + paths.index(column), 2
    return HEADER + row, paths.index(column) + 1


def spec_of(sheet: str) -> SheetSpec:
    """A sheet by its key, the cover included."""
    return BY_KEY.get(sheet, COVER)


def change(path: Path, lang: str, cells: Mapping[tuple[str, int, str], Any]) -> None:
    """Write values into cells: (sheet, line, column) to the value."""
    with opened(path) as book:
        for (sheet, row, column), value in cells.items():
            book[spec_of(sheet).title(lang)][place(sheet, row, column)].value = value


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The workbook, saved afterwards."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    yield book
    book.save(path)
