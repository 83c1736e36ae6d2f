"""Factors that rules carry, to the digit: GWP sets, pedigree factors, parameters of the Circular Footprint Formula.

The tables are written out here a second time from their sources (named in databases/gwp.yaml, engine/pedigree.py and the rule
files), so that a slip of the pen in one place is seen.
"""

from __future__ import annotations

import pytest

from rulewright.engine.pedigree import BASIC_OF_EMISSION, FACTORS, INDICATORS
from rulewright.reading.gwp import GwpTable, shipped_gwp
from rulewright.reading.rules import read_rule

NONE = None
# gas: AR4, AR5, AR5 with feedback, AR6 over 100 years (GHG Protocol tables; AR5 tables 8.7 and 8.SM.16; AR6 table 7.SM.7)
GWP100: dict[str, tuple[float | None, ...]] = {
    "ch4_one_factor": (25, 28, 34, 27.9),
    "ch4_fossil": (NONE, 30, 36, 29.8),
    "ch4_biogenic 0/0": (NONE, 28, 34, 27.0),
    "ch4_biogenic -1/+1": (NONE, 30, 36, 29.8),
    "co2": (1, 1, 1, 1),
    "n2o": (298, 265, 298, 273),
    "sf6": (22800, 23500, 26087, 25200),
    "nf3": (17200, 16100, 17885, 17400),
    "cf4": (7390, 6630, 7349, 7380),
    "c2f6": (12200, 11100, 12340, 12400),
    "c3f8": (8830, 8900, 9878, 9290),
    "hfc_23": (14800, 12400, 13856, 14600),
    "hfc_32": (675, 677, 817, 771),
    "hfc_125": (3500, 3170, 3691, 3740),
    "hfc_134a": (1430, 1300, 1549, 1530),
    "hfc_143a": (4470, 4800, 5508, 5810),
    "hfc_152a": (124, 138, 167, 164),
    "hfc_227ea": (3220, 3350, 3860, 3600),
    "hfc_245fa": (1030, 858, 1032, 962),
    "hcfc_22": (1810, 1760, 2106, 1960),
    "so2f2": (NONE, 4090, 4732, 4630),
    "cfc_11": (4750, 4660, 5352, 6230),
    "cfc_12": (10900, 10200, 11547, 12500),
}
# over 20 years (AR4 table 2.14; AR5 table 8.7 and its note; AR6 tables 7.SM.7 and 7.15); with feedback only 85 + 2 is known
GWP20: dict[str, tuple[float | None, ...]] = {
    "ch4_one_factor": (72, 84, NONE, 81.2),
    "ch4_fossil": (NONE, 85, 87, 82.5),
    "ch4_biogenic 0/0": (NONE, 84, NONE, NONE),  # two printed states of AR6 table 7.15: none is taken
    "ch4_biogenic -1/+1": (NONE, 85, NONE, 82.5),
    "co2": (1, 1, 1, 1),
    "n2o": (289, 264, NONE, 273),
    "sf6": (16300, 17500, NONE, 18300),
    "nf3": (12300, 12800, NONE, 13400),
    "cf4": (5210, 4880, NONE, 5300),
    "c2f6": (8630, 8210, NONE, 8940),
    "hfc_23": (12000, 10800, NONE, 12400),
    "hfc_32": (2330, 2430, NONE, 2690),
    "hfc_134a": (3830, 3710, NONE, 4140),
    "hfc_125": (6350, 6090, NONE, 6740),
}
SETS = ("ar4", "ar5", "ar5-feedback", "ar6")

# indicator: set 1 (ecoinvent 2), set 2 (ecoinvent 3), scores 1 to 5 (Python package pedigree_matrix 0.2.2)
PEDIGREE = {
    "reliability": ((1, 1.05, 1.10, 1.20, 1.50), (1, 1.54, 1.61, 1.69, 1.69)),
    "completeness": ((1, 1.02, 1.05, 1.10, 1.20), (1, 1.03, 1.04, 1.08, 1.08)),
    "temporal": ((1, 1.03, 1.10, 1.20, 1.50), (1, 1.03, 1.10, 1.19, 1.29)),
    "geographical": ((1, 1.01, 1.02, 1.02, 1.10), (1, 1.04, 1.08, 1.11, 1.11)),
    "technology": ((1, 1.00, 1.20, 1.50, 2.00), (1, 1.18, 1.65, 2.08, 2.80)),
    "sample size": ((1, 1.02, 1.05, 1.10, 1.20), (1, 1, 1, 1, 1)),
}

