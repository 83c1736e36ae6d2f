"""An unallocated inventory: unit processes as measured, multi-output ones whole, no methodological choice.

Amounts keep the unit they were written in until reading converts them to the unit of their flow.
Nothing here reads files (see :mod:`rulewright.reading.inventories`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import (
    ConfigDict,
    Field,
    FiniteFloat,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)

from rulewright.rule import Slug, Strict, Text
from rulewright.words import GwpSet, Mark, OutputClass, PropertyName, Stage, Tag

if TYPE_CHECKING:
    from rulewright.changes import Changes
    from rulewright.modules import Module

INVENTORY_FORMAT = "rulewright-inventory/1"
NO_YEAR = 0  # the year of an inventory whose source states none


# distribution -> the keys that it needs beside the amount
DISTRIBUTION_NEEDS: dict[str, tuple[str, ...]] = {
    "none": (),
    "triangular": ("minimum", "maximum"),
    "uniform": ("minimum", "maximum"),
    "discrete_uniform": ("minimum", "maximum"),
    "beta_pert": ("minimum", "maximum"),
    "beta": ("minimum", "maximum", "alpha", "beta"),
    "lognormal": ("sd",),
    "normal": ("sd",),
    "student_t": ("scale", "degrees"),
    "gumbel": ("scale",),
    "gamma": ("scale", "shape"),
    "weibull": ("scale", "shape"),
    "pedigree": (),  # scores alone
}
# distribution -> the keys that it may have besides
DISTRIBUTION_TAKES: dict[str, tuple[str, ...]] = {
    "beta_pert": ("shape",),
    "lognormal": ("minimum", "maximum", "negative"),
    "normal": ("minimum", "maximum"),
    "student_t": ("minimum", "maximum"),
    "gumbel": ("minimum", "maximum", "location"),
    "gamma": ("minimum", "maximum", "location"),
    "weibull": ("minimum", "maximum", "location"),
    "pedigree": ("minimum", "maximum"),
}


class Grown(Strict):
    """A model that got keys after files were hashed: where they are empty the hash stays what it was."""

    ADDED: ClassVar[tuple[str, ...]] = ()

    @model_serializer(mode="wrap")
    def _without_empty_additions(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = handler(self)
        return {key: value for key, value in written.items() if value or key not in self.ADDED}


class Uncertainty(Grown):
    """Distribution of an amount, in the words of stats_arrays.

    ``triangular``, ``beta_pert``: the amount is the mode, between ``minimum`` and ``maximum``; ``normal``: the mean;
    ``student_t``: the centre; ``lognormal``: the median, ``sd`` that of ln(amount), with ``negative: true`` for a
    negative amount. ``gamma``, ``weibull``: ``location`` (default 0) plus a variable of ``scale`` and ``shape``;
    ``gumbel``: ``location`` (default: the amount) and ``scale``; ``beta``: ``alpha`` and ``beta`` between the bounds.
    Bounds beside another distribution truncate it. ``discrete_uniform``: whole numbers, both ends included.
    Pedigree scores 1..5: reliability, completeness, temporal, geographical, technology (and sample size).
    """

    ADDED = ("location", "scale", "shape", "degrees", "alpha", "beta", "negative")

    distribution: (
        Literal[
            "none", "triangular", "uniform", "discrete_uniform", "beta_pert", "beta", "lognormal", "normal", "student_t",
            "gumbel", "gamma", "weibull",
        ]
        | None
    ) = None  # fmt: skip
    minimum: FiniteFloat | None = None
    maximum: FiniteFloat | None = None
    sd: Annotated[FiniteFloat, Field(gt=0)] | None = None
    location: FiniteFloat | None = None
    scale: Annotated[FiniteFloat, Field(gt=0)] | None = None
    shape: Annotated[FiniteFloat, Field(gt=0)] | None = None
    degrees: Annotated[FiniteFloat, Field(gt=2)] | None = None
    alpha: Annotated[FiniteFloat, Field(gt=0)] | None = None
    beta: Annotated[FiniteFloat, Field(gt=0)] | None = None
    negative: Literal[True] | None = None
    pedigree: Annotated[list[Annotated[int, Field(ge=1, le=5)]], Field(min_length=5, max_length=6)] | None = (
        None
    )
    note: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Uncertainty:
        if self.distribution is None and self.pedigree is None:
            raise ValueError("give a distribution or pedigree scores")
        distribution = self.distribution or "pedigree"
        needs = DISTRIBUTION_NEEDS[distribution]
        if any(getattr(self, key) is None for key in needs):
            raise ValueError(f"a {self.distribution} distribution needs {', '.join(needs)}")
        if self.minimum is not None and self.maximum is not None and not self.minimum < self.maximum:
            raise ValueError(f"minimum {self.minimum:g} is not below maximum {self.maximum:g}")
        takes = {*needs, *DISTRIBUTION_TAKES.get(distribution, ())}
        if distribution == "none" and self.pedigree is not None:
            raise ValueError("a none distribution takes no pedigree scores")
        surplus = [key for key in _PARAMETERS if key not in takes and getattr(self, key) is not None]
        if surplus and self.distribution is None:
            raise ValueError(f"pedigree scores alone take no {', '.join(surplus)}")
        if surplus:
            raise ValueError(f"a {self.distribution} distribution takes no {', '.join(surplus)}")
        if distribution == "discrete_uniform" and any(
            bound is not None and bound != round(bound) for bound in (self.minimum, self.maximum)
        ):
            raise ValueError("the bounds of a discrete_uniform distribution are whole numbers")
        return self


_PARAMETERS = (
    "minimum", "maximum", "sd", "location", "scale", "shape", "degrees", "alpha", "beta", "negative",
)  # fmt: skip


def is_uncertain(uncertainty: Uncertainty | None) -> bool:
    """Whether a distribution is stated; ``none`` says that a number is certain."""
    return uncertainty is not None and uncertainty.distribution != "none"


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


class Processing(Grown):
    """A process that the flow still needs outside its producer: burning a gas, grinding a slag."""

    ADDED = ("uncertainty",)

    flow: Slug
    process: Slug | None = None
    amount: Annotated[FiniteFloat, Field(gt=0)]
    unit: str
    uncertainty: Uncertainty | None = None
    source: str
    mark: Mark


class Displaces(Grown):
    """What one unit of this flow displaces: ``amount`` of product ``flow`` per unit of this flow.

    ``use_known``: the real use is known first-hand; ``dominant``: one displaced product dominates.
    """

    ADDED = ("uncertainty",)

    flow: Slug
    process: Slug | None = None
    amount: Annotated[FiniteFloat, Field(gt=0)]
    unit: str
    uncertainty: Uncertainty | None = None
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


class DatedFactor(Strict):
    """An aggregated factor of one year; ``source`` if it is another one than the factor's."""

    year: int
    amount: FiniteFloat
    source: str | None = None


