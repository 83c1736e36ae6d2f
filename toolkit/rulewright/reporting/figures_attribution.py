"""Figures of attribution: a waterfall between two rules, a heat map from one baseline to many."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rulewright import __version__
from rulewright.reporting.figures import DPI, FAINT, GREY, INK, WIDTH, NotebookFigure, shortened
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.readable import setting_name
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.analysis.attribution_parts import Part
    from rulewright.analysis.attribution_result import Attribution
    from rulewright.analysis.attribution_table import AttributionTable

MORE, LESS = "#D55E00", "#0072B2"  # told apart with any colour vision
LEFT, RIGHT, HEAD, FOOT, ROW = 4.1, 0.95, 1.0, 1.0, 0.5  # inches
NAMES, SETTINGS = 46, 70  # half-width columns left of the axis, at 10 and 7.5 pt
CELL, CELL_WIDTH = 0.46, 1.05  # inches
HARDLY = 1e-4  # of the largest total or part: parts below it share a row of the waterfall
MANY = 10  # parts beyond which rows of a heat map that are nothing everywhere are left out; the table has all

TITLE = Sentence("哪些条款造成差别：{from_} → {to}", "Which clauses make the difference: {from_} to {to}")
SUBTITLE = Sentence(
    "Shapley 值，kg CO₂e / {unit}；差值 {difference}",
    "Shapley values, kg CO₂e / {unit}; difference {difference}",
)
WHISKERS = Sentence("误差线：{draws} 次抽样的 95 % 区间", "whiskers: 95 % interval of {draws} draws")
TOTAL = Sentence("{rule}：合计", "{rule}: total")
NOTHING = Sentence("其余 {count} 个有差异的部分：没有影响", "{count} other parts that differ: no effect")
LITTLE = Sentence(
    "其余 {count} 个有差异的部分：各不足 {limit} kg", "{count} other parts that differ: below {limit} kg each"
)
AXIS = Sentence("kg CO₂e / {unit}", "kg CO₂e / {unit}")
FOOTER = Sentence(
    "清单：{inventory}。规则：{from_}（{from_hash}），{to}（{to_hash}）。工具：rulewright {toolkit}。",
    "Inventory: {inventory}. Rules: {from_} ({from_hash}), {to} ({to_hash}). Toolkit: rulewright {toolkit}.",
)
MAP_TITLE = Sentence("哪些条款造成与 {baseline} 的差别", "Which clauses make the difference from {baseline}")
MAP_SUBTITLE = Sentence(
    "各规则减基准的差值按条款族分摊（Shapley 值），kg CO₂e / {unit}",
    "difference of each rule from the baseline, shared among families of clauses (Shapley values), kg CO₂e / {unit}",
)
MAP_SUBTITLE_SETTINGS = Sentence(
    "各规则减基准的差值按条款设置分摊（Shapley 值），kg CO₂e / {unit}",
    "difference of each rule from the baseline, shared among settings of clauses (Shapley values), kg CO₂e / {unit}",
)
MAP_FOOTER = Sentence(
    "清单：{inventory}。基准合计 {total} kg CO₂e。“–”：两个规则在此没有差异，或已并入含“+”的一行。颜色按平方根。工具：rulewright {toolkit}。",
    "Inventory: {inventory}. Total of the baseline: {total} kg CO₂e. A dash: the rules don't differ here, or a row with “+” holds the "
    "part. Colours go by the square root. Toolkit: rulewright {toolkit}.",
)
LEFT_OUT = Sentence(
    "未列 {count} 行：对各规则均无影响。", "{count} rows are left out: no effect under any rule."
)
DIFFERENCE = Sentence("差值", "difference")
_AND = Sentence("、", ", ")


def waterfall_figure(attribution: Attribution, lang: str = "en") -> NotebookFigure:
    """Draw the way from the total of one rule to that of the other, part by part, the largest first.

    The axis need not begin at zero: totals are marks, not bars. Whiskers show the interval of each part.
    """
    with use_font():
        shown, rest, limit = _shown_parts(attribution)
        rows = len(shown) + 2 + bool(rest)
        height = HEAD + rows * ROW + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = _axes(figure, height)
        reach = [attribution.from_kg_co2e, attribution.to_kg_co2e]
        at = attribution.from_kg_co2e
        labels = [TOTAL(lang, rule=attribution.from_rule.id)]
        _mark(axes, 0, at)
        for row, part in enumerate(shown, 1):
            reach += _draw_part(axes, row, at, part)
            at += part.kg_co2e
            labels.append(shortened(part.label(lang), NAMES))
            _settings(axes, row, part, lang)
        if rest:
            little = any(part.kg_co2e for part in rest)
            at += math.fsum(part.kg_co2e for part in rest)
            labels.append(
                (LITTLE if little else NOTHING)(lang, count=len(rest), **({"limit": limit} if little else {}))
            )
        last = rows - 1
        _mark(axes, last, attribution.to_kg_co2e)
        axes.plot([at, at], [len(shown), last], color=GREY, linewidth=0.7, zorder=1)
        labels.append(TOTAL(lang, rule=attribution.to_rule.id))
        _finish(axes, labels, reach, attribution.unit, lang)
        subtitle = SUBTITLE(lang, unit=attribution.unit, difference=number(attribution.difference_kg_co2e))
        if attribution.draws:
            subtitle += ("；" if lang == "zh" else "; ") + WHISKERS(lang, draws=f"{attribution.draws:,}")
        title = TITLE(lang, from_=attribution.from_rule.id, to=attribution.to_rule.id)
        foot = FOOTER(
            lang, inventory=attribution.inventory, from_=attribution.from_rule.id,
            from_hash=attribution.from_rule.hash[:8], to=attribution.to_rule.id, to_hash=attribution.to_rule.hash[:8],
            toolkit=__version__,
        )  # fmt: skip
        _write(figure, height, title, subtitle, foot)
        return figure


def heat_map_figure(table: AttributionTable, lang: str = "en") -> NotebookFigure:
    """Draw parts by rules: what each family makes of each rule's difference from the baseline."""
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    from rulewright.analysis.part_words import part_label

    with use_font():
        columns = list(table.attributions.values())
        rows = {
            name: [
                next((part.kg_co2e for part in each.parts if part.names == name), math.nan)
                for each in columns
            ]
            for name in table.names
        }
        names = [
            name
            for name, row in rows.items()
            if len(rows) <= MANY or any(value == value != 0 for value in row)
        ]
        grid = [*(rows[name] for name in names), [each.difference_kg_co2e for each in columns]]
        labels = [part_label(name, lang) for name in names] + [DIFFERENCE(lang)]
        head, foot, left = 1.55, 0.55, 3.0
        height = head + len(grid) * CELL + foot
        width = max(WIDTH * 0.75, left + len(columns) * CELL_WIDTH + 0.4)
        figure = NotebookFigure(figsize=(width, height), dpi=DPI, facecolor="white")
        inner = len(columns) * CELL_WIDTH
        axes = figure.add_axes((left / width, foot / height, inner / width, len(grid) * CELL / height))
        largest = max((abs(value) for row in grid for value in row if value == value), default=0.0) or 1.0
        scale, colours = Normalize(-math.sqrt(largest), math.sqrt(largest)), colormaps["PuOr_r"]
        for row, values in enumerate(grid):
            for column, value in enumerate(values):
                missing = value != value
                _cell(
                    axes,
                    row,
                    column,
                    "#F4F4F4" if missing else colours(scale(math.copysign(math.sqrt(abs(value)), value))),
                    "–" if missing else number(_shown(value, largest), 3),
                )
        axes.plot([-0.5, len(columns) - 0.5], [len(grid) - 1.5] * 2, color=INK, linewidth=1.2)
        axes.set_xlim(-0.5, len(columns) - 0.5)
        axes.set_ylim(len(grid) - 0.5, -0.5)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, labelfontfamily=list(FAMILIES), labelcolor=INK)
        axes.xaxis.tick_top()
        axes.set_xticks(range(len(columns)), list(table.attributions), fontsize=8.5, rotation=20, ha="left")
        axes.set_yticks(range(len(grid)), [shortened(label, 38) for label in labels], fontsize=10)
        one = columns[0]
        footer = MAP_FOOTER(
            lang, inventory=one.inventory, total=number(one.from_kg_co2e), toolkit=__version__
        )
        if len(names) < len(rows):
            gap = "" if lang == "zh" else " "
            footer = LEFT_OUT(lang, count=len(rows) - len(names)) + gap + footer
        _write(
            figure,
            height,
            MAP_TITLE(lang, baseline=table.baseline),
            (MAP_SUBTITLE if one.by == "family" else MAP_SUBTITLE_SETTINGS)(lang, unit=one.unit),
            footer,
            width,
        )
        return figure


