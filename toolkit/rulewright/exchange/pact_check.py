"""Read PACT records and tell everything that breaks their model or its rules, each with its JSON path."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rulewright.drafting.findings import Check, Finding, Findings
from rulewright.errors import FileError
from rulewright.exchange.pact_rules import between_fields, place
from rulewright.exchange.pact_v2 import ProductFootprint2
from rulewright.exchange.pact_v3 import ProductFootprint
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

MOST_BYTES = 50_000_000
MOST_DEPTH = 60
MODELS: dict[str, type[ProductFootprint] | type[ProductFootprint2]] = {
    "3": ProductFootprint,
    "2": ProductFootprint2,
}
_S = Sentence
CHECKS = {
    check.name: check
    for check in (
        Check("version", "PACT, specVersion",
              _S("规范版本“{found}”不是 2.x 或 3.x", "the version of the specification is '{found}', not 2.x or 3.x"),
              _S("写作 3.0.0；旧版本的记录请对方重新导出", "write 3.0.0; ask for another export of an older record")),
        Check("no-record", "PACT", _S("这里没有一条产品足迹记录", "there is no product-footprint record here"),
              _S("一条记录是有 id、pcf 等字段的对象", "a record is an object with id, pcf and other fields")),
        Check("missing", "PACT", _S("没有必填字段 {name}", "the required field {name} is missing"), _S("补上", "add it")),
        Check("null", "PACT", _S("{name} 为 null", "{name} is null"), _S("给出数值，或整个不写", "give a value, or leave the field out")),
        Check("decimal-type", "PACT, Decimal",
              _S("{name} 应为带引号的十进制数，这里是 {found}", "{name} is a decimal in quotes, but here it is {found}"),
              _S("写作 \"{found}\"", "write \"{found}\"")),
        Check("decimal", "PACT, Decimal",
              _S("“{found}”不是十进制数", "'{found}' is no decimal number"),
              _S("只用数字和小数点，如 1234.5；不用逗号、空格、指数", "use digits and a point, as in 1234.5; no comma, space or exponent")),
        Check("positive", "PACT, Decimal", _S("{name} 应大于 0，这里是 {found}", "{name} is above 0, but here it is {found}"),
              _S("改正数值", "mend the number")),
        Check("not_negative", "PACT, Decimal", _S("{name} 应不小于 0，这里是 {found}", "{name} is not below 0, but here it is {found}"),
              _S("改正数值或符号", "mend the number or its sign")),
        Check("not_positive", "PACT, Decimal", _S("{name} 应不大于 0，这里是 {found}", "{name} is not above 0, but here it is {found}"),
              _S("去除量写作负值", "removals are written as negative numbers")),
        Check("percent", "PACT", _S("{name} 应在 0 与 100 之间，这里是 {found}", "{name} lies between 0 and 100, but here it is {found}"),
              _S("以百分数给出", "give it in per cent")),
        Check("rating", "PACT, dqi", _S("{name} 应在 1 与 5 之间，这里是 {found}", "{name} lies between 1 and 5, but here it is {found}"),
              _S("改正评分", "mend the rating")),
        Check("some", "PACT", _S("{name} 是空的", "{name} is empty"), _S("填上内容", "fill it in")),
        Check("urn", "PACT, URN", _S("“{found}”不是 URN", "'{found}' is no URN"),
              _S("写作 urn:名称空间:编号", "write urn:NAMESPACE:IDENTIFIER")),
        Check("uuid", "PACT, id", _S("“{found}”不是 UUID", "'{found}' is no UUID"), _S("用 UUID", "use a UUID")),
        Check("time", "PACT, DateTime", _S("“{found}”不是 UTC 时间戳", "'{found}' is no timestamp"),
              _S("写作 2025-01-01T00:00:00Z", "write it as in 2025-01-01T00:00:00Z")),
        Check("spec_version", "PACT, specVersion", _S("“{found}”不是版本号", "'{found}' is no version"), _S("写作 3.0.0", "write 3.0.0")),
        Check("country", "PACT, geographyCountry", _S("“{found}”不是国家代码", "'{found}' is no country code"),
              _S("用 ISO 3166-1 的两个大写字母", "use the two capital letters of ISO 3166-1")),
        Check("subdivision", "PACT, geographyCountrySubdivision", _S("“{found}”不是行政区代码", "'{found}' is no code of a subdivision"),
              _S("用 ISO 3166-2，如 CN-SD", "use ISO 3166-2, e.g. CN-SD")),
        Check("region", "PACT, geographyRegionOrSubregion", _S("“{found}”不是联合国地区", "'{found}' is no region of the UN"),
              _S("用规范所列的地区名", "use a name of the specification's list")),
        Check("gwp_report", "PACT, ipccCharacterizationFactors", _S("“{found}”不是 IPCC 报告的编号", "'{found}' is no report of the IPCC"),
              _S("写作 AR6", "write AR6")),
        Check("uri", "PACT", _S("“{found}”不是网址", "'{found}' is no address"), _S("给出完整网址", "give the whole address")),
        Check("word", "PACT", _S("{name} 不能为“{found}”；可用：{allowed}", "{name} cannot be '{found}'; allowed are: {allowed}"),
              _S("用所列之一", "use one of them")),
        Check("empty-list", "PACT", _S("{name} 是空的列表", "{name} is an empty list"), _S("至少给一项，或整个不写",
                 "give one item, or leave it out")),
        Check("type", "PACT", _S("{name} 的类型不对：这里是 {found}", "{name} is of another type: here it is {found}"),
              _S("按规范的类型书写", "write it in the type of the specification")),
        Check("range", "PACT", _S("{name} 超出范围：{found}", "{name} is out of range: {found}"), _S("改正数值", "mend the number")),
        Check("not-finite", "JSON", _S("JSON 没有 {found} 这个数", "JSON has no number {found}"),
              _S("给出数值，或整个不写", "give a value, or leave the field out")),
        Check("key-twice", "JSON", _S("同一对象中“{found}”出现两次", "'{found}' stands twice in one object"), _S("删去一个", "remove one of them")),
        Check("unknown", "PACT", _S("规范没有字段 {name}{near}", "the specification has no field {name}{near}"),
              _S("改正名称或位置；接收方会略过它", "mend its name or place; receivers skip it"), "open"),
    )
}  # fmt: skip
REMARK_2 = Sentence(
    "2.x 版没有公布合计与各部分的等式，因此只查字段。", "Version 2 publishes no identity between totals and parts, so fields alone are checked."
)  # fmt: skip


@dataclass(frozen=True)
class Records:
    """Records of a file as plain data, each with its place, and what was found in reading them."""

    name: str
    records: tuple[tuple[tuple[str | int, ...], dict[str, Any]], ...]
    findings: tuple[Finding, ...]


def check_pact(source: str | Path) -> Findings:
    """Check every record of a file: fields, rules between them, sums; all findings at once.

    The file holds one record, a list of them, or an answer of the exchange (``{"data": ...}``). "Defect" means that a
    record breaks the model or an identity, "open" that something the methodology asks for is absent or doubtful.

    Raises
    ------
    FileError
        If it can't be read, or is no JSON.
    """
    found = read_records(source)
    findings, remark = list(found.findings), None
    for at, record in found.records:
        version = version_of(record)
        if version is None:
            findings.append(
                CHECKS["version"].found(place(*at, "specVersion"), found=record.get("specVersion"))
            )
            continue
        findings += field_findings(record, at)
        if version == "3":
            findings += between_fields(record, at)
        else:
            remark = Text(zh=REMARK_2("zh"), en=REMARK_2("en"))
    return Findings(found.name, tuple(findings), remark)


def version_of(record: dict[str, Any]) -> str | None:
    """ "2" or "3": the major version of the data model; None for another."""
    stated = record.get("specVersion")
    major = stated.partition(".")[0] if isinstance(stated, str) else ""
    return major if major in MODELS else None


def read_records(source: str | Path) -> Records:
    """Read the records of a file as plain data; NaN, double keys and non-records become findings."""
    path = Path(source).expanduser()
    content = _content(path)
    notes: list[tuple[str, str]] = []
    try:
        data = json.loads(
            content,
            parse_constant=lambda word: _constant(word, notes),
            object_pairs_hook=lambda pairs: _object(pairs, notes),
        )
    except (ValueError, RecursionError) as error:
        where = f"{path}:{error.lineno}" if isinstance(error, json.JSONDecodeError) else str(path)
        raise FileError(
            f"'{path}' is no JSON: {error}", where, "export it again, or mend it in an editor that knows JSON"
        ) from None
    findings = [CHECKS[name].found(place(), found=word) for name, word in dict.fromkeys(notes)]
    records = []
    for at, each in _records(data):
        if (
            isinstance(each, dict)
            and not {"pcf", "specVersion", "id"}.isdisjoint(each)
            and _depth(each) <= MOST_DEPTH
        ):
            records.append((at, each))
        else:
            findings.append(CHECKS["no-record"].found(place(*at)))
    return Records(path.name, tuple(records), tuple(findings))


def field_findings(record: dict[str, Any], at: tuple[str | int, ...] = ()) -> Iterator[Finding]:
    """What breaks the fields of one record, whose version is known."""
    model = MODELS[version_of(record) or "3"]
    try:
        model.model_validate_json(json.dumps(record))
    except ValidationError as error:
        told: set[tuple[str | int, ...]] = set()
        for each in error.errors(include_url=False):
            location = _location(each["loc"], record)
            if location not in told:  # a union tells of one field once for each of its members
                told.add(location)
                yield _field_finding(dict(each), (*at, *location))
    yield from _unknown(model, record, at)


# ---- reading ----------------------------------------------------------------------------------------------


def _content(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileError(
                f"'{path}' is larger than {MOST_BYTES // 1_000_000} MB",
                str(path),
                "split it into several files",
            )
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        what = f"cannot read '{path}': {error.strerror or error}"
        raise FileError(what, str(path), "check name and place of the file") from None
    except UnicodeDecodeError:
        raise FileError(f"'{path}' is not in UTF-8", str(path), "save it in UTF-8, as JSON is") from None


def _constant(word: str, notes: list[tuple[str, str]]) -> str:
    """NaN and Infinity stay words, so that the field they stand in is told as well."""
    notes.append(("not-finite", word))
    return word


def _object(pairs: list[tuple[str, Any]], notes: list[tuple[str, str]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    notes += [("key-twice", name) for name in dict.fromkeys(names) if names.count(name) > 1]
    return dict(pairs)


def _records(data: Any) -> Iterable[tuple[tuple[str | int, ...], Any]]:
    at: tuple[str | int, ...] = ()
    if isinstance(data, dict) and "data" in data and "pcf" not in data:
        data, at = data["data"], ("data",)
    if isinstance(data, list):
        return [((*at, number), each) for number, each in enumerate(data)] or [(at, None)]
    return [(at, data)]


def _depth(data: Any) -> int:
    deepest, queue = 0, [(data, 1)]
    while queue:
        each, depth = queue.pop()
        deepest = max(deepest, depth)
        if depth > MOST_DEPTH:
            return depth
        inner = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        queue += [(one, depth + 1) for one in inner]
    return deepest


# ---- telling ----------------------------------------------------------------------------------------------


def _location(stated: tuple[int | str, ...], record: Any) -> tuple[str | int, ...]:
    """Path of a finding in the data: pydantic's, without the names of types that stand in it."""
    found: list[str | int] = []
    here = record
    for number, part in enumerate(stated):
        if isinstance(here, dict) and (part in here or number == len(stated) - 1):
            found.append(part)
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int):
            found.append(part)
            here = here[part] if part < len(here) else None
    return tuple(found)


