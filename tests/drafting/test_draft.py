"""Drafts: gaps, verbs, traces, numbers, equations, fonts, page set-up, injections, files."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from docx import Document
from docx.oxml.ns import qn

from rulewright.cli import main
from rulewright.drafting import sentences
from rulewright.drafting.blocks import Heading, Table, clean, gap, pieces, ref
from rulewright.drafting.check import check_standard
from rulewright.drafting.check_docx import FORBIDDEN_EN, FORBIDDEN_ZH, MODAL_EN, MODAL_ZH
from rulewright.drafting.docx_read import read_docx
from rulewright.drafting.head import DraftHead, read_head
from rulewright.drafting.names import listed_number, numbers_in
from rulewright.drafting.standard import Draft, draft_standard
from rulewright.drafting.styles import STYLES
from rulewright.errors import FileError, ReadingError
from rulewright.reading.rules import read_rule
from rulewright.reporting.messages import in_language
from rulewright.reporting.sentences import sentences_in
from rulewright.scaffolds.rule import rule_scaffold

HERE = Path(__file__).parent
COMPLETE = HERE / "complete.yaml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ALL = [pytest.param(each, id=name) for name, each in sentences_in(sentences)]


@pytest.mark.parametrize("sentence", ALL)
def test_sentences_say_the_same_in_both_languages(sentence: Any) -> None:
    assert sentence.problems() == []


@pytest.mark.parametrize("sentence", ALL)
def test_no_sentence_uses_a_verb_that_gbt_1_1_forbids(sentence: Any) -> None:
    assert not FORBIDDEN_ZH.search(sentence.zh) and not FORBIDDEN_EN.search(sentence.en)


KINDS = (
    (re.compile("(?<!供|相|对|效)应(?!用)"), "shall"),
    (re.compile("宜"), "should"),
    (re.compile("可(?!能|行|得|靠|比|再|少)"), "may"),
)


@pytest.mark.parametrize("sentence", ALL)
def test_a_verb_is_of_the_same_kind_in_both_languages(sentence: Any) -> None:
    zh = {verb for pattern, verb in KINDS if pattern.search(sentence.zh)}
    assert zh == set(re.findall(r"\b(shall|should|may)\b", sentence.en))


def test_a_complete_rule_leaves_no_gap(drafts: dict[str, Draft]) -> None:
    assert drafts["zh"].gaps() == []
    assert drafts["en"].gaps() == [
        "[OPEN: check this wording, which the rule has in one language: 五级评分法]"
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_head_and_inventory_gaps_stand_and_nothing_is_made_up(lang: str) -> None:
    draft = draft_standard("gbt-44905-2024", lang=lang)
    gaps = draft.gaps()
    for word in (
        "ICS",
        "internal loops" if lang == "en" else "内部循环",
        "recycling method" if lang == "en" else "再生方法",
    ):
        assert any(word in each for each in gaps), word
    text = " ".join(text for text, _ in draft.standard.texts())
    assert "50:50" not in text and "闭环" not in text  # no method is chosen for the rule


def test_every_sentence_of_a_setting_names_its_clause(drafts: dict[str, Draft]) -> None:
    rule = read_rule(COMPLETE)
    ids = {f"{file.id}#{clause.id}" for file in rule.chain for clause in file.clauses}
    traced = {name for row in drafts["zh"].trace() for name in row["clauses"]}
    assert {name for name in traced if not name.startswith("series#")} <= ids
    own = {f"complete#{clause.id}" for clause in rule.chain[0].clauses} - {"complete#procedure"}
    assert (
        own <= traced
    )  # every clause of the rule is said somewhere; the procedure is not part of a standard
    limits = next(row for row in drafts["zh"].trace() if "占比小于1 %" in row["text"])
    assert limits["clauses"] == ["complete#cut-off"] and limits["marks"] == ["declared"]


def test_numbers_of_settings_stand_in_the_draft(drafts: dict[str, Draft]) -> None:
    text = " ".join(text for text, _ in drafts["zh"].standard.texts())
    for said in (
        "声明单位应为1 t",
        "不应超过总量的5 %",
        "不应超过1年",
        "不应超过5年",
        "不应低于50 %",
        "取3年的平均值",
        "超过10 %",
    ):
        assert said in text, said


def test_own_words_stand_in_the_place_of_made_sentences() -> None:
    plain = draft_standard(str(COMPLETE))
    own = draft_standard(str(COMPLETE), head=DraftHead(own_words=["cut-off"]))
    said = "单项小于1%的可舍去，合计不应超过5%。"
    texts = [text for text, _ in own.standard.texts()]
    assert texts.count(said) == 1 and said not in [text for text, _ in plain.standard.texts()]
    assert not any("占比小于" in text for text in texts)


def test_clauses_that_are_not_seen_are_points_to_verify(files: dict[str, Path]) -> None:
    comments = [comment.text for comment in Document(str(files["zh"])).comments]
    assert any(
        "【须核对】条款 gbt-24067-2024#allocation-hierarchy（6.4.6），标记：待核" in text for text in comments
    )
    assert any(text.startswith("条款 complete#declared-unit") for text in comments)
    assert all("【须核对】" in text for text in comments if "标记：待核" in text)


def test_bookmarks_name_the_clauses(files: dict[str, Path]) -> None:
    names = [
        each.get(qn("w:name")) for each in Document(str(files["zh"])).element.iter(qn("w:bookmarkStart"))
    ]
    assert "rw_complete_declared_unit_1" in names
    assert len(names) == len(set(names)) and all(len(name) <= 40 for name in names)


# ---- layout ---------------------------------------------------------------------------------------------------------


def test_page_headers_and_numbers(files: dict[str, Path]) -> None:
    document = Document(str(files["zh"]))
    cover, front, body = document.sections
    assert (round(cover.page_width.mm), round(cover.page_height.mm)) == (210, 297)
    assert (round(front.left_margin.mm), round(front.right_margin.mm)) == (25, 20)
    forms = [section._sectPr.find(qn("w:pgNumType")) for section in (front, body)]
    assert [(each.get(qn("w:fmt")), each.get(qn("w:start"))) for each in forms] == [
        ("upperRoman", "1"),
        ("decimal", "1"),
    ]
    assert body._sectPr.find(qn("w:type")).get(qn("w:val")) == "oddPage"
    assert "".join(each.text for each in cover.header.paragraphs) == ""
    assert (
        front.header.paragraphs[0].text == front.even_page_header.paragraphs[0].text == "T/EXAMPLE 001—2026"
    )
    assert (
        int(front.header.paragraphs[0].alignment) == 2
        and int(front.even_page_header.paragraphs[0].alignment) == 0
    )
    tags = [each.tag for each in document.settings.element]
    assert qn("w:evenAndOddHeaders") in tags and qn("w:mirrorMargins") in tags


# place -> (half-points, face): GB/T 1.1-2020, table F.1
FACES = {
    "RWCoverName": (52, "黑体"), "RWCoverEnglish": (28, "黑体"), "RWCoverDates": (28, "黑体"), "RWCoverClass": (21, "黑体"),
    "RWFrontTitle": (32, "黑体"), "RWContentsTitle": (32, "黑体"), "RWBodyTitle": (32, "黑体"), "RWText": (21, "宋体"),
    "Heading1": (21, "黑体"), "Heading2": (21, "黑体"), "RWAnnex": (21, "黑体"), "RWTable": (21, "黑体"), "RWFigure": (21, "黑体"),
    "RWUnit": (18, "宋体"), "RWCell": (18, "宋体"), "RWNote": (18, "宋体"), "Header": (21, "黑体"), "Footer": (18, "宋体"),
}  # fmt: skip


@pytest.mark.parametrize("style", FACES)
def test_faces_and_sizes(files: dict[str, Path], style: str) -> None:
    found = next(each for each in Document(str(files["zh"])).styles if each.style_id == style)
    properties = found.element.rPr
    fonts = properties.find(qn("w:rFonts"))
    assert (int(properties.find(qn("w:sz")).get(qn("w:val"))), fonts.get(qn("w:eastAsia"))) == FACES[style]
    assert not any("Theme" in name for name in fonts.attrib)


def test_outline_levels_let_word_find_the_headings(files: dict[str, Path]) -> None:
    styles = {each.style_id: each for each in Document(str(files["zh"])).styles}
    for key, level in (
        ("Heading1", "0"),
        ("Heading3", "2"),
        ("RWAnnex", "0"),
        ("RWAnnex2", "1"),
        ("RWFrontTitle", "0"),
    ):
        assert styles[key].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == level
    assert set(STYLES) <= set(styles)


def test_formulas_are_word_equations_with_numbers(files: dict[str, Path]) -> None:
    document = Document(str(files["zh"]))
    math = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
    rows = [
        each
        for each in document.element.iter(f"{math}oMath")
        if each.find(f".//{math}f") is not None or "=" in each.xpath("string()")
    ]
    assert len(rows) == 3
    numbers = [line.number for line in read_docx(files["zh"]).of("formula")]
    assert numbers == ["1", "2", "3"]


def test_tables_and_figures_are_numbered_by_fields(files: dict[str, Path]) -> None:
    text = [each.text.strip() for each in Document(str(files["zh"])).element.iter(qn("w:instrText"))]
    assert text.count("SEQ table \\* ARABIC") == 7 and text.count("SEQ tableC \\* ARABIC") == 5
    assert any(each.startswith('TOC \\o "1-2"') for each in text) and any(
        each.startswith("REF _rw") for each in text
    )
    lines = read_docx(files["zh"])
    assert [line.text for line in lines.lines if line.role == "contents"][2] == "1　范围"


def test_the_gwp_table_is_that_of_the_rule(drafts: dict[str, Draft]) -> None:
    table = next(each for each in drafts["zh"].standard.body if isinstance(each, Table) and each.key == "gwp")
    values = dict(table.rows)
    assert (
        values["氧化亚氮"] == "273" and values["六氟化硫"] == "25 200" and values["甲烷（化石源）"] == "29.8"
    )


def test_collection_tables_hold_every_flow_of_a_process(drafts: dict[str, Draft]) -> None:
    tables = [
        each
        for each in drafts["zh"].standard.body
        if isinstance(each, Table) and each.key.startswith("collection-")
    ]
    assert len(tables) == 5 and all(table.form for table in tables)
    smelting = next(each for each in tables if "铝电解" in each.title)
    assert {"氧化铝", "四氟化碳"} <= {row[1] for row in smelting.rows}


def test_chapters_stand_in_the_order_of_the_series(drafts: dict[str, Draft]) -> None:
    titles = [
        each.title for each in drafts["zh"].standard.body if isinstance(each, Heading) and each.level == 1
    ]
    assert titles == [
        "范围", "规范性引用文件", "术语和定义", "量化目的", "量化范围", "数据和数据质量", "清单分析", "影响评价", "结果解释", "产品碳足迹报告",
    ]  # fmt: skip


def test_a_declaration_chapter_comes_only_if_wanted() -> None:
    draft = draft_standard(str(COMPLETE), head=DraftHead(declaration=True))
    titles = [each.title for each in draft.standard.body if isinstance(each, Heading) and each.level == 1]
    assert titles[-1] == "产品碳足迹声明"


# ---- texts that try to be more than texts ------------------------------------------------------------------------------

EVIL = 'x</w:t></w:r><w:r><w:instrText>DDEAUTO c:\\\\cmd</w:instrText></w:r>\x07\ue000codes\ue001\u202e=HYPERLINK("http://x") & <b>'


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_markup_fields_and_control_characters_stay_text(lang: str, tmp_path: Path) -> None:
    data = yaml.safe_load(COMPLETE.read_text(encoding="utf-8"))
    for clause in data["clauses"]:
        if clause["id"] == "product":
            clause["text"] = {"zh": EVIL.replace("\x07", ""), "en": EVIL.replace("\x07", "")}
    path = tmp_path / "evil.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    head = DraftHead.model_validate(
        {"issuer": {"zh": EVIL, "en": EVIL}, "ics": EVIL, "drafters": [EVIL], "number": EVIL}
    )
    draft = draft_standard(str(path), head=head, lang=lang)
    out = draft.write(tmp_path / "evil.docx")
    with zipfile.ZipFile(out) as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                root = ElementTree.fromstring(package.read(name))  # still XML
                instructions = [each.text for each in root.iter(f"{{{W}}}instrText")]
                assert not any("DDE" in (text or "") for text in instructions)
    text = "\n".join(line.text for line in read_docx(out).lines)
    assert "<w:instrText>DDEAUTO" in text and "\u202e" not in text and "\ue000" not in text


def test_clean_keeps_what_people_write() -> None:
    assert clean("CO₂e，1 t　≥ 5 %\n下一行") == "CO₂e，1 t　≥ 5 % 下一行"


def test_pieces_tell_references_and_gaps_from_text() -> None:
    found = list(pieces("a" + ref("k") + gap("b", "en")))
    assert [(each.text, each.key, each.is_gap) for each in found] == [
        ("a", "", False),
        ("", "k", False),
        ("[OPEN: b]", "", True),
    ]


def test_numbers_of_documents() -> None:
    assert listed_number("T/CISA 469-2024和GB/T 1.1-2020") == "T/CISA 469—2024和GB/T 1.1—2020"
    assert numbers_in("ISO/TS 14071、DB44/T 12—2020、AR6 2021") == ["ISO/TS 14071", "DB44/T 12—2020"]


# ---- files --------------------------------------------------------------------------------------------------------------


def test_a_read_only_file_is_left_alone(drafts: dict[str, Draft], tmp_path: Path) -> None:
    path = tmp_path / "kept.docx"
    path.write_bytes(b"kept")
    path.chmod(0o444)
    with pytest.raises(FileError, match="read-only") as caught:
        drafts["zh"].write(path)
    assert path.read_bytes() == b"kept" and list(tmp_path.iterdir()) == [path]
    assert "只读" in in_language(caught.value, "zh")


def test_a_file_open_elsewhere_is_left_alone(
    drafts: dict[str, Draft], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.docx"
    path.write_bytes(b"kept")

    def refuse(*_: object) -> None:
        raise PermissionError(
            13, "The process cannot access the file because it is being used by another process"
        )

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FileError, match="cannot be written") as caught:
        drafts["zh"].write(path)
    assert path.read_bytes() == b"kept" and list(tmp_path.iterdir()) == [path]
    assert "关闭" in in_language(caught.value, "zh")


@pytest.mark.parametrize("name", ["", "missing/x.docx"])
def test_a_path_that_cannot_be_a_file_is_told(drafts: dict[str, Draft], tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match="cannot be written"):
        drafts["zh"].write(tmp_path / name if name else tmp_path)


def test_a_head_with_mistakes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "head.yaml"
    path.write_text("format: rulewright-standard/1\nlevel: world\nicz: x\n", encoding="utf-8")
    with pytest.raises(ReadingError) as caught:
        read_head(path)
    assert len(caught.value.mistakes) == 2


# ---- commands -----------------------------------------------------------------------------------------------------------


def test_draft_and_check_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "d.docx"
    words = ["draft", str(COMPLETE), "--out", str(out), "--head", str(HERE / "head.yaml"), "--lang", "zh"]
    assert main(words) == 0
    assert "处待定" in capsys.readouterr().out and out.is_file()
    assert main(["check", "--standard", str(out), str(COMPLETE), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "complete: defects: 0, open points: 1." in said
    assert main(["check", "--standard", "pact-3", "--format", "json"]) == 1
    assert '"check": "not-based"' in capsys.readouterr().out
    assert main(["check", str(COMPLETE), "--format", "json"]) == 1
    assert "--format needs --standard" in capsys.readouterr().err


def test_the_scope_and_foreword_hold_no_modal_verbs(drafts: dict[str, Draft]) -> None:
    for lang, pattern in (("zh", MODAL_ZH), ("en", MODAL_EN)):
        first = [text for text, _ in drafts[lang].standard.texts()][:8]
        assert not any(pattern.search(text.replace("可能", "")) for text in first)


def test_references_of_the_trace_read_as_in_the_document(drafts: dict[str, Draft]) -> None:
    texts = {lang: [row["text"] for row in draft.trace()] for lang, draft in drafts.items()}
    assert not [text for some in texts.values() for text in some if "<" in text or "⟦" in text]
    assert any("表1" in text for text in texts["zh"]) and any("Table 1" in text for text in texts["en"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_draft_of_a_new_rule_has_no_defect_and_as_many_gaps_as_the_checker_finds(
    tmp_path: Path, lang: str
) -> None:
    path = tmp_path / "new-rule.yaml"
    path.write_text(rule_scaffold("new-rule", "gbt-24067-2024", lang), encoding="utf-8")
    draft = draft_standard(path, lang=lang)
    found = check_standard(draft.write(tmp_path / "draft.docx"))
    assert [each.what.en for each in found.defects] == []
    assert len(found.open) == len(draft.gaps()) == len(set(draft.gaps()))
