"""Read the pickles of a Brightway project without running what they hold.

Brightway stores nodes and exchanges as pickles, and a pickle can call any function when it is opened. Here only plain
values come out; an object of any other class stays an empty stand-in that says its name.
"""

from __future__ import annotations

import importlib
import io
import pickle
from collections import Counter
from typing import Any

# what a pickle may name: containers and numbers without a behaviour of their own
_PLAIN = {
    ("builtins", "set"), ("builtins", "frozenset"), ("__builtin__", "set"), ("collections", "OrderedDict"), ("datetime", "datetime"),
    ("datetime", "date"), ("datetime", "time"), ("datetime", "timedelta"), ("datetime", "timezone"), ("decimal", "Decimal"),
    ("uuid", "UUID"), ("numpy", "dtype"), ("numpy", "ndarray"), ("numpy.core.multiarray", "scalar"),
    ("numpy._core.multiarray", "scalar"), ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
}  # fmt: skip
_RENAMED = {"numpy.core.multiarray": "numpy._core.multiarray", "__builtin__": "builtins"}


class NotLoaded:
    """Stands for an object that was not loaded; whatever a pickle does with it has no effect."""

    name = ""

    def __new__(cls, *args: object, **more: object) -> NotLoaded:
        return super().__new__(cls)

    def __init__(self, *args: object, **more: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        pass

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def append(self, value: object) -> None:
        """Nothing is kept."""

    def extend(self, values: object) -> None:
        """Nothing is kept."""


def loads(data: bytes, not_loaded: Counter[str] | None = None) -> Any:
    """The plain value of a pickle.

    Parameters
    ----------
    not_loaded
        Counts the classes and functions that were not loaded.

    Raises
    ------
    pickle.UnpicklingError, EOFError, ValueError and others
        If it is damaged.

    Examples
    --------
    >>> loads(pickle.dumps({"amount": 2.0, "input": ("works", "coke")}))
    {'amount': 2.0, 'input': ('works', 'coke')}
    >>> import os
    >>> found = Counter()
    >>> loads(pickle.dumps({"call": os.getcwd}), found)["call"].name, dict(found)
    ('posix.getcwd', {'posix.getcwd': 1})
    """
    return _Reader(io.BytesIO(data), not_loaded).load()


class _Reader(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, not_loaded: Counter[str] | None) -> None:
        super().__init__(file)
        self._not_loaded = not_loaded

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return getattr(importlib.import_module(_RENAMED.get(module, module)), name)
        said = f"{module}.{name}"
        if self._not_loaded is not None:
            self._not_loaded[said] += 1
        return type("NotLoaded", (NotLoaded,), {"name": said})
