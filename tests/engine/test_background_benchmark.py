"""The benchmark runs, and the documentation shows its measurements."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
MEASURED = ROOT / "benchmarks" / "results" / "background.json"


@pytest.fixture(autouse=True)
def _path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT / "benchmarks")])


@pytest.mark.parametrize("name", ["benchmarks.md", "benchmarks.zh-CN.md"])
def test_the_documentation_shows_what_was_measured(name: str) -> None:
    from benchmark_tables import tables

    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert tables(json.loads(MEASURED.read_text(encoding="utf-8"))) in text


def test_the_generated_background_has_the_shape_that_is_said() -> None:
    from background_system import Shape, generate
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    size = 3000
    data = generate(Shape(processes=size))
    inputs = data.technosphere[data.technosphere["sign"] < 0]
    links = csr_array((np.ones(len(inputs)), (inputs["column"], inputs["row"])), shape=(size, size))
    _, label = connected_components(links, directed=True, connection="strong")
    assert 0.8 < np.bincount(label).max() / size < 0.97
    assert 0.72 < np.mean(inputs["kind"] == 2) < 0.78
    assert 8 < len(inputs) / size < 14
    assert np.array_equal(generate(Shape(processes=size)).technosphere["amount"], data.technosphere["amount"])


def test_our_part_of_the_benchmark_runs_and_its_draws_are_good() -> None:
    from time_background import ours

    found = ours(argparse.Namespace(processes=600, draws=16, rounds=1))
    assert found["largest_residual"] <= 1e-10
    assert sum(found["status"]) == 16
    assert found["ms_per_draw_one_core"] > 0
