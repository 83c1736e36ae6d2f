"""Conformity with a rule, clause by clause: by the decisions that a clause took, or by comparing settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rulewright.analysis.conformity_items import boundary_text
from rulewright.analysis.conformity_result import Row, Verdict
from rulewright.analysis.data_quality import data_quality
from rulewright.reporting.readable import readable, setting_name
from rulewright.reporting.sentences import Sentence
from rulewright.rule import ClauseBase, Rule, Setting, Text
from rulewright.words import KINDS, say

if TYPE_CHECKING:
    from rulewright.study import Result

LEDGER = Sentence("台账（{count} 项决策）", "ledger ({count} decisions)")
NOTHING = Sentence("本清单中没有此条款所管的内容", "nothing in this inventory falls under the clause")
UNDER_IT = Sentence("同族条款的决策按此作出：{value}", "decisions of its family are made under it: {value}")
RESULT = Sentence("结果", "result")
DATA = Sentence("数据质量", "data quality")
RULE = Sentence("规则 {rule}，条款 {clause}", "rule {rule}, clause {clause}")
LATER = Sentence(
    "关于规则本身或以后的更新，与结果无关", "about the rule itself or later updates, not about a result"
)
NOT_DATA = Sentence("结果中看不出：{value}", "a result cannot show it: {value}")
COVERED = Sentence("产品 {product} 属于规则的范围", "the product {product} is in the scope of the rule")
SPLITS = Sentence("分别给出：{names}", "shown apart: {names}")
REVIEWED = Sentence("核查不在结果之内：{value}", "verification is not part of a result: {value}")
SAME = Sentence("同：{value}", "the same: {value}")
DIFFERS = Sentence("这里为 {own}，那里为 {other}", "here {own}, there {other}")
UNSETTLED = Sentence("本规则未确定，那里为 {other}", "not settled here, there {other}")
DECLARED = Sentence("用户声明（条款由研究补上）", "declared by the user (the study fills the clause)")


def own_rows(result: Result, year: int | None = None) -> tuple[Row, ...]:
    """Clauses of the result's own rule, each with what it decided here."""
    quality = data_quality(result, year)
    demands = {each.setting: each for each in quality.demands}
    rows = []
    for clause, rule_id, settings in _clauses(result.rule):
        taken = [each for each in result.ledger if each.rule_id == rule_id and each.clause_id == clause.id]
        numbered = [demands[name] for name in settings if name in demands]
        if clause.family == "data_quality" and numbered:
            verdict: Verdict = (
                "fail" if any(each.met is False for each in numbered)
                else "open" if any(each.met is None for each in numbered) else "pass"
            )  # fmt: skip
            evidence = Text(
                zh="；".join(each.what.zh for each in numbered),
                en="; ".join(each.what.en for each in numbered),
            )
            rows.append(_row(clause, rule_id, settings, verdict, DATA.text(), evidence))
        elif taken:
            rows.append(_row(clause, rule_id, settings, "pass", LEDGER.text(count=len(taken)), taken[0].what))
        else:
            rows.append(_row(clause, rule_id, settings, *_without_decision(result, clause, settings)))
    return tuple(rows)


def rows_of_other(result: Result, other: Rule) -> tuple[Row, ...]:
    """Settings of another rule beside those of the result's rule."""
    own, rows = result.rule, []
    for clause, rule_id, settings in _clauses(other):
        if clause.family in ("product", "procedure"):
            continue
        for name, value in settings.items():
            mine = own.settings.get(name)
            there = {"other": _both(value)}
            item = Text(zh=setting_name(name, "zh"), en=setting_name(name, "en"))
            if mine is None:
                row: tuple[Verdict, Text, Text] = ("open", _at(clause, rule_id), UNSETTLED.text(**there))
            elif _plain(mine) == _plain(value):
                row = ("pass", _place(mine), SAME.text(value=_both(mine)))
            else:
                row = ("fail", _place(mine), DIFFERS.text(own=_both(mine), **there))
            rows.append(Row(clause.clause or clause.id, item, *row))
    return tuple(rows)


