"""A flow that is stated in units of different kinds (made in kg, used in litres) without a factor between them.

What is stated in the kind in which the flow is made is the flow; what is stated in another kind is a flow of its own,
a data gap unless somebody makes it in that kind. A factor that the source doesn't state is not invented.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from rulewright.importing.lines import MADE, Line, Lines
from rulewright.importing.source import Source, SourceFlow
from rulewright.reporting.sentences import Sentence
from rulewright.units import factor_or_none

OTHER_KIND = Sentence(
    "来源中它以 {made} 产出，此处以 {used} 使用，来源没有给出换算系数",
    "the source makes it in {made} and uses it here in {used}, without a factor between them",
)


def tell_kinds_apart(source: Source, sorted_: list[Lines]) -> Source:
    """Give the lines of another kind their own flow; the source with those flows added.

    Without such lines it is the source itself.
    """
    lines: dict[str, list[Line]] = defaultdict(list)
    for each in sorted_:
        for line in each.lines:
            lines[line.flow.key].append(line)
    added: dict[str, SourceFlow] = {}
    kinds: dict[str, list[str]] = defaultdict(list)
    for key, found in lines.items():
        units = {line.unit.unit for line in found}
        if len(units) == 1:
            continue
        main = next((line.unit.unit for line in found if line.role in MADE), found[0].unit.unit)
        strangers = [line for line in found if factor_or_none(line.unit.unit, main) is None]
        for line in strangers:
            unit = _known_kind(line.unit.unit, kinds[key])
            identity = f"{key} [{unit}]"
            if identity not in added:
                flow = source.flows[key]
                reason = OTHER_KIND.text(made=main, used=unit)
                added[identity] = replace(
                    flow, key=identity, name=f"{flow.name} [{unit}]", group=line.exchange.group, unit=line.exchange.unit,
                    properties=(), own_id="", gap=reason,
                )  # fmt: skip
            line.flow = added[identity]
    return replace(source, flows={**source.flows, **added}) if added else source


def _known_kind(unit: str, known: list[str]) -> str:
    """The first unit of the same kind; it is remembered."""
    found = next((each for each in known if factor_or_none(unit, each) is not None), None)
    if found is None:
        known.append(unit)
        return unit
    return found
