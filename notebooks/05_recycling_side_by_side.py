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
# # 05 再生公式并排
#
# **委员会会问：废钢算谁的？** 截断法、生命末期法、50:50、循环足迹公式（CFF）、worldsteel废钢价值，看上去是五种方法，
# 其实是同一个差额记在不同的地方（约定3）。本笔记本先用手算废钢的价值，再让钢、铝、电池一起走一遍。离线运行，
# 约一分钟。
#
# # 05 Recycling formulas side by side
#
# **A committee will ask: whose is the scrap?** Cut-off, end-of-life, 50:50, the Circular Footprint Formula
# (CFF), the scrap value of worldsteel: they look like five methods, and book one and the same difference in
# different places (convention 3). The value of scrap is first worked out by hand; then steel, aluminium and
# batteries go through all of them. Offline, about a minute.

# %%
# %matplotlib inline
import pandas as pd

import rulewright as rw
from rulewright.course import check, plain
from rulewright.reporting.figures_course import bar_figure, line_figure
from rulewright.reporting.messages import in_language
from rulewright.steps.recycling import circular_footprint

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


RULE = "gbt-24067-2024"
BLAST_FURNACE, ARC_FURNACE = "steel-hot-rolled-coil-bf-bof", "steel-hot-rolled-coil-eaf"


def with_method(inventory, method, credit, factor_a=None):
    """声明另一种再生方法 / declare another method for scrap."""
    choices = [f"{RULE}:recycling.method={method}", f"{RULE}:recycling.end_of_life_credit={credit}"]
    if factor_a is not None:
        choices.append(f"{RULE}:recycling.allocation_factor_a={{'*': {factor_a}}}")
    shipped = rw.Study(inventory, [RULE]).choices
    return rw.Study(inventory, [RULE], [*choices, *shipped]).result(RULE)


# %% [markdown]
# ## 1 手算：一千克废钢值多少
#
# 废钢省去了矿石路线，花去了电炉路线。每千克废钢的价值：
#
#     V = (1 - A) · Y · (Q · Ev - Erec)
#
# A是用废钢的人承担的份额，Y是收得率，Q是质量比，Ev是不加废钢的矿石路线，Erec是不计废钢本身的电炉路线。
# 后两个取自工具，其余写在清单里。
#
# ## 1 By hand: what is a kilogram of scrap worth
#
# Scrap saves the ore route and costs the electric route. The value of a kilogram of it:
#
#     V = (1 - A) · Y · (Q · Ev - Erec)
#
# A is the share that the user of scrap carries, Y the yield, Q the quality ratio, Ev the ore route without
# scrap, Erec the electric route without the scrap itself. The last two come from the toolkit, the others stand
# in the inventory.

# %%
facts = rw.read_inventory(BLAST_FURNACE).file.recycling[0]
half = with_method(BLAST_FURNACE, "fifty_fifty", "in_total")


def impact(result, node):
    """一个节点的单位碳足迹 / footprint of one unit of a node [kg CO2e]."""
    return float(result.evaluation.unit_impacts_kg_co2e[result.system.index[node]])


ev = impact(half, "converter-without-scrap|liquid-steel-without-scrap")
erec = impact(half, "eaf-scrap-left-out|crude-steel-eaf")


def value_of_scrap(factor_a):
    """废钢价值 / value of scrap [kg CO2e/kg]."""
    return (1 - factor_a) * facts.yield_kg_per_kg * (facts.quality_ratio * ev - erec)


print(f"Y = {facts.yield_kg_per_kg}, Q = {facts.quality_ratio}, Ev = {ev:.3f}, Erec = {erec:.3f}")
for factor_a in (1.0, 0.5, 0.0):
    print(f"A = {factor_a}: V = {value_of_scrap(factor_a):.3f} kg CO2e/kg")
assert abs(value_of_scrap(0.5) - impact(half, "pool|steel-scrap")) < 1e-9

# %% [markdown]
# 废钢进来，带着V；产品报废后回收出去，抵扣V。所以一吨热轧卷的合计可以预言：A = 1时的合计，加上净用废钢 × V，
# 减去回收率 × 1000 × V。
#
# Scrap that enters bears V; what is recovered at the end of life is credited V. So the total of a tonne of coil
# can be foretold: the total with A = 1, plus net scrap × V, less recovery rate × 1000 × V.

# %%
cut_off = with_method(BLAST_FURNACE, "cut_off_recycled_content", "none")
end_of_life = with_method(BLAST_FURNACE, "end_of_life_recycling", "none")
base = cut_off.evaluation.total_kg_co2e
net_scrap = (end_of_life.evaluation.total_kg_co2e - base) / value_of_scrap(0.0)  # kg per t of coil
print(t(f"每吨卷净用废钢 {net_scrap:.0f} kg", f"net scrap per t of coil: {net_scrap:.0f} kg"))

