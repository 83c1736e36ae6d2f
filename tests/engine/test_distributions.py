"""Distributions against SciPy; bounds, units, signs, pedigree scores."""

import math
import re
from typing import Any

import numpy as np
import pytest
import stats_arrays
from scipy import stats

from rulewright.engine.distributions import Distribution, distribution_of
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.pedigree import FACTORS, basic_factor, pedigree_sd_ln
from rulewright.inventory import Quantity, Uncertainty
from rulewright.reading.uncertainties import problems_of

U = (np.arange(20_000) + 0.5) / 20_000


def quantity(amount: float, per: float = 1.0, **uncertainty: Any) -> Quantity:
    return Quantity("p/input/f", amount, "kg", "a test", "estimate", Uncertainty(**uncertainty), None, per)


def make(amount: float, per: float = 1.0, basic: float | None = None, **uncertainty: Any) -> Distribution:
    return distribution_of(quantity(amount, per, **uncertainty), "ecoinvent-2", basic)


CASES = [
    (make(3, distribution="triangular", minimum=1, maximum=9), stats.triang(c=0.25, loc=1, scale=8)),
    (make(1, distribution="triangular", minimum=1, maximum=9), stats.triang(c=0.0, loc=1, scale=8)),
    (make(9, distribution="triangular", minimum=1, maximum=9), stats.triang(c=1.0, loc=1, scale=8)),
    (make(-3, distribution="triangular", minimum=-9, maximum=-1), stats.triang(c=0.75, loc=-9, scale=8)),
    (make(3, distribution="uniform", minimum=1, maximum=9), stats.uniform(1, 8)),
    (make(3, distribution="normal", sd=0.5), stats.norm(3, 0.5)),
    (make(3, distribution="normal", sd=2, minimum=0, maximum=4), stats.truncnorm(-1.5, 0.5, 3, 2)),
    (make(3, distribution="normal", sd=2, minimum=0), stats.truncnorm(-1.5, np.inf, 3, 2)),
    (make(3, distribution="lognormal", sd=0.4), stats.lognorm(0.4, scale=3)),
]


@pytest.mark.parametrize(("ours", "theirs"), CASES)
def test_values_are_scipys_quantiles(ours: Distribution, theirs: Any) -> None:
    assert np.allclose(ours.values(U), theirs.ppf(U), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("ours", "theirs"), CASES)
def test_standard_deviation_is_the_distributions(ours: Distribution, theirs: Any) -> None:
    assert ours.standard_deviation() == pytest.approx(theirs.std(), rel=2e-3)


def test_negative_lognormal_keeps_its_sign_and_mirrors_the_positive_one() -> None:
    assert np.array_equal(
        make(-3, distribution="lognormal", sd=0.4, negative=True).values(U),
        -make(3, distribution="lognormal", sd=0.4).values(U),
    )


def test_truncated_lognormal_stays_inside_and_is_the_conditional_distribution() -> None:
    values = make(3, distribution="lognormal", sd=0.4, minimum=2, maximum=5).values(U)
    assert values.min() >= 2 and values.max() <= 5
    whole = stats.lognorm(0.4, scale=3)
    expected = whole.ppf(whole.cdf(2) + U * (whole.cdf(5) - whole.cdf(2)))
    assert np.allclose(values, expected, rtol=1e-9)
    mirrored = make(-3, distribution="lognormal", sd=0.4, negative=True, minimum=-5, maximum=-2).values(U)
    assert mirrored.min() >= -5 and mirrored.max() <= -2
    assert np.allclose(np.sort(mirrored), np.sort(-values), rtol=1e-3)


@pytest.mark.parametrize("extreme", [2.0**-53, 1 - 2.0**-53])
@pytest.mark.parametrize(("ours", "_theirs"), CASES)
def test_bounded_draws_never_leave_their_bounds(ours: Distribution, _theirs: Any, extreme: float) -> None:
    assert ours.low <= ours.values(np.array([extreme]))[0] <= ours.high


def test_bounds_and_sd_are_in_the_written_unit() -> None:
    in_tonnes = make(3000, per=1000, distribution="triangular", minimum=1, maximum=9)
    assert (in_tonnes.low, in_tonnes.high) == (1000, 9000)
    assert make(3000, per=1000, distribution="normal", sd=0.5).sd == 500
    assert make(3000, per=1000, distribution="lognormal", sd=0.5).sd == 0.5


