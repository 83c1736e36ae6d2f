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
# # 02 清单及其平衡
#
# **委员会会问：这份数据可信吗？** 规则再好，也救不了进出对不上的清单。本笔记本先用手算高炉的碳平衡，
# 再看工具怎样检查全部过程，最后写一份自己的小清单，让它把错误一次说全。用到约定1（节点与废物）
# 和约定8（数据缺口不是零）。离线运行，不到一分钟。
#
# # 02 An inventory and its balance
#
# **A committee will ask: can these data be trusted?** No rule can save an inventory whose inputs and outputs
# don't agree. Here the carbon balance of a blast furnace is done by hand, then the toolkit checks all
# processes, and last you write a small inventory of your own that tells all its mistakes at once. Uses
# convention 1 (nodes and waste) and convention 8 (a gap is not zero). Offline, less than a minute.

# %%
# %matplotlib inline
import tempfile
from pathlib import Path

import pandas as pd

import rulewright as rw
from rulewright.balance import ATOMIC_WEIGHTS, balance_table, check_balances
from rulewright.course import check, plain
from rulewright.reporting.figures_course import bar_figure
from rulewright.reporting.messages import in_language

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


# %% [markdown]
# ## 1 一个过程，如实测的样子
#
# 高炉吃进烧结矿、矿石、焦炭、喷吹煤和一部分自己的煤气，产出铁水、水渣、煤气和炉尘。每个量都有单位、来源和标记。
# 类别一列只是*报告时*的说法：水渣是共生产品还是废物，由规则决定（见03）。
#
# ## 1 One process, as measured
#
# A blast furnace takes in sinter, ore, coke, pulverised coal and some of its own gas; it gives hot metal, slag,
# gas and dust. Each amount has a unit, a source and a mark. The class is only *as reported*: whether slag is a
# co-product or a waste is for a rule to say (see 03).

# %%
steel = rw.read_inventory("steel-hot-rolled-coil-bf-bof")
furnace = steel.processes["blast-furnace"]
exchanges = [*furnace.inputs, *furnace.outputs, *furnace.emissions]
plain(
    pd.DataFrame(
        {
            t("方向", "direction"): each.direction,
            t("流", "flow"): steel.name(each.flow, lang),
            t("类别", "class"): each.output_class,
            t("数量", "amount"): each.quantity.amount,
            t("单位", "unit"): each.quantity.unit,
            t("标记", "mark"): each.quantity.mark,
        }
        for each in exchanges
    )
)

# %% [markdown]
# ## 2 手算：碳去了哪里
#
# 一个流的碳 = 数量 × 含碳量。含碳量是产品的*属性*，写在清单里。CO2的碳按原子量折算。先算进，再算出：
#
# ## 2 By hand: where does the carbon go
#
# Carbon of a flow = amount × carbon content. The content is a *property* of the product and stands in the
# inventory. The carbon of CO2 follows from atomic weights. First what enters, then what leaves:

# %%
carbon_in_co2 = ATOMIC_WEIGHTS["C"] / (ATOMIC_WEIGHTS["C"] + 2 * ATOMIC_WEIGHTS["O"])
carbon_in, carbon_out = {}, {}
for each in exchanges:
    content = steel.property_value(furnace.id, each.flow, "carbon")
    if each.direction == "emission":
        carbon_out[each.flow] = each.quantity.amount * carbon_in_co2
    elif content is not None and content.quantity.amount > 0:
        side = carbon_in if each.direction == "input" else carbon_out
        side[each.flow] = each.quantity.amount * content.quantity.amount
for words, side in ((t("进", "in"), carbon_in), (t("出", "out"), carbon_out)):
    for flow, carbon in side.items():
        print(f"{words}  {flow:20} {carbon:7.1f} kg C")
closure = sum(carbon_out.values()) / sum(carbon_in.values())
print(t(f"出/进 = {closure:.4f}", f"out/in = {closure:.4f}"))

# %%
bar_figure(
    {
        **{f"{t('进', 'in')}: {flow}": carbon for flow, carbon in carbon_in.items()},
        **{f"{t('出', 'out')}: {flow}": carbon for flow, carbon in carbon_out.items()},
    },
    t("高炉的碳平衡", "Carbon balance of the blast furnace"),
    t("kg C / t 铁水", "kg C per t of hot metal"),
)

# %% [markdown]
# 碳大半随煤气离开。记住这一点：谁承担煤气的碳，是后面几个笔记本的主角。
#
# 再看工具怎么算：同一个数，并且说明是怎样判断的。缺少属性的流（炉尘）含碳再多也改变不了结论，所以判为闭合。
#
# More than half of the carbon leaves with the gas. Remember that: who carries the carbon of the gas is what the
# next notebooks are about.
#
# Now the toolkit: the same number, and how it was judged. One flow (dust) states no content, but whatever it
# may hold, the balance closes; so it is called closed.

