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
# # 07 比较规则
#
# **委员会会问：我们的规则与别人的比，差在哪里？** 拿副产氢做例子：氯碱电解用一份电，同时产出氯、碱、氢。
# 清单只有一个过程、一个排放源，所以每个规则的数都能用手算出来，也就看得清：数字相同不等于规则相同，
# 数字不同又是哪一条造成的。用到约定7（价格）和约定10（物理关系要指明）。离线运行，不到一分钟。
#
# # 07 Comparing rules
#
# **A committee will ask: where does our rule differ from others?** By-product hydrogen is the example:
# chlor-alkali electrolysis takes one amount of power and makes chlorine, caustic soda and hydrogen. One
# process, one source of emissions: every rule's number can be done by hand. So one sees that equal numbers
# don't make equal rules, and which clause makes numbers differ. Uses convention 7 (prices) and convention 10 (a
# physical relationship has to be named). Offline, less than a minute.

# %%
# %matplotlib inline
import pandas as pd

import rulewright as rw
from rulewright.course import check, plain
from rulewright.reporting.figures_course import bar_figure
from rulewright.words import say

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


study = rw.Study("hydrogen-chlor-alkali")
comparison = study.compare()
totals = {name: each.evaluation.total_kg_co2e for name, each in comparison.results.items()}
bar_figure(
    totals,
    t("副产氢：一份清单，许多规则", "By-product hydrogen: one inventory, many rules"),
    t("kg CO₂e / kg 氢", "kg CO₂e per kg of hydrogen"),
)

# %% [markdown]
# ## 1 手算：为什么有两群
#
# 要分的负荷只有电：用电 × 电网因子。份额 = 数量 × 性质 ÷ 合计，按质量和按价格各算一次：
#
# ## 1 By hand: why two groups
#
# All there is to share is power: its amount × the factor of the grid. A share is amount × property ÷ the sum,
# by mass and by price:

# %%
process = study.inventory.processes["chlor-alkali-hydrogen"]
power = next(each for each in process.inputs if each.flow == "electricity").quantity.amount
grid = study.inventory.processes["electricity-grid-cn-2024-life-cycle"].factor.amount
burden = power * grid
hydrogen = process.reference.quantity.amount


def share_of_hydrogen(name, years=3):
    """氢的份额 / share of hydrogen [1]."""
    worth = {}
    for output in process.outputs:
        value = study.inventory.property_value(process.id, output.flow, name, years=years)
        worth[output.flow] = output.quantity.amount * value.quantity.amount
    return worth["hydrogen"] / sum(worth.values())


print(f"{power:,.0f} kWh x {grid} = {burden:,.0f} kg CO2e")
by_hand = {}
for name in ("mass", "price"):
    share = share_of_hydrogen(name)
    by_hand[name] = burden * share / hydrogen
    print(f"{name:6} {burden:,.0f} x {share:.4f} / {hydrogen} kg = {by_hand[name]:.3f} kg CO2e/kg")
assert abs(by_hand["mass"] - totals["gbt-24067-2024"]) < 1e-9
assert abs(by_hand["price"] - totals["pact-3"]) < 1e-9
print(
    t(
        f"相差 {by_hand['price'] / by_hand['mass']:.1f} 倍",
        f"a factor of {by_hand['price'] / by_hand['mass']:.1f}",
    )
)

# %% [markdown]
# 氢很轻，又很贵。按质量它几乎不承担什么，按价格承担近一成。哪个“对”，不是数据能回答的；规则要回答，并写明理由。
#
# Hydrogen is light and dear. By mass it carries next to nothing, by price almost a tenth. Which is "right" no
# datum can say; a rule has to, with its reasons.

# %%
assert share_of_hydrogen("mass") < 0.02 < 0.08 < share_of_hydrogen("price") < 0.1
by_total = {}
for name, value in totals.items():
    by_total.setdefault(round(value, 6), []).append(name)
for value, names in sorted(by_total.items()):
    print(f"{value:.3f}: {', '.join(names)}")

# %% [markdown]
# ## 2 数字相同，规则未必相同
#
# 最低的一群里，哪些是规则*自己*定的，哪些是研究替它声明的？看每个规则在这个过程上的决策，以及它留空的设置。
#
# ## 2 Equal numbers, unequal rules
#
# In the lowest group, what did the rules settle *themselves*, and what did the study declare for them? Here is
# each rule's decision about this process, and what it left open.

