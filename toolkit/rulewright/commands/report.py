"""``rulewright report``: the report of a carbon-footprint study as .docx or .html, with the .json that can be verified."""

from __future__ import annotations

import argparse
import sys

from rulewright.commands.frame import Parser, Words, progress, study_of

NAME = "report"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "写出研究报告（.docx 或 .html，内容按 GB/T 24067 / ISO 14067），另写可核对的 .json；缺少的内容为标明的待定项",
        "write the study report (.docx or .html, contents after GB/T 24067 / ISO 14067) and a .json to verify; what is "
        "missing is a marked gap",
    ),
    "out": ("写入的 .docx、.html 或 .json 文件", "the .docx, .html or .json file to write"),
    "head": (
        "报告信息（委托方、目的、评审等）的 YAML 文件",
        "YAML file with the facts of the report (commissioner, goal, review ...)",
    ),
    "no_uncertainty": ("不抽样；不确定性一节为待定项", "make no draws; the uncertainty is then a marked gap"),
    "format": ("印出什么：text 摘要，json 全部", "what to print: text (a summary), json (everything)"),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add("--rule", metavar="RULE", required=True)
    parser.add("--out", metavar="FILE.docx|FILE.html|FILE.json", required=True)
    parser.add("--head", metavar="FILE.yaml")
    parser.add_draws(1_000)
    parser.add("--no-uncertainty", action="store_true")
    parser.add("--format", choices=("text", "json"), default="text")
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.packages.sections import RunSettings
    from rulewright.study_report.head import read_report_head
    from rulewright.study_report.report import checked, report

    checked(options.out)  # before anything is computed
    head = read_report_head(options.head) if options.head else None
    study = study_of(options, options.inventory, [options.rule])
    (rule,) = study.rules
    drawn = None
    if not options.no_uncertainty:
        drawn = RunSettings(options.draws, options.seed, options.sampling, options.pedigree_set)
    made = report(study, rule, options.lang, head, drawn, progress=progress(options.lang))
    chapters = progress(options.lang, "已写 {done}/{count} 章", "{done} of {count} chapters")
    paths = made.write(options.out, chapters)
    for path in paths:
        print(path, file=sys.stderr if options.format == "json" else sys.stdout)
    if options.format == "json":
        print(made.to_json(), end="")
    else:
        for note in made.notes(options.lang):
            print(note)
    return 0
