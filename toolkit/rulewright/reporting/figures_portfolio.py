"""A portfolio as pictures: how ranks move between rules, footprints as a map, probabilities of ranks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.analysis.portfolio import PortfolioError
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.figures import DPI, FAINT, GREY, INK, WIDTH, NotebookFigure, shortened
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

    from rulewright.analysis.portfolio import PortfolioResult

    Floats = npt.NDArray[np.float64]

# Okabe and Ito, told apart with any colour vision; lines are told apart by their ends' names as well
LINES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D1F", "#5F5F5F")
SHADES = ("#F4F8FB", "#56B4E9", "#0072B2", "#003A5D")
NAMES, RIGHT, HEAD, FOOT, ROW = 3.2, 0.3, 1.35, 0.75, 0.34  # inches
NAME_COLUMNS = 44

SUBTITLE = Sentence("{title}；单位：kg CO₂e / {unit}{real}", "{title}; unit: kg CO₂e / {unit}{real}")
NOT_REAL = Sentence("；工厂非真实", "; no real plants")
TITLES = {
    "ranking": Sentence("各规则下的名次（1 为最低）", "rank of each plant under each rule (1: lowest)"),
    "matrix": Sentence("各规则下的足迹", "footprint of each plant under each rule"),
    "ranks": Sentence("规则 {rule}：各名次的概率", "rule {rule}: probability of each rank"),
}
FEET = {
    "ranking": Sentence(
        "彩色线：先后随规则颠倒的工厂。线在规则不适用处中断。组合 {portfolio}，哈希 {hash}。工具：rulewright {toolkit}。",
        "Coloured: plants that change places between rules. Lines break where a rule refuses. Portfolio {portfolio}, hash {hash}. "
        "Toolkit: rulewright {toolkit}.",
    ),
    "matrix": Sentence(
        "颜色按全部数值；画线的格：规则不适用或不能计算。组合 {portfolio}，哈希 {hash}。工具：rulewright {toolkit}。",
        "Colour over all values; hatched: the rule refuses. Portfolio {portfolio}, hash {hash}. Toolkit: rulewright {toolkit}.",
    ),
    "ranks": Sentence(
        "{draws} 次抽样，种子 {seed}；工厂共用的量取同一抽样。组合 {portfolio}，哈希 {hash}。工具：rulewright {toolkit}。",
        "{draws} draws, seed {seed}; what plants share takes the same draws. Portfolio {portfolio}, hash {hash}. "
        "Toolkit: rulewright {toolkit}.",
    ),
}
RANK_AXIS = Sentence("名次", "rank")


def portfolio_figure(
    result: PortfolioResult, lang: str = "en", kind: str = "ranking", rule: str | None = None
) -> NotebookFigure:
    """Draw a portfolio.

    Parameters
    ----------
    kind
        "ranking": a line a plant over the rules; "matrix": footprints [kg CO2e per declared unit]; "ranks":
        probabilities of ranks under one rule, which needs draws.
    rule
        Of "ranks"; default: the first rule that gives a result.

    Raises
    ------
    PortfolioError
        If there is no such kind or rule, or no draws for "ranks".
    """
    where = f"portfolio {result.portfolio.id}"
    if kind not in TITLES:
        raise PortfolioError(f"no figure '{kind}' of a portfolio", where, f"use one of: {', '.join(TITLES)}")
    if kind == "ranks":
        ranked = [each for each in result.rules if result.ranks(each)]
        rule = rule or ranked[0]
        if rule not in ranked:
            near = did_you_mean(rule, ranked)
            raise PortfolioError(
                f"no ranking under rule '{rule}'{near}", where, f"use one of: {', '.join(ranked)}"
            )
    draw: Callable[[Axes, PortfolioResult, str, str], None]
    draw = {"ranking": _ranking, "matrix": _matrix, "ranks": _ranks}[kind]
    with use_font():
        height = HEAD + len(result.plants) * ROW + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        right = NAMES if kind == "ranking" else RIGHT
        axes = figure.add_axes(
            (NAMES / WIDTH, FOOT / height, (WIDTH - NAMES - right) / WIDTH, (height - HEAD - FOOT) / height)
        )
        axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
        axes.tick_params(length=0, labelfontfamily=list(FAMILIES), colors=INK)
        draw(axes, result, lang, rule or "")
        _write(figure, height, result, lang, kind, rule or "")
        return figure


def _ranking(axes: Axes, result: PortfolioResult, lang: str, _: str) -> None:
    """One line a plant; ties stand beside each other in the order of the file."""
    places = np.full((len(result.plants), len(result.rules)), np.nan)
    for column, rule in enumerate(result.rules):
        for row, plant in enumerate(result.ranks(rule), 1):
            places[result.plants.index(plant), column] = row
    swapped = {plant for each in result.reversals for plant in (each.low, each.high)}
    moves = [row for row, plant in enumerate(result.plants) if plant in swapped]
    for row, line in enumerate(places):
        place = moves.index(row) if row in moves else None
        colour = "#A6A6A6" if place is None else LINES[place % len(LINES)]
        dashes = "-" if place is None or place < len(LINES) else "--"
        axes.plot(
            range(len(line)), line, dashes, color=colour, linewidth=1.2 if place is None else 2.2, marker="o",
            markersize=5, zorder=2 if place is None else 3,
        )  # fmt: skip
        _name_ends(
            axes, line, result.portfolio.plants[row].name.get(lang), colour if place is not None else GREY
        )
    axes.set_xlim(-0.1, len(result.rules) - 0.9)
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
    text = shortened(name, NAME_COLUMNS)
    first, last = int(known[0]), int(known[-1])
    shared: dict[str, Any] = {"fontsize": 8, "color": colour, "va": "center", "annotation_clip": False}
    if first == 0:
        axes.annotate(text, (0, line[0]), (-8, 0), textcoords="offset points", ha="right", **shared)
    if last == len(line) - 1 or first != 0:
        axes.annotate(text, (last, line[last]), (8, 0), textcoords="offset points", ha="left", **shared)


def _matrix(axes: Axes, result: PortfolioResult, lang: str, _: str) -> None:
    known = result.central[~np.isnan(result.central)]
    low, high = float(known.min()), float(known.max())
    _cells(axes, result.central, low, high, lambda value: number(value, 4))
    _plants_left(axes, result, [plant.id for plant in result.portfolio.plants], lang)
    _rules_on_top(axes, result.rules)


def _ranks(axes: Axes, result: PortfolioResult, lang: str, rule: str) -> None:
    table = result.rank_probabilities(rule)
    _cells(axes, table.to_numpy(), 0.0, 1.0, lambda value: f"{value:.0%}" if value >= 0.005 else "")
    _plants_left(axes, result, [str(plant) for plant in table.index], lang)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xticks(range(table.shape[1]), [str(rank) for rank in table.columns], fontsize=8.5)
    axes.set_xlabel(RANK_AXIS(lang), fontsize=9.5, color=INK)


def _cells(axes: Axes, values: Floats, low: float, high: float, say: Callable[[float], str]) -> None:
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    colours = LinearSegmentedColormap.from_list("footprint", SHADES)
    span = (high - low) or 1.0
    for row, line in enumerate(values.tolist()):
        for column, value in enumerate(line):
            place = (column - 0.5, row - 0.5)
            if math.isnan(value):
                axes.add_patch(
                    Rectangle(place, 1, 1, facecolor="white", edgecolor=GREY, hatch="///", linewidth=0.4)
                )
                continue
            share = (value - low) / span
            axes.add_patch(Rectangle(place, 1, 1, facecolor=colours(share), edgecolor="white", linewidth=0.8))
            ink = "white" if share > 0.5 else INK
            axes.text(column, row, say(value), ha="center", va="center", fontsize=8, color=ink)
    axes.set_xlim(-0.5, values.shape[1] - 0.5)
    axes.set_ylim(values.shape[0] - 0.5, -0.5)


def _plants_left(axes: Axes, result: PortfolioResult, plants: Sequence[str], lang: str) -> None:
    names = [shortened(result.portfolio.plant(plant).name.get(lang), NAME_COLUMNS) for plant in plants]
    axes.set_yticks(range(len(plants)), names, fontsize=8.5)


def _rules_on_top(axes: Axes, rules: Sequence[str]) -> None:
    axes.xaxis.tick_top()
    axes.set_xticks(
        range(len(rules)), list(rules), fontsize=8, rotation=24, ha="left", rotation_mode="anchor"
    )


def _write(
    figure: NotebookFigure, height: float, result: PortfolioResult, lang: str, kind: str, rule: str
) -> None:
    left = 0.25 / WIDTH
    file = result.portfolio.file
    title = TITLES[kind](lang, rule=rule)
    real = NOT_REAL(lang) if file.plants_are == "plausible" else ""
    subtitle = SUBTITLE(lang, title=file.title.get(lang), unit=result.unit, real=real)
    foot = FEET[kind](
        lang,
        portfolio=file.id,
        hash=file.hash,
        toolkit=__version__,
        draws=f"{result.draws:,}",
        seed=result.seed,
    )
    figure.text(left, 1 - 0.2 / height, shortened(title, 96), fontsize=13, color=INK, va="top")
    figure.text(left, 1 - 0.5 / height, shortened(subtitle, 128), fontsize=9.5, color=GREY, va="top")
    figure.text(left, 0.13 / height, foot, fontsize=7.5, color=GREY, va="bottom")
