"""Sampling plans: published vectors, strata, and that a number depends on seed, quantity and draw index alone."""

import numpy as np
import pytest
from scipy import stats

from rulewright.engine.plans import Plan, Sobol, make_plan, to_uniform, words

KEYS = ("a", "b/input/c", "parameter.coke")

# Random123, kat_vectors, philox4x64 with 10 rounds: counter, key, result
PUBLISHED = [
    ([0, 0, 0, 0], [0, 0], "16554d9eca36314c db20fe9d672d0fdc d7e772cee186176b 7e68b68aec7ba23b"),
    ([2**64 - 1] * 4, [2**64 - 1] * 2, "87b092c3013fe90b 438c3c67be8d0224 9cc7d7c69cd777b6 a09caebf594f0ba0"),
]


@pytest.mark.parametrize(("counter", "key", "expected"), PUBLISHED)
def test_philox_gives_the_published_words(counter: list[int], key: list[int], expected: str) -> None:
    # NumPy counts up before it makes a block, so the counter starts one lower
    before = sum(word << (64 * place) for place, word in enumerate(counter)) - 1
    start = [(before >> (64 * place)) & (2**64 - 1) for place in range(4)]
    bits = np.random.Philox(key=np.array(key, dtype=np.uint64), counter=np.array(start, dtype=np.uint64))
    assert " ".join(f"{int(word):016x}" for word in bits.random_raw(4)) == expected


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_any_block_of_any_quantity_is_part_of_the_whole(sampling: str) -> None:
    plan = make_plan(sampling, 7, 1000, KEYS)
    whole = {key: plan.uniforms(key, 0, 1000) for key in KEYS}
    again: Plan = make_plan(sampling, 7, 1000, KEYS)
    for key in reversed(KEYS):
        for start, stop in ((993, 1000), (0, 1), (3, 10), (1, 512)):
            assert np.array_equal(again.uniforms(key, start, stop), whole[key][start:stop])


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_numbers_are_uniform_inside_the_open_interval_and_differ_by_seed_and_quantity(sampling: str) -> None:
    plan, other = make_plan(sampling, 1, 4096, KEYS), make_plan(sampling, 2, 4096, KEYS)
    u = plan.uniforms("a", 0, 4096)
    assert u.min() > 0 and u.max() < 1
    assert stats.kstest(u, "uniform").pvalue > 0.001
    assert not np.array_equal(u, other.uniforms("a", 0, 4096))
    assert abs(np.corrcoef(u, plan.uniforms("b/input/c", 0, 4096))[0, 1]) < 0.06


def test_latin_hypercube_has_one_number_in_each_stratum() -> None:
    u = make_plan("lhs", 5, 500, KEYS).uniforms("a", 0, 500)
    assert sorted((u * 500).astype(int).tolist()) == list(range(500))


def test_extreme_words_stay_inside_the_open_interval() -> None:
    u = to_uniform(np.array([0, 2**64 - 1], dtype=np.uint64))
    assert 0 < u[0] < u[1] < 1


def test_sobol_numbers_are_balanced_in_every_dimension() -> None:
    plan = Sobol(3, KEYS)
    for key in KEYS:
        u = plan.uniforms(key, 0, 256)
        assert sorted((u * 256).astype(int).tolist()) == list(range(256))


def test_more_draws_extend_the_same_monte_carlo_numbers() -> None:
    assert np.array_equal(words(1, "a", 0, 10), words(1, "a", 0, 1000)[:10])
