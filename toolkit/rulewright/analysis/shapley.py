"""Shapley values and pairwise interactions of a game, as weights of its coalitions.

A game gives every coalition of players a worth. Coalitions are numbered by bits: coalition 5 holds players 0 and 2.
Values are linear in the worths, so one matrix of weights serves numbers and whole distributions alike.

Sources: Shapley (1953), A value for n-person games; Grabisch and Roubens (1999), An axiomatic approach to the concept
of interaction among players in cooperative games, Int. J. Game Theory 28; Castro, Gomez and Tejada (2009), Polynomial
calculation of the Shapley value based on sampling, Comput. Oper. Res. 36 (known, not seen here).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

MOST_EXACT = 12  # players; beyond it, orders are sampled


def shapley_values(worths: Any) -> Floats:
    """Shapley values of a game.

    Parameters
    ----------
    worths : (2^k,) or (2^k, draws)
        Worth of every coalition, by its bits.

    Returns
    -------
    numpy.ndarray
        (k,) or (k, draws); they sum to the worth of all players less that of none.

    Examples
    --------
    Two players who need each other share alike:

    >>> shapley_values([0, 0, 0, 1]).tolist()
    [0.5, 0.5]
    """
    worths = np.asarray(worths, dtype=np.float64)
    return np.asarray(value_weights(_players(len(worths))) @ (worths - worths[0]))


def interactions(worths: Any) -> dict[tuple[int, int], Any]:
    """Shapley interaction index of every two players: what they make together beyond what each makes alone.

    Examples
    --------
    >>> {pair: float(value) for pair, value in interactions([0, 0, 0, 1]).items()}
    {(0, 1): 1.0}
    """
    worths = np.asarray(worths, dtype=np.float64)
    count = _players(len(worths))
    found = interaction_weights(count) @ (worths - worths[0])
    return dict(zip(combinations(range(count), 2), found, strict=True))


def value_weights(players: int) -> Floats:
    """Weights (players, 2^players) by which worths add up to Shapley values."""
    sizes = _sizes(players)
    joining = np.array([_weight(size, players) for size in range(players)] + [0.0])
    coalitions = np.arange(2**players)
    weights = np.empty((players, 2**players))
    for player in range(players):
        inside = (coalitions >> player) & 1 == 1
        weights[player] = np.where(inside, joining[sizes - 1], -joining[sizes])
    return weights


def interaction_weights(players: int) -> Floats:
    """Weights (pairs, 2^players) by which worths add up to interactions; pairs as ``combinations`` orders them."""
    sizes = _sizes(players)
    coalitions = np.arange(2**players)
    joining = np.array([_weight(size, players - 1) for size in range(players - 1)] + [0.0, 0.0])
    pairs = list(combinations(range(players), 2))
    weights = np.empty((len(pairs), 2**players))
    for place, (one, other) in enumerate(pairs):
        held = ((coalitions >> one) & 1) + ((coalitions >> other) & 1)
        weights[place] = np.where(held == 1, -1.0, 1.0) * joining[sizes - held]
    return weights


def sampled_orders(players: int, count: int, seed: int) -> Ints:
    """Random orders (count, players) in which players join; every second one is the reverse of the one before.

    Notes
    -----
    An order and its reverse together estimate with less error than two independent orders.
    """
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 15])))
    half = np.stack([rng.permutation(players) for _ in range((count + 1) // 2)])
    both = np.empty((2 * len(half), players), dtype=np.int64)
    both[::2], both[1::2] = half, half[:, ::-1]
    return both


def orders_coalitions(orders: Ints) -> list[int]:
    """Coalitions that sampled orders need: met on the way, with the next two swapped, each player first and last."""
    players = orders.shape[1]
    whole = (1 << players) - 1
    found = dict.fromkeys([0, whole])
    for player in range(players):
        found |= dict.fromkeys([1 << player, whole - (1 << player)])
    for before, one, other in _steps(orders):
        found |= dict.fromkeys([before | 1 << one, before | 1 << other])
    return list(found)


def sampled_weights(orders: Ints, columns: Mapping[int, int], count: int) -> Floats:
    """Weights (players, count) by which worths in ``columns`` add up to the mean over sampled orders.

    Parameters
    ----------
    orders : (n, players)
        As :func:`sampled_orders` gives them.
    columns
        Coalition to the column of its worth.
    """
    weights = np.zeros((orders.shape[1], count))
    for order in orders.tolist():
        before = 0
        for player in order:
            after = before | 1 << player
            weights[player, columns[after]] += 1 / len(orders)
            weights[player, columns[before]] -= 1 / len(orders)
            before = after
    return weights


def sampled_errors(orders: Ints, worths: Mapping[int, float]) -> list[float]:
    """Standard errors of sampled Shapley values; an order and its reverse are one observation."""
    added = np.empty(orders.shape)
    for row, order in enumerate(orders.tolist()):
        before = 0
        for player in order:
            added[row, player] = worths[before | 1 << player] - worths[before]
            before |= 1 << player
    observed = (added[::2] + added[1::2]) / 2
    errors: list[float] = (observed.std(axis=0, ddof=1) / math.sqrt(len(observed))).tolist()
    return errors


def sampled_interactions(
    orders: Ints, worths: Mapping[int, float]
) -> dict[tuple[int, int], tuple[float, float]]:
    """Shapley interaction index of two players, from the orders in which they stand together, and its standard error.

    Notes
    -----
    Two players who stand together in a random order have before them a coalition of the sizes, and of each size with
    the chances, that the index asks for. An order and its reverse are one observation; pairs with fewer than two
    observations are left out.
    """
    observed: dict[tuple[int, int], list[float]] = {}
    for before, one, other in _steps(orders):
        value = worths[before | 1 << one | 1 << other] - worths[before | 1 << one]
        value += worths[before] - worths[before | 1 << other]
        observed.setdefault((min(one, other), max(one, other)), []).append(value)
    found = {}
    for pair, values in sorted(observed.items()):
        if len(values) >= 4:
            means = np.array(values).reshape(-1, 2).mean(axis=1)
            found[pair] = (float(means.mean()), float(means.std(ddof=1)) / math.sqrt(len(means)))
    return found


def _steps(orders: Ints) -> Iterator[tuple[int, int, int]]:
    """Coalition before, and the next two players, along every order."""
    for order in orders.tolist():
        before = 0
        for one, other in pairwise(order):
            yield before, one, other
            before |= 1 << one


def _weight(size: int, players: int) -> float:
    """Part of all orders in which exactly these ``size`` players stand before a certain one."""
    return factorial(size) * factorial(players - size - 1) / factorial(players)


def _sizes(players: int) -> Ints:
    coalitions = np.arange(2**players, dtype=np.int64)
    return np.asarray(sum((coalitions >> player) & 1 for player in range(players)) + 0 * coalitions)


def _players(coalitions: int) -> int:
    players = coalitions.bit_length() - 1
    if coalitions != 2**players:
        raise ValueError(f"{coalitions} worths are not those of all coalitions: their number is a power of 2")
    return players
