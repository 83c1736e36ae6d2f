"""Two rules or versions clause by clause."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rulewright as rw
from rulewright.analysis.rule_difference import FORMAT, KINDS, Change, RuleDifference, difference
from rulewright.cli import main
from rulewright.reading.find import list_rules
from rulewright.reading.rules import read_rule

STEEL = "steel-hot-rolled-coil-bf-bof"
PATCH = """
format: rulewright-rule/1
id: {id}
based_on: pact-3
title: {{zh: 变体, en: variant}}
document: {{number: variant, title: {{zh: 变体, en: variant}}, issuer: test, status: draft, language: en}}
clauses:
  - id: tree
    family: allocation
    clause: "6.3"
    ladder:
      - subdivide: {{}}
      - share: {{by: mass}}
      - stop: {{}}
    classes:
      - {{flows: [granulated-slag], as_class: burden_free}}
    text: {{zh: 按质量, en: by mass}}
    source: {{document: variant, kind: declared}}
    mark: declared
"""


@pytest.fixture
def variant(tmp_path: Path) -> str:
    """A patch of PACT 3 that shares by mass."""
    path = tmp_path / "variant.yaml"
    path.write_text(PATCH.format(id="variant"), encoding="utf-8")
    return str(path)


def between(old: str, new: str) -> RuleDifference:
    """The difference of two shipped rules."""
    return difference(read_rule(old), read_rule(new))


def one(found: RuleDifference, name: str) -> Change:
    """The change of one setting."""
    return next(change for change in found.changes if change.name == name)


def test_the_cut_off_of_pact_2_and_3_is_a_change_with_both_clauses() -> None:
    change = one(between("pact-2", "pact-3"), "cut_off.total_limit")
    assert change.kind == "changed"
    assert change.old is not None
    assert change.new is not None
    assert (change.old.value, change.new.value) == (0.05, 0.03)
    assert change.old.clause.clause == "3.3.1.2"
    assert change.new.clause.source.document == "PACT Methodology v3"


def test_what_the_newer_version_settles_is_told_from_what_it_adds() -> None:
    found = between("pact-2", "pact-3")
    assert one(found, "characterisation.gwp_set").kind == "settled"
    assert one(found, "boundary.tags[packaging]").kind == "settled"  # tags were left open as a whole
    assert "boundary.tags" not in [change.name for change in found.changes]


def test_a_clause_that_only_moved_is_restated_and_not_shown() -> None:
    found = between("pact-2", "pact-3")
    change = one(found, "allocation.ladder")
    assert change.kind == "restated"
    assert change not in found.differing
    assert len(found.to_dataframe(restated=True)) - len(found.to_dataframe()) == len(
        found.of_kind("restated")
    )


def test_a_ladder_names_the_rungs_that_went_and_came() -> None:
    change = one(between("catena-x-2", "catena-x-4"), "electricity.ladder")
    gone, come = change.rungs()
    assert "fossil_mix" in [rung.supply for rung in come]
    assert [rung.scope for rung in gone if rung.supply == "residual_mix"] == ["national"]


def test_rungs_of_a_special_ladder_are_told_too() -> None:
    found = between("cbam-2025", "en-16908-2017")
    change = one(found, "allocation.special[hydrogen]")
    assert change.kind == "removed"
    assert change.rungs() == ([], [])  # there is no other ladder to compare with
    assert one(found, "allocation.ladder").rungs()[0][0].share.by == "mass"


def test_versions_of_catena_x_differ_where_their_key_changes_say() -> None:
    found = between("catena-x-3", "catena-x-4")
    assert [change.name for change in found.differing] == [
        "electricity.ladder", "allocation.special", "biogenic.convention", "reporting.recalculate_if_change_above",
    ]  # fmt: skip
    limits = between("catena-x-2", "catena-x-3")
    change = one(limits, "cut_off.total_limit")
    assert change.old is not None
    assert change.new is not None
    assert (change.old.value, change.new.value) == (0.01, 0.03)


def test_classes_are_compared_flow_by_flow(variant: str) -> None:
    found = difference(read_rule("pact-3"), read_rule(variant))
    change = one(found, "allocation.classes[granulated-slag]")
    assert change.kind == "settled"
    assert change.new is not None
    assert change.new.value == "burden_free"
    assert "granulated-slag" in change.label("zh")


@pytest.mark.parametrize("rule", list_rules())
def test_a_rule_against_itself_differs_by_nothing(rule: str) -> None:
    found = between(rule, rule)
    assert found.changes == ()
    assert found.document == {}
    assert found.to_dataframe().empty
    assert len(found.notes("en")) == 1


@pytest.mark.parametrize(
    ("old", "new"), [("pact-2", "pact-3"), ("worldsteel-2017", "rmi-steel-2022"), ("pef-2021", "cbam-2025")]
)
def test_turning_the_question_round_turns_the_answer_round(old: str, new: str) -> None:
    there, back = between(old, new), between(new, old)
    assert [change.name for change in there.changes] == [change.name for change in back.changes]
    for a, b in zip(there.changes, back.changes, strict=True):
        assert (a.old, a.new) == (b.new, b.old)
        turned = {"added": "removed", "settled": "opened"}
        if a.kind in ("changed", "restated"):
            assert b.kind == a.kind
        elif a.kind in turned and a.old is not None and a.new is not None:
            assert b.kind == turned[a.kind]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_notes_and_figure_speak_both_languages(lang: str) -> None:
    found = between("worldsteel-2017", "rmi-steel-2022")
    table = found.to_dataframe(lang, texts=True)
    assert len(table) == len(found.differing) + len(found.document)
    assert list(table.columns)[3:5] == [
        f"{'旧：' if lang == 'zh' else 'old: '}worldsteel-2017", f"{'新：' if lang == 'zh' else 'new: '}rmi-steel-2022"
    ]  # fmt: skip
    kinds = {KINDS[change.kind](lang) for change in found.differing}
    assert set(table.iloc[:, 2]) == kinds | {KINDS["changed"](lang)}
    assert str(len(found.differing)) in found.notes(lang)[0]
    figure = found.plot(lang)
    figure.canvas.draw()
    texts = [text.get_text() for text in figure.texts]
    assert any("worldsteel LCI methodology 2017" in text for text in texts)


def test_json_holds_both_sides_with_texts_and_sources() -> None:
    data = json.loads(between("pact-2", "pact-3").to_json())
    assert data["format"] == FORMAT
    assert data["effect"] is None
    assert data["old"]["rule_hash"] == read_rule("pact-2").hash
    limit = next(change for change in data["changes"] if change["setting"] == "cut_off.single_limit")
    assert limit["kind"] == "changed"
    assert (limit["old"]["value"], limit["new"]["value"]) == (0.01, 0.03)
    assert set(limit["old"]["text"]) == {"zh", "en"}
    assert limit["old"]["source"]["kind"] == "secondary"
    assert {each["field"] for each in data["document"]} >= {"number", "status", "replaces"}


def test_the_effect_on_an_inventory_is_that_of_the_study(variant: str) -> None:
    study = rw.Study(STEEL, ["pact-3", variant])
    found = difference(read_rule("pact-3"), read_rule(variant)).with_effect(study)
    effect = found.effect
    assert effect is not None
    totals = [study.result(name).evaluation.total_kg_co2e for name in ("pact-3", "variant")]
    assert [effect.old_kg_co2e, effect.new_kg_co2e] == totals
    assert effect.difference_kg_co2e == pytest.approx(totals[1] - totals[0])
    assert sum(effect.old_by_stage.values()) == pytest.approx(totals[0], rel=1e-6)
    assert sum(effect.new_by_stage.values()) == pytest.approx(totals[1], rel=1e-6)
    for lang in ("zh", "en"):
        assert found.notes(lang)[-1] == effect.sentence(lang)
        assert len(found.plot(lang).axes) == 2
    assert json.loads(found.to_json())["effect"]["inventory"] == STEEL


def test_a_difference_below_the_precision_of_the_solver_is_told_as_none() -> None:
    found = between("pact-2", "pact-3").with_effect(rw.Study(STEEL, ["pact-2", "pact-3"]))
    assert found.effect is not None
    assert abs(found.effect.difference_kg_co2e) < 1e-3
    assert "a difference of 0 (+0.0%)" in found.effect.sentence("en")


# ---- command ------------------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout, stderr."""
    status = main(["diff", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_prints_what_differs(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "pact-2", "pact-3", "--lang", lang)
    assert status == 0
    assert "0.05" in out
    assert "IPCC AR6" in out
    assert ("规定不同 8 项" if lang == "zh" else "Decisions that differ: 8") in out


def test_the_command_gives_json_csv_texts_and_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, out, _ = run(capsys, "pact-2", "pact-3", "--format", "json")
    assert json.loads(out)["format"] == FORMAT
    _, out, _ = run(capsys, "pact-2", "pact-3", "--format", "csv", "--texts", "--lang", "en")
    assert out.splitlines()[0].endswith("old text,new text")
    status, _, err = run(capsys, "pact-2", "pact-3", "--restated", "--out", str(tmp_path / "out"))
    assert status == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["diff-en.png", "diff-en.svg", "diff-zh.png", "diff-zh.svg", "diff.csv", "diff.json"]
    assert "diff.json" in err


def test_the_command_adds_the_effect(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "pact-3", "worldsteel-2017", "--inventory", STEEL, "--lang", "en")
    assert status == 0
    assert "kg CO2e / 1 t hot-rolled coil" in out


def test_choices_without_an_inventory_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "pact-2", "pact-3", "--choice", "cut_off.use=nothing", "--lang", "zh")
    assert status == 1
    assert "没有清单时，--choice 不起作用" in err


def test_a_patch_with_the_same_id_has_no_effect_beside_its_base(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        (Path(rw.__file__).parent / "rules" / "pact-2.yaml")
        .read_text(encoding="utf-8")
        .replace("0.05", "0.04")
    )
    path = tmp_path / "pact-2.yaml"
    path.write_text(text, encoding="utf-8")
    status, out, _ = run(capsys, "pact-2", str(path), "--lang", "en")
    assert status == 0
    assert "Decisions that differ: 1" in out
    status, _, err = run(capsys, "pact-2", str(path), "--inventory", STEEL, "--lang", "zh")
    assert status == 1
    assert "两个规则的编号都是“pact-2”" in err


def test_an_unknown_rule_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "pact-2", "pact-9", "--lang", "en")
    assert status == 1
    assert "no rule 'pact-9'" in err
