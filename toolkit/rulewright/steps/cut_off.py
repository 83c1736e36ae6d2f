"""Data gaps and cut-off: what is left out, by which limits, and what the rule would permit.

Clauses: ``cut_off.missing_amounts``, ``measures``, ``single_limit``, ``total_limit``, levels, ``never_cut``, ``use``.
The cut-off is evaluated at central values after allocation; items are taken from the smallest, ties by name,
and an item goes out only while every single and cumulative limit holds in every measure (convention 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rulewright.errors import Mistake
from rulewright.inventory import Exchange, UnitProcess
from rulewright.ledger import Alternative, Decision, decide
from rulewright.reading.inventories import ELECTRICITY, elementary_flows
from rulewright.rule import Setting, Text
from rulewright.steps.assemble import assemble, used_processes
from rulewright.steps.state import Applied, StepResult
from rulewright.terms import ProductSystem, solve_central
from rulewright.units import factor_or_none


def leave_out_gaps(applied: Applied) -> StepResult:
    """Leave out inputs and wastes for which there are no data, if rule or study says so; else they stay open."""
    gaps = [
        (process, exchange) for process in used_processes(applied) for exchange in (*process.inputs, *process.emissions, *process.outputs[1:])
        if is_gap(applied, exchange)
    ]  # fmt: skip
    if not gaps:
        return applied, []
    setting = applied.rule.get("cut_off.missing_amounts")
    if setting is None or setting.value == "stop":
        mistakes = tuple(
            Mistake(
                f"no data for {exchange.flow}: {_gap_reason(applied, exchange).en}",
                f"process '{process.id}' (inventory {applied.inventory.id}), rule {applied.rule.id}",
                "give the amount and a process that makes or treats it, or declare cut_off.missing_amounts = leave_out",
                what_zh=f"{exchange.flow} 没有数据：{_gap_reason(applied, exchange).zh}",
            )
            for process, exchange in gaps
        )
        return applied.with_(open=(*applied.open, *mistakes)), []
    decisions = [_gap_decision(applied, process, exchange, setting) for process, exchange in gaps]
    return applied.with_(gaps=frozenset(exchange.id for _, exchange in gaps)), decisions


def is_gap(applied: Applied, exchange: Exchange) -> bool:
    """Whether an exchange has no amount, or nobody makes or treats its flow."""
    if applied.is_out(exchange.id):
        return False
    if exchange.direction == "emission":
        return exchange.quantity is None and elementary_flows()[exchange.flow].factor is not None
    if exchange.direction == "input":
        if exchange.quantity is None:
            return True
        linked = applied.provider_of(exchange) is not None or exchange.id in applied.links
        return not linked and exchange.flow not in applied.pools and exchange.flow != ELECTRICITY
    treatment = applied.treatments.get((exchange.process, exchange.flow))
    if treatment is None or treatment.kind not in ("waste", "scrap"):
        return False
    untreated = treatment.kind == "waste" and applied.treatment_process(exchange.flow) is None
    return exchange.quantity is None or untreated


def _gap_reason(applied: Applied, exchange: Exchange) -> Text:
    if exchange.quantity is None:
        return Text(zh="存在，但没有找到数值", en="exists, no number found")
    product = applied.inventory.flows.get(exchange.flow)
    stated = product.supply_missing if product is not None else None
    if stated is not None:
        return stated
    return Text(zh="清单没有处理这种废物的过程", en="the inventory has no process that treats this waste")


def _gap_decision(applied: Applied, process: UnitProcess, exchange: Exchange, setting: Setting) -> Decision:
    reason = _gap_reason(applied, exchange)
    name_zh, name_en = (
        applied.inventory.name(exchange.flow, "zh"),
        applied.inventory.name(exchange.flow, "en"),
    )
    amount = "?" if exchange.quantity is None else f"{exchange.quantity.amount:g} {exchange.quantity.unit}"
    what = Text(
        zh=f"{process.name.zh}：{name_zh}（{amount}）没有数据，未计入：{reason.zh}。",
        en=f"{process.name.en}: {name_en} ({amount}) is left out for want of data: {reason.en}.",
    )
    values: dict[str, object] = {"amount": None if exchange.quantity is None else exchange.quantity.amount}
    share = _mass_share(applied, process, exchange)
    if share is not None:
        values["share_of_input_mass"] = share
    return decide("cut_off", exchange.id, what, setting, values)


def _mass_share(applied: Applied, process: UnitProcess, exchange: Exchange) -> float | None:
    """Mass of an input over the mass of all inputs of its process [1]."""
    masses = {each.id: _mass_kg(applied, each) for each in process.inputs}
    own, total = masses.get(exchange.id), sum(mass for mass in masses.values() if mass is not None)
    return own / total if own is not None and total > 0 else None


def _mass_kg(applied: Applied, exchange: Exchange) -> float | None:
    if exchange.quantity is None:
        return None
    kilograms = _in(exchange, "kg")
    if kilograms is not None:
        return kilograms
    mass = applied.inventory.property_value(exchange.process, exchange.flow, "mass")
    return None if mass is None else exchange.quantity.amount * mass.quantity.amount


def _in(exchange: Exchange, unit: str) -> float | None:
    """Amount of an exchange in a unit; None if its own unit is of another kind."""
    assert exchange.quantity is not None
    scale = factor_or_none(exchange.quantity.unit, unit)
    return None if scale is None else exchange.quantity.amount * scale


def _energy_mj(applied: Applied, exchange: Exchange) -> float | None:
    if exchange.quantity is None:
        return None
    megajoules = _in(exchange, "MJ")
    if megajoules is not None:
        return megajoules
    lhv = applied.inventory.property_value(exchange.process, exchange.flow, "lhv")
    return None if lhv is None else exchange.quantity.amount * lhv.quantity.amount


# ---- the cut-off --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """Something that could be left out, with its size in each measure and the groups whose limits it counts in.

    ``sizes``: measure to size (absolute, same unit as the whole); ``groups``: level to group name.
    """

    name: str
    sizes: Mapping[str, float]
    groups: Mapping[str, str]
    is_never_cut: bool = False


@dataclass(frozen=True)
class Limits:
    """Limits as shares [1] of the whole in each measure; None = no such limit."""

    measures: tuple[str, ...]
    single: float | None
    single_level: str
    total: float | None
    total_level: str


def choose_cut_offs(
    items: Sequence[Item], wholes: Mapping[tuple[str, str], Mapping[str, float]], limits: Limits
) -> list[str]:
    """Names of the items that may be left out together.

    Parameters
    ----------
    items
        Candidates.
    wholes
        (level, group) to measure to the whole that limits refer to, e.g. ``("total", "")`` to kg CO2e.
    limits
        Single and cumulative limits, checked together in every measure.

    Notes
    -----
    Items are taken from the smallest (in the first measure), ties by name. The cumulative sum of a group counts
    every item on the way, also one that its own single limit keeps in; once it is reached the group is closed.
    So a stricter limit never leaves out more, and what is left out stays within both limits.
    """
    if limits.single is None and limits.total is None:
        return []
    first = limits.measures[0]
    ordered = sorted(
        (
            item
            for item in items
            if not item.is_never_cut and all(measure in item.sizes for measure in limits.measures)
        ),
        key=lambda item: (item.sizes[first], item.name),
    )
    chosen: list[str] = []
    used: dict[tuple[str, str], float] = {}
    closed: set[str] = set()
    for item in ordered:
        group = item.groups.get(limits.total_level, "")
        if group in closed:
            continue
        whole = wholes.get((limits.total_level, group), {})
        for measure in limits.measures:
            used[(group, measure)] = used.get((group, measure), 0.0) + item.sizes[measure]
        if limits.total is not None and any(
            used[(group, m)] > limits.total * whole.get(m, 0.0) for m in limits.measures
        ):
            closed.add(group)
        elif _single_holds(item, wholes, limits):
            chosen.append(item.name)
    return chosen


def _single_holds(item: Item, wholes: Mapping[tuple[str, str], Mapping[str, float]], limits: Limits) -> bool:
    if limits.single is None:
        return True
    whole = wholes.get((limits.single_level, item.groups.get(limits.single_level, "")), {})
    return all(item.sizes[m] <= limits.single * whole.get(m, 0.0) for m in limits.measures)


def cut_off(applied: Applied) -> StepResult:
    """Leave out what the rule permits, if it or the study says so; in any case say what it would permit."""
    single, total = applied.rule.get("cut_off.single_limit"), applied.rule.get("cut_off.total_limit")
    if (single is None and total is None) or applied.open:
        return applied, []
    limits = _limits(applied)
    system = assemble(applied)
    items, wholes = _items(applied, system)
    names = choose_cut_offs(items, wholes, limits)
    by_name = {item.name: item for item in items}
    whole = wholes[("total", "")]
    shares = {
        m: sum(by_name[name].sizes[m] for name in names) / whole[m] for m in limits.measures if whole.get(m)
    }
    use = applied.rule.get("cut_off.use")
    takes = use is not None and use.value == "all_that_is_allowed"
    deciding = single or total
    shown = "、".join(names[:5]), ", ".join(names[:5])
    more = f" … +{len(names) - 5}" if len(names) > 5 else ""
    share_text = ", ".join(f"{measure} {share:.3%}" for measure, share in shares.items())
    if takes:
        what = Text(
            zh=f"按取舍准则略去 {len(names)} 项（{shown[0]}{more}），合计 {share_text}。",
            en=f"{len(names)} items are cut off ({shown[1]}{more}), together {share_text}.",
        )
    else:
        what = Text(
            zh=f"未使用取舍准则：有数据的都计入。规则允许略去 {len(names)} 项（{shown[0]}{more}），合计 {share_text}。",
            en=f"the cut-off is not used: all that has data is counted. The rule would permit leaving out {len(names)} items "
            f"({shown[1]}{more}), together {share_text}.",
        )
    values = {
        "limits": {"single": limits.single, "total": limits.total},
        "measures": list(limits.measures),
        "levels": {"single": limits.single_level, "total": limits.total_level},
        "share_left_out": shares if takes else 0.0,
    }
    alternative = Alternative("all that is allowed" if not takes else "nothing", shares)
    decision = decide("cut_off", "study", what, deciding, values, (), [alternative])
    decisions = [decision, *_assumed(applied, limits)]
    return (applied.with_(cut=frozenset(names)) if takes else applied), decisions


def _assumed(applied: Applied, limits: Limits) -> list[Decision]:
    """What neither rule nor study says of the limits, and what is therefore taken: never in silence."""
    taken = {
        "measures": ("度量", "measures", ", ".join(limits.measures)),
        "single_level": ("单项限值的层级", "level of the single limit", limits.single_level),
        "total_level": ("合计限值的层级", "level of the limit together", limits.total_level),
    }
    if limits.single is None:
        del taken["single_level"]
    if limits.total is None:
        del taken["total_level"]
    absent = {name: words for name, words in taken.items() if applied.rule.get(f"cut_off.{name}") is None}
    if not absent:
        return []
    zh = "；".join(f"{words[0]}取 {words[2]}" for words in absent.values())
    en = "; ".join(f"{words[1]} taken as {words[2]}" for words in absent.values())
    what = Text(
        zh=f"规则和研究都未说明的取舍要素：{zh}。",
        en=f"what neither rule nor study says of the cut-off: {en}.",
    )
    return [decide("cut_off", "study", what, None, {name: words[2] for name, words in absent.items()})]


def _limits(applied: Applied) -> Limits:
    def value(name: str, otherwise: object) -> object:
        setting = applied.rule.get(f"cut_off.{name}")
        return otherwise if setting is None else setting.value

    return Limits(
        tuple(value("measures", ["ghg"])),  # type: ignore[arg-type]
        value("single_limit", None),  # type: ignore[arg-type]
        {"item": "total"}.get(str(value("single_level", "item")), str(value("single_level", "item"))),
        value("total_limit", None),  # type: ignore[arg-type]
        str(value("total_level", "total")),
    )


def _items(
    applied: Applied, system: ProductSystem
) -> tuple[list[Item], dict[tuple[str, str], dict[str, float]]]:
    """Inputs of the used processes as items, with their sizes per demand in mass [kg], energy [MJ] and ghg [kg CO2e]."""
    solution = solve_central(system)
    supply, impacts = solution.supply, solution.unit_impacts_kg_co2e
    never = applied.rule.get("cut_off.never_cut")
    forbidden = set(never.value) if never is not None else set()
    ghg: dict[str, float] = {}
    activity: dict[str, float] = {}
    values = system.central_values
    shares: dict[int, float] = {}
    for term in system.terms:
        if term.matrix != "technosphere" or term.exchange is None or "/input/" not in term.exchange:
            continue
        column = system.index[term.column]
        if id(term.share) not in shares:
            shares[id(term.share)] = term.share.evaluate(values)
        run = shares[id(term.share)] * float(supply[column])
        activity[term.exchange] = activity.get(term.exchange, 0.0) + abs(run)
        size = term.constant * values[term.exchange] * run * float(impacts[system.index[term.row]])
        ghg[term.exchange] = ghg.get(term.exchange, 0.0) + abs(size)
    items = []
    total = abs(float(impacts @ system.demand_vector()))
    wholes: dict[tuple[str, str], dict[str, float]] = {
        ("total", ""): {"ghg": total, "mass": 0.0, "energy": 0.0}
    }
    for process in used_processes(applied):
        for exchange in process.inputs:
            if exchange.id not in ghg or exchange.id in applied.netted:
                continue
            sizes = {"ghg": ghg[exchange.id]}
            run = activity[exchange.id] / max(_link_count(applied, exchange), 1)  # several links, one flow
            mass, energy = _mass_kg(applied, exchange), _energy_mj(applied, exchange)
            if mass is not None:
                sizes["mass"] = abs(mass) * run
            if energy is not None:
                sizes["energy"] = abs(energy) * run
            groups = {"process": process.id, "module": process.stage, "total": ""}
            items.append(Item(exchange.id, sizes, groups, bool(forbidden & set(exchange.tags))))
            for level, group in groups.items():
                whole = wholes.setdefault((level, group), {"ghg": 0.0, "mass": 0.0, "energy": 0.0})
                for measure, size in sizes.items():
                    if (level, measure) != ("total", "ghg"):
                        whole[measure] += size
    _add_direct_emissions(system, solution.direct_kg_co2e, wholes)
    return items, wholes


def _add_direct_emissions(
    system: ProductSystem, direct: Any, wholes: dict[tuple[str, str], dict[str, float]]
) -> None:
    """A process's or module's GHG is its inputs' and its own: add the direct emissions."""
    for node, emitted in zip(system.nodes, abs(direct).sum(axis=0).tolist(), strict=True):
        for key in (("process", node.process), ("module", node.stage)):
            if key in wholes:
                wholes[key]["ghg"] += emitted


def _link_count(applied: Applied, exchange: Exchange) -> int:
    return len(applied.links.get(exchange.id, ()))