def test_pedigree_alone_is_a_lognormal_by_the_named_set() -> None:
    # ln factors of ecoinvent 2: reliability 2: 1.05; temporal 3: 1.10; technology 4: 1.50; basic 1.05
    expected = math.sqrt(2 * math.log(1.05) ** 2 + math.log(1.10) ** 2 + math.log(1.50) ** 2) / 2
    assert make(3, basic=1.05, pedigree=[2, 1, 3, 1, 4]).sd == pytest.approx(expected, rel=1e-14)
    newer = distribution_of(quantity(3, pedigree=[2, 1, 3, 1, 4]), "ecoinvent-3", None)
    expected = math.sqrt(math.log(1.54) ** 2 + math.log(1.10) ** 2 + math.log(2.08) ** 2) / 2
    assert newer.sd == pytest.approx(expected, rel=1e-14)
    assert "indicators only" in newer.note


def test_pedigree_beside_a_lognormal_adds_variances_of_the_logarithm() -> None:
    both = make(3, basic=1.05, distribution="lognormal", sd=0.3, pedigree=[2, 1, 3, 1, 4])
    assert both.sd**2 == pytest.approx(0.3**2 + pedigree_sd_ln([2, 1, 3, 1, 4]) ** 2, rel=1e-14)


def test_pedigree_beside_a_normal_is_an_independent_factor() -> None:
    both = make(3, distribution="normal", sd=0.1, pedigree=[2, 1, 3, 1, 4])
    u = (np.arange(1000) + 0.5) / 1000
    first, second = (each.ravel() for each in np.meshgrid(u, u))
    assert both.standard_deviation() == pytest.approx(float(np.std(both.values(first, second))), rel=0.01)


def test_pedigree_beside_bounds_is_not_added_and_says_so() -> None:
    both = make(3, distribution="triangular", minimum=1, maximum=9, pedigree=[5, 5, 5, 5, 5])
    assert "not added" in both.note
    assert np.array_equal(both.values(U), make(3, distribution="triangular", minimum=1, maximum=9).values(U))


def test_both_sets_have_a_factor_for_every_score() -> None:
    for table in FACTORS.values():
        assert len(table) == 6
        for factors in table:
            assert len(factors) == 5 and list(factors) == sorted(factors) and factors[0] == 1


def test_basic_factors_follow_the_kind_of_flow() -> None:
    assert basic_factor("input", "coal", frozenset({"fuel"})) == 1.05
    assert basic_factor("input", "lorry", frozenset({"transport"})) == 2
    assert basic_factor("input", "plant", frozenset({"capital_good"})) == 3
    assert basic_factor("emission", "n2o", frozenset()) == 1.5
    assert basic_factor("emission", "sf6", frozenset()) is None
    assert basic_factor("output", "steel", frozenset()) is None


@pytest.mark.parametrize(
    ("amount", "uncertainty", "message"),
    [
        (10, {"distribution": "triangular", "minimum": 1, "maximum": 9}, "lies outside 1 .. 9"),
        (0, {"distribution": "lognormal", "sd": 0.1}, "cannot be zero"),
        (
            3,
            {"distribution": "normal", "sd": 1e-3, "minimum": 3.0, "maximum": 3.0000000000001},
            "almost nothing",
        ),
    ],
)
def test_a_distribution_that_cannot_be_is_refused_by_name(
    amount: float, uncertainty: Any, message: str
) -> None:
    with pytest.raises(UncertaintyError, match=message) as caught:
        make(amount, **uncertainty)
    assert caught.value.where == "p/input/f"


def test_an_amount_on_its_bound_survives_the_rounding_of_a_unit_conversion() -> None:
    assert make(0.1 * 3, per=0.1, distribution="uniform", minimum=1, maximum=3).amount <= 0.3 + 1e-15


# ---- every distribution of stats_arrays that an inventory can state ----------------------------------


def theirs(**parameters: float) -> Any:
    """One row of stats_arrays' parameters."""
    return stats_arrays.UncertaintyBase.from_dicts(parameters)


