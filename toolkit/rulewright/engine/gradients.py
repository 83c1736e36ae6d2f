"""Gradients of a footprint: its derivative by every number of the inventory, from one forward and one adjoint solve.

An input of ``a`` units of product i to process j adds ``y_i x_j`` per unit of ``a``, where x is the supply and y
the unit impacts. What an amount or a property does through the shares is differentiated analytically, and what a
parameter does through formulas (or a supply through the parts of a demand) by central differences of these alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rulewright.engine.direct import solve_both
from rulewright.engine.distributions import Distribution
from rulewright.engine.draws import Draws, is_characterisation, key_of, part_taken
from rulewright.engine.portable import normal_distribution, normal_quantile
from rulewright.errors import SingularSystemError
from rulewright.inventory import Inventory, Quantity
from rulewright.reading.formulas import FormulaProblem, evaluate, parameters_in
from rulewright.terms import WHOLE, ProductSystem, Ratio, Share, Term, Weighted

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

STEP = 6e-6  # relative step of the central differences in formulas: the cube root of the rounding error
GRID = 256  # equally likely parts of each of two distributions, for the correlation of their amounts
FORMAT = "rulewright-gradients/1"
COLUMNS = ("id", "kind", "name", "amount", "unit", "derivative", "elasticity", "variance_share")
Kind = Literal["quantity", "parameter", "characterisation"]


@dataclass(frozen=True, slots=True)
class Gradient:
    """Influence of one number on the total.

    Attributes
    ----------
    id, kind
        "quantity" is an amount, property or aggregated factor; "characterisation" the factor of an elementary flow.
    amount, unit
        Central value.
    derivative
        kg CO2e of the total per unit of the number, all else held (of a parameter: through all its formulas).
    elasticity
        Per cent of change of the total for one per cent of change of the number [1]; NaN if the total is zero.
    variance_share
        First-order share of the variance of the total [1]: the covariance of the number's part with the total, over
        the variance of the total. All shares add up to 1; where quantities are correlated a share can be negative.
        None if the number states no uncertainty.
    """

    id: str
    kind: Kind
    amount: float
    unit: str
    derivative: float
    elasticity: float
    variance_share: float | None


@dataclass(frozen=True)
class Gradients:
    """All gradients of one rule's total, the strongest (by size of the elasticity) first.

    ``sd_kg_co2e``: first-order standard deviation of the total, None if no draws were given. ``inventory``: gives the
    names in :meth:`to_dataframe`.
    """

    total_kg_co2e: float
    sd_kg_co2e: float | None
    gradients: tuple[Gradient, ...]
    inventory: Inventory | None = None

    def __iter__(self) -> Iterator[Gradient]:
        return iter(self.gradients)

    def __getitem__(self, identity: str) -> Gradient:
        return next(each for each in self.gradients if each.id == identity)

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a number: id, kind, name, amount, unit, derivative, elasticity, variance_share."""
        import pandas as pd

        return pd.DataFrame(self._rows(lang), columns=list(COLUMNS))

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """The documented JSON shape (docs/uncertainty.md)."""
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in self._rows(lang)]
        for row in rows:
            for key in ("derivative", "elasticity"):
                row[key] = row[key] if math.isfinite(row[key]) else None
        return {
            "format": FORMAT,
            "total_kg_co2e": self.total_kg_co2e,
            "sd_kg_co2e": self.sd_kg_co2e,
            "gradients": rows,
        }

    def to_json(self, lang: str = "en") -> str:
        """JSON text with a stable order of keys; not-finite numbers never occur in it."""
        return json.dumps(self.to_dict(lang), ensure_ascii=False, indent=2, allow_nan=False)

    def top(self, count: int) -> Gradients:
        """The strongest ``count`` numbers alone."""
        return replace(self, gradients=self.gradients[:count])

    def by_variance(self) -> Gradients:
        """The numbers that state an uncertainty, those with the largest variance share (by size) first."""
        stated = [each for each in self.gradients if each.variance_share is not None]
        stated.sort(key=lambda each: (-abs(each.variance_share or 0.0), each.id))
        return replace(self, gradients=tuple(stated))

    def _rows(self, lang: str) -> list[list[Any]]:
        from rulewright.reporting.quantity_names import quantity_name

        return [
            [
                each.id, each.kind, quantity_name(each.id, self.inventory, lang), each.amount, each.unit, each.derivative,
                each.elasticity, each.variance_share,
            ]
            for each in self.gradients
        ]  # fmt: skip


