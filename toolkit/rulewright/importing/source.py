"""What data of others hold, in one shape for all formats: plain data, no choice of method.

A reader of a format ends here; from here on (:mod:`rulewright.importing.to_inventory`) all formats are treated alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from rulewright.errors import Mistake
from rulewright.rule import Text
from rulewright.words import PropertyName

Progress = Callable[[int, int], None]  # how many are done, of how many
FlowKind = Literal["product", "waste", "elementary"]
Role = Literal["reference", "co_product", "waste", "input"]
DistributionKind = Literal[
    "none", "lognormal", "normal", "triangular", "uniform", "discrete_uniform", "beta", "student_t", "gumbel", "gamma",
    "weibull", "unusable",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Converted:
    """A unit in our words, and the number by which an amount in the written unit is multiplied to be in it."""

    unit: str
    factor: float


@dataclass(frozen=True, slots=True)
class UnitDifference:
    """A source that says otherwise than the definition of a unit [reference units in one unit]."""

    unit: str
    reference: str
    stated: float
    defined: float


class UnitReader(Protocol):
    """Units of one source in our words; what is unknown and what differs is collected.

    ``group`` names the unit group of formats that have some, and is empty elsewhere; ``unit`` is a key or a name.
    """

    unknown: set[str]
    differences: dict[tuple[str, str], UnitDifference]

    def convert(self, group: str, unit: str) -> Converted | None:
        """The unit; None if it isn't known (it is then in ``unknown``)."""
        ...

    def word(self, group: str, unit: str) -> str:
        """The unit as the source writes it."""
        ...


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution as stated, in the unit of its amount; ``sd`` of a lognormal is that of ln(amount).

    ``centre``: where the source centres it, if it says so. ``words``: the source's own, for a note.
    """

    kind: DistributionKind
    centre: float | None = None
    sd: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    location: float | None = None
    scale: float | None = None
    shape: float | None = None
    degrees: float | None = None
    alpha: float | None = None
    beta: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class SourceProperty:
    """A property: ``amount`` of the numerator per ``per`` (a unit of ours), e.g. 42.7 MJ per kg.

    ``numerator`` is a unit of ours; ``basis`` what the unit of product means.
    """

    name: PropertyName
    amount: float
    numerator: str
    per: str
    source: str
    distribution: Distribution | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceFlow:
    """A flow. ``group`` and ``unit``: the unit in which it is counted if its makers and users don't agree.

    ``own_id``, ``zh``: our id and the Chinese name, where the source is a file of ours. ``money``: the name of its
    currency. ``keeps_unit``: counted in its own unit, whatever its makers use. ``gap``: why nobody supplies it, where
    the reader or the import knows. ``place`` tells two of one name apart.
    """

    key: str
    name: str
    kind: FlowKind
    group: str
    unit: str
    category: str = ""
    description: str = ""
    cas: str = ""
    properties: tuple[SourceProperty, ...] = ()
    is_infrastructure: bool = False
    own_id: str = ""
    zh: str = ""
    money: str = ""
    keeps_unit: bool = False
    gap: Text | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class SourceExchange:
    """An input or output as written: ``amount`` in ``unit``, which times ``scale`` is an amount of the flow in it.

    ``role``: role and sign, where the format itself says them (see :mod:`rulewright.importing.roles`).
    ``number``: its place in the process, from 1.
    """

    number: int
    flow: str
    is_input: bool
    amount: float
    group: str
    unit: str
    scale: float = 1.0
    formula: str = ""
    is_reference: bool = False
    is_avoided: bool = False
    provider: str = ""
    distribution: Distribution | None = None
    pedigree: str = ""
    description: str = ""
    properties: tuple[SourceProperty, ...] = ()
    role: tuple[Role, int] | None = None


@dataclass(frozen=True, slots=True)
class SourceFactor:
    """An allocation factor of the source: how it shares a process, and for which exchange where it says so."""

    method: str
    product: str
    value: float
    exchange: str = ""


@dataclass(frozen=True, slots=True)
class SourceParameter:
    """A parameter; ``process`` is empty for one that holds for all."""

    name: str
    process: str
    value: float
    formula: str = ""
    distribution: Distribution | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class SourceProcess:
    """A process with all that it states; ``origin`` is its uuid, file, sheet or line in the source."""

    key: str
    name: str
    category: str
    location: str
    year: int | None
    description: str
    technology: str
    restrictions: str
    exchanges: tuple[SourceExchange, ...]
    is_copyrighted: bool = False
    is_infrastructure: bool = False
    is_aggregated: bool = False
    allocation: tuple[SourceFactor, ...] = ()
    default_allocation: str = ""
    parameters: tuple[SourceParameter, ...] = ()
    own_id: str = ""
    zh: str = ""
    stage: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Source:
    """All that one import reads.

    Attributes
    ----------
    name
        Of the file or folder, without its ending.
    format
        What it is, for people: ``openLCA JSON-LD, schema 2``.
    schema
        Version of the format, if it has one.
    other
        Data sets that have no place in an inventory, kind to number.
    said
        What the reader of the format has to tell: what it left out, and why.
    mistakes
        Found while the format was read; they are told together with all others.
    has_uuids
        Whether keys are uuids, which tell two of one name apart in ids; else places do.
    """

    name: str
    format: str
    flows: Mapping[str, SourceFlow]
    processes: Mapping[str, SourceProcess]
    units: UnitReader
    parameters: tuple[SourceParameter, ...] = ()
    schema: int | None = None
    other: Mapping[str, int] = field(default_factory=dict)
    said: tuple[Text, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    has_uuids: bool = True
