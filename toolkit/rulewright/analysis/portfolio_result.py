"""What a portfolio shows: footprints, ranks, agreement of rules, reversals, refusals."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.analysis.discernible import Discernible, Discernment, discernible
from rulewright.analysis.portfolio_json import portfolio_dict
from rulewright.analysis.portfolio_parts import Agreement, Refusal, Reversal
from rulewright.analysis.portfolio_tables import (
    footprints_table,
    notes_of,
    rankings_table,
    ranks_table,
    refusals_table,
    reversals_table,
    swaps_table,
)
from rulewright.analysis.rankings import order, pairs_of, ranks_of, signs_of, tau_b
from rulewright.analysis.run_errors import PortfolioError
from rulewright.engine.plans import Sampling
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.display import tabled
from rulewright.reporting.labels import unit_text
from rulewright.study import Result, Study

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.analysis.hybrids import By
    from rulewright.analysis.portfolio_gains import Gains
    from rulewright.portfolio import Portfolio

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

Progress = Callable[[int, int], None]


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
        """Declared unit of all plants, e.g. ``1 t``."""
        declared = self.portfolio.plants[0].inventory.file.declared_unit
        assert declared is not None
        return f"{declared.amount:g} {declared.unit}"

    def unit_label(self, lang: str) -> str:
        """Declared unit with its product, if that is one for all plants, e.g. ``1 t hot-rolled coil``."""
        plants = self.portfolio.plants
        names = {plant.inventory.name(plant.inventory.file.product or "", lang) for plant in plants}
        declared = plants[0].inventory.file.declared_unit
        assert declared is not None
        if len(names) > 1:
            return self.unit
        return unit_text(declared.amount, declared.unit, names.pop(), lang)

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
        """Plant to rank under a rule, 1 the lowest footprint; equal footprints share a rank; refused plants are absent.

        Raises
        ------
        PortfolioError
            If the rule is not one of the portfolio's.
        """
        column = ranks_of(self.central[:, [self._place(rule)]])[:, 0].tolist()
        found = {
            plant: int(rank) for plant, rank in zip(self.plants, column, strict=True) if not math.isnan(rank)
        }
        return dict(sorted(found.items(), key=lambda item: item[1]))

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """Kendall's tau of every two rules."""
        return tuple(self._agreement(a, b) for a, b in itertools.combinations(self.rules, 2))

    @property
    def least_alike(self) -> Agreement | None:
        """The two rules with the lowest tau; None if there is none."""
        known = [each for each in self.agreements if each.tau is not None]
        return min(known, key=lambda each: each.tau or 0.0, default=None)

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
        signs, pairs = signs_of(self.central), pairs_of(len(self.plants))
        for (i, rule_a), (j, rule_b) in itertools.combinations(enumerate(self.rules), 2):
            a, b = self.central[:, i], self.central[:, j]
            for pair in np.flatnonzero(signs[:, i] * signs[:, j] < 0).tolist():
                p, q = pairs[pair]
                low, high = (p, q) if signs[pair, i] < 0 else (q, p)
                found.append(
                    Reversal(
                        rule_a, rule_b, self.plants[low], self.plants[high], float(a[high] - a[low]),
                        float(b[low] - b[high]), self._probability_of_reversal(i, j, p, q),
                    )
                )  # fmt: skip
        found.sort(key=lambda each: -min(each.below_kg_co2e, each.above_kg_co2e))
        return tuple(found)

    def probability_of_reversal(self, rule_a: str, rule_b: str, plant_a: str, plant_b: str) -> float | None:
        """Share of the draws in which two rules order two plants differently; None without draws in common."""
        return self._probability_of_reversal(
            self._place(rule_a), self._place(rule_b), self.plants.index(plant_a), self.plants.index(plant_b)
        )  # fmt: skip

    def rank_shares(self, rule: str) -> dict[str, list[float]]:
        """Plant to the shares of the draws in which it has rank 1, 2, ...; plants in the order of their central rank.

        Plants that are equal in a draw share the lowest of their ranks there, so that a column may add up to more
        or less than 1; a row adds up to 1. Draws in which a plant of the ranking has no result are left out.

        Raises
        ------
        PortfolioError
            If there are no draws, or no such rule.
        """
        values, names = self._ranked_draws(rule)
        ranks = ranks_of(values)
        places = range(1, len(names) + 1)
        return {
            name: [float(np.mean(ranks[row] == rank)) for rank in places] if ranks.size else []
            for row, name in enumerate(names)
        }

    def rank_probabilities(self, rule: str, lang: str | None = None) -> pd.DataFrame:
        """:meth:`rank_shares` as a table (plants x ranks), plants by id, or by name in a language."""
        return ranks_table(self, rule, lang)

    def reversal_probabilities(self, rule_a: str, rule_b: str, lang: str = "en") -> pd.DataFrame:
        """Probability of a reversal of every two plants that both rules have a result for (plants x plants).

        Plants stand in the order of their central rank under the first rule; NaN without draws in common and on the
        diagonal.
        """
        return swaps_table(self, rule_a, rule_b, lang)

    def probability_below(self, rule: str, plant_a: str, plant_b: str) -> float:
        """Share of the draws in which the first plant has the lower footprint under a rule."""
        values, names = self._ranked_draws(rule)
        first, second = (values[names.index(plant)] for plant in (plant_a, plant_b))
        return float(np.mean(order(first, second) < 0))

    # -- what makes it ----------------------------------------------------------------------------

    def gains(
        self, from_rule: str, to_rule: str, by: By = "family", progress: Progress | None = None
    ) -> Gains:
        """Which clauses lower or raise which plant between two rules [kg CO2e per declared unit].

        The difference of each plant is shared by exact Shapley values (:mod:`rulewright.analysis.attribution`); parts
        that cannot be separated at some plant stand together there. Below the mean difference of all plants a plant
        gains by the change of rule.

        Parameters
        ----------
        by
            "family" of clauses, or "clause": every setting in which the rules differ on its own.
        progress
            Called with (plants done, all).

        Raises
        ------
        PortfolioError
            If a rule is not one of the portfolio's, or no plant has a result under both.
        """
        from rulewright.analysis.portfolio_gains import gains

        for rule in (from_rule, to_rule):
            self._place(rule)
        return gains(self, from_rule, to_rule, by, progress)

    def discernible(self, rule: str, plant: str | None = None, draws: int | None = None) -> Discernible:
        """The smallest difference between two plants that a rule discerns with the data quality it demands.

        See :func:`rulewright.analysis.discernible.discernible`; ``plant`` is by default the one in the middle of
        the ranking.
        """
        ranked = list(self.ranks(rule))
        where = f"portfolio {self.portfolio.id}"
        if not ranked:
            raise PortfolioError(f"rule '{rule}' gives no result for any plant", where, "choose another rule")
        if plant is None:
            plant = ranked[(len(ranked) - 1) // 2]
        elif plant not in ranked:
            mend = f"use one of: {', '.join(ranked)}{did_you_mean(plant, ranked)}"
            raise PortfolioError(f"rule '{rule}' has no result for a plant '{plant}'", where, mend)
        name = self.portfolio.plant(plant).name
        return discernible(
            self.studies[plant], rule, draws or self.draws or 1_000, self.seed, plant, name, self.unit
        )

    def discernible_all(self, progress: Progress | None = None) -> Discernment:
        """:meth:`discernible` of every rule that gives a result, each at the plant in the middle of its ranking."""
        rules = [rule for rule in self.rules if self.ranks(rule)]
        found = []
        for done, rule in enumerate(rules, 1):
            found.append(self.discernible(rule))
            if progress is not None:
                progress(done, len(rules))
        return Discernment(tuple(found), self.portfolio.file.title, self.unit)

    # -- output -----------------------------------------------------------------------------------

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """Footprints at central values, one row a plant, one column a rule [kg CO2e]; NaN where a rule refuses."""
        return footprints_table(self, lang)

    def ranking(self, lang: str = "en") -> pd.DataFrame:
        """Ranks at central values, one row a plant, one column a rule; missing where a rule refuses."""
        return rankings_table(self, lang)

    def reversal_table(self, lang: str = "en") -> pd.DataFrame:
        """Pairs of plants that change places, one row a pair of plants and rules [kg CO2e; probability 1]."""
        return reversals_table(self, lang)

    def refusal_table(self, lang: str = "en") -> pd.DataFrame:
        """Where a rule gives no result: rule, plant, what it says, where, and how to mend it."""
        return refusals_table(self, lang)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/portfolio.md)."""
        return portfolio_dict(self)

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        return notes_of(self, lang)

    def plot(
        self, lang: str = "en", kind: str = "ranking", rule: str | None = None, other: str | None = None
    ) -> Figure:
        """A figure.

        Parameters
        ----------
        kind
            "ranking" (slopes between rules), "matrix" (footprints), "tau" (between rules), "ranks" (probabilities
            under one ``rule``), "reversals" (probabilities between ``rule`` and ``other``; by default the two that
            rank least alike).
        """
        from rulewright.reporting.figures_portfolio import portfolio_figure

        return portfolio_figure(self, lang, kind, rule, other)

    def _repr_html_(self) -> str:
        return tabled(self)

    # -- helpers ----------------------------------------------------------------------------------

    def failed_draws(self, rule: str) -> int:
        """Draws in which a plant that the rule ranks has no result."""
        if self.totals_kg_co2e is None or not self.ranks(rule):
            return 0
        return self.draws - int(self._ranked_draws(rule)[0].shape[1])

    def _place(self, rule: str) -> int:
        if rule not in self.rules:
            raise PortfolioError(
                f"'{rule}' is not a rule of this portfolio", f"portfolio {self.portfolio.id}",
                f"use one of: {', '.join(self.rules)}{did_you_mean(rule, self.rules)}",
            )  # fmt: skip
        return self.rules.index(rule)

    def _agreement(self, a: str, b: str) -> Agreement:
        from scipy.stats import kendalltau

        i, j = self.rules.index(a), self.rules.index(b)
        ranks = ranks_of(self.central[:, [i, j]])
        both: Bools = ~np.isnan(ranks[:, 0] + ranks[:, 1])
        count = int(np.count_nonzero(both))
        tau = p_value = mean_tau = same = None
        if count > 2:
            exact = tau_b(*(signs_of(self.central[both][:, [rule]]) for rule in (i, j))).item()
            if not math.isnan(exact):
                tau, p_value = exact, float(kendalltau(ranks[both, 0], ranks[both, 1]).pvalue)
            mean_tau, same = self._agreement_of_draws(i, j, both)
        return Agreement(a, b, count, tau, p_value, mean_tau, same)

    def _agreement_of_draws(self, i: int, j: int, both: Bools) -> tuple[float | None, float | None]:
        """Mean of tau-b over draws, and share of draws in which both rules order all plants alike."""
        if self.totals_kg_co2e is None:
            return None, None
        a, b = self.totals_kg_co2e[i][both], self.totals_kg_co2e[j][both]
        complete = ~(np.isnan(a).any(axis=0) | np.isnan(b).any(axis=0))
        if not complete.any():
            return None, None
        first, second = signs_of(a[:, complete]), signs_of(b[:, complete])
        taus = tau_b(first, second)
        known = taus[~np.isnan(taus)]
        mean = float(np.mean(known)) if known.size else None
        return mean, float(np.mean((first == second).all(axis=0)))

    def _probability_of_reversal(self, i: int, j: int, p: int, q: int) -> float | None:
        if self.totals_kg_co2e is None:
            return None
        a, b = self.totals_kg_co2e[i], self.totals_kg_co2e[j]
        known = ~np.isnan(a[p] + a[q] + b[p] + b[q])
        if not known.any():
            return None
        turned = order(a[p, known], a[q, known]) * order(b[p, known], b[q, known])
        return float(np.mean(turned < 0))

    def _ranked_draws(self, rule: str) -> tuple[Floats, list[str]]:
        """Totals (plants, draws) of the plants that a rule ranks, in the order of their ranks; complete draws only."""
        names = list(self.ranks(rule))
        if self.totals_kg_co2e is None:
            raise PortfolioError("the portfolio was run without draws", f"portfolio {self.portfolio.id}", "run it with draws=1000")  # fmt: skip
        values = self.totals_kg_co2e[self.rules.index(rule)][[self.plants.index(name) for name in names]]
        return values[:, ~np.isnan(values).any(axis=0)], names
