"""Tests of prices that decide a rung: the ratio of 5 (PACT, TfS, Catena-X) and the gap of 25 % (EN 15804)."""

import pytest
from strategies import make_inventory, make_rule, shares_of

from rulewright.study import Study

BY_PRICE_ABOVE_5 = [
    {"share": {"by": "price"}, "when": [{"price_ratio_above": 5, "pairs": "any"}]},
    {"share": {"by": "mass"}, "when": [{"price_ratio_at_most": 5, "pairs": "all"}]},
]
BY_MASS_WITHIN_25_PERCENT = [
    {"share": {"by": "mass"}, "when": [{"revenue_gap_at_most": 0.25}]},
    {"share": {"by": "price"}},
]


def plant(*prices: float, main: float = 10.0):
    """Equal masses of a main product at 10 CNY/kg and co-products at the prices given."""
    names = [f"co-{number}" for number in range(len(prices))]
    flows = {"main": {"mass": 1, "price": main}}
    flows |= {name: {"mass": 1, "price": price} for name, price in zip(names, prices, strict=True)}
    return make_inventory({"plant": {"outputs": dict.fromkeys(["main", *names], 1)}}, flows)


def share_of_main(ladder: list, *prices: float, main: float = 10.0) -> float:
    return shares_of(make_rule(ladder=ladder), plant(*prices, main=main), "plant")["main"]


@pytest.mark.parametrize(
    ("price", "share"),
    [
        (2.0, 1 / 2),  # 10 / 2 = 5 exactly: not above 5, so by mass
        (1.99, 10 / 11.99),  # 10 / 1.99 = 5.03: by price
        (10.0, 1 / 2),  # ratio 1
        (
            60.0,
            1 / 2,
        ),  # ratio 1/6: dearer than the reference; the rules read say nothing, this ladder goes by mass
        (0.0, 1.0),  # a co-product without value: the ratio has no bound
    ],
)
def test_a_price_ratio_of_exactly_5_goes_physical_and_above_5_economic(price, share) -> None:
    # facts on international rules, 9.6: "> 5 economic, <= 5 physical", of the reference to each co-product
    assert share_of_main(BY_PRICE_ABOVE_5, price) == pytest.approx(share, rel=1e-12)


def test_any_pair_above_5_makes_the_whole_process_economic() -> None:
    # 10 / 8 = 1.25 and 10 / 1 = 10: by price 10 / 19
    assert share_of_main(BY_PRICE_ABOVE_5, 8.0, 1.0) == pytest.approx(10 / 19, rel=1e-12)


def test_a_rule_that_asks_for_all_pairs_stays_physical_if_one_is_below() -> None:
    ladder = [
        {"share": {"by": "price"}, "when": [{"price_ratio_above": 5, "pairs": "all"}]},
        {"share": {"by": "mass"}},
    ]
    assert share_of_main(ladder, 8.0, 1.0) == pytest.approx(1 / 3, rel=1e-12)
    assert share_of_main(ladder, 0.5, 1.0) == pytest.approx(10 / 11.5, rel=1e-12)


def test_the_ratio_compares_values_per_kilogram_where_units_differ() -> None:
    # metal 3 CNY/kg; gas 0.06 CNY/MJ with 0.1 kg/MJ is 0.6 CNY/kg: ratio exactly 5, by mass 1 : 10 x 0.1
    gas = {"unit": "MJ", "mass": 0.1, "price": 0.06}
    flows = {"metal": {"mass": 1, "price": 3.0}, "gas": gas}
    inventory = make_inventory({"furnace": {"outputs": {"metal": 1, "gas": 10}}}, flows)
    assert shares_of(make_rule(ladder=BY_PRICE_ABOVE_5), inventory, "furnace")["metal"] == pytest.approx(0.5)
    flows["gas"] = {**gas, "price": 0.05}  # 0.5 CNY/kg: ratio 6, by price 3 : 0.5
    inventory = make_inventory({"furnace": {"outputs": {"metal": 1, "gas": 10}}}, flows)
    assert shares_of(make_rule(ladder=BY_PRICE_ABOVE_5), inventory, "furnace")["metal"] == pytest.approx(
        3 / 3.5
    )


@pytest.mark.parametrize(
    ("price", "share"),
    [
        (7.5, 1 / 2),  # (10 - 7.5) / 10 = 25 % exactly: not more than 25 %, by mass
        (7.4, 10 / 17.4),  # 26 %: by price
        (13.0, 1 / 2),  # (13 - 10) / 13 = 23 % of the larger one
        (14.0, 10 / 24),  # 29 %
    ],
)
def test_a_revenue_gap_of_exactly_25_percent_goes_physical(price, share) -> None:
    # EN 15804: economic where revenue per unit differs by more than 25 % (facts on international rules, 4.1, 9.6)
    assert share_of_main(BY_MASS_WITHIN_25_PERCENT, price) == pytest.approx(share, rel=1e-12)


def test_all_gaps_must_be_small_for_the_physical_rung() -> None:
    assert share_of_main(BY_MASS_WITHIN_25_PERCENT, 9.0, 5.0) == pytest.approx(10 / 24, rel=1e-12)


def test_the_shipped_pact_and_en_15804_rules_hold_these_limits() -> None:
    rules = Study("steel-hot-rolled-coil-bf-bof", rules=["pact-3", "en-15804-a2"]).rules
    pact = [rung.model_dump(exclude_defaults=True) for rung in rules["pact-3"].get("allocation.ladder").value]
    assert {"share": {"by": "price"}, "when": [{"price_ratio_above": 5.0}]} in pact
    en_15804 = [
        rung.model_dump(exclude_defaults=True) for rung in rules["en-15804-a2"].get("allocation.ladder").value
    ]
    assert {"share": {"by": "physical"}, "when": [{"revenue_gap_at_most": 0.25}]} in en_15804
