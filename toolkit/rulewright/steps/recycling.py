"""Recycling and waste: where the burden of scrap sits, and what an end-of-life credit is worth.

Clauses: ``recycling.method``, ``allocation_factor_a``, ``quality_ratio``, ``input_burden``, ``end_of_life_credit``.

All methods are one formula. A kg of scrap has the value

    V = (1 - A) * Y * (Q * Ev - Erec)         [kg CO2e/kg scrap]

with A the share of recycling burdens and benefits that the user of scrap carries, Y the yield, Q the quality
ratio, Ev the primary and Erec the recycled route without scrap burden. Scrap that enters bears V, scrap that
leaves is credited V. A = 1 is the cut-off (recycled content), A = 0 the end-of-life formula and the worldsteel
scrap value, A = 0.5 the 50:50 method, other A the Circular Footprint Formula (convention 3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rulewright.errors import Mistake
from rulewright.inventory import MaterialRecycling, UnitProcess
from rulewright.ledger import Alternative, Decision, decide
from rulewright.rule import Rule, Setting, Text
from rulewright.steps.state import Applied, PoolTerm, Recovered, StepResult, within_reach
from rulewright.terms import ApartItem, node_key
from rulewright.words import say

# what each method means for A; the CFF takes A from the rule
FACTOR_A_OF_METHOD = {
    "cut_off_recycled_content": 1.0,
    "zero_burden_scrap": 1.0,
    "end_of_life_recycling": 0.0,
    "scrap_value": 0.0,
    "fifty_fifty": 0.5,
}


def set_recycling(applied: Applied) -> StepResult:
    """Give every scrap pool its value, and the product its end-of-life credit if the rule has one."""
    pools = _pools_in_reach(applied)
    if not pools:
        return applied, []
    setting = applied.rule.get("recycling.method")
    if setting is None:
        mistake = Mistake(
            f"no clause settles the recycling method for {', '.join(pools)}",
            f"inventory {applied.inventory.id}, rule {applied.rule.id}",
            "declare recycling.method, e.g. cut_off_recycled_content",
        )
        return applied.with_(open=(*applied.open, mistake)), []
    decisions: list[Decision] = []
    pool_terms = dict(applied.pool_terms)
    apart = list(applied.apart)
    recovered = list(applied.recovered)
    mistakes: list[Mistake] = []
    for flow in pools:
        material = applied.material_by_scrap.get(flow)
        factor_a = choose_factor_a(applied.rule, setting.value, material)
        if factor_a is None:
            mistakes.append(_no_factor(applied, flow, setting))
            continue
        if factor_a < 1 and material is None:
            mistakes.append(_no_routes(applied, flow, setting))
            continue
        terms = scrap_value_terms(applied, material, factor_a)
        input_setting = applied.rule.get("recycling.input_burden")
        in_total = input_setting is None or input_setting.value == "in_total"
        pool_terms[flow] = terms if in_total else ()
        if terms and not in_total:
            apart.append(
                ApartItem(f"scrap-input:{flow}", {term.node: term.amount for term in terms}, f"pool|{flow}")
            )
        decisions.append(_method_decision(applied, flow, setting, factor_a, material, in_total))
        end_of_life, item, extra = _end_of_life(applied, flow, material)
        decisions += end_of_life
        apart += item
        recovered += extra
    applied = applied.with_(
        pool_terms=pool_terms,
        apart=tuple(apart),
        recovered=tuple(recovered),
        open=(*applied.open, *mistakes),
    )
    return applied, decisions


def choose_factor_a(rule: Rule, method: str, material: MaterialRecycling | None) -> float | None:
    """Factor A [1] for one material; None if the rule's formula needs one and nothing gives it."""
    if method in FACTOR_A_OF_METHOD:
        return FACTOR_A_OF_METHOD[method]
    stated = rule.get_keyed("recycling.allocation_factor_a", material.material if material else "*")
    return None if stated is None else float(stated.value)


def scrap_value_terms(
    applied: Applied, material: MaterialRecycling | None, factor_a: float
) -> tuple[PoolTerm, ...]:
    """Inputs of the scrap pool per kg: (1-A) Y Q of the primary route, minus (1-A) Y of the recycled route."""
    if material is None or factor_a == 1.0:
        return ()
    stated = applied.rule.get_keyed("recycling.quality_ratio", material.material)
    quality = float(stated.value) if stated is not None else material.quality_ratio
    scale = (1 - factor_a) * material.yield_kg_per_kg
    processes = applied.inventory.processes
    by_yield = applied.side_numbers(f"recycling:{material.scrap}.yield")
    by_quality = applied.side_numbers(f"recycling:{material.scrap}.quality") if stated is None else ()
    return (
        PoolTerm(
            f"{material.primary}|{processes[material.primary].reference.flow}",
            scale * quality,
            (*by_yield, *by_quality),
        ),
        PoolTerm(recycled_node(processes[material.recycled], material.scrap), -scale, by_yield),
    )


