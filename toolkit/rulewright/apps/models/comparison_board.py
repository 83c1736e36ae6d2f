"""The comparison board without its face: products × rules, what makes a difference, and where a number comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rulewright.apps.models.choices import beside_each_other
from rulewright.errors import RulewrightError
from rulewright.inventory import Inventory, UnitProcess
from rulewright.reading.inventories import read_inventory
from rulewright.reporting.sentences import Sentence
from rulewright.study import Comparison, Result, Study

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.analysis.attribution_result import Attribution

MOST_PRODUCTS = 6
PRODUCT = Sentence("产品", "product")
UNIT = Sentence("单位", "unit")
REFUSED = Sentence("不能执行", "refused")
SOURCE = Sentence("来源", "source")
DOCUMENT = Sentence("文献", "document")


@dataclass(frozen=True)
class Refusal:
    """A rule that can't run on a product, and why."""

    product: str
    rule: str
    error: RulewrightError


class ComparisonBoard:
    """Products (inventories) × rules; a rule that can't run on a product stands there as refused.

    Parameters
    ----------
    products
        Ids of inventories.
    rules
        Ids of rules, for all products.
    """

    def __init__(self, products: tuple[str, ...], rules: tuple[str, ...]) -> None:
        self._inventories: dict[str, Inventory] = {}
        self._found: dict[tuple[str, str], Result | Refusal] = {}
        self.choose(products, rules)

    def choose(self, products: tuple[str, ...], rules: tuple[str, ...]) -> None:
        """Take other products and rules; what is known already isn't computed again."""
        self.products, self.rules = products, rules

    def inventory(self, product: str) -> Inventory:
        """Inventory of a product, read once."""
        if product not in self._inventories:
            self._inventories[product] = read_inventory(product)
        return self._inventories[product]

    def outcome(self, product: str, rule: str) -> Result | Refusal:
        """Result of a rule on a product, or why there is none."""
        if (product, rule) not in self._found:
            try:
                found: Result | Refusal = Study(self.inventory(product), [rule]).result(rule)
            except RulewrightError as error:
                found = Refusal(product, rule, error)
            self._found[product, rule] = found
        return self._found[product, rule]

    def refusals(self) -> list[Refusal]:
        """Rules that can't run on a product of the board."""
        outcomes = [self.outcome(product, rule) for product in self.products for rule in self.rules]
        return [each for each in outcomes if isinstance(each, Refusal)]

    def comparison(self, product: str) -> Comparison | None:
        """The rules that run on a product beside each other; None if none does."""
        outcomes = [self.outcome(product, rule) for rule in self.rules]
        results = [each for each in outcomes if isinstance(each, Result)]
        return beside_each_other(self.inventory(product), results) if results else None

    def table(self, lang: str) -> pd.DataFrame:
        """Totals [kg CO2e per declared unit]: one row a product, one column a rule."""
        import pandas as pd

        rows = []
        for product in self.products:
            inventory = self.inventory(product)
            unit = inventory.file.declared_unit
            row: list[object] = [
                inventory.file.title.get(lang), f"kg CO2e / {unit.amount:g} {unit.unit}" if unit else "kg CO2e"
            ]  # fmt: skip
            for rule in self.rules:
                found = self.outcome(product, rule)
                row.append(REFUSED(lang) if isinstance(found, Refusal) else found.evaluation.total_kg_co2e)
            rows.append(row)
        return pd.DataFrame(rows, columns=pd.Index([PRODUCT(lang), UNIT(lang), *self.rules]))

    def attribution(self, product: str, from_: str, to: str) -> Attribution:
        """Which clauses make the difference between two rules on a product.

        Raises
        ------
        RulewrightError
            If one of them can't run there.
        """
        return Study(self.inventory(product), [from_, to]).attribute(from_, to)

    @staticmethod
    def processes(result: Result) -> list[UnitProcess]:
        """Processes that a result draws on, those that emit most first."""
        by_process, processes = result.evaluation.by_process, result.applied.inventory.processes
        used = list(dict.fromkeys(node.process for node in result.system.nodes if node.process in processes))
        return [processes[name] for name in sorted(used, key=lambda name: -abs(by_process.get(name, 0.0)))]

    def sources(self, product: str, process: UnitProcess, lang: str) -> pd.DataFrame:
        """Sources of the amounts of a process, as its own file names them: key and document."""
        import pandas as pd

        inventory = self.inventory(product)
        files = {each.id: each for each in (inventory.file, *inventory.backgrounds)}
        known = files.get(Path(process.file).stem, inventory.file).sources
        exchanges = (*process.outputs, *process.inputs, *process.emissions)
        keys = dict.fromkeys(each.quantity.source for each in exchanges if each.quantity is not None)
        if process.factor is not None:
            years = [each.source for each in process.factor.series or ()]
            keys |= dict.fromkeys(key for key in (*years, process.factor.source) if key is not None)
        rows = [[key, known.get(key, "–")] for key in keys]
        return pd.DataFrame(rows, columns=pd.Index([SOURCE(lang), DOCUMENT(lang)]))
