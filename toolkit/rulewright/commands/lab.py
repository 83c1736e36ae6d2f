"""``rulewright lab``: the notebooks in JupyterLab."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words

NAME = "lab"
NEEDS_BRIGHTWAY = False
HELP: Words = {"about": ("在 JupyterLab 中打开笔记本", "open the notebooks in JupyterLab")}


def add(parser: Parser) -> None:
    """Add the command's arguments."""


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.lab import open_lab

    return open_lab(options.lang)
