"""Where results are equal, jump or change places while one number moves: a scan, bisection and refinement.

Rules choose anew at every point, so a result is smooth only where no choice turns. Jumps are located first; then, for
every two cases, crossings, touches and stretches of equality are looked for on the runs of points between their jumps.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from rulewright.analysis.at_point import AtPoint, Turned, turned
from rulewright.analysis.varied_cases import VariedCases

WIDTH = 1e-9  # jumps and ends of stretches are located to this part of the range
ROUNDING = 1e-11  # relative difference of two results that counts as none
NARROW = 1e-3  # equal over less than this part of the range: a point, no stretch
PROBE = 0.01  # of the first and the last step: which way a difference goes at the ends of a run
STEEP = 3.0  # a dip is followed if the difference could vanish at so many times the slope of the scan
LEAP = 1e-6  # of the difference beside a crossing: more than this is left where a sign changes without a root
TOUCH = 1e-7  # of the difference beside a dip: what the search for its bottom cannot tell from nothing

Difference = Callable[[float], float]


@dataclass(frozen=True)
class Root:
    """Two cases with one result: ``at`` in the varied number's unit, ``total`` [kg CO2e].

    ``touches``: they part again on the same side, so that the order doesn't turn.
    """

    a: str
    b: str
    at: float
    total_kg_co2e: float
    touches: bool = False


@dataclass(frozen=True)
class EqualSpan:
    """Two cases that are one calculation from ``low`` to ``high``; ``total`` at ``low`` [kg CO2e]."""

    a: str
    b: str
    low: float
    high: float
    total_kg_co2e: float


@dataclass(frozen=True)
class Jump:
    """One case whose choices turn, just below ``at``; or, with none in ``turned``, whose result leaps without that.

    Attributes
    ----------
    before, after
        Results on both sides [kg CO2e]; None where there is none.
    turned
        Choices that turn.
    refusal
        Why there is no result on one side.
    swapped
        Others with which the case changes places in the jump.
    """

    case: str
    at: float
    before: float | None
    after: float | None
    turned: tuple[Turned, ...]
    refusal: AtPoint | None
    swapped: tuple[str, ...]


@dataclass(frozen=True)
class Events:
    """All that was found, each kind in the order of the varied number."""

    roots: tuple[Root, ...]
    spans: tuple[EqualSpan, ...]
    jumps: tuple[Jump, ...]


def find_events(cases: VariedCases, grid: Sequence[float]) -> Events:
    """Roots, stretches of equality and jumps of all cases over a scan's points, which ascend."""
    width = grid[-1] - grid[0]
    pieces = [piece for x, after in pairwise(grid) for piece in _pieces(cases, x, after, WIDTH * width)]
    roots: list[Root] = []
    spans: list[EqualSpan] = []
    jumps = [jump for left, right, is_jump in pieces if is_jump for jump in _jumps(cases, left, right)]
    for a, b in combinations(range(len(cases.cases)), 2):
        search = _Pair(cases, a, b, width)
        for run in search.runs(pieces):
            search.follow(run)
        roots += _once(search.roots, WIDTH * width)
        spans += search.spans
        jumps += search.leaps
    return Events(
        tuple(sorted(roots, key=lambda each: each.at)),
        tuple(sorted(spans, key=lambda each: each.low)),
        tuple(sorted(jumps, key=lambda each: each.at)),
    )


def is_zero(difference: float, total: float) -> bool:
    """Whether two results differ by rounding only."""
    return abs(difference) <= ROUNDING * abs(total)


