"""What a person can choose from: inventories and rules, with names to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from rulewright.errors import RulewrightError
from rulewright.inventory import Inventory
from rulewright.reading.find import databases_dir, find_rule, list_rules, list_shelf
from rulewright.reading.studies import read_study
from rulewright.reading.yaml_nodes import parse_yaml
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text
from rulewright.study import Comparison, Result

NAMED = Sentence("{title}（{identity}）", "{title} ({identity})")
LONGEST = 60  # characters of a title in a menu
OF_ALL = re.compile(r"[；，;,]?\s*(?:教学清单(?:，未分配)?|teaching inventory(?:, unallocated)?)")


def inventory_options(lang: str) -> list[tuple[str, str]]:
    """Inventories that have a shipped study, which declares what rules leave open: title and id."""
    found = []
    for name in list_shelf("studies"):
        title = _title(_inventories() / f"{name}.yaml")
        found.append((_named(None if title is None else _told_apart(title), name, lang), name))
    return found


def portfolio_options(lang: str) -> list[tuple[str, str]]:
    """Shipped portfolios: title and id."""
    folder = databases_dir() / "portfolios"
    return [(_named(_title(folder / f"{name}.yaml"), name, lang), name) for name in list_shelf("portfolios")]


def rules_for(inventory: str) -> list[str]:
    """Rules of the shipped study of an inventory; all rules if it has none."""
    known = inventory in list_shelf("studies")
    return list(read_study(inventory).rules) if known else list_rules()


def rule_options(rules: list[str], lang: str, near: Path | None = None) -> list[tuple[str, str]]:
    """Rules: number of the document and id."""
    found = []
    for rule in rules:
        try:
            title = _number(find_rule(rule, near))
        except RulewrightError:  # a file that can't be read is still shown, by its id: opening it says why
            title = None
        found.append((f"{title} ({rule})" if title else rule, rule))
    return found


def beside_each_other(inventory: Inventory, results: Sequence[Result]) -> Comparison:
    """Results of one inventory per its declared unit."""
    declared, product = inventory.file.declared_unit, inventory.file.product or ""
    if declared is None:
        return Comparison(inventory, product, 1.0, inventory.flows[product].unit, results)
    return Comparison(inventory, product, declared.amount, declared.unit, results)


def _told_apart(title: Text) -> Text:
    """A title without "teaching inventory, unallocated": all of them say it, and a menu has no room for it."""
    zh, en = (OF_ALL.sub("", each).replace("（）", "").replace(" ()", "") for each in (title.zh, title.en))
    return Text(zh=zh, en=en, normative=title.normative)


def _inventories() -> Path:
    return databases_dir() / "inventories"


def _named(title: Text | None, identity: str, lang: str) -> str:
    if title is None:
        return identity
    text = title.get(lang)
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return NAMED(lang, title=short, identity=identity)


@cache
def _title(path: Path) -> Text | None:
    title = _head(path, "sources").get("title")
    return Text(**title) if isinstance(title, dict) else None


@cache
def _number(path: Path) -> str | None:
    document = _head(path, "clauses").get("document")
    return str(document["number"]) if isinstance(document, dict) and "number" in document else None


def _head(path: Path, until: str) -> dict[str, Any]:
    """The keys of a file before the key ``until``: a menu needs no more, and whole files take their time."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return {}
    data = parse_yaml(text.partition(f"\n{until}:")[0], str(path)).data
    return data if isinstance(data, dict) else {}
