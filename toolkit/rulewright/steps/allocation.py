"""Allocation: what each output of a multi-output process carries.

Clauses: ``allocation.classes``, ``ladder``, ``special``, ``physical_property``, ``expansion``, ``price_years``.
:mod:`~rulewright.steps.ladder` chooses a rung and says why others are passed over, :mod:`~rulewright.steps.shares`
only shares. Choices are made at central values and held; shares are terms, so that they follow the drawn amounts
and prices (convention 14).
"""

from __future__ import annotations

from collections.abc import Sequence

from rulewright.errors import Mistake
from rulewright.inventory import Exchange, Inventory, UnitProcess
from rulewright.ledger import Alternative, Decision, PassedOver, decide
from rulewright.reading.inventories import PROPERTY_NUMERATORS
from rulewright.rule import Rung, Setting, ShareKey, ShareSettings, Text
from rulewright.steps.classes import class_decisions
from rulewright.steps.ladder import Choice, cannot_share, choose_rung, ladder_for, resolved_key, revenues_cny
from rulewright.steps.shares import (
    PROPERTY_OF_KEY,
    central_values,
    net_amount,
    property_values,
    share_by,
)
from rulewright.steps.state import Applied, StepResult, Treatment
from rulewright.terms import WHOLE, Share
from rulewright.words import say

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
        decisions += [*class_decisions(applied, process), *process_decisions]
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
            found += [node.split("|")[0] for node, _, _ in replacement(applied, output.flow, treatment)]
    return found


def replacement(
    applied: Applied, flow: str, treatment: Treatment
) -> list[tuple[str, float, tuple[str, ...]]]:
    """What stands for one unit of a substituted or internal flow, displaced minus processing.

    Each a node, its amount, and the ids of the side numbers that the amount follows in draws.
    """
    inventory = applied.inventory
    product = inventory.flows[flow]
    result: list[tuple[str, float, tuple[str, ...]]] = []
    if treatment.kind == "substitute" and product.displaces is not None:
        process = product.displaces.process or _only_maker(inventory, product.displaces.flow)
        key = f"displaces:{flow}"
        amount = inventory.displaced_amounts[key] * treatment.credited
        result.append((f"{process}|{product.displaces.flow}", amount, applied.side_numbers(key)))
    for number, each in enumerate(product.processing):
        process = each.process or _only_maker(inventory, each.flow)
        key = f"processing:{flow}:{number}"
        amount = -inventory.displaced_amounts[key]
        result.append((f"{process}|{each.flow}", amount, applied.side_numbers(key)))
    return result


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
    setting, ladder = ladder_for(applied, process)
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
        or cannot_share(applied, process, by_price, "price", shared) is not None
    ):
        return []
    priced = share_by(applied, process, by_price, "price", shared)
    central = central_values(applied, process, [*shares.values(), *priced.values()])
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
    key = resolved_key(applied, process, rung.share.by)
    assert key is not None
    return share_by(applied, process, rung.share, key, kept)


def _negligible(
    applied: Applied, process: UnitProcess, choice: Choice, shared: Sequence[Exchange]
) -> list[str]:
    """Outputs whose revenue share is at most the rule's limit: they carry nothing."""
    if choice.rung is None or choice.rung.share is None or choice.rung.share.negligible_revenue_share is None:
        return []
    prices = property_values(applied, process, "price", shared, choice.rung.share.years)
    revenues = revenues_cny(applied, prices, shared)
    total = sum(revenues.values())
    limit = choice.rung.share.negligible_revenue_share
    return [
        flow
        for flow, revenue in revenues.items()
        if flow != process.reference.flow and total > 0 and revenue / total <= limit
    ]


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
    clause = setting.clause.clause or setting.clause.id
    flows = ", ".join(each.flow for each in sharing)
    where = (
        f"process '{process.id}' (inventory {applied.inventory.id}), rule {applied.rule.id}, clause {clause}"
    )
    refusal = choice.rung.stop if choice.rung is not None else None
    if not choice.passed_over and refusal is not None and refusal.reason is not None:
        return Mistake(
            f"the rule refuses to share among {flows}: {refusal.reason.en}",
            where,
            f"say in a rule patch how clause {clause} shares here",
            what_zh=f"规则不在 {flows.replace(', ', '、')} 之间分配：{refusal.reason.zh}",
        )
    tried = [each for each in choice.passed_over if each.option != "subdivide"]
    lacking = [
        each for each in tried if each.option.startswith("share by") and each.reason.en.startswith("no ")
    ]
    reasons = "; ".join(f"{each.option}: {each.reason.en}" for each in choice.passed_over)
    nothing = f"no rung of the ladder applies to {flows} ({reasons or 'the rule says stop'})"
    what = lacking[0].reason.en if len(tried) == 1 and lacking else nothing
    missing = (
        "; ".join(_what_to_give(applied, each, sharing) for each in lacking) or "give the missing property"
    )
    return Mistake(
        what,
        where,
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
    if not numerator or not each_unit:
        return "give the missing property"
    wanted = say(key, "en")
    return f"give {'an' if wanted[0] in 'aeiou' else 'a'} {wanted} to {each_unit}"


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
    central = central_values(applied, process, shares.values())
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
    prices = property_values(applied, process, "price", sharing, choice.rung.share.years)
    return {
        f"price of {flow}": f"mean of {', '.join(map(str, value.years))}" if value.years else "a single price"
        for flow, value in prices.items()
        if value is not None
    }


def _key_word(applied: Applied, process: UnitProcess, rung: Rung | None, lang: str) -> str:
    if rung is None or rung.share is None:
        return "固定系数" if lang == "zh" else "fixed factors"
    key = resolved_key(applied, process, rung.share.by) or rung.share.by
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
        if cannot_share(applied, process, settings, key, sharing) is not None:
            continue
        shares = share_by(applied, process, settings, key, sharing)
        central = central_values(applied, process, shares.values())
        result.append(
            Alternative(f"share by {key}", {flow: share.evaluate(central) for flow, share in shares.items()})
        )
    return result


def _only_maker(inventory: Inventory, flow: str) -> str:
    return inventory.makers[flow][0]
