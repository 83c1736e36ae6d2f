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
# # 12 写自己的规则：从空白到标准草案
#
# **委员会会问：我们从哪里动笔？** 从一个几乎空白的文件动笔：继承通用标准，一条一条往上加。每加一条，看三件事：
# 还有多少没定，研究能不能算，数变了多少。最后同一个文件生成标准草案（Word），再由检查器挑毛病。用到约定4、约定8、
# 约定9。离线运行，约一分钟。
#
# # 12 Writing your own rule, from a blank page to a draft standard
#
# **A committee will ask: where do we start?** With a file that is nearly blank: it takes over the general
# standard, and grows clause by clause. After each, look at three things: how much is still open, whether a
# study can run, and how the number moved. In the end the same file gives the draft standard (Word), and a
# checker looks for faults. Uses convention 4, convention 8 and convention 9. Offline, about a minute.

# %%
# %matplotlib inline
import tempfile
from pathlib import Path

import pandas as pd

import rulewright as rw
from rulewright.course import check, plain
from rulewright.course.writing import rule_of
from rulewright.reporting.figures_course import bar_figure
from rulewright.reporting.messages import in_language

lang = "zh"  # 表格语言 / language of tables: "zh" or "en"


def t(zh, en):
    """选语言 / pick the language."""
    return zh if lang == "zh" else en


# %% [markdown]
# ## 1 几乎空白的一页
#
# 文件头、所依据的通用标准，和一个条款：管什么产品。其余全部沿用`gbt-24067-2024`。
# （在自己的机器上：`rulewright new rule my-coil-rule --based-on gbt-24067-2024`给出带注释的空白文件。）
#
# ## 1 A page that is nearly blank
#
# A head, the general standard it rests on, and one clause: which product. Everything else comes from
# `gbt-24067-2024`. (On your own machine `rulewright new rule my-coil-rule --based-on gbt-24067-2024` gives a
# blank file with comments.)

# %%
BLANK = """
format: rulewright-rule/1
id: my-coil-rule
based_on: gbt-24067-2024
title: {zh: 热轧卷（练习）, en: Hot-rolled coil (exercise)}
document:
  number: T/EXAMPLE 010-2026
  title: {zh: 温室气体 产品碳足迹 量化方法与要求 热轧卷, en: Carbon footprint of hot-rolled coil}
  issuer: 练习协会 / exercise society
  status: draft
  language: zh
clauses:
  - id: product
    family: product
    clause: "1"
    covers: [hot-rolled-coil]
    text: {zh: 适用于热轧卷。, en: Covers hot-rolled coil., normative: zh}
    source: {document: T/EXAMPLE 010-2026, clause: "1", kind: declared}
    mark: declared
"""
STEEL = "steel-hot-rolled-coil-bf-bof"


def try_rule(text):
    """不带任何声明，用到热轧卷上 / apply to hot-rolled coil, with nothing declared."""
    rule = rule_of(text)
    try:
        return rw.Study(STEEL, [rule], choices=[]).result(rule.id), []
    except rw.RulewrightError as stop:
        return None, stop.mistakes


result, open_decisions = try_rule(BLANK)
print(
    t(
        f"{len(open_decisions)} 项未定，研究停下。前三项：",
        f"{len(open_decisions)} decisions are open; the study stops. The first three:",
    )
)
for mistake in open_decisions[:3]:
    print("-", in_language(rw.RulewrightError(mistake.what, mistake.where, mistake.mend), lang))
assert result is None and len(open_decisions) > 10

# %% [markdown]
# ## 2 一条一条往上加
#
# 通用标准有意留空，产品规则要填的正是这些。先定缺口与取舍，再定内部循环，再定废钢：
#
# ## 2 Clause by clause
#
# A general standard leaves these open on purpose; filling them is what a product rule is for. First gaps and
# cut-off, then internal loops, then scrap:

# %%
CUT_OFF = """
  - id: cut-off
    family: cut_off
    clause: "5.4"
    measures: [mass, energy, ghg]
    single_limit: 0.01
    single_level: item
    total_limit: 0.05
    total_level: total
    use: nothing
    missing_amounts: leave_out
    text:
      zh: 单项不超过1 %、合计不超过5 %的可以略去；没有数据的逐项列出。
      en: At most 1 % each and 5 % together may be left out; what has no data is listed.
      normative: zh
    source: {document: T/EXAMPLE 010-2026, clause: "5.4", kind: declared}
    mark: declared
"""
LOOPS = """
  - id: internal-loops
    family: boundary
    clause: "5.3"
    internal_loops: net
    text: {zh: 自用的自产煤气先减去，再分配。, en: Own gas that is used inside comes off before sharing., normative: zh}
    source: {document: T/EXAMPLE 010-2026, clause: "5.3", kind: declared}
    mark: declared
"""
SCRAP = """
  - id: scrap
    family: recycling
    clause: "7.3"
    method: cut_off_recycled_content
    end_of_life_credit: none
    text: {zh: 废钢不带上游负荷，不给生命末期抵扣。, en: "Scrap carries nothing from upstream, and there is no end-of-life credit.", normative: zh}
    source: {document: T/EXAMPLE 010-2026, clause: "7.3", kind: declared}
    mark: declared
"""
text, story = BLANK, []
for name, clause in (("", ""), ("cut_off", CUT_OFF), ("internal_loops", LOOPS), ("recycling", SCRAP)):
    text += clause
    result, open_decisions = try_rule(text)
    story.append(
        {
            t("加上", "with"): name,
            t("未定的决策", "open decisions"): str(len(open_decisions)),
            "kg CO2e / t": None if result is None else result.evaluation.total_kg_co2e,
        }
    )
