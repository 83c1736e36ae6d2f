"""Find what is shipped: rules, inventories, backgrounds, studies (in a checkout or an installed wheel)."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from pathlib import Path
from typing import Literal

from rulewright.errors import FileError

Shelf = Literal["inventories", "background", "studies", "portfolios", "mappings"]


_LIBRARY: ContextVar[Path | None] = ContextVar("library", default=None)


@contextmanager
def library(folder: Path) -> Iterator[None]:
    """Read from another library in the place of the shipped one: a study package is computed from its own files only.

    ``folder`` holds what ``databases`` holds (``gwp.yaml``, ``elementary_flows.yaml``, shelves) and ``rules``.
    """
    token = _LIBRARY.set(folder)
    try:
        yield
    finally:
        _LIBRARY.reset(token)


def databases_dir() -> Path:
    """Directory ``databases``: inside the installed package, beside ``toolkit/`` in a checkout, or of :func:`library`."""
    return _LIBRARY.get() or _shipped()


@cache
def _shipped() -> Path:
    package = Path(__file__).resolve().parent.parent
    installed = package / "databases"
    if installed.is_dir():
        return installed
    checkout = package.parent.parent / "databases"
    if checkout.is_dir():
        return checkout
    raise FileError("the shipped databases are missing", str(package), "install rulewright again")


def rules_dir() -> Path:
    """Directory of the shipped rules, or of those of :func:`library`."""
    chosen = _LIBRARY.get()
    return chosen / "rules" if chosen is not None else Path(__file__).resolve().parent.parent / "rules"


def list_rules() -> list[str]:
    """Ids of the shipped rules."""
    return sorted(path.stem for path in rules_dir().glob("*.yaml"))


def list_shelf(shelf: Shelf) -> list[str]:
    """Ids of the shipped files of one kind."""
    return sorted(path.stem for path in (databases_dir() / shelf).glob("*.yaml"))


def find_rule(name: str, near: Path | None = None) -> Path:
    """Path of a rule: a path as given, a file beside ``near``, or a shipped rule by id."""
    return _find(name, rules_dir(), list_rules, "rule", near)


def find_on_shelf(name: str, shelf: Shelf, near: Path | None = None) -> Path:
    """Path of an inventory, background, study, portfolio or mapping: a path as given, a file beside ``near``, or a shipped one by id."""
    kind = {
        "inventories": "inventory",
        "background": "background",
        "studies": "study",
        "portfolios": "portfolio",
        "mappings": "mapping",
    }[shelf]
    return _find(name, databases_dir() / shelf, partial(list_shelf, shelf), kind, near)


def find_linked(name: str, near: Path) -> Path:
    """Path of a background or inventory that a file names: a path, a file beside it, or a shipped one by id."""
    if not is_path(name):
        shelves = databases_dir()
        for folder in (near, shelves / "background", shelves / "inventories"):
            if (folder / f"{name}.yaml").is_file():
                return folder / f"{name}.yaml"

    def shipped() -> list[str]:
        return [*list_shelf("background"), *list_shelf("inventories")]

    return _find(name, databases_dir() / "background", shipped, "background", near)


def is_path(name: str) -> bool:
    """Whether ``name`` is meant as a path rather than as an id."""
    return name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name


def _find(
    name: str, folder: Path, list_shipped: Callable[[], list[str]], kind: str, near: Path | None
) -> Path:
    if is_path(name):
        return Path(name)
    for place in (near, folder):
        if place is not None and (place / f"{name}.yaml").is_file():
            return place / f"{name}.yaml"
    shipped = list_shipped()
    close = difflib.get_close_matches(name, shipped, n=1)
    hint = f"; did you mean '{close[0]}'?" if close else ""
    raise FileError(
        f"no {kind} '{name}'",
        f"shipped: {', '.join(shipped) or 'none'}",
        f"give one of these ids or a path to a .yaml file{hint}",
    )
