"""Required items of GB/T 24067 and ISO 14067: those that a rule settles, and those that a result has to show.

The items that a rule settles are the list of :data:`rulewright.drafting.check_rule.REQUIRED`; what is against the general
standard in them is what :func:`rulewright.drafting.check_rule.check_rule` finds. The rest follows ISO 14067:2018, 6.3 to 8
[known, facts on the Chinese standards, 1.2 to 1.5].
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from rulewright.analysis.conformity_result import Row, Verdict
from rulewright.analysis.data_quality import data_quality
from rulewright.analysis.data_quality_result import RATED
from rulewright.drafting.check_rule import REQUIRED, check_rule
from rulewright.reporting.readable import readable, setting_name
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Text
from rulewright.steps.assemble import used_processes
from rulewright.words import KINDS, say

if TYPE_CHECKING:
    from rulewright.analysis.data_quality_result import DataQuality
    from rulewright.study import Result

_S = Sentence
RULE = _S("规则：{rule}，条款 {clause}", "rule: {rule}, clause {clause}")
DECLARED = _S("用户声明（台账）", "declared by the user (ledger)")
NOWHERE = _S("没有", "nowhere")
NOT_SETTLED = _S(
    "规则未确定，也没有声明；此结果不取决于它，由报告说明",
    "the rule doesn't settle it, and nobody declared it; this result didn't turn on it, the report has to state it",
)
NO_YEARS = _S("数据没有年份", "the data have no year")
VALUE = _S("{value}", "{value}")
# which setting a defect of the checker is about
DEFECTS = {
    "factor-family": "electricity.factor_family", "horizon": "characterisation.horizon_years", "gwp-set": "characterisation.gwp_set",
    "biogenic": "biogenic.convention", "splits": "reporting.splits", "ladder": "allocation.ladder", "limits": "cut_off.single_limit",
}  # fmt: skip
_NUMBER = re.compile(r"GB/T 24067, (\d+(?:\.\d+)*)")
LEFT_TO_A_RESULT = frozenset(  # what a result shows better than its rule
    {"product.covers", "unit.amount", "unit.unit", "reporting.verification", "data_quality.primary_data_for"}
)

ITEMS = {
    "product": _S("产品规则的使用", "use of a product rule"),
    "unit": _S("功能单位或声明单位与基准流", "functional or declared unit, and reference flow"),
    "boundary": _S("边界内的过程", "processes inside the boundary"),
    "omissions": _S("遗漏及其影响", "omissions and their effect"),
    "own": _S("受控过程的现场数据", "site-specific data for processes under control"),
    "quality": _S("数据质量的表征", "data quality characterised"),
    "years": _S("数据的时间边界", "time boundary of the data"),
    "places": _S("数据的地理边界", "geography of the data"),
    "conserved": _S("分配前后相等", "allocated parts add up"),
    "alternatives": _S("分配的其他做法及其影响", "other allocation procedures and their effect"),
    "electricity": _S("电力的来源", "where electricity comes from"),
    "carbon": _S("产品中的生物碳", "biogenic carbon in the product"),
    "offsets": _S("不含抵消", "no offsets"),
    "one-set": _S("统一的特征化因子", "one set of characterisation factors"),
    "completeness": _S("完整性检查", "completeness check"),
    "consistency": _S("一致性检查", "consistency check"),
    "sensitivity": _S("敏感性与不确定性", "sensitivity and uncertainty"),
    "splits": _S("分别列报的数值", "values reported apart"),
    "choices": _S("选择的披露", "disclosure of choices"),
    "review": _S("鉴定性评审", "critical review"),
}
RESULT, LEDGER, INVENTORY = _S("结果", "result"), _S("台账", "ledger"), _S("清单", "inventory")
QUALITY, DETECTORS, ELSEWHERE = (
    _S("数据质量", "data quality"),
    _S("检测", "detectors"),
    _S("研究报告", "study report"),
)

PRODUCT = _S("{number} {title}", "{number} {title}")
GENERAL_RULE = _S(
    "{number}不限产品；若有此产品的规则，应当使用",
    "{number} is for any product; where the product has a rule of its own, that one is to be used",
)
UNIT = _S(
    "{amount} {unit} {product}；基准流 {flow} {flow_unit}",
    "{amount} {unit} {product}; reference flow {flow} {flow_unit}",
)
BOUNDARY = _S("{count} 个过程，阶段：{stages}", "{count} processes, stages: {stages}")
NO_OMISSION = _S(
    "没有因缺数据而遗漏；按规则取舍 {share:.2%}",
    "nothing is left out for want of data; cut off by the rule: {share:.2%}",
)
OMISSION = _S(
    "{count} 项因缺数据而遗漏，影响未知：{names}",
    "left out for want of data, their effect unknown ({count}): {names}",
)
RATINGS = _S("{share:.1%} 的贡献有评分", "{share:.1%} of the contributions are rated")
YEARS = _S("{first} 至 {last} 年", "from {first} to {last}")
PLACES = _S("{places}", "{places}")
CONSERVED = _S(
    "{count} 个过程共担负荷，份额之和与 1 相差不超过 {gap}",
    "{count} processes share burdens; the shares add up to 1 within {gap}",
)
NO_SHARES = _S("没有过程分担负荷", "no process shares burdens")
ALTERNATIVES = _S(
    "{count} 项分配决策中 {other} 项列出其他做法",
    "{other} of {count} decisions on allocation list what else would have been possible",
)
ELECTRICITY = _S("{count} 项决策；{first}", "{count} decisions; {first}")
NO_ELECTRICITY = _S("没有由规则选择的电力", "no electricity whose supply a rule chooses")
CARBON = _S("{amount} kg C/{unit}", "{amount} kg C/{unit}")
NO_CARBON = _S("系统没有生物源碳", "no biogenic carbon in the system")
CARBON_MISSING = _S(
    "系统有生物源碳，产品没有给出其含量", "the system has biogenic carbon, but the product states none"
)
OFFSETS = _S("工具没有减去抵消量的途径", "the toolkit has no way to subtract offsets")
ONE_SET = _S("{set}；没有其他来源的汇总因子", "{set}; no aggregated factor of another set")
OTHER_SET = _S(
    "{set}；{other:.2%} 的贡献来自其他来源的汇总因子，{unknown:.2%} 来源未说明",
    "{set}; {other:.2%} of the contributions come from aggregated factors of another set, {unknown:.2%} of a set that is not stated",
)
PROBLEMS = _S("{problems} 个问题，{warnings} 个警告", "{problems} problems, {warnings} warnings")
TO_RUN = _S(
    "另行计算：rulewright sensitivity、uncertainty；结果中没有",
    "computed apart (rulewright sensitivity, uncertainty); not in a result",
)
SPLITS = _S("{values}", "{values}")
CHOICES = _S("{count} 项声明，均在台账中", "{count} declared choices, all in the ledger")
REVIEW = _S("公开比较时需要；结果中看不出", "needed for public comparison; a result cannot show it")


def general_rows(result: Result, number_: str, year: int | None = None) -> tuple[Row, ...]:
    """Rows for the general standard, by clause; ``number_`` is how the standard is cited."""
    rows = [*_rule_rows(result), *_result_rows(result, year)]
    rows.sort(key=lambda row: [int(part) for part in row.clause.split(".")])
    return tuple(
        Row(f"{number_}, {row.clause}", row.item, row.verdict, row.where, row.evidence) for row in rows
    )


# ---- what the rule settles ----------------------------------------------------------------------------------


def _rule_rows(result: Result) -> Iterator[Row]:
    rule = result.rule
    defects = {DEFECTS[each.check]: each for each in check_rule(rule).defects if each.check in DEFECTS}
    for name, cited in REQUIRED.items():
        clause = _NUMBER.search(cited)
        if clause is None or name in LEFT_TO_A_RESULT:
            continue
        item = Text(zh=setting_name(name, "zh"), en=setting_name(name, "en"))
        settings = [
            each for full, stated in rule.settings.items() if full == name or full.startswith(f"{name}[")
            for each in (stated if isinstance(stated, tuple) else (stated,))
        ]  # fmt: skip
        if not settings:
            yield Row(clause[1], item, "open", NOWHERE.text(), NOT_SETTLED.text())
            continue
        first = settings[0]
        place = RULE.text(rule=first.rule_id, clause=first.clause.clause or first.clause.id)
        where = DECLARED.text() if first.clause.is_choice else place
        defect = defects.get(name)
        if defect is not None:
            yield Row(clause[1], item, "fail", where, defect.what)
            continue
        values = {
            lang: "；".join(readable(each.value, lang) for each in settings[:6]) for lang in ("zh", "en")
        }
        evidence = Text(zh=values["zh"] or "–", en=values["en"].replace("；", "; ") or "–")
        yield Row(clause[1], item, "pass", where, VALUE.text(value=evidence))


# ---- what the result shows ----------------------------------------------------------------------------------

_Said = tuple[Verdict, Text, Text]


def _result_rows(result: Result, year: int | None) -> Iterator[Row]:
    quality = data_quality(result, year)
    for clause, name, show in _SHOWN:
        yield Row(clause, ITEMS[name].text(), *show(result, quality))


def _product(result: Result, _: DataQuality) -> _Said:
    document, covers = result.rule.document, result.rule.get("product.covers")
    if covers is None or covers.value == ["any"]:
        return "open", RESULT.text(), GENERAL_RULE.text(number=document.number)
    return "pass", RESULT.text(), PRODUCT.text(number=document.number, title=document.title)


def _unit(result: Result, _: DataQuality) -> _Said:
    declared, product = result.inventory.file.declared_unit, result.inventory.flows[result.applied.product]
    amount = result.applied.amount
    if declared is None or result.applied.product != result.inventory.file.product:
        size, unit = 1.0, product.unit
    else:
        size, unit = declared.amount, declared.unit
    said = UNIT.text(
        amount=f"{size:g}", unit=unit, product=product.name, flow=number(amount), flow_unit=product.unit
    )
    return "pass", INVENTORY.text(), said


def _boundary(result: Result, _: DataQuality) -> _Said:
    return "pass", RESULT.text(), boundary_text(result)


def boundary_text(result: Result) -> Text:
    """How many processes of which stages are inside."""
    stages = dict.fromkeys(node.stage for node in result.system.nodes if not node.is_credit)
    names = Text(
        zh="、".join(say(each, "zh") for each in stages), en=", ".join(say(each, "en") for each in stages)
    )
    return BOUNDARY.text(count=len(used_processes(result.applied)), stages=names)


def _omissions(result: Result, _: DataQuality) -> _Said:
    gaps = sorted(result.applied.gaps)
    if gaps:
        names = ", ".join(gaps[:4]) + (f" … +{len(gaps) - 4}" if len(gaps) > 4 else "")
        return "fail", LEDGER.text(), OMISSION.text(count=len(gaps), names=names)
    shares = [each.values.get("share_left_out") for each in result.ledger if each.step == "cut_off"]
    return (
        "pass",
        LEDGER.text(),
        NO_OMISSION.text(share=math.fsum(float(each) for each in shares if each is not None)),
    )


def _own(_: Result, quality: DataQuality) -> _Said:
    from rulewright.analysis.data_quality_demands import own_processes

    said = own_processes(quality)
    if said is None:
        return "not_applicable", QUALITY.text(), NO_SHARES.text()
    what, met = said
    return "open" if met is None else "pass" if met else "fail", QUALITY.text(), what


def _quality(_: Result, quality: DataQuality) -> _Said:
    share = quality.rating(RATED[0]).coverage
    verdict: Verdict = "pass" if share > 1 - 1e-9 else "open" if share else "fail"
    return verdict, QUALITY.text(), RATINGS.text(share=share)


def _years(_: Result, quality: DataQuality) -> _Said:
    years = [row.year for row in quality.contributions if row.year is not None]
    if not years:
        return "fail", INVENTORY.text(), NO_YEARS.text()
    verdict: Verdict = "pass" if len(years) == len(quality.contributions) else "open"
    return verdict, INVENTORY.text(), YEARS.text(first=min(years), last=max(years))


def _places(result: Result, quality: DataQuality) -> _Said:
    processes = result.inventory.processes
    found = dict.fromkeys(
        processes[row.process].location for row in quality.contributions if row.process in processes
    )
    return (
        "pass",
        INVENTORY.text(),
        PLACES.text(places=", ".join(list(found)[:12]) or result.inventory.file.geography),
    )


def _conserved(result: Result, _: DataQuality) -> _Said:
    values = result.system.central_values
    sums: dict[str, list[float]] = {}
    for (process, _flow), treatment in result.applied.treatments.items():
        if treatment.kind != "share" or not treatment.share.quantities() <= values.keys():
            continue
        sums.setdefault(process, []).append(float(treatment.share.evaluate(values)))
    shared = {process: math.fsum(each) for process, each in sums.items() if len(each) > 1}
    if not shared:
        return "not_applicable", LEDGER.text(), NO_SHARES.text()
    gap = max(abs(total - 1) for total in shared.values())
    return (
        "pass" if gap < 1e-9 else "fail",
        RESULT.text(),
        CONSERVED.text(count=len(shared), gap=f"{max(gap, 1e-15):.0e}"),
    )


def _alternatives(result: Result, _: DataQuality) -> _Said:
    taken = [each for each in result.ledger if each.step == "allocation" and each.subject != "study"]
    if not taken:
        return "not_applicable", LEDGER.text(), NO_SHARES.text()
    other = sum(bool(each.alternatives or each.passed_over) for each in taken)
    return "pass" if other else "open", LEDGER.text(), ALTERNATIVES.text(count=len(taken), other=other)


def _electricity(result: Result, _: DataQuality) -> _Said:
    taken = [each for each in result.ledger if each.step == "electricity"]
    if not taken:
        return "not_applicable", LEDGER.text(), NO_ELECTRICITY.text()
    return "pass", LEDGER.text(), ELECTRICITY.text(count=len(taken), first=taken[0].what)


def _carbon(result: Result, _: DataQuality) -> _Said:
    product = result.applied.product
    found = result.inventory.property_value(result.applied.process, product, "biogenic_carbon")
    if found is not None:
        said = CARBON.text(amount=number(found.quantity.amount), unit=result.inventory.flows[product].unit)
        return "pass", INVENTORY.text(), said
    has = any(result.system.kinds[row] == "biogenic" for row in result.system.elementary)
    return (
        ("fail", INVENTORY.text(), CARBON_MISSING.text())
        if has
        else ("not_applicable", RESULT.text(), NO_CARBON.text())
    )


def _offsets(_: Result, __: DataQuality) -> _Said:
    return "pass", RESULT.text(), OFFSETS.text()


def _one_set(result: Result, quality: DataQuality) -> _Said:
    own = str(result.rule.settings["characterisation.gwp_set"].value)
    whole, other, unknown = quality.absolute_kg_co2e or 1.0, 0.0, 0.0
    for row in quality.contributions:
        process = result.inventory.processes.get(row.process)
        factor = process.factor if process is not None else None
        if factor is None or factor.gwp_set == own:
            continue
        if factor.gwp_set == "not_stated":
            unknown += row.weight
        else:
            other += row.weight
    name = Text(zh=say(own, "zh"), en=say(own, "en"))
    if not other and not unknown:
        return "pass", RESULT.text(), ONE_SET.text(set=name)
    verdict: Verdict = "fail" if other else "open"
    return verdict, RESULT.text(), OTHER_SET.text(set=name, other=other / whole, unknown=unknown / whole)


def _consistency(result: Result, _: DataQuality) -> _Said:
    counts = {
        level: sum(each.severity == level for each in result.findings) for level in ("problem", "warning")
    }
    verdict: Verdict = "fail" if counts["problem"] else "pass"
    return verdict, DETECTORS.text(), PROBLEMS.text(problems=counts["problem"], warnings=counts["warning"])


def _sensitivity(_: Result, __: DataQuality) -> _Said:
    return "open", ELSEWHERE.text(), TO_RUN.text()


def _splits(result: Result, _: DataQuality) -> _Said:
    kinds = result.evaluation.by_kind
    said = {
        lang: ", ".join(f"{say(kind, lang)} {number(kinds[kind])}" for kind in KINDS) for lang in ("zh", "en")
    }
    return (
        "pass",
        RESULT.text(),
        SPLITS.text(values=Text(zh=f"{said['zh']} kg CO2e", en=f"{said['en']} kg CO2e")),
    )


def _choices(result: Result, _: DataQuality) -> _Said:
    return "pass", LEDGER.text(), CHOICES.text(count=len(result.declared))


def _review(_: Result, __: DataQuality) -> _Said:
    return "open", ELSEWHERE.text(), REVIEW.text()


_SHOWN: tuple[tuple[str, str, Callable[[Result, DataQuality], _Said]], ...] = (
    ("6.2", "product", _product), ("6.3.3", "unit", _unit), ("6.3.4", "boundary", _boundary), ("6.3.4.3", "omissions", _omissions),
    ("6.3.4.1", "offsets", _offsets), ("6.3.5", "own", _own), ("6.3.5", "quality", _quality), ("6.3.6", "years", _years),
    ("6.3.6", "places", _places), ("6.4.6", "conserved", _conserved), ("6.4.6", "alternatives", _alternatives),
    ("6.4.9", "electricity", _electricity), ("6.4.9", "carbon", _carbon), ("6.5", "one-set", _one_set),
    ("6.6", "completeness", _omissions), ("6.6", "consistency", _consistency), ("6.6", "sensitivity", _sensitivity),
    ("7.2", "splits", _splits), ("7.3", "choices", _choices), ("8", "review", _review),
)  # fmt: skip
