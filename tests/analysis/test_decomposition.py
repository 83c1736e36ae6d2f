"""Variance decomposition on functions whose indices are known, through the code that studies use."""

import math

import numpy as np
import pytest

from rulewright.analysis.decomposition import (
    MOST_DIMENSIONS,
    DecompositionError,
    Factor,
    Points,
    decompose,
    draw_points,
    level_of,
)

SAMPLES = 4096


def ishigami(points: Points) -> np.ndarray:
    """sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1, x in (-pi, pi) (Ishigami and Homma 1990)."""
    x1, x2, x3 = (math.pi * (2 * points.column(factor) - 1) for factor in range(3))
    return np.asarray(np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1))


def ishigami_shares() -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """First-order, total and Shapley shares from the function's variances (a = 7, b = 0.1)."""
    a, b, pi = 7.0, 0.1, math.pi
    v1 = 0.5 * (1 + b * pi**4 / 5) ** 2
    v2 = a**2 / 8
    v13 = b**2 * pi**8 * (1 / 18 - 1 / 50)
    whole = v1 + v2 + v13
    first = {"x1": v1 / whole, "x2": v2 / whole, "x3": 0.0}
    total = {"x1": (v1 + v13) / whole, "x2": v2 / whole, "x3": v13 / whole}
    effect = {"x1": (v1 + v13 / 2) / whole, "x2": v2 / whole, "x3": v13 / 2 / whole}
    return first, total, effect


def test_ishigami() -> None:
    found = decompose(ishigami, [Factor(name) for name in ("x1", "x2", "x3")], SAMPLES)
    first, total, effect = ishigami_shares()
    for each in found.indices:
        assert each.first == pytest.approx(first[each.name], abs=0.03)
        assert each.total == pytest.approx(total[each.name], abs=0.03)
        assert each.effect == pytest.approx(effect[each.name], abs=0.03)
        assert abs(each.first - first[each.name]) <= 1.5 * each.first_error + 0.005
        assert abs(each.total - total[each.name]) <= 1.5 * each.total_error + 0.005
    assert found.interaction == pytest.approx(1 - sum(first.values()), abs=0.03)
    assert found.mean == pytest.approx(3.5, abs=0.05)


def test_shapley_effects_sum_to_one_and_lie_between_first_and_total() -> None:
    found = decompose(ishigami, [Factor(name) for name in ("x1", "x2", "x3")], SAMPLES, seed=2)
    effects = [each.effect for each in found.indices]
    assert sum(each or 0.0 for each in effects) == pytest.approx(1, rel=1e-9)
    for each in found.indices:
        assert each.effect is not None and each.effect_error is not None
        assert each.first - 0.05 <= each.effect <= each.total + 0.05
        assert each.effect_error < 0.05


def test_sobol_g_function() -> None:
    """Product of (|4u - 2| + a) / (1 + a); the variance of one factor is 1 / (3 (1 + a)^2) (Saltelli and Sobol' 1995)."""
    a = [0.0, 1.0, 4.5, 9.0, 99.0]

    def g(points: Points) -> np.ndarray:
        columns = [points.column(factor) for factor in range(len(a))]
        return np.prod([(np.abs(4 * u - 2) + b) / (1 + b) for u, b in zip(columns, a, strict=True)], axis=0)

    found = decompose(g, [Factor(f"x{place}") for place in range(len(a))], SAMPLES, shapley=False)
    partial = [1 / (3 * (1 + each) ** 2) for each in a]
    whole = math.prod(1 + each for each in partial) - 1
    for own, each in zip(partial, found.indices, strict=True):
        rest = math.prod(1 + other for other in partial) / (1 + own)
        assert each.first == pytest.approx(own / whole, abs=0.03)
        assert each.total == pytest.approx(own * rest / whole, abs=0.03)
        assert each.effect is None
    assert found.variance == pytest.approx(whole, rel=0.05)


def test_a_linear_sum_has_the_squares_of_its_weights() -> None:
    weights = [5.0, 3.0, 2.0, 1.0]

    def line(points: Points) -> np.ndarray:
        return np.asarray(sum(weight * points.column(place) for place, weight in enumerate(weights)))

    found = decompose(line, [Factor(str(weight)) for weight in weights], 1024, shapley=True)
    squares = sum(weight**2 for weight in weights)
    for weight, each in zip(weights, found.indices, strict=True):
        for value in (each.first, each.total, each.effect):
            assert value == pytest.approx(weight**2 / squares, abs=0.03)
    assert found.variance == pytest.approx(squares / 12, rel=0.02)


