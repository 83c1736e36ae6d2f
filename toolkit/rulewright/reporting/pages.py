"""Data pages: one page a product and one a rule, with everything that a reader would ask about the data.

Pages are self-contained HTML: figures stand inside as SVG, nothing is fetched. All text is escaped; only our own
figures go in as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from io import StringIO
from pathlib import Path
from shutil import copy
from typing import TYPE_CHECKING, Any

from rulewright import __version__
from rulewright.analysis.coverage import Coverage, coverage, covered_groups
from rulewright.balance import check_balances
from rulewright.errors import RulewrightError
from rulewright.inventory import Exchange, Inventory, InventoryFile, UnitProcess
from rulewright.reading.find import list_rules, list_shelf
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import read_study
from rulewright.reporting.figures import comparison_figure
from rulewright.reporting.figures_flow import flow_figure
from rulewright.reporting.fonts import FONT_FILE, use_font
from rulewright.reporting.messages import in_language
from rulewright.reporting.sentences import Sentence, number
from rulewright.reporting.tables import rule_table
from rulewright.rule import Rule
from rulewright.study import Comparison, Study
from rulewright.words import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LANGUAGES = ("zh", "en")
Progress = Callable[[int, int], None]


_W = {
    "index": Sentence("数据页", "data pages"),
    "coverage": Sentence("重点产品的覆盖情况", "coverage of the priority products"),
    "product": Sentence("产品", "product"),
    "unit": Sentence("声明单位", "declared unit"),
    "geography": Sentence("地域、年份", "geography, year"),
    "version": Sentence("版本、哈希", "version, hash"),
    "licence": Sentence("许可、引用", "licence, citation"),
    "marks": Sentence("出处标记", "marks of the numbers"),
    "links": Sentence("链接的文件", "files that it links to"),
    "about": Sentence("说明", "About"),
    "flow": Sentence("流程图", "Flow diagram"),
    "results": Sentence("各规则的结果", "Results under the rules"),
    "refused": Sentence("不能执行的规则", "Rules that cannot run"),
    "processes": Sentence("单元过程", "Unit processes"),
    "balances": Sentence("平衡", "Balances"),
    "sources": Sentence("来源", "Sources"),
    "parameters": Sentence("参数", "Parameters"),
    "properties": Sentence("产品属性", "Properties of products"),
    "document": Sentence("文件", "document"),
    "issuer": Sentence("发布者、状态", "issuer, status"),
    "dates": Sentence("发布、实施", "issued, in force"),
    "based_on": Sentence("继承自", "based on"),
    "covers": Sentence("适用产品", "covers"),
    "clauses": Sentence("条款", "Clauses"),
    "inventories": Sentence("清单", "inventories"),
    "rules": Sentence("规则", "rules"),
    "title": Sentence("名称", "title"),
    "reason": Sentence("原因", "reason"),
    "foot": Sentence(
        "由 Rulewright {version} 从数据文件生成。", "Made from the data files by Rulewright {version}."
    ),
    "counts": Sentence("{processes} 个单元过程，其中多产出 {multi} 个", "{processes} unit processes, {multi} with several outputs"),
}  # fmt: skip
_COLUMNS = {
    "direction": Sentence("方向", "direction"),
    "flow": Sentence("流", "flow"),
    "amount": Sentence("数量", "amount"),
    "unit": Sentence("单位", "unit"),
    "class": Sentence("类别", "class"),
    "spread": Sentence("不确定性", "uncertainty"),
    "source": Sentence("来源", "source"),
    "mark": Sentence("标记", "mark"),
    "note": Sentence("备注", "note"),
    "property": Sentence("属性", "property"),
    "id": Sentence("编号", "id"),
    "balance": Sentence("平衡", "balance"),
    "process": Sentence("过程", "process"),
    "in": Sentence("进", "in"),
    "out": Sentence("出", "out"),
    "status": Sentence("状态", "status"),
}
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
MISSING = Sentence("存在，未找到数值", "exists, no number found")


@dataclass(frozen=True)
class Mark:
    """A mark, coloured in the page."""

    word: str
    text: str


@dataclass(frozen=True)
class Section:
    """One part of a page: sentences, a figure, a table."""

    title: str
    level: int = 2
    texts: Sequence[str] = ()
    figure: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    anchor: str = ""


@dataclass(frozen=True)
class Page:
    """One page: facts at its head, then sections."""

    title: str
    links: Sequence[tuple[str, str]]
    facts: Sequence[tuple[str, str]] = ()
    sections: Sequence[Section] = field(default_factory=list)
    foot: str = ""


def write_pages(directory: Path | str, progress: Progress | None = None) -> list[Path]:
    """Write all data pages, in both languages: ``index-en.html``, ``inventory-ID-en.html``, ``rule-ID-en.html`` ...

    Raises
    ------
    FileError
        If the folder can't be written; nothing is left there then.
    """
    from rulewright.reporting.files import write_together
    from rulewright.rule import Text

    def write(folder: Path) -> tuple[Text, ...]:
        for font in (
            FONT_FILE,
            FONT_FILE.with_name("OFL.txt"),
        ):  # beside the pages: not every machine has one
            copy(font, folder / font.name)
        inventories, rules = list_shelf("inventories"), list_rules()
        steps, done = len(inventories) + len(rules) + 1, 0
        comparisons: dict[str, Results] = {}
        for name in inventories:
            comparisons[name] = results_of(name)
            for lang in LANGUAGES:
                page = inventory_page(read_inventory(name), lang, comparisons[name])
                _write(folder / f"inventory-{name}-{lang}.html", page, lang)
            done += 1
            if progress is not None:
                progress(done, steps)
        for name in rules:
            for lang in LANGUAGES:
                _write(
                    folder / f"rule-{name}-{lang}.html", rule_page(read_rule(name), lang, comparisons), lang
                )
            done += 1
            if progress is not None:
                progress(done, steps)
        covered = coverage()
        for lang in LANGUAGES:
            _write(folder / f"index-{lang}.html", index_page(covered, lang), lang)
        if progress is not None:
            progress(steps, steps)
        return ()

    return list(write_together(directory, write).paths)


def render(page: Page, lang: str) -> str:
    """HTML of a page; every text in it is escaped."""
    from jinja2 import Environment

    template = (files("rulewright") / "reporting" / "templates" / "page.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals["cell_html"] = _cell_html
    return environment.from_string(template).render(page=page, lang=lang) + "\n"


@dataclass(frozen=True)
class Results:
    """What an inventory's study gives: the rules that run, and why others don't."""

    comparison: Comparison | None
    refused: Sequence[tuple[str, RulewrightError]]


NO_RESULTS = Results(None, ())


def results_of(inventory: str, rules: Sequence[str] | None = None) -> Results:
    """Results of an inventory under its study's rules, or those named; what cannot run is told, not raised."""
    if rules is None:
        if inventory not in list_shelf("studies"):
            return NO_RESULTS
        rules = read_study(inventory).rules
    study = Study(inventory, rules)
    runs, refused = [], []
    for rule in study.rules:
        try:
            study.result(rule)
            runs.append(rule)
        except RulewrightError as error:
            refused.append((rule, error))
    comparison = Study(inventory, runs).compare() if runs else None
    return Results(comparison, refused)


