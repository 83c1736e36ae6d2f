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
# # 08 差额归因到条款
#
# **委员会会问：差的这些，是哪一条造成的？** 一条一条换过去，答案取决于换的次序。归因对*所有*次序取平均（Shapley值），
# 每族条款得一个数，加起来正好是差额。本笔记本先用三条款的虚构工厂手算，再看热轧卷的两个规则，
# 最后看一个基准对许多规则。用到约定16（分不开的条款合为一个）。离线运行，不到一分钟。
#
# # 08 Attributing a difference to clauses
#
# **A committee will ask: which clause makes the difference?** Exchange them one by one, and the answer depends
# on the order. Attribution takes the mean over *all* orders (Shapley values): each family of clauses gets one
# number, and they add up to the difference. First an invented plant with three clauses by hand, then two rules
# for hot-rolled coil, then one baseline and many rules. Uses convention 16 (clauses that can't be separated
# count as one). Offline, less than a minute.

# %%
# %matplotlib inline
from itertools import permutations

import pandas as pd

import rulewright as rw
from rulewright.analysis.shapley import shapley_values
from rulewright.course import check, plain
from rulewright.course.comparing import PARTS, PLANT, plant_total

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


# %% [markdown]
# ## 1 手算：三条款，六种次序
#
# 虚构的工厂：规则a按质量分、计运输、废料不抵扣；规则b按价格分、不计运输、按一定比例抵扣废料。从a走到b，要换三样。
# 先看两种次序：
#
# ## 1 By hand: three clauses, six orders
#
# An invented plant: rule a shares by mass, counts freight and takes nothing off for scrap; rule b shares by
# price, leaves freight out and takes a part off for scrap. From a to b, three things are exchanged. Two of the
# orders:

# %%
print(dict(PLANT))


def steps(order):
    """按次序逐一更换，每一步合计变多少 / exchange one by one: how much each step changes the total."""
    taken, changes = frozenset(), {}
    for part in order:
        changes[part] = plant_total(taken | {part}) - plant_total(taken)
        taken = taken | {part}
    return changes


for order in (("allocation", "boundary", "recycling"), ("recycling", "boundary", "allocation")):
    print(" > ".join(order), {part: round(change, 2) for part, change in steps(order).items()})
difference = plant_total(frozenset(PARTS)) - plant_total(frozenset())
print(t(f"差额 {difference:.2f} kg CO2e", f"difference {difference:.2f} kg CO2e"))

# %% [markdown]
# 每种次序的三步都加成同一个差额，可是每一步的大小不同：运输值多少，取决于按哪个份额分。哪种次序“对”？没有。
# 所以对六种取平均：
#
# The three steps of any order add up to the same difference, but each has another size: what freight is worth
# depends on the share. Which order is right? None. So take the mean over all six:

# %%
table = pd.DataFrame({" > ".join(order): steps(order) for order in permutations(PARTS)}).T[list(PARTS)]
table.loc[t("平均", "mean")] = table.mean()
assert abs(table.iloc[-1].sum() - difference) < 1e-12
plain(table)

# %% [markdown]
# 工具用同样的定义，只是把次序归到“已换了哪些”上来算，2的条款数次方个混合规则各算一次：
#
# The toolkit does the same, grouped by what has been exchanged already: 2 to the number of parts hybrids, each
# computed once.

# %%
worths = []
for bits in range(2 ** len(PARTS)):
    taken = frozenset(part for place, part in enumerate(PARTS) if bits >> place & 1)
    worths.append(plant_total(taken))
for part, value in zip(PARTS, shapley_values(worths), strict=True):
    print(f"{part:12} {value:+.3f}")
    assert abs(value - table.iloc[-1][part]) < 1e-12

# %% [markdown]
# ## 2 热轧卷：两个规则几乎一样，是巧合
#
# GB/T 24067与CBAM的结果只差一点点。归因说：两个很大的差别正好抵消。
#
# ## 2 Hot-rolled coil: nearly equal, by accident
#
# GB/T 24067 and CBAM nearly agree. Attribution says why: two large differences cancel.

# %%
steel = rw.Study("steel-hot-rolled-coil-bf-bof")
found = steel.attribute("gbt-24067-2024", "cbam-2025", draws=500)
found.plot(lang)

# %%
parts = {part.name: part for part in found.parts}
for sentence in found.notes(lang):
    print("-", sentence)
whole = sum(part.kg_co2e for part in found.parts)
print(t("各部分之和", "sum of the parts"), f"{whole:+.1f}")
assert abs(whole) < 0.1 * max(abs(part.kg_co2e) for part in found.parts)
plain(found.to_dataframe(lang))

