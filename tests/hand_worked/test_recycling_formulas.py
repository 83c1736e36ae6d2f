"""Recycling by hand: Circular Footprint Formula, worldsteel scrap value, module D, each also executed by the engine."""

import pytest
from strategies import footprint, make_metal, make_rule

from rulewright.analysis.evaluate import evaluate
from rulewright.steps.apply import apply_rule
from rulewright.steps.recycling import circular_footprint, module_d_kg_co2e

# ---- Circular Footprint Formula ---------------------------------------------------------------------


def test_an_aluminium_can_by_the_circular_footprint_formula() -> None:
    # Beverage-can body: A 0.2, R1 0.55, R2 0.745, Q 1 (Annex C as carried by an open calculator, facts 9.1.1).
    # Example burdens, chosen round: Ev 10, Erec = ErecEoL 1, disposal 0.02 kg CO2e/kg; R3 = 0.453 (1 - R2).
    #   production       (1 - 0.55) 10                            =  4.5
    #   recycled content 0.55 (0.2 x 1 + 0.8 x 10)                =  4.51
    #   end of life      0.8 x 0.745 (1 - 10)                     = -5.364
    #   disposal         (1 - 0.745 - 0.115515) 0.02              =  0.0027897
    can = circular_footprint(
        a=0.2, r1=0.55, r2=0.745, r3=0.453 * 0.255, ev=10, erec=1, erec_eol=1, ev_star=10, ed=0.02
    )
    assert can.production == pytest.approx(4.5)
    assert can.recycled_content == pytest.approx(4.51)
    assert can.end_of_life_recycling == pytest.approx(-5.364)
    assert can.disposal == pytest.approx(0.0027897)
    assert can.total == pytest.approx(4.5 + 4.51 - 5.364 + 0.0027897)


def test_an_aluminium_can_executed_by_the_engine_has_the_same_material_terms() -> None:
    rule = make_rule(
        {
            "recycling.method": "circular_footprint_formula",
            "recycling.allocation_factor_a": {"metal": 0.2},
            "recycling.end_of_life_credit": "in_total",
        }
    )
    # R2 counts what comes out of recycling: a recovery of 0.8278 with a yield of 0.9 is 0.745
    inventory = make_metal(
        primary_kg=10,
        remelting_kg=1,
        recycled_content=0.55,
        yield_kg_per_kg=0.9,
        recovery_rate=0.745 / 0.9,
        works_kg=0,
    )
    assert footprint(rule, inventory) == pytest.approx(4.5 + 4.51 - 5.364)


def test_energy_recovery_of_plastic_by_the_circular_footprint_formula() -> None:
    # 1 kg of plastic, B 0, R3 0.453, burning 2.9 kg CO2, 40 MJ/kg, efficiencies 0.31 heat and 0.101 power (facts 9.1.1),
    # heat 0.07 and power 0.16 kg CO2e/MJ: 0.453 (2.9 - 40 x 0.31 x 0.07 - 40 x 0.101 x 0.16) = 0.453 x 1.3856
    plastic = circular_footprint(
        a=0.5,
        b=0,
        r1=0,
        r2=0,
        r3=0.453,
        ev=2,
        erec=0.5,
        erec_eol=0.5,
        ev_star=2,
        e_er=2.9,
        lhv_mj_per_kg=40,
        efficiency_heat=0.31,
        efficiency_power=0.101,
        e_heat_per_mj=0.07,
        e_power_per_mj=0.16,
    )
    assert plastic.energy == pytest.approx(0.453 * (2.9 - 0.868 - 0.6464))
    assert plastic.total == pytest.approx(2 + 0.453 * 1.3856)


def test_lower_quality_halves_the_credit_of_film() -> None:
    # LDPE film: A 0.5, R1 0, Qs/Qp 0.75 (facts 9.1.1); R2 0.28835, Ev 2, Erec 0.5:
    # 0.5 x 0.28835 (0.5 - 2 x 0.75) = -0.144175
    film = circular_footprint(
        a=0.5, r1=0, r2=0.28835, ev=2, erec=0.5, erec_eol=0.5, ev_star=2, quality_out=0.75, quality_in=0.75
    )
    assert film.end_of_life_recycling == pytest.approx(-0.144175)


