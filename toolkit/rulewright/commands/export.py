"""``rulewright export``: one allocated Brightway database per rule."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words, rule_names, study_of

NAME = "export"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "每个规则写出一个已分配的 Brightway 数据库",
        "write one allocated Brightway database per rule",
    ),
    "project": (
        "Brightway 项目名；默认用 Rulewright 自己的项目",
        "Brightway project; default: Rulewright's own",
    ),
    "directory": (
        "Brightway 基础目录，或 user（您自己的目录）；默认用 Rulewright 自己的目录",
        "Brightway base directory, or 'user' for your own; default: Rulewright's own",
    ),
    "overwrite": ("覆盖同名数据库", "overwrite databases of the same name"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add_rules()
    parser.add("--project")
    parser.add("--directory")
    parser.add("--overwrite", action="store_true")
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.brightway.project import find_place

    study = study_of(options, options.inventory, rule_names(options.rules))
    names = study.write_databases(
        project=options.project, directory=options.directory, overwrite=options.overwrite
    )
    for name in names:
        print(name)
    print(find_place(options.project, options.directory).sentence(options.lang))
    return 0
