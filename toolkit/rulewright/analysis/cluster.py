"""Blocks of a run on the workers of a Dask cluster: same task, same numbers, any order.

The task goes to each worker once, as a plugin, also to workers that come later; only scores come back. A block
whose worker dies is given to another one.
"""

from __future__ import annotations

import math
import pickle
import uuid
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from threading import Lock
from time import monotonic, sleep
from typing import Any

from rulewright.analysis.run_errors import ClusterError
from rulewright.analysis.run_facts import DECIDING_VERSIONS, versions
from rulewright.analysis.runs import Engine, RunTask, Scores

AHEAD = 3  # blocks a thread has in hand or waiting, so that it never idles while scores travel
LOOK_SECONDS = 0.5  # how often Ctrl-C and the number of workers are looked at
CONNECT_SECONDS = 10.0
PATIENCE_SECONDS = 120.0  # without any worker; a nanny starts a new one in a few seconds
ENGINES = "rulewright_engines"  # attribute of a Dask worker that holds its engines by run


def scores_on(
    client: Any,
    task: RunTask,
    blocks: list[tuple[int, int]],
    pressed: Callable[[], bool] = lambda: False,
    patience_seconds: float = PATIENCE_SECONDS,
) -> Iterator[Scores]:
    """Scores of blocks as workers finish them.

    Parameters
    ----------
    client
        A ``distributed.Client`` that is connected to a scheduler; its workers have the same versions as this process.
    pressed
        Says whether to stop; asked between blocks.
    patience_seconds
        How long to wait while there is no worker at all.

    Raises
    ------
    ClusterError
        If the client is none, versions differ, no worker is left, or workers die again and again.
    """
    _check(client)
    run = uuid.uuid4().hex
    client.register_plugin(_plugin(run, pickle.dumps(task)), name=f"rulewright-{run}")
    waiting: dict[Any, tuple[int, int]] = {}
    todo = iter(blocks)
    crew = _Crew(client, patience_seconds)
    try:
        while not pressed():
            threads = crew.threads()
            for start, stop in islice(todo, max(0, AHEAD * threads - len(waiting))):
                future = client.submit(_scores, run, start, stop, key=f"rulewright-{run}-{start}", pure=False)
                waiting[future] = start, stop
            if not waiting and threads:
                return
            for future in _finished(waiting):
                block = waiting.pop(future)
                yield _result(future, block, client)
    finally:
        client.cancel(list(waiting))
        client.unregister_worker_plugin(f"rulewright-{run}")


class _Crew:
    """How many threads the cluster has; asked now and then, for every question is a message to the scheduler."""

    def __init__(self, client: Any, patience_seconds: float) -> None:
        self.client, self.patience_seconds = client, patience_seconds
        self.seen = monotonic()
        self.asked, self.count = -math.inf, 0

    def threads(self) -> int:
        """Threads of all workers; raises ClusterError after some time without any."""
        now = monotonic()
        if now - self.asked < LOOK_SECONDS:
            return self.count
        self.asked, self.count = now, sum(self.client.nthreads().values())
        if self.count:
            self.seen = now
        elif now - self.seen > self.patience_seconds:
            raise ClusterError(
                "no worker is left", _address(self.client),
                "start workers and run it again; a run with a store goes on where it ended",
            )  # fmt: skip
        return self.count


def connect(address: str) -> Any:
    """A client of the scheduler at an address, e.g. ``tcp://host:8786``.

    Raises
    ------
    ClusterError
        If Dask isn't installed, or nobody answers there.
    """
    try:
        import distributed
    except ImportError as error:
        raise _not_installed() from error
    make: Any = distributed.Client
    try:
        return make(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:  # refused, timed out, not an address
        raise ClusterError(
            f"no Dask scheduler answers at {address}", "--cluster", "start one, or correct the address"
        ) from error


def _not_installed() -> ClusterError:
    return ClusterError("Dask is not installed", "client", "pip install 'rulewright[cluster]'")


def _finished(waiting: Mapping[Any, tuple[int, int]]) -> list[Any]:
    import distributed

    wait: Any = distributed.wait
    if not waiting:
        sleep(LOOK_SECONDS)
        return []
    try:
        done = wait(list(waiting), timeout=LOOK_SECONDS, return_when="FIRST_COMPLETED").done
    except TimeoutError:
        return []
    return sorted(done, key=lambda each: waiting[each])


def _result(future: Any, block: tuple[int, int], client: Any) -> Scores:
    from distributed.scheduler import KilledWorker

    try:
        scores: Scores = future.result()
    except KilledWorker as error:
        raise ClusterError(
            f"workers died again and again at draws {block[0]} to {block[1] - 1}", _address(client),
            "look at the workers' memory and logs; a run with a store goes on where it ended",
        ) from error  # fmt: skip
    return scores


def _scores(run: str, start: int, stop: int) -> Scores:
    """Compute one block; runs on a worker."""
    from distributed import get_worker

    held = getattr(get_worker(), ENGINES)[run]
    with (
        held.lock
    ):  # an engine keeps tables of its own; a worker with more threads computes one block at a time
        scores: Scores = held.engine().scores(start, stop)
    return scores


class _Held:
    """A task on a worker; its engine is built at the first block, once."""

    def __init__(self, pickled: bytes) -> None:
        self.pickled, self.lock = pickled, Lock()
        self._engine: Engine | None = None

    def engine(self) -> Engine:
        if self._engine is None:
            self._engine = Engine(pickle.loads(self.pickled))
        return self._engine


def _plugin(run: str, pickled: bytes) -> Any:
    from distributed import WorkerPlugin

    class TaskPlugin(WorkerPlugin):
        """Brings a task to every worker, also to those that start later, and takes it away again."""

        def setup(self, worker: Any) -> None:
            held = getattr(worker, ENGINES, {})
            held[run] = _Held(pickled)
            setattr(worker, ENGINES, held)

        def teardown(self, worker: Any) -> None:
            getattr(worker, ENGINES, {}).pop(run, None)

    return TaskPlugin()


def _check(client: Any) -> None:
    try:
        from distributed import Client
    except ImportError as error:
        raise _not_installed() from error
    if not isinstance(client, Client):
        raise ClusterError(
            f"{type(client).__name__} is not a Dask client", "client", "give a distributed.Client, e.g. Client('tcp://host:8786')"
        )  # fmt: skip
    here = versions()
    for worker, there in client.run(versions).items():
        for name in DECIDING_VERSIONS:
            if there[name] != here[name]:
                raise ClusterError(
                    f"{name} is {there[name]} on a worker and {here[name]} here", str(worker),
                    "use the same versions everywhere: other ones may give other bits",
                )  # fmt: skip


def _address(client: Any) -> str:
    return f"cluster {client.scheduler.address}" if client.scheduler is not None else "cluster"
