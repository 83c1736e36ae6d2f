"""Read inventories: validate, convert units, evaluate formulas, link inputs to the processes that make them."""

from __future__ import annotations

import difflib
from collections import defaultdict
from functools import cache
from pathlib import Path

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.inventory import (
    Amount,
    Exchange,
    Input,
    Inventory,
    InventoryFile,
    Output,
    Process,
    ProductFlow,
    Property,
    Quantity,
    Uncertainty,
    UnitProcess,
)
from rulewright.reading.elementary_flows import ElementaryFlow, read_elementary_flows
from rulewright.reading.find import find_on_shelf
from rulewright.reading.formulas import FormulaProblem, evaluate, parameters_in
from rulewright.reading.validation import validate
from rulewright.reading.yaml_nodes import Document, Path_, read_yaml
from rulewright.units import UnitProblem, factor

ELECTRICITY = "electricity"  # the flow that a rule's electricity ladder links

# numerator of each property; the denominator is the unit of the flow
PROPERTY_NUMERATORS = {
    "mass": "kg", "dry_mass": "kg", "lhv": "MJ", "exergy": "MJ", "carbon": "kg", "biogenic_carbon": "kg",
    "metal": "kg", "amount_of_substance": "mol", "pieces": "piece", "price": "CNY", "quality": "dimensionless",
}  # fmt: skip


def read_inventory(name: str | Path) -> Inventory:
    """Read an inventory by id or path, with the backgrounds that it names.

    Raises
    ------
    ReadingError
        With *all* mistakes of all files: unknown keys, units, formulas, links, properties, uncertainties.
    FileError
        If a file cannot be found or read.
    """
    path = find_on_shelf(str(name), "inventories")
    document = read_yaml(path)
    documents = [document]
    file = _valid_file(document)
    names = document.data.get("background", []) if isinstance(document.data, dict) else []
    backgrounds: list[tuple[InventoryFile, Document]] = []
    for index, background in enumerate(names if isinstance(names, list) else []):
        try:
            background_document = read_yaml(find_on_shelf(str(background), "background", near=path.parent))
        except FileError as error:
            document.mistakes.append(Mistake(error.what, document.where(("background", index)), error.mend))
            continue
        documents.append(background_document)
        background_file = _valid_file(background_document)
        if background_file is not None:
            backgrounds.append((background_file, background_document))
    inventory = _Builder(file, document, backgrounds).build() if file is not None else None
    mistakes = [mistake for each in documents for mistake in each.mistakes]
    if mistakes or inventory is None:
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        raise ReadingError(f"inventory {name}: {count}", mistakes)
    return inventory


@cache
def elementary_flows() -> dict[str, ElementaryFlow]:
    """The registry of elementary flows, ``databases/elementary_flows.yaml``, by id (read once)."""
    return read_elementary_flows()


def _valid_file(document: Document) -> InventoryFile | None:
    if document.data is None:
        return None
    if not isinstance(document.data, dict):
        document.mistakes.append(
            Mistake("the file is not an inventory", document.where(()), "start from a shipped one or `rulewright schema inventory`")
        )
        return None
    return validate(InventoryFile, document)


