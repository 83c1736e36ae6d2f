"""Checks of what is asked: rules, numbers of draws, shares, names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rulewright.errors import RulewrightError
from rulewright.reading.validation import did_you_mean
from rulewright.rule import Text

if TYPE_CHECKING:
    from rulewright.rule import Rule
    from rulewright.study import Study


class QuestionError(RulewrightError):
    """A question that cannot be answered as it is asked."""


def rules_asked(study: Study, rules: Iterable[str] | None, least: int = 1) -> list[str]:
    """Rules of a study by id, each once; default: all of them.

    Raises
    ------
    QuestionError
        If the study has no such rule, or fewer than ``least`` are left.
    """
    where = f"inventory {study.inventory.id}"
    chosen = list(dict.fromkeys(study.rules if rules is None else rules))
    for rule in chosen:
        if rule not in study.rules:
            raise QuestionError(
                f"no rule '{rule}' in this study{did_you_mean(rule, study.rules)}", where,
                f"use one of: {', '.join(study.rules)}",
            )  # fmt: skip
    if len(chosen) < least:
        raise QuestionError(
            f"rules named: {len(chosen)}; at least {least} are needed", where,
            "name more rules (--rules a,b)",
        )  # fmt: skip
    return chosen


def one_rule(study: Study, rule: str | None) -> str:
    """The rule that is meant; may be left out where a study has one only.

    Raises
    ------
    QuestionError
        If the study has several rules and none is named, or no such rule.
    """
    if rule is not None:
        return rules_asked(study, [rule])[0]
    if len(study.rules) == 1:
        return next(iter(study.rules))
    raise QuestionError(
        f"the study has {len(study.rules)} rules and none is named", f"inventory {study.inventory.id}",
        f"name one (--rule): {', '.join(study.rules)}",
    )  # fmt: skip


def named_studies(
    studies: Iterable[Study] | Mapping[str, Study],
) -> tuple[list[str], list[Text], list[Study]]:
    """Names, labels and studies; studies without names go by the ids and titles of their inventories."""
    if isinstance(studies, Mapping):
        names = list(studies)
        return names, [Text(zh=name, en=name) for name in names], list(studies.values())
    given = list(studies)
    return [each.inventory.id for each in given], [each.inventory.file.title for each in given], given


def rule_labels(rules: Iterable[Rule]) -> dict[str, Text]:
    """Rule id to the number of its document; with the id where numbers are the same, as of a draft and its variant."""
    given = {rule.id: rule.document.number for rule in rules}
    numbers = list(given.values())
    said = {name: text if numbers.count(text) == 1 else f"{text} ({name})" for name, text in given.items()}
    return {name: Text(zh=text, en=text) for name, text in said.items()}


def check_share(name: str, value: float, low: float = 0.0, high: float = math.inf) -> None:
    """Refuse a number that isn't finite or leaves low .. high."""
    if not (math.isfinite(value) and low <= value <= high):
        raise QuestionError(
            f"'{name}' cannot be {value:g}", name,
            f"give a number from {low:g} to {high:g}" if math.isfinite(high) else f"give a number of at least {low:g}",
        )  # fmt: skip


def check_count(name: str, value: object, low: int, high: int) -> None:
    """Refuse what isn't a whole number in low .. high."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise QuestionError(
            f"'{name}' cannot be {value!r}", name, f"give a whole number from {low:,} to {high:,}"
        )


def check_word(name: str, word: str, allowed: Sequence[str]) -> None:
    """Refuse a word that isn't among the allowed ones."""
    if word not in allowed:
        raise QuestionError(
            f"'{name}' cannot be {word!r}{did_you_mean(word, allowed)}",
            name,
            f"use one of: {', '.join(allowed)}",
        )
