"""Make the figures' font from Noto Sans SC: python toolkit/make_font_subset.py NotoSansSC_400Regular.ttf

Needs fontTools only. The same input gives the same file, byte by byte. What it does stands in README.md.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

# The licence reserves the name 'Source' and asks modified fonts to bear another name than the original.
FAMILY = "Rulewright Sans SC"
FILE = "RulewrightSansSC-Regular.ttf"

# Beside GB/T 2312: Latin of European languages, general punctuation, currency, units, arrows, relations.
RANGES = (
    (0x0020, 0x017F), (0x02C6, 0x02DD), (0x0384, 0x03CE), (0x2010, 0x2044), (0x20A0, 0x20BF),
    (0x2100, 0x2122), (0x2150, 0x218B), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF),
    (0x2500, 0x25FF), (0x2600, 0x2613), (0x3000, 0x303F), (0x3200, 0x33FF), (0xFF01, 0xFF5E),
    (0xFFE0, 0xFFE6),
)  # fmt: skip
# In use here and not in GB/T 2312: exergy, and elements and substances that product rules name.
MORE = "㶲鿏鿔锝镅镄钫铹鑪氘氚羟羧砜噁噻哌唑嘌呤嘧啶苄苷䓛芘菲蒽萘镕"
SCALE, RAISE, LOWER = 0.62, 350, -130  # of made superscripts and subscripts [1, font units, font units]
BASELINE_SHIFT = -531  # from a drawn superscript to the subscript of the same form [font units]
DRAWN = {1: 0x00B9, 2: 0x00B2, 3: 0x00B3, 4: 0x2074}
SIGNS = {0x0A: 0x2B, 0x0B: 0x2212, 0x0D: 0x28, 0x0E: 0x29}  # place in the block: +, minus, parentheses


def make_subset(original: Path, target: Path) -> None:
    """Write the subset of ``original`` to ``target``."""
    font = TTFont(original, recalcTimestamp=False)
    add_small_figures(font)
    options = subset.Options()
    options.layout_features = ["kern"]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "STAT", "prep", "gasp"]
    options.name_IDs = []
    options.notdef_outline = True
    options.hinting = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    rename(font)
    font.save(target)


def wanted() -> set[int]:
    """Code points of the subset."""
    found = {ord(character) for character in MORE} | {ord(character) for character in gb2312()}
    found |= set(range(0x2070, 0x2090)) | {0x207F}
    for first, last in RANGES:
        found |= set(range(first, last + 1))
    return found


def gb2312() -> str:
    """All 7,445 characters of GB/T 2312, the 6,763 hanzi among them."""
    codes = [bytes([high, low]) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF)]
    return "".join(code.decode("gb2312", errors="ignore") for code in codes)


def add_small_figures(font: TTFont) -> None:
    """Add superscripts and subscripts 0-9, +, minus and parentheses: the original has only 1 to 4, raised."""
    named = font.getBestCmap()
    for figure in range(10):
        drawn = named.get(DRAWN.get(figure, -1))
        digit = named[0x30 + figure]
        if drawn is None:
            add_component(font, 0x2070 + figure, digit, SCALE, RAISE)
            add_component(font, 0x2080 + figure, digit, SCALE, LOWER)
        else:
            add_component(font, 0x2080 + figure, drawn, 1.0, BASELINE_SHIFT)
    for place, sign in SIGNS.items():
        add_component(font, 0x2070 + place, named[sign], SCALE, RAISE)
        add_component(font, 0x2080 + place, named[sign], SCALE, LOWER)


def add_component(font: TTFont, code: int, base: str, scale: float, shift: int) -> None:
    """Add a glyph that is another one, scaled and shifted."""
    name = f"uni{code:04X}"
    if name in font.getGlyphOrder():
        return
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(base, (scale, 0, 0, scale, 0, shift))
    glyph: Any = pen.glyph()
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (round(font["hmtx"][base][0] * scale), glyph.xMin)
    if "vmtx" in font:
        font["vmtx"][name] = font["vmtx"][base]
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[code] = name


def rename(font: TTFont) -> None:
    """Give the subset its own name; copyright and licence stay."""
    names = font["name"]
    version = "Version 2.004-H2; subset for Rulewright"
    texts = {
        0: "(c) 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'.",
        1: FAMILY, 2: "Regular", 3: f"{version}; RulewrightSansSC-Regular", 4: FAMILY, 5: version,
        6: "RulewrightSansSC-Regular",
        10: "Subset of Noto Sans SC Regular with added subscripts, superscripts; see README.md.",
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://scripts.sil.org/OFL",
    }  # fmt: skip
    names.names = []
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    make_subset(Path(sys.argv[1]), Path(__file__).parent / "rulewright" / "reporting" / "fonts" / FILE)
