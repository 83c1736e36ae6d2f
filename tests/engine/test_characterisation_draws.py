"""Characterisation factors are drawn once per gas, for all rules, sets and origins; CO2 and own values are not."""

from typing import Any

import numpy as np
import pytest
from engine_examples import lognormal
from scipy import stats
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.engine.compiled import compile_result
from rulewright.engine.draws import Draws, characterisation_keys, is_characterisation, key_of
from rulewright.inventory import Inventory
from rulewright.reading.gwp import GwpRange, flow_factors, read_gwp, shipped_gwp
from rulewright.rule import Rule
from rulewright.study import Result

COUNT = 4000
GASES = {"co2-fossil": 5.0, "ch4-fossil": 0.2, "ch4-biogenic": 0.1, "n2o": 0.01, "sf6": 1e-5}


def inventory() -> Inventory:
    plant = {"outputs": {"main": 1}, "inputs": {"ore": lognormal(1.0, 0.1)}, "emissions": GASES}
    ore = {"outputs": {"ore": 1}, "emissions": {"ch4-fossil": 0.3, "co2-fossil": 1.0}}
    return make_inventory({"plant": plant, "ore": ore})


def result(settings: dict[str, Any] | None = None) -> Result:
    rule: Rule = make_rule(settings)
    return rw.Study(inventory(), [rule], []).result(rule.id)


def draws_of(of: Result, **more: Any) -> tuple[dict[str, Any], Any]:
    drawn = Draws(of.inventory, COUNT, 2, **more)
    compiled = compile_result(of, drawn)
    values = drawn.values({name: of.system.quantities[name] for name in compiled.needed}, 0, COUNT)
    return values, compiled.evaluate(values, COUNT)


def test_a_factor_is_normal_with_the_range_of_its_source_and_cut_at_zero() -> None:
    of = result()
    values, _ = draws_of(of)
    fossil = values[of.system.factor_quantities["ch4-fossil"]]
    # AR6: 29.8 +- 11 from 5 to 95 %
    assert np.percentile(fossil, [5, 50, 95]) == pytest.approx([18.8, 29.8, 40.8], abs=0.5)
    nitrous = values[of.system.factor_quantities["n2o"]]
    assert np.percentile(nitrous, [5, 50, 95]) == pytest.approx([143, 273, 403], abs=6)
    assert fossil.min() >= 0 and nitrous.min() >= 0


def test_all_origins_of_a_gas_move_together_and_gases_apart() -> None:
    of = result()
    values, _ = draws_of(of)
    names = of.system.factor_quantities
    fossil, biogenic, nitrous = (values[names[row]] for row in ("ch4-fossil", "ch4-biogenic", "n2o"))
    apart = fossil - biogenic - 2.8  # the same range around 29.8 and 27.0, but for what is cut at zero
    assert abs(np.median(apart)) < 1e-3 and np.abs(apart).max() < 0.5
    assert abs(np.corrcoef(fossil, nitrous)[0, 1]) < 0.05


def test_co2_gases_without_a_range_and_values_that_the_rule_brings_are_held() -> None:
    assert set(result().system.factor_quantities) == {"ch4-fossil", "ch4-biogenic", "n2o"}
    own = result({"characterisation.own_values": {"ch4-fossil": 30.5}})
    assert set(own.system.factor_quantities) == {"ch4-biogenic", "n2o"}
    some = result({"characterisation.gases": ["co2", "ch4"]})
    assert set(some.system.factor_quantities) == {"ch4-fossil", "ch4-biogenic"}
    older = result({"characterisation.gwp_set": "ar4"})
    assert not older.system.factor_quantities, "our sources state no range of AR4 values"


def test_total_is_amount_times_drawn_factor_through_static_and_drawn_upstream() -> None:
    of = result()
    values, block = draws_of(of)
    names = of.system.factor_quantities
    fossil, biogenic, nitrous = (values[names[row]] for row in ("ch4-fossil", "ch4-biogenic", "n2o"))
    sf6 = of.system.characterisation["sf6"] * 1e-5
    own = 5.0 + 0.2 * fossil + 0.1 * biogenic + 0.01 * nitrous + sf6
    expected = own + values["plant/input/ore"] * (0.3 * fossil + 1.0)
    assert np.allclose(block.totals_kg_co2e, expected, rtol=1e-13)