def _dated(schema: dict[str, Any]) -> None:
    """JSON Schema of a factor: amount and year, or a series of them."""
    schema["required"] = [name for name in schema["required"] if name not in ("amount", "year")]
    schema["anyOf"] = [{"required": ["amount", "year"]}, {"required": ["series"]}]


class AggregatedFactor(Strict):
    """kg CO2e per unit of the reference product, with what it covers; never converted silently.

    ``series`` in the place of ``amount`` and ``year``: a factor that is published year by year. Which year counts is
    a clause (``electricity.factor_year``); until a rule chooses, amount and year are those of the latest entry.
    """

    model_config = ConfigDict(json_schema_extra=_dated)

    series: Annotated[list[DatedFactor], Field(min_length=1)] | None = None
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

    @model_validator(mode="before")
    @classmethod
    def _latest_of_series(cls, stated: Any) -> Any:
        series = stated.get("series") if isinstance(stated, dict) else None
        if not isinstance(series, list):
            return stated
        dated = [(each.year, each.amount) for each in map(_as_dated, series) if each is not None]
        if len({year for year, _ in dated}) < len(dated):
            raise ValueError("a year stands twice in the series")
        if (stated.get("year"), stated.get("amount")) in dated:
            return stated  # as it was written after reading
        if not {"amount", "year"}.isdisjoint(stated):
            raise ValueError("give either amount and year, or series")
        if len(dated) < len(series) or not dated:
            return {**stated, "amount": 0.0, "year": 0}  # the series has mistakes of its own, which are told
        year, amount = max(dated)
        return {**stated, "amount": amount, "year": year}


