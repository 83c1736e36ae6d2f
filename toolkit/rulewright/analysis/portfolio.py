"""Portfolio: every plant under every rule, on the same draws; rankings, and whether a rule turns them."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.analysis.discernible import Discernible, discernible
from rulewright.analysis.portfolio_draws import PlantDraws, own_keys, portfolio_keys
from rulewright.engine.compiled import NOT_PRODUCTIVE, compile_result
from rulewright.engine.plans import GENERATORS, Sampling, make_plan
from rulewright.errors import MistakesError, RulewrightError
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import shipped_choices
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Rule
from rulewright.study import Result, Study
from rulewright.words import say

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.inventory import Quantity
    from rulewright.portfolio import Portfolio

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

FORMAT = "rulewright-portfolio-result/1"
BLOCK = 2048
EQUAL = 1e-9  # differences below this share of the larger footprint are rounding: no order
Progress = Callable[[int, int], None]

PLANT = Sentence("工厂", "plant")
RULE_A, RULE_B = Sentence("规则甲", "rule a"), Sentence("规则乙", "rule b")
LOWER, HIGHER = Sentence("按甲较低的工厂", "lower under a"), Sentence("按甲较高的工厂", "higher under a")
BELOW, ABOVE = (
    Sentence("按甲低多少，kg CO2e", "below under a, kg CO2e"),
    Sentence("按乙高多少，kg CO2e", "above under b, kg CO2e"),
)
PROBABILITY = Sentence("颠倒的概率", "probability of the reversal")
DIFFERENCE, AGAINST_MEAN = (
    Sentence("合计差", "difference"),
    Sentence("与各厂平均差之差", "against the mean of plants"),
)
FOOTPRINT, LOW_SHARE = (
    Sentence("足迹，kg CO2e", "footprint, kg CO2e"),
    Sentence("下限占比", "lower end, share"),
)
LOW, HIGH = Sentence("下限，kg CO2e", "lower end, kg CO2e"), Sentence("上限，kg CO2e", "upper end, kg CO2e")
PLAUSIBLE = Sentence(
    "这些工厂是由已公布的数值范围拼成的可能情形，不是真实企业。",
    "The plants are plausible ones put together from published ranges; none of them is real.",
)
DRAWN = Sentence(
    "{draws} 次抽样，种子 {seed}，方式 {sampling}。关联文件的量和价格在所有工厂中取同一抽样；工厂自己的参数、输入输出、组成按工厂"
    "分别抽样（键为“工厂/量”）。",
    "{draws} draws, seed {seed}, sampling {sampling}. Quantities of linked files and prices take the same draws for all plants; "
    "a plant's own parameters, exchanges and compositions are drawn for it alone (key 'plant/quantity').",
)
REFUSED = Sentence("规则 {rule} 不能用于 {plants}：{why}", "Rule {rule} refuses {plants}: {why}")
REVERSED = Sentence(
    "{count} 对工厂的先后在某两个规则之间颠倒；差距最大的是：按 {rule_a}，{low} 比 {high} 低 {first} kg；按 {rule_b}，高 {second} kg。",
    "{count} pairs of plants change places between two rules; the widest: under {rule_a}, {low} is {first} kg below {high}; "
    "under {rule_b}, {second} kg above.",
)
STEADY = Sentence("没有一对工厂的先后因规则而颠倒。", "No pair of plants changes places between rules.")
LOWEST_TAU = Sentence(
    "排序最不一致的两个规则：{rule_a} 与 {rule_b}，Kendall τ = {tau:.2f}。",
    "The two rules that rank least alike: {rule_a} and {rule_b}, Kendall's tau = {tau:.2f}.",
)
FAILED = Sentence(
    "规则 {rule}：{count} 次抽样中有工厂没有结果，名次概率不含这些抽样。",
    "Rule {rule}: in {count} draws a plant has no result; probabilities of ranks leave these out.",
)


class PortfolioError(RulewrightError):
    """A question that a portfolio cannot answer."""


@dataclass(frozen=True)
class Refusal:
    """A rule that gives no result for a plant, and what it says."""

    plant: str
    rule: str
    error: RulewrightError

    def to_dict(self) -> dict[str, Any]:
        """Plant, rule and all that the error says."""
        mistakes = self.error.mistakes if isinstance(self.error, MistakesError) else (self.error,)
        said = [{"what": each.what, "where": each.where, "mend": each.mend} for each in mistakes]
        return {"plant": self.plant, "rule": self.rule, "why": said}


@dataclass(frozen=True, slots=True)
class Reversal:
    """Two plants that change places between two rules.

    Attributes
    ----------
    low, high
        Plants: ``low`` has the lower footprint under ``rule_a``, the higher under ``rule_b``.
    below_kg_co2e, above_kg_co2e
        How far ``low`` lies below under ``rule_a``, and above under ``rule_b``, both > 0 [kg CO2e per declared unit].
    probability
        Share of the draws in which the two rules order the plants differently; None without draws.
    """

    rule_a: str
    rule_b: str
    low: str
    high: str
    below_kg_co2e: float
    above_kg_co2e: float
    probability: float | None

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike two rules rank the plants that both have a result for.

    ``tau``: Kendall's tau-b of the central footprints; ``p_value`` of no association; both None for fewer than
    three plants. ``same_order``: share of the draws in which both rules give exactly one order.
    """

    rule_a: str
    rule_b: str
    plants: int
    tau: float | None
    p_value: float | None
    mean_tau_of_draws: float | None
    same_order: float | None

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def run(
    portfolio: Portfolio,
    rules: Iterable[str | Path | Rule] | None = None,
    draws: int = 1_000,
    seed: int = 1,
    sampling: Sampling = "mc",
    progress: Progress | None = None,
) -> PortfolioResult:
    """Apply every rule to every plant, and evaluate all of them over the same draws.

    Parameters
    ----------
    rules
        Ids, paths or rules; default: those of the portfolio.
    draws
        Number of draws, at least 2; 0 for central values only.
    seed, sampling
        See :class:`rulewright.engine.draws.Draws`.
    progress
        Called with (plant-rule pairs done, all).

    Raises
    ------
    FileError, ReadingError
        If a rule cannot be found or has mistakes.
    PortfolioError
        If every rule refuses every plant.
    UncertaintyError
        If number of draws, seed or plan cannot be.
    """
    chosen = [rule if isinstance(rule, Rule) else read_rule(rule) for rule in (rules or portfolio.file.rules)]
    choices = {
        plant.inventory.id: portfolio.file.choices
        if portfolio.file.choices is not None
        else shipped_choices(plant.inventory.id)
        for plant in portfolio.plants
    }
    studies = {
        plant.id: Study(plant.inventory, chosen, choices[plant.inventory.id]) for plant in portfolio.plants
    }
    names = list(dict.fromkeys(rule.id for rule in chosen))
    steps, done = len(studies) * len(names) * (2 if draws else 1), 0
    results: dict[tuple[str, str], Result] = {}
    refusals: list[Refusal] = []
    for plant, study in studies.items():
        for rule in names:
            try:
                results[plant, rule] = study.result(rule)
            except RulewrightError as error:
                refusals.append(Refusal(plant, rule, error))
            done += 1
            if progress is not None:
                progress(done, steps)
    if not results:
        raise PortfolioError(
            "no rule gives a result for any plant", f"portfolio {portfolio.id}",
            f"the first says: {refusals[0].error.what}",
        )  # fmt: skip
    totals = None
    if draws:
        totals = np.full((len(names), len(studies), draws), np.nan)
        plan = make_plan(sampling, seed, draws, portfolio_keys(portfolio.plants))
        for place, plant_of in enumerate(portfolio.plants):
            drawn = PlantDraws(
                plant_of.id, plant_of.inventory, own_keys(plant_of.inventory, plant_of.stated), (), draws, seed,
                sampling, plan=plan,
            )  # fmt: skip
            _draw_plant(totals[:, place], plant_of.id, names, results, drawn)
            done += len(names)
            if progress is not None:
                progress(done, steps)
    return PortfolioResult(portfolio, studies, tuple(names), results, tuple(refusals), totals, seed, sampling)


