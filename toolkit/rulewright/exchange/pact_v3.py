"""A product footprint of PACT's data model 3.0 as our own types: field by field, one record.

Source: PACT Technical Specifications 3.0.0, data types ProductFootprint and CarbonFootprint (repository
wbcsd/data-exchange-protocol, state of December 2025, read 2026-11-23). Amounts are decimal texts [kg CO2e per declared
unit, carbon contents in kg C]; conditions between fields are in :mod:`rulewright.exchange.pact_rules`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from rulewright.exchange.fields import (
    AtLeastOne,
    Country,
    GwpReport,
    NotNegative,
    NotPositive,
    Number,
    Percent,
    Positive,
    Rating,
    Record,
    Region,
    Some,
    SpecVersion,
    Subdivision,
    Time,
    Uri,
    Urn,
    Uuid,
)

DeclaredUnit = Literal[
    "liter", "kilogram", "cubic meter", "kilowatt hour", "megajoule", "ton kilometer", "square meter", "piece", "hour",
    "megabit second",
]  # fmt: skip
WITHOUT_MASS: tuple[DeclaredUnit, ...] = (
    "kilowatt hour",
    "megajoule",
    "ton kilometer",
    "hour",
    "megabit second",
)
STANDARDS = (
    "ISO14067", "ISO14083", "ISO14040-44", "GHGP-Product", "PEF", "PACT-1.0", "PACT-2.0", "PACT-3.0", "PAS2050",
)  # fmt: skip


class Part(Record):
    """A part whose fields are called in camelCase."""

    model_config = ConfigDict(alias_generator=to_camel)  # the rest as in Record


class SectorRule(Part):
    """A product or sector rule that was followed, and who runs it."""

    operator: Literal["PEF", "EPD International", "Other"]
    rule_names: Annotated[list[Some], AtLeastOne]
    other_operator_name: Some | None = None


class FactorSource(Part):
    """A source of secondary emission factors."""

    name: Some
    version: Some


class Dqi(Part):
    """Data-quality ratings, each 1..5, weighted over the footprint without uptake."""

    technological_dqr: Annotated[Rating, Field(alias="technologicalDQR")]
    geographical_dqr: Annotated[Rating, Field(alias="geographicalDQR")]
    temporal_dqr: Annotated[Rating, Field(alias="temporalDQR")]


class Verification(Part):
    """Who verified, what and when."""

    coverage: Literal["PCF calculation model", "PCF program", "product level"] | None = None
    provider_name: str | None = None
    completed_at: Time | None = None
    standard_name: str | None = None
    comments: str | None = None


class Extension(Part):
    """Data that an extension of the data model adds."""

    spec_version: str
    data_schema: Uri
    documentation: Uri | None = None
    data: dict[str, Any]


class CarbonFootprint(Part):
    """The footprint itself, per declared unit."""

    declared_unit_of_measurement: DeclaredUnit
    declared_unit_amount: Positive
    product_mass_per_declared_unit: NotNegative
    reference_period_start: Time
    reference_period_end: Time
    geography_region_or_subregion: Region | None = None
    geography_country: Country | None = None
    geography_country_subdivision: Subdivision | None = None
    boundary_processes_description: str | None = None
    pcf_excluding_biogenic_uptake: Number
    pcf_including_biogenic_uptake: Number
    fossil_carbon_content: NotNegative
    biogenic_carbon_content: NotNegative | None = None
    recycled_carbon_content: NotNegative | None = None
    fossil_ghg_emissions: NotNegative
    land_use_change_ghg_emissions: NotNegative | None = None
    land_carbon_leakage: NotNegative | None = None
    land_management_fossil_ghg_emissions: NotNegative | None = None
    land_management_biogenic_co2_emissions: Annotated[
        NotNegative | None, Field(alias="landManagementBiogenicCO2Emissions")
    ] = None
    land_management_biogenic_co2_removals: Annotated[
        NotPositive | None, Field(alias="landManagementBiogenicCO2Removals")
    ] = None
    biogenic_co2_uptake: Annotated[NotPositive | None, Field(alias="biogenicCO2Uptake")] = None
    biogenic_non_co2_emissions: Annotated[NotNegative | None, Field(alias="biogenicNonCO2Emissions")] = None
    land_area_occupation: NotNegative | None = None
    aircraft_ghg_emissions: NotNegative | None = None
    packaging_emissions_included: bool | None = None
    packaging_ghg_emissions: NotNegative | None = None
    packaging_biogenic_carbon_content: NotNegative | None = None
    outbound_logistics_ghg_emissions: NotNegative | None = None
    ccs_technological_co2_capture_included: Annotated[
        bool | None, Field(alias="ccsTechnologicalCO2CaptureIncluded")
    ] = None
    ccs_technological_co2_capture: Annotated[
        NotPositive | None, Field(alias="ccsTechnologicalCO2Capture")
    ] = None
    technological_co2_capture_origin: Annotated[str | None, Field(alias="technologicalCO2CaptureOrigin")] = (
        None
    )
    technological_co2_removals: Annotated[NotPositive | None, Field(alias="technologicalCO2Removals")] = None
    ccu_carbon_content: NotNegative | None = None
    ccu_calculation_approach: Literal["Cut-off", "Credit"] | None = None
    ccu_credit_certification: Uri | None = None
    ipcc_characterization_factors: Annotated[list[GwpReport], AtLeastOne]
    cross_sectoral_standards: Annotated[list[Some], AtLeastOne]
    product_or_sector_specific_rules: Annotated[list[SectorRule] | None, AtLeastOne] = None
    exempted_emissions_percent: Percent
    exempted_emissions_description: str | None = None
    allocation_rules_description: str | None = None
    secondary_emission_factor_sources: Annotated[list[FactorSource] | None, AtLeastOne] = None
    primary_data_share: Percent | None = None
    dqi: Dqi | None = None
    verification: Verification | None = None


class ProductFootprint(Part):
    """One record: who, which product, valid when, and its footprint."""

    id: Uuid
    spec_version: SpecVersion
    preceding_pf_ids: Annotated[list[Uuid] | None, AtLeastOne] = None
    created: Time
    status: Literal["Active", "Deprecated"]
    validity_period_start: Time | None = None
    validity_period_end: Time | None = None
    company_name: Some
    company_ids: Annotated[list[Urn], AtLeastOne]
    product_description: str
    product_ids: Annotated[list[Urn], AtLeastOne]
    product_classifications: Annotated[list[Urn] | None, AtLeastOne] = None
    product_name_company: Some
    comment: str | None = None
    pcf: CarbonFootprint
    extensions: list[Extension] | None = None
