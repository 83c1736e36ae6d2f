# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 03 分配：手算与规则
#
# **委员会会问：按什么分？** 一个过程产出几样东西，排放只有一份。本笔记本看三个过程：热电联产、高炉、蒸汽裂解。
# 先手算份额，再让规则的优先序来选，最后看选择有多要紧。用到约定7（价格）、约定9（内部循环）、约定10（物理关系要指明）。
# 离线运行，不到一分钟。
#
# # 03 Allocation by hand and by rule
#
# **A committee will ask: shared by what?** One process makes several things, and emits once. Three processes
# here: combined heat and power, a blast furnace, a steam cracker. First shares by hand, then the ladder of a
# rule, then how much the choice matters. Uses convention 7 (prices), convention 9 (internal loops) and
# convention 10 (a physical relationship has to be named). Offline, less than a minute.

# %%
# %matplotlib inline
import pandas as pd

import rulewright as rw
from rulewright.course import check, plain
from rulewright.reporting.figures_course import bar_figure

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


def keys_of(inventory, process):
    """每个产出的数量与性质 / amount and properties of every output."""
    rows = {}
    for output in inventory.processes[process].outputs:
        rows[output.flow] = {"amount": output.quantity.amount}
        for name in ("mass", "lhv", "exergy", "carbon", "price"):
            value = inventory.property_value(process, output.flow, name, years=3)
            rows[output.flow][name] = None if value is None else value.quantity.amount
    return pd.DataFrame(rows).T.astype(float)


# %% [markdown]
# ## 1 热电联产：手算
#
# 1 kWh电，同时若干MJ热。份额 = 数量 × 性质 ÷ 合计。按热量、按㶲（能做多少功）、按价格，三种依据。
# 表中电按kWh、热按MJ；热值和㶲是每kWh或每MJ的MJ，价格是每kWh或每MJ的CNY：
#
# ## 1 Heat and power: by hand
#
# 1 kWh of power, and some MJ of heat with it. A share is amount × property ÷ the sum. Three keys: heat content,
# exergy (the work it can do), price. In the table power counts in kWh and heat in MJ; heating value and exergy
# are MJ, prices CNY, per kWh or MJ:

# %%
chp = rw.read_inventory("chp-coal")
unit = chp.processes["chp-coal-unit"]
outputs = keys_of(chp, unit.id)
plain(outputs)

# %%
shares = pd.DataFrame({key: outputs["amount"] * outputs[key] for key in ("lhv", "exergy", "price")})
shares = shares / shares.sum()
plain(shares, digits=3)

# %% [markdown]
# 要分的负荷有两部分：锅炉的直接排放（数量 × GWP），和煤的上游。后者取自工具：每千克原煤的碳足迹。
#
# What there is to share has two parts: direct emissions of the boiler (amount × GWP), and what stands upstream
# of the coal. The second comes from the toolkit: the footprint of a kilogram of raw coal.

# %%
RULE = "gbt-24067-2024"
study = rw.Study("chp-coal")
result = study.result(RULE)
impact = result.evaluation.unit_impacts_kg_co2e[result.system.index["coal-mining-underground|raw-coal"]]
GWP = {"co2-fossil": 1.0, "ch4-fossil": 29.8, "n2o": 273.0}  # AR6, 100 years; databases/gwp.yaml
direct = sum(each.quantity.amount * GWP[each.flow] for each in unit.emissions)
upstream = unit.inputs[0].quantity.amount * float(impact)
burden = direct + upstream
print(f"{direct:.4f} + {upstream:.4f} = {burden:.4f} kg CO2e")
for key in shares:
    power = shares.loc["electricity-chp-coal", key]
    print(f"{key:7} {power:.3f} x {burden:.4f} = {power * burden:.4f} kg CO2e / kWh")

# %% [markdown]
# ## 2 规则怎样说
#
# GB/T 24067的优先序：先细分，再（研究声明了才）系统扩展，再按物理关系，最后按价格。“物理关系”不是一个依据：是哪一种，
# 规则没有说，研究必须指明（约定10）。随附研究指明的是㶲，并给出理由。工具的结果应与手算一致：
#
# ## 2 What a rule says
#
# The ladder of GB/T 24067: subdivide; expand the system, if the study declares it; a physical relationship;
# price last. "Physical" is not a key: which one is meant the rule doesn't say, and the study has to (convention
# 10). The shipped study says exergy, and why. The toolkit should agree with our hands:

# %%
decision = study.ledger(RULE).about(unit.id).by_step("allocation")[0]
print(decision.what.get(lang))
print(decision.rule_id, decision.clause_number, decision.mark)
for passed in decision.passed_over:
    print("-", passed.option, ":", passed.reason.get(lang))
by_hand = shares.loc["electricity-chp-coal", "exergy"] * burden
assert abs(by_hand - result.evaluation.total_kg_co2e) < 1e-9

