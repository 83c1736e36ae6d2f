"""``rulewright trial``: a rule on a confidential inventory; what may be told goes into a file."""

from __future__ import annotations

import argparse
import sys

from rulewright.commands.frame import Parser, Words, print_result, progress, rule_names, study_of

NAME = "trial"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "试算：在保密的清单上执行规则，只写出可以披露的内容，不含配方",
        "trial run: a rule on a confidential inventory; writes what may be told, never the recipe",
    ),
    "out": ("写到此文件；盐写在旁边的 .salt 文件，请自己保存", "write to this file; the salt goes into a .salt file beside it: keep it"),
    "label": (
        "委员会表中的名称；默认 plant- 加承诺值的前六位",
        "name in the committee's table; default: plant- and the first six digits of the commitment",
    ),
    "against": ("另与这些规则比较，逗号分隔", "also compare with these rules, separated by commas"),
    "disclose": (
        "披露到哪一级：total 只有合计，stages 加各阶段占比，clauses 再加按条款的决策数和条款影响",
        "how much is told: total, stages (shares of stages too), clauses (counts of decisions and effects of clauses too)",
    ),
    "digits": ("合计的有效数字（默认 3）", "significant digits of the total (default: 3)"),
}  # fmt: skip


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("rule", metavar="RULE")
    parser.add_inventory()
    parser.add("--out", metavar="FILE.json", required=True)
    parser.add("--label", metavar="TEXT")
    parser.add("--against", metavar="A,B,...")
    parser.add("--disclose", choices=("total", "stages", "clauses"), default="clauses")
    parser.add("--digits", type=int, default=3, metavar="N")
    parser.add_format("table", "json")
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from pathlib import Path

    from rulewright.trials.trial import new_salt, trial
    from rulewright.whole_files import check_writable, write_files

    target = Path(options.out)
    check_writable(target)
    others = rule_names(options.against, "--against") or []
    study = study_of(options, options.inventory, [options.rule, *others])
    rule, *against = study.rules
    salt = new_salt()
    show = progress(options.lang, "已试 {done}/{count} 个数", "{done} of {count} amounts tried")
    found = trial(
        study, rule, options.label, against=against, disclosure=options.disclose, digits=options.digits, salt=salt,
        progress=show,
    )  # fmt: skip
    written = write_files(
        {target: f"{found.to_json()}\n".encode(), target.with_suffix(".salt"): f"{salt}\n".encode()}
    )
    print_result(found, options)
    for path in written:
        print(path, file=sys.stderr)
    return 0