def test_groups_hold_their_interactions() -> None:
    """x1 and x3 interact only with each other: together they make all that they make by themselves."""
    factors = [Factor("x1", group="waves"), Factor("x2", group="rest"), Factor("x3", group="waves")]
    found = decompose(ishigami, factors, SAMPLES)
    _, total, _ = ishigami_shares()
    assert found.groups["waves"].first == pytest.approx(total["x1"], abs=0.03)
    assert found.groups["waves"].total == pytest.approx(total["x1"], abs=0.03)
    assert found.groups["waves"].effect == pytest.approx(total["x1"], abs=0.03)
    assert found.groups["rest"].first == pytest.approx(total["x2"], abs=0.03)


def test_factors_of_several_columns_are_taken_together() -> None:
    def line(points: Points) -> np.ndarray:
        return np.asarray(points.column(0, 0) + points.column(0, 1) + points.column(1))

    found = decompose(line, [Factor("pair", 2), Factor("one")], 1024)
    assert [round(each.first, 1) for each in found.indices] == [0.7, 0.3]
    assert [each.effect for each in found.indices] == [None, None]  # nothing interacts


def test_categorical_factors_have_the_variance_of_their_levels() -> None:
    """Levels 0, 1, 10 with weights 1/2, 1/4, 1/4: variance 18.1875; beside a coin of 0 or 2: variance 1."""
    weights, values = [0.5, 0.25, 0.25], np.array([0.0, 1.0, 10.0])

    def chosen(points: Points) -> np.ndarray:
        coin = 2.0 * (points.column(1) > 0.5)
        return np.asarray(values[level_of(points.column(0), weights)] + coin)

    found = decompose(chosen, [Factor("levels"), Factor("coin")], SAMPLES)
    assert found.variance == pytest.approx(18.1875 + 1, rel=0.03)
    assert found["levels"].first == pytest.approx(18.1875 / 19.1875, abs=0.02)
    assert found["coin"].total == pytest.approx(1 / 19.1875, abs=0.02)


def test_the_same_seed_gives_the_same_bits() -> None:
    factors = [Factor(name) for name in ("x1", "x2", "x3")]
    one, two, three = (decompose(ishigami, factors, 256, seed=seed).indices for seed in (5, 5, 6))
    assert one == two
    assert one != three


def test_rows_without_a_result_are_left_out_and_counted() -> None:
    def failing(points: Points) -> np.ndarray:
        return np.where(points.column(0) < 0.1, np.nan, ishigami(points))

    found = decompose(failing, [Factor(name) for name in ("x1", "x2", "x3")], 1024)
    assert found.failed == int(1024 - found.kept.sum())
    assert 150 < found.failed < 250  # a row falls out if either of its two numbers is below a tenth
    assert all(math.isfinite(each.first) for each in found.indices)
    assert all(each.effect is not None and math.isfinite(each.effect) for each in found.indices)


def test_points_of_both_samples_are_those_of_the_decomposition() -> None:
    factors = [Factor("x1"), Factor("x2"), Factor("x3")]
    found = decompose(ishigami, factors, 256, shapley=False)
    assert np.array_equal(ishigami(draw_points(factors, 256, 1)), found.values)


def test_more_dimensions_than_the_sequence_has_are_drawn_at_random() -> None:
    points = draw_points([Factor("many", MOST_DIMENSIONS)], 64, 1)
    assert points.column(0, MOST_DIMENSIONS - 1).shape == (128,)
    assert 0.3 < points.column(0, 5).mean() < 0.7


@pytest.mark.parametrize("samples", [63, 2**21, True, 100.0])
def test_a_number_of_samples_that_cannot_be_is_refused(samples: object) -> None:
    with pytest.raises(DecompositionError, match="is not a number of samples"):
        decompose(ishigami, [Factor("x1"), Factor("x2"), Factor("x3")], samples)  # type: ignore[arg-type]


def test_what_cannot_be_decomposed_is_refused() -> None:
    factors = [Factor("x1"), Factor("x2"), Factor("x3")]
    with pytest.raises(DecompositionError, match="nothing varies"):
        decompose(lambda points: np.full(len(points), 3.0), factors, 64)
    with pytest.raises(DecompositionError, match="only 0 of 64 rows have a result"):
        decompose(lambda points: np.full(len(points), np.nan), factors, 64)
    with pytest.raises(DecompositionError, match="1 factors: nothing to share"):
        decompose(ishigami, factors[:1], 64)
