"""Stores: runs that go on where they ended, half-written ones, other people's, full disks, Ctrl-C."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from engine_examples import share_rule, works

import rulewright as rw
from rulewright.analysis.run_errors import OtherRunError, RunStoppedError, StoreError
from rulewright.analysis.runs import BLOCK, Engine
from rulewright.analysis.store import GROUP, MANIFEST, RunStore
from rulewright.analysis.uncertainty import UncertaintyResult, run
from rulewright.errors import MistakesError, RulewrightError
from rulewright.reporting.messages import in_language
from rulewright.rule import Rule

DRAWS = 4 * BLOCK + 100


def named(rule: Rule, name: str) -> Rule:
    own = rule.chain[0].model_copy(update={"id": name})
    return replace(rule, chain=(own, *rule.chain[1:]))


def study(*keys: str) -> rw.Study:
    return rw.Study(works(), [named(share_rule(key), key) for key in keys or ("mass", "price")], choices=[])


class Counting:
    """Counts the blocks that are computed, and does something after one of them."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, after: int = 0, act: Callable[[], Any] = lambda: None
    ) -> None:
        self.blocks: list[int] = []
        scores = Engine.scores

        def counted(engine: Engine, start: int, stop: int) -> Any:
            self.blocks.append(start)
            found = scores(engine, start, stop)
            if len(self.blocks) == after:
                act()
            return found

        monkeypatch.setattr(Engine, "scores", counted)


