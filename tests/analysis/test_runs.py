"""Runs: blocks, results that hold the same numbers everywhere, parts by stage and gas, bad input."""

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_examples import share_rule, shipped, works

import rulewright as rw
from rulewright.analysis.run_facts import facts_from
from rulewright.analysis.runs import BLOCK, NOT_DONE, Collected, Engine, Scores, Tally, ranges, task_of
from rulewright.analysis.stopping import Precision
from rulewright.analysis.uncertainty import run
from rulewright.errors import RulewrightError
from rulewright.reporting.messages import in_language
from rulewright.rule import Rule

STEEL = "steel-hot-rolled-coil-bf-bof"


def named(rule: Rule, name: str) -> Rule:
    own = rule.chain[0].model_copy(update={"id": name})
    return replace(rule, chain=(own, *rule.chain[1:]))


def study(*keys: str) -> rw.Study:
    return rw.Study(works(), [named(share_rule(key), key) for key in keys], choices=[])


def engine(draws: int, sampling: Any = "mc", splits: bool = False) -> Engine:
    own = study("mass", "price")
    results = {rule: own.result(rule) for rule in own.rules}
    return Engine(task_of(own.inventory, results, draws, sampling=sampling, splits=splits))


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_blocks_of_any_size_in_any_order_have_the_same_bits(sampling: Any) -> None:
    whole = engine(300, sampling).scores(0, 300)
    parts = engine(300, sampling)
    for start, stop in reversed(list(ranges(300, 17))):
        part = parts.scores(start, stop)
        assert np.array_equal(part.totals_kg_co2e, whole.totals_kg_co2e[:, start:stop])
        assert np.array_equal(part.status, whole.status[:, start:stop])


def test_a_task_can_be_sent_and_gives_the_same_bits() -> None:
    here = engine(64)
    there = Engine(pickle.loads(pickle.dumps(here.task)))
    assert there.scores(0, 64).digest == here.scores(0, 64).digest


def test_facts_survive_a_manifest() -> None:
    result = study("mass", "price").uncertainty(50)
    assert facts_from(json.loads(json.dumps(result.facts.to_dict()))) == result.facts


def scores(start: int, stop: int) -> Scores:
    count = stop - start
    return Scores(
        start, stop, np.full((1, count), float(start)), np.zeros((1, count), np.uint8), Tally({"r": start})
    )


def test_only_draws_with_all_earlier_ones_count_as_done() -> None:
    collected = Collected(1)
    collected.add(scores(4, 8))
    assert (collected.prefix, collected.blocks, len(collected)) == (0, 0, 4)
    assert (collected.status(4) == NOT_DONE).all() and np.isnan(collected.totals(4)).all()
    collected.add(scores(0, 4))
    assert (collected.prefix, collected.blocks, len(collected)) == (8, 2, 8)
    assert collected.totals(8).tolist() == [[0.0] * 4 + [4.0] * 4]
    assert collected.tally(4).residuals == {"r": 0} and collected.tally(8).residuals == {"r": 4}


def test_parts_by_stage_and_gas_add_up_and_leave_totals_alone() -> None:
    plain, parted = study("mass", "price").uncertainty(200), run(study("mass", "price"), 200, splits=True)
    assert [each.hash for each in plain.results.values()] == [each.hash for each in parted.results.values()]
    dataset = parted.dataset
    assert dataset["footprint"].dims == ("rule", "product", "stage", "gas", "draw")
    together = dataset["footprint"].sum(["stage", "gas"])
    np.testing.assert_allclose(together.values, dataset["total"].values, rtol=1e-9)
    assert plain.splits is None and "footprint" not in plain.dataset
    data = parted.to_dict()["results"][0]
    for split in ("by_stage", "by_gas"):
        parts = data[split].values()
        assert sum(each["mean_kg_co2e"] for each in parts) == pytest.approx(data["mean_kg_co2e"], rel=1e-9)
        assert all(each["sd_kg_co2e"] >= 0 for each in parts)
    assert "by_stage" not in plain.to_dict()["results"][0]


def test_the_dataset_says_what_it_is_and_where_it_comes_from() -> None:
    result = study("mass", "price").uncertainty(60, seed=2**63)
    dataset, attributes = result.dataset, result.dataset.attrs
    assert (
        dataset["total"].dims == ("rule", "product", "draw") and dataset["total"].attrs["units"] == "kg CO2e"
    )
    assert np.array_equal(
        dataset["total"].sel(rule="price").values[0], result.results["price"].totals_kg_co2e
    )
    assert attributes["seed"] == str(2**63) and attributes["declared_unit"].endswith(" main")
    for name in (
        "generator",
        "inventory_hash",
        "choices_hash",
        "rule_hash_mass",
        "version_numpy",
        "version_rulewright",
    ):
        assert attributes[name], name
    assert dataset["running_percentile"].dims == ("rule", "product", "percentile", "count")
    last = dataset["running_percentile"].sel(percentile=97.5, rule="mass").values[0, -1]
    assert last == result.results["mass"].summary.percentiles[97.5].value


