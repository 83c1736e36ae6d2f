"""Write rule-applied systems with bw2io: one Excel workbook or one ecospold 1 file a rule."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rulewright.brightway.imports import load, quietly
from rulewright.brightway.project import open_project
from rulewright.brightway.write import write_databases
from rulewright.importing.identifiers import slug
from rulewright.matrix_system import MatrixSystem
from rulewright.reporting.files import write_together
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

Form = Literal["excel", "ecospold"]
PROJECT = "export"
ENDINGS: dict[Form, str] = {"excel": "xlsx", "ecospold": "xml"}

ROUNDED = Sentence(
    "bw2io 在 ecospold 1 中把数值舍入到六位小数（0.01 至 100 之间）或七位有效数字：最大相对偏差 {most}。",
    "bw2io rounds amounts in ecospold 1 to six decimals (between 0.01 and 100) or seven digits: largest relative difference "
    "{most}.",
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

    def notes(self, lang: str = "en") -> list[str]:
        """What the format could not carry, in words."""
        rounded = [ROUNDED(lang, most=f"{self.largest_rounding:.1e}")] if self.largest_rounding else []
        return [*rounded, NO_METHOD(lang)]


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

    def write(folder: Path) -> tuple[Text, ...]:
        nonlocal rounding
        with tempfile.TemporaryDirectory(prefix="rulewright-") as base:
            names = write_databases(systems, PROJECT, base)
            with open_project(PROJECT, base):
                bw2data = load("bw2data")
                with quietly(bw2data):
                    for name in names:
                        path = folder / f"{slug(name)}.{ENDINGS[form]}"
                        if form == "excel":
                            _excel(name, path)
                        else:
                            rounding = max(rounding, _ecospold(bw2data, name, path))
        return ()

    written = write_together(Path(directory), write)
    return WrittenFiles(tuple(sorted(written.paths)), rounding)


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
    largest = 0.0
    for key, node in data.items():
        edges = [_edge(edge, nodes[tuple(edge["input"])]) for edge in node["exchanges"]]
        for edge in edges:
            largest = max(largest, abs(float(pretty_number(edge["amount"])) / edge["amount"] - 1))
        # bw2io 0.9.17 stops at a data set without a reference
        source = {"identifier": 1, "authors": ["Rulewright"], "title": node["comment"], "year": ""}
        comments = {"generalComment": node["comment"]}
        exporter.add_dataset(
            {**node, "code": key[1], "exchanges": edges, "references": [source], "comments": comments}
        )
    exporter.write_to_file(path)
    return largest


def _targets(data: Mapping[Any, Any]) -> set[tuple[str, str]]:
    return {tuple(edge["input"]) for node in data.values() for edge in node["exchanges"]}


def _edge(edge: Mapping[str, Any], target: Any) -> dict[str, Any]:
    """An edge with what ecospold says of its other end."""
    categories = tuple(target.get("categories") or ())
    place = {} if edge["type"] == "biosphere" else {"location": target.get("location") or "GLO"}
    name = (
        target["name"] if edge["type"] == "biosphere" else target.get("reference product") or target["name"]
    )
    return {**edge, "name": name, "unit": target["unit"], "categories": categories, **place}
