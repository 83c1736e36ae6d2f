"""``rulewright conformity``: clause by required item, where a result meets it."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words, print_result, study_of, title, write_out

NAME = "conformity"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "符合性表：条款、要求、结论（符合、不符合、待证明、不适用）、何处、依据",
        "table of conformity: clause, required item, verdict (pass, fail, to be shown, not applicable), where, evidence",
    ),
    "against": (
        "对照什么：gbt-24067、iso-14067，或另一规则；默认为规则本身",
        "against what: gbt-24067, iso-14067, or another rule; default: the rule itself",
    ),
    "year": ("碳足迹的发布年份，用于数据年限的要求", "year of issue, for demands on the age of data"),
    "strict": (
        "有不符合项时以状态 1 结束",
        "end with status 1 if anything fails",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add("--rule", metavar="RULE", required=True)
    parser.add("--against", metavar="RULE")
    parser.add("--year", type=int, metavar="YEAR")
    parser.add("--strict", action="store_true")
    parser.add_format("table", "csv", "json")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    study = study_of(options, options.inventory, [options.rule])
    found = study.conformity(next(iter(study.rules)), options.against, options.year)
    write_out(found, options, "conformity")
    print_result(found, options, title(study, options.lang))
    return 1 if options.strict and found.counts["fail"] else 0
