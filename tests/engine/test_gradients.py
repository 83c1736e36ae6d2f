"""Gradients against central differences and against draws."""

import numpy as np
import pytest
from engine_examples import lognormal, share_rule, shipped, works
from strategies import make_inventory, make_rule

from rulewright.engine.compiled import CompiledSystem
from rulewright.engine.draws import Draws
from rulewright.engine.gradients import Gradients, gradients, share_gradient
from rulewright.errors import SingularSystemError
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
    for name, expected in by_differences(result, 1e-5).items():
        scale = 1e-7 * abs(found.total_kg_co2e / result.system.central_values[name])
        assert found[name].derivative == pytest.approx(expected, rel=1e-5, abs=scale), name


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
