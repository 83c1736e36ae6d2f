"""``rulewright form``: the Excel form in which a plant fills in what a rule asks for."""

from __future__ import annotations

import argparse
import sys

from rulewright.commands.frame import Parser, Words

NAME = "form"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "写出规则的 Excel 数据收集表；填好后用 rulewright import form 读成清单",
        "write the Excel data-collection form of a rule; filled in, rulewright import form makes an inventory of it",
    ),
    "out": ("写入的 .xlsx 文件", "the .xlsx file to write"),
    "inventory": (
        "由此清单预填，工厂只需更新数字",
        "fill the form in from this inventory, so that a plant brings numbers up to date",
    ),
    "blank_amounts": (
        "预填时只留名称，不写任何数量、来源和备注",
        "hand on names only: no amounts, sources or notes of the inventory",
    ),
    "format": ("印出什么：text 说明，json 全部", "what to print: text (what to know), json"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("rule", metavar="RULE")
    parser.add("--out", metavar="FILE.xlsx", required=True)
    parser.add("--inventory", metavar="INVENTORY")
    parser.add("--blank-amounts", action="store_true")
    parser.add_format("text", "json")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.forms.form import write_form

    form = write_form(
        options.rule, options.out, options.inventory, blank_amounts=options.blank_amounts, lang=options.lang
    )
    if options.format == "json":
        print(form.to_json())
        print(form.path, file=sys.stderr)
        return 0
    print(form.path)
    for note in form.notes(options.lang):
        print(note)
    return 0
