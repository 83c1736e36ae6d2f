"""A form for a rule: empty, or filled in from an inventory so that a plant brings its numbers up to date."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rulewright.errors import FileError
from rulewright.forms.cover import COVER
from rulewright.forms.demands import Need, demands, needs, needs_displaced, open_properties
from rulewright.forms.layout import facts_of, number_kept, vocabulary
from rulewright.forms.lines import Item, Line, Lines, lines_of
from rulewright.forms.sheets import SHEETS
from rulewright.forms.write import Content, workbook_bytes
from rulewright.inventory import Inventory, InventoryFile
from rulewright.reading.find import find_on_shelf
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule
from rulewright.whole_files import write_file
from rulewright.words import say

BACKGROUND = "background-cn"  # an empty form names it; its flows stand in the vocabulary
ALWAYS = ("products", "processes", "exchanges", "emissions", "sources")
S = Sentence
ROWS = S("已预填 {count} 行。", "{count} rows are filled in.")
NEEDED = S(
    "规则的分配可能用到联产品的：{names}。", "The rule's allocation can need of joint products: {names}."
)
NEED = S("{name}（条款 {clause}）", "{name} (clause {clause})")
NEED_YEARS = S("{name}，{years} 年（条款 {clause}）", "{name}, {years} years (clause {clause})")
ASKED = S(
    "清单尚未给出、表中留空待填的性质行：{count}。",
    "Rows that ask for a property which the inventory does not state: {count}.",
)
HELD = S(
    "没有对应列、存在隐藏技术页的内容：{names}。",
    "What has no column and is kept on the hidden technical sheet: {names}.",
)
BLANKED = S(
    "只留名称：数量、来源、备注、不确定性、参数、平衡说明和相关系数都没有写入。",
    "Names only: amounts, sources, notes, uncertainties, parameters, balances and correlations are not in the file.",
)


@dataclass(frozen=True)
class Form:
    """A form that was written.

    Attributes
    ----------
    path, rule, lang
        The file, the id of its rule, its language.
    inventory
        Id of the inventory that it was filled in from; None for an empty form.
    rows
        Sheet to the number of its rows that are filled in.
    needs
        Properties of joint products that the rule can need.
    asked
        Number of rows that ask for a property which the inventory does not state.
    kept
        Paths of what has no column and stands on the technical sheet.
    names_only
        Whether amounts were left out.
    """

    path: Path
    rule: str
    lang: str
    inventory: str | None
    rows: Mapping[str, int]
    needs: tuple[Need, ...]
    asked: int
    kept: tuple[str, ...]
    names_only: bool

    def notes(self, lang: str = "en") -> list[str]:
        """What to know about the form."""
        found = []
        if self.inventory is not None:
            found.append(ROWS(lang, count=sum(self.rows.values())))
        if self.needs:
            named = (
                (NEED_YEARS if each.years else NEED)(
                    lang, name=say(each.name, lang), years=each.years, clause=each.clause
                )
                for each in self.needs
            )
            found.append(NEEDED(lang, names=("；" if lang == "zh" else "; ").join(named)))
        if self.asked:
            found.append(ASKED(lang, count=self.asked))
        if self.kept:
            found.append(HELD(lang, names=", ".join(self.kept)))
        if self.names_only:
            found.append(BLANKED(lang))
        return found

    def to_dict(self) -> dict[str, Any]:
        """The form as plain data, without its path."""
        return {
            "format": "rulewright-form/1", "rule": self.rule, "lang": self.lang, "inventory": self.inventory,
            "rows": dict(self.rows), "asked": self.asked, "kept": list(self.kept), "names_only": self.names_only,
            "needs": [{"property": each.name, "years": each.years, "clause": each.clause} for each in self.needs],
        }  # fmt: skip

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)


def write_form(
    rule: Rule | str, path: Path | str, inventory: Inventory | str | None = None, *, blank_amounts: bool = False,
    lang: str = "en",
) -> Form:  # fmt: skip
    """Write the Excel form of a rule; ``import_form`` reads it when it is filled in.

    Parameters
    ----------
    rule
        The rule, or its id or path.
    path
        The ``.xlsx`` file; one that is there is replaced, whole or not at all.
    inventory
        An inventory to fill the form from: its own part, what it links to is only named.
    blank_amounts
        Hand on names only: no amount, source, note, uncertainty or parameter of the inventory is in the file.
    lang
        Language of titles, help and words, ``zh`` or ``en``; the form can be filled in and read in either.

    Raises
    ------
    FileError
        If the file cannot be written (open elsewhere, read-only, no folder), or ``blank_amounts`` has no inventory.
    ReadingError
        If the rule or the inventory has mistakes.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise FileError(f"'{target.name}' does not end in .xlsx", str(target), "name the form ... .xlsx")
    if blank_amounts and inventory is None:
        raise FileError(
            "names can only be handed on from an inventory", "--blank-amounts", "add --inventory INVENTORY, or leave it out"
        )  # fmt: skip
    own = read_rule(rule) if isinstance(rule, str) else rule
    template = read_inventory(inventory) if isinstance(inventory, str) else inventory
    file = None if template is None else template.file
    lines: Lines = {spec.key: [] for spec in SHEETS} | {"cover": [Line({"background": [BACKGROUND]})]}
    asked = 0
    if file is not None:
        lines = _names(lines_of(file, lang)) if blank_amounts else lines_of(file, lang)
        waiting = [] if blank_amounts else _open_lines(file, own)
        lines["properties"] += waiting
        asked = len(waiting)
    content = _content(own, lang, lines, template)
    write_file(target, workbook_bytes(content))
    kept = dict.fromkeys(each.path for found in content.facts.kept.values() for each in found)
    return Form(
        target, own.id, lang, None if template is None else template.id,
        {key: sum(not each.is_open for each in found) for key, found in lines.items() if key != "cover"},
        needs(own), asked, tuple(kept), blank_amounts,
    )  # fmt: skip


