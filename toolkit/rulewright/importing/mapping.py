"""What a user decides about an import, as a small reviewed file: units, providers, elementary flows, origins, stages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from rulewright.errors import Mistake, ReadingError
from rulewright.reading.inventories import elementary_flows
from rulewright.reading.validation import did_you_mean, in_file_order, is_of_another_kind, title, validate
from rulewright.reading.yaml_nodes import read_yaml
from rulewright.rule import Strict
from rulewright.units import UnitProblem, check
from rulewright.words import Stage

IMPORT_MAPPING_FORMAT = "rulewright-import-mapping/1"


class ImportMapping(Strict):
    """Decisions about one import; everything is optional.

    ``units``: unit name of the source to ours. ``providers``: flow to the process that supplies it, where several do;
    both by name or uuid. ``elementary_flows``: uuid, ``name | compartment`` or name (lower case) to an id of
    ``databases/elementary_flows.yaml``, or ``none``. ``unspecified_origin``: what carbon dioxide and methane are whose
    name doesn't say. ``keep_outputs``: artificial outputs that come in all the same. ``stages``: beginning of a
    category path to a life-cycle stage. ``currencies``: currency of the source to CNY in one unit of it, for prices.
    """

    format: Literal["rulewright-import-mapping/1"] = "rulewright-import-mapping/1"
    units: dict[str, str] = Field(default_factory=dict)
    providers: dict[str, str] = Field(default_factory=dict)
    elementary_flows: dict[str, str] = Field(default_factory=dict)
    unspecified_origin: Literal["fossil", "biogenic"] | None = None
    keep_outputs: list[str] = Field(default_factory=list)
    stages: dict[str, Stage] = Field(default_factory=dict)
    currencies: dict[str, Annotated[FiniteFloat, Field(gt=0)]] = Field(default_factory=dict)


def settled_mapping(
    mapping: ImportMapping | Path | str | None,
    unspecified_origin: Literal["fossil", "biogenic"] | None = None,
) -> ImportMapping:
    """The mapping of an import: given, read from a file, or empty; the origin that is named beside it comes first."""
    if mapping is None:
        mapping = ImportMapping()
    given = mapping if isinstance(mapping, ImportMapping) else read_import_mapping(mapping)
    if unspecified_origin is not None:
        given = given.model_copy(update={"unspecified_origin": unspecified_origin})
    return given


def read_import_mapping(path: Path | str) -> ImportMapping:
    """Read an import mapping.

    Raises
    ------
    ReadingError
        With all mistakes: unknown keys, units that pint doesn't know, elementary flows that we don't have.
    FileError
        If it cannot be read.
    """
    document = read_yaml(Path(path))
    file = None
    if document.data is not None and not is_of_another_kind(document, IMPORT_MAPPING_FORMAT):
        file = validate(ImportMapping, document)
    if file is not None:
        for name, unit in file.units.items():
            try:
                check(unit)
            except UnitProblem:
                where = document.where(("units", name))
                say = "write a unit such as kg, t, MJ, kWh, m3, Nm3, piece, CNY/kg"
                document.mistakes.append(Mistake(f"unknown unit '{unit}'", where, say))
        for name, flow in file.elementary_flows.items():
            if flow != "none" and flow not in elementary_flows():
                hint = did_you_mean(flow, elementary_flows())
                where = document.where(("elementary_flows", name))
                mend = f"name a flow of databases/elementary_flows.yaml, or none{hint}"
                document.mistakes.append(Mistake(f"unknown elementary flow '{flow}'", where, mend))
    if file is None or document.mistakes:
        raise ReadingError(title("mapping", path, document.mistakes), in_file_order(document.mistakes))
    return file
