"""``rulewright quality``: the quality of the data behind one rule's result, and its share of primary data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rulewright.commands.frame import Parser, Words, study_of, title

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.analysis.data_quality_result import DataQuality
    from rulewright.rule import Text

NAME = "quality"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "一个规则的结果所依据数据的质量：按贡献加权的评分、初级数据占比、规则的要求",
        "quality of the data behind one rule's result: ratings by contribution, share of primary data, what the rule demands",
    ),
    "by": ("按什么列出（默认 indicator）", "by what to list (default: indicator)"),
    "year": (
        "碳足迹的发布年份；给出后也评数据年龄",
        "year in which the footprint is issued; with it the age of the data is rated too",
    ),
    "uptake": (
        "生物源 CO2 吸收也计入权重（Catena-X 第4版）",
        "the uptake of biogenic CO2 has weight too (Catena-X version 4)",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add("--rule", metavar="RULE", required=True)
    parser.add("--by", choices=("indicator", "process", "contribution"), default="indicator")
    parser.add("--year", type=int, metavar="YEAR")
    parser.add("--uptake", action="store_true")
    parser.add_format("table", "csv", "json")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reporting.tables import to_csv, to_text

    study = study_of(options, options.inventory, [options.rule])
    found = study.data_quality(next(iter(study.rules)), options.year, options.uptake)
    if options.out:
        for path in write(found, options.out, options.lang):
            print(path, file=sys.stderr)
    if options.format == "json":
        print(found.to_json())
        return 0
    table = found.to_dataframe(options.lang, options.by)
    if options.format == "csv":
        print(to_csv(_safe(table)), end="")
        return 0
    print(title(study, options.lang))
    print(to_text(table, options.lang))
    print()
    for note in found.notes(options.lang):
        print(note)
    return 0


def write(found: DataQuality, directory: str, lang: str) -> tuple[Path, ...]:
    """Write all tables, the figure in both languages and the result; all of it, or nothing."""
    from rulewright.analysis.data_quality_result import BYS
    from rulewright.reporting.figures import save_figure
    from rulewright.reporting.files import LANGUAGES, write_together
    from rulewright.reporting.tables import to_csv

    def fill(folder: Path) -> tuple[Text, ...]:
        for by in BYS:
            to_csv(_safe(found.to_dataframe(lang, by)), folder / f"quality-{by}.csv")
        (folder / "quality.json").write_text(found.to_json() + "\n", encoding="utf-8", newline="\n")
        for language in LANGUAGES:
            figure = found.plot(language)
            for form in ("svg", "png"):
                save_figure(figure, folder / f"quality-{language}.{form}")
        return ()

    return write_together(directory, fill).paths


def _safe(table: pd.DataFrame) -> pd.DataFrame:
    """The table with names that no spreadsheet takes for formulas."""
    from rulewright.reporting.workbooks import safe_csv

    return table.rename(index=safe_csv)
