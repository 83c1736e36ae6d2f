"""Styles, page set-up and numbering of a draft: GB/T 1.1-2020, annex F (sizes and faces) and clause 10 (layout).

Sizes in points: 一号 26, 三号 16, 四号 14, 五号 10.5, 小五 9, 六号 7.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

SIZES = {"一号": 26.0, "三号": 16.0, "四号": 14.0, "五号": 10.5, "小五": 9.0, "六号": 7.5}
SONG, HEI = "宋体", "黑体"
LATIN = {SONG: "Times New Roman", HEI: "黑体"}  # letters and digits of titles are set in 黑体 too
PAGE_MM = (210, 297)
MOST_LEVELS = 6  # a chapter and five levels below it
CLAUSES, ANNEXES, LETTERS, DASHES, BIBLIOGRAPHY = 1, 2, 3, 4, 5  # abstract lists

Align = Literal["left", "centre", "right"]
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style: size, face, alignment, space in lines, first line in characters, level in the outline."""

    name: str
    size: str
    face: str = SONG
    align: Align = "left"
    before: float = 0.0
    after: float = 0.0
    first_line: int = 0
    left: int = 0
    outline: int | None = None
    next: str = ""
    keep_next: bool = False


STYLES: dict[str, Style] = {
    "RWCoverClass": Style("RW 封面 ICS CCS", "五号", HEI),
    "RWCoverCode": Style("RW 封面 代号", "一号", HEI, "right"),
    "RWCoverNumber": Style("RW 封面 编号", "四号", HEI, "right"),
    "RWCoverReplaces": Style("RW 封面 代替", "五号", HEI, "right"),
    "RWCoverLevel": Style("RW 封面 级别", "一号", HEI, "centre", before=1, after=0.5),
    "RWCoverName": Style("RW 封面 名称", "一号", HEI, "centre"),
    "RWCoverEnglish": Style("RW 封面 英文名称", "四号", HEI, "centre", before=1),
    "RWCoverStage": Style("RW 封面 稿次", "四号", HEI, "centre", before=1),
    "RWCoverPatents": Style("RW 封面 专利", "五号", HEI, "centre", before=1),
    "RWCoverDates": Style("RW 封面 日期", "四号", HEI),
    "RWCoverIssuer": Style("RW 封面 发布机构", "四号", HEI, "centre", before=1),
    "RWFrontTitle": Style(
        "RW 前言 引言 标题", "三号", HEI, "centre", 2, 2, outline=0, next="RWText", keep_next=True
    ),
    "RWContentsTitle": Style("RW 目次 标题", "三号", HEI, "centre", 2, 2, next="RWText"),
    "RWBodyTitle": Style("RW 正文 名称", "三号", HEI, "centre", 2, 2),
    "RWText": Style("RW 段", "五号", first_line=2),
    "RWAnnex": Style("RW 附录", "五号", HEI, "centre", 1, 1, outline=0, next="RWText", keep_next=True),
    "RWTerm": Style("RW 术语 条目", "五号", HEI, before=0.5, keep_next=True),
    "RWItem": Style("RW 列项", "五号"),
    "RWTable": Style("RW 表题", "五号", HEI, "centre", 0.5, 0.5, keep_next=True),
    "RWFigure": Style("RW 图题", "五号", HEI, "centre", 0.5, 0.5),
    "RWPicture": Style("RW 图", "小五", align="centre", before=0.5, keep_next=True),
    "RWUnit": Style("RW 单位陈述", "小五", align="right", keep_next=True),
    "RWCell": Style("RW 表中文字", "小五"),
    "RWNote": Style("RW 注", "小五", first_line=2),
    "RWFormula": Style("RW 公式", "五号", before=0.25, after=0.25),
    "RWWhere": Style("RW 公式说明", "五号", left=2),
    "RWReference": Style("RW 引用文件", "五号", first_line=2),
    "RWBibliography": Style("RW 参考文献", "五号", first_line=2),
    "RWBibliographyTitle": Style("RW 参考文献 标题", "五号", HEI, "centre", 1, 1, outline=0, keep_next=True),
    "RWEnd": Style("RW 终结线", "五号", before=1),
}
ANNEX_CLAUSE = "RWAnnex{level}"


