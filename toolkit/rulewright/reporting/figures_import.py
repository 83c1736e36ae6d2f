"""Figure of an import: how many exchanges came in as what, and the data gaps that are used most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rulewright.reporting.figures import CREATOR, DPI, FAINT, GREY, INK, NotebookFigure
from rulewright.reporting.fonts import use_font
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from rulewright.importing.imported import Imported

WIDTH, ROW, HEAD, FOOT = 9.6, 0.32, 1.25, 0.55  # inches
MOST = 15  # gaps shown
LABEL, BAR = 6.2, 2.6  # inches
COLOUR = "#0072B2"
TITLE = Sentence("引入的数据缺口：使用最多的流", "Data gaps of the import: the flows used most")
SUBTITLE = Sentence(
    "{processes} 个过程；{flows} 个流无人供应或处理，共使用 {uses} 次",
    "{processes} processes; {flows} flows that nobody supplies or treats, {uses} uses in all",
)
FOOTER = Sentence("横条：使用次数。工具：{creator}。", "Bars: number of uses. Toolkit: {creator}.")
NONE = Sentence("没有缺口", "no gaps")
LONGEST = 74  # characters of a name


def import_figure(imported: Imported, lang: str = "en") -> NotebookFigure:
    """Bars of the missing flows that are used most."""
    missing = imported.account.missing
    shown = list(missing.items())[:MOST]
    with use_font():
        height = HEAD + max(len(shown), 1) * ROW + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        axes.text(0.25, 0.2, TITLE(lang), fontsize=14, color=INK, va="top")
        said = SUBTITLE(
            lang, processes=len(imported.inventory.processes), flows=len(missing), uses=sum(missing.values())
        )
        axes.text(0.25, 0.55, said, fontsize=10, color=GREY, va="top")
        if not shown:
            axes.text(0.25, HEAD, NONE(lang), fontsize=10, color=INK, va="center")
        largest = max(missing.values(), default=1)
        for row, (flow, count) in enumerate(shown):
            y = HEAD + (row + 0.5) * ROW
            name = imported.inventory.name(flow, lang)
            name = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
            axes.text(LABEL - 0.12, y, name, fontsize=8.5, color=INK, va="center", ha="right")
            axes.barh(y, BAR * count / largest, left=LABEL, height=0.62 * ROW, color=COLOUR)
            axes.text(
                LABEL + BAR * count / largest + 0.08, y, f"{count}", fontsize=8.5, color=GREY, va="center"
            )
        axes.plot([LABEL, LABEL], [HEAD, height - FOOT], color=FAINT, linewidth=0.8)
        axes.text(0.25, height - 0.18, FOOTER(lang, creator=CREATOR), fontsize=8, color=GREY, va="bottom")
    return figure
