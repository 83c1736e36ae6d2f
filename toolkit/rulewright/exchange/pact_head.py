"""What a PACT record needs beside a result: who, which product, which period; read from a small YAML file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from rulewright.errors import ReadingError
from rulewright.exchange.fields import REGIONS
from rulewright.reading.validation import title, validate
from rulewright.reading.yaml_nodes import read_yaml
from rulewright.rule import Slug, Strict

Urn = Annotated[str, Field(pattern=r"^[uU][rR][nN]:[A-Za-z0-9][A-Za-z0-9-]{0,31}:\S+$")]
Words = Annotated[str, Field(pattern=r"\S")]
AtLeastZero = Annotated[FiniteFloat, Field(ge=0)]
PerCent = Annotated[FiniteFloat, Field(ge=0, le=100)]
Score = Annotated[FiniteFloat, Field(ge=1, le=5)]


class Period(Strict):
    """From ``start`` up to, and without, ``end``."""

    start: date
    end: date


class Place(Strict):
    """Where the footprint holds: one of the three, or ``global: true``."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    subdivision: Annotated[str, Field(pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$")] | None = None
    region: Literal[REGIONS] | None = None  # type: ignore[valid-type]
    is_global: Annotated[bool, Field(alias="global")] = False


class Ratings(Strict):
    """Data-quality ratings 1..5 made outside."""

    technological: Score
    geographical: Score
    temporal: Score


class Source(Strict):
    """A source of secondary emission factors."""

    name: Words
    version: Words


class Verified(Strict):
    """Who verified the footprint."""

    coverage: Literal["PCF calculation model", "PCF program", "product level"] | None = None
    provider: Words | None = None
    completed: datetime | None = None
    standard: Words | None = None
    comments: str | None = None


class PactHead(Strict):
    """Facts of the data owner; amounts are per declared unit of the record [kg, kg CO2e].

    What stands here goes before what the study could derive. ``unrated``: what a rating does with contributions that
    have no score: ``omit`` leaves ratings out unless all have one, ``worst`` counts them as 5 (Catena-X v4.0.1, 7.2.5.1).
    ``rule_domains``: rule id to the domain of its issuer; its name is then a URN.
    """

    format: Literal["rulewright-pact/1"] = "rulewright-pact/1"
    company_name: Words | None = None
    company_ids: list[Urn] = Field(default_factory=list)
    product_name: Words | None = None
    product_ids: list[Urn] = Field(default_factory=list)
    product_classifications: list[Urn] = Field(default_factory=list)
    product_description: Words | None = None
    reference_period: Period | None = None
    validity: Period | None = None
    place: Place | None = None
    declared_unit_amount: Annotated[FiniteFloat, Field(gt=0)] = 1.0
    product_mass_kg: AtLeastZero | None = None
    fossil_carbon_kg: AtLeastZero | None = None
    biogenic_carbon_kg: AtLeastZero | None = None
    recycled_carbon_kg: AtLeastZero | None = None
    exempted_emissions_percent: PerCent | None = None
    exempted_emissions_description: str | None = None
    packaging_included: bool | None = None
    packaging_kg_co2e: AtLeastZero | None = None
    packaging_biogenic_carbon_kg: AtLeastZero | None = None
    outbound_logistics_kg_co2e: AtLeastZero | None = None
    ccs_included: Literal[False] | None = None
    primary_data_share_percent: PerCent | None = None
    ratings: Ratings | None = None
    unrated: Literal["omit", "worst"] = "omit"
    cross_sectoral_standards: list[Words] = Field(default_factory=list)
    rule_domains: dict[Slug, str] = Field(default_factory=dict)
    secondary_sources: list[Source] = Field(default_factory=list)
    preceding_ids: list[str] = Field(default_factory=list)
    verification: Verified | None = None
    comment: str | None = None


def read_pact_head(path: str | Path) -> PactHead:
    """Read a head file.

    Raises
    ------
    ReadingError
        With all its mistakes.
    FileError
        If it cannot be found or read.
    """
    document = read_yaml(Path(path))
    head = None if document.mistakes else validate(PactHead, document)
    if head is None or document.mistakes:
        raise ReadingError(title("file", path, document.mistakes), document.mistakes)
    return head
