"""Forms filled in wrongly: every mistake is told by sheet and cell, all at once, in both languages."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from form_examples import RULE, cell_place, change, opened, place, sheets_of, spec_of, works

from rulewright.errors import FileError, ReadingError
from rulewright.forms.form import write_form
from rulewright.forms.layout import HEADER, TECHNICAL
from rulewright.forms.read import import_form, inventory_of
from rulewright.reporting.messages import in_language
from rulewright.reporting.workbooks import Sheet

CHINESE = re.compile("[\u4e00-\u9fff]")
Cells = Mapping[tuple[str, int, str], Any]


def form(tmp_path: Path, lang: str = "en") -> Path:
    return write_form(RULE, tmp_path / "form.xlsx", works(), lang=lang).path


def told(path: Path, sheets: list[Sheet] | None = None) -> list[tuple[str, str]]:
    """(cell, what) of all mistakes, of a file or of its sheets; each is also told in Chinese."""
    with pytest.raises(ReadingError) as caught:
        import_form(path) if sheets is None else inventory_of(sheets, path)
    chinese = in_language(caught.value, "zh")
    assert not re.search(r"^\d+\. [ -~]*$|where:|mend:", chinese, re.MULTILINE), chinese
    assert all(CHINESE.search(line) for line in chinese.splitlines()), chinese
    start = f"{path}, "
    assert all(each.where.startswith(start) for each in caught.value.mistakes)
    return [(each.where.removeprefix(start).split(" (")[0], each.what) for each in caught.value.mistakes]


def at(sheet: str, row: int, column: str, lang: str = "en") -> str:
    return f"{spec_of(sheet).title(lang)}!{place(sheet, row, column)}"


def changed_sheets(cells: Cells, lang: str) -> list[Sheet]:
    """The sheets of the form with other values, without a file; a text that begins with = is a formula without a value."""
    sheets = {sheet.name: sheet for sheet in sheets_of(works().file, lang)}
    for (key, row, column), value in cells.items():
        sheet = sheets[spec_of(key).title(lang)]
        found = cell_place(key, row, column)
        is_formula = isinstance(value, str) and value.startswith("=")
        kept = {at: each for at, each in sheet.values.items() if at != found}
        values = kept if value is None or is_formula else kept | {found: value}
        formulas = sheet.formulas | {found} if is_formula else sheet.formulas
        sheets[sheet.name] = replace(sheet, values=values, formulas=formulas)
    return list(sheets.values())


ONE_BY_ONE: dict[str, tuple[Cells, list[tuple[str, int, str]], str]] = {
    "comma decimal": ({("exchanges", 1, "amount"): "1,5"}, [("exchanges", 1, "amount")], "text with a comma"),
    "number as text": ({("emissions", 1, "amount"): "0.5"}, [("emissions", 1, "amount")], "kept as text"),
    "date": (
        {("exchanges", 1, "amount"): datetime.datetime(2024, 1, 5)}, [("exchanges", 1, "amount")], "a date stands"
    ),
    "missing source": ({("exchanges", 2, "source"): None}, [("exchanges", 2, "source")], "'source' is empty"),
    "missing amount": ({("emissions", 2, "amount"): None}, [("emissions", 2, "amount")], "an amount, a formula or"),
    "missing cover": ({("cover", 0, "licence"): None}, [("cover", 0, "licence")], "'licence' is empty"),
    "missing name": ({("products", 2, "name.zh"): None, ("products", 2, "name.en"): None}, [("products", 2, "name.en")], "is empty"),
    "missing price": ({("properties", 1, "amount"): None}, [("properties", 1, "amount")], "'amount' is empty"),
    "wrong unit": ({("exchanges", 3, "unit"): "MJ"}, [("exchanges", 3, "unit")], "cannot be converted"),
    "unknown unit": ({("products", 2, "unit"): "Kg"}, [("products", 2, "unit")], "write kg for Kg"),
    "unknown flow": ({("exchanges", 3, "flow"): "coek"}, [("exchanges", 3, "flow")], "'coek' is not defined"),
    "unknown gas": ({("emissions", 1, "flow"): "co2-fosil"}, [("emissions", 1, "flow")], "unknown elementary flow"),
    "unknown process": ({("emissions", 1, "@process"): "wroks"}, [("emissions", 1, "@process")], "is not on the sheet"),
    "no id": ({("exchanges", 3, "flow"): "Coke Oven"}, [("exchanges", 3, "flow")], "is not an id"),
    "word": ({("processes", 1, "stage"): "prodution"}, [("processes", 1, "stage")], "not a word of the list"),
    "two ids": (
        {("processes", 3, key): each for key, each in {
            "id": "oven", "name.en": "oven", "stage": "production", "location": "CN"}.items()},
        [("processes", 3, "id")], "two processes have the id 'oven'",
    ),
    "two products": (
        {("products", 4, key): each for key, each in {"id": "coke", "name.en": "coke", "unit": "kg"}.items()},
        [("products", 4, "id")], "two products have the id",
    ),
    "two references": ({("exchanges", 2, "class"): "product"}, [("exchanges", 2, "class")], "more than one output"),
    "no reference": ({("exchanges", 1, "class"): "waste"}, [("processes", 1, "id")], "no output of the class"),
    "output twice": ({("exchanges", 2, "flow"): "steel"}, [("exchanges", 2, "flow")], "leaves the process 'works' twice"),
    "no class": ({("exchanges", 2, "class"): None}, [("exchanges", 2, "class")], "'class' is empty"),
    "class of an input": ({("exchanges", 3, "class"): "waste"}, [("exchanges", 3, "class")], "for outputs only"),
    "from of an output": ({("exchanges", 1, "from"): "oven"}, [("exchanges", 1, "from")], "for inputs only"),
    "bounds alone": ({("exchanges", 3, "uncertainty.minimum"): 1}, [("exchanges", 3, "uncertainty.distribution")], "give a distribution"),
    "amount outside": (
        {("exchanges", 3, "uncertainty.distribution"): "triangular", ("exchanges", 3, "uncertainty.minimum"): 5,
         ("exchanges", 3, "uncertainty.maximum"): 6},
        [("exchanges", 3, "uncertainty.distribution")], "",
    ),
    "dated price": (
        {("properties", 2, "uncertainty.distribution"): "uniform"}, [("properties", 2, "uncertainty.distribution")], "a price of one year",
    ),
    "prices differ": ({("properties", 3, "unit"): "CNY/t"}, [("properties", 3, "unit")], "prices of one flow differ in 'unit'"),
    "formula text": ({("exchanges", 3, "amount"): None, ("exchanges", 3, "formula"): "2*cok"}, [("exchanges", 3, "formula")], "cok"),
    "never computed": ({("exchanges", 3, "amount"): "=2*3"}, [("exchanges", 3, "amount")], "never computed"),
    "kept number": ({("exchanges", 3, "@kept"): 99}, [("exchanges", 3, "@kept")], "nothing is kept under the number 99"),
    "sources": (
        {("sources", 1, "@key"): "a", ("sources", 1, "@text"): "x", ("sources", 2, "@key"): "a", ("sources", 2, "@text"): "y"},
        [("sources", 2, "@key")], "two sources have the id",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE_BY_ONE)
def test_a_mistake_is_told_by_its_cell_and_nothing_else_is(tmp_path: Path, case: str) -> None:
    cells, places, what = ONE_BY_ONE[case]
    found = told(tmp_path / "form.xlsx", changed_sheets(cells, "en"))
    assert [cell for cell, _ in found] == [at(*each) for each in places], found
    assert what in found[0][1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_many_mistakes_are_told_at_once(tmp_path: Path, lang: str) -> None:
    together = [
        "comma decimal", "missing source", "missing cover", "unknown flow", "word", "unknown gas", "class of an input", "sources",
    ]  # fmt: skip
    path = form(tmp_path, lang)
    change(path, lang, {at: value for case in together for at, value in ONE_BY_ONE[case][0].items()})
    found = {cell for cell, _ in told(path)}
    assert found == {at(*each, lang) for case in together for each in ONE_BY_ONE[case][1]}


def test_the_layout_is_checked(tmp_path: Path) -> None:
    path = form(tmp_path)
    with opened(path) as book:
        sheet = book["Products"]
        sheet["M3"], sheet["N5"] = "extra", 3
        sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.merge_cells("B6:C7")
        book["Recycling"]["A3"] = "Werkstoff"
        book["Balances"].sheet_state = "hidden"
        book["Cover"]["A8"] = "name"
        book["Parameters"].title = "Parameter"
    found = dict(told(path))
    assert found == {
        "Cover!A8": "the label is 'name', not 'id of the inventory *'",
        "Products!M3": "the column 'extra' is no column of the form",
        "Products!N5": "a value stands outside the columns of the form",
        "Products!A5": "row 5 is hidden and holds values",
        "Products!B3": "column B is hidden and holds values",
        "Products!B6": "merged cells B6:C7",
        "Recycling!A3": "the column 'material *' is missing",
        "Balances!A1": "the sheet 'Balances' is hidden",
        "Parameters!A1": "the sheet 'Parameters' is missing",
    }


def test_sheets_of_ones_own_and_computed_formulas_are_said(tmp_path: Path) -> None:
    path = form(tmp_path)
    with opened(path) as book:
        book.create_sheet("my sums")["A1"] = 1
    cell = place("exchanges", 1, "amount")
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet7.xml":
                start = content.index(f'<c r="{cell}"'.encode())
                content = content[:start] + content[start:].replace(b"<v>10</v>", b"<f>5*2</f><v>10</v>", 1)
            new.writestr(name, content)
    path.write_bytes(changed.getvalue())
    imported = import_form(path)
    assert imported.file == works().file
    said = " ".join(imported.notes())
    assert "my sums" in said and f"Inputs and outputs!{cell}" in said


def test_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    path = form(tmp_path)
    with opened(path) as book:
        sheet = book["Emissions"]
        for row in range(HEADER, HEADER + 4):
            sheet.cell(row, 3).value, sheet.cell(row, 6).value = (
                sheet.cell(row, 6).value,
                sheet.cell(row, 3).value,
            )
    assert import_form(path).file == works().file


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = form(tmp_path)
    with opened(path) as book:
        book[TECHNICAL]["A1"] = "rulewright-form/2"
    with pytest.raises(FileError, match="another version: rulewright-form/2"):
        import_form(path)
    path = form(tmp_path)
    with opened(path) as book:
        book[TECHNICAL]["B4"] = "fr"
    with pytest.raises(FileError, match=r"technical sheet of .* was changed"):
        import_form(path)
    path = form(tmp_path)
    with opened(path) as book:
        book[TECHNICAL]["A9"], book[TECHNICAL]["B9"], book[TECHNICAL]["C9"] = "kept", 1, "{"
    with pytest.raises(FileError, match=r"technical sheet of .* was changed"):
        import_form(path)
    path = form(tmp_path)
    with opened(path) as book:
        del book[TECHNICAL]
    with pytest.raises(FileError, match="no form of Rulewright"):
        import_form(path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(FileError, match="no whole workbook"):
        import_form(path)
    with pytest.raises(FileError, match="no file"):
        import_form(tmp_path / "nothing.xlsx")


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = form(tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.xml", b" " * 90_000_000)
    with pytest.raises((FileError, ReadingError), match=r"bytes|packed"):
        import_form(path)


def test_a_rule_that_changed_or_is_gone_is_said(tmp_path: Path) -> None:
    path = form(tmp_path)
    with opened(path) as book:
        book[TECHNICAL]["B3"] = "0123456789abcdef"
    assert any("as it was then (0123456789abcdef)" in note for note in import_form(path).notes())
    with opened(path) as book:
        book[TECHNICAL]["B2"] = "no-such-rule"
    assert any("no-such-rule" in note for note in import_form(path).notes())
