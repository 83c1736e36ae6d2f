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
# # 06 电力
#
# **委员会会问：绿电算不算？** 电从几处来：自备、直供线路、合同、电网。规则给出优先序：先认哪一种，要什么凭证，
# 最后落到哪里。本笔记本先用手走一遍优先序，再看年份、因子类别和自备电厂。用到约定6（自备电先用）
# 和约定11（汇总因子按原值）。离线运行，不到一分钟。
#
# # 06 Electricity
#
# **A committee will ask: does green power count?** Power comes from several places: own plant, direct line,
# contracts, grid. A rule gives an order: what is recognised first, with which certificate, and where the rest
# ends. First that ladder by hand; then years, families of factors, and a works' own plant. Uses convention 6
# (own power is used first) and convention 11 (aggregated factors stay as they are). Offline, less than a
# minute.

# %%
# %matplotlib inline
import tempfile
from pathlib import Path

import pandas as pd

import rulewright as rw
from rulewright.course import check, plain
from rulewright.course.electricity import ELECTROLYSER, OPEN, electrolyser
from rulewright.reporting.figures_course import bar_figure
from rulewright.reporting.messages import in_language

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


# %% [markdown]
# ## 1 供电是现场的事实
#
# 一座虚构的电解水装置，每kg氢用50 kWh电。它的供电写在清单里：能供多少、有没有凭证，都是*事实*；认不认，是*规则*的事。
#
# ## 1 Supplies are facts about a site
#
# An invented electrolyser takes 50 kWh of power per kg of hydrogen. Its supplies stand in the inventory: how
# much each can cover, with certificate or without. Those are *facts*; whether they are recognised is for a
# *rule*.

# %%
print(ELECTROLYSER[ELECTROLYSER.index("electricity_supplies") : ELECTROLYSER.index("processes:")])
works = electrolyser()
factors = {supply.id: works.processes[supply.process].factor for supply in works.file.electricity_supplies}
plain(
    pd.DataFrame(
        {
            t("供电", "supply"): name,
            t("因子，kg/kWh", "factor, kg/kWh"): each.amount,
            t("年份", "year"): str(each.year),
            t("覆盖", "coverage"): each.coverage,
            t("气体", "gases"): each.gases,
        }
        for name, each in factors.items()
    )
)

# %% [markdown]
# ## 2 手算：走一遍优先序
#
# GB/T 24067：自备 → 直供 → 有凭证的合同 → 剩余组合 → 电网平均。每一级最多供到它的份额，其余往下走：
#
# ## 2 By hand: down the ladder
#
# GB/T 24067: own power → direct line → contract with certificate → residual mix → mean of the grid. Each rung
# supplies at most its share, the rest goes on:

# %%
demand = 50.0  # kWh per kg
line = 0.25 * demand
certified = min(0.40 * demand, demand - line)
grid = (
    demand - line - certified
)  # the contract without a certificate is passed over; no residual mix is offered
by_hand = (
    line * factors["line"].amount + certified * factors["certified"].amount + grid * factors["grid"].amount
)
print(
    f"{line:g} x {factors['line'].amount} + {certified:g} x {factors['certified'].amount} + {grid:g} x {factors['grid'].amount} = {by_hand:.3f}"
)

RULE = "gbt-24067-2024"
study = rw.Study(works, [RULE], OPEN)
result = study.result(RULE)
for decision in result.ledger.by_step("electricity"):
    print("-", decision.what.get(lang))
    for passed in decision.passed_over:
        print("    ", passed.option, ":", passed.reason.get(lang))
assert abs(by_hand - result.evaluation.total_kg_co2e) < 1e-9

# %% [markdown]
# ## 3 几个规则，几种答案
#
# GHG Protocol（按本库所读）不要求凭证，也没有单列直供一级；Catena-X第4版要求凭证，
# 并把没有剩余组合的余量推给化石组合；再写一个只认位置的补丁（自备与电网），作为对照。
#
# ## 3 Several rules, several answers
#
# The GHG Protocol, as this library reads it, asks for no certificate and has no rung for a direct line;
# Catena-X version 4 asks for one, and sends what is left to a fossil mix where no residual mix exists. For
# contrast, a patch that is location based: own power and grid only.

