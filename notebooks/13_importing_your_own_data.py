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
# # 13 把自己的数据带进来
#
# **委员会会问：我们的数据在别的软件里，能用吗？** 能：openLCA、ecospold、SimaPro、Brightway、
# Excel和平面表都可以带进来，保持*未分配*，任何规则都能用。要紧的是*没有*带进来的：工具给一份账目，缺的由您补。
# 本笔记本自己造一个openLCA数据包（代替您的数据），带进来，看账目，补上缺的属性，再试一份Excel。用到约定1和约定8。
# 离线运行，不到一分钟。
#
# # 13 Importing your own data
#
# **A committee will ask: our data are in other software; can they be used?** Yes: openLCA, ecospold, SimaPro,
# Brightway, Excel and flat tables come in, *unallocated*, so that any rule can be applied. What matters is what
# did *not* come in: the toolkit gives an account, and you supply what is missing. Here we make an openLCA
# package (standing in for your data), bring it in, read the account, supply missing properties, and try a
# workbook of Excel. Uses convention 1 and convention 8. Offline, less than a minute.

# %%
# %matplotlib inline
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd

import rulewright as rw
from rulewright.course import check, plain
from rulewright.course.bringing import ENGINE, OPEN, engine
from rulewright.importing.flat import read_flat, write_flat
from rulewright.reporting.figures_course import bar_figure
from rulewright.reporting.messages import in_language

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


folder = tempfile.TemporaryDirectory()  # 用完即删 / goes when we are done
place = Path(folder.name)

# %% [markdown]
# ## 1 一个数据包
#
# 一台虚构的燃气机，出电和热。写成openLCA的JSON-LD包；格式里没有位置的，工具说出来：
#
# ## 1 A package
#
# An invented gas engine makes power and heat. Written as a package of openLCA JSON-LD; what the format has no
# place for is said:

# %%
print(ENGINE[ENGINE.index("processes:") :])
original = engine()
written = rw.write_openlca(original, place / "engine.zip")
for sentence in written.notes(lang):
    print("-", sentence)

# %% [markdown]
# ## 2 带进来，读账目
#
# `import_openlca`只读不改。先看账目：进来多少过程，几个多产出过程保持完整，几个缺口。
# 在自己的机器上：`rulewright import openlca engine.zip --out my-engine`。
#
# ## 2 Bring it in, read the account
#
# `import_openlca` only reads. First the account: how many processes came in, how many with several products
# stayed whole, how many gaps. On your own machine: `rulewright import openlca engine.zip --out my-engine`.

# %%
imported = rw.import_openlca(
    place / "engine.zip", name="my engine", licence="CC0-1.0", product="engine power"
)
plain(imported.to_dataframe(lang).rename_axis(columns=None))

# %%
plain(imported.missing_table(lang))

# %%
process = imported.inventory.processes["gas-engine"]
plain(
    pd.DataFrame(
        {
            t("方向", "direction"): each.direction,
            t("流", "flow"): each.flow,
            t("类别", "class"): each.output_class,
            t("数量", "amount"): each.quantity.amount,
            t("单位", "unit"): each.quantity.unit,
            t("来源", "source"): each.quantity.source,
        }
        for each in (*process.outputs, *process.inputs, *process.emissions)
    )
)

# %% [markdown]
# ## 3 手算，与原来的数对照
#
# 按热值分：电1 kWh是3.6 MJ。甲烷按29.8（AR6）。工具对*导入后*的清单给出同一个数：
#
# ## 3 By hand, and against the original
#
# Shared by heating value: 1 kWh of power is 3.6 MJ. Methane counts 29.8 (AR6). For the *imported* inventory the
# toolkit gives the same:

# %%
kwh, heat_mj = (each.quantity.amount for each in process.outputs)
co2, ch4 = (each.quantity.amount for each in process.emissions)
share = kwh * 3.6 / (kwh * 3.6 + heat_mj)
by_hand = share * (co2 + 29.8 * ch4) / kwh
print(f"{share:.4f} x ({co2:g} + 29.8 x {ch4:g}) / {kwh:g} = {by_hand:.4f} kg CO2e/kWh")

RULE = "iso-14067-2018"


def total(inventory, rule=RULE, *choices):
    """合计 / the total [kg CO2e/kWh]."""
    return rw.Study(inventory, [rule], [*choices, *OPEN]).result(rule).evaluation.total_kg_co2e


