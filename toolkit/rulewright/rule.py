"""A product rule as data: clauses with typed values from closed vocabularies.

A clause states its number in the source document, its text in zh and en, its source and mark, and the
*settings* that it decides. Absent settings are not decided; a setting listed under ``not_settled`` is
left open by the document on purpose. Nothing here reads files (see :mod:`rulewright.reading.rules`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, model_validator
from pydantic import Tag as Branch

from rulewright.words import BiogenicConvention, GwpSet, Mark, Stage, SwitchClass, Tag

RULE_FORMAT = "rulewright-rule/1"
DECLARED_BY_STUDY = "declared by the user"  # source document of the clauses that a study's choices become
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Fraction = Annotated[float, Field(ge=0, le=1)]


class Strict(BaseModel):
    """Base of all file models: unknown keys are mistakes, values don't change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """One text in Chinese and English, side by side."""

    zh: str
    en: str
    normative: Literal["zh", "en"] | None = None

    def get(self, lang: str) -> str:
        """Return the text in ``lang``."""
        return self.zh if lang == "zh" else self.en


def _branch_of_free_text(value: object) -> str:
    return "Text" if isinstance(value, dict | Text) else "str"


# Free text of a document, best in both languages; a mistake in it is told of the form that was meant.
FreeText = Annotated[
    Annotated[str, Branch("str")] | Annotated[Text, Branch("Text")], Discriminator(_branch_of_free_text)
]


class Source(Strict):
    """Where a value comes from: document, place in it, and how it was read."""

    document: str
    clause: str | None = None
    page: str | None = None
    kind: Literal["original", "secondary", "declared"] = "original"
    read: date | None = None
    note: str | None = None


# ---- conditions and rungs of an allocation ladder ---------------------------------------------------


class PriceRatioAbove(Strict):
    """Unit value of the reference product over that of a co-product is above ``x`` (equal is not above)."""

    price_ratio_above: Annotated[float, Field(gt=0)]
    pairs: Literal["any", "all"] = "any"
    years: Annotated[int, Field(ge=1, le=10)] | None = None


class PriceRatioAtMost(Strict):
    """Unit value of the reference product over that of a co-product is at most ``x``."""

    price_ratio_at_most: Annotated[float, Field(gt=0)]
    pairs: Literal["any", "all"] = "all"
    years: Annotated[int, Field(ge=1, le=10)] | None = None


class RevenueGapAbove(Strict):
    """Unit revenues differ by more than ``x`` (share of the larger one)."""

    revenue_gap_above: Fraction
    years: Annotated[int, Field(ge=1, le=10)] | None = None


class RevenueGapAtMost(Strict):
    """Unit revenues differ by at most ``x`` (share of the larger one)."""

    revenue_gap_at_most: Fraction
    years: Annotated[int, Field(ge=1, le=10)] | None = None


class RevenueShareAtMost(Strict):
    """All co-products together bring at most this share of the revenue."""

    revenue_share_at_most: Fraction
    years: Annotated[int, Field(ge=1, le=10)] | None = None


class OutputsAreEnergy(Strict):
    """Every product of the process is an energy carrier (has ``lhv`` above zero)."""

    all_outputs_are_energy: bool


class FlowIn(Strict):
    """Every co-product is in this list."""

    co_products_in: list[Slug]


class DisplacedProductKnown(Strict):
    """The inventory names the product that each co-product displaces, with a source."""

    displaced_product_known: bool


class UseKnown(Strict):
    """The inventory says that the real use of each co-product is known and one displaced product dominates."""

    use_known_and_dominant: bool


Condition = (
    PriceRatioAbove | PriceRatioAtMost | RevenueGapAbove | RevenueGapAtMost | RevenueShareAtMost
    | OutputsAreEnergy | FlowIn | DisplacedProductKnown | UseKnown
)  # fmt: skip


class SubdivideSettings(Strict):
    """Use the sub-processes that the inventory offers."""


