"""``rulewright doctor``: is the installation sound, and how to mend it."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words, print_result

NAME = "doctor"
NEEDS_BRIGHTWAY = True  # the speed of a study is measured, its start not counted
HELP: Words = {
    "about": (
        "检查安装：版本、求解器、内核、字体、项目和缓存的位置、速度，并说明如何修复",
        "check the installation: versions, solver, kernels, fonts, where projects and caches lie, speed; says how to mend it",
    ),
    "no_speed": ("不测速度", "don't measure the speed"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("--no-speed", action="store_true")
    parser.add_format("table", "json")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.doctor import diagnose

    found = diagnose(speed=not options.no_speed)
    print_result(found, options)
    return 0 if found.sound else 1