@pytest.fixture(autouse=True)
def ctrl_c_is_heard() -> Iterator[None]:
    """A shell that starts tests in the background hands down that Ctrl-C is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press_ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_a_stored_run_is_the_run_and_reads_back_the_same(sampling: Any, tmp_path: Path) -> None:
    plain = run(study(), DRAWS, sampling=sampling, splits=True)
    stored = run(study(), DRAWS, sampling=sampling, splits=True, store=tmp_path / "run")
    back = rw.read_run(tmp_path / "run")
    assert plain.to_json() == stored.to_json() == back.to_json()
    assert stored.dataset.identical(back.dataset) and plain.dataset.equals(back.dataset)
    assert back.results["mass"].result is None and stored.results["mass"].result is not None
    assert UncertaintyResult.from_store(tmp_path / "run").to_json() == plain.to_json()


def test_a_finished_store_is_zarr_that_xarray_opens(tmp_path: Path) -> None:
    result = run(study(), DRAWS, store=tmp_path / "run", splits=True)
    with xr.open_dataset(tmp_path / "run" / GROUP, engine="zarr") as found:
        assert found["total"].dims == ("rule", "product", "draw") and found.sizes["draw"] == DRAWS
        assert np.array_equal(found["total"].values, result.dataset["total"].values)
        assert np.array_equal(found["footprint"].values, result.dataset["footprint"].values)
        assert found["rule"].values.tolist() == ["mass", "price"] and found.attrs["seed"] == "1"


def test_ctrl_c_stops_at_a_block_border_and_the_run_goes_on_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "run"
    with monkeypatch.context() as patch:
        before = Counting(patch, after=2, act=press_ctrl_c)
        with pytest.raises(RunStoppedError, match=f"stopped after {2 * BLOCK} of {DRAWS} draws") as caught:
            run(study(), DRAWS, store=store)
    assert "goes on from there" in caught.value.mend and caught.value.where == str(store)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    unfinished = rw.read_run(store)
    assert unfinished.draws == 2 * BLOCK and any("is not finished" in line for line in unfinished.notes("en"))
    assert any("尚未完成" in line for line in unfinished.notes("zh"))
    after = Counting(monkeypatch)
    seen: list[tuple[int, int]] = []
    result = run(study(), DRAWS, store=store, progress=lambda done, count: seen.append((done, count)))
    assert before.blocks == [0, BLOCK] and after.blocks == [2 * BLOCK, 3 * BLOCK, 4 * BLOCK]
    assert seen[0] == (3 * BLOCK, DRAWS) and seen[-1] == (DRAWS, DRAWS)
    assert result.to_json() == run(study(), DRAWS).to_json()


def test_a_second_ctrl_c_stops_at_once_and_leaves_whole_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twice() -> None:
        press_ctrl_c()
        press_ctrl_c()

    with monkeypatch.context() as patch:
        Counting(patch, after=3, act=twice)
        with pytest.raises(KeyboardInterrupt):
            run(study(), DRAWS, store=tmp_path / "run")
    assert rw.read_run(tmp_path / "run").draws == 2 * BLOCK
    assert run(study(), DRAWS, store=tmp_path / "run").to_json() == run(study(), DRAWS).to_json()


def test_ctrl_c_without_a_store_stops_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counting = Counting(monkeypatch, after=1, act=press_ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        run(study(), DRAWS)
    assert counting.blocks == [0]


def test_a_finished_run_computes_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(study(), DRAWS, store=tmp_path / "run")
    counting = Counting(monkeypatch)
    assert run(study(), DRAWS, store=tmp_path / "run").to_json() == first.to_json()
    assert counting.blocks == []


@pytest.mark.parametrize("sampling", ["mc", "sobol"])
def test_a_longer_run_goes_on_from_a_shorter_one(
    sampling: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(study(), DRAWS, sampling=sampling, store=tmp_path / "run")
    with monkeypatch.context() as patch:
        counting = Counting(patch)
        longer = run(study(), 6 * BLOCK, sampling=sampling, store=tmp_path / "run")
    assert counting.blocks == [4 * BLOCK, 5 * BLOCK], (
        "the last block was cut short by the end of the first run"
    )
    assert longer.to_json() == run(study(), 6 * BLOCK, sampling=sampling).to_json()
    assert rw.read_run(tmp_path / "run").to_json() == longer.to_json()


def test_a_wanted_precision_ends_a_stored_run_at_the_same_draw(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run(study(), 10**6, precision=0.004)
    assert 2 * BLOCK < plain.draws < 10**6
    with monkeypatch.context() as patch:
        Counting(patch, after=2, act=press_ctrl_c)
        with pytest.raises(RunStoppedError):
            run(study(), 10**6, precision=0.004, store=tmp_path / "run")
    stored = run(study(), 10**6, precision=0.004, store=tmp_path / "run")
    assert stored.to_json() == plain.to_json() == rw.read_run(tmp_path / "run").to_json()
    finer = run(study(), 10**6, precision=0.003, store=tmp_path / "run")
    assert finer.draws > stored.draws and finer.to_json() == run(study(), 10**6, precision=0.003).to_json()


def test_a_shorter_wish_never_shortens_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = run(study(), DRAWS, store=tmp_path / "run")
    with monkeypatch.context() as patch:
        counting = Counting(patch)
        short = run(study(), DRAWS, precision=0.5, store=tmp_path / "run")
    assert counting.blocks == [] and short.draws == BLOCK
    assert short.to_json() == run(study(), DRAWS, precision=0.5).to_json()
    assert rw.read_run(tmp_path / "run").to_json() == long.to_json()


# ---- half-written ---------------------------------------------------------------------------------------


def cut_a_chunk(store: Path) -> None:
    chunk = store / GROUP / "total" / "0.0.1"
    chunk.write_bytes(chunk.read_bytes()[:50])


def change_a_chunk(store: Path) -> None:
    (store / GROUP / "total" / "0.0.1").write_bytes((store / GROUP / "total" / "0.0.0").read_bytes())


def lose_a_chunk(store: Path) -> None:
    (store / GROUP / "status" / "0.0.1").unlink()


def damage_the_description(store: Path) -> None:
    (store / GROUP / "total" / ".zarray").write_text('{"shape": [2,', encoding="utf-8")


def lose_the_group(store: Path) -> None:
    shutil.rmtree(store / GROUP)


def forget_a_block(store: Path) -> None:
    path = store / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["blocks"] = [each for each in manifest["blocks"] if each["start"] != BLOCK]
    path.write_text(json.dumps(manifest), encoding="utf-8")


def leave_a_draft(store: Path) -> None:
    (store / f"{MANIFEST}.1.partial").write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "redone"),
    [
        (cut_a_chunk, [BLOCK]),
        (change_a_chunk, [BLOCK]),
        (lose_a_chunk, [BLOCK]),
        (forget_a_block, [BLOCK]),
        (leave_a_draft, []),
        (damage_the_description, [0, BLOCK, 2 * BLOCK, 3 * BLOCK, 4 * BLOCK]),
        (lose_the_group, [0, BLOCK, 2 * BLOCK, 3 * BLOCK, 4 * BLOCK]),
    ],
)
def test_what_is_half_written_is_computed_again_and_nothing_else(
    damage: Callable[[Path], None], redone: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "run"
    whole = run(study(), DRAWS, store=store)
    damage(store)
    if redone:
        with pytest.raises(StoreError, match="the store is damaged") as caught:
            rw.read_run(store)
        assert "损坏" in in_language(caught.value, "zh")
    with monkeypatch.context() as patch:
        counting = Counting(patch)
        again = run(study(), DRAWS, store=store)
    assert counting.blocks == redone
    assert again.to_json() == whole.to_json() == rw.read_run(store).to_json()


def test_a_process_that_is_killed_leaves_a_store_that_goes_on(tmp_path: Path) -> None:
    script = f"""
