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
# # 04 取舍
#
# **委员会会问：小于1 %的能不能不算？** 先要说清：什么的1 %，一项一项还是合在一起，从哪一头开始。
# 本笔记本先用手走一遍取舍，再看铝锭的规则允许略去什么，为什么按质量看不见电，最后分清“已知很小”与“没有数据”。
# 用到约定4（取舍）和约定8（数据缺口不是零）。离线运行，不到一分钟。
#
# # 04 Cut-off
#
# **A committee will ask: may we leave out what is below 1 %?** First say: 1 % of what, each by itself or
# together, and from which end. Here a cut-off is walked through by hand, then we see what the rule for
# aluminium permits, why mass can't see electricity, and that "known to be small" is not "no data". Uses
# convention 4 (cut-off) and convention 8 (a gap is not zero). Offline, less than a minute.

# %%
# %matplotlib inline
import tempfile
from pathlib import Path

import pandas as pd

import rulewright as rw
from rulewright.course import check, plain
from rulewright.course.cut_offs import PARTS
from rulewright.reporting.figures_course import bar_figure
from rulewright.steps.cut_off import Item, Limits, choose_cut_offs

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


# %% [markdown]
# ## 1 手走一遍
#
# 一个假想的产品，各输入占足迹的份额如下。条款说：单项不超过1 %，合计不超过3 %。从最小的开始，名称定次序；
# 每一项都先计入合计，自己超过单项限值而留下的也算；合计一超，就此打住（约定4）。
#
# ## 1 By hand
#
# An invented product, and what part of the footprint each input makes. The clause says: each at most 1 %,
# together at most 3 %. Start with the smallest, ties by name; every item counts in the sum, also one that stays
# because it is too large by itself; once the sum is too large, stop (convention 4).

# %%
SINGLE, TOGETHER = 0.01, 0.03
total, left_out = 0.0, []
for name, share in sorted(PARTS.items(), key=lambda part: (part[1], part[0])):
    total += share
    if total > TOGETHER:
        print(f"{name:12} {share:.2%}  {t('合计', 'together')} {total:.2%}  {t('停', 'stop')}")
        break
    goes = share <= SINGLE
    if goes:
        left_out.append(name)
    verdict = t("略去", "goes") if goes else t("留下", "stays")
    print(f"{name:12} {share:.2%}  {t('合计', 'together')} {total:.2%}  {verdict}")

# %% [markdown]
# 工具的答案相同。换一个次序（从最大的开始）呢？同样的限值，略去的东西不同。写规则的人必须把次序写进去；
# 本库所读的规则却没有一个写明。
#
# The toolkit agrees. And from the other end, largest first? The same limits leave out other things. Whoever
# writes a rule has to state the order; of those that this library has read, none does.

# %%
items = [Item(name, {"ghg": share}, {"total": ""}) for name, share in PARTS.items()]
limits = Limits(("ghg",), single=SINGLE, single_level="total", total=TOGETHER, total_level="total")
by_toolkit = choose_cut_offs(items, {("total", ""): {"ghg": sum(PARTS.values())}}, limits)
assert by_toolkit == left_out

largest_first, used = [], 0.0
for name, share in sorted(PARTS.items(), key=lambda part: -part[1]):
    if share <= SINGLE and used + share <= TOGETHER:
        largest_first.append(name)
        used += share
print(t("从最小：", "smallest first: "), left_out)
print(t("从最大：", "largest first:  "), largest_first)
assert set(largest_first) != set(left_out)

# %% [markdown]
# ## 2 同样是“1 %”
#
# 几个规则的取舍条款并排。“度量”是什么的份额，“层级”是限值对谁说。空白是没有写：研究用到时，台账会说取了什么。
#
# ## 2 The same "1 %"
#
# The cut-off clauses of some rules side by side: of what the share is taken (measures), and to whom a limit
# speaks (levels). Blank: not stated; where a study needs it, the ledger says what was taken.

