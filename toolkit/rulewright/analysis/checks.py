"""Self-checks of a run: what was looked at, whether it holds, and what it says in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.analysis.runs import Tally
from rulewright.engine.compiled import DIRECT, NOT_PRODUCTIVE, SINGULAR, TOLERANCE
from rulewright.engine.plausibility import fault_notes
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

if TYPE_CHECKING:
    from rulewright.analysis.uncertainty_result import RuleDraws, UncertaintyResult

ROUNDING = 1e-9  # between two solvers in double precision, relative
ECHO = 1e-6  # Brightway's packages may hold single precision
EDGE = 0.025  # a deterministic value outside the middle 95 % of the draws is not their centre

SAID = {
    "same_centre": Sentence(
        "规则 {rule}：中心值下，抽样引擎与 Brightway 的结果相差 {value:.1e}（相对值；限值 {limit:.0e}）。",
        "Rule {rule}: at central values the engine of the draws and Brightway differ by {value:.1e} (relative; limit {limit:.0e}).",
    ),
    "deterministic_among_draws": Sentence(
        "规则 {rule}：确定值大于 {value:.1%} 的抽样。",
        "Rule {rule}: the deterministic value lies above {value:.1%} of the draws.",
    ),
    "residual": Sentence(
        "规则 {rule}：最大残差 {value:.1e}（限值 {limit:.0e}）。",
        "Rule {rule}: largest residual {value:.1e} (limit {limit:.0e}).",
    ),
    "failed_draws": Sentence(
        "规则 {rule}：{draws} 次抽样中，循环所取多于所给的 {unproductive} 次，奇异或非有限的 {singular} 次；统计不含这些抽样。",
        "Rule {rule}: in {unproductive} draws of {draws} a loop takes more than it gives, {singular} are singular or not "
        "finite; the statistics leave these out.",
    ),
    "negative_totals": Sentence(
        "规则 {rule}：{value} 次抽样的结果为负。",
        "Rule {rule}: {value} draws have a negative result.",
    ),
    "demand": Sentence(
        "规则 {rule}：所求为 {demand}；中心值下系统交付的与之相差 {value:.1e}（相对值；限值 {limit:.0e}）。",
        "Rule {rule}: asked for {demand}; what the system delivers at central values differs by {value:.1e} (relative; limit "
        "{limit:.0e}).",
    ),
    "uncertain_share": Sentence(
        "规则 {rule}：所用的 {all} 个量中 {value} 个有不确定性；量固定不变的直接排放占 {held:.0%}。",
        "Rule {rule}: {value} of the {all} quantities that it uses are uncertain; {held:.0%} of direct emissions have "
        "amounts that are held.",
    ),
    "shares": Sentence(
        "规则 {rule}：以下分配份额在某些抽样中超出 0 至 1：{names}。",
        "Rule {rule}: these shares leave 0 to 1 in some draws: {names}.",
    ),
}  # fmt: skip
NONE = Sentence("无", "none")
POSSIBLE = Sentence("没有量取到不可能的值。", "No quantity takes an impossible value.")


@dataclass(frozen=True)
class Check:
    """One self-check.

    Attributes
    ----------
    name
        Key, e.g. "residual".
    rule
        Rule that it is about; None if it is about the draws of all.
    passed
        Whether it holds; a check that only informs has passed.
    values
        Numbers it looked at.
    said
        One sentence.
    """

    name: str
    rule: str | None
    passed: bool
    values: Mapping[str, Any]
    said: Text

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        said = {"zh": self.said.zh, "en": self.said.en}
        return {
            "check": self.name,
            "rule": self.rule,
            "passed": self.passed,
            "values": dict(self.values),
            "said": said,
        }


def self_checks(result: UncertaintyResult) -> tuple[Check, ...]:
    """Everything that a run checks by itself, rule by rule."""
    found = [check for each in result.results.values() for check in _rule_checks(each)]
    return (*found, _possible_values(result.tally))


def _possible_values(tally: Tally) -> Check:
    values = {quantity: dict(counts) for quantity, counts in tally.impossible.items()}
    zh = "".join(fault_notes(tally.impossible, "zh"))
    en = " ".join(fault_notes(tally.impossible, "en"))
    said = Text(zh=zh, en=en) if values else POSSIBLE.text()
    return Check("possible_values", None, not values, values, said)


def _rule_checks(each: RuleDraws) -> Iterator[Check]:
    def check(name: str, passed: bool, said: Mapping[str, Any] | None = None, **values: Any) -> Check:
        sentence = SAID[name].text(**{"rule": each.rule, **values, **(said or {})})
        return Check(name, each.rule, passed, values, sentence)

    facts = each.facts
    distance = facts.central_difference
    yield check("same_centre", abs(distance) <= ROUNDING, value=distance, limit=ROUNDING)
    below = float(np.mean(each.totals_kg_co2e[each.ok] < each.deterministic_kg_co2e))
    same = float(np.mean(each.totals_kg_co2e[each.ok] == each.deterministic_kg_co2e))
    yield check("deterministic_among_draws", below <= 1 - EDGE and below + same >= EDGE, value=below)
    yield check("residual", each.largest_residual <= TOLERANCE, value=each.largest_residual, limit=TOLERANCE)
    unproductive, singular = each.count(NOT_PRODUCTIVE), each.count(SINGULAR)
    yield check(
        "failed_draws", not unproductive and not singular,
        draws=len(each.status), unproductive=unproductive, singular=singular, direct=each.count(DIRECT),
    )  # fmt: skip
    negative = each.negative_totals
    yield check("negative_totals", not negative or each.deterministic_kg_co2e < 0, value=negative)
    demand = ", ".join(f"{amount:g} {node}" for node, amount in facts.demand.items())
    yield check(
        "demand",
        facts.echo <= ECHO,
        {"demand": demand},
        value=facts.echo,
        limit=ECHO,
        **{"asked": dict(facts.demand)},
    )
    uncertain, fixed = len(facts.uncertain), len(facts.fixed)
    yield check("uncertain_share", True, value=uncertain, all=uncertain + fixed, held=facts.fixed_share)
    names = Text(zh=", ".join(each.odd_shares) or NONE.zh, en=", ".join(each.odd_shares) or NONE.en)
    yield check("shares", not each.odd_shares, {"names": names}, counts=dict(each.odd_shares))
