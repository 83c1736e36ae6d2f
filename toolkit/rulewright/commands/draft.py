"""``rulewright draft``: from a rule to a draft standard as .docx."""

from __future__ import annotations

import argparse
import sys

from rulewright.commands.frame import Parser, Words

NAME = "draft"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "由规则数据写出标准草案（.docx，按 GB/T 1.1—2020）；规则未定处为标明的待定项",
        "write the draft standard of a rule (.docx after GB/T 1.1-2020); what the rule leaves open is a marked gap",
    ),
    "out": ("写入的 .docx 文件", "the .docx file to write"),
    "inventory": (
        "清单编号或路径：附录中的排放源、流程图、数据收集表由此而来",
        "inventory id or path: sources, diagram and collection tables of the annexes come from it",
    ),
    "head": (
        "文件信息（编号、分类、起草单位等）的 YAML 文件",
        "YAML file with the facts of the document (numbers, classes, bodies, dates)",
    ),
    "format": (
        "印出什么：text 摘要，table 每句话的依据，json 全部",
        "what to print: text (counts), table (the clause behind each sentence), json",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("rule", metavar="RULE")
    parser.add("--out", metavar="FILE.docx", required=True)
    parser.add("--inventory", metavar="INVENTORY")
    parser.add("--head", metavar="FILE.yaml")
    parser.add("--format", choices=("text", "table", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.drafting.head import read_head
    from rulewright.drafting.standard import draft_standard

    head = read_head(options.head) if options.head else None
    draft = draft_standard(options.rule, options.inventory, head, options.lang)
    path = draft.write(options.out)
    if options.format == "json":
        print(draft.to_json())
    elif options.format == "table":
        from rulewright.reporting.tables import to_text

        print(to_text(draft.to_dataframe(options.lang), options.lang))
    print(path, file=sys.stderr if options.format != "text" else sys.stdout)
    if options.format == "text":
        for note in draft.notes(options.lang):
            print(note)
    return 0
