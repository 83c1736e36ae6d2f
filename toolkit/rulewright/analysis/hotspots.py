"""Hotspots: where a footprint comes from, by process, stage, gas, exchange, path of supply and decision.

Every table but that of decisions adds up to the total. Burdens are told from credits by solving twice
(convention 2); credits counted in the total are one row of their own, and what a rule shows apart is in no table.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

from rulewright.analysis.decisions import DecisionEffect, decision_effects
from rulewright.analysis.paths import SupplyPath, supply_paths
from rulewright.engine.compiled import net_exporters
from rulewright.errors import RulewrightError
from rulewright.reading.elementary_flows import AIRCRAFT_SUFFIX
from rulewright.reading.inventories import elementary_flows
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Text
from rulewright.steps.assemble import kind_of
from rulewright.terms import ProductSystem, solve_central
from rulewright.words import STAGES, WORDS, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Result

FORMAT = "rulewright-hotspots/1"
By = Literal["process", "stage", "gas", "exchange", "path", "decision"]
NOISE = 1e-13  # a row below this share of the sum of sizes is rounding of the solution
BYS: tuple[By, ...] = get_args(By)
CREDITS = Text(zh="计入合计的抵扣", en="credits counted in the total")
TOTAL = Text(zh="合计", en="total")
REST = Text(zh="截断以下的供应路径", en="paths of supply below the cut-off")
AGGREGATED = Text(zh="汇总因子", en="aggregated factor")
KG, SHARE = Sentence("kg CO2e", "kg CO2e"), Sentence("占比", "share")
ITEM, CHANGE, OPTION = (
    Sentence("项目", "item"),
    Sentence("变化，kg CO2e", "change, kg CO2e"),
    Sentence("备选", "alternative"),
)
LARGEST = Sentence(
    "{what}：最大的是“{name}”，{kg} kg CO2e（{share:.1%}）。",
    "{what}: the largest is {name}, {kg} kg CO2e ({share:.1%}).",
)
APART = Sentence("不计入合计：{names}。", "In no total: {names}.")
PATHS = Sentence(
    "供应路径：{count} 条不低于 {limit:.1%}，合计 {share:.1%}；其余 {rest} kg 列为一行。",
    "Paths of supply: {count} of at least {limit:.1%} make up {share:.1%}; the rest, {rest} kg, is one row.",
)
NOT_ADDITIVE = Sentence(
    "各项决策逐一改变，其余不变；这些变化不能相加。",
    "Decisions are changed one at a time, all else held; these changes do not add up.",
)
WHAT = {
    "process": Sentence("按过程", "by process"), "stage": Sentence("按阶段", "by stage"), "gas": Sentence("按气体", "by gas"),
    "exchange": Sentence("按输入输出", "by exchange"), "path": Sentence("按供应路径", "by path of supply"),
    "decision": Sentence("按决策", "by decision"),
}  # fmt: skip


class HotspotError(RulewrightError):
    """A table of hotspots that does not exist."""


@dataclass(frozen=True, slots=True)
class Hotspot:
    """One row: ``kg_co2e`` per declared unit; ``share`` of the total [1], None if that is zero."""

    id: str
    name: Text
    kg_co2e: float
    share: float | None

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "id": self.id, "name": {"zh": self.name.zh, "en": self.name.en}, "kg_co2e": self.kg_co2e, "share": self.share,
        }  # fmt: skip


@dataclass(frozen=True)
class Hotspots:
    """Contributions of one rule's result [kg CO2e per declared unit].

    Attributes
    ----------
    cut_off
        Share of the sum of sizes of burdens below which a path of supply isn't followed [1].
    burdens, counted
        The system without any credit, and the one whose total the rule declares.
    """

    result: Result
    cut_off: float
    burdens: ProductSystem
    counted: ProductSystem

    @cached_property
    def total_kg_co2e(self) -> float:
        """The rule's total, in double precision."""
        if not self._has_credits:
            return math.fsum(self._by_entry.values())
        return _total(self.counted)

    @cached_property
    def credits_kg_co2e(self) -> float:
        """Credits counted in the total: what is left when burdens are taken off; 0 if nothing is credited."""
        if not self._has_credits:
            return 0.0
        return self.total_kg_co2e - math.fsum(self._by_entry.values())

    @property
    def by_process(self) -> tuple[Hotspot, ...]:
        """Direct emissions of each process (convention 12), the largest first; then credits."""
        names = {
            node.process: Text(zh=node.name_zh, en=node.name_en) for node in reversed(self.burdens.nodes)
        }
        inventory = self.result.inventory
        names |= {name: inventory.processes[name].name for name in names if name in inventory.processes}
        return self._table(_summed((column, value) for (_, column, _), value in self._entries()), names)

    @property
    def by_stage(self) -> tuple[Hotspot, ...]:
        """Direct emissions of each stage, in the order of the life cycle; then credits."""
        stage = {node.process: node.stage for node in self.burdens.nodes}
        found = _summed((stage[column], value) for (_, column, _), value in self._entries())
        names = {name: _word(name) for name in found}
        rows = self._table(found, names)
        return tuple(sorted(rows, key=lambda row: STAGES.index(row.id) if row.id in STAGES else len(STAGES)))

    @property
    def by_gas(self) -> tuple[Hotspot, ...]:
        """Each gas, and aggregated factors by kind, the largest first; then credits."""
        found = _summed((row, value) for (row, _, _), value in self._entries())
        return self._table(found, {row: _gas_name(row) for row in found})

    @property
    def by_exchange(self) -> tuple[Hotspot, ...]:
        """Each emission and aggregated factor of the unallocated inventory, the largest first; then credits."""
        found = _summed((exchange, value) for (_, _, exchange), value in self._entries())
        places = {exchange: (row, column) for row, column, exchange in self._by_entry}
        names = {exchange: self._exchange_name(*places[exchange]) for exchange in found}
        return self._table(found, names)

    @cached_property
    def paths(self) -> tuple[SupplyPath, ...]:
        """Paths of supply that emit at least the cut-off at their end, the largest first; loops are followed."""
        return supply_paths(self.burdens, self.cut_off)

    @property
    def by_path(self) -> tuple[Hotspot, ...]:
        """Emissions at the end of each path of supply, the rest below the cut-off as one row, then credits."""
        found = {" ← ".join(reversed(path.nodes)): path.kg_co2e for path in self.paths}
        names = {" ← ".join(reversed(path.nodes)): self._path_name(path) for path in self.paths}
        burdens = math.fsum(self._by_entry.values())
        found["rest"], names["rest"] = burdens - math.fsum(found.values()), REST
        return self._table(found, names, last="rest")

    @cached_property
    def decisions(self) -> tuple[DecisionEffect, ...]:
        """What each ledger decision moves: its alternatives one at a time, the largest change first."""
        return decision_effects(self.result)

    def rows(self, by: By) -> tuple[Hotspot, ...]:
        """The rows of one additive table.

        Raises
        ------
        HotspotError
            If there is no such table.
        """
        if by not in BYS or by == "decision":
            known = [each for each in BYS if each != "decision"]
            mend = f"use one of: {', '.join(known)}{did_you_mean(by, known)}"
            raise HotspotError(
                f"no additive table of hotspots by '{by}'", f"rule {self.result.rule.id}", mend
            )
        return {
            "process": lambda: self.by_process, "stage": lambda: self.by_stage, "gas": lambda: self.by_gas,
            "exchange": lambda: self.by_exchange, "path": lambda: self.by_path,
        }[by]()  # fmt: skip

    # -- output -----------------------------------------------------------------------------------

    def to_dataframe(self, lang: str = "en", by: By = "process") -> pd.DataFrame:
        """One table with its total [kg CO2e per declared unit, share 1]; decisions have no total."""
        import pandas as pd

        if by == "decision":
            return self._decision_table(lang)
        rows = self.rows(by)
        index = [row.name.get(lang) for row in rows] + [TOTAL.get(lang)]
        values = [[row.kg_co2e, math.nan if row.share is None else row.share] for row in rows]
        values.append([self.total_kg_co2e, 1.0 if self.total_kg_co2e else math.nan])
        return pd.DataFrame(
            values, index=pd.Index(index, name=WHAT[by](lang)), columns=[KG(lang), SHARE(lang)]
        )

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/hotspots.md)."""
        result = self.result
        return {
            "format": FORMAT,
            "inventory": result.inventory.id,
            "inventory_hash": result.inventory.hash,
            "rule": result.rule.id,
            "rule_hash": result.rule.hash,
            "total_kg_co2e": self.total_kg_co2e,
            "credits_kg_co2e": self.credits_kg_co2e,
            "cut_off": self.cut_off,
            **{by: [row.to_dict() for row in self.rows(by)] for by in BYS if by != "decision"},
            "decision": [each.to_dict() for each in self.decisions],
            "apart": [
                {"name": each.name, "kg_co2e": each.kg_co2e}
                for each in result.evaluation.credits
                if not each.in_total
            ],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en", by: By | None = None) -> list[str]:
        """The largest of each table, what stands apart, how much of the total the paths show."""
        shown: Iterable[By] = (
            ("process", "gas", "exchange") if by in (None, "decision") else (by or "process",)
        )
        lines = []
        for each in shown:
            row = max(self.rows(each), key=lambda row: abs(row.kg_co2e), default=None)
            if row is not None:
                lines.append(
                    LARGEST(
                        lang,
                        what=WHAT[each](lang),
                        name=row.name,
                        kg=number(row.kg_co2e),
                        share=row.share or 0.0,
                    )
                )
        if by in (None, "path"):
            shown_kg = math.fsum(path.kg_co2e for path in self.paths)
            burdens = math.fsum(self._by_entry.values())
            lines.append(
                PATHS(
                    lang,
                    count=len(self.paths),
                    limit=self.cut_off,
                    share=shown_kg / burdens if burdens else 0.0,
                    rest=number(burdens - shown_kg),
                )
            )
        if by == "decision":
            lines.append(NOT_ADDITIVE(lang))
        apart = [each.name for each in self.result.evaluation.credits if not each.in_total]
        if apart:
            lines.append(APART(lang, names=", ".join(apart)))
        return lines

    def plot(self, lang: str = "en", kind: str = "sankey") -> Figure:
        """Figure: "sankey" (what flows through the supply chain to the product) or "paths"."""
        from rulewright.reporting.figures_hotspots import hotspot_figure

        return hotspot_figure(self, lang, kind)

    def _repr_html_(self) -> str:
        return tabled(self)

    # -- helpers ----------------------------------------------------------------------------------

    @cached_property
    def _by_entry(self) -> dict[tuple[str, str, str], float]:
        """(elementary row, process, exchange) to characterised emissions of the burdens [kg CO2e]."""
        system = self.burdens
        supply = solve_central(system).supply
        values = system.central_values
        found: dict[tuple[str, str, str], float] = {}
        for term in system.terms:
            if term.matrix != "biosphere" or term.apart is not None:
                continue
            column = system.index[term.column]
            emitted = (
                float(system.value(term, values)) * system.characterisation[term.row] * float(supply[column])
            )
            if emitted:
                key = (term.row, system.nodes[column].process, term.exchange or term.row)
                found[key] = found.get(key, 0.0) + emitted
        return found

    def _entries(self) -> Iterable[tuple[tuple[str, str, str], float]]:
        return self._by_entry.items()

    def _table(
        self, found: Mapping[str, float], names: Mapping[str, Text], last: str | None = None
    ) -> tuple[Hotspot, ...]:
        noise = NOISE * math.fsum(abs(value) for value in found.values())
        found = {name: value for name, value in found.items() if abs(value) > noise or name == last}
        ordered = sorted(found, key=lambda name: (name == last, -abs(found[name]), name))
        rows = [(name, names[name], found[name]) for name in ordered]
        if self._has_credits:
            rows.append(("credits", CREDITS, self.credits_kg_co2e))
        total = self.total_kg_co2e
        return tuple(
            Hotspot(name, text, value, value / total if total else None) for name, text, value in rows
        )

    @property
    def _has_credits(self) -> bool:
        return any(each.in_total and each.kg_co2e for each in self.result.evaluation.credits)

    def _exchange_name(self, row: str, process: str) -> Text:
        inventory = self.result.inventory
        owner = (
            inventory.processes[process].name
            if process in inventory.processes
            else Text(zh=process, en=process)
        )
        gas = _gas_name(row)
        return Text(zh=f"{owner.zh}：{gas.zh}", en=f"{owner.en}: {gas.en}")

    def _path_name(self, path: SupplyPath) -> Text:
        nodes = [self.burdens.nodes[self.burdens.index[key]] for key in reversed(path.nodes)]
        return Text(
            zh=" ← ".join(node.name_zh for node in nodes), en=" ← ".join(node.name_en for node in nodes)
        )

    def _decision_table(self, lang: str) -> pd.DataFrame:
        import pandas as pd

        rows = [
            {
                ITEM(lang): each.what.get(lang),
                OPTION(lang): each.option,
                CHANGE(lang): math.nan if each.change_kg_co2e is None else each.change_kg_co2e,
                SHARE(lang): math.nan if each.share is None else each.share,
            }
            for each in self.decisions
        ]
        return pd.DataFrame(rows, columns=[ITEM(lang), OPTION(lang), CHANGE(lang), SHARE(lang)])


def hotspots(result: Result, cut_off: float = 0.005) -> Hotspots:
    """Contributions of one rule's result.

    Parameters
    ----------
    cut_off
        Paths of supply are followed while all that comes from them is at least this share of the burdens [1],
        0 < cut_off <= 1.

    Raises
    ------
    HotspotError
        If the cut-off cannot be.
    """
    if isinstance(cut_off, bool) or not 1e-6 <= cut_off <= 1:
        where, mend = f"rule {result.rule.id}", "give a share from 0.000001 to 1, e.g. 0.005"
        raise HotspotError(f"{cut_off!r} is not a cut-off of paths", where, mend)
    system, evaluation = result.system, result.evaluation
    exporting = net_exporters(system, evaluation)
    return Hotspots(
        result, cut_off, system.without_credits(exporting), system.without_credits(evaluation.dropped)
    )


def _total(system: ProductSystem) -> float:
    impacts = solve_central(system).unit_impacts_kg_co2e
    return math.fsum((impacts * system.demand_vector()).tolist())


def _summed(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: math.fsum(each) for name, each in values.items()}


def _word(word: str) -> Text:
    return Text(zh=say(word, "zh"), en=say(word, "en"))


def _gas_name(row: str) -> Text:
    known = elementary_flows()
    identity = row.removesuffix(AIRCRAFT_SUFFIX)
    kind = _word(kind_of(row, known))
    if identity.startswith("co2e-aggregated"):
        return Text(zh=f"{AGGREGATED.zh}（{kind.zh}）", en=f"{AGGREGATED.en} ({kind.en})")
    entry = known[identity]
    text = entry.name
    if row != identity:
        text = Text(zh=f"{text.zh}（{WORDS['aircraft'][0]}）", en=f"{text.en} ({WORDS['aircraft'][1]})")
    return text
