"""Bring in ecospold 1 as an unallocated inventory."""

from __future__ import annotations

from pathlib import Path

from rulewright.importing.archives import Limits
from rulewright.importing.ecospold1_read import read_ecospold1
from rulewright.importing.greenhouse_names import Origin
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import ImportMapping, settled_mapping
from rulewright.importing.source import Progress
from rulewright.importing.to_inventory import bring_in


def import_ecospold1(
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
    """Bring in ecospold 1 as an unallocated inventory.

    Parameters
    ----------
    path
        An XML file, or a folder or archive (.zip, .tar ...) of them. It is only read.
    product, mapping, name, licence, unspecified_origin, progress
        As in :func:`rulewright.import_openlca`.

    Raises
    ------
    ReadingError
        With all mistakes, among them all unknown units at once.
    FileError
        If it cannot be read, is no ecospold 1, or has no such product.
    """
    given = settled_mapping(mapping, unspecified_origin)
    return bring_in(
        read_ecospold1(path, given, limits, progress), str(path), given, product, name, licence, progress
    )