def _draw_plant(
    totals: Floats,
    plant: str,
    rules: Sequence[str],
    results: Mapping[tuple[str, str], Result],
    drawn: PlantDraws,
) -> None:
    """Fill ``totals`` (rules, draws) of one plant; draws without a result stay NaN."""
    compiled = {
        rule: compile_result(results[plant, rule], drawn) for rule in rules if (plant, rule) in results
    }
    needed: dict[str, Quantity] = {}
    for rule, system in compiled.items():
        quantities = results[plant, rule].system.quantities
        needed |= {identity: quantities[identity] for identity in sorted(system.needed)}
    for start in range(0, drawn.count, BLOCK):
        stop = min(start + BLOCK, drawn.count)
        values = drawn.values(needed, start, stop)
        for rule, system in compiled.items():
            block = system.evaluate(values, stop - start)
            good = block.status < NOT_PRODUCTIVE
            totals[rules.index(rule), start:stop] = np.where(good, block.totals_kg_co2e, np.nan)


class PortfolioResult:
    """Footprints of plants under rules [kg CO2e per declared unit], with draws.

    Attributes
    ----------
    totals_kg_co2e : (rules, plants, draws) or None
        NaN where a rule refuses or a draw has no result.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        studies: Mapping[str, Study],
        rules: tuple[str, ...],
        results: Mapping[tuple[str, str], Result],
        refusals: tuple[Refusal, ...],
        totals_kg_co2e: Floats | None,
        seed: int,
        sampling: Sampling,
    ) -> None:
        self.portfolio, self.studies, self.rules, self.results = portfolio, studies, rules, results
        self.refusals, self.totals_kg_co2e = refusals, totals_kg_co2e
        self.seed, self.sampling = seed, sampling
        self.plants = tuple(plant.id for plant in portfolio.plants)

    @property
    def draws(self) -> int:
        """Number of draws, 0 for none."""
        return 0 if self.totals_kg_co2e is None else int(self.totals_kg_co2e.shape[2])

    @property
    def unit(self) -> str:
        """Declared unit and product, in English."""
        declared = self.portfolio.plants[0].inventory.file.declared_unit
        assert declared is not None
        return f"{declared.amount:g} {declared.unit}"

    @cached_property
    def central(self) -> Floats:
        """Footprints at central values (plants, rules) [kg CO2e per declared unit]; NaN where a rule refuses."""
        found = np.full((len(self.plants), len(self.rules)), np.nan)
        for (plant, rule), result in self.results.items():
            found[self.plants.index(plant), self.rules.index(rule)] = result.evaluation.total_kg_co2e
        return found

    def footprint(self, plant: str, rule: str) -> float | None:
        """Footprint at central values [kg CO2e per declared unit]; None if the rule refuses."""
        result = self.results.get((plant, rule))
        return None if result is None else result.evaluation.total_kg_co2e

    # -- rankings ---------------------------------------------------------------------------------

    def ranks(self, rule: str) -> dict[str, int]:
        """Plant to rank under a rule, 1 the lowest footprint; equal footprints share a rank; refused plants are absent."""
        column = self.central[:, self.rules.index(rule)]
        found = {}
        for place, plant in enumerate(self.plants):
            if not math.isnan(column[place]):
                found[plant] = 1 + sum(_below(other, column[place]) for other in column.tolist())
        return dict(sorted(found.items(), key=lambda item: item[1]))

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """Kendall's tau of every two rules."""
        return tuple(self._agreement(a, b) for a, b in itertools.combinations(self.rules, 2))

    def tau(self, lang: str = "en") -> pd.DataFrame:
        """Kendall's tau-b between rules (rules x rules); NaN for fewer than three plants in common."""
        import pandas as pd

        table = pd.DataFrame(np.eye(len(self.rules)), index=list(self.rules), columns=list(self.rules))
        for each in self.agreements:
            value = math.nan if each.tau is None else each.tau
            table.loc[each.rule_a, each.rule_b] = table.loc[each.rule_b, each.rule_a] = value
        table.index.name = "Kendall τ"
        return table

    @cached_property
    def reversals(self) -> tuple[Reversal, ...]:
        """Pairs of plants that change places between two rules, the widest (smaller of both distances) first."""
        found = []
        for (i, rule_a), (j, rule_b) in itertools.combinations(enumerate(self.rules), 2):
            a, b = self.central[:, i], self.central[:, j]
            for p, q in itertools.combinations(range(len(self.plants)), 2):
                first, second = _order(a[p], a[q]), _order(b[p], b[q])
                if first * second >= 0:
                    continue
                low, high = (p, q) if first < 0 else (q, p)
                found.append(
                    Reversal(
                        rule_a,
                        rule_b,
                        self.plants[low],
                        self.plants[high],
                        float(a[high] - a[low]),
                        float(b[low] - b[high]),
                        self._probability_of_reversal(i, j, p, q),
                    )
                )
        found.sort(key=lambda each: -min(each.below_kg_co2e, each.above_kg_co2e))
        return tuple(found)

    def probability_of_reversal(self, rule_a: str, rule_b: str, plant_a: str, plant_b: str) -> float | None:
        """Share of the draws in which two rules order two plants differently; None without draws in common."""
        return self._probability_of_reversal(
            self.rules.index(rule_a), self.rules.index(rule_b), self.plants.index(plant_a), self.plants.index(plant_b)
        )  # fmt: skip

    def rank_probabilities(self, rule: str) -> pd.DataFrame:
        """Share of the draws in which a plant has a rank (plants x ranks); plants in the order of their central rank.

        Draws in which a plant of the ranking has no result are left out.

        Raises
        ------
        PortfolioError
            If there are no draws.
        """
        import pandas as pd

        values, names = self._ranked_draws(rule)
        order = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0)
        shares = [
            [float(np.mean(order[row] == rank)) for rank in range(len(names))] for row in range(len(names))
        ]
        return pd.DataFrame(shares, index=pd.Index(names, name=rule), columns=range(1, len(names) + 1))

    def probability_below(self, rule: str, plant_a: str, plant_b: str) -> float:
        """Share of the draws in which the first plant has the lower footprint under a rule."""
        values, names = self._ranked_draws(rule)
        return float(np.mean(values[names.index(plant_a)] < values[names.index(plant_b)]))

    # -- what makes it ----------------------------------------------------------------------------

    def gains(self, from_rule: str | None, to_rule: str | None, lang: str = "en") -> pd.DataFrame:
        """Which clause families lower or raise which plant between two rules [kg CO2e per declared unit].

        One row a plant, one column a family, the whole difference, and how far the plant's difference lies from the
        mean of all plants: below zero it gains by the change of rule. By exact Shapley values
        (:mod:`rulewright.analysis.attribution`); families that cannot be separated at some plant stand together in
        a column there.

        Raises
        ------
        PortfolioError
            If a rule is not one of the portfolio's, or no plant has a result under both.
        """
        import pandas as pd

        from rulewright.analysis.attribution import attribute

        for rule in (from_rule, to_rule):
            if rule is None or rule not in self.rules:
                raise PortfolioError(
                    f"'{rule}' is not a rule of this portfolio", f"portfolio {self.portfolio.id}",
                    f"use one of: {', '.join(self.rules)}",
                )  # fmt: skip
        assert from_rule is not None and to_rule is not None
        rows: dict[str, dict[str, float]] = {}
        for plant in self.portfolio.plants:
            if (plant.id, from_rule) in self.results and (plant.id, to_rule) in self.results:
                found = attribute(self.studies[plant.id], from_rule, to_rule)
                row = {_family(part.name, lang): part.kg_co2e for part in found.parts}
                rows[plant.name.get(lang)] = {**row, DIFFERENCE(lang): found.difference_kg_co2e}
        if not rows:
            what = f"no plant has a result under both '{from_rule}' and '{to_rule}'"
            raise PortfolioError(what, f"portfolio {self.portfolio.id}", "choose another pair of rules")
        table = pd.DataFrame.from_dict(rows, orient="index").fillna(0.0)
        table = table.reindex(columns=[*sorted(set(table.columns) - {DIFFERENCE(lang)}), DIFFERENCE(lang)])
        table = table.loc[:, (table != 0).any(axis=0) | (table.columns == DIFFERENCE(lang))]
        table[AGAINST_MEAN(lang)] = table[DIFFERENCE(lang)] - table[DIFFERENCE(lang)].mean()
        table.index.name = PLANT(lang)
        return table

    def discernible(self, rule: str, plant: str | None = None, draws: int | None = None) -> Discernible:
        """The smallest difference between two plants that a rule discerns with the data quality it demands.

        See :func:`rulewright.analysis.discernible.discernible`; ``plant`` is by default the one in the middle of
        the ranking.
        """
        if plant is None:
            ranked = list(self.ranks(rule))
            if not ranked:
                what = f"rule '{rule}' gives no result for any plant"
                raise PortfolioError(what, f"portfolio {self.portfolio.id}", "choose another rule")
            plant = ranked[(len(ranked) - 1) // 2]
        return discernible(self.studies[plant], rule, draws or self.draws or 1_000, self.seed, plant)

    def discernible_table(self, found: Sequence[Discernible], lang: str = "en") -> pd.DataFrame:
        """What rules discern, one row a rule: plant, footprint, lower and upper end [kg CO2e], share [1]."""
        import pandas as pd

        heads = [PLANT(lang), FOOTPRINT(lang), LOW(lang), HIGH(lang), LOW_SHARE(lang)]
        rows = [
            [
                self.portfolio.plant(each.plant).name.get(lang), each.footprint_kg_co2e, each.low_kg_co2e, each.high_kg_co2e,
                each.low_kg_co2e / abs(each.footprint_kg_co2e) if each.footprint_kg_co2e else math.nan,
            ]
            for each in found
        ]  # fmt: skip
        return pd.DataFrame(rows, index=[each.rule for each in found], columns=heads)

    def reversal_table(self, lang: str = "en") -> pd.DataFrame:
        """Pairs of plants that change places, one row a pair of plants and rules [kg CO2e; probability 1]."""
        import pandas as pd

        names = {plant.id: plant.name.get(lang) for plant in self.portfolio.plants}
        heads = [head(lang) for head in (RULE_A, RULE_B, LOWER, HIGHER, BELOW, ABOVE, PROBABILITY)]
        rows = [
            [
                each.rule_a, each.rule_b, names[each.low], names[each.high], each.below_kg_co2e, each.above_kg_co2e,
                math.nan if each.probability is None else each.probability,
            ]
            for each in self.reversals
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=heads)

    # -- output -----------------------------------------------------------------------------------

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """Footprints at central values, one row a plant, one column a rule [kg CO2e]; NaN where a rule refuses."""
        import pandas as pd

        index = pd.Index([plant.name.get(lang) for plant in self.portfolio.plants], name=PLANT(lang))
        return pd.DataFrame(self.central, index=index, columns=list(self.rules))

    def ranking(self, lang: str = "en") -> pd.DataFrame:
        """Ranks at central values, one row a plant, one column a rule; missing where a rule refuses."""
        import pandas as pd

        index = pd.Index([plant.name.get(lang) for plant in self.portfolio.plants], name=PLANT(lang))
        ranks = {rule: self.ranks(rule) for rule in self.rules}
        columns = {rule: [ranks[rule].get(plant) for plant in self.plants] for rule in self.rules}
        return pd.DataFrame(columns, index=index).astype("Int64")

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/portfolio.md)."""
        file = self.portfolio.file
        return {
            "format": FORMAT,
            "portfolio": file.id,
            "portfolio_hash": file.hash,
            "plants_are": file.plants_are,
            "unit": self.unit,
            "versions": {"rulewright": __version__},
            "rules": {rule: self._hash_of(rule) for rule in self.rules},
            "plants": [
                {
                    "plant": plant.id,
                    "name": {"zh": plant.name.zh, "en": plant.name.en},
                    "inventory": plant.inventory.id,
                    "inventory_hash": plant.inventory.hash,
                    "footprints": [
                        self._cell(plant.id, rule) for rule in self.rules if (plant.id, rule) in self.results
                    ],
                }
                for plant in self.portfolio.plants
            ],
            "refusals": [each.to_dict() for each in self.refusals],
            "agreements": [each.to_dict() for each in self.agreements],
            "reversals": [each.to_dict() for each in self.reversals],
            "rank_probabilities": self._rank_probabilities(),
            "draws": {
                "draws": self.draws,
                "seed": self.seed,
                "sampling": self.sampling,
                "generator": GENERATORS[self.sampling],
            }
            if self.draws
            else None,
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        lines = []
        if self.portfolio.file.plants_are == "plausible":
            lines.append(PLAUSIBLE(lang))
        if self.draws:
            lines.append(DRAWN(lang, draws=self.draws, seed=self.seed, sampling=self.sampling))
        lines += self._refusal_notes(lang)
        if len(self.rules) > 1:
            lines.append(self._reversal_note(lang))
            least = min((each for each in self.agreements if each.tau is not None), key=lambda each: each.tau or 0.0, default=None)  # fmt: skip
            if least is not None:
                lines.append(LOWEST_TAU(lang, rule_a=least.rule_a, rule_b=least.rule_b, tau=least.tau))
        for rule in self.rules:
            count = self._failed_draws(rule)
            if count:
                lines.append(FAILED(lang, rule=rule, count=count))
        return lines

    def plot(self, lang: str = "en", kind: str = "ranking", rule: str | None = None) -> Figure:
        """A figure: "ranking" (slopes between rules), "matrix" (footprints), "ranks" (probabilities under one rule)."""
        from rulewright.reporting.figures_portfolio import portfolio_figure

        return portfolio_figure(self, lang, kind, rule)

    def _repr_html_(self) -> str:
        return tabled(self)

    # -- helpers ----------------------------------------------------------------------------------

    def _agreement(self, a: str, b: str) -> Agreement:
        from scipy.stats import kendalltau

        i, j = self.rules.index(a), self.rules.index(b)
        both = ~np.isnan(self.central[:, i]) & ~np.isnan(self.central[:, j])
        count = int(np.count_nonzero(both))
        tau = p_value = None
        if count > 2:
            found = kendalltau(self._rank_values(a)[both], self._rank_values(b)[both])
            tau, p_value = (
                (None, None) if math.isnan(found.statistic) else (float(found.statistic), float(found.pvalue))
            )
        mean_tau = same = None
        if self.totals_kg_co2e is not None and count > 2:
            mean_tau, same = _agreement_of_draws(self.totals_kg_co2e[i][both], self.totals_kg_co2e[j][both])
        return Agreement(a, b, count, tau, p_value, mean_tau, same)

    def _rank_values(self, rule: str) -> Floats:
        ranks = self.ranks(rule)
        return np.array([ranks.get(plant, math.nan) for plant in self.plants], dtype=np.float64)

    def _probability_of_reversal(self, i: int, j: int, p: int, q: int) -> float | None:
        if self.totals_kg_co2e is None:
            return None
        product = (self.totals_kg_co2e[i, p] - self.totals_kg_co2e[i, q]) * (
            self.totals_kg_co2e[j, p] - self.totals_kg_co2e[j, q]
        )
        known = product[~np.isnan(product)]
        return float(np.mean(known < 0)) if known.size else None

    def _ranked_draws(self, rule: str) -> tuple[Floats, list[str]]:
        """Totals (plants, draws) of the plants that a rule ranks, in the order of their ranks; complete draws only."""
        if self.totals_kg_co2e is None:
            raise PortfolioError("the portfolio was run without draws", f"portfolio {self.portfolio.id}", "run it with draws=1000")  # fmt: skip
        names = list(self.ranks(rule))
        values = self.totals_kg_co2e[self.rules.index(rule)][[self.plants.index(name) for name in names]]
        return values[:, ~np.isnan(values).any(axis=0)], names

    def _failed_draws(self, rule: str) -> int:
        if self.totals_kg_co2e is None or not self.ranks(rule):
            return 0
        return self.draws - int(self._ranked_draws(rule)[0].shape[1])

    def _rank_probabilities(self) -> dict[str, dict[str, list[float]]] | None:
        if not self.draws:
            return None
        found = {}
        for rule in self.rules:
            if self.ranks(rule):
                table = self.rank_probabilities(rule)
                rows = zip(table.index, table.to_numpy(), strict=True)
                found[rule] = {str(plant): row.tolist() for plant, row in rows}
        return found

    def _cell(self, plant: str, rule: str) -> dict[str, Any]:
        cell: dict[str, Any] = {
            "rule": rule,
            "kg_co2e": self.footprint(plant, rule),
            "rank": self.ranks(rule)[plant],
        }
        if self.totals_kg_co2e is not None:
            values = self.totals_kg_co2e[self.rules.index(rule), self.plants.index(plant)]
            values = values[~np.isnan(values)]
            if values.size > 1:
                low, median, high = np.quantile(values, (0.025, 0.5, 0.975)).tolist()
                cell |= {
                    "mean_kg_co2e": float(np.mean(values)), "sd_kg_co2e": float(np.std(values, ddof=1)),
                    "p2_5_kg_co2e": low, "median_kg_co2e": median, "p97_5_kg_co2e": high,
                    "draws_without_result": self.draws - values.size,
                }  # fmt: skip
        return cell

    def _hash_of(self, rule: str) -> str:
        return next(study.rules[rule].hash for study in self.studies.values())

    def _refusal_notes(self, lang: str) -> list[str]:
        from rulewright.reporting.messages import translate

        grouped: dict[tuple[str, str], list[str]] = {}
        for each in self.refusals:
            what = each.error.mistakes[0].what if isinstance(each.error, MistakesError) else each.error.what
            grouped.setdefault((each.rule, what), []).append(self.portfolio.plant(each.plant).name.get(lang))
        mark = "、" if lang == "zh" else ", "
        return [
            REFUSED(lang, rule=rule, plants=mark.join(plants), why=translate(what) if lang == "zh" else what)
            for (rule, what), plants in grouped.items()
        ]

    def _reversal_note(self, lang: str) -> str:
        if not self.reversals:
            return STEADY(lang)
        widest = self.reversals[0]
        pairs = {frozenset((each.low, each.high)) for each in self.reversals}
        name = {plant.id: plant.name for plant in self.portfolio.plants}
        return REVERSED(
            lang, count=len(pairs), rule_a=widest.rule_a, rule_b=widest.rule_b, low=name[widest.low],
            high=name[widest.high], first=number(widest.below_kg_co2e), second=number(widest.above_kg_co2e),
        )  # fmt: skip


def _order(first: float, second: float) -> int:
    """-1 if the first is lower, 1 if it is higher, 0 if equal but for rounding, or if one is missing."""
    difference = first - second
    if math.isnan(difference) or abs(difference) <= EQUAL * max(abs(first), abs(second)):
        return 0
    return -1 if difference < 0 else 1


def _below(other: float, value: float) -> bool:
    return _order(other, value) < 0


def _agreement_of_draws(a: Floats, b: Floats) -> tuple[float | None, float | None]:
    """Mean of Kendall's tau over draws, and share of draws in which both order all plants alike; (plants, draws) each."""
    complete = ~(np.isnan(a).any(axis=0) | np.isnan(b).any(axis=0))
    if not complete.any():
        return None, None
    a, b = a[:, complete], b[:, complete]
    concordance = np.zeros(a.shape[1])
    pairs = list(itertools.combinations(range(len(a)), 2))
    for p, q in pairs:
        concordance += np.sign((a[p] - a[q]) * (b[p] - b[q]))
    return float(np.mean(concordance) / len(pairs)), float(np.mean(concordance == len(pairs)))


def _family(name: str, lang: str) -> str:
    """Families of a part in words."""
    return (" + " if lang == "en" else "＋").join(say(each, lang) for each in name.split("+"))
