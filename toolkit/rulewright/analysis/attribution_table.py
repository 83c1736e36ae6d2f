"""Differences of many rules from one baseline, each shared among clauses: as a table, JSON, notes and a heat map."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rulewright.analysis.attribution_result import DIFFERENCE, Attribution, drawn_note, sum_note
from rulewright.analysis.hybrids import NUMBER_FAMILIES
from rulewright.analysis.part_words import and_of, merge_notes, part_head, part_label
from rulewright.analysis.shapley import MOST_EXACT
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FORMAT = "rulewright-attribution-table/1"

_EXACT = Sentence(
    "精确 Shapley 值（{rules}）：共计算 {hybrids} 种混合规则。",
    "Exact Shapley values ({rules}): {hybrids} hybrid rules were computed.",
)
_SAMPLED = Sentence(
    "多于 {most} 个部分（{rules}）：Shapley 值由 {orders} 种随机次序（一半是另一半的逆序）估计，标准误见 JSON。",
    "More than {most} parts ({rules}): Shapley values are estimated from {orders} random orders, half of them the reverse of the "
    "others; the JSON has their standard errors.",
)
_OF_RULE = Sentence("{rule}：{note}", "{rule}: {note}")
_STRONGEST = Sentence(
    "相互作用最强的一对（{rule}）：{one} 与 {other}（{value} kg CO2e）。",
    "The strongest interaction ({rule}): {one} with {other} ({value} kg CO2e).",
)
_NOTHING = Sentence(
    "以下各部分规则不同，但在此清单上对任何规则都不改变结果：{parts}。",
    "Rules differ in these, but on this inventory it changes nothing under any of them: {parts}.",
)


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
        by = next(iter(self.attributions.values())).by
        index = pd.Index([*labels, difference], name=part_head(by, lang))
        return pd.DataFrame(rows, index=index, columns=pd.Index(list(self.attributions)))

    def to_dict(self) -> dict[str, Any]:
        """JSON: the baseline and every attribution."""
        return {
            "format": FORMAT,
            "baseline": self.baseline,
            "attributions": [each.to_dict() for each in self.attributions.values()],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know: each rule's difference, how parts were found, merged parts with their rule."""
        each_rule = self.attributions.items()
        lines = [sum_note(each, lang) for each in self.attributions.values()]
        exact = {rule: each for rule, each in each_rule if not each.orders}
        sampled = {rule: each for rule, each in each_rule if each.orders}
        if exact:
            hybrids = sum(each.evaluated for each in exact.values())
            lines.append(_EXACT(lang, rules=", ".join(exact), hybrids=hybrids))
        if sampled:
            orders = max(each.orders for each in sampled.values())
            lines.append(_SAMPLED(lang, most=MOST_EXACT, rules=", ".join(sampled), orders=orders))
        lines += [
            _OF_RULE(lang, rule=rule, note=note)
            for rule, each in each_rule
            for note in merge_notes(each.merges, lang)
        ]
        parts = [part for each in self.attributions.values() for part in each.parts]
        moving = {name for part in parts if not part.changes_nothing for name in part.names}
        still = [part_label(names, lang) for names in self.names if not moving & set(names)]
        if still:
            lines.append(_NOTHING(lang, parts=and_of(still, lang)))
        found = [
            (abs(value), rule, pair) for rule, each in each_rule for pair, value in each.interactions.items()
        ]
        if found and max(found)[0]:
            _, rule, pair = max(found)
            strongest = self.attributions[rule]
            one, other = (strongest[name].label(lang) for name in pair)
            value = number(strongest.interactions[pair])
            lines.append(_STRONGEST(lang, rule=rule, one=one, other=other, value=value))
        lines += list(
            dict.fromkeys(drawn_note(each, lang) for each in self.attributions.values() if each.draws)
        )
        return lines

    def plot(self, lang: str = "en") -> Figure:
        """Heat map: parts by rules [kg CO2e per declared unit]."""
        from rulewright.reporting.figures_attribution import heat_map_figure

        return heat_map_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)
