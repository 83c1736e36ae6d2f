"""Notebooks 09 and 10: uncertainty and the same draws, choice against data."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

import rulewright as rw
from rulewright.course.exercise import Exercise, Slip
from rulewright.rule import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

STEEL, DRAWS, SEED = "steel-hot-rolled-coil-bf-bof", 2000, 1
MEANS, SPREAD = (1400.0, 1800.0, 1900.0), 90.0  # invented, kg CO2e


@cache
def _totals(rules: tuple[str, ...]) -> Floats:
    """Totals (rules, draws) [kg CO2e/t] of hot-rolled coil on common draws."""
    drawn = rw.Study(STEEL, rules).uncertainty(draws=DRAWS, seed=SEED)
    return np.asarray(drawn.dataset["total"].values.reshape(len(rules), -1))


def _above(one: str, other: str) -> float:
    totals = _totals((one, other))
    return float(np.mean(totals[0] > totals[1]))


def _above_drawn_apart(one: str, other: str) -> float:
    """The share over all pairs of draws, as if the rules had been drawn apart [1]."""
    totals = np.sort(_totals((one, other)), axis=1)
    return float(np.mean(np.searchsorted(totals[1], totals[0]) / DRAWS))


def _draws_needed() -> float:
    return float(np.var(_totals(("pact-3", "en-15804-a2"))[0], ddof=1))


def _made_by_choice(totals: Floats) -> float:
    between, within = float(totals.mean(axis=1).var()), float(totals.var(axis=1).mean())
    return between / (between + within)


def _of_means() -> float:
    between = float(np.var(MEANS))
    return between / (between + SPREAD**2)


def _of_means_unsquared() -> float:
    between = float(np.std(MEANS))
    return between / (between + SPREAD)


EXERCISES = (
    Exercise(
        "09.1",
        Text(zh="0到1之间的份额", en="a share between 0 and 1"),
        Text(
            zh="逐次比较两列，数a大于b的次数。",
            en="Compare draw by draw and count those with the first above.",
        ),
        lambda: _above("gbt-24067-2024", "pact-3"),
        slips=(
            Slip(
                lambda: _above("pact-3", "gbt-24067-2024"),
                Text(zh="反了：这是PACT高于GB/T的份额。", en="The other way round: that is PACT above GB/T."),
            ),
            Slip(
                lambda: _above_drawn_apart("gbt-24067-2024", "pact-3"),
                Text(
                    zh="这是各抽各的；要用同一批抽样。", en="That is as if drawn apart; take the same draws."
                ),
            ),
        ),
        tolerance=0.01,
    ),
    Exercise(
        "09.2",
        Text(zh="抽样次数", en="a number of draws"),
        Text(
            zh="误差 = 标准差 ÷ √次数；解出次数。",
            en="Error = standard deviation ÷ √draws; solve for the draws.",
        ),
        _draws_needed,
        slips=(
            Slip(
                lambda: _draws_needed() ** 0.5,
                Text(
                    zh="忘了平方：次数随精度的平方增长。",
                    en="It has to be squared: draws grow with the square of precision.",
                ),
            ),
        ),
        tolerance=0.02,
    ),
    Exercise(
        "10.1",
        Text(zh="0到1之间的份额", en="a share between 0 and 1"),
        Text(
            zh="平均值的方差（除以3），除以它与90的平方之和。",
            en="The variance of the means (divide by 3), over its sum with 90 squared.",
        ),
        _of_means,
        slips=(
            Slip(
                _of_means_unsquared,
                Text(zh="要用方差，不是标准差。", en="Variances are asked for, not standard deviations."),
            ),
            Slip(lambda: 1 - _of_means(), Text(zh="这是数据的份额。", en="That is the share of the data.")),
        ),
        tolerance=0.01,
    ),
    Exercise(
        "10.2",
        Text(zh="0到1之间的份额", en="a share between 0 and 1"),
        Text(
            zh="像第1节那样：规则之间的方差，除以它与规则之内之和。",
            en="As in section 1: the variance between rules over its sum with that within.",
        ),
        lambda: _made_by_choice(_totals(("pact-3", "en-15804-a2"))),
        slips=(
            Slip(
                lambda: 1 - _made_by_choice(_totals(("pact-3", "en-15804-a2"))),
                Text(zh="这是数据的份额。", en="That is the share of the data."),
            ),
        ),
        tolerance=0.02,
    ),
)
