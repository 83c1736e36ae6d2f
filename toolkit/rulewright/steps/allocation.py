"""Allocation: what each output of a multi-output process carries.

Clauses: ``allocation.classes``, ``allocation.ladder``, ``allocation.special``, ``allocation.physical_property``,
``allocation.expansion``, ``allocation.price_years``. :func:`choose_rung` walks a ladder and says why rungs are
passed over; :func:`share_by` only shares. Choices are made at central values and held; shares are terms, so
that they follow the drawn amounts and prices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from rulewright.errors import Mistake
from rulewright.inventory import Exchange, Inventory, PropertyValue, UnitProcess
from rulewright.ledger import Alternative, Decision, PassedOver, decide
from rulewright.reading.inventories import PROPERTY_NUMERATORS
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
    ShareKey,
    ShareSettings,
    Text,
    UseKnown,
)
from rulewright.steps.state import Applied, StepResult, Treatment, within_reach
from rulewright.terms import WHOLE, Ratio, Share, Weighted
from rulewright.units import factor_or_none
from rulewright.words import say

PROPERTY_OF_KEY = {"energy": "lhv"}  # the key "energy" shares by lower heating value
FREE = Treatment("burden_free")
COMPARED_KEYS: tuple[ShareKey, ...] = ("mass", "lhv", "exergy", "carbon", "metal", "price")
NOTHING_LEFT = 1e-12  # of the gross amount: a co-product that its own process uses up carries nothing
RESIDUE_RATIO = 5.0  # how far a physical share may exceed the value share before the ledger warns


def allocate(applied: Applied) -> StepResult:
    """Decide the treatment of every output of every process that the study draws on."""
    decisions: list[Decision] = []
    open_decisions: list[Mistake] = []
    treatments = dict(applied.treatments)
    queue, done = [applied.process], set()
    while queue:
        name = queue.pop(0)
        if name in done:
            continue
        done.add(name)
        process = applied.inventory.processes[name]
        found, process_decisions, mistakes = _treat_outputs(applied, process)
        treatments |= found
        decisions += [*_class_decisions(applied, process), *process_decisions]
        open_decisions += mistakes
        applied = applied.with_(treatments=treatments)
        queue += [supplier for supplier in drawn_on(applied, process) if supplier not in done]
        queue += [node.split("|")[0] for terms in _pool_terms_of(applied, process) for node in terms]
    return applied.with_(open=(*applied.open, *open_decisions)), decisions


def drawn_on(applied: Applied, process: UnitProcess) -> list[str]:
    """Processes that the treated process really draws on under this rule."""
    if is_subdivided(applied, process):
        return list(process.subdivided_into)
    found = []
    for exchange in process.inputs:
        if applied.is_out(exchange.id):
            continue
        provider = applied.provider_of(exchange)
        if provider is not None:
            found.append(provider)
        found += [link.node.split("|")[0] for link in applied.links.get(exchange.id, ())]
    for output in process.outputs[1:]:
        treatment = applied.treatments.get((process.id, output.flow))
        if treatment is None:
            continue
        if treatment.kind == "waste" and not applied.is_out(output.id):
            treating = applied.treatment_process(output.flow)
            found += [treating.id] if treating else []
        if treatment.kind in ("substitute", "internal"):
            found += [node.split("|")[0] for node, _ in replacement(applied, output.flow, treatment)]
    return found


def replacement(applied: Applied, flow: str, treatment: Treatment) -> list[tuple[str, float]]:
    """Nodes and amounts that stand for one unit of a substituted or internal flow: displaced minus processing."""
    inventory = applied.inventory
    product = inventory.flows[flow]
    result = []
    if treatment.kind == "substitute" and product.displaces is not None:
        process = product.displaces.process or _only_maker(inventory, product.displaces.flow)
        amount = inventory.displaced_amounts[f"displaces:{flow}"] * treatment.credited
        result.append((f"{process}|{product.displaces.flow}", amount))
    for number, each in enumerate(product.processing):
        process = each.process or _only_maker(inventory, each.flow)
        result.append((f"{process}|{each.flow}", -inventory.displaced_amounts[f"processing:{flow}:{number}"]))
    return result


# ---- choosing ---------------------------------------------------------------------------------------


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
        key = _resolved_key(applied, process, rung.share.by)
        if key is None:
            return Text(
                zh="规则要求物理关系，但没有说明用哪一种属性。",
                en="the rule asks for a physical relationship; nothing says which property",
            )
        return _cannot_share(applied, process, rung.share, key, sharing)
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


def _cannot_share(
    applied: Applied, process: UnitProcess, share: ShareSettings, key: str, sharing: Sequence[Exchange]
) -> Text | None:
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
    values = _property_values(applied, process, name, outputs, years)
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
        values = _property_values(applied, process, "lhv", sharing, None)
        energy = all(value is not None and value.quantity.amount > 0 for value in values.values())
        return None if energy == condition.all_outputs_are_energy else Text(
            zh="并非所有产出都是能源产品。", en="not every output is an energy carrier"
        )  # fmt: skip
    return _price_condition_fails(applied, process, condition, sharing)


def _price_condition_fails(
    applied: Applied, process: UnitProcess, condition: Condition, sharing: Sequence[Exchange]
) -> Text | None:
    years = getattr(condition, "years", None)
    prices = _property_values(applied, process, "price", sharing, years)
    lacking = [flow for flow, value in prices.items() if value is None]
    if lacking:
        return Text(
            zh=f"无法检验：{', '.join(lacking)} 没有价格。",
            en=f"cannot be tested: no price for {', '.join(lacking)}",
        )
    if isinstance(condition, RevenueShareAtMost):
        revenues = _revenues(applied, prices, sharing)
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


def _revenues(
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
    masses = _property_values(applied, process, "mass", sharing, None)
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


def _resolved_key(applied: Applied, process: UnitProcess, by: str) -> str | None:
    """Name of the property to share by; "physical" is resolved by rule or declared choice, per process."""
    if by == "physical":
        stated = applied.rule.get_keyed("allocation.physical_property", process.id)
        if stated is None:
            return None
        by = stated.value
    return PROPERTY_OF_KEY.get(by, by)


def _rung_name(rung: Rung) -> str:
    return f"share by {rung.share.by}" if rung.share is not None else rung.verb


# ---- sharing ----------------------------------------------------------------------------------------


def share_by(
    applied: Applied, process: UnitProcess, share: ShareSettings, key: str, sharing: Sequence[Exchange]
) -> dict[str, Share]:
    """Shares of the outputs by amount times property: one level, or between groups and then inside each.

    Returns
    -------
    dict
        Flow to :class:`~rulewright.terms.Share`; at central values they lie in [0, 1] and sum to 1.
    """
    weights = share.weights or {}
    years = share.years or _price_years(applied)
    if share.groups is None or share.inside is None:
        summands = _summands(applied, process, key, sharing, years, weights)
        whole = tuple(each for own in summands.values() for each in own)
        return {
            flow: Share(f"{process.id}|{flow}", 1.0, (Ratio(own, whole),)) for flow, own in summands.items()
        }
    inner_key = PROPERTY_OF_KEY.get(share.inside.by, share.inside.by)
    outer = _summands(applied, process, key, sharing, years, weights)
    whole = tuple(each for own in outer.values() for each in own)
    result = {}
    for each in sharing:
        group = next((members for members in share.groups if each.flow in members), [each.flow])
        members = [other for other in sharing if other.flow in group]
        levels = [Ratio(tuple(summand for other in members for summand in outer[other.flow]), whole)]
        if len(members) > 1:
            inner = _summands(applied, process, inner_key, members, share.inside.years or years, {})
            levels.append(
                Ratio(inner[each.flow], tuple(summand for other in members for summand in inner[other.flow]))
            )
        result[each.flow] = Share(f"{process.id}|{each.flow}", 1.0, tuple(levels))
    return result


def _summands(
    applied: Applied,
    process: UnitProcess,
    name: str,
    sharing: Sequence[Exchange],
    years: int | None,
    weights: dict[str, float],
) -> dict[str, tuple[Weighted, ...]]:
    """Amount times property of each output; a netted internal loop is a second, negative summand."""
    values = _property_values(applied, process, name, sharing, years)
    result = {}
    for each in sharing:
        value = values[each.flow]
        assert value is not None and each.quantity is not None
        weight = weights.get(each.flow, 1.0)
        own = [Weighted(weight, (each.quantity.id, value.quantity.id))]
        own += [
            Weighted(-weight, (loop.quantity.id, value.quantity.id))
            for loop in netted_loops(applied, each)
            if loop.quantity
        ]
        result[each.flow] = tuple(own)
    return result


def net_amount(applied: Applied, output: Exchange) -> float:
    """Amount of an output less the internal loop that the rule nets."""
    assert output.quantity is not None
    loops = netted_loops(applied, output) if applied.netted else []
    return output.quantity.amount - sum(loop.quantity.amount for loop in loops if loop.quantity is not None)


def netted_loops(applied: Applied, output: Exchange) -> list[Exchange]:
    """Inputs of the same process that the rule subtracts from this output."""
    names = {entered for entered, left in applied.netted.items() if left == output.id}
    return [each for each in applied.inventory.processes[output.process].inputs if each.id in names]


def _property_values(
    applied: Applied, process: UnitProcess, name: str, sharing: Sequence[Exchange], years: int | None
) -> dict[str, PropertyValue | None]:
    window = (years or _price_years(applied)) if name == "price" else None
    return {
        each.flow: applied.inventory.property_value(process.id, each.flow, name, window) for each in sharing
    }


def _price_years(applied: Applied) -> int | None:
    stated = applied.rule.get("allocation.price_years")
    return None if stated is None else int(stated.value)


# ---- one process ------------------------------------------------------------------------------------


def switch_classes(applied: Applied) -> StepResult:
    """Give every output the class that the rule says, before any other step looks at it.

    The ledger lines are written by :func:`allocate`, for the processes that the study really draws on.
    """
    classes = {}
    for process in within_reach(applied):
        for output in process.outputs[1:]:
            setting = _class_switch(applied, output)
            if setting is not None:
                classes[(process.id, output.flow)] = setting.value.as_class
    applied = applied.with_(classes=classes)
    makers = [process for process in within_reach(applied) if not process.treats_waste]
    outputs = [output for process in makers for output in process.outputs]
    sharing = {output.flow for output in outputs if applied.class_of(output) != "scrap"}
    scrap = {output.flow for output in outputs if applied.class_of(output) == "scrap"}
    return applied.with_(pools=frozenset((applied.inventory.pools | scrap) - sharing)), []


def _class_switch(applied: Applied, output: Exchange) -> Setting | None:
    """The first clause that gives this output a class; the most specific rule's comes first."""
    for setting in applied.rule.get_list("allocation.classes"):
        if output.flow in setting.value.flows:
            return setting
    return None


