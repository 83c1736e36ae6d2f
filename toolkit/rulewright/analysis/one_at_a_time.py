"""One number at a time over its range, evaluated exactly: with choices held, and with every choice made anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.analysis.at_point import AtPoint, Turned, at_point, turned
from rulewright.analysis.held_totals import HeldTotals
from rulewright.analysis.ranges import Range, correlated
from rulewright.analysis.sensitivity_result import (
    CORRELATED,
    ORIGINS,
    SensitivityResult,
    range_dict,
    range_notes,
)
from rulewright.analysis.varied import changed_inventory
from rulewright.errors import RulewrightError
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Result

Progress = Callable[[int, int], None]

_HEADS = {
    "number": Sentence("数", "number"),
    "name": Sentence("名称", "name"),
    "unit": Sentence("单位", "unit"),
    "low": Sentence("低值", "low"),
    "high": Sentence("高值", "high"),
    "at_low": Sentence("低值时结果", "result at low"),
    "at_high": Sentence("高值时结果", "result at high"),
    "swing": Sentence("摆幅", "swing"),
    "anew_low": Sentence("低值时结果（重新选择）", "result at low, chosen anew"),
    "anew_high": Sentence("高值时结果（重新选择）", "result at high, chosen anew"),
    "turned": Sentence("改变的选择", "choices that turn"),
}
_WHAT = Sentence(
    "每次只变一个数，其余取中心值，逐点精确计算（份额重新计算）。范围取自：{origins}。",
    "One number at a time, the others at central values, each point computed exactly (shares computed anew). Ranges: "
    "{origins}.",
)
_NO_TURN = Sentence(
    "在这些范围内，规则的选择都不变：重新选择与保持选择的结果相同。",
    "Within these ranges no choice turns: chosen anew or held, results are the same.",
)
_TURN = Sentence(
    "{name} 取{end} {value:g} {unit} 时，规则改作选择：{changes}。结果为 {anew:,.4g}；若保持原选择则为 {held:,.4g} kg CO2e。",
    "With {name} at its {end} {value:g} {unit}, the rule chooses otherwise: {changes}. The result is {anew:,.4g}; with "
    "choices held it would be {held:,.4g} kg CO2e.",
)
_REFUSED = Sentence(
    "{name} 取{end} {value:g} {unit} 时没有结果：{what}。",
    "With {name} at its {end} {value:g} {unit} there is no result: {what}.",
)
_LOW, _HIGH = Sentence("低值", "low"), Sentence("高值", "high")
_NOT_CONSERVED = Sentence(
    "一次只变一个数不顾它们之间的物料平衡（如废钢与铁水），也看不到交互作用。",
    "One number at a time disregards balances among them (scrap and hot metal, say), and shows no interactions.",
)


@dataclass(frozen=True)
class End:
    """One end of a range.

    Attributes
    ----------
    held_kg_co2e
        Total with choices held; None if the system has no usable solution there.
    anew
        The rule applied anew; None if that wasn't asked for, or the number is the rule's own (a characterisation factor).
    turned
        Choices that turned out otherwise than at central values.
    """

    value: float
    held_kg_co2e: float | None
    anew: AtPoint | None
    turned: tuple[Turned, ...] = ()


@dataclass(frozen=True)
class OneNumber:
    """One number and what its ends give."""

    range: Range
    low: End
    high: End

    @property
    def swing_kg_co2e(self) -> float:
        """Distance between the results at both ends, choices held [kg CO2e]; NaN if one has none."""
        if self.low.held_kg_co2e is None or self.high.held_kg_co2e is None:
            return float("nan")
        return abs(self.high.held_kg_co2e - self.low.held_kg_co2e)


class OneAtATimeResult(SensitivityResult):
    """Every number at both ends of its range, the largest swing first."""

    method = "oat"

    def __init__(self, result: Result, numbers: Sequence[OneNumber], anew: bool) -> None:
        super().__init__(result)
        self.numbers, self.anew = tuple(numbers), anew

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a number [kg CO2e per declared unit]."""
        import pandas as pd

        rows = []
        for each in self.numbers:
            varied = each.range.varied
            row: dict[str, Any] = {
                "number": varied.id + varied.window, "name": self.label(varied.id, lang), "unit": varied.unit,
                "low": each.range.low, "high": each.range.high, "at_low": each.low.held_kg_co2e,
                "at_high": each.high.held_kg_co2e, "swing": each.swing_kg_co2e,
            }  # fmt: skip
            if self.anew:
                row |= {
                    "anew_low": _total(each.low),
                    "anew_high": _total(each.high),
                    "turned": "; ".join(
                        dict.fromkeys(
                            t.say(lang, self.inventory) for t in (*each.low.turned, *each.high.turned)
                        )
                    ),
                }
            rows.append({_HEADS[key](lang): value for key, value in row.items()})
        return pd.DataFrame(rows)

    def rows(self) -> list[dict[str, Any]]:
        """Plain data."""
        return [
            {
                **range_dict(each.range),
                "at_low": self._end_dict(each.low),
                "at_high": self._end_dict(each.high),
            }
            for each in self.numbers
        ]

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        origins = dict.fromkeys(each.range.origin for each in self.numbers)
        lines = [
            _WHAT(lang, origins="、".join(ORIGINS[each](lang) for each in origins))
            if lang == "zh"
            else _WHAT(lang, origins=", ".join(ORIGINS[each](lang) for each in origins)),
            _NOT_CONSERVED(lang),
        ]
        keys = [each.range.varied.id for each in self.numbers]
        lines += [CORRELATED(lang, names=", ".join(group)) for group in correlated(self.inventory, keys)]
        lines += range_notes(self.inventory, [each.range for each in self.numbers], lang)
        if not self.anew:
            return lines
        told = [
            line
            for each in self.numbers
            for end, word in ((each.low, _LOW), (each.high, _HIGH))
            if (line := self._told(each, end, word, lang))
        ]
        return [*lines, *(told or [_NO_TURN(lang)])]

    def plot(self, lang: str = "en") -> Figure:
        """Tornado: results at both ends of every range."""
        from rulewright.reporting.figures_sensitivity import tornado_figure

        return tornado_figure(self, lang)

    def about(self) -> dict[str, Any]:
        """Whether choices were made anew as well."""
        return {"chosen_anew": self.anew}

    def _told(self, each: OneNumber, end: End, word: Sentence, lang: str) -> str:
        varied = each.range.varied
        gaps = {
            "name": self.label(varied.id, lang),
            "end": word(lang),
            "value": end.value,
            "unit": varied.unit,
        }
        if end.anew is None:
            return ""
        if end.anew.refusal is not None:
            return _REFUSED(lang, **gaps, what=refusal_text(end.anew.refusal, lang))
        if not end.turned or end.anew.total_kg_co2e is None or end.held_kg_co2e is None:
            return ""
        changes = "; ".join(turn.say(lang, self.inventory) for turn in end.turned)
        return _TURN(lang, **gaps, changes=changes, anew=end.anew.total_kg_co2e, held=end.held_kg_co2e)

    def _end_dict(self, end: End) -> dict[str, Any]:
        found: dict[str, Any] = {"value": end.value, "held_kg_co2e": end.held_kg_co2e}
        if self.anew and end.anew is not None:
            found["chosen_anew_kg_co2e"] = end.anew.total_kg_co2e
            found["refusal"] = None if end.anew.refusal is None else end.anew.refusal.what
            found["turned"] = [
                {"subject": each.subject, "before": each.before, "after": each.after} for each in end.turned
            ]
        return found


