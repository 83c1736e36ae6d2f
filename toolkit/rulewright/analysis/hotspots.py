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
from rulewright.analysis.hotspots_tables import additive_table, decisions_table, notes_of
from rulewright.analysis.paths import SupplyPath, supply_paths
from rulewright.engine.compiled import net_exporters
from rulewright.errors import RulewrightError
from rulewright.reading.elementary_flows import AIRCRAFT_SUFFIX
from rulewright.reading.inventories import elementary_flows
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.display import tabled
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
REST = Text(zh="截断以下的供应路径", en="paths of supply below the cut-off")
AGGREGATED = Text(zh="汇总因子", en="aggregated factor")


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

    @property
    def unit(self) -> str:
        """Declared unit, e.g. ``1 t``."""
        inventory, product = self.result.inventory, self.result.applied.product
        declared = inventory.file.declared_unit
        if declared is not None and product == inventory.file.product:
            return f"{declared.amount:g} {declared.unit}"
        return f"{self.result.applied.amount:g} {inventory.flows[product].unit}"

    @cached_property
    def burdens_kg_co2e(self) -> float:
        """All burdens, without credits [kg CO2e per declared unit]."""
        return math.fsum(self._by_entry.values())

    @cached_property
    def total_kg_co2e(self) -> float:
        """The rule's total, in double precision."""
        if not self._has_credits:
            return self.burdens_kg_co2e
        return _total(self.counted)

    @cached_property
    def credits_kg_co2e(self) -> float:
        """Credits counted in the total: what is left when burdens are taken off; 0 if nothing is credited."""
        if not self._has_credits:
            return 0.0
        return self.total_kg_co2e - self.burdens_kg_co2e

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
        names = {exchange: self._exchange_name(exchange, *places[exchange]) for exchange in found}
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
        found["rest"], names["rest"] = self.burdens_kg_co2e - math.fsum(found.values()), REST
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
        return decisions_table(self, lang) if by == "decision" else additive_table(self, lang, by)

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
        return notes_of(self, lang, by)

    def plot(self, lang: str = "en", kind: str = "sankey") -> Figure:
        """Figure: "sankey" (what flows through the supply chain to the product), or bars of a table: "process",
        "stage", "gas", "exchange", "path", "decision".
        """
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

    def _exchange_name(self, exchange: str, row: str, process: str) -> Text:
        """Process and gas; the second emission of one gas by one process is numbered."""
        inventory = self.result.inventory
        owner = (
            inventory.processes[process].name
            if process in inventory.processes
            else Text(zh=process, en=process)
        )
        gas = _gas_name(row)
        place = exchange.partition("#")[2]
        zh, en = (f"（{int(place) + 1}）", f" ({int(place) + 1})") if place.isdigit() else ("", "")
        return Text(zh=f"{owner.zh}：{gas.zh}{zh}", en=f"{owner.en}: {gas.en}{en}")

    def _path_name(self, path: SupplyPath) -> Text:
        nodes = [self.burdens.nodes[self.burdens.index[key]] for key in reversed(path.nodes)]
        return Text(
            zh=" ← ".join(node.name_zh for node in nodes), en=" ← ".join(node.name_en for node in nodes)
        )


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
