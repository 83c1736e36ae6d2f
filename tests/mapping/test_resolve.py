"""A mapping under a study: everything that doesn't fit is told at once, with the nearest activities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mapping_examples import RULES, STEEL, database, mapping

import rulewright as rw
from rulewright.brightway.background import Background
from rulewright.errors import MistakesError, SingularSystemError
from rulewright.reading.mappings import read_mapping


def background(path: Path, **more: Any) -> Background:
    """A background on the database in memory."""
    found = Background("bg", path, **more)
    found.__dict__["database"] = database()
    return found


def _told(path: Path, results: dict[str, Any], **more: Any) -> list[str]:
    with pytest.raises(MistakesError) as caught:
        background(path, **more).under(results)
    return [f"{each.what} // {each.mend}" for each in caught.value.mistakes]


def test_unmapped_and_unreviewed_inputs_stop_the_study_all_at_once(
    results: dict[str, Any], tmp_path: Path
) -> None:
    told = _told(mapping(tmp_path, leave_out=("oxygen", "iron-ore"), drafts=("quicklime",)), results)
    assert [each.split(" //")[0] for each in told] == [
        "the line about 'quicklime' is still to be reviewed",
        "the input 'iron-ore' is not mapped to the background",
        "the input 'oxygen' is not mapped to the background",
    ]


def test_unreviewed_lines_are_used_only_if_asked_and_then_it_is_said(
    results: dict[str, Any], tmp_path: Path
) -> None:
    used = background(mapping(tmp_path, drafts=("quicklime",)), unreviewed=True).under(results)
    assert any("not reviewed and used all the same, as asked: quicklime" in line for line in used.notes("en"))
    assert any("尚未审核" in line for line in used.notes("zh"))
    reviewed = background(mapping(tmp_path)).under(results)
    assert not any("not reviewed" in line for line in reviewed.notes("en"))


def test_an_activity_that_is_not_there_is_told_with_the_nearest(
    results: dict[str, Any], tmp_path: Path
) -> None:
    path = mapping(tmp_path)
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        "activity: {code: lime}", "activity: {name: market for quick lime in pieces, location: CN}"
    )
    text = text.replace("activity: {code: oxygen}", "activity: {code: oxygenn}")
    path.write_text(
        text.replace("activity: {code: ore}", "activity: {name: market for hard coal}"), encoding="utf-8"
    )
    told = " ".join(_told(path, results))
    assert "has no activity 'market for quick lime in pieces | CN'" in told
    assert (
        "; the nearest: market for quicklime, in pieces, loose | quicklime, in pieces, loose | RoW | kilogram"
        in told
    )
    assert "has no activity 'oxygenn' // correct the name or code (did you mean 'oxygen'?)" in told
    assert "2 activities fit 'market for hard coal'" in told


def test_units_that_do_not_fit_are_told(results: dict[str, Any], tmp_path: Path) -> None:
    path = mapping(tmp_path)
    text = path.read_text(encoding="utf-8").replace("    units_per_unit: 0.03\n", "")
    text = text.replace("activity: {code: ore}", "activity: {code: ore}\n    units_per_unit: 1000")
    path.write_text(text.replace("    unit: kWh\n", "    unit: MJ\n"), encoding="utf-8")
    told = " ".join(_told(path, results))
    assert (
        "flow 'natural-gas' is in MJ, activity 'market for natural gas, high pressure' in cubic meter" in told
    )
    assert "'units_per_unit' is 1000, but 1 kg is 1 kilogram // write 1, or leave it out" in told
    assert (
        "the mapping of flow 'electricity-grid-cn-2024-life-cycle' is per MJ, the inventory counts it in kWh"
        in told
    )


def test_a_code_with_another_name_is_not_taken(results: dict[str, Any], tmp_path: Path) -> None:
    """After an update of a database a code may stand for something else: name and code have to agree."""
    path = mapping(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("activity: {code: ore}", "activity: {code: ore, name: market for gold}"),
        encoding="utf-8",
    )
    assert "has no activity 'market for gold'" in " ".join(_told(path, results))


def test_a_comparison_on_a_database_by_hand(tmp_path: Path) -> None:
    """pact-3, hand-worked: all that is mapped takes the impact of its activity in place of our factor."""
    study = rw.Study(STEEL, RULES)
    path = mapping(tmp_path)
    own, put = study.compare(), study.compare(background=background(path))
    coverage = put.background.coverage
    impacts = {"coking-coal": 0.4, "pulverised-coal": 0.4, "iron-ore": 0.05, "quicklime": 1.2, "oxygen": 0.6}
    impacts |= {
        "natural-gas": 0.03 * 0.7,
        "electricity-grid-cn-2024-life-cycle": 0.8,
        "hard-coal": 0.04 * 0.4,
    }
    for rule in RULES:
        change = sum(
            each.amount * impacts[each.flow] - each.kg_co2e
            for each in coverage.inputs if each.rule == rule and each.state == "proxy"
        )  # fmt: skip
        before, after = (each.results[rule].evaluation.total_kg_co2e for each in (own, put))
        assert after - before == pytest.approx(change, rel=1e-6)
        replaced = {each.node for each in coverage.inputs if each.rule == rule and each.state == "proxy"}
        assert replaced <= set(put.background.nodes[rule]), "what is not drawn on may be replaced, too"
    assert study.compare().to_json() == own.to_json(), "the study itself stays on our background"


def test_what_stood_in_is_in_the_ledger_the_notes_and_the_json(tmp_path: Path) -> None:
    put = rw.Study(STEEL, RULES).compare(background=background(mapping(tmp_path)))
    said = [decision.what.en for decision in put.ledger("pact-3")]
    assert any(line.startswith("the background is the database bg (content ") for line in said)
    assert any("stands in by the activity market for oxygen, liquid" in line for line in said)
    assert any("coverage" in line or "covers" in line for line in put.notes("en"))
    assert len(put.notes("zh")) == len(put.notes("en"))
    told = put.to_dict()["background"]
    assert told["share_covered"]["pact-3"] == pytest.approx(put.background.coverage.share("pact-3", "proxy"))
    assert {each["status"] for each in told["products"]} == {"reviewed"}
    assert "background" not in rw.Study(STEEL, RULES).compare().to_dict()


def test_a_database_with_a_process_of_two_products_is_refused(
    results: dict[str, Any], tmp_path: Path
) -> None:
    found = background(mapping(tmp_path))
    table = found.database.technosphere
    table["row"][0] = 2  # coal makes coal-row's product, its own is made by nobody
    with pytest.raises(SingularSystemError, match=r"no product of its own is made by 'bg\|coal'"):
        found.under(results)


def test_a_singular_database_is_refused(results: dict[str, Any], tmp_path: Path) -> None:
    found = background(mapping(tmp_path))
    loop = found.database.technosphere[:1].copy()
    loop["amount"], loop["sign"], loop["position"] = 1.0, -1.0, 1  # coal uses all the coal that it makes
    object.__setattr__(found.database, "technosphere", _joined(found.database.technosphere, loop))
    with pytest.raises(SingularSystemError, match=r"use up all that they make: 'bg\|coal'"):
        found.under(results)


def _joined(*tables: Any) -> Any:
    import numpy as np

    return np.concatenate(tables)


def test_a_mapping_for_another_database_is_refused(results: dict[str, Any], tmp_path: Path) -> None:
    path = mapping(tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8").replace("database: bg", "database: old"), encoding="utf-8"
    )
    assert read_mapping(path).database == "old"
    assert "the mapping is for the database 'old', not 'bg'" in " ".join(_told(path, results))
