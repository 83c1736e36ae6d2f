"""Conformity as a picture: the verdicts of each clause as one bar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rulewright import __version__
from rulewright.analysis.conformity_result import SAID, VERDICTS
from rulewright.reporting.figures import (
    DPI,
    FAINT,
    INK,
    WIDTH,
    NotebookFigure,
    _write_foot,
    _write_head,
    shortened,
)
from rulewright.reporting.fonts import FAMILIES, use_font
from rulewright.reporting.labels import rule_label
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from rulewright.analysis.conformity_result import Conformity

COLOURS = {"pass": "#009E73", "fail": "#D55E00", "open": "#FFFFFF", "not_applicable": "#D9D9D9"}
HATCH = "////"
LEFT, RIGHT, ROW, HEAD, FOOT = 3.4, 0.5, 0.36, 1.15, 0.85  # inches
_CLAUSE = re.compile(r"(\d+(?:\.\d+)?)(?:\.\d+)*$")

TITLE = Sentence("{rule}：对照 {against} 的符合性", "{rule}: conformity with {against}")
SUBTITLE = Sentence("{inventory}；每格一项要求", "{inventory}; one cell a required item")
AXIS = Sentence("要求的项数", "number of required items")
FOOTER = Sentence(
    "清单：{inventory}，哈希 {hash}。规则哈希 {rule}。工具：rulewright {toolkit}。",
    "Inventory: {inventory}, hash {hash}. Rule hash {rule}. Toolkit: rulewright {toolkit}.",
)


def conformity_figure(conformity: Conformity, lang: str = "en") -> NotebookFigure:
    """Draw one bar a clause, a cell an item, coloured by verdict."""
    from matplotlib.patches import Patch
    from matplotlib.ticker import MaxNLocator

    with use_font():
        groups: dict[str, list[str]] = {}
        for row in conformity.rows:
            groups.setdefault(_group(row.clause), []).append(row.verdict)
        height = HEAD + max(len(groups), 1) * ROW + FOOT
        figure = NotebookFigure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        axes = figure.add_axes(
            (LEFT / WIDTH, FOOT / height, (WIDTH - LEFT - RIGHT) / WIDTH, len(groups) * ROW / height)
        )
        for place, verdicts in enumerate(groups.values()):
            ordered = sorted(verdicts, key=lambda each: VERDICTS.index(each))
            for left, verdict in enumerate(ordered):
                axes.barh(
                    place, 1, 0.7, left=left, color=COLOURS[verdict], edgecolor=FAINT if verdict == "open" else "white",
                    linewidth=1.2, hatch=HATCH if verdict == "open" else None,
                )  # fmt: skip
        axes.set_xlim(0, max(8, *(len(each) for each in groups.values())))
        axes.set_ylim(len(groups) - 0.4, -0.6)
        axes.set_yticks(range(len(groups)), [shortened(name, 40) for name in groups], fontsize=9.5, color=INK)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel(AXIS(lang), fontsize=9.5, color=INK)
        axes.tick_params(length=0, labelsize=9)
        for side in axes.spines.values():
            side.set_visible(False)
        for label in axes.get_yticklabels():
            label.set_fontfamily(list(FAMILIES))
        patches = [
            Patch(
                facecolor=COLOURS[verdict], edgecolor=FAINT if verdict == "open" else "white",
                hatch=HATCH if verdict == "open" else None, label=f"{SAID[verdict](lang)} {conformity.counts[verdict]}",
            )
            for verdict in VERDICTS
        ]  # fmt: skip
        figure.legend(
            handles=patches, loc="upper left", bbox_to_anchor=(0.25 / WIDTH, 1 - 0.8 / height), ncols=4, fontsize=9,
            frameon=False, handlelength=1.3, borderpad=0, borderaxespad=0, labelcolor=INK,
        )  # fmt: skip
        result = conformity.result
        _write_head(
            figure, height, TITLE(lang, rule=rule_label(result), against=conformity.against),
            SUBTITLE(lang, inventory=result.inventory.file.title.get(lang)),
        )  # fmt: skip
        _write_foot(
            figure, height,
            FOOTER(lang, inventory=result.inventory.id, hash=result.inventory.hash, rule=result.rule.hash, toolkit=__version__),
        )  # fmt: skip
        return figure


def _group(clause: str) -> str:
    """Clauses of one section together: "GB/T 24067-2024, 6.4.9" stands with 6.4."""
    found = _CLAUSE.search(clause) if "," in clause else None
    return f"{clause[: found.start()]}{found[1]}" if found else clause
