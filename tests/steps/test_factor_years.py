"""Dated factors: a rule's clause chooses the year, and the ledger says it where no rule does."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulewright as rw
from rulewright.engine.draws import key_of
from rulewright.errors import OpenDecisionsError, ReadingError
from rulewright.inventory import AggregatedFactor
from rulewright.reading.inventories import read_inventory
from rulewright.steps.assemble import factor_quantity

WORKS = """
format: rulewright-inventory/1
id: works
title: {zh: 一个工厂, en: a works}
version: "1"
licence: CC0-1.0
geography: CN
year: YEAR
product: thing
declared_unit: {amount: 1, unit: kg}
background: [grid-cn-years]
sources: {}
products:
  - {id: thing, name: {zh: 物, en: thing}, unit: kg}
  - {id: electricity, name: {zh: 电, en: electricity}, unit: kWh}
electricity_supplies:
  - {id: shandong, supply: grid_average, process: grid-cn-shandong-direct, flow: grid-cn-shandong-direct, scope: provincial,
     factor_family: direct, share: 1, source: assumed, mark: estimate}
  - {id: country, supply: grid_average, process: grid-cn-life-cycle, flow: grid-cn-life-cycle, scope: national,
     factor_family: life_cycle, share: 1, source: assumed, mark: estimate}
processes:
  - id: maker
    name: {zh: 制造, en: making}
    stage: production
    location: CN
    outputs: [{flow: thing, amount: 1, unit: kg, class: product, source: assumed, mark: estimate}]
    inputs: [{flow: electricity, amount: 10, unit: kWh, source: assumed, mark: estimate, tags: [electricity]}]
"""
CHOICES = [
    "allocation.expansion=not_used", "recycling.method=cut_off_recycled_content", "characterisation.aggregated_data=accept",
    "cut_off.missing_amounts=leave_out", "boundary.internal_loops=net",
]  # fmt: skip


def works(tmp_path: Path, year: int = 2022) -> rw.Inventory:
    path = tmp_path / "works.yaml"
    path.write_text(WORKS.replace("YEAR", str(year)), encoding="utf-8")
    return read_inventory(path)


def result(inventory: rw.Inventory, family: str, year: str | None) -> rw.Result:
    choices = [*CHOICES, f"electricity.factor_family={family}"]
    choices += [f"electricity.factor_year={year}"] if year is not None else []
    choices += ["electricity.ladder=[{supply: grid_average}, {supply: stop}]"]
    return rw.Study(inventory, ["iso-14067-2018"], choices).result("iso-14067-2018")


@pytest.mark.parametrize(
    ("family", "year", "per_kwh"),
    [
        # MEE/NBS: Shandong 2021, 2022, 2023; national life-cycle factor 2023, 2024
        ("direct", "2021", 0.6838), ("direct", "2022", 0.6410), ("direct", "2023", 0.6191), ("direct", "latest", 0.6191),
        ("direct", "inventory_year", 0.6410), ("life_cycle", "2023", 0.6205), ("life_cycle", "latest", 0.5777),
    ],
)  # fmt: skip
def test_the_clause_chooses_the_year(tmp_path: Path, family: str, year: str, per_kwh: float) -> None:
    found = result(works(tmp_path), family, year)
    assert found.evaluation.total_kg_co2e == pytest.approx(10 * per_kwh, rel=1e-6)
    (line,) = [each for each in found.ledger.by_step("electricity") if "year" in each.values]
    assert line.origin == "declared" and line.values["factor"] == per_kwh
    (used,) = [
        each for each in found.ledger.by_step("characterisation") if each.values.get("factor") == per_kwh
    ]
    assert f"{per_kwh:g}" in used.what.en  # what the next steps see is the chosen year
    others = {each.option for each in line.alternatives}
    assert str(line.values["year"]) not in others and len(others) == (2 if family == "direct" else 1)


def test_the_clause_reaches_a_mix_that_names_its_power_stations_itself() -> None:
    """No electricity demand is left to link there: MEE, wind power 0.0336 (2023) and 0.0324 (2024) kg CO2e/kWh."""
    for year, per_kwh in ((2023, 0.0336), ("latest", 0.0324)):
        rest = [each for each in rw.Study("electricity-wind").choices if "factor_year" not in each.settings]
        choices = [*rest, f"electricity.factor_year={year}"]
        found = rw.Study("electricity-wind", choices=choices).result("iso-14067-2018")
        assert found.evaluation.total_kg_co2e == pytest.approx(per_kwh, rel=1e-6)
        (line,) = [each for each in found.ledger.by_step("electricity") if "year" in each.values]
        assert line.values["factor"] == per_kwh


def test_without_a_clause_the_latest_counts_and_the_ledger_says_so(tmp_path: Path) -> None:
    found = result(works(tmp_path), "direct", None)
    (line,) = [each for each in found.ledger.by_step("electricity") if "year" in each.values]
    assert line.origin == "default" and line.values["year"] == 2023
    assert "no clause settles the year" in line.what.en and "规则未定年份" in line.what.zh


@pytest.mark.parametrize(("family", "year"), [("life_cycle", "2019"), ("life_cycle", "inventory_year")])
def test_a_year_that_is_not_published_stops_the_study(tmp_path: Path, family: str, year: str) -> None:
    with pytest.raises(OpenDecisionsError) as caught:
        result(works(tmp_path, 2019), family, year)
    told = [mistake.what for mistake in caught.value.mistakes]
    assert told == ["no factor of 2019 for grid-cn-life-cycle: it has 2023, 2024"]


def test_all_years_of_a_factor_are_one_number_in_draws(tmp_path: Path) -> None:
    inventory = works(tmp_path)
    results = [result(inventory, "direct", year) for year in ("2021", "2023")]
    ids = [factor_quantity(each.inventory.processes["grid-cn-shandong-direct"]).id for each in results]
    assert len(set(ids)) == 2
    assert {key_of(identity) for identity in ids} == {"grid-cn-shandong-direct/factor"}


@pytest.mark.parametrize(
    ("factor", "told"),
    [
        (
            "{series: [{year: 2021, amount: 1}, {year: 2021, amount: 2}], ",
            "a year stands twice in the series",
        ),
        (
            "{series: [{year: 2021, amount: 1}], amount: 2, year: 2021, ",
            "give either amount and year, or series",
        ),
    ],
)
def test_a_series_that_cannot_be_is_refused(tmp_path: Path, factor: str, told: str) -> None:
    path = tmp_path / "works.yaml"
    text = (
        WORKS.replace("YEAR", "2022")
        + f"""
  - id: grid
    name: {{zh: 电网, en: grid}}
    stage: energy_supply
    location: CN
    outputs: [{{flow: electricity, amount: 1, unit: kWh, class: product, source: assumed, mark: estimate}}]
    factor: {factor}unit: kg/kWh, gwp_set: not_stated, gases: all, coverage: direct, source: assumed, mark: estimate}}
