"""Gradients against central differences and against draws."""

import json
import math

import numpy as np
import pytest
from engine_examples import lognormal, share_rule, shipped, works
from strategies import ORIGIN, make_inventory, make_rule

from rulewright.engine.compiled import CompiledSystem
from rulewright.engine.distributions import Distribution
from rulewright.engine.draws import Draws
from rulewright.engine.gradients import Gradients, correlation_of_amounts, gradients, share_gradient
from rulewright.errors import SingularSystemError
from rulewright.inventory import Inventory
from rulewright.reading.formulas import evaluate
from rulewright.steps.apply import apply_rule
from rulewright.study import Result, Study
from rulewright.terms import Ratio, Share, Weighted

STEEL = "steel-hot-rolled-coil-bf-bof"


def gradients_of(result: Result) -> Gradients:
    return gradients(result.system, result.inventory.parameters, result.evaluation.dropped)


def by_differences(result: Result, step: float) -> dict[str, float]:
    """Central differences of the total: every quantity of the system as a pair of draws."""
    system = result.system
    compiled = CompiledSystem(system, frozenset(system.quantities), result.evaluation.dropped)
    names = list(system.quantities)
    values = {name: np.full(2 * len(names), amount) for name, amount in system.central_values.items()}
    for place, name in enumerate(names):
        values[name][2 * place] *= 1 - step
        values[name][2 * place + 1] *= 1 + step
    totals = compiled.evaluate(values, 2 * len(names)).totals_kg_co2e
    return {
        name: (totals[2 * place + 1] - totals[2 * place]) / (2 * step * amount)
        for place, name in enumerate(names)
        if (amount := system.central_values[name])
    }


@pytest.mark.parametrize("rule", ["gbt-24067-2024", "pact-3", "en-15804-a2", "worldsteel-2017", "cbam-2025"])
def test_derivatives_by_every_quantity_are_central_differences(rule: str) -> None:
    result = shipped(STEEL).result(rule)
    found = gradients_of(result)
    assert found.total_kg_co2e == pytest.approx(result.evaluation.total_kg_co2e, rel=1e-12)
    rows_of = {name: row for row, name in result.system.factor_quantities.items()}
    for name, expected in by_differences(result, 1e-5).items():
        scale = 1e-7 * abs(found.total_kg_co2e / result.system.central_values[name])
        assert found[rows_of.get(name, name)].derivative == pytest.approx(expected, rel=1e-5, abs=scale), name


@pytest.mark.parametrize("parameter", ["coke", "pci", "stove", "bfg_c", "cog_own", "scrap"])
def test_derivatives_by_parameters_go_through_all_formulas_and_shares(parameter: str) -> None:
    result = shipped(STEEL).result("pact-3")
    system = result.system
    compiled = CompiledSystem(system, frozenset(system.quantities), result.evaluation.dropped)
    central = {name: each.amount for name, each in result.inventory.parameters.items()}
    totals = []
    for factor in (1 - 1e-5, 1 + 1e-5):
        changed = {**central, parameter: central[parameter] * factor}
        values = {
            name: float(evaluate(each.formula, changed)) * each.scale
            for name, each in system.quantities.items()
            if each.formula is not None
        }
        totals.append(float(compiled.evaluate(values, 1).totals_kg_co2e[0]))
    expected = (totals[1] - totals[0]) / (2e-5 * central[parameter])
    assert gradients_of(result)[f"parameter.{parameter}"].derivative == pytest.approx(expected, rel=1e-6)


def test_elasticities_by_characterisation_factors_add_up_to_one() -> None:
    found = gradients_of(shipped(STEEL).result("pact-3"))
    assert sum(each.elasticity for each in found if each.kind == "characterisation") == pytest.approx(
        1, rel=1e-12
    )


def test_ranking_is_by_size_of_the_elasticity() -> None:
    sizes = [abs(each.elasticity) for each in gradients_of(shipped(STEEL).result("pact-3"))]
    assert sizes == sorted(sizes, reverse=True)


def test_share_gradient_of_two_levels_by_hand() -> None:
    # S = (a*p / (a*p + b*q)) * (a / (a + b)) at a=2, p=3, b=1, q=4: 6/10 * 2/3
    values = {"a": 2.0, "p": 3.0, "b": 1.0, "q": 4.0}
    revenue = [Weighted(1.0, ("a", "p")), Weighted(1.0, ("b", "q"))]
    mass = [Weighted(1.0, ("a",)), Weighted(1.0, ("b",))]
    share = Share("s", 1.0, (Ratio((revenue[0],), tuple(revenue)), Ratio((mass[0],), tuple(mass))))
    found = share_gradient(share, values)
    # d/dp: a*(b*q)/(10^2) * 2/3 ; d/da: p*b*q/10^2 * 2/3 + 6/10 * b/(a+b)^2
    assert found["p"] == pytest.approx(2 * 4 / 100 * 2 / 3)
    assert found["a"] == pytest.approx(3 * 4 / 100 * 2 / 3 + 0.6 * 1 / 9)


