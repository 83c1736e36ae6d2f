"""Detectors: what looks wrong in a result although every step did what the rule says.

Each detector is one function from a result to findings. A finding is no error: it names what to look at.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from rulewright.errors import MistakesError, RulewrightError
from rulewright.inventory import Exchange, OfferedSupply, UnitProcess
from rulewright.reading.inventories import elementary_flows
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text
from rulewright.steps.assemble import used_processes
from rulewright.steps.ladder import ladder_for, resolved_key
from rulewright.steps.recycling import choose_factor_a
from rulewright.steps.shares import PROPERTY_OF_KEY
from rulewright.units import factor_or_none
from rulewright.words import say

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.study import Result, Study

FORMAT = "rulewright-detection/1"
Severity = Literal["problem", "warning", "note"]
SEVERITIES: Mapping[str, tuple[str, str]] = {
    "problem": ("问题", "problem"),
    "warning": ("警告", "warning"),
    "note": ("提示", "note"),
}
ORDER = ("problem", "warning", "note")
SAID = Sentence("{severity}：{what}", "{severity}: {what}")
SLACK = 1e-9
CLAIMED = ("on_site", "contract", "direct_line", "supplier_mix")  # supplies that a site claims for itself
# no GWP here, but they become CO2 or act on greenhouse gases
INDIRECT = frozenset({"co-fossil", "nmvoc", "hydrogen"})

SEVERITY, WHERE = Sentence("程度", "severity"), Sentence("位置", "where")
WHAT, MEND = Sentence("内容", "what"), Sentence("改法", "mend")
RULE = Sentence("规则", "rule")
NOTHING = Sentence("没有发现（{count} 项检测）。", "Nothing found ({count} detectors).")
FOUND = Sentence(
    "{count} 项发现：{problems} 个问题，{warnings} 个警告，{notes} 个提示。",
    "{count} findings: {problems} problems, {warnings} warnings, {notes} notes.",
)

REFUSED = Sentence("规则 {rule} 没有结果：{why}", "Rule {rule} gives no result: {why}")

DOUBLE_SCRAP = Sentence(
    "{flow}无负荷进入（A = 1），同时其末期回收的抵扣计入合计：同一收益计了两次。",
    "{flow} enters free of burden (A = 1), and its recovery is credited in the total: one benefit counts twice.",
)
DOUBLE_SCRAP_MEND = Sentence(
    "声明 recycling.end_of_life_credit 为 apart 或 none，或改用 A < 1 的方法。",
    "declare recycling.end_of_life_credit apart or none, or a method with A < 1",
)
SUPPLY_TWICE = Sentence(
    "供电 {supplies} 用的是同一来源 {source}，各自的份额之和为 {share:.0%}：同一证书或线路可能计了两次。",
    "the supplies {supplies} draw on one source, {source}, and their shares add up to {share:.0%}: one certificate or line may "
    "count twice.",
)
SUPPLY_TWICE_MEND = Sentence(
    "合并为一种供电，份额之和不超过 1。", "make it one supply; shares add up to at most 1"
)
OVER_LINKED = Sentence(
    "{process}的电力有 {share:.1%} 连到供电，超过全部需求。",
    "{share:.1%} of the electricity of {process} is linked to supplies, more than its demand.",
)
OVER_LINKED_MEND = Sentence("改正供电的份额。", "correct the shares of the supplies")
OTHERS_POWER = Sentence(
    "供电 {supply}（{kind}）也用于别人的过程 {processes}：它只能覆盖本厂的需求。",
    "the supply {supply} ({kind}) also covers processes of others, {processes}: it can cover this site's demand only.",
)
OTHERS_POWER_MEND = Sentence("在供电中写明 for_processes。", "name for_processes in the supply")
CUT_WASTE = Sentence(
    "{flow}在{left}未计入，在{treated}却按处理计入：同一种废物两种对待。",
    "{flow} is left out at {left}, but treated at {treated}: one waste is seen in two ways.",
)
CUT_WASTE_MEND = Sentence(
    "补上缺少的数量或处理过程，或对两处作同一声明。",
    "give the missing amount or treatment, or declare the same for both",
)
NO_FACTOR = Sentence(
    "{flow}没有特征化因子：每声明单位 {amount:.4g} {unit} 未计入。",
    "{flow} has no characterisation factor: {amount:.4g} {unit} per declared unit are not counted.",
)
NO_FACTOR_MEND = Sentence(
    "选用含该气体的 GWP 套别，或自带因子。", "use a GWP set that has the gas, or bring a factor"
)
INDIRECT_FLOW = Sentence(
    "{flow}间接影响气候，所用的 GWP 套别没有它的因子：每声明单位 {amount:.4g} {unit}。",
    "{flow} acts on the climate indirectly, and the GWP set has no factor for it: {amount:.4g} {unit} per declared unit.",
)
INDIRECT_MEND = Sentence("在报告中列出数量。", "report the amount beside the result")
UNREACHED = Sentence(
    "{process}：若前面的选项不成立，后面的“按{key}分配”也不能用，{flows}缺少数据。",
    "{process}: should the rungs before fail, sharing by {key} could not follow; {flows} lack the property.",
)
UNREACHED_MEND = Sentence("补上所缺的属性。", "give the missing property")
OVER_LIMIT = Sentence(
    "因无数据或取舍而略去的投入，合计占全部投入质量的 {share:.1%}（有质量数据的），超过规则的合计限值 {limit:.1%}（规则的度量：{measures}）。",
    "inputs left out for want of data or by cut-off make up {share:.1%} of the mass of all inputs (where mass is known), more than the "
    "rule's limit of {limit:.1%} together (measured by {measures}).",
)
OVER_LIMIT_MEND = Sentence("补上其中最大的：{names}。", "find data for the largest: {names}")
OVER_SHARED = Sentence(
    "{process}的各份额之和为 {share:.6g}，大于 1：负荷被重复分配。",
    "the shares of {process} add up to {share:.6g}, more than 1: burdens are given away twice.",
)
OVER_SHARED_MEND = Sentence("改正固定系数或权重。", "correct the fixed factors or weights")
FREE_TWICE = Sentence(
    "{flow}在{process}归为{word}，不带走负荷；使用它的过程也没有得到负荷（每声明单位 {amount:.4g} {unit}）：两头都无负荷。",
    "{flow} counts as {word} at {process} and takes no burden along; the process that uses it gets none either ({amount:.4g} {unit} "
    "per declared unit): free at both ends.",
)
FREE_TWICE_MEND = Sentence(
    "把它归为共生产品，或由使用者承担处理负荷。",
    "class it as a co-product, or let its user carry the treatment",
)


@dataclass(frozen=True)
class Finding:
    """One finding: which detector, how grave, where, what and how to mend it, in both languages."""

    detector: str
    severity: Severity
    where: str
    what: Text
    mend: Text
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "detector": self.detector, "severity": self.severity, "where": self.where,
            "what": {"zh": self.what.zh, "en": self.what.en}, "mend": {"zh": self.mend.zh, "en": self.mend.en},
            "values": dict(self.values),
        }  # fmt: skip


@dataclass(frozen=True)
class Detection:
    """Findings of all rules of a study, by rule; ``refused``: rules that gave no result, and what they say."""

    inventory: str
    findings: Mapping[str, tuple[Finding, ...]]
    refused: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Finding]:
        return (finding for found in self.findings.values() for finding in found)

    def __len__(self) -> int:
        return sum(len(found) for found in self.findings.values())

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a finding; the gravest first under each rule."""
        import pandas as pd

        heads = [head(lang) for head in (RULE, SEVERITY, WHERE, WHAT, MEND)]
        place = 0 if lang == "zh" else 1
        rows = [
            [rule, SEVERITIES[each.severity][place], each.where, each.what.get(lang), each.mend.get(lang)]
            for rule, found in self.findings.items()
            for each in found
        ]
        return pd.DataFrame(rows, columns=heads)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/hotspots.md)."""
        return {
            "format": FORMAT,
            "inventory": self.inventory,
            "detectors": list(DETECTORS),
            "findings": {rule: [each.to_dict() for each in found] for rule, found in self.findings.items()},
            "refused": dict(self.refused),
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """How many of each severity, and which rules gave no result."""
        from rulewright.reporting.messages import translate

        told = [
            REFUSED(lang, rule=rule, why=translate(why) if lang == "zh" else why)
            for rule, why in self.refused.items()
        ]
        if not len(self):
            return [*told, NOTHING(lang, count=len(DETECTORS))]
        counts = {severity: sum(each.severity == severity for each in self) for severity in ORDER}
        return [
            *told,
            FOUND(
                lang,
                count=len(self),
                problems=counts["problem"],
                warnings=counts["warning"],
                notes=counts["note"],
            ),
        ]

    def _repr_html_(self) -> str:
        return tabled(self)


def detect(result: Result) -> tuple[Finding, ...]:
    """All findings of one rule's result, the gravest first."""
    found = [finding for detector in DETECTORS.values() for finding in detector(result)]
    return tuple(sorted(found, key=lambda each: (ORDER.index(each.severity), each.detector, each.where)))


