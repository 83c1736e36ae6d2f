"""The JSON shape of a portfolio's result (docs/portfolio.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.engine.plans import GENERATORS

if TYPE_CHECKING:
    from rulewright.analysis.portfolio_result import PortfolioResult

FORMAT = "rulewright-portfolio-result/1"


def portfolio_dict(result: PortfolioResult) -> dict[str, Any]:
    """Everything that a result knows, as plain data."""
    file = result.portfolio.file
    return {
        "format": FORMAT,
        "portfolio": file.id,
        "portfolio_hash": file.hash,
        "plants_are": file.plants_are,
        "unit": result.unit,
        "versions": {"rulewright": __version__},
        "rules": {rule: next(iter(result.studies.values())).rules[rule].hash for rule in result.rules},
        "plants": [
            {
                "plant": plant.id,
                "name": {"zh": plant.name.zh, "en": plant.name.en},
                "inventory": plant.inventory.id,
                "inventory_hash": plant.inventory.hash,
                "footprints": [
                    _cell(result, plant.id, rule)
                    for rule in result.rules
                    if (plant.id, rule) in result.results
                ],
            }
            for plant in result.portfolio.plants
        ],
        "refusals": [each.to_dict() for each in result.refusals],
        "agreements": [each.to_dict() for each in result.agreements],
        "reversals": [each.to_dict() for each in result.reversals],
        "rank_probabilities": {rule: result.rank_shares(rule) for rule in result.rules if result.ranks(rule)}
        if result.draws
        else None,
        "draws": {
            "draws": result.draws,
            "seed": result.seed,
            "sampling": result.sampling,
            "generator": GENERATORS[result.sampling],
        }
        if result.draws
        else None,
    }


def _cell(result: PortfolioResult, plant: str, rule: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "rule": rule,
        "kg_co2e": result.footprint(plant, rule),
        "rank": result.ranks(rule)[plant],
    }
    if result.totals_kg_co2e is not None:
        values = result.totals_kg_co2e[result.rules.index(rule), result.plants.index(plant)]
        values = values[~np.isnan(values)]
        if values.size > 1:
            low, median, high = np.quantile(values, (0.025, 0.5, 0.975)).tolist()
            cell |= {
                "mean_kg_co2e": float(np.mean(values)), "sd_kg_co2e": float(np.std(values, ddof=1)),
                "p2_5_kg_co2e": low, "median_kg_co2e": median, "p97_5_kg_co2e": high,
            }  # fmt: skip
        cell["draws_without_result"] = result.draws - values.size
    return cell
