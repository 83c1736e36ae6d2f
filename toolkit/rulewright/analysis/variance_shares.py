"""Sobol' indices of one rule's footprint: which number makes how much of its variance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.analysis.held_totals import HeldTotals
from rulewright.analysis.question import QuestionError
from rulewright.analysis.ranges import Range, correlated
from rulewright.analysis.sensitivity_result import HELD, SensitivityResult, range_dict, range_notes
from rulewright.analysis.sobol_indices import SobolIndices, sobol_indices
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Result

    Floats = npt.NDArray[np.float64]

Progress = Callable[[int, int], None]
_HEADS = {
    "number": Sentence("数", "number"),
    "name": Sentence("名称", "name"),
    "unit": Sentence("单位", "unit"),
    "first": Sentence("一阶指数", "first-order index"),
    "first_conf": Sentence("一阶 95 % 区间半宽", "half of its 95 % interval"),
    "total": Sentence("总指数", "total index"),
    "total_conf": Sentence("总指数 95 % 区间半宽", "half of the total's 95 % interval"),
}
_WHAT = Sentence(
    "Sobol' 指数：基础样本 {base}，{evaluations} 次计算，种子 {seed}；各数相互独立，按清单给出的分布取值（给定或百分比范围按均匀分布）。"
    "结果标准差 {sd:,.4g} kg CO2e。",
    "Sobol' indices: base sample {base}, {evaluations} evaluations, seed {seed}; numbers are independent and follow the "
    "distributions that the inventory states (given and percentage ranges: uniform). Standard deviation of the result: "
    "{sd:,.4g} kg CO2e.",
)
_SUM = Sentence(
    "一阶指数之和为 {sum:.3f}：其余 {rest:.1%} 来自交互作用和估计误差。",
    "First-order indices sum to {sum:.3f}: the remaining {rest:.1%} is interaction and estimation error.",
)
_SUM_ABOVE = Sentence(
    "一阶指数之和为 {sum:.3f}，不小于 1：交互作用小于估计误差，看不出来。",
    "First-order indices sum to {sum:.3f}, which is not below 1: interactions are smaller than the estimation error.",
)
_SETTLED = Sentence(
    "收敛：用一半样本时，指数最大相差 {moved:.3f}；95 % 区间半宽最大 {widest:.3f}。",
    "Convergence: with half the sample no index differs by more than {moved:.3f}; the widest 95 % interval is ±{widest:.3f}.",
)


class VarianceResult(SensitivityResult):
    """Sobol' indices of numbers on one footprint, the largest total index first."""

    method = "sobol"

    def __init__(self, result: Result, ranges: Sequence[Range], indices: SobolIndices, seed: int) -> None:
        super().__init__(result)
        self.order = np.argsort(-indices.total, kind="stable").tolist()
        self.ranges, self.indices, self.seed = tuple(ranges), indices, seed

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a number [1]."""
        import pandas as pd

        found, rows = self.indices, []
        for place in self.order:
            varied = self.ranges[place].varied
            row = {
                "number": varied.id + varied.window, "name": self.label(varied.id, lang), "unit": varied.unit,
                "first": float(found.first[place]), "first_conf": float(found.first_conf[place]),
                "total": float(found.total[place]), "total_conf": float(found.total_conf[place]),
            }  # fmt: skip
            rows.append({_HEADS[key](lang): value for key, value in row.items()})
        return pd.DataFrame(rows)

    def rows(self) -> list[dict[str, Any]]:
        """Plain data."""
        found = self.indices
        return [
            {
                **range_dict(self.ranges[place]),
                "distribution": "uniform"
                if (shape := self.ranges[place].distribution) is None
                else shape.kind,
                "first_order": float(found.first[place]),
                "first_order_conf": float(found.first_conf[place]),
                "total": float(found.total[place]),
                "total_conf": float(found.total_conf[place]),
            }
            for place in self.order
        ]

    def about(self) -> dict[str, Any]:
        """Size of the sample, mean and sd, and indices for growing parts of the sample."""
        found, ids = self.indices, [each.varied.id for each in self.ranges]
        return {
            "base_sample": found.base,
            "evaluations": found.evaluations,
            "seed": self.seed,
            "mean_kg_co2e": found.mean,
            "sd_kg_co2e": found.sd,
            "convergence": [
                {
                    "base_sample": base,
                    "first_order": dict(zip(ids, first.tolist(), strict=True)),
                    "first_order_conf": dict(zip(ids, first_conf.tolist(), strict=True)),
                    "total": dict(zip(ids, total.tolist(), strict=True)),
                    "total_conf": dict(zip(ids, total_conf.tolist(), strict=True)),
                }
                for base, first, first_conf, total, total_conf in found.path
            ],
        }

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        found = self.indices
        whole = float(found.first.sum())
        lines = [
            _WHAT(lang, base=found.base, evaluations=found.evaluations, seed=self.seed, sd=found.sd),
            _SUM(lang, sum=whole, rest=1 - whole) if whole < 1 else _SUM_ABOVE(lang, sum=whole),
        ]
        if len(found.path) > 1:
            _, first, _, total, _ = found.path[-2]
            moved = max(float(abs(first - found.first).max()), float(abs(total - found.total).max()))
            widest = max(float(found.first_conf.max()), float(found.total_conf.max()))
            lines.append(_SETTLED(lang, moved=moved, widest=widest))
        return [*lines, *range_notes(self.inventory, self.ranges, lang), HELD(lang)]

    def plot(self, lang: str = "en") -> Figure:
        """First-order and total indices with intervals, and their convergence."""
        from rulewright.reporting.figures_sensitivity import variance_figure

        return variance_figure(self, lang)


def variance_shares(
    result: Result, ranges: Sequence[Range], base: int = 1024, seed: int = 1, progress: Progress | None = None
) -> VarianceResult:
    """Sobol' indices of one rule's footprint, choices held.

    ``progress`` is called with (points done, points).

    Raises
    ------
    QuestionError
        If the size of the sample cannot be, some point has no result, the footprint doesn't vary, or the inventory
        states that some of the numbers vary together: Sobol' indices are those of independent numbers.
    """
    _refuse_correlated(result, ranges)
    model = HeldTotals(result, [each.varied for each in ranges])

    def function(unit: Floats) -> Floats:
        columns = [each.values(unit[:, place]) for place, each in enumerate(ranges)]
        return model.all(np.stack(columns, axis=1), progress)

    found = sobol_indices(function, [each.varied.id for each in ranges], base, seed)
    return VarianceResult(result, ranges, found, seed)


def _refuse_correlated(result: Result, ranges: Sequence[Range]) -> None:
    keys = {each.varied.id for each in ranges}
    together = correlated(result.applied.inventory, keys)
    if together:
        raise QuestionError(
            f"the inventory states that these vary together: {', '.join(together[0])}; Sobol' indices need independent "
            "numbers",
            f"inventory {result.applied.inventory.id}",
            "vary one of them (numbers), or take the first-order shares of the elasticities, which know correlations",
        )
