"""Inventories and rules that several tests of the engine use."""

from functools import cache
from typing import Any

from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.inventory import Inventory
from rulewright.rule import Rule


def lognormal(amount: float, sd: float = 0.3) -> dict[str, Any]:
    return {"amount": amount, "uncertainty": {"distribution": "lognormal", "sd": sd}}


def works() -> Inventory:
    """A plant with three outputs, a supplier that uses a co-product of the plant (a loop), and a static one."""
    plant = {
        "outputs": {"main": 1, "side": lognormal(3), "gas": lognormal(5)},
        "inputs": {"ore": lognormal(2), "power": lognormal(0.4)},
        "emissions": {"co2-fossil": lognormal(2), "ch4-fossil": 0.01},
    }
    supplier = {
        "outputs": {"power": 1},
        "inputs": {"gas": lognormal(0.5), "oil": 0.1},
        "emissions": {"co2-fossil": 0.7},
    }
    ore = {"outputs": {"ore": 1}, "inputs": {"oil": lognormal(0.1)}, "emissions": {"co2-fossil": 0.3}}
    oil = {"outputs": {"oil": 1}, "inputs": {"rig": 0.1}, "emissions": {"co2-fossil": 0.5}}
    rig = {"outputs": {"rig": 1}, "emissions": {"co2-fossil": 2.0}}
    flows = {
        "main": {"mass": 1.0, "lhv": 2.0, "price": 9.0},
        "side": {"mass": 1.0, "lhv": 1.0, "price": 2.0},
        "gas": {"mass": 1.0, "lhv": 40.0, "price": 0.5},
    }
    return make_inventory({"plant": plant, "power": supplier, "ore": ore, "oil": oil, "rig": rig}, flows)


def share_rule(key: str) -> Rule:
    return make_rule(ladder=[{"share": {"by": key}}])


@cache
def shipped(name: str) -> rw.Study:
    """A shipped study with its rules, read once."""
    return rw.Study(name)
