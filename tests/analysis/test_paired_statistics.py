"""Two samples beside each other: closed forms of normal distributions, laws, and small samples by hand."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import mannwhitneyu, nct, norm, ttest_rel

from rulewright.analysis.paired_statistics import (
    PairStatistics,
    bonferroni,
    holm,
    overlaps,
    pair_statistics,
    superiority_if_independent,
)

DRAWS = 40_000
MEANS, SDS, CORRELATION = (10.0, 9.0), (2.0, 1.0), 0.8
SAMPLES = st.lists(st.floats(-100, 100).map(lambda each: round(each, 3)), min_size=3, max_size=30)


def correlated_normals() -> tuple[np.ndarray, np.ndarray]:
    first, other = np.random.default_rng(7).standard_normal((2, DRAWS))
    second = CORRELATION * first + math.sqrt(1 - CORRELATION**2) * other
    return MEANS[0] + SDS[0] * first, MEANS[1] + SDS[1] * second


@pytest.fixture(scope="module")
def normals() -> PairStatistics:
    return pair_statistics(*correlated_normals(), threshold=0.1, delta0=0.2)


def test_discernibility_of_correlated_normals(normals: PairStatistics) -> None:
    """D is normal with mean 1 and variance 4 + 1 - 2 * 0.8 * 2 = 1.8: P(D > 0) = Phi(1 / sqrt(1.8))."""
    assert normals.mean_difference == pytest.approx(1.0, abs=0.03)
    assert normals.sd_difference == pytest.approx(math.sqrt(1.8), rel=0.01)
    assert normals.a_above_b == pytest.approx(norm.cdf(1 / math.sqrt(1.8)), abs=0.01)
    assert normals.correlation == pytest.approx(CORRELATION, abs=0.01)


def test_draws_made_apart_would_discern_less(normals: PairStatistics) -> None:
    """Independent: variance 5, P(D > 0) = Phi(1 / sqrt(5))."""
    assert normals.a_above_b_if_independent == pytest.approx(norm.cdf(1 / math.sqrt(5)), abs=0.01)
    assert normals.a_above_b_if_independent < normals.a_above_b


def test_clearly_above_is_the_share_beyond_a_relative_threshold(normals: PairStatistics) -> None:
    """A > 1.1 B: A - 1.1 B is normal with mean 10 - 9.9 and variance 4 + 1.21 - 2 * 1.1 * 1.6 = 1.69."""
    assert normals.a_clearly_above_b == pytest.approx(norm.cdf(0.1 / 1.3), abs=0.01)


def test_effect_sizes_of_normals(normals: PairStatistics) -> None:
    """d = 1 / sqrt((4 + 1) / 2); d_z = 1 / sqrt(1.8); relevance = 1 / 1.5."""
    assert normals.cohens_d == pytest.approx(1 / math.sqrt(2.5), abs=0.02)
    assert normals.d_z == pytest.approx(1 / math.sqrt(1.8), abs=0.02)
    assert normals.relevance == pytest.approx(1 / 1.5, abs=0.02)


def test_overlap_of_two_normals_is_the_integral_of_the_smaller_density(normals: PairStatistics) -> None:
    def smaller(x: float) -> float:
        return float(min(norm.pdf(x, MEANS[0], SDS[0]), norm.pdf(x, MEANS[1], SDS[1])))

    area = quad(smaller, 0, 20, points=[7.0, 8.0, 10.0, 11.0])[0]
    assert normals.overlap == pytest.approx(area, abs=0.01)


def test_overlap_of_normals_of_equal_spread_has_a_closed_form() -> None:
    """Equal sds: 2 Phi(-|difference of means| / (2 sd))."""
    z = norm.ppf((np.arange(DRAWS) + 0.5) / DRAWS)
    area, _ = overlaps(z, z + 1.5)
    assert area == pytest.approx(2 * norm.cdf(-0.75), abs=0.005)


def test_bhattacharyya_coefficient_of_two_normals(normals: PairStatistics) -> None:
    """sqrt(2 s t / (s^2 + t^2)) exp(-(difference of means)^2 / (4 (s^2 + t^2)))."""
    expected = math.sqrt(2 * 2 * 1 / 5) * math.exp(-1 / 20)
    assert normals.bhattacharyya == pytest.approx(expected, abs=0.01)


def test_the_paired_t_test_is_scipys(normals: PairStatistics) -> None:
    a, b = correlated_normals()
    some = pair_statistics(a[:12], b[:12], 0.1, 0.2)
    expected = ttest_rel(a[:12], b[:12])
    assert (some.t, some.p) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))


def test_the_modified_test_shifts_t_by_delta0() -> None:
    """D = 1, 2, 3: mean 2, sd 1, d_z 2; n = 3: t = (2 - 0.2) sqrt(3); one-sided p with 2 degrees of freedom."""
    found = pair_statistics(np.array([2.0, 4.0, 6.0]), np.array([1.0, 2.0, 3.0]), 0.0, 0.2)
    t = 1.8 * math.sqrt(3)
    assert found.t_modified == pytest.approx(t)
    # the distribution function of Student's t with 2 degrees of freedom: 1/2 + t / (2 sqrt(2 + t^2))
    assert found.p_modified == pytest.approx(0.5 - t / (2 * math.sqrt(2 + t * t)))


@pytest.mark.parametrize(
    ("draws", "d_z", "said", "exact"), [(10, 0.81, "0.043", "0.057"), (1000, 0.255, "0.041", "0.044")]
)
def test_the_modified_test_beside_the_exact_one(draws: int, d_z: float, said: str, exact: str) -> None:
    """Student's t about delta0 sqrt(n) against the noncentral t on both sides: the numbers of the documentation."""
    z = norm.ppf((np.arange(draws) + 0.5) / draws)
    difference = z / z.std(ddof=1) + d_z
    found = pair_statistics(50 + difference, np.full(draws, 50.0), 0.0, 0.2)
    assert found.d_z == pytest.approx(d_z) and f"{found.p_modified:.3f}" == said
    root = math.sqrt(draws)
    both = nct.sf(d_z * root, draws - 1, 0.2 * root) + nct.cdf(-d_z * root, draws - 1, 0.2 * root)
    assert f"{both:.3f}" == exact
    docs = Path(__file__).resolve().parents[2] / "docs"
    for name in ("paired-comparison.md", "paired-comparison.zh-CN.md"):
        text = (docs / name).read_text(encoding="utf-8")
        assert said in text and exact in text


