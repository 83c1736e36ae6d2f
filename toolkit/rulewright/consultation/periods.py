"""Check the period, the counts and the decisions of a consultation: each finding with place and mend."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rulewright.consultation.comments import COUNTS, DECISIONS, Comments
from rulewright.consultation.head import ConsultationHead, Stage
from rulewright.drafting.check_rule import LEAST_COMMENT_DAYS, MOST_REVIEW_YEARS
from rulewright.drafting.findings import Check, Finding
from rulewright.drafting.procedure import level_of_rule, own_setting
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule
from rulewright.words import say

# where the least period of each stage comes from, and how it was read (facts 4.1 G8, 4.3)
LEAST_FROM: Mapping[str, tuple[str, str]] = {
    "group": ("工信厅节函〔2024〕411号, G8", "seen"),
    "industry": ("行业标准管理办法 (2023)", "known"),
    "national": ("国家标准管理办法 (2022)", "known"),
}
HEAD, TABLE = Sentence("征求意见信息", "head of the consultation"), Sentence("意见表", "comment table")
COMMENT = Sentence("第{number}条意见（{where}）", "comment {number} ({where})")
RULE_AT = Sentence("规则 {rule}", "rule {rule}")
PERIOD = Sentence(
    "征求意见期：{start} 至 {end}，{days} 日；本级别不少于 {least} 日（{source}，{mark}）。",
    "Comment period: {start} to {end}, {days} days; this stage asks for at least {least} ({source}, {mark}).",
)
NO_PERIOD = Sentence(
    "征求意见期未给出；本级别不少于 {least} 日（{source}，{mark}）。",
    "The comment period isn't stated; this stage asks for at least {least} days ({source}, {mark}).",
)
EARLIEST_END = Sentence(
    "自 {start} 起，最早截止日为 {end}。", "From {start} on, it ends on {end} at the earliest."
)

_S = Sentence
CHECKS = {
    check.name: check
    for check in (
        Check("period-open", "G8",
              _S("没有给出征求意见的起止日期", "the first and the last day for comments are not given"),
              _S("在征求意见信息中写 from 和 to，或用 --from、--to", "write from and to in the head of the consultation, or use --from and --to"),
              "open"),
        Check("period-order", "G8",
              _S("截止日 {end} 早于开始日 {start}", "the last day {end} lies before the first day {start}"),
              _S("改正日期", "mend the dates")),
        Check("period-short", "G8",
              _S("征求意见期 {days} 日，少于本级别的 {least} 日", "the comment period of {days} days is shorter than the {least} of this stage"),
              _S("截止日延至 {end} 或以后", "let it end on {end} or later")),
        Check("period-promise", "G8",
              _S("征求意见期 {days} 日，少于规则自己规定的 {least} 日", "the period of {days} days is shorter than the {least} that the rule states"),
              _S("截止日延至 {end} 或以后，或修改规则的程序条款", "let it end on {end} or later, or change the clause")),
        Check("stage-open", "G12",
              _S("不知道级别，按团体标准检查", "the stage isn't known; it is checked as a group standard"),
              _S("在征求意见信息中写 stage", "write stage in the head of the consultation"), "open"),
        Check("late", "G8",
              _S("意见于 {day} 收到，晚于截止日 {end}", "the comment came on {day}, after the last day {end}"),
              _S("由起草组决定是否处理，并写明", "let the committee decide whether it counts, and say so"), "open"),
        Check("early", "G8",
              _S("意见日期 {day} 早于开始日 {start}", "the comment is dated {day}, before the first day {start}"),
              _S("核对日期", "check the date"), "open"),
        Check("undecided", "G9",
              _S("{count} 条意见未处理", "{count} comments are undecided"),
              _S("逐条写明采纳、部分采纳或不采纳", "state accepted, partly accepted or not accepted for each"), "open"),
        Check("no-reason", "G9",
              _S("处理意见为“{decision}”而没有理由", "the decision '{decision}' has no reason"),
              _S("写明理由", "write the reason")),
        Check("no-body", "G6",
              _S("意见没有提出单位", "the comment names no body"),
              _S("写上提出单位", "name the body that sent it"), "open"),
        Check("counts", "G8",
              _S("数目不一致：{what}", "the counts do not agree: {what}"),
              _S("核对各单位数", "check the numbers of bodies")),
        Check("review-years", "G13",
              _S("复审周期 {years:g} 年长于 {most:g} 年", "the review period of {years:g} years is longer than {most:g}"),
              _S("缩短复审周期", "make it shorter")),
    )
}  # fmt: skip
REPLIED_IS = Sentence(
    "回函 {replied}，有意见 {with_comments} 加无意见 {no_comment} 为 {total}",
    "{replied} replied, but {with_comments} with and {no_comment} without comments make {total}",
)
SENT_IS = Sentence("发送 {sent}，少于回函 {replied}", "sent to {sent}, fewer than the {replied} that replied")
NO_REPLY_IS = Sentence(
    "发送 {sent}，回函 {replied}，没有回函应为 {total}，不是 {no_reply}",
    "sent to {sent}, {replied} replied, so {total} did not reply, not {no_reply}",
)
IN_TABLE = Sentence(
    "有意见的单位 {stated}，意见表中有 {found}",
    "{stated} bodies with comments are stated, the table has {found}",
)


@dataclass(frozen=True)
class Period:
    """The period for comments and what the stage asks of it; days are counted from the day after the first."""

    stage: Stage
    stage_is_known: bool
    start: date | None
    end: date | None
    least_days: int
    source: str
    mark: str

    @property
    def days(self) -> int | None:
        """Days from the first to the last day, the first not counted; None if one of them isn't known."""
        return None if self.start is None or self.end is None else (self.end - self.start).days

    @property
    def earliest_end(self) -> date | None:
        """The last day that the stage allows at the earliest."""
        return None if self.start is None else self.start + timedelta(days=self.least_days)

    def sentences(self, lang: str) -> list[str]:
        """The period in words."""
        facts = {"least": self.least_days, "source": self.source, "mark": say(self.mark, lang)}
        if self.start is None:
            return [NO_PERIOD(lang, **facts)]
        if self.end is None:
            return [NO_PERIOD(lang, **facts), EARLIEST_END(lang, start=self.start, end=self.earliest_end)]
        return [PERIOD(lang, start=self.start, end=self.end, days=self.days, **facts)]

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "stage": self.stage, "stage_is_known": self.stage_is_known,
            "from": self.start.isoformat() if self.start else None, "to": self.end.isoformat() if self.end else None,
            "days": self.days, "least_days": self.least_days, "source": self.source, "mark": self.mark,
        }  # fmt: skip


