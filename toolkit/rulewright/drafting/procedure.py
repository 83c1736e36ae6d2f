"""What a rule says of its own procedure: the clauses of a rule that it is based on speak for another document."""

from __future__ import annotations

from typing import Literal

from rulewright.rule import Rule, Setting

ChineseLevel = Literal["national", "industry", "group"]
CHINESE_LEVELS: tuple[ChineseLevel, ...] = ("national", "industry", "group")


def own_setting(rule: Rule, name: str) -> Setting | None:
    """A setting that the rule states itself; None if nothing or only its base states it."""
    setting = rule.get(name)
    return setting if setting is not None and setting.rule_id == rule.id else None


def level_of_rule(rule: Rule, number: str | None = None) -> ChineseLevel | None:
    """Level of a rule: what its own clause states, else what its number tells (GB, T/); None if neither does.

    Parameters
    ----------
    number
        Number of the document, if another one than the rule's holds.
    """
    stated = own_setting(rule, "procedure.stage")
    for level in CHINESE_LEVELS:
        if stated is not None and stated.value == level:
            return level
    text = (number or rule.document.number).strip()
    return "national" if text.startswith("GB") else "group" if text.startswith("T/") else None
