"""Scrap in the cross-rule check: what one rule credits for scrap that leaves, and another puts on scrap that enters.

Scrap has no maker that a user names: it comes from a pool. Under every rule a kg of it has one value, which the giver is
credited and the taker bears (:mod:`rulewright.steps.recycling`); where two rules value it differently, the difference is
a burden counted twice or a benefit claimed twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rulewright.analysis.crosscheck_links import Runs
from rulewright.analysis.crosscheck_result import TOLERANCE, Finding, Kind, Side
from rulewright.errors import RulewrightError
from rulewright.inventory import Inventory
from rulewright.reading.inventories import read_inventory
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Text
from rulewright.study import Result
from rulewright.words import say

POOL, APART = "pool|", "scrap-input:"  # names of nodes and of items apart
ROUNDING = 1e-12  # what enters and leaves in equal amounts is no link, and what is left of a value is none

_FINDINGS: Mapping[str, Sentence] = {
    "counted_twice": Sentence(
        "{flow}：放出方规则给予 {let_go} kg CO2e/{unit} 的抵扣（{made}），取用方规则计入 {taken_on}（{used}）：差额被计了两次。",
        "{flow}: the rule of who lets it go credits {let_go} kg CO2e/{unit} ({made}), the user's rule takes on {taken_on} "
        "({used}): the difference is counted twice.",
    ),
    "claimed_twice": Sentence(
        "{flow}：放出方规则给予 {let_go} kg CO2e/{unit} 的抵扣（{made}），取用方规则只计入 {taken_on}（{used}）：再生的好处两方都得。",
        "{flow}: the rule of who lets it go credits {let_go} kg CO2e/{unit} ({made}), the user's rule takes on only {taken_on} "
        "({used}): both claim the benefit of recycling.",
    ),
}
METHOD_APART = Sentence("{method}，另有 {value} 不计入合计", "{method}; {value} stands apart from its total")


@dataclass(frozen=True)
class _Pool:
    """A scrap in one result: net amount taken (negative: let go) per declared unit, and its value [kg CO2e per unit].

    ``apart``: the part of its value that stands apart from the total.
    """

    flow: str
    taken: float
    value: float
    apart: float
    side: Side
    result: Result


def scrap_findings(
    runs: Runs, chosen: Sequence[str], shipped: Sequence[str]
) -> tuple[list[Finding], list[tuple[str, str]]]:
    """Findings at all scraps that pass between a chosen inventory and another, and those links: giver and taker.

    A side that cannot run is left out here; its links with other inventories say why.
    """
    flows = {name: _scraps_of(read_inventory(name)) for name in shipped}
    wanted = frozenset().union(*(flows[name] for name in chosen))
    pools = [pool for name in shipped for pool in _pools(runs, name, flows[name] & wanted)]
    givers = [pool for pool in pools if pool.taken < 0]
    takers = [pool for pool in pools if pool.taken > 0]
    findings: list[Finding] = []
    links: list[tuple[str, str]] = []
    for taker in takers:
        for giver in givers:
            if giver.flow != taker.flow or not {giver.side.inventory, taker.side.inventory} & set(chosen):
                continue
            links.append((giver.side.inventory, taker.side.inventory))
            findings += _compared(giver, taker)
    return findings, links


def _scraps_of(inventory: Inventory) -> frozenset[str]:
    """Scraps that the inventory's own processes take or let go, those of its backgrounds left out."""
    own = (process for process in inventory.processes.values() if not process.is_background)
    exchanges = (exchange for process in own for exchange in (*process.inputs, *process.outputs))
    return frozenset(exchange.flow for exchange in exchanges) & inventory.pools


def _pools(runs: Runs, name: str, flows: frozenset[str]) -> Iterator[_Pool]:
    if not flows:
        return
    side = runs.side(read_inventory(name))
    try:
        result = runs.result(side)
    except RulewrightError:
        return
    for flow in sorted(flows):
        if f"{POOL}{flow}" not in result.system.index:
            continue
        place = result.system.index[f"{POOL}{flow}"]
        taken = float(result.evaluation.supply[place])
        if abs(taken) > ROUNDING * abs(result.applied.amount):
            value = float(result.evaluation.unit_impacts_kg_co2e[place])
            stands_apart = sum(
                each.kg_co2e
                for each in result.evaluation.credits
                if each.name == f"{APART}{flow}" and not each.in_total
            )
            yield _Pool(flow, taken, _clean(value), _clean(stands_apart / taken), side, result)


def _clean(value: float) -> float:
    """Zero where only rounding is left [kg CO2e per unit]."""
    return 0.0 if abs(value) < ROUNDING else value


def _compared(giver: _Pool, taker: _Pool) -> list[Finding]:
    difference = taker.value - giver.value
    if abs(difference) <= TOLERANCE * max(abs(giver.value), abs(taker.value)):
        return []
    kind: Kind = "counted_twice" if difference > 0 else "claimed_twice"
    flow = taker.result.inventory.flows[taker.flow]
    what = _FINDINGS[kind].text(
        flow=flow.name, unit=flow.unit, let_go=number(giver.value, 4), taken_on=number(taker.value, 4),
        made=_method(giver), used=_method(taker),
    )  # fmt: skip
    effect = difference * taker.taken
    total = taker.result.evaluation.total_kg_co2e
    share = effect / abs(total) if total else None
    return [
        Finding(
            kind,
            taker.flow,
            giver.side,
            taker.side,
            what,
            flow.unit,
            giver.value,
            taker.value,
            effect,
            share,
            flow.name,
        )
    ]


def _method(pool: _Pool) -> Text:
    setting = pool.result.rule.get("recycling.method")
    word = "" if setting is None else str(setting.value)
    said = Text(zh=say(word, "zh"), en=say(word, "en"))
    return METHOD_APART.text(method=said, value=number(pool.apart, 4)) if pool.apart else said
