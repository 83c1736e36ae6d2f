"""A portfolio as pictures: how ranks move between rules, footprints, agreement, probabilities of ranks and reversals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.analysis.run_errors import PortfolioError
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.figures import (
    DPI,
    FAINT,
    GREY,
    INK,
    WIDTH,
    NotebookFigure,
    ink_on,
    shortened,
    wrapped,
)
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

    from rulewright.analysis.portfolio_result import PortfolioResult

    Floats = npt.NDArray[np.float64]

# Okabe and Ito, told apart with any colour vision; lines are told apart by dashes and their ends' names as well
LINES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D1F", "#5F5F5F")
DASHES = ("-", "--", ":", "-.")
SHADES = ("#F4F8FB", "#56B4E9", "#0072B2", "#003A5D")
FRAME = "#E69F00"  # seen on dark and on light cells
OPPOSITE = ("#D55E00", "#FFFFFF", "#0072B2")  # tau -1, 0, 1
NAMES, RIGHT, HEAD, FOOT, ROW = 2.75, 0.3, 1.45, 0.75, 0.36  # inches
NAME_COLUMNS = 38

SUBTITLES = {
    "ranking": Sentence(
        "{title}；按足迹排列（kg CO₂e / {unit}）{real}",
        "{title}; ranked by footprint (kg CO₂e / {unit}){real}",
    ),
    "matrix": Sentence("{title}；单位：kg CO₂e / {unit}{real}", "{title}; unit: kg CO₂e / {unit}{real}"),
    "tau": Sentence(
        "{title}；1：次序完全相同，−1：完全相反{real}",
        "{title}; 1: the same order, −1: the opposite order{real}",
    ),
    "ranks": Sentence("{title}；抽样中的占比{real}", "{title}; share of the draws{real}"),
    "reversals": Sentence(
        "{title}；两个规则给出不同先后的抽样占比{real}",
        "{title}; share of the draws in which the two rules order a pair differently{real}",
    ),
}
NOT_REAL = Sentence("；工厂非真实", "; no real plants")
TITLES = {
    "ranking": Sentence("各规则下的名次（1 为最低）", "Rank of each plant under each rule (1: lowest)"),
    "matrix": Sentence("各规则下的足迹", "Footprint of each plant under each rule"),
    "tau": Sentence(
        "规则之间次序的一致程度（Kendall τ-b）", "How alike rules rank the plants (Kendall's tau-b)"
    ),
    "ranks": Sentence("规则 {rule}：各名次的概率", "Rule {rule}: probability of each rank"),
    "reversals": Sentence(
        "{rule} 与 {other} 之间先后颠倒的概率", "Probability of a reversal between {rule} and {other}"
    ),
}
FEET = {
    "ranking": Sentence(
        "彩色线：先后随规则颠倒的工厂；点中数字为名次，相同的足迹名次相同。线在规则不适用处中断。",
        "Coloured: plants that change places between rules. Numbers are ranks; equal footprints share one. Lines break where a "
        "rule refuses.",
    ),
    "matrix": Sentence("颜色按全部数值；画线的格：规则不适用。", "Colour over all values; hatched: the rule refuses."),
    "tau": Sentence(
        "只计两个规则都适用的工厂；画线的格：共有的工厂不足三个。",
        "Only plants that both rules give a result for; hatched: fewer than three in common.",
    ),
    "ranks": Sentence(
        "{draws} 次抽样，种子 {seed}；工厂共用的量取同一抽样。", "{draws} draws, seed {seed}; what plants share takes the same draws."
    ),
    "reversals": Sentence(
        "{draws} 次抽样，种子 {seed}；工厂按 {rule} 的名次排列；橙框：中心值的先后颠倒。",
        "{draws} draws, seed {seed}; plants in the order of {rule}; orange frame: central footprints change places.",
    ),
}  # fmt: skip
SOURCE = Sentence(
    "{foot} 组合 {portfolio}，哈希 {hash}。工具：rulewright {toolkit}。",
    "{foot} Portfolio {portfolio}, hash {hash}. Toolkit: rulewright {toolkit}.",
)
RANK_AXIS = Sentence("名次", "rank")
SUBTITLE_COLUMNS, FOOT_COLUMNS = 146, 188  # half-width columns across the figure


def portfolio_figure(
    result: PortfolioResult,
    lang: str = "en",
    kind: str = "ranking",
    rule: str | None = None,
    other: str | None = None,
) -> NotebookFigure:
    """Draw a portfolio.

    Parameters
    ----------
    kind
        "ranking": a line a plant over the rules; "matrix": footprints [kg CO2e per declared unit]; "tau": Kendall's
        tau-b between rules; "ranks": probabilities of ranks under one rule; "reversals": probabilities of reversals
        between two rules. The last two need draws.
    rule, other
        Of "ranks" and "reversals"; default: the first rule that gives a result, the two rules that rank least alike.

    Raises
    ------
    PortfolioError
        If there is no such kind or rule, or no draws for probabilities.
    """
    where = f"portfolio {result.portfolio.id}"
    if kind not in TITLES:
        mend = f"use one of: {', '.join(TITLES)}{did_you_mean(kind, TITLES)}"
        raise PortfolioError(f"no figure '{kind}' of a portfolio", where, mend)
    names: list[str] = []
    if kind in ("ranks", "reversals"):
        if not result.draws:
            raise PortfolioError("the portfolio was run without draws", where, "run it with draws=1000")
        names = _rules_of(result, kind, rule, other, where)
    rows = len(result.rules) if kind == "tau" else len(result.plants)
    with use_font():
        height = HEAD + rows * ROW + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        right = NAMES if kind == "ranking" else RIGHT
        place = (
            NAMES / WIDTH,
            FOOT / height,
            (WIDTH - NAMES - right) / WIDTH,
            (height - HEAD - FOOT) / height,
        )
        axes = figure.add_axes(place)
        axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
        axes.tick_params(length=0, labelfontfamily=list(FAMILIES), colors=INK)
        DRAW[kind](axes, result, lang, names)
        _write(figure, height, result, lang, kind, names)
        return figure


def _rules_of(
    result: PortfolioResult, kind: str, rule: str | None, other: str | None, where: str
) -> list[str]:
    """The one or two rules of a figure of probabilities."""
    ranked = [each for each in result.rules if result.ranks(each)]
    least = result.least_alike
    if kind == "reversals" and rule is None and other is None and least is not None:
        names = [least.rule_a, least.rule_b]
    else:
        names = [rule or ranked[0]]
        if kind == "reversals":
            names.append(other or next((each for each in ranked if each != names[0]), names[0]))
    for name in names:
        if name not in ranked:
            mend = f"use one of: {', '.join(ranked)}{did_you_mean(name, ranked)}"
            raise PortfolioError(f"no ranking under rule '{name}'", where, mend)
    if len(set(names)) < len(names):
        raise PortfolioError("reversals are between two rules", where, "name another rule, or run several")
    return names


def _ranking(axes: Axes, result: PortfolioResult, lang: str, _: Sequence[str]) -> None:
    """One line a plant; ties stand below each other in the order of the file and show the same number."""
    places = np.full((len(result.plants), len(result.rules)), np.nan)
    ranks = {rule: result.ranks(rule) for rule in result.rules}
    for column, rule in enumerate(result.rules):
        for row, plant in enumerate(ranks[rule], 1):
            places[result.plants.index(plant), column] = row
    swapped = {plant for each in result.reversals for plant in (each.low, each.high)}
    moves = [row for row, plant in enumerate(result.plants) if plant in swapped]
    for row, line in enumerate(places):
        place = moves.index(row) if row in moves else None
        colour = "#A6A6A6" if place is None else LINES[place % len(LINES)]
        dashes = "-" if place is None else DASHES[place // len(LINES) % len(DASHES)]
        axes.plot(
            range(len(line)), line, dashes, color=colour, linewidth=1.2 if place is None else 2.2, zorder=2
        )
        axes.plot(
            range(len(line)), line, "o", markersize=12, markerfacecolor="white", markeredgecolor=colour,
            markeredgewidth=1.4, zorder=3,
        )  # fmt: skip
        here = result.portfolio.plants[row]
        for column, rule in enumerate(result.rules):
            if here.id in ranks[rule]:
                axes.text(
                    column, line[column], str(ranks[rule][here.id]), fontsize=6.8, color=INK, ha="center", va="center_baseline",
                    zorder=4,
                )  # fmt: skip
        _name_ends(axes, line, here.name.get(lang), GREY if place is None else colour)
    axes.set_xlim(-0.15, max(len(result.rules) - 0.85, 0.15))
    axes.set_ylim(len(result.plants) + 0.6, 0.4)
    axes.set_yticks([])
    _rules_on_top(axes, result.rules)
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)


def _name_ends(axes: Axes, line: Floats, name: str, colour: str) -> None:
    """Name a line at the left and the right edge, or, where it breaks before, beside its last point."""
    known = np.flatnonzero(~np.isnan(line))
    if not known.size:
        return
    text = wrapped(name, NAME_COLUMNS)
    size = 8 if "\n" not in text else 7
    first, last = int(known[0]), int(known[-1])
    shared: dict[str, Any] = {
        "fontsize": size, "color": colour, "va": "center", "annotation_clip": False, "linespacing": 1.05,
    }  # fmt: skip
    if first == 0:
        axes.annotate(text, (0, line[0]), (-11, 0), textcoords="offset points", ha="right", **shared)
    if last == len(line) - 1 or first != 0:
        axes.annotate(text, (last, line[last]), (11, 0), textcoords="offset points", ha="left", **shared)


def _matrix(axes: Axes, result: PortfolioResult, lang: str, _: Sequence[str]) -> None:
    known = result.central[~np.isnan(result.central)]
    low, high = float(known.min()), float(known.max())
    _cells(axes, result.central, low, high, lambda value: number(value, 4), SHADES)
    _plants_left(axes, result, result.plants, lang)
    _rules_on_top(axes, result.rules)


def _tau(axes: Axes, result: PortfolioResult, lang: str, _: Sequence[str]) -> None:
    _cells(axes, result.tau().to_numpy(), -1.0, 1.0, lambda value: number(round(value, 2), 3), OPPOSITE)
    axes.set_yticks(
        range(len(result.rules)), [shortened(each, NAME_COLUMNS) for each in result.rules], fontsize=8.5
    )
    _rules_on_top(axes, result.rules)


def _ranks(axes: Axes, result: PortfolioResult, lang: str, rules: Sequence[str]) -> None:
    shares = result.rank_shares(rules[0])
    _cells(axes, np.array(list(shares.values())), 0.0, 1.0, _percent, SHADES)
    _plants_left(axes, result, list(shares), lang)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xticks(range(len(shares)), [str(rank) for rank in range(1, len(shares) + 1)], fontsize=8.5)
    axes.set_xlabel(RANK_AXIS(lang), fontsize=9.5, color=INK)


def _reversals(axes: Axes, result: PortfolioResult, lang: str, rules: Sequence[str]) -> None:
    from matplotlib.patches import Rectangle

    first, second = (result.ranks(rule) for rule in rules)
    plants = [plant for plant in first if plant in second]
    values = result.reversal_probabilities(rules[0], rules[1]).to_numpy()
    _cells(axes, values, 0.0, 1.0, _percent, SHADES, missing="#FFFFFF")
    turned = {
        frozenset((each.low, each.high))
        for each in result.reversals
        if {each.rule_a, each.rule_b} == set(rules)
    }
    for row, one in enumerate(plants):
        for column, other in enumerate(plants):
            if frozenset((one, other)) in turned:
                place = (column - 0.46, row - 0.46)
                axes.add_patch(
                    Rectangle(place, 0.92, 0.92, facecolor="none", edgecolor=FRAME, linewidth=1.8, zorder=4)
                )
    _plants_left(axes, result, plants, lang)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xticks(range(len(plants)), [str(first[plant]) for plant in plants], fontsize=8.5)
    axes.set_xlabel(f"{RANK_AXIS(lang)} ({rules[0]})", fontsize=9.5, color=INK)


DRAW: dict[str, Callable[[Axes, PortfolioResult, str, Sequence[str]], None]] = {
    "ranking": _ranking, "matrix": _matrix, "tau": _tau, "ranks": _ranks, "reversals": _reversals,
}  # fmt: skip


def _percent(value: float) -> str:
    """Shares that round to nothing are told from those that are nothing."""
    if value == 0:
        return ""
    return f"{value:.0%}" if value >= 0.005 else "<1%"


def _cells(
    axes: Axes,
    values: Floats,
    low: float,
    high: float,
    say: Callable[[float], str],
    shades: Sequence[str],
    missing: str | None = None,
) -> None:
    """Coloured cells with their numbers; missing ones are hatched, or of one colour."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    colours: Colormap = LinearSegmentedColormap.from_list("cells", list(shades))
    span = (high - low) or 1.0
    for row, line in enumerate(values.tolist()):
        for column, value in enumerate(line):
            place = (column - 0.5, row - 0.5)
            if math.isnan(value):
                style = (
                    {"facecolor": "white", "edgecolor": GREY, "hatch": "///", "linewidth": 0.4}
                    if missing is None
                    else {"facecolor": missing, "edgecolor": "none"}
                )
                axes.add_patch(Rectangle(place, 1, 1, **style))
                continue
            colour = colours((value - low) / span)
            axes.add_patch(Rectangle(place, 1, 1, facecolor=colour, edgecolor="white", linewidth=0.8))
            size = 8 if values.shape[1] <= 16 else 6
            axes.text(column, row, say(value), ha="center", va="center", fontsize=size, color=ink_on(colour))
    axes.set_xlim(-0.5, values.shape[1] - 0.5)
    axes.set_ylim(values.shape[0] - 0.5, -0.5)


