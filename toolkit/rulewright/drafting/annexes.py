"""Annexes of a draft: sources of greenhouse gases, process diagram, data collection, GWP, report; and the bibliography."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from rulewright.drafting import sentences as say
from rulewright.drafting.blocks import (
    TO_VERIFY,
    AnnexTitle,
    Block,
    Figure,
    FrontTitle,
    Heading,
    Origins,
    Paragraph,
    Reference,
    Table,
    clean,
    gap,
    ref,
)
from rulewright.drafting.diagram import diagram_png
from rulewright.drafting.facts import GENERAL, Facts, series
from rulewright.drafting.names import listed_number, numbers_in
from rulewright.inventory import Exchange, Inventory, UnitProcess
from rulewright.reading.gwp import GwpTable, shipped_gwp
from rulewright.reading.inventories import elementary_flows
from rulewright.reporting.sentences import number
from rulewright.words import say as word

TEXT_WIDTH_MM = 160.0
MOST_NAMES = 12  # flows that one cell of annex A lists


def annexes(facts: Facts) -> list[Block]:
    """All annexes, in the order in which the text names them."""
    return [*_sources(facts), *_process(facts), *_collection(facts), *_gwp(facts), *_report(facts)]


def bibliography(facts: Facts, cited: list[str]) -> list[Block]:
    """Documents that the rule draws on and that are no normative references."""
    own = listed_number(clean(facts.rule.document.number))
    of_terms = [number for each in facts.head.terms or () for number in numbers_in(each.source or "")]
    documents = dict.fromkeys(
        listed_number(clean(text))
        for file in facts.rule.chain
        for text in (
            f"{file.document.number}　{facts.text(file.document.title)}",
            *(clause.source.document for clause in file.clauses),
            *of_terms,
        )
    )
    known = {GENERAL, own, *cited}
    names = [
        each
        for each in documents
        if each.split("　")[0] not in known
        and not any(each == other.split("　")[0] for other in documents if "　" in other)
    ]
    if not names:
        return []
    return [
        FrontTitle(say.TITLES["bibliography"](facts.lang), "bibliography"),
        *(Reference(each, in_bibliography=True) for each in names),
    ]


def own_processes(inventory: Inventory) -> list[UnitProcess]:
    """Unit processes of the inventory's own file; parts of a whole are left out."""
    return [each for each in inventory.processes.values() if not each.is_background and each.part_of is None]


def _annex(facts: Facts, key: str) -> AnnexTitle:
    return AnnexTitle(key, say.TITLES[key](facts.lang))


def _missing(facts: Facts, key: str) -> Paragraph:
    what = say.GAPS["inventory"](facts.lang, what=say.TITLES[key](facts.lang))
    return Paragraph(gap(what, facts.lang))


def _sources(facts: Facts) -> list[Block]:
    title = _annex(facts, "annex-sources")
    if facts.inventory is None:
        return [title, _missing(facts, "annex-sources")]
    rows = tuple(_source_row(facts, facts.inventory, each) for each in own_processes(facts.inventory))
    heads = tuple(say.HEADS[key](facts.lang) for key in ("unit_process", "stage", "direct", "inputs"))
    return [
        title,
        Paragraph(say.ANNEX_SOURCES(facts.lang, product=facts.product, table=ref("sources"))),
        Table("sources", say.SOURCES_TITLE(facts.lang), heads, rows, (3, 2, 3, 5)),
    ]


def _source_row(facts: Facts, inventory: Inventory, process: UnitProcess) -> tuple[str, ...]:
    flows = elementary_flows()
    gases = [
        facts.text(flows[each.flow].name)
        for each in process.emissions
        if each.flow in flows and flows[each.flow].factor is not None
    ]
    inputs = [clean(inventory.name(each.flow, facts.lang)) for each in process.inputs]
    return (
        facts.text(process.name), word(process.stage, facts.lang), _few(facts, gases), _few(facts, inputs),
    )  # fmt: skip


