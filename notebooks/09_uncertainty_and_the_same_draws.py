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
# # 09 不确定性与同一批抽样
#
# **委员会会问：两个规则的区间重叠，差别还算数吗？** 算不算数，要看差别本身，而不是看两个区间。
# 所有规则用*同一批*抽样，差别就是一次一次相减。本笔记本先用几行数看清道理，再看热轧卷，然后问：抽多少次才够，
# 哪些数最要紧，哪些没有写不确定性。用到约定14（选择按中心值）和约定15（同一气体的GWP每次抽一个数）。离线运行，
# 约一分钟。
#
# # 09 Uncertainty and the same draws
#
# **A committee will ask: the ranges of two rules overlap; does the difference count?** That depends on the
# difference itself, not on the two ranges. All rules take the *same* draws, and a difference is a subtraction,
# draw by draw. First a few rows of numbers, then hot-rolled coil; then how many draws are enough, which numbers
# matter most, and which state no uncertainty. Uses convention 14 (choices are made at central values) and
# convention 15 (one number a draw for the GWP of a gas). Offline, about a minute.

# %%
# %matplotlib inline
import numpy as np
import pandas as pd

import rulewright as rw
from rulewright.course import check, plain
from rulewright.reporting.figures_course import bar_figure, line_figure

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


# %% [markdown]
# ## 1 六次抽样
#
# 同一个过程：排放不确定，在70与130之间。规则a让产品承担0.62，规则b承担0.60。左边两列用同一批抽样，
# 右边一列给b另抽一批：
#
# ## 1 Six draws
#
# One process: its emission is uncertain, between 70 and 130. Rule a lets the product carry 0.62 of it, rule b
# 0.60. On the left both take the same draws; on the right b gets draws of its own:

# %%
random = np.random.default_rng(1)
emission, another = random.uniform(70, 130, 6), random.uniform(70, 130, 6)
six = pd.DataFrame(
    {
        "a": 0.62 * emission,
        "b": 0.60 * emission,
        t("a - b，同一批", "a - b, same draws"): 0.62 * emission - 0.60 * emission,
        t("b 另抽", "b drawn apart"): 0.60 * another,
        t("a - b，各抽各的", "a - b, drawn apart"): 0.62 * emission - 0.60 * another,
    }
)
assert (six.iloc[:, 2] > 0).all() and (six.iloc[:, 4] < 0).any()
plain(six, digits=3)

# %% [markdown]
# 两列的区间几乎一样，可是a总在b之上：排放是同一个，抽高了两个都高。各抽各的，符号就乱了，那是人为加进去的噪声。
#
# The ranges of a and b are nearly the same, and still a always lies above b: it is one and the same emission,
# and a high draw lifts both. Drawn apart, the sign goes astray; that is noise put in by hand.
#
# ## 2 热轧卷，四个规则 / 2 Hot-rolled coil, four rules

# %%
DRAWS, SEED = 2000, 1
study = rw.Study("steel-hot-rolled-coil-bf-bof", ["gbt-24067-2024", "pact-3", "en-15804-a2", "pef-2021"])
drawn = study.uncertainty(draws=DRAWS, seed=SEED)
drawn.plot(lang)

# %%
totals = {name: drawn.dataset["total"].sel(rule=name).values.ravel() for name in study.rules}
a, b = totals["pact-3"], totals["en-15804-a2"]
shuffled = random.permutation(b)  # the same numbers, in another order: as if drawn apart
for words, other in ((t("同一批抽样", "same draws"), b), (t("各抽各的", "drawn apart"), shuffled)):
    low, high = np.percentile(a - other, [2.5, 97.5])
    print(
        f"{words}: {t('PACT高于EN 15804的抽样', 'draws with PACT above EN 15804')} {np.mean(a > other):.1%}, "
        f"{t('差', 'difference')} {np.mean(a - other):+.1f} [{low:+.0f}, {high:+.0f}] kg CO2e"
    )
assert np.mean(a > b) > 0.99 and 0.4 < np.mean(a > shuffled) < 0.65

# %% [markdown]
# 平均差几乎不变，确定的程度却完全不同。`paired`把这些都算好，并分开两个问题：差别*是不是真的*，
# 以及*要不要紧*（超过5 %）。
#
# The mean difference hardly changes, how sure it is changes entirely. `paired` does all this, and keeps two
# questions apart: is the difference *real*, and does it *matter* (more than 5 %)?

# %%
paired = study.paired(draws=DRAWS, seed=SEED)
paired.plot(lang)

# %%
table = paired.to_dataframe(lang)
plain(table.iloc[:, :9])

