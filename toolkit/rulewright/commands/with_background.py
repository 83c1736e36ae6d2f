"""``--background`` and what goes with it: a Brightway database in the place of our background."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from rulewright.commands.frame import Parser, Words
from rulewright.errors import FileError

if TYPE_CHECKING:
    from rulewright.study import Study

WORDS: Words = {
    "mapping": (
        "对照文件，或随附对照表的编号：产品对应数据库中的活动",
        "mapping file, or id of a shipped one: our products and the database's activities",
    ),
    "project": ("数据库所在的 Brightway 项目", "Brightway project that holds the database"),
    "directory": (
        "Brightway 基础目录，或 user（您自己的目录）",
        "Brightway base directory, or 'user' for your own",
    ),
    "unreviewed": (
        "对照表中待审的条目也用（结果中会说明）",
        "use lines of the mapping that are still to be reviewed, too; the result says so",
    ),
}


def add_background(parser: Parser) -> None:
    """``--background``, ``--mapping``, ``--project``, ``--directory``, ``--unreviewed``."""
    parser.add("--background", metavar="NAME")
    parser.add("--mapping", metavar="FILE")
    parser.add("--project", metavar="NAME")
    parser.add("--directory", metavar="DIR")
    parser.add("--unreviewed", action="store_true")


def background_of(options: argparse.Namespace, study: Study) -> Any:
    """The background that the options name, or None; how far it is mapped is said on stderr before anything is computed.

    Raises
    ------
    FileError
        If ``--mapping`` is given alone.
    """
    if options.background is None and options.mapping is None:
        return None
    if options.background is None:
        raise FileError(
            "--mapping is given without --background", "--mapping", "give both, or leave --mapping out"
        )
    if options.mapping is None:
        return options.background  # the study says that it needs a mapping
    from rulewright.brightway.background import Background

    background = Background(
        options.background, options.mapping, options.project, options.directory, getattr(options, "kept", None),
        unreviewed=options.unreviewed,
    )  # fmt: skip
    for line in background.coverage({rule: study.result(rule) for rule in study.rules}).notes(options.lang):
        print(line, file=sys.stderr)
    return background
