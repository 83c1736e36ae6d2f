"""Data pages: one page a product and one a rule, with everything that a reader would ask about the data.

Pages are self-contained HTML: figures stand inside as SVG, nothing is fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from shutil import copy
from typing import Any

from rulewright import __version__
from rulewright.analysis.coverage import Coverage, coverage, covered_groups
from rulewright.analysis.crosscheck import neighbours
from rulewright.analysis.series import standards_table
from rulewright.reading.find import list_rules, list_shelf
from rulewright.reading.inventories import read_inventory
from rulewright.reading.registry import read_registry
from rulewright.reading.rules import read_rule
from rulewright.reporting.fonts import FONT_FILE
from rulewright.reporting.page_inventory import Results, inventory_page, results_of
from rulewright.reporting.page_parts import (
    COLUMNS,
    Link,
    Page,
    Section,
    W,
    links,
    marks_text,
    per_unit,
    render,
    svg,
)
from rulewright.reporting.tables import rule_table
from rulewright.rule import Rule
from rulewright.words import say

LANGUAGES = ("zh", "en")
LICENCE = "BSD-3-Clause"  # of rule files, which state none of their own: it is the toolkit's
Progress = Callable[[int, int], None]


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
        beside = neighbours()
        for name in inventories:
            comparisons[name] = results_of(name)
            for lang in LANGUAGES:
                page = inventory_page(read_inventory(name), lang, comparisons[name], beside[name])
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


def rule_page(rule: Rule, lang: str, results: dict[str, Results] | None = None) -> Page:
    """Page of one rule: document, clauses with sources and marks, results on the inventories that use it."""
    document = rule.document
    dates = ", ".join(str(each) for each in (document.issued, document.in_force_from) if each is not None)
    marks = Counter(clause.mark for file in rule.chain for clause in file.clauses)
    groups, registry = sorted(covered_groups(rule)), read_registry()
    facts = [
        (W["document"](lang), f"{document.number} {document.title.get(lang)}"),
        (W["issuer"](lang), f"{document.issuer}; {say(document.status, lang)}"),
        (W["dates"](lang), dates or "-"),
        (W["based_on"](lang), " → ".join(file.id for file in rule.chain[1:]) or "-"),
        (W["covers"](lang), ", ".join(registry.group_name(group, lang) for group in groups)),
        (W["marks"](lang), marks_text(marks, lang)),
        (W["version"](lang), rule.hash),
        (W["licence"](lang), W["own_words"](lang, licence=LICENCE)),
    ]
    table = rule_table(rule, lang)
    rows = [[str(value) for value in row] for row in table.itertuples(index=False)]
    sections = []
    if rule.chain[0].note is not None:
        sections.append(Section(W["about"](lang), texts=[rule.chain[0].note.get(lang)]))
    sections.append(Section(W["clauses"](lang), heads=[str(name) for name in table.columns], rows=rows))
    found = [
        [
            name,
            float(each.comparison.results[rule.id].evaluation.total_kg_co2e),
            per_unit(each.comparison, lang),
        ]
        for name, each in (results or {}).items()
        if each.comparison is not None and rule.id in each.comparison.results
    ]
    if found:
        heads = [W["inventories"](lang), "kg CO2e", W["unit"](lang)]
        sections.append(Section(W["results"](lang), heads=heads, rows=found))
    return Page(
        rule.title.get(lang),
        links(lang, f"rule-{rule.id}"),
        facts,
        sections,
        W["foot"](lang, version=__version__),
    )


def index_page(covered: Coverage, lang: str) -> Page:
    """The index: coverage of the priority list, then all inventories and rules."""
    table = covered.to_dataframe(lang)
    rows: list[list[Any]] = [[str(value) for value in row] for row in table.itertuples(index=False)]
    sections = [
        Section(
            W["coverage"](lang), texts=covered.notes(lang), figure=svg(covered.plot(lang)),
            heads=[str(name) for name in table.columns], rows=rows,
        )
    ]  # fmt: skip
    standards = standards_table(covered.standards, lang)
    sections.append(
        Section(
            W["standards"](lang), texts=[covered.registry.citation, covered.registry.licence, covered.registry.note.get(lang)],
            heads=[str(name) for name in standards.columns],
            rows=[[str(value) for value in row] for row in standards.itertuples(index=False)],
        )
    )  # fmt: skip
    for kind, names in (("inventory", covered.every_inventory), ("rule", covered.every_rule)):
        titles = [
            (read_inventory(name).file if kind == "inventory" else read_rule(name)).title.get(lang)
            for name in names
        ]
        rows = [
            [Link(name, f"{kind}-{name}-{lang}.html"), title]
            for name, title in zip(names, titles, strict=True)
        ]
        head = W["inventories" if kind == "inventory" else "rules"](lang)
        sections.append(Section(head, heads=[COLUMNS["id"](lang), W["title"](lang)], rows=rows))
    other = "en" if lang == "zh" else "zh"
    links = [("English" if other == "en" else "中文", f"index-{other}.html")]
    return Page(W["index"](lang), links, (), sections, W["foot"](lang, version=__version__))


def _write(path: Path, page: Page, lang: str) -> None:
    path.write_text(render(page, lang), encoding="utf-8", newline="\n")