# %%
by_toolkit = next(
    each for each in check_balances(steel) if each.process == furnace.id and each.kind == "carbon"
)
assert abs(by_toolkit.closure - closure) < 1e-9
assert carbon_out["blast-furnace-gas"] > 0.5 * sum(carbon_out.values())
table = balance_table(steel, lang)
plain(table[table.iloc[:, 0] == furnace.name.get(lang)])

# %% [markdown]
# ## 3 四种判断
#
# 每个平衡有四种结果：闭合、未闭合、未闭合但作者说明了原因、数据不全而不作判断。说明了原因的未必就对，但至少可以讨论；
# 没有说明的，是该退回去问的。
#
# ## 3 Four verdicts
#
# A balance is closed; or open; or open with a reason that the author gives; or too incomplete to judge. A
# reason isn't always right, but it can be discussed; an imbalance without a reason goes back with a question.

# %%
kind, verdict = table.columns[1], table.columns[6]
table.groupby([kind, verdict]).size().unstack(fill_value=0)

# %%
own = {process.id for process in steel.file.processes}
for each in check_balances(steel):
    if each.explained and each.process in own:
        print(f"{steel.processes[each.process].name.get(lang)}, {each.kind}: {each.explained.get(lang)}")

# %% [markdown]
# ## 4 写一份自己的清单
#
# 清单是一个文本文件。下面这份锅炉清单有四处错误。先自己找，再运行：读入先看每个词是否在词表里，再看单位、流和供应；每一轮的错误一次说全，
# 各带行号和改法。
#
# ## 4 Write an inventory of your own
#
# An inventory is a text file. This one, of a boiler, has four mistakes. Look for them first, then run: reading
# looks first whether each word is in the vocabulary, then at units, flows and supplies; each round tells all its
# mistakes at once, with line and mend.

# %%
BOILER = """
format: rulewright-inventory/1
id: my-boiler
title: {zh: 我的锅炉, en: my boiler}
version: "1.0"
licence: CC0-1.0
product: heat
declared_unit: {amount: 1, unit: GJ}
geography: CN
year: 2025
background: [background-cn]
sources: {meter: "own meters, 2025"}
products:
  - id: heat
    name: {zh: 热, en: heat}
    unit: MJ
    properties:
      - {property: lhv, amount: 1, unit: MJ/MJ, source: definition, mark: derived}
processes:
  - id: boiler
    name: {zh: 锅炉, en: boiler}
    stage: energy_supply
    location: CN
    outputs:
      - {flow: heat, amount: 900, unit: MJ, class: product, source: meter, mark: measured}
    inputs:
      - {flow: natural-gas, amount: 1000, unit: kg, source: meter, mark: seen, tags: [fuel]}
      - {flow: feed-water, amount: 12, unit: kg, source: meter, mark: seen}
    emissions:
      - {flow: co2, amount: 56, unit: kg, source: meter, mark: seen}
"""


