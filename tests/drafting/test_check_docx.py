"""The checker finds nothing in its own draft, and each damage by itself."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from rulewright.drafting import check_docx as module
from rulewright.drafting import check_rule as rule_module
from rulewright.drafting.check_docx import check_docx
from rulewright.drafting.docx_read import read_docx
from rulewright.drafting.findings import Finding
from rulewright.drafting.styles import set_number
from rulewright.errors import FileError
from rulewright.reporting.messages import in_language

Damage = Callable[[Any], None]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_checker_finds_no_defect_in_its_own_draft(files: dict[str, Path], lang: str) -> None:
    found = check_docx(files[lang])
    assert found.defects == ()
    # the rule names its rating scheme in Chinese only: open in English, and told apart from defects
    assert len(found.open) == (0 if lang == "zh" else 1)


@pytest.mark.parametrize(
    "rule", ["gbt-44905-2024", "gbt-47064-2026", "t-cesa-1450-2025", "cn-refractories-draft"]
)
def test_drafts_of_shipped_rules_have_only_open_points(rule: str, tmp_path: Path) -> None:
    from rulewright.drafting.standard import draft_standard

    draft = draft_standard(rule)
    found = check_docx(draft.write(tmp_path / "draft.docx"))
    assert [each.what.en for each in found.defects] == []
    assert len(found.open) == len(dict.fromkeys(draft.gaps()))


# ---- one damage at a time ---------------------------------------------------------------------------------------


def _find(document: Any, text: str) -> Any:
    return next(
        each
        for each in document.paragraphs
        if text in each.text and not each.style.style_id.startswith("TOC")
    )


def _heading(document: Any, title: str) -> Any:
    return next(
        each
        for each in document.paragraphs
        if each.text == title and each.style.style_id.startswith(("Heading", "RWAnnex"))
    )


def _replace(text: str, by: str) -> Damage:
    """Replace a text inside one paragraph (its runs are joined)."""

    def change(document: Any) -> None:
        paragraph = _find(document, text)
        said = paragraph.text.replace(text, by)
        for run in list(paragraph._p):
            if run.tag in (qn("w:r"), qn("w:hyperlink")):
                paragraph._p.remove(run)
        paragraph.add_run(said)

    return change


def _retitle(title: str, by: str) -> Damage:
    def change(document: Any) -> None:
        _heading(document, title).runs[0].text = by

    return change


def _insert(after: str, text: str, style: str = "RWText") -> Damage:
    """Insert a paragraph after the one that holds ``after``."""

    def change(document: Any) -> None:
        at = _find(document, after)
        made = document.add_paragraph(text)
        made._p.get_or_add_pPr()
        made.style = next(each for each in document.styles if each.style_id == style)
        at._p.addnext(made._p)

    return change


def _remove(text: str) -> Damage:
    def change(document: Any) -> None:
        paragraph = _find(document, text)
        paragraph._p.getparent().remove(paragraph._p)

    return change


def _hanging(document: Any) -> None:
    made = document.add_paragraph("系统边界说明如下。", style=_find(document, "本文件适用于").style)
    _heading(document, "系统边界")._p.addnext(made._p)


def _deeper_list(document: Any) -> None:
    paragraph = _find(document, "地理覆盖范围")
    identity = paragraph._p.pPr.find(qn("w:numPr")).find(qn("w:numId")).get(qn("w:val"))
    set_number(paragraph._p.pPr, int(identity), 2)


def _caption_number(document: Any) -> None:
    for text in _find(document, "表2　生命周期阶段")._p.iter(qn("w:t")):
        if text.text == "2":
            text.text = "9"


def _drop_heading(document: Any) -> None:
    """7.5 loses all but one of its sub-clauses."""
    for title in ("产出物的归类", "专门的分配程序", "再使用和再生利用的分配"):
        paragraph = _heading(document, title)
        paragraph.style = next(each for each in document.styles if each.style_id == "RWText")


def _untitled_sibling(document: Any) -> None:
    paragraph = _heading(document, "数据审定")
    paragraph.style = next(each for each in document.styles if each.style_id == "Normal")
    set_number(paragraph._p.get_or_add_pPr(), 1, 1)
    paragraph.runs[0].text = "7.2　数据应审定。"
    paragraph._p.pPr.remove(paragraph._p.pPr.find(qn("w:numPr")))


def _typed_gap(document: Any) -> None:
    """A heading with a typed number that leaves one out."""
    paragraph = _heading(document, "系统边界调整")
    paragraph.style = next(each for each in document.styles if each.style_id == "Normal")
    paragraph.runs[0].text = "7.6　系统边界调整"


def _untitled_divided(document: Any) -> None:
    """The clauses 7.1 to 7.6 have no titles, and 7.6 is divided."""
    plain = next(each for each in document.styles if each.style_id == "Normal")
    titles = (
        "数据收集",
        "数据审定",
        "数据与单元过程和功能单位或声明单位的关联",
        "系统边界调整",
        "分配",
        "特定温室气体排放与清除的处理",
    )
    for number, title in enumerate(titles, 1):
        paragraph = _heading(document, title)
        paragraph.style = plain
        paragraph.runs[0].text = f"7.{number}　应完成此项。"


def _no_chapter_title(document: Any) -> None:
    paragraph = _heading(document, "结果解释")
    paragraph.style = next(each for each in document.styles if each.style_id == "Normal")
    paragraph.runs[0].text = "9　应解释结果。"


def _too_deep(document: Any) -> None:
    at = _heading(document, "系统边界的设定")
    for number in ("5.3.1.1.1.1.1", "5.3.1.1.1.1.2"):
        made = document.add_paragraph(f"{number}　细节")
        at._p.addprevious(made._p)


def _second_table(document: Any) -> None:
    table = document.tables[0]._tbl
    table.addnext(copy.deepcopy(table))


def _empty_cell(document: Any) -> None:
    document.tables[1].rows[1].cells[1].paragraphs[0].runs[0].text = ""


def _annex_kind(document: Any) -> None:
    for run in _find(document, "（资料性）").runs:
        if run.text == "（资料性）":
            run.text = ""


def _move_foreword(document: Any) -> None:
    paragraph = _find(document, "前　　言")
    document.element.body.insert(len(document.element.body) - 1, paragraph._p)


def _letter(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(216), Mm(279)


def _number_in_list(document: Any) -> None:
    _replace("GB/T 4754—2017　国民经济行业分类", "[1] GB/T 4754—2017　国民经济行业分类。")(document)


def _swapped_references(document: Any) -> None:
    first, second = (_find(document, f"{number}　") for number in ("GB/T 4754—2017", "GB/T 24067—2024"))
    second._p.addnext(first._p)


DAMAGES: dict[str, Damage] = {
    "title": _replace("温室气体　产品碳足迹　量化方法与要求　示例铝锭", "示例铝锭碳足迹核算"),
    "title-twice": _replace("量化方法与要求　示例铝锭", "量化方法与要求　示例铝板"),
    "element-missing": _remove("前　　言"),
    "element-order": _move_foreword,
    "fixed-clause": _retitle("范围", "适用范围"),
    "drafted-after": _remove("本文件按照GB/T 1.1—2020"),
    "modal-place": _replace("本文件适用于", "本文件宜适用于"),
    "modal-forbidden": _replace("产品碳足迹报告应给出基准流。", "产品碳足迹报告必须给出基准流。"),
    "note-requires": _insert("产品碳足迹报告应给出基准流。", "注：基准流应为整数。", "RWNote"),
    "self-reference": _replace("除本文件另有规定外", "除本标准另有规定外"),
    "numbering": _caption_number,
    "too-deep": _too_deep,
    "single-child": _drop_heading,
    "hanging": _hanging,
    "no-title": _no_chapter_title,
    "titles-mixed": _untitled_sibling,
    "untitled-divided": _untitled_divided,
    "list-depth": _deeper_list,
    "list-lead": _replace("数据质量应从下列方面说明：", "数据质量应从下列方面说明。"),
    "list-end": _replace("精度；", "精度，"),
    "not-mentioned": _replace("产品在GB/T 4754—2017中的代码见表1。", "产品在GB/T 4754—2017中有代码。"),
    "not-there": _replace("产品碳足迹报告应给出基准流。", "产品碳足迹报告应给出基准流，见表99。"),
    "no-caption": _second_table,
    "caption-title": _replace("　产品的分类代码", ""),
    "empty-cell": _empty_cell,
    "annex-kind": _annex_kind,
    "listed-not-cited": _insert(
        "GB/T 24067—2024　温室气体",
        "GB/T 32150—2015　工业企业温室气体排放核算和报告通则",
        "RWReference",
    ),
    "cited-not-listed": _replace(
        "产品碳足迹报告应给出基准流。", "产品碳足迹报告应按GB/T 24044—2008给出基准流。"
    ),
    "dates-differ": _replace("的量化应符合GB/T 24067—2024的规定", "的量化应符合GB/T 24067—2023的规定"),
    "undated-clause": _replace("的量化应符合GB/T 24067—2024的规定", "的量化应符合GB/T 24067的6.3.1的规定"),
    "number-dash": _replace("的量化应符合GB/T 24067—2024的规定", "的量化应符合GB/T 24067-2024的规定"),
    "reference-form": _number_in_list,
    "reference-order": _swapped_references,
    "contents": _retitle("结果解释", "结果的解释"),
    "page": _letter,
    "patent-call": _remove("在提交反馈意见时"),
    "open": _replace("产品碳足迹报告应给出基准流。", "【待定：基准流】"),
}


def test_every_check_has_a_damage() -> None:
    assert set(DAMAGES) == set(module.CHECKS)


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_found(name: str, damaged: Callable[[Damage], Path]) -> None:
    found = check_docx(damaged(DAMAGES[name]))
    named = [each for each in found.findings if each.check == name]
    assert named, [each.what.en for each in found.findings]
    assert all(each.place.zh and each.what.zh and each.mend.zh and each.mend.en for each in named)
    assert (named[0].kind == "open") == (name == "open")


# damages that can only show together with another one: what else they bring
TOGETHER = {
    "title": {"title-twice"},
    "element-missing": {"contents"},
    "element-order": {"drafted-after", "contents", "title-twice"},
    "fixed-clause": {"contents"},
    "numbering": {"not-mentioned", "not-there"},
    "too-deep": {"numbering", "single-child", "hanging"},
    # the chapters after one with a typed number count on from the one before it, as in Word
    "no-title": {"titles-mixed", "contents", "untitled-divided", "numbering"},
    "titles-mixed": {"contents", "numbering"},
    "untitled-divided": {"contents", "numbering"},
    "annex-kind": {"contents"},
    "list-depth": {"list-end"},
    "undated-clause": {"dates-differ"},
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_brings_nothing_else(name: str, damaged: Callable[[Damage], Path]) -> None:
    found = {each.check for each in check_docx(damaged(DAMAGES[name])).findings}
    assert found - {name} <= TOGETHER.get(name, set())


def test_a_typed_number_that_leaves_one_out_is_found(damaged: Callable[[Damage], Path]) -> None:
    found = check_docx(damaged(_typed_gap))
    assert any(each.check == "numbering" and "7.6" in each.what.en for each in found.defects)


def test_a_document_of_another_editor_with_typed_numbers_is_read(tmp_path: Path) -> None:
    document = Document()
    for text in (
        "温室气体　产品碳足迹　量化方法与要求　水泥", "前言", "本文件按照GB/T 1.1—2020的规定起草。", "1　范围", "本文件规定了要求。",
        "2　规范性引用文件", "本文件没有规范性引用文件。", "3　术语和定义", "本文件没有需要界定的术语和定义。", "4　量化目的",
        "应说明目的。", "5　量化范围", "5.1　单位", "应为1 t。", "5.3　边界", "必须为摇篮到大门。",
    ):  # fmt: skip
        document.add_paragraph(text)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    path = tmp_path / "other.docx"
    document.save(str(path))
    found = {each.check for each in check_docx(path).defects}
    assert found == {"numbering", "modal-forbidden"}
    assert [line.number for line in read_docx(path).of("heading")][-1] == "5.3"


def test_a_file_that_is_no_docx_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_text("no zip", encoding="utf-8")
    with pytest.raises(FileError, match="no readable") as caught:
        check_docx(path)
    assert "改法：给出 Word 能打开的 .docx" in in_language(caught.value, "zh")


@pytest.mark.parametrize("checks", [module.CHECKS, rule_module.CHECKS], ids=["docx", "rule"])
def test_checks_say_the_same_in_both_languages(checks: dict[str, Any]) -> None:
    for check in checks.values():
        gaps = [p for p in (*check.what.problems(), *check.mend.problems()) if p.startswith("gaps")]
        assert gaps == []


def test_findings_as_table_and_json(damaged: Callable[[Damage], Path]) -> None:
    found = check_docx(damaged(DAMAGES["modal-forbidden"]))
    table = found.to_dataframe("zh")
    assert list(table.columns) == ["类别", "依据", "位置", "问题", "改法"]
    assert table.iloc[0]["类别"] == "缺陷"
    assert found.to_dict()["defects"] == 1 and isinstance(found.findings[0], Finding)
    assert "必须" in found.to_json()
