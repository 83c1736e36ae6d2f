"""``rulewright map``: draft a mapping of an inventory's background to a Brightway database, or say how far one goes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.commands.frame import (
    Parser,
    Words,
    print_result,
    progress,
    rule_names,
    study_of,
    title,
    write_out,
)
from rulewright.errors import FileError, RulewrightError

if TYPE_CHECKING:
    from rulewright.study import Result, Study

NAME = "map"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "为清单的背景产品在 Brightway 数据库中检索候选活动，写出待审的对照表；或报告对照表的覆盖情况",
        "search a Brightway database for what could stand for an inventory's background and write a mapping to be reviewed; "
        "or say how far a mapping goes",
    ),
    "background": ("在此 Brightway 数据库中检索", "search this Brightway database"),
    "project": ("数据库所在的 Brightway 项目", "Brightway project that holds the database"),
    "directory": (
        "Brightway 基础目录，或 user（您自己的目录）",
        "Brightway base directory, or 'user' for your own",
    ),
    "start": (
        "先按此对照表（如随附的 ecoinvent-3.10-cutoff）的名称查找",
        "look up the names of this mapping first, e.g. the shipped ecoinvent-3.10-cutoff",
    ),
    "candidates": ("每个产品列出的候选数（默认 5）", "candidates of a product (default: 5)"),
    "mapping": (
        "报告此对照表的覆盖情况，不打开数据库",
        "say how far this mapping goes, without opening the database",
    ),
    "out": (
        "写到此 .yaml 文件；已有的文件中，已审条目原样保留（注释不保留）。与 --mapping 同用时为目录",
        "write to this .yaml file; of a file that is there the reviewed lines stay as they are (comments don't). With "
        "--mapping: a directory",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add_rules()
    parser.add("--background", metavar="NAME")
    parser.add("--project", metavar="NAME")
    parser.add("--directory", metavar="DIR")
    parser.add("--start", metavar="FILE")
    parser.add("--candidates", type=int, default=5, metavar="N")
    parser.add("--mapping", metavar="FILE")
    parser.add("--out", metavar="FILE")
    parser.add_format("table", "csv", "json")
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if (options.background is None) == (options.mapping is None):
        what = "--background (to draft a mapping) or --mapping (to see how far one goes): give one of them"
        raise FileError(
            what, "rulewright map", "write: rulewright map INVENTORY --background NAME --out mapping.yaml"
        )
    if options.candidates < 1:
        raise FileError("a line needs at least one candidate", "--candidates", "give a number from 1 on")
    study = study_of(options, options.inventory, rule_names(options.rules))
    results, not_run = _results(study)
    result = _coverage(options, results) if options.background is None else _draft(options, results, not_run)
    print_result(result, options, title(study, options.lang))
    return 0


def _coverage(options: argparse.Namespace, results: dict[str, Result]) -> Any:
    from rulewright.mapping.coverage import mapping_coverage
    from rulewright.reading.mappings import read_mapping

    coverage = mapping_coverage(results, read_mapping(options.mapping))
    write_out(coverage, options, "coverage")
    return coverage


def _draft(options: argparse.Namespace, results: dict[str, Result], not_run: list[str]) -> Any:
    from rulewright.brightway.packages import read_database
    from rulewright.mapping.draft import draft_mapping
    from rulewright.reading.mappings import read_mapping

    target = None if options.out is None else Path(options.out).expanduser()
    earlier = read_mapping(target) if target is not None and target.is_file() else None
    start = None if options.start is None else read_mapping(options.start)
    database = read_database(options.background, options.project, options.directory)
    counted = progress(options.lang, "已检索 {done}/{count} 个产品", "{done} of {count} products looked up")
    draft = draft_mapping(results, database, earlier, start, options.candidates, not_run, counted)
    if target is not None:
        print(draft.write(target), file=sys.stderr)
    return draft


def _results(study: Study) -> tuple[dict[str, Result], list[str]]:
    """Results of all rules that can run; the mistake of the first one if none can."""
    results: dict[str, Result] = {}
    not_run: list[str] = []
    first: RulewrightError | None = None
    for rule in study.rules:
        try:
            results[rule] = study.result(rule)
        except RulewrightError as error:
            first = first or error
            not_run.append(rule)
    if not results and first is not None:
        raise first
    return results, not_run
