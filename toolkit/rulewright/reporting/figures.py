"""Figures: all rules beside each other by life-cycle stage, and the processes behind one result.

Figures are made from :class:`matplotlib.figure.Figure`, without pyplot: nothing stays behind in the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from rulewright import __version__
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.labels import item_label, process_names, rule_label, unit_label, unit_text
from rulewright.reporting.sentences import Sentence, number
from rulewright.reporting.text import text_width, wrap
from rulewright.words import CREDITS_STAGE, STAGES, say

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from rulewright.study import Comparison, Result

# Okabe and Ito's palette, told apart with any colour vision; a stage has the same colour in every figure.
STAGE_COLOURS: Mapping[str, str] = {
    "raw_materials": "#E69F00",
    "energy_supply": "#56B4E9",
    "transport": "#F0E442",
    "production": "#0072B2",
    "distribution": "#CC79A7",
    "use": "#009E73",
    "end_of_life": "#8C8C8C",
    CREDITS_STAGE: "#FFFFFF",
}
DARK_STAGES = frozenset({"production"})  # a figure inside is white
INK, GREY, FAINT = "#1A1A1A", "#5F5F5F", "#D9D9D9"
CREDIT_HATCH = "/////"
APART_MARKERS = "Dso^v"

# inches
WIDTH, LEFT, RIGHT = 10.4, 2.6, 1.2
ROW, LEGEND_ROW, HEAD, FOOT = 0.64, 0.27, 0.86, 0.95
BAR, LANE = 0.42, 0.40  # height of a bar, and how far below its middle items apart are marked [rows]
DPI = 200
CREATOR = f"Rulewright {__version__}"

SUBTITLE = Sentence("同一份清单，{count} 个规则；单位：{unit}", "one inventory, {count} rules; unit: {unit}")
TOTAL = Sentence("合计", "total")
CREDITS_IN_TOTAL = Sentence("计入合计的抵扣", "credits counted in the total")
APART = Sentence("不计入合计：{item}", "not in the total: {item}")
COUNTS = Sentence(
    "决策 {decisions} 项\n其中声明 {declared} 项", "{decisions} decisions\n{declared} choices declared"
)
FOOTER = Sentence(
    "清单：{inventory} {version}，哈希 {hash}。工具：rulewright {toolkit}。规则名下为规则编号和内容哈希。",
    "Inventory: {inventory} {version}, hash {hash}. Toolkit: rulewright {toolkit}. "
    "Below each rule: its id and the hash of its content.",
)
FOOTER_ONE = Sentence(
    "清单：{inventory}，哈希 {hash}。规则：{rule}，哈希 {rule_hash}。工具：rulewright {toolkit}。",
    "Inventory: {inventory}, hash {hash}. Rule: {rule}, hash {rule_hash}. Toolkit: rulewright {toolkit}.",
)
ONE_RULE = Sentence("{rule}：合计 {total} kg CO₂e", "{rule}: total {total} kg CO₂e")
BY_PROCESS = Sentence(
    "各过程的直接排放和抵扣，kg CO₂e / {unit}", "direct emissions by process, and credits, kg CO₂e / {unit}"
)
OTHERS = Sentence("其余 {count} 个过程", "{count} other processes")


class NotebookFigure(Figure):
    """A figure that a notebook shows by itself: without pyplot, Jupyter wouldn't draw it."""

    def _repr_png_(self) -> bytes:
        image = BytesIO()
        with use_font():
            self.savefig(image, format="png", dpi=DPI / 2, metadata={"Software": CREATOR})
        return image.getvalue()


