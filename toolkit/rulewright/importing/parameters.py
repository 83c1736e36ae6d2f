"""Parameters of a source as ours, and its formulas over them; dependent parameters are written out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from rulewright.importing.distributions import settle
from rulewright.importing.formulas import DEEPEST, NotTranslated, agrees, translate_formula
from rulewright.importing.source import Source, SourceExchange, SourceParameter, SourceProcess
from rulewright.inventory import Parameter
from rulewright.reading.formulas import evaluate

_ID = re.compile(r"^[a-z][a-z0-9_]*$")
_NAME = re.compile(r"[A-Za-z_]\w*")


class Parameters:
    """All parameters that state a number.

    Attributes
    ----------
    ours
        By our id, in the order of the source.
    distributions, formulas
        What became of the distributions of parameters and of the formulas of exchanges, to numbers.
    """

    def __init__(self, source: Source, process_ids: Mapping[str, str]) -> None:
        self.ours: dict[str, Parameter] = {}
        self.distributions: Counter[str] = Counter()
        self.formulas: Counter[str] = Counter()
        self._ids: dict[tuple[str, str], str] = {}
        self._globals = {each.name.lower(): each for each in source.parameters}
        for each in source.parameters:
            self._add(each, "parameters of the package")
        for process in source.processes.values():
            for each in process.parameters:
                self._add(each, process_ids[process.key])
        self._values = {name: each.amount for name, each in self.ours.items()}

    def _add(self, each: SourceParameter, source: str) -> None:
        if each.formula:
            return
        uncertainty, outcome = settle(each.distribution, each.value)
        self.distributions[outcome] += 1
        own = _own_id(each)
        while own in self.ours:  # two names that are one in small letters
            own += "_"
        self._ids[each.process, each.name] = own
        self.ours[own] = Parameter(
            id=own, amount=each.value, unit="dimensionless", uncertainty=uncertainty, source=source, mark="seen",
            note=each.description or None,
        )  # fmt: skip

    def names_for(self, process: SourceProcess) -> dict[str, str]:
        """What the names in a formula of this process stand for: our parameters, dependent ones written out."""
        scope = self._globals | {each.name.lower(): each for each in process.parameters}
        found: dict[str, str] = {}

        def write_out(name: str, depth: int) -> None:
            each = scope[name]
            if name in found or depth > DEEPEST:
                return
            if not each.formula:
                found[name] = self._ids[each.process, each.name]
                return
            for other in {word.lower() for word in _NAME.findall(each.formula)} & scope.keys():
                if other != name:
                    write_out(other, depth + 1)
            try:
                found[name] = f"({translate_formula(each.formula, found)})"
            except NotTranslated:
                return

        for name in scope:
            write_out(name, 0)
        return found

    def translate(self, each: SourceExchange, names: Mapping[str, str]) -> tuple[str | None, str]:
        """Our formula if there is one that gives the stated amount, and a note if not."""
        try:
            formula = translate_formula(each.formula, names)
        except NotTranslated as problem:
            self.formulas["number_instead"] += 1
            return None, f"formula of the source: {each.formula} ({problem})"
        if not agrees(formula, self._values, each.amount):
            self.formulas["disagrees"] += 1
            return None, f"formula of the source: {each.formula} (it doesn't give the stated amount)"
        self.formulas["kept"] += 1
        return formula, ""

    def value(self, formula: str) -> float:
        """What a formula of ours gives with the stated parameters."""
        return float(evaluate(formula, self._values))


def _own_id(each: SourceParameter) -> str:
    """Our id: the name, and for a parameter of one process the start of its uuid, since ids are for the whole file."""
    own = re.sub(r"[^a-z0-9_]", "_", each.name.lower())
    if each.process:
        own = f"{own}_{re.sub('[^a-z0-9]', '', each.process.lower())[:8]}"
    return own if _ID.match(own) else f"p_{own}"
