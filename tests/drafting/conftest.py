"""A complete draft, made once, and copies of it to damage."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from rulewright.drafting.head import read_head
from rulewright.drafting.standard import Draft, draft_standard

HERE = Path(__file__).parent
RULE, HEAD, INVENTORY = str(HERE / "complete.yaml"), HERE / "head.yaml", "aluminium-ingot-primary-cn"


@pytest.fixture(scope="session")
def drafts() -> dict[str, Draft]:
    """The complete draft in both languages."""
    head = read_head(HEAD)
    return {lang: draft_standard(RULE, INVENTORY, head, lang) for lang in ("zh", "en")}


@pytest.fixture(scope="session")
def files(drafts: dict[str, Draft], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The complete drafts as files."""
    folder = tmp_path_factory.mktemp("drafts")
    return {lang: draft.write(folder / f"{lang}.docx") for lang, draft in drafts.items()}


@pytest.fixture
def damaged(files: dict[str, Path], tmp_path: Path) -> Callable[[Callable[[Any], None]], Path]:
    """Give a copy of the Chinese draft after one change."""

    def damage(change: Callable[[Any], None]) -> Path:
        path = tmp_path / "damaged.docx"
        shutil.copy(files["zh"], path)
        document = Document(str(path))
        change(document)
        document.save(str(path))
        return path

    return damage