def _as_dated(stated: Any) -> DatedFactor | None:
    """An entry of a series, or None if it is none."""
    try:
        return DatedFactor.model_validate(stated)
    except ValidationError:
        return None


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


class ElectricitySupply(Grown):
    """A way in which the site's electricity is, or could be, supplied (a fact about the site, not a choice).

    ``share``: the part of a demand that this supply can cover [1]; on-site supplies usually less than 1.
    """

    ADDED = ("uncertainty",)

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
    uncertainty: Uncertainty | None = None
    certificate: bool = False
    for_processes: list[Slug] | None = None
    source: str
    mark: Mark
    note: str | None = None


class MaterialRecycling(Grown):
    """The recycling facts of one material: its scrap flow and the primary and recycled routes.

    Per kg of scrap, ``yield_kg_per_kg`` of recycled material results; ``primary`` and ``recycled`` name
    processes whose reference product is the point of substitution. ``recovery_rate`` is the share of the
    product recovered at its end of life (absent: no scenario, so no end-of-life credit can be stated).
    """

    ADDED = ("yield_uncertainty", "quality_uncertainty", "recovery_uncertainty")

    material: Slug
    scrap: Slug
    primary: Slug
    recycled: Slug
    yield_kg_per_kg: Annotated[FiniteFloat, Field(gt=0, le=1.5)]
    quality_ratio: Annotated[FiniteFloat, Field(gt=0, le=1)] = 1.0
    recovery_rate: Annotated[FiniteFloat, Field(ge=0, le=1)] | None = None
    product_content_kg_per_unit: Annotated[FiniteFloat, Field(gt=0)] | None = None
    disposal: Slug | None = None
    yield_uncertainty: Uncertainty | None = None
    quality_uncertainty: Uncertainty | None = None
    recovery_uncertainty: Uncertainty | None = None
    source: str
    mark: Mark
    note: str | None = None


class Correlation(Strict):
    """Uncertain quantities that vary together: one coefficient for all pairs, or a matrix in their order.

    ``quantities``: ids as results print them, e.g. ``parameter.coke``, ``works/input/ore``, ``coke.price``.
    ``kind``: ``rank`` for Spearman's coefficients, ``normal`` for those of the normal scores (of the logarithms of
    two lognormals, of the amounts of two normals).
    """

    quantities: Annotated[list[str], Field(min_length=2)]
    rho: Annotated[FiniteFloat, Field(ge=-1, le=1)] | None = None
    matrix: list[list[Annotated[FiniteFloat, Field(ge=-1, le=1)]]] | None = None
    kind: Literal["rank", "normal"] = "rank"
    source: str
    mark: Mark
    note: str | None = None

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Correlation:
        if (self.rho is None) == (self.matrix is None):
            raise ValueError("give either rho or matrix")
        if self.matrix is not None:
            size = len(self.quantities)
            if len(self.matrix) != size or any(len(row) != size for row in self.matrix):
                raise ValueError(f"the matrix needs {size} rows of {size} numbers")
            if any(self.matrix[i][i] != 1 for i in range(size)):
                raise ValueError("the diagonal of the matrix is 1")
            if any(self.matrix[i][j] != self.matrix[j][i] for i in range(size) for j in range(i)):
                raise ValueError("the matrix is not symmetric")
        return self

    @property
    def coefficients(self) -> list[list[float]]:
        """The whole matrix [1]."""
        if self.matrix is not None:
            return [list(row) for row in self.matrix]
        assert self.rho is not None
        size = len(self.quantities)
        return [[1.0 if i == j else self.rho for j in range(size)] for i in range(size)]


class DeclaredUnit(Strict):
    """Quantity that results refer to."""

    amount: Annotated[FiniteFloat, Field(gt=0)]
    unit: str


class ExplainedImbalance(Strict):
    """Why a balance of a process doesn't close."""

    process: Slug
    balance: Literal["mass", "carbon", "energy"]
    reason: Text


