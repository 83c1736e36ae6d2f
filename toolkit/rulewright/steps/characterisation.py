"""Biogenic carbon and characterisation: from gases to kg CO2e, by the GWP set and sign convention of the rule.

Clauses: ``biogenic.convention``, ``biogenic.land_use_change``, ``characterisation.gwp_set``, ``horizon_years``,
``own_values``, ``gases``, ``aggregated_data``. The factor of biogenic methane follows the convention: a rule that
brings another one is refused (convention 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from rulewright.errors import Mistake
from rulewright.inventory import Quantity, UnitProcess
from rulewright.ledger import Alternative, Decision, PassedOver, decide
from rulewright.reading.elementary_flows import AIRCRAFT_SUFFIX, ElementaryFlow
from rulewright.reading.gwp import flow_factors
from rulewright.reading.inventories import elementary_flows
from rulewright.rule import Setting, Text
from rulewright.steps.assemble import elementary_id, used_processes
from rulewright.steps.state import Applied, StepResult, within_reach
from rulewright.words import GwpSet, say

REQUIRED = ("characterisation.gwp_set", "characterisation.horizon_years", "biogenic.convention")
GWP_SETS: tuple[GwpSet, ...] = get_args(GwpSet)
LARGEST_HARMLESS_DIFFERENCE = 1e-9


def settle_biogenic(applied: Applied) -> StepResult:
    """Say which convention holds for biogenic carbon and land-use change."""
    decisions = []
    convention = applied.rule.get("biogenic.convention")
    if convention is not None:
        uptake, release = ("0", "0") if convention.value == "0/0" else ("-1", "+1")
        what = Text(
            zh=f"生物源二氧化碳：吸收按 {uptake}、排放按 {release} 计。",
            en=f"biogenic CO2: uptake counts {uptake}, emission {release}.",
        )
        decisions.append(decide("biogenic", "study", what, convention, {"convention": convention.value}))
    land = applied.rule.get("biogenic.land_use_change")
    if land is not None:
        words = {
            "include": ("计入合计", "counted in the total"),
            "exclude": ("不计", "not counted"),
            "report_apart": ("单独报告", "reported apart"),
        }
        zh, en = words[land.value]
        what = Text(zh=f"直接土地利用变化：{zh}。", en=f"direct land-use change: {en}.")
        decisions.append(decide("biogenic", "study", what, land, {"land_use_change": land.value}))
    return applied, decisions


def characterise(applied: Applied) -> StepResult:
    """Give every elementary flow that occurs its factor [kg CO2e per kg]."""
    lacking = [name for name in REQUIRED if applied.rule.get(name) is None]
    if lacking:
        mistakes = tuple(
            Mistake(
                f"no clause settles {name}",
                f"inventory {applied.inventory.id}, rule {applied.rule.id}",
                f"declare {name}",
            )
            for name in lacking
        )
        return applied.with_(open=(*applied.open, *mistakes)), []
    gwp_set, horizon, convention = (applied.rule.settings[name] for name in REQUIRED)
    choice = choose_factors(applied, gwp_set.value, horizon.value, convention.value)
    decisions = [_set_decision(applied, gwp_set, horizon, convention, choice)]
    aggregated, refused = _aggregated(applied, gwp_set)
    decisions += aggregated
    return applied.with_(
        characterisation=choice.factors,
        factor_quantities=choice.uncertain,
        apart_factors=choice.shown_apart,
        open=(*applied.open, *choice.mistakes, *refused),
    ), decisions


@dataclass(frozen=True)
class Factors:
    """Chosen factors by elementary flow [kg CO2e per kg] and what stands against them.

    ``uncertain``: those of them that come from the set with a range; a value that the rule brings has none.
    """

    factors: Mapping[str, float]
    uncertain: Mapping[str, Quantity]
    shown_apart: Mapping[str, tuple[str, float]]
    mistakes: tuple[Mistake, ...]
    left_out: tuple[PassedOver, ...]


def choose_factors(applied: Applied, gwp_set: str, horizon: int, convention: str) -> Factors:
    """Factors of the set, overlaid by the values that the rule brings, for the flows that occur."""
    known = elementary_flows()
    table = flow_factors(gwp_set, horizon, convention, flows=known)  # type: ignore[arg-type]
    factors = dict(table.factors)
    mistakes = list(_overlay_own_values(applied, factors, convention, known))
    own = applied.rule.get("characterisation.own_values")
    brought = frozenset(own.value if own is not None else ())
    uncertain: dict[str, Quantity] = {}
    gases = applied.rule.get("characterisation.gases")
    left_out = []
    shown_apart: dict[str, tuple[str, float]] = {}
    occurring = _occurring(applied)
    for identity in (*sorted(occurring), *_aggregated_ids()):
        base = identity.removesuffix(AIRCRAFT_SUFFIX)
        flow = known[base]
        if flow.factor is None:
            factors[identity] = 0.0  # not a greenhouse gas
        elif gases is not None and flow.gas not in gases.value and not flow.is_aggregated:
            factors[identity] = 0.0
            reason = Text(zh="不在规则所列气体之内。", en="not among the gases that the rule counts")
            left_out.append(PassedOver(identity, reason))
        elif base not in factors:
            mistakes.append(
                Mistake(
                    f"no factor for {identity} in {gwp_set} GWP{horizon} with convention {convention}: "
                    f"{table.absent.get(base, '')}",
                    f"processes {', '.join(occurring[identity][:3])} (inventory {applied.inventory.id}), "
                    f"rule {applied.rule.id}",
                    "choose a GWP set that has it, or let the rule bring its own value",
                )
            )
        else:
            place = _place_of(applied, identity, flow)
            if place == "report_apart":
                label = "aircraft" if identity != base else "dluc"
                shown_apart[identity] = (label, factors[base])
            factors[identity] = factors[base] if place == "include" else 0.0
            if place == "include" and base in table.uncertain and base not in brought:
                uncertain[identity] = table.uncertain[base]
    kept = {
        identity: factors[identity] for identity in (*occurring, *_aggregated_ids()) if identity in factors
    }
    return Factors(kept, uncertain, shown_apart, tuple(mistakes), tuple(left_out))


def _place_of(applied: Applied, identity: str, flow: ElementaryFlow) -> str:
    """Whether a flow counts in the total, stands apart, or does not count."""
    name = None
    if identity.endswith(AIRCRAFT_SUFFIX):
        name = "characterisation.aircraft"
    elif flow.kind == "dluc":
        name = "biogenic.land_use_change"
    setting = applied.rule.get(name) if name is not None else None
    return "include" if setting is None else str(setting.value)


def _overlay_own_values(
    applied: Applied, factors: dict[str, float], convention: str, known: Mapping[str, ElementaryFlow]
) -> list[Mistake]:
    own = applied.rule.get("characterisation.own_values")
    if own is None:
        return []
    mistakes = []
    with_oxidation = factors.get("ch4-fossil")  # the set's own, before the rule's values
    for identity, value in own.value.items():
        if identity not in known:
            mistakes.append(
                _own_value_mistake(
                    applied, own, f"unknown elementary flow '{identity}'", "use an id of the registry"
                )
            )
        elif (
            identity == "ch4-biogenic"
            and convention == "-1/+1"
            and with_oxidation is not None
            and value < with_oxidation - LARGEST_HARMLESS_DIFFERENCE
        ):
            what = (
                f"biogenic methane {value:g} does not fit the convention -1/+1, which has already taken away the CO2 "
                f"that the methane becomes: the factor must include it ({with_oxidation:g})"
            )
            mistakes.append(
                _own_value_mistake(applied, own, what, "use the factor with oxidation, or convention 0/0")
            )
        factors[identity] = value
    return mistakes


def _own_value_mistake(applied: Applied, own: Setting, what: str, mend: str) -> Mistake:
    return Mistake(what, f"rule {applied.rule.id}, clause {own.clause.clause or own.clause.id}", mend)


def _occurring(applied: Applied) -> dict[str, list[str]]:
    """Elementary rows that can occur, with the processes that emit them."""
    found: dict[str, list[str]] = {}
    for process in within_reach(applied):
        for emission in process.emissions:
            if emission.quantity is not None:
                found.setdefault(elementary_id(emission), []).append(process.id)
    return found


def _aggregated_ids() -> list[str]:
    return [identity for identity, flow in elementary_flows().items() if flow.is_aggregated]


def _set_decision(
    applied: Applied, gwp_set: Setting, horizon: Setting, convention: Setting, choice: Factors
) -> Decision:
    shown = {
        identity: factor
        for identity, factor in choice.factors.items()
        if factor and "aggregated" not in identity
    }
    alternatives = []
    for other in GWP_SETS:
        if other != gwp_set.value and horizon.value in (20, 100):
            table = flow_factors(other, horizon.value, convention.value, flows=elementary_flows())
            values = {identity: table.factors[identity] for identity in shown if identity in table.factors}
            alternatives.append(Alternative(say(other, "en"), values, "kg CO2e/kg"))
    what = Text(
        zh=f"特征化采用 {say(gwp_set.value, 'zh')} GWP{horizon.value}，生物源碳惯例 {convention.value}。",
        en=f"characterisation by {say(gwp_set.value, 'en')} GWP{horizon.value}, biogenic carbon {convention.value}.",
    )
    return decide("characterisation", "study", what, gwp_set, shown, choice.left_out, alternatives)


def _aggregated(applied: Applied, gwp_set: Setting) -> tuple[list[Decision], list[Mistake]]:
    """Aggregated factors come characterised: say which set they use; refuse where the rule demands it."""
    decisions, mistakes = [], []
    setting = applied.rule.get("characterisation.aggregated_data")
    for process in _factor_processes(applied):
        assert process.factor is not None
        factor = process.factor
        # CO2 counts 1 in every set, so a factor of CO2 alone is of no other one
        other_set = factor.gwp_set != gwp_set.value and factor.gases != "co2_only"
        stated = say(factor.gwp_set, "en") if factor.gwp_set != "not_stated" else "not stated"
        if setting is not None and (
            setting.value == "refuse" or (setting.value == "refuse_other_set" and other_set)
        ):
            mistakes.append(
                Mistake(
                    f"the rule refuses the aggregated factor of {process.id} (GWP set {stated}, {factor.gases}, {factor.year})",
                    f"rule {applied.rule.id}, clause {setting.clause.clause or setting.clause.id}",
                    "replace it by a unit process with gases, or by a factor of the rule's GWP set",
                )
            )
            continue
        stated_zh = say(factor.gwp_set, "zh") if factor.gwp_set != "not_stated" else "未说明"
        what = Text(
            zh=f"{process.name.zh}是汇总因子 {factor.amount:g} {factor.unit}（GWP：{stated_zh}；气体：{factor.gases}；"
            f"范围：{say(factor.coverage, 'zh')}；{factor.year}），按原值使用，不作换算。",
            en=f"{process.name.en} is an aggregated factor, {factor.amount:g} {factor.unit} (GWP set {stated}; gases {factor.gases}; "
            f"coverage {say(factor.coverage, 'en')}; {factor.year}), used as it is, without conversion.",
        )
        values = {
            "factor": factor.amount,
            "unit": factor.unit,
            "gwp_set": factor.gwp_set,
            "gases": factor.gases,
            "mark": factor.mark,
        }
        decisions.append(decide("characterisation", process.id, what, setting, values))
    return decisions, mistakes


def _factor_processes(applied: Applied) -> list[UnitProcess]:
    """Aggregated processes that the study really draws on under this rule."""
    return [process for process in used_processes(applied) if process.factor is not None]