# %% [markdown]
# 读表：*部分*是平均值；*最先更换*是只换这一族的变化，*最后更换*是其余都换过以后的变化。两者不同，
# 说明它与别的条款相互作用。区间来自同一批抽样（见09）：符号在几乎每次抽样中都不变，归因就站得住。
#
# 是哪几条？逐项看规则各说了什么：
#
# How to read it: the *part* is the mean; *exchanged first* is the change if only this family is exchanged,
# *exchanged last* the change once all others have been. Where the two differ, a family works together with
# others. Intervals come from common draws (see 09): if the sign holds in nearly every draw, so does the
# attribution.
#
# Which clauses are they? What each rule says, item by item:

# %%
for part in found.parts[:2]:
    assert part.interval.same_sign > 0.99
plain(found.clauses(lang).head(6))

# %% [markdown]
# ## 3 一个基准，许多规则
#
# 以GB/T 24067为基准，看其余规则各在哪一族上不同。一行一族，一列一个规则：
#
# ## 3 One baseline, many rules
#
# With GB/T 24067 as the baseline: in which family does each other rule differ? A row a family, a column a rule.

# %%
every = steel.attribute_all("gbt-24067-2024")
every.plot(lang)

# %% [markdown]
# 除CBAM外，差别全在分配一族。这个委员会若只能讨论一条，该讨论哪一条，已经清楚了。
#
# CBAM apart, all the difference sits in allocation. If a committee has time for one clause only, it knows
# which.

# %%
table = every.to_dataframe("en")
others = table.drop(columns="cbam-2025").drop(index=[table.index[-1], "allocation"])
assert others.abs().max().max() < 1e-3 < table.loc["allocation"].abs().max()

# %% [markdown]
# ## 4 换不开的条款
#
# 有的条款离开本规则就不能运行：CBAM按物质的量分，只在它自己的边界内才有数据。铝锭上这两族合为一个部分（约定16）；
# 工具不为跑不动的混合规则编数。
#
# ## 4 Clauses that don't come apart
#
# Some clauses can't run outside their own rule: CBAM's shares by amount of substance have data only inside its
# own boundary. For aluminium these two families count as one part (convention 16); no number is invented for
# hybrids that can't run.

# %%
aluminium = rw.Study("aluminium-ingot-primary-cn").attribute("gbt-44905-2024", "cbam-2025")
for sentence in aluminium.notes(lang)[:4]:
    print("-", sentence)
assert any(len(part.names) > 1 for part in aluminium.parts)

# %% [markdown]
# ## 5 练习
#
# **练习 08.1。** 第1节的工厂，若运输是8（而不是`PLANT`里的数）会怎样，先猜；再回到原来的`PLANT`，不看表，
# 自己对六种次序取平均，给出边界（`boundary`）的Shapley值。
#
# ## 5 Exercises
#
# **Exercise 08.1.** For the plant of section 1, guess first what freight of 8 (in the place of the number in
# `PLANT`) would change. Then, with `PLANT` as it stands and without the table, take the mean over the six
# orders yourself: the Shapley value of the boundary (`boundary`).

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("08.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
changes = [steps(order)["boundary"] for order in permutations(PARTS)]
check("08.1", sum(changes) / len(changes), lang)

# %% [markdown]
# **练习 08.2。** 热轧卷，从`pact-3`到`cbam-2025`：哪一族条款的部分最大（不论正负）？写名称，如`"boundary"`。看清楚：
# 是平均值，不是最先更换。
#
# **Exercise 08.2.** Hot-rolled coil, from `pact-3` to `cbam-2025`: which family of clauses has the largest part
# (whatever its sign)? Write its name, like `"boundary"`. Mind: the mean, not what is exchanged first.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("08.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
pact = steel.attribute("pact-3", "cbam-2025")
largest = max(pact.parts, key=lambda part: abs(part.kg_co2e))
check("08.2", largest.name, lang)

# %% [markdown]
# ## 学到了什么
#
# - 逐条更换的答案取决于次序；对所有次序取平均，各部分加成差额。
# - 两个结果相近，可能是两个大差别抵消；只看合计看不出来。
# - 分不开的条款合为一个部分（约定16）。
# - 下一步：09，这些差别在数据的不确定性里还站得住吗。
#
# ## What to take away
#
# - Exchanged one by one, the answer depends on the order; the mean over all orders gives parts that add up.
# - Two results can agree because two large differences cancel; totals alone don't show it.
# - Clauses that can't be separated count as one part (convention 16).
# - Next: 09, whether such differences survive the uncertainty of the data.