def inventory_page(inventory: Inventory, lang: str, results: Results | None = None) -> Page:
    """Page of one inventory: flow diagram, results, processes with sources and marks, balances."""
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
    sections.append(Section(_W["processes"](lang)))
    sections += [_process_section(inventory, process, lang) for process in own]
    sources = [[key, text] for key, text in file.sources.items()]
    sections.append(
        Section(_W["sources"](lang), heads=[_COLUMNS["id"](lang), _COLUMNS["source"](lang)], rows=sources)
    )
    return Page(
        file.title.get(lang), _links(lang, f"inventory-{file.id}"), _inventory_facts(inventory, own, lang),
        [each for each in sections if each is not None], _W["foot"](lang, version=__version__),
    )  # fmt: skip


def rule_page(rule: Rule, lang: str, results: dict[str, Results] | None = None) -> Page:
    """Page of one rule: document, clauses with sources and marks, results on the inventories that use it."""
    document = rule.document
    dates = ", ".join(str(each) for each in (document.issued, document.in_force_from) if each is not None)
    marks = Counter(clause.mark for file in rule.chain for clause in file.clauses)
    groups = sorted(covered_groups(rule))
    facts = [
        (_W["document"](lang), f"{document.number} {document.title.get(lang)}"),
        (_W["issuer"](lang), f"{document.issuer}; {say(document.status, lang)}"),
        (_W["dates"](lang), dates or "-"),
        (_W["based_on"](lang), " → ".join(file.id for file in rule.chain[1:]) or "-"),
        (_W["covers"](lang), ", ".join(groups)),
        (_W["marks"](lang), _marks_text(marks, lang)),
        (_W["version"](lang), rule.hash),
    ]
    table = rule_table(rule, lang)
    rows = [[str(value) for value in row] for row in table.itertuples(index=False)]
    sections = []
    if rule.chain[0].note is not None:
        sections.append(Section(_W["about"](lang), texts=[rule.chain[0].note.get(lang)]))
    sections.append(Section(_W["clauses"](lang), heads=[str(name) for name in table.columns], rows=rows))
    found = [
        [name, float(each.comparison.results[rule.id].evaluation.total_kg_co2e), _per(each.comparison, lang)]
        for name, each in (results or {}).items()
        if each.comparison is not None and rule.id in each.comparison.results
    ]
    if found:
        heads = [_W["inventories"](lang), "kg CO2e", _W["unit"](lang)]
        sections.append(Section(_W["results"](lang), heads=heads, rows=found))
    return Page(
        rule.title.get(lang),
        _links(lang, f"rule-{rule.id}"),
        facts,
        sections,
        _W["foot"](lang, version=__version__),
    )


