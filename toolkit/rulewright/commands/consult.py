"""``rulewright consult``: comments on a draft rule, what each does to results, and the table of how they are handled."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING

from rulewright.commands.frame import Parser, Words, print_result, progress, rule_names, write_out
from rulewright.errors import FileError

if TYPE_CHECKING:
    from rulewright.consultation.head import ConsultationHead
    from rulewright.consultation.result import Consultation
    from rulewright.drafting.findings import Findings

NAME = "consult"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "征求意见：逐条归到章条，计算每个补丁对全部清单的影响，写出征求意见汇总处理表（.docx、.xlsx）",
        "comments on a draft rule: each at its clause, the effect of each patch on all inventories, the table of how they are handled",
    ),
    "comments": (
        "意见表（.xlsx、.csv），可几个；中文表式或 ISO 表式",
        "tables of comments (.xlsx, .csv), one or several; the Chinese form or the ISO form",
    ),
    "inventories": (
        "清单编号或路径，逗号分隔；默认为规则适用的全部随附清单",
        "inventory ids or paths, separated by commas; default: all shipped ones that the rule covers",
    ),
    "portfolio": (
        "另计算该组合的工厂，给出排序变化，可重复",
        "also compute the plants of this portfolio, and how their ranking changes; repeatable",
    ),
    "rules": (
        "另与这些规则并列，给出名次变化，逗号分隔",
        "also set beside these rules, and tell how its place among them changes; separated by commas",
    ),
    "head": (
        "征求意见信息（日期、级别、单位数）的 YAML 文件",
        "YAML file with the facts of the consultation (dates, stage, numbers of bodies)",
    ),
    "draft_head": (
        "写草案所用的文件信息（draft --head），章条号与之一致",
        "head of the draft standard (draft --head), so that numbers of clauses agree",
    ),
    "from": ("征求意见开始日期，如 2026-09-01", "first day for comments, e.g. 2026-09-01"),
    "to": ("征求意见截止日期", "last day for comments"),
    "stage": ("级别：group 团体，industry 行业，national 国家", "stage: group, industry or national"),
    "numbers": (
        "章条号指什么：draft 标准草案的编号，rule 规则来源文件的条款号",
        "what numbers of clauses mean: draft (the draft standard) or rule (the rule's source)",
    ),
    "status": (
        "只列出团体、行业、国家标准三级要求的满足情况和所缺，不需要意见表",
        "only list what the demands of group, industry and national standards lack; needs no comments",
    ),
    "effects": ("输出每条意见对每份清单的影响", "print the effect of each comment on each inventory"),
    "check": ("只输出期限、数目与处理的核查", "print only the check of period, counts and decisions"),
    "choices": (
        "研究文件（编号或路径），其中的声明用于全部清单；默认用各清单随附的声明",
        "study file (id or path) whose declared choices hold for all inventories; default: those shipped with each",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("rule", metavar="RULE")
    parser.add("comments", metavar="COMMENTS", nargs="*")
    parser.add("--inventories", metavar="A,B,...")
    parser.add("--portfolio", metavar="PORTFOLIO", action="append", default=[])
    parser.add("--rules", metavar="A,B,...")
    parser.add("--head", metavar="FILE.yaml")
    parser.add("--draft-head", metavar="FILE.yaml")
    parser.add("--from", metavar="DATE", dest="start")
    parser.add("--to", metavar="DATE", dest="end")
    parser.add("--stage", choices=("group", "industry", "national"))
    parser.add("--numbers", choices=("draft", "rule"), default="draft")
    parser.add("--choices", metavar="STUDY")
    parser.add("--status", action="store_true")
    parser.add("--effects", action="store_true")
    parser.add("--check", action="store_true")
    parser.add_format("table", "csv", "json")
    parser.add_out()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.status:
        return _status(options)
    if not options.comments:
        raise FileError(
            "no file with comments is given", "COMMENTS", "give a .xlsx or .csv file, or ask for --status"
        )
    from rulewright.consultation.consult import consult
    from rulewright.reading.studies import read_study

    result = consult(
        options.rule, options.comments, rule_names(options.inventories, "--inventories"), head=_head(options),
        portfolios=options.portfolio, rules=rule_names(options.rules) or (), draft_head=options.draft_head,
        numbers=options.numbers, choices=list(read_study(options.choices).choices) if options.choices else None,
        progress=progress(options.lang, "已完成 {done}/{count}", "{done} of {count} steps"),
    )  # fmt: skip
    if options.out is not None:
        for path in result.write(options.out).paths:
            print(path, file=sys.stderr)
    _print(result, options)
    return 0


def _print(result: Consultation, options: argparse.Namespace) -> None:
    from rulewright.reporting.tables import to_csv, to_text

    if options.check:
        _print_check(result.check(), options)
        return
    if options.format == "json":
        print(result.to_json())
        return
    table = result.effects_dataframe(options.lang) if options.effects else result.to_dataframe(options.lang)
    if options.format == "csv":
        from rulewright.consultation.files import safe_table

        print(to_csv(safe_table(table)), end="")
        return
    print(f"{result.rule.title.get(options.lang)}\n")
    if len(table):
        print(f"{to_text(table, options.lang)}\n")
    for note in result.notes(options.lang):
        print(note)


def _print_check(found: Findings, options: argparse.Namespace) -> None:
    from rulewright.reporting.tables import to_csv, to_text

    if options.format == "json":
        print(found.to_json())
    elif options.format == "csv":
        print(to_csv(found.to_dataframe(options.lang)), end="")
    else:
        if found.findings:
            print(f"{to_text(found.to_dataframe(options.lang), options.lang)}\n")
        for note in found.notes(options.lang):
            print(note)


def _status(options: argparse.Namespace) -> int:
    from rulewright.consultation.ladder import status_ladder
    from rulewright.consultation.read_comments import read_comments
    from rulewright.drafting.head import read_head
    from rulewright.reading.inventories import read_inventory
    from rulewright.reading.rules import read_rule

    named = rule_names(options.inventories, "--inventories")
    ladder = status_ladder(
        read_rule(options.rule),
        _head(options),
        read_comments(*options.comments) if options.comments else None,
        read_head(options.draft_head) if options.draft_head else None,
        read_inventory(named[0]) if named else None,
    )
    write_out(ladder, options, "status")
    print_result(ladder, options)
    return 0


def _head(options: argparse.Namespace) -> ConsultationHead:
    """The head file, with what the options say instead of it."""
    from rulewright.consultation.head import ConsultationHead, read_consultation_head

    head = read_consultation_head(options.head) if options.head else ConsultationHead()
    given = {
        "from_": _day(options.start, "--from"),
        "to": _day(options.end, "--to"),
        "stage": options.stage,
    }
    return head.model_copy(update={name: value for name, value in given.items() if value is not None})


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FileError(f"'{text}' is not a date", option, "write it as 2026-11-23") from None
