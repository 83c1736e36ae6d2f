"""Readable ids for what other databases call by uuid: from the name, and from the uuid where names meet."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

LONGEST = 80


def slugs(names: Mapping[str, str], kind: str, taken: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give every uuid an id that depends only on its own name, and on who shares it.

    Parameters
    ----------
    names
        Uuid to name.
    kind
        What a name without a Latin letter is called, e.g. ``flow``.
    taken
        Uuid to an id that it already has (from a file that we wrote).

    Examples
    --------
    >>> slugs({"ab12-cd": "Diesel, at refinery ", "ef34-ab": "Steel", "0099-ab": "steel"}, "flow")
    {'ab12-cd': 'diesel-at-refinery', 'ef34-ab': 'steel-ef34-ab', '0099-ab': 'steel-0099-ab'}
    """
    own = dict(taken or {})
    short = {uuid: slug(name) or kind for uuid, name in names.items() if uuid not in own}
    counted = Counter([*short.values(), *own.values()])
    found = {}
    for uuid in names:
        if uuid in own:
            found[uuid] = own[uuid]
        elif counted[short[uuid]] == 1 and short[uuid] != kind:
            found[uuid] = short[uuid]
        else:
            found[uuid] = f"{short[uuid]}-{slug(uuid)}"
    return found


def slug(text: str) -> str:
    """A text as an id: lower-case Latin letters and digits, words joined by dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
