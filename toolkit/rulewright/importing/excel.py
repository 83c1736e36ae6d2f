"""Bring in Brightway Excel as an unallocated inventory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rulewright.importing.archives import Limits
from rulewright.importing.excel_read import read_excel
from rulewright.importing.greenhouse_names import Origin
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import ImportMapping, settled_mapping
from rulewright.importing.source import Progress
from rulewright.importing.to_inventory import bring_in


def import_excel(
    path: Path | str,
    product: str | None = None,
    mapping: ImportMapping | Path | str | None = None,
    *,
    name: str | None = None,
    licence: str | None = None,
    unspecified_origin: Origin | None = None,
    sheets: Sequence[str] | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Bring in Brightway Excel (activities, exchanges and parameters in sheets) as an unallocated inventory.

    Parameters
    ----------
    path
        An .xlsx or .xlsm file. It is only read; its own formulas are not computed, the values that it holds count.
    sheets
        Names of the sheets to read; None reads all that are visible, hold activities and are not marked ``skip``.
    product, mapping, name, licence, unspecified_origin, progress
        As in :func:`rulewright.import_openlca`.

    Raises
    ------
    ReadingError
        With all mistakes, each with its sheet and cell, among them all unknown units at once.
    FileError
        If it cannot be read, is no workbook of Brightway, or has no such product or sheet.
    """
    given = settled_mapping(mapping, unspecified_origin)
    source = read_excel(path, given, sheets, limits)
    return bring_in(source, str(path), given, product, name, licence, progress)
