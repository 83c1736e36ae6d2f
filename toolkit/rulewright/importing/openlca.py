"""Bring in an openLCA JSON-LD package as an unallocated inventory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rulewright.importing.archives import Limits
from rulewright.importing.greenhouse_names import Origin
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import ImportMapping, settled_mapping
from rulewright.importing.openlca_read import read_openlca
from rulewright.importing.openlca_source import openlca_source
from rulewright.importing.source import Progress
from rulewright.importing.to_inventory import bring_in


def import_openlca(
    path: Path | str,
    product: str | None = None,
    mapping: ImportMapping | Path | str | None = None,
    *,
    name: str | None = None,
    licence: str | None = None,
    unspecified_origin: Origin | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Bring in an openLCA JSON-LD package (schema 1.x or 2.x) as an unallocated inventory.

    Parameters
    ----------
    path
        Folder, .zip or .tar (.gz, .bz2, .xz). It is only read.
    product
        Product of the study: name, uuid, or our id; without it, name one at the study.
    mapping
        What the user decides (units, providers, elementary flows ...), or the path of such a file.
    name
        Title of the inventory; default: that of the folder or archive. Its id is made from it.
    licence
        Licence of the data; a package has no place for it.
    unspecified_origin
        Take carbon dioxide and methane of unstated origin as ``fossil`` or ``biogenic``; None leaves them out of the
        footprint and lists them.
    progress
        Called with the number of data sets or processes done and their number, first while reading.

    Raises
    ------
    ReadingError
        With all mistakes of the package, among them all unknown units at once.
    FileError
        If the package cannot be read, or has no such product.
    """
    given = settled_mapping(mapping, unspecified_origin)
    package = read_openlca(path, limits, progress)
    imported = bring_in(openlca_source(package, given), str(path), given, product, name, licence, progress)
    return replace(imported, openlca=package)
