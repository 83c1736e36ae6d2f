"""Figures of sensitivity: elasticities, tornado, Morris, Sobol', break-even lines and maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.reporting.figures import DPI, FAINT, GREY, INK, WIDTH, NotebookFigure, shortened
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

    from rulewright.analysis.break_even import BreakEvenResult
    from rulewright.analysis.break_even_map import BreakEvenMap
    from rulewright.analysis.elasticities import ElasticityResult
    from rulewright.analysis.one_at_a_time import OneAtATimeResult
    from rulewright.analysis.screening import ScreeningResult
    from rulewright.analysis.sensitivity_result import SensitivityResult
    from rulewright.analysis.variance_shares import VarianceResult
    from rulewright.analysis.varied_cases import VariedCases

    Floats = npt.NDArray[np.float64]

DOWN, UP, MARK = "#0072B2", "#D55E00", "#CC79A7"  # told apart with any colour vision
CASES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#5F5F5F", "#1A1A1A")
STYLES = ("-", "--", "-.", ":")
SHOWN = 15  # numbers in a figure; the table has all
LEFT, RIGHT, HEAD, FOOT, ROW = 3.9, 0.35, 1.2, 0.9, 0.33  # inches
NAME_COLUMNS = 52  # half-width columns that fit left of the axis at 8.5 pt

ELASTICITY = Sentence("{rule}：弹性最大的 {count} 个数", "{rule}: the {count} largest elasticities")
ELASTICITY_AXIS = Sentence(
    "弹性：该数增加 1 % 时结果变化的百分比",
    "elasticity: per cent of change of the result for 1 % more of the number",
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
BREAK_EVEN = Sentence("平衡点：{name}", "Break-even: {name}")
BREAK_EVEN_AXIS = Sentence("kg CO₂e / {unit}", "kg CO₂e / {unit}")
NO_ROOT = Sentence("此范围内没有平衡点", "no break-even in this range")
MAP = Sentence("{a} 减 {b}，kg CO₂e", "{a} less {b}, kg CO₂e")
MAP_LOWEST = Sentence("最低：{case}", "lowest: {case}")
MAP_TITLE = Sentence("平衡图", "Break-even map")
ZERO = Sentence("相等", "equal")
HERE = Sentence("中心值", "central values")
FOOTER = Sentence(
    "清单：{inventory}，哈希 {hash}。规则：{rule}，哈希 {rule_hash}。工具：rulewright {toolkit}。",
    "Inventory: {inventory}, hash {hash}. Rule: {rule}, hash {rule_hash}. Toolkit: rulewright {toolkit}.",
)
FOOTER_CASES = Sentence(
    "清单：{inventory}。{choices}工具：rulewright {toolkit}。",
    "Inventory: {inventory}. {choices} Toolkit: rulewright {toolkit}.",
)
CHOSEN_ANEW = Sentence("每一点重新选择。", "Every choice made anew at each point.")
CHOICES_HELD = Sentence("选择按中心值确定后不变。", "Choices held as at central values.")


def elasticity_figure(result: ElasticityResult, lang: str = "en", count: int = SHOWN) -> NotebookFigure:
    """Draw the largest elasticities as bars, the largest on top."""
    shown = result.gradients[:count]
    with use_font():
        title = ELASTICITY(lang, rule=_rule(result), count=len(shown))
        figure, axes = _rows_figure(result, title, len(shown), lang)
        for row, each in enumerate(shown):
            axes.barh(row, each.elasticity, 0.66, color=KIND_COLOURS[each.kind], zorder=2)
            _beside(axes, each.elasticity, row, number(each.elasticity, 3))
        _names(axes, [result.label(each.id, lang) for each in shown])
        _widen(axes, [each.elasticity for each in shown] + [0.0], 0.12)
        axes.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
        axes.set_xlabel(ELASTICITY_AXIS(lang), fontsize=9, color=INK)
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
                left = end.held_kg_co2e < centre or (end is each.low and end.held_kg_co2e == centre)
                _beside(axes, end.held_kg_co2e, row, number(end.value, 3), left)
                anew = None if end.anew is None else end.anew.total_kg_co2e
                if end.turned and anew is not None:
                    turned_somewhere = True
                    values.append(anew)
                    axes.plot(anew, row, "D", markersize=6, color="white", markeredgecolor=INK, zorder=5)
        units = [each.range.varied.unit for each in shown]
        labels = [result.label(each.range.varied.id, lang) for each in shown]
        _names(axes, [f"{label} [{unit}]" for label, unit in zip(labels, units, strict=True)])
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
        if not result.roots:
            axes.set_title(NO_ROOT(lang), fontsize=9.5, color=GREY, loc="right", pad=5)
        axes.set_xlim(result.range.low, result.range.high)
        axes.margins(y=0.12)
        axes.set_xlabel(result.axis(lang), fontsize=9.5, color=INK)
        axes.set_ylabel(BREAK_EVEN_AXIS(lang, unit=_case_unit(result.cases)), fontsize=9.5, color=INK)
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
        result.x, result.y, values, cmap=colours, vmin=-reach, vmax=reach, shading="nearest", rasterized=True
    )  # fmt: skip
    bar = figure.colorbar(mesh, ax=axes, pad=0.02, fraction=0.06)
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
    axes.pcolormesh(result.x, result.y, shown, cmap=colours, norm=norm, shading="nearest", rasterized=True)
    for place, label in enumerate(labels):
        if (result.lowest == place).any():
            axes.plot([], [], "s", color=CASES[place % len(CASES)], label=MAP_LOWEST(lang, case=label))
    if (result.lowest == -1).any():
        axes.plot([], [], "s", color=FAINT, label=ZERO(lang))


def _broken(xs: Floats, ys: Floats, jumps: Sequence[Any]) -> tuple[Floats, Floats]:
    """A line with a gap at every jump, drawn up to both of its sides."""
    x, y = xs.tolist(), ys.tolist()
    for jump in jumps:
        ends = [np.nan if each is None else each for each in (jump.before, jump.after)]
        x += [jump.at, jump.at, jump.at]
        y += [ends[0], np.nan, ends[1]]
    order = np.argsort(np.array(x), kind="stable")
    return np.array(x)[order], np.array(y)[order]


def _rows_figure(
    result: SensitivityResult, title: str, rows: int, lang: str, right: float = RIGHT
) -> tuple[NotebookFigure, Axes]:
    height = HEAD + max(rows, 4) * ROW + FOOT
    figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    place = (LEFT / WIDTH, FOOT / height, (WIDTH - LEFT - right) / WIDTH, (height - HEAD - FOOT) / height)
    axes = figure.add_axes(place)
    _style(axes)
    axes.spines["left"].set_visible(False)
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.set_ylim(max(rows, 4) - 0.4, -0.6)
    axes.locator_params(axis="x", nbins=6)
    foot = FOOTER(
        lang, inventory=result.inventory.id, hash=result.inventory.hash, rule=result.result.rule.id,
        rule_hash=result.result.rule.hash, toolkit=__version__,
    )  # fmt: skip
    _texts(figure, height, title, result.inventory.file.title.get(lang), foot)
    return figure, axes


def _plain_figure(
    title: str, subtitle: str, foot: str, height: float = 5.4, legend_rows: int = 0, right: float = 2.65
) -> tuple[NotebookFigure, Axes]:
    height = max(height, 2.2 + 0.25 * legend_rows)
    figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    axes = figure.add_axes(
        (0.95 / WIDTH, 0.95 / height, (WIDTH - 0.95 - right) / WIDTH, (height - 0.95 - 1.2) / height)
    )
    _style(axes)
    axes.yaxis.set_major_formatter(lambda value, _: number(value, 4))
    _texts(figure, height, title, subtitle, foot)
    return figure, axes


def _beside_axes(figure: NotebookFigure, axes: Axes, width: float) -> Axes:
    box = axes.get_position()
    height = min(box.height, 2.6 / float(figure.get_figheight()))
    place = (1 - (width + 0.25) / WIDTH, box.y1 - height, width / WIDTH, height)
    beside = figure.add_axes(place)
    _style(beside)
    beside.tick_params(axis="both", labelsize=8)
    beside.yaxis.set_major_formatter(lambda value, _: number(value, 3))
    return beside


def _style(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["bottom", "left"]].set_color(GREY)
    axes.tick_params(axis="both", labelsize=8.5, colors=GREY, labelfontfamily=list(FAMILIES))
    axes.xaxis.set_major_formatter(lambda value, _: number(value, 4))
    axes.set_axisbelow(True)


def _texts(figure: NotebookFigure, height: float, title: str, subtitle: str, foot: str) -> None:
    left = 0.25 / WIDTH
    figure.text(left, 1 - 0.22 / height, shortened(title, 92), fontsize=14, color=INK, va="top")
    figure.text(left, 1 - 0.53 / height, shortened(subtitle, 128), fontsize=9.5, color=GREY, va="top")
    figure.text(left, 0.13 / height, shortened(foot, 190), fontsize=7.5, color=GREY, va="bottom")


def _names(axes: Axes, labels: Sequence[str]) -> None:
    axes.tick_params(axis="y", length=0)
    axes.set_yticks(range(len(labels)), [shortened(label, NAME_COLUMNS) for label in labels], fontsize=8.5)
    for label in axes.get_yticklabels():
        label.set_color(INK)


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


def _case_unit(cases: VariedCases) -> str:
    case = cases.cases[0]
    applied = case.result.applied
    declared = applied.inventory.file.declared_unit
    if case.per == 1.0 and declared is not None and applied.product == applied.inventory.file.product:
        return f"{declared.amount:g} {declared.unit}"
    return f"1 {applied.inventory.flows[applied.product].unit}"


def _cases_foot(cases: VariedCases, lang: str) -> str:
    inventories = dict.fromkeys(
        f"{case.result.applied.inventory.id} {case.result.applied.inventory.hash[:8]}" for case in cases.cases
    )
    choices = (CHOSEN_ANEW if cases.anew else CHOICES_HELD)(lang)
    return FOOTER_CASES(lang, inventory=", ".join(inventories), choices=choices, toolkit=__version__)
