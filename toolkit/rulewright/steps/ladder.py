"""Walk an allocation ladder: the first rung whose conditions hold and whose data exist, and why others don't.

No shares are computed here (see :mod:`rulewright.steps.shares`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rulewright.inventory import Exchange, PropertyValue, UnitProcess
from rulewright.ledger import PassedOver
from rulewright.rule import (
    Condition,
    DisplacedProductKnown,
    FlowIn,
    OutputsAreEnergy,
    PriceRatioAbove,
    PriceRatioAtMost,
    RevenueGapAbove,
    RevenueGapAtMost,
    RevenueShareAtMost,
    Rung,
    Setting,
    ShareSettings,
    Text,
    UseKnown,
)
from rulewright.steps.shares import PROPERTY_OF_KEY, net_amount, property_values
from rulewright.steps.state import Applied
from rulewright.units import factor_or_none
from rulewright.words import say


@dataclass(frozen=True)
class Choice:
    """The rung that is taken for some outputs, the substituted flows before it, and the rungs passed over."""

    rung: Rung | None
    substituted: Mapping[str, Rung]
    passed_over: tuple[PassedOver, ...]


def choose_rung(
    applied: Applied, process: UnitProcess, ladder: Sequence[Rung], sharing: Sequence[Exchange]
) -> Choice:
    """Walk the ladder: the first rung whose conditions hold and whose data exist.

    ``sharing``: the reference output and the co-products that would share. A substitution rung may take some of
    them; the rest goes on down the ladder. No arithmetic of shares happens here.
    """
    passed: list[PassedOver] = []
    substituted: dict[str, Rung] = {}
    remaining = list(sharing)
    for rung in ladder:
        if len(remaining) == 1:
            break
        reason = _why_not(applied, process, rung, remaining)
        if reason is not None:
            passed.append(PassedOver(_rung_name(rung), reason))
            continue
        if rung.verb == "substitute":
            substituted |= {each.flow: rung for each in _substitutable(applied, rung, remaining)}
            remaining = [each for each in remaining if each.flow not in substituted]
            if len(remaining) > 1:
                left = ", ".join(each.flow for each in remaining[1:])
                passed.append(
                    PassedOver(
                        f"substitute ({left})",
                        Text(
                            zh=f"没有被替代产品的数据：{left}。",
                            en=f"no displaced product is known for {left}",
                        ),
                    )
                )
            continue
        return Choice(rung, substituted, tuple(passed))
    return Choice(None, substituted if len(remaining) == 1 else {}, tuple(passed))


def _why_not(applied: Applied, process: UnitProcess, rung: Rung, sharing: Sequence[Exchange]) -> Text | None:
    """Why a rung cannot be taken; None if it can."""
    for condition in rung.when:
        reason = _fails(applied, process, condition, sharing)
        if reason is not None:
            return reason
    if rung.verb == "subdivide" and not process.subdivided_into:
        return Text(zh="清单没有可用的子过程。", en="the inventory offers no sub-processes")
    if rung.substitute is not None:
        if rung.substitute.mode == "if_declared":
            declared = applied.rule.get("allocation.expansion")
            if declared is None or declared.value != "substitution":
                return Text(
                    zh="研究没有声明采用系统扩展。",
                    en="the study does not declare that it expands the system",
                )
        if not _substitutable(applied, rung, sharing):
            return Text(
                zh="没有任何共生产品的被替代产品已知。", en="no displaced product is known for any co-product"
            )
    if rung.share is not None:
        key = resolved_key(applied, process, rung.share.by)
        if key is None:
            return Text(
                zh="规则要求物理关系，但没有说明用哪一种属性。",
                en="the rule asks for a physical relationship; nothing says which property",
            )
        return cannot_share(applied, process, rung.share, key, sharing)
    if rung.fixed is not None:
        unnamed = [each.flow for each in sharing if each.flow not in rung.fixed.factors]
        if unnamed:
            return Text(
                zh=f"固定系数不含 {', '.join(unnamed)}。", en=f"no fixed factor for {', '.join(unnamed)}"
            )
        if sum(rung.fixed.factors[each.flow] for each in sharing) <= 0:
            return Text(
                zh="这里出现的产出的固定系数都为零。",
                en="the fixed factors of the outputs that occur here are all zero",
            )
    return None


def cannot_share(
    applied: Applied, process: UnitProcess, share: ShareSettings, key: str, sharing: Sequence[Exchange]
) -> Text | None:
    """Why the outputs cannot share by ``key`` (and the key inside groups); None if they can."""
    reason = _not_a_key(applied, process, share.years, key, sharing)
    if reason is not None or share.inside is None:
        return reason
    inner_key = PROPERTY_OF_KEY.get(share.inside.by, share.inside.by)
    for group in share.groups or ():
        members = [each for each in sharing if each.flow in group]
        if len(members) > 1:  # a flow on its own takes its group's whole part
            reason = _not_a_key(applied, process, share.inside.years or share.years, inner_key, members)
            if reason is not None:
                names = ", ".join(each.flow for each in members)
                return Text(zh=f"组（{names}）：{reason.zh}", en=f"group ({names}): {reason.en}")
    return None


def _not_a_key(
    applied: Applied, process: UnitProcess, years: int | None, name: str, outputs: Sequence[Exchange]
) -> Text | None:
    """Why a property cannot be the key among these outputs: absent, negative, or nothing in sum."""
    values = property_values(applied, process, name, outputs, years)
    lacking = [flow for flow, value in values.items() if value is None]
    if lacking:
        shown = ", ".join(lacking)
        return Text(zh=f"{shown} 没有{say(name, 'zh')}数据。", en=f"no {say(name, 'en')} for {shown}")
    total = 0.0
    for each in outputs:
        value = values[each.flow]
        if value is None:
            continue
        if value.quantity.amount < 0:
            return Text(
                zh=f"{each.flow} 的{say(name, 'zh')}为负，不能作为分配依据。",
                en=f"{each.flow} has a negative {say(name, 'en')}: it cannot be a key",
            )
        total += value.quantity.amount * net_amount(applied, each)
    if total <= 0:
        return Text(
            zh=f"{say(name, 'zh')}合计不大于零。", en=f"the sum of {say(name, 'en')} is not above zero"
        )
    return None


def _fails(
    applied: Applied, process: UnitProcess, condition: Condition, sharing: Sequence[Exchange]
) -> Text | None:
    if isinstance(condition, DisplacedProductKnown):
        known = all(applied.inventory.flows[each.flow].displaces is not None for each in sharing[1:])
        return None if known == condition.displaced_product_known else Text(
            zh="被替代产品不是都已知。", en="the displaced product is not known for every co-product"
        )  # fmt: skip
    if isinstance(condition, UseKnown):
        facts = [applied.inventory.flows[each.flow].displaces for each in sharing[1:]]
        known = all(fact is not None and fact.use_known and fact.dominant for fact in facts)
        return None if known == condition.use_known_and_dominant else Text(
            zh="共生产品的实际用途和主导的被替代产品没有直接证据。",
            en="no direct knowledge of the co-products' use with one dominant displaced product",
        )  # fmt: skip
    if isinstance(condition, FlowIn):
        outside = [each.flow for each in sharing[1:] if each.flow not in condition.co_products_in]
        return (
            Text(zh=f"{', '.join(outside)} 不在清单内。", en=f"{', '.join(outside)} not in the rule's list")
            if outside
            else None
        )
    if isinstance(condition, OutputsAreEnergy):
        values = property_values(applied, process, "lhv", sharing, None)
        energy = all(value is not None and value.quantity.amount > 0 for value in values.values())
        return None if energy == condition.all_outputs_are_energy else Text(
            zh="并非所有产出都是能源产品。", en="not every output is an energy carrier"
        )  # fmt: skip
    return _price_condition_fails(applied, process, condition, sharing)


def _price_condition_fails(
    applied: Applied, process: UnitProcess, condition: Condition, sharing: Sequence[Exchange]
) -> Text | None:
    years = getattr(condition, "years", None)
    prices = property_values(applied, process, "price", sharing, years)
    lacking = [flow for flow, value in prices.items() if value is None]
    if lacking:
        return Text(
            zh=f"无法检验：{', '.join(lacking)} 没有价格。",
            en=f"cannot be tested: no price for {', '.join(lacking)}",
        )
    if isinstance(condition, RevenueShareAtMost):
        revenues = revenues_cny(applied, prices, sharing)
        total = sum(revenues.values())
        share = 1 - revenues[sharing[0].flow] / total if total > 0 else 1.0
        limit = condition.revenue_share_at_most
        return None if share <= limit else Text(
            zh=f"共生产品收入占比 {share:.3g} 大于 {limit:g}。", en=f"co-products bring {share:.3g} of the revenue, above {limit:g}"
        )  # fmt: skip
    unit_values = _unit_values(applied, process, prices, sharing)
    if unit_values is None:
        return Text(
            zh="无法检验：产出的单位不同，且缺少质量属性。",
            en="cannot be tested: outputs have different units and lack a mass",
        )
    reference, others = unit_values[0], unit_values[1:]
    if isinstance(condition, PriceRatioAbove | PriceRatioAtMost):
        ratios = [reference / other if other > 0 else float("inf") for other in others]
        above = isinstance(condition, PriceRatioAbove)
        limit = (
            condition.price_ratio_above
            if isinstance(condition, PriceRatioAbove)
            else condition.price_ratio_at_most
        )
        tests = [(ratio > limit) if above else (ratio <= limit) for ratio in ratios]
        holds = any(tests) if condition.pairs == "any" else all(tests)
        shown = ", ".join(f"{ratio:.3g}" for ratio in ratios)
        word_zh, word_en = ("高于", "above") if above else ("不高于", "at most")
        return None if holds else Text(
            zh=f"单位价值比 {shown} 不满足{word_zh} {limit:g}。", en=f"unit value ratio {shown} is not {word_en} {limit:g}"
        )  # fmt: skip
    assert isinstance(condition, RevenueGapAbove | RevenueGapAtMost)
    gaps = [abs(reference - other) / max(abs(reference), abs(other), 1e-300) for other in others]
    above = isinstance(condition, RevenueGapAbove)
    limit = (
        condition.revenue_gap_above
        if isinstance(condition, RevenueGapAbove)
        else condition.revenue_gap_at_most
    )
    holds = any(gap > limit for gap in gaps) if above else all(gap <= limit for gap in gaps)
    shown = ", ".join(f"{gap:.3g}" for gap in gaps)
    return None if holds else Text(
        zh=f"单位收入差 {shown}，界限 {limit:g}，条件不成立。", en=f"unit revenue gap {shown}, limit {limit:g}: the condition does not hold"
    )  # fmt: skip


def revenues_cny(
    applied: Applied, prices: Mapping[str, PropertyValue | None], sharing: Sequence[Exchange]
) -> dict[str, float]:
    """Revenue of each output [CNY], of what leaves the process."""
    return {
        each.flow: value.quantity.amount * net_amount(applied, each)
        for each in sharing
        if (value := prices[each.flow]) is not None
    }


def _unit_values(
    applied: Applied,
    process: UnitProcess,
    prices: dict[str, PropertyValue | None],
    sharing: Sequence[Exchange],
) -> list[float] | None:
    """Unit values in one common unit: that of the reference product if all convert to it, else kg [CNY/kg]."""
    units = [each.quantity.unit for each in sharing if each.quantity is not None]
    amounts = [value.quantity.amount for value in prices.values() if value is not None]
    scales = [scale for unit in units if (scale := factor_or_none(unit, units[0])) is not None]
    if len(scales) == len(units):
        return [amount / scale for amount, scale in zip(amounts, scales, strict=True)]
    masses = property_values(applied, process, "mass", sharing, None)
    if any(value is None or value.quantity.amount <= 0 for value in masses.values()):
        return None
    return [
        price / mass.quantity.amount
        for price, mass in zip(amounts, masses.values(), strict=True)
        if mass is not None
    ]


def _substitutable(applied: Applied, rung: Rung, sharing: Sequence[Exchange]) -> list[Exchange]:
    assert rung.substitute is not None
    return [
        each
        for each in sharing[1:]
        if applied.inventory.flows[each.flow].displaces is not None
        and (rung.substitute.only is None or each.flow in rung.substitute.only)
    ]


def resolved_key(applied: Applied, process: UnitProcess, by: str) -> str | None:
    """Name of the property to share by; "physical" is resolved by rule or declared choice, per process."""
    if by == "physical":
        stated = applied.rule.get_keyed("allocation.physical_property", process.id)
        if stated is None:
            return None
        by = stated.value
    return PROPERTY_OF_KEY.get(by, by)


def _rung_name(rung: Rung) -> str:
    return f"share by {rung.share.by}" if rung.share is not None else rung.verb


def ladder_for(applied: Applied, process: UnitProcess) -> tuple[Setting | None, Sequence[Rung]]:
    """The special ladder for this process or its products, else the general one."""
    flows = {each.flow for each in process.outputs}
    for setting in applied.rule.get_list("allocation.special"):
        if process.id in setting.value.processes or flows & set(setting.value.products):
            return setting, setting.value.ladder
    general = applied.rule.get("allocation.ladder")
    return (general, general.value) if general is not None else (None, ())