assert result is not None and result.declared == ()
plain(pd.DataFrame(story))

# %% [markdown]
# 现在不靠任何声明就能算。算得出不等于写得好：分配还是通用标准的。看高炉这一步的决策：
#
# Now it runs without anything declared. That it runs doesn't make it good: allocation is still that of the
# general standard. Look at its decision about the furnace:

# %%
print(result.explain("blast-furnace", lang)[:1400], "...")

# %% [markdown]
# ## 3 写分配这一条
#
# 委员会要的是：煤气在厂内烧，算内部循环；其余单位价值相差5倍以上按3年平均价格，否则按质量；走到头就停。
# 先故意写错两处，看读入时怎么说：
#
# ## 3 The clause on allocation
#
# What the committee wants: gases burn inside the works and count as internal loops; the rest shares by 3-year
# prices where unit values differ by more than a factor of 5, else by mass; and it stops at the end. First with
# two mistakes on purpose, to see what reading says:

# %%
ALLOCATION = """
  - id: allocation
    family: allocation
    clause: "7.2"
    ladder:
      - subdivide: {}
      - share: {by: price, years: 3}
        when: [{price_ratio_above: 5}]
      - share: {by: mass}
      - stop: {reason: {zh: 缺少质量数据时不应分配。, en: Without mass nothing is shared.}}
    classes:
      - {flows: [blast-furnace-gas, converter-gas, coke-oven-gas], as_class: internal}
    text:
      zh: 先细分；煤气为内部循环；单位价值比大于5时按3年平均价格分配，否则按质量分配。
      en: Subdivide first; gases are internal loops; where unit values differ by more than 5 share by 3-year prices, else by mass.
      normative: zh
    source: {document: T/EXAMPLE 010-2026, clause: "7.2", kind: declared}
    mark: declared
"""
try:
    rule_of(
        text + ALLOCATION.replace("by: mass", "by: weight").replace("as_class: internal", "as_class: inside")
    )
except rw.RulewrightError as mistakes:
    print(in_language(mistakes, lang))

# %%
mine = rule_of(text + ALLOCATION)
before, after = result, try_rule(text + ALLOCATION)[0]
print(f"{before.evaluation.total_kg_co2e:,.0f} -> {after.evaluation.total_kg_co2e:,.0f} kg CO2e / t")
for decision in after.ledger.about("blast-furnace").by_step("allocation"):
    print("-", decision.what.get(lang))

# %% [markdown]
# ## 4 这一条有多要紧：把替代写法也算出来
#
# 征求意见时总有人提别的写法。每一种都是一个小补丁，先算出来，再讨论：
#
# ## 4 How much this clause matters: compute the alternatives too
#
# In a consultation somebody always proposes other wordings. Each is a small patch: compute first, then debate.

# %%
wordings = {
    t("草案", "draft"): ALLOCATION,
    t("阈值2", "threshold 2"): ALLOCATION.replace("price_ratio_above: 5", "price_ratio_above: 2"),
    t("一律按质量", "always by mass"): ALLOCATION.replace(
        "      - share: {by: price, years: 3}\n        when: [{price_ratio_above: 5}]\n", ""
    ),
    t("煤气是共生产品", "gases are co-products"): ALLOCATION.replace(
        "    classes:\n      - {flows: [blast-furnace-gas, converter-gas, coke-oven-gas], as_class: internal}\n",
        "",
    ),
}
effects = {name: try_rule(text + wording)[0].evaluation.total_kg_co2e for name, wording in wordings.items()}
bar_figure(effects, t("同一条款的四种写法", "One clause, four wordings"), "kg CO₂e / t", digits=4)

# %%
draft, threshold, mass, gases = effects.values()
print({name: round(each, 1) for name, each in effects.items()})
assert abs(threshold - draft) < 0.02 * draft < 0.05 * draft < min(abs(mass - draft), abs(gases - draft))
neighbours = rw.Study(STEEL, [mine, "gbt-24067-2024", "pact-3", "worldsteel-2017"])
neighbours.compare().plot(lang)

# %% [markdown]
# 阈值是2还是5，差别很小；按什么分、煤气算什么，差别很大。会议时间该花在哪里，一目了然。
# （更完整的论证：`rw.evidence`为整份规则写编制说明，逐条给出影响、备选和敏感性。）
#
# Whether the threshold is 2 or 5 makes little difference; the key, and what gases count as, make a large one.
# That is where the meeting's time should go. (For the whole rule `rw.evidence` writes the explanatory document:
# effect, alternatives and sensitivity, clause by clause.)
#
# ## 5 检查，再生成草案
#
# 检查器按GB/T 24067的要求和编制指南，说还有什么没定：
#
# ## 5 Check, then make the draft
#
# The checker says what is still open, by the demands of GB/T 24067 and of the guidelines:

