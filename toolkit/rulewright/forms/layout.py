"""Where things stand in the workbook: titles, rows, the technical sheet, the vocabulary."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rulewright.forms.cells import to_cell
from rulewright.forms.columns import KEPT, Column, SheetSpec
from rulewright.forms.cover import COVER
from rulewright.forms.lines import Kept, Line, Lines
from rulewright.forms.sheets import SHEETS
from rulewright.inventory import InventoryFile
from rulewright.reading.inventories import elementary_flows
from rulewright.reporting.sentences import Sentence
from rulewright.reporting.workbook_parts import Place
from rulewright.reporting.workbooks import Value
from rulewright.rule import Rule
from rulewright.units import check

S = Sentence
FORMAT = "rulewright-form/1"
TECHNICAL = "_rulewright"
VOCABULARY = S("词表", "Vocabulary")
HEADER = 3  # row of the titles; title and explanation of the sheet stand above
COVER_FIRST, LABEL, VALUE, HELP = 5, 1, 2, 3
CHUNK = 30_000  # characters of what is kept, in one cell
UNITS = (
    "kg", "t", "g", "MJ", "GJ", "kWh", "MWh", "tce", "m3", "Nm3", "L", "m2", "km", "t*km", "piece", "mol", "CNY", "dimensionless",
    "kg/kg", "MJ/kg", "CNY/kg", "CNY/t", "kg/t", "kWh/t", "MJ/t", "Nm3/t",
)  # fmt: skip
UNIT_TITLE = S("单位（示例，可写同类的其他单位）", "units (examples; others may be written)")
ELEMENTARY_TITLE = S("基本流", "elementary flows")
BACKGROUND_TITLE = S("背景产品流", "product flows of the background")


@dataclass(frozen=True)
class Facts:
    """What the technical sheet says: rule, its hash, language of the form, what is kept by number."""

    rule: str
    rule_hash: str
    lang: str
    kept: Mapping[str, tuple[Kept, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """A list of the vocabulary: key, title, words as the form offers them, codes as files write them."""

    key: str
    title: str
    words: tuple[str, ...]
    codes: tuple[str, ...]


def header_of(spec: SheetSpec, column: Column, lang: str) -> str:
    """Title of a column; mandatory ones have a star."""
    text_lang = column.path.rpartition(".")[2]
    is_other = text_lang in ("zh", "en") and text_lang != lang
    star = " *" if spec.fields[column.path].is_required and not is_other else ""
    return column.title(lang) + star


def titles_of(spec: SheetSpec, lang: str) -> tuple[str, ...]:
    """Titles of all columns."""
    return tuple(header_of(spec, column, lang) for column in spec.columns)


def number_kept(lines: Lines) -> dict[str, tuple[Kept, ...]]:
    """Number the lines that something is kept of; the numbers stand in the column for it."""
    found: dict[str, tuple[Kept, ...]] = {}
    for spec in (COVER, *SHEETS):
        for line in lines.get(spec.key, ()):
            if line.kept:
                number = len(found) + 1
                found[str(number)] = tuple(line.kept)
                line.values[KEPT] = number
    return found


def cells_of(lines: Sequence[Line], spec: SheetSpec, lang: str) -> dict[Place, Value]:
    """Cells of the lines of one sheet, without titles."""
    found: dict[Place, Value] = {}
    for index, line in enumerate(lines):
        for number, column in enumerate(spec.columns):
            if column.path in line.values:
                place = (COVER_FIRST + number, VALUE) if spec is COVER else (HEADER + 1 + index, number + 1)
                found[place] = to_cell(line.values[column.path], spec.fields[column.path], lang)
    return found


def technical_cells(facts: Facts) -> dict[Place, Value]:
    """The technical sheet: format, rule, language, and what is kept as JSON in pieces that fit into cells."""
    rows: list[list[Value]] = [
        [FORMAT],
        ["rule", facts.rule],
        ["rule_hash", facts.rule_hash],
        ["lang", facts.lang],
    ]
    for number, kept in facts.kept.items():
        # ASCII with escapes: no character that a spreadsheet could change
        text = json.dumps([[each.path, each.shown, each.value] for each in kept], allow_nan=False)
        rows.append(["kept", number, *(text[at : at + CHUNK] for at in range(0, len(text), CHUNK))])
    return {(row, column): value for row, each in enumerate(rows, 1) for column, value in enumerate(each, 1)}


def facts_of(rule: Rule, lang: str, kept: Mapping[str, tuple[Kept, ...]]) -> Facts:
    """What the technical sheet of a new form says."""
    return Facts(rule.id, rule.hash, lang, kept)


def vocabulary(lang: str, backgrounds: Sequence[InventoryFile] = ()) -> tuple[Words, ...]:
    """All lists that drop-downs offer, and those that help to fill in."""
    return tuple(_vocabulary(lang, backgrounds))


def _vocabulary(lang: str, backgrounds: Sequence[InventoryFile]) -> Iterator[Words]:
    seen = set()
    for spec in SHEETS:
        for column in spec.columns:
            held = spec.fields[column.path]
            if held.kind in ("word", "words", "flag") and list_key(spec, column) not in seen:
                seen.add(list_key(spec, column))
                codes = held.options or ("true", "false")
                words = tuple(
                    str(to_cell(code == "true", held, lang)) if held.kind == "flag" else held.say(code, lang)
                    for code in codes
                )
                yield Words(list_key(spec, column), column.title(lang), words, codes)
    flows = elementary_flows()
    yield Words(
        "elementary",
        ELEMENTARY_TITLE(lang),
        tuple(flows),
        tuple(each.name.get(lang) for each in flows.values()),
    )
    for unit in UNITS:
        check(unit)
    yield Words("units", UNIT_TITLE(lang), UNITS, ())
    made = {flow.id: flow.name.get(lang) for file in backgrounds for flow in file.products}
    if made:
        yield Words("background", BACKGROUND_TITLE(lang), tuple(made), tuple(made.values()))


def list_key(spec: SheetSpec, column: Column) -> str:
    """Key of the list that a column's drop-down offers; the same words are one list."""
    held = spec.fields[column.path]
    return "flag" if held.kind == "flag" else f"{held.key}:{'|'.join(held.options)}"
