"""The product and waste exchanges of each process, sorted by what they are here; what is no product is left out by name."""

from __future__ import annotations

from dataclasses import dataclass, field

from rulewright.errors import Mistake
from rulewright.importing.comments import is_artificial
from rulewright.importing.imported import LeftOut
from rulewright.importing.mapping import ImportMapping
from rulewright.importing.roles import role_of
from rulewright.importing.source import Converted, Role, SourceExchange, SourceFlow, SourceProcess
from rulewright.importing.tally import Tally

MADE: tuple[Role, ...] = ("reference", "co_product")


@dataclass(slots=True)
class Line:
    """One exchange on its way in: what it is here, with which sign, in which unit."""

    exchange: SourceExchange
    flow: SourceFlow
    role: Role
    sign: int
    unit: Converted


@dataclass(slots=True)
class Lines:
    """The product and waste exchanges of one process, the reference first; whether it treats a waste.

    ``avoided``: flows that the source takes for avoided products of this process.
    """

    process: SourceProcess
    lines: list[Line] = field(default_factory=list)
    treats_waste: bool = False
    avoided: set[str] = field(default_factory=set)


def sort_lines(tally: Tally, mapping: ImportMapping, process_ids: dict[str, str]) -> list[Lines]:
    """Give every product and waste exchange its role; elementary ones wait. Mistakes go to the tally."""
    processes = tally.source.processes.values()
    # flows whose treatment is written as a product output below zero
    treated = {
        each.flow
        for process in processes
        for each in process.exchanges
        if each.is_reference and not each.is_input and each.amount < 0
    }
    return [_sort(process, treated, tally, mapping, process_ids) for process in processes]


def _sort(
    process: SourceProcess, treated: set[str], tally: Tally, mapping: ImportMapping, ids: dict[str, str]
) -> Lines:
    found = Lines(process)
    flows = tally.source.flows
    if not _has_reference(process, tally):
        return found
    for each in process.exchanges:
        flow = flows[each.flow]
        if flow.kind == "elementary":
            continue
        unit = tally.source.units.convert(each.group, each.unit)
        if unit is None:
            continue  # told with all others
        unit = Converted(unit.unit, unit.factor * each.scale)
        if _is_artificial(each, flow, mapping):
            amount = each.amount * unit.factor
            tally.left_out.append(LeftOut(ids[process.key], flow.name, amount, unit.unit, each.description))
            continue
        role, sign = role_of(each, flow, flow.key in treated)
        if role == "reference" and (flow.kind == "waste" or each.amount < 0):
            found.treats_waste = True
        if each.is_avoided and role == "co_product":
            found.avoided.add(flow.key)
        tally.counts["avoided"] += each.is_avoided
        found.lines.append(Line(each, flow, role, sign, unit))
    found.lines.sort(key=lambda line: line.role != "reference")  # stable: the reference stands first
    return found


def _has_reference(process: SourceProcess, tally: Tally) -> bool:
    """Whether exactly one product output or treated waste is the reference; told if not."""
    references = [each for each in process.exchanges if each.is_reference]
    where = f"{tally.path}, process '{process.name}' ({process.origin or process.key})"
    mend = "mark one product output or treated waste as reference"
    if len(references) != 1 or references[0].amount == 0:
        what = f"the process has {len(references)} quantitative references with an amount"
        if len(references) == 1:
            what = "the quantitative reference of the process has the amount 0"
        tally.mistakes.append(Mistake(what, where, mend))
        return False
    flow, role = tally.source.flows[references[0].flow], references[0].role
    by_kind = flow.kind != "elementary" and (flow.kind == "product") != references[0].is_input
    if not (by_kind if role is None else role[0] == "reference"):
        what = f"the quantitative reference '{flow.name}' is no product output and no waste input"
        tally.mistakes.append(Mistake(what, where, mend))
        return False
    return True


def _is_artificial(each: SourceExchange, flow: SourceFlow, mapping: ImportMapping) -> bool:
    if each.is_reference or each.is_input or not is_artificial(each.description):
        return False
    return flow.name not in mapping.keep_outputs and flow.key not in mapping.keep_outputs
