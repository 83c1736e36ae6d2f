"""Hotspots as a picture: the tree of supply as a Sankey diagram, and paths of supply as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright import __version__
from rulewright.analysis.hotspots import HotspotError
from rulewright.analysis.paths import SupplyNode, supply_tree
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.figures import (
    DPI,
    FAINT,
    GREY,
    INK,
    STAGE_COLOURS,
    WIDTH,
    NotebookFigure,
    shortened,
)
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence, number
from rulewright.words import STAGES, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.analysis.hotspots import Hotspots

KINDS = ("sankey", "paths")
DEPTH = 5  # suppliers behind the product that a Sankey diagram shows
HEAD, FOOT, LEGEND = 0.95, 0.75, 0.3  # inches
BODY, PATH_ROW, NAMES = 6.2, 0.42, 4.9
GAP = 0.012  # between bars of one column, as a share of the height
LEAST = 0.012  # branches below this share of the burdens are drawn together
LINE_COLUMNS = 138  # half-width columns of text across the diagram, shared by its columns of bars
ROOMY = 0.045  # share of the product's bar from which a name and a number stand on two lines

SANKEY_TITLE = Sentence(
    "{rule}：排放沿供应链流向产品", "{rule}: emissions flow along the supply chain to the product"
)
PATH_TITLE = Sentence("{rule}：供应路径末端的排放", "{rule}: emissions at the end of paths of supply")
SUBTITLE = Sentence(
    "{title}；负荷 {burdens}，抵扣 {credits}，合计 {total} kg CO₂e",
    "{title}; burdens {burdens}, credits {credits}, total {total} kg CO₂e",
)
SANKEY_FOOT = Sentence(
    "宽度与经此路径的负荷成比例；深色：本过程的直接排放；浅灰：小于 {least:.1%} 的分支之和（可为负，则不画）。\n循环中的过程会重复出现。"
    "清单 {inventory}，规则哈希 {hash}。工具：rulewright {toolkit}。",
    "Width: burdens that come this way; dark: emitted by the process itself; light: branches below {least:.1%} together (not drawn "
    "if negative).\nProcesses in loops appear again. Inventory {inventory}, rule hash {hash}. Toolkit: rulewright {toolkit}.",
)
PATH_FOOT = Sentence(
    "只计路径末端过程的直接排放；其余路径 {rest} kg。清单 {inventory}，规则哈希 {hash}。工具：rulewright {toolkit}。",
    "Direct emissions of the last process of each path; all other paths: {rest} kg. Inventory {inventory}, rule hash {hash}. "
    "Toolkit: rulewright {toolkit}.",
)


@dataclass
class _Bar:
    """A bar of the diagram: place and height [kg CO2e], from the top."""

    node: SupplyNode
    column: int
    top: float


def hotspot_figure(hotspots: Hotspots, lang: str = "en", kind: str = "sankey") -> NotebookFigure:
    """Draw hotspots.

    Parameters
    ----------
    kind
        "sankey": the tree of supply, the product at the right; "paths": the largest paths of supply as bars.

    Raises
    ------
    HotspotError
        If there is no such kind, or nothing is emitted.
    """
    where = f"rule {hotspots.result.rule.id}"
    if kind not in KINDS:
        mend = f"use one of: {', '.join(KINDS)}{did_you_mean(kind, KINDS)}"
        raise HotspotError(f"no figure '{kind}' of hotspots", where, mend)
    if not hotspots.paths:
        raise HotspotError(
            "nothing is emitted, so there is no figure", where, "choose another rule or product"
        )
    with use_font():
        return _sankey(hotspots, lang) if kind == "sankey" else _paths(hotspots, lang)


# ---- Sankey -------------------------------------------------------------------------------------------


def _sankey(hotspots: Hotspots, lang: str) -> NotebookFigure:
    roots = [root for root in supply_tree(hotspots.burdens, LEAST) if root.kg_co2e > 0]
    if not roots:
        what, where = (
            "burdens are not above zero, so there is no Sankey diagram",
            f"rule {hotspots.result.rule.id}",
        )
        raise HotspotError(what, where, "use the figure 'paths'")
    whole = sum(root.kg_co2e for root in roots)
    bars = _placed(roots, GAP * whole)
    height = HEAD + LEGEND + BODY + FOOT
    figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    axes = figure.add_axes((0.03, FOOT / height, 0.94, BODY / height))
    axes.set_axis_off()
    columns = max(bar.column for bar in bars) + 1
    for bar in bars:
        _draw_bar(axes, hotspots, bar, columns, lang)
    places = {id(bar.node): bar for bar in bars}
    for bar in bars:
        _draw_bands(axes, hotspots, bar, places, columns)
    lowest = max(bar.top + bar.node.kg_co2e for bar in bars)
    axes.set_xlim(-0.02, columns - 0.1)
    axes.set_ylim(lowest + 0.01 * whole, -0.03 * whole)
    stages = [stage for stage in STAGES if any(_stage(hotspots, bar.node) == stage for bar in bars)]
    foot = SANKEY_FOOT(
        lang,
        least=LEAST,
        inventory=hotspots.result.inventory.id,
        hash=hotspots.result.rule.hash,
        toolkit=__version__,
    )
    _write(figure, height, hotspots, lang, SANKEY_TITLE(lang, rule=hotspots.result.rule.id), foot)
    _legend(figure, height, stages, lang)
    return figure


def _shown(node: SupplyNode, column: int) -> list[SupplyNode]:
    """Suppliers that get a bar of their own, the largest first."""
    if column >= DEPTH:
        return []
    return sorted((child for child in node.children if child.kg_co2e > 0), key=lambda child: -child.kg_co2e)


def _placed(roots: Sequence[SupplyNode], gap: float) -> list[_Bar]:
    """Bars column by column, the product's first; suppliers stand in the order of what they supply."""
    bars: list[_Bar] = []
    column, here = 0, list(roots)
    tops: dict[int, float] = {}
    while here:
        edge = 0.0
        following: list[SupplyNode] = []
        for node in here:
            top = max(edge, tops.get(id(node), 0.0))
            bars.append(_Bar(node, column, top))
            edge = top + node.kg_co2e + gap
            inside = top + max(0.0, node.direct_kg_co2e)
            for child in _shown(node, column):
                tops[id(child)] = inside
                inside += child.kg_co2e
                following.append(child)
        column, here = column + 1, following
    return bars


