"""One link of the cross-rule check: what the maker's rule lets go with a flow, and what the user's rule takes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rulewright.analysis.crosscheck_result import TOLERANCE, Finding, Kind, Side
from rulewright.errors import RulewrightError
from rulewright.inventory import Inventory, UnitProcess
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reporting.readable import setting_name
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Rule, Text
from rulewright.steps.assemble import END_OF_LIFE
from rulewright.study import Result, Study
from rulewright.units import UnitProblem
from rulewright.units import factor as convert
from rulewright.words import say

# clauses of two rules that meet at a flow and should say the same
COMPARED = (
    "characterisation.gwp_set", "characterisation.horizon_years", "biogenic.convention", "biogenic.land_use_change",
    "electricity.factor_family", "electricity.factor_year", "electricity.ladder", "recycling.method",
    "characterisation.aggregated_data",
)  # fmt: skip
PIECE = "piece"  # a functional unit of one piece is the product itself

_FINDINGS: Mapping[str, Sentence] = {
    "counted_twice": Sentence(
        "{flow}：生产方规则让出 {let_go} kg CO2e/{unit}（{how_made}），使用方规则计入 {taken_on}（{how_used}）：差额被计了两次。",
        "{flow}: the maker's rule lets go {let_go} kg CO2e/{unit} ({how_made}), the user's rule takes on {taken_on} "
        "({how_used}): the difference is counted twice.",
    ),
    "counted_by_nobody": Sentence(
        "{flow}：生产方规则让出 {let_go} kg CO2e/{unit}（{how_made}），使用方规则只计入 {taken_on}（{how_used}）：差额无人承担。",
        "{flow}: the maker's rule lets go {let_go} kg CO2e/{unit} ({how_made}), the user's rule takes on only {taken_on} "
        "({how_used}): nobody counts the difference.",
    ),
    "claimed_twice": Sentence(
        "{flow}：生产方规则因其替代别的产品而取得 {let_go} kg CO2e/{unit} 的抵扣，使用方规则只计入 {taken_on}（{how_used}）："
        "同一好处两方都得。",
        "{flow}: the maker's rule takes a credit of {let_go} kg CO2e/{unit} for what it displaces, the user's rule takes on "
        "only {taken_on} ({how_used}): both claim the same benefit.",
    ),
    "unit": Sentence(
        "{flow}：生产方规则以 {made} 声明，使用方以 {used} 计量，两者不能换算。",
        "{flow}: the maker's rule declares per {made}, the user counts it in {used}; the two do not convert.",
    ),
    "function": Sentence(
        "{flow}：生产方规则的功能单位是 {amount} {made}（{said}），使用方以 {used} 计量产品：应核对两者是否同一功能。",
        "{flow}: the maker's rule has a functional unit, {amount} {made} ({said}), the user counts the product in {used}: "
        "check that the same function is meant.",
    ),
    "clause": Sentence(
        "{name}（{setting}）：生产方规则为 {made}，使用方规则为 {used}。",
        "{name} ({setting}): {made} under the maker's rule, {used} under the user's.",
    ),
    "ladder": Sentence(
        "{name}（{setting}）：只在生产方规则中：{made}；只在使用方规则中：{used}。",
        "{name} ({setting}): only under the maker's rule: {made}; only under the user's: {used}.",
    ),
    "order": Sentence(
        "{name}（{setting}）：选项相同，次序不同。",
        "{name} ({setting}): the same options in another order.",
    ),
    "cannot_run": Sentence(
        "规则 {rule} 在清单 {inventory} 上不能执行：{why}",
        "rule {rule} cannot run on inventory {inventory}: {why}",
    ),
    "end_of_life": Sentence(
        "{flow}：生产方规则已把 {scrap} 在生命末期的回收计为抵扣（每 {unit} {credit} kg CO2e），使用方规则又为放出的同一废料取得抵扣："
        "同一好处两方都得。",
        "{flow}: the maker's rule already credits {scrap} recovered at the end of life ({credit} kg CO2e per {unit}), and the "
        "user's rule takes a credit for the same scrap: both claim the same benefit.",
    ),
}
_HOW: Mapping[str, Sentence] = {
    "product": Sentence("产品", "product"),
    "share": Sentence("分担 {share}", "shares {share}"),
    "substitute": Sentence("替代抵扣", "substitution credit"),
    "free": Sentence("不带负荷", "free of burden"),
}
NOTHING = Sentence("无", "nothing")


class Runs:
    """Results of inventories under their rules, kept."""

    def __init__(self, rules: Mapping[str, str], home: Callable[[Inventory], str]) -> None:
        self._rules, self._home = dict(rules), home
        self._kept: dict[tuple[Side, str | None, str | None], Result | RulewrightError] = {}

    def side(self, inventory: Inventory) -> Side:
        """An inventory with the rule that was named for it, or its home rule."""
        if inventory.id in self._rules:
            return Side(inventory.id, read_rule(self._rules[inventory.id]).id)
        return Side(inventory.id, self._home(inventory))

    def result(self, side: Side, product: str | None = None, maker: str | None = None) -> Result:
        """Result of one side, for its product or one that ``maker`` makes; what failed once fails again."""
        key = (side, product, maker)
        if key not in self._kept:
            try:
                rule = self._rules.get(side.inventory, side.rule)
                self._kept[key] = _run(side.inventory, rule, product, maker)
            except RulewrightError as error:
                self._kept[key] = error
        kept = self._kept[key]
        if isinstance(kept, RulewrightError):
            raise kept
        return kept


def _run(name: str, rule: str, product: str | None, maker: str | None) -> Result:
    inventory = read_inventory(name)
    if product is not None and maker is not None:
        # of several makers the one that the link is about
        inventory = replace(inventory, makers={**inventory.makers, product: (maker,)})
    study = Study(inventory, [rule], product=product)
    (identity,) = study.rules
    return study.result(identity)


def look(runs: Runs, inventory: Inventory, maker: UnitProcess, flow: str, made_in: str) -> list[Finding]:
    """What doesn't fit at one flow that ``maker``, of the inventory ``made_in``, supplies to an inventory."""
    name = inventory.flows[flow].name
    return [replace(each, name=name) for each in _look(runs, inventory, maker, flow, made_in)]


