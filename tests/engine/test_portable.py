"""exp, ln and the normal quantile against SciPy and NumPy, and their bits against recorded ones."""

import hashlib

import numpy as np
from scipy.special import ndtr, ndtri

from rulewright.engine.portable import exp, log, normal_distribution, normal_quantile


def test_exp_and_log_agree_with_numpy_to_rounding() -> None:
    x = np.linspace(-700, 700, 20_001)
    assert np.max(np.abs(exp(x) / np.exp(x) - 1)) < 1e-15
    y = 10.0 ** np.linspace(-300, 300, 20_001)
    assert np.max(np.abs(log(y) - np.log(y)) / np.maximum(np.abs(np.log(y)), 1e-12)) < 1e-15


def test_exp_overflows_and_underflows_as_it_should() -> None:
    with np.errstate(over="ignore", under="ignore"):
        assert exp(np.array([800.0]))[0] == np.inf
        assert exp(np.array([-800.0]))[0] == 0.0


def test_normal_quantile_agrees_with_scipy_from_centre_to_far_tail() -> None:
    u = np.concatenate(
        [np.linspace(1e-6, 1 - 1e-6, 20_001), 10.0 ** -np.arange(1, 17), 1 - 10.0 ** -np.arange(1, 15)]
    )
    assert np.allclose(normal_quantile(u), ndtri(u), rtol=5e-15, atol=1e-16)


def test_bits_are_those_recorded() -> None:
    u = (np.arange(10_000) + 0.5) / 10_000
    bits = exp(normal_quantile(u)).astype("<f8").tobytes() + log(u).astype("<f8").tobytes()
    assert hashlib.sha256(bits).hexdigest()[:16] == "bf36c9b6a7b33d0e"


def test_normal_distribution_agrees_with_scipy_into_the_far_tails() -> None:
    z = np.concatenate([np.linspace(-8, 8, 20_001), [-0.66291, 0.0, 0.66291, -5.6569, 5.6569]])
    assert np.max(np.abs(normal_distribution(z) / ndtr(z) - 1)) < 1e-14
    far = np.linspace(-37, -8, 5_001)
    assert np.max(np.abs(normal_distribution(far) / ndtr(far) - 1)) < 1e-13
    assert normal_distribution(np.array([-np.inf, 40.0, np.inf])).tolist() == [0.0, 1.0, 1.0]


def test_normal_distribution_undoes_its_quantile() -> None:
    u = np.linspace(1e-9, 1 - 1e-9, 10_001).reshape(73, 137)
    assert normal_distribution(normal_quantile(u)).shape == u.shape
    assert np.max(np.abs(normal_distribution(normal_quantile(u)) - u)) < 1e-15
