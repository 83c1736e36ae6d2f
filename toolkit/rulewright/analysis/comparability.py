"""Comparability: what spread is left once a draft rule has fixed what it fixes, and what fixing more would gain.

Let Y be a product's result, F all parts of rules (families of clauses, or settings) in which the alternatives differ,
and D the data. The draft leaves O open (what it says is not settled, or what a study had to declare for it).

    spread of the alternatives   V  = Var(Y), all of F and D vary
    left by the draft            Vd = Var(Y | F without O as in the draft), O and D vary
    floor                        V0 = Var(Y | F as in the draft and its declared choices), D alone varies
    comparability index          C  = Vd / V
    gain of settling j in O      Gj = (Vd - E[Var(Y | j)]) / V, all in Vd's setting: the first-order index of j times C
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.analysis.attribution_result import merge_notes, part_label, unit_of
from rulewright.analysis.choice_factors import (
    ChoiceFactor,
    Refusal,
    choice_factor,
    data_groups,
    reweighted,
    separated,
)
from rulewright.analysis.choice_model import StudyModel
from rulewright.analysis.choices import rule_weights
from rulewright.analysis.decomposition import (
    Decomposition,
    DecompositionError,
    Z,
    check_samples,
    decompose,
    draw_points,
)
from rulewright.analysis.hybrids import (
    BYS,
    By,
    Hybrids,
    Merge,
    RulesError,
    complete_rules,
    merged,
    mistakes_in,
    part_of,
)
from rulewright.errors import Mistake, MistakesError, RulewrightError
from rulewright.reporting.display import tabled
from rulewright.reporting.messages import translate
from rulewright.reporting.readable import setting_name
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.rule import Rule
    from rulewright.study import Study

    Floats = npt.NDArray[np.float64]

FORMAT = "rulewright-comparability/1"
RESAMPLES = 200

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


class ComparabilityError(MistakesError):
    """A comparability index that is asked for wrongly: every mistake at once."""


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
            joint = "、" if lang == "zh" else ", "
            lines.append(_SAME(lang, names=joint.join(self.without_alternatives)))
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


def comparability(
    study: Study, draft: str, rules: Iterable[str] | None = None,
    weights: Sequence[float] | Mapping[str, float] | None = None, by: By = "clause", samples: int = 1024, seed: int = 1,
    hybrids: Hybrids | None = None, progress: Callable[[int, int], None] | None = None,
) -> Comparability:  # fmt: skip
    """How much of the spread over alternatives is left once a rule has fixed what it fixes.

    Parameters
    ----------
    draft
        Id of a rule of the study.
    rules, weights
        The alternatives (default: all rules of the study, the draft included) and their weights (default: equal).
    by
        "clause": setting by setting; "family": what is open in a family is answered as one alternative answers all of it.
    samples, seed
        Rows of each sample; seed of the sequence. Both variances are estimated on the same rows.
    hybrids
        Those of an earlier call with at least these rules, so that their memory is used again.

    Raises
    ------
    ComparabilityError
        With all mistakes of rules, weights and numbers.
    DecompositionError
        If the alternatives and the data give one result.
    """
    names = list(dict.fromkeys(study.rules if rules is None else rules))
    weight_of = _asked(study, draft, names, weights, by, samples)
    complete = complete_rules(study, [draft, *names])
    hybrids = hybrids or Hybrids(study.inventory, study.product or None, complete)
    where = f"inventory {study.inventory.id}, rule {draft}"
    open_settings = _open_settings(study, draft)

    def whole(key: str) -> str | None:
        return part_of(key, by)

    def open_only(key: str) -> str | None:
        return part_of(key, by) if part_of(key) in open_settings else None

    data = data_groups(study, names, "all")
    merges: list[Merge] = []
    refused: list[Refusal] = []

    def sampled(key_part: Callable[[str], str | None], chosen: Sequence[ChoiceFactor]) -> Floats:
        model = StudyModel(hybrids, study.inventory, chosen, data, key_part, draft, seed, progress)
        return np.asarray(model(draw_points(model.factors, samples, seed)))

    def gains(chosen: Sequence[ChoiceFactor]) -> Decomposition | None:
        if not chosen:
            return None
        model = StudyModel(hybrids, study.inventory, chosen, data, open_only, draft, seed, progress)
        return decompose(model, model.factors, samples, seed, False, where)

    parts_all = hybrids.parts(by, names)
    every = [choice_factor(hybrids, (part,), whole, weight_of) for part in parts_all]
    _, all_results = separated(
        every, lambda chosen: sampled(whole, chosen), hybrids, whole, weight_of, merges, refused
    )
    available = []
    for part in parts_all:
        factor = choice_factor(hybrids, (part,), open_only, weight_of)
        factor, lost = _available(hybrids, factor, open_only, draft)
        refused += lost
        if len(factor.levels) > 1:
            available.append(factor)
    open_factors, found = separated(available, gains, hybrids, open_only, weight_of, merges, refused)
    left_results = sampled(open_only, open_factors)
    floor_results = sampled(open_only, [])
    kept = np.isfinite(all_results) & np.isfinite(left_results) & np.isfinite(floor_results)
    results = np.stack([all_results, left_results, floor_results])[:, kept]
    variances = results.var(axis=1)
    if variances[0] <= (1e-12 * np.abs(results[0]).max(initial=0.0)) ** 2:
        raise DecompositionError(
            "nothing varies: all rules and all data give the same result", where,
            "choose rules that differ on this inventory, or data with uncertainties",
        )  # fmt: skip
    index, low, high = _ratio(results[1], results[0], seed)
    parts = (
        [] if found is None else [_open_part(each, found, index, open_settings, by) for each in open_factors]
    )
    answered = {name for each in parts for name in each.settings}
    sds = np.sqrt(variances).tolist()
    return Comparability(
        study.inventory.id, study.inventory.hash, unit_of(study), complete[draft], weight_of, by, index, low, high, sds[0], sds[1], sds[2],
        tuple(sorted(parts, key=lambda part: (-part.gain, part.name))), tuple(sorted(open_settings - answered)),
        tuple(refused), merged(merges), samples, seed,
    )  # fmt: skip


def _open_part(
    factor: ChoiceFactor, found: Decomposition, index: float, open_settings: frozenset[str], by: By
) -> OpenPart:
    settings = tuple(sorted(name for name in open_settings if part_of(name, by) in factor.names))
    gain = found[factor.name]
    return OpenPart(factor.names, settings, len(factor.levels), gain.first * index, gain.first_error * index)


def _available(
    hybrids: Hybrids, factor: ChoiceFactor, key_part: Callable[[str], str | None], draft: str
) -> tuple[ChoiceFactor, list[Refusal]]:
    """The answers that run together with what the draft fixes, their weights summing to 1; and those that don't."""
    kept, refused = [], []
    for level in factor.levels:
        rule = level.rules[0]
        outcome = hybrids.outcome(lambda key, rule=rule: rule if key_part(key) in factor.names else draft)  # type: ignore[misc]
        if outcome.runs:
            kept.append(level)
        else:
            refused.append(Refusal(factor.names, level.rules, outcome.mistakes[0].what))
    return ChoiceFactor(factor.names, reweighted(kept)), refused


