"""What a draft rule leaves of the spread, as a table, JSON, notes and a figure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rulewright import __version__
from rulewright.analysis.choice_factors import Refusal
from rulewright.analysis.hybrids import By, Merge
from rulewright.analysis.part_words import and_of, merge_notes, part_label
from rulewright.reporting.display import tabled
from rulewright.reporting.messages import translate
from rulewright.reporting.readable import setting_name
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.rule import Rule

FORMAT = "rulewright-comparability/1"

OPEN = Sentence("未定之处", "left open")
GAIN = Sentence(
    "确定后减少的方差（占备选总方差）[1]", "variance that settling it takes away, of the alternatives' [1]"
)
GAIN_ERROR = Sentence("95 % 半宽", "95 % half-width")
LEVELS = Sentence("备选说法（种）", "alternatives")
SETTINGS = Sentence("设置", "settings")

_INDEX = Sentence(
    "规则 {draft} 之后剩余的离散：方差为各备选规则的 {index:.0%}（95 % 区间 {low:.0%} 至 {high:.0%}），标准差由 {sd_all} 降至 {sd_left} kg CO2e。",
    "What {draft} leaves of the spread: {index:.0%} of the variance over the alternatives (95 % interval {low:.0%} to {high:.0%}); the "
    "standard deviation goes from {sd_all} to {sd_left} kg CO2e.",
)
_FLOOR = Sentence(
    "若再把未定之处全部按所声明的确定，剩下的只是数据的离散：{floor:.0%}（标准差 {sd} kg CO2e）。",
    "If all that is open were settled as declared, only the data would scatter: {floor:.0%} (standard deviation {sd} kg CO2e).",
)
_BEST = Sentence(
    "收益最大的是确定“{part}”：再减少 {gain:.0%}。",
    "Settling “{part}” gains most: another {gain:.0%}.",
)
_CLOSED = Sentence(
    "备选规则有分歧之处，{draft} 都已确定。",
    "{draft} settles all in which the alternatives differ.",
)
_SAME = Sentence(
    "以下未定之处各备选规则说法相同，因此测不出收益：{names}。",
    "The alternatives say the same of these open settings, so no gain can be measured: {names}.",
)
_ABOVE = Sentence(
    "指数大于 1：在规则所确定的取值之下，未定之处和数据的离散比备选规则平均更大。",
    "The index is above 1: with what the rule fixes, what it leaves open and the data scatter more than they do on average.",
)
_UNAVAILABLE = Sentence(
    "{rules} 对“{part}”的说法不能与 {draft} 所确定的一起执行（{why}），不作为备选。",
    "What {rules} say of “{part}” cannot run together with what {draft} fixes ({why}): it is no alternative.",
)
_DESIGN = Sentence(
    "{samples} 行样本，种子 {seed}；备选：{rules}。",
    "{samples} rows, seed {seed}; alternatives: {rules}.",
)


@dataclass(frozen=True)
class OpenPart:
    """Something that the draft leaves open and the alternatives answer differently.

    Attributes
    ----------
    names
        Families or settings; several if they cannot be separated.
    settings
        The open settings in them.
    levels
        Number of different answers of the alternatives.
    gain, gain_error
        Part of the alternatives' variance that settling it takes away on average [1], half-width of its 95 % interval.
    """

    names: tuple[str, ...]
    settings: tuple[str, ...]
    levels: int
    gain: float
    gain_error: float

    @property
    def name(self) -> str:
        """Names joined by "+"."""
        return "+".join(self.names)


@dataclass(frozen=True)
class Comparability:
    """The comparability index of a draft rule.

    Attributes
    ----------
    index, low, high
        Variance that is left over that of the alternatives [1], with its 95 % interval.
    sd_all, sd_left, sd_floor
        Standard deviations: over the alternatives, left by the draft, of the data alone [kg CO2e per declared unit].
    open
        What is open, the largest gain first.
    without_alternatives
        Open settings of which all alternatives say the same.
    unavailable
        Answers that cannot run together with what the draft fixes.
    """

    inventory: str
    inventory_hash: str
    unit: str
    draft: Rule
    weights: Mapping[str, float]
    by: By
    index: float
    low: float
    high: float
    sd_all: float
    sd_left: float
    sd_floor: float
    open: tuple[OpenPart, ...]
    without_alternatives: tuple[str, ...]
    unavailable: tuple[Refusal, ...]
    merges: tuple[Merge, ...]
    samples: int
    seed: int
    pedigree_set: str

    @property
    def floor(self) -> float:
        """Variance of the data alone over that of the alternatives [1]."""
        return (self.sd_floor / self.sd_all) ** 2

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a part that is open: alternatives, gain [1] with its half-width, settings."""
        import pandas as pd

        rows = [
            [
                each.levels,
                each.gain,
                each.gain_error,
                ", ".join(setting_name(name, lang) for name in each.settings),
            ]
            for each in self.open
        ]
        labels = [part_label(each.names, lang) for each in self.open]
        heads = [LEVELS, GAIN, GAIN_ERROR, SETTINGS]
        return pd.DataFrame(
            rows, index=pd.Index(labels, name=OPEN(lang)), columns=pd.Index([head(lang) for head in heads])
        )

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/choice-and-data.md)."""
        return {
            "format": FORMAT,
            "inventory": self.inventory,
            "inventory_hash": self.inventory_hash,
            "toolkit": __version__,
            "unit": self.unit,
            "draft": self.draft.id,
            "draft_hash": self.draft.hash,
            "alternatives": [{"rule": rule, "weight": weight} for rule, weight in self.weights.items()],
            "by": self.by,
            "comparability_index": self.index,
            "interval": [self.low, self.high],
            "sd_alternatives_kg_co2e": self.sd_all,
            "sd_left_kg_co2e": self.sd_left,
            "sd_data_kg_co2e": self.sd_floor,
            "floor": self.floor,
            "open": [
                {
                    "family": each.name,
                    "settings": list(each.settings),
                    "alternatives": each.levels,
                    "gain": each.gain,
                    "gain_error": each.gain_error,
                }
                for each in self.open
            ],
            "open_without_alternatives": list(self.without_alternatives),
            "merged": [each.to_dict() for each in self.merges],
            "not_available": [each.to_dict() for each in self.unavailable],
            "samples": self.samples,
            "seed": self.seed,
            "pedigree_set": self.pedigree_set,
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """The index in sentences, and what a reader has to know."""
        lines = [
            _INDEX(
                lang, draft=self.draft.id, index=self.index, low=self.low, high=self.high,
                sd_all=number(self.sd_all), sd_left=number(self.sd_left),
            ),
        ]  # fmt: skip
        if self.index > 1:
            lines.append(_ABOVE(lang))
        if self.open:
            best = self.open[0]
            if best.gain >= 0.005:
                lines.append(_BEST(lang, part=part_label(best.names, lang), gain=best.gain))
            lines.append(_FLOOR(lang, floor=self.floor, sd=number(self.sd_floor)))
        else:
            lines.append(_CLOSED(lang, draft=self.draft.id))
        if self.without_alternatives:
            labels = [part_label((name,), lang) for name in self.without_alternatives]
            lines.append(_SAME(lang, names=and_of(labels, lang)))
        for each in self.unavailable:
            why = translate(each.why) if lang == "zh" else each.why
            lines.append(
                _UNAVAILABLE(
                    lang,
                    draft=self.draft.id,
                    part=part_label(each.names, lang),
                    rules=", ".join(each.rules),
                    why=why,
                )
            )
        lines += merge_notes(self.merges, lang)
        lines.append(_DESIGN(lang, samples=self.samples, seed=self.seed, rules=", ".join(self.weights)))
        return lines

    def plot(self, lang: str = "en") -> Figure:
        """Bars: the spread of the alternatives, what the draft leaves, what each gain takes away, and the data's own."""
        from rulewright.reporting.figures_choices import comparability_figure

        return comparability_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)