# ---- worldsteel -------------------------------------------------------------------------------------


def test_the_worldsteel_formula_executed_by_the_engine_equals_the_formula_by_hand() -> None:
    # X - (RR - S) Y (Xpr - Xre), facts on international rules, 9.5. Round example: X 2.0 (with scrap as burden-free),
    # RR 0.85, S 0.14 net external scrap, Y 0.8785 (1000/1138.3), Xpr 2.2, Xre 0.5 kg CO2e/kg:
    # (0.85 - 0.14) 0.8785 (2.2 - 0.5) = 1.06035; 2.0 - 1.06035 = 0.93965
    y = 1000 / 1138.3
    by_hand = 2.0 - (0.85 - 0.14) * y * (2.2 - 0.5)
    assert by_hand == pytest.approx(0.93965, abs=1e-5)
    inventory = make_metal(
        primary_kg=2.2,
        remelting_kg=0.5,
        scrap_in=0.18,
        scrap_out=0.04,
        yield_kg_per_kg=y,
        recovery_rate=0.85,
        works_kg=2.0,
    )
    rule = make_rule({"recycling.method": "scrap_value", "recycling.end_of_life_credit": "in_total"})
    assert footprint(rule, inventory) == pytest.approx(by_hand, rel=1e-9)


def test_worldsteel_with_as_much_scrap_in_as_recovered_has_no_net_credit() -> None:
    inventory = make_metal(
        primary_kg=2.2, remelting_kg=0.5, scrap_in=0.6, yield_kg_per_kg=0.9, recovery_rate=0.6
    )
    rule = make_rule({"recycling.method": "scrap_value", "recycling.end_of_life_credit": "in_total"})
    assert footprint(rule, inventory) == pytest.approx(2, rel=1e-9)


def test_worldsteel_with_burden_and_credit_apart_reports_their_difference_beside_the_gate_result() -> None:
    inventory = make_metal(
        primary_kg=2.2, remelting_kg=0.5, scrap_in=0.14, yield_kg_per_kg=0.9, recovery_rate=0.85
    )
    rule = make_rule(
        {
            "recycling.method": "scrap_value",
            "recycling.input_burden": "apart",
            "recycling.end_of_life_credit": "apart",
        }
    )
    result = evaluate(apply_rule(rule, inventory)[0])
    assert result.total_kg_co2e == pytest.approx(2, rel=1e-9)
    # -(0.85 - 0.14) 0.9 (2.2 - 0.5) = -1.0863
    assert result.credits_kg_co2e == pytest.approx(-1.0863, rel=1e-9)
    assert {each.name: round(each.kg_co2e, 9) for each in result.credits} == {
        "scrap-input:scrap": round(0.14 * 0.9 * 1.7, 9),
        "end-of-life:scrap": round(-0.85 * 0.9 * 1.7, 9),
    }


# ---- module D ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("out_kg", "in_kg", "module_d"),
    [
        (0.85, 0.10, -1.2),  # (0.85 - 0.10) (0.4 - 2.0)
        (0.10, 0.85, 1.2),  # more scrap in than out: a burden
        (0.50, 0.50, 0.0),
    ],
)
def test_module_d_is_the_net_output_times_the_difference_of_the_routes(out_kg, in_kg, module_d) -> None:
    # EN 15804, annex D.3.4 (facts on international rules, 9.4)
    assert module_d_kg_co2e(out_kg, in_kg, 0.4, 2.0) == pytest.approx(module_d, abs=1e-12)
    rule = make_rule(
        {"recycling.method": "cut_off_recycled_content", "recycling.end_of_life_credit": "apart"}
    )
    inventory = make_metal(primary_kg=2.0, remelting_kg=0.4, scrap_in=in_kg, recovery_rate=out_kg)
    result = evaluate(apply_rule(rule, inventory)[0])
    assert result.credits_kg_co2e == pytest.approx(module_d, abs=1e-9)
    assert result.total_kg_co2e == pytest.approx(2.0)


def test_module_d_of_lower_quality_credits_less() -> None:
    # 0.85 x (0.4 - 2.0 x 0.8) = -1.02
    assert module_d_kg_co2e(0.85, 0, 0.4, 2.0, quality=0.8) == pytest.approx(-1.02)
