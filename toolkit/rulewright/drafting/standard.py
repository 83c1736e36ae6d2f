"""A draft standard after GB/T 1.1-2020 from a rule, an inventory and a head."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.drafting import annexes, chapters, front
from rulewright.drafting.blocks import TO_VERIFY, Block, Origin, Standard, pieces
from rulewright.drafting.facts import Facts
from rulewright.drafting.head import USUAL_MARGINS, DraftHead
from rulewright.drafting.names import numbers_in
from rulewright.inventory import Inventory
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule

if TYPE_CHECKING:
    import pandas as pd

LANGUAGES = ("zh", "en")
HEADS = {
    "text": Sentence("文字", "text"),
    "clause": Sentence("规则条款", "clause of the rule"),
    "mark": Sentence("标记", "mark"),
    "open": Sentence("待定", "open"),
}
NOTES = Sentence(
    "{gaps} 处待定，{verify} 条依据须核对。",
    "{gaps} gaps to settle; {verify} clauses to verify.",
)


@dataclass(frozen=True)
class Draft:
    """A draft standard: its blocks, and where each sentence comes from."""

    standard: Standard
    rule: Rule
    inventory: Inventory | None

    def write(self, path: Path | str) -> Path:
        """Write the draft as .docx; an existing file is replaced whole or not at all.

        Raises
        ------
        FileError
            If the file is open elsewhere, read-only, or its folder can't be written; nothing is changed then.
        """
        from rulewright.drafting.docx_write import write_docx

        return write_docx(self.standard, path)

    def gaps(self) -> list[str]:
        """Texts of all gaps: cover first, then in order."""
        cover = self.standard.cover
        covered = [
            *cover.classes, cover.number, cover.level, *cover.name, cover.stage, cover.issued, cover.in_force, cover.issuer,
        ]  # fmt: skip
        texts = [*covered, *(text for text, _ in self.standard.texts())]
        return [piece.text for text in texts for piece in pieces(text) if piece.is_gap]

    def to_verify(self) -> list[Origin]:
        """Origins whose mark asks for a look at the source, once each."""
        seen = dict.fromkeys(origin for _, origins in self.standard.texts() for origin in origins)
        return [origin for origin in seen if origin.mark in TO_VERIFY]

    def trace(self) -> list[dict[str, Any]]:
        """Every text that comes from a clause, with the clause; references read as in the document."""
        from rulewright.drafting.labels import Labels

        label = Labels.of(self.standard).label

        def read(text: str) -> str:
            return "".join(label(piece.key) if piece.key else piece.text for piece in pieces(text))

        return [
            {
                "text": read(text),
                "clauses": [origin.name for origin in origins],
                "marks": [origin.mark for origin in origins],
                "open": any(piece.is_gap for piece in pieces(text)),
            }
            for text, origins in self.standard.texts()
            if origins
        ]

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """The trace as a table."""
        import pandas as pd

        rows = [
            {
                HEADS["text"](lang): row["text"],
                HEADS["clause"](lang): ", ".join(row["clauses"]),
                HEADS["mark"](lang): ", ".join(row["marks"]),
                HEADS["open"](lang): row["open"],
            }
            for row in self.trace()
        ]
        return pd.DataFrame(rows, columns=[head(lang) for head in HEADS.values()])

    def to_dict(self) -> dict[str, Any]:
        """Rule, inventory, language, trace, gaps and points to verify."""
        return {
            "rule": self.rule.id,
            "rule_hash": self.rule.hash,
            "inventory": None if self.inventory is None else self.inventory.id,
            "inventory_hash": None if self.inventory is None else self.inventory.hash,
            "lang": self.standard.lang,
            "gaps": self.gaps(),
            "to_verify": [origin.name for origin in self.to_verify()],
            "trace": self.trace(),
        }

    def to_json(self) -> str:
        """JSON text of :meth:`to_dict`."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """How much is open and how much asks for a look."""
        return [NOTES(lang, gaps=len(self.gaps()), verify=len(self.to_verify()))]


def draft_standard(
    rule: Rule | str | Path,
    inventory: Inventory | str | Path | None = None,
    head: DraftHead | None = None,
    lang: str = "zh",
) -> Draft:
    """Make the draft standard of a rule.

    Parameters
    ----------
    rule
        A complete rule, or its id or path.
    inventory
        Inventory from which annexes with sources, diagram and collection tables come; without it they are gaps.
    head
        Facts of the document that no rule holds; see :func:`rulewright.drafting.head.read_head`.
    lang
        "zh" or "en".

    Notes
    -----
    GB/T 1.1-2020 for structure and layout; the chapters of the series of GB/T 24067-2024 product standards.
    """
    from rulewright.reading.inventories import read_inventory
    from rulewright.reading.rules import read_rule

    rule = read_rule(rule) if isinstance(rule, str | Path) else rule
    inventory = read_inventory(inventory) if isinstance(inventory, str | Path) else inventory
    facts = Facts(rule, inventory, head or DraftHead(), lang)
    technical: list[Block] = [
        *front.terms(facts),
        *chapters.goal(facts),
        *chapters.extent(facts),
        *chapters.data(facts),
        *chapters.inventory_analysis(facts),
        *chapters.impact(facts),
        *chapters.interpretation(facts),
        *chapters.report(facts),
        *annexes.annexes(facts),
    ]
    cited = _cited(facts, technical)
    margins = facts.head.margins_mm or USUAL_MARGINS
    standard = Standard(
        front.cover(facts),
        (*front.foreword(facts), *front.introduction(facts)),
        (
            *front.scope(facts),
            *front.references(facts, cited),
            *technical,
            *annexes.bibliography(facts, cited),
        ),
        lang,
        (margins.top, margins.bottom, margins.binding, margins.outer),
    )
    return Draft(standard, rule, inventory)


def plain(text: str) -> str:
    """A text without marks; references stand as their keys in angle brackets."""
    return "".join(f"<{piece.key}>" if piece.key else piece.text for piece in pieces(text))


def _cited(facts: Facts, blocks: list[Block]) -> list[str]:
    """Documents that the text cites, outside gaps, without the standard itself."""
    from rulewright.drafting.blocks import texts_of

    own = front.number_of(facts)
    found = [
        number
        for block in blocks
        for text, _ in texts_of(block)
        for piece in pieces(text)
        if not piece.is_gap
        for number in numbers_in(piece.text)
    ]
    return [number for number in dict.fromkeys(found) if number != own]
