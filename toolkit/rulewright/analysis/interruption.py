"""Ctrl-C while something is computed that should be whole: it is noted, and a second one stops at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def noted_ctrl_c() -> Iterator[Callable[[], bool]]:
    """Give a function that says whether Ctrl-C was pressed inside; the second press raises KeyboardInterrupt.

    Outside the main thread signals can't be caught: there Ctrl-C does what it does anyway.

    Examples
    --------
    >>> with noted_ctrl_c() as pressed:
    ...     signal.raise_signal(signal.SIGINT)
    ...     pressed()
    True
    """
    pressed = threading.Event()

    def note(number: int, frame: Any) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()

    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
