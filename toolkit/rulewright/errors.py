"""Errors that say what is wrong, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class RulewrightError(Exception):
    """Something a person can mend.

    Parameters
    ----------
    what
        What is wrong, with expected and found.
    where
        File and line, clause, process or exchange.
    mend
        What to do about it.
    """

    def __init__(self, what: str, where: str, mend: str) -> None:
        super().__init__(what, where, mend)  # positional, so it survives pickling between processes
        self.what, self.where, self.mend = what, where, mend

    def __str__(self) -> str:
        return f"{self.what}\n  where: {self.where}\n  mend:  {self.mend}"


class FileError(RulewrightError):
    """A file cannot be found, read or written."""


class ApplicationError(RulewrightError):
    """A rule cannot be applied to this inventory."""


class SingularSystemError(RulewrightError):
    """The product system has no usable solution (singular, or a product nobody makes)."""


@dataclass(frozen=True)
class Mistake:
    """One mistake of a file: what, where, how to mend it.

    ``what_zh`` is given where a text from a data file, which has both languages, is part of the message.
    """

    what: str
    where: str
    mend: str
    what_zh: str = ""

    def __str__(self) -> str:
        return f"{self.what}\n  where: {self.where}\n  mend:  {self.mend}"


class MistakesError(RulewrightError):
    """All mistakes found in one reading, raised once.

    Parameters
    ----------
    title
        One sentence: what was read, how many mistakes.
    mistakes
        All of them, in file order.
    """

    def __init__(self, title: str, mistakes: Sequence[Mistake]) -> None:
        first = mistakes[0]
        super().__init__(title, first.where, first.mend)
        self.args = (title, tuple(mistakes))
        self.title, self.mistakes = title, tuple(mistakes)

    def __str__(self) -> str:
        return "\n".join([self.title, *(f"{i}. {mistake}" for i, mistake in enumerate(self.mistakes, 1))])


class ReadingError(MistakesError):
    """A rule, inventory or study file has mistakes."""


class OpenDecisionsError(MistakesError):
    """No clause settles something; the study stops and lists every open decision."""