@pytest.mark.parametrize("kind", ["netcdf", "zarr"])
def test_written_files_hold_every_draw(kind: Any, tmp_path: Path) -> None:
    import xarray as xr

    result = run(study("mass", "price"), 64, sampling="sobol", splits=True)
    result.write(tmp_path / "out", draws=kind)
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"uncertainty.json", "uncertainty.csv", "distributions-zh.svg", "convergence-en.png"} <= files
    name = "draws.nc" if kind == "netcdf" else "draws.zarr"
    with xr.open_dataset(tmp_path / "out" / name, engine="zarr" if kind == "zarr" else None) as found:
        for variable in ("total", "footprint", "status", "running_mean"):
            assert np.array_equal(found[variable].values, result.dataset[variable].values, equal_nan=True), (
                variable
            )
        assert found.attrs["inventory_hash"] == result.facts.inventory_hash
        assert found["rule"].values.tolist() == ["mass", "price"]
    written = (tmp_path / "out" / "uncertainty.json").read_text(encoding="utf-8")
    assert json.loads(written) == result.to_dict()


def test_netcdf_needs_no_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import xarray as xr

    from rulewright.reporting import files_uncertainty

    monkeypatch.setattr(files_uncertainty, "NETCDF4", ("a_package_that_nobody_has",))
    result = run(study("mass"), 40, splits=True)
    result.write(tmp_path)
    assert (tmp_path / "draws.nc").read_bytes()[:3] == b"CDF"
    with xr.open_dataset(tmp_path / "draws.nc", engine="scipy") as found:
        assert np.array_equal(found["total"].values, result.dataset["total"].values)


def test_ten_thousand_draws_of_eight_rules_are_soon_done_in_little_memory() -> None:
    import tracemalloc
    from time import process_time

    steel = shipped(STEEL)
    steel.compare()
    start = process_time()  # of this process alone: other work on the machine does not count
    result = steel.uncertainty(10_000)
    assert len(result.results) == 8 and process_time() - start < 2
    tracemalloc.start()
    steel.uncertainty(10_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200e6


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"draws": 0}, "0 is not a number of draws", "0 不是抽样次数"),
    ({"draws": 1}, "1 is not a number of draws", "1 不是抽样次数"),
    ({"draws": -5}, "-5 is not a number of draws", "-5 不是抽样次数"),
    ({"draws": 10.0}, "10.0 is not a number of draws", "10.0 不是抽样次数"),
    ({"draws": True}, "True is not a number of draws", "True 不是抽样次数"),
    ({"seed": 1.5}, "1.5 is not a seed", "1.5 不是种子"),
    ({"seed": "1"}, "'1' is not a seed", "'1' 不是种子"),
    ({"seed": -1}, "-1 is not a seed", "-1 不是种子"),
    ({"seed": 2**64}, "18446744073709551616 is not a seed", "18446744073709551616 不是种子"),
    ({"sampling": "halton"}, "unknown sampling 'halton'", "halton"),
    ({"pedigree_set": "mine"}, "unknown pedigree set 'mine'", "mine"),
    ({"precision": 0}, "0 is not a precision", "0 不是精度"),
    ({"precision": -0.1}, "-0.1 is not a precision", "-0.1 不是精度"),
    ({"precision": float("nan")}, "nan is not a precision", "nan 不是精度"),
    ({"precision": "1 %"}, "'1 %' is not a precision", "'1 %' 不是精度"),
    (
        {"precision": 0.01, "sampling": "lhs"},
        "has to know its number of draws",
        "拉丁超立方须事先知道抽样次数",
    ),
    ({"rules": ["nobody"]}, "no rule 'nobody' in this study", "nobody"),
    ({"rules": []}, "no rule '' in this study", "没有规则"),
    ({"client": "tcp://somewhere"}, "str is not a Dask client", "str 不是 Dask 客户端"),
]


@pytest.mark.parametrize(("wrong", "en", "zh"), BAD, ids=lambda each: str(each)[:40])
def test_bad_input_is_told_in_both_languages(wrong: dict[str, Any], en: str, zh: str) -> None:
    given = {"draws": 100, **wrong}
    with pytest.raises(RulewrightError) as caught:
        run(study("mass"), **given)
    assert en in caught.value.what and caught.value.where and caught.value.mend
    told = in_language(caught.value, "zh")
    assert zh in told and "改法：" in told
    mend = told.split("改法：")[1]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in mend), told


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Precision(), "either relative or absolute"),
        (lambda: Precision(relative=0.1, absolute_kg_co2e=1), "either relative or absolute"),
        (lambda: Precision(absolute_kg_co2e=0), "0 is not a precision"),
        (lambda: Precision(relative=0.1, percentile=100), "100 is not a percentile"),
        (lambda: Precision(relative=0.1, confidence=1), "1 is not a confidence"),
    ],
)
def test_a_precision_that_cannot_be_is_refused(make: Callable[[], Precision], said: str) -> None:
    with pytest.raises(RulewrightError, match=said) as caught:
        make()
    assert in_language(caught.value, "zh").count("\n") == 2 and said not in in_language(caught.value, "zh")


def test_blocks_are_powers_of_two() -> None:
    assert BLOCK & (BLOCK - 1) == 0, "a Sobol' sequence is looked at where it is balanced"
