"""Read a Brightway database's processed datapackages: every exchange with its distribution, and who the nodes are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.imports import load, quietly
from rulewright.brightway.kept_arrays import (
    as_bytes,
    cache_directory,
    forget_oldest,
    from_bytes,
    read_kept,
    state_of,
    write_kept,
)
from rulewright.brightway.project import find_place, open_project
from rulewright.brightway.stored import find_project
from rulewright.engine.exchange_draws import CERTAIN, EXCHANGE_TYPE
from rulewright.matrix_system import list_some
from rulewright.reading.elementary_flows import ElementaryFlow, read_elementary_flows
from rulewright.reading.validation import did_you_mean

MOST_KEPT = 12  # databases that are kept, some 30 MB each for 20,000 processes
MATRICES = ("technosphere_matrix", "biosphere_matrix")
FLOW_TYPES = ("emission", "natural resource", "inventory indicator", "economic", "social")


@dataclass(frozen=True, slots=True)
class DatabaseNode:
    """A process, product or elementary flow of a Brightway database."""

    id: int
    database: str
    code: str
    name: str
    location: str
    unit: str
    product: str
    categories: tuple[str, ...]
    is_flow: bool

    @property
    def key(self) -> str:
        """``database|code``."""
        return f"{self.database}|{self.code}"


@dataclass(frozen=True)
class Database:
    """A Brightway database with all databases that it draws on, as arrays.

    Attributes
    ----------
    name
        Of the database that was asked for.
    databases
        That and those it draws on, elementary flows included.
    technosphere, biosphere
        Exchanges, see :data:`rulewright.engine.exchange_draws.EXCHANGE_TYPE`.
    nodes
        By Brightway's number.
    """

    name: str
    databases: tuple[str, ...]
    technosphere: Any
    biosphere: Any
    nodes: Mapping[int, DatabaseNode]

    @cached_property
    def codes(self) -> dict[int, str]:
        """Number to ``database|code``."""
        return {number: node.key for number, node in self.nodes.items()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all exchanges and nodes, with Brightway's numbers."""
        digest = hashlib.sha256(self.name.encode())
        for table in (self.technosphere, self.biosphere):
            digest.update(np.ascontiguousarray(table).tobytes())
        digest.update("\0".join(f"{number} {key}" for number, key in sorted(self.codes.items())).encode())
        return digest.hexdigest()

    def factors(self, factors: Mapping[str, float]) -> tuple[dict[int, float], tuple[str, ...]]:
        """Our factors, by elementary flow id, put on the database's flows.

        Returns
        -------
        factors
            Brightway's number of a flow to its factor [kg CO2e per unit of flow].
        unknown
            Flows of the database that have the name of one of ours in a compartment that ours don't have; they take
            the same factor, because a GWP does not depend on where in the air a gas is emitted.

        Notes
        -----
        A flow is one of ours if it has the same biosphere3 code, or the same name and main compartment.
        """
        flows = read_elementary_flows()
        by_code = {flow.biosphere3.code: flow for flow in flows.values() if flow.biosphere3 is not None}
        by_name = {
            (flow.biosphere3.name, flow.biosphere3.categories[0]): flow
            for flow in flows.values()
            if flow.biosphere3 is not None
        }
        found: dict[int, float] = {}
        by_their_name = []
        for number, node in self.nodes.items():
            if not node.is_flow:
                continue
            flow: ElementaryFlow | None = by_code.get(node.code)
            if flow is None and node.categories:
                flow = by_name.get((node.name, node.categories[0]))
                if flow is not None and factors.get(flow.id):
                    by_their_name.append(node.key)
            if flow is None:
                flow = flows.get(node.code)  # our own further flows
            if flow is not None and factors.get(flow.id):
                found[number] = factors[flow.id]
        return found, tuple(sorted(by_their_name))


def read_database(
    name: str, project: str | None = None, directory: Path | str | None = None, *, keep: bool = True
) -> Database:
    """Read a database and those that it draws on.

    Parameters
    ----------
    name
        Of the database.
    project, directory
        As in :func:`rulewright.brightway.project.open_project`, but a project that doesn't exist is not made.
    keep
        Keep what was read in the user's cache directory, and take it from there as long as nothing of the project has
        changed; Brightway need not be imported then.

    Raises
    ------
    BrightwayError
        If there is no such project or database, the project is locked, or a package holds what is drawn in another way
        (arrays of samples).
    """
    place = find_place(project, directory)
    folder = find_project(place.project, place.directory)
    path = (
        cache_directory()
        / "databases"
        / f"{hashlib.sha256(f'{folder.folder}|{name}'.encode()).hexdigest()[:24]}.npz"
    )
    try:
        before = state_of(folder, name) if keep else None
    except (OSError, ValueError):
        before = None  # a project without these files is told about below
    kept = None if before is None else read_kept(path, before)
    if kept is not None:
        return _from_arrays(name, kept)
    found = _read(name, project, directory)
    if (
        before is not None and not before["dirty"] and state_of(folder, name) == before
    ):  # nobody wrote meanwhile
        write_kept(path, before, _to_arrays(found))
        forget_oldest(path.parent, MOST_KEPT)
    return found


