"""Ranges of numbers: stated by the inventory, given by the user, or a percentage around the amount."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from rulewright.analysis.question import QuestionError, check_count, check_share
from rulewright.analysis.varied import PARAMETER, Varied, changed_inventory, find_varied, negative_amounts
from rulewright.engine.draws import Draws, key_of
from rulewright.engine.pedigree import PedigreeSet
from rulewright.engine.plausibility import at_most_one
from rulewright.errors import RulewrightError
from rulewright.reading.formulas import parameters_in

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.engine.distributions import Distribution
    from rulewright.inventory import Inventory, Quantity
    from rulewright.study import Result

    Floats = npt.NDArray[np.float64]

_Wanted = Callable[["Quantity"], bool]
Origin = Literal["given", "stated", "percentiles", "relative"]
PARTS = 256  # equally likely parts of either of two factors
TAIL = 0.025  # what a percentile range leaves out on either side [1]


@dataclass(frozen=True)
class Range:
    """From where to where a number goes, and why.

    Attributes
    ----------
    origin
        "given" by the user, "stated" as minimum and maximum, "percentiles" 2.5 to 97.5 of the stated distribution,
        or "relative" to the amount.
    distribution
        The stated distribution; None where the range was given or is relative: then it is uniform.
    """

    varied: Varied
    low: float
    high: float
    origin: Origin
    distribution: Distribution | None = None

    def values(self, u: Floats) -> Floats:
        """Values (points,) at uniform numbers ``u`` (points,) in (0, 1), by the distribution of the number."""
        if self.distribution is None:
            return np.asarray(self.low + u * (self.high - self.low))
        inside = np.clip(u, 1e-12, 1 - 1e-12)
        if not self.distribution.factor_sd:
            return self.distribution.values(inside)
        # pedigree scores beside a normal are a second factor: quantiles of the product
        parts = (np.arange(PARTS) + 0.5) / PARTS
        one, other = (each.ravel() for each in np.meshgrid(parts, parts))
        ordered = np.sort(self.distribution.values(one, other))
        return np.interp(inside, (np.arange(len(ordered)) + 0.5) / len(ordered), ordered)


def ranges_of(
    result: Result,
    names: Iterable[str] | None = None,
    relative: float | None = None,
    given: Mapping[str, tuple[float, float]] | None = None,
    most: int | None = None,
    pedigree_set: PedigreeSet = "ecoinvent-2",
) -> list[Range]:
    """Ranges of the numbers that a sensitivity analysis varies.

    Parameters
    ----------
    result
        One rule's result.
    names
        Numbers to vary, beside those of ``given``; default: all uncertain ones that the rule uses, or with ``relative`` all
        that it uses.
    relative
        Share of the amount on either side [1], e.g. 0.1; default: what the inventory states.
    given
        Ranges by name that take the place of those stated, in the number's unit.
    most
        Keep so many numbers: those of ``given``, then those with the largest elasticities.

    Raises
    ------
    QuestionError
        If a name or range cannot be, a named number states no uncertainty and no range is given, or nothing is left.
    """
    inventory, system = result.applied.inventory, result.system
    given = dict(given or {})
    if relative is not None:
        check_share("relative", relative, 1e-9, 1e9)
    default = uncertain_numbers if relative is None else all_numbers
    chosen = default(result) if names is None else list(dict.fromkeys(names))
    varied = [find_varied(inventory, name, system) for name in chosen]
    _refuse_twice(varied, inventory)
    asked = [find_varied(inventory, name, system) for name in given]
    _refuse_twice(asked, inventory)
    known = {each.id for each in varied}
    varied += [each for each in asked if each.id not in known]
    ends = {each.id: pair for each, pair in zip(asked, given.values(), strict=True)}
    if most is not None:
        varied = _strongest(result, varied, most, frozenset(ends))
    found = [range_of(inventory, each, relative, ends.get(each.id), pedigree_set) for each in varied]
    if not found:
        raise QuestionError(
            "no number is left to vary", f"rule {result.rule.id}, inventory {inventory.id}",
            "state uncertainties in the inventory, or give a relative range (--relative 0.1)",
        )  # fmt: skip
    return found


def range_of(
    inventory: Inventory,
    varied: Varied,
    relative: float | None = None,
    given: tuple[float, float] | None = None,
    pedigree_set: PedigreeSet = "ecoinvent-2",
) -> Range:
    """Range of one number: the given one, else relative to the amount, else what the inventory states.

    Raises
    ------
    QuestionError
        If the range is empty, or nothing states one.
    """
    where = f"{varied.name} (inventory {inventory.id})"
    if given is not None:
        low, high = given
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise QuestionError(
                f"the range {low:g} .. {high:g} is empty", where, "give a minimum below the maximum"
            )
        return Range(varied, float(low), float(high), "given")
    if relative is not None:
        ends = sorted((varied.amount * (1 - relative), varied.amount * (1 + relative)))
        if ends[0] == ends[1]:
            raise QuestionError(
                "a relative range around zero is empty",
                where,
                "give minimum and maximum, or leave the number out",
            )
        return Range(varied, ends[0], ends[1], "relative")
    quantity = varied.quantity
    if not quantity.is_uncertain or varied.kind == "ratio":
        raise QuestionError(
            "the number states no uncertainty, so it has no range" if varied.kind != "ratio" else "a ratio states no range",
            where, "give minimum and maximum, or a relative range",
        )  # fmt: skip
    return _stated(Draws(inventory, 2, pedigree_set=pedigree_set).distribution(quantity), varied)


def uncertain_numbers(result: Result) -> list[str]:
    """Keys of all uncertain numbers that a rule's total rests on, characterisation factors included."""
    return _numbers(result, lambda quantity: quantity.is_uncertain)


