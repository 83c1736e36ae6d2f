"""``rulewright detect``: what looks wrong in results although every step did what the rule says."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rulewright.commands.frame import Parser, Words, rule_names, study_of, title

NAME = "detect"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "检测：重复计算、缺因子的气体、超限的舍去、两头无负荷等",
        "detectors: double counting, gases without a factor, cut-offs over the limit, flows free at both ends, ...",
    ),
    "out": ("另把表和结果写入此目录", "also write table and result into this directory"),
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
    from rulewright.reporting.files import write_together
    from rulewright.reporting.tables import to_csv, to_text
    from rulewright.rule import Text

    study = study_of(options, options.inventory, rule_names(options.rules))
    found = study.detect()
    table = found.to_dataframe(options.lang)

    def fill(folder: Path) -> tuple[Text, ...]:
        to_csv(table, folder / "findings.csv")
        (folder / "findings.json").write_text(found.to_json() + "\n", encoding="utf-8", newline="\n")
        return ()

    if options.out:
        for path in write_together(options.out, fill).paths:
            print(path, file=sys.stderr)
    if options.format == "json":
        print(found.to_json())
    elif options.format == "csv":
        print(to_csv(table), end="")
    else:
        print(title(study, options.lang))
        if len(found):
            print(to_text(table, options.lang))
            print()
        for note in found.notes(options.lang):
            print(note)
    return 0
