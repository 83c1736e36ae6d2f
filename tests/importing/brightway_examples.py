"""Small Brightway projects for tests, written as bw2data stores them: two SQLite tables of pickles and a list."""

from __future__ import annotations

import hashlib
import json
import pickle
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CO2 = ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e")
CH4 = ("biosphere3", "0795345f-c7ae-410c-ad25-1845784c75f5")
SO2 = ("biosphere3", "sulfur")
FLOWS = {
    CO2[1]: {
        "name": "Carbon dioxide, fossil",
        "categories": ("air",),
        "unit": "kilogram",
        "type": "emission",
    },
    CH4[1]: {"name": "Methane, fossil", "categories": ("air",), "unit": "kilogram", "type": "emission"},
    SO2[1]: {"name": "Smoke", "categories": ("air",), "unit": "kilogram", "type": "emission"},
}
Database = Mapping[str, Mapping[str, Any]]


def edge(kind: str, target: Sequence[str], amount: float, **more: Any) -> dict[str, Any]:
    """An exchange."""
    return {"type": kind, "input": tuple(target), "amount": amount, **more}


def node(name: str, unit: str, *exchanges: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A node with its exchanges."""
    return {
        "name": name,
        "unit": unit,
        "location": "CN",
        "type": "process",
        "exchanges": list(exchanges),
        **more,
    }


def make_project(
    base: Path,
    databases: Mapping[str, Database],
    about: Mapping[str, Mapping[str, Any]] | None = None,
    parameters: Sequence[tuple[str, str, str, float, str]] = (),
    name: str = "works",
    wal: bool = False,
) -> Path:
    """Write a project of bw2data 4 and give its folder.

    Parameters
    ----------
    parameters
        ``(database or "", code or "", name, amount, formula)``.
    """
    base.mkdir(parents=True, exist_ok=True)
    folder = base / f"{name}.{hashlib.md5(name.encode()).hexdigest()[:8]}"
    (folder / "lci").mkdir(parents=True)
    with sqlite3.connect(base / "projects.db") as projects:
        projects.execute(
            "CREATE TABLE projectdataset (id INTEGER PRIMARY KEY, data BLOB, name TEXT, full_hash INTEGER)"
        )
        projects.execute(
            "INSERT INTO projectdataset (data, name, full_hash) VALUES (?, ?, 0)",
            (pickle.dumps({"25": True}), name),
        )
    projects.close()
    known = {"biosphere3": FLOWS, **databases}
    (folder / "databases.json").write_text(
        json.dumps({each: {"backend": "sqlite", **(about or {}).get(each, {})} for each in known}),
        encoding="utf-8",
    )
    tables = sqlite3.connect(folder / "lci" / "databases.db")
    if wal:
        tables.execute("PRAGMA journal_mode = wal")
    tables.execute(
        "CREATE TABLE activitydataset (id INTEGER PRIMARY KEY, data BLOB, code TEXT, database TEXT, location TEXT, "
        "name TEXT, product TEXT, type TEXT)"
    )
    tables.execute(
        "CREATE TABLE exchangedataset (id INTEGER PRIMARY KEY, data BLOB, input_code TEXT, input_database TEXT, "
        "output_code TEXT, output_database TEXT, type TEXT)"
    )
    for database, nodes in known.items():
        for code, stated in nodes.items():
            add_node(tables, database, code, stated)
    tables.commit()
    tables.close()
    write_parameters(folder, parameters)
    return folder


def add_node(tables: sqlite3.Connection, database: str, code: str, stated: Mapping[str, Any]) -> None:
    """Write a node and its exchanges."""
    data = {key: value for key, value in stated.items() if key != "exchanges"} | {
        "database": database,
        "code": code,
    }
    tables.execute(
        "INSERT INTO activitydataset (data, code, database, name, type) VALUES (?, ?, ?, ?, ?)",
        (pickle.dumps(data, protocol=4), code, database, data.get("name"), data.get("type")),
    )
    for each in stated.get("exchanges", ()):
        tables.execute(
            "INSERT INTO exchangedataset (data, input_code, input_database, output_code, output_database, type) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                pickle.dumps(dict(each), protocol=4),
                each["input"][1],
                each["input"][0],
                code,
                database,
                each["type"],
            ),
        )


def write_parameters(folder: Path, parameters: Sequence[tuple[str, str, str, float, str]]) -> None:
    """Write the three tables of parameters."""
    tables = sqlite3.connect(folder / "parameters.db")
    common = "name TEXT, formula TEXT, amount REAL, data BLOB"
    tables.execute(f"CREATE TABLE projectparameter (id INTEGER PRIMARY KEY, {common})")
    tables.execute(f"CREATE TABLE databaseparameter (id INTEGER PRIMARY KEY, database TEXT, {common})")
    tables.execute(
        f'CREATE TABLE activityparameter (id INTEGER PRIMARY KEY, "group" TEXT, database TEXT, code TEXT, {common})'
    )
    for database, code, name, amount, formula in parameters:
        values = (name, formula or None, amount, pickle.dumps({}))
        if code:
            tables.execute(
                'INSERT INTO activityparameter ("group", database, code, name, formula, amount, data) '
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                ("group", database, code, *values),
            )
        elif database:
            query = (
                "INSERT INTO databaseparameter (database, name, formula, amount, data) VALUES (?, ?, ?, ?, ?)"
            )
            tables.execute(query, (database, *values))
        else:
            tables.execute(
                "INSERT INTO projectparameter (name, formula, amount, data) VALUES (?, ?, ?, ?)", values
            )
    tables.commit()
    tables.close()


def state_of(folder: Path) -> str:
    """Hash of all files of a folder: names, contents, dates."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(f"{path} {path.stat().st_mtime_ns}".encode() + path.read_bytes())
    return found.hexdigest()
