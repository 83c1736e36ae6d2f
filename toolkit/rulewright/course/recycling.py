"""Notebook 05: recycling formulas side by side."""

from __future__ import annotations

import rulewright as rw
from rulewright.course.exercise import Exercise, Slip
from rulewright.rule import Text
from rulewright.steps.recycling import circular_footprint

RULE, STEEL = "gbt-24067-2024", "steel-hot-rolled-coil-bf-bof"


def _ingot(factor_a: float, quality: float) -> float:
    """Recycled aluminium by the Circular Footprint Formula [kg CO2e/kg], scrap as its only material."""
    shipped = rw.Study("aluminium-ingot-secondary", [RULE])
    remelted = shipped.result(RULE).evaluation.total_kg_co2e / 1000
    primary = rw.Study("aluminium-ingot-primary-cn", [RULE]).result(RULE).evaluation.total_kg_co2e / 1000
    parts = circular_footprint(
        a=factor_a,
        r1=1,
        r2=0,
        ev=primary,
        erec=remelted,
        erec_eol=remelted,
        ev_star=primary,
        quality_in=quality,
    )
    return parts.total


def _change(method: str) -> float:
    """What a recovery rate of 0.95 instead of the inventory's changes [kg CO2e/t]."""
    shipped = rw.Study(STEEL, [RULE])
    choices = [f"{RULE}:recycling.method={method}", f"{RULE}:recycling.end_of_life_credit=in_total"]
    declared = [*rw.Study(STEEL, [RULE], choices).choices, *shipped.choices]
    credits = rw.Study(STEEL, [RULE], declared).result(RULE).evaluation.credits
    credit = next(each.kg_co2e for each in credits if each.name.startswith("end-of-life"))
    rate = shipped.inventory.file.recycling[0].recovery_rate
    assert rate is not None
    return credit * (0.95 / rate - 1)


EXERCISES = (
    Exercise(
        "05.1",
        Text(zh="每千克多少kg CO2e", en="kg CO2e per kg"),
        Text(zh="A乘Erec，加上(1 - A)乘Q乘Ev。", en="A times Erec, plus (1 - A) times Q times Ev."),
        lambda: _ingot(0.2, 0.9),
        slips=(
            Slip(lambda: _ingot(0.2, 1.0), Text(zh="忘了质量比Q。", en="The quality ratio Q is missing.")),
            Slip(
                lambda: _ingot(0.8, 0.9),
                Text(
                    zh="A用反了：A是用废料者承担重熔的份额。",
                    en="A is the wrong way round: it is the share of remelting that the user carries.",
                ),
            ),
        ),
    ),
    Exercise(
        "05.2",
        Text(zh="每吨变化多少kg CO2e，下降为负", en="the change in kg CO2e per tonne, negative for a fall"),
        Text(
            zh="多回收的千克数乘V(0.5)，是抵扣。",
            en="The kilograms recovered in addition times V(0.5), and it is a credit.",
        ),
        lambda: _change("fifty_fifty"),
        slips=(
            Slip(
                lambda: _change("end_of_life_recycling"),
                Text(
                    zh="这是A = 0时的变化；50:50只给一半。",
                    en="That is the change for A = 0; 50:50 gives half of it.",
                ),
            ),
        ),
    ),
)
