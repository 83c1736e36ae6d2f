"""All exercises of the course, by number; the modules in the order of the notebooks."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from rulewright.course.exercise import Exercise

MODULES = (
    "balances",
    "allocation",
    "cut_offs",
    "recycling",
    "electricity",
    "comparing",
    "draws",
    "portfolios",
    "writing",
    "bringing",
)


@cache
def exercises() -> dict[str, Exercise]:
    """Every exercise by its number.

    Examples
    --------
    >>> list(exercises())[0]
    '02.1'
    """
    modules = [import_module(f"rulewright.course.{name}") for name in MODULES]
    found = [each for module in modules for each in module.EXERCISES]
    return {each.id: each for each in found}
