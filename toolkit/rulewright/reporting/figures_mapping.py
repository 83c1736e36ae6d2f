"""Figure of a mapping's coverage: one bar a rule, the background's share of each state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rulewright.mapping.coverage import STATES, MappingCoverage
from rulewright.reporting.figures import CREATOR, DPI, FAINT, GREY, INK, NotebookFigure, shortened
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from rulewright.mapping.coverage import State

WIDTH, LEFT, RIGHT, ROW, HEAD, FOOT = 10.4, 2.8, 0.6, 0.5, 1.45, 0.75  # inches
COLOURS: dict[State, str] = {
    "exact": "#009E73", "proxy": "#56B4E9", "none": "#999999", "kept": "#CCCCCC", "to_review": "#E69F00",
    "unmapped": "#D55E00",
}  # fmt: skip
TITLE = Sentence("对照表的覆盖情况", "How far the mapping goes")
SUBTITLE = Sentence(
    "占自带背景的份额，%（按自带因子计的 kg CO2e 绝对值）；条上为产品数",
    "share of our background, % (sizes in kg CO2e by our own factors); on the bars: products",
)
FOOTER = Sentence(
    "对照表 {mapping}，数据库 {database}。工具：{creator}。",
    "Mapping {mapping}, database {database}. Toolkit: {creator}.",
)


def coverage_figure(coverage: MappingCoverage, lang: str = "en") -> NotebookFigure:
    """Draw a bar for each rule [%]."""
    from matplotlib.patches import Patch

    with use_font():
        rules = coverage.rules
        height = HEAD + max(len(rules), 1) * ROW + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        place = (LEFT / WIDTH, FOOT / height, (WIDTH - LEFT - RIGHT) / WIDTH, (height - HEAD - FOOT) / height)
        axes = figure.add_axes(place)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="x", labelsize=9, colors=GREY, labelfontfamily=list(FAMILIES))
        axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
        axes.set_axisbelow(True)
        figure.text(0.25 / WIDTH, 1 - 0.22 / height, TITLE(lang), fontsize=14, color=INK, va="top")
        figure.text(0.25 / WIDTH, 1 - 0.53 / height, SUBTITLE(lang), fontsize=10, color=GREY, va="top")
        shown: list[State] = []
        for row, rule in enumerate(rules):
            left = 0.0
            for state in STATES:
                share, count = 100 * coverage.share(rule, state), coverage.count(rule, state)
                if not count:
                    continue
                shown.append(state)
                axes.barh(
                    row, share, left=left, height=0.6, color=COLOURS[state], edgecolor="white", linewidth=0.5
                )
                if share > 3:
                    axes.text(
                        left + share / 2, row, f"{count}", fontsize=9, color=INK, ha="center", va="center"
                    )
                left += share
        names = [shortened(rule, 30) for rule in rules]
        axes.set_yticks(range(len(rules)), names, fontsize=9, color=INK, fontfamily=list(FAMILIES))
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0, 100)
        axes.set_ylim(max(len(rules), 1) - 0.4, -0.6)
        states = [state for state in STATES if state in shown]
        figure.legend(
            [Patch(facecolor=COLOURS[state]) for state in states], [STATES[state](lang) for state in states],
            loc="upper left", ncols=min(len(states), 6) or 1, frameon=False, fontsize=9, labelcolor=INK, borderaxespad=0,
            bbox_to_anchor=(0.2 / WIDTH, 1 - 0.85 / height),
        )  # fmt: skip
        foot = FOOTER(lang, mapping=coverage.mapping, database=coverage.database, creator=CREATOR)
        figure.text(0.25 / WIDTH, 0.13 / height, foot, fontsize=7.5, color=GREY, va="bottom")
    return figure
