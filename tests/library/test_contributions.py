"""What a contributor's file must have: `rulewright check databases/` is the one command that says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulewright.errors import ReadingError
from rulewright.reading.checking import check_file
from rulewright.reading.find import databases_dir

LIME = databases_dir() / "inventories" / "quicklime.yaml"


def damaged(tmp_path: Path, *replacements: tuple[str, str]) -> Path:
    text = LIME.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "quicklime.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def told(path: Path) -> list[tuple[str, int]]:
    with pytest.raises(ReadingError) as caught:
        check_file(str(path))
    return [(each.what, int(each.where.split(":")[1].split(" ")[0])) for each in caught.value.mistakes]


def first_source() -> str:
    lines = LIME.read_text(encoding="utf-8").splitlines()
    keys = [
        line.strip().split(":")[0] for line in lines[lines.index("sources:") + 1 :] if line.startswith("  ")
    ]
    return keys[0]


def test_a_whole_file_is_fine(tmp_path: Path) -> None:
    assert check_file(str(damaged(tmp_path))).endswith("no mistakes")


def test_a_source_that_no_reference_list_holds_is_told_with_its_line(tmp_path: Path) -> None:
    key = first_source()
    path = damaged(tmp_path, (f"source: {key}", f"source: {key}-x"))
    ((what, line),) = told(path)
    assert what == f"the source '{key}-x' is not listed"
    assert f"{key}-x" in path.read_text(encoding="utf-8").splitlines()[line - 1]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("unit: kg", "unit: kgg", "kgg"),
        ("source: ", "sorce: ", "sorce"),
    ],
)
def test_other_mistakes_of_a_data_file_are_told_with_their_lines(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    path = damaged(tmp_path, (old, new))
    mistakes = told(path)
    assert any(expected in what for what, _ in mistakes)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert any(expected in lines[line - 1] or expected in lines[max(line - 2, 0)] for _, line in mistakes)
