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
# # 14 带上ecoinvent许可
#
# **委员会会问：能用我们买的背景数据库吗？** 能。任何Brightway数据库都可以代替随附的背景：
# 一张对照表说清我们的哪个产品对它的哪个活动。ecoinvent不能随工具分发，所以这里用一个*自己编的*小数据库（名称像，
# 数字是虚构的），放在一个临时目录里；换成真的要改哪几行，第5节写明。用到约定2、约定8和约定11。离线运行，约一分钟。
#
# # 14 Bringing an ecoinvent licence
#
# **A committee will ask: can we use the background database that we pay for?** Yes. Any Brightway database can
# take the place of the shipped background: a table says which product of ours is which activity of it.
# Ecoinvent can't be shipped, so here is a small database *of our own making* (names look alike, numbers are
# invented), in a temporary folder; section 5 says which lines to change for the real one. Uses convention 2,
# convention 8 and convention 11. Offline, about a minute.

# %%
# %matplotlib inline
import math
import tempfile
from pathlib import Path

import rulewright as rw
from rulewright.brightway.background import Background
from rulewright.brightway.imports import load
from rulewright.brightway.install import install
from rulewright.brightway.project import open_project
from rulewright.course import check
from rulewright.course.bringing import STAND_IN
from rulewright.reporting.figures_course import bar_figure
from rulewright.reporting.messages import in_language

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


folder = tempfile.TemporaryDirectory()  # 用完即删 / goes when we are done
DATABASE, PROJECT, DIRECTORY = "stand-in", "course", Path(folder.name)

# %% [markdown]
# ## 1 一个替身数据库
#
# 三个活动：电用煤，煤用电（一个循环），石灰石用电。每个输入有对数正态分布。写进一个自己的临时Brightway项目，
# 您的项目不受影响。
#
# ## 1 A stand-in
#
# Three activities: power takes coal, coal takes power (a loop), limestone takes power. Each input has a
# lognormal distribution. It goes into a temporary Brightway project of its own; yours are not touched.

# %%
install(project=PROJECT, directory=DIRECTORY)
CO2 = ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e")  # carbon dioxide, fossil, to air


def activity(product):
    """一个活动，Brightway的写法 / one activity as Brightway writes it."""
    name, unit, inputs, co2 = STAND_IN[product]
    exchanges = [{"input": (DATABASE, product), "amount": 1.0, "type": "production"}]
    for supplier, amount in inputs.items():
        spread = {"uncertainty type": 2, "loc": math.log(amount), "scale": 0.15}
        exchanges.append({"input": (DATABASE, supplier), "amount": amount, "type": "technosphere", **spread})
    exchanges.append({"input": CO2, "amount": co2, "type": "biosphere"})
    return {
        "name": name,
        "reference product": product,
        "unit": unit,
        "location": "CN",
        "exchanges": exchanges,
    }


with open_project(PROJECT, DIRECTORY) as opened:
    bw2data = load("bw2data")
    bw2data.config.is_test = True  # no progress bar for three activities
    bw2data.Database(DATABASE).write({(DATABASE, product): activity(product) for product in STAND_IN})
    bw2data.config.is_test = False
    print(len(bw2data.Database(DATABASE)), t("个活动", "activities"))

# %% [markdown]
# ## 2 手算：两个方程
#
# 电 = 0.85 + 0.4 × 煤，煤 = 0.02 + 0.05 × 电。代进去就解出来；石灰石跟着就有了：
#
# ## 2 By hand: two equations
#
# Power = 0.85 + 0.4 × coal, coal = 0.02 + 0.05 × power. Put one into the other; limestone follows:

# %%
power = (0.85 + 0.4 * 0.02) / (1 - 0.4 * 0.05)
coal = 0.02 + 0.05 * power
limestone = 0.002 + 0.003 * power
assert STAND_IN["electricity"][2:] == ({"hard coal": 0.4}, 0.85)
assert STAND_IN["hard coal"][2:] == ({"electricity": 0.05}, 0.02)
print(f"{power:.4f} kg CO2/kWh, {coal:.4f} kg CO2/kg, {limestone:.5f} kg CO2/kg")

# %% [markdown]
# ## 3 对照表
#
# 先用一张空表试：研究停下，一次列出*全部*没有对照的输入。不会有哪个输入悄悄留在旧背景里。
#
# ## 3 The mapping table
#
# Try an empty table first: the study stops and lists *all* inputs that aren't mapped. None of them stays with
# the old background unseen.

