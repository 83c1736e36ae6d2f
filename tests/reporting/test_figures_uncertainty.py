"""Figures of distributions: what is drawn, in both languages, and that the same figure is the same file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from rulewright.analysis.uncertainty import UncertaintyResult
from rulewright.reporting import figures_uncertainty
from rulewright.reporting.figures import save_figure
from rulewright.reporting.figures_uncertainty import (
    _density,
    convergence_figure,
    difference_figure,
    distribution_figure,
)
from rulewright.reporting.sentences import sentences_in
from rulewright.study import Study

PICTURES = (distribution_figure, convergence_figure, difference_figure)


@pytest.fixture(scope="module")
def result(study: Study) -> UncertaintyResult:
    return study.uncertainty(1000)


def texts(figure: Figure) -> str:
    return "\n".join(each.get_text() for each in figure.findobj(Text))


@pytest.mark.parametrize("draw", PICTURES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_figure_is_written_without_a_warning_and_names_what_it_shows(
    draw: Any, lang: str, result: UncertaintyResult, tmp_path: Path
) -> None:
    figure = draw(result, lang)
    assert save_figure(figure, tmp_path / "figure.svg").stat().st_size > 10_000
    said = texts(figure)
    assert "1,000" in said and "pact-3" in said and result.facts.inventory_hash in said
    assert "kg CO₂e / 1 t" in said
    assert result.facts.inventory_title.get(lang) in said


def test_the_same_figure_is_the_same_file(result: UncertaintyResult, tmp_path: Path) -> None:
    first, second = (
        save_figure(distribution_figure(result, "zh"), tmp_path / f"{name}.svg").read_bytes() for name in "ab"
    )
    assert first == second


def test_every_rule_has_its_row_with_mean_and_sd(result: UncertaintyResult) -> None:
    (axes,) = distribution_figure(result).axes
    dots = {round(float(line.get_xdata()[0]), 6) for line in axes.lines if line.get_marker() == "o"}
    assert dots == {round(float(each.totals_kg_co2e.mean()), 6) for each in result.results.values()}
    diamonds = {round(float(line.get_xdata()[0]), 6) for line in axes.lines if line.get_marker() == "D"}
    assert diamonds == {round(each.deterministic_kg_co2e, 6) for each in result.results.values()}


def test_differences_are_from_the_rule_that_is_asked_for(result: UncertaintyResult) -> None:
    said = texts(difference_figure(result, "en", baseline="pact-3"))
    assert "each rule less PACT" in said and "higher: " in said
    with pytest.raises(ValueError, match="no rule 'nobody'"):
        difference_figure(result, "en", baseline="nobody")


def test_convergence_ends_at_the_final_mean_with_a_band_that_narrows(result: UncertaintyResult) -> None:
    figure = convergence_figure(result)
    assert len(figure.axes) == len(result.results)
    for axes, each in zip(figure.axes, result.results.values(), strict=True):
        assert float(axes.lines[0].get_ydata()[-1]) == each.summary.mean.value
        band = axes.collections[0].get_paths()[0].vertices
        first, last = (np.ptp(band[np.isclose(band[:, 0], x)][:, 1]) for x in (10, 1000))
        assert first > 4 * last


@pytest.mark.parametrize("seed", [1, 2])
def test_a_density_is_that_of_its_distribution(seed: int) -> None:
    grid, density = _density(np.sort(np.random.default_rng(seed).normal(5.0, 2.0, 20_000)))
    exact = np.exp(-0.5 * ((grid - 5.0) / 2.0) ** 2) / (2.0 * np.sqrt(2 * np.pi))
    assert np.abs(density - exact).max() < 0.012
    assert float((density * np.diff(grid).mean()).sum()) == pytest.approx(1.0, abs=1e-3)


def test_draws_that_are_all_the_same_have_no_density() -> None:
    assert _density(np.full(100, 3.0))[1].tolist() == [0.0, 0.0]


def test_sentences_say_the_same_in_both_languages() -> None:
    assert {
        name: each.problems() for name, each in sentences_in(figures_uncertainty) if each.problems()
    } == {}