@pytest.mark.parametrize(("sd", "tolerance"), [(0.1, 0.01), (1.0, 0.015), (1.5, 0.06)])
def test_overlap_of_lognormals_bears_long_tails(sd: float, tolerance: float) -> None:
    """Overlap and Bhattacharyya coefficient don't depend on the scale: those of normals one sd apart."""
    z = np.random.default_rng(3).standard_normal((2, 10_000))
    area, coefficient = overlaps(np.exp(sd * z[0]), np.exp(sd * (z[1] + 1)))
    assert area == pytest.approx(2 * norm.cdf(-0.5), abs=tolerance)
    assert coefficient == pytest.approx(math.exp(-1 / 8), abs=tolerance)


def test_results_of_few_values_have_all_measures() -> None:
    """1 or 2 against 1, 2 or 3: shares by counting; densities are blurred, but stay in 0..1."""
    a, b = np.array([1.0, 2.0, 2.0, 1.0, 2.0, 1.0]), np.array([1.0, 1.0, 2.0, 2.0, 3.0, 3.0])
    found = pair_statistics(a, b, 0.05, 0.2)
    assert (found.a_above_b, found.b_above_a, found.equal) == (
        pytest.approx(1 / 6),
        0.5,
        pytest.approx(1 / 3),
    )
    assert found.a_above_b_if_independent == pytest.approx(mannwhitneyu(a, b).statistic / 36)
    assert found.overlap is not None and 0 < found.overlap < 1


def test_two_draws_are_enough_for_all_that_can_be_said() -> None:
    """Differences -1 and 1: mean 0, sd sqrt(2), one degree of freedom."""
    found = pair_statistics(np.array([1.0, 2.0]), np.array([2.0, 1.0]), 0.05, 0.2)
    assert (found.mean_difference, found.sd_difference, found.p) == (0.0, pytest.approx(math.sqrt(2)), 1.0)
    assert found.p_modified == pytest.approx(0.5 + math.atan(0.2 * math.sqrt(2)) / math.pi)


