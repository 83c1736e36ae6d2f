"""Runs on a drawn background: where its numbers enter, and that failed draws of it are failed draws."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_examples import share_rule, works

import rulewright as rw
from rulewright.analysis.run_errors import OtherRunError
from rulewright.analysis.uncertainty import run
from rulewright.brightway.background import with_unit_impacts
from rulewright.engine.errors import UncertaintyError
from rulewright.inventory import Quantity

IDENTITY = "background/0/oil|oil"


class Used:
    """A database that supplies oil at 3 kg CO2e a kilogram, give or take 10 %."""

    def __init__(self, results: Any, scale: float) -> None:
        self.scale, self.drawn = scale, 0
        oil = {"oil|oil": Quantity(IDENTITY, 3.0 * scale, "kg CO2e/kg", "made up", "known")}
        self.systems = {rule: with_unit_impacts(result.system, oil) for rule, result in results.items()}
        self.quantities = frozenset({IDENTITY})

    def draw(self, draws: int, seed: int, progress: Any = None) -> None:
        self.drawn = draws

    def values(self, start: int, stop: int) -> dict[str, Any]:
        assert stop <= self.drawn
        return {IDENTITY: 3.0 * self.scale * (1 + 0.1 * np.sin(np.arange(start, stop)))}

    def status(self, start: int, stop: int) -> Any:
        return np.where(np.arange(start, stop) % 10 == 7, 2, 0).astype(np.uint8)

    def notes(self, lang: str) -> list[str]:
        return ["背景：一个" if lang == "zh" else "background: one"]

    def to_dict(self) -> dict[str, Any]:
        return {
            "background": "made-up",
            "content_hash": str(self.scale),
            "draws": {"count": self.drawn, "directory": "/mine"},
        }


class Made:
    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale

    def under(self, results: Any) -> Used:
        return Used(results, self.scale)


def study() -> rw.Study:
    return rw.Study(works(), [share_rule("mass")], choices=[])


def test_its_unit_impacts_take_the_place_of_our_background() -> None:
    ours, theirs = run(study(), 500), run(study(), 500, background=Made())
    ((rule, each),) = theirs.results.items()
    assert each.deterministic_kg_co2e > ours.results[rule].deterministic_kg_co2e
    assert abs(each.central_difference) < 1e-9, "Brightway evaluates the same system"
    twice = run(study(), 500, background=Made(2.0)).results[rule].totals_kg_co2e
    both = each.ok
    impact = 3.0 * (1 + 0.1 * np.sin(np.arange(500)))
    per_kg = (twice - each.totals_kg_co2e)[both] / impact[both]  # kg oil per unit, in every draw
    rest = each.totals_kg_co2e[both] - per_kg * impact[both]
    assert (per_kg > 0).all() and (rest > 0).all()
    half = run(study(), 500, background=Made(0.5)).results[rule].totals_kg_co2e[both]
    np.testing.assert_allclose(half, rest + 0.5 * per_kg * impact[both], rtol=1e-12)


def test_draws_whose_background_failed_have_no_result_and_are_said() -> None:
    found = run(study(), 500, background=Made())
    (each,) = found.results.values()
    assert not each.ok[7::10].any() and each.count(2) == 50 and each.summary.count == 450
    assert any("in 50 draws of 500" in line for line in found.notes("en"))
    assert "background: one" in found.notes("en") and "背景：一个" in found.notes("zh")
    assert found.to_dict()["background"] == {
        "background": "made-up",
        "content_hash": "1.0",
        "draws": {"count": 500},
    }


def test_it_is_part_of_a_stored_run(tmp_path: Path) -> None:
    first = run(study(), 300, background=Made(), store=tmp_path / "run")
    assert rw.read_run(tmp_path / "run").to_json() == first.to_json()
    for other in (Made(2.0), None):
        with pytest.raises(OtherRunError, match="the background is"):
            run(study(), 300, background=other, store=tmp_path / "run")


def test_a_name_needs_a_mapping() -> None:
    with pytest.raises(UncertaintyError, match="needs a mapping"):
        run(study(), 100, background="ecoinvent")
