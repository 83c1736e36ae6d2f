"""The stop rule: it ends where the interval is narrow enough, with the bits of a run of that length."""

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.analysis.runs import BLOCK, Collected, Scores, Tally
from rulewright.analysis.stopping import Precision, Watch, is_due
from rulewright.analysis.uncertainty import run


def one_plant(distribution: dict[str, Any], amount: float = 1.0) -> rw.Study:
    emission = {"amount": amount, "uncertainty": distribution}
    plant = {"outputs": {"main": 1}, "emissions": {"co2-fossil": emission}}
    return rw.Study(make_inventory({"plant": plant}), [make_rule()], choices=[])


LOGNORMAL = {"distribution": "lognormal", "sd": 0.5}


@pytest.mark.parametrize("sampling", ["mc", "sobol"])
def test_a_run_stops_when_it_is_precise_enough_with_the_bits_of_that_length(sampling: Any) -> None:
    found = run(one_plant(LOGNORMAL), 200_000, sampling=sampling, precision=0.01)
    (rule,) = found.results
    assert (
        found.stopping is not None
        and found.stopping.reached
        and found.draws == found.stopping.draws < 200_000
    )
    mean = found.results[rule].summary.mean
    assert mean.error is not None and 1.959964 * mean.error <= 0.01 * mean.value
    fixed = run(one_plant(LOGNORMAL), found.draws, sampling=sampling)
    assert fixed.results[rule].hash == found.results[rule].hash
    assert any(f"reached after {found.draws} draws" in line for line in found.notes("en"))
    assert found.to_dict()["stopping"]["reached"] is True and found.to_dict()["planned_draws"] == 200_000


def test_a_wider_interval_takes_fewer_draws_and_half_of_it_about_four_times_as_many() -> None:
    wide, narrow = (run(one_plant(LOGNORMAL), 10**6, precision=width).draws for width in (0.01, 0.005))
    assert 3 <= narrow / wide <= 5.5


def test_the_interval_covers_the_exact_mean_about_as_often_as_it_says() -> None:
    exact = np.exp(0.5**2 / 2)
    covered = 0
    for seed in range(120):
        found = run(
            one_plant(LOGNORMAL), 100_000, seed=seed, precision=Precision(relative=0.02, confidence=0.9)
        )
        (each,) = found.results.values()
        covered += abs(each.summary.mean.value - exact) <= 0.02 * each.summary.mean.value
    assert covered / 120 >= 0.79, "90 % confidence, four binomial standard deviations below"


def test_an_absolute_precision_and_one_of_a_percentile() -> None:
    mean_only = run(one_plant(LOGNORMAL), 10**6, precision=Precision(absolute_kg_co2e=0.01))
    both = run(one_plant(LOGNORMAL), 10**6, precision=Precision(absolute_kg_co2e=0.01, percentile=97.5))
    assert both.draws > mean_only.draws
    (each,) = both.results.values()
    error = each.summary.percentiles[97.5].error
    assert error is not None and 1.959964 * error <= 0.01


def test_the_largest_number_of_draws_ends_a_run_and_is_said() -> None:
    found = run(one_plant(LOGNORMAL), 3000, precision=1e-6)
    assert found.draws == 3000 and found.stopping is not None and not found.stopping.reached
    assert any("was not reached within 3000 draws" in line for line in found.notes("en"))
    assert any("3000 次抽样后仍未达到" in line for line in found.notes("zh"))
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_mean_about_zero_has_no_relative_precision() -> None:
    found = run(one_plant({"distribution": "normal", "sd": 1.0}, amount=1e-12), 5000, precision=0.01)
    assert found.stopping is not None and not found.stopping.reached


def collected(*starts: int) -> Collected:
    found = Collected(1)
    for start in starts:
        values = np.random.default_rng(start).normal(1.0, 0.1, (1, BLOCK))
        found.add(Scores(start, start + BLOCK, values, np.zeros((1, BLOCK), np.uint8), Tally()))
    return found


def test_blocks_out_of_order_end_a_run_at_the_same_draw() -> None:
    blocks = [number * BLOCK for number in range(8)]
    in_order, at_once = (Watch(Precision(relative=0.0025), "mc", ["r"], 10**6) for _ in range(2))
    length = next(stop for stop in range(1, 9) if in_order.is_over(collected(*blocks[:stop])))
    assert at_once.is_over(collected(*reversed(blocks)))
    assert at_once.draws == in_order.draws == length * BLOCK < 8 * BLOCK


def test_a_gap_is_waited_for() -> None:
    watch = Watch(Precision(relative=0.5), "mc", ["r"], 10**6)
    assert not watch.is_over(collected(BLOCK, 2 * BLOCK))
    assert watch.is_over(collected(0, BLOCK, 2 * BLOCK)) and watch.draws == BLOCK


def test_steps_between_looks_grow_by_an_eighth_at_most() -> None:
    looked = [number for number in range(1, 5000) if is_due(number, "mc")]
    assert all((later - earlier) / earlier <= 1 / 8 or later <= 9 for earlier, later in pairwise(looked))
    assert len(looked) < 100


def test_the_expected_length_comes_from_the_square_root_law() -> None:
    watch = Watch(Precision(relative=0.0005), "mc", ["r"], 10**9)
    assert not watch.is_over(collected(0))
    exact = (1.96 * 0.1 / 0.0005) ** 2
    assert 0.8 < watch.expected / exact < 1.25
