"""What the steps pass on: the inventory, the rule, and all that was attached to exchanges so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from rulewright.errors import Mistake
from rulewright.inventory import Exchange, Inventory, MaterialRecycling, Quantity, UnitProcess
from rulewright.ledger import Decision
from rulewright.rule import Rule
from rulewright.terms import WHOLE, ApartItem, ProductSystem, Share

EMPTY: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Multiplier:
    """A constant attached to an exchange, with the clause that attached it; ``apart`` if it is shown apart."""

    constant: float
    clause: str
    apart: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Part of an input that is supplied by one node (``process|flow``)."""

    node: str
    fraction: float
    quantity: Quantity | None = field(default=None, compare=False)  # the fraction, where it may vary


@dataclass(frozen=True, slots=True)
class Treatment:
    """What happens to one output: it carries a share, or it is substituted, treated, returned, or free.

    ``credited`` is the part of a substitution credit that the producer takes [1]; ``part`` the sub-process
    that stands for the whole (alias).
    """

    kind: Literal["share", "substitute", "waste", "scrap", "internal", "burden_free", "alias"]
    share: Share = WHOLE
    credited: float = 1.0
    apart: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class PoolTerm:
    """Input of a pool (scrap, or a substituted co-product): ``amount`` of ``node`` per unit of the pool.

    ``scaled_by``: ids of the inventory's side numbers that the amount is a product of.
    """

    node: str
    amount: float
    scaled_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recovered:
    """Material recovered at the end of life, credited in the total: ``amount`` [kg] of ``flow`` at ``terms``."""

    flow: str
    amount: float
    terms: tuple[PoolTerm, ...]


@dataclass(frozen=True)
class Applied:
    """An inventory with everything that the rule attached to it; never changed, only replaced.

    ``classes``: (process, flow) to effective class; ``treatments``: likewise; ``gaps``: exchange ids of data
    gaps that the study leaves out; ``open``: decisions that no clause settles.
    """

    inventory: Inventory
    rule: Rule
    product: str
    process: str
    amount: float
    multipliers: Mapping[str, tuple[Multiplier, ...]] = field(default_factory=lambda: EMPTY)
    links: Mapping[str, tuple[Link, ...]] = field(default_factory=lambda: EMPTY)
    classes: Mapping[tuple[str, str], str] = field(default_factory=lambda: EMPTY)
    pools: frozenset[str] = frozenset()
    treatments: Mapping[tuple[str, str], Treatment] = field(default_factory=lambda: EMPTY)
    netted: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    pool_terms: Mapping[str, tuple[PoolTerm, ...]] = field(default_factory=lambda: EMPTY)
    apart: tuple[ApartItem, ...] = ()
    recovered: tuple[Recovered, ...] = ()
    gaps: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
    characterisation: Mapping[str, float] = field(default_factory=lambda: EMPTY)
    factor_quantities: Mapping[str, Quantity] = field(default_factory=lambda: EMPTY)
    apart_factors: Mapping[str, tuple[str, float]] = field(default_factory=lambda: EMPTY)
    open: tuple[Mistake, ...] = ()
    kept_system: ProductSystem | None = field(default=None, compare=False, repr=False)
    kept_reach: tuple[UnitProcess, ...] | None = field(default=None, compare=False, repr=False)

    def with_(self, **changes: Any) -> Applied:
        """A copy with these parts replaced."""
        return replace(self, kept_system=None, **changes)

    def is_out(self, exchange: str) -> bool:
        """Whether nothing of the exchange is left (out of the boundary, cut, or a data gap)."""
        if exchange in self.gaps or exchange in self.cut:
            return True
        return any(each.constant == 0.0 and not each.apart for each in self.multipliers.get(exchange, ()))

    @cached_property
    def material_by_scrap(self) -> Mapping[str, MaterialRecycling]:
        """Recycling facts by scrap flow, the study's own before those of backgrounds."""
        found: dict[str, MaterialRecycling] = {}
        for file in (self.inventory.file, *self.inventory.backgrounds):
            for material in file.recycling:
                found.setdefault(material.scrap, material)
        return found

    def side_numbers(self, *identities: str) -> tuple[str, ...]:
        """Those of the ids that the inventory keeps as numbers that may be uncertain, and that aren't zero."""
        known = self.inventory.side_numbers
        return tuple(each for each in identities if each in known and known[each].amount)

    def output_of(self, process: str, flow: str) -> Exchange:
        """The output ``flow`` of ``process``."""
        return next(each for each in self.inventory.processes[process].outputs if each.flow == flow)

    def class_of(self, exchange: Exchange) -> str:
        """Class of an output after the rule's switches."""
        return self.classes.get((exchange.process, exchange.flow), exchange.output_class)

    def provider_of(self, entered: Exchange) -> str | None:
        """The process that an input is linked to under this rule; None for pools, electricity and data gaps."""
        if entered.flow in self.pools:
            return None
        if entered.provider is not None or entered.flow not in self.inventory.pools:
            return entered.provider
        sharing = makers_of_scrap(self.inventory, entered.flow)  # the rule calls this scrap a product
        return sharing[0] if len(sharing) == 1 else None

    def treatment_process(self, flow: str) -> UnitProcess | None:
        """The process whose function is to treat this waste, if the inventory has one."""
        for name in self.inventory.makers.get(flow, ()):
            process = self.inventory.processes[name]
            if process.treats_waste and process.reference.flow == flow:
                return process
        return None


StepResult = tuple[Applied, list[Decision]]


def suppliers(applied: Applied, process: UnitProcess) -> list[str]:
    """Processes that one process may draw on, whatever the rule: used to find what a study can touch."""
    inventory = applied.inventory
    found = [each.provider for each in process.inputs if each.provider is not None]
    for flow in {each.flow for each in process.inputs} & inventory.pools:
        found += makers_of_scrap(inventory, flow)
    if any(each.flow == "electricity" and each.provider is None for each in process.inputs):
        found += [each.supply.process for each in inventory.supplies_for(process)]
    for flow in {each.flow for each in (*process.outputs, *process.inputs)}:
        material = applied.material_by_scrap.get(flow)
        if material is not None:
            found += [material.primary, material.recycled]
        treatment = applied.treatment_process(flow)
        if treatment is not None:
            found.append(treatment.id)
        product = inventory.flows.get(flow)
        if product is not None:
            targets = ([product.displaces] if product.displaces else []) + list(product.processing)
            for target in targets:
                found += [target.process] if target.process else list(inventory.makers.get(target.flow, ()))
    found += process.subdivided_into
    return found


def makers_of_scrap(inventory: Inventory, flow: str) -> list[str]:
    """Processes that return this flow, whatever its class."""
    return [
        process.id
        for process in inventory.processes.values()
        if any(output.flow == flow for output in process.outputs)
    ]


def within_reach(applied: Applied) -> tuple[UnitProcess, ...]:
    """Processes that the study can touch under some rule, the product's own first, in a stable order (kept)."""
    if applied.kept_reach is not None:
        return applied.kept_reach
    order: dict[str, None] = {}
    queue = [applied.process]
    while queue:
        name = queue.pop(0)
        if name in order or name not in applied.inventory.processes:
            continue
        order[name] = None
        queue += suppliers(applied, applied.inventory.processes[name])
    reach = tuple(applied.inventory.processes[name] for name in order)
    object.__setattr__(applied, "kept_reach", reach)  # the same for every step, so copies carry it on
    return reach
