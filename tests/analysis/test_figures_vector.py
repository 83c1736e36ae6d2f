"""Figures of portfolios, hotspots and detectors leave as vectors, with their titles in either language."""

from dataclasses import replace
from pathlib import Path

import pytest
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.analysis.hotspots import BYS
from rulewright.analysis.portfolio import run
from rulewright.portfolio import Portfolio
from rulewright.reporting.figures import NotebookFigure, ink_on, save_figure, wrapped


def figures(lang: str) -> dict[str, NotebookFigure]:
    shelf = rw.read_portfolio("aluminium-smelters-cn")
    few = Portfolio(shelf.file, shelf.plants[:3])
    result = run(few, ["gbt-44905-2024", "cbam-2025"], draws=4)
    made = {
        f"portfolio-{kind}": result.plot(lang, kind)
        for kind in ("ranking", "matrix", "tau", "ranks", "reversals")
    }
    made["gains"] = result.gains("gbt-44905-2024", "cbam-2025").plot(lang)
    made["discernible"] = result.discernible("cbam-2025").plot(lang)
    plant = {"outputs": {"main": 1}, "inputs": {"part": 2}, "emissions": {"co2-fossil": 1, "co-fossil": 1}}
    shop = {"outputs": {"part": 1}, "emissions": {"ch4-fossil": 0.1}}
    study = rw.Study(make_inventory({"plant": plant, "shop": shop}), [make_rule()], [])
    found = study.hotspots("example-rule")
    made |= {f"hotspots-{kind}": found.plot(lang, kind) for kind in ("sankey", *BYS)}
    made["findings"] = study.detect().plot(lang)
    return made


def joint() -> rw.Study:
    """10 kg CO2 shared by mass or by price."""
    plant = {"outputs": {"main": 1, "side": 1}, "emissions": {"co2-fossil": 10.0}}
    flows = {"main": {"mass": 1.0, "price": 9.0}, "side": {"mass": 1.0, "price": 1.0}}
    rules = []
    for key in ("mass", "price"):
        rule = make_rule(ladder=[{"share": {"by": key}}])
        head = rule.chain[0].model_copy(update={"id": f"by-{key}"})
        rules.append(replace(rule, chain=(head, *rule.chain[1:])))
    return rw.Study(make_inventory({"plant": plant}, flows), rules, [])


def test_maps_of_break_even_are_vectors_with_their_scale_of_colours(tmp_path: Path) -> None:
    found = joint().break_even_map("main.price", "side.price", spans=[(1.0, 9.0), (1.0, 9.0)])
    svg = save_figure(found.plot("en"), tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "<image" not in svg


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_are_written_as_vectors(lang: str, tmp_path: Path) -> None:
    for name, figure in figures(lang).items():
        svg = save_figure(figure, tmp_path / f"{name}.svg").read_text(encoding="utf-8")
        assert "<svg" in svg and "<image" not in svg, name
        pdf = save_figure(figure, tmp_path / f"{name}.pdf").read_bytes()
        assert pdf.startswith(b"%PDF") and b"/Subtype /Image" not in pdf, name
        assert any(text.get_text().strip() for text in figure.texts), name


def test_long_names_are_wrapped_and_then_cut() -> None:
    name = "integrated works on the coast with a very long name and a captive power plant"
    lines = wrapped(name, 30).split("\n")
    assert len(lines) == 2 and all(len(line) <= 30 for line in lines) and lines[1].endswith("...")
    assert wrapped("short", 30) == "short"
    assert wrapped("江苏沿海长流程厂（含自备电站）", 20).count("\n") == 1


def test_ink_can_be_read_on_every_shade() -> None:
    assert ink_on("#FFFFFF") != "white" and ink_on("#003A5D") == "white"
    assert ink_on("#F0E442") != "white" and ink_on("#0072B2") == "white"