def detect_all(study: Study, rules: Iterable[str] | None = None) -> Detection:
    """Findings of several rules; a rule that gives no result is named with what it says."""
    findings: dict[str, tuple[Finding, ...]] = {}
    refused: dict[str, str] = {}
    for rule in study.rules if rules is None else rules:
        try:
            findings[rule] = detect(study.result(rule))
        except RulewrightError as error:
            refused[rule] = error.mistakes[0].what if isinstance(error, MistakesError) else error.what
    return Detection(study.inventory.id, findings, refused)


def say_findings(findings: Mapping[str, Iterable[Finding]], lang: str) -> list[str]:
    """Problems and warnings as sentences, each once with the rules that it concerns; notes are left to ``detect``."""
    told: dict[str, list[str]] = {}
    graver = [(rule, each) for rule, found in findings.items() for each in found if each.severity != "note"]
    for rule, each in sorted(graver, key=lambda pair: ORDER.index(pair[1].severity)):
        word = SEVERITIES[each.severity][0 if lang == "zh" else 1]
        told.setdefault(SAID(lang, severity=word, what=each.what), []).append(rule)
    return [f"{said} ({', '.join(rules)})" for said, rules in told.items()]


# ---- detectors ----------------------------------------------------------------------------------------


def recycling_twice(result: Result) -> Iterator[Finding]:
    """Recycled content and avoided burden: scrap enters free, and leaving scrap is credited in the total."""
    applied = result.applied
    method = applied.rule.get("recycling.method")
    if method is None:
        return
    free = {
        flow
        for flow in applied.pools
        if choose_factor_a(applied.rule, method.value, applied.material_by_scrap.get(flow)) == 1.0
    }
    for recovered in applied.recovered:
        if recovered.flow in free and _is_used(result, f"pool|{recovered.flow}"):
            yield Finding(
                "recycling_twice", "problem", recovered.flow, DOUBLE_SCRAP.text(flow=_flow(result, recovered.flow)),
                DOUBLE_SCRAP_MEND.text(), {"flow": recovered.flow, "amount": recovered.amount},
            )  # fmt: skip


