"""Tables of comments in both forms, as people make them; and all their mistakes at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from rulewright.consultation.columns import column_of, decision_of
from rulewright.consultation.consult import consult
from rulewright.consultation.read_comments import read_comments
from rulewright.errors import FileError, ReadingError
from rulewright.rule import Rule

COMMENTS = Path(__file__).parent / "comments.csv"
ZH = ["序号", "章节号", "原文", "修改后内容", "理由", "提出单位", "补丁", "处理意见"]
ISO = [
    "MB/NC1",
    "Line number\n(e.g. 17)",
    "Clause/ Subclause\n(e.g. 3.1)",
    "Paragraph/ Figure/ Table/\n(e.g. Table 1)",
    "Type of comment2",
    "Comments",
    "Proposed change",
    "Observations of the secretariat",
]
Book = Callable[..., Path]


def test_the_worked_example_is_read_whole() -> None:
    read = read_comments(COMMENTS)
    assert len(read.comments) == 11
    assert read.without_comment == ("示例用户单位",)
    assert read.comments[0].received == date(2026, 9, 20)
    assert read.comments[2].patch.startswith("recycling.method = fifty_fifty")
    assert [each.decision for each in read.comments].count("undecided") == 6
    assert len(read.bodies) == 8
    assert [each.en for each in read.remarks] == [
        "comments.csv, A12: the comment names no clause; it is kept."
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_any_usual_encoding_and_with_any_usual_separator(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "意见.csv"
    lines = [delimiter.join(ZH), delimiter.join(["1", "5.10", "甲", '"乙\n丙"', "理由", "单位", "", "采纳"])]
    path.write_bytes("\n".join(lines).encode(encoding))
    comment = read_comments(path).comments[0]
    assert (comment.clause, comment.proposed, comment.decision) == ("5.10", "乙\n丙", "accepted")


def test_a_title_line_says_nothing_about_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "意见.csv"
    path.write_text("某标准, 征求意见表\n章节号;修改后内容\n5.3;甲, 乙, 丙\n5.4;丁\n", encoding="utf-8")
    assert [(each.clause, each.proposed) for each in read_comments(path).comments] == [
        ("5.3", "甲, 乙, 丙"),
        ("5.4", "丁"),
    ]


def test_several_tables_are_one_and_each_finds_its_own_patches(tmp_path: Path, rule: Rule) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "c.csv").write_text("章节号,修改后内容,补丁\n7.5.1,x,p.yaml\n", encoding="utf-8")
    patch = COMMENTS.with_name("economic-allocation.yaml").read_bytes()
    (tmp_path / "b" / "p.yaml").write_bytes(patch)
    read = read_comments(tmp_path / "a" / "c.csv", tmp_path / "b" / "c.csv")
    assert [each.index for each in read.comments] == [1, 2]
    found = consult(rule, read, [])
    assert [each.patch is not None and each.patch.rule is not None for each in found.handled] == [False, True]
    assert str(tmp_path) not in found.to_json()


def test_the_iso_form(book: Book) -> None:
    rows = [
        ["Template for comments"],
        ISO,
        ["CN", 17, "6.3.2", "Table 1", "te", "Too vague", "Say how", "Not accepted: see 5.1"],
    ]
    comment = read_comments(book(rows)).comments[0]
    assert (comment.body, comment.clause, comment.spot, comment.kind) == (
        "CN",
        "6.3.2",
        "Table 1, 17",
        "technical",
    )
    assert (comment.comment, comment.proposed) == ("Too vague", "Say how")
    assert (comment.decision, comment.decision_reason) == ("rejected", "see 5.1")
    assert comment.where == "comments.xlsx, '意见'!A3"


def test_a_merged_clause_belongs_to_all_its_rows_and_a_merged_comment_is_one(book: Book) -> None:
    rows = [
        ZH,
        [1, "5.3", "甲", "乙", "丙", "单位"],
        [2, None, "丁", "戊", "己", "单位"],
        [3, None, None, None, None, "另一单位"],
    ]

    def merge(made: Any) -> None:
        made.active.merge_cells("B2:B4")
        for column in "CDE":
            made.active.merge_cells(f"{column}3:{column}4")

    comments = read_comments(book(rows, merge)).comments
    assert [(each.number, each.clause, each.proposed) for each in comments] == [
        ("1", "5.3", "乙"),
        ("2", "5.3", "戊"),
    ]


def test_hidden_sheets_and_sheets_without_a_table_are_told(book: Book) -> None:
    def more(made: Any) -> None:
        hidden = made.create_sheet("隐藏")
        hidden.append(ZH)
        hidden.append([9, "5.9", "", "x", "y", "z"])
        hidden.sheet_state = "veryHidden"
        made.create_sheet("说明").append(["只是文字"])

    read = read_comments(book([ZH, [1, "5.3", "甲", "乙", "丙", "单位"]], more))
    assert len(read.comments) == 1
    said = [each.en for each in read.remarks]
    assert "The hidden sheet '隐藏' has 2 rows and was not read; unhide it if it holds comments." in said
    assert "The sheet '说明' has no head of a comment table and was not read." in said


def test_counts_below_the_table_are_read_and_other_lines_are_told(book: Book) -> None:
    rows = [
        ZH,
        [1, "5.3", "甲", "乙", "丙", "单位"],
        ["说明：（1）发送《征求意见稿》的单位数：20 个"],
        ["（2）收到《征求意见稿》后，回函的单位数：12 个"],
        ["（3）收到《征求意见稿》后，回函并有建议或意见的单位数：8 个"],
        ["（4）没有回函的单位数：8 个"],
        ["请于月底前返回"],
    ]
    read = read_comments(book(rows))
    assert read.counts == {"sent": 20, "replied": 12, "with_comments": 8, "no_reply": 8}
    assert [each.zh for each in read.remarks] == ["comments.xlsx, '意见'!A7：不是意见，未读：请于月底前返回"]


def test_all_mistakes_of_all_files_are_told_at_once(book: Book, tmp_path: Path) -> None:
    def spoil(made: Any) -> None:
        sheet = made.active
        sheet["B3"] = datetime(2026, 5, 3)
        sheet["D3"] = "=A1"  # never computed
        sheet["E3"] = "#REF!"

    first = book(
        [[*ZH, "条款号"], [1, "5.3", "甲", "乙", "丙", "单位"], [2, "5.4", "甲", "乙", "丙", "单位"]], spoil
    )
    second = tmp_path / "other.csv"
    second.write_text("姓名,电话\n张三,1\n", encoding="utf-8")
    with pytest.raises(ReadingError) as caught:
        read_comments(first, second)
    said = [(each.what, each.where) for each in caught.value.mistakes]
    assert (
        "two columns are read as 'clause': '章节号' and '条款号'",
        "comments.xlsx, '意见'!B1 and I1",
    ) in said
    assert (
        "the number of the clause was turned into the date 2026-05-03",
        "comments.xlsx, '意见'!B3",
    ) in said
    assert ("the cell holds a formula whose value was never computed", "comments.xlsx, '意见'!D3") in said
    assert ("the cell holds the error value #REF!", "comments.xlsx, '意见'!E3") in said
    assert any(
        what.startswith("no table of comments is found") and where.endswith("other.csv")
        for what, where in said
    )
    assert caught.value.title == "table comments.xlsx, other.csv: 5 mistakes"


def test_words_that_are_not_understood_are_kept_and_told(book: Book) -> None:
    rows = [
        [*ZH, "类型", "日期", "电话"],
        [1, "5.3", "甲", "乙", "丙", "单位", "", "再议", "xx", "昨天", "1"],
    ]
    read = read_comments(book(rows))
    comment = read.comments[0]
    assert (comment.decision, comment.decision_reason, comment.kind, comment.received) == (
        "undecided",
        "再议",
        None,
        None,
    )
    said = " ".join(each.zh for each in read.remarks)
    assert all(word in said for word in ("再议", "xx", "昨天", "电话"))


def test_same_numbers_are_told_and_both_kept(book: Book) -> None:
    read = read_comments(book([ZH, [1, "5.3", "", "乙"], [1, "5.4", "", "丙"]]))
    assert len(read.comments) == 2
    assert read.remarks[-1].en == "2 comments have the number 1; all are kept."


def test_nothing_and_nowhere_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no file with comments is given"):
        read_comments()
    with pytest.raises(FileError, match="no file"):
        read_comments(tmp_path / "absent.xlsx")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("章 节 号", "clause"),
        ("章节号 Clause", "clause"),
        ("Proposed change by the MB", None),
        ("意见", "comment"),
        ("理由（必填）", "reason"),
    ],
)
def test_names_of_columns(text: str, column: str | None) -> None:
    assert column_of(text) == column


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("采纳", "accepted"),
        ("不采纳", "rejected"),
        ("部分采纳。", "partly"),
        ("Accepted", "accepted"),
        ("acceptable", None),
        ("Noted", None),
    ],
)
def test_decisions(text: str, decision: str | None) -> None:
    found = decision_of(text)
    assert (found[0] if found else None) == decision
