"""What a linked inventory makes is worth the same inside another study as in its own: the choices of studies agree."""

from __future__ import annotations

from functools import cache

import pytest

import rulewright as rw
from rulewright.reading.find import list_shelf
from rulewright.study import Result
from rulewright.terms import node_key, solve_central

HOME = "gbt-24067-2024"
NAMES = list_shelf("inventories")
# Its own study expands the system, as the rules of steel prefer; elsewhere slag is free of burdens, without a credit.
# kg CO2e per kg: GB/T 51366-2019 has 2.31, worldsteel 1.9 (CO2) to 2.18, RMI's hot metal alone 1.43.
OTHER_CHOICE = {"steel-hot-rolled-coil-bf-bof": (1.9, 2.31)}


@cache
def result(name: str) -> Result:
    return rw.Study(name).result(HOME)


@cache
def unit_impacts(name: str) -> dict[str, float]:
    """kg CO2e per unit of each output that the study knows."""
    system = result(name).system
    impacts = solve_central(system).unit_impacts_kg_co2e
    return {node.key: float(impacts[position]) for position, node in enumerate(system.nodes)}


@pytest.mark.parametrize("name", NAMES)
def test_a_linked_product_is_worth_what_its_own_study_says(name: str) -> None:
    file = result(name).inventory.file
    product = file.product
    assert product is not None
    keys = [node_key(process.id, product) for process in file.processes if process.outputs[0].flow == product]
    key = next(each for each in keys if each in unit_impacts(name))
    own = unit_impacts(name)[key]
    for other in NAMES:
        if other == name or key not in unit_impacts(other):
            continue
        if name in OTHER_CHOICE:
            low, high = OTHER_CHOICE[name]
            assert low < unit_impacts(other)[key] < high, other
        else:
            assert unit_impacts(other)[key] == pytest.approx(own, rel=1e-3), other
