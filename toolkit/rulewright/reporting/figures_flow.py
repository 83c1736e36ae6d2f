"""Flow diagram of an inventory: its unit processes in layers, what passes between them, and co-products."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rulewright.reporting.figures import DPI, GREY, INK, STAGE_COLOURS, NotebookFigure
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence
from rulewright.reporting.text import text_width
from rulewright.words import STAGES, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.inventory import Inventory, UnitProcess

COLUMN, ROW, BOX, TALL = 2.3, 0.92, 1.55, 0.5  # inches: between columns and rows, width and height of a box
MARGIN, HEAD = 0.3, 0.55
MOST_SUPPLIERS = 14  # processes of other files that are drawn by name; beyond them one box counts the rest
COLUMNS_OF_TEXT = 22  # half-width columns in a box
OTHERS = Sentence("其他文件的 {count} 个过程", "{count} processes of other files")
CO_PRODUCTS = Sentence("共生：{names}", "also: {names}")
CAPTION = Sentence(
    "实线框：本清单的过程（颜色为生命周期阶段）；虚线框：其他文件的过程。“共生”为除主产品外的产出。",
    "Solid boxes: processes of this inventory, coloured by stage; dashed boxes: of other files. 'Also': other outputs.",
)


def flow_figure(inventory: Inventory, lang: str = "en") -> NotebookFigure:
    """Draw the processes of an inventory's own file, from what they take to the product.

    Parts that stand for a whole process (``subdivided_into``) are left out: the whole is drawn.
    """
    own = [each for each in inventory.processes.values() if not each.is_background and each.part_of is None]
    names = {each.id: each.name.get(lang) for each in own}
    links = links_between(inventory, own)
    outside = _suppliers(inventory, own, links, names, lang)
    layers = layered([*names], links)
    places = _places(layers, links)
    width = 2 * MARGIN + COLUMN * len(layers) - (COLUMN - BOX)
    height = HEAD + 2 * MARGIN + ROW * max(len(layer) for layer in layers)
    with use_font():
        figure = NotebookFigure(figsize=(max(width, 6.0), height), dpi=DPI, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, max(width, 6.0))
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        axes.text(MARGIN, 0.16, CAPTION(lang), fontsize=7.5, color=GREY, va="top", fontfamily=list(FAMILIES))
        for giver, taker in sorted(links):
            _arrow(axes, places[giver], places[taker])
        for name in names:
            _box(
                axes,
                places[name],
                names[name],
                None if name in outside else inventory.processes[name],
                inventory,
                lang,
            )
        _legend(axes, own, max(width, 6.0), lang)
    return figure


def links_between(inventory: Inventory, own: Sequence[UnitProcess]) -> set[tuple[str, str]]:
    """Pairs (giver, taker) of the inventory's own processes and what supplies them directly."""
    return {
        (exchange.provider, process.id)
        for process in own
        for exchange in process.inputs
        if exchange.provider is not None and exchange.provider != process.id
    }


def _suppliers(
    inventory: Inventory,
    own: Sequence[UnitProcess],
    links: set[tuple[str, str]],
    names: dict[str, str],
    lang: str,
) -> set[str]:
    """Add the processes of other files that supply these: by name, or as one box where they are many."""
    inside = {process.id for process in own}
    outside = sorted({giver for giver, _ in links} - inside)
    if len(outside) <= MOST_SUPPLIERS:
        names.update({name: inventory.processes[name].name.get(lang) for name in outside})
        return set(outside)
    takers = {taker for giver, taker in links if giver not in inside}
    links -= {link for link in links if link[0] not in inside}
    links |= {("", taker) for taker in takers}
    names[""] = OTHERS(lang, count=len(outside))
    return {""}


def layered(names: Sequence[str], links: set[tuple[str, str]]) -> list[list[str]]:
    """Columns from the first suppliers to the last takers; a link that closes a loop does not move its ends."""
    takers: dict[str, list[str]] = {name: [] for name in names}
    for giver, taker in sorted(links):
        takers[giver].append(taker)
    depth: dict[str, int] = {}
    open_: set[str] = set()

    def distance(name: str) -> int:
        """Longest way from a process to the last taker."""
        if name not in depth:
            open_.add(name)
            depth[name] = max(
                (distance(taker) + 1 for taker in takers[name] if taker not in open_), default=0
            )
            open_.discard(name)
        return depth[name]

    for name in names:
        distance(name)
    last = max(depth.values(), default=0)
    layers: list[list[str]] = [[] for _ in range(last + 1)]
    for name in names:
        layers[last - depth[name]].append(name)
    return layers


