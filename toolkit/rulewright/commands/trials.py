"""``rulewright trials merge``: the committee's table of trial runs."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words, print_result, write_out

NAME = "trials"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": ("汇总各家的试算文件，得出委员会的表", "put trial files side by side: the committee's table"),
    "action": ("merge：汇总", "merge: put side by side"),
    "files": ("试算文件", "trial files"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("action", choices=("merge",))
    parser.add("files", nargs="+", metavar="FILE.json")
    parser.add_format("table", "csv", "json")
    parser.add_out()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.trials.merge import merge_trials

    found = merge_trials(options.files)
    write_out(found, options, "trials")
    print_result(found, options)
    return 0
