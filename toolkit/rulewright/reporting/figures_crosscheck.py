"""Figure of the cross-rule check: what doesn't fit, as a share of the user's result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rulewright.reporting.figures import CREATOR, DPI, FAINT, GREY, INK, NotebookFigure, shortened
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from rulewright.analysis.crosscheck_result import Crosscheck

WIDTH, LEFT, RIGHT, ROW, HEAD, FOOT = 10.4, 5.2, 0.9, 0.42, 1.15, 0.75  # inches
MOST = 20  # bars
COLOURS = {"counted_twice": "#D55E00", "counted_by_nobody": "#0072B2", "claimed_twice": "#CC79A7"}
TITLE = Sentence("相邻规则之间不衔接之处", "Where the rules of neighbouring products don't fit")
SUBTITLE = Sentence(
    "对使用方产品结果的影响，%；前 {count} 项", "effect on the user's result, %; the first {count}"
)
NOTHING = Sentence("没有超过限值的差额。", "No difference above the limit.")
LEGEND = {
    "counted_twice": Sentence("重复计算", "counted twice"),
    "counted_by_nobody": Sentence("无人承担", "counted by nobody"),
    "claimed_twice": Sentence("同一好处两方都得", "claimed by both"),
}
FOOTER = Sentence("已查 {links} 处衔接。工具：{creator}。", "{links} links looked at. Toolkit: {creator}.")
LABEL = Sentence(
    "{flow}：{maker} → {user}\n{maker_rule} / {user_rule}",
    "{flow}: {maker} → {user}\n{maker_rule} / {user_rule}",
)


def crosscheck_figure(found: Crosscheck, lang: str = "en") -> NotebookFigure:
    """Draw a bar for each difference, as a share of the user's result [%]."""
    from matplotlib.patches import Patch

    with use_font():
        shown = [each for each in found.findings if each.effect_share is not None][:MOST]
        height = HEAD + max(len(shown), 1) * ROW + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        place = (LEFT / WIDTH, FOOT / height, (WIDTH - LEFT - RIGHT) / WIDTH, (height - HEAD - FOOT) / height)
        axes = figure.add_axes(place)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="x", labelsize=9, colors=GREY, labelfontfamily=list(FAMILIES))
        axes.xaxis.grid(True, color=FAINT, linewidth=0.7)
        axes.set_axisbelow(True)
        figure.text(0.25 / WIDTH, 1 - 0.22 / height, TITLE(lang), fontsize=14, color=INK, va="top")
        subtitle = SUBTITLE(lang, count=len(shown)) if shown else NOTHING(lang)
        figure.text(0.25 / WIDTH, 1 - 0.53 / height, subtitle, fontsize=10, color=GREY, va="top")
        names = []
        for row, each in enumerate(shown):
            assert each.effect_share is not None
            share = 100 * each.effect_share
            axes.barh(row, share, height=0.55, color=COLOURS[each.kind])
            axes.annotate(
                f"{share:+.3g}", (share, row), xytext=(4 if share >= 0 else -4, 0), textcoords="offset points",
                va="center", ha="left" if share >= 0 else "right", fontsize=8, color=INK,
            )  # fmt: skip
            names.append(
                LABEL(
                    lang, flow=shortened(each.flow_name(lang), 24), maker=shortened(each.maker.inventory, 30),
                    user=shortened(each.user.inventory, 30),
                    maker_rule=each.maker.rule, user_rule=each.user.rule,
                )
            )  # fmt: skip
        axes.set_yticks(range(len(shown)), names, fontsize=7.5, color=INK, fontfamily=list(FAMILIES))
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(max(len(shown), 1) - 0.4, -0.6)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.margins(x=0.15)
        kinds = [kind for kind in COLOURS if any(each.kind == kind for each in shown)]
        if kinds:
            handles = [Patch(facecolor=COLOURS[kind]) for kind in kinds]
            figure.legend(
                handles, [LEGEND[kind](lang) for kind in kinds], loc="upper left", ncols=len(kinds), frameon=False,
                bbox_to_anchor=(0.2 / WIDTH, 1 - 0.76 / height), fontsize=9, labelcolor=INK, borderaxespad=0,
            )  # fmt: skip
        foot = FOOTER(lang, links=found.links, creator=CREATOR)
        figure.text(0.25 / WIDTH, 0.13 / height, foot, fontsize=7.5, color=GREY, va="bottom")
    return figure
