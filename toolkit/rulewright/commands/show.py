"""``rulewright show``: a rule as a table."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words

NAME = "show"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "以表格显示一个规则，含每条的来源和标记",
        "show a rule as a table, each clause with its source and mark",
    )
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("rule", metavar="RULE")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reading.rules import read_rule
    from rulewright.reporting.tables import rule_table, to_text

    rule = read_rule(options.rule)
    document = rule.document
    print(f"{rule.id}  {rule.title.get(options.lang)}")
    print(f"{document.number}  {document.title.get(options.lang)}  ({document.issuer}; {document.status})")
    print(to_text(rule_table(rule, options.lang), options.lang))
    return 0
