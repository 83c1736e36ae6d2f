"""System boundary: what stands outside, what is reported apart, and what an undeclared loop does."""

import pytest
from strategies import footprint, make_inventory, make_rule, open_decisions, said

from rulewright.analysis.evaluate import evaluate
from rulewright.steps.apply import apply_rule


def works():
    """1 kg of product: 1 kg CO2 of its own, 2 of a lorry (transport), 4 of a machine (capital good)."""
    return make_inventory(
        {
            "works": {
                "outputs": {"product": 1},
                "inputs": {
                    "haulage": {"amount": 1, "tags": ["transport"]},
                    "machine": {"amount": 1, "tags": ["capital_good"]},
                },
                "emissions": {"co2-fossil": 1},
            },
            "lorry": {"outputs": {"haulage": 1}, "emissions": {"co2-fossil": 2}, "stage": "transport"},
            "machine-shop": {
                "outputs": {"machine": 1},
                "emissions": {"co2-fossil": 4},
                "stage": "raw_materials",
            },
        }
    )


def test_without_a_boundary_clause_everything_counts() -> None:
    assert footprint(make_rule(), works()) == pytest.approx(7)


def test_an_excluded_stage_leaves_out_what_comes_from_it() -> None:
    assert footprint(make_rule({"boundary.stages_excluded": ["transport"]}), works()) == pytest.approx(5)


def test_an_excluded_stage_does_not_empty_the_process_that_the_study_is_about() -> None:
    # the study is about the lorry's own service; its stage is excluded for what others buy
    assert footprint(
        make_rule({"boundary.stages_excluded": ["transport"]}), works(), "haulage"
    ) == pytest.approx(2)


def test_an_excluded_tag_leaves_out_what_carries_it_and_the_ledger_names_it() -> None:
    rule = make_rule({"boundary.tags": {"capital_good": "exclude"}})
    assert footprint(rule, works()) == pytest.approx(3)
    (line,) = said(apply_rule(rule, works())[1], "boundary")
    assert "outside the system boundary" in line
    assert "works/input/machine" in line


def test_a_tag_reported_apart_stands_beside_the_total() -> None:
    rule = make_rule({"boundary.tags": {"capital_good": "report_apart"}})
    result = evaluate(apply_rule(rule, works(), amount=3)[0])
    assert result.total_kg_co2e == pytest.approx(9)
    (item,) = result.credits
    assert (item.name, item.in_total) == ("apart:capital_good", False)
    assert item.kg_co2e == pytest.approx(12)


def test_included_and_free_tags_change_nothing() -> None:
    rule = make_rule({"boundary.tags": {"capital_good": "include", "transport": "free"}})
    assert footprint(rule, works()) == pytest.approx(7)


def test_a_tag_of_an_emission_counts_like_one_of_an_input() -> None:
    inventory = make_inventory(
        {
            "works": {
                "outputs": {"product": 1},
                "emissions": {"co2-fossil": {"amount": 1, "tags": ["commuting"]}},
            }
        }
    )
    assert footprint(make_rule({"boundary.tags": {"commuting": "exclude"}}), inventory) == 0


def test_a_factor_of_an_excluded_supplier_is_left_out_with_it() -> None:
    inventory = make_inventory(
        {
            "works": {"outputs": {"product": 1}, "inputs": {"coal": 2}, "emissions": {"co2-fossil": 1}},
            "mine": {"outputs": {"coal": 1}, "factor": 0.3, "tags": ["fuel_supply"]},
        }
    )
    assert footprint(make_rule(), inventory) == pytest.approx(1.6)
    assert footprint(make_rule({"boundary.tags": {"fuel_supply": "exclude"}}), inventory) == pytest.approx(1)


# 1 kg of product leaves 1 kg of ash, which is dumped: 2 kg CO2 of the works, 0.1 of the tip
TIPS = {
    "by its gases": {"outputs": {"ash": 1}, "emissions": {"co2-fossil": 0.1}},
    "by a factor": {"outputs": {"ash": 1}, "factor": 0.1},
    "by what it uses": {"outputs": {"ash": 1}, "inputs": {"diesel": 0.1}},
}


def dumping(tip: str):
    works = {
        "outputs": {"product": 1, "ash": {"amount": 1, "class": "waste"}},
        "emissions": {"co2-fossil": 2},
    }
    treatment = {**TIPS[tip], "treats_waste": True, "tags": ["waste_treatment"], "stage": "end_of_life"}
    return make_inventory(
        {
            "works": works,
            "tip": treatment,
            "refinery": {"outputs": {"diesel": 1}, "emissions": {"co2-fossil": 1}},
        }
    )


@pytest.mark.parametrize("tip", TIPS)
@pytest.mark.parametrize(
    "outside",
    [
        {"boundary.tags": {"waste_treatment": "exclude"}},
        {"boundary.stages_excluded": ["end_of_life"]},
        {"recycling.waste_treatment": "out"},
    ],
    ids=lambda outside: next(iter(outside)),
)
def test_waste_treatment_outside_the_boundary_is_left_out_however_it_is_modelled(tip, outside) -> None:
    assert footprint(make_rule(), dumping(tip)) == pytest.approx(2.1)
    assert footprint(make_rule(outside), dumping(tip)) == pytest.approx(2.0)


def test_an_internal_loop_that_no_clause_settles_stops_the_study() -> None:
    inventory = make_inventory(
        {
            "furnace": {
                "outputs": {"iron": 1, "gas": 2},
                "inputs": {"gas": {"amount": 1, "from": "furnace", "tags": ["internal_loop"]}},
            }
        }
    )
    (what,) = open_decisions(make_rule(ladder=[{"share": {"by": "mass"}}]), inventory)
    assert what == "no clause says whether the internal loop of gas is netted"


def test_a_netted_loop_of_a_sole_product_is_own_use() -> None:
    # a power plant makes 100 kWh and takes 10 itself: 50 kg CO2 on 90 kWh, net or gross
    inventory = make_inventory(
        {
            "power-plant": {
                "outputs": {"power": 100},
                "inputs": {"power": {"amount": 10, "from": "power-plant", "tags": ["internal_loop"]}},
                "emissions": {"co2-fossil": 50},
            }
        },
        {"power": {"unit": "kWh"}},
    )
    for how in ("net", "gross"):
        assert footprint(make_rule({"boundary.internal_loops": how}), inventory) == pytest.approx(50 / 90)