def all_numbers(result: Result) -> list[str]:
    """Keys of all numbers that a rule's total rests on; what a formula gives is left to its parameters."""
    without = per_unit_outputs(result.applied.inventory)
    found = _numbers(result, lambda each: each.formula is None and each.amount != 0)
    return [each for each in found if each not in without]


def beyond_stated(inventory: Inventory, ranges: Iterable[Range]) -> list[str]:
    """Keys of numbers whose range goes beyond the one that the inventory states."""
    found = []
    for each in ranges:
        if each.distribution is None and each.varied.quantity.is_uncertain and each.varied.below is None:
            stated = range_of(inventory, each.varied)
            slack = 1e-9 * (stated.high - stated.low)
            if each.low < stated.low - slack or each.high > stated.high + slack:
                found.append(each.varied.id)
    return found


def turning_negative(inventory: Inventory, ranges: Sequence[Range]) -> list[str]:
    """Keys of amounts that are negative at one end of a range that isn't stated, and not at central values."""
    found: dict[str, None] = {}
    for each in ranges:
        if each.distribution is not None:
            continue
        if not each.varied.in_inventory:
            if each.low < 0 <= each.varied.amount:
                found[each.varied.id] = None
            continue
        for end in (each.low, each.high):
            try:
                changed = changed_inventory(inventory, [(each.varied, end)])
            except RulewrightError:  # said where the point is computed
                continue
            found |= dict.fromkeys(negative_amounts(inventory, changed))
    return list(found)


def passing_one(ranges: Iterable[Range]) -> list[str]:
    """Keys of shares and contents that a range which isn't stated takes above one."""
    return [
        each.varied.id
        for each in ranges
        if each.distribution is None
        and each.high * each.varied.scale > 1
        and at_most_one(each.varied.quantity)
    ]


def correlated(inventory: Inventory, keys: Iterable[str]) -> list[tuple[str, ...]]:
    """Those of these numbers that vary together as the inventory states, group by group."""
    named = set(keys)
    groups = [
        tuple(sorted({key_of(each) for each in group.quantities} & named)) for group in inventory.correlations
    ]
    return [group for group in groups if len(group) > 1]


def per_unit_outputs(inventory: Inventory) -> frozenset[str]:
    """Reference outputs of processes with an aggregated factor: it is per unit, so their amount decides nothing."""
    return frozenset(
        process.reference.id for process in inventory.processes.values() if process.factor is not None
    )


def _numbers(result: Result, wanted: _Wanted) -> list[str]:
    parameters = result.applied.inventory.parameters
    found: set[str] = set()
    for whole in result.system.quantities.values():
        for quantity in whole.taken or (whole,):
            if wanted(quantity):
                found.add(key_of(quantity.id))
            if quantity.formula is not None:
                named = parameters_in(quantity.formula)
                found |= {PARAMETER + name for name in named if wanted(parameters[name])}
    return sorted(found)  # so that a sample doesn't depend on the order of a rule's terms


def _strongest(result: Result, varied: list[Varied], most: int, asked: frozenset[str]) -> list[Varied]:
    from rulewright.engine.gradients import gradients

    check_count("most", most, 1, 100_000)
    found = gradients(result.system, result.applied.inventory.parameters, result.evaluation.dropped)
    factors = result.system.factor_quantities
    sizes = {key_of(factors.get(each.id, each.id)): abs(each.elasticity) for each in found}
    return sorted(varied, key=lambda each: (each.id not in asked, -sizes.get(each.id, 0.0), each.id))[:most]


def _refuse_twice(varied: list[Varied], inventory: Inventory) -> None:
    seen: dict[str, str] = {}
    for each in varied:
        if each.id in seen:
            raise QuestionError(
                f"'{each.name}' and '{seen[each.id]}' vary one number", f"inventory {inventory.id}",
                "name it once",
            )  # fmt: skip
        seen[each.id] = each.name


def _stated(distribution: Distribution, varied: Varied) -> Range:
    low, high = distribution.low, distribution.high
    if math.isfinite(low) and math.isfinite(high) and low < high:
        return Range(varied, low, high, "stated", distribution)
    whole = Range(varied, -math.inf, math.inf, "percentiles", distribution)
    ends = sorted(whole.values(np.array([TAIL, 1 - TAIL])).tolist())
    return Range(varied, ends[0], ends[1], "percentiles", distribution)