# %%
rows = []
for name, result in comparison.results.items():
    decision = result.ledger.about(process.id).by_step("allocation")[0]
    key = result.rule.get_keyed("allocation.physical_property", process.id)
    physical = say(key.value, lang) if key is not None else ""
    rows.append(
        {
            t("规则", "rule"): name,
            t("决策", "decision"): decision.what.get(lang).split("：" if lang == "zh" else ": ")[1],
            t("条款", "clause"): decision.clause_number or decision.clause_id,
            t(
                "物理关系（谁定的）", "physical relationship (said by)"
            ): f"{physical} ({key.clause.source.kind})" if key else "",
            t("声明的分配设置", "declared for allocation"): ", ".join(
                each.split(".")[1] for each in result.declared if each.startswith("allocation")
            ),
        }
    )
plain(pd.DataFrame(rows))

# %% [markdown]
# 多数规则说“按物理关系”，是*研究*把它指明为质量（约定10）。换一个声明，这一群就散开。台账的“其他选项”一栏已经写着：
#
# Most of them say "physical relationship", and it is the *study* that says mass (convention 10). Declare
# something else and the group falls apart. The ledger holds the alternatives already:

# %%
decision = comparison.results["gbt-24067-2024"].ledger.about(process.id).by_step("allocation")[0]
otherwise = {
    each.option.removeprefix("share by "): burden * each.values["hydrogen"] / hydrogen
    for each in decision.alternatives
    if "hydrogen" in each.values
}
bar_figure(
    otherwise,
    t("同一条款，研究指明别的依据", "The same clause, with other keys declared"),
    t("kg CO₂e / kg 氢", "kg CO₂e per kg of hydrogen"),
)

# %%
assert otherwise["exergy"] > 20 * otherwise["mass"]

# %% [markdown]
# ## 3 逐条比较
#
# `clause_differences`列出规则之间*不同*的设置，方括号中是条款号或“声明”。三个规则的分配一族：
#
# ## 3 Clause by clause
#
# `clause_differences` lists the settings in which rules *differ*; square brackets hold the clause, or
# "declared". Three rules, the family allocation:

# %%
three = rw.Study(study.inventory, ["gbt-24067-2024", "pact-3", "tfs-3"]).compare()
plain(three.clause_differences(lang).loc[say("allocation", lang)])

# %% [markdown]
# TfS也按价格，却比PACT略低。差在价格取几年：台账说了。
#
# TfS shares by price too, and lies a little lower than PACT. It is the window of prices; the ledger says so.

# %%
for name in ("pact-3", "tfs-3"):
    values = comparison.results[name].ledger.about(process.id).by_step("allocation")[0].values
    print(name, {key: value for key, value in values.items() if key.startswith("price")})
window = {years: burden * share_of_hydrogen("price", years) / hydrogen for years in (1, 3)}
assert abs(window[1] - totals["tfs-3"]) < 1e-9 and abs(window[3] - totals["pact-3"]) < 1e-9

# %% [markdown]
# ## 4 练习
#
# **练习 07.1。** 哪些规则在这里按价格分配？答案是一组规则编号，如`{"pact-3"}`。
#
# ## 4 Exercises
#
# **Exercise 07.1.** Which rules share by price here? The answer is a set of rule ids, like `{"pact-3"}`.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("07.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
by_price = {
    name
    for name, result in comparison.results.items()
    for decision in result.ledger.about(process.id).by_step("allocation")
    if "price of hydrogen" in decision.values
}
check("07.1", by_price, lang)

# %% [markdown]
# **练习 07.2。** 若有人采用系统扩展：氯和碱照旧由市场供应，氢替代天然气制氢。
# 设天然气制氢为10 kg CO2e/kg（虚构的整数）。电解过程的*其余*产品（氯和碱）合起来还承担多少kg CO2e（对应一次电解，
# 即全部负荷减去氢的抵扣）？
#
# **Exercise 07.2.** Suppose somebody expands the system: hydrogen displaces hydrogen made from gas. Take 10 kg
# CO2e/kg for that (an invented round number). How many kg CO2e do the *other* products (chlorine and caustic)
# still carry together, for the process as written (the whole burden less the credit for hydrogen)?

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("07.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
check("07.2", burden - 10 * hydrogen, lang)

# %% [markdown]
# ## 学到了什么
#
# - 先找一个手算得出的小例子，再比较；图上的两群，一眼就知道是哪一条。
# - 数字相同不等于规则相同：看哪些是规则定的，哪些是研究声明的。
# - 价格几年、物理关系是哪一种，都要写进条款（约定7、约定10）。
# - 下一步：08，条款不止一条时，差额怎样归因。
#
# ## What to take away
#
# - Find a small case that can be done by hand, then compare; two groups in a figure then have a clause for a
#   name.
# - Equal numbers don't make equal rules: ask what the rule settled and what the study declared.
# - How many years of prices, which physical relationship: both belong into the clause (convention 7, convention
#   10).
# - Next: 08, sharing a difference among several clauses.