class _Builder:
    """Collects the files of one inventory into an :class:`Inventory`, and their mistakes into the documents."""

    def __init__(
        self, file: InventoryFile, document: Document, backgrounds: list[tuple[InventoryFile, Document]]
    ) -> None:
        self.file, self.document, self.backgrounds = file, document, backgrounds
        self.files = [(file, document), *backgrounds]
        self.flows: dict[str, ProductFlow] = {}
        self.parameters: dict[str, Quantity] = {}
        self.properties: dict[tuple[str, str, str], Property] = {}
        self.scales: dict[tuple[str, str, str], float] = {}
        self.amounts: dict[str, float] = {}
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
        self._check_product()
        self._check_parts()
        if any(document.mistakes for _, document in self.files):
            return None
        makers = {flow: tuple(names) for flow, names in self.makers.items()}
        return Inventory(
            self.file, tuple(file for file, _ in self.backgrounds), self.flows, processes, self.properties,
            self.scales, self.parameters, makers, self.pools, self.supply_shares, self.amounts,
        )  # fmt: skip

    # -- collecting -------------------------------------------------------------------------------

    def _collect_flows(self, file: InventoryFile, document: Document) -> None:
        for index, flow in enumerate(file.products):
            path: Path_ = ("products", index)
            if flow.id in self.flows:
                self._mistake(document, path, f"two products have the id '{flow.id}'", "give each its own id", flow.id)
                continue
            if not self._unit_ok(flow.unit, document, (*path, "unit"), flow.id):
                continue
            self.flows[flow.id] = flow
            for number, stated in enumerate(flow.properties):
                self._add_property("", flow.id, flow.unit, stated, document, (*path, "properties", number))
        for index, flow in enumerate(file.products):
            self._collect_displaced(flow, document, ("products", index))

    def _collect_displaced(self, flow: ProductFlow, document: Document, path: Path_) -> None:
        targets = [(f"displaces:{flow.id}", flow.displaces, (*path, "displaces"))] if flow.displaces else []
        targets += [
            (f"processing:{flow.id}:{number}", each, (*path, "processing", number))
            for number, each in enumerate(flow.processing)
        ]  # type: ignore[assignment]
        for key, each, where in targets:
            assert each is not None  # noqa: S101 - narrowed above
            target = self._flow_anywhere(each.flow)
            if target is None:
                self._mistake(document, where, f"product '{each.flow}' is not defined", self._near(each.flow), flow.id)
                continue
            scale = self._factor(each.unit, target.unit, document, where, flow.id)
            if scale is not None:
                self.amounts[key] = each.amount * scale

    def _flow_anywhere(self, identity: str) -> ProductFlow | None:
        return next((flow for file, _ in self.files for flow in file.products if flow.id == identity), None)

    def _collect_parameters(self, file: InventoryFile, document: Document) -> None:
        for index, parameter in enumerate(file.parameters):
            path: Path_ = ("parameters", index)
            if parameter.id in self.parameters:
                self._mistake(document, path, f"two parameters are called '{parameter.id}'", "rename one", parameter.id)
            self._unit_ok(parameter.unit, document, path, parameter.id)
            self._check_uncertainty(parameter.uncertainty, parameter.amount, document, path, parameter.id)
            self.parameters[parameter.id] = Quantity(
                f"parameter.{parameter.id}", parameter.amount, parameter.unit, parameter.source, parameter.mark,
                parameter.uncertainty,
            )  # fmt: skip

    def _collect_processes(self, file: InventoryFile, document: Document) -> None:
        for index, process in enumerate(file.processes):
            path: Path_ = ("processes", index)
            if process.id in self.raw:
                self._mistake(document, path, f"two processes have the id '{process.id}'", "give each its own id", process.id)
                continue
            self.raw[process.id] = (process, document, path)
            for output in process.outputs:
                if output.output_class not in ("waste", "scrap") and not process.part_of:
                    self.makers[output.flow].append(process.id)

    def _find_pools(self) -> frozenset[str]:
        """Scrap flows: no process makes them, what is returned and what is bought meet in a pool."""
        named = {material.scrap for file, _ in self.files for material in file.recycling}
        returned = {
            output.flow for process, _, _ in self.raw.values() for output in process.outputs if output.output_class == "scrap"
        }
        return frozenset((named | returned) - set(self.makers))

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
                    self._add_property(process.id, output.flow, flow.unit, stated, document, (*where, "properties", index))
                self._check_output(process, output, exchange, document, where)
        for number, entered in enumerate(process.inputs):
            exchange = self._exchange(process, entered, "input", number, document, (*path, "inputs", number))
            if exchange is not None:
                inputs.append(exchange)
        for number, emission in enumerate(process.emissions):
            exchange = self._exchange(process, emission, "emission", number, document, (*path, "emissions", number))
            if exchange is not None:
                emissions.append(exchange)
        self._check_factor(process, document, path)
        background = any(document is other for _, other in self.backgrounds)
        return UnitProcess(
            process.id, process.name, process.stage, process.location, frozenset(process.tags), tuple(outputs),
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
        provider = self._provider(process, stated, document, path, label) if isinstance(stated, Input) else None
        output_class = stated.output_class if isinstance(stated, Output) else ""
        return Exchange(
            identity, process.id, direction, stated.flow, quantity, output_class, provider,  # type: ignore[arg-type]
            frozenset(stated.tags), stated.data, stated.note,
        )  # fmt: skip

    def _unit_of(self, stated: Amount, direction: str, document: Document, path: Path_, label: str) -> str | None:
        if direction == "emission":
            entry = elementary_flows().get(stated.flow)
            if entry is None:
                near = difflib.get_close_matches(stated.flow, list(elementary_flows()), n=3)
                hint = f"did you mean {' or '.join(near)}?" if near else "see databases/elementary_flows.yaml"
                self._mistake(document, path, f"unknown elementary flow '{stated.flow}'", hint, label)
                return None
            return entry.unit
        flow = self.flows.get(stated.flow)
        if flow is None:
            self._mistake(
                document, path, f"product '{stated.flow}' is not defined under 'products'", self._near(stated.flow), label
            )
            return None
        return flow.unit

    def _quantity(
        self, identity: str, stated: Amount, unit: str, scale: float, document: Document, path: Path_, label: str
    ) -> Quantity | None:
        if stated.missing:
            return None
        amount = stated.amount
        if stated.formula is not None:
            values = {name: quantity.amount for name, quantity in self.parameters.items()}
            try:
                amount = float(evaluate(stated.formula, values))
            except FormulaProblem as problem:
                self._mistake(document, (*path, "formula"), str(problem), "define it under 'parameters' or correct the formula", label)
                return None
            if amount != amount or amount in (float("inf"), float("-inf")):
                self._mistake(document, (*path, "formula"), f"'{stated.formula}' gives {amount}", "correct the formula", label)
                return None
        assert amount is not None  # noqa: S101 - the model allows exactly one of amount, formula, missing
        loss = stated.loss if isinstance(stated, Input) else None
        if loss is not None:
            scale *= 1 + loss.share if loss.of == "output" else 1 / (1 - loss.share)
        self._check_uncertainty(stated.uncertainty, amount, document, path, label)
        return Quantity(
            identity, amount * scale, unit, stated.source, stated.mark, stated.uncertainty, stated.formula, scale
        )

    def _provider(self, process: Process, stated: Input, document: Document, path: Path_, label: str) -> str | None:
        makers = self.makers.get(stated.flow, [])
        if stated.from_process is not None:
            if stated.from_process not in self.raw:
                near = difflib.get_close_matches(stated.from_process, list(self.raw), n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"makers of {stated.flow}: {', '.join(makers) or 'none'}"
                self._mistake(document, (*path, "from"), f"no process '{stated.from_process}'", hint, label)
            elif not any(output.flow == stated.flow for output in self.raw[stated.from_process][0].outputs):
                self._mistake(
                    document, (*path, "from"), f"process '{stated.from_process}' does not make {stated.flow}",
                    f"makers of {stated.flow}: {', '.join(makers) or 'none'}", label,
                )  # fmt: skip
            return stated.from_process
        if stated.flow == ELECTRICITY or stated.flow in self.pools:
            return None
        if len(makers) == 1:
            return makers[0]
        if not makers:
            if self.flows[stated.flow].supply_missing is None:
                self._mistake(
                    document, path, f"nobody makes '{stated.flow}'",
                    "add a process that makes it, name a background that does, or say `supply_missing:` at the product", label,
                )  # fmt: skip
            return None
        self._mistake(
            document, path, f"{len(makers)} processes make '{stated.flow}': {', '.join(makers)}", "say which one with `from:`", label
        )
        return None

    # -- checks -----------------------------------------------------------------------------------

    def _check_output(self, process: Process, output: Output, exchange: Exchange, document: Document, path: Path_) -> None:
        label = f"process {process.id}, output {output.flow}"
        if output.output_class == "product" and (exchange.quantity is None or exchange.quantity.amount <= 0):
            self._mistake(document, path, "the reference output needs an amount above zero", "give its amount", label)
        elif exchange.quantity is not None and exchange.quantity.amount < 0:
            self._mistake(document, path, f"a negative output ({exchange.quantity.amount:g})", "state it as an input", label)

    def _check_factor(self, process: Process, document: Document, path: Path_) -> None:
        if process.factor is None:
            return
        label = f"process {process.id}, factor"
        unit = self.flows[process.reference.flow].unit if process.reference.flow in self.flows else None
        if unit is None:
            return
        self._unit_ok(process.factor.unit, document, (*path, "factor", "unit"), label)
        self._factor(process.factor.unit, f"kg/({unit})", document, (*path, "factor", "unit"), label)
        self._check_uncertainty(process.factor.uncertainty, process.factor.amount, document, (*path, "factor"), label)
        if process.inputs or process.emissions:
            self._mistake(
                document, (*path, "factor"), "a process has either a factor or inputs and emissions, not both",
                "split it into two processes", label,
            )  # fmt: skip

    def _check_supplies(self) -> None:
        self.supply_shares: dict[str, float] = {}
        values = {name: quantity.amount for name, quantity in self.parameters.items()}
        for file, document in self.files:
            for index, supply in enumerate(file.electricity_supplies):
                path: Path_ = ("electricity_supplies", index)
                label = f"electricity supply {supply.id}"
                if supply.process not in self.raw or supply.process not in self.makers.get(supply.flow, []):
                    self._mistake(document, path, f"process '{supply.process}' does not make '{supply.flow}'", "correct process or flow", label)
                    continue
                if (supply.share is None) == (supply.formula is None):
                    self._mistake(document, path, "give either share or formula", "share: 1 covers the whole demand", label)
                    continue
                share = supply.share
                if supply.formula is not None:
                    try:
                        share = float(evaluate(supply.formula, values))
                    except FormulaProblem as problem:
                        self._mistake(document, path, str(problem), "correct the formula", label)
                        continue
                assert share is not None  # noqa: S101 - one of the two is given
                if not 0 < share <= 1 + 1e-12:
                    self._mistake(document, path, f"share {share:g} is not above 0 and at most 1", "correct share or formula", label)
                    continue
                self._factor(self.flows[supply.flow].unit, "kWh", document, path, label)
                self.supply_shares[supply.id] = min(share, 1.0)

    def _check_recycling(self) -> None:
        for file, document in self.files:
            for index, material in enumerate(file.recycling):
                path: Path_ = ("recycling", index)
                label = f"recycling of {material.material}"
                if material.scrap not in self.flows:
                    self._mistake(document, path, f"product '{material.scrap}' is not defined", self._near(material.scrap), label)
                for role in ("primary", "recycled"):
                    process = getattr(material, role)
                    if process not in self.raw:
                        self._mistake(document, (*path, role), f"no process '{process}'", "name a process of the inventory", label)

    def _check_product(self) -> None:
        file, document = self.file, self.document
        if file.product is None:
            return
        if file.product not in self.makers:
            self._mistake(document, ("product",), f"nobody makes the product '{file.product}'", self._near(file.product), file.id)
            return
        if file.declared_unit is None:
            self._mistake(document, ("product",), "the inventory has a product but no declared_unit", "add declared_unit: {amount: 1, unit: t}", file.id)
            return
        path: Path_ = ("declared_unit", "unit")
        scale = self._factor(file.declared_unit.unit, self.flows[file.product].unit, document, path, "declared unit")
        if scale is not None:
            self.amounts["__declared_unit__"] = file.declared_unit.amount * scale

    def _check_parts(self) -> None:
        for process, document, path in self.raw.values():
            for part in process.subdivided_into:
                if part not in self.raw or self.raw[part][0].part_of != process.id:
                    self._mistake(
                        document, (*path, "subdivided_into"), f"'{part}' is not a process with part_of: {process.id}",
                        "define the sub-process and its part_of", f"process {process.id}",
                    )  # fmt: skip

    def _check_uncertainty(
        self, uncertainty: Uncertainty | None, amount: float, document: Document, path: Path_, label: str
    ) -> None:
        if uncertainty is None:
            return
        if uncertainty.minimum is not None and uncertainty.maximum is not None and not (
            uncertainty.minimum <= amount <= uncertainty.maximum
        ):  # fmt: skip
            self._mistake(
                document, (*path, "uncertainty"),
                f"amount {amount:g} lies outside {uncertainty.minimum:g} .. {uncertainty.maximum:g}",
                "correct the amount or the range", label,
            )  # fmt: skip
        if uncertainty.distribution == "lognormal" and amount == 0:
            self._mistake(document, (*path, "uncertainty"), "a lognormal amount cannot be zero", "use another distribution", label)

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
        self.properties[key], self.scales[key] = stated, scale

    # -- small helpers ----------------------------------------------------------------------------

    def _factor(self, unit: str, target: str, document: Document, path: Path_, label: str) -> float | None:
        try:
            return factor(unit, target)
        except UnitProblem as problem:
            self._mistake(document, path, str(problem), f"give the amount in a unit of the kind of '{target}'", label)
            return None

    def _unit_ok(self, unit: str, document: Document, path: Path_, label: str) -> bool:
        return self._factor(unit, unit, document, path, label) is not None

    def _near(self, flow: str) -> str:
        near = difflib.get_close_matches(flow, list(self.flows), n=1)
        return f"did you mean '{near[0]}'?" if near else "define it under 'products' of this file or of a background"

    @staticmethod
    def _mistake(document: Document, path: Path_, what: str, mend: str, label: str = "") -> None:
        document.mistakes.append(Mistake(what, document.where(path, label), mend))


def formula_parameters(inventory: Inventory) -> dict[str, frozenset[str]]:
    """Parameters used by each exchange that has a formula, by exchange id."""
    return {
        exchange.id: parameters_in(exchange.quantity.formula)
        for process in inventory.processes.values()
        for exchange in (*process.outputs, *process.inputs, *process.emissions)
        if exchange.quantity is not None and exchange.quantity.formula is not None
    }
