"""The product and waste flows of an inventory: units, properties, and which of them nobody supplies or treats."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from rulewright.importing.exchanges import both, is_made
from rulewright.importing.lines import Lines
from rulewright.importing.makers import Makers
from rulewright.importing.properties import stated_properties
from rulewright.importing.tally import Tally
from rulewright.inventory import ProductFlow, Property
from rulewright.reporting.sentences import Sentence
from rulewright.units import factor_or_none

NOBODY = Sentence("来源数据包中没有过程产出或处理它", "no process of the source package makes or treats it")


def choose_flow_units(tally: Tally, sorted_: list[Lines], flow_ids: Mapping[str, str]) -> dict[str, str]:
    """A flow is counted in the unit in which it is made, if all its makers agree; else as it is used; else in its own."""
    made: dict[str, set[str]] = defaultdict(set)
    used: dict[str, set[str]] = defaultdict(set)
    for each in sorted_:
        for line in each.lines:
            (made if is_made(line) else used)[line.flow.key].add(line.unit.unit)
    units: dict[str, str] = {}
    for key in flow_ids:
        flow = tally.source.flows[key]
        reference = tally.source.units.convert(flow.group, flow.unit)
        choices = set() if flow.keeps_unit else made.get(key) or used.get(key) or set()
        if len(choices) == 1:
            units[key] = next(iter(choices))
        elif reference is not None:
            units[key] = reference.unit
    return units


class ProductFlows:
    """Makes the product flows of one import."""

    def __init__(self, tally: Tally, flow_ids: Mapping[str, str], flow_units: Mapping[str, str]) -> None:
        self._tally, self._flow_ids, self._units = tally, flow_ids, flow_units

    def flows(self, sorted_: list[Lines], makers: Makers) -> list[ProductFlow]:
        """All flows that pass between processes, those of open suppliers and of makers told apart among them."""
        source = self._tally.source
        made = {line.flow.key for each in sorted_ for line in each.lines if is_made(line)}
        self._count_missing(sorted_, made)
        present = {line.flow.key for each in sorted_ for line in each.lines}
        found = [self._flow(key, key in made) for key in self._flow_ids if key in present]
        for (maker, key), identity in sorted(makers.apart.items(), key=lambda item: item[1]):
            label = both(f"{source.flows[key].name} ({source.processes[maker].name})", "")
            found.append(self._flow(key, True).model_copy(update={"id": identity, "name": label}))
        for identity, use in sorted(makers.open_uses.items()):
            changed = {"id": identity, "name": both(use.name, ""), "supply_missing": use.reason}
            found.append(self._flow(use.flow, False).model_copy(update=changed))
        return found

    def _count_missing(self, sorted_: list[Lines], made: set[str]) -> None:
        uses: Counter[str] = Counter()
        split: Counter[str] = Counter()
        for each in sorted_:
            outputs = sum(is_made(line) for line in each.lines)
            for line in each.lines:
                if line.role in ("input", "waste") and line.flow.key not in made:
                    uses[line.flow.key] += 1
                    split[line.flow.key] += outputs
        flows, counts = self._tally.source.flows, self._tally.counts
        self._tally.missing |= {self._flow_ids[key]: count for key, count in uses.most_common()}
        products = {key for key in uses if flows[key].kind == "product"}
        counts["missing_flows"] = len(products)
        counts["missing_uses"] = sum(uses[key] for key in products)
        counts["missing_uses_split"] = sum(split[key] for key in products)
        names = {flows[key].name for key in made}
        counts["missing_same_name"] = sum(flows[key].name in names for key in products)
        counts["untreated_wastes"] = len(uses) - len(products)
        counts["untreated_waste_uses"] = sum(uses.values()) - counts["missing_uses"]

    def _flow(self, key: str, is_supplied: bool) -> ProductFlow:
        flow, unit = self._tally.source.flows[key], self._units[key]
        notes = [flow.description] if flow.description else []
        if flow.money:
            notes.append(f"an amount of money, in {flow.money} of the source")
        return ProductFlow(
            id=self._flow_ids[key], name=both(flow.name, flow.zh), unit=unit, properties=list(self._properties(key, unit)),
            supply_missing=None if is_supplied else flow.gap or NOBODY.text(), note="; ".join(notes) or None,
        )  # fmt: skip

    def _properties(self, key: str, unit: str) -> Iterator[Property]:
        """Mass by definition, and what the source says of the flow."""
        in_kg = factor_or_none(unit, "kg")
        if in_kg is not None:
            yield Property(
                property="mass", amount=in_kg, unit=f"kg/({unit})", source="definition", mark="derived"
            )
        further = [
            each for each in self._tally.source.flows[key].properties
            if not (each.name == "mass" and in_kg is not None)
        ]  # fmt: skip
        stated, lost = stated_properties(further, unit)
        self._tally.counts["flow_properties"] += len(stated)
        self._tally.counts["properties_not_carried"] += lost
        yield from stated
