"""Draws of the quantities of an unallocated inventory: once per quantity and draw index, for all rules.

A value depends on the seed, the quantity's id, the draw index and the plan, and on nothing else: not on the rule,
the order of asking, the size of blocks or the number of workers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.correlation import cholesky, normal_coefficients
from rulewright.engine.distributions import Distribution, distribution_of, lognormals
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.pedigree import FACTORS, PedigreeSet, basic_factor
from rulewright.engine.plans import GENERATORS, SOBOL_BITS, Group, Sampling, make_plan
from rulewright.inventory import Exchange, Inventory, Quantity, is_uncertain
from rulewright.reading.formulas import evaluate, parameters_in
from rulewright.reading.gwp import shipped_gwp

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

TOGETHER = 2**14  # lognormal numbers made at once: they stay in the processor's cache
PEDIGREE_SUFFIX = "#pedigree"  # key of the factor that pedigree scores add beside a normal
CHARACTERISATION = "gwp"  # first part of the ids of characterisation factors
MOST_DRAWS = 2**SOBOL_BITS  # a Sobol' sequence of that many bits has no more points


def key_of(identity: str) -> str:
    """Key by which a quantity is drawn: its id; all averaging windows of one price series share one.

    So do all factors of one gas, of whatever set, horizon and origin (convention 15).

    Examples
    --------
    >>> key_of("coke.price[2022-2024]")
    'coke.price'
    >>> key_of("gwp/ar6/100/ch4[ch4_fossil]")
    'gwp/ch4'
    """
    key = identity.split("[", 1)[0]
    parts = key.split("/")
    if len(parts) == 4 and parts[0] == CHARACTERISATION:
        return f"{CHARACTERISATION}/{parts[3]}"
    return key


class Draws:
    """Draws of all uncertain quantities of one inventory.

    Parameters
    ----------
    inventory
        Unallocated, with its backgrounds.
    draws
        Number of draws, at least 2.
    seed
        Integer, 0 .. 2^64 - 1.
    sampling
        "mc" (Monte Carlo), "lhs" (Latin hypercube) or "sobol" (scrambled Sobol' sequence).
    pedigree_set
        Set of factors for pedigree scores, see :mod:`rulewright.engine.pedigree`.
    characterisation
        Whether characterisation factors are drawn where their set states a range. The draws of all other quantities
        are the same with and without.

    Raises
    ------
    UncertaintyError
        If number of draws, seed or plan cannot be, or no quantity of the inventory states an uncertainty.
    """

    def __init__(
        self,
        inventory: Inventory,
        draws: int,
        seed: int = 1,
        sampling: Sampling = "mc",
        pedigree_set: PedigreeSet = "ecoinvent-2",
        characterisation: bool = True,
    ) -> None:
        where = f"inventory {inventory.id}"
        _check_count(draws, where)
        _check_seed(seed, where)
        _check_word("sampling", sampling, GENERATORS, where)
        _check_word("pedigree set", pedigree_set, FACTORS, where)
        self.inventory, self.count, self.seed = inventory, draws, seed
        self.sampling, self.pedigree_set, self.characterisation = sampling, pedigree_set, characterisation
        self.keys = uncertain_keys(inventory)
        if not self.keys:
            raise UncertaintyError(
                "no quantity states an uncertainty; not stated is not zero", where,
                "add `uncertainty: {distribution: ..., ...}` or pedigree scores to amounts, properties or parameters",
            )  # fmt: skip
        self.groups = groups_of(inventory)
        self.plan = make_plan(sampling, seed, draws, (*self.keys, *characterisation_keys()), self.groups)
        self._exchanges = {each.id: each for each in _exchanges(inventory)}
        self._distributions: dict[str, Distribution] = {}
        self._uncertain_parameters = frozenset(
            name for name, quantity in inventory.parameters.items() if quantity.is_uncertain
        )

    def varies(self, quantity: Quantity) -> bool:
        """Whether draws of the quantity differ: it is uncertain, or its formula uses an uncertain parameter."""
        if quantity.taken:
            return any(self.varies(each) for each in quantity.taken)
        if quantity.is_uncertain:
            return self.characterisation or not is_characterisation(quantity.id)
        return quantity.formula is not None and bool(
            parameters_in(quantity.formula) & self._uncertain_parameters
        )

    def distribution(self, quantity: Quantity) -> Distribution:
        """Distribution of an uncertain quantity (kept)."""
        if quantity.id not in self._distributions:
            exchange = self._exchanges.get(quantity.id)
            basic = (
                None if exchange is None else basic_factor(exchange.direction, exchange.flow, exchange.tags)
            )
            self._distributions[quantity.id] = distribution_of(quantity, self.pedigree_set, basic)
        return self._distributions[quantity.id]

    def describe(self) -> list[dict[str, Any]]:
        """Distributions drawn so far, by id: kind, amount, bounds and sd in the quantity's unit, pedigree note."""
        return [
            {
                "quantity": identity,
                "distribution": each.kind,
                "amount": each.amount,
                "minimum": each.low if math.isfinite(each.low) else None,
                "maximum": each.high if math.isfinite(each.high) else None,
                "sd": each.sd or None,
                "standard_deviation": each.standard_deviation(),
                "pedigree": each.note or None,
            }
            for identity, each in sorted(self._distributions.items())
        ]

    def correlations(self) -> list[dict[str, Any]]:
        """Quantities that vary together, as stated."""
        return [
            {
                "quantities": list(each.quantities),
                "kind": each.kind,
                "matrix": each.coefficients,
                "source": each.source,
            }
            for each in self.inventory.correlations
        ]

    def values(self, quantities: Mapping[str, Quantity], start: int, stop: int) -> dict[str, Any]:
        """Values of quantities in the draws start..stop-1, by id: arrays (stop - start,), or one number if fixed.

        Notes
        -----
        A formula is evaluated over the drawn parameters. If its result has an uncertainty of its own, that is the
        spread of what the formula leaves out: the result is multiplied by drawn over central amount.
        """
        parameters = self.inventory.parameters
        uncertain = {parameters[name].id: parameters[name] for name in self._uncertain_parameters}
        asked = [each for quantity in quantities.values() for each in (quantity.taken or (quantity,))]
        uncertain |= {each.id: each for each in asked if each.is_uncertain and self.varies(each)}
        with np.errstate(all="ignore"):  # a formula may fail in a draw: the draw's status says so
            drawn = self._drawn(list(uncertain.values()), start, stop)
            known = {name: drawn.get(each.id, each.amount) for name, each in parameters.items()}
            return {identity: self._value(each, known, drawn) for identity, each in quantities.items()}

    def _value(self, quantity: Quantity, parameters: Mapping[str, Any], drawn: Mapping[str, Floats]) -> Any:
        if not self.varies(quantity):
            return quantity.amount
        if quantity.taken:
            return self._part(quantity, parameters, drawn)
        if quantity.formula is None:
            return drawn[quantity.id]
        result = evaluate(quantity.formula, parameters) * quantity.scale
        if not quantity.is_uncertain:
            return result
        if quantity.amount == 0:
            raise UncertaintyError(
                "a formula that gives zero cannot have a spread of its own", quantity.id,
                "state the uncertainty at the formula's parameters",
            )  # fmt: skip
        return result * (drawn[quantity.id] / quantity.amount)

    def _part(self, quantity: Quantity, parameters: Mapping[str, Any], drawn: Mapping[str, Floats]) -> Any:
        """What the last of several shares of a whole takes, or what they leave."""
        return part_taken(
            [self._value(each, parameters, drawn) for each in quantity.taken], quantity.takes_rest
        )

    def _drawn(self, uncertain: list[Quantity], start: int, stop: int) -> dict[str, Floats]:
        """What uncertain quantities' own distributions give (stop - start,), by id."""
        plain = [each for each in uncertain if self.distribution(each).is_plain_lognormal]
        found = {
            each.id: self._one(each, start, stop)
            for each in uncertain
            if not self.distribution(each).is_plain_lognormal
        }
        together = max(1, TOGETHER // (stop - start))
        for place in range(0, len(plain), together):
            some = plain[place : place + together]
            u = np.stack([self.plan.uniforms(key_of(each.id), start, stop) for each in some])
            amounts = lognormals([self.distribution(each) for each in some], u)
            found |= {each.id: row for each, row in zip(some, amounts, strict=True)}
        return found

    def _one(self, quantity: Quantity, start: int, stop: int) -> Floats:
        distribution, key = self.distribution(quantity), key_of(quantity.id)
        factor = self.plan.uniforms(key + PEDIGREE_SUFFIX, start, stop) if distribution.factor_sd else None
        return distribution.values(self.plan.uniforms(key, start, stop), factor)


def uncertain_keys(inventory: Inventory) -> tuple[str, ...]:
    """Keys of everything that is uncertain in the whole inventory, sorted, whatever a rule uses of it."""
    found: set[str] = set()
    for identity, uncertainty in inventory.stated():
        if uncertainty is not None and is_uncertain(uncertainty):
            found.add(identity)
            if uncertainty.distribution == "normal" and uncertainty.pedigree:
                found.add(identity + PEDIGREE_SUFFIX)
    return tuple(sorted(found))


def characterisation_keys() -> tuple[str, ...]:
    """Keys of all uncertain characterisation factors of the shipped sets, sorted."""
    return tuple(sorted(f"{CHARACTERISATION}/{gas}" for gas in shipped_gwp().uncertain_gases()))


def is_characterisation(identity: str) -> bool:
    """Whether an id is that of a characterisation factor."""
    return key_of(identity) != identity.split("[", 1)[0]


def groups_of(inventory: Inventory) -> tuple[Group, ...]:
    """Quantities that vary together, ready for a plan.

    A member that a changed inventory makes certain leaves its group; the others keep their correlations.

    Raises
    ------
    UncertaintyError
        If correlations cannot hold together.
    """
    uncertain = set(uncertain_keys(inventory))
    found = []
    for each in inventory.correlations:
        left = [place for place, name in enumerate(each.quantities) if key_of(name) in uncertain]
        if len(left) < 2:
            continue
        keys = tuple(key_of(each.quantities[place]) for place in left)
        stated = [[each.coefficients[row][column] for column in left] for row in left]
        lower = cholesky(normal_coefficients(stated, each.kind))
        if lower is None:
            raise UncertaintyError(
                "these correlations cannot hold together: the matrix is not positive definite",
                f"correlation (inventory {inventory.id})",
                "make the coefficients smaller, or measure all of them on the same data",
            )
        found.append(Group(keys, tuple(tuple(row) for row in lower)))
    return tuple(found)


def part_taken(shares: Sequence[Any], takes_rest: bool) -> Any:
    """What the last of several shares of a whole takes, or what they leave; numbers or arrays (draws,).

    Each share is at least 0 and at most what those before it leave.

    Examples
    --------
    >>> float(part_taken([0.4, 0.8], takes_rest=False)), float(part_taken([0.4, 0.5], takes_rest=True))
    (0.6, 0.09999999999999998)
    """
    rest: Any = 1.0
    part: Any = 0.0
    for share in shares:
        part = np.clip(share, 0.0, rest)
        rest = rest - part
    return rest if takes_rest else part


def _exchanges(inventory: Inventory) -> Iterator[Exchange]:
    for process in inventory.processes.values():
        yield from (*process.outputs, *process.inputs, *process.emissions)


def _check_count(draws: object, where: str) -> None:
    if isinstance(draws, bool) or not isinstance(draws, int) or not 2 <= draws <= MOST_DRAWS:
        raise UncertaintyError(
            f"{draws!r} is not a number of draws", where, f"ask for 2 .. {MOST_DRAWS:,} draws, e.g. 10000"
        )


def _check_seed(seed: object, where: str) -> None:
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**64:
        raise UncertaintyError(f"{seed!r} is not a seed", where, "give an integer from 0 to 2^64 - 1, e.g. 1")


def _check_word(name: str, word: object, known: Mapping[str, object], where: str) -> None:
    if word not in known:
        raise UncertaintyError(f"unknown {name} {word!r}", where, f"use one of: {', '.join(known)}")