# %%
LOCATION = """
format: rulewright-rule/1
id: location-only
based_on: gbt-24067-2024
title: {zh: 变体：只认位置, en: "Variant: location based"}
document:
  number: variant of GB/T 24067-2024
  title: {zh: 供讨论的变体, en: A variant for discussion}
  issuer: 练习 / exercise
  status: draft
  language: zh
clauses:
  - id: power
    family: electricity
    clause: "6.4.9"
    ladder:
      - {supply: on_site}
      - {supply: grid_average}
      - {supply: stop}
    text: {zh: 自发自用以外取电网平均。, en: What isn't generated on site takes the mean of the grid.}
    source: {document: variant of GB/T 24067-2024, kind: declared}
    mark: declared
"""
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "location-only.yaml")
    path.write_text(LOCATION, encoding="utf-8")
    location = rw.read_rule(path)

rules = [RULE, "ghg-protocol-product-2011", "catena-x-4", location]
comparison = rw.Study(works, rules, OPEN).compare()
totals = {name: each.evaluation.total_kg_co2e for name, each in comparison.results.items()}
bar_figure(
    totals,
    t("一座装置，四种优先序", "One works, four ladders"),
    t("kg CO₂e / kg 氢", "kg CO₂e per kg of hydrogen"),
)

# %%
assert totals["location-only"] == max(totals.values())
assert totals[RULE] == min(totals.values()) < totals["ghg-protocol-product-2011"]
for name, each in comparison.results.items():
    linked = next(decision for decision in each.ledger.by_step("electricity") if decision.passed_over)
    print(name, "-", linked.what.get(lang))

# %% [markdown]
# 注意Catena-X：它要化石组合，而清单没有提供全生命周期的那一种，只好落到电网平均，台账写明越过了哪几级。
# 认合同而余量按电网平均，卖掉的绿电就在电网平均里又算了一次；剩余组合正是为此。练习06.2算它。
#
# Note Catena-X: it wants a fossil mix, the inventory offers none that covers the life cycle, so the mean of the
# grid is what is left, and the ledger names the rungs passed over. Where contracts count and the rest takes the
# mean of the grid, green power that was sold counts once more inside that mean; that is what a residual mix is
# for. Exercise 06.2 works one out.
#
# ## 4 哪一年，哪一类
#
# 因子年年公布，取哪一年是一个条款（`electricity.factor_year`）。直接CO2因子与全生命周期因子是两类，从不混用：
# 省级只公布了直接CO2因子，所以全生命周期的研究用不上它。
#
# ## 4 Which year, which family
#
# Factors are published every year; which one counts is a clause (`electricity.factor_year`). Direct CO2 factors
# and life-cycle factors are two families and never mixed: for provinces only direct CO2 factors are published,
# so a study of the life cycle can't use them.


# %%
def total(rule, *choices):
    """一个规则的合计，另加声明 / the total of a rule, with more declared."""
    return rw.Study(works, [rule], [*choices, *OPEN]).result(rule).evaluation.total_kg_co2e


LADDER = "iso-14067-2018"  # 电力因子类别留空 / leaves the family of factors open
by_year = {
    t("最新", "latest"): total(LADDER, "electricity.factor_year=latest"),
    t("2023年", "2023"): total(LADDER, "electricity.factor_year=2023"),
}
print({year: round(each, 2) for year, each in by_year.items()})
print(
    t("直接CO2：", "direct CO2: "),
    round(total(LADDER, "electricity.factor_family=direct", "electricity.factor_year=latest"), 2),
)
try:
    total(LADDER, "electricity.factor_year=2019")
except rw.RulewrightError as stop:
    print(in_language(stop, lang))

