"""What an openLCA package holds, in one shape for schema 1.x and 2.x: plain data, no choice of method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

FlowType = Literal["PRODUCT_FLOW", "WASTE_FLOW", "ELEMENTARY_FLOW"]


@dataclass(frozen=True, slots=True)
class OlcaUnit:
    """A unit and what one of it is in the reference unit of its group."""

    uuid: str
    name: str
    factor: float


@dataclass(frozen=True, slots=True)
class OlcaUnitGroup:
    """Units of one kind; ``reference`` is the one with factor 1."""

    uuid: str
    name: str
    units: Mapping[str, OlcaUnit]
    reference: OlcaUnit


@dataclass(frozen=True, slots=True)
class OlcaFlowProperty:
    """A quantity in which flows are measured."""

    uuid: str
    name: str
    unit_group: str


@dataclass(frozen=True, slots=True)
class OlcaFlow:
    """A flow. ``properties``: flow property to the amount of it [its reference unit] in one reference unit of the flow."""

    uuid: str
    name: str
    type: FlowType
    category: str
    reference_property: str
    properties: Mapping[str, float]
    location: str = ""
    cas: str = ""
    description: str = ""
    is_infrastructure: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OlcaExchange:
    """An input or output as written, in its own unit."""

    key: str
    number: int
    flow: str
    is_input: bool
    amount: float
    unit: str
    flow_property: str
    formula: str = ""
    is_reference: bool = False
    is_avoided: bool = False
    provider: str = ""
    uncertainty: Mapping[str, Any] | None = None
    pedigree: str = ""
    base_uncertainty: float | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class OlcaAllocationFactor:
    """A factor of the source: how it shares a process (``exchange`` only where it shares by exchange)."""

    method: str
    product: str
    value: float
    exchange: str = ""


@dataclass(frozen=True, slots=True)
class OlcaParameter:
    """A parameter; ``process`` is empty for a global one."""

    name: str
    process: str
    value: float
    formula: str = ""
    uncertainty: Mapping[str, Any] | None = None
    description: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OlcaProcess:
    """A process with all that it states."""

    uuid: str
    name: str
    category: str
    type: str
    location: str
    year: int | None
    description: str
    technology: str
    restrictions: str
    is_copyrighted: bool
    is_infrastructure: bool
    exchanges: tuple[OlcaExchange, ...]
    allocation: tuple[OlcaAllocationFactor, ...] = ()
    default_allocation: str = ""
    parameters: tuple[OlcaParameter, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class OlcaPackage:
    """All data sets of a package by uuid.

    ``schema``: 1 or 2. ``other``: data sets that have no place in an inventory (impact methods, projects, product
    systems ...), kind to number.
    """

    name: str
    schema: int
    unit_groups: Mapping[str, OlcaUnitGroup]
    flow_properties: Mapping[str, OlcaFlowProperty]
    flows: Mapping[str, OlcaFlow]
    processes: Mapping[str, OlcaProcess]
    parameters: tuple[OlcaParameter, ...] = ()
    other: Mapping[str, int] = field(default_factory=dict)
