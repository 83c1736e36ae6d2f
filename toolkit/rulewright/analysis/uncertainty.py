"""Uncertainty of footprints: all rules on the same draws of the unallocated inventory.

Every uncertain amount, property, parameter and aggregated factor is drawn once per draw; each rule then shares
burdens anew from what was drawn. A difference between two rules is a difference draw by draw.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.engine.compiled import DIRECT, NOT_PRODUCTIVE, SINGULAR, CompiledSystem
from rulewright.engine.draws import Draws
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.pedigree import PedigreeSet
from rulewright.engine.plans import GENERATORS, Sampling
from rulewright.engine.statistics import PERCENTILES, Summary, pairs, running_mean, summarise
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    import xarray as xr

    from rulewright.inventory import Quantity
    from rulewright.study import Result, Study

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]

FORMAT = "rulewright-uncertainty/1"
BLOCK = 2048  # draws at once: rows of numbers stay in the processor's cache
Progress = Callable[[int, int], None]

_HEADS = {
    "deterministic": Sentence("确定值（中心值）", "deterministic (central values)"),
    "mean": Sentence("均值", "mean"),
    "mean_error": Sentence("均值的蒙特卡洛误差", "Monte Carlo error of the mean"),
    "sd": Sentence("标准差", "standard deviation"),
    "median": Sentence("中位数", "median"),
    "uncertain": Sentence("用到的不确定量（个）", "uncertain quantities used"),
    "fixed": Sentence("固定不变的量（个）", "quantities held fixed"),
    "failed": Sentence("失败的抽样（次）", "failed draws"),
}
_DRAWN = Sentence(
    "{draws} 次抽样，种子 {seed}，方式 {sampling}；每个量每次只抽一次，所有规则用同一批抽样；谱系系数：{pedigree}。",
    "{draws} draws, seed {seed}, sampling {sampling}; each quantity drawn once a draw, the same draws for all rules; "
    "pedigree factors: {pedigree}.",
)
_FIXED = Sentence(
    "没有给出不确定性的量按中心值固定（各规则用到的量中有 {low} 至 {high} 个，占直接排放的 {least:.0%} 至 {most:.0%}）；"
    "因此结果的离散程度偏小。",
    "Quantities that state no uncertainty are held at their central values ({low} to {high} of those that a rule uses, "
    "{least:.0%} to {most:.0%} of direct emissions); the spread is understated accordingly.",
)
_HELD = Sentence(
    "特征化因子、规则的选择、供电比例、替代量，以及哪些抵扣单列，均按中心值确定后不变。",
    "Characterisation factors, what the rule chose, shares of power supplies, displaced amounts and which credits stand "
    "apart are settled at central values and held.",
)
_SHIFTED = Sentence(
    "均值与确定值之差为 {least:+.1%} 至 {most:+.1%}：偏斜的分布（众数或中位数不是均值）和比值使均值移动，不是差错。",
    "Means differ from the deterministic values by {least:+.1%} to {most:+.1%}: skewed distributions (a mode or median is "
    "not a mean) and ratios move the mean; that is no mistake.",
)
_FAILED = Sentence(
    "规则 {rule}：{unproductive} 次抽样中循环所取多于所给，{singular} 次奇异或非有限；统计不含这些抽样。",
    "Rule {rule}: in {unproductive} draws a loop takes more than it gives, {singular} are singular or not finite; the "
    "statistics leave these out.",
)
_SIGNS = Sentence(
    "以下量在某些抽样中变号，请检查其分布：{names}。",
    "These quantities change sign in some draws; look at their distributions: {names}.",
)
_ODD = Sentence(
    "规则 {rule}：以下分配份额在某些抽样中超出 0 至 1：{names}。",
    "Rule {rule}: these shares leave 0 to 1 in some draws: {names}.",
)
_SOBOL = Sentence(
    "{draws} 不是 2 的幂，Sobol' 序列的均衡性因此受损。",
    "{draws} is no power of 2, which costs the Sobol' sequence its balance.",
)


def run(
    study: Study,
    draws: int = 10_000,
    seed: int = 1,
    sampling: Sampling = "mc",
    rules: Iterable[str] | None = None,
    pedigree_set: PedigreeSet = "ecoinvent-2",
    progress: Progress | None = None,
) -> UncertaintyResult:
    """Evaluate every rule of a study over draws of its inventory.

    Parameters
    ----------
    draws
        Number of draws, at least 2.
    seed
        Integer, 0 .. 2^64 - 1; with the sampling plan and the number of draws it fixes every bit of the result.
    sampling
        "mc", "lhs" or "sobol".
    rules
        Ids among the study's rules; default: all.
    pedigree_set
        Factors by which pedigree scores become lognormals: "ecoinvent-2" or "ecoinvent-3".
    progress
        Called with (draws done, draws) after each block.

    Raises
    ------
    UncertaintyError
        If a distribution, the number of draws or the seed cannot be; if fewer than two draws have a result.
    """
    drawn = Draws(study.inventory, draws, seed, sampling, pedigree_set)
    chosen = list(study.rules if rules is None else rules)
    compiled = {rule: _compile(study.result(rule), drawn) for rule in chosen}
    needed: dict[str, Quantity] = {}
    for rule, system in compiled.items():
        quantities = study.result(rule).system.quantities
        needed |= {identity: quantities[identity] for identity in sorted(system.needed)}
    totals = np.empty((len(chosen), draws))
    status = np.empty((len(chosen), draws), dtype=np.uint8)
    residual = dict.fromkeys(chosen, 0.0)
    odd: dict[str, dict[str, int]] = {rule: {} for rule in chosen}
    flips: dict[str, int] = {}
    for start in range(0, draws, BLOCK):
        stop = min(start + BLOCK, draws)
        values = drawn.values(needed, start, stop)
        for identity, found in values.items():
            flipped = int(np.count_nonzero(np.asarray(found) * needed[identity].amount < 0))
            if flipped:
                flips[identity] = flips.get(identity, 0) + flipped
        for place, rule in enumerate(chosen):
            block = compiled[rule].evaluate(values, stop - start)
            totals[place, start:stop], status[place, start:stop] = block.totals_kg_co2e, block.status
            good = block.residuals[block.status < NOT_PRODUCTIVE]
            residual[rule] = max(residual[rule], float(good.max(initial=0.0)))
            for share, count in block.odd_shares.items():
                odd[rule][share] = odd[rule].get(share, 0) + count
        if progress is not None:
            progress(stop, draws)
    results = {
        rule: _rule_draws(
            study.result(rule), compiled[rule], drawn, totals[place], status[place], residual[rule], odd[rule]
        )
        for place, rule in enumerate(chosen)
    }
    return UncertaintyResult(study, drawn, results, flips)


@dataclass(frozen=True)
class RuleDraws:
    """One rule over all draws.

    Attributes
    ----------
    totals_kg_co2e : (draws,)
        Per declared unit.
    status : (draws,) uint8
        See :class:`rulewright.engine.compiled.Block`.
    central_difference
        Compiled system at central values over the deterministic result, less 1 [1]: rounding.
    uncertain, fixed
        Ids of the quantities that the rule uses and whose draws differ, or that are held.
    fixed_share
        Part of the direct emissions (sum of sizes) whose amounts and factors are held [1].
    """

    result: Result
    totals_kg_co2e: Floats
    status: Bytes
    method: str
    largest_residual: float
    central_difference: float
    uncertain: tuple[str, ...]
    fixed: tuple[str, ...]
    fixed_share: float
    odd_shares: Mapping[str, int]

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
        return self.result.evaluation.total_kg_co2e

    def count(self, status: int) -> int:
        """Number of draws with this status."""
        return int(np.count_nonzero(self.status == status))

    @property
    def hash(self) -> str:
        """SHA-256 of totals and status, as little-endian doubles and bytes."""
        return hashlib.sha256(self.totals_kg_co2e.astype("<f8").tobytes() + self.status.tobytes()).hexdigest()


class UncertaintyResult:
    """Distributions of all rules, on the same draws."""

    def __init__(
        self, study: Study, drawn: Draws, results: Mapping[str, RuleDraws], sign_changes: Mapping[str, int]
    ) -> None:
        self.inventory = study.inventory
        self.product = study.product
        declared = study.inventory.file.declared_unit
        self.amount = declared.amount if declared is not None else 1.0
        self.unit = declared.unit if declared is not None else study.inventory.flows[study.product].unit
        self.draws, self.seed, self.sampling = drawn.count, drawn.seed, drawn.sampling
        self.pedigree_set = drawn.pedigree_set
        self.results = results
        self.sign_changes = sign_changes
        self.distributions = drawn.describe()

    @property
    def generator(self) -> str:
        """How numbers were drawn."""
        return GENERATORS[self.sampling]

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/uncertainty.md)."""
        return {
            "format": FORMAT,
            "inventory": self.inventory.id,
            "product": self.product,
            "unit": f"{self.amount:g} {self.unit}",
            "draws": self.draws,
            "seed": self.seed,
            "sampling": self.sampling,
            "generator": self.generator,
            "pedigree_set": self.pedigree_set,
            "hashes": {"inventory": self.inventory.hash},
            "versions": _versions(),
            "results": [self._rule_dict(rule) for rule in self.results],
            "differences": self.differences(),
            "distributions": self.distributions,
            "sign_changes": dict(self.sign_changes),
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

        columns = {rule: self._column(rule, lang) for rule in self.results}
        return pd.DataFrame(columns)

    @cached_property
    def dataset(self) -> xr.Dataset:
        """``total`` and ``status`` (rule, draw), running means (rule, count) with their errors."""
        import xarray as xr

        per = {"units": "kg CO2e", "per": f"{self.amount:g} {self.unit} {self.product}"}
        rules = list(self.results)
        paths = [running_mean(each.totals_kg_co2e, each.ok) for each in self.results.values()]
        counts = sorted(set().union(*(numbers for numbers, _, _ in paths)))
        means = [
            [dict(zip(path[0], path[1], strict=True)).get(number, math.nan) for number in counts]
            for path in paths
        ]
        errors = [
            [dict(zip(path[0], path[2], strict=True)).get(number, math.nan) for number in counts]
            for path in paths
        ]
        return xr.Dataset(
            {
                "total": (
                    ("rule", "draw"),
                    np.stack([each.totals_kg_co2e for each in self.results.values()]),
                    per,
                ),
                "status": (
                    ("rule", "draw"),
                    np.stack([each.status.astype(np.int8) for each in self.results.values()]),
                ),
                "deterministic": (
                    ("rule",),
                    [each.deterministic_kg_co2e for each in self.results.values()],
                    per,
                ),
                "running_mean": (("rule", "count"), means, per),
                "running_mean_error": (("rule", "count"), errors, per),
            },
            coords={"rule": rules, "draw": np.arange(self.draws), "count": counts},
            attrs={
                "inventory": self.inventory.id,
                "inventory_hash": self.inventory.hash,
                "seed": str(self.seed),
                "generator": self.generator,
                "pedigree_set": self.pedigree_set,
                **{f"version_{name}": version for name, version in _versions().items()},
                **{f"rule_hash_{rule}": each.result.rule.hash for rule, each in self.results.items()},
            },
        )

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        every = list(self.results.values())
        fixed = [len(each.fixed) for each in every]
        shares = [each.fixed_share for each in every]
        moved = [
            each.summary.mean.value / each.deterministic_kg_co2e - 1
            for each in every
            if each.deterministic_kg_co2e
        ]
        lines = [
            _DRAWN(
                lang, draws=self.draws, seed=self.seed, sampling=self.sampling, pedigree=self.pedigree_set
            ),
            _FIXED(lang, low=min(fixed), high=max(fixed), least=min(shares), most=max(shares)),
            _HELD(lang),
        ]
        if moved:
            lines.append(_SHIFTED(lang, least=min(moved), most=max(moved)))
        if self.sampling == "sobol" and self.draws & (self.draws - 1):
            lines.append(_SOBOL(lang, draws=self.draws))
        for rule, each in self.results.items():
            unproductive, singular = each.count(NOT_PRODUCTIVE), each.count(SINGULAR)
            if unproductive or singular:
                lines.append(_FAILED(lang, rule=rule, unproductive=unproductive, singular=singular))
            if each.odd_shares:
                lines.append(_ODD(lang, rule=rule, names=", ".join(each.odd_shares)))
        if self.sign_changes:
            lines.append(_SIGNS(lang, names=", ".join(self.sign_changes)))
        return lines

    def write(self, directory: str | Path, lang: str = "en") -> list[Path]:
        """Write uncertainty.json, uncertainty.csv (the table) and draws.nc (NetCDF 3) into a directory."""
        folder = Path(directory)
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / "uncertainty.json", folder / "uncertainty.csv", folder / "draws.nc"]
        paths[0].write_text(self.to_json() + "\n", encoding="utf-8")
        self.to_dataframe(lang).to_csv(paths[1], encoding="utf-8", lineterminator="\n")
        self.dataset.to_netcdf(paths[2], engine="scipy", format="NETCDF3_64BIT")
        return paths

    def _repr_html_(self) -> str:
        return str(self.to_dataframe().to_html())

    def _rule_dict(self, rule: str) -> dict[str, Any]:
        each = self.results[rule]
        summary = each.summary
        counts, means, errors = running_mean(each.totals_kg_co2e, each.ok)
        shifted = summary.mean.value - each.deterministic_kg_co2e
        return {
            "rule": rule,
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
            "seed": self.seed,
            "generator": self.generator,
            "hashes": {"inventory": self.inventory.hash, "rule": each.result.rule.hash, "draws": each.hash},
            "checks": {
                "central_difference": each.central_difference,
                "largest_residual": each.largest_residual,
                "method": each.method,
                "direct": each.count(DIRECT),
                "not_productive": each.count(NOT_PRODUCTIVE),
                "singular": each.count(SINGULAR),
                "negative_totals": int(np.count_nonzero(each.totals_kg_co2e[each.ok] < 0)),
                "shares_outside_0_1": dict(each.odd_shares),
            },
            "convergence": {"draws": counts, "mean_kg_co2e": means, "monte_carlo_error_kg_co2e": errors},
            "uncertain_quantities": list(each.uncertain),
            "fixed_quantities": list(each.fixed),
            "fixed_share_of_direct_emissions": each.fixed_share,
        }

    def _column(self, rule: str, lang: str) -> dict[str, float]:
        each = self.results[rule]
        summary = each.summary
        low = {f"P{level:g}": summary.percentiles[level].value for level in PERCENTILES if level < 50}
        high = {f"P{level:g}": summary.percentiles[level].value for level in PERCENTILES if level > 50}
        rows = {
            "deterministic": each.deterministic_kg_co2e,
            "mean": summary.mean.value,
            "mean_error": summary.mean.error or 0.0,
            "sd": summary.sd.value,
        }
        counts = {
            "uncertain": len(each.uncertain),
            "fixed": len(each.fixed),
            "failed": each.count(NOT_PRODUCTIVE) + each.count(SINGULAR),
        }
        named = {_HEADS[name](lang): value for name, value in rows.items()}
        named |= low | {_HEADS["median"](lang): summary.median.value} | high
        return named | {_HEADS[name](lang): float(number) for name, number in counts.items()}


