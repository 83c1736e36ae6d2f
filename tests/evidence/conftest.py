"""Evidence for the standard on primary aluminium, collected once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rulewright.drafting.evidence.pack import Evidence, evidence

RULE = "gbt-44905-2024"
PRIMARY, SECONDARY = "aluminium-ingot-primary-cn", "aluminium-ingot-secondary"

PATCH = """\
format: rulewright-rule/1
id: {name}
based_on: {base}
title: {{zh: "{zh}", en: "{en}"}}
document:
  number: T/TEST 1-2026
  title: {{zh: "{zh}", en: "{en}"}}
  issuer: test
  status: draft
  language: zh
clauses:
{clauses}
"""
CLAUSE = """\
  - id: {id}
    family: {family}
    {setting}
    text: {{zh: "{text}", en: "{text}"}}
    source: {{document: T/TEST 1-2026}}
    mark: seen
"""


@pytest.fixture(scope="session")
def aluminium() -> Evidence:
    """Both aluminium inventories, the portfolio of smelters, few draws."""
    return evidence(RULE, draws=200, samples=64)


@pytest.fixture(scope="session")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write a rule that is based on another and states (family, setting) pairs; gives its path."""

    def write(
        *stated: tuple[str, str],
        base: str = RULE,
        name: str = "patched",
        text: str = "text",
        title: str = "规则",
    ) -> Path:
        clauses = "".join(
            CLAUSE.format(id=f"c{number}", family=family, setting=setting, text=text)
            for number, (family, setting) in enumerate(stated)
        )
        path = tmp_path_factory.mktemp("rules") / f"{name}.yaml"
        path.write_text(
            PATCH.format(name=name, base=base, clauses=clauses, zh=title, en=title), encoding="utf-8"
        )
        return path

    return write
