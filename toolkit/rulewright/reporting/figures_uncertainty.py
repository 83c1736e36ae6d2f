"""Figures of distributions: all rules beside each other, how a run converged, paired differences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rulewright import __version__
from rulewright.engine.statistics import percentile, running_mean, running_percentile
from rulewright.reporting.figures import (
    DPI,
    FAINT,
    GREY,
    INK,
    WIDTH,
    NotebookFigure,
    shortened,
)
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.labels import unit_text
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

    from rulewright.analysis.uncertainty_result import RuleDraws, UncertaintyResult

    Floats = npt.NDArray[np.float64]

BLUE, ORANGE, GREEN = "#0072B2", "#E69F00", "#009E73"  # Okabe and Ito's palette
CELLS = 256  # cells of the grid on which a density is drawn
BAND = 1.959964  # standard errors in half a 95 % interval
HEAD, FOOT, ROW = 0.86, 0.95, 0.74  # inches
PANEL_WIDTH, PANEL_HEIGHT, COLUMNS = 4.55, 1.75, 2
TRACED = (2.5, 97.5)

DISTRIBUTIONS = Sentence(
    "结果的分布：{count} 个规则，同一批抽样", "distributions: {count} rules, the same draws"
)
CONVERGENCE = Sentence(
    "收敛：均值和百分位随抽样次数的变化", "convergence: mean and percentiles as draws are added"
)
DIFFERENCES = Sentence("逐次抽样的差：各规则减 {rule}", "differences draw by draw: each rule less {rule}")
ONE_UNIT = Sentence("kg CO₂e / {unit}", "kg CO₂e / {unit}")
HOW = Sentence(
    "{title}；{draws} 次抽样，种子 {seed}，方式 {sampling}",
    "{title}; {draws} draws, seed {seed}, sampling {sampling}",
)
KEY = Sentence(
    "色带：中间 50 % 和 95 % 的抽样；竖线：中位数；圆点：均值；空心菱形：确定值（中心值）；右侧：均值 ± 标准差",
    "bands: the middle 50 % and 95 % of the draws; line: median; dot: mean; hollow diamond: deterministic (central values); right: mean ± sd",
)
KEY_DIFFERENCES = Sentence(
    "色带：中间 50 % 和 95 % 的抽样；竖线：中位数；圆点：均值；右侧：该规则较高的抽样所占比例",
    "bands: the middle 50 % and 95 % of the draws; line: median; dot: mean; right: share of draws in which the rule lies higher",
)
KEY_CONVERGENCE = Sentence(
    "{unit}；蓝：均值；橙：P2.5 和 P97.5；色带：95 % 置信区间（独立抽样）；虚线：最终值",
    "{unit}; blue: mean; orange: P2.5 and P97.5; bands: 95 % confidence (independent draws); dashed: final value",
)
DRAWS = Sentence("抽样次数", "draws")
HIGHER = Sentence("较高：{share:.1%}", "higher: {share:.1%}")
SAME = Sentence("逐次相同", "the same in every draw")
FOOT_TEXT = Sentence(
    "清单：{inventory} {version}，哈希 {hash}。工具：rulewright {toolkit}。规则名旁为规则编号和内容哈希。",
    "Inventory: {inventory} {version}, hash {hash}. Toolkit: rulewright {toolkit}. "
    "Beside each rule: its id and the hash of its content.",
)


def distribution_figure(result: UncertaintyResult, lang: str = "en") -> NotebookFigure:
    """Draw the distribution of every rule's result, one above the other [kg CO2e per declared unit].

    Parameters
    ----------
    lang
        "zh" or "en".
    """
    every = list(result.results.values())
    with use_font():
        figure, axes = _rows(result, len(every), DISTRIBUTIONS(lang, count=len(every)), KEY(lang), lang)
        for row, each in enumerate(every):
            usable = each.totals_kg_co2e[each.ok]
            _draw_density(axes, row, usable, BLUE)
            axes.plot(
                each.deterministic_kg_co2e, row, "D", markersize=6.5, markerfacecolor="white", markeredgecolor=INK,
                markeredgewidth=1.1, zorder=6,
            )  # fmt: skip
            _name_row(
                axes, row, each, f"{number(each.summary.mean.value)} ± {number(each.summary.sd.value, 3)}"
            )
        _set_span(
            axes,
            [each.totals_kg_co2e[each.ok] for each in every],
            [each.deterministic_kg_co2e for each in every],
        )
        return figure


def difference_figure(
    result: UncertaintyResult, lang: str = "en", baseline: str | None = None
) -> NotebookFigure:
    """Draw the paired differences of all rules from one of them [kg CO2e per declared unit].

    Parameters
    ----------
    baseline
        Id of the rule that is subtracted; default: the first.

    Raises
    ------
    ValueError
        If there is no other rule, or no rule of this id.
    """
    first = next(iter(result.results))
    base = result.results.get(first if baseline is None else baseline)
    if base is None or len(result.results) < 2:
        raise ValueError(f"no rule '{baseline}', or no other: there are {', '.join(result.results)}")
    others = [each for each in result.results.values() if each is not base]
    with use_font():
        title = DIFFERENCES(lang, rule=base.facts.number)
        figure, axes = _rows(result, len(others), title, KEY_DIFFERENCES(lang), lang)
        axes.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
        spans = []
        for row, each in enumerate(others):
            both = each.ok & base.ok
            difference = each.totals_kg_co2e[both] - base.totals_kg_co2e[both]
            spans.append(difference)
            same = bool((np.abs(difference) <= 1e-12 * np.abs(base.totals_kg_co2e[both])).all())
            _draw_density(axes, row, difference, GREEN)
            said = SAME(lang) if same else HIGHER(lang, share=float((difference > 0).mean()))
            _name_row(axes, row, each, said)
        _set_span(axes, spans, [0.0])
        return figure


def convergence_figure(result: UncertaintyResult, lang: str = "en") -> NotebookFigure:
    """Draw running mean and percentiles of every rule with their 95 % confidence, a panel a rule."""
    every = list(result.results.values())
    rows = math.ceil(len(every) / COLUMNS)
    height = HEAD + 0.3 + rows * (PANEL_HEIGHT + 0.55) + 0.45
    with use_font():
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        for place, each in enumerate(every):
            column, row = place % COLUMNS, place // COLUMNS
            left = 0.75 + column * (PANEL_WIDTH + 0.55)
            bottom = height - HEAD - 0.3 - (row + 1) * (PANEL_HEIGHT + 0.55) + 0.5
            axes = figure.add_axes(
                (left / WIDTH, bottom / height, (PANEL_WIDTH - 0.45) / WIDTH, (PANEL_HEIGHT - 0.2) / height)
            )
            is_lowest = place + COLUMNS >= len(every)
            _draw_convergence(axes, each, DRAWS(lang) if is_lowest else "")
        _heads(
            figure, height, result, CONVERGENCE(lang), KEY_CONVERGENCE(lang, unit=_unit(result, lang)), lang
        )
        return figure


# ---- one row ----------------------------------------------------------------------------------------


def _draw_density(axes: Axes, row: int, values: Floats, colour: str) -> None:
    ordered = np.sort(values)
    low, q1, middle, q3, high = (percentile(ordered, each).value for each in (2.5, 25.0, 50.0, 75.0, 97.5))
    grid, density = _density(ordered)
    if density.max() > 0:
        top = row + 0.18 - 0.62 * density / density.max()
        axes.fill_between(grid, row + 0.18, top, color=colour, alpha=0.18, linewidth=0, zorder=2)
        for start, stop, strength in ((low, high, 0.30), (q1, q3, 0.45)):
            inside = (grid >= start) & (grid <= stop)
            axes.fill_between(
                grid[inside], row + 0.18, top[inside], color=colour, alpha=strength, linewidth=0, zorder=3
            )
        axes.plot(grid, top, color=colour, linewidth=1.0, zorder=4)
    axes.plot([low, high], [row + 0.18] * 2, color=INK, linewidth=1.0, zorder=5)
    axes.plot([middle] * 2, [row - 0.02, row + 0.26], color=INK, linewidth=1.8, zorder=5)
    axes.plot(float(values.mean()), row + 0.18, "o", markersize=5, color=INK, zorder=6)


def _density(ordered: Floats) -> tuple[Floats, Floats]:
    """Density on a grid: a histogram smoothed by a Gaussian kernel with Silverman's bandwidth (1986, eq. 3.31)."""
    count = len(ordered)
    quarter = percentile(ordered, 75.0).value - percentile(ordered, 25.0).value
    spread = min(float(ordered.std(ddof=1)), quarter / 1.34) or float(ordered.std(ddof=1))
    width = 0.9 * spread * count**-0.2
    if width <= 0 or width < 1e-12 * abs(float(ordered[0])):
        return ordered[[0, -1]], np.zeros(2)
    low, high = float(ordered[0]) - 3 * width, float(ordered[-1]) + 3 * width
    counts, edges = np.histogram(ordered, bins=CELLS, range=(low, high))
    centres = (edges[1:] + edges[:-1]) / 2
    kernel = np.exp(-0.5 * ((centres[:, None] - centres[None, :]) / width) ** 2)
    return centres, np.asarray(kernel @ counts / (count * width * math.sqrt(2 * math.pi)))