# %%
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "my-coil-rule.yaml")
    path.write_text(text + ALLOCATION, encoding="utf-8")
    findings = rw.check_standard(path)
for sentence in findings.notes(lang):
    print("-", sentence)
assert len(findings.defects) == 1
plain(findings.to_dataframe(lang).head(6))

# %% [markdown]
# 一个缺陷，而且不是笔误：通用标准要物理关系先于价格，我们的条款（像PACT那样）把价格放在前面。所依据的标准不许的，
# 产品规则不能改；要么换次序，要么换依据的标准。工具不替委员会选，练习12.2由您来改。
#
# A defect, and no slip of the pen: the general standard wants physical relationships before price, and our
# clause, like PACT, puts price first. A product rule can't change what the standard it rests on forbids: change
# the order, or rest on another standard. The toolkit doesn't choose for the committee; in exercise 12.2 you do.

# %% [markdown]
# 标准草案从同一个文件来：每一句旁边有它所根据的条款，没定的地方是红色的【待定：…】，不替您编。
#
# The draft standard comes from the same file: each sentence stands beside the clause it comes from, and what is
# open is marked in red, never made up.

# %%
draft = rw.draft_standard(mine, STEEL)
with tempfile.TemporaryDirectory() as folder:
    file = draft.write(Path(folder, "my-coil-rule.docx"))
    print(file.name, t(f"{file.stat().st_size / 1000:.0f} 千字节", f"{file.stat().st_size / 1000:.0f} kB"))
    form = rw.check_standard(file)
for sentence in (*draft.notes(lang), *form.notes(lang)[:1]):
    print("-", sentence)
sentences = draft.to_dataframe()
own = sentences[sentences.iloc[:, 1].str.startswith("my-coil-rule")]
assert len(form.defects) == 0 and len(own) > 4
plain(own)

# %% [markdown]
# 草案是中文的，因为标准是中文的；每句根据的条款在第二列。这张表就是编制组逐条核对的清单。
#
# The draft is in Chinese, because the standard is; the clause behind each sentence stands in the second column.
# This table is what a drafting group goes through line by line.
#
# ## 6 练习
#
# **练习 12.1。** 写一条分配条款：水渣零负荷（`burden_free`），高炉煤气为内部循环，优先序以`stop`结束。
# 答案是整份规则的文本，如`text + MY_CLAUSE`。
#
# ## 6 Exercises
#
# **Exercise 12.1.** Write a clause on allocation: slag is burden-free (`burden_free`), blast-furnace gas an
# internal loop, and the ladder ends in `stop`. The answer is the text of the whole rule, like `text +
# MY_CLAUSE`.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("12.1", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
MY_CLAUSE = ALLOCATION.replace(
    "    text:\n", "      - {flows: [granulated-slag], as_class: burden_free}\n    text:\n"
)
check("12.1", text + MY_CLAUSE, lang)

# %% [markdown]
# **练习 12.2。** 改好第5节的缺陷，并补上程序条款（`family: procedure`）：级别为团体标准，征求意见至少30天，
# 5年内复审。检查器不应再报缺陷。答案是整份规则的文本。
#
# **Exercise 12.2.** Mend the defect of section 5, and add the clause on procedure (`family: procedure`): a
# group standard, at least 30 days for comments, a review within 5 years. The checker should find no defect any
# more. The answer is the text of the whole rule.

# %%
# 您的答案写在这里 / your answer goes here
answer = None
check("12.2", answer, lang)

# %% jupyter={"source_hidden": true} tags=["solution"]
# 解 / solution
PROCEDURE = """
  - id: procedure
    family: procedure
    clause: "0.3"
    stage: group
    comment_days: 30
    review_years: 5
    text: {zh: 团体标准；征求意见30天；5年内复审。, en: A group standard; 30 days for comments; a review within 5 years., normative: zh}
    source: {document: T/EXAMPLE 010-2026, clause: "0.3", kind: declared}
    mark: declared
"""
check("12.2", text + wordings[t("一律按质量", "always by mass")] + PROCEDURE, lang)

# %% [markdown]
# ## 学到了什么
#
# - 从几乎空白的文件动笔：继承通用标准，只写自己的条款；工具说出还有什么没定。
# - 每一条写完就算；备选写法也算，再讨论。
# - 标准草案和计算用同一个文件，所以不会走样；没定的是待定，不是编造。
# - 下一步：13，把自己的数据带进来。
#
# ## What to take away
#
# - Start from a page that is nearly blank: take over the general standard, write only your own clauses; the
#   toolkit says what is open.
# - Compute after every clause, and the alternatives too, before the debate.
# - Draft standard and computation come from one file and can't drift apart; what is open is marked, not made
#   up.
# - Next: 13, bringing in your own data.
