"""Figures of choice and data: shares of the variance, and what a draft rule leaves of the spread."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rulewright import __version__
from rulewright.reporting.figures import DPI, FAINT, GREY, INK, WIDTH, NotebookFigure, shortened
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.analysis.choices_result import ChoiceDecomposition
    from rulewright.analysis.comparability_result import Comparability

# Okabe and Ito's palette; a family of clauses has its colour, data are grey
CHOICE_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
DATA, TOGETHER = "#8C8C8C", "#FFFFFF"
HATCH = "/////"
ABOVE = 0.17  # of a row: first order stands this far above its middle, the total index below
LEFT, RIGHT, ROW = 3.9, 0.5, 0.42  # inches
SHOWN = 14  # factors in a figure; the table has all
SMALLEST = 0.02  # a part of the stacked bar below this is not drawn by itself
SMALLEST_SHOWN, SMALLEST_GAIN = (
    5e-4,
    5e-3,
)  # shares of the variance below these have no row; the table has all

TITLE = Sentence("离散来自何处：选择还是数据", "Where the spread comes from: choices or data")
SUBTITLE = Sentence(
    "{count} 个规则，{samples} 行样本；均值 {mean}，标准差 {sd} kg CO₂e / {unit}",
    "{count} rules, {samples} rows; mean {mean}, standard deviation {sd} kg CO₂e / {unit}",
)
FIRST, TOTAL_INDEX, EFFECT = (
    Sentence("一阶：单独造成", "first order: by itself"),
    Sentence("总效应：含交互", "total: with interactions"),
    Sentence("Shapley 效应：交互平分", "Shapley effect: interactions shared"),
)
AXIS = Sentence("占方差的份额（须：95 % 区间）", "share of the variance (whiskers: 95 % interval)")
STACK = Sentence("方差", "variance")
INTERACTIONS = Sentence("交互", "interactions")
OTHERS = Sentence("其他", "others")
FOOTER = Sentence(
    "清单：{inventory}，哈希 {hash}。规则：{rules}。工具：rulewright {toolkit}。",
    "Inventory: {inventory}, hash {hash}. Rules: {rules}. Toolkit: rulewright {toolkit}.",
)
DRAFT_TITLE = Sentence("{draft} 之后剩余多少离散", "What {draft} leaves of the spread")
DRAFT_SUBTITLE = Sentence(
    "占备选规则方差的份额；备选的标准差 {sd} kg CO₂e / {unit}",
    "share of the variance over the alternatives, whose standard deviation is {sd} kg CO₂e / {unit}",
)
ALTERNATIVES = Sentence("备选规则：全部选择和数据", "alternatives: all choices and data")
LEFT_OVER = Sentence("规则确定之后", "once the rule has fixed what it fixes")
GAIN = Sentence("确定“{part}”可减少", "gain of settling {part}")
FLOOR = Sentence("只剩数据", "data alone")
DRAFT_FOOTER = Sentence(
    "清单：{inventory}。备选：{rules}。工具：rulewright {toolkit}。",
    "Inventory: {inventory}. Alternatives: {rules}. Toolkit: rulewright {toolkit}.",
)


def shares_figure(result: ChoiceDecomposition, lang: str = "en") -> NotebookFigure:
    """Draw first-order and total indices with their intervals, choices above data, and the variance as a stacked bar."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    with use_font():
        chosen = {each.name for each in result.choices}
        shown = [
            each for each in result.found.indices if max(abs(each.total), abs(each.first)) >= SMALLEST_SHOWN
        ]
        data = sorted((each for each in shown if each.name not in chosen), key=lambda each: -each.total)
        choices = sorted((each for each in shown if each.name in chosen), key=lambda each: -each.total)
        rows = [*choices, *data][:SHOWN]
        colours = {
            each.name: CHOICE_COLOURS[place % len(CHOICE_COLOURS)] for place, each in enumerate(choices)
        }
        head, foot, bar = 1.35, 0.95, 0.75
        height = head + bar + len(rows) * ROW + foot
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        inner = (WIDTH - LEFT - RIGHT) / WIDTH
        stack = figure.add_axes((LEFT / WIDTH, 1 - (head + 0.4) / height, inner, 0.34 / height))
        _stack(stack, result, colours, lang)
        axes = figure.add_axes((LEFT / WIDTH, foot / height, inner, len(rows) * ROW / height))
        _frame(axes)
        reach = [0.0]
        for row, each in enumerate(rows):
            colour = colours.get(each.name, DATA)
            axes.barh(
                row, max(each.first, 0.0), 0.46, color=colour, edgecolor="white", linewidth=0.6, zorder=2
            )
            _whisker(axes, row - ABOVE, each.first, each.first_error)
            _whisker(axes, row + ABOVE, each.total, each.total_error)
            for value, error, place in (
                (each.first, each.first_error, row - ABOVE),
                (each.total, each.total_error, row + ABOVE),
            ):
                axes.annotate(
                    _per_cent(value),
                    (max(value, 0.0) + error, place),
                    (6, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize=8,
                    color=INK,
                )
                reach += [value - error, value + error]
            axes.plot(
                each.total,
                row + ABOVE,
                "D",
                markersize=5,
                markerfacecolor="white",
                markeredgecolor=INK,
                zorder=5,
            )
            if each.effect is not None:
                axes.plot(each.effect, row, "o", markersize=5, color=INK, markeredgecolor="white", zorder=6)
        low, high = min(reach), 1.04 * max(*reach, 1.0)
        axes.set_xlim(low, high)
        stack.set_xlim(low, high)
        axes.set_ylim(len(rows) - 0.5, -0.6)
        names = [shortened(result.label(each.name, lang), 50) for each in rows]
        axes.set_yticks(range(len(rows)), names, fontsize=9.5, color=INK)
        axes.set_xlabel(AXIS(lang), fontsize=9.5, color=INK, labelpad=6)
        keys = [
            (Patch(facecolor=GREY), FIRST(lang)),
            (
                Line2D([], [], linestyle="", marker="D", markerfacecolor="white", markeredgecolor=INK),
                TOTAL_INDEX(lang),
            ),
        ]
        if any(each.effect is not None for each in rows):
            keys.append((Line2D([], [], linestyle="", marker="o", color=INK), EFFECT(lang)))
        handles, words = zip(*keys, strict=True)
        figure.legend(
            handles, words, loc="upper left", bbox_to_anchor=(0.25 / WIDTH, 1 - 0.8 / height), ncols=len(keys),
            fontsize=9, frameon=False, handlelength=1.3, borderpad=0, borderaxespad=0, labelcolor=INK,
        )  # fmt: skip
        found = result.found
        subtitle = SUBTITLE(
            lang, count=len(result.rules), samples=found.samples, mean=number(found.mean),
            sd=number(math.sqrt(found.variance)), unit=result.unit,
        )  # fmt: skip
        footer = FOOTER(
            lang,
            inventory=result.inventory.id,
            hash=result.inventory.hash,
            rules=", ".join(result.rules),
            toolkit=__version__,
        )
        _write(figure, height, TITLE(lang), subtitle, footer)
        return figure


def comparability_figure(result: Comparability, lang: str = "en") -> NotebookFigure:
    """Draw the variance over the alternatives, what the draft leaves, the gains of settling more, and the data's own."""
    from rulewright.analysis.part_words import part_label

    with use_font():
        gains = [each for each in result.open if each.gain >= SMALLEST_GAIN][:SHOWN]
        rows: list[tuple[str, float, float, float, str]] = [
            (ALTERNATIVES(lang), 1.0, 1.0, 1.0, "#1A1A1A"),
            (LEFT_OVER(lang), result.index, result.low, result.high, CHOICE_COLOURS[0]),
        ]
        rows += [
            (
                GAIN(lang, part=part_label(each.names, lang)),
                each.gain,
                each.gain - each.gain_error,
                each.gain + each.gain_error,
                CHOICE_COLOURS[1],
            )
            for each in gains
        ]
        rows.append((FLOOR(lang), result.floor, result.floor, result.floor, DATA))
        head, foot, left = 0.95, 0.95, 4.4
        height = head + len(rows) * 0.46 + foot
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = figure.add_axes(
            (left / WIDTH, foot / height, (WIDTH - left - 0.6) / WIDTH, len(rows) * 0.46 / height)
        )
        _frame(axes)
        for row, (_, value, low, high, colour) in enumerate(rows):
            axes.barh(row, value, 0.56, color=colour, edgecolor="white", linewidth=0.6, zorder=2)
            if high > low:
                _whisker(axes, row, (low + high) / 2, (high - low) / 2)
            axes.annotate(
                _per_cent(value), (max(value, high), row), (6, 0), textcoords="offset points", va="center", fontsize=10,
                color=INK,
            )  # fmt: skip
        axes.set_xlim(
            min(0.0, *(low for _, _, low, _, _ in rows)), 1.12 * max(high for _, _, _, high, _ in rows)
        )
        axes.set_ylim(len(rows) - 0.5, -0.6)
        axes.set_yticks(range(len(rows)), [shortened(row[0], 62) for row in rows], fontsize=9.5, color=INK)
        axes.set_xlabel(AXIS(lang), fontsize=9.5, color=INK, labelpad=6)
        footer = DRAFT_FOOTER(
            lang, inventory=result.inventory, rules=", ".join(result.weights), toolkit=__version__
        )
        subtitle = DRAFT_SUBTITLE(lang, sd=number(result.sd_all), unit=result.unit)
        _write(figure, height, DRAFT_TITLE(lang, draft=result.draft.id), subtitle, footer)
        return figure


def _stack(axes: Axes, result: ChoiceDecomposition, colours: dict[str, str], lang: str) -> None:
    """The variance as one bar: choices one by one, data, and what they make only together."""
    parts: list[tuple[str, float, str, str | None]] = []
    rest = 0.0
    for each in result.found.indices:
        if each.name in colours:
            if each.first >= SMALLEST:
                parts.append((result.label(each.name, lang), each.first, colours[each.name], None))
            else:
                rest += max(each.first, 0.0)
    parts.sort(key=lambda part: -part[1])
    data = max(result.found.groups["data"].first, 0.0)
    together = max(0.0, 1.0 - sum(value for _, value, _, _ in parts) - rest - data)
    if rest >= SMALLEST:
        parts.append((OTHERS(lang), rest, FAINT, None))
    parts += [(result.label("data", lang), data, DATA, None), (INTERACTIONS(lang), together, TOGETHER, HATCH)]
    whole = sum(value for _, value, _, _ in parts)
    at = 0.0
    for label, value, colour, hatch in parts:
        width = value / whole
        axes.barh(
            0,
            width,
            0.9,
            left=at,
            color=colour,
            hatch=hatch,
            edgecolor=INK if hatch else "white",
            linewidth=0.7,
        )
        if width > 0.045:
            text = f"{shortened(label, int(width * 92))}\n{_per_cent(value)}"
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0} if hatch else None
            dark = colour in ("#0072B2", "#009E73", "#D55E00")
            axes.text(
                at + width / 2, 0, text, ha="center", va="center", fontsize=7.5, color="white" if dark else INK, bbox=box,
                linespacing=1.1,
            )  # fmt: skip
        at += width
    axes.set_ylim(-0.5, 0.5)
    axes.spines[:].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([0], [STACK(lang)], fontsize=9.5, color=INK)
    axes.tick_params(axis="y", length=0, labelfontfamily=list(FAMILIES))


