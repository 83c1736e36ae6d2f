"""Electricity: which supply each demand is linked to, rung by rung.

Clauses: ``electricity.ladder``, ``electricity.factor_family``, ``electricity.factor_year``. Life-cycle factors and direct CO2 factors are
two families and are never mixed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from rulewright.errors import Mistake
from rulewright.inventory import Exchange, OfferedSupply, Quantity, UnitProcess
from rulewright.ledger import Alternative, Decision, PassedOver, decide
from rulewright.reading.inventories import ELECTRICITY
from rulewright.rule import ElectricityRung, Setting, Text
from rulewright.steps.factor_years import choose_factor_years
from rulewright.steps.state import Applied, Link, StepResult, within_reach
from rulewright.words import say


def link_electricity(applied: Applied) -> StepResult:
    """Link every electricity demand to supplies by the rule's ladder, and give dated factors their year."""
    demands = [
        (process, exchange)
        for process in within_reach(applied)
        for exchange in process.inputs
        if exchange.flow == ELECTRICITY and exchange.provider is None and not applied.is_out(exchange.id)
    ]
    if not demands:  # a mix names its power stations itself, and their factors are dated all the same
        return choose_factor_years(applied)
    ladder, family = applied.rule.get("electricity.ladder"), applied.rule.get("electricity.factor_family")
    if ladder is None or family is None:
        missing = [
            name for name, setting in (("ladder", ladder), ("factor_family", family)) if setting is None
        ]
        mistakes = tuple(
            Mistake(
                f"no clause settles the electricity {name.replace('_', ' ')}",
                f"{len(demands)} electricity inputs (inventory {applied.inventory.id}), rule {applied.rule.id}",
                f"declare electricity.{name}",
            )
            for name in missing
        )
        return applied.with_(open=(*applied.open, *mistakes)), []
    links = dict(applied.links)
    grouped: dict[tuple[Link, ...], list[tuple[UnitProcess, Exchange, list[PassedOver]]]] = defaultdict(list)
    open_decisions: list[Mistake] = []
    for process, exchange in demands:
        chosen, passed_over, rest = choose_supplies(applied, process, ladder, family.value)
        if rest > 1e-9:
            open_decisions.append(
                Mistake(
                    f"the electricity ladder leaves {rest:.0%} of the demand without a supply: "
                    + "; ".join(f"{each.option}: {each.reason.en}" for each in passed_over),
                    f"process '{process.id}' (inventory {applied.inventory.id}), rule {applied.rule.id}, "
                    f"clause {ladder.clause.clause or ladder.clause.id}",
                    "add the missing supply to the inventory's electricity_supplies, or declare electricity.ladder if the rule leaves it open",
                )
            )
            continue
        links[exchange.id] = tuple(chosen)
        grouped[tuple(chosen)].append((process, exchange, passed_over))
    decisions = [
        _decision(applied, process, exchange, group_links, passed_over, ladder, family)
        for group_links, members in grouped.items()
        for process, exchange, passed_over in members
    ]
    linked = applied.with_(links=links, open=(*applied.open, *open_decisions))
    dated, years = choose_factor_years(linked)
    return dated, [*decisions, *years]


def choose_supplies(
    applied: Applied, process: UnitProcess, ladder: Setting, family: str
) -> tuple[list[Link], list[PassedOver], float]:
    """Walk the ladder for one process: links with fractions that add up to 1, and the part left over [1]."""
    rest = 1.0
    links: list[Link] = []
    taken: list[Quantity] = []
    passed_over: list[PassedOver] = []
    for rung in ladder.value:
        if rest <= 1e-9 or rung.supply == "stop":
            break
        candidates, reason = _candidates(applied, process, rung, family)
        if not candidates:
            passed_over.append(PassedOver(rung.supply, reason))
            continue
        for offered in candidates:
            fraction = min(rest, offered.share)
            links.append(Link(f"{offered.supply.process}|{offered.supply.flow}", fraction))
            taken.append(offered.quantity)
            rest -= fraction
            if rest <= 1e-9:
                break
    return _with_parts(links, taken), passed_over, max(rest, 0.0)


def _with_parts(links: list[Link], taken: list[Quantity]) -> list[Link]:
    """Links with their fractions as numbers that follow the shares of the supplies; the last one takes the rest.

    Which supplies serve a demand is a choice, made at central values and held (convention 14).
    """
    if not any(each.is_uncertain or each.formula for each in taken[:-1]):
        return links
    found = []
    for place, link in enumerate(links):
        is_last = place == len(links) - 1
        chain = tuple(taken[:place] if is_last else taken[: place + 1])
        names = ">".join(each.id.removeprefix("supply:") for each in taken[: place + 1])
        part = Quantity(
            f"part:{names}", link.fraction, "dimensionless", taken[place].source, taken[place].mark, taken=chain,
            takes_rest=is_last,
        )  # fmt: skip
        found.append(replace(link, quantity=part))
    return found


def _candidates(
    applied: Applied, process: UnitProcess, rung: ElectricityRung, family: str
) -> tuple[list[OfferedSupply], Text]:
    of_kind = [each for each in applied.inventory.supplies_for(process) if each.supply.supply == rung.supply]
    if not of_kind:
        return [], Text(zh="清单中没有这种供电。", en="the inventory offers no such supply")
    # a works' own plant is modelled by its fuels: it belongs to either family
    of_family = [
        each for each in of_kind if each.supply.supply == "on_site" or each.supply.factor_family == family
    ]
    if not of_family:
        return [], Text(
            zh=f"只有另一类因子，规则要求{say(family, 'zh')}因子；两类不混用。",
            en=f"only factors of the other family; the rule asks for {say(family, 'en')} factors, and the two are never mixed",
        )
    in_scope = [each for each in of_family if rung.scope == "any" or each.supply.scope == rung.scope]
    if not in_scope:
        return [], Text(zh=f"没有范围为 {rung.scope} 的供电。", en=f"no supply of scope {rung.scope}")
    if rung.certificate_required and not any(each.supply.certificate for each in in_scope):
        return [], Text(zh="没有所要求的证书。", en="the certificate that the rule asks for is missing")
    fit = [each for each in in_scope if each.supply.certificate or not rung.certificate_required]
    return fit, Text(zh="", en="")


def _decision(
    applied: Applied,
    process: UnitProcess,
    exchange: Exchange,
    links: tuple[Link, ...],
    passed_over: list[PassedOver],
    ladder: Setting,
    family: Setting,
) -> Decision:
    inventory = applied.inventory

    def names(lang: str) -> str:
        return ", ".join(
            f"{link.fraction:.0%} {inventory.processes[link.node.split('|')[0]].name.get(lang)}"
            for link in links
        )

    alternatives = []
    for offered in inventory.supplies_for(process):
        supply = offered.supply
        factor = inventory.processes[supply.process].factor
        if factor is not None:
            alternatives.append(
                Alternative(
                    supply.supply, {f"{supply.id} ({supply.factor_family})": factor.amount}, factor.unit
                )
            )
    return decide(
        "electricity",
        exchange.id,
        Text(
            zh=f"{process.name.zh}的用电由以下供给：{names('zh')}（{say(family.value, 'zh')}因子）。",
            en=f"electricity of {process.name.en} is supplied by {names('en')} ({say(family.value, 'en')} factors).",
        ),
        ladder,
        {link.node: link.fraction for link in links},
        passed_over,
        alternatives,
    )
