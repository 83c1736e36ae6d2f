"""A plant and two rules that differ in three clauses, worked by hand in docs/attribution.md."""

from dataclasses import replace
from typing import Any

from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.inventory import Inventory
from rulewright.rule import Rule

# Burdens of the plant [kg CO2e]: 10 of CO2, 0.1 kg N2O (AR6: 273, AR5: 265), 4 of freight.
# Product and by-product: 1 kg each; by mass the product takes 1/2, by price 9 of 10.
CO2, N2O, FREIGHT = 10.0, {"ar6": 27.3, "ar5": 26.5}, 4.0
SHARE = {"mass": 0.5, "price": 0.9}


def amount(value: float, spread: float | None) -> dict[str, Any]:
    """An amount, lognormal if a spread is given."""
    stated = {} if spread is None else {"uncertainty": {"distribution": "lognormal", "sd": spread}}
    return {"amount": value, **stated}


def plant(co2: float | None = None, freight: float | None = None) -> Inventory:
    """The plant; its CO2 and its freight may be given a lognormal spread."""
    return make_inventory(
        {
            "plant": {
                "outputs": {"product": 1, "by-product": 1},
                "inputs": {"freight": {**amount(1.0, freight), "tags": ["transport"]}},
                "emissions": {"co2-fossil": amount(CO2, co2), "n2o": 0.1},
            },
            "lorry": {"outputs": {"freight": 1}, "emissions": {"co2-fossil": FREIGHT}},
        },
        {"product": {"mass": 1.0, "price": 9.0}, "by-product": {"mass": 1.0, "price": 1.0}},
    )


def named(identity: str, settings: dict[str, Any] | None = None, **plain: Any) -> Rule:
    """A rule with an id of its own."""
    rule = make_rule(settings, **plain)
    return replace(rule, chain=(rule.chain[0].model_copy(update={"id": identity}), *rule.chain[1:]))


def by(key: str, gwp_set: str, freight: str, identity: str) -> Rule:
    """A rule of the example."""
    return named(
        identity,
        {"characterisation.gwp_set": gwp_set, "boundary.tags": {"transport": freight}},
        ladder=[{"share": {"by": key}}],
    )


def three_clauses(co2: float | None = None, freight: float | None = None) -> rw.Study:
    """Rule a: by mass, AR6, with freight; rule b: by price, AR5, without."""
    rules = [by("mass", "ar6", "include", "rule-a"), by("price", "ar5", "exclude", "rule-b")]
    return rw.Study(plant(co2, freight), rules)


def total(key: str, gwp_set: str, freight: str) -> float:
    """Total of a hybrid by hand [kg CO2e per kg]."""
    return SHARE[key] * (CO2 + N2O[gwp_set] + (FREIGHT if freight == "include" else 0.0))


def inseparable(co2: float | None = None) -> rw.Study:
    """Rule c takes freight out and shares by energy; the lorry's parcels have no heating value.

    So sharing by energy runs only where the boundary leaves the lorry out.
    """
    inventory = make_inventory(
        {
            "plant": {
                "outputs": {"product": 1, "by-product": 1},
                "inputs": {"freight": {"amount": 1, "tags": ["transport"]}},
                "emissions": {"co2-fossil": amount(CO2, co2), "n2o": 0.1},
            },
            "lorry": {"outputs": {"freight": 1, "parcel": 1}, "emissions": {"co2-fossil": FREIGHT}},
        },
        {
            "product": {"mass": 1.0, "lhv": 3.0},
            "by-product": {"mass": 1.0, "lhv": 1.0},
            "freight": {"mass": 1.0},
            "parcel": {"mass": 1.0},
        },
    )
    return rw.Study(
        inventory, [by("mass", "ar6", "include", "rule-a"), by("lhv", "ar5", "exclude", "rule-c")]
    )


def user_of_power() -> Inventory:
    """1 kWh of bought power, with the national factors as published for every year."""
    supplies = [
        {
            "id": family.replace("_", "-"),
            "supply": "grid_average",
            "process": process,
            "flow": process,
            "scope": "national",
            "factor_family": family,
            "share": 1,
            "source": "example",
            "mark": "estimate",
        }
        for family, process in (("direct", "grid-cn-direct"), ("life_cycle", "grid-cn-life-cycle"))
    ]
    return make_inventory(
        {
            "user": {
                "outputs": {"thing": 1},
                "inputs": {"electricity": {"amount": 1, "tags": ["electricity"]}},
            }
        },
        {"thing": {"mass": 1}, "electricity": {"unit": "kWh"}},
        background=["grid-cn-years"],
        electricity_supplies=supplies,
    )


def electricity(identity: str, family: str, year: int) -> Rule:
    """A rule that takes the national factor of one family and year."""
    return named(
        identity,
        {
            "electricity.ladder": [{"supply": "grid_average"}, {"supply": "stop"}],
            "electricity.factor_family": family,
            "electricity.factor_year": year,
            "characterisation.aggregated_data": "accept",
        },
    )
