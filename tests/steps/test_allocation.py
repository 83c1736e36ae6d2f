"""Allocation: which rung is taken, why earlier ones are passed over, and what stops a study."""

import pytest
from strategies import footprint, make_inventory, make_rule, open_decisions, said, shares_of

from rulewright.analysis.evaluate import evaluate
from rulewright.errors import OpenDecisionsError, ReadingError
from rulewright.steps.apply import apply_rule


def furnace(slag: dict | None = None, *, slag_kg: object = 300, **flows: dict):
    """1000 kg of iron (3 CNY/kg) and 300 kg of slag, with 1500 kg of CO2."""
    return make_inventory(
        {"furnace": {"outputs": {"iron": 1000, "slag": slag_kg}, "emissions": {"co2-fossil": 1500}}},
        {"iron": {"price": 3.0, "mass": 1.0}, "slag": {"mass": 1.0, **(slag or {})}, **flows},
    )


BY_MASS = [{"share": {"by": "mass"}}]
BY_PRICE = [{"share": {"by": "price"}}]


# ---- what stops -------------------------------------------------------------------------------------


def test_slag_without_price_stops_and_names_process_and_clause() -> None:
    with pytest.raises(
        OpenDecisionsError, match=r"no price for slag(.|\n)*process 'furnace'(.|\n)*clause allocation"
    ):
        apply_rule(make_rule(ladder=BY_PRICE), furnace())


def test_a_price_of_zero_for_one_co_product_gives_it_a_share_of_zero() -> None:
    assert shares_of(make_rule(ladder=BY_PRICE), furnace({"price": 0}), "furnace") == {"iron": 1, "slag": 0}


def test_prices_that_are_all_zero_cannot_be_a_key() -> None:
    inventory = make_inventory(
        {"plant": {"outputs": {"a": 1, "b": 1}}}, {"a": {"price": 0.0}, "b": {"price": 0.0}}
    )
    (what,) = open_decisions(make_rule(ladder=BY_PRICE), inventory)
    assert "the sum of price is not above zero" in what


def test_a_negative_price_cannot_be_a_key() -> None:
    (what,) = open_decisions(make_rule(ladder=BY_PRICE), furnace({"price": -0.1}))
    assert "slag has a negative price" in what


def test_a_co_product_whose_amount_nobody_found_stops_the_study() -> None:
    (what,) = open_decisions(make_rule(ladder=BY_MASS), furnace(slag_kg={"missing": True}))
    assert "co-product slag has no amount" in what


def test_without_an_allocation_clause_the_process_stays_open() -> None:
    (what,) = open_decisions(make_rule(), furnace())
    assert what == "no clause settles how the burdens are shared among iron, slag"


def test_all_open_processes_are_listed_at_once() -> None:
    inventory = make_inventory(
        {
            "mill": {"outputs": {"coil": 1, "scale": 0.01}, "inputs": {"iron": 1}},
            "furnace": {"outputs": {"iron": 1, "slag": 0.3}},
        }
    )
    assert open_decisions(make_rule(), inventory) == [
        "no clause settles how the burdens are shared among coil, scale",
        "no clause settles how the burdens are shared among iron, slag",
    ]


def test_a_rung_that_says_stop_under_a_condition_stops_there() -> None:
    ladder = [{"stop": {}, "when": [{"revenue_share_at_most": 0.05}]}, *BY_MASS]
    assert open_decisions(make_rule(ladder=ladder), furnace({"price": 0.1}))
    assert not open_decisions(make_rule(ladder=ladder), furnace({"price": 10}))


# ---- the ladder -------------------------------------------------------------------------------------


def test_the_ledger_says_which_rung_was_passed_over_and_what_other_keys_would_have_given() -> None:
    rule = make_rule(ladder=[{"subdivide": {}}, {"share": {"by": "lhv"}}, *BY_MASS])
    decision = apply_rule(rule, furnace({"price": 0.2}))[1].about("furnace")[0]
    assert [each.option for each in decision.passed_over] == ["subdivide", "share by lhv"]
    assert decision.passed_over[1].reason.en == "no lower heating value for iron, slag"
    # by price: 3 x 1000 against 0.2 x 300
    alternatives = {each.option: each.values for each in decision.alternatives}
    assert alternatives["share by price"] == pytest.approx({"iron": 3000 / 3060, "slag": 60 / 3060})


