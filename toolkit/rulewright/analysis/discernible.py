"""The smallest difference between two plants that a rule can discern with the data quality it demands.

Two plants that are equal in truth get footprints that differ, because each collects its own data. With data that
just meet the rule's demands, how far apart are they? A difference below that says nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.analysis.portfolio_draws import PlantDraws
from rulewright.changes import Value, changed
from rulewright.engine.compiled import NOT_PRODUCTIVE, compile_result
from rulewright.engine.draws import Draws
from rulewright.engine.pedigree import BASIC_OF_INPUT, INDICATORS, basic_factor, pedigree_sd_ln
from rulewright.inventory import Inventory, Uncertainty
from rulewright.reading.formulas import parameters_in
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Rule, Setting, Text
from rulewright.study import Study

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

    Floats = npt.NDArray[np.float64]

FORMAT = "rulewright-discernible/1"
LEVEL = 0.95
BEST, WORST = 1, 5
# Oldest age [years] of each temporal score 1..4 of the pedigree matrix (Weidema and Wesnaes 1996); 5 is older
OLDEST_YEARS = (3.0, 6.0, 10.0, 15.0)
PRIMARY: Mapping[str, int] = {"reliability": 2, "geographical": 1, "technology": 1}
WHOLE_PERIOD = 1  # score of completeness for data of a whole, representative period
ASKED = INDICATORS[:5]
INDICATOR_ZH = {
    "reliability": "可靠性", "completeness": "完整性", "temporal": "时间", "geographical": "地理", "technology": "技术",
}  # fmt: skip

RULE, PLANT = Sentence("规则", "rule"), Sentence("工厂", "plant")
FOOTPRINT = Sentence("足迹，kg CO2e", "footprint, kg CO2e")
LOW, HIGH = Sentence("下限，kg CO2e", "lower end, kg CO2e"), Sentence("上限，kg CO2e", "upper end, kg CO2e")
LOW_SHARE, HIGH_SHARE = (
    Sentence("下限占比", "lower end, share"),
    Sentence("上限占比", "upper end, share"),
)
_RANGE = Sentence(
    "规则 {rule}：两个实际相同的工厂，若数据恰好满足规则的数据质量要求，其结果在 95% 的抽样中相差不超过 {low} 至 {high} kg CO2e"
    "（占足迹的 {share_low:.1%} 至 {share_high:.1%}）；更小的差距分辨不出。",
    "Rule {rule}: the results of two plants that are equal in truth, with data that just meet the rule's demands, lie within "
    "{low} to {high} kg CO2e of each other in 95% of the draws ({share_low:.1%} to {share_high:.1%} of the footprint); a smaller "
    "difference cannot be discerned.",
)
_ONE = Sentence(
    "规则 {rule}：两个实际相同的工厂，若数据恰好满足规则的数据质量要求，其结果在 95% 的抽样中相差不超过 {low} kg CO2e"
    "（占足迹的 {share_low:.1%}）；更小的差距分辨不出。",
    "Rule {rule}: the results of two plants that are equal in truth, with data that just meet the rule's demands, lie within "
    "{low} kg CO2e of each other in 95% of the draws ({share_low:.1%} of the footprint); a smaller difference cannot be discerned.",
)
_OPEN = Sentence(
    "规则没有要求的指标：{names}；下限按最好（1分）计，上限按最差（5分）计。",
    "What the rule demands nothing of: {names}; the lower end takes them as best (score 1), the upper as worst (score 5).",
)
_NOTHING = Sentence(
    "规则 {rule} 对数据质量没有可计算的要求：能分辨的最小差距完全取决于数据。",
    "Rule {rule} makes no demand on data quality that can be reckoned with: what it can discern depends on the data alone.",
)


@dataclass(frozen=True, slots=True)
class Demand:
    """A pedigree score that the rule's data-quality clause asks for at least, and the setting that says so."""

    indicator: str
    score: int
    setting: str
    clause: str


