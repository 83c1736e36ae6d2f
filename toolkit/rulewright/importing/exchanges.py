"""The processes of an inventory from sorted exchanges: amounts, formulas, distributions; nothing is allocated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from rulewright.importing.comments import properties_in
from rulewright.importing.distributions import settle, turned
from rulewright.importing.greenhouse_names import Match, match_elementary
from rulewright.importing.imported import KeptExchange
from rulewright.importing.lines import MADE, Line, Lines
from rulewright.importing.makers import Makers
from rulewright.importing.mapping import ImportMapping
from rulewright.importing.parameters import Parameters
from rulewright.importing.properties import stated_properties
from rulewright.importing.source import Converted, SourceExchange, SourceFlow, SourceProcess
from rulewright.importing.tally import Tally
from rulewright.inventory import Emission, Input, Output, Process, Property, Uncertainty
from rulewright.reading.inventories import elementary_flows
from rulewright.rule import Text
from rulewright.units import factor, factor_or_none
from rulewright.words import Stage, Tag


@dataclass(frozen=True)
class Stated:
    """An amount or formula in a unit, with its distribution and what else is said of it."""

    amount: float
    formula: str | None
    unit: str
    uncertainty: Uncertainty | None
    note: str | None

    @property
    def number(self) -> dict[str, object]:
        """The amount, or the formula that gives it."""
        return {"formula": self.formula} if self.formula is not None else {"amount": self.amount}


class Processes:
    """Makes the processes of one import."""

    def __init__(
        self, tally: Tally, mapping: ImportMapping, makers: Makers, parameters: Parameters,
        flow_ids: Mapping[str, str], process_ids: Mapping[str, str], flow_units: Mapping[str, str],
    ) -> None:  # fmt: skip
        self._tally, self._mapping, self._makers, self._parameters = tally, mapping, makers, parameters
        self._flow_ids, self._process_ids, self._flow_units = flow_ids, process_ids, flow_units

    def process(self, each: Lines) -> Process:
        """One process with all its exchanges."""
        process, counts = each.process, self._tally.counts
        has_formula = any(line.formula for line in process.exchanges)
        names = self._parameters.names_for(process) if has_formula else {}
        outputs: list[Output] = []
        inputs: list[Input] = []
        for line in each.lines:
            if line.role == "input":
                inputs.append(self._input(process, line, names))
            else:
                self._add_output(outputs, process, line, names)
        emissions = list(self._emissions(process, names))
        counts["processes"] += 1
        counts["copyrighted"] += process.is_copyrighted
        counts["aggregated"] += process.is_aggregated
        counts["multi_output"] += sum(each.output_class in ("product", "co_product") for each in outputs) > 1
        counts["treatments"] += each.treats_waste
        return Process(
            id=self._process_ids[process.key], name=both(process.name, process.zh), stage=self._stage(each),
            location=process.location or "unspecified", year=process.year, technology=process.technology or None,
            tags=["capital_good"] if process.is_infrastructure else [], treats_waste=each.treats_waste,
            outputs=outputs, inputs=inputs, emissions=emissions,
            note=both(process.description, "") if process.description else None,
        )  # fmt: skip

    def _stage(self, each: Lines) -> Stage:
        process = each.process
        for beginning, stage in self._mapping.stages.items():
            if process.category.startswith(beginning):
                return stage
        if process.stage in get_args(Stage):
            return process.stage  # type: ignore[return-value]
        unit = self._flow_units[each.lines[0].flow.key]
        if each.treats_waste:
            return "end_of_life"
        if factor_or_none(unit, "t*km") is not None or factor_or_none(unit, "piece*km") is not None:
            return "transport"
        return "energy_supply" if factor_or_none(unit, "MJ") is not None else "production"

    def _stated(self, each: SourceExchange, unit: Converted, sign: int, names: Mapping[str, str]) -> Stated:
        said = [each.description] if each.description else []
        formula, amount = None, each.amount
        if each.formula:
            formula, instead = self._parameters.translate(each, names)
            if instead:
                said.append(instead)
            if formula is not None:
                amount = self._parameters.value(formula)
        uncertainty, outcome = settle(each.distribution, amount, unit.factor, each.pedigree)
        if sign < 0 and uncertainty is not None:
            uncertainty = turned(uncertainty)
            outcome = "unusable" if uncertainty is None else outcome
        self._tally.distributions[outcome] += 1
        if outcome in ("outside_range", "other_centre", "unusable"):
            said.append(f"distribution of the source: {each.distribution.words if each.distribution else ''}")
        if each.pedigree and outcome != "pedigree_only":
            said.append(f"pedigree {each.pedigree}")
        scale = unit.factor * sign
        if formula is not None and scale != 1:
            formula = f"({formula}) * {scale!r}"
        return Stated(amount * scale, formula, unit.unit, uncertainty, "; ".join(said).strip() or None)

    # -- outputs and inputs -------------------------------------------------------------------------

    def _add_output(
        self, outputs: list[Output], process: SourceProcess, line: Line, names: Mapping[str, str]
    ) -> None:
        found = self._stated(line.exchange, line.unit, line.sign, names)
        flow = self._makers.apart.get((process.key, line.flow.key), self._flow_ids[line.flow.key])
        twice = next((output for output in outputs if output.flow == flow), None)
        if twice is not None:
            self._join(outputs, twice, found.amount, found.unit)
            return
        own = self._process_ids[process.key]
        outputs.append(
            Output.model_validate(
                {
                    "flow": flow, **found.number, "unit": found.unit,
                    "class": "product" if line.role == "reference" else line.role,
                    "uncertainty": found.uncertainty, "source": own, "mark": "seen",
                    "properties": self._properties(line, found, own), "note": found.note,
                }
            )
        )  # fmt: skip

    def _properties(self, line: Line, found: Stated, own: str) -> list[Property]:
        """Properties that the exchange states, and those in its comment that it doesn't state."""
        stated, lost = stated_properties(line.exchange.properties, found.unit, own)
        self._tally.counts["properties_stated"] += len(stated)
        self._tally.counts["properties_not_carried"] += lost
        known = {each.property for each in stated}
        in_words = [
            Property(
                property=each.property, amount=each.amount, unit=each.unit, source=own, mark="derived",
                note=f"read from the comment: {each.words}",
            )
            for each in properties_in(line.exchange.description, found.amount, found.unit)
            if factor_or_none(found.unit, "kg") is None and each.property not in known
        ]  # fmt: skip
        self._tally.counts["properties_in_words"] += len(in_words)
        return [*stated, *in_words]

    def _join(self, outputs: list[Output], first: Output, amount: float, unit: str) -> None:
        """A flow that leaves twice is one output with the sum; it is then a plain number."""
        before = first.amount
        if before is None:
            before = self._parameters.value(first.formula or "0")
        same = (first.output_class == "waste") or amount >= 0
        total = before + amount * factor(unit, first.unit)
        note = f"{first.note + '; ' if first.note else ''}sum of several outputs of the source: {before:g} and {amount:g} {unit}"
        changed = {"amount": total, "formula": None, "uncertainty": None, "note": note}
        outputs[outputs.index(first)] = first.model_copy(update=changed)
        self._tally.counts["joined_outputs"] += same

    def _input(self, process: SourceProcess, line: Line, names: Mapping[str, str]) -> Input:
        found = self._stated(line.exchange, line.unit, line.sign, names)
        flow, provider = self._makers.provider_of(line)
        tags: list[Tag] = []
        if line.flow.is_infrastructure:
            tags.append("capital_good")
        if factor_or_none(found.unit, "t*km") is not None:
            tags.append("transport")
        self._tally.counts["inputs"] += 1
        self._tally.counts["properties_of_inputs"] += len(line.exchange.properties)
        return Input.model_validate(
            {
                "flow": flow, **found.number, "unit": found.unit, "from": provider, "uncertainty": found.uncertainty,
                "source": self._process_ids[process.key], "mark": "seen", "tags": tags, "note": found.note,
            }
        )  # fmt: skip

    # -- emissions ----------------------------------------------------------------------------------

    def _emissions(self, process: SourceProcess, names: Mapping[str, str]) -> Iterator[Emission]:
        own = self._process_ids[process.key]
        for each in process.exchanges:
            flow = self._tally.source.flows[each.flow]
            if flow.kind != "elementary":
                continue
            match = self._match(flow, each.is_input)
            unit = self._elementary_unit(each, match)
            if unit is None:
                self._keep(own, flow, each, match)
                continue
            found = self._stated(each, unit, 1, names)
            self._tally.counts["emissions"] += 1
            self._tally.counts["origin_given"] += match.how == "origin_given"
            yield Emission.model_validate(
                {
                    "flow": match.flow, **found.number, "unit": found.unit, "uncertainty": found.uncertainty,
                    "source": own, "mark": "seen", "note": found.note,
                }
            )  # fmt: skip

    def _match(self, flow: SourceFlow, is_input: bool) -> Match:
        key, matches = f"{flow.key} {is_input}", self._tally.matches
        if key not in matches:
            matches[key] = match_elementary(
                flow.key, flow.name, flow.category, is_input, self._mapping.elementary_flows,
                self._mapping.unspecified_origin,
            )  # fmt: skip
        return matches[key]

    def _elementary_unit(self, each: SourceExchange, match: Match) -> Converted | None:
        """The unit of a matched flow; None without a match, or if the amount is of another kind (litres of a gas)."""
        if not match.flow:
            return None
        unit = self._tally.source.units.convert(each.group, each.unit)
        target = elementary_flows()[match.flow].unit
        return None if unit is None or factor_or_none(unit.unit, target) is None else unit

    def _keep(self, own: str, flow: SourceFlow, each: SourceExchange, match: Match) -> None:
        tally = self._tally
        unit = tally.source.units.word(each.group, each.unit)
        is_gas = match.is_gas_like or bool(match.flow and elementary_flows()[match.flow].factor)
        tally.kept.append(
            KeptExchange(
                own, flow.key, flow.name, flow.category, each.is_input, each.amount, unit, is_gas, each
            )
        )
        tally.counts["kept"] += 1
        tally.distributions["of_kept_flows"] += each.distribution is not None
        if is_gas:
            tally.gas_like[f"{flow.name} | {flow.category}"] += 1


def both(name: str, zh: str) -> Text:
    """A name that the source has in one language only stands in both."""
    return Text(zh=zh or name or "-", en=name or "-")


def is_made(line: Line) -> bool:
    """Whether the process of a line makes its flow."""
    return line.role in MADE
