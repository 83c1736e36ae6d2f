"""Figures of the evidence for a rule: points by inventories, alternatives as dots, results of other rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from rulewright import __version__
from rulewright.reporting.figures import CREATOR, DPI, FAINT, GREY, INK, NotebookFigure, shortened
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence
from rulewright.words import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.drafting.evidence.pack import Evidence

MM = 1 / 25.4  # inches
POINTS, SMALL = 7.5, 6.0  # 六号: text in figures (GB/T 1.1-2020, table F.1); footers below it
PAGE_MM = 165.0  # width of the text of a page
NAMES_MM, FOOT_MM, AXIS_MM = 62.0, 5.0, 11.0
LEGEND_MM, LEGEND_COLUMNS = 4.6, 2
ROW_MM, HEAD_ROW_MM, CELL_MM = 4.4, 5.2, 4.8
MOST_ROWS, MOST_POINTS = 26, 40  # that fit a page
LINEAR = 1.0  # per cent around zero where the axis is linear
# Okabe and Ito's palette and a shape for each, so that neither colour nor print is needed
MARKS = (
    ("o", "#0072B2"), ("s", "#E69F00"), ("^", "#009E73"), ("D", "#CC79A7"), ("v", "#56B4E9"), ("P", "#D55E00"),
    ("X", "#8C8C8C"), ("*", "#F0E442"),
)  # fmt: skip

OVERVIEW = Sentence(
    "各规定点的备选使结果变化的范围：{rule}", "How far the alternatives of each point move the result: {rule}"
)
RANGE = Sentence(
    "最低至最高的变化，占规则结果的百分比；颜色为其中较大的一个；空白：不变",
    "lowest to highest change, per cent of the rule's result; the colour is the larger of both; blank: no change",
)
CHANGE = Sentence(
    "结果的变化，%（±1 % 以内线性，以外对数）",
    "change of the result, % (linear within ±1 %, logarithmic beyond)",
)
CANNOT = Sentence("不能执行", "cannot run")
MORE = Sentence(
    "另有 {count} 个影响较小的规定点，见表。", "{count} points with less effect are in the table."
)
FOOTER = Sentence(
    "规则 {rule}（{rule_hash}）；清单 {inventories}；rulewright {toolkit}；备选：中心值，逐个替换；种子 {seed}。",
    "Rule {rule} ({rule_hash}); inventories {inventories}; rulewright {toolkit}; alternatives at central values, one at a time; "
    "seed {seed}.",
)


@dataclass(frozen=True)
class Row:
    """One alternative: its name, changes by inventory [1] (None: cannot run there); a head has no changes."""

    name: str
    changes: tuple[float | None, ...] | None = None


def overview_figure(evidence: Evidence, lang: str = "en") -> NotebookFigure:
    """Draw points by inventories: the range of changes that their alternatives make, per cent of the rule's result."""
    found = sorted(evidence.moving, key=lambda place: -max(_sizes(evidence, place)))
    shown = sorted(found[:MOST_POINTS])
    columns = len(evidence.cases)
    with use_font():
        head = 14.0
        foot = FOOT_MM + (4.0 if len(found) > len(shown) else 0.0)
        height = head + 5.0 + max(len(shown), 1) * CELL_MM + foot
        figure = _figure(height)
        inner = PAGE_MM - NAMES_MM - 2
        place = (NAMES_MM / PAGE_MM, foot / height, inner / PAGE_MM, (height - head - 5.0 - foot) / height)
        axes = figure.add_axes(place)
        axes.spines[:].set_visible(False)
        axes.set_xlim(0, columns)
        axes.set_ylim(max(len(shown), 1), 0)
        for row, each in enumerate(shown):
            for column, _ in enumerate(evidence.cases):
                _cell(axes, evidence, each, row, column)
        names = [
            f"{say(evidence.points[each].family, lang)}　{evidence.label(evidence.points[each], lang)}"
            for each in shown
        ]
        axes.set_yticks(
            [row + 0.5 for row in range(len(shown))],
            [shortened(name, 44) for name in names],
            fontsize=POINTS,
            color=INK,
        )
        letters = [f"{letter(number)}" for number in range(columns)]
        axes.set_xticks([column + 0.5 for column in range(columns)], letters, fontsize=POINTS, color=INK)
        axes.xaxis.tick_top()
        axes.tick_params(length=0, labelfontfamily=list(FAMILIES), pad=2)
        top = 1 - 1.5 / height
        title = OVERVIEW(lang, rule=evidence.rule.document.number)
        figure.text(1 / PAGE_MM, top, shortened(title, 100), fontsize=9, color=INK, va="top")
        figure.text(1 / PAGE_MM, 1 - 6.5 / height, RANGE(lang), fontsize=SMALL + 0.5, color=GREY, va="top")
        if len(found) > len(shown):
            more = MORE(lang, count=len(found) - len(shown))
            figure.text(1 / PAGE_MM, (FOOT_MM + 1) / height, more, fontsize=SMALL, color=GREY, va="bottom")
        _foot(figure, height, evidence, lang)
        return figure