# %%
SETTINGS = ("measures", "single_limit", "single_level", "total_limit", "total_level")
rows = {}
for name in ("gbt-24067-2024", "gbt-44905-2024", "en-15804-a2", "pef-2021", "pact-3", "worldsteel-2017"):
    rule = rw.read_rule(name)
    found = {setting: rule.get(f"cut_off.{setting}") for setting in SETTINGS}
    rows[name] = {
        setting: ", ".join(each.value) if isinstance(each.value, list | tuple) else each.value
        for setting, each in found.items()
        if each is not None
    }
plain(pd.DataFrame(rows).T.reindex(columns=SETTINGS))

# %% [markdown]
# ## 3 按质量，看不见电
#
# 电解槽的输入：各占输入质量的多少，又占足迹的多少？后者是弹性：该输入多1 %，足迹变百分之几（含它的全部上游）。
#
# ## 3 Mass can't see electricity
#
# The inputs of the smelter: what part of the mass that enters, and what part of the footprint? The second is an
# elasticity: by how many per cent the footprint changes for 1 % more of the input, with all that is upstream of
# it.

# %%
study = rw.Study("aluminium-ingot-primary-cn", ["gbt-44905-2024"])
smelter = study.inventory.processes["electrolysis"]
elasticity = {each.id: each.elasticity for each in study.gradients("gbt-44905-2024").gradients}
kilograms = {each.flow: each.quantity.amount for each in smelter.inputs if each.quantity.unit == "kg"}
shares = {
    study.inventory.name(each.flow, lang).split("（")[0].split(" (")[0]: {
        t("占输入质量", "of the mass that enters"): kilograms.get(each.flow, 0.0) / sum(kilograms.values()),
        t("占足迹", "of the footprint"): elasticity.get(each.id, 0.0),
    }
    for each in smelter.inputs
}
bar_figure(shares, t("电解：质量与足迹", "Smelter: mass and footprint"), t("份额", "share"))

# %% [markdown]
# 电没有质量，却占足迹的大半；氟化铝有质量，足迹却是零，因为它没有上游数据（缺口）。只按质量取舍的规则，会把电当成零。
# 所以上表六个规则有四个以温室气体为度量；度量不止一种时，每一种都不能超。
#
# Power has no mass and makes more than half of the footprint; aluminium fluoride has mass and no footprint,
# because it has no upstream data (a gap). A rule that measures by mass alone takes electricity for nothing. So
# four of the six rules in the table measure greenhouse gas; where a rule has several measures, an item has to
# pass in each.

# %%
assert (len(rows), sum("ghg" in each["measures"] for each in rows.values())) == (6, 4)
power = t("电力", "electricity")
assert shares[power][t("占足迹", "of the footprint")] > 0.5
assert shares[power][t("占输入质量", "of the mass that enters")] == 0

# %% [markdown]
# ## 4 允许不等于要求
#
# 规则*允许*略去，不等于*应当*略去。工具什么也不略去，除非规则或研究说`use: all_that_is_allowed`。台账总会说：
# 本可以略去什么。
#
# ## 4 Permitted is not required
#
# That a rule *permits* leaving something out doesn't mean that it should be. The toolkit leaves nothing out
# unless rule or study says `use: all_that_is_allowed`. The ledger always says what could have been left out.

# %%
RULE = "gbt-44905-2024"
full = study.result(RULE)
print(full.ledger.by_step("cut_off")[-1].what.get(lang))

allowed = rw.Study(
    "aluminium-ingot-primary-cn", [RULE], [f"{RULE}:cut_off.use=all_that_is_allowed", *study.choices]
)
less = allowed.result(RULE)
cut = next(each for each in less.ledger.by_step("cut_off") if each.subject == "study")
print(cut.what.get(lang))
fall = 1 - less.evaluation.total_kg_co2e / full.evaluation.total_kg_co2e
print(t(f"足迹下降 {fall:.2%}", f"the footprint falls by {fall:.2%}"))
assert 0 < fall <= cut.values["share_left_out"]["ghg"] <= cut.values["limits"]["total"]

# %% [markdown]
# 下降比台账上的合计小：略去的一项若在另一项的上游，两项的大小重复计了一次。合计因此是上界，不会多略。
#
# The fall is smaller than the sum in the ledger: where one item is upstream of another, both sizes hold the
# same emission. The sum is an upper bound, so never too much is left out.

