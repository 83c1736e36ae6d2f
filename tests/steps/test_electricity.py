"""Electricity: which supply covers which part of a demand, and what is never mixed."""

import pytest
from strategies import ORIGIN, footprint, make_inventory, make_rule, open_decisions

from rulewright.steps.apply import apply_rule

GRID = {"share": 1}


def works(*supplies: dict, kwh: float = 10.0):
    """1 kg of product takes 10 kWh; on site 0.1, grid 0.6, direct grid factor 0.5, contract 0 kg CO2e/kWh."""
    factors = {"on-site": 0.1, "grid": 0.6, "direct-grid": 0.5, "wind": 0.0, "province": 0.8}
    plants = {
        f"{name}-plant": {"outputs": {f"{name}-power": 1}, "factor": factor, "stage": "energy_supply"}
        for name, factor in factors.items()
    }
    return make_inventory(
        {
            "works": {"outputs": {"product": 1}, "inputs": {"electricity": kwh, "part": 1}},
            "part-maker": {"outputs": {"part": 1}, "inputs": {"electricity": kwh}},
            **plants,
        },
        {"electricity": {"unit": "kWh"}, **{f"{name}-power": {"unit": "kWh"} for name in factors}},
        electricity_supplies=[
            {
                "id": f"supply-{number}",
                "process": f"{name}-plant",
                "flow": f"{name}-power",
                **ORIGIN,
                **stated,
            }
            for number, (name, stated) in enumerate((each.pop("of"), each) for each in map(dict, supplies))
        ],
    )


def supply(of: str, kind: str, share: float = 1.0, **more: object) -> dict:
    return {"of": of, "supply": kind, "share": share, **more}


def rule(*kinds: object, family: str = "life_cycle"):
    rungs = [kind if isinstance(kind, dict) else {"supply": kind} for kind in kinds]
    return make_rule(
        {"electricity.ladder": [*rungs, {"supply": "stop"}], "electricity.factor_family": family}
    )


def links(a_rule, inventory, exchange: str) -> dict[str, float]:
    return {link.node: link.fraction for link in apply_rule(a_rule, inventory)[2].links[exchange]}


def test_what_the_works_makes_goes_first_and_the_grid_takes_the_rest() -> None:
    inventory = works(supply("on-site", "on_site", 0.4), supply("grid", "grid_average"))
    ladder = rule("on_site", "grid_average")
    assert links(ladder, inventory, "works/input/electricity") == pytest.approx(
        {"on-site-plant|on-site-power": 0.4, "grid-plant|grid-power": 0.6}
    )
    # 20 kWh in all: 8 x 0.1 + 12 x 0.6
    assert footprint(ladder, inventory) == pytest.approx(8.0)


def test_a_supply_for_one_process_is_not_used_by_another() -> None:
    inventory = works(supply("on-site", "on_site", for_processes=["works"]), supply("grid", "grid_average"))
    # works 10 x 0.1, part maker 10 x 0.6
    assert footprint(rule("on_site", "grid_average"), inventory) == pytest.approx(7.0)


def test_a_rule_without_on_site_in_its_ladder_takes_the_grid_for_all() -> None:
    inventory = works(supply("on-site", "on_site", 0.4), supply("grid", "grid_average"))
    assert footprint(rule("grid_average"), inventory) == pytest.approx(12.0)


def test_life_cycle_and_direct_factors_are_never_mixed() -> None:
    inventory = works(
        supply("grid", "grid_average"), supply("direct-grid", "grid_average", factor_family="direct")
    )
    assert footprint(rule("grid_average"), inventory) == pytest.approx(12.0)
    assert footprint(rule("grid_average", family="direct"), inventory) == pytest.approx(10.0)


def test_a_supply_of_the_other_family_is_passed_over_and_leaves_the_demand_open() -> None:
    inventory = works(supply("direct-grid", "grid_average", factor_family="direct"))
    whats = open_decisions(rule("grid_average"), inventory)
    assert len(whats) == 2  # the works and its part maker
    assert "leaves 100% of the demand without a supply" in whats[0]
    assert "the two are never mixed" in whats[0]


def test_power_made_on_site_by_fuels_belongs_to_either_family() -> None:
    inventory = works(supply("on-site", "on_site"))
    for family in ("life_cycle", "direct"):
        assert footprint(rule("on_site", family=family), inventory) == pytest.approx(2.0)


def test_a_ladder_that_ends_before_the_demand_is_covered_says_how_much_is_left() -> None:
    inventory = works(supply("on-site", "on_site", 0.4))
    assert "leaves 60% of the demand without a supply" in open_decisions(rule("on_site"), inventory)[0]


def test_a_contract_without_the_certificate_that_the_rule_asks_for_is_passed_over() -> None:
    strict = rule({"supply": "contract", "certificate_required": True}, "grid_average")
    for certificate, expected in ((False, 12.0), (True, 0.0)):
        inventory = works(supply("wind", "contract", certificate=certificate), supply("grid", "grid_average"))
        assert footprint(strict, inventory) == pytest.approx(expected)
        assert footprint(rule("contract", "grid_average"), inventory) == pytest.approx(0.0)


def test_a_rung_for_a_province_takes_only_a_provincial_supply() -> None:
    inventory = works(supply("province", "grid_average", scope="provincial"), supply("grid", "grid_average"))
    assert footprint(rule({"supply": "grid_average", "scope": "provincial"}), inventory) == pytest.approx(
        16.0
    )
    assert footprint(rule({"supply": "grid_average", "scope": "national"}), inventory) == pytest.approx(12.0)


def test_a_rule_that_settles_no_electricity_leaves_ladder_and_family_open() -> None:
    assert open_decisions(make_rule(), works(supply("grid", "grid_average"))) == [
        "no clause settles the electricity ladder",
        "no clause settles the electricity factor family",
    ]


def test_a_power_plant_does_not_supply_itself_by_the_ladder() -> None:
    inventory = make_inventory(
        {
            "works": {"outputs": {"product": 1}, "inputs": {"electricity": 1}},
            "plant": {
                "outputs": {"own": 1},
                "inputs": {"electricity": 0.1},
                "emissions": {"co2-fossil": 0.2},
            },
            "grid": {"outputs": {"bought": 1}, "factor": 0.6},
        },
        {"electricity": {"unit": "kWh"}, "own": {"unit": "kWh"}, "bought": {"unit": "kWh"}},
        electricity_supplies=[
            {"id": "own", "supply": "on_site", "process": "plant", "flow": "own", "share": 1, **ORIGIN},
            {
                "id": "bought",
                "supply": "grid_average",
                "process": "grid",
                "flow": "bought",
                "share": 1,
                **ORIGIN,
            },
        ],
    )
    # the plant's own 0.1 kWh come from the grid: 0.2 + 0.1 x 0.6
    assert footprint(rule("on_site", "grid_average"), inventory) == pytest.approx(0.26)


def test_electricity_with_a_supplier_of_its_own_is_left_to_it() -> None:
    inventory = make_inventory(
        {
            "works": {"outputs": {"product": 1}, "inputs": {"grid-power": {"amount": 10, "from": "grid"}}},
            "grid": {"outputs": {"grid-power": 1}, "factor": 0.6},
        },
        {"grid-power": {"unit": "kWh"}},
    )
    assert footprint(make_rule(), inventory) == pytest.approx(6.0)
