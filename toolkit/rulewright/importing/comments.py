"""Properties that a data set states only in words, beside the amount: read where the words leave no doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_N = r"(\d+(?:\.\d+)?)"
_MASS_SHARE = re.compile(rf"\bMass \({_N} kg/kg (?:output|crude)\) used for allocation", re.IGNORECASE)
_MASS_OF_ITEM = re.compile(rf"\bmass of 1 Item is {_N} kg\b", re.IGNORECASE)
_DRY_DENSITY = re.compile(rf"\boven-?dry density = {_N} kg/m3\b", re.IGNORECASE)
_GREEN_DENSITY = re.compile(rf"\bgreen density of {_N} kg/m3\b", re.IGNORECASE)
_ARTIFICIAL = re.compile(r"\bProduct Output added for EcoSpold Semantic validation\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """A property in words: ``amount`` [``unit``] per unit of the flow, and the words."""

    property: Literal["mass", "dry_mass"]
    amount: float
    unit: str
    words: str


def properties_in(comment: str, amount: float, unit: str) -> list[Stated]:
    """Properties that the comment of an output states.

    ``Mass (0.2188 kg/kg output) used for allocation`` beside 0.2523 l is 0.867 kg/l.

    Examples
    --------
    >>> [round(each.amount, 4) for each in properties_in("Mass (0.2188 kg/kg output) used for allocation.", 0.25, "l")]
    [0.8752]
    """
    found: list[Stated] = []
    share = _MASS_SHARE.search(comment)
    if share is not None and amount > 0:
        found.append(Stated("mass", float(share[1]) / amount, f"kg/({unit})", share[0]))
    item = _MASS_OF_ITEM.search(comment)
    if item is not None and unit == "piece":
        found.append(Stated("mass", float(item[1]), "kg/piece", item[0]))
    if unit == "m3":
        for pattern, name in ((_DRY_DENSITY, "dry_mass"), (_GREEN_DENSITY, "mass")):
            density = pattern.search(comment)
            if density is not None:
                found.append(Stated(name, float(density[1]), "kg/m3", density[0]))  # type: ignore[arg-type]
    return list({each.property: each for each in reversed(found)}.values())


def is_artificial(comment: str) -> bool:
    """Whether the source itself says that an output was added for a validator and is no product."""
    return _ARTIFICIAL.search(comment) is not None
