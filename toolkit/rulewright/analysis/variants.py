"""Variants of a rule on inventories: before and after, clause by clause and together; quick, because steps are shared.

A variant is a rule with something changed: a patch, a later version. Every step runs once for each different reading
(:mod:`rulewright.analysis.hybrids`), so that many variants of one rule cost little more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rulewright.analysis.coverage import covered_groups
from rulewright.analysis.hybrids import Hybrids, Outcome, mistakes_in, part_of, taking
from rulewright.errors import Mistake, RulewrightError
from rulewright.inventory import Inventory
from rulewright.reading.find import list_shelf
from rulewright.reading.heads import inventory_heads
from rulewright.reading.inventories import read_inventory
from rulewright.reading.studies import DeclaredChoice, shipped_choices, with_choices
from rulewright.rule import Rule, Text

EQUAL = 1e-9  # of the larger total: smaller differences are the solver's rounding, and count as none


@dataclass(frozen=True)
class Total:
    """Total of one variant on one inventory [kg CO2e per declared unit], or why there is none."""

    kg_co2e: float | None
    why: tuple[Mistake, ...] = ()
    covered: bool = True

    @property
    def runs(self) -> bool:
        """Whether there is a result."""
        return self.kg_co2e is not None


def difference(before: float, after: float) -> float:
    """After less before [same unit]; a difference that is only rounding is 0.

    Examples
    --------
    >>> difference(1000.0, 1000.0 + 1e-8), difference(2.0, 3.0)
    (0.0, 1.0)
    """
    change = after - before
    return 0.0 if abs(change) <= EQUAL * max(abs(before), abs(after)) else change


@dataclass(frozen=True)
class Case:
    """An inventory on which variants are computed, with what its study declares where a rule leaves something open.

    ``group``: cases of one group are ranked among each other, e.g. the plants of a portfolio.
    """

    id: str
    title: Text
    inventory: Inventory
    choices: tuple[DeclaredChoice, ...]
    group: str = ""

    @cached_property
    def unit(self) -> str:
        """What results refer to, e.g. ``1 t``."""
        declared = self.inventory.file.declared_unit
        if declared is not None:
            return f"{declared.amount:g} {declared.unit}"
        product = self.inventory.file.product
        return f"1 {self.inventory.flows[product].unit}" if product else "1"

    @cached_property
    def product(self) -> Text:
        """Name of the product."""
        flow = self.inventory.file.product or ""
        return (
            Text(zh=self.inventory.name(flow, "zh"), en=self.inventory.name(flow, "en"))
            if flow
            else self.title
        )

    def covered_by(self, rule: Rule) -> bool:
        """Whether a rule is for the product of the inventory."""
        covered = covered_groups(rule)
        return "any" in covered or bool(covered & set(self.inventory.file.product_groups))

    def variants(self, rules: Sequence[Rule]) -> Variants:
        """Variants of a rule on this inventory."""
        return Variants(self, rules)


class Variants:
    """Some rules on one inventory: each alone, and hybrids of any two; nothing raises, what can't run says why."""

    def __init__(self, case: Case, rules: Sequence[Rule]) -> None:
        self.case = case
        self.rules: dict[int, Rule] = {}
        self.refused: dict[int, Total] = {}
        for number, rule in enumerate(rules):
            if not case.covered_by(rule):
                self.refused[number] = Total(None, (_not_covered(rule, case),), covered=False)
                continue
            try:
                self.rules[number] = with_choices(rule, case.choices)[0]
            except RulewrightError as error:
                self.refused[number] = Total(None, mistakes_in(error))
        self._none: Total | None = None
        if self.rules:
            try:
                named = {str(number): rule for number, rule in self.rules.items()}
                self._hybrids = Hybrids(case.inventory, None, named)
            except RulewrightError as error:
                self._none = Total(None, mistakes_in(error))

    def total(self, number: int) -> Total:
        """Total of one of the rules."""
        if number in self.refused or self._none is not None:
            return self.refused.get(number) or self._none or Total(None)
        return _total(self._hybrids.outcome(lambda _: str(number)))

    def parts(self, old: int, new: int) -> list[str]:
        """Settings that steps may compute from and in which two rules differ, in the order of the steps."""
        if old in self.refused or new in self.refused or self._none is not None:
            return []
        return self._hybrids.parts("clause", [str(old), str(new)])

    def hybrid(self, old: int, new: int, parts: Iterable[str]) -> Total:
        """Total of the old rule with some parts taken from the new one."""
        takes: Mapping[str, str] = dict.fromkeys(parts, str(new))
        return _total(self._hybrids.outcome(taking(takes, str(old), "clause")))


def decides_a_number(setting: str) -> bool:
    """Whether any step computes from a setting.

    Examples
    --------
    >>> decides_a_number("recycling.method"), decides_a_number("procedure.comment_days")
    (True, False)
    """
    return part_of(setting, "clause") is not None


def cases(
    rules: Sequence[Rule],
    inventories: Iterable[str | Path | Inventory] | None = None,
    choices: Sequence[DeclaredChoice] | None = None,
) -> Iterator[tuple[int, int, Case]]:
    """Read inventories one by one: place, how many there are, and the case.

    Parameters
    ----------
    rules
        Only inventories that one of them covers are taken by default.
    inventories
        Ids, paths or inventories; default: all shipped ones that the rules cover.
    choices
        What is declared for all of them; default: what is shipped with each.

    Raises
    ------
    ReadingError, FileError
        If an inventory can't be read.
    """
    chosen: list[Any] = list(covered_inventories(rules) if inventories is None else inventories)
    for number, each in enumerate(chosen):
        inventory = each if isinstance(each, Inventory) else read_inventory(each)
        declared = shipped_choices(inventory.id) if choices is None else tuple(choices)
        yield number, len(chosen), Case(inventory.id, inventory.file.title, inventory, declared)


def covered_inventories(rules: Sequence[Rule]) -> list[str]:
    """Ids of the shipped inventories that at least one of the rules covers."""
    groups = frozenset().union(*(covered_groups(rule) for rule in rules))
    if "any" in groups:
        return list_shelf("inventories")
    return [head.id for head in inventory_heads() if groups & set(head.groups)]


def _total(outcome: Outcome) -> Total:
    return Total(outcome.total_kg_co2e) if outcome.runs else Total(None, outcome.mistakes)


def _not_covered(rule: Rule, case: Case) -> Mistake:
    covers, groups = ", ".join(sorted(covered_groups(rule))), sorted(case.inventory.file.product_groups)
    return Mistake(
        f"the rule is for another product: it covers {covers}, the inventory is about {', '.join(groups) or 'nothing named'}",
        f"rule {rule.id}; inventory {case.inventory.id}",
        "choose a rule that covers the product, or a general rule",
    )
