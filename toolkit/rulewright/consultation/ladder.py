"""The ladder 团体标准 → 行业标准 → 国家标准: what a rule already meets on each step, and what is missing for the next.

Demands come from the two drafting guidelines and the procedures of the stages; each keeps its source and its mark.
What no rule file and no comment table can show is said to be not shown, never taken as met.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rulewright.consultation.comments import Comments
from rulewright.consultation.head import ConsultationHead
from rulewright.consultation.ladder_demands import DEMANDS, LADDER, STAGE_NAMES, STAGES, LadderStage
from rulewright.consultation.periods import Period, period_of, review_by
from rulewright.drafting.check_rule import LEAST_COMMENT_DAYS, check_rule
from rulewright.drafting.findings import Findings
from rulewright.drafting.head import DraftHead
from rulewright.drafting.names import NUMBER
from rulewright.drafting.procedure import level_of_rule, own_setting
from rulewright.drafting.standard import draft_standard
from rulewright.inventory import Inventory
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule, Text
from rulewright.words import say

if TYPE_CHECKING:
    import pandas as pd

FORMAT = "rulewright-status/1"
Standing = Literal["met", "missing", "not_shown"]
STANDINGS: Mapping[Standing, Sentence] = {
    "met": Sentence("已满足", "met"),
    "missing": Sentence("缺", "missing"),
    "not_shown": Sentence("数据不能证明", "not shown by data"),
}
HEADS = {
    "stage": Sentence("级别", "stage"),
    "demand": Sentence("要求", "demand"),
    "standing": Sentence("状况", "standing"),
    "evidence": Sentence("依据或所缺", "evidence or what is missing"),
    "source": Sentence("来源", "source"),
    "mark": Sentence("标记", "mark"),
}
STANDS_AT = Sentence("{rule}：{stage}，{status}。", "{rule}: {stage}, {status}.")
NO_STAGE = Sentence("{rule}：级别未写明。", "{rule}: its stage is not stated.")
NEXT = Sentence(
    "下一步：{stage}。已满足 {met} 项，缺 {missing} 项，{not_shown} 项数据不能证明。",
    "Next step: {stage}. {met} demands met, {missing} missing, {not_shown} not shown by data.",
)
REVIEW_BY = Sentence(
    "发布于 {issued}，最迟于 {day} 复审。", "Issued on {issued}; to be reviewed by {day} at the latest."
)
TOP = Sentence("已是最高一级。", "This is the highest step.")
KNOWN = Sentence(
    "标记为“待核”的要求据一般知识写成，引用前应核对原文。",
    "Demands marked as known were written from general knowledge; check the texts before citing them.",
)
STATUS = {
    "in_force": Sentence("已实施", "in force"),
    "draft": Sentence("草案", "a draft"),
    "withdrawn": Sentence("已废止", "withdrawn"),
    "superseded": Sentence("已被代替", "superseded"),
    "not_read": Sentence("已发布，正文未读", "issued, its text not read"),
}

_S = Sentence
SETTLED = _S(
    "{count} 项未定：rulewright check --standard 列出",
    "{count} are open: rulewright check --standard lists them",
)
GAPS = _S(
    "草案有 {count} 处待定：rulewright draft 标出", "the draft has {count} gaps: rulewright draft marks them"
)
GAPS_BARE = _S(
    "草案有 {count} 处待定（含因没有清单而空缺的附录）：rulewright draft 标出",
    "the draft has {count} gaps (with those of annexes that need an inventory): rulewright draft marks them",
)
NOT_STATED = _S("规则没有写明", "the rule does not state it")
NONE_OFF = _S("检查未见问题", "the check finds nothing")
PERIOD_IS = _S("{days} 日", "{days} days")
PERIOD_OPEN = _S("起止日期未给出", "first and last day are not given")
PROMISED = _S(
    "规则写明 {days} 日；起止日期未给出", "the rule states {days} days; first and last day are not given"
)
UNDECIDED = _S("{count} 条中 {open} 条未处理", "{open} of {count} comments are undecided")
ALL_DECIDED = _S("{count} 条均已处理", "all {count} comments are handled")
NO_COMMENTS = _S("没有意见表", "no table of comments is given")
CLAUSE_IS = _S("条款 {clause}", "clause {clause}")
NUMBER_IS = _S("编号：{number}", "number: {number}")
OUTSIDE = _S("由机构的记录证明", "records of the bodies show it")
YEARS = _S("{years:g} 年", "{years:g} years")
YEARS_OPEN = _S("规则没有规定复审周期", "the rule states no review period")


@dataclass(frozen=True)
class Demand:
    """One demand of one stage: how the rule stands to it, why, and where the demand comes from."""

    key: str
    stage: LadderStage
    text: Text
    standing: Standing
    evidence: Text
    source: str
    mark: str

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "demand": self.key, "stage": self.stage, "text": {"zh": self.text.zh, "en": self.text.en},
            "standing": self.standing, "evidence": {"zh": self.evidence.zh, "en": self.evidence.en},
            "source": self.source, "mark": self.mark,
        }  # fmt: skip


@dataclass(frozen=True)
class StatusLadder:
    """How a rule stands to the demands of the three stages.

    Attributes
    ----------
    stage
        The stage that the rule is at, None if it isn't stated.
    next_stage
        The stage whose demands come next: the own one until the document is in force, then the one above; None at the
        top.
    """

    rule: Rule
    stage: LadderStage | None
    next_stage: LadderStage | None
    demands: tuple[Demand, ...]

    def of(self, stage: LadderStage, standing: Standing | None = None) -> list[Demand]:
        """Demands of a stage, or those with one standing."""
        return [each for each in self.demands if each.stage == stage and standing in (None, each.standing)]

    def missing(self) -> list[Demand]:
        """What is missing for the next step."""
        return [] if self.next_stage is None else self.of(self.next_stage, "missing")

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a demand, the stages in their order."""
        import pandas as pd

        rows = [
            (
                STAGE_NAMES[each.stage](lang), each.text.get(lang), STANDINGS[each.standing](lang), each.evidence.get(lang),
                each.source, say(each.mark, lang),
            )
            for each in self.demands
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=pd.Index([head(lang) for head in HEADS.values()]))

    def notes(self, lang: str = "en") -> list[str]:
        """Where the rule stands, what comes next, and that some demands are to be checked."""
        status = STATUS[self.rule.document.status](lang)
        if self.stage is None:
            said = [NO_STAGE(lang, rule=self.rule.id)]
        else:
            said = [STANDS_AT(lang, rule=self.rule.id, stage=STAGE_NAMES[self.stage](lang), status=status)]
        day = review_by(self.rule)
        if day is not None:
            said.append(REVIEW_BY(lang, issued=self.rule.document.issued, day=day))
        if self.next_stage is None:
            return [*said, TOP(lang), KNOWN(lang)]
        standings: tuple[Standing, ...] = ("met", "missing", "not_shown")
        counts = {name: len(self.of(self.next_stage, name)) for name in standings}
        return [*said, NEXT(lang, stage=STAGE_NAMES[self.next_stage](lang), **counts), KNOWN(lang)]

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "format": FORMAT,
            "rule": self.rule.id,
            "rule_hash": self.rule.hash,
            "stage": self.stage,
            "next_stage": self.next_stage,
            "demands": [each.to_dict() for each in self.demands],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def plot(self, lang: str = "en") -> Any:
        """Demands of each stage by standing."""
        from rulewright.reporting.figures_consultation import ladder_figure

        return ladder_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


