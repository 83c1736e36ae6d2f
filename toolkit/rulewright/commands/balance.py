"""``rulewright balance``: mass, carbon and energy balances of an inventory's processes."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words

NAME = "balance"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "检查清单各过程的质量、碳和能量平衡",
        "check mass, carbon and energy balances of an inventory's processes",
    )
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.balance import balance_table
    from rulewright.reading.inventories import read_inventory
    from rulewright.reporting.tables import to_text

    print(to_text(balance_table(read_inventory(options.inventory), options.lang), options.lang))
    return 0
