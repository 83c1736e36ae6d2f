"""A product footprint of PACT's data model 2.x as our own types, to read and check records that are still valid.

Source: PACT Technical Specifications 2.3, OpenAPI description (repository wbcsd/data-exchange-protocol, read
2026-11-23). Methodology v2 is withdrawn for new calculations since 30 April 2025 (WBCSD page on the methodology, read
2026-11-23), so we write version 3 only.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from rulewright.exchange.fields import (
    AtLeastOne,
    Country,
    GwpReport,
    NotNegative,
    NotPositive,
    Number,
    Positive,
    Region,
    Some,
    SpecVersion,
    Subdivision,
    Time,
    Urn,
    Uuid,
)
from rulewright.exchange.pact_v3 import Extension, FactorSource, Part, SectorRule

Share = Annotated[float, Field(ge=0, le=100)]
Score = Annotated[float, Field(ge=1, le=3)]  # v2 rates from 1 to 3

DeclaredUnit2 = Literal[
    "liter", "kilogram", "cubic meter", "kilowatt hour", "megajoule", "ton kilometer", "square meter"
]


class Dqi2(Part):
    """Data-quality ratings of version 2, each 1..3, and the share of the footprint that was rated [%]."""

    coverage_percent: Share
    technological_dqr: Annotated[Score, Field(alias="technologicalDQR")]
    temporal_dqr: Annotated[Score, Field(alias="temporalDQR")]
    geographical_dqr: Annotated[Score, Field(alias="geographicalDQR")]
    completeness_dqr: Annotated[Score, Field(alias="completenessDQR")]
    reliability_dqr: Annotated[Score, Field(alias="reliabilityDQR")]


class CarbonFootprint2(Part):
    """The footprint itself, per declared unit."""

    declared_unit: DeclaredUnit2
    unitary_product_amount: Positive
    product_mass_per_declared_unit: NotNegative | None = None
    pcf_excluding_biogenic: Annotated[NotNegative, Field(alias="pCfExcludingBiogenic")]
    pcf_including_biogenic: Annotated[Number | None, Field(alias="pCfIncludingBiogenic")] = None
    fossil_ghg_emissions: NotNegative
    fossil_carbon_content: NotNegative
    biogenic_carbon_content: NotNegative
    d_luc_ghg_emissions: NotNegative | None = None
    land_management_ghg_emissions: Number | None = None
    other_biogenic_ghg_emissions: NotNegative | None = None
    i_luc_ghg_emissions: NotNegative | None = None
    biogenic_carbon_withdrawal: NotPositive | None = None
    aircraft_ghg_emissions: NotNegative | None = None
    packaging_emissions_included: bool
    packaging_ghg_emissions: NotNegative | None = None
    characterization_factors: Literal["AR5", "AR6"]
    ipcc_characterization_factors_sources: Annotated[list[GwpReport] | None, AtLeastOne] = None
    cross_sectoral_standards_used: Annotated[list[Some], AtLeastOne]
    cross_sectoral_standards: Annotated[list[Some] | None, AtLeastOne] = None
    product_or_sector_specific_rules: Annotated[list[SectorRule] | None, AtLeastOne] = None
    biogenic_accounting_methodology: Literal["PEF", "ISO", "GHGP", "Quantis"] | None = None
    boundary_processes_description: str
    reference_period_start: Time
    reference_period_end: Time
    geography_region_or_subregion: Region | None = None
    geography_country: Country | None = None
    geography_country_subdivision: Subdivision | None = None
    secondary_emission_factor_sources: Annotated[list[FactorSource] | None, AtLeastOne] = None
    exempted_emissions_percent: Share
    exempted_emissions_description: str
    allocation_rules_description: str | None = None
    uncertainty_assessment_description: str | None = None
    primary_data_share: Share | None = None
    dqi: Dqi2 | None = None
    assurance: dict[str, Any] | None = None


class ProductFootprint2(Part):
    """One record of version 2."""

    id: Uuid
    spec_version: SpecVersion
    preceding_pf_ids: Annotated[list[Uuid] | None, AtLeastOne] = None
    version: Annotated[int, Field(ge=0, lt=2**31)]
    created: Time
    updated: Time | None = None
    status: Literal["Active", "Deprecated"]
    status_comment: str | None = None
    validity_period_start: Time | None = None
    validity_period_end: Time | None = None
    company_name: Some
    company_ids: Annotated[list[Urn], AtLeastOne]
    product_description: str
    product_ids: Annotated[list[Urn], AtLeastOne]
    product_classifications: Annotated[list[Urn] | None, AtLeastOne] = None
    product_category_cpc: Some
    product_name_company: Some
    comment: str
    pcf: CarbonFootprint2
    extensions: list[Extension] | None = None
