"""Readable ids for what other databases call by uuid: from the name, and from the uuid where names meet."""

from __future__ import annotations

import hashlib
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
    places: Mapping[str, str] | None = None,
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
    places
        Uuid to a place, which tells two of one name apart where it can; for formats whose keys are no uuids.

    Examples
    --------
    >>> slugs({"ab12-cd": "Diesel, at refinery ", "ef34-ab": "Steel", "0099-ab": "steel"}, "flow")
    {'ab12-cd': 'diesel-at-refinery', 'ef34-ab': 'steel-ef34-ab', '0099-ab': 'steel-0099-ab'}
    >>> slugs({"3b7c9d95-aaaa": "Steel", "06581fb2-bbbb": "Steel"}, "flow")
    {'3b7c9d95-aaaa': 'steel-3b7c9d95', '06581fb2-bbbb': 'steel-06581fb2'}
    >>> slugs({"steel | CN": "Steel", "steel | RER": "Steel"}, "flow", places={"steel | CN": "CN", "steel | RER": "RER"})
    {'steel | CN': 'steel-cn', 'steel | RER': 'steel-rer'}
    """
    own = dict(taken or {})
    short = {uuid: slug(name) or kind for uuid, name in names.items() if uuid not in own}
    counted = Counter([*short.values(), *own.values()])
    starts = Counter((short[uuid], slug(uuid)[:SHORT]) for uuid in short)
    by_place = Counter((short[uuid], slug(place)) for uuid, place in (places or {}).items() if uuid in short)
    found: dict[str, str] = {}
    for uuid in names:
        place = slug((places or {}).get(uuid, ""))
        if uuid in own:
            found[uuid] = own[uuid]
        elif counted[short[uuid]] == 1 and short[uuid] != kind and short[uuid] not in reserved:
            found[uuid] = short[uuid]
        elif place and by_place[short[uuid], place] == 1 and f"{short[uuid]}-{place}" not in counted:
            found[uuid] = f"{short[uuid]}-{place}"
        elif places is not None:
            found[uuid] = (
                f"{short[uuid]}-{hashlib.blake2b(uuid.encode(), digest_size=SHORT // 2).hexdigest()}"
            )
        else:
            start = slug(slug(uuid)[:SHORT])
            is_alone = starts[(short[uuid], slug(uuid)[:SHORT])] == 1 and len(slug(uuid)) > SHORT
            found[uuid] = f"{short[uuid]}-{start if is_alone else slug(uuid)}"
    return found


def slug(text: str) -> str:
    """A text as an id: lower-case Latin letters and digits, words joined by dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
