"""Check one file of any kind: rule, inventory or study."""

from __future__ import annotations

from pathlib import Path

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.reading.find import find_on_shelf, find_rule, is_path, list_rules, list_shelf
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import read_study
from rulewright.reading.yaml_nodes import read_yaml

FORMATS = ("rulewright-rule/1", "rulewright-inventory/1", "rulewright-study/1")


def check_file(name: str, lang: str = "en") -> str:
    """Check a file given by path or shipped id.

    Returns
    -------
    str
        One line that says what the file is and holds.

    Raises
    ------
    ReadingError
        With all its mistakes.
    FileError
        If it cannot be found or read.
    """
    path = _path_of(name)
    document = read_yaml(path)
    declared = document.data.get("format") if isinstance(document.data, dict) else None
    zh = lang == "zh"
    if declared == FORMATS[0]:
        rule = read_rule(path)
        own = len(rule.chain[0].clauses)
        based = " → ".join(file.id for file in rule.chain[1:])
        tail = (f"，继承自 {based}" if zh else f", based on {based}") if based else ""
        return f"{path}: 规则 {rule.id}，{own} 条{tail}，无误" if zh else f"{path}: rule {rule.id}, {own} clauses{tail}, no mistakes"
    if declared == FORMATS[1]:
        inventory = read_inventory(path)
        count = len(inventory.file.processes)
        return (
            f"{path}: 清单 {inventory.id}，{count} 个过程，无误"
            if zh
            else f"{path}: inventory {inventory.id}, {count} processes, no mistakes"
        )
    if declared == FORMATS[2]:
        study = read_study(path)
        return (
            f"{path}: 研究 {study.id}，{len(study.rules)} 个规则，无误"
            if zh
            else f"{path}: study {study.id}, {len(study.rules)} rules, no mistakes"
        )
    mistakes = document.mistakes or [
        Mistake(f"unknown format {declared!r}", document.where(("format",)), f"the first line says format: one of {', '.join(FORMATS)}")
    ]
    raise ReadingError(f"file {path}: {len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}", mistakes)


def _path_of(name: str) -> Path:
    if is_path(name) or Path(name).is_file():
        return Path(name)
    if name in list_rules():
        return find_rule(name)
    for shelf in ("inventories", "background", "studies"):
        if name in list_shelf(shelf):  # type: ignore[arg-type]
            return find_on_shelf(name, shelf)  # type: ignore[arg-type]
    raise FileError(f"no file or shipped id '{name}'", name, "give a path to a .yaml file, or an id of `rulewright list`")
