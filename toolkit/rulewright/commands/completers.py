"""What a shell completes after an option: ids of rules, inventories, studies. Imported only while a shell asks."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Any

Names = Callable[[], Iterable[str]]


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer the shell that asks, and end; does nothing otherwise."""
    import argcomplete

    for action in _actions(parser):
        names = _names(action)
        if names is not None:
            action.completer = _completer(names, several=action.metavar == "A,B,...")  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser)


def _actions(parser: argparse.ArgumentParser) -> Iterable[argparse.Action]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for own in action.choices.values():
                yield from _actions(own)
        else:
            yield action


def _names(action: argparse.Action) -> Names | None:
    """Where the ids come from, by the kind of thing that an option wants."""
    from rulewright.reading.find import list_rules, list_shelf

    wanted = action.metavar
    if wanted in ("RULE", "A,B,...", "A", "B", "OLD", "NEW"):
        return list_rules
    if wanted == "INVENTORY":
        return lambda: list_shelf("inventories")
    if wanted == "STUDY":
        return lambda: list_shelf("studies")
    return None


def _completer(names: Names, several: bool) -> Callable[..., list[str]]:
    def completer(prefix: str, **_ignored: Any) -> list[str]:
        before, comma, last = prefix.rpartition(",") if several else ("", "", prefix)
        return [f"{before}{comma}{name}" for name in names() if name.startswith(last)]

    return completer
