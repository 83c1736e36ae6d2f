"""Notebook 12: writing a rule of your own, from a blank page to a draft standard."""

from __future__ import annotations

import tempfile
from pathlib import Path

import rulewright as rw
from rulewright.course.exercise import Exercise
from rulewright.errors import RulewrightError
from rulewright.reporting.messages import in_language
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule, Text

STEEL, FURNACE = "steel-hot-rolled-coil-bf-bof", "blast-furnace"
WANTED = {"granulated-slag": "burden_free", "blast-furnace-gas": "internal"}

NOT_A_RULE = Sentence(
    "给出规则的文本（YAML），或read_rule读入的规则。",
    "Give the text of a rule (YAML), or a rule that read_rule has read.",
)
STOPS = Sentence("规则还不能用：{why}", "The rule doesn't work yet: {why}")
CLASSES = Sentence(
    "高炉的 {flow} 还没有归为 {wanted}（allocation.classes）。",
    "{flow} of the furnace does not count as {wanted} yet (allocation.classes).",
)
NO_STOP = Sentence(
    "优先序的最后一级应是stop，免得不知不觉走到头。",
    "The ladder should end in stop, so that it can't run out unseen.",
)
NOT_SAID = {
    "comment_days": Sentence(
        "规则自己还没有规定征求意见的天数（procedure.comment_days）。",
        "The rule itself states no comment period yet (procedure.comment_days).",
    ),
    "review_years": Sentence(
        "规则自己还没有规定几年内复审（procedure.review_years）。",
        "The rule itself doesn't say yet within how many years it is reviewed (procedure.review_years).",
    ),
    "stage": Sentence(
        "规则自己还没有说是哪一级的标准（procedure.stage）。",
        "The rule itself doesn't say yet of which level it is (procedure.stage).",
    ),
}
NO_GROUP = Sentence(
    "级别应是团体标准（procedure.stage: group）。",
    "It should be a group standard (procedure.stage: group).",
)
DEFECTS = Sentence("检查发现缺陷：{what}", "The checker finds a defect: {what}")


def rule_of(text: str | Rule) -> Rule:
    """Read a rule from its text.

    Raises
    ------
    ReadingError
        With all its mistakes.
    """
    if isinstance(text, Rule):
        return text
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "my-rule.yaml")
        path.write_text(text, encoding="utf-8")
        return rw.read_rule(path)


def _read(answer: object) -> Rule | Text:
    """The rule that a reader gives, or why it is none."""
    if not isinstance(answer, str | Rule):
        return NOT_A_RULE.text()
    try:
        return rule_of(answer)
    except RulewrightError as error:
        return _stops(error)


def _stops(error: RulewrightError) -> Text:
    said = Text(zh=in_language(error, "zh"), en=in_language(error, "en"))
    return STOPS.text(why=said)


def judge_furnace(answer: object) -> Text | None:
    """Whether the reader's rule frees slag of burden, keeps the gas inside, and has a ladder that ends in stop."""
    rule = _read(answer)
    if isinstance(rule, Text):
        return rule
    ladder = rule.get("allocation.ladder")
    if ladder is None or ladder.value[-1].stop is None:
        return NO_STOP.text()
    try:
        ledger = rw.Study(STEEL, [rule]).ledger(rule.id)
    except RulewrightError as error:
        return _stops(error)
    classes = {each.subject: each.values["class"] for each in ledger.about(FURNACE) if "class" in each.values}
    for flow, wanted in WANTED.items():
        if classes.get(f"{FURNACE}|{flow}") != wanted:
            return CLASSES.text(flow=flow, wanted=wanted)
    return None


def judge_procedure(answer: object) -> Text | None:
    """Whether the rule is a group standard with periods of its own, not its base's, and the checker finds no defect."""
    from rulewright.drafting.check_rule import check_rule

    rule = _read(answer)
    if isinstance(rule, Text):
        return rule
    for name, sentence in NOT_SAID.items():
        setting = rule.get(f"procedure.{name}")
        if setting is None or setting.rule_id != rule.id:
            return sentence.text()
    stage = rule.get("procedure.stage")
    if stage is None or stage.value != "group":
        return NO_GROUP.text()
    defects = check_rule(rule).defects
    return DEFECTS.text(what=defects[0].what) if defects else None


EXERCISES = (
    Exercise(
        "12.1",
        Text(zh="一个规则的文本", en="the text of a rule"),
        Text(zh="看allocation.classes和优先序。", en="Look at allocation.classes and the ladder."),
        judge=judge_furnace,
    ),
    Exercise(
        "12.2",
        Text(zh="一个规则的文本", en="the text of a rule"),
        Text(zh="加一个procedure条款。", en="Add a clause of the family procedure."),
        judge=judge_procedure,
    ),
)
