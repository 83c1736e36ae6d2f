"""Bring in ecospold 2 as an unallocated inventory."""

from __future__ import annotations

from pathlib import Path

from rulewright.importing.archives import Limits
from rulewright.importing.ecospold2_read import read_ecospold2
from rulewright.importing.greenhouse_names import Origin
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import ImportMapping, settled_mapping
from rulewright.importing.source import Progress
from rulewright.importing.to_inventory import bring_in


def import_ecospold2(
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
    """Bring in ecospold 2 as an unallocated inventory.

    Undefined data (before linking) keep their activities with several products whole; allocated data (cut-off, APOS)
    come in as they are, one product a data set.

    Parameters
    ----------
    path
        A .spold file, or a folder or archive (.zip, .tar ...) of them. It is only read.
    product, mapping, name, licence, unspecified_origin, progress
        As in :func:`rulewright.import_openlca`.

    Raises
    ------
    ReadingError
        With all mistakes, among them all unknown units at once.
    FileError
        If it cannot be read, is no ecospold 2, or has no such product.
    """
    given = settled_mapping(mapping, unspecified_origin)
    return bring_in(
        read_ecospold2(path, given, limits, progress), str(path), given, product, name, licence, progress
    )
