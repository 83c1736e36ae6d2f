"""Morris screening of one rule's footprint: which numbers matter at all, and which interact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.analysis.held_totals import HeldTotals
from rulewright.analysis.morris import Screening, screen
from rulewright.analysis.ranges import Range, correlated
from rulewright.analysis.sensitivity_result import (
    CORRELATED,
    HELD,
    SensitivityResult,
    range_dict,
    range_notes,
)
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Result

Progress = Callable[[int, int], None]
_HEADS = {
    "number": Sentence("数", "number"),
    "name": Sentence("名称", "name"),
    "unit": Sentence("单位", "unit"),
    "low": Sentence("低值", "low"),
    "high": Sentence("高值", "high"),
    "mu_star": Sentence("μ* [kg CO2e]", "μ* [kg CO2e]"),
    "mu_star_conf": Sentence("μ* 的 95 % 区间半宽", "half of the 95 % interval of μ*"),
    "mu": Sentence("μ [kg CO2e]", "μ [kg CO2e]"),
    "sigma": Sentence("σ [kg CO2e]", "σ [kg CO2e]"),
}
_WHAT = Sentence(
    "Morris 筛选：{trajectories} 条轨迹，{levels} 水平，{evaluations} 次计算，种子 {seed}。μ* 是某数跨过其整个范围时结果变化的平均大小；"
    "σ 大表示非线性或交互作用。",
    "Morris screening: {trajectories} trajectories, {levels} levels, {evaluations} evaluations, seed {seed}. μ* is the mean "
    "size of the change when a number crosses its whole range; a large σ tells of curvature or interactions.",
)
_SETTLED = Sentence(
    "收敛：用一半轨迹时，最大的 μ* 相差 {moved:.1%}；前 {top} 个数的次序{same}。",
    "Convergence: with half the trajectories the largest μ* differs by {moved:.1%}; the order of the first {top} numbers is "
    "{same}.",
)
_SAME, _OTHER = Sentence("相同", "the same"), Sentence("不同，可加轨迹", "another: add trajectories")
TOP = 5


class ScreeningResult(SensitivityResult):
    """Elementary effects of numbers on one footprint, the largest μ* first."""

    method = "morris"

    def __init__(self, result: Result, ranges: Sequence[Range], screening: Screening, seed: int) -> None:
        super().__init__(result)
        self.order = np.argsort(-screening.mu_star, kind="stable").tolist()
        self.ranges, self.screening, self.seed = tuple(ranges), screening, seed

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a number [kg CO2e per declared unit]."""
        import pandas as pd

        found, rows = self.screening, []
        for place in self.order:
            each = self.ranges[place]
            row = {
                "number": each.varied.id + each.varied.window, "name": self.label(each.varied.id, lang),
                "unit": each.varied.unit, "low": each.low, "high": each.high,
                "mu_star": float(found.mu_star[place]), "mu_star_conf": float(found.mu_star_conf[place]),
                "mu": float(found.mu[place]), "sigma": float(found.sigma[place]),
            }  # fmt: skip
            rows.append({_HEADS[key](lang): value for key, value in row.items()})
        return pd.DataFrame(rows)

    def rows(self) -> list[dict[str, Any]]:
        """Plain data."""
        found = self.screening
        return [
            {
                **range_dict(self.ranges[place]),
                "mu_star_kg_co2e": float(found.mu_star[place]),
                "mu_star_conf_kg_co2e": float(found.mu_star_conf[place]),
                "mu_kg_co2e": float(found.mu[place]),
                "sigma_kg_co2e": float(found.sigma[place]),
            }
            for place in self.order
        ]

    def about(self) -> dict[str, Any]:
        """Size of the sample, and μ* for growing parts of it."""
        found = self.screening
        return {
            "trajectories": found.trajectories,
            "levels": found.levels,
            "evaluations": found.evaluations,
            "seed": self.seed,
            "convergence": [
                {
                    "trajectories": some,
                    "mu_star_kg_co2e": dict(
                        zip((each.varied.id for each in self.ranges), values.tolist(), strict=True)
                    ),
                }
                for some, values in found.path
            ],
        }

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        found = self.screening
        half = found.path[-2][1]
        largest = self.order[0]
        moved = abs(half[largest] / found.mu_star[largest] - 1) if found.mu_star[largest] else 0.0
        top = min(TOP, len(self.order))
        same = np.argsort(-half, kind="stable")[:top].tolist() == self.order[:top]
        return [
            _WHAT(
                lang, trajectories=found.trajectories, levels=found.levels, evaluations=found.evaluations, seed=self.seed
            ),
            _SETTLED(lang, moved=moved, top=top, same=(_SAME if same else _OTHER)(lang)),
            *(
                CORRELATED(lang, names=", ".join(group))
                for group in correlated(self.inventory, [each.varied.id for each in self.ranges])
            ),
            *range_notes(self.inventory, self.ranges, lang),
            HELD(lang),
        ]  # fmt: skip

    def plot(self, lang: str = "en") -> Figure:
        """μ* with intervals, and σ against μ*."""
        from rulewright.reporting.figures_sensitivity import screening_figure

        return screening_figure(self, lang)


def screening(
    result: Result,
    ranges: Sequence[Range],
    trajectories: int = 50,
    seed: int = 1,
    progress: Progress | None = None,
) -> ScreeningResult:
    """Screen numbers by Morris's method over their ranges, choices held.

    ``progress`` is called with (points done, points).

    Raises
    ------
    QuestionError
        If numbers of trajectories or seed cannot be, or some point has no result.
    """
    model = HeldTotals(result, [each.varied for each in ranges])
    low, high = np.array([each.low for each in ranges]), np.array([each.high for each in ranges])
    names = [each.varied.id for each in ranges]
    found = screen(partial(model.all, progress=progress), names, low, high, trajectories, seed)
    return ScreeningResult(result, ranges, found, seed)