OTHERS: list[tuple[dict[str, Any], Any, dict[str, float]]] = [
    (
        {"distribution": "gamma", "scale": 0.5, "shape": 4},
        stats_arrays.GammaUncertainty,
        {"scale": 0.5, "shape": 4},
    ),
    (
        {"distribution": "gamma", "scale": 0.5, "shape": 4, "location": 1.5},
        stats_arrays.GammaUncertainty,
        {"scale": 0.5, "shape": 4, "loc": 1.5},
    ),
    (
        {"distribution": "weibull", "scale": 2, "shape": 1.7},
        stats_arrays.WeibullUncertainty,
        {"scale": 2, "shape": 1.7},
    ),
    (
        {"distribution": "student_t", "scale": 0.4, "degrees": 5},
        stats_arrays.StudentsTUncertainty,
        {"loc": 3, "scale": 0.4, "shape": 5},
    ),
    (
        {"distribution": "beta", "minimum": 1, "maximum": 9, "alpha": 2, "beta": 5},
        stats_arrays.BetaUncertainty,
        {"loc": 2, "shape": 5, "minimum": 1, "maximum": 9},
    ),
    (
        {"distribution": "beta_pert", "minimum": 1, "maximum": 9},
        stats_arrays.BetaPERTUncertainty,
        {"minimum": 1, "loc": 3, "maximum": 9},
    ),
]


@pytest.mark.parametrize(("stated", "kind", "parameters"), OTHERS)
def test_values_are_distributed_as_those_of_stats_arrays(stated: Any, kind: Any, parameters: Any) -> None:
    row = theirs(**parameters, uncertainty_type=kind.id)
    drawn = kind.random_variables(row, 20_000, np.random.RandomState(1)).ravel()
    assert stats.ks_2samp(make(3, **stated).values(U), drawn, method="asymp").pvalue > 0.01
    if "beta" in stated["distribution"]:  # the others have no quantiles there
        assert np.allclose(make(3, **stated).values(U), kind.ppf(row, U[None, :]).ravel(), rtol=1e-9)


@pytest.mark.parametrize(
    ("stated", "exact"),
    [
        ({"distribution": "gamma", "scale": 0.5, "shape": 4, "location": 1.5}, stats.gamma(4, 1.5, 0.5)),
        ({"distribution": "weibull", "scale": 2, "shape": 1.7}, stats.weibull_min(1.7, scale=2)),
        ({"distribution": "student_t", "scale": 0.4, "degrees": 5}, stats.t(5, 3, 0.4)),
        ({"distribution": "beta", "minimum": 1, "maximum": 9, "alpha": 2, "beta": 5}, stats.beta(2, 5, 1, 8)),
        ({"distribution": "beta_pert", "minimum": 1, "maximum": 9, "shape": 8}, stats.beta(3, 7, 1, 8)),
    ],
)
def test_values_of_other_shapes_are_scipys_quantiles(stated: Any, exact: Any) -> None:
    assert np.allclose(make(3, **stated).values(U), exact.ppf(U), rtol=1e-9)
    assert make(3, **stated).standard_deviation() == pytest.approx(exact.std(), rel=2e-3)


@pytest.mark.parametrize(("stated", "kind", "parameters"), OTHERS)
def test_means_are_those_of_stats_arrays(stated: Any, kind: Any, parameters: Any) -> None:
    values = make(3, **stated).values(U)
    drawn = kind.random_variables(
        theirs(**parameters, uncertainty_type=kind.id), 40_000, np.random.RandomState(1)
    )
    assert values.mean() == pytest.approx(float(np.mean(drawn)), abs=4 * values.std() / math.sqrt(40_000))
    assert make(3, **stated).standard_deviation() == pytest.approx(values.std(), rel=5e-3)


def test_gumbel_is_the_extreme_value_distribution_of_stats_arrays() -> None:
    ours = make(3, distribution="gumbel", scale=0.5)
    assert np.allclose(ours.values(U), stats.gumbel_r(3, 0.5).ppf(U), rtol=1e-9)
    parameters = theirs(loc=3, scale=0.5, shape=0, uncertainty_type=11)
    drawn = stats_arrays.GeneralizedExtremeValueUncertainty.random_variables(
        parameters, 40_000, np.random.RandomState(1)
    )
    assert stats.kstest(drawn.ravel(), stats.gumbel_r(3, 0.5).cdf).pvalue > 0.01
    elsewhere = make(3, distribution="gumbel", scale=0.5, location=2)
    assert np.allclose(elsewhere.values(U), stats.gumbel_r(2, 0.5).ppf(U), rtol=1e-9)


def test_discrete_uniform_gives_whole_numbers_with_both_ends_equally_often() -> None:
    values = make(3, distribution="discrete_uniform", minimum=1, maximum=4).values(U)
    numbers, counts = np.unique(values, return_counts=True)
    assert numbers.tolist() == [1, 2, 3, 4] and counts.tolist() == [5000] * 4
    # stats_arrays leaves the maximum out
    drawn = stats_arrays.DiscreteUniform.random_variables(
        theirs(minimum=1, maximum=5, uncertainty_type=7), 4000
    )
    assert set(np.unique(drawn)) == set(numbers)
    in_grams = make(3000, per=1000, distribution="discrete_uniform", minimum=1, maximum=4).values(U)
    assert np.unique(in_grams).tolist() == [1000, 2000, 3000, 4000]


