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
# # 10 选择与数据
#
# **委员会会问：先定条款，还是先补数据？** 把规则的选择和数据的离散放进同一个方差里，看各占多少。
# 本笔记本先用手把方差拆成两半，再让工具逐条款拆，最后看：一份草案定下来以后，还剩多少离散。
# 用到约定16（分不开的条款合为一个）。离线运行，约一分钟。
#
# # 10 Choice against data
#
# **A committee will ask: settle clauses first, or improve data first?** Put what rules choose and what data
# scatter into one variance, and see how much each makes. First the variance is split in two by hand, then by
# the toolkit clause by clause, and last: what does a draft leave of the spread? Uses convention 16 (clauses
# that can't be separated count as one). Offline, about a minute.

# %%
# %matplotlib inline
import numpy as np

import rulewright as rw
from rulewright.course import check, plain
from rulewright.reporting.figures_course import bar_figure

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


STEEL, ALUMINIUM = "steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"

# %% [markdown]
# ## 1 手算：方差的两半
#
# 两个规则，各抽同样的次数。总方差 = 规则之间（各规则平均值的方差）+ 规则之内（各规则方差的平均）。
# 前一半是选择造成的，后一半是数据造成的：
#
# ## 1 By hand: two halves of a variance
#
# Two rules, equally many draws each. The variance of all is that *between* rules (variance of their means) plus
# that *within* (mean of their variances). The first half is made by choice, the second by data:

# %%
two = rw.Study(STEEL, ["pact-3", "pef-2021"])
totals = (
    two.uncertainty(draws=2000, seed=1).dataset["total"].values.reshape(2, -1)
)  # (rules, draws) [kg CO2e/t]
between = totals.mean(axis=1).var()
within = totals.var(axis=1).mean()
print(f"{between:,.0f} + {within:,.0f} = {between + within:,.0f};  {totals.var():,.0f} (kg CO2e)²")
assert abs(between + within - totals.var()) < 1e-6 * totals.var()
choice_by_hand = between / (between + within)
print(t(f"选择占 {choice_by_hand:.0%}", f"choice makes {choice_by_hand:.0%}"))

# %% [markdown]
# ## 2 工具逐条款拆
#
# 这两个规则只在分配一族上影响结果，所以工具给“分配”的一阶指数应与手算相近（它用另一种抽样，有误差）：
#
# ## 2 Clause by clause
#
# These two rules only differ in allocation as far as the result goes, so the toolkit's first-order index of
# "allocation" should be near our hands' (it samples in another way, and has an error):

# %%
found = two.decompose(samples=512, seed=1)
print(found.answer(lang))
table = found.to_dataframe("en")
first_order, error = table.loc["allocation"].iloc[:2]
print(f"{first_order:.2f} ± {error:.2f}; {choice_by_hand:.2f}")
assert abs(first_order - choice_by_hand) < error

# %% [markdown]
# *一阶*：定下这一条，方差平均少多少。*总效应*：别的都定了，这一条还留下多少。两者之差是相互作用。八个规则一起：
#
# *First order*: how much of the variance goes on average if this is settled. *Total*: how much stays as long as
# only this is open. What lies between them is interaction. Eight rules together:

# %%
steel = rw.Study(STEEL).decompose(samples=256, seed=1)
print(steel.answer(lang))
steel.plot(lang)

# %%
RULES = ["gbt-44905-2024", "pact-3", "pef-2021", "en-15804-a2"]
aluminium = rw.Study(ALUMINIUM, RULES).decompose(samples=256, seed=1)
print(aluminium.answer(lang))
aluminium.plot(lang)

# %% [markdown]
# 同样的分析，两个相反的答案：钢要先定条款，铝（CBAM除外）要先补数据。这就是为什么要算，而不是猜。
#
# One analysis, two opposite answers: for steel settle clauses first, for aluminium (CBAM apart) improve data
# first. That is why one computes instead of guessing.

