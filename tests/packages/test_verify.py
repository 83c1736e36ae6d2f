"""Verifying: a package that is whole agrees, and every kind of change is found and named."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rulewright as rw
from rulewright.cli import main
from rulewright.errors import FileError, ReadingError
from rulewright.packages import sections
from rulewright.packages.deviations import ABSOLUTE, RELATIVE, differences
from rulewright.packages.errors import PackageError
from rulewright.packages.verify import Verification, verify
from rulewright.reading import find

from .conftest import edit, members

Changed = Callable[..., Path]


def said(found: Verification) -> str:
    return "\n".join(each.said.en for each in found.problems)


def test_a_whole_package_agrees_to_the_bit(package: Path) -> None:
    found = verify(package)
    assert found.ok
    assert found.deviations == ()
    assert found.drawn_again is True
    assert found.numbers > 200
    assert "the same to the bit" in found.notes("en")[2]
    assert "逐位相同" in found.notes("zh")[2]


def test_nothing_of_the_local_library_is_used(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no rules and no databases at hand, the package still gives its result."""
    monkeypatch.setattr(find, "_shipped", lambda: tmp_path / "nothing")
    assert find.databases_dir() == tmp_path / "nothing"
    found = verify(package)
    assert found.ok, said(found)


def test_it_is_computed_from_its_own_gwp_sets(changed: Changed) -> None:
    """A forger who changes a factor and fits all hashes still has the old result."""

    def change(files: dict[str, bytes]) -> None:
        text = files["data/gwp.yaml"].decode()
        assert text.count("value: 7380") >= 1
        files["data/gwp.yaml"] = text.replace("value: 7380", "value: 8380").encode()

    found = verify(changed(change, honest=True), draw=False)
    assert not found.ok
    assert any(each.where.endswith("result.total_kg_co2e") for each in found.problems)
    assert not any(each.kind == "hash" for each in found.problems)


def test_a_number_that_was_changed_is_named_with_both_values(changed: Changed, study: rw.Study) -> None:
    total = study.result("pact-3").evaluation.total_kg_co2e

    def change(results: Any) -> None:
        results["pact-3"]["result"]["total_kg_co2e"] = total * 0.9

    found = verify(changed(edit("results.json", change), honest=True))
    (problem,) = found.problems
    assert (problem.kind, problem.where) == ("number", "pact-3.result.total_kg_co2e")
    assert (problem.stated, problem.found) == (total * 0.9, pytest.approx(total, rel=1e-12))
    assert f"allowed {1e-9 * total:.1g}" in problem.said.en
    assert repr(total * 0.9) in problem.said.zh


def test_a_reworded_decision_is_found(changed: Changed) -> None:
    def change(results: Any) -> None:
        results["pact-3"]["ledger"][0]["what"]["en"] = "something else"

    found = verify(changed(edit("results.json", change), honest=True), draw=False)
    (problem,) = found.problems
    assert (problem.kind, problem.where) == ("text", "pact-3.ledger[0].what.en")


def test_left_out_and_added_values_are_found(changed: Changed) -> None:
    def change(results: Any) -> None:
        del results["pact-3"]["result"]["by_kind"]["aircraft"]
        results["pact-3"]["result"]["by_stage"]["use"] = 1.0
        results["pact-3"]["ledger"].pop()
        results["pef-2021"] = {"result": {}}
        del results["gbt-44905-2024"]

    found = verify(changed(edit("results.json", change), honest=True), draw=False)
    places = {(each.kind, each.where) for each in found.problems}
    assert ("missing", "pact-3.result.by_kind.aircraft") in places
    assert ("added", "pact-3.result.by_stage.use") in places
    assert any(kind == "missing" and where.startswith("pact-3.ledger[") for kind, where in places)
    assert ("added", "pef-2021") in places
    assert ("missing", "gbt-44905-2024") in places


def test_a_changed_file_does_not_fit_its_hash(changed: Changed) -> None:
    def change(files: dict[str, bytes]) -> None:
        files["data/gwp.yaml"] += b"\n# a comment changes no number\n"

    found = verify(changed(change), draw=False)
    assert [(each.kind, each.where) for each in found.problems] == [
        ("hash", "data/gwp.yaml")
    ] * 2  # manifest and crate


def test_a_changed_manifest_does_not_fit_the_crate(changed: Changed) -> None:
    found = verify(changed(edit("package.json", lambda manifest: manifest.update(remark="x"))), draw=False)
    assert [(each.kind, each.where) for each in found.problems] == [("hash", "package.json")]


def test_another_inventory_hash_or_rule_hash_is_found(changed: Changed) -> None:
    def change(manifest: Any) -> None:
        manifest["study"]["inventory_hash"] = "0" * 16
        manifest["study"]["rules"]["pact-3"] = "1" * 16

    found = verify(changed(edit("package.json", change), honest=True), draw=False)
    assert {each.where for each in found.problems} == {"study.inventory_hash", "study.rules.pact-3"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("data/inventories/background-cn.yaml", "background-cn"),
        ("data/rules/gbt-24067-2024.yaml", "gbt-24067-2024"),
        ("data/gwp.yaml", "gwp.yaml"),
        ("data/study.yaml", "holds no data/study.yaml"),
        ("ro-crate-metadata.json", "the file is missing"),
    ],
)
def test_a_missing_file_is_told_and_not_replaced_by_the_local_one(
    changed: Changed, name: str, words: str
) -> None:
    found = verify(changed(lambda files: files.pop(name)), draw=False)
    assert not found.ok
    assert f"{name}: the file is missing" in said(found)
    assert words in said(found)
    assert name == "ro-crate-metadata.json" or any(each.kind == "stop" for each in found.problems)


def test_a_file_that_is_not_listed_is_told(changed: Changed) -> None:
    found = verify(changed(lambda files: files.update({"extra.txt": b"x"})), draw=False)
    assert "extra.txt: the package holds a file that it does not list" in said(found)


def test_other_versions_are_a_note(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = sections.versions()
    monkeypatch.setattr(
        "rulewright.packages.verify.versions", lambda: now | {"rulewright": "9.9.9", "numpy": "9.0"}
    )
    found = verify(package)
    assert found.ok
    assert [(each.severity, each.kind, each.where) for each in found.deviations] == [
        ("note", "version", "rulewright"), ("note", "version", "numpy"),
    ]  # fmt: skip
    assert f"written with {rw.__version__}, now 9.9.9" in found.notes("en")[3]


@pytest.mark.parametrize("form", ["rulewright-package/2", "rulewright-package/0"])
def test_another_version_of_the_format_is_refused_with_the_version_that_wrote_it(
    changed: Changed, form: str
) -> None:
    def change(manifest: Any) -> None:
        manifest["format"] = form
        manifest["versions"]["rulewright"] = "7.1.0"

    with pytest.raises(PackageError, match=form) as caught:
        verify(changed(edit("package.json", change)))
    assert caught.value.mend == "verify it with rulewright 7.1.0, which wrote it"


# ---- draws ------------------------------------------------------------------------------------------------------


def test_another_seed_does_not_give_the_same_bits(changed: Changed) -> None:
    found = verify(
        changed(edit("package.json", lambda manifest: manifest["uncertainty"].update(seed=8)), honest=True)
    )
    assert any(each.kind == "draws" for each in found.problems)
    assert any(each.where.endswith("uncertainty.mean_kg_co2e") for each in found.problems)
    assert "not the same to the bit" in found.notes("en")[2]


def test_a_statistic_that_was_changed_is_found(changed: Changed) -> None:
    def change(results: Any) -> None:
        results["pact-3"]["uncertainty"]["percentiles_kg_co2e"]["97.5"] *= 0.9

    found = verify(changed(edit("results.json", change), honest=True))
    assert [each.where for each in found.problems] == ["pact-3.uncertainty.percentiles_kg_co2e.97.5"]


def test_draws_may_be_left_out_and_hostile_settings_are_refused(changed: Changed, package: Path) -> None:
    found = verify(package, draw=False)
    assert found.ok
    assert found.drawn_again is False
    assert "not made again" in found.notes("en")[2]
    for settings in (
        {
            "draws": 10**12,
            "seed": 1,
            "sampling": "mc",
            "pedigree_set": "ecoinvent-2",
            "characterisation_drawn": True,
        },
        {"draws": 64},
        "many",
        {
            "draws": 64,
            "seed": -1,
            "sampling": "mc",
            "pedigree_set": "ecoinvent-2",
            "characterisation_drawn": True,
        },
        {
            "draws": 64,
            "seed": 1,
            "sampling": "x",
            "pedigree_set": "ecoinvent-2",
            "characterisation_drawn": True,
        },
    ):
        found = verify(
            changed(
                edit("package.json", lambda manifest, new=settings: manifest.update(uncertainty=new)), True
            )
        )
        assert [each.kind for each in found.problems] == ["stop"], settings


def test_statistics_without_settings_are_told(changed: Changed) -> None:
    found = verify(
        changed(edit("package.json", lambda manifest: manifest.update(uncertainty=None)), honest=True)
    )
    assert {each.where for each in found.problems} == {"pact-3.uncertainty", "gbt-44905-2024.uncertainty"}


# ---- hostile ----------------------------------------------------------------------------------------------------


def test_hostile_archives_are_refused(tmp_path: Path) -> None:
    def archive(name: str, content: bytes, **more: Any) -> Path:
        path = tmp_path / f"hostile-{len(list(tmp_path.iterdir()))}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
            info = zipfile.ZipInfo(name)
            for key, value in more.items():
                setattr(info, key, value)
            info.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(info, content)
        return path

    for path, words in (
        (archive("../package.json", b"{}"), "leads outside"),
        (archive("/package.json", b"{}"), "leads outside"),
        (archive("package.json", b"/etc/passwd", external_attr=0o120777 << 16), "is a link"),
        (archive("package.json", b" " * 70_000_000), "beyond what is read"),
    ):
        with pytest.raises(ReadingError, match=words):
            verify(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "no readable JSON"),
        (b"[1]", "is no package"),
        (b'{"format": "rulewright-report/1", "files": NaN}', "NaN is no number"),
        (b"[" * 100_000, "no readable JSON"),
        (b'{"format": "rulewright-comparison/1"}', "its format is not 'rulewright-report/1'"),
        (b'{"format": "rulewright-report/1"}', "does not say its files"),
        (
            b'{"format": "rulewright-report/1", "files": {"../x": {"text": ""}}, "results": {"a": {}}}',
            "no plain path",
        ),
        (
            b'{"format": "rulewright-report/1", "files": {"a": {"text": ""}}, "results": {"a": 1}}',
            "have no sections",
        ),
        (b"\xff\xfe\x00", "no readable JSON"),
    ],
)
def test_files_that_are_no_report_are_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(content)
    with pytest.raises(PackageError, match=words):
        verify(path)


