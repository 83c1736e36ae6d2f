"""Figures: what is drawn, in both languages, and that the same figure is the same file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import matplotlib
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from rulewright.reporting.figures import (
    STAGE_COLOURS,
    comparison_figure,
    contribution_figure,
    save_figure,
    shortened,
)
from rulewright.reporting.text import text_width
from rulewright.study import Comparison
from rulewright.words import CREDITS_STAGE, STAGES

Make = Callable[..., Comparison]
EVERY_STAGE = {stage: 10.0 * (place + 1) for place, stage in enumerate(STAGES)}


def bars(figure: matplotlib.figure.Figure) -> list[Rectangle]:
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]


def texts(figure: matplotlib.figure.Figure) -> str:
    from matplotlib.text import Text

    return "\n".join(text.get_text() for text in figure.findobj(Text))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_a_figure_is_written_without_a_warning(
    comparison: Comparison, tmp_path: Path, lang: str, suffix: str
) -> None:
    path = save_figure(comparison_figure(comparison, lang), tmp_path / f"figure{suffix}")
    assert path.stat().st_size > 10_000


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_contributions_are_written_without_a_warning(
    comparison: Comparison, tmp_path: Path, lang: str
) -> None:
    for result in comparison.results.values():
        save_figure(contribution_figure(result, lang), tmp_path / "figure.png")


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_the_same_figure_is_the_same_file(comparison: Comparison, tmp_path: Path, suffix: str) -> None:
    first, second = (
        save_figure(comparison_figure(comparison, "zh"), tmp_path / f"{name}{suffix}").read_bytes()
        for name in ("first", "second")
    )
    assert first == second


def test_the_parts_of_each_bar_add_up_to_its_total(comparison: Comparison) -> None:
    figure = comparison_figure(comparison, "en")
    for row, result in enumerate(comparison.results.values()):
        parts = [bar for bar in bars(figure) if abs(bar.get_y() + bar.get_height() / 2 - row) < 1e-9]
        assert sum(bar.get_width() for bar in parts) == pytest.approx(result.evaluation.total_kg_co2e)


def test_a_stage_has_the_same_colour_whatever_else_is_drawn(made: Make) -> None:
    alone = bars(comparison_figure(made({"use": 1.0}), "en"))
    among = bars(comparison_figure(made(EVERY_STAGE), "en"))
    colours = {to_hex(bar.get_facecolor()).upper() for bar in alone}
    assert colours == {STAGE_COLOURS["use"]}
    assert colours < {to_hex(bar.get_facecolor()).upper() for bar in among}
    assert len(set(STAGE_COLOURS.values())) == len(STAGE_COLOURS)


def test_credits_stand_hatched_below_zero(made: Make) -> None:
    figure = comparison_figure(made({"production": 100.0, CREDITS_STAGE: -30.0}), "en")
    credit = [bar for bar in bars(figure) if bar.get_hatch()]
    assert len(credit) == 1
    assert credit[0].get_width() == -30.0
    assert credit[0].get_x() == 0.0
    assert figure.axes[0].get_xlim()[0] < -30.0


def test_a_result_below_zero_and_one_of_zero_can_be_drawn(made: Make, tmp_path: Path) -> None:
    made_up = made({"raw_materials": -50.0, "production": 20.0, CREDITS_STAGE: -5.0}, {})
    figure = comparison_figure(made_up, "zh")
    assert "−35" in texts(figure)
    save_figure(figure, tmp_path / "figure.svg")


def test_items_apart_are_hollow_marks_and_in_no_bar(made: Make) -> None:
    apart = {"end-of-life:steel-scrap": -40.0, "scrap-input:steel-scrap": -35.0, "apart:packaging": 5.0}
    figure = comparison_figure(made({"production": 100.0}, apart=apart), "en")
    marks = [line for line in figure.axes[0].lines if line.get_marker() in tuple("Dso")]
    assert sorted(float(line.get_xdata()[0]) for line in marks) == [-40.0, -35.0, 5.0]
    assert all(line.get_markerfacecolor() == "white" for line in marks)
    assert len({line.get_marker() for line in marks}) == 3
    assert sum(bar.get_width() for bar in bars(figure)) == 100.0
    assert "not in the total: end-of-life credit (steel scrap)" in texts(figure)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_ten_rules_with_every_stage_fit(made: Make, lang: str) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    apart = {"end-of-life:steel-scrap": -400.0, "scrap-input:steel-scrap": -390.0, "apart:packaging": 5.0}
    figure = comparison_figure(made(*[EVERY_STAGE] * 10, apart=apart), lang)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    width, height = figure.get_size_inches() * figure.dpi
    for text in figure.findobj(matplotlib.text.Text):
        box = text.get_window_extent(renderer)
        if text.get_text() and text.get_visible():
            assert box.x0 >= -1, text.get_text()
            assert box.x1 <= width + 1, text.get_text()
            assert box.y0 >= -1, text.get_text()
            assert box.y1 <= height + 1, text.get_text()


def test_a_figure_names_inventory_rules_and_toolkit(comparison: Comparison) -> None:
    shown = texts(comparison_figure(comparison, "en"))
    assert comparison.inventory.hash in shown
    assert "rulewright 0." in shown
    for rule, result in comparison.results.items():
        assert rule in shown
        assert result.rule.hash[:8] in shown


def test_drawing_leaves_no_state_behind(comparison: Comparison) -> None:
    before = dict(matplotlib.rcParams)
    comparison_figure(comparison, "zh")
    assert dict(matplotlib.rcParams) == before
    if "matplotlib.pyplot" in sys.modules:
        assert sys.modules["matplotlib.pyplot"].get_fignums() == []


def test_a_contribution_figure_shows_the_whole_result(comparison: Comparison) -> None:
    result = comparison.results["gbt-24067-2024"]
    figure = contribution_figure(result, "en", count=3)
    assert len(bars(figure)) == 5  # three, the others, the credits
    assert sum(bar.get_width() for bar in bars(figure)) == pytest.approx(result.evaluation.total_kg_co2e)


def test_a_notebook_shows_a_figure_that_pyplot_does_not_know(comparison: Comparison) -> None:
    image = comparison_figure(comparison, "zh")._repr_png_()
    assert image.startswith(b"\x89PNG")
    assert image == comparison_figure(comparison, "zh")._repr_png_()


def test_an_unknown_kind_of_file_is_refused(comparison: Comparison, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"written as \.svg, \.png, \.pdf, not as '\.bmp'"):
        save_figure(comparison_figure(comparison, "en"), tmp_path / "figure.bmp")


def test_a_long_text_is_shortened_to_its_columns() -> None:
    assert shortened("热轧卷", 10) == "热轧卷"
    assert shortened("热轧卷（高炉—转炉长流程）", 12) == "热轧卷（..."
    assert text_width(shortened("热轧卷（高炉—转炉长流程）", 12)) <= 12