assert abs(by_hand - total(imported.inventory)) < 1e-9
assert abs(total(original) - total(imported.inventory)) < 1e-12

# %% [markdown]
# ## 4 带不进来的，补上
#
# openLCA的流没有价格，所以要价格的规则停下。不是零，是没有（约定8）：
#
# ## 4 What didn't come in, supplied
#
# Flows of openLCA have no price, so a rule that wants one stops. Not zero: absent (convention 8).

# %%
PRICE = """
format: rulewright-rule/1
id: by-price
based_on: iso-14067-2018
title: {zh: 变体：按价格分配, en: "Variant: share by price"}
document:
  number: variant of ISO 14067:2018
  title: {zh: 供讨论的变体, en: A variant for discussion}
  issuer: 练习 / exercise
  status: draft
  language: en
clauses:
  - id: by-price
    family: allocation
    clause: "6.4.6"
    ladder:
      - share: {by: price, years: 3}
      - stop: {}
    text: {zh: 按3年平均价格分配。, en: Share by 3-year prices.}
    source: {document: variant of ISO 14067:2018, kind: declared}
    mark: declared
"""
(place / "by-price.yaml").write_text(PRICE, encoding="utf-8")
by_price = rw.read_rule(place / "by-price.yaml")
choices = [each for each in OPEN if not each.startswith("allocation.expansion")]
try:
    rw.Study(imported.inventory, [by_price], choices).result("by-price")
except rw.RulewrightError as stop:
    print(in_language(stop, lang))

# %% [markdown]
# 把清单写成平面表（CSV，Excel能打开），在`properties.csv`里加两行价格，各带来源，再读回来：
#
# Write the inventory as flat tables (CSV, which Excel opens), add two rows of prices to `properties.csv`, each
# with its source, and read it back:


# %%
def supply(inventory, rows):
    """在属性表里加几行 / add rows to the table of properties."""
    tables = Path(tempfile.mkdtemp(dir=place)) / "tables"
    write_flat(inventory, tables)
    properties = pd.read_csv(tables / "properties.csv", encoding="utf-8-sig")
    both = pd.concat([properties.dropna(axis="columns", how="all"), pd.DataFrame(rows)])
    both.reindex(columns=properties.columns).to_csv(
        tables / "properties.csv", index=False, encoding="utf-8-sig"
    )
    return read_flat(tables)


SOURCE = {"source": "own invoices, 2025", "mark": "seen"}
mended = supply(
    imported.inventory,
    [
        {"flow": "engine-power", "property": "price", "amount": 0.6, "unit": "CNY/kWh", **SOURCE},
        {"flow": "engine-heat", "property": "price", "amount": 0.05, "unit": "CNY/MJ", **SOURCE},
    ],
)

results = {
    t("热值（原来）", "heating value, original"): total(original),
    t("热值（导入）", "heating value, imported"): total(imported.inventory),
    t("价格（原来）", "price, original"): rw.Study(original, [by_price], choices)
    .result("by-price")
    .evaluation.total_kg_co2e,
    t("价格（导入并补上）", "price, imported and mended"): rw.Study(mended, [by_price], choices)
    .result("by-price")
    .evaluation.total_kg_co2e,
}
values = list(results.values())
assert abs(values[0] - values[1]) < 1e-12 and abs(values[2] - values[3]) < 1e-12
bar_figure(results, t("带进来前后", "Before and after the import"), "kg CO₂e / kWh", digits=4)

# %% [markdown]
# ## 5 一份Excel
#
# 很多人的数据在工作簿里。Brightway的写法：一张表里写活动，下面是交换；两行`production`就是两个产出，保持完整。
#
# ## 5 A workbook of Excel
#
# Many people's data are in workbooks. As Brightway writes them: activities in a sheet, their exchanges below;
# two rows of `production` are two outputs, kept whole.

# %%
HEAD = ["name", "amount", "unit", "location", "categories", "type", "reference product"]
ROWS = [
    ["Database", "workbook engine"],
    [],
    ["Activity", "engine"],
    ["location", "CN"],
    ["unit", "kilowatt hour"],
    ["reference product", "power"],
    ["Exchanges"],
    HEAD,
    ["engine", 400, "kilowatt hour", "CN", None, "production", "power"],
    ["engine", 1800, "megajoule", "CN", None, "production", "heat"],
    ["Carbon dioxide, fossil", 224, "kilogram", None, "air::unspecified", "biosphere", None],
    ["Methane", 1.2, "kilogram", None, "air::unspecified", "biosphere", None],
]
book = openpyxl.Workbook()
for row in ROWS:
    book.active.append(row)
