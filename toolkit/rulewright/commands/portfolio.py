"""``rulewright portfolio``: many plants under many rules: footprints, ranks, and whether a rule turns them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rulewright.commands.frame import Parser, Words, progress, rule_names
from rulewright.errors import FileError

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.analysis.portfolio import PortfolioResult
    from rulewright.rule import Text

NAME = "portfolio"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "一组工厂在多个规则下的足迹、名次、名次概率和颠倒",
        "footprints, ranks, probabilities of ranks and reversals of many plants under many rules",
    ),
    "portfolio": ("组合的编号或文件路径", "portfolio id or path"),
    "draws": (
        "抽样次数，至少 2；0 为只算中心值（默认 1000）",
        "number of draws, at least 2; 0 for central values only (default: 1000)",
    ),
    "table": (
        "打印哪张表：footprints 足迹，ranks 名次，tau Kendall τ，reversals 颠倒，probabilities 名次概率（--rule），gains 各条款族使谁得失"
        "（--from、--to），discernible 能分辨的最小差距",
        "which table to print: footprints, ranks, tau (Kendall's), reversals, probabilities of ranks (--rule), gains (who gains "
        "by which clause family, --from, --to), discernible (the smallest difference a rule discerns)",
    ),
    "rule": ("probabilities 所用的规则", "rule of the table of probabilities"),
    "from": ("gains 的起点规则", "rule to start from, for gains"),
    "to": ("gains 的终点规则", "rule to arrive at, for gains"),
    "out": (
        "另把表、三幅图和结果写入此目录",
        "also write tables, three figures and the result into this directory",
    ),
}
TABLES = ("footprints", "ranks", "tau", "reversals", "probabilities", "gains", "discernible")


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("portfolio", metavar="PORTFOLIO")
    parser.add_rules()
    parser.add("--draws", type=int, default=1_000, metavar="N")
    parser.add("--seed", type=int, default=1, metavar="N")
    parser.add("--sampling", choices=("mc", "lhs", "sobol"), default="mc")
    parser.add("--table", choices=TABLES, default="footprints")
    parser.add("--rule", metavar="RULE")
    parser.add("--from", dest="from_rule", metavar="RULE")
    parser.add("--to", metavar="RULE")
    parser.add_format("table", "csv", "json")
    parser.add_out()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reading.portfolios import read_portfolio
    from rulewright.reporting.tables import to_csv, to_text

    if options.table == "gains" and not (options.from_rule and options.to):
        raise FileError(
            "the table of gains needs two rules", "--table gains", "add --from RULE and --to RULE"
        )
    portfolio = read_portfolio(options.portfolio)
    show = progress(options.lang, "已计算 {done}/{count}", "{done} of {count}")
    result = portfolio.run(rule_names(options.rules), options.draws, options.seed, options.sampling, show)
    if options.out:
        for path in write(result, options.out, options.lang):
            print(path, file=sys.stderr)
    if options.format == "json":
        print(result.to_json())
        return 0
    table, notes = _table(result, options)
    if options.format == "csv":
        print(to_csv(table), end="")
        return 0
    print(f"{portfolio.file.title.get(options.lang)}\nkg CO2e / {result.unit}")
    print(to_text(table, options.lang))
    print()
    for note in notes:
        print(note)
    return 0


def write(result: PortfolioResult, directory: str, lang: str) -> tuple[Path, ...]:
    """Write tables, figures in both languages and the result; all of it, or nothing."""
    from rulewright.reporting.figures import save_figure
    from rulewright.reporting.files import LANGUAGES, write_together
    from rulewright.reporting.tables import to_csv

    def fill(folder: Path) -> tuple[Text, ...]:
        to_csv(result.to_dataframe(lang), folder / "footprints.csv")
        to_csv(result.ranking(lang), folder / "ranks.csv")
        to_csv(result.tau(), folder / "tau.csv")
        to_csv(result.reversal_table(lang), folder / "reversals.csv")
        (folder / "portfolio.json").write_text(result.to_json() + "\n", encoding="utf-8", newline="\n")
        for kind in ("ranking", "matrix", *(("ranks",) if result.draws else ())):
            for language in LANGUAGES:
                figure = result.plot(language, kind)
                for form in ("svg", "png"):
                    save_figure(figure, folder / f"{kind}-{language}.{form}")
        return ()

    return write_together(directory, fill).paths


def _table(result: PortfolioResult, options: argparse.Namespace) -> tuple[pd.DataFrame, list[str]]:
    lang = options.lang
    if options.table == "discernible":
        found = [result.discernible(rule) for rule in result.rules if result.ranks(rule)]
        return result.discernible_table(found, lang), [note for each in found for note in each.notes(lang)]
    if options.table == "gains":
        return result.gains(options.from_rule, options.to, lang), []
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "footprints": lambda: result.to_dataframe(lang),
        "ranks": lambda: result.ranking(lang),
        "tau": result.tau,
        "reversals": lambda: result.reversal_table(lang),
        "probabilities": lambda: result.rank_probabilities(options.rule or result.rules[0]),
    }
    return tables[options.table](), result.notes(lang)
