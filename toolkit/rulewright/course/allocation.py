"""Notebook 03: allocation by hand and by rule."""

from __future__ import annotations

from collections.abc import Mapping

import rulewright as rw
from rulewright.course.exercise import Exercise, Slip
from rulewright.inventory import Inventory
from rulewright.rule import Text

STEEL, RULE = "steel-hot-rolled-coil-bf-bof", "gbt-24067-2024"


def _alternative(inventory: str, process: str, key: str, rule: str = RULE) -> Mapping[str, float]:
    """Shares [1] that another key would give, from the ledger."""
    decisions = rw.Study(inventory, [rule]).ledger(rule).about(process).by_step("allocation")
    found = (each for decision in decisions for each in decision.alternatives)
    return next(each for each in found if each.option == f"share by {key}").values


def _gas_unit_by(key: str) -> float:
    return _alternative("chp-gas", "chp-gas-unit", key)["electricity-chp-gas"]


def _gas_unit_without_3_6() -> float:
    outputs = rw.read_inventory("chp-gas").processes["chp-gas-unit"].outputs
    amounts = {each.flow: each.quantity.amount for each in outputs if each.quantity}
    return amounts["electricity-chp-gas"] / sum(amounts.values())


def _price(inventory: Inventory, flow: str) -> float:
    value = inventory.property_value("chp-coal-unit", flow, "price", years=3)
    assert value is not None
    return value.quantity.amount


def _unit_value_ratio() -> float:
    chp = rw.read_inventory("chp-coal")
    lhv = chp.property_value("chp-coal-unit", "electricity-chp-coal", "lhv")
    assert lhv is not None
    return _price(chp, "electricity-chp-coal") / lhv.quantity.amount / _price(chp, "district-heat")


def _ratio_without_units() -> float:
    chp = rw.read_inventory("chp-coal")
    return _price(chp, "electricity-chp-coal") / _price(chp, "district-heat")


SHARE = Text(zh="0到1之间的份额", en="a share between 0 and 1")

EXERCISES = (
    Exercise(
        "03.1",
        SHARE,
        Text(zh="电：1 kWh是3.6 MJ；热按MJ。", en="Power: 1 kWh is 3.6 MJ; heat counts in MJ."),
        lambda: _gas_unit_by("lhv"),
        slips=(
            Slip(
                lambda: _gas_unit_by("exergy"),
                Text(zh="这是按㶲分的份额。", en="That is the share by exergy."),
            ),
            Slip(
                lambda: _gas_unit_by("price"),
                Text(zh="这是按价格分的份额。", en="That is the share by price."),
            ),
            Slip(
                _gas_unit_without_3_6,
                Text(
                    zh="千瓦时和兆焦不能直接相加。",
                    en="Kilowatt-hours and megajoules can't be added as they are.",
                ),
            ),
        ),
    ),
    Exercise(
        "03.2",
        SHARE,
        Text(
            zh="煤气不再参与；只剩铁水和水渣。", en="Gas takes no part any more; hot metal and slag are left."
        ),
        lambda: _alternative(STEEL, "blast-furnace", "mass", "pef-2021")["hot-metal"],
        slips=(
            Slip(
                lambda: _alternative(STEEL, "blast-furnace", "mass")["hot-metal"],
                Text(
                    zh="煤气还在里面；内部循环不参与分配。",
                    en="Gas is still in; an internal loop takes no share.",
                ),
            ),
            Slip(
                lambda: _alternative(STEEL, "blast-furnace", "price", "pef-2021")["hot-metal"],
                Text(zh="这是按价格分的份额。", en="That is the share by price."),
            ),
        ),
    ),
    Exercise(
        "03.3",
        Text(zh="电与热的单位价值之比", en="the ratio of the unit values of power and heat"),
        Text(
            zh="先把电价化成每MJ（除以3.6），再除以热价。",
            en="Turn the price of power into CNY per MJ first (divide by 3.6), then divide by that of heat.",
        ),
        _unit_value_ratio,
        slips=(
            Slip(
                _ratio_without_units,
                Text(
                    zh="一个按kWh，一个按MJ，比不得：换了单位就能越过阈值（约定7）。",
                    en="One is per kWh, the other per MJ: with such a ratio a unit decides the threshold (convention 7).",
                ),
            ),
            Slip(
                lambda: 1 / _unit_value_ratio(),
                Text(zh="反了：电除以热。", en="The other way round: power over heat."),
            ),
        ),
        tolerance=0.01,
    ),
)
