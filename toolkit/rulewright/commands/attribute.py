"""``rulewright attribute``: which clauses make the difference between two rules, or from one rule to many."""

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
    "clauses": ("另列出各部分中两个规则的说法", "also list what the two rules say in each part"),
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
    parser.add_draws(None)
    parser.add_format("table", "csv", "json")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.analysis.attribution import check_question
    from rulewright.reporting.tables import to_text

    rules = rule_names(options.rules)
    check_question(options.from_rule, options.to, options.baseline, rules)
    named = [rule for rule in (options.baseline, options.from_rule, options.to) if rule]
    wanted = list(dict.fromkeys([*named, *(rules or [])])) if rules or not options.baseline else None
    study = study_of(options, options.inventory, wanted)
    show = progress(options.lang, "已计算 {done}/{count}", "{done} of {count}")
    settings = {"by": options.by, "draws": options.draws, "seed": options.seed, "sampling": options.sampling}
    head = title(study, options.lang)
    if options.baseline:
        table = study.attribute_all(_id(study, options.baseline), progress=show, **settings)
        write_out(table, options, "attribution")
        print_result(table, options, head)
        return 0
    found = study.attribute(_id(study, options.from_rule), _id(study, options.to), progress=show, **settings)
    write_out(found, options, "attribution")
    print_result(found, options, head)
    if options.clauses and options.format == "table":
        print()
        print(to_text(found.clauses(options.lang), options.lang))
    return 0


def _id(study: object, name: str) -> str:
    """Id of a rule that may have been given as a path."""
    from pathlib import Path

    rules = getattr(study, "rules", {})
    return name if name in rules else Path(name).stem
