"""From an openLCA package to an unallocated inventory: nothing is allocated, and what can't come in is accounted for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from rulewright.errors import Mistake, ReadingError
from rulewright.importing.archives import Limits
from rulewright.importing.comments import is_artificial, properties_in
from rulewright.importing.greenhouse_names import Match, Origin, match_elementary
from rulewright.importing.identifiers import slug, slugs
from rulewright.importing.imported import Account, Imported, KeptExchange, LeftOut, OpenProvider, StatedFactor
from rulewright.importing.mapping import ImportMapping, read_import_mapping
from rulewright.importing.openlca_model import OlcaExchange, OlcaFlow, OlcaPackage, OlcaProcess
from rulewright.importing.openlca_parameters import Parameters
from rulewright.importing.openlca_read import read_openlca
from rulewright.importing.openlca_roles import Role, role_of
from rulewright.importing.openlca_tags import of_tags
from rulewright.importing.openlca_uncertainty import read_uncertainty, turned
from rulewright.importing.openlca_units import Converted, Units, is_money
from rulewright.inventory import (
    INVENTORY_FORMAT,
    DeclaredUnit,
    Emission,
    Input,
    InventoryFile,
    Output,
    Process,
    ProductFlow,
    Property,
    Uncertainty,
)
from rulewright.reading.inventories import ELECTRICITY, build_inventory, elementary_flows
from rulewright.reading.validation import title
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text
from rulewright.units import factor, factor_or_none
from rulewright.words import Stage, Tag

NOBODY = Sentence("来源数据包中没有过程产出或处理它", "no process of the source package makes or treats it")
UNSETTLED = Sentence(
    "来源数据包中有 {count} 个过程产出它，而来源和用户都没有指明由谁供应：{makers}",
    "{count} processes of the source package make it, and neither the source nor the user says which one supplies: {makers}",
)
ABSENT_PROVIDER = Sentence(
    "来源指定的供应过程不在数据包中：{provider}",
    "the process that the source names as provider is not in the package: {provider}",
)
LICENCE_NOT_GIVEN = "not stated in the package; see the restrictions of each process under 'sources'"
# openLCA's names of flow properties -> ours; those of money need a currency and a year, which the package doesn't have
_PROPERTIES: dict[str, Literal["mass", "dry_mass", "lhv", "amount_of_substance", "pieces"]] = {
    "Mass": "mass", "Dry mass": "dry_mass", "Net calorific value": "lhv", "Amount of substance": "amount_of_substance",
    "Number of items": "pieces",
}  # fmt: skip
_NUMERATORS = {"mass": "kg", "dry_mass": "kg", "lhv": "MJ", "amount_of_substance": "mol", "pieces": "piece"}


def import_openlca(
    path: Path | str,
    product: str | None = None,
    mapping: ImportMapping | Path | str | None = None,
    *,
    name: str | None = None,
    licence: str | None = None,
    unspecified_origin: Origin | None = None,
    limits: Limits | None = None,
) -> Imported:
    """Bring in an openLCA JSON-LD package (schema 1.x or 2.x) as an unallocated inventory.

    Parameters
    ----------
    path
        Folder, .zip or .tar (.gz, .bz2, .xz). It is only read.
    product
        Product of the study: name, uuid, or our id; without it, name one at the study.
    mapping
        What the user decides (units, providers, elementary flows ...), or the path of such a file.
    name
        Title of the inventory; default: that of the folder or archive. Its id is made from it.
    licence
        Licence of the data; a package has no place for it.
    unspecified_origin
        Take carbon dioxide and methane of unstated origin as ``fossil`` or ``biogenic``; None leaves them out of the
        footprint and lists them.

    Raises
    ------
    ReadingError
        With all mistakes of the package, among them all unknown units at once.
    FileError
        If the package cannot be read, or has no such product.
    """
    if mapping is None:
        mapping = ImportMapping()
    given = mapping if isinstance(mapping, ImportMapping) else read_import_mapping(mapping)
    if unspecified_origin is not None:
        given = given.model_copy(update={"unspecified_origin": unspecified_origin})
    package = read_openlca(path, limits)
    return bring_in(package, str(path), given, product, name or package.name, licence or LICENCE_NOT_GIVEN)


def bring_in(
    package: OlcaPackage, path: str, mapping: ImportMapping, product: str | None, name: str, licence: str
) -> Imported:
    """The inventory of a package that has been read; see :func:`import_openlca`."""
    return _Importer(package, path, mapping, name, licence).run(product)


@dataclass(slots=True)
class _Line:
    """One exchange on its way in: what it is here, with which sign."""

    exchange: OlcaExchange
    flow: OlcaFlow
    role: Role
    sign: int
    unit: Converted


@dataclass(slots=True)
class _Lines:
    """The product and waste exchanges of one process, and whether it treats a waste."""

    process: OlcaProcess
    lines: list[_Line] = field(default_factory=list)
    treats_waste: bool = False


class _Importer:
    """Turns one package into an inventory and keeps account."""

    def __init__(
        self, package: OlcaPackage, path: str, mapping: ImportMapping, name: str, licence: str
    ) -> None:
        self.package, self.path, self.mapping = package, path, mapping
        self.name, self.licence = name, licence
        self.units = Units(package.unit_groups, mapping.units)
        self.mistakes: list[Mistake] = []
        self.counts: Counter[str] = Counter()
        self.distributions: Counter[str] = Counter()
        self.gas_like: Counter[str] = Counter()
        self.left_out: list[LeftOut] = []
        self.kept: list[KeptExchange] = []
        self.matches: dict[str, Match] = {}
        self.makers: dict[str, list[str]] = defaultdict(list)
        self.avoided: set[tuple[str, str]] = set()
        self.apart: dict[tuple[str, str], str] = {}
        self.open_uses: dict[str, tuple[str, Text, str, tuple[str, ...], list[int]]] = {}
        used = {each.flow for process in package.processes.values() for each in process.exchanges}
        passing = {
            key: flow for key, flow in package.flows.items() if key in used and flow.type != "ELEMENTARY_FLOW"
        }
        self.flow_ids = slugs(
            {key: flow.name for key, flow in passing.items()}, "flow",
            {key: own for key, flow in passing.items() if (own := of_tags(flow.tags).get("id"))},
            frozenset({ELECTRICITY}),  # the flow that a rule's electricity ladder links
        )  # fmt: skip
        self.process_ids = slugs(
            {key: process.name for key, process in package.processes.items()}, "process",
            {key: own for key, each in package.processes.items() if (own := of_tags(each.tags).get("id"))},
        )  # fmt: skip
        for name, own in mapping.elementary_flows.items():
            if own != "none" and own not in elementary_flows():
                where = f"mapping, elementary_flows, {name}"
                mend = "name a flow of databases/elementary_flows.yaml, or none"
                self.mistakes.append(Mistake(f"unknown elementary flow '{own}'", where, mend))
        # flows whose treatment is written as a product output below zero
        self.treated = {
            each.flow
            for process in package.processes.values()
            for each in process.exchanges
            if each.is_reference and not each.is_input and each.amount < 0
        }

    def run(self, product: str | None) -> Imported:
        sorted_ = [self._sort(process) for process in self.package.processes.values()]
        self._check_units()
        self._find_makers(sorted_)
        self._choose_flow_units(sorted_)
        self.parameters = Parameters(self.package, self.process_ids)
        self.distributions += self.parameters.distributions
        processes = [self._process(each) for each in sorted_]
        products = self._products(sorted_)
        file = self._file(products, processes)
        inventory = build_inventory(file, self.path)
        factors = tuple(self._stated_factors())
        imported = Imported(
            inventory, self._account(), tuple(self.kept), factors,
            {
                "flows": {own: key for key, own in self.flow_ids.items()},
                "processes": {own: key for key, own in self.process_ids.items()},
            },
            self.package,
        )  # fmt: skip
        return imported if product is None else self._for_product(imported, product)

    # -- sorting ------------------------------------------------------------------------------------

    def _sort(self, process: OlcaProcess) -> _Lines:
        """Give every product and waste exchange its role; elementary ones wait."""
        found = _Lines(process)
        flows = self.package.flows
        references = [each for each in process.exchanges if each.is_reference]
        where = f"{self.path}, process '{process.name}' ({process.uuid})"
        if len(references) != 1 or references[0].amount == 0:
            what = f"the process has {len(references)} quantitative references with an amount"
            if len(references) == 1:
                what = "the quantitative reference of the process has the amount 0"
            self.mistakes.append(
                Mistake(what, where, "mark one product output or treated waste as reference")
            )
            return found
        kind = flows[references[0].flow].type
        if kind == "ELEMENTARY_FLOW" or (kind == "PRODUCT_FLOW") == references[0].is_input:
            what = f"the quantitative reference '{flows[references[0].flow].name}' is no product output and no waste input"
            self.mistakes.append(
                Mistake(what, where, "mark one product output or treated waste as reference")
            )
            return found
        for each in process.exchanges:
            flow = flows[each.flow]
            if flow.type == "ELEMENTARY_FLOW":
                continue
            group = self.package.flow_properties[each.flow_property].unit_group
            unit = self.units.convert(group, each.unit)
            if unit is None:
                continue  # told with all others
            if self._is_left_out(process, each, flow, unit):
                continue
            role, sign = role_of(each, flow, flow.uuid in self.treated)
            if role == "reference" and (flow.type == "WASTE_FLOW" or each.amount < 0):
                found.treats_waste = True
            if each.is_avoided and role == "co_product":
                self.avoided.add((process.uuid, flow.uuid))
            self.counts["avoided"] += each.is_avoided
            found.lines.append(_Line(each, flow, role, sign, unit))
        found.lines.sort(key=lambda line: line.role != "reference")  # stable: the reference stands first
        return found

    def _is_left_out(self, process: OlcaProcess, each: OlcaExchange, flow: OlcaFlow, unit: Converted) -> bool:
        if each.is_reference or each.is_input or not is_artificial(each.description):
            return False
        if flow.name in self.mapping.keep_outputs or flow.uuid in self.mapping.keep_outputs:
            return False
        self.left_out.append(
            LeftOut(
                self.process_ids[process.uuid],
                flow.name,
                each.amount * unit.factor,
                unit.unit,
                each.description,
            )
        )
        return True

    def _check_units(self) -> None:
        if self.units.unknown:
            mend = "give a mapping file with `units:` and our word for each, e.g. units: {'Item(s)': piece}"
            self.mistakes += [
                Mistake(f"unknown unit '{unit}'", self.path, mend) for unit in sorted(self.units.unknown)
            ]
        if self.mistakes:
            raise ReadingError(title("package", self.package.name, self.mistakes), self.mistakes)

    # -- who makes what -----------------------------------------------------------------------------

    def _find_makers(self, sorted_: list[_Lines]) -> None:
        for each in sorted_:
            for line in each.lines:
                if (
                    line.role in ("reference", "co_product")
                    and (each.process.uuid, line.flow.uuid) not in self.avoided
                ):
                    self.makers[line.flow.uuid].append(each.process.uuid)
        names = {process.name: uuid for uuid, process in self.package.processes.items()}
        flows = defaultdict(list)
        for uuid in self.flow_ids:
            flows[self.package.flows[uuid].name].append(uuid)
        self.chosen: dict[str, str] = {}
        for stated, provider in self.mapping.providers.items():
            candidates = flows.get(stated) or [stated]
            supplier = names.get(provider, provider)
            made = [flow for flow in candidates if supplier in self.makers.get(flow, ())]
            self.chosen |= dict.fromkeys(made, supplier)
            if not made:
                makers = [
                    self.package.processes[uuid].name
                    for flow in candidates
                    for uuid in self.makers.get(flow, ())
                ]
                what = f"the mapping lets '{provider}' supply '{stated}', which it doesn't make"
                mend = f"name one of its makers: {'; '.join(makers[:5]) or 'none in the package'}"
                self.mistakes.append(Mistake(what, "mapping, providers", mend))
        self._check_units()
        self._tell_makers_apart(sorted_)

    def _tell_makers_apart(self, sorted_: list[_Lines]) -> None:
        """Where the user chose one maker of several, what the others make is a flow of its own that nobody uses by name."""
        asked = {
            (line.flow.uuid, line.exchange.provider)
            for each in sorted_ for line in each.lines if line.role == "input" and line.exchange.provider
        }  # fmt: skip
        for flow, supplier in self.chosen.items():
            others = [
                maker for maker in self.makers[flow] if maker != supplier and (flow, maker) not in asked
            ]
            for maker in others:
                self.apart[(maker, flow)] = f"{self.flow_ids[flow]}-of-{self.process_ids[maker]}"
            self.makers[flow] = [maker for maker in self.makers[flow] if maker not in others]

    def _provider(self, process: OlcaProcess, line: _Line) -> tuple[str, str | None]:
        """Flow to link to, and the process to name if the flow alone doesn't settle it."""
        key = line.flow.uuid
        own = self.flow_ids[key]
        makers = self.makers.get(key, [])
        stated = line.exchange.provider
        avoided = any(flow == key for _, flow in self.avoided)
        if stated and stated in makers:
            return own, self.process_ids[stated] if len(makers) > 1 or avoided else None
        if not makers:
            return own, None
        if stated and stated not in self.package.processes:
            reason = ABSENT_PROVIDER.text(provider=stated)
            return self._unsettled(
                key, f"{own}-provider-absent-{slug(stated) or 'unnamed'}", reason, ()
            ), None
        if len(makers) == 1 or key in self.chosen:
            several = len(makers) > 1 or avoided
            return own, self.process_ids[self.chosen.get(key, makers[0])] if several else None
        names = tuple(sorted(self.process_ids[maker] for maker in makers))
        reason = UNSETTLED.text(count=len(makers), makers="; ".join(names))
        return self._unsettled(key, f"{own}-provider-open", reason, names), None

    def _unsettled(self, key: str, identity: str, reason: Text, makers: tuple[str, ...]) -> str:
        """A flow of its own for uses whose supplier nobody has settled: a data gap with its reason."""
        self.open_uses.setdefault(identity, (key, reason, self.package.flows[key].name, makers, [0]))[4][
            0
        ] += 1
        return identity

    # -- units of flows -----------------------------------------------------------------------------

    def _choose_flow_units(self, sorted_: list[_Lines]) -> None:
        """A flow is counted in the unit in which it is made, if all its makers agree; else as it is used; else by its group."""
        made: dict[str, set[str]] = defaultdict(set)
        used: dict[str, set[str]] = defaultdict(set)
        for each in sorted_:
            for line in each.lines:
                place = made if line.role in ("reference", "co_product") else used
                place[line.flow.uuid].add(self._in_reference_property(line).unit)
        self.flow_units: dict[str, str] = {}
        for key in self.flow_ids:
            flow = self.package.flows[key]
            group = self.package.flow_properties[flow.reference_property].unit_group
            reference = self.units.reference(group)
            choices = made.get(key) or used.get(key) or set()
            if "id" in of_tags(flow.tags):  # a package of ours: the group's reference is the unit of the flow
                choices = set()
            if len(choices) == 1:
                self.flow_units[key] = next(iter(choices))
            elif reference is not None:
                self.flow_units[key] = reference.unit
        self._check_units()

    def _in_reference_property(self, line: _Line) -> Converted:
        """The unit of a line; an amount in another flow property is converted to the reference one of the flow."""
        flow, prop = line.flow, line.exchange.flow_property
        if prop == flow.reference_property:
            return line.unit
        properties = self.package.flow_properties
        group = self.package.unit_groups[properties[prop].unit_group]
        reference = self.units.reference(properties[flow.reference_property].unit_group)
        in_group = group.units[line.exchange.unit].factor
        if reference is None:
            return line.unit
        return Converted(reference.unit, in_group / flow.properties[prop])

    # -- processes ----------------------------------------------------------------------------------

    def _process(self, each: _Lines) -> Process:
        process = each.process
        own = self.process_ids[process.uuid]
        names = self.parameters.names_for(process) if any(line.formula for line in process.exchanges) else {}
        outputs: list[Output] = []
        inputs: list[Input] = []
        for line in each.lines:
            if line.role == "input":
                inputs.append(self._input(process, line, names))
            else:
                self._add_output(outputs, process, line, names)
        emissions = list(self._emissions(process, names))
        said = of_tags(process.tags)
        note = process.description or None
        self.counts["processes"] += 1
        self.counts["copyrighted"] += process.is_copyrighted
        self.counts["aggregated"] += process.type == "LCI_RESULT"
        products = sum(output.output_class in ("product", "co_product") for output in outputs)
        self.counts["multi_output"] += products > 1
        self.counts["treatments"] += each.treats_waste
        return Process(
            id=own, name=_both(process.name, said.get("zh")), stage=self._stage(each), location=process.location or "unspecified",
            year=process.year, technology=process.technology or None,
            tags=["capital_good"] if process.is_infrastructure else [], treats_waste=each.treats_waste,
            outputs=outputs, inputs=inputs, emissions=emissions, note=_both(note, None) if note else None,
        )  # fmt: skip

    def _stage(self, each: _Lines) -> Stage:
        process = each.process
        for beginning, stage in self.mapping.stages.items():
            if process.category.startswith(beginning):
                return stage
        said = of_tags(process.tags).get("stage")
        if said is not None:
            return said  # type: ignore[return-value]
        unit = self.flow_units[each.lines[0].flow.uuid]
        if each.treats_waste:
            return "end_of_life"
        if factor_or_none(unit, "t*km") is not None or factor_or_none(unit, "piece*km") is not None:
            return "transport"
        return "energy_supply" if factor_or_none(unit, "MJ") is not None else "production"

    def _amount(
        self, process: OlcaProcess, line: _Line, names: Mapping[str, str]
    ) -> tuple[float, str | None, str, Uncertainty | None, str | None]:
        """Amount or formula, unit, uncertainty and note of a line."""
        return self._stated(line.exchange, self._in_reference_property(line), line.sign, names)

    def _stated(
        self, each: OlcaExchange, unit: Converted, sign: int, names: Mapping[str, str]
    ) -> tuple[float, str | None, str, Uncertainty | None, str | None]:
        said = [each.description] if each.description else []
        formula = None
        amount = each.amount
        if each.formula:
            formula, instead = self.parameters.translate(each, names)
            if instead:
                said.append(instead)
            if formula is not None:
                amount = self.parameters.value(formula)
        uncertainty, outcome = read_uncertainty(each.uncertainty, amount, unit.factor, each.pedigree)
        self.distributions[outcome] += 1
        if outcome in ("outside_range", "other_centre", "unusable"):
            words = ", ".join(
                f"{key} {value}" for key, value in sorted((each.uncertainty or {}).items()) if key != "@type"
            )
            said.append(f"distribution of the source: {words}")
        if each.pedigree and outcome != "pedigree_only":
            said.append(f"pedigree {each.pedigree}")
        scale = unit.factor * sign
        if formula is not None and scale != 1:
            formula = f"({formula}) * {scale!r}"
        if sign < 0:
            uncertainty = turned(uncertainty)
        return amount * scale, formula, unit.unit, uncertainty, "; ".join(said).strip() or None

    def _add_output(
        self, outputs: list[Output], process: OlcaProcess, line: _Line, names: Mapping[str, str]
    ) -> None:
        amount, formula, unit, uncertainty, note = self._amount(process, line, names)
        flow = self.apart.get((process.uuid, line.flow.uuid), self.flow_ids[line.flow.uuid])
        own = self.process_ids[process.uuid]
        twice = next((output for output in outputs if output.flow == flow), None)
        if twice is not None:
            self._join(outputs, twice, amount, unit, process)
            return
        properties = [
            Property(
                property=each.property, amount=each.amount, unit=each.unit, source=own, mark="derived",
                note=f"read from the comment: {each.words}",
            )
            for each in properties_in(line.exchange.description, amount, unit)
            if factor_or_none(unit, "kg") is None
        ]  # fmt: skip
        self.counts["properties_in_words"] += len(properties)
        stated = {"formula": formula} if formula is not None else {"amount": amount}
        classes: dict[str, str] = {"reference": "product"}
        outputs.append(
            Output.model_validate(
                {
                    "flow": flow, **stated, "unit": unit, "class": classes.get(line.role, line.role),
                    "uncertainty": uncertainty, "source": own, "mark": "seen", "properties": properties,
                    "note": note,
                }
            )
        )  # fmt: skip

    def _join(
        self, outputs: list[Output], first: Output, amount: float, unit: str, process: OlcaProcess
    ) -> None:
        """A flow that leaves twice is one output with the sum; it is then a plain number."""
        before = first.amount
        if before is None:
            before = self.parameters.value(first.formula or "0")
        same = (first.output_class == "waste") or amount >= 0
        total = before + amount * factor(unit, first.unit)
        note = f"{first.note + '; ' if first.note else ''}sum of several outputs of the source: {before:g} and {amount:g} {unit}"
        changed = {"amount": total, "formula": None, "uncertainty": None, "note": note}
        outputs[outputs.index(first)] = first.model_copy(update=changed)
        self.counts["joined_outputs"] += same

    def _input(self, process: OlcaProcess, line: _Line, names: Mapping[str, str]) -> Input:
        amount, formula, unit, uncertainty, note = self._amount(process, line, names)
        flow, provider = self._provider(process, line)
        tags: list[Tag] = []
        if line.flow.is_infrastructure:
            tags.append("capital_good")
        if factor_or_none(unit, "t*km") is not None:
            tags.append("transport")
        self.counts["inputs"] += 1
        stated = {"formula": formula} if formula is not None else {"amount": amount}
        return Input.model_validate(
            {
                "flow": flow, **stated, "unit": unit, "from": provider, "uncertainty": uncertainty,
                "source": self.process_ids[process.uuid], "mark": "seen", "tags": tags, "note": note,
            }
        )  # fmt: skip

    def _emissions(self, process: OlcaProcess, names: Mapping[str, str]) -> Iterator[Emission]:
        own = self.process_ids[process.uuid]
        for each in process.exchanges:
            flow = self.package.flows[each.flow]
            if flow.type != "ELEMENTARY_FLOW":
                continue
            match = self._match(flow, each.is_input)
            unit = self._elementary_unit(each, match)
            if unit is None:
                self._keep(own, flow, each, match)
                continue
            amount, formula, word, uncertainty, note = self._stated(each, unit, 1, names)
            self.counts["emissions"] += 1
            self.counts["origin_given"] += match.how == "origin_given"
            stated = {"formula": formula} if formula is not None else {"amount": amount}
            yield Emission.model_validate(
                {
                    "flow": match.flow, **stated, "unit": word, "uncertainty": uncertainty, "source": own,
                    "mark": "seen", "note": note,
                }
            )  # fmt: skip

    def _match(self, flow: OlcaFlow, is_input: bool) -> Match:
        key = f"{flow.uuid} {is_input}"
        if key not in self.matches:
            self.matches[key] = match_elementary(
                flow.uuid, flow.name, flow.category, is_input, self.mapping.elementary_flows,
                self.mapping.unspecified_origin,
            )  # fmt: skip
        return self.matches[key]

    def _elementary_unit(self, each: OlcaExchange, match: Match) -> Converted | None:
        """The unit of a matched flow; None without a match, or if the amount is of another kind (litres of a gas)."""
        if not match.flow:
            return None
        group = self.package.flow_properties[each.flow_property].unit_group
        unit = self.units.convert(group, each.unit)
        target = elementary_flows()[match.flow].unit
        return None if unit is None or factor_or_none(unit.unit, target) is None else unit

    def _keep(self, own: str, flow: OlcaFlow, each: OlcaExchange, match: Match) -> None:
        group = self.package.unit_groups[self.package.flow_properties[each.flow_property].unit_group]
        unit = group.units[each.unit].name
        is_gas = match.is_gas_like or bool(match.flow and elementary_flows()[match.flow].factor)
        self.kept.append(
            KeptExchange(
                own, flow.uuid, flow.name, flow.category, each.is_input, each.amount, unit, is_gas, each
            )
        )
        self.counts["kept"] += 1
        self.distributions["of_kept_flows"] += each.uncertainty is not None
        if is_gas:
            self.gas_like[f"{flow.name} | {flow.category}"] += 1

    # -- products ---------------------------------------------------------------------------------------

    def _products(self, sorted_: list[_Lines]) -> list[ProductFlow]:
        made = {
            line.flow.uuid
            for each in sorted_
            for line in each.lines
            if line.role in ("reference", "co_product")
        }
        uses: Counter[str] = Counter()
        split: Counter[str] = Counter()
        present: set[str] = set()
        for each in sorted_:
            outputs = sum(line.role in ("reference", "co_product") for line in each.lines)
            for line in each.lines:
                present.add(line.flow.uuid)
                if line.role in ("input", "waste") and line.flow.uuid not in made:
                    uses[line.flow.uuid] += 1
                    split[line.flow.uuid] += outputs
        self.missing = {self.flow_ids[key]: count for key, count in uses.most_common()}
        products = {key for key in uses if self.package.flows[key].type == "PRODUCT_FLOW"}
        self.counts["missing_flows"] = len(products)
        self.counts["missing_uses"] = sum(uses[key] for key in products)
        self.counts["missing_uses_split"] = sum(split[key] for key in products)
        names = {self.package.flows[key].name for key in made}
        self.counts["missing_same_name"] = sum(self.package.flows[key].name in names for key in products)
        self.counts["untreated_wastes"] = len(uses) - len(products)
        self.counts["untreated_waste_uses"] = sum(uses.values()) - self.counts["missing_uses"]
        found = [self._product(key, key in made) for key in self.flow_ids if key in present]
        for (maker, key), identity in sorted(self.apart.items(), key=lambda item: item[1]):
            label = _both(f"{self.package.flows[key].name} ({self.package.processes[maker].name})", None)
            found.append(self._product(key, True).model_copy(update={"id": identity, "name": label}))
        for identity, (key, reason, name, _, _) in sorted(self.open_uses.items()):
            open_flow = self._product(key, False)
            found.append(
                open_flow.model_copy(
                    update={"id": identity, "name": _both(name, None), "supply_missing": reason}
                )
            )
        return found

    def _product(self, key: str, is_made: bool) -> ProductFlow:
        flow, unit = self.package.flows[key], self.flow_units[key]
        said = of_tags(flow.tags)
        group = self.package.unit_groups[self.package.flow_properties[flow.reference_property].unit_group]
        notes = [flow.description] if flow.description else []
        if is_money(group):
            notes.append(f"an amount of money, in {group.reference.name} of the source")
        return ProductFlow(
            id=self.flow_ids[key], name=_both(flow.name, said.get("zh")), unit=unit,
            properties=list(self._properties(flow, unit)), supply_missing=None if is_made else NOBODY.text(),
            note="; ".join(notes) or None,
        )  # fmt: skip

    def _properties(self, flow: OlcaFlow, unit: str) -> Iterator[Property]:
        """Mass by definition, and what the flow's further flow properties say."""
        in_kg = factor_or_none(unit, "kg")
        if in_kg is not None:
            yield Property(
                property="mass", amount=in_kg, unit=f"kg/({unit})", source="definition", mark="derived"
            )
        group = self.package.flow_properties[flow.reference_property].unit_group
        reference = self.units.reference(group)
        for key, stated in flow.properties.items():
            name = _PROPERTIES.get(self.package.flow_properties[key].name)
            if key == flow.reference_property or name is None or (name == "mass" and in_kg is not None):
                continue
            measured = self.units.reference(self.package.flow_properties[key].unit_group)
            if reference is None or measured is None:
                continue
            scale = factor_or_none(measured.unit, _NUMERATORS[name])
            per = factor_or_none(unit, reference.unit)
            if scale is not None and per is not None:
                self.counts["flow_properties"] += 1
                yield Property(
                    property=name, amount=stated * scale * per, unit=f"{_NUMERATORS[name]}/({unit})",
                    source=f"flow property '{self.package.flow_properties[key].name}' of the source", mark="seen",
                )  # fmt: skip

    # -- the file and the account -----------------------------------------------------------------------

    def _file(self, products: list[ProductFlow], processes: list[Process]) -> InventoryFile:
        years = [process.year for process in processes if process.year is not None]
        places = Counter(process.location for process in processes)
        sources = {}
        for uuid, process in self.package.processes.items():
            restrictions = f"; restrictions: {process.restrictions}" if process.restrictions else ""
            sources[self.process_ids[uuid]] = (
                f"{self.name}, process {process.name} ({uuid}); licence: {self.licence}{restrictions}"
            )
        return InventoryFile(
            format=INVENTORY_FORMAT, id=slug(self.name) or "openlca", title=_both(self.name, None),
            version=f"openLCA JSON-LD, schema {self.package.schema}", licence=self.licence,
            geography=places.most_common(1)[0][0] if places else "unspecified", year=max(years, default=0),
            sources=sources, parameters=list(self.parameters.ours.values()), products=products, processes=processes,
        )  # fmt: skip

    def _for_product(self, imported: Imported, product: str) -> Imported:
        flow = imported.find(product)
        declared = DeclaredUnit(amount=1, unit=imported.inventory.flows[flow].unit)
        file = imported.file.model_copy(update={"product": flow, "declared_unit": declared})
        inventory = build_inventory(InventoryFile.model_validate(dict(file)), self.path)
        return Imported(
            inventory, imported.account, imported.kept, imported.stated_factors, imported.uuids, self.package
        )

    def _stated_factors(self) -> Iterator[StatedFactor]:
        """Factors by product; causal ones, which the source states by exchange, as their mean over the exchanges."""
        for uuid, process in self.package.processes.items():
            own = self.process_ids[uuid]
            stated: dict[tuple[str, str], list[float]] = defaultdict(list)
            for each in process.allocation:
                if each.product in self.flow_ids:
                    stated[(each.method, each.product)].append(each.value)
                else:
                    self.counts["allocation_unnamed"] += 1
            for (method, product), values in stated.items():
                mean = sum(values) / len(values)
                is_default = method == process.default_allocation
                yield StatedFactor(own, method, self.flow_ids[product], mean, len(values), is_default)

    def _account(self) -> Account:
        counts = self.counts
        counts["product_flows"] = len(self.flow_ids)
        counts["other_elementary_flows"] = len({each.flow for each in self.kept})
        counts["parameters"] = len(self.parameters.ours)
        counts["gas_like_flows"], counts["gas_like_uses"] = len(self.gas_like), sum(self.gas_like.values())
        open_providers = tuple(
            OpenProvider(identity, name, makers, uses[0])
            for identity, (_, _, name, makers, uses) in sorted(self.open_uses.items())
        )
        counts["open_providers"] = len(open_providers)
        counts["open_provider_uses"] = sum(each.uses for each in open_providers)
        counts["several_makers"] = sum(len(makers) > 1 for makers in self.makers.values())
        counts["left_out"] = len(self.left_out)
        stated = [each for process in self.package.processes.values() for each in process.allocation]
        counts["allocation_factors"] = len(stated)
        counts["allocation_processes"] = sum(
            bool(process.allocation) for process in self.package.processes.values()
        )
        counts["uncertain"] = sum(
            self.distributions[key] for key in ("kept", "other_centre", "pedigree_only")
        )
        return Account(
            dict(counts), self.missing, open_providers, tuple(self.left_out), dict(self.gas_like.most_common()),
            dict(self.distributions), dict(self.parameters.formulas), tuple(self.units.differences.values()),
            dict(self.package.other),
        )  # fmt: skip


def _both(name: str | None, zh: str | None) -> Text:
    """A name that the source has in one language only stands in both."""
    return Text(zh=zh or name or "-", en=name or "-")
