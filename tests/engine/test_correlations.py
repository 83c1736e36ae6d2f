"""Correlated quantities: the same numbers whatever is asked, the correlations that were stated, margins untouched."""

import hashlib
import itertools
import pickle
from typing import Any

import numpy as np
import pytest
from scipy import stats
from strategies import ORIGIN, make_inventory

from rulewright.correlation import cholesky, normal_coefficients
from rulewright.engine.draws import Draws
from rulewright.engine.plans import SOBOL_BITS, Correlated, Group, MonteCarlo, make_plan
from rulewright.errors import ReadingError
from rulewright.inventory import Inventory, Quantity

COUNT = 8192
SPREAD = {
    "ore": {"distribution": "triangular", "minimum": 1.0, "maximum": 9.0},
    "coal": {"distribution": "lognormal", "sd": 0.4},
    "power": {"distribution": "normal", "sd": 0.3},
    "lime": {"distribution": "uniform", "minimum": 1.0, "maximum": 5.0},
}


def inventory(*groups: dict[str, Any]) -> Inventory:
    plant = {
        "outputs": {"main": 1},
        "inputs": {flow: {"amount": 3.0, "uncertainty": spread} for flow, spread in SPREAD.items()},
        "emissions": {"co2-fossil": 2.0},
    }
    others = {name: {"outputs": {name: 1}, "emissions": {"co2-fossil": 1.0}} for name in SPREAD}
    return make_inventory({"plant": plant, **others}, correlations=[{**ORIGIN, **each} for each in groups])


def ids(*flows: str) -> list[str]:
    return [f"plant/input/{flow}" for flow in flows]


def quantities(of: Inventory) -> dict[str, Quantity]:
    return {each.flow: each.quantity for each in of.processes["plant"].inputs if each.quantity is not None}


def drawn(of: Inventory, sampling: Any = "mc", count: int = COUNT) -> dict[str, Any]:
    return Draws(of, count, 5, sampling).values(quantities(of), 0, count)


THREE = {"quantities": ids("ore", "coal", "power"), "matrix": [[1, 0.8, -0.3], [0.8, 1, 0.1], [-0.3, 0.1, 1]]}


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_rank_correlations_are_those_stated_and_margins_stay(sampling: Any) -> None:
    values = drawn(inventory(THREE), sampling)
    for (a, one), (b, other) in itertools.combinations(enumerate(("ore", "coal", "power")), 2):
        found = stats.spearmanr(values[one], values[other]).statistic
        assert found == pytest.approx(THREE["matrix"][a][b], abs=0.03)
    alone = drawn(inventory(), sampling)
    for flow in SPREAD:
        assert stats.ks_2samp(values[flow], alone[flow], method="asymp").pvalue > 0.01


def test_normal_coefficients_are_those_of_the_logarithms_of_lognormals() -> None:
    group = {"quantities": ids("coal", "power"), "rho": 0.6, "kind": "normal"}
    values = drawn(inventory(group))
    assert np.corrcoef(np.log(values["coal"]), values["power"])[0, 1] == pytest.approx(0.6, abs=0.02)


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_nothing_but_the_members_changes_and_the_first_keeps_its_numbers(sampling: Any) -> None:
    values, alone = drawn(inventory(THREE), sampling, 256), drawn(inventory(), sampling, 256)
    assert np.array_equal(values["lime"], alone["lime"]) and np.array_equal(values["ore"], alone["ore"])
    assert not np.array_equal(values["coal"], alone["coal"])


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_correlated_draws_are_the_same_bits_in_any_block_and_order(sampling: Any) -> None:
    of = inventory(THREE)
    whole = drawn(of, sampling, 100)
    draws = Draws(of, 100, 5, sampling)
    for flow, quantity in reversed(quantities(of).items()):
        parts = [
            draws.values({flow: quantity}, start, min(start + 7, 100))[flow] for start in range(0, 100, 7)
        ]
        assert np.array_equal(np.concatenate(parts), whole[flow])


def test_latin_hypercube_keeps_one_number_in_each_stratum_of_every_member() -> None:
    draws = Draws(inventory(THREE), 500, 3, "lhs")
    for flow in ("ore", "coal", "power"):
        u = draws.plan.uniforms(f"plant/input/{flow}", 0, 500)
        assert sorted(np.floor(u * 500).astype(int).tolist()) == list(range(500))


def test_a_coefficient_of_one_makes_the_same_ranks_and_of_minus_one_the_reverse() -> None:
    same = drawn(inventory({"quantities": ids("ore", "coal"), "rho": 1}))
    assert stats.spearmanr(same["ore"], same["coal"]).statistic == pytest.approx(1, abs=1e-12)
    reverse = drawn(inventory({"quantities": ids("ore", "coal"), "rho": -1}))
    assert stats.spearmanr(reverse["ore"], reverse["coal"]).statistic == pytest.approx(-1, abs=1e-12)


