"""Read a form that somebody filled in: each cell, then each line, then the inventory; all mistakes by sheet and cell."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.forms.assemble import Assembled, assemble
from rulewright.forms.cells import CellProblem, from_cell
from rulewright.forms.columns import KEPT, SheetSpec
from rulewright.forms.cover import COVER
from rulewright.forms.items import ReadLine, cell_number
from rulewright.forms.layout import (
    COVER_FIRST,
    FORMAT,
    HEADER,
    LABEL,
    TECHNICAL,
    VALUE,
    VOCABULARY,
    Facts,
    header_of,
)
from rulewright.forms.lines import Kept
from rulewright.forms.sheets import SHEETS
from rulewright.inventory import Inventory
from rulewright.reading.inventories import read_document
from rulewright.reading.validation import did_you_mean, in_file_order, title
from rulewright.reporting.sentences import Sentence
from rulewright.reporting.workbook_parts import MOST_ROWS
from rulewright.reporting.workbooks import Sheet, cell_text, place_name, read_sheets
from rulewright.rule import Text

if TYPE_CHECKING:
    from rulewright.importing.imported import Imported

S = Sentence
COMPUTED = S(
    "{count} 个单元格是 Excel 公式，取其算好的值，公式本身不带入：{cells}",
    "{count} cells hold a formula of the spreadsheet: the computed value is taken, the formula itself is not carried: {cells}",
)
OTHER_SHEETS = S(
    "不是表式的工作表，没有读取：{names}", "Sheets that are no part of the form, not read: {names}"
)
OPEN = S(
    "没有填数的性质 {count} 行，没有读入；规则用到时研究会停下并指出：{cells}",
    "Rows of properties without a number: {count}, not read; a study that needs one stops and says so: {cells}",
)
KEPT_BACK = S(
    "另存在技术页、原样带回的内容：{paths}", "Kept on the technical sheet and brought back as it was: {paths}"
)
KEPT_LOST = S(
    "另存的内容 {count} 项没有带回，因为其行已删除或其“另存”编号已清空：{names}",
    "Kept facts that do not come back, since their row is gone or its number cleared: {count}: {names}",
)
ONE_LANGUAGE = S(
    "{count} 个名称或文字只写了一种语言，另一种照抄：{cells}",
    "{count} names or texts stand in one language only and are used for both: {cells}",
)
RULE_CHANGED = S(
    "表式为规则 {rule} 当时的版本（{then}）所做，现在的版本是 {now}；数据不受影响。",
    "The form was made for rule {rule} as it was then ({then}); it is now {now}. The data are not touched by that.",
)
RULE_GONE = S(
    "本机没有表式所依据的规则 {rule}；数据不受影响。",
    "The rule {rule} that the form was made for isn't here; the data are not touched by that.",
)
SHOWN = 6  # cells that a note names


@dataclass
class Account:
    """What has to be said of a form that could be read."""

    computed: list[str] = field(default_factory=list)
    other_sheets: list[str] = field(default_factory=list)
    open_cells: list[str] = field(default_factory=list)
    one_language: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def import_form(path: Path | str, product: str | None = None) -> Imported:
    """Read a form that was filled in, as every other format: an inventory with an account, ready to be written.

    Raises
    ------
    ReadingError
        With all mistakes, by sheet and cell.
    FileError
        If the file is no form, or a form of another version, or cannot be read.
    """
    from rulewright.importing.rebuilt import as_import

    place = Path(path)
    inventory, said = inventory_of(read_sheets(place), place)
    imported = as_import(inventory, place.stem, "Excel form of Rulewright", said)
    if product is None:
        return imported
    from rulewright.importing.to_inventory import for_product

    return for_product(imported, product, str(path))


def inventory_of(sheets: Sequence[Sheet], place: Path) -> tuple[Inventory, tuple[Text, ...]]:
    """The inventory that the sheets of a form say, and what has to be said of it."""
    facts = _facts(sheets, place)
    reader = _Reader(sheets, place, facts)
    assembled = assemble(reader.read(), facts.lang, str(place))
    document = assembled.document
    document.mistakes += reader.mistakes
    try:
        inventory = read_document(document, place, place.name, assembled.lost)
    except ReadingError as error:
        raise _by_cell(error, place, assembled) from None
    return inventory, _said(reader, assembled, facts)


def _by_cell(error: ReadingError, place: Path, assembled: Assembled) -> ReadingError:
    """The same mistakes in the order of the form, with cells in the place of lines."""
    line = re.compile(re.escape(str(place)) + r":(\d+)")

    def named(text: str) -> str:
        return line.sub(lambda found: f"{place}, {assembled.cell(int(found[1]))}", text)

    ordered = in_file_order(error.mistakes)
    unique = dict.fromkeys(replace(each, where=named(each.where), mend=named(each.mend)) for each in ordered)
    return ReadingError(title("inventory", place.name, list(unique)), list(unique))


def _said(reader: _Reader, assembled: Assembled, facts: Facts) -> tuple[Text, ...]:
    found = list(_about_rule(facts))
    account = reader.account
    account.one_language = assembled.one_language
    account.kept += assembled.kept
    account.lost = sorted(set(facts.kept) - assembled.used)
    account.open_cells = assembled.open_cells
    for sentence, cells in (
        (COMPUTED, account.computed),
        (ONE_LANGUAGE, account.one_language),
        (OPEN, account.open_cells),
    ):
        if cells:
            found.append(sentence.text(count=len(cells), cells=_some(cells)))
    if account.kept:
        found.append(KEPT_BACK.text(paths=_some(list(dict.fromkeys(account.kept)), 20)))
    if account.lost:
        found.append(KEPT_LOST.text(count=len(account.lost), names=_some(account.lost)))
    if account.other_sheets:
        found.append(OTHER_SHEETS.text(names=_some(account.other_sheets)))
    return tuple(found)


def _about_rule(facts: Facts) -> list[Text]:
    from rulewright.reading.rules import read_rule

    try:
        now = read_rule(facts.rule).hash
    except (FileError, ReadingError):
        return [RULE_GONE.text(rule=facts.rule)]
    return (
        [] if now == facts.rule_hash else [RULE_CHANGED.text(rule=facts.rule, then=facts.rule_hash, now=now)]
    )


def _some(cells: Sequence[str], most: int = SHOWN) -> str:
    rest = len(cells) - most
    return ", ".join(cells[:most]) + (f" ... (+{rest})" if rest > 0 else "")


# ---- what kind of form ------------------------------------------------------------------------------------


def _facts(sheets: Sequence[Sheet], place: Path) -> Facts:
    """What the technical sheet says; a file without one is no form."""
    technical = next((sheet for sheet in sheets if sheet.name == TECHNICAL), None)
    stated = technical.text(1, 1) if technical is not None else ""
    if technical is None or not stated.startswith("rulewright-form/"):
        raise FileError(
            f"'{place.name}' is no form of Rulewright",
            str(place),
            "make one with `rulewright form RULE --out form.xlsx`, and keep its sheets; Brightway's own workbooks: "
            "`rulewright import excel`",
        )
    if stated != FORMAT:
        raise FileError(
            f"'{place.name}' is a form of another version: {stated}, not {FORMAT}",
            str(place),
            "make a new form with this version of Rulewright and copy the values, or use the version that made it",
        )
    values = {technical.text(row, 1): technical.text(row, 2) for row in range(2, technical.rows + 1)}
    kept: dict[str, tuple[Kept, ...]] = {}
    for row in range(2, technical.rows + 1):
        if technical.text(row, 1) == "kept":
            joined = "".join(technical.text(row, column) for column in range(3, technical.columns + 1))
            kept[technical.text(row, 2)] = _kept(joined, row, place)
    lang = values.get("lang", "")
    if lang not in ("zh", "en"):
        raise FileError(
            f"the technical sheet of '{place.name}' was changed",
            f"{place}, {TECHNICAL}!B4",
            "make a new form and copy the values into it",
        )
    return Facts(values.get("rule", ""), values.get("rule_hash", ""), lang, kept)


def _kept(text: str, row: int, place: Path) -> tuple[Kept, ...]:
    try:
        return tuple(Kept(str(path), shown, value) for path, shown, value in json.loads(text))
    except (ValueError, TypeError, RecursionError):
        raise FileError(
            f"the technical sheet of '{place.name}' was changed",
            f"{place}, {TECHNICAL}!A{row}",
            "make a new form and copy the values into it",
        ) from None


# ---- cells ------------------------------------------------------------------------------------------------


class _Reader:
    """Turns the cells of all sheets into lines, and collects what is wrong with them."""

    def __init__(self, sheets: Sequence[Sheet], place: Path, facts: Facts) -> None:
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._place, self._facts = place, facts
        self.mistakes: list[Mistake] = []
        self.account = Account()

    def read(self) -> list[ReadLine]:
        """The lines of all sheets, the cover's first."""
        found: list[ReadLine] = []
        specs = (COVER, *SHEETS)
        for number, spec in enumerate(specs):
            sheet = self._sheets.get(spec.title(self._facts.lang))
            if sheet is None:
                near = did_you_mean(spec.title(self._facts.lang), list(self._sheets))
                self._mistake(
                    self.mistakes,
                    (number, 1, 1),
                    f"the sheet '{spec.title(self._facts.lang)}' is missing",
                    f"give the sheet its name back, or copy it from a new form{near}",
                )
                continue
            self._about_sheet(sheet, number, spec)
            found += self._cover(sheet, number) if spec is COVER else self._rows(sheet, spec, number)
        own = {spec.title(self._facts.lang) for spec in specs} | {TECHNICAL, VOCABULARY(self._facts.lang)}
        self.account.other_sheets = [name for name in self._sheets if name not in own]
        return found

    def _mistake(self, mistakes: list[Mistake], at: tuple[int, int, int], what: str, mend: str) -> None:
        mistakes.append(Mistake(what, f"{self._place}:{cell_number(*at)}", mend))

    def _about_sheet(self, sheet: Sheet, number: int, spec: SheetSpec) -> None:
        rows = (
            range(COVER_FIRST, COVER_FIRST + len(COVER.columns))
            if spec is COVER
            else range(HEADER, MOST_ROWS)
        )
        if sheet.visibility != "visible":
            self._mistake(
                self.mistakes,
                (number, 1, 1),
                f"the sheet '{sheet.name}' is hidden",
                "show it, look at its values, and save again",
            )
        for first, last in sheet.merged:
            if last[0] < rows.start or first[0] >= rows.stop:
                continue  # above and below what is filled in
            self._mistake(
                self.mistakes,
                (number, *first),
                f"merged cells {place_name(*first)}:{place_name(*last)}",
                "take the cells apart and write into each what holds for it",
            )
        for row in sorted(sheet.hidden_rows):
            if row in rows and any(at[0] == row for at in sheet.values):
                self._mistake(
                    self.mistakes,
                    (number, row, 1),
                    f"row {row} is hidden and holds values",
                    "show the row, or delete it",
                )
        for first_column, last_column in sheet.hidden_columns:
            hidden = sorted(
                {at[1] for at in sheet.values if first_column <= at[1] <= last_column and at[0] > HEADER}
            )
            for column in hidden:
                self._mistake(
                    self.mistakes,
                    (number, HEADER, column),
                    f"column {place_name(1, column)[:-1]} is hidden and holds values",
                    "show the column",
                )

    def _cover(self, sheet: Sheet, number: int) -> list[ReadLine]:
        cells = {}
        for index, column in enumerate(COVER.columns):
            row = COVER_FIRST + index
            expected, label = header_of(COVER, column, self._facts.lang), sheet.text(row, LABEL)
            if label != expected:
                what = f"the label is '{label[:40]}', not '{expected}'"
                self._mistake(
                    self.mistakes,
                    (number, row, LABEL),
                    what,
                    "undo the change: rows and titles of the form stay as they are",
                )
                continue
            cells[column.path] = (row, VALUE)
        return [self._line(sheet, COVER, number, cells)]

    def _rows(self, sheet: Sheet, spec: SheetSpec, number: int) -> list[ReadLine]:
        columns = self._columns(sheet, spec, number)
        filled = {*sheet.values, *sheet.formulas}
        last = max((row for row, column in filled if column in columns.values()), default=0)
        found = []
        for row in range(HEADER + 1, last + 1):
            line = self._line(sheet, spec, number, {path: (row, column) for path, column in columns.items()})
            is_kept = any(each.path == "@key" for each in line.kept)  # of an id that no cell can hold
            if is_kept or any(path != KEPT for path in (*line.cells, *line.faulty)):
                found.append(line)
        return found

    def _columns(self, sheet: Sheet, spec: SheetSpec, number: int) -> dict[str, int]:
        """Where each column stands: by its title, whatever the order."""
        lang = self._facts.lang
        expected = {header_of(spec, column, lang): column.path for column in spec.columns}
        found: dict[str, int] = {}
        for column in range(1, sheet.columns + 1):
            head = sheet.text(HEADER, column)
            path = expected.get(head)
            if path is not None and path not in found:
                found[path] = column
                continue
            rows = [row for row, at in sheet.values if at == column and row >= HEADER]
            if path is not None:
                self._mistake(
                    self.mistakes,
                    (number, HEADER, column),
                    f"two columns are called '{head}'",
                    "keep one of them",
                )
            elif rows:
                what = (
                    f"the column '{head[:40]}' is no column of the form"
                    if head
                    else "a value stands outside the columns of the form"
                )
                missing = [name for name, each in expected.items() if each not in found]
                mend = f"take it out, or give the title back{did_you_mean(head, missing)}; remarks go into the column for notes"
                self._mistake(self.mistakes, (number, min(rows), column), what, mend)
        for name, path in expected.items():
            if path not in found:
                self._mistake(
                    self.mistakes,
                    (number, HEADER, 1),
                    f"the column '{name}' is missing",
                    "give the title back, or copy the rows into a new form",
                )
        return found

    def _line(
        self, sheet: Sheet, spec: SheetSpec, number: int, at: Mapping[str, tuple[int, int]]
    ) -> ReadLine:
        line = ReadLine(spec, number, {path: (number, *place) for path, place in at.items()})
        for path, place in at.items():
            value = sheet.values.get(place)
            if place in sheet.formulas:
                if value is None:
                    self._mistake(
                        self.mistakes,
                        (number, *place),
                        "the cell holds a formula whose value was never computed",
                        "open the workbook in a spreadsheet program, save it, and read it again",
                    )
                    line.faulty[path] = ""
                    continue
                self.account.computed.append(f"{sheet.name}!{place_name(*place)}")
            try:
                said = from_cell(value, spec.fields[path])
            except CellProblem as problem:
                self._mistake(self.mistakes, (number, *place), problem.what, problem.mend)
                line.faulty[path] = cell_text(value)
                continue
            if said is not None:
                line.values[path], line.cells[path] = said, value
        name = str(line.values.pop(KEPT, ""))
        if name:
            line.cells.pop(KEPT, None)
            if name in self._facts.kept:
                line.kept_name, line.kept = name, self._facts.kept[name]
            else:
                self._mistake(
                    self.mistakes,
                    (number, *at[KEPT]),
                    f"nothing is kept under the number {name}",
                    "undo the change, or clear the cell",
                )
        return line
