"""Bring in a Brightway database of any kind as an unallocated inventory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rulewright.importing.greenhouse_names import Origin
from rulewright.importing.mapping import ImportMapping, settled_mapping
from rulewright.reading.elementary_flows import COMPANION
from rulewright.reading.inventories import elementary_flows

if TYPE_CHECKING:
    from rulewright.importing.imported import Imported
    from rulewright.importing.source import Progress


def import_brightway(
    project: str,
    database: str,
    product: str | None = None,
    mapping: ImportMapping | Path | str | None = None,
    *,
    directory: Path | str = "user",
    linked: Literal["name", "include"] = "name",
    name: str | None = None,
    licence: str | None = None,
    unspecified_origin: Origin | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Bring in a database of a Brightway project, of Brightway 2 or 2.5, without changing the project.

    Parameters
    ----------
    project, database
        Their names.
    product
        Product of the study: name, code, or our id; without it, name one at the study.
    mapping
        What the user decides (units, providers, elementary flows ...), or the path of such a file.
    directory
        Base directory of projects; ``"user"``: the user's own (``$BRIGHTWAY2_DIR`` or Brightway's default).
    linked
        Databases that it draws on: ``name`` leaves them out, each link a data gap that says where it is made; ``include``
        brings them in as well.
    name
        Title of the inventory; default: that of the database. Its id is made from it.
    licence
        Licence of the data; default: what the database states.
    unspecified_origin
        Take carbon dioxide and methane of unstated origin as ``fossil`` or ``biogenic``; None leaves them out of the
        footprint and lists them.
    progress
        Called with the number of processes done and their number.

    Raises
    ------
    BrightwayError
        If project or database are missing, damaged or being written.
    MistakesError
        With all codes that stand twice and links that lead nowhere.
    ReadingError
        With all further mistakes, among them all unknown units at once.
    """
    from rulewright.brightway.stored import read_stored
    from rulewright.importing.brightway_own import is_own, read_own
    from rulewright.importing.brightway_shape import OURS
    from rulewright.importing.brightway_source import brightway_source
    from rulewright.importing.to_inventory import bring_in, for_product

    given = settled_mapping(mapping, unspecified_origin)
    stored = read_stored(database, project, directory, linked == "include")
    where = f"database '{database}', project '{project}'"
    about = stored.about[database]
    if is_own(about):
        backgrounds = about[OURS].get("databases", {}).values()
        if backgrounds:
            stored = read_stored(database, project, directory, also=backgrounds)
        imported = read_own(stored, database, where)
        return imported if product is None else for_product(imported, product, where)
    licence = licence or str(about.get("licence") or about.get("license") or "") or None
    if any(key[0] == COMPANION for key in stored.nodes):
        given = given.model_copy(update={"elementary_flows": _own_flows() | given.elementary_flows})
    source = brightway_source(stored, database, given)
    return bring_in(source, where, given, product, name, licence or NOT_STATED, progress)


NOT_STATED = "not stated by the database"


def _own_flows() -> dict[str, str]:
    """Flows that we write into Brightway because biosphere3 doesn't have them, by code."""
    return {flow.id: flow.id for flow in elementary_flows().values() if flow.biosphere3 is None}
