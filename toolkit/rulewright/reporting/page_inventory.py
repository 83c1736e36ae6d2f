"""The data page of one inventory: flow diagram, results, processes with sources and marks, balances, neighbours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rulewright import __version__
from rulewright.analysis.coverage import covered_groups
from rulewright.analysis.crosscheck import Neighbours
from rulewright.balance import check_balances
from rulewright.errors import RulewrightError
from rulewright.inventory import Exchange, Inventory, InventoryFile, UnitProcess
from rulewright.reading.find import list_rules, list_shelf
from rulewright.reading.inventories import read_inventory
from rulewright.reading.registry import read_registry
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import read_study
from rulewright.reporting.figures import comparison_figure
from rulewright.reporting.figures_flow import flow_figure
from rulewright.reporting.messages import in_language
from rulewright.reporting.page_parts import COLUMNS, MISSING, Mark, Page, Section, W, links, marks_text, svg
from rulewright.reporting.sentences import Sentence
from rulewright.study import Comparison, Study
from rulewright.words import say

_DIRECTIONS = {
    "output": Sentence("产出", "output"),
    "input": Sentence("投入", "input"),
    "emission": Sentence("环境", "environment"),
}
_STATUS = {
    "closed": Sentence("闭合", "closed"),
    "open": Sentence("不闭合", "open"),
    "explained": Sentence("已说明", "explained"),
    "incomplete": Sentence("缺属性", "lacks properties"),
}
MOST_MISTAKES = 3  # named of what a rule leaves open


@dataclass(frozen=True)
class Results:
    """What an inventory's study gives: the rules that run, and why others don't."""

    comparison: Comparison | None
    refused: Sequence[tuple[str, RulewrightError]]


NO_RESULTS = Results(None, ())


def results_of(inventory: str, rules: Sequence[str] | None = None) -> Results:
    """Results of an inventory under all rules that cover it, or those named; what cannot run is told, not raised.

    The rules of its shipped study come first, then those for its product, then those for any product.
    """
    if rules is None:
        if inventory not in list_shelf("studies"):
            return NO_RESULTS
        rules = list(dict.fromkeys([*read_study(inventory).rules, *_covering(read_inventory(inventory))]))
    study = Study(inventory, rules)
    refused = []
    for rule in list(study.rules):
        try:
            study.result(rule)
        except RulewrightError as error:
            refused.append((rule, error))
            del study.rules[rule]  # the comparison is of those that run
    return Results(study.compare() if study.rules else None, refused)


def _covering(inventory: Inventory) -> list[str]:
    groups = set(inventory.file.product_groups)
    covers = {name: covered_groups(read_rule(name)) for name in list_rules()}
    own = [name for name, covered in covers.items() if groups & covered]
    return own + [name for name, covered in covers.items() if "any" in covered]


def inventory_page(
    inventory: Inventory, lang: str, results: Results | None = None, beside: Neighbours | None = None
) -> Page:
    """Page of one inventory: flow diagram, results, processes with sources and marks, balances, its neighbours if given."""
    results = results_of(inventory.id) if results is None else results
    file = inventory.file
    own = [process for process in inventory.processes.values() if not process.is_background]
    sections: list[Section | None] = [*_about(file, lang), _flow(inventory, lang)]
    sections += _result_sections(results, lang)
    sections += [
        _parameters(inventory, lang),
        _properties(inventory, own, lang),
        _balance_section(inventory, own, lang),
    ]
    sections.append(Section(W["processes"](lang)))
    sections += [_process_section(inventory, process, lang) for process in own]
    sources = [[key, text] for key, text in file.sources.items()]
    sections.append(
        Section(W["sources"](lang), heads=[COLUMNS["id"](lang), COLUMNS["source"](lang)], rows=sources)
    )
    return Page(
        file.title.get(lang), links(lang, f"inventory-{file.id}"),
        [*_inventory_facts(inventory, own, lang), *_beside(beside, lang)],
        [each for each in sections if each is not None], W["foot"](lang, version=__version__),
    )  # fmt: skip


def _inventory_facts(inventory: Inventory, own: Sequence[UnitProcess], lang: str) -> list[tuple[str, str]]:
    file = inventory.file
    declared = file.declared_unit
    multi = sum(
        sum(each.output_class in ("product", "co_product") for each in process.outputs) > 1 for process in own
    )
    marks = Counter(
        exchange.quantity.mark
        for process in own
        for exchange in _exchanges(process)
        if exchange.quantity is not None
    )
    facts = [
        (W["product"](lang), inventory.name(file.product, lang) if file.product else "-"),
        (W["unit"](lang), f"{declared.amount:g} {declared.unit}" if declared else "-"),
        (W["geography"](lang), f"{file.geography}, {file.year or '-'}"),
        (W["version"](lang), f"{file.version}, {inventory.hash}"),
        (W["licence"](lang), "; ".join(text for text in (file.licence, file.citation) if text)),
        (W["processes"](lang), W["counts"](lang, processes=len(own), multi=multi)),
        (W["marks"](lang), marks_text(marks, lang)),
        (W["links"](lang), ", ".join(each.id for each in inventory.backgrounds) or "-"),
        *_codes(file, lang),
    ]
    return facts


def _beside(found: Neighbours | None, lang: str) -> Iterable[tuple[str, str]]:
    if found is not None:
        yield W["takes"](lang), ", ".join(found.takes_from) or "-"
        yield W["supplies"](lang), ", ".join(found.supplies) or "-"


def _codes(file: InventoryFile, lang: str) -> Iterable[tuple[str, str]]:
    """Codes of the priority product that the inventory is of, by classification."""
    registry, groups = read_registry(), set(file.product_groups)
    for product in registry.priority_products:
        if groups & registry.inside(product.groups):
            for each in registry.classifications:
                codes = product.codes_in(each.scheme)
                if codes:
                    label = W["codes"](lang, scheme=each.scheme, edition=each.edition)
                    yield label, W["coded"](lang, codes=" ".join(codes), product=product.name)


def _about(file: InventoryFile, lang: str) -> Iterable[Section]:
    if file.note is not None:
        yield Section(W["about"](lang), texts=[file.note.get(lang)])


def _flow(inventory: Inventory, lang: str) -> Section:
    return Section(W["flow"](lang), figure=svg(flow_figure(inventory, lang)))


def _result_sections(results: Results, lang: str) -> Iterable[Section]:
    if results.comparison is not None:
        table = results.comparison.to_dataframe(lang)
        rows = [
            [_index_text(index), *(float(v) if isinstance(v, int | float) else str(v) for v in row)]
            for index, row in zip(table.index, table.itertuples(index=False), strict=True)
        ]
        yield Section(
            W["results"](lang), figure=svg(comparison_figure(results.comparison, lang)),
            heads=["", *(str(name) for name in table.columns)], rows=rows,
        )  # fmt: skip
    if results.refused:
        rows = [[rule, _shortly(error, lang)] for rule, error in results.refused]
        yield Section(W["refused"](lang), heads=[W["rules"](lang), W["reason"](lang)], rows=rows)


def _shortly(error: RulewrightError, lang: str) -> str:
    """An error on one line: of many mistakes what the first ones are, and how many are left."""
    head, *rest = in_language(error, lang).splitlines()
    told = [line for line in rest if re.match(r"\d+\. ", line)]
    if not told:
        return head
    shown = ("；" if lang == "zh" else "; ").join(told[:MOST_MISTAKES])
    left = len(told) - MOST_MISTAKES
    return W["open"](lang, head=head, shown=shown) + (W["more"](lang, count=left) if left > 0 else "")


def _index_text(index: Any) -> str:
    """Label of a row: what stands first only once where it says twice the same."""
    parts = [str(part) for part in index] if isinstance(index, tuple) else [str(index)]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _parameters(inventory: Inventory, lang: str) -> Section | None:
    rows = [
        [
            each.id,
            float(each.amount),
            each.unit,
            _spread(each.uncertainty),
            each.source,
            _mark(each.mark, lang),
            each.note or "",
        ]
        for each in inventory.file.parameters
    ]
    heads = [COLUMNS[name](lang) for name in ("id", "amount", "unit", "spread", "source", "mark", "note")]
    return Section(W["parameters"](lang), heads=heads, rows=rows) if rows else None


def _properties(inventory: Inventory, own: Sequence[UnitProcess], lang: str) -> Section | None:
    """Properties of what the processes make, wherever they are stated, and of flows that the file itself defines."""
    flows = dict.fromkeys(flow.id for flow in inventory.file.products)
    flows |= dict.fromkeys(output.flow for process in own for output in process.outputs)
    makers = {process.id for process in own}
    rows = []
    for flow in flows:
        for (process, of, name), each in inventory.properties.items():
            if of != flow or (process and process not in makers):
                continue
            amount = float(each.amount) if each.amount is not None else ""
            series = ", ".join(f"{price.year}: {price.amount:g}" for price in each.series or ())
            note = "; ".join(text for text in (series, each.basis, each.note) if text)
            place = f" ({inventory.processes[process].name.get(lang)})" if process else ""
            rows.append(
                [
                    inventory.name(flow, lang) + place, say(name, lang), amount, each.unit, _spread(each.uncertainty),
                    each.source, _mark(each.mark, lang), note,
                ]
            )  # fmt: skip
    heads = [
        COLUMNS[name](lang)
        for name in ("flow", "property", "amount", "unit", "spread", "source", "mark", "note")
    ]
    return Section(W["properties"](lang), heads=heads, rows=rows) if rows else None


def _balance_section(inventory: Inventory, own: Sequence[UnitProcess], lang: str) -> Section | None:
    names = {process.id: process.name.get(lang) for process in own}
    rows = [
        [
            names[each.process], say(each.kind, lang), float(each.entering), float(each.leaving), each.unit,
            _STATUS[each.status](lang), each.explained.get(lang) if each.explained is not None else "",
        ]
        for each in check_balances(inventory)
        if each.process in names
    ]  # fmt: skip
    heads = [COLUMNS[name](lang) for name in ("process", "balance", "in", "out", "unit", "status", "note")]
    return Section(W["balances"](lang), heads=heads, rows=rows) if rows else None


def _process_section(inventory: Inventory, process: UnitProcess, lang: str) -> Section:
    from rulewright.balance import flow_name

    rows = []
    for exchange in _exchanges(process):
        quantity = exchange.quantity
        kind = say(exchange.output_class, lang) if exchange.output_class else ""
        name = flow_name(inventory, exchange.flow, lang)
        if quantity is None:
            cells: list[Any] = [MISSING(lang), "", "", "", ""]
        else:
            cells = [
                float(quantity.amount), quantity.unit, _spread(quantity.uncertainty), quantity.source,
                _mark(quantity.mark, lang),
            ]  # fmt: skip
        formula = quantity.formula if quantity is not None and quantity.formula else ""
        note = "; ".join(text for text in (formula, exchange.note) if text)
        rows.append([_DIRECTIONS[exchange.direction](lang), name, kind, *cells, note])
    heads = [
        COLUMNS[name](lang)
        for name in ("direction", "flow", "class", "amount", "unit", "spread", "source", "mark", "note")
    ]
    texts = [f"{process.id} · {say(process.stage, lang)} · {process.location}"]
    return Section(process.name.get(lang), 3, texts, heads=heads, rows=rows, anchor=process.id)


def _exchanges(process: UnitProcess) -> Iterable[Exchange]:
    return (*process.outputs, *process.inputs, *process.emissions)


def _mark(word: str, lang: str) -> Mark:
    return Mark(word, say(word, lang))


def _spread(uncertainty: Any) -> str:
    """Distribution on one line, e.g. ``triangular 5.73..21``."""
    if uncertainty is None:
        return ""
    parts = [uncertainty.distribution or ""]
    if uncertainty.minimum is not None or uncertainty.maximum is not None:
        low = "" if uncertainty.minimum is None else f"{uncertainty.minimum:g}"
        high = "" if uncertainty.maximum is None else f"{uncertainty.maximum:g}"
        parts.append(f"{low}..{high}")
    if uncertainty.sd is not None:
        parts.append(f"sd {uncertainty.sd:g}")
    if uncertainty.pedigree is not None:
        parts.append(f"({', '.join(map(str, uncertainty.pedigree))})")
    return " ".join(part for part in parts if part)
