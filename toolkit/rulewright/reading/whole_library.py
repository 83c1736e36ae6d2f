"""Mistakes that only show when a library is looked at as a whole: its inventories are linked into one system."""

from __future__ import annotations

from pathlib import Path

from rulewright.errors import FileError, Mistake
from rulewright.reading.inventories import inventory_document

SHELVES = ("background", "inventories")  # inventories of these name each other's processes


def is_library(folder: Path) -> bool:
    """Whether a folder holds what ``databases`` holds, and not just some files."""
    return (folder / "inventories").is_dir()


def library_mistakes(folder: Path) -> list[Mistake]:
    """Processes of one id in two files, and files that aren't named like their id; each with file and line."""
    places: dict[str, str] = {}
    mistakes: list[Mistake] = []
    for path in sorted(each for shelf in SHELVES for each in (folder / shelf).glob("*.yaml")):
        try:
            document = inventory_document(path)
        except FileError:
            continue  # the check of the file itself says so
        data = document.data if isinstance(document.data, dict) else {}
        if isinstance(data.get("id"), str) and data["id"] != path.stem:
            what = f"the id is '{data['id']}', the file is named '{path.name}'"
            mend = "name the file like its id: others find it by that"
            mistakes.append(Mistake(what, document.where(("id",)), mend))
        processes = data.get("processes")
        for number, process in enumerate(processes if isinstance(processes, list) else ()):
            identity = process.get("id") if isinstance(process, dict) else None
            if not isinstance(identity, str):
                continue
            where = document.where(("processes", number))
            first = places.setdefault(identity, where)
            if first.rpartition(":")[0] != where.rpartition(":")[0]:
                what = f"the process '{identity}' stands in two files of the library"
                mend = f"give it an id of its own, or link to the other one ({first})"
                mistakes.append(Mistake(what, where, mend))
    return mistakes