def test_first_order_variance_is_that_of_draws_where_spreads_are_small() -> None:
    plant = {
        "outputs": {"main": 1, "side": lognormal(3, 0.02)},
        "inputs": {"ore": lognormal(2, 0.03)},
        "emissions": {"co2-fossil": lognormal(2, 0.01)},
    }
    ore = {"outputs": {"ore": 1}, "emissions": {"co2-fossil": lognormal(1, 0.02)}}
    inventory = make_inventory({"plant": plant, "ore": ore})
    draws = Draws(inventory, 20_000)
    system = apply_rule(share_rule("mass"), inventory)[0]
    found = gradients(system, inventory.parameters, draws=draws)
    compiled = CompiledSystem(system, frozenset(system.quantities))
    totals = compiled.evaluate(draws.values(system.quantities, 0, 20_000), 20_000).totals_kg_co2e
    assert found.sd_kg_co2e == pytest.approx(totals.std(), rel=0.02)
    shares = [each.variance_share for each in found if each.variance_share is not None]
    assert sum(shares) == pytest.approx(1, rel=1e-12) and len(shares) == 4


def test_numbers_without_uncertainty_have_no_variance_share() -> None:
    inventory = works()
    found = gradients(apply_rule(share_rule("price"), inventory)[0], {}, draws=Draws(inventory, 2))
    assert found["main.price"].variance_share is None and found["main.price"].derivative != 0
    assert found["plant/output/side"].variance_share is not None


def test_table_has_one_row_a_number() -> None:
    found = gradients(apply_rule(share_rule("price"), works())[0], {})
    table = found.to_dataframe()
    assert list(table.columns) == [
        "id",
        "kind",
        "name",
        "amount",
        "unit",
        "derivative",
        "elasticity",
        "variance_share",
    ]
    assert len(table) == len(found.gradients) and table["id"].is_unique


def test_a_singular_system_is_refused() -> None:
    mill = {"outputs": {"steel": 1}, "inputs": {"power": 2.0}, "emissions": {"co2-fossil": 1.0}}
    plant = {"outputs": {"power": 1}, "inputs": {"steel": 0.5}, "emissions": {"co2-fossil": 1.0}}
    system = apply_rule(make_rule(), make_inventory({"mill": mill, "plant": plant}))[0]
    with pytest.raises(SingularSystemError):
        gradients(system, {})


def test_a_study_ranks_what_moves_its_footprint() -> None:
    table = Study("aluminium-ingot-primary-cn", ["pact-3"]).gradients("pact-3").to_dataframe()
    # power of the smelter: 13,511 kWh of a footprint that is mostly power
    top = table.loc[table["elasticity"].abs().nlargest(8).index, "id"].tolist()
    assert "electrolysis/input/electricity" in top
    assert table["variance_share"].dropna().sum() == pytest.approx(1.0)


def correlated(rho: float) -> Inventory:
    """One process with two uncertain inputs whose suppliers emit, correlated by their logarithms."""
    plant = {
        "outputs": {"main": 1},
        "inputs": {"ore": lognormal(2, 0.05), "coal": lognormal(3, 0.08)},
        "emissions": {"co2-fossil": lognormal(1, 0.05), "n2o": 0.01},
    }
    suppliers = {name: {"outputs": {name: 1}, "emissions": {"co2-fossil": 1.0}} for name in ("ore", "coal")}
    group = {"quantities": ["plant/input/ore", "plant/input/coal"], "rho": rho, "kind": "normal", **ORIGIN}
    return make_inventory({"plant": plant, **suppliers}, correlations=[group] if rho else [])


