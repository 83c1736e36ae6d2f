"""Write rule-applied systems as plain allocated Brightway databases, one per rule.

Such a database needs nothing of Rulewright: ``bw2calc.LCA({(database, code): amount}, method)`` scores it.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from rulewright.brightway.errors import BrightwayError, PrecisionWarning
from rulewright.brightway.imports import load, quietly
from rulewright.brightway.install import (
    FAMILY,
    MethodName,
    ensure_flows,
    flow_ids,
    remove_database,
    remove_method,
    write_method,
)
from rulewright.brightway.project import open_project
from rulewright.brightway.solve import solve
from rulewright.brightway.units import brightway_unit
from rulewright.matrix_system import FloatArray, MatrixSystem, SystemNode, list_some, system_label
from rulewright.reading.elementary_flows import ElementaryFlow, find_flow, read_elementary_flows
from rulewright.words import say

# relative; single precision alone stays well below unless large credits cancel large burdens
VISIBLE_DIFFERENCE = 1e-6
VERSIONED = ("bw2calc", "bw2data", "bw2io", "bw_processing")


def write_databases(
    systems: Sequence[MatrixSystem],
    project: str | None = None,
    directory: Path | str | None = None,
    *,
    overwrite: bool = False,
    details: Mapping[str, Mapping[str, str]] | None = None,
) -> list[str]:
    """Write one allocated database and one method per system; all of them or none.

    Parameters
    ----------
    systems
        Rule-applied systems, each of another inventory and rule.
    project, directory
        As in :func:`rulewright.brightway.project.open_project`; by default Rulewright's own project.
    overwrite
        Replace databases of the same name. Without it, one that exists stops all before the first write.
    details
        Database name to more metadata that is kept with it, beside hashes, demand, scores and versions.

    Returns
    -------
    list of str
        Names of the databases, in the order of ``systems``; :func:`method_name` gives the method of each.

    Raises
    ------
    BrightwayError
        If a database of that name exists, a flow is unknown, or what was written gives another score.
    SingularSystemError
        If a system has no solution; nothing is written.

    Warns
    -----
    PrecisionWarning
        If the score of a written database differs by more than 1e-6 from the exact one, because Brightway
        stores single precision and large credits cancel large burdens.

    Notes
    -----
    Every database is solved again after writing by plain bw2calc, and compared with the same system rounded
    to single precision. Both scores stand in the database's metadata under ``rulewright``.
    """
    names = [database_name(system) for system in systems]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BrightwayError(
            f"several systems are called {list_some(twice)}", "write_databases", "write them one by one"
        )
    flows = read_elementary_flows()
    drafts = [
        _draft(system, flows, (details or {}).get(name, {}))
        for system, name in zip(systems, names, strict=True)
    ]
    with open_project(project, directory):
        bw2data = load("bw2data")
        _refuse_existing(bw2data, names, overwrite)
        with quietly(bw2data):
            ensure_flows(bw2data, flows)
            with _put_back_on_failure(bw2data, drafts):
                for draft in drafts:
                    _write(bw2data, draft, flow_ids(bw2data, flows))
            _refresh_dependents(bw2data, names)
    for draft in drafts:
        _warn_of_lost_precision(draft)
    return names


def database_name(system: MatrixSystem) -> str:
    """Name of the database of a system: ``inventory | rule``."""
    return f"{system.inventory_id} | {system.rule_id}"


def method_name(system: MatrixSystem) -> MethodName:
    """Name of the method that holds the factors which the rule gives to this system's flows."""
    return (FAMILY, system.rule_id, system.inventory_id)


@dataclass(frozen=True)
class _Draft:
    """All of one database before a project is opened, so that mistakes show before the first write."""

    system: MatrixSystem
    name: str
    data: dict[tuple[str, str], dict[str, Any]]
    factors: dict[str, float]  # flow id to kg CO2e per unit
    metadata: dict[str, Any]
    exact_score: float
    rounded_score: float
    gross: float  # sum of all contributions taken positive [kg CO2e]

    @property
    def demand(self) -> dict[tuple[str, str], float]:
        return {(self.name, key): amount for key, amount in self.system.demand.items()}