def status_ladder(
    rule: Rule | str,
    head: ConsultationHead | None = None,
    comments: Comments | None = None,
    draft_head: DraftHead | None = None,
    inventory: Inventory | None = None,
) -> StatusLadder:
    """How a rule stands to the demands of group, industry and national standards.

    Parameters
    ----------
    head, comments
        Dates and comments of its consultation, as far as there was one.
    draft_head, inventory
        Facts of its draft standard, and the inventory of its annexes.

    Examples
    --------
    >>> ladder = status_ladder("gbt-44905-2024")
    >>> ladder.stage, ladder.next_stage
    ('national', None)
    """
    if not isinstance(rule, Rule):
        from rulewright.reading.rules import read_rule

        rule = read_rule(rule)
    facts = _Facts(rule, head or ConsultationHead(), comments, check_rule(rule), draft_head, inventory)
    stage = facts.stage()
    demands = tuple(
        Demand(key, each, facts.text(key, each), *facts.standing(key, each), source, mark)
        for each in STAGES
        for key, source, mark in LADDER[each]
    )
    return StatusLadder(rule, stage, _next(rule, stage), demands)


def _next(rule: Rule, stage: LadderStage | None) -> LadderStage | None:
    if stage is None:
        return "group"
    if rule.document.status == "draft":
        return stage
    place = STAGES.index(stage) + 1
    return STAGES[place] if place < len(STAGES) else None


