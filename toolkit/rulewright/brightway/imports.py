"""Import Brightway packages without touching the user's projects.

``import bw2data`` opens a base directory at once, and makes it if there is none: the one in BRIGHTWAY2_DIR,
or the user's own. So whoever imports it first decides, and when that is us, it must open ours.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from rulewright.errors import FileError

DIRECTORY_VARIABLE = "RULEWRIGHT_BRIGHTWAY_DIR"
Package = Literal["bw2calc", "bw2data", "bw2io", "bw2parameters", "bw_processing"]

_log = logging.getLogger(__name__)


def load(package: Package) -> Any:
    """Import a Brightway package; bw2data opens Rulewright's own directory if nobody imported it before."""
    if package in sys.modules:
        return importlib.import_module(package)
    first = package not in ("bw2parameters", "bw_processing") and "bw2data" not in sys.modules
    place = _variable("BRIGHTWAY2_DIR", own_directory()) if first else contextlib.nullcontext()
    with place, _messages_to_log(), _without_solver_advice():
        return importlib.import_module(package)


@contextlib.contextmanager
def quietly(bw2data: Any) -> Iterator[None]:
    """Send Brightway's messages to our log and leave out its progress bars, so that results stay readable."""
    before = getattr(bw2data.config, "is_test", False)  # the only switch for the progress bars
    bw2data.config.is_test = True
    try:
        with _messages_to_log():
            yield
    finally:
        bw2data.config.is_test = before


@contextlib.contextmanager
def without_slow_grammar() -> Iterator[None]:
    """Spare two seconds at the start of a command line: for a process of our own, not for a notebook.

    jsonschema, which bw_processing imports, builds a grammar of internationalised addresses at import if
    rfc3987-syntax is installed (JupyterLab brings it). Brightway does not use it. While this is open the
    package can't be found, and jsonschema goes without that one format check.
    """
    if "jsonschema" in sys.modules or "rfc3987_syntax" in sys.modules:
        yield
        return
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # how Python spells "can't be imported"
    try:
        yield
    finally:
        del sys.modules["rfc3987_syntax"]


def own_directory() -> Path:
    """Make and give our own Brightway directory: $RULEWRIGHT_BRIGHTWAY_DIR or in the user data directory."""
    import platformdirs

    given = os.environ.get(DIRECTORY_VARIABLE)
    directory = Path(given) if given else Path(platformdirs.user_data_dir("rulewright")) / "brightway"
    return usable_directory(directory.expanduser())


def usable_directory(directory: Path) -> Path:
    """Make a directory for projects if need be and give its absolute path."""
    mend = f"give another directory, or set {DIRECTORY_VARIABLE} to one that you may write to"
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(
            f"cannot make the Brightway directory: {error.strerror}", str(directory), mend
        ) from None
    if not os.access(directory, os.R_OK | os.W_OK | os.X_OK):
        raise FileError("cannot write to the Brightway directory", str(directory), mend)
    return directory.resolve()


@contextlib.contextmanager
def _variable(name: str, value: Path) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = str(value)
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextlib.contextmanager
def _messages_to_log() -> Iterator[None]:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            yield
    finally:
        for line in filter(None, map(str.strip, said.getvalue().splitlines())):
            _log.info("%s", line)


@contextlib.contextmanager
def _without_solver_advice() -> Iterator[None]:
    # bw2calc advises at import to install a faster solver, by the kind of processor. Our systems are small:
    # nothing is wrong and nothing would be faster.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\s*It seems like you have an", category=UserWarning)
        warnings.filterwarnings("ignore", message="No fast sparse solver found", category=UserWarning)
        yield
