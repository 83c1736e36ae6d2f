"""The document: chapters of the usual list, gaps where only the institute knows, numbers of the evidence, safe texts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from rulewright.drafting.blocks import Figure, Heading, Paragraph, Standard, Table, pieces
from rulewright.drafting.evidence import sentences as say
from rulewright.drafting.evidence.document import evidence_document
from rulewright.drafting.evidence.pack import Evidence, evidence
from rulewright.drafting.head import DraftHead
from rulewright.errors import FileError
from rulewright.reporting.figures_evidence import Row, overview_figure, png, share_text, strip_figure
from rulewright.reporting.fonts import missing_glyphs
from rulewright.reporting.sentences import number, sentences_in

PRIMARY = "aluminium-ingot-primary-cn"


HOSTILE = "=cmd|' /C calc'!A0 <w:p/> &amp; \\u202e{rule} <script>"


@pytest.fixture(scope="module")
def small(patch: Callable[..., Path]) -> Evidence:
    """A rule whose texts try to be markup, on one inventory beside one rule: a short document."""
    path = patch(("characterisation", "gwp_set: ar5"), text=HOSTILE, title="<b>规则</b> {x} &")
    return evidence(path, [PRIMARY], ["pact-3"], [], draws=0, samples=64)


@pytest.fixture(scope="module")
def files(small: Evidence, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same evidence, written twice."""
    folder = tmp_path_factory.mktemp("documents")
    return small.write(folder / "a.docx", "zh"), small.write(folder / "b.docx", "zh")


@pytest.fixture(scope="module")
def standards(aluminium: Evidence) -> dict[str, Standard]:
    return {lang: evidence_document(aluminium, lang) for lang in ("zh", "en")}


def _texts(standard: Standard) -> str:
    return "\n".join(text for text, _ in standard.texts())


def test_sentences_say_the_same_in_both_languages() -> None:
    found = list(sentences_in(say))
    assert len(found) > 150
    for name, sentence in found:
        gaps = [each for each in sentence.problems() if each.startswith(("gaps", "a text"))]
        assert not gaps, (name, gaps)
        told = [each for each in sentence.problems() if not each.startswith(("gaps", "a text"))]
        assert not told or name in ("CLAUSES_LEAD", "DECLARED_LEAD"), (name, told)


def test_chapters_follow_the_usual_list(standards: dict[str, Standard]) -> None:
    chapters = [
        block.title for block in standards["zh"].body if isinstance(block, Heading) and block.level == 1
    ]
    assert chapters == [
        "工作简况", "编制原则", "主要内容及其依据", "试验验证、技术经济论证和预期效益", "与国际、国外同类标准的对比",
        "采标情况", "与法律、法规和相关标准的关系", "重大分歧意见的处理", "涉及专利的情况", "实施要求和措施建议", "其他应说明的事项",
    ]  # fmt: skip
    kinds = {lang: [type(block).__name__ for block in standard.body] for lang, standard in standards.items()}
    assert kinds["zh"] == kinds["en"]


def test_only_the_institute_can_fill_the_gaps(standards: dict[str, Standard], aluminium: Evidence) -> None:
    gaps = [
        (piece.text, origins)
        for text, origins in standards["zh"].texts()
        for piece in pieces(text)
        if piece.is_gap
    ]
    told = {text for text, _ in gaps}
    for key in (
        "task",
        "steps",
        "principles",
        "economy",
        "adoption",
        "law",
        "disputes",
        "patents",
        "measures",
    ):
        assert any(say.GAPS[key]("zh") in text for text in told), key
    assert all(origins and origins[0].mark in ("known", "seen") for _, origins in gaps)
    shown = [place for place in aluminium.moving]
    grounds = [text for text, _ in gaps if say.GAPS["ground"]("zh") in text]
    assert len(grounds) >= len(shown)  # one a point: no reason is made up
    assert "起草单位：甲" in _texts(
        evidence_document(aluminium, "zh", DraftHead(drafting_bodies=["甲", "乙"]))
    )


def test_tables_hold_the_numbers_of_the_evidence(standards: dict[str, Standard], aluminium: Evidence) -> None:
    tables = {block.key: block for block in standards["en"].body if isinstance(block, Table)}
    place = [each.name for each in aluminium.points].index("characterisation.gwp_set")
    rows = tables[f"t-p{place}"].rows
    effects = {
        option.value: aluminium.cases[0].effects[place].options[n]
        for n, option in enumerate(aluminium.points[place].options)
    }
    ar5 = next(row for row in rows if row[0] == "IPCC AR5")
    share = effects["ar5"].share
    assert share is not None and effects["ar5"].total_kg_co2e is not None
    assert ar5[2] == f"{number(effects['ar5'].total_kg_co2e)} ({share_text(share)})"
    assert "R7" in ar5[1]  # cbam-2025 says so
    mud = [each.name for each in aluminium.points].index("allocation.classes[red-mud]")
    assert any("cannot run" in row[2] for row in tables[f"t-p{mud}"].rows)
    assert any(row[-1] == "no change" for row in tables[f"t-p{mud}"].rows)
    for key, table in tables.items():
        assert all(len(row) == len(table.head) == len(table.widths) for row in table.rows), key
        assert all(cell for row in table.rows for cell in row), key


