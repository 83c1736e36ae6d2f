"""The portfolio board without its face: a portfolio, its rules, a run, and the tables and figures of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright.apps.models.job import Progress
from rulewright.reading.portfolios import read_portfolio

if TYPE_CHECKING:
    from rulewright.analysis.portfolio_result import PortfolioResult

MOST_DRAWS = 100_000


@dataclass(frozen=True)
class PortfolioAsked:
    """A portfolio under rules, with draws (0: central values only)."""

    portfolio: str
    rules: tuple[str, ...]
    draws: int
    seed: int


def rules_of(portfolio: str) -> tuple[str, ...]:
    """Rules that a portfolio names."""
    return tuple(read_portfolio(portfolio).file.rules)


def run(asked: PortfolioAsked, progress: Progress) -> PortfolioResult:
    """Run a portfolio.

    Raises
    ------
    Stopped
        If it was stopped: ranks of a part of the plants would mislead.
    RulewrightError
        If no rule gives a result, or draws and seed cannot be.
    """
    return read_portfolio(asked.portfolio).run(asked.rules, asked.draws, asked.seed, "mc", progress)