def _content(rule: Rule, lang: str, lines: Lines, template: Inventory | None) -> Content:
    backgrounds = (
        template.backgrounds
        if template is not None
        else (read_inventory(find_on_shelf(BACKGROUND, "background")).file,)
    )
    needed = {*ALWAYS, *({"properties"} if needs(rule) else ())}
    needed |= {"displaces"} if needs_displaced(rule) else set()
    needed |= {"electricity"} if rule.get("electricity.ladder") is not None else set()
    needed |= {"recycling"} if rule.get("recycling.method") is not None else set()
    facts = facts_of(rule, lang, number_kept(lines))
    return Content(
        rule, lang, lines, facts, demands(rule, lang), vocabulary(lang, backgrounds), frozenset(needed)
    )


def _open_lines(file: InventoryFile, rule: Rule) -> list[Line]:
    """A row for each property that the rule can need of joint products and the inventory does not state."""
    found = []
    for flow, name, year, unit in open_properties(file, rule):
        values: Item = {"@flow": flow.id, "property": name, "unit": unit}
        found.append(Line(values | ({"@year": year} if year is not None else {}), is_open=True))
    return found


def _names(lines: Lines) -> Lines:
    """Names only: columns that hold numbers, origins or remarks are empty, and nothing is kept."""
    found: Lines = {"sources": [], "parameters": [], "imbalances": [], "factors": []}
    for spec in (COVER, *SHEETS):
        if spec.key in found:
            continue
        names = {column.path for column in spec.columns if column.is_name}
        rows = [
            Line({path: v for path, v in line.values.items() if path in names}) for line in lines[spec.key]
        ]
        found[spec.key] = [row for row in _distinct(rows) if row.values or spec is COVER]
    return found


def _distinct(rows: list[Line]) -> list[Line]:
    """Rows without those that became equal, such as the years of a price."""
    seen: list[Item] = []
    found = []
    for row in rows:
        if row.values not in seen:
            seen.append(row.values)
            found.append(row)
    return found
