"""Pedigree scores become a spread of ln(amount), by one of the two published sets of factors.

Weidema and Wesnaes; factors as in the Python package pedigree_matrix 0.2.2, read 2026-11-22 [seen]. A factor U
is a squared geometric standard deviation; combined, sd(ln) = sqrt(sum of ln(U)^2) / 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

PedigreeSet = Literal["ecoinvent-2", "ecoinvent-3"]
INDICATORS = ("reliability", "completeness", "temporal", "geographical", "technology", "sample size")

# set -> indicator -> factor of the scores 1..5
FACTORS: dict[str, tuple[tuple[float, ...], ...]] = {
    "ecoinvent-2": (
        (1, 1.05, 1.10, 1.20, 1.50),
        (1, 1.02, 1.05, 1.10, 1.20),
        (1, 1.03, 1.10, 1.20, 1.50),
        (1, 1.01, 1.02, 1.02, 1.10),
        (1, 1.00, 1.20, 1.50, 2.00),
        (1, 1.02, 1.05, 1.10, 1.20),
    ),
    "ecoinvent-3": (
        (1, 1.54, 1.61, 1.69, 1.69),
        (1, 1.03, 1.04, 1.08, 1.08),
        (1, 1.03, 1.10, 1.19, 1.29),
        (1, 1.04, 1.08, 1.11, 1.11),
        (1, 1.18, 1.65, 2.08, 2.80),
        (1, 1, 1, 1, 1),
    ),
}

# Basic factors of the same source. Emissions by elementary flow; CH4 and N2O, NOx as of combustion.
BASIC_OF_EMISSION = {
    "co2-fossil": 1.05, "co2-biogenic": 1.05, "so2": 1.05, "ch4-fossil": 1.5, "ch4-biogenic": 1.5, "nh3": 1.5,
    "n2o": 1.5, "nox": 1.5, "co-fossil": 5.0, "pah": 3.0, "pm25": 3.0,
}  # fmt: skip
BASIC_OF_TRANSPORT = 2.0
BASIC_OF_INFRASTRUCTURE = 3.0
BASIC_OF_INPUT = 1.05  # energy, semi-products, treatment services, resources


def pedigree_sd_ln(
    scores: Sequence[int], factors: PedigreeSet = "ecoinvent-2", basic: float | None = None
) -> float:
    """Standard deviation of ln(amount) [1] that the scores stand for.

    Parameters
    ----------
    scores
        1..5 for each of :data:`INDICATORS`; the last may be left out.
    basic
        Basic uncertainty factor, or None if the amount is of no kind that has one: indicators only.

    Examples
    --------
    >>> round(pedigree_sd_ln([2, 1, 1, 1, 1], basic=1.05), 6)
    0.0345
    """
    logarithms = [math.log(table[score - 1]) for table, score in zip(FACTORS[factors], scores, strict=False)]
    if basic is not None:
        logarithms.append(math.log(basic))
    return math.sqrt(math.fsum(each * each for each in logarithms)) / 2


def basic_factor(direction: str, flow: str, tags: frozenset[str]) -> float | None:
    """Basic uncertainty factor of an exchange by its kind of flow; None where none is published.

    Parameters
    ----------
    direction
        "input", "emission" or "output" (outputs of a process have no published factor).
    flow, tags
        Flow id and tags of the exchange.
    """
    if direction == "emission":
        return BASIC_OF_EMISSION.get(flow)
    if direction != "input":
        return None
    if "transport" in tags:
        return BASIC_OF_TRANSPORT
    return BASIC_OF_INFRASTRUCTURE if "capital_good" in tags else BASIC_OF_INPUT
