"""Figures of sensitivity: elasticities, tornado, Morris, Sobol'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rulewright import __version__
from rulewright.reporting.figures import DPI, FAINT, GREY, INK, WIDTH, NotebookFigure, shortened
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence, number
from rulewright.reporting.text import text_width

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

    from rulewright.analysis.elasticities import ElasticityResult
    from rulewright.analysis.one_at_a_time import OneAtATimeResult
    from rulewright.analysis.screening import ScreeningResult
    from rulewright.analysis.sensitivity_result import SensitivityResult
    from rulewright.analysis.variance_shares import VarianceResult

    Floats = npt.NDArray[np.float64]

DOWN, UP, MARK = "#0072B2", "#D55E00", "#CC79A7"  # told apart with any colour vision
CASES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#5F5F5F", "#1A1A1A")
SHOWN = 15  # numbers in a figure; the table has all
LEFT, RIGHT, HEAD, FOOT, ROW = 3.9, 0.35, 1.2, 0.9, 0.33  # inches
NAME_COLUMNS = 52  # half-width columns that fit left of the axis at 8.5 pt
LEAST_OF_PROCESS = 20  # columns that a process keeps of its name before what follows it is cut

ELASTICITY = Sentence("{rule}：弹性最大的 {count} 个数", "{rule}: the {count} largest elasticities")
ELASTICITY_AXIS = Sentence(
    "弹性：该数增加 1 % 时结果变化的百分比",
    "elasticity: per cent of change of the result for 1 % more of the number",
)
EFFECT_AXIS = Sentence(
    "该数增加 1 % 时结果的变化，kg CO₂e", "change of the result for 1 % more of the number, kg CO₂e"
)
KINDS = {
    "quantity": Sentence("数量或性质", "amount or property"),
    "parameter": Sentence("参数", "parameter"),
    "characterisation": Sentence("特征化因子", "characterisation factor"),
}
KIND_COLOURS = {"quantity": DOWN, "parameter": "#E69F00", "characterisation": MARK}
TORNADO = Sentence(
    "{rule}：一次变一个数，摆幅最大的 {count} 个", "{rule}: one number at a time, the {count} largest swings"
)
RESULT_AXIS = Sentence("结果，kg CO₂e / {unit}", "result, kg CO₂e / {unit}")
AT_LOW, AT_HIGH = Sentence("取低值", "at its low"), Sentence("取高值", "at its high")
ANEW = Sentence("重新选择后的结果（选择改变）", "result with choices made anew (they turn)")
CENTRAL = Sentence("中心值 {total}", "central {total}")
MORRIS = Sentence("{rule}：Morris 筛选", "{rule}: Morris screening")
MU_STAR = Sentence("μ*，kg CO₂e（须：95 % 区间）", "μ*, kg CO₂e (whiskers: 95 % interval)")
SIGMA = Sentence("σ，kg CO₂e", "σ, kg CO₂e")
INTERACTING = Sentence("σ = μ*：非线性或交互作用强", "σ = μ*: strong curvature or interaction")
SOBOL = Sentence("{rule}：方差的份额（Sobol' 指数）", "{rule}: shares of the variance (Sobol' indices)")
FIRST, TOTAL = Sentence("一阶", "first order"), Sentence("总", "total")
INDEX = Sentence("指数（须：95 % 区间）", "index (whiskers: 95 % interval)")
BASE = Sentence("基础样本", "base sample")
TOTAL_AXIS = Sentence("总指数", "total index")
FOOTER = Sentence(
    "清单：{inventory}，哈希 {hash}。规则：{rule}，哈希 {rule_hash}。工具：rulewright {toolkit}。",
    "Inventory: {inventory}, hash {hash}. Rule: {rule}, hash {rule_hash}. Toolkit: rulewright {toolkit}.",
)


def elasticity_figure(result: ElasticityResult, lang: str = "en", count: int = SHOWN) -> NotebookFigure:
    """Draw the largest elasticities as bars, the largest on top."""
    shown, effects = result.gradients[:count], result.effects[:count]
    with use_font():
        title = ELASTICITY(lang, rule=_rule(result), count=len(shown))
        figure, axes = _rows_figure(result, title, len(shown), lang)
        for row, (each, effect) in enumerate(zip(shown, effects, strict=True)):
            axes.barh(row, effect, 0.66, color=KIND_COLOURS[each.kind], zorder=2)
            _beside(axes, effect, row, number(effect, 3))
        _names(axes, [result.label(each.id, lang) for each in shown])
        _widen(axes, [*effects, 0.0], 0.12)
        axes.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
        label = ELASTICITY_AXIS(lang) if result.total_kg_co2e else EFFECT_AXIS(lang)
        axes.set_xlabel(label, fontsize=9, color=INK)
        kinds = [kind for kind in KINDS if any(each.kind == kind for each in shown)]
        _legend(figure, axes, [(KIND_COLOURS[kind], "s", KINDS[kind](lang)) for kind in kinds])
        return figure


def tornado_figure(result: OneAtATimeResult, lang: str = "en", count: int = SHOWN) -> NotebookFigure:
    """Draw results at both ends of each range as bars from the central result, the largest swing on top."""
    shown, centre = result.numbers[:count], result.total_kg_co2e
    with use_font():
        title = TORNADO(lang, rule=_rule(result), count=len(shown))
        figure, axes = _rows_figure(result, title, len(shown), lang, right=0.7)
        values, turned_somewhere = [centre], False
        for row, each in enumerate(shown):
            for end, colour in ((each.low, DOWN), (each.high, UP)):
                if end.held_kg_co2e is None:
                    continue
                values.append(end.held_kg_co2e)
                axes.barh(row, end.held_kg_co2e - centre, 0.62, left=centre, color=colour, zorder=2)
                moved = end.held_kg_co2e - centre
                is_still = abs(moved) <= 1e-9 * abs(centre)  # no bar: the low number left, the high one right
                left = end is each.low if is_still else moved < 0
                _beside(axes, end.held_kg_co2e, row, number(end.value, 3), left)
                anew = None if end.anew is None else end.anew.total_kg_co2e
                if end.turned and anew is not None:
                    turned_somewhere = True
                    values.append(anew)
                    axes.plot(anew, row, "D", markersize=6, color="white", markeredgecolor=INK, zorder=5)
        units = [each.range.varied.unit for each in shown]
        labels = [result.label(each.range.varied.id, lang) for each in shown]
        named = [_with_unit(label, unit) for label, unit in zip(labels, units, strict=True)]
        _names(axes, named)
        _widen(axes, values, 0.14)
        axes.axvline(centre, color=INK, linewidth=1.1, zorder=3)
        axes.annotate(
            CENTRAL(lang, total=number(centre)), (centre, -0.75), ha="center", va="bottom", fontsize=8.5, color=INK,
            annotation_clip=False,
        )  # fmt: skip
        axes.set_xlabel(RESULT_AXIS(lang, unit=_unit(result)), fontsize=9, color=INK)
        entries: list[tuple[str, str, str]] = [(DOWN, "s", AT_LOW(lang)), (UP, "s", AT_HIGH(lang))]
        if turned_somewhere:
            entries.append(("white", "D", ANEW(lang)))
        _legend(figure, axes, entries)
        return figure


def screening_figure(result: ScreeningResult, lang: str = "en", count: int = SHOWN) -> NotebookFigure:
    """Draw mu* with its interval as bars, and sigma against mu* beside them."""
    order, found = result.order[:count], result.screening
    with use_font():
        figure, axes = _rows_figure(result, MORRIS(lang, rule=_rule(result)), len(order), lang, right=3.3)
        sizes, spreads = found.mu_star[order], found.mu_star_conf[order]
        rows = np.arange(len(order))
        axes.barh(rows, sizes, 0.62, color=DOWN, zorder=2)
        axes.errorbar(sizes, rows, xerr=spreads, fmt="none", ecolor=INK, elinewidth=1, capsize=2.5, zorder=4)
        _names(
            axes,
            [f"{row + 1}  {result.label(result.ranges[place].varied.id, lang)}" for row, place in enumerate(order)],
        )  # fmt: skip
        _widen(axes, [0.0, *(sizes + spreads).tolist()], 0.06)
        axes.set_xlabel(MU_STAR(lang), fontsize=9, color=INK)
        beside = _beside_axes(figure, axes, 2.4)
        beside.plot(found.mu_star, found.sigma, "o", color=DOWN, markersize=4.5, zorder=3)
        top = float(max(found.mu_star.max(), found.sigma.max())) * 1.12 or 1.0
        beside.plot([0, top], [0, top], color=GREY, linewidth=0.9, linestyle="--", zorder=1)
        for row, place in enumerate(order[:6]):
            beside.annotate(
                str(row + 1), (found.mu_star[place], found.sigma[place]), (4, 3), textcoords="offset points",
                fontsize=8, color=INK,
            )  # fmt: skip
        beside.set_xlim(0, float(found.mu_star.max()) * 1.12 or 1.0)
        beside.set_ylim(0, float(found.sigma.max()) * 1.25 or 1.0)
        beside.set_title(INTERACTING(lang), fontsize=8, color=GREY, loc="right", pad=4)
        beside.set_xlabel("μ*", fontsize=9, color=INK)
        beside.set_ylabel(SIGMA(lang), fontsize=9, color=INK)
        return figure


def variance_figure(result: VarianceResult, lang: str = "en", count: int = SHOWN) -> NotebookFigure:
    """Draw first-order and total indices with intervals, and how the largest totals settle with the sample."""
    order, found = result.order[:count], result.indices
    with use_font():
        figure, axes = _rows_figure(result, SOBOL(lang, rule=_rule(result)), len(order), lang, right=3.3)
        rows = np.arange(len(order))
        sides: tuple[tuple[Floats, Floats, float, str], ...] = (
            (found.first, found.first_conf, -0.17, DOWN),
            (found.total, found.total_conf, 0.17, UP),
        )
        ends = [0.0]
        for values, spreads, shift, colour in sides:
            axes.barh(rows + shift, values[order], 0.32, color=colour, zorder=2)
            axes.errorbar(
                values[order], rows + shift, xerr=spreads[order], fmt="none", ecolor=INK, elinewidth=0.9, capsize=2,
                zorder=4,
            )  # fmt: skip
            ends += [*(values + spreads)[order].tolist(), *(values - spreads)[order].tolist()]
        _names(
            axes,
            [f"{row + 1}  {result.label(result.ranges[place].varied.id, lang)}" for row, place in enumerate(order)],
        )  # fmt: skip
        _widen(axes, ends, 0.05)
        axes.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
        axes.set_xlabel(INDEX(lang), fontsize=9, color=INK)
        _legend(figure, axes, [(DOWN, "s", FIRST(lang)), (UP, "s", TOTAL(lang))])
        beside = _beside_axes(figure, axes, 2.4)
        bases = [each[0] for each in found.path]
        for row, place in enumerate(order[:5]):
            totals = [float(each[3][place]) for each in found.path]
            spread = [float(each[4][place]) for each in found.path]
            colour = CASES[row % len(CASES)]
            beside.errorbar(
                bases, totals, yerr=spread, color=colour, linewidth=1.2, elinewidth=0.8, capsize=2, marker="o",
                markersize=3,
            )  # fmt: skip
            beside.annotate(
                str(row + 1), (bases[-1], totals[-1]), (5 + 8 * (row % 3), 0), textcoords="offset points", va="center",
                fontsize=8, color=colour,
            )  # fmt: skip
        beside.set_xscale("log", base=2)
        beside.set_xticks(bases, [f"{base:,}" for base in bases])
        beside.minorticks_off()
        beside.set_xlabel(BASE(lang), fontsize=9, color=INK)
        beside.set_ylabel(TOTAL_AXIS(lang), fontsize=9, color=INK)
        beside.set_ylim(bottom=0)
        return figure


# ---- parts --------------------------------------------------------------------------------------------


def _rows_figure(
    result: SensitivityResult, title: str, rows: int, lang: str, right: float = RIGHT
) -> tuple[NotebookFigure, Axes]:
    height = HEAD + max(rows, 4) * ROW + FOOT
    figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    place = (LEFT / WIDTH, FOOT / height, (WIDTH - LEFT - right) / WIDTH, (height - HEAD - FOOT) / height)
    axes = figure.add_axes(place)
    style_axes(axes)
    axes.spines["left"].set_visible(False)
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.set_ylim(max(rows, 4) - 0.4, -0.6)
    axes.locator_params(axis="x", nbins=6)
    foot = FOOTER(
        lang, inventory=result.inventory.id, hash=result.inventory.hash, rule=result.result.rule.id,
        rule_hash=result.result.rule.hash, toolkit=__version__,
    )  # fmt: skip
    head_and_foot(figure, height, title, result.inventory.file.title.get(lang), foot)
    return figure, axes


def _beside_axes(figure: NotebookFigure, axes: Axes, width: float) -> Axes:
    box = axes.get_position()
    height = min(box.height, 2.6 / float(figure.get_figheight()))
    place = (1 - (width + 0.25) / WIDTH, box.y1 - height, width / WIDTH, height)
    beside = figure.add_axes(place)
    style_axes(beside)
    beside.tick_params(axis="both", labelsize=8)
    beside.yaxis.set_major_formatter(lambda value, _: number(value, 3))
    return beside


def style_axes(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["bottom", "left"]].set_color(GREY)
    axes.tick_params(axis="both", labelsize=8.5, colors=GREY, labelfontfamily=list(FAMILIES))
    axes.xaxis.set_major_formatter(lambda value, _: number(value, 4))
    axes.set_axisbelow(True)


def head_and_foot(figure: NotebookFigure, height: float, title: str, subtitle: str, foot: str) -> None:
    left = 0.25 / WIDTH
    figure.text(left, 1 - 0.22 / height, shortened(title, 92), fontsize=14, color=INK, va="top")
    figure.text(left, 1 - 0.53 / height, shortened(subtitle, 128), fontsize=9.5, color=GREY, va="top")
    figure.text(left, 0.13 / height, shortened(foot, 190), fontsize=7.5, color=GREY, va="bottom")


def _names(axes: Axes, labels: Sequence[str]) -> None:
    axes.tick_params(axis="y", length=0)
    names = [_shortened_name(label, NAME_COLUMNS) for label in labels]
    axes.set_yticks(range(len(labels)), names, fontsize=8.5)
    for label in axes.get_yticklabels():
        label.set_color(INK)


def _with_unit(label: str, unit: str) -> str:
    """A name that makes room for its unit.

    Examples
    --------
    >>> _with_unit("electrolysis: input of electricity whose supply is decided by the rule", "kWh")
    'electrolysis: input of electricity whose su... [kWh]'
    """
    return f"{_shortened_name(label, NAME_COLUMNS - len(unit) - 3)} [{unit}]"


def _shortened_name(label: str, columns: int) -> str:
    """A name "process: thing" cut in the process first, since things tell the names of a process apart.

    Examples
    --------
    >>> _shortened_name("cement kiln (China, level 2 of the norm): emission of CO2, fossil", 48)
    'cement kiln (China...: emission of CO2, fossil'
    """
    if text_width(label) <= columns:
        return label
    mark = "：" if "：" in label else ": "
    process, _, thing = label.partition(mark)
    if not thing:
        return shortened(label, columns)
    least = min(text_width(process), LEAST_OF_PROCESS)
    thing = shortened(thing, columns - least - text_width(mark))
    return f"{shortened(process, columns - text_width(mark + thing))}{mark}{thing}"


def _beside(axes: Axes, value: float, row: float, text: str, left: bool | None = None) -> None:
    """A figure beside the end of a bar, on its outer side."""
    is_left = value < 0 if left is None else left
    axes.annotate(
        text, (value, row), (-4 if is_left else 4, 0), textcoords="offset points", va="center",
        ha="right" if is_left else "left", fontsize=8, color=INK, zorder=6,
    )  # fmt: skip


def _widen(axes: Axes, values: Sequence[float], room: float) -> None:
    low, high = min(values), max(values)
    span = (high - low) or abs(high) or 1.0
    axes.set_xlim(low - (room * span if low < 0 or room > 0.1 else 0.0), high + room * span)


def _legend(figure: NotebookFigure, axes: Axes, entries: Sequence[tuple[str, str, str]]) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], linestyle="", marker=marker, color=colour, markersize=7, markeredgecolor=INK if colour == "white" else colour)
        for colour, marker, _ in entries
    ]  # fmt: skip
    height = float(figure.get_figheight())
    figure.legend(
        handles, [text for _, _, text in entries], loc="upper left", bbox_to_anchor=(0.2 / WIDTH, 1 - 0.74 / height),
        ncols=len(entries), frameon=False, fontsize=8.5, labelcolor=INK, handletextpad=0.3, columnspacing=1.4,
    )  # fmt: skip


def _rule(result: SensitivityResult) -> str:
    return result.result.rule.document.number


def _unit(result: SensitivityResult) -> str:
    return str(result.to_dict()["unit"])
