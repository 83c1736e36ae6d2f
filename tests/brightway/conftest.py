"""A small product system with the attributes of the real one, and Brightway directories of a moment."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1]))  # strategies


@dataclass(frozen=True)
class StandInNode:
    process: str
    flow: str
    unit: str = "kg"
    stage: str = "production"
    name_zh: str = "产品"
    name_en: str = "product"
    location: str = "CN"

    @property
    def key(self) -> str:
        return f"{self.process}|{self.flow}"


@dataclass(frozen=True)
class StandInTerm:
    matrix: Literal["technosphere", "biosphere"]
    row: str
    column: str
    exchange: str | None
    amount: float
    apart: str | None = None


@dataclass(frozen=True)
class StandInSystem:
    nodes: tuple[StandInNode, ...]
    terms: tuple[StandInTerm, ...]
    demand: Mapping[str, float]
    characterisation: Mapping[str, float]
    inventory_id: str = "steel-demo"
    rule_id: str = "rule-a"
    name: str = "steel demo"
    inventory_hash: str = "1" * 8
    rule_hash: str = "2" * 8
    elementary: tuple[str, ...] = field(default=())

    def technosphere_entries(self, values: None = None) -> tuple[Any, Any, Any]:
        return self._entries("technosphere", [node.key for node in self.nodes])

    def biosphere_entries(self, values: None = None) -> tuple[Any, Any, Any]:
        return self._entries("biosphere", list(self.elementary))

    def _entries(self, matrix: str, rows: list[str]) -> tuple[Any, Any, Any]:
        columns = [node.key for node in self.nodes]
        terms = [term for term in self.terms if term.matrix == matrix and term.apart is None]
        return (
            np.array([rows.index(term.row) for term in terms], dtype=np.int64),
            np.array([columns.index(term.column) for term in terms], dtype=np.int64),
            np.array([term.amount for term in terms], dtype=np.float64),
        )


MakeSystem = Callable[..., StandInSystem]


@pytest.fixture
def make_system() -> MakeSystem:
    """Make a system from ``{node: {source or flow: amount}}``; nodes are ``process|flow``, or with ``@unit``.

    Inputs and outputs are positive as people write them; ``made`` is the production, 1 unless given.
    """

    def make(
        processes: Mapping[str, Mapping[str, float]], demand: Mapping[str, float], **more: Any
    ) -> StandInSystem:
        nodes, terms, flows = [], [], []
        for label, exchanges in processes.items():
            key, _, unit = label.partition("@")
            nodes.append(StandInNode(*key.split("|"), unit=unit or "kg"))
            made = exchanges.get("made", 1.0)
            if made:
                terms.append(StandInTerm("technosphere", key, key, f"{key}#made", made))
            for number, (source, amount) in enumerate(exchanges.items()):
                if "|" in source:
                    terms.append(StandInTerm("technosphere", source, key, f"{key}#{number}", -amount))
                elif source != "made":
                    flows.append(source)
                    terms.append(StandInTerm("biosphere", source, key, f"{key}#{number}", amount))
        factors = more.pop("characterisation", {"co2-fossil": 1.0, "ch4-fossil": 29.8, "n2o": 273.0})
        elementary = tuple(dict.fromkeys(flows))
        return StandInSystem(tuple(nodes), tuple(terms), demand, factors, elementary=elementary, **more)

    return make


@pytest.fixture
def steel(make_system: MakeSystem) -> StandInSystem:
    """Hot metal and steel with a loop (own scrap), a credit (power) and several elementary flows."""
    return make_system(
        {
            "grid|electricity@kWh": {"co2e-aggregated-fossil": 0.6},
            "blast-furnace|hot-metal": {
                "co2-fossil": 1.3,
                "ch4-fossil": 0.001,
                "grid|electricity": 0.1,
                "so2": 0.002,
            },
            "converter|steel": {"blast-furnace|hot-metal": 0.95, "mill|scrap": 0.1, "co2-fossil": 0.1},
            "mill|coil": {
                "converter|steel": 1.05,
                "grid|electricity": 0.12,
                "co2-fossil": 0.073,
                "n2o": 1e-6,
            },
            "mill|scrap": {"converter|steel": 0.02},
            "power-plant|credit@kWh": {"grid|electricity": -0.3},
        },
        {"mill|coil": 1.0, "power-plant|credit": 1.0},
        characterisation={"co2-fossil": 1.0, "ch4-fossil": 29.8, "n2o": 273.0, "co2e-aggregated-fossil": 1.0},
    )


@pytest.fixture(scope="session")
def shared_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Brightway directory for all tests here; each uses a project of its own or one that has the flows."""
    return tmp_path_factory.mktemp("brightway")


@pytest.fixture(autouse=True)
def own_directory(shared_directory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let Rulewright's own directory be a temporary one."""
    monkeypatch.setenv("RULEWRIGHT_BRIGHTWAY_DIR", str(shared_directory))
    yield shared_directory


@pytest.fixture(scope="module")
def installed(shared_directory: Path) -> Iterator[Path]:
    """A directory whose project ``rulewright`` has flows and methods; it stays open, as changing costs."""
    from rulewright.brightway.install import install
    from rulewright.brightway.project import open_project

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RULEWRIGHT_BRIGHTWAY_DIR", str(shared_directory))
        install()
        with open_project():
            yield shared_directory
