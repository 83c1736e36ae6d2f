"""From data of others to an unallocated inventory: nothing is allocated, and what can't come in is accounted for.

All formats come this way: their readers end in :mod:`rulewright.importing.source`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from rulewright.errors import Mistake
from rulewright.importing.exchanges import Processes, both
from rulewright.importing.identifiers import slug, slugs
from rulewright.importing.imported import Imported, StatedFactor
from rulewright.importing.lines import Lines, sort_lines
from rulewright.importing.makers import Makers
from rulewright.importing.mapping import ImportMapping
from rulewright.importing.parameters import Parameters
from rulewright.importing.product_flows import ProductFlows, choose_flow_units
from rulewright.importing.source import Progress, Source
from rulewright.importing.tally import Tally
from rulewright.importing.unit_kinds import tell_kinds_apart
from rulewright.inventory import (
    INVENTORY_FORMAT,
    NO_YEAR,
    DeclaredUnit,
    InventoryFile,
    Parameter,
    Process,
    ProductFlow,
)
from rulewright.reading.inventories import ELECTRICITY, build_inventory, elementary_flows

LICENCE_NOT_GIVEN = "not stated in the package; see the restrictions of each process under 'sources'"


def bring_in(
    source: Source, path: str, mapping: ImportMapping, product: str | None = None, name: str | None = None,
    licence: str | None = None, progress: Progress | None = None,
) -> Imported:  # fmt: skip
    """The inventory of what a reader has read.

    Parameters
    ----------
    source
        Processes, flows and units of one import.
    path
        Where they come from, for messages.
    mapping
        What the user decides.
    product
        Product of the study: name, uuid, or our id; without it, name one at the study.
    name
        Title of the inventory, from which its id is made; default: that of the source.
    licence
        Licence of the data.
    progress
        Called with the number of processes done and their number.

    Raises
    ------
    ReadingError
        With all mistakes of the source and the mapping, among them all unknown units at once.
    FileError
        If it has no such product.
    """
    tally = Tally(source, path, [*source.mistakes, *_mistakes_in(mapping)])
    process_ids = _process_ids(source)
    sorted_ = sort_lines(tally, mapping, process_ids)
    tally.stop_at_mistakes()
    source = tally.source = tell_kinds_apart(source, sorted_)
    flow_ids = _flow_ids(source, sorted_)
    makers = Makers(source, sorted_, flow_ids, process_ids)
    tally.mistakes += makers.choose(mapping)
    tally.stop_at_mistakes()
    makers.tell_apart(sorted_)
    flow_units = choose_flow_units(tally, sorted_, flow_ids)
    tally.stop_at_mistakes()
    parameters = Parameters(source, process_ids)
    maker = Processes(tally, mapping, makers, parameters, flow_ids, process_ids, flow_units)
    processes = []
    for done, each in enumerate(sorted_, 1):
        processes.append(maker.process(each))
        if progress is not None:
            progress(done, len(sorted_))
    products = ProductFlows(tally, flow_ids, flow_units).flows(sorted_, makers)
    title, terms = name or source.name, licence or LICENCE_NOT_GIVEN
    file = _file(source, title, terms, process_ids, products, processes, list(parameters.ours.values()))
    factors = tuple(_stated_factors(tally, flow_ids, process_ids))
    uuids = {
        "flows": {own: key for key, own in flow_ids.items()},
        "processes": {own: key for key, own in process_ids.items()},
    }
    account = tally.account(flow_ids, makers, parameters)
    imported = Imported(build_inventory(file, path), account, tuple(tally.kept), factors, uuids, source)
    return imported if product is None else for_product(imported, product, path)


def _mistakes_in(mapping: ImportMapping) -> Iterator[Mistake]:
    for name, own in mapping.elementary_flows.items():
        if own != "none" and own not in elementary_flows():
            where = f"mapping, elementary_flows, {name}"
            mend = "name a flow of databases/elementary_flows.yaml, or none"
            yield Mistake(f"unknown elementary flow '{own}'", where, mend)


def _flow_ids(source: Source, sorted_: list[Lines]) -> dict[str, str]:
    used = {each.flow for process in source.processes.values() for each in process.exchanges}
    used |= {line.flow.key for each in sorted_ for line in each.lines}
    passing = {key: flow for key, flow in source.flows.items() if key in used and flow.kind != "elementary"}
    return slugs(
        {key: flow.name for key, flow in passing.items()}, "flow",
        {key: flow.own_id for key, flow in passing.items() if flow.own_id},
        frozenset({ELECTRICITY}),  # the flow that a rule's electricity ladder links
        None if source.has_uuids else {key: flow.place for key, flow in passing.items()},
    )  # fmt: skip


def _process_ids(source: Source) -> dict[str, str]:
    return slugs(
        {key: process.name for key, process in source.processes.items()}, "process",
        {key: process.own_id for key, process in source.processes.items() if process.own_id},
        places=None if source.has_uuids else {key: process.location for key, process in source.processes.items()},
    )  # fmt: skip


def _file(
    source: Source, name: str, licence: str, process_ids: Mapping[str, str], products: list[ProductFlow],
    processes: list[Process], parameters: list[Parameter],
) -> InventoryFile:  # fmt: skip
    years = Counter(process.year for process in processes if process.year is not None)
    places = Counter(process.location for process in processes)
    sources = {}
    for key, process in source.processes.items():
        restrictions = f"; restrictions: {process.restrictions}" if process.restrictions else ""
        sources[process_ids[key]] = (
            f"{name}, process {process.name} ({process.origin or key}); licence: {licence}{restrictions}"
        )
    return InventoryFile(
        format=INVENTORY_FORMAT, id=slug(name) or slug(source.format.split()[0]), title=both(name, ""),
        version=source.format, licence=licence, geography=places.most_common(1)[0][0] if places else "unspecified",
        year=max(years, key=lambda year: (years[year], year), default=NO_YEAR), sources=sources, parameters=parameters,
        products=products, processes=processes,
    )  # fmt: skip


def for_product(imported: Imported, product: str, path: str) -> Imported:
    flow = imported.find(product)
    declared = DeclaredUnit(amount=1, unit=imported.inventory.flows[flow].unit)
    file = imported.file.model_copy(update={"product": flow, "declared_unit": declared})
    inventory = build_inventory(InventoryFile.model_validate(dict(file)), path)
    return Imported(
        inventory, imported.account, imported.kept, imported.stated_factors, imported.uuids, imported.source,
        imported.openlca,
    )  # fmt: skip


def _stated_factors(
    tally: Tally, flow_ids: Mapping[str, str], process_ids: Mapping[str, str]
) -> Iterator[StatedFactor]:
    """Factors by product; causal ones, which the source states by exchange, as their mean over the exchanges."""
    for key, process in tally.source.processes.items():
        stated: dict[tuple[str, str], list[float]] = defaultdict(list)
        for each in process.allocation:
            if each.product in flow_ids:
                stated[(each.method, each.product)].append(each.value)
            else:
                tally.counts["allocation_unnamed"] += 1
        for (method, product), values in stated.items():
            mean = sum(values) / len(values)
            is_default = method == process.default_allocation
            yield StatedFactor(process_ids[key], method, flow_ids[product], mean, len(values), is_default)
