"""What each changed clause of a rule does to inventories: one clause changed at a time, and what only the mixture does.

A part is a setting that steps compute from. Its effect is the total of the old rule with this part alone taken from
the new one, less the total of the old rule. The parts need not add up to the whole change: the rest is named, it is
what clauses do only together. :func:`rulewright.analysis.attribution.attribute` shares that rest out instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.analysis.variants import Case, Total, Variants, cases, difference
from rulewright.errors import Mistake
from rulewright.inventory import Inventory
from rulewright.reading.studies import DeclaredChoice
from rulewright.reporting.display import tabled
from rulewright.reporting.readable import setting_name
from rulewright.reporting.sentences import Sentence
from rulewright.rule import LIST_SETTINGS, Rule, Setting, Text

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]

INVENTORY = Sentence("清单", "inventory")
PART = Sentence("改变的规定", "changed decision")
CLAUSE = Sentence("条款", "clause")
BEFORE, AFTER = Sentence("旧 kg CO2e", "old, kg CO2e"), Sentence("新 kg CO2e", "new, kg CO2e")
CHANGE, SHARE = Sentence("影响 kg CO2e", "effect, kg CO2e"), Sentence("影响 %", "effect, %")
WHY = Sentence("说明", "remark")
WHOLE = Sentence("全部改变", "all changes together")
REST = Sentence("共同作用（各条之和以外）", "joint effect (beyond the sum of the clauses)")
NOT_ALONE = Sentence("不能单独执行：{why}", "can't be run alone: {why}")
REFUSES_OLD = Sentence("旧规则不能执行：{why}", "the old rule gives no result: {why}")
REFUSES_NEW = Sentence("新规则不能执行：{why}", "the new rule gives no result: {why}")
INCLUDED = Sentence("含不能单独执行的规定", "includes what can't be run alone")
DECLARED = Sentence("声明", "declared")
PER = Sentence("{inventory}（每 {unit}）", "{inventory} (per {unit})")
NO_EFFECT = Sentence("不影响结果：{names}", "without effect: {names}")
COMMA = Sentence("、", ", ")
NO_INVENTORY = Sentence(
    "随附清单中没有规则所适用的。", "None of the shipped inventories is covered by the rules."
)
HOW = Sentence(
    "逐条影响：只把该项规定换成新规则的，其余用旧规则；各条之和与全部改变之差是共同作用。",
    "Effect of a clause: this decision alone is taken from the new rule, all others from the old one. What the sum of the clauses "
    "lacks to all changes together is their joint effect.",
)


@dataclass(frozen=True)
class PartEffect:
    """Effect of one part alone [kg CO2e per declared unit]; None, with reasons, if it can't be run alone."""

    part: str
    clause: str
    change_kg_co2e: float | None
    why: tuple[Mistake, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        why = [mistake_dict(each) for each in self.why]
        return {
            "setting": self.part,
            "clause": self.clause,
            "change_kg_co2e": self.change_kg_co2e,
            "why": why,
        }


@dataclass(frozen=True)
class InventoryEffects:
    """Both results on one inventory and the effects of all parts."""

    inventory: str
    title: Text
    product: Text
    unit: str
    old: Total
    new: Total
    parts: tuple[PartEffect, ...]

    @property
    def change_kg_co2e(self) -> float | None:
        """New less old [kg CO2e per declared unit]; None if one of them gives no result."""
        if self.old.kg_co2e is None or self.new.kg_co2e is None:
            return None
        return difference(self.old.kg_co2e, self.new.kg_co2e)

    @property
    def rest_kg_co2e(self) -> float | None:
        """Change of all together less the sum of the parts; parts that can't be run alone count in here."""
        if self.change_kg_co2e is None or self.old.kg_co2e is None:
            return None
        known = sum(each.change_kg_co2e for each in self.parts if each.change_kg_co2e is not None)
        return difference(self.old.kg_co2e + known, self.old.kg_co2e + self.change_kg_co2e)

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "inventory": self.inventory,
            "unit": self.unit,
            "old_kg_co2e": self.old.kg_co2e,
            "new_kg_co2e": self.new.kg_co2e,
            "change_kg_co2e": self.change_kg_co2e,
            "parts": [each.to_dict() for each in self.parts],
            "rest_kg_co2e": self.rest_kg_co2e,
            "old_refuses": [mistake_dict(each) for each in self.old.why],
            "new_refuses": [mistake_dict(each) for each in self.new.why],
        }


