"""Impossible values among draws: which distributions give them, and how often.

Draws are never changed: a distribution that gives a negative mass is named, so that somebody mends it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from rulewright.inventory import Inventory, Quantity, is_uncertain
from rulewright.reporting.sentences import Sentence

Fault = Literal["negative", "positive", "above_one", "not_finite"]
ROUNDING = 1e-9  # how far above one a content may lie
# contents, yields and rates: per kg of product not more than a kg; parts of a whole not more than the whole
_CONTENTS = ("dry_mass", "carbon", "biogenic_carbon", "metal")
_LISTED = 8

_SAID: dict[Fault, Sentence] = {
    "negative": Sentence(
        "以下量的中心值为正，在某些抽样中为负，请检查其分布：{names}。",
        "These quantities are above zero at their central values and below it in some draws; look at their "
        "distributions: {names}.",
    ),
    "positive": Sentence(
        "以下量的中心值为负，在某些抽样中为正，请检查其分布：{names}。",
        "These quantities are below zero at their central values and above it in some draws; look at their "
        "distributions: {names}.",
    ),
    "above_one": Sentence(
        "以下含量或份额在某些抽样中大于 1，请检查其分布：{names}。",
        "These contents or shares are above 1 in some draws; look at their distributions: {names}.",
    ),
    "not_finite": Sentence(
        "以下量的公式在某些抽样中没有有限的结果：{names}。",
        "The formulas of these quantities have no finite result in some draws: {names}.",
    ),
}
_COUNTED = Sentence("{name}（{count} 次）", "{name} ({count} draws)")
_MORE = Sentence("另有 {count} 个", "{count} more")


class Plausibility:
    """Counts impossible values of quantities, block by block.

    Parameters
    ----------
    quantities
        Id to quantity, of what is drawn.
    """

    def __init__(self, quantities: Mapping[str, Quantity]) -> None:
        self.quantities = dict(quantities)
        self._limited = {name for name, each in self.quantities.items() if at_most_one(each)}
        self._found: dict[str, dict[Fault, int]] = {}

    def add(self, values: Mapping[str, Any]) -> None:
        """Count the impossible values of one block; ``values``: id to numbers (draws,) or one number."""
        for identity, value in values.items():
            quantity = self.quantities.get(identity)
            drawn = np.asarray(value)
            if quantity is None or not drawn.ndim:
                continue
            self._count(identity, "not_finite", ~np.isfinite(drawn))
            if quantity.amount > 0:
                self._count(identity, "negative", drawn < 0)
            elif quantity.amount < 0:
                self._count(identity, "positive", drawn > 0)
            if identity in self._limited:
                self._count(identity, "above_one", drawn > 1 + ROUNDING)

    @property
    def counts(self) -> dict[str, dict[Fault, int]]:
        """Id to kind of fault to the number of draws; only what occurred."""
        return {identity: dict(faults) for identity, faults in sorted(self._found.items())}

    def to_dict(self) -> dict[str, dict[str, int]]:
        """The counts, as in JSON."""
        return {
            identity: {str(fault): count for fault, count in each.items()}
            for identity, each in self.counts.items()
        }

    def notes(self, lang: str = "en") -> list[str]:
        """One sentence a kind of fault, the most frequent quantities first."""
        return fault_notes(self.counts, lang)

    def _count(self, identity: str, fault: Fault, where: Any) -> None:
        count = int(np.count_nonzero(where))
        if count:
            faults = self._found.setdefault(identity, {})
            faults[fault] = faults.get(fault, 0) + count


def fault_notes(counts: Mapping[str, Mapping[Any, int]], lang: str = "en") -> list[str]:
    """Sentences about counts as :attr:`Plausibility.counts` or a stored result holds them."""
    lines = []
    for fault, sentence in _SAID.items():
        found = sorted(
            ((faults[fault], identity) for identity, faults in counts.items() if faults.get(fault)),
            key=lambda each: (-each[0], each[1]),
        )
        if not found:
            continue
        names = [_COUNTED(lang, name=identity, count=count) for count, identity in found[:_LISTED]]
        if len(found) > _LISTED:
            names.append(_MORE(lang, count=len(found) - _LISTED))
        lines.append(sentence(lang, names=("、" if lang == "zh" else ", ").join(names)))
    return lines


def at_most_one(quantity: Quantity) -> bool:
    """Whether a number is a content or a part of a whole, so that a value above one cannot be.

    Examples
    --------
    >>> at_most_one(Quantity("coke.carbon", 0.86, "kg/kg", "analysis", "seen"))
    True
    """
    identity = quantity.id
    if identity.startswith(("supply:", "part:")) or re.match(r"^recycling:.*\.recovery$", identity):
        return True
    name = identity.split("[", 1)[0].rsplit(".", 1)[-1]
    return name in _CONTENTS and "/" not in identity and _is_per_mass(quantity.unit)


def _is_per_mass(unit: str) -> bool:
    """Whether a property is a mass per mass; its amount then counts in kg per kg."""
    from rulewright.units import factor_or_none

    return factor_or_none(unit, "kg/kg") is not None


@dataclass(frozen=True)
class UncertainShare:
    """How many of an inventory's numbers state an uncertainty.

    ``uncertain`` of ``all`` do; ``certain`` say that they have none; about the rest nothing is stated. Numbers made by
    a formula without a spread of its own are not counted: their parameters are.
    """

    uncertain: int
    certain: int
    all: int

    @property
    def share(self) -> float:
        """Part of all numbers that states an uncertainty [1]."""
        return self.uncertain / self.all if self.all else 0.0


def uncertain_share(inventory: Inventory) -> UncertainShare:
    """Count the numbers of a whole inventory by what they say of their uncertainty."""
    made = {
        exchange.quantity.id
        for process in inventory.processes.values()
        for exchange in (*process.outputs, *process.inputs, *process.emissions)
        if exchange.quantity is not None and exchange.quantity.formula is not None
    }
    stated = [(name, each) for name, each in inventory.stated() if each is not None or name not in made]
    uncertain = sum(1 for _, each in stated if is_uncertain(each))
    certain = sum(1 for _, each in stated if each is not None and not is_uncertain(each))
    return UncertainShare(uncertain, certain, len(stated))