@dataclass(frozen=True)
class Discernible:
    """Smallest difference that a rule discerns at one plant [kg CO2e per declared unit].

    Attributes
    ----------
    plant, name
        Id of the plant, and what it is called.
    low_kg_co2e, high_kg_co2e
        95 % of the draws lie within this distance: what the rule leaves open taken as best, and as worst.
    demands, open
        What the clause asks for, and the indicators that it says nothing about.
    own
        Number of the plant's own data that were given the demanded quality.
    """

    rule: str
    plant: str
    name: Text
    unit: str
    footprint_kg_co2e: float
    low_kg_co2e: float
    high_kg_co2e: float
    demands: tuple[Demand, ...]
    open: tuple[str, ...]
    own: int
    draws: int
    seed: int

    @property
    def share_low(self) -> float:
        """Lower end over the footprint [1]; NaN for a footprint of zero."""
        return self.low_kg_co2e / abs(self.footprint_kg_co2e) if self.footprint_kg_co2e else math.nan

    @property
    def share_high(self) -> float:
        """Upper end over the footprint [1]; NaN for a footprint of zero."""
        return self.high_kg_co2e / abs(self.footprint_kg_co2e) if self.footprint_kg_co2e else math.nan

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "rule": self.rule,
            "plant": self.plant,
            "footprint_kg_co2e": self.footprint_kg_co2e,
            "level": LEVEL,
            "low_kg_co2e": self.low_kg_co2e,
            "high_kg_co2e": self.high_kg_co2e,
            "demands": [{name: getattr(each, name) for name in Demand.__slots__} for each in self.demands],
            "open": list(self.open),
            "own_quantities": self.own,
            "draws": self.draws,
            "seed": self.seed,
        }

    def notes(self, lang: str = "en") -> list[str]:
        """The answer in sentences."""
        gaps = {"rule": self.rule, "low": number(self.low_kg_co2e, 3), "share_low": self.share_low}
        lines = [] if self.demands else [_NOTHING(lang, rule=self.rule)]
        if not self.open:
            return [*lines, _ONE(lang, **gaps)]
        mark = "、" if lang == "zh" else ", "
        names = mark.join(INDICATOR_ZH[name] if lang == "zh" else name for name in self.open)
        high = {"high": number(self.high_kg_co2e, 3), "share_high": self.share_high}
        return [*lines, _RANGE(lang, **gaps, **high), _OPEN(lang, names=names)]

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row; see :meth:`Discernment.to_dataframe`."""
        return Discernment((self,), self.name, self.unit).to_dataframe(lang)

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def plot(self, lang: str = "en") -> Figure:
        """The range as a bar beside the footprint."""
        return Discernment((self,), self.name, self.unit).plot(lang)

    def _repr_html_(self) -> str:
        return tabled(self)


@dataclass(frozen=True)
class Discernment:
    """What several rules discern; ``subject``: what was asked, e.g. a portfolio."""

    found: tuple[Discernible, ...]
    subject: Text
    unit: str

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a rule: plant, footprint, lower and upper end [kg CO2e], both over the footprint [1]."""
        import pandas as pd

        heads = [head(lang) for head in (PLANT, FOOTPRINT, LOW, HIGH, LOW_SHARE, HIGH_SHARE)]
        rows = [
            [
                each.name.get(lang), each.footprint_kg_co2e, each.low_kg_co2e, each.high_kg_co2e, each.share_low,
                each.share_high,
            ]
            for each in self.found
        ]  # fmt: skip
        index = pd.Index([each.rule for each in self.found], name=RULE(lang))
        return pd.DataFrame(rows, index=index, columns=heads)

    def notes(self, lang: str = "en") -> list[str]:
        """The answers in sentences."""
        return [note for each in self.found for note in each.notes(lang)]

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/portfolio.md)."""
        return {
            "format": FORMAT,
            "subject": {"zh": self.subject.zh, "en": self.subject.en},
            "unit": self.unit,
            "rules": [each.to_dict() for each in self.found],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def plot(self, lang: str = "en") -> Figure:
        """Ranges as bars, one a rule."""
        from rulewright.reporting.figures_portfolio_bars import discernment_figure

        return discernment_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


def demands_of(rule: Rule) -> tuple[Demand, ...]:
    """Pedigree scores that a rule's data-quality clause asks of a plant's own data (convention in docs/portfolio.md).

    Primary data: reliability 2 (measured, not verified), geography and technology 1 (the plant itself). A stated
    period: completeness 1. An age: the score of that age. A highest rating caps every indicator.
    """
    found: dict[str, Demand] = {}
    primary = rule.get("data_quality.primary_data_for")
    if primary is not None and primary.value != "none":
        for indicator, score in PRIMARY.items():
            found[indicator] = _demand(indicator, score, "primary_data_for", primary)
    period = rule.get("data_quality.period")
    if period is not None:
        found["completeness"] = _demand("completeness", WHOLE_PERIOD, "period", period)
    age = rule.get("data_quality.maximum_age_primary_years")
    if age is not None:
        score = 1 + sum(age.value > oldest for oldest in OLDEST_YEARS)
        found["temporal"] = _demand("temporal", score, "maximum_age_primary_years", age)
    rating = rule.get("data_quality.maximum_rating")
    if rating is not None:
        for indicator in ASKED:
            cap = math.floor(rating.value)
            if indicator not in found or found[indicator].score > cap:
                found[indicator] = _demand(indicator, cap, "maximum_rating", rating)
    return tuple(found[indicator] for indicator in ASKED if indicator in found)


def discernible(
    study: Study,
    rule: str,
    draws: int = 1_000,
    seed: int = 1,
    plant: str | None = None,
    name: Text | None = None,
    unit: str | None = None,
) -> Discernible:
    """The smallest difference between two plants that a rule discerns with the data quality it demands.

    Notes
    -----
    Own data are the exchanges of the inventory's own processes of stage "production" (without reference outputs) and
    the parameters in their formulas. Each becomes a lognormal around its central value, with the spread of the
    demanded pedigree scores and the basic factor of its kind. Two copies of the plant draw them independently and
    share everything else; the result is the 95 % point of the absolute difference of their footprints.
    """
    result = study.result(rule)
    demands = demands_of(result.rule)
    asked = {each.indicator: each.score for each in demands}
    open_ = tuple(indicator for indicator in ASKED if indicator not in asked)
    ends, own = [], 0
    for rest in (BEST, WORST) if open_ else (BEST,):
        scores = [asked.get(indicator, rest) for indicator in ASKED]
        inventory, keys = _of_quality(study.inventory, scores)
        own = len(keys)
        ends.append(_distance(study, inventory, keys, rule, draws, seed) if keys else 0.0)
    return Discernible(
        result.rule.id,
        plant or study.inventory.id,
        name or study.inventory.file.title,
        unit or f"{result.applied.amount:g} {study.inventory.flows[result.applied.product].unit}",
        result.evaluation.total_kg_co2e,
        ends[0],
        ends[-1],
        demands,
        open_,
        own,
        draws,
        seed,
    )


def _demand(indicator: str, score: int, setting: str, stated: Setting) -> Demand:
    return Demand(indicator, score, f"data_quality.{setting}", stated.clause.clause or stated.clause.id)


def _of_quality(inventory: Inventory, scores: list[int]) -> tuple[Inventory, frozenset[str]]:
    """The inventory with a plant's own data at the quality of these scores, and their keys."""
    parameters: dict[str, Value] = {}
    amounts: dict[str, Value] = {}
    keys: set[str] = set()
    for process in inventory.processes.values():
        if process.is_background or process.stage != "production":
            continue
        for exchange in (*process.outputs, *process.inputs, *process.emissions):
            quantity = exchange.quantity
            if quantity is None:
                continue
            if quantity.formula is not None:
                for name in parameters_in(quantity.formula):
                    sd = pedigree_sd_ln(scores, basic=BASIC_OF_INPUT)
                    _spread(parameters, name, inventory.parameters[name].amount, sd)
                    keys.add(inventory.parameters[name].id)
            elif exchange.id != process.reference.id:
                basic = basic_factor(exchange.direction, exchange.flow, exchange.tags)
                _spread(amounts, exchange.id, quantity.amount, pedigree_sd_ln(scores, basic=basic))
                keys.add(exchange.id)
    return changed(inventory, parameters, amounts), frozenset(keys)