@dataclass(frozen=True)
class RuleEffects:
    """Effects of the changes between two rules on inventories, in the order of the inventories."""

    inventories: tuple[InventoryEffects, ...]

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row an inventory and part, then the joint effect and all together [kg CO2e per declared unit]."""
        import pandas as pd

        heads = [each(lang) for each in (INVENTORY, PART, CLAUSE, BEFORE, AFTER, CHANGE, SHARE, WHY)]
        rows = [row for each in self.inventories for row in _rows(each, lang)]
        return pd.DataFrame(rows, columns=pd.Index(heads))

    def notes(self, lang: str = "en") -> list[str]:
        """How the effects are to be read."""
        return [HOW(lang)] if self.inventories else [NO_INVENTORY(lang)]

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {"inventories": [each.to_dict() for each in self.inventories]}

    def _repr_html_(self) -> str:
        return tabled(self)


def rule_effects(
    old: Rule,
    new: Rule,
    inventories: Iterable[str | Path | Inventory] | None = None,
    choices: Sequence[DeclaredChoice] | None = None,
    progress: Progress | None = None,
) -> RuleEffects:
    """Effects of every changed clause between two rules, or versions of one, on inventories.

    Parameters
    ----------
    inventories
        Ids, paths or inventories; default: all shipped ones that the old or the new rule covers.
    choices
        What is declared where a rule leaves something open; default: what is shipped with each inventory.
    progress
        Called with (inventories done, inventories).

    Raises
    ------
    ReadingError, FileError
        If an inventory can't be read. A rule that gives no result on an inventory raises nothing: it is told there.

    Examples
    --------
    >>> from rulewright.reading.rules import read_rule
    >>> found = rule_effects(read_rule("pact-2"), read_rule("pact-3"), ["aluminium-ingot-primary-cn"])
    >>> found.inventories[0].unit
    '1 t'
    """
    found = []
    for place, count, case in cases([old, new], inventories, choices):
        if progress is not None:
            progress(place, count)
        found.append(_effects(case, old, new))
        if progress is not None:
            progress(place + 1, count)
    return RuleEffects(tuple(found))


def mistake_dict(mistake: Mistake) -> dict[str, str]:
    """What, where and mend of a mistake."""
    return {"what": mistake.what, "where": mistake.where, "mend": mistake.mend}


def first_reason(why: Sequence[Mistake], lang: str) -> str:
    """The first reason in a language, and how many more there are."""
    from rulewright.reporting.messages import translate

    if not why:
        return ""
    said = why[0].what if lang != "zh" else why[0].what_zh or translate(why[0].what)
    return said if len(why) == 1 else f"{said} (+{len(why) - 1})"


def percent(change: float, of: float | None) -> str:
    """A change as a share with its sign, ``+1.2 %``; empty if there is nothing to refer it to.

    Examples
    --------
    >>> percent(-3.0, 200.0), percent(0.0, 200.0), percent(1e-9, 200.0), percent(1.0, 0.0)
    ('−1.50 %', '0 %', '+5e−10 %', '')
    """
    if not of:
        return ""
    share = 100 * change / abs(of)
    if share == 0:
        return "0 %"
    said = f"{share:+.2f}" if abs(share) >= 0.005 else f"{share:+.1g}"
    return f"{said} %".replace("-", "−", 1)


def _effects(case: Case, old: Rule, new: Rule) -> InventoryEffects:
    variants = case.variants([old, new])
    before, after = variants.total(0), variants.total(1)
    parts = tuple(_part(variants, before, part) for part in variants.parts(0, 1)) if before.runs else ()
    return InventoryEffects(case.id, case.title, case.product, case.unit, before, after, parts)


def _part(variants: Variants, before: Total, part: str) -> PartEffect:
    alone = variants.hybrid(0, 1, [part])
    change = None
    if alone.kg_co2e is not None and before.kg_co2e is not None:
        change = difference(before.kg_co2e, alone.kg_co2e)
    return PartEffect(
        part, _clause(variants.rules[1], part) or _clause(variants.rules[0], part), change, alone.why
    )


def _clause(rule: Rule, part: str) -> str:
    """Where a rule decides a setting: its clauses, the number of each or its id; empty if it doesn't."""
    found: list[Setting] = []
    for name, value in rule.settings.items():
        if name == part or name.startswith(f"{part}["):
            found += value if part in LIST_SETTINGS else [value]
    named = ("" if each.clause.is_choice else _name(each) for each in found)
    return ", ".join(dict.fromkeys(name for name in named if name))


def _name(setting: Setting) -> str:
    return setting.clause.clause or setting.clause.id


def _rows(effects: InventoryEffects, lang: str) -> list[list[Any]]:
    title = PER(lang, inventory=effects.inventory, unit=effects.unit)
    old = effects.old.kg_co2e
    rows: list[list[Any]] = []
    without = []
    for part in effects.parts:
        change = part.change_kg_co2e
        if change == 0:
            without.append(setting_name(part.part, lang))
            continue
        why = NOT_ALONE(lang, why=first_reason(part.why, lang)) if part.why else ""
        after = old + change if old is not None and change is not None else None
        clause = part.clause or DECLARED(lang)
        rows.append([title, setting_name(part.part, lang), clause, old, after, *_change(change, old), why])
    if without:
        names = COMMA(lang).join(without)
        rows.append([title, NO_EFFECT(lang, names=names), "", None, None, None, None, ""])
    rest, whole = effects.rest_kg_co2e, effects.change_kg_co2e
    if rest is not None and len(effects.parts) > 1:
        held = INCLUDED(lang) if any(part.why for part in effects.parts) else ""
        rows.append([title, REST(lang), "", None, None, *_change(rest, old), held])
    refused = [
        sentence(lang, why=first_reason(total.why, lang))
        for sentence, total in ((REFUSES_OLD, effects.old), (REFUSES_NEW, effects.new))
        if total.why
    ]
    rows.append([title, WHOLE(lang), "", old, effects.new.kg_co2e, *_change(whole, old), "; ".join(refused)])
    return rows


def _change(change: float | None, of: float | None) -> list[float | None]:
    """A change and its share [%]."""
    return [change, 100 * change / abs(of) if change is not None and of else None]
