"""Process diagram for a page of a standard: layers from the top down, text in the size that GB/T 1.1-2020 wants."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from rulewright.reporting import figures_flow as flow
from rulewright.reporting.figures import GREY, INK, NotebookFigure
from rulewright.reporting.fonts import use_font
from rulewright.reporting.text import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.inventory import Inventory

MM = 1 / 25.4  # inches
POINTS = 7.5  # 六号: text in figures (GB/T 1.1-2020, table F.1)
DPI = 300
ROW_MM, BOX_MM, WIDEST_BOX_MM = 19.0, 11.0, 40.0  # distance of layers, height and width of a box
GAP_MM = 4.0
MOST_IN_A_ROW = 7


def diagram_png(inventory: Inventory, lang: str, width_mm: float) -> bytes:
    """Draw the unit processes of an inventory in layers, black on white, as PNG.

    Parameters
    ----------
    width_mm
        Width of the text [mm]; the figure is that wide, so its text keeps its size.
    """
    figure = _figure(inventory, lang, width_mm)
    image = BytesIO()
    with use_font():
        figure.savefig(image, format="png", dpi=DPI)
    return image.getvalue()


def _figure(inventory: Inventory, lang: str, width_mm: float) -> NotebookFigure:
    own = [each for each in inventory.processes.values() if not each.is_background and each.part_of is None]
    inside = {each.id for each in own}
    # links and layers are those of the flow diagram, turned by a quarter; suppliers of other files would fill the page
    links = {link for link in flow.links_between(inventory, own) if link[0] in inside}
    joined = {name for link in links for name in link}
    names = {each.id: each.name.get(lang) for each in own if each.id in joined or not joined}
    main = _main_links(inventory, links)
    layers = [row for layer in flow.layered([*names], main) for row in _rows(layer)]
    places = _places(layers, width_mm)
    box = min(WIDEST_BOX_MM, width_mm / max(len(layer) for layer in layers) - GAP_MM)
    height_mm = ROW_MM * len(layers)
    with use_font():
        figure = NotebookFigure(figsize=(width_mm * MM, height_mm * MM), dpi=DPI, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width_mm)
        axes.set_ylim(height_mm, 0)
        axes.set_axis_off()
        for giver, taker in sorted(links):
            _arrow(axes, places[giver], places[taker], (giver, taker) in main)
        for name, text in names.items():
            _box(axes, places[name], text, box)
    return figure


def _main_links(inventory: Inventory, links: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Links by the reference product: a co-product that goes back (anode butts) does not turn the order round."""
    return {
        (giver, taker)
        for giver, taker in links
        if any(
            each.provider == giver and each.flow == inventory.processes[giver].reference.flow
            for each in inventory.processes[taker].inputs
        )
    }


def _rows(layer: list[str]) -> list[list[str]]:
    """A layer that is too wide for the page becomes several rows of about the same length."""
    count = -(-len(layer) // MOST_IN_A_ROW)
    length = -(-len(layer) // count)
    return [layer[start : start + length] for start in range(0, len(layer), length)]


def _places(layers: list[list[str]], width_mm: float) -> dict[str, tuple[float, float]]:
    """Middle of each box [mm]."""
    return {
        name: (width_mm * (column + 0.5) / len(layer), ROW_MM * (row + 0.5))
        for row, layer in enumerate(layers)
        for column, name in enumerate(layer)
    }


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], is_main: bool) -> None:
    """An arrow: whole for a main product, dashed for a co-product."""
    from matplotlib.patches import FancyArrowPatch

    down = 1 if end[1] > start[1] else -1
    far = abs(end[1] - start[1]) > 1.5 * ROW_MM
    bend = 0.0 if down > 0 and not far else 0.18
    axes.add_patch(
        FancyArrowPatch(
            (start[0], start[1] + down * BOX_MM / 2), (end[0], end[1] - down * BOX_MM / 2), arrowstyle="-|>",
            mutation_scale=7, linewidth=0.7 if is_main else 0.5, linestyle="-" if is_main else (0, (5, 3)),
            color=INK if is_main else GREY, connectionstyle=f"arc3,rad={bend}", zorder=1, shrinkA=0,
            shrinkB=0,
        )
    )  # fmt: skip


def _box(axes: Axes, place: tuple[float, float], name: str, width_mm: float) -> None:
    from matplotlib.patches import Rectangle

    x, y = place
    axes.add_patch(
        Rectangle(
            (x - width_mm / 2, y - BOX_MM / 2), width_mm, BOX_MM, linewidth=0.7, facecolor="white", edgecolor=INK,
            zorder=2,
        )
    )  # fmt: skip
    columns = int((width_mm - 1.5) / (POINTS * 25.4 / 72) * 2)  # half-width columns that fit
    if text_width(name) == len(name):
        columns = int(columns * 0.95)
    text = "\n".join(flow.lines_of(name, max(columns, 6))[:3])
    axes.text(x, y, text, fontsize=POINTS, color=INK, ha="center", va="center", zorder=3, linespacing=1.05)