def comparison_figure(comparison: Comparison, lang: str = "en") -> NotebookFigure:
    """Draw one bar a rule, stacked by life-cycle stage [kg CO2e per declared unit].

    Credits that a rule counts stand hatched on the other side of zero; a black mark and a figure give the total.
    Hollow marks below a bar are items that the rule shows apart, e.g. module D: they are in no total.

    Parameters
    ----------
    comparison
        Results of several rules.
    lang
        "zh" or "en".
    """
    with use_font():
        results = list(comparison.results.values())
        items = _apart_names(comparison)
        legends = _legend_rows(comparison, items, lang)
        height = HEAD + len(legends) * LEGEND_ROW + len(results) * ROW + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        head = HEAD + len(legends) * LEGEND_ROW
        axes = _axes(figure, height, head)
        for row, result in enumerate(results):
            _draw_bar(axes, row, result)
        _fit(axes, results)
        for row, result in enumerate(results):
            _write_segments(axes, row, result)
            _draw_total(axes, row, result)
            _draw_apart(axes, row, result, items)
            _draw_names(axes, row, result, lang)
        axes.set_ylim(len(results) - 0.35, -0.55)
        axes.set_xlabel(unit_label(comparison, lang, subscript=True), fontsize=10, color=INK, labelpad=6)
        _write_head(figure, height, comparison.inventory.file.title.get(lang), _subtitle(comparison, lang))
        _draw_legends(figure, height, legends)
        file = comparison.inventory.file
        _write_foot(
            figure, height,
            FOOTER(lang, inventory=file.id, version=file.version, hash=comparison.inventory.hash, toolkit=__version__),
        )  # fmt: skip
        return figure


def contribution_figure(result: Result, lang: str = "en", count: int = 12) -> NotebookFigure:
    """Draw the processes that emit most under one rule, largest first, and its credits [kg CO2e].

    Parameters
    ----------
    count
        Processes shown by name; the rest is one bar.
    """
    with use_font():
        bars = _contributions(result, lang, count)
        stages = [stage for stage in STAGE_COLOURS if any(bar.stage == stage for bar in bars)]
        legends = _rows_that_fit([_stage_entry(stage, lang) for stage in stages])
        head, foot = HEAD + len(legends) * LEGEND_ROW, 0.95
        height = head + len(bars) * 0.36 + foot
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = _axes(figure, height, head, left=3.7, right=0.3, foot=foot)
        for row, bar in enumerate(bars):
            _draw_process(axes, row, bar, result.evaluation.total_kg_co2e)
        values = [bar.value for bar in bars] or [0.0]
        _set_span(axes, min(0.0, *values), max(0.0, *values), 0.16)
        axes.set_yticks(range(len(bars)), [shortened(bar.name, 46) for bar in bars], fontsize=9, color=INK)
        axes.set_ylim(len(bars) - 0.4, -0.6)
        axes.set_xlabel(
            BY_PROCESS(lang, unit=_demand_label(result, lang)), fontsize=9.5, color=INK, labelpad=6
        )
        title = ONE_RULE(lang, rule=rule_label(result), total=number(result.evaluation.total_kg_co2e))
        _write_head(figure, height, title, shortened(result.rule.title.get(lang), 128))
        _draw_legends(figure, height, legends)
        _write_foot(figure, height, _footer_of_one(result, lang))
        return figure


