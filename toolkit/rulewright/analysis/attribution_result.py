"""What attribution finds: parts of a difference with their clauses, as tables, JSON, notes and figures."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.analysis.hybrids import (
    NUMBER_FAMILIES,
    By,
    Merge,
)
from rulewright.analysis.shapley import MOST_EXACT
from rulewright.reporting.display import tabled
from rulewright.reporting.messages import translate
from rulewright.reporting.readable import readable, setting_name
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Rule, Setting
from rulewright.words import say

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Study

    Floats = npt.NDArray[np.float64]

FORMAT = "rulewright-attribution/1"
FORMAT_ALL = "rulewright-attribution-table/1"

PART = Sentence("条款族", "family of clauses")
SETTING_PART = Sentence("设置", "setting")
KG = Sentence("贡献 [kg CO2e]", "part [kg CO2e]")
SHARE = Sentence("占差值 [1]", "share of the difference [1]")
ALONE = Sentence("单独先换 [kg CO2e]", "exchanged first [kg CO2e]")
LAST = Sentence("最后才换 [kg CO2e]", "exchanged last [kg CO2e]")
ERROR = Sentence("抽样标准误 [kg CO2e]", "standard error [kg CO2e]")
LOW = Sentence("P2.5 [kg CO2e]", "P2.5 [kg CO2e]")
HIGH = Sentence("P97.5 [kg CO2e]", "P97.5 [kg CO2e]")
DIFFERENCE = Sentence("差值（{to} − {from_}）", "difference ({to} − {from_})")
NOT_STATED = Sentence("–", "–")
VALUE = Sentence("{value} [{clause}]", "{value} [{clause}]")
DECLARED = Sentence("声明", "declared")
BASELINE = Sentence("{rule}（基准）", "{rule} (baseline)")

_SUM = Sentence(
    "{to} 与 {from_} 相差 {difference} kg CO2e；{count} 个条款族的贡献加起来等于差值。",
    "{to} differs from {from_} by {difference} kg CO2e; the parts of {count} families of clauses add up to it.",
)
_SUM_SETTINGS = Sentence(
    "{to} 与 {from_} 相差 {difference} kg CO2e；{count} 项设置的贡献加起来等于差值。",
    "{to} differs from {from_} by {difference} kg CO2e; the parts of {count} settings add up to it.",
)
_EXACT = Sentence(
    "精确 Shapley 值：{hybrids} 种混合规则全部计算。",
    "Exact Shapley values: all {hybrids} hybrid rules were computed.",
)
_SAMPLED = Sentence(
    "条款部分多于 {most} 个：Shapley 值由 {orders} 种随机次序（含各自的逆序）估计，附标准误。",
    "More than {most} parts: Shapley values are estimated from {orders} random orders, each with its reverse; standard errors "
    "stand beside them.",
)
_MERGED = Sentence(
    "{parts} 不能分开：{count} 种混合规则无法执行（例如：{why}），因此合为一方（约定 16）。",
    "{parts} cannot be separated: {count} hybrid rules cannot run (e.g. {why}), so they count as one (convention 16).",
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
_AND = Sentence("、", ", ")


@dataclass(frozen=True)
class Difference:
    """One setting in which two rules differ: what each says, None if it says nothing, and in which clause."""

    setting: str
    from_: Any
    to: Any

    def to_dict(self) -> dict[str, Any]:
        """Setting, and for each rule value, clause and whether it was declared."""
        return {"setting": self.setting, "from": _stated(self.from_), "to": _stated(self.to)}


@dataclass(frozen=True)
class Interval:
    """A part over the draws [kg CO2e]; ``same_sign``: share of draws with the sign of the central part."""

    mean: float
    sd: float
    low: float
    high: float
    same_sign: float

    def to_dict(self) -> dict[str, float]:
        """Mean, sd, P2.5, P97.5 [kg CO2e], share of draws with the central sign [1]."""
        return {
            "mean_kg_co2e": self.mean,
            "sd_kg_co2e": self.sd,
            "p2_5_kg_co2e": self.low,
            "p97_5_kg_co2e": self.high,
            "same_sign": self.same_sign,
        }


@dataclass(frozen=True)
class Member:
    """One of several merged parts: change of the total if it is exchanged first, or last; None if that cannot run."""

    name: str
    alone: float | None
    last: float | None


@dataclass(frozen=True)
class Part:
    """What one family of clauses (or several that cannot be separated, or one setting) makes of a difference.

    Attributes
    ----------
    names
        Families, or settings; several if they were merged.
    kg_co2e
        Shapley value [kg CO2e per declared unit].
    alone, last
        Change of the total if it is exchanged first, and if it is exchanged last [kg CO2e].
    error
        Standard error of a sampled value, None of an exact one [kg CO2e].
    differences
        Settings in which the rules differ here.
    interval
        Over draws, if asked for.
    members
        What is known of each of several merged parts.
    """

    names: tuple[str, ...]
    kg_co2e: float
    alone: float
    last: float
    error: float | None
    differences: tuple[Difference, ...]
    interval: Interval | None = None
    members: tuple[Member, ...] = ()

    @property
    def name(self) -> str:
        """Names joined by "+"."""
        return "+".join(self.names)

    def label(self, lang: str) -> str:
        """Name for readers."""
        return part_label(self.names, lang)


@dataclass(frozen=True)
class Failure:
    """Hybrids that cannot run for one reason: how many, and the parts that the smallest takes from ``to``."""

    takes: tuple[str, ...]
    count: int
    why: str

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {"takes": list(self.takes), "hybrids": self.count, "why": self.why}


@dataclass(frozen=True)
class Attribution:
    """The difference between two rules, shared among their clauses.

    Attributes
    ----------
    parts
        The largest first.
    interactions
        Names of two parts to their Shapley interaction index [kg CO2e]; empty if values were sampled.
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
                {"one": one, "other": other, "kg_co2e": value}
                for (one, other), value in self.interactions.items()
            ],
            "method": {"values": "sampled orders" if self.orders else "exact", "orders": self.orders or None},
            "hybrids": {
                "evaluated": self.evaluated,
                "different": self.different,
                "failed": [each.to_dict() for each in self.failed],
                "merged": [each.to_dict() for each in self.merges],
            },
            "draws": {"draws": self.draws, "seed": self.seed, "failed": self.failed_draws}
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
        index = pd.Index(labels, name=(PART if self.by == "family" else SETTING_PART)(lang))
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
            [_text(each.from_, lang), _text(each.to, lang)]
            for part in self.parts
            for each in part.differences
        ]
        names = [PART(lang), SETTING_PART(lang)]
        index = pd.MultiIndex.from_tuples(labels, names=names) if labels else None
        return pd.DataFrame(rows, index=index, columns=pd.Index([self.from_rule.id, self.to_rule.id]))

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        said = _SUM if self.by == "family" else _SUM_SETTINGS
        lines = [
            said(
                lang, to=self.to_rule.id, from_=self.from_rule.id, difference=number(self.difference_kg_co2e),
                count=len(self.parts),
            )
        ]  # fmt: skip
        if self.orders:
            lines.append(_SAMPLED(lang, most=MOST_EXACT, orders=self.orders))
        else:
            lines.append(_EXACT(lang, hybrids=self.evaluated))
        lines += merge_notes(self.merges, lang)
        still = [part.label(lang) for part in self.parts if part.kg_co2e == part.alone == part.last == 0]
        if still:
            lines.append(_NOTHING(lang, parts=_AND(lang).join(still)))
        strongest = max(self.interactions.items(), key=lambda item: abs(item[1]), default=None)
        if strongest is not None and strongest[1]:
            one, other = (self[name].label(lang) for name in strongest[0])
            lines.append(_ORDER(lang))
            lines.append(_STRONGEST(lang, one=one, other=other, value=number(strongest[1])))
        if self.draws:
            lines.append(_DRAWN(lang, draws=self.draws, seed=self.seed, failed=self.failed_draws))
        return lines

    def plot(self, lang: str = "en") -> Figure:
        """Waterfall from the total of one rule to that of the other [kg CO2e per declared unit]."""
        from rulewright.reporting.figures_attribution import waterfall_figure

        return waterfall_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


