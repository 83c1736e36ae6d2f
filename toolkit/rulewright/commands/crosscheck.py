"""``rulewright crosscheck``: where the rules of neighbouring products don't fit together."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words, print_result, progress, write_out
from rulewright.errors import FileError

NAME = "crosscheck"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "相邻产品的规则是否衔接：副产物的负荷、单位、GWP、电力、重复抵扣",
        "do the rules of neighbouring products fit: burdens of by-products, units, GWP sets, electricity, double credits",
    ),
    "inventories": (
        "要查的清单：它用什么，谁用它；默认全部",
        "inventories to look at: what they use, and who uses what they make; default: all",
    ),
    "rule": ("某清单用的规则，可重复：清单=规则", "rule of an inventory, repeatable: INVENTORY=RULE"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("inventories", metavar="INVENTORY", nargs="*")
    parser.add("--rule", action="append", default=[], metavar="INVENTORY=RULE")
    parser.add_format("table", "csv", "json")
    parser.add_out()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.analysis.crosscheck import crosscheck

    shown = progress(options.lang, "已查 {done}/{count} 处衔接", "{done} of {count} links")
    result = crosscheck(options.inventories or None, dict(_rule(text) for text in options.rule), shown)
    write_out(result, options, "crosscheck")
    print_result(result, options)
    return 0


def _rule(text: str) -> tuple[str, str]:
    inventory, equals, rule = text.partition("=")
    if not equals or not inventory.strip() or not rule.strip():
        raise FileError(f"'{text}' names no inventory and rule", "--rule", "write INVENTORY=RULE")
    return inventory.strip(), rule.strip()
