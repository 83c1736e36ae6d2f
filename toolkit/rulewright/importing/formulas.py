"""Formulas of other tools in our arithmetic: names, numbers, + - * / ^, a few functions; conditions have no counterpart.

A translated formula is only used if it gives the number that the source states beside it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from rulewright.reading.formulas import LONGEST, FormulaProblem, evaluate

AGREES_WITHIN = 1e-6  # relative
DEEPEST = 20  # parameters that depend on parameters

# functions that mean the same under another name; log is left out, its base differs between versions
_FUNCTIONS = {
    "abs": "abs", "exp": "exp", "ln": "log", "max": "max", "min": "min", "sqrt": "sqrt",
}  # fmt: skip
_CONSTANTS = {"pi": math.pi}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>\*\*|[-+*/^();,]))"
)
# spaces inside brackets, before a comma and after a function are taken out: writing and reading again changes nothing
_SPACED = re.compile(
    r"(?:(?P<own>\()\s|\s(?=[),])|(?:(?<=\babs)|(?<=\bexp)|(?<=\blog)|(?<=\bmax)|(?<=\bmin)|(?<=\bsqrt))\s(?=\())"
)


class NotTranslated(ValueError):
    """A formula that our arithmetic has no words for; the message says why."""


def translate_formula(formula: str, names: Mapping[str, str]) -> str:
    """Write a formula of another tool in our words: ``^`` or ``**``, ``;`` or ``,`` between arguments.

    Parameters
    ----------
    names
        Lower-case parameter name (most tools don't tell case apart) to our id, or to the bracketed formula that it
        stands for.

    Raises
    ------
    NotTranslated
        If it uses a condition, an unknown function or an unknown parameter.

    Examples
    --------
    >>> translate_formula("2*Load^2 + MAX(a; 3)", {"load": "load", "a": "(b + 1)"})
    '2 * load ** 2 + max((b + 1), 3)'
    """
    words: list[str] = []
    place = 0
    text = formula.strip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise NotTranslated(f"'{text[place : place + 10]}' has no counterpart")
        place = found.end()
        if found["number"]:
            words.append(found["number"])
        elif found["name"]:
            words.append(_word(found["name"].lower(), text[place:].lstrip().startswith("("), names))
        else:
            words.append({"^": "**", ";": ","}.get(found["sign"], found["sign"]))
    translated = _SPACED.sub(lambda found: found["own"] or "", " ".join(words))
    if len(translated) > LONGEST:
        raise NotTranslated(f"with its parameters written out it has more than {LONGEST} characters")
    return translated


def _word(name: str, is_called: bool, names: Mapping[str, str]) -> str:
    if is_called:
        if name not in _FUNCTIONS:
            raise NotTranslated(f"the function '{name}' has no counterpart")
        return _FUNCTIONS[name]
    if name in names:
        return names[name]
    if name in _CONSTANTS:
        return repr(_CONSTANTS[name])
    raise NotTranslated(f"no parameter '{name}'")


def agrees(formula: str, values: Mapping[str, float], stated: float) -> bool:
    """Whether a translated formula gives the stated number."""
    try:
        amount = evaluate(formula, values)
    except FormulaProblem:
        return False
    return bool(math.isclose(float(amount), stated, rel_tol=AGREES_WITHIN, abs_tol=0.0))
