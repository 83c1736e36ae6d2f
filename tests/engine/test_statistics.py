"""Statistics of draws and their errors."""

import numpy as np
import pytest

from rulewright.engine.statistics import pairs, percentile, running_mean, summarise


def test_statistics_are_numpys() -> None:
    values = np.random.default_rng(1).lognormal(1, 0.5, 2001)
    summary = summarise(values)
    assert summary.mean.value == pytest.approx(values.mean(), rel=1e-14)
    assert summary.sd.value == pytest.approx(values.std(ddof=1), rel=1e-13)
    assert summary.gsd == pytest.approx(np.exp(np.log(values).std(ddof=1)), rel=1e-12)
    for level, estimate in summary.percentiles.items():
        assert estimate.value == pytest.approx(np.percentile(values, level), rel=1e-13)


def test_errors_are_the_spread_of_repeated_samples() -> None:
    rng = np.random.default_rng(2)
    repeated = [summarise(rng.lognormal(0, 0.4, 1000)) for _ in range(400)]
    for statistic in (lambda s: s.mean, lambda s: s.sd, lambda s: s.median, lambda s: s.percentiles[95.0]):
        found = [statistic(summary) for summary in repeated]
        spread = np.std([each.value for each in found])
        assert np.mean([each.error for each in found]) == pytest.approx(spread, rel=0.15)


def test_few_draws_have_no_error_of_far_percentiles() -> None:
    assert percentile(np.arange(10.0), 97.5).error is None
    assert summarise(np.array([1.0, 2.0])).sd.error is None


def test_values_of_both_signs_have_no_geometric_standard_deviation() -> None:
    assert summarise(np.array([-1.0, 2.0, 3.0])).gsd is None


def test_running_mean_ends_at_the_mean_and_leaves_failed_draws_out() -> None:
    values = np.random.default_rng(3).normal(size=500)
    usable = np.ones(500, dtype=bool)
    usable[:20] = False
    counts, means, errors = running_mean(values, usable)
    assert counts[-1] == 500 and counts[0] > 21
    assert means[-1] == pytest.approx(values[20:].mean(), abs=1e-15)
    assert errors[-1] == pytest.approx(values[20:].std(ddof=1) / np.sqrt(480), rel=1e-12)


def test_two_draws_have_a_running_mean() -> None:
    assert running_mean(np.array([1.0, 3.0]), np.array([True, True])) == ([2], [2.0], [1.0])


def test_every_pair_occurs_once() -> None:
    assert list(pairs(["a", "b", "c"])) == [("a", "b"), ("a", "c"), ("b", "c")]