def _plants_left(axes: Axes, result: PortfolioResult, plants: Sequence[str], lang: str) -> None:
    names = [wrapped(result.portfolio.plant(plant).name.get(lang), NAME_COLUMNS) for plant in plants]
    axes.set_yticks(range(len(plants)), names, fontsize=8, linespacing=1.05)


def _rules_on_top(axes: Axes, rules: Sequence[str]) -> None:
    axes.xaxis.tick_top()
    names = [shortened(rule, 22) for rule in rules]
    axes.set_xticks(range(len(rules)), names, fontsize=8, rotation=24, ha="left", rotation_mode="anchor")


def _write(
    figure: NotebookFigure, height: float, result: PortfolioResult, lang: str, kind: str, rules: Sequence[str]
) -> None:
    left = 0.25 / WIDTH
    file = result.portfolio.file
    named = dict(zip(("rule", "other"), rules, strict=False))
    real = NOT_REAL(lang) if file.plants_are == "plausible" else ""
    subtitle = SUBTITLES[kind](lang, title=file.title.get(lang), unit=result.unit_label(lang), real=real)
    said = FEET[kind](lang, draws=f"{result.draws:,}", seed=result.seed, **named)
    foot = SOURCE(lang, foot=said, portfolio=file.id, hash=file.hash, toolkit=__version__)
    figure.text(
        left, 1 - 0.2 / height, shortened(TITLES[kind](lang, **named), 96), fontsize=13, color=INK, va="top"
    )
    figure.text(
        left, 1 - 0.5 / height, wrapped(subtitle, SUBTITLE_COLUMNS), fontsize=9.5, color=GREY, va="top"
    )
    figure.text(left, 0.13 / height, wrapped(foot, FOOT_COLUMNS), fontsize=7.5, color=GREY, va="bottom")
