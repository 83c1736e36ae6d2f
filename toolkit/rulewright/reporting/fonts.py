"""The font of our figures: Latin and Chinese in one small file that travels with the package.

Matplotlib's own fonts have no Chinese glyphs, and many machines have no Chinese font at all. What the file
is, under which licence, and how it was made stands in ``fonts/README.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

FAMILY = "Rulewright Sans SC"
FONT_FILE = Path(__file__).resolve().parent / "fonts" / "RulewrightSansSC-Regular.ttf"

# after ours, for glyphs outside GB/T 2312 and Latin: the font that matplotlib carries itself
FAMILIES = (FAMILY, "DejaVu Sans")


@contextmanager
def use_font() -> Iterator[None]:
    """Draw and save figures with our font inside this context; settings outside stay as they are.

    SVG and PDF carry glyphs as outlines and subsets, so that a reader needs no font either; the ids of an SVG
    follow from its content, so that the same figure is the same file.

    Examples
    --------
    >>> with use_font():
    ...     from matplotlib.font_manager import FontProperties
    ...     FontProperties().get_family()[0]
    'Rulewright Sans SC'
    """
    import matplotlib

    register()
    settings: dict[Any, Any] = {
        "font.family": list(FAMILIES),
        "axes.unicode_minus": True,
        "svg.fonttype": "path",
        "svg.hashsalt": "rulewright",
        "pdf.fonttype": 42,
        "path.simplify": True,
    }
    with matplotlib.rc_context(settings):
        yield


@cache
def register() -> None:
    """Make our font known to matplotlib in this process (adds one name; changes no setting)."""
    from matplotlib.font_manager import fontManager

    fontManager.addfont(FONT_FILE)


def missing_glyphs(text: str) -> list[str]:
    """Give the characters of a text for which the shipped font has no glyph, each once.

    Examples
    --------
    >>> missing_glyphs("1 t 铝锭：−12.5 kg CO₂e、㶲、m³"), missing_glyphs("𠮷")
    ([], ['𠮷'])
    """
    known = _characters() | {ord("\n")}
    return [character for character in dict.fromkeys(text) if ord(character) not in known]


@cache
def _characters() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(FONT_FILE)).get_charmap())
