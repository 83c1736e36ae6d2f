"""What a package says about each result, section by section: the same functions make it and make it again."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rulewright.packages.errors import PackageError
from rulewright.packages.plain import plain

if TYPE_CHECKING:
    from rulewright.analysis.data_quality_result import DataQuality
    from rulewright.analysis.elasticities import ElasticityResult
    from rulewright.analysis.hotspots import Hotspots
    from rulewright.analysis.uncertainty_result import RuleDraws, UncertaintyResult
    from rulewright.engine.pedigree import PedigreeSet
    from rulewright.engine.plans import Sampling
    from rulewright.study import Result, Study

MOST_DRAWS = 1_000_000  # that a file may ask for: a hostile one could ask for years
DECIDING = ("rulewright", "numpy", "scipy", "bw2calc")  # with other versions of these, last digits may differ
NUMBERS_OF_SENSITIVITY = 20
KEYS_OF_RUN = {"draws", "seed", "sampling", "pedigree_set", "characterisation_drawn"}


@dataclass(frozen=True)
class Parts:
    """One result and what is computed from it, each part once.

    ``year``: year in which the footprint is issued, for the age of the data.
    """

    result: Result
    year: int | None = None

    @cached_property
    def hotspots(self) -> Hotspots:
        """Contributions, and what the alternatives of the ledger would give."""
        from rulewright.analysis.hotspots import hotspots

        return hotspots(self.result)

    @cached_property
    def elasticities(self) -> ElasticityResult:
        """Elasticities of all numbers."""
        from rulewright.analysis.elasticities import elasticities

        return elasticities(self.result)

    @cached_property
    def quality(self) -> DataQuality:
        """Data quality by contribution."""
        from rulewright.analysis.data_quality import data_quality

        return data_quality(self.result, self.year)


def sections_of(parts: Parts, names: Iterable[str]) -> dict[str, Any]:
    """Sections of one result as plain data.

    Parameters
    ----------
    names
        Keys of :data:`SECTIONS`; others are left out.
    """
    return {name: plain(SECTIONS[name](parts)) for name in names if name in SECTIONS}


def result_section(parts: Parts) -> dict[str, Any]:
    """Total, splits, credits, findings: the documented JSON of one rule (docs/results.md)."""
    return parts.result.to_dict()


def stages_and_kinds(parts: Parts) -> dict[str, Any]:
    """Stage to kind to kg CO2e per declared unit."""
    return {stage: dict(kinds) for stage, kinds in parts.result.evaluation.by_stage_kind.items()}


def gases_section(parts: Parts) -> dict[str, Any]:
    """Greenhouse gas to kg CO2e per declared unit, credits apart; factor of each gas [kg CO2e per kg]."""
    factors = parts.result.system.characterisation
    return {
        row.id: {"kg_co2e": row.kg_co2e}
        | ({"factor_kg_co2e_per_kg": factors[row.id]} if row.id in factors else {})
        for row in parts.hotspots.by_gas
    }


def ledger_section(parts: Parts) -> list[dict[str, Any]]:
    """Every decision, both languages."""
    return parts.result.ledger.to_list()


def elasticities_section(parts: Parts) -> dict[str, Any]:
    """The largest elasticities: number to elasticity [1] and derivative [kg CO2e per unit]."""
    rows = parts.elasticities.rows()[:NUMBERS_OF_SENSITIVITY]
    return {
        row["number"]: {name: row[name] for name in ("elasticity", "derivative_kg_co2e", "amount", "unit")}
        for row in rows
    }


def alternatives_section(parts: Parts) -> list[dict[str, Any]]:
    """Alternatives of the ledger, carried out one at a time."""
    return [each.to_dict() for each in parts.hotspots.decisions]


def data_quality_section(parts: Parts) -> dict[str, Any]:
    """Rating of the data by contribution and share of primary data."""
    return dict(parts.quality.to_dict())


SECTIONS: Mapping[str, Callable[[Parts], Any]] = {
    "result": result_section,
    "stages_and_kinds": stages_and_kinds,
    "gases": gases_section,
    "elasticities": elasticities_section,
    "alternatives": alternatives_section,
    "data_quality": data_quality_section,
    "ledger": ledger_section,
}
OF_PACKAGE = ("result", "stages_and_kinds", "gases", "ledger")
OF_REPORT = tuple(SECTIONS)


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How draws are made: with the inputs, these fix every bit of the totals."""

    draws: int = 10_000
    seed: int = 1
    sampling: Sampling = "mc"
    pedigree_set: PedigreeSet = "ecoinvent-2"
    characterisation_drawn: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "draws": self.draws, "seed": self.seed, "sampling": self.sampling, "pedigree_set": self.pedigree_set,
            "characterisation_drawn": self.characterisation_drawn,
        }  # fmt: skip

    def run(self, study: Study, rules: Iterable[str], progress: Any = None) -> UncertaintyResult:
        """Evaluate rules of a study over these draws."""
        from rulewright.analysis.uncertainty import run

        return run(
            study, self.draws, self.seed, self.sampling, list(rules), self.pedigree_set, progress,
            characterisation=self.characterisation_drawn,
        )  # fmt: skip


