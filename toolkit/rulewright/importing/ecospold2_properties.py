"""Properties of ecospold 2 in our words: masses, energy, carbon and, with an exchange rate, prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rulewright.importing.named_units import is_currency
from rulewright.importing.source import Distribution, SourceProperty
from rulewright.units import factor_or_none
from rulewright.words import PropertyName

# names of ecospold 2 -> ours and the numerator; stated per unit of the exchange
PLAIN: dict[str, tuple[PropertyName, str]] = {
    "dry mass": ("dry_mass", "kg"), "wet mass": ("mass", "kg"), "heating value, net": ("lhv", "MJ"), "exergy": ("exergy", "MJ"),
}  # fmt: skip
FOSSIL, NON_FOSSIL, PRICE = "carbon content, fossil", "carbon content, non-fossil", "price"


@dataclass(frozen=True, slots=True)
class Stated2:
    """A property as the file states it."""

    name: str
    amount: float
    unit: str
    distribution: Distribution | None = None


def properties_of(
    stated: Mapping[str, Stated2], per: str, rates: Mapping[str, float], lost: Counter[str]
) -> tuple[SourceProperty, ...]:
    """Properties of one exchange, per its unit.

    Parameters
    ----------
    stated
        By the name that the file gives, in lower case.
    per
        Unit of the exchange, in our words.
    rates
        Currency of the file to CNY in one unit of it, from the user's mapping.
    lost
        Counts what has no place here, by name; a price without an exchange rate as ``price [EUR2005]``.

    Examples
    --------
    >>> found = properties_of({"dry mass": Stated2("dry mass", 0.4, "kg"), FOSSIL: Stated2(FOSSIL, 0.0, "dimensionless"),
    ...     NON_FOSSIL: Stated2(NON_FOSSIL, 0.5, "dimensionless")}, "kg", {}, Counter())
    >>> [(each.name, each.amount) for each in found]
    [('dry_mass', 0.4), ('carbon', 0.2), ('biogenic_carbon', 0.2)]
    """
    found = []
    for name, each in stated.items():
        if name in PLAIN:
            word, numerator = PLAIN[name]
            scale = factor_or_none(each.unit, numerator)
            if scale is None:
                lost[f"{name} [{each.unit}]"] += 1
                continue
            found.append(_property(word, each.amount * scale, numerator, per, each))
        elif name == PRICE:
            found += _price(each, per, rates, lost)
        elif name not in (FOSSIL, NON_FOSSIL):
            lost[name] += 1
    return (*found, *_carbon(stated, per, lost))


def _property(name: PropertyName, amount: float, numerator: str, per: str, each: Stated2) -> SourceProperty:
    source = f"property '{each.name}' of the source"
    distribution = each.distribution if amount == each.amount else None
    return SourceProperty(name, amount, numerator, per, source, distribution)


def _price(each: Stated2, per: str, rates: Mapping[str, float], lost: Counter[str]) -> list[SourceProperty]:
    if each.unit == "CNY":
        return [_property("price", each.amount, "CNY", per, each)]
    rate = rates.get(each.unit)
    if rate is None:
        lost[f"price [{each.unit}]" if is_currency(each.unit) else f"price in the unit {each.unit}"] += 1
        return []
    note = f"{each.amount:g} {each.unit} at {rate:g} CNY/{each.unit}, the user's rate"
    return [
        SourceProperty(
            "price", each.amount * rate, "CNY", per, f"property '{each.name}' of the source", note=note
        )
    ]


def _carbon(stated: Mapping[str, Stated2], per: str, lost: Counter[str]) -> list[SourceProperty]:
    """Carbon per unit: contents are per dry mass, and both are needed for the sum (absent is not zero)."""
    fossil, other, dry = stated.get(FOSSIL), stated.get(NON_FOSSIL), stated.get("dry mass")
    given = [each for each in (fossil, other) if each is not None]
    dry_kg = None if dry is None or (scale := factor_or_none(dry.unit, "kg")) is None else dry.amount * scale
    amounts: dict[str, float] = {}
    for each in given:
        mass = factor_or_none(each.unit, "kg")
        if mass is not None:
            amounts[each.name.lower()] = each.amount * mass
        elif each.unit in ("dimensionless", "kg/kg", "") and dry_kg is not None:
            amounts[each.name.lower()] = each.amount * dry_kg
        else:
            lost[f"{each.name} without a dry mass"] += 1
    found = []
    source = "properties 'carbon content' and 'dry mass' of the source"
    if FOSSIL in amounts and NON_FOSSIL in amounts:
        found.append(SourceProperty("carbon", amounts[FOSSIL] + amounts[NON_FOSSIL], "kg", per, source))
    elif FOSSIL in amounts:
        lost[f"{FOSSIL} without {NON_FOSSIL}"] += 1
    if NON_FOSSIL in amounts:
        found.append(SourceProperty("biogenic_carbon", amounts[NON_FOSSIL], "kg", per, source))
    return found
