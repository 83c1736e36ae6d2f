"""Readable ids for what other databases call by uuid: from the name, and from the uuid where names meet."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

LONGEST = 80
SHORT = 8  # characters of a uuid that tell two flows of one name apart


def slugs(
    names: Mapping[str, str],
    kind: str,
    taken: Mapping[str, str] | None = None,
    reserved: frozenset[str] = frozenset(),
) -> dict[str, str]:
    """Give every uuid an id that depends only on its own name, and on who shares it.

    Parameters
    ----------
    names
        Uuid to name.
    kind
        What a name without a Latin letter is called, e.g. ``flow``.
    taken
        Uuid to an id that it already has (from a file that we wrote).
    reserved
        Ids that mean something here; a name that gives one gets its uuid added.

    Examples
    --------
    >>> slugs({"ab12-cd": "Diesel, at refinery ", "ef34-ab": "Steel", "0099-ab": "steel"}, "flow")
    {'ab12-cd': 'diesel-at-refinery', 'ef34-ab': 'steel-ef34-ab', '0099-ab': 'steel-0099-ab'}
    >>> slugs({"3b7c9d95-aaaa": "Steel", "06581fb2-bbbb": "Steel"}, "flow")
    {'3b7c9d95-aaaa': 'steel-3b7c9d95', '06581fb2-bbbb': 'steel-06581fb2'}
    """
    own = dict(taken or {})
    short = {uuid: slug(name) or kind for uuid, name in names.items() if uuid not in own}
    counted = Counter([*short.values(), *own.values()])
    starts = Counter((short[uuid], slug(uuid)[:SHORT]) for uuid in short)
    found = {}
    for uuid in names:
        if uuid in own:
            found[uuid] = own[uuid]
        elif counted[short[uuid]] == 1 and short[uuid] != kind and short[uuid] not in reserved:
            found[uuid] = short[uuid]
        else:
            start = slug(slug(uuid)[:SHORT])
            is_alone = starts[(short[uuid], slug(uuid)[:SHORT])] == 1 and len(slug(uuid)) > SHORT
            found[uuid] = f"{short[uuid]}-{start if is_alone else slug(uuid)}"
    return found


def slug(text: str) -> str:
    """A text as an id: lower-case Latin letters and digits, words joined by dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
