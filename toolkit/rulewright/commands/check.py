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
        "检查规则、清单、研究等文件（或整个文件夹），一次列出全部错误",
        "check rule, inventory, study files, or a whole folder; all mistakes at once",
    ),
    "files": (
        "文件或文件夹的路径，或随附规则、清单的编号",
        "paths of files or folders, or ids of shipped rules and inventories",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("files", metavar="FILE", nargs="+")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reading.checking import check_file, files_of
    from rulewright.reporting.messages import in_language

    zh = options.lang == "zh"
    failed = 0
    files = [file for name in options.files for file in files_of(name)]
    for name in files:
        try:
            summary = check_file(name, options.lang)
        except RulewrightError as error:
            failed += 1
            print(in_language(error, options.lang), file=sys.stderr)
            continue
        print(summary)
    if failed:
        count = len(files)
        print(
            f"{count} 个文件中有 {failed} 个须修改" if zh else f"{failed} of {count} files to mend",
            file=sys.stderr,
        )
    return 1 if failed else 0