def _clauses(rule: Rule) -> list[tuple[ClauseBase, str, dict[str, Any]]]:
    """Clauses that decide something, in the order of their files, with their settings."""
    found: dict[tuple[str, str], tuple[ClauseBase, str, dict[str, Any]]] = {}
    for name, stated in rule.settings.items():
        for setting in stated if isinstance(stated, tuple) else (stated,):
            key = (setting.rule_id, setting.clause.id)
            found.setdefault(key, (setting.clause, setting.rule_id, {}))[2][name] = stated
    order = {
        (file.id, clause.id): (i, k)
        for i, file in enumerate(rule.chain)
        for k, clause in enumerate(file.clauses)
    }
    return [found[key] for key in sorted(found, key=lambda key: order.get(key, (99, 0)))]


def _without_decision(
    result: Result, clause: ClauseBase, settings: dict[str, Any]
) -> tuple[Verdict, Text, Text]:
    values = _all(settings)
    if clause.family == "procedure":
        return "not_applicable", RESULT.text(), LATER.text()
    if clause.family == "product":
        name = result.inventory.flows[result.applied.product].name
        return "pass", RESULT.text(), COVERED.text(product=name)
    if "boundary.scope" in settings:
        return "pass", RESULT.text(), boundary_text(result)
    if clause.family == "unit":
        return "pass", RESULT.text(), values
    if clause.family == "reporting":
        if "reporting.splits" in settings:
            names = Text(
                zh="、".join(say(kind, "zh") for kind in KINDS),
                en=", ".join(say(kind, "en") for kind in KINDS),
            )
            return "pass", RESULT.text(), SPLITS.text(names=names)
        if "reporting.verification" in settings:
            return "open", RESULT.text(), REVIEWED.text(value=values)
        return "not_applicable", RESULT.text(), LATER.text()
    if clause.family == "data_quality":
        return "open", DATA.text(), NOT_DATA.text(value=values)
    beside = [each for each in result.ledger if each.step == clause.family]
    if beside:  # another clause of the family took them, e.g. the order; this one says what they go by
        return "pass", LEDGER.text(count=len(beside)), UNDER_IT.text(value=values)
    return "not_applicable", RESULT.text(), NOTHING.text()


def _row(
    clause: ClauseBase, rule_id: str, settings: dict[str, Any], verdict: Verdict, where: Text, evidence: Text
) -> Row:
    item = Text(
        zh="、".join(dict.fromkeys(setting_name(name, "zh") for name in settings)),
        en=", ".join(dict.fromkeys(setting_name(name, "en") for name in settings)),
    )
    place = _at(clause, rule_id)
    return Row(
        clause.clause or clause.id, item, verdict, Text(zh=f"{where.zh}；{place.zh}", en=f"{where.en}; {place.en}"), evidence
    )  # fmt: skip


def _at(clause: ClauseBase, rule_id: str) -> Text:
    if clause.is_choice:
        return DECLARED.text()
    return RULE.text(rule=rule_id, clause=clause.clause or clause.id)


def _place(setting: Any) -> Text:
    first: Setting = setting[0] if isinstance(setting, tuple) else setting
    return _at(first.clause, first.rule_id)


def _plain(stated: Any) -> Any:
    settings = stated if isinstance(stated, tuple) else (stated,)
    return [_dumped(each.value) for each in settings]


def _dumped(value: Any) -> Any:
    if isinstance(value, list):
        return [_dumped(each) for each in value]
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


def _both(stated: Any) -> Text:
    settings = stated if isinstance(stated, tuple) else (stated,)
    return Text(
        zh="；".join(readable(each.value, "zh") for each in settings) or "–",
        en="; ".join(readable(each.value, "en") for each in settings) or "–",
    )


def _all(settings: dict[str, Any]) -> Text:
    parts = [_both(stated) for stated in settings.values()]
    return Text(zh="；".join(part.zh for part in parts), en="; ".join(part.en for part in parts))