def save_figure(figure: Figure, path: Path | str) -> Path:
    """Write a figure as .svg, .png or .pdf; the same figure gives the same bytes (no date, steady ids).

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    target = Path(path)
    metadata: dict[str, dict[str, Any]] = {
        ".svg": {"Creator": CREATOR, "Date": None},
        ".png": {"Software": CREATOR},
        ".pdf": {"Creator": CREATOR, "CreationDate": None},
    }
    if target.suffix not in metadata:
        raise ValueError(f"a figure is written as {', '.join(metadata)}, not as '{target.suffix}'")
    with use_font():
        figure.savefig(target, dpi=DPI, metadata=metadata[target.suffix])
    return target


# ---- bars and marks -----------------------------------------------------------------------------------


def _draw_bar(axes: Axes, row: int, result: Result) -> None:
    ends = {True: 0.0, False: 0.0}  # how far the bar reaches on either side of zero
    for stage in (*STAGES, CREDITS_STAGE):
        value = result.evaluation.by_stage.get(stage, 0.0)
        if value == 0.0:
            continue
        side = value > 0
        hatch = CREDIT_HATCH if stage == CREDITS_STAGE else None
        axes.barh(
            row, value, BAR, left=ends[side], color=STAGE_COLOURS[stage], hatch=hatch,
            edgecolor=INK if hatch else "white", linewidth=0.7, zorder=2,
        )  # fmt: skip
        ends[side] += value


def _write_segments(axes: Axes, row: int, result: Result) -> None:
    """Write the amount into each part of a bar that is wide enough for it; credits stand beside theirs."""
    low, high = axes.get_xlim()
    ends = {True: 0.0, False: 0.0}
    for stage in (*STAGES, CREDITS_STAGE):
        value = result.evaluation.by_stage.get(stage, 0.0)
        start = ends[value > 0]
        ends[value > 0] += value
        style: dict[str, Any] = {"va": "center", "fontsize": 8, "zorder": 4}
        if stage == CREDITS_STAGE and value < 0:
            axes.annotate(
                number(value),
                (ends[False], row),
                (-4, 0),
                textcoords="offset points",
                ha="right",
                color=INK,
                **style,
            )
            continue
        centre, room = _clear_of(start, start + value, result.evaluation.total_kg_co2e, 0.03 * (high - low))
        if room > 0.055 * (high - low):
            colour = "white" if stage in DARK_STAGES else INK
            axes.text(centre, row, number(value), ha="center", color=colour, **style)


def _clear_of(start: float, end: float, mark: float, reach: float) -> tuple[float, float]:
    """Where a figure fits into a part of a bar: its middle, or that of the longer piece beside the total's mark."""
    centre = (start + end) / 2
    if abs(centre - mark) > reach or not min(start, end) < mark < max(start, end):
        return centre, abs(end - start)
    side = start if abs(mark - start) > abs(end - mark) else end
    return (side + mark) / 2, abs(side - mark)


def _fit(axes: Axes, results: Sequence[Result]) -> None:
    """Set the span so that bars, totals and items apart are inside, with room for figures."""
    values = [0.0]
    for result in results:
        stages = result.evaluation.by_stage.values()
        values += [sum(value for value in stages if value > 0), sum(value for value in stages if value < 0)]
        values += [credit.kg_co2e for credit in result.evaluation.credits if not credit.in_total]
    _set_span(axes, min(values), max(values), 0.09)


def _set_span(axes: Axes, low: float, high: float, room: float) -> None:
    span = (high - low) or 1.0
    axes.set_xlim(low - (room * span if low < 0 else 0.0), high + room * span)
    axes.axvline(0.0, color=INK, linewidth=0.9, zorder=3)


def _draw_total(axes: Axes, row: int, result: Result) -> None:
    total = result.evaluation.total_kg_co2e
    axes.plot(
        [total, total],
        [row - BAR * 0.66, row + BAR * 0.66],
        color=INK,
        linewidth=2.4,
        zorder=5,
        solid_capstyle="butt",
    )
    end = max(total, sum(value for value in result.evaluation.by_stage.values() if value > 0), 0.0)
    axes.annotate(
        number(total), (end, row), xytext=(6, 0), textcoords="offset points", va="center", ha="left", fontsize=11, color=INK,
        zorder=6,
    )  # fmt: skip


def _draw_apart(axes: Axes, row: int, result: Result, items: Sequence[str]) -> None:
    shown = sorted(
        (c for c in result.evaluation.credits if not c.in_total), key=lambda credit: credit.kg_co2e
    )
    low, high = axes.get_xlim()
    for place, credit in enumerate(shown):
        marker = APART_MARKERS[items.index(credit.name) % len(APART_MARKERS)]
        axes.plot(
            credit.kg_co2e, row + LANE, marker, markersize=6.5, markerfacecolor="white", markeredgecolor=INK,
            markeredgewidth=1.1, zorder=5, clip_on=False,
        )  # fmt: skip
        crowded = place + 1 < len(shown) and shown[place + 1].kg_co2e - credit.kg_co2e < 0.09 * (high - low)
        axes.annotate(
            number(credit.kg_co2e), (credit.kg_co2e, row + LANE), xytext=(-7 if crowded else 7, 0),
            textcoords="offset points", va="center", ha="right" if crowded else "left", fontsize=8, color=GREY, zorder=6,
        )  # fmt: skip


