"""``rulewright new``: a file to start from, with comments, and the JSON Schema by which editors complete it."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words, rule_names

NAME = "new"
NEEDS_BRIGHTWAY = True  # a study's open decisions are found by applying its rules
HELP: Words = {
    "about": (
        "新建规则、清单或研究文件：带注释，旁边放 JSON Schema 供编辑器补全",
        "start a rule, inventory or study file: with comments, and the JSON Schema beside it by which editors complete",
    ),
    "kind": ("新建哪一种文件", "which kind of file"),
    "name": (
        "新文件的编号（小写字母、数字、连字符）",
        "id of the new file (lower-case letters, digits, hyphens)",
    ),
    "out": ("写到哪里；默认 编号.yaml", "where to write it; default: NAME.yaml"),
    "based_on": ("规则：以哪一个规则为基础", "for a rule: the rule that it is based on"),
    "of": ("研究：清单编号或路径", "for a study: id or path of its inventory"),
    "rules": ("研究：规则编号或路径，逗号分隔", "for a study: rule ids or paths, separated by commas"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("kind", choices=("rule", "inventory", "study"))
    parser.add("name", metavar="NAME")
    parser.add("--out", metavar="FILE")
    parser.add("--based-on", metavar="RULE")
    parser.add("--inventory", metavar="INVENTORY", word="of")
    parser.add("--rules", metavar="A,B,...")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.scaffolds.write import write_new

    for path in write_new(
        options.kind, options.name, options.out, base=options.based_on, inventory=options.inventory,
        rules=rule_names(options.rules), lang=options.lang,
    ):  # fmt: skip
        print(path)
    return 0
