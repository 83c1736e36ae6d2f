"""The form as a workbook: titles with help, drop-downs, coloured mandatory cells, protected heads, print setup.

Every text of a rule or an inventory goes in as a text (:func:`rulewright.reporting.workbooks.safe_cell`).
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rulewright.forms.columns import KEPT, Column, SheetSpec
from rulewright.forms.cover import COVER
from rulewright.forms.demands import Demand
from rulewright.forms.layout import (
    COVER_FIRST,
    HEADER,
    HELP,
    LABEL,
    TECHNICAL,
    VALUE,
    VOCABULARY,
    Facts,
    Words,
    cells_of,
    header_of,
    list_key,
    technical_cells,
)
from rulewright.forms.lines import Lines
from rulewright.forms.sheets import BY_KEY, SHEETS
from rulewright.reporting.sentences import Sentence
from rulewright.reporting.workbooks import Value, place_name, safe_cell
from rulewright.rule import Rule

S = Sentence
EMPTY_ROWS = 20  # prepared below what is filled in; drop-downs reach further
LAST_ROW = 2_000  # of drop-downs and checks
MANDATORY, OPTIONAL, HEAD, MISSING, QUIET = "FFF8DC", "FFFFFF", "DCE6F1", "F8CBAD", "EDEDED"
FONT = "Noto Sans CJK SC"
LINE = 14.5  # height of a line of text [pt]
TALLEST = 12  # lines that a row of a table shows at most
WIDE = 190  # characters; wider sheets are printed on A3
TITLE = S("数据收集表：{title}", "Data collection form: {title}")
BY_RULE = S("规则 {number}（{id}，{hash}）", "Rule {number} ({id}, {hash})")
HOW = S(
    "标 * 的是必填（浅黄，缺时变红）；一种语言的名称即可。数字用小数点；不合并单元格、不隐藏行列。没有数据不等于 0：在“无数据”填“是”。",
    "Titles with * are mandatory (light yellow, red while missing); names in one language are enough. Numbers have a decimal point; merge no "
    "cells, hide no rows. No data is not 0: say 'yes' under 'no data'.",
)
DEMANDS = S("规则的规定", "What the rule settles")
DEMAND_HEADS = (
    S("类别", "family"), S("规定", "decision"), S("条款", "clause"), S("对应工作表", "sheet"),
)  # fmt: skip
VALUE_OF = S("{setting}：{value}", "{setting}: {value}")
NEEDED = S("本规则可能用到", "this rule can need it")
ERROR = S("请从列表选择", "choose from the list")
NUMBER_ERROR = S("请写数字，用小数点", "write a number with a decimal point")
WHOLE_ERROR = S("请写整数", "write a whole number")
CODE, MEANING = S("文件中的写法", "as files write it"), S("名称", "name")
PAGE = S("第 &P 页，共 &N 页", "page &P of &N")


@dataclass(frozen=True)
class Content:
    """All that goes into a workbook."""

    rule: Rule
    lang: str
    lines: Lines
    facts: Facts
    demands: tuple[Demand, ...]
    words: tuple[Words, ...]
    needed: frozenset[str]  # sheets that the rule can need

    @cached_property
    def ranges(self) -> Mapping[str, str]:
        """List to the range of its words on the sheet of the vocabulary."""
        sheet = f"'{VOCABULARY(self.lang)}'"
        found = {}
        for number, words in enumerate(self.words):
            letter = place_name(1, 2 * number + 1)[:-1]
            found[words.key] = f"{sheet}!${letter}${HEADER + 1}:${letter}${HEADER + len(words.words)}"
        for key, path in (("products", "id"), ("processes", "id"), ("sources", "@key")):
            spec = BY_KEY[key]
            column = [each.path for each in spec.columns].index(path) + 1
            letter = place_name(1, column)[:-1]
            found[key] = f"'{spec.title(self.lang)}'!${letter}${HEADER + 1}:${letter}${LAST_ROW}"
        return found


def workbook_bytes(content: Content) -> bytes:
    """The workbook as it is written to a file."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    looks = _Looks()
    _cover(looks, book.create_sheet(COVER.title(content.lang)), content)
    for spec in SHEETS:
        _table(looks, book.create_sheet(spec.title(content.lang)), spec, content)
    _vocabulary(looks, book.create_sheet(VOCABULARY(content.lang)), content)
    technical = book.create_sheet(TECHNICAL)
    for (row, column), value in technical_cells(content.facts).items():
        safe_cell(technical.cell(row, column), value)
    technical.sheet_state = "hidden"
    technical.protection.sheet = True
    opened = io.BytesIO()
    book.save(opened)
    return opened.getvalue()


