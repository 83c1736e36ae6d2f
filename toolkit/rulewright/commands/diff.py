"""``rulewright diff``: what two rules, or two versions of one, decide differently."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rulewright.commands.frame import Parser, Words, study_of, write_out
from rulewright.errors import FileError

if TYPE_CHECKING:
    from rulewright.study import Study

NAME = "diff"
NEEDS_BRIGHTWAY = False  # only with --inventory
HELP: Words = {
    "about": (
        "逐条比较两个规则或同一规则的两个版本：新增、取消、改变的规定，连同条文和来源",
        "two rules or versions clause by clause: decisions added, removed and changed, with texts and sources",
    ),
    "old": ("旧规则：编号或文件路径", "old rule: id or path"),
    "new": ("新规则：编号或文件路径", "new rule: id or path"),
    "inventory": (
        "另给出两个规则在此清单上的结果",
        "also give the results of both rules on this inventory",
    ),
    "texts": ("另列两边的条文", "also list what the clauses say"),
    "restated": (
        "另列规定相同、只是换了条款的项",
        "also list decisions that are the same in another clause",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("old", metavar="OLD")
    parser.add("new", metavar="NEW")
    parser.add("--inventory", metavar="INVENTORY")
    parser.add("--texts", action="store_true")
    parser.add("--restated", action="store_true")
    parser.add_format("table", "csv", "json")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.analysis.rule_difference import difference
    from rulewright.reading.rules import read_rule
    from rulewright.reporting.tables import to_csv, to_text

    old, new = read_rule(options.old), read_rule(options.new)
    result = difference(old, new)
    _refuse_choices_without_inventory(options)
    if options.inventory:
        result = result.with_effect(_study(options, old.id, new.id))
    write_out(result, options, "diff")
    if options.format == "json":
        print(result.to_json())
        return 0
    table = result.to_dataframe(options.lang, texts=options.texts, restated=options.restated)
    if options.format == "csv":
        print(to_csv(table), end="")
        return 0
    print(f"{old.title.get(options.lang)}\n→ {new.title.get(options.lang)}\n")
    if len(table):
        print(f"{to_text(table, options.lang)}\n")
    for note in result.notes(options.lang):
        print(note)
    return 0


def _study(options: argparse.Namespace, old: str, new: str) -> Study:
    from rulewright.brightway.imports import load, without_slow_grammar

    if old == new:
        raise FileError(
            f"both rules have the id '{old}': one study can't hold both",
            f"{options.old}, {options.new}",
            "give the changed rule an id of its own",
        )
    with without_slow_grammar():
        load("bw2calc")
    return study_of(options, options.inventory, [options.old, options.new])


def _refuse_choices_without_inventory(options: argparse.Namespace) -> None:
    given = {
        "--choice": options.choice,
        "--study": options.study,
        "--no-choices": options.no_choices,
        "--product": options.product,
        "--module": options.module,
    }
    named = [option for option, value in given.items() if value]
    if named and not options.inventory:
        raise FileError(
            f"{named[0]} has no effect without an inventory", named[0], "add --inventory, or leave it out"
        )