import os, sys
sys.path[:0] = {[path for path in sys.path if path]!r}
import rulewright as rw
from engine_examples import share_rule, works
from rulewright.analysis.uncertainty import run
def after(done, count):
    if done >= {2 * BLOCK}:
        os._exit(9)
run(rw.Study(works(), [share_rule("mass")], choices=[]), {DRAWS}, store={str(tmp_path / "run")!r}, progress=after)
"""
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True)
    assert ended.returncode == 9, ended.stderr
    own = rw.Study(works(), [share_rule("mass")], choices=[])
    assert rw.read_run(tmp_path / "run").draws == 2 * BLOCK
    assert run(own, DRAWS, store=tmp_path / "run").to_json() == run(own, DRAWS).to_json()


# ---- what is refused --------------------------------------------------------------------------------------


def other_inventory() -> rw.Study:
    inventory = works()
    file = inventory.file.model_copy(update={"version": "2.0"})
    return rw.Study(
        replace(inventory, file=file), [named(share_rule(key), key) for key in ("mass", "price")], choices=[]
    )


@pytest.mark.parametrize(
    ("again", "en", "zh"),
    [
        (lambda path: run(study(), 100, seed=2, store=path), "the seed is 1 in the store and 2 in this run", "种子：存的是 1，这次是 2"),
        (lambda path: run(study(), 100, sampling="sobol", store=path), "the sampling is mc in the store", "抽样方式：存的是 mc"),
        (lambda path: run(study("mass"), 100, store=path), "the rules is mass + price in the store and mass", "规则：存的是 mass"),
        (lambda path: run(study("mass", "lhv"), 100, store=path), "the hash of rule price is", "规则 price 的哈希"),
        (lambda path: run(other_inventory(), 100, store=path), "the hash of the inventory is", "清单的哈希"),
        (lambda path: run(study(), 100, pedigree_set="ecoinvent-3", store=path), "the pedigree set is", "谱系系数的套别"),
        (lambda path: run(study(), 100, splits=True, store=path), "the split is - in the store", "拆分：存的是 -"),
    ],
    ids=["seed", "sampling", "rules", "rule", "inventory", "pedigree", "splits"],
)  # fmt: skip
def test_a_store_of_another_run_is_refused_and_says_what_differs(
    again: Callable[[Path], Any], en: str, zh: str, tmp_path: Path
) -> None:
    first = run(study(), 100, store=tmp_path / "run")
    with pytest.raises(OtherRunError) as caught:
        again(tmp_path / "run")
    assert en in str(caught.value) and zh in in_language(caught.value, "zh")
    assert rw.read_run(tmp_path / "run").to_json() == first.to_json(), "nothing was changed"


def test_a_store_of_other_versions_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(study(), 100, store=tmp_path / "run")
    monkeypatch.setattr(np, "__version__", "9.9.9")
    with pytest.raises(
        OtherRunError, match=r"the version of numpy is .* in the store and 9\.9\.9 in this run"
    ):
        run(study(), 100, store=tmp_path / "run")


def test_a_latin_hypercube_of_another_length_is_refused(tmp_path: Path) -> None:
    run(study(), 100, sampling="lhs", store=tmp_path / "run")
    with pytest.raises(OtherRunError, match="the number of draws is 100 in the store and 200 in this run"):
        run(study(), 200, sampling="lhs", store=tmp_path / "run")


def a_file(path: Path) -> None:
    path.write_text("mine", encoding="utf-8")


def somebodys_folder(path: Path) -> None:
    path.mkdir()
    (path / "thesis.docx").write_text("mine", encoding="utf-8")


def a_longer_run(path: Path) -> None:
    run(study(), 200, store=path)


def another_format(path: Path) -> None:
    path.mkdir()
    (path / MANIFEST).write_text('{"format": "rulewright-run/99"}', encoding="utf-8")


def a_damaged_manifest(path: Path) -> None:
    path.mkdir()
    (path / MANIFEST).write_text('{"format": ', encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (a_file, "this is a file, not a store of draws"),
        (somebodys_folder, "the folder is no store of draws: it holds thesis.docx"),
        (a_longer_run, "the store holds 200 draws, more than the 100 asked for"),
        (another_format, "the manifest is of another format"),
        (a_damaged_manifest, "the manifest of the store is damaged"),
    ],
)
def test_what_is_no_store_is_refused_and_left_alone(
    make: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "run"
    make(path)
    before = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    with pytest.raises(StoreError, match=said) as caught:
        run(study(), 100, store=path)
    assert {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()} == before
    in_chinese(caught.value)


def facts_of_another_version(path: Path) -> None:
    run(study(), 100, store=path)
    manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    manifest["facts"]["a_new_fact"] = 1
    (path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def half_a_manifest(path: Path) -> None:
    path.mkdir()
    (path / MANIFEST).write_text('{"format": "rulewright-run/1"}', encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (facts_of_another_version, "the manifest is of another format"),
        (half_a_manifest, "the manifest is of another format"),
        (lambda path: None, "no store of draws is here"),
        (a_file, "no store of draws is here"),
        (somebodys_folder, "no store of draws is here"),
        (another_format, "the manifest is of another format"),
        (a_damaged_manifest, "the manifest of the store is damaged"),
    ],
)
def test_what_is_no_store_cannot_be_read(make: Callable[[Path], None], said: str, tmp_path: Path) -> None:
    make(tmp_path / "run")
    with pytest.raises(StoreError, match=said) as caught:
        rw.read_run(tmp_path / "run")
    in_chinese(caught.value)


def test_two_processes_do_not_write_into_one_store(tmp_path: Path) -> None:
    whole = run(study(), DRAWS, store=tmp_path / "run")
    mine = RunStore(tmp_path / "run", whole.facts, DRAWS + 1)
    run(study(), DRAWS + 2, store=tmp_path / "run")
    engine = Engine(_task())
    with pytest.raises(StoreError, match="another process writes into this store") as caught:
        mine.append(engine.scores(4 * BLOCK, DRAWS + 1))
    in_chinese(caught.value)


def _task() -> Any:
    from rulewright.analysis.runs import task_of

    own = study()
    return task_of(own.inventory, {rule: own.result(rule) for rule in own.rules}, DRAWS + 1)


def in_chinese(error: RulewrightError) -> None:
    told = in_language(error, "zh")
    assert not isinstance(error, MistakesError) and "改法：" in told
    assert error.what not in told and error.mend not in told, told


# ---- full disks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_and_what_was_written_stays_usable(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "run"
    synced: list[int] = []

    def fsync(file: int) -> None:
        synced.append(file)
        if len(synced) == 4:  # the manifest of the third block, after the first manifest of all
            raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(
            StoreError, match=f"no room is left on the disk after {2 * BLOCK} draws"
        ) as caught:
            run(study(), DRAWS, store=store)
    assert "磁盘已满" in in_language(caught.value, "zh")
    assert rw.read_run(store).draws == 2 * BLOCK and not list(store.glob("*.partial"))
    assert run(study(), DRAWS, store=store).to_json() == run(study(), DRAWS).to_json()


def test_a_limit_on_the_size_of_files_is_told_like_a_full_disk(tmp_path: Path) -> None:
    """A real refusal of the operating system: no file may be longer than 20 kB."""
    pytest.importorskip("resource", reason="limits on the size of files: POSIX only")
    script = f"""
import sys
sys.path[:0] = {[path for path in sys.path if path]!r}
import resource
import rulewright as rw
from engine_examples import share_rule, works
from rulewright.analysis.uncertainty import run
study = rw.Study(works(), [share_rule("mass")], choices=[])
study.compare()
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    run(study, 1_000_000, store={str(tmp_path / "run")!r})
except rw.RulewrightError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True
    )
    assert "no room is left on the disk after" in done.stdout, done.stdout + done.stderr
    count = int(done.stdout.split(" draws")[0].rsplit(" ", 1)[1])
    assert rw.read_run(tmp_path / "run").draws == count > 0


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="the store cannot be written") as caught:
        run(study(), 100, store=tmp_path / "a-file" / "run")
    in_chinese(caught.value)
