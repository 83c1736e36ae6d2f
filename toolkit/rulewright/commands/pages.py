"""``rulewright pages``: a data page for every product and rule, in both languages."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import Parser, Words, progress

NAME = "pages"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "为每个产品和规则生成数据页（流程图、数据、来源、平衡、结果），中英文各一",
        "make a data page for every product and rule (flow diagram, data, sources, balances, results), zh and en",
    ),
    "out": (
        "写入此文件夹（index-zh.html、index-en.html 为首页）",
        "folder to write to (start at index-zh.html or index-en.html)",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("--out", default="rulewright-pages", metavar="DIR")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reporting.pages import write_pages

    paths = write_pages(
        options.out, progress(options.lang, "已写 {done}/{count} 页", "{done} of {count} pages")
    )
    starts = [path for path in paths if path.name.startswith("index-")]
    print(
        f"已写出 {len(paths)} 页；首页："
        if options.lang == "zh"
        else f"{len(paths)} pages written; start at:"
    )
    for path in starts:
        print(f"  {path}")
    return 0
