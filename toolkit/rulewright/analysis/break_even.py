"""Break-even: at which value of a number do two rules (or plants) give the same result, or change places?

Rules choose anew at every point, so a result may jump, e.g. where a price ratio passes the limit of a ladder. Jumps
are found, located and told apart from crossings: two results may change places without ever being equal.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.analysis.at_point import AtPoint, Turned, turned
from rulewright.analysis.one_at_a_time import refusal_text
from rulewright.analysis.question import QuestionError, check_count
from rulewright.analysis.ranges import Range, range_of
from rulewright.analysis.varied import Varied
from rulewright.analysis.varied_cases import VariedCases, cases_of_plants, cases_of_rules
from rulewright.engine.statistics import pairs
from rulewright.errors import MistakesError
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.inventory import Inventory
    from rulewright.study import Study

FORMAT = "rulewright-break-even/1"
Progress = Callable[[int, int], None]
POINTS, MOST_POINTS = 25, 10_001
WIDTH = 1e-9  # jumps are located to this part of the range
ROUNDING = 1e-11  # relative difference of two results that counts as none

_HEADS = {
    "at": Sentence("取值", "value"),
    "what": Sentence("事件", "event"),
    "between": Sentence("涉及", "about"),
    "total": Sentence("结果 [kg CO2e]", "result [kg CO2e]"),
    "order": Sentence("此后由低到高", "from there on, lowest first"),
}
_ROOT = Sentence("相等", "equal")
_JUMP = Sentence("跳变", "jump")
_CROSSED = Sentence("跳变并换位", "jump, places change")
_WHAT = Sentence(
    "{name} 从 {low} 到 {high}（中心值 {amount}），{points} 个点扫描，每一点重新选择。",
    "{name} from {low} to {high} (central value {amount}), scanned at {points} points, every choice made anew at each.",
)
_WHAT_HELD = Sentence(
    "{name} 从 {low} 到 {high}（中心值 {amount}），{points} 个点扫描，规则的选择按中心值确定后不变。",
    "{name} from {low} to {high} (central value {amount}), scanned at {points} points, choices held as at central "
    "values.",
)
_EQUAL_AT = Sentence(
    "{a} 与 {b} 在 {name} = {at} 时相等，结果为 {total} kg CO2e。",
    "{a} and {b} are equal at {name} = {at}, with {total} kg CO2e.",
)
_JUMP_AT = Sentence(
    "{case} 在 {name} = {at} 处跳变，由 {before} 到 {after} kg CO2e：{changes}。",
    "{case} jumps at {name} = {at}, from {before} to {after} kg CO2e: {changes}.",
)
_STOPS_AT = Sentence(
    "{case} 在 {name} = {at} 处由有结果变为没有结果，或相反：{changes}。",
    "{case} has a result on one side of {name} = {at} only: {changes}.",
)
_SWAP = Sentence(
    "{a} 与 {b} 在此跳变中换位，而在此处并不相等。",
    "{a} and {b} change places in this jump without being equal there.",
)
_NONE = Sentence(
    "{a} 与 {b}：在此范围内没有平衡点；{above} 始终较高，相差 {least} 至 {most} kg CO2e。",
    "{a} and {b}: no break-even in the range; {above} is higher throughout, by {least} to {most} kg CO2e.",
)
_SAME = Sentence(
    "{a} 与 {b}：在整个范围内相等，是同一计算。",
    "{a} and {b}: equal all over the range; they are one calculation here.",
)
_NOWHERE = Sentence(
    "{a} 与 {b}：范围内没有两者都有结果的点，无法比较。",
    "{a} and {b}: there is no point in the range at which both have a result, so they cannot be compared.",
)
_SCAN = Sentence(
    "相邻两个扫描点之间若有两次相等或两次跳变，可能漏掉；需要时加密扫描。",
    "Two crossings or two jumps between neighbouring points of the scan may be missed; scan more points if that matters.",
)
_BEYOND = Sentence(
    "所扫范围超出清单给出的范围 {low} 至 {high}。",
    "The scan goes beyond the range that the inventory states, {low} to {high}.",
)
_REFUSED = Sentence(
    "{case}：{count} 个扫描点没有结果，例如 {at}：{what}。",
    "{case}: {count} points of the scan have no result, e.g. {at}: {what}.",
)


@dataclass(frozen=True)
class Root:
    """Two cases with one result: ``at`` in the varied number's unit, ``total`` [kg CO2e]."""

    a: str
    b: str
    at: float
    total_kg_co2e: float


