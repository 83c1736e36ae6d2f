"""Recycling: scrap pools, end-of-life credits in the total or apart, and what a method cannot do without."""

from pathlib import Path

import numpy as np
import pytest
from strategies import footprint, make_inventory, make_metal, make_rule, open_decisions, said

import rulewright as rw
from rulewright.analysis.evaluate import evaluate
from rulewright.steps.apply import apply_rule
from rulewright.steps.recycling import circular_footprint, module_d_kg_co2e


def recycling(method: str, **settings: object):
    return make_rule(
        {"recycling.method": method, **{f"recycling.{name}": value for name, value in settings.items()}}
    )


def test_scrap_without_a_recycling_clause_stops_the_study() -> None:
    assert open_decisions(make_rule(), make_metal(scrap_in=0.1)) == [
        "no clause settles the recycling method for scrap"
    ]


def test_the_circular_footprint_formula_needs_a_factor_a() -> None:
    (what,) = open_decisions(recycling("circular_footprint_formula"), make_metal(scrap_in=0.1))
    assert "needs the factor A for scrap" in what


def test_a_factor_a_of_the_material_goes_before_the_one_for_all() -> None:
    rule = recycling("circular_footprint_formula", allocation_factor_a={"*": 1, "metal": 0.2})
    # 2 + 0.5 x (1 - 0.2) x (10 - 1)
    assert footprint(rule, make_metal(scrap_in=0.5)) == pytest.approx(5.6)


def test_a_quality_ratio_of_the_rule_goes_before_that_of_the_inventory() -> None:
    inventory = make_metal(scrap_in=1, quality=0.9)
    assert footprint(recycling("scrap_value"), inventory) == pytest.approx(2 + 9 - 1)
    assert footprint(recycling("scrap_value", quality_ratio={"metal": 0.5}), inventory) == pytest.approx(
        2 + 5 - 1
    )


def test_a_scrap_value_needs_the_two_routes_of_the_material() -> None:
    inventory = make_inventory(
        {"works": {"outputs": {"metal": 1, "cuttings": {"amount": 0.1, "class": "scrap"}}}}
    )
    (what,) = open_decisions(recycling("scrap_value"), inventory)
    assert "the inventory names none for cuttings" in what
    assert not open_decisions(recycling("cut_off_recycled_content"), inventory)


def test_scrap_that_enters_can_be_shown_apart_from_the_total() -> None:
    result = evaluate(apply_rule(recycling("scrap_value", input_burden="apart"), make_metal(scrap_in=0.5))[0])
    assert result.total_kg_co2e == pytest.approx(2)
    # 0.5 kg x (10 - 1)
    assert [(each.name, each.in_total) for each in result.credits] == [("scrap-input:scrap", False)]
    assert result.credits_kg_co2e == pytest.approx(4.5)


def test_home_scrap_is_netted_against_bought_scrap() -> None:
    # 0.5 in, 0.2 back: 0.3 kg net at 9 kg CO2e/kg (facts on named co-products: home scrap netted)
    assert footprint(recycling("scrap_value"), make_metal(scrap_in=0.5, scrap_out=0.2)) == pytest.approx(
        2 + 0.3 * 9
    )


def test_an_end_of_life_credit_needs_a_scenario() -> None:
    rule = recycling("scrap_value", end_of_life_credit="in_total")
    _, ledger, _ = apply_rule(rule, make_metal(scrap_in=0.1))
    assert any("no end-of-life scenario for metal" in line for line in said(ledger, "recycling"))
    assert footprint(rule, make_metal(scrap_in=0.1)) == pytest.approx(2.9)


def test_an_end_of_life_credit_counts_in_the_total_in_a_column_of_its_own() -> None:
    result = evaluate(
        apply_rule(recycling("scrap_value", end_of_life_credit="in_total"), make_metal(recovery_rate=0.8))[0]
    )
    # 0.8 kg x (10 - 1) = 7.2
    assert result.total_kg_co2e == pytest.approx(2 - 7.2)
    assert result.credits_kg_co2e == pytest.approx(-7.2)
    assert result.by_stage == pytest.approx({"production": 2, "credits": -7.2})


def test_an_end_of_life_credit_apart_leaves_the_total_alone() -> None:
    result = evaluate(
        apply_rule(recycling("scrap_value", end_of_life_credit="apart"), make_metal(recovery_rate=0.8))[0]
    )
    assert result.total_kg_co2e == pytest.approx(2)
    assert result.credits_kg_co2e == pytest.approx(-7.2)


def test_burden_free_scrap_with_a_credit_in_the_total_is_warned_of_as_double_counting() -> None:
    rule = recycling("cut_off_recycled_content", end_of_life_credit="in_total")
    lines = said(apply_rule(rule, make_metal(scrap_in=0.1, recovery_rate=0.8))[1], "recycling")
    assert any("one benefit is counted twice" in line for line in lines)


@pytest.mark.parametrize(
    ("method", "credit"),
    [
        ("scrap_value", "in_total"),
        ("cut_off_recycled_content", "apart"),
        ("cut_off_recycled_content", "none"),
    ],
)
def test_no_double_counting_is_warned_of_where_there_is_none(method, credit) -> None:
    rule = recycling(method, end_of_life_credit=credit)
    lines = said(apply_rule(rule, make_metal(scrap_in=0.1, recovery_rate=0.8))[1], "recycling")
    assert not any("twice" in line for line in lines)


