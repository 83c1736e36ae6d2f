"""Search a database for what could stand for a product of ours: by name, unit and location."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright.brightway.units import own_unit
from rulewright.reading.mappings import Candidate
from rulewright.units import factor_or_none

if TYPE_CHECKING:
    from rulewright.brightway.packages import DatabaseNode

# what a score of 100 is made of; a market is what a buyer without a known supplier gets
BY_PRODUCT, BY_NAME, BY_UNIT, BY_LOCATION, BY_MARKET = 55.0, 20.0, 15.0, 7.0, 3.0
SHORTLIST = 200  # best names, whose units and locations are looked at
WIDER = ("GLO", "RoW", "RER", "RAS", "global")  # locations that stand for larger regions than a country
MARKETS = ("market for ", "market group for ")
_NOISE = (
    "market group for ", "market for ", " production", ", at plant", ", at mine", ", at mill", ", at refinery",
    ", at power plant", ", at field", ", to generic market for", " supply",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: a flow of ours as one process makes it; ``names`` in any language."""

    flow: str
    process: str
    names: tuple[str, ...]
    unit: str
    location: str


def rank(wanted: Wanted, activities: Iterable[DatabaseNode], most: int = 5) -> tuple[Candidate, ...]:
    """Activities that are most like a product of ours, the likest first.

    Parameters
    ----------
    activities
        All of the database.
    most
        How many at most.

    Returns
    -------
    tuple of Candidate
        Scores [0, 100]: 55 for the likeness of the product's name, 20 for that of the activity's, 15 for a unit into which
        ours can be converted, 7 for the place (3 for a larger region), 3 for a market. Equal scores are in the order of
        name, location, code. A score is no probability; nothing is computed from it.

    Notes
    -----
    Likeness is RapidFuzz's token-set ratio of the words, after what is the same in many names (``market for``,
    ``, at plant``) is taken away, so that word order and further words count little.
    """
    nodes = list(activities)
    products = _likeness(wanted.names, [_plain(node.product or node.name) for node in nodes])
    names = _likeness(wanted.names, [_plain(node.name) for node in nodes])
    rough = [BY_PRODUCT * product + BY_NAME * name for product, name in zip(products, names, strict=True)]
    shortlist = sorted(range(len(nodes)), key=lambda place: (-rough[place], nodes[place].key))[:SHORTLIST]
    found = [_candidate(wanted, nodes[place], rough[place]) for place in shortlist if rough[place] > 0]
    found.sort(key=lambda each: (-each.score, each.name, each.location or "", each.code or ""))
    return tuple(found[:most])


def _likeness(names: Sequence[str], theirs: Sequence[str]) -> list[float]:
    """Likeness of each of their names to the likest of ours [0, 1]."""
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.fuzz import ratio, token_set_ratio

    ours = [_plain(name) for name in names if name]
    if not ours or not theirs:
        return [0.0] * len(theirs)
    # words in common decide; the plain ratio tells a short name from one that only contains it
    in_common = process.cdist(ours, theirs, scorer=token_set_ratio).max(axis=0)
    as_it_is = process.cdist(ours, theirs, scorer=ratio).max(axis=0)
    likeness: list[float] = np.round((0.7 * in_common + 0.3 * as_it_is) / 100.0, 6).tolist()
    return likeness


def _candidate(wanted: Wanted, node: DatabaseNode, names: float) -> Candidate:
    theirs = own_unit(node.unit)
    fits = theirs is not None and factor_or_none(wanted.unit, theirs) is not None
    score = names + BY_UNIT * fits + _by_location(wanted.location, node.location)
    score += BY_MARKET * node.name.lower().startswith(MARKETS)
    return Candidate(
        score=round(min(score, 100.0), 1), code=node.code, name=node.name, location=node.location or None,
        unit=node.unit or None, reference_product=node.product or None,
    )  # fmt: skip


def _by_location(ours: str, theirs: str) -> float:
    if ours and theirs and (ours == theirs or theirs.startswith(f"{ours}-")):
        return BY_LOCATION
    return 3.0 if theirs in WIDER else 0.0


def _plain(name: str) -> str:
    """A name in lower case without what is the same in many names."""
    found = f"{name} ".lower()
    for noise in _NOISE:
        found = found.replace(noise, " ")
    return " ".join(found.replace("-", " ").replace(",", " ").replace(";", " ").split())