def set_up(document: Any, margins_mm: tuple[float, float, float, float]) -> None:
    """Give a new python-docx document our styles, numbering and page."""
    _defaults(document)
    for key, style in STYLES.items():
        _paragraph_style(document, key, style)
    for level in range(1, MOST_LEVELS + 1):
        lines = 1.0 if level == 1 else 0.5
        key = f"Heading{level}"
        heading = Style(
            f"Heading {level}",
            "五号",
            HEI,
            before=lines,
            after=lines,
            outline=level - 1,
            next="RWText",
            keep_next=True,
        )
        _paragraph_style(document, key, heading)
        _followed_by(document, key, heading.next)
        if level > 1:
            annex = Style(
                f"RW 附录 条 {level - 1}",
                "五号",
                HEI,
                before=0.5,
                after=0.5,
                outline=level - 1,
                next="RWText",
                keep_next=True,
            )
            _paragraph_style(document, ANNEX_CLAUSE.format(level=level), annex)
            _followed_by(document, ANNEX_CLAUSE.format(level=level), annex.next)
    for level in (1, 2):
        _contents_style(document, level, margins_mm)
    for name, size, face in (("Header", "五号", HEI), ("Footer", "小五", SONG)):
        _fonts(document.styles[name].element.get_or_add_rPr(), face, SIZES[size])
    _gap_style(document)
    _numbering(document)
    _page(document.sections[0], margins_mm)
    for key, style in STYLES.items():
        _followed_by(document, key, style.next)
    document.settings.odd_and_even_pages_header_footer = True
    _mirror_margins(document.settings.element)


def _mirror_margins(settings: Any) -> None:
    """Binding edge left on odd pages, right on even ones; its place in the settings is fixed by the schema."""
    before = [each for each in settings if each.tag.split("}")[1] in ("writeProtection", "view", "zoom")]
    element = OxmlElement("w:mirrorMargins")
    if before:
        before[-1].addnext(element)
    else:
        settings.insert(0, element)


def _page(section: Any, margins_mm: tuple[float, float, float, float]) -> None:
    top, bottom, binding, outer = margins_mm
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(binding), Mm(outer)
    section.header_distance, section.footer_distance = Mm(15), Mm(11)


def text_width_mm(margins_mm: tuple[float, float, float, float]) -> float:
    """Width of the text [mm]."""
    return PAGE_MM[0] - margins_mm[2] - margins_mm[3]


def _defaults(document: Any) -> None:
    """Faces and size of everything; lists and heads of the template that would bring their own are cleared."""
    normal = document.styles["Normal"]
    _fonts(normal.element.get_or_add_rPr(), SONG, SIZES["五号"])
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    for element in document.styles.element.iter(qn("w:numPr")):
        element.getparent().remove(element)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    if defaults is not None:
        for fonts in defaults.iter(qn("w:rFonts")):
            for name in list(fonts.attrib):
                del fonts.attrib[name]
            _faces(fonts, SONG)
        for language in defaults.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")


def _paragraph_style(document: Any, key: str, style: Style) -> None:
    styles = document.styles
    existing = [each for each in styles if each.style_id == key]
    made = existing[0] if existing else styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
    if not existing:
        made.element.set(qn("w:styleId"), key)
        made.base_style = styles["Normal"]
    made.quick_style, made.hidden, made.unhide_when_used = True, False, False
    properties = made.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    _fonts(properties, style.face, SIZES[style.size])
    made.font.bold = False
    made.font.italic = False
    made.font.color.rgb = RGBColor(0, 0, 0)
    layout = made.element.get_or_add_pPr()
    for child in list(layout):
        layout.remove(child)
    made.paragraph_format.alignment = _ALIGN[style.align]
    made.paragraph_format.keep_with_next = style.keep_next or None
    _spacing(layout, style)
    if style.first_line or style.left:
        _indent(layout, style)
    if style.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(style.outline))
        layout.append(level)
    sort_layout(layout)


