"""The files: the form that committees use, texts that stay texts, and a workbook that is read again; the command."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from rulewright.cli import main
from rulewright.consultation.comments import Comment, Comments
from rulewright.consultation.consult import consult
from rulewright.consultation.read_comments import read_comments
from rulewright.consultation.result import Consultation
from rulewright.errors import FileError
from rulewright.rule import Rule

HERE = Path(__file__).parent
INVENTORY = "steel-hot-rolled-coil-bf-bof"
BAD = '=HYPERLINK("http://x")\n+1\n<w:p>&amp;</w:p>\x00\u202e@x'


@pytest.fixture(scope="module")
def folder(worked: Consultation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All files of the worked example."""
    return worked.write(tmp_path_factory.mktemp("out") / "files").directory


def test_all_files_are_there(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "consultation-comments.csv", "consultation-effects.csv", "consultation-en.docx", "consultation-en.png",
        "consultation-en.svg", "consultation-en.xlsx", "consultation-zh.docx", "consultation-zh.png", "consultation-zh.svg",
        "consultation-zh.xlsx", "consultation.json", "economic-allocation.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "heads", "undecided"),
    [
        ("zh", ["序号", "章条编号", "意见内容", "提出单位", "处理意见及理由", "对结果的影响"], "未处理"),
        ("en", ["No.", "Clause", "Comment", "Body", "Decision and reason", "Effect on results"], "undecided"),
    ],
)
def test_the_document_is_the_form_of_committees(
    folder: Path, lang: str, heads: list[str], undecided: str
) -> None:
    document = Document(str(folder / f"consultation-{lang}.docx"))
    page = document.sections[0]
    assert (page.page_width or 0) > (page.page_height or 0)
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == heads
    assert len(table.rows) == 12
    assert sum(row.cells[4].text == undecided for row in table.rows) == 6
    assert "573.5 → 2,983 kg CO2e/t" in table.rows[8].cells[5].text
    assert len(document.tables) == 6  # handling, conflicts, together, inventories, check, ladder


def test_the_json_is_stable_and_whole(folder: Path, worked: Consultation) -> None:
    data = json.loads((folder / "consultation.json").read_text(encoding="utf-8"))
    assert data["format"] == "rulewright-consultation-result/1"
    assert list(data) == [
        "format", "rule", "rule_hash", "counts", "decided", "replied_without_comment", "cases", "comments", "conflicts",
        "together", "beside", "period", "findings", "status", "remarks", "stopped",
    ]  # fmt: skip
    assert len(data["comments"]) == 11
    assert len(data["comments"][3]["effects"]) == 18
    assert data == worked.to_dict()


def test_the_workbook_is_filled_in_and_read_again(
    folder: Path, worked: Consultation, rule: Rule, tmp_path: Path
) -> None:
    for lang, word in (("zh", "不采纳"), ("en", "not accepted")):
        book = load_workbook(folder / f"consultation-{lang}.xlsx")
        sheet = book.worksheets[1]
        row = next(row for row in range(1, 30) if sheet.cell(row, 2).value == "8.1")
        sheet.cell(row, 13).value, sheet.cell(row, 14).value = word, "见附录D"
        path = tmp_path / f"{lang}.xlsx"
        book.save(path)
        again = read_comments(path)
        assert len(again.comments) == 11
        found = {each.number: each for each in again.comments}
        before = {each.number: each for each in worked.comments.comments}
        for number, comment in found.items():
            same = replace(before[number], index=comment.index, where=comment.where, folder=comment.folder)
            if number == "10":
                same = replace(same, decision="rejected", decision_reason="见附录D")
            assert comment == same
    (tmp_path / "economic-allocation.yaml").write_bytes((folder / "economic-allocation.yaml").read_bytes())
    result = consult(rule, tmp_path / "zh.xlsx", [INVENTORY])
    assert result.decided["rejected"] == 2
    assert (
        len([each for each in result.handled if each.effects]) == 7
    )  # the patch file beside it is found again


