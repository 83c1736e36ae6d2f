"""``rulewright compare``: several rules on one inventory."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rulewright.commands.frame import Parser, Words, rule_names, study_of, title
from rulewright.commands.with_background import WORDS, add_background, background_of

NAME = "compare"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": ("在同一份清单上比较多个规则", "compare rules on one inventory"),
    "out": (
        "另把表、图、台账和结果写入此目录",
        "also write table, figure, ledger and results into this directory",
    ),
    "background": (
        "以此 Brightway 数据库为背景（取其中心值）",
        "take this Brightway database as the background, at its central values",
    ),
    **WORDS,
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add_rules()
    parser.add_format("table", "csv", "json")
    parser.add_out()
    add_background(parser)
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reporting.files import write_comparison
    from rulewright.reporting.tables import to_csv, to_text

    study = study_of(options, options.inventory, rule_names(options.rules))
    comparison = study.compare(background=background_of(options, study))
    if options.out:
        written = write_comparison(comparison, Path(options.out), options.lang)
        for path in written.paths:
            print(path, file=sys.stderr)
        for note in written.notes:
            print(note.get(options.lang), file=sys.stderr)
    if options.format == "json":
        print(comparison.to_json())
    elif options.format == "csv":
        print(to_csv(comparison.to_dataframe(options.lang)), end="")
    else:
        print(title(study, options.lang))
        print(to_text(comparison.to_dataframe(options.lang), options.lang))
        print()
        print("规则不同之处：" if options.lang == "zh" else "where the rules differ:")
        print(to_text(comparison.clause_differences(options.lang), options.lang))
        notes = comparison.notes(options.lang)
        if notes:
            print()
        for said in notes:
            print(said)
    return 0
