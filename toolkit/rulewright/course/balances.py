"""Notebook 02: an inventory and its balance."""

from __future__ import annotations

from collections.abc import Callable

import rulewright as rw
from rulewright.balance import Balance, check_balances
from rulewright.course.exercise import Exercise, Slip
from rulewright.inventory import Inventory
from rulewright.rule import Text

OVEN, UNIT = "coke-oven", "chp-coal-unit"


def _balance(inventory: Inventory, process: str, kind: str) -> Balance:
    found = check_balances(inventory)
    return next(each for each in found if each.process == process and each.kind == kind)


def _oven() -> tuple[Inventory, Balance]:
    steel = rw.read_inventory("steel-hot-rolled-coil-bf-bof")
    return steel, _balance(steel, OVEN, "carbon")


def _closure() -> float:
    balance = _oven()[1]
    return balance.leaving / balance.entering


def _closure_where(change: Callable[[Inventory], float]) -> Callable[[], float]:
    """The closure if a reader had counted ``change`` [kg C] more on the way out."""

    def closure() -> float:
        steel, balance = _oven()
        return (balance.leaving + change(steel)) / balance.entering

    return closure


def _co2(steel: Inventory) -> float:
    """CO2 of the oven [kg]."""
    return next(
        each.quantity.amount
        for each in steel.processes[OVEN].emissions
        if each.flow == "co2-fossil" and each.quantity
    )


def _co2_whole(steel: Inventory) -> float:
    return _co2(steel) * (1 - 12.011 / 44.009)


def _other_coke(steel: Inventory) -> float:
    """The coke at the content it has elsewhere, less the one that the oven states."""
    coke = next(each for each in steel.processes[OVEN].outputs if each.flow == "coke").quantity
    own, general = (steel.property_value(place, "coke", "carbon") for place in (OVEN, ""))
    assert coke is not None and own is not None and general is not None
    return coke.amount * (general.quantity.amount - own.quantity.amount)


def _unrecorded() -> float:
    balance = _balance(rw.read_inventory("chp-coal"), UNIT, "energy")
    return balance.entering - balance.leaving


def _power_as_it_is() -> float:
    return _unrecorded() + 3.6 - 1.0  # a kilowatt-hour taken for a megajoule


EXERCISES = (
    Exercise(
        "02.1",
        Text(zh="焦炉碳平衡的出/进，一个约为1的数", en="out over in of the oven's carbon, a number near 1"),
        Text(
            zh="逐项对照：煤的碳进；焦炭、煤气、焦油、粗苯、CO2、CO、CH4的碳出。",
            en="Go through it item by item: carbon of coal enters; that of coke, gas, tar, benzol, CO2, CO and CH4 leaves.",
        ),
        _closure,
        slips=(
            Slip(
                lambda: 1 / _closure(),
                Text(zh="您给的是进/出，要的是出/进。", en="That is in over out; out over in is asked for."),
            ),
            Slip(
                _closure_where(_co2_whole),
                Text(
                    zh="CO2按全部质量计了，应只计其中的碳（12/44）。",
                    en="CO2 was counted with all its mass; only its carbon counts (12/44).",
                ),
            ),
            Slip(
                _closure_where(lambda steel: -_co2(steel) * 12.011 / 44.009),
                Text(zh="漏了CO2排放中的碳。", en="The carbon of the CO2 emission is missing."),
            ),
            Slip(
                _closure_where(_other_coke),
                Text(
                    zh="用了焦炭一般的含碳量；焦炉对自己的产出另有一个。",
                    en="That is coke's general carbon content; the oven states another one for what leaves it.",
                ),
            ),
        ),
    ),
    Exercise(
        "02.2",
        Text(zh="每kWh电没有记录的热，MJ", en="the heat that goes unrecorded per kWh of power, in MJ"),
        Text(
            zh="进：煤的数量×热值。出：电×3.6加热。两者之差就是。",
            en="In: amount of coal times its heating value. Out: power times 3.6, and heat. It is the difference.",
        ),
        _unrecorded,
        slips=(
            Slip(
                _power_as_it_is,
                Text(zh="1 kWh是3.6 MJ，不是1 MJ。", en="A kilowatt-hour is 3.6 MJ, not 1 MJ."),
            ),
        ),
        tolerance=0.01,
    ),
)
