"""Hostile and broken files: what, where, how to mend it, all at once, in Chinese too; nothing is ever half-read."""

from __future__ import annotations

import os
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from file_examples import (
    HEAD,
    activity2,
    dataset1,
    ecospold1,
    ecospold2,
    excel,
    exchange1,
    exchange2,
    property2,
    simapro,
    story,
    write_book,
    write_spolds,
    write_text,
    write_zip,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_files import KINDS

import rulewright as rw
from rulewright.errors import FileError, Mistake, ReadingError, RulewrightError
from rulewright.importing.archives import Limits
from rulewright.importing.formula_values import NoValue, value_of
from rulewright.importing.scope import Named, Scope
from rulewright.reporting.messages import in_language

CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAMESPACE = 'xmlns="http://www.EcoInvent.org/EcoSpold01"'


def told(read: Callable[..., Any], *given_: Any, **more: Any) -> list[Mistake]:
    """All mistakes of a file; each has a way to mend it, and is said in Chinese."""
    with pytest.raises(RulewrightError) as caught:
        read(*given_, **more)
    error = caught.value
    for line in in_language(error, "zh").splitlines():
        if not line.strip().startswith("位置"):
            assert CHINESE.search(line), line
    found = (
        list(error.mistakes)
        if isinstance(error, ReadingError)
        else [Mistake(error.what, error.where, error.mend)]
    )
    assert all(each.where and each.mend for each in found)
    return found


def whats(found: list[Mistake]) -> list[str]:
    return [each.what for each in found]


# ---- hostile ------------------------------------------------------------------------------------------------

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><ecoSpold {0}>&c;</ecoSpold>'
).replace("{0}", NAMESPACE)
OUTSIDE = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><ecoSpold {NAMESPACE}>&e;</ecoSpold>'


