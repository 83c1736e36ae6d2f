"""What comes out of a consultation: every comment with its place, patch and effects; conflicts; all of them together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.analysis.rule_effects import mistake_dict
from rulewright.consultation.comments import COUNTS, DECISIONS, Comment, Comments, Decision
from rulewright.consultation.effects import CaseFacts, Conflict, Effect, Ranking, Together
from rulewright.consultation.head import ConsultationHead
from rulewright.consultation.ladder import StatusLadder
from rulewright.consultation.patches import Patch
from rulewright.consultation.periods import Period
from rulewright.consultation.places import Found
from rulewright.drafting.findings import Finding, Findings
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule, Text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.reporting.files import Written

FORMAT = "rulewright-consultation-result/1"
COUNTED = Sentence(
    "{count} 条意见，来自 {bodies} 个单位；{patched} 条附补丁，其中 {broken} 条补丁不成规则；{lost} 条所引章条不存在。",
    "{count} comments from {bodies} bodies; with a patch: {patched}, of which no rule: {broken}; about clauses that aren't there: {lost}.",
)
DECIDED = Sentence(
    "采纳 {accepted} 条，部分采纳 {partly} 条，不采纳 {rejected} 条，未处理 {undecided} 条。",
    "Accepted {accepted}, partly accepted {partly}, not accepted {rejected}, undecided {undecided}.",
)
COMPUTED = Sentence("影响在 {cases} 份清单上计算。", "Effects are computed on {cases} inventories.")
STOPPED = Sentence(
    "计算被中止：部分清单没有算。", "The computation was stopped: some inventories were not computed."
)
CONFLICTING = Sentence(
    "{count} 项规定上有意见冲突，涉及第 {comments} 条。",
    "Decisions in conflict: {count}, between comments No. {comments}.",
)
PARTLY = Sentence(
    "部分采纳的第 {comments} 条不计入“采纳的合并影响”：采纳了哪一部分，请写成补丁。",
    "No. {comments}, accepted in part, is not in the effect of what is accepted: write the part that is taken as a patch.",
)
COUNT_IS = Sentence("{what}：{count}", "{what}: {count}")


@dataclass(frozen=True)
class Handled:
    """One comment with all that was found out about it.

    Attributes
    ----------
    found
        Where it belongs in the draft.
    patch
        None if it has none.
    effects
        One a case; empty without a patch that is a rule.
    rankings
        Groups of cases and the pairs in them that change places.
    remarks
        What else has to be said.
    """

    comment: Comment
    found: Found
    patch: Patch | None
    effects: tuple[Effect, ...]
    rankings: tuple[Ranking, ...]
    remarks: tuple[Text, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        patch = self.patch
        return {
            "comment": self.comment.to_dict(),
            "places": [
                {
                    "number": each.number,
                    "title": {"zh": each.title.zh, "en": each.title.en},
                    "clauses": sorted(each.clauses),
                }
                for each in self.found.places
            ],
            "patch": None
            if patch is None
            else {
                "is_a_rule": patch.rule is not None,
                "decides_a_number": patch.decides_a_number,
                "changes": [change.to_dict() for change in patch.changes],
                "mistakes": [mistake_dict(each) for each in patch.mistakes],
            },
            "effects": [each.to_dict() for each in self.effects],
            "rankings": [each.to_dict() for each in self.rankings],
            "remarks": [{"zh": each.zh, "en": each.en} for each in self.remarks],
        }


@dataclass(frozen=True)
class Consultation:
    """A worked-through consultation.

    Attributes
    ----------
    handled
        Comments in the order of the clauses; those without a place last.
    cases
        Inventories and plants on which patches were computed, in the order of the effects.
    conflicts, bundles
        Settings that comments want different values of; patches put together ("all", "accepted").
    period, findings, ladder
        The period for comments, everything that is off or open, and the status ladder.
    others
        Rules that the rule was set beside.
    stopped
        Whether somebody stopped the computation; then some effects are missing.
    """

    rule: Rule
    comments: Comments
    head: ConsultationHead
    handled: tuple[Handled, ...]
    cases: tuple[CaseFacts, ...]
    conflicts: tuple[Conflict, ...]
    bundles: tuple[Together, ...]
    period: Period
    findings: tuple[Finding, ...]
    ladder: StatusLadder
    others: tuple[str, ...] = ()
    stopped: bool = False

    def of(self, index: int) -> Handled:
        """The comment with this index."""
        return next(each for each in self.handled if each.comment.index == index)

    def bundle(self, name: str) -> Together:
        """Patches put together: "all" or "accepted"."""
        return next(each for each in self.bundles if each.name == name)

    @property
    def counts(self) -> dict[str, int]:
        """How many bodies were asked, replied ...; the head overrules the tables."""
        stated = {**self.comments.counts, **self.head.counts()}
        if self.comments.without_comment:
            stated.setdefault("no_comment", len(self.comments.without_comment))
        return {name: stated[name] for name in COUNTS if name in stated}

    @property
    def decided(self) -> Mapping[Decision, int]:
        """How many comments have each decision."""
        found = [each.decision for each in self.comments.comments]
        return {name: found.count(name) for name in DECISIONS}

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """The table of how comments are handled, one row a comment, in the order of the clauses."""
        from rulewright.consultation.tables import handling_table

        return handling_table(self, lang)

    def effects_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a comment and inventory: before, after, change, rank."""
        from rulewright.consultation.tables import effects_table

        return effects_table(self, lang)

    def notes(self, lang: str = "en") -> list[str]:
        """Counts, decisions, conflicts, remarks of the reading, the period."""
        counts = [COUNT_IS(lang, what=COUNTS[name](lang), count=count) for name, count in self.counts.items()]
        return [*counts, *self.remarks(lang)]

    def remarks(self, lang: str = "en") -> list[str]:
        """The notes without how many bodies were asked."""
        patches = [each.patch for each in self.handled if each.patch is not None]
        said = [
            COUNTED(
                lang, count=len(self.handled), bodies=len(self.comments.bodies), patched=len(patches),
                broken=sum(each.rule is None for each in patches),
                lost=sum(bool(each.comment.clause) and not each.found.places for each in self.handled),
            ),
            DECIDED(lang, **{str(name): count for name, count in self.decided.items()}),
            COMPUTED(lang, cases=len(self.cases)),
        ]  # fmt: skip
        if self.stopped:
            said.append(STOPPED(lang))
        if self.conflicts:
            fighting = sorted({index for each in self.conflicts for index in each.comments})
            said.append(CONFLICTING(lang, count=len(self.conflicts), comments=", ".join(map(str, fighting))))
        partly = [
            each.comment.index for each in self.handled if each.comment.decision == "partly" and each.patch
        ]
        if partly:
            said.append(PARTLY(lang, comments=", ".join(map(str, partly))))
        said += [remark.get(lang) for remark in self.comments.remarks]
        return [*said, *self.period.sentences(lang)]

    def check(self) -> Findings:
        """What is off or open about the period, the counts and the decisions."""
        return Findings(self.rule.id, self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/consultation.md)."""
        return {
            "format": FORMAT,
            "rule": self.rule.id,
            "rule_hash": self.rule.hash,
            "counts": self.counts,
            "decided": dict(self.decided),
            "replied_without_comment": list(self.comments.without_comment),
            "cases": [each.to_dict() for each in self.cases],
            "comments": [each.to_dict() for each in self.handled],
            "conflicts": [each.to_dict() for each in self.conflicts],
            "together": [each.to_dict() for each in self.bundles],
            "beside": list(self.others),
            "period": self.period.to_dict(),
            "findings": [each.to_dict() for each in self.findings],
            "status": self.ladder.to_dict(),
            "remarks": [{"zh": each.zh, "en": each.en} for each in self.comments.remarks],
            "stopped": self.stopped,
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def plot(self, lang: str = "en") -> Figure:
        """Effect of each patch on each inventory, in per cent of the result before."""
        from rulewright.reporting.figures_consultation import consultation_figure

        return consultation_figure(self, lang)

    def write(self, directory: Path | str) -> Written:
        """Write 征求意见汇总处理表 (.docx, .xlsx; zh and en), tables, JSON and figures into a folder, all or nothing.

        Raises
        ------
        FileError
            If the folder can't be written; nothing is changed then.
        """
        from rulewright.consultation.files import write_consultation

        return write_consultation(self, directory)

    def _repr_html_(self) -> str:
        return tabled(self)
