"""Distributions of all rules on the same draws: numbers with everything that made them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rulewright.analysis.checks import Check, self_checks
from rulewright.analysis.run_facts import RuleFacts, RunFacts
from rulewright.analysis.runs import Tally, digest_of
from rulewright.analysis.splits import SplitDraws
from rulewright.analysis.stopping import Stopping
from rulewright.analysis.uncertainty_notes import notes
from rulewright.engine.compiled import DIRECT, NOT_PRODUCTIVE, SINGULAR
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.statistics import (
    PERCENTILES,
    Summary,
    pairs,
    running_counts,
    running_mean,
    running_percentile,
    summarise,
)
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from rulewright.study import Result

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]

FORMAT = "rulewright-uncertainty/1"
TRACED = (2.5, 97.5)  # percentiles whose way through the run is shown, per cent
Picture = Literal["distributions", "convergence", "differences"]

HEADS = {
    "deterministic": Sentence("确定值（中心值）", "deterministic (central values)"),
    "mean": Sentence("均值", "mean"),
    "mean_error": Sentence("均值的蒙特卡洛误差", "Monte Carlo error of the mean"),
    "sd": Sentence("标准差", "standard deviation"),
    "sd_error": Sentence("标准差的蒙特卡洛误差", "Monte Carlo error of the standard deviation"),
    "gsd": Sentence("几何标准差", "geometric standard deviation"),
    "median": Sentence("中位数", "median"),
    "median_error": Sentence("中位数的蒙特卡洛误差", "Monte Carlo error of the median"),
    "percentile_error": Sentence("P{level:g} 的蒙特卡洛误差", "Monte Carlo error of P{level:g}"),
    "uncertain": Sentence("用到的不确定量（个）", "uncertain quantities used"),
    "fixed": Sentence("固定不变的量（个）", "quantities held fixed"),
    "failed": Sentence("失败的抽样（次）", "failed draws"),
}


class RuleDraws:
    """One rule over all draws.

    Attributes
    ----------
    facts
        What stands beside the numbers.
    totals_kg_co2e : (draws,)
        Per declared unit.
    status : (draws,) uint8
        See :class:`rulewright.engine.compiled.Block`.
    result
        The deterministic result; None if the run was read back from a store.
    """

    def __init__(
        self,
        facts: RuleFacts,
        totals_kg_co2e: Floats,
        status: Bytes,
        tally: Tally,
        result: Result | None = None,
    ) -> None:
        self.facts, self.result = facts, result
        self.totals_kg_co2e, self.status = totals_kg_co2e, status
        self.largest_residual = tally.residuals.get(facts.rule, 0.0)
        self.odd_shares: Mapping[str, int] = tally.odd_shares.get(facts.rule, {})

    @property
    def rule(self) -> str:
        """Id of the rule."""
        return self.facts.rule

    @property
    def ok(self) -> npt.NDArray[np.bool_]:
        """Draws (draws,) that have a result."""
        return self.status < NOT_PRODUCTIVE

    @cached_property
    def summary(self) -> Summary:
        """Statistics over the draws that have a result [kg CO2e per declared unit]."""
        return summarise(self.totals_kg_co2e[self.ok])

    @property
    def deterministic_kg_co2e(self) -> float:
        """Result at central values."""
        return self.facts.deterministic_kg_co2e

    @property
    def central_difference(self) -> float:
        """Engine at central values over the deterministic result, less 1 [1]: rounding."""
        return self.facts.central_difference

    @property
    def method(self) -> str:
        """How draws were solved: "elimination" or "sparse"."""
        return self.facts.method

    @property
    def uncertain(self) -> tuple[str, ...]:
        """Quantities that the rule uses and whose draws differ."""
        return self.facts.uncertain

    @property
    def fixed(self) -> tuple[str, ...]:
        """Quantities that the rule uses and that are held."""
        return self.facts.fixed

    @property
    def fixed_share(self) -> float:
        """Part of the direct emissions (sum of sizes) whose amounts are held [1]."""
        return self.facts.fixed_share

    @property
    def negative_totals(self) -> int:
        """Draws with a result below zero."""
        return int(np.count_nonzero(self.totals_kg_co2e[self.ok] < 0))

    def count(self, status: int) -> int:
        """Number of draws with this status."""
        return int(np.count_nonzero(self.status == status))

    @property
    def hash(self) -> str:
        """SHA-256 of totals and status, as little-endian doubles and bytes."""
        return digest_of(self.totals_kg_co2e, self.status)


class UncertaintyResult:
    """Distributions of all rules, on the same draws.

    Parameters
    ----------
    facts
        What the run is about and how it was drawn.
    totals : (rules, draws)
        [kg CO2e per declared unit], rules in the order of ``facts``.
    status : (rules, draws) uint8
        See :class:`rulewright.engine.compiled.Block`.
    tally
        What was counted over these draws.
    planned
        Draws that were asked for, at most.
    stopping
        How a wanted precision ended the run, if one was wanted.
    deterministic
        Rule to deterministic result, where the study is at hand.
    splits
        Draws by stage and gas, if they were asked for.

    Raises
    ------
    UncertaintyError
        If a rule has a result in fewer than two draws.
    """

    def __init__(
        self,
        facts: RunFacts,
        totals: Floats,
        status: Bytes,
        tally: Tally,
        planned: int,
        stopping: Stopping | None = None,
        deterministic: Mapping[str, Result] | None = None,
        splits: SplitDraws | None = None,
    ) -> None:
        self.facts, self.tally, self.planned, self.stopping = facts, tally, planned, stopping
        self.splits = splits
        self.draws = totals.shape[1]
        self.results: Mapping[str, RuleDraws] = {
            each.rule: RuleDraws(
                each, totals[place], status[place], tally, (deterministic or {}).get(each.rule)
            )
            for place, each in enumerate(facts.rules)
        }
        for each in self.results.values():
            if np.count_nonzero(each.ok) < 2:
                raise UncertaintyError(
                    f"fewer than two of {self.draws} draws have a result", f"rule {each.rule}, inventory {facts.inventory}",
                    "look at the distributions of amounts in loops, and at formulas that divide",
                )  # fmt: skip

    @classmethod
    def from_store(cls, path: str | Path) -> UncertaintyResult:
        """What a store holds; see :func:`rulewright.analysis.store.read_run`."""
        from rulewright.analysis.store import read_run

        return read_run(path)

    @property
    def product(self) -> str:
        """Flow that the results are about."""
        return self.facts.product

    @property
    def seed(self) -> int:
        """Seed of the draws."""
        return self.facts.seed

    @property
    def sampling(self) -> str:
        """Plan of the draws: "mc", "lhs" or "sobol"."""
        return self.facts.sampling

    @property
    def generator(self) -> str:
        """How numbers were drawn."""
        return self.facts.generator

    @property
    def sign_changes(self) -> dict[str, int]:
        """Quantities that have another sign than at their centre in some draws, with the number of draws."""
        return {
            quantity: counts["negative"]
            for quantity, counts in self.tally.impossible.items()
            if counts.get("negative")
        }

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Self-checks of the run."""
        return self_checks(self)

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        return notes(self, lang)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/uncertainty.md, docs/runs.md)."""
        facts = self.facts
        return {
            "format": FORMAT,
            "inventory": facts.inventory,
            "product": facts.product,
            "unit": facts.per,
            "draws": self.draws,
            "seed": facts.seed,
            "sampling": facts.sampling,
            "generator": facts.generator,
            "pedigree_set": facts.pedigree_set,
            "hashes": {"inventory": facts.inventory_hash, "choices": facts.choices_hash},
            "versions": dict(facts.versions),
            "background": dict(facts.background) if facts.background is not None else None,
            "planned_draws": self.planned,
            "stopping": self.stopping.to_dict() if self.stopping is not None else None,
            "results": [self._rule_dict(each) for each in self.results.values()],
            "differences": self.differences(),
            "checks": [check.to_dict() for check in self.checks],
            "characterisation_drawn": facts.characterisation,
            "uncertain_in_inventory": {
                "uncertain": facts.uncertain_in_inventory,
                "all": facts.numbers_in_inventory,
            },
            "distributions": [dict(each) for each in facts.distributions],
            "correlations": [dict(each) for each in facts.correlations],
            "impossible_values": {name: dict(counts) for name, counts in self.tally.impossible.items()},
            "sign_changes": self.sign_changes,
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys; not-finite numbers never occur in it."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def differences(self) -> list[dict[str, Any]]:
        """Paired differences ``a - b`` of every two rules [kg CO2e per declared unit]."""
        found = []
        for first, second in pairs(list(self.results)):
            a, b = self.results[first], self.results[second]
            both = a.ok & b.ok
            if np.count_nonzero(both) < 2:
                continue
            difference = a.totals_kg_co2e[both] - b.totals_kg_co2e[both]
            summary = summarise(difference)
            count = len(difference)
            found.append(
                {
                    "a": first,
                    "b": second,
                    "mean_kg_co2e": summary.mean.value,
                    "sd_kg_co2e": summary.sd.value,
                    "monte_carlo_error_kg_co2e": summary.mean.error,
                    "share_a_above_b": int(np.count_nonzero(difference > 0)) / count,
                    "share_equal": int(np.count_nonzero(difference == 0)) / count,
                    "draws": count,
                }
            )
        return found

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """Rows: statistics; one column a rule [kg CO2e per declared unit, or numbers]."""
        import pandas as pd

        return pd.DataFrame({rule: _column(each, lang) for rule, each in self.results.items()})

    @cached_property
    def dataset(self) -> xr.Dataset:
        """All draws as an :class:`xarray.Dataset` with units, seed, generator, versions and hashes.

        ``total`` [kg CO2e] and ``status`` (rule, product, draw), ``deterministic`` [kg CO2e] (rule, product);
        ``running_mean`` and its error (rule, product, count), ``running_percentile`` and its error
        (rule, product, percentile, count); ``footprint`` [kg CO2e] (rule, product, stage, gas, draw) if splits were
        asked for.
        """
        import xarray as xr

        unit = {"units": "kg CO2e", "per": f"{self.facts.per} {self.product}"}
        every = list(self.results.values())
        counts = running_counts(self.draws)
        means = [_spread(counts, *running_mean(each.totals_kg_co2e, each.ok)) for each in every]
        traces = [
            [_spread(counts, *running_percentile(each.totals_kg_co2e, each.ok, level)) for level in TRACED]
            for each in every
        ]
        along = ("rule", "product", "count")
        across = ("rule", "product", "percentile", "count")
        totals = np.stack([each.totals_kg_co2e for each in every])
        status = np.stack([each.status.astype(np.int8) for each in every])
        centre = np.array([[each.deterministic_kg_co2e] for each in every])
        variables: dict[str, Any] = {
            "total": (("rule", "product", "draw"), totals[:, None, :], unit),
            "status": (("rule", "product", "draw"), status[:, None, :], STATUS_ATTRIBUTES),
            "deterministic": (("rule", "product"), centre, unit),
            "running_mean": (along, np.array([[mean] for mean, _ in means]), unit),
            "running_mean_error": (along, np.array([[error] for _, error in means]), unit),
            "running_percentile": (across, np.array([[[v for v, _ in each]] for each in traces]), unit),
            "running_percentile_error": (across, np.array([[[e for _, e in each]] for each in traces]), unit),
        }
        coordinates: dict[str, Any] = {}
        if self.splits is not None:
            dimensions = ("rule", "product", "stage", "gas", "draw")
            variables["footprint"] = (dimensions, self.splits.kg_co2e[:, None], unit)
            coordinates = {"stage": list(self.splits.grid.stages), "gas": list(self.splits.grid.gases)}
        return xr.Dataset(
            variables,
            coords={
                **coordinates,
                "rule": list(self.results),
                "product": [self.product],
                "draw": np.arange(self.draws),
                "count": counts,
                "percentile": ("percentile", list(TRACED), {"units": "per cent"}),
            },
            attrs=attributes(self.facts),
        )

    def plot(self, lang: str = "en", picture: Picture = "distributions") -> Figure:
        """Draw all rules' distributions, the convergence of the run, or the paired differences."""
        from rulewright.reporting import figures_uncertainty as figures

        draw = {
            "distributions": figures.distribution_figure,
            "convergence": figures.convergence_figure,
            "differences": figures.difference_figure,
        }
        return draw[picture](self, lang)

    def write(
        self, directory: str | Path, lang: str = "en", draws: Literal["netcdf", "zarr"] = "netcdf"
    ) -> list[Path]:
        """Write JSON, table, figures and all draws; see :func:`rulewright.reporting.files_uncertainty.write_uncertainty`."""
        from rulewright.reporting.files_uncertainty import write_uncertainty

        return write_uncertainty(self, directory, lang, draws)

    def _repr_html_(self) -> str:
        return tabled(self)

    def _rule_dict(self, each: RuleDraws) -> dict[str, Any]:
        summary, facts = each.summary, each.facts
        shifted = summary.mean.value - each.deterministic_kg_co2e
        parts = {}
        if self.splits is not None:
            parts = self.splits.summaries(list(self.results).index(each.rule), each.ok)
        return {
            "rule": each.rule,
            "mean_kg_co2e": summary.mean.value,
            "median_kg_co2e": summary.median.value,
            "sd_kg_co2e": summary.sd.value,
            "gsd": summary.gsd,
            "percentiles_kg_co2e": {f"{level:g}": each.value for level, each in summary.percentiles.items()},
            "monte_carlo_error_kg_co2e": {
                "mean": summary.mean.error,
                "median": summary.median.error,
                "sd": summary.sd.error,
                "percentiles": {f"{level:g}": each.error for level, each in summary.percentiles.items()},
            },
            "deterministic_kg_co2e": each.deterministic_kg_co2e,
            "mean_less_deterministic": {
                "kg_co2e": shifted,
                "monte_carlo_errors": shifted / summary.mean.error if summary.mean.error else None,
            },
            "draws": self.draws,
            "seed": self.facts.seed,
            "generator": self.generator,
            "hashes": {"inventory": self.facts.inventory_hash, "rule": facts.rule_hash, "draws": each.hash},
            "checks": {
                "central_difference": each.central_difference,
                "largest_residual": each.largest_residual,
                "method": each.method,
                "direct": each.count(DIRECT),
                "not_productive": each.count(NOT_PRODUCTIVE),
                "singular": each.count(SINGULAR),
                "negative_totals": each.negative_totals,
                "shares_outside_0_1": dict(each.odd_shares),
                "demand": dict(facts.demand),
                "demand_echo": facts.echo,
            },
            "convergence": _convergence(each),
            "uncertain_quantities": list(each.uncertain),
            "fixed_quantities": list(each.fixed),
            "fixed_share_of_direct_emissions": each.fixed_share,
            **parts,
        }


