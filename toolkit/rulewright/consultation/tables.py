"""Tables of a consultation: 征求意见汇总处理表, effects, conflicts, all together, findings; the same for every file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rulewright.analysis.rule_effects import first_reason, percent
from rulewright.consultation.comments import DECISIONS, KINDS, Comment
from rulewright.consultation.effects import CaseFacts, Conflict, Effect, Status, Together
from rulewright.reporting.readable import setting_name
from rulewright.reporting.sentences import Sentence, number
from rulewright.words import say

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.consultation.result import Consultation, Handled

LISTED = 4  # inventories whose effects are told one by one; of more the range is told

HEADS = {
    "number": Sentence("序号", "No."),
    "clause": Sentence("章条编号", "Clause"),
    "comment": Sentence("意见内容", "Comment"),
    "body": Sentence("提出单位", "Body"),
    "handling": Sentence("处理意见及理由", "Decision and reason"),
    "effect": Sentence("对结果的影响", "Effect on results"),
}
EFFECT_HEADS = {
    "number": Sentence("序号", "No."),
    "clause": Sentence("章条编号", "Clause"),
    "case": Sentence("清单", "inventory"),
    "group": Sentence("组合", "portfolio"),
    "unit": Sentence("每", "per"),
    "before": Sentence("改前 kg CO2e", "before, kg CO2e"),
    "after": Sentence("改后 kg CO2e", "after, kg CO2e"),
    "change": Sentence("影响 kg CO2e", "effect, kg CO2e"),
    "share": Sentence("影响 %", "effect, %"),
    "rank": Sentence("在各规则中的名次", "place among the rules"),
    "status": Sentence("说明", "remark"),
}
CONFLICT_HEADS = {
    "setting": Sentence("规定", "decision"),
    "number": Sentence("序号", "No."),
    "clause": Sentence("章条编号", "Clause"),
    "body": Sentence("提出单位", "Body"),
    "value": Sentence("改为", "value wanted"),
}
TOGETHER_HEADS = {
    "set": Sentence("范围", "set"),
    "case": Sentence("清单", "inventory"),
    "unit": Sentence("每", "per"),
    "before": Sentence("改前 kg CO2e", "before, kg CO2e"),
    "after": Sentence("改后 kg CO2e", "after, kg CO2e"),
    "change": Sentence("合并影响 kg CO2e", "effect together, kg CO2e"),
    "share": Sentence("合并影响 %", "effect together, %"),
    "sum": Sentence("单条影响之和 kg CO2e", "sum of single effects, kg CO2e"),
    "joint": Sentence("共同作用 kg CO2e", "joint effect, kg CO2e"),
    "status": Sentence("说明", "remark"),
}
SETS = {
    "all": Sentence("全部可用且不冲突的补丁", "all patches that are rules and in no conflict"),
    "accepted": Sentence("采纳的补丁", "patches of accepted comments"),
}
NONE = Sentence("–", "–")
ORIGINAL, CHANGED = Sentence("原文：{text}", "Text: {text}"), Sentence("改为：{text}", "Change to: {text}")
REASON, PATCH = Sentence("理由：{text}", "Reason: {text}"), Sentence("补丁：{text}", "Patch: {text}")
KIND = Sentence("类型：{text}", "Type: {text}")
NOT_FOUND = Sentence("{clause}（草案中没有）", "{clause} (not in the draft)")
NO_CLAUSE = Sentence("未写", "none given")
NUMBERED = Sentence("{number} {title}", "{number} {title}")
DECIDED = Sentence("{decision}。{reason}", "{decision}. {reason}")
NO_PATCH = Sentence("没有补丁，未计算。", "No patch; not computed.")
BROKEN = Sentence("补丁不成规则：{why}（{mend}）", "The patch is no rule: {why} ({mend})")
NO_NUMBER = Sentence(
    "只涉及不参与计算的规定：{settings}。", "It concerns only what no number depends on: {settings}."
)
WANTED = Sentence("改变：{settings}。", "Changes: {settings}.")
ONE = Sentence(
    "{case}：{before} → {after} kg CO2e/{unit}（{share}）。",
    "{case}: {before} → {after} kg CO2e/{unit} ({share}).",
)
RANGE = Sentence(
    "{count} 份清单改变，{low}（{low_case}）至 {high}（{high_case}）。",
    "{count} inventories change, from {low} ({low_case}) to {high} ({high_case}).",
)
SAME = Sentence("其余 {count} 份清单不变。", "Unchanged: {count}.")
SAME_ALL = Sentence("{count} 份清单均不变。", "No change on any of {count} inventories.")
REFUSED = Sentence("{cases} 不能再算：{why}。", "No result any more for {cases}: {why}.")
NOW = Sentence("{cases} 改后能算。", "A result only after the change: {cases}.")
NEITHER = Sentence("{count} 份清单改前改后都不能算。", "Without a result before and after: {count}.")
DROPPED = Sentence("{cases} 不再适用。", "No longer covered: {cases}.")
SWAPS = Sentence(
    "排序（{group}）：{cases} 个中 {count} 对互换，如 {low} 与 {high}。",
    "Ranking ({group}): among {cases}, pairs that change places: {count}, e.g. {low} and {high}.",
)
RANKED = Sentence(
    "在 {count} 个规则中的名次改变：{cases}。", "Its place among {count} rules changes: {cases}."
)
RANK = Sentence("{before} → {after}", "{before} → {after}")
RANK_OF = Sentence("{case} {before} → {after}", "{case} {before} → {after}")
CONFLICTS = Sentence(
    "与第 {comments} 条意见冲突（{settings}）。", "In conflict with comment No. {comments} ({settings})."
)
NOT_COMPUTED = Sentence("计算被中止，未算完。", "The computation was stopped before the end.")
COMMA = Sentence("、", ", ")
STATUSES: dict[Status, Sentence] = {
    "changed": Sentence("", ""),
    "unchanged": Sentence("不变", "unchanged"),
    "refuses": Sentence("改后不能算：{why}", "no result after: {why}"),
    "runs_now": Sentence("改后能算", "gives a result now"),
    "no_result": Sentence("改前改后都不能算：{why}", "no result before or after: {why}"),
    "not_covered": Sentence("不再适用", "no longer covered"),
}


def handling_table(consultation: Consultation, lang: str = "en") -> pd.DataFrame:
    """征求意见汇总处理表: one row a comment, in the order of the clauses."""
    import pandas as pd

    rows = handling_rows(consultation, lang)
    return pd.DataFrame(rows, columns=pd.Index([head(lang) for head in HEADS.values()]))


def handling_rows(consultation: Consultation, lang: str) -> list[list[str]]:
    """Rows of :func:`handling_table`."""
    return [
        [
            str(each.comment.index), clause_text(each, lang), comment_text(each.comment, lang), body_text(each.comment, lang),
            handling_text(each.comment, lang), effect_text(each, consultation, lang),
        ]
        for each in consultation.handled
    ]  # fmt: skip


def clause_text(handled: Handled, lang: str) -> str:
    """Where a comment belongs: number and title of its clause; as written if there is no such clause."""
    comment = handled.comment
    spot = f", {comment.spot}" if comment.spot else ""
    if not handled.found.places:
        return (NOT_FOUND(lang, clause=comment.clause) if comment.clause else NO_CLAUSE(lang)) + spot
    place = handled.found.places[0]
    said = NUMBERED(lang, number=place.number, title=place.title).strip()
    as_written = comment.clause if comment.clause and comment.clause not in (place.number, said) else ""
    bare = as_written.replace(" ", "").strip("第章条")
    return f"{said} [{as_written}]{spot}" if bare and bare != place.number else said + spot


def comment_text(comment: Comment, lang: str) -> str:
    """What a comment says, in one text of several lines."""
    parts = [comment.comment] if comment.comment else []
    for sentence, text in (
        (ORIGINAL, comment.original), (CHANGED, comment.proposed), (REASON, comment.reason), (PATCH, comment.patch),
        (KIND, KINDS[comment.kind](lang) if comment.kind else ""),
    ):  # fmt: skip
        if text:
            parts.append(sentence(lang, text=text))
    return "\n".join(parts)


def body_text(comment: Comment, lang: str) -> str:
    """Who sent a comment."""
    return ", ".join(each for each in (comment.body, comment.person) if each) or NONE(lang)


def handling_text(comment: Comment, lang: str) -> str:
    """Decision and reason; undecided stays undecided."""
    decision = DECISIONS[comment.decision](lang)
    return (
        DECIDED(lang, decision=decision, reason=comment.decision_reason)
        if comment.decision_reason
        else decision
    )


def effect_text(handled: Handled, consultation: Consultation, lang: str) -> str:
    """What a comment does to results, in sentences; remarks and conflicts included."""
    said = [*_effect_sentences(handled, consultation, lang), *(each.get(lang) for each in handled.remarks)]
    index = handled.comment.index
    for conflict in consultation.conflicts:
        if index in conflict.comments:
            others = [str(each) for each in conflict.comments if each != index]
            said.append(
                CONFLICTS(
                    lang, comments=COMMA(lang).join(others), settings=setting_label(conflict.setting, lang)
                )
            )
    return "\n".join(said)


def _effect_sentences(handled: Handled, consultation: Consultation, lang: str) -> list[str]:
    patch = handled.patch
    if patch is None:
        return [NO_PATCH(lang)]
    if patch.rule is None:
        from rulewright.reporting.messages import translate

        mend = patch.mistakes[0].mend
        return [
            BROKEN(
                lang, why=first_reason(patch.mistakes, lang), mend=translate(mend) if lang == "zh" else mend
            )
        ]
    if not patch.changes:
        return []  # a remark says so
    settings = COMMA(lang).join(change.label(lang) for change in patch.changes)
    if not patch.decides_a_number:
        return [NO_NUMBER(lang, settings=settings)]
    facts = {each.id: each for each in consultation.cases}
    stopped = (
        [NOT_COMPUTED(lang)] if len(handled.effects) < len(consultation.cases) or consultation.stopped else []
    )
    own = [each for each in handled.effects if not each.group]
    said = [WANTED(lang, settings=settings), *changes_text(own, facts, lang)]
    for ranking in handled.rankings:
        if ranking.swapped:
            low, high = ranking.swapped[0]
            said.append(
                SWAPS(
                    lang,
                    group=ranking.group,
                    cases=ranking.cases,
                    count=len(ranking.swapped),
                    low=low,
                    high=high,
                )
            )
    ranks = [
        RANK_OF(lang, case=each.case, before=each.rank_before, after=each.rank_after)
        for each in own
        if each.rank_before != each.rank_after and each.rank_after is not None
    ]
    if ranks:
        said.append(RANKED(lang, count=len(consultation.others) + 1, cases=COMMA(lang).join(ranks)))
    return [*said, *stopped]


def changes_text(effects: Sequence[Effect], facts: dict[str, CaseFacts], lang: str) -> list[str]:
    """Effects on inventories in sentences: each if they are few, else their range; refusals by name."""
    by: dict[Status, list[Effect]] = {status: [] for status in STATUSES}
    for each in effects:
        by[each.status].append(each)
    said = []
    changed = sorted(by["changed"], key=lambda each: each.share or 0.0)
    if 0 < len(changed) <= LISTED:
        said += [_one(each, facts[each.case], lang) for each in changed]
    elif changed:
        low, high = changed[0], changed[-1]
        said.append(
            RANGE(
                lang, count=len(changed), low=_share(low), low_case=low.case, high=_share(high), high_case=high.case,
            )
        )  # fmt: skip
    same = len(by["unchanged"])
    if same:
        said.append(SAME_ALL(lang, count=same) if same == len(effects) else SAME(lang, count=same))
    if by["refuses"]:
        why = first_reason(by["refuses"][0].after.why, lang)
        said.append(REFUSED(lang, cases=_names(by["refuses"], lang), why=why))
    if by["runs_now"]:
        said.append(NOW(lang, cases=_names(by["runs_now"], lang)))
    if by["not_covered"]:
        said.append(DROPPED(lang, cases=_names(by["not_covered"], lang)))
    if by["no_result"]:
        said.append(NEITHER(lang, count=len(by["no_result"])))
    return said


def _one(effect: Effect, facts: CaseFacts, lang: str) -> str:
    before, after = effect.before.kg_co2e, effect.after.kg_co2e
    assert before is not None and after is not None  # its status is "changed"
    return ONE(
        lang, case=effect.case, before=number(before), after=number(after), unit=facts.unit.removeprefix("1 "),
        share=_share(effect),
    )  # fmt: skip


def _share(effect: Effect) -> str:
    change = effect.change_kg_co2e
    return percent(change, effect.before.kg_co2e) if change is not None else ""


def _names(effects: Sequence[Effect], lang: str) -> str:
    names = [each.case for each in effects[:LISTED]]
    more = len(effects) - len(names)
    return COMMA(lang).join(names) + (f" (+{more})" if more else "")


def setting_label(name: str, lang: str) -> str:
    """A setting for readers, with its key, e.g. ``tags in and out [capital goods]``."""
    plain, _, key = name.partition("[")
    return f"{setting_name(plain, lang)} [{key.removesuffix(']')}]" if key else setting_name(plain, lang)


# ---- the other tables -----------------------------------------------------------------------------------


def effects_table(consultation: Consultation, lang: str = "en") -> pd.DataFrame:
    """One row a comment and case: before, after, change [kg CO2e per declared unit], place among the rules."""
    import pandas as pd

    return pd.DataFrame(
        effects_rows(consultation, lang), columns=pd.Index([head(lang) for head in EFFECT_HEADS.values()])
    )


def effects_rows(consultation: Consultation, lang: str) -> list[list[Any]]:
    """Rows of :func:`effects_table`; numbers at full precision."""
    facts = {(each.group, each.id): each for each in consultation.cases}
    rows: list[list[Any]] = []
    for handled in consultation.handled:
        for each in handled.effects:
            share = None if each.share is None else 100 * each.share
            rank = (
                RANK(lang, before=each.rank_before or "–", after=each.rank_after or "–")
                if consultation.others
                else ""
            )
            rows.append(
                [
                    handled.comment.index, handled.comment.clause, each.case, each.group, facts[each.group, each.case].unit,
                    each.before.kg_co2e, each.after.kg_co2e, each.change_kg_co2e, share, rank, status_text(each, lang),
                ]
            )  # fmt: skip
    return rows


def status_text(effect: Effect, lang: str) -> str:
    """What happened to one case, with the reason of a refusal."""
    why = first_reason(effect.after.why or effect.before.why, lang)
    return STATUSES[effect.status](lang, why=why)


def conflict_rows(consultation: Consultation, lang: str) -> list[list[str]]:
    """One row a setting in conflict and comment."""
    return [
        [
            setting_label(each.setting, lang),
            str(index),
            *_of(consultation, index, lang),
            value_text(each, value, lang),
        ]
        for each in consultation.conflicts
        for index, value in each.values
    ]


def _of(consultation: Consultation, index: int, lang: str) -> list[str]:
    comment = consultation.of(index).comment
    return [comment.clause, body_text(comment, lang)]


def value_text(conflict: Conflict, value: Any, lang: str) -> str:
    """A value that a patch wants, in words where there are any."""
    if isinstance(value, str):
        return say(value, lang)
    return json.dumps(value, ensure_ascii=False)


def together_rows(consultation: Consultation, lang: str) -> list[list[Any]]:
    """One row a set of patches and case: effect of all, sum of the single ones, what they do only together."""
    facts = {(each.group, each.id): each for each in consultation.cases}
    rows: list[list[Any]] = []
    for bundle in consultation.bundles:
        for place, each in enumerate(bundle.effects):
            share = None if each.share is None else 100 * each.share
            rows.append(
                [
                    SETS[bundle.name](lang), each.case, facts[each.group, each.case].unit, each.before.kg_co2e,
                    each.after.kg_co2e, each.change_kg_co2e, share, bundle.sums[place], bundle.joint(place),
                    status_text(each, lang),
                ]
            )  # fmt: skip
    return rows


SET_IS = Sentence("{set}：第 {comments} 条。", "{set}: No. {comments}.")
SET_EMPTY = Sentence("{set}：没有。", "{set}: none.")
SET_LEAVES = Sentence(
    "因相互冲突而未计入：第 {comments} 条。", "Left out because they are in conflict: No. {comments}."
)
SET_BREAKS = Sentence("合在一起不成规则：{why}", "Together they are no rule: {why}")


def together_notes(bundle: Together, lang: str) -> list[str]:
    """What is in a set of patches, and what is not."""
    name = SETS[bundle.name](lang)
    said = [
        SET_IS(lang, set=name, comments=", ".join(map(str, bundle.comments)))
        if bundle.comments
        else SET_EMPTY(lang, set=name)
    ]
    if bundle.left_out:
        said.append(SET_LEAVES(lang, comments=", ".join(map(str, bundle.left_out))))
    if bundle.why:
        said.append(SET_BREAKS(lang, why=first_reason(bundle.why, lang)))
    return said