def _class_decisions(applied: Applied, process: UnitProcess) -> list[Decision]:
    decisions = []
    for output in process.outputs[1:]:
        setting = _class_switch(applied, output)
        if setting is None or setting.value.as_class == output.output_class:
            continue
        name_zh, name_en = (
            applied.inventory.name(output.flow, "zh"),
            applied.inventory.name(output.flow, "en"),
        )
        what = Text(
            zh=f"{name_zh}按规则归为{say(setting.value.as_class, 'zh')}（清单中为{say(output.output_class, 'zh')}）。",
            en=f"{name_en} counts as {say(setting.value.as_class, 'en')} by the rule "
            f"(in the inventory: {say(output.output_class, 'en')}).",
        )
        values = {"class": setting.value.as_class}
        decisions.append(decide("allocation", f"{process.id}|{output.flow}", what, setting, values))
    return decisions


def _treat_outputs(
    applied: Applied, process: UnitProcess
) -> tuple[dict[tuple[str, str], Treatment], list[Decision], list[Mistake]]:
    treatments: dict[tuple[str, str], Treatment] = {}
    sharing = [process.reference]
    mistakes: list[Mistake] = []
    for output in process.outputs[1:]:
        effective = applied.class_of(output)
        if effective in ("waste", "scrap", "internal", "burden_free"):
            treatments[(process.id, output.flow)] = Treatment(effective)  # type: ignore[arg-type]
        elif output.quantity is None:
            mistakes.append(
                Mistake(
                    f"co-product {output.flow} has no amount (exists, no number found)",
                    f"process '{process.id}' (inventory {applied.inventory.id}), rule {applied.rule.id}",
                    "give its amount, or let a clause class it as waste or burden_free",
                )
            )
        elif net_amount(applied, output) > NOTHING_LEFT * output.quantity.amount:
            sharing.append(output)
        else:
            treatments[(process.id, output.flow)] = FREE
    if len(sharing) == 1:
        treatments[(process.id, process.reference.flow)] = Treatment("share", WHOLE)
        return treatments, [], mistakes
    setting, ladder = _ladder_for(applied, process)
    if setting is None:
        flows = ", ".join(each.flow for each in sharing)
        mistakes.append(
            Mistake(
                f"no clause settles how the burdens are shared among {flows}",
                f"process '{process.id}' (inventory {applied.inventory.id}), rule {applied.rule.id}",
                "declare allocation.ladder, e.g. [{share: {by: mass}}, {stop: {}}]",
            )
        )
        return treatments, [], mistakes
    choice = choose_rung(applied, process, ladder, sharing)
    shared = [each for each in sharing if each.flow not in choice.substituted]
    if (choice.rung is None and len(shared) > 1) or (choice.rung is not None and choice.rung.verb == "stop"):
        mistakes.append(_stopped(applied, process, setting, choice, sharing))
        return treatments, [], mistakes
    for flow, taken_by in choice.substituted.items():
        assert taken_by.substitute is not None
        settings = taken_by.substitute
        treatments[(process.id, flow)] = Treatment(
            "substitute", WHOLE, settings.shared, settings.credit == "apart"
        )
    if choice.rung is not None and choice.rung.verb == "subdivide":
        for each in shared:
            treatments[(process.id, each.flow)] = Treatment(
                "alias", part=_part_that_makes(applied, process, each.flow)
            )
        decision = _allocation_decision(applied, process, setting, choice, sharing, {}, [])
        return treatments, [decision], mistakes
    shares = _shares_of(applied, process, choice, shared)
    for flow, share in shares.items():
        treatments[(process.id, flow)] = Treatment("share", share)
    negligible = _negligible(applied, process, choice, shared)
    for flow in negligible:
        treatments[(process.id, flow)] = FREE
    decision = _allocation_decision(applied, process, setting, choice, sharing, shares, negligible)
    return (
        treatments,
        [decision, *_residue_warning(applied, process, setting, choice, shared, shares)],
        mistakes,
    )


