"""Several rules, or several plants under one rule, at other values of the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rulewright.analysis.at_point import AtPoint, at_point, choices_of
from rulewright.analysis.held_totals import HeldTotals
from rulewright.analysis.question import QuestionError, named_studies, one_rule, rule_labels, rules_asked
from rulewright.analysis.varied import Varied, changed_inventory, find_varied
from rulewright.errors import RulewrightError
from rulewright.rule import Text

if TYPE_CHECKING:
    from rulewright.inventory import Inventory
    from rulewright.study import Result, Study

Point = tuple[float, ...]


@dataclass(frozen=True)
class VariedCase:
    """One thing whose result is followed.

    Attributes
    ----------
    result
        At central values, its rule complete with choices.
    varied
        The varied numbers as this case's inventory has them.
    per
        What results are divided by: 1, or the declared amount where plants are compared per unit of product.
    """

    name: str
    label: Text
    result: Result
    varied: tuple[Varied, ...]
    per: float = 1.0


class VariedCases:
    """Cases at other values of the same numbers, each point kept.

    Parameters
    ----------
    cases
        At least two.
    anew
        Whether rules choose anew at every point; else choices are held as at central values.

    Raises
    ------
    QuestionError
        If rules shall choose anew, and a number is the rule's own.
    """

    def __init__(self, cases: Sequence[VariedCase], anew: bool = True) -> None:
        self.cases, self.anew = tuple(cases), anew
        self.varied = self.cases[0].varied
        for each in self.varied:
            if anew and not each.in_inventory:
                raise QuestionError(
                    f"'{each.name}' is no number that a changed inventory can hold, so no rule can choose anew",
                    f"inventory {self.cases[0].result.applied.inventory.id}",
                    "hold the choices (--held), or vary another number",
                )
        self._kept: dict[tuple[int, Point], AtPoint] = {}
        self._changed: dict[int, tuple[Point, Inventory | RulewrightError]] = {}
        self._models = [] if anew else [HeldTotals(case.result, case.varied) for case in cases]

    @property
    def unit(self) -> str:
        """What results are per: the declared unit, or one unit of product where plants are compared."""
        case = self.cases[0]
        applied = case.result.applied
        file = applied.inventory.file
        if case.per == 1.0 and file.declared_unit is not None and applied.product == file.product:
            return f"{file.declared_unit.amount:g} {file.declared_unit.unit}"
        return f"1 {applied.inventory.flows[applied.product].unit}"

    def at(self, point: Point) -> tuple[AtPoint, ...]:
        """All cases at one point, totals [kg CO2e] divided by ``per``."""
        return tuple(self.one(place, point) for place in range(len(self.cases)))

    def one(self, place: int, point: Point) -> AtPoint:
        """One case at one point, its total [kg CO2e] divided by ``per``."""
        if (place, point) not in self._kept:
            self._kept[place, point] = self._anew(place, point) if self.anew else self._held(place, point)
        return self._kept[place, point]

    def _anew(self, place: int, point: Point) -> AtPoint:
        case = self.cases[place]
        inventory = self._inventory(case, point)
        if isinstance(inventory, RulewrightError):
            return AtPoint(None, {}, inventory)
        there = at_point(case.result.rule, inventory, case.result.applied.product)
        total = None if there.total_kg_co2e is None else there.total_kg_co2e / case.per
        return AtPoint(total, there.choices, there.refusal)

    def _inventory(self, case: VariedCase, point: Point) -> Inventory | RulewrightError:
        """The changed inventory, or why there is none; rules on one inventory share it."""
        inventory = case.result.applied.inventory
        known = self._changed.get(id(inventory))
        if known is None or known[0] != point:
            found: Inventory | RulewrightError
            try:
                found = changed_inventory(inventory, zip(case.varied, point, strict=True))
            except RulewrightError as error:
                found = error
            known = self._changed[id(inventory)] = (point, found)
        return known[1]

    def _held(self, place: int, point: Point) -> AtPoint:
        case = self.cases[place]
        total = float(self._models[place](np.array([point]))[0])
        if not np.isfinite(total):
            reason = QuestionError(
                "no usable solution at this point", f"rule {case.result.rule.id}", "narrow the range"
            )
            return AtPoint(None, {}, reason)
        return AtPoint(total / case.per, choices_of(case.result.applied, case.result.evaluation.dropped))


def cases_of_rules(study: Study, rules: Iterable[str] | None, names: Sequence[str]) -> list[VariedCase]:
    """Rules on one inventory, at least two.

    Raises
    ------
    QuestionError
        If fewer than two rules are left, a rule isn't one of the study's, or a name means no number.
    """
    results = {rule: study.result(rule) for rule in rules_asked(study, rules, least=2)}
    labels = rule_labels(result.rule for result in results.values())
    return [
        VariedCase(
            rule, labels[result.rule.id], result,
            tuple(find_varied(study.inventory, name, result.system) for name in names),
        )
        for rule, result in results.items()
    ]  # fmt: skip


def cases_of_plants(
    studies: Iterable[Study] | Mapping[str, Study], rule: str | None, names: Sequence[str]
) -> list[VariedCase]:
    """Inventories under one rule, per unit of product, at least two.

    Raises
    ------
    QuestionError
        If fewer than two inventories are left, their units differ, or one of them lacks a varied number.
    """
    ids, labels, given = named_studies(studies)
    where = f"inventories {', '.join(ids)}" if ids else "no inventory"
    if len(set(ids)) < 2 or len(set(ids)) < len(ids):
        raise QuestionError(
            f"inventories named: {len(set(ids))}; at least 2 are needed, each with an id of its own", where,
            "name more inventories, or give them ids of their own",
        )  # fmt: skip
    units = {each.inventory.flows[each.product].unit for each in given}
    if len(units) > 1:
        raise QuestionError(
            f"the products have different units: {', '.join(sorted(units))}", where,
            "compare products that are counted in one unit",
        )  # fmt: skip
    found = []
    for name, label, each in zip(ids, labels, given, strict=True):
        result = each.result(one_rule(each, rule))
        varied = tuple(find_varied(each.inventory, number, result.system) for number in names)
        found.append(VariedCase(name, label, result, varied, result.applied.amount))
    _refuse_other_units(found, where)
    return found


def _refuse_other_units(cases: Sequence[VariedCase], where: str) -> None:
    for place, first in enumerate(cases[0].varied):
        units = {case.varied[place].unit for case in cases}
        if len(units) > 1:
            raise QuestionError(
                f"'{first.name}' has different units in the inventories: {', '.join(sorted(units))}", where,
                "vary a number that they share",
            )  # fmt: skip