def _draw_names(axes: Axes, row: int, result: Result, lang: str) -> None:
    transform = axes.get_yaxis_transform()
    points: dict[str, Any] = {"xycoords": transform, "textcoords": "offset points", "zorder": 6}
    axes.annotate(
        shortened(rule_label(result), 32),
        (0, row),
        (-8, 6),
        ha="right",
        va="center",
        fontsize=10,
        color=INK,
        **points,
    )
    small = f"{result.rule.id}  {result.rule.hash[:8]}"
    axes.annotate(small, (0, row), (-8, -7), ha="right", va="center", fontsize=7.5, color=GREY, **points)
    counts = COUNTS(lang, decisions=len(result.ledger), declared=len(result.declared))
    axes.annotate(counts, (1, row), (8, 0), ha="left", va="center", fontsize=7.5, color=GREY, **points)


def _draw_process(axes: Axes, row: int, bar: _Bar, total: float) -> None:
    hatch = CREDIT_HATCH if bar.stage == CREDITS_STAGE else None
    axes.barh(
        row, bar.value, 0.68, color=STAGE_COLOURS.get(bar.stage, FAINT), hatch=hatch,
        edgecolor=INK if hatch else "white", linewidth=0.7, zorder=2,
    )  # fmt: skip
    share = f"  ({bar.value / total:.1%})".replace("-", "−") if total else ""
    # a credit's figure stands on the free side of zero, clear of the names
    axes.annotate(
        number(bar.value) + share, (max(bar.value, 0.0), row), xytext=(5, 0), textcoords="offset points",
        va="center", ha="left", fontsize=8.5, color=INK, zorder=6,
    )  # fmt: skip


def _demand_label(result: Result, lang: str) -> str:
    system = result.system
    key, amount = next(iter(system.demand.items()))
    node = system.nodes[system.index[key]]
    return unit_text(amount, node.unit, result.inventory.name(node.flow, lang), lang)


def _footer_of_one(result: Result, lang: str) -> str:
    system = result.system
    return FOOTER_ONE(
        lang, inventory=system.inventory_id, hash=system.inventory_hash, rule=system.rule_id,
        rule_hash=system.rule_hash, toolkit=__version__,
    )  # fmt: skip


@dataclass(frozen=True)
class _Bar:
    name: str
    value: float
    stage: str


def _contributions(result: Result, lang: str, count: int) -> list[_Bar]:
    names = process_names(result.system, lang)
    stages = {node.process: node.stage for node in result.system.nodes}
    evaluation = result.evaluation
    ordered = sorted(evaluation.by_process.items(), key=lambda item: (-abs(item[1]), item[0]))
    bars = [
        _Bar(names.get(process, process), value, stages.get(process, ""))
        for process, value in ordered[:count]
    ]
    rest = ordered[count:]
    if rest:
        bars.append(_Bar(OTHERS(lang, count=len(rest)), sum(value for _, value in rest), ""))
    credits = evaluation.by_stage.get(CREDITS_STAGE, 0.0)
    if credits:
        bars.append(_Bar(CREDITS_IN_TOTAL(lang), credits, CREDITS_STAGE))
    return bars


def _apart_names(comparison: Comparison) -> list[str]:
    """Items shown apart by any rule, in a stable order."""
    found = (
        c.name for result in comparison.results.values() for c in result.evaluation.credits if not c.in_total
    )
    return list(dict.fromkeys(found))


# ---- frame: axes, head, legends, foot -----------------------------------------------------------------


def _axes(
    figure: Figure, height: float, head: float, left: float = LEFT, right: float = RIGHT, foot: float = FOOT
) -> Axes:
    place = (left / WIDTH, foot / height, (WIDTH - left - right) / WIDTH, (height - head - foot) / height)
    axes = figure.add_axes(place)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(axis="x", labelsize=9, colors=GREY, labelfontfamily=list(FAMILIES))
    axes.tick_params(axis="y", length=0, labelleft=True, labelfontfamily=list(FAMILIES))
    axes.set_yticks([])
    axes.xaxis.set_major_formatter(lambda value, _: number(value, 4))
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    return axes


def _subtitle(comparison: Comparison, lang: str) -> str:
    return SUBTITLE(lang, count=len(comparison.results), unit=unit_label(comparison, lang, subscript=True))