@pytest.mark.parametrize(
    ("stated", "whole"),
    [
        ({"distribution": "gamma", "scale": 0.5, "shape": 4}, stats.gamma(4, scale=0.5)),
        ({"distribution": "weibull", "scale": 2, "shape": 1.7}, stats.weibull_min(1.7, scale=2)),
        ({"distribution": "student_t", "scale": 0.4, "degrees": 5}, stats.t(5, 3, 0.4)),
        ({"distribution": "gumbel", "scale": 0.5}, stats.gumbel_r(3, 0.5)),
    ],
)
@pytest.mark.parametrize("bounds", [{"minimum": 2.0, "maximum": 4.0}, {"minimum": 2.5}, {"maximum": 3.5}])
def test_bounds_truncate_every_shape(stated: Any, whole: Any, bounds: Any) -> None:
    ours = make(3, **stated, **bounds)
    low, high = bounds.get("minimum", -math.inf), bounds.get("maximum", math.inf)
    below, above = whole.cdf(low), whole.cdf(high)
    assert np.allclose(ours.values(U), whole.ppf(below + U * (above - below)), rtol=1e-8)
    assert ours.values(U).min() >= low and ours.values(U).max() <= high


def test_location_and_scale_are_in_the_written_unit() -> None:
    stated = Uncertainty(distribution="gamma", scale=0.5, shape=4, location=1)
    in_tonnes = Quantity("p/input/f", 3000, "kg", "a test", "estimate", stated, None, 1000.0)
    ours = distribution_of(in_tonnes, "ecoinvent-2", None)
    assert np.allclose(ours.values(U), stats.gamma(4, loc=1000, scale=500).ppf(U), rtol=1e-9)


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"distribution": "gamma", "shape": 2}, "needs scale, shape"),
        ({"distribution": "student_t", "scale": 1}, "needs scale, degrees"),
        ({"distribution": "beta", "minimum": 0, "maximum": 1}, "needs minimum, maximum, alpha, beta"),
        ({"distribution": "uniform", "minimum": 0, "maximum": 1, "sd": 1}, "takes no sd"),
        ({"distribution": "none", "sd": 1}, "takes no sd"),
        ({"distribution": "none", "pedigree": [1, 1, 1, 1, 1]}, "takes no pedigree scores"),
        ({"pedigree": [1, 1, 1, 1, 1], "sd": 1}, "pedigree scores alone take no sd"),
        ({"distribution": "normal", "sd": -1}, "greater than 0"),
        ({"distribution": "gamma", "scale": 0, "shape": 1}, "greater than 0"),
        ({"distribution": "student_t", "scale": 1, "degrees": 2}, "greater than 2"),
        ({"distribution": "normal", "sd": 1, "minimum": 2, "maximum": 1}, "not below maximum"),
        ({"distribution": "discrete_uniform", "minimum": 0.5, "maximum": 2}, "whole numbers"),
    ],
)
def test_parameters_that_cannot_be_are_refused(stated: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Uncertainty(**stated)


@pytest.mark.parametrize(
    ("amount", "stated", "message"),
    [
        (-2, {"distribution": "lognormal", "sd": 0.1}, "needs `negative: true`"),
        (2, {"distribution": "lognormal", "sd": 0.1, "negative": True}, "stands beside the amount 2"),
        (0.5, {"distribution": "weibull", "scale": 1, "shape": 1, "location": 1}, "can give, 1 .. inf"),
        (3, {"distribution": "normal", "sd": 1, "minimum": 4}, "can give, 4 .. inf"),
        (3, {"distribution": "beta_pert", "minimum": 4, "maximum": 5}, "lies outside 4 .. 5"),
    ],
)
def test_amounts_that_a_distribution_cannot_give_are_refused(
    amount: float, stated: Any, message: str
) -> None:
    ((what, _),) = problems_of(Uncertainty(**stated), amount)
    assert message in what
    with pytest.raises(UncertaintyError, match=re.escape(message)):
        make(amount, **stated)


def test_no_uncertainty_is_stated_by_none() -> None:
    with pytest.raises(UncertaintyError, match="no uncertainty is stated"):
        make(3, distribution="none")
