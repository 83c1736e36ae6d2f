"""Figure of coverage: a table of dots, one row a priority product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rulewright.reporting.figures import CREATOR, DPI, FAINT, GREY, INK, NotebookFigure
from rulewright.reporting.fonts import use_font
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.analysis.coverage import Coverage

WIDTH, ROW, HEAD, FOOT = 10.4, 0.33, 1.25, 0.5  # inches
GOALS, BAR = 1.6, 0.2  # inches: the strip with the goals, and a bar in it
COLUMNS = (
    (Sentence("清单", "inventories"), "#0072B2"),
    (Sentence("专用规则", "rules for it"), "#009E73"),
    (Sentence("已见标准", "standards seen"), "#E69F00"),
)
FIRST, STEP, DOT = 3.9, 2.1, 0.2  # inches: first column, between columns, between dots
MOST = 8  # dots in a cell; beyond them the number says it
TITLE = Sentence("重点产品的覆盖情况", "Coverage of the guideline's priority products")
SUBTITLE = Sentence(
    "每点一项；另有 {count} 个通用规则适用于所有产品",
    "one dot each; {count} general rules apply to every product besides",
)
PROGRESS = Sentence("离目标有多远（产品标准，项）", "How far to the goals (product standards)")
BARS = (
    (
        Sentence("已登记的已完成标准", "finished standards entered here"),
        Sentence("其中有规则文件", "with a rule file here"),
    ),
    (
        Sentence("三批推荐清单的项数", "lines of the recommended lists"),
        Sentence("其中逐项读到", "read one by one"),
    ),
)
BAR_COLOURS = ("#E69F00", "#009E73")
GOAL = Sentence("{by} 年：{standards}", "{standards} by {by}")
PARTS = Sentence("{whole}，{part_name} {part}", "{whole}, {part} {part_name}")
FOOTER = Sentence(
    "登记：{registry} {version}（{read}）。空格表示未登记，不等于没有。工具：{creator}。",
    "Registry: {registry} {version} ({read}). A blank means not entered, not that there is none. Toolkit: {creator}.",
)


def coverage_figure(coverage: Coverage, lang: str = "en") -> NotebookFigure:
    """Draw a dot for each inventory, rule and finished standard of each priority product."""
    with use_font():
        rows = len(coverage.products)
        height = HEAD + rows * ROW + GOALS + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        axes.text(0.25, 0.2, TITLE(lang), fontsize=14, color=INK, va="top")
        axes.text(
            0.25, 0.52, SUBTITLE(lang, count=len(coverage.general_rules)), fontsize=10, color=GREY, va="top"
        )
        for place, (head, _) in enumerate(COLUMNS):
            axes.text(FIRST + place * STEP, HEAD - 0.18, head(lang), fontsize=10, color=INK, va="bottom")
        sectors = {sector.id: sector.name.get(lang) for sector in coverage.registry.sectors}
        last = ""
        for row, each in enumerate(coverage.products):
            y = HEAD + (row + 0.5) * ROW
            axes.plot([0.25, WIDTH - 0.25], [y - ROW / 2, y - ROW / 2], color=FAINT, linewidth=0.6)
            if each.product.sector != last:
                axes.text(0.25, y, sectors[each.product.sector], fontsize=8, color=GREY, va="center")
                last = each.product.sector
            axes.text(
                FIRST - 0.15, y, each.product.name.get(lang), fontsize=9.5, color=INK, va="center", ha="right"
            )
            counts = (len(each.inventories), len(each.rules), len(each.standards))
            for place, count in enumerate(counts):
                _dots(axes, FIRST + place * STEP, y, count, COLUMNS[place][1])
        _goals(axes, coverage, HEAD + rows * ROW, lang)
        read = coverage.registry.read.isoformat()
        foot = FOOTER(
            lang, registry=coverage.registry.id, version=coverage.registry.version, read=read, creator=CREATOR
        )
        axes.text(0.25, height - 0.15, foot, fontsize=7.5, color=GREY, va="bottom")
    return figure


def _goals(axes: Axes, coverage: Coverage, top: float, lang: str) -> None:
    """Two bars against the goals: standards entered, and lines of the recommended lists; they overlap, so they don't add up."""
    registry = coverage.registry
    series = coverage.series()
    counts = (
        (len(series), sum(each.rule is not None for each in series)),
        (
            sum(each.items for each in registry.recommended_lists),
            sum(each.recommended is not None for each in registry.standards),
        ),
    )
    most = max(goal.standards for goal in registry.goals)
    scale = (WIDTH - FIRST - 1.2) / most
    axes.plot([0.25, WIDTH - 0.25], [top, top], color=FAINT, linewidth=0.6)
    axes.text(0.25, top + 0.28, PROGRESS(lang), fontsize=10, color=INK, va="center")
    for place, ((whole, part), (name, part_name)) in enumerate(zip(counts, BARS, strict=True)):
        y = top + 0.85 + place * 0.38
        axes.text(FIRST - 0.15, y, name(lang), fontsize=9.5, color=INK, va="center", ha="right")
        axes.barh(y, whole * scale, BAR, FIRST, color=BAR_COLOURS[0], linewidth=0)
        axes.barh(y, part * scale, BAR, FIRST, color=BAR_COLOURS[1], linewidth=0)
        told = PARTS(lang, whole=whole, part=part, part_name=part_name(lang))
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}  # over the line of a goal
        axes.text(FIRST + whole * scale + 0.08, y, told, fontsize=8, color=GREY, va="center", bbox=paper)
    for standards in sorted({goal.standards for goal in registry.goals}):
        by = "/".join(
            str(year) for year in sorted({goal.by for goal in registry.goals if goal.standards == standards})
        )
        x = FIRST + standards * scale
        axes.plot([x, x], [top + 0.6, top + 1.42], color=INK, linewidth=0.9, linestyle=(0, (4, 2)))
        axes.text(
            x,
            top + 0.55,
            GOAL(lang, by=by, standards=standards),
            fontsize=8,
            color=INK,
            ha="center",
            va="bottom",
        )


def _dots(axes: Axes, left: float, y: float, count: int, colour: str) -> None:
    shown = min(count, MOST)
    places = [left + 0.08 + DOT * place for place in range(shown)]
    axes.scatter(places, [y] * shown, s=38, color=colour, linewidths=0)
    if count:
        axes.text(left + 0.08 + DOT * shown, y, f"{count}", fontsize=8, color=GREY, va="center")
