"""What each ledger decision moves: its alternatives carried out one at a time, all else as the rule has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rulewright.analysis.central import central_total
from rulewright.errors import MistakesError, RulewrightError
from rulewright.ledger import Decision
from rulewright.rule import (
    ElectricityRung,
    Rule,
    Rung,
    Setting,
    ShareSettings,
    SpecialLadder,
    StopSettings,
    Text,
)
from rulewright.steps.apply import apply_rule
from rulewright.words import WORDS

if TYPE_CHECKING:
    from rulewright.study import Result

GWP_SETS = ("ar4", "ar5", "ar5-feedback", "ar6")
SHARE_BY = "share by "
SAME = 1e-9  # a change below this share of the total is rounding
ALL_ELECTRICITY = Text(
    zh="全部电力需求改由台账中的另一种供电满足。",
    en="all demands of electricity met by another supply of the ledger.",
)

OTHER_YEAR = Text(
    zh="全部逐年公布的因子改用台账中的另一年份。",
    en="all factors that are published year by year taken from another year of the ledger.",
)


@dataclass(frozen=True, slots=True)
class DecisionEffect:
    """One alternative of a decision.

    Attributes
    ----------
    what
        The decision, as the ledger says it.
    option
        The alternative.
    total_kg_co2e, change_kg_co2e, share
        Result with the alternative, less the rule's own, and that over the rule's own [1]; None if the alternative
        cannot run, then ``why`` says why not.
    """

    step: str
    subject: str
    what: Text
    option: str
    total_kg_co2e: float | None
    change_kg_co2e: float | None
    share: float | None
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "step": self.step, "subject": self.subject, "what": {"zh": self.what.zh, "en": self.what.en},
            "option": self.option, "total_kg_co2e": self.total_kg_co2e, "change_kg_co2e": self.change_kg_co2e,
            "share": self.share, "why": self.why,
        }  # fmt: skip


def decision_effects(result: Result) -> tuple[DecisionEffect, ...]:
    """Alternatives of a ledger that are well defined, carried out one at a time; the largest change first.

    Notes
    -----
    Well defined are: sharing one process by another property; another recycling method; another GWP set; the cut-off
    used as far as it is allowed, or not at all; all electricity by another supply of the ledger, or with factors of
    another year. Decisions about single data gaps, aggregated factors and biogenic carbon have no alternative with data.
    """
    own = central_total(result.system).total_kg_co2e
    found = []
    seen: set[tuple[str, str, str]] = set()
    for decision, option, rule in _alternatives(result):
        subject = "study" if decision.step == "electricity" else decision.subject
        if (decision.step, subject, option) in seen:
            continue
        seen.add((decision.step, subject, option))
        effect = _effect(result, decision, subject, option, rule, own)
        is_taken = effect.change_kg_co2e is not None and abs(effect.change_kg_co2e) <= SAME * abs(own)
        if decision.step in ("allocation", "electricity") and is_taken:
            continue  # the alternatives of the ledger name the share and the supply that were taken as well
        found.append(effect)
    found.sort(key=lambda each: (-abs(each.change_kg_co2e or 0.0), each.step, each.subject, each.option))
    return tuple(found)


def _alternatives(result: Result) -> Iterator[tuple[Decision, str, Rule]]:
    """Decision, alternative, and the rule that carries it out."""
    rule = result.rule
    for decision in result.ledger:
        for each in decision.alternatives:
            changed: Rule | None = None
            if decision.step == "allocation" and each.option.startswith(SHARE_BY):
                changed = _shared(rule, decision, each.option.removeprefix(SHARE_BY))
            elif decision.step == "recycling":
                changed = _with(rule, "recycling.method", each.option)
            elif decision.step == "characterisation":
                name = next(word for word in GWP_SETS if WORDS[word][1] == each.option)
                changed = _with(rule, "characterisation.gwp_set", name)
            elif decision.step == "cut_off":
                takes = {"all that is allowed": "all_that_is_allowed", "nothing": "nothing"}[each.option]
                changed = _with(rule, "cut_off.use", takes)
            elif decision.step == "electricity" and each.option.isdigit():
                changed = _with(rule, "electricity.factor_year", int(each.option))
            elif decision.step == "electricity":
                name, family = next(iter(each.values)).removesuffix(")").split(" (", 1)
                supplied = _with(rule, "electricity.ladder", [ElectricityRung(supply=each.option)])
                changed = _with(supplied, "electricity.factor_family", family)
                yield decision, name, changed
                continue
            if changed is not None:
                yield decision, each.option, changed


def _shared(rule: Rule, decision: Decision, by: str) -> Rule:
    """The rule with a ladder of its own for one process."""
    rung = Rung(share=ShareSettings(by=by))
    ladder = SpecialLadder(processes=[decision.subject], ladder=[rung, Rung(stop=StopSettings())])
    like = rule.settings.get("allocation.ladder") or next(iter(rule.settings["allocation.special"]))
    special = (Setting(ladder, like.clause, like.rule_id), *rule.get_list("allocation.special"))
    return replace(rule, settings={**rule.settings, "allocation.special": special})


def _with(rule: Rule, name: str, value: Any) -> Rule:
    """The rule with another value of one setting."""
    stated = rule.settings.get(name)
    like = stated if stated is not None else next(iter(rule.settings.values()))
    return replace(rule, settings={**rule.settings, name: Setting(value, like.clause, like.rule_id)})


def _effect(
    result: Result, decision: Decision, subject: str, option: str, rule: Rule, own: float
) -> DecisionEffect:
    what = decision.what
    if decision.step == "electricity":
        what = OTHER_YEAR if option.isdigit() else ALL_ELECTRICITY
    try:
        system, _, _ = apply_rule(rule, result.inventory, result.applied.product, result.applied.amount)
        total = central_total(system).total_kg_co2e
    except RulewrightError as error:
        why = error.mistakes[0].what if isinstance(error, MistakesError) else error.what
        return DecisionEffect(decision.step, subject, what, option, None, None, None, why)
    share = (total - own) / own if own else None
    return DecisionEffect(decision.step, subject, what, option, total, total - own, share)
