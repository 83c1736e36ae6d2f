"""Break-even of two numbers at once: which rule (or plant) is lowest where, and by how much."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.analysis.break_even import refuse_nothing, scanned_range
from rulewright.analysis.break_even_result import axis_label, with_unit
from rulewright.analysis.break_even_search import ROUNDING
from rulewright.analysis.question import QuestionError, check_count
from rulewright.analysis.ranges import Range
from rulewright.analysis.sensitivity_result import range_notes
from rulewright.analysis.varied_cases import VariedCases, cases_of_plants, cases_of_rules
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Study

    Floats = npt.NDArray[np.float64]

FORMAT = "rulewright-break-even-map/1"
Progress = Callable[[int, int], None]
CELLS, MOST_CELLS = 13, 501
Span = tuple[float | None, float | None]

_WHAT = Sentence(
    "{first} 从 {low} 到 {high}，{second} 从 {low2} 到 {high2}；{count} × {count2} 个点，每一点重新选择。",
    "{first} from {low} to {high}, {second} from {low2} to {high2}; {count} × {count2} points, every choice made anew at "
    "each.",
)
_WHAT_HELD = Sentence(
    "{first} 从 {low} 到 {high}，{second} 从 {low2} 到 {high2}；{count} × {count2} 个点，规则的选择按中心值确定后不变。",
    "{first} from {low} to {high}, {second} from {low2} to {high2}; {count} × {count2} points, choices held as at central "
    "values.",
)
_LOWEST = Sentence("{case} 在 {share:.0%} 的点上最低。", "{case} is lowest at {share:.0%} of the points.")
_EQUAL = Sentence(
    "在 {share:.0%} 的点上最低者不止一个。", "At {share:.0%} of the points more than one is lowest."
)
_GAPS = Sentence(
    "{count} 个点上有的没有结果，图中留白。", "At {count} points one has no result; they are left blank."
)
_JUMPS = Sentence(
    "{case} 在图内改变选择（{count} 种选择），边界两侧结果会跳变；等值线在那里只是近似。",
    "{case} changes its choices inside the map ({count} sets of choices); results jump there, and contours only come near.",
)
_GRID = Sentence(
    "只有格点是算出来的；比格距更窄的区域可能看不到。",
    "Only the points of the grid are computed; areas narrower than its step may be missed.",
)


class BreakEvenMap:
    """Several results on a grid of two numbers.

    Attributes
    ----------
    first, second
        Ranges of the two numbers.
    totals : (cases, second, first)
        Results [kg CO2e]; NaN where there is none.
    """

    def __init__(self, cases: VariedCases, first: Range, second: Range, x: Floats, y: Floats) -> None:
        self.cases, self.first, self.second, self.x, self.y = cases, first, second, x, y
        self.labels = {case.name: case.label for case in cases.cases}
        self.inventory = cases.cases[0].result.applied.inventory
        there = [[cases.at((float(a), float(b))) for a in x] for b in y]
        self.totals = np.array(
            [
                [[_number(cell[place].total_kg_co2e) for cell in row] for row in there]
                for place in range(len(self.labels))
            ]
        )
        self._choices = [
            {frozenset(cell[place].choices.items()) for row in there for cell in row if cell[place].choices}
            for place in range(len(self.labels))
        ]

    @cached_property
    def lowest(self) -> npt.NDArray[np.int64]:
        """Place of the lowest case (second, first); -1 where several are, -2 where one has no result."""
        known = np.isfinite(self.totals).all(axis=0)
        least = np.where(
            known, np.nanmin(np.where(np.isfinite(self.totals), self.totals, np.inf), axis=0), 0.0
        )
        tied = (self.totals - least <= ROUNDING * np.abs(least)) & known
        place = np.where(tied.sum(axis=0) == 1, tied.argmax(axis=0), -1)
        return np.asarray(np.where(known, place, -2), dtype=np.int64)

    @property
    def difference(self) -> Floats:
        """First case less second case (second, first) [kg CO2e]."""
        return np.asarray(self.totals[0] - self.totals[1])

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a point: both numbers, and the result of every case [kg CO2e]."""
        import pandas as pd

        a, b = np.meshgrid(self.x, self.y)
        table = {self.axes(lang)[0]: a.ravel(), self.axes(lang)[1]: b.ravel()}
        for place, label in enumerate(self.labels.values()):
            table[label.get(lang)] = self.totals[place].ravel()
        return pd.DataFrame(table)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/sensitivity.md)."""
        names = list(self.labels)
        return {
            "format": FORMAT,
            "vary": [_axis_dict(self.first, self.x), _axis_dict(self.second, self.y)],
            "chosen_anew": self.cases.anew,
            "unit": self.cases.unit,
            "cases": [
                {
                    "name": case.name,
                    "inventory": case.result.applied.inventory.id,
                    "inventory_hash": case.result.applied.inventory.hash,
                    "rule": case.result.rule.id,
                    "rule_hash": case.result.rule.hash,
                    "kg_co2e": [
                        [None if np.isnan(total) else total for total in row] for row in self.totals[place].tolist()
                    ],
                }
                for place, case in enumerate(self.cases.cases)
            ],
            "lowest": [
                [names[place] if place >= 0 else None for place in row] for row in self.lowest.tolist()
            ],
        }  # fmt: skip

    def to_json(self) -> str:
        """JSON text with a stable order of keys; rows are the second number, columns the first."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """What the map shows, and what it may miss."""
        first, second = self.first.varied, self.second.varied
        count = self.lowest.size
        lines = [
            (_WHAT if self.cases.anew else _WHAT_HELD)(
                lang, first=first.label(self.inventory, lang), low=number(self.first.low),
                high=with_unit(self.first.high, first), second=second.label(self.inventory, lang),
                low2=number(self.second.low), high2=with_unit(self.second.high, second),
                count=len(self.x), count2=len(self.y),
            )
        ]  # fmt: skip
        lines += range_notes(self.inventory, [self.first, self.second], lang)
        for place, label in enumerate(self.labels.values()):
            share = int(np.count_nonzero(self.lowest == place)) / count
            lines.append(_LOWEST(lang, case=label.get(lang), share=share))
        if (self.lowest == -1).any():
            lines.append(_EQUAL(lang, share=int(np.count_nonzero(self.lowest == -1)) / count))
        if (self.lowest == -2).any():
            lines.append(_GAPS(lang, count=int(np.count_nonzero(self.lowest == -2))))
        for label, choices in zip(self.labels.values(), self._choices, strict=True):
            if len(choices) > 1:
                lines.append(_JUMPS(lang, case=label.get(lang), count=len(choices)))
        return [*lines, _GRID(lang)]

    def axes(self, lang: str) -> tuple[str, str]:
        """Names of both numbers with their units."""
        return (
            axis_label(self.first.varied, self.inventory, lang),
            axis_label(self.second.varied, self.inventory, lang),
        )

    def plot(self, lang: str = "en") -> Figure:
        """Two cases: their difference with the line of break-even; more: which is lowest."""
        from rulewright.reporting.figures_break_even import break_even_map_figure

        return break_even_map_figure(self, lang)

    def write(self, directory: str | Path, lang: str = "en") -> tuple[Path, ...]:
        """Write break-even-map.csv (points), break-even-map.json and the figure in both languages into a directory."""
        from rulewright.reporting.files import write_result

        return write_result(self, directory, "break-even-map", lang).paths

    def _repr_html_(self) -> str:
        return tabled(self)


def break_even_map(
    study: Study, vary: Sequence[str], rules: Iterable[str] | None = None, spans: Sequence[Span] | None = None,
    cells: int = CELLS, anew: bool = True, progress: Progress | None = None,
) -> BreakEvenMap:  # fmt: skip
    """Evaluate rules on a grid of two numbers.

    Parameters
    ----------
    vary
        Two different numbers, as in :func:`rulewright.analysis.break_even.break_even`.
    rules
        At least two; with two the map shows their difference, with more which is lowest.
    spans
        (low, high) of either number; default: what the inventory states.
    cells
        Points along either side, at least 3; each costs one application of every rule.

    Raises
    ------
    QuestionError
        As in :func:`rulewright.analysis.break_even.break_even`.
    """
    _check_names(vary)
    return fill(VariedCases(cases_of_rules(study, rules, vary), anew), spans, cells, progress)


def break_even_map_plants(
    studies: Iterable[Study] | Mapping[str, Study], vary: Sequence[str], rule: str | None = None, spans: Sequence[Span] | None = None,
    cells: int = CELLS, anew: bool = True, progress: Progress | None = None,
) -> BreakEvenMap:  # fmt: skip
    """Evaluate plants under one rule on a grid of two numbers that all of them have."""
    _check_names(vary)
    return fill(VariedCases(cases_of_plants(studies, rule, vary), anew), spans, cells, progress)


def fill(
    cases: VariedCases, spans: Sequence[Span] | None, cells: int, progress: Progress | None = None
) -> BreakEvenMap:
    """Evaluate all cases at every point of the grid."""
    check_count("cells", cells, 3, MOST_CELLS)
    first, second = cases.varied
    if first.id == second.id:
        raise QuestionError(
            f"'{first.name}' and '{second.name}' vary one number", "break-even map", "name two numbers"
        )
    given = [(None, None), (None, None)] if spans is None else list(spans)
    along, across = (scanned_range(cases, place, *given[place])[0] for place in (0, 1))
    x, y = (np.linspace(each.low, each.high, cells) for each in (along, across))
    points = [(float(a), float(b)) for b in y for a in x]
    for done, point in enumerate(points, 1):
        cases.at(point)
        if progress is not None:
            progress(done, len(points))
    refuse_nothing(cases, points)
    return BreakEvenMap(cases, along, across, x, y)


def _check_names(vary: Sequence[str]) -> None:
    if len(vary) != 2:
        raise QuestionError(
            f"a map varies 2 numbers, not {len(vary)}",
            "break-even map",
            "name two numbers (--vary A --vary2 B)",
        )


def _number(total: float | None) -> float:
    return np.nan if total is None else total


def _axis_dict(each: Range, points: Floats) -> dict[str, Any]:
    varied = each.varied
    return {
        "number": varied.name,
        "unit": varied.unit,
        "amount": varied.amount,
        "range": each.origin,
        "values": points.tolist(),
    }
