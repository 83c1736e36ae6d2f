"""Data gaps and cut-off: a missing amount is never zero in silence, and what goes out is what the rule permits."""

import pytest
from strategies import footprint, make_inventory, make_rule, open_decisions

from rulewright.errors import OpenDecisionsError
from rulewright.steps.apply import apply_rule

DECLARED = {"cut_off.missing_amounts": "leave_out"}
MISSING = {"missing": True}
GAP = {"supply_missing": {"zh": "未找到", "en": "nothing was found"}}


def works(
    inputs: dict | None = None, emissions: dict | None = None, flows: dict | None = None, **outputs: object
):
    return make_inventory(
        {
            "works": {
                "outputs": {"product": 1, **outputs},
                "inputs": inputs or {},
                "emissions": {"co2-fossil": 2, **(emissions or {})},
            },
            "mine": {"outputs": {"coal": 1}, "emissions": {"co2-fossil": 0.5}},
            "tip": {"outputs": {"ash": 1}, "emissions": {"co2-fossil": 0.1}, "treats_waste": True},
        },
        flows,
    )


# ---- gaps -------------------------------------------------------------------------------------------


def test_an_input_whose_amount_nobody_found_stops_the_study() -> None:
    (what,) = open_decisions(make_rule(), works({"coal": MISSING}))
    assert what == "no data for coal: exists, no number found"


def test_an_input_that_nobody_makes_stops_the_study_with_its_reason() -> None:
    (what,) = open_decisions(make_rule(), works({"flux": 3}, flows={"flux": GAP}))
    assert what == "no data for flux: nothing was found"


@pytest.mark.parametrize("setting", [None, "stop"])
def test_only_a_declared_leave_out_lets_a_gap_pass(setting) -> None:
    rule = make_rule({"cut_off.missing_amounts": setting})
    with pytest.raises(OpenDecisionsError, match=r"declare cut_off.missing_amounts = leave_out"):
        apply_rule(rule, works({"coal": MISSING}))


def test_a_declared_gap_is_left_out_with_a_ledger_line_and_its_share_of_mass() -> None:
    inventory = works({"flux": 1, "coal": 3}, flows={"flux": {**GAP, "mass": 1.0}, "coal": {"mass": 1.0}})
    assert footprint(make_rule(DECLARED), inventory) == pytest.approx(3.5)
    (line,) = apply_rule(make_rule(DECLARED), inventory)[1].by_step("cut_off")
    assert line.subject == "works/input/flux"
    assert line.values["share_of_input_mass"] == pytest.approx(0.25)


def test_a_waste_that_nobody_treats_is_a_gap() -> None:
    inventory = works(sludge={"amount": 1, "class": "waste"})
    (what,) = open_decisions(make_rule(), inventory)
    assert what.startswith("no data for sludge")
    assert footprint(make_rule(DECLARED), inventory) == pytest.approx(2)


def test_a_waste_whose_amount_nobody_found_is_a_gap_although_somebody_treats_it() -> None:
    inventory = works(ash={**MISSING, "class": "waste"})
    (what,) = open_decisions(make_rule(), inventory)
    assert what == "no data for ash: exists, no number found"


def test_an_emission_whose_amount_nobody_found_is_a_gap() -> None:
    inventory = works(emissions={"ch4-fossil": MISSING})
    (what,) = open_decisions(make_rule(), inventory)
    assert "ch4-fossil" in what
    assert footprint(make_rule(DECLARED), inventory) == pytest.approx(2)


def test_an_emission_that_is_no_greenhouse_gas_may_lack_its_amount() -> None:
    assert not open_decisions(make_rule(), works(emissions={"so2": MISSING}))


def test_scrap_whose_amount_nobody_found_is_a_gap() -> None:
    rule = make_rule({"recycling.method": "cut_off_recycled_content"})
    (what,) = open_decisions(rule, works(cuttings={**MISSING, "class": "scrap"}))
    assert "cuttings" in what


def test_a_gap_outside_the_boundary_is_no_gap() -> None:
    inventory = works({"lathe": {**MISSING, "tags": ["capital_good"]}}, flows={"lathe": GAP})
    assert open_decisions(make_rule(), inventory)
    assert not open_decisions(make_rule({"boundary.tags": {"capital_good": "exclude"}}), inventory)


def test_a_gap_of_a_process_that_the_rule_does_not_draw_on_is_no_gap() -> None:
    inventory = make_inventory(
        {
            "works": {"outputs": {"product": 1}, "inputs": {"part": {"amount": 1, "tags": ["capital_good"]}}},
            "part-maker": {"outputs": {"part": 1}, "inputs": {"steel": MISSING}},
            "furnace": {"outputs": {"steel": 1}},
        }
    )
    assert open_decisions(make_rule(), inventory)
    assert not open_decisions(make_rule({"boundary.tags": {"capital_good": "exclude"}}), inventory)


# ---- cut-off ----------------------------------------------------------------------------------------