class InventoryFile(Grown):
    """One inventory file, as written."""

    ADDED = ("correlations",)

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
    correlations: list[Correlation] = Field(default_factory=list)
    explained_imbalances: list[ExplainedImbalance] = Field(default_factory=list)
    processes: list[Process] = Field(default_factory=list)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the content, 16 hex digits."""
        content = json.dumps(self.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


# ---- the inventory as read: every amount in the unit of its flow, links resolved ----------------------


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of the unallocated inventory that may be uncertain; draws are keyed by ``id``.

    ``amount`` is in ``unit``; ``scale`` converts a formula's result, minima and maxima into that unit.
    ``taken``: shares of a whole that are taken one after the other, each at most what is left; the quantity is what
    the last one takes, or with ``takes_rest`` what they leave.
    """

    id: str
    amount: float
    unit: str
    source: str
    mark: str
    uncertainty: Uncertainty | None = None
    formula: str | None = None
    scale: float = 1.0
    taken: tuple[Quantity, ...] = ()
    takes_rest: bool = False

    @property
    def is_uncertain(self) -> bool:
        """Whether it states a distribution of its own (``none`` says that it is certain)."""
        return is_uncertain(self.uncertainty)


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


@dataclass(frozen=True, slots=True)
class OfferedSupply:
    """An electricity supply and the part of a demand that it can cover, ``share`` [1]."""

    supply: ElectricitySupply
    share: float

    @property
    def quantity(self) -> Quantity:
        """The share as a number that may be uncertain; its draws may leave 0..1."""
        supply = self.supply
        return Quantity(
            f"supply:{supply.process}/{supply.id}", self.share, "dimensionless", supply.source, supply.mark,
            supply.uncertainty, supply.formula,
        )  # fmt: skip


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
    """An unallocated inventory with all that it links to, read, converted and linked.

    Attributes
    ----------
    flows, processes
        By id; the study's own and those of the files that it links to.
    properties, property_scales
        By (process or "", flow, property); the scale converts into the unit of the flow.
    makers
        Flow to the processes that make it.
    pools
        Scrap flows that no process makes.
    supplies
        File (as in :attr:`UnitProcess.file`) to the electricity supplies that its processes can take.
    displaced_amounts
        ``displaces:flow`` and ``processing:flow:number`` to the amount per unit of flow.
    declared_amount
        Declared unit in the unit of the product; None without a product.
    side_numbers
        Numbers beside exchanges that may be uncertain, by id: displaced amounts (``displaces:flow``), processing
        (``processing:flow:number``), recycling (``recycling:scrap.yield``, ``.quality``, ``.recovery``).
    base, changes
        The inventory as read, and what differs from it (:mod:`rulewright.changes`); None if nothing does.
    modules
        Products that enter with the footprint of their own rule (:mod:`rulewright.modules`).
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
    supplies: Mapping[str, tuple[OfferedSupply, ...]] = field(default_factory=dict)
    displaced_amounts: Mapping[str, float] = field(default_factory=dict)
    declared_amount: float | None = None
    side_numbers: Mapping[str, Quantity] = field(default_factory=dict)
    base: Inventory | None = field(default=None, repr=False, compare=False)
    changes: Changes | None = None
    modules: tuple[Module, ...] = ()

    def __repr__(self) -> str:
        return f"Inventory({self.id}: {len(self.file.processes)} processes, product {self.file.product})"

    def _repr_html_(self) -> str:
        from rulewright.reporting.display import inventory_html

        return inventory_html(self)

    @property
    def id(self) -> str:
        """Id of the inventory."""
        return self.file.id

    @cached_property
    def hash(self) -> str:
        """Hash of the inventory, its backgrounds and its changes, 16 hex digits."""
        joined = "".join([self.file.hash, *(background.hash for background in self.backgrounds)])
        if self.changes is not None:
            joined += self.changes.key()
        joined += "".join(module.key for module in self.modules)
        return hashlib.sha256(joined.encode()).hexdigest()[:16]

    @cached_property
    def correlations(self) -> tuple[Correlation, ...]:
        """Correlations of all files."""
        return tuple(each for file in (self.file, *self.backgrounds) for each in file.correlations)

    def stated(self) -> Iterator[tuple[str, Uncertainty | None]]:
        """Id and uncertainty of every number of the inventory; a price series once, whatever its windows."""
        for quantity in (*self.parameters.values(), *self.side_numbers.values()):
            yield quantity.id, quantity.uncertainty
        for share in {each.quantity.id: each.quantity for each in self._offered()}.values():
            yield share.id, share.uncertainty
        for process in self.processes.values():
            for exchange in (*process.outputs, *process.inputs, *process.emissions):
                if exchange.quantity is not None:
                    yield exchange.quantity.id, exchange.quantity.uncertainty
            if process.factor is not None:
                yield f"{process.id}/factor", process.factor.uncertainty
        for (process_id, flow, name), each in self.properties.items():
            yield f"{process_id}.{flow}.{name}" if process_id else f"{flow}.{name}", each.uncertainty

    def _offered(self) -> Iterator[OfferedSupply]:
        for supplies in self.supplies.values():
            yield from supplies

    def supplies_for(self, process: UnitProcess) -> list[OfferedSupply]:
        """Electricity supplies that a process can take: a supply is a fact about the site of its own file."""
        return [
            each
            for each in self.supplies.get(process.file, ())
            if each.supply.process != process.id
            and (each.supply.for_processes is None or process.id in each.supply.for_processes)
        ]

    def with_parameters(self, amounts: Mapping[str, float]) -> Inventory:
        """The inventory with other central values of parameters [the parameter's unit]; all formulas follow.

        Raises
        ------
        ChangeError
            With all unknown names, values outside a stated range, and formulas without a usable result.

        Examples
        --------
        >>> from rulewright import read_inventory
        >>> steel = read_inventory("steel-hot-rolled-coil-bf-bof")
        >>> other = steel.with_parameters({"coke": 320})
        >>> other.processes["blast-furnace"].inputs[2].quantity.amount, other.hash == steel.hash
        (320.0, False)
        """
        from rulewright.changes import Value, changed

        return changed(self, parameters={name: Value(amount) for name, amount in amounts.items()})

    def with_amounts(self, amounts: Mapping[str, float]) -> Inventory:
        """The inventory with other central values of single quantities, by id [the quantity's unit].

        See :func:`rulewright.changes.changed` for what ids mean.

        Raises
        ------
        ChangeError
            With all unknown ids and values outside a stated range.

        Examples
        --------
        >>> from rulewright import read_inventory
        >>> steel = read_inventory("steel-hot-rolled-coil-bf-bof").with_amounts({"coal-tar.price": 5.0})
        >>> steel.property_value("coke-oven", "coal-tar", "price").quantity.amount
        5.0
        """
        from rulewright.changes import Value, changed

        return changed(self, amounts={identity: Value(amount) for identity, amount in amounts.items()})

    def users_of(self, parameter: str) -> frozenset[str]:
        """Processes in which a formula uses the parameter."""
        return self._users.get(parameter, frozenset())

    @cached_property
    def _users(self) -> dict[str, frozenset[str]]:
        from rulewright.reading.formulas import parameters_in

        found: dict[str, set[str]] = {}
        for process in self.processes.values():
            for exchange in (*process.outputs, *process.inputs, *process.emissions):
                if exchange.quantity is not None and exchange.quantity.formula is not None:
                    for name in parameters_in(exchange.quantity.formula):
                        found.setdefault(name, set()).add(process.id)
        return {name: frozenset(users) for name, users in found.items()}

    @cached_property
    def quantity_places(self) -> dict[str, Exchange | tuple[str, str, str] | str]:
        """Quantity id (of a dated price: without its window) to its exchange, property key or process (of a factor)."""
        found: dict[str, Exchange | tuple[str, str, str] | str] = {}
        for process in self.processes.values():
            for exchange in (*process.outputs, *process.inputs, *process.emissions):
                if exchange.quantity is not None:
                    found[exchange.quantity.id] = exchange
            if process.factor is not None:
                found[f"{process.id}/factor"] = process.id
        for key in self.properties:
            owner, flow, name = key
            found[f"{owner}.{flow}.{name}" if owner else f"{flow}.{name}"] = key
        return found

    @cached_property
    def own_site(self) -> frozenset[str]:
        """Files whose processes take the supplies of the inventory's own file: itself, and backgrounds without a product."""
        found = {process.file for process in self.processes.values() if not process.is_background}
        for file in self.backgrounds:
            if file.product is None:
                found |= {self.processes[process.id].file for process in file.processes[:1]}
        return frozenset(found)

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
