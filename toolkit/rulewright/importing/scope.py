"""Parameters whose numbers follow from formulas over each other: worked out once, mistakes collected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rulewright.errors import Mistake
from rulewright.importing.formula_values import DEEPEST, NoValue, value_of

_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter as written: a number, or a formula that gives it. ``where``: its place in the file."""

    name: str
    number: float | None
    formula: str
    where: str


class Scope:
    """Names that a formula may use, those of a process before those of all.

    Parameters
    ----------
    named
        Parameters of this scope.
    outer
        Parameters of all processes, worked out already.
    """

    def __init__(self, named: list[Named], outer: Mapping[str, float] | None = None) -> None:
        self.mistakes: list[Mistake] = []
        self._open = {each.name.lower(): each for each in named}
        self.values: dict[str, float] = dict(outer or {})
        for name in self._open:
            self.values.pop(name, None)  # the nearer one counts
        for name, each in self._open.items():
            if each.number is not None:
                self.values[name] = each.number
        for name in self._open:
            self._settle(name, ())

    def _settle(self, name: str, path: tuple[str, ...]) -> None:
        each = self._open.get(name)
        if each is None or name in self.values or each.number is not None:
            return
        if name in path or len(path) > DEEPEST:
            self._tell(each, "it depends on itself")
            self.values[name] = 1.0  # so that what depends on it isn't told as well
            return
        for other in {word.lower() for word in _NAME.findall(each.formula)} & self._open.keys():
            self._settle(other, (*path, name))
        if name in self.values:
            return
        try:
            self.values[name] = value_of(each.formula, self.values)
        except NoValue as problem:
            self._tell(each, str(problem))
            self.values[name] = 1.0

    def _tell(self, each: Named, reason: str) -> None:
        what = f"the formula of '{each.name}' gives no number: {each.formula} ({reason})"
        self.mistakes.append(Mistake(what, each.where, "correct the formula, or write the number"))

    def value(self, formula: str, name: str, where: str) -> float:
        """Number of a formula; 1 and a mistake if it has none."""
        try:
            return value_of(formula, self.values)
        except NoValue as problem:
            self._tell(Named(name, None, formula, where), str(problem))
            return 1.0