@pytest.mark.parametrize(
    "text", [LAUGHS, OUTSIDE, "<!-- " + "x" * 300_000 + " -->" + LAUGHS.partition("?>")[2]]
)
@pytest.mark.parametrize(("kind", "name"), [("ecospold1", "a.xml"), ("ecospold2", "a.spold")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_are_read(
    text: str, kind: str, name: str, encoding: str, tmp_path: Path
) -> None:
    found = told(KINDS[kind], write_text(text, tmp_path / name, encoding))
    assert whats(found) == ["the file declares a document type or entities"]


def test_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    path = write_book(excel(), tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE x [<!ENTITY a "ha">]>' + parts["xl/worksheets/sheet1.xml"]
    (what,) = whats(told(rw.import_excel, write_zip(parts, tmp_path / "b.xlsx")))
    assert what == "'xl/worksheets/sheet1.xml' in 'b.xlsx' declares a document type or entities"


@pytest.mark.parametrize("kind", ["ecospold2", "ecospold1", "simapro"])
def test_entries_that_lead_outside_are_refused(kind: str, tmp_path: Path) -> None:
    ending = {"ecospold2": "spold", "ecospold1": "xml", "simapro": "csv"}[kind]
    path = write_zip({f"../evil.{ending}": "x"}, tmp_path / "a.zip")
    assert whats(told(KINDS[kind], path)) == ["the name of the entry leads outside the archive"]


@pytest.mark.parametrize("kind", KINDS)
def test_bombs_are_refused(kind: str, tmp_path: Path) -> None:
    if kind == "excel":
        path = write_zip({"xl/workbook.xml": b" " * 30_000_000}, tmp_path / "a.xlsx")
    else:
        ending = {"ecospold2": "spold", "ecospold1": "xml", "simapro": "csv"}[kind]
        path = write_zip({f"a.{ending}": b" " * 30_000_000}, tmp_path / "a.zip")
    (what,) = whats(told(KINDS[kind], path))
    assert what.startswith("the entry unpacks to 30000000 bytes")


@pytest.mark.parametrize("kind", KINDS)
def test_files_beyond_the_limits_are_refused(kind: str, tmp_path: Path) -> None:
    path = story(kind, tmp_path)
    assert told(KINDS[kind], path, limits=Limits(member_bytes=100))


def test_deep_nesting_ends_in_a_message(tmp_path: Path) -> None:
    text = f"<ecoSpold {NAMESPACE}>" + "<a>" * 5_000 + "</a>" * 5_000 + "</ecoSpold>"
    (what,) = whats(told(rw.import_ecospold1, write_text(text, tmp_path / "a.xml")))
    assert what.startswith("the file is no whole XML")


def test_a_sheet_that_pretends_to_be_endless_is_refused_soon(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Database"
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "a.xlsx")
    start = time.monotonic()
    (what,) = whats(told(rw.import_excel, tmp_path / "a.xlsx"))
    assert what == "the sheet reaches to row 1048576 and column 16384"
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        (("A1:XFD1048576",), "the merged range A1:XFD1048576 has more than 300000 cells"),
        (("A1:A200000", "B1:B200000"), "the sheet merges 400000 cells, more than 300000"),
    ],
)
def test_merged_cells_beyond_any_table_are_refused_soon(
    ranges: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    """The reader of workbooks makes an object of each merged cell: 17 thousand million of them fill any memory."""
    path = write_book(excel(), tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    merged = "".join(f"<mergeCell ref='{each}'/>" for each in ranges).encode()
    parts[sheet] = parts[sheet].replace(
        b"</sheetData>", b"</sheetData><mergeCells>" + merged + b"</mergeCells>"
    )
    start = time.monotonic()
    assert whats(told(rw.import_excel, write_zip(parts, tmp_path / "b.xlsx"))) == [expected]
    assert time.monotonic() - start < 20


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("kind", ["ecospold2", "ecospold1", "simapro"])
def test_a_pipe_is_refused_and_not_waited_for(kind: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert whats(told(KINDS[kind], tmp_path / "pipe")) == [f"'{tmp_path / 'pipe'}' is no file and no folder"]


@pytest.mark.parametrize(
    "formula",
    [
        "9**9**9**9",
        "exp(1e9)",
        "(" * 3000 + "1" + ")" * 3000,
        "1/0",
        "__import__('os')",
        "a.b",
        "x[0]",
        "min(1)",
    ],
)
def test_a_hostile_formula_gives_no_number(formula: str) -> None:
    start = time.monotonic()
    with pytest.raises(NoValue):
        value_of(formula, {})
    assert time.monotonic() - start < 2


# ---- nothing there, something else --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_not_there_is_told(kind: str, tmp_path: Path) -> None:
    told(KINDS[kind], tmp_path / "nothing.zip")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "content", [b"", b"\0\1\2\3", b"hello", b"PK\3\4 truncated", b"<a/>", b"{SimaPro 9}\n\n"]
)
def test_what_is_something_else_is_told(kind: str, content: bytes, tmp_path: Path) -> None:
    ending = {"ecospold2": ".spold", "ecospold1": ".xml", "simapro": ".csv", "excel": ".xlsx"}[kind]
    path = tmp_path / f"a{ending}"
    path.write_bytes(content)
    told(KINDS[kind], path)


def test_the_other_ecospold_is_pointed_to(tmp_path: Path) -> None:
    (one,) = told(rw.import_ecospold1, write_text(ecospold2()["mill.spold"], tmp_path / "a.xml"))
    (two,) = told(rw.import_ecospold2, write_text(ecospold1(), tmp_path / "a.spold"))
    assert "rulewright import ecospold2" in one.mend and "rulewright import ecospold1" in two.mend


def test_an_archive_of_another_format_says_what_it_holds(tmp_path: Path) -> None:
    (found,) = told(rw.import_ecospold2, write_zip({"a.xml": "x", "b.xml": "x"}, tmp_path / "a.zip"))
    assert found.what == "'a.zip' holds no file that ends with .spold; it holds .xml 2"
    assert "for .xml files: rulewright import ecospold1" in found.mend


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_short_is_told(kind: str, tmp_path: Path) -> None:
    if kind == "simapro":
        content = simapro().encode()[: -len(simapro()) // 2]
        path = tmp_path / "a.csv"
    else:
        content = story(kind, tmp_path / "whole").read_bytes()[:-400]
        path = tmp_path / f"a{ {'ecospold2': '.zip', 'ecospold1': '.xml', 'excel': '.xlsx'}[kind] }"
    path.write_bytes(content)
    if kind == "simapro":  # whole processes before the cut may be sound: then what is missing is a gap
        try:
            assert KINDS[kind](path).account.missing
        except RulewrightError:
            told(KINDS[kind], path)
    else:
        told(KINDS[kind], path)


# ---- mistakes, all at once ----------------------------------------------------------------------------------


def test_mistakes_of_ecospold1_are_told_at_once(tmp_path: Path) -> None:
    text = f"<ecoSpold {NAMESPACE}>" + "".join((
        dataset1(1, "a", "kg", exchange1(1, "oil", "kg", "1,5", "out0"), exchange1(2, "power", "", 1, "in5"),
                 exchange1(3, "x", "kg", "NaN", "in5"), exchange1(4, "y", "kg", 1, "in9")),
        dataset1(1, "b", "kg", exchange1(1, "oil", "kg", 1, "out0")),
        dataset1(3, "", "kg"),
        dataset1(4, "c", "florp", exchange1(1, "c", "florp", 1, "out0"), exchange1(9, "d", "kg", 1, "in5"), exchange1(9, "e", "kg", 1, "in5")),
    )) + "</ecoSpold>"  # fmt: skip
    found = whats(told(rw.import_ecospold1, write_text(text, tmp_path / "a.xml")))
    assert found[:4] == [
        "the meanValue is no finite number: '1,5'", "the exchange has no name or no unit",
        "the meanValue is no finite number: 'NaN'",
        "the exchange does not say by one inputGroup or outputGroup where it goes",
    ]  # fmt: skip
    assert "two data sets have the number '1'; the other is 'a' in a.xml, dataset 1" in found
    assert "the data set has no referenceFunction with a name" in found
    assert "two exchanges of different products have the number '9'" in found
    assert "unknown unit 'florp'" in found


def test_mistakes_of_ecospold2_are_told_at_once(tmp_path: Path) -> None:
    doubled = activity2("a", "a", exchange2("i", "oil", "kg", 1, "out0"))
    files = {
        "1.spold": doubled, "2.spold": doubled, "3.spold": doubled.replace('id="a"', 'id=""'),
        "4.spold": activity2("d", "d", exchange2("i", "d", "barleycorn", "1.0", "out0"), exchange2("i", "e", "kg", "1,0", "in5"),
                             exchange2("i", "f", "kg", 1, "in5", property2("dry mass", float("inf"), "kg")),
                             '<parameter variableName="p" amount="x"/>'),
        "5.spold": "<ecoSpold>", "6.spold": activity2("e", "e", exchange2("i", "oil", "kg", 1, "out0") * 2),
    }  # fmt: skip
    found = whats(told(rw.import_ecospold2, write_spolds(files, tmp_path / "a")))
    for what in (
        "two data sets have the activity id 'a' and the same reference product", "the activity has no id or no activityName",
        "the amount is no finite number: '1,0'", "the property 'dry mass' is no finite number: 'inf'",
        "the value of the parameter 'p' is no finite number: 'x'", "unknown unit 'barleycorn'",
        "the process has 2 quantitative references with an amount",
    ):  # fmt: skip
        assert what in found, what
    assert any(what.startswith("the file is no whole XML") for what in found)


def test_mistakes_of_simapro_are_told_with_their_lines(tmp_path: Path) -> None:
    text = (
        simapro(decimal=".").replace("oil {CN};kg;1;Undefined", "oil {CN};kg;;Undefined").replace("power;kWh;0.2", "power;kWh;1.000,5")
        .replace("need;Factor*Load", "need;Factor*Lode").replace("Waste to treatment\nsludge;kg", "Waste to treatment\n;kg")
        .replace("id-works", "id-mill") + "Nonsense\na;b;c;d\n\nEnd\n"
    )  # fmt: skip
    found = told(rw.import_simapro, write_text(text, tmp_path / "a.csv"))
    assert all(re.search(r"line \d+$", each.where) for each in found)
    assert "the formula of 'need' gives no number: Factor*Lode (no parameter 'Lode')" in whats(found)
    assert "'Nonsense' begins no block that SimaPro writes" in whats(found)
    assert "two processes have the identifier 'id-mill'" in whats(found)
    text = text.replace("id-mill", "id-works", 1)
    again = whats(told(rw.import_simapro, write_text(text, tmp_path / "b.csv")))
    assert "the row has no amount" in again and "the row has no name or no unit" in again
    assert (
        "the formula of 'power' gives no number: 1.000,5 (it holds something that is no arithmetic)" in again
    )


def test_a_wrong_encoding_is_told(tmp_path: Path) -> None:
    path = write_text(simapro(comment="电力"), tmp_path / "a.csv", "gbk")
    (what,) = whats(told(rw.import_simapro, path, encoding="utf-8"))
    assert re.match(r"line \d+ cannot be read as utf-8", what)
    assert whats(told(rw.import_simapro, path, encoding="klingon")) == ["no encoding 'klingon' is known"]


def test_an_xml_that_is_not_in_its_encoding_is_told(tmp_path: Path) -> None:
    text = ecospold1().replace("as built", "按实测")
    (found,) = told(rw.import_ecospold1, write_text(text, tmp_path / "a.xml", "gbk"))
    assert "save it in the encoding that its first line names" in found.mend
    whole = text.replace('encoding="UTF-8"', 'encoding="GBK"')
    assert (
        rw.import_ecospold1(write_text(whole, tmp_path / "b.xml", "gbk")).file.processes[0].technology
        == "按实测"
    )


def test_mistakes_of_a_workbook_are_told_with_sheet_and_cell(tmp_path: Path) -> None:
    sheets = excel()
    sheets["more"][6][1] = "1,5"  # a text with a comma
    sheets["more"][16][1] = None
    sheets["more"][17][5] = "technosfere"
    sheets["more"][15][2] = sheets["more"][11][1] = None
    sheets["story"].append(["Activity", "mill"])
    sheets["story"] += [
        ["location", "CN"],
        ["reference product", "oil"],
        ["Exchanges"],
        HEAD,
        ["mill", "=1+1", "kilogram", "CN", None, "production", "oil"],
    ]
    found = told(rw.import_excel, write_book(sheets, tmp_path / "a.xlsx"))
    assert whats(found) == [
        "two activities are 'mill | CN | oil'", "'1,5' is no number", "the exchange has no unit",
        "the cell is empty: an amount is missing", "the exchange has the unknown type 'technosfere'", "the activity has no unit",
    ]  # fmt: skip
    assert [each.where.partition(", ")[2] for each in found] == [
        "sheet 'story', cell A25", "sheet 'more', cell B7", "sheet 'more', cell C16", "sheet 'more', cell B17",
        "sheet 'more', cell F18", "sheet 'more', cell A10",
    ]  # fmt: skip
    assert found[1].mend == "write it with a decimal point"


def test_a_formula_without_its_value_is_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Activity", "a"],
        ["unit", "kilogram"],
        ["Exchanges"],
        HEAD,
        ["a", "=1+1", "kilogram", None, None, "production"],
    ]
    (found,) = told(rw.import_excel, write_book({"s": rows}, tmp_path / "a.xlsx"))
    assert found.what == "the cell holds a formula, and the file doesn't hold what it gives"
    assert found.where.endswith("sheet 's', cell B5")


def test_merged_cells_across_rows_are_told(tmp_path: Path) -> None:
    path = write_book(excel(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book["more"].merge_cells("B14:B15")
    book.save(path)
    found = told(rw.import_excel, path)
    assert "the merged cells B14:B15 lie across rows of a table" in whats(found)


def test_a_sheet_that_is_not_there_is_told(tmp_path: Path) -> None:
    (found,) = told(rw.import_excel, write_book(excel(), tmp_path / "a.xlsx"), sheets=["mere"])
    assert (found.what, found.mend) == ("'a.xlsx' has no sheet 'mere'", "name one of: story, more")


def test_unknown_units_are_told_and_a_mapping_mends_them(tmp_path: Path) -> None:
    from rulewright.importing.mapping import ImportMapping

    sheets = excel()
    for row in sheets["more"]:
        if len(row) > 2 and row[0] == "works":
            row[2] = "barrel of monkeys"
    path = write_book(sheets, tmp_path / "a.xlsx")
    assert "unknown unit 'barrel of monkeys'" in whats(told(rw.import_excel, path))
    found = rw.import_excel(path, mapping=ImportMapping(units={"barrel of monkeys": "piece"}))
    assert found.inventory.flows["part"].unit == "piece"


def test_parameters_that_depend_on_themselves_are_told() -> None:
    scope = Scope(
        [
            Named("a", None, "b+1", "line 1"),
            Named("b", None, "a+1", "line 2"),
            Named("c", None, "2*d", "line 3"),
            Named("d", 3.0, "", "line 4"),
        ]
    )
    assert whats(scope.mistakes) == ["the formula of 'a' gives no number: b+1 (it depends on itself)"]
    assert scope.values["c"] == 6.0


# ---- anything at all ----------------------------------------------------------------------------------------

STORIES: dict[str, bytes] = {}


def whole(kind: str, tmp_path: Path) -> bytes:
    """The story in one format, unpacked where its text can be damaged."""
    if kind not in STORIES:
        if kind == "ecospold2":
            STORIES[kind] = ecospold2()["mill.spold"].encode()
        else:
            STORIES[kind] = story(kind, tmp_path / "whole").read_bytes()
    return STORIES[kind]


FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.sampled_from([
    b"", b"0", b"-1", b"1e999", b"NaN", b"1,5", b'"', b";", b"<", b"</exchange>", b"&amp;", b"&x;", b"\xff\xfe", b"\x00", b"\n", b"End\n",
    b"Process\n", b"Products\n", b"2*(load", b"9**9**9", b"kg", b"florp", b'amount=""', "元".encode(), "元".encode("gbk"),
])  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@FUZZ
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 100_000), st.integers(0, 40), WORDS | st.binary(max_size=6)),
        min_size=1,
        max_size=3,
    )
)
def test_any_damage_ends_in_an_inventory_or_in_a_message(
    kind: str, changes: list[tuple[int, int, bytes]], tmp_path: Path
) -> None:
    content = bytearray(whole(kind, tmp_path))
    for place, length, word in changes:
        start = place % len(content)
        content[start : start + length] = word
    ending = {"ecospold2": ".spold", "ecospold1": ".xml", "simapro": ".csv", "excel": ".xlsx"}[kind]
    path = tmp_path / f"a{ending}"
    path.write_bytes(content)
    try:
        KINDS[kind](path).to_json()
    except RulewrightError as error:
        assert error.mend


CELLS = st.none() | st.booleans() | st.floats() | st.integers(-10, 10**30) | st.text(max_size=6) | st.sampled_from(
    ["Activity", "Exchanges", "Database", "Parameters", "production", "1,5", "need", "load", "=1/0", "#DIV/0!", "kilogram"]
)  # fmt: skip


@FUZZ
@given(changes=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 13), CELLS), min_size=1, max_size=4))
def test_any_cell_of_a_workbook_may_hold_anything(
    changes: list[tuple[int, int, Any]], tmp_path: Path
) -> None:
    from rulewright.importing.excel_blocks import read_sheet
    from rulewright.importing.excel_cells import Cells
    from rulewright.importing.excel_read import _Reader
    from rulewright.importing.mapping import ImportMapping
    from rulewright.importing.to_inventory import bring_in
    from rulewright.importing.workbooks import Sheet, Workbook, _value

    rows = [row for sheet in excel().values() for row in sheet]
    for row, column, cell in changes:
        target = rows[row % len(rows)]
        target += [None] * (column + 1 - len(target))
        target[column] = cell
    sheet = Sheet("s", tuple(tuple(map(_value, row)) for row in rows), False, ())
    reader = _Reader(Path("a.xlsx"), ImportMapping(), None, None)
    book = Workbook(Path("a.xlsx"), (sheet,), write_book({"s": []}, tmp_path / "e.xlsx").read_bytes())
    reader.cells = Cells(book, reader.mistakes)
    read_sheet(sheet, reader.book, reader.mistakes, "a.xlsx")
    try:
        bring_in(reader.source(), "a.xlsx", ImportMapping()).to_json()
    except RulewrightError as error:
        assert error.mend


@FUZZ
@given(st.text(alphabet="0123456789.+-*/^()<>=;, abiflnmxqrs", max_size=30))
def test_any_formula_gives_a_finite_number_or_none(formula: str) -> None:
    try:
        found = value_of(formula, {"a": 2.0, "b": -1.0})
    except NoValue:
        return
    assert found == found and abs(found) != float("inf")


def test_nothing_is_written_where_a_file_has_mistakes(tmp_path: Path) -> None:
    from rulewright.cli import main

    path = write_text(simapro().replace("part;p;2", "part;florp;2"), tmp_path / "a.csv")
    assert main(["import", "simapro", str(path), "--out", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()


def test_one_error_class_says_that_a_file_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no file"):
        rw.import_excel(tmp_path / "a.xlsx")
