"""Patches: edits give rule files that our reader reads, and mistakes are all told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rulewright.apps.models.patch import Patch, PatchError, patch_from
from rulewright.errors import ReadingError
from rulewright.reading.rules import read_rule
from rulewright.reading.yaml_nodes import parse_yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def patch() -> Patch:
    return Patch.new(read_rule("pact-3"), "my-variant")


def test_a_new_patch_changes_nothing(patch: Patch) -> None:
    rule, base = patch.check(), read_rule("pact-3")
    assert {name: repr(rule.settings[name]) for name in rule.settings} == {
        name: repr(base.settings[name]) for name in base.settings
    }


def test_a_stated_setting_replaces_that_of_the_base_and_tells_itself(patch: Patch) -> None:
    changed = patch.set("recycling.method", "fifty_fifty")
    setting = changed.check().get("recycling.method")
    assert setting is not None
    assert (setting.value, setting.rule_id) == ("fifty_fifty", "my-variant")
    assert setting.clause.text.en == "recycling method: 50:50."
    assert "50:50" in setting.clause.text.zh
    assert len(patch) == 0


def test_keys_of_a_map_are_stated_one_by_one(patch: Patch) -> None:
    changed = patch.set("boundary.tags[capital_good]", "exclude").set("boundary.tags[commuting]", "include")
    assert changed.stated() == {
        "boundary.tags[capital_good]": "exclude",
        "boundary.tags[commuting]": "include",
    }
    assert len(changed.data["clauses"]) == 1
    assert changed.revert("boundary.tags[commuting]").stated() == {"boundary.tags[capital_good]": "exclude"}


def test_a_setting_left_open_is_in_force_no_more(patch: Patch) -> None:
    changed = patch.set("recycling.method", "fifty_fifty").leave_open("recycling.method")
    rule = changed.check()
    assert rule.get("recycling.method") is None
    assert "recycling.method" in rule.not_settled
    assert changed.set("recycling.method", "scrap_value").left_open() == ()


def test_what_is_taken_back_leaves_no_trace(patch: Patch) -> None:
    there = patch.set("recycling.method", "fifty_fifty").set("cut_off.single_limit", 0.01)
    back = there.revert("recycling.method").revert("cut_off.single_limit")
    assert back.data == patch.data


def test_clauses_stand_in_the_order_of_the_families(patch: Patch) -> None:
    changed = patch.set("cut_off.single_limit", 0.01).set("boundary.scope", "cradle_to_gate")
    assert [clause["family"] for clause in changed.data["clauses"]] == ["boundary", "cut_off"]


def test_a_text_of_ones_own_outlives_further_changes(patch: Patch) -> None:
    changed = patch.set("cut_off.single_limit", 0.01).with_reason("cut_off", "讨论结果。", "as discussed.")
    changed = changed.set("cut_off.total_limit", 0.03)
    assert changed.reason("cut_off") == ("讨论结果。", "as discussed.")
    told = changed.with_reason("cut_off", "", "")
    assert "0.03" in told.reason("cut_off")[1]


def test_all_mistakes_are_told_at_once_each_with_its_line_and_mend(patch: Patch) -> None:
    changed = (
        patch.set("cut_off.single_limit", "five")
        .set("recycling.method", "50")
        .set("allocation.ladder", [{"share": {"by": "mass"}}])
    )
    with pytest.raises(ReadingError) as found:
        changed.check()
    mistakes = found.value.mistakes
    assert len(mistakes) == 3
    lines = changed.to_yaml().splitlines()
    for mistake in mistakes:
        assert mistake.where.startswith("my-variant.yaml:"), mistake.where
        assert mistake.mend
    line = next(m for m in mistakes if "single_limit" in m.what).where.split(":")[1].split()[0]
    assert "single_limit: five" in lines[int(line) - 1]


def test_the_yaml_of_a_patch_is_read_back_to_the_same_data(patch: Patch) -> None:
    ladder = [
        {"subdivide": {}},
        {"share": {"by": "price"}, "when": [{"price_ratio_above": 2.0}]},
        {"stop": {}},
    ]
    changed = patch.set("allocation.ladder", ladder).named("my-variant", "名称：“甲” NO", "yes: #1 <b>")
    document = parse_yaml(changed.to_yaml(), "patch")
    assert document.mistakes == []
    assert document.data == changed.data


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_title_that_yaml_may_hold_is_written_so_that_it_is_read_back(zh: str, en: str) -> None:
    changed = Patch.new(read_rule("pact-3"), "my-variant").named("my-variant", zh, en)
    document = parse_yaml(changed.to_yaml(), "patch")
    if not document.mistakes:  # control and invisible characters are refused, and said to be
        assert document.data["title"] == changed.data["title"]


def test_a_patch_written_by_hand_keeps_its_clauses_when_it_is_edited() -> None:
    path = ROOT / "tests" / "good_rules" / "patch-of-one-clause.yaml"
    patch = patch_from(yaml.safe_load(path.read_text(encoding="utf-8")), str(path))
    before = read_rule(path)
    assert patch.check().hash == before.hash
    changed = patch.set("allocation.ladder", [{"share": {"by": "mass"}}, {"stop": {}}])
    (clause,) = changed.data["clauses"]
    assert (clause["id"], clause["clause"], clause["text"]["zh"]) == (
        "allocation-tree", "3.3.1.3", "同第3版，但阈值为2，价格取3年平均，物理关系取质量。",
    )  # fmt: skip


def test_a_rule_without_base_is_no_patch() -> None:
    with pytest.raises(PatchError, match="no 'based_on'"):
        patch_from({"format": "rulewright-rule/1", "id": "x"}, "x.yaml")


def test_a_base_of_ones_own_is_found_beside_the_patch(patch: Patch, tmp_path: Path) -> None:
    first = patch.set("recycling.method", "fifty_fifty")
    (tmp_path / "my-variant.yaml").write_text(first.to_yaml(), encoding="utf-8")
    second = Patch.new(first.check(), "second", (tmp_path / "my-variant.yaml",))
    rule = second.set("cut_off.single_limit", 0.02).check()
    assert [file.id for file in rule.chain][:3] == ["second", "my-variant", "pact-3"]
    assert value_of(rule, "recycling.method") == "fifty_fifty"


def value_of(rule: Any, name: str) -> Any:
    setting = rule.get(name)
    return None if setting is None else setting.value