def one_at_a_time(
    result: Result, ranges: Sequence[Range], anew: bool = True, progress: Progress | None = None
) -> OneAtATimeResult:
    """Move one number at a time to both ends of its range.

    Parameters
    ----------
    result
        One rule's result.
    ranges
        Numbers with their ranges.
    anew
        Also apply the rule again at every end, so that its choices may turn (two applications a number).
    progress
        Called with (numbers done, numbers).
    """
    model = HeldTotals(result, [each.varied for each in ranges])
    count = len(ranges)
    points = np.tile(model.central, (2 * count, 1))
    for place, each in enumerate(ranges):
        points[2 * place, place], points[2 * place + 1, place] = each.low, each.high
    totals = model(points)
    inventory, product = result.applied.inventory, result.applied.product
    central = at_point(result.rule, inventory, product) if anew else None
    numbers = []
    for place, each in enumerate(ranges):
        ends = []
        for side, value in ((0, each.low), (1, each.high)):
            total = float(totals[2 * place + side])
            held = total if np.isfinite(total) else None
            found = _anew(result, each, value) if central is not None and each.varied.in_inventory else None
            changes = (
                turned(central.choices, found.choices)
                if central is not None and found is not None and found.refusal is None
                else ()
            )
            ends.append(End(value, held, found, changes))
        numbers.append(OneNumber(each, *ends))
        if progress is not None:
            progress(place + 1, count)
    numbers.sort(
        key=lambda each: (-np.nan_to_num(each.swing_kg_co2e, nan=float("inf")), each.range.varied.id)
    )
    return OneAtATimeResult(result, numbers, anew)


def refusal_text(error: RulewrightError, lang: str) -> str:
    """What a refusal says, in one language, without where and mend."""
    from rulewright.errors import MistakesError
    from rulewright.reporting.messages import translate

    if isinstance(error, MistakesError):
        first = error.mistakes[0]
        return (first.what_zh or translate(first.what)) if lang == "zh" else first.what
    return translate(error.what) if lang == "zh" else error.what


def _anew(result: Result, each: Range, value: float) -> AtPoint:
    applied = result.applied
    try:
        inventory = changed_inventory(applied.inventory, [(each.varied, value)])
    except RulewrightError as error:
        return AtPoint(None, {}, error)
    return at_point(result.rule, inventory, applied.product)


def _total(end: End) -> float | None:
    return None if end.anew is None else end.anew.total_kg_co2e
