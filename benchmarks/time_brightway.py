"""Time a Brightway database on its way in: read as it is stored, sorted, and made into an inventory with all checks."""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rulewright.brightway.stored import read_stored
from rulewright.importing.brightway import import_brightway
from rulewright.importing.brightway_source import brightway_source
from rulewright.importing.mapping import ImportMapping

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "importing"))


def timed(name: str, run: Callable[[], Any]) -> Any:
    """Run, print wall and processor time, give the result."""
    wall, processor = time.perf_counter(), time.process_time()
    result = run()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{name}: {wall:.1f} s, {processor:.1f} s of processor time")
    return result


def large_database(processes: int) -> dict[str, Any]:
    """A database of processes with 25 exchanges each, all but the production uncertain."""
    from brightway_examples import CH4, CO2, SO2, edge, node

    drawn = random.Random(1)
    uncertain = {"uncertainty type": 2, "loc": -1.0, "scale": 0.2, "comment": "x" * 60}

    def exchanges(number: int) -> list[dict[str, Any]]:
        inputs = [("big", f"{drawn.randrange(processes):08x}") for _ in range(10)]
        gases = [drawn.choice([CO2, CH4, SO2]) for _ in range(14)]
        return [
            edge("production", ("big", f"{number:08x}"), 1.0),
            *(edge("technosphere", key, drawn.random(), **uncertain) for key in inputs),
            *(edge("biosphere", key, drawn.random(), **uncertain) for key in gases),
        ]

    return {
        f"{number:08x}": node(f"process {number}", "kilogram", *exchanges(number))
        for number in range(processes)
    }


def main() -> None:
    """Print how long each step takes, and the peak of memory."""
    from brightway_examples import make_project

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        make_project(base, {"big": large_database(options.processes)})
        stored = timed("read as stored", lambda: read_stored("big", "works", base))
        print(f"  {len(stored.exchanges)} processes, {sum(map(len, stored.exchanges.values()))} exchanges")
        timed("sort", lambda: brightway_source(stored, "big", ImportMapping()))
        timed("all, to an inventory", lambda: import_brightway("works", "big", directory=base))
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
