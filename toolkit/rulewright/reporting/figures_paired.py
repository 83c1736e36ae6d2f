"""Paired comparison as a picture: who lies above whom in how many draws, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.analysis.question import QuestionError
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.figures import DPI, FAINT, GREY, INK, WIDTH, NotebookFigure, shortened
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

    from rulewright.analysis.paired_result import PairedResult

    Floats = npt.NDArray[np.float64]

BELOW, ABOVE, SAME = "#0072B2", "#D55E00", "#BDBDBD"  # told apart with any colour vision
CELL, LABELS, GAP, HEAD, FOOT, RIGHT = 0.52, 2.3, 0.35, 1.15, 0.85, 0.35  # inches
WIDEST, LOWEST_ROW, LEAST_HEIGHT = 5.2, 0.3, 3.4  # inches
BINS = 60

TITLES = {
    "rules": Sentence("规则两两比较：同一批抽样", "Rules compared pairwise on the same draws"),
    "products": Sentence("产品两两比较：同一批抽样", "Products compared pairwise on the same draws"),
    "inventories": Sentence("清单两两比较", "Inventories compared pairwise"),
}
SUBTITLE = Sentence(
    "{subject}；{draws} 次抽样，种子 {seed}；单位：kg CO₂e / {unit}",
    "{subject}; {draws} draws, seed {seed}; unit: kg CO₂e / {unit}",
)
MATRIX = Sentence("行高于列的抽样比例（可辨性）", "share of draws with row above column (discernibility)")
DIFFERENCE = Sentence("行减“{baseline}”，kg CO₂e", "row less {baseline}, kg CO₂e")
BASELINE = Sentence("基准", "baseline")
EQUAL = Sentence("每次相等", "equal in every draw")
FOOTER = Sentence(
    "竖线：中位数；粗线：P2.5 至 P97.5；带 ○ 的格：修正的显著性检验（δ₀ = {delta0:g}，Holm 校正）在 {level:.0%} 水平上不能断定有差异。"
    "工具：rulewright {toolkit}。",
    "Line: median; bar: P2.5 to P97.5. A cell with ○: by the modified test (δ₀ = {delta0:g}, Holm) no difference can be claimed "
    "at the {level:.0%} level. Toolkit: rulewright {toolkit}.",
)


def paired_figure(result: PairedResult, lang: str = "en", baseline: str | None = None) -> NotebookFigure:
    """Draw the matrix of discernibility, and beside it the distribution of each difference to one case.

    Parameters
    ----------
    result
        A paired comparison.
    lang
        "zh" or "en".
    baseline
        Case that the differences are taken to; default: the first.

    Raises
    ------
    QuestionError
        If there is no such case.
    """
    names = list(result.cases)
    base = names[0] if baseline is None else baseline
    if base not in result.cases:
        raise QuestionError(
            f"no case '{base}' in this comparison{did_you_mean(base, names)}", "figure of a paired comparison",
            f"use one of: {', '.join(names)}",
        )  # fmt: skip
    with use_font():
        matrix = min(len(names) * CELL, WIDEST)
        rows = max(len(names) * max(matrix / len(names), LOWEST_ROW), LEAST_HEIGHT - HEAD - FOOT)
        height = HEAD + rows + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        place = (LABELS / WIDTH, FOOT / height, matrix / WIDTH, rows / height)
        _matrix(figure.add_axes(place), result, lang)
        left = LABELS + matrix + GAP
        place = (left / WIDTH, FOOT / height, (WIDTH - left - RIGHT) / WIDTH, rows / height)
        _differences(figure.add_axes(place), result, base, lang)
        _head(figure, height, result, lang)
        foot = FOOTER(lang, delta0=result.delta0, level=result.level, toolkit=__version__)
        figure.text(0.25 / WIDTH, 0.13 / height, foot, fontsize=7.5, color=GREY, va="bottom", wrap=True)
        return figure


def _head(figure: NotebookFigure, height: float, result: PairedResult, lang: str) -> None:
    left = 0.25 / WIDTH
    case = next(iter(result.cases.values()))
    inventory, rule = case.result.inventory, case.result.rule.document.number
    title = inventory.file.title.get(lang)
    subject = {"rules": title, "products": f"{title}; {rule}", "inventories": rule}[result.what]
    figure.text(left, 1 - 0.22 / height, TITLES[result.what](lang), fontsize=14, color=INK, va="top")
    text = SUBTITLE(
        lang, subject=shortened(subject, 84), draws=f"{result.draws:,}", seed=result.seed, unit=result.unit
    )
    figure.text(left, 1 - 0.53 / height, text, fontsize=9.5, color=GREY, va="top")


def _matrix(axes: Axes, result: PairedResult, lang: str) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    names = list(result.cases)
    colours = LinearSegmentedColormap.from_list("discernibility", [BELOW, "#FFFFFF", ABOVE])
    values = result.matrix().to_numpy()
    size = min(7.5, 7.5 * WIDEST / CELL / len(names) * 1.15)  # figures shrink with their cells
    for row, a in enumerate(names):
        for column, b in enumerate(names):
            if a == b:
                _cell(axes, row, column, FAINT, "", size)
                continue
            pair = result.pair(a, b)
            same = pair.statistics.equal == 1
            share = float(values[row, column])
            colour: Any = SAME if same else colours(share + pair.statistics.equal / 2)
            text = "=" if same else _per_cent(share)
            unsure = pair.p_modified_holm is not None and pair.p_modified_holm > result.level
            dark = not same and (share < 0.12 or share > 0.9)
            _cell(axes, row, column, colour, text + ("\n○" if unsure else ""), size, "white" if dark else INK)
    axes.set_xlim(0, len(names))
    axes.set_ylim(len(names), 0)
    labels = [shortened(case.label.get(lang), 30) for case in result.cases.values()]
    places = np.arange(len(names)) + 0.5
    axes.set_yticks(places, labels, fontsize=8.5, color=INK)
    axes.set_xticks(places, [str(place + 1) for place in range(len(names))], fontsize=8.5, color=INK)
    axes.set_yticklabels([f"{label}  {place}" for place, label in enumerate(labels, 1)])
    axes.tick_params(length=0, labelfontfamily=list(FAMILIES))
    axes.spines[:].set_visible(False)
    axes.set_title(MATRIX(lang), fontsize=9, color=GREY, loc="right", pad=5)  # labels make room to the left


def _cell(axes: Axes, row: int, column: int, colour: Any, text: str, size: float, ink: str = INK) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.2))
    axes.text(
        column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=size, color=ink, linespacing=1.1
    )


def _per_cent(share: float) -> str:
    """Per cent without claiming certainty: draws are finite.

    Examples
    --------
    >>> _per_cent(0.99995), _per_cent(1.0), _per_cent(0.004)
    ('>99%', '100%', '<1%')
    """
    if 0.99 < share < 1:
        return ">99%"
    if 0 < share < 0.01:
        return "<1%"
    return f"{share:.0%}"


def _differences(axes: Axes, result: PairedResult, base: str, lang: str) -> None:
    names = list(result.cases)
    samples = [result.differences(name, base) for name in names]
    ends = [np.percentile(each, (0.1, 99.9)) for each in samples]
    low, high = min(float(each[0]) for each in ends), max(float(each[1]) for each in ends)
    span = (high - low) or 1.0
    edges = np.linspace(low - 0.02 * span, high + 0.02 * span, BINS + 1)
    for row, (name, sample) in enumerate(zip(names, samples, strict=True)):
        middle = row + 0.5
        axes.axhline(row + 1, color=FAINT, linewidth=0.7, zorder=0)
        if name == base:
            axes.annotate(
                BASELINE(lang), (0.0, middle), (6, 0), textcoords="offset points", va="center", fontsize=8.5, color=GREY
            )  # fmt: skip
        elif float(np.ptp(sample)) <= 1e-9 * max(abs(low), abs(high), 1e-300):
            value = float(sample[0])
            axes.plot([value, value], [middle - 0.25, middle + 0.25], color=INK, linewidth=2)
            text = EQUAL(lang) if value == 0 else number(value)
            axes.annotate(
                text, (value, middle), (6, 0), textcoords="offset points", va="center", fontsize=8.5, color=GREY
            )  # fmt: skip
        else:
            _one_difference(axes, middle, sample, edges)
    axes.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(len(names), 0)
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=8.5, colors=GREY, labelfontfamily=list(FAMILIES))
    axes.xaxis.set_major_formatter(lambda value, _: number(value, 4))
    axes.locator_params(axis="x", nbins=6)
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    label = shortened(result.cases[base].label.get(lang), 34)
    axes.set_title(DIFFERENCE(lang, baseline=label), fontsize=9, color=GREY, loc="left", pad=5)


def _one_difference(axes: Axes, middle: float, sample: Floats, edges: Floats) -> None:
    """A distribution as a hill on its row, blue below zero and orange above, with median and interval."""
    counted = np.histogram(sample, edges)[0].astype(float)
    heights = counted / counted.max() * 0.62 if counted.max() else counted
    foot = middle + 0.32
    centres = (edges[:-1] + edges[1:]) / 2
    for colour, side in ((BELOW, centres < 0), (ABOVE, centres >= 0)):
        axes.bar(
            centres[side], -heights[side], edges[1] - edges[0], foot, color=colour, alpha=0.55, linewidth=0, zorder=1
        )  # fmt: skip
    low, median, high = np.percentile(sample, (2.5, 50, 97.5)).tolist()
    axes.plot([low, high], [foot + 0.05] * 2, color=INK, linewidth=2.2, solid_capstyle="butt", zorder=4)
    axes.plot([median, median], [foot - 0.62, foot + 0.1], color=INK, linewidth=1.2, zorder=4)
