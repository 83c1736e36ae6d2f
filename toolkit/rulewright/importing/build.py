"""From the parts of an inventory file to an inventory, without writing YAML and reading it again."""

from __future__ import annotations

from rulewright.errors import ReadingError
from rulewright.inventory import Inventory, InventoryFile

# the one place where inventories are converted, linked and checked; an import passes the same checks as a file
from rulewright.reading.inventories import _Builder
from rulewright.reading.salvage import Salvaged
from rulewright.reading.validation import title
from rulewright.reading.yaml_nodes import Document


def build_inventory(file: InventoryFile, path: str) -> Inventory:
    """Link and check an inventory that was made, not read.

    Parameters
    ----------
    path
        Where it comes from, for messages.

    Raises
    ------
    ReadingError
        With all mistakes.
    """
    document = Document(path, {})
    inventory = _Builder([Salvaged(file, document, frozenset())], {path: frozenset({path})}).build()
    if inventory is None:
        raise ReadingError(title("inventory", file.id, document.mistakes), document.mistakes)
    return inventory
