"""征求意见汇总处理表 as .docx: the form that committees use, on A4 across, with what the comments do to results."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from rulewright import __version__
from rulewright.consultation import tables
from rulewright.consultation.comments import COUNTS
from rulewright.consultation.ladder import HEADS as LADDER_HEADS
from rulewright.drafting import fields, styles
from rulewright.drafting.blocks import clean
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    from rulewright.consultation.result import Consultation

MARGINS_MM = (20.0, 15.0, 20.0, 20.0)  # top, bottom, left, right
WIDTH_MM = styles.PAGE_MM[1] - MARGINS_MM[2] - MARGINS_MM[3]
SHORT = 12  # characters: columns of shorter texts are centred
CASES_IN_DOCX = 40  # rows of a set of patches; longer tables stand in the workbook alone
TITLE = Sentence("征求意见汇总处理表", "Comments and how they are handled")
NAME = Sentence("标准项目名称：{name}", "Project: {name}")
NUMBER = Sentence("规则：{rule}（{hash}）", "Rule: {rule} ({hash})")
DRAFTING_BODY = Sentence("负责起草单位：{body}", "Drafting body: {body}")
CONTACT = Sentence("承办人：{contact}　电话：{telephone}", "Contact: {contact}, telephone: {telephone}")
FILLED_IN = Sentence("填写日期：{day}", "Filled in on: {day}")
BLANK = Sentence("（未填）", "(blank)")
COUNT = Sentence("{what}：{count}", "{what}: {count}")
NOT_STATED = Sentence("未给出", "not stated")
REMARKS = Sentence("说明", "Remarks")
CONFLICTS, NO_CONFLICTS = Sentence("相互冲突的意见", "Comments in conflict"), Sentence("没有。", "None.")
TOGETHER = Sentence("一并采纳的影响", "Effect of several comments together")
IN_WORKBOOK = Sentence("共 {count} 行，见同名工作簿。", "{count} rows; see the workbook of the same name.")
CASES = Sentence("计算所用清单", "Inventories")
CASE_HEADS = (
    Sentence("编号", "id"), Sentence("名称", "name"), Sentence("每", "per"), Sentence("组合", "portfolio"),
    Sentence("清单哈希", "hash of the inventory"),
)  # fmt: skip
CHECK = Sentence("期限、数目与处理的核查", "Check of period, counts and decisions")
CHECK_HEADS = (
    Sentence("类别", "kind"), Sentence("依据", "item"), Sentence("位置", "place"), Sentence("问题", "what"),
    Sentence("改法", "mend"),
)  # fmt: skip
NOTHING_OFF = Sentence("没有问题。", "Nothing is off.")
LADDER = Sentence(
    "团体标准—行业标准—国家标准：已满足与所缺",
    "Group, industry, national standard: what is met, what is missing",
)
MADE = Sentence(
    "由 rulewright {version} 生成；影响按每份清单的声明单位计，同一清单、同一声明的选择。处理意见只取自意见表，未写的为“未处理”。",
    "Made by rulewright {version}; effects are per declared unit of each inventory, with the same inventory and declared "
    "choices. Decisions come from the comment table alone; where it has none, the comment is undecided.",
)
PAGE = Sentence("第 {page} 页", "page {page}")


def handling_docx(consultation: Consultation, lang: str) -> bytes:
    """The document as bytes."""
    content = BytesIO()
    _Writer(consultation, lang).document().save(content)
    return content.getvalue()


class _Writer:
    """State of one writing."""

    def __init__(self, consultation: Consultation, lang: str) -> None:
        self.result, self.lang = consultation, lang
        self.doc: Any = Document()

    def document(self) -> Any:
        styles.set_up(self.doc, MARGINS_MM)
        self._page()
        properties = self.doc.core_properties
        properties.author, properties.comments = "Rulewright", f"rulewright {__version__}"
        properties.title = clean(f"{self._name()} {TITLE(self.lang)}")[:255]
        self._text(clean(self._name()), "RWBodyTitle").paragraph_format.space_after = Mm(1)
        self._text(TITLE(self.lang), "RWBodyTitle").paragraph_format.space_before = Mm(0)
        self._facts()
        heads = [head(self.lang) for head in tables.HEADS.values()]
        rows = tables.handling_rows(self.result, self.lang)
        self._table(heads, rows, (1, 3.2, 7, 2.6, 4, 7))
        self._below()
        self._conflicts()
        self._together()
        self._cases()
        self._check()
        self._ladder()
        self._text(MADE(self.lang, version=__version__), "RWNote")
        for layout in self.doc.element.iter(qn("w:pPr")):
            styles.sort_layout(layout)
        return self.doc

    # ---- page and head ------------------------------------------------------------------------------------------

    def _page(self) -> None:
        section = self.doc.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(styles.PAGE_MM[1]), Mm(styles.PAGE_MM[0])
        self.doc.settings.odd_and_even_pages_header_footer = False
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, after = PAGE(self.lang, page="\0").split("\0")
        footer.add_run(before)
        fields.add_field(footer, "PAGE", "1")
        footer.add_run(after)

    def _name(self) -> str:
        project = self.result.head.project
        return project.get(self.lang) if project else self.result.rule.document.title.get(self.lang)

    def _facts(self) -> None:
        head, lang, blank = self.result.head, self.lang, BLANK(self.lang)
        body = head.drafting_body.get(lang) if head.drafting_body else blank
        left = [
            NAME(lang, name=self._name()),
            DRAFTING_BODY(lang, body=body),
        ]
        right = [
            NUMBER(lang, rule=self.result.rule.id, hash=self.result.rule.hash),
            CONTACT(lang, contact=head.contact or blank, telephone=head.telephone or blank),
        ]
        for one, other in zip(left, right, strict=True):
            line = self._text(f"{clean(one)}\t{clean(other)}", "RWReference")
            line.paragraph_format.first_line_indent = Mm(0)
            fields.add_tabs(line, ("right", WIDTH_MM, ""))
        day = head.filled_in.isoformat() if head.filled_in else blank
        self._text(FILLED_IN(lang, day=day), "RWUnit")

    def _below(self) -> None:
        """Counts in the order of the form; what nobody stated is said to be so."""
        counts = self.result.counts
        for name, sentence in COUNTS.items():
            self._text(
                COUNT(self.lang, what=sentence(self.lang), count=counts.get(name, NOT_STATED(self.lang))),
                "RWNote",
            )
        self._title(REMARKS)
        for note in self.result.remarks(self.lang):
            self._text(clean(note), "RWNote")

    # ---- what follows -------------------------------------------------------------------------------------------

    def _conflicts(self) -> None:
        self._title(CONFLICTS)
        rows = tables.conflict_rows(self.result, self.lang)
        if rows:
            self._table([head(self.lang) for head in tables.CONFLICT_HEADS.values()], rows, (4, 1, 2, 3, 8))
        else:
            self._text(NO_CONFLICTS(self.lang), "RWNote")

    def _together(self) -> None:
        self._title(TOGETHER)
        for bundle in self.result.bundles:
            for note in tables.together_notes(bundle, self.lang):
                self._text(note, "RWNote")
        rows = [[_shown(value) for value in row] for row in tables.together_rows(self.result, self.lang)]
        if len(rows) > CASES_IN_DOCX:
            self._text(IN_WORKBOOK(self.lang, count=len(rows)), "RWNote")
        elif rows:
            heads = [head(self.lang) for head in tables.TOGETHER_HEADS.values()]
            self._table(heads, rows, (4, 4, 1, 2, 2, 2, 2, 2.4, 2, 3))

    def _cases(self) -> None:
        self._title(CASES)
        rows = [
            [each.id, each.title.get(self.lang), each.unit, each.group, each.hash]
            for each in self.result.cases
        ]
        if rows:
            self._table([head(self.lang) for head in CASE_HEADS], rows, (4, 9, 1.2, 2.5, 2.8))

    def _check(self) -> None:
        self._title(CHECK)
        table = self.result.check().to_dataframe(self.lang)
        if len(table):
            rows = [[str(value) for value in row] for row in table.to_numpy().tolist()]
            self._table([head(self.lang) for head in CHECK_HEADS], rows, (1, 1.5, 4, 6, 6))
        else:
            self._text(NOTHING_OFF(self.lang), "RWNote")

    def _ladder(self) -> None:
        self._title(LADDER)
        for note in self.result.ladder.notes(self.lang):
            self._text(note, "RWNote")
        rows = [
            [str(value) for value in row]
            for row in self.result.ladder.to_dataframe(self.lang).to_numpy().tolist()
        ]
        self._table([head(self.lang) for head in LADDER_HEADS.values()], rows, (2, 6, 2, 6, 6, 1.4))

    # ---- parts --------------------------------------------------------------------------------------------------

    def _text(self, text: str, key: str) -> Any:
        paragraph = self.doc.add_paragraph(text)
        paragraph._p.style = key  # by its id: python-docx looks through all styles for a name
        return paragraph

    def _title(self, sentence: Sentence) -> None:
        paragraph = self._text(sentence(self.lang), "RWTable")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        table = self.doc.add_table(rows=1 + len(rows), cols=len(heads))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        fields.table_borders(table)
        sizes = [Mm(WIDTH_MM * width / sum(widths)) for width in widths]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        short = [max((len(row[place]) for row in rows), default=0) < SHORT for place in range(len(heads))]
        for place_in_table, (line, texts) in enumerate(zip(table.rows, (heads, *rows), strict=True)):
            _keep_whole(line)
            for place, (cell, text) in enumerate(zip(line.cells, texts, strict=True)):
                cell.width = sizes[place]
                is_head = place_in_table == 0
                cell.vertical_alignment = (
                    WD_CELL_VERTICAL_ALIGNMENT.CENTER
                    if is_head or short[place]
                    else WD_CELL_VERTICAL_ALIGNMENT.TOP
                )
                self._cell(cell, text, centred=is_head or short[place])
        self._text("", "RWCell")

    def _cell(self, cell: Any, text: str, centred: bool) -> None:
        """Lines of a text as paragraphs of a cell; nothing in it is markup."""
        for number_of_line, line in enumerate(text.split("\n")):
            paragraph = cell.paragraphs[0] if number_of_line == 0 else cell.add_paragraph()
            paragraph._p.style = "RWCell"
            if centred:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(clean(line))


def _keep_whole(row: Any) -> None:
    """A row is not broken between pages."""
    properties = row._tr.get_or_add_trPr()
    keep = OxmlElement("w:cantSplit")
    properties.insert(0, keep)


def _shown(value: Any) -> str:
    """A value of a table of numbers for readers."""
    if value is None:
        return "–"
    return number(value) if isinstance(value, float) else str(value)
