"""Read inventories: validate, convert units, evaluate formulas, link inputs to the processes that make them.

An inventory names backgrounds and other inventories; these may name more. All of them together, each read once,
are one set of unit processes. What a file links to depends on what *it* names, not on who names it.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.inventory import (
    INVENTORY_FORMAT,
    Amount,
    Displaces,
    ElectricitySupply,
    Exchange,
    Input,
    Inventory,
    InventoryFile,
    MaterialRecycling,
    OfferedSupply,
    Output,
    Process,
    Processing,
    ProductFlow,
    Property,
    Quantity,
    Uncertainty,
    UnitProcess,
    is_uncertain,
)
from rulewright.reading.correlations import check_correlations
from rulewright.reading.elementary_flows import ElementaryFlow, read_elementary_flows
from rulewright.reading.find import databases_dir, find_linked, find_on_shelf
from rulewright.reading.formulas import FormulaProblem, evaluate, parameters_in
from rulewright.reading.salvage import Salvaged, salvage
from rulewright.reading.uncertainties import problems_of
from rulewright.reading.validation import (
    did_you_mean,
    in_file_order,
    is_of_another_kind,
    listed,
    title,
    validate,
)
from rulewright.reading.yaml_nodes import Document, Path_, read_yaml
from rulewright.units import UnitProblem, factor

ELECTRICITY = "electricity"  # the flow that a rule's electricity ladder links

# numerator of each property; the denominator is the unit of the flow
PROPERTY_NUMERATORS = {
    "mass": "kg", "dry_mass": "kg", "lhv": "MJ", "exergy": "MJ", "carbon": "kg", "biogenic_carbon": "kg",
    "metal": "kg", "amount_of_substance": "mol", "pieces": "piece", "price": "CNY", "quality": "dimensionless",
}  # fmt: skip


def read_inventory(name: str | Path) -> Inventory:
    """Read an inventory by id or path, with the backgrounds and inventories that it names, directly or through others.

    The product and the declared unit are those of the first file. What was read is kept for the process by path,
    date and size, so that reading many inventories parses each file once.

    Raises
    ------
    ReadingError
        With *all* mistakes of all files: unknown keys, units, formulas, links, properties, uncertainties.
    FileError
        If a file cannot be found or read.
    """
    path = find_on_shelf(str(name), "inventories")
    return _linked(*_read_closure(path), name)


def read_document(document: Document, near: Path, name: str, lost: frozenset[str] = frozenset()) -> Inventory:
    """Like :func:`read_inventory`, for data that do not stand in a YAML file; places are lines of the document.

    Parameters
    ----------
    near
        File whose folder is searched for backgrounds that the document names.
    name
        What was read, for messages.
    lost
        Ids that the source names but that could not be read, and are told already: that they are missing is no mistake.

    Raises
    ------
    ReadingError
        With all mistakes, those of the document included.
    """
    part = _valid_part(document)
    if part is not None:
        part = replace(part, dropped=part.dropped | lost)
    return _linked(*_read_closure(near, _Read(document, part)), name)


def inventory_document(path: Path) -> Document:
    """Plain data of an inventory file with their lines, as kept for the process; its mistakes are those of the file alone.

    Raises
    ------
    FileError
        If the file cannot be found or read.
    """
    return _read_file(path).document


def _linked(files: list[_Read], names: dict[str, frozenset[str]], name: object) -> Inventory:
    inventory = None
    if files[0].part is not None:
        inventory = _Builder([each.part for each in files if each.part is not None], names).build()
    documents = [each.document for each in files]
    mistakes = in_file_order(mistake for each in documents for mistake in each.mistakes)
    if mistakes or inventory is None:
        raise ReadingError(title("inventory", name, mistakes), mistakes)
    return inventory


def build_inventory(file: InventoryFile, path: str) -> Inventory:
    """Link and check an inventory that was made, not read: it passes the same checks as a file.

    Parameters
    ----------
    path
        Where it comes from, for messages.

    Raises
    ------
    ReadingError
        With all mistakes.
    """
    document = Document(path, {})
    inventory = _Builder([Salvaged(file, document, frozenset())], {path: frozenset({path})}).build()
    if inventory is None or document.mistakes:
        raise ReadingError(title("inventory", file.id, document.mistakes), document.mistakes)
    return inventory


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as read: its document, and the sound part of it if there is any."""

    document: Document
    part: Salvaged | None


