"""``rulewright detect``: what looks wrong in results although every step did what the rule says."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import (
    Parser,
    Words,
    print_result,
    rule_names,
    study_of,
    title,
    write_out,
)

NAME = "detect"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "检测：重复计算、缺因子的气体、超限的舍去、两头无负荷等",
        "detectors: double counting, gases without a factor, cut-offs over the limit, flows free at both ends, ...",
    ),
    "out": ("另把表、图和结果写入此目录", "also write table, figure and result into this directory"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add_rules()
    parser.add_format("table", "csv", "json")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command; findings are no failure."""
    study = study_of(options, options.inventory, rule_names(options.rules))
    found = study.detect()
    write_out(found, options, "findings")
    print_result(found, options, title(study, options.lang))
    return 0
