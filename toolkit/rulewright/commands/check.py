"""``rulewright check``: mistakes of files, all at once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rulewright.commands.frame import Parser, Words
from rulewright.errors import FileError, ReadingError, RulewrightError

NAME = "check"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "检查规则、清单、研究等文件（或整个文件夹），一次列出全部错误",
        "check rule, inventory, study files, or a whole folder; all mistakes at once",
    ),
    "files": (
        "文件或文件夹的路径，或随附规则、清单的编号",
        "paths of files or folders, or ids of shipped rules and inventories",
    ),
    "standard": (
        "按 GB/T 24067 的必备项、编制指南和 GB/T 1.1 检查规则或标准草案（.docx）",
        "check rules or draft standards (.docx) against the items of GB/T 24067, the guidelines and GB/T 1.1",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("files", metavar="FILE", nargs="+")
    parser.add("--standard", action="store_true")
    parser.add_format("table", "csv", "json")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.standard:
        return _run_standard(options)
    if options.format != "table":
        raise FileError("--format needs --standard", "--format", "add --standard, or leave --format out")
    from rulewright.reading.checking import check_file, files_of
    from rulewright.reporting.messages import in_language

    failed: dict[str, None] = {}
    files = [file for name in options.files for file in files_of(name)]
    for name in files:
        try:
            summary = check_file(name, options.lang)
        except RulewrightError as error:
            failed[name] = None
            print(in_language(error, options.lang), file=sys.stderr)
            continue
        print(summary)
    for folder in options.files:
        failed |= _check_library(folder, options.lang)
    if failed:
        count = len(files)
        print(
            f"{count} 个文件中有 {len(failed)} 个须修改"
            if options.lang == "zh"
            else f"{len(failed)} of {count} files to mend",
            file=sys.stderr,
        )
    return 1 if failed else 0


def _check_library(folder: str, lang: str) -> dict[str, None]:
    """What is wrong with a library as a whole: the files concerned."""
    from rulewright.reading.validation import title
    from rulewright.reading.whole_library import is_library, library_mistakes
    from rulewright.reporting.messages import in_language

    if not is_library(Path(folder)):
        return {}
    mistakes = library_mistakes(Path(folder))
    if mistakes:
        error = ReadingError(title("library", folder, mistakes), mistakes)
        print(in_language(error, lang), file=sys.stderr)
    return dict.fromkeys(each.where.rpartition(":")[0] for each in mistakes)


def _run_standard(options: argparse.Namespace) -> int:
    """Findings about each rule or document; 1 if there are defects, open points alone are none."""
    import json

    from rulewright.drafting.check import check_standard
    from rulewright.reporting.tables import to_csv, to_text

    found = [check_standard(name) for name in options.files]
    if options.format == "json":
        print(json.dumps([each.to_dict() for each in found], ensure_ascii=False, indent=2, allow_nan=False))
    for each in found if options.format != "json" else ():
        table = each.to_dataframe(options.lang)
        if options.format == "csv":
            print(to_csv(table), end="")
            continue
        if len(table):
            print(to_text(table, options.lang))
        print("\n".join(each.notes(options.lang)))
    return 1 if any(each.defects for each in found) else 0
