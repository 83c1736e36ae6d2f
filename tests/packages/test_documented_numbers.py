"""Every number of docs/verification.md and its Chinese twin."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from rulewright.packages import deviations, sections
from rulewright.packages.verify import verify

from .conftest import members

DOCS = Path(__file__).parents[2] / "docs"
ZH = (DOCS / "verification.zh-CN.md").read_text(encoding="utf-8")
EN = (DOCS / "verification.md").read_text(encoding="utf-8")


def test_files_of_the_example(package: Path) -> None:
    count = len(members(package))
    assert f"The package of the example has {count} files" in EN
    assert f"上例的研究包有 {count} 个文件" in ZH


def test_tolerances_and_the_most_draws() -> None:
    assert (deviations.RELATIVE, deviations.ABSOLUTE) == (1e-9, 1e-10)
    for text in (EN, ZH):
        assert "1e-9" in text
        assert "1e-10" in text
        assert f"{sections.MOST_DRAWS:,}" in text


def test_what_verifying_the_example_says(package: Path) -> None:
    """The example draws 1,000 times; so few draws as here say the same but for their number."""
    found = verify(package)
    for lang, text in (("en", EN), ("zh", ZH)):
        lines = found.notes(lang)
        assert len(lines) == 3
        for line in lines:
            assert line.replace(" 64 ", " 1000 ") in text


@pytest.mark.parametrize("text", [EN, ZH], ids=["en", "zh"])
def test_every_kind_of_deviation_is_explained(text: str) -> None:
    for kind in get_args(deviations.Kind):
        assert f"`{kind}`" in text


def test_every_name_of_the_json_is_explained(package: Path) -> None:
    found = verify(package, draw=False).to_dict()
    for name in found:
        assert f"`{name}`" in EN
        assert f"`{name}`" in ZH
