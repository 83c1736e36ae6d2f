"""``rulewright verify``: compute a package or report again from its own files and list every deviation."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words, progress

NAME = "verify"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "只用研究包或报告 JSON 自带的文件重新计算，逐个数列出偏差；有偏差时退出码为 1",
        "compute a package or a report's JSON again from its own files, list deviations number by number; status 1 if any",
    ),
    "file": (
        "研究包（.zip 或文件夹）或报告的 .json",
        "study package (.zip or folder) or the .json of a report",
    ),
    "no_draws": ("不重新抽样", "don't make the draws again"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("file", metavar="FILE")
    parser.add("--no-draws", action="store_true")
    parser.add_format("text", "csv", "json")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.packages.verify import verify

    found = verify(options.file, not options.no_draws, progress(options.lang))
    if options.format == "json":
        print(found.to_json(), end="")
    elif options.format == "csv":
        from rulewright.reporting.tables import to_csv

        print(to_csv(found.to_dataframe(options.lang)), end="")
    else:
        for note in found.notes(options.lang):
            print(note)
    return 0 if found.ok else 1