def test_every_number_table_names_its_study(standards: dict[str, Standard], aluminium: Evidence) -> None:
    tables = [block for block in standards["zh"].body if isinstance(block, Table)]
    named = [table for table in tables if table.unit]
    assert len(named) > 25
    for table in named:
        assert aluminium.rule.hash[:8] in table.unit and "种子 1" in table.unit
        assert all(case.inventory.hash[:8] in table.unit for case in aluminium.cases)
    files = next(table for table in tables if table.key == "files")
    hashes = {row[2] for row in files.rows}
    assert {aluminium.rule.hash, *(case.inventory.hash for case in aluminium.cases)} <= hashes


def test_no_text_has_a_hole_or_a_key(standards: dict[str, Standard]) -> None:
    for standard in standards.values():
        text = _texts(standard)
        assert not re.search(r"\bNone\b(?! of)|\bnan\b|\{\w*\}|Text\(|zh=", text), re.search(
            r".{30}(None|nan|\{|zh=).{30}", text
        )
    assert "不能执行" in _texts(standards["zh"]) and "cannot run" in _texts(standards["en"])


def test_a_document_is_the_same_bytes_and_opens(files: tuple[Path, Path]) -> None:
    first, second = files
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in first.parent.iterdir()) == ["a.docx", "b.docx"]
    document: Any = Document(str(first))
    assert len(document.inline_shapes) >= 3 and len(document.tables) > 20
    titles = [each.text for each in document.paragraphs if each.style.style_id == "Heading1"]
    assert "主要内容及其依据" in titles
    with zipfile.ZipFile(first) as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {2020}
        comments = archive.read("word/comments.xml").decode()
    assert "国家标准管理办法" in comments and "2020-01-01T00:00:00Z" in comments


def test_hostile_texts_stay_texts(small: Evidence, files: tuple[Path, Path]) -> None:
    told = "\n".join(each.text for each in Document(str(files[0])).paragraphs)
    assert "<w:p/> &amp;" in told and "<script>" in told and "\u202e" not in told and "{rule}" in told
    assert "<script>" not in small._repr_html_()


def test_a_file_that_cannot_be_written_changes_nothing(small: Evidence, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="it is a folder"):
        small.write(tmp_path)
    with pytest.raises(FileError, match="its folder is not there"):
        small.write_json(tmp_path / "no" / "x.json")
    kept = tmp_path / "kept.json"
    kept.write_text("old", encoding="utf-8")
    kept.chmod(0o444)
    with pytest.raises(FileError, match="it is read-only"):
        small.write_json(kept)
    assert kept.read_text(encoding="utf-8") == "old" and [each.name for each in tmp_path.iterdir()] == [
        "kept.json"
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_are_steady_and_have_glyphs(aluminium: Evidence, lang: str) -> None:
    figure = overview_figure(aluminium, lang)
    texts = [each.get_text() for each in figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    assert not missing_glyphs("".join(texts))
    place = aluminium.moving[0]
    assert any(aluminium.label(aluminium.points[place], lang)[:8] in text for text in texts)
    assert png(figure) == png(overview_figure(aluminium, lang))
    rows = [Row("head"), Row("one", (0.5, None)), Row("two", (None, None)), Row("three", (-0.01, 0.0))]
    drawn = strip_figure(aluminium, rows, lang)
    said = [each.get_text() for each in drawn.findobj(lambda artist: hasattr(artist, "get_text"))]
    assert "head" in said and any(("不能执行" if lang == "zh" else "cannot run") in text for text in said)
    assert aluminium.rule.hash[:8] in "".join(said)


def test_figures_stand_in_the_document(standards: dict[str, Standard]) -> None:
    figures = [block for block in standards["en"].body if isinstance(block, Figure)]
    assert {"f-overview", "f-compared", "f-allocation-1"} <= {each.key for each in figures}
    assert figures[0].draw()[:4] == b"\x89PNG"
    paragraphs = [block.text for block in standards["en"].body if isinstance(block, Paragraph)]
    assert any("95 % interval" in text for text in paragraphs)