# %% [markdown]
# 换一个声明，只换电厂这一个过程；其余不动：
#
# Another declaration, for this one process; all else stays:


# %%
def footprint(inventory, process, key, rule=RULE):
    """指明另一种物理关系 / name another physical relationship."""
    shipped = rw.Study(inventory, [rule])
    declared = next(
        each.settings["physical_property"] for each in shipped.choices if "physical_property" in each.settings
    )
    named = ", ".join(f"'{name}': {value}" for name, value in {process: key, **declared}.items())
    mine = f"{rule}:allocation.physical_property={{{named}}}"
    return rw.Study(inventory, [rule], [mine, *shipped.choices]).result(rule).evaluation.total_kg_co2e


power = {key: footprint("chp-coal", unit.id, key) for key in ("lhv", "exergy")}
power["price"] = shares.loc["electricity-chp-coal", "price"] * burden
for key in ("lhv", "exergy"):
    assert abs(power[key] - shares.loc["electricity-chp-coal", key] * burden) < 1e-9
heat = {key: (burden - each) / outputs.loc["district-heat", "amount"] for key, each in power.items()}
words = {"lhv": t("热量", "heat content"), "exergy": t("㶲", "exergy"), "price": t("价格", "price")}
bar_figure(
    {
        words[key]: {
            t("电，kg CO₂e / kWh", "power, kg CO₂e / kWh"): power[key],
            t("热，kg CO₂e / 10 MJ", "heat, kg CO₂e / 10 MJ"): 10 * heat[key],
        }
        for key in power
    },
    t("燃煤热电联产：同一份排放，三种依据", "Coal CHP: one emission, three keys"),
    "kg CO₂e",
)

# %% [markdown]
# 电和热的负荷加起来总是同一个数，一分不多，一分不少。热量把热看得和电一样贵，㶲看温度。电的足迹因此相差一半以上：
# 产品规则必须写死。
#
# Power and heat together always carry the same burden, no more and no less. Heat content treats a MJ of heat
# like a MJ of power, exergy looks at its temperature. Power differs by more than half: a product rule has to
# settle this.

# %%
for key in power:
    assert abs(power[key] + heat[key] * outputs.loc["district-heat", "amount"] - burden) < 1e-12
print(
    t(
        f"㶲/热量 = {power['exergy'] / power['lhv']:.2f}",
        f"exergy / heat content = {power['exergy'] / power['lhv']:.2f}",
    )
)
assert 1.5 < power["exergy"] / power["lhv"] < 2

# %% [markdown]
# ## 3 高炉：残渣像产品吗
#
# 铁水、水渣、煤气。煤气有一部分热风炉自己烧掉：那是内部循环，先减掉再分（约定9）。
#
# ## 3 Blast furnace: is a residue like a product?
#
# Hot metal, slag, gas. Part of the gas heats the furnace's own stoves: that is an internal loop, and is taken
# off before sharing (convention 9).

# %%
steel = rw.read_inventory("steel-hot-rolled-coil-bf-bof")
furnace = steel.processes["blast-furnace"]
outputs = keys_of(steel, furnace.id).drop(index="blast-furnace-dust")
own_use = next(each for each in furnace.inputs if "internal_loop" in each.tags)
outputs.loc[own_use.flow, "amount"] -= own_use.quantity.amount
shares = pd.DataFrame({key: outputs["amount"] * outputs[key] for key in ("mass", "carbon", "price")})
shares = shares / shares.sum()
plain(shares, digits=3)

# %%
study = rw.Study(steel)
decision = study.ledger("pact-3").about(furnace.id).by_step("allocation")[0]
print(decision.what.get(lang))
for alternative in decision.alternatives:
    print(alternative.option, {flow: round(share, 3) for flow, share in alternative.values.items()})
    key = alternative.option.split()[-1]
    assert all(abs(shares.loc[flow, key] - share) < 1e-9 for flow, share in alternative.values.items())

# %%
bar_figure(
    {
        t(zh, en): {steel.name(flow, lang): share for flow, share in shares[key].items()}
        for key, zh, en in (("mass", "质量", "mass"), ("carbon", "碳", "carbon"), ("price", "价格", "price"))
    },
    t("高炉：谁承担多少", "Blast furnace: who carries how much"),
    t("份额", "share"),
)

# %% [markdown]
# 按质量，煤气和水渣合起来比铁水还多；按碳，煤气拿走大半；按价格，几乎全归铁水。三种都“说得通”，结果却没有一处相近。
# 各规则因此各有一套：PACT比单位价值（相差5倍以上就按价格），EN 15804看收入差距，PEF留给研究，
# CBAM直接说煤气是内部循环、渣零负荷。
#
# By mass, gas and slag together carry more than the metal; by carbon, gas takes the larger part; by price
# nearly all stays with the metal. Each can be argued, and no two are near each other. So each rule has its own
# way: PACT compares unit values (price, if they differ by more than a factor of 5), EN 15804 looks at the gap
# in revenue, PEF leaves it to the study, CBAM calls the gas internal and slag burden-free.

