"""The course of notebooks: exercises that a reader answers, and that check themselves.

A notebook calls ``check("03.1", answer, lang)``. The right answer stands in no file: it is computed when the reader
asks, by the toolkit that the course is about. So are the usual slips, and that is how an answer that is off gets
its reason.
"""

from rulewright.course.checking import Verdict, check
from rulewright.course.exercise import Exercise, Slip
from rulewright.course.plain import plain

__all__ = ["Exercise", "Slip", "Verdict", "check", "plain"]
