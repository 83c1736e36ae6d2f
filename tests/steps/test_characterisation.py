"""Characterisation: factors follow set and convention, and nothing without a factor passes in silence."""

import pytest
from strategies import footprint, make_inventory, make_rule, open_decisions, said

from rulewright.analysis.evaluate import evaluate
from rulewright.errors import RulewrightError
from rulewright.steps.apply import apply_rule


def emitting(**gases: float):
    return make_inventory(
        {
            "works": {
                "outputs": {"product": 1},
                "emissions": {name.replace("_", "-"): kg for name, kg in gases.items()},
            }
        }
    )


def characterised(**settings: object):
    names = {"convention": "biogenic.convention", "land_use_change": "biogenic.land_use_change"}
    return make_rule({names.get(name, f"characterisation.{name}"): value for name, value in settings.items()})


# ---- biogenic methane and the convention ------------------------------------------------------------


@pytest.mark.parametrize(("convention", "result"), [("0/0", 27.0), ("-1/+1", 29.8 - 2.75)])
def test_biogenic_methane_nets_to_about_27_in_both_conventions(convention, result) -> None:
    # 1 kg of methane holds 12/16 kg C, taken up as 12/16 x 44/12 = 2.75 kg CO2 (facts on rules, 10.4)
    total = footprint(characterised(convention=convention), emitting(ch4_biogenic=1, co2_uptake=2.75))
    assert total == pytest.approx(result)
    assert total == pytest.approx(27, abs=0.06)


def test_27_for_biogenic_methane_with_minus_1_plus_1_is_refused() -> None:
    rule = characterised(convention="-1/+1", own_values={"ch4-biogenic": 27.0})
    (what,) = open_decisions(rule, emitting(ch4_biogenic=1))
    assert "biogenic methane 27 does not fit the convention -1/+1" in what
    assert not open_decisions(
        characterised(convention="0/0", own_values={"ch4-biogenic": 27.0}), emitting(ch4_biogenic=1)
    )
    assert not open_decisions(
        characterised(convention="-1/+1", own_values={"ch4-biogenic": 29.8}), emitting(ch4_biogenic=1)
    )


def test_27_is_refused_whatever_the_rule_says_of_fossil_methane_and_in_whatever_order() -> None:
    # a fossil factor of 27 doesn't make 27 right for the biogenic one: the uptake of 2.75 would stay as a credit
    for own in ({"ch4-fossil": 27.0, "ch4-biogenic": 27.0}, {"ch4-biogenic": 27.0, "ch4-fossil": 27.0}):
        assert open_decisions(characterised(convention="-1/+1", own_values=own), emitting(ch4_biogenic=1))


@pytest.mark.parametrize(("convention", "result"), [("0/0", 0.0), ("-1/+1", 0.0)])
def test_biogenic_co2_that_comes_back_nets_to_zero(convention, result) -> None:
    assert footprint(characterised(convention=convention), emitting(co2_biogenic=3, co2_uptake=3)) == result


def test_carbon_taken_up_and_kept_in_the_product_counts_minus_1_only_by_that_convention() -> None:
    assert footprint(characterised(convention="-1/+1"), emitting(co2_uptake=3)) == pytest.approx(-3)
    assert footprint(characterised(convention="0/0"), emitting(co2_uptake=3)) == 0


# ---- factors ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gwp_set", "n2o", "methane"),
    [("ar4", 298, 25), ("ar5", 265, 30), ("ar5-feedback", 298, 36), ("ar6", 273, 29.8)],
)
def test_each_set_brings_its_own_factors(gwp_set, n2o, methane) -> None:
    # facts on rules, 10.1 and 10.3
    assert footprint(characterised(gwp_set=gwp_set), emitting(n2o=1, ch4_fossil=1)) == pytest.approx(
        n2o + methane
    )


def test_a_greenhouse_gas_without_a_factor_in_the_set_is_refused() -> None:
    rule = characterised(gwp_set="ar5-feedback", horizon_years=20)
    (what,) = open_decisions(rule, emitting(n2o=0.001))
    assert what.startswith("no factor for n2o in ar5-feedback GWP20")


def test_biogenic_methane_on_whose_factor_sources_disagree_is_refused() -> None:
    (what,) = open_decisions(characterised(horizon_years=20), emitting(ch4_biogenic=1))
    assert "Two printed states" in what


def test_a_horizon_that_no_set_has_is_said() -> None:
    with pytest.raises(RulewrightError, match="no GWP set 'ar6' for 500 years"):
        apply_rule(characterised(horizon_years=500), emitting(co2_fossil=1))


def test_an_emission_that_is_no_greenhouse_gas_counts_nothing() -> None:
    assert footprint(characterised(), emitting(so2=5, co2_fossil=1)) == pytest.approx(1)


def test_a_value_of_the_rule_goes_before_the_set() -> None:
    assert footprint(characterised(own_values={"n2o": 300}), emitting(n2o=1)) == pytest.approx(300)


def test_a_value_for_an_unknown_flow_is_refused() -> None:
    (what,) = open_decisions(characterised(own_values={"laughing-gas": 300}), emitting(n2o=1))
    assert "unknown elementary flow 'laughing-gas'" in what


