"""Something long that runs beside the page: with progress, and stopped when a person asks for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")
Progress = Callable[[int, int], None]
EVERY_SECONDS = 0.15


class Stopped(Exception):
    """Raised inside the work when a person has pressed Stop."""


class Job(Generic[Result]):
    """Work in a thread of its own; what it reports arrives where the page lives.

    Parameters
    ----------
    work
        Called with a function that takes (done, count); that function raises :class:`Stopped` once Stop was pressed,
        so that the work ends between two of its own steps.
    on_progress
        Called with (done, count), not more often than a few times a second.
    on_end
        Called once with (result, error): an error, :class:`Stopped` included, comes without result.
    """

    def __init__(
        self,
        work: Callable[[Progress], Result],
        on_progress: Progress,
        on_end: Callable[[Result | None, Exception | None], None],
    ) -> None:
        self._work, self._on_progress, self._on_end = work, on_progress, on_end
        self._stop = threading.Event()
        self._shown = 0.0
        self._thread = threading.Thread(target=self._run, name="rulewright-job", daemon=True)
        try:  # in a kernel: its loop, in whose thread widgets and figures are safe
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None

    @property
    def is_running(self) -> bool:
        """Whether the work goes on."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the work to end; it does so at its next report."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the work has ended."""
        self._thread.join(seconds)

    def _run(self) -> None:
        result: Result | None = None
        error: Exception | None = None
        try:
            result = self._work(self._report)
        except Exception as found:  # told on the page, where the person is
            error = found
        self._later(self._on_end, result, error)

    def _report(self, done: int, count: int) -> None:
        if self._stop.is_set():
            raise Stopped
        now = monotonic()
        if now - self._shown >= EVERY_SECONDS or done >= count:
            self._shown = now
            self._later(self._on_progress, done, count)

    def _later(self, function: Callable[..., None], *arguments: Any) -> None:
        if self._loop is not None and self._loop.is_running():
            self._loop.call_soon_threadsafe(function, *arguments)
        else:
            function(*arguments)
