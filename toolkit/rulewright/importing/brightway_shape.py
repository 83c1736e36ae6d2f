"""An inventory in the shape of bw_functional: a process node, a product node for each of its products, nothing shared.

Fields that Brightway tools read hold what they can hold: names, units, amounts, stats_arrays distributions, formulas,
properties as ``{unit, amount, normalize}``. Everything else travels in a field of its own, ``rulewright``, which other
tools leave alone, so that reading back gives the same inventory. Field names are those of bw_functional 0.1
(https://github.com/mrvisscher/bw-functional): ``processor``, ``product``, ``properties``, ``allocation``,
``allocation_factor``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rulewright.brightway.units import brightway_unit
from rulewright.importing.brightway_distributions import written_distribution
from rulewright.inventory import (
    Amount,
    Exchange,
    Inventory,
    InventoryFile,
    Process,
    ProductFlow,
    Quantity,
    UnitProcess,
)
from rulewright.reading.inventories import PROPERTY_NUMERATORS, elementary_flows
from rulewright.reporting.sentences import Sentence
from rulewright.units import factor

Key = tuple[str, str]
Shares = Mapping[tuple[str, str], float]
FORMAT = "rulewright-functional/1"
OURS = "rulewright"  # the field that other tools leave alone
BACKEND = "functional_sqlite"

# what other tools don't see -> what is said of it
UNSEEN: dict[str, Sentence] = {
    "unsupplied": Sentence(
        "{count} 个无人供应的输入（数据缺口、废料池、由规则连接的电力）",
        "{count} inputs without a supplier (data gaps, scrap pools, electricity that a rule links)",
    ),
    "untreated": Sentence(
        "{count} 个无人处理的废物或废料产出", "{count} waste or scrap outputs that no process treats"
    ),
    "missing": Sentence("{count} 个缺失的数值", "{count} missing amounts"),
    "classes": Sentence("{count} 个产出的类别（内部循环、零负荷）", "{count} classes of outputs (internal, burden-free)"),
    "uncertainty": Sentence(
        "{count} 个分布（Beta-PERT、只有谱系评分时的上下限）",
        "{count} distributions that Brightway does not have (Beta-PERT, bounds beside pedigree scores alone)",
    ),
    "series": Sentence("{count} 个逐年价格（写出的是各年均值）", "{count} prices year by year (their mean is what is seen)"),
    "property_uncertainty": Sentence("{count} 个性质的分布", "distributions of {count} properties"),
    "factors": Sentence(
        "{count} 个汇总因子的出处（写出的是汇总温室气体的排放）",
        "the origin of {count} aggregated factors (what is seen is an emission of aggregated greenhouse gases)",
    ),
    "formulas": Sentence(
        "{count} 个公式（参数名在 Brightway 的公式里另有含义；写出的是数值）",
        "{count} formulas (a parameter's name means something else in Brightway's formulas; the number is what is seen)",
    ),
    "facts": Sentence(
        "{count} 项供电方式、再生事实、相关、替代或后续加工、细分关系和已说明的不平衡",
        "{count} electricity supplies, recycling facts, correlations, displacements, further processings, subdivisions and "
        "explained imbalances",
    ),
    "origins": Sentence("{count} 个数值的来源、标记与标签", "sources, marks and tags of {count} amounts"),
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """One inventory file as a database: nodes with their edges, metadata, parameters."""

    name: str
    data: dict[Key, dict[str, Any]]
    about: dict[str, Any]
    parameters: list[dict[str, Any]]


def functional_shapes(
    inventory: Inventory,
    names: Mapping[str, str],
    shares: Shares | None = None,
    reserved: frozenset[str] = frozenset(),
) -> tuple[list[Shape], Counter[str]]:
    """All files of an inventory as databases, and how much other tools don't see (names in :data:`UNSEEN`).

    Parameters
    ----------
    names
        File id to the name of its database.
    shares
        (Process, flow) to the share [1] that a rule gives the product; processes that are whole in it get
        ``allocation: manual``.
    reserved
        Names that mean something in Brightway's formulas.
    """
    unseen: Counter[str] = Counter()
    databases = {
        process.id: names[file.id]
        for file in (inventory.file, *inventory.backgrounds)
        for process in file.processes
    }
    shapes = [
        _Writer(inventory, file, names, databases, shares or {}, reserved, unseen).shape()
        for file in (inventory.file, *inventory.backgrounds)
    ]
    return shapes, unseen


def dumped(model: Any) -> dict[str, Any]:
    """A model as plain data that gives it back when it is read."""
    data: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    factor_ = data.get("factor")
    if isinstance(factor_, dict) and "series" in factor_:
        del factor_["amount"], factor_["year"]  # those of the latest entry, never stated
    return data


class _Writer:
    def __init__(
        self, inventory: Inventory, file: InventoryFile, names: Mapping[str, str], databases: Mapping[str, str],
        shares: Shares, reserved: frozenset[str], unseen: Counter[str],
    ) -> None:  # fmt: skip
        self.inventory, self.file, self.names, self.databases = inventory, file, names, databases
        self.name = names[file.id]
        self.shares, self.unseen = shares, unseen
        self.reserved = {each.id for each in file.parameters} & reserved
        self.places = {flow.id: place for place, flow in enumerate(file.products)}

    def shape(self) -> Shape:
        data: dict[Key, dict[str, Any]] = {}
        for place, process in enumerate(self.file.processes):
            for key, node in self._nodes(place, process):
                data[key] = node
        made = {node[OURS]["flow"]["id"] for node in data.values() if "flow" in node.get(OURS, {})}
        head = dumped(self.file)
        head.pop("processes", None)
        head["products"] = []
        aside = [
            {"place": place, "flow": dumped(flow)}
            for place, flow in enumerate(self.file.products)
            if flow.id not in made
        ]
        self._count_facts()
        others = {identity: name for identity, name in self.names.items() if identity != self.file.id}
        about = {
            "format": "Rulewright unallocated inventory, in the shape of bw_functional",
            "licence": self.file.licence,
            "default_allocation": "manual" if self.shares else "equal",
            OURS: {
                "format": FORMAT,
                "hash": self.file.hash,
                "head": head,
                "products": aside,
                "databases": others,
            },
        }
        return Shape(self.name, data, about, [self._parameter(each) for each in head.get("parameters", [])])

    def _count_facts(self) -> None:
        file, unseen = self.file, self.unseen
        unseen["facts"] += len(file.electricity_supplies) + len(file.recycling) + len(file.correlations)
        unseen["facts"] += len(file.explained_imbalances)
        unseen["facts"] += sum((flow.displaces is not None) + len(flow.processing) for flow in file.products)
        for process in file.processes:
            unseen["facts"] += len(process.subdivided_into)
            for output in process.outputs:
                unseen["property_uncertainty"] += sum(
                    each.uncertainty is not None for each in output.properties
                )
        for flow in file.products:
            unseen["series"] += sum(each.series is not None for each in flow.properties)
            unseen["property_uncertainty"] += sum(each.uncertainty is not None for each in flow.properties)

    # -- nodes ------------------------------------------------------------------------------------------

    def _nodes(self, place: int, process: Process) -> Iterator[tuple[Key, dict[str, Any]]]:
        unit = self.inventory.processes[process.id]
        edges: list[dict[str, Any]] = []
        aside: dict[str, list[dict[str, Any]]] = {}
        products = []
        parts: tuple[tuple[str, Sequence[Amount], Sequence[Exchange]], ...] = (
            ("outputs", process.outputs, unit.outputs), ("inputs", process.inputs, unit.inputs),
            ("emissions", process.emissions, unit.emissions),
        )  # fmt: skip
        for part, stated, exchanges in parts:
            for number, (one, exchange) in enumerate(zip(stated, exchanges, strict=True)):
                self.unseen["origins"] += 1
                target = self._target(unit, exchange)
                if exchange.quantity is None or target is None:
                    aside.setdefault(part, []).append({"place": number, "stated": dumped(one)})
                    self.unseen["missing"] += exchange.quantity is None
                    self.unseen["unsupplied"] += exchange.quantity is not None and part == "inputs"
                    self.unseen["untreated"] += exchange.quantity is not None and part == "outputs"
                    continue
                edge = self._edge(unit, exchange, exchange.quantity, target)
                sign = self._kind_and_sign(unit, exchange)[1]
                scale = exchange.quantity.scale * sign  # from the unit as stated to the amount of the edge
                edge[OURS] = {"part": part, "place": number, "stated": dumped(one), "scale": scale}
                edges.append(edge)
                if part == "outputs" and edge["type"] == "production":
                    products.append((exchange, edge))
                    self.unseen["classes"] += exchange.output_class in ("internal", "burden_free")
        edges += self._factor_edge(process, unit)
        head = {
            key: each
            for key, each in dumped(process).items()
            if key not in ("outputs", "inputs", "emissions")
        }
        node: dict[str, Any] = {
            "name": process.name.en, "type": "multifunctional" if len(products) > 1 else "process",
            "location": process.location, "exchanges": edges,
            OURS: {"place": place, "process": head, "aside": aside},
        }  # fmt: skip
        if process.note is not None:
            node["comment"] = process.note.en
        shares = [self.shares.get((process.id, exchange.flow)) for exchange, _ in products]
        if products and all(share is not None for share in shares):
            node["allocation"] = "manual"
        yield (self.name, process.id), node
        for exchange, edge in products:
            product = self._product(process, unit, exchange, edge)
            if node.get("allocation") == "manual":
                product["allocation_factor"] = self.shares[process.id, exchange.flow]
            yield edge["input"], product

    def _product(
        self, process: Process, unit: UnitProcess, exchange: Exchange, edge: Mapping[str, Any]
    ) -> dict[str, Any]:
        flow = self.inventory.flows[exchange.flow]
        node: dict[str, Any] = {
            "name": process.name.en, "product": flow.name.en, "reference product": flow.name.en,
            "type": "waste" if edge["amount"] < 0 else "product", "unit": brightway_unit(flow.unit),
            "location": process.location, "processor": (self.name, process.id), "exchanges": [],
            "properties": self._properties(unit.id, flow),
        }  # fmt: skip
        # a flow of another file is described there
        if exchange.flow in self.places:
            stated = self.file.products[self.places[exchange.flow]]
            node[OURS] = {"place": self.places[exchange.flow], "flow": dumped(stated)}
        return node

    def _properties(self, process: str, flow: ProductFlow) -> dict[str, dict[str, Any]]:
        found = {}
        for name, numerator in PROPERTY_NUMERATORS.items():
            value = self.inventory.property_value(process, flow.id, name)
            if value is not None:
                found[name] = {"unit": numerator, "amount": value.quantity.amount, "normalize": True}
        return found

    # -- edges ------------------------------------------------------------------------------------------

    def _target(self, unit: UnitProcess, exchange: Exchange) -> Key | None:
        """Node that an edge leads to; None if Brightway has no node for it."""
        if exchange.direction == "emission":
            return elementary_flows()[exchange.flow].brightway_key
        if exchange.direction == "input":
            return None if exchange.provider is None else self._product_key(exchange.provider, exchange.flow)
        if exchange.output_class not in ("waste", "scrap"):
            return self._product_key(unit.id, exchange.flow)
        makers = self.inventory.makers.get(exchange.flow, ())
        treats = [name for name in makers if self.inventory.processes[name].treats_waste]
        return self._product_key(treats[0], exchange.flow) if len(treats) == 1 and len(makers) == 1 else None

    def _product_key(self, process: str, flow: str) -> Key:
        return (self.databases[process], f"{process}|{flow}")

    def _edge(self, unit: UnitProcess, exchange: Exchange, quantity: Quantity, target: Key) -> dict[str, Any]:
        kind, sign = self._kind_and_sign(unit, exchange)
        is_emission = exchange.direction == "emission"
        flow = None if is_emission else self.inventory.flows[exchange.flow]
        gas = elementary_flows()[exchange.flow] if flow is None else None
        name = gas.name.en if gas is not None else flow.name.en if flow is not None else ""
        written = gas.unit if gas is not None else flow.unit if flow is not None else ""
        amount = quantity.amount * sign
        edge: dict[str, Any] = {
            "type": kind, "input": target, "amount": amount, "unit": brightway_unit(written), "name": name,
        }  # fmt: skip
        uncertain = written_distribution(quantity.uncertainty, amount, quantity.scale * sign)
        self.unseen["uncertainty"] += uncertain is None
        edge |= uncertain or {}
        if quantity.formula is not None:
            if self.reserved:
                self.unseen["formulas"] += 1
            else:
                scale = quantity.scale * sign
                edge["formula"] = quantity.formula if scale == 1 else f"({quantity.formula}) * {scale!r}"
        if exchange.note:
            edge["comment"] = exchange.note
        return edge

    def _kind_and_sign(self, unit: UnitProcess, exchange: Exchange) -> tuple[str, int]:
        """Brightway's signs: a treatment makes minus the waste, and who has the waste takes in minus the waste."""
        if exchange.direction == "emission":
            return "biosphere", 1
        if exchange.direction == "input":
            assert exchange.provider is not None
            is_treated = self._is_treated(exchange.provider, exchange.flow)
            return "technosphere", -1 if is_treated else 1
        if exchange.output_class in ("waste", "scrap"):
            return "technosphere", -1
        return "production", -1 if self._is_treated(unit.id, exchange.flow) else 1

    def _is_treated(self, process: str, flow: str) -> bool:
        found = self.inventory.processes[process]
        return found.treats_waste and found.reference.flow == flow

    def _factor_edge(self, process: Process, unit: UnitProcess) -> list[dict[str, Any]]:
        """An aggregated factor as an emission of aggregated greenhouse gases, for the amount of the reference output."""
        stated, reference = process.factor, unit.reference.quantity
        if stated is None or reference is None:
            return []
        self.unseen["factors"] += 1
        flow = elementary_flows()[f"co2e-aggregated-{stated.kind}"]
        per_unit = stated.amount * factor(
            stated.unit, f"kg/({self.inventory.flows[unit.reference.flow].unit})"
        )
        said = f"{stated.gwp_set}, {stated.gases}, {stated.coverage}, {stated.year}: {stated.source}"
        return [
            {
                "type": "biosphere", "input": flow.brightway_key, "amount": per_unit * reference.amount,
                "unit": brightway_unit("kg"), "name": flow.name.en, "comment": said, OURS: {"part": "factor"},
            }
        ]  # fmt: skip

    def _parameter(self, stated: Mapping[str, Any]) -> dict[str, Any]:
        found = next(each for each in self.file.parameters if each.id == stated["id"])
        uncertain = written_distribution(found.uncertainty, found.amount)
        self.unseen["uncertainty"] += uncertain is None
        comment = {"comment": found.note} if found.note else {}
        return {"name": found.id, "amount": found.amount, **(uncertain or {}), **comment, "unit": found.unit}
