"""Time attribution and the decomposition of choices and data on the steel study; each must stay below its aims.

    python benchmarks/time_attribution.py [--runs 3]

Applying and evaluating the eight rules once is part of every figure, as a person pays it. Peak memory is that of the
whole process; every case runs in a process of its own. Processor time is that of all cores together: on a busy machine
it says more than the clock, and an aim counts as met if either is below it. Exit status 1 if one is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

STEEL = "steel-hot-rolled-coil-bf-bof"
MB = 1024  # ru_maxrss counts KiB on Linux
MOST_MB = 2000  # aim for every case


def pairs() -> str:
    """All 28 pairs of eight rules, exact."""
    import rulewright as rw
    from rulewright.analysis.attribution import attribute
    from rulewright.analysis.hybrids import Hybrids, complete_rules

    study = rw.Study(STEEL)
    rules = complete_rules(study, study.rules)
    hybrids = Hybrids(study.inventory, study.product, rules)
    evaluated = sum(
        attribute(study, one, other, hybrids=hybrids).evaluated for one, other in combinations(rules, 2)
    )
    return f"{evaluated} hybrids, {len(hybrids.outcomes)} different"


def intervals() -> str:
    """One pair with intervals from 10,000 draws."""
    import rulewright as rw

    found = rw.Study(STEEL).attribute("gbt-24067-2024", "cbam-2025", draws=10_000)
    return f"{found.different} different hybrids x 10,000 draws"


def sampled() -> str:
    """One pair, single clauses, sampled orders."""
    import rulewright as rw

    found = rw.Study(STEEL).attribute("gbt-24067-2024", "cbam-2025", by="clause")
    return f"{len(found.parts)} settings, {found.orders} orders"


def families() -> str:
    """Families of clauses and 30 data factors, N = 1,024, Shapley effects."""
    import rulewright as rw

    found = rw.Study(STEEL).decompose(data=30, samples=1024, shapley=True)
    return f"{len(found.choices)} choices + {len(found.data)} data, {found.found.evaluations} evaluations"


def clauses() -> str:
    """Every setting in which the rules differ and 30 data factors, N = 1,024, without Shapley effects."""
    import rulewright as rw

    found = rw.Study(STEEL).decompose(by="clause", data=30, samples=1024, shapley=False)
    return f"{len(found.choices)} choices + {len(found.data)} data, {found.found.evaluations} evaluations"


def draft() -> str:
    """Comparability index of one rule, N = 1,024."""
    import rulewright as rw

    found = rw.Study(STEEL).comparability("gbt-24067-2024", samples=1024)
    return f"{len(found.open)} open settings"


CASES: dict[str, tuple[Callable[[], str], float]] = {  # aim [s]
    "attribution, 28 pairs": (pairs, 10.0),
    "attribution with intervals": (intervals, 60.0),
    "attribution, single clauses": (sampled, 60.0),
    "choices and data, families": (families, 60.0),
    "choices and data, clauses": (clauses, 60.0),
    "comparability": (draft, 60.0),
}


def main() -> None:
    """Run every case in processes of its own and print a table in markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of each case (default: 3)")
    parser.add_argument("--case", choices=list(CASES), help="run one case here and print its figures as JSON")
    arguments = parser.parse_args()
    if arguments.case:
        print(json.dumps(measured(arguments.case)))
        return
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {arguments.runs} runs\n"
    )
    print(
        "| case | what | median s | most s | processor s | aim s | peak MB |\n|---|---|---|---|---|---|---|"
    )
    missed = []
    for name, (_, aim_s) in CASES.items():
        found = [run(name) for _ in range(arguments.runs)]
        times = [each["seconds"] for each in found]
        median_s, peak_mb = statistics.median(times), max(each["mb"] for each in found)
        processor_s = statistics.median(each["processor_seconds"] for each in found)
        numbers = f"{median_s:.1f} | {max(times):.1f} | {processor_s:.1f} | {aim_s:g} | {peak_mb:.0f}"
        print(f"| {name} | {found[0]['what']} | {numbers} |")
        if min(median_s, processor_s) > aim_s or peak_mb > MOST_MB:
            missed.append(name)
    if missed:
        raise SystemExit(f"aims missed: {', '.join(missed)}")


def run(name: str) -> dict[str, float]:
    """One case in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--case", name]
    found: dict[str, float] = json.loads(
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
    )
    return found


def measured(name: str) -> dict[str, object]:
    """Seconds and peak memory of a case, the import of rulewright left out."""
    import resource

    import rulewright  # noqa: F401

    start, processor = time.perf_counter(), time.process_time()
    what = CASES[name][0]()
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    return {
        "what": what,
        "seconds": seconds,
        "processor_seconds": processor,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB,
    }


if __name__ == "__main__":
    main()
