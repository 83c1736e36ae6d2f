"""Hotspots as pictures: the tree of supply as a Sankey diagram; bars are in figures_hotspots_bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright import __version__
from rulewright.analysis.hotspots import BYS, HotspotError
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
    wrapped,
)
from rulewright.reporting.figures_hotspots_bars import bars_figure, stage_legend, write_around
from rulewright.reporting.fonts import use_font
from rulewright.reporting.sentences import Sentence, number
from rulewright.words import STAGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.analysis.hotspots import Hotspots

KINDS = ("sankey", *BYS)
DEPTH = 5  # suppliers behind the product that a Sankey diagram shows
HEAD, FOOT, LEGEND = 0.95, 0.75, 0.3  # inches
BODY = 6.2
GAP = 0.012  # between bars of one column, as a share of the height
LEAST = 0.012  # branches below this share of the burdens are drawn together
VISIBLE = 0.002  # share of the product's bar from which something taken off is drawn
LINE_COLUMNS = 150  # half-width columns of text across the diagram, shared by its columns of bars
ROOMY = 0.045  # share of the product's bar from which a name and a number stand on two lines

SANKEY_TITLE = Sentence(
    "{rule}：排放沿供应链流向产品", "{rule}: emissions flow along the supply chain to the product"
)
SANKEY_FOOT = Sentence(
    "宽度与经此路径的负荷成比例；深色：本过程的直接排放；浅灰：小于 {least:.1%} 的分支之和；斜线：由工厂收回的产出抵去的部分。"
    "循环中的过程会重复出现。清单 {inventory}，规则哈希 {hash}。工具：rulewright {toolkit}。",
    "Width: burdens that come this way; dark: emitted by the process itself; light: branches below {least:.1%} together; hatched: "
    "taken off again by outputs that the works takes back. Processes in loops appear again. Inventory {inventory}, rule hash {hash}. "
    "Toolkit: rulewright {toolkit}.",
)


@dataclass
class _Bar:
    """A bar of the diagram: its column, and its top and height [kg CO2e], counted downwards.

    ``height``: what comes in (own emissions, suppliers that are drawn, a remainder above zero); it passes what goes on
    where outputs that are taken back are taken off.
    """

    node: SupplyNode
    column: int
    top: float
    height: float


def hotspot_figure(hotspots: Hotspots, lang: str = "en", kind: str = "sankey") -> NotebookFigure:
    """Draw hotspots.

    Parameters
    ----------
    kind
        "sankey": the tree of supply, the product at the right; "process", "stage", "gas", "exchange", "path",
        "decision": the largest rows of that table as bars.

    Raises
    ------
    HotspotError
        If there is no such kind, or nothing is emitted.
    """
    where = f"rule {hotspots.result.rule.id}"
    if kind not in KINDS:
        mend = f"use one of: {', '.join(KINDS)}{did_you_mean(kind, KINDS)}"
        raise HotspotError(f"no figure '{kind}' of hotspots", where, mend)
    if not hotspots.by_process:
        raise HotspotError(
            "nothing is emitted, so there is no figure", where, "choose another rule or product"
        )
    with use_font():
        if kind == "sankey":
            return _sankey(hotspots, lang)
        return bars_figure(hotspots, lang, next(by for by in BYS if by == kind))


# ---- Sankey -------------------------------------------------------------------------------------------


def _sankey(hotspots: Hotspots, lang: str) -> NotebookFigure:
    roots = [root for root in supply_tree(hotspots.burdens, LEAST) if root.kg_co2e > 0]
    if not roots:
        what, where = (
            "burdens are not above zero, so there is no Sankey diagram",
            f"rule {hotspots.result.rule.id}",
        )
        raise HotspotError(what, where, "use the figure 'process'")
    whole = sum(root.kg_co2e for root in roots)
    bars = _placed(roots, GAP * whole, LEAST * whole)
    height = HEAD + LEGEND + BODY + FOOT
    figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    axes = figure.add_axes((0.03, FOOT / height, 0.94, BODY / height))
    axes.set_axis_off()
    columns = max(bar.column for bar in bars) + 1
    for bar in bars:
        _draw_bar(axes, hotspots, bar, columns, lang)
    places = {id(bar.node): bar for bar in bars}
    for bar in bars:
        _draw_bands(axes, hotspots, bar, places, columns, LEAST * whole)
    lowest = max(bar.top + bar.height for bar in bars)
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
    write_around(figure, height, hotspots, lang, SANKEY_TITLE(lang, rule=hotspots.result.rule.id), foot)
    stage_legend(figure, height, stages, lang)
    return figure


def _shown(node: SupplyNode, column: int, least: float) -> list[SupplyNode]:
    """Suppliers that get a bar of their own, the largest first."""
    if column >= DEPTH:
        return []
    return sorted(
        (child for child in node.children if child.kg_co2e >= least), key=lambda child: -child.kg_co2e
    )


def _height(node: SupplyNode, column: int, least: float) -> float:
    """What comes into a bar [kg CO2e]; at least what goes on."""
    known = max(0.0, node.direct_kg_co2e) + sum(child.kg_co2e for child in _shown(node, column, least))
    return max(known, node.kg_co2e)


def _placed(roots: Sequence[SupplyNode], gap: float, least: float) -> list[_Bar]:
    """Bars column by column, the product's first; suppliers stand in the order of what they supply."""
    bars: list[_Bar] = []
    column, here = 0, list(roots)
    tops: dict[int, float] = {}
    while here:
        edge = 0.0
        following: list[SupplyNode] = []
        for node in here:
            top = max(edge, tops.get(id(node), 0.0))
            bars.append(_Bar(node, column, top, _height(node, column, least)))
            edge = top + bars[-1].height + gap
            inside = top + max(0.0, node.direct_kg_co2e)
            for child in _shown(node, column, least):
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
        Rectangle((left, bar.top), 0.055, bar.height, facecolor=colour, edgecolor="none", zorder=3)
    )
    if node.direct_kg_co2e > 0:
        axes.add_patch(
            Rectangle(
                (left - 0.02, bar.top), 0.02, node.direct_kg_co2e, facecolor=INK, edgecolor="none", zorder=3
            )
        )
    taken_off = bar.height - node.kg_co2e
    if taken_off > VISIBLE * _span(bar):
        axes.add_patch(
            Rectangle(
                (left + 0.055, bar.top + node.kg_co2e), 0.035, taken_off, facecolor="white", edgecolor=GREY, hatch="/////",
                linewidth=0.5, zorder=2,
            )
        )  # fmt: skip
    size = number(node.kg_co2e, 3)
    share = node.kg_co2e / _span(bar)
    name = _of(hotspots, node.key, lang)
    if share > ROOMY:
        text = f"{wrapped(name, LINE_COLUMNS // columns, 2 if share > 2 * ROOMY else 1)}\n{size}"
    else:
        text = f"{shortened(name, LINE_COLUMNS // columns)} {size}"
    axes.text(
        left + 0.1, bar.top + node.kg_co2e / 2, text, fontsize=7.5 if share > ROOMY else 6.4, color=INK, va="center",
        ha="left", zorder=5, linespacing=1.05,
    )  # fmt: skip


