"""An inventory from files that came out of another format, with the backgrounds that came with them."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rulewright.importing.imported import Account, Imported
from rulewright.importing.source import Converted, Source, UnitDifference
from rulewright.importing.write_inventory import to_yaml
from rulewright.inventory import Inventory, InventoryFile, is_uncertain
from rulewright.reading.inventories import build_inventory, read_inventory
from rulewright.rule import Text


def built(file: InventoryFile, backgrounds: Iterable[InventoryFile], where: str) -> Inventory:
    """Link and check a file; a background that it names and that did not come with it stands on the shelf.

    Raises
    ------
    ReadingError
        With all mistakes.
    FileError
        If a background is neither here nor on the shelf.
    """
    if not file.background:
        return build_inventory(file, where)
    with tempfile.TemporaryDirectory(prefix="rulewright-") as folder:
        for each in (file, *backgrounds):
            Path(folder, f"{each.id}.yaml").write_text(to_yaml(each), encoding="utf-8")
        return read_inventory(Path(folder, f"{file.id}.yaml"))


def as_import(inventory: Inventory, name: str, form: str, said: Iterable[Text] = ()) -> Imported:
    """An inventory that was ours before as the result of an import: everything came in."""
    flows = {flow: flow for flow in inventory.flows}
    uuids = {"flows": flows, "processes": {process: process for process in inventory.processes}}
    return Imported(
        inventory, _account(inventory, tuple(said)), (), (), uuids, Source(name, form, {}, {}, _OwnUnits())
    )


def _account(inventory: Inventory, said: tuple[Text, ...]) -> Account:
    counts: Counter[str] = Counter()
    for process in inventory.processes.values():
        counts["processes"] += 1
        made = sum(output.output_class in ("product", "co_product") for output in process.outputs)
        counts["multi_output"] += made > 1
        counts["treatments"] += process.treats_waste
        counts["inputs"] += len(process.inputs)
        counts["emissions"] += len(process.emissions)
    counts["product_flows"] = len(inventory.flows)
    counts["parameters"] = len(inventory.parameters)
    counts["uncertain"] = sum(is_uncertain(uncertainty) for _, uncertainty in inventory.stated())
    counts["missing_flows"] = sum(flow.supply_missing is not None for flow in inventory.flows.values())
    return Account(dict(counts), {}, (), (), {}, {}, {}, (), {}, said)


class _OwnUnits:
    """Units are ours already."""

    def __init__(self) -> None:
        self.unknown: set[str] = set()
        self.differences: dict[tuple[str, str], UnitDifference] = {}

    def convert(self, group: str, unit: str) -> Converted | None:
        """The same unit."""
        return Converted(unit, 1.0)

    def word(self, group: str, unit: str) -> str:
        """The same unit."""
        return unit
