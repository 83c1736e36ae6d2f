"""Figures of a consultation: what each patch does on every inventory; how a rule stands to the three stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rulewright import __version__
from rulewright.reporting.figures import DPI, FAINT, GREY, INK, NotebookFigure, shortened
from rulewright.reporting.fonts import FAMILIES as FONTS
from rulewright.reporting.fonts import use_font
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.consultation.effects import Effect
    from rulewright.consultation.ladder import Standing, StatusLadder
    from rulewright.consultation.result import Consultation, Handled

# inches
WIDTH, LEFT, RIGHT, ROW, HEAD, FOOT = 10.4, 3.0, 1.9, 0.46, 1.05, 0.95
LINEAR = 1.0  # [%] below it the axis is linear, beyond it logarithmic
NAME_COLUMNS, TITLE_COLUMNS = 40, 84
UP, DOWN = "#D55E00", "#0072B2"  # Okabe and Ito: more, less
MARKERS = {1: "^", -1: "v"}
STANDING_COLOURS: dict[Standing, str] = {"met": "#009E73", "missing": "#E69F00", "not_shown": "#FFFFFF"}

TITLE = Sentence("{rule}：意见对结果的影响", "{rule}: what the comments do to results")
SUBTITLE = Sentence(
    "每点为一份清单（共 {count} 份）；▲ 增加，▼ 减少。±1 % 以外为对数轴。",
    "each mark is one inventory ({count} in all); ▲ more, ▼ less. Beyond ±1 % the axis is logarithmic.",
)
AXIS = Sentence("对结果的影响 [%]", "effect on the result [%]")
ROW_NAME = Sentence("{number}　{clause}", "{number}  {clause}")
BESIDE = Sentence("不变 {same}，不能算 {refused}", "same: {same}, no result: {refused}")
NOTHING = Sentence("没有改变计算的补丁", "no patch changes a computation")
FOOTER = Sentence(
    "规则：{rule}，哈希 {hash}。工具：rulewright {toolkit}。",
    "Rule: {rule}, hash {hash}. Toolkit: rulewright {toolkit}.",
)
LADDER_TITLE = Sentence("{rule}：三级标准的要求", "{rule}: demands of the three stages")
DEMANDS = Sentence("要求的项数", "number of demands")


def consultation_figure(consultation: Consultation, lang: str = "en") -> NotebookFigure:
    """Draw one row a comment whose patch steps compute from, one mark an inventory [% of the result before]."""
    shown = [
        each
        for each in consultation.handled
        if each.effects and each.patch is not None and each.patch.decides_a_number
    ]
    rows = max(len(shown), 2)
    height = HEAD + rows * ROW + FOOT
    with use_font():
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        width = WIDTH - LEFT - RIGHT
        axes = figure.add_axes((LEFT / WIDTH, FOOT / height, width / WIDTH, rows * ROW / height))
        axes.set_xscale("symlog", linthresh=LINEAR, linscale=0.6)
        for row, handled in enumerate(shown):
            _draw_row(axes, row, handled, lang)
        _style(axes)
        axes.set_ylim(rows - 0.4, -0.6)
        _limits(axes, [each.share or 0.0 for handled in shown for each in handled.effects])
        axes.set_yticks(range(len(shown)), [_name(each, lang) for each in shown], fontsize=9)
        axes.set_xlabel(AXIS(lang), fontsize=9, color=INK)
        if not shown:
            axes.text(0.5, 0.5, NOTHING(lang), transform=axes.transAxes, ha="center", fontsize=10, color=GREY)
        title = TITLE(lang, rule=consultation.rule.document.number)
        _write(
            figure,
            height,
            title,
            SUBTITLE(lang, count=len(consultation.cases)),
            consultation.rule.id,
            consultation.rule.hash,
            lang,
        )
    return figure


def _draw_row(axes: Axes, row: int, handled: Handled, lang: str) -> None:
    changed = [each for each in handled.effects if each.status == "changed" and each.share is not None]
    axes.axhline(row, color=FAINT, linewidth=0.7, zorder=1)
    for each in changed:
        sign = 1 if (each.share or 0.0) > 0 else -1
        axes.plot(
            100 * (each.share or 0.0), row, MARKERS[sign], color=UP if sign > 0 else DOWN, markersize=6.5,
            markeredgecolor=INK, markeredgewidth=0.5, alpha=0.85, zorder=3,
        )  # fmt: skip
    same = sum(each.status == "unchanged" for each in handled.effects)
    refused = sum(not each.after.runs for each in handled.effects)
    axes.annotate(
        BESIDE(lang, same=same, refused=refused), (1.0, row), (8, 0), xycoords=("axes fraction", "data"),
        textcoords="offset points", fontsize=8, color=GREY, va="center",
    )  # fmt: skip
    _name_extremes(axes, row, changed)


def _name_extremes(axes: Axes, row: int, changed: list[Effect]) -> None:
    """Names of the inventories at both ends, inside the axes."""
    if not changed:
        return
    ordered = sorted(changed, key=lambda each: each.share or 0.0)
    for each in dict.fromkeys((ordered[0], ordered[-1])):
        share = 100 * (each.share or 0.0)
        axes.annotate(
            shortened(each.case, 30), (share, row), (0, 6), textcoords="offset points", fontsize=6.5, color=GREY,
            ha="left" if share < 0 else "right", va="bottom", annotation_clip=False,
        )  # fmt: skip


def _limits(axes: Axes, shares: list[float]) -> None:
    """Zero inside, some room beyond the outermost marks, the ticks at powers of ten."""
    low, high = 100 * min([*shares, 0.0]), 100 * max([*shares, 0.0])
    low, high = min(3 * low, -3 * LINEAR), max(3 * high, 3 * LINEAR)
    axes.set_xlim(low, high)
    powers = [10.0**power for power in range(0, 7)]
    ticks = (
        [-each for each in reversed(powers) if -each >= low]
        + [0.0]
        + [each for each in powers if each <= high]
    )
    axes.set_xticks(ticks, [f"{tick:+.0f}".replace("-", "−") if tick else "0" for tick in ticks])
    axes.axvline(0, color=INK, linewidth=0.8, zorder=2)


def _name(handled: Handled, lang: str) -> str:
    place = handled.found.places[0] if handled.found.places else None
    clause = handled.comment.clause if place is None else f"{place.number} {place.title.get(lang)}"
    return shortened(ROW_NAME(lang, number=handled.comment.index, clause=clause.strip()), NAME_COLUMNS)


def ladder_figure(ladder: StatusLadder, lang: str = "en") -> NotebookFigure:
    """Draw the demands of each stage: met, missing, not shown by data."""
    from rulewright.consultation.ladder import STANDINGS
    from rulewright.consultation.ladder_demands import STAGE_NAMES, STAGES

    height = HEAD + len(STAGES) * 0.6 + FOOT
    with use_font():
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = figure.add_axes(
            (1.6 / WIDTH, FOOT / height, (WIDTH - 2.2) / WIDTH, len(STAGES) * 0.6 / height)
        )
        for row, stage in enumerate(STAGES):
            left = 0
            for standing, colour in STANDING_COLOURS.items():
                count = len(ladder.of(stage, standing))
                label = STANDINGS[standing](lang) if row == 0 else None
                axes.barh(
                    row,
                    count,
                    0.5,
                    left=left,
                    color=colour,
                    edgecolor=INK,
                    linewidth=0.6,
                    label=label,
                    zorder=2,
                )
                if count:
                    axes.text(
                        left + count / 2,
                        row,
                        str(count),
                        ha="center",
                        va="center",
                        fontsize=9,
                        color=INK,
                        zorder=3,
                    )
                left += count
        _style(axes)
        axes.set_ylim(len(STAGES) - 0.4, -0.6)
        axes.set_yticks(range(len(STAGES)), [STAGE_NAMES[stage](lang) for stage in STAGES], fontsize=9.5)
        axes.set_xlabel(DEMANDS(lang), fontsize=9, color=INK)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, fontsize=8.5)
        title = LADDER_TITLE(lang, rule=ladder.rule.document.number)
        _write(figure, height, title, "", ladder.rule.id, ladder.rule.hash, lang)
    return figure


def _style(axes: Axes) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(axis="both", labelsize=8.5, colors=INK, length=0, labelfontfamily=list(FONTS))
    axes.minorticks_off()
    axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)


def _write(
    figure: NotebookFigure, height: float, title: str, subtitle: str, rule: str, hash_: str, lang: str
) -> None:
    left = 0.25 / WIDTH
    figure.text(left, 1 - 0.2 / height, shortened(title, TITLE_COLUMNS), fontsize=14, color=INK, va="top")
    if subtitle:
        figure.text(left, 1 - 0.54 / height, subtitle, fontsize=9.5, color=GREY, va="top")
    foot = FOOTER(lang, rule=rule, hash=hash_, toolkit=__version__)
    figure.text(left, 0.13 / height, foot, fontsize=7.5, color=GREY, va="bottom")
