"""Notebook 04: cut-off."""

from __future__ import annotations

import rulewright as rw
from rulewright.course.exercise import Exercise, Slip
from rulewright.rule import Text
from rulewright.steps.cut_off import Item, Limits, choose_cut_offs

# an invented product: input to the part of the footprint that it makes [1]
PARTS = {
    "steel": 0.70, "power": 0.2175, "gas": 0.04, "freight": 0.012, "paint": 0.0095, "pallets": 0.009,
    "oil": 0.007, "film": 0.004, "labels": 0.001,
}  # fmt: skip

INVENTORY, RULE = "aluminium-ingot-primary-cn", "gbt-44905-2024"


def _goes(single: float | None, total: float | None) -> frozenset[str]:
    items = [Item(name, {"ghg": share}, {"total": ""}) for name, share in PARTS.items()]
    limits = Limits(("ghg",), single, "total", total, "total")
    return frozenset(choose_cut_offs(items, {("total", ""): {"ghg": sum(PARTS.values())}}, limits))


def _largest_first() -> frozenset[str]:
    chosen, used = set(), 0.0
    for name, share in sorted(PARTS.items(), key=lambda part: -part[1]):
        if share <= 0.01 and used + share <= 0.02:
            chosen.add(name)
            used += share
    return frozenset(chosen)


def _fall(single: float, together: float) -> float:
    """Share by which the footprint falls if all that these limits allow is left out [1]."""
    from dataclasses import replace

    study = rw.Study(INVENTORY, [RULE])
    rule = study.rules[RULE]
    limits = {"cut_off.single_limit": single, "cut_off.total_limit": together}
    changed = {name: replace(rule.settings[name], value=value) for name, value in limits.items()}
    other = replace(rule, settings={**rule.settings, **changed})
    used = rw.Study(INVENTORY, [RULE], ["cut_off.use=all_that_is_allowed"]).choices
    less = rw.Study(INVENTORY, [other], [*used, *study.choices]).result(RULE)
    return 1 - less.evaluation.total_kg_co2e / study.result(RULE).evaluation.total_kg_co2e


EXERCISES = (
    Exercise(
        "04.1",
        Text(zh="一组名称", en="a set of names"),
        Text(
            zh="从最小的开始累加；超过合计限值的那一项及其后都留下。",
            en="Add up from the smallest; the item that passes the limit together and all after it stay.",
        ),
        lambda: _goes(0.01, 0.02),
        slips=(
            Slip(
                lambda: _goes(0.01, None),
                Text(
                    zh="只看了单项限值，没有看合计。", en="Only the single limit was looked at, not the sum."
                ),
            ),
            Slip(
                _largest_first,
                Text(
                    zh="从最大的开始了；约定4从最小的开始。",
                    en="That starts with the largest; convention 4 starts with the smallest.",
                ),
            ),
        ),
    ),
    Exercise(
        "04.2",
        Text(zh="足迹下降的份额，0到1", en="the share by which the footprint falls, 0 to 1"),
        Text(
            zh="新足迹除以原足迹，再用1减。补丁里要写use和total_limit: 1。",
            en="One less the new footprint over the old. The patch needs use and total_limit: 1.",
        ),
        lambda: _fall(0.05, 1.0),
        slips=(
            Slip(
                lambda: _fall(0.05, 0.05),
                Text(
                    zh="合计限值还在；补丁应把它放开。",
                    en="The limit together still holds; the patch has to lift it.",
                ),
            ),
        ),
        tolerance=0.01,
    ),
)
