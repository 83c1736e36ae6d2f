"""Draws of an inventory: keyed by quantity, in the flow's unit, through formulas; refusals."""

from typing import Any

import numpy as np
import pytest
from strategies import ORIGIN, make_inventory

from rulewright.engine.draws import Draws, key_of, uncertain_keys
from rulewright.engine.errors import UncertaintyError
from rulewright.inventory import Inventory, Quantity

WIDE = {"distribution": "triangular", "minimum": 1.0, "maximum": 9.0}


def parameter(name: str, amount: float, **more: Any) -> dict[str, Any]:
    return {"id": name, "amount": amount, "unit": "kg/t", **ORIGIN, **more}


def inventory(**extra: Any) -> Inventory:
    plant = {
        "outputs": {"main": 1, "side": {"amount": 3.0, "uncertainty": WIDE}},
        "inputs": {"ore": {"formula": "use * 2", "unit": "t"}, "fuel": {"formula": "use", "uncertainty": {"pedigree": [2, 1, 3, 1, 4]}}},
        "emissions": {"co2-fossil": 2.0},
    }  # fmt: skip
    others = {name: {"outputs": {name: 1}, "emissions": {"co2-fossil": 1.0}} for name in ("ore", "fuel")}
    use = parameter("use", 2.0, uncertainty={"distribution": "lognormal", "sd": 0.3})
    return make_inventory({"plant": plant, **others}, parameters=[use], **extra)


def quantities(of: Inventory) -> dict[str, Quantity]:
    return {
        each.quantity.id: each.quantity
        for process in of.processes.values()
        for each in (*process.outputs, *process.inputs, *process.emissions)
        if each.quantity is not None
    }


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_a_draw_is_the_same_whatever_else_is_asked_for_and_in_which_blocks(sampling: Any) -> None:
    found = quantities(inventory())
    whole = Draws(inventory(), 100, 1, sampling).values(found, 0, 100)
    draws = Draws(inventory(), 100, 1, sampling)
    for identity in reversed(found):
        parts = [
            draws.values({identity: found[identity]}, start, min(start + 7, 100))[identity]
            for start in range(0, 100, 7)
        ]
        if isinstance(whole[identity], float):
            assert all(part == whole[identity] for part in parts)
        else:
            assert np.array_equal(np.concatenate(parts), whole[identity])


def test_formulas_are_evaluated_over_the_drawn_parameters_in_the_unit_of_the_flow() -> None:
    found = quantities(inventory())
    draws = Draws(inventory(), 1000)
    values = draws.values(found, 0, 1000)
    use = draws.values({"use": draws.inventory.parameters["use"]}, 0, 1000)["use"]
    assert np.array_equal(values["plant/input/ore"], use * 2 * 1000)
    assert np.std(values["plant/input/fuel"] / use) > 0.1, (
        "the spread of its own multiplies what the formula gives"
    )
    assert np.median(values["plant/input/fuel"] / use) == pytest.approx(1, abs=0.03)
    assert values["plant/emission/co2-fossil"] == 2.0


def test_an_uncertain_quantity_more_or_less_leaves_the_other_draws_alone() -> None:
    found = quantities(inventory())["plant/output/side"]
    more = inventory(flows={"main": {"mass": 1.0, "price": 2.0}})
    same = Draws(more, 50).values({"side": found}, 0, 50)["side"]
    assert np.array_equal(same, Draws(inventory(), 50).values({"side": found}, 0, 50)["side"])


def test_windows_of_one_price_series_share_their_numbers() -> None:
    assert key_of("coke.price[2022-2024]") == key_of("coke.price[2020-2024]") == "coke.price"


def test_sobol_dimensions_are_all_uncertain_quantities_of_the_inventory() -> None:
    assert uncertain_keys(inventory()) == ("parameter.use", "plant/input/fuel", "plant/output/side")


@pytest.mark.parametrize("draws", [0, 1, -5, 2.5, True, "many"])
def test_a_number_of_draws_that_cannot_be_is_refused(draws: Any) -> None:
    with pytest.raises(UncertaintyError, match="not a number of draws"):
        Draws(inventory(), draws)


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, "one", None])
def test_a_seed_that_is_no_integer_is_refused(seed: Any) -> None:
    with pytest.raises(UncertaintyError, match="not a seed"):
        Draws(inventory(), 10, seed)


def test_unknown_plan_or_pedigree_set_lists_the_known_ones() -> None:
    with pytest.raises(UncertaintyError, match="unknown sampling 'halton'") as caught:
        Draws(inventory(), 10, 1, "halton")  # type: ignore[arg-type]
    assert "mc, lhs, sobol" in caught.value.mend
    with pytest.raises(UncertaintyError, match="unknown pedigree set"):
        Draws(inventory(), 10, 1, "mc", "ecoinvent-9")  # type: ignore[arg-type]


def test_an_inventory_without_any_uncertainty_is_refused_because_absent_is_not_zero() -> None:
    certain = make_inventory({"plant": {"outputs": {"main": 1}, "emissions": {"co2-fossil": 1.0}}})
    with pytest.raises(UncertaintyError, match="not stated is not zero"):
        Draws(certain, 10)


def test_a_formula_that_gives_zero_cannot_have_a_spread_of_its_own() -> None:
    plant = {
        "outputs": {"main": 1},
        "emissions": {
            "co2-fossil": {"formula": "use - 2", "uncertainty": {"distribution": "normal", "sd": 1}}
        },
    }
    zero = make_inventory({"plant": plant}, parameters=[parameter("use", 2.0)])
    with pytest.raises(UncertaintyError, match="gives zero"):
        Draws(zero, 10).values(quantities(zero), 0, 10)
