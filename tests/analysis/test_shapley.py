"""Shapley values and interactions against their definitions, by brute force."""

from itertools import combinations, permutations

import numpy as np
import pytest

from rulewright.analysis.shapley import (
    interactions,
    orders_coalitions,
    sampled_errors,
    sampled_interactions,
    sampled_orders,
    sampled_weights,
    shapley_values,
    value_weights,
)


def by_permutations(worths: list[float]) -> list[float]:
    """Mean of what each player adds over all orders."""
    players = len(worths).bit_length() - 1
    added = [0.0] * players
    orders = list(permutations(range(players)))
    for order in orders:
        coalition = 0
        for player in order:
            added[player] += worths[coalition | 1 << player] - worths[coalition]
            coalition |= 1 << player
    return [each / len(orders) for each in added]


def by_definition(worths: list[float], one: int, other: int) -> float:
    """Interaction index: mean over orders of the pair as one player with the rest (Grabisch and Roubens 1999)."""
    players = len(worths).bit_length() - 1
    rest = [player for player in range(players) if player not in (one, other)]
    both = 1 << one | 1 << other
    values = []
    for order in permutations([*rest, "pair"]):
        coalition = sum(1 << player for player in order[: order.index("pair")])  # type: ignore[operator]
        values.append(
            worths[coalition | both]
            - worths[coalition | 1 << one]
            - worths[coalition | 1 << other]
            + worths[coalition]
        )
    return sum(values) / len(values)


@pytest.mark.parametrize("players", range(1, 7))
def test_values_are_the_mean_over_all_orders(players: int) -> None:
    worths = np.random.default_rng(players).normal(size=2**players).tolist()
    assert shapley_values(worths) == pytest.approx(by_permutations(worths), abs=1e-12)


@pytest.mark.parametrize("players", range(2, 6))
def test_interactions_are_the_mean_over_all_orders_of_the_pair(players: int) -> None:
    worths = np.random.default_rng(players).normal(size=2**players).tolist()
    found = interactions(worths)
    assert list(found) == list(combinations(range(players), 2))
    for (one, other), value in found.items():
        assert value == pytest.approx(by_definition(worths, one, other), abs=1e-12)


def test_the_gloves_game() -> None:
    """Two left gloves, one right glove; a pair is worth 1: 1/6, 1/6, 4/6 (Shapley and Shubik's textbook game)."""
    worths = [0, 0, 0, 0, 0, 1, 1, 1]
    assert shapley_values(worths) == pytest.approx([1 / 6, 1 / 6, 4 / 6])


def test_distributions_are_shared_draw_by_draw() -> None:
    worths = np.random.default_rng(1).normal(size=(8, 5))
    found = shapley_values(worths)
    for draw in range(5):
        assert found[:, draw] == pytest.approx(shapley_values(worths[:, draw]), abs=1e-12)


def test_weights_of_twelve_players_sum_up() -> None:
    weights = value_weights(12)
    assert weights.shape == (12, 4096)
    assert weights.sum(axis=1) == pytest.approx(0, abs=1e-12)
    whole = weights.sum(axis=0)
    assert whole[-1] == pytest.approx(1)
    assert whole[0] == pytest.approx(-1)
    assert np.abs(whole[1:-1]).max() < 1e-15


def test_sampled_orders_come_with_their_reverse() -> None:
    orders = sampled_orders(13, 7, seed=1)
    assert orders.shape == (8, 13)
    assert (orders[1] == orders[0][::-1]).all()
    assert (np.sort(orders, axis=1) == np.arange(13)).all()
    assert (orders == sampled_orders(13, 7, seed=1)).all()
    assert (orders != sampled_orders(13, 7, seed=2)).any()


def test_sampled_values_and_interactions_meet_the_exact_ones_within_their_errors() -> None:
    worths = np.random.default_rng(7).normal(size=32)
    orders = sampled_orders(5, 4000, seed=2)
    columns = {coalition: coalition for coalition in range(32)}
    by_coalition = dict(enumerate(worths.tolist()))
    values = sampled_weights(orders, columns, 32) @ worths
    for value, error, exact in zip(
        values, sampled_errors(orders, by_coalition), shapley_values(worths), strict=True
    ):
        assert abs(value - exact) < 4 * error < 0.1
    exact_pairs = interactions(worths)
    found = sampled_interactions(orders, by_coalition)
    assert list(found) == list(exact_pairs)
    for pair, (value, error) in found.items():
        assert abs(value - exact_pairs[pair]) < 4 * error < 0.3


def test_all_orders_give_the_exact_values_and_interactions() -> None:
    """Each of the 24 orders of four players once, each with its reverse."""
    half = [order for order in permutations(range(4)) if order[0] < order[-1]]
    orders = np.array([each for order in half for each in (order, order[::-1])])
    worths = np.random.default_rng(3).normal(size=16)
    by_coalition = dict(enumerate(worths.tolist()))
    values = sampled_weights(orders, {each: each for each in range(16)}, 16) @ worths
    assert values == pytest.approx(shapley_values(worths), abs=1e-12)
    for pair, (value, _) in sampled_interactions(orders, by_coalition).items():
        assert value == pytest.approx(interactions(worths)[pair], abs=1e-12)


def test_orders_ask_for_the_coalitions_that_they_need() -> None:
    orders = np.array([[0, 1, 2], [2, 1, 0]])
    # none, all, each first, each last; on the way {0}, {0,1}, {2}, {1,2}; swapped {1}, {0,2}
    assert sorted(orders_coalitions(orders)) == list(range(8))
    four = orders_coalitions(np.array([[0, 1, 2, 3], [3, 2, 1, 0]]))
    assert 0b0101 in four  # after player 0, player 2 before player 1
    assert 0b1001 not in four


def test_a_game_lists_all_coalitions() -> None:
    with pytest.raises(ValueError, match="6 worths are not those of all coalitions"):
        shapley_values([0.0] * 6)
