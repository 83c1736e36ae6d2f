"""Write a report as .docx with the styles of a draft standard: automatic numbers, contents, tables, equations, pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Pt

from rulewright import __version__
from rulewright.drafting import styles
from rulewright.drafting.blocks import AnnexTitle, Block, Cover, Standard
from rulewright.drafting.docx_write import DocxWriter
from rulewright.drafting.labels import Labels
from rulewright.packages.study_package import FIRST_DAY
from rulewright.study_report import sentences as say
from rulewright.study_report.blocks import Chart, ReportBlock, as_figure

MARGINS_MM = (25.0, 20.0, 25.0, 20.0)
TITLE_PROPERTY = 255  # characters, of Word


def docx_bytes(title: tuple[str, ...], blocks: Iterable[ReportBlock], lang: str) -> bytes:
    """A report as the bytes of a .docx; the same report gives the same bytes.

    Parameters
    ----------
    title
        Lines of the cover: kind of document, product, rule, result, note.
    """
    width = styles.text_width_mm(MARGINS_MM)
    plain = tuple(as_figure(each, width) if isinstance(each, Chart) else each for each in blocks)
    content = io.BytesIO()
    _ReportWriter(_standard(title, plain, lang), title).document().save(content)
    return _steady(content.getvalue())


def numbered(blocks: Iterable[ReportBlock], lang: str) -> Labels:
    """Numbers of headings, tables, figures and formulas: the same in Word and on a page."""
    plain = tuple(as_figure(each, 0.0) if isinstance(each, Chart) else each for each in blocks)
    labels = Labels.of(_standard(("",), plain, lang))
    kinds = {labels.kind(each) for each in plain if isinstance(each, AnnexTitle)}
    contents = labels.contents
    for kind in kinds:  # "(informative)" has no place in a report
        contents = tuple(
            replace(entry, text=entry.text.replace(f" {kind}", "").replace(kind, "")) for entry in contents
        )
    return replace(labels, contents=contents)


def _standard(title: tuple[str, ...], blocks: tuple[Block, ...], lang: str) -> Standard:
    header = "　".join(title[:2])
    cover = Cover((), "", header, "", "", (header,), "", "", "", "", "", "")
    return Standard(cover, (), blocks, lang, MARGINS_MM)


class _ReportWriter(DocxWriter):
    """The writer of standards with another cover, and annexes that are neither normative nor informative."""

    def __init__(self, standard: Standard, title: tuple[str, ...]) -> None:
        super().__init__(standard)
        self.title = title
        self._styles: dict[str, Any] = {}
        self.labels = numbered(standard.body, standard.lang)

    def _style(self, key: str) -> Any:
        """Styles are looked up once."""
        if key not in self._styles:
            self._styles[key] = super()._style(key)
        return self._styles[key]

    def _text(self, text: str, key: str) -> Any:
        paragraph = self.doc.add_paragraph()
        # by its id: python-docx would search all styles for each of thousands of paragraphs and cells
        paragraph._p.style = key
        self._fill(paragraph, text)
        return paragraph

    def _cell(self, cell: Any, text: str, centred: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph._p.style = "RWCell"
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._fill(paragraph, text)

    def document(self) -> Any:
        styles.set_up(self.doc, self.standard.margins_mm)
        if self.lang != "zh":
            styles.annex_label(self.doc, "Annex ")
        self._properties()
        self._cover()
        front = self.doc.add_section(WD_SECTION.NEW_PAGE)
        self._pages(front, "upperRoman")
        self._contents()
        body = self.doc.add_section(WD_SECTION.NEW_PAGE)
        self._pages(body, "decimal")
        for block in self.standard.body:
            self._block(block)
        self._end_line()
        for layout in self.doc.element.iter(qn("w:pPr")):
            styles.sort_layout(layout)
        return self.doc

    def _properties(self) -> None:
        properties = self.doc.core_properties
        properties.title = " ".join(self.title[:2])[:TITLE_PROPERTY]
        properties.author = ""
        properties.comments = f"rulewright {__version__}"

    def _cover(self) -> None:
        kind, product, rule, result, note = self.title
        first = self._text(kind, "RWCoverName")
        first.paragraph_format.space_before = Pt(150)
        self._text(product, "RWCoverName").paragraph_format.space_before = Pt(24)
        self._text(result, "RWCoverEnglish").paragraph_format.space_before = Pt(48)
        self._text(rule, "RWCoverEnglish").paragraph_format.space_before = Pt(12)
        last = self._text(note, "RWCoverPatents")
        last.paragraph_format.space_before = Pt(200)

    def _contents(self) -> None:
        from rulewright.drafting import fields

        self._text(say.CONTENTS(self.lang), "RWContentsTitle")
        for number, entry in enumerate(self.labels.contents):
            paragraph = self.doc.add_paragraph(style=self._style(f"TOC{entry.level}"))
            if number == 0:
                fields.begin_field(paragraph, r'TOC \o "1-2" \h \z \t "RW 附录,1"')
            fields.add_link(paragraph, entry.bookmark, entry.text)
            paragraph.add_run("\t")
            fields.add_field(paragraph, f"PAGEREF {entry.bookmark} \\h", "")
            if number == len(self.labels.contents) - 1:
                fields.end_field(paragraph)

    def _annex_title(self, block: AnnexTitle) -> None:
        paragraph = self.doc.add_paragraph(style=self._style("RWAnnex"))
        paragraph.paragraph_format.page_break_before = True
        paragraph.add_run().add_break(WD_BREAK.LINE)
        paragraph.add_run(block.title)
        self._mark_target(paragraph, block.key)


def _steady(content: bytes) -> bytes:
    """The same file without the time at which it was written."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(made, "w") as written:
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            written.writestr(entry, read.read(name))
    return made.getvalue()