def _look(runs: Runs, inventory: Inventory, maker: UnitProcess, flow: str, made_in: str) -> list[Finding]:
    sides = []
    for each in (read_inventory(made_in), inventory):
        side = runs.side(each)
        try:
            sides.append((side, runs.result(side)))
        except RulewrightError as error:
            return [cannot_run(side, error, flow)]
    (made_by, made), (used_by, used) = sides
    if not _needed(used, maker, flow):
        return []  # linked, but the user's product does not draw on it
    findings = _units(made_by, used_by, made, used, flow)
    findings += _clauses(made_by, used_by, made.rule, used.rule, flow)
    findings += _end_of_life(made_by, used_by, made, used, maker, flow)
    return findings + _burdens(runs, made_by, used_by, made, used, maker, flow)


def cannot_run(side: Side, error: RulewrightError, flow: str) -> Finding:
    """A rule that stops on its inventory, with the reason."""
    what = _FINDINGS["cannot_run"].text(rule=side.rule, inventory=side.inventory, why=_why(error))
    return Finding("cannot_run", flow, side, side, what)


def _units(made_by: Side, used_by: Side, made: Result, used: Result, flow: str) -> list[Finding]:
    declared = made.rule.get("unit.unit")
    if declared is None or flow != made.applied.product:
        return []
    unit, name = used.inventory.flows[flow].unit, used.inventory.flows[flow].name
    try:
        convert(declared.value, unit)
    except UnitProblem:
        what = _FINDINGS["unit"].text(flow=name, made=declared.value, used=unit)
        return [Finding("unit", flow, made_by, used_by, what)]
    kind, amount = made.rule.get("unit.kind"), made.rule.get("unit.amount")
    if kind is None or kind.value != "functional" or declared.value == PIECE:
        return []
    said = declared.clause.text
    short = Text(zh=said.zh.rstrip("。"), en=said.en.rstrip("."))
    what = _FINDINGS["function"].text(
        flow=name,
        amount="" if amount is None else f"{amount.value:g}",
        made=declared.value,
        used=unit,
        said=short,
    )
    return [Finding("unit", flow, made_by, used_by, what)]


