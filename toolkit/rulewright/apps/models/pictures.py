"""A figure and its data as files that a page can hold: svg, png and csv, made when they are asked for."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from rulewright.reporting.figures import CREATOR
from rulewright.reporting.fonts import use_font
from rulewright.reporting.tables import to_csv

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LARGEST_DOWNLOAD_BYTES = 8_000_000  # what a link on a page carries without slowing the page down
PNG_DPI = 160


@dataclass(frozen=True)
class Picture:
    """A figure with its data.

    Attributes
    ----------
    name
        Of the files, without ending.
    about
        What it shows, in a sentence for those who can't see it.
    figure
        Drawn once, when the picture is made.
    table
        Gives the data behind it; called when a download is asked for.
    """

    name: str
    about: str
    figure: Figure
    table: Callable[[], pd.DataFrame]

    def svg(self) -> bytes:
        """The figure as SVG; glyphs are outlines, so no font is needed to show it."""
        return self._drawn("svg")

    def files(self) -> Iterator[tuple[str, str, bytes]]:
        """Name, type and content of each file."""
        yield f"{self.name}.svg", "image/svg+xml", self.svg()
        yield f"{self.name}.png", "image/png", self._drawn("png")
        yield f"{self.name}.csv", "text/csv", ("\ufeff" + to_csv(self.table())).encode()

    def _drawn(self, kind: str) -> bytes:
        image = BytesIO()
        about = {"svg": {"Creator": CREATOR, "Date": None}, "png": {"Software": CREATOR}}[kind]
        with use_font():
            self.figure.savefig(image, format=kind, dpi=PNG_DPI, metadata=about)
        return image.getvalue()


def data_uri(content: bytes, kind: str) -> str:
    """Content as an address that carries it.

    Examples
    --------
    >>> data_uri(b"a,b", "text/csv")
    'data:text/csv;base64,YSxi'
    """
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
