"""Truncated and hostile archives, missing and broken data sets: what, where, how to mend it, all at once, in Chinese too."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openlca_examples import Files, example, exchange, to_folder, to_tar, to_zip

import rulewright as rw
from rulewright.errors import FileError, ReadingError, RulewrightError
from rulewright.importing.archives import Limits, read_archive
from rulewright.importing.openlca_read import read_openlca
from rulewright.importing.openlca_uncertainty import read_uncertainty
from rulewright.reporting.messages import in_language

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def whats(error: ReadingError) -> list[str]:
    return [each.what for each in error.mistakes]


def in_chinese(error: RulewrightError) -> None:
    """Every what and mend has a Chinese template."""
    for line in in_language(error, "zh").splitlines():
        if "位置：" not in line:
            assert CHINESE.search(line), line


# ---- archives -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../evil.json", "/etc/evil.json", "a/../../evil.json", "C:/evil.json", "processes\\evil.json"]
)
def test_names_that_lead_outside_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as opened:
        info = tarfile.TarInfo(name)
        info.size = 2
        opened.addfile(info, io.BytesIO(b"{}"))
    with pytest.raises(ReadingError, match=r"leads outside|backslash") as caught:
        read_archive(path)
    in_chinese(caught.value)


def test_names_in_a_zip_are_checked_too(tmp_path: Path) -> None:
    with pytest.raises(ReadingError) as caught:
        read_archive(to_zip({"../a.json": "{}", "b/../../c.json": "{}", "ok.json": "{}"}, tmp_path / "a.zip"))
    assert whats(caught.value) == ["the name of the entry leads outside the archive"] * 2


def test_links_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x.json").write_text("{}")
    folder = to_folder({"processes/a.json": "{}"}, tmp_path / "folder")
    (folder / "flows").symlink_to(secret)
    (folder / "processes" / "b.json").symlink_to(secret / "x.json")
    with pytest.raises(ReadingError) as caught:
        read_archive(folder)
    assert whats(caught.value) == ["the entry is a link"] * 2
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as opened:
        info = tarfile.TarInfo("processes/a.json")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        opened.addfile(info)
    with pytest.raises(ReadingError, match="the entry is a link"):
        read_archive(path)
    zipped = tmp_path / "a.zip"
    with zipfile.ZipFile(zipped, "w") as opened_zip:
        linked = zipfile.ZipInfo("processes/a.json")
        linked.external_attr = 0o120777 << 16
        opened_zip.writestr(linked, "/etc/passwd")
    with pytest.raises(ReadingError, match="the entry is a link"):
        read_archive(zipped)


def test_bombs_are_refused_without_unpacking_them(tmp_path: Path) -> None:
    bomb = to_zip({"processes/a.json": b"0" * 30_000_000}, tmp_path / "a.zip")
    assert bomb.stat().st_size < 100_000
    with pytest.raises(ReadingError, match="beyond what is read") as caught:
        read_archive(bomb)
    in_chinese(caught.value)


@pytest.mark.parametrize(
    "limits",
    [Limits(total_bytes=10), Limits(member_bytes=5), Limits(members=1)],
    ids=["total", "member", "members"],
)
@pytest.mark.parametrize("write", [to_folder, to_zip, to_tar])
def test_limits_hold_for_folders_and_archives(
    limits: Limits, write: Callable[..., Path], tmp_path: Path
) -> None:
    ending = {"to_zip": ".zip", "to_tar": ".tar.xz"}.get(write.__name__, "")
    place = write({"a.json": b"[1,2,3]", "b.json": b"[1,2,3]"}, tmp_path / f"a{ending}")
    with pytest.raises(ReadingError, match=r"beyond what is read|more than 1 entries"):
        read_archive(place, limits=limits)


@pytest.mark.parametrize("write", [to_zip, to_tar])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_an_archive_cut_short_is_told(write: Callable[..., Path], part: float, tmp_path: Path) -> None:
    path = write(example(), tmp_path / "a.bin")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(FileError, match="is no whole archive") as caught:
        read_openlca(path)
    in_chinese(caught.value)


def test_a_tar_without_its_end_is_told(tmp_path: Path) -> None:
    """Cut between two members, tarfile would take it for whole."""
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as opened:
        for name in ("flows/a.json", "flows/b.json"):
            info = tarfile.TarInfo(name)
            info.size = 2
            opened.addfile(info, io.BytesIO(b"{}"))
    path.write_bytes(path.read_bytes()[: 2 * 512])
    with pytest.raises(FileError, match="its end is missing"):
        read_archive(path)


def test_an_entry_that_stands_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as opened, pytest.warns(UserWarning, match="Duplicate name"):
        opened.writestr("a.json", "{}")
        opened.writestr("a.json", "[]")
    with pytest.raises(ReadingError, match="stands twice"):
        read_archive(path)


def test_what_is_not_there_and_what_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no file or folder") as caught:
        read_openlca(tmp_path / "nothing")
    in_chinese(caught.value)
    (tmp_path / "text.zip").write_text("hello")
    with pytest.raises(FileError, match="is no whole archive"):
        read_openlca(tmp_path / "text.zip")
    with pytest.raises(FileError, match="is no openLCA JSON-LD package") as other:
        read_openlca(to_folder({"readme.json": "{}"}, tmp_path / "empty"))
    in_chinese(other.value)


# ---- data sets ------------------------------------------------------------------------------------------------


def broken(tmp_path: Path, change: Callable[[Files], Any]) -> list[str]:
    files = example()
    change(files)
    with pytest.raises(ReadingError) as caught:
        rw.import_openlca(to_folder(files, tmp_path / "package"))
    in_chinese(caught.value)
    return whats(caught.value)


def _drop(name: str) -> Callable[[Files], Any]:
    return lambda files: files.pop(name)


def _put(name: str, **data: Any) -> Callable[[Files], Any]:
    return lambda files: files[name].update(data)


def _first_exchange(**data: Any) -> Callable[[Files], Any]:
    return lambda files: files["processes/p-refinery.json"]["exchanges"][1].update(data)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (_drop("flows/f-crude.json"), "the flow of an exchange is missing: f-crude"),
        (_drop("unit_groups/g-items.json"), "the unit group of 'Number of items' is missing: g-items"),
        (_drop("flow_properties/items.json"), "a flow property of 'Part' is missing: items"),
        (_put("flows/f-part.json", flowType="SERVICE"), "the flow 'Part' has the unknown flowType 'SERVICE'"),
        (_put("flows/f-part.json", flowProperties=[]), "the flow 'Part' has no reference flow property"),
        (_put("unit_groups/g-items.json", units=[]), "the unit group 'Units of items' has no reference unit"),
        (_first_exchange(amount="0,5"), "the amount of Diesel, at refinery is no finite number: '0,5'"),
        (_first_exchange(amount=True), "the amount of Diesel, at refinery is no finite number: True"),
        (
            _first_exchange(unit={"@id": "u-kg"}),
            "the unit 'u-kg' of Diesel, at refinery is not in the unit group 'Units of volume'",
        ),
        (
            _first_exchange(flowProperty={"@id": "energy"}),
            "Diesel, at refinery is stated in a flow property that it doesn't have",
        ),
        (
            _first_exchange(quantitativeReference=True),
            "the process has 2 quantitative references with an amount",
        ),
        (
            lambda files: files["processes/p-works.json"]["exchanges"][0].update(amount=0),
            "the quantitative reference of the process has the amount 0",
        ),
        (
            lambda files: files["processes/p-works.json"]["exchanges"][0].update(input=True),
            "the quantitative reference 'Part' is no product output and no waste input",
        ),
        (
            lambda files: files.update({"flows/bad.json": "{"}),
            "the file is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        (
            lambda files: files.update({"flows/bad.json": b'{"@id": "\xff"}'}),
            "the file is not UTF-8: byte 9 cannot be read",
        ),
        (lambda files: files.update({"flows/bad.json": "[]"}), "the file holds no data set"),
        (lambda files: files.update({"flows/bad.json": "{}"}), "the data set has no '@id'"),
        (
            lambda files: files.update({"flows/bad.json": '{"@id": NaN}'}),
            "the file is not JSON: NaN is no number of JSON",
        ),
        (
            lambda files: files.update({"flows/zz.json": files["flows/f-part.json"]}),
            "two data sets have the id 'f-part'; the other stands in flows/f-part.json",
        ),
        (
            lambda files: files.update({"olca-schema.json": {"version": 3}}),
            "the package is of schema 3; schemas 1 and 2 are read",
        ),
        (
            lambda files: files["processes/p-refinery.json"]["parameters"][0].update(value=None),
            "the value of the parameter 'EF_refinery' is no finite number: None",
        ),
    ],
)
def test_a_broken_data_set_is_told(change: Callable[[Files], Any], what: str, tmp_path: Path) -> None:
    assert what in broken(tmp_path, change)


def test_a_file_nested_without_end_is_told(tmp_path: Path) -> None:
    found = broken(tmp_path, lambda files: files.update({"flows/bad.json": "[" * 200_000}))
    assert found[0].startswith(("the file is nested too deeply", "the file is not JSON"))


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    def change(files: Files) -> None:
        for name in ("f-crude", "e-lead"):
            files.pop(f"flows/{name}.json")
        files["flows/f-part.json"]["flowType"] = "?"
        files["flows/bad.json"] = "{"

    assert len(broken(tmp_path, change)) == 4


def test_unknown_units_are_told_all_at_once_and_a_mapping_mends_them(tmp_path: Path) -> None:
    def change(files: Files) -> None:
        for group, unit in (("g-items", "Barleycorn"), ("g-energy", "Florp")):
            files[f"unit_groups/{group}.json"]["units"][0]["name"] = unit

    assert broken(tmp_path, change) == ["unknown unit 'Barleycorn'", "unknown unit 'Florp'"]
    from rulewright.importing.mapping import ImportMapping

    mapping = ImportMapping(units={"Barleycorn": "piece", "Florp": "MJ"})
    found = rw.import_openlca(tmp_path / "package", mapping=mapping)
    assert found.inventory.flows["part"].unit == "piece"


def test_a_mapping_that_names_the_wrong_supplier_is_told(tmp_path: Path) -> None:
    from rulewright.importing.mapping import ImportMapping

    with pytest.raises(ReadingError) as caught:
        rw.import_openlca(
            to_folder(example(), tmp_path / "a"), mapping=ImportMapping(providers={"Part": "Power station"})
        )
    assert whats(caught.value) == ["the mapping lets 'Power station' supply 'Part', which it doesn't make"]
    assert caught.value.mistakes[0].mend == "name one of its makers: Works"
    in_chinese(caught.value)


# ---- distributions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "outcome"),
    [
        ({"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 2, "geomSd": 0.0}, "no_spread"),
        ({"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 3, "geomSd": 1.5}, "other_centre"),
        ({"distributionType": "LOG_NORMAL_DISTRIBUTION"}, "unusable"),
        ({"distributionType": "TRIANGLE_DISTRIBUTION", "minimum": 3, "maximum": 1}, "unusable"),
        (
            {"distributionType": "TRIANGLE_DISTRIBUTION", "minimum": 3, "maximum": 4, "mode": 3},
            "outside_range",
        ),
        ({"distributionType": "UNIFORM_DISTRIBUTION", "minimum": 2, "maximum": 2}, "no_spread"),
        ({"distributionType": "NORMAL_DISTRIBUTION", "mean": 2, "sd": 0}, "no_spread"),
        ({"distributionType": "NO_DISTRIBUTION"}, "none_stated"),
        ({"distributionType": "WISHART"}, "unusable"),
    ],
)
def test_what_becomes_of_a_distribution_is_said(stated: dict[str, Any], outcome: str) -> None:
    assert read_uncertainty(stated, 2.0)[1] == outcome


# ---- anything at all ------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["u-kg", "mass", "f-part"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@id", "name", "amount", "flow", "unit", "units", "input"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
NAMES = sorted(name for name in example() if not name.startswith("actors"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(NAMES), data=st.data())
def test_any_data_set_ends_in_an_inventory_or_in_a_message(
    name: str, data: st.DataObject, tmp_path: Path
) -> None:
    """One value somewhere in one data set is replaced by anything."""
    files = example()
    here: Any = files[name]
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(here[key], dict | list) and here[key] and data.draw(st.booleans()):
            here = here[key]
        else:
            here[key] = data.draw(JSON)
            break
    path = to_zip(files, tmp_path / "a.zip")
    try:
        rw.import_openlca(path).to_json()
    except RulewrightError as error:
        assert error.mend


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), bytes_=st.binary(min_size=1, max_size=4))
def test_any_damage_to_an_archive_ends_in_a_message(place: int, bytes_: bytes, tmp_path: Path) -> None:
    path = to_zip(example(), tmp_path / "a.zip")
    content = bytearray(path.read_bytes())
    start = place % len(content)
    content[start : start + len(bytes_)] = bytes_
    path.write_bytes(content)
    try:
        rw.import_openlca(path)
    except RulewrightError as error:
        assert error.mend


def test_a_process_may_use_a_flow_property_of_its_own(tmp_path: Path) -> None:
    """0.1 kg of coke stated as 3.2 MJ of net calorific value."""
    files = example()
    files["processes/p-works.json"]["exchanges"].append(
        exchange(1, "f-coke", 3.2, "u-mj", True) | {"flowProperty": {"@id": "ncv"}}
    )
    found = rw.import_openlca(to_folder(files, tmp_path / "a"))
    entered = found.inventory.processes["works"].inputs[-1]
    assert entered.quantity is not None and entered.quantity.amount == pytest.approx(0.1)


def test_a_folder_that_holds_archives_names_them(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(b"")
    (tmp_path / "README.md").write_text("about", encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_openlca(tmp_path)
    assert caught.value.mend == "give one of the archives in this folder: export.zip"
