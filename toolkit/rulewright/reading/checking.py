"""Check files of any kind, e.g. rules, inventories and studies; a folder stands for all files in it."""

from __future__ import annotations

from pathlib import Path

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.inventory import INVENTORY_FORMAT
from rulewright.portfolio import PORTFOLIO_FORMAT
from rulewright.reading.elementary_flows import read_elementary_flows
from rulewright.reading.find import Shelf, find_on_shelf, find_rule, is_path, list_rules, list_shelf
from rulewright.reading.gwp import read_gwp
from rulewright.reading.inventories import inventory_document, read_inventory
from rulewright.reading.mappings import MAPPING_FORMAT, read_mapping
from rulewright.reading.portfolios import read_portfolio
from rulewright.reading.registry import read_registry
from rulewright.reading.rules import read_rule
from rulewright.reading.sources import unlisted_sources
from rulewright.reading.studies import STUDY_FORMAT, read_study
from rulewright.reading.validation import FORMATS, did_you_mean, title
from rulewright.reading.yaml_nodes import Document, read_yaml
from rulewright.registry import REGISTRY_FORMAT
from rulewright.rule import RULE_FORMAT

HEAD_FORMAT = "rulewright-standard/1"  # rulewright.drafting.head, which stands further right
ELEMENTARY_FLOWS, GWP = "elementary_flows.yaml", "gwp.yaml"  # files of one kind each, without a format
SHELVES: tuple[Shelf, ...] = ("inventories", "background", "studies", "portfolios", "mappings")


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
    document = inventory_document(path) if _says_inventory(path) else read_yaml(path)
    declared = document.data.get("format") if isinstance(document.data, dict) else None
    zh = lang == "zh"
    if declared == RULE_FORMAT:
        rule = read_rule(path)
        own = len(rule.chain[0].clauses)
        based = " → ".join(file.id for file in rule.chain[1:])
        tail = (f"，继承自 {based}" if zh else f", based on {based}") if based else ""
        said = f"规则 {rule.id}，{own} 条{tail}" if zh else f"rule {rule.id}, {own} clauses{tail}"
    elif declared == INVENTORY_FORMAT:
        inventory = read_inventory(path)
        _refuse_unlisted(document)
        count = len(inventory.file.processes)
        said = (
            f"清单 {inventory.id}，{count} 个过程" if zh else f"inventory {inventory.id}, {count} processes"
        )
    elif declared == MAPPING_FORMAT:
        mapping = read_mapping(path)
        count = len(mapping.links)
        drafts = sum(link.status == "to_review" for link in mapping.links)
        open_ = (f"，其中 {drafts} 个待审" if zh else f", {drafts} of them to be reviewed") if drafts else ""
        said = (
            f"对照表 {mapping.id}，{count} 个产品{open_}"
            if zh
            else f"mapping {mapping.id}, {count} products{open_}"
        )
    elif declared == REGISTRY_FORMAT:
        registry = read_registry(path)
        count = len(registry.standards)
        said = f"登记 {registry.id}，{count} 项标准" if zh else f"registry {registry.id}, {count} standards"
    elif path.name == ELEMENTARY_FLOWS:
        count = len(read_elementary_flows(path))
        said = f"基本流，{count} 个" if zh else f"{count} elementary flows"
    elif path.name == GWP:
        count = len(read_gwp(path).sets)
        _refuse_unlisted(document)
        said = f"GWP，{count} 套" if zh else f"{count} GWP sets"
    elif declared == PORTFOLIO_FORMAT:
        portfolio = read_portfolio(path)
        count = len(portfolio.plants)
        _refuse_unlisted(document)
        said = f"组合 {portfolio.id}，{count} 个工厂" if zh else f"portfolio {portfolio.id}, {count} plants"
    elif declared == HEAD_FORMAT:
        from rulewright.drafting.head import read_head

        read_head(path)
        said = "标准草案的封面和前言数据" if zh else "the head of a draft standard"
    elif declared == STUDY_FORMAT:
        study = read_study(path)
        count = len(study.rules)
        said = f"研究 {study.id}，{count} 个规则" if zh else f"study {study.id}, {count} rules"
    else:
        mistakes = document.mistakes or [_format_mistake(document, declared)]
        raise ReadingError(title("file", path, mistakes), mistakes)
    return f"{path}: {said}，无误" if zh else f"{path}: {said}, no mistakes"


def files_of(name: str) -> list[str]:
    """The files that a name stands for: itself, or all YAML files of a directory and its directories, sorted.

    Raises
    ------
    FileError
        If a directory holds none.
    """
    if not Path(name).is_dir():
        return [name]
    found = sorted(str(path) for path in Path(name).rglob("*.yaml"))
    if not found:
        raise FileError(
            f"no .yaml file in '{name}'", name, "name a folder with rules, inventories or studies"
        )
    return found


def _says_inventory(path: Path) -> bool:
    """Whether the first line says so: such a file is parsed once and kept for those that link to it."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline().strip() == f"format: {INVENTORY_FORMAT}"
    except (OSError, UnicodeDecodeError):
        return False  # reading it says what is wrong


def _refuse_unlisted(document: Document) -> None:
    unlisted = unlisted_sources(document)
    if unlisted:
        raise ReadingError(title("file", document.path, unlisted), unlisted)


def _format_mistake(document: Document, declared: object) -> Mistake:
    if not isinstance(document.data, dict):
        what = "the file is not a rule, inventory or study: it does not hold keys and values"
        return Mistake(what, document.where(()), f"start with 'format:' and one of: {', '.join(FORMATS)}")
    what = "'format' is missing" if declared is None else f"unknown format '{declared}'"
    mend = f"start with 'format:' and one of: {', '.join(FORMATS)}{did_you_mean(str(declared), FORMATS)}"
    return Mistake(what, document.where(("format",)), mend)


def _path_of(name: str) -> Path:
    if is_path(name) or Path(name).is_file():
        return Path(name)
    if name in list_rules():
        return find_rule(name)
    for shelf in SHELVES:
        if name in list_shelf(shelf):
            return find_on_shelf(name, shelf)
    raise FileError(
        f"no file or shipped id '{name}'", name, "give a path to a .yaml file, or an id of `rulewright list`"
    )
