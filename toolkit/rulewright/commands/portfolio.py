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
    from matplotlib.figure import Figure

    from rulewright.analysis.discernible import Discernment
    from rulewright.analysis.portfolio_gains import Gains
    from rulewright.analysis.portfolio_result import PortfolioResult
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
        "打印哪张表：footprints 足迹，ranks 名次，tau Kendall τ，reversals 颠倒，refusals 规则不适用处，probabilities 名次概率（--rule），"
        "swaps 每对工厂颠倒的概率（--from、--to），gains 各条款族使谁得失（--from、--to），discernible 能分辨的最小差距",
        "which table to print: footprints, ranks, tau (Kendall's), reversals, refusals (where a rule gives no result), probabilities of "
        "ranks (--rule), swaps (probability of a reversal of every two plants, --from, --to), gains (who gains by which clause "
        "family, --from, --to), discernible (the smallest difference a rule discerns)",
    ),
    "rule": (
        "probabilities 所用的规则（默认第一个有结果的）",
        "rule of the table of probabilities (default: the first with a result)",
    ),
    "from": ("gains、swaps 的起点规则", "rule to start from, for gains and swaps"),
    "to": ("gains、swaps 的终点规则", "rule to arrive at, for gains and swaps"),
    "by": (
        "gains 按什么分摊：family 条款族（默认），clause 单个条款",
        "by what gains are shared: family (default), or clause for single settings",
    ),
    "out": (
        "另把表、图和结果写入此目录",
        "also write tables, figures and the result into this directory",
    ),
}
TABLES = (
    "footprints", "ranks", "tau", "reversals", "refusals", "probabilities", "swaps", "gains", "discernible",
)  # fmt: skip
TWO_RULES = ("gains", "swaps")  # tables about two rules
HEADS = {
    "footprints": ("足迹，kg CO2e / {unit}", "footprints, kg CO2e / {unit}"),
    "ranks": ("名次（1 为足迹最低，kg CO2e / {unit}）", "ranks (1: the lowest footprint, kg CO2e / {unit})"),
    "tau": ("规则之间的 Kendall τ-b", "Kendall's tau-b between rules"),
    "reversals": ("先后颠倒的工厂，kg CO2e / {unit}", "plants that change places, kg CO2e / {unit}"),
    "refusals": ("规则没有结果之处", "where a rule gives no result"),
    "probabilities": ("规则 {rule}：各名次的概率", "rule {rule}: probability of each rank"),
    "swaps": ("{from_} 与 {to} 之间先后颠倒的概率", "probability of a reversal between {from_} and {to}"),
    "gains": (
        "{from_} → {to}：各条款使足迹变化，kg CO2e / {unit}",
        "{from_} to {to}: change by clauses, kg CO2e / {unit}",
    ),
    "discernible": (
        "能分辨的最小差距，kg CO2e / {unit}",
        "smallest difference that a rule discerns, kg CO2e / {unit}",
    ),
}


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
    parser.add("--by", choices=("family", "clause"), default="family")
    parser.add_format("table", "csv", "json")
    parser.add_out()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.commands.frame import print_result
    from rulewright.reading.portfolios import read_portfolio

    if options.table in TWO_RULES and not (options.from_rule and options.to):
        raise FileError(
            f"the table of {options.table} needs two rules", f"--table {options.table}", "add --from RULE and --to RULE"
        )  # fmt: skip
    portfolio = read_portfolio(options.portfolio)
    show = progress(options.lang, "已计算 {done}/{count}", "{done} of {count}")
    result = portfolio.run(rule_names(options.rules), options.draws, options.seed, options.sampling, show)
    for name in (options.rule, options.from_rule, options.to):
        if name is not None:
            result.ranks(name)  # tells an unknown rule before anything is written
    answer = _answer(result, options)
    if options.out:
        for path in write(result, options.out, options.lang, answer):
            print(path, file=sys.stderr)
    zh, en = HEADS[options.table]
    head = (zh if options.lang == "zh" else en).format(
        unit=result.unit_label(options.lang), rule=answer.rule, from_=options.from_rule, to=options.to
    )
    print_result(answer, options, f"{portfolio.file.title.get(options.lang)}\n{head}")
    return 0


