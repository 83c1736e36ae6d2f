"""Where in a rule a comment belongs: numbers of the draft standard, numbers in the rule's source, ids of clauses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from rulewright.drafting.blocks import (
    AnnexTitle,
    Block,
    Figure,
    Formula,
    FrontTitle,
    Heading,
    Table,
    Term,
    texts_of,
)
from rulewright.drafting.head import DraftHead
from rulewright.drafting.labels import Labels
from rulewright.drafting.standard import draft_standard
from rulewright.reporting.sentences import Sentence
from rulewright.rule import CLAUSE_MODELS, Rule, Text
from rulewright.words import say

Numbers = Literal["draft", "rule"]
WHOLE, COVER = "*", "cover"
NAMED: Mapping[str, tuple[str, ...]] = {
    WHOLE: ("全文", "通篇", "总体", "整体", "全部", "all", "general", "whole", "whole document", "ge", "*"),
    COVER: ("封面", "标题", "名称", "标准名称", "题目", "cover", "title"),
    "foreword": ("前言", "foreword"),
    "introduction": ("引言", "introduction"),
    "bibliography": ("参考文献", "bibliography"),
}
TITLES: Mapping[str, Sentence] = {
    WHOLE: Sentence("全文", "whole document"),
    COVER: Sentence("封面", "cover"),
    "term": Sentence("术语", "term"),
}
NOT_THERE = Sentence(
    "章条“{clause}”在草案中不存在；意见保留，列在最后。{near}",
    "There is no clause '{clause}' in the draft; the comment is kept and stands last.{near}",
)
NEAR = Sentence("上一级 {number} 存在。", " {number} above it exists.")
IN_SOURCE = Sentence(
    "章条“{clause}”不是草案的编号，按规则来源文件的条款号处理。",
    "'{clause}' is no number of the draft; it is read as the number of a clause in the rule's source.",
)
IN_DRAFT = Sentence(
    "章条“{clause}”不是规则来源文件的条款号，按草案的编号处理。",
    "'{clause}' is no number of a clause in the rule's source; it is read as a number of the draft.",
)
SEVERAL = Sentence(
    "意见涉及 {count} 个章条，列在第一个之下。",
    "The comment is about {count} clauses and stands under the first.",
)
_NUMBER = re.compile(r"(?<![\w.])(?:[A-Z](?:\.\d+)*|\d+(?:\.\d+)*)(?![\w])")
_CAPTION = re.compile(
    r"(表|图|公式|式|table|figure|fig\.?|formula|equation)\s*\(?\s*((?:[A-Z]\.)?\d+)\)?", re.IGNORECASE
)
_CAPTION_KINDS = {"表": "table", "table": "table", "图": "figure", "figure": "figure", "fig": "figure"}


@dataclass(frozen=True)
class Place:
    """A clause that comments can be about.

    Attributes
    ----------
    number
        As the document prints it.
    title
        Its title.
    clauses
        Clauses of the rule that its text comes from, as ``rule#clause``; those of its parts included.
    order
        Place in the document.
    """

    number: str
    title: Text
    clauses: frozenset[str]
    order: int


@dataclass(frozen=True)
class Found:
    """Where a comment belongs: its places (none if there is no such clause), and what has to be said about it."""

    places: tuple[Place, ...]
    remark: Text | None = None

    @property
    def clauses(self) -> frozenset[str]:
        """Clauses of the rule behind all places."""
        return frozenset().union(*(place.clauses for place in self.places))


class Places:
    """All clauses of a rule by number.

    Parameters
    ----------
    rule
        The rule that comments are about.
    head
        Facts of its draft, if it was made with any.
    numbers
        What numbers mean: those of the draft standard, or those of the clauses in the rule's source. What isn't found
        there is looked for in the other, which is then said.
    """

    def __init__(self, rule: Rule, head: DraftHead | None = None, numbers: Numbers = "draft") -> None:
        self.numbers: Numbers = numbers
        self.draft = dict(_draft_places(rule, head))
        self.source = _source_places(rule, start=len(self.draft))
        self.ids = _id_places(rule, self.draft)

    def find(self, clause: str) -> Found:
        """Places of a clause as somebody wrote it.

        Notes
        -----
        Items and paragraphs after the number ("5.3 a)", "5.3 第2段") are left aside, chapters are written "5", "第5章" or
        "clause 5", annexes "A", "附录A" or "A.2", captions "表1".
        """
        text = " ".join(unicodedata.normalize("NFKC", clause).split())
        if not text or text in "-—–/":
            return Found((self.draft[WHOLE],) if text else ())
        for key, words in NAMED.items():
            if text.lower() in words and key in self.draft:
                return Found((self.draft[key],))
        if text in self.ids:
            return Found((self.ids[text],))
        wanted = _wanted(text)
        first, second = (self.draft, self.source) if self.numbers == "draft" else (self.source, self.draft)
        found = [first.get(each) for each in wanted]
        remark = None
        if wanted and not all(found):
            others = [second.get(each) for each in wanted]
            if all(others):
                found, remark = (
                    others,
                    (IN_SOURCE if self.numbers == "draft" else IN_DRAFT).text(clause=clause),
                )
        known = tuple(dict.fromkeys(place for place in found if place is not None))
        missing = [each for each, place in zip(wanted, found, strict=True) if place is None]
        if not known or missing:
            named = clause if any(" " in each for each in missing) or not missing else ", ".join(missing)
            return Found(known, NOT_THERE.text(clause=named, near=_near(missing, first)))
        if len(known) > 1 and remark is None:
            remark = SEVERAL.text(count=len(known))
        return Found(known, remark)


def _near(missing: list[str], known: Mapping[str, Place]) -> Text:
    """The nearest clause above one that isn't there."""
    for number in missing:
        while "." in number:
            number = number.rpartition(".")[0]
            if number in known:
                return NEAR.text(number=number)
    return Text(zh="", en="")


