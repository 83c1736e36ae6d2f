"""``rulewright paired``: rules, products or inventories on the same draws, each difference draw by draw."""

from __future__ import annotations

import argparse
import sys

from rulewright.commands.frame import (
    Parser,
    Words,
    one_of_rules,
    progress,
    refuse_alone,
    rule_names,
    study_of,
    title,
)

NAME = "paired"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "在同一批抽样上两两比较规则、产品或清单：可辨性、效应量、检验",
        "compare rules, products or inventories pairwise on the same draws: discernibility, effect size, tests",
    ),
    "products": (
        "比较同一清单的这些产品（配合 --rule）",
        "compare these products of the inventory (with --rule)",
    ),
    "with": ("与这些清单比较（配合 --rule）", "compare with these inventories (with --rule)"),
    "rule": (
        "比较产品或清单时所用的规则；规则之间的比较用 --rules",
        "the rule under which products or inventories are compared; to compare rules, use --rules",
    ),
    "sharing": (
        "清单之间共用哪些抽样：background 背景（默认），all 编号相同者（同一工厂的两种情形），none 都不共用",
        "which draws inventories share: background (default), all of one id (two states of one plant), or none",
    ),
    "threshold": (
        "相差超过此比例才算“明显高于”（默认 0.05）",
        "relative difference from which one is clearly above the other (default 0.05)",
    ),
    "delta0": (
        "修正检验的标准化差值 δ₀（默认 0.2）",
        "standardised difference δ₀ of the modified test (default 0.2)",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add_rules()
    parser.add("--products", metavar="A,B,...")
    parser.add("--with", dest="others", metavar="INVENTORY,...")
    parser.add("--rule", metavar="RULE")
    parser.add("--sharing", choices=("background", "all", "none"))
    parser.add_draws()
    parser.add("--threshold", type=float, default=0.05, metavar="SHARE")
    parser.add("--delta0", type=float, default=0.2, metavar="NUMBER")
    parser.add_format("table", "json", "csv")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reporting.tables import to_csv, to_text

    refuse_alone({"sharing": options.sharing}, "with", bool(options.others))
    rules = one_of_rules(options)
    study = study_of(options, options.inventory, rules)
    others = rule_names(options.others, "--with")
    result = study.paired(
        options.draws,
        options.seed,
        products=rule_names(options.products, "--products"),
        others=None if others is None else [study_of(options, name, rules) for name in others],
        sharing=options.sharing or "background",
        sampling=options.sampling,
        pedigree_set=options.pedigree_set,
        threshold=options.threshold,
        delta0=options.delta0,
        progress=progress(options.lang),
    )
    if options.out:
        for path in result.write(options.out, options.lang):
            print(path, file=sys.stderr)
    if options.format == "json":
        print(result.to_json())
    elif options.format == "csv":
        print(to_csv(result.to_dataframe(options.lang)), end="")
    else:
        if result.what == "rules":
            print(title(study, options.lang))
        else:
            rule = next(iter(result.cases.values())).result.rule
            print(f"{rule.title.get(options.lang)} ({rule.id})\nkg CO2e / {result.unit}")
        print(to_text(result.to_dataframe(options.lang), options.lang))
        print()
        print("\n".join(result.notes(options.lang)))
    return 0