def _residue_warning(
    applied: Applied,
    process: UnitProcess,
    setting: Setting,
    choice: Choice,
    shared: Sequence[Exchange],
    shares: dict[str, Share],
) -> list[Decision]:
    """Warn where a physical key burdens a co-product far more than its value does: residues look like products."""
    if choice.rung is None or choice.rung.share is None or len(shares) < 2:
        return []
    by_price = ShareSettings(by="price")
    if (
        choice.rung.share.by == "price"
        or _cannot_share(applied, process, by_price, "price", shared) is not None
    ):
        return []
    priced = share_by(applied, process, by_price, "price", shared)
    central = _central_values(applied, process, [*shares.values(), *priced.values()])
    decisions = []
    for each in shared[1:]:
        if each.flow not in shares:
            continue
        own, value = shares[each.flow].evaluate(central), priced[each.flow].evaluate(central)
        if value > 0 and own > RESIDUE_RATIO * value:
            name_zh, name_en = (
                applied.inventory.name(each.flow, "zh"),
                applied.inventory.name(each.flow, "en"),
            )
            what = Text(
                zh=f"提示：{name_zh}按此物理关系承担 {own:.1%}，按价格只占 {value:.1%}；残渣可能被当作产品。",
                en=f"warning: {name_en} carries {own:.1%} by this physical key, but brings {value:.1%} of the value; "
                "a residue may be burdened like a product.",
            )
            subject = f"{process.id}|{each.flow}"
            decisions.append(decide("allocation", subject, what, setting, {"by_key": own, "by_price": value}))
    return decisions


