"""Parts of a Word file that python-docx has no call for: fields, bookmarks, borders, links inside a document."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def add_field(paragraph: Any, instruction: str, shown: str, dirty: bool = False) -> list[Any]:
    """Append a field with the text that it shows before Word computes it anew; gives its runs."""
    runs = []
    for kind in ("begin", "instruction", "separate", "text", "end"):
        run = paragraph.add_run()
        runs.append(run)
        if kind == "text":
            run.text = shown
            continue
        if kind == "instruction":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {instruction} "
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            if kind == "begin" and dirty:
                element.set(qn("w:dirty"), "true")
        run._r.append(element)
    return runs


def begin_field(paragraph: Any, instruction: str) -> None:
    """Begin a field whose text goes over several paragraphs; :func:`end_field` closes it."""
    for kind in ("begin", "instruction", "separate"):
        run = paragraph.add_run()
        if kind == "instruction":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {instruction} "
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            if kind == "begin":
                element.set(qn("w:dirty"), "true")
        run._r.append(element)


def end_field(paragraph: Any) -> None:
    """Close a field that :func:`begin_field` began."""
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), "end")
    paragraph.add_run()._r.append(element)


def bookmark(first: Any, last: Any, identity: int, name: str) -> None:
    """Put a bookmark around elements of one paragraph, from ``first`` to ``last``."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), str(identity))
    start.set(qn("w:name"), name)
    end.set(qn("w:id"), str(identity))
    first.addprevious(start)
    last.addnext(end)


def add_link(paragraph: Any, anchor: str, text: str) -> Any:
    """Append a link to a bookmark; gives its run's element."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    link.set(qn("w:history"), "1")
    run = paragraph.add_run(text)
    paragraph._p.append(link)
    link.append(run._r)
    return link


def add_border(paragraph: Any, side: str, eighths: int) -> None:
    """Give a paragraph a line at one side, its thickness in eighths of a point."""
    layout = paragraph._p.get_or_add_pPr()
    borders = layout.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        layout.insert(1, borders)
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)


def add_tabs(paragraph: Any, *tabs: tuple[str, float, str]) -> None:
    """Tab stops of a paragraph: kind, place [mm], leader."""
    stops = OxmlElement("w:tabs")
    for kind, place_mm, leader in tabs:
        stop = OxmlElement("w:tab")
        stop.set(qn("w:val"), kind)
        if leader:
            stop.set(qn("w:leader"), leader)
        stop.set(qn("w:pos"), str(int(place_mm / 25.4 * 1440)))
        stops.append(stop)
    layout = paragraph._p.get_or_add_pPr()
    style = layout.find(qn("w:pStyle"))
    layout.insert(0 if style is None else 1, stops)


def table_borders(table: Any) -> None:
    """Thick outer lines and thin inner ones, and a head that repeats on every page."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        thick = side in ("top", "left", "bottom", "right")
        for name, value in (
            ("val", "single"),
            ("sz", "12" if thick else "4"),
            ("space", "0"),
            ("color", "000000"),
        ):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    following = [
        each
        for each in properties
        if each.tag in (qn("w:shd"), qn("w:tblLayout"), qn("w:tblCellMar"), qn("w:tblLook"))
    ]
    if following:
        following[0].addprevious(borders)
    else:
        properties.append(borders)
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
