"""Demands of the three stages, from the two drafting guidelines and the procedures, each with its source and mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from rulewright.reporting.sentences import Sentence

LadderStage = Literal["group", "industry", "national"]
STAGES: tuple[LadderStage, ...] = ("group", "industry", "national")
STAGE_NAMES: Mapping[str, Sentence] = {
    "group": Sentence("团体标准", "group standard"),
    "industry": Sentence("行业标准", "industry standard"),
    "national": Sentence("国家标准", "national standard"),
}

_S = Sentence
DEMANDS: Mapping[str, Sentence] = {
    "title": _S("名称符合系列的统一形式", "the title has the uniform form of the series"),
    "draft": _S("按 GB/T 1.1—2020 起草，没有待定项", "drafted to GB/T 1.1—2020, with no gap left"),
    "items": _S(
        "GB/T 24067 框架要求的内容均有规定", "everything that the framework of GB/T 24067 asks for is settled"
    ),
    "codes": _S("产品有分类代码", "the product has codes of a classification"),
    "groups": _S("七类相关方参与", "the seven groups of stakeholders take part"),
    "period": _S("征求意见不少于 {least} 日", "at least {least} days for comments"),
    "handled": _S("意见全部处理", "all comments are handled"),
    "consensus": _S("技术审查原则上达成一致", "agreement in principle at the technical review"),
    "vote": _S(
        "审查付诸表决的，赞成不少于四分之三，起草人不参加",
        "if the review is put to the vote, three quarters in favour, drafters excluded",
    ),
    "number": _S("有本级标准编号", "a number of this stage"),
    "public": _S(
        "在标准信息平台自我声明公开（鼓励）", "declared and published on the standards platform (encouraged)"
    ),
    "review": _S("复审周期不超过 5 年", "a review period of at most 5 years"),
    "english": _S("封面有英文名称", "an English title on the cover"),
    "evaluation": _S("上一级标准实施效果良好", "the standard of the stage below works well in practice"),
    "explanation": _S("编制说明", "an explanation of the draft (编制说明)"),
    "record": _S("批准后备案", "put on record after approval"),
    "overlap": _S("与更高级别标准不交叉", "no overlap with a standard of a higher stage"),
    "role-industry": _S(
        "产品细分，与其他行业关联小", "a fine-grained product with little link to other industries"
    ),
    "role-national": _S("用途广泛、重要的大类产品", "a main kind of product, widely used and important"),
    "comparison": _S("与国外规则比较", "compared with rules abroad"),
    "ballot": _S(
        "技术委员会表决：不少于四分之三的委员投票，三分之二以上赞成，反对不超过四分之一",
        "ballot of the technical committee: three quarters of the members vote, two thirds in favour, at most one quarter against",
    ),
}
# stage -> demand, source, mark (facts 2.2, 4.1, 4.1b, 4.2, 4.3)
_411, _GUIDE = "工信厅节函〔2024〕411号", "产品碳足迹核算标准编制工作指引"
LADDER: Mapping[LadderStage, tuple[tuple[str, str, str], ...]] = {
    "group": (
        ("title", f"{_411}, G1", "seen"),
        ("draft", f"{_411}, G2", "seen"),
        ("items", f"{_411}, G3", "seen"),
        ("codes", f"{_411}, G5", "seen"),
        ("groups", f"{_411}, G6", "seen"),
        ("period", f"{_411}, G8", "seen"),
        ("handled", f"{_411}, G9", "seen"),
        ("consensus", f"{_411}, G9", "seen"),
        ("vote", "团体标准管理规定 (2019)，二手资料 / secondary source", "seen"),
        ("number", f"{_411}, G10", "seen"),
        ("public", f"{_411}, G11", "seen"),
        ("review", f"{_411}, G13; 团体标准管理规定 (2019)，二手资料 / secondary source", "seen"),
    ),
    "industry": (
        ("evaluation", f"{_411}, G12", "seen"),
        ("role-industry", f"{_GUIDE}, W7", "seen"),
        ("overlap", f"{_GUIDE}, W7", "seen"),
        ("english", "GB/T 1.1—2020, 8.1", "seen"),
        ("period", "行业标准管理办法 (2023)", "known"),
        ("handled", "行业标准管理办法 (2023)", "known"),
        ("explanation", "行业标准管理办法 (2023)", "known"),
        ("number", "行业标准管理办法 (2023)", "known"),
        ("record", "行业标准管理办法 (2023)", "known"),
    ),
    "national": (
        ("evaluation", f"{_411}, G12", "seen"),
        ("role-national", f"{_GUIDE}, W7", "seen"),
        ("english", "GB/T 1.1—2020, 8.1", "seen"),
        ("comparison", f"{_GUIDE}, W9", "seen"),
        ("period", "国家标准管理办法 (2022)", "known"),
        ("handled", "国家标准管理办法 (2022)", "known"),
        ("explanation", "国家标准管理办法 (2022)", "known"),
        ("ballot", "全国专业标准化技术委员会管理办法", "known"),
        ("number", "国家标准管理办法 (2022)", "known"),
        ("review", "国家标准管理办法 (2022)", "known"),
    ),
}  # fmt: skip