def strip_figure(
    evidence: Evidence, rows: Sequence[Row], lang: str = "en", inventories: Sequence[int] | None = None
) -> NotebookFigure:
    """Draw one line an alternative and one mark an inventory: the change of the result [per cent], heads between them.

    Parameters
    ----------
    inventories
        Places of the inventories that the changes are about; default: all.
    """
    places = list(range(len(evidence.cases))) if inventories is None else list(inventories)
    with use_font():
        depth = sum(HEAD_ROW_MM if row.changes is None else ROW_MM for row in rows)
        legend = 1 + LEGEND_MM * -(-len(places) // LEGEND_COLUMNS)
        height = legend + depth + AXIS_MM + FOOT_MM
        figure = _figure(height)
        inner = (PAGE_MM - NAMES_MM - 4) / PAGE_MM
        axes = figure.add_axes((NAMES_MM / PAGE_MM, (AXIS_MM + FOOT_MM) / height, inner, depth / height))
        axes.set_ylim(depth, 0)
        _scale(axes, [each for row in rows for each in row.changes or () if each is not None])
        at = 0.0
        for row in rows:
            size = HEAD_ROW_MM if row.changes is None else ROW_MM
            _row(axes, row, at + size / 2, places, lang)
            at += size
        axes.set_xlabel(CHANGE(lang), fontsize=POINTS, color=INK, labelpad=2)
        _legend(figure, evidence, places, height, lang)
        _foot(figure, height, evidence, lang)
        return figure


def png(figure: NotebookFigure) -> bytes:
    """A figure as PNG; the same figure gives the same bytes."""
    image = BytesIO()
    with use_font():
        figure.savefig(image, format="png", dpi=DPI, metadata={"Software": CREATOR})
    return image.getvalue()


def letter(place: int) -> str:
    """Letter of an inventory in tables and figures: A, B, ... Z, AA, ...

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    return chr(65 + place) if place < 26 else letter(place // 26 - 1) + chr(65 + place % 26)


def share_text(value: float) -> str:
    """A change in per cent, with sign.

    Examples
    --------
    >>> share_text(0.0123), share_text(-0.5), share_text(0.0), share_text(1e-7), share_text(20.4)
    ('+1.2 %', '−50.0 %', '0', '~0', '+2,040 %')
    """
    if value == 0:
        return "0"
    sign = "+" if value > 0 else "−"
    size = abs(value) * 100
    if size < 0.05:
        return "~0"
    return f"{sign}{size:,.0f} %" if size >= 1000 else f"{sign}{size:.1f} %"


# ---- parts ----------------------------------------------------------------------------------------------


def _figure(height_mm: float) -> NotebookFigure:
    return NotebookFigure(figsize=(PAGE_MM * MM, height_mm * MM), dpi=DPI, facecolor="white")


def _sizes(evidence: Evidence, place: int) -> list[float]:
    """Largest change of a point on each inventory, without its sign [1]."""
    return [
        max((abs(each) for each in _range(evidence, place, column)), default=0.0)
        for column in range(len(evidence.cases))
    ]


def _range(evidence: Evidence, place: int, column: int) -> list[float]:
    effects = evidence.cases[column].effects[place].options
    return [each.share for each in effects if each.share]


def _cell(axes: Axes, evidence: Evidence, place: int, row: int, column: int) -> None:
    from matplotlib.patches import Rectangle

    changes = _range(evidence, place, column)
    if not changes:
        return
    low, high = min(0.0, *changes), max(0.0, *changes)
    largest = max(-low, high)
    # five steps of one hue, from 0.1 % to 100 %
    colours = ("#F7FBFF", "#DCEAF6", "#ABCFE6", "#5FA3CE", "#1D6AAE")
    step = sum(largest >= limit for limit in (0.001, 0.01, 0.1, 0.5))
    axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colours[step], edgecolor="white", linewidth=0.8))
    parts = [share_text(each) for each in (low, high) if each]
    axes.text(
        column + 0.5, row + 0.52, " … ".join(parts), ha="center", va="center", fontsize=SMALL + 0.5,
        color="white" if step == 4 else INK,
    )  # fmt: skip


def _scale(axes: Axes, changes: Sequence[float]) -> None:
    from matplotlib.ticker import NullLocator

    per_cent = [100 * each for each in changes] or [0.0]
    low, high = min(0.0, *per_cent), max(0.0, *per_cent)
    axes.set_xscale("symlog", linthresh=LINEAR, linscale=0.6)
    axes.set_xlim(min(low * 1.6, -LINEAR), max(high * 1.6, LINEAR))
    ticks = [0.0]
    size = 1.0
    while size <= max(-low, high) * 1.6:
        ticks += [
            each for each in (-size, size) if min(low * 1.6, -LINEAR) <= each <= max(high * 1.6, LINEAR)
        ]
        size *= 10
    ticks.sort()
    axes.set_xticks(
        ticks, [f"{each:+,.0f}".replace("-", "−").replace("+0", "0") for each in ticks], fontsize=POINTS
    )
    axes.xaxis.set_minor_locator(NullLocator())
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(axis="x", colors=GREY, labelfontfamily=list(FAMILIES), length=2)
    axes.tick_params(axis="y", length=0)
    axes.set_yticks([])
    axes.xaxis.grid(True, color=FAINT, linewidth=0.5)
    axes.axvline(0.0, color=INK, linewidth=0.8, zorder=2)
    axes.set_axisbelow(True)


def _row(axes: Axes, row: Row, at: float, places: Sequence[int], lang: str) -> None:
    transform = axes.get_yaxis_transform()
    if row.changes is None:
        axes.text(
            -(NAMES_MM - 1) / (PAGE_MM - NAMES_MM - 4), at + 0.4, shortened(row.name, 110), transform=transform,
            fontsize=POINTS, color=INK, va="center", ha="left",
        )  # fmt: skip
        axes.axhline(at - HEAD_ROW_MM / 2 + 0.4, xmin=-0.7, color=FAINT, linewidth=0.6, clip_on=False)
        return
    axes.text(
        -0.012,
        at,
        shortened(row.name, 46),
        transform=transform,
        fontsize=POINTS - 0.5,
        color=INK,
        va="center",
        ha="right",
    )
    values = [each for each in row.changes if each is not None]
    if not values:
        axes.text(0.0, at, f"  {CANNOT(lang)}", fontsize=SMALL, color=GREY, va="center", ha="left", zorder=4)
        return
    axes.plot(
        [100 * min(0.0, *values), 100 * max(0.0, *values)], [at, at], color=FAINT, linewidth=1.2, zorder=1,
    )  # fmt: skip
    for number, (place, value) in enumerate(zip(places, row.changes, strict=True)):
        if value is not None:
            shape, colour = MARKS[place % len(MARKS)]
            aside = (number - (len(places) - 1) / 2) * min(0.9, 2.4 / len(places))  # equal changes stay apart
            axes.plot(
                100 * value, at + aside, shape, markersize=4, markerfacecolor=colour, markeredgecolor="white",
                markeredgewidth=0.4, zorder=3, clip_on=False,
            )  # fmt: skip


def _legend(
    figure: NotebookFigure, evidence: Evidence, places: Sequence[int], height: float, lang: str
) -> None:
    from matplotlib.legend import Legend
    from matplotlib.lines import Line2D

    handles, labels = [], []
    for place in places:
        shape, colour = MARKS[place % len(MARKS)]
        handles.append(Line2D([], [], linestyle="", marker=shape, markersize=4, color=colour))
        title = evidence.cases[place].inventory.file.title.get(lang)
        labels.append(shortened(f"{letter(place)}　{title}", 60))
    legend = Legend(
        figure, handles, labels, loc="upper left", bbox_to_anchor=(1 / PAGE_MM, 1 - 1 / height), ncols=LEGEND_COLUMNS,
        fontsize=POINTS - 0.5, frameon=False, handletextpad=0.2, columnspacing=1.0, borderpad=0, borderaxespad=0,
        labelcolor=INK,
    )  # fmt: skip
    figure.add_artist(legend)


def _foot(figure: NotebookFigure, height: float, evidence: Evidence, lang: str) -> None:
    inventories = ", ".join(
        f"{letter(place)} {case.inventory.hash[:8]}" for place, case in enumerate(evidence.cases)
    )
    text = FOOTER(
        lang, rule=evidence.rule.id, rule_hash=evidence.rule.hash[:8], inventories=shortened(inventories, 90),
        toolkit=__version__, seed=evidence.question.seed,
    )  # fmt: skip
    figure.text(1 / PAGE_MM, 1 / height, text, fontsize=SMALL - 0.5, color=GREY, va="bottom")
