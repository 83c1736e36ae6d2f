"""``rulewright show``: a rule as a table."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rulewright.commands.frame import Parser, Words

if TYPE_CHECKING:
    from rulewright.rule import Rule

NAME = "show"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "以表格显示一个规则，含每条的来源和标记",
        "show a rule as a table, each clause with its source and mark",
    )
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("rule", metavar="RULE")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.reading.rules import read_rule
    from rulewright.reporting.tables import rule_table, to_text

    rule = read_rule(options.rule)
    print("\n".join(_head(rule, options.lang)), end="\n\n")
    print(to_text(rule_table(rule, options.lang), options.lang))
    return 0


def _head(rule: Rule, lang: str) -> list[str]:
    """What the document is and how it stands, and what the file says of itself."""
    from rulewright.analysis.rule_difference import DOCUMENT_FIELDS, STATUS
    from rulewright.reporting.sentences import Sentence

    document, file = rule.document, rule.chain[0]
    told = {name: getattr(document, name) for name in DOCUMENT_FIELDS if name not in ("number", "title")}
    told["status"] = STATUS[document.status](lang)
    field, based_on = Sentence("{name}：{value}", "{name}: {value}"), Sentence("上位规则", "based on")
    parts = [
        field(lang, name=DOCUMENT_FIELDS[name](lang), value=value) for name, value in told.items() if value
    ]
    if file.based_on is not None:
        parts.append(field(lang, name=based_on(lang), value=file.based_on))
    lines = [f"{rule.id}  {rule.title.get(lang)}", f"{document.number}  {document.title.get(lang)}"]
    lines.append(("；" if lang == "zh" else "; ").join(parts))
    return [*lines, file.note.get(lang)] if file.note is not None else lines
