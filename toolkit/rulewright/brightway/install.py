"""Install into a Brightway project, offline and in seconds: biosphere3, our further flows, our GWP methods.

Nothing that is there already is written again, so running twice changes nothing and ids stay as they are.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.imports import load, quietly
from rulewright.brightway.project import Place, open_project
from rulewright.brightway.units import brightway_unit
from rulewright.matrix_system import list_some
from rulewright.reading.elementary_flows import BIOSPHERE, COMPANION, ElementaryFlow, read_elementary_flows
from rulewright.reading.gwp import FlowFactors, flow_factors, read_gwp
from rulewright.words import BiogenicConvention

MethodName = tuple[str, ...]
METHOD_UNIT = "kg CO2-Eq"  # as Brightway's own climate methods spell it
FAMILY = "Rulewright"


@dataclass(frozen=True)
class Installation:
    """What an installation found and did.

    ``databases``, ``methods``: written now; ``methods_there``: all GWP methods of ours in the project;
    ``methods_not_installed``: name to the reason (a set without a factor that the method would need).
    """

    place: Place
    databases: tuple[str, ...]
    methods: tuple[MethodName, ...]
    methods_there: tuple[MethodName, ...]
    methods_not_installed: Mapping[MethodName, str]


def install(project: str | None = None, directory: Path | str | None = None) -> Installation:
    """Install flows and GWP methods into a project.

    Parameters
    ----------
    project, directory
        As in :func:`rulewright.brightway.project.open_project`; by default Rulewright's own.

    Returns
    -------
    Installation
        What was written; ``place.sentence(lang)`` says where.

    Raises
    ------
    BrightwayError
        If the project has a biosphere3 that lacks flows that we need.

    Notes
    -----
    Methods are named ``('Rulewright', 'IPCC AR6 GWP100', '0/0')``: set and horizon, then the convention for
    biogenic CO2. A method exists only where the set has every methane factor that it needs: none for AR4
    with -1/+1, none where printed sources disagree. Other gases that a set lacks are named in the method's
    metadata.
    """
    with open_project(project, directory) as place:
        bw2data = load("bw2data")
        with quietly(bw2data):
            flows = read_elementary_flows()
            databases = ensure_flows(bw2data, flows)
            wanted, impossible = _gwp_methods(flows)
            ids = flow_ids(bw2data, flows)
            written = tuple(name for name in wanted if _ensure_method(bw2data, name, wanted[name], ids))
    return Installation(place, databases, written, tuple(wanted), impossible)


def ensure_flows(bw2data: Any, flows: Mapping[str, ElementaryFlow]) -> tuple[str, ...]:
    """Make sure that the current project has all ``flows``; give the databases written."""
    written = []
    if BIOSPHERE not in bw2data.databases:
        _write_biosphere(bw2data)
        written.append(BIOSPHERE)
    _check_biosphere(bw2data, [flow for flow in flows.values() if flow.biosphere3 is not None])
    if _add_companion_flows(bw2data, [flow for flow in flows.values() if flow.biosphere3 is None]):
        written.append(COMPANION)
    return tuple(written)


def flow_ids(bw2data: Any, flows: Mapping[str, ElementaryFlow]) -> dict[str, int]:
    """Brightway's numbers of our flows in the current project."""
    return {name: bw2data.get_id(flow.brightway_key) for name, flow in flows.items()}


def write_method(
    bw2data: Any, name: MethodName, factors: Mapping[int, float], metadata: Mapping[str, Any]
) -> None:
    """Write one method: Brightway's number of a flow to factor [kg CO2e per unit]; on failure it is gone."""
    with all_or_nothing(lambda: remove_method(bw2data, name)):
        method = bw2data.Method(name)
        method.register(unit=METHOD_UNIT, **metadata)
        method.write([(flow, float(factor)) for flow, factor in factors.items()])


def remove_method(bw2data: Any, name: MethodName) -> None:
    """Remove a method and its files."""
    if name not in bw2data.methods:
        return
    method = bw2data.Method(name)
    files = [
        method.filepath_processed(),
        Path(bw2data.projects.dir) / "intermediate" / f"{method.filename}.pickle",
    ]
    del bw2data.methods[name]
    for file in files:
        file.unlink(missing_ok=True)


@contextlib.contextmanager
def all_or_nothing(undo: Any) -> Iterator[None]:
    """Run ``undo`` if the block fails in any way, also when a person stops it."""
    try:
        yield
    except BaseException:
        undo()
        raise


