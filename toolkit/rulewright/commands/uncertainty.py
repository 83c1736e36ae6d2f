"""``rulewright uncertainty``: distributions of every rule's result, from the same draws."""

from __future__ import annotations

import argparse
import sys

from rulewright.commands.frame import Parser, Words, progress, rule_names, study_of, title

NAME = "uncertainty"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "用同一批抽样给出各规则结果的分布",
        "distributions of every rule's result, from the same draws",
    ),
    "out": (
        "另把结果、表和全部抽样写入此目录",
        "also write result, table and all draws into this directory",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add_rules()
    parser.add_draws()
    parser.add_format("table", "json")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reporting.tables import to_text

    study = study_of(options, options.inventory, rule_names(options.rules))
    result = study.uncertainty(
        options.draws, options.seed, options.sampling, options.pedigree_set, progress(options.lang)
    )
    if options.out:
        for path in result.write(options.out, options.lang):
            print(path, file=sys.stderr)
    if options.format == "json":
        print(result.to_json())
        return 0
    print(title(study, options.lang))
    print(to_text(result.to_dataframe(options.lang), options.lang))
    print()
    for line in result.notes(options.lang):
        print(line)
    return 0