def _draft(system: MatrixSystem, flows: Mapping[str, ElementaryFlow], details: Mapping[str, str]) -> _Draft:
    rows = _flows_of_rows(system, flows)
    exact = solve(system)
    rounded, gross = _single_precision_score(system)
    about = {
        "inventory": system.inventory_id,
        "inventory_hash": system.inventory_hash,
        "rule": system.rule_id,
        "rule_hash": system.rule_hash,
        "method": list(method_name(system)),
        "demand": dict(system.demand),
        "score_kg_co2e": exact.score_kg_co2e,
        "score_as_stored_kg_co2e": rounded,
        "versions": {package: metadata.version(package) for package in VERSIONED},
        **details,
    }
    database_metadata = {
        "format": "Rulewright allocated database",
        "description": f"{system.name}: allocated by rule {system.rule_id}; written by Rulewright",
        "rulewright": about,
    }
    return _Draft(
        system=system,
        name=database_name(system),
        data=_activities(system, rows),
        factors=_factors(system, rows),
        metadata=database_metadata,
        exact_score=exact.score_kg_co2e,
        rounded_score=rounded,
        gross=gross,
    )


def _flows_of_rows(system: MatrixSystem, flows: Mapping[str, ElementaryFlow]) -> list[ElementaryFlow]:
    """Flow of each elementary row."""
    found = [find_flow(row, flows) for row in system.elementary]
    unknown = [row for row, flow in zip(system.elementary, found, strict=True) if flow is None]
    if unknown:
        mend = "use ids of databases/elementary_flows.yaml"
        raise BrightwayError(f"unknown elementary flows {list_some(unknown)}", system_label(system), mend)
    return [flow for flow in found if flow is not None]


def _factors(system: MatrixSystem, rows: Sequence[ElementaryFlow]) -> dict[str, float]:
    """Factors by flow id; Brightway holds one factor a flow, so rows of one flow have to agree."""
    factors: dict[str, float] = {}
    for row, flow in zip(system.elementary, rows, strict=True):
        factor = float(system.characterisation.get(row, 0.0))
        if factors.setdefault(flow.id, factor) != factor:
            raise BrightwayError(
                f"'{flow.id}' has two factors in this system, {factors[flow.id]:g} and {factor:g} ('{row}')",
                system_label(system),
                "Brightway keeps one factor a flow; give both rows the same, or leave this system unwritten",
            )
    return factors


def _activities(
    system: MatrixSystem, rows: Sequence[ElementaryFlow]
) -> dict[tuple[str, str], dict[str, Any]]:
    name = database_name(system)
    data = {(name, node.key): _activity(system, node) for node in system.nodes}
    origins = _origins(system)
    for (column, kind, source), amount in _merged_exchanges(system).items():
        exchange = _exchange(system, kind, source, amount, rows)
        from_exchanges = origins.get((kind == "biosphere", source, column))
        if from_exchanges:
            exchange["comment"] = f"{exchange['comment']} From {list_some(from_exchanges)}.".strip()
        data[(name, system.nodes[column].key)]["exchanges"].append(exchange)
    return data


def _activity(system: MatrixSystem, node: SystemNode) -> dict[str, Any]:
    return {
        "name": node.name_en or node.name_zh or node.process,
        "reference product": node.flow,
        "unit": brightway_unit(node.unit),
        "location": node.location or "GLO",
        "type": "process",
        "comment": (
            f"{node.name_zh}. Stage: {say(node.stage, 'en')} ({say(node.stage, 'zh')}). "
            f"Process '{node.process}' of inventory '{system.inventory_id}', by rule '{system.rule_id}'."
        ),
        "exchanges": [],
    }


