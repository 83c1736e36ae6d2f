"""``rulewright package``: everything that a study was computed from, in one file that can be computed again elsewhere."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words, progress, rule_names, study_of

NAME = "package"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "写出研究包（.zip，RO-Crate）：清单、规则、选择、背景和结果，供别处用 verify 重新计算",
        "write a study package (.zip, RO-Crate): inventory, rules, choices, background and results, for verify elsewhere",
    ),
    "out": ("写入的 .zip 文件", "the .zip file to write"),
    "draws": (
        "另抽样这么多次，包中记统计量和全部结果的哈希；不给则不抽样",
        "also draw so often; the package holds statistics and the hash of all totals; default: no draws",
    ),
    "date": (
        "包的日期 YYYY-MM-DD；默认为清单数据的查阅日期，不取时钟",
        "date of the package, YYYY-MM-DD; default: when the inventory's data were read, never the clock",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add_rules()
    parser.add("--out", metavar="FILE.zip", required=True)
    parser.add_draws(None)
    parser.add("--date", metavar="YYYY-MM-DD")
    parser.add_format("text", "json")
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.packages.sections import RunSettings
    from rulewright.packages.study_package import write_package

    study = study_of(options, options.inventory, rule_names(options.rules))
    drawn = None
    if options.draws is not None:
        drawn = RunSettings(options.draws, options.seed, options.sampling, options.pedigree_set)
    written = write_package(
        study, options.out, None, drawn, options.date, progress(options.lang)
    )  # fmt: skip
    if options.format == "json":
        print(written.to_json(), end="")
    else:
        for note in written.notes(options.lang):
            print(note)
    return 0
