"""Two plain figures for the course of notebooks: bars for numbers with names, and lines over one number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rulewright.reporting.figures import (
    DPI,
    FAINT,
    GREY,
    INK,
    LEGEND_ROW,
    WIDTH,
    NotebookFigure,
    shortened,
)
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import number
from rulewright.reporting.text import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's palette without its yellow, which is faint as a line
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
LINES = ("-", "--", "-.", ":")
WIDEST, RIGHT, HEAD, FOOT, BAR_ROW, PLOT = 3.4, 0.9, 0.62, 0.7, 0.34, 3.6  # inches
COLUMN = 0.077  # width of a Latin letter of the names [inches]; a Chinese character takes two
LONGEST = 42  # columns of a name


def bar_figure(
    bars: Mapping[str, float | Mapping[str, float]], title: str, unit: str, digits: int = 3
) -> NotebookFigure:
    """Draw named numbers as bars from the top; a bar that holds several numbers is drawn in groups.

    Parameters
    ----------
    bars
        Name to its number, or name to several named numbers [``unit``]. Groups may lack a number.
    """
    grouped = {name: each if isinstance(each, Mapping) else {"": each} for name, each in bars.items()}
    series = list(dict.fromkeys(key for each in grouped.values() for key in each))
    legend = len(series) > 1
    with use_font():
        row_height = max(BAR_ROW * len(series) + 0.12, 0.42)
        head = HEAD + (LEGEND_ROW if legend else 0.0)
        height = head + row_height * len(grouped) + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        widest = max(text_width(shortened(name, LONGEST)) for name in grouped)
        axes = _axes(figure, height, head, min(WIDEST, 0.45 + COLUMN * widest))
        step = 0.8 / len(series)
        for position, key in enumerate(series):
            rows = [row for row, each in enumerate(grouped.values()) if key in each]
            values = [each[key] for each in grouped.values() if key in each]
            places = [row - 0.4 + step * (position + 0.5) for row in rows]
            axes.barh(
                places, values, step * 0.88, color=COLOURS[position % len(COLOURS)], label=key, zorder=2
            )
            for place, value in zip(places, values, strict=True):
                _write(axes, value, place, digits)
        values = [value for each in grouped.values() for value in each.values()]
        low, high = min(0.0, *values), max(0.0, *values)
        room = 0.12 * ((high - low) or 1.0)
        axes.set_xlim(low - (room if low < 0 else 0.0), high + room)
        axes.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
        axes.set_yticks(
            range(len(grouped)), [shortened(name, LONGEST) for name in grouped], fontsize=10, color=INK
        )
        axes.set_ylim(len(grouped) - 0.45, -0.55)
        axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
        axes.set_xlabel(unit, fontsize=10, color=INK)
        _finish(figure, axes, height, title, legend)
        return figure


def line_figure(
    x: Sequence[float],
    lines: Mapping[str, Sequence[float]],
    title: str,
    x_label: str,
    y_label: str,
    mark: float | None = None,
) -> NotebookFigure:
    """Draw lines over one number, each with a colour and a dash of its own.

    Parameters
    ----------
    lines
        Name to one value for each of ``x``.
    mark
        Where a thin upright line stands, e.g. at the value that the data have.
    """
    with use_font():
        head = HEAD + LEGEND_ROW
        height = head + PLOT + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = _axes(figure, height, head, 1.1)
        for position, (name, values) in enumerate(lines.items()):
            axes.plot(
                x, values, color=COLOURS[position % len(COLOURS)], linestyle=LINES[position % len(LINES)],
                linewidth=2.2, label=name,
            )  # fmt: skip
        if mark is not None:
            axes.axvline(mark, color=GREY, linewidth=0.9)
        axes.yaxis.set_major_formatter(lambda value, _: number(value, 4))
        axes.grid(True, color=FAINT, linewidth=0.7)
        axes.set_xlabel(x_label, fontsize=10, color=INK)
        axes.set_ylabel(y_label, fontsize=10, color=INK)
        _finish(figure, axes, height, title, legend=True)
        return figure


def _axes(figure: NotebookFigure, height: float, head: float, left: float) -> Axes:
    place = (left / WIDTH, FOOT / height, (WIDTH - left - RIGHT) / WIDTH, (height - head - FOOT) / height)
    axes = figure.add_axes(place)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    for axis in ("x", "y"):
        axes.tick_params(axis=axis, length=0, labelsize=9, colors=GREY, labelfontfamily=list(FAMILIES))
    axes.xaxis.set_major_formatter(lambda value, _: number(value, 4))
    axes.set_axisbelow(True)
    return axes


def _write(axes: Axes, value: float, place: float, digits: int) -> None:
    right = value >= 0
    axes.annotate(
        number(value, digits), (value, place), (4 if right else -4, 0), textcoords="offset points", va="center",
        ha="left" if right else "right", fontsize=9, color=INK,
    )  # fmt: skip


def _finish(figure: NotebookFigure, axes: Axes, height: float, title: str, legend: bool) -> None:
    figure.text(0.25 / WIDTH, 1 - 0.2 / height, shortened(title, 92), fontsize=13, color=INK, va="top")
    if legend:
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(
            handles, labels, loc="upper left", bbox_to_anchor=(0.15 / WIDTH, 1 - 0.5 / height), frameon=False,
            ncols=min(len(labels), 5), fontsize=9.5, handlelength=2.2, columnspacing=1.6,
        )  # fmt: skip
