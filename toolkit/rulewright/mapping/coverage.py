"""How far a mapping covers what a study draws from the background: told before anything is computed with the database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rulewright.inventory import Quantity
from rulewright.mapping.placing import lines_of, reached_background, with_unit_impacts
from rulewright.reading.mappings import Link, MappingFile
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence
from rulewright.terms import solve_central

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Result

FORMAT = "rulewright-mapping-coverage/1"
State = Literal["exact", "proxy", "none", "kept", "to_review", "unmapped"]
STATES: dict[State, Sentence] = {
    "exact": Sentence("相同", "exact"),
    "proxy": Sentence("替代", "proxy"),
    "none": Sentence("库中没有，留用自带背景", "none in the database, stays with ours"),
    "kept": Sentence("选择留用自带背景", "kept with ours by choice"),
    "to_review": Sentence("待审", "to be reviewed"),
    "unmapped": Sentence("未对照", "not mapped"),
}
_HEADS = {
    "rule": Sentence("规则", "rule"),
    "flow": Sentence("流", "flow"),
    "process": Sentence("自带过程", "our process"),
    "location": Sentence("地点", "location"),
    "state": Sentence("对照", "mapping"),
    "activity": Sentence("数据库活动", "activity"),
    "activity_location": Sentence("活动地点", "activity's location"),
    "amount": Sentence("数量", "amount"),
    "unit": Sentence("单位", "unit"),
    "kg_co2e": Sentence("kg CO2e（自带因子）", "kg CO2e (our factor)"),
    "share": Sentence("占背景", "share of background"),
    "reviewer": Sentence("审核", "reviewed"),
}
_COVERED = Sentence(
    "{rule}：背景 {count} 项共 {kg:.5g} kg CO2e（自带因子，正负按绝对值相加），数据库覆盖 {covered} 项、{share:.1%}"
    "（相同 {exact:.1%}，替代 {proxy:.1%}）。",
    "{rule}: {count} background products, {kg:.5g} kg CO2e by our own factors (credits by size); the database covers "
    "{covered} of them, {share:.1%} (exact {exact:.1%}, proxies {proxy:.1%}).",
)
_OPEN = Sentence(
    "{rule}：{count} 项未对照或待审（{share:.1%}）：{flows}。",
    "{rule}: {count} are not mapped or still to be reviewed ({share:.1%}): {flows}.",
)
_ELSEWHERE = Sentence(
    "活动的地点与自带过程不同：{flows}。", "Activities of another place than our process: {flows}."
)
_NO_REVIEWER = Sentence("对照表 {mapping} 没有写明审核人。", "The mapping {mapping} names no reviewer.")
_LIST = Sentence("、", ", ")


@dataclass(frozen=True, slots=True)
class CoveredInput:
    """One product of our background under one rule.

    ``amount``: what the study draws [``unit`` per declared unit]; ``kg_co2e``: what that is by our own factor; of what stays
    with our background only its direct emissions, because its inputs are lines of their own.
    """

    rule: str
    node: str
    location: str
    unit: str
    amount: float
    kg_co2e: float
    state: State
    link: Link | None
    reviewer: str

    @property
    def flow(self) -> str:
        """The flow."""
        return self.node.split("|", 1)[1]

    @property
    def process(self) -> str:
        """Our process that makes it."""
        return self.node.split("|", 1)[0]


@dataclass(frozen=True)
class MappingCoverage:
    """What the background of a study's rules is mapped to, the largest first."""

    mapping: str
    database: str
    has_reviewer: bool
    inputs: tuple[CoveredInput, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules."""
        return tuple(dict.fromkeys(each.rule for each in self.inputs))

    def gross_kg_co2e(self, rule: str, *states: State) -> float:
        """Sum of sizes of what has one of the states, or of all [kg CO2e per declared unit]."""
        return sum(
            abs(each.kg_co2e)
            for each in self.inputs
            if each.rule == rule and (not states or each.state in states)
        )

    def share(self, rule: str, *states: State) -> float:
        """Share of the background that has one of the states [1]; 0 if there is no background."""
        whole = self.gross_kg_co2e(rule)
        return self.gross_kg_co2e(rule, *states) / whole if whole else 0.0

    def count(self, rule: str, *states: State) -> int:
        """How many products of the background have one of the states, or are there."""
        return sum(each.rule == rule and (not states or each.state in states) for each in self.inputs)

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a product and rule, the largest first."""
        import pandas as pd

        rows = []
        for each in self.inputs:
            activity = each.link.activity if each.link is not None else None
            whole = self.gross_kg_co2e(each.rule)
            rows.append(
                {
                    "rule": each.rule, "flow": each.flow, "process": each.process, "location": each.location,
                    "state": STATES[each.state](lang), "activity": activity.label if activity is not None else "",
                    "activity_location": (activity.location or "") if activity is not None else "",
                    "amount": each.amount, "unit": each.unit, "kg_co2e": each.kg_co2e,
                    "share": abs(each.kg_co2e) / whole if whole else 0.0, "reviewer": each.reviewer,
                }
            )  # fmt: skip
        frame = pd.DataFrame(rows, columns=list(_HEADS))
        return frame.rename(columns={name: head(lang) for name, head in _HEADS.items()})

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know before anything is computed."""
        lines = []
        for rule in self.rules:
            lines.append(
                _COVERED(
                    lang, rule=rule, count=self.count(rule), kg=self.gross_kg_co2e(rule),
                    covered=self.count(rule, "exact", "proxy"), share=self.share(rule, "exact", "proxy"),
                    exact=self.share(rule, "exact"), proxy=self.share(rule, "proxy"),
                )
            )  # fmt: skip
            open_ = [
                each.flow
                for each in self.inputs
                if each.rule == rule and each.state in ("to_review", "unmapped")
            ]
            if open_:
                share = self.share(rule, "to_review", "unmapped")
                lines.append(
                    _OPEN(lang, rule=rule, count=len(open_), share=share, flows=_LIST(lang).join(open_))
                )
        elsewhere = {
            f"{each.flow} {each.location} → {each.link.activity.location}": None
            for each in self.inputs
            if each.link is not None and each.link.activity is not None
            and each.link.activity.location not in (None, each.location)
        }  # fmt: skip
        if elsewhere:
            lines.append(_ELSEWHERE(lang, flows=_LIST(lang).join(elsewhere)))
        if not self.has_reviewer:
            lines.append(_NO_REVIEWER(lang, mapping=self.mapping))
        return lines

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/mappings.md)."""
        return {
            "format": FORMAT,
            "mapping": self.mapping,
            "database": self.database,
            "rules": {
                rule: {
                    "background_products": self.count(rule),
                    "gross_kg_co2e": self.gross_kg_co2e(rule),
                    "share_covered": self.share(rule, "exact", "proxy"),
                    "count_by_state": dict(Counter(each.state for each in self.inputs if each.rule == rule)),
                    "share_by_state": {state: self.share(rule, state) for state in STATES if self.count(rule, state)},
                }
                for rule in self.rules
            },
            "inputs": [
                {
                    "rule": each.rule, "node": each.node, "location": each.location, "state": each.state,
                    "activity": None if each.link is None or each.link.activity is None
                    else each.link.activity.model_dump(exclude_none=True),
                    "amount": each.amount, "unit": each.unit, "kg_co2e": each.kg_co2e,
                }
                for each in self.inputs
            ],
        }  # fmt: skip

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def plot(self, lang: str = "en") -> Figure:
        """Bars by rule: how much of the background has which state [%]."""
        from rulewright.reporting.figures_mapping import coverage_figure

        return coverage_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


def mapping_coverage(
    results: Mapping[str, Result], mapping: MappingFile, unreviewed: bool = False
) -> MappingCoverage:
    """How far a mapping covers the background of results; needs no database.

    Parameters
    ----------
    results
        Rule id to result, on our own background.
    unreviewed
        Count lines that are still to be reviewed as what they propose.

    Notes
    -----
    Mapped products take their own unit impact as one number; what is drawn then from all that is mapped or stays, times our
    own factors, adds up to all of the background, nothing twice.
    """
    inputs = [each for rule, result in results.items() for each in _inputs(rule, result, mapping, unreviewed)]
    has_reviewer = mapping.reviewed_by is not None or all(
        link.reviewed_by is not None for link in mapping.links if link.status == "reviewed"
    )
    return MappingCoverage(mapping.id, mapping.database, has_reviewer, tuple(inputs))


def _inputs(rule: str, result: Result, mapping: MappingFile, unreviewed: bool) -> list[CoveredInput]:
    lines = lines_of(mapping, result)
    states = {key: _state(key, lines.get(key), mapping, unreviewed) for key in result.system.index}
    system = result.system.without_credits(result.evaluation.dropped)
    own = solve_central(system)
    mapped = {
        key: Quantity(f"own/{key}", float(own.unit_impacts_kg_co2e[place]), "kg CO2e", "", "derived")
        for key, place in system.index.items()
        if states[key] in ("exact", "proxy", "to_review")
    }
    placed = with_unit_impacts(system, mapped)
    solved = solve_central(placed)
    direct = solved.direct_kg_co2e.sum(axis=0)
    reached = {
        *reached_background(result, mapped),
        *(key for key in mapped if solved.supply[system.index[key]]),
    }
    known = {node.key: node for node in system.nodes}
    found = []
    for key in sorted(reached):
        place = system.index[key]
        link = lines.get(key)
        process = result.inventory.processes.get(known[key].process)
        who, when = mapping.reviewer(link) if link is not None else (None, None)
        found.append(
            CoveredInput(
                rule, key, process.location if process is not None else "", known[key].unit, float(solved.supply[place]),
                float(direct[place]), states[key], link, " ".join(str(each) for each in (who, when) if each),
            )
        )  # fmt: skip
    found.sort(key=lambda each: (-abs(each.kg_co2e), each.node))
    return found


def _state(key: str, link: Link | None, mapping: MappingFile, unreviewed: bool) -> State:
    if link is None:
        return "kept" if key.split("|", 1)[1] in mapping.keep else "unmapped"
    if link.kind is None or (link.status == "to_review" and not unreviewed):
        return "to_review"
    return link.kind
