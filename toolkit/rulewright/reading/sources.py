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
    """Mistakes: empty sources, and keys under ``source`` that the file's ``sources`` doesn't hold, each with its line.

    A source of more than one word is a reference by itself; one word is a key, also in a file without a list.

    Examples
    --------
    >>> from rulewright.reading.yaml_nodes import parse_yaml
    >>> document = parse_yaml("sources: {ipcc-2006: IPCC 2006}\\nparameters: [{id: a, source: ipcc-2060}]", "a.yaml")
    >>> print(unlisted_sources(document)[0].what)
    the source 'ipcc-2060' is not listed
    """
    stated = document.data.get(LIST) if isinstance(document.data, dict) else None
    listed = stated if isinstance(stated, dict) else {}
    mistakes = []
    for path, source in _cited(document.data, ()):
        where = document.where(path)
        if not source.strip():
            mistakes.append(Mistake("the source is empty", where, "name the document, or a key of 'sources'"))
        elif source not in listed and source not in SELF_EVIDENT and len(source.split()) == 1:
            mend = f"add it under 'sources'{did_you_mean(source, listed)}"
            mistakes.append(Mistake(f"the source '{source}' is not listed", where, mend))
    return mistakes


def _cited(value: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, each in entries:
        if key == "source" and isinstance(each, str):
            yield (*path, key), each
        elif key != LIST:
            yield from _cited(each, (*path, key))