def _read_closure(path: Path, given: _Read | None = None) -> tuple[list[_Read], dict[str, frozenset[str]]]:
    """The file and all that it links to, each once, nearest first; and by path what each can link to, itself included."""
    first = path.resolve()
    files = {first: _read_file(path) if given is None else given}
    named: dict[Path, list[Path]] = {}
    queue = [(path, first)]
    while queue:
        here, key = queue.pop(0)
        document = files[key].document
        named[key] = []
        for index, name in enumerate(_names_in(document)):
            where = document.where(("background", index))
            try:
                place = find_linked(str(name), near=here.parent)
                found = place.resolve()
                is_new = found not in files
                if is_new:
                    files[found] = _read_file(place)
            except FileError as error:
                document.mistakes.append(Mistake(error.what, where, error.mend))
                continue
            if found == key or found in named[key]:
                what = f"the background '{name}' is named twice, or is this file itself"
                document.mistakes.append(Mistake(what, where, "name each background once"))
                continue
            named[key].append(found)
            if is_new:
                queue.append((place, found))
    reach = {
        files[start].document.path: frozenset(files[each].document.path for each in _reachable(start, named))
        for start in files
    }
    return list(files.values()), reach


def _names_in(document: Document) -> list[object]:
    names = document.data.get("background") if isinstance(document.data, dict) else None
    return names if isinstance(names, list) else []


def _reachable(start: Path, named: dict[Path, list[Path]]) -> set[Path]:
    found, queue = set(), [start]
    while queue:
        here = queue.pop()
        if here not in found:
            found.add(here)
            queue += named[here]
    return found


def _read_file(path: Path) -> _Read:
    """A file with a list of mistakes of its own, so that what is kept stays as it was read."""
    try:
        state = path.stat()
    except OSError:
        document = read_yaml(path)  # says what is wrong with the path
        return _Read(document, _valid_part(document))
    kept = _parsed(str(path), state.st_mtime_ns, state.st_size)
    mistakes = list(kept.document.mistakes)
    document = replace(kept.document, mistakes=mistakes)
    if kept.part is None:
        return _Read(document, None)
    view = document if kept.part.document is kept.document else replace(kept.part.document, mistakes=mistakes)
    return _Read(document, replace(kept.part, document=view))


@lru_cache(maxsize=512)
def _parsed(path: str, changed: int, size: int) -> _Read:
    """Read and validate a file; kept by path, date of change [ns] and size [bytes]."""
    document = read_yaml(path)
    return _Read(document, _valid_part(document))


def elementary_flows() -> dict[str, ElementaryFlow]:
    """The registry of elementary flows, ``databases/elementary_flows.yaml``, by id (read once)."""
    return _elementary_flows(databases_dir())


@lru_cache(maxsize=8)  # the shipped flows, and those of packages that are verified
def _elementary_flows(databases: Path) -> dict[str, ElementaryFlow]:
    return read_elementary_flows(databases / "elementary_flows.yaml")


def _valid_part(document: Document) -> Salvaged | None:
    """The file, or what is sound of it: so that wrong links show beside other mistakes."""
    if document.data is None or is_of_another_kind(document, INVENTORY_FORMAT):
        return None
    file = validate(InventoryFile, document)
    return Salvaged(file, document, frozenset()) if file is not None else salvage(document)