def test_a_physical_key_that_burdens_a_residue_far_above_its_value_is_warned_of() -> None:
    # slag: 300/1300 = 23.1 % by mass; 60/3060 = 2.0 % by price, 900/3900 = 23.1 % at the price of the iron
    def warnings(price: float) -> list[str]:
        ledger = apply_rule(make_rule(ladder=BY_MASS), furnace({"price": price}))[1]
        return [what for what in said(ledger, "allocation") if "warning" in what]

    assert "slag carries 23.1%" in warnings(0.2)[0]
    assert not warnings(3.0)


def test_a_physical_relationship_is_the_property_that_rule_or_study_names() -> None:
    ladder = [{"share": {"by": "physical"}}]
    assert "nothing says which property" in open_decisions(make_rule(ladder=ladder), furnace())[0]
    named = make_rule({"allocation.physical_property": {"furnace": "mass"}}, ladder=ladder)
    assert shares_of(named, furnace(), "furnace") == pytest.approx({"iron": 1000 / 1300, "slag": 300 / 1300})


def test_a_special_ladder_goes_before_the_general_one_by_process_or_by_product() -> None:
    for target in ({"processes": ["furnace"]}, {"products": ["slag"]}):
        special = {**target, "ladder": [{"fixed": {"factors": {"iron": 0.9, "slag": 0.1}}}, {"stop": {}}]}
        rule = make_rule({"allocation.special": [special]}, ladder=BY_MASS)
        assert shares_of(rule, furnace(), "furnace") == pytest.approx({"iron": 0.9, "slag": 0.1})


def test_outputs_that_bring_a_negligible_revenue_carry_nothing() -> None:
    rule = make_rule(ladder=[{"share": {"by": "mass", "negligible_revenue_share": 0.02}}])
    # slag brings 0.2 x 300 / 3060 = 1.96 % of the revenue, at 0.21 it is 2.06 %
    assert footprint(rule, furnace({"price": 0.2})) == pytest.approx(1.5)
    assert footprint(rule, furnace({"price": 0.21})) == pytest.approx(1.5 * 1000 / 1300)


def test_a_condition_on_energy_holds_only_if_every_output_has_a_heating_value() -> None:
    rule = make_rule(
        ladder=[{"share": {"by": "energy"}, "when": [{"all_outputs_are_energy": True}]}, *BY_MASS]
    )
    flows = {"gas": {"lhv": 40.0, "mass": 1.0}, "oil": {"lhv": 42.0, "mass": 1.0}}
    refinery = {"refinery": {"outputs": {"gas": 1, "oil": 3}}}
    assert shares_of(rule, make_inventory(refinery, flows), "refinery")["gas"] == pytest.approx(40 / 166)
    flows["oil"]["lhv"] = 0.0
    assert shares_of(rule, make_inventory(refinery, flows), "refinery")["gas"] == pytest.approx(1 / 4)


def test_a_list_of_co_products_admits_a_rung_only_for_these() -> None:
    rule = make_rule(ladder=[{"share": {"by": "price"}, "when": [{"co_products_in": ["dust"]}]}, *BY_MASS])
    assert shares_of(rule, furnace({"price": 0.2}), "furnace")["slag"] == pytest.approx(300 / 1300)


def test_prices_are_averaged_over_the_newest_years_that_the_clause_names() -> None:
    series = {2022: 1.0, 2023: 2.0, 2024: 3.0}
    for years, mean in ((1, 3.0), (2, 2.5), (3, 2.0)):
        rule = make_rule(ladder=[{"share": {"by": "price", "years": years}}])
        expected = mean * 300 / (3000 + mean * 300)
        assert shares_of(rule, furnace({"price": series}), "furnace")["slag"] == pytest.approx(expected)


# ---- subdivision ------------------------------------------------------------------------------------


def test_subdivision_uses_the_sub_processes_and_no_shares() -> None:
    # the works as a whole emits 10 kg; its parts tell 7 for a from 3 for b
    inventory = make_inventory(
        {
            "works": {
                "outputs": {"a": 1, "b": 1},
                "emissions": {"co2-fossil": 10},
                "subdivided_into": ["hall-a", "hall-b"],
            },
            "hall-a": {"outputs": {"a": 1}, "emissions": {"co2-fossil": 7}, "part_of": "works"},
            "hall-b": {"outputs": {"b": 1}, "emissions": {"co2-fossil": 3}, "part_of": "works"},
        }
    )
    rule = make_rule(ladder=[{"subdivide": {}}, *BY_MASS])
    assert footprint(rule, inventory, "a") == pytest.approx(7)
    assert footprint(rule, inventory, "b") == pytest.approx(3)
    assert footprint(make_rule(ladder=BY_MASS), inventory, "a") == pytest.approx(5)


