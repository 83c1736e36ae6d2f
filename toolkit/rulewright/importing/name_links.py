"""Formats that link by name and place: which product of which process an input means, where that is certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rulewright.importing.source import SourceFlow, SourceProcess


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that a process makes: the flow, its name, and where the process stands."""

    process: str
    flow: str
    name: str
    location: str


def link_by_name(
    candidates: Iterable[Candidate], processes: Iterable[SourceProcess], flows: Mapping[str, SourceFlow]
) -> dict[tuple[str, str], str]:
    """(Place of the using process, flow used) to the flow that is made, where the two differ and the name is that of one.

    A flow that is made is left alone. Else the products of its name count: the one made at the place that the input names;
    the only one there is, if the input names no place or the product does not; the one made where it is used.
    """
    by_name: dict[str, list[Candidate]] = defaultdict(list)
    made = set()
    for each in candidates:
        by_name[each.name].append(each)
        made.add(each.flow)
    links: dict[tuple[str, str], str] = {}
    for process in processes:
        for exchange in process.exchanges:
            key = exchange.flow
            if key in made or exchange.role is None or exchange.role[0] not in ("input", "waste"):
                continue
            flow = flows[key]
            found = _choose(by_name.get(flow.name, []), flow.place, process.location, flows)
            if found is not None:
                links[process.location, key] = found.flow
    return links


def _choose(
    candidates: list[Candidate], place: str, here: str, flows: Mapping[str, SourceFlow]
) -> Candidate | None:
    at_place = [each for each in candidates if place and each.location == place]
    if len(at_place) == 1:
        return at_place[0]
    unplaced = [each for each in candidates if not place or not flows[each.flow].place]
    if len(candidates) == 1 and unplaced:
        return candidates[0]
    at_home = [each for each in unplaced if each.location == here]
    return at_home[0] if len(at_home) == 1 else None