def _followed_by(document: Any, key: str, following: str) -> None:
    """Style of the paragraph that comes when an editor ends one of this style."""
    by_id = {each.style_id: each for each in document.styles}
    if following:
        by_id[key].next_paragraph_style = by_id[following]


def _spacing(layout: Any, style: Style) -> None:
    spacing = OxmlElement("w:spacing")
    for side, lines in (("before", style.before), ("after", style.after)):
        spacing.set(qn(f"w:{side}"), str(int(lines * 240)))
        spacing.set(qn(f"w:{side}Lines"), str(int(lines * 100)))
    spacing.set(qn("w:line"), "240")
    spacing.set(qn("w:lineRule"), "auto")
    layout.append(spacing)


def _indent(layout: Any, style: Style) -> None:
    """Indents in characters, and in twentieths of a point for readers that don't know characters."""
    twips = int(SIZES[style.size] * 20)
    indent = OxmlElement("w:ind")
    if style.first_line:
        indent.set(qn("w:firstLineChars"), str(style.first_line * 100))
        indent.set(qn("w:firstLine"), str(style.first_line * twips))
    if style.left:
        indent.set(qn("w:leftChars"), str(style.left * 100))
        indent.set(qn("w:left"), str(style.left * twips))
    layout.append(indent)


# the order that the schema of WordprocessingML wants in w:pPr
_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers", "pBdr",
    "shd", "tabs", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr",
)  # fmt: skip


def sort_layout(layout: Any) -> None:
    """Put the children of a ``w:pPr`` into the order of the schema."""

    def place(child: Any) -> int:
        name = child.tag.split("}")[1]
        return _ORDER.index(name) if name in _ORDER else _ORDER.index("jc")

    for child in sorted(layout, key=place):
        layout.append(child)


def _contents_style(document: Any, level: int, margins_mm: tuple[float, float, float, float]) -> None:
    key = f"TOC{level}"
    _paragraph_style(document, key, Style(f"toc {level}", "五号", left=level - 1))
    layout = next(each for each in document.styles if each.style_id == key).element.get_or_add_pPr()
    tabs = OxmlElement("w:tabs")
    tab = OxmlElement("w:tab")
    tab.set(qn("w:val"), "right")
    tab.set(qn("w:leader"), "dot")
    tab.set(qn("w:pos"), str(int(text_width_mm(margins_mm) / 25.4 * 1440)))
    tabs.append(tab)
    layout.append(tabs)
    sort_layout(layout)


def _gap_style(document: Any) -> None:
    style = document.styles.add_style("RW 待定", WD_STYLE_TYPE.CHARACTER)
    style.element.set(qn("w:styleId"), "RWGap")
    style.font.color.rgb = RGBColor(0xC0, 0, 0)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), "FFF2CC")
    style.element.get_or_add_rPr().append(shade)