def period_of(rule: Rule, head: ConsultationHead) -> Period:
    """The period of a consultation; the stage is that of the head, else that of the rule, else a group standard's."""
    known = head.stage or level_of_rule(rule)
    stage: Stage = known or "group"
    return Period(
        stage, known is not None, head.from_, head.to, LEAST_COMMENT_DAYS[stage], *LEAST_FROM[stage]
    )


def review_by(rule: Rule) -> date | None:
    """Last day on which a rule that was issued is to be reviewed; None without a day of issue or a review period."""
    issued, years = rule.document.issued, rule.get("procedure.review_years")
    if issued is None or years is None:
        return None
    months = issued.month - 1 + round(12 * years.value)
    year, month = issued.year + months // 12, months % 12 + 1
    return date(year, month, min(issued.day, monthrange(year, month)[1]))


def check_consultation(rule: Rule, head: ConsultationHead, comments: Comments) -> tuple[Finding, ...]:
    """Everything that is off, or open, about period, counts and decisions."""
    period = period_of(rule, head)
    counts = {**comments.counts, **head.counts()}
    return (
        *_period(rule, period),
        *_dates(comments, period),
        *_counts(counts, comments),
        *_decisions(comments),
    )


def _period(rule: Rule, period: Period) -> Iterator[Finding]:
    here, rule_at = HEAD.text(), RULE_AT.text(rule=rule.id)
    if not period.stage_is_known:
        yield CHECKS["stage-open"].found(here)
    if period.start is None or period.end is None or period.days is None:
        yield CHECKS["period-open"].found(here)
    elif period.days < 0:
        yield CHECKS["period-order"].found(here, start=period.start, end=period.end)
    else:
        for name, least in (("period-short", period.least_days), ("period-promise", _promised(rule))):
            if period.days < least:
                end = period.start + timedelta(days=least)
                yield CHECKS[name].found(here, days=period.days, least=least, end=end)
    years = rule.get("procedure.review_years")
    if years is not None and years.value > MOST_REVIEW_YEARS:
        yield CHECKS["review-years"].found(rule_at, years=years.value, most=MOST_REVIEW_YEARS)


def _promised(rule: Rule) -> int:
    days = own_setting(rule, "procedure.comment_days")
    return int(days.value) if days is not None else 0


def _dates(comments: Comments, period: Period) -> Iterator[Finding]:
    for comment in comments.comments:
        place = COMMENT.text(number=comment.index, where=comment.where)
        if comment.received is None:
            continue
        if period.end is not None and comment.received > period.end:
            yield CHECKS["late"].found(place, day=comment.received, end=period.end)
        if period.start is not None and comment.received < period.start:
            yield CHECKS["early"].found(place, day=comment.received, start=period.start)


def _counts(counts: Mapping[str, int], comments: Comments) -> Iterator[Finding]:
    place = HEAD.text()
    if counts.keys() >= {"replied", "with_comments", "no_comment"}:
        total = counts["with_comments"] + counts["no_comment"]
        if total != counts["replied"]:
            yield CHECKS["counts"].found(place, what=REPLIED_IS.text(total=total, **_named(counts)))
    if counts.keys() >= {"sent", "replied"} and counts["sent"] < counts["replied"]:
        yield CHECKS["counts"].found(place, what=SENT_IS.text(**_named(counts)))
    if counts.keys() >= {"sent", "replied", "no_reply"} and counts["sent"] >= counts["replied"]:
        total = counts["sent"] - counts["replied"]
        if total != counts["no_reply"]:
            yield CHECKS["counts"].found(place, what=NO_REPLY_IS.text(total=total, **_named(counts)))
    stated, bodies = counts.get("with_comments"), len(comments.bodies)
    if stated is not None and all(each.body for each in comments.comments) and stated != bodies:
        yield CHECKS["counts"].found(TABLE.text(), what=IN_TABLE.text(stated=stated, found=bodies))


def _named(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts.get(name, 0) for name in COUNTS}


def _decisions(comments: Comments) -> Iterator[Finding]:
    undecided = sum(each.decision == "undecided" for each in comments.comments)
    if undecided:
        yield CHECKS["undecided"].found(TABLE.text(), count=undecided)
    for comment in comments.comments:
        place = COMMENT.text(number=comment.index, where=comment.where)
        if comment.decision in ("rejected", "partly") and not comment.decision_reason:
            yield CHECKS["no-reason"].found(place, decision=DECISIONS[comment.decision].text())
        if not comment.body and not comment.person:
            yield CHECKS["no-body"].found(place)
