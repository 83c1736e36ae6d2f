"""Sources of an inventory file: what a number cites by a key stands in the file's list of references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rulewright.errors import Mistake
from rulewright.reading.validation import did_you_mean
from rulewright.reading.yaml_nodes import Document, Path_

SELF_EVIDENT = frozenset({"definition", "chemistry"})  # follows from what a unit or a formula means
LIST = "sources"


def unlisted_sources(document: Document) -> list[Mistake]:
    """Mistakes: keys under ``source`` that the file's ``sources`` doesn't hold, each with its line.

    A source of more than one word is a reference by itself. A file without a list of references isn't looked at.

    Examples
    --------
    >>> from rulewright.reading.yaml_nodes import parse_yaml
    >>> document = parse_yaml("sources: {ipcc-2006: IPCC 2006}\\nparameters: [{id: a, source: ipcc-2060}]", "a.yaml")
    >>> print(unlisted_sources(document)[0].what)
    the source 'ipcc-2060' is not listed
    """
    listed = document.data.get(LIST) if isinstance(document.data, dict) else None
    if not isinstance(listed, dict) or not listed:
        return []
    return [
        Mistake(
            f"the source '{source}' is not listed", document.where(path),
            f"add it under 'sources'{did_you_mean(source, listed)}",
        )
        for path, source in _cited(document.data, ())
        if source not in listed and source not in SELF_EVIDENT and len(source.split()) == 1
    ]  # fmt: skip


def _cited(value: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, each in entries:
        if key == "source" and isinstance(each, str):
            yield (*path, key), each
        elif key != LIST:
            yield from _cited(each, (*path, key))