def test_a_constant_difference_is_certain_and_has_no_test() -> None:
    found = pair_statistics(np.array([1.0, 2.0, 5.0]), np.array([0.0, 1.0, 4.0]), 0.05, 0.2)
    assert found.a_above_b == 1.0 and found.sd_difference == 0.0
    assert found.p is None and found.p_modified is None and found.d_z is None


def test_a_difference_below_delta0_cannot_be_made_significant_by_more_draws() -> None:
    a, b = correlated_normals()
    small = a - 0.1 * np.std(a - b) + 0 * b - (np.mean(a - b) - 0.1 * np.std(a - b)) + 0.1 * np.std(a - b)
    found = pair_statistics(small, b, 0.05, 0.2)  # d_z is about 0.1
    assert found.d_z == pytest.approx(0.1, abs=0.02)
    assert found.p is not None and found.p < 1e-10
    assert found.p_modified is not None and found.p_modified > 0.99


@given(SAMPLES, st.data())
def test_exchanging_a_for_b_turns_everything_around(values: list[float], data: st.DataObject) -> None:
    others = data.draw(st.lists(st.floats(-100, 100), min_size=len(values), max_size=len(values)))
    a, b = np.array(values), np.array(others)
    there, back = pair_statistics(a, b, 0.1, 0.2), pair_statistics(b, a, 0.1, 0.2)
    assert there.mean_difference == -back.mean_difference
    assert (there.a_above_b, there.b_above_a, there.equal) == (back.b_above_a, back.a_above_b, back.equal)
    assert there.a_above_b + there.b_above_a + there.equal == pytest.approx(1)
    assert there.a_clearly_above_b == back.b_clearly_above_a <= there.a_above_b
    assert there.a_above_b_if_independent == pytest.approx(1 - back.a_above_b_if_independent)
    for name in ("cohens_d", "d_z", "t"):
        one, other = getattr(there, name), getattr(back, name)
        assert (one is None and other is None) or one == pytest.approx(-other)
    assert there.p == back.p and there.p_modified == back.p_modified
    for name in ("overlap", "bhattacharyya", "relevance"):
        one, other = getattr(there, name), getattr(back, name)
        assert (one is None and other is None) or one == pytest.approx(other, abs=1e-9)


@given(SAMPLES, SAMPLES)
def test_superiority_is_the_share_of_all_pairs(a: list[float], b: list[float]) -> None:
    pairs = [(x > y) + (x == y) / 2 for x in a for y in b]
    assert superiority_if_independent(np.array(a), np.array(b)) == pytest.approx(sum(pairs) / len(pairs))


def test_a_sample_beside_itself() -> None:
    a = np.array([1.0, 2.0, 4.0, 8.0])
    found = pair_statistics(a, a.copy(), 0.0, 0.2)
    assert (found.equal, found.a_above_b, found.a_above_b_if_independent) == (1.0, 0.0, 0.5)
    assert found.overlap == pytest.approx(1) and found.bhattacharyya == pytest.approx(1)
    assert found.t is None and found.p is None and found.d_z is None


def test_rounding_is_no_difference() -> None:
    a = np.array([1774.0, 1801.0, 1790.0])
    assert pair_statistics(a, a * (1 + 1e-15), 0.0, 0.2).equal == 1.0


def test_what_does_not_vary_has_no_density_and_no_effect_size() -> None:
    found = pair_statistics(np.full(5, 3.0), np.full(5, 2.0), 0.1, 0.2)
    assert found.a_above_b == found.a_clearly_above_b == 1.0
    assert found.overlap is None and found.cohens_d is None and found.correlation is None


def test_samples_far_apart_do_not_overlap() -> None:
    a = np.linspace(0, 1, 100)
    area, coefficient = overlaps(a, a + 1000)
    assert area is not None and coefficient is not None
    assert area < 1e-6 and coefficient < 1e-3


def test_holm_by_hand() -> None:
    """Four tests, sorted 0.005, 0.01, 0.03, 0.04: times 4, 3, 2, 1, each at least the one before."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert bonferroni([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.04, 0.16, 0.12, 0.02])


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=12))
def test_holm_lies_between_the_plain_and_bonferronis_p(p_values: list[float | None]) -> None:
    for plain, stepped, all_of_them in zip(p_values, holm(p_values), bonferroni(p_values), strict=True):
        if plain is None:
            assert stepped is None and all_of_them is None
        else:
            assert stepped is not None and all_of_them is not None
            assert plain <= stepped <= all_of_them + 1e-15
