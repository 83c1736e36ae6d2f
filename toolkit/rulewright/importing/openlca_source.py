"""An openLCA package in the shape that all formats share: flow properties and unit groups are settled here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rulewright.importing.mapping import ImportMapping
from rulewright.importing.openlca_model import (
    OlcaExchange,
    OlcaFlow,
    OlcaPackage,
    OlcaParameter,
    OlcaProcess,
)
from rulewright.importing.openlca_tags import of_tags
from rulewright.importing.openlca_uncertainty import distribution_of
from rulewright.importing.openlca_units import Units, is_money
from rulewright.importing.source import (
    FlowKind,
    Source,
    SourceExchange,
    SourceFactor,
    SourceFlow,
    SourceParameter,
    SourceProcess,
    SourceProperty,
)
from rulewright.units import factor_or_none

_KINDS: dict[str, FlowKind] = {
    "PRODUCT_FLOW": "product", "WASTE_FLOW": "waste", "ELEMENTARY_FLOW": "elementary",
}  # fmt: skip
# openLCA's names of flow properties -> ours; those of money need a currency and a year, which the package doesn't have
_PROPERTIES: dict[str, Literal["mass", "dry_mass", "lhv", "amount_of_substance", "pieces"]] = {
    "Mass": "mass", "Dry mass": "dry_mass", "Net calorific value": "lhv", "Amount of substance": "amount_of_substance",
    "Number of items": "pieces",
}  # fmt: skip
_NUMERATORS = {"mass": "kg", "dry_mass": "kg", "lhv": "MJ", "amount_of_substance": "mol", "pieces": "piece"}


def openlca_source(package: OlcaPackage, mapping: ImportMapping) -> Source:
    """The package as every format ends up: nothing is lost that an inventory can hold."""
    # further properties in unknown units are no mistake: they only don't come in
    quiet = Units(package.unit_groups, mapping.units)
    return Source(
        package.name, f"openLCA JSON-LD, schema {package.schema}",
        {key: _flow(package, flow, quiet) for key, flow in package.flows.items()},
        {key: _process(package, process) for key, process in package.processes.items()},
        Units(package.unit_groups, mapping.units),
        tuple(_parameter(each) for each in package.parameters), package.schema, package.other,
    )  # fmt: skip


def _flow(package: OlcaPackage, flow: OlcaFlow, units: Units) -> SourceFlow:
    group = package.unit_groups[package.flow_properties[flow.reference_property].unit_group]
    said = of_tags(flow.tags)
    is_elementary = flow.type == "ELEMENTARY_FLOW"
    return SourceFlow(
        flow.uuid, flow.name, _KINDS[flow.type], group.uuid, group.reference.uuid, flow.category, flow.description, flow.cas,
        () if is_elementary else tuple(_properties(package, flow, units)), flow.is_infrastructure, said.get("id", ""),
        said.get("zh", ""), group.reference.name if is_money(group) else "", "id" in said,
    )  # fmt: skip


def _properties(package: OlcaPackage, flow: OlcaFlow, units: Units) -> Iterator[SourceProperty]:
    """What the further flow properties of a flow say."""
    reference = units.reference(package.flow_properties[flow.reference_property].unit_group)
    for key, stated in flow.properties.items():
        found = package.flow_properties[key]
        name = _PROPERTIES.get(found.name)
        if key == flow.reference_property or name is None:
            continue
        measured = units.reference(found.unit_group)
        if reference is None or measured is None:
            continue
        scale = factor_or_none(measured.unit, _NUMERATORS[name])
        if scale is not None:
            source = f"flow property '{found.name}' of the source"
            yield SourceProperty(name, stated * scale, _NUMERATORS[name], reference.unit, source)


def _process(package: OlcaPackage, process: OlcaProcess) -> SourceProcess:
    said = of_tags(process.tags)
    return SourceProcess(
        process.uuid, process.name, process.category, process.location, process.year, process.description,
        process.technology, process.restrictions,
        tuple(_exchange(package, each) for each in process.exchanges), process.is_copyrighted, process.is_infrastructure,
        process.type == "LCI_RESULT",
        tuple(SourceFactor(each.method, each.product, each.value, each.exchange) for each in process.allocation),
        process.default_allocation, tuple(_parameter(each) for each in process.parameters), said.get("id", ""),
        said.get("zh", ""), said.get("stage", ""),
    )  # fmt: skip


def _exchange(package: OlcaPackage, each: OlcaExchange) -> SourceExchange:
    """An amount in another flow property is one in the reference unit of the flow, times a scale."""
    flow = package.flows[each.flow]
    group = package.flow_properties[each.flow_property].unit_group
    unit, scale = each.unit, 1.0
    if flow.type != "ELEMENTARY_FLOW" and each.flow_property != flow.reference_property:
        in_group = package.unit_groups[group].units[each.unit].factor
        group = package.flow_properties[flow.reference_property].unit_group
        unit = package.unit_groups[group].reference.uuid
        scale = in_group / flow.properties[each.flow_property]
    return SourceExchange(
        each.number, each.flow, each.is_input, each.amount, group, unit, scale, each.formula, each.is_reference,
        each.is_avoided, each.provider, distribution_of(each.uncertainty), each.pedigree, each.description,
    )  # fmt: skip


def _parameter(each: OlcaParameter) -> SourceParameter:
    return SourceParameter(
        each.name, each.process, each.value, each.formula, distribution_of(each.uncertainty), each.description
    )
