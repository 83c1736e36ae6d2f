"""Totals of several cases over the same draws, and which of their numbers are the same in every draw.

A number is a function of seed, id and draw index. So two inventories that share a background share its draws, if
nothing else is done; numbers of their own that happen to have the same id (``parameter.coke`` of two works) must
be drawn apart, or two works would be lucky and unlucky together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from rulewright.analysis.portfolio_draws import MARKET
from rulewright.engine.compiled import NOT_PRODUCTIVE, CompiledSystem, compile_result
from rulewright.engine.draws import PEDIGREE_SUFFIX, Draws, characterisation_keys, key_of, uncertain_keys
from rulewright.engine.plans import Correlated, Plan

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.inventory import Inventory, Quantity
    from rulewright.study import Result

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

Sharing = Literal["all", "background", "none"]
Progress = Callable[[int, int], None]
BLOCK = 2048  # draws at once, as in the uncertainty analysis


@dataclass(frozen=True)
class CaseDraws:
    """One case over all draws.

    Attributes
    ----------
    totals_kg_co2e : (draws,)
        Per declared unit of the case's result.
    ok : (draws,)
        Draws that have a result.
    keys
        Keys of the uncertain quantities that the case uses.
    """

    totals_kg_co2e: Floats
    ok: Flags
    keys: frozenset[str]


class SharedInPart:
    """A plan in which some keys have the common numbers and all others numbers of one owner's own.

    Parameters
    ----------
    plan
        Gives the numbers; keyed (``mc`` or ``lhs``), so that another key is another stream.
    common
        Keys whose numbers everybody shares.
    owner
        Name that makes the other keys this owner's.
    """

    def __init__(self, plan: Plan, common: frozenset[str], owner: str) -> None:
        self.plan, self.common, self.owner = plan, common, owner

    def uniforms(self, key: str, start: int, stop: int) -> Floats:
        """Numbers (stop - start,) in (0, 1)."""
        if key.removesuffix(PEDIGREE_SUFFIX) in self.common:
            return self.plan.uniforms(key, start, stop)
        return self.plan.uniforms(f"{self.owner}|{key}", start, stop)


def draw_totals(
    cases: Sequence[tuple[Result, Draws]], count: int, progress: Progress | None = None
) -> list[CaseDraws]:
    """Evaluate every case over its draws.

    Parameters
    ----------
    cases
        A rule's result with the draws of its inventory; cases with one and the same ``Draws`` share what is drawn.
    count
        Number of draws.
    progress
        Called with (draws done, draws) after each block.
    """
    compiled = [compile_result(result, drawn) for result, drawn in cases]
    needed: dict[int, dict[str, Quantity]] = {}
    for (result, drawn), system in zip(cases, compiled, strict=True):
        quantities = result.system.quantities
        wanted = needed.setdefault(id(drawn), {})
        wanted |= {identity: quantities[identity] for identity in sorted(system.needed)}
    sources = {id(drawn): drawn for _, drawn in cases}
    totals, ok = np.empty((len(cases), count)), np.empty((len(cases), count), dtype=bool)
    for start in range(0, count, BLOCK):
        stop = min(start + BLOCK, count)
        values = {key: drawn.values(needed[key], start, stop) for key, drawn in sources.items()}
        for place, (_, drawn) in enumerate(cases):
            block = compiled[place].evaluate(values[id(drawn)], stop - start)
            totals[place, start:stop], ok[place, start:stop] = (
                block.totals_kg_co2e,
                block.status < NOT_PRODUCTIVE,
            )
        if progress is not None:
            progress(stop, count)
    return [
        CaseDraws(totals[place], ok[place], _keys(compiled[place], result, drawn))
        for place, (result, drawn) in enumerate(cases)
    ]


def share_draws(drawn: Draws, owner: str, sharing: Sharing) -> frozenset[str]:
    """Let an inventory's draws share their numbers with others only as far as ``sharing`` says.

    Returns the keys whose numbers are common. ``drawn.plan`` is replaced unless everything is shared.
    """
    inventory = drawn.inventory
    everything = frozenset((*uncertain_keys(inventory), *characterisation_keys()))
    if sharing == "all":
        return everything
    nothing = frozenset[str]()
    common = everything & background_keys(inventory) if sharing == "background" else nothing
    plan = drawn.plan
    if isinstance(plan, Correlated):  # what varies together still does, with numbers of the owner's own
        own = SharedInPart(plan.plan, common, owner)
        drawn.plan = Correlated(own, plan.groups, plan.stratified)
    else:
        drawn.plan = SharedInPart(plan, common, owner)
    return common


def background_keys(inventory: Inventory) -> frozenset[str]:
    """Keys of everything that an inventory takes from its background files, of prices, and of characterisation factors.

    Prices belong to the market, as in a portfolio (:func:`rulewright.analysis.portfolio_draws.own_keys`).
    """
    files = inventory.backgrounds
    flows = {flow.id for file in files for flow in file.products}
    own = {flow.id for flow in inventory.file.products}
    found = {f"parameter.{each.id}" for file in files for each in file.parameters}
    found |= {f"supply:{each.id}" for file in files for each in file.electricity_supplies}
    found |= set(characterisation_keys())
    background = {name for name, process in inventory.processes.items() if process.is_background}
    for name in background:
        process = inventory.processes[name]
        found |= {each.id for each in (*process.outputs, *process.inputs, *process.emissions)}
        found.add(f"{name}/factor")
    for process_id, flow, name in inventory.properties:
        if name == MARKET or process_id in background or (not process_id and flow in flows - own):
            found.add(f"{process_id}.{flow}.{name}" if process_id else f"{flow}.{name}")
    return frozenset(found)


def differing_keys(a: Inventory, b: Inventory, keys: Iterable[str]) -> tuple[str, ...]:
    """Keys whose amount or distribution differs between two inventories, though their draws are common."""
    first, second = stated_numbers(a), stated_numbers(b)
    return tuple(sorted(key for key in keys if first.get(key) != second.get(key)))


def stated_numbers(inventory: Inventory) -> Mapping[str, object]:
    """Amount and uncertainty of everything that an inventory states, by key."""
    found: dict[str, object] = {
        each.id: (each.amount, each.uncertainty) for each in inventory.parameters.values()
    }
    for process in inventory.processes.values():
        for exchange in (*process.outputs, *process.inputs, *process.emissions):
            if exchange.quantity is not None:
                found[exchange.id] = (exchange.quantity.amount, exchange.quantity.uncertainty)
        if process.factor is not None:
            found[f"{process.id}/factor"] = process.factor
    for (process_id, flow, name), stated in inventory.properties.items():
        found[f"{process_id}.{flow}.{name}" if process_id else f"{flow}.{name}"] = stated
    return found


def _keys(compiled: CompiledSystem, result: Result, drawn: Draws) -> frozenset[str]:
    """Keys behind the quantities that a case needs: their own, and those of parameters in their formulas."""
    from rulewright.reading.formulas import parameters_in

    found = set()
    for identity in compiled.needed:
        whole = result.system.quantities[identity]
        for quantity in whole.taken or (whole,):
            if quantity.is_uncertain:
                found.add(key_of(quantity.id))
            if quantity.formula is not None:
                named = [drawn.inventory.parameters[name] for name in parameters_in(quantity.formula)]
                found |= {each.id for each in named if each.is_uncertain}
    return frozenset(found)