def read_text(text):
    """读入文本形式的清单 / read an inventory that is given as text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "my-boiler.yaml")
        path.write_text(text, encoding="utf-8")
        return rw.read_inventory(path)


try:
    read_text(BOILER)
except rw.RulewrightError as mistakes:
    print(in_language(mistakes, lang))

# %% [markdown]
# 标记不在词表中，先说；改好它，其余三处就都说出来。天然气按热值以MJ计；没有“co2”这个基本流（要说明来源：
# 化石还是生物源）；给水没有人供应。逐一改正。给水的用量我们其实没有找到，那就如实写：`missing: true`，意思是“有，
# 但没有数字”，这不是零（约定8）。
#
# A word outside the vocabulary is told first; once it is mended, the other three come out. Natural gas counts
# in MJ of heating value; there is no flow "co2" (say where it comes from: fossil or biogenic); nobody supplies
# the feed water. Mend them one by one. In truth we found no number for the water: then say so. `missing: true`
# means "there is some, without a number", and that is not zero (convention 8).

# %%
better = BOILER.replace("mark: measured", "mark: seen")
try:
    read_text(better)
except rw.RulewrightError as mistakes:
    print(in_language(mistakes, lang))

# %%
better = better.replace("amount: 1000, unit: kg", "amount: 1000, unit: MJ").replace(
    "flow: co2,", "flow: co2-fossil,"
)
better = better.replace("flow: feed-water, amount: 12,", "flow: feed-water, missing: true,")
better = better.replace(
    "processes:\n",
    "  - id: feed-water\n    name: {zh: 给水, en: feed water}\n    unit: kg\n"
    "    supply_missing: {zh: 没有数据, en: no data found}\nprocesses:\n",
)
boiler = read_text(better)
plain(balance_table(boiler, lang)[lambda rows: rows.iloc[:, 0] == t("锅炉", "boiler")])

# %% [markdown]
# 有缺口的清单能读，但研究会停下，直到有人*声明*缺口可以略去。这一声明进入台账，谁都看得见。
#
# An inventory with a gap can be read, but a study stops until somebody *declares* that gaps may be left out.
# That declaration goes into the ledger, where everybody sees it.

# %%
choices = [
    "recycling.method=cut_off_recycled_content",
    "characterisation.gwp_set=ar6",
    "characterisation.horizon_years=100",
    "characterisation.aggregated_data=accept",
]
try:
    rw.Study(boiler, ["iso-14067-2018"], choices).result("iso-14067-2018")
except rw.RulewrightError as stop:
    print(in_language(stop, lang))

# %%
study = rw.Study(boiler, ["iso-14067-2018"], [*choices, "cut_off.missing_amounts=leave_out"])
result = study.result("iso-14067-2018")
print(f"{result.evaluation.total_kg_co2e:.1f} kg CO2e / GJ")
for decision in result.ledger.by_step("cut_off"):
    print("-", decision.what.get(lang))

# %% [markdown]
# ## 5 练习
#
# **练习 02.1。** 手算焦炉（`coke-oven`）的碳平衡，给出“出/进”。注意：
# 焦炉对自己产出的焦炭另给了含碳量，`property_value`会替您取到它；排放中除CO2还有一氧化碳和甲烷（很少）。
#
# ## 5 Exercises
#
# **Exercise 02.1.** Work out the carbon balance of the coke oven (`coke-oven`) by hand and give out/in. Mind
# that the oven states a carbon content of its own for the coke that leaves it; `property_value` finds it for
# you. Besides CO2, a little carbon monoxide and methane leaves.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("02.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
oven = steel.processes["coke-oven"]


def carbon_of(exchange):
    """一个产品流的碳 / carbon of one product flow [kg]."""
    content = steel.property_value(oven.id, exchange.flow, "carbon")
    return 0.0 if content is None else exchange.quantity.amount * content.quantity.amount


share_of_carbon = {"co2-fossil": carbon_in_co2, "co-fossil": 12.011 / 28.010, "ch4-fossil": 12.011 / 16.043}
enters = sum(carbon_of(each) for each in oven.inputs)
leaves = sum(carbon_of(each) for each in oven.outputs)
leaves += sum(each.quantity.amount * share_of_carbon.get(each.flow, 0.0) for each in oven.emissions)
check("02.1", leaves / enters, lang)

# %% [markdown]
# 出来的碳比进去的多一成以上：来源对炼焦煤给的含碳量偏低（清单的注说了）。工具没有判“未闭合”，因为有的流没有属性；
# 但这个数值得写进评审意见。
#
# More than a tenth more carbon leaves than enters: the source's carbon content of coking coal is low (a note in
# the inventory says so). The toolkit doesn't call it open, because some flows lack the property; but a reviewer
# should.

# %% [markdown]
# **练习 02.2。** 燃煤热电联产（`chp-coal`，过程`chp-coal-unit`）每发1 kWh电，有多少MJ的热没有记录？电按3.6 MJ/kWh，
# 煤按热值属性`lhv`。
#
# **Exercise 02.2.** How many MJ of heat go unrecorded for each 1 kWh of power of the coal CHP unit (`chp-coal`,
# process `chp-coal-unit`)? Power counts 3.6 MJ/kWh, coal by its property `lhv`.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("02.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
chp = rw.read_inventory("chp-coal")
unit = chp.processes["chp-coal-unit"]


def energy_of(exchange):
    """一个流的能量 / energy of one flow [MJ]."""
    return exchange.quantity.amount * chp.property_value(unit.id, exchange.flow, "lhv").quantity.amount


unrecorded = sum(map(energy_of, unit.inputs)) - sum(map(energy_of, unit.outputs))
check("02.2", unrecorded, lang)

# %% [markdown]
# ## 学到了什么
#
# - 清单如实记录，不作选择；平衡是它的第一道关，一行行都算得出来。
# - 判断有四种。“数据不全”不是“没问题”，说明了原因也不等于对。
# - 缺口写成缺口，不写成零；略去缺口是一项声明，写进台账（约定8）。
# - 下一步：03，同一个高炉，谁承担多少。
#
# ## What to take away
#
# - An inventory records and doesn't choose; its balance is the first check, and every line of it can be done by
#   hand.
# - There are four verdicts. "Incomplete" is not "fine", and a reason isn't a proof.
# - A gap is written as a gap, not as zero; leaving it out is a declaration and stands in the ledger (convention
#   8).
# - Next: 03, the same furnace, and who carries how much.
