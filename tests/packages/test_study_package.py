"""A study package: what it holds, that it is the same each time, that it says what it is."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

import rulewright as rw
from rulewright.changes import changed
from rulewright.errors import FileError
from rulewright.inventory import InventoryFile
from rulewright.modules import Module
from rulewright.packages.errors import PackageError
from rulewright.packages.inputs import inputs_of, study_of
from rulewright.packages.plain import digest
from rulewright.packages.sections import RunSettings
from rulewright.packages.study_package import write_package
from rulewright.packages.verify import verify
from rulewright.reading.find import list_rules, list_shelf
from rulewright.reading.inventories import build_inventory
from rulewright.rule import Rule
from rulewright.whole_files import write_files

from .conftest import DRAWN, RULES, members


def test_the_same_study_gives_the_same_bytes(study: rw.Study, package: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    write_package(rw.Study("aluminium-ingot-primary-cn", RULES), again, uncertainty=DRAWN)
    assert again.read_bytes() == package.read_bytes()
    with zipfile.ZipFile(package) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_is_an_ro_crate(package: Path) -> None:
    """RO-Crate 1.2: descriptor, root data entity with its required properties, every file a data entity."""
    files = members(package)
    crate = json.loads(files["ro-crate-metadata.json"])
    assert crate["@context"] == "https://w3id.org/ro/crate/1.2/context"
    by_id = {each["@id"]: each for each in crate["@graph"]}
    descriptor = by_id["ro-crate-metadata.json"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    root = by_id[descriptor["about"]["@id"]]
    assert root["@id"] == "./"
    assert root["@type"] == "Dataset"
    assert root["name"]
    assert root["description"]
    assert root["datePublished"] == "2026-11-22"  # when the data were read, not the clock
    assert all(by_id[each["@id"]]["name"] for each in root["license"])
    assert {each["@id"] for each in root["hasPart"]} == set(files) - {"ro-crate-metadata.json"}
    for name in set(files) - {"ro-crate-metadata.json"}:
        assert by_id[name]["@type"] == "File"
        assert by_id[name]["sha256"] == digest(files[name])
        assert by_id[name]["contentSize"] == str(len(files[name]))
    action = by_id["#computation"]
    assert {each["@id"] for each in action["object"]} == {name for name in files if name.startswith("data/")}
    assert by_id["#rulewright"]["softwareVersion"] == rw.__version__


def test_it_holds_all_that_the_result_came_from(package: Path, study: rw.Study) -> None:
    files = members(package)
    manifest = json.loads(files["package.json"])
    rules = {file.id for rule in study.rules.values() for file in rule.chain}
    assert {name for name in files if name.startswith("data/rules/")} == {
        f"data/rules/{rule}.yaml" for rule in rules
    }
    linked = {study.inventory.id, *(file.id for file in study.inventory.backgrounds)}
    assert {name for name in files if name.startswith("data/inventories/")} == {
        f"data/inventories/{name}.yaml" for name in linked
    }
    assert manifest["study"]["inventory_hash"] == study.inventory.hash
    assert manifest["study"]["rules"] == {rule: study.rules[rule].hash for rule in RULES}
    assert manifest["uncertainty"]["seed"] == 7
    assert manifest["versions"].keys() >= {"rulewright", "python", "numpy", "scipy", "bw2calc"}
    results = json.loads(files["results.json"])
    assert results["pact-3"]["result"]["total_kg_co2e"] == study.result("pact-3").evaluation.total_kg_co2e
    assert len(results["pact-3"]["ledger"]) == len(study.ledger("pact-3"))


@pytest.mark.parametrize("name", ["electricity-grid-mix-cn", "air-conditioner", "hydrogen-gas"])
def test_an_inventory_comes_back_from_its_files(name: str) -> None:
    """Dated factors, linked inventories, what is not said about the data: all of it."""
    study = rw.Study(name, ["pact-3"])
    with study_of(inputs_of(study, ["pact-3"])) as again:
        assert again.inventory.hash == study.inventory.hash
        assert [file.model_fields_set for file in again.inventory.file.processes] == [
            file.model_fields_set for file in study.inventory.file.processes
        ]


@pytest.mark.slow
@pytest.mark.parametrize("name", list_shelf("inventories"))
def test_every_inventory_comes_back(name: str) -> None:
    study = rw.Study(name, ["iso-14067-2018"])
    inputs_of(study, ["iso-14067-2018"])  # refuses what it cannot give back


def test_every_rule_comes_back(study: rw.Study) -> None:
    rules = list_rules()
    every = rw.Study(study.inventory, rules, [])
    with study_of(inputs_of(every, rules)) as again:
        for rule in rules:
            assert again.rules[rule].settings == every.rules[rule].settings
            assert again.rules[rule].not_settled == every.rules[rule].not_settled


def test_changed_numbers_and_modules_travel(tmp_path: Path) -> None:
    steel = rw.Study("steel-hot-rolled-coil-bf-bof", ["pact-3"], modules={"iron-ore": _module()})
    inventory = steel.inventory.with_parameters({"coke": 320}).with_amounts(
        {"sinter-plant/emission/co2-fossil": 200.0}
    )
    supplies = [
        each.model_copy(update={"share": 0.5, "formula": None})
        for each in inventory.file.electricity_supplies
    ]
    inventory = changed(inventory, supplies=supplies)
    study = rw.Study(inventory, ["pact-3"], steel.choices)
    plain = rw.Study("steel-hot-rolled-coil-bf-bof", ["pact-3"]).result("pact-3").evaluation.total_kg_co2e
    assert abs(study.result("pact-3").evaluation.total_kg_co2e / plain - 1) > 0.01
    path = tmp_path / "changed.zip"
    write_package(study, path)
    assert {"data/modules.json", "data/changes.json"} <= set(members(path))
    assert verify(path).ok


def _module() -> Module:
    return Module("iron-ore", "kg", 0.05, "own-rule", "0" * 16, "mine", "1" * 16, "ar6", 2024, 0.4)


def test_choices_are_narrowed_to_the_rules(package: Path) -> None:
    file = json.loads(members(package)["data/study.yaml"])
    assert file["rules"] == [f"rules/{rule}.yaml" for rule in RULES]
    named = {rule for choice in file["choices"] for rule in choice["rules"]}
    assert named <= {"*", *RULES, "gbt-24067-2024", "iso-14067-2018", "pact-2"}


def test_a_rule_made_in_memory_is_refused(study: rw.Study, tmp_path: Path) -> None:
    rule = study.rules["pact-3"]
    fewer = {name: setting for name, setting in rule.settings.items() if name != "unit.kind"}
    odd = rw.Study(study.inventory, [Rule(rule.chain, fewer, rule.not_settled)], study.choices)
    with pytest.raises(PackageError, match="put together in memory"):
        write_package(odd, tmp_path / "odd.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_drawn_background_and_a_million_draws_are_refused(study: rw.Study, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="2000000 draws, more than 1000000"):
        write_package(study, tmp_path / "many.zip", uncertainty=RunSettings(draws=2_000_000))


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("study.txt", {}, "a study package is a .zip"),
        ("study.zip", {"published": "yesterday"}, "'yesterday' is no date"),
        ("study.zip", {"rules": ["pef-2021"]}, "no rule 'pef-2021' in this study"),
        ("study.zip", {"rules": []}, "at least one rule"),
    ],
)
def test_what_cannot_be_a_package_is_told(
    study: rw.Study, tmp_path: Path, name: str, settings: dict[str, object], message: str
) -> None:
    with pytest.raises(PackageError, match=message):
        write_package(study, tmp_path / name, **settings)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_would_be_a_formula_stays_a_text(tmp_path: Path) -> None:
    steel = rw.read_inventory("steel-hot-rolled-coil-bf-bof")
    data = steel.file.model_dump(mode="json", by_alias=True, exclude_none=True)
    products = [
        each | {"name": {"zh": "=1+1", "en": "=1+1"}} if each["id"] == "steel-scrap" else each
        for each in data["products"]
    ]
    assert products != data["products"]
    background = [
        file.model_dump(mode="json", by_alias=True, exclude_none=True) for file in steel.backgrounds
    ]
    merged = data | {"background": [], "products": products}
    for file in background:
        for key in ("products", "processes", "parameters", "electricity_supplies", "recycling"):
            merged[key] = [*merged.get(key, []), *file.get(key, [])]
    inventory = build_inventory(InventoryFile.model_validate(merged), "steel.yaml")
    choices = rw.read_study("steel-hot-rolled-coil-bf-bof").choices
    path = tmp_path / "steel.zip"
    write_package(rw.Study(inventory, ["worldsteel-2017"], choices), path)
    rows = list(csv.reader(io.StringIO(members(path)["table.csv"].decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]


# ---- files ------------------------------------------------------------------------------------------------------


def test_a_read_only_file_a_folder_and_a_missing_folder_are_told(tmp_path: Path) -> None:
    old = tmp_path / "old.zip"
    old.write_bytes(b"old")
    old.chmod(0o444)
    for path, message in (
        (old, "it is read-only"),
        (tmp_path, "it is a folder"),
        (tmp_path / "none" / "new.zip", "its folder is not there"),
    ):
        with pytest.raises(FileError, match=message):
            write_files({path: b"new"})
    assert old.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [old]


def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files belong together: the second has no room, so the first stays the old one."""
    first, second = tmp_path / "a.docx", tmp_path / "a.json"
    first.write_bytes(b"old")
    writes = iter([None, OSError(28, "No space left on device")])

    def chmod(*_: object) -> None:
        fault = next(writes)
        if fault is not None:
            raise fault

    monkeypatch.setattr("os.chmod", chmod)
    with pytest.raises(FileError, match="No space left on device"):
        write_files({first: b"new", second: b"new"})
    assert first.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [first]
