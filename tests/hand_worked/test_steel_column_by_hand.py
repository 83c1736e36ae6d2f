"""Three columns of the steel comparison, recomputed from raw exchanges by plain arithmetic, process by process.

Only the inventory's numbers are read (``yaml.safe_load``); shares, links and loops are written out below as in a
spreadsheet. No step, matrix or unit conversion of Rulewright takes part; only the last line of each test asks it.
"""

import pytest
from sheet import Sheet, iterate

from rulewright.study import Study

STEEL = "steel-hot-rolled-coil-bf-bof"
CH4 = 29.8  # kg CO2e per kg, fossil, AR6 GWP100 (facts on international rules, 10.1)


def shares(values: dict[str, float]) -> dict[str, float]:
    """Each value over the sum of all."""
    return {name: value / sum(values.values()) for name, value in values.items()}


def total_of(rule: str) -> float:
    return Study(STEEL, rules=[rule]).result(rule).evaluation.total_kg_co2e


def test_steel_under_pact_3_recomputed_from_raw_exchanges_by_hand() -> None:
    s = Sheet(STEEL, "background-cn")

    # ---- shares: unit value of the reference over that of a co-product above 5 for any pair -> price, else mass.
    # Prices are means of the newest 3 years where there is a series (declared choice price_years: 3).
    # Coke oven: nothing is worth less than a fifth of coke per kg (gas 0.0345/0.0270 = 1.28, sulphate 1.0 against
    # coke 1.80 CNY/kg; tar and benzol are dearer), so mass, the declared physical property.
    oven_outputs = ("coke", "coke-oven-gas", "coal-tar", "crude-benzol", "ammonium-sulphate")
    coke_price = s.price("coke", 3) / s.mass("coke")
    assert all(coke_price / (s.price(each, 3) / s.mass(each)) <= 5 for each in oven_outputs)
    oven = shares({each: s.output("coke-oven", each) * s.mass(each) for each in oven_outputs})
    # Blast furnace: iron 2.9 against slag 0.19 CNY/kg is above 5, so price. The stoves burn 1852 MJ of the own gas:
    # netted before sharing, only 2533 MJ leave the furnace.
    stoves_mj = s.input("blast-furnace", "blast-furnace-gas")
    furnace_gas_mj = s.output("blast-furnace", "blast-furnace-gas") - stoves_mj
    furnace = shares(
        {
            "hot-metal": s.output("blast-furnace", "hot-metal") * s.price("hot-metal", 3),
            "slag": s.output("blast-furnace", "granulated-slag") * s.price("granulated-slag", 3),
            "gas": furnace_gas_mj * s.price("blast-furnace-gas", 3),
        }
    )
    # Converter: steel 3.3 against slag 0.02 CNY/kg, so price. Dust is a waste without data.
    converter = shares(
        {
            each: s.output("converter", each) * s.price(each, 3)
            for each in ("liquid-steel", "converter-slag", "converter-gas")
        }
    )
    # Casting and rolling: 3.5 and 3.69 against 0.5 CNY/kg for scale, so price. Scrap is returned without burden.
    casting = shares({each: s.output("casting", each) * s.price(each, 3) for each in ("slab", "mill-scale")})
    rolling = shares(
        {each: s.output("hot-rolling", each) * s.price(each, 3) for each in ("hot-rolled-coil", "mill-scale")}
    )

    # ---- suppliers outside the loops [kg CO2e per unit]
    coking_coal = s.factor("coking-coal-supply")
    pulverised_coal = s.factor("pulverised-coal-supply")
    natural_gas = s.factor("natural-gas-supply")
    iron_ore = s.factor("iron-ore-supply")
    oxygen = s.factor("oxygen-supply")
    grid = "electricity-grid-cn-2024-life-cycle"
    # lime: its own CO2, fuels and grid power; limestone has no data
    lime = (
        s.emission("lime-kiln", "co2-fossil")
        + s.input("lime-kiln", "hard-coal") * s.factor("hard-coal-supply")
        + s.input("lime-kiln", "natural-gas") * natural_gas
        + s.input("lime-kiln", grid) * s.factor(grid)
    ) / s.output("lime-kiln", "quicklime")

    # ---- the works: gases feed the power plant, power drives all, so unit burdens are iterated
    def once(x: dict[str, float]) -> dict[str, float]:
        # coke oven, whole process: coal, power (100 % own), its CO2 and a little methane; acid has no data
        oven_kg = (
            s.input("coke-oven", "coking-coal") * coking_coal
            + s.input("coke-oven", "electricity") * x["power"]
            + s.emission("coke-oven", "co2-fossil")
            + s.emission("coke-oven", "ch4-fossil") * CH4
        )
        # sinter plant: hearth-layer ore, flux and steam have no data
        sinter_kg = (
            s.input("sinter-plant", "iron-ore") * iron_ore
            + s.input("sinter-plant", "coke") * x["coke"]
            + s.input("sinter-plant", "coke-oven-gas") * x["coke-oven-gas"]
            + s.input("sinter-plant", "electricity") * x["power"]
            + s.emission("sinter-plant", "co2-fossil")
        )
        # blast furnace: the CO2 of the stoves is its emission; dust is a waste without data
        furnace_kg = (
            s.input("blast-furnace", "sinter") * x["sinter"]
            + s.input("blast-furnace", "iron-ore") * iron_ore
            + s.input("blast-furnace", "coke") * x["coke"]
            + s.input("blast-furnace", "pulverised-coal") * pulverised_coal
            + s.input("blast-furnace", "electricity") * x["power"]
            + s.emission("blast-furnace", "co2-fossil")
        )
        # converter: scrap enters without burden (cut-off, 100:0); nitrogen, argon and steam have no data
        converter_kg = (
            s.input("converter", "hot-metal") * x["hot-metal"]
            + s.input("converter", "quicklime") * lime
            + s.input("converter", "oxygen") * oxygen
            + s.input("converter", "coke-oven-gas") * x["coke-oven-gas"]
            + s.input("converter", "electricity") * x["power"]
            + s.emission("converter", "co2-fossil")
        )
        # power plant: burns the surplus gases, which come with their shares
        plant_kg = (
            s.input("works-power-plant", "blast-furnace-gas") * x["blast-furnace-gas"]
            + s.input("works-power-plant", "converter-gas") * x["converter-gas"]
            + s.input("works-power-plant", "coke-oven-gas") * x["coke-oven-gas"]
            + s.emission("works-power-plant", "co2-fossil")
        )
        return {
            "coke": oven_kg * oven["coke"] / s.output("coke-oven", "coke"),
            "coke-oven-gas": oven_kg * oven["coke-oven-gas"] / s.output("coke-oven", "coke-oven-gas"),
            "sinter": sinter_kg / s.output("sinter-plant", "sinter"),
            "hot-metal": furnace_kg * furnace["hot-metal"] / s.output("blast-furnace", "hot-metal"),
            "blast-furnace-gas": furnace_kg * furnace["gas"] / furnace_gas_mj,
            "liquid-steel": converter_kg * converter["liquid-steel"] / s.output("converter", "liquid-steel"),
            "converter-gas": converter_kg
            * converter["converter-gas"]
            / s.output("converter", "converter-gas"),
            "power": plant_kg / s.output("works-power-plant", "electricity-works"),
        }

    names = (
        "coke",
        "coke-oven-gas",
        "sinter",
        "hot-metal",
        "blast-furnace-gas",
        "liquid-steel",
        "converter-gas",
        "power",
    )
    x = iterate(dict.fromkeys(names, 0.0), once)

    # ---- casting and rolling, per kg
    slab = (
        (
            s.input("casting", "liquid-steel") * x["liquid-steel"]
            + s.input("casting", "natural-gas") * natural_gas
            + s.input("casting", "electricity") * x["power"]
            + s.emission("casting", "co2-fossil")
        )
        * casting["slab"]
        / s.output("casting", "slab")
    )
    coil = (
        (
            s.input("hot-rolling", "slab") * slab
            + s.input("hot-rolling", "natural-gas") * natural_gas
            + s.input("hot-rolling", "coke-oven-gas") * x["coke-oven-gas"]
            + s.input("hot-rolling", "electricity") * x["power"]
            + s.emission("hot-rolling", "co2-fossil")
        )
        * rolling["hot-rolled-coil"]
        / s.output("hot-rolling", "hot-rolled-coil")
    )
    assert 1500 < 1000 * coil < 2500
    assert total_of("pact-3") == pytest.approx(1000 * coil, rel=1e-9)  # per t