# ---- the cover --------------------------------------------------------------------------------------------


def _cover(looks: _Looks, sheet: Any, content: Content) -> None:
    lang, rule = content.lang, content.rule
    looks.put(sheet, 1, 1, TITLE(lang, title=rule.title), Look(bold=True, size=14))
    looks.put(sheet, 2, 1, BY_RULE(lang, number=rule.document.number, id=rule.id, hash=rule.hash), Look())
    for row, text in ((3, HOW(lang)), (4, COVER.about(lang))):
        looks.put(sheet, row, 1, text, Look(wrap=True))
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
        sheet.row_dimensions[row].height = LINE * _lines(text, 124)
    cells = cells_of(content.lines["cover"], COVER, lang)
    for number, column in enumerate(COVER.columns):
        row = COVER_FIRST + number
        looks.put(sheet, row, LABEL, header_of(COVER, column, lang), Look(bold=True, fill=HEAD, border=True))
        value = cells.get((row, VALUE))
        fill = MANDATORY if header_of(COVER, column, lang).endswith("*") else OPTIONAL
        look = Look(
            fill=fill, border=True, wrap=True, locked=False, left=True, number_format=_format(COVER, column)
        )
        looks.put(sheet, row, VALUE, value, look)
        looks.put(sheet, row, HELP, column.help(lang), Look(color="666666", wrap=True))
        _check(sheet, COVER, column, f"{place_name(row, VALUE)}", content)
        tall = _lines(str(value or ""), 52), _lines(column.help(lang), 48)
        sheet.row_dimensions[row].height = LINE * max(tall)
        if fill == MANDATORY:
            _colour_missing(sheet, place_name(row, VALUE), f"LEN(TRIM({place_name(row, VALUE)}))=0")
    _demands(looks, sheet, content, COVER_FIRST + len(COVER.columns) + 1)
    for letter, width in zip("ABCD", (26, 54, 50, 20), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = sheet.cell(COVER_FIRST, 1)
    _page(sheet, content, f"1:{COVER_FIRST - 1}", "portrait")
    _protect(sheet)


def _demands(looks: _Looks, sheet: Any, content: Content, start: int) -> None:
    lang = content.lang
    looks.put(sheet, start, 1, DEMANDS(lang), Look(bold=True, size=12))
    for number, head in enumerate(DEMAND_HEADS, 1):
        looks.put(sheet, start + 1, number, head(lang), Look(bold=True, fill=HEAD, border=True))
    for row, each in enumerate(content.demands, start + 2):
        said = VALUE_OF(lang, setting=each.setting, value=each.value)
        target = BY_KEY[each.sheet].title(lang) if each.sheet in BY_KEY else COVER.title(lang)
        for number, text in enumerate((each.family, said, each.clause, target), 1):
            looks.put(sheet, row, number, text, Look(border=True, wrap=True))
        sheet.row_dimensions[row].height = LINE * max(_lines(said, 52), _lines(each.clause, 48))


# ---- the tables -------------------------------------------------------------------------------------------


def _table(looks: _Looks, sheet: Any, spec: SheetSpec, content: Content) -> None:
    lang = content.lang
    looks.put(sheet, 1, 1, spec.title(lang), Look(bold=True, size=13))
    about = spec.about(lang) + (f" [{NEEDED(lang)}]" if spec.key in content.needed else "")
    looks.put(sheet, 2, 1, about, Look(color="444444"))
    lines = content.lines[spec.key]
    cells = cells_of(lines, spec, lang)
    last = HEADER + len(lines) + EMPTY_ROWS
    for number, column in enumerate(spec.columns, 1):
        head = header_of(spec, column, lang)
        cell = looks.put(sheet, HEADER, number, head, Look(bold=True, fill=HEAD, border=True, wrap=True))
        _comment(cell, column.help(lang))
        letter = place_name(1, number)[:-1]
        sheet.column_dimensions[letter].width = max(column.width, _longest_word(head) + 2)
        sheet.column_dimensions[letter].protection = _unlocked()
        fill = MANDATORY if head.endswith("*") else QUIET if column.path == KEPT else OPTIONAL
        look = Look(fill=fill, border=True, wrap=True, locked=False, number_format=_format(spec, column))
        for row in range(HEADER + 1, last + 1):
            value = cells.get((row, number))
            looks.put(sheet, row, number, value, look)
        for row, value in ((row, each) for (row, at), each in cells.items() if at == number):
            tall = min(_lines(str(value), int(max(column.width, 8)) - 1), TALLEST)
            height = sheet.row_dimensions[row].height or LINE
            sheet.row_dimensions[row].height = max(height, LINE * tall)
        _check(sheet, spec, column, f"{letter}{HEADER + 1}:{letter}{LAST_ROW}", content)
        condition = _missing(spec, column, head.endswith("*"), lang)
        if condition:
            _colour_missing(sheet, f"{letter}{HEADER + 1}:{letter}{last}", condition)
    sheet.row_dimensions[HEADER].height = LINE * max(
        _lines(header_of(spec, column, lang), int(max(column.width, 8)) - 1) for column in spec.columns
    )
    sheet.freeze_panes = sheet.cell(HEADER + 1, 2)
    if spec.key in content.needed:
        sheet.sheet_properties.tabColor = "E0A800"
    _page(sheet, content, f"{HEADER}:{HEADER}", "landscape")
    sheet.print_area = f"A1:{place_name(HEADER + len(lines) + 10, len(spec.columns))}"
    _protect(sheet)


def _missing(spec: SheetSpec, column: Column, is_mandatory: bool, lang: str) -> str:
    """When a cell of a column is missing, as a formula for the first row; empty if it never is."""
    row = HEADER + 1
    cells = {each.path: f"${place_name(row, number)}" for number, each in enumerate(spec.columns, 1)}
    own = f"LEN(TRIM({cells[column.path]}))=0"
    last = place_name(row, len(spec.columns) - 1)
    if is_mandatory:
        return f"AND(COUNTA($A{row}:${last})>0,{own})"
    if column.path == "class":
        output = spec.fields["@direction"].say("output", lang)
        return f'AND({cells["@direction"]}="{output}",{own})'
    if column.path == "amount" and "missing" in cells:
        others = "".join(f",LEN(TRIM({cells[path]}))=0" for path in ("formula", "missing"))
        return f"AND(COUNTA($A{row}:${last})>0,{own}{others})"
    return ""


def _check(sheet: Any, spec: SheetSpec, column: Column, cells: str, content: Content) -> None:
    """The drop-down of a column, or the check that a number stands there."""
    from openpyxl.worksheet.datavalidation import DataValidation

    held, lang = spec.fields[column.path], content.lang
    strict = held.kind in ("word", "flag") or column.refers == "elementary"
    key = column.refers or (list_key(spec, column) if held.kind in ("word", "words", "flag") else "")
    if key in content.ranges:
        rule = DataValidation(
            type="list", formula1=content.ranges[key], allow_blank=True, showErrorMessage=strict
        )
        rule.error = ERROR(lang)
    elif held.kind == "number":
        rule = DataValidation(
            type="decimal",
            operator="between",
            formula1="-1E+300",
            formula2="1E+300",
            allow_blank=True,
            showErrorMessage=True,
        )
        rule.error = NUMBER_ERROR(lang)
    elif held.kind == "integer":
        rule = DataValidation(
            type="whole",
            operator="between",
            formula1="0",
            formula2="1000000",
            allow_blank=True,
            showErrorMessage=True,
        )
        rule.error = WHOLE_ERROR(lang)
    else:
        return
    rule.add(cells)
    sheet.add_data_validation(rule)


def _format(spec: SheetSpec, column: Column) -> str:
    """Ids, words and texts are texts, so that no spreadsheet makes a date or a number of them."""
    kind = spec.fields[column.path].kind
    return "yyyy-mm-dd" if kind == "date" else "General" if kind in ("number", "integer") else "@"


def _vocabulary(looks: _Looks, sheet: Any, content: Content) -> None:
    lang = content.lang
    looks.put(sheet, 1, 1, VOCABULARY(lang), Look(bold=True, size=13))
    for number, words in enumerate(content.words):
        first = 2 * number + 1
        looks.put(sheet, 2, first, words.title, Look(bold=True))
        is_named = words.key in ("elementary", "background")
        heads = (CODE(lang), MEANING(lang)) if is_named else (MEANING(lang), CODE(lang))
        for column, (head, texts) in enumerate(zip(heads, (words.words, words.codes), strict=True), first):
            looks.put(sheet, HEADER, column, head, Look(bold=True, fill=HEAD, border=True))
            for row, text in enumerate(texts, HEADER + 1):
                looks.put(sheet, row, column, text, Look(border=True))
            letter = place_name(1, column)[:-1]
            longest = max((_width(text) for text in (head, *texts)), default=10)
            sheet.column_dimensions[letter].width = min(longest + 3, 46)
    sheet.freeze_panes = sheet.cell(HEADER + 1, 1)
    _page(sheet, content, f"{HEADER}:{HEADER}", "landscape")
    sheet.page_setup.fitToWidth = 2
    sheet.protection.sheet = True


# ---- cells, pages -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """How a cell looks; colours as hexadecimal numbers."""

    bold: bool = False
    size: float = 10
    fill: str = ""
    border: bool = False
    wrap: bool = False
    color: str = "000000"
    locked: bool = True
    left: bool = False
    number_format: str = "General"


class _Looks:
    """Dresses cells: each look is made once for a workbook, which is much faster than once for each cell."""

    def __init__(self) -> None:
        self._made: dict[Look, Any] = {}

    def put(self, sheet: Any, row: int, column: int, value: Value, look: Look) -> Any:
        """Put a value into a cell that looks so."""
        cell = sheet.cell(row, column)
        if look in self._made:
            cell._style = copy(self._made[look])
        else:
            self._dress(cell, look)
            self._made[look] = copy(cell._style)
        return safe_cell(cell, value)

    @staticmethod
    def _dress(cell: Any, look: Look) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        cell.font = Font(bold=look.bold, size=look.size, color=look.color, name=FONT)
        cell.alignment = Alignment(
            wrap_text=look.wrap, vertical="top", horizontal="left" if look.left else None
        )
        if look.fill:
            cell.fill = PatternFill("solid", fgColor=look.fill)
        if look.border:
            thin = Side(style="thin", color="BFBFBF")
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        cell.protection = Protection(locked=look.locked)
        cell.number_format = look.number_format


def _unlocked() -> Any:
    from openpyxl.styles import Protection

    return Protection(locked=False)


def _comment(cell: Any, text: str) -> None:
    from openpyxl.comments import Comment

    cell.comment = Comment(text, "Rulewright", height=24 + 18 * _lines(text, 34), width=260)


def _colour_missing(sheet: Any, cells: str, formula: str) -> None:
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    sheet.conditional_formatting.add(
        cells, FormulaRule(formula=[formula], fill=PatternFill("solid", bgColor=MISSING, fgColor=MISSING))
    )


def _page(sheet: Any, content: Content, repeated: str, orientation: str) -> None:
    wide = sum(each.width for each in sheet.column_dimensions.values()) > WIDE
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = 8 if wide else 9  # A3, A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = repeated
    for side in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, side, 0.5)
    sheet.oddFooter.left.text = content.rule.id.replace("&", "&&")
    sheet.oddFooter.right.text = PAGE(content.lang)


def _protect(sheet: Any) -> None:
    """Titles are locked, without a password; rows can still be added, removed, sorted and formatted."""
    sheet.protection.sheet = True
    for allowed in (
        "formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter", "objects",
    ):  # fmt: skip
        setattr(sheet.protection, allowed, False)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _longest_word(text: str) -> int:
    """Width of the longest part that isn't broken: words, not Chinese characters."""
    return max((_width(word) for word in text.split() if word.isascii()), default=2)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of this width [characters]."""
    return max(1, sum(-(-max(_width(part), 1) // max(width, 1)) for part in text.split("\n")))