"""
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadingError) as caught:
        read_inventory(path)
    assert any(told in mistake.what for mistake in caught.value.mistakes)


def test_the_grid_of_the_shipped_inventories_follows_the_clause() -> None:
    rule, name = "gbt-44905-2024", "aluminium-ingot-primary-cn"
    choices = [each for each in rw.Study(name, [rule]).choices]
    totals = {}
    for year in ("latest", "2023", "2024"):
        study = rw.Study(name, [rule], [*choices, f"electricity.factor_year={year}"])
        totals[year] = study.result(rule).evaluation.total_kg_co2e
    assert totals["latest"] == totals["2024"]
    result = rw.Study(name, [rule]).result(rule)
    place = result.system.index["electricity-grid-cn-2024-life-cycle|electricity-grid-cn-2024-life-cycle"]
    bought = float(result.evaluation.supply[place])  # kWh a tonne
    assert totals["2023"] - totals["2024"] == pytest.approx((0.6205 - 0.5777) * bought, rel=1e-9)
    (said,) = [each for each in result.ledger if each.values.get("year") == 2024]
    assert "no clause settles the year" in said.what.en


def test_a_year_without_a_published_factor_stops_the_study() -> None:
    rule, name = "gbt-44905-2024", "aluminium-ingot-primary-cn"
    choices = [*rw.Study(name, [rule]).choices, "electricity.factor_year=2021"]
    with pytest.raises(OpenDecisionsError, match="no factor of 2021"):
        rw.Study(name, [rule], choices).result(rule)


def test_a_dated_factor_can_be_written_and_read_again() -> None:
    stated = {
        "series": [{"year": 2023, "amount": 0.6205}, {"year": 2024, "amount": 0.5777}], "unit": "kg/kWh",
        "gwp_set": "not_stated", "gases": "all", "coverage": "life_cycle", "source": "a notice", "mark": "seen",
    }  # fmt: skip
    factor = AggregatedFactor.model_validate(stated)
    assert AggregatedFactor.model_validate(factor.model_dump()) == factor
    chosen = factor.model_copy(update={"amount": 0.6205, "year": 2023})
    assert AggregatedFactor.model_validate(chosen.model_dump()).year == 2023
    with pytest.raises(ValueError, match="either amount and year, or series"):
        AggregatedFactor.model_validate({**stated, "amount": 0.6, "year": 2024})