def gradients(
    system: ProductSystem,
    parameters: Mapping[str, Quantity],
    dropped: frozenset[str] = frozenset(),
    draws: Draws | None = None,
    inventory: Inventory | None = None,
) -> Gradients:
    """Derivative and elasticity of the total by every quantity, parameter and characterisation factor.

    Parameters
    ----------
    system
        Terms of one rule on one inventory.
    parameters
        Parameters of the inventory, by name.
    dropped
        Nodes whose credit stands apart from the total (``Evaluation.dropped``).
    draws
        Gives the distributions and correlations for variance shares.
    inventory
        Gives names; default: that of the draws.

    Raises
    ------
    SingularSystemError
        If the system has no solution at central values.

    Notes
    -----
    At a kink (``min``, ``max``, ``abs`` in a formula) the derivative is the mean of both sides. Variance shares are
    those of the linearised total; they leave out curvature and interactions, which draws hold. With spreads
    ``s_k = dT/dk sd(k)`` and correlations R of the amounts, the variance is ``s.T R s`` and the share of k is
    ``s_k (R s)_k`` over it.
    """
    terms = [
        each
        for each in system.terms
        if each.apart is None and not (each.is_credit and each.column in dropped)
    ]
    by_quantity, by_factor, total = _derivatives(system, terms)
    _add_through_parts(system.quantities, by_quantity)
    by_parameter = _through_formulas(system.quantities, by_quantity, parameters)
    found: list[tuple[str, Kind, float, str, float]] = [
        (identity, "quantity", each.amount, each.unit, by_quantity.get(identity, 0.0))
        for identity, each in system.quantities.items()
        if not each.taken and not is_characterisation(identity)
    ]
    found += [
        (parameters[name].id, "parameter", parameters[name].amount, parameters[name].unit, derivative)
        for name, derivative in by_parameter.items()
    ]
    found += [
        (identity, "characterisation", system.characterisation[identity], "kg CO2e", derivative)
        for identity, derivative in by_factor.items()
    ]
    numbers = {**system.quantities, **{each.id: each for each in parameters.values()}}
    numbers |= {row: system.quantities[name] for row, name in system.factor_quantities.items()}
    slopes = {(kind, identity): derivative for identity, kind, _, _, derivative in found}
    spreads = {} if draws is None else _spreads(slopes, numbers, draws)
    shares, variance = _shares(spreads, numbers, draws)
    rows = [
        Gradient(
            identity, kind, amount, unit, derivative, derivative * amount / total if total else float("nan"),
            shares.get((kind, identity)),
        )
        for identity, kind, amount, unit, derivative in found
    ]  # fmt: skip
    rows.sort(key=lambda row: (-abs(row.elasticity), row.id))
    inventory = draws.inventory if inventory is None and draws is not None else inventory
    return Gradients(total, None if draws is None else max(variance, 0.0) ** 0.5, tuple(rows), inventory)


