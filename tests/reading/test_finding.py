"""Ids, paths and kinds of files: what is not there is named, with a suggestion."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.reading.checking import check_file
from rulewright.reading.find import databases_dir, list_rules, list_shelf, rules_dir
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import read_study
from rulewright.reading.validation import did_you_mean, in_file_order, listed

SHIPPED = [
    *(rules_dir() / f"{name}.yaml" for name in list_rules()),
    *(databases_dir() / shelf / f"{name}.yaml" for shelf in ("inventories", "background", "studies")
      for name in list_shelf(shelf)),
]  # fmt: skip


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_file_has_no_mistakes(path: Path) -> None:
    assert check_file(str(path)).endswith(", no mistakes")
    assert check_file(str(path), "zh").endswith("，无误")


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[1] / "good_rules").glob("*.yaml")), ids=lambda path: path.stem
)
def test_every_good_rule_has_no_mistakes(path: Path) -> None:
    assert check_file(str(path)).endswith(", no mistakes")


def test_an_unknown_rule_is_told_with_what_is_shipped_and_a_suggestion() -> None:
    with pytest.raises(
        FileError, match=r"no rule 'pact-4'\n  where: shipped: .*cbam-2025, .*\n.*did you mean 'pact-"
    ):
        read_rule("pact-4")


def test_an_unknown_inventory_is_told_with_a_suggestion() -> None:
    with pytest.raises(
        FileError,
        match=r"no inventory 'steel-hot-rolled-coil'\n.*\n.*did you mean 'steel-hot-rolled-coil-eaf'",
    ):
        read_inventory("steel-hot-rolled-coil")


def test_an_unknown_id_to_check_is_told() -> None:
    with pytest.raises(FileError, match=r"no file or shipped id 'pact-9'\n.*\n.*rulewright list"):
        check_file("pact-9")


def test_a_rule_read_as_an_inventory_is_one_mistake_not_a_hundred() -> None:
    path = rules_dir() / "pact-3.yaml"
    with pytest.raises(
        ReadingError, match="the file is not an inventory: its format is 'rulewright-rule/1'"
    ) as caught:
        read_inventory(path)
    assert len(caught.value.mistakes) == 1
    with pytest.raises(ReadingError, match="the file is not a study"):
        read_study(path)
    with pytest.raises(ReadingError, match="the file is not a rule"):
        read_rule(databases_dir() / "inventories" / "aluminium-ingot-primary-cn.yaml")


def test_a_base_is_looked_for_beside_the_file_first(tmp_path: Path) -> None:
    base = (rules_dir() / "pact-2.yaml").read_text(encoding="utf-8").replace("pact-2", "own-base", 1)
    child = (rules_dir() / "pact-3.yaml").read_text(encoding="utf-8")
    (tmp_path / "own-base.yaml").write_text(base, encoding="utf-8")
    (tmp_path / "child.yaml").write_text(
        child.replace("id: pact-3", "id: child").replace("based_on: pact-2", "based_on: own-base"),
        encoding="utf-8",
    )
    assert [file.id for file in read_rule(tmp_path / "child.yaml").chain] == ["child", "own-base"]


def test_mistakes_stand_in_file_order() -> None:
    places = ["b.yaml:7 (x)", "a.yaml:9", "b.yaml:10", "a.yaml:2 and line 1", "elsewhere"]
    ordered = in_file_order(Mistake("what", place, "mend") for place in places)
    assert [each.where for each in ordered] == [
        "b.yaml:7 (x)",
        "b.yaml:10",
        "a.yaml:2 and line 1",
        "a.yaml:9",
        "elsewhere",
    ]


def test_the_first_five_of_many_are_listed() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(map(str, range(12))) == "0, 1, 2, 3, 4 and 7 more"
    assert did_you_mean("xyz", ["mass"]) == ""
