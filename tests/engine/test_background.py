"""Draws of a whole background: exact where an answer is known, the same bits however they are made, never silent."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from background_examples import FLOW, background, dense_scores, random_background, table

from rulewright.engine.background import BackgroundData, CompiledBackground
from rulewright.engine.compiled import DIRECT, NOT_PRODUCTIVE, OK, SINGULAR
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.exchange_draws import is_uncertain
from rulewright.engine.kernels import kernels
from rulewright.engine.sweeps import AGREEMENT, LARGEST_RESIDUAL, solve
from rulewright.errors import SingularSystemError

ROUTES = ("numba", "numpy")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("radius", [0.3, 0.8, 0.95])
def test_central_scores_are_those_of_a_dense_solution(radius: float, route: str) -> None:
    data = random_background(60, 1, radius, 0.1)
    compiled = CompiledBackground(data, path=route)
    assert compiled.mean_kg_co2e[:, 0] == pytest.approx(dense_scores(data), rel=1e-9)


@pytest.mark.parametrize("route", ROUTES)
def test_each_draw_solves_its_own_matrix(route: str) -> None:
    data = random_background(40, 2, 0.6, 0.2)
    compiled = CompiledBackground(data, path=route)
    block = compiled.draw(0, 8, 5, 1)
    entries, rights = compiled._source(5).fill(0)
    links, pattern = len(compiled.pattern.suppliers), compiled.pattern
    for draw in range(8):
        matrix = np.diag(entries[links:, draw])
        matrix[pattern.users, pattern.suppliers] = entries[:links, draw]
        expected = np.linalg.solve(matrix, rights[:, 0, draw])[compiled.wanted]
        assert block.unit_impacts_kg_co2e[draw, :, 0] == pytest.approx(expected, rel=1e-9)
    assert block.residuals.max() <= LARGEST_RESIDUAL
    assert (block.status == OK).all()


def test_same_bits_whatever_blocks_order_and_threads() -> None:
    compiled = CompiledBackground(random_background(50, 3, 0.7, 0.2))
    whole = compiled.draw(0, 64, 9, 1).unit_impacts_kg_co2e
    assert np.array_equal(compiled.draw(0, 64, 9, 3).unit_impacts_kg_co2e, whole)
    last, first = compiled.draw(37, 64, 9, 2), compiled.draw(0, 37, 9, 1)
    assert np.array_equal(np.concatenate([first.unit_impacts_kg_co2e, last.unit_impacts_kg_co2e]), whole)
    again = CompiledBackground(random_background(50, 3, 0.7, 0.2))
    assert again.hash == compiled.hash
    assert np.array_equal(again.draw(20, 21, 9).unit_impacts_kg_co2e, whole[20:21])
    assert not np.array_equal(compiled.draw(0, 8, 10).unit_impacts_kg_co2e, whole[:8])


@pytest.mark.parametrize("route", ROUTES)
def test_a_compiled_background_can_be_sent_to_another_process(route: str) -> None:
    compiled = CompiledBackground(random_background(30, 3, 0.7, 0.2), path=route)
    before = compiled.draw(0, 16, 2).unit_impacts_kg_co2e
    sent = pickle.loads(pickle.dumps(compiled))
    assert np.array_equal(sent.draw(0, 16, 2).unit_impacts_kg_co2e, before)


def test_numbers_do_not_depend_on_the_order_of_exchanges_nor_on_what_else_is_wanted() -> None:
    data = random_background(30, 4, 0.6, 0.2)
    turned = replace(data, technosphere=data.technosphere[::-1].copy(), biosphere=data.biosphere[::-1].copy())
    assert turned.hash == data.hash
    one, other = CompiledBackground(data, [7]), CompiledBackground(turned, [3, 7])
    a, b = one.draw(0, 16, 1).unit_impacts_kg_co2e[:, 0], other.draw(0, 16, 1).unit_impacts_kg_co2e[:, 1]
    assert a == pytest.approx(b, rel=1e-10)


def test_both_paths_agree_and_fix_the_same_order() -> None:
    data = random_background(80, 5, 0.7, 0.2)
    compiled, plain = CompiledBackground(data, path="numba"), CompiledBackground(data, path="numpy")
    assert compiled.hash == plain.hash
    a, b = compiled.draw(0, 24, 3), plain.draw(0, 24, 3)
    assert a.unit_impacts_kg_co2e == pytest.approx(b.unit_impacts_kg_co2e, rel=AGREEMENT)
    assert np.array_equal(a.status, b.status)


def test_a_sum_of_lognormals_has_its_exact_mean_and_variance() -> None:
    amounts, sd = {0: 1.0, 1: 2.0, 2: 0.5}, 0.3
    data = background([(1, 0, 1.0), (2, 0, 1.0)], amounts)
    moving = data.biosphere.copy()
    moving["kind"], moving["loc"], moving["scale"] = 2, np.log(moving["amount"]), sd
    drawn = (
        CompiledBackground(replace(data, biosphere=moving), [0])
        .draw(0, 20_000, 1)
        .unit_impacts_kg_co2e[:, 0, 0]
    )
    mean = sum(amounts.values()) * math.exp(sd**2 / 2)
    variance = sum(each**2 for each in amounts.values()) * math.exp(sd**2) * math.expm1(sd**2)
    assert abs(drawn.mean() - mean) < 4 * math.sqrt(variance / len(drawn))
    assert drawn.var() == pytest.approx(variance, rel=0.05)


def test_a_ratio_of_lognormals_is_lognormal() -> None:
    # score = emission / production, both lognormal: ln has the variance of both together
    data = background([], {0: 2.0})
    technosphere, biosphere = data.technosphere.copy(), data.biosphere.copy()
    for exchanges, sd in ((technosphere, 0.2), (biosphere, 0.1)):
        exchanges["kind"], exchanges["loc"], exchanges["scale"] = 2, np.log(exchanges["amount"]), sd
    data = replace(data, technosphere=technosphere, biosphere=biosphere)
    logs = np.log(CompiledBackground(data, [0]).draw(0, 20_000, 2).unit_impacts_kg_co2e[:, 0, 0])
    spread = math.hypot(0.2, 0.1)
    assert abs(logs.mean() - math.log(2.0)) < 4 * spread / math.sqrt(len(logs))
    assert logs.std() == pytest.approx(spread, rel=0.03)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("radius", [0.8, 0.9, 0.95, 0.98])
def test_slow_loops_are_solved(radius: float, route: str) -> None:
    half = radius / 2
    inputs = [(a, b, half) for a in range(3) for b in range(3) if a != b]
    data = background(
        inputs, {0: 1.0, 1: 0.0, 2: -0.5}
    )  # an uptake: sweeps may not be continued to their limit
    compiled = CompiledBackground(data, path=route)
    block = compiled.draw(0, 8, 1)
    assert (block.status < NOT_PRODUCTIVE).all()
    assert block.unit_impacts_kg_co2e[:, :, 0] == pytest.approx(np.tile(dense_scores(data), (8, 1)), rel=1e-8)
    assert compiled.mean_kg_co2e[:, 0] == pytest.approx(dense_scores(data), rel=1e-8)


def _with_a_loop_that_may_take_too_much() -> BackgroundData:
    data = background([(1, 0, 0.9), (0, 1, 0.9)], {0: 1.0, 1: 1.0})
    moving = data.technosphere.copy()
    moves = moving["row"] != moving["column"]
    moving["kind"][moves], moving["minimum"][moves], moving["maximum"][moves] = 4, 0.9, 1.3
    return replace(data, technosphere=moving)


@pytest.mark.parametrize("route", ROUTES)
def test_a_loop_that_takes_more_than_it_gives_is_not_productive_and_not_dropped(route: str) -> None:
    data = _with_a_loop_that_may_take_too_much()
    compiled = CompiledBackground(data, path=route)
    block = compiled.draw(0, 200, 1)
    entries = [compiled._source(1).fill(start)[0].copy() for start in range(0, 200, 8)]
    product = np.concatenate([each[0] * each[1] for each in entries])  # gain of the loop of two
    assert len(block.status) == 200
    assert np.array_equal(block.status == NOT_PRODUCTIVE, product > 1)
    assert 20 < np.count_nonzero(product > 1) < 180
    assert (block.unit_impacts_kg_co2e[product < 1] > 0).all()


def test_draws_next_to_a_failing_one_keep_their_bits() -> None:
    compiled = CompiledBackground(_with_a_loop_that_may_take_too_much())
    block = compiled.draw(0, 64, 1)
    mixed = [n for n in range(0, 64, 8) if 0 < np.count_nonzero(block.status[n : n + 8]) < 8]
    assert mixed
    entries, rights = compiled._source(1).fill(mixed[0])
    good = int(np.flatnonzero(block.status[mixed[0] : mixed[0] + 8] == OK)[0])
    alone = np.repeat(entries[:, good : good + 1], 8, axis=1)
    again = compiled._solve(alone, np.repeat(rights[:, :, good : good + 1], 8, axis=2))
    assert np.array_equal(again.unit_impacts_kg_co2e[0], block.unit_impacts_kg_co2e[mixed[0] + good])


def test_a_radius_of_1_01_at_the_centre_is_said_and_each_draw_is_marked() -> None:
    data = background([(1, 0, 1.01), (0, 1, 1.0)], {0: 1.0, 1: 1.0})
    block = CompiledBackground(data).draw(0, 8, 1)
    assert (block.status == NOT_PRODUCTIVE).all()


def test_a_singular_background_is_refused() -> None:
    data = background([(1, 0, 1.0), (0, 1, 1.0)], {0: 1.0, 1: 1.0})
    with pytest.raises(SingularSystemError, match="the background is singular"):
        CompiledBackground(data)


def test_a_process_that_uses_all_it_makes_is_named() -> None:
    data = background([(0, 0, 1.0)], {0: 1.0})
    with pytest.raises(SingularSystemError, match=r"use up all that they make: 'bg\|p0'"):
        CompiledBackground(data)


def test_a_product_that_nobody_makes_is_named() -> None:
    data = background([(1, 0, 1.0)], {0: 1.0, 1: 1.0})
    lacking = data.technosphere[data.technosphere["column"] != 1]
    with pytest.raises(SingularSystemError, match=r"nobody makes 'bg\|p1'"):
        CompiledBackground(replace(data, technosphere=lacking))


def test_waste_treatment_and_its_producers_are_productive() -> None:
    # treatment makes -1 and takes 0.1 of product 0; product 0 has the waste as a negative input
    data = background([(1, 0, -0.5), (0, 1, 0.1)], {0: 1.0, 1: 0.3}, sd=0.1, made={1: -1.0})
    block = CompiledBackground(data).draw(0, 64, 1)
    assert (block.status == OK).all()
    assert (block.unit_impacts_kg_co2e[:, 1, 0] < 0).all()  # per +1 of the waste that it takes away


BAD: list[tuple[str, dict[str, Any], str]] = [
    (
        "scale below zero",
        {"kind": 2, "loc": 0.0, "scale": -1.0},
        "the scale is not a finite number above zero",
    ),
    ("normal without scale", {"kind": 3, "scale": math.nan}, "the scale is not a finite number above zero"),
    (
        "minimum above maximum",
        {"kind": 4, "minimum": 2.0, "maximum": 1.0},
        "the minimum is not below the maximum",
    ),
    ("missing bound", {"kind": 5, "minimum": 0.1}, "a bound is missing"),
    (
        "mode outside",
        {"kind": 5, "loc": 9.0, "minimum": 0.1, "maximum": 1.0},
        "the mode lies outside the bounds",
    ),
    ("unknown kind", {"kind": 77}, "the kind of distribution is not known"),
    ("not finite", {"amount": math.inf}, "the amount is not a finite number"),
    (
        "negative without flag",
        {"kind": 2, "amount": -0.5, "loc": -0.7, "scale": 0.1},
        "lacks its flag 'negative'",
    ),
    ("probability", {"kind": 6, "loc": 1.5}, "the probability lies outside 0 to 1"),
    ("shape", {"kind": 8, "shape": -1.0, "scale": 1.0}, "the shape is not a finite number above zero"),
]


@pytest.mark.parametrize(("fields", "message"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_a_distribution_that_cannot_be_names_its_exchange(fields: dict[str, Any], message: str) -> None:
    data = background([(1, 0, 0.5)], {0: 1.0, 1: 1.0})
    technosphere = data.technosphere.copy()
    place = int(np.flatnonzero(technosphere["row"] != technosphere["column"])[0])
    for field, value in fields.items():
        technosphere[field][place] = value
    with pytest.raises(UncertaintyError, match=message) as caught:
        CompiledBackground(replace(data, technosphere=technosphere))
    assert "'bg|p1>bg|p0#0'" in str(caught.value)


def test_two_inputs_of_one_product_are_drawn_apart() -> None:
    data = background([(1, 0, 0.5), (1, 0, 0.5)], {0: 0.0, 1: 1.0}, sd=0.2)
    moving = replace(data, biosphere=background([], {0: 0.0, 1: 1.0}).biosphere)
    drawn = np.log(CompiledBackground(moving, [0]).draw(0, 4000, 1).unit_impacts_kg_co2e[:, 0, 0])
    assert drawn.std() == pytest.approx(0.2 / math.sqrt(2), rel=0.1)


def test_several_indicators_use_the_same_draws() -> None:
    data = random_background(20, 6, 0.5, 0.2)
    both = replace(data, factors={"one": {FLOW: 1.0}, "two": {FLOW: 2.5}})
    impacts = CompiledBackground(both).draw(0, 16, 1).unit_impacts_kg_co2e
    assert impacts[:, :, 1] == pytest.approx(2.5 * impacts[:, :, 0], rel=1e-9)


def test_gradients_are_those_of_finite_differences() -> None:
    data = random_background(25, 7, 0.6, 0.1)
    compiled = CompiledBackground(data)
    product = compiled.products[3]
    found = compiled.gradients(product)
    assert found.unit_impact_kg_co2e == pytest.approx(dense_scores(data)[product], rel=1e-9)
    for place in (30, 60, 90):
        step = 1e-6 * abs(found.technosphere_exchanges["amount"][place])
        sides = []
        for sign in (1, -1):
            moved = found.technosphere_exchanges.copy()
            moved["amount"][place] += sign * step
            sides.append(dense_scores(replace(data, technosphere=moved))[product])
        difference = (sides[0] - sides[1]) / (2 * step)
        assert found.technosphere_kg_co2e[place] == pytest.approx(
            difference, rel=1e-4, abs=1e-9 * abs(difference)
        )
    technosphere, biosphere = found.elasticities
    assert biosphere.sum() == pytest.approx(1.0, rel=1e-9)  # the impact is linear in emissions
    assert len(technosphere) == len(found.technosphere_exchanges)


def test_what_nobody_needs_is_neither_drawn_nor_solved() -> None:
    data = background([(1, 0, 0.5), (0, 2, 0.5)], {0: 1.0, 1: 1.0, 2: 1.0}, sd=0.1)
    compiled = CompiledBackground(data, [0])
    assert compiled.facts["processes"] == 2
    assert int(is_uncertain(compiled.tech_exchanges).sum()) == 1


def test_statuses_are_those_of_a_product_system() -> None:
    assert (OK, DIRECT, NOT_PRODUCTIVE, SINGULAR) == (0, 1, 2, 3)
    assert len(table([(0, 0, 1.0, 1.0)])) == 1


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("sets", [2, 3, 4, 6])
def test_right_sides_solved_together_have_the_bits_of_each_alone(route: Any, sets: int) -> None:
    compiled = CompiledBackground(random_background(30, 4, 0.7, 0.3), path=route)
    entries, rights = compiled._source(3).fill(16)
    links, random = len(compiled.pattern.suppliers), np.random.default_rng(sets)
    several = rights * random.uniform(0.5, 2.0, (len(rights), sets, 1))
    starts = compiled.start * random.uniform(0.5, 2.0, (sets, 1))
    given = kernels(route), compiled.pattern, entries[:links], entries[links:]
    together = solve(*given, several, starts)
    for number in range(sets):
        alone = solve(*given, several[:, number : number + 1], starts[number : number + 1])
        assert np.array_equal(together.y[:, number], alone.y[:, 0])
        assert np.array_equal(together.sweeps[number], alone.sweeps[0])
        assert np.array_equal(together.residual[number], alone.residual[0])