def _shown(value: float, largest: float) -> float:
    """A number far below all others is shown as nothing, so that its digits don't shout."""
    return 0.0 if abs(value) < 1e-6 * largest else value


def _shown_parts(attribution: Attribution) -> tuple[list[Part], list[Part], str]:
    """Parts with a row of their own, all others, and what these are below [kg CO2e]."""
    sizes = [attribution.from_kg_co2e, attribution.to_kg_co2e, *(part.kg_co2e for part in attribution.parts)]
    limit = HARDLY * max(abs(size) for size in sizes)
    shown: list[Part] = []
    rest: list[Part] = []
    for part in attribution.parts:
        interval = part.interval
        reach = [part.kg_co2e, *((interval.low, interval.high) if interval is not None else ())]
        (shown if max(abs(each) for each in reach) > limit else rest).append(part)
    return shown, rest, number(limit, 1)


def _axes(figure: NotebookFigure, height: float) -> Axes:
    place = (LEFT / WIDTH, FOOT / height, (WIDTH - LEFT - RIGHT) / WIDTH, (height - HEAD - FOOT) / height)
    axes = figure.add_axes(place)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(axis="x", labelsize=9, colors=GREY, labelfontfamily=list(FAMILIES))
    axes.tick_params(axis="y", length=0, labelfontfamily=list(FAMILIES))
    axes.xaxis.set_major_formatter(lambda value, _: number(value, 4))
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    return axes


