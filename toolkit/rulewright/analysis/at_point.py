"""One rule at other numbers, every choice made anew: the total, and which choices turned out otherwise.

The compiled system of the engine holds what a rule chose at central values. Here the rule is applied again to the
changed inventory, so that a ladder whose price ratio passes 5 takes its other rung.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright.errors import RulewrightError
from rulewright.reporting.sentences import Sentence
from rulewright.words import say

if TYPE_CHECKING:
    from rulewright.inventory import Inventory
    from rulewright.rule import Rule
    from rulewright.steps.state import Applied

Choices = Mapping[tuple[str, str], str]

_CHANGED = Sentence("{subject}：由{before}改为{after}", "{subject}: from {before} to {after}")
_OUTPUT = Sentence("{process}的{flow}", "{flow} of {process}")
_WORDS = {
    "": Sentence("无", "nothing"),
    "share": Sentence("承担全部负荷", "carries all burdens"),
    "share-by": Sentence("按{names}分配", "shared by {names}"),
    "share-amount": Sentence("按数量分配", "shared by amount"),
    "substitute": Sentence("替代", "substitution"),
    "waste": Sentence("作为废物", "waste"),
    "scrap": Sentence("作为废料", "scrap"),
    "internal": Sentence("厂内自用", "kept inside the works"),
    "burden_free": Sentence("零负荷", "free of burdens"),
    "alias": Sentence("由子过程代替", "taken from a sub-process"),
    "cut": Sentence("舍去", "cut off"),
    "gap": Sentence("数据缺口，舍去", "a data gap, left out"),
    "apart": Sentence("抵扣单列", "credit shown apart"),
    "links": Sentence("由 {names} 供给", "supplied by {names}"),
}


@dataclass(frozen=True)
class Turned:
    """One choice that turned out otherwise: what it is about, and what it was and became (codes)."""

    subject: str
    before: str
    after: str

    def say(self, lang: str, inventory: Inventory) -> str:
        """The change in words."""
        from rulewright.reporting.quantity_names import quantity_name

        process, _, flow = self.subject.partition("|")
        if flow:
            owner = inventory.processes[process].name.get(lang) if process in inventory.processes else process
            subject = _OUTPUT(lang, process=owner, flow=inventory.name(flow, lang))
        else:
            subject = quantity_name(self.subject, inventory, lang)
        return _CHANGED(lang, subject=subject, before=_said(self.before, lang), after=_said(self.after, lang))


@dataclass(frozen=True)
class AtPoint:
    """A rule at one point.

    Attributes
    ----------
    total_kg_co2e
        Per declared unit; None if the rule gives no result here.
    choices
        What the rule chose, by (kind of choice, subject).
    refusal
        Why there is no result.
    """

    total_kg_co2e: float | None
    choices: Choices
    refusal: RulewrightError | None = None


def at_point(rule: Rule, inventory: Inventory, product: str) -> AtPoint:
    """Apply a complete rule to an inventory and solve it; a refusal is an answer, not an error."""
    from rulewright.analysis.central import central_total
    from rulewright.steps.apply import apply_rule

    try:
        system, _, applied = apply_rule(rule, inventory, product or None)
        found = central_total(system)
    except RulewrightError as error:
        return AtPoint(None, {}, error)
    return AtPoint(found.total_kg_co2e, choices_of(applied, found.dropped))


def choices_of(applied: Applied, dropped: frozenset[str]) -> Choices:
    """What a rule chose, in words that don't hold numbers: equal if and only if the same choices were made."""
    found: dict[tuple[str, str], str] = {}
    for (process, flow), treatment in applied.treatments.items():
        code: str = treatment.kind
        if treatment.kind == "share" and treatment.share.quantities():
            keys = sorted(
                {
                    each.split("[", 1)[0].rsplit(".", 1)[1]
                    for each in treatment.share.quantities()
                    if "/" not in each
                }
            )
            code = f"share-by:{','.join(keys)}" if keys else "share-amount"
        found["allocation", f"{process}|{flow}"] = code
    found |= {("cut_off", exchange): "cut" for exchange in applied.cut}
    found |= {("gaps", exchange): "gap" for exchange in applied.gaps}
    for exchange, links in applied.links.items():
        found["electricity", exchange] = f"links:{','.join(link.node for link in links)}"
    return found | {("credits", node): "apart" for node in dropped}


def turned(before: Choices, after: Choices) -> tuple[Turned, ...]:
    """Choices that differ, sorted by what they are about."""
    keys = sorted(before.keys() | after.keys())
    return tuple(
        Turned(key[1], before.get(key, ""), after.get(key, ""))
        for key in keys
        if before.get(key, "") != after.get(key, "")
    )


def _said(code: str, lang: str) -> str:
    kind, _, names = code.partition(":")
    if kind == "share-by":
        names = ", ".join(say(name, lang) for name in names.split(","))
    return _WORDS[kind](lang, names=names)