# %%
shares = {
    t("钢", "steel"): steel.to_dataframe("en"),
    t("铝", "aluminium"): aluminium.to_dataframe("en"),
}
halves = {
    product: {
        t("全部选择", "all choices"): max(float(each.loc["all choices"].iloc[0]), 0.0),
        t("全部数据", "all data"): max(float(each.loc["all data"].iloc[0]), 0.0),
    }
    for product, each in shares.items()
}
bar_figure(
    halves,
    t("离散来自选择还是数据（一阶）", "Choices or data (first order)"),
    t("方差份额", "share of the variance"),
    digits=2,
)

# %%
choices, data = (t("全部选择", "all choices"), t("全部数据", "all data"))
assert halves[t("钢", "steel")][choices] > 0.8 and halves[t("铝", "aluminium")][data] > 0.8

# %% [markdown]
# ## 3 一份草案还剩多少离散
#
# 可比性指数C：草案定了它所定的，留空的照旧随各规则变动，方差剩多少（1表示什么要紧的都没定；下限是只剩数据）。
# 通用标准与PACT：
#
# ## 3 What a draft leaves of the spread
#
# The comparability index C: the draft settles what it settles, what it leaves open varies as the rules do; how
# much of the variance stays (1: nothing that matters is settled; the floor: only data are left). A general
# standard, and PACT:

# %%
every = rw.Study(STEEL)
general = every.comparability("gbt-24067-2024", samples=128)
pact = every.comparability("pact-3", samples=128)
for each in (general, pact):
    print("-", each.notes(lang)[0])
    print(" ", each.notes(lang)[1])
assert pact.index < 0.5 * general.index and pact.floor < pact.index
general.plot(lang)

# %% [markdown]
# 图上最长的“可减少”，就是草案下一条该写的。通用标准留空，是让产品规则来写；产品规则不写，离散就留在结果里。
#
# The longest "gain" in the figure is the clause that a draft should write next. A general standard leaves room
# on purpose for product rules; where these don't write it, the spread stays in the results.

# %%
gains = general.to_dataframe(lang).iloc[:5, :2]
plain(gains, digits=2)

# %% [markdown]
# ## 4 练习
#
# **练习 10.1。** 三个规则的平均值是1400、1800、1900，每个的标准差都是90（虚构）。选择占方差的份额是多少（规则等权）？
#
# ## 4 Exercises
#
# **Exercise 10.1.** Three rules have the means 1400, 1800 and 1900, and each the standard deviation 90
# (invented). Which share of the variance does choice make (rules weigh the same)?

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("10.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
between = np.var([1400, 1800, 1900])
check("10.1", between / (between + 90**2), lang)

# %% [markdown]
# **练习 10.2。** 热轧卷，`["pact-3", "en-15804-a2"]`两个规则：选择占方差的份额（2000次抽样，种子1，像第1节那样手算）
# ？想一想它与09的“确定，但很小”是什么关系。
#
# **Exercise 10.2.** Hot-rolled coil, the two rules `["pact-3", "en-15804-a2"]`: which share of the variance
# does choice make (2000 draws, seed 1, by hand as in section 1)? Think of "certain, and small" in 09.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("10.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
near = rw.Study(STEEL, ["pact-3", "en-15804-a2"]).uncertainty(draws=2000, seed=1)
near = near.dataset["total"].values.reshape(2, -1)
between, within = near.mean(axis=1).var(), near.var(axis=1).mean()
check("10.2", float(between / (between + within)), lang)

# %% [markdown]
# ## 学到了什么
#
# - 总方差 = 规则之间 + 规则之内；选择和数据可以放在一起比。
# - 钢先定条款，铝先补数据：答案随产品而变。
# - 可比性指数说一份草案还剩多少离散，以及下一条该写什么。
# - 下一步：11，许多工厂，名次会不会变。
#
# ## What to take away
#
# - The variance of all is between rules plus within; choices and data can be compared in one number.
# - Clauses first for steel, data first for aluminium: it depends on the product.
# - The comparability index says what a draft leaves of the spread, and which clause to write next.
# - Next: 11, many plants, and whether ranks change.