def _mark(axes: Axes, row: int, total: float) -> None:
    axes.plot(
        [total, total], [row - 0.33, row + 0.33], color=INK, linewidth=3.2, solid_capstyle="butt", zorder=5
    )
    axes.annotate(
        number(total),
        (total, row),
        (7, 0),
        textcoords="offset points",
        va="center",
        fontsize=11,
        color=INK,
        zorder=6,
    )


def _draw_part(axes: Axes, row: int, start: float, part: Part) -> list[float]:
    """One floating bar, joined to the row before; gives how far it reaches."""
    end = start + part.kg_co2e
    axes.plot([start, start], [row - 1, row], color=GREY, linewidth=0.7, zorder=1)
    colour = MORE if part.kg_co2e > 0 else LESS
    axes.barh(row, part.kg_co2e, 0.5, left=start, color=colour, edgecolor="white", linewidth=0.6, zorder=2)
    reach = [start, end]
    if part.interval is not None:
        low, high = start + part.interval.low, start + part.interval.high
        axes.plot([low, high], [row, row], color=INK, linewidth=1.0, zorder=4)
        for edge in (low, high):
            axes.plot([edge, edge], [row - 0.1, row + 0.1], color=INK, linewidth=1.0, zorder=4)
        reach += [low, high]
    text = number(part.kg_co2e)
    text = text if text.startswith("−") else f"+{text}"
    axes.annotate(
        text,
        (max(reach), row),
        (5, 0),
        textcoords="offset points",
        va="center",
        fontsize=9.5,
        color=INK,
        zorder=6,
    )
    return reach


def _settings(axes: Axes, row: int, part: Part, lang: str) -> None:
    """Under the name of a part, the settings in which the rules differ."""
    names = list(dict.fromkeys(setting_name(each.setting, lang) for each in part.differences))
    if len(part.names) == 1 and "." in part.names[0]:
        return
    axes.annotate(
        shortened(_AND(lang).join(names), SETTINGS), (0, row), (-8, -9), xycoords=axes.get_yaxis_transform(),
        textcoords="offset points", ha="right", va="center", fontsize=7.5, color=GREY,
    )  # fmt: skip


def _finish(axes: Axes, labels: list[str], reach: list[float], unit: str, lang: str) -> None:
    low, high = min(reach), max(reach)
    room = (high - low) or abs(high) or 1.0
    axes.set_xlim(low - 0.06 * room, high + 0.16 * room)
    axes.set_ylim(len(labels) - 0.5, -0.55)
    axes.set_yticks([])
    for row, label in enumerate(labels):
        axes.annotate(
            label, (0, row), (-8, 3), xycoords=axes.get_yaxis_transform(), textcoords="offset points", ha="right",
            va="center", fontsize=10, color=INK,
        )  # fmt: skip
    axes.set_xlabel(AXIS(lang, unit=unit), fontsize=9.5, color=INK, labelpad=6)


def _cell(axes: Axes, row: int, column: int, colour: Any, text: str) -> None:
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.5)
    )
    red, green, blue = to_rgb(colour)
    ink = "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.45 else INK
    axes.text(column, row, text, ha="center", va="center", fontsize=9.5, color=ink)


def _write(
    figure: NotebookFigure, height: float, title: str, subtitle: str, foot: str, width: float = WIDTH
) -> None:
    left = 0.25 / width
    figure.text(left, 1 - 0.22 / height, shortened(title, 92), fontsize=14, color=INK, va="top")
    figure.text(left, 1 - 0.53 / height, subtitle, fontsize=10, color=GREY, va="top")
    figure.text(left, 0.13 / height, foot, fontsize=7.5, color=GREY, va="bottom")
