"""What a decomposition of choices and data finds: shares of the spread, levels, and the answer in a sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.analysis.choice_factors import GROUPS, ChoiceFactor, factor_label
from rulewright.analysis.decomposition import (
    Decomposition,
    Index,
)
from rulewright.analysis.hybrids import (
    By,
    Merge,
)
from rulewright.analysis.part_words import merge_notes, part_label
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Rule

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.inventory import Inventory

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

FORMAT = "rulewright-decomposition/1"
LevelMean = tuple[float, float]  # mean and its standard error

FACTOR = Sentence("因素", "factor")
FIRST = Sentence("一阶指数 [1]", "first order [1]")
TOTAL = Sentence("总效应指数 [1]", "total [1]")
EFFECT = Sentence("Shapley 效应 [1]", "Shapley effect [1]")
PLUS_MINUS = Sentence("{head}：95 % 半宽", "{head}: 95 % half-width")
RULES = Sentence("规则", "rules")
WEIGHT = Sentence("权重 [1]", "weight [1]")
MEAN = Sentence("平均结果 [kg CO2e]", "mean result [kg CO2e]")
MEAN_ERROR = Sentence("其标准误 [kg CO2e]", "its standard error [kg CO2e]")

_ANSWER = Sentence(
    "条款族“{family}”单独造成离散的 {first:.0%}，数据造成 {data:.0%}（全部选择 {choices:.0%}，选择与数据的交互 {rest:.0%}）。",
    "Clause family “{family}” makes {first:.0%} of the spread by itself, the data {data:.0%} (all choices {choices:.0%}, choices "
    "and data together {rest:.0%}).",
)
_ANSWER_SETTING = Sentence(
    "条款设置“{family}”单独造成离散的 {first:.0%}，数据造成 {data:.0%}（全部选择 {choices:.0%}，选择与数据的交互 {rest:.0%}）。",
    "What clauses say of “{family}” makes {first:.0%} of the spread by itself, the data {data:.0%} (all choices {choices:.0%}, "
    "choices and data together {rest:.0%}).",
)
_SETTLE = Sentence(
    "要使结果可比，先确定“{family}”比改进全部数据更有效。",
    "Settling “{family}” does more for comparable results than better data would.",
)
_ALIKE = Sentence(
    "两者之差小于估计误差，尚分不出先后；可增加样本行数。",
    "The two differ by less than their error: which matters more cannot be told; take more rows.",
)
_MEASURE = Sentence(
    "改进数据比确定任何一处条款更能缩小离散。",
    "Better data narrow the spread more than settling any one of the clauses.",
)
_DESIGN = Sentence(
    "{samples} 行样本、{evaluations} 次计算、{hybrids} 种不同的规则组合，种子 {seed}；一阶与总效应由 SALib 估计，95 % 区间由重抽样得到。",
    "{samples} rows, {evaluations} evaluations, {hybrids} different hybrid rules, seed {seed}; first-order and total indices by "
    "SALib, with 95 % intervals by resampling.",
)
_SPREAD = Sentence(
    "结果的均值 {mean}、标准差 {sd} kg CO2e：各条款族独立取值，权重见各水平。",
    "Mean of the result {mean}, standard deviation {sd} kg CO2e: families vary independently, by the weights of their levels.",
)
_EFFECTS = Sentence(
    "Shapley 效应由随机次序的替换估计（Goda 2021），交互平均分给参与的因素，合计为 1。",
    "Shapley effects come from exchanges in random order (Goda 2021): interactions are shared alike, and they sum to 1.",
)
_NOT_POWER = Sentence(
    "{samples} 不是 2 的幂，Sobol' 序列的均衡性因此受损。",
    "{samples} is no power of 2, which costs the Sobol' sequence its balance.",
)
_FAILED = Sentence(
    "{failed} 行没有结果（抽样使系统不可解），不计入。",
    "{failed} rows have no result (drawn amounts leave the system without a solution) and are left out.",
)


@dataclass(frozen=True)
class ChoiceDecomposition:
    """How much of the spread choices make, and how much the data.

    Attributes
    ----------
    rules, weights
        Complete rules and their weights [1].
    choices
        Categorical factors with their levels.
    data
        Data factors: name to keys.
    found
        Indices, mean and variance.
    hybrids
        Different hybrid rules that were evaluated.
    level_means
        By choice factor, mean result of the rows with each level and its standard error [kg CO2e per declared unit];
        None if fewer than two rows have it.
    pedigree_set
        Of the scores for data quality.
    """

    inventory: Inventory
    unit: str
    rules: Mapping[str, Rule]
    weights: Mapping[str, float]
    by: By
    choices: tuple[ChoiceFactor, ...]
    data: Mapping[str, Sequence[str]]
    found: Decomposition
    seed: int
    hybrids: int
    merges: tuple[Merge, ...]
    level_means: Mapping[str, tuple[LevelMean | None, ...]]
    pedigree_set: str

    def __getitem__(self, name: str) -> Index:
        """Indices of the factor that holds this family, setting or data; or of "choices" or "data" as a whole."""
        if name in self.found.groups:
            return self.found.groups[name]
        held = next((each.name for each in self.choices if name in each.names), name)
        return self.found[held]

    @property
    def strongest(self) -> ChoiceFactor:
        """The choice with the largest first-order index."""
        return max(self.choices, key=lambda each: self.found[each.name].first)

    def label(self, name: str, lang: str) -> str:
        """Name of a factor for readers."""
        chosen = next((each for each in self.choices if each.name == name), None)
        return (
            part_label(chosen.names, lang) if chosen is not None else factor_label(name, self.inventory, lang)
        )

    def answer(self, lang: str = "en") -> str:
        """How much of the spread the strongest choice makes, and how much the data: one sentence and what follows."""
        strongest, choices, data = self.strongest, self.found.groups["choices"], self.found.groups["data"]
        first = self.found[strongest.name].first
        family = part_label(strongest.names, lang)
        line = (_ANSWER if self.by == "family" else _ANSWER_SETTING)(
            lang, family=family, first=_share(first), data=_share(data.first), choices=_share(choices.first),
            rest=_share(1 - choices.first - data.first),
        )  # fmt: skip
        gap = " " if lang == "en" else ""
        error = math.hypot(self.found[strongest.name].first_error, data.first_error)
        if abs(first - data.first) <= error:
            return line + gap + _ALIKE(lang)
        return line + gap + (_SETTLE(lang, family=family) if first > data.first else _MEASURE(lang))

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a factor, choices first, and one for all choices and all data [shares of the variance]."""
        import pandas as pd

        every = [*self.found.indices, *self.found.groups.values()]
        with_effects = any(each.effect is not None for each in every)
        heads = [
            FIRST(lang),
            PLUS_MINUS(lang, head=FIRST(lang)),
            TOTAL(lang),
            PLUS_MINUS(lang, head=TOTAL(lang)),
        ]
        if with_effects:
            heads += [EFFECT(lang), PLUS_MINUS(lang, head=EFFECT(lang))]
        rows = []
        for each in every:
            row = [each.first, each.first_error, each.total, each.total_error]
            if with_effects:
                row += [math.nan if value is None else value for value in (each.effect, each.effect_error)]
            rows.append(row)
        labels = [self.label(each.name, lang) for each in self.found.indices]
        labels += [GROUPS[name](lang) for name in self.found.groups]
        return pd.DataFrame(rows, index=pd.Index(labels, name=FACTOR(lang)), columns=pd.Index(heads))

    def levels(self, lang: str = "en") -> pd.DataFrame:
        """Levels of every choice: rules, weight [1], mean of the result [kg CO2e per declared unit]."""
        import pandas as pd

        rows, labels = [], []
        for each in self.choices:
            for level, mean in zip(each.levels, self.level_means[each.name], strict=True):
                rows.append(
                    [", ".join(level.rules), level.weight, *((math.nan, math.nan) if mean is None else mean)]
                )
                labels.append(part_label(each.names, lang))
        return pd.DataFrame(
            rows,
            index=pd.Index(labels, name=FACTOR(lang)),
            columns=pd.Index([head(lang) for head in (RULES, WEIGHT, MEAN, MEAN_ERROR)]),
        )

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/choice-and-data.md)."""
        chosen = {each.name: each for each in self.choices}
        return {
            "format": FORMAT,
            "inventory": self.inventory.id,
            "inventory_hash": self.inventory.hash,
            "toolkit": __version__,
            "unit": self.unit,
            "by": self.by,
            "rules": [
                {"rule": name, "rule_hash": rule.hash, "weight": self.weights[name]}
                for name, rule in self.rules.items()
            ],
            "mean_kg_co2e": self.found.mean,
            "variance_kg_co2e2": self.found.variance,
            "answer": {"zh": self.answer("zh"), "en": self.answer("en")},
            "factors": [
                each.to_dict()
                | {"kind": "choice" if each.name in chosen else "data"}
                | (
                    {
                        "families": list(chosen[each.name].names),
                        "levels": [
                            {
                                "rules": list(level.rules),
                                "weight": level.weight,
                                "mean_kg_co2e": mean[0] if mean else None,
                                "mean_error_kg_co2e": mean[1] if mean else None,
                            }
                            for level, mean in zip(
                                chosen[each.name].levels, self.level_means[each.name], strict=True
                            )
                        ],
                    }
                    if each.name in chosen
                    else {"quantities": len(self.data[each.name])}
                )
                for each in self.found.indices
            ],
            "groups": [each.to_dict() for each in self.found.groups.values()],
            "samples": self.found.samples,
            "seed": self.seed,
            "pedigree_set": self.pedigree_set,
            "evaluations": self.found.evaluations,
            "failed_rows": self.found.failed,
            "hybrids": {
                "different": self.hybrids,
                "merged": [each.to_dict() for each in self.merges],
            },
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """The answer, and what a reader has to know beside the numbers."""
        found = self.found
        lines = [
            self.answer(lang),
            _SPREAD(lang, mean=number(found.mean), sd=number(math.sqrt(found.variance))),
            _DESIGN(
                lang,
                samples=found.samples,
                evaluations=found.evaluations,
                hybrids=self.hybrids,
                seed=self.seed,
            ),
        ]
        if any(each.effect is not None for each in found.indices):
            lines.append(_EFFECTS(lang))
        lines += merge_notes(self.merges, lang)
        if found.failed:
            lines.append(_FAILED(lang, failed=found.failed))
        if found.samples & (found.samples - 1):
            lines.append(_NOT_POWER(lang, samples=found.samples))
        return lines

    def plot(self, lang: str = "en") -> Figure:
        """First-order and total indices with intervals, and the spread as one stacked bar."""
        from rulewright.reporting.figures_choices import shares_figure

        return shares_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


def _share(value: float) -> float:
    """A share as it is said: estimates a little below nothing are nothing."""
    return max(0.0, min(1.0, value))