def _part_that_makes(applied: Applied, process: UnitProcess, flow: str) -> str:
    """The last sub-process that makes a flow (earlier ones may pass it on)."""
    parts = [applied.inventory.processes[part] for part in process.subdivided_into]
    return [part.id for part in parts if any(each.flow == flow for each in part.outputs)][-1]


def _shares_of(
    applied: Applied, process: UnitProcess, choice: Choice, shared: Sequence[Exchange]
) -> dict[str, Share]:
    rung = choice.rung
    if rung is None:
        return {process.reference.flow: WHOLE}
    if rung.fixed is not None:
        factors = {each.flow: rung.fixed.factors[each.flow] for each in shared}
        total = sum(factors.values())  # 1 unless some named co-products don't occur here
        return {flow: Share(f"{process.id}|{flow}", factor / total) for flow, factor in factors.items()}
    assert rung.share is not None
    kept = [each for each in shared if each.flow not in _negligible(applied, process, choice, shared)]
    if len(kept) == 1:
        return {process.reference.flow: WHOLE}
    key = _resolved_key(applied, process, rung.share.by)
    assert key is not None
    return share_by(applied, process, rung.share, key, kept)


def _negligible(
    applied: Applied, process: UnitProcess, choice: Choice, shared: Sequence[Exchange]
) -> list[str]:
    """Outputs whose revenue share is at most the rule's limit: they carry nothing."""
    if choice.rung is None or choice.rung.share is None or choice.rung.share.negligible_revenue_share is None:
        return []
    prices = _property_values(applied, process, "price", shared, choice.rung.share.years)
    revenues = _revenues(applied, prices, shared)
    total = sum(revenues.values())
    limit = choice.rung.share.negligible_revenue_share
    return [
        flow
        for flow, revenue in revenues.items()
        if flow != process.reference.flow and total > 0 and revenue / total <= limit
    ]


