"""Write rule-applied systems with bw2io: one Excel workbook or one ecospold 1 file a rule."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from rulewright.brightway.imports import load, quietly
from rulewright.brightway.project import open_project
from rulewright.brightway.write import write_databases
from rulewright.importing.identifiers import slug
from rulewright.matrix_system import MatrixSystem
from rulewright.reading.elementary_flows import COMPANION
from rulewright.reporting.files import write_together
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

Form = Literal["excel", "ecospold"]
PROJECT = "export"
ENDINGS: dict[Form, str] = {"excel": "xlsx", "ecospold": "xml"}

NO_PERIOD = "not stated; 1970-01-01 stands for no date"  # bw2io writes that day where there is none

ROUNDED = Sentence(
    "bw2io 在 ecospold 1 中把数值舍入到六位小数（0.01 至 100 之间）或七位有效数字：最大相对偏差 {most}。",
    "bw2io rounds amounts in ecospold 1 to six decimals (between 0.01 and 100) or seven digits: largest relative difference "
    "{most}.",
)
BESIDE = Sentence(
    "不在 biosphere3 中的基本流：{names}。其他工具打开文件时不会自动连接它们；请在那里新建并连接，否则这些排放会丢失。",
    "Elementary flows that biosphere3 doesn't have: {names}. Tools that open the file don't link them by themselves: make "
    "and link them there, or these emissions are lost.",
)
LINKS = Sentence(
    '用 bw2io 打开时，按名称、地点和单位连接：match_database(fields=("name", "location", "unit"))。',
    'Opened with bw2io, link by name, place and unit: match_database(fields=("name", "location", "unit")).',
)
NO_METHOD = Sentence(
    "文件中没有特征化方法；规则的因子在 --to databases 写出的项目里。",
    "The files hold no method; the factors of the rule are in the project that --to databases writes.",
)


@dataclass(frozen=True)
class WrittenFiles:
    """The files, and what the format could not carry."""

    paths: tuple[Path, ...]
    largest_rounding: float
    beside: tuple[str, ...] = ()

    def notes(self, lang: str = "en") -> list[str]:
        """What the format could not carry, in words."""
        rounded = [ROUNDED(lang, most=f"{self.largest_rounding:.1e}")] if self.largest_rounding else []
        beside = [BESIDE(lang, names=", ".join(self.beside))] if self.beside else []
        return [*rounded, *beside, LINKS(lang), NO_METHOD(lang)]


def write_through_bw2io(systems: Sequence[MatrixSystem], form: Form, directory: Path | str) -> WrittenFiles:
    """Write allocated databases as files of another format, checked like those of :func:`write_databases`.

    Raises
    ------
    BrightwayError, SingularSystemError
        As :func:`rulewright.brightway.write.write_databases`.
    FileError
        If the folder cannot be written; nothing half-written is left.
    """
    rounding = 0.0
    beside: set[str] = set()

    def write(folder: Path) -> tuple[Text, ...]:
        nonlocal rounding, beside
        with tempfile.TemporaryDirectory(prefix="rulewright-") as base:
            names = write_databases(systems, PROJECT, base)
            with open_project(PROJECT, base):
                bw2data = load("bw2data")
                with quietly(bw2data):
                    for name in names:
                        beside |= _beside(bw2data, name)
                        path = folder / f"{slug(name)}.{ENDINGS[form]}"
                        if form == "excel":
                            _excel(name, path)
                        else:
                            rounding = max(rounding, _ecospold(bw2data, name, path))
        return ()

    written = write_together(Path(directory), write)
    return WrittenFiles(tuple(sorted(written.paths)), rounding, tuple(sorted(beside)))


def _beside(bw2data: Any, name: str) -> set[str]:
    """Names of the elementary flows of a database that are Rulewright's own."""
    used = {key for key in _targets(bw2data.Database(name).load()) if key[0] == COMPANION}
    return {bw2data.get_node(database=key[0], code=key[1])["name"] for key in used}


def _excel(name: str, path: Path) -> None:
    load("bw2io")
    from bw2io.export.excel import write_lci_excel

    with tempfile.TemporaryDirectory(prefix="rulewright-") as folder:
        made = Path(write_lci_excel(name, dirpath=folder))
        path.write_bytes(made.read_bytes())


def _ecospold(bw2data: Any, name: str, path: Path) -> float:
    """Write one file; gives the largest relative rounding of an amount [1]."""
    load("bw2io")
    from bw2io.export.ecospold1 import Ecospold1Exporter, pretty_number

    exporter = Ecospold1Exporter()
    data = bw2data.Database(name).load()
    nodes = {key: bw2data.get_node(database=key[0], code=key[1]) for key in _targets(data)}
    names = _unique_names(data)
    largest, year = 0.0, str(datetime.now(UTC).year)
    for key, node in data.items():
        edges = [_edge(edge, nodes[tuple(edge["input"])], names) for edge in node["exchanges"]]
        for edge in edges:
            largest = max(largest, abs(float(pretty_number(edge["amount"])) / edge["amount"] - 1))
        # bw2io 0.9.17 stops at a data set without a reference, and its reader at a reference without a year
        source = {
            "identifier": 1,
            "authors": ["Rulewright"],
            "title": node["comment"],
            "year": year,
            "place_of_publication": "-",
        }
        comments = {"generalComment": node["comment"], "timePeriod": NO_PERIOD}
        exporter.add_dataset(
            {
                **node,
                "name": names[key],
                "code": key[1],
                "exchanges": edges,
                "references": [source],
                "comments": comments,
            }
        )
    exporter.write_to_file(path)
    _name_who_entered_it(path)
    return largest


def _unique_names(data: Mapping[Any, Any]) -> dict[Any, str]:
    """Names of data sets, by which ecospold 1 links; where place and name are those of another, with the product."""
    count = Counter((node["name"], node.get("location")) for node in data.values())
    return {
        key: node["name"]
        if count[node["name"], node.get("location")] == 1
        else f"{node['name']} ({node.get('reference product') or key[1]})"
        for key, node in data.items()
    }


def _name_who_entered_it(path: Path) -> None:
    """Write the person of each data set as the schema of ecospold 1 has it: bw2io 0.9.17 writes what its reader refuses."""
    from lxml import etree  # type: ignore[import-untyped]

    space = "{http://www.EcoInvent.org/EcoSpold01}"
    tree = etree.parse(path)
    for entry in tree.iter(f"{space}dataEntryBy"):
        number = entry.attrib.pop("number")
        entry.set("person", number)
        person = etree.SubElement(entry.getparent(), f"{space}person")
        blank = dict.fromkeys(("address", "telephone", "companyCode"), "-") | {
            "countryCode": "CN"
        }  # it must be one
        person.attrib.update({"number": number, "name": "Rulewright", **blank})
    tree.write(path, encoding="utf-8", xml_declaration=True)


def _targets(data: Mapping[Any, Any]) -> set[tuple[str, str]]:
    return {tuple(edge["input"]) for node in data.values() for edge in node["exchanges"]}


def _edge(edge: Mapping[str, Any], target: Any, names: Mapping[Any, str]) -> dict[str, Any]:
    """An edge with what ecospold says of its other end."""
    categories = tuple(target.get("categories") or ())
    place = {} if edge["type"] == "biosphere" else {"location": target.get("location") or "GLO"}
    name = names.get(tuple(edge["input"]), target["name"])
    return {**edge, "name": name, "unit": target["unit"], "categories": categories, **place}
