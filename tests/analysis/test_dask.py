"""Runs on a Dask cluster: the same numbers, also when a worker dies; the engine is built once a worker."""

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from engine_examples import share_rule, works

import rulewright as rw
from rulewright.analysis import cluster
from rulewright.analysis.cluster import ENGINES, connect, scores_on
from rulewright.analysis.run_errors import ClusterError, RunStoppedError
from rulewright.analysis.runs import BLOCK, RunTask, ranges, task_of
from rulewright.analysis.uncertainty import run
from rulewright.reporting.messages import in_language
from rulewright.rule import Rule

distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
pytestmark = pytest.mark.slow
DRAWS = 8 * BLOCK + 100


def named(rule: Rule, name: str) -> Rule:
    own = rule.chain[0].model_copy(update={"id": name})
    return replace(rule, chain=(own, *rule.chain[1:]))


def study() -> rw.Study:
    return rw.Study(works(), [named(share_rule(key), key) for key in ("mass", "price")], choices=[])


def task(draws: int) -> RunTask:
    own = study()
    return task_of(own.inventory, {rule: own.result(rule) for rule in own.rules}, draws)


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Two workers, each a process with one thread, watched by nannies that start them again."""
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as local,
        distributed.Client(local) as connected,
    ):
        yield connected


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_two_workers_give_the_numbers_of_one_process(client: Any, sampling: Any) -> None:
    here = run(study(), DRAWS, sampling=sampling, splits=True)
    there = run(study(), DRAWS, sampling=sampling, splits=True, client=client)
    assert there.to_json() == here.to_json()
    assert there.dataset.equals(here.dataset)


def test_a_wanted_precision_ends_at_the_same_draw(client: Any) -> None:
    here = run(study(), 10**6, precision=0.003)
    assert run(study(), 10**6, precision=0.003, client=client).to_json() == here.to_json()


def test_a_killed_worker_costs_time_and_nothing_else(client: Any) -> None:
    killed: list[int] = []

    def kill(done: int, count: int) -> None:
        if not killed and done < count:
            killed.append(min(client.run(os.getpid).values()))
            os.kill(killed[0], signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

    there = run(study(), 40 * BLOCK, client=client, progress=kill)
    assert killed and killed[0] not in client.run(os.getpid).values()
    assert there.to_json() == run(study(), 40 * BLOCK).to_json()
    client.wait_for_workers(2, timeout=30)


def test_a_run_leaves_nothing_on_the_workers_and_builds_one_engine_on_each(client: Any) -> None:
    def engines(dask_worker: Any) -> int:
        return len(getattr(dask_worker, "rulewright_engines", {}))

    assert ENGINES == "rulewright_engines"
    arriving = scores_on(client, task(12 * BLOCK), list(ranges(12 * BLOCK)))
    for _ in range(4):
        next(arriving)
    assert set(client.run(engines).values()) == {1}
    assert len(list(arriving)) == 8
    assert set(client.run(engines).values()) == {0}


def test_ctrl_c_stops_a_stored_run_and_it_goes_on(client: Any, tmp_path: Path) -> None:
    def press(done: int, count: int) -> None:
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(RunStoppedError):
        run(study(), 40 * BLOCK, client=client, store=tmp_path / "run", progress=press)
    on_workers = run(study(), 40 * BLOCK, client=client, store=tmp_path / "run")
    assert (
        on_workers.to_json() == run(study(), 40 * BLOCK).to_json() == rw.read_run(tmp_path / "run").to_json()
    )


def test_workers_of_other_versions_are_refused(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "versions", lambda: {"rulewright": "0", "numpy": "1.0", "scipy": "1.0"})
    monkeypatch.setattr(
        client, "run", lambda _: {"tcp://a": {"rulewright": "0", "numpy": "2.0", "scipy": "1.0"}}
    )
    with pytest.raises(ClusterError, match=r"numpy is 2\.0 on a worker and 1\.0 here") as caught:
        next(scores_on(client, task(100), [(0, 100)]))
    assert "工作进程" in in_language(caught.value, "zh")


def test_a_block_that_kills_its_workers_is_told(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        def result(self) -> None:
            raise distributed.scheduler.KilledWorker("rulewright-0", None, 4)

    with pytest.raises(ClusterError, match="workers died again and again at draws 0 to 2047") as caught:
        cluster._result(Dead(), (0, 2048), client)
    assert "工作进程屡次中断" in in_language(caught.value, "zh")


def test_no_worker_at_all_is_told_after_some_patience() -> None:
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0", processes=False) as local,
        distributed.Client(local) as connected,
        pytest.raises(ClusterError, match="no worker is left"),
    ):
        list(scores_on(connected, task(100), [(0, 100)], patience_seconds=0.2))


def test_an_address_where_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    with pytest.raises(ClusterError, match="no Dask scheduler answers at tcp:") as caught:
        connect("tcp://127.0.0.1:9")
    assert "没有 Dask 调度器应答" in in_language(caught.value, "zh")


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    for ask in (lambda: connect("tcp://127.0.0.1:9"), lambda: cluster._check(None)):
        with pytest.raises(ClusterError, match="Dask is not installed") as caught:
            ask()
        assert "rulewright[cluster]" in caught.value.mend
