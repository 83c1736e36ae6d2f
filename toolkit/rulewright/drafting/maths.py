"""Formulas as Word equations (Office Math Markup): variables, indices, fractions, sums."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FONT = "Cambria Math"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, set in italics, with an upright or italic index."""

    name: str
    index: str = ""
    index_is_word: bool = False


@dataclass(frozen=True, slots=True)
class Upright:
    """A sign, number or word that is no variable: =, ×, (, 1."""

    text: str


@dataclass(frozen=True, slots=True)
class Fraction:
    """One row over another."""

    above: tuple[Maths, ...]
    below: tuple[Maths, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over an index."""

    index: str
    of: tuple[Maths, ...]


Maths = Variable | Upright | Fraction | Sum


def equation(maths: tuple[Maths, ...]) -> etree._Element:
    """Give the ``m:oMath`` element of a formula.

    Examples
    --------
    >>> equation((Variable("m", "i"), Upright("="), Upright("1"))).xpath("string()")
    'mi=1'
    """
    element = etree.Element(f"{{{M}}}oMath", nsmap={"m": M, "w": W})
    _row(element, maths)
    return element


def linear(maths: tuple[Maths, ...]) -> str:
    """Give a formula on one line of plain text.

    Examples
    --------
    >>> linear((Variable("f", "k"), Upright("="), Fraction((Variable("m"),), (Upright("2"),))))
    'f_k=(m)/(2)'
    """
    return "".join(_linear(each) for each in maths)


def _linear(each: Maths) -> str:
    if isinstance(each, Variable):
        return f"{each.name}_{each.index}" if each.index else each.name
    if isinstance(each, Upright):
        return each.text
    if isinstance(each, Fraction):
        return f"({linear(each.above)})/({linear(each.below)})"
    return f"Σ_{each.index}({linear(each.of)})"


def _row(parent: etree._Element, maths: tuple[Maths, ...]) -> None:
    for each in maths:
        if isinstance(each, Variable):
            _variable(parent, each)
        elif isinstance(each, Upright):
            _run(parent, each.text, upright=True)
        elif isinstance(each, Fraction):
            fraction = _add(parent, "f")
            _row(_add(fraction, "num"), each.above)
            _row(_add(fraction, "den"), each.below)
        else:
            _sum(parent, each)


def _variable(parent: etree._Element, variable: Variable) -> None:
    if not variable.index:
        _run(parent, variable.name)
        return
    below = _add(parent, "sSub")
    _run(_add(below, "e"), variable.name)
    _run(_add(below, "sub"), variable.index, upright=variable.index_is_word)


def _sum(parent: etree._Element, total: Sum) -> None:
    element = _add(parent, "nary")
    properties = _add(element, "naryPr")
    _add(properties, "chr", val="∑")
    _add(properties, "limLoc", val="undOvr")
    _add(properties, "supHide", val="1")
    _run(_add(element, "sub"), total.index)
    _add(element, "sup")
    _row(_add(element, "e"), total.of)


def _run(parent: etree._Element, text: str, upright: bool = False) -> None:
    run = _add(parent, "r")
    if upright:
        _add(_add(run, "rPr"), "sty", val="p")
    properties = etree.SubElement(run, f"{{{W}}}rPr")
    fonts = etree.SubElement(properties, f"{{{W}}}rFonts")
    fonts.set(f"{{{W}}}ascii", FONT)
    fonts.set(f"{{{W}}}hAnsi", FONT)
    _add(run, "t").text = text


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{M}}}{tag}")
    for name, value in attributes.items():
        element.set(f"{{{M}}}{name}", value)
    return element