def _clauses(made_by: Side, used_by: Side, made: Rule, used: Rule, flow: str) -> list[Finding]:
    findings = []
    for name in COMPARED:
        first, second = made.get(name), used.get(name)
        if first is None or second is None or first.value == second.value:
            continue
        findings.append(Finding("clause", flow, made_by, used_by, _clause(name, first.value, second.value)))
    return findings


def _clause(setting: str, made: Any, used: Any) -> Text:
    """How two rules settle one thing: both values, or of two ladders what stands in one of them only."""
    name = Text(zh=setting_name(setting, "zh"), en=setting_name(setting, "en"))
    if not isinstance(made, list) or not isinstance(used, list):
        return _FINDINGS["clause"].text(name=name, setting=setting, made=_said([made]), used=_said([used]))
    only_made, only_used = _without(made, used), _without(used, made)
    if not only_made and not only_used:
        return _FINDINGS["order"].text(name=name, setting=setting)
    return _FINDINGS["ladder"].text(name=name, setting=setting, made=_said(only_made), used=_said(only_used))


def _without(rungs: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    left = list(others)
    found = []
    for each in rungs:
        if each in left:
            left.remove(each)
        else:
            found.append(each)
    return found


def _said(values: Sequence[Any]) -> Text:
    """Values in words; of a rung of electricity its supply and its area."""
    if not values:
        return NOTHING.text()
    return Text(
        zh="、".join(_word(each, "zh") for each in values), en=", ".join(_word(each, "en") for each in values)
    )


def _word(value: Any, lang: str) -> str:
    supply, scope = getattr(value, "supply", None), getattr(value, "scope", None)
    if supply is None:
        return say(str(value), lang)
    area = AREA(lang, area=say(scope, lang)) if scope not in (None, "any") else ""
    conditional = getattr(value, "certificate_required", None) and supply != "contract"
    return say(supply, lang) + area + (CERTIFICATE(lang) if conditional else "")


AREA = Sentence("（{area}）", " ({area})")
CERTIFICATE = Sentence("（须有凭证）", " (with certificates)")


def _end_of_life(
    made_by: Side, used_by: Side, made: Result, used: Result, maker: UnitProcess, flow: str
) -> list[Finding]:
    """A credit for scrap at the product's end of life, taken by the maker's rule and again by the user's."""
    if flow != made.applied.product:
        return []
    findings = []
    total = used.evaluation.total_kg_co2e
    for recovered in made.applied.recovered:
        credit = _credit(made, f"{END_OF_LIFE}|{recovered.flow}")
        again = _credit(used, f"pool|{recovered.flow}") + _credit(used, f"{END_OF_LIFE}|{recovered.flow}")
        if not credit or not again:
            continue
        each_unit = credit / made.applied.amount
        effect = max(each_unit * _needed(used, maker, flow), again)  # both negative: what is claimed by both
        unit, name = used.inventory.flows[flow].unit, used.inventory.flows[flow].name
        scrap = made.inventory.flows[recovered.flow].name
        what = _FINDINGS["end_of_life"].text(flow=name, scrap=scrap, unit=unit, credit=number(each_unit, 4))
        share = effect / abs(total) if total else None
        findings.append(
            Finding("claimed_twice", flow, made_by, used_by, what, unit, None, None, effect, share)
        )
    return findings


def _credit(result: Result, name: str) -> float:
    return sum(each.kg_co2e for each in result.evaluation.credits if each.name == name and each.in_total)


def _burdens(
    runs: Runs, made_by: Side, used_by: Side, made: Result, used: Result, maker: UnitProcess, flow: str
) -> list[Finding]:
    try:
        how_made, let_go = _let_go(runs, made_by, made, maker, flow)
    except RulewrightError as error:
        return [cannot_run(made_by, error, flow)]
    how_used, taken_on = _taken_on(used, maker, flow)
    difference = taken_on - let_go
    if abs(difference) <= TOLERANCE * max(abs(taken_on), abs(let_go)):
        return []
    kind: Kind = "counted_twice" if difference > 0 else "counted_by_nobody"
    if difference < 0 and how_made[0] == "substitute":
        kind = "claimed_twice"
    unit = used.inventory.flows[flow].unit
    what = _FINDINGS[kind].text(
        flow=used.inventory.flows[flow].name, unit=unit, let_go=number(let_go, 4), taken_on=number(taken_on, 4),
        how_made=_how(how_made), how_used=_how(how_used),
    )  # fmt: skip
    effect = difference * _needed(used, maker, flow)
    total = used.evaluation.total_kg_co2e
    share = effect / abs(total) if total else None
    return [Finding(kind, flow, made_by, used_by, what, unit, let_go, taken_on, effect, share)]


_HowText = tuple[str, float]


def _let_go(runs: Runs, side: Side, made: Result, maker: UnitProcess, flow: str) -> tuple[_HowText, float]:
    """What a unit of the flow carries away under the maker's rule [kg CO2e]."""
    if flow == made.applied.product and maker.id == made.applied.process:
        # what is recovered after use is no burden of the product at the gate: it is looked at apart
        later = sum(_credit(made, f"{END_OF_LIFE}|{each.flow}") for each in made.applied.recovered)
        return ("product", 1.0), (made.evaluation.total_kg_co2e - later) / made.applied.amount
    how = _how_treated(made, maker, flow)
    key = f"{maker.id}|{flow}"
    if how[0] == "substitute":
        supply = float(made.evaluation.supply[made.system.index[key]]) if key in made.system.index else 0.0
        return how, _credit(made, key) / supply if supply else 0.0
    if how[0] == "free":
        return how, 0.0
    if key in made.system.index:
        return how, float(made.evaluation.unit_impacts_kg_co2e[made.system.index[key]])
    result = runs.result(side, flow, maker.id)
    return how, result.evaluation.total_kg_co2e / result.applied.amount


def _taken_on(used: Result, maker: UnitProcess, flow: str) -> tuple[_HowText, float]:
    """Impact of a unit of the flow under the user's rule [kg CO2e]."""
    key = f"{maker.id}|{flow}"
    how = _how_treated(used, maker, flow)
    if key not in used.system.index or how[0] == "free":
        return ("free", 0.0), 0.0
    return how, float(used.evaluation.unit_impacts_kg_co2e[used.system.index[key]])


def _how_treated(result: Result, maker: UnitProcess, flow: str) -> _HowText:
    treatment = result.applied.treatments.get((maker.id, flow))
    if treatment is None:
        return ("product", 1.0) if flow == maker.reference.flow else ("free", 0.0)
    if treatment.kind == "substitute":
        return "substitute", 0.0
    if treatment.kind in ("share", "alias", "internal"):
        values = result.system.central_values
        known = treatment.share.quantities() <= values.keys()
        return "share", float(treatment.share.evaluate(values)) if known else float("nan")
    return "free", 0.0


def _needed(used: Result, maker: UnitProcess, flow: str) -> float:
    """Amount of the flow that the user's declared unit draws on, free of burden or not [unit of the flow]."""
    drawn = {
        exchange.quantity.id: (process, exchange.quantity.amount)
        for process in used.inventory.processes.values()
        for exchange in process.inputs
        if exchange.provider == maker.id and exchange.flow == flow and exchange.quantity is not None
        if process.id != maker.id
    }
    system, supply, key = used.system, used.evaluation.supply, f"{maker.id}|{flow}"
    if key in system.index:
        return -sum(
            float(system.value(term, system.central_values) * supply[system.index[term.column]])
            for term in system.terms
            if term.matrix == "technosphere"
            and term.row == key
            and term.exchange in drawn
            and term.apart is None
        )
    # free: no term holds it, so that its amount goes by the share that each output of the user carries
    return sum(
        amount * _part(used, process, node.flow) * float(supply[place])
        for process, amount in drawn.values()
        for place, node in enumerate(system.nodes)
        if node.process == process.id and not node.without
    )


def _part(used: Result, process: UnitProcess, flow: str) -> float:
    """Part of a process's inputs that one of its outputs carries [1]."""
    treatment = used.applied.treatments.get((process.id, flow))
    if treatment is None:
        return 1.0 if flow == process.reference.flow else 0.0
    return float(treatment.share.evaluate(used.system.central_values)) if treatment.kind == "share" else 0.0


def _how(how: _HowText) -> Text:
    word, share = how
    return _HOW[word].text(share=f"{share:.1%}")


def _why(error: RulewrightError) -> Text:
    from rulewright.reporting.messages import in_language

    return Text(
        zh=in_language(error, "zh").partition("\n")[0], en=in_language(error, "en").partition("\n")[0]
    )