def _write_biosphere(bw2data: Any) -> None:
    importer_class = _importer()
    with warnings.catch_warnings():
        # bw2io leaves the file that it parses to the garbage collector to close
        warnings.simplefilter("ignore", ResourceWarning)
        importer = importer_class(name=BIOSPHERE)
    importer.apply_strategies(verbose=False)
    with all_or_nothing(lambda: remove_database(bw2data, BIOSPHERE)):
        database = bw2data.Database(BIOSPHERE)
        database.register(format=importer.format, write_empty=False)
        database.write({(flow["database"], flow["code"]): flow for flow in importer.data})


def _importer() -> Any:
    """Importer of the elementary flows that bw2io packages."""
    load("bw2io")
    from bw2io.importers import Ecospold2BiosphereImporter

    return Ecospold2BiosphereImporter


def remove_database(bw2data: Any, name: str) -> None:
    """Remove a database and its files."""
    if name not in bw2data.databases:
        return
    file = Path(bw2data.projects.dir) / "processed" / bw2data.Database(name).filename_processed()
    del bw2data.databases[name]
    file.unlink(missing_ok=True)


def _check_biosphere(bw2data: Any, flows: Iterable[ElementaryFlow]) -> None:
    there = _codes(BIOSPHERE)
    lacking = [f"{flow.id} ({flow.brightway_key[1]})" for flow in flows if flow.brightway_key[1] not in there]
    if lacking:
        raise BrightwayError(
            f"the database '{BIOSPHERE}' of this project lacks {list_some(lacking)}",
            f"project '{bw2data.projects.current}'",
            "use another project=, or Rulewright's own (leave project= and directory= out)",
        )


def _add_companion_flows(bw2data: Any, flows: Iterable[ElementaryFlow]) -> bool:
    """Add flows that biosphere3 lacks one by one, so that the ids of those already there stay."""
    lacking = [flow for flow in flows if flow.id not in _codes(COMPANION)]
    if not lacking and COMPANION in bw2data.databases:
        return False
    new = COMPANION not in bw2data.databases
    with all_or_nothing(lambda: remove_database(bw2data, COMPANION) if new else None):
        database = bw2data.Database(COMPANION)
        if new:
            database.register(format="Rulewright elementary flows")
        for flow in lacking:
            database.new_node(
                code=flow.id,
                name=flow.name.en,
                unit=brightway_unit(flow.unit),
                type="emission",
                categories=("air",),
                comment=_companion_comment(flow),
            ).save()
        database.process()
    return True


def _companion_comment(flow: ElementaryFlow) -> str:
    if flow.is_aggregated:
        return f"{flow.name.zh}: kg CO2e that a source has characterised already, with its own GWP set."
    return f"{flow.name.zh}: biosphere3 has no such flow."


def _codes(database: str) -> set[str]:
    from bw2data.backends.schema import ActivityDataset

    return {
        row[0]
        for row in ActivityDataset.select(ActivityDataset.code)
        .where(ActivityDataset.database == database)
        .tuples()
    }


def _gwp_methods(
    flows: Mapping[str, ElementaryFlow],
) -> tuple[dict[MethodName, FlowFactors], dict[MethodName, str]]:
    gwp = read_gwp()
    wanted: dict[MethodName, FlowFactors] = {}
    impossible: dict[MethodName, str] = {}
    for table in gwp.sets:
        for convention in get_args(BiogenicConvention):
            result = flow_factors(table.set, table.horizon_years, convention, gwp, flows)
            name = (FAMILY, result.name, convention)
            # Brightway counts a flow without a factor as zero. For methane that would be a gross mistake.
            gaps = [reason for flow, reason in result.absent.items() if flows[flow].gas == "ch4"]
            if gaps:
                impossible[name] = gaps[0]
            else:
                wanted[name] = result
    return wanted, impossible


def _ensure_method(bw2data: Any, name: MethodName, result: FlowFactors, ids: Mapping[str, int]) -> bool:
    factors = {ids[flow]: factor for flow, factor in result.factors.items()}
    if name in bw2data.methods:
        if dict(bw2data.Method(name).load()) == factors:
            return False
        remove_method(bw2data, name)
    description = (
        f"{result.name}, biogenic CO2 {result.convention}; sources in Rulewright's databases/gwp.yaml."
    )
    if result.absent:
        lacking = ", ".join(sorted(result.absent))
        description += f" This set has no factor for {lacking}; Brightway counts them as zero."
    metadata = {"description": description, "rulewright_flows_without_factor": sorted(result.absent)}
    write_method(bw2data, name, factors, metadata)
    return True
