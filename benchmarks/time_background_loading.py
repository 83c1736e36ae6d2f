"""Time how long a Brightway database takes to be ready as a background: the first time, and from the cache.

A database of generated content is written with bw2data (half a minute, not measured), then each step runs in a process of
its own with the same cache directory. Times are processor times of one thread, which a busy machine disturbs least, and beside
them times on the clock; medians of several rounds. Compiled machine code (numba's) is there before. Written as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
NAME, PRODUCTS = "generated", 10
ONE_THREAD = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
PARTS = ("import_s", "read_s", "compile_s", "ready_s", "ready_on_the_clock_s")


def write_database(place: Path, processes: int) -> None:
    """Write a generated background of ecoinvent's shape as a Brightway database."""
    from background_system import Shape, generate

    from rulewright.brightway.imports import load, quietly
    from rulewright.brightway.install import install
    from rulewright.brightway.project import open_project

    data = generate(Shape(processes=processes))
    install(directory=place)
    with open_project(directory=place):
        bw2data = load("bw2data")
        gases = [
            flow.key for flow in bw2data.Database("biosphere3")
            if flow["name"] in ("Carbon dioxide, fossil", "Methane, fossil", "Dinitrogen monoxide")
        ]  # fmt: skip
        nodes: dict[Any, Any] = {
            (NAME, f"p{number}"): {
                "name": f"market for product {number}", "reference product": f"product {number}", "unit": "kilogram",
                "location": "GLO", "exchanges": [],
            }
            for number in range(processes)
        }  # fmt: skip
        for kind, exchanges in (("technosphere", data.technosphere), ("biosphere", data.biosphere)):
            for each in exchanges:
                row, column = int(each["row"]), int(each["column"])
                entry = {"amount": float(each["amount"]), "type": kind, "input": (NAME, f"p{row}")}
                if kind == "biosphere":
                    entry["input"] = gases[(row - processes) % len(gases)]
                elif each["sign"] > 0:
                    entry["type"] = "production"
                if each["kind"] == 2:
                    entry |= {"uncertainty type": 2, "loc": float(each["loc"]), "scale": float(each["scale"])}
                nodes[NAME, f"p{column}"]["exchanges"].append(entry)
        with quietly(bw2data):
            bw2data.Database(NAME).write(nodes)


def ready(place: Path) -> dict[str, float]:
    """Seconds until the background of a product system could be drawn: import, read, compile; processor and clock."""
    import time

    clock = time.perf_counter()
    start = time.process_time()
    from rulewright.brightway.imports import without_slow_grammar
    from rulewright.brightway.loading import ready_background
    from rulewright.brightway.packages import read_database
    from rulewright.reading.gwp import flow_factors

    imported = time.process_time()
    with without_slow_grammar():  # as the command line does
        database = read_database(NAME, directory=place)
    read = time.process_time()
    factors, _ = database.factors(flow_factors("ar6", 100, "0/0").factors)
    by_code = {code: number for number, code in database.codes.items()}
    products = [by_code[f"{NAME}|p{number}"] for number in range(59, 60 * PRODUCTS, 60)]
    compiled = ready_background(database, {"0": factors}, products)
    end = time.process_time()
    return {
        "import_s": imported - start, "read_s": read - imported, "compile_s": end - read, "ready_s": end - start,
        "ready_on_the_clock_s": time.perf_counter() - clock, "solved": compiled.pattern.size,
        "unit_impact": float(compiled.mean_kg_co2e[0, 0]),
    }  # fmt: skip


def in_process(place: Path, cache: Path) -> dict[str, float]:
    """The same in a fresh process with its own cache directory."""
    environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "RULEWRIGHT_CACHE_DIR": str(cache)}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    command = [sys.executable, str(HERE), "--ready", str(place)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Run and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--place", type=Path, help="directory of a database that an earlier run has written here"
    )
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "background-loading.json")
    parser.add_argument("--ready", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ready is not None:
        print(json.dumps(ready(options.ready)))
        return
    place = options.place or Path(tempfile.mkdtemp())
    if not (place / "written").exists():
        write_database(place, options.processes)
        (place / "written").touch()
    in_process(place, Path(tempfile.mkdtemp()))  # numba's machine code is compiled now
    first, later = [], []
    for _ in range(options.rounds):
        cache = Path(tempfile.mkdtemp())
        first.append(in_process(place, cache))
        later.append(in_process(place, cache))
        shutil.rmtree(cache)
    assert first[0]["unit_impact"] == later[0]["unit_impact"], "the cache changes nothing"
    result = {
        "date": date.today().isoformat(), "machine": f"{os.cpu_count()} cores", "python": platform.python_version(),
        "processes": options.processes, "solved": first[0]["solved"], "rounds": options.rounds,
        "first_time": {part: statistics.median(each[part] for each in first) for part in PARTS},
        "from_cache": {part: statistics.median(each[part] for each in later) for part in PARTS},
    }  # fmt: skip
    options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
