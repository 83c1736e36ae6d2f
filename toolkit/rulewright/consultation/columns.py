"""Columns of comment tables: the Chinese form, the ISO commenting form, and what people call them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rulewright.consultation.comments import CommentKind, Decision

Column = Literal[
    "number", "clause", "spot", "line", "original", "comment", "proposed", "reason", "body", "person", "kind", "patch",
    "decision", "decision_reason", "received",
]  # fmt: skip
CONTENT: tuple[Column, ...] = ("original", "comment", "proposed", "reason", "patch")
SAID: tuple[Column, ...] = (
    "comment",
    "proposed",
    "reason",
    "patch",
)  # at least one says what a comment wants
SENDER: tuple[Column, ...] = (
    "number",
    "body",
    "person",
)  # alone they make no comment: the rest of the row is merged
# normalised names; a name in brackets is dropped before, so "Type of comment (ge/te/ed)" is "type of comment"
NAMES: Mapping[Column, tuple[str, ...]] = {
    "number": ("序号", "编号", "no", "no.", "number", "item", "#", "id"),
    "clause": (
        "章节号", "章条编号", "章条号", "章节", "条款", "条款号", "条文号", "标准章条编号", "标准条款", "条款编号",
        "clause", "clause/subclause", "clause/ subclause", "clause no", "clause no.", "clause number", "subclause",
        "section",
    ),
    "spot": (
        "段落", "图表", "段/图/表", "位置", "paragraph/figure/table", "paragraph/figure/table/note", "paragraph",
        "paragraph/ figure/ table", "paragraph/ figure/ table/",
    ),
    "line": ("行", "行号", "line", "line number", "line no", "line no."),
    "original": ("原文", "原条文", "原内容", "标准原文", "original", "original text", "present text", "current text"),
    "comment": ("意见", "意见内容", "修改意见", "意见或建议", "意见和建议", "意见建议", "comment", "comments"),
    "proposed": (
        "修改后内容", "修改后", "修改为", "建议修改为", "修改建议", "建议修改内容", "修改内容", "proposed change", "proposal",
        "proposed text", "change", "proposed changes",
    ),
    "reason": ("理由", "修改理由", "原因", "依据", "理由和依据", "reason", "reasons", "justification", "rationale"),
    "body": (
        "提出单位", "单位", "单位名称", "提出单位或个人", "提出单位/人", "提出单位/个人", "意见提出单位", "提意见单位", "mb/nc",
        "mb", "mb/ nc", "member body", "national body", "body", "organisation", "organization", "proposed by",
    ),
    "person": ("提出人", "姓名", "专家", "联系人", "person", "name", "expert"),
    "kind": ("类型", "意见类型", "意见类别", "type", "type of comment", "type of comments", "kind"),
    "patch": ("补丁", "规则补丁", "patch", "rule patch"),
    "decision": (
        "处理意见", "处理结果", "处理", "是否采纳", "采纳情况", "处理意见及理由", "observations of the secretariat",
        "secretariat observations", "observations", "decision", "disposition", "resolution",
    ),
    "decision_reason": ("处理理由", "不采纳理由", "处理说明", "decision reason", "reason for decision", "reason of decision"),
    "received": ("日期", "收到日期", "提出日期", "date", "received", "date received"),
}  # fmt: skip
_COLUMN_OF = {name: column for column, names in NAMES.items() for name in names}
KIND_WORDS: Mapping[str, CommentKind] = {
    "ge": "general", "general": "general", "总体": "general", "一般": "general",
    "te": "technical", "technical": "technical", "技术": "technical", "技术性": "technical",
    "ed": "editorial", "editorial": "editorial", "编辑": "editorial", "编辑性": "editorial",
}  # fmt: skip
# the longest first, so that 不采纳 is not read as 采纳
DECISION_WORDS: tuple[tuple[str, Decision], ...] = (
    ("accepted with modifications", "partly"), ("accepted with modification", "partly"),
    ("accepted in principle", "partly"), ("partially accepted", "partly"), ("partly accepted", "partly"),
    ("accepted in part", "partly"), ("not accepted", "rejected"), ("rejected", "rejected"), ("reject", "rejected"),
    ("accepted", "accepted"), ("accept", "accepted"), ("undecided", "undecided"), ("pending", "undecided"),
    ("open", "undecided"), ("部分采纳", "partly"), ("原则采纳", "partly"), ("不予采纳", "rejected"), ("不采纳", "rejected"),
    ("未采纳", "rejected"), ("未处理", "undecided"), ("待处理", "undecided"), ("待定", "undecided"), ("采纳", "accepted"),
    ("接受", "accepted"),
)  # fmt: skip
NO_COMMENT = frozenset(
    {"无", "无意见", "没有意见", "无修改意见", "none", "no comment", "no comments", "nil", "no objection"}
)
# the sheet of our own workbooks that is filled in and read again; the others repeat what stands in it
WORK_SHEETS = ("意见（可填写后再读入）", "comments (fill in, read again)")
HEAD_ROWS = 40  # within these the head of a table is looked for
_AFTER = " \t\n:：,，;；。.、-—"


@dataclass(frozen=True)
class Head:
    """Where a table begins: its row, and the column of each field; ``twice``: fields that two columns claim."""

    row: int
    columns: Mapping[Column, int]
    twice: tuple[tuple[Column, int, int], ...] = ()


def normal(text: str) -> str:
    """A name of a column as it is compared: no brackets, footnote marks or odd blanks, small letters.

    Examples
    --------
    >>> normal("Clause/ Subclause\\n(e.g. 3.1)"), normal(" 章节号＊ "), normal("Type of comment2")
    ('clause/ subclause', '章节号', 'type of comment')
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"[(\[【（].*?[)\]】）]", "", plain, flags=re.DOTALL)
    plain = re.sub(r"[*†‡]|(?<=[a-z])\d+$", "", " ".join(plain.split()))
    return plain.strip(" :.,;")


def column_of(text: str) -> Column | None:
    """Which field a name of a column stands for; None if it isn't known."""
    name = normal(text)
    found = _COLUMN_OF.get(name) or _COLUMN_OF.get(name.replace(" ", ""))
    if found is not None:
        return found
    # bilingual heads, e.g. "章节号 Clause": Chinese and English parts say the same
    parts = {
        _COLUMN_OF.get(part.strip()) for part in re.split(r"(?<=[\u4e00-\u9fff])\s*[/ ]\s*(?=[a-z])", name)
    }
    return next(iter(parts)) if len(parts) == 1 else None


def decision_of(text: str) -> tuple[Decision, str] | None:
    """Read a decision and what stands behind it; None if the words are not known.

    Examples
    --------
    >>> decision_of("不采纳。与5.3重复"), decision_of("Accepted in principle: see 6.2"), decision_of("再议")
    (('rejected', '与5.3重复'), ('partly', 'see 6.2'), None)
    """
    plain = text.strip()
    for word, decision in DECISION_WORDS:
        if plain.lower().startswith(word):
            rest = plain[len(word) :]
            if rest and rest[0].isascii() and rest[0].isalnum():
                continue  # "acceptable ..."
            rest = re.sub(r"^(理由|原因|reason)\s*[:：]\s*", "", rest.strip(_AFTER), flags=re.IGNORECASE)
            return decision, rest.strip()
    return None
