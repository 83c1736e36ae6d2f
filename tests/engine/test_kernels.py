"""Compiled and plain kernels give the same bits, and those of the sampling plan."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rulewright.engine.elimination import Elimination
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.kernels import VARIABLE, kernels
from rulewright.engine.plans import MonteCarlo, hash_of
from rulewright.engine.portable import exp, normal_quantile

NAMES = [f"exchange {number}" for number in range(70)]
KEYS = np.array([hash_of(name) for name in NAMES], dtype=np.uint64)


@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
@pytest.mark.parametrize(("start", "stop"), [(0, 8), (5, 6), (3, 30), (1000, 4100)])
def test_both_paths_draw_the_numbers_of_the_plan(seed: int, start: int, stop: int) -> None:
    expected = np.stack([MonteCarlo(seed).uniforms(name, start, stop) for name in NAMES])
    for route in ("numba", "numpy"):
        assert np.array_equal(kernels(route).uniforms(seed, KEYS, start, stop), expected), route


@pytest.mark.parametrize("spread", [0.1, 3.0, 60.0])
def test_both_paths_give_the_same_bits_of_lognormals(spread: float) -> None:
    random = np.random.default_rng(1)
    medians, sds = random.normal(0, 3, len(KEYS)), random.uniform(0, spread, len(KEYS))
    u = np.stack([MonteCarlo(7).uniforms(name, 0, 3000) for name in NAMES])
    expected = medians[:, None] * exp(sds[:, None] * normal_quantile(u))
    for route in ("numba", "numpy"):
        assert np.array_equal(kernels(route).lognormals(7, KEYS, medians, sds, 0, 3000), expected), route


def test_elimination_gives_the_same_bits_on_both_paths() -> None:
    random = np.random.default_rng(3)
    size, draws = 40, 21
    places = [(int(row), column) for column in range(size) for row in random.integers(0, size, 4)]
    plain, compiled = Elimination(size, places, route="numpy"), Elimination(size, places, route="numba")
    values = -random.uniform(0, 0.1, (len(plain.given), draws))
    values[[plain.slots[number, number] for number in range(size)]] += 1
    right = random.normal(0, 1, (size, draws))
    for ours, theirs in zip(plain.solve(values, right), compiled.solve(values, right), strict=True):
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("sets", [1, 2, 4, 5, 9])
def test_both_paths_sum_emissions_alike_for_any_number_of_sets(sets: int) -> None:
    random = np.random.default_rng(sets)
    rows, count = 13, 60
    targets = np.sort(random.integers(0, rows, count))
    targets[7:12] = targets[11:6:-1]  # the order of the exchanges counts, not that of the rows
    amounts, factors = random.lognormal(0, 9, (count, 8)), random.normal(0, 50, (count, sets))
    start = random.normal(0, 1, (rows, sets, 8))
    expected = start.copy()
    for row, target in enumerate(targets):
        expected[target] += factors[row][:, None] * amounts[row]
    for route in ("numba", "numpy"):
        found = start.copy()
        kernels(route).add_scaled_rows(amounts, factors, targets, found)
        assert np.array_equal(found, expected), route
        kernels(route).add_scaled_rows(amounts[:0], factors[:0], targets[:0], found)
        assert np.array_equal(found, expected), route


@pytest.mark.parametrize("sets", [1, 2, 5])
def test_both_paths_find_the_largest_of_every_lane(sets: int) -> None:
    random = np.random.default_rng(sets)
    numbers, factors = random.normal(0, 1, (30, sets, 8)), random.normal(0, 1, 30)
    expected = (numbers * factors[:, None, None]).max(axis=0)
    numbers[4, 0, 3] = np.nan
    rest = np.delete(numbers[:, 0, 3] * factors, 4)
    expected[0, 3] = rest.max()
    for route in ("numba", "numpy"):
        assert np.array_equal(kernels(route).largest(numbers, factors), expected), route


def test_importing_the_package_and_the_engine_does_not_import_numba() -> None:
    code = "import sys, rulewright, rulewright.engine.background, rulewright.engine.compiled; sys.exit('numba' in sys.modules)"
    package = Path(__file__).resolve().parents[2] / "toolkit"
    run = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(package), "PATH": ""}, check=False
    )
    assert run.returncode == 0


def test_a_variable_chooses_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels.cache_clear()
    monkeypatch.setenv(VARIABLE, "numpy")
    try:
        assert kernels().path == "numpy"
        kernels.cache_clear()
        monkeypatch.setenv(VARIABLE, "fortran")
        with pytest.raises(UncertaintyError, match="unknown kernels 'fortran'"):
            kernels()
    finally:
        kernels.cache_clear()
