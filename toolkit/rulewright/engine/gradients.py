"""Gradients of a footprint: its derivative by every number of the inventory, from one forward and one adjoint solve.

An input of ``a`` units of product i to process j adds ``y_i x_j`` per unit of ``a``, where x is the supply and y
the unit impacts. What an amount or a property does through the shares is differentiated analytically, and what a
parameter does through formulas by central differences of the formulas alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rulewright.engine.direct import solve_both
from rulewright.engine.draws import Draws, key_of
from rulewright.errors import SingularSystemError
from rulewright.inventory import Quantity
from rulewright.reading.formulas import FormulaProblem, evaluate, parameters_in
from rulewright.terms import WHOLE, ProductSystem, Ratio, Share, Term, Weighted

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

STEP = 6e-6  # relative step of the central differences in formulas: the cube root of the rounding error
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
        First-order share of the variance of the total [1]; None if the number states no uncertainty.
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

    ``sd_kg_co2e``: first-order standard deviation of the total, None if no draws were given.
    """

    total_kg_co2e: float
    sd_kg_co2e: float | None
    gradients: tuple[Gradient, ...]

    def __iter__(self) -> Iterator[Gradient]:
        return iter(self.gradients)

    def __getitem__(self, identity: str) -> Gradient:
        return next(each for each in self.gradients if each.id == identity)

    def to_dataframe(self) -> pd.DataFrame:
        """One row a number: id, kind, amount, unit, derivative, elasticity, variance_share."""
        import pandas as pd

        names = Gradient.__slots__
        return pd.DataFrame(
            [[getattr(each, name) for name in names] for each in self.gradients], columns=list(names)
        )


def gradients(
    system: ProductSystem,
    parameters: Mapping[str, Quantity],
    dropped: frozenset[str] = frozenset(),
    draws: Draws | None = None,
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
        Gives the distributions for variance shares.

    Raises
    ------
    SingularSystemError
        If the system has no solution at central values.

    Notes
    -----
    At a kink (``min``, ``max``, ``abs`` in a formula) the derivative is the mean of both sides. Variance shares are
    those of the linearised total; they leave out curvature and interactions, which draws hold.
    """
    terms = [
        each
        for each in system.terms
        if each.apart is None and not (each.is_credit and each.column in dropped)
    ]
    by_quantity, by_factor, total = _derivatives(system, terms)
    by_parameter = _through_formulas(system.quantities, by_quantity, parameters)
    found: list[tuple[str, Kind, float, str, float]] = [
        (identity, "quantity", each.amount, each.unit, by_quantity.get(identity, 0.0))
        for identity, each in system.quantities.items()
    ]
    found += [
        (parameters[name].id, "parameter", parameters[name].amount, parameters[name].unit, derivative)
        for name, derivative in by_parameter.items()
    ]
    found += [
        (identity, "characterisation", system.characterisation[identity], "kg CO2e", derivative)
        for identity, derivative in by_factor.items()
    ]
    uncertain = {**system.quantities, **{each.id: each for each in parameters.values()}}
    spreads = {} if draws is None else _spreads(found, uncertain, draws)
    variance = sum(spread * spread for spread in spreads.values())
    rows = []
    for identity, kind, amount, unit, derivative in found:
        spread = (
            spreads.get(key_of(identity))
            if kind != "characterisation" and _is_uncertain(uncertain[identity])
            else None
        )
        share = None if spread is None or not variance else spread * spread / variance
        elasticity = derivative * amount / total if total else float("nan")
        rows.append(Gradient(identity, kind, amount, unit, derivative, elasticity, share))
    rows.sort(key=lambda row: (-abs(row.elasticity), row.id))
    return Gradients(total, None if draws is None else variance**0.5, tuple(rows))


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


def _spreads(
    found: list[tuple[str, Kind, float, str, float]], uncertain: Mapping[str, Quantity], draws: Draws
) -> dict[str, float]:
    """First-order sd of the total [kg CO2e] by key: windows of one price series move together."""
    spreads: dict[str, float] = {}
    for identity, kind, _, _, derivative in found:
        if kind == "characterisation" or not _is_uncertain(uncertain[identity]):
            continue
        spread = derivative * draws.distribution(uncertain[identity]).standard_deviation()
        spreads[key_of(identity)] = spreads.get(key_of(identity), 0.0) + spread
    return spreads


def _is_uncertain(quantity: Quantity) -> bool:
    return quantity.uncertainty is not None


def _amount(term: Term, values: Mapping[str, float]) -> float:
    return term.sign * term.constant * (1.0 if term.exchange is None else values[term.exchange])
