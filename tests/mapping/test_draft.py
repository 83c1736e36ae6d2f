"""Drafts: every line is to be reviewed, reviewed ones stay, nothing is computed from a draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mapping_examples import LINKS, NONE, database, mapping

from rulewright.errors import MistakesError
from rulewright.mapping.draft import draft_mapping
from rulewright.mapping.resolve import Resolved
from rulewright.reading.mappings import Activity, read_mapping


def test_nothing_of_a_draft_is_reviewed(results: dict[str, Any], tmp_path: Path) -> None:
    draft = draft_mapping(results, database())
    assert {link.flow for link in draft.file.links} == {*LINKS, *NONE}
    assert {link.status for link in draft.file.links} == {"to_review"}
    assert {link.kind for link in draft.file.links} == {None}
    lime = draft.file.link_of("quicklime", "lime-kiln")
    assert lime is not None and lime.candidates[0].code == "lime" and len(lime.candidates) == 5
    assert read_mapping(draft.write(tmp_path / "draft.yaml")) == draft.file


def test_a_study_does_not_run_on_a_draft_even_if_told_to(results: dict[str, Any]) -> None:
    found = Resolved(draft_mapping(results, database()).file, database(), unreviewed=True)
    found.nodes(results)
    told = sorted(each.what for each in found.mistakes)
    assert told == sorted(f"the line about '{flow}' is still to be reviewed" for flow in (*LINKS, *NONE))


def test_reviewed_lines_stay_as_they_are(results: dict[str, Any], tmp_path: Path) -> None:
    earlier = read_mapping(mapping(tmp_path, leave_out=("oxygen",), drafts=("iron-ore",)))
    draft = draft_mapping(results, database(), earlier)
    kept = {link.flow: link for link in draft.file.links}
    for link in earlier.links:
        if link.status == "reviewed":
            assert kept[link.flow] == link
    assert kept["oxygen"].status == kept["iron-ore"].status == "to_review"
    assert draft.file.reviewed_by == "A. Reviewer" and draft.file.id == "small"
    assert (draft.origins["quicklime"], draft.origins["oxygen"]) == ("reviewed", "searched")
    path = draft.write(tmp_path / "mapping.yaml")
    assert draft_mapping(results, database(), read_mapping(path)).file == draft.file


def test_what_is_kept_by_choice_stays_kept(results: dict[str, Any], tmp_path: Path) -> None:
    path = mapping(tmp_path, leave_out=("oxygen",))
    path.write_text(
        path.read_text(encoding="utf-8") + "keep: {oxygen: {zh: 自产, en: made on site}}\n", encoding="utf-8"
    )
    draft = draft_mapping(results, database(), read_mapping(path))
    assert draft.origins["oxygen"] == "kept"
    assert draft.file.link_of("oxygen", "oxygen-supply") is None
    assert read_mapping(draft.write(tmp_path / "again.yaml")) == draft.file


def test_names_of_a_shipped_mapping_are_looked_up_first(results: dict[str, Any]) -> None:
    draft = draft_mapping(results, database(), start=read_mapping("ecoinvent-3.10-cutoff"))
    link = draft.file.link_of("pulverised-coal", "pulverised-coal-supply")
    assert link is not None and link.status == "to_review" and link.kind == "proxy"
    expected = Activity(
        code="coal",
        name="market for hard coal",
        location="CN",
        unit="kilogram",
        reference_product="hard coal",
    )
    assert link.activity == expected
    missing = draft.file.link_of("ammonium-sulphate-market", "ammonium-sulphate-market")
    assert missing is not None and missing.kind is None and missing.candidates, (
        "not in this database: searched"
    )
    assert draft.origins["cement-input-replaced-by-converter-slag"] == "shipped"


def test_a_mapping_to_another_database_is_refused(results: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(MistakesError, match="the mapping is for the database 'bg', not 'other'"):
        draft_mapping(results, database("other"), read_mapping(mapping(tmp_path)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_says_what_to_do(results: dict[str, Any], lang: str) -> None:
    draft = draft_mapping(results, database(), not_run=("pef-2021",))
    assert len(draft.to_dataframe(lang)) == len(draft.wanted)
    assert len(draft.notes(lang)) == 3 and "pef-2021" in draft.notes(lang)[-1]
    assert "<table" in draft._repr_html_() and draft.to_dict()["rules_not_run"] == ["pef-2021"]
