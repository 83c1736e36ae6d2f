"""Portfolio: every plant under every rule, on the same draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rulewright.analysis.portfolio_draws import PlantDraws, own_keys, portfolio_keys
from rulewright.analysis.portfolio_parts import Refusal
from rulewright.analysis.portfolio_result import PortfolioResult
from rulewright.analysis.run_errors import PortfolioError
from rulewright.engine.compiled import NOT_PRODUCTIVE, compile_result
from rulewright.engine.draws import Draws
from rulewright.engine.plans import Sampling, make_plan
from rulewright.errors import RulewrightError
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import shipped_choices
from rulewright.rule import Rule
from rulewright.study import Result, Study

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.inventory import Quantity
    from rulewright.portfolio import Portfolio

    Floats = npt.NDArray[np.float64]

BLOCK = 2048
Progress = Callable[[int, int], None]


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
    names = list(dict.fromkeys(rule.id for rule in chosen))
    drawn = _draws_of(portfolio, draws, seed, sampling) if draws else {}
    choices = {
        plant.inventory.id: portfolio.file.choices
        if portfolio.file.choices is not None
        else shipped_choices(plant.inventory.id)
        for plant in portfolio.plants
    }
    studies = {
        plant.id: Study(plant.inventory, chosen, choices[plant.inventory.id]) for plant in portfolio.plants
    }
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
    totals = np.full((len(names), len(studies), draws), np.nan) if draws else None
    if totals is not None:
        for place, plant in enumerate(studies):
            _draw_plant(totals[:, place], plant, names, results, drawn[plant])
            done += len(names)
            if progress is not None:
                progress(done, steps)
    return PortfolioResult(portfolio, studies, tuple(names), results, tuple(refusals), totals, seed, sampling)


def _draws_of(portfolio: Portfolio, draws: int, seed: int, sampling: Sampling) -> dict[str, PlantDraws]:
    """Draws of each plant, all from one plan; made before anything is computed, so that mistakes are told at once."""
    Draws(portfolio.plants[0].inventory, draws, seed, sampling)  # checks number, seed and sampling
    plan = make_plan(sampling, seed, draws, portfolio_keys(portfolio.plants))
    return {
        plant.id: PlantDraws(
            plant.id, plant.inventory, own_keys(plant.inventory, plant.stated), (), draws, seed, sampling, plan=plan
        )
        for plant in portfolio.plants
    }  # fmt: skip


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
