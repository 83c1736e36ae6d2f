"""``rulewright list``: the rules, inventories and studies that are here."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words

NAME = "list"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": ("列出现有的规则、清单和研究", "list the rules, inventories and studies that are here")
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reading.find import list_rules, list_shelf
    from rulewright.reading.inventories import read_inventory
    from rulewright.reading.rules import read_rule

    zh = options.lang == "zh"
    print("规则" if zh else "rules")
    for name in list_rules():
        print(f"  {name:24} {read_rule(name).title.get(options.lang)}")
    print("清单" if zh else "inventories")
    for name in list_shelf("inventories"):
        print(f"  {name:32} {read_inventory(name).file.title.get(options.lang)}")
    print("研究" if zh else "studies")
    for name in list_shelf("studies"):
        print(f"  {name}")
    return 0
