"""One detector: parts of one asset that add up to more than the whole; and what detectors need to name things."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rulewright.analysis import detector_sentences as said
from rulewright.analysis.findings import Finding
from rulewright.inventory import UnitProcess
from rulewright.rule import Text
from rulewright.steps.allocation import is_subdivided
from rulewright.steps.assemble import used_processes

if TYPE_CHECKING:
    from rulewright.study import Result

SLACK = 1e-9
ROUNDING = 1e-6  # results come through single precision


def shared_above_one(result: Result) -> Iterator[Finding]:
    """Parts of one asset that add up to more than the whole: shares, outputs taken, a whole beside its parts."""
    yield from _shares_above_one(result)
    yield from _taken_above_made(result)
    yield from _whole_and_part(result)


def _shares_above_one(result: Result) -> Iterator[Finding]:
    central = result.system.central_values
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for term in result.system.terms:
        if term.apart is None and "|" in term.share.id:
            process = result.system.nodes[result.system.index[term.column]].process
            shares[process][term.column] = float(term.share.evaluate(central))
    for process, parts in sorted(shares.items()):
        whole = math.fsum(parts.values())
        if whole > 1 + SLACK:
            yield Finding(
                "shared_above_one", "problem", process, said.OVER_SHARED.text(process=process_name(result, process), share=whole),
                said.OVER_SHARED_MEND.text(), {"shares": dict(sorted(parts.items()))},
            )  # fmt: skip


def _taken_above_made(result: Result) -> Iterator[Finding]:
    """An output of the site's own joint process that its users take more of than comes with the reference product."""
    applied, index = result.applied, result.system.index
    supply = result.evaluation.supply
    for process in used_processes(applied):
        if process.is_background:
            continue
        runs = {
            output.flow: float(supply[index[f"{process.id}|{output.flow}"]])
            for output in process.outputs
            if f"{process.id}|{output.flow}" in index
            and (treatment := applied.treatments.get((process.id, output.flow))) is not None
            and treatment.kind == "share"
        }
        made = runs.get(process.reference.flow, 0.0)
        for flow, run in runs.items():
            if made > SLACK and run > made * (1 + ROUNDING):
                yield Finding(
                    "shared_above_one", "warning", f"{process.id}|{flow}",
                    said.OVER_TAKEN.text(
                        flow=flow_name(result, flow), process=process.name, times=run / made,
                        reference=flow_name(result, process.reference.flow),
                    ),
                    said.OVER_TAKEN_MEND.text(), {"taken": run / made},
                )  # fmt: skip


def _whole_and_part(result: Result) -> Iterator[Finding]:
    """A process that is counted as a whole while one of its parts is drawn on as well."""
    applied, index = result.applied, result.system.index
    used = {process.id: process for process in used_processes(applied)}
    for part in used.values():
        whole = used.get(part.part_of or "")
        if whole is None or is_subdivided(applied, whole):
            continue
        if runs_of(part, result.evaluation.supply, index) and runs_of(whole, result.evaluation.supply, index):
            yield Finding(
                "shared_above_one", "problem", part.id, said.WHOLE_AND_PART.text(part=part.name, whole=whole.name),
                said.WHOLE_AND_PART_MEND.text(), {"whole": whole.id, "part": part.id},
            )  # fmt: skip


def flow_name(result: Result, flow: str) -> Text:
    """Name of a flow."""
    return result.inventory.flows[flow].name


def process_name(result: Result, process: str) -> Text:
    """Name of a process."""
    return result.inventory.processes[process].name


def runs_of(process: UnitProcess, supply: Any, index: Mapping[str, int]) -> float:
    """Run of the whole process, from its outputs that carry a burden: the largest of them."""
    nodes = [
        index[f"{process.id}|{output.flow}"]
        for output in process.outputs
        if f"{process.id}|{output.flow}" in index
    ]
    return max((abs(float(supply[node])) for node in nodes), default=0.0)
