"""Time a portfolio: 24 plants under 8 rules with 1,000 draws, as the shipped steel portfolio with ten plants again.

    python benchmarks/time_portfolio.py [--plants 24] [--draws 1000]

The result is written as JSON as well, so that ranks, agreement and reversals are part of the figure. Progress goes to
standard error. The command fails where the aim is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import time
from dataclasses import replace

from rulewright.portfolio import Portfolio
from rulewright.reading.portfolios import read_portfolio
from rulewright.reporting.progress import Progress
from rulewright.reporting.sentences import Sentence

AIM_S, AIM_MB = 60.0, 2_048.0
PAIRS = Sentence("已计算 {done}/{count}", "{done} of {count} pairs of plant and rule")


def repeated(plants: int) -> Portfolio:
    """The shipped steel portfolio, its first plants again under other ids until there are so many."""
    portfolio = read_portfolio("steel-plants-cn")
    found = list(portfolio.plants)
    while len(found) < plants:
        one = portfolio.plants[len(found) % len(portfolio.plants)]
        found.append(replace(one, file=one.file.model_copy(update={"id": f"{one.id}-{len(found)}"})))
    return Portfolio(portfolio.file, tuple(found[:plants]))


def main() -> int:
    """Print wall time, processor time and peak memory; 1 if they pass the aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plants", type=int, default=24)
    parser.add_argument("--draws", type=int, default=1_000)
    options = parser.parse_args()
    portfolio = repeated(options.plants)
    wall, processor = time.perf_counter(), time.process_time()
    result = portfolio.run(draws=options.draws, progress=Progress("en", PAIRS))
    result.to_json()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = f"{len(result.plants)} plants x {len(result.rules)} rules x {result.draws} draws"
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{size}: {wall:.1f} s, {processor:.1f} s of processor time, {peak:.0f} MB at most")
    is_met = wall <= AIM_S and peak <= AIM_MB
    print(f"aim: {AIM_S:.0f} s and {AIM_MB:,.0f} MB: {'met' if is_met else 'missed'}")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
