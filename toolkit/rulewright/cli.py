"""The command line: a face without logic. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from rulewright import __version__
from rulewright.commands.frame import Parser
from rulewright.errors import RulewrightError
from rulewright.reporting.language import reader_language

# in the order of the help; each is a module of rulewright.commands (a dash is an underscore there)
COMMANDS = (
    "demo",
    "list",
    "coverage",
    "crosscheck",
    "pages",
    "show",
    "check",
    "draft",
    "evidence",
    "consult",
    "schema",
    "balance",
    "compare",
    "map",
    "diff",
    "attribute",
    "decompose",
    "uncertainty",
    "gradients",
    "paired",
    "sensitivity",
    "break-even",
    "portfolio",
    "hotspots",
    "detect",
    "quality",
    "conformity",
    "explain",
    "import",
    "export",
    "pact",
    "report",
    "package",
    "verify",
    "trial",
    "trials",
    "new",
    "form",
    "doctor",
    "completion",
    "lab",
    "apps",
)
MODULES = {"import": "bring_in"}  # a command whose name Python keeps for itself


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns
    -------
    int
        0 if all went well, 1 if something has to be mended, 2 if the words of the command are off.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = _language(given)
    _use_utf8()
    parser = _parser(lang)
    if "_ARGCOMPLETE" in os.environ:  # a shell asks what could come next
        from rulewright.commands.completers import complete

        complete(parser)
    try:
        status = _run(parser, given, lang)
        sys.stdout.flush()  # a closed pipe shows here, not after we have said that all went well
        return status
    except RulewrightError as error:
        from rulewright.reporting.messages import in_language

        print(in_language(error, lang), file=sys.stderr)
        return 1
    except BrokenPipeError:  # e.g. `rulewright list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("已中断 / stopped" if lang == "zh" else "stopped", file=sys.stderr)
        return 130


def command_module(name: str) -> Any:
    """Module of a command: NAME, NEEDS_BRIGHTWAY, HELP, ``add(parser)``, ``run(options)``."""
    module = MODULES.get(name, name.replace("-", "_"))
    return import_module(f"rulewright.commands.{module}")


def _run(parser: argparse.ArgumentParser, given: Sequence[str], lang: str) -> int:
    try:
        options = parser.parse_args(given)
    except SystemExit as stop:  # argparse has printed help, version or what is wrong
        return stop.code if isinstance(stop.code, int) else 2
    if options.command is None:
        parser.print_help()
        return 2
    options.lang = lang
    module = command_module(options.command)
    if module.NEEDS_BRIGHTWAY:
        _load_brightway()
    return int(module.run(options))


def _load_brightway() -> None:
    """Import Brightway's solver once, without the slow grammar that it doesn't use (a second at every start)."""
    from rulewright.brightway.imports import load, without_slow_grammar

    with without_slow_grammar():
        load("bw2calc")


def _parser(lang: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rulewright")
    words = Parser(parser, {}, lang)
    parser.description = words.text("about")
    parser.add_argument(
        "--version", action="version", version=f"rulewright {__version__}", help=words.text("version")
    )
    words.add("--lang", choices=("zh", "en"))
    common = argparse.ArgumentParser(add_help=False)
    Parser(common, {}, lang).add("--lang", choices=("zh", "en"), default=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name in COMMANDS:
        module = command_module(name)
        about = Parser(parser, module.HELP, lang).text("about")
        own = commands.add_parser(name, help=about, description=about, parents=[common])
        module.add(Parser(own, module.HELP, lang))
    return parser


def _language(arguments: Sequence[str]) -> str:
    """The language asked for by ``--lang``, else that of the locale."""
    for number, word in enumerate(arguments):
        if word == "--lang" and number + 1 < len(arguments) and arguments[number + 1] in ("zh", "en"):
            return arguments[number + 1]
        if word in ("--lang=zh", "--lang=en"):
            return word[-2:]
    return reader_language()


def _use_utf8() -> None:
    """Chinese text must not fail on a terminal whose encoding can't hold it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if (
            reconfigure is not None
            and (getattr(stream, "encoding", "") or "").lower().replace("-", "") != "utf8"
        ):
            reconfigure(errors="replace")