def _spread(found: dict[str, Value], name: str, amount: float, sd: float) -> None:
    if amount == 0 or sd == 0:  # nothing to spread, or data without any error
        found[name] = Value(amount, is_exact=True)
    else:
        found[name] = Value(amount, Uncertainty(distribution="lognormal", sd=sd))


def _distance(
    study: Study, inventory: Inventory, keys: frozenset[str], rule: str, draws: int, seed: int
) -> float:
    """95 % point of the absolute difference between two copies of a plant [kg CO2e]."""
    result = Study(inventory, study.rules.values(), study.choices, study.product or None).result(rule)
    totals = [_copy(copy, result, inventory, keys, draws, seed) for copy in ("first", "second")]
    difference = np.abs(totals[0] - totals[1])
    return float(np.quantile(difference[~np.isnan(difference)], LEVEL))


def _copy(
    name: str, result: Any, inventory: Inventory, keys: frozenset[str], draws: int, seed: int
) -> Floats:
    drawn: Draws = PlantDraws(name, inventory, keys, (), draws, seed)
    compiled = compile_result(result, drawn)
    quantities = {identity: result.system.quantities[identity] for identity in sorted(compiled.needed)}
    block = compiled.evaluate(drawn.values(quantities, 0, draws), draws)
    return np.where(block.status < NOT_PRODUCTIVE, block.totals_kg_co2e, np.nan)