def _frame(axes: Axes) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(axis="x", labelsize=9, colors=GREY, labelfontfamily=list(FAMILIES))
    axes.tick_params(axis="y", length=0, labelfontfamily=list(FAMILIES))
    axes.xaxis.set_major_formatter(lambda value, _: _per_cent(value))
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
    axes.set_axisbelow(True)


def _whisker(axes: Axes, row: float, middle: float, half: float) -> None:
    axes.plot([middle - half, middle + half], [row, row], color=INK, linewidth=0.9, zorder=4)


def _per_cent(value: float) -> str:
    return f"{value:.0%}".replace("-", "−").replace("−0%", "0%").replace("%", " %")


def _write(figure: NotebookFigure, height: float, title: str, subtitle: str, foot: str) -> None:
    left = 0.25 / WIDTH
    figure.text(left, 1 - 0.22 / height, shortened(title, 92), fontsize=14, color=INK, va="top")
    figure.text(left, 1 - 0.53 / height, subtitle, fontsize=10, color=GREY, va="top")
    figure.text(left, 0.13 / height, _wrapped(foot, 165), fontsize=7.5, color=GREY, va="bottom")


def _wrapped(text: str, columns: int) -> str:
    """Break a line of ids at spaces."""
    from textwrap import wrap

    return "\n".join(wrap(text, columns))