# ---- classes ----------------------------------------------------------------------------------------


def switch(flow: str, to: str, **settings: object):
    return make_rule({"allocation.classes": [{"flows": [flow], "as_class": to}], **settings}, ladder=BY_MASS)


def test_a_co_product_that_a_rule_calls_waste_bears_its_treatment_instead_of_a_share() -> None:
    inventory = make_inventory(
        {
            "furnace": {"outputs": {"iron": 1000, "slag": 300}, "emissions": {"co2-fossil": 1500}},
            "tip": {"outputs": {"slag": 1}, "emissions": {"co2-fossil": 0.1}, "treats_waste": True},
        },
        {"slag": {"mass": 1.0}},
    )
    # co-product: 1500 x 1000/1300 per 1000 kg; waste: 1500 + 300 x 0.1, all on the iron
    assert footprint(make_rule(ladder=BY_MASS), inventory) == pytest.approx(1500 / 1300)
    assert footprint(switch("slag", "waste"), inventory) == pytest.approx(1.53)
    assert said(apply_rule(switch("slag", "waste"), inventory)[1], "allocation") == [
        "slag counts as waste by the rule (in the inventory: co-product)."
    ]


def test_a_co_product_that_a_rule_calls_waste_needs_a_treatment_or_a_declared_gap() -> None:
    rule = switch("slag", "waste")
    assert "no data for slag" in open_decisions(rule, furnace())[0]
    declared = switch("slag", "waste", **{"cut_off.missing_amounts": "leave_out"})
    assert footprint(declared, furnace()) == pytest.approx(1.5)
    assert len(apply_rule(declared, furnace())[1].by_step("cut_off")) == 1


def test_a_waste_that_a_rule_calls_co_product_takes_its_share() -> None:
    inventory = furnace(slag_kg={"amount": 300, "class": "waste"})
    assert footprint(switch("slag", "co_product"), inventory) == pytest.approx(1500 / 1300)


def test_a_co_product_that_is_free_of_burden_leaves_all_to_the_rest_and_its_user_pays_nothing() -> None:
    inventory = make_inventory(
        {
            "cement-works": {
                "outputs": {"cement": 1},
                "inputs": {"slag": 0.5},
                "emissions": {"co2-fossil": 0.2},
            },
            "furnace": {"outputs": {"iron": 1000, "slag": 300}, "emissions": {"co2-fossil": 1500}},
        }
    )
    rule = switch("slag", "burden_free")
    assert footprint(rule, inventory, "cement") == pytest.approx(0.2)
    assert footprint(rule, inventory, "iron") == pytest.approx(1.5)


def test_scrap_that_a_rule_calls_co_product_costs_its_user_what_its_maker_gave_away() -> None:
    # the mill shares 10 kg by mass: coil 10 x 1/1.25 = 8, cuttings 2; the foundry uses all cuttings.
    inventory = make_inventory(
        {
            "foundry": {"outputs": {"casting": 1}, "inputs": {"cuttings": 0.25}},
            "mill": {
                "outputs": {"coil": 1, "cuttings": {"amount": 0.25, "class": "scrap"}},
                "emissions": {"co2-fossil": 10},
            },
        }
    )
    rule = switch("cuttings", "co_product", **{"recycling.method": "cut_off_recycled_content"})
    assert footprint(rule, inventory, "coil") == pytest.approx(8)
    assert footprint(rule, inventory, "casting") == pytest.approx(2)


def test_a_co_product_that_a_rule_calls_scrap_has_the_scrap_value_of_that_rule() -> None:
    # nothing says what a kg of slag is worth as scrap, so a rule that values scrap cannot go on in silence
    rule = switch("slag", "scrap", **{"recycling.method": "scrap_value"})
    assert any("slag" in what for what in open_decisions(rule, furnace()))


# ---- several rungs at once --------------------------------------------------------------------------


def gas_and_slag():
    """Iron with slag (displaces 0.9 kg CO2e of clinker per kg) and gas (displaces 0.5 kg CO2e per MJ)."""
    return make_inventory(
        {
            "furnace": {"outputs": {"iron": 1, "slag": 0.3, "gas": 2}, "emissions": {"co2-fossil": 5}},
            "kiln": {"outputs": {"clinker": 1}, "emissions": {"co2-fossil": 0.9}},
            "boiler": {"outputs": {"heat": 1}, "emissions": {"co2-fossil": 0.5}},
        },
        {
            "gas": {"unit": "MJ", "displaces": {"flow": "heat", "amount": 1, "unit": "MJ"}},
            "heat": {"unit": "MJ"},
            "slag": {"mass": 1.0, "displaces": {"flow": "clinker", "amount": 1, "unit": "kg"}},
        },
    )