def _derivatives(
    system: ProductSystem, terms: list[Term]
) -> tuple[dict[str, float], dict[str, float], float]:
    """Derivatives by quantity and by characterisation factor, and the total [kg CO2e]."""
    index, values = system.index, system.central_values
    shares = {id(term.share): term.share for term in terms}
    share_values = {key: float(share.evaluate(values)) for key, share in shares.items()}
    places, entries = [], []
    direct = np.zeros(len(system.nodes))
    for term in terms:
        value = _amount(term, values) * share_values[id(term.share)]
        if term.matrix == "technosphere":
            places.append((index[term.row], index[term.column]))
            entries.append(value)
        else:
            direct[index[term.column]] += value * system.characterisation[term.row]
    demand = system.demand_vector()
    supply, impacts = solve_both(places, np.array(entries), demand, direct)
    if not (np.isfinite(supply).all() and np.isfinite(impacts).all()):
        raise SingularSystemError(
            "no solution at central values", system.name, "evaluate the rule: it names the products"
        )
    by_quantity: dict[str, float] = {}
    by_factor: dict[str, float] = {}
    by_share: dict[int, float] = {}
    for term in terms:
        column = float(supply[index[term.column]])
        share = share_values[id(term.share)]
        if term.matrix == "technosphere":
            slope = -float(impacts[index[term.row]]) * column
        else:
            slope = system.characterisation[term.row] * column
            by_factor[term.row] = by_factor.get(term.row, 0.0) + _amount(term, values) * share * column
        if term.exchange is not None:
            change = slope * term.sign * term.constant * share
            by_quantity[term.exchange] = by_quantity.get(term.exchange, 0.0) + change
        for identity in term.scaled_by:
            change = slope * _amount(term, values) * share / values[identity]
            by_quantity[identity] = by_quantity.get(identity, 0.0) + change
        if term.share is not WHOLE:
            by_share[id(term.share)] = by_share.get(id(term.share), 0.0) + slope * _amount(term, values)
    for key, slope in by_share.items():
        for identity, change in share_gradient(shares[key], values).items():
            by_quantity[identity] = by_quantity.get(identity, 0.0) + slope * change
    return by_quantity, by_factor, float(impacts @ demand)


def share_gradient(share: Share, values: Mapping[str, Any]) -> dict[str, float]:
    """Derivative of a share [1] by each quantity that it depends on."""
    levels = [float(level.evaluate(values)) for level in share.levels]
    found: dict[str, float] = {}
    for place, level in enumerate(share.levels):
        others = share.constant * float(
            np.prod([value for other, value in enumerate(levels) if other != place])
        )
        for identity, change in _ratio_gradient(level, values).items():
            found[identity] = found.get(identity, 0.0) + others * change
    return found


def _ratio_gradient(ratio: Ratio, values: Mapping[str, Any]) -> dict[str, float]:
    below = float(sum(each.evaluate(values) for each in ratio.denominator))
    whole = float(ratio.evaluate(values))
    found: dict[str, float] = {}
    for side, factor in ((ratio.numerator, 1.0 / below), (ratio.denominator, -whole / below)):
        for summand in side:
            for identity, change in _product_gradient(summand, values):
                found[identity] = found.get(identity, 0.0) + factor * change
    return found