def index_page(covered: Coverage, lang: str) -> Page:
    """The index: coverage of the priority list, then all inventories and rules."""
    table = covered.to_dataframe(lang)
    rows: list[list[Any]] = [[str(value) for value in row] for row in table.itertuples(index=False)]
    sections = [
        Section(
            _W["coverage"](lang), texts=covered.notes(lang), figure=_svg(covered.plot(lang)),
            heads=[str(name) for name in table.columns], rows=rows,
        )
    ]  # fmt: skip
    for kind, names in (("inventory", covered.every_inventory), ("rule", covered.every_rule)):
        titles = [
            (read_inventory(name).file if kind == "inventory" else read_rule(name)).title.get(lang)
            for name in names
        ]
        rows = [
            [_Link(name, f"{kind}-{name}-{lang}.html"), title]
            for name, title in zip(names, titles, strict=True)
        ]
        head = _W["inventories" if kind == "inventory" else "rules"](lang)
        sections.append(Section(head, heads=[_COLUMNS["id"](lang), _W["title"](lang)], rows=rows))
    other = "en" if lang == "zh" else "zh"
    links = [("English" if other == "en" else "中文", f"index-{other}.html")]
    return Page(_W["index"](lang), links, (), sections, _W["foot"](lang, version=__version__))


@dataclass(frozen=True)
class _Link:
    text: str
    target: str


def _cell_html(cell: Any) -> Any:
    """One cell: numbers to the right, marks coloured, links; escaped in every case."""
    from markupsafe import Markup

    if isinstance(cell, Mark):
        return Markup(f'<td><span class="mark {escape(cell.word)}">{escape(cell.text)}</span></td>')
    if isinstance(cell, _Link):
        return Markup(f'<td><a href="{escape(cell.target)}">{escape(cell.text)}</a></td>')
    if isinstance(cell, float):
        return Markup(f'<td class="number">{escape(number(cell, 6))}</td>')
    return Markup(f"<td>{escape(str(cell))}</td>")


