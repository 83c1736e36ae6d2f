"""Comments on a draft rule as they were sent in, and what was said about how many were asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

Decision = Literal["accepted", "partly", "rejected", "undecided"]
CommentKind = Literal["general", "technical", "editorial"]
DECISIONS: Mapping[Decision, Sentence] = {
    "accepted": Sentence("采纳", "accepted"),
    "partly": Sentence("部分采纳", "partly accepted"),
    "rejected": Sentence("不采纳", "not accepted"),
    "undecided": Sentence("未处理", "undecided"),
}
KINDS: Mapping[CommentKind, Sentence] = {
    "general": Sentence("总体（ge）", "general (ge)"),
    "technical": Sentence("技术（te）", "technical (te)"),
    "editorial": Sentence("编辑（ed）", "editorial (ed)"),
}
COUNTS: Mapping[str, Sentence] = {
    "sent": Sentence("发送征求意见稿的单位", "bodies that the draft was sent to"),
    "replied": Sentence("收到后回函的单位", "bodies that replied"),
    "with_comments": Sentence("回函并有意见的单位", "bodies that replied with comments"),
    "no_comment": Sentence("回函无意见的单位", "bodies that replied without comments"),
    "no_reply": Sentence("没有回函的单位", "bodies that did not reply"),
}


@dataclass(frozen=True)
class Comment:
    """One comment.

    Attributes
    ----------
    index
        Place among the comments, from 1; what everything else refers to. :func:`~rulewright.consultation.consult.consult`
        numbers anew, in the order of the clauses.
    number
        Number that the sender gave it, "" if none.
    clause
        The clause as written, e.g. ``"6.3.2 a)"``; ``spot``: paragraph, figure, table or line in it.
    original, comment, proposed, reason
        Text of the draft, what is said, what it should become, why.
    patch
        What the comment changes in the rule: a path or ``family.setting = value`` lines; "" if it has none.
    decision, decision_reason
        What the committee decided; "undecided" until a file says otherwise.
    where
        File, sheet and row.
    folder
        Folder beside whose files its patch is looked for; None for a comment that comes from a program.
    """

    index: int
    number: str
    clause: str
    where: str
    spot: str = ""
    original: str = ""
    comment: str = ""
    proposed: str = ""
    reason: str = ""
    body: str = ""
    person: str = ""
    kind: CommentKind | None = None
    patch: str = ""
    decision: Decision = "undecided"
    decision_reason: str = ""
    received: date | None = None
    folder: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON; without the folder, which is a place on somebody's machine."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name in self.__dataclass_fields__
            if name != "folder"
            for value in [getattr(self, name)]
        }


@dataclass(frozen=True)
class Comments:
    """All comments of one consultation, in the order of their files.

    Attributes
    ----------
    comments
        In the order of files, sheets and rows.
    without_comment
        Bodies that replied and had nothing to say.
    counts
        How many bodies were asked, replied ...; only what a file states.
    remarks
        What a reader of the files has to know: hidden sheets, rows that are no comments, words that were not understood.
    """

    comments: tuple[Comment, ...]
    without_comment: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[Text, ...] = ()

    @property
    def bodies(self) -> list[str]:
        """Bodies that sent comments, in the order of their first one."""
        return list(dict.fromkeys(each.body for each in self.comments if each.body))

    def of(self, index: int) -> Comment:
        """The comment with this index."""
        return next(each for each in self.comments if each.index == index)

    def decided(self, decisions: Mapping[int, tuple[Decision, str]]) -> Comments:
        """The same comments with decisions: index to decision and reason; the others keep theirs."""
        changed = tuple(
            replace(each, decision=decisions[each.index][0], decision_reason=decisions[each.index][1])
            if each.index in decisions
            else each
            for each in self.comments
        )
        return replace(self, comments=changed)