class _Pair:
    """Two cases on runs of points without jumps."""

    def __init__(self, cases: VariedCases, a: int, b: int, width: float) -> None:
        self.cases, self.a, self.b, self.width = cases, a, b, width
        self.names = cases.cases[a].name, cases.cases[b].name
        self.roots: list[Root] = []
        self.spans: list[EqualSpan] = []
        self.leaps: list[Jump] = []

    def runs(self, pieces: Iterable[tuple[float, float, bool]]) -> list[list[float]]:
        """Points between the jumps of these two, at least two points each."""
        found: list[list[float]] = []
        for left, right, is_jump in pieces:
            if not found:
                found.append([left])
            if not is_jump:
                found[-1].append(right)
            elif not _same_choices(self._both(left), self._both(right)):
                found.append([right])
        return [run for run in found if len(run) > 1]

    def _both(self, x: float) -> tuple[AtPoint, AtPoint]:
        return self.cases.one(self.a, (x,)), self.cases.one(self.b, (x,))

    def difference(self, x: float) -> float:
        """First less second [kg CO2e], 0 if that is rounding; NaN where one has no result."""
        first, second = self._totals(x)
        return 0.0 if is_zero(first - second, first) else first - second

    def _totals(self, x: float) -> tuple[float, float]:
        found = (there.total_kg_co2e for there in self._both(x))
        first, second = (math.nan if each is None else each for each in found)
        return first, second

    def follow(self, run: Sequence[float]) -> None:
        """Find roots and stretches on one run."""
        values = [self.difference(x) for x in run]
        if any(math.isnan(value) for value in values):
            return
        place = 0
        while place < len(run):
            if values[place] == 0:
                last = place
                while last + 1 < len(run) and values[last + 1] == 0:
                    last += 1
                self._zeros(run, values, place, last)
                place = last
            elif place + 1 < len(run) and values[place] * values[place + 1] < 0:
                self._crossing(run[place], run[place + 1])
            place += 1
        for low, high in _dips(run, values, self.difference):
            self._dip(low, high)

    def _zeros(self, run: Sequence[float], values: Sequence[float], first: int, last: int) -> None:
        """Neighbouring points of the scan at which both are equal: one root, or a stretch."""
        left = run[first - 1] if first else run[first]
        right = run[last + 1] if last + 1 < len(run) else run[last]
        if last > first:
            self._span(left, run[first], run[last], right)
            return
        inside = first > 0 and last + 1 < len(run)
        self._point(run[first], left, right, inside and values[first - 1] * values[last + 1] > 0)

    def _crossing(self, left: float, right: float) -> None:
        from scipy.optimize import brentq

        try:
            at = float(
                brentq(self.difference, left, right, xtol=1e-13 * (abs(left) + abs(right)), rtol=1e-14)
            )
        except ValueError:  # one refuses inside, though it does not at the ends
            return
        beside = max(abs(self.difference(left)), abs(self.difference(right)))
        if abs(self.difference(at)) <= LEAP * beside:
            self._point(at, left, right, touches=False)
        else:
            self._leap(max(left, at - WIDTH * self.width), min(right, at + WIDTH * self.width))

    def _leap(self, left: float, right: float) -> None:
        """The sign changes without a root: one of the two has a pole here, or leaps though no choice turns."""
        ends = list(zip(self._totals(left), self._totals(right), strict=True))
        sizes = [abs(after - before) for before, after in ends]
        if any(math.isnan(size) for size in sizes):
            return
        place = sizes.index(max(sizes))
        before, after = ends[place]
        other = self.names[1 - place]
        self.leaps.append(Jump(self.names[place], right, before, after, (), None, (other,)))

    def _dip(self, low: float, high: float) -> None:
        """The difference comes near zero between points of one sign: twice through it, just to it, or not."""
        from scipy.optimize import minimize_scalar

        sign = math.copysign(1.0, self.difference(low))

        def height(x: float) -> float:
            first, second = self._totals(float(x))  # not rounded to zero, which would flatten the bottom
            return sign * (first - second)

        options = {"xatol": WIDTH * self.width}
        found = minimize_scalar(height, bounds=(low, high), method="bounded", options=options)
        bottom, beside = float(found.x), max(abs(self.difference(low)), abs(self.difference(high)))
        if sign * self.difference(bottom) < 0:
            self._crossing(low, bottom)
            self._crossing(bottom, high)
        elif float(found.fun) <= TOUCH * beside:
            self._point(bottom, low, high, touches=True)

    def _point(self, at: float, left: float, right: float, touches: bool) -> None:
        """A point of equality; a stretch if both are still equal beside it."""
        before, after = max(left, at - NARROW * self.width), min(right, at + NARROW * self.width)
        low = before if before < at and self.difference(before) == 0 else at
        high = after if after > at and self.difference(after) == 0 else at
        if low < high:
            self._span(left, low, high, right)
            return
        total = self.cases.one(self.a, (at,)).total_kg_co2e
        assert total is not None
        self.roots.append(Root(*self.names, at, total, touches))

    def _span(self, left: float, low: float, high: float, right: float) -> None:
        """Equal from low to high; where that begins after left and ends before right is found by bisection."""
        low, high = self._end(low, left), self._end(high, right)
        total = self.cases.one(self.a, (low,)).total_kg_co2e
        assert total is not None
        if not self.spans or low > self.spans[-1].high:  # two searches may come upon one stretch
            self.spans.append(EqualSpan(*self.names, low, high, total))

    def _end(self, equal: float, other: float) -> float:
        while abs(equal - other) > WIDTH * self.width:
            middle = (equal + other) / 2
            if self.difference(middle) == 0:
                equal = middle
            else:
                other = middle
        return equal


