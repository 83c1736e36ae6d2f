"""Cases compared on the same draws: what distinguishes every two of them, in numbers, sentences and JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rulewright.analysis.paired_draws import CaseDraws, Sharing, differing_keys
from rulewright.analysis.paired_statistics import (
    PairStatistics,
    bonferroni,
    holm,
    pair_statistics,
    without_rounding,
)
from rulewright.analysis.question import QuestionError
from rulewright.engine.draws import Draws, key_of
from rulewright.engine.plans import GENERATORS
from rulewright.engine.statistics import Summary, pairs, summarise
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Text

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Result

    Floats = npt.NDArray[np.float64]

FORMAT = "rulewright-paired/1"
What = Literal["rules", "products", "inventories"]
LISTED = 8  # names written out in a note
WIDEST = 0.98  # 1.96 standard errors of a share of one half, for one draw

_DEPENDENT = {
    "rules": Sentence(
        "相依抽样：{draws} 次抽样（种子 {seed}，方式 {sampling}），每个量每次只抽一次，所有规则共用；差值逐次相减。",
        "Dependent sampling: {draws} draws (seed {seed}, sampling {sampling}), each quantity drawn once a draw and shared "
        "by all rules; differences are taken draw by draw.",
    ),
    "products": Sentence(
        "相依抽样：{draws} 次抽样（种子 {seed}，方式 {sampling}），每个量每次只抽一次，同一清单的各产品共用；差值逐次相减。",
        "Dependent sampling: {draws} draws (seed {seed}, sampling {sampling}), each quantity drawn once a draw and shared "
        "by all products of the inventory; differences are taken draw by draw.",
    ),
    "all": Sentence(
        "相依抽样：{draws} 次抽样（种子 {seed}，方式 {sampling}），编号相同的量在各清单中取同一抽样，包括各厂自己的量；"
        "适合同一工厂的两种情形，不适合两家工厂。",
        "Dependent sampling: {draws} draws (seed {seed}, sampling {sampling}), quantities of one id are the same draws in "
        "every inventory, those of the plants themselves included; right for two states of one plant, not for two plants.",
    ),
    "background": Sentence(
        "部分相依抽样：{draws} 次抽样（种子 {seed}，方式 {sampling}），背景数据和价格中编号相同的量在各清单中取同一抽样；"
        "各厂自己的量各自独立抽样，即使编号相同。",
        "Dependent sampling in part: {draws} draws (seed {seed}, sampling {sampling}), quantities of one id in a background, "
        "and prices, are the same draws in every inventory; the plants' other quantities are drawn apart, also where ids are the same.",
    ),
    "none": Sentence(
        "独立抽样：{draws} 次抽样（种子 {seed}，方式 {sampling}），各清单的量全部各自抽样，连共同的背景也不例外；"
        "仅供对照，不宜据此下结论。",
        "Independent sampling: {draws} draws (seed {seed}, sampling {sampling}), every inventory has draws of its own, even "
        "of a background that they have in common; for contrast only, not for conclusions.",
    ),
}
_READ = Sentence(
    "请看差值的大小和“明显高于”的比例（相差超过 {threshold:.0%}），而不是显著性：抽样次数越多，p 值越小，任何差异迟早都会“显著”。"
    "p 值按 {tests} 次检验作 Holm 校正，Bonferroni 校正值见 JSON。",
    "Read the size of a difference and the share of draws with one clearly above the other (by more than {threshold:.0%}), "
    "not significance: p values shrink with the number of draws, so any difference becomes significant sooner or later. "
    "p values are adjusted for {tests} tests by Holm's method; the JSON holds Bonferroni's as well.",
)
_SHARES = Sentence(
    "{draws} 次抽样所得的比例，95 % 置信区间最宽为 ±{half:.1%}。",
    "Shares of {draws} draws: their 95 % interval is ±{half:.1%} at its widest.",
)
_EVEN = Sentence(
    "抽样方式 {sampling} 比独立抽样更均匀：t 和 p 值按独立抽样计算，此处偏于保守。",
    "Sampling {sampling} is more even than independent draws: t and p values are those of independent draws, and cautious here.",
)
_MODIFIED = Sentence(
    "修正的显著性检验：原假设为标准化差值不超过 δ₀ = {delta0:g}。",
    "Modified significance test: the null hypothesis is a standardised difference not above δ₀ = {delta0:g}.",
)
_MARGINAL = Sentence(
    "重叠面积和巴氏系数只看两个分布本身，不看配对：区间重叠的结果仍可能在几乎每次抽样中一高一低。",
    "Overlap and Bhattacharyya coefficient look at the two distributions, not at the pairing: results that overlap may "
    "still differ in nearly every draw.",
)
_SHARED = Sentence(
    "{a} 与 {b}：共用 {shared} 个不确定量（各用到 {keys_a} 和 {keys_b} 个）；它们占一阶方差的 {part_a:.0%} 和 {part_b:.0%}；"
    "两结果的相关系数 {correlation}。",
    "{a} and {b}: {shared} uncertain quantities in common (of {keys_a} and {keys_b} used); these make {part_a:.0%} and "
    "{part_b:.0%} of the first-order variance; correlation of the two results: {correlation}.",
)
_DIFFERING = Sentence(
    "{a} 与 {b}：这些量编号相同、共用随机数，但两份清单给的数值或分布不同：{names}。",
    "{a} and {b}: these quantities have one id and common random numbers, but other amounts or distributions in the two "
    "inventories: {names}.",
)
_SAME = Sentence(
    "{a} 与 {b} 在每次抽样中都相等：在此清单上是同一计算。",
    "{a} and {b} are equal in every draw: on this inventory they are one calculation.",
)
_FAILED = Sentence(
    "{name}：{count} 次抽样没有结果，凡与它成对的统计不含这些抽样。",
    "{name}: {count} draws have no result; no pair with it counts them.",
)
_PRODUCTS = Sentence(
    "各清单的产品不同（{names}）：按相同数量比较，不代表功能相同。",
    "The inventories are about different products ({names}): compared per equal amount, which is not an equal function.",
)
_UNSTATED = Sentence(
    "没有给出不确定性的量按中心值固定，离散程度因此偏小，差值看起来比实际更确定。",
    "Quantities that state no uncertainty are held at their central values: spreads are understated, and differences look "
    "more certain than they are.",
)
HEADS = {
    "a": Sentence("A", "A"),
    "b": Sentence("B", "B"),
    "difference": Sentence("A−B 均值", "mean of A−B"),
    "low": Sentence("P2.5", "P2.5"),
    "high": Sentence("P97.5", "P97.5"),
    "above": Sentence("A 高于 B", "A above B"),
    "clearly": Sentence("A 明显高于 B", "A clearly above B"),
    "clearly_below": Sentence("B 明显高于 A", "B clearly above A"),
    "independent": Sentence("若独立抽样：A 高于 B", "A above B if drawn apart"),
    "d": Sentence("Cohen d", "Cohen's d"),
    "d_z": Sentence("配对 d_z", "paired d_z"),
    "overlap": Sentence("重叠面积", "overlap"),
    "bhattacharyya": Sentence("巴氏系数", "Bhattacharyya"),
    "p": Sentence("p（Holm）", "p (Holm)"),
    "p_modified": Sentence("修正检验 p（Holm）", "modified p (Holm)"),
}


@dataclass(frozen=True)
class Case:
    """One thing that is compared: a rule, a product or a plant, with its draws per ``unit`` [kg CO2e]."""

    name: str
    label: Text
    result: Result
    draws: CaseDraws
    deterministic_kg_co2e: float

    @cached_property
    def summary(self) -> Summary:
        """Statistics over the draws that have a result [kg CO2e per unit]."""
        return summarise(self.draws.totals_kg_co2e[self.draws.ok])

    def variance_from(self, keys: frozenset[str]) -> float:
        """Part of the first-order variance that comes from these quantities [1]."""
        return float(sum(share for key, share in self._variance_shares if key in keys))

    @cached_property
    def _variance_shares(self) -> list[tuple[str, float]]:
        from rulewright.engine.gradients import gradients

        inventory, system = self.result.inventory, self.result.system
        found = gradients(system, inventory.parameters, self.result.evaluation.dropped, Draws(inventory, 2))
        return [
            (key_of(system.factor_quantities.get(each.id, each.id)), each.variance_share)
            for each in found
            if each.variance_share is not None
        ]


@dataclass(frozen=True)
class Pair:
    """Two cases and what distinguishes them.

    Attributes
    ----------
    p_holm, p_bonferroni, p_modified_holm, p_modified_bonferroni
        Adjusted for all pairs of the comparison; None where the difference doesn't vary.
    common_keys
        Uncertain quantities that both use and whose draws are the same.
    differing
        Those of them whose amount or distribution differs.
    common_variance
        Part of the first-order variance of A and of B that comes from the common ones [1].
    """

    a: str
    b: str
    statistics: PairStatistics
    p_holm: float | None
    p_bonferroni: float | None
    p_modified_holm: float | None
    p_modified_bonferroni: float | None
    common_keys: frozenset[str]
    differing: tuple[str, ...]
    common_variance: tuple[float, float]


class PairedResult:
    """Cases compared on the same draws."""

    def __init__(
        self, what: What, cases: Sequence[Case], drawn: Draws, unit: str, sharing: Sharing,
        common: Mapping[str, frozenset[str]], threshold: float, delta0: float, level: float,
    ) -> None:  # fmt: skip
        self.what, self.unit, self.sharing = what, unit, sharing
        self.draws, self.seed, self.sampling = drawn.count, drawn.seed, drawn.sampling
        self.threshold, self.delta0, self.level = threshold, delta0, level
        self.cases = {case.name: case for case in cases}
        self.common = common

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every two cases, in order."""
        named = list(pairs(list(self.cases)))
        statistics = [self._statistics(a, b) for a, b in named]
        plain, modified = [each.p for each in statistics], [each.p_modified for each in statistics]
        adjusted = zip(holm(plain), bonferroni(plain), holm(modified), bonferroni(modified), strict=True)
        return tuple(
            Pair(a, b, each, *p_values, *self._common(a, b))
            for (a, b), each, p_values in zip(named, statistics, adjusted, strict=True)
        )

    def pair(self, a: str, b: str) -> Pair:
        """The pair of two cases, in the order in which they were named."""
        return next(each for each in self.pairs if {each.a, each.b} == {a, b})

    @cached_property
    def share_lowest(self) -> dict[str, float]:
        """Share of the draws in which a case has the lowest result [1]; a tie is shared out equally."""
        ok = np.all([case.draws.ok for case in self.cases.values()], axis=0)
        totals = np.stack([case.draws.totals_kg_co2e[ok] for case in self.cases.values()])
        lowest = totals.min(axis=0)
        best = np.abs(totals - lowest) <= 1e-12 * np.abs(lowest)
        shares = (best / best.sum(axis=0)).mean(axis=1) if totals.shape[1] else np.zeros(len(totals))
        return dict(zip(self.cases, shares.tolist(), strict=True))

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a pair [kg CO2e per declared unit; shares 1]."""
        import pandas as pd

        rows = []
        for pair in self.pairs:
            each = pair.statistics
            values = {
                "a": self.cases[pair.a].label.get(lang), "b": self.cases[pair.b].label.get(lang),
                "difference": each.mean_difference, "low": each.percentiles[2.5], "high": each.percentiles[97.5],
                "above": each.a_above_b, "clearly": each.a_clearly_above_b,
                "clearly_below": each.b_clearly_above_a, "independent": each.a_above_b_if_independent,
                "d": each.cohens_d, "d_z": each.d_z, "overlap": each.overlap, "bhattacharyya": each.bhattacharyya,
                "p": pair.p_holm, "p_modified": pair.p_modified_holm,
            }  # fmt: skip
            rows.append({HEADS[name](lang): value for name, value in values.items()})
        return pd.DataFrame(rows)

    def matrix(self, lang: str = "en") -> pd.DataFrame:
        """Discernibility: share of the draws in which the row lies above the column [1]."""
        import pandas as pd

        names = list(self.cases)
        table = pd.DataFrame(np.full((len(names), len(names)), np.nan), names, names)
        for pair in self.pairs:
            table.loc[pair.a, pair.b] = pair.statistics.a_above_b
            table.loc[pair.b, pair.a] = pair.statistics.b_above_a
        labels = [case.label.get(lang) for case in self.cases.values()]
        return table.set_axis(labels, axis=0).set_axis(labels, axis=1)

    def differences(self, a: str, b: str) -> Floats:
        """A - B in the draws in which both have a result [kg CO2e per declared unit]."""
        first, second = self.cases[a].draws, self.cases[b].draws
        both = first.ok & second.ok
        return without_rounding(first.totals_kg_co2e[both], second.totals_kg_co2e[both])

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/paired-comparison.md)."""
        return {
            "format": FORMAT,
            "what": self.what,
            "unit": self.unit,
            "draws": self.draws,
            "seed": self.seed,
            "sampling": self.sampling,
            "generator": GENERATORS[self.sampling],
            "dependent_sampling": self.sharing,
            "threshold": self.threshold,
            "delta0": self.delta0,
            "level": self.level,
            "cases": [self._case_dict(case) for case in self.cases.values()],
            "pairs": [_pair_dict(pair) for pair in self.pairs],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        gaps = {"draws": self.draws, "seed": self.seed, "sampling": self.sampling}
        fewest = min(pair.statistics.draws for pair in self.pairs)
        lines = [
            _DEPENDENT[self.what if self.what != "inventories" else self.sharing](lang, **gaps),
            _READ(lang, threshold=self.threshold, tests=sum(p.statistics.p is not None for p in self.pairs)),
            *([] if self.sampling == "mc" else [_EVEN(lang, sampling=self.sampling)]),
            _SHARES(lang, draws=fewest, half=WIDEST / math.sqrt(fewest)),
            _MODIFIED(lang, delta0=self.delta0),
            _MARGINAL(lang),
            _UNSTATED(lang),
        ]
        labels = {name: case.label.get(lang) for name, case in self.cases.items()}
        for pair in self.pairs:
            each, names = pair.statistics, {"a": labels[pair.a], "b": labels[pair.b]}
            if each.equal == 1:
                lines.append(_SAME(lang, **names))
            elif self.what == "inventories":
                lines.append(self._shared_note(lang, pair, names))
            if pair.differing:
                listed = ", ".join(pair.differing[:LISTED]) + (" …" if len(pair.differing) > LISTED else "")
                lines.append(_DIFFERING(lang, **names, names=listed))
        for name, case in self.cases.items():
            failed = int(np.count_nonzero(~case.draws.ok))
            if failed:
                lines.append(_FAILED(lang, name=labels[name], count=failed))
        products = {case.result.applied.product: case for case in self.cases.values()}
        if self.what == "inventories" and len(products) > 1:
            said = [case.result.inventory.name(flow, lang) for flow, case in products.items()]
            lines.append(_PRODUCTS(lang, names=", ".join(said)))
        return lines

    def plot(self, lang: str = "en", baseline: str | None = None) -> Figure:
        """Matrix of discernibility, and distributions of the differences to one case (default: the first)."""
        from rulewright.reporting.figures_paired import paired_figure

        return paired_figure(self, lang, baseline)

    def write(self, directory: str | Path, lang: str = "en") -> tuple[Path, ...]:
        """Write paired.csv, paired.json and the figure in both languages into a directory."""
        from rulewright.reporting.files import write_result

        return write_result(self, directory, "paired", lang).paths

    def _repr_html_(self) -> str:
        return tabled(self)

    def _statistics(self, a: str, b: str) -> PairStatistics:
        first, second = self.cases[a].draws, self.cases[b].draws
        both = first.ok & second.ok
        if np.count_nonzero(both) < 2:
            raise QuestionError(
                f"'{a}' and '{b}' have fewer than two draws in common that give a result", "paired comparison",
                "look at their failed draws with an uncertainty analysis",
            )  # fmt: skip
        return pair_statistics(
            first.totals_kg_co2e[both], second.totals_kg_co2e[both], self.threshold, self.delta0
        )

    def _common(self, a: str, b: str) -> tuple[frozenset[str], tuple[str, ...], tuple[float, float]]:
        first, second = self.cases[a], self.cases[b]
        keys = first.draws.keys & second.draws.keys & self.common[a] & self.common[b]
        one, other = first.result.inventory, second.result.inventory
        differing = () if one is other else differing_keys(one, other, keys)
        if self.what != "inventories":
            return keys, differing, (1.0, 1.0)
        return keys, differing, (first.variance_from(keys), second.variance_from(keys))

    def _shared_note(self, lang: str, pair: Pair, names: Mapping[str, str]) -> str:
        return _SHARED(
            lang, **names, shared=len(pair.common_keys), keys_a=len(self.cases[pair.a].draws.keys),
            keys_b=len(self.cases[pair.b].draws.keys), part_a=pair.common_variance[0],
            part_b=pair.common_variance[1],
            correlation="–" if pair.statistics.correlation is None else number(pair.statistics.correlation, 2),
        )  # fmt: skip

    def _case_dict(self, case: Case) -> dict[str, Any]:
        summary = case.summary
        return {
            "name": case.name,
            "inventory": case.result.inventory.id,
            "inventory_hash": case.result.inventory.hash,
            "product": case.result.applied.product,
            "rule": case.result.rule.id,
            "rule_hash": case.result.rule.hash,
            "deterministic_kg_co2e": case.deterministic_kg_co2e,
            "mean_kg_co2e": summary.mean.value,
            "sd_kg_co2e": summary.sd.value,
            "percentiles_kg_co2e": {f"{level:g}": each.value for level, each in summary.percentiles.items()},
            "uncertain_quantities": len(case.draws.keys),
            "failed_draws": int(np.count_nonzero(~case.draws.ok)),
            "share_lowest": self.share_lowest[case.name],
        }


def _pair_dict(pair: Pair) -> dict[str, Any]:
    each = pair.statistics
    return {
        "a": pair.a,
        "b": pair.b,
        "draws": each.draws,
        "mean_difference_kg_co2e": each.mean_difference,
        "sd_difference_kg_co2e": each.sd_difference,
        "monte_carlo_error_kg_co2e": each.monte_carlo_error,
        "percentiles_kg_co2e": {f"{level:g}": value for level, value in each.percentiles.items()},
        "discernibility": {
            "a_above_b": each.a_above_b,
            "b_above_a": each.b_above_a,
            "equal": each.equal,
            "a_clearly_above_b": each.a_clearly_above_b,
            "b_clearly_above_a": each.b_clearly_above_a,
            "a_above_b_if_independent": each.a_above_b_if_independent,
        },
        "correlation": each.correlation,
        "effect_size": {"cohens_d": each.cohens_d, "d_z": each.d_z},
        "impact_category_relevance": each.relevance,
        "overlap_area": each.overlap,
        "bhattacharyya_coefficient": each.bhattacharyya,
        "nhst": {"t": each.t, "p": each.p, "p_holm": pair.p_holm, "p_bonferroni": pair.p_bonferroni},
        "modified_nhst": {
            "t": each.t_modified,
            "p": each.p_modified,
            "p_holm": pair.p_modified_holm,
            "p_bonferroni": pair.p_modified_bonferroni,
        },
        "common_quantities": len(pair.common_keys),
        "common_share_of_variance": {"a": pair.common_variance[0], "b": pair.common_variance[1]},
        "common_but_differing": list(pair.differing),
    }
