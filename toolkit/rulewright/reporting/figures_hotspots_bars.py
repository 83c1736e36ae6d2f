"""Hotspots as bars: the largest rows of a table, paths of supply, and what decisions move."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright import __version__
from rulewright.reporting.figures import (
    CREDIT_HATCH,
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
from rulewright.reporting.fonts import FAMILIES
from rulewright.reporting.readable import option_text
from rulewright.reporting.sentences import Sentence, number
from rulewright.words import STAGES, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.analysis.hotspots import By, Hotspot, Hotspots

MOST = 15  # rows by name; the rest is one bar
HEAD, LEGEND, FOOT, ROW, NAMES, RIGHT = 0.95, 0.3, 1.0, 0.42, 4.6, 1.2  # inches
MORE, LESS = "#D55E00", "#0072B2"  # told apart with any colour vision
NAME_COLUMNS, SMALL_COLUMNS = 70, 78
SUBTITLE_COLUMNS, FOOT_COLUMNS = 146, 188  # half-width columns across the figure

TITLES = {
    "process": Sentence("{rule}：各过程的直接排放", "{rule}: direct emissions of processes"),
    "stage": Sentence("{rule}：各生命周期阶段的直接排放", "{rule}: direct emissions by life-cycle stage"),
    "gas": Sentence("{rule}：按气体", "{rule}: by gas"),
    "exchange": Sentence("{rule}：各排放和汇总因子", "{rule}: single emissions and aggregated factors"),
    "path": Sentence("{rule}：供应路径末端的排放", "{rule}: emissions at the end of paths of supply"),
    "decision": Sentence("{rule}：换用另一种决策时结果的变化", "{rule}: what another decision would change"),
}
SUBTITLE = Sentence(
    "{title}；每 {unit}：负荷 {burdens}，抵扣 {credits}，合计 {total} kg CO₂e",
    "{title}; per {unit}: burdens {burdens}, credits {credits}, total {total} kg CO₂e",
)
AXIS = Sentence("kg CO₂e / {unit}", "kg CO₂e / {unit}")
CHANGE_AXIS = Sentence("结果的变化，kg CO₂e / {unit}", "change of the result, kg CO₂e / {unit}")
OTHERS = Sentence("其余 {count} 项", "{count} others")
FOOTS = {
    "additive": Sentence(
        "各行相加为合计；括号内为占合计的份额。", "Rows add up to the total; shares of the total in brackets."
    ),
    "path": Sentence(
        "只计路径末端过程的直接排放；第二行：从它到产品的路径。",
        "Direct emissions of the last process of each path; second line: its way to the product.",
    ),
    "decision": Sentence(
        "各项决策逐一改变，其余不变；这些变化不能相加。括号内为占结果的份额。",
        "Decisions are changed one at a time, all else held; changes do not add up. Shares of the result in brackets.",
    ),
}
SOURCE = Sentence(
    "{foot} 清单 {inventory}，规则哈希 {hash}。工具：rulewright {toolkit}。",
    "{foot} Inventory {inventory}, rule hash {hash}. Toolkit: rulewright {toolkit}.",
)


@dataclass(frozen=True)
class _Row:
    """One bar [kg CO2e per declared unit]."""

    name: str
    small: str
    kg_co2e: float
    share: float | None
    colour: str
    is_credit: bool = False


def bars_figure(hotspots: Hotspots, lang: str, kind: By) -> NotebookFigure:
    """Draw the largest rows of a table of hotspots; ``kind``: "process", "stage", "gas", "exchange", "path", "decision"."""
    rows = _decisions(hotspots, lang) if kind == "decision" else _additive(hotspots, lang, kind)
    stages = _stages(hotspots, kind, rows)
    head = HEAD + (LEGEND if stages else 0.0)
    height = head + max(1, len(rows)) * ROW + FOOT
    figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    place = (NAMES / WIDTH, FOOT / height, (WIDTH - NAMES - RIGHT) / WIDTH, (height - head - FOOT) / height)
    axes = figure.add_axes(place)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(length=0, labelsize=9, labelfontfamily=list(FAMILIES), colors=GREY)
    for at, row in enumerate(rows):
        _draw(axes, at, row)
    axes.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
    axes.set_yticks([])
    axes.set_ylim(max(1, len(rows)) - 0.4, -0.6)
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(lambda value, _: number(value, 4))
    axis = CHANGE_AXIS if kind == "decision" else AXIS
    axes.set_xlabel(axis(lang, unit=hotspots.unit), fontsize=9.5, color=INK, labelpad=5)
    if stages:
        stage_legend(figure, height, stages, lang)
    said = FOOTS.get(kind, FOOTS["additive"])(lang)
    foot = SOURCE(
        lang, foot=said, inventory=hotspots.result.inventory.id, hash=hotspots.result.rule.hash, toolkit=__version__
    )  # fmt: skip
    write_around(figure, height, hotspots, lang, TITLES[kind](lang, rule=hotspots.result.rule.id), foot)
    return figure


def write_around(
    figure: NotebookFigure, height: float, hotspots: Hotspots, lang: str, title: str, foot: str
) -> None:
    """Title, what the numbers are of, and the foot of any figure of hotspots."""
    left = 0.25 / WIDTH
    subtitle = SUBTITLE(
        lang, title=shortened(hotspots.result.inventory.file.title.get(lang), 76), unit=hotspots.unit,
        burdens=number(hotspots.burdens_kg_co2e), credits=number(hotspots.credits_kg_co2e),
        total=number(hotspots.total_kg_co2e),
    )  # fmt: skip
    figure.text(left, 1 - 0.2 / height, shortened(title, 96), fontsize=13, color=INK, va="top")
    figure.text(
        left, 1 - 0.5 / height, wrapped(subtitle, SUBTITLE_COLUMNS), fontsize=9.5, color=GREY, va="top"
    )
    figure.text(left, 0.13 / height, wrapped(foot, FOOT_COLUMNS), fontsize=7.5, color=GREY, va="bottom")


def _additive(hotspots: Hotspots, lang: str, kind: By) -> list[_Row]:
    """The largest rows, the rest of the burdens as one row, then credits: together the total."""
    found = hotspots.rows(kind)
    plain = [row for row in found if row.id not in ("rest", "credits")]
    shown = plain[:MOST]
    total = hotspots.total_kg_co2e
    rows = [
        _Row(*_names(row, kind, lang), row.kg_co2e, row.share, _colour(hotspots, kind, row)) for row in shown
    ]
    rest = math.fsum(row.kg_co2e for row in found if row not in shown and row.id != "credits")
    if rest:
        hidden = len(plain) - len(shown)
        below = next((row.name.get(lang) for row in found if row.id == "rest"), None)
        name = below if below is not None and not hidden else OTHERS(lang, count=hidden)
        rows.append(_Row(name, "", rest, rest / total if total else None, FAINT))
    rows += [
        _Row(row.name.get(lang), "", row.kg_co2e, row.share, "white", True)
        for row in found
        if row.id == "credits"
    ]
    return rows


def _decisions(hotspots: Hotspots, lang: str) -> list[_Row]:
    rows: list[_Row] = []
    for each in hotspots.decisions:
        if each.change_kg_co2e and len(rows) < MOST:
            colour = MORE if each.change_kg_co2e > 0 else LESS
            option = option_text(each.option, lang)
            rows.append(_Row(option, each.what.get(lang), each.change_kg_co2e, each.share, colour))
    return rows


def _names(row: Hotspot, kind: str, lang: str) -> tuple[str, str]:
    """What stands left of a bar; of a path the emitter, and the way to the product below it."""
    name = row.name.get(lang)
    if kind != "path":
        return name, ""
    emitter, arrow, way = name.partition(" ← ")
    return emitter, f"{arrow.strip()} {way}".strip()


def _colour(hotspots: Hotspots, kind: str, row: Hotspot) -> str:
    if kind == "stage":
        return STAGE_COLOURS.get(row.id, GREY)
    if kind == "gas":
        return "#0072B2"
    process = row.id.split(" ← ")[0].split("|")[0] if kind == "path" else row.id.split("/", 1)[0]
    return STAGE_COLOURS.get(_stage_of(hotspots, process), GREY)


def _stage_of(hotspots: Hotspots, process: str) -> str:
    return next((node.stage for node in hotspots.burdens.nodes if node.process == process), "")


def _stages(hotspots: Hotspots, kind: str, rows: Sequence[_Row]) -> list[str]:
    """Stages that the colours of the bars stand for."""
    if kind in ("gas", "decision", "stage"):
        return []
    colours = {row.colour for row in rows if not row.is_credit}
    return [stage for stage in STAGES if STAGE_COLOURS.get(stage) in colours]


def _draw(axes: Axes, at: int, row: _Row) -> None:
    hatch = CREDIT_HATCH if row.is_credit else None
    axes.barh(
        at, row.kg_co2e, 0.62, color=row.colour, hatch=hatch, edgecolor=INK if hatch else "white", linewidth=0.6, zorder=2
    )  # fmt: skip
    share = "" if row.share is None else f"  ({row.share:.1%})".replace("-", "−")
    axes.annotate(  # numbers stand at the right of bars, also of negative ones
        number(row.kg_co2e) + share, (max(0.0, row.kg_co2e), at), (5, 0), textcoords="offset points", va="center",
        ha="left", fontsize=8.5, color=INK, annotation_clip=False,
    )  # fmt: skip
    lines = [(shortened(row.name, NAME_COLUMNS), 8.5, INK)]
    if row.small:
        lines.append((shortened(row.small, SMALL_COLUMNS), 7, GREY))
    for place, (text, size, colour) in enumerate(lines):
        shift = 0 if len(lines) == 1 else 5 - 11 * place
        axes.annotate(
            text, (0, at), (-8, shift), xycoords=axes.get_yaxis_transform(), textcoords="offset points", ha="right",
            va="center", fontsize=size, color=colour, annotation_clip=False,
        )  # fmt: skip


def stage_legend(figure: NotebookFigure, height: float, stages: Sequence[str], lang: str) -> None:
    """Colours of stages, in a row below the title."""
    from matplotlib.patches import Patch

    patches = [Patch(facecolor=STAGE_COLOURS[stage], label=say(stage, lang)) for stage in stages]
    figure.legend(
        handles=patches, loc="upper left", bbox_to_anchor=(0.2 / WIDTH, 1 - (HEAD - 0.12) / height), ncols=len(patches),
        fontsize=8.5, frameon=False, handlelength=1.2, borderpad=0, columnspacing=1.4, labelcolor=INK,
    )  # fmt: skip