def three_inputs(**tags: list[str]):
    """Inputs of 1, 3 and 6 kg CO2e beside 90 of the works itself: 1, 3, 6 % of 100 kg CO2e."""
    parts = {"small": 1.0, "middle": 3.0, "large": 6.0}
    return make_inventory(
        {
            "works": {
                "outputs": {"product": 1},
                "inputs": {name: {"amount": 1, "tags": tags.get(name, [])} for name in parts},
                "emissions": {"co2-fossil": 90},
            },
            **{
                f"{name}-maker": {"outputs": {name: 1}, "emissions": {"co2-fossil": kg}}
                for name, kg in parts.items()
            },
        }
    )


def limits(single: float | None, total: float | None, use: str = "all_that_is_allowed", **more: object):
    return make_rule(
        {
            "cut_off.measures": ["ghg"],
            "cut_off.single_limit": single,
            "cut_off.total_limit": total,
            "cut_off.use": use,
            **{f"cut_off.{name}": value for name, value in more.items()},
        }
    )


@pytest.mark.parametrize(
    ("single", "total", "result"),
    [
        (0.01, 0.05, 99),  # only the small one is at most 1 %
        (0.03, 0.05, 96),  # 1 + 3 = 4 %
        (0.10, 0.05, 96),  # 1 + 3 fit, 1 + 3 + 6 = 10 % don't
        (0.10, 0.10, 90),
        (0.10, None, 90),
        (None, 0.05, 96),
        (0.001, 0.05, 100),
    ],
)
def test_items_go_out_from_the_smallest_while_both_limits_hold(single, total, result) -> None:
    assert footprint(limits(single, total), three_inputs()) == pytest.approx(result)


def test_what_the_rule_protects_stays_however_small() -> None:
    protected = limits(0.03, 0.05, never_cut=["packaging"])
    assert footprint(protected, three_inputs(small=["packaging"])) == pytest.approx(97)


def test_permission_alone_leaves_nothing_out_but_the_ledger_says_what_could_go() -> None:
    rule = limits(0.03, 0.05, use="nothing")
    assert footprint(rule, three_inputs()) == pytest.approx(100)
    line, assumed = apply_rule(rule, three_inputs())[1].by_step("cut_off")
    assert assumed.origin == "default"  # the rule of this test names no measure
    assert "would permit leaving out 2 items" in line.what.en
    assert line.alternatives[0].values == pytest.approx({"ghg": 0.04})


def two_inputs_by_mass(unit: str):
    """990 kg of ore and 10 kg of salt, written in kg or in t, for 1 kg of product."""
    scale = 1000.0 if unit == "t" else 1.0
    flows = {name: {"unit": unit} for name in ("ore", "salt")}
    return make_inventory(
        {
            "works": {"outputs": {"product": 1}, "inputs": {"ore": 990 / scale, "salt": 10 / scale}},
            "mine": {"outputs": {"ore": 1}, "emissions": {"co2-fossil": 0.01 * scale}},
            "saline": {"outputs": {"salt": 1}, "emissions": {"co2-fossil": 0.1 * scale}},
        },
        flows,
    )


@pytest.mark.parametrize("unit", ["kg", "t"])
def test_a_limit_by_mass_is_the_same_in_kilograms_and_tonnes(unit) -> None:
    # salt: 10 of 1000 kg = 1 % of the mass, although 1 of 10.9 kg CO2e
    rule = make_rule(
        {"cut_off.measures": ["mass"], "cut_off.single_limit": 0.01, "cut_off.use": "all_that_is_allowed"}
    )
    assert footprint(rule, two_inputs_by_mass(unit)) == pytest.approx(9.9)


def test_an_item_must_hold_its_limit_in_every_measure() -> None:
    rule = make_rule(
        {
            "cut_off.measures": ["mass", "ghg"],
            "cut_off.single_limit": 0.01,
            "cut_off.use": "all_that_is_allowed",
        }
    )
    assert footprint(rule, two_inputs_by_mass("kg")) == pytest.approx(10.9)


def test_a_netted_internal_loop_is_no_item_that_could_be_cut() -> None:
    inventory = make_inventory(
        {
            "furnace": {
                "outputs": {"iron": 1, "gas": 10},
                "inputs": {"gas": {"amount": 0.01, "from": "furnace", "tags": ["internal_loop"]}},
                "emissions": {"co2-fossil": 2},
            }
        }
    )
    rule = make_rule(
        {
            "boundary.internal_loops": "net",
            "cut_off.single_limit": 0.05,
            "cut_off.measures": ["ghg"],
            "cut_off.use": "all_that_is_allowed",
        },
        ladder=[{"share": {"by": "mass"}}],
    )
    assert apply_rule(rule, inventory)[2].cut == frozenset()


def test_a_limit_that_names_no_measure_says_which_one_was_taken() -> None:
    rule = make_rule({"cut_off.single_limit": 0.01})
    (line,) = (each for each in apply_rule(rule, works({"coal": 1}))[1] if each.origin == "default")
    assert "measures taken as ghg" in line.what.en and line.values["single_level"] == "total"
    named = make_rule(
        {"cut_off.single_limit": 0.01, "cut_off.measures": ["ghg"], "cut_off.single_level": "item"}
    )
    assert not [each for each in apply_rule(named, works({"coal": 1}))[1] if each.origin == "default"]