class _Builder:
    """Collects the files of one inventory into an :class:`Inventory`, and their mistakes into the documents."""

    def __init__(self, parts: list[Salvaged], reach: dict[str, frozenset[str]]) -> None:
        self.file, self.document = parts[0].file, parts[0].document
        self.files = [(part.file, part.document) for part in parts]
        self.reach = reach
        self.all_flows = {flow.id: flow for part in reversed(parts) for flow in reversed(part.file.products)}
        self.has_product = {part.document.path: part.file.product is not None for part in parts}
        self.dropped = {name for part in parts for name in part.dropped}
        self.flow_places: dict[str, tuple[Document, Path_]] = {}
        self.parameter_places: dict[str, tuple[Document, Path_]] = {}
        self.flows: dict[str, ProductFlow] = {}
        self.parameters: dict[str, Quantity] = {}
        self.properties: dict[tuple[str, str, str], Property] = {}
        self.scales: dict[tuple[str, str, str], float] = {}
        self.amounts: dict[str, float] = {}
        self.side_numbers: dict[str, Quantity] = {}
        self.stated_beside: set[str] = set()
        self.declared_amount: float | None = None
        self.raw: dict[str, tuple[Process, Document, Path_]] = {}
        self.makers: dict[str, list[str]] = defaultdict(list)

    def build(self) -> Inventory | None:
        for file, document in self.files:
            self._collect_flows(file, document)
            self._collect_parameters(file, document)
            self._collect_processes(file, document)
        self.pools = self._find_pools()
        processes = {identity: self._convert(identity) for identity in self.raw}
        self._check_supplies()
        self._check_recycling()
        self._check_replacements()
        self._check_product()
        self._check_parts()
        self._check_imbalances()
        self._check_correlations(processes)
        if any(document.mistakes for _, document in self.files):
            return None
        makers = {flow: tuple(names) for flow, names in self.makers.items()}
        return Inventory(
            self.file, tuple(file for file, _ in self.files[1:]), self.flows, processes, self.properties,
            self.scales, self.parameters, makers, self.pools, self._supplies(), self.amounts, self.declared_amount,
            self.side_numbers,
        )  # fmt: skip

    # -- collecting -------------------------------------------------------------------------------

    def _collect_flows(self, file: InventoryFile, document: Document) -> None:
        for index, flow in enumerate(file.products):
            path: Path_ = ("products", index)
            if flow.id in self.flow_places:
                self._defined_twice("product", flow.id, document, path, self.flow_places)
                continue
            self.flow_places[flow.id] = (document, path)
            if not self._unit_ok(flow.unit, document, (*path, "unit"), f"product {flow.id}"):
                self.dropped.add(flow.id)
                continue
            self.flows[flow.id] = flow
            for number, stated in enumerate(flow.properties):
                self._add_property("", flow.id, flow.unit, stated, document, (*path, "properties", number))
        for index, flow in enumerate(file.products):
            self._collect_displaced(flow, document, ("products", index))

    def _collect_displaced(self, flow: ProductFlow, document: Document, path: Path_) -> None:
        for key, each, inside in _replacements(flow):
            where = (*path, *inside)
            target = self._flow_anywhere(each.flow)
            if target is None:
                self._not_defined(document, (*where, "flow"), each.flow, f"product {flow.id}")
                continue
            scale = self._factor(each.unit, target.unit, document, (*where, "unit"), f"product {flow.id}")
            if scale is not None:
                self.amounts[key] = each.amount * scale
                self._add_side_number(
                    key, each.amount, scale, target.unit, each, each.uncertainty, document, where
                )

    def _flow_anywhere(self, identity: str) -> ProductFlow | None:
        return self.all_flows.get(identity)

    def _collect_parameters(self, file: InventoryFile, document: Document) -> None:
        for index, parameter in enumerate(file.parameters):
            path: Path_ = ("parameters", index)
            if parameter.id in self.parameter_places:
                self._defined_twice("parameter", parameter.id, document, path, self.parameter_places)
            self.parameter_places.setdefault(parameter.id, (document, path))
            label = f"parameter {parameter.id}"
            self._unit_ok(parameter.unit, document, (*path, "unit"), label)
            self._check_uncertainty(parameter.uncertainty, parameter.amount, document, path, label)
            self.parameters[parameter.id] = Quantity(
                f"parameter.{parameter.id}", parameter.amount, parameter.unit, parameter.source, parameter.mark,
                parameter.uncertainty,
            )  # fmt: skip

    def _collect_processes(self, file: InventoryFile, document: Document) -> None:
        for index, process in enumerate(file.processes):
            path: Path_ = ("processes", index)
            if process.id in self.raw:
                places = {process.id: self.raw[process.id][1:]}
                self._defined_twice("process", process.id, document, path, places)
                continue
            self.raw[process.id] = (process, document, path)
            for output in process.outputs:
                if output.output_class not in ("waste", "scrap") and not process.part_of:
                    self.makers[output.flow].append(process.id)

    def _find_pools(self) -> frozenset[str]:
        """Scrap flows: no process makes them, what is returned and what is bought meet in a pool."""
        named = {material.scrap for file, _ in self.files for material in file.recycling}
        returned = {
            output.flow
            for process, _, _ in self.raw.values()
            for output in process.outputs
            if output.output_class == "scrap"
        }
        made = {
            flow
            for flow, names in self.makers.items()
            if not all(self.raw[name][0].treats_waste for name in names)
        }
        return frozenset((named | returned) - made)

    # -- converting one process -------------------------------------------------------------------

    def _convert(self, identity: str) -> UnitProcess:
        process, document, path = self.raw[identity]
        outputs, inputs, emissions = [], [], []
        for number, output in enumerate(process.outputs):
            where = (*path, "outputs", number)
            exchange = self._exchange(process, output, "output", number, document, where)
            if exchange is not None:
                outputs.append(exchange)
                flow = self.flows[output.flow]
                for index, stated in enumerate(output.properties):
                    inside = (*where, "properties", index)
                    self._add_property(process.id, output.flow, flow.unit, stated, document, inside)
                self._check_output(process, output, exchange, document, where)
        for number, entered in enumerate(process.inputs):
            exchange = self._exchange(process, entered, "input", number, document, (*path, "inputs", number))
            if exchange is not None:
                inputs.append(exchange)
        for number, emission in enumerate(process.emissions):
            exchange = self._exchange(
                process, emission, "emission", number, document, (*path, "emissions", number)
            )
            if exchange is not None:
                emissions.append(exchange)
        self._check_factor(process, document, path)
        background = document is not self.document
        stage = process.stage
        if background and stage == "production" and self.has_product[document.path]:
            stage = "raw_materials"  # what another inventory calls production is upstream of this one
        return UnitProcess(
            process.id, process.name, stage, process.location, frozenset(process.tags), tuple(outputs),
            tuple(inputs), tuple(emissions), tuple(process.subdivided_into), process.part_of, process.treats_waste,
            process.factor, background, document.path,
        )  # fmt: skip

    def _exchange(
        self, process: Process, stated: Amount, direction: str, number: int, document: Document, path: Path_
    ) -> Exchange | None:
        label = f"process {process.id}, {direction} {stated.flow}"
        target = self._unit_of(stated, direction, document, path, label)
        if target is None:
            return None
        scale = self._factor(stated.unit, target, document, (*path, "unit"), label)
        if scale is None:
            return None
        identity = f"{process.id}/{direction}/{stated.flow}"
        if direction != "output" and any(
            isinstance(other, type(stated)) and other.flow == stated.flow
            for other in (process.inputs if direction == "input" else process.emissions)[:number]
        ):
            identity = f"{identity}#{number}"  # a second exchange of the same flow keeps an id of its own
        quantity = self._quantity(identity, stated, target, scale, document, path, label)
        if quantity is None and not stated.missing:
            return None
        provider = (
            self._provider(process, stated, document, path, label) if isinstance(stated, Input) else None
        )
        output_class = stated.output_class if isinstance(stated, Output) else ""
        return Exchange(
            identity, process.id, direction, stated.flow, quantity, output_class, provider,  # type: ignore[arg-type]
            frozenset(stated.tags), stated.data, stated.note,
        )  # fmt: skip

    def _unit_of(
        self, stated: Amount, direction: str, document: Document, path: Path_, label: str
    ) -> str | None:
        if direction == "emission":
            entry = elementary_flows().get(stated.flow)
            if entry is None:
                known = list(elementary_flows())
                longer = [name for name in known if name.startswith(f"{stated.flow}-")]  # co2: which of them?
                near = longer[:3] or difflib.get_close_matches(stated.flow, known, n=3)
                hint = f"did you mean {' or '.join(near)}?" if near else "see databases/elementary_flows.yaml"
                what = f"unknown elementary flow '{stated.flow}'"
                self._mistake(document, (*path, "flow"), what, hint, label)
                return None
            return entry.unit
        flow = self.flows.get(stated.flow)
        if flow is None:
            self._not_defined(document, (*path, "flow"), stated.flow, label)
            return None
        return flow.unit

    def _quantity(
        self,
        identity: str,
        stated: Amount,
        unit: str,
        scale: float,
        document: Document,
        path: Path_,
        label: str,
    ) -> Quantity | None:
        if stated.missing:
            return None
        amount = stated.amount
        if stated.formula is not None:
            values = {name: quantity.amount for name, quantity in self.parameters.items()}
            try:
                amount = float(evaluate(stated.formula, values))
            except FormulaProblem as problem:
                self._formula_mistake(stated.formula, problem, document, (*path, "formula"), label)
                return None
            if amount != amount or amount in (float("inf"), float("-inf")):
                what = f"'{stated.formula}' gives {amount}, not a finite number"
                self._mistake(document, (*path, "formula"), what, "correct the formula", label)
                return None
        assert amount is not None
        loss = stated.loss if isinstance(stated, Input) else None
        if loss is not None:
            scale *= 1 + loss.share if loss.of == "output" else 1 / (1 - loss.share)
        self._check_uncertainty(stated.uncertainty, amount, document, path, label)
        return Quantity(
            identity,
            amount * scale,
            unit,
            stated.source,
            stated.mark,
            stated.uncertainty,
            stated.formula,
            scale,
        )

    def _provider(
        self, process: Process, stated: Input, document: Document, path: Path_, label: str
    ) -> str | None:
        makers = self._nearest_makers(stated.flow, document)
        if stated.from_process is not None:
            self._check_maker(stated.from_process, stated.flow, document, (*path, "from"), label)
            return stated.from_process
        if stated.flow == ELECTRICITY or stated.flow in self.pools or stated.flow in self.dropped:
            return None
        if len(makers) == 1:
            return makers[0]
        if not makers:
            if self.flows[stated.flow].supply_missing is None:
                mend = (
                    "add a process that makes it, name a background that does, "
                    "or say `supply_missing:` at the product"
                )
                self._mistake(document, (*path, "flow"), f"nobody makes '{stated.flow}'", mend, label)
            return None
        what = f"{len(makers)} processes make '{stated.flow}': {listed(makers)}"
        self._mistake(document, (*path, "flow"), what, "say which one with `from:`", label)
        return None

    def _nearest_makers(self, flow: str, document: Document) -> list[str]:
        """Makers of a flow that a file can link to: its own; else those of the file that defines the flow; else all.

        Only files that the file itself names, directly or through others, count: nothing changes because
        somebody else names it beside a further maker.
        """
        own, near = document.path, self.reach[document.path]
        makers = [name for name in self.makers.get(flow, []) if self.raw[name][1].path in near]
        home = self.flow_places[flow][0].path if flow in self.flow_places else own
        for file in (own, home):
            found = [name for name in makers if self.raw[name][1].path == file]
            if found:
                return found
        return makers

    def _check_maker(self, name: str, flow: str, document: Document, path: Path_, label: str) -> None:
        """The named process exists and makes the flow."""
        if name in self.dropped:
            return
        makers = self.makers.get(flow, [])
        made_by = f"makers of {flow}: {listed(makers) or 'none'}"
        if name not in self.raw:
            what = f"no process '{name}'"
            self._mistake(document, path, what, f"{made_by}{did_you_mean(name, self.raw)}", label)
        elif not any(output.flow == flow for output in self.raw[name][0].outputs):
            self._mistake(document, path, f"process '{name}' does not make {flow}", made_by, label)

    # -- checks -----------------------------------------------------------------------------------

    def _check_output(
        self, process: Process, output: Output, exchange: Exchange, document: Document, path: Path_
    ) -> None:
        label = f"process {process.id}, output {output.flow}"
        amount = None if exchange.quantity is None else exchange.quantity.amount
        path = (*path, "formula" if output.formula is not None else "amount")
        if output.output_class == "product" and (amount is None or amount <= 0):
            what = "the reference output needs an amount above zero"
            self._mistake(document, path, what, "give its amount", label)
        elif amount is not None and amount < 0:
            what = f"a negative output ({amount:g} {output.unit})"
            self._mistake(document, path, what, "state it as an input", label)

    def _check_factor(self, process: Process, document: Document, path: Path_) -> None:
        if process.factor is None:
            return
        label = f"process {process.id}, factor"
        unit = self.flows[process.reference.flow].unit if process.reference.flow in self.flows else None
        if unit is None:
            return
        self._unit_ok(process.factor.unit, document, (*path, "factor", "unit"), label)
        self._factor(process.factor.unit, f"kg/({unit})", document, (*path, "factor", "unit"), label)
        self._check_uncertainty(
            process.factor.uncertainty, process.factor.amount, document, (*path, "factor"), label
        )
        if process.reference.uncertainty is not None or process.reference.formula is not None:
            what = "the reference output of a process with a factor has an uncertainty or formula"
            mend = "state the uncertainty at the factor"
            self._mistake(document, (*path, "factor"), what, mend, label)
        if process.inputs or process.emissions:
            self._mistake(
                document, (*path, "factor"), "a process has either a factor or inputs and emissions, not both",
                "split it into two processes", label,
            )  # fmt: skip

    def _check_supplies(self) -> None:
        self.supply_shares: dict[tuple[str, str], float] = {}
        for file, document in self.files:
            for index, supply in enumerate(file.electricity_supplies):
                path: Path_ = ("electricity_supplies", index)
                label = f"electricity supply {supply.id}"
                key = (document.path, supply.id)
                if key in self.supply_shares:
                    what = f"two electricity supplies have the id '{supply.id}'"
                    self._mistake(document, path, what, "give each its own id", label)
                self._check_maker(supply.process, supply.flow, document, (*path, "process"), label)
                for number, process in enumerate(supply.for_processes or []):
                    self._check_process(process, document, (*path, "for_processes", number), label)
                share = self._supply_share(supply, document, path, label)
                if share is not None:
                    self._check_uncertainty(supply.uncertainty, share, document, path, label)
                if supply.flow in self.flows:
                    self._factor(self.flows[supply.flow].unit, "kWh", document, (*path, "flow"), label)
                if share is not None:
                    self.supply_shares[key] = min(share, 1.0)

    def _supplies(self) -> dict[str, tuple[OfferedSupply, ...]]:
        """By file, what can supply its processes: its own supplies, then those of the backgrounds that it names.

        A file without a product is a background. If neither it nor what it names offers a supply, it takes those
        of the study's own file.
        """
        offered = {
            document.path: [
                OfferedSupply(supply, self.supply_shares[(document.path, supply.id)])
                for supply in file.electricity_supplies
            ]
            for file, document in self.files
        }
        backgrounds = [document.path for file, document in self.files if file.product is None]
        found = {}
        for file, document in self.files:
            own, near = document.path, self.reach[document.path]
            order = [own, *(path for path in backgrounds if path in near and path != own)]
            supplies = [each for path in order for each in offered[path]]
            if not supplies and file.product is None:
                supplies = offered[self.document.path]
            found[own] = tuple(supplies)
        return found

    def _supply_share(
        self, supply: ElectricitySupply, document: Document, path: Path_, label: str
    ) -> float | None:
        if (supply.share is None) == (supply.formula is None):
            mend = "share: 1 covers the whole demand"
            self._mistake(document, path, "give either share or formula", mend, label)
            return None
        share = supply.share
        if supply.formula is not None:
            values = {name: quantity.amount for name, quantity in self.parameters.items()}
            try:
                share = float(evaluate(supply.formula, values))
            except FormulaProblem as problem:
                self._formula_mistake(supply.formula, problem, document, (*path, "formula"), label)
                return None
        assert share is not None
        if not 0 < share <= 1 + 1e-12:
            what = f"share {share:g} is not above 0 and at most 1"
            self._mistake(document, path, what, "correct share or formula", label)
            return None
        return share

    def _check_recycling(self) -> None:
        for file, document in self.files:
            for index, material in enumerate(file.recycling):
                path: Path_ = ("recycling", index)
                label = f"recycling of {material.material}"
                if material.scrap not in self.flows:
                    self._not_defined(document, (*path, "scrap"), material.scrap, label)
                for role in ("primary", "recycled", "disposal"):
                    process = getattr(material, role)
                    if process is not None:
                        self._check_process(process, document, (*path, role), label)
                for name, amount, uncertainty in (
                    ("yield", material.yield_kg_per_kg, material.yield_uncertainty),
                    ("quality", material.quality_ratio, material.quality_uncertainty),
                    ("recovery", material.recovery_rate, material.recovery_uncertainty),
                ):
                    key, inside = f"recycling:{material.scrap}.{name}", (*path, f"{name}_uncertainty")
                    if amount is not None:
                        unit = "kg/kg" if name == "yield" else "dimensionless"
                        self._add_side_number(key, amount, 1.0, unit, material, uncertainty, document, inside)

    def _check_replacements(self) -> None:
        """What a flow displaces, and what happens to it, is made by one process."""
        for file, document in self.files:
            for index, flow in enumerate(file.products):
                for _, each, inside in _replacements(flow):
                    path: Path_ = ("products", index, *inside)
                    label = f"product {flow.id}"
                    makers = self.makers.get(each.flow, [])
                    if each.process is not None:
                        self._check_maker(each.process, each.flow, document, (*path, "process"), label)
                    elif not makers and each.flow in self.flows and each.flow not in self.dropped:
                        what, mend = f"nobody makes '{each.flow}'", "add a process that makes it"
                        self._mistake(document, (*path, "flow"), what, mend, label)
                    elif len(makers) > 1:
                        what = f"{len(makers)} processes make '{each.flow}': {listed(makers)}"
                        mend = "say which one with `process:`"
                        self._mistake(document, (*path, "flow"), what, mend, label)

    def _check_imbalances(self) -> None:
        for file, document in self.files:
            for index, explained in enumerate(file.explained_imbalances):
                path: Path_ = ("explained_imbalances", index, "process")
                self._check_process(explained.process, document, path, f"{explained.balance} balance")

    def _check_product(self) -> None:
        file, document = self.file, self.document
        if file.product is None:
            return
        if file.product in self.dropped:
            return
        if file.product not in self.makers:
            near = did_you_mean(file.product, self.makers)
            what, mend = (
                f"nobody makes the product '{file.product}'",
                f"name a flow that a process makes{near}",
            )
            self._mistake(document, ("product",), what, mend, file.id)
            return
        if file.declared_unit is None:
            what = "the inventory has a product but no declared_unit"
            self._mistake(document, ("product",), what, "add declared_unit: {amount: 1, unit: t}", file.id)
            return
        path: Path_ = ("declared_unit", "unit")
        scale = self._factor(
            file.declared_unit.unit, self.flows[file.product].unit, document, path, "declared unit"
        )
        if scale is not None:
            self.declared_amount = file.declared_unit.amount * scale

    def _check_parts(self) -> None:
        for process, document, path in self.raw.values():
            label = f"process {process.id}"
            if process.part_of is not None:
                self._check_process(process.part_of, document, (*path, "part_of"), label)
            for part in process.subdivided_into:
                if part in self.dropped:
                    continue
                if part not in self.raw or self.raw[part][0].part_of != process.id:
                    self._mistake(
                        document, (*path, "subdivided_into"), f"'{part}' is not a process with part_of: {process.id}",
                        "define the sub-process and its part_of", label,
                    )  # fmt: skip

    def _check_uncertainty(
        self, uncertainty: Uncertainty | None, amount: float, document: Document, path: Path_, label: str
    ) -> None:
        for what, mend in [] if uncertainty is None else problems_of(uncertainty, amount):
            self._mistake(document, (*path, "uncertainty"), what, mend, label)

    def _add_side_number(
        self, key: str, amount: float, scale: float, unit: str, stated: Displaces | Processing | MaterialRecycling,
        uncertainty: Uncertainty | None, document: Document, path: Path_,
    ) -> None:  # fmt: skip
        """Keep a number beside the exchanges, so that it can be drawn if it states an uncertainty."""
        if key in self.stated_beside or uncertainty is None:
            self.stated_beside.add(key)  # the first file that states it decides
            return
        self.stated_beside.add(key)
        self._check_uncertainty(uncertainty, amount, document, path, key)
        self.side_numbers[key] = Quantity(
            key, amount * scale, unit, stated.source, stated.mark, uncertainty, None, scale
        )

    def _check_correlations(self, processes: Mapping[str, UnitProcess]) -> None:
        if not any(file.correlations for file, _ in self.files):
            return
        uncertain: dict[str, bool] = {}
        numbers = [*self.parameters.values(), *self.side_numbers.values()]
        numbers += [
            OfferedSupply(each, 1.0).quantity for file, _ in self.files for each in file.electricity_supplies
        ]
        for process in processes.values():
            exchanges = (*process.outputs, *process.inputs, *process.emissions)
            numbers += [each.quantity for each in exchanges if each.quantity is not None]
            if process.factor is not None:
                uncertain[f"{process.id}/factor"] = is_uncertain(process.factor.uncertainty)
        uncertain |= {each.id: each.is_uncertain for each in numbers}
        for (owner, flow, name), stated in self.properties.items():
            uncertain[f"{owner}.{flow}.{name}" if owner else f"{flow}.{name}"] = is_uncertain(
                stated.uncertainty
            )
        check_correlations(self.files, uncertain, self.dropped)

    def _add_property(
        self, process: str, flow: str, flow_unit: str, stated: Property, document: Document, path: Path_
    ) -> None:
        key = (process, flow, stated.property)
        label = f"property {stated.property} of {flow}"
        if key in self.properties:
            self._mistake(document, path, f"{flow} states '{stated.property}' twice", "keep one", label)
            return
        if stated.property == "quality":
            scale: float | None = 1.0
        else:
            numerator = PROPERTY_NUMERATORS[stated.property]
            scale = self._factor(stated.unit, f"{numerator}/({flow_unit})", document, (*path, "unit"), label)
        if scale is None:
            return
        if stated.amount is not None:
            self._check_uncertainty(stated.uncertainty, stated.amount, document, path, label)
        elif stated.series:
            mean = sum(price.amount for price in stated.series) / len(stated.series)
            self._check_uncertainty(stated.uncertainty, mean, document, path, label)
        self.properties[key], self.scales[key] = stated, scale

    def _defined_twice(
        self,
        kind: Literal["product", "parameter", "process"],
        name: str,
        document: Document,
        path: Path_,
        places: Mapping[str, tuple[Document, Path_]],
    ) -> None:
        """An id stands twice: in one file, or in two files that are linked."""
        first, place = places[name]
        if first.path != document.path:
            mend = f"keep it in one file, or rename one; the other stands in {first.where(place)}"
            what = f"two linked files define '{name}'"
        elif kind == "parameter":
            what, mend = f"two parameters are called '{name}'", "rename one"
        elif kind == "process":
            what, mend = f"two processes have the id '{name}'", "give each its own id"
        else:
            what, mend = f"two products have the id '{name}'", "give each its own id"
        self._mistake(document, path, what, mend, f"{kind} {name}")

    # -- small helpers ----------------------------------------------------------------------------

    def _factor(self, unit: str, target: str, document: Document, path: Path_, label: str) -> float | None:
        try:
            return factor(unit, target)
        except UnitProblem as problem:
            mend = "write a unit such as kg, t, MJ, kWh, m3, Nm3, piece, CNY/kg"
            if unit != target:
                mend = f"give the amount in a unit of the kind of '{target}'"
            self._mistake(document, path, str(problem), mend, label)
            return None

    def _unit_ok(self, unit: str, document: Document, path: Path_, label: str) -> bool:
        return self._factor(unit, unit, document, path, label) is not None

    def _not_defined(self, document: Document, path: Path_, flow: str, label: str) -> None:
        if flow in self.dropped:
            return
        near = did_you_mean(flow, self.flows)
        mend = f"define it under 'products' of this file or of a background{near}"
        self._mistake(document, path, f"product '{flow}' is not defined", mend, label)

    def _check_process(self, name: str, document: Document, path: Path_, label: str) -> None:
        if name not in self.raw and name not in self.dropped:
            mend = f"name a process of the inventory{did_you_mean(name, self.raw)}"
            self._mistake(document, path, f"no process '{name}'", mend, label)

    def _formula_mistake(
        self, formula: str, problem: FormulaProblem, document: Document, path: Path_, label: str
    ) -> None:
        try:
            unknown = parameters_in(formula) - set(self.parameters)
        except FormulaProblem:
            unknown = frozenset()
        if unknown and unknown <= self.dropped:
            return
        mend = "define it under 'parameters' or correct the formula" if unknown else "correct the formula"
        self._mistake(document, path, str(problem), mend, label)

    @staticmethod
    def _mistake(document: Document, path: Path_, what: str, mend: str, label: str = "") -> None:
        document.mistakes.append(Mistake(what, document.where(path, label), mend))


def _replacements(flow: ProductFlow) -> list[tuple[str, Displaces | Processing, Path_]]:
    """What a flow displaces and how it is processed: key, statement and place under the product."""
    found: list[tuple[str, Displaces | Processing, Path_]] = []
    if flow.displaces is not None:
        found.append((f"displaces:{flow.id}", flow.displaces, ("displaces",)))
    for number, each in enumerate(flow.processing):
        found.append((f"processing:{flow.id}:{number}", each, ("processing", number)))
    return found
