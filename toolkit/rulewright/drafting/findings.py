"""What a check finds: place, item of the rule book, what is off, how to mend it; open points apart from defects."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

if TYPE_CHECKING:
    import pandas as pd

KINDS = {"defect": Sentence("缺陷", "defect"), "open": Sentence("待定", "open")}
HEADS = {
    "kind": Sentence("类别", "kind"),
    "item": Sentence("依据", "item"),
    "place": Sentence("位置", "place"),
    "what": Sentence("问题", "what"),
    "mend": Sentence("改法", "mend"),
}
COUNTS = Sentence(
    "{subject}：缺陷 {defects} 项，待定 {open} 项。", "{subject}: defects: {defects}, open points: {open}."
)


@dataclass(frozen=True, slots=True)
class Check:
    """One test: its name, the demand that it stands for, what it says and how to mend it."""

    name: str
    item: str
    what: Sentence
    mend: Sentence
    kind: Literal["defect", "open"] = "defect"

    def found(self, place: Text, **gaps: Any) -> Finding:
        """A finding of this test."""
        return Finding(self.name, self.kind, self.item, place, self.what.text(**gaps), self.mend.text(**gaps))


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``kind`` "open": the author has not decided yet; "defect": against a rule."""

    check: str
    kind: Literal["defect", "open"]
    item: str
    place: Text
    what: Text
    mend: Text

    def to_dict(self) -> dict[str, Any]:
        """The finding in both languages."""
        both = {
            name: {"zh": each.zh, "en": each.en}
            for name, each in (("place", self.place), ("what", self.what), ("mend", self.mend))
        }
        return {"check": self.check, "kind": self.kind, "item": self.item, **both}


@dataclass(frozen=True)
class Findings:
    """All findings about one rule or document, in its order; ``remark``: what the check can't see."""

    subject: str
    findings: tuple[Finding, ...]
    remark: Text | None = None

    @property
    def defects(self) -> tuple[Finding, ...]:
        """Findings against a rule."""
        return tuple(each for each in self.findings if each.kind == "defect")

    @property
    def open(self) -> tuple[Finding, ...]:
        """Points that are not decided yet."""
        return tuple(each for each in self.findings if each.kind == "open")

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a finding, defects first."""
        import pandas as pd

        rows = [
            (
                KINDS[each.kind](lang),
                each.item,
                each.place.get(lang),
                each.what.get(lang),
                each.mend.get(lang),
            )
            for each in (*self.defects, *self.open)
        ]
        return pd.DataFrame(
            rows, columns=[head(lang) for head in HEADS.values()], index=range(1, len(rows) + 1)
        )

    def to_dict(self) -> dict[str, Any]:
        """Subject, counts and findings."""
        return {
            "subject": self.subject,
            "defects": len(self.defects),
            "open": len(self.open),
            "findings": [each.to_dict() for each in self.findings],
        }

    def to_json(self) -> str:
        """JSON text of :meth:`to_dict`."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """The counts, and what the check can't see."""
        counts = COUNTS(lang, subject=self.subject, defects=len(self.defects), open=len(self.open))
        return [counts] if self.remark is None else [counts, self.remark.get(lang)]