def _fonts(properties: Any, face: str, size: float) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    _faces(fonts, face)
    for tag in ("w:sz", "w:szCs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        element = OxmlElement(tag)
        element.set(qn("w:val"), str(int(size * 2)))
        properties.append(element)


def _faces(fonts: Any, face: str) -> None:
    for name, value in (
        ("ascii", LATIN[face]),
        ("hAnsi", LATIN[face]),
        ("cs", LATIN[face]),
        ("eastAsia", face),
    ):
        fonts.set(qn(f"w:{name}"), value)


# ---- numbering --------------------------------------------------------------------------------------------------


def _numbering(document: Any) -> None:
    """Our lists in the place of the template's: clauses, annexes, items, bibliography, terms."""
    element = document.part.numbering_part.element
    for child in list(element):
        element.remove(child)
    clause_styles = [f"Heading{level}" for level in range(1, MOST_LEVELS + 1)]
    annex_styles = ["RWAnnex", *(ANNEX_CLAUSE.format(level=level) for level in range(2, MOST_LEVELS + 1))]
    decimal = [".".join(f"%{part}" for part in range(1, level + 1)) for level in range(1, MOST_LEVELS + 1)]
    _abstract(
        element,
        CLAUSES,
        [("decimal", f"{text}\u3000", style) for text, style in zip(decimal, clause_styles, strict=True)],
    )
    annex = [("upperLetter", "附录%1", "RWAnnex")]
    annex += [
        ("decimal", f"{text}\u3000", style) for text, style in zip(decimal[1:], annex_styles[1:], strict=True)
    ]
    _abstract(element, ANNEXES, annex)
    _abstract(element, LETTERS, [("lowerLetter", "%1)", ""), ("decimal", "%2)", "")], (840, 1260), 420)
    _abstract(element, DASHES, [("bullet", "——", ""), ("bullet", "●", "")], (840, 1260), 420)
    _abstract(element, BIBLIOGRAPHY, [("decimal", "[%1]\u3000", "")])
    for identity in (CLAUSES, ANNEXES, BIBLIOGRAPHY):
        _list(element, identity, identity)
    for identity, styles in ((CLAUSES, clause_styles), (ANNEXES, annex_styles)):
        for level, key in enumerate(styles):
            _link(document, key, identity, level)


def annex_label(document: Any, label: str) -> None:
    """Word before the letter of an annex, e.g. "Annex " in English."""
    for text in document.part.numbering_part.element.iter(qn("w:lvlText")):
        if text.get(qn("w:val")) == "附录%1":
            text.set(qn("w:val"), f"{label}%1")


def new_list(document: Any, abstract: int) -> int:
    """A list that begins anew; gives its number."""
    element = document.part.numbering_part.element
    identity = 1 + max(int(each.get(qn("w:numId"))) for each in element.findall(qn("w:num")))
    number = _list(element, identity, abstract)
    for level in (0, 1):
        override = OxmlElement("w:lvlOverride")
        override.set(qn("w:ilvl"), str(level))
        start = OxmlElement("w:startOverride")
        start.set(qn("w:val"), "1")
        override.append(start)
        number.append(override)
    return identity


def set_number(layout: Any, identity: int, level: int) -> None:
    """Put a paragraph (or style) into a list."""
    for old in layout.findall(qn("w:numPr")):
        layout.remove(old)
    numbering = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", level), ("w:numId", identity)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), str(value))
        numbering.append(child)
    layout.append(numbering)
    sort_layout(layout)


def _abstract(
    element: Any,
    identity: int,
    levels: list[tuple[str, str, str]],
    left: tuple[int, ...] = (),
    hanging: int = 0,
) -> None:
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), str(identity))
    kind = OxmlElement("w:multiLevelType")
    kind.set(qn("w:val"), "multilevel")
    abstract.append(kind)
    for place, (form, text, style) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(place))
        children: list[tuple[str, str]] = [("w:start", "1"), ("w:numFmt", form)]
        if style:
            children.append(("w:pStyle", style))
        if not left:
            children.append(("w:suff", "nothing"))
        for tag, value in [*children, ("w:lvlText", text), ("w:lvlJc", "left")]:
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            level.append(child)
        layout = OxmlElement("w:pPr")
        indent = OxmlElement("w:ind")
        indent.set(qn("w:left"), str(left[place] if left else 0))
        indent.set(qn("w:hanging" if left else "w:firstLine"), str(hanging if left else 0))
        layout.append(indent)
        level.append(layout)
        abstract.append(level)
    element.append(abstract)


def _list(element: Any, identity: int, abstract: int) -> Any:
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), str(identity))
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), str(abstract))
    number.append(link)
    element.append(number)
    return number


def _link(document: Any, key: str, identity: int, level: int) -> None:
    style = next(each for each in document.styles if each.style_id == key)
    set_number(style.element.get_or_add_pPr(), identity, level)
