"""``rulewright break-even``: at which value of a number do rules or plants give the same result?"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from rulewright.analysis.break_even_map import BreakEvenMap
    from rulewright.analysis.break_even_result import BreakEvenResult
    from rulewright.study import Study

NAME = "break-even"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "某个数取何值时两个规则（或工厂）结果相等或换位；两个数的平衡图",
        "at which value of a number do rules (or plants) give the same result or change places; maps of two numbers",
    ),
    "vary": (
        "变化的数：参数、过程/input/流、过程/factor、流.price，或两数之比“a : b”",
        "number to vary: a parameter, process/input/flow, process/factor, flow.price, or a ratio 'a : b'",
    ),
    "from": ("范围的低端（默认取清单给出的）", "low end of the range (default: as the inventory states)"),
    "to": ("范围的高端", "high end of the range"),
    "vary2": ("第二个数：给出时画平衡图", "second number: gives a map"),
    "from2": ("第二个数范围的低端", "low end of the second number's range"),
    "to2": ("第二个数范围的高端", "high end of the second number's range"),
    "points": (
        "扫描的点数（默认 25；平衡图每边默认 13）",
        "points of the scan (default 25; of a map, 13 along either side)",
    ),
    "held": (
        "按中心值确定选择后不变，不逐点重新选择",
        "hold choices as at central values, don't make them anew",
    ),
    "with": (
        "比较这些清单（配合 --rule），而不是规则",
        "compare with these inventories (with --rule), not rules",
    ),
    "rule": ("比较清单时所用的规则", "the rule under which inventories are compared"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add_rules()
    parser.add("--vary", required=True, metavar="NUMBER")
    parser.add("--from", dest="low", type=float, metavar="LOW")
    parser.add("--to", dest="high", type=float, metavar="HIGH")
    parser.add("--vary2", metavar="NUMBER")
    parser.add("--from2", dest="low2", type=float, metavar="LOW")
    parser.add("--to2", dest="high2", type=float, metavar="HIGH")
    parser.add("--points", type=int, metavar="N")
    parser.add("--held", action="store_true")
    parser.add("--with", dest="others", metavar="INVENTORY,...")
    parser.add("--rule", metavar="RULE")
    parser.add_format("table", "json", "csv")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reporting.tables import to_csv, to_text

    refuse_alone({"from2": options.low2, "to2": options.high2}, "vary2", bool(options.vary2))
    rules = one_of_rules(options)
    study = study_of(options, options.inventory, rules)
    others = rule_names(options.others, "--with")
    studies = None if others is None else [study, *(study_of(options, name, rules) for name in others)]
    result = _map(options, study, studies) if options.vary2 else _line(options, study, studies)
    if options.out:
        for path in result.write(options.out, options.lang):
            print(path, file=sys.stderr)
    if options.format == "json":
        print(result.to_json())
        return 0
    table = result.to_dataframe(options.lang)
    if options.format == "csv":
        print(to_csv(table), end="")
        return 0
    if studies is None:
        print(title(study, options.lang))
    else:
        rule = result.cases.cases[0].result.rule
        print(f"{rule.title.get(options.lang)} ({rule.id})\nkg CO2e / {result.cases.unit}")
    if len(table) and not options.vary2:
        print(to_text(table, options.lang))
        print()
    print("\n".join(result.notes(options.lang)))
    return 0


def _line(options: argparse.Namespace, study: Study, studies: list[Study] | None) -> BreakEvenResult:
    from rulewright.analysis.break_even import POINTS, break_even_plants

    settings: dict[str, Any] = {
        "low": options.low,
        "high": options.high,
        "points": POINTS if options.points is None else options.points,
        "anew": not options.held,
        "progress": _progress(options.lang),
    }
    if studies is not None:
        return break_even_plants(studies, options.vary, **settings)
    return study.break_even(options.vary, **settings)


def _map(options: argparse.Namespace, study: Study, studies: list[Study] | None) -> BreakEvenMap:
    from rulewright.analysis.break_even_map import CELLS, break_even_map_plants

    settings: dict[str, Any] = {
        "spans": [(options.low, options.high), (options.low2, options.high2)],
        "cells": CELLS if options.points is None else options.points,
        "anew": not options.held,
        "progress": _progress(options.lang),
    }
    if studies is not None:
        return break_even_map_plants(studies, (options.vary, options.vary2), **settings)
    return study.break_even_map(options.vary, options.vary2, **settings)


def _progress(lang: str) -> Any:
    return progress(lang, "已算 {done}/{count} 个点", "{done} of {count} points")