def test_no_text_of_a_comment_becomes_markup_or_a_formula(rule: Rule, tmp_path: Path) -> None:
    bad = Comment(
        1,
        BAD,
        BAD,
        BAD,
        BAD,
        BAD,
        BAD,
        BAD,
        BAD,
        BAD,
        BAD,
        patch="=1+1",
        decision="rejected",
        decision_reason=BAD,
    )
    result = consult(rule, Comments((bad,), (BAD,)), [])
    folder = result.write(tmp_path / "out").directory
    for name in ("consultation-zh.xlsx", "consultation-en.xlsx"):
        with zipfile.ZipFile(folder / name) as opened:
            for part in opened.namelist():
                assert b"<f>" not in opened.read(part), part
        for sheet in load_workbook(folder / name):
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" for cell in row)
    document = Document(str(folder / "consultation-zh.docx"))
    cell = document.tables[0].rows[1].cells[2].text
    assert "<w:p>&amp;</w:p>" in cell
    assert "\u202e" not in cell
    for name in ("consultation-comments.csv", "consultation-effects.csv"):
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert "'=HYPERLINK" in (folder / "consultation-comments.csv").read_text(
        encoding="utf-8-sig"
    )  # its clause is kept
    assert "<w:p>" not in result._repr_html_()
    assert "<script" not in consult(rule, Comments((replace(bad, proposed="<script>x"),)), [])._repr_html_()


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_left(
    worked: Consultation, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    with pytest.raises(FileError, match="the folder cannot be written"):
        worked.write(tmp_path / "taken" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_are_drawn(worked: Consultation, lang: str) -> None:
    marks = worked.plot(lang).axes[0].lines
    changed = sum(each.status == "changed" for handled in worked.handled for each in handled.effects)
    assert sum(line.get_marker() in ("^", "v") for line in marks) == changed
    bars = worked.ladder.plot(lang).axes[0].patches
    assert sum(bar.get_width() for bar in bars) == len(worked.ladder.demands)


def test_a_consultation_without_patches_still_has_its_table_and_figure(rule: Rule) -> None:
    result = consult(rule, Comments((Comment(1, "", "5.3", "here", proposed="x", body="b"),)), [INVENTORY])
    assert result.plot("zh").axes[0].texts[-1].get_text() == "没有改变计算的补丁"
    assert list(result.to_dataframe("en")["Effect on results"]) == ["No patch; not computed."]


# ---- the command ----------------------------------------------------------------------------------------


def _consult(*more: str) -> int:
    return main(
        [
            "consult",
            str(HERE / "steel-draft.yaml"),
            str(HERE / "comments.csv"),
            "--inventories",
            INVENTORY,
            *more,
        ]
    )


def test_the_command_prints_and_writes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    arguments = [
        "consult",
        str(HERE / "steel-draft.yaml"),
        str(HERE / "comments.csv"),
        "--inventories",
        INVENTORY,
    ]
    assert main([*arguments, "--out", str(tmp_path / "out"), "--lang", "en"]) == 0
    caught = capsys.readouterr()
    assert "11 comments from 8 bodies" in caught.out
    assert "consultation-zh.docx" in caught.err
    assert (tmp_path / "out" / "consultation-zh.docx").is_file()


def test_the_command_in_other_forms(capsys: pytest.CaptureFixture[str]) -> None:
    assert _consult("--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["rule"] == "steel-draft"
    assert _consult("--effects", "--format", "csv", "--lang", "zh") == 0
    assert capsys.readouterr().out.count(INVENTORY) >= 7
    assert (
        _consult(
            "--check", "--from", "2026-09-01", "--to", "2026-09-05", "--stage", "national", "--lang", "en"
        )
        == 0
    )
    assert "shorter than the 60 of this stage" in capsys.readouterr().out
    assert _consult("--check", "--format", "csv") == 0
    assert capsys.readouterr().out.startswith(("类别", "kind"))


def test_the_status_needs_no_comments(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["consult", "t-cecrpa-010-2024", "--status", "--lang", "zh"]) == 0
    assert "下一步：行业标准" in capsys.readouterr().out
    assert main(["consult", "t-cecrpa-010-2024", "--status", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["next_stage"] == "industry"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--from", "1.9.2026"], "'1.9.2026' is not a date"),
        (["--inventories", "steel-hot-roled"], "no inventory 'steel-hot-roled'"),
        (["--head", "absent.yaml"], "no file 'absent.yaml'"),
    ],
)
def test_what_is_off_is_told(capsys: pytest.CaptureFixture[str], more: list[str], said: str) -> None:
    arguments = ["consult", str(HERE / "steel-draft.yaml"), str(HERE / "comments.csv"), "--lang", "en", *more]
    assert main(arguments) == 1
    assert said in capsys.readouterr().err


def test_comments_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["consult", "gbt-44905-2024", "--lang", "zh"]) == 1
    assert "没有给出意见表" in capsys.readouterr().err
