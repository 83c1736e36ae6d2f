"""Read a .docx as a standard: lines with resolved numbers and roles, and tables, in order."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from rulewright.errors import FileError

Role = Literal[
    "cover", "contents", "front", "body_title", "heading", "annex", "term", "item", "table", "figure", "formula", "note",
    "reference", "bibliography", "unit", "text",
]  # fmt: skip
_ROLES: dict[str, Role] = {
    "RWFrontTitle": "front", "RWContentsTitle": "front", "RWBibliographyTitle": "front", "RWBodyTitle": "body_title",
    "RWAnnex": "annex", "RWTerm": "term", "RWItem": "item", "RWTable": "table", "RWFigure": "figure",
    "RWFormula": "formula", "RWNote": "note", "RWReference": "reference", "RWBibliography": "bibliography",
    "RWUnit": "unit",
}  # fmt: skip
_TYPED_NUMBER = re.compile(r"^((?:[A-Z]\.)?\d+(?:\.\d+)*)[\s\u3000]+(?=\S)")
_FRONT = {
    "目次": "contents",
    "目录": "contents",
    "前言": "foreword",
    "引言": "introduction",
    "参考文献": "bibliography",
}
_FRONT_EN = {
    "Contents": "contents",
    "Foreword": "foreword",
    "Introduction": "introduction",
    "Bibliography": "bibliography",
}
_CAPTION = re.compile(r"^(?P<kind>表|图|Table|Figure)\s?(?P<number>(?:[A-Z]\.)?\d+)[\s\u3000]*(?P<title>.*)$")
_ANNEX = re.compile(r"^(?:附录|Annex)\s?(?P<letter>[A-Z])(?=[\s\u3000(（\n]|$)")
_NOTE = re.compile(r"^(?:注\d*：|NOTE)")
_LARGEST_BYTES = 300_000_000  # bytes that a document may hold once unpacked: no bombs
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: role, level (of headings and items, from 1), number, text without it, its chapter or annex."""

    role: Role
    text: str
    number: str = ""
    level: int = 0
    part: str = ""
    has_picture: bool = False
    is_titled: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its cells, and the line before it (place in :attr:`Reading.lines`)."""

    cells: tuple[tuple[str, ...], ...]
    after: int
    part: str


@dataclass
class Reading:
    """A document as read. ``part`` of a line: "cover", "contents", "foreword", "introduction", a chapter's number, an
    annex's letter, "bibliography"."""

    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    page_mm: tuple[float, float] = (0.0, 0.0)

    @property
    def is_chinese(self) -> bool:
        """Whether most of its text is Chinese."""
        text = "".join(line.text for line in self.lines)
        return len(re.findall("[\u4e00-\u9fff]", text)) * 4 > len(text)

    def of(self, *roles: Role) -> list[Line]:
        """Lines of these roles."""
        return [line for line in self.lines if line.role in roles]


def read_docx(path: Path | str) -> Reading:
    """Read a .docx.

    Raises
    ------
    FileError
        If it can't be read, is no .docx, or would unpack to more than a document can need.
    """
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    mend = "give a .docx that Word can open"
    try:
        with zipfile.ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > _LARGEST_BYTES:
                raise FileError("the document is too large to be read", str(path), mend)
        document: Any = Document(str(path))
    except (OSError, zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise FileError("the file is no readable .docx", str(path), mend) from error
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Any) -> None:
        self.document = document
        self.numbers = _Numbers(document)
        self.reading = Reading()
        self.part = "cover"

    def read(self) -> Reading:
        section = self.document.sections[0]
        self.reading.page_mm = (section.page_width.mm, section.page_height.mm)
        for element in self.document.element.body:
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)
        return self.reading

    def _paragraph(self, element: Any) -> None:
        style = _style_of(element)
        text = _text_of(element)
        number, level = self.numbers.of(element, style)
        has_picture = any(True for _ in element.iter(f"{W}drawing"))
        has_formula = any(True for _ in element.iter(f"{MATH}oMath")) and style not in ("RWWhere", "RWText")
        if not text.strip() and not has_picture and not has_formula:
            return
        line = self._line(style, text.strip(), number.strip(), level, has_formula)
        if has_picture:
            line = Line(line.role, line.text, line.number, line.level, line.part, True)
        self.reading.lines.append(line)

    def _line(self, style: str, text: str, number: str, level: int, has_formula: bool) -> Line:
        if style.startswith("TOC") or style.lower().startswith("toc"):
            return Line("contents", re.sub(r"\t.*$", "", text), part="contents")
        is_numbered = style == "RWAnnex" and bool(number)
        annex = _ANNEX.match(number if is_numbered else text)
        if annex is not None and style != "RWText" and (is_numbered or "\n" in text or len(text) < 40):
            self.part = annex["letter"]
            rest = text if is_numbered else text[annex.end() :]
            return Line("annex", rest.strip(), annex["letter"], 1, self.part)
        bare = re.sub(r"[\s\u3000]", "", text)
        front = _FRONT.get(bare) or _FRONT_EN.get(text.strip())
        if front is not None and (not number):
            self.part = front
            return Line("front", text, part=front)
        role = _ROLES.get(style)
        is_heading = re.match(r"^Heading ?\d$|^RWAnnex\d$", style) is not None
        if role == "body_title":
            self.part = "body"
            return Line("body_title", text, part="body")
        if style.startswith("RWCover"):
            return Line("cover", text, number, part="cover")
        if is_heading or (role is None and self.part != "cover" and _TYPED_NUMBER.match(text)):
            return self._heading(text, number, is_heading)
        if role == "term":
            return Line("term", text, number, 2, self.part)
        caption = _CAPTION.match(text)
        if caption is not None and (
            role in ("table", "figure") or (role is None and len(text) < 60 and not text.endswith("。"))
        ):
            kind: Role = "table" if caption["kind"] in ("表", "Table") else "figure"
            return Line(kind, caption["title"], caption["number"], part=self.part)
        if role in ("table", "figure"):
            return Line(role, text, part=self.part)
        if has_formula:
            found = re.search(r"[（(]((?:[A-Z]\.)?\d+)[)）]\s*$", text)
            return Line("formula", text, found[1] if found else "", part=self.part)
        if number and level and style not in ("RWReference", "RWBibliography"):
            return Line("item", text, number, level, self.part)
        if _NOTE.match(text):
            role = "note"
        return Line(role or ("cover" if self.part == "cover" else "text"), text, number, part=self.part)

    def _heading(self, text: str, number: str, is_styled: bool) -> Line:
        typed = _TYPED_NUMBER.match(text)
        if typed is not None and (not number or typed[1][:1].isalpha()):
            number, text = typed[1], text[typed.end() :]
        parts = [each for each in number.split(".") if each]
        if parts and not parts[0].isalpha():
            self.part = parts[0]
        is_titled = is_styled or not text.rstrip().endswith(("。", "；", "："))
        return Line("heading", text, number, len(parts), self.part, is_titled=is_titled)

    def _table(self, element: Any) -> None:
        rows = tuple(
            tuple("\n".join(_text_of(p) for p in cell.iter(f"{W}p")).strip() for cell in row.iter(f"{W}tc"))
            for row in element.iter(f"{W}tr")
        )
        self.reading.grids.append(Grid(rows, len(self.reading.lines) - 1, self.part))


