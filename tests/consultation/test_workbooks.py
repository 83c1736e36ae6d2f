"""Workbooks from strangers are read without trust; texts that we write never become formulas."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from rulewright.errors import FileError, ReadingError
from rulewright.importing.archives import Limits
from rulewright.reporting.workbooks import LINE_POINTS, SheetTable, read_sheets, safe_csv, write_workbook

Book = Callable[..., Path]
ROWS = [["序号", "章节号"], [1, "5.3"]]


def _with_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one part changed."""
    with zipfile.ZipFile(path) as opened:
        parts = {each: opened.read(each) for each in opened.namelist()}
    parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for each, content in parts.items():
            opened.writestr(each, content)
    return path


def _instead(new: bytes, _: bytes) -> bytes:
    return new


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")', "=cmd|'/c calc'!A1"]
)
def test_a_text_never_becomes_a_formula(tmp_path: Path, text: str) -> None:
    path = write_workbook(tmp_path / "out.xlsx", [SheetTable("a/b", ["头"], [[text]], above=[text])])
    sheet = load_workbook(path).active
    for place in ("A1", "A3"):
        cell = sheet[place]
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert b"<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert safe_csv(text) == f"'{text}"


def test_numbers_dates_and_plain_texts_stay(tmp_path: Path) -> None:
    assert [safe_csv(value) for value in (-1.5, 3, None, "5.3", "a=b")] == [-1.5, 3, None, "5.3", "a=b"]
    path = write_workbook(
        tmp_path / "out.xlsx", [SheetTable("x", ["a", "b"], [[-1.5, "a\x00b" + "c" * 40_000]])]
    )
    sheet = read_sheets(path)[0]
    assert sheet.value(2, 1) == -1.5
    assert sheet.text(2, 2).startswith("abccc")
    assert len(sheet.text(2, 2)) == 32_767


def test_a_document_type_is_refused(book: Book) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    for content in (bomb, bomb.decode().encode("utf-16")):
        path = _with_part(book(ROWS), "xl/worksheets/sheet1.xml", partial(_instead, content))
        with pytest.raises(ReadingError, match="declares a document type"):
            read_sheets(path)


def test_a_merged_range_over_the_whole_sheet_is_refused_before_anybody_fills_it(book: Book) -> None:
    def merge(content: bytes) -> bytes:
        return content.replace(
            b"</sheetData>",
            b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        )

    path = _with_part(book(ROWS), "xl/worksheets/sheet1.xml", merge)
    with pytest.raises(ReadingError, match="the merged range A1:XFD1048576 has more than 300000 cells"):
        read_sheets(path)


def test_many_merged_ranges_are_refused_together(book: Book) -> None:
    ranges = "".join(f'<mergeCell ref="A{row}:CV{row}"/>' for row in range(5, 3_100))  # 100 columns each

    def merge(content: bytes) -> bytes:
        return content.replace(
            b"</sheetData>", b"</sheetData><mergeCells>" + ranges.encode() + b"</mergeCells>"
        )

    path = _with_part(book(ROWS), "xl/worksheets/sheet1.xml", merge)
    with pytest.raises(ReadingError, match="the sheet merges 309500 cells, more than 300000"):
        read_sheets(path)


def test_a_value_far_outside_the_form_is_told(book: Book) -> None:
    def far(made: Any) -> None:
        made.active["XFD1048576"] = "x"

    with pytest.raises(ReadingError, match="the sheet goes beyond row 20000 or column 500"):
        read_sheets(book(ROWS, far))


def test_a_zip_bomb_is_refused(book: Book) -> None:
    path = _with_part(book(ROWS), "xl/media/zeros.bin", lambda _: bytes(30_000_000))
    with pytest.raises(ReadingError, match="unpacks to 30000000 bytes"):
        read_sheets(path)
    with pytest.raises(ReadingError, match="beyond what is read"):
        read_sheets(book(ROWS), Limits(total_bytes=1_000, member_bytes=500, members=100))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0 a password", "is no whole workbook"),
        ("a.xlsx", b"PK\x03\x04 cut", "is no whole workbook"),
        ("a.ods", b"x", "is no .xlsx and no .csv file"),
        ("a.csv", b"\xff\xff\xff\x81", "neither UTF-8 nor GBK"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError, match=message):
        read_sheets(tmp_path / name)


def test_an_empty_zip_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as opened:
        opened.writestr("x.txt", "x")
    with pytest.raises(FileError, match="is no whole workbook"):
        read_sheets(tmp_path / "a.xlsx")


def test_a_read_only_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(FileError, match="read-only"):
        write_workbook(path, [SheetTable("x", ["a"], [[1]])])
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["out.xlsx"]


def test_two_sheets_never_get_one_name(tmp_path: Path) -> None:
    tables = [SheetTable("x" * 40, ["a"], [[1]]), SheetTable("X" * 40, ["a"], [[2]])]
    names = [each.name for each in read_sheets(write_workbook(tmp_path / "out.xlsx", tables))]
    assert len({name.lower() for name in names}) == 2


def test_wrapped_texts_get_rows_that_are_high_enough_and_numbers_keep_their_value(tmp_path: Path) -> None:
    """Not every program fits the height of a row to wrapped text by itself."""
    rows = [["one\ntwo\nthree", 1773.7311], ["碳足迹" * 10, 0.5], ["short", 1e-9]]
    path = write_workbook(tmp_path / "a.xlsx", [SheetTable("a", ["text", "value"], rows, (20, 10))])
    sheet = load_workbook(path).active
    heights = [sheet.row_dimensions[row].height for row in (2, 3, 4)]
    assert heights == [3 * LINE_POINTS, 4 * LINE_POINTS, None]  # 60 widths in a column of 19
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == [1773.7311, 0.5, 1e-9]
    assert [sheet.cell(row, 2).number_format for row in (2, 3, 4)] == ["#,##0", "0.0000", "0.00E+00"]