def test_a_price_is_correlated_in_all_its_windows() -> None:
    spread = {"distribution": "triangular", "minimum": 1.0, "maximum": 9.0}
    prices = {"property": "price", "unit": "CNY/kg", "uncertainty": spread, **ORIGIN}
    series = [{"year": year, "amount": amount} for year, amount in ((2022, 3.0), (2023, 4.0), (2024, 5.0))]
    flows = {
        "main": {"properties": [{**prices, "series": series}]},
        "side": {"properties": [{**prices, "amount": 4.0}]},
    }
    plant = {"outputs": {"main": 1, "side": 2}, "emissions": {"co2-fossil": 1.0}}
    group = {"quantities": ["main.price", "side.price"], "rho": 0.9, **ORIGIN}
    of = make_inventory({"plant": plant}, flows, correlations=[group])
    draws = Draws(of, 4000)
    side = of.property_value("plant", "side", "price")
    assert side is not None
    for years in (1, 2, None):
        window = of.property_value("plant", "main", "price", years)
        assert window is not None
        values = draws.values({"main": window.quantity, "side": side.quantity}, 0, 4000)
        assert stats.spearmanr(values["main"], values["side"]).statistic == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_draws_survive_the_way_to_another_process(sampling: Any) -> None:
    of = inventory(THREE)
    draws = Draws(of, 64, 5, sampling)
    before = draws.values(quantities(of), 0, 64)
    after = pickle.loads(pickle.dumps(draws)).values(quantities(of), 0, 64)
    assert all(np.array_equal(before[flow], after[flow]) for flow in SPREAD)


def test_result_names_the_correlations_as_stated() -> None:
    (said,) = Draws(inventory(THREE), 2).correlations()
    assert said["quantities"] == THREE["quantities"] and said["matrix"] == THREE["matrix"]
    assert said["kind"] == "rank" and said["source"] == ORIGIN["source"]


def test_numbers_stay_inside_zero_and_one_in_the_far_tail() -> None:
    class Tail:
        def uniforms(self, key: str, start: int, stop: int) -> Any:
            return np.array([2.0**-53, 1 - 2.0**-53, 2.0 ** -(SOBOL_BITS + 1)])

    lower = cholesky([[1.0, 0.999999], [0.999999, 1.0]])
    assert lower is not None
    plan = Correlated(Tail(), [Group(("a", "b"), tuple(tuple(row) for row in lower))])
    u = plan.uniforms("b", 0, 3)
    assert (u > 0).all() and (u < 1).all()


def test_without_groups_the_plan_is_the_plain_one() -> None:
    assert isinstance(make_plan("mc", 1, 10, ()), MonteCarlo)


def test_rank_coefficients_become_those_of_normal_scores() -> None:
    (row, _) = normal_coefficients([[1, 0.5], [0.5, 1]], "rank")
    z = np.random.default_rng(1).multivariate_normal([0, 0], [[1, row[1]], [row[1], 1]], 200_000).T
    assert stats.spearmanr(*z).statistic == pytest.approx(0.5, abs=0.01)


def test_factor_of_a_matrix_gives_the_matrix_back() -> None:
    matrix = [[1.0, 0.8, -0.3], [0.8, 1.0, 0.1], [-0.3, 0.1, 1.0]]
    lower = np.array(cholesky(matrix))
    assert np.allclose(lower @ lower.T, matrix, atol=1e-15)


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ([{"quantities": ids("ore", "iron"), "rho": 0.5}], "no quantity 'plant/input/iron'"),
        ([{"quantities": ["plant/input/ore", "plant/output/main"], "rho": 0.5}], "states no uncertainty of its own"),
        ([{"quantities": ids("ore", "ore"), "rho": 0.5}], "stands twice"),
        ([{"quantities": ids("ore", "coal"), "rho": 0.5}, {"quantities": ids("lime", "coal"), "rho": 0.1}], "in two correlations"),
        ([{"quantities": ids("ore", "coal", "lime"), "rho": -0.9}], "cannot hold together"),
    ],
)  # fmt: skip
def test_correlations_that_cannot_be_are_refused_while_reading(groups: Any, message: str) -> None:
    with pytest.raises(ReadingError, match="mistake") as caught:
        inventory(*groups)
    assert any(message in each.what for each in caught.value.mistakes)


def test_bits_of_mixed_numbers_are_those_recorded() -> None:
    lower = cholesky(normal_coefficients(THREE["matrix"], "rank"))
    assert lower is not None
    group = Group(("a", "b", "c"), tuple(tuple(row) for row in lower))
    for sampling, expected in (("mc", "04eadf51409a9333"), ("lhs", "bae2d8b947eab56e")):
        plan = make_plan(sampling, 1, 5000, ("a", "b", "c"), [group])
        bits = b"".join(plan.uniforms(key, 0, 5000).astype("<f8").tobytes() for key in "abc")
        assert hashlib.sha256(bits).hexdigest()[:16] == expected, sampling