def _few(facts: Facts, names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    if not names:
        return say.NOTHING(facts.lang)
    return facts.joined(names[:MOST_NAMES]) + ("…" if len(names) > MOST_NAMES else "")


def _process(facts: Facts) -> list[Block]:
    title = _annex(facts, "annex-process")
    if facts.inventory is None:
        return [title, _missing(facts, "annex-process")]
    says = say.PROCESS_TITLE(facts.lang, product=facts.product)
    return [
        title,
        Paragraph(say.ANNEX_PROCESS(facts.lang, product=facts.product, figure=ref("process"))),
        Figure(
            "process",
            says,
            partial(diagram_png, facts.inventory, facts.lang, TEXT_WIDTH_MM),
            TEXT_WIDTH_MM,
            says,
        ),
    ]


def _collection(facts: Facts) -> list[Block]:
    title = _annex(facts, "annex-collection")
    if facts.inventory is None:
        return [title, _missing(facts, "annex-collection")]
    processes = own_processes(facts.inventory)
    keys = [f"collection-{each.id}" for each in processes]
    first, last = ref(keys[0]), ref(keys[-1])
    tables = first if len(keys) == 1 else f"{first}{say.TO(facts.lang)}{last}"
    heads = tuple(say.HEADS[key](facts.lang) for key in ("kind", "name", "unit", "amount", "data", "source"))
    blocks: list[Block] = [title, Paragraph(say.ANNEX_COLLECTION(facts.lang, tables=tables))]
    for key, process in zip(keys, processes, strict=True):
        rows = tuple(
            _flow_row(facts, facts.inventory, each)
            for each in (*process.outputs, *process.inputs, *process.emissions)
        )
        name = say.COLLECTION_TITLE(facts.lang, process=facts.text(process.name))
        blocks.append(Table(key, name, heads, tuple(dict.fromkeys(rows)), (2, 5, 2, 2, 2, 3), form=True))
    return blocks


def _flow_row(facts: Facts, inventory: Inventory, exchange: Exchange) -> tuple[str, ...]:
    flows = elementary_flows()
    if exchange.direction == "emission" and exchange.flow in flows:
        name, unit = facts.text(flows[exchange.flow].name), str(flows[exchange.flow].unit)
    else:
        name = clean(inventory.name(exchange.flow, facts.lang))
        flow = inventory.flows.get(exchange.flow)
        unit = clean(flow.unit) if flow is not None else ""
    kind = say.FLOW_KINDS[exchange.direction](facts.lang)
    return kind, name, say.PIECE(facts.lang) if unit == "piece" else unit, "", "", ""


def _gwp(facts: Facts) -> list[Block]:
    title = _annex(facts, "annex-gwp")
    rule, lang = facts.rule, facts.lang
    chosen, years = rule.get("characterisation.gwp_set"), rule.get("characterisation.horizon_years")
    if chosen is None or years is None:
        return [title, facts.open("characterisation.gwp_set", "characterisation.horizon_years")]
    tables = {(each.set, each.horizon_years): each for each in shipped_gwp().sets}
    table = tables.get((chosen.value, years.value))
    words = word(chosen.value, lang)
    name = say.GWP_TITLE(lang, years=years.value, set=words)
    if table is None:
        return [title, Paragraph(gap(name, lang))]
    heads = tuple(say.HEADS[key](lang) for key in ("gas", "potential"))
    rows = _gwp_rows(facts, table)
    return [
        title,
        Paragraph(say.ANNEX_GWP(lang, table=ref("gwp")), series("gwp")),
        Table("gwp", name, heads, rows, (3, 2), unit=say.GWP_UNIT(lang), origins=_gwp_origins(table)),
    ]


def _gwp_origins(table: GwpTable) -> Origins:
    """Origin of the values; one mark that asks for a look asks for all."""
    marks = {each.mark for each in table.values.values()}
    (plain,) = series("gwp")
    doubtful = sorted(marks & TO_VERIFY)
    return (replace(plain, mark=doubtful[0]) if doubtful else plain,)


def _gwp_rows(facts: Facts, table: GwpTable) -> tuple[tuple[str, ...], ...]:
    """Gases and values of a set; those that the rule brings itself replace them."""
    convention = facts.rule.get("biogenic.convention")
    values = {"co2": table.values["co2"].value}
    for name, factor in (("ch4_one_factor", table.ch4_one_factor), ("ch4_fossil", table.ch4_fossil)):
        if factor is not None and not (name == "ch4_one_factor" and table.ch4_fossil is not None):
            values[name] = factor.value
    if convention is not None and convention.value in table.ch4_biogenic:
        values["ch4_biogenic"] = table.ch4_biogenic[convention.value].value
    values |= {name: each.value for name, each in table.values.items() if name != "co2"}
    own = facts.rule.get("characterisation.own_values")
    if own is not None:
        values |= own.value
    return tuple(
        (_gas_name(name, facts.lang), number(value, 5).replace(",", " ")) for name, value in values.items()
    )


def _gas_name(name: str, lang: str) -> str:
    if name in say.GASES_OF:
        return say.GASES_OF[name](lang)
    family, _, rest = clean(name).partition("_")
    return f"{family.upper()}-{rest}" if rest else family.upper()


def _report(facts: Facts) -> list[Block]:
    lang = facts.lang
    splits = facts.rule.get("reporting.splits")
    rows = [say.TOTAL(lang), *(say.SPLITS[each](lang) for each in (splits.value if splits else ()))]
    heads = tuple(say.HEADS[key](lang) for key in ("item", "what"))
    result_heads = tuple(say.HEADS[key](lang) for key in ("item", "value", "unit"))
    parts = {
        key: Heading(2, each(lang), f"report-{key}-form", True) for key, each in say.REPORT_PARTS.items()
    }
    return [
        _annex(facts, "annex-report"),
        parts["basics"],
        Paragraph(say.ANNEX_REPORT(lang, table=ref("basics"))),
        Table(
            "basics",
            say.BASICS_TITLE(lang),
            heads,
            tuple((each(lang), "") for each in say.BASICS),
            (2, 3),
            form=True,
        ),
        parts["method"],
        Paragraph(say.REPORT_METHOD(lang, chapter=ref("report-contents"))),
        parts["results"],
        Paragraph(say.ANNEX_RESULTS(lang, table=ref("results"))),
        Table(
            "results",
            say.RESULTS_TITLE(lang),
            result_heads,
            tuple((each, "", "") for each in rows),
            (4, 2, 2),
            form=True,
        ),
    ]
