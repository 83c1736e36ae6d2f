"""An exercise: what is asked, how the right answer is computed, and which slips lead elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

from rulewright.rule import Text

# a number; one name; several names, whose order doesn't matter
Answer = float | str | Set[str]

TOLERANCE = 0.005  # relative: a reader who rounds to three digits is right


@dataclass(frozen=True)
class Slip:
    """A likely wrong answer, computed like the right one, and why it is off."""

    answer: Callable[[], Answer]
    why: Text


@dataclass(frozen=True)
class Exercise:
    """One exercise of the course.

    Attributes
    ----------
    id
        Notebook and number, "03.2".
    asks
        The kind of answer, with its unit: "a share between 0 and 1".
    right
        Computes the right answer; None if ``judge`` decides.
    judge
        For answers that can be right in many ways, a rule that the reader wrote: None if it is right, else what is
        off, zh and en.
    slips
        The usual slips. The first that gives the reader's answer says why it is off.
    hint
        Where to look if it is no known slip.
    tolerance
        Relative distance from the right number that still counts as right [1].
    """

    id: str
    asks: Text
    hint: Text
    right: Callable[[], Answer] | None = None
    judge: Callable[[Any], Text | None] | None = None
    slips: tuple[Slip, ...] = ()
    tolerance: float = TOLERANCE