def _compile(result: Result, drawn: Draws) -> CompiledSystem:
    system = result.system
    varying = frozenset(identity for identity, each in system.quantities.items() if drawn.varies(each))
    return CompiledSystem(system, varying, result.evaluation.dropped)


def _rule_draws(
    result: Result, compiled: CompiledSystem, drawn: Draws, totals: Floats, status: Bytes, residual: float,
    odd: Mapping[str, int],
) -> RuleDraws:  # fmt: skip
    if np.count_nonzero(status < NOT_PRODUCTIVE) < 2:
        raise UncertaintyError(
            f"fewer than two of {len(totals)} draws have a result", f"rule {result.rule.id}, inventory {drawn.inventory.id}",
            "look at the distributions of amounts in loops, and at formulas that divide",
        )  # fmt: skip
    central = float(compiled.evaluate({}, 1).totals_kg_co2e[0])
    total = result.evaluation.total_kg_co2e
    uncertain = tuple(sorted(compiled.needed))
    fixed = tuple(sorted(result.system.quantities.keys() - compiled.varying))
    return RuleDraws(
        result, totals, status, compiled.method, residual, central / total - 1 if total else central, uncertain, fixed,
        _fixed_share(result, compiled.varying), odd,
    )  # fmt: skip


def _fixed_share(result: Result, varying: frozenset[str]) -> float:
    """Part of the direct emissions (sum of sizes) from exchanges whose amount is held [1]."""
    system, supply = result.system, result.evaluation.supply
    held, every = [], []
    for term in system.terms:
        if term.matrix != "biosphere" or term.apart is not None:
            continue
        value = system.value(term, system.central_values) * system.characterisation[term.row]
        size = abs(value * float(supply[system.index[term.column]]))
        every.append(size)
        if term.exchange not in varying:
            held.append(size)
    whole = math.fsum(every)
    return math.fsum(held) / whole if whole else 0.0


def _versions() -> dict[str, str]:
    import scipy

    return {
        "rulewright": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }
