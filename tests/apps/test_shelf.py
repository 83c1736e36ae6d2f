"""Patches on disk: two tabs don't overwrite each other, and a kernel that dies loses nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from rulewright.apps.models.patch import Patch, PatchError
from rulewright.apps.models.shelf import DRAFTS, PatchChangedError, Shelf
from rulewright.errors import FileError, ReadingError
from rulewright.reading.rules import read_rule


@pytest.fixture
def patch() -> Patch:
    return Patch.new(read_rule("pact-3"), "mine").set("recycling.method", "fifty_fifty")


def test_a_saved_patch_is_opened_as_it_was(patch: Patch, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "rules", "a")
    saved = shelf.save(patch, None)
    found, opened = shelf.open("mine")
    assert (found.data, opened) == (patch.data, saved)
    assert shelf.patches() == ["mine"]
    assert read_rule(tmp_path / "rules" / "mine.yaml").id == "mine"


def test_a_second_tab_is_told_that_the_first_has_saved(patch: Patch, tmp_path: Path) -> None:
    first, second = Shelf(tmp_path, "a"), Shelf(tmp_path, "b")
    opened = first.save(patch, None)
    theirs = patch.set("cut_off.single_limit", 0.02)
    second.save(theirs, opened)
    with pytest.raises(PatchChangedError, match="changed by another tab"):
        first.save(patch.set("cut_off.single_limit", 0.05), opened)
    assert first.open("mine")[0].data == theirs.data  # nothing was overwritten
    first.save(patch, opened, overwrite=True)
    assert first.open("mine")[0].data == patch.data


def test_a_new_patch_does_not_replace_a_saved_one_of_the_same_id(patch: Patch, tmp_path: Path) -> None:
    Shelf(tmp_path, "a").save(patch, None)
    with pytest.raises(PatchChangedError, match="saved patch of this id already"):
        Shelf(tmp_path, "b").save(patch.set("cut_off.single_limit", 0.02), None)


def test_of_two_tabs_that_save_in_the_same_moment_one_is_told(patch: Patch, tmp_path: Path) -> None:
    opened = Shelf(tmp_path, "start").save(patch, None)
    told: list[str] = []
    start = threading.Barrier(4)

    def save(number: int) -> None:
        mine = patch.set("cut_off.single_limit", 0.01 * (number + 1))
        start.wait()
        try:
            Shelf(tmp_path, str(number)).save(mine, opened)
        except PatchChangedError:
            told.append(str(number))

    threads = [threading.Thread(target=save, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 3


def test_a_lock_left_by_a_dead_process_does_not_block_for_ever(
    patch: Patch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rulewright.apps.models.shelf.LOCK_SECONDS", 0.1)
    (tmp_path / ".mine.yaml.lock").touch()
    Shelf(tmp_path, "a").save(patch, None)
    assert not (tmp_path / ".mine.yaml.lock").exists()


def test_a_patch_never_takes_the_id_of_a_shipped_rule(patch: Patch, tmp_path: Path) -> None:
    with pytest.raises(PatchError, match="id of a shipped rule"):
        Shelf(tmp_path, "a").save(patch.named("pact-3", "", ""), None)


@pytest.mark.parametrize("identity", ["../mine", "a b", "", "Mine", "规则"])
def test_an_id_cannot_lead_out_of_the_folder(patch: Patch, tmp_path: Path, identity: str) -> None:
    shelf = Shelf(tmp_path / "rules", "a")
    with pytest.raises(PatchError, match="is not an id"):
        shelf.save(Patch({**patch.data, "id": identity}), None)
    assert list(tmp_path.rglob("*.yaml")) == []


def test_drafts_of_a_dead_session_are_found_and_read(patch: Patch, tmp_path: Path) -> None:
    Shelf(tmp_path, "dead").keep_draft(patch)
    shelf = Shelf(tmp_path, "alive")
    (draft,) = shelf.drafts()
    assert draft.patch == "mine"
    found, opened = shelf.read_draft(draft)
    assert (found.data, opened) == (patch.data, None)
    shelf.discard(draft)
    assert shelf.drafts() == [] == list((tmp_path / DRAFTS).iterdir())


def test_drafts_of_two_tabs_stand_beside_each_other(patch: Patch, tmp_path: Path) -> None:
    for session in "ab":
        Shelf(tmp_path, session).keep_draft(patch)
    assert len(Shelf(tmp_path, "c").drafts()) == 2


def test_a_broken_draft_is_passed_over_and_a_broken_file_is_told(patch: Patch, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "a")
    (tmp_path / DRAFTS).mkdir()
    (tmp_path / DRAFTS / "x.yaml").write_text("{: [", encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("a: [", encoding="utf-8")
    assert shelf.drafts() == []
    with pytest.raises(ReadingError):
        shelf.open("broken")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(FileError, match="not UTF-8"):
        shelf.open("bytes")


def test_a_folder_that_cannot_be_made_is_said(patch: Patch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match="cannot write"):
        Shelf(tmp_path / "file", "a").save(patch, None)


def test_nothing_half_written_is_left(patch: Patch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path, "a")
    opened = shelf.save(patch, None)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FileError, match="No space left"):
        shelf.save(patch.set("cut_off.single_limit", 0.02), opened)
    monkeypatch.undo()
    assert shelf.open("mine")[0].data == patch.data
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]
