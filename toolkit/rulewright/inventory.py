"""An unallocated inventory: unit processes as measured, multi-output ones whole, no methodological choice.

Amounts keep the unit they were written in until reading converts them to the unit of their flow.
Nothing here reads files (see :mod:`rulewright.reading.inventories`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, model_validator

from rulewright.rule import Slug, Strict, Text
from rulewright.words import GwpSet, Mark, OutputClass, PropertyName, Stage, Tag

INVENTORY_FORMAT = "rulewright-inventory/1"


class Uncertainty(Strict):
    """Distribution of an amount, in the words of stats_arrays.

    ``triangular`` and ``uniform`` need ``minimum`` and ``maximum`` (the amount is the mode of a triangular
    one); ``lognormal`` and ``normal`` need ``sd`` (of ln(amount) for lognormal); pedigree scores 1..5 in the
    order reliability, completeness, temporal, geographical, technology (and sample size).
    """

    distribution: Literal["triangular", "uniform", "lognormal", "normal"] | None = None
    minimum: FiniteFloat | None = None
    maximum: FiniteFloat | None = None
    sd: Annotated[FiniteFloat, Field(gt=0)] | None = None
    pedigree: Annotated[list[Annotated[int, Field(ge=1, le=5)]], Field(min_length=5, max_length=6)] | None = (
        None
    )
    note: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Uncertainty:
        if self.distribution in ("triangular", "uniform"):
            if self.minimum is None or self.maximum is None:
                raise ValueError(f"a {self.distribution} distribution needs minimum and maximum")
            if not self.minimum < self.maximum:
                raise ValueError(f"minimum {self.minimum:g} is not below maximum {self.maximum:g}")
        if self.distribution in ("lognormal", "normal") and self.sd is None:
            raise ValueError(f"a {self.distribution} distribution needs sd")
        if self.distribution is None and self.pedigree is None:
            raise ValueError("give a distribution or pedigree scores")
        return self


class DatedPrice(Strict):
    """Mean price of one year."""

    year: int
    amount: FiniteFloat
    minimum: FiniteFloat | None = None
    maximum: FiniteFloat | None = None


class Property(Strict):
    """A property per unit of a product flow, e.g. price [CNY/kg], lhv [MJ/kg], carbon [kg/kg].

    ``amount`` or, for prices, a dated ``series`` [same unit], so that an averaging window is a clause.
    ``basis``: what the unit of product means (product mass, contained metal, anhydrous, gross ...).
    """

    property: PropertyName
    amount: FiniteFloat | None = None
    series: list[DatedPrice] | None = None
    unit: str
    basis: str | None = None
    uncertainty: Uncertainty | None = None
    source: str
    mark: Mark
    note: str | None = None

    @model_validator(mode="after")
    def _amount_or_series(self) -> Property:
        if (self.amount is None) == (self.series is None):
            raise ValueError("give either amount or series")
        if self.series is not None and self.property != "price":
            raise ValueError("only a price can be a dated series")
        return self


class Processing(Strict):
    """A process that the flow still needs outside its producer: burning a gas, grinding a slag."""

    flow: Slug
    process: Slug | None = None
    amount: Annotated[FiniteFloat, Field(gt=0)]
    unit: str
    source: str
    mark: Mark


class Displaces(Strict):
    """What one unit of this flow displaces: ``amount`` of product ``flow`` per unit of this flow.

    ``use_known``: the real use is known first-hand; ``dominant``: one displaced product dominates.
    """

    flow: Slug
    process: Slug | None = None
    amount: Annotated[FiniteFloat, Field(gt=0)]
    unit: str
    use_known: bool = False
    dominant: bool = False
    source: str
    mark: Mark
    note: str | None = None


class ProductFlow(Strict):
    """A product, co-product, waste or scrap that passes between processes; amounts in ``unit``.

    ``processing``: what happens to the flow after it leaves (burned, ground), whoever carries that burden.
    ``supply_missing``: why no process makes it here; its inputs are data gaps, which a study must declare
    that it leaves out. Without it a product nobody makes is a mistake.
    """

    id: Slug
    name: Text
    unit: str
    groups: list[Slug] = Field(default_factory=list)
    properties: list[Property] = Field(default_factory=list)
    displaces: Displaces | None = None
    processing: list[Processing] = Field(default_factory=list)
    supply_missing: Text | None = None
    note: str | None = None


class Parameter(Strict):
    """A named number that formulas use."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    amount: FiniteFloat
    unit: str
    uncertainty: Uncertainty | None = None
    source: str
    mark: Mark
    note: str | None = None


