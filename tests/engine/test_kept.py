"""Kept draws: used again, continued, never mistaken for others, and a full disk leaves what was there."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
from background_examples import random_background

from rulewright.engine import kept
from rulewright.engine.background import CompiledBackground
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.kept import HEADER, PART, keep, open_kept
from rulewright.errors import FileError

DRAWS = 2 * PART + 10


@pytest.fixture(scope="module")
def compiled() -> CompiledBackground:
    return CompiledBackground(random_background(20, 1, 0.5, 0.2), [3, 4, 5])


def _forbid(*_: object, **__: object) -> None:
    raise AssertionError("computed again")


def test_kept_draws_are_those_of_the_background(compiled: CompiledBackground, tmp_path: Path) -> None:
    found = keep(compiled, DRAWS, 1, tmp_path)
    expected = compiled.draw(0, DRAWS, 1)
    assert np.array_equal(found.unit_impacts(0, DRAWS), expected.unit_impacts_kg_co2e)
    assert np.array_equal(found.unit_impacts(100, 260), expected.unit_impacts_kg_co2e[100:260])
    assert np.array_equal(found.status(0, DRAWS), expected.status)
    assert found.status_counts == {"ok": DRAWS, "direct": 0, "not_productive": 0, "singular": 0}
    assert found.largest_residual == expected.residuals.max()
    again = pickle.loads(pickle.dumps(found))
    assert np.array_equal(again.unit_impacts(5, 9), expected.unit_impacts_kg_co2e[5:9])


def test_a_later_study_uses_them_without_computing(
    compiled: CompiledBackground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = keep(compiled, DRAWS, 1, tmp_path)
    same = CompiledBackground(random_background(20, 1, 0.5, 0.2), [3, 4, 5])
    monkeypatch.setattr(CompiledBackground, "draw", _forbid)
    told: list[tuple[int, int]] = []
    second = keep(same, DRAWS, 1, tmp_path, progress=lambda done, of: told.append((done, of)))
    assert second.directory == first.directory
    assert told[-1] == (DRAWS, DRAWS)


def test_other_seeds_products_and_contents_lie_apart(compiled: CompiledBackground, tmp_path: Path) -> None:
    others = [
        keep(compiled, 8, 1, tmp_path),
        keep(compiled, 8, 2, tmp_path),
        keep(CompiledBackground(compiled.data, [3, 4]), 8, 1, tmp_path),
        keep(CompiledBackground(random_background(20, 1, 0.5, 0.21), [3, 4, 5]), 8, 1, tmp_path),
    ]
    assert len({each.directory for each in others}) == len(others)


def test_a_stopped_run_goes_on(
    compiled: CompiledBackground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw, calls = CompiledBackground.draw, []

    def stopped(self: CompiledBackground, start: int, *rest: object) -> object:
        calls.append(start)
        if start == PART and len(calls) == 2:
            raise KeyboardInterrupt
        return draw(self, start, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(CompiledBackground, "draw", stopped)
    with pytest.raises(KeyboardInterrupt):
        keep(compiled, DRAWS, 1, tmp_path)
    found = keep(compiled, DRAWS, 1, tmp_path)
    assert calls == [0, PART, PART, 2 * PART]
    monkeypatch.undo()
    assert np.array_equal(found.unit_impacts(0, DRAWS), compiled.draw(0, DRAWS, 1).unit_impacts_kg_co2e)


def test_a_damaged_part_is_computed_anew(compiled: CompiledBackground, tmp_path: Path) -> None:
    found = keep(compiled, DRAWS, 1, tmp_path)
    part = found.directory / "part-000001.npz"
    whole = part.read_bytes()
    part.write_bytes(whole[: len(whole) // 2])
    assert open_kept(found.directory).draws == PART
    again = keep(compiled, DRAWS, 1, tmp_path)
    assert np.array_equal(again.unit_impacts(0, DRAWS), compiled.draw(0, DRAWS, 1).unit_impacts_kg_co2e)


def test_draws_of_something_else_are_refused(compiled: CompiledBackground, tmp_path: Path) -> None:
    found = keep(compiled, 8, 1, tmp_path)
    header = json.loads((found.directory / HEADER).read_text(encoding="utf-8"))
    header["content_hash"] = "0" * 64
    (found.directory / HEADER).write_text(json.dumps(header), encoding="utf-8")
    with pytest.raises(UncertaintyError, match="of something else: content_hash differ"):
        keep(compiled, 8, 1, tmp_path)


def test_a_directory_without_draws_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no kept draws lie there"):
        open_kept(tmp_path)


def test_a_full_disk_leaves_what_was_written(
    compiled: CompiledBackground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, count = os.replace, []

    def full(source: Path, target: Path) -> None:
        count.append(target)
        if len(count) == 3:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(kept.os, "replace", full)
    with pytest.raises(FileError, match="cannot write the kept draws: No space left on device"):
        keep(compiled, DRAWS, 1, tmp_path)
    monkeypatch.undo()
    folder = next(tmp_path.iterdir())
    assert sorted(path.name for path in folder.iterdir()) == [HEADER, "part-000000.npz"]
    assert open_kept(folder).draws == PART


def test_a_place_that_cannot_be_made_is_said(compiled: CompiledBackground, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FileError, match="cannot write the kept draws"):
        keep(compiled, 8, 1, tmp_path / "file")