STATUS_ATTRIBUTES = {
    "flag_values": np.array([0, 1, 2, 3], dtype=np.int8),
    "flag_meanings": "ok direct not_productive singular",
}


def attributes(facts: RunFacts) -> dict[str, str]:
    """Attributes of a dataset: what it is about, how it was drawn, by which versions, of which hashes."""
    return {
        "inventory": facts.inventory,
        "inventory_hash": facts.inventory_hash,
        "declared_unit": f"{facts.per} {facts.product}",
        "units": "kg CO2e",
        "seed": str(facts.seed),  # a file of the old kind holds no integer of 64 bits
        "sampling": facts.sampling,
        "generator": facts.generator,
        "pedigree_set": facts.pedigree_set,
        "choices_hash": facts.choices_hash,
        **{f"version_{name}": version for name, version in facts.versions.items()},
        **{f"rule_hash_{each.rule}": each.rule_hash for each in facts.rules},
    }


def _column(each: RuleDraws, lang: str) -> dict[str, float]:
    summary = each.summary
    rows = {
        HEADS["deterministic"](lang): each.deterministic_kg_co2e,
        HEADS["mean"](lang): summary.mean.value,
        HEADS["mean_error"](lang): _or_nan(summary.mean.error),
        HEADS["sd"](lang): summary.sd.value,
        HEADS["sd_error"](lang): _or_nan(summary.sd.error),
        HEADS["gsd"](lang): _or_nan(summary.gsd),
    }
    levels = {**{level: summary.percentiles[level] for level in PERCENTILES}, 50.0: summary.median}
    for level, estimate in sorted(levels.items()):
        name = HEADS["median"](lang) if level == 50.0 else f"P{level:g}"
        rows[name] = estimate.value
    rows[HEADS["median_error"](lang)] = _or_nan(summary.median.error)
    for level in TRACED:
        rows[HEADS["percentile_error"](lang, level=level)] = _or_nan(levels[level].error)
    rows[HEADS["uncertain"](lang)] = float(len(each.uncertain))
    rows[HEADS["fixed"](lang)] = float(len(each.fixed))
    rows[HEADS["failed"](lang)] = float(each.count(NOT_PRODUCTIVE) + each.count(SINGULAR))
    return rows


def _convergence(each: RuleDraws) -> dict[str, Any]:
    counts, means, errors = running_mean(each.totals_kg_co2e, each.ok)
    traces = {f"{level:g}": running_percentile(each.totals_kg_co2e, each.ok, level) for level in TRACED}
    return {
        "draws": counts,
        "mean_kg_co2e": means,
        "monte_carlo_error_kg_co2e": errors,
        "percentiles_kg_co2e": {level: found for level, (_, found, _) in traces.items()},
        "percentile_errors_kg_co2e": {level: wrong for level, (_, _, wrong) in traces.items()},
    }


def _spread(
    counts: list[int], numbers: list[int], values: list[float], errors: list[Any]
) -> tuple[list[float], list[float]]:
    """Values and errors at all counts; nan where there are none."""
    at = {
        number: (value, _or_nan(error)) for number, value, error in zip(numbers, values, errors, strict=True)
    }
    return (
        [at.get(number, (math.nan, math.nan))[0] for number in counts],
        [at.get(number, (math.nan, math.nan))[1] for number in counts],
    )


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value