class Amount(Strict):
    """What inputs, outputs and emissions share: an amount or formula in a unit, with its origin.

    ``missing: true`` says "exists, no number found" (``amount`` stays empty): that is not zero.
    """

    flow: Slug
    amount: FiniteFloat | None = None
    formula: str | None = None
    missing: bool = False
    unit: str
    uncertainty: Uncertainty | None = None
    source: str
    mark: Mark
    data: Literal["primary", "secondary"] = "secondary"
    tags: list[Tag] = Field(default_factory=list)
    note: str | None = None

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Amount:
        given = [self.amount is not None, self.formula is not None, self.missing]
        if sum(given) != 1:
            raise ValueError("give exactly one of amount, formula, missing: true")
        return self


class Output(Amount):
    """A product, co-product, waste or scrap that leaves the process; exactly one output is the reference."""

    output_class: Annotated[OutputClass, Field(alias="class")] = "co_product"
    properties: list[Property] = Field(default_factory=list)


class Loss(Strict):
    """A loss on the way into the process: share of the net amount (per output) or of the gross input."""

    share: Annotated[FiniteFloat, Field(ge=0, lt=1)]
    of: Literal["output", "input"]


class Input(Amount):
    """A product flow that enters; ``from`` names the supplying process where more than one makes it."""

    from_process: Annotated[Slug | None, Field(alias="from")] = None
    loss: Loss | None = None


class Emission(Amount):
    """An elementary flow to or from the environment (ids of ``databases/elementary_flows.yaml``)."""


class AggregatedFactor(Strict):
    """kg CO2e per unit of the reference product, with what it covers; never converted silently."""

    amount: FiniteFloat
    unit: str
    gwp_set: GwpSet | Literal["not_stated"]
    gases: Literal["co2_only", "all", "not_stated"]
    coverage: Literal["direct", "life_cycle", "production"]
    year: int
    kind: Literal["fossil", "biogenic", "dluc"] = "fossil"
    uncertainty: Uncertainty | None = None
    source: str
    mark: Mark
    note: str | None = None


