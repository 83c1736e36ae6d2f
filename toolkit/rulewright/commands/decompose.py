"""``rulewright decompose``: how much of the spread choices make and how much the data; what a draft rule leaves of it."""

from __future__ import annotations

import argparse

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

NAME = "decompose"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "离散有多少来自条款的选择、多少来自数据；或草案之后还剩多少（--draft）",
        "how much of the spread choices of clauses make, and how much the data; or what a draft leaves of it (--draft)",
    ),
    "weights": (
        "各规则的权重，逗号分隔，合计为 1；默认相等",
        "weights of the rules, separated by commas, summing to 1; default: equal",
    ),
    "by": (
        "条款族（family）或逐项设置（clause）为一个因素；默认 family，用 --draft 时为 clause",
        "a factor is a family of clauses (family) or a single setting (clause); default: family, with --draft clause",
    ),
    "data": (
        "数据因素：kind 按种类，quantity 每个量，all 合为一个，或因素的个数",
        "data factors: kind, quantity (each number), all (one factor), or how many factors",
    ),
    "samples": ("样本行数，2 的幂（默认 1024）", "rows of a sample, a power of 2 (default: 1024)"),
    "seed": ("种子，0 至 2^64-1 的整数（默认 1）", "seed, an integer from 0 to 2^64-1 (default: 1)"),
    "shapley": (
        "无论交互大小都计算 Shapley 效应",
        "work out Shapley effects, however small the interactions",
    ),
    "draft": (
        "草案：此规则确定之后还剩多少离散，未定之处确定后各能减少多少",
        "draft: what this rule leaves of the spread, and what settling each open clause would gain",
    ),
    "levels": ("另列出各因素的水平", "also list the levels of each factor"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add_rules()
    parser.add("--weights", metavar="W,W,...")
    parser.add("--by", choices=("family", "clause"))
    parser.add("--data", default="kind", metavar="DATA")
    parser.add("--samples", type=int, default=1024, metavar="N")
    parser.add("--seed", type=int, default=1, metavar="N")
    parser.add("--shapley", action="store_true")
    parser.add("--draft", metavar="RULE")
    parser.add("--levels", action="store_true")
    parser.add_format("table", "csv", "json")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from pathlib import Path

    from rulewright.analysis.choices import parse_weights
    from rulewright.reporting.tables import to_text

    names = rule_names(options.rules)
    weights = parse_weights(options.weights)
    with_draft = (
        None if names is None else list(dict.fromkeys([*names, *([options.draft] if options.draft else [])]))
    )
    study = study_of(options, options.inventory, with_draft)
    rules = None if names is None else list(study.rules)[: len(dict.fromkeys(names))]
    show = progress(options.lang, "已计算 {done}/{count}", "{done} of {count} evaluations")
    head = title(study, options.lang)
    if options.draft:
        draft = options.draft if options.draft in study.rules else Path(options.draft).stem
        left = study.comparability(
            draft,
            rules,
            weights,
            by=options.by or "clause",
            samples=options.samples,
            seed=options.seed,
            progress=show,
        )
        write_out(left, options, "comparability")
        print_result(left, options, head)
        return 0
    data = int(options.data) if options.data.isdigit() else options.data
    found = study.decompose(
        rules, weights, by=options.by or "family", data=data, samples=options.samples, seed=options.seed,
        shapley=True if options.shapley else None, progress=show,
    )  # fmt: skip
    write_out(found, options, "decomposition")
    print_result(found, options, head)
    if options.levels and options.format == "table":
        print()
        print(to_text(found.levels(options.lang), options.lang))
    return 0