def recycled_node(process: UnitProcess, scrap: str) -> str:
    """Node of the recycled route without the burden of its scrap: a copy without it, if the process takes it itself."""
    takes = any(entered.flow == scrap for entered in process.inputs)
    return node_key(process.id, process.reference.flow, scrap if takes else "")


@dataclass(frozen=True)
class CircularFootprint:
    """Parts of the Circular Footprint Formula [kg CO2e per unit of product]; ``total`` is their sum."""

    production: float
    recycled_content: float
    end_of_life_recycling: float
    energy: float
    disposal: float

    @property
    def total(self) -> float:
        """Sum of all parts."""
        return (
            self.production + self.recycled_content + self.end_of_life_recycling + self.energy + self.disposal
        )


def circular_footprint(
    *,
    a: float,
    b: float = 0.0,
    r1: float,
    r2: float,
    r3: float = 0.0,
    ev: float,
    erec: float,
    erec_eol: float,
    ev_star: float,
    ed: float = 0.0,
    quality_in: float = 1.0,
    quality_out: float = 1.0,
    e_er: float = 0.0,
    lhv_mj_per_kg: float = 0.0,
    efficiency_heat: float = 0.0,
    efficiency_power: float = 0.0,
    e_heat_per_mj: float = 0.0,
    e_power_per_mj: float = 0.0,
) -> CircularFootprint:
    """The Circular Footprint Formula of (EU) 2021/2279.

    Parameters
    ----------
    a, b
        Allocation factors of recycling and energy recovery, 0 to 1.
    r1, r2, r3
        Recycled content, recycling output rate, energy-recovery rate, 0 to 1; r2 + r3 at most 1.
    ev, erec, erec_eol, ev_star, ed, e_er
        Primary material, recycling (input), recycling at end of life, displaced primary, disposal,
        energy recovery [kg CO2e/kg].
    quality_in, quality_out
        Qsin/Qp and Qsout/Qp [1].

    Returns
    -------
    CircularFootprint
        The parts and their sum.

    Notes
    -----
    Material terms: seen in Ecobalyse's documentation; energy and disposal terms: known,
    2021/2279, annex I, 4.4.8.1.

    Examples
    --------
    A = 1 is the cut-off: nothing at the end of life.

    >>> round(circular_footprint(a=1, r1=0.5, r2=0.9, ev=2.0, erec=0.5, erec_eol=0.5, ev_star=2.0).total, 9)
    1.25
    """
    if r2 + r3 > 1 + 1e-12:
        raise ValueError(f"r2 + r3 = {r2 + r3:g} is above 1")
    return CircularFootprint(
        production=(1 - r1) * ev,
        recycled_content=r1 * (a * erec + (1 - a) * ev * quality_in),
        end_of_life_recycling=(1 - a) * r2 * (erec_eol - ev_star * quality_out),
        energy=(1 - b)
        * r3
        * (
            e_er
            - lhv_mj_per_kg * efficiency_heat * e_heat_per_mj
            - lhv_mj_per_kg * efficiency_power * e_power_per_mj
        ),
        disposal=(1 - r2 - r3) * ed,
    )


def module_d_kg_co2e(
    out_kg: float, in_kg: float, after_end_of_waste: float, substituted: float, quality: float = 1.0
) -> float:
    """Module D of EN 15804 for one recycled material: net output flow times (burden - substituted primary x quality).

    Amounts in kg, factors in kg CO2e/kg; a negative net flow gives a burden. EN 15804, annex D.3.4 (known).

    Examples
    --------
    >>> module_d_kg_co2e(0.85, 0.1, 0.4, 2.0)
    -1.2
    """
    return round((out_kg - in_kg) * (after_end_of_waste - substituted * quality), 12)


def _pools_in_reach(applied: Applied) -> list[str]:
    found: dict[str, None] = {}
    for process in within_reach(applied):
        for exchange in (*process.inputs, *process.outputs):
            if exchange.flow in applied.pools:
                found[exchange.flow] = None
    return list(found)


