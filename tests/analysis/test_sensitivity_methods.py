"""Morris and Sobol' on functions with known answers, through the code path that studies use."""

import numpy as np
import pytest
from SALib.test_functions import Ishigami, Sobol_G

from rulewright.analysis.morris import screen
from rulewright.analysis.question import QuestionError
from rulewright.analysis.sobol_indices import sobol_indices

A, B = 7.0, 0.1
G = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_ishigami_here_is_that_of_the_library() -> None:
    points = np.random.default_rng(1).uniform(-np.pi, np.pi, (50, 3))
    np.testing.assert_allclose(ishigami(points), Ishigami.evaluate(points))


def test_sobol_indices_of_ishigami() -> None:
    """Analytic (Ishigami and Homma 1990): V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2."""
    variance = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
    first = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0]) / variance
    joint = B**2 * np.pi**8 * (1 / 18 - 1 / 50) / variance
    found = sobol_indices(lambda u: ishigami(-np.pi + 2 * np.pi * u), ("a", "b", "c"), base=4096)
    np.testing.assert_allclose(found.first, first, atol=0.01)
    np.testing.assert_allclose(found.total, first + np.array([joint, 0, joint]), atol=0.01)
    assert (np.abs(found.first - first) <= found.first_conf).all()
    assert found.evaluations == 4096 * 5
    assert found.sd**2 == pytest.approx(variance, rel=0.01)


def test_sobol_indices_of_the_g_function() -> None:
    """Analytic (Sobol' 1993): V_i = 1 / (3 (1 + a_i)^2)."""
    parts = 1 / (3 * (1 + G) ** 2)
    whole = np.prod(1 + parts) - 1
    found = sobol_indices(lambda u: Sobol_G.evaluate(u, G), list("abcdefgh"), base=4096)
    np.testing.assert_allclose(found.first, parts / whole, atol=0.01)
    np.testing.assert_allclose(found.total, parts * np.prod(1 + parts) / (1 + parts) / whole, atol=0.01)


def test_intervals_narrow_as_the_sample_grows() -> None:
    found = sobol_indices(lambda u: ishigami(-np.pi + 2 * np.pi * u), ("a", "b", "c"), base=2048)
    assert [each[0] for each in found.path] == [256, 512, 1024, 2048]
    widths = [float(each[2].max()) for each in found.path]
    assert widths[-1] < 0.6 * widths[0]
    np.testing.assert_array_equal(found.path[-1][1], found.first)


def test_a_part_of_the_sample_is_the_smaller_sample() -> None:
    def function(u: np.ndarray) -> np.ndarray:
        return ishigami(-np.pi + 2 * np.pi * u)

    large, small = (sobol_indices(function, ("a", "b", "c"), base) for base in (512, 256))
    np.testing.assert_array_equal(large.path[-2][1], small.first)
    np.testing.assert_array_equal(large.path[-2][3], small.total)


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_the_same_seed_gives_the_same_indices_and_intervals(seed: int) -> None:
    one, other = (sobol_indices(lambda u: u.sum(axis=1), ("a", "b"), 64, seed) for _ in range(2))
    for name in ("first", "first_conf", "total", "total_conf"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_morris_of_a_linear_function_is_exact() -> None:
    """y = 2 a - 3 b with a in 0..10, b in 0..1: effects over the whole ranges 20 and -3, no spread."""
    found = screen(lambda x: 2 * x[:, 0] - 3 * x[:, 1], ("a", "b"), np.zeros(2), np.array([10.0, 1.0]), 8)
    np.testing.assert_allclose(found.mu, [20, -3])
    np.testing.assert_allclose(found.mu_star, [20, 3])
    np.testing.assert_allclose(found.sigma, 0, atol=1e-12)
    assert found.evaluations == 8 * 3


def test_morris_of_ishigami_on_four_levels() -> None:
    """On the levels -pi, -pi/3, pi/3, pi with steps of 2/3: effects of b are +-7 sin^2(pi/3) 3/2 = +-7.875."""
    ends = np.full(3, np.pi)
    found = screen(ishigami, ("a", "b", "c"), -ends, ends, 1000)
    assert found.mu_star[1] == pytest.approx(7.875)
    assert found.mu[1] == pytest.approx(0, abs=0.8)
    assert found.mu[2] == pytest.approx(0, abs=0.8) and found.mu_star[2] > 4
    assert (found.sigma > 0.5 * found.mu_star).all()  # all of them curve or interact


def test_morris_settles_and_says_so() -> None:
    found = screen(ishigami, ("a", "b", "c"), -np.full(3, np.pi), np.full(3, np.pi), 64)
    assert [some for some, _ in found.path] == [8, 16, 32, 64]
    assert (found.mu_star_conf >= 0).all()


def test_a_result_that_does_not_vary_is_refused() -> None:
    with pytest.raises(QuestionError, match="doesn't vary"):
        sobol_indices(lambda u: np.ones(len(u)), ("a", "b"), 64)


@pytest.mark.parametrize("base", [0, 15, 1000, 2**21, True, 64.0])
def test_a_base_sample_that_cannot_be_is_refused(base: int) -> None:
    with pytest.raises(QuestionError, match=r"'samples' cannot be|is no power of 2"):
        sobol_indices(lambda u: u.sum(axis=1), ("a", "b"), base)


@pytest.mark.parametrize("trajectories", [0, 3, -1, 10**6, 5.0])
def test_numbers_of_trajectories_that_cannot_be_are_refused(trajectories: int) -> None:
    with pytest.raises(QuestionError, match="'trajectories' cannot be"):
        screen(lambda x: x.sum(axis=1), ("a", "b"), np.zeros(2), np.ones(2), trajectories)
