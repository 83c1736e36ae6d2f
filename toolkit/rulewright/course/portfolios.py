"""Notebook 11: a portfolio and rank reversal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import rulewright as rw
from rulewright.course.exercise import Exercise, Slip
from rulewright.rule import Text

if TYPE_CHECKING:
    import pandas as pd

FOUR_A, FOUR_B = (10.0, 20.0, 30.0, 40.0), (15.0, 12.0, 40.0, 35.0)  # invented
FROM, TO = "gbt-44905-2024", "cbam-2025"


def _score(one: Sequence[float], other: Sequence[float]) -> int:
    pairs = combinations(range(len(one)), 2)
    return sum(1 if (one[i] - one[j]) * (other[i] - other[j]) > 0 else -1 for i, j in pairs)


def _tau() -> float:
    return _score(FOUR_A, FOUR_B) / len(list(combinations(FOUR_A, 2)))


def _share_alike() -> float:
    return (_tau() + 1) / 2


@cache
def _rise() -> pd.Series:
    """How many ranks each smelter rises, by its id."""
    smelters = rw.read_portfolio("aluminium-smelters-cn")
    ranks = smelters.run([FROM, TO], draws=2, seed=1).ranking("en")
    rise: pd.Series = ranks[FROM] - ranks[TO]
    return rise.set_axis([plant.id for plant in smelters.plants])


EXERCISES = (
    Exercise(
        "11.1",
        Text(zh="-1到1之间的数", en="a number between -1 and 1"),
        Text(zh="6对，逐对比较先后。", en="There are 6 pairs; compare the order of each."),
        _tau,
        slips=(
            Slip(
                _share_alike,
                Text(
                    zh="这是先后相同的份额；τ还要减去相反的份额。",
                    en="That is the share of pairs in the same order; τ takes off the share of the others.",
                ),
            ),
            Slip(
                lambda: float(_score(FOUR_A, FOUR_B)),
                Text(
                    zh="这是得分；还要除以对数。", en="That is the score; divide it by the number of pairs."
                ),
            ),
        ),
    ),
    Exercise(
        "11.2",
        Text(zh="一个工厂编号", en="the id of a plant"),
        Text(
            zh="名次之差：GB/T 44905的名次减CBAM的名次，取最大。",
            en="The difference of ranks: that under GB/T 44905 less that under CBAM; take the largest.",
        ),
        lambda: str(_rise().idxmax()),
        slips=(
            Slip(
                lambda: str(_rise().idxmin()),
                Text(zh="这家下降最多。", en="That one falls most."),
            ),
        ),
    ),
)