def test_sets_and_horizons_share_the_rank_of_a_gas() -> None:
    newer, older = result(), result({"characterisation.gwp_set": "ar5"})
    first, second = draws_of(newer)[0], draws_of(older)[0]
    for row in ("ch4-fossil", "n2o"):
        a = first[newer.system.factor_quantities[row]]
        b = second[older.system.factor_quantities[row]]
        assert stats.spearmanr(a, b).statistic == pytest.approx(1, abs=1e-9)
    assert key_of("gwp/ar6/100/ch4[ch4_fossil]") == key_of("gwp/ar5/20/ch4[ch4_biogenic]") == "gwp/ch4"


@pytest.mark.parametrize("sampling", ["mc", "lhs", "sobol"])
def test_holding_the_factors_changes_no_other_number(sampling: Any) -> None:
    of = result()
    values, _ = draws_of(of, sampling=sampling)
    held, block = draws_of(of, sampling=sampling, characterisation=False)
    assert not any(is_characterisation(name) for name in held)
    assert np.array_equal(values["plant/input/ore"], held["plant/input/ore"])
    assert np.allclose(
        block.totals_kg_co2e, 5 + 0.2 * 29.8 + 2.7 + 2.73 + 0.252 + held["plant/input/ore"] * 9.94
    )


def test_a_process_called_gwp_is_no_characterisation_factor() -> None:
    assert key_of("gwp/input/ore") == "gwp/input/ore" and not is_characterisation("gwp/input/ore")


def test_the_static_upstream_stays_condensed() -> None:
    of = result()
    compiled = compile_result(of, Draws(of.inventory, 2))
    assert [of.system.nodes[node].key for node in compiled.static] == ["ore|ore"]


def test_every_gas_with_a_range_has_a_key() -> None:
    assert characterisation_keys() == ("gwp/cfc-11", "gwp/cfc-12", "gwp/ch4", "gwp/hfc-134a", "gwp/n2o")


@pytest.mark.parametrize(
    ("gwp_set", "years", "flow", "low", "high"),
    [
        ("ar6", 100, "ch4-fossil", 18.8, 40.8),  # AR6 table 7.15: 29.8 +- 11
        ("ar6", 100, "ch4-biogenic", 16.0, 38.0),  # 27.0 +- 11
        ("ar6", 20, "ch4-fossil", 56.7, 108.3),  # 82.5 +- 25.8
        ("ar6", 100, "n2o", 143, 403),  # 273 +- 130
        ("ar6", 20, "n2o", 155, 391),  # 273 +- 118
        ("ar5", 100, "ch4-biogenic", 28 * 0.61, 28 * 1.39),  # AR5 table 8.SM.14: 39 %
        ("ar5", 100, "n2o", 265 * 0.71, 265 * 1.29),  # 29 %
        ("ar5", 20, "n2o", 264 * 0.79, 264 * 1.21),  # 21 %
    ],
)
def test_ranges_are_those_of_the_sources(
    gwp_set: Any, years: int, flow: str, low: float, high: float
) -> None:
    quantity = flow_factors(gwp_set, years, "0/0").uncertain[flow]
    assert quantity.uncertainty is not None and quantity.uncertainty.sd is not None
    half = 1.6448536269514722 * quantity.uncertainty.sd
    assert (quantity.amount - half, quantity.amount + half) == pytest.approx((low, high), rel=1e-9)


def test_every_range_names_a_source_of_the_file() -> None:
    gwp = shipped_gwp()
    for table in gwp.sets:
        methane = [
            table.ch4_one_factor,
            table.ch4_fossil,
            table.ch4_land_use_change,
            *table.ch4_biogenic.values(),
        ]
        for value in (*table.values.values(), *methane):
            if value is not None and value.range is not None:
                assert value.range.source in gwp.sources
    assert read_gwp().uncertain_gases() == gwp.uncertain_gases()


def test_a_range_is_stated_in_one_way() -> None:
    with pytest.raises(ValueError, match="either half_width or per_cent"):
        GwpRange(half_width=1, per_cent=2, source="x", mark="seen")