def test_what_is_not_substituted_goes_on_down_the_ladder() -> None:
    rule = make_rule(ladder=[{"substitute": {"only": ["gas"]}}, *BY_MASS])
    result = evaluate(apply_rule(rule, gas_and_slag())[0])
    # gas out with a credit of 2 x 0.5, the rest 5 - 1 = 4 shared by mass: 1/1.3 to the iron
    assert result.total_kg_co2e == pytest.approx((5 - 2 * 0.5) / 1.3)
    assert result.credits_kg_co2e == pytest.approx(-2 * 0.5 / 1.3)


def test_two_substitution_rungs_credit_what_each_of_them_takes() -> None:
    # gas counts in the total, slag stands apart: 5 - 2 x 0.5 = 4, and -0.3 x 0.9 = -0.27 apart
    rungs = [{"substitute": {"only": ["gas"]}}, {"substitute": {"only": ["slag"], "credit": "apart"}}]
    result = evaluate(apply_rule(make_rule(ladder=rungs), gas_and_slag())[0])
    assert result.total_kg_co2e == pytest.approx(4)
    assert {credit.name: credit.kg_co2e for credit in result.credits} == pytest.approx(
        {"furnace|gas": -1, "furnace|slag": -0.27}
    )


# ---- keys in two levels, fixed factors --------------------------------------------------------------


def grouped(groups: list[list[str]]):
    return [{"share": {"by": "mass", "groups": groups, "inside": {"by": "price"}}}]


def test_two_levels_share_between_groups_and_then_inside_each() -> None:
    inventory = make_inventory(
        {"plant": {"outputs": {"a": 1, "b": 2, "c": 3}}},
        {
            "a": {"mass": 1.0, "price": 1.0},
            "b": {"mass": 1.0, "price": 2.0},
            "c": {"mass": 1.0, "price": 9.0},
        },
    )
    # by mass {a, b} : {c} = 3 : 3; inside {a, b} by revenue 1 x 1 : 2 x 2 = 1 : 4
    shares = shares_of(make_rule(ladder=grouped([["a", "b"], ["c"]])), inventory, "plant")
    assert shares == pytest.approx({"a": 0.5 * 0.2, "b": 0.5 * 0.8, "c": 0.5})


def test_a_group_without_any_value_inside_passes_the_rung_over_with_a_reason() -> None:
    inventory = make_inventory(
        {"plant": {"outputs": {"a": 1, "b": 2, "c": 3}}},
        {
            "a": {"mass": 1.0, "price": 0.0},
            "b": {"mass": 1.0, "price": 0.0},
            "c": {"mass": 1.0, "price": 9.0},
        },
    )
    rule = make_rule(ladder=[*grouped([["a", "b"], ["c"]]), *BY_MASS])
    assert shares_of(rule, inventory, "plant") == pytest.approx({"a": 1 / 6, "b": 2 / 6, "c": 3 / 6})


def test_a_flow_in_two_groups_is_refused_when_the_rule_is_read() -> None:
    with pytest.raises(ReadingError, match="b"):
        make_rule(ladder=grouped([["a", "b"], ["b", "c"]]))


def test_fixed_factors_are_scaled_up_where_a_named_co_product_does_not_occur() -> None:
    rule = make_rule(ladder=[{"fixed": {"factors": {"iron": 0.6, "slag": 0.2, "gas": 0.2}}}])
    assert shares_of(rule, furnace(), "furnace") == pytest.approx({"iron": 0.75, "slag": 0.25})


def test_fixed_factors_that_leave_nothing_for_what_occurs_stop_with_a_reason() -> None:
    rule = make_rule(ladder=[{"fixed": {"factors": {"iron": 0, "slag": 0, "gas": 1}}}])
    assert open_decisions(rule, furnace())


# ---- internal loops ---------------------------------------------------------------------------------


def stove(own_use: float, rung: dict):
    """A furnace that burns part of its own gas: 10 MJ gross."""
    inventory = make_inventory(
        {
            "furnace": {
                "outputs": {"iron": 2, "gas": 10},
                "inputs": {"gas": {"amount": own_use, "from": "furnace", "tags": ["internal_loop"]}},
                "emissions": {"co2-fossil": 6},
            }
        },
        {"iron": {"mass": 1.0, "price": 3.0}, "gas": {"unit": "MJ", "mass": 0.4, "price": 0.2}},
    )
    return inventory, {
        how: make_rule({"boundary.internal_loops": how}, ladder=[rung]) for how in ("net", "gross")
    }