def _field_finding(error: dict[str, Any], at: tuple[str | int, ...]) -> Finding:
    kind, value = error["type"], error.get("input")
    if kind == "value_error":  # from a type of fields.py, which says its name
        kind = str(error["ctx"]["error"])
    name = next((part for part in reversed(at) if isinstance(part, str)), "$")
    shown = _shown(value)
    if kind == "missing":
        return CHECKS["missing"].found(place(*at), name=name)
    if value is None:
        return CHECKS["null"].found(place(*at), name=name)
    if kind in CHECKS:
        return CHECKS[kind].found(place(*at), name=name, found=shown)
    if kind in ("literal_error", "enum"):
        return CHECKS["word"].found(
            place(*at), name=name, found=shown, allowed=error["ctx"]["expected"].replace(" or ", ", ")
        )
    if kind == "too_short":
        return CHECKS["empty-list"].found(place(*at), name=name)
    if kind == "string_type" and isinstance(value, int | float) and not isinstance(value, bool):
        return CHECKS["decimal-type"].found(place(*at), name=name, found=shown)
    if kind in ("greater_than_equal", "less_than_equal", "less_than", "finite_number"):
        return CHECKS["range"].found(place(*at), name=name, found=shown)
    return CHECKS["type"].found(place(*at), name=name, found=shown)


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "".join(each if each.isprintable() else "?" for each in text)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _unknown(model: Any, data: Any, at: tuple[str | int, ...]) -> Iterator[Finding]:
    """Keys that the specification doesn't know, wherever they stand."""
    names = {field.alias or name: field for name, field in model.model_fields.items()}
    for key, value in data.items():
        if key not in names:
            near = did_you_mean(key, names)
            zh = near.replace(" (did you mean '", "（是不是“").replace("'?)", "”？）")
            hint = Text.model_construct(zh=zh, en=near)
            yield CHECKS["unknown"].found(place(*at, key), name=_shown(key), near=hint)
            continue
        inner = _model_in(names[key].annotation)
        members = value if isinstance(value, list) else [value]
        for number, each in enumerate(members):
            if inner is not None and isinstance(each, dict):
                yield from _unknown(
                    inner, each, (*at, key, number) if isinstance(value, list) else (*at, key)
                )


def _model_in(annotation: Any) -> Any:
    """The model inside ``Model``, ``Model | None`` or ``list[Model]``; None if there is none."""
    if hasattr(annotation, "model_fields"):
        return annotation
    for each in getattr(annotation, "__args__", ()):
        found = _model_in(each)
        if found is not None:
            return found
    return None
