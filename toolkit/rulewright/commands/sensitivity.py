"""``rulewright sensitivity``: which numbers move one rule's footprint."""

from __future__ import annotations

import argparse
import sys

from rulewright.commands.frame import Parser, Words, progress, rule_names, study_of, title
from rulewright.errors import FileError

NAME = "sensitivity"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "哪些数影响结果：弹性、一次一个（龙卷风图）、Morris 筛选、Sobol' 指数",
        "which numbers move the result: elasticities, one at a time (tornado), Morris screening, Sobol' indices",
    ),
    "rule": (
        "规则编号或文件路径（默认为研究的第一个规则）",
        "rule id or path (default: the study's first rule)",
    ),
    "method": ("方法（默认 elasticity 弹性）", "method (default: elasticity)"),
    "numbers": (
        "只变这些数，逗号分隔：参数、过程/input/流、流.price 等",
        "vary these numbers alone, separated by commas: parameters, process/input/flow, flow.price ...",
    ),
    "relative": (
        "范围取中心值上下这一比例，如 0.1，而不取清单给出的范围",
        "ranges of this share of the amount on either side, e.g. 0.1, in place of those that the inventory states",
    ),
    "range": ("某数的范围：数=低..高，可重复", "range of a number: NUMBER=LOW..HIGH, repeatable"),
    "most": ("只变弹性最大的 N 个数", "vary the N numbers with the largest elasticities"),
    "samples": (
        "Morris 的轨迹数（默认 50）或 Sobol' 的基础样本（2 的幂，默认 1024）",
        "trajectories of Morris (default 50) or base sample of Sobol' (a power of 2, default 1024)",
    ),
    "held": ("oat：只保持选择，不重新选择", "oat: hold choices only, don't make them anew"),
    "top": ("表中只列前 N 个（默认 20；0 为全部）", "list the first N in the table (default 20; 0: all)"),
}

COUNTED = {
    True: ("已算 {done}/{count} 个数", "{done} of {count} numbers"),
    False: ("已算 {done}/{count} 个点", "{done} of {count} points"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add("--rule", metavar="RULE")
    parser.add("--method", choices=("elasticity", "oat", "morris", "sobol"), default="elasticity")
    parser.add("--numbers", metavar="A,B,...")
    parser.add("--relative", type=float, metavar="SHARE")
    parser.add("--range", action="append", default=[], metavar="NUMBER=LOW..HIGH")
    parser.add("--most", type=int, metavar="N")
    parser.add("--samples", type=int, metavar="N")
    parser.add("--seed", type=int, default=1, metavar="N")
    parser.add("--pedigree-set", choices=("ecoinvent-2", "ecoinvent-3"), default="ecoinvent-2")
    parser.add("--held", action="store_true")
    parser.add("--top", type=int, default=20, metavar="N")
    parser.add_format("table", "json", "csv")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reporting.tables import to_csv, to_text

    study = study_of(options, options.inventory, [options.rule] if options.rule else None)
    result = study.sensitivity(
        next(iter(study.rules)),
        options.method,
        numbers=rule_names(options.numbers, "--numbers"),
        relative=options.relative,
        ranges=dict(range_in(text) for text in options.range) or None,
        most=options.most,
        samples=options.samples,
        seed=options.seed,
        anew=not options.held,
        pedigree_set=options.pedigree_set,
        progress=progress(options.lang, *COUNTED[options.method == "oat"]),
    )
    if options.out:
        for path in result.write(options.out, options.lang):
            print(path, file=sys.stderr)
    if options.format == "json":
        print(result.to_json())
    elif options.format == "csv":
        print(to_csv(result.to_dataframe(options.lang)), end="")
    else:
        print(title(study, options.lang))
        print(f"{result.result.rule.title.get(options.lang)} ({result.result.rule.id})")
        table = result.narrow(options.lang)
        print(to_text(table.head(options.top) if options.top > 0 else table, options.lang))
        print()
        print("\n".join(result.notes(options.lang)))
    return 0


def range_in(text: str) -> tuple[str, tuple[float, float]]:
    """Read ``NUMBER=LOW..HIGH``.

    Examples
    --------
    >>> range_in("scrap=51..255")
    ('scrap', (51.0, 255.0))
    """
    name, equals, span = text.partition("=")
    low, dots, high = span.partition("..")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = None
    if not equals or not dots or ends is None or not name.strip():
        raise FileError(f"'{text}' is not a range", "--range", "write NUMBER=LOW..HIGH, e.g. scrap=51..255")
    return name.strip(), ends