# %%
assert shares.loc["hot-metal", "mass"] < 0.5 and shares.loc["blast-furnace-gas", "carbon"] > 0.5
for rule in ("pact-3", "en-15804-a2", "pef-2021", "cbam-2025"):
    for decision in study.ledger(rule).about(furnace.id).by_step("allocation"):
        print(f"{rule:12} {decision.what.get(lang)}")

# %% [markdown]
# ## 4 蒸汽裂解：什么时候不必争
#
# 石脑油裂解产出乙烯、丙烯、碳四、芳烃和裂解汽油。它们轻重、热值、价格都相近：
#
# ## 4 Steam cracker: when there is nothing to argue about
#
# Cracking naphtha gives ethylene, propylene, C4, aromatics and pyrolysis gasoline. They weigh, burn and cost
# about the same:

# %%
cracker = rw.Study("ethylene-naphtha", ["pact-3"])
decision = cracker.ledger("pact-3").about("steam-cracker-naphtha").by_step("allocation")[0]
for passed in decision.passed_over:
    print("-", passed.option, ":", passed.reason.get(lang))
ethylene = {each.option.split()[-1]: each.values["ethylene"] for each in decision.alternatives}
spread = max(ethylene.values()) / min(ethylene.values()) - 1
assert spread < 0.1
plain(pd.DataFrame(ethylene, index=[t("乙烯的份额", "share of ethylene")]), digits=3)

# %% [markdown]
# 同一个问题，在热电联产要差一半以上，在高炉差几倍，在裂解炉几乎没有差别。先看数，再决定为哪一条争论。
#
# The same question moves a result by more than half for heat and power, by a factor of several for the furnace,
# and next to nothing for the cracker. Look at numbers first, then choose which clause is worth a debate.

# %% [markdown]
# ## 5 练习
#
# **练习 03.1。** 燃气热电联产（`chp-gas`，过程`chp-gas-unit`）按热量分，电的份额是多少？
#
# ## 5 Exercises
#
# **Exercise 03.1.** Shared by heat content, which share does power carry in the gas CHP unit (`chp-gas`,
# process `chp-gas-unit`)?

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("03.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
gas = keys_of(rw.read_inventory("chp-gas"), "chp-gas-unit")
heat_content = gas["amount"] * gas["lhv"]
check("03.1", heat_content["electricity-chp-gas"] / heat_content.sum(), lang)

# %% [markdown]
# **练习 03.2。** 如果条款说“高炉煤气是内部循环”，其余按质量分，铁水的份额是多少？
#
# **Exercise 03.2.** If a clause says that blast-furnace gas is an internal loop, and the rest is shared by
# mass: which share does hot metal carry?

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("03.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
kept = outputs.drop(index="blast-furnace-gas")
mass = kept["amount"] * kept["mass"]
check("03.2", mass["hot-metal"] / mass.sum(), lang)

# %% [markdown]
# **练习 03.3。** PACT第3版在单位价值相差5倍以上时按价格分。燃煤热电联产中，电的单位价值是热的几倍（都按MJ）？
# 想一想它会走到哪一级。
#
# **Exercise 03.3.** PACT version 3 shares by price where unit values differ by more than a factor of 5. How
# many times the unit value of heat is that of power in the coal CHP unit (both per MJ)? Think about which rung
# follows.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("03.3", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
prices = keys_of(chp, "chp-coal-unit")
ratio = (prices.loc["electricity-chp-coal", "price"] / 3.6) / prices.loc["district-heat", "price"]
print(rw.Study("chp-coal").ledger("pact-3").about("chp-coal-unit").by_step("allocation")[0].what.get(lang))
check("03.3", ratio, lang)

# %% [markdown]
# ## 学到了什么
#
# - 份额 = 数量 × 性质 ÷ 合计，手算即得；台账里同时写着别的依据会给出什么。
# - “物理关系”不指明就不是规定（约定10）；自用的部分先减掉（约定9）；价格要说几年、按什么单位（约定7）。
# - 依据有多要紧，取决于产品：联产的性质越不相近，条款越重要。
# - 下一步：04，小的输入能不能不算。
#
# ## What to take away
#
# - A share is amount × property ÷ the sum, by hand; the ledger also holds what other keys would have given.
# - "Physical" settles nothing until it is named (convention 10); own use comes off first (convention 9); prices
#   need their years and unit (convention 7).
# - How much a key matters depends on the product: the less alike the co-products, the more the clause decides.
# - Next: 04, whether small inputs may be left out.
