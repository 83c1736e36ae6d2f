"""Laws of substitution: only the net export is credited, credits are flagged, and burdens don't add up any more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import FEWER, elementary_of, make_inventory, make_rule

from rulewright.analysis.evaluate import evaluate
from rulewright.steps.apply import apply_rule

CLOSE = {"rel": 1e-9, "abs": 1e-9}
FLARE_KG_PER_MJ = 0.06
GRID_KG_PER_KWH = 0.6


def gas_works(made: float, used: float, kwh_per_mj: float = 0.1, flared: bool = True):
    """1 kg of steel makes ``made`` MJ of gas and takes ``used`` MJ of it; gas displaces power, and is burned."""
    processing = [{"flow": "gas-burned", "amount": 1, "unit": "MJ"}] if flared else []
    flows = {
        "gas": {
            "unit": "MJ",
            "lhv": 1,
            "displaces": {"flow": "power", "amount": kwh_per_mj, "unit": "kWh"},
            "processing": processing,
        },
        "gas-burned": {"unit": "MJ"},
        "power": {"unit": "kWh"},
    }
    rolling = {"steel": 1.0, "gas": used} if used else {"steel": 1.0}
    return make_inventory(
        {
            "mill": {"outputs": {"coil": 1.0}, "inputs": rolling, "emissions": {"co2-fossil": 0.05 * used}},
            "furnace": {"outputs": {"steel": 1.0, "gas": made}, "emissions": {"co2-fossil": 2.0}},
            "flare": {"outputs": {"gas-burned": 1.0}, "emissions": {"co2-fossil": FLARE_KG_PER_MJ}},
            "grid": {"outputs": {"power": 1.0}, "factor": GRID_KG_PER_KWH, "stage": "energy_supply"},
        },
        flows,
    )


def substitution(**settings):
    return make_rule(ladder=[{"substitute": settings}])


def evaluated(rule, inventory, drop=None):
    return evaluate(apply_rule(rule, inventory)[0])


AMOUNTS = st.floats(min_value=0.1, max_value=100)
PARTS = st.floats(min_value=0, max_value=0.99)


@FEWER
@given(AMOUNTS)
def test_making_and_using_all_of_a_substituted_gas_gives_no_credit(made) -> None:
    result = evaluated(substitution(), gas_works(made, made))
    assert result.credits == ()
    assert "credits" not in result.by_stage
    assert result.total_kg_co2e == pytest.approx(2 + 0.05 * made, rel=1e-9)


@FEWER
@given(AMOUNTS, PARTS, st.floats(0.01, 2))
def test_only_the_net_export_of_a_substituted_gas_is_credited(made, part, kwh_per_mj) -> None:
    used = made * part
    result = evaluated(substitution(), gas_works(made, used, kwh_per_mj))
    exported = made - used
    credit = -exported * kwh_per_mj * GRID_KG_PER_KWH
    # what is burned outside is the burden of the producer, the power that it displaces is the credit
    burden = 2 + 0.05 * used + exported * FLARE_KG_PER_MJ
    assert result.credits_kg_co2e == pytest.approx(credit, **CLOSE)
    assert result.by_stage["credits"] == pytest.approx(credit, **CLOSE)
    assert result.total_kg_co2e == pytest.approx(burden + credit, **CLOSE)
    assert [(each.name, each.in_total) for each in result.credits] == [("furnace|gas", True)]


@FEWER
@given(AMOUNTS, PARTS)
def test_a_credit_that_stands_apart_leaves_the_total_without_it(made, part) -> None:
    used = made * part
    inside, apart = (
        evaluated(substitution(credit=place), gas_works(made, used)) for place in ("in_total", "apart")
    )
    assert apart.credits_kg_co2e == pytest.approx(inside.credits_kg_co2e, **CLOSE)
    assert not any(credit.in_total for credit in apart.credits)
    assert apart.total_kg_co2e == pytest.approx(inside.total_kg_co2e - inside.credits_kg_co2e, **CLOSE)


@FEWER
@given(AMOUNTS, PARTS, st.floats(0.05, 1))
def test_a_shared_credit_is_that_part_of_the_whole_credit(made, part, shared) -> None:
    used = made * part
    whole, some = (evaluated(substitution(shared=each), gas_works(made, used)) for each in (1, shared))
    assert some.credits_kg_co2e == pytest.approx(shared * whole.credits_kg_co2e, **CLOSE)


@FEWER
@given(AMOUNTS)
def test_burdens_do_not_add_up_under_substitution_and_the_gap_is_the_flagged_credit(made) -> None:
    # the law of conservation is not claimed where co-products are substituted (facts on rules, 9.6)
    system = apply_rule(substitution(), gas_works(made, 0, flared=False))[0]
    carried = elementary_of(system, {"furnace|steel": 1.0})
    gap = sum(carried[flow] * system.characterisation[flow] for flow in system.elementary) - 2
    assert gap == pytest.approx(-made * 0.1 * GRID_KG_PER_KWH, **CLOSE)
    assert evaluate(system).credits_kg_co2e == pytest.approx(gap, **CLOSE)


@FEWER
@given(AMOUNTS, PARTS)
def test_an_internal_gas_gets_no_credit_and_its_surplus_bears_its_burning(made, part) -> None:
    classes = {"allocation.classes": [{"flows": ["gas"], "as_class": "internal"}]}
    used = made * part
    result = evaluated(make_rule(classes), gas_works(made, used))
    assert result.credits == ()
    assert result.total_kg_co2e == pytest.approx(2 + 0.05 * used + (made - used) * FLARE_KG_PER_MJ, **CLOSE)