def test_the_circular_footprint_formula_with_a_1_credits_nothing_and_so_counts_nothing_twice() -> None:
    rule = recycling(
        "circular_footprint_formula", allocation_factor_a={"*": 1}, end_of_life_credit="in_total"
    )
    inventory = make_metal(scrap_in=0.1, recovery_rate=0.8)
    assert evaluate(apply_rule(rule, inventory)[0]).total_kg_co2e == pytest.approx(2)
    assert not any("twice" in line for line in said(apply_rule(rule, inventory)[1], "recycling"))


def test_module_d_counts_the_net_output_of_scrap() -> None:
    # 0.85 kg recovered, 0.1 kg used, remelting 1, primary 10: (0.85 - 0.1) x (1 - 10)
    assert module_d_kg_co2e(0.85, 0.1, 1, 10) == pytest.approx(-6.75)
    rule = recycling("cut_off_recycled_content", end_of_life_credit="apart")
    result = evaluate(apply_rule(rule, make_metal(scrap_in=0.1, recovery_rate=0.85))[0])
    assert result.total_kg_co2e == pytest.approx(2)
    assert result.credits_kg_co2e == pytest.approx(-6.75)


def test_module_d_of_a_product_that_takes_more_scrap_than_it_gives_is_a_burden() -> None:
    assert module_d_kg_co2e(0.2, 0.5, 1, 10) == pytest.approx(2.7)
    rule = recycling("cut_off_recycled_content", end_of_life_credit="apart")
    result = evaluate(apply_rule(rule, make_metal(scrap_in=0.5, recovery_rate=0.2))[0])
    assert result.credits_kg_co2e == pytest.approx(2.7)


def test_recycling_and_recovery_rates_above_1_are_refused() -> None:
    with pytest.raises(ValueError, match=r"r2 \+ r3"):
        circular_footprint(a=0.5, r1=0, r2=0.7, r3=0.4, ev=1, erec=1, erec_eol=1, ev_star=1)


def test_the_ledger_names_method_factor_and_what_other_methods_would_take() -> None:
    (line,) = apply_rule(recycling("fifty_fifty"), make_metal(scrap_in=0.1))[1].by_step("recycling")
    assert line.values["A"] == 0.5
    assert line.origin == "rule"
    assert {each.option: each.values["A"] for each in line.alternatives} == {
        "cut_off_recycled_content": 1.0,
        "zero_burden_scrap": 1.0,
        "end_of_life_recycling": 0.0,
        "scrap_value": 0.0,
    }


# ---- routes that take the scrap themselves -------------------------------------------------------------


def shared_by(folder: Path, factor_a: float) -> Path:
    """A rule with this factor A for every material."""
    path = folder / f"a-{round(100 * factor_a)}.yaml"
    clause = (
        f"clauses:\n  - id: recycling\n    family: recycling\n    method: circular_footprint_formula\n"
        f"    allocation_factor_a: {{'*': {factor_a}}}\n    end_of_life_credit: none\n    text: {{zh: 甲, en: a}}\n"
        f"    source: {{document: d, kind: declared}}\n    mark: declared\n"
    )
    head = (
        f"format: rulewright-rule/1\nid: {path.stem}\nbased_on: gbt-24067-2024\ntitle: {{zh: 甲, en: a}}\n"
        f"document: {{number: n, title: {{zh: 甲, en: a}}, issuer: i, status: draft, language: zh}}\n"
    )
    path.write_text(head + clause, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name", ["aluminium-ingot-secondary", "steel-hot-rolled-coil-eaf", "steel-hot-rolled-coil-bf-bof"]
)
def test_the_footprint_is_linear_in_a(name: str, tmp_path: Path) -> None:
    study = rw.Study(name, [shared_by(tmp_path, a) for a in (0.0, 0.25, 1.0)])
    least, quarter, most = (result.evaluation.total_kg_co2e for result in study.compare().results.values())
    assert quarter == pytest.approx(0.75 * least + 0.25 * most, rel=1e-9)
    assert least != pytest.approx(most, rel=1e-3)


def test_the_value_of_scrap_counts_the_recycled_route_without_its_scrap(tmp_path: Path) -> None:
    """V = Y (Ev - Erec): remelting takes clean scrap, whose burden must not come into its own value."""
    study = rw.Study("aluminium-ingot-secondary", [shared_by(tmp_path, a) for a in (0.0, 1.0)])
    valued, free = (dict(zip((node.key for node in r.system.nodes), r.evaluation.unit_impacts_kg_co2e, strict=True))
                    for r in study.compare().results.values())  # fmt: skip
    material = next(each for each in study.inventory.file.recycling if each.scrap == "aluminium-scrap-clean")
    processes = study.inventory.processes
    primary = f"{material.primary}|{processes[material.primary].reference.flow}"
    recycled = f"{material.recycled}|{processes[material.recycled].reference.flow}"
    alone = f"{recycled}|without-aluminium-scrap-clean"
    assert free["pool|aluminium-scrap-clean"] == 0
    assert valued[alone] == pytest.approx(
        free[recycled], rel=1e-9
    )  # without burden of scrap it is the cut-off's
    assert valued["pool|aluminium-scrap-clean"] == pytest.approx(
        material.yield_kg_per_kg * (valued[primary] - free[recycled]), rel=1e-9
    )
    assert valued[recycled] > valued[alone]


def test_draws_follow_the_copy_of_a_recycled_route(tmp_path: Path) -> None:
    study = rw.Study("aluminium-ingot-secondary", [shared_by(tmp_path, a) for a in (0.0, 0.5, 1.0)])
    least, half, most = study.uncertainty(draws=64, seed=2).dataset["total"].to_numpy().squeeze()
    assert np.allclose(half, (least + most) / 2, rtol=1e-9)
