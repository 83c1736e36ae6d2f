"""The document (编制说明) of evidence: cover, chapters of the usual list, annex; written as .docx."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rulewright.drafting import front
from rulewright.drafting import sentences as standard_sentences
from rulewright.drafting.blocks import Cover, Standard
from rulewright.drafting.docx_write import write_docx
from rulewright.drafting.evidence import chapter_further, chapter_points, chapter_tests
from rulewright.drafting.evidence import sentences as say
from rulewright.drafting.evidence.pack import Evidence
from rulewright.drafting.evidence.page import Page
from rulewright.drafting.evidence.steady import steady
from rulewright.drafting.head import USUAL_MARGINS, DraftHead
from rulewright.whole_files import check_writable, write_file


def write_evidence(
    evidence: Evidence, path: str | Path, lang: str = "zh", head: DraftHead | None = None
) -> Path:
    """Write the document; see :meth:`rulewright.drafting.evidence.pack.Evidence.write`."""
    target = Path(path).expanduser()
    check_writable(target)
    with tempfile.TemporaryDirectory(prefix="rulewright-") as folder:
        draft = write_docx(evidence_document(evidence, lang, head), Path(folder) / "evidence.docx")
        content = steady(draft.read_bytes())
    return write_file(target, content)


def evidence_document(evidence: Evidence, lang: str = "zh", head: DraftHead | None = None) -> Standard:
    """The document before it is a file.

    Parameters
    ----------
    lang
        "zh" or "en".
    head
        Facts of the standard that no rule holds: product, number, bodies; what is absent is a marked gap.

    Notes
    -----
    Chapters after the usual list of 国家标准管理办法 [known]; 任务来源, 协作单位 and 主要工作过程 were seen in a national
    drafting explanation.
    """
    page = Page(evidence, head or DraftHead(), lang)
    margins = page.head.margins_mm or USUAL_MARGINS
    body = (
        *chapter_further.work(page),
        *chapter_further.principles(page),
        *chapter_points.chapter(page),
        *chapter_tests.trials(page),
        *chapter_tests.abroad(page),
        *chapter_further.rest(page),
        *chapter_further.further(page),
        *chapter_further.annex(page),
    )
    margins_mm = (margins.top, margins.bottom, margins.binding, margins.outer)
    return Standard(_cover(page), (), body, lang, margins_mm)


def _cover(page: Page) -> Cover:
    facts, lang = page.facts, page.lang
    stages = standard_sentences.STAGES
    stage = stages[page.head.draft_stage](lang) if page.head.draft_stage in stages else ""
    name = front.name_of(facts)
    return Cover(
        classes=(),
        code="",
        number=front.number_of(facts),
        replaces="",
        level="",
        name=(*(name.split("　") if facts.zh else (name,)), say.KIND(lang)),
        english="",
        stage=stage,
        patents="",
        issued=chapter_further.gap_of(page, "date"),
        in_force="",
        issuer=chapter_further.gap_of(page, "group"),
    )