def _places(layers: list[list[str]], links: set[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Middle of each box [inches]; a column is ordered by the mean height of what it gives to."""
    tallest = max(len(layer) for layer in layers)
    places: dict[str, tuple[float, float]] = {}
    for column in range(len(layers) - 1, -1, -1):
        layer = layers[column]
        layer.sort(key=lambda name: _mean_height(name, links, places))
        top = HEAD + MARGIN + ROW * (tallest - len(layer)) / 2
        for row, name in enumerate(layer):
            places[name] = (MARGIN + BOX / 2 + column * COLUMN, top + ROW * (row + 0.5))
    return places


def _mean_height(name: str, links: set[tuple[str, str]], places: Mapping[str, tuple[float, float]]) -> float:
    heights = sorted(places[taker][1] for giver, taker in links if giver == name and taker in places)
    return sum(heights) / len(heights) if heights else 0.0


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    from matplotlib.patches import FancyArrowPatch

    forward = end[0] > start[0]
    bend = 0.0 if forward else 0.35
    side = BOX / 2 if forward else -BOX / 2
    axes.add_patch(
        FancyArrowPatch(
            (start[0] + side, start[1]), (end[0] - side, end[1]), arrowstyle="-|>", mutation_scale=8, linewidth=0.7,
            color=GREY, alpha=0.75, connectionstyle=f"arc3,rad={bend}", zorder=1, shrinkA=0, shrinkB=0,
        )
    )  # fmt: skip


def _box(
    axes: Axes,
    place: tuple[float, float],
    name: str,
    process: UnitProcess | None,
    inventory: Inventory,
    lang: str,
) -> None:
    from matplotlib.patches import FancyBboxPatch

    x, y = place
    inside = process is not None
    colour = STAGE_COLOURS.get(process.stage, "#FFFFFF") if process is not None else "#FFFFFF"
    axes.add_patch(
        FancyBboxPatch(
            (x - BOX / 2, y - TALL / 2), BOX, TALL, boxstyle="round,pad=0,rounding_size=0.06", linewidth=0.9,
            facecolor="white", edgecolor=INK if inside else GREY, linestyle="-" if inside else "--", zorder=2,
        )
    )  # fmt: skip
    if inside:
        axes.plot(
            [x - BOX / 2 + 0.05] * 2, [y - TALL / 2 + 0.08, y + TALL / 2 - 0.08], color=colour, linewidth=4,
            solid_capstyle="butt", zorder=3,
        )  # fmt: skip
    text = "\n".join(lines_of(name, COLUMNS_OF_TEXT)[:3])
    axes.text(x + 0.04, y, text, fontsize=7.2, color=INK, ha="center", va="center", zorder=4, linespacing=1.1)
    others = [
        inventory.name(output.flow, lang)
        for output in (process.outputs[1:] if process is not None else ())
        if output.output_class != "internal"
    ]
    if others:
        said = CO_PRODUCTS(lang, names=", ".join(others))
        axes.text(
            x, y + TALL / 2 + 0.03, "\n".join(lines_of(said, 34)[:2]), fontsize=5.8, color=GREY, ha="center", va="top",
            zorder=4, linespacing=1.05,
        )  # fmt: skip


def lines_of(text: str, columns: int) -> list[str]:
    """Break a text into lines of so many half-width columns; Chinese breaks anywhere."""
    if text_width(text) == len(text):
        return textwrap.wrap(text, columns) or [""]
    lines = [""]
    for character in text:
        if text_width(lines[-1] + character) > columns:
            lines.append("")
        lines[-1] += character
    return lines


def _legend(axes: Axes, own: Sequence[UnitProcess], width: float, lang: str) -> None:
    x = MARGIN
    for stage in STAGES:
        if not any(process.stage == stage for process in own):
            continue
        axes.plot([x, x + 0.14], [0.45, 0.45], color=STAGE_COLOURS[stage], linewidth=4, solid_capstyle="butt")
        word = say(stage, lang)
        axes.text(x + 0.2, 0.45, word, fontsize=7.5, color=INK, va="center")
        x += 0.42 + 0.062 * text_width(word)
        if x > width - 1:
            break
