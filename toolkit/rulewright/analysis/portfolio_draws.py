"""Draws for a portfolio: what plants share is drawn once, what belongs to one plant is drawn for it alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rulewright.engine.draws import PEDIGREE_SUFFIX, Draws, characterisation_keys, uncertain_keys
from rulewright.engine.pedigree import PedigreeSet
from rulewright.engine.plans import Correlated, Plan, Sampling, make_plan
from rulewright.inventory import Inventory

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rulewright.portfolio import Plant

    Floats = npt.NDArray[np.float64]

MARKET = "price"  # property of a flow that is a fact of the market, not of a plant


def own_keys(inventory: Inventory, stated: Iterable[str] = ()) -> frozenset[str]:
    """Keys of the quantities that belong to a plant: they are drawn for it alone.

    These are all that the plant states, and of the inventory's own file the parameters, exchanges, aggregated
    factors and properties, and the parts of a demand that its electricity supplies cover. Shared are all quantities of linked files, and prices.

    Examples
    --------
    >>> import rulewright as rw
    >>> own = own_keys(rw.read_inventory("steel-hot-rolled-coil-bf-bof"))
    >>> "parameter.coke" in own, "hard-coal-supply/factor" in own, "slag.price" in own
    (True, False, False)
    """
    file = inventory.file
    found = {inventory.parameters[parameter.id].id for parameter in file.parameters}
    own_processes = {process.id for process in inventory.processes.values() if not process.is_background}
    for identity in own_processes:
        process = inventory.processes[identity]
        found |= {each.id for each in (*process.outputs, *process.inputs, *process.emissions)}
        found.add(f"{identity}/factor")
    found |= {each.quantity.id for offered in inventory.supplies.values() for each in offered}
    own_flows = {flow.id for flow in file.products}
    for process_id, flow, name in inventory.properties:
        if name != MARKET and (process_id in own_processes or (not process_id and flow in own_flows)):
            found.add(f"{process_id}.{flow}.{name}" if process_id else f"{flow}.{name}")
    return frozenset(found) | frozenset(stated)


def key_for(plant: str, own: frozenset[str], key: str) -> str:
    """Key under which a quantity is drawn: ``plant/key`` if it belongs to the plant, the key itself if it is shared."""
    return f"{plant}/{key}" if key.removesuffix(PEDIGREE_SUFFIX) in own else key


def portfolio_keys(plants: Iterable[Plant]) -> tuple[str, ...]:
    """Keys of all that is uncertain in a portfolio, sorted; characterisation factors are shared by all plants."""
    found: set[str] = set(characterisation_keys())
    for plant in plants:
        own = own_keys(plant.inventory, plant.stated)
        found |= {key_for(plant.id, own, key) for key in uncertain_keys(plant.inventory)}
    return tuple(sorted(found))


class PlantDraws(Draws):
    """Draws of one plant of a portfolio.

    Parameters
    ----------
    plant
        Id, part of the keys of its own quantities.
    inventory
        Of the plant.
    own
        Keys of its own quantities, see :func:`own_keys`.
    keys
        All keys of the portfolio (:func:`portfolio_keys`): the dimensions of a Sobol' sequence.
    """

    def __init__(
        self,
        plant: str,
        inventory: Inventory,
        own: frozenset[str],
        keys: tuple[str, ...],
        draws: int,
        seed: int = 1,
        sampling: Sampling = "mc",
        pedigree_set: PedigreeSet = "ecoinvent-2",
        plan: Plan | None = None,
    ) -> None:
        super().__init__(inventory, draws, seed, sampling, pedigree_set)
        renamed: Plan = _PlantPlan(plant, own, plan or make_plan(sampling, seed, draws, keys))
        stratified = draws if sampling == "lhs" else None
        self.plan = Correlated(renamed, self.groups, stratified) if self.groups else renamed


class _PlantPlan:
    """A plan in which a plant's own quantities have keys of their own."""

    def __init__(self, plant: str, own: frozenset[str], plan: Plan) -> None:
        self.plant, self.own, self.plan = plant, own, plan

    def uniforms(self, key: str, start: int, stop: int) -> Floats:
        """Numbers (stop - start,) in (0, 1)."""
        return self.plan.uniforms(key_for(self.plant, self.own, key), start, stop)
