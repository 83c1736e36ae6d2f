"""Time reading, applying and solving a generated inventory, beside bw2calc's own solve of the same system."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from generate import write

from rulewright.analysis.evaluate import evaluate
from rulewright.brightway.solve import solve
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import DeclaredChoice, with_choices
from rulewright.rule import Text
from rulewright.steps.apply import apply_rule

WHY = Text(zh="测速", en="benchmark")
CHOICES = (
    DeclaredChoice(family="boundary", settings={"internal_loops": "net"}, reason=WHY),
    DeclaredChoice(family="cut_off", settings={"missing_amounts": "leave_out"}, reason=WHY),
    DeclaredChoice(family="characterisation", settings={"gwp_set": "ar6", "horizon_years": 100}, reason=WHY),
    DeclaredChoice(family="biogenic", settings={"convention": "0/0"}, reason=WHY),
    DeclaredChoice(
        family="allocation", settings={"physical_property": {"*": "mass"}, "price_years": 3}, reason=WHY
    ),
)


def measure(action: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """Minimum, median and maximum wall time [s], after one warm-up."""
    action()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times), statistics.median(times), max(times)


def main() -> None:
    """Print a table: step, min, median, max [s]."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=1000)
    parser.add_argument("--rule", default="pact-3")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        path = write(Path(directory) / "generated.yaml", options.processes)
        inventory = read_inventory(path)
        rule, _ = with_choices(read_rule(options.rule), CHOICES)
        system, ledger, _ = apply_rule(rule, inventory)
        rows = {
            "read and check the inventory": lambda: read_inventory(path),
            f"apply {options.rule} ({len(ledger)} decisions)": lambda: apply_rule(rule, inventory),
            "evaluate (bw2calc, credits, unit impacts)": lambda: evaluate(system),
            "peer: one bw2calc solve of the same system": lambda: solve(system),
        }
        print(f"{options.processes} processes, {len(system.nodes)} nodes, {len(system.terms)} terms\n")
        print("| step | min s | median s | max s |\n|---|---|---|---|")
        for name, action in rows.items():
            low, middle, high = measure(action, options.runs)
            print(f"| {name} | {low:.3f} | {middle:.3f} | {high:.3f} |")


if __name__ == "__main__":
    main()
