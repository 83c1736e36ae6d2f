"""``rulewright evidence``: the evidence behind a rule (编制说明), as .docx, JSON and tables."""

from __future__ import annotations

import argparse
import sys

from rulewright.commands.frame import Parser, Words, progress, rule_names

NAME = "evidence"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "编制说明（.docx）：每条规定的备选、在各清单上的影响、敏感性、排序、与其他规则的对比和未定之处",
        "the evidence behind a rule (.docx): alternatives of every clause, their effects, sensitivity, rankings, other rules, open points",
    ),
    "out": ("写入的 .docx 文件", "the .docx file to write"),
    "json": ("另把全部数值写入此 JSON 文件", "also write all numbers to this JSON file"),
    "inventories": (
        "清单编号或路径，逗号分隔；默认为规则所涵盖产品的随附清单",
        "inventory ids or paths, separated by commas; default: the shipped ones of the products that the rule covers",
    ),
    "compare": (
        "对比规则，逗号分隔；默认为这些清单的通用和国际规则",
        "rules beside it, separated by commas; default: general and international rules of these inventories",
    ),
    "portfolio": (
        "工厂组合（编号或路径），可重复；none 为不用；默认为这些清单的随附组合",
        "portfolio (id or path), repeatable; none: without; default: the shipped ones of these inventories",
    ),
    "choice": (
        "声明规则未定的选择：[规则:]族.设置=值，可重复；先于随附的声明",
        "declare what a rule leaves open: [RULE:]family.setting=value, repeatable; comes before the shipped choices",
    ),
    "draws": ("抽样次数，0 为不抽样（默认 {default}）", "number of draws, 0 for none (default: {default})"),
    "samples": (
        "方差分解的样本行数，2 的幂（默认 {default}）",
        "rows of the decompositions, a power of 2 (default: {default})",
    ),
    "head": (
        "文件信息（编号、起草单位等）的 YAML 文件",
        "YAML file with the facts of the document (number, bodies)",
    ),
    "format": (
        "印出什么：text 摘要，table 每个备选的影响，csv，json 全部",
        "what to print: text (summary), table (effect of each alternative), csv, json (everything)",
    ),
}
DRAWS, SAMPLES = 1_000, 256


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("rule", metavar="RULE")
    parser.add("--out", metavar="FILE.docx")
    parser.add("--json", metavar="FILE.json")
    parser.add("--inventories", metavar="A,B,...")
    parser.add("--compare", metavar="A,B,...")
    parser.add("--portfolio", action="append", metavar="PORTFOLIO")
    parser.add("--choice", action="append", default=[], metavar="SETTING=VALUE")
    parser.add("--draws", type=int, default=DRAWS, metavar="N", gaps={"default": DRAWS})
    parser.add("--samples", type=int, default=SAMPLES, metavar="N", gaps={"default": SAMPLES})
    parser.add("--seed", type=int, default=1, metavar="N")
    parser.add("--head", metavar="FILE.yaml")
    parser.add("--format", choices=("text", "table", "csv", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.drafting.evidence.pack import evidence
    from rulewright.drafting.head import read_head
    from rulewright.reporting.tables import to_csv, to_text
    from rulewright.whole_files import check_writable

    head = read_head(options.head) if options.head else None  # what cannot be read or written is said at once
    for name in (options.out, options.json):
        if name is not None:
            check_writable(name)
    portfolios = options.portfolio
    if portfolios is not None:
        portfolios = [name for name in portfolios if name != "none"]
    show = progress(options.lang, "已计算 {done}/{count}", "{done} of {count} evaluations")
    inventories = options.inventories
    if inventories is not None:
        inventories = [name.strip() for name in inventories.split(",") if name.strip()]
    found = evidence(
        options.rule, inventories, rule_names(options.compare, "--compare"),
        portfolios, options.choice, options.draws, options.samples, options.seed, show,
    )  # fmt: skip
    if options.format == "json":
        print(found.to_json())
    elif options.format == "csv":
        print(to_csv(found.to_dataframe(options.lang)), end="")
    else:
        if options.format == "table":
            print(to_text(found.to_dataframe(options.lang), options.lang))
        for note in found.notes(options.lang):
            print(note)
    if options.json is not None:
        print(found.write_json(options.json), file=sys.stderr)
    if options.out is not None:
        print(found.write(options.out, options.lang, head), file=sys.stderr)
    return 0
