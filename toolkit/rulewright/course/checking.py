"""Check a reader's answer against what the toolkit computes, and say why it is off."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from html import escape
from math import isfinite
from typing import Any, Literal

from rulewright.course.exercise import Answer, Exercise
from rulewright.errors import RulewrightError
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

State = Literal["not answered", "no answer of this kind", "off", "right"]

COLOURS = {
    "not answered": "#8C8C8C",
    "no answer of this kind": "#E69F00",
    "off": "#D55E00",
    "right": "#009E73",
}

NOT_ANSWERED = Sentence(
    "练习 {id}：还没有回答。需要：{asks}。", "Exercise {id}: not yet answered. It asks for {asks}."
)
WRONG_KIND = Sentence(
    "练习 {id}：这个回答无法判断。需要：{asks}。", "Exercise {id}: this can't be judged. It asks for {asks}."
)
RIGHT = Sentence("练习 {id}：正确。", "Exercise {id}: right.")
OFF = Sentence("练习 {id}：不对。{why}", "Exercise {id}: off. {why}")
TOO_HIGH = Sentence("偏高。{hint}", "Too high. {hint}")
TOO_LOW = Sentence("偏低。{hint}", "Too low. {hint}")
OTHER_SIGN = Sentence("符号相反。{hint}", "The sign is the other way round. {hint}")
PER_CENT = Sentence(
    "差 100 倍：要的是份额，不是百分数。", "Off by a factor of 100: a share is asked for, not per cent."
)
THOUSAND = Sentence("差 1000 倍：看一看单位。", "Off by a factor of 1000: look at the unit.")
MISSING = Sentence("还缺 {count} 个。{hint}", "{count} missing. {hint}")
SURPLUS = Sentence("多了 {names}。{hint}", "{names} doesn't belong. {hint}")
COMMA = Sentence("、", ", ")


@dataclass(frozen=True)
class Verdict:
    """What the check says about one answer; true if it is right."""

    exercise: str
    state: State
    said: Text
    lang: str = "en"

    def __bool__(self) -> bool:
        return self.state == "right"

    def notes(self, lang: str = "en") -> list[str]:
        """The verdict as a sentence."""
        return [self.said.get(lang)]

    def __str__(self) -> str:
        return self.said.get(self.lang)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        style = f"border-left:4px solid {COLOURS[self.state]};padding:4px 12px;margin:2px 0"
        return f'<div style="{style}">{escape(str(self))}</div>'


def check(exercise: str, answer: object = None, lang: str = "en") -> Verdict:
    """Check an answer; nothing is computed as long as there is none.

    Parameters
    ----------
    exercise
        Notebook and number, e.g. "03.2".
    answer
        A number, a name, several names, or what else the exercise asks for; None (or ...) if not yet answered.

    Raises
    ------
    RulewrightError
        If there is no such exercise.

    Examples
    --------
    >>> check("03.1", None, "en")
    Exercise 03.1: not yet answered. It asks for a share between 0 and 1.
    >>> bool(check("03.1", 2.0))
    False
    """
    asked = _find(exercise)
    if answer is None or answer is ...:
        return Verdict(exercise, "not answered", NOT_ANSWERED.text(id=exercise, asks=asked.asks), lang)
    if asked.judge is not None:
        off = asked.judge(answer)
        return _right(asked, lang) if off is None else _off(asked, off, lang)
    assert asked.right is not None
    right = asked.right()
    given = _as_kind_of(right, answer)
    if given is None:
        said = WRONG_KIND.text(id=exercise, asks=asked.asks)
        return Verdict(exercise, "no answer of this kind", said, lang)
    if _same(given, right, asked.tolerance):
        return _right(asked, lang)
    return _off(asked, _reason(asked, given, right), lang)


def _find(exercise: str) -> Exercise:
    from rulewright.course.exercises import exercises

    known = exercises()
    if exercise not in known:
        raise RulewrightError(
            f"the course has no exercise '{exercise}'",
            "rulewright.course.check",
            f"use one of: {', '.join(sorted(known))}{did_you_mean(exercise, known)}",
        )
    return known[exercise]


def _right(asked: Exercise, lang: str) -> Verdict:
    return Verdict(asked.id, "right", RIGHT.text(id=asked.id), lang)


def _off(asked: Exercise, why: Text, lang: str) -> Verdict:
    return Verdict(asked.id, "off", OFF.text(id=asked.id, why=why), lang)


def _as_kind_of(right: Answer, answer: Any) -> Answer | None:
    """The answer as a number, a name or names, like the right one; None if it is nothing of the kind."""
    if isinstance(right, str):
        return _plain(answer) if isinstance(answer, str) else None
    if isinstance(right, Set):
        return _as_names(answer)
    if isinstance(answer, str | bytes | bool):
        return None
    try:
        number = float(answer)
    except (TypeError, ValueError):
        return None
    return number if isfinite(number) else None


def _as_names(answer: Any) -> Answer | None:
    if isinstance(answer, str):
        return frozenset({_plain(answer)})
    if not isinstance(answer, Iterable):
        return None
    names = list(answer)
    return frozenset(map(_plain, names)) if all(isinstance(name, str) for name in names) else None


def _plain(name: str) -> str:
    """Capitals and spaces around a name don't matter."""
    return name.strip().lower()


def _same(given: Answer, other: Answer, tolerance: float) -> bool:
    if isinstance(other, str):
        return given == _plain(other)
    if isinstance(other, Set):
        return given == frozenset(map(_plain, other))
    return not isinstance(given, str | Set) and abs(given - other) <= max(tolerance * abs(other), 1e-12)


def _reason(asked: Exercise, given: Answer, right: Answer) -> Text:
    """The first slip that gives this answer, else what can be seen from the two numbers or lists of names."""
    for slip in asked.slips:
        if _same(given, slip.answer(), asked.tolerance):
            return slip.why
    if isinstance(given, Set) and isinstance(right, Set):
        return _reason_of_names(asked, given, frozenset(map(_plain, right)))
    if isinstance(given, str | Set) or isinstance(right, str | Set):
        return asked.hint
    if _same(given, 100 * right, asked.tolerance):
        return PER_CENT.text()
    if any(_same(given, right * scale, asked.tolerance) for scale in (1000.0, 0.001)):
        return THOUSAND.text()
    if _same(given, -right, asked.tolerance):
        return OTHER_SIGN.text(hint=asked.hint)
    return (TOO_HIGH if given > right else TOO_LOW).text(hint=asked.hint)


def _reason_of_names(asked: Exercise, given: Set[str], right: Set[str]) -> Text:
    surplus = sorted(given - right)
    if surplus:
        names = Text(zh=COMMA("zh").join(surplus), en=COMMA("en").join(surplus))
        return SURPLUS.text(names=names, hint=asked.hint)
    return MISSING.text(count=len(right - given), hint=asked.hint)
