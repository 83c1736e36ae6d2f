"""Numbers in docs/apps.md are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulewright.apps import APPS
from rulewright.apps.models.consultation_desk import LARGEST_UPLOAD_BYTES
from rulewright.apps.models.pictures import LARGEST_DOWNLOAD_BYTES
from rulewright.apps.models.shelf import DRAFTS
from rulewright.apps.models.uncertainty_desk import MOST_DRAWS
from rulewright.apps.places import CONSULTATION_FOLDER, RULES_FOLDER
from rulewright.apps.serve import CULL_AFTER_S, LOCALHOST

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", ["apps.md", "apps.zh-CN.md"])
def test_numbers_names_and_folders_of_the_documents_are_those_of_the_code(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    for said in (
        f"{MOST_DRAWS:,}", f"{LARGEST_UPLOAD_BYTES // 1_000_000} MB", f"{LARGEST_DOWNLOAD_BYTES // 1_000_000} MB",
        f"{CULL_AFTER_S} ", LOCALHOST, RULES_FOLDER, CONSULTATION_FOLDER, f"{RULES_FOLDER}/{DRAFTS}",
        *(f"`{app}(" for app in APPS),
    ):  # fmt: skip
        assert said in text, said