def _open_settings(study: Study, draft: str) -> frozenset[str]:
    """Settings that the draft leaves open: listed as not settled, or declared by the study; only those that count."""
    result = study.result(draft)
    names = {*result.rule.not_settled, *result.declared}
    return frozenset(part for name in names if (part := part_of(name)) is not None)


def _ratio(above: Floats, below: Floats, seed: int) -> tuple[float, float, float]:
    """Ratio of two variances on the same rows, with its 95 % interval by resampling rows (on a logarithmic scale)."""
    ratio = float(above.var() / below.var())
    if ratio == 0.0:
        return 0.0, 0.0, 0.0
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 4])))
    chosen = rng.integers(0, len(above), size=(RESAMPLES, len(above)))
    again = above[chosen].var(axis=1) / below[chosen].var(axis=1)
    spread = math.exp(Z * float(np.log(again[again > 0]).std(ddof=1)))
    return ratio, ratio / spread, ratio * spread


def _asked(
    study: Study, draft: str, names: Sequence[str], weights: Sequence[float] | Mapping[str, float] | None, by: str,
    samples: int,
) -> dict[str, float]:  # fmt: skip
    where = f"inventory {study.inventory.id}"
    mistakes: list[Mistake] = []
    if by not in BYS:
        mistakes.append(Mistake(f"unknown division '{by}'", where, f"use one of: {', '.join(BYS)}"))
    try:
        check_samples(samples, where)
    except RulewrightError as error:
        mistakes += mistakes_in(error)
    if len(names) < 2:
        mistakes.append(
            Mistake(
                f"fewer than two levels: {len(names)} rules to choose from",
                where,
                "give at least two rules that differ",
            )
        )
    found, weight_mistakes = rule_weights(names, weights, where)
    mistakes += weight_mistakes
    try:
        complete_rules(study, [draft, *names])
    except RulesError as error:
        mistakes += error.mistakes
    if mistakes:
        raise ComparabilityError(
            f"comparability of {draft} on {study.inventory.id}: {len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}",
            mistakes,
        )
    return found