def test_gases_outside_the_list_of_the_rule_count_nothing_and_the_ledger_says_so() -> None:
    rule = characterised(gases=["co2", "n2o"])
    assert footprint(rule, emitting(co2_fossil=1, n2o=0.01, ch4_fossil=1)) == pytest.approx(3.73)
    (line,) = [
        each for each in apply_rule(rule, emitting(ch4_fossil=1))[1] if each.step == "characterisation"
    ]
    assert [each.option for each in line.passed_over] == ["ch4-fossil"]


def test_what_no_clause_settles_is_listed() -> None:
    rule = make_rule({"biogenic.convention": None, "characterisation.gwp_set": None})
    assert open_decisions(rule, emitting(co2_fossil=1)) == [
        "no clause settles characterisation.gwp_set",
        "no clause settles biogenic.convention",
    ]


# ---- kinds ------------------------------------------------------------------------------------------


def test_kinds_stand_apart_and_add_up() -> None:
    inventory = make_inventory(
        {
            "works": {
                "outputs": {"product": 1},
                "inputs": {"flight": 1},
                "emissions": {"co2-fossil": 1, "ch4-biogenic": 0.1, "co2-land-use-change": 3},
            },
            "airline": {
                "outputs": {"flight": 1},
                "emissions": {"co2-fossil": {"amount": 5, "tags": ["aircraft"]}},
                "stage": "transport",
            },
        }
    )
    result = evaluate(apply_rule(characterised(), inventory)[0])
    assert result.by_kind == pytest.approx({"fossil": 1, "biogenic": 2.7, "dluc": 3, "aircraft": 5})
    assert result.total_kg_co2e == pytest.approx(11.7)


@pytest.mark.parametrize(("how", "result"), [("include", 4), ("exclude", 1)])
def test_land_use_change_counts_as_the_rule_says(how, result) -> None:
    rule = characterised(land_use_change=how)
    assert footprint(rule, emitting(co2_fossil=1, co2_land_use_change=3)) == pytest.approx(result)


def test_land_use_change_reported_apart_stands_beside_the_total() -> None:
    result = evaluate(
        apply_rule(
            characterised(land_use_change="report_apart"), emitting(co2_fossil=1, co2_land_use_change=3)
        )[0]
    )
    assert result.total_kg_co2e == pytest.approx(1)
    assert [(each.kg_co2e, each.in_total) for each in result.credits] == [(pytest.approx(3), False)]


def test_aircraft_reported_apart_stands_beside_the_total() -> None:
    inventory = make_inventory(
        {
            "airline": {
                "outputs": {"flight": 1},
                "emissions": {"co2-fossil": {"amount": 5, "tags": ["aircraft"]}, "n2o": 0.01},
            }
        }
    )
    result = evaluate(apply_rule(characterised(aircraft="report_apart"), inventory)[0])
    assert result.total_kg_co2e == pytest.approx(2.73)
    assert [(each.kg_co2e, each.in_total) for each in result.credits] == [(pytest.approx(5), False)]


# ---- aggregated data --------------------------------------------------------------------------------


def with_factor(gwp_set: str):
    return make_inventory(
        {
            "works": {"outputs": {"product": 1}, "inputs": {"coal": 2}},
            "mine": {"outputs": {"coal": 1}, "factor": {"amount": 0.3, "gwp_set": gwp_set}},
        }
    )


@pytest.mark.parametrize(
    ("clause", "gwp_set", "refused"),
    [
        ("accept", "ar5", False),
        (None, "ar5", False),
        ("refuse_other_set", "ar6", False),
        ("refuse_other_set", "ar5", True),
        ("refuse_other_set", "not_stated", True),
        ("refuse", "ar6", True),
    ],
)
def test_aggregated_data_of_another_set_are_refused_where_the_rule_demands_it(
    clause, gwp_set, refused
) -> None:
    whats = open_decisions(characterised(aggregated_data=clause), with_factor(gwp_set))
    assert bool(whats) == refused
    if refused:
        assert whats[0].startswith("the rule refuses the aggregated factor of mine")


def test_a_factor_of_carbon_dioxide_alone_is_of_every_set() -> None:
    inventory = make_inventory(
        {
            "works": {"outputs": {"product": 1}, "inputs": {"coal": 2}},
            "mine": {
                "outputs": {"coal": 1},
                "factor": {"amount": 0.3, "gwp_set": "not_stated", "gases": "co2_only"},
            },
        }
    )
    assert not open_decisions(characterised(aggregated_data="refuse_other_set"), inventory)
    assert open_decisions(characterised(aggregated_data="refuse"), inventory)


def test_accepted_aggregated_data_are_used_as_they_are_and_named() -> None:
    rule = characterised(aggregated_data="accept")
    assert footprint(rule, with_factor("ar5")) == pytest.approx(0.6)
    lines = said(apply_rule(rule, with_factor("ar5"))[1], "characterisation")
    assert any("mine is an aggregated factor, 0.3" in line and "IPCC AR5" in line for line in lines)


def test_aggregated_data_of_a_process_outside_the_boundary_are_not_refused() -> None:
    rule = make_rule(
        {"characterisation.aggregated_data": "refuse", "boundary.tags": {"fuel_supply": "exclude"}}
    )
    inventory = make_inventory(
        {
            "works": {"outputs": {"product": 1}, "inputs": {"coal": 2}},
            "mine": {"outputs": {"coal": 1}, "factor": 0.3, "tags": ["fuel_supply"]},
        }
    )
    assert not open_decisions(rule, inventory)
