"""A portfolio as bars: who gains by which clause, and the smallest differences that rules discern."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rulewright import __version__
from rulewright.reporting.figures import (
    DPI,
    FAINT,
    GREY,
    INK,
    WIDTH,
    NotebookFigure,
    shortened,
    wrapped,
)
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.analysis.discernible import Discernment
    from rulewright.analysis.portfolio_gains import Gain, Gains

# Okabe and Ito; a family of clauses has one colour whatever the others
FAMILY_COLOURS = {
    "boundary": "#0072B2", "electricity": "#56B4E9", "recycling": "#009E73", "allocation": "#E69F00", "cut_off": "#CC79A7",
    "biogenic": "#F0E442", "characterisation": "#D55E00",
}  # fmt: skip
HATCHES = ("", "////", "....", "xxxx", "----", "++++", "oooo", "\\\\\\\\")
TICKS = [factor * 10.0**power for power in range(-6, 6) for factor in (1, 2, 5)]  # of a logarithmic share
SEVERAL = "#BFBFBF"  # families that cannot be separated
NAMES, RIGHT, HEAD, FOOT, ROW, LEGEND = 2.75, 1.55, 0.85, 1.05, 0.36, 0.26  # inches
NAME_COLUMNS = 38
SUBTITLE_COLUMNS, FOOT_COLUMNS = 146, 188  # half-width columns across the figure

GAINS_TITLE = Sentence(
    "谁因哪些条款得失：{from_} → {to}", "Who gains and loses by which clauses: {from_} to {to}"
)
GAINS_SUBTITLE = Sentence(
    "足迹的变化按条款分摊（Shapley 值），kg CO₂e / {unit}；得益最多的在上",
    "change of the footprint, shared among clauses (Shapley values), kg CO₂e / {unit}; who gains most stands first",
)
GAINS_AXIS = Sentence("足迹的变化，kg CO₂e / {unit}", "change of the footprint, kg CO₂e / {unit}")
GAINS_FOOT = Sentence(
    "竖线：合计变化；虚线：各厂平均 {mean}；括号内为与平均之差，负为得益。组合 {portfolio}。工具：rulewright {toolkit}。",
    "Bold line: whole change; dashed: mean of the plants, {mean}; in brackets against the mean, below zero: gains. Portfolio "
    "{portfolio}. Toolkit: rulewright {toolkit}.",
)
DISCERN_TITLE = Sentence("规则分辨得出的最小差距", "The smallest difference that each rule discerns")
DISCERN_SUBTITLE = Sentence(
    "两个实际相同的工厂，数据恰好满足规则的要求，结果之差的 95% 分位，占足迹的比例；数字为 kg CO₂e / {unit}",
    "two plants equal in truth, data that just meet the rule's demands: 95% point of the difference, as a share of the footprint; "
    "numbers in kg CO₂e / {unit}",
)
DISCERN_AXIS = Sentence("占足迹的份额（对数坐标）", "share of the footprint (logarithmic)")
DISCERN_FOOT = Sentence(
    "圆点：规则没有要求的指标按最好（1 分）计；方块：按最差（5 分）计；只有一个点：全部指标都有要求。{subject}。工具：rulewright {toolkit}。",
    "Dot: what a rule demands nothing of taken as best (score 1); square: as worst (score 5); one dot only: everything is "
    "demanded. {subject}. Toolkit: rulewright {toolkit}.",
)


def gains_figure(gains: Gains, lang: str = "en") -> NotebookFigure:
    """Draw the change of each plant's footprint, part by part, the plant that gains most first."""
    rows = sorted(gains.rows, key=lambda row: row.against_mean_kg_co2e)
    styles = {part: _style(part, gains.parts) for part in gains.parts}
    with use_font():
        legend_rows = max(1, math.ceil(len(styles) / 5))
        head = HEAD + legend_rows * LEGEND
        height = head + len(rows) * ROW + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = _axes(figure, height, head)
        reach = [0.0]
        for place, row in enumerate(rows):
            reach += _draw_gain(axes, place, row, styles)
        mean = gains.mean_kg_co2e
        axes.axvline(mean, color=INK, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
        axes.axvline(0.0, color=GREY, linewidth=0.9, zorder=1)
        low, high = min(*reach, mean), max(*reach, mean)
        room = 0.03 * ((high - low) or 1.0)
        axes.set_xlim(low - room, high + room)
        for place, row in enumerate(rows):
            text = f"{_signed(row.difference_kg_co2e)}  ({_signed(row.against_mean_kg_co2e)})"
            axes.annotate(
                text, (1, place), (8, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points", va="center",
                fontsize=8.5, color=INK, annotation_clip=False,
            )  # fmt: skip
        _rows_left(axes, [row.name.get(lang) for row in rows])
        axes.set_xlabel(GAINS_AXIS(lang, unit=gains.unit), fontsize=9.5, color=INK, labelpad=5)
        _legend(figure, height, styles, lang)
        foot = GAINS_FOOT(lang, mean=number(mean), portfolio=gains.portfolio, toolkit=__version__)
        title = GAINS_TITLE(lang, from_=gains.from_rule, to=gains.to_rule)
        _write(figure, height, title, GAINS_SUBTITLE(lang, unit=gains.unit), foot)
        return figure


def discernment_figure(found: Discernment, lang: str = "en") -> NotebookFigure:
    """Draw what rules discern as ranges over a logarithmic share of the footprint."""
    with use_font():
        height = HEAD + 0.2 + len(found.found) * 0.42 + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = _axes(figure, height, HEAD + 0.2)
        for place, each in enumerate(found.found):
            low, high = each.share_low, each.share_high
            if high > low:
                axes.plot(
                    [low, high], [place, place], color="#56B4E9", linewidth=5, solid_capstyle="butt", zorder=2
                )
                axes.plot([high], [place], "s", color="#D55E00", markersize=7, zorder=3)
            axes.plot([low], [place], "o", color="#0072B2", markersize=8, zorder=3)
            ends = [each.low_kg_co2e, each.high_kg_co2e] if high > low else [each.low_kg_co2e]
            axes.annotate(
                " – ".join(number(end, 3) for end in ends), (1, place), (8, 0), xycoords=axes.get_yaxis_transform(),
                textcoords="offset points", va="center", fontsize=8.5, color=INK, annotation_clip=False,
            )  # fmt: skip
        known = [
            share for each in found.found for share in (each.share_low, each.share_high) if share > 0
        ] or [0.1]
        axes.set_xscale("log")
        axes.set_xlim(min(known) / 1.35, max(known) * 1.35)
        axes.minorticks_off()
        axes.set_xticks([tick for tick in TICKS if min(known) / 1.35 <= tick <= max(known) * 1.35])
        axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:,.4g}%")
        _rows_left(axes, [each.rule for each in found.found], [each.name.get(lang) for each in found.found])
        axes.set_xlabel(DISCERN_AXIS(lang), fontsize=9.5, color=INK, labelpad=5)
        foot = DISCERN_FOOT(lang, subject=found.subject.get(lang), toolkit=__version__)
        _write(figure, height, DISCERN_TITLE(lang), DISCERN_SUBTITLE(lang, unit=found.unit), foot)
        return figure


def _draw_gain(
    axes: Axes, place: int, row: Gain, styles: dict[tuple[str, ...], tuple[str, str]]
) -> list[float]:
    """Parts stacked away from zero on either side, the whole change as a line; gives how far it reaches."""
    ends = {True: 0.0, False: 0.0}
    for part, (colour, hatch) in styles.items():
        value = row.parts.get(part, 0.0)
        if value:
            side = value > 0
            axes.barh(
                place, value, 0.58, left=ends[side], color=colour, hatch=hatch, edgecolor="white" if not hatch else INK,
                linewidth=0.5, zorder=2,
            )  # fmt: skip
            ends[side] += value
    total = row.difference_kg_co2e
    axes.plot(
        [total, total], [place - 0.4, place + 0.4], color=INK, linewidth=2.6, solid_capstyle="butt", zorder=4
    )
    return [*ends.values(), total]


def _style(part: tuple[str, ...], parts: Sequence[tuple[str, ...]]) -> tuple[str, str]:
    """Colour by family; settings of one family, and parts of several families, are told apart by hatches."""
    families = {name.split(".")[0] for name in part}
    family = families.pop() if len(families) == 1 else None
    alike = [
        each for each in parts if ({name.split(".")[0] for name in each} == {family}) == (family is not None)
    ]
    if family is None:
        alike = [each for each in parts if len({name.split(".")[0] for name in each}) > 1]
    place = alike.index(part)
    hatch = HATCHES[place % len(HATCHES)]
    return (SEVERAL, hatch or "////") if family is None else (FAMILY_COLOURS[family], hatch)


def _signed(value: float) -> str:
    text = number(value)
    return text if text.startswith("−") or value == 0 else f"+{text}"


def _axes(figure: NotebookFigure, height: float, head: float) -> Axes:
    place = (NAMES / WIDTH, FOOT / height, (WIDTH - NAMES - RIGHT) / WIDTH, (height - head - FOOT) / height)
    axes = figure.add_axes(place)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(axis="x", labelsize=9, colors=GREY, labelfontfamily=list(FAMILIES))
    axes.tick_params(axis="y", length=0, labelfontfamily=list(FAMILIES))
    axes.xaxis.set_major_formatter(lambda value, _: number(value, 4))
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    return axes


def _rows_left(axes: Axes, names: Sequence[str], below: Sequence[str] = ()) -> None:
    axes.set_ylim(len(names) - 0.4, -0.6)
    if not below:
        texts = [wrapped(name, NAME_COLUMNS) for name in names]
        axes.set_yticks(range(len(names)), texts, fontsize=8, color=INK, linespacing=1.05)
        return
    axes.set_yticks([])
    for place, (name, small) in enumerate(zip(names, below, strict=True)):
        for text, size, colour, shift in ((name, 9, INK, 5), (small, 7.2, GREY, -6)):
            axes.annotate(
                shortened(text, NAME_COLUMNS + 4), (0, place), (-8, shift), xycoords=axes.get_yaxis_transform(),
                textcoords="offset points", ha="right", va="center", fontsize=size, color=colour, annotation_clip=False,
            )  # fmt: skip


def _legend(
    figure: NotebookFigure, height: float, styles: dict[tuple[str, ...], tuple[str, str]], lang: str
) -> None:
    from matplotlib.patches import Patch

    from rulewright.analysis.part_words import part_label

    if not styles:
        return
    patches = [
        Patch(
            facecolor=colour, hatch=hatch, edgecolor=INK if hatch else "white", linewidth=0.5,
            label=shortened(part_label(part, lang), 34),
        )
        for part, (colour, hatch) in styles.items()
    ]  # fmt: skip
    figure.legend(
        handles=patches, loc="upper left", bbox_to_anchor=(0.2 / WIDTH, 1 - (HEAD - 0.05) / height), ncols=min(5, len(patches)),
        fontsize=8.5, frameon=False, handlelength=1.3, borderpad=0, columnspacing=1.4, labelcolor=INK,
    )  # fmt: skip


def _write(figure: NotebookFigure, height: float, title: str, subtitle: str, foot: str) -> None:
    left = 0.25 / WIDTH
    figure.text(left, 1 - 0.2 / height, shortened(title, 96), fontsize=13, color=INK, va="top")
    figure.text(
        left, 1 - 0.5 / height, wrapped(subtitle, SUBTITLE_COLUMNS), fontsize=9.5, color=GREY, va="top"
    )
    figure.text(left, 0.13 / height, wrapped(foot, FOOT_COLUMNS), fontsize=7.5, color=GREY, va="bottom")