# %% [markdown]
# 直接CO2一行为什么更高？直供风电和水电合同的因子都是全生命周期的，与直接CO2不是一类，所以不能用：
# 全部电量落到电网（约定11：因子不作换算）。这不是“绿电变脏了”，是类别不同；工具宁可不用，也不混用。
#
# Why is the line of direct CO2 higher? The factors of the wind line and of the hydropower contract cover the
# life cycle and belong to the other family, so they can't be used, and all power comes from the grid
# (convention 11: no factor is converted). Green power didn't get dirty; the families differ, and the toolkit
# rather leaves one out than mixes them.

# %%
direct = rw.Study(works, [LADDER], ["electricity.factor_family=direct", *OPEN]).result(LADDER)
print(direct.ledger.by_step("electricity")[0].what.get(lang))
assert direct.evaluation.total_kg_co2e > max(by_year.values())

# %% [markdown]
# ## 5 自备电厂：钢厂自己烧煤气
#
# 厂里用富余煤气发电。约定6：自己的电先自己用，按它的燃料计。若规则说“每一度电都取电网平均”，会怎样？
#
# ## 5 Own plant: a steel works burns its gas
#
# The works makes power from surplus gas. Convention 6: own power is used first and counts by its fuels. What if
# a rule puts the mean of the grid on every kilowatt-hour?

# %%
steel = rw.Study("steel-hot-rolled-coil-bf-bof", ["pact-3"])
on_grid = rw.Study(
    steel.inventory,
    ["pact-3"],
    ["pact-3:electricity.ladder=[{supply: grid_average}, {supply: stop}]", *steel.choices],
)
own, bought = (each.result("pact-3").evaluation for each in (steel, on_grid))
change = bought.total_kg_co2e / own.total_kg_co2e - 1
print(f"{own.total_kg_co2e:,.0f} -> {bought.total_kg_co2e:,.0f} kg CO2e/t ({change:+.0%})")
assert change < -0.2
steel.compare().plot(lang)

# %% [markdown]
# 结果反而低了很多：煤气不在厂内电站烧，就按价格带着它的碳离开（见03）。电力条款与分配条款彼此牵动，
# 所以要一起看（见08）。
#
# The result falls a lot: gas that isn't burned in the works' own plant leaves by price and takes its carbon
# along (see 03). Clauses on power and on allocation pull at each other, so look at them together (see 08).
#
# ## 6 练习
#
# **练习 06.1。** 水电合同的凭证过期了（`certificate: true`去掉）。按GB/T 24067，每kg氢多少kg CO2e？
#
# ## 6 Exercises
#
# **Exercise 06.1.** The certificate of the hydropower contract has lapsed (`certificate: true` goes). Under
# GB/T 24067, how many kg CO2e per kg of hydrogen?

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("06.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
check("06.1", line * factors["line"].amount + (demand - line) * factors["grid"].amount, lang)

# %% [markdown]
# **练习 06.2。** 设电网里30 %的电是已经凭证书卖掉的水电。剩余组合的因子是多少（kg CO2e/kWh）？
# 电网平均和水电的因子见第1节的表。
#
# **Exercise 06.2.** Suppose that 30 % of the grid's power is hydropower sold by certificates. What is the
# factor of the residual mix (kg CO2e/kWh)? The mean of the grid and the factor of hydropower stand in the table
# of section 1.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("06.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
residual = (factors["grid"].amount - 0.3 * factors["certified"].amount) / (1 - 0.3)
check("06.2", residual, lang)

# %% [markdown]
# ## 学到了什么
#
# - 供电是事实，认不认是规则；优先序一级一级走，越过的都有理由。
# - 年份是条款；两类因子从不混用（约定11）。认合同而余量用电网平均，会重复计算绿电。
# - 自备电先自己用（约定6），它与分配条款彼此牵动。
# - 下一步：07，把规则并排。
#
# ## What to take away
#
# - Supplies are facts, recognition is a rule's; the ladder is walked rung by rung, and each one passed over has
#   its reason.
# - The year is a clause; the two families of factors never mix (convention 11). Contracts together with the
#   mean of the grid count green power twice.
# - Own power is used first (convention 6), and works together with clauses on allocation.
# - Next: 07, rules side by side.