def _product_gradient(summand: Weighted, values: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for place, identity in enumerate(summand.quantities):
        rest = summand.weight
        for other, name in enumerate(summand.quantities):
            if other != place:
                rest *= values[name]
        yield identity, rest


def _through_formulas(
    quantities: Mapping[str, Quantity], by_quantity: Mapping[str, float], parameters: Mapping[str, Quantity]
) -> dict[str, float]:
    central = {name: each.amount for name, each in parameters.items()}
    found: dict[str, float] = {}
    for identity, quantity in quantities.items():
        if quantity.formula is None:
            continue
        for name in sorted(parameters_in(quantity.formula)):
            slope = _formula_slope(quantity.formula, central, name) * quantity.scale
            found[name] = found.get(name, 0.0) + by_quantity.get(identity, 0.0) * slope
    return found


def _formula_slope(formula: str, central: Mapping[str, float], name: str) -> float:
    """Derivative by central difference; one-sided where the formula ends (a root at zero)."""
    step = STEP * abs(central[name]) or STEP
    results = []
    for change in (-step, 0.0, step):
        try:
            results.append((change, float(evaluate(formula, {**central, name: central[name] + change}))))
        except FormulaProblem:
            continue
    (first, low), (last, high) = results[0], results[-1]
    return (high - low) / (last - first) if last > first else float("nan")


def _add_through_parts(quantities: Mapping[str, Quantity], by_quantity: dict[str, float]) -> None:
    """What a supply's share does through the parts of a demand that it and the supplies after it cover."""
    for identity, quantity in quantities.items():
        for place, member in enumerate(quantity.taken):
            slope = (_part(quantity, place, STEP) - _part(quantity, place, -STEP)) / (2 * STEP)
            by_quantity[member.id] = by_quantity.get(member.id, 0.0) + by_quantity.get(identity, 0.0) * slope


def _part(quantity: Quantity, place: int, change: float) -> float:
    """The part of a demand, with one of the shares before it changed."""
    shares = [each.amount + change * (number == place) for number, each in enumerate(quantity.taken)]
    return float(part_taken(shares, quantity.takes_rest))


def _spreads(
    slopes: Mapping[tuple[Kind, str], float], numbers: Mapping[str, Quantity], draws: Draws
) -> dict[tuple[Kind, str], float]:
    """First-order sd of the total [kg CO2e], with sign, by uncertain number."""
    return {
        (kind, identity): slope * draws.distribution(numbers[identity]).standard_deviation()
        for (kind, identity), slope in slopes.items()
        if identity in numbers and numbers[identity].is_uncertain and draws.varies(numbers[identity])
    }


def _shares(
    spreads: Mapping[tuple[Kind, str], float], numbers: Mapping[str, Quantity], draws: Draws | None
) -> tuple[dict[tuple[Kind, str], float], float]:
    """First-order shares of the variance, and the variance [(kg CO2e)^2]; numbers of one key move as one."""
    by_key: dict[str, float] = {}
    first: dict[str, Quantity] = {}
    for (_, identity), spread in spreads.items():
        key = key_of(numbers[identity].id)
        by_key[key] = by_key.get(key, 0.0) + spread
        first.setdefault(key, numbers[identity])
    beside = dict(by_key)  # R s
    for group in draws.groups if draws is not None else ():
        assert draws is not None
        members = [(place, key) for place, key in enumerate(group.keys) if key in by_key]
        for number, (place, key) in enumerate(members):
            for other, name in members[:number]:
                score = sum(a * b for a, b in zip(group.lower[place], group.lower[other], strict=True))
                between = correlation_of_amounts(
                    draws.distribution(first[key]), draws.distribution(first[name]), score
                )
                beside[key] += between * by_key[name]
                beside[name] += between * by_key[key]
    variance = sum(spread * beside[key] for key, spread in by_key.items())
    if not variance > 0:
        return {}, variance
    return {
        place: spread * beside[key_of(numbers[place[1]].id)] / variance for place, spread in spreads.items()
    }, variance


def correlation_of_amounts(first: Distribution, second: Distribution, score: float) -> float:
    """Pearson's correlation [1] of two amounts whose normal scores are correlated by ``score``.

    By the midpoint rule over equally likely parts of both. For two lognormals it is
    ``(exp(r s t) - 1) / sqrt((exp(s^2) - 1) (exp(t^2) - 1))``.
    """
    u = (np.arange(GRID) + 0.5) / GRID
    z = normal_quantile(u)
    a = first.values(u)
    rest = np.sqrt(max(1.0 - score * score, 0.0))
    other = normal_distribution(score * z[:, None] + rest * z[None, :])
    b = second.values(np.clip(other, 2.0**-53, 1.0 - 2.0**-53).ravel()).reshape(GRID, GRID)
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a * a).mean() * (b * b).mean()))
    return float((a[:, None] * b).mean()) / size if size else 0.0


def _amount(term: Term, values: Mapping[str, float]) -> float:
    return term.sign * term.constant * (1.0 if term.exchange is None else values[term.exchange])