def _left(column: int, columns: int) -> float:
    """Left edge of a column: the product stands at the right."""
    return float(columns - 1 - column)


def _draw_bar(axes: Axes, hotspots: Hotspots, bar: _Bar, columns: int, lang: str) -> None:
    from matplotlib.patches import Rectangle

    node, left = bar.node, _left(bar.column, columns)
    colour = STAGE_COLOURS.get(_stage(hotspots, node), GREY)
    axes.add_patch(
        Rectangle((left, bar.top), 0.055, node.kg_co2e, facecolor=colour, edgecolor="none", zorder=3)
    )
    if node.direct_kg_co2e > 0:
        own = min(node.direct_kg_co2e, node.kg_co2e)
        axes.add_patch(
            Rectangle((left - 0.02, bar.top), 0.02, own, facecolor=INK, edgecolor="none", zorder=3)
        )
    name, size = shortened(_name(hotspots, node, lang), LINE_COLUMNS // columns), number(node.kg_co2e, 3)
    roomy = node.kg_co2e > ROOMY * _span(bar)
    axes.text(
        left + 0.07, bar.top + node.kg_co2e / 2, f"{name}\n{size}" if roomy else f"{name} {size}",
        fontsize=7.5 if roomy else 6.2, color=INK, va="center", ha="left", zorder=5,
    )  # fmt: skip


def _span(bar: _Bar) -> float:
    """Height of the product's bar [kg CO2e], the measure of the diagram."""
    node = bar.node
    while node.parent is not None:
        node = node.parent
    return node.kg_co2e


def _draw_bands(axes: Axes, hotspots: Hotspots, bar: _Bar, places: dict[int, _Bar], columns: int) -> None:
    """Bands from suppliers to this bar; what is too small to be shown is one light band that begins nowhere."""
    from matplotlib.patches import Rectangle

    inside = bar.top + max(0.0, bar.node.direct_kg_co2e)
    left = _left(bar.column, columns)
    for child in _shown(bar.node, bar.column):
        start = places[id(child)]
        colour = STAGE_COLOURS.get(_stage(hotspots, child), GREY)
        _band(axes, _left(start.column, columns) + 0.055, start.top, left, inside, child.kg_co2e, colour)
        inside += child.kg_co2e
    rest = bar.top + bar.node.kg_co2e - inside
    if rest > 0:
        axes.add_patch(
            Rectangle((left - 0.05, inside), 0.05, rest, facecolor=FAINT, edgecolor="none", zorder=1)
        )


def _band(axes: Axes, x0: float, y0: float, x1: float, y1: float, width: float, colour: str) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle = (x0 + x1) / 2
    points = [
        (x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 + width), (middle, y1 + width), (middle, y0 + width),
        (x0, y0 + width), (x0, y0),
    ]  # fmt: skip
    curve = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(points, curve), facecolor=colour, alpha=0.38, edgecolor="none", zorder=2))


