"""Effects of each changed clause between two versions of a rule; the parts and the rest add up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rulewright.analysis.rule_difference import difference
from rulewright.analysis.rule_effects import percent, rule_effects
from rulewright.cli import main
from rulewright.consultation.patches import read_patch, together
from rulewright.reading.rules import read_rule
from rulewright.rule import Rule

HERE = Path(__file__).parent
INVENTORY = "steel-hot-rolled-coil-bf-bof"


@pytest.fixture(scope="module")
def changed(rule: Rule) -> Rule:
    """A later version: 50:50 for scrap, no expansion, a longer period of data."""
    lines = "\n".join(
        [
            "allocation.expansion = not_used", "recycling.method = fifty_fifty", 'recycling.allocation_factor_a = {"*": 0.5}',
            "recycling.input_burden = in_total", "data_quality.period = three years",
        ]
    )  # fmt: skip
    return together(rule, [read_patch(rule, lines, 1, "here", None)])


def test_parts_and_rest_add_up_to_the_whole_change(rule: Rule, changed: Rule) -> None:
    found = rule_effects(rule, changed)
    assert len(found.inventories) == 4
    for each in found.inventories:
        parts = [part.change_kg_co2e for part in each.parts]
        assert each.change_kg_co2e is not None
        assert each.rest_kg_co2e is not None
        assert sum(part for part in parts if part is not None) + each.rest_kg_co2e == pytest.approx(
            each.change_kg_co2e
        )


def test_one_clause_alone_is_the_rule_with_that_clause(rule: Rule, changed: Rule) -> None:
    only = read_patch(rule, "allocation.expansion = not_used", 1, "here", None).rule
    assert only is not None
    alone = rule_effects(rule, only, [INVENTORY]).inventories[0]
    both = rule_effects(rule, changed, [INVENTORY]).inventories[0]
    part = next(each for each in both.parts if each.part == "allocation.expansion")
    assert part.change_kg_co2e == pytest.approx(alone.change_kg_co2e)
    assert alone.rest_kg_co2e == 0


def test_a_clause_that_cannot_be_run_alone_says_so_and_counts_as_joint(rule: Rule) -> None:
    lines = 'recycling.method = circular_footprint_formula; recycling.allocation_factor_a = {"*": 0.2}; allocation.expansion = not_used'
    new = read_patch(rule, lines, 1, "here", None).rule
    assert new is not None
    found = rule_effects(rule, new, [INVENTORY])
    method = next(part for part in found.inventories[0].parts if part.part == "recycling.method")
    assert method.change_kg_co2e is None  # the formula needs its factor A
    assert "needs the factor A" in method.why[0].what
    remarks = list(found.to_dataframe("en")["remark"])
    assert any(remark.startswith("can't be run alone") for remark in remarks)
    assert "includes what can't be run alone" in remarks


def test_a_rule_against_itself_has_no_effects(rule: Rule) -> None:
    each = rule_effects(rule, rule, [INVENTORY]).inventories[0]
    assert (each.parts, each.change_kg_co2e, each.rest_kg_co2e) == ((), 0, 0)


def test_a_rule_for_another_product_gives_a_reason(rule: Rule) -> None:
    each = rule_effects(rule, read_rule("gbt-44905-2024"), [INVENTORY]).inventories[0]
    assert each.change_kg_co2e is None
    assert not each.new.covered
    assert "for another product" in each.new.why[0].what


def test_the_difference_carries_its_effects(rule: Rule, changed: Rule) -> None:
    found = difference(rule, changed).with_effects([INVENTORY])
    assert found.effects is not None
    said = json.loads(found.to_json())["effects"]["inventories"][0]
    assert {"setting", "clause", "change_kg_co2e", "why"} == set(said["parts"][0])
    assert found.notes("zh")[-1].startswith("逐条影响")


def test_shares_are_said_with_their_sign() -> None:
    assert [percent(change, 200.0) for change in (-3.0, 3.0, 0.0)] == ["−1.50 %", "+1.50 %", "0 %"]
    assert percent(1.0, None) == ""


def test_diff_effects_on_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    arguments = ["diff", str(HERE / "steel-draft.yaml"), str(HERE / "economic-allocation.yaml"), "--effects"]
    assert main([*arguments, "--inventories", INVENTORY, "--lang", "en", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "order of allocation" in said
    assert "43.43" in said
    assert (tmp_path / "out" / "diff-effects.csv").is_file()
    assert main(["diff", "pact-2", "pact-3", "--inventories", INVENTORY, "--lang", "en"]) == 1
    assert "--inventories has no effect without --effects" in capsys.readouterr().err
