"""Notebooks 07 and 08: comparing rules, and attributing a difference to clauses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import rulewright as rw
from rulewright.course.exercise import Exercise, Slip
from rulewright.rule import Text

if TYPE_CHECKING:
    from rulewright.analysis.attribution_result import Attribution

HYDROGEN, ELECTROLYSIS = "hydrogen-chlor-alkali", "chlor-alkali-hydrogen"
STEEL = "steel-hot-rolled-coil-bf-bof"
DISPLACED = 10.0  # kg CO2e per kg of hydrogen, invented

# an invented plant: burdens [kg CO2e per kg of products together], shares of its product under two rules, and the
# part of the burdens that rule b takes off for scrap [1]
PLANT: Mapping[str, float] = MappingProxyType(
    {"emissions": 20.0, "freight": 5.0, "share_a": 0.6, "share_b": 0.8, "credit_b": 0.3}
)
PARTS = ("allocation", "boundary", "recycling")


def plant_total(taken_from_b: frozenset[str]) -> float:
    """Total of the invented plant under the hybrid that takes these parts from rule b [kg CO2e per kg].

    Rule a shares by mass, counts freight and takes nothing off for scrap; rule b shares by price, leaves freight out
    and takes a part off.
    """
    share = PLANT["share_b"] if "allocation" in taken_from_b else PLANT["share_a"]
    freight = 0.0 if "boundary" in taken_from_b else PLANT["freight"]
    credit = PLANT["credit_b"] if "recycling" in taken_from_b else 0.0
    return share * (PLANT["emissions"] + freight) * (1 - credit)


def _by_price() -> frozenset[str]:
    results = rw.Study(HYDROGEN).compare().results
    return frozenset(
        name
        for name, result in results.items()
        for decision in result.ledger.about(ELECTROLYSIS).by_step("allocation")
        if "price of hydrogen" in decision.values
    )


def _chlorine_and_caustic() -> float:
    result = rw.Study(HYDROGEN, ["gbt-24067-2024"]).result("gbt-24067-2024")
    decision = result.ledger.about(ELECTROLYSIS).by_step("allocation")[0]
    made = result.inventory.processes[ELECTROLYSIS].reference.quantity
    assert made is not None
    burden = result.evaluation.total_kg_co2e * made.amount / decision.values["share hydrogen"]
    return float(burden - DISPLACED * made.amount)


def _less_one_kilogram() -> float:
    result = rw.Study(HYDROGEN).inventory.processes[ELECTROLYSIS].reference.quantity
    assert result is not None
    return _chlorine_and_caustic() + DISPLACED * (result.amount - 1)


def _boundary_value() -> float:
    from itertools import combinations

    from rulewright.analysis.shapley import shapley_values

    worths = [0.0] * 2 ** len(PARTS)
    for size in range(len(PARTS) + 1):
        for members in combinations(range(len(PARTS)), size):
            worths[sum(2**each for each in members)] = plant_total(frozenset(PARTS[each] for each in members))
    return float(shapley_values(worths)[PARTS.index("boundary")])


def _boundary_first() -> float:
    return plant_total(frozenset({"boundary"})) - plant_total(frozenset())


def _boundary_last() -> float:
    every = frozenset(PARTS)
    return plant_total(every) - plant_total(every - {"boundary"})


@cache
def _attribution() -> Attribution:
    return rw.Study(STEEL).attribute("pact-3", "cbam-2025")


def _largest_part() -> str:
    return max(_attribution().parts, key=lambda part: abs(part.kg_co2e)).name


def _largest_first() -> str:
    return max(_attribution().parts, key=lambda part: abs(part.alone)).name


EXERCISES = (
    Exercise(
        "07.1",
        Text(zh="一组规则编号", en="a set of rule ids"),
        Text(zh="看第2节表中每个规则的决策。", en="Look at each rule's decision in the table of section 2."),
        _by_price,
    ),
    Exercise(
        "07.2",
        Text(zh="氯和碱合起来的kg CO2e", en="the kg CO2e of chlorine and caustic together"),
        Text(
            zh="全部负荷，减去氢的千克数乘10。",
            en="The whole burden, less the kilograms of hydrogen times 10.",
        ),
        _chlorine_and_caustic,
        slips=(
            Slip(
                _less_one_kilogram,
                Text(
                    zh="只抵扣了1 kg氢；这个过程产氢不止1 kg。",
                    en="That credits 1 kg of hydrogen; the process makes more than that.",
                ),
            ),
        ),
    ),
    Exercise(
        "08.1",
        Text(zh="边界的Shapley值，kg CO2e", en="the Shapley value of the boundary, kg CO2e"),
        Text(
            zh="六种次序，每种次序里轮到边界时合计变多少，取平均。",
            en="Six orders; in each, how much the total changes when it is the boundary's turn; then the mean.",
        ),
        _boundary_value,
        slips=(
            Slip(
                _boundary_first,
                Text(
                    zh="这是最先更换时的变化，只是一种次序。",
                    en="That is the change if it is exchanged first: one order only.",
                ),
            ),
            Slip(
                _boundary_last,
                Text(
                    zh="这是最后更换时的变化，只是一种次序。",
                    en="That is the change if it is exchanged last: one order only.",
                ),
            ),
            Slip(
                lambda: (_boundary_first() + _boundary_last()) / 2,
                Text(
                    zh="最先与最后的平均还不够：轮到中间的次序也要算。",
                    en="The mean of first and last isn't enough: orders in which it comes in the middle count as well.",
                ),
            ),
        ),
        tolerance=1e-4,
    ),
    Exercise(
        "08.2",
        Text(zh="一个条款族的名称，如 boundary", en="the name of a family of clauses, like boundary"),
        Text(zh="看各部分的大小，不论正负。", en="Look at the sizes of the parts, whatever their sign."),
        _largest_part,
        slips=(
            Slip(
                _largest_first,
                Text(
                    zh="单独最先更换时是它最大；对所有次序取平均，另一族更大。",
                    en="It is the largest if exchanged first; on average over all orders another family is larger.",
                ),
            ),
        ),
    ),
)