def test_steel_under_cbam_recomputed_from_raw_exchanges_by_hand() -> None:
    # CBAM: direct CO2 of the chain only. No power, upstream, ore or ancillary materials; scrap, slag, tar, dust and
    # scale carry nothing. Gas used in the works counts where it burns; what the works leaves over is burned too
    # (there is no power plant in the boundary, because no electricity counts).
    s = Sheet(STEEL, "background-cn")

    # ---- amounts per 1000 kg of coil, walking upstream
    slab = s.input("hot-rolling", "slab")
    steel = slab / 1000 * s.input("casting", "liquid-steel")
    hot_metal = steel / 1000 * s.input("converter", "hot-metal")
    sinter = hot_metal / 1000 * s.input("blast-furnace", "sinter")
    coke = hot_metal / 1000 * s.input("blast-furnace", "coke") + sinter / 1000 * s.input(
        "sinter-plant", "coke"
    )
    activity = {
        "hot-rolling": 1.0,
        "casting": slab / 1000,
        "converter": steel / 1000,
        "blast-furnace": hot_metal / 1000,
        "sinter-plant": sinter / 1000,
        "coke-oven": coke / 1000,
    }

    # ---- direct CO2 [kg]; CBAM lists CO2, N2O and PFC, so the methane of the coke oven doesn't count
    direct = sum(runs * s.emission(process, "co2-fossil") for process, runs in activity.items())

    # ---- gas that nobody in the chain uses is burned [MJ x kg CO2/MJ]
    users = ("hot-rolling", "converter", "sinter-plant")
    coke_oven_gas = activity["coke-oven"] * s.output("coke-oven", "coke-oven-gas") - sum(
        activity[user] * s.input(user, "coke-oven-gas") for user in users
    )
    furnace_gas = activity["blast-furnace"] * (
        s.output("blast-furnace", "blast-furnace-gas") - s.input("blast-furnace", "blast-furnace-gas")
    )
    converter_gas = activity["converter"] * s.output("converter", "converter-gas")
    assert min(coke_oven_gas, furnace_gas, converter_gas) > 0
    burned = (
        coke_oven_gas * s.emission("coke-oven-gas-burning", "co2-fossil")
        + furnace_gas * s.emission("blast-furnace-gas-burning", "co2-fossil")
        + converter_gas * s.emission("converter-gas-burning", "co2-fossil")
    )
    assert total_of("cbam-2025") == pytest.approx(direct + burned, rel=1e-9)


