"""The blocks of a SimaPro CSV file: processes with their sections, parameters, units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from rulewright.errors import Mistake
from rulewright.importing.simapro_text import Row, Table

PRODUCTS, WASTE_TREATMENT, WASTE_SCENARIO = "Products", "Waste treatment", "Waste scenario"
AVOIDED, WASTE_TO_TREATMENT = "Avoided products", "Waste to treatment"
INPUTS = ("Materials/fuels", "Electricity/heat")
# section -> its part of the environment
ELEMENTARY = {
    "Resources": "resource", "Emissions to air": "air", "Emissions to water": "water", "Emissions to soil": "soil",
    "Final waste flows": "final waste flows", "Non material emissions": "non material emissions",
    "Non material emission": "non material emissions", "Social issues": "social issues", "Economic issues": "economic issues",
}  # fmt: skip
SPLIT_WASTE = ("Separated waste", "Remaining waste")
INPUT_PARAMETERS, CALCULATED_PARAMETERS = "Input parameters", "Calculated parameters"
SECTIONS = frozenset(
    (PRODUCTS, WASTE_TREATMENT, WASTE_SCENARIO, AVOIDED, WASTE_TO_TREATMENT, *INPUTS, *ELEMENTARY, *SPLIT_WASTE,
     INPUT_PARAMETERS, CALCULATED_PARAMETERS)
)  # fmt: skip
GLOBAL_INPUT = ("Database Input parameters", "Project Input parameters")
GLOBAL_CALCULATED = ("Database Calculated parameters", "Project Calculated parameters")
# blocks that an inventory has no place for, or that repeat what processes say
OTHER = frozenset((
    "Quantities", "Literature reference", "System description", "Product stage", "Method", "Impact category",
    "Normalization-Weighting set", "Damage category", "Raw materials", "Airborne emissions", "Waterborne emissions",
    "Emissions to soil", "Final waste flows", "Non material emissions", "Social issues", "Economic issues",
))  # fmt: skip
END, PROCESS, UNITS = "End", "Process", "Units"
CONTROL = frozenset((PROCESS, UNITS, *GLOBAL_INPUT, *GLOBAL_CALCULATED, *OTHER))
REFERENCES = "Literature references"


@dataclass(slots=True)
class ProcessBlock:
    """A process: what is said of it, and the rows of its sections."""

    line: int
    about: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(slots=True)
class Blocks:
    """All blocks of a file. ``units``: name to (factor, reference unit), as text."""

    processes: list[ProcessBlock] = field(default_factory=list)
    inputs: list[Row] = field(default_factory=list)
    calculated: list[Row] = field(default_factory=list)
    units: list[Row] = field(default_factory=list)
    other: Counter[str] = field(default_factory=Counter)


def read_blocks(table: Table, where: str, mistakes: list[Mistake]) -> Blocks:
    """Sort the rows of a file; what is no block that SimaPro writes is a mistake."""
    found = Blocks()
    rows = table.rows
    place = 0
    while place < len(rows):
        row = rows[place]
        title = row.title
        if row.is_empty or title == END:
            place += 1
            continue
        end = _end_of_block(rows, place + 1, title)
        body = rows[place + 1 : end]
        if title == PROCESS:
            found.processes.append(_process(row.line, body, where, mistakes))
        elif title in GLOBAL_INPUT:
            found.inputs += [each for each in body if not each.is_empty]
        elif title in GLOBAL_CALCULATED:
            found.calculated += [each for each in body if not each.is_empty]
        elif title == UNITS:
            found.units += [each for each in body if not each.is_empty]
        elif title in OTHER:
            found.other[title] += 1
        else:
            what = f"'{row.cell(0)[:60]}' begins no block that SimaPro writes"
            mend = "export the processes again; texts of cells must not be cut into lines"
            mistakes.append(Mistake(what, f"{where}, line {row.line}", mend))
        place = end
    return found


def _end_of_block(rows: tuple[Row, ...], place: int, title: str) -> int:
    """Where a block ends: at End, or where the next one begins if the file doesn't write End.

    Some sections of a process are called as blocks are; inside a process they are sections.
    """
    while place < len(rows):
        here = rows[place].title
        if here == END or (here in CONTROL and not (title == PROCESS and here in SECTIONS)):
            break
        place += 1
    return place


def _process(line: int, body: tuple[Row, ...], where: str, mistakes: list[Mistake]) -> ProcessBlock:
    found = ProcessBlock(line)
    place = 0
    while place < len(body):
        row = body[place]
        if row.is_empty:
            place += 1
            continue
        title = row.title
        start = place = place + 1
        if title in SECTIONS:
            while start < len(body) and body[start].is_empty:
                start += 1
            place = start
            while place < len(body) and not body[place].is_empty and body[place].title not in SECTIONS:
                place += 1
            found.sections.setdefault(title, []).extend(body[start:place])
            continue
        while place < len(body) and not body[place].is_empty:
            place += 1
        said = body[start:place]
        if not title or (
            title != REFERENCES and any(len([cell for cell in each.cells if cell]) > 3 for each in said)
        ):
            what = f"'{row.cell(0)[:60]}' is no section of a process that is known here"
            mend = "export the processes in English; tell us if SimaPro writes this section"
            mistakes.append(Mistake(what, f"{where}, line {row.line}", mend))
            continue
        found.about[title] = "; ".join(" ".join(cell for cell in each.cells if cell) for each in said)
    return found


def units_table(rows: list[Row], numbers: Mapping[int, float | None]) -> dict[str, tuple[float, str]]:
    """Units as the file defines them: name, quantity, factor, reference unit; ``numbers`` by line."""
    return {
        row.cell(0): (factor, row.cell(3)) for row in rows if (factor := numbers.get(row.line)) is not None and row.cell(3)
    }  # fmt: skip
