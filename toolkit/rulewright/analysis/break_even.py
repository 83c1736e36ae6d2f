"""Break-even: at which value of a number do two rules (or plants) give the same result, or change places?

Rules choose anew at every point, so a result may jump, e.g. where a price ratio passes the limit of a ladder. Jumps
are found, located and told apart from crossings: two results may change places without ever being equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rulewright.analysis.break_even_result import BreakEvenResult
from rulewright.analysis.break_even_search import find_events
from rulewright.analysis.question import QuestionError, check_count
from rulewright.analysis.ranges import Range, range_of
from rulewright.analysis.varied_cases import VariedCases, cases_of_plants, cases_of_rules
from rulewright.errors import MistakesError

if TYPE_CHECKING:
    from rulewright.study import Study

Progress = Callable[[int, int], None]
POINTS, MOST_POINTS = 25, 10_001


def break_even(
    study: Study, vary: str, rules: Iterable[str] | None = None, low: float | None = None, high: float | None = None,
    points: int = POINTS, anew: bool = True, progress: Progress | None = None,
) -> BreakEvenResult:  # fmt: skip
    """Find where rules on one inventory give the same result while one number moves.

    Parameters
    ----------
    vary
        A parameter, a quantity's id, or the ratio of two quantities ``a : b`` (a moves, b stays).
    rules
        At least two of the study's rules; default: all.
    low, high
        Range, in the number's unit; default: the one that the inventory states.
    points
        Points of the scan, at least 3; between neighbours roots are refined.
    anew
        Whether rules choose anew at every point.
    progress
        Called with (points done, points) of the scan.

    Raises
    ------
    QuestionError
        If fewer than two rules are left, a name means no number, the range is empty or nobody states one, or no point
        of it has a result.

    Examples
    --------
    >>> import rulewright as rw
    >>> study = rw.Study("steel-hot-rolled-coil-bf-bof", rules=["gbt-24067-2024", "pact-3"])
    >>> [round(each.at) for each in break_even(study, "scrap", points=5).roots]
    []
    """
    return search(VariedCases(cases_of_rules(study, rules, [vary]), anew), low, high, points, progress)


def break_even_plants(
    studies: Iterable[Study] | Mapping[str, Study], vary: str, rule: str | None = None, low: float | None = None, high: float | None = None,
    points: int = POINTS, anew: bool = True, progress: Progress | None = None,
) -> BreakEvenResult:  # fmt: skip
    """Find where the ranking of plants under one rule turns while a number that all of them have moves.

    See :func:`break_even` for the parameters.
    """
    return search(VariedCases(cases_of_plants(studies, rule, [vary]), anew), low, high, points, progress)


def search(
    cases: VariedCases, low: float | None, high: float | None, points: int, progress: Progress | None = None
) -> BreakEvenResult:
    """Scan a range, locate jumps by bisection, and refine crossings by Brent's method."""
    check_count("points", points, 3, MOST_POINTS)
    scanned, stated = scanned_range(cases, 0, low, high)
    grid = [
        scanned.low + (scanned.high - scanned.low) * place / (points - 1) for place in range(points - 1)
    ] + [scanned.high]
    for place, x in enumerate(grid, 1):
        cases.at((x,))
        if progress is not None:
            progress(place, points)
    refuse_nothing(cases, [(x,) for x in grid])
    return BreakEvenResult(cases, scanned, stated, grid, find_events(cases, grid))


def scanned_range(
    cases: VariedCases, place: int, low: float | None, high: float | None
) -> tuple[Range, Range | None]:
    """The range to look at, and the one that the inventory states, if any."""
    case = cases.cases[0]
    varied, inventory = case.varied[place], case.result.applied.inventory
    try:
        stated: Range | None = range_of(inventory, varied)
    except QuestionError:
        stated = None
    if low is None and high is None:
        return range_of(inventory, varied), stated
    if stated is not None:
        low, high = stated.low if low is None else low, stated.high if high is None else high
    if low is None or high is None:
        raise QuestionError(
            "only one end of the range is given, and the inventory states none",
            f"{varied.name} (inventory {inventory.id})", "give both ends",
        )  # fmt: skip
    return range_of(inventory, varied, given=(low, high)), stated


def refuse_nothing(cases: VariedCases, points: Sequence[tuple[float, ...]]) -> None:
    """Stop if no case has a result anywhere, with the first reason."""
    refused = None
    for point in points:
        for each in cases.at(point):
            if each.total_kg_co2e is not None:
                return
            refused = refused or each.refusal
    assert refused is not None
    first = refused.mistakes[0] if isinstance(refused, MistakesError) else refused
    raise QuestionError(
        f"nothing in this range has a result: {first.what}", first.where, "look at another range"
    )