def supply_twice(result: Result) -> Iterator[Finding]:
    """A certificate, direct line or other claimed supply that counts twice, or covers more than there is."""
    applied = result.applied
    linked: dict[str, set[str]] = defaultdict(set)  # node of a supply to the processes that it covers
    for exchange_id, links in applied.links.items():
        for link in links:
            linked[link.node].add(exchange_id.split("/", 1)[0])
        share = math.fsum(link.fraction for link in links)
        if share > 1 + SLACK:
            process = exchange_id.split("/", 1)[0]
            yield Finding(
                "supply_twice", "problem", exchange_id,
                OVER_LINKED.text(process=_process(result, process), share=share), OVER_LINKED_MEND.text(),
                {"share": share},
            )  # fmt: skip
    used = {process.id: process for process in used_processes(applied)}
    for node, offered in _claims(result).items():
        users = linked.get(node, set()) & set(used)
        names = sorted(each.supply.id for each, _ in offered)
        share = math.fsum(each.share for each, _ in offered)
        if users and len(offered) > 1 and share > 1 + SLACK:
            yield Finding(
                "supply_twice", "problem", node,
                SUPPLY_TWICE.text(supplies=", ".join(names), source=node.split("|")[0], share=share),
                SUPPLY_TWICE_MEND.text(), {"supplies": names, "share": share},
            )  # fmt: skip
        others = sorted(users - frozenset[str]().union(*(site for _, site in offered)))
        if others:
            word = offered[0][0].supply.supply
            kind = Text(zh=say(word, "zh"), en=say(word, "en"))
            yield Finding(
                "supply_twice", "warning", node,
                OTHERS_POWER.text(supply=", ".join(names), kind=kind, processes=", ".join(others)),
                OTHERS_POWER_MEND.text(), {"supplies": names, "processes": others},
            )  # fmt: skip


def waste_cut_and_treated(result: Result) -> Iterator[Finding]:
    """A waste left out in one place and treated in another."""
    applied = result.applied
    left: dict[str, list[str]] = defaultdict(list)
    treated: dict[str, list[str]] = defaultdict(list)
    for process in used_processes(applied):
        for output in process.outputs:
            treatment = applied.treatments.get((process.id, output.flow))
            if treatment is None or treatment.kind != "waste":
                continue
            (left if applied.is_out(output.id) else treated)[output.flow].append(process.id)
    for flow in sorted(set(left) & set(treated)):
        yield Finding(
            "waste_cut_and_treated", "warning", flow,
            CUT_WASTE.text(flow=_flow(result, flow), left=", ".join(left[flow]), treated=", ".join(treated[flow])),
            CUT_WASTE_MEND.text(), {"left_out": left[flow], "treated": treated[flow]},
        )  # fmt: skip


