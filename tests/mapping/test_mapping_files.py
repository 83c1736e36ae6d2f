"""Mapping files: what a line has to say, who has reviewed it; the shipped ones cover all backgrounds of the library."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapping_examples import HEAD, mapping

from rulewright.brightway.units import own_unit
from rulewright.cli import main
from rulewright.errors import FileError, ReadingError
from rulewright.mapping.draft import to_yaml
from rulewright.reading.find import find_on_shelf, list_shelf
from rulewright.reading.inventories import read_inventory
from rulewright.reading.mappings import read_mapping
from rulewright.units import factor_or_none

SHIPPED = list_shelf("mappings")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{flow: a, unit: kg}", "a reviewed line says its kind"),
        ("{flow: a, unit: kg, kind: proxy, activity: {code: c}}", "'proxy' says why"),
        ("{flow: a, unit: kg, kind: none}", "'none' says why"),
        ("{flow: a, unit: kg, kind: exact}", "'exact' names an activity"),
        (
            "{flow: a, unit: kg, kind: none, reason: {zh: 无, en: no}, activity: {code: c}}",
            "'none' has no activity",
        ),
        ("{flow: a, unit: kg, kind: exact, activity: {location: CN}}", "name an activity by its code"),
        ("{flow: a, unit: blorp, kind: exact, activity: {code: c}}", "unknown unit 'blorp'"),
        ("{flow: a, unit: kg, kind: exact, activity: {code: c}, units_per_unit: 0}", "units_per_unit"),
        ("{flow: a, unit: kg, kind: exact, activity: {code: c}, reviewed_on: yesterday}", "reviewed_on"),
    ],
)
def test_a_line_says_what_its_kind_needs(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(f"{HEAD}links:\n  - {line}\n", encoding="utf-8")
    with pytest.raises(ReadingError, match=said):
        read_mapping(path)


def test_a_draft_line_needs_no_kind_and_has_no_reviewer(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(f"{HEAD}links:\n  - {{flow: a, unit: kg, status: to_review}}\n", encoding="utf-8")
    found = read_mapping(path)
    assert not found.links[0].is_usable
    assert found.reviewer(found.links[0]) == (None, None)


def test_a_line_has_its_own_reviewer_or_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    own = "{flow: a, unit: kg, kind: exact, activity: {code: c}, reviewed_by: B, reviewed_on: 2026-01-02}"
    other = "{flow: b, unit: kg, kind: exact, activity: {code: c}}"
    path.write_text(f"{HEAD}links:\n  - {own}\n  - {other}\n", encoding="utf-8")
    found = read_mapping(path)
    said = [" ".join(map(str, found.reviewer(link))) for link in found.links]
    assert said == ["B 2026-01-02", "A. Reviewer 2026-11-23"]


def test_a_mapping_is_written_and_read_again(tmp_path: Path) -> None:
    first = read_mapping(mapping(tmp_path, drafts=("oxygen",)))
    path = tmp_path / "again.yaml"
    path.write_text(to_yaml(first), encoding="utf-8")
    assert read_mapping(path) == first


# ---- shipped ------------------------------------------------------------------------------------------------


def test_the_shipped_mappings_are_there() -> None:
    assert SHIPPED == ["ecoinvent-3.10-cutoff", "ecoinvent-3.11-cutoff", "ecoinvent-3.9-cutoff", "uslci-2017"]
    with pytest.raises(FileError, match="no mapping 'uslci'"):
        read_mapping("uslci")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_mapping_covers_every_background_product(name: str) -> None:
    units = {link.flow: link.unit for link in read_mapping(name).links}
    made = {}
    for background in list_shelf("background"):
        inventory = read_inventory(find_on_shelf(background, "background"))
        for process in inventory.processes.values():
            for output in process.outputs:
                if output.output_class in ("product", "co_product") and not process.is_background:
                    made[output.flow] = inventory.flows[output.flow].unit
    assert units == made


@pytest.mark.parametrize("name", SHIPPED)
def test_the_units_of_a_shipped_mapping_convert_or_a_factor_is_stated(name: str) -> None:
    for link in read_mapping(name).links:
        if link.activity is None or link.activity.unit is None:
            assert link.kind == "none"
            continue
        theirs = own_unit(link.activity.unit)
        assert theirs is not None, link.activity.unit
        converts = factor_or_none(link.unit, theirs) is not None
        assert converts == (link.units_per_unit is None), link.flow


@pytest.mark.parametrize("name", [name for name in SHIPPED if name.startswith("ecoinvent")])
def test_names_of_a_licensed_database_are_all_to_be_reviewed(name: str) -> None:
    file = read_mapping(name)
    assert {link.status for link in file.links} == {"to_review"}
    assert file.reviewed_by is None
    assert file.note is not None and "licence holder" in file.note.en and "许可持有人" in file.note.zh


def test_what_changed_between_versions_is_said() -> None:
    files = {name: {link.flow: link for link in read_mapping(name).links} for name in SHIPPED[:3]}
    old, middle, new = (files[f"ecoinvent-{version}-cutoff"] for version in ("3.9", "3.10", "3.11"))
    changed = {flow for flow in old if not old[flow].activity == middle[flow].activity == new[flow].activity}
    assert changed == {
        "caustic-soda",
        "hydrogen",
        "soda-ash",
        "transport-lorry",
        "transport-rail",
        "transport-ship",
    }
    assert all(files[name][flow].note is not None for name in files for flow in changed)


def test_check_knows_mappings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "ecoinvent-3.10-cutoff", "uslci-2017", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "mapping ecoinvent-3-10-cutoff, 120 products, 120 of them to be reviewed, no mistakes" in said
    assert "mapping uslci-2017, 120 products, no mistakes" in said
