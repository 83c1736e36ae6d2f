"""A new study: its inventory, its rules, and every decision that they leave open, listed where it is to be settled."""

from __future__ import annotations

from collections.abc import Sequence

from rulewright.errors import OpenDecisionsError, RulewrightError
from rulewright.reporting.messages import in_language
from rulewright.reporting.sentences import Sentence
from rulewright.scaffolds.comments import comment, header
from rulewright.study import Study

WHAT = Sentence(
    "新研究：清单、规则，以及规则未定之处由谁声明什么、为什么。运行：rulewright compare {inventory} --study 本文件。",
    "A new study: inventory, rules, and what you declare where a rule leaves something open, with the reason. Run it by "
    "'rulewright compare {inventory} --study FILE'.",
)
CHOICE = Sentence(
    '声明的写法（从不覆盖规则已定之处）。rules: ["*"] 指全部规则。',
    'How a choice is written; it never overrides what a rule settles. rules: ["*"] means all of them.',
)
OPEN = Sentence(
    "{rule} 在此清单上未定的 {count} 项：", "{count} decisions that {rule} leaves open on this inventory:"
)
SETTLED = Sentence("{rule} 在此清单上没有未定之处。", "{rule} leaves nothing open on this inventory.")
FAILS = Sentence("{rule} 在此清单上不能执行：{why}", "{rule} cannot be applied to this inventory: {why}")


def study_scaffold(name: str, inventory: str, rules: Sequence[str], lang: str = "en") -> str:
    """YAML text of a new study.

    Parameters
    ----------
    name
        Id of the study.
    inventory, rules
        Ids or paths; each rule is tried on the inventory without any choice.
    lang
        Language of the comments.

    Raises
    ------
    RulewrightError
        If the inventory or a rule can't be read.
    """
    study = Study(inventory, rules, [])
    lines = [
        *header("study"),
        *comment(WHAT(lang, inventory=inventory)),
        "format: rulewright-study/1",
        f"id: {name}",
        "title: {zh: 新研究, en: New study}",
        f"inventory: {inventory}",
        "rules:",
        *(f"  - {rule}" for rule in rules),
        "choices: []",
        *comment(CHOICE(lang)),
        "# choices:",
        '#   - rules: ["*"]',
        "#     family: boundary",
        "#     settings: {internal_loops: net}",
        "#     reason: {zh: 理由, en: reason}",
    ]
    for rule in study.rules:
        lines += ["", *_open(study, rule, lang)]
    return "\n".join(lines) + "\n"


def _open(study: Study, rule: str, lang: str) -> list[str]:
    try:
        study.result(rule)
    except OpenDecisionsError as error:
        listed = in_language(error, lang).splitlines()[1:]  # the first line says what OPEN says
        return comment(OPEN(lang, rule=rule, count=len(error.mistakes))) + [f"# {line}" for line in listed]
    except RulewrightError as error:
        return comment(FAILS(lang, rule=rule, why=in_language(error, lang).splitlines()[0]))
    return comment(SETTLED(lang, rule=rule))
