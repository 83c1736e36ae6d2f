"""``rulewright list``: products by sector with their inventories and rules; or rules, inventories, studies, standards."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any

from rulewright.commands.frame import Parser, Words

NAME = "list"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "按领域列出产品及其清单和规则，或列出全部规则、清单、研究、已登记的标准",
        "list products by sector with their inventories and rules; or all rules, inventories, studies, registered standards",
    ),
    "what": ("列什么（默认按产品）", "what to list (default: by product)"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("what", nargs="?", choices=tuple(LISTS), default="products")
    parser.add_format("table", "json")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.what == "standards" and options.format != "json":
        _print_standards(options.lang)
        return 0
    entries = LISTS[options.what](options.lang)
    if options.format == "json":
        print(json.dumps({options.what: entries}, ensure_ascii=False, indent=2))
    elif options.what == "products":
        _print_products(entries, options.lang)
    else:
        width = max((len(entry["id"]) for entry in entries), default=0)
        for entry in entries:
            print(f"{entry['id']:{width}}  {entry.get('title', '')}".rstrip())
    return 0


def _products(lang: str) -> list[dict[str, Any]]:
    """Priority products in the order of their sectors, then what is here beside them, then general rules."""
    from rulewright.analysis.coverage import coverage

    found = coverage()
    sectors = {sector.id: sector.name.get(lang) for sector in found.registry.sectors}
    entries: list[dict[str, Any]] = [
        {
            "product": each.product.name.get(lang),
            "sector": sectors[each.product.sector],
            "inventories": list(each.inventories),
            "rules": list(each.rules),
        }
        for each in found.products
    ]
    other = found.beside()
    if other.inventories or other.rules:
        name = "其他产品" if lang == "zh" else "other products"
        entries.append(
            {
                "product": name,
                "sector": sectors["other"],
                "inventories": list(other.inventories),
                "rules": list(other.rules),
            }
        )
    name, sector = ("任何产品", "通用") if lang == "zh" else ("any product", "general")
    entries.append({"product": name, "sector": sector, "inventories": [], "rules": list(found.general_rules)})
    return entries


def _rules(lang: str) -> list[dict[str, Any]]:
    from rulewright.analysis.coverage import covered_groups
    from rulewright.reading.find import list_rules
    from rulewright.reading.rules import read_rule

    rules = [read_rule(name) for name in list_rules()]
    return [
        {
            "id": rule.id,
            "title": rule.title.get(lang),
            "document": rule.document.number,
            "status": rule.document.status,
            "groups": sorted(covered_groups(rule)),
        }
        for rule in rules
    ]


def _inventories(lang: str) -> list[dict[str, Any]]:
    from rulewright.reading.heads import inventory_heads

    return [
        {"id": head.id, "title": head.title.get(lang), "product": head.product, "groups": list(head.groups)}
        for head in inventory_heads()
    ]


def _studies(lang: str) -> list[dict[str, Any]]:
    from rulewright.reading.find import list_shelf
    from rulewright.reading.studies import read_study

    studies = [read_study(name) for name in list_shelf("studies")]
    return [
        {"id": study.id, "title": study.title.get(lang), "inventory": study.inventory, "rules": study.rules}
        for study in studies
    ]


def _standards(_lang: str) -> list[dict[str, Any]]:
    from rulewright.analysis.coverage import coverage

    return [each.to_dict() for each in coverage().standards]


def _print_standards(lang: str) -> None:
    from rulewright.analysis.coverage import coverage
    from rulewright.analysis.series import standards_table
    from rulewright.reporting.tables import to_text

    print(to_text(standards_table(coverage().standards, lang), lang))


LISTS: dict[str, Callable[[str], list[dict[str, Any]]]] = {
    "products": _products,
    "rules": _rules,
    "inventories": _inventories,
    "studies": _studies,
    "standards": _standards,
}


def _print_products(entries: list[dict[str, Any]], lang: str) -> None:
    zh = lang == "zh"
    sector = ""
    for entry in entries:
        if entry["sector"] != sector:
            sector = entry["sector"]
            print(sector)
        print(f"  {entry['product']}")
        if entry["inventories"]:
            print(f"    {'清单：' if zh else 'inventories: '}{', '.join(entry['inventories'])}")
        if entry["rules"]:
            print(f"    {'规则：' if zh else 'rules: '}{', '.join(entry['rules'])}")
        if not entry["inventories"] and not entry["rules"]:
            print(f"    {'（尚无）' if zh else '(nothing yet)'}")