# %% [markdown]
# ## 5 已知很小，与没有数据
#
# 取舍略去的是*已知很小*的东西。缺口是*不知道*多大的东西，两者在台账里分开写（约定8）。检测器把两样加起来，
# 看是否越过规则自己的限值。缺口排放多少没有人知道，只能称质量；质量占得多，本身还说明不了什么，这里最大的几项是水：
#
# ## 5 Known to be small, and no data
#
# A cut-off leaves out what is *known to be small*. A gap is *not known*, and the ledger keeps the two apart
# (convention 8). A detector adds both up and compares with the rule's own limit. What a gap emits nobody knows, so
# it can only be weighed; and much mass says little by itself: the largest items here are water:

# %%
gaps = [each for each in full.ledger.by_step("cut_off") if each.subject != "study"]
fluoride = next(each for each in gaps if "aluminium-fluoride" in each.subject)
print(t(f"缺口 {len(gaps)} 个，例如：", f"{len(gaps)} gaps, for instance:"), fluoride.what.get(lang))
found = study.detect().to_dataframe(lang)
assert "process-water" in found.iloc[0, -1]
plain(found)

# %% [markdown]
# ## 6 练习
#
# **练习 04.1。** 同样的假想产品（`PARTS`），限值改为单项1 %、合计2 %。哪些输入可以略去？答案是一组名称，
# 如`{"paint", "glue"}`。
#
# ## 6 Exercises
#
# **Exercise 04.1.** The same invented product (`PARTS`), with the limits 1 % each and 2 % together. Which
# inputs may go? The answer is a set of names, like `{"paint", "glue"}`.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("04.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
total, goes = 0.0, set()
for name, share in sorted(PARTS.items(), key=lambda part: (part[1], part[0])):
    total += share
    if total > 0.02:
        break
    if share <= 0.01:
        goes.add(name)
check("04.1", goes, lang)

# %% [markdown]
# **练习 04.2。** 一个写得不好的条款只限单项（5 %），不限合计。对铝锭按它能略去多少？
# 写一个以`gbt-44905-2024`为基础的补丁：`single_limit: 0.05`，`total_limit: 1`，`use: all_that_is_allowed`，
# 给出足迹下降的份额。
#
# **Exercise 04.2.** A badly written clause limits each item (5 %), but not the sum. How much may then go for
# aluminium? Write a patch on `gbt-44905-2024` with `single_limit: 0.05`, `total_limit: 1` and
# `use: all_that_is_allowed`, and give the share by which the footprint falls.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("04.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
PATCH = """
format: rulewright-rule/1
id: no-limit-together
based_on: gbt-44905-2024
title: {zh: 变体：合计不限, en: "Variant: no limit together"}
document:
  number: variant of GB/T 44905-2024
  title: {zh: 供讨论的变体, en: A variant for discussion}
  issuer: 练习 / exercise
  status: draft
  language: zh
clauses:
  - id: cut-off
    family: cut_off
    clause: "6"
    measures: [ghg]
    single_limit: 0.05
    single_level: item
    total_limit: 1
    total_level: total
    use: all_that_is_allowed
    text: {zh: 单项不超过5 %的可以略去。, en: What is at most 5 % by itself may be left out.}
    source: {document: variant of GB/T 44905-2024, kind: declared}
    mark: declared
"""
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "no-limit-together.yaml")
    path.write_text(PATCH, encoding="utf-8")
    variant = rw.Study("aluminium-ingot-primary-cn", [path]).result("no-limit-together")
check("04.2", 1 - variant.evaluation.total_kg_co2e / full.evaluation.total_kg_co2e, lang)

# %% [markdown]
# ## 学到了什么
#
# - “小于1 %”要说四件事：什么的、对谁、合计多少、从哪一头开始（约定4）。
# - 只按质量取舍看不见电；度量要含温室气体。
# - 允许不等于要求；缺口不是取舍（约定8）。
# - 下一步：05，废钢废铝带着谁的负荷。
#
# ## What to take away
#
# - "Below 1 %" needs four more words: of what, for whom, how much together, from which end (convention 4).
# - Mass alone can't see electricity; greenhouse gas belongs among the measures.
# - Permitted is not required; a gap is no cut-off (convention 8).
# - Next: 05, whose burden scrap carries.