def _write(path: Path, page: Page, lang: str) -> None:
    path.write_text(render(page, lang), encoding="utf-8", newline="\n")


def _links(lang: str, name: str) -> list[tuple[str, str]]:
    other = "en" if lang == "zh" else "zh"
    return [
        (_W["index"](lang), f"index-{lang}.html"),
        ("English" if other == "en" else "中文", f"{name}-{other}.html"),
    ]


def _svg(figure: Figure) -> str:
    """A figure as SVG inside a page: without XML head, and text as paths, so that any browser shows it alike."""
    image = StringIO()
    with use_font():
        figure.savefig(image, format="svg", metadata={"Date": None})
    return re.sub(r"^.*?(?=<svg)", "", image.getvalue(), count=1, flags=re.DOTALL)


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
        (_W["product"](lang), inventory.name(file.product, lang) if file.product else "-"),
        (_W["unit"](lang), f"{declared.amount:g} {declared.unit}" if declared else "-"),
        (_W["geography"](lang), f"{file.geography}, {file.year or '-'}"),
        (_W["version"](lang), f"{file.version}, {inventory.hash}"),
        (_W["licence"](lang), "; ".join(text for text in (file.licence, file.citation) if text)),
        (_W["processes"](lang), _W["counts"](lang, processes=len(own), multi=multi)),
        (_W["marks"](lang), _marks_text(marks, lang)),
        (_W["links"](lang), ", ".join(each.id for each in inventory.backgrounds) or "-"),
    ]
    return facts


def _marks_text(marks: Mapping[Any, int], lang: str) -> str:
    return ", ".join(f"{say(word, lang)} {count}" for word, count in sorted(marks.items()))


def _about(file: InventoryFile, lang: str) -> Iterable[Section]:
    if file.note is not None:
        yield Section(_W["about"](lang), texts=[file.note.get(lang)])


def _flow(inventory: Inventory, lang: str) -> Section:
    return Section(_W["flow"](lang), figure=_svg(flow_figure(inventory, lang)))


def _per(comparison: Comparison, lang: str) -> str:
    return f"{comparison.amount:g} {comparison.unit} {comparison.inventory.name(comparison.product, lang)}"


def _result_sections(results: Results, lang: str) -> Iterable[Section]:
    if results.comparison is not None:
        table = results.comparison.to_dataframe(lang)
        rows = [
            [_index_text(index), *(float(v) if isinstance(v, int | float) else str(v) for v in row)]
            for index, row in zip(table.index, table.itertuples(index=False), strict=True)
        ]
        yield Section(
            _W["results"](lang), figure=_svg(comparison_figure(results.comparison, lang)),
            heads=["", *(str(name) for name in table.columns)], rows=rows,
        )  # fmt: skip
    if results.refused:
        rows = [[rule, in_language(error, lang)] for rule, error in results.refused]
        yield Section(_W["refused"](lang), heads=[_W["rules"](lang), _W["reason"](lang)], rows=rows)


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
    heads = [_COLUMNS[name](lang) for name in ("id", "amount", "unit", "spread", "source", "mark", "note")]
    return Section(_W["parameters"](lang), heads=heads, rows=rows) if rows else None


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
        _COLUMNS[name](lang)
        for name in ("flow", "property", "amount", "unit", "spread", "source", "mark", "note")
    ]
    return Section(_W["properties"](lang), heads=heads, rows=rows) if rows else None


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
    heads = [_COLUMNS[name](lang) for name in ("process", "balance", "in", "out", "unit", "status", "note")]
    return Section(_W["balances"](lang), heads=heads, rows=rows) if rows else None


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
        _COLUMNS[name](lang)
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
