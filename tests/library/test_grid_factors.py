"""China's electricity factors, to the digit: notices of MEE and NBS."""

from __future__ import annotations

from typing import Any

import pytest

from rulewright.reading.find import databases_dir
from rulewright.reading.inventories import read_inventory

DIRECT_YEARS, LIFE_CYCLE_YEARS = (2021, 2022, 2023), (2023, 2024)
# direct CO2 [kg/kWh]
DIRECT = """
grid-cn-direct 0.5568 0.5366 0.5306
grid-cn-direct-without-traded 0.5942 0.5856 0.6096
fossil-power-cn-direct 0.8426 0.8325 0.8273
grid-cn-north-direct 0.7120 0.6776 0.6361
grid-cn-northeast-direct 0.6012 0.5564 0.5122
grid-cn-east-direct 0.5992 0.5617 0.5500
grid-cn-central-direct 0.5354 0.5395 0.5271
grid-cn-northwest-direct 0.5951 0.5857 0.5543
grid-cn-south-direct 0.4326 0.3869 0.4042
grid-cn-southwest-direct 0.2113 0.2268 0.2472
grid-cn-beijing-direct 0.5688 0.5580 0.5554
grid-cn-tianjin-direct 0.7355 0.7041 0.6796
grid-cn-hebei-direct 0.7901 0.7252 0.6516
grid-cn-shanxi-direct 0.7222 0.7096 0.6634
grid-cn-inner-mongolia-direct 0.7025 0.6849 0.6479
grid-cn-liaoning-direct 0.5876 0.5626 0.4878
grid-cn-jilin-direct 0.5629 0.4932 0.4671
grid-cn-heilongjiang-direct 0.6342 0.5368 0.5229
grid-cn-shanghai-direct 0.5834 0.5849 0.5737
grid-cn-jiangsu-direct 0.6451 0.5978 0.5827
grid-cn-zhejiang-direct 0.5422 0.5153 0.4974
grid-cn-anhui-direct 0.7075 0.6782 0.6553
grid-cn-fujian-direct 0.4711 0.4092 0.4211
grid-cn-jiangxi-direct 0.5835 0.5752 0.5836
grid-cn-shandong-direct 0.6838 0.6410 0.6191
grid-cn-henan-direct 0.6369 0.6058 0.5897
grid-cn-hubei-direct 0.3672 0.4364 0.4044
grid-cn-hunan-direct 0.5138 0.4900 0.4976
grid-cn-guangdong-direct 0.4715 0.4403 0.4419
grid-cn-guangxi-direct 0.5154 0.4044 0.4476
grid-cn-hainan-direct 0.4524 0.4184 0.3648
grid-cn-chongqing-direct 0.4743 0.5227 0.5581
grid-cn-sichuan-direct 0.1255 0.1404 0.1564
grid-cn-guizhou-direct 0.5182 0.4989 0.5683
grid-cn-yunnan-direct 0.1235 0.1073 0.1333
grid-cn-shaanxi-direct 0.6336 0.6558 0.6335
grid-cn-gansu-direct 0.4955 0.4772 0.4471
grid-cn-qinghai-direct 0.1326 0.1567 0.1796
grid-cn-ningxia-direct 0.6546 0.6423 0.6187
grid-cn-xinjiang-direct 0.6577 0.6231 0.6021
"""
# life cycle [kg CO2e/kWh]
LIFE_CYCLE = """
grid-cn-life-cycle 0.6205 0.5777
coal-power-cn-life-cycle 0.9440 0.9240
gas-power-cn-life-cycle 0.4792 0.4503
hydropower-cn-life-cycle 0.0143 0.0141
nuclear-power-cn-life-cycle 0.0065 0.0065
wind-power-cn-life-cycle 0.0336 0.0324
solar-power-cn-life-cycle 0.0545 0.0520
solar-thermal-power-cn-life-cycle 0.0313 0.0312
biomass-power-cn-life-cycle 0.0457 0.0404
transmission-cn-without-losses-life-cycle 0.0036 0.0046
"""


def lines(table: str) -> list[tuple[str, list[float]]]:
    parts = [line.split() for line in table.strip().splitlines()]
    return [(name, [float(value) for value in values]) for name, *values in parts]


FILE = str(databases_dir() / "background" / "grid-cn-years.yaml")
FACTORS = read_inventory(FILE).processes


def as_published(years: tuple[int, ...], coverage: str, gases: str, table: str) -> list[Any]:
    return [
        pytest.param(name, list(zip(years, values, strict=True)), coverage, gases, id=name)
        for name, values in lines(table)
    ]


@pytest.mark.parametrize(
    ("process", "series", "coverage", "gases"),
    [
        *as_published(DIRECT_YEARS, "direct", "co2_only", DIRECT),
        *as_published(LIFE_CYCLE_YEARS, "life_cycle", "all", LIFE_CYCLE),
    ],
)
def test_factors_are_the_published_ones_of_their_years(
    process: str, series: list[tuple[int, float]], coverage: str, gases: str
) -> None:
    factor = FACTORS[process].factor
    assert factor is not None and factor.series is not None
    assert [(each.year, each.amount) for each in factor.series] == series
    assert (factor.coverage, factor.gases) == (coverage, gases)
    assert (factor.unit, factor.mark) == ("kg/kWh", "seen")


def test_transmission_with_losses_is_known_of_one_year_only() -> None:
    factor = FACTORS["transmission-cn-with-losses-life-cycle"].factor
    assert factor is not None and factor.series is not None
    assert [(each.year, each.amount) for each in factor.series] == [(2024, 0.0327)]


def test_each_year_cites_the_notice_of_that_year() -> None:
    for process in FACTORS.values():
        if process.factor is None or not process.factor.series or process.file != FILE:
            continue
        kind = "co2" if process.factor.coverage == "direct" else "cfp"
        for each in process.factor.series:
            assert (each.source or process.factor.source) == f"mee-{kind}-{each.year}", process.id


def test_nothing_stands_in_the_file_that_is_not_in_these_tables() -> None:
    told = {name for name, _ in lines(DIRECT) + lines(LIFE_CYCLE)} | {
        "transmission-cn-with-losses-life-cycle"
    }
    assert {process.id for process in FACTORS.values() if process.file == FILE} == told