def test_no_file_and_no_package_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no file or folder"):
        verify(tmp_path / "none.zip")
    with pytest.raises(PackageError, match=r"holds no package\.json"):
        verify(tmp_path)


def test_a_folder_of_the_files_verifies_as_well(package: Path, tmp_path: Path) -> None:
    for name, content in members(package).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert verify(tmp_path, draw=False).ok


# ---- comparing --------------------------------------------------------------------------------------------------

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)
DATA = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@given(DATA)
def test_what_is_the_same_has_no_differences(data: Any) -> None:
    assert list(differences(data, json.loads(json.dumps(data)), "x", 1.0)) == []


@given(st.lists(NUMBERS, min_size=1, max_size=5), st.integers(0, 4), st.floats(1e-6, 1e3))
def test_a_number_beyond_the_tolerance_is_always_found(values: list[float], place: int, step: float) -> None:
    place %= len(values)
    other = list(values)
    other[place] += max(abs(other[place]), 1.0) * step
    found = list(differences(values, other, "x", 1.0))
    assert [each.where for each in found] == [f"x[{place}]"]


def test_rounding_is_no_difference() -> None:
    assert list(differences(1000.0, 1000.0 * (1 + RELATIVE / 2), "x", 1.0)) == []
    assert list(differences(0.0, ABSOLUTE * 1000 / 2, "x", 1000.0)) == []
    assert [each.kind for each in differences(0.0, 1e-6, "x", 1000.0)] == ["number"]
    assert [each.kind for each in differences(True, 1, "x", 1.0)] == []  # JSON's true equals 1 in Python
    assert [each.kind for each in differences("1", 1, "x", 1.0)] == ["text"]


# ---- commands ---------------------------------------------------------------------------------------------------


def test_the_commands_write_and_verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "study.zip"
    assert (
        main(
            ["package", "aluminium-ingot-primary-cn", "--rules", "pact-3", "--out", str(path), "--lang", "zh"]
        )
        == 0
    )
    assert "已写入" in capsys.readouterr().out
    assert main(["verify", str(path), "--lang", "en"]) == 0
    assert "computed again, the results are those of the package" in capsys.readouterr().out
    assert main(["verify", str(path), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["format"] == "rulewright-verification/1"
    assert found["ok"] is True
    assert main(["verify", str(path), "--format", "csv", "--lang", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "severity,kind,where,what"


def test_a_deviation_ends_in_status_one_and_is_said_in_chinese(
    changed: Changed, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(results: Any) -> None:
        results["pact-3"]["result"]["total_kg_co2e"] = 1.0

    path = changed(edit("results.json", change), honest=True)
    assert main(["verify", str(path), "--no-draws", "--lang", "zh"]) == 1
    out = capsys.readouterr().out
    assert "1 处偏差" in out
    assert "pact-3.result.total_kg_co2e：文件为 1.0，重新计算为" in out
    assert main(["verify", str(path) + "x", "--lang", "zh"]) == 1
    assert "改法" in capsys.readouterr().err


def test_a_file_that_makes_many_mistakes_is_told_in_a_few_lines(changed: Changed) -> None:
    found = verify(changed(lambda files: files.pop("data/inventories/background-cn.yaml")), draw=False)
    stop = next(each for each in found.problems if each.kind == "stop")
    whole = stop.said.get("en").split("\n")
    assert len(whole) > 20
    printed = "\n".join(found.notes("en")).split("\n")
    assert len(printed) < 15 and printed[-1] == "..."
