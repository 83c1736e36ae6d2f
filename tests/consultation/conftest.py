"""The worked example: a made-up group standard for steel coil and the comments on it, worked through once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from rulewright.consultation.consult import consult
from rulewright.consultation.result import Consultation
from rulewright.reading.rules import read_rule
from rulewright.rule import Rule

HERE = Path(__file__).parent
RULE, COMMENTS, HEAD = HERE / "steel-draft.yaml", HERE / "comments.csv", HERE / "head.yaml"


@pytest.fixture(scope="session")
def rule() -> Rule:
    """The rule that is commented."""
    return read_rule(RULE)


@pytest.fixture(scope="session")
def worked(rule: Rule) -> Consultation:
    """The consultation, with a portfolio and other rules beside."""
    return consult(
        rule,
        COMMENTS,
        head=HEAD,
        portfolios=["steel-plants-cn"],
        rules=["gbt-24067-2024", "worldsteel-2017", "pact-3"],
    )


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Make a workbook: rows of the first sheet, then what a function does to it."""

    def make(rows: list[list[Any]], change: Callable[[Any], None] | None = None, name: str = "意见") -> Path:
        made: Any = Workbook()
        made.active.title = name
        for row in rows:
            made.active.append(row)
        if change is not None:
            change(made)
        path = tmp_path / "comments.xlsx"
        made.save(path)
        return path

    return make
