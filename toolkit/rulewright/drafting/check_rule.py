"""Check a rule against the required items of GB/T 24067 and the demands of the two Chinese guidelines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from rulewright.drafting.check_docx import FORBIDDEN_ZH, TITLE
from rulewright.drafting.facts import clause_origin
from rulewright.drafting.findings import Check, Finding, Findings
from rulewright.drafting.names import NUMBER
from rulewright.drafting.procedure import CHINESE_LEVELS, level_of_rule, own_setting
from rulewright.reading.registry import read_registry
from rulewright.registry import Standard, document_key
from rulewright.reporting.readable import setting_name
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule, Rung, Text
from rulewright.words import say as word

GENERAL_RULE = "gbt-24067-2024"
LEAST_COMMENT_DAYS = {"national": 60, "industry": 30, "group": 30}  # facts 4.1 G8, 4.3
MOST_REVIEW_YEARS = 5.0  # facts 4.2, 4.3
SPLITS = ("fossil", "biogenic", "dluc", "aircraft")  # facts 1.5
UNNUMBERED: Mapping[str, Sentence] = {
    "national": Sentence(
        "国家标准《{name}》（编号未读到）", "the national standard on {name} (number not read)"
    ),
    "industry": Sentence(
        "行业标准《{name}》（编号未读到）", "the industry standard on {name} (number not read)"
    ),
    "local": Sentence("地方标准《{name}》（编号未读到）", "the local standard on {name} (number not read)"),
    "group": Sentence("团体标准《{name}》（编号未读到）", "the group standard on {name} (number not read)"),
}
# the seven groups of G6, and the words that a rule file may use for each
GROUPS: Mapping[str, tuple[str, ...]] = {
    "生产者": ("生产者", "producers", "producer", "manufacturers"),
    "经营者": ("经营者", "operators", "traders", "distributors"),
    "使用者": ("使用者", "users"),
    "消费者": ("消费者", "consumers"),
    "教育科研机构": ("教育科研机构", "research", "education and research", "academia"),
    "检测及认证机构": ("检测及认证机构", "检测认证机构", "testing and certification", "certification"),
    "政府部门": ("政府部门", "government"),
}
# what every product rule settles: setting -> item of GB/T 24067 (numbers after ISO 14067:2018, to be checked)
REQUIRED: Mapping[str, str] = {
    "product.covers": "G3; GB/T 24067, 6.2",
    "product.codes": "G5",
    "unit.kind": "G3; GB/T 24067, 6.3.3",
    "unit.amount": "G3; GB/T 24067, 6.3.3",
    "unit.unit": "G3; GB/T 24067, 6.3.3",
    "boundary.scope": "G3; GB/T 24067, 6.3.4",
    "boundary.stages_excluded": "G3; GB/T 24067, 6.3.4",
    "boundary.tags": "G3; GB/T 24067, 6.3.4",
    "boundary.internal_loops": "G3; GB/T 24067, 6.4.6",
    "cut_off.measures": "W5; GB/T 24067, 6.3.4.3",
    "cut_off.single_limit": "W5; GB/T 24067, 6.3.4.3",
    "cut_off.total_limit": "W5; GB/T 24067, 6.3.4.3",
    "cut_off.use": "GB/T 24067, 6.3.4.3",
    "cut_off.missing_amounts": "GB/T 24067, 6.3.4.3",
    "data_quality.primary_data_for": "W6; GB/T 24067, 6.3.5",
    "data_quality.period": "W6; GB/T 24067, 6.3.6",
    "data_quality.maximum_age_primary_years": "W6; GB/T 24067, 6.3.6",
    "data_quality.maximum_age_secondary_years": "W6; GB/T 24067, 6.3.6",
    "data_quality.scheme": "W5, W6; GB/T 24067, 6.3.5",
    "allocation.ladder": "G3; GB/T 24067, 6.4.6",
    "allocation.classes": "G3; GB/T 24067, 6.4.6",
    "recycling.method": "GB/T 24067, 6.4.6.3",
    "recycling.waste_treatment": "GB/T 24067, 6.4.6.3",
    "electricity.ladder": "GB/T 24067, 6.4.9",
    "electricity.factor_family": "GB/T 24067, 6.4.9",
    "electricity.factor_year": "GB/T 24067, 6.4.9",
    "biogenic.convention": "GB/T 24067, 6.4.9",
    "biogenic.land_use_change": "GB/T 24067, 6.4.9",
    "characterisation.gwp_set": "GB/T 24067, 6.5",
    "characterisation.horizon_years": "GB/T 24067, 6.5",
    "characterisation.aircraft": "GB/T 24067, 6.4.9",
    "characterisation.aggregated_data": "GB/T 24067, 6.5",
    "reporting.splits": "G3; GB/T 24067, 7.2",
    "reporting.validity_years": "GB/T 24067, 7",
    "reporting.recalculate_if_change_above": "GB/T 24067, 7",
    "reporting.verification": "GB/T 24067, 8",
    "procedure.stage": "G12, W7",
    "procedure.comment_days": "G8",
    "procedure.review_years": "G13",
    "procedure.stakeholder_groups": "G6",
}
OWN = frozenset(  # what the product rule itself has to say; its base speaks for another document
    {"product.covers", "product.codes", "procedure.stage", "procedure.comment_days", "procedure.review_years"}
)
# demands that no rule file can show
NOT_TESTED = Sentence(
    "规则文件看不出的要求不在此检查：G4、W9（与国际规则的比较，见 compare），G7，G9，G11，W1，W3，W8，W11。",
    "Demands that a rule file cannot show are not tested: G4, W9 (see compare), G7, G9, G11, W1, W3, W8, W11.",
)

_S = Sentence
CHECKS = {
    check.name: check
    for check in (
        Check("title", "G1, W4",
              _S("名称“{title}”不是系列的统一形式", "the title '{title}' is not of the form of the series"),
              _S("改为“温室气体　产品碳足迹　量化方法与要求　XX产品”", "use 温室气体　产品碳足迹　量化方法与要求　XX产品, or "
                 "Greenhouse gases — Quantification methods and requirements for carbon footprint of products — XX")),
        Check("english-title", "W10",
              _S("没有英文名称", "there is no English title"), _S("在 document.title.en 中写上", "write it in document.title.en")),
        Check("not-based", "G3, W5",
              _S("规则不以 {general} 为基础", "the rule is not based on {general}"),
              _S("写上 based_on，或说明其他依据", "set based_on, or give reasons for another base")),
        Check("open", "",
              _S("未确定：{what}", "not settled: {what}"), _S("在条款中给出 {name}", "state {name} in a clause"), "open"),
        Check("comment-days", "G8",
              _S("征求意见期 {days} 日少于 {least} 日", "the comment period of {days} days is shorter than {least}"),
              _S("延长征求意见期", "make it longer")),
        Check("review-years", "G13",
              _S("复审周期 {years:g} 年长于 {most:g} 年", "the review period of {years:g} years is longer than {most:g}"),
              _S("缩短复审周期", "make it shorter")),
        Check("groups", "G6",
              _S("相关方未覆盖：{groups}", "stakeholder groups without a place: {groups}"),
              _S("吸收七类相关方", "take in all seven groups")),
        Check("stage", "G12, W7",
              _S("级别“{stage}”不属于团体、行业、国家标准", "the level '{stage}' is none of group, industry, national"),
              _S("改为 group、industry 或 national", "use group, industry or national")),
        Check("stage-number", "G10, G12",
              _S("编号“{number}”与级别“{stage}”不符", "the number '{number}' does not fit the level '{stage}'"),
              _S("改正编号或级别", "mend the number or the level")),
        Check("number", "G10",
              _S("编号“{number}”不合标准编号的形式", "the number '{number}' has not the form of a standard's number"),
              _S("如 T/CODE 001—2026", "such as T/CODE 001—2026"), "open"),
        Check("overlap", "W7",
              _S("同类产品已有更高级别的标准：{number}", "a standard of a higher level covers this product: {number}"),
              _S("说明关系，避免交叉", "say how they relate, and avoid overlap"), "open"),
        Check("factor-family", "GB/T 24067, 6.4.9",
              _S("电力因子只含发电的直接排放", "electricity factors hold direct emissions of generation only"),
              _S("改用 life_cycle", "use life_cycle")),
        Check("horizon", "GB/T 24067, 6.5",
              _S("时间尺度为 {years} 年，不是 100 年", "the horizon is {years} years, not 100"),
              _S("改为 100", "use 100")),
        Check("gwp-set", "GB/T 24067, 6.5",
              _S("全球增温潜势不是最新的 IPCC 报告：{set}", "the GWP set is not of the latest IPCC report: {set}"),
              _S("改为 ar6", "use ar6")),
        Check("biogenic", "GB/T 24067, 6.4.9",
              _S("生物源碳的符号约定为 0/0", "the convention for biogenic carbon is 0/0"),
              _S("改为 -1/+1", "use -1/+1")),
        Check("splits", "GB/T 24067, 7.2",
              _S("未要求单独列报：{missing}", "not demanded as separate values: {missing}"),
              _S("补入 reporting.splits", "add them to reporting.splits")),
        Check("ladder", "GB/T 24067, 6.4.6",
              _S("分配次序不合：{late}在{early}之后", "order of allocation: {late} comes after {early}"),
              _S("次序：细分或系统扩展、物理关系、其他关系", "order: subdivision or expansion, physical, other relationships")),
        Check("limits", "GB/T 24067, 6.3.4.3",
              _S("单项限值大于合计限值", "the limit of one item is above the limit together"),
              _S("改正限值", "mend the limits")),
        Check("forbidden-verb", "GB/T 1.1-2020, annex C",
              _S("条款“{clause}”的文字用了“{verb}”", "the text of clause '{clause}' uses '{verb}'"),
              _S("要求用“应/不应”", "use 应 or 不应")),
        Check("to-verify", "",
              _S("{rule} 中待核或缺口的条款：{clauses}", "clauses of {rule} that are known or a gap: {clauses}"),
              _S("与原文核对后改标记", "check them against the text and change their marks"), "open"),
    )
}  # fmt: skip


def check_rule(rule: Rule) -> Findings:
    """Check a rule: what is open, and what is against the general standard or the guidelines."""
    found = [finding for check in _ALL for finding in check(rule)]
    return Findings(rule.id, tuple(found), NOT_TESTED.text())


def _at(rule: Rule, name: str = "") -> Text:
    """Place of a setting: its clause, or the rule."""
    setting = rule.get(name) if name else None
    if setting is None and name in rule.not_settled:
        clause = rule.not_settled[name]
        return Text(zh=f"{rule.id}，条款 {clause.id}", en=f"{rule.id}, clause {clause.id}")
    if setting is None:
        return Text(zh=rule.id, en=rule.id)
    origin = clause_origin(setting.clause, setting.rule_id)
    return Text(zh=f"{origin.rule}，条款 {origin.clause}", en=f"{origin.rule}, clause {origin.clause}")


def _document(rule: Rule) -> Iterator[Finding]:
    title = rule.document.title
    if not TITLE.match(title.zh):
        yield CHECKS["title"].found(_at(rule), title=title.zh)
    if not re.search("[A-Za-z]{3}", title.en):
        yield CHECKS["english-title"].found(_at(rule))
    if GENERAL_RULE not in [file.id for file in rule.chain]:
        yield CHECKS["not-based"].found(_at(rule), general="GB/T 24067-2024")
    if NUMBER.fullmatch(rule.document.number) is None:
        yield CHECKS["number"].found(_at(rule), number=rule.document.number)


def _required(rule: Rule) -> Iterator[Finding]:
    for name, item in REQUIRED.items():
        if _settles(rule, name):
            continue
        finding = CHECKS["open"].found(
            _at(rule, name), what=Text(zh=setting_name(name, "zh"), en=setting_name(name, "en")), name=name
        )
        yield Finding("open", "open", item, finding.place, finding.what, finding.mend)


def _settles(rule: Rule, name: str) -> bool:
    if name == "allocation.classes":
        return bool(rule.get_list(name))
    if name == "boundary.tags":
        return any(full.startswith(f"{name}[") for full in rule.settings)
    setting = rule.get(name)
    if setting is None or (name == "product.covers" and setting.value == ["any"]):
        return False
    return name not in OWN or setting.rule_id == rule.id


def _procedure(rule: Rule) -> Iterator[Finding]:
    stage, days = rule.get("procedure.stage"), own_setting(rule, "procedure.comment_days")
    years, groups = (rule.get(f"procedure.{name}") for name in ("review_years", "stakeholder_groups"))
    level = level_of_rule(rule) or (stage.value if stage is not None else "group")
    if stage is not None and stage.value not in CHINESE_LEVELS:
        yield CHECKS["stage"].found(_at(rule, "procedure.stage"), stage=stage.value)
    number = rule.document.number
    own_stage = own_setting(rule, "procedure.stage")
    if (
        own_stage is not None
        and own_stage.value in CHINESE_LEVELS
        and NUMBER.fullmatch(number)
        and not _fits(number, level)
    ):
        yield CHECKS["stage-number"].found(_at(rule, "procedure.stage"), number=number, stage=level)
    least = LEAST_COMMENT_DAYS.get(level, 30)
    if days is not None and days.value < least:
        yield CHECKS["comment-days"].found(_at(rule, "procedure.comment_days"), days=days.value, least=least)
    if years is not None and years.value > MOST_REVIEW_YEARS:
        yield CHECKS["review-years"].found(
            _at(rule, "procedure.review_years"), years=years.value, most=MOST_REVIEW_YEARS
        )
    if groups is not None:
        stated = {each.strip().lower() for each in groups.value}
        missing = [name for name, words in GROUPS.items() if not stated & set(words)]
        if missing:
            words = Text(zh="、".join(missing), en=", ".join(GROUPS[name][1] for name in missing))
            yield CHECKS["groups"].found(_at(rule, "procedure.stakeholder_groups"), groups=words)


def _fits(number: str, level: str) -> bool:
    starts = {"national": ("GB",), "group": ("T/",)}
    if level in starts:
        return number.startswith(starts[level])
    return not number.startswith(("GB", "T/"))


def _overlap(rule: Rule) -> Iterator[Finding]:
    covers, level = rule.get("product.covers"), level_of_rule(rule)
    if covers is None or covers.value == ["any"] or covers.rule_id != rule.id:
        return
    order = ("group", "local", "industry", "national")
    own = order.index(level) if level is not None else 0
    bare = document_key(rule.document.number)
    for standard in read_registry().standards_of(covers.value):
        if order.index(standard.stage) <= own or document_key(standard.number or "") == bare:
            continue
        yield CHECKS["overlap"].found(_at(rule, "product.covers"), number=_called(standard))


def _called(standard: Standard) -> Text:
    """A standard's number, or where that wasn't read its stage and name."""
    if standard.number is not None:
        return Text(zh=standard.number, en=standard.number)
    return UNNUMBERED[standard.stage].text(name=standard.name)


def _method(rule: Rule) -> Iterator[Finding]:
    value = {name: setting.value for name in _TESTED if (setting := rule.get(name)) is not None}
    if value.get("electricity.factor_family") == "direct":
        yield CHECKS["factor-family"].found(_at(rule, "electricity.factor_family"))
    years = value.get("characterisation.horizon_years")
    if years not in (None, 100):
        yield CHECKS["horizon"].found(_at(rule, "characterisation.horizon_years"), years=years)
    chosen = value.get("characterisation.gwp_set")
    if chosen not in (None, "ar6"):
        yield CHECKS["gwp-set"].found(_at(rule, "characterisation.gwp_set"), set=word(str(chosen), "en"))
    if value.get("biogenic.convention") == "0/0":
        yield CHECKS["biogenic"].found(_at(rule, "biogenic.convention"))
    splits = value.get("reporting.splits")
    missing = [each for each in SPLITS if splits is not None and each not in splits]
    if missing:
        words = Text(
            zh="、".join(word(each, "zh") for each in missing),
            en=", ".join(word(each, "en") for each in missing),
        )
        yield CHECKS["splits"].found(_at(rule, "reporting.splits"), missing=words)
    single, total = value.get("cut_off.single_limit"), value.get("cut_off.total_limit")
    if single is not None and total is not None and single > total:
        yield CHECKS["limits"].found(_at(rule, "cut_off.single_limit"))
    yield from _ladder(rule)


_TESTED = (
    "electricity.factor_family", "characterisation.horizon_years", "characterisation.gwp_set", "biogenic.convention",
    "reporting.splits", "cut_off.single_limit", "cut_off.total_limit",
)  # fmt: skip
_STEPS = {
    1: Text(zh="细分或系统扩展", en="subdivision or expansion"),
    2: Text(zh="物理关系", en="a physical relationship"),
    3: Text(zh="其他关系", en="another relationship"),
}


def _ladder(rule: Rule) -> Iterator[Finding]:
    ladder = rule.get("allocation.ladder")
    highest = 0
    for rung in ladder.value if ladder is not None else ():
        step = _step(rung)
        if step is None:
            continue
        if step < highest:
            yield CHECKS["ladder"].found(
                _at(rule, "allocation.ladder"), late=_STEPS[step], early=_STEPS[highest]
            )
            return
        highest = step


def _step(rung: Rung) -> int | None:
    """Step of ISO 14044:2006, 4.3.4.2; fixed factors and stop belong to none."""
    if rung.subdivide is not None or rung.substitute is not None:
        return 1
    if rung.share is not None:
        return 3 if rung.share.by == "price" else 2
    return None


def _texts(rule: Rule) -> Iterator[Finding]:
    for clause in rule.chain[0].clauses:
        for verb in dict.fromkeys(found[0] for found in FORBIDDEN_ZH.finditer(clause.text.zh)):
            place = Text(zh=f"{rule.id}，条款 {clause.id}", en=f"{rule.id}, clause {clause.id}")
            yield CHECKS["forbidden-verb"].found(place, clause=clause.id, verb=verb)


def _marks(rule: Rule) -> Iterator[Finding]:
    for file in rule.chain:
        unsure = [
            clause.id for clause in file.clauses if clause.mark in ("known", "gap", "estimate", "derived")
        ]
        if unsure:
            listed = Text(zh="、".join(unsure), en=", ".join(unsure))
            yield CHECKS["to-verify"].found(Text(zh=file.id, en=file.id), rule=file.id, clauses=listed)


_ALL: tuple[Callable[[Rule], Iterator[Finding]], ...] = (
    _document, _required, _procedure, _overlap, _method, _texts, _marks,
)  # fmt: skip