class Process(Strict):
    """A unit process as measured. The reference output has class ``product`` and stands first."""

    id: Slug
    name: Text
    stage: Stage
    location: str
    year: int | None = None
    year_note: str | None = None
    technology: str | None = None
    tags: list[Tag] = Field(default_factory=list)
    part_of: Slug | None = None
    subdivided_into: list[Slug] = Field(default_factory=list)
    coupling: Literal["fixed", "free"] = "fixed"
    treats_waste: bool = False
    outputs: Annotated[list[Output], Field(min_length=1)]
    inputs: list[Input] = Field(default_factory=list)
    emissions: list[Emission] = Field(default_factory=list)
    factor: AggregatedFactor | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_reference(self) -> Process:
        references = [output for output in self.outputs if output.output_class == "product"]
        if len(references) != 1 or self.outputs[0].output_class != "product":
            raise ValueError(
                "exactly one output has class product, and it stands first (others: co_product, ...)"
            )
        flows = [output.flow for output in self.outputs]
        twice = sorted({flow for flow in flows if flows.count(flow) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} leaves the process twice; state one output with one amount")
        return self

    @property
    def reference(self) -> Output:
        """The reference output."""
        return self.outputs[0]


class ElectricitySupply(Strict):
    """A way in which the site's electricity is, or could be, supplied (a fact about the site, not a choice).

    ``share``: the part of a demand that this supply can cover [1]; on-site supplies usually less than 1.
    """

    id: Slug
    supply: Literal[
        "on_site", "direct_line", "contract", "supplier_mix", "residual_mix", "grid_average", "fossil_mix",
    ]  # fmt: skip
    process: Slug
    flow: Slug
    scope: Literal["national", "regional", "provincial"] = "national"
    factor_family: Literal["life_cycle", "direct"] = "life_cycle"
    share: Annotated[FiniteFloat, Field(gt=0, le=1)] | None = None
    formula: str | None = None
    certificate: bool = False
    for_processes: list[Slug] | None = None
    source: str
    mark: Mark
    note: str | None = None


class MaterialRecycling(Strict):
    """The recycling facts of one material: its scrap flow and the primary and recycled routes.

    Per kg of scrap, ``yield_kg_per_kg`` of recycled material results; ``primary`` and ``recycled`` name
    processes whose reference product is the point of substitution. ``recovery_rate`` is the share of the
    product recovered at its end of life (absent: no scenario, so no end-of-life credit can be stated).
    """

    material: Slug
    scrap: Slug
    primary: Slug
    recycled: Slug
    yield_kg_per_kg: Annotated[FiniteFloat, Field(gt=0, le=1.5)]
    quality_ratio: Annotated[FiniteFloat, Field(gt=0, le=1)] = 1.0
    recovery_rate: Annotated[FiniteFloat, Field(ge=0, le=1)] | None = None
    product_content_kg_per_unit: Annotated[FiniteFloat, Field(gt=0)] | None = None
    disposal: Slug | None = None
    source: str
    mark: Mark
    note: str | None = None


class DeclaredUnit(Strict):
    """Quantity that results refer to."""

    amount: Annotated[FiniteFloat, Field(gt=0)]
    unit: str


class ExplainedImbalance(Strict):
    """Why a balance of a process doesn't close."""

    process: Slug
    balance: Literal["mass", "carbon", "energy"]
    reason: Text


class InventoryFile(Strict):
    """One inventory file, as written."""

    format: Literal["rulewright-inventory/1"]
    id: Slug
    title: Text
    version: str
    licence: str
    citation: str | None = None
    read: date | None = None
    product: Slug | None = None
    product_groups: list[Slug] = Field(default_factory=list)
    declared_unit: DeclaredUnit | None = None
    geography: str
    year: int
    background: list[Slug] = Field(default_factory=list)
    note: Text | None = None
    sources: dict[str, str] = Field(default_factory=dict)
    parameters: list[Parameter] = Field(default_factory=list)
    products: list[ProductFlow] = Field(default_factory=list)
    electricity_supplies: list[ElectricitySupply] = Field(default_factory=list)
    recycling: list[MaterialRecycling] = Field(default_factory=list)
    explained_imbalances: list[ExplainedImbalance] = Field(default_factory=list)
    processes: list[Process] = Field(default_factory=list)

    @property
    def hash(self) -> str:
        """SHA-256 of the content, 16 hex digits."""
        content = json.dumps(self.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


# ---- the inventory as read: every amount in the unit of its flow, links resolved ----------------------


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of the unallocated inventory that may be uncertain; draws are keyed by ``id``.

    ``amount`` is in ``unit``; ``scale`` converts a formula's result, minima and maxima into that unit.
    """

    id: str
    amount: float
    unit: str
    source: str
    mark: str
    uncertainty: Uncertainty | None = None
    formula: str | None = None
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One input, output or emission of a unit process, its amount in the unit of the flow.

    ``quantity`` is None if the amount is missing ("exists, no number found"). ``provider`` is the process
    that makes an input's flow; None for pools (scrap), for electricity that a rule links, and for data gaps.
    """

    id: str
    process: str
    direction: Literal["output", "input", "emission"]
    flow: str
    quantity: Quantity | None
    output_class: str = ""
    provider: str | None = None
    tags: frozenset[str] = frozenset()
    data: str = "secondary"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """A property per unit of a flow: ``amount`` in ``unit`` (numerator per unit of the flow)."""

    quantity: Quantity
    basis: str | None
    note: str | None
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class UnitProcess:
    """A unit process as read: exchanges in the units of their flows."""

    id: str
    name: Text
    stage: str
    location: str
    tags: frozenset[str]
    outputs: tuple[Exchange, ...]
    inputs: tuple[Exchange, ...]
    emissions: tuple[Exchange, ...]
    subdivided_into: tuple[str, ...] = ()
    part_of: str | None = None
    treats_waste: bool = False
    factor: AggregatedFactor | None = None
    is_background: bool = False
    file: str = ""

    @property
    def reference(self) -> Exchange:
        """The reference output."""
        return self.outputs[0]


@dataclass(frozen=True)
class Inventory:
    """An unallocated inventory with its backgrounds, read, converted and linked.

    Attributes
    ----------
    flows, processes
        By id; the study's own and those of the backgrounds.
    properties, property_scales
        By (process or "", flow, property); the scale converts into the unit of the flow.
    makers
        Flow to the processes that make it.
    pools
        Scrap flows that no process makes.
    supply_shares
        Electricity supply to the share of a demand that it can cover [1].
    displaced_amounts
        ``displaces:flow`` and ``processing:flow:number`` to the amount per unit of flow.
    declared_amount
        Declared unit in the unit of the product; None without a product.
    """

    file: InventoryFile
    backgrounds: tuple[InventoryFile, ...]
    flows: Mapping[str, ProductFlow]
    processes: Mapping[str, UnitProcess]
    properties: Mapping[tuple[str, str, str], Property]
    property_scales: Mapping[tuple[str, str, str], float]
    parameters: Mapping[str, Quantity]
    makers: Mapping[str, tuple[str, ...]]
    pools: frozenset[str]
    supply_shares: Mapping[str, float] = field(default_factory=dict)
    displaced_amounts: Mapping[str, float] = field(default_factory=dict)
    declared_amount: float | None = None

    @property
    def id(self) -> str:
        """Id of the inventory."""
        return self.file.id

    @cached_property
    def hash(self) -> str:
        """Hash of the inventory and its backgrounds, 16 hex digits."""
        joined = "".join([self.file.hash, *(background.hash for background in self.backgrounds)])
        return hashlib.sha256(joined.encode()).hexdigest()[:16]

    def name(self, flow: str, lang: str) -> str:
        """Name of a flow."""
        return self.flows[flow].name.get(lang) if flow in self.flows else flow

    def property_value(
        self, process: str, flow: str, name: str, years: int | None = None
    ) -> PropertyValue | None:
        """A property of a flow as it leaves ``process``, or None if nothing states it (absent is not zero).

        ``years``: averaging window of a dated price series: the newest that many years. None takes all
        years of the series (the caller leaves a ledger line).
        """
        key = (process, flow, name) if (process, flow, name) in self.properties else ("", flow, name)
        stated = self.properties.get(key)
        if stated is None:
            return None
        scale = self.property_scales[key]
        owner = f"{process}.{flow}" if key[0] else flow
        unit = f"{stated.unit}"
        if stated.series is None:
            quantity = Quantity(
                f"{owner}.{name}", (stated.amount or 0.0) * scale, unit, stated.source, stated.mark,
                stated.uncertainty, None, scale,
            )  # fmt: skip
            return PropertyValue(quantity, stated.basis, stated.note)
        window = sorted(stated.series, key=lambda price: price.year)[-(years or len(stated.series)) :]
        mean = sum(price.amount for price in window) / len(window) * scale
        label = f"{owner}.{name}[{window[0].year}-{window[-1].year}]"
        quantity = Quantity(label, mean, unit, stated.source, stated.mark, stated.uncertainty, None, scale)
        return PropertyValue(quantity, stated.basis, stated.note, tuple(price.year for price in window))
