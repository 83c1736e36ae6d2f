"""``rulewright diff``: what two rules, or two versions of one, decide differently."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from rulewright.commands.frame import Parser, Words, progress, rule_names, study_of, write_out
from rulewright.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path

    from rulewright.analysis.rule_difference import RuleDifference
    from rulewright.analysis.rule_effects import RuleEffects
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
    "effects": (
        "另逐条给出改变的规定对各清单结果的影响；各条之和以外的共同作用单列",
        "also give the effect of each changed decision on every inventory; what they do only together stands apart",
    ),
    "inventories": (
        "--effects 所用清单：编号或路径，逗号分隔；默认为规则适用的全部随附清单",
        "inventories of --effects, separated by commas; default: all shipped ones that the rules cover",
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
    parser.add("--effects", action="store_true")
    parser.add("--inventories", metavar="A,B,...")
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
    if options.effects:
        result = _with_effects(result, options)
    write_out(result, options, "diff")
    if options.out is not None and result.effects is not None:
        _write_effects(result.effects, options)
    if options.format == "json":
        print(result.to_json())
        return 0
    table = result.to_dataframe(options.lang, texts=options.texts, restated=options.restated)
    if options.format == "csv":
        print(to_csv(table if result.effects is None else result.effects.to_dataframe(options.lang)), end="")
        return 0
    print(f"{old.title.get(options.lang)}\n→ {new.title.get(options.lang)}\n")
    if len(table):
        print(f"{to_text(table, options.lang)}\n")
    if result.effects is not None:
        print(f"{to_text(result.effects.to_dataframe(options.lang), options.lang)}\n")
    for note in result.notes(options.lang):
        print(note)
    return 0


def _write_effects(effects: RuleEffects, options: argparse.Namespace) -> None:
    from rulewright.reporting.files import write_together
    from rulewright.reporting.tables import to_csv
    from rulewright.rule import Text

    def write(folder: Path) -> tuple[Text, ...]:
        to_csv(effects.to_dataframe(options.lang), folder / "diff-effects.csv")
        return ()

    for path in write_together(options.out, write).paths:
        print(path, file=sys.stderr)


def _with_effects(result: RuleDifference, options: argparse.Namespace) -> RuleDifference:
    inventories = rule_names(options.inventories, "--inventories")
    declared = None
    if options.no_choices:
        declared = []
    elif options.study or options.choice:
        from rulewright.reading.studies import parse_choice, read_study

        declared = [parse_choice(text) for text in options.choice]
        declared += list(read_study(options.study).choices) if options.study else []
    counted = progress(options.lang, "已计算清单 {done}/{count}", "{done} of {count} inventories")
    return result.with_effects(inventories, declared, counted)


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
    if options.inventories and not options.effects:
        raise FileError(
            "--inventories has no effect without --effects", "--inventories", "add --effects, or leave it out"
        )
    given = {
        "--choice": options.choice if not options.effects else None,
        "--study": options.study if not options.effects else None,
        "--no-choices": options.no_choices and not options.effects,
        "--product": options.product,
        "--module": options.module,
    }
    named = [option for option, value in given.items() if value]
    if named and not options.inventory:
        raise FileError(
            f"{named[0]} has no effect without an inventory", named[0], "add --inventory, or leave it out"
        )