def _write_head(figure: Figure, height: float, title: str, subtitle: str) -> None:
    left = 0.25 / WIDTH
    figure.text(left, 1 - 0.22 / height, shortened(title, 92), fontsize=14, color=INK, va="top")
    figure.text(left, 1 - 0.53 / height, subtitle, fontsize=10, color=GREY, va="top")


def _write_foot(figure: Figure, height: float, text: str) -> None:
    figure.text(0.25 / WIDTH, 0.13 / height, text, fontsize=7.5, color=GREY, va="bottom")


_Entry = tuple["Artist", str]


def _stage_entry(stage: str, lang: str) -> _Entry:
    from matplotlib.patches import Patch

    is_credit = stage == CREDITS_STAGE
    patch = Patch(
        facecolor=STAGE_COLOURS[stage], edgecolor=INK if is_credit else "white", linewidth=0.7,
        hatch=CREDIT_HATCH if is_credit else None,
    )  # fmt: skip
    return patch, CREDITS_IN_TOTAL(lang) if is_credit else say(stage, lang)


def _legend_rows(comparison: Comparison, items: Sequence[str], lang: str) -> list[list[_Entry]]:
    from matplotlib.lines import Line2D

    results = comparison.results.values()
    stages = [stage for stage in STAGE_COLOURS if any(r.evaluation.by_stage.get(stage) for r in results)]
    entries = [_stage_entry(stage, lang) for stage in stages]
    entries.append(
        (Line2D([], [], color=INK, linewidth=2.4, marker="|", markersize=10, linestyle=""), TOTAL(lang))
    )
    credits = {credit.name: credit for result in results for credit in result.evaluation.credits}
    marks: list[_Entry] = []
    for place, name in enumerate(items):
        mark = Line2D(
            [], [], linestyle="", marker=APART_MARKERS[place % len(APART_MARKERS)], markersize=6.5,
            markerfacecolor="white", markeredgecolor=INK, markeredgewidth=1.1,
        )  # fmt: skip
        marks.append((mark, APART(lang, item=item_label(comparison.inventory, credits[name], lang))))
    return [*_rows_that_fit(entries), *_rows_that_fit(marks)]


def _rows_that_fit(entries: Iterable[_Entry]) -> list[list[_Entry]]:
    """Break legend entries into rows that fit the figure's width."""
    rows: list[list[_Entry]] = []
    used = 0.0
    for entry in entries:
        width = 0.55 + 0.059 * text_width(entry[1])  # inches: mark and gap, then half-width columns at 9 pt
        if not rows or used + width > WIDTH - 0.5:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += width
    return rows


def _draw_legends(figure: Figure, height: float, rows: Sequence[Sequence[_Entry]]) -> None:
    from matplotlib.legend import Legend

    for place, row in enumerate(rows):
        legend = Legend(
            figure, [handle for handle, _ in row], [label for _, label in row], loc="upper left",
            bbox_to_anchor=(0.25 / WIDTH, 1 - (HEAD - 0.06 + place * LEGEND_ROW) / height), ncols=len(row), fontsize=9,
            frameon=False, handlelength=1.3, handleheight=0.9, columnspacing=1.5, handletextpad=0.5, borderpad=0,
            borderaxespad=0, labelcolor=INK,
        )  # fmt: skip
        figure.add_artist(legend)


def shortened(text: str, columns: int) -> str:
    """Cut a text to so many half-width columns, with an ellipsis."""
    if text_width(text) <= columns:
        return text
    kept = ""
    for character in text:
        if text_width(kept + character) > columns - 3:
            break
        kept += character
    return kept.rstrip() + "..."


def wrapped(text: str, columns: int, lines: int = 2) -> str:
    """Break a text into lines of so many half-width columns; what passes the last line is cut with an ellipsis."""
    found = wrap(text, columns)
    if len(found) <= lines:
        return "\n".join(found)
    rest = " ".join(found[lines - 1 :])
    return "\n".join([*found[: lines - 1], shortened(rest, columns)])


def ink_on(colour: Any) -> str:
    """Ink that can be read on a colour: white on dark ones, dark on light ones (relative luminance after WCAG 2)."""
    from matplotlib.colors import to_rgb

    light = [(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in to_rgb(colour)]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.06 else INK
