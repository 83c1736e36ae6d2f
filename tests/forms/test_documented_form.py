"""What docs/excel-form says: its tables are filled in and run, its messages and numbers are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from form_examples import RULE, change, sheets_of, works

import rulewright as rw
from rulewright.errors import ReadingError
from rulewright.forms.cover import COVER
from rulewright.forms.layout import TECHNICAL, VOCABULARY, titles_of
from rulewright.forms.read import inventory_of
from rulewright.forms.sheets import BY_KEY, SHEETS
from rulewright.reading.find import list_shelf
from rulewright.reporting.messages import in_language
from rulewright.reporting.sentences import numbers_of
from rulewright.reporting.workbooks import FORM_LIMITS, Sheet

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"en": "excel-form.md", "zh": "excel-form.zh-CN.md"}
LANGS = pytest.mark.parametrize("lang", PAGES)


def page(lang: str) -> str:
    return (DOCS / PAGES[lang]).read_text(encoding="utf-8")


def example(lang: str) -> dict[tuple[str, int, str], str | float]:
    """The cells of the worked example."""
    found: dict[tuple[str, int, str], str | float] = {}
    specs = {spec.title(lang): spec for spec in (COVER, *SHEETS)}
    for title, table in re.findall(r"\*\*(.+)\*\*\n\n((?:\|.*\n)+)", page(lang)):
        head, _, *rows = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()
        ]
        paths = dict(zip(titles_of(specs[title], lang), specs[title].fields, strict=True))
        for number, row in enumerate(rows, 1):
            for name, cell in zip(head, row, strict=True):
                if cell:
                    is_number = specs[title].fields[paths[name]].kind in ("number", "integer")
                    found[(specs[title].key, number, paths[name])] = float(cell) if is_number else cell
    return found


@LANGS
def test_the_worked_example_gives_its_number(lang: str, tmp_path: Path) -> None:
    path = rw.write_form(RULE, tmp_path / "form.xlsx", lang=lang).path
    change(path, lang, example(lang))
    choices = re.findall(r"--choice (\S+)", page(lang))
    result = rw.Study(rw.import_form(path).inventory, [RULE], choices).result(RULE)
    total, supply = (
        float(each) for each in re.findall(r"\n.*?([\d.]+) kg CO2e.*?([\d.]+) kg[^\d]*$", page(lang))[0]
    )
    assert result.evaluation.total_kg_co2e == pytest.approx(total)
    assert result.evaluation.by_stage["energy_supply"] == pytest.approx(supply)
    assert total == pytest.approx(84.15 + supply)


@LANGS
def test_the_printed_mistake_is_that_of_the_program(lang: str) -> None:
    sheets = sheets_of(works().file, lang)
    number = next(at for at, each in enumerate(sheets) if each.name == BY_KEY["exchanges"].title(lang))
    sheets[number] = Sheet(sheets[number].name, {**sheets[number].values, (4, 5): "1,5"})
    with pytest.raises(ReadingError) as caught:
        inventory_of(sheets, Path("form.xlsx"))
    assert in_language(caught.value, lang).split("\n", 1)[1] in page(lang)


@LANGS
def test_sheets_options_and_limits_are_those_of_the_program(lang: str) -> None:
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", page(lang).split("## ")[1], re.MULTILINE)
    assert rows[1:] == [*(spec.title(lang) for spec in (COVER, *SHEETS)), VOCABULARY(lang)]
    assert f"`{TECHNICAL}`" in page(lang)
    assert re.search(r"\b(\d+) MB", page(lang))[1] == str(FORM_LIMITS.total_bytes // 1_000_000)  # type: ignore[index]
    assert f"{len(list_shelf('inventories'))} " in page(lang)


def test_both_pages_hold_the_same_numbers_and_words() -> None:
    plain = {lang: re.sub(r"```.*?```|2\d\d\d", "", page(lang), flags=re.DOTALL) for lang in PAGES}
    numbers = [sorted(numbers_of(text.replace("{", "").replace("}", ""))) for text in plain.values()]
    assert numbers[0] == numbers[1]
    code = [sorted(set(re.findall(r"`([^`\n]+)`", text))) for text in plain.values()]
    assert code[0] == code[1]
