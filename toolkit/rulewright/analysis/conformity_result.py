"""A table of conformity: clause, what it requires, the verdict, where it is met, and the evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Result

FORMAT = "rulewright-conformity/1"
Verdict = Literal["pass", "fail", "open", "not_applicable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SAID: Mapping[str, Sentence] = {
    "pass": Sentence("符合", "pass"), "fail": Sentence("不符合", "fail"), "open": Sentence("待证明", "to be shown"),
    "not_applicable": Sentence("不适用", "not applicable"),
}  # fmt: skip
HEADS = {
    "clause": Sentence("条款", "clause"), "item": Sentence("要求", "required item"), "verdict": Sentence("结论", "verdict"),
    "where": Sentence("何处", "where"), "evidence": Sentence("依据", "evidence"),
}  # fmt: skip
COUNTS = Sentence(
    "{subject}，对照 {against}：符合 {met} 项，不符合 {failed} 项，待证明 {open} 项，不适用 {other} 项。",
    "{subject} against {against}: {met} pass, {failed} fail, {open} to be shown, {other} not applicable.",
)
FAILED = Sentence("不符合：{clause} {item}：{evidence}", "Fails: {clause} {item}: {evidence}")
NOT_ORIGINAL = Sentence(
    "条款号按 ISO 14067:2018，未与 GB/T 24067-2024 原文核对；证明以原文为准。",
    "Clause numbers follow ISO 14067:2018 and were not checked against the text of GB/T 24067-2024; what is published there binds.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One required item: its clause, the verdict, where it is met, and what shows it."""

    clause: str
    item: Text
    verdict: Verdict
    where: Text
    evidence: Text

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        both = {
            name: {"zh": each.zh, "en": each.en}
            for name, each in (("item", self.item), ("where", self.where), ("evidence", self.evidence))
        }
        return {"clause": self.clause, "verdict": self.verdict, **both}


@dataclass(frozen=True)
class Conformity:
    """How one result stands to a document.

    Attributes
    ----------
    against
        Number of the document, or id of the rule.
    rows
        In the order of the document.
    remarks
        What limits the table.
    """

    result: Result
    against: str
    rows: tuple[Row, ...]
    remarks: tuple[Text, ...] = ()

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Number of rows of each verdict."""
        return {verdict: sum(row.verdict == verdict for row in self.rows) for verdict in VERDICTS}

    def of(self, verdict: Verdict) -> tuple[Row, ...]:
        """Rows with one verdict."""
        return tuple(row for row in self.rows if row.verdict == verdict)

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row an item."""
        import pandas as pd

        rows = [
            (
                row.clause,
                row.item.get(lang),
                SAID[row.verdict](lang),
                row.where.get(lang),
                row.evidence.get(lang),
            )
            for row in self.rows
        ]
        return pd.DataFrame(
            rows, columns=[head(lang) for head in HEADS.values()], index=range(1, len(rows) + 1)
        )

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/conformity.md)."""
        result = self.result
        return {
            "format": FORMAT,
            "inventory": result.inventory.id,
            "inventory_hash": result.inventory.hash,
            "rule": result.rule.id,
            "rule_hash": result.rule.hash,
            "against": self.against,
            "counts": dict(self.counts),
            "rows": [row.to_dict() for row in self.rows],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """Counts, what fails, and what limits the table."""
        count = self.counts
        lines = [
            COUNTS(
                lang, subject=f"{self.result.rule.id} · {self.result.inventory.id}", against=self.against, met=count["pass"],
                failed=count["fail"], open=count["open"], other=count["not_applicable"],
            )
        ]  # fmt: skip
        lines += [
            FAILED(lang, clause=row.clause, item=row.item, evidence=row.evidence) for row in self.of("fail")
        ]
        return lines + [remark.get(lang) for remark in self.remarks]

    def plot(self, lang: str = "en") -> Figure:
        """Verdicts by chapter of the document."""
        from rulewright.reporting.figures_conformity import conformity_figure

        return conformity_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)
