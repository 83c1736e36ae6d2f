"""Solving by bw2calc on in-memory data packages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.solve import solve, unit_impacts_kg_co2e
from rulewright.errors import SingularSystemError


def test_a_chain_with_a_loop_is_solved_as_by_hand(make_system: Any) -> None:
    # coil needs 1.05 steel; steel takes back 0.1 scrap per kg; scrap needs 0.02 steel:
    # steel = 1.05 / (1 - 0.1 * 0.02) = 1.05 / 0.998; score = steel * 2 kg CO2e
    system = make_system(
        {
            "mill|coil": {"converter|steel": 1.05},
            "converter|steel": {"co2-fossil": 2.0, "mill|scrap": 0.1},
            "mill|scrap": {"converter|steel": 0.02},
        },
        {"mill|coil": 1.0},
    )
    solution = solve(system)
    assert solution.supply == pytest.approx([1.0, 1.05 / 0.998, 0.105 / 0.998], rel=1e-14)
    assert solution.score_kg_co2e == pytest.approx(2.1 / 0.998, rel=1e-14)


def test_unit_impacts_times_demand_is_the_score(steel: Any) -> None:
    impacts = unit_impacts_kg_co2e(steel)
    keys = [node.key for node in steel.nodes]
    by_hand = sum(impacts[keys.index(key)] * amount for key, amount in steel.demand.items())
    assert solve(steel).score_kg_co2e == pytest.approx(by_hand, rel=1e-13)
    assert impacts[keys.index("grid|electricity")] == pytest.approx(0.6, rel=1e-15)
    assert impacts[keys.index("power-plant|credit")] == pytest.approx(-0.18, rel=1e-15)


def test_another_demand_doubles_the_result(steel: Any) -> None:
    once = solve(steel, {"mill|coil": 1.0})
    twice = solve(steel, {"mill|coil": 2.0})
    assert twice.score_kg_co2e == pytest.approx(2 * once.score_kg_co2e, rel=1e-15)
    assert twice.supply == pytest.approx(2 * once.supply, rel=1e-15)


def test_in_memory_packages_keep_double_precision(make_system: Any) -> None:
    amount = 0.1 + 1e-13  # single precision would lose the second summand
    system = make_system({"a|x": {"co2-fossil": amount}}, {"a|x": 1.0})
    assert solve(system).score_kg_co2e == amount


def test_duplicate_entries_add_up(make_system: Any) -> None:
    system = make_system({"a|x": {"co2-fossil": 1.0}}, {"a|x": 1.0})
    doubled = type(system)(
        system.nodes,
        (*system.terms, system.terms[-1]),
        system.demand,
        system.characterisation,
        elementary=system.elementary,
    )
    assert solve(doubled).score_kg_co2e == 2.0


def test_flows_without_a_factor_are_not_counted(make_system: Any) -> None:
    system = make_system({"a|x": {"so2": 5.0}}, {"a|x": 1.0})
    assert solve(system).score_kg_co2e == 0.0
    assert unit_impacts_kg_co2e(system).tolist() == [0.0]


def test_a_system_without_any_emission_scores_zero(make_system: Any) -> None:
    system = make_system({"a|x": {"b|y": 2.0}, "b|y": {}}, {"a|x": 1.0})
    solution = solve(system)
    assert solution.score_kg_co2e == 0.0
    assert solution.supply.tolist() == [1.0, 2.0]
    assert unit_impacts_kg_co2e(system).tolist() == [0.0, 0.0]


def test_a_product_that_nobody_makes_is_named(make_system: Any) -> None:
    system = make_system({"a|x": {"b|y": 2.0}, "b|y": {"made": 0.0}}, {"a|x": 1.0})
    with pytest.raises(SingularSystemError, match="nobody makes 'y' of process 'b'"):
        solve(system)


def test_a_process_that_uses_up_its_product_is_named(make_system: Any) -> None:
    system = make_system({"a|x": {"co2-fossil": 1.0, "a|x": 1.0}}, {"a|x": 1.0})
    with pytest.raises(SingularSystemError, match="use up all that they make: 'x' of process 'a'"):
        solve(system)


def test_a_loop_without_net_output_names_its_products_only(make_system: Any) -> None:
    system = make_system(
        {
            "a|x": {"b|y": 1.0},
            "b|y": {"c|z": 0.1, "d|w": 3.0},
            "c|z": {"b|y": 10.0},
            "d|w": {"co2-fossil": 1.0},
        },
        {"a|x": 1.0},
    )
    with pytest.raises(SingularSystemError) as caught:
        solve(system)
    assert "'y' of process 'b', 'z' of process 'c' depend on each other" in caught.value.what
    assert "'w'" not in caught.value.what and "'x'" not in caught.value.what
    assert caught.value.where == "inventory steel-demo, rule rule-a"
    with pytest.raises(SingularSystemError, match="'y' of process 'b'"):
        unit_impacts_kg_co2e(system)


def test_a_loop_closed_up_to_rounding_is_refused_too(make_system: Any) -> None:
    # 0.1 + 0.2 is not 0.3 in binary: 3 * (0.1 + 0.2 + 0.7) / 3 leaves about 1e-16
    system = make_system(
        {"a|x": {"b|y": 3.0}, "b|y": {"a|x": (0.1 + 0.2 + 0.7) / 3.0 * (1 - 1e-15)}}, {"a|x": 1.0}
    )
    with pytest.raises(SingularSystemError, match="depend on each other"):
        solve(system)


@pytest.mark.parametrize("amount", [np.nan, np.inf])
def test_an_amount_that_is_not_finite_is_named(make_system: Any, amount: float) -> None:
    with pytest.raises(SingularSystemError, match="'y' of process 'b' in process 'a'"):
        solve(make_system({"a|x": {"b|y": amount}, "b|y": {}}, {"a|x": 1.0}))
    with pytest.raises(SingularSystemError, match="'co2-fossil' of 'x' of process 'a'"):
        solve(make_system({"a|x": {"co2-fossil": amount}}, {"a|x": 1.0}))


def test_a_demand_for_an_unknown_product_says_which_there_are(steel: Any) -> None:
    with pytest.raises(
        BrightwayError, match=r"the demand names mill\|rails.*\n.*\n.*use node keys of the system"
    ):
        solve(steel, {"mill|rails": 1.0})
    with pytest.raises(BrightwayError, match="the demand is empty"):
        solve(steel, {})
    with pytest.raises(BrightwayError, match="not a finite number"):
        solve(steel, {"mill|coil": float("nan")})


def test_units_of_very_different_size_are_no_fault(make_system: Any) -> None:
    """A productive system stays solvable when its products are counted in grams here and gigatonnes there."""
    random = np.random.default_rng(411)
    size = 60
    unit = 10.0 ** random.uniform(-9, 9, size)
    processes = {}
    for column in range(size):
        inputs = {
            f"p{row}|f": float(0.9 / 8 * random.random() * unit[row] / unit[column])
            for row in random.integers(0, size, 8)
            if row != column
        }
        processes[f"p{column}|f"] = {**inputs, "co2-fossil": float(random.random() / unit[column])}
    system = make_system(processes, {"p0|f": float(unit[0])})
    rows, columns, amounts = system.technosphere_entries()
    same_units = np.zeros((size, size))
    np.add.at(same_units, (rows, columns), amounts / unit[rows] * unit[columns])
    expected = np.linalg.solve(same_units, np.eye(size)[0]) * unit
    assert solve(system).supply == pytest.approx(expected, rel=1e-9)


def test_the_solver_that_bw2calc_would_choose_is_not_asked(
    steel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With pypardiso installed it would search the environment for MKL before every solution."""
    from rulewright.brightway.imports import load

    def forbidden(*_: object) -> None:
        raise AssertionError("bw2calc's own solver was used")

    monkeypatch.setattr(load("bw2calc").LCA, "_spsolve", forbidden)
    assert solve(steel).score_kg_co2e == pytest.approx(
        float(unit_impacts_kg_co2e(steel) @ _demand(steel)), rel=1e-12
    )


def _demand(system: Any) -> Any:
    return np.array([system.demand.get(node.key, 0.0) for node in system.nodes])