def test_steel_under_worldsteel_recomputed_from_raw_exchanges_by_hand() -> None:
    # worldsteel: system expansion. A kg or MJ of a co-product is worth what it displaces less what it still needs, so
    # its unit burden is a number: gas 0.37/3.6 kWh of grid power per MJ less burning it, slag 0.55 or 0.3 kg CO2e.
    # Whoever uses the gas pays that worth, whoever makes it is credited: internal use nets out.
    s = Sheet(STEEL, "background-cn")
    grid_name = "electricity-grid-cn-2024-life-cycle"
    grid = s.factor(grid_name)

    def worth_of(gas: str) -> float:
        displaced_kwh = s.products[gas]["displaces"]["amount"]
        return displaced_kwh * grid - s.emission(f"{gas.removesuffix('-gas')}-gas-burning", "co2-fossil")

    oven_gas, furnace_gas, converter_gas = (
        worth_of(gas) for gas in ("coke-oven-gas", "blast-furnace-gas", "converter-gas")
    )
    slag, converter_slag = (
        s.factor("clinker-replaced-by-slag"),
        s.factor("cement-input-replaced-by-converter-slag"),
    )
    sulphate = s.factor("ammonium-sulphate-market")

    natural_gas, iron_ore = s.factor("natural-gas-supply"), s.factor("iron-ore-supply")
    coking_coal, oxygen = s.factor("coking-coal-supply"), s.factor("oxygen-supply")
    lime = (
        s.emission("lime-kiln", "co2-fossil")
        + s.input("lime-kiln", "hard-coal") * s.factor("hard-coal-supply")
        + s.input("lime-kiln", "natural-gas") * natural_gas
        + s.input("lime-kiln", grid_name) * grid
    )

    # power of the works: the gases at their worth, and the CO2 of burning them; no loop is left [kg CO2e/kWh]
    power = (
        s.input("works-power-plant", "blast-furnace-gas") * furnace_gas
        + s.input("works-power-plant", "converter-gas") * converter_gas
        + s.input("works-power-plant", "coke-oven-gas") * oven_gas
        + s.emission("works-power-plant", "co2-fossil")
    ) / s.output("works-power-plant", "electricity-works")
    # coke: gas and sulphate credited; tar and benzol, for which nothing displaced is known, share by mass
    oven_kg = (
        s.input("coke-oven", "coking-coal") * coking_coal
        + s.input("coke-oven", "electricity") * power
        + s.emission("coke-oven", "co2-fossil")
        + s.emission("coke-oven", "ch4-fossil") * CH4
        - s.output("coke-oven", "coke-oven-gas") * oven_gas
        - s.output("coke-oven", "ammonium-sulphate") * sulphate
    )
    coke = oven_kg / sum(s.output("coke-oven", each) for each in ("coke", "coal-tar", "crude-benzol"))
    sinter = (
        s.input("sinter-plant", "iron-ore") * iron_ore
        + s.input("sinter-plant", "coke") * coke
        + s.input("sinter-plant", "coke-oven-gas") * oven_gas
        + s.input("sinter-plant", "electricity") * power
        + s.emission("sinter-plant", "co2-fossil")
    ) / s.output("sinter-plant", "sinter")
    # hot metal: slag and the net gas (gross less the stoves) credited
    net_gas_mj = s.output("blast-furnace", "blast-furnace-gas") - s.input(
        "blast-furnace", "blast-furnace-gas"
    )
    hot_metal = (
        s.input("blast-furnace", "sinter") * sinter
        + s.input("blast-furnace", "iron-ore") * iron_ore
        + s.input("blast-furnace", "coke") * coke
        + s.input("blast-furnace", "pulverised-coal") * s.factor("pulverised-coal-supply")
        + s.input("blast-furnace", "electricity") * power
        + s.emission("blast-furnace", "co2-fossil")
        - net_gas_mj * furnace_gas
        - s.output("blast-furnace", "granulated-slag") * slag
    ) / s.output("blast-furnace", "hot-metal")

    def liquid_steel(converter: str, product: str) -> float:
        """Steel of one converter [kg CO2e/kg]; its scrap, if any, stands apart."""
        return (
            s.input(converter, "hot-metal") * hot_metal
            + s.input(converter, "quicklime") * lime
            + s.input(converter, "oxygen") * oxygen
            + s.input(converter, "coke-oven-gas") * oven_gas
            + s.input(converter, "electricity") * power
            + s.emission(converter, "co2-fossil")
            - s.output(converter, "converter-slag") * converter_slag
            - s.output(converter, "converter-gas") * converter_gas
        ) / s.output(converter, product)

    steel = liquid_steel("converter", "liquid-steel")
    # casting and rolling: scale has nothing that it displaces, so it shares by mass
    slab = (
        s.input("casting", "liquid-steel") * steel
        + s.input("casting", "natural-gas") * natural_gas
        + s.input("casting", "electricity") * power
        + s.emission("casting", "co2-fossil")
    ) / (s.output("casting", "slab") + s.output("casting", "mill-scale"))
    whole_coil = s.output("hot-rolling", "hot-rolled-coil") + s.output("hot-rolling", "mill-scale")
    coil = (
        s.input("hot-rolling", "slab") * slab
        + s.input("hot-rolling", "natural-gas") * natural_gas
        + s.input("hot-rolling", "coke-oven-gas") * oven_gas
        + s.input("hot-rolling", "electricity") * power
        + s.emission("hot-rolling", "co2-fossil")
    ) / whole_coil
    evaluation = Study(STEEL, rules=["worldsteel-2017"]).result("worldsteel-2017").evaluation
    assert evaluation.total_kg_co2e == pytest.approx(1000 * coil, rel=1e-9)  # per t

    # ---- scrap, apart: value V = Y (Xpr - Xre) per kg of scrap
    primary = liquid_steel("converter-without-scrap", "liquid-steel-without-scrap")
    eaf = "eaf-scrap-left-out"  # slag and dust of the furnace displace nothing known: shared by mass
    recycled = (
        s.input(eaf, grid_name) * grid
        + s.input(eaf, "natural-gas") * natural_gas
        + s.input(eaf, "coking-coal") * coking_coal
        + s.input(eaf, "quicklime") * lime
        + s.emission(eaf, "co2-fossil")
    ) / sum(s.output(eaf, each) for each in ("crude-steel-eaf", "eaf-slag", "eaf-dust"))
    facts = s.recycling["steel-scrap"]
    value = facts["yield_kg_per_kg"] * (primary - recycled)
    # net external scrap S per t of coil: what the converter takes less what casting and rolling return. Both leave
    # part of their exchanges to the scale: rolling runs 1000/1010, casting 1000/1003 for what the coil needs.
    rolling_runs = 1000 / whole_coil
    cast_runs = (
        rolling_runs
        * s.input("hot-rolling", "slab")
        / (s.output("casting", "slab") + s.output("casting", "mill-scale"))
    )
    steel_runs = cast_runs * s.input("casting", "liquid-steel") / s.output("converter", "liquid-steel")
    net_scrap = (
        steel_runs * s.input("converter", "steel-scrap")
        - cast_runs * s.output("casting", "steel-scrap")
        - rolling_runs * s.output("hot-rolling", "steel-scrap")
    )
    apart = {credit.name: credit.kg_co2e for credit in evaluation.credits if not credit.in_total}
    assert apart == pytest.approx(
        {"scrap-input:steel-scrap": net_scrap * value, "end-of-life:steel-scrap": -0.85 * 1000 * value},
        rel=1e-9,
    )