def _origins(system: MatrixSystem) -> dict[tuple[bool, int, int], list[str]]:
    """Exchanges of the unallocated inventory behind each entry: (is biosphere, row, column) to their ids."""
    nodes = {node.key: number for number, node in enumerate(system.nodes)}
    flows = {flow: number for number, flow in enumerate(system.elementary)}
    origins: dict[tuple[bool, int, int], list[str]] = {}
    for term in system.terms:
        is_biosphere = term.matrix == "biosphere"
        row, column = (flows if is_biosphere else nodes).get(term.row), nodes.get(term.column)
        if term.apart is not None or term.exchange is None or row is None or column is None:
            continue
        found = origins.setdefault((is_biosphere, row, column), [])
        if term.exchange not in found:
            found.append(term.exchange)
    return origins


def _merged_exchanges(system: MatrixSystem) -> dict[tuple[int, str, int], float]:
    """Add up entries with the same column, kind and source; production and own use stay apart."""
    merged: dict[tuple[int, str, int], float] = {}
    for row, column, amount in zip(*system.technosphere_entries(), strict=True):
        is_production = row == column and amount > 0
        key = (int(column), "production" if is_production else "technosphere", int(row))
        merged[key] = merged.get(key, 0.0) + (float(amount) if is_production else -float(amount))
    for row, column, amount in zip(*system.biosphere_entries(), strict=True):
        key = (int(column), "biosphere", int(row))
        merged[key] = merged.get(key, 0.0) + float(amount)
    for column in range(len(system.nodes)):
        if (
            column,
            "production",
            column,
        ) not in merged:  # a treatment: the waste that it takes is its product
            merged[(column, "production", column)] = -merged.pop((column, "technosphere", column))
    return {key: amount for key, amount in merged.items() if amount != 0}


def _exchange(
    system: MatrixSystem, kind: str, source: int, amount: float, rows: Sequence[ElementaryFlow]
) -> dict[str, Any]:
    unit: str
    if kind == "biosphere":
        flow = rows[source]
        key, unit = flow.brightway_key, flow.unit
        name = flow.biosphere3.name if flow.biosphere3 else flow.name.en
    else:
        node = system.nodes[source]
        key, unit = (database_name(system), node.key), node.unit
        name = node.name_en or node.name_zh or node.process
    comment = "Credit: a negative input." if kind == "technosphere" and amount < 0 else ""
    return {
        "input": key,
        "name": name,
        "unit": brightway_unit(unit),
        "type": kind,
        "amount": amount,
        "comment": comment,
    }


def _single_precision_score(system: MatrixSystem) -> tuple[float, float]:
    """Score and gross contributions [kg CO2e] of the system as Brightway stores it, in float32."""
    from scipy import sparse
    from scipy.sparse.linalg import splu

    size, flows = len(system.nodes), len(system.elementary)
    technosphere: dict[tuple[int, int], np.float32] = {}
    biosphere: dict[tuple[int, int], np.float32] = {}
    for (column, kind, source), amount in _merged_exchanges(system).items():
        matrix, value = (biosphere if kind == "biosphere" else technosphere), np.float32(amount)
        value = -value if kind == "technosphere" else value
        # own use and production meet in one place and are added in single precision, too
        matrix[source, column] = matrix.get((source, column), np.float32(0)) + value
    factors = np.array(
        [np.float32(system.characterisation.get(flow, 0.0)) for flow in system.elementary], dtype=float
    )
    demand = np.array([system.demand.get(node.key, 0.0) for node in system.nodes])
    supply = splu(_sparse(sparse, technosphere, (size, size))).solve(demand)
    contributions = (
        sparse.diags_array(factors) @ _sparse(sparse, biosphere, (flows, size)) @ sparse.diags_array(supply)
    )
    return float(contributions.sum()), float(abs(contributions).sum())


def _sparse(sparse: Any, entries: dict[tuple[int, int], np.float32], shape: tuple[int, int]) -> Any:
    rows = [row for row, _ in entries]
    columns = [column for _, column in entries]
    values: FloatArray = np.array(list(entries.values()), dtype=np.float64)
    return sparse.csc_array((values, (rows, columns)), shape=shape)


def _refuse_existing(bw2data: Any, names: Sequence[str], overwrite: bool) -> None:
    existing = [name for name in names if name in bw2data.databases]
    if existing and not overwrite:
        raise BrightwayError(
            f"these databases exist already: {list_some(existing)}",
            f"project '{bw2data.projects.current}' in {bw2data.projects.dir.parent}",
            "pass overwrite=True (--overwrite) to replace them, or give another project= (--project)",
        )


