"""Modular computation: a product enters a study with the footprint that its own rule gives it.

In an inventory with a module, the process that makes the product is replaced by one number, like a supplier's
footprint: kg CO2e per unit, with the GWP set, year and rule behind it. The rule of the study then treats it as any
aggregated factor: used as it is, and refused where the rule refuses such data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rulewright.errors import ApplicationError
from rulewright.inventory import AggregatedFactor, Inventory, Quantity, UnitProcess
from rulewright.ledger import Decision
from rulewright.rule import Text

if TYPE_CHECKING:
    from rulewright.study import Result


@dataclass(frozen=True, slots=True)
class Module:
    """A product that enters with its own footprint.

    Attributes
    ----------
    flow, unit
        Product, and the unit that ``kg_co2e`` refers to.
    kg_co2e
        Footprint of one unit under the module's own rule.
    rule, rule_hash, inventory, inventory_hash, gwp_set, year
        What gave it.
    primary_share
        Share of primary data that it was handed over with [1]; None: nobody said.
    """

    flow: str
    unit: str
    kg_co2e: float
    rule: str
    rule_hash: str
    inventory: str
    inventory_hash: str
    gwp_set: str
    year: int
    primary_share: float | None = None

    @property
    def key(self) -> str:
        """What distinguishes this module from any other."""
        return f"{self.flow}={self.kg_co2e!r}@{self.rule_hash}/{self.inventory_hash}"


def module_of(result: Result) -> Module:
    """A rule's result as a module: its total, credits included that the rule counts, per unit of its product."""
    amount = result.applied.amount
    inventory, product = result.inventory, result.applied.product
    gwp_set = result.rule.settings["characterisation.gwp_set"].value
    return Module(
        product, inventory.flows[product].unit, result.evaluation.total_kg_co2e / amount, result.rule.id,
        result.rule.hash, inventory.id, inventory.hash, gwp_set, inventory.file.year,
    )  # fmt: skip


def with_modules(inventory: Inventory, modules: Sequence[Module]) -> Inventory:
    """The inventory, in which the makers of these products are replaced by the modules' footprints.

    Raises
    ------
    ApplicationError
        If nobody makes a product, its unit is another one, or its maker also makes something that others use.
    """
    if (
        inventory.base is not None and inventory.changes is not None
    ):  # changes stay on top: they can be taken back
        from rulewright.changes import changed

        base, changes = with_modules(inventory.base, modules), inventory.changes
        return changed(base, changes.parameters, changes.amounts, changes.supplies)
    processes = dict(inventory.processes)
    for module in modules:
        makers = [name for name in inventory.makers.get(module.flow, ()) if name in processes]
        if not makers:
            raise ApplicationError(
                f"nobody makes '{module.flow}', so no module can stand for it", f"inventory {inventory.id}",
                "name a product that a process of the inventory makes",
            )  # fmt: skip
        if inventory.flows[module.flow].unit != module.unit:
            raise ApplicationError(
                f"the module gives '{module.flow}' per {module.unit}, the inventory counts it in {inventory.flows[module.flow].unit}",
                f"inventory {inventory.id}, module {module.inventory} under {module.rule}",
                "use one unit for the flow in both inventories",
            )  # fmt: skip
        for name in makers:
            _refuse_shared_maker(inventory, processes[name], module)
            processes[name] = _as_module(processes[name], module)
    return replace(inventory, processes=processes, modules=(*inventory.modules, *modules))


def module_decisions(inventory: Inventory, rule: str) -> list[Decision]:
    """Ledger lines of an inventory's modules, for the study's rule."""
    return [_decision(module, inventory, rule) for module in inventory.modules]


def _decision(module: Module, inventory: Inventory, rule: str) -> Decision:
    what = Text(
        zh=f"{inventory.name(module.flow, 'zh')}按其自身规则 {module.rule} 的结果计入：{module.kg_co2e:.6g} kg CO2e/{module.unit}"
        f"（清单 {module.inventory}，GWP {module.gwp_set}）。",
        en=f"{inventory.name(module.flow, 'en')} enters with the result of its own rule {module.rule}: "
        f"{module.kg_co2e:.6g} kg CO2e/{module.unit} (inventory {module.inventory}, GWP set {module.gwp_set}).",
    )
    values = {
        "kg_co2e": module.kg_co2e,
        "per": module.unit,
        "rule": module.rule,
        "inventory": module.inventory,
    }
    return Decision("boundary", module.flow, what, rule, "", None, "", "", "declared", values)


def _refuse_shared_maker(inventory: Inventory, maker: UnitProcess, module: Module) -> None:
    """A co-product that others use would lose its maker."""
    others = {output.flow for output in maker.outputs if output.flow != module.flow}
    lost = sorted(
        f"{exchange.flow} ({process.id})"
        for process in inventory.processes.values()
        for exchange in process.inputs
        if exchange.provider == maker.id and exchange.flow in others
    )
    if lost:
        raise ApplicationError(
            f"process '{maker.id}' makes '{module.flow}' and also {', '.join(lost[:3])}",
            f"inventory {inventory.id}, module {module.inventory} under {module.rule}",
            "take a module for a product whose maker supplies nothing else here",
        )  # fmt: skip


def _as_module(maker: UnitProcess, module: Module) -> UnitProcess:
    output = next(each for each in maker.outputs if each.flow == module.flow)
    one = Quantity(
        f"{maker.id}/module/{module.flow}", 1.0, module.unit, f"{module.inventory}, {module.rule}", "declared"
    )
    factor = AggregatedFactor(
        amount=module.kg_co2e, unit=f"kg/({module.unit})", gwp_set=module.gwp_set,
        gases="all", coverage="production", year=module.year, mark="declared",
        source=f"rule {module.rule} ({module.rule_hash}) on inventory {module.inventory} ({module.inventory_hash})",
    )  # fmt: skip
    reference = replace(output, quantity=one, output_class="product")
    return replace(maker, outputs=(reference,), inputs=(), emissions=(), factor=factor, subdivided_into=())


def read_modules(stated: Mapping[str, str | Result | Module]) -> list[Module]:
    """Modules by flow: a module, a result, ``"INVENTORY:RULE"``, whose study is then run, or a PACT record, ``"FILE.json"``.

    Raises
    ------
    ApplicationError
        If a text has another form, or a module is about another product than the flow that it stands for.
    """
    from rulewright.study import Result

    found = []
    for flow, each in stated.items():
        if isinstance(each, str) and each.lower().endswith(".json"):
            from rulewright.exchange.pact_import import module_from_pact

            each = module_from_pact(each, flow)
        if isinstance(each, str):
            each = _run(each)
        module = module_of(each) if isinstance(each, Result) else each
        if module.flow != flow:
            raise ApplicationError(
                f"the inventory {module.inventory} is about '{module.flow}', not about '{flow}'", "--module",
                f"write {module.flow}=..., or name the inventory of '{flow}'",
            )  # fmt: skip
        found.append(module)
    return found


def _run(text: str) -> Result:
    from rulewright.study import Study

    inventory, colon, rule = text.partition(":")
    if not colon or not inventory or not rule:
        raise ApplicationError(
            f"'{text}' is not a module", "--module", "write FLOW=INVENTORY:RULE, e.g. battery-pack=battery-lfp:pact-3"
        )  # fmt: skip
    study = Study(inventory, [rule])
    (name,) = study.rules
    return study.result(name)
