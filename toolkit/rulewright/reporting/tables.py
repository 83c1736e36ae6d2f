"""Tables: rules beside each other, the clauses in which they differ, one rule clause by clause."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.reporting.labels import item_label, unit_label
from rulewright.reporting.readable import option_text, readable, setting_name
from rulewright.reporting.sentences import Sentence, number
from rulewright.reporting.text import to_text
from rulewright.rule import ClauseBase, Rule, RuleFile, Setting
from rulewright.words import CREDITS_STAGE, FAMILIES, KINDS, STAGES, say

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.ledger import Alternative, Ledger
    from rulewright.study import Comparison, Result

__all__ = [
    "clause_difference_table",
    "comparison_table",
    "decisions_table",
    "ledger_table",
    "rule_table",
    "to_csv",
    "to_text",
]

PART = Sentence("部分", "part")
BY_STAGE = Sentence("按阶段", "by stage")
BY_KIND = Sentence("按类别", "by kind")
APART = Sentence("不计入合计", "not in the total")
COUNTS = Sentence("计数 [项]", "counts [number]")
TOTAL = Sentence("合计", "total")
CREDITS = Sentence("计入合计的抵扣", "credits counted in the total")
DECISIONS = Sentence("决策", "decisions")
DECLARED = Sentence("其中声明的选择", "choices declared")

FAMILY = Sentence("类别", "family")
SETTING = Sentence("设置", "setting")
NOT_STATED = Sentence("–", "–")
OPEN = Sentence("未定 [{clause}]", "not settled [{clause}]")
BY_CLAUSE = Sentence("{value} [{clause}]", "{value} [{clause}]")
BY_DECLARATION = Sentence("{value} [声明]", "{value} [declared]")

NUMBER = Sentence("条款号", "clause")
TEXT = Sentence("内容", "text")
DECIDES = Sentence("决定", "decides")
SOURCE = Sentence("来源", "source")
MARK = Sentence("标记", "mark")
ORIGIN = Sentence("出处", "origin")
UNSETTLED = Sentence("未定", "not settled")
OWN = Sentence("本规则", "own")
INHERITED = Sentence("沿用 {rule}", "from {rule}")
NAMED = Sentence("{name}：{value}", "{name}: {value}")
RULE = Sentence("规则", "rule")
STEP = Sentence("步骤", "step")
SUBJECT = Sentence("对象", "subject")
DECISION = Sentence("决策", "decision")
BY = Sentence("依据", "decided by")
PASSED_OVER = Sentence("跳过的选项", "passed over")
ALTERNATIVES = Sentence("其他选项的结果", "alternatives")
ORIGINS = {
    "rule": Sentence("规则", "rule"),
    "declared": Sentence("用户声明", "declared choice"),
    "default": Sentence("默认", "default"),
}

PAGE = Sentence("第 {page} 页", "p. {page}")
SECONDARY = Sentence("二手资料", "secondary source")
COMMA = Sentence("，", ", ")
END = Sentence("；", "; ")


def comparison_table(comparison: Comparison, lang: str = "en") -> pd.DataFrame:
    """Rules beside each other [kg CO2e per declared unit; counts as said in their label].

    Rows: stages, credits counted, total; kinds; items shown apart (missing where a rule has none); decisions
    and declared choices. Stages with the credits add up to the total, and so do the kinds.
    """
    import pandas as pd

    results = list(comparison.results.values())
    rows: list[tuple[str, str, list[float]]] = []
    for stage in STAGES:
        if any(stage in result.evaluation.by_stage for result in results):
            values = [result.evaluation.by_stage.get(stage, 0.0) for result in results]
            rows.append((BY_STAGE(lang), say(stage, lang), values))
    credits = [result.evaluation.by_stage.get(CREDITS_STAGE, 0.0) for result in results]
    rows.append((BY_STAGE(lang), CREDITS(lang), credits))
    rows.append((TOTAL(lang), TOTAL(lang), [result.evaluation.total_kg_co2e for result in results]))
    for kind in KINDS:
        rows.append((BY_KIND(lang), say(kind, lang), [r.evaluation.by_kind.get(kind, 0.0) for r in results]))
    rows += [(APART(lang), label, values) for label, values in _items_apart(comparison, lang).items()]
    rows.append((COUNTS(lang), DECISIONS(lang), [float(len(result.ledger)) for result in results]))
    rows.append((COUNTS(lang), DECLARED(lang), [float(len(result.declared)) for result in results]))
    index = pd.MultiIndex.from_tuples(
        [(group, label) for group, label, _ in rows], names=[PART(lang), unit_label(comparison, lang)]
    )
    data = [values for _, _, values in rows]
    return pd.DataFrame(data, index=index, columns=pd.Index([result.rule.id for result in results]))


def _items_apart(comparison: Comparison, lang: str) -> dict[str, list[float]]:
    results = list(comparison.results.values())
    found: dict[str, list[float]] = {}
    for place, result in enumerate(results):
        for credit in result.evaluation.credits:
            if not credit.in_total:
                label = item_label(comparison.inventory, credit, lang)
                values = found.setdefault(label, [float("nan")] * len(results))
                values[place] = (
                    credit.kg_co2e if values[place] != values[place] else values[place] + credit.kg_co2e
                )
    return found


# ---- clauses of several rules -------------------------------------------------------------------------


def clause_difference_table(comparison: Comparison, lang: str = "en") -> pd.DataFrame:
    """Settings in which the rules differ, declared choices included: one row a setting, one column a rule.

    Each value stands with the number of its clause (its id, if the document gives none) or "declared".
    """
    import pandas as pd

    results = list(comparison.results.values())
    names = {name for result in results for name in (*result.rule.settings, *result.rule.not_settled)}
    rows, labels = [], []
    for name in sorted(names, key=_place):
        if len({_identity(result.rule, name) for result in results}) == 1:
            continue
        labels.append((say(name.split(".")[0], lang), setting_name(name, lang)))
        rows.append([_cell(result, name, lang) for result in results])
    index = pd.MultiIndex.from_tuples(labels, names=[FAMILY(lang), SETTING(lang)]) if labels else None
    return pd.DataFrame(rows, index=index, columns=pd.Index([result.rule.id for result in results]))


def _place(name: str) -> tuple[int, str]:
    return FAMILIES.index(name.split(".")[0]), name


def _identity(rule: Rule, name: str) -> str:
    """What a rule decides, as text that is equal if and only if the decision is."""
    setting = rule.settings.get(name)
    if setting is None:
        return "open" if name in rule.not_settled else ""
    entries = setting if isinstance(setting, tuple) else (setting,)
    return json.dumps([_plain(entry.value) for entry in entries], sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return {str(key): _plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value


def _cell(result: Result, name: str, lang: str) -> str:
    setting = result.rule.settings.get(name)
    if setting is None:
        open_clause = result.rule.not_settled.get(name)
        return OPEN(lang, clause=_number(open_clause)) if open_clause is not None else NOT_STATED(lang)
    entries: tuple[Setting, ...] = setting if isinstance(setting, tuple) else (setting,)
    return END(lang).join(_value_of(entry, lang) for entry in entries)


def _value_of(setting: Setting, lang: str) -> str:
    value = readable(setting.value, lang)
    if setting.clause.is_choice:
        return BY_DECLARATION(lang, value=value)
    return BY_CLAUSE(lang, value=value, clause=_number(setting.clause))


def _number(clause: ClauseBase) -> str:
    return clause.clause or clause.id


# ---- one rule -----------------------------------------------------------------------------------------


def rule_table(rule: Rule, lang: str = "en") -> pd.DataFrame:
    """One rule clause by clause, its own clauses and those that it takes over, in the order of the families.

    A clause of a general rule that the rule replaces altogether is left out; of one that it replaces in part,
    only what still holds is shown.
    """
    import pandas as pd

    rows = []
    for family in FAMILIES:
        for file, clause in _clauses(rule, family):
            decided, unsettled = _in_force(rule, file, clause), _unsettled(rule, clause)
            if not decided and not unsettled:
                continue
            own = file.id == rule.id
            rows.append(
                {
                    NUMBER(lang): _number(clause),
                    FAMILY(lang): say(family, lang),
                    TEXT(lang): clause.text.get(lang),
                    DECIDES(lang): END(lang).join(
                        NAMED(lang, name=setting_name(name, lang), value=readable(value, lang))
                        for name, value in decided
                    ),
                    UNSETTLED(lang): END(lang).join(setting_name(name, lang) for name in unsettled),
                    SOURCE(lang): source_text(clause, lang),
                    MARK(lang): say(clause.mark, lang),
                    ORIGIN(lang): OWN(lang) if own else INHERITED(lang, rule=file.id),
                }
            )
    heads = [NUMBER, FAMILY, TEXT, DECIDES, UNSETTLED, SOURCE, MARK, ORIGIN]
    return pd.DataFrame(rows, columns=pd.Index([head(lang) for head in heads]))


def source_text(clause: ClauseBase, lang: str) -> str:
    """Document, place in it and how it was read, on one line."""
    source = clause.source
    parts = [source.document]
    if source.clause and source.clause != clause.clause:
        parts.append(source.clause)
    if source.page:
        parts.append(PAGE(lang, page=source.page))
    if source.kind == "secondary":
        parts.append(SECONDARY(lang))
    return COMMA(lang).join(parts)


def _clauses(rule: Rule, family: str) -> Iterator[tuple[RuleFile, ClauseBase]]:
    for file in rule.chain:
        for clause in file.clauses:
            if clause.family == family:
                yield file, clause


def _in_force(rule: Rule, file: RuleFile, clause: Any) -> list[tuple[str, Any]]:
    """Settings of a clause that still hold in the merged rule, by full name."""
    found: list[tuple[str, Any]] = []
    for name, value in rule.settings.items():
        if not name.startswith(f"{clause.family}."):
            continue
        for setting in value if isinstance(value, tuple) else (value,):
            if setting.rule_id == file.id and setting.clause.id == clause.id:
                found.append((name, setting.value))
    return found


def _unsettled(rule: Rule, clause: Any) -> list[str]:
    names = [f"{clause.family}.{name}" for name in clause.not_settled]
    return [name for name in names if name in rule.not_settled and rule.not_settled[name].id == clause.id]


# ---- ledger -------------------------------------------------------------------------------------------


def ledger_table(comparison: Comparison, lang: str = "en") -> pd.DataFrame:
    """Every decision of every rule, one row a decision, in the order of the steps."""
    return _decisions([(rule, result.ledger) for rule, result in comparison.results.items()], lang)


def decisions_table(ledger: Ledger, lang: str = "en") -> pd.DataFrame:
    """The decisions of one ledger, without the column of the rule."""
    return _decisions([("", ledger)], lang).drop(columns=RULE(lang))


def _decisions(ledgers: Iterable[tuple[str, Ledger]], lang: str) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            RULE(lang): rule,
            STEP(lang): say(decision.step, lang),
            SUBJECT(lang): decision.subject,
            DECISION(lang): decision.what.get(lang),
            NUMBER(lang): decision.clause_number or decision.clause_id,
            BY(lang): ORIGINS[decision.origin](lang),
            SOURCE(lang): decision.source,
            MARK(lang): say(decision.mark, lang),
            PASSED_OVER(lang): END(lang).join(
                NAMED(lang, name=option_text(each.option, lang), value=each.reason.get(lang))
                for each in decision.passed_over
            ),
            ALTERNATIVES(lang): END(lang).join(
                NAMED(lang, name=option_text(each.option, lang), value=_numbers(each, lang))
                for each in decision.alternatives
            ),
        }
        for rule, ledger in ledgers
        for decision in ledger
    ]
    heads = [RULE, STEP, SUBJECT, DECISION, NUMBER, BY, SOURCE, MARK, PASSED_OVER, ALTERNATIVES]
    return pd.DataFrame(rows, columns=pd.Index([head(lang) for head in heads]))


def _numbers(alternative: Alternative, lang: str) -> str:
    unit = "" if alternative.unit == "1" else f" {alternative.unit}"
    return COMMA(lang).join(f"{name} {number(value)}{unit}" for name, value in alternative.values.items())


# ---- files --------------------------------------------------------------------------------------------


def to_csv(table: pd.DataFrame, path: Path | str | None = None) -> str:
    """Write a table as CSV with numbers at full precision; give the text, and write it if ``path`` is given.

    The file starts with a byte-order mark, so that spreadsheets read the Chinese in it. A text that a spreadsheet would
    take for a formula begins with an apostrophe.
    """
    from rulewright.reporting.workbooks import safe_csv

    is_plain = table.index.nlevels == 1 and table.index.name is None
    safe = table.map(safe_csv)
    for axis in (0, 1):
        names = safe.axes[axis]
        guarded = names.map(
            lambda name: tuple(map(safe_csv, name)) if isinstance(name, tuple) else safe_csv(name)
        )
        safe = safe.set_axis(guarded.set_names(names.names), axis=axis)
    text = safe.to_csv(index=not is_plain, lineterminator="\n")
    if path is not None:
        Path(path).write_text(text, encoding="utf-8-sig", newline="\n")
    return text