_Found = tuple[Standing, Text]


@dataclass(frozen=True)
class _Facts:
    """What the demands are held against."""

    rule: Rule
    head: ConsultationHead
    comments: Comments | None
    findings: Findings
    draft_head: DraftHead | None
    inventory: Inventory | None

    def stage(self) -> LadderStage | None:
        return self.head.stage or level_of_rule(self.rule)

    def text(self, key: str, stage: LadderStage) -> Text:
        return DEMANDS[key].text(least=LEAST_COMMENT_DAYS[stage]) if key == "period" else DEMANDS[key].text()

    def standing(self, key: str, stage: LadderStage) -> _Found:
        tests: Mapping[str, Callable[[LadderStage], _Found]] = {
            "title": lambda _: self._check("title"),
            "english": lambda _: self._check("english-title"),
            "overlap": lambda _: self._check("overlap"),
            "draft": lambda _: self._draft(),
            "items": lambda _: self._items(),
            "codes": lambda _: self._setting("product.codes"),
            "groups": lambda _: self._groups(),
            "period": self._period,
            "handled": lambda _: self._handled(),
            "number": self._number,
            "review": lambda _: self._review(),
        }
        return tests[key](stage) if key in tests else ("not_shown", OUTSIDE.text())

    def _check(self, name: str) -> _Found:
        found = next((each for each in self.findings.findings if each.check == name), None)
        return ("met", NONE_OFF.text()) if found is None else ("missing", found.what)

    def _draft(self) -> _Found:
        gaps = len(draft_standard(self.rule, self.inventory, self.draft_head).gaps())
        if not gaps:
            return "met", NONE_OFF.text()
        return "missing", (GAPS if self.inventory is not None else GAPS_BARE).text(count=gaps)

    def _items(self) -> _Found:
        """Required items that nothing settles; codes and procedure are demands of their own."""
        items = [each.item for each in self.findings.open if each.check == "open"]
        count = sum("GB/T 24067" in item or "G3" in item for item in items)
        return ("missing", SETTLED.text(count=count)) if count else ("met", NONE_OFF.text())

    def _setting(self, name: str) -> _Found:
        setting = self.rule.get(name)
        if setting is None or setting.rule_id != self.rule.id:
            return "missing", NOT_STATED.text()
        return "met", CLAUSE_IS.text(clause=setting.clause.clause or setting.clause.id)

    def _groups(self) -> _Found:
        if self.rule.get("procedure.stakeholder_groups") is None:
            return "missing", NOT_STATED.text()
        return self._check("groups")

    def _period(self, stage: LadderStage) -> _Found:
        period: Period = period_of(self.rule, self.head)
        if period.days is None:
            days = own_setting(self.rule, "procedure.comment_days")
            return "missing", PERIOD_OPEN.text() if days is None else PROMISED.text(days=days.value)
        return "met" if period.days >= LEAST_COMMENT_DAYS[stage] else "missing", PERIOD_IS.text(
            days=period.days
        )

    def _handled(self) -> _Found:
        if self.comments is None:
            return "not_shown", NO_COMMENTS.text()
        count = len(self.comments.comments)
        left = sum(each.decision == "undecided" for each in self.comments.comments)
        return (
            ("missing", UNDECIDED.text(count=count, open=left))
            if left
            else ("met", ALL_DECIDED.text(count=count))
        )

    def _number(self, stage: LadderStage) -> _Found:
        number = self.rule.document.number
        fits = {"national": number.startswith("GB"), "group": number.startswith("T/")}
        fits["industry"] = not any(fits.values())
        standing: Standing = "met" if NUMBER.fullmatch(number) and fits[stage] else "missing"
        return standing, NUMBER_IS.text(number=number)

    def _review(self) -> _Found:
        years = self.rule.get("procedure.review_years")
        if years is None:
            return "missing", YEARS_OPEN.text()
        standing, _ = self._check("review-years")
        return standing, YEARS.text(years=years.value)
