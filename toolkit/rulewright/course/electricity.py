"""Notebook 06: electricity."""

from __future__ import annotations

import tempfile
from pathlib import Path

import rulewright as rw
from rulewright.course.exercise import Exercise, Slip
from rulewright.inventory import Inventory
from rulewright.rule import Text

RULE = "gbt-24067-2024"

# an invented works; the factors are those of the shipped background, with their sources
ELECTROLYSER = """\
format: rulewright-inventory/1
id: my-electrolyser
title: {zh: 电解水制氢（虚构）, en: Water electrolysis (invented)}
version: "1.0"
licence: CC0-1.0
product: my-hydrogen
product_groups: [hydrogen]
declared_unit: {amount: 1, unit: kg}
geography: CN
year: 2023
background: [background-cn, grid-cn-years]
sources: {invented: "invented for the course"}
products:
  - {id: my-hydrogen, name: {zh: 氢气, en: hydrogen}, unit: kg}
electricity_supplies:
  - {id: line, supply: direct_line, process: wind-power-cn-life-cycle, flow: wind-power-cn-life-cycle,
     share: 0.25, source: invented, mark: estimate}
  - {id: certified, supply: contract, certificate: true, process: hydropower-cn-life-cycle, flow: hydropower-cn-life-cycle,
     share: 0.4, source: invented, mark: estimate}
  - {id: uncertified, supply: contract, process: solar-power-cn-life-cycle, flow: solar-power-cn-life-cycle,
     share: 0.2, source: invented, mark: estimate}
  - {id: grid, supply: grid_average, process: grid-cn-life-cycle, flow: grid-cn-life-cycle,
     share: 1, source: invented, mark: estimate}
  - {id: grid-direct, supply: grid_average, factor_family: direct, process: grid-cn-direct, flow: grid-cn-direct,
     share: 1, source: invented, mark: estimate}
  - {id: province, supply: grid_average, factor_family: direct, scope: provincial, process: grid-cn-yunnan-direct,
     flow: grid-cn-yunnan-direct, share: 1, source: invented, mark: estimate}
processes:
  - id: electrolyser
    name: {zh: 电解, en: electrolysis}
    stage: production
    location: CN-YN
    outputs:
      - {flow: my-hydrogen, amount: 1, unit: kg, class: product, source: invented, mark: estimate}
    inputs:
      - {flow: electricity, amount: 50, unit: kWh, source: invented, mark: estimate, tags: [electricity]}
"""

# what rules leave open for this works
OPEN = (
    "electricity.factor_family=life_cycle",
    "electricity.factor_year=latest",
    "biogenic.convention=0/0",
    "characterisation.gwp_set=ar6",
    "characterisation.horizon_years=100",
    "characterisation.aggregated_data=accept",
)


def electrolyser(text: str = ELECTROLYSER) -> Inventory:
    """Read the works of notebook 06 from its text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "my-electrolyser.yaml")
        path.write_text(text, encoding="utf-8")
        return rw.read_inventory(path)


def _total(text: str = ELECTROLYSER, *choices: str) -> float:
    study = rw.Study(electrolyser(text), [RULE], [*choices, *OPEN])
    return study.result(RULE).evaluation.total_kg_co2e


def _without_certificate() -> float:
    return _total(ELECTROLYSER.replace("certificate: true, ", ""))


def _factor(process: str) -> float:
    factor = electrolyser().processes[process].factor
    assert factor is not None
    return factor.amount


def _residual(sold: float) -> float:
    """Mean of the grid without the hydropower that is sold by certificates [kg CO2e/kWh]."""
    return (_factor("grid-cn-life-cycle") - sold * _factor("hydropower-cn-life-cycle")) / (1 - sold)


EXERCISES = (
    Exercise(
        "06.1",
        Text(zh="每kg氢多少kg CO2e", en="kg CO2e per kg of hydrogen"),
        Text(
            zh="直供线路照旧；没有凭证的合同都不算，其余用电网。",
            en="The direct line stays; no contract without a certificate counts; the grid supplies the rest.",
        ),
        _without_certificate,
        slips=(
            Slip(_total, Text(zh="这还是有凭证时的数。", en="That is the number with the certificate.")),
            Slip(
                lambda: 50 * _factor("grid-cn-life-cycle"),
                Text(zh="直供线路的风电仍然算。", en="Wind power from the direct line still counts."),
            ),
        ),
    ),
    Exercise(
        "06.2",
        Text(zh="剩余组合的因子，kg CO2e/kWh", en="the factor of the residual mix, kg CO2e/kWh"),
        Text(
            zh="电网平均减去卖掉的水电，再除以剩下的份额。",
            en="The mean of the grid less the hydropower that was sold, over the share that is left.",
        ),
        lambda: _residual(0.3),
        slips=(
            Slip(
                lambda: _factor("grid-cn-life-cycle") - 0.3 * _factor("hydropower-cn-life-cycle"),
                Text(zh="忘了除以剩下的份额。", en="It still has to be divided by the share that is left."),
            ),
            Slip(
                lambda: _factor("grid-cn-life-cycle"),
                Text(
                    zh="这是电网平均：卖掉的水电在里面又算了一次。",
                    en="That is the mean of the grid: the hydropower that was sold counts in it once more.",
                ),
            ),
        ),
    ),
)
