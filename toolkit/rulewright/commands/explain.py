"""``rulewright explain``: every decision of a rule on an inventory, or on one process."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words, study_of, title

NAME = "explain"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "解释一个规则对一份清单（或其中一个过程）的全部决策",
        "explain every decision of a rule on an inventory, or on one process",
    ),
    "process": ("过程编号；不给则解释全部", "process id; without it everything is explained"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add("process", metavar="PROCESS", nargs="?")
    parser.add("--rule", metavar="RULE", required=True)
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reporting.explain import explain
    from rulewright.reporting.tables import to_text

    study = study_of(options, options.inventory, [options.rule])
    (rule,) = study.rules
    result = study.result(rule)
    if options.process is not None:
        print(explain(result, options.process, options.lang))
        return 0
    print(title(study, options.lang))
    print(to_text(result.ledger.to_dataframe(options.lang), options.lang))
    return 0