def _read(name: str, project: str | None, directory: Path | str | None) -> Database:
    with open_project(project, directory) as place:
        bw2data = load("bw2data")
        if name not in bw2data.databases:
            there = sorted(bw2data.databases)
            mend = "import one into this project first, or give project= and directory="
            if there:
                mend = f"choose one of its databases: {list_some(there)}{did_you_mean(name, there)}"
            raise BrightwayError(f"there is no database '{name}'", f"project '{place.project}'", mend)
        with quietly(bw2data):
            names = sorted({name, *bw2data.Database(name).find_graph_dependents()})
            parts: dict[str, list[Any]] = {matrix: [] for matrix in MATRICES}
            for each in names:
                package = bw2data.Database(each).datapackage()
                for matrix in MATRICES:
                    parts[matrix] += _exchanges(package, matrix, each)
            nodes = _nodes(names)
    technosphere, biosphere = (_joined(parts[matrix]) for matrix in MATRICES)
    return Database(name, tuple(names), technosphere, biosphere, nodes)


def _to_arrays(database: Database) -> dict[str, Any]:
    nodes = [astuple(node) for node in database.nodes.values()]
    return {
        "technosphere": database.technosphere, "biosphere": database.biosphere, "nodes": as_bytes(nodes),
        "databases": as_bytes(database.databases),
    }  # fmt: skip


def _from_arrays(name: str, arrays: Mapping[str, Any]) -> Database:
    nodes = {
        number: DatabaseNode(number, database, code, own, location, unit, product, tuple(categories), is_flow)
        for number, database, code, own, location, unit, product, categories, is_flow in from_bytes(
            arrays["nodes"]
        )
    }
    databases = tuple(from_bytes(arrays["databases"]))
    return Database(name, databases, arrays["technosphere"], arrays["biosphere"], nodes)


def _exchanges(package: Any, matrix: str, name: str) -> list[Any]:
    """Exchanges of one matrix of a package, group by group."""
    groups: dict[str, dict[str, Any]] = {}
    for resource in package.resources:
        if resource.get("matrix") == matrix:
            groups.setdefault(resource["group"], {})[resource["kind"]] = resource
    found = []
    for group, resources in groups.items():
        if any(each.get("category") != "vector" for each in resources.values()):
            raise BrightwayError(
                f"the matrix '{matrix}' has an array of samples ('{group}'), which cannot be drawn anew",
                f"database '{name}'",
                "use a database with distributions",
            )
        given = {kind: package.get_resource(each["name"])[0] for kind, each in resources.items()}
        found.append(_table(given, matrix))
    return found


def _table(given: Mapping[str, Any], matrix: str) -> Any:
    indices, data = given["indices"], np.asarray(given["data"], dtype=np.float64)
    table = np.zeros(len(data), dtype=EXCHANGE_TYPE)
    table["row"], table["column"], table["amount"] = indices["row"], indices["col"], data
    table["sign"] = np.where(given["flip"], -1.0, 1.0) if "flip" in given else 1.0
    table["kind"], table["loc"] = CERTAIN, data
    for field in ("scale", "shape", "minimum", "maximum"):
        table[field] = np.nan
    stated = given.get("distributions")
    if stated is not None:
        for field in ("loc", "scale", "shape", "minimum", "maximum", "negative"):
            table[field] = stated[field]
        table["kind"] = stated["uncertainty_type"]
    return table


def _joined(parts: list[Any]) -> Any:
    """All exchanges, each numbered among those of the same two ends."""
    table = np.concatenate(parts) if parts else np.zeros(0, dtype=EXCHANGE_TYPE)
    order = np.lexsort((table["row"], table["column"]))
    row, column = table["row"][order], table["column"][order]
    new = np.ones(len(table), dtype=bool)
    new[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    first = np.maximum.accumulate(np.where(new, np.arange(len(table)), 0)) if len(table) else order
    table["position"][order] = np.arange(len(table)) - first
    return table


def _nodes(databases: list[str]) -> dict[int, DatabaseNode]:
    from bw2data.backends.schema import ActivityDataset as Row

    query = Row.select(
        Row.id, Row.database, Row.code, Row.name, Row.location, Row.product, Row.type, Row.data
    ).where(Row.database << databases)
    return {
        number: DatabaseNode(
            number, database, code, name or "", location or "", str(data.get("unit") or ""),
            product or str(data.get("reference product") or ""), tuple(data.get("categories") or ()), kind in FLOW_TYPES,
        )
        for number, database, code, name, location, product, kind, data in query.tuples()
    }  # fmt: skip