def _span(bar: _Bar) -> float:
    """Height of the product's bar [kg CO2e], the measure of the diagram."""
    node = bar.node
    while node.parent is not None:
        node = node.parent
    return node.kg_co2e


def _draw_bands(
    axes: Axes, hotspots: Hotspots, bar: _Bar, places: dict[int, _Bar], columns: int, least: float
) -> None:
    """Bands from suppliers to this bar; what is too small to be shown is one light band that begins nowhere."""
    from matplotlib.patches import Rectangle

    inside = bar.top + max(0.0, bar.node.direct_kg_co2e)
    left = _left(bar.column, columns)
    for child in _shown(bar.node, bar.column, least):
        start = places[id(child)]
        colour = STAGE_COLOURS.get(_stage(hotspots, child), GREY)
        _band(axes, _left(start.column, columns) + 0.055, start.top, left, inside, child.kg_co2e, colour)
        inside += child.kg_co2e
    rest = bar.top + bar.height - inside
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


# ---- shared -------------------------------------------------------------------------------------------


def _of(hotspots: Hotspots, key: str, lang: str) -> str:
    node = hotspots.burdens.nodes[hotspots.burdens.index[key]]
    return node.name_zh if lang == "zh" else node.name_en


def _stage(hotspots: Hotspots, node: SupplyNode) -> str:
    return hotspots.burdens.nodes[hotspots.burdens.index[node.key]].stage