foretold = base + (net_scrap - facts.recovery_rate * 1000) * value_of_scrap(0.5)
print(
    f"A = 0.5: {base:,.0f} + ({net_scrap:.0f} - {facts.recovery_rate * 1000:.0f}) x {value_of_scrap(0.5):.3f} = {foretold:,.0f}"
)
assert abs(foretold - half.evaluation.total_kg_co2e) < 1e-6 * base

# %% [markdown]
# ## 2 两条炼钢路线，一个A
#
# 用CFF，把A从0移到1，看高炉—转炉卷和电炉卷：
#
# ## 2 Two ways to make steel, one A
#
# With the CFF, move A from 0 to 1 and watch coil from the blast furnace and coil from the electric furnace:

# %%
factors = [0.0, 0.2, 0.5, 0.8, 1.0]
lines = {
    t("高炉—转炉", "blast furnace"): [
        with_method(BLAST_FURNACE, "circular_footprint_formula", "in_total", a).evaluation.total_kg_co2e
        for a in factors
    ],
    t("电炉（全废钢）", "electric furnace, all scrap"): [
        with_method(ARC_FURNACE, "circular_footprint_formula", "in_total", a).evaluation.total_kg_co2e
        for a in factors
    ],
}
line_figure(
    factors,
    lines,
    t("热轧卷与A，含生命末期抵扣", "Hot-rolled coil and A, with end-of-life credit"),
    "A",
    "kg CO₂e / t",
)

# %% [markdown]
# A = 1（截断法）奖励*用*废钢的人：两条路线相差很大。A = 0（生命末期法）奖励*留下*废钢的人：高炉钢将来也是废钢，
# 两条路线靠近。没有哪个是“对的”；它们回答不同的问题。产品规则要选一个，并写出A。
#
# A = 1 (cut-off) rewards who *uses* scrap: the routes lie far apart. A = 0 (end of life) rewards who *leaves*
# scrap behind: steel from ore will be scrap some day, and the routes come close. Neither is "right"; they
# answer different questions. A product rule has to take one, and to state A.

# %%
gap = {
    a: lines[t("高炉—转炉", "blast furnace")][i]
    - lines[t("电炉（全废钢）", "electric furnace, all scrap")][i]
    for i, a in enumerate(factors)
}
print({a: round(each) for a, each in gap.items()})
assert gap[1.0] > 3 * gap[0.0] > 0

# %% [markdown]
# ## 3 各规则怎么说
#
# 空白是规则没有定，研究必须声明。“apart”是另列：不计入合计，如EN 15804的模块D。
#
# ## 3 What rules say
#
# Blank: not settled, so a study has to declare it. "apart" stands beside the total and isn't in it, like module
# D of EN 15804.

# %%
SETTINGS = ("method", "allocation_factor_a[*]", "input_burden", "end_of_life_credit")
table = {}
for name in (
    "gbt-24067-2024",
    "iso-20915-2018",
    "worldsteel-2017",
    "en-15804-a2",
    "pef-2021",
    "pefcr-batteries-2018",
    "cbam-2025",
):
    rule = rw.read_rule(name)
    found = {setting: rule.settings.get(f"recycling.{setting}") for setting in SETTINGS}
    table[name] = {setting: each.value for setting, each in found.items() if each is not None}
plain(pd.DataFrame(table).T.reindex(columns=SETTINGS))

# %%
both = rw.Study(BLAST_FURNACE, ["en-15804-a2", "worldsteel-2017"]).compare()
both.plot(lang)

# %% [markdown]
# ## 4 铝：同一个公式，差别大得多
#
# 再生铝锭全部用废料（R1 = 1）。公式的材料部分：R1 · (A · Erec + (1 - A) · Q · Ev)。Ev是原铝，Erec是重熔（不计废料）。
#
# ## 4 Aluminium: the same formula, a much larger difference
#
# A recycled ingot is all scrap (R1 = 1). The material part of the formula: R1 · (A · Erec + (1 - A) · Q · Ev).
# Ev is primary aluminium, Erec remelting without the burden of scrap.

# %%
primary = rw.Study("aluminium-ingot-primary-cn", [RULE]).result(RULE).evaluation.total_kg_co2e / 1000
remelted = (
    with_method("aluminium-ingot-secondary", "cut_off_recycled_content", "none").evaluation.total_kg_co2e
    / 1000
)
by_formula = {}
for factor_a in factors:
    by_formula[f"A = {factor_a}"] = circular_footprint(
        a=factor_a, r1=1.0, r2=0.0, ev=primary, erec=remelted, erec_eol=remelted, ev_star=primary
    ).total
    by_hand = factor_a * remelted + (1 - factor_a) * primary
    assert abs(by_formula[f"A = {factor_a}"] - by_hand) < 1e-12
bar_figure(
    {**by_formula, t("原铝", "primary"): primary},
    t("再生铝锭：只有A不同", "Recycled ingot: only A differs"),
    "kg CO₂e / kg",
)

# %% [markdown]
# 从最低到最高差几十倍，数据一个没动。路线的差（Ev - Erec）越大，A越要紧：铝比钢要紧得多。
#
# From lowest to highest there is a factor of some tens, and no datum has moved. The larger the difference of
# the routes (Ev - Erec), the more A matters: far more for aluminium than for steel.

