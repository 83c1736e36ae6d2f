"""Findings of detectors: what looks wrong in a result although every step did what the rule says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FORMAT = "rulewright-detection/1"
Severity = Literal["problem", "warning", "note"]
SEVERITIES: Mapping[str, tuple[str, str]] = {
    "problem": ("问题", "problem"),
    "warning": ("警告", "warning"),
    "note": ("提示", "note"),
}
ORDER = ("problem", "warning", "note")
SAID = Sentence("{severity}：{what}", "{severity}: {what}")
SEVERITY, WHERE = Sentence("程度", "severity"), Sentence("位置", "where")
WHAT, MEND = Sentence("内容", "what"), Sentence("改法", "mend")
RULE = Sentence("规则", "rule")
NOTHING = Sentence("没有发现（{count} 项检测）。", "Nothing found ({count} detectors).")
FOUND = Sentence(
    "{count} 项发现：{problems} 个问题，{warnings} 个警告，{notes} 个提示。",
    "Findings: {count} (problems: {problems}, warnings: {warnings}, notes: {notes}).",
)

REFUSED = Sentence("规则 {rule} 没有结果：{why}", "Rule {rule} gives no result: {why}")

# what the detectors look for, in the order in which they run
LOOKED_FOR: Mapping[str, Text] = {
    "recycling_twice": Text(zh="再生料零负荷又得回收抵扣", en="recycled content and avoided burden"),
    "supply_twice": Text(zh="证书或线路计了两次", en="certificate or line counted twice"),
    "waste_cut_and_treated": Text(zh="废物既略去又处理", en="waste both left out and treated"),
    "gases_without_factor": Text(zh="没有因子的气体", en="gases without a factor"),
    "unreached_rungs": Text(zh="未用到的选项缺属性", en="properties lacking for rungs not reached"),
    "cut_offs_together": Text(zh="略去的合计超限", en="cut-offs that together pass the limit"),
    "shared_above_one": Text(zh="份额之和大于一", en="parts of one asset above one"),
    "free_at_both_ends": Text(zh="两头都无负荷", en="free at both ends"),
}


@dataclass(frozen=True)
class Finding:
    """One finding: which detector, how grave, where, what and how to mend it, in both languages."""

    detector: str
    severity: Severity
    where: str
    what: Text
    mend: Text
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "detector": self.detector, "severity": self.severity, "where": self.where,
            "what": {"zh": self.what.zh, "en": self.what.en}, "mend": {"zh": self.mend.zh, "en": self.mend.en},
            "values": dict(self.values),
        }  # fmt: skip


@dataclass(frozen=True)
class Detection:
    """Findings of all rules of a study, by rule; ``refused``: rules that gave no result, and what they say."""

    inventory: str
    findings: Mapping[str, tuple[Finding, ...]]
    refused: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Finding]:
        return (finding for found in self.findings.values() for finding in found)

    def __len__(self) -> int:
        return sum(len(found) for found in self.findings.values())

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a finding; the gravest first under each rule."""
        import pandas as pd

        heads = [head(lang) for head in (RULE, SEVERITY, WHERE, WHAT, MEND)]
        place = 0 if lang == "zh" else 1
        rows = [
            [rule, SEVERITIES[each.severity][place], each.where, each.what.get(lang), each.mend.get(lang)]
            for rule, found in self.findings.items()
            for each in found
        ]
        return pd.DataFrame(rows, columns=heads)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/hotspots.md)."""
        return {
            "format": FORMAT,
            "inventory": self.inventory,
            "detectors": list(LOOKED_FOR),
            "findings": {rule: [each.to_dict() for each in found] for rule, found in self.findings.items()},
            "refused": dict(self.refused),
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """How many of each severity, and which rules gave no result."""
        from rulewright.reporting.messages import translate

        told = [
            REFUSED(lang, rule=rule, why=translate(why) if lang == "zh" else why)
            for rule, why in self.refused.items()
        ]
        if not len(self):
            return [*told, NOTHING(lang, count=len(LOOKED_FOR))]
        counts = {severity: sum(each.severity == severity for each in self) for severity in ORDER}
        return [
            *told,
            FOUND(
                lang,
                count=len(self),
                problems=counts["problem"],
                warnings=counts["warning"],
                notes=counts["note"],
            ),
        ]

    def plot(self, lang: str = "en") -> Figure:
        """Detectors by rules: how many findings, coloured by the gravest."""
        from rulewright.reporting.figures_detectors import detection_figure

        return detection_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


def say_findings(findings: Mapping[str, Iterable[Finding]], lang: str) -> list[str]:
    """Problems and warnings as sentences, each once with the rules that it concerns; notes are left to ``detect``."""
    told: dict[str, list[str]] = {}
    graver = [(rule, each) for rule, found in findings.items() for each in found if each.severity != "note"]
    for rule, each in sorted(graver, key=lambda pair: ORDER.index(pair[1].severity)):
        word = SEVERITIES[each.severity][0 if lang == "zh" else 1]
        told.setdefault(SAID(lang, severity=word, what=each.what), []).append(rule)
    return [f"{said} ({', '.join(rules)})" for said, rules in told.items()]