# %% [markdown]
# PACT与EN 15804：几乎每次抽样都高，却从来不高过5 %。确定，但很小。不要看p值：抽样次数越多，它越小，
# 什么差别都会“显著”。
#
# PACT and EN 15804: higher in nearly every draw, and never by more than 5 %. Certain, and small. Don't read p
# values: with more draws they shrink, and any difference becomes "significant".

# %%
pair = next(each for each in paired.to_dict()["pairs"] if {each["a"], each["b"]} == {"pact-3", "en-15804-a2"})
print(pair["discernibility"])
assert np.max(np.abs(a - b) / b) < 0.05

# %% [markdown]
# ## 3 抽多少次才够
#
# 平均值的误差 = 标准差 ÷ √次数。抽四倍的次数，误差减半。走一走平均值：
#
# ## 3 How many draws are enough
#
# The error of a mean is the standard deviation ÷ √draws: four times the draws, half the error. The running
# mean:

# %%
counts = np.arange(20, DRAWS + 1, 20)
running = {name: [float(np.mean(values[:count])) for count in counts] for name, values in totals.items()}
line_figure(
    counts,
    running,
    t("平均值怎样稳下来", "How the mean settles"),
    t("抽样次数", "draws"),
    "kg CO₂e / t",
)

# %%
result = drawn.to_dict()["results"]
by_rule = {each["rule"]: each for each in result}
error = float(np.std(a, ddof=1) / np.sqrt(DRAWS))
print(f"{np.std(a, ddof=1):.1f} / sqrt({DRAWS}) = {error:.2f} kg CO2e")
assert abs(error / by_rule["pact-3"]["monte_carlo_error_kg_co2e"]["mean"] - 1) < 1e-6

# %% [markdown]
# 差额的标准差小得多，所以比较两个规则，要的次数也少得多。
#
# A difference scatters much less, so comparing two rules takes far fewer draws.

# %%
print(f"{np.std(a, ddof=1):.1f}, {np.std(a - b, ddof=1):.1f} kg CO2e")
assert np.std(a - b) < 0.2 * np.std(a)

# %% [markdown]
# ## 4 哪些数最要紧
#
# 一阶方差份额：把这个数定准，方差平均少多少。要补数据，从上面开始。
#
# ## 4 Which numbers matter most
#
# First-order shares of the variance: how much of it would go if a number were known. Better data start at the
# top.

# %%
gradients = study.gradients("pact-3").to_dataframe(lang)
strongest = gradients.sort_values("variance_share", ascending=False).head(8)
bar_figure(
    dict(zip(strongest["name"], strongest["variance_share"], strict=True)),
    t("PACT第3版：方差来自哪些数", "PACT version 3: which numbers make the variance"),
    t("方差份额", "share of the variance"),
)

# %% [markdown]
# ## 5 没有写的，不等于没有
#
# 没有写明不确定性的数保持不动，离散因此偏小。工具数给您看：
#
# ## 5 Not stated is not zero
#
# Numbers without a stated uncertainty are held, so the spread is understated. The toolkit counts them:

# %%
for sentence in drawn.notes(lang):
    print("-", sentence)

# %% [markdown]
# ## 6 练习
#
# **练习 09.1。** 同一批抽样中（2000次，种子1），GB/T 24067高于PACT第3版的抽样占多少？
#
# ## 6 Exercises
#
# **Exercise 09.1.** On the same draws (2000, seed 1): in which share of them does GB/T 24067 lie above PACT
# version 3?

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("09.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
check("09.1", float(np.mean(totals["gbt-24067-2024"] > totals["pact-3"])), lang)

# %% [markdown]
# **练习 09.2。** 要让PACT第3版平均值的误差不大于1 kg CO2e，大约要抽多少次？（用第2节2000次抽样的标准差。）
#
# **Exercise 09.2.** About how many draws does it take until the error of PACT version 3's mean is at most 1 kg
# CO2e? (Use the standard deviation of section 2's 2000 draws.)

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("09.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
check("09.2", float(np.var(totals["pact-3"], ddof=1)) / 1.0**2, lang)

# %% [markdown]
# ## 学到了什么
#
# - 比较规则，用同一批抽样，看差额；重叠的区间可以有确定的差别。
# - 两个问题分开问：是不是真的，要不要紧。不看p值。
# - 规则选了什么，在抽样中不变（约定14）；份额每次重算。没写不确定性的数使离散偏小。
# - 下一步：10，离散是选择造成的，还是数据造成的。
#
# ## What to take away
#
# - Compare rules on the same draws, and look at the difference; ranges that overlap can differ for certain.
# - Two questions: is it real, and does it matter. No p values.
# - What a rule chose is held in draws (convention 14); shares are computed anew in each. Numbers without an
#   uncertainty make the spread too small.
# - Next: 10, is it choices or data that make the spread.
