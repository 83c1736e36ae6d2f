"""Small portfolios for tests, and the shipped ones run once."""

from dataclasses import replace
from functools import cache
from typing import Any

from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.analysis.portfolio_result import PortfolioResult
from rulewright.changes import Value, changed
from rulewright.inventory import Inventory, Uncertainty
from rulewright.portfolio import Plant, PlantFile, Portfolio, PortfolioFile
from rulewright.rule import Rule, Text

ORIGIN = {"source": "example of a test", "mark": "estimate"}


def lognormal(amount: float, sd: float = 0.1) -> dict[str, Any]:
    return {"amount": amount, "uncertainty": {"distribution": "lognormal", "sd": sd}}


def works() -> Inventory:
    """A plant that makes 1 kg of a main product and some of a side product from coal.

    Emissions are ``heat`` kg of CO2; price and mass share them differently.
    """
    parameters = [
        {"id": "heat", "amount": 1.0, "unit": "kg/kg", **ORIGIN},
        {"id": "side", "amount": 1.0, "unit": "kg/kg", **ORIGIN},
    ]
    plant = {
        "outputs": {"main": 1, "side": {"formula": "side"}},
        "inputs": {"coal": {"formula": "heat"}},
        "emissions": {"co2-fossil": {"formula": "heat"}},
    }
    mine = {"outputs": {"coal": 1}, "emissions": {"co2-fossil": lognormal(0.2)}}
    flows = {"main": {"mass": 1.0, "price": 9.0}, "side": {"mass": 1.0, "price": 1.0}, "coal": {"mass": 1.0}}
    return make_inventory({"plant": plant, "mine": mine}, flows, parameters=parameters)


def share_rule(key: str) -> Rule:
    rule = make_rule(ladder=[{"share": {"by": key}}])
    head = rule.chain[0].model_copy(update={"id": f"by-{key}"})
    return replace(rule, chain=(head, *rule.chain[1:]))


def portfolio_of(values: dict[str, dict[str, Value]]) -> Portfolio:
    """Plants of :func:`works` with these values of parameters."""
    base = works()
    files = [
        PlantFile(
            id=name, name=Text(zh=f"工厂{name}", en=f"plant {name}"), location="CN", inventory="example"
        )
        for name in values
    ]
    file = PortfolioFile(
        format="rulewright-portfolio/1", id="example", title=Text(zh="例子", en="example"), version="1",
        licence="BSD-3-Clause", plants_are="plausible", note=Text(zh="例子", en="example"), rules=["by-mass"],
        choices=[], plants=files,
    )  # fmt: skip
    plants = [
        Plant(
            each, changed(base, values[each.id]), frozenset(f"parameter.{name}" for name in values[each.id])
        )
        for each in files
    ]
    return Portfolio(file, tuple(plants))


def exact(**values: float) -> dict[str, Value]:
    return {name: Value(amount, is_exact=True) for name, amount in values.items()}


def two_plants() -> Portfolio:
    """A: heat 1.0, side 0.25; B: heat 1.2, side 1.0.

    By mass A bears 1/1.25 = 0.8 and B 1/2 = 0.5 of its burdens (1.2 kg per kg of heat: 1 burned, 0.2 of the mine):
    A 0.8 * 1.2 = 0.96, B 0.5 * 1.44 = 0.72. By price A bears 9/9.25, B 9/10: A 1.1676, B 1.296. The order turns.
    """
    return portfolio_of({"a": exact(heat=1.0, side=0.25), "b": exact(heat=1.2, side=1.0)})


RULES = [share_rule("mass"), share_rule("price")]


def three_plants() -> Portfolio:
    spread = Uncertainty(distribution="lognormal", sd=0.1)
    heats = {"a": 1.0, "b": 1.1, "c": 2.0}
    return portfolio_of({name: {"heat": Value(heat, spread)} for name, heat in heats.items()})


def without_own_data(portfolio: Portfolio) -> Portfolio:
    """The same plants; all but the plant itself stands in a linked file, so that its data are shared."""
    plants = []
    for each in portfolio.plants:
        processes = {
            name: process if name == "plant" else replace(process, is_background=True)
            for name, process in each.inventory.processes.items()
        }
        plants.append(replace(each, inventory=replace(each.inventory, processes=processes)))
    return Portfolio(portfolio.file, tuple(plants))


@cache
def shipped(name: str) -> PortfolioResult:
    return rw.read_portfolio(name).run(draws=60)
