"""``rulewright export``: an inventory for other tools, unallocated or one allocated database a rule."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from rulewright.commands.frame import Parser, Words, rule_names, study_of
from rulewright.errors import FileError

NAME = "export"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "写出给其他工具：每个规则一个已分配的数据库，或未分配的清单",
        "write for other tools: one allocated database per rule, or the unallocated inventory",
    ),
    "to": (
        "格式。databases：每个规则一个 Brightway 数据库（默认）；excel、ecospold：同上，由 bw2io 写成文件；"
        "bw-functional：未分配，Activity Browser 3 可打开，给一个 --rules 则附其份额；flat：未分配的平面表；openlca：未分配的 JSON-LD",
        "format. databases: a Brightway database per rule (default); excel, ecospold: the same as files, by bw2io; "
        "bw-functional: unallocated, opens in Activity Browser 3, with the shares of one rule if --rules names it; flat: "
        "unallocated flat tables; openlca: unallocated JSON-LD",
    ),
    "out": (
        "文件夹（excel、ecospold、flat、openlca；openlca 也可为 .zip）",
        "folder (excel, ecospold, flat, openlca; openlca also a .zip)",
    ),
    "table": ("flat 的文件格式（默认 csv）", "file format of flat (default: csv)"),
    "project": (
        "Brightway 项目名；默认用 Rulewright 自己的项目",
        "Brightway project; default: Rulewright's own",
    ),
    "directory": (
        "Brightway 基础目录，或 user（您自己的目录）；默认用 Rulewright 自己的目录",
        "Brightway base directory, or 'user' for your own; default: Rulewright's own",
    ),
    "overwrite": ("覆盖同名数据库", "overwrite databases of the same name"),
}  # fmt: skip


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add("--to", choices=tuple(WRITERS), default="databases")
    parser.add("--out", metavar="DIR")
    parser.add("--table", choices=("csv", "parquet"))
    parser.add_rules()
    parser.add("--project")
    parser.add("--directory")
    parser.add("--overwrite", action="store_true")
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    _refuse_unused(options)
    WRITERS[options.to](options)
    return 0


def _refuse_unused(options: argparse.Namespace) -> None:
    """Stop at an option that the format has no use for: it would be lost without a word."""
    of_rules = {
        "--rules": options.rules, "--choice": options.choice, "--study": options.study,
        "--no-choices": options.no_choices, "--product": options.product, "--module": options.module,
    }  # fmt: skip
    of_projects = {
        "--project": options.project,
        "--directory": options.directory,
        "--overwrite": options.overwrite,
    }
    unused = {} if options.to in IN_PROJECTS else dict(of_projects)
    if options.to in IN_PROJECTS:
        unused["--out"] = options.out
    if options.to in UNALLOCATED:
        unused |= of_rules
    elif options.to == "bw-functional" and options.rules is None:
        unused |= {name: value for name, value in of_rules.items() if name != "--rules"}
    if options.to != "flat":
        unused["--table"] = options.table
    given = [name for name, value in unused.items() if value]
    if given:
        what = f"--to {options.to} has no use for {', '.join(given)}"
        raise FileError(what, "rulewright export", "leave it out, or choose another format with --to")


def _databases(options: argparse.Namespace) -> None:
    from rulewright.brightway.project import find_place

    study = study_of(options, options.inventory, rule_names(options.rules))
    names = study.write_databases(
        project=options.project, directory=options.directory, overwrite=options.overwrite
    )
    for name in names:
        print(name)
    print(find_place(options.project, options.directory).sentence(options.lang))


def _files(options: argparse.Namespace) -> None:
    from rulewright.brightway.through_bw2io import write_through_bw2io

    out = _out(options)
    study = study_of(options, options.inventory, rule_names(options.rules))
    results = [study.result(rule) for rule in study.rules]
    systems = [result.system.without_credits(result.evaluation.dropped) for result in results]
    written = write_through_bw2io(systems, options.to, out)
    for path in written.paths:
        print(path)
    _say(written.notes(options.lang))


def _functional(options: argparse.Namespace) -> None:
    from rulewright.brightway.functional import write_functional
    from rulewright.reading.inventories import read_inventory

    rules = rule_names(options.rules)
    if rules is not None and len(rules) != 1:
        mend = "name one rule, or none: without a rule nothing is shared"
        raise FileError(f"{len(rules)} rules cannot share one database", "--rules", mend)
    source = (
        study_of(options, options.inventory, rules).result(rules[0])
        if rules
        else read_inventory(options.inventory)
    )
    written = write_functional(
        source, project=options.project, directory=options.directory, overwrite=options.overwrite
    )
    for name in written.names:
        print(name)
    print(written.place.sentence(options.lang))
    _say(written.notes(options.lang))


def _flat(options: argparse.Namespace) -> None:
    from rulewright.importing.flat import write_flat
    from rulewright.reading.inventories import read_inventory

    for path in write_flat(read_inventory(options.inventory), _out(options), options.table or "csv").paths:
        print(path)


def _openlca(options: argparse.Namespace) -> None:
    from rulewright.importing.openlca_write import write_openlca
    from rulewright.reading.inventories import read_inventory

    written = write_openlca(read_inventory(options.inventory), _out(options))
    print(written.path)
    _say(written.notes(options.lang))


def _out(options: argparse.Namespace) -> str:
    if options.out is None:
        raise FileError(f"no place is named for --to {options.to}", "--out", "give a folder with --out")
    return str(options.out)


def _say(notes: list[str]) -> None:
    for note in notes:
        print(note, file=sys.stderr)


IN_PROJECTS = ("databases", "bw-functional")
UNALLOCATED = ("flat", "openlca")
WRITERS: dict[str, Callable[[argparse.Namespace], None]] = {
    "databases": _databases, "bw-functional": _functional, "excel": _files, "ecospold": _files, "flat": _flat,
    "openlca": _openlca,
}  # fmt: skip
