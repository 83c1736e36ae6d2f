"""Figure of a rule difference: how many decisions differ in each family, and what that does to an inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from rulewright import __version__
from rulewright.analysis.rule_difference import KINDS
from rulewright.reporting.figures import (
    CREDIT_HATCH,
    DPI,
    FAINT,
    GREY,
    INK,
    STAGE_COLOURS,
    NotebookFigure,
    shortened,
)
from rulewright.reporting.fonts import FAMILIES as FONTS
from rulewright.reporting.fonts import use_font
from rulewright.reporting.sentences import Sentence, number
from rulewright.words import CREDITS_STAGE, FAMILIES, STAGES, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.analysis.rule_difference import Effect, Kind, RuleDifference

# inches
WIDTH, LEFT, ROW, HEAD, FOOT = 10.4, 1.75, 0.34, 1.0, 0.85
FEWEST = 4  # decisions that the axis has room for at least
COUNTS_ALONE, COUNTS_BESIDE, BARS_LEFT, BARS = 8.1, 3.9, 7.0, 3.0
# Okabe and Ito's palette; a removed decision is a hollow bar
COLOURS: dict[Kind, str] = {
    "added": "#009E73",
    "removed": "#FFFFFF",
    "changed": "#0072B2",
    "settled": "#56B4E9",
    "opened": "#E69F00",
}
RESULT_COLUMNS = 58  # of the text above the bars
TITLE = Sentence("{old} → {new}", "{old} → {new}")
SUBTITLE = Sentence("规定不同的项数，按类别", "decisions that differ, by family")
NUMBER = Sentence("项数", "number of decisions")
RESULT = Sentence("kg CO₂e / {unit} {name}", "kg CO₂e / {unit} {name}")
OF_INVENTORY = Sentence("结果：{inventory}", "results: {inventory}")
FOOTER = Sentence(
    "规则哈希：{old} {old_hash}，{new} {new_hash}。工具：rulewright {toolkit}。",
    "Hashes of the rules: {old} {old_hash}, {new} {new_hash}. Toolkit: rulewright {toolkit}.",
)


def difference_figure(difference: RuleDifference, lang: str = "en") -> NotebookFigure:
    """Draw one bar a family, stacked by kind of change; beside it both results by stage, if there is an effect."""
    families = [name for name in FAMILIES if any(each.family == name for each in difference.differing)]
    rows = max(len(families), 4)
    height = HEAD + rows * ROW + FOOT
    with use_font():
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        width = COUNTS_ALONE if difference.effect is None else COUNTS_BESIDE
        axes = figure.add_axes((LEFT / WIDTH, FOOT / height, width / WIDTH, rows * ROW / height))
        _draw_counts(axes, difference, families, rows, lang)
        if difference.effect is not None:
            beside = figure.add_axes((BARS_LEFT / WIDTH, FOOT / height, BARS / WIDTH, rows * ROW / height))
            _draw_effect(beside, difference, difference.effect, lang)
        _write_texts(figure, height, difference, lang)
    return figure


def _draw_counts(axes: Axes, difference: RuleDifference, families: list[str], rows: int, lang: str) -> None:
    most = FEWEST
    for row, family in enumerate(families):
        left = 0
        for kind, colour in COLOURS.items():
            count = sum(each.family == family for each in difference.of_kind(kind))
            axes.barh(row, count, 0.62, left=left, color=colour, edgecolor=INK, linewidth=0.6, zorder=2)
            left += count
        axes.annotate(
            f"{left}", (left, row), (5, 0), textcoords="offset points", fontsize=8.5, color=GREY, va="center"
        )
        most = max(most, left)
    _style(axes)
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_yticks(range(len(families)), [say(family, lang) for family in families], fontsize=9)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.set_xlim(0, most * 1.08)
    axes.set_xlabel(NUMBER(lang), fontsize=9, color=INK)
    used = [kind for kind in COLOURS if difference.of_kind(kind)]
    handles = [axes.barh(0, 0, color=COLOURS[kind], edgecolor=INK, linewidth=0.6) for kind in used]
    if used:
        axes.legend(
            handles, [KINDS[kind](lang) for kind in used], loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(used),
            frameon=False, fontsize=8.5, handlelength=1.0, columnspacing=1.2, borderaxespad=0.1,
        )  # fmt: skip


def _draw_effect(axes: Axes, difference: RuleDifference, effect: Effect, lang: str) -> None:
    pairs = ((difference.old.id, effect.old_by_stage), (difference.new.id, effect.new_by_stage))
    shown = [stage for stage in (*STAGES, CREDITS_STAGE) if any(stages.get(stage) for _, stages in pairs)]
    handles = {}
    for row, (_, stages) in enumerate(pairs):
        up = down = 0.0
        for stage in shown:
            value = stages.get(stage, 0.0)
            left = up if value >= 0 else down
            hatch = CREDIT_HATCH if stage == CREDITS_STAGE else None
            handles[stage] = axes.barh(
                row, value, 0.5, left=left, color=STAGE_COLOURS[stage], edgecolor=INK, linewidth=0.5, hatch=hatch, zorder=2
            )  # fmt: skip
            up, down = (up + value, down) if value >= 0 else (up, down + value)
        total = effect.old_kg_co2e if row == 0 else effect.new_kg_co2e
        axes.plot([total, total], [row - 0.33, row + 0.33], color=INK, linewidth=1.8, zorder=4)
        axes.text(total, row - 0.36, number(total), fontsize=8.5, color=INK, ha="center", va="bottom")
    _style(axes)
    axes.set_ylim(1.6, -0.75)
    axes.set_yticks([0, 1], [name for name, _ in pairs], fontsize=8.5)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.xaxis.set_major_formatter(lambda value, _: number(value))
    axes.axvline(0, color=INK, linewidth=0.8, zorder=3)
    axes.set_xlabel(RESULT(lang, unit=effect.unit, name=effect.product_name), fontsize=9, color=INK)
    axes.legend(
        handles.values(), [say(stage, lang) for stage in handles], loc="lower left", bbox_to_anchor=(-0.35, 1.0), ncols=3,
        frameon=False, fontsize=8, handlelength=1.0, columnspacing=1.0, borderaxespad=0.1,
    )  # fmt: skip


def _style(axes: Axes) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(axis="both", labelsize=8.5, colors=INK, length=0, labelfontfamily=list(FONTS))
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)


def _write_texts(figure: NotebookFigure, height: float, difference: RuleDifference, lang: str) -> None:
    old, new = difference.old, difference.new
    left = 0.25 / WIDTH
    title = shortened(TITLE(lang, old=old.document.number, new=new.document.number), 92)
    figure.text(left, 1 - 0.2 / height, title, fontsize=14, color=INK, va="top")
    subtitle = SUBTITLE(lang)
    figure.text(left, 1 - 0.52 / height, subtitle, fontsize=9.5, color=GREY, va="top")
    if difference.effect is not None:
        what = OF_INVENTORY(lang, inventory=shortened(difference.effect.title.get(lang), RESULT_COLUMNS))
        figure.text((BARS_LEFT - 1.0) / WIDTH, 1 - 0.52 / height, what, fontsize=9.5, color=GREY, va="top")
    foot = FOOTER(lang, old=old.id, old_hash=old.hash, new=new.id, new_hash=new.hash, toolkit=__version__)
    figure.text(left, 0.13 / height, foot, fontsize=7.5, color=GREY, va="bottom")
