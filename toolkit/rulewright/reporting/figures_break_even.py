"""Figures of break-even: results over one number with crossings and jumps, and maps of two numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.reporting.figures import DPI, FAINT, GREY, INK, WIDTH, NotebookFigure, shortened
from rulewright.reporting.figures_sensitivity import CASES, DOWN, UP, head_and_foot, style_axes
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

    from rulewright.analysis.break_even_map import BreakEvenMap
    from rulewright.analysis.break_even_result import BreakEvenResult
    from rulewright.analysis.break_even_search import Jump
    from rulewright.analysis.varied_cases import VariedCases

    Floats = npt.NDArray[np.float64]

STYLES = ("-", "--", "-.", ":")

BREAK_EVEN = Sentence("平衡点：{name}", "Break-even: {name}")
BREAK_EVEN_AXIS = Sentence("kg CO₂e / {unit}", "kg CO₂e / {unit}")
NO_ROOT = Sentence("此范围内没有平衡点", "no break-even in this range")
MAP = Sentence("{a} 减 {b}，kg CO₂e", "{a} less {b}, kg CO₂e")
MAP_LOWEST = Sentence("最低：{case}", "lowest: {case}")
MAP_TITLE = Sentence("平衡图", "Break-even map")
ZERO = Sentence("相等", "equal")
HERE = Sentence("中心值", "central values")
FOOTER_CASES = Sentence(
    "清单：{inventory}。{choices}工具：rulewright {toolkit}。",
    "Inventory: {inventory}. {choices} Toolkit: rulewright {toolkit}.",
)
CHOSEN_ANEW = Sentence("每一点重新选择。", "Every choice made anew at each point.")
CHOICES_HELD = Sentence("选择按中心值确定后不变。", "Choices held as at central values.")
# cells are vectors; edges in the colour of the face leave no hairlines between them
CELLS: dict[str, Any] = {"edgecolors": "face", "linewidth": 0.2}


def break_even_figure(result: BreakEvenResult, lang: str = "en") -> NotebookFigure:
    """Draw every result over the varied number; crossings as rings, jumps as gaps."""
    with use_font():
        figure, axes = _plain_figure(
            BREAK_EVEN(lang, name=result.range.varied.label(result.inventory, lang)),
            result.inventory.file.title.get(lang), _cases_foot(result.cases, lang), legend_rows=len(result.labels),
        )  # fmt: skip
        turns = sorted({jump.at for jump in result.jumps})
        names, scan = list(result.labels), result.scan
        xs = np.array(result.grid)
        for place, name in enumerate(names):
            ys = np.array([np.nan if each[name] is None else each[name] for each in scan], dtype=float)
            own = [jump for jump in result.jumps if jump.case == name]
            x, y = _broken(xs, ys, own)
            style = STYLES[place // 2 % len(STYLES)]  # lines may lie on each other
            width = 3.4 - 1.9 * place / max(len(names) - 1, 1)
            axes.plot(
                x, y, style, color=CASES[place % len(CASES)], linewidth=width, label=result.labels[name].get(lang)
            )  # fmt: skip
        for place, root in enumerate(result.roots):
            axes.plot(
                root.at, root.total_kg_co2e, "o", markersize=8, markerfacecolor="white", markeredgecolor=INK,
                markeredgewidth=1.4, zorder=6,
            )  # fmt: skip
            above = place % 2 == 0  # neighbours write on opposite sides
            axes.annotate(
                number(root.at, 3), (root.at, root.total_kg_co2e), (5, 8) if above else (-5, -8),
                textcoords="offset points", ha="left" if above else "right", va="bottom" if above else "top",
                fontsize=9, color=INK, zorder=7,
            )  # fmt: skip
        for at in turns:
            axes.axvline(at, color=GREY, linewidth=0.9, linestyle=":", zorder=1)
        amount = result.range.varied.amount
        if result.range.low <= amount <= result.range.high:
            axes.axvline(amount, color=FAINT, linewidth=1.4, zorder=0)
            axes.annotate(
                HERE(lang), (amount, 0.0), (4, 3), xycoords=("data", "axes fraction"), textcoords="offset points",
                va="bottom", rotation=90, fontsize=8, color=GREY,
            )  # fmt: skip
        if not (result.roots or result.spans or any(jump.swapped for jump in result.jumps)):
            axes.set_title(NO_ROOT(lang), fontsize=9.5, color=GREY, loc="right", pad=5)
        axes.set_xlim(result.range.low, result.range.high)
        axes.margins(y=0.12)
        axes.set_xlabel(result.axis(lang), fontsize=9.5, color=INK)
        axes.set_ylabel(BREAK_EVEN_AXIS(lang, unit=result.cases.unit), fontsize=9.5, color=INK)
        axes.legend(
            loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=8.5, labelcolor=INK,
            handlelength=2.6,
        )  # fmt: skip
        return figure


def break_even_map_figure(result: BreakEvenMap, lang: str = "en") -> NotebookFigure:
    """Two cases: draw their difference with the line on which they are equal; more: the areas of the lowest."""
    with use_font():
        labels = [shortened(label.get(lang), 40) for label in result.labels.values()]
        figure, axes = _plain_figure(
            MAP_TITLE(lang), result.inventory.file.title.get(lang), _cases_foot(result.cases, lang), height=6.0,
            right=0.4,
        )  # fmt: skip
        if len(labels) == 2:
            _difference_map(figure, axes, result, labels, lang)
        else:
            _lowest_map(axes, result, labels, lang)
        amounts = (result.first.varied.amount, result.second.varied.amount)
        axes.plot(
            *amounts, "+", color=INK, markersize=11, markeredgewidth=1.6, zorder=6, label=HERE(lang), linestyle=""
        )  # fmt: skip
        axes.set_xlim(result.x[0], result.x[-1])
        axes.set_ylim(result.y[0], result.y[-1])
        across, up = result.axes(lang)
        axes.set_xlabel(across, fontsize=9.5, color=INK)
        axes.set_ylabel(shortened(up, 60), fontsize=9.5, color=INK)
        handles, texts = axes.get_legend_handles_labels()
        figure.legend(
            handles, texts, loc="upper left", bbox_to_anchor=(0.2 / WIDTH, 1 - 0.74 / float(figure.get_figheight())),
            ncols=4, frameon=False, fontsize=8.5, labelcolor=INK,
        )  # fmt: skip
        return figure


# ---- parts --------------------------------------------------------------------------------------------


def _difference_map(
    figure: NotebookFigure, axes: Axes, result: BreakEvenMap, labels: Sequence[str], lang: str
) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    values = result.difference
    reach = float(np.nanmax(np.abs(values))) or 1.0
    colours = LinearSegmentedColormap.from_list("difference", [DOWN, "#FFFFFF", UP])
    mesh = axes.pcolormesh(
        result.x, result.y, values, cmap=colours, vmin=-reach, vmax=reach, shading="nearest", **CELLS
    )  # fmt: skip
    bar = figure.colorbar(mesh, ax=axes, pad=0.02, fraction=0.06)
    if bar.solids is not None:  # else matplotlib makes an image of so many shades
        bar.solids.set(rasterized=False, edgecolor="face")
    bar.set_label(MAP(lang, a=labels[0], b=labels[1]), fontsize=8.5, color=INK)
    bar.ax.tick_params(labelsize=8, colors=GREY, labelfontfamily=list(FAMILIES))
    bar.ax.yaxis.set_major_formatter(lambda value, _: number(value, 3))
    signs = np.sign(values[np.isfinite(values)])
    if (signs > 0).any() and (signs < 0).any():
        axes.contour(result.x, result.y, values, levels=[0.0], colors=INK, linewidths=1.6)
        axes.plot([], [], color=INK, linewidth=1.6, label=ZERO(lang))


def _lowest_map(axes: Axes, result: BreakEvenMap, labels: Sequence[str], lang: str) -> None:
    from matplotlib.colors import BoundaryNorm, ListedColormap

    shown = np.where(result.lowest == -2, np.nan, result.lowest.astype(float))
    colours = ListedColormap([FAINT, *(CASES[place % len(CASES)] for place in range(len(labels)))])
    norm = BoundaryNorm(np.arange(-1.5, len(labels)), colours.N)
    axes.pcolormesh(result.x, result.y, shown, cmap=colours, norm=norm, shading="nearest", **CELLS)
    for place, label in enumerate(labels):
        if (result.lowest == place).any():
            axes.plot([], [], "s", color=CASES[place % len(CASES)], label=MAP_LOWEST(lang, case=label))
    if (result.lowest == -1).any():
        axes.plot([], [], "s", color=FAINT, label=ZERO(lang))


def _broken(xs: Floats, ys: Floats, jumps: Sequence[Jump]) -> tuple[Floats, Floats]:
    """A line with a gap at every jump, drawn up to both of its sides."""
    x, y = xs.tolist(), ys.tolist()
    for jump in jumps:
        ends = [np.nan if each is None else each for each in (jump.before, jump.after)]
        x += [jump.at, jump.at, jump.at]
        y += [ends[0], np.nan, ends[1]]
    order = np.argsort(np.array(x), kind="stable")
    return np.array(x)[order], np.array(y)[order]


def _plain_figure(
    title: str, subtitle: str, foot: str, height: float = 5.4, legend_rows: int = 0, right: float = 2.65
) -> tuple[NotebookFigure, Axes]:
    height = max(height, 2.2 + 0.25 * legend_rows)
    figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    axes = figure.add_axes(
        (0.95 / WIDTH, 0.95 / height, (WIDTH - 0.95 - right) / WIDTH, (height - 0.95 - 1.2) / height)
    )
    style_axes(axes)
    axes.yaxis.set_major_formatter(lambda value, _: number(value, 4))
    head_and_foot(figure, height, title, subtitle, foot)
    return figure, axes


def _cases_foot(cases: VariedCases, lang: str) -> str:
    inventories = dict.fromkeys(
        f"{case.result.applied.inventory.id} {case.result.applied.inventory.hash[:8]}" for case in cases.cases
    )
    choices = (CHOSEN_ANEW if cases.anew else CHOICES_HELD)(lang)
    return FOOTER_CASES(lang, inventory=", ".join(inventories), choices=choices, toolkit=__version__)