@pytest.mark.parametrize("rho", [-0.9, -0.4, 0.0, 0.7, 1.0])
def test_correlated_variance_is_that_of_draws_and_shares_add_up_to_one(rho: float) -> None:
    inventory = correlated(rho)
    draws = Draws(inventory, 20_000, characterisation=False)
    system = apply_rule(make_rule(), inventory)[0]
    found = gradients(system, inventory.parameters, draws=draws)
    varying = frozenset(name for name, each in system.quantities.items() if draws.varies(each))
    compiled = CompiledSystem(system, varying)
    totals = compiled.evaluate(draws.values(system.quantities, 0, 20_000), 20_000).totals_kg_co2e
    assert found.sd_kg_co2e == pytest.approx(totals.std(), rel=0.02)
    shares = {each.id: each.variance_share for each in found if each.variance_share is not None}
    assert sum(shares.values()) == pytest.approx(1, rel=1e-12) and len(shares) == 3
    # by hand: lognormal sd of each, and the Pearson correlation of two lognormals
    sd = [2 * spread(0.05), 3 * spread(0.08), 1 * spread(0.05)]
    pearson = math.expm1(rho * 0.05 * 0.08) / math.sqrt(math.expm1(0.05**2) * math.expm1(0.08**2))
    variance = sum(each * each for each in sd) + 2 * pearson * sd[0] * sd[1]
    assert found.sd_kg_co2e == pytest.approx(math.sqrt(variance), rel=2e-3)
    expected = (sd[0] ** 2 + pearson * sd[0] * sd[1]) / variance
    assert shares["plant/input/ore"] == pytest.approx(expected, rel=5e-3, abs=1e-3)
    if rho == -0.9:
        assert shares["plant/input/ore"] < 0, "it counters the larger coal"


def spread(sd: float) -> float:
    return math.exp(sd**2 / 2) * math.sqrt(math.expm1(sd**2))


@pytest.mark.parametrize("score", [-0.8, 0.0, 0.5, 0.99])
def test_correlation_of_two_lognormal_amounts_is_the_exact_one(score: float) -> None:
    first, second = Distribution("lognormal", 2.0, sd=0.3), Distribution("lognormal", 5.0, sd=0.5)
    exact = math.expm1(score * 0.15) / math.sqrt(math.expm1(0.09) * math.expm1(0.25))
    assert correlation_of_amounts(first, second, score) == pytest.approx(exact, abs=0.01)


def test_characterisation_factors_have_a_variance_share_where_their_set_states_a_range() -> None:
    inventory = correlated(0.0)
    draws = Draws(inventory, 20_000)
    system = apply_rule(make_rule(), inventory)[0]
    found = gradients(system, inventory.parameters, draws=draws)
    n2o = found["n2o"]
    assert n2o.kind == "characterisation" and n2o.derivative == pytest.approx(0.01)
    sd = draws.distribution(system.quantities[system.factor_quantities["n2o"]]).standard_deviation()
    others = [2 * spread(0.05), 3 * spread(0.08), spread(0.05)]
    whole = (0.01 * sd) ** 2 + sum(each * each for each in others)
    assert n2o.variance_share == pytest.approx((0.01 * sd) ** 2 / whole, rel=1e-6)
    assert found["co2-fossil"].variance_share is None, "CO2 is one by definition"
    held = gradients(system, inventory.parameters, draws=Draws(inventory, 2, characterisation=False))
    assert held["n2o"].variance_share is None
    compiled = CompiledSystem(system, frozenset(system.quantities))
    totals = compiled.evaluate(draws.values(system.quantities, 0, 20_000), 20_000).totals_kg_co2e
    assert found.sd_kg_co2e == pytest.approx(totals.std(), rel=0.02)


def test_names_are_in_both_languages_and_json_is_finite() -> None:
    found = Study("aluminium-ingot-primary-cn", ["pact-3"]).gradients("pact-3")
    table = found.to_dataframe("zh").set_index("id")
    assert table.loc["electrolysis/input/electricity", "name"].startswith("铝电解")
    assert table.loc["cf4", "name"] == "特征化因子：四氟化碳"
    english = found.to_dataframe("en").set_index("id")
    assert ": input of " in english.loc["electrolysis/input/electricity", "name"]
    data = json.loads(found.top(5).to_json())
    assert [each["id"] for each in data["gradients"]] == [each.id for each in found.top(5)]
    by_variance = [each.variance_share for each in found.by_variance()]
    assert None not in by_variance and by_variance == sorted(by_variance, key=lambda each: -abs(each or 0))


def test_an_inventory_without_uncertainty_has_derivatives_and_no_shares() -> None:
    inventory = make_inventory({"plant": {"outputs": {"main": 1}, "emissions": {"co2-fossil": 2.0}}})
    found = Study(inventory, [make_rule()], []).gradients("example-rule")
    assert found["plant/emission/co2-fossil"].derivative == 1 and found.sd_kg_co2e is None
