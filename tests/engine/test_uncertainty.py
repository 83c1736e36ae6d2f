"""Uncertainty of a study: same bits, paired differences, refusals, files, the command."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_examples import share_rule, shipped, works
from numpy._core._multiarray_umath import __cpu_dispatch__
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.analysis.uncertainty import UncertaintyResult, run
from rulewright.cli import main
from rulewright.engine.errors import UncertaintyError
from rulewright.rule import Rule

KEYS = {"mean_kg_co2e", "median_kg_co2e", "sd_kg_co2e", "percentiles_kg_co2e", "monte_carlo_error_kg_co2e"}
STEEL = "steel-hot-rolled-coil-bf-bof"


def named(rule: Rule, name: str) -> Rule:
    own = rule.chain[0].model_copy(update={"id": name})
    return replace(rule, chain=(own, *rule.chain[1:]))


def study(*keys: str) -> rw.Study:
    return rw.Study(works(), [named(share_rule(key), key) for key in keys], choices=[])


def test_json_has_the_documented_keys_and_is_the_same_to_the_last_byte() -> None:
    first, second = (study("mass", "price").uncertainty(500, seed=3).to_json() for _ in range(2))
    assert first == second
    data = json.loads(first)
    assert data["seed"] == 3 and "Philox4x64" in data["generator"] and data["hashes"]["inventory"]
    for result in data["results"]:
        assert KEYS | {"seed", "generator", "hashes", "rule"} <= result.keys()
        assert result["percentiles_kg_co2e"].keys() == {"2.5", "5", "25", "75", "95", "97.5"}
        assert abs(result["checks"]["central_difference"]) < 1e-12
        assert result["checks"]["largest_residual"] < 1e-11


def test_a_rules_draws_don_t_depend_on_the_other_rules() -> None:
    together = study("mass", "lhv", "price").uncertainty(300)
    alone = study("price").uncertainty(300)
    assert together.results["price"].hash == alone.results["price"].hash


def test_a_difference_is_paired_draw_by_draw() -> None:
    result = study("mass", "price").uncertainty(400)
    (difference,) = result.differences()
    a, b = (result.results[rule].totals_kg_co2e for rule in ("mass", "price"))
    assert difference["mean_kg_co2e"] == pytest.approx((a - b).mean(), rel=1e-12)
    assert difference["share_a_above_b"] == (a > b).mean()
    assert difference["sd_kg_co2e"] < np.hypot(a.std(), b.std()), "shared draws make the difference sharper"


def test_the_same_rule_twice_differs_by_nothing() -> None:
    twice = rw.Study(works(), [named(share_rule("mass"), name) for name in ("one", "two")], choices=[])
    (difference,) = twice.uncertainty(100).differences()
    assert difference["share_equal"] == 1 and difference["sd_kg_co2e"] == 0


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_plans_agree_within_their_errors(sampling: Any) -> None:
    reference = study("price").uncertainty(8192, seed=99).results["price"].summary
    found = study("price").uncertainty(2048, seed=5, sampling=sampling).results["price"].summary
    assert found.mean.error is not None and reference.mean.error is not None
    assert abs(found.mean.value - reference.mean.value) < 4 * np.hypot(found.mean.error, reference.mean.error)


def test_shipped_steel_study_runs_all_rules_on_the_same_draws() -> None:
    result = shipped(STEEL).uncertainty(1000)
    assert len(result.results) == 8
    for each in result.results.values():
        assert each.ok.all() and abs(each.central_difference) < 1e-12
        assert each.uncertain and each.fixed and 0 < each.fixed_share < 1
        assert abs(each.summary.mean.value / each.deterministic_kg_co2e - 1) < 0.1


def test_failed_draws_are_counted_said_and_left_out() -> None:
    mill = {
        "outputs": {"steel": 1},
        "inputs": {"power": {"amount": 1.0, "uncertainty": {"distribution": "uniform", "minimum": 0.5, "maximum": 4}}},
        "emissions": {"co2-fossil": 1.0},
    }  # fmt: skip
    plant = {"outputs": {"power": 1}, "inputs": {"steel": 0.5}, "emissions": {"co2-fossil": 1.0}}
    result = run(rw.Study(make_inventory({"mill": mill, "plant": plant}), [make_rule()], choices=[]), 400)
    ((rule, each),) = result.results.items()
    failed = 400 - each.summary.count
    assert failed == each.count(2) > 150
    assert any(
        f"in {failed} draws of 400 a loop takes more than it gives" in line for line in result.notes("en")
    )
    assert result.to_dict()["results"][0]["checks"]["not_productive"] == failed
    assert each.summary.percentiles[2.5].value > 0
    assert np.isfinite(result.dataset["running_mean"].values[..., -1]).all() and rule


def test_nothing_usable_is_refused() -> None:
    mill = {
        "outputs": {"steel": 1},
        "inputs": {"power": {"amount": 1.0, "uncertainty": {"distribution": "normal", "sd": 1e-6}}},
        "emissions": {"co2-fossil": {"formula": "sqrt(x)"}},
    }
    x = {"id": "x", "amount": 0.0, "unit": "kg", "source": "test", "mark": "estimate"}
    below = {**x, "uncertainty": {"distribution": "triangular", "minimum": -1.0, "maximum": 0.0}}
    plant = {"outputs": {"power": 1}, "emissions": {"co2-fossil": 1.0}}
    inventory = make_inventory({"mill": mill, "plant": plant}, parameters=[below])
    with pytest.raises(UncertaintyError, match="fewer than two of 50 draws"):
        run(rw.Study(inventory, [make_rule()], choices=[]), 50)


def test_a_quantity_that_changes_sign_is_named() -> None:
    plant = {
        "outputs": {"main": 1},
        "emissions": {"co2-fossil": {"amount": 1.0, "uncertainty": {"distribution": "normal", "sd": 1.0}}},
    }
    result = run(rw.Study(make_inventory({"plant": plant}), [make_rule()], choices=[]), 500)
    assert list(result.sign_changes) == ["plant/emission/co2-fossil"]
    assert any("plant/emission/co2-fossil" in line for line in result.notes("zh"))


def test_table_has_a_row_for_every_statistic_in_both_languages() -> None:
    result: UncertaintyResult = study("mass").uncertainty(100)
    zh, en = result.to_dataframe("zh"), result.to_dataframe("en")
    assert zh.shape == en.shape == (19, 1)
    assert "mean" in en.index and "均值" in zh.index


def test_command_prints_json_that_repeats(capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "uncertainty",
        STEEL,
        "--rules",
        "pact-3,cbam-2025",
        "--draws",
        "200",
        "--seed",
        "7",
        "--format",
        "json",
    ]
    texts = []
    for _ in range(2):
        assert main(words) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    assert [each["rule"] for each in json.loads(texts[0])["results"]] == ["pact-3", "cbam-2025"]


def test_command_refuses_too_few_draws_with_what_where_and_mend(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["uncertainty", STEEL, "--rules", "pact-3", "--draws", "1"]) == 1
    said = capsys.readouterr().err
    assert "1 is not a number of draws" in said and "where:" in said and "mend:" in said


def test_same_bits_in_another_process_with_another_processors_code() -> None:
    script = (
        "import rulewright as rw\n"
        f"study = rw.Study({STEEL!r}, ['pact-3'])\n"
        "print(study.uncertainty(100, seed=42).results['pact-3'].hash)"
    )
    hashes = {rw.Study(STEEL, ["pact-3"]).uncertainty(100, seed=42).results["pact-3"].hash}
    for features in (
        "",
        " ".join(__cpu_dispatch__),
    ):  # NumPy's exp, for one, gives other last bits without them
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path(rw.__file__).parent.parent),
            "PYTHONHASHSEED": "123",
            "NPY_DISABLE_CPU_FEATURES": features,
        }
        command = [sys.executable, "-W", "ignore", "-c", script]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        hashes.add(done.stdout.strip())
    assert len(hashes) == 1