def _ladder_for(applied: Applied, process: UnitProcess) -> tuple[Setting | None, Sequence[Rung]]:
    """The special ladder for this process or its products, else the general one."""
    flows = {each.flow for each in process.outputs}
    for setting in applied.rule.get_list("allocation.special"):
        if process.id in setting.value.processes or flows & set(setting.value.products):
            return setting, setting.value.ladder
    general = applied.rule.get("allocation.ladder")
    return (general, general.value) if general is not None else (None, ())


def is_subdivided(applied: Applied, process: UnitProcess) -> bool:
    """Whether the rule took the sub-processes instead of the whole."""
    treatment = applied.treatments.get((process.id, process.reference.flow))
    return treatment is not None and treatment.kind == "alias"


def _pool_terms_of(applied: Applied, process: UnitProcess) -> list[list[str]]:
    flows = {each.flow for each in (*process.inputs, *process.outputs)}
    nodes = [[term.node for term in terms] for flow, terms in applied.pool_terms.items() if flow in flows]
    nodes.append([node for item in applied.apart for node in item.amounts])
    nodes += [[term.node for term in recovered.terms] for recovered in applied.recovered]
    return nodes


def _stopped(
    applied: Applied, process: UnitProcess, setting: Setting, choice: Choice, sharing: Sequence[Exchange]
) -> Mistake:
    tried = [each for each in choice.passed_over if each.option != "subdivide"]
    lacking = [
        each for each in tried if each.option.startswith("share by") and each.reason.en.startswith("no ")
    ]
    reasons = "; ".join(f"{each.option}: {each.reason.en}" for each in choice.passed_over)
    if len(tried) == 1 and lacking:
        what = lacking[0].reason.en
    else:
        flows = ", ".join(each.flow for each in sharing)
        what = f"no rung of the ladder applies to {flows} ({reasons or 'the rule says stop'})"
    clause = setting.clause.clause or setting.clause.id
    missing = (
        "; ".join(_what_to_give(applied, each, sharing) for each in lacking) or "give the missing property"
    )
    return Mistake(
        what,
        f"process '{process.id}' (inventory {applied.inventory.id}), rule {applied.rule.id}, clause {clause}",
        f"{missing}, declare what the rule leaves open, or add a later rung to clause {clause}",
    )


def _what_to_give(applied: Applied, lacking: PassedOver, sharing: Sequence[Exchange]) -> str:
    """E.g. "give slag a price in CNY/kg", from the rung that lacked it."""
    key = PROPERTY_OF_KEY.get(
        lacking.option.removeprefix("share by "), lacking.option.removeprefix("share by ")
    )
    named = lacking.reason.en.rsplit(" for ", 1)[-1].split(", ")
    units = {each.flow: applied.inventory.flows[each.flow].unit for each in sharing}
    numerator = PROPERTY_NUMERATORS.get(key, "")
    each_unit = ", ".join(f"{flow} [{numerator}/{units[flow]}]" for flow in named if flow in units)
    return (
        f"give a {say(key, 'en')} to {each_unit}" if numerator and each_unit else "give the missing property"
    )


