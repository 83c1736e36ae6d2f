"""Write a draft standard as .docx that an editor can go on with: styles, automatic numbers, fields, equations, comments."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from rulewright import __version__
from rulewright.drafting import fields, styles
from rulewright.drafting import sentences as say
from rulewright.drafting.blocks import (
    TO_VERIFY,
    AnnexTitle,
    Block,
    Figure,
    Formula,
    FrontTitle,
    Heading,
    Items,
    Origin,
    Origins,
    Paragraph,
    Reference,
    Standard,
    Table,
    Term,
    pieces,
)
from rulewright.drafting.facts import SERIES
from rulewright.drafting.labels import Labels
from rulewright.drafting.maths import equation
from rulewright.whole_files import check_writable, write_file
from rulewright.words import say as word

AUTHOR, INITIALS = "Rulewright", "RW"
LONGEST_BOOKMARK = 40  # characters, of Word
SHORT_CELL = 12  # characters: columns of shorter texts are centred


def write_docx(standard: Standard, path: Path | str) -> Path:
    """Write a draft; the file appears whole or not at all.

    Raises
    ------
    FileError
        If the path is a folder, open elsewhere or read-only, or its folder can't be written.
    """
    check_writable(path)
    content = BytesIO()
    DocxWriter(standard).document().save(content)
    return write_file(path, content.getvalue())


class DocxWriter:
    """State of one writing: document, labels of numbered blocks, counters."""

    def __init__(self, standard: Standard) -> None:
        self.standard, self.lang = standard, standard.lang
        self.labels = Labels.of(standard)
        self.width_mm = styles.text_width_mm(standard.margins_mm)
        self.doc: Any = Document()
        self.styles: dict[str, Any] = {}
        self.bookmarks = 0
        self.names: dict[str, int] = {}
        self.annex = ""

    def document(self) -> Any:
        """The whole document."""
        styles.set_up(self.doc, self.standard.margins_mm)
        if self.lang != "zh":
            styles.annex_label(self.doc, "Annex ")
        self._properties()
        self._cover()
        front = self.doc.add_section(WD_SECTION.NEW_PAGE)
        self._pages(front, "upperRoman")
        self._contents()
        for block in self.standard.front:
            self._block(block)
        body = self.doc.add_section(WD_SECTION.ODD_PAGE)
        self._pages(body, "decimal")
        self._body_title()
        for block in self.standard.body:
            self._block(block)
        self._end_line()
        for layout in self.doc.element.iter(qn("w:pPr")):
            styles.sort_layout(layout)
        return self.doc

    def _properties(self) -> None:
        properties = self.doc.core_properties
        properties.title = _plain(" ".join(self.standard.cover.name))[:255]
        properties.author = AUTHOR
        properties.comments = f"rulewright {__version__}"

    # ---- cover, pages, contents ---------------------------------------------------------------------------------

    def _cover(self) -> None:
        cover = self.standard.cover
        for line in cover.classes:
            self._text(line, "RWCoverClass")
        self._text(cover.code, "RWCoverCode")
        level = self._text(cover.level, "RWCoverLevel")
        self._text(cover.number, "RWCoverNumber")
        last = self._text(cover.replaces, "RWCoverReplaces") if cover.replaces else self.doc.paragraphs[-1]
        fields.add_border(last, "bottom", 12)
        level.paragraph_format.space_after = Pt(6)
        for number, part in enumerate(cover.name):
            name = self._text(part, "RWCoverName")
            if number == 0:
                name.paragraph_format.space_before = Pt(84)
        self._text(cover.english, "RWCoverEnglish")
        for text, style in ((cover.stage, "RWCoverStage"), (cover.patents, "RWCoverPatents")):
            if text:
                paragraph = self._text(text, style)
                if style == "RWCoverPatents":
                    self._comment(paragraph, (_series_origin("patent-call"),))
        dates = self._text(f"{cover.issued}\t{cover.in_force}", "RWCoverDates")
        dates.paragraph_format.space_before = Pt(96)
        fields.add_tabs(dates, ("right", self.width_mm, ""))
        fields.add_border(dates, "bottom", 12)
        self._text(cover.issuer, "RWCoverIssuer")

    def _pages(self, section: Any, form: str) -> None:
        """Header with the number and page numbers: right on odd pages, left on even ones."""
        for inherited in section._sectPr.findall(qn("w:pgNumType")):
            section._sectPr.remove(inherited)
        numbering = OxmlElement("w:pgNumType")
        numbering.set(qn("w:fmt"), form)
        numbering.set(qn("w:start"), "1")
        following = section._sectPr.find(qn("w:cols"))
        if following is None:
            section._sectPr.append(numbering)
        else:
            following.addprevious(numbering)
        number = _plain(self.standard.cover.number)
        for header, footer, align in (
            (section.header, section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_header, section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            header.is_linked_to_previous = footer.is_linked_to_previous = False
            header.paragraphs[0].text = number
            header.paragraphs[0].alignment = footer.paragraphs[0].alignment = align
            fields.add_field(footer.paragraphs[0], "PAGE", "I" if form == "upperRoman" else "1")

    def _contents(self) -> None:
        title = self._text(say.TITLES["contents"](self.lang), "RWContentsTitle")
        self._comment(title, (_series_origin("margins"),))
        entries = self.labels.contents
        for number, entry in enumerate(entries):
            paragraph = self.doc.add_paragraph(style=self._style(f"TOC{entry.level}"))
            if number == 0:
                fields.begin_field(
                    paragraph, r'TOC \o "1-2" \h \z \t "RW 附录,1,RW 前言 引言 标题,1,RW 参考文献 标题,1"'
                )
            fields.add_link(paragraph, entry.bookmark, entry.text)
            paragraph.add_run("\t")
            fields.add_field(paragraph, f"PAGEREF {entry.bookmark} \\h", "")
            if number == len(entries) - 1:
                fields.end_field(paragraph)

    def _body_title(self) -> None:
        self._text("　".join(self.standard.cover.name), "RWBodyTitle")

    def _end_line(self) -> None:
        """终结线: centred, a quarter of the width of the text."""
        line = self.doc.add_paragraph(style=self._style("RWEnd"))
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm(self.width_mm * 0.375)
        fields.add_border(line, "top", 18)

    # ---- blocks -----------------------------------------------------------------------------------------------------

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, FrontTitle):
            self._front_title(block)
        elif isinstance(block, AnnexTitle):
            self._annex_title(block)
        elif isinstance(block, Paragraph):
            self._comment(self._text(block.text, "RWText"), block.origins)
        elif isinstance(block, Items):
            self._items(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Figure):
            self._figure(block)
        elif isinstance(block, Formula):
            self._formula(block)
        elif isinstance(block, Term):
            self._term(block)
        else:
            self._reference(block)

    def _heading(self, block: Heading) -> None:
        key = styles.ANNEX_CLAUSE.format(level=block.level) if block.in_annex else f"Heading{block.level}"
        self._mark_target(self._text(block.title, key), block.key)

    def _front_title(self, block: FrontTitle) -> None:
        at_end = block.key == "bibliography"
        paragraph = self._text(block.title, "RWBibliographyTitle" if at_end else "RWFrontTitle")
        paragraph.paragraph_format.page_break_before = True
        self._mark_target(paragraph, block.key)

    def _annex_title(self, block: AnnexTitle) -> None:
        paragraph = self.doc.add_paragraph(style=self._style("RWAnnex"))
        paragraph.paragraph_format.page_break_before = True
        for text in (self.labels.kind(block), block.title):
            paragraph.add_run().add_break(WD_BREAK.LINE)
            paragraph.add_run(text)
        self._mark_target(paragraph, block.key)

    def _items(self, block: Items) -> None:
        identity = styles.new_list(self.doc, styles.LETTERS if block.ordered else styles.DASHES)
        for number, item in enumerate(block.items, 1):
            paragraph = self._text(item.text + self.labels.item_end(number == len(block.items)), "RWItem")
            styles.set_number(paragraph._p.get_or_add_pPr(), identity, 0)
            self._comment(paragraph, item.origins)

    def _table(self, block: Table) -> None:
        caption = self.doc.add_paragraph(style=self._style("RWTable"))
        self._caption(caption, block.key, block.title)
        self._comment(caption, block.origins)
        if block.unit:
            self._text(block.unit, "RWUnit")
        table = self.doc.add_table(rows=1 + len(block.rows), cols=len(block.head))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        fields.table_borders(table)
        widths = [Mm(self.width_mm * share / sum(block.widths)) for share in block.widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        short = [max(map(len, column), default=0) < SHORT_CELL for column in zip(*block.rows, strict=True)]
        for number, row in enumerate((block.head, *block.rows)):
            for place, (cell, text) in enumerate(zip(table.rows[number].cells, row, strict=True)):
                cell.width = widths[place]
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                self._cell(cell, text, centred=number == 0 or short[place])
        self.doc.add_paragraph(style=self._style("RWCell"))

    def _cell(self, cell: Any, text: str, centred: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = self._style("RWCell")
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._fill(paragraph, text)

    def _figure(self, block: Figure) -> None:
        picture = self.doc.add_paragraph(style=self._style("RWPicture"))
        shape = picture.add_run().add_picture(
            BytesIO(block.draw()), width=Mm(min(block.width_mm, self.width_mm))
        )
        shape._inline.docPr.set("descr", _plain(block.says))
        self._caption(self.doc.add_paragraph(style=self._style("RWFigure")), block.key, block.title)

    def _formula(self, block: Formula) -> None:
        paragraph = self.doc.add_paragraph(style=self._style("RWFormula"))
        fields.add_tabs(paragraph, ("center", self.width_mm / 2, ""), ("right", self.width_mm, "middleDot"))
        paragraph.add_run("\t")
        paragraph._p.append(equation(block.maths))
        paragraph.add_run("\t")
        self._number(paragraph, block.key)
        self._text("式中：" if self.lang == "zh" else "where", "RWText")
        for number, (symbol, meaning) in enumerate(block.where):
            line = self.doc.add_paragraph(style=self._style("RWWhere"))
            line._p.append(equation((symbol,)))
            end = self.labels.item_end(number == len(block.where) - 1)
            self._fill(line, f"——{meaning}{end}" if self.lang == "zh" else f" is the {meaning}{end}")

    def _term(self, block: Term) -> None:
        entry = self.doc.add_paragraph(style=self._style("RWTerm"))
        entry.add_run().add_break(WD_BREAK.LINE)
        self._fill(entry, f"　　{block.term.zh}　{block.term.en}")
        styles.set_number(entry._p.get_or_add_pPr(), styles.CLAUSES, 1)
        self._text(block.definition.get(self.lang), "RWText")
        if block.source:
            self._text(block.source, "RWText")

    def _reference(self, block: Reference) -> None:
        paragraph = self._text(block.text, "RWBibliography" if block.in_bibliography else "RWReference")
        if block.in_bibliography:
            styles.set_number(paragraph._p.get_or_add_pPr(), styles.BIBLIOGRAPHY, 0)

    # ---- texts ------------------------------------------------------------------------------------------------------

    def _style(self, key: str) -> Any:
        if key not in self.styles:  # the library goes through all of them for each it is asked for
            self.styles |= {each.style_id: each for each in self.doc.styles}
        return self.styles[key]

    def _text(self, text: str, key: str) -> Any:
        paragraph = self.doc.add_paragraph(style=self._style(key))
        self._fill(paragraph, text)
        return paragraph

    def _fill(self, paragraph: Any, text: str) -> None:
        """Append a text: references become fields or links, gaps get their style, the rest stays as it is."""
        for piece in pieces(text):
            if piece.key:
                self._refer(paragraph, piece.key)
            elif piece.is_gap:
                paragraph.add_run(piece.text, style="RW 待定")
            else:
                self._plain(paragraph, piece.text)

    def _plain(self, paragraph: Any, text: str) -> None:
        """Append plain text; the 2 of CO2 is set low."""
        for number, part in enumerate(re.split(r"(?<=CO)2(?=e?(?![0-9A-Za-z]))", text)):
            if number:
                paragraph.add_run("2").font.subscript = True
            if part:
                paragraph.add_run(part)

    def _refer(self, paragraph: Any, key: str) -> None:
        label = self.labels.label(key)
        if self.labels.is_caption(key):
            fields.add_field(paragraph, f"REF {self.labels.bookmark(key)} \\h", label)
        else:
            fields.add_link(paragraph, self.labels.bookmark(key), label)

    def _caption(self, paragraph: Any, key: str, title: str) -> None:
        self._number(paragraph, key)
        self._fill(paragraph, f"　{title}")

    def _number(self, paragraph: Any, key: str) -> None:
        """Label and number of a table, figure or formula: a sequence field in a bookmark that references point to."""
        before, letter, number, after = self.labels.parts(key)
        start = paragraph.add_run(before + letter)
        runs = fields.add_field(paragraph, self.labels.sequence(key), number)
        last = paragraph.add_run(after) if after else runs[-1]
        self._bookmark(start._r, last._r, self.labels.bookmark(key))

    def _mark_target(self, paragraph: Any, key: str) -> None:
        runs = paragraph.runs
        if key and runs:
            self._bookmark(runs[0]._r, runs[-1]._r, self.labels.bookmark(key))

    def _bookmark(self, first: Any, last: Any, name: str) -> None:
        self.bookmarks += 1
        fields.bookmark(first, last, self.bookmarks, name)

    def _comment(self, paragraph: Any, origins: Origins) -> None:
        """Say in the margin from which clause a text comes; a bookmark holds the clause's name for programs."""
        runs = paragraph.runs
        if not origins or not runs:
            return
        for origin in origins:
            count = self.names.get(origin.name, 0)
            self.names[origin.name] = count + 1
            name = re.sub(r"\W", "_", f"rw_{origin.rule}_{origin.clause}")
            tail = f"_{count + 1}"
            self._bookmark(runs[0]._r, runs[-1]._r, name[: LONGEST_BOOKMARK - len(tail)] + tail)
        text = "\n".join(self._origin_text(origin) for origin in origins)
        self.doc.add_comment(runs=[runs[0], runs[-1]], text=text, author=AUTHOR, initials=INITIALS)

    def _origin_text(self, origin: Origin) -> str:
        verify = say.VERIFY(self.lang) if origin.mark in TO_VERIFY else ""
        return verify + say.COMMENT(
            self.lang, name=origin.name, number=origin.number or say.NO_NUMBER(self.lang),
            mark=word(origin.mark, self.lang), source=origin.source,
            text=origin.text.get(self.lang) if origin.text else "",
        )  # fmt: skip


def _series_origin(key: str) -> Origin:
    source, clause, mark = SERIES[key]
    return Origin("series", key, clause or None, mark, source)


def _plain(text: str) -> str:
    return "".join(piece.text for piece in pieces(text))
