"""Data quality as a picture: how much of the result stands on which score, which mark, which kind of data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rulewright import __version__
from rulewright.analysis.data_quality_result import AGE, NAMES, RATED
from rulewright.reporting.figures import (
    DPI,
    FAINT,
    GREY,
    INK,
    WIDTH,
    NotebookFigure,
    _write_foot,
    _write_head,
)
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.labels import rule_label
from rulewright.reporting.sentences import Sentence, number
from rulewright.words import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from rulewright.analysis.data_quality_result import DataQuality

# scores 1 to 5 from dark to light blue, told apart in grey too; unrated is hatched white
SCORE_COLOURS = ("#08306B", "#2171B5", "#6BAED6", "#BDD7E7", "#E69F00")
DARK = frozenset({"#08306B", "#2171B5", "#0072B2", "#009E73"})
UNRATED, HATCH = "#FFFFFF", "////"
KIND_COLOURS = {"primary": "#009E73", "open": UNRATED, "secondary": "#BFBFBF"}
MARK_COLOURS = {
    "seen": "#0072B2", "declared": "#009E73", "known": "#56B4E9", "derived": "#BDD7E7", "estimate": "#E69F00", "gap": UNRATED,
}  # fmt: skip
LEFT, RIGHT, ROW, HEAD, FOOT = 2.5, 1.35, 0.46, 1.15, 0.75  # inches
WRITTEN = 0.055  # shares from which a number is written into a bar

TITLE = Sentence("{rule}：结果所依据数据的质量", "{rule}: quality of the data behind the result")
SUBTITLE = Sentence(
    "占贡献绝对值（{kg} kg CO₂e）的份额；抵扣另列",
    "share of the absolute contributions ({kg} kg CO₂e); credits are apart",
)
KINDS = {
    "primary": Sentence("初级", "primary"), "open": Sentence("未声明", "not declared"), "secondary": Sentence("次级", "secondary"),
}  # fmt: skip
KIND, MARK = Sentence("数据种类", "kind of data"), Sentence("数字的标记", "mark of the number")
SCORE, NONE = Sentence("{score} 分", "score {score}"), Sentence("未评", "unrated")
MEAN = Sentence("均值 {mean}", "mean {mean}")
FOOTER = Sentence(
    "评分 1 最好、5 最差，按贡献加权；均值只含已评部分。清单：{inventory}，哈希 {hash}。规则哈希 {rule}。工具：rulewright {toolkit}。",
    "Scores: 1 best, 5 worst, weighted by contribution; means are of what is rated. Inventory: {inventory}, hash {hash}. Rule hash "
    "{rule}. Toolkit: rulewright {toolkit}.",
)

_Part = tuple[str, float, str]  # word, share, colour


def data_quality_figure(quality: DataQuality, lang: str = "en") -> NotebookFigure:
    """Draw one bar an indicator, split by score, and bars for kinds of data and marks."""
    with use_font():
        indicators = [*RATED, *((AGE,) if quality.year is not None else ())]
        rows = len(indicators) + 2.6
        height = HEAD + rows * ROW + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = figure.add_axes(
            (LEFT / WIDTH, FOOT / height, (WIDTH - LEFT - RIGHT) / WIDTH, rows * ROW / height)
        )
        names, places = [], []
        for place, indicator in enumerate(indicators):
            _bar(axes, place, _scores(quality, indicator, lang), False)
            rated = quality.rating(indicator).rated
            if rated is not None:
                axes.text(
                    1.015, place, MEAN(lang, mean=number(rated, 3)), va="center", fontsize=9.5, color=INK
                )
            names.append(NAMES[indicator](lang))
            places.append(float(place))
        for offset, (name, parts) in enumerate(
            ((KIND(lang), _kinds(quality, lang)), (MARK(lang), _marks(quality, lang)))
        ):
            below = len(indicators) + 0.5 + offset
            _bar(axes, below, parts, True)
            names.append(name)
            places.append(below)
        axes.set_xlim(0, 1)
        axes.set_ylim(rows - 0.5, -0.6)
        axes.set_yticks(places, names, fontsize=10, color=INK)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"], fontsize=9, color=GREY)
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
        for label in axes.get_yticklabels():
            label.set_fontfamily(list(FAMILIES))
        _legend(figure, height, lang)
        result = quality.result
        _write_head(
            figure, height, TITLE(lang, rule=rule_label(result)),
            SUBTITLE(lang, kg=number(quality.absolute_kg_co2e)),
        )  # fmt: skip
        _write_foot(
            figure, height,
            FOOTER(
                lang, inventory=result.inventory.id, hash=result.inventory.hash, rule=result.rule.hash, toolkit=__version__
            ),
        )  # fmt: skip
        return figure


def _scores(quality: DataQuality, indicator: str, lang: str) -> list[_Part]:
    whole = quality.absolute_kg_co2e
    shares = dict.fromkeys((1, 2, 3, 4, 5), 0.0)
    for row in quality.contributions:
        score = quality.score(row, indicator)
        if score is not None:
            shares[int(score)] += row.weight / whole
    parts = [(str(score), share, SCORE_COLOURS[score - 1]) for score, share in shares.items()]
    return [*parts, (NONE(lang), max(1 - math.fsum(shares.values()), 0.0) if whole else 0.0, UNRATED)]


def _kinds(quality: DataQuality, lang: str) -> list[_Part]:
    least, most = quality.primary_share or 0.0, quality.possible_primary_share or 0.0
    shares = {"primary": least, "open": most - least, "secondary": 1 - most}
    return [(KINDS[name](lang), share, KIND_COLOURS[name]) for name, share in shares.items()]


def _marks(quality: DataQuality, lang: str) -> list[_Part]:
    ordered = [mark for mark in MARK_COLOURS if mark in quality.by_mark]
    return [(say(mark, lang).split(",")[0], quality.by_mark[mark], MARK_COLOURS[mark]) for mark in ordered]


def _bar(axes: Axes, place: float, parts: list[_Part], named: bool) -> None:
    start = 0.0
    for word, share, colour in parts:
        if share <= 0:
            continue
        hatch = HATCH if colour == UNRATED else None
        axes.barh(
            place, share, 0.62, left=start, color=colour, edgecolor=FAINT if hatch else "white", linewidth=0.7, hatch=hatch
        )  # fmt: skip
        if share >= WRITTEN:
            room = share * 60  # columns of text that a whole bar holds, about
            text = f"{word} {share:.0%}" if named and room > len(word) + 4 else f"{share:.0%}"
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2} if hatch else None
            axes.text(
                start + share / 2, place, text, ha="center", va="center", fontsize=9,
                color="white" if colour in DARK else INK, bbox=box,
            )  # fmt: skip
        start += share


def _legend(figure: NotebookFigure, height: float, lang: str) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=colour, edgecolor="white", label=SCORE(lang, score=score))
        for score, colour in enumerate(SCORE_COLOURS, 1)
    ]
    patches.append(Patch(facecolor=UNRATED, edgecolor=FAINT, hatch=HATCH, label=NONE(lang)))
    figure.legend(
        handles=patches, loc="upper left", bbox_to_anchor=(0.25 / WIDTH, 1 - 0.8 / height), ncols=6, fontsize=9,
        frameon=False, handlelength=1.3, borderpad=0, borderaxespad=0, labelcolor=INK,
    )  # fmt: skip