book.save(place / "engine.xlsx")

workbook = rw.import_excel(place / "engine.xlsx", product="power", licence="CC0-1.0")
for sentence in workbook.notes(lang):
    print("-", sentence)

# %% [markdown]
# 甲烷没有说是化石还是生物源，所以*不计*，并且说出来。您知道，就告诉它。工作簿也没有热值，照样补上：
#
# Methane doesn't say whether it is fossil or biogenic; so it is *not counted*, and that is said. You know, so
# tell. The workbook has no heating values either; supply them the same way:

# %%
told = rw.import_excel(place / "engine.xlsx", product="power", licence="CC0-1.0", unspecified_origin="fossil")
HEATING = [
    {
        "flow": "power",
        "property": "lhv",
        "amount": 3.6,
        "unit": "MJ/kWh",
        "source": "definition",
        "mark": "known",
    },
    {
        "flow": "heat",
        "property": "lhv",
        "amount": 1.0,
        "unit": "MJ/MJ",
        "source": "definition",
        "mark": "known",
    },
]
without = total(supply(workbook.inventory, HEATING))
counted = total(supply(told.inventory, HEATING))
print(f"{without:.4f} -> {counted:.4f} kg CO2e/kWh")
assert abs(counted - by_hand) < 1e-9 and without < counted

# %% [markdown]
# | 来源 | 函数 | 命令 |
# |---|---|---|
# | openLCA JSON-LD | `rw.import_openlca` | `rulewright import openlca` |
# | ecospold | `rw.import_ecospold2`、`rw.import_ecospold1` | `rulewright import ecospold2` |
# | SimaPro CSV | `rw.import_simapro` | `rulewright import simapro` |
# | Excel | `rw.import_excel` | `rulewright import excel` |
# | Brightway | `import_brightway` | `rulewright import brightway` |
# | 平面表 | `import_flat` | `rulewright import flat` |
#
# | source | function | command |
# |---|---|---|
# | openLCA JSON-LD | `rw.import_openlca` | `rulewright import openlca` |
# | ecospold | `rw.import_ecospold2`, `rw.import_ecospold1` | `rulewright import ecospold2` |
# | SimaPro CSV | `rw.import_simapro` | `rulewright import simapro` |
# | Excel | `rw.import_excel` | `rulewright import excel` |
# | Brightway | `import_brightway` | `rulewright import brightway` |
# | flat tables | `import_flat` | `rulewright import flat` |
#
# ## 6 练习 / 6 Exercises
#
# **练习 13.1。** 导入后（未补价格时），电和热*都*有的属性是哪些？答案是一组属性名，如`{"mass", "price"}`。
#
# **Exercise 13.1.** After the import, before prices were supplied: which properties have *both* power and heat?
# The answer is a set of names, like `{"mass", "price"}`.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("13.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
both = [
    {name for _, flow, name in imported.inventory.properties if flow == output.flow}
    for output in process.outputs
]
check("13.1", both[0] & both[1], lang)

# %% [markdown]
# **练习 13.2。** 如果谁也没注意到甲烷没有计入，每kWh电会是多少kg CO2e（按热值分）？
#
# **Exercise 13.2.** If nobody notices that methane isn't counted: how many kg CO2e per kWh of power (shared by
# heating value)?

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("13.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
check("13.2", share * co2 / kwh, lang)

# %%
folder.cleanup()

# %% [markdown]
# ## 学到了什么
#
# - 数据带进来时保持未分配，所以任何规则都能用；来回一次，数不变。
# - 先读账目：缺口、没对上的流、没说来源的碳。没有的不是零（约定8）。
# - 属性（价格、㶲）多半要自己补，每个带来源。
# - 下一步：14，用有许可的背景数据库。
#
# ## What to take away
#
# - Data come in unallocated, so any rule can be applied; there and back, the number is the same.
# - Read the account first: gaps, flows that didn't match, carbon of unstated origin. What is absent isn't zero
#   (convention 8).
# - Properties (price, exergy) mostly have to be supplied by you, each with its source.
# - Next: 14, a background database that you have a licence for.
