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
# # 11 许多工厂与名次颠倒
#
# **委员会会问：换一个规则，谁升谁降？** 写规则的人，坐在桌边的是有工厂的人。
# 本笔记本用一组*设想的*电解铝厂和钢厂（都在公布的范围之内拼成，没有一家是真的）：先用手数两个规则的名次有多一致，
# 再看名次颠倒、谁因哪一族条款得益，和一个规则分辨得出多小的差别。用到约定8、约定16。离线运行，约一分钟。
#
# # 11 A portfolio and rank reversal
#
# **A committee will ask: under another rule, who rises and who falls?** Around the table sit people with
# plants. Here are *plausible* smelters and steel works (put together from published ranges; none of them is
# real): first count by hand how far two rules rank alike, then rank reversals, who gains by which clauses, and
# how small a difference a rule can tell. Uses convention 8 and convention 16. Offline, about a minute.

# %%
# %matplotlib inline
from itertools import combinations

import rulewright as rw
from rulewright.course import check, plain
from rulewright.reporting.figures_course import bar_figure

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


# %% [markdown]
# ## 1 一张表：工厂 × 规则
#
# 每家工厂是一份清单，加上与它不同的地方（参数、用量、供电）。同一批抽样，背景与价格对各厂相同，各厂自己的数各抽各的。
# 表中是每吨铝锭的kg CO2e。
#
# ## 1 One table: plants × rules
#
# Each plant is an inventory and what is different there (parameters, amounts, power). All take the same draws:
# background and prices are shared, what is a plant's own is drawn for it alone. The table holds kg CO2e per
# tonne of ingot.

# %%
smelters = rw.read_portfolio("aluminium-smelters-cn")
first = smelters.plants[0]
print(first.name.get(lang), {each.id: each.amount for each in first.file.amounts})
aluminium = smelters.run(["gbt-44905-2024", "en-15804-a2", "cbam-2025"], draws=300, seed=1)
plain(aluminium.to_dataframe(lang))

# %%
aluminium.plot(lang, kind="ranking")

# %% [markdown]
# ## 2 手算：名次有多一致
#
# Kendall的τ：每两家厂算一对。两个规则给的先后相同记+1，相反记-1，平均就是τ。+1完全一致，-1完全颠倒，0等于抛硬币。
#
# ## 2 By hand: how far ranks agree
#
# Kendall's τ takes plants two by two: +1 if both rules put them in the same order, -1 if not, and τ is the
# mean. +1: alike; -1: upside down; 0: a coin.

# %%
footprints = aluminium.to_dataframe("en")
general, cbam = footprints["gbt-44905-2024"], footprints["cbam-2025"]
score = 0
pairs = list(combinations(range(len(footprints)), 2))
for i, j in pairs:
    same_order = (general.iloc[i] - general.iloc[j]) * (cbam.iloc[i] - cbam.iloc[j]) > 0
    score += 1 if same_order else -1
tau = score / len(pairs)
print(
    t(f"{len(pairs)} 对，得分 {score}，τ = {tau:.2f}", f"{len(pairs)} pairs, score {score}, tau = {tau:.2f}")
)
table = aluminium.tau()
assert abs(tau - table.loc["gbt-44905-2024", "cbam-2025"]) < 1e-12
plain(table, digits=2)

# %% [markdown]
# GB/T 44905与EN 15804排得完全一样；与CBAM相比，还不如抛硬币。原因一句话：CBAM对铝不计电，而这些厂的差别几乎都在电上。
# 两者回答的是两个问题，名次不能互换。
#
# GB/T 44905 and EN 15804 rank exactly alike; against CBAM a coin would do better. The reason in one sentence:
# for aluminium CBAM doesn't count power, and power is nearly all that tells these plants apart. They answer two
# questions, and their ranks aren't interchangeable.

# %%
assert table.loc["gbt-44905-2024", "en-15804-a2"] > 1 - 1e-9 and tau < 0
widest = max(aluminium.reversals, key=lambda each: min(each.below_kg_co2e, each.above_kg_co2e))
names = {plant.id: plant.name.get(lang) for plant in smelters.plants}
print(names[widest.low], "/", names[widest.high])
print(
    f"{widest.rule_a}: {-widest.below_kg_co2e:+,.0f} kg CO2e;  {widest.rule_b}: {widest.above_kg_co2e:+,.0f} kg CO2e"
)
print(t(f"颠倒的概率 {widest.probability:.0%}", f"probability of reversal {widest.probability:.0%}"))

# %% [markdown]
# ## 3 钢厂：谁因哪一条得益
#
# 钢厂有高炉，也有电炉。worldsteel的电力优先序（按本库所读）没有合同一级，GB/T 24067认有凭证的合同，
# 于是*电炉*之间的名次也会变：
#
# ## 3 Steel works: who gains by which clause
#
# Some of the works have blast furnaces, some electric ones. The ladder for power of worldsteel, as this library
# reads it, has no rung for contracts, while GB/T 24067 recognises those with a certificate; so the order *among
# electric furnaces* moves as well:

# %%
works = rw.read_portfolio("steel-plants-cn")
steel = works.run(["gbt-24067-2024", "pact-3", "worldsteel-2017"], draws=200, seed=1)
for sentence in steel.notes(lang):
    print("-", sentence)
plain(steel.reversal_table(lang).head(5))

# %%
gains = steel.gains("gbt-24067-2024", "pact-3").to_dataframe(lang)
gains.index.name = gains.columns.name = None
plain(gains)

# %% [markdown]
# 一行一厂，一列一族条款（归因，见08），单位是每吨卷的kg CO2e；最后一列是与各厂平均相比：负的得益，正的吃亏。表上没有“应当”：
# 规则总有人得有人失，委员会应当知道是谁。
#
# A row a plant, a column a family of clauses (attribution, see 08), in kg CO2e per tonne of coil; the last column
# is against the mean of all: negative gains, positive loses. No "should" stands in the table: somebody gains by any rule, and a committee
# ought to know who.

# %%
against = gains.iloc[:, -1].dropna().sort_values()
bar_figure(
    against.to_dict(),
    t(
        "从GB/T 24067到PACT第3版，与各厂平均相比",
        "From GB/T 24067 to PACT version 3, against the mean of the works",
    ),
    "kg CO₂e / t",
)

# %% [markdown]
# 平均说来，是高炉厂得益还是电炉厂得益？自己读图，再看下一格。
#
# On average, is it the works with blast furnaces or those with electric ones that gain? Read the figure first,
# then the next cell.

# %%
furnace = {plant.name.get(lang): plant.inventory.id for plant in works.plants}
change = against.groupby(furnace).mean()
print(change.round(1).to_dict())
assert abs(against.mean()) < 1e-6 and change["steel-hot-rolled-coil-bf-bof"] < 0

# %% [markdown]
# ## 4 规则分辨得出多小的差别
#
# 两家*真的相等*的厂，数据质量刚好达到规则的要求，结果会差多少？小于它的差别，这个规则分辨不出：排名之前先看这个数。
#
# ## 4 How small a difference can a rule tell
#
# Two plants that are *equal in truth*, with data that just meet the rule's demands: how far apart will their
# results be? A smaller difference this rule can't tell; look at it before you rank.

# %%
for rule in ("pact-3", "worldsteel-2017"):
    for sentence in steel.discernible(rule).notes(lang):
        print("-", sentence)

# %%
steel.plot(lang, kind="ranks", rule="pact-3")

# %% [markdown]
# ## 5 练习
#
# **练习 11.1。** 四家厂在规则a下是10、20、30、40，在规则b下是15、12、40、35（虚构）。τ是多少？
#
# ## 5 Exercises
#
# **Exercise 11.1.** Four plants have 10, 20, 30, 40 under rule a and 15, 12, 40, 35 under rule b (invented).
# What is τ?

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("11.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
a, b = [10, 20, 30, 40], [15, 12, 40, 35]
score = 0
for i, j in combinations(range(4), 2):
    score += 1 if (a[i] - a[j]) * (b[i] - b[j]) > 0 else -1
check("11.1", score / 6, lang)

# %% [markdown]
# **练习 11.2。** 哪家铝厂从GB/T 44905换到CBAM，名次*上升*最多（足迹最低为第1名）？写工厂编号，
# 如`"grid-henan"`（`aluminium.ranking`、`smelters.plants`里有）。
#
# **Exercise 11.2.** Which smelter *rises* most in rank from GB/T 44905 to CBAM (rank 1 is the lowest
# footprint)? Write its id, like `"grid-henan"` (see `aluminium.ranking` and `smelters.plants`).

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("11.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
ranks = aluminium.ranking("en")
rise = (ranks["gbt-44905-2024"] - ranks["cbam-2025"]).to_numpy()
check("11.2", smelters.plants[int(rise.argmax())].id, lang)

# %% [markdown]
# ## 学到了什么
#
# - τ是成对数出来的；两个规则的名次可以完全一致，也可以不如抛硬币。
# - 名次颠倒要连同概率一起看；差别小于规则的分辨力，不要排名。
# - 每一条都有人得有人失；归因说出是谁、因哪一族。
# - 下一步：12，从空白写到征求意见稿。
#
# ## What to take away
#
# - τ is counted pair by pair; two rules can rank exactly alike, or worse than a coin.
# - Look at reversals with their probability; below what a rule discerns, don't rank.
# - Somebody gains and somebody loses by every clause; attribution says who, and by which family.
# - Next: 12, from a blank page to a draft.
