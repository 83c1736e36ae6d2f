"""Distributions and pedigree scores of ecospold 2."""

from __future__ import annotations

import math

from rulewright.importing.source import Distribution
from rulewright.importing.xml_read import Element, attribute, child, local, number

_SCORES = ("reliability", "completeness", "temporalCorrelation", "geographicalCorrelation", "furtherTechnologyCorrelation")  # fmt: skip


def read_distribution(element: Element) -> Distribution | None:
    """Distribution of an exchange, a property or a parameter; None if none is stated.

    The variance of a lognormal is that of ln(amount), of a normal that of the amount; ``varianceWithPedigreeUncertainty``
    is ``variance`` plus what the pedigree scores add, and is the one that counts.
    """
    uncertainty = child(element, "uncertainty")
    for stated in uncertainty if uncertainty is not None else ():
        kind = local(stated)
        if kind in ("pedigreeMatrix", "comment", ""):
            continue
        words = ", ".join([kind, *(f"{local_name(name)} {value}" for name, value in stated.attrib.items())])
        if kind in ("lognormal", "normal"):
            return _by_variance(stated, kind, words)
        low, high = number(attribute(stated, "minValue")), number(attribute(stated, "maxValue"))
        if kind == "triangular":
            likely = number(attribute(stated, "mostLikelyValue"))
            return Distribution("triangular", likely, minimum=low, maximum=high, words=words)
        if kind == "uniform":
            return Distribution("uniform", minimum=low, maximum=high, words=words)
        if kind == "gamma":
            shape, scale = number(attribute(stated, "shape")), number(attribute(stated, "scale"))
            return Distribution("gamma", location=low or 0.0, scale=scale, shape=shape, words=words)
        return Distribution("unusable", words=words)  # beta by three points, binomial, undefined
    return None


def _by_variance(stated: Element, kind: str, words: str) -> Distribution:
    variance = number(attribute(stated, "varianceWithPedigreeUncertainty"))
    if variance is None:
        variance = number(attribute(stated, "variance"))
    if variance is None or variance < 0:
        return Distribution("unusable", words=words)
    centre = number(attribute(stated, "meanValue"))
    return Distribution(
        "lognormal" if kind == "lognormal" else "normal", centre, sd=math.sqrt(variance), words=words
    )


def read_pedigree(element: Element) -> str:
    """Pedigree scores, ``(2;3;1;1;2)``; empty if there are none."""
    matrix = child(element, "uncertainty", "pedigreeMatrix")
    if matrix is None:
        return ""
    scores = [attribute(matrix, name) for name in _SCORES]
    return f"({';'.join(scores)})" if all(scores) else ""


def local_name(name: str | bytes) -> str:
    """Name of an attribute without its namespace."""
    return str(name).rsplit("}", 1)[-1]
