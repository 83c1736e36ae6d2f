"""What attribution finds: parts of a difference with their clauses, as tables, JSON, notes and figures."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rulewright import __version__
from rulewright.analysis.attribution_parts import Failure, Interval, Part
from rulewright.analysis.hybrids import By, Merge
from rulewright.analysis.part_words import and_of, merge_notes, part_head
from rulewright.analysis.shapley import MOST_EXACT
from rulewright.analysis.stated import stated_text
from rulewright.reporting.display import tabled
from rulewright.reporting.readable import setting_name
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Rule

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Study

FORMAT = "rulewright-attribution/1"

SETTING = Sentence("设置", "setting")
KG = Sentence("贡献 [kg CO2e]", "part [kg CO2e]")
SHARE = Sentence("占差值 [1]", "share of the difference [1]")
ALONE = Sentence("单独先换 [kg CO2e]", "exchanged first [kg CO2e]")
LAST = Sentence("最后才换 [kg CO2e]", "exchanged last [kg CO2e]")
ERROR = Sentence("抽样标准误 [kg CO2e]", "standard error [kg CO2e]")
LOW = Sentence("P2.5 [kg CO2e]", "P2.5 [kg CO2e]")
HIGH = Sentence("P97.5 [kg CO2e]", "P97.5 [kg CO2e]")
DIFFERENCE = Sentence("差值（{to} − {from_}）", "difference ({to} − {from_})")

_SUM = Sentence(
    "{to} 与 {from_} 相差 {difference} kg CO2e；{count} 个条款族的贡献加起来等于差值。",
    "{to} differs from {from_} by {difference} kg CO2e; the parts of {count} families of clauses add up to it.",
)
_SUM_SETTINGS = Sentence(
    "{to} 与 {from_} 相差 {difference} kg CO2e；{count} 项设置的贡献加起来等于差值。",
    "{to} differs from {from_} by {difference} kg CO2e; the parts of {count} settings add up to it.",
)
_SAME = Sentence(
    "{from_} 与 {to} 在决定数值的各条款族中说法相同，结果没有差别。",
    "{from_} and {to} say the same in every family of clauses that decides a number: there is no difference to share.",
)
_CANCEL = Sentence(
    "方向相反的贡献相互抵消：合计 {up} 与 {down} kg CO2e，因此单项可以远大于差值。",
    "Parts of opposite sign cancel, {up} against {down} kg CO2e: single parts are far larger than the difference.",
)
_NOT_FAMILIES = Sentence(
    "同一条款族各项设置的贡献之和，不必等于整族一起更换时（--by family）的贡献。",
    "What settings of one family get needn't add up to what the family gets when it is exchanged as a whole (--by family).",
)
_EXACT = Sentence(
    "精确 Shapley 值：{hybrids} 种混合规则全部计算。",
    "Exact Shapley values: all {hybrids} hybrid rules were computed.",
)
_SAMPLED = Sentence(
    "条款部分多于 {most} 个：Shapley 值由 {orders} 种随机次序（一半是另一半的逆序，种子 {seed}）估计，附标准误。",
    "More than {most} parts: Shapley values are estimated from {orders} random orders, half of them the reverse of the others "
    "(seed {seed}); standard errors stand beside them.",
)
_NOTHING = Sentence(
    "两个规则不同但在此清单上不改变结果：{parts}。",
    "The rules differ in these, but on this inventory it changes nothing: {parts}.",
)
_ORDER = Sentence(
    "“单独先换”与“最后才换”之差显示该部分与其他部分的相互作用。",
    "Where “exchanged first” and “exchanged last” differ, a part works together with others.",
)
_STRONGEST = Sentence(
    "相互作用最强的一对：{one} 与 {other}（{value} kg CO2e）。",
    "The strongest interaction: {one} with {other} ({value} kg CO2e).",
)
_DRAWN = Sentence(
    "区间来自 {draws} 次抽样（种子 {seed}），每次抽样对所有混合规则相同；{failed} 次抽样因某个混合规则无结果而不计。",
    "Intervals come from {draws} draws (seed {seed}), the same for every hybrid; {failed} draws are left out because a hybrid "
    "has no result in them.",
)
_OUTSIDE = Sentence(
    "{parts} 的中心值在其区间之外：清单中一些数量的分布偏在中心值的一侧。",
    "The central value of {parts} lies outside its interval: some amounts of the inventory are distributed to one side of their "
    "central values.",
)

CANCELLING = 3  # times the difference: parts that together are larger cancel


@dataclass(frozen=True)
class Attribution:
    """The difference between two rules, shared among their clauses.

    Attributes
    ----------
    parts
        The largest first.
    interactions
        Names of two parts to their Shapley interaction index [kg CO2e]; of sampled values those pairs that stood
        together in at least four orders.
    interaction_errors
        Their standard errors [kg CO2e]; empty of exact values.
    sampling, pedigree_set
        Of the draws; empty without draws.
    evaluated, different
        Hybrids evaluated, and different outcomes among them.
    failed
        Hybrids that cannot run, by reason, before parts were merged.
    orders
        Sampled orders; 0: exact.
    difference_interval
        The whole difference over draws.
    """

    inventory: str
    inventory_hash: str
    unit: str
    by: By
    from_rule: Rule
    to_rule: Rule
    from_kg_co2e: float
    to_kg_co2e: float
    parts: tuple[Part, ...]
    interactions: Mapping[tuple[str, str], float]
    evaluated: int
    different: int
    failed: tuple[Failure, ...] = ()
    merges: tuple[Merge, ...] = ()
    orders: int = 0
    draws: int = 0
    seed: int = 0
    failed_draws: int = 0
    difference_interval: Interval | None = None
    interaction_errors: Mapping[tuple[str, str], float] = field(default_factory=dict)
    sampling: str = ""
    pedigree_set: str = ""

    @property
    def difference_kg_co2e(self) -> float:
        """``to`` less ``from`` [kg CO2e per declared unit]."""
        return self.to_kg_co2e - self.from_kg_co2e

    def __getitem__(self, name: str) -> Part:
        """The part that holds this family or setting."""
        return next(part for part in self.parts if name in part.names or name == part.name)

    def share(self, part: Part) -> float | None:
        """Part of the difference [1]; None if there is none."""
        return part.kg_co2e / self.difference_kg_co2e + 0.0 if self.difference_kg_co2e else None

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/attribution.md)."""
        return {
            "format": FORMAT,
            "inventory": self.inventory,
            "inventory_hash": self.inventory_hash,
            "toolkit": __version__,
            "unit": self.unit,
            "by": self.by,
            "from": {
                "rule": self.from_rule.id,
                "rule_hash": self.from_rule.hash,
                "total_kg_co2e": self.from_kg_co2e,
            },
            "to": {
                "rule": self.to_rule.id,
                "rule_hash": self.to_rule.hash,
                "total_kg_co2e": self.to_kg_co2e,
            },
            "difference_kg_co2e": self.difference_kg_co2e,
            "difference_interval": self.difference_interval.to_dict() if self.difference_interval else None,
            "parts": [
                {
                    "family": part.name,
                    "families": list(part.names),
                    "kg_co2e": part.kg_co2e,
                    "share": self.share(part),
                    "exchanged_first_kg_co2e": part.alone,
                    "exchanged_last_kg_co2e": part.last,
                    "standard_error_kg_co2e": part.error,
                    "interval": part.interval.to_dict() if part.interval else None,
                    "members": [
                        {
                            "family": each.name,
                            "exchanged_first_kg_co2e": each.alone,
                            "exchanged_last_kg_co2e": each.last,
                        }
                        for each in part.members
                    ],
                    "clauses": [each.to_dict() for each in part.differences],
                }
                for part in self.parts
            ],
            "interactions": [
                {
                    "one": one,
                    "other": other,
                    "kg_co2e": value,
                    "standard_error_kg_co2e": self.interaction_errors.get((one, other)),
                }
                for (one, other), value in self.interactions.items()
            ],
            "method": {
                "values": "sampled orders" if self.orders else "exact",
                "orders": self.orders or None,
                "seed": self.seed if self.orders else None,
            },
            "hybrids": {
                "evaluated": self.evaluated,
                "different": self.different,
                "failed": [each.to_dict() for each in self.failed],
                "merged": [each.to_dict() for each in self.merges],
            },
            "draws": {
                "draws": self.draws,
                "seed": self.seed,
                "sampling": self.sampling,
                "pedigree_set": self.pedigree_set,
                "failed": self.failed_draws,
            }
            if self.draws
            else None,
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a part and one for the difference [kg CO2e per declared unit; shares 1]."""
        import pandas as pd

        rows, labels = [], []
        for part in self.parts:
            share = self.share(part)
            row = [part.kg_co2e, math.nan if share is None else share, part.alone, part.last]
            rows.append(row + self._more(part.error, part.interval))
            labels.append(part.label(lang))
        whole = self.difference_kg_co2e
        rows.append(
            [
                whole,
                1.0 if whole else math.nan,
                math.nan,
                math.nan,
                *self._more(None, self.difference_interval),
            ]
        )
        labels.append(DIFFERENCE(lang, to=self.to_rule.id, from_=self.from_rule.id))
        heads = [
            KG,
            SHARE,
            ALONE,
            LAST,
            *([ERROR] if self.orders else []),
            *([LOW, HIGH] if self.draws else []),
        ]
        index = pd.Index(labels, name=part_head(self.by, lang))
        return pd.DataFrame(rows, index=index, columns=pd.Index([head(lang) for head in heads]))

    def _more(self, error: float | None, interval: Interval | None) -> list[float]:
        found = [math.nan if error is None else error] if self.orders else []
        if self.draws:
            found += [math.nan, math.nan] if interval is None else [interval.low, interval.high]
        return found

    def clauses(self, lang: str = "en") -> pd.DataFrame:
        """Settings in which the rules differ, by part: what each rule says, and in which clause."""
        import pandas as pd

        labels = [
            (part.label(lang), setting_name(each.setting, lang))
            for part in self.parts
            for each in part.differences
        ]
        rows = [
            [stated_text(each.from_, lang), stated_text(each.to, lang)]
            for part in self.parts
            for each in part.differences
        ]
        names = [part_head(self.by, lang), SETTING(lang)]
        index = pd.MultiIndex.from_tuples(labels, names=names) if labels else None
        return pd.DataFrame(rows, index=index, columns=pd.Index([self.from_rule.id, self.to_rule.id]))

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        if not self.parts:
            return [_SAME(lang, from_=self.from_rule.id, to=self.to_rule.id)]
        lines = [sum_note(self, lang)]
        up = math.fsum(part.kg_co2e for part in self.parts if part.kg_co2e > 0)
        down = math.fsum(part.kg_co2e for part in self.parts if part.kg_co2e < 0)
        if up - down > CANCELLING * abs(self.difference_kg_co2e):
            lines.append(_CANCEL(lang, up=number(up), down=number(down)))
        if self.orders:
            lines.append(_SAMPLED(lang, most=MOST_EXACT, orders=self.orders, seed=self.seed))
        else:
            lines.append(_EXACT(lang, hybrids=self.evaluated))
        if self.by == "clause":
            lines.append(_NOT_FAMILIES(lang))
        lines += merge_notes(self.merges, lang)
        still = [part.label(lang) for part in self.parts if part.changes_nothing]
        if still:
            lines.append(_NOTHING(lang, parts=and_of(still, lang)))
        strongest = max(self.interactions.items(), key=lambda item: abs(item[1]), default=None)
        if strongest is not None and strongest[1]:
            one, other = (self[name].label(lang) for name in strongest[0])
            lines.append(_ORDER(lang))
            error = self.interaction_errors.get(strongest[0])
            value = number(strongest[1]) if error is None else f"{number(strongest[1])} ± {number(error, 2)}"
            lines.append(_STRONGEST(lang, one=one, other=other, value=value))
        if self.draws:
            lines.append(drawn_note(self, lang))
            outside = [part.label(lang) for part in self.parts if part.is_outside]
            if outside:
                lines.append(_OUTSIDE(lang, parts=and_of(outside, lang)))
        return lines

    def plot(self, lang: str = "en") -> Figure:
        """Waterfall from the total of one rule to that of the other [kg CO2e per declared unit]."""
        from rulewright.reporting.figures_attribution import waterfall_figure

        return waterfall_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


# ---- words ------------------------------------------------------------------------------------------


def sum_note(found: Attribution, lang: str) -> str:
    """The difference, and that parts add up to it."""
    said = _SUM if found.by == "family" else _SUM_SETTINGS
    return said(
        lang, to=found.to_rule.id, from_=found.from_rule.id, difference=number(found.difference_kg_co2e),
        count=len(found.parts),
    )  # fmt: skip


def drawn_note(found: Attribution, lang: str) -> str:
    """Where intervals come from."""
    return _DRAWN(lang, draws=found.draws, seed=found.seed, failed=found.failed_draws)


def unit_of(study: Study) -> str:
    """Declared unit of a study's results, e.g. "1 t"."""
    declared = study.inventory.file.declared_unit
    if declared is not None and study.product == study.inventory.file.product:
        return f"{declared.amount:g} {declared.unit}"
    return f"1 {study.inventory.flows[study.product].unit}"
