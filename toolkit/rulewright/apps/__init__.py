"""Apps for a committee: faces of ipywidgets, in a notebook or served by Voilà; all logic is in the core.

``models`` holds what the apps show and do as plain Python, ``faces`` only widgets. Each app is a
function that gives something a notebook shows: :func:`rule_desk`, :func:`comparison_board`, :func:`uncertainty_desk`,
:func:`portfolio_board`, :func:`consultation_desk`. They need the extra ``lab``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from rulewright.apps.places import first_language
from rulewright.errors import FileError

if TYPE_CHECKING:
    from rulewright.apps.faces.frame import App

APPS = ("rule_desk", "comparison_board", "uncertainty_desk", "portfolio_board", "consultation_desk")


def rule_desk(
    inventory: str = "steel-hot-rolled-coil-bf-bof", rule: str | None = None, lang: str | None = None
) -> App:
    """Read rules, change clauses by forms, and see at once what becomes of the footprint.

    Without ``rule`` the desk begins with PACT version 3, or with the first rule of the inventory's study.
    """
    _begin()
    from rulewright.apps.faces.rule_desk import RuleDeskApp

    return RuleDeskApp(inventory, rule, first_language(lang))


def comparison_board(
    inventories: Sequence[str] = ("steel-hot-rolled-coil-bf-bof",), rules: Sequence[str] | None = None, lang: str | None = None
) -> App:  # fmt: skip
    """Products × rules: bars by stage, which clause makes a difference, and where each number comes from."""
    _begin()
    from rulewright.apps.faces.comparison_board import ComparisonBoardApp

    return ComparisonBoardApp(inventories, rules, first_language(lang))


def uncertainty_desk(
    inventory: str = "steel-hot-rolled-coil-bf-bof",
    rules: Sequence[str] | None = None,
    draws: int = 10_000,
    seed: int = 1,
    lang: str | None = None,
) -> App:
    """Distributions on the same draws, paired differences, choice against data, tornado, convergence."""
    _begin()
    from rulewright.apps.faces.uncertainty_desk import UncertaintyDeskApp

    return UncertaintyDeskApp(inventory, rules, draws, seed, first_language(lang))


def portfolio_board(
    portfolio: str = "steel-plants-cn",
    rules: Sequence[str] | None = None,
    draws: int = 1_000,
    seed: int = 1,
    lang: str | None = None,
) -> App:
    """Many plants under many rules: ranks, reversals, who gains."""
    _begin()
    from rulewright.apps.faces.portfolio_board import PortfolioBoardApp

    return PortfolioBoardApp(portfolio, rules, draws, seed, first_language(lang))


def consultation_desk(
    rule: str = "gbt-24067-2024",
    inventories: Sequence[str] = ("steel-hot-rolled-coil-bf-bof",),
    lang: str | None = None,
) -> App:
    """Comments on a draft rule: what each would do, decisions with reasons, the table of how they are handled."""
    _begin()
    from rulewright.apps.faces.consultation_desk import ConsultationDeskApp

    return ConsultationDeskApp(rule, inventories, first_language(lang))


def _begin() -> None:
    """Refuse without ipywidgets; in a kernel of Voilà, which is ours alone, load the solver without what it doesn't use."""
    need_widgets()
    if os.environ.get("SERVER_SOFTWARE", "").startswith("voila"):
        from rulewright.brightway.imports import load, without_slow_grammar

        with without_slow_grammar():
            load("bw2calc")


def need_widgets() -> None:
    """Refuse where ipywidgets isn't installed.

    Raises
    ------
    FileError
        With what to install.
    """
    if find_spec("ipywidgets") is None:
        raise FileError(
            "the apps need ipywidgets, which is not installed", "extra 'lab'",
            "in the checkout: make lab, or pip install '.[lab]'",
        )  # fmt: skip
