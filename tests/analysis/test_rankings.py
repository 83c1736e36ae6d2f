"""Orders of plants against brute force: ranks with ties, Kendall's tau-b of every draw, reversals."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, rankdata

from rulewright.analysis.rankings import order, pairs_of, ranks_of, signs_of, tau_b

# few values, so that ties are common
FOOTPRINTS = st.lists(st.sampled_from([-1.0, 0.0, 1.0, 2.0, 2.5, 1e4]), min_size=2, max_size=7)


@given(FOOTPRINTS)
def test_ranks_are_those_of_competition_ranking(values: list[float]) -> None:
    found = ranks_of(np.array(values)[:, None])[:, 0]
    assert found.tolist() == rankdata(values, method="min").tolist()


@given(st.data())
def test_tau_is_that_of_scipy_in_every_draw_with_and_without_ties(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 6))
    some = st.lists(st.sampled_from([1.0, 2.0, 3.0]), min_size=count, max_size=count)
    a, b = (np.array(data.draw(st.lists(some, min_size=3, max_size=3))).T for _ in range(2))
    found = tau_b(signs_of(a), signs_of(b))
    for draw in range(3):
        expected = kendalltau(a[:, draw], b[:, draw]).statistic
        assert found[draw] == pytest.approx(expected, nan_ok=True)


def test_tau_with_a_tie_worked_by_hand() -> None:
    """a: 1 < 2 < 3; b: 1 = 1 < 3. Two pairs agree, none differ; a orders 3 pairs, b 2: 2 / sqrt(6)."""
    a, b = np.array([[1.0], [2.0], [3.0]]), np.array([[1.0], [1.0], [3.0]])
    assert tau_b(signs_of(a), signs_of(b))[0] == pytest.approx(2 / np.sqrt(6))
    equal = np.ones((3, 1))
    assert np.isnan(tau_b(signs_of(a), signs_of(equal))[0])


def test_rounding_is_no_order_but_a_small_difference_is() -> None:
    base = np.array([1_000.0])
    assert order(base, base * (1 + 1e-12)).item() == 0
    assert order(base, base * (1 + 1e-8)).item() == -1
    assert order(np.array([-1e-30]), np.array([0.0])).item() == -1
    assert order(np.array([np.nan]), base).item() == 0


def test_signs_stand_in_the_order_of_pairs() -> None:
    values = np.random.default_rng(1).normal(size=(5, 4))
    assert pairs_of(5) == list(itertools.combinations(range(5), 2))
    for row, (p, q) in enumerate(pairs_of(5)):
        assert signs_of(values)[row].tolist() == np.sign(values[p] - values[q]).tolist()
