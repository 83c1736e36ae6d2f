"""What patches do to results: each alone, several together, on every inventory and among plants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

from rulewright.analysis.rule_effects import mistake_dict
from rulewright.analysis.variants import Case, Total, cases, difference
from rulewright.errors import Mistake
from rulewright.inventory import Inventory
from rulewright.portfolio import Portfolio
from rulewright.reading.portfolios import read_portfolio
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import DeclaredChoice, shipped_choices
from rulewright.rule import Rule, Text

Progress = Callable[[int, int], None]
Status = Literal["changed", "unchanged", "refuses", "runs_now", "no_result", "not_covered"]


@dataclass(frozen=True)
class Effect:
    """Results before and after on one inventory [kg CO2e per declared unit].

    ``rank_before``, ``rank_after``: place of the rule among the rules that it is set beside, 1 the lowest; None
    without any, or without a result.
    """

    case: str
    group: str
    before: Total
    after: Total
    rank_before: int | None = None
    rank_after: int | None = None

    @property
    def change_kg_co2e(self) -> float | None:
        """After less before; None if one of them gives no result."""
        if self.before.kg_co2e is None or self.after.kg_co2e is None:
            return None
        return difference(self.before.kg_co2e, self.after.kg_co2e)

    @property
    def share(self) -> float | None:
        """Change as a share of the result before [1]; None without a result, or before a result of zero."""
        change = self.change_kg_co2e
        return change / abs(self.before.kg_co2e) if change is not None and self.before.kg_co2e else None

    @property
    def status(self) -> Status:
        """What happened in one word."""
        if not self.after.covered and self.before.covered:
            return "not_covered"
        if self.before.runs and self.after.runs:
            return "changed" if self.change_kg_co2e else "unchanged"
        if self.before.runs:
            return "refuses"
        return "runs_now" if self.after.runs else "no_result"

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "case": self.case,
            "group": self.group,
            "status": self.status,
            "before_kg_co2e": self.before.kg_co2e,
            "after_kg_co2e": self.after.kg_co2e,
            "change_kg_co2e": self.change_kg_co2e,
            "share": self.share,
            "rank_before": self.rank_before,
            "rank_after": self.rank_after,
            "refuses": [mistake_dict(each) for each in self.after.why],
        }


@dataclass(frozen=True)
class Ranking:
    """Pairs of cases of one group that change places: (lower before, higher before)."""

    group: str
    cases: int
    swapped: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {"group": self.group, "cases": self.cases, "swapped": [list(each) for each in self.swapped]}


@dataclass(frozen=True)
class CaseFacts:
    """What a table says of a case."""

    id: str
    title: Text
    product: Text
    unit: str
    group: str
    hash: str

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "case": self.id, "title": {"zh": self.title.zh, "en": self.title.en}, "unit": self.unit, "group": self.group,
            "inventory_hash": self.hash,
        }  # fmt: skip


class Bench:
    """Inventories that a rule covers, kept in memory, so that one patch after the other can be tried at once.

    Parameters
    ----------
    rule
        The rule that is commented.
    inventories
        Ids, paths or inventories; default: all shipped ones that the rule covers.
    portfolios
        Ids or paths of portfolios whose plants are computed too.
    rules
        Ids or paths of other rules: the place of the rule among them is told.
    choices
        What is declared where the rule leaves something open; default: what is shipped with each inventory.
    progress
        Called with (cases read, cases) while they are read.
    cancelled
        Asked between two cases whether to stop; see :attr:`stopped`.

    Examples
    --------
    >>> from rulewright.reading.rules import read_rule
    >>> bench = Bench(read_rule("gbt-44905-2024"), ["aluminium-ingot-primary-cn"])
    >>> [facts.unit for facts in bench.facts]
    ['1 t']
    """

    def __init__(
        self,
        rule: Rule,
        inventories: Iterable[str | Path | Inventory] | None = None,
        portfolios: Iterable[str | Path | Portfolio] = (),
        rules: Iterable[str | Path | Rule] = (),
        choices: Sequence[DeclaredChoice] | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.rule = rule
        self.others = [each if isinstance(each, Rule) else read_rule(each) for each in rules]
        self.cases: list[Case] = []
        self.stopped = False
        for place, count, case in cases([rule], inventories, choices):
            if cancelled is not None and cancelled():
                self.stopped = True
                return
            self.cases.append(case)
            if progress is not None:
                progress(place + 1, count)
        for each in portfolios:
            self.cases += _plants(each, choices)

    @property
    def facts(self) -> tuple[CaseFacts, ...]:
        """What tables say of the cases."""
        return tuple(
            CaseFacts(each.id, each.title, each.product, each.unit, each.group, each.inventory.hash)
            for each in self.cases
        )

    def effects(
        self,
        variants: Sequence[Rule],
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[list[Effect]]:
        """Effects of variants of the rule: one list a variant, one effect a case.

        If ``cancelled`` says so between two cases, the lists end there.
        """
        found: list[list[Effect]] = [[] for _ in variants]
        for place, case in enumerate(self.cases):
            if cancelled is not None and cancelled():
                break
            computed = case.variants([self.rule, *self.others, *variants])
            before = computed.total(0)
            beside = [computed.total(1 + number).kg_co2e for number in range(len(self.others))]
            known = [value for value in beside if value is not None]
            for number, effects in enumerate(found):
                after = computed.total(1 + len(self.others) + number)
                ranks = [_rank(total, known) if self.others else None for total in (before, after)]
                effects.append(Effect(case.id, case.group, before, after, *ranks))
            if progress is not None:
                progress(place + 1, len(self.cases))
        return found

    def rankings(self, effects: Sequence[Effect]) -> tuple[Ranking, ...]:
        """Pairs that change places: plants of a portfolio, and inventories of one product and unit."""
        groups: dict[str, list[Effect]] = {}
        for effect, case in zip(effects, self.cases, strict=False):
            product = case.inventory.file.product or ""
            groups.setdefault(case.group or f"{product}, {case.unit}", []).append(effect)
        found = []
        for name, members in groups.items():
            both = [each for each in members if each.before.runs and each.after.runs]
            swapped = []
            for one, two in combinations(both, 2):
                lower, higher = (one, two) if _value(one.before) <= _value(two.before) else (two, one)
                then = difference(_value(lower.before), _value(higher.before))
                now = difference(_value(lower.after), _value(higher.after))
                if then > 0 > now:
                    swapped.append((lower.case, higher.case))
            if len(both) > 1:
                found.append(Ranking(name, len(both), tuple(swapped)))
        return tuple(found)


def _value(total: Total) -> float:
    return float("nan") if total.kg_co2e is None else total.kg_co2e


def _rank(total: Total, others: Sequence[float]) -> int | None:
    if total.kg_co2e is None:
        return None
    return 1 + sum(difference(each, total.kg_co2e) > 0 for each in others)


def _plants(portfolio: str | Path | Portfolio, choices: Sequence[DeclaredChoice] | None) -> list[Case]:
    read = portfolio if isinstance(portfolio, Portfolio) else read_portfolio(portfolio)
    found = []
    for plant in read.plants:
        declared = choices if choices is not None else read.file.choices
        if declared is None:
            declared = shipped_choices(plant.inventory.id)
        found.append(Case(plant.id, plant.name, plant.inventory, tuple(declared), read.id))
    return found


# ---- conflicts and combinations -------------------------------------------------------------------------


@dataclass(frozen=True)
class Conflict:
    """Comments that want different values of one setting; ``values``: comment to what it wants, as plain data."""

    setting: str
    values: tuple[tuple[int, Any], ...]

    @property
    def comments(self) -> tuple[int, ...]:
        """Comments that take part."""
        return tuple(comment for comment, _ in self.values)

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "setting": self.setting,
            "values": [{"comment": i, "value": value} for i, value in self.values],
        }


@dataclass(frozen=True)
class Together:
    """Several patches accepted at once.

    Attributes
    ----------
    name
        "all": every patch that is a rule and in no conflict; "accepted": those that the committee accepted.
    comments, left_out
        Comments whose patches are in it, and those left out because they conflict.
    effects
        One a case; empty if there is nothing to put together.
    sums
        Sum of the effects of the single patches [kg CO2e per declared unit], one a case; None if one has no result.
    """

    name: Literal["all", "accepted"]
    comments: tuple[int, ...]
    left_out: tuple[int, ...]
    effects: tuple[Effect, ...] = ()
    sums: tuple[float | None, ...] = ()
    why: tuple[Mistake, ...] = ()

    def joint(self, place: int) -> float | None:
        """What the patches do only together: effect of all less the sum of the single ones [kg CO2e per declared unit]."""
        effect, single = self.effects[place], self.sums[place]
        if effect.change_kg_co2e is None or single is None or effect.before.kg_co2e is None:
            return None
        before = effect.before.kg_co2e
        return difference(before + single, before + effect.change_kg_co2e)

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        effects = [
            {
                **effect.to_dict(),
                "sum_of_single_kg_co2e": self.sums[place],
                "joint_kg_co2e": self.joint(place),
            }
            for place, effect in enumerate(self.effects)
        ]
        return {
            "name": self.name, "comments": list(self.comments), "left_out": list(self.left_out), "effects": effects,
            "why": [mistake_dict(each) for each in self.why],
        }  # fmt: skip
