"""Factors of a decomposition of choices: families of clauses with their levels, and groups of data."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from rulewright.analysis.hybrids import (
    Hybrids,
    Merge,
    Outcome,
    worst_pair,
)
from rulewright.engine.draws import (
    PEDIGREE_SUFFIX,
    Draws,
    characterisation_keys,
    groups_of,
    key_of,
)
from rulewright.reporting.quantity_names import quantity_name
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.inventory import Inventory
    from rulewright.study import Study

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

Found = TypeVar("Found")
KINDS: dict[str, Sentence] = {
    "prices": Sentence("价格", "prices"),
    "properties": Sentence("组成与性质", "compositions and properties"),
    "activity": Sentence("活动数据（前景）", "activity data (foreground)"),
    "factors": Sentence("汇总因子（前景）", "aggregated factors (foreground)"),
    "background": Sentence("背景数据", "background data"),
    "gwp_values": Sentence("特征化因子的数值", "values of characterisation factors"),
}
GROUPS = {
    "choices": Sentence("全部方法选择", "all choices"),
    "data": Sentence("全部数据", "all data"),
}
OTHER_DATA = "other data"
DATA_LABELS = {
    OTHER_DATA: Sentence("其余数据", "other data"),
    "data": Sentence("数据", "data"),
}
DATA_BY = ("kind", "quantity", "all")


@dataclass(frozen=True)
class Level:
    """What one or several rules say in a factor: their ids and weight [1]."""

    rules: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class ChoiceFactor:
    """Families of clauses (or settings) that are chosen together, and their levels."""

    names: tuple[str, ...]
    levels: tuple[Level, ...]

    @property
    def name(self) -> str:
        """Names joined by "+"."""
        return "+".join(self.names)

    @property
    def rules(self) -> frozenset[str]:
        """All rules that have a level."""
        return frozenset(rule for level in self.levels for rule in level.rules)


@dataclass(frozen=True)
class Refusal:
    """What some rules say in a factor, which cannot run together with the base."""

    names: tuple[str, ...]
    rules: tuple[str, ...]
    why: str

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {"family": "+".join(self.names), "rules": list(self.rules), "why": self.why}


class Inseparable(Exception):
    """Raised inside: these combinations of levels cannot run."""

    def __init__(self, failed: list[tuple[list[int], Outcome]], ran: list[list[int]]) -> None:
        super().__init__()
        self.failed, self.ran = failed, ran


def separated(
    choices: Sequence[ChoiceFactor], run: Callable[[Sequence[ChoiceFactor]], Found], hybrids: Hybrids,
    key_part: Callable[[str], str | None], weights: Mapping[str, float], merges: list[Merge],
    refused: list[Refusal],
) -> tuple[list[ChoiceFactor], Found]:  # fmt: skip
    """Run with factors merged as far as combinations cannot run; each merge is added to ``merges``.

    If only one factor is left, what cannot run doesn't go with the base: these levels are added to ``refused``.
    """
    found = list(choices)
    while True:
        try:
            return found, run(found)
        except Inseparable as error:
            if len(found) == 1:
                failed = {levels[0]: outcome.mistakes[0].what for levels, outcome in error.failed}
                refused += [
                    Refusal(found[0].names, found[0].levels[place].rules, why)
                    for place, why in failed.items()
                ]
                kept = [level for place, level in enumerate(found[0].levels) if place not in failed]
                found = [ChoiceFactor(found[0].names, reweighted(kept))] if len(kept) > 1 else []
                continue
            joint = _joint(found)
            one, other = worst_pair([levels for levels, _ in error.failed], error.ran, joint)
            apart = [
                outcome
                for levels, outcome in error.failed
                if not joint(one, other, levels[one], levels[other])
            ] or [outcome for _, outcome in error.failed]
            names = found[one].names + found[other].names
            merges.append(Merge(names, len(apart), apart[0].mistakes[0].what))
            known = found[one].rules & found[other].rules  # a level that was refused doesn't come back
            together = choice_factor(
                hybrids, names, key_part, {rule: weight for rule, weight in weights.items() if rule in known}
            )
            together = ChoiceFactor(names, reweighted(together.levels))
            found = [together if place == one else each for place, each in enumerate(found) if place != other]


def reweighted(levels: Sequence[Level]) -> tuple[Level, ...]:
    """The same levels with weights that sum to 1; none if they have no weight."""
    total = math.fsum(level.weight for level in levels)
    return tuple(Level(level.rules, level.weight / total) for level in levels if total)


def _joint(factors: Sequence[ChoiceFactor]) -> Callable[[int, int, int, int], bool]:
    def joint(p: int, q: int, level_p: int, level_q: int) -> bool:
        return bool(set(factors[p].levels[level_p].rules) & set(factors[q].levels[level_q].rules))

    return joint


def choice_factor(
    hybrids: Hybrids,
    names: tuple[str, ...],
    key_part: Callable[[str], str | None],
    weights: Mapping[str, float],
) -> ChoiceFactor:
    """A factor whose levels are what the rules say in these parts; rules that say the same share a level."""
    levels = hybrids.levels(lambda key: key_part(key) in names, weights)
    grouped: dict[int, list[str]] = {}
    for rule, level in levels.items():
        grouped.setdefault(level, []).append(rule)
    return ChoiceFactor(
        names,
        tuple(Level(tuple(rules), math.fsum(weights[rule] for rule in rules)) for rules in grouped.values()),
    )


def data_groups(study: Study, rules: Sequence[str], data: str | int) -> dict[str, list[str]]:
    """Data factors: name to the keys of draws that belong to it; every uncertain key is in one.

    Factors must be independent, so quantities that vary together are in one factor: that of the first of them.
    """
    inventory = study.inventory
    keys = [*Draws(inventory, 2).keys, *characterisation_keys()]
    if data == "all":
        return {"data": keys}
    if data == "kind":
        kind_of = kinds_of_keys(inventory)
        factor_of = {key: kind_of.get(key.removesuffix(PEDIGREE_SUFFIX), "activity") for key in keys}
    else:
        ranked = _ranked(study, rules, set(keys))
        chosen = set(ranked if isinstance(data, str) else ranked[: data - 1])
        plain = {key: key.removesuffix(PEDIGREE_SUFFIX) for key in keys}
        factor_of = {key: plain[key] if plain[key] in chosen else OTHER_DATA for key in keys}
    for group in groups_of(inventory):
        factor_of |= dict.fromkeys(group.keys, factor_of[group.keys[0]])
    order = {name: place for place, name in enumerate(KINDS if data == "kind" else ranked)}
    found: dict[str, list[str]] = {}
    for name in sorted(set(factor_of.values()), key=lambda each: order.get(each, len(order))):
        found[name] = [key for key in keys if factor_of[key] == name]
    return found


def _ranked(study: Study, rules: Sequence[str], keys: Collection[str]) -> list[str]:
    """Keys of the uncertain quantities and parameters that rules use, by their largest first-order variance."""
    largest: dict[str, float] = {}
    for rule in rules:
        for each in study.gradients(rule):
            key = key_of(each.id)
            if each.variance_share is not None and key in keys:
                largest[key] = max(largest.get(key, 0.0), each.variance_share)
    return sorted(largest, key=lambda key: (-largest[key], key))


def kinds_of_keys(inventory: Inventory) -> dict[str, str]:
    """Key of a draw to the kind of data that it is; parameters and shares of supplies are activity data."""
    found = dict.fromkeys(characterisation_keys(), "gwp_values")
    for process in inventory.processes.values():
        kind = "background" if process.is_background else "activity"
        for exchange in (*process.outputs, *process.inputs, *process.emissions):
            if exchange.quantity is not None:
                found[exchange.quantity.id] = kind
        if process.factor is not None:
            found[f"{process.id}/factor"] = "background" if process.is_background else "factors"
    for process_id, flow, name in inventory.properties:
        key = f"{process_id}.{flow}.{name}" if process_id else f"{flow}.{name}"
        found[key] = "prices" if name == "price" else "properties"
    return found


def factor_label(name: str, inventory: Inventory, lang: str) -> str:
    """Name of a data factor for readers."""
    for words in (KINDS, DATA_LABELS, GROUPS):
        if name in words:
            return words[name](lang)
    return quantity_name(name, inventory, lang)
