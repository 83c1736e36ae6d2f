"""``rulewright demo``: the main job, two inventories under eight rules each."""

from __future__ import annotations

import argparse
from pathlib import Path

from rulewright.commands.frame import Parser, Words, study_of, title

NAME = "demo"
NEEDS_BRIGHTWAY = True
DEMO = ("steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn")
DIRECTORY = "rulewright-demo"
HELP: Words = {
    "about": (
        "运行主要示例：热轧卷和铝锭，各按八种规则",
        "run the main job: hot-rolled coil and aluminium ingot under eight rules each",
    ),
    "out": (
        "另把表、图、台账和结果写入此目录",
        "also write table, figure, ledger and results into this directory",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("--out", default=DIRECTORY, metavar="DIR")
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reporting.files import write_comparison
    from rulewright.reporting.tables import to_text

    zh = options.lang == "zh"
    for name in DEMO:
        study = study_of(options, name, None)
        comparison = study.compare()
        print(title(study, options.lang))
        print(to_text(comparison.to_dataframe(options.lang), options.lang))
        written = write_comparison(comparison, Path(options.out) / name, options.lang)
        print()
        print("已写出：" if zh else "written:")
        for path in written.paths:
            print(f"  {path}")
        for note in written.notes:
            print(f"  {note.get(options.lang)}")
        print()
    first = next(iter(study.rules))
    print(
        f"每个数字都能追到条款和来源，例如：rulewright explain {name} electrolysis --rule {first}"
        if zh
        else f"every number traces to a clause and a source, e.g.: rulewright explain {name} electrolysis --rule {first}"
    )
    return 0
