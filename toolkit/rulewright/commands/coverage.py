"""``rulewright coverage``: how far rules and inventories cover the priority products."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words, print_result, write_out

NAME = "coverage"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "重点产品的覆盖情况：清单、专用规则、已见标准",
        "how far inventories, rules and published standards cover the guideline's priority products",
    )
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_format("table", "csv", "json")
    parser.add_out()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.analysis.coverage import coverage

    result = coverage()
    write_out(result, options, "coverage")
    print_result(result, options, result.registry.title.get(options.lang))
    return 0