@contextlib.contextmanager
def _put_back_on_failure(bw2data: Any, drafts: Sequence[_Draft]) -> Iterator[None]:
    """On any failure remove what was written, and write again what was replaced."""
    before = {draft.name: _contents(bw2data, draft) for draft in drafts}
    try:
        yield
    except BaseException:
        for draft in drafts:
            remove_method(bw2data, method_name(draft.system))
            remove_database(bw2data, draft.name)
        for draft in drafts:
            _restore(bw2data, draft, before[draft.name])
        raise


@dataclass(frozen=True)
class _Contents:
    database: tuple[dict[str, Any], dict[Any, Any]] | None
    method: tuple[dict[str, Any], list[Any]] | None


def _contents(bw2data: Any, draft: _Draft) -> _Contents:
    database = method = None
    if draft.name in bw2data.databases:
        database = (dict(bw2data.databases[draft.name]), bw2data.Database(draft.name).load())
    name = method_name(draft.system)
    if name in bw2data.methods:
        method = (dict(bw2data.methods[name]), bw2data.Method(name).load())
    return _Contents(database, method)


def _restore(bw2data: Any, draft: _Draft, before: _Contents) -> None:
    if before.database is not None:
        about, data = before.database
        database = bw2data.Database(draft.name)
        database.register(**about, write_empty=False)
        database.write(data)
    if before.method is not None:
        about, factors = before.method
        method = bw2data.Method(method_name(draft.system))
        method.register(**about)
        method.write(factors)


def _write(bw2data: Any, draft: _Draft, ids: Mapping[str, int]) -> None:
    name = method_name(draft.system)
    remove_method(bw2data, name)
    remove_database(bw2data, draft.name)
    database = bw2data.Database(draft.name)
    database.register(**draft.metadata, write_empty=False)
    database.write(draft.data)
    factors = {ids[flow]: factor for flow, factor in draft.factors.items()}
    about = {
        "description": f"Factors of rule {draft.system.rule_id} for inventory {draft.system.inventory_id}"
    }
    write_method(bw2data, name, factors, about)
    _check_written(draft, name)


def _check_written(draft: _Draft, method: MethodName) -> None:
    """Solve the written database by plain bw2calc: it has to be the same system, rounded."""
    score = _plain_score(draft, method)
    if not abs(score - draft.rounded_score) <= 1e-9 * max(draft.gross, abs(score)):
        raise BrightwayError(
            f"the written database gives {score!r} kg CO2e instead of {draft.rounded_score!r}",
            f"database '{draft.name}'",
            "nothing was kept; please report this with the versions of bw2data and bw2calc",
        )


def _plain_score(draft: _Draft, method: MethodName) -> float:
    has_flows = any(
        exchange["type"] == "biosphere"
        for activity in draft.data.values()
        for exchange in activity["exchanges"]
    )
    if not has_flows:
        return 0.0  # bw2calc refuses a system without elementary flows
    lca = load("bw2calc").LCA(draft.demand, method)
    lca.lci()
    lca.lcia()
    return float(lca.score)


def _refresh_dependents(bw2data: Any, names: Sequence[str]) -> None:
    """Have databases that link to a replaced one processed again: its activities have new numbers."""
    for other, about in bw2data.databases.items():
        if other not in names and set(about.get("depends", ())) & set(names):
            bw2data.databases.set_dirty(other)


def _warn_of_lost_precision(draft: _Draft) -> None:
    difference = abs(draft.rounded_score - draft.exact_score)
    if difference > VISIBLE_DIFFERENCE * abs(draft.exact_score):
        warnings.warn(
            f"database '{draft.name}' scores {draft.rounded_score!r} kg CO2e, "
            f"exactly it is {draft.exact_score!r}: Brightway stores single precision, "
            "and here large credits cancel large burdens",
            PrecisionWarning,
            stacklevel=3,
        )