# ---- paths --------------------------------------------------------------------------------------------


def _paths(hotspots: Hotspots, lang: str, count: int = 15) -> NotebookFigure:
    shown = hotspots.paths[:count]
    height = HEAD + len(shown) * PATH_ROW + FOOT
    figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    place = (NAMES / WIDTH, FOOT / height, (WIDTH - NAMES - 0.8) / WIDTH, (height - HEAD - FOOT) / height)
    axes = figure.add_axes(place)
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.tick_params(length=0, labelfontfamily=list(FAMILIES), colors=GREY)
    for row, path in enumerate(shown):
        node = hotspots.burdens.nodes[hotspots.burdens.index[path.nodes[-1]]]
        axes.barh(row, path.kg_co2e, 0.62, color=STAGE_COLOURS.get(node.stage, GREY), zorder=2)
        end = max(0.0, path.kg_co2e)  # numbers stand at the right of bars, also of negative ones
        axes.annotate(
            number(path.kg_co2e, 4), (end, row), (4, 0), textcoords="offset points", va="center", ha="left", fontsize=8.5,
            color=INK,
        )  # fmt: skip
    names = [_two_lines([_of(hotspots, key, lang) for key in reversed(path.nodes)]) for path in shown]
    axes.set_yticks(range(len(shown)), names, fontsize=7.6, color=INK)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(lambda value, _: number(value, 4))
    rest = hotspots.total_kg_co2e - hotspots.credits_kg_co2e - sum(path.kg_co2e for path in shown)
    foot = PATH_FOOT(
        lang,
        rest=number(rest),
        inventory=hotspots.result.inventory.id,
        hash=hotspots.result.rule.hash,
        toolkit=__version__,
    )
    _write(figure, height, hotspots, lang, PATH_TITLE(lang, rule=hotspots.result.rule.id), foot)
    return figure


def _two_lines(names: Sequence[str]) -> str:
    """Emitter on the first line, the way to the product below it."""
    way = shortened(" ← " + " ← ".join(names[1:]), 78) if len(names) > 1 else ""
    return shortened(names[0], 74) + (f"\n{way}" if way else "")


# ---- shared -------------------------------------------------------------------------------------------


def _of(hotspots: Hotspots, key: str, lang: str) -> str:
    node = hotspots.burdens.nodes[hotspots.burdens.index[key]]
    return node.name_zh if lang == "zh" else node.name_en


def _name(hotspots: Hotspots, node: SupplyNode, lang: str) -> str:
    return _of(hotspots, node.key, lang)


def _stage(hotspots: Hotspots, node: SupplyNode) -> str:
    return hotspots.burdens.nodes[hotspots.burdens.index[node.key]].stage


def _write(
    figure: NotebookFigure, height: float, hotspots: Hotspots, lang: str, title: str, foot: str
) -> None:
    left = 0.25 / WIDTH
    subtitle = SUBTITLE(
        lang, title=shortened(hotspots.result.inventory.file.title.get(lang), 62),
        burdens=number(hotspots.total_kg_co2e - hotspots.credits_kg_co2e), credits=number(hotspots.credits_kg_co2e),
        total=number(hotspots.total_kg_co2e),
    )  # fmt: skip
    figure.text(left, 1 - 0.2 / height, shortened(title, 96), fontsize=13, color=INK, va="top")
    figure.text(left, 1 - 0.5 / height, subtitle, fontsize=9.5, color=GREY, va="top")
    figure.text(left, 0.13 / height, foot, fontsize=7.5, color=GREY, va="bottom")


def _legend(figure: NotebookFigure, height: float, stages: Sequence[str], lang: str) -> None:
    from matplotlib.patches import Patch

    patches = [Patch(facecolor=STAGE_COLOURS[stage], label=say(stage, lang)) for stage in stages]
    figure.legend(
        handles=patches, loc="upper left", bbox_to_anchor=(0.2 / WIDTH, 1 - (HEAD - 0.12) / height), ncols=len(patches),
        fontsize=8.5, frameon=False, handlelength=1.2, borderpad=0, columnspacing=1.4, labelcolor=INK,
    )  # fmt: skip
