"""Large and dense foregrounds: sweeps give what LU gives, with the same statuses, whatever the blocks."""

from __future__ import annotations

import numpy as np
import pytest

from rulewright.engine.direct import pivot_signs, solve_each
from rulewright.engine.elimination import Pattern
from rulewright.engine.foreground import solve_many

SIZE = 60


def _systems(draws: int, radius: float) -> tuple[Pattern, np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    places = [(int(row), column) for column in range(SIZE) for row in random.integers(0, SIZE, 8)]
    pattern = Pattern(SIZE, places)
    values = -random.lognormal(0, 1, (len(pattern.given), draws))
    own = [pattern.slots[number, number] for number in range(SIZE)]
    values[own] = 0.0
    for draw in range(draws):
        matrix = np.zeros((SIZE, SIZE))
        for place, value in zip(pattern.given, values[:, draw], strict=True):
            matrix[place] = value
        values[:, draw] *= radius * (0.9 + 0.2 * draw / draws) / np.abs(np.linalg.eigvals(matrix)).max()
    values[own] = 1.0
    right = random.lognormal(0, 1, (SIZE, draws))
    return pattern, values, right, pivot_signs(pattern.given, values[:, 0], right[:, 0])


@pytest.mark.parametrize("route", ["numba", "numpy"])
@pytest.mark.parametrize("radius", [0.3, 0.7, 0.88])
def test_scores_and_statuses_are_those_of_lu(radius: float, route: str) -> None:
    pattern, values, right, signs = _systems(13, radius)
    y, unproductive = solve_many(pattern, values, right, signs, route)  # type: ignore[arg-type]
    expected, turned = solve_each(pattern.given, values, right, signs)
    assert y == pytest.approx(expected, rel=1e-9)
    assert np.array_equal(unproductive, turned)
    assert not turned.any()


def test_draws_whose_loops_take_too_much_are_told_from_the_rest() -> None:
    pattern, values, right, signs = _systems(24, 1.0)  # radius 0.9 .. 1.1
    _, unproductive = solve_many(pattern, values, right, signs, "numba")
    _, turned = solve_each(pattern.given, values, right, signs)
    assert np.array_equal(unproductive, turned)
    assert 5 < np.count_nonzero(turned) < 20


def test_same_bits_whatever_the_blocks() -> None:
    pattern, values, right, signs = _systems(21, 0.7)
    whole, _ = solve_many(pattern, values, right, signs, "numba")
    parts = [
        solve_many(pattern, values[:, some], right[:, some], signs, "numba")[0]
        for some in (slice(0, 3), slice(3, 4), slice(4, 21))
    ]
    assert np.array_equal(np.concatenate(parts, axis=1), whole)
