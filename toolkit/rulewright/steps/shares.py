"""Sharing: the burdens of a process by amount times property, as terms that follow the drawn amounts.

Only arithmetic; which key to use is chosen in :mod:`rulewright.steps.ladder`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from rulewright.inventory import Exchange, PropertyValue, UnitProcess
from rulewright.rule import ShareSettings
from rulewright.steps.state import Applied
from rulewright.terms import Ratio, Share, Weighted

PROPERTY_OF_KEY = {"energy": "lhv"}  # the key "energy" shares by lower heating value


def share_by(
    applied: Applied, process: UnitProcess, share: ShareSettings, key: str, sharing: Sequence[Exchange]
) -> dict[str, Share]:
    """Shares of the outputs by amount times property: one level, or between groups and then inside each.

    Returns
    -------
    dict
        Flow to :class:`~rulewright.terms.Share`; at central values they lie in [0, 1] and sum to 1.
    """
    weights = share.weights or {}
    years = share.years or price_years(applied)
    if share.groups is None or share.inside is None:
        summands = _summands(applied, process, key, sharing, years, weights)
        whole = tuple(each for own in summands.values() for each in own)
        return {
            flow: Share(f"{process.id}|{flow}", 1.0, (Ratio(own, whole),)) for flow, own in summands.items()
        }
    inner_key = PROPERTY_OF_KEY.get(share.inside.by, share.inside.by)
    outer = _summands(applied, process, key, sharing, years, weights)
    whole = tuple(each for own in outer.values() for each in own)
    result = {}
    for each in sharing:
        group = next((members for members in share.groups if each.flow in members), [each.flow])
        members = [other for other in sharing if other.flow in group]
        levels = [Ratio(tuple(summand for other in members for summand in outer[other.flow]), whole)]
        if len(members) > 1:
            inner = _summands(applied, process, inner_key, members, share.inside.years or years, {})
            levels.append(
                Ratio(inner[each.flow], tuple(summand for other in members for summand in inner[other.flow]))
            )
        result[each.flow] = Share(f"{process.id}|{each.flow}", 1.0, tuple(levels))
    return result


def _summands(
    applied: Applied,
    process: UnitProcess,
    name: str,
    sharing: Sequence[Exchange],
    years: int | None,
    weights: dict[str, float],
) -> dict[str, tuple[Weighted, ...]]:
    """Amount times property of each output; a netted internal loop is a second, negative summand."""
    values = property_values(applied, process, name, sharing, years)
    result = {}
    for each in sharing:
        value = values[each.flow]
        assert value is not None and each.quantity is not None
        weight = weights.get(each.flow, 1.0)
        own = [Weighted(weight, (each.quantity.id, value.quantity.id))]
        own += [
            Weighted(-weight, (loop.quantity.id, value.quantity.id))
            for loop in netted_loops(applied, each)
            if loop.quantity
        ]
        result[each.flow] = tuple(own)
    return result


def net_amount(applied: Applied, output: Exchange) -> float:
    """Amount of an output less the internal loop that the rule nets."""
    assert output.quantity is not None
    loops = netted_loops(applied, output) if applied.netted else []
    return output.quantity.amount - sum(loop.quantity.amount for loop in loops if loop.quantity is not None)


def netted_loops(applied: Applied, output: Exchange) -> list[Exchange]:
    """Inputs of the same process that the rule subtracts from this output."""
    names = {entered for entered, left in applied.netted.items() if left == output.id}
    return [each for each in applied.inventory.processes[output.process].inputs if each.id in names]


def property_values(
    applied: Applied, process: UnitProcess, name: str, sharing: Sequence[Exchange], years: int | None
) -> dict[str, PropertyValue | None]:
    """Property ``name`` of each output, by flow; None where nothing states it (absent is not zero)."""
    window = (years or price_years(applied)) if name == "price" else None
    return {
        each.flow: applied.inventory.property_value(process.id, each.flow, name, window) for each in sharing
    }


def price_years(applied: Applied) -> int | None:
    """Averaging window of prices by the rule [years]; None: the whole series (convention 7)."""
    stated = applied.rule.get("allocation.price_years")
    return None if stated is None else int(stated.value)


def central_values(applied: Applied, process: UnitProcess, shares: Iterable[Share]) -> dict[str, float]:
    """Central values of the quantities that shares of this process depend on."""
    needed = {name for share in shares for name in share.quantities()}
    values = {
        each.quantity.id: each.quantity.amount
        for each in (*process.outputs, *process.inputs)
        if each.quantity is not None
    }
    for identity in needed - values.keys():
        name = identity.split("[")[0].rsplit(".", 1)[1]
        windows = (None, *range(1, 11)) if name == "price" else (None,)
        for output, window in product(process.outputs, windows):
            found = applied.inventory.property_value(process.id, output.flow, name, window)
            if found is not None and found.quantity.id == identity:
                values[identity] = found.quantity.amount
                break
    return values
