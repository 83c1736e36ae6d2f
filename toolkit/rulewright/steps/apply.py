"""Apply a rule: run the steps in their fixed, printed order and keep every decision."""

from __future__ import annotations

from collections.abc import Callable

from rulewright.errors import ApplicationError, OpenDecisionsError
from rulewright.inventory import Inventory
from rulewright.ledger import Decision, Ledger, decide
from rulewright.rule import Rule, Text
from rulewright.steps.allocation import allocate
from rulewright.steps.assemble import assemble
from rulewright.steps.boundary import draw_boundary
from rulewright.steps.characterisation import characterise, settle_biogenic
from rulewright.steps.classes import switch_classes
from rulewright.steps.cut_off import cut_off, leave_out_gaps
from rulewright.steps.electricity import link_electricity
from rulewright.steps.recycling import set_recycling
from rulewright.steps.state import Applied, StepResult
from rulewright.terms import ProductSystem
from rulewright.words import say

Step = Callable[[Applied], StepResult]

# Data gaps stand directly after allocation, because only then it is known what a study draws on. The GHG
# measure of a cut-off needs factors: characterisation runs before it and is printed after it (convention 4).
STEPS: tuple[tuple[str, Step], ...] = (
    ("classes", switch_classes),
    ("boundary", draw_boundary),
    ("electricity", link_electricity),
    ("recycling", set_recycling),
    ("allocation", allocate),
    ("gaps", leave_out_gaps),
    ("biogenic", settle_biogenic),
    ("characterisation", characterise),
    ("cut_off", cut_off),
)
# no inventory yet holds the data that these need: steps of scrap preparation, energy recovery at the end of life
RECORDED_ONLY = {
    "recycling.preparation": ("废料预处理由谁承担", "who carries the preparation of scrap"),
    "recycling.allocation_factor_b": ("能源回收的分配系数 B", "allocation factor B of energy recovery"),
}
PRINTED_ORDER = (
    "product",
    "unit",
    "boundary",
    "electricity",
    "recycling",
    "allocation",
    "cut_off",
    "biogenic",
    "characterisation",
)


def apply_rule(
    rule: Rule, inventory: Inventory, product: str | None = None, amount: float | None = None
) -> tuple[ProductSystem, Ledger, Applied]:
    """Apply a rule to an unallocated inventory.

    Parameters
    ----------
    rule
        A complete rule, with declared choices merged in.
    inventory
        The unallocated inventory.
    product
        Flow that the study is about; default: the product of the inventory.
    amount
        Demand in the unit of the product; default: the declared unit.

    Returns
    -------
    system, ledger, applied
        Matrix terms, all decisions, and the applied inventory.

    Raises
    ------
    ApplicationError
        If the rule is for another product, or nobody makes the product.
    OpenDecisionsError
        With the list of everything that no clause settles.
    """
    applied = begin(rule, inventory, product, amount)
    decisions = [*_check_product(rule, inventory), *_declared_unit(rule, inventory), *_recorded_only(rule)]
    refuse_what_is_no_product(switch_classes(applied)[0])
    for _, step in STEPS:
        applied, found = step(applied)
        decisions += found
    if applied.open:
        count = len(applied.open)
        raise OpenDecisionsError(
            f"rule {rule.id} on {inventory.id}: {count} open decision{'s' if count > 1 else ''}; no clause settles them",
            list(dict.fromkeys(applied.open)),
        )
    decisions.sort(key=lambda decision: PRINTED_ORDER.index(decision.step))
    return assemble(applied), Ledger(tuple(decisions)), applied


def begin(
    rule: Rule, inventory: Inventory, product: str | None = None, amount: float | None = None
) -> Applied:
    """What the first step starts from; parameters and errors as in :func:`apply_rule`."""
    flow, process = _product(inventory, product)
    return Applied(
        inventory, rule, flow, process, declared_amount(inventory, flow) if amount is None else amount
    )