def _style_of(element: Any) -> str:
    found = element.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else str(found.get(f"{W}val"))


def _text_of(element: Any) -> str:
    parts = []
    for each in element.iter(f"{W}t", f"{W}tab", f"{W}br"):
        if each.tag == f"{W}t":
            parts.append(each.text or "")
        elif each.getparent().tag == f"{W}r":
            parts.append("\t" if each.tag == f"{W}tab" else "\n")
    return "".join(parts)


class _Numbers:
    """Automatic numbers of paragraphs, counted as Word counts them."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str]]] = {}
        self.abstract: dict[str, str] = {}
        self.restarts: set[str] = set()
        self.counters: dict[str, list[int]] = {}
        self.started: set[str] = set()
        self.styles: dict[str, tuple[str, int]] = {}
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):  # a document without lists
            return
        for abstract in numbering.iter(f"{W}abstractNum"):
            forms = {}
            for level in abstract.iter(f"{W}lvl"):
                form, text = level.find(f"{W}numFmt"), level.find(f"{W}lvlText")
                forms[int(level.get(f"{W}ilvl"))] = (
                    "decimal" if form is None else form.get(f"{W}val"),
                    "" if text is None else text.get(f"{W}val") or "",
                )
            self.levels[abstract.get(f"{W}abstractNumId")] = forms
        for number in numbering.findall(f"{W}num"):
            identity = number.get(f"{W}numId")
            self.abstract[identity] = number.find(f"{W}abstractNumId").get(f"{W}val")
            if number.find(f"{W}lvlOverride/{W}startOverride") is not None:
                self.restarts.add(identity)
        for style in document.styles.element.iter(f"{W}style"):
            found = _number_properties(style.find(f"{W}pPr"))
            if found is not None:
                self.styles[style.get(f"{W}styleId")] = found

    def of(self, element: Any, style: str) -> tuple[str, int]:
        """Number (e.g. ``5.2``, ``a)``) and level from 1; ("", 0) without one."""
        found = _number_properties(element.find(f"{W}pPr")) or self.styles.get(style)
        if found is None or found[0] not in self.abstract:
            return "", 0
        identity, level = found
        abstract = self.abstract[identity]
        counter = self.counters.setdefault(abstract, [0] * 9)
        if identity in self.restarts and identity not in self.started:
            counter[:] = [0] * 9
        self.started.add(identity)
        counter[level] += 1
        counter[level + 1 :] = [0] * (8 - level)
        return self._text(abstract, level, counter), level + 1

    def _text(self, abstract: str, level: int, counter: list[int]) -> str:
        forms = self.levels[abstract]
        if level not in forms or forms[level][0] == "bullet":
            return forms.get(level, ("", "—"))[1] or "—"

        def one(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            form, value = forms.get(place, ("decimal", ""))[0], max(counter[place], 1)
            if form in ("upperLetter", "lowerLetter"):
                letter = chr(64 + value)
                return letter if form == "upperLetter" else letter.lower()
            return str(value)

        return re.sub(r"%(\d)", one, forms[level][1])


def _number_properties(layout: Any) -> tuple[str, int] | None:
    if layout is None:
        return None
    identity = layout.find(f"{W}numPr/{W}numId")
    if identity is None or identity.get(f"{W}val") == "0":
        return None
    level = layout.find(f"{W}numPr/{W}ilvl")
    return identity.get(f"{W}val"), 0 if level is None else int(level.get(f"{W}val"))


def iter_texts(reading: Reading) -> Iterator[tuple[str, str]]:
    """Every text with its part: lines, then cells."""
    yield from ((line.part, line.text) for line in reading.lines)
    yield from ((grid.part, cell) for grid in reading.grids for row in grid.cells for cell in row)