def test_a_netted_loop_shares_by_what_leaves_the_process() -> None:
    inventory, rules = stove(4, {"share": {"by": "mass"}})
    # gross 2 kg : 4 kg; net 2 kg : (10 - 4) x 0.4 = 2.4 kg
    assert shares_of(rules["gross"], inventory, "furnace") == pytest.approx({"iron": 2 / 6, "gas": 4 / 6})
    assert shares_of(rules["net"], inventory, "furnace") == pytest.approx({"iron": 2 / 4.4, "gas": 2.4 / 4.4})
    # kept gross, the iron also pays for its part of the gas: x = (6 + 4 g)/6 per kg, g = 4/6 (6 + 4 g)/10 per MJ
    gas = 0.4 / (1 - 4 / 6 * 4 / 10)
    assert footprint(rules["gross"], inventory, amount=1) == pytest.approx((6 + 4 * gas) * (2 / 6) / 2)
    assert footprint(rules["net"], inventory, amount=1) == pytest.approx(6 / 4.4)


def test_a_netted_loop_counts_only_what_leaves_in_tests_of_revenue_too() -> None:
    # gas for sale: 10 - 9 = 1 MJ x 0.2 = 0.2 of 6.2 CNY, 3.2 %; gross it would be 2 of 8 CNY, 25 %
    condition = [{"revenue_share_at_most": 0.1}]
    inventory, rules = stove(9, {"share": {"by": "price"}, "when": condition})
    assert shares_of(rules["net"], inventory, "furnace") == pytest.approx({"iron": 6 / 6.2, "gas": 0.2 / 6.2})
    assert open_decisions(rules["gross"], inventory)


def test_an_internal_loop_that_takes_more_than_the_process_makes_is_no_internal_loop() -> None:
    # 12 MJ used of 10 MJ made: net -2 MJ would be a negative share; the study has to stop and say so
    inventory, rules = stove(12, {"share": {"by": "mass"}})
    with pytest.raises(OpenDecisionsError, match="gas"):
        apply_rule(rules["net"], inventory)


# ---- found by drawing rules and inventories at random -----------------------------------------------


def test_an_output_outside_all_groups_needs_no_value_inside_a_group() -> None:
    # c stands alone: 3 of 6 kg are its own whatever its price, and even without one
    ladder = [{"share": {"by": "mass", "groups": [["a", "b"]], "inside": {"by": "price"}}}]
    for price in (0.0, None):
        inventory = make_inventory(
            {"plant": {"outputs": {"a": 1, "b": 2, "c": 3}}},
            {
                "a": {"mass": 1.0, "price": 1.0},
                "b": {"mass": 1.0, "price": 2.0},
                "c": {"mass": 1.0, "price": price},
            },
        )
        shares = shares_of(make_rule(ladder=ladder), inventory, "plant")
        assert shares == pytest.approx({"a": 0.5 * 0.2, "b": 0.5 * 0.8, "c": 0.5})


def test_scrap_that_somebody_could_also_treat_as_waste_still_goes_to_its_user_through_the_pool() -> None:
    # the tip is no maker of cuttings: what it makes is the service of taking them
    inventory = make_inventory(
        {
            "foundry": {
                "outputs": {"casting": 1},
                "inputs": {"cuttings": {"amount": 0.25, "from": "mill"}},
                "emissions": {"co2-fossil": 3},
            },
            "mill": {
                "outputs": {"coil": 1, "cuttings": {"amount": 0.25, "class": "scrap"}},
                "emissions": {"co2-fossil": 10},
            },
            "tip": {"outputs": {"cuttings": 1}, "emissions": {"co2-fossil": 0.1}, "treats_waste": True},
        }
    )
    rule = make_rule({"recycling.method": "cut_off_recycled_content"})
    assert footprint(rule, inventory, "casting") == pytest.approx(3)
    assert footprint(rule, inventory, "coil") == pytest.approx(10)
    assert said(apply_rule(rule, inventory, "casting")[1], "recycling")


@pytest.mark.parametrize("rung", [{"share": {"by": "mass"}}, {"substitute": {}}], ids=["share", "substitute"])
def test_a_gas_that_its_own_process_uses_up_leaves_all_burdens_to_the_rest(rung) -> None:
    # 10 MJ made, 10 MJ used: nothing leaves, so there is nothing to share with or to credit: 6 kg on 2 kg of iron
    inventory, rules = stove(10, rung)
    assert footprint(rules["net"], inventory) == pytest.approx(3)
