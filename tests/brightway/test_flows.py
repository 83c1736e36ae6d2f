"""Elementary flows and GWP sets as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rulewright.errors import ReadingError
from rulewright.reading.elementary_flows import read_elementary_flows
from rulewright.reading.gwp import GwpError, flow_factors, read_gwp


def test_every_factor_of_a_flow_is_in_some_gwp_set_and_the_other_way_round() -> None:
    gwp = read_gwp()
    known = {name for table in gwp.sets for name in table.values}
    known |= {"ch4_fossil", "ch4_biogenic", "ch4_land_use_change", "co2_uptake", "co2_biogenic", "one"}
    assert {flow.factor for flow in read_elementary_flows().values()} - {None} == known


def test_every_source_of_a_factor_is_described() -> None:
    gwp = read_gwp()
    used = set(_sources(gwp.model_dump()["sets"]))
    assert used == set(gwp.sources)


def _sources(node: Any) -> list[str]:
    if isinstance(node, dict):
        here = [node["source"]] if isinstance(node.get("source"), str) else []
        return here + [name for value in node.values() for name in _sources(value)]
    return [name for value in node for name in _sources(value)] if isinstance(node, list) else []


def test_printed_factors_are_read_back() -> None:
    # facts, section 10.1: AR4, AR5, AR5 with feedback, AR6
    expected = {
        "n2o": (298, 265, 298, 273),
        "sf6": (22800, 23500, 26087, 25200),
        "cf4": (7390, 6630, 7349, 7380),
    }
    for flow, values in expected.items():
        for gwp_set, value in zip(("ar4", "ar5", "ar5-feedback", "ar6"), values, strict=True):
            assert flow_factors(gwp_set, 100, "0/0").factors[flow] == value  # type: ignore[arg-type]


@pytest.mark.parametrize("gwp_set", ["ar5", "ar5-feedback", "ar6"])
def test_biogenic_methane_weighs_the_same_in_both_conventions_up_to_rounding(gwp_set: Any) -> None:
    """1 kg of biogenic CH4 has taken up 2.75 kg CO2; net it must weigh about the same under 0/0 and -1/+1."""
    with_uptake = flow_factors(gwp_set, 100, "-1/+1").factors
    without = flow_factors(gwp_set, 100, "0/0").factors
    net = with_uptake["ch4-biogenic"] + 2.75 * with_uptake["co2-uptake"]
    # IPCC rounds: 30 - 2.75 = 27.25 against 28 (AR5), 29.8 - 2.75 = 27.05 against 27.0 (AR6)
    assert net == pytest.approx(without["ch4-biogenic"], abs=0.8)
    assert (without["co2-uptake"], without["co2-biogenic"]) == (0, 0)
    assert (with_uptake["co2-uptake"], with_uptake["co2-biogenic"]) == (-1, 1)


def test_land_use_change_counts_in_both_conventions() -> None:
    for convention in ("0/0", "-1/+1"):
        factors = flow_factors("ar6", 100, convention).factors  # type: ignore[arg-type]
        assert (factors["co2-land-use-change"], factors["ch4-land-use-change"]) == (1, 29.8)


def test_an_absent_factor_is_absent_and_not_zero() -> None:
    result = flow_factors("ar4", 100, "0/0")
    assert "so2f2" not in result.factors
    assert result.absent == {"so2f2": "IPCC AR4 GWP100 lists no factor 'so2f2'"}


def test_ar4_has_one_methane_factor_and_none_that_fits_an_uptake_of_minus_one() -> None:
    assert flow_factors("ar4", 100, "0/0").factors["ch4-biogenic"] == 25
    result = flow_factors("ar4", 100, "-1/+1")
    assert result.factors["ch4-fossil"] == 25
    assert "fits the convention -1/+1" in result.absent["ch4-biogenic"]


def test_disagreeing_sources_are_shown_and_none_is_chosen() -> None:
    table = read_gwp().table("ar6", 20)
    assert [state.value for state in table.not_decided[0].states] == [79.7, 80.8]
    assert "Two printed states" in flow_factors("ar6", 20, "0/0").absent["ch4-biogenic"]
    assert flow_factors("ar6", 20, "-1/+1").factors["ch4-biogenic"] == 82.5


def test_an_unknown_set_says_which_there_are() -> None:
    with pytest.raises(GwpError, match="no GWP set 'ar6' for 500 years"):
        read_gwp().table("ar6", 500)


def test_mistakes_of_a_flow_file_are_listed_together(tmp_path: Path) -> None:
    file = tmp_path / "flows.yaml"
    flow = "{id: a, name: {zh: 甲, en: a}, biosphere3: null, unit: kg, gas: co2, factor: co2, kind: null}"
    file.write_text(
        "format: rulewright-elementary-flows/1\nsource: {document: x}\n"
        f"flows:\n  - {flow}\n  - {{id: b, naming: b}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ReadingError) as caught:
        read_elementary_flows(file)
    assert "a flow has a factor and a kind, or neither" in str(caught.value)
    assert "unknown key 'naming'" in str(caught.value)


def test_a_flow_that_stands_twice_is_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "flows.yaml"
    flow = "{id: a, name: {zh: 甲, en: a}, biosphere3: null, unit: kg, gas: co2, factor: co2, kind: fossil}"
    text = f"format: rulewright-elementary-flows/1\nsource: {{document: x}}\nflows:\n  - {flow}\n  - {flow}\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ReadingError, match="flow 'a' stands twice"):
        read_elementary_flows(file)
