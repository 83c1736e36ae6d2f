"""Ranks of plants: under the rule and the rules beside it, and with each option of each point."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rulewright.analysis.portfolio import run as run_portfolio
from rulewright.analysis.portfolio_result import PortfolioResult
from rulewright.analysis.rankings import EQUAL
from rulewright.drafting.evidence.assumptions import assumptions
from rulewright.drafting.evidence.effects import VISIBLE, effects
from rulewright.drafting.evidence.options import Point
from rulewright.portfolio import Portfolio
from rulewright.reading.studies import shipped_choices, with_choices
from rulewright.rule import Rule

if TYPE_CHECKING:
    from rulewright.drafting.evidence.cases import Case
    from rulewright.drafting.evidence.question import Question

FEWEST = 3  # plants whose order says something


@dataclass(frozen=True)
class Order:
    """How the order of plants with an option compares with that under the rule.

    Attributes
    ----------
    plants
        Plants that both give a result for.
    tau
        Kendall's tau-b of the results [1]; None for fewer than three plants, or if all results are equal.
    turned
        Pairs of plants that change places.
    pairs
        Pairs that could.
    """

    plants: int
    tau: float | None
    turned: int
    pairs: int

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {"plants": self.plants, "tau": self.tau, "turned_pairs": self.turned, "pairs": self.pairs}


@dataclass(frozen=True)
class Ranking:
    """One portfolio: its results under all rules, and the order with each option of each point.

    ``orders``: by point, in the order of its options; None where an option was not
    looked at, or runs on no plant.
    """

    result: PortfolioResult
    orders: tuple[tuple[Order | None, ...], ...]

    def to_dict(self, points: Sequence[Point]) -> dict[str, Any]:
        """JSON: the portfolio's own results, and orders by point and option."""
        return {
            "result": self.result.to_dict(),
            "options": [
                {"point": point.name, "orders": [None if each is None else each.to_dict() for each in orders]}
                for point, orders in zip(points, self.orders, strict=True)
            ],
        }


def rank(
    question: Question,
    portfolio: Portfolio,
    points: Sequence[Point],
    cases: Sequence[Case],
    done: Callable[[int], None] | None = None,
) -> Ranking:
    """Run a portfolio under all rules, and look at the options that could change the order of its plants.

    An option that changes the inventory that a plant is made from by less than 0.05 %, or cannot run there, needs no
    look; those of electricity do, because plants have supplies of their own.

    Raises
    ------
    PortfolioError
        If no rule gives a result for any plant.
    """
    rule = question.rule
    result = run_portfolio(
        portfolio, _declared(question, portfolio), draws=question.draws, seed=question.seed
    )
    of_inventory = {case.id: case for case in cases}
    totals: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for plant in portfolio.plants:
        own = result.results.get((plant.id, rule.id))
        if own is None:
            continue
        looks = _looks(points, of_inventory.get(plant.inventory.id))
        some = [
            replace(points[place], options=tuple(points[place].options[n] for n in looks[place]))
            for place in looks
        ]
        product = result.studies[plant.id].product or None
        found = effects(own.rule, plant.inventory, product, some, done)
        for (place, numbers), each in zip(looks.items(), found, strict=True):
            base = each.base.total_kg_co2e
            for number, option in zip(numbers, each.options, strict=True):
                if base is not None and option.total_kg_co2e is not None:
                    totals.setdefault((place, number), []).append((base, option.total_kg_co2e))
    orders = tuple(
        tuple(_order(totals.get((place, number))) for number in range(len(point.options)))
        for place, point in enumerate(points)
    )
    return Ranking(result, orders)


def _declared(question: Question, portfolio: Portfolio) -> list[Rule]:
    """The rules with the question's own choices, and this one with what stands in for open points, on all plants alike."""
    own = question.choices
    shipped = [
        choice
        for identity in dict.fromkeys(plant.inventory.id for plant in portfolio.plants)
        for choice in portfolio.file.choices or shipped_choices(identity)
    ]
    assumed = assumptions(question.rule, [*own, *shipped])
    found = with_choices(question.rule, (*own, *assumed))[0]
    return [found, *(with_choices(each, own)[0] for each in question.compared)]


def looks_of(portfolios: Sequence[Portfolio], points: Sequence[Point], cases: Sequence[Case]) -> int:
    """Rules that :func:`rank` evaluates for all portfolios, at most."""
    of_inventory = {case.id: case for case in cases}
    return sum(
        1 + len(numbers)
        for portfolio in portfolios
        for plant in portfolio.plants
        for numbers in _looks(points, of_inventory.get(plant.inventory.id)).values()
    )


def _looks(points: Sequence[Point], case: Case | None) -> dict[int, list[int]]:
    """Place of a point to the options that could change the order of plants."""
    found = {}
    for place, point in enumerate(points):
        numbers = list(range(len(point.options)))
        if case is not None and point.family != "electricity":
            effects_here = case.effects[place].options
            numbers = [number for number in numbers if abs(effects_here[number].share or 0.0) >= VISIBLE]
        if numbers:
            found[place] = numbers
    return found


def same_order(before: Sequence[float], after: Sequence[float]) -> Order:
    """Compare two results of the same plants.

    Examples
    --------
    >>> same_order([1.0, 2.0, 3.0], [1.0, 3.0, 2.0])
    Order(plants=3, tau=0.3333333333333333, turned=1, pairs=3)
    """
    pairs = list(itertools.combinations(range(len(before)), 2))
    signs = [(_sign(before[p], before[q]), _sign(after[p], after[q])) for p, q in pairs]
    turned = sum(1 for first, second in signs if first * second < 0)
    tau = None
    if len(before) >= FEWEST:  # tau-b: concordant less discordant over pairs that neither side ties
        sizes = [sum(1 for each in signs if each[side]) for side in (0, 1)]
        if all(sizes):
            tau = sum(first * second for first, second in signs) / math.sqrt(sizes[0] * sizes[1])
    return Order(len(before), tau, turned, len(pairs))


def _order(pairs: Sequence[tuple[float, float]] | None) -> Order | None:
    return None if not pairs else same_order([before for before, _ in pairs], [after for _, after in pairs])


def _sign(first: float, second: float) -> int:
    difference = first - second
    if abs(difference) <= EQUAL * max(abs(first), abs(second)):
        return 0
    return 1 if difference > 0 else -1
