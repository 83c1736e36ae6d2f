"""How far rules and inventories here cover the priority products of the guideline."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rulewright.analysis.series import SeriesStandard, series_standards
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
    "codes": Sentence("编码", "codes"),
    "inventories": Sentence("清单", "inventories"),
    "rules": Sentence("专用规则", "rules for it"),
    "standards": Sentence("已见标准", "standards seen"),
}
_GENERAL = Sentence(
    "另有 {count} 个通用规则适用于所有产品：{names}。",
    "{count} general rules apply to every product besides: {names}.",
)
_LISTS = Sentence(
    "三批推荐清单共 {items} 项，本登记逐项读到 {read} 项；连同其他标准，已登记 {standards} 项属于本系列且已完成的产品标准，"
    "其中 {ours} 项这里有规则文件：{names}。",
    "The recommended lists have {items} lines, {read} of which were read one by one; with others, {standards} finished product "
    "standards of the series are entered here, {ours} of them with a rule file: {names}.",
)
_GOAL = Sentence(
    "目标：{issuer}，到 {by} 年 {standards} 项；已登记 {entered} 项（{share:.0%}）。",
    "Goal: {standards} standards by {by} ({issuer}); {entered} are entered here ({share:.0%}).",
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
    standards
        All standards of the registry, with the rule file here for each.
    """

    registry: Registry
    products: tuple[CoveredProduct, ...]
    general_rules: tuple[str, ...]
    standards: tuple[SeriesStandard, ...]
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

    def series(self) -> list[SeriesStandard]:
        """Finished product standards of the series: what a goal counts. General standards are no product's."""
        return [
            each for each in self.standards
            if each.standard.in_series and each.standard.status in STANDS and "any" not in each.standard.groups
        ]  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape."""
        series = self.series()
        with_rule = sum(each.rule is not None for each in series)
        return {
            "format": FORMAT,
            "registry": self.registry.id,
            "read": self.registry.read.isoformat(),
            "goals": [
                goal.model_dump(mode="json", exclude={"issuer"})
                | {
                    "issuer": {"zh": goal.issuer.zh, "en": goal.issuer.en},
                    "entered": len(series),
                    "with_rule": with_rule,
                }
                for goal in self.registry.goals
            ],
            "recommended_lists": [
                each.model_dump(mode="json") | {"read_lines": self._read_lines(each.batch)}
                for each in self.registry.recommended_lists
            ],
            "standards_of_the_series_entered": len(series),
            "general_rules": list(self.general_rules),
            "priority_products": [
                {
                    "id": each.product.id,
                    "name": each.product.name.en,
                    "name_zh": each.product.name.zh,
                    "sector": each.product.sector,
                    "codes": [code.model_dump(mode="json") for code in each.product.codes],
                    "inventories": list(each.inventories),
                    "rules": list(each.rules),
                    "standards": [standard.number or standard.name.zh for standard in each.standards],
                }
                for each in self.products
            ],
            "standards": [each.to_dict() for each in self.standards],
        }

    def _read_lines(self, batch: int) -> int:
        return sum(each.recommended == batch for each in self.registry.standards)

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
                "codes": _codes(each.product, self.registry),
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
        series = self.series()
        ours = [each.standard.number or "" for each in series if each.rule is not None]
        read = sum(each.recommended is not None for each in self.registry.standards)
        items = sum(each.items for each in self.registry.recommended_lists)
        goals = [
            _GOAL(
                lang, issuer=goal.issuer.get(lang), by=goal.by, standards=goal.standards, entered=len(series),
                share=len(series) / goal.standards,
            )
            for goal in self.registry.goals
        ]  # fmt: skip
        return [
            _GENERAL(lang, count=len(self.general_rules), names=", ".join(self.general_rules)),
            *goals,
            _LISTS(
                lang, items=items, read=read, standards=len(series), ours=len(ours), names=", ".join(ours)
            ),
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
        registry, products, general, series_standards(registry, rules), tuple(rule.id for rule in rules),
        tuple(head.id for head in heads),
    )  # fmt: skip


def covered_groups(rule: Rule) -> frozenset[str]:
    """Product groups that a rule covers; a rule that names none is for any product."""
    setting = rule.get("product.covers")
    return frozenset(setting.value) if setting is not None else frozenset({"any"})


def _covered(
    product: PriorityProduct, rules: Iterable[Rule], heads: Iterable[Head], registry: Registry
) -> CoveredProduct:
    inside, related = registry.inside(product.groups), registry.related(product.groups)
    return CoveredProduct(
        product,
        tuple(head.id for head in heads if inside & set(head.groups)),
        tuple(rule.id for rule in rules if related & covered_groups(rule)),
        tuple(registry.standards_of(product.groups)),
    )


def _codes(product: PriorityProduct, registry: Registry) -> str:
    """Codes by classification, ``GB/T 4754: 3110 3120; HS: 72 73``; one without a code is left out."""
    parts = [(each.scheme, product.codes_in(each.scheme)) for each in registry.classifications]
    return "; ".join(f"{scheme}: {' '.join(codes)}" for scheme, codes in parts if codes)
