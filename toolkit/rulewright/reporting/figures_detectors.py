"""Findings of detectors as a picture: detectors by rules, counts coloured by the gravest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rulewright import __version__
from rulewright.reporting.figures import (
    DPI,
    FAINT,
    GREY,
    INK,
    WIDTH,
    NotebookFigure,
    ink_on,
    shortened,
    wrapped,
)
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.analysis.findings import Detection, Finding, Severity

NAMES, RIGHT, HEAD, FOOT, ROW, LEGEND = 3.3, 0.9, 1.5, 0.7, 0.36, 0.3  # inches
NAME_COLUMNS, FOOT_COLUMNS = 46, 188
# Okabe and Ito; the letter says it as well
COLOURS: dict[Severity, str] = {"problem": "#D55E00", "warning": "#E69F00", "note": "#BFDDF0"}
MARKS: dict[Severity, Sentence] = {
    "problem": Sentence("问题", "P"), "warning": Sentence("警告", "W"), "note": Sentence("提示", "N"),
}  # fmt: skip
LEGENDS: dict[Severity, Sentence] = {
    "problem": Sentence("问题", "P: problem"), "warning": Sentence("警告", "W: warning"), "note": Sentence("提示", "N: note"),
}  # fmt: skip
TITLE = Sentence("各规则结果中的检测发现", "Findings of the detectors under each rule")
SUBTITLE = Sentence(
    "清单 {inventory}；格中为程度和发现数（取最重的颜色）",
    "inventory {inventory}; number of findings in each cell, coloured by the gravest",
)
REFUSED = Sentence("画线的列：规则没有结果。", "Hatched columns: the rule gives no result. ")
FOOT_SAID = Sentence(
    "{refused}空格：没有发现。发现不是错误：结果照样成立。工具：rulewright {toolkit}。",
    "{refused}Empty: nothing found. Findings are no errors: the results stand. Toolkit: rulewright {toolkit}.",
)


def detection_figure(detection: Detection, lang: str = "en") -> NotebookFigure:
    """Draw detectors by rules; a rule without a result is a hatched column."""
    from rulewright.analysis.findings import LOOKED_FOR

    rules = [*detection.findings, *detection.refused]
    with use_font():
        height = HEAD + len(LOOKED_FOR) * ROW + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        wide = min(WIDTH - NAMES - RIGHT, max(1, len(rules)) * 1.1)
        axes = figure.add_axes((NAMES / WIDTH, FOOT / height, wide / WIDTH, (height - HEAD - FOOT) / height))
        axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
        axes.tick_params(length=0, labelfontfamily=list(FAMILIES), colors=INK)
        for column, rule in enumerate(rules):
            for row, detector in enumerate(LOOKED_FOR):
                found = [each for each in detection.findings.get(rule, ()) if each.detector == detector]
                _cell(axes, row, column, found, rule in detection.refused, lang)
        axes.set_xlim(-0.5, max(1, len(rules)) - 0.5)
        axes.set_ylim(len(LOOKED_FOR) - 0.5, -0.5)
        names = [shortened(name.get(lang), NAME_COLUMNS) for name in LOOKED_FOR.values()]
        axes.set_yticks(range(len(names)), names, fontsize=8.5)
        axes.xaxis.tick_top()
        heads = [shortened(rule, 22) for rule in rules]
        axes.set_xticks(range(len(rules)), heads, fontsize=8, rotation=24, ha="left", rotation_mode="anchor")
        _write(figure, height, detection, lang)
        return figure


def _cell(axes: Axes, row: int, column: int, found: Sequence[Finding], is_refused: bool, lang: str) -> None:
    from matplotlib.patches import Rectangle

    from rulewright.analysis.findings import ORDER

    gravest = min((each.severity for each in found), key=ORDER.index, default=None)
    colour = "#FFFFFF" if gravest is None else COLOURS[gravest]
    axes.add_patch(
        Rectangle(
            (column - 0.5, row - 0.5), 1, 1, facecolor=colour, edgecolor=FAINT, linewidth=0.8,
            hatch="///" if is_refused else None,
        )
    )  # fmt: skip
    if gravest is not None:
        text = f"{MARKS[gravest](lang)} {len(found)}"
        axes.text(column, row, text, ha="center", va="center", fontsize=8, color=ink_on(colour))


def _write(figure: NotebookFigure, height: float, detection: Detection, lang: str) -> None:
    from matplotlib.patches import Patch

    left = 0.25 / WIDTH
    figure.text(left, 1 - 0.2 / height, TITLE(lang), fontsize=13, color=INK, va="top")
    subtitle = SUBTITLE(lang, inventory=detection.inventory)
    figure.text(left, 1 - 0.5 / height, subtitle, fontsize=9.5, color=GREY, va="top")
    patches = [Patch(facecolor=colour, label=LEGENDS[severity](lang)) for severity, colour in COLOURS.items()]
    figure.legend(
        handles=patches, loc="upper left", bbox_to_anchor=(0.2 / WIDTH, 1 - 0.78 / height), ncols=len(patches),
        fontsize=8.5, frameon=False, handlelength=1.2, borderpad=0, columnspacing=1.4, labelcolor=INK,
    )  # fmt: skip
    said = FOOT_SAID(lang, refused=REFUSED(lang) if detection.refused else "", toolkit=__version__)
    figure.text(left, 0.13 / height, wrapped(said, FOOT_COLUMNS), fontsize=7.5, color=GREY, va="bottom")