def _wanted(text: str) -> list[str]:
    """Numbers that a text names, captions first; items and what else follows are left out."""
    captions = [
        f"{_CAPTION_KINDS.get(kind.lower().rstrip('.'), 'formula')} {number.upper()}"
        for kind, number in _CAPTION.findall(text)
    ]
    plain = re.sub(
        r"第?\s*\d+\s*[段行款项句]|(?:para(?:graph)?\.?|line|item|note)\s*\d+|注\s*\d*|列项\s*\d*",
        " ",
        _CAPTION.sub(" ", text),
    )
    plain = re.sub(r"第|附录|章|条|annex|clause|subclause|section|chapter|§", " ", plain, flags=re.IGNORECASE)
    plain = re.sub(r"(?<=[\d.])\s*[a-z][)）]|\(?\b[a-z]\)", " ", plain)
    numbers = [] if captions and not _NUMBER.search(plain) else _NUMBER.findall(plain)
    return list(dict.fromkeys([*numbers, *captions])) if numbers else captions


# ---- the clauses of a draft -----------------------------------------------------------------------------


def _draft_places(rule: Rule, head: DraftHead | None) -> Iterator[tuple[str, Place]]:
    """Clauses of the draft standard by number, with a place for the whole and one for the cover first."""
    drafts = {lang: draft_standard(rule, None, head, lang).standard for lang in ("zh", "en")}
    labels = Labels.of(drafts["zh"])
    blocks = {lang: [*each.front, *each.body] for lang, each in drafts.items()}
    titles = {
        lang: {block.key: block.title for block in blocks[lang] if isinstance(block, _TITLED) and block.key}
        for lang in blocks
    }
    every = frozenset(name for block in blocks["zh"] for name in _names(block))
    yield WHOLE, Place("", TITLES[WHOLE].text(), every, -2)
    yield COVER, Place("", TITLES[COVER].text(), frozenset(), -1)
    clauses = _by_heading(blocks["zh"])
    number, terms = "", 0
    for order, block in enumerate(blocks["zh"]):
        if isinstance(block, Heading | AnnexTitle | FrontTitle) and block.key:
            title = Text(zh=block.title.replace("　", ""), en=titles["en"].get(block.key, block.title))
            each = labels.numbered[block.key]
            number = block.key if isinstance(block, FrontTitle) else each.number
            shown = "" if isinstance(block, FrontTitle) else number
            terms = 0
            yield number, Place(shown, title, clauses.get(block.key, frozenset()), order)
        elif isinstance(block, Term):
            terms += 1
            yield f"{number}.{terms}", Place(f"{number}.{terms}", block.term, frozenset(), order)
        elif isinstance(block, Table | Figure | Formula):
            each = labels.numbered[block.key]
            title = Text(zh=labels.label(block.key), en=labels.label(block.key))
            if not isinstance(block, Formula):
                title = Text(zh=block.title, en=titles["en"].get(block.key, block.title))
            label = labels.label(block.key)
            yield (
                f"{each.kind} {each.letter}{each.number}",
                Place(label, title, frozenset(_names(block)), order),
            )


