"""A sheet of raw numbers: an inventory and its background as ``yaml.safe_load`` gives them, and nothing of Rulewright."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

DATABASES = Path(__file__).resolve().parents[2] / "databases"


class Sheet:
    """Cells of an inventory file, found by process and flow; formulas are worked out by plain arithmetic."""

    def __init__(self, inventory: str, background: str) -> None:
        paths = (
            DATABASES / "inventories" / f"{inventory}.yaml",
            DATABASES / "background" / f"{background}.yaml",
        )
        files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]
        self.parameters = {
            row["id"]: float(row["amount"]) for file in files for row in file.get("parameters", [])
        }
        self.processes = {row["id"]: row for file in files for row in file["processes"]}
        self.recycling = {row["scrap"]: row for file in files for row in file.get("recycling", [])}
        self.products = {row["id"]: row for file in files for row in file["products"]}

    def output(self, process: str, flow: str) -> float:
        """Amount of an output as written."""
        return self._cell(process, "outputs", flow)

    def input(self, process: str, flow: str) -> float:
        """Amount of an input as written."""
        return self._cell(process, "inputs", flow)

    def emission(self, process: str, flow: str) -> float:
        """Amount of an emission [kg]; several rows of one gas add up."""
        return self._cell(process, "emissions", flow)

    def factor(self, process: str) -> float:
        """Aggregated factor [kg CO2e per unit]; the newest of a dated one, which counts where no clause says."""
        factor = self.processes[process]["factor"]
        newest = max(factor.get("series", [factor]), key=lambda each: int(each["year"]))
        return float(newest["amount"])

    def price(self, flow: str, years: int) -> float:
        """Mean of the newest years of a price series, or the single price [CNY per unit]."""
        row = self._property(flow, "price")
        if "amount" in row:
            return float(row["amount"])
        newest = sorted(row["series"], key=lambda each: each["year"])[-years:]
        return sum(float(each["amount"]) for each in newest) / len(newest)

    def mass(self, flow: str) -> float:
        """Mass [kg per unit]."""
        return float(self._property(flow, "mass")["amount"])

    def _property(self, flow: str, name: str) -> dict[str, Any]:
        return next(row for row in self.products[flow]["properties"] if row["property"] == name)

    def _cell(self, process: str, part: str, flow: str) -> float:
        rows = [row for row in self.processes[process][part] if row["flow"] == flow]
        assert rows, f"{process} has no {flow} among its {part}"
        return sum(self._number(row) for row in rows)

    def _number(self, row: dict[str, Any]) -> float:
        if "formula" not in row:
            return float(row["amount"])
        allowed = {"__builtins__": {}, "max": max, "min": min}
        return float(eval(row["formula"], allowed, self.parameters))  # our own files, arithmetic only


def iterate(
    unknown: dict[str, float], once: Callable[[dict[str, float]], dict[str, float]]
) -> dict[str, float]:
    """Work a sheet with circular references out, as a spreadsheet does: over and over until nothing moves."""
    for _ in range(1000):
        following = once(unknown)
        moved = max(abs(following[name] - unknown[name]) for name in following)
        unknown = following
        if moved == 0:
            return unknown
    assert moved < 1e-13 * max(abs(value) for value in unknown.values())
    return unknown
