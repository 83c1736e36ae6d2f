"""Rules between the fields of a PACT record of version 3: sums, dates, what goes with what.

Each rule looks at plain data whose fields may be wrong or absent: it speaks only where it can read what it needs.
Source: PACT Technical Specifications 3.0.0, field descriptions, validity period (repository wbcsd/data-exchange-protocol,
read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from rulewright.drafting.findings import Check, Finding
from rulewright.exchange.decimals import half_step, is_decimal, text
from rulewright.exchange.fields import parse_time
from rulewright.exchange.pact_v3 import STANDARDS
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

SOURCE = "PACT 3.0"
# what adds up to pcfExcludingBiogenicUptake; land-management fossil and aircraft emissions stand inside fossilGhgEmissions
PARTS = (
    "fossilGhgEmissions", "landUseChangeGhgEmissions", "landManagementBiogenicCO2Emissions", "landManagementBiogenicCO2Removals",
    "biogenicNonCO2Emissions", "technologicalCO2Removals", "ccsTechnologicalCO2Capture",
)  # fmt: skip
EXCLUDING, INCLUDING, UPTAKE = "pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake", "biogenicCO2Uptake"
INSIDE = {
    "landManagementFossilGhgEmissions": "fossilGhgEmissions", "aircraftGhgEmissions": EXCLUDING, "packagingGhgEmissions": EXCLUDING,
}  # fmt: skip
BIO = ("landUseChangeGhgEmissions", "biogenicCarbonContent", UPTAKE, "biogenicNonCO2Emissions")
GEOGRAPHY = ("geographyRegionOrSubregion", "geographyCountry", "geographyCountrySubdivision")
CAPTURE = ("ccsTechnologicalCO2Capture", "technologicalCO2Removals", "technologicalCO2CaptureOrigin")
SETS = (
    ("precedingPfIds",), ("companyIds",), ("productIds",), ("productClassifications",), ("pcf", "ipccCharacterizationFactors"),
    ("pcf", "crossSectoralStandards"),
)  # fmt: skip
VALID_YEARS = 3
LATEST = "AR6"
MOST_EXEMPTED = Decimal(3)  # % of the footprint, methodology v3, 3.3.1.2 (facts: PACT page on RMI aluminium)

_S = Sentence
CHECKS = {
    check.name: check
    for check in (
        Check("sum-excluding", f"{SOURCE}, {EXCLUDING}",
              _S("各部分之和为 {sum}，而这里是 {found}{absent}", "the parts add up to {sum}, but here it is {found}{absent}"),
              _S("改正合计或各部分（{parts}）", "mend the total or its parts ({parts})")),
        Check("sum-including", f"{SOURCE}, {INCLUDING}",
              _S("不含吸收的合计加吸收为 {sum}，而这里是 {found}{absent}",
                 "the total without uptake and the uptake make {sum}, but here it is {found}{absent}"),
              _S("改正合计或 {uptake}", "mend the total or {uptake}")),
        Check("part-above-whole", f"{SOURCE}",
              _S("{part}（{found}）大于它所属的 {whole}（{limit}）", "{part} ({found}) is above {whole} ({limit}), of which it is a part"),
              _S("改正其中之一", "mend one of them")),
        Check("reference-period", f"{SOURCE}, referencePeriodEnd",
              _S("数据期间的终点 {end} 不晚于起点 {start}", "the reference period ends at {end}, not after its start {start}"),
              _S("改正日期；终点不含在内", "mend the dates; the end is not part of the period")),
        Check("validity-start", f"{SOURCE}, validity period",
              _S("有效期起点 {start} 早于数据期间的终点 {end}", "the validity starts at {start}, before the reference period ends at {end}"),
              _S("改为不早于数据期间的终点", "let it start no earlier than that")),
        Check("validity-end", f"{SOURCE}, validity period",
              _S("有效期终点 {end} 晚于数据期间终点后 3 年（{limit}）",
                 "the validity ends at {end}, more than 3 years after the reference period ({limit})"),
              _S("改早，或不写有效期", "let it end earlier, or leave the validity out")),
        Check("validity-order", f"{SOURCE}, validity period",
              _S("有效期终点 {end} 不晚于起点 {start}", "the validity ends at {end}, not after its start {start}"),
              _S("改正日期", "mend the dates")),
        Check("geography", f"{SOURCE}, scope",
              _S("地理范围写了不止一级：{found}", "more than one level of geography is stated: {found}"),
              _S("只留一级；全球则都不写", "keep one of them; none means global")),
        Check("packaging", f"{SOURCE}, packagingGhgEmissions",
              _S("声明不含包装，却给出包装排放", "packaging is said to be left out, yet its emissions are given"),
              _S("删去包装排放，或改声明", "remove them, or say that packaging is included")),
        Check("capture", f"{SOURCE}, ccsTechnologicalCO2CaptureIncluded",
              _S("声明没有碳捕集与封存，却给出：{found}", "capture and storage are said to be absent, yet these are given: {found}"),
              _S("删去，或改声明", "remove them, or say that capture is included")),
        Check("operator", f"{SOURCE}, ProductOrSectorSpecificRule",
              _S("运营者为 Other，却没有 otherOperatorName", "the operator is Other, but there is no otherOperatorName"),
              _S("在这一条规则中写上其名称", "name it in this same rule")),
        Check("operator-twice", f"{SOURCE}, ProductOrSectorSpecificRule",
              _S("运营者为 {operator}，却另写了 otherOperatorName", "the operator is {operator}, yet an otherOperatorName is given"),
              _S("改为 Other，或删去名称", "use Other, or remove the name")),
        Check("twice", f"{SOURCE}", _S("“{found}”出现两次", "'{found}' stands twice"), _S("删去一个", "remove one of them")),
        Check("own-predecessor", f"{SOURCE}, precedingPfIds",
              _S("记录是自己的前一版本", "the record is its own predecessor"),
              _S("删去本记录的编号", "remove the record's own id")),
        Check("no-uptake", f"{SOURCE}, {UPTAKE}",
              _S("含生物碳 {content} kg，却没有 biogenicCO2Uptake", "biogenic carbon is {content} kg, but there is no biogenicCO2Uptake"),
              _S("给出吸收量（负值）", "give the uptake (negative)"), "open"),
        Check("no-primary-share", f"{SOURCE}, primaryDataShare",
              _S("没有 primaryDataShare，方法学要求报告", "there is no primaryDataShare, which the methodology requires"),
              _S("补上", "add it"), "open"),
        Check("no-packaging", f"{SOURCE}, packagingEmissionsIncluded",
              _S("没有 packagingEmissionsIncluded，方法学要求报告",
                 "there is no packagingEmissionsIncluded, which the methodology requires"),
              _S("补上 true 或 false", "add true or false"), "open"),
        Check("no-capture", f"{SOURCE}, ccsTechnologicalCO2CaptureIncluded",
              _S("没有 ccsTechnologicalCO2CaptureIncluded，方法学要求报告",
                 "there is no ccsTechnologicalCO2CaptureIncluded, which the methodology requires"),
              _S("补上 true 或 false", "add true or false"), "open"),
        Check("no-ratings", f"{SOURCE}, dqi",
              _S("没有 dqi，自 2027 年起必报", "there is no dqi, which is required from 2027"), _S("补上", "add it"), "open"),
        Check("no-biogenic", f"{SOURCE}",
              _S("没有给出：{found}（不适用写 0，未知则不写）", "not given: {found} (0 where it doesn't apply, absent where unknown)"),
              _S("适用就补上", "add them where they apply"), "open"),
        Check("gwp", f"{SOURCE}, ipccCharacterizationFactors",
              _S("用了 {found}，不只是最新的 AR6", "{found} is used, not the latest (AR6) alone"),
              _S("改用 AR6，或说明为何不能", "use AR6, or say why that is not possible"), "open"),
        Check("standard", f"{SOURCE}, crossSectoralStandards",
              _S("“{found}”不在规范所列的跨行业标准之中", "'{found}' is none of the cross-sectoral standards of the specification"),
              _S("用其中之一，或写入产品规则", "use one of them, or name it as a product rule"), "open"),
        Check("exempted", f"{SOURCE}, exemptedEmissionsPercent",
              _S("豁免的排放为 {found}%，超过方法学的 3%", "{found}% of the emissions are exempted, above the methodology's 3%"),
              _S("减少豁免", "leave out less"), "open"),
        Check("exempted-why", f"{SOURCE}, exemptedEmissionsDescription",
              _S("有豁免的排放（{found}%），却没有说明理由", "{found}% of the emissions are exempted, without a reason"),
              _S("在 exemptedEmissionsDescription 中说明", "give it in exemptedEmissionsDescription"), "open"),
    )
}  # fmt: skip
ABSENT = Sentence("（没有给出：{names}）", " (not given: {names})")

Data = Mapping[str, Any]


def place(*parts: str | int) -> Text:
    """JSON path of a field, ``$.pcf.productIds[0]``."""
    path = "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return Text(zh=path, en=path)


def between_fields(record: Data, at: tuple[str | int, ...] = ()) -> Iterator[Finding]:
    """Findings of all rules between the fields of one record; ``at`` is its place in the file."""
    pcf = record.get("pcf")
    footprint: Data = pcf if isinstance(pcf, dict) else {}
    for rule in _RULES:
        yield from rule(record, footprint, at)


# ---- sums -------------------------------------------------------------------------------------------------


def _number(data: Data, name: str) -> Decimal | None:
    value = data.get(name)
    return Decimal(value) if isinstance(value, str) and is_decimal(value) else None


def _sums(_: Data, pcf: Data, at: tuple[str | int, ...]) -> Iterator[Finding]:
    total = _number(pcf, EXCLUDING)
    readable = all(name not in pcf or _number(pcf, name) is not None for name in (*PARTS, UPTAKE))
    if total is None or not readable:
        return
    given = [name for name in PARTS if name in pcf]
    absent = [name for name in PARTS[:5] if name not in pcf]
    parts = sum((Decimal(pcf[name]) for name in given), Decimal(0))
    if given and abs(parts - total) > _tolerance(pcf, EXCLUDING, *given):
        yield CHECKS["sum-excluding"].found(
            place(*at, "pcf", EXCLUDING), sum=text(parts), found=pcf[EXCLUDING], absent=_absent(absent), parts=", ".join(given)
        )  # fmt: skip
    including, uptake = _number(pcf, INCLUDING), _number(pcf, UPTAKE)
    if including is None:
        return
    both = total + (uptake or Decimal(0))
    names = (INCLUDING, EXCLUDING) if uptake is None else (INCLUDING, EXCLUDING, UPTAKE)
    if abs(both - including) > _tolerance(pcf, *names):
        yield CHECKS["sum-including"].found(
            place(*at, "pcf", INCLUDING), sum=text(both), found=pcf[INCLUDING], absent=_absent([UPTAKE] if uptake is None else []),
            uptake=UPTAKE,
        )  # fmt: skip


def _tolerance(pcf: Data, *names: str) -> Decimal:
    """What rounding can make; the first name is the total, and a part with fewer digits is taken to end in zeros."""
    own = half_step(pcf[names[0]])
    return sum((min(half_step(pcf[name]), own) for name in names), Decimal(0))


def _absent(names: list[str]) -> Text:
    if not names:
        return Text.model_construct(zh="", en="")
    return Text(zh=ABSENT("zh", names="、".join(names)), en=ABSENT("en", names=", ".join(names)))


def _inside(_: Data, pcf: Data, at: tuple[str | int, ...]) -> Iterator[Finding]:
    for part, whole in INSIDE.items():
        found, limit = _number(pcf, part), _number(pcf, whole)
        if found is None or limit is None or found - limit <= _tolerance(pcf, whole, part) or limit < 0:
            continue
        yield CHECKS["part-above-whole"].found(
            place(*at, "pcf", part), part=part, found=pcf[part], whole=whole, limit=pcf[whole]
        )


# ---- dates ------------------------------------------------------------------------------------------------


def _time(data: Data, name: str) -> datetime | None:
    value = data.get(name)
    try:
        return parse_time(value) if isinstance(value, str) and "T" in value.upper() else None
    except (ValueError, OverflowError):
        return None


def _dates(record: Data, pcf: Data, at: tuple[str | int, ...]) -> Iterator[Finding]:
    start, end = _time(pcf, "referencePeriodStart"), _time(pcf, "referencePeriodEnd")
    valid, until = _time(record, "validityPeriodStart"), _time(record, "validityPeriodEnd")
    if start is not None and end is not None and end <= start:
        yield CHECKS["reference-period"].found(
            place(*at, "pcf", "referencePeriodEnd"), start=_day(start), end=_day(end)
        )
    if valid is not None and until is not None and until <= valid:
        yield CHECKS["validity-order"].found(
            place(*at, "validityPeriodEnd"), start=_day(valid), end=_day(until)
        )
    if valid is not None and end is not None and valid < end:
        yield CHECKS["validity-start"].found(
            place(*at, "validityPeriodStart"), start=_day(valid), end=_day(end)
        )
    if until is not None and end is not None and until > (limit := _later(end, VALID_YEARS)):
        yield CHECKS["validity-end"].found(
            place(*at, "validityPeriodEnd"), end=_day(until), limit=_day(limit)
        )


def _later(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # 29 February
        return moment.replace(year=moment.year + years, month=3, day=1)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


# ---- what goes with what ----------------------------------------------------------------------------------


def _together(record: Data, pcf: Data, at: tuple[str | int, ...]) -> Iterator[Finding]:
    levels = [name for name in GEOGRAPHY if pcf.get(name) is not None]
    if len(levels) > 1:
        yield CHECKS["geography"].found(place(*at, "pcf", levels[1]), found=", ".join(levels))
    if pcf.get("packagingEmissionsIncluded") is False and pcf.get("packagingGhgEmissions") is not None:
        yield CHECKS["packaging"].found(place(*at, "pcf", "packagingGhgEmissions"))
    captured = [name for name in CAPTURE if pcf.get(name) is not None]
    if pcf.get("ccsTechnologicalCO2CaptureIncluded") is False and captured:
        yield CHECKS["capture"].found(place(*at, "pcf", captured[0]), found=", ".join(captured))
    rules = pcf.get("productOrSectorSpecificRules")
    for number, rule in enumerate(rules if isinstance(rules, list) else ()):
        if not isinstance(rule, dict):
            continue
        here = (*at, "pcf", "productOrSectorSpecificRules", number)
        operator, other = rule.get("operator"), rule.get("otherOperatorName")
        if operator == "Other" and other is None:
            yield CHECKS["operator"].found(place(*here))
        elif operator in ("PEF", "EPD International") and other is not None:
            yield CHECKS["operator-twice"].found(place(*here, "otherOperatorName"), operator=operator)
    for path in SETS:
        members: Any = record
        for step in path:
            members = members.get(step) if isinstance(members, dict) else None
        texts = [each for each in members if isinstance(each, str)] if isinstance(members, list) else []
        for each in dict.fromkeys(each for each in texts if texts.count(each) > 1):
            last = len(texts) - 1 - texts[::-1].index(each)
            yield CHECKS["twice"].found(place(*at, *path, last), found=each)
    preceding = record.get("precedingPfIds")
    if isinstance(preceding, list) and record.get("id") in preceding:
        yield CHECKS["own-predecessor"].found(place(*at, "precedingPfIds", preceding.index(record["id"])))


# ---- what the methodology asks for beyond the model -------------------------------------------------------


def _asked(_: Data, pcf: Data, at: tuple[str | int, ...]) -> Iterator[Finding]:
    for name, check in (
        ("primaryDataShare", "no-primary-share"),
        ("packagingEmissionsIncluded", "no-packaging"),
        ("ccsTechnologicalCO2CaptureIncluded", "no-capture"),
        ("dqi", "no-ratings"),
    ):
        if pcf and pcf.get(name) is None:
            yield CHECKS[check].found(place(*at, "pcf", name))
    missing = [name for name in BIO if name not in pcf]
    if pcf and missing:
        yield CHECKS["no-biogenic"].found(place(*at, "pcf"), found=", ".join(missing))
    content = _number(pcf, "biogenicCarbonContent")
    if content is not None and content > 0 and UPTAKE not in pcf:
        yield CHECKS["no-uptake"].found(place(*at, "pcf", UPTAKE), content=pcf["biogenicCarbonContent"])
    reports = pcf.get("ipccCharacterizationFactors")
    older = [each for each in reports if each != LATEST] if isinstance(reports, list) else []
    if older:
        yield CHECKS["gwp"].found(
            place(*at, "pcf", "ipccCharacterizationFactors"), found=", ".join(map(str, older))
        )
    standards = pcf.get("crossSectoralStandards")
    for number, each in enumerate(standards if isinstance(standards, list) else ()):
        if each not in STANDARDS:
            yield CHECKS["standard"].found(place(*at, "pcf", "crossSectoralStandards", number), found=each)
    exempted = _number(pcf, "exemptedEmissionsPercent")
    if exempted is not None and exempted > MOST_EXEMPTED:
        yield CHECKS["exempted"].found(
            place(*at, "pcf", "exemptedEmissionsPercent"), found=pcf["exemptedEmissionsPercent"]
        )
    if exempted is not None and exempted > 0 and not pcf.get("exemptedEmissionsDescription"):
        yield CHECKS["exempted-why"].found(
            place(*at, "pcf", "exemptedEmissionsDescription"), found=pcf["exemptedEmissionsPercent"]
        )


_RULES: tuple[Callable[[Data, Data, tuple[str | int, ...]], Iterator[Finding]], ...] = (
    _sums, _inside, _dates, _together, _asked,
)  # fmt: skip
