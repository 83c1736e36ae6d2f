"""Blocks of a report: those of a draft standard, and charts that a page shows as vector graphics and Word as a picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from rulewright.drafting.blocks import AnnexTitle, Block, Figure, Heading, Paragraph, Table
from rulewright.reporting.fonts import use_font

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

__all__ = [
    "AnnexTitle",
    "Block",
    "Chart",
    "Figure",
    "Heading",
    "Paragraph",
    "ReportBlock",
    "Table",
    "as_figure",
    "svg",
]
DPI = 220
SALT = "rulewright"  # steady ids inside an SVG


@dataclass(frozen=True, slots=True)
class Chart:
    """A numbered chart; ``draw`` gives a matplotlib figure, ``says`` what it shows for those who can't see it."""

    key: str
    title: str
    draw: Callable[[], Drawing]
    says: str


ReportBlock = Block | Chart


def as_figure(chart: Chart, width_mm: float) -> Figure:
    """The chart as a picture for Word."""

    def png() -> bytes:
        image = BytesIO()
        with use_font():
            chart.draw().savefig(image, format="png", dpi=DPI, metadata={"Software": None})
        return image.getvalue()

    return Figure(chart.key, chart.title, png, width_mm, chart.says)


def svg(chart: Chart) -> str:
    """The chart as SVG inside a page: no XML head, text as paths, the same bytes each time, ids of its own."""
    from matplotlib import rc_context

    image = StringIO()
    with use_font(), rc_context({"svg.hashsalt": f"{SALT}-{chart.key}", "svg.fonttype": "path"}):
        chart.draw().savefig(image, format="svg", metadata={"Date": None, "Creator": None})
    return re.sub(r"^.*?(?=<svg)", "", image.getvalue(), count=1, flags=re.DOTALL)
