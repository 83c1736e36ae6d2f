"""The figure of a committee's trials: totals of the plants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rulewright import __version__
from rulewright.reporting.figures import DPI, FAINT, INK, WIDTH, NotebookFigure, shortened
from rulewright.reporting.fonts import use_font
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    from rulewright.trials.merge import Trials

ROW, HEAD, FOOT = 0.42, 0.9, 0.9  # inches
TITLE = Sentence("{rule}：{count} 家工厂的试算", "{rule}: trial runs of {count} plants")
FOOTER = Sentence(
    "规则哈希 {hash}；合计按各家所定位数取整。工具：rulewright {toolkit}。",
    "Hash of the rule: {hash}; totals rounded as each plant chose. Toolkit: rulewright {toolkit}.",
)


def trials_figure(trials: Trials, lang: str = "en") -> NotebookFigure:
    """Draw one bar a plant, the least footprint first [kg CO2e per declared unit]."""
    with use_font():
        shown = sorted(trials.ran, key=lambda each: each.total_kg_co2e or 0.0)
        height = HEAD + ROW * max(1, len(shown)) + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = figure.add_axes((0.28, FOOT / height, 0.6, ROW * max(1, len(shown)) / height))
        for row, each in enumerate(shown):
            axes.barh(row, each.total_kg_co2e or 0.0, height=0.62, color="#0072B2", zorder=2)
            axes.annotate(
                number(each.total_kg_co2e or 0.0), (each.total_kg_co2e or 0.0, row), (5, 0), textcoords="offset points",
                va="center", color=INK,
            )  # fmt: skip
        axes.set_yticks(range(len(shown)), [shortened(each.label, 34) for each in shown], color=INK)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color=FAINT, zorder=0)
        axes.set_xlabel(f"kg CO₂e / {trials.unit}", color=INK)
        first = trials.trials[0]
        title = TITLE(lang, rule=first.rule, count=len(shown))
        figure.text(0.02, 1 - 0.35 / height, title, fontsize=13, color=INK, va="center")
        foot = FOOTER(lang, hash=first.rule_hash, toolkit=__version__)
        figure.text(0.02, 0.2 / height, foot, fontsize=7.5, color="#5F5F5F")
        return figure
