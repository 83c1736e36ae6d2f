"""``rulewright schema``: the JSON Schema of a kind of file."""

from __future__ import annotations

import argparse
import json

from rulewright.commands.frame import Parser, Words

NAME = "schema"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "输出 JSON Schema，供编辑器补全和检查",
        "print the JSON Schema, by which editors complete and check",
    ),
    "what": ("哪一种文件", "which kind of file"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add(
        "what", nargs="?", choices=("rule", "inventory", "study", "portfolio", "mapping"), default="rule"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reading.schema import json_schema

    print(json.dumps(json_schema(options.what), ensure_ascii=False, indent=2))
    return 0
