"""Decimal numbers as text, as the PACT data model carries them: digits and a point, no exponent, no comma."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

# PACT data model v3, type Decimal: a sign, digits, and a point only between digits
PATTERN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
DIGITS = 6  # significant digits of the largest amount that we write


def is_decimal(text: str) -> bool:
    """Whether a text is a decimal number of the data model.

    Examples
    --------
    >>> [is_decimal(text) for text in ("-14.22", "0", "1,5", "1e3", ".5", "NaN")]
    [True, True, False, False, False, False]
    """
    return PATTERN.fullmatch(text) is not None


def half_step(text: str) -> Decimal:
    """Half of the last printed digit: how far a rounded number may lie from the unrounded one.

    Zero counts as exact; else "0" would allow for half a kilogram.

    Examples
    --------
    >>> half_step("5.14"), half_step("77"), half_step("0.0")
    (Decimal('0.005'), Decimal('0.5'), Decimal('0'))
    """
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    if not number or not isinstance(exponent, int):
        return Decimal(0)
    return Decimal(5).scaleb(exponent - 1)


def rounded(amounts: Mapping[str, float], digits: int = DIGITS) -> dict[str, Decimal]:
    """Round amounts to one common step, so that sums of what is printed hold exactly.

    The step gives the largest amount so many significant digits.

    Examples
    --------
    >>> {name: text(value) for name, value in rounded({"a": 1833.34555, "b": -0.012, "c": 0.0}, 6).items()}
    {'a': '1833.35', 'b': '-0.01', 'c': '0'}
    """
    largest = max((abs(Decimal(repr(float(each)))) for each in amounts.values()), default=Decimal(0))
    places = digits - 1 - (largest.adjusted() if largest else 0)
    step = Decimal(1).scaleb(-max(places, 0))
    return {name: Decimal(repr(float(each))).quantize(step) for name, each in amounts.items()}


def text(value: Decimal | float | int) -> str:
    """Write a number as a decimal of the data model, without useless zeros.

    Examples
    --------
    >>> text(Decimal("1000.00")), text(1e-7), text(-0.0), text(12)
    ('1000', '0.0000001', '0', '12')
    """
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite():
        raise ValueError(f"{value!r} is no decimal number")
    if not number:
        return "0"
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
