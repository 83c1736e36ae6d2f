"""Allocation factors that a source states, beside shares by our properties: information, never used for a result."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright.reporting.sentences import Sentence
from rulewright.words import say

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.importing.imported import Imported
    from rulewright.inventory import Inventory

METHODS = {
    "PHYSICAL_ALLOCATION": Sentence("来源：物理", "source: physical"),
    "ECONOMIC_ALLOCATION": Sentence("来源：经济", "source: economic"),
    "CAUSAL_ALLOCATION": Sentence("来源：因果（各输入输出的均值）", "source: causal (mean over exchanges)"),
}
# those of other formats; a column only where the source states such factors
FURTHER = {
    "OTHER_ALLOCATION": Sentence("来源：其他方法", "source: another method"),
    "UNDEFINED_ALLOCATION": Sentence("来源：未说明方法", "source: method not stated"),
}
HEADS = (Sentence("过程", "process"), Sentence("产品", "product"), Sentence("按{by}", "by {by}"))
COMPARED = ("mass", "dry_mass", "lhv", "price")


@dataclass(frozen=True, slots=True)
class ShareBeside:
    """One product of one process: shares by our properties and the factors of the source [1]; None: cannot be said."""

    process: str
    flow: str
    by_property: dict[str, float | None]
    stated: dict[str, float]


def shares_by(inventory: Inventory, process: str, name: str) -> dict[str, float] | None:
    """Shares of the products of a process by a property, at central values [1]; None if one of them lacks it.

    Only arithmetic, for comparison: what a rule shares by, and which outputs share, is the rule's decision.
    """
    values: dict[str, float] = {}
    for output in inventory.processes[process].outputs:
        if output.output_class not in ("product", "co_product"):
            continue
        found = inventory.property_value(process, output.flow, name)
        if found is None or output.quantity is None:
            return None
        values[output.flow] = output.quantity.amount * found.quantity.amount
    total = sum(values.values())
    return {flow: value / total for flow, value in values.items()} if total > 0 else None


def compare_shares(imported: Imported) -> list[ShareBeside]:
    """All products of all multi-output processes of an import."""
    stated: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for each in imported.stated_factors:
        stated[(each.process, each.flow)][each.method] = each.value
    found = []
    for process in imported.multi_output:
        shares = {name: shares_by(imported.inventory, process, name) for name in COMPARED}
        for output in imported.inventory.processes[process].outputs:
            if output.output_class in ("product", "co_product"):
                own = {name: values[output.flow] if values else None for name, values in shares.items()}
                found.append(ShareBeside(process, output.flow, own, stated.get((process, output.flow), {})))
    return found


def shares_table(compared: list[ShareBeside], lang: str = "en") -> pd.DataFrame:
    """One row a product; an empty cell is a share that cannot be said."""
    import pandas as pd

    process, product, by = HEADS
    columns: dict[str, list[object]] = {
        process(lang): [each.process for each in compared],
        product(lang): [each.flow for each in compared],
    }
    for name in COMPARED:
        columns[by(lang, by=say(name, lang))] = [each.by_property[name] for each in compared]
    further = {
        method: head for method, head in FURTHER.items() if any(method in each.stated for each in compared)
    }
    for method, head in (METHODS | further).items():
        columns[head(lang)] = [each.stated.get(method) for each in compared]
    return pd.DataFrame(columns)
