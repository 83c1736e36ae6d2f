"""Parts of rules in words: their names, the head of their column, lists, and parts that were merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rulewright.analysis.hybrids import By, Merge
from rulewright.reporting.messages import translate
from rulewright.reporting.readable import setting_name
from rulewright.reporting.sentences import Sentence
from rulewright.words import say

PART = Sentence("条款族", "family of clauses")
SETTING_PART = Sentence("条款设置", "setting of clauses")
_MERGED = Sentence(
    "{parts} 不能分开：{count} 种混合规则无法执行（例如：{why}），因此合为一方（约定 16）。",
    "{parts} cannot be separated: {count} hybrid rules cannot run (e.g. {why}), so they count as one (convention 16).",
)
_AND = Sentence("、", ", ")


def part_label(names: Sequence[str], lang: str) -> str:
    """Families, or settings with their family, for readers."""
    words = [
        say(name, lang)
        if "." not in name
        else f"{say(name.split('.')[0], lang)}: {setting_name(name, lang)}".replace(
            ": ", "：" if lang == "zh" else ": "
        )
        for name in names
    ]
    return " + ".join(words)


def part_head(by: By, lang: str) -> str:
    """Head of the column of parts."""
    return (PART if by == "family" else SETTING_PART)(lang)


def merge_notes(merges: Iterable[Merge], lang: str) -> list[str]:
    """What was merged, and why."""
    return [
        _MERGED(
            lang,
            parts=part_label(each.names, lang),
            count=each.count,
            why=translate(each.why) if lang == "zh" else each.why,
        )
        for each in merges
    ]


def and_of(labels: Iterable[str], lang: str) -> str:
    """Labels as a list in a sentence."""
    return _AND(lang).join(labels)
