"""A standard before it is a file: headings, paragraphs, lists, tables, figures, formulas, each with its origin.

Inside a text three marks may stand: a reference to a numbered block, a gap (what the rule does not settle) and nothing
else. Texts of rules and other files pass :func:`clean` first, so they can never forge a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rulewright.drafting.maths import Maths
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

# private-use characters; clean() removes them from every text that comes from a file
REF_OPEN, REF_CLOSE, GAP_OPEN, GAP_CLOSE = "\ue000", "\ue001", "\ue002", "\ue003"
GAP = Sentence("【待定：{what}】", "[OPEN: {what}]")
TO_VERIFY = frozenset({"known", "derived", "estimate", "gap"})
# what XML 1.0 forbids, private use, direction marks and zero-width characters
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ud800-\udfff\ufffe\uffff\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)
_MARKS = re.compile(f"{REF_OPEN}([^{REF_CLOSE}]*){REF_CLOSE}|{GAP_OPEN}([^{GAP_CLOSE}]*){GAP_CLOSE}")


def clean(text: str) -> str:
    """Give the text of a file as one line that is safe in a document: no control, private-use or direction characters.

    Markup needs no other treatment: the writer of the document escapes it.

    Examples
    --------
    >>> clean("a\\x00b\\n  c\\u202ed")
    'ab cd'
    """
    return re.sub(r"\s*[\n\r\t]+\s*", " ", _UNFIT.sub("", text)).strip()


def ref(key: str) -> str:
    """Mark a reference to the block ``key``; the writer puts its number there."""
    return f"{REF_OPEN}{key}{REF_CLOSE}"


def gap(what: str, lang: str) -> str:
    """Mark a gap: something that has to be settled before the text is complete."""
    return f"{GAP_OPEN}{GAP(lang, what=what)}{GAP_CLOSE}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: plain, a reference (``key``) or a gap."""

    text: str = ""
    key: str = ""
    is_gap: bool = False


def pieces(text: str) -> Iterator[Piece]:
    """Split a text at its marks.

    Examples
    --------
    >>> [each.key or each.text for each in pieces("see " + ref("t1") + ".")]
    ['see ', 't1', '.']
    """
    start = 0
    for found in _MARKS.finditer(text):
        if found.start() > start:
            yield Piece(text[start : found.start()])
        yield Piece(key=found[1]) if found[1] is not None else Piece(found[2], is_gap=True)
        start = found.end()
    if start < len(text):
        yield Piece(text[start:])


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sentence comes from: a clause of a rule, or the frame of the series (``rule`` is then "series")."""

    rule: str
    clause: str
    number: str | None
    mark: str
    source: str
    text: Text | None = None

    @property
    def name(self) -> str:
        """Rule and clause, e.g. ``gbt-24067-2024#unit``."""
        return f"{self.rule}#{self.clause}"


Origins = tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A titled clause, level 1 to 6; inside an annex its number begins with the letter."""

    level: int
    title: str
    key: str = ""
    in_annex: bool = False


@dataclass(frozen=True, slots=True)
class FrontTitle:
    """A title without number: foreword, introduction, bibliography."""

    title: str
    key: str


@dataclass(frozen=True, slots=True)
class AnnexTitle:
    """Begin of an annex."""

    key: str
    title: str
    normative: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of text."""

    text: str
    origins: Origins = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list."""

    text: str
    origins: Origins = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list after a lead phrase; ``ordered``: a), b), else dashes."""

    items: tuple[Item, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered table; ``unit``: statement at its upper right; ``form``: cells are left empty to be filled in."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    unit: str = ""
    form: bool = False
    origins: Origins = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A numbered figure; ``draw`` gives a PNG, its width [mm] and an alternative text."""

    key: str
    title: str
    draw: Callable[[], bytes]
    width_mm: float
    says: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A numbered formula and the meaning of its symbols."""

    key: str
    maths: tuple[Maths, ...]
    where: tuple[tuple[Maths, str], ...]
    origins: Origins = ()


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of clause 3: number, term with its English, definition, source."""

    term: Text
    definition: Text
    source: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the normative references (no number, no full stop) or of the bibliography ([1])."""

    text: str
    in_bibliography: bool = False


Block = Heading | FrontTitle | AnnexTitle | Paragraph | Items | Table | Figure | Formula | Term | Reference


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the cover, from the top; empty texts are left out."""

    classes: tuple[str, ...]
    code: str
    number: str
    replaces: str
    level: str
    name: tuple[str, ...]
    english: str
    stage: str
    patents: str
    issued: str
    in_force: str
    issuer: str


@dataclass(frozen=True)
class Standard:
    """A whole draft: cover, front matter, body (with annexes and bibliography)."""

    cover: Cover
    front: tuple[Block, ...]
    body: tuple[Block, ...]
    lang: str
    margins_mm: tuple[float, float, float, float]
    points: tuple[Origin, ...] = field(default=())

    def texts(self) -> Iterator[tuple[str, Origins]]:
        """Every text of front matter and body with its origins, in order."""
        for block in (*self.front, *self.body):
            yield from texts_of(block)


def texts_of(block: Block) -> Iterator[tuple[str, Origins]]:
    """Texts of one block with their origins."""
    if isinstance(block, Paragraph):
        yield block.text, block.origins
    elif isinstance(block, Items):
        yield from ((item.text, item.origins) for item in block.items)
    elif isinstance(block, Table):
        yield block.title, block.origins
        yield from ((cell, ()) for row in block.rows for cell in row)
    elif isinstance(block, Formula):
        yield from ((meaning, block.origins) for _, meaning in block.where)
    elif isinstance(block, Term):
        yield f"{block.term.zh} {block.term.en}", ()
        yield f"{block.definition.zh} {block.definition.en}", ()
    elif isinstance(block, Reference):
        yield block.text, ()
    else:
        yield block.title, ()