def gases_without_factor(result: Result) -> Iterator[Finding]:
    """Greenhouse gases without a factor in the rule's set, and flows that act on the climate indirectly, with amounts."""
    system, known = result.system, elementary_flows()
    amounts: dict[str, float] = {}
    rows, columns, data = system.biosphere_entries()
    supply = result.evaluation.supply
    for row, column, value in zip(rows.tolist(), columns.tolist(), data.tolist(), strict=True):
        name = system.elementary[row]
        amounts[name] = amounts.get(name, 0.0) + value * float(supply[column])
    for name, amount in sorted(amounts.items()):
        entry = known.get(name)
        if entry is None or not amount:
            continue
        is_gas = entry.gas is not None and name not in result.applied.characterisation
        if is_gas or (name in INDIRECT and entry.factor is None):
            said, mend = (NO_FACTOR, NO_FACTOR_MEND) if is_gas else (INDIRECT_FLOW, INDIRECT_MEND)
            yield Finding(
                "gases_without_factor", "warning" if is_gas else "note", name,
                said.text(flow=entry.name, amount=amount, unit=entry.unit), mend.text(),
                {"amount": amount, "unit": entry.unit},
            )  # fmt: skip


def unreached_rungs(result: Result) -> Iterator[Finding]:
    """Properties that later rungs of a ladder would need and that an output lacks."""
    applied, inventory = result.applied, result.inventory
    for process in used_processes(applied):
        sharing = [
            output
            for output in process.outputs
            if (treatment := applied.treatments.get((process.id, output.flow))) is not None
            and treatment.kind in ("share", "substitute")
        ]
        if len(sharing) < 2:
            continue
        _, ladder = ladder_for(applied, process)
        taken = _rung_taken(result, process)
        for rung in ladder[taken + 1 :] if taken is not None else ():
            if rung.share is None:
                continue
            key = resolved_key(applied, process, rung.share.by)
            if key is None:
                continue
            name = PROPERTY_OF_KEY.get(key, key)
            lacking = [
                each.flow for each in sharing if inventory.property_value(process.id, each.flow, name) is None
            ]
            if lacking:
                flows = Text(
                    zh="、".join(inventory.name(flow, "zh") for flow in lacking),
                    en=", ".join(inventory.name(flow, "en") for flow in lacking),
                )
                word = Text(zh=say(name, "zh"), en=say(name, "en"))
                yield Finding(
                    "unreached_rungs", "note", process.id,
                    UNREACHED.text(process=process.name, key=word, flows=flows), UNREACHED_MEND.text(),
                    {"property": name, "flows": lacking},
                )  # fmt: skip


def cut_offs_together(result: Result) -> Iterator[Finding]:
    """Data gaps and cut-offs that together pass the rule's own limit, by mass."""
    applied = result.applied
    limit = applied.rule.get("cut_off.total_limit")
    if limit is None:
        return
    supply, index = result.evaluation.supply, result.system.index
    whole: list[float] = []
    left: dict[str, float] = {}
    for process in used_processes(applied):
        activity = _activity(process, supply, index)
        for entered in process.inputs:
            mass = _mass(result, entered)
            if mass is None or entered.id in applied.netted:
                continue
            size = abs(mass * activity)
            whole.append(size)
            if entered.id in applied.gaps or entered.id in applied.cut:
                left[entered.id] = size
    total = math.fsum(whole)
    share = math.fsum(left.values()) / total if total else 0.0
    if share > float(limit.value) + SLACK:
        names = sorted(left, key=lambda name: -left[name])[:3]
        stated = applied.rule.get("cut_off.measures")
        measures = list(stated.value) if stated is not None else []
        yield Finding(
            "cut_offs_together", "warning" if "mass" in measures else "note", "study",
            OVER_LIMIT.text(share=share, limit=float(limit.value), measures=", ".join(measures) or "?"),
            OVER_LIMIT_MEND.text(names=", ".join(names)), {"share": share, "limit": float(limit.value), "largest": names},
        )  # fmt: skip