# %%
study = rw.Study("cement-clinker", ["gbt-24067-2024", "en-15804-a2"])
shipped = {rule: study.result(rule) for rule in study.rules}
TABLE = """
format: rulewright-mapping/1
id: clinker-to-my-database
title: {zh: 熟料对照表, en: clinker to my database}
database: stand-in
reviewed_by: 您的名字 / your name
"""


def background(table):
    """对照表与数据库 / the table and the database."""
    path = DIRECTORY / "mapping.yaml"
    path.write_text(table, encoding="utf-8")
    return Background(DATABASE, path, project=PROJECT, directory=DIRECTORY, kept=DIRECTORY / "kept")


try:
    background(TABLE + "links: []\n").under(shipped)
except rw.RulewrightError as mistakes:
    print(in_language(mistakes, lang))

# %% [markdown]
# 一行一个产品。完全相当的写`exact`；只是相近的写`proxy`，必须说理由。单位不同就写`units_per_unit`：
# 我们的一个单位里有几个数据库的单位（硬煤按MJ，数据库按kg）。
#
# One line a product. What is the same is `exact`; what only comes near is a `proxy` and has to say why. Where
# units differ, `units_per_unit` says how many units of the database are in one of ours (our hard coal counts in
# MJ, the database's in kg).

# %%
LINKS = """links:
  - flow: electricity-grid-cn-2024-life-cycle
    activity: {name: "market for electricity, medium voltage", location: CN}
    kind: exact
    unit: kWh
  - flow: hard-coal
    activity: {name: "market for hard coal", location: CN}
    kind: proxy
    reason: {zh: 按质量对照，煤质未核对, en: "mapped by mass, the quality of the coal is not checked"}
    unit: MJ
    units_per_unit: 0.043096
  - flow: limestone
    activity: {name: "market for limestone, crushed"}
    kind: exact
    unit: kg
"""
used = background(TABLE + LINKS)
drawn = study.uncertainty(draws=500, seed=1, background=used)
for sentence in drawn.notes(lang):
    print("-", sentence)

# %% [markdown]
# ## 4 结果，和手算
#
# 窑的直接排放照旧；三个输入用数据库的数；余热发的电按GB/T 24067替代电网电，抵扣也随之换了数（约定2）。
# 熟料的合计可以用手加出来：
#
# ## 4 The result, and by hand
#
# Direct emissions of the kiln stay; three inputs take the numbers of the database; power from waste heat
# displaces grid power under GB/T 24067, and that credit takes the new number too (convention 2). The total for
# clinker can be added up by hand:

# %%
kiln = study.inventory.processes["clinker-kiln"]
amounts = {each.flow: each.quantity.amount for each in kiln.inputs if each.quantity is not None}
direct = sum(each.quantity.amount for each in kiln.emissions)
waste_heat = next(each.quantity.amount for each in kiln.outputs if each.flow == "electricity-waste-heat")
by_hand = (
    direct
    + amounts["electricity"] * power
    + amounts["hard-coal"] * 0.043096 * coal
    + amounts["limestone"] * limestone
    - waste_heat * power
)
print(
    f"{direct:.0f} + {amounts['electricity']:g} x {power:.3f} + {amounts['hard-coal']:g} x 0.043096 x {coal:.4f}"
    f" + {amounts['limestone']:g} x {limestone:.5f} - {waste_heat:g} x {power:.3f} = {by_hand:.1f} kg CO2e/t"
)
central = {each["rule"]: each["deterministic_kg_co2e"] for each in drawn.to_dict()["results"]}
assert abs(by_hand - central["gbt-24067-2024"]) < 1e-4 * by_hand

# %%
bar_figure(
    {
        rule: {
            t("随附背景", "shipped background"): shipped[rule].evaluation.total_kg_co2e,
            t("替身数据库", "stand-in database"): central[rule],
        }
        for rule in study.rules
    },
    t("熟料：换一个背景", "Clinker: another background"),
    "kg CO₂e / t",
    digits=4,
)

# %%
drawn.plot(lang)

# %% [markdown]
# 换背景补不上清单自己的缺口：黏土没有数据，照旧略去，台账照旧写着（约定8）。规则的GWP取值集用到数据库的基本流上；
# 没有对照的汇总因子按原值（约定11）。
#
# Another background fills no gap of the inventory itself: clay has no data, is left out as before, and the
# ledger says so as before (convention 8). The rule's own GWP set is applied to the elementary flows of the
# database; aggregated factors that aren't mapped stay as they are (convention 11).