def _end_of_life(
    applied: Applied, flow: str, material: MaterialRecycling | None
) -> tuple[list[Decision], list[ApartItem], list[Recovered]]:
    """Credit for the material recovered at the end of life, in the total or apart."""
    setting = applied.rule.get("recycling.end_of_life_credit")
    if setting is None or setting.value == "none" or material is None:
        return [], [], []
    # content and recovery belong to one product: what a linked inventory says is about another one
    is_own = any(each is material for each in applied.inventory.file.recycling)
    if not is_own or material.recovery_rate is None or material.product_content_kg_per_unit is None:
        what = Text(
            zh=f"清单没有{material.material}的生命末期情景，不计算生命末期抵扣。",
            en=f"the inventory has no end-of-life scenario for {material.material}: no end-of-life credit is stated.",
        )
        return [decide("recycling", flow, what, setting)], [], []
    if applied.product != applied.inventory.file.product:
        return [], [], []
    method = applied.rule.get("recycling.method")
    factor_a = choose_factor_a(applied.rule, method.value, material) if method is not None else None
    # module D and the scrap value credit the whole benefit; the CFF shares it by A
    shared_a = (
        factor_a
        if method is not None and method.value in ("circular_footprint_formula", "fifty_fifty")
        else 0.0
    )
    terms = scrap_value_terms(applied, material, shared_a or 0.0)
    recovered = material.recovery_rate * material.product_content_kg_per_unit * applied.amount
    what = Text(
        zh=f"生命末期回收率 {material.recovery_rate:g}，抵扣{'计入合计' if setting.value == 'in_total' else '单独报告'}。",
        en=f"end-of-life recovery rate {material.recovery_rate:g}; the credit is "
        f"{'counted in the total' if setting.value == 'in_total' else 'reported apart'}.",
    )
    decision = decide(
        "recycling",
        flow,
        what,
        setting,
        {"recovery_rate": material.recovery_rate, "factor_a": shared_a, "source": material.source},
    )
    counts_twice = factor_a == 1.0 and shared_a == 0.0 and setting.value == "in_total"
    decisions = [decision, _double_counting(applied, flow, setting)] if counts_twice else [decision]
    if setting.value == "in_total":
        by = applied.side_numbers(f"recycling:{material.scrap}.recovery")
        followed = tuple(replace(term, scaled_by=(*term.scaled_by, *by)) for term in terms)
        return decisions, [], [Recovered(flow, recovered, followed)] if terms else []
    items = [ApartItem(f"end-of-life:{flow}", {term.node: -recovered * term.amount for term in terms})]
    if not terms:
        return decisions, [], []
    if factor_a == 1.0 and terms:
        # module D counts the net output: scrap that entered burden-free is subtracted from what is recovered
        items.append(
            ApartItem(f"scrap-used:{flow}", {term.node: term.amount for term in terms}, f"pool|{flow}")
        )
    return decisions, items, []


def _double_counting(applied: Applied, flow: str, setting: Setting) -> Decision:
    what = Text(
        zh="警告：废料零负荷投入，又在合计中给予生命末期抵扣，同一收益计了两次。",
        en="warning: scrap enters burden-free and an end-of-life credit counts in the total: one benefit is counted twice.",
    )
    return decide("recycling", flow, what, setting, {"double_counting": True})


def _method_decision(
    applied: Applied,
    flow: str,
    setting: Setting,
    factor_a: float,
    material: MaterialRecycling | None,
    in_total: bool,
) -> Decision:
    method = setting.value
    alternatives = [
        Alternative(name, {"A": value}) for name, value in FACTOR_A_OF_METHOD.items() if name != method
    ]
    values: dict[str, object] = {"method": method, "A": factor_a}
    if material is not None:
        values |= {"yield_kg_per_kg": material.yield_kg_per_kg, "quality_ratio": material.quality_ratio}
        values |= {"primary": material.primary, "recycled": material.recycled, "source": material.source}
    name_zh, name_en = applied.inventory.name(flow, "zh"), applied.inventory.name(flow, "en")
    place_zh, place_en = ("计入合计", "in the total") if in_total else ("单独报告", "apart from the total")
    what = Text(
        zh=f"{name_zh}：{say(method, 'zh')}，A = {factor_a:g}；废料价值{place_zh}。",
        en=f"{name_en}: {say(method, 'en')}, A = {factor_a:g}; the scrap value stands {place_en}.",
    )
    return decide("recycling", flow, what, setting, values, (), alternatives)


def _no_factor(applied: Applied, flow: str, setting: Setting) -> Mistake:
    return Mistake(
        f"the Circular Footprint Formula needs the factor A for {flow}",
        f"rule {applied.rule.id}, clause {setting.clause.clause or setting.clause.id}",
        "declare recycling.allocation_factor_a for the material, or '*' for all",
    )


def _no_routes(applied: Applied, flow: str, setting: Setting) -> Mistake:
    return Mistake(
        f"the rule values scrap by its primary and recycled routes, but the inventory names none for {flow}",
        f"inventory {applied.inventory.id}, rule {applied.rule.id}, clause {setting.clause.clause or setting.clause.id}",
        "add an entry under 'recycling:' with primary, recycled and yield_kg_per_kg",
    )