def _allocation_decision(
    applied: Applied,
    process: UnitProcess,
    setting: Setting,
    choice: Choice,
    sharing: Sequence[Exchange],
    shares: dict[str, Share],
    negligible: Sequence[str],
) -> Decision:
    inventory = applied.inventory
    central = _central_values(applied, process, shares.values())
    carried = {flow: float(share.evaluate(central)) for flow, share in shares.items()}
    values: dict[str, object] = {f"share {flow}": share for flow, share in carried.items()}
    values |= _price_basis(applied, process, choice, sharing)
    values |= {f"substituted {flow}": inventory.flows[flow].displaces.flow for flow in choice.substituted}  # type: ignore[union-attr]
    values |= {f"negligible {flow}": 0.0 for flow in negligible}
    sentence = {}
    for lang in ("zh", "en"):
        parts = []
        if choice.substituted:
            names = "、".join if lang == "zh" else ", ".join
            flows = names(inventory.name(flow, lang) for flow in choice.substituted)
            parts.append(f"{flows}按替代抵扣" if lang == "zh" else f"{flows} substituted with a credit")
        if choice.rung is not None and choice.rung.verb == "subdivide":
            parts.append("细分为子过程" if lang == "zh" else "subdivided into its sub-processes")
        elif len(shares) > 1:
            key = _key_word(applied, process, choice.rung, lang)
            listed = "，".join if lang == "zh" else ", ".join
            amounts = listed(f"{inventory.name(flow, lang)} {carried[flow]:.4g}" for flow in shares)
            parts.append(f"按{key}分配：{amounts}" if lang == "zh" else f"shared by {key}: {amounts}")
        elif choice.substituted or negligible:
            name = inventory.name(process.reference.flow, lang)
            parts.append(f"其余由{name}承担" if lang == "zh" else f"the rest is carried by {name}")
        body = ("；" if lang == "zh" else "; ").join(parts)
        sentence[lang] = f"{process.name.zh}：{body}。" if lang == "zh" else f"{process.name.en}: {body}."
    return decide(
        "allocation", process.id, Text(zh=sentence["zh"], en=sentence["en"]), setting, values, choice.passed_over,
        _alternatives(applied, process, sharing),
    )  # fmt: skip


def _price_basis(
    applied: Applied, process: UnitProcess, choice: Choice, sharing: Sequence[Exchange]
) -> dict[str, object]:
    """Which years each price averages, or that only a single price is stated (convention 7)."""
    if choice.rung is None or choice.rung.share is None or choice.rung.share.by != "price":
        return {}
    prices = _property_values(applied, process, "price", sharing, choice.rung.share.years)
    return {
        f"price of {flow}": f"mean of {', '.join(map(str, value.years))}" if value.years else "a single price"
        for flow, value in prices.items()
        if value is not None
    }


def _key_word(applied: Applied, process: UnitProcess, rung: Rung | None, lang: str) -> str:
    if rung is None or rung.share is None:
        return "固定系数" if lang == "zh" else "fixed factors"
    key = _resolved_key(applied, process, rung.share.by) or rung.share.by
    if rung.share.inside is None:
        return say(key, lang)
    inner = say(rung.share.inside.by, lang)
    return (
        f"{say(key, lang)}（组内按{inner}）"
        if lang == "zh"
        else f"{say(key, lang)} (inside groups by {inner})"
    )


def _alternatives(applied: Applied, process: UnitProcess, sharing: Sequence[Exchange]) -> list[Alternative]:
    """What sharing by each property that all outputs have would have given [1]."""
    result = []
    for key in COMPARED_KEYS:
        settings = ShareSettings(by=key)
        if _cannot_share(applied, process, settings, key, sharing) is not None:
            continue
        shares = share_by(applied, process, settings, key, sharing)
        central = _central_values(applied, process, shares.values())
        result.append(
            Alternative(f"share by {key}", {flow: share.evaluate(central) for flow, share in shares.items()})
        )
    return result


def _central_values(applied: Applied, process: UnitProcess, shares: Iterable[Share]) -> dict[str, float]:
    """Central values of the quantities that shares of this process depend on."""
    needed = {name for share in shares for name in share.quantities()}
    values = {
        each.quantity.id: each.quantity.amount
        for each in (*process.outputs, *process.inputs)
        if each.quantity is not None
    }
    for identity in needed - values.keys():
        name = identity.split("[")[0].rsplit(".", 1)[1]
        windows = (None, *range(1, 11)) if name == "price" else (None,)
        for output, window in product(process.outputs, windows):
            found = applied.inventory.property_value(process.id, output.flow, name, window)
            if found is not None and found.quantity.id == identity:
                values[identity] = found.quantity.amount
                break
    return values


def _only_maker(inventory: Inventory, flow: str) -> str:
    return inventory.makers[flow][0]
