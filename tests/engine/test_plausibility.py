"""Distributions that give impossible values are named, with the number of draws."""

from typing import Any

import numpy as np
import pytest
from strategies import ORIGIN, make_inventory

from rulewright.engine.draws import Draws
from rulewright.engine.plausibility import Plausibility, at_most_one, fault_notes, uncertain_share
from rulewright.inventory import Quantity, Uncertainty


def quantity(identity: str, amount: float = 0.5, unit: str = "kg") -> Quantity:
    return Quantity(identity, amount, unit, "a test", "estimate")


def test_wide_distributions_are_counted_over_blocks() -> None:
    checks = Plausibility({"a": quantity("a"), "b": quantity("b", -2.0), "c": quantity("c", 0.0)})
    checks.add(
        {"a": np.array([1.0, -1.0, -2.0]), "b": np.array([-1.0, 1.0, -3.0]), "c": np.array([-1.0, 0.0, 1.0])}
    )
    checks.add({"a": np.array([np.nan, -1.0]), "b": -2.0, "unknown": np.array([-1.0])})
    assert checks.counts == {"a": {"negative": 3, "not_finite": 1}, "b": {"positive": 1}}
    assert checks.to_dict() == checks.counts


def test_contents_and_parts_of_a_whole_may_not_pass_one() -> None:
    names = [
        "coke.carbon",
        "works.coke.carbon",
        "supply:boiler/own",
        "part:boiler/own",
        "recycling:scrap.recovery",
    ]
    for name in names:
        unit = "kg/kg" if "carbon" in name else "dimensionless"
        assert at_most_one(quantity(name, unit=unit)), name
        checks = Plausibility({name: quantity(name, unit=unit)})
        checks.add({name: np.array([0.9, 1.0, 1.2])})
        assert checks.counts == {name: {"above_one": 1}}
    for name, unit in (("gas.carbon", "kg/MJ"), ("coke.price", "CNY/kg"), ("works/input/coke", "kg")):
        assert not at_most_one(quantity(name, unit=unit)), name


def test_draws_of_an_inventory_are_checked_as_they_are() -> None:
    wide = {"amount": 1.0, "uncertainty": {"distribution": "normal", "sd": 1.0}}
    plant = {"outputs": {"main": 1}, "inputs": {"ore": wide}, "emissions": {"co2-fossil": 1.0}}
    ore = {"outputs": {"ore": 1}, "emissions": {"co2-fossil": 1.0}}
    inventory = make_inventory({"plant": plant, "ore": ore})
    (used,) = (each.quantity for each in inventory.processes["plant"].inputs)
    assert used is not None
    draws = Draws(inventory, 2000)
    checks = Plausibility({used.id: used})
    for start in range(0, 2000, 500):
        checks.add(draws.values({used.id: used}, start, start + 500))
    values = draws.values({used.id: used}, 0, 2000)[used.id]
    assert checks.counts == {used.id: {"negative": int((values < 0).sum())}}
    assert checks.counts[used.id]["negative"] > 200, "1 +- 1 is negative in 16 % of draws"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_notes_name_the_worst_first_and_count_the_rest(lang: str) -> None:
    counts: dict[str, dict[str, int]] = {f"q{n:02}": {"negative": n} for n in range(1, 13)}
    counts["content"] = {"above_one": 3}
    first, second = fault_notes(counts, lang)
    assert first.index("q12") < first.index("q11") and "q01" not in first and "4" in first
    assert "content" in second and not fault_notes({}, lang)


def test_share_of_uncertain_numbers_leaves_out_what_formulas_make() -> None:
    parameters: list[dict[str, Any]] = [
        {
            "id": "use",
            "amount": 2.0,
            "unit": "kg",
            **ORIGIN,
            "uncertainty": {"distribution": "lognormal", "sd": 0.1},
        },
        {"id": "known", "amount": 2.0, "unit": "kg", **ORIGIN, "uncertainty": {"distribution": "none"}},
    ]
    plant = {
        "outputs": {"main": 1},
        "inputs": {"ore": {"formula": "use * 2"}},
        "emissions": {"co2-fossil": 1.0},
    }
    ore = {"outputs": {"ore": 1}, "emissions": {"co2-fossil": 1.0}}
    inventory = make_inventory({"plant": plant, "ore": ore}, {"main": {}, "ore": {}}, parameters=parameters)
    found = uncertain_share(inventory)
    # 2 parameters, 2 outputs, 2 emissions; the input is made by a formula
    assert (found.uncertain, found.certain, found.all) == (1, 1, 6)
    assert found.share == pytest.approx(1 / 6)


def test_a_number_that_is_said_to_be_certain_is_not_drawn() -> None:
    certain = Quantity("p/input/f", 2.0, "kg", "a test", "seen", Uncertainty(distribution="none"))
    assert not certain.is_uncertain
