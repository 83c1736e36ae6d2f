"""Distributions against SciPy; bounds, units, signs, pedigree scores."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from rulewright.engine.distributions import Distribution, distribution_of
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.pedigree import FACTORS, basic_factor, pedigree_sd_ln
from rulewright.inventory import Quantity, Uncertainty

U = (np.arange(20_000) + 0.5) / 20_000


def quantity(amount: float, scale: float = 1.0, **uncertainty: Any) -> Quantity:
    return Quantity("p/input/f", amount, "kg", "a test", "estimate", Uncertainty(**uncertainty), None, scale)


def make(amount: float, scale: float = 1.0, basic: float | None = None, **uncertainty: Any) -> Distribution:
    return distribution_of(quantity(amount, scale, **uncertainty), "ecoinvent-2", basic)


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
        make(-3, distribution="lognormal", sd=0.4).values(U),
        -make(3, distribution="lognormal", sd=0.4).values(U),
    )


def test_truncated_lognormal_stays_inside_and_is_the_conditional_distribution() -> None:
    values = make(3, distribution="lognormal", sd=0.4, minimum=2, maximum=5).values(U)
    assert values.min() >= 2 and values.max() <= 5
    whole = stats.lognorm(0.4, scale=3)
    expected = whole.ppf(whole.cdf(2) + U * (whole.cdf(5) - whole.cdf(2)))
    assert np.allclose(values, expected, rtol=1e-9)
    mirrored = make(-3, distribution="lognormal", sd=0.4, minimum=-5, maximum=-2).values(U)
    assert mirrored.min() >= -5 and mirrored.max() <= -2
    assert np.allclose(np.sort(mirrored), np.sort(-values), rtol=1e-3)


@pytest.mark.parametrize("extreme", [2.0**-53, 1 - 2.0**-53])
@pytest.mark.parametrize(("ours", "_theirs"), CASES)
def test_bounded_draws_never_leave_their_bounds(ours: Distribution, _theirs: Any, extreme: float) -> None:
    assert ours.low <= ours.values(np.array([extreme]))[0] <= ours.high


def test_bounds_and_sd_are_in_the_written_unit() -> None:
    in_tonnes = make(3000, scale=1000, distribution="triangular", minimum=1, maximum=9)
    assert (in_tonnes.low, in_tonnes.high) == (1000, 9000)
    assert make(3000, scale=1000, distribution="normal", sd=0.5).sd == 500
    assert make(3000, scale=1000, distribution="lognormal", sd=0.5).sd == 0.5


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
    assert make(0.1 * 3, scale=0.1, distribution="uniform", minimum=1, maximum=3).amount <= 0.3 + 1e-15
