"""Applying a rule: whose product it is, demands of other products, losses, and processes whose function is treatment."""

from dataclasses import replace

import pytest
from strategies import footprint, make_inventory, make_rule, shares_of

from rulewright.analysis.evaluate import evaluate
from rulewright.errors import ApplicationError, SingularSystemError
from rulewright.steps.apply import apply_rule
from rulewright.terms import solve_central

BY_MASS = [{"share": {"by": "mass"}}]


def test_a_rule_for_another_product_is_refused() -> None:
    inventory = make_inventory({"works": {"outputs": {"product": 1}}})
    with pytest.raises(ApplicationError, match=r"covers cement, the inventory is about example"):
        apply_rule(make_rule({"product.covers": ["cement"]}), inventory)
    apply_rule(make_rule({"product.covers": ["cement", "example"]}), inventory)


def test_a_product_that_nobody_makes_is_refused_with_what_is_made() -> None:
    inventory = make_inventory({"works": {"outputs": {"product": 1}}})
    with pytest.raises(ApplicationError, match=r"nobody makes 'gold'(.|\n)*use one of: product"):
        apply_rule(make_rule(), inventory, "gold")


def test_the_study_can_be_about_any_product_of_the_inventory() -> None:
    inventory = make_inventory(
        {
            "mill": {"outputs": {"coil": 1}, "inputs": {"iron": 1.1}},
            "furnace": {"outputs": {"iron": 1, "slag": 0.25}, "emissions": {"co2-fossil": 2}},
        }
    )
    # per kg of slag the same as per kg of iron, when shared by mass: 2 / 1.25
    assert footprint(make_rule(ladder=BY_MASS), inventory, "slag") == pytest.approx(1.6)
    assert footprint(make_rule(ladder=BY_MASS), inventory) == pytest.approx(1.76)


def test_another_product_counts_in_its_own_unit_not_in_the_declared_unit_of_the_first() -> None:
    # the inventory declares 1 t of coil; a study of its power is per 1 kWh, not per 1000 of anything
    inventory = make_inventory(
        {
            "mill": {"outputs": {"coil": 1}, "inputs": {"power": 2}},
            "plant": {"outputs": {"power": 1}, "emissions": {"co2-fossil": 0.5}},
        },
        {"power": {"unit": "kWh"}},
        declared=(1, "t"),
    )
    assert footprint(make_rule(), inventory) == pytest.approx(1000)
    assert footprint(make_rule(), inventory, "power") == pytest.approx(0.5)


def test_an_inventory_without_a_product_of_its_own_can_be_studied_by_naming_one() -> None:
    background = make_inventory({"mine": {"outputs": {"coal": 1}, "emissions": {"co2-fossil": 0.5}}})
    file = background.file.model_copy(update={"product": None, "declared_unit": None})
    nameless = replace(background, file=file, declared_amount=None)
    with pytest.raises(ApplicationError, match="no product of its own"):
        apply_rule(make_rule(), nameless)
    assert footprint(make_rule(), nameless, "coal", 2.0) == pytest.approx(1.0)


@pytest.mark.parametrize(("of", "gross"), [("output", 1.25), ("input", 1 / 0.75)])
def test_a_loss_is_a_share_of_what_arrives_or_of_what_was_sent(of, gross) -> None:
    # 1 kg arrives, 25 % are lost: 1 x 1.25 if counted on what arrives, 1 / (1 - 0.25) if on what was sent
    inventory = make_inventory(
        {
            "works": {
                "outputs": {"product": 1},
                "inputs": {"coal": {"amount": 1, "loss": {"share": 0.25, "of": of}}},
            },
            "mine": {"outputs": {"coal": 1}, "emissions": {"co2-fossil": 0.6}},
        }
    )
    assert footprint(make_rule(), inventory) == pytest.approx(0.6 * gross)


def test_amounts_in_other_units_and_by_formulas_are_the_same_amounts() -> None:
    inventory = make_inventory(
        {
            "works": {
                "outputs": {"product": {"amount": 1, "unit": "t"}},
                "inputs": {"coal": {"formula": "2 * rate", "unit": "t"}},
                "emissions": {"co2-fossil": {"amount": 3, "unit": "t"}},
            },
            "mine": {"outputs": {"coal": 1}, "emissions": {"co2-fossil": {"amount": 500, "unit": "g"}}},
        },
        parameters=[
            {"id": "rate", "amount": 0.3, "unit": "t", "source": "example of a test", "mark": "estimate"}
        ],
    )
    # per kg: 3 + 0.6 x 0.5
    assert footprint(make_rule(), inventory) == pytest.approx(3.3)


def test_treating_waste_is_a_function_that_shares_burdens_with_what_the_treatment_makes() -> None:
    inventory = make_inventory(
        {
            "works": {"outputs": {"product": 1, "rubbish": {"amount": 0.5, "class": "waste"}}},
            "incinerator": {
                "outputs": {"rubbish": 1000, "heat": 4000},
                "emissions": {"co2-fossil": 400},
                "treats_waste": True,
            },
        },
        {"rubbish": {"mass": 1.0, "price": 0.3}, "heat": {"unit": "MJ", "price": 0.025}},
    )
    # revenue: treatment 0.3 x 1000 = 300, heat 0.025 x 4000 = 100: 3/4 of 0.4 kg per kg treated
    rule = make_rule(ladder=[{"share": {"by": "price"}}])
    assert shares_of(rule, inventory, "incinerator") == pytest.approx({"rubbish": 0.75, "heat": 0.25})
    assert footprint(rule, inventory) == pytest.approx(0.5 * 0.75 * 0.4)
    assert footprint(rule, inventory, "heat", 1.0) == pytest.approx(0.25 * 400 / 4000)


def test_a_process_that_takes_as_much_of_its_product_as_it_makes_is_refused() -> None:
    inventory = make_inventory(
        {
            "works": {"outputs": {"a": 1}, "inputs": {"b": 1}},
            "other": {"outputs": {"b": 1}, "inputs": {"a": 1}},
        }
    )
    system = apply_rule(make_rule(), inventory)[0]
    for solver in (solve_central, evaluate):
        with pytest.raises(SingularSystemError):
            solver(system)


@pytest.mark.parametrize("called", ["waste", "scrap"])
def test_a_study_about_what_the_rule_calls_waste_or_scrap_is_refused(called) -> None:
    furnace = {"outputs": {"iron": 1, "slag": 0.3}, "emissions": {"co2-fossil": 2}}
    inventory = make_inventory({"furnace": furnace})
    rule = make_rule(
        {
            "allocation.classes": [{"flows": ["slag"], "as_class": called}],
            "cut_off.missing_amounts": "leave_out",
            "recycling.method": "cut_off_recycled_content",
        }
    )
    with pytest.raises(ApplicationError, match="slag"):
        solve_central(apply_rule(rule, inventory, "slag", 1.0)[0])


@pytest.mark.parametrize("called", ["burden_free", "internal"])
def test_a_burden_free_output_whose_amount_nobody_found_can_still_be_used(called) -> None:
    inventory = make_inventory(
        {
            "cement-works": {
                "outputs": {"cement": 1},
                "inputs": {"slag": 0.5},
                "emissions": {"co2-fossil": 0.3},
            },
            "furnace": {"outputs": {"iron": 1, "slag": {"missing": True}}, "emissions": {"co2-fossil": 2}},
        }
    )
    rule = make_rule(
        {
            "allocation.classes": [{"flows": ["slag"], "as_class": called}],
            "cut_off.missing_amounts": "leave_out",
        }
    )
    assert footprint(rule, inventory) == pytest.approx(0.3)
