"""Explain one process under one rule: its outputs, every decision about it, every exchange with its weight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rulewright.errors import ApplicationError
from rulewright.reporting.labels import unit_text
from rulewright.reporting.readable import option_text
from rulewright.reporting.sentences import Sentence, number
from rulewright.reporting.text import to_text
from rulewright.words import say

if TYPE_CHECKING:
    from rulewright.inventory import Exchange, Inventory, Quantity, UnitProcess
    from rulewright.ledger import Alternative, Decision, PassedOver
    from rulewright.steps.state import Applied
    from rulewright.study import Result
    from rulewright.terms import Term

HEAD = Sentence(
    "{name}（{process}），规则 {rule}（{document}）\n清单 {inventory}，哈希 {hash}；规则哈希 {rule_hash}",
    "{name} ({process}) under {rule} ({document})\ninventory {inventory}, hash {hash}; rule hash {rule_hash}",
)
WEIGHT = Sentence(
    "本过程的直接排放：{direct} kg CO2e；含上游：{whole} kg CO2e；全部结果：{total} kg CO2e（均以 {unit}计）",
    "direct emissions of this process: {direct} kg CO2e; with all that it draws on: {whole} kg CO2e; "
    "whole result: {total} kg CO2e (all per {unit})",
)
OUTPUTS = Sentence("产出", "Outputs")
DECISIONS = Sentence("决策（{count} 项）", "Decisions ({count})")
EXCHANGES = Sentence(
    "输入和排放（数量以 {amount} {unit} {flow}计；贡献以 {demand}计，含上游）",
    "Inputs and emissions (amounts per {amount} {unit} {flow}; contributions per {demand}, with all upstream)",
)
NONE = Sentence("无", "none")

FLOW = Sentence("流", "flow")
AMOUNT = Sentence("数量", "amount")
UNIT = Sentence("单位", "unit")
CLASS = Sentence("类别", "class")
TREATMENT = Sentence("处理", "treatment")
SUPPLIER = Sentence("来自", "supplied by")
MULTIPLIER = Sentence("乘数", "multiplier")
CONTRIBUTION = Sentence("kg CO2e", "kg CO2e")
COUNTED = Sentence("计入情况", "counted")
ORIGIN = Sentence("来源 [标记]", "source [mark]")
MISSING = Sentence("缺", "missing")

SWITCHED = Sentence("{now}（清单中为{before}）", "{now} (in the inventory: {before})")
TREATMENTS = {
    "share": Sentence("承担份额 {share}", "carries the share {share}"),
    "substitute": Sentence("替代 {flow}，抵扣计入合计", "substitutes {flow}; the credit is in the total"),
    "waste": Sentence("作为废物处理", "treated as a waste"),
    "scrap": Sentence("回到废料池", "goes back to the scrap pool"),
    "internal": Sentence(
        "内部循环，剩余部分只计其处理", "internal loop; a surplus bears its processing only"
    ),
    "burden_free": Sentence("零负荷", "burden-free"),
    "alias": Sentence("由子过程 {part} 代替", "stands for its sub-process {part}"),
}
SUBSTITUTE_APART = Sentence("替代 {flow}，抵扣单独列报", "substitutes {flow}; the credit is shown apart")
CREDITED = Sentence("{treatment}（{credited:.0%} 归生产者）", "{treatment} ({credited:.0%} to the producer)")
NO_TREATMENT = Sentence("本规则下未用到", "not used under this rule")

COUNTED_YES = Sentence("计入", "yes")
COUNTED_GAP = Sentence("略去：没有数据", "left out: no data")
COUNTED_CUT = Sentence("按取舍准则舍去", "cut off")
COUNTED_NETTED = Sentence("已与产出相抵", "netted against the output")
COUNTED_OUT = Sentence("不在边界内（条款 {clause}）", "outside the boundary (clause {clause})")
COUNTED_APART = Sentence("单独列报（条款 {clause}）", "shown apart (clause {clause})")
COUNTED_NOT = Sentence("未用到", "not drawn on")
FACTOR = Sentence("汇总因子", "aggregated factor")
DIRECT = Sentence("本过程（直接）", "this process (direct)")
POOL = Sentence("{flow}的废料池", "pool of {flow}")

BY_CLAUSE = Sentence(
    "条款 {clause}（规则 {rule}）：{source} [{mark}]", "clause {clause} of {rule}: {source} [{mark}]"
)
BY_DECLARATION = Sentence("用户声明（{clause}）", "declared by the user ({clause})")
BY_DEFAULT = Sentence("默认，没有条款规定", "a default: no clause settles it")
PASSED = Sentence("跳过 {option}：{reason}", "passed over {option}: {reason}")
INSTEAD = Sentence("若 {option}：{values}", "by {option} instead: {values}")
STEP = Sentence("[{step}] {what}", "[{step}] {what}")
COMMA = Sentence("，", ", ")


def explain(result: Result, process: str, lang: str) -> str:
    """Explain one process under one rule, as text for a terminal.

    Parameters
    ----------
    result
        Result of one rule.
    process
        Id of a process.
    lang
        "zh" or "en".

    Returns
    -------
    str
        Outputs with class and treatment; decisions with clause, source, mark, what was passed over and what
        alternatives would have given; inputs and emissions with amount, multiplier and contribution.

    Raises
    ------
    ApplicationError
        If the inventory has no such process, or the result doesn't draw on it.

    Notes
    -----
    The contribution of an exchange is what it draws per declared unit times the impact per unit of its
    supplier, everything upstream included. Inside loops a burden passes several processes, so contributions
    of different processes are not to be added; those of one process add up to what passes it.
    """
    applied, inventory = result.applied, result.inventory
    unit_process = _find(result, process, inventory)
    sections = [
        _head(result, unit_process, inventory, lang),
        OUTPUTS(lang),
        _outputs(result, applied, unit_process, lang),
        *_decisions(result, unit_process, inventory, lang),
        _exchange_title(result, unit_process, inventory, lang),
        _exchanges(result, applied, unit_process, lang),
    ]
    return "\n\n".join(sections)


def _find(result: Result, process: str, inventory: Inventory) -> UnitProcess:
    used = list(
        dict.fromkeys(node.process for node in result.system.nodes if node.process in inventory.processes)
    )
    if process not in inventory.processes:
        raise ApplicationError(
            f"no process '{process}'", f"inventory {inventory.id}", f"use one of: {', '.join(sorted(used))}"
        )
    if process not in used:
        raise ApplicationError(
            f"rule {result.rule.id} doesn't draw on process '{process}'", f"inventory {inventory.id}",
            f"use one of: {', '.join(sorted(used))}",
        )  # fmt: skip
    return inventory.processes[process]


def _head(result: Result, process: UnitProcess, inventory: Inventory, lang: str) -> str:
    evaluation, system = result.evaluation, result.system
    # what passes the process: its inputs and emissions, less credits that it earns
    whole = sum(_contributions(result, process.id).values())
    head = HEAD(
        lang, name=process.name, process=process.id, rule=result.rule.id, document=result.rule.document.number,
        inventory=inventory.id, hash=system.inventory_hash, rule_hash=result.rule.hash,
    )  # fmt: skip
    weight = WEIGHT(
        lang, direct=number(evaluation.by_process.get(process.id, 0.0)), whole=number(whole),
        total=number(evaluation.total_kg_co2e), unit=_demand(result, inventory, lang),
    )  # fmt: skip
    return f"{head}\n{weight}"


def _demand(result: Result, inventory: Inventory, lang: str) -> str:
    key, amount = next(iter(result.system.demand.items()))
    node = result.system.nodes[result.system.index[key]]
    return unit_text(amount, node.unit, inventory.name(node.flow, lang), lang)


# ---- outputs ------------------------------------------------------------------------------------------


def _outputs(result: Result, applied: Applied, process: UnitProcess, lang: str) -> str:
    import pandas as pd

    inventory = applied.inventory
    contributions = _contributions(result, process.id)
    rows = []
    for output in process.outputs:
        now, before = applied.class_of(output), output.output_class
        word = say(now, lang)
        if now != before:
            word = SWITCHED(lang, now=word, before=say(before, lang))
        rows.append(
            {
                FLOW(lang): inventory.name(output.flow, lang),
                AMOUNT(lang): _amount(output.quantity, lang),
                CLASS(lang): word,
                TREATMENT(lang): _treatment(result, applied, output, lang),
                CONTRIBUTION(lang): contributions.get(output.id, float("nan")),
                ORIGIN(lang): _origin(output.quantity, lang),
            }
        )
    return to_text(pd.DataFrame(rows), lang)


def _treatment(result: Result, applied: Applied, output: Exchange, lang: str) -> str:
    treatment = applied.treatments.get((output.process, output.flow))
    if treatment is None:
        return NO_TREATMENT(lang)
    if treatment.kind == "share":
        share = treatment.share.evaluate(result.system.central_values)
        return TREATMENTS["share"](lang, share=number(float(share)))
    if treatment.kind == "alias":
        return TREATMENTS["alias"](lang, part=treatment.part)
    if treatment.kind != "substitute":
        return TREATMENTS[treatment.kind](lang)
    displaced = applied.inventory.flows[output.flow].displaces
    flow = applied.inventory.name(displaced.flow, lang) if displaced is not None else "?"
    text = (SUBSTITUTE_APART if treatment.apart else TREATMENTS["substitute"])(lang, flow=flow)
    return text if treatment.credited == 1.0 else CREDITED(lang, treatment=text, credited=treatment.credited)


# ---- decisions ----------------------------------------------------------------------------------------


def _decisions(result: Result, process: UnitProcess, inventory: Inventory, lang: str) -> Iterator[str]:
    decisions = [each for each in result.ledger if _is_about(each, process)]
    yield DECISIONS(lang, count=len(decisions))
    for place, decision in enumerate(decisions, 1):
        lines = [f"{place}. {STEP(lang, step=say(decision.step, lang), what=decision.what)}"]
        lines.append(_by_what(decision, lang))
        lines += [_passed_over(each, lang) for each in decision.passed_over]
        lines += [_instead(each, inventory, lang) for each in decision.alternatives]
        yield "\n   ".join(lines)
    if not decisions:
        yield NONE(lang)


def _is_about(decision: Decision, process: UnitProcess) -> bool:
    """Whether a decision concerns the process, one of its exchanges, or scrap that it uses or returns."""
    subject = decision.subject
    if subject == process.id or subject.startswith((f"{process.id}/", f"{process.id}|")):
        return True
    exchanges = (*process.inputs, *process.outputs, *process.emissions)
    if decision.step == "recycling" and subject in {each.flow for each in exchanges}:
        return True
    named = decision.values.get("exchanges", ())
    return any(each.id in named for each in exchanges)


def _by_what(decision: Decision, lang: str) -> str:
    clause = decision.clause_number or decision.clause_id
    if decision.origin == "declared":
        return BY_DECLARATION(lang, clause=clause)
    if decision.origin == "default":
        return BY_DEFAULT(lang)
    mark = say(decision.mark, lang)
    return BY_CLAUSE(lang, clause=clause, rule=decision.rule_id, source=decision.source, mark=mark)


def _passed_over(passed: PassedOver, lang: str) -> str:
    return PASSED(lang, option=option_text(passed.option, lang), reason=passed.reason)


def _instead(alternative: Alternative, inventory: Inventory, lang: str) -> str:
    unit = "" if alternative.unit == "1" else f" {alternative.unit}"
    values = [
        f"{inventory.name(name, lang)} {number(value)}{unit}" for name, value in alternative.values.items()
    ]
    return INSTEAD(lang, option=option_text(alternative.option, lang), values=COMMA(lang).join(values))


# ---- inputs and emissions -----------------------------------------------------------------------------


def _exchange_title(result: Result, process: UnitProcess, inventory: Inventory, lang: str) -> str:
    reference = process.reference
    amount = number(reference.quantity.amount) if reference.quantity is not None else "?"
    unit = reference.quantity.unit if reference.quantity is not None else ""
    flow = inventory.name(reference.flow, lang)
    return EXCHANGES(lang, amount=amount, unit=unit, flow=flow, demand=_demand(result, inventory, lang))


def _exchanges(result: Result, applied: Applied, process: UnitProcess, lang: str) -> str:
    import pandas as pd

    contributions = _contributions(result, process.id)
    rows = []
    for exchange in (*process.inputs, *process.emissions):
        counted = _counted(applied, exchange, exchange.id in contributions, lang)
        rows.append(
            {
                FLOW(lang): _flow_name(applied.inventory, exchange, lang),
                AMOUNT(lang): _amount(exchange.quantity, lang),
                SUPPLIER(lang): _supplier(applied, exchange, lang),
                MULTIPLIER(lang): _multiplier(applied, exchange),
                CONTRIBUTION(lang): contributions.get(exchange.id, float("nan")),
                COUNTED(lang): counted,
                ORIGIN(lang): _origin(exchange.quantity, lang),
            }
        )
    if process.factor is not None:
        rows.append(_factor_row(result, process, contributions, lang))
    return to_text(pd.DataFrame(rows), lang) if rows else NONE(lang)


def _factor_row(
    result: Result, process: UnitProcess, contributions: dict[str, float], lang: str
) -> dict[str, object]:
    plain, quantities = f"{process.id}/factor", result.system.quantities
    # Of a series of years, the one that counts has its year behind the name.
    of_a_year = (each for each in quantities if each.startswith(f"{plain}["))
    identity = plain if plain in quantities else next(of_a_year, plain)
    quantity = quantities.get(identity)
    return {
        FLOW(lang): FACTOR(lang),
        AMOUNT(lang): _amount(quantity, lang),
        SUPPLIER(lang): DIRECT(lang),
        MULTIPLIER(lang): 1.0,
        CONTRIBUTION(lang): contributions.get(identity, float("nan")),
        COUNTED(lang): (COUNTED_YES if identity in contributions else COUNTED_NOT)(lang),
        ORIGIN(lang): _origin(quantity, lang),
    }


def _contributions(result: Result, process: str) -> dict[str, float]:
    """Exchange to kg CO2e per declared unit: what it draws times the impact per unit of its supplier."""
    system, evaluation = result.system, result.evaluation
    noise = 1e-9 * abs(evaluation.total_kg_co2e)  # what is left where numbers of the solution cancel
    found: dict[str, float] = {}
    for term in system.terms:
        column = term.column.split("|")[0]
        if column != process or term.exchange is None or term.apart is not None or term.row == term.column:
            continue
        activity = float(evaluation.supply[system.index[term.column]])
        amount = float(system.value(term, system.central_values)) * activity
        weight = _impact_per_unit(result, term)
        found[term.exchange] = found.get(term.exchange, 0.0) + amount * weight
    return {exchange: value if abs(value) > noise else 0.0 for exchange, value in found.items()}


def _impact_per_unit(result: Result, term: Term) -> float:
    if term.matrix == "biosphere":
        return result.system.characterisation[term.row]
    return -float(result.evaluation.unit_impacts_kg_co2e[result.system.index[term.row]])


def _flow_name(inventory: Inventory, exchange: Exchange, lang: str) -> str:
    if exchange.direction != "emission":
        return inventory.name(exchange.flow, lang)
    from rulewright.reading.inventories import elementary_flows

    known = elementary_flows().get(exchange.flow)
    return known.name.get(lang) if known is not None else exchange.flow


def _counted(applied: Applied, exchange: Exchange, has_terms: bool, lang: str) -> str:
    attached = applied.multipliers.get(exchange.id, ())
    apart = next((each for each in attached if each.apart), None)
    zero = next((each for each in attached if each.constant == 0.0 and not each.apart), None)
    if exchange.id in applied.gaps:
        return COUNTED_GAP(lang)
    if exchange.id in applied.cut:
        return COUNTED_CUT(lang)
    if exchange.id in applied.netted:
        return COUNTED_NETTED(lang)
    if zero is not None:
        return COUNTED_OUT(lang, clause=zero.clause)
    if apart is not None:
        return COUNTED_APART(lang, clause=apart.clause)
    return (COUNTED_YES if has_terms else COUNTED_NOT)(lang)


def _multiplier(applied: Applied, exchange: Exchange) -> float:
    constant = 1.0
    for each in applied.multipliers.get(exchange.id, ()):
        constant *= 1.0 if each.apart else each.constant
    return constant


def _supplier(applied: Applied, exchange: Exchange, lang: str) -> str:
    inventory = applied.inventory
    if exchange.direction == "emission":
        return DIRECT(lang)
    links = applied.links.get(exchange.id)
    if links:
        names = [inventory.processes[link.node.split("|")[0]].name.get(lang) for link in links]
        parts = [f"{name} {link.fraction:.0%}" for name, link in zip(names, links, strict=True)]
        return COMMA(lang).join(parts)
    if exchange.provider is not None:
        return inventory.processes[exchange.provider].name.get(lang)
    return POOL(lang, flow=inventory.name(exchange.flow, lang)) if exchange.flow in inventory.pools else "–"


def _amount(quantity: Quantity | None, lang: str) -> str:
    return MISSING(lang) if quantity is None else f"{number(quantity.amount)} {quantity.unit}"


def _origin(quantity: Quantity | None, lang: str) -> str:
    return "–" if quantity is None else f"{quantity.source} [{say(quantity.mark, lang)}]"