# material: A, Qs/Qp (PEF Annex C v2.1, packaging)
ANNEX_C = {
    "steel": (0.2, 1.0),
    "aluminium": (0.2, 1.0),
    "container-glass": (0.2, 1.0),
    "corrugated-board": (0.2, 0.85),
    "paper": (0.2, 0.85),
    "pet": (0.5, 0.9),
    "pp": (0.5, 0.9),
    "hdpe": (0.5, 0.9),
    "ldpe": (0.5, 0.75),
}
SHARES_OF_ANNEX_C = (
    "0.58", "0.8046", "0.55", "0.745", "0.60", "0.52", "0.657", "0.40", "0.80", "0.50", "0.88", "0.74612", "0.41756",
    "0.28835", "45.3", "54.7", "0.453",
)  # fmt: skip


def stated(table: GwpTable) -> dict[str, float]:
    """Every factor of a set by name."""
    found = {name: each.value for name, each in table.values.items()}
    for name in ("ch4_one_factor", "ch4_fossil"):
        value = getattr(table, name)
        if value is not None:
            found[name] = value.value
    return found | {f"ch4_biogenic {key}": each.value for key, each in (table.ch4_biogenic or {}).items()}


@pytest.mark.parametrize(("horizon", "printed"), [(100, GWP100), (20, GWP20)])
@pytest.mark.parametrize("name", SETS)
def test_gwp_values_are_those_of_the_tables_and_no_other_stands_beside_them(
    name: str, horizon: int, printed: dict[str, tuple[float | None, ...]]
) -> None:
    table = next(each for each in shipped_gwp().sets if (each.set, each.horizon_years) == (name, horizon))
    column = SETS.index(name)
    expected = {gas: row[column] for gas, row in printed.items() if row[column] is not None}
    assert stated(table) == expected


def test_pedigree_factors_are_those_of_the_package_that_is_named() -> None:
    assert tuple(PEDIGREE) == INDICATORS
    for column, name in enumerate(("ecoinvent-2", "ecoinvent-3")):
        assert FACTORS[name] == tuple(sets[column] for sets in PEDIGREE.values())
    assert {BASIC_OF_EMISSION[flow] for flow in ("co2-fossil", "co2-biogenic", "so2")} == {1.05}
    assert {BASIC_OF_EMISSION[flow] for flow in ("ch4-fossil", "nh3", "n2o", "nox")} == {1.5}
    assert (BASIC_OF_EMISSION["co-fossil"], BASIC_OF_EMISSION["pm25"], BASIC_OF_EMISSION["pah"]) == (
        5.0,
        3.0,
        3.0,
    )


def test_parameters_of_the_circular_footprint_formula_are_those_of_annex_c() -> None:
    rule = read_rule("pef-2021-packaging")
    keyed = {
        material: (
            rule.get(f"recycling.allocation_factor_a[{material}]"),
            rule.get(f"recycling.quality_ratio[{material}]"),
        )
        for material in ANNEX_C
    }
    assert {material: (a.value, q.value) for material, (a, q) in keyed.items() if a and q} == ANNEX_C
    assert all(a.clause.mark == q.clause.mark == "seen" for a, q in keyed.values() if a and q)
    note = next(clause.note for clause in rule.chain[0].clauses if clause.id == "cff-a")
    assert note is not None
    assert [number for number in SHARES_OF_ANNEX_C if number not in note.zh or number not in note.en] == []


def test_intermediate_products_have_a_of_1_and_final_ones_without_a_listed_material_one_half() -> None:
    for rule, expected in (("pef-2021", 1.0), ("pef-2021-packaging", 0.5)):
        found = read_rule(rule).get_keyed("recycling.allocation_factor_a", "copper")
        assert found is not None
        assert (found.value, found.clause.mark) == (expected, "known")
