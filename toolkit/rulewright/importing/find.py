"""Find a flow of an import by our id, by the name or by the uuid of the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rulewright.errors import FileError
from rulewright.importing.identifiers import slug
from rulewright.reading.validation import did_you_mean, listed

if TYPE_CHECKING:
    from rulewright.importing.imported import Imported


def find_flow(imported: Imported, name: str) -> str:
    """Our id of a flow that a process of the import makes.

    Raises
    ------
    FileError
        If there is none, or more than one of that name.
    """
    makers = imported.inventory.makers
    if name in makers:
        return name
    plain = " ".join(name.split())
    by_uuid = {uuid: identity for identity, uuid in imported.uuids["flows"].items()}
    if plain in by_uuid and by_uuid[plain] in makers:
        return by_uuid[plain]
    found = [
        flow for flow in makers if imported.inventory.flows[flow].name.en == plain or flow == slug(plain)
    ]
    if len(found) == 1:
        return found[0]
    where = f"inventory {imported.inventory.id}"
    if found:
        what = f"{len(found)} products are called '{plain}': {listed(found)}"
        raise FileError(what, where, "give the id or the uuid of one of them")
    near = did_you_mean(slug(plain), makers)
    raise FileError(f"nobody makes the product '{plain}'", where, f"name a flow that a process makes{near}")
