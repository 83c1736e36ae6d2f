"""Names that tables and figures share: rules, units, credits and items shown apart, processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rulewright.reporting.readable import readable
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from rulewright.analysis.evaluate import Credit
    from rulewright.inventory import Inventory
    from rulewright.study import Comparison, Result
    from rulewright.terms import ProductSystem

UNIT = Sentence("kg CO2e / {unit}", "kg CO2e / {unit}")
AMOUNT = Sentence("{amount:g} {unit} {product}", "{amount:g} {unit} {product}")

# items that the steps name "end-of-life:<scrap>" and the like
ITEMS = {
    "end-of-life": Sentence("生命末期抵扣（{flow}）", "end-of-life credit ({flow})"),
    "scrap-input": Sentence("废料投入的价值（{flow}）", "value of scrap input ({flow})"),
    "scrap-used": Sentence("所用废料的价值（{flow}）", "value of scrap used ({flow})"),
    "apart": Sentence("单独列报：{flow}", "reported apart: {flow}"),
    "node": Sentence("{process}：{flow}的替代抵扣", "{process}: credit for {flow}"),
    "pool": Sentence("净外供废料（{flow}）", "net scrap supplied ({flow})"),
}


def unit_label(comparison: Comparison, lang: str, subscript: bool = False) -> str:
    """Unit of all results, e.g. ``kg CO2e / 1 t hot-rolled coil``; CO₂e with a subscript for figures."""
    product = comparison.inventory.name(comparison.product, lang)
    text = UNIT(lang, unit=unit_text(comparison.amount, comparison.unit, product, lang))
    return text.replace("CO2e", "CO₂e") if subscript else text


def unit_text(amount: float, unit: str, product: str, lang: str) -> str:
    """Declared unit, e.g. ``1 t hot-rolled coil``."""
    return AMOUNT(lang, amount=amount, unit=unit, product=product)


def rule_label(result: Result) -> str:
    """Name of a rule for people: the number of its document, as in GB/T 24067-2024."""
    return result.rule.document.number


def item_label(inventory: Inventory, credit: Credit, lang: str) -> str:
    """Name of a credit or of an item shown apart."""
    kind, _, rest = credit.name.partition(":")
    if rest and kind in ITEMS:
        word = inventory.name(rest, lang)
        return ITEMS[kind](lang, flow=word if word != rest else readable(rest, lang))
    process, _, flow = credit.name.partition("|")
    if process == "pool":
        return ITEMS["pool"](lang, flow=inventory.name(flow, lang))
    if flow and process in inventory.processes:
        name = inventory.processes[process].name.get(lang)
        return ITEMS["node"](lang, process=name, flow=inventory.name(flow, lang))
    return credit.name


def process_names(system: ProductSystem, lang: str) -> dict[str, str]:
    """Name of each process of a system; of several nodes of one process, the reference output's."""
    names: dict[str, str] = {}
    for node in system.nodes:
        name = node.name_zh if lang == "zh" else node.name_en
        known = names.get(node.process)
        names[node.process] = name if known is None or len(name) < len(known) else known
    return names
