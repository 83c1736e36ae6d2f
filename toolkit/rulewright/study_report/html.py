"""Write a report as one HTML page that needs nothing else: styles and pictures inside, no script, no link that leads out."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from rulewright.drafting.blocks import (
    GAP_OPEN,
    AnnexTitle,
    Figure,
    Formula,
    Heading,
    Items,
    Paragraph,
    Table,
    pieces,
)
from rulewright.drafting.labels import Labels
from rulewright.drafting.maths import Fraction, Maths, Sum, Upright, Variable
from rulewright.study_report import sentences as say
from rulewright.study_report.blocks import Chart, ReportBlock, svg
from rulewright.study_report.docx import numbered
from rulewright.study_report.facts import NOTHING

TEMPLATE = "study_report.html.j2"
SUBSCRIPT = re.compile(r"(?<=CO)2(?=e?(?![0-9A-Za-z]))")
NUMERIC = re.compile(r"^[−-]?[\d,.]+(e[−-]?\d+)?( %|%)?$")


def html_text(title: tuple[str, ...], blocks: Iterable[ReportBlock], lang: str) -> str:
    """A report as HTML; every text in it is escaped, only pictures of our own go in as they are."""
    from jinja2 import Environment
    from markupsafe import Markup

    listed = list(blocks)
    page = _Page(numbered(listed, lang), lang)
    text = (files("rulewright") / "reporting" / "templates" / TEMPLATE).read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return (
        environment.from_string(text).render(
            lang=lang,
            title=title,
            contents_title=say.CONTENTS(lang),
            contents=page.labels.contents,
            parts=[page.part(block) for block in listed],
            words=page.words,
            Markup=Markup,
        )
        + "\n"
    )


@dataclass(frozen=True)
class _Page:
    """Turns blocks into what the template prints."""

    labels: Labels
    lang: str

    def part(self, block: ReportBlock) -> dict[str, Any]:
        """One block: its kind, and its texts as words."""
        labels = self.labels
        if isinstance(block, Heading):
            number = labels.numbered[block.key].number
            return {
                "kind": "heading", "level": block.level + 1, "number": number, "text": block.title,
                "anchor": labels.bookmark(block.key),
            }  # fmt: skip
        if isinstance(block, AnnexTitle):
            return {
                "kind": "annex", "number": labels.label(block.key), "text": block.title,
                "anchor": labels.bookmark(block.key),
            }  # fmt: skip
        if isinstance(block, Paragraph):
            return {"kind": "paragraph", "text": block.text}
        if isinstance(block, Items):
            return {"kind": "items", "items": [each.text for each in block.items]}
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Formula):
            return self._formula(block)
        if isinstance(block, Chart | Figure):
            return self._picture(block)
        raise TypeError(f"a report has no block {type(block).__name__}")

    def words(self, text: str) -> list[tuple[str, str, str]]:
        """A text as (kind, text, anchor): plain, sub, gap, link."""
        found = []
        for piece in pieces(text):
            if piece.key:
                found.append(("link", self.labels.label(piece.key), self.labels.bookmark(piece.key)))
            elif piece.is_gap:
                found.append(("gap", piece.text, ""))
            else:
                for number, part in enumerate(SUBSCRIPT.split(piece.text)):
                    if number:
                        found.append(("sub", "2", ""))
                    if part:
                        found.append(("plain", part, ""))
        return found

    def _caption(self, key: str, title: str) -> dict[str, Any]:
        return {"label": self.labels.label(key), "title": title, "anchor": self.labels.bookmark(key)}

    def _table(self, block: Table) -> dict[str, Any]:
        numeric = [_is_numeric([row[place] for row in block.rows]) for place in range(len(block.head))]
        rows = [list(zip(row, numeric, strict=True)) for row in block.rows]
        widths = [f"{100 * width / sum(block.widths):.2f}%" for width in block.widths]
        return self._caption(block.key, block.title) | {
            "kind": "table", "head": list(zip(block.head, numeric, strict=True)), "rows": rows, "unit": block.unit,
            "widths": widths,
        }  # fmt: skip

    def _picture(self, block: Chart | Figure) -> dict[str, Any]:
        drawn = {"svg": svg(block)} if isinstance(block, Chart) else {"png": b64encode(block.draw()).decode()}
        return self._caption(block.key, block.title) | {"kind": "picture", "says": block.says} | drawn

    def _formula(self, block: Formula) -> dict[str, Any]:
        where = [([_symbol(symbol)], meaning) for symbol, meaning in block.where]
        return {
            "kind": "formula", "maths": [_symbol(each) for each in block.maths], "where": where,
            "label": self.labels.label(block.key), "anchor": self.labels.bookmark(block.key),
        }  # fmt: skip


def _is_numeric(cells: list[str]) -> bool:
    """Whether a column holds numbers: a gap or a dash may stand among them."""
    said = [cell for cell in cells if cell != NOTHING and GAP_OPEN not in cell]
    return bool(said) and all(NUMERIC.match(cell) for cell in said)


def _symbol(maths: Maths) -> dict[str, Any]:
    """A part of a formula for MathML."""
    if isinstance(maths, Variable):
        return {"kind": "variable", "name": maths.name, "index": maths.index}
    if isinstance(maths, Upright):
        return {"kind": "sign", "text": maths.text}
    if isinstance(maths, Sum):
        return {"kind": "sum", "index": maths.index, "of": [_symbol(each) for each in maths.of]}
    assert isinstance(maths, Fraction)
    return {
        "kind": "fraction", "above": [_symbol(each) for each in maths.above], "below": [_symbol(each) for each in maths.below],
    }  # fmt: skip
