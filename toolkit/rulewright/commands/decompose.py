"""``rulewright decompose``: how much of the spread choices make and how much the data; what a draft rule leaves of it."""

from __future__ import annotations

import argparse

from rulewright.commands.frame import (
    Parser,
    Words,
    print_result,
    progress,
    rule_id,
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
        "数据因素：kind 按种类（默认），quantity 每个量，all 合为一个，或因素的个数",
        "data factors: kind (default), quantity (each number), all (one factor), or how many factors",
    ),
    "samples": ("样本行数，2 的幂（默认 1024）", "rows of a sample, a power of 2 (default: 1024)"),
    "seed": ("种子，0 至 2^64-1 的整数（默认 1）", "seed, an integer from 0 to 2^64-1 (default: 1)"),
    "shapley": (
        "无论交互大小都计算 Shapley 效应",
        "work out Shapley effects, however small the interactions",
    ),
    "draft": (
        "草案（编号或文件）：它确定之后还剩多少离散，未定之处确定后各能减少多少；备选为 --rules 或研究的各规则",
        "draft (id or file): what it leaves of the spread, and what settling each open clause would gain; the alternatives are "
        "--rules or those of the study",
    ),
    "levels": (
        "表格后另列出各因素的水平（JSON 总有）",
        "after the table, list the levels of each factor (JSON always does)",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add_rules()
    parser.add("--weights", metavar="W,W,...")
    parser.add("--by", choices=("family", "clause"))
    parser.add("--data", metavar="DATA")
    parser.add("--samples", type=int, default=1024, metavar="N")
    parser.add("--seed", type=int, default=1, metavar="N")
    parser.add("--pedigree-set", choices=("ecoinvent-2", "ecoinvent-3"), default="ecoinvent-2")
    parser.add("--shapley", action="store_true")
    parser.add("--draft", metavar="RULE")
    parser.add("--levels", action="store_true")
    parser.add_format("table", "csv", "json")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.analysis.choices import check_draft_question, parse_weights
    from rulewright.reporting.tables import to_text

    if options.draft:
        asked = {"--data": options.data, "--shapley": options.shapley, "--levels": options.levels}
        check_draft_question(option for option, given in asked.items() if given)
    names = rule_names(options.rules)
    weights = parse_weights(options.weights)
    study = study_of(options, options.inventory, names, [options.draft] if options.draft else [])
    rules = None if names is None else list(dict.fromkeys(rule_id(study, name) for name in names))
    show = progress(options.lang, "已计算 {done}/{count}", "{done} of {count} evaluations")
    head = title(study, options.lang)
    if options.draft:
        left = study.comparability(
            rule_id(study, options.draft), rules, weights, by=options.by or "clause", samples=options.samples,
            seed=options.seed, progress=show, pedigree_set=options.pedigree_set,
        )  # fmt: skip
        write_out(left, options, "comparability")
        print_result(left, options, head)
        return 0
    data = options.data or "kind"
    found = study.decompose(
        rules, weights, by=options.by or "family", data=int(data) if data.isdigit() else data, samples=options.samples,
        seed=options.seed, shapley=True if options.shapley else None, progress=show,
        pedigree_set=options.pedigree_set,
    )  # fmt: skip
    write_out(found, options, "decomposition")
    print_result(found, options, head)
    if options.levels and options.format == "table":
        print()
        print(to_text(found.levels(options.lang), options.lang))
    return 0
