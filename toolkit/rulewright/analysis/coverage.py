"""How far rules and inventories here cover the priority products of the guideline."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rulewright.reading.find import list_rules
from rulewright.reading.heads import Head, inventory_heads
from rulewright.reading.registry import read_registry
from rulewright.reading.rules import read_rule
from rulewright.registry import STANDS, PriorityProduct, Registry, Standard
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FORMAT = "rulewright-coverage/1"

_HEADS = {
    "product": Sentence("重点产品", "priority product"),
    "sector": Sentence("领域", "sector"),
    "codes": Sentence("GB/T 4754-2017", "GB/T 4754-2017"),
    "inventories": Sentence("清单", "inventories"),
    "rules": Sentence("专用规则", "rules for it"),
    "standards": Sentence("已见标准", "standards seen"),
}
_GENERAL = Sentence(
    "另有 {count} 个通用规则适用于所有产品：{names}。",
    "{count} general rules apply to every product besides: {names}.",
)
_LISTS = Sentence(
    "三批推荐清单共 {items} 项，本登记逐项读到 {read} 项；连同其他标准，已登记 {standards} 项属于本系列且已完成的标准。",
    "The recommended lists have {items} lines, {read} of which were read one by one; with others, {standards} finished "
    "standards of the series are entered here.",
)
_GOAL = Sentence(
    "目标：{issuer}，到 {by} 年 {standards} 项。",
    "Goal: {standards} standards by {by} ({issuer}).",
)
_UNSEEN = Sentence(
    "未登记不等于没有：清单全文未能读到。",
    "Not entered does not mean that there is none: the full lists could not be read.",
)


@dataclass(frozen=True)
class CoveredProduct:
    """One priority product with what is here for it."""

    product: PriorityProduct
    inventories: tuple[str, ...]
    rules: tuple[str, ...]
    standards: tuple[Standard, ...]


@dataclass(frozen=True)
class Beside:
    """What is here for products that are not on the priority list."""

    inventories: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """Coverage of the priority list.

    Attributes
    ----------
    products
        By sector, then in the order of the list.
    general_rules
        Rules for any product.
    """

    registry: Registry
    products: tuple[CoveredProduct, ...]
    general_rules: tuple[str, ...]
    every_rule: tuple[str, ...]
    every_inventory: tuple[str, ...]

    def beside(self) -> Beside:
        """Inventories and rules for products that are not on the list."""
        inventories = {name for each in self.products for name in each.inventories}
        rules = {name for each in self.products for name in each.rules} | set(self.general_rules)
        return Beside(
            tuple(name for name in self.every_inventory if name not in inventories),
            tuple(name for name in self.every_rule if name not in rules),
        )

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape."""
        series = [each for each in self.registry.standards if each.in_series and each.status in STANDS]
        return {
            "format": FORMAT,
            "registry": self.registry.id,
            "read": self.registry.read.isoformat(),
            "goals": [goal.model_dump(mode="json") for goal in self.registry.goals],
            "recommended_lists": [each.model_dump(mode="json") for each in self.registry.recommended_lists],
            "standards_of_the_series_entered": len(series),
            "general_rules": list(self.general_rules),
            "priority_products": [
                {
                    "id": each.product.id,
                    "name": {"zh": each.product.name.zh, "en": each.product.name.en},
                    "sector": each.product.sector,
                    "gbt_4754": list(each.product.gbt_4754),
                    "hs": list(each.product.hs),
                    "inventories": list(each.inventories),
                    "rules": list(each.rules),
                    "standards": [standard.number or standard.name.zh for standard in each.standards],
                }
                for each in self.products
            ],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a priority product: sector, codes, inventories, rules for it, standards seen."""
        import pandas as pd

        sectors = {sector.id: sector.name.get(lang) for sector in self.registry.sectors}
        rows = [
            {
                "product": each.product.name.get(lang),
                "sector": sectors[each.product.sector],
                "codes": " ".join(each.product.gbt_4754),
                "inventories": "; ".join(each.inventories),
                "rules": "; ".join(each.rules),
                "standards": "; ".join(
                    standard.number or standard.name.get(lang) for standard in each.standards
                ),
            }
            for each in self.products
        ]
        frame = pd.DataFrame(rows, columns=list(_HEADS))
        return frame.rename(columns={name: head(lang) for name, head in _HEADS.items()})

    def notes(self, lang: str = "en") -> list[str]:
        """Sentences that go with the table."""
        series = [each for each in self.registry.standards if each.in_series and each.status in STANDS]
        read = sum(each.recommended is not None for each in self.registry.standards)
        items = sum(each.items for each in self.registry.recommended_lists)
        goals = [
            _GOAL(lang, issuer=goal.issuer.get(lang), by=goal.by, standards=goal.standards)
            for goal in self.registry.goals
        ]
        return [
            _GENERAL(lang, count=len(self.general_rules), names=", ".join(self.general_rules)),
            *goals,
            _LISTS(lang, items=items, read=read, standards=len(series)),
            _UNSEEN(lang),
        ]

    def plot(self, lang: str = "en") -> Figure:
        """Numbers of inventories, rules and standards for each priority product."""
        from rulewright.reporting.figures_coverage import coverage_figure

        return coverage_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


def coverage(registry: Registry | None = None) -> Coverage:
    """What is here for each priority product: inventories, rules for it, published standards.

    Raises
    ------
    ReadingError
        If the registry or a rule has mistakes.
    """
    registry = read_registry() if registry is None else registry
    rules = [read_rule(name) for name in list_rules()]
    general = tuple(rule.id for rule in rules if "any" in covered_groups(rule))
    heads = inventory_heads()
    order = [sector.id for sector in registry.sectors]
    by_sector = sorted(registry.priority_products, key=lambda product: order.index(product.sector))
    products = tuple(_covered(each, rules, heads, registry) for each in by_sector)
    return Coverage(
        registry, products, general, tuple(rule.id for rule in rules), tuple(head.id for head in heads)
    )


def covered_groups(rule: Rule) -> frozenset[str]:
    """Product groups that a rule covers; a rule that names none is for any product."""
    setting = rule.get("product.covers")
    return frozenset(setting.value) if setting is not None else frozenset({"any"})


def _covered(
    product: PriorityProduct, rules: Iterable[Rule], heads: Iterable[Head], registry: Registry
) -> CoveredProduct:
    groups = frozenset(product.groups)
    return CoveredProduct(
        product,
        tuple(head.id for head in heads if groups & set(head.groups)),
        tuple(rule.id for rule in rules if groups & covered_groups(rule)),
        tuple(registry.standards_of(groups)),
    )
