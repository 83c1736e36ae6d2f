"""Standards of China's series, each with the rule file here for its document and what replaced it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rulewright.registry import Registry, Standard, document_key
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule

if TYPE_CHECKING:
    import pandas as pd

_HEADS = {
    "number": Sentence("编号", "number"),
    "name": Sentence("名称", "name"),
    "stage": Sentence("级别", "stage"),
    "status": Sentence("状态", "status"),
    "dates": Sentence("发布、实施", "issued, in force"),
    "recommended": Sentence("推荐清单", "list"),
    "links": Sentence("新旧", "versions"),
    "rule": Sentence("规则文件", "rule file"),
}
REPLACES = Sentence("代替 {number}", "replaces {number}")
REPLACED = Sentence("被 {number} 代替", "replaced by {number}")
STAGES: Mapping[str, Sentence] = {
    "national": Sentence("国家标准", "national"),
    "industry": Sentence("行业标准", "industry"),
    "local": Sentence("地方标准", "local"),
    "group": Sentence("团体标准", "group"),
}
STATUSES: Mapping[str, Sentence] = {
    "in_preparation": Sentence("编制中", "in preparation"),
    "draft": Sentence("草案", "draft"),
    "finished": Sentence("已完成", "finished"),
    "published": Sentence("已发布", "published"),
    "in_force": Sentence("已实施", "in force"),
    "superseded": Sentence("已被代替", "superseded"),
}


@dataclass(frozen=True)
class SeriesStandard:
    """A standard of the registry, the rule file here for its document (None: there is none), and what replaced it."""

    standard: Standard
    rule: str | None
    superseded_by: str | None

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        said = self.standard.model_dump(mode="json", exclude={"name", "groups"})
        names = {"zh": self.standard.name.zh, "en": self.standard.name.en}
        return said | {
            "name": names, "groups": list(self.standard.groups), "superseded_by": self.superseded_by, "rule": self.rule,
        }  # fmt: skip


def series_standards(registry: Registry, rules: Iterable[Rule]) -> tuple[SeriesStandard, ...]:
    """All standards of a registry; rules are found by the number of their document."""
    by_document = {document_key(rule.document.number): rule.id for rule in rules}
    found = []
    for each in registry.standards:
        after = registry.superseded_by(each)
        rule = by_document.get(document_key(each.number)) if each.number is not None else None
        found.append(SeriesStandard(each, rule, after.number if after is not None else None))
    return tuple(found)


def standards_table(standards: Sequence[SeriesStandard], lang: str = "en") -> pd.DataFrame:
    """One row a standard: number, stage, dates, recommended list, earlier and later version, the rule file here; blank: not read."""
    import pandas as pd

    rows = [
        {
            "number": each.standard.number or "",
            "name": each.standard.name.get(lang),
            "stage": STAGES[each.standard.stage](lang),
            "status": STATUSES[each.standard.status](lang),
            "dates": _dates(each.standard),
            "recommended": str(each.standard.recommended or ""),
            "links": _links(each, lang),
            "rule": each.rule or "",
        }
        for each in standards
    ]
    frame = pd.DataFrame(rows, columns=list(_HEADS))
    return frame.rename(columns={name: head(lang) for name, head in _HEADS.items()})


def _dates(standard: Standard) -> str:
    days = (standard.issued, standard.in_force)
    return ", ".join(str(day or "?") for day in days) if any(days) else ""


def _links(each: SeriesStandard, lang: str) -> str:
    before = REPLACES(lang, number=each.standard.replaces) if each.standard.replaces else ""
    after = REPLACED(lang, number=each.superseded_by) if each.superseded_by else ""
    return before or after
