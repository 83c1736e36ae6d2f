"""Detectors: what looks wrong in a result although every step did what the rule says.

Each detector is one function from a result to findings. A finding is no error: it names what to look at.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rulewright.analysis import detector_sentences as said
from rulewright.analysis.detector_assets import SLACK, flow_name, process_name, runs_of, shared_above_one
from rulewright.analysis.findings import ORDER, Detection, Finding
from rulewright.errors import MistakesError, RulewrightError
from rulewright.inventory import Exchange, OfferedSupply, UnitProcess
from rulewright.mapping.placing import ROW
from rulewright.reading.elementary_flows import AIRCRAFT_SUFFIX
from rulewright.reading.gwp import flow_factors
from rulewright.reading.inventories import elementary_flows
from rulewright.reporting.readable import readable
from rulewright.rule import Text
from rulewright.steps.assemble import used_processes
from rulewright.steps.ladder import ladder_for, resolved_key
from rulewright.steps.recycling import choose_factor_a
from rulewright.steps.shares import PROPERTY_OF_KEY
from rulewright.units import factor_or_none
from rulewright.words import say

if TYPE_CHECKING:
    from rulewright.study import Result, Study

NOTHING = 1e-12  # an amount below this share of what the processes could emit is rounding of the solution
CLAIMED = ("on_site", "contract", "direct_line", "supplier_mix")  # supplies that a site claims for itself
# no GWP here, but they become CO2 or act on greenhouse gases
INDIRECT = frozenset({"co-fossil", "nmvoc", "hydrogen"})


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
        is_credited = any(term.amount for term in recovered.terms)  # by the CFF with A = 1 nothing is
        if is_credited and recovered.flow in free and _is_used(result, f"pool|{recovered.flow}"):
            yield Finding(
                "recycling_twice", "problem", recovered.flow, said.DOUBLE_SCRAP.text(flow=flow_name(result, recovered.flow)),
                said.DOUBLE_SCRAP_MEND.text(), {"flow": recovered.flow, "amount": recovered.amount},
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
                said.OVER_LINKED.text(process=process_name(result, process), share=share), said.OVER_LINKED_MEND.text(),
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
                said.SUPPLY_TWICE.text(supplies=", ".join(names), source=node.split("|")[0], share=share),
                said.SUPPLY_TWICE_MEND.text(), {"supplies": names, "share": share},
            )  # fmt: skip
        others = sorted(users - frozenset[str]().union(*(site for _, site in offered)))
        if others:
            word = offered[0][0].supply.supply
            kind = Text(zh=say(word, "zh"), en=say(word, "en"))
            yield Finding(
                "supply_twice", "warning", node,
                said.OTHERS_POWER.text(supply=", ".join(names), kind=kind, processes=", ".join(others)),
                said.OTHERS_POWER_MEND.text(), {"supplies": names, "processes": others},
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
            said.CUT_WASTE.text(flow=flow_name(result, flow), left=", ".join(left[flow]), treated=", ".join(treated[flow])),
            said.CUT_WASTE_MEND.text(), {"left_out": left[flow], "treated": treated[flow]},
        )  # fmt: skip


def gases_without_factor(result: Result) -> Iterator[Finding]:
    """Greenhouse gases that the rule gives no factor, and flows that act on the climate indirectly, with amounts.

    A gas that a rule counts and its GWP set lacks gives no result at all; what is left are gases that a rule leaves out.
    """
    rule, known = result.rule, elementary_flows()
    stated = rule.get("characterisation.gases")
    gwp_set, horizon, convention = (
        rule.settings[name].value
        for name in ("characterisation.gwp_set", "characterisation.horizon_years", "biogenic.convention")
    )
    factors = flow_factors(gwp_set, horizon, convention).factors
    for name, amount in sorted(_emitted(result).items()):
        base = name.removesuffix(AIRCRAFT_SUFFIX)
        if base == ROW:  # a database's unit impacts: no gas is known of them
            continue
        entry = known[base]
        is_left_out = (
            stated is not None
            and entry.factor is not None
            and not entry.is_aggregated
            and entry.gas not in stated.value
        )
        if not amount or not (is_left_out or base in INDIRECT):
            continue
        values: dict[str, Any] = {"amount": amount, "unit": entry.unit}
        if is_left_out:
            kg = amount * factors.get(base, 0.0)
            what = said.LEFT_OUT_GAS.text(
                flow=entry.name, amount=amount, unit=entry.unit, kg=kg, set=say(gwp_set, "en")
            )
            mend, values = said.LEFT_OUT_GAS_MEND.text(), {**values, "kg_co2e": kg}
        else:
            what = said.INDIRECT_FLOW.text(flow=entry.name, amount=amount, unit=entry.unit)
            mend = said.INDIRECT_MEND.text()
        yield Finding("gases_without_factor", "note", base, what, mend, values)


def _emitted(result: Result) -> dict[str, float]:
    """Elementary flow to its amount per declared unit, in its own unit; what is rounding of its parts is nothing."""
    rows, columns, data = result.system.biosphere_entries()
    supply = result.evaluation.supply
    parts: dict[str, list[float]] = defaultdict(list)
    for row, column, value in zip(rows.tolist(), columns.tolist(), data.tolist(), strict=True):
        parts[result.system.elementary[row]].append(value * float(supply[column]))
    runs = max(abs(supply).tolist(), default=0.0)
    largest = {
        row: max(abs(data[rows == place]).tolist(), default=0.0) * runs
        for place, row in enumerate(result.system.elementary)
    }
    found = {name: math.fsum(each) for name, each in parts.items()}
    return {name: amount if abs(amount) > NOTHING * largest[name] else 0.0 for name, amount in found.items()}


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
                    said.UNREACHED.text(process=process.name, key=word, flows=flows), said.UNREACHED_MEND.text(),
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
        activity = runs_of(process, supply, index)
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
        words = Text(zh=readable(measures, "zh") or "?", en=readable(measures, "en") or "?")
        yield Finding(
            "cut_offs_together", "warning" if "mass" in measures else "note", "study",
            said.OVER_LIMIT.text(share=share, limit=float(limit.value), measures=words),
            said.OVER_LIMIT_MEND.text(names=", ".join(names)), {"share": share, "limit": float(limit.value), "largest": names},
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
                said.FREE_TWICE.text(
                    flow=flow_name(result, flow), process=process_name(result, process),
                    word=Text(zh=say(word, "zh"), en=say(word, "en")), amount=amount,
                    unit=result.inventory.flows[flow].unit,
                ),
                said.FREE_TWICE_MEND.text(), {"amount": amount, "class": word},
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


def _mass(result: Result, entered: Exchange) -> float | None:
    """Mass of an input [kg] per run of its process; None if its mass isn't known."""
    if entered.quantity is None:
        return None
    scale = factor_or_none(entered.quantity.unit, "kg")
    if scale is not None:
        return entered.quantity.amount * scale
    mass = result.inventory.property_value(entered.process, entered.flow, "mass")
    return None if mass is None else entered.quantity.amount * mass.quantity.amount