# %%
assert by_formula["A = 0.0"] > 10 * by_formula["A = 1.0"]
print(
    t(
        f"铝：{primary / remelted:.0f} 倍；钢：{ev / erec:.1f} 倍",
        f"aluminium: a factor of {primary / remelted:.0f}; steel: {ev / erec:.1f}",
    )
)

# %% [markdown]
# ## 5 电池：没有路线就停下
#
# 动力电池包生产时有电芯废料。清单没有说它的原生路线和再生路线，所以除截断法外，任何一种方法都没有数可用。工具不猜，
# 它停下：
#
# ## 5 Batteries: no routes, so it stops
#
# Making battery packs leaves cell scrap. The inventory names no primary and no recycled route for it; so apart
# from the cut-off no method has numbers to work on. The toolkit doesn't guess, it stops:

# %%
print(
    f"{with_method('battery-pack-nmc811', 'cut_off_recycled_content', 'none').evaluation.total_kg_co2e:.1f} kg CO2e / kWh"
)
try:
    with_method("battery-pack-nmc811", "fifty_fifty", "none")
except rw.RulewrightError as stop:
    print(in_language(stop, lang))

# %% [markdown]
# 换到另一头：湿法回收1 kg废电芯的服务。它送出铜和铝废料，有路线，所以A越小，抵扣越多：
#
# Now from the other end: the service of recycling 1 kg of spent cells. It sends out copper and aluminium scrap,
# for which routes exist: the smaller A, the larger the credit.

# %%
service = {
    method: with_method("battery-recycling-nmc811", method, "none").evaluation
    for method in ("cut_off_recycled_content", "fifty_fifty", "end_of_life_recycling")
}
totals = [each.total_kg_co2e for each in service.values()]
assert totals == sorted(totals, reverse=True) and totals[0] > totals[-1]
plain(
    pd.DataFrame(
        {
            method: {credit.name: credit.kg_co2e for credit in each.credits} | {"total": each.total_kg_co2e}
            for method, each in service.items()
        }
    )
)

# %% [markdown]
# ## 6 同一份好处算两次
#
# 截断法让废钢零负荷进来（A = 1），同时又在合计里抵扣生命末期的废钢：同一份好处，用的人得一次，留下的人又得一次。
# 检测器认得它：
#
# ## 6 One benefit, counted twice
#
# Scrap enters burden-free (A = 1), and scrap at the end of life is credited in the total as well: one benefit,
# once for who uses it and once for who leaves it. A detector knows that:

# %%
choices = [
    f"{RULE}:recycling.method=cut_off_recycled_content",
    f"{RULE}:recycling.end_of_life_credit=in_total",
]
twice = rw.Study(BLAST_FURNACE, [RULE], [*choices, *rw.Study(BLAST_FURNACE, [RULE]).choices])
found = twice.detect().to_dataframe(lang)
assert any(each.detector == "recycling_twice" for each in twice.result(RULE).findings)
plain(found.head(3))

# %% [markdown]
# ## 7 练习
#
# **练习 05.1。** 再生铝锭，A = 0.2，质量比Q = 0.9。按第4节的公式（原铝`primary`、重熔`remelted`），
# 每千克多少kg CO2e？
#
# ## 7 Exercises
#
# **Exercise 05.1.** A recycled ingot with A = 0.2 and a quality ratio Q = 0.9. By the formula of section 4
# (`primary`, `remelted`), how many kg CO2e per kg?

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("05.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
check("05.1", 0.2 * remelted + (1 - 0.2) * 0.9 * primary, lang)

# %% [markdown]
# **练习 05.2。** 高炉卷，50:50，抵扣计入合计。若回收率从0.85提高到0.95，每吨的合计变多少kg CO2e（下降为负）？
#
# **Exercise 05.2.** Coil from the blast furnace, 50:50, credit in the total. By how many kg CO2e does the total
# per tonne change if the recovery rate rises from 0.85 to 0.95 (a fall is negative)?

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("05.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
check("05.2", -(0.95 - facts.recovery_rate) * 1000 * value_of_scrap(0.5), lang)

# %% [markdown]
# ## 学到了什么
#
# - 五种方法，一个公式：差别只在A，和抵扣放在合计里还是外（约定3）。
# - A = 1奖励用废料，A = 0奖励留下废料；路线差得越大，A越要紧。
# - 没有路线就没有价值：工具停下，不猜。截断法加上生命末期抵扣是重复计算。
# - 下一步：06，电从哪里来。
#
# ## What to take away
#
# - Five methods, one formula: they differ in A, and in whether a credit is inside or beside the total
#   (convention 3).
# - A = 1 rewards using scrap, A = 0 leaving it; the further apart the routes, the more A matters.
# - No routes, no value: the toolkit stops and doesn't guess. The cut-off together with an end-of-life credit
#   counts twice.
# - Next: 06, where power comes from.
