"""Distributions and pedigree scores of Brightway, which are those of stats_arrays, as every format states them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rulewright.importing.distributions import turned
from rulewright.importing.source import Distribution, DistributionKind
from rulewright.inventory import Uncertainty

# numbers of stats_arrays -> ours; 0 is undefined, 1 says that nothing is uncertain
_KINDS: dict[int, DistributionKind] = {
    2: "lognormal", 3: "normal", 4: "uniform", 5: "triangular", 7: "discrete_uniform", 8: "weibull", 9: "gamma",
    10: "beta", 11: "gumbel", 12: "student_t",
}  # fmt: skip
_NUMBERS = ("loc", "scale", "shape", "minimum", "maximum")
# indicators in the order of our scores, as bw2io's readers of ecospold 2 name them
_SCORES = (
    "reliability", "completeness", "temporal correlation", "geographical correlation", "further technological correlation",
    "sample size",
)  # fmt: skip


def distribution_of(stated: Mapping[str, Any]) -> Distribution | None:
    """The distribution of an exchange or parameter; None if it states none.

    A discrete uniform distribution of stats_arrays leaves its maximum out; ours includes it.

    Examples
    --------
    >>> distribution_of({"amount": 2.0, "uncertainty type": 3, "loc": 2.0, "scale": 0.1}).sd
    0.1
    >>> distribution_of({"amount": 2.0, "uncertainty type": 0}) is None
    True
    """
    kind = stated.get("uncertainty type", stated.get("uncertainty_type"))
    if kind is None or not _is_number(kind) or kind in (0, 1):
        return None
    numbers = [_number(stated.get(name)) for name in _NUMBERS]
    loc, scale, shape, low, high = numbers
    words = f"uncertainty type {int(kind)}"
    for said, number in zip(_NUMBERS, numbers, strict=True):
        if number is not None:
            words += f", {said} {number!r}"
    name = _KINDS.get(int(kind), "unusable")
    if name == "lognormal":
        return Distribution(name, centre=_median(loc), minimum=low, maximum=high, sd=scale, words=words)
    if name == "normal":
        return Distribution(name, centre=loc, minimum=low, maximum=high, sd=scale, words=words)
    if name == "discrete_uniform":
        low = 0.0 if low is None else low
        return Distribution(name, minimum=low, maximum=None if high is None else high - 1, words=words)
    if name in ("uniform", "triangular"):
        return Distribution(name, centre=loc, minimum=low, maximum=high, words=words)
    if name == "beta":
        return Distribution(
            name, minimum=0.0 if low is None else low, maximum=1.0 if high is None else high, alpha=loc, beta=shape,
            words=words,
        )  # fmt: skip
    if name == "student_t":
        return Distribution(
            name, location=loc, scale=1.0 if scale is None else scale, degrees=shape, words=words
        )
    if name in ("weibull", "gamma", "gumbel"):
        return Distribution(name, location=loc, scale=scale, shape=shape, words=words)
    return Distribution("unusable", words=words)


def written_distribution(
    uncertainty: Uncertainty | None, amount: float, factor: float = 1.0
) -> dict[str, Any] | None:
    """A distribution in the words of stats_arrays; None if it has none for it.

    Parameters
    ----------
    amount
        The amount as it is written.
    factor
        From the unit of the distribution to that of the amount; below zero where the sign turns.

    Examples
    --------
    >>> written_distribution(Uncertainty(distribution="normal", sd=2.0), 0.01, 0.001)
    {'uncertainty type': 3, 'loc': 0.01, 'scale': 0.002}
    >>> written_distribution(Uncertainty(distribution="beta_pert", minimum=1, maximum=3), 2.0) is None
    True
    """
    if uncertainty is None:
        return {}
    turned_round = turned(uncertainty) if factor < 0 else uncertainty
    if turned_round is None:
        return None
    each, size = turned_round, abs(factor)
    kind = each.distribution
    low, high = (None if bound is None else bound * size for bound in (each.minimum, each.maximum))
    scale = None if each.scale is None else each.scale * size
    if kind == "none":
        return {"uncertainty type": 1, "loc": amount}
    if kind is None:
        named = dict(zip(_SCORES, each.pedigree or (), strict=False))
        return {"pedigree": named} if low is None and high is None else None
    scores: dict[str, Any] = {}
    if each.pedigree:
        scores = {"pedigree": dict(zip(_SCORES, each.pedigree, strict=False))}
    bounds = {name: bound for name, bound in (("minimum", low), ("maximum", high)) if bound is not None}
    if kind in ("uniform", "triangular"):
        return {"uncertainty type": 4 if kind == "uniform" else 5, "loc": amount, **bounds, **scores}
    if kind == "beta":
        return {"uncertainty type": 10, "loc": each.alpha, "shape": each.beta, **bounds, **scores}
    if kind == "discrete_uniform" and size == 1 and high is not None:
        return {"uncertainty type": 7, "loc": amount, **bounds, "maximum": high + 1, **scores}
    if kind in ("beta_pert", "discrete_uniform"):
        return None
    location = (each.location or 0.0) * size
    written: dict[str, dict[str, Any]] = {
        "lognormal": {"uncertainty type": 2, "loc": _logarithm(amount), "scale": each.sd, "negative": amount < 0},
        "normal": {"uncertainty type": 3, "loc": amount, "scale": None if each.sd is None else each.sd * size},
        "weibull": {"uncertainty type": 8, "loc": location, "scale": scale, "shape": each.shape},
        "gamma": {"uncertainty type": 9, "loc": location, "scale": scale, "shape": each.shape},
        "gumbel": {
            "uncertainty type": 11, "loc": amount if each.location is None else location, "scale": scale, "shape": 0.0,
        },
        "student_t": {"uncertainty type": 12, "loc": amount, "scale": scale, "shape": each.degrees},
    }  # fmt: skip
    return written[kind] | bounds | scores


def _logarithm(amount: float) -> float:
    return (
        math.log(abs(amount)) if amount else math.nan
    )  # an amount of zero is refused by the inventory's reader


def pedigree_of(stated: Any) -> str:
    """Pedigree scores as text, ``(1;2;3;4;5)``; empty if they are not complete.

    Examples
    --------
    >>> pedigree_of({name: 2 for name in _SCORES[:5]})
    '(2;2;2;2;2)'
    """
    if isinstance(stated, list | tuple):
        scores = list(stated)
    elif isinstance(stated, Mapping):
        scores = [stated.get(name) for name in _SCORES]
        scores = scores[:5] if scores[5] is None else scores
    else:
        return ""
    if len(scores) not in (5, 6) or any(
        not _is_number(score) or score not in range(1, 6) for score in scores
    ):
        return ""
    return "(" + ";".join(f"{int(score)}" for score in scores) + ")"


def _median(loc: float | None) -> float | None:
    return math.exp(loc) if loc is not None and abs(loc) < 700 else None


def _number(stated: Any) -> float | None:
    if stated is None:
        return None
    return float(stated) if _is_number(stated) and math.isfinite(stated) else None


def _is_number(stated: Any) -> bool:
    if type(stated) is float or type(stated) is int:  # a database has millions of them
        return True
    if isinstance(stated, bool):
        return False
    if isinstance(stated, int | float):
        return True
    kind = type(stated)
    return kind.__module__ == "numpy" and kind.__name__.startswith(("float", "int", "uint"))
