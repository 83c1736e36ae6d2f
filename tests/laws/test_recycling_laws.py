"""Laws of recycling: one formula with the factor A behind every method, by hand and executed through a scrap pool."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import FEWER, footprint, make_metal, make_rule

from rulewright.analysis.evaluate import evaluate
from rulewright.steps.apply import apply_rule
from rulewright.steps.recycling import circular_footprint

CLOSE = {"rel": 1e-9, "abs": 1e-9}
SHARES = st.floats(min_value=0, max_value=1)
FACTORS = st.floats(min_value=0.01, max_value=50)


@st.composite
def materials(draw):
    """The material terms of the Circular Footprint Formula; R2 counts what remelting yields: recovery times yield."""
    yield_ = draw(st.floats(min_value=0.3, max_value=1))
    recovery = draw(SHARES)
    return {
        "r1": draw(SHARES),
        "recovery": recovery,
        "yield": yield_,
        "r2": recovery * yield_,
        "ev": draw(FACTORS),
        "erec": draw(FACTORS),
        "quality": draw(st.floats(min_value=0.1, max_value=1)),
    }


def _by_formula(material, a: float) -> float:
    return circular_footprint(
        a=a,
        r1=material["r1"],
        r2=material["r2"],
        ev=material["ev"],
        erec=material["erec"],
        erec_eol=material["erec"],
        ev_star=material["ev"],
        quality_in=material["quality"],
        quality_out=material["quality"],
    ).total


def _by_engine(material, **settings: object) -> float:
    inventory = make_metal(
        primary_kg=material["ev"],
        remelting_kg=material["erec"],
        yield_kg_per_kg=material["yield"],
        quality=material["quality"],
        recovery_rate=material["recovery"],
        recycled_content=material["r1"],
        works_kg=0,
    )
    return footprint(make_rule({f"recycling.{name}": value for name, value in settings.items()}), inventory)


@given(materials(), SHARES)
def test_the_circular_footprint_formula_executed_by_the_engine_equals_the_formula_by_hand(
    material, a
) -> None:
    engine = _by_engine(
        material,
        method="circular_footprint_formula",
        allocation_factor_a={"metal": a},
        end_of_life_credit="in_total",
    )
    assert engine == pytest.approx(_by_formula(material, a), **CLOSE)


@FEWER
@given(materials())
def test_the_circular_footprint_formula_with_a_1_is_the_cut_off(material) -> None:
    formula = _by_formula(material, 1)
    # cut-off: primary and recycled share by their own routes, nothing at the end of life
    assert formula == pytest.approx(
        (1 - material["r1"]) * material["ev"] + material["r1"] * material["erec"], **CLOSE
    )
    settings = {"allocation_factor_a": {"*": 1}, "end_of_life_credit": "in_total"}
    assert _by_engine(material, method="circular_footprint_formula", **settings) == pytest.approx(
        formula, **CLOSE
    )
    cut_off = _by_engine(material, method="cut_off_recycled_content", end_of_life_credit="none")
    assert cut_off == pytest.approx(formula, **CLOSE)


@FEWER
@given(materials())
def test_the_circular_footprint_formula_with_a_0_is_the_end_of_life_formula(material) -> None:
    formula = _by_formula(material, 0)
    settings = {"allocation_factor_a": {"*": 0}, "end_of_life_credit": "in_total"}
    assert _by_engine(material, method="circular_footprint_formula", **settings) == pytest.approx(
        formula, **CLOSE
    )
    for method in ("end_of_life_recycling", "scrap_value"):
        assert _by_engine(material, method=method, end_of_life_credit="in_total") == pytest.approx(
            formula, **CLOSE
        )


@FEWER
@given(materials())
def test_fifty_fifty_is_the_circular_footprint_formula_with_a_one_half(material) -> None:
    engine = _by_engine(material, method="fifty_fifty", end_of_life_credit="in_total")
    assert engine == pytest.approx(_by_formula(material, 0.5), **CLOSE)


@given(materials(), SHARES, SHARES)
def test_what_a_supplier_and_a_user_of_scrap_carry_adds_up_whatever_a_is(material, a, other) -> None:
    # closed chain: what one product gives up at its end of life (R2) the next one takes in (R1 = R2);
    # facts on international rules, 9.1: the sum over the chain is the physical total
    chain = {**material, "r1": material["r2"]}
    assert _by_formula(chain, a) == pytest.approx(_by_formula(chain, other), **CLOSE)
    assert _by_formula(chain, a) == pytest.approx(
        (1 - chain["r1"]) * chain["ev"] + chain["r1"] * chain["erec"], **CLOSE
    )


@given(st.floats(0, 2), st.floats(0, 2), st.floats(0.3, 1), FACTORS, FACTORS, SHARES)
def test_scrap_that_enters_bears_what_scrap_that_leaves_is_credited(
    bought, sold, yield_, primary, remelting, a
) -> None:
    inventory = make_metal(
        primary_kg=primary,
        remelting_kg=remelting,
        scrap_in=bought,
        scrap_out=sold,
        yield_kg_per_kg=yield_,
        works_kg=2,
    )
    rule = make_rule(
        {"recycling.method": "circular_footprint_formula", "recycling.allocation_factor_a": {"metal": a}}
    )
    value = (1 - a) * yield_ * (primary - remelting)
    assert footprint(rule, inventory) == pytest.approx(2 + (bought - sold) * value, **CLOSE)


@FEWER
@given(st.floats(0.01, 2), FACTORS, FACTORS)
def test_scrap_that_is_used_up_inside_the_works_has_neither_burden_nor_credit(
    amount, primary, remelting
) -> None:
    inventory = make_metal(primary_kg=primary, remelting_kg=remelting, scrap_in=amount, scrap_out=amount)
    evaluation = evaluate(apply_rule(make_rule({"recycling.method": "scrap_value"}), inventory)[0])
    assert evaluation.total_kg_co2e == pytest.approx(2, rel=1e-9)
    assert evaluation.credits == ()


@pytest.mark.parametrize("method", ["cut_off_recycled_content", "zero_burden_scrap"])
def test_scrap_is_free_under_the_cut_off_whether_it_enters_or_leaves(method) -> None:
    for scrap in ({"scrap_in": 0.7}, {"scrap_out": 0.3}):
        assert footprint(make_rule({"recycling.method": method}), make_metal(**scrap)) == pytest.approx(
            2, rel=1e-12
        )