# %%
gaps = {each.subject for each in shipped["gbt-24067-2024"].ledger.by_step("cut_off")}
print(gaps)
assert "clinker-kiln/input/clay" in gaps

# %% [markdown]
# ## 5 换成真的ecoinvent，改哪几行
#
# 1. 您的Brightway项目里已有ecoinvent（例如3.10版，用您自己的许可导入）。第一格的三个名字改为您的，`install`和写替身的两格不运行：
#
# ```python
# DATABASE, PROJECT, DIRECTORY = "ecoinvent-3.10-cutoff", "my-project", "user"
# ```
#
# 2. 对照表的`database:`改成同一个名字，`activity:`写ecoinvent的名称和地点（名称不唯一时加`reference_product`，
#    或用`code`）；先用空表运行，得到要填的清单。
# 3. 多产出过程要先分配：用cut-off、APOS或consequential系统模型的版本。
# 4. 抽样的背景结果存在您机器的缓存里（`kept=`），它来自许可数据，不要发布。对照表和结果可以发布，
#    许可条款以您的合同为准。
#
# 命令行同理（一行）。说明：我们没有许可，未在真的ecoinvent上运行过。
#
# ```
# rulewright uncertainty cement-clinker --background ecoinvent-3.10-cutoff
#     --mapping mapping.yaml --project my-project --directory user
# ```
#
# ## 5 For the real ecoinvent, change these lines
#
# 1. Your Brightway project holds ecoinvent already (3.10, say, imported under your own licence). The three names of the
#    first cell become yours, and the cells with `install` and the stand-in are not run:
#
# ```python
# DATABASE, PROJECT, DIRECTORY = "ecoinvent-3.10-cutoff", "my-project", "user"
# ```
#
# 2. In the table, `database:` takes the same name, and `activity:` the names and locations of ecoinvent (where
#    a name isn't unique, add `reference_product`, or use `code`); run with an empty table first to get the list
#    of what to fill in.
# 3. Processes with several products have to be allocated first: take a version of the cut-off, APOS or
#    consequential system model.
# 4. Drawn impacts of the background are kept in a cache on your machine (`kept=`); they come from licensed
#    data, so don't publish them. Table and results can be published, as far as your contract lets you.
#
# The same on the command line (in one line). To be plain: we have no licence and have not run this on the real
# ecoinvent.
#
# ```
# rulewright uncertainty cement-clinker --background ecoinvent-3.10-cutoff
#     --mapping mapping.yaml --project my-project --directory user
# ```
#
# ## 6 练习 / 6 Exercises
#
# **练习 14.1。** 若替身数据库的电每kWh用0.5 kg煤（不是0.4），电的单位碳足迹是多少kg CO2/kWh？（先写方程。）
#
# **Exercise 14.1.** If power in the stand-in took 0.5 kg of coal per kWh (not 0.4), what is the footprint of
# power in kg CO2/kWh? (Write the equations first.)

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("14.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
check("14.1", (0.85 + 0.5 * 0.02) / (1 - 0.5 * 0.05), lang)

# %% [markdown]
# **练习 14.2。** 对照表里硬煤的`units_per_unit`从哪里来？从清单（`study.inventory`）算出它：1 MJ硬煤是几kg？
#
# **Exercise 14.2.** Where does the `units_per_unit` of hard coal in the table come from? Work it out from the
# inventory (`study.inventory`): how many kg are 1 MJ of hard coal?

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("14.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
check("14.2", study.inventory.property_value("", "hard-coal", "mass").quantity.amount, lang)

# %%
folder.cleanup()

# %% [markdown]
# ## 学到了什么
#
# - 任何Brightway数据库都可以作背景；对照表公开，替代要说理由，漏一个都停下。
# - 数据库的不确定性逐次抽取，所有规则共用同一批。
# - 许可数据留在您的机器上；换成真的只改几行。
# - 课程到此结束：回到01，用您自己的产品再走一遍。
#
# ## What to take away
#
# - Any Brightway database can be the background; the table is open, proxies say why, and one line missing stops
#   the study.
# - The database's uncertainty is drawn, and all rules share the draws.
# - Licensed data stay on your machine; the real one takes a few changed lines.
# - This is the end of the course: go back to 01 and walk through it with your own product.
