"""``rulewright completion``: what a shell needs to complete commands, options, rules and inventories."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words

NAME = "completion"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "输出 shell 补全脚本：命令、选项、规则和清单编号按 Tab 补全",
        "print a script for your shell: Tab completes commands, options, rules and inventories",
    ),
    "shell": (
        '哪一种 shell。bash：写入 ~/.bashrc 的一行是 eval "$(rulewright completion bash)"',
        'which shell. For bash, the line in ~/.bashrc is: eval "$(rulewright completion bash)"',
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("shell", choices=("bash", "zsh", "fish", "powershell"))


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["rulewright"], shell=options.shell))
    return 0
