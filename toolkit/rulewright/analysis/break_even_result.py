"""What happens to several results while one number moves: events, orders, sentences, JSON, figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.analysis.break_even_search import EqualSpan, Events, Jump, is_zero
from rulewright.analysis.one_at_a_time import refusal_text
from rulewright.analysis.ranges import Range
from rulewright.analysis.sensitivity_result import impossible_notes
from rulewright.analysis.varied import Varied
from rulewright.analysis.varied_cases import VariedCases
from rulewright.engine.statistics import pairs
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.inventory import Inventory

FORMAT = "rulewright-break-even/1"

_HEADS = {
    "at": Sentence("取值", "value"),
    "what": Sentence("事件", "event"),
    "between": Sentence("涉及", "about"),
    "total": Sentence("结果 [kg CO2e]", "result [kg CO2e]"),
    "order": Sentence("此后由低到高", "from there on, lowest first"),
}
_ROOT = Sentence("相等", "equal")
_TOUCH = Sentence("相等而不换位", "equal, places stay")
_SPAN = Sentence("相等，直到 {high}", "equal up to {high}")
_JUMP = Sentence("跳变", "jump")
_STOPS = Sentence("一侧没有结果", "no result on one side")
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
_TOUCH_AT = Sentence(
    "{a} 与 {b} 在 {name} = {at} 时相等而不换位，结果为 {total} kg CO2e。",
    "{a} and {b} touch at {name} = {at}, with {total} kg CO2e, and don't change places.",
)
_EQUAL_FROM = Sentence(
    "{a} 与 {b} 在 {name} 从 {low} 到 {high} 时相等：在这一段是同一计算。",
    "{a} and {b} are equal from {name} = {low} to {high}: they are one calculation there.",
)
_JUMP_AT = Sentence(
    "{case} 在 {name} = {at} 处跳变，由 {before} 到 {after} kg CO2e：{changes}。",
    "{case} jumps at {name} = {at}, from {before} to {after} kg CO2e: {changes}.",
)
_LEAP_AT = Sentence(
    "{case} 在 {name} = {at} 处由 {before} 突变到 {after} kg CO2e，而没有选择改变。",
    "{case} leaps at {name} = {at}, from {before} to {after} kg CO2e, though no choice turns.",
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
    "{a} 与 {b}：在此范围内没有平衡点；{above} 始终较高，相差 {by} kg CO2e。",
    "{a} and {b}: no break-even in the range; {above} is higher throughout, by {by} kg CO2e.",
)
_FROM_TO = Sentence("{least} 至 {most}", "{least} to {most}")
_SAME = Sentence(
    "{a} 与 {b}：在整个范围内相等，是同一计算。",
    "{a} and {b}: equal all over the range; they are one calculation here.",
)
_AROUND = Sentence(
    "{a} 与 {b}：在哪一点都不相等，但较高者不是处处同一个：其间有的点上没有结果。",
    "{a} and {b}: equal nowhere, yet not the same one is higher throughout: between lie points at which one has no result.",
)
_NOWHERE = Sentence(
    "{a} 与 {b}：范围内没有两者都有结果的点，无法比较。",
    "{a} and {b}: there is no point in the range at which both have a result, so they cannot be compared.",
)
_SCAN = Sentence(
    "相邻两个扫描点之间若有两次跳变，或差值急速往返，可能漏掉；需要时加密扫描。",
    "Two jumps, or a difference that goes sharply to and fro, between neighbouring points of the scan may be missed; scan more "
    "points if that matters.",
)
_ALONE = Sentence(
    "只有这个数在变，不顾它与其他数之间的物料平衡。",
    "Only this number moves; balances with others (more scrap, less hot metal) are disregarded.",
)
_BEYOND = Sentence(
    "所扫范围超出清单给出的范围 {low} 至 {high}。",
    "The scan goes beyond the range that the inventory states, {low} to {high}.",
)
_REFUSED = Sentence(
    "{case}：没有结果的扫描点有 {count} 个，例如 {at}：{what}。",
    "{case}: points of the scan without a result: {count}, e.g. {at}: {what}.",
)


@dataclass(frozen=True)
class Stretch:
    """Where the order of all cases stays, from the lowest; cases without a result are left out.

    ``groups``: the same, with those that are equal together.
    """

    low: float
    high: float
    groups: tuple[tuple[str, ...], ...]

    @property
    def order(self) -> tuple[str, ...]:
        """Names from the lowest; among equal ones in the order of the cases."""
        return tuple(name for group in self.groups for name in group)


class BreakEvenResult:
    """What happens to several results while one number moves."""

    def __init__(
        self, cases: VariedCases, scanned: Range, stated: Range | None, grid: Sequence[float], events: Events
    ) -> None:
        self.cases, self.range, self.stated = cases, scanned, stated
        self.grid = tuple(grid)
        self.roots, self.spans, self.jumps = events.roots, events.spans, events.jumps
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
        turns = {root.at for root in self.roots} | {jump.at for jump in self.jumps}
        turns |= {end for each in self.spans for end in (each.low, each.high)}
        ends = [
            self.range.low,
            *(at for at in sorted(turns) if self.range.low < at < self.range.high),
            self.range.high,
        ]
        found: list[Stretch] = []
        for low, high in pairwise(ends):
            groups = self._groups((low + high) / 2)
            if found and found[-1].groups == groups:
                found[-1] = Stretch(found[-1].low, high, groups)
            else:
                found.append(Stretch(low, high, groups))
        return tuple(found)

    def without(self) -> list[tuple[str, str]]:
        """Pairs that have neither a break-even nor a change of places in the range, or are equal all over it."""
        met = {frozenset((root.a, root.b)) for root in self.roots}
        met |= {frozenset((span.a, span.b)) for span in self._partly_equal()}
        met |= {frozenset((each.case, other)) for each in self.jumps for other in each.swapped}
        return [(a, b) for a, b in pairs(list(self.labels)) if frozenset((a, b)) not in met]

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row an event, in the order of the varied number."""
        import pandas as pd

        heads = {key: head(lang) for key, head in _HEADS.items()} | {"at": self.axis(lang)}
        rows: list[tuple[float, dict[str, Any]]] = []
        for root in self.roots:
            both = f"{self._label(root.a, lang)} = {self._label(root.b, lang)}"
            what = (_TOUCH if root.touches else _ROOT)(lang)
            rows.append((root.at, {"what": what, "between": both, "total": root.total_kg_co2e}))
        for jump in self.jumps:
            names = [self._label(name, lang) for name in (jump.case, *jump.swapped)]
            what = (_STOPS if jump.refusal else _CROSSED if jump.swapped else _JUMP)(lang)
            rows.append((jump.at, {"what": what, "between": " / ".join(names), "total": jump.after}))
        for span in self._partly_equal():
            both = f"{self._label(span.a, lang)} = {self._label(span.b, lang)}"
            what = _SPAN(lang, high=with_unit(span.high, self.range.varied))
            rows.append((span.low, {"what": what, "between": both, "total": span.total_kg_co2e}))
        rows.sort(key=lambda row: row[0])
        return pd.DataFrame(
            [
                {heads["at"]: at} | {heads[key]: value for key, value in row.items()}
                | {heads["order"]: self._told_order(at, lang)}
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
            "unit": self.cases.unit,
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
                {
                    "a": each.a,
                    "b": each.b,
                    "at": each.at,
                    "kg_co2e": each.total_kg_co2e,
                    "places_change": not each.touches,
                }
                for each in self.roots
            ],
            "equal_between": [
                {"a": each.a, "b": each.b, "from": each.low, "to": each.high} for each in self.spans
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
                {
                    "from": each.low,
                    "to": each.high,
                    "lowest_first": list(each.order),
                    "equal": [list(group) for group in each.groups if len(group) > 1],
                }
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
        inventories = {id(case.result.applied.inventory): case for case in self.cases.cases}
        for case in inventories.values():
            there = replace(self.range, varied=case.varied[0])
            lines += impossible_notes(case.result.applied.inventory, [there], lang)
        for root in self.roots:
            names = {"a": self._label(root.a, lang), "b": self._label(root.b, lang)}
            at, total = with_unit(root.at, varied, 6), number(root.total_kg_co2e, 6)
            lines.append(
                (_TOUCH_AT if root.touches else _EQUAL_AT)(lang, **names, name=name, at=at, total=total)
            )
        for span in self._partly_equal():
            names = {"a": self._label(span.a, lang), "b": self._label(span.b, lang)}
            ends = {"low": number(span.low, 6), "high": with_unit(span.high, varied, 6)}
            lines.append(_EQUAL_FROM(lang, **names, name=name, **ends))
        for jump in self.jumps:
            lines += self._told_jump(jump, lang)
        lines += [self._told_none(a, b, lang) for a, b in self.without()]
        return [*lines, *self._told_refusals(lang), _ALONE(lang), _SCAN(lang)]

    def axis(self, lang: str) -> str:
        """Name of the varied number with its unit."""
        return axis_label(self.range.varied, self.inventory, lang)

    def plot(self, lang: str = "en") -> Figure:
        """All results over the varied number, with crossings and jumps."""
        from rulewright.reporting.figures_break_even import break_even_figure

        return break_even_figure(self, lang)

    def write(self, directory: str | Path, lang: str = "en") -> tuple[Path, ...]:
        """Write break-even.csv (events), break-even.json and the figure in both languages into a directory."""
        from rulewright.reporting.files import write_result

        return write_result(self, directory, "break-even", lang).paths

    def _repr_html_(self) -> str:
        return tabled(self)

    def _label(self, name: str, lang: str) -> str:
        return self.labels[name].get(lang)

    def _partly_equal(self) -> list[EqualSpan]:
        """Stretches of equality of pairs that are not equal all over the range."""
        low, high = self.range.low, self.range.high
        return [each for each in self.spans if (each.low, each.high) != (low, high)]

    def _groups(self, x: float) -> tuple[tuple[str, ...], ...]:
        """Names from the lowest result at a point, equal ones together."""
        found = zip(self.labels, self.cases.at((x,)), strict=True)
        known = [(each.total_kg_co2e, name) for name, each in found if each.total_kg_co2e is not None]
        known.sort(key=lambda pair: pair[0])
        groups: list[tuple[float, list[str]]] = []
        for total, name in known:
            if groups and is_zero(total - groups[-1][0], total):
                groups[-1][1].append(name)
            else:
                groups.append((total, [name]))
        places = {name: place for place, name in enumerate(self.labels)}
        return tuple(tuple(sorted(names, key=places.__getitem__)) for _, names in groups)

    def _told_order(self, at: float, lang: str) -> str:
        """The order from a point on, in names."""
        last = self.stretches[-1]
        there = next((each for each in self.stretches if each.low <= at < each.high), last)
        return " < ".join(" = ".join(self._label(name, lang) for name in group) for group in there.groups)

    def _told_jump(self, jump: Jump, lang: str) -> list[str]:
        varied = self.range.varied
        gaps = {
            "name": varied.label(self.inventory, lang), "case": self._label(jump.case, lang),
            "at": with_unit(jump.at, varied, 6),
        }  # fmt: skip
        if jump.refusal is not None and jump.refusal.refusal is not None:
            return [_STOPS_AT(lang, **gaps, changes=refusal_text(jump.refusal.refusal, lang))]
        assert jump.before is not None and jump.after is not None
        gaps |= {"before": number(jump.before, 6), "after": number(jump.after, 6)}
        changes = "; ".join(each.say(lang, self.inventory) for each in jump.turned)
        lines = [_JUMP_AT(lang, **gaps, changes=changes) if jump.turned else _LEAP_AT(lang, **gaps)]
        return lines + [
            _SWAP(lang, a=self._label(jump.case, lang), b=self._label(other, lang)) for other in jump.swapped
        ]

    def _told_refusals(self, lang: str) -> list[str]:
        lines = []
        for place, case in enumerate(self.labels):
            there = [(x, self.cases.one(place, (x,)).refusal) for x in self.grid]
            refused = [(x, refusal) for x, refusal in there if refusal is not None]
            if refused:
                x, refusal = refused[0]
                gaps = {"count": len(refused), "at": with_unit(x, self.range.varied)}
                what = refusal_text(refusal, lang)
                lines.append(_REFUSED(lang, case=self._label(case, lang), **gaps, what=what))
        return lines

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
        if all(is_zero(difference, total) for difference, total in found):
            return _SAME(lang, **names)
        sizes = [abs(each) for each in differences]
        if min(differences) < 0 < max(differences):
            return _AROUND(lang, **names)
        above = names["a"] if sum(differences) > 0 else names["b"]
        least, most = number(min(sizes)), number(max(sizes))
        by = least if least == most else _FROM_TO(lang, least=least, most=most)
        return _NONE(lang, **names, above=above, by=by)


def with_unit(value: float, varied: Varied, digits: int = 4) -> str:
    """A value of a varied number for readers; a ratio has no unit."""
    text = number(value, digits)
    return text if varied.unit == "1" else f"{text} {varied.unit}"


def axis_label(varied: Varied, inventory: Inventory, lang: str) -> str:
    """Name of a varied number with its unit, for an axis or a column."""
    name = varied.label(inventory, lang)
    return name if varied.unit == "1" else f"{name} [{varied.unit}]"
