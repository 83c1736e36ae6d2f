"""What the chapters of the document draw on: evidence, language, names, and tables that say where numbers come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rulewright import __version__
from rulewright.analysis.rule_difference import Side
from rulewright.drafting.blocks import Block, Heading, Origin, Origins, Paragraph, Table, clean, gap
from rulewright.drafting.evidence import sentences as say
from rulewright.drafting.evidence.effects import Effect
from rulewright.drafting.evidence.options import Option, Point
from rulewright.drafting.evidence.pack import Evidence
from rulewright.drafting.facts import Facts, clause_origin
from rulewright.drafting.head import DraftHead
from rulewright.drafting.names import listed_number
from rulewright.reporting.figures_evidence import letter, share_text
from rulewright.reporting.sentences import number
from rulewright.rule import Rule
from rulewright.words import say as word

# headings of a drafting explanation: a list that we know, and those that were seen in one
LIST = Origin("series", "explanation-contents", None, "known", "国家标准管理办法")
SEEN = Origin(
    "series", "explanation-headings", None, "seen", "drafting explanation of a national standard, preview"
)
NOTHING = "–"


@dataclass(frozen=True)
class Page:
    """Evidence, head and language, with what chapters ask for again and again."""

    evidence: Evidence
    head: DraftHead
    lang: str

    @property
    def zh(self) -> bool:
        """Whether the document is in Chinese."""
        return self.lang == "zh"

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.evidence.rule

    @cached_property
    def facts(self) -> Facts:
        """Facts of a draft standard, for its name and number."""
        return Facts(self.rule, self.evidence.cases[0].inventory, self.head, self.lang)

    def title(self, level: int, key: str) -> Heading:
        """A heading of our own list."""
        return Heading(level, say.TITLES[key](self.lang), f"h-{key}")

    def open(self, *keys: str, seen: bool = False) -> Paragraph:
        """A marked gap: what only the institute knows."""
        what = say.AND(self.lang).join(say.GAPS[key](self.lang) for key in keys)
        return Paragraph(gap(what, self.lang), (SEEN if seen else LIST,))

    def table(
        self,
        key: str,
        title: str,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        numbers: bool = True,
        origins: Origins = (),
    ) -> Table:
        """A table; ``numbers``: its upper right says which study its numbers come from."""
        cells = tuple(tuple(clean(cell) or NOTHING for cell in row) for row in rows)
        unit = self.provenance if numbers else ""
        return Table(key, title, tuple(head), cells, tuple(widths), unit, origins=origins)

    @cached_property
    def provenance(self) -> str:
        """Unit, hashes, version and seed on one line."""
        cases = self.evidence.cases
        inventories = " ".join(
            f"{letter(place)} {case.inventory.hash[:8]}" for place, case in enumerate(cases)
        )
        return say.UNIT_LINE(
            self.lang, rule=self.rule.id, rule_hash=self.rule.hash[:8], inventories=inventories, version=__version__,
            seed=self.evidence.question.seed,
        )  # fmt: skip

    def letters(self) -> list[str]:
        """Letters of the inventories."""
        return [letter(place) for place, _ in enumerate(self.evidence.cases)]

    def rule_name(self, rule: str) -> str:
        """Number of the document of a rule, by the rule's id."""
        found = self._numbers.get(rule)
        return rule if found is None else listed_number(clean(found))

    def rule_letter(self, rule: str) -> str:
        """Letter of a compared rule: R1, R2, ..."""
        return f"R{[each.id for each in self.evidence.question.compared].index(rule) + 1}"

    def rule_letters(self, rules: Sequence[str]) -> str:
        """Several of them."""
        return say.AND(self.lang).join(self.rule_letter(each) for each in rules)

    @cached_property
    def _numbers(self) -> dict[str, str]:
        compared = self.evidence.question.compared
        files = (*self.rule.chain, *(each.chain[0] for each in compared))
        return {file.id: file.document.number for file in files}

    def mark(self, side: Side) -> str:
        """Mark of a clause."""
        return word(side.clause.mark, self.lang)

    def clause(self, side: Side | None) -> str:
        """Number of a clause, or its id, and the rule it stands in if that is another one."""
        if side is None:
            return NOTHING
        place = side.clause.clause or side.clause.id
        return place if side.rule_id == self.rule.id else f"{self.rule_name(side.rule_id)}, {place}"

    def origin(self, side: Side) -> Origins:
        """Origin of a sentence that a clause says."""
        return (clause_origin(side.clause, side.rule_id),)

    def who(self, option: Option) -> str:
        """Who says an option: other rules, or the vocabulary."""
        if option.rules:
            return self.rule_letters(option.rules)
        forms = {"number": say.HALF_OR_DOUBLE, "none": say.DROPPED}
        return forms.get(option.origin, say.FROM_WORDS)(self.lang)

    def result(self, effect: Effect) -> str:
        """Result and change of an option, or why there is none."""
        if effect.total_kg_co2e is None:
            assert effect.why is not None
            return say.CANNOT(self.lang, why=effect.why)
        if effect.share is None:
            return number(effect.total_kg_co2e)
        return f"{number(effect.total_kg_co2e)} ({share_text(effect.share)})"

    def label(self, point: Point) -> str:
        """Name of a point."""
        return clean(self.evidence.label(point, self.lang))

    def chosen(self, point: Point) -> str:
        """What stands at a point."""
        return clean(self.evidence.chosen(point, self.lang))


def capital(text: str) -> str:
    """A text as it begins a title: in English with a capital.

    Examples
    --------
    >>> capital("order of supplies"), capital("GWP set"), capital("取舍")
    ('Order of supplies', 'GWP set', '取舍')
    """
    return text[:1].upper() + text[1:]


Blocks = list[Block]
