"""``rulewright check``: mistakes of files, all at once."""

from __future__ import annotations

import argparse
import sys

from rulewright.commands.frame import Parser, Words
from rulewright.errors import RulewrightError

NAME = "check"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "检查规则、清单或研究文件，一次列出全部错误",
        "check rule, inventory or study files; all mistakes at once",
    ),
    "files": ("文件路径，或随附规则、清单的编号", "paths, or ids of shipped rules and inventories"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("files", metavar="FILE", nargs="+")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reading.checking import check_file
    from rulewright.reporting.messages import in_language

    zh = options.lang == "zh"
    failed = 0
    for name in options.files:
        try:
            summary = check_file(name, options.lang)
        except RulewrightError as error:
            failed += 1
            print(in_language(error, options.lang), file=sys.stderr)
            continue
        print(summary)
    if failed:
        count = len(options.files)
        print(
            f"{count} 个文件中有 {failed} 个须修改" if zh else f"{failed} of {count} files to mend",
            file=sys.stderr,
        )
    return 1 if failed else 0