def settings_of(run: UncertaintyResult) -> RunSettings:
    """How the draws of a result were made.

    Raises
    ------
    PackageError
        If a drawn background is part of it, which no package holds, or more draws than a package may ask for.
    """
    facts = run.facts
    if facts.background is not None:
        raise PackageError(
            "the draws come with a Brightway database as background, which the package does not hold",
            f"background {facts.background.get('background', '')}", "draw without a background, or keep the run's own store",
        )  # fmt: skip
    check_draws(run.draws)
    return RunSettings(run.draws, facts.seed, facts.sampling, _pedigree(facts.pedigree_set), facts.characterisation)  # fmt: skip


def read_settings(stated: Any) -> RunSettings:
    """Settings from what :meth:`RunSettings.to_dict` gave.

    Raises
    ------
    PackageError
        If they aren't complete, or ask for too much.
    """
    if not isinstance(stated, dict) or set(stated) != KEYS_OF_RUN or not isinstance(stated["draws"], int):
        raise PackageError(
            "the settings of the draws are not complete", "package, uncertainty", "make the package again"
        )
    check_draws(stated["draws"])
    return RunSettings(**stated)


def check_draws(draws: int) -> None:
    """Refuse more draws than a package may ask of whoever verifies it."""
    if draws > MOST_DRAWS:
        raise PackageError(
            f"the package asks for {draws} draws, more than {MOST_DRAWS}", "package, uncertainty",
            "draw less often, or leave the draws out",
        )  # fmt: skip


def uncertainty_section(draws: RuleDraws) -> dict[str, Any]:
    """Distribution of one rule over the draws, and the hash of all its totals [kg CO2e per declared unit]."""
    summary = draws.summary
    return {
        "deterministic_kg_co2e": draws.deterministic_kg_co2e,
        "mean_kg_co2e": summary.mean.value,
        "mean_error_kg_co2e": summary.mean.error,
        "sd_kg_co2e": summary.sd.value,
        "median_kg_co2e": summary.median.value,
        "percentiles_kg_co2e": {f"{level:g}": each.value for level, each in summary.percentiles.items()},
        "draws_with_result": summary.count,
        "uncertain_numbers": len(draws.uncertain),
        "held_numbers": len(draws.fixed),
        "totals_sha256": draws.hash,
    }


def versions() -> dict[str, str]:
    """Versions of what computes."""
    from rulewright.analysis.run_facts import versions as of_run

    return of_run() | {"bw2calc": importlib.metadata.version("bw2calc")}


def _pedigree(name: str) -> PedigreeSet:
    return "ecoinvent-3" if name == "ecoinvent-3" else "ecoinvent-2"