@dataclass(frozen=True)
class Jump:
    """One case whose choices turn, between ``at`` and the next number that was looked at.

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
class Stretch:
    """Where the order of all cases stays, from the lowest; cases without a result are left out."""

    low: float
    high: float
    order: tuple[str, ...]


class BreakEvenResult:
    """What happens to several results while one number moves."""

    def __init__(
        self, cases: VariedCases, scanned: Range, stated: Range | None, grid: Sequence[float],
        roots: Sequence[Root], jumps: Sequence[Jump],
    ) -> None:  # fmt: skip
        self.cases, self.range, self.stated = cases, scanned, stated
        self.grid = tuple(grid)
        self.roots = tuple(sorted(roots, key=lambda each: each.at))
        self.jumps = tuple(sorted(jumps, key=lambda each: each.at))
        self.labels = {case.name: case.label for case in cases.cases}
        self.inventory = cases.cases[0].result.applied.inventory

    @property
    def scan(self) -> list[dict[str, float | None]]:
        """Result of every case at every point of the scan [kg CO2e]."""
        names = list(self.labels)
        return [
            dict(zip(names, (each.total_kg_co2e for each in self.cases.at((x,))), strict=True))
            for x in self.grid
        ]

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The order of the cases, from stretch to stretch."""
        turns = sorted(
            {each.at for each in self.roots}
            | {each.at for each in self.jumps if each.swapped or each.refusal}
        )
        ends = [
            self.range.low,
            *(at for at in turns if self.range.low < at < self.range.high),
            self.range.high,
        ]
        found: list[Stretch] = []
        for low, high in pairwise(ends):
            order = self._order((low + high) / 2)
            if found and found[-1].order == order:
                found[-1] = Stretch(found[-1].low, high, order)
            else:
                found.append(Stretch(low, high, order))
        return tuple(found)

    def without(self) -> list[tuple[str, str]]:
        """Pairs that have neither a break-even nor a change of places in the range."""
        met = {frozenset((each.a, each.b)) for each in self.roots}
        met |= {frozenset((each.case, other)) for each in self.jumps for other in each.swapped}
        return [(a, b) for a, b in pairs(list(self.labels)) if frozenset((a, b)) not in met]

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row an event, in the order of the varied number."""
        import pandas as pd

        heads = {key: head(lang) for key, head in _HEADS.items()} | {"at": self.axis(lang)}
        rows: list[tuple[float, dict[str, Any]]] = []
        for root in self.roots:
            both = f"{self._label(root.a, lang)} = {self._label(root.b, lang)}"
            rows.append((root.at, {"what": _ROOT(lang), "between": both, "total": root.total_kg_co2e}))
        for jump in self.jumps:
            names = [self._label(name, lang) for name in (jump.case, *jump.swapped)]
            what = (_CROSSED if jump.swapped else _JUMP)(lang)
            rows.append((jump.at, {"what": what, "between": " / ".join(names), "total": jump.after}))
        rows.sort(key=lambda row: row[0])
        return pd.DataFrame(
            [
                {heads["at"]: at} | {heads[key]: value for key, value in row.items()}
                | {heads["order"]: " < ".join(self._label(name, lang) for name in self._order_after(at))}
                for at, row in rows
            ],
            columns=list(heads.values()),
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/sensitivity.md)."""
        varied = self.range.varied
        return {
            "format": FORMAT,
            "vary": {
                "number": varied.name,
                "unit": varied.unit,
                "amount": varied.amount,
                "low": self.range.low,
                "high": self.range.high,
                "range": self.range.origin,
            },
            "chosen_anew": self.cases.anew,
            "points": len(self.grid),
            "cases": [
                {
                    "name": case.name,
                    "inventory": case.result.applied.inventory.id,
                    "inventory_hash": case.result.applied.inventory.hash,
                    "rule": case.result.rule.id,
                    "rule_hash": case.result.rule.hash,
                    "total_kg_co2e": case.result.evaluation.total_kg_co2e / case.per,
                }
                for case in self.cases.cases
            ],
            "equal_at": [
                {"a": each.a, "b": each.b, "at": each.at, "kg_co2e": each.total_kg_co2e}
                for each in self.roots
            ],
            "jumps": [
                {
                    "case": each.case,
                    "at": each.at,
                    "before_kg_co2e": each.before,
                    "after_kg_co2e": each.after,
                    "turned": [
                        {"subject": one.subject, "before": one.before, "after": one.after}
                        for one in each.turned
                    ],
                    "changes_places_with": list(each.swapped),
                }
                for each in self.jumps
            ],
            "without_break_even": [list(pair) for pair in self.without()],
            "orders": [
                {"from": each.low, "to": each.high, "lowest_first": list(each.order)}
                for each in self.stretches
            ],
            "scan": [{"at": x, "kg_co2e": totals} for x, totals in zip(self.grid, self.scan, strict=True)],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """What was found, in sentences; also what was not."""
        varied, name = self.range.varied, self.range.varied.label(self.inventory, lang)
        head = (_WHAT if self.cases.anew else _WHAT_HELD)(
            lang, name=name, low=number(self.range.low), high=with_unit(self.range.high, varied),
            amount=number(varied.amount), points=len(self.grid),
        )  # fmt: skip
        lines = [head]
        if self.stated is not None and (
            self.range.low < self.stated.low or self.range.high > self.stated.high
        ):
            lines.append(_BEYOND(lang, low=number(self.stated.low), high=number(self.stated.high)))
        for root in self.roots:
            names = {"a": self._label(root.a, lang), "b": self._label(root.b, lang)}
            at, total = with_unit(root.at, varied, 6), number(root.total_kg_co2e, 6)
            lines.append(_EQUAL_AT(lang, **names, name=name, at=at, total=total))
        for jump in self.jumps:
            lines += self._told_jump(jump, lang)
        lines += [self._told_none(a, b, lang) for a, b in self.without()]
        for place, case in enumerate(self.labels):
            refused = [
                (x, there) for x in self.grid if (there := self.cases.at((x,))[place]).refusal is not None
            ]
            if refused:
                x, there = refused[0]
                assert there.refusal is not None
                what = refusal_text(there.refusal, lang)
                lines.append(
                    _REFUSED(
                        lang,
                        case=self._label(case, lang),
                        count=len(refused),
                        at=with_unit(x, varied),
                        what=what,
                    )
                )
        return [*lines, _SCAN(lang)]

    def axis(self, lang: str) -> str:
        """Name of the varied number with its unit."""
        return axis_label(self.range.varied, self.inventory, lang)

    def plot(self, lang: str = "en") -> Figure:
        """All results over the varied number, with crossings and jumps."""
        from rulewright.reporting.figures_sensitivity import break_even_figure

        return break_even_figure(self, lang)

    def write(self, directory: str | Path, lang: str = "en") -> tuple[Path, ...]:
        """Write break-even.csv (events), break-even.json and the figure in both languages into a directory."""
        from rulewright.reporting.files import write_result

        return write_result(self, directory, "break-even", lang).paths

    def _repr_html_(self) -> str:
        return tabled(self)

    def _label(self, name: str, lang: str) -> str:
        return self.labels[name].get(lang)

    def _order(self, x: float) -> tuple[str, ...]:
        found = zip(self.labels, self.cases.at((x,)), strict=True)
        known = [(each.total_kg_co2e, name) for name, each in found if each.total_kg_co2e is not None]
        return tuple(name for _, name in sorted(known, key=lambda pair: pair[0]))

    def _order_after(self, at: float) -> tuple[str, ...]:
        return next(
            (each.order for each in self.stretches if each.low <= at < each.high), self.stretches[-1].order
        )

    def _told_jump(self, jump: Jump, lang: str) -> list[str]:
        varied = self.range.varied
        gaps = {
            "name": varied.label(self.inventory, lang), "case": self._label(jump.case, lang),
            "at": with_unit(jump.at, varied, 6),
        }  # fmt: skip
        if jump.refusal is not None and jump.refusal.refusal is not None:
            return [_STOPS_AT(lang, **gaps, changes=refusal_text(jump.refusal.refusal, lang))]
        assert jump.before is not None and jump.after is not None
        changes = "; ".join(each.say(lang, self.inventory) for each in jump.turned)
        lines = [
            _JUMP_AT(
                lang, **gaps, before=number(jump.before, 6), after=number(jump.after, 6), changes=changes
            )
        ]
        return lines + [
            _SWAP(lang, a=self._label(jump.case, lang), b=self._label(other, lang)) for other in jump.swapped
        ]

    def _told_none(self, a: str, b: str, lang: str) -> str:
        names = {"a": self._label(a, lang), "b": self._label(b, lang)}
        found = [
            (first - second, first)
            for each in self.scan
            if (first := each[a]) is not None and (second := each[b]) is not None
        ]
        if not found:
            return _NOWHERE(lang, **names)
        differences = [difference for difference, _ in found]
        if all(_is_zero(difference, total) for difference, total in found):
            return _SAME(lang, **names)
        sizes = [abs(each) for each in differences]
        above = names["a"] if sum(differences) > 0 else names["b"]
        return _NONE(lang, **names, above=above, least=number(min(sizes)), most=number(max(sizes)))


def with_unit(value: float, varied: Varied, digits: int = 4) -> str:
    """A value of a varied number for readers; a ratio has no unit."""
    text = number(value, digits)
    return text if varied.unit == "1" else f"{text} {varied.unit}"


def axis_label(varied: Varied, inventory: Inventory, lang: str) -> str:
    """Name of a varied number with its unit, for an axis or a column."""
    name = varied.label(inventory, lang)
    return name if varied.unit == "1" else f"{name} [{varied.unit}]"


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
    least = WIDTH * (scanned.high - scanned.low)
    edges = [piece for x, after in pairwise(grid) for piece in _pieces(cases, x, after, least)]
    roots, jumps = [], []
    for left, right, is_jump in edges:
        if is_jump:
            jumps += _jumps(cases, left, right)
        else:
            roots += _roots(cases, left, right)
    return BreakEvenResult(cases, scanned, stated, grid, _once(roots, least), jumps)


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


def _roots(cases: VariedCases, left: float, right: float) -> list[Root]:
    """Crossings of every two cases inside a piece without jumps."""
    from scipy.optimize import brentq

    names = [case.name for case in cases.cases]
    found = []
    for place_a, place_b in combinations(range(len(names)), 2):

        def difference(x: float, first: int = place_a, second: int = place_b) -> float:
            there = cases.at((x,))
            above, below = there[first].total_kg_co2e, there[second].total_kg_co2e
            if above is None or below is None:
                return math.nan
            return 0.0 if _is_zero(above - below, above) else above - below

        ends = difference(left), difference(right)
        if any(math.isnan(end) for end in ends) or ends == (0.0, 0.0) or ends[0] * ends[1] > 0:
            continue
        at = left if ends[0] == 0 else right if ends[1] == 0 else None
        if at is None:
            try:
                at = float(brentq(difference, left, right, xtol=1e-13 * (abs(left) + abs(right)), rtol=1e-14))
            except ValueError:  # a rule refuses inside the piece, though it does not at its ends
                continue
        total = cases.at((at,))[place_a].total_kg_co2e
        assert total is not None
        found.append(Root(names[place_a], names[place_b], at, total))
    return found


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
    if first is None or second is None or _is_zero(first - second, first):
        return 0
    return 1 if first > second else -1


def _is_zero(difference: float, total: float) -> bool:
    return abs(difference) <= ROUNDING * abs(total)


def _once(roots: Iterable[Root], least: float) -> list[Root]:
    """A root on a point of the scan is found from both sides: keep one."""
    kept: list[Root] = []
    for root in sorted(roots, key=lambda each: (each.a, each.b, each.at)):
        last = kept[-1] if kept else None
        if last is None or (last.a, last.b) != (root.a, root.b) or root.at - last.at > least:
            kept.append(root)
    return kept
