"""Bring in SimaPro CSV as an unallocated inventory."""

from __future__ import annotations

from pathlib import Path

from rulewright.importing.archives import Limits
from rulewright.importing.greenhouse_names import Origin
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import ImportMapping, settled_mapping
from rulewright.importing.simapro_read import read_simapro
from rulewright.importing.source import Progress
from rulewright.importing.to_inventory import bring_in


def import_simapro(
    path: Path | str,
    product: str | None = None,
    mapping: ImportMapping | Path | str | None = None,
    *,
    name: str | None = None,
    licence: str | None = None,
    unspecified_origin: Origin | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Bring in SimaPro CSV as an unallocated inventory.

    Parameters
    ----------
    path
        A CSV file of processes, or a folder or archive (.zip, .tar ...) of them. It is only read.
    encoding
        ``utf-8``, ``cp1252``, ``gbk``, ``utf-16`` ...; None finds it out, and the notes say what was taken.
    product, mapping, name, licence, unspecified_origin, progress
        As in :func:`rulewright.import_openlca`.

    Raises
    ------
    ReadingError
        With all mistakes, among them all unknown units at once.
    FileError
        If it cannot be read or decoded, is no SimaPro CSV of processes, or has no such product.
    """
    given = settled_mapping(mapping, unspecified_origin)
    source = read_simapro(path, given, encoding, limits)
    return bring_in(source, str(path), given, product, name, licence, progress)
