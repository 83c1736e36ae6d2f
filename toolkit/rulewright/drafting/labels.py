"""Numbers of a draft: what each heading, annex, table, figure and formula is called, for references and contents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rulewright.drafting.blocks import (
    AnnexTitle,
    Figure,
    Formula,
    FrontTitle,
    Heading,
    Standard,
    Table,
    Term,
)
from rulewright.reporting.sentences import Sentence

TABLE, FIGURE = Sentence("表", "Table "), Sentence("图", "Figure ")
CHAPTER, CLAUSE = Sentence("第{number}章", "Clause {number}"), Sentence("{number}", "{number}")
ANNEX = Sentence("附录{letter}", "Annex {letter}")
FORMULA = Sentence("公式（{number}）", "Formula ({number})")
NORMATIVE, INFORMATIVE = Sentence("（规范性）", "(normative)"), Sentence("（资料性）", "(informative)")
ITEM_END, LIST_END = Sentence("；", ";"), Sentence("。", ".")
DEEPEST_IN_CONTENTS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents."""

    level: int
    text: str
    bookmark: str


@dataclass(frozen=True, slots=True)
class _Numbered:
    kind: str  # "table", "figure", "formula", "heading", "annex", "front"
    letter: str
    number: str
    level: int = 0


@dataclass(frozen=True)
class Labels:
    """Numbers by key, and the lines of the contents."""

    lang: str
    numbered: Mapping[str, _Numbered]
    contents: tuple[Entry, ...]
    _places: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, standard: Standard) -> Labels:
        """Number all blocks of a draft."""
        counter = _Counter(standard.lang)
        for block in (*standard.front, *standard.body):
            counter.take(block)
        places = {key: place for place, key in enumerate(counter.numbered, 1)}
        entries = tuple(Entry(level, text, _bookmark(key, places)) for level, text, key in counter.entries)
        return cls(standard.lang, counter.numbered, entries, places)

    def label(self, key: str) -> str:
        """How a reference to ``key`` reads, e.g. 表1, 5.2, 附录A, 公式（1）."""
        each = self.numbered[key]
        if each.kind == "formula":
            return FORMULA(self.lang, number=each.letter + each.number)
        if each.kind == "table":
            return TABLE(self.lang) + each.letter + each.number
        if each.kind == "figure":
            return FIGURE(self.lang) + each.letter + each.number
        if each.kind == "annex":
            return ANNEX(self.lang, letter=each.number)
        return (CHAPTER if each.level == 1 and not each.letter else CLAUSE)(self.lang, number=each.number)

    def is_caption(self, key: str) -> bool:
        """Whether ``key`` is a table or figure, whose label stands in a bookmark."""
        return self.numbered[key].kind in ("table", "figure")

    def bookmark(self, key: str) -> str:
        """Name of the bookmark of ``key``."""
        return _bookmark(key, self._places)

    def parts(self, key: str) -> tuple[str, str, str, str]:
        """Label before the number, letter of the annex with its point, number, what follows."""
        each = self.numbered[key]
        if each.kind == "formula":
            return (
                "（" if self.lang == "zh" else "(",
                each.letter,
                each.number,
                "）" if self.lang == "zh" else ")",
            )
        return (TABLE if each.kind == "table" else FIGURE)(self.lang), each.letter, each.number, ""

    def sequence(self, key: str) -> str:
        """Instruction of the sequence field that counts ``key``; each annex counts by itself."""
        each = self.numbered[key]
        return f"SEQ {each.kind}{each.letter.rstrip('.')} \\* ARABIC"

    def kind(self, annex: AnnexTitle) -> str:
        """（规范性） or （资料性）."""
        return (NORMATIVE if annex.normative else INFORMATIVE)(self.lang)

    def item_end(self, is_last: bool) -> str:
        """Mark at the end of an item of a list."""
        return (LIST_END if is_last else ITEM_END)(self.lang)


def _bookmark(key: str, places: Mapping[str, int]) -> str:
    return f"_rw{places[key]}_{re.sub(r'[^A-Za-z0-9]', '_', key)}"[:40]


class _Counter:
    """Counts headings, annexes and captions while it walks through a draft."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.levels: list[int] = []
        self.annex = 0
        self.captions: dict[tuple[str, str], int] = {}
        self.numbered: dict[str, _Numbered] = {}
        self.entries: list[tuple[int, str, str]] = []

    def take(self, block: object) -> None:
        """Number one block."""
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Term):
            self._next(2)
        elif isinstance(block, AnnexTitle):
            self.annex += 1
            self.levels = [self.annex]
            letter = chr(64 + self.annex)
            self.numbered[block.key] = _Numbered("annex", "", letter)
            kind = (NORMATIVE if block.normative else INFORMATIVE)(self.lang)
            joint = "" if self.lang == "zh" else " "
            self.entries.append(
                (1, f"{ANNEX(self.lang, letter=letter)}{joint}{kind}　{block.title}", block.key)
            )
        elif isinstance(block, FrontTitle):
            self.numbered[block.key] = _Numbered("front", "", "")
            self.entries.append(
                (
                    1,
                    block.title.replace("　", "").replace(" ", "") if self.lang == "zh" else block.title,
                    block.key,
                )
            )
        elif isinstance(block, Table | Figure | Formula):
            kind = type(block).__name__.lower()
            letter = f"{chr(64 + self.annex)}." if self.annex else ""
            count = self.captions.get((kind, letter), 0) + 1
            self.captions[kind, letter] = count
            self.numbered[block.key] = _Numbered(kind, letter, str(count))

    def _heading(self, block: Heading) -> None:
        number = self._next(block.level)
        if self.annex:
            number = chr(64 + self.annex) + number[number.index(".") :]
        if block.key:
            self.numbered[block.key] = _Numbered("heading", "A" if self.annex else "", number, block.level)
        if block.level <= DEEPEST_IN_CONTENTS and block.key and not self.annex:
            self.entries.append((block.level, f"{number}　{block.title}", block.key))

    def _next(self, level: int) -> str:
        self.levels = self.levels[:level] + [0] * (level - len(self.levels))
        self.levels[level - 1] += 1
        return ".".join(str(each) for each in self.levels)