def shared_above_one(result: Result) -> Iterator[Finding]:
    """Parts of one process given to its outputs that add up to more than the whole."""
    central = result.system.central_values
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for term in result.system.terms:
        if term.apart is None and "|" in term.share.id:
            process = result.system.nodes[result.system.index[term.column]].process
            shares[process][term.column] = float(term.share.evaluate(central))
    for process, parts in sorted(shares.items()):
        whole = math.fsum(parts.values())
        if whole > 1 + SLACK:
            yield Finding(
                "shared_above_one", "problem", process, OVER_SHARED.text(process=_process(result, process), share=whole),
                OVER_SHARED_MEND.text(), {"shares": dict(sorted(parts.items()))},
            )  # fmt: skip


def free_at_both_ends(result: Result) -> Iterator[Finding]:
    """Flows that a class switch frees of burden in the producer, and that come free to a user as well (convention 13)."""
    applied, system = result.applied, result.system
    for (process, flow), treatment in applied.treatments.items():
        node = f"{process}|{flow}"
        if treatment.kind not in ("waste", "burden_free") or node not in system.index:
            continue
        if (process, flow) not in applied.classes:
            continue
        amount = float(result.evaluation.supply[system.index[node]])
        if amount > SLACK:
            word = applied.classes[(process, flow)]
            yield Finding(
                "free_at_both_ends", "warning", node,
                FREE_TWICE.text(
                    flow=_flow(result, flow), process=_process(result, process),
                    word=Text(zh=say(word, "zh"), en=say(word, "en")), amount=amount,
                    unit=result.inventory.flows[flow].unit,
                ),
                FREE_TWICE_MEND.text(), {"amount": amount, "class": word},
            )  # fmt: skip


DETECTORS: Mapping[str, Callable[[Result], Iterator[Finding]]] = {
    each.__name__: each
    for each in (
        recycling_twice, supply_twice, waste_cut_and_treated, gases_without_factor, unreached_rungs, cut_offs_together,
        shared_above_one, free_at_both_ends,
    )
}  # fmt: skip


# ---- helpers ------------------------------------------------------------------------------------------


def _claims(result: Result) -> dict[str, list[tuple[OfferedSupply, frozenset[str]]]]:
    """By source, the supplies that a site claims for itself, each with the processes of its site (of its file)."""
    inventory = result.inventory
    sites = {
        id(supply): frozenset(process.id for process in file.processes)
        for file in (inventory.file, *inventory.backgrounds)
        for supply in file.electricity_supplies
    }
    own = frozenset(process.id for process in inventory.file.processes)  # also of supplies that were changed
    offered = {id(each.supply): each for found in inventory.supplies.values() for each in found}
    claims: dict[str, list[tuple[OfferedSupply, frozenset[str]]]] = defaultdict(list)
    for identity, each in offered.items():
        if each.supply.supply in CLAIMED or each.supply.certificate:
            claims[f"{each.supply.process}|{each.supply.flow}"].append((each, sites.get(identity, own)))
    return claims


def _flow(result: Result, flow: str) -> Text:
    return result.inventory.flows[flow].name


def _process(result: Result, process: str) -> Text:
    return result.inventory.processes[process].name


def _is_used(result: Result, node: str) -> bool:
    """Whether something is taken from a node."""
    return any(
        term.matrix == "technosphere" and term.row == node and term.column != node
        for term in result.system.terms
    )


def _rung_taken(result: Result, process: UnitProcess) -> int | None:
    """Place of the rung that shares this process's burdens; None if none does."""
    from rulewright.steps.ladder import choose_rung

    applied = result.applied
    _, ladder = ladder_for(applied, process)
    sharing: Sequence[Exchange] = [
        output
        for output in process.outputs
        if (treatment := applied.treatments.get((process.id, output.flow))) is not None
        and treatment.kind in ("share", "substitute")
    ]
    rung = choose_rung(applied, process, ladder, sharing).rung
    return None if rung is None else next(place for place, each in enumerate(ladder) if each is rung)


def _activity(process: UnitProcess, supply: Any, index: Mapping[str, int]) -> float:
    """Run of the whole process, from its outputs that carry a burden: the largest of them."""
    nodes = [
        index[f"{process.id}|{output.flow}"]
        for output in process.outputs
        if f"{process.id}|{output.flow}" in index
    ]
    return max((abs(float(supply[node])) for node in nodes), default=0.0)


def _mass(result: Result, entered: Exchange) -> float | None:
    """Mass of an input [kg] per run of its process; None if its mass isn't known."""
    if entered.quantity is None:
        return None
    scale = factor_or_none(entered.quantity.unit, "kg")
    if scale is not None:
        return entered.quantity.amount * scale
    mass = result.inventory.property_value(entered.process, entered.flow, "mass")
    return None if mass is None else entered.quantity.amount * mass.quantity.amount