def _dips(
    run: Sequence[float], values: Sequence[float], difference: Difference
) -> Iterable[tuple[float, float]]:
    """Intervals of one sign in which the difference comes nearest to zero, and might reach it."""
    if len(run) < 2:
        return
    steps = [right - left for left, right in pairwise(run)]
    start, stop = run[0] + PROBE * steps[0], run[-1] - PROBE * steps[-1]
    for x, end, beyond, interval in (
        (start, values[0], values[1], (run[0], run[1])),
        (stop, values[-1], values[-2], (run[-2], run[-1])),
    ):
        if end * beyond > 0 and abs(end) <= abs(beyond):
            fall = (abs(end) - abs(difference(x))) / PROBE
            if fall > 0 and abs(end) <= STEEP * fall:
                yield interval
    for place in range(1, len(run) - 1):
        before, here, after = values[place - 1 : place + 2]
        if before * here <= 0 or here * after <= 0:
            continue
        rise = max(abs(before), abs(after)) - abs(here)
        if abs(here) <= min(abs(before), abs(after)) and rise > 0 and abs(here) <= STEEP * rise:
            yield run[place - 1], run[place + 1]


def _once(roots: Iterable[Root], least: float) -> list[Root]:
    """Two searches may come upon one root: keep it once."""
    kept: list[Root] = []
    for root in sorted(roots, key=lambda each: each.at):
        if not kept or root.at - kept[-1].at > least:
            kept.append(root)
    return kept


def _pieces(cases: VariedCases, left: float, right: float, least: float) -> list[tuple[float, float, bool]]:
    """Parts of an interval inside which every case makes the same choices, and the narrow jumps between them."""
    if _same_choices(cases.at((left,)), cases.at((right,))):
        return [(left, right, False)]
    middle = (left + right) / 2
    if right - left <= least or not left < middle < right:
        return [(left, right, True)]
    return [*_pieces(cases, left, middle, least), *_pieces(cases, middle, right, least)]


def _same_choices(first: Sequence[AtPoint], second: Sequence[AtPoint]) -> bool:
    return all(
        a.choices == b.choices and (a.refusal is None) == (b.refusal is None)
        for a, b in zip(first, second, strict=True)
    )


def _jumps(cases: VariedCases, left: float, right: float) -> list[Jump]:
    before, after = cases.at((left,)), cases.at((right,))
    names = [case.name for case in cases.cases]
    found = []
    for place, (one, other) in enumerate(zip(before, after, strict=True)):
        if _same_choices([one], [other]):
            continue
        refusal = one if one.refusal is not None else other if other.refusal is not None else None
        swapped = tuple(
            names[third]
            for third in range(len(names))
            if third != place and _side(before, place, third) * _side(after, place, third) < 0
        )
        found.append(
            Jump(
                names[place], right, one.total_kg_co2e, other.total_kg_co2e,
                () if refusal is not None else turned(one.choices, other.choices), refusal, swapped,
            )
        )  # fmt: skip
    return found


def _side(points: Sequence[AtPoint], a: int, b: int) -> int:
    """1 if a lies above b, -1 below, 0 if equal or without a result."""
    first, second = points[a].total_kg_co2e, points[b].total_kg_co2e
    if first is None or second is None or is_zero(first - second, first):
        return 0
    return 1 if first > second else -1