@dataclass(frozen=True)
class AttributionTable:
    """Differences of many rules from one baseline, each shared among families."""

    baseline: str
    attributions: Mapping[str, Attribution]

    @property
    def names(self) -> list[tuple[str, ...]]:
        """All parts that occur, in the order of the steps; single families first."""
        found = {part.names for each in self.attributions.values() for part in each.parts}
        return sorted(
            found, key=lambda names: (len(names), NUMBER_FAMILIES.index(names[0].split(".")[0]), names)
        )

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """Rows: parts and the difference; one column a rule [kg CO2e per declared unit]; missing: no such part."""
        import pandas as pd

        rows: list[list[float]] = [
            [
                next((part.kg_co2e for part in each.parts if part.names == names), math.nan)
                for each in self.attributions.values()
            ]
            for names in self.names
        ]
        rows.append([each.difference_kg_co2e for each in self.attributions.values()])
        labels = [part_label(names, lang) for names in self.names]
        difference = DIFFERENCE(lang, to="·", from_=self.baseline)
        index = pd.Index([*labels, difference], name=PART(lang))
        return pd.DataFrame(rows, index=index, columns=pd.Index(list(self.attributions)))

    def to_dict(self) -> dict[str, Any]:
        """JSON: the baseline and every attribution."""
        return {
            "format": FORMAT_ALL,
            "baseline": self.baseline,
            "attributions": [each.to_dict() for each in self.attributions.values()],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know, rule by rule; what holds for all stands once."""
        return list(dict.fromkeys(line for each in self.attributions.values() for line in each.notes(lang)))

    def plot(self, lang: str = "en") -> Figure:
        """Heat map: parts by rules [kg CO2e per declared unit]."""
        from rulewright.reporting.figures_attribution import heat_map_figure

        return heat_map_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


# ---- words ------------------------------------------------------------------------------------------


def merge_notes(merges: Iterable[Merge], lang: str) -> list[str]:
    """What was merged, and why."""
    return [
        _MERGED(
            lang,
            parts=part_label(each.names, lang),
            count=each.count,
            why=translate(each.why) if lang == "zh" else each.why,
        )
        for each in merges
    ]


def part_label(names: Sequence[str], lang: str) -> str:
    """Families, or settings with their family, for readers."""
    words = [
        say(name, lang)
        if "." not in name
        else f"{say(name.split('.')[0], lang)}: {setting_name(name, lang)}".replace(
            ": ", "：" if lang == "zh" else ": "
        )
        for name in names
    ]
    return " + ".join(words)


def unit_of(study: Study) -> str:
    """Declared unit of a study's results, e.g. "1 t"."""
    declared = study.inventory.file.declared_unit
    if declared is not None and study.product == study.inventory.file.product:
        return f"{declared.amount:g} {declared.unit}"
    return f"1 {study.inventory.flows[study.product].unit}"


def _entries(stated: Any) -> tuple[Setting, ...]:
    if stated is None:
        return ()
    return stated if isinstance(stated, tuple) else (stated,)


def _stated(stated: Any) -> dict[str, Any] | None:
    """What a rule says, as JSON; None if it says nothing."""
    entries = _entries(stated)
    if not entries:
        return None
    plain = [_plain(each.value) for each in entries]
    clauses = list(dict.fromkeys(each.clause.clause or each.clause.id for each in entries))
    return {
        "value": plain if isinstance(stated, tuple) else plain[0],
        "clause": clauses[0] if len(clauses) == 1 else clauses,
        "rule": entries[0].rule_id,
        "declared": any(each.clause.is_choice for each in entries),
    }


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return {str(key): _plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value


def _text(stated: Any, lang: str) -> str:
    entries = _entries(stated)
    if not entries:
        return NOT_STATED(lang)
    shown = []
    for each in entries:
        is_declared = each.clause.is_choice
        clause = DECLARED(lang) if is_declared else each.clause.clause or each.clause.id
        shown.append(VALUE(lang, value=readable(each.value, lang), clause=clause))
    return "; ".join(shown)