def _name_row(axes: Axes, row: int, each: RuleDraws, said: str) -> None:
    transform = axes.get_yaxis_transform()
    texts = (
        (0, (-8, 6), "right", 10, INK, shortened(each.facts.number, 32)),
        (0, (-8, -7), "right", 7.5, GREY, f"{each.rule}  {each.facts.rule_hash[:8]}"),
        (1, (8, 0), "left", 8.5, INK, said),
    )
    for x, offset, side, size, colour, text in texts:
        axes.annotate(
            text, (x, row), xytext=offset, xycoords=transform, textcoords="offset points", ha=side, va="center",
            fontsize=size, color=colour, zorder=7,
        )  # fmt: skip


def _set_span(axes: Axes, samples: Sequence[Floats], marks: Sequence[float]) -> None:
    """Span of all draws but the outermost thousandth on either side: a far draw would press all others together."""
    ends = [percentile(np.sort(each), level).value for each in samples for level in (0.1, 99.9)]
    low, high = min(*ends, *marks), max(*ends, *marks)
    room = 0.03 * ((high - low) or abs(high) or 1.0)
    axes.set_xlim(low - room, high + room)


# ---- convergence -----------------------------------------------------------------------------------


def _draw_convergence(axes: Axes, each: RuleDraws, below: str) -> None:
    traces = list(_traces(each))
    for counts, values, errors, colour in traces:
        axes.fill_between(
            counts,
            values - BAND * errors,
            values + BAND * errors,
            color=colour,
            alpha=0.25,
            linewidth=0,
            zorder=2,
        )
        axes.plot(counts, values, color=colour, linewidth=1.3, zorder=4)
        axes.axhline(float(values[-1]), color=colour, linewidth=0.7, linestyle="--", zorder=3)
    outer = [values[len(values) // 3 :] for _, values, _, _ in traces]
    low, high = min(float(v.min()) for v in outer), max(float(v.max()) for v in outer)
    room = 0.12 * ((high - low) or abs(high) or 1.0)
    axes.set_ylim(low - room, high + room)
    axes.set_xscale("log")
    axes.set_xlim(float(traces[0][0][0]), float(traces[0][0][-1]))
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.tick_params(labelsize=8, colors=GREY, labelfontfamily=list(FAMILIES))
    axes.yaxis.set_major_formatter(lambda value, _: number(value, 4))
    axes.xaxis.set_major_formatter(lambda value, _: number(value, 4))
    axes.yaxis.grid(True, color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_title(shortened(each.facts.number, 44), fontsize=9.5, color=INK, loc="left", pad=4)
    axes.annotate(
        f"{each.rule}  {each.facts.rule_hash[:8]}", (1, 1), xytext=(0, 5), xycoords="axes fraction",
        textcoords="offset points", ha="right", va="bottom", fontsize=7, color=GREY,
    )  # fmt: skip
    if below:
        axes.set_xlabel(below, fontsize=8.5, color=INK, labelpad=2)


def _traces(each: RuleDraws) -> Iterator[tuple[Floats, Floats, Floats, str]]:
    counts, means, errors = running_mean(each.totals_kg_co2e, each.ok)
    yield np.array(counts, dtype=float), np.array(means), np.array(errors), BLUE
    for level in TRACED:
        counts, found, wrong = running_percentile(each.totals_kg_co2e, each.ok, level)
        spread = np.array([math.nan if error is None else error for error in wrong])
        yield np.array(counts, dtype=float), np.array(found), spread, ORANGE


# ---- frame ------------------------------------------------------------------------------------------


def _rows(
    result: UncertaintyResult, rows: int, title: str, key: str, lang: str
) -> tuple[NotebookFigure, Axes]:
    """A figure with one row a rule, its names at the left."""
    head = HEAD + 0.3
    height = head + rows * ROW + FOOT
    figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    left, right = 2.6, 1.45
    axes = figure.add_axes(
        (left / WIDTH, FOOT / height, (WIDTH - left - right) / WIDTH, (height - head - FOOT) / height)
    )
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(axis="x", labelsize=9, colors=GREY, labelfontfamily=list(FAMILIES))
    axes.set_yticks([])
    axes.set_ylim(rows - 0.55, -0.62)
    axes.xaxis.set_major_formatter(lambda value, _: number(value, 4))
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel(_unit(result, lang), fontsize=10, color=INK, labelpad=6)
    _heads(figure, height, result, title, key, lang)
    return figure, axes


def _unit(result: UncertaintyResult, lang: str) -> str:
    facts = result.facts
    return ONE_UNIT(lang, unit=unit_text(facts.amount, facts.unit, facts.product_name.get(lang), lang))


def _heads(
    figure: NotebookFigure, height: float, result: UncertaintyResult, title: str, key: str, lang: str
) -> None:
    facts, left = result.facts, 0.25 / WIDTH
    under = HOW(lang, title=title, draws=f"{result.draws:,}", seed=facts.seed, sampling=facts.sampling)
    figure.text(
        left,
        1 - 0.22 / height,
        shortened(facts.inventory_title.get(lang), 92),
        fontsize=14,
        color=INK,
        va="top",
    )
    figure.text(left, 1 - 0.53 / height, under, fontsize=10, color=GREY, va="top")
    figure.text(left, 1 - 0.80 / height, key, fontsize=8.5, color=GREY, va="top")
    foot = FOOT_TEXT(
        lang, inventory=facts.inventory, version=facts.inventory_version, hash=facts.inventory_hash, toolkit=__version__
    )  # fmt: skip
    figure.text(left, 0.13 / height, foot, fontsize=7.5, color=GREY, va="bottom")
