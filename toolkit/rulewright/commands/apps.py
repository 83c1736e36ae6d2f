"""``rulewright apps``: the apps in a browser, served by Voilà on this machine only."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words

NAME = "apps"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": ("在浏览器中打开应用（规则台等）", "open the apps in a browser (rule desk and others)"),
    "name": (
        "应用：{names}；不写则列出全部",
        "app: {names}; without it, a page that lists them all",
    ),
    "port": ("端口（默认 8866；已占用则用下一个）", "port (default: 8866; the next one if it is taken)"),
    "no_browser": ("不打开浏览器，只印出地址", "don't open a browser, only print the address"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    from rulewright.apps import APPS

    names = [name.replace("_", "-") for name in APPS]
    parser.add("name", nargs="?", choices=names, metavar="NAME", gaps={"names": ", ".join(names)})
    parser.add("--port", type=int, default=8866, metavar="N")
    parser.add("--no-browser", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.lab import open_apps

    name = options.name.replace("-", "_") if options.name else None
    return open_apps(name, options.lang, options.port, not options.no_browser)