_TITLED = Heading | AnnexTitle | FrontTitle | Table | Figure


def _by_heading(blocks: list[Block]) -> dict[str, frozenset[str]]:
    """Key of a heading to the clauses of the rule that stand below it, down to the next one of its level."""
    open_: list[tuple[int, str]] = []
    found: dict[str, set[str]] = {}
    for block in blocks:
        if isinstance(block, AnnexTitle | FrontTitle):
            open_ = [(0, block.key)]
        elif isinstance(block, Heading):
            open_ = [(level, key) for level, key in open_ if level < block.level and block.level > 1]
            open_.append((block.level, block.key))
        for _, key in open_:
            found.setdefault(key, set()).update(_names(block))
    return {key: frozenset(names) for key, names in found.items()}


def _names(block: Block) -> Iterator[str]:
    for _, origins in texts_of(block):
        yield from (origin.name for origin in origins if origin.rule != "series")


# ---- the clauses of a rule ------------------------------------------------------------------------------


def _source_places(rule: Rule, start: int) -> dict[str, Place]:
    """Clauses by the number in their source; of equal numbers the rule's own file comes first."""
    found: dict[str, set[str]] = {}
    titles: dict[str, Text] = {}
    for file in rule.chain:
        own = {clause.clause for clause in file.clauses if clause.clause}
        for clause in file.clauses:
            number = clause.clause
            if number and (number not in found or file is rule.chain[0]):
                titles.setdefault(number, Text(zh=say(clause.family, "zh"), en=say(clause.family, "en")))
                found.setdefault(number, set()).add(f"{file.id}#{clause.id}")
            elif number and number in own and all(name.startswith(f"{file.id}#") for name in found[number]):
                found[number].add(f"{file.id}#{clause.id}")
    numbers = sorted(found, key=_natural)
    return {
        number: Place(number, titles[number], frozenset(found[number]), start + order)
        for order, number in enumerate(numbers)
    }


def _natural(number: str) -> list[tuple[int, int, str]]:
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"[.\s]+", number)
        if part
    ]


def _id_places(rule: Rule, draft: Mapping[str, Place]) -> dict[str, Place]:
    """Ids of clauses, families and settings, each at the deepest heading of the draft that holds it."""
    found: dict[str, Place] = {}
    homes: dict[str, Place] = {}
    for place in sorted(draft.values(), key=lambda each: each.order):
        for name in place.clauses:
            if name not in homes or len(place.number.split(".")) > len(homes[name].number.split(".")):
                homes[name] = place
    for file in rule.chain:
        for clause in file.clauses:
            name = f"{file.id}#{clause.id}"
            home = homes.get(name)
            if home is None:
                home = Place(
                    "",
                    Text(zh=say(clause.family, "zh"), en=say(clause.family, "en")),
                    frozenset({name}),
                    len(draft),
                )
            place = Place(home.number, home.title, frozenset({name}), home.order)
            for key in (
                name,
                clause.id,
                clause.family,
                *(f"{clause.family}.{each}" for each in clause.settings()),
            ):
                found.setdefault(key, place)
    for family in CLAUSE_MODELS:
        found.setdefault(
            family, Place("", Text(zh=say(family, "zh"), en=say(family, "en")), frozenset(), len(draft))
        )
    return found
