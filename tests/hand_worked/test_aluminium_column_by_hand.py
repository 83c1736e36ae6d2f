"""The GB/T 44905 column of the aluminium comparison, recomputed from raw exchanges by plain arithmetic."""

import pytest
from sheet import Sheet

from rulewright.study import Study

ALUMINIUM = "aluminium-ingot-primary-cn"
GRID = "electricity-grid-cn-2024-life-cycle"
# AR6 GWP100 [kg CO2e per kg] (facts on international rules, 10.1)
CF4, C2F6 = 7380, 12400


def test_aluminium_under_gbt_44905_recomputed_from_raw_exchanges_by_hand() -> None:
    s = Sheet(ALUMINIUM, "background-cn")
    coal, gas = s.factor("hard-coal-supply"), s.factor("natural-gas-supply")
    oil, diesel = s.factor("heavy-fuel-oil-supply"), s.factor("diesel-supply")
    power = s.factor(GRID)  # the grid, life cycle: no other supply is known for this site

    # lime: own CO2, fuels, power; limestone has no data [kg CO2e/kg]
    lime = (
        s.emission("lime-kiln", "co2-fossil")
        + s.input("lime-kiln", "hard-coal") * coal
        + s.input("lime-kiln", "natural-gas") * gas
        + s.input("lime-kiln", GRID) * power
    )
    # chlor-alkali: only power has data; chlorine, caustic soda and hydrogen share by mass, so each kg is alike
    cell = ("chlorine", "caustic-soda", "hydrogen")
    per_kg_cell = (
        s.input("chlor-alkali-membrane", GRID)
        * power
        / sum(s.output("chlor-alkali-membrane", f) for f in cell)
    )

    # bauxite, per 1000 kg: fuels, power, CO2; water and overburden have no data
    bauxite = (
        s.input("bauxite-mining", "diesel") * diesel
        + s.input("bauxite-mining", "heavy-fuel-oil") * oil
        + s.input("bauxite-mining", "hard-coal") * coal
        + s.input("bauxite-mining", "natural-gas") * gas
        + s.input("bauxite-mining", "electricity") * power
        + s.emission("bauxite-mining", "co2-fossil")
    ) / s.output("bauxite-mining", "bauxite")
    # alumina, per 1000 kg; red mud, water and the other fuel have no data
    alumina = (
        s.input("alumina-refining", "bauxite") * bauxite
        + s.input("alumina-refining", "caustic-soda") * per_kg_cell
        + s.input("alumina-refining", "quicklime") * lime
        + s.input("alumina-refining", "hard-coal") * coal
        + s.input("alumina-refining", "natural-gas") * gas
        + s.input("alumina-refining", "heavy-fuel-oil") * oil
        + s.input("alumina-refining", "electricity") * power
        + s.emission("alumina-refining", "co2-fossil")
    ) / s.output("alumina-refining", "alumina")
    # anode, per 1000 kg: butts come back from the smelter without burden; coke and pitch have no data
    anode = (
        s.input("anode-baking", "natural-gas") * gas
        + s.input("anode-baking", "heavy-fuel-oil") * oil
        + s.input("anode-baking", "electricity") * power
        + s.emission("anode-baking", "co2-fossil")
    ) / s.output("anode-baking", "carbon-anode")
    # electrolysis, per 1000 kg of liquid metal: fluoride has no data, PFC count
    metal = (
        s.input("electrolysis", "alumina") * alumina
        + s.input("electrolysis", "carbon-anode") * anode
        + s.input("electrolysis", "electricity") * power
        + s.emission("electrolysis", "co2-fossil")
        + s.emission("electrolysis", "cf4") * CF4
        + s.emission("electrolysis", "c2f6") * C2F6
    ) / s.output("electrolysis", "liquid-aluminium")
    # casting, per 1000 kg of ingot: dross is declared a waste, without data, so the ingot carries all
    ingot = (
        s.input("ingot-casting", "liquid-aluminium") * metal
        + s.input("ingot-casting", "natural-gas") * gas
        + s.input("ingot-casting", "heavy-fuel-oil") * oil
        + s.input("ingot-casting", "electricity") * power
        + s.input("ingot-casting", "chlorine") * per_kg_cell
        + s.emission("ingot-casting", "co2-fossil")
    ) / s.output("ingot-casting", "aluminium-ingot")

    total = Study(ALUMINIUM, rules=["gbt-44905-2024"]).result("gbt-44905-2024").evaluation.total_kg_co2e
    assert 10_000 < 1000 * ingot < 20_000
    assert total == pytest.approx(1000 * ingot, rel=1e-9)  # per t
