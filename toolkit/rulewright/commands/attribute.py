"""``rulewright attribute``: which clauses make the difference between two rules, or from one rule to many."""

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

NAME = "attribute"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "两个规则的差别由哪些条款造成（Shapley 值）；或一个基准对多个规则",
        "which clauses make the difference between two rules (Shapley values), or from one baseline to many",
    ),
    "from": ("起点规则", "rule to start from"),
    "to": ("终点规则", "rule to arrive at"),
    "baseline": (
        "基准规则：与其余各规则逐一比较，绘热图（--from、--to 不用）",
        "baseline: every other rule is compared with it, as a heat map (instead of --from and --to)",
    ),
    "by": (
        "按条款族（family）或逐项设置（clause）分摊",
        "share among families of clauses (family), or single settings (clause)",
    ),
    "clauses": (
        "表格后另列出各部分中两个规则的说法（JSON 总有）",
        "after the table, list what the two rules say in each part (JSON always does)",
    ),
    "draws": (
        "抽样次数，至少 2，各部分由此有区间；不给则不抽样",
        "number of draws, at least 2, from which every part has its interval; default: none",
    ),
    "orders": (
        "多于 12 个部分时抽样的次序数（默认 1000）；四倍的次序使标准误减半",
        "orders sampled where there are more than 12 parts (default: 1000); four times as many halve the standard error",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add("--from", dest="from_rule", metavar="RULE")
    parser.add("--to", metavar="RULE")
    parser.add("--baseline", metavar="RULE")
    parser.add_rules()
    parser.add("--by", choices=("family", "clause"), default="family")
    parser.add("--clauses", action="store_true")
    parser.add("--orders", type=int, metavar="N")
    parser.add_draws(None)
    parser.add_format("table", "csv", "json")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.analysis.attribution import check_question
    from rulewright.reporting.tables import to_text

    rules = rule_names(options.rules)
    check_question(options.from_rule, options.to, options.baseline, rules, options.clauses)
    if options.baseline:
        study = study_of(options, options.inventory, rules, [options.baseline])
    else:
        study = study_of(options, options.inventory, [options.from_rule, options.to])
    show = progress(options.lang, "已计算 {done}/{count}", "{done} of {count}")
    settings = {name: getattr(options, name) for name in ("by", "draws", "seed", "sampling", "pedigree_set")}
    if options.orders is not None:
        settings["orders"] = options.orders
    head = title(study, options.lang)
    if options.baseline:
        table = study.attribute_all(rule_id(study, options.baseline), progress=show, **settings)
        write_out(table, options, "attribution")
        print_result(table, options, head)
        return 0
    found = study.attribute(
        rule_id(study, options.from_rule), rule_id(study, options.to), progress=show, **settings
    )
    write_out(found, options, "attribution")
    print_result(found, options, head)
    if options.clauses and options.format == "table":
        print()
        print(to_text(found.clauses(options.lang), options.lang))
    return 0