def _product(inventory: Inventory, product: str | None) -> tuple[str, str]:
    flow = product or inventory.file.product
    if flow is None:
        raise ApplicationError(
            "the inventory has no product of its own",
            f"inventory {inventory.id}",
            "name a product (--product), or add 'product:'",
        )
    makers = [name for name in inventory.makers.get(flow, ()) if inventory.processes[name].part_of is None]
    if not makers:
        made = ", ".join(sorted(inventory.makers)[:8])
        raise ApplicationError(
            f"nobody makes '{flow}'", f"inventory {inventory.id}", f"use one of: {made}, ..."
        )
    if len(makers) > 1:
        own = [
            name
            for name in makers
            if inventory.processes[name].reference.flow == flow
            and not inventory.processes[name].is_background
        ]
        if len(own) != 1:
            raise ApplicationError(
                f"{len(makers)} processes make '{flow}': {', '.join(makers)}",
                f"inventory {inventory.id}",
                "keep one maker of the product",
            )
        makers = own
    return flow, makers[0]


def declared_amount(inventory: Inventory, product: str) -> float:
    """Demand of a study: the declared unit for the inventory's own product, else one unit of the flow."""
    own = product == inventory.file.product
    return inventory.declared_amount if own and inventory.declared_amount is not None else 1.0


def refuse_what_is_no_product(applied: Applied) -> None:
    """Stop if the classes of the rule (already switched) make the study's product something else."""
    output = applied.output_of(applied.process, applied.product)
    effective = applied.class_of(output)
    if effective not in ("product", "co_product"):
        raise ApplicationError(
            f"'{applied.product}' counts as {say(effective, 'en')} under this rule: a study is about a product",
            f"process '{applied.process}' (inventory {applied.inventory.id}), rule {applied.rule.id}",
            "choose another product, or another rule",
        )


def _check_product(rule: Rule, inventory: Inventory) -> list[Decision]:
    covers = rule.get("product.covers")
    if covers is None:
        return []
    groups = set(inventory.file.product_groups)
    if "any" not in covers.value and not groups & set(covers.value):
        raise ApplicationError(
            f"the rule is for another product: it covers {', '.join(covers.value)}, "
            f"the inventory is about {', '.join(sorted(groups)) or 'nothing named'}",
            f"rule {rule.id}, clause {covers.clause.clause or covers.clause.id}; inventory {inventory.id}",
            "choose a rule that covers the product, or a general rule",
        )
    what = Text(
        zh=f"规则适用于 {', '.join(covers.value)}；清单产品组为 {', '.join(sorted(groups))}。",
        en=f"the rule covers {', '.join(covers.value)}; the inventory is about {', '.join(sorted(groups))}.",
    )
    return [decide("product", "study", what, covers, {"covers": covers.value})]


def _recorded_only(rule: Rule) -> list[Decision]:
    """Settings that a rule states and that change no number here: the ledger says so."""
    decisions = []
    for name, (zh, en) in RECORDED_ONLY.items():
        setting = rule.get(name)
        if setting is not None:
            what = Text(
                zh=f"{zh}：已记录，本研究不据此计算。",
                en=f"{en}: recorded; this study computes nothing from it.",
            )
            decisions.append(decide(name.split(".")[0], "study", what, setting, {name: setting.value}))
    ladder = rule.get("electricity.ladder")
    if ladder is not None and any(rung.same_year for rung in ladder.value):
        what = Text(
            zh="供电证书须与用电同年：清单没有证书的年份，未检验。",
            en="certificates of the same year as the consumption: the inventory states no years, so this is not tested.",
        )
        decisions.append(decide("electricity", "study", what, ladder))
    return decisions


def _declared_unit(rule: Rule, inventory: Inventory) -> list[Decision]:
    amount, unit = rule.get("unit.amount"), rule.get("unit.unit")
    declared = inventory.file.declared_unit
    if amount is None or unit is None or declared is None:
        return []
    same = (float(amount.value), unit.value) == (declared.amount, declared.unit)
    what = Text(
        zh=f"规则的单位是 {amount.value:g} {unit.value}；本研究结果以 {declared.amount:g} {declared.unit} 计"
        f"{'' if same else '（各规则统一换算，便于比较）'}。",
        en=f"the rule's unit is {amount.value:g} {unit.value}; this study's results are per {declared.amount:g} {declared.unit}"
        f"{'' if same else ' (the same for all rules, so that they compare)'}.",
    )
    return [decide("unit", "study", what, unit, {"amount": amount.value, "unit": unit.value})]