class _Answer:
    """What was asked for: a table of the result, or a result of its own with a figure."""

    def __init__(
        self,
        name: str,
        result: PortfolioResult,
        table: Callable[[str], pd.DataFrame],
        rule: str,
        own: Gains | Discernment | None = None,
    ) -> None:
        self.name, self.result, self.table, self.rule, self.own = name, result, table, rule, own

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """The table."""
        return self.table(lang)

    def notes(self, lang: str = "en") -> list[str]:
        """Sentences that go with it."""
        return (self.result if self.own is None else self.own).notes(lang)

    def to_json(self) -> str:
        """The whole result, or that of gains or of what rules discern."""
        return (self.result if self.own is None else self.own).to_json()


def _answer(result: PortfolioResult, options: argparse.Namespace) -> _Answer:
    from_, to = options.from_rule, options.to
    rule = options.rule or next(each for each in result.rules if result.ranks(each))
    tables: dict[str, Callable[[str], pd.DataFrame]] = {
        "footprints": result.to_dataframe,
        "ranks": result.ranking,
        "tau": result.tau,
        "reversals": result.reversal_table,
        "refusals": result.refusal_table,
        "probabilities": lambda lang: result.rank_probabilities(rule, lang),
        "swaps": lambda lang: result.reversal_probabilities(from_, to, lang),
    }
    if options.table in tables:
        return _Answer(options.table, result, tables[options.table], rule)
    own: Gains | Discernment
    if options.table == "gains":
        show = progress(options.lang, "已归因 {done}/{count}", "{done} of {count} plants attributed")
        own = result.gains(from_, to, options.by, show)
    else:
        show = progress(options.lang, "已计算 {done}/{count} 个规则", "{done} of {count} rules")
        own = result.discernible_all(show)
    return _Answer(options.table, result, own.to_dataframe, rule, own)


def write(result: PortfolioResult, directory: str, lang: str, answer: _Answer) -> tuple[Path, ...]:
    """Write tables, figures in both languages and the result; all of it, or nothing."""
    from rulewright.reporting.figures import save_figure
    from rulewright.reporting.files import LANGUAGES, write_together
    from rulewright.reporting.tables import to_csv

    def draw(folder: Path, name: str, plot: Callable[[str], Figure]) -> None:
        for language in LANGUAGES:
            figure = plot(language)
            for form in ("svg", "png"):
                save_figure(figure, folder / f"{name}-{language}.{form}")

    def plot(kind: str, rule: str | None = None) -> Callable[[str], Figure]:
        return lambda language: result.plot(language, kind, rule)

    def fill(folder: Path) -> tuple[Text, ...]:
        to_csv(result.to_dataframe(lang), folder / "footprints.csv")
        to_csv(result.ranking(lang), folder / "ranks.csv")
        to_csv(result.tau(lang), folder / "tau.csv")
        to_csv(result.reversal_table(lang), folder / "reversals.csv")
        to_csv(result.refusal_table(lang), folder / "refusals.csv")
        (folder / "portfolio.json").write_text(result.to_json() + "\n", encoding="utf-8", newline="\n")
        draw(folder, "ranking", plot("ranking"))
        draw(folder, "matrix", plot("matrix"))
        if len(result.rules) > 1:
            draw(folder, "tau", plot("tau"))
        for rule in result.rules if result.draws else ():
            if result.ranks(rule):
                to_csv(result.rank_probabilities(rule, lang), folder / f"probabilities-{rule}.csv")
        if result.draws:
            draw(folder, "ranks", plot("ranks", answer.rule))
        if result.draws and result.least_alike is not None:
            draw(folder, "reversals", plot("reversals"))
        if answer.own is not None:
            to_csv(answer.to_dataframe(lang), folder / f"{answer.name}.csv")
            (folder / f"{answer.name}.json").write_text(
                answer.to_json() + "\n", encoding="utf-8", newline="\n"
            )
            draw(folder, answer.name, answer.own.plot)
        return ()

    return write_together(directory, fill).paths
