"""Make the picture of the readme: one product under all its rules, beside the clauses that make one difference.

``python docs/make_picture.py`` writes docs/picture-en.png and docs/picture-zh.png. What they show is written into the
files (hashes of inventory and rules); a test says when they have to be made again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
INVENTORY = "steel-hot-rolled-coil-bf-bof"
FROM, TO = "gbt-24067-2024", "cbam-2025"
LANGUAGES = ("en", "zh")
KEY = "Rulewright"  # of the text in the PNG
SIZE = (13.0, 5.4)  # inches
TITLE = {
    "en": (
        "Hot-rolled steel coil: one inventory, eight rules",
        "Which clauses lead from {from_} to {to}",
    ),
    "zh": ("热轧钢卷：同一份清单，八个规则", "哪些条款造成差异：{from_} → {to}"),
}


def shown() -> dict[str, Any]:
    """What the picture shows: inventory, rules and the two compared, with their hashes."""
    import rulewright as rw

    study = rw.Study(INVENTORY)
    return {
        "inventory": study.inventory.hash,
        "rules": {rule.id: rule.hash for rule in study.rules.values()},
        "from": FROM,
        "to": TO,
    }


def draw(lang: str) -> Any:
    """The picture in one language."""
    import rulewright as rw
    from rulewright.reporting.figures import DPI, INK, NotebookFigure
    from rulewright.reporting.fonts import use_font

    study = rw.Study(INVENTORY)
    comparison, parts = study.compare(), study.attribute(FROM, TO)
    with use_font():
        figure = NotebookFigure(figsize=SIZE, dpi=DPI, facecolor="white")
        left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
        _bars(left, comparison, lang)
        _waterfall(right, parts, lang)
        titles = TITLE[lang][0], TITLE[lang][1].format(from_=FROM, to=TO)
        for axes, title in zip((left, right), titles, strict=True):
            axes.set_title(title, loc="left", fontsize=12, color=INK, pad=10)
            axes.set_xlabel(f"kg CO₂e / {comparison.amount:g} {comparison.unit}", color=INK)
            axes.spines[["top", "right", "left"]].set_visible(False)
            axes.tick_params(axis="y", length=0)
            axes.grid(axis="x", color="#E5E5E5", zorder=0)
        figure.tight_layout(w_pad=3.0)
        return figure


def _bars(axes: Any, comparison: Any, lang: str) -> None:
    """Bars by stage, credits on the other side of zero, totals as figures."""
    from rulewright.reporting.figures import CREDIT_HATCH, GREY, INK, STAGE_COLOURS
    from rulewright.reporting.sentences import number
    from rulewright.words import say

    used: dict[str, None] = {}
    for row, result in enumerate(comparison.results.values()):
        ends = {True: 0.0, False: 0.0}
        for stage, colour in STAGE_COLOURS.items():
            value = result.evaluation.by_stage.get(stage, 0.0)
            if not value:
                continue
            label = None if stage in used else say(stage, lang)
            used[stage] = None
            hatch = CREDIT_HATCH if value < 0 else None
            axes.barh(
                row,
                value,
                left=ends[value > 0],
                color=colour,
                label=label,
                hatch=hatch,
                edgecolor=GREY if value < 0 else "white",
                zorder=2,
            )
            ends[value > 0] += value
        total = result.evaluation.total_kg_co2e
        axes.plot([total, total], [row - 0.42, row + 0.42], color=INK, linewidth=2, zorder=3)
        axes.text(ends[True] + 25, row, number(total), va="center", color=INK, fontsize=10)
    axes.set_yticks(range(len(comparison.results)), list(comparison.results), color=INK)
    axes.invert_yaxis()
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.margins(x=0.12)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.12), ncols=3, frameon=False, fontsize=9)


def _waterfall(axes: Any, attribution: Any, lang: str) -> None:
    """From one total to the other, clause family by clause family."""
    from rulewright.reporting.figures import INK
    from rulewright.reporting.figures_attribution import LESS, MORE
    from rulewright.reporting.sentences import number

    moving = [part for part in attribution.parts if abs(part.kg_co2e) >= 0.5]
    at = attribution.from_kg_co2e
    reach = [at]
    axes.plot([at, at], [-0.4, 0.4], color=INK, linewidth=3)
    axes.annotate(number(at), (at, 0), (6, 0), textcoords="offset points", va="center", color=INK)
    for row, part in enumerate(moving, 1):
        colour = MORE if part.kg_co2e > 0 else LESS
        axes.plot([at, at], [row - 1, row], color="#999999", linewidth=0.8, zorder=1)
        axes.barh(row, part.kg_co2e, left=at, color=colour, zorder=2)
        at += part.kg_co2e
        reach.append(at)
        side = max(at, at - part.kg_co2e)
        axes.annotate(
            f"{part.kg_co2e:+,.0f}".replace("-", "−"),
            (side, row),
            (6, 0),
            textcoords="offset points",
            va="center",
            color=INK,
        )
    last = len(moving) + 1
    axes.plot([at, at], [last - 1, last], color="#999999", linewidth=0.8, zorder=1)
    axes.plot([at, at], [last - 0.4, last + 0.4], color=INK, linewidth=3)
    axes.annotate(
        number(attribution.to_kg_co2e), (at, last), (6, 0), textcoords="offset points", va="center", color=INK
    )
    axes.set_yticks(range(last + 1), [FROM, *(part.label(lang) for part in moving), TO], color=INK)
    axes.invert_yaxis()
    low, high = min(reach), max(reach)
    axes.set_xlim(low - 0.08 * (high - low), high + 0.2 * (high - low))


def main() -> None:
    """Write both pictures."""
    from rulewright.reporting.fonts import use_font

    said = json.dumps(shown(), sort_keys=True)
    for lang in LANGUAGES:
        with use_font():
            draw(lang).savefig(
                HERE / f"picture-{lang}.png", dpi=100, metadata={"Software": "Rulewright", KEY: said}
            )


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent / "toolkit"))
    main()
