"""What the chapters of a draft draw on: rule, inventory, head and language, with the origin of every sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rulewright.drafting import sentences as say
from rulewright.drafting.blocks import Item, Origin, Origins, Paragraph, clean, gap
from rulewright.drafting.head import DraftHead
from rulewright.drafting.names import listed_number
from rulewright.inventory import Inventory
from rulewright.reporting.readable import setting_name
from rulewright.reporting.sentences import Sentence
from rulewright.rule import ClauseBase, Rule, Setting, Source, Text

GENERAL = "GB/T 24067—2024"
SERIES_TITLE = re.compile(
    r"^温室气体[\s　]*产品碳足迹[\s　]*量化方法[与和]要求[\s　]*(?P<product>[^（(]+?)[\s　]*(?:[（(].*)?$"
)
ENGLISH_TITLE = re.compile(r"^Greenhouse gases\b.*\bcarbon footprint of products\b.*—\s*\S", re.IGNORECASE)
_ISO = "GB/T 24067-2024, after ISO 14067:2018"

# demands of the general standard that rule files have no setting for: key -> (source, clause there, mark)
SERIES: Mapping[str, tuple[str, str, str]] = {
    "title": ("工信厅节函〔2024〕411号", "", "seen"),
    "fixed-wording": ("GB/T 1.1-2020", "8.3, 8.5, 8.6, 8.7", "known"),
    "margins": ("GB/T 1.1-2020", "figures E.1, E.2", "known"),
    "patent-call": ("GB/T 1.1-2020", "D.1", "known"),
    "one-category": ("GB/T 24067-2024", "1", "seen"),
    "goal": (_ISO, "6.3.1", "known"),
    "follow-general": ("产品碳足迹核算标准编制工作指引, 2024-12-28", "", "seen"),
    "reference-flow": (_ISO, "6.3.3", "known"),
    "cut-off-stated": (_ISO, "6.3.4.3", "known"),
    "secondary-data": (_ISO, "6.3.5", "known"),
    "geography": ("GB/T 24067-2024, advice on the geographical boundary", "6.3.6", "seen"),
    "quality": (_ISO, "6.3.5", "known"),
    "collection": (_ISO, "6.4.2", "known"),
    "validation": (_ISO, "6.4.3", "known"),
    "relation": (_ISO, "6.4.4", "known"),
    "adjustment": (_ISO, "6.4.5", "known"),
    "allocation": (_ISO, "6.4.6", "known"),
    "one-claim": (_ISO, "6.4.9", "known"),
    "offsets": ("GB/T 24067-2024", "1", "seen"),
    "formula": (
        "GB/T 24067-2024, formula of the footprint (its form after general knowledge)",
        "6.5",
        "known",
    ),
    "share-formula": ("ISO 14044:2006", "4.3.4", "derived"),
    "scrap-formula": ("CONVENTION.md, 3", "", "derived"),
    "interpretation": (_ISO, "6.6", "known"),
    "report": (_ISO, "7", "known"),
    "gwp": ("databases/gwp.yaml", "", "seen"),
}


def series(key: str) -> Origins:
    """Origin of a sentence that belongs to the frame of the series."""
    source, clause, mark = SERIES[key]
    return (Origin("series", key, clause or None, mark, source),)


@dataclass(frozen=True)
class Facts:
    """Rule, inventory (if any), head and language of a draft."""

    rule: Rule
    inventory: Inventory | None
    head: DraftHead
    lang: str

    @property
    def zh(self) -> bool:
        """Whether the draft is in Chinese."""
        return self.lang == "zh"

    def text(self, text: Text) -> str:
        """Text of a file in the language of the draft, cleaned."""
        return clean(text.get(self.lang))

    @property
    def product(self) -> str:
        """Name of the product inside a sentence; in English without the capital of a title."""
        name = self.product_title
        is_word = len(name) > 1 and name[0].isupper() and name[1].islower()
        return name if self.zh or not is_word else name[0].lower() + name[1:]

    @property
    def product_title(self) -> str:
        """Name of the product: of the head, of the title if it has the form of the series, of the inventory; else a gap."""
        if self.head.product is not None:
            return self.text(self.head.product)
        document = self.rule.document
        for each in (document.title, self.rule.title):
            found = SERIES_TITLE.match(clean(each.zh))
            if found is not None:
                return found["product"] if self.zh else clean(each.en.rsplit(" - ", 1)[-1].split(" (")[0])
        if self.inventory is not None and self.inventory.file.product is not None:
            return clean(self.inventory.name(self.inventory.file.product, self.lang))
        return gap(say.GAPS["product"](self.lang), self.lang)

    def origin(self, setting: Setting) -> Origin:
        """Origin of a sentence that a setting says."""
        return clause_origin(setting.clause, setting.rule_id)

    def open(self, *names: str) -> Paragraph:
        """A marked gap for settings that nothing decides, with the clauses that leave them open."""
        what = say.LIST(self.lang).join(setting_name(name, self.lang) for name in names)
        origins = tuple(
            dict.fromkeys(self._open_origin(name) for name in names if name in self.rule.not_settled)
        )
        return Paragraph(gap(what, self.lang), origins)

    def _open_origin(self, name: str) -> Origin:
        clause = self.rule.not_settled[name]
        owner = next((file.id for file in self.rule.chain if clause in file.clauses), self.rule.id)
        return clause_origin(clause, owner)

    def own(self, setting: Setting) -> str | None:
        """The clause's own text, if the head says that it stands in the draft word by word."""
        clause = setting.clause
        if setting.rule_id != self.rule.id or clause.id not in self.head.own_words:
            return None
        return self.text(clause.text)

    def said(self, name: str, sentence: Sentence | Mapping[Any, Sentence], **gaps: Any) -> Paragraph:
        """The sentence of a setting; of several sentences that of its value; a gap if nothing decides it."""
        setting = self.rule.get(name)
        if setting is None:
            return self.open(name)
        own = self.own(setting)
        if own is not None:
            return Paragraph(own, (self.origin(setting),))
        chosen = sentence if isinstance(sentence, Sentence) else sentence[setting.value]
        return Paragraph(chosen(self.lang, **gaps), (self.origin(setting),))

    def frame(self, sentence: Sentence, key: str, **gaps: Any) -> Paragraph:
        """A sentence of the frame of the series."""
        return Paragraph(sentence(self.lang, **gaps), series(key))

    def items(self, sentences: tuple[Sentence, ...]) -> tuple[Item, ...]:
        """Sentences as items of a list."""
        return tuple(Item(each(self.lang)) for each in sentences)

    def joined(self, words: list[str]) -> str:
        """Words in a row."""
        return say.LIST(self.lang).join(words)

    def keyed(self, name: str) -> dict[str, Setting]:
        """Entries of a map setting by key."""
        start = f"{name}["
        return {
            full[len(start) : -1]: setting
            for full, setting in self.rule.settings.items()
            if full.startswith(start)
        }

    def flow_name(self, flow: str) -> str:
        """Name of a flow in words, if the inventory knows it; else its id."""
        return clean(self.inventory.name(flow, self.lang)) if self.inventory is not None else flow

    def word_of_target(self, name: str) -> str:
        """Name of a process or flow."""
        if self.inventory is not None and name in self.inventory.processes:
            return self.text(self.inventory.processes[name].name)
        return self.flow_name(name)


def one_paragraph(paragraphs: list[Paragraph]) -> Paragraph:
    """Join sentences that belong together; the origins come along."""
    origins = tuple(dict.fromkeys(origin for each in paragraphs for origin in each.origins))
    texts = [each.text for each in paragraphs]
    joint = "" if any("\u3002" in text for text in texts) or not any("." in text for text in texts) else " "
    return Paragraph(joint.join(texts), origins)


def clause_origin(clause: ClauseBase, rule_id: str) -> Origin:
    """Origin that names a clause of a rule."""
    text = Text(zh=clean(clause.text.zh), en=clean(clause.text.en))
    return Origin(rule_id, clause.id, clause.clause, clause.mark, source_text(clause.source), text)


def source_text(source: Source) -> str:
    """Document, clause and note of a source on one line."""
    parts = [listed_number(clean(source.document)), clean(source.clause or ""), clean(source.note or "")]
    return ", ".join(part for part in parts if part)