class SubstituteSettings(Strict):
    """Substitute the displaced products.

    ``mode`` "if_declared" leaves the use of this rung to the study; ``credit`` says whether the credits
    count in the total (in their own column) or stand apart; ``shared`` (1 = whole) is the part of a credit
    that goes to the producer, the rest to the user of the co-product.
    """

    mode: Literal["always", "if_declared"] = "always"
    only: list[Slug] | None = None
    credit: Literal["in_total", "apart"] = "in_total"
    shared: Fraction = 1.0


ShareKey = Literal[
    "mass", "dry_mass", "lhv", "exergy", "carbon", "biogenic_carbon", "metal", "amount_of_substance",
    "pieces", "price", "physical", "energy",
]  # fmt: skip
PhysicalKey = Literal[
    "mass", "dry_mass", "lhv", "energy", "exergy", "carbon", "metal", "amount_of_substance", "pieces",
]  # fmt: skip


class InnerShare(Strict):
    """The key used inside each group of a two-level share."""

    by: ShareKey
    years: Annotated[int, Field(ge=1, le=10)] | None = None


class ShareSettings(Strict):
    """Share by a property: amount times property, optionally weighted, optionally in two levels.

    ``groups`` with ``inside``: first share by ``by`` between the groups, then by ``inside`` within each.
    ``weights`` multiply the property of single flows (e.g. electricity 2.5 against heat 1).
    ``years``: averaging window of prices [years]. ``negligible_revenue_share``: outputs that bring at most
    this share of revenue carry nothing.
    """

    by: ShareKey
    years: Annotated[int, Field(ge=1, le=10)] | None = None
    weights: dict[Slug, Annotated[float, Field(gt=0)]] | None = None
    groups: list[list[Slug]] | None = None
    inside: InnerShare | None = None
    negligible_revenue_share: Fraction | None = None

    @model_validator(mode="after")
    def _two_levels_need_both(self) -> ShareSettings:
        if (self.groups is None) != (self.inside is None):
            raise ValueError("a two-level share needs both 'groups' and 'inside'")
        flows = [flow for group in self.groups or () for flow in group]
        twice = sorted({flow for flow in flows if flows.count(flow) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands in two groups; a flow belongs to one")
        return self


class FixedSettings(Strict):
    """Fixed factors for named co-products; they sum to 1."""

    factors: dict[Slug, Fraction]

    @model_validator(mode="after")
    def _sum_to_one(self) -> FixedSettings:
        total = sum(self.factors.values())
        if abs(total - 1) > 1e-9:
            raise ValueError(f"fixed factors sum to {total:.9g}, not 1")
        return self


class StopSettings(Strict):
    """Stop: the rule refuses to go on here."""

    reason: Text | None = None


class Rung(Strict):
    """One option of a ladder: exactly one verb, and the conditions under which it may be used."""

    subdivide: SubdivideSettings | None = None
    substitute: SubstituteSettings | None = None
    share: ShareSettings | None = None
    fixed: FixedSettings | None = None
    stop: StopSettings | None = None
    when: list[Condition] = Field(default_factory=list)

    VERBS: ClassVar[tuple[str, ...]] = ("subdivide", "substitute", "share", "fixed", "stop")

    @model_validator(mode="after")
    def _one_verb(self) -> Rung:
        verbs = [verb for verb in self.VERBS if getattr(self, verb) is not None]
        if len(verbs) != 1:
            raise ValueError(
                f"a rung has exactly one of {', '.join(self.VERBS)}; found {', '.join(verbs) or 'none'}"
            )
        return self

    @property
    def verb(self) -> str:
        """Which verb this rung is."""
        return next(verb for verb in self.VERBS if getattr(self, verb) is not None)


class SpecialLadder(Strict):
    """A ladder for named processes or for processes that make named products."""

    processes: list[Slug] = Field(default_factory=list)
    products: list[Slug] = Field(default_factory=list)
    ladder: Annotated[list[Rung], Field(min_length=1)]

    @model_validator(mode="after")
    def _needs_a_target(self) -> SpecialLadder:
        if not self.processes and not self.products:
            raise ValueError("a special ladder names 'processes' or 'products'")
        return self


class ClassSwitch(Strict):
    """These flows, when they leave a process beside its product, count as ``as_class``."""

    flows: Annotated[list[Slug], Field(min_length=1)]
    as_class: SwitchClass
    reason: Text | None = None


class ElectricityRung(Strict):
    """One kind of electricity supply, with what a claim needs."""

    supply: Literal[
        "on_site", "direct_line", "contract", "supplier_mix", "residual_mix", "grid_average", "fossil_mix", "stop",
    ]  # fmt: skip
    scope: Literal["national", "regional", "provincial", "any"] = "any"
    certificate_required: bool = False
    same_year: bool = False


# ---- clauses, one model a family --------------------------------------------------------------------


class ClauseBase(Strict):
    """What every clause has: id, number in the document, text, source, mark."""

    id: Slug
    family: str
    clause: str | None = None
    text: Text
    source: Source
    mark: Mark
    not_settled: list[str] = Field(default_factory=list)
    note: Text | None = None

    COMMON: ClassVar[frozenset[str]] = frozenset(
        {"id", "family", "clause", "text", "source", "mark", "not_settled", "note"}
    )

    @property
    def is_choice(self) -> bool:
        """Whether a study declared it; a rule's own clause may have the source kind "declared" too."""
        return self.source.kind == "declared" and self.source.document == DECLARED_BY_STUDY

    @classmethod
    def setting_names(cls) -> tuple[str, ...]:
        """Names of the settings that a clause of this family can decide."""
        return tuple(name for name in cls.model_fields if name not in cls.COMMON)

    def settings(self) -> dict[str, Any]:
        """The settings that this clause states, by name."""
        return {name: value for name in self.setting_names() if (value := getattr(self, name)) is not None}

    @model_validator(mode="after")
    def _decides_something(self) -> ClauseBase:
        unknown = [name for name in self.not_settled if name not in self.setting_names()]
        if unknown:
            raise ValueError(
                f"not_settled names {', '.join(unknown)}; allowed here: {', '.join(self.setting_names())}"
            )
        stated = self.settings()
        both = sorted(set(stated) & set(self.not_settled))
        if both:
            raise ValueError(f"{', '.join(both)} is both stated and listed as not_settled")
        if not stated and not self.not_settled:
            raise ValueError("the clause decides nothing: give a setting or list it under not_settled")
        return self


class Code(Strict):
    """A code of the product in a classification; one scheme is never derived from another."""

    scheme: str
    edition: str | None = None
    code: str


class ProductClause(ClauseBase):
    """What is covered: groups of products ("any" for a general rule), classification codes."""

    family: Literal["product"]
    covers: list[Slug] | None = None
    codes: list[Code] | None = None


class UnitClause(ClauseBase):
    """Functional or declared unit."""

    family: Literal["unit"]
    kind: Literal["declared", "functional", "either"] | None = None
    amount: Annotated[float, Field(gt=0)] | None = None
    unit: str | None = None


TagDecision = Literal["include", "exclude", "report_apart", "free"]


class BoundaryClause(ClauseBase):
    """Stages in and out, tags in and out, internal loops."""

    family: Literal["boundary"]
    scope: Literal["cradle_to_gate", "cradle_to_grave", "gate_to_gate", "either"] | None = None
    stages_excluded: list[Stage] | None = None
    tags: dict[Tag, TagDecision] | None = None
    internal_loops: Literal["net", "gross"] | None = None


class ElectricityClause(ClauseBase):
    """Which electricity supply a demand is linked to, which family of factors, and of which year.

    ``factor_year``: of a factor that is published year by year, the latest, that of the inventory's data (or the last
    one before it), or a stated year.
    """

    family: Literal["electricity"]
    ladder: Annotated[list[ElectricityRung], Field(min_length=1)] | None = None
    factor_family: Literal["life_cycle", "direct"] | None = None
    factor_year: Literal["latest", "inventory_year"] | Annotated[int, Field(ge=1990, le=2100)] | None = None


RecyclingMethod = Literal[
    "cut_off_recycled_content", "end_of_life_recycling", "fifty_fifty", "circular_footprint_formula",
    "scrap_value", "zero_burden_scrap",
]  # fmt: skip


class RecyclingClause(ClauseBase):
    """Where the burden of scrap and secondary material sits, and what happens to end-of-life credits.

    ``allocation_factor_a`` per material ("*" for all): share of recycling burdens and benefits that goes to
    the user of recycled material. ``end_of_life_credit``: in the total, apart (e.g. module D), or none.
    ``input_burden``: whether the scrap value on the input side counts in the total or apart.
    """

    family: Literal["recycling"]
    method: RecyclingMethod | None = None
    allocation_factor_a: dict[str, Fraction] | None = None
    allocation_factor_b: Fraction | None = None
    quality_ratio: dict[str, Annotated[float, Field(gt=0)]] | None = None
    input_burden: Literal["in_total", "apart"] | None = None
    end_of_life_credit: Literal["in_total", "apart", "none"] | None = None
    preparation: Literal["user", "supplier"] | None = None
    waste_treatment: Literal["producer", "user", "out"] | None = None


class AllocationClause(ClauseBase):
    """Sharing burdens among co-products: classes of outputs, the ladder, special ladders."""

    family: Literal["allocation"]
    classes: list[ClassSwitch] | None = None
    ladder: Annotated[list[Rung], Field(min_length=1)] | None = None
    special: list[SpecialLadder] | None = None
    physical_property: dict[str, PhysicalKey] | None = None
    expansion: Literal["substitution", "not_used"] | None = None
    price_years: Annotated[int, Field(ge=1, le=10)] | None = None


class CutOffClause(ClauseBase):
    """What may be left out: measure, single and total limits [share of the measure, 0..1], level, never-cut list."""

    family: Literal["cut_off"]
    measures: Annotated[list[Literal["mass", "energy", "ghg"]], Field(min_length=1)] | None = None
    single_limit: Fraction | None = None
    single_level: Literal["item", "process", "module", "total"] | None = None
    total_limit: Fraction | None = None
    total_level: Literal["process", "module", "total"] | None = None
    never_cut: list[Tag] | None = None
    order: Literal["smallest_first"] | None = None
    ties: Literal["by_name"] | None = None
    use: Literal["nothing", "all_that_is_allowed"] | None = None
    missing_amounts: Literal["stop", "leave_out"] | None = None


class BiogenicClause(ClauseBase):
    """Biogenic carbon and land: the sign convention, land-use change, what is shown apart."""

    family: Literal["biogenic"]
    convention: BiogenicConvention | None = None
    land_use_change: Literal["include", "exclude", "report_apart"] | None = None


class CharacterisationClause(ClauseBase):
    """From gases to kg CO2e: GWP set, horizon, values that the rule brings itself, aggregated data."""

    family: Literal["characterisation"]
    gwp_set: GwpSet | None = None
    horizon_years: Literal[20, 100, 500] | None = None
    own_values: dict[str, float] | None = None
    aggregated_data: Literal["accept", "refuse_other_set", "refuse"] | None = None
    gases: list[str] | None = None
    aircraft: Literal["include", "report_apart"] | None = None


class DataQualityClause(ClauseBase):
    """What data are good enough. ``scheme``, ``period``: free text, best in both languages."""

    family: Literal["data_quality"]
    scheme: FreeText | None = None
    primary_data_for: Literal["own_processes", "most_relevant", "all", "none"] | None = None
    minimum_primary_share: Fraction | None = None
    maximum_age_primary_years: Annotated[float, Field(gt=0)] | None = None
    maximum_age_secondary_years: Annotated[float, Field(gt=0)] | None = None
    maximum_rating: Annotated[float, Field(ge=1, le=5)] | None = None
    period: FreeText | None = None


class ReportingClause(ClauseBase):
    """What must be shown."""

    family: Literal["reporting"]
    splits: list[
        Literal["fossil", "biogenic", "dluc", "aircraft", "biogenic_carbon_content", "stages", "credits"]
    ] | (None) = None
    validity_years: Annotated[float, Field(gt=0)] | None = None
    recalculate_if_change_above: Fraction | None = None
    verification: Literal["required", "optional", "third_party"] | None = None


class ProcedureClause(ClauseBase):
    """How the rule itself is made and kept: stage, comment period [days], review period [years]."""

    family: Literal["procedure"]
    stage: Literal["group", "industry", "national", "international", "regional", "programme"] | None = None
    comment_days: Annotated[int, Field(ge=0)] | None = None
    review_years: Annotated[float, Field(gt=0)] | None = None
    stakeholder_groups: list[str] | None = None


Clause = Annotated[
    ProductClause | UnitClause | BoundaryClause | ElectricityClause | RecyclingClause | AllocationClause
    | CutOffClause | BiogenicClause | CharacterisationClause | DataQualityClause | ReportingClause | ProcedureClause,
    Field(discriminator="family"),
]  # fmt: skip

CLAUSE_MODELS: dict[str, type[ClauseBase]] = {
    "product": ProductClause,
    "unit": UnitClause,
    "boundary": BoundaryClause,
    "electricity": ElectricityClause,
    "recycling": RecyclingClause,
    "allocation": AllocationClause,
    "cut_off": CutOffClause,
    "biogenic": BiogenicClause,
    "characterisation": CharacterisationClause,
    "data_quality": DataQualityClause,
    "reporting": ReportingClause,
    "procedure": ProcedureClause,
}

# settings that are maps: a child rule changes single keys, and two clauses may fill different keys
MAP_SETTINGS = frozenset(
    {
        "boundary.tags",
        "recycling.allocation_factor_a",
        "recycling.quality_ratio",
        "allocation.physical_property",
    }
)
# settings that are lists which add up along the inheritance, the child's entries first
LIST_SETTINGS = frozenset({"allocation.classes", "allocation.special"})


class Document(Strict):
    """The document that a rule comes from."""

    number: str
    title: Text
    issuer: str
    status: Literal["in_force", "draft", "withdrawn", "superseded", "not_read"]
    issued: date | None = None
    in_force_from: date | None = None
    replaces: str | None = None
    language: Literal["zh", "en", "other"]


class RuleFile(Strict):
    """One rule file, as written (before inheritance)."""

    format: Literal["rulewright-rule/1"]
    id: Slug
    title: Text
    document: Document
    based_on: Slug | None = None
    note: Text | None = None
    clauses: list[Clause]


@dataclass(frozen=True)
class Setting:
    """One decided value with the clause that decides it and the rule in which that clause stands."""

    value: Any
    clause: ClauseBase
    rule_id: str


@dataclass(frozen=True)
class Rule:
    """A complete rule: its own file and those that it is based on, merged setting by setting.

    Attributes
    ----------
    chain
        Rule files from this one to the root of ``based_on``.
    settings
        ``"family.setting"`` to :class:`Setting`; keys of map settings as ``"family.setting[key]"``;
        list settings as tuples of :class:`Setting` under one key.
    not_settled
        ``"family.setting"`` to the clause that leaves it open on purpose.
    """

    chain: tuple[RuleFile, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    not_settled: Mapping[str, ClauseBase] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Id of the rule."""
        return self.chain[0].id

    @property
    def title(self) -> Text:
        """Title in zh and en."""
        return self.chain[0].title

    @property
    def document(self) -> Document:
        """The source document."""
        return self.chain[0].document

    def get(self, name: str) -> Setting | None:
        """The setting ``"family.setting"`` or ``"family.setting[key]"``, or None if nothing decides it."""
        return self.settings.get(name)

    def get_list(self, name: str) -> tuple[Setting, ...]:
        """Entries of a list setting, the most specific rule's first."""
        found: tuple[Setting, ...] = self.settings.get(name, ())
        return found

    def get_keyed(self, name: str, key: str) -> Setting | None:
        """Entry ``key`` of a map setting, or its entry "*"."""
        return self.settings.get(f"{name}[{key}]") or self.settings.get(f"{name}[*]")

    @property
    def hash(self) -> str:
        """SHA-256 of the merged content, 16 hex digits: changes when any clause changes."""
        content = [f.model_dump(mode="json") for f in self.chain]
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[
            :16
        ]

    def __repr__(self) -> str:
        return f"Rule({' < '.join(file.id for file in self.chain)}: {len(self.settings)} settings, {len(self.not_settled)} open)"

    def _repr_html_(self) -> str:
        from rulewright.reporting.display import rule_html

        return rule_html(self)
