"""Formulas as Word equations (Office Math Markup): variables, indices, fractions, sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

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


def equation(maths: tuple[Maths, ...]) -> Any:
    """Give the ``m:oMath`` element of a formula.

    Examples
    --------
    >>> equation((Variable("m", "i"), Upright("="), Upright("1"))).xpath("string()")
    'mi=1'
    """
    element = OxmlElement("m:oMath")
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


def _row(parent: Any, maths: tuple[Maths, ...]) -> None:
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


def _variable(parent: Any, variable: Variable) -> None:
    if not variable.index:
        _run(parent, variable.name)
        return
    below = _add(parent, "sSub")
    _run(_add(below, "e"), variable.name)
    _run(_add(below, "sub"), variable.index, upright=variable.index_is_word)


def _sum(parent: Any, total: Sum) -> None:
    element = _add(parent, "nary")
    properties = _add(element, "naryPr")
    _add(properties, "chr", val="∑")
    _add(properties, "limLoc", val="undOvr")
    _add(properties, "supHide", val="1")
    _run(_add(element, "sub"), total.index)
    _add(element, "sup")
    _row(_add(element, "e"), total.of)


def _run(parent: Any, text: str, upright: bool = False) -> None:
    run = _add(parent, "r")
    if upright:
        _add(_add(run, "rPr"), "sty", val="p")
    properties, fonts = OxmlElement("w:rPr"), OxmlElement("w:rFonts")
    run.append(properties)
    properties.append(fonts)
    fonts.set(qn("w:ascii"), FONT)
    fonts.set(qn("w:hAnsi"), FONT)
    _add(run, "t").text = text


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    element = OxmlElement(f"m:{tag}")
    parent.append(element)
    for name, value in attributes.items():
        element.set(qn(f"m:{name}"), value)
    return element
