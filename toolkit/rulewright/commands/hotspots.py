"""``rulewright hotspots``: where the footprint of one rule comes from."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rulewright.commands.frame import Parser, Words, study_of, title

if TYPE_CHECKING:
    from rulewright.analysis.hotspots import Hotspots
    from rulewright.rule import Text

NAME = "hotspots"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "一个规则的足迹来自哪里：过程、阶段、气体、输入输出、决策、供应路径",
        "where the footprint of one rule comes from: process, stage, gas, exchange, decision, path of supply",
    ),
    "by": ("按什么列出（默认 process）", "by what to list (default: process)"),
    "cut_off": (
        "供应路径的截断：占负荷的份额（默认 0.005）",
        "cut-off of paths of supply, as a share of the burdens (default: 0.005)",
    ),
    "out": (
        "另把全部表、桑基图和结果写入此目录",
        "also write all tables, Sankey diagrams and the result into this directory",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add("--rule", metavar="RULE", required=True)
    parser.add("--by", choices=("process", "stage", "gas", "exchange", "decision", "path"), default="process")
    parser.add("--cut-off", type=float, default=0.005, metavar="SHARE")
    parser.add_format("table", "csv", "json")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reporting.tables import to_csv, to_text

    study = study_of(options, options.inventory, [options.rule])
    found = study.hotspots(next(iter(study.rules)), options.cut_off)
    if options.out:
        for path in write(found, options.out, options.lang):
            print(path, file=sys.stderr)
    if options.format == "json":
        print(found.to_json())
        return 0
    table = found.to_dataframe(options.lang, options.by)
    if options.format == "csv":
        print(to_csv(table), end="")
        return 0
    print(title(study, options.lang))
    print(to_text(table, options.lang))
    print()
    for note in found.notes(options.lang, options.by):
        print(note)
    return 0


def write(found: Hotspots, directory: str, lang: str) -> tuple[Path, ...]:
    """Write all tables, figures in both languages and the result; all of it, or nothing."""
    from rulewright.analysis.hotspots import BYS
    from rulewright.reporting.figures import save_figure
    from rulewright.reporting.files import LANGUAGES, write_together
    from rulewright.reporting.tables import to_csv

    def fill(folder: Path) -> tuple[Text, ...]:
        for by in BYS:
            to_csv(found.to_dataframe(lang, by), folder / f"hotspots-{by}.csv")
        (folder / "hotspots.json").write_text(found.to_json() + "\n", encoding="utf-8", newline="\n")
        for kind in ("sankey", *BYS):
            for language in LANGUAGES:
                figure = found.plot(language, kind)
                for form in ("svg", "png"):
                    save_figure(figure, folder / f"{kind}-{language}.{form}")
        return ()

    return write_together(directory, fill).paths
