"""Time a portfolio: 24 plants under 8 rules with 1,000 draws, as the shipped steel portfolio with ten plants again."""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace

from rulewright.portfolio import Portfolio
from rulewright.reading.portfolios import read_portfolio


def repeated(plants: int) -> Portfolio:
    """The shipped steel portfolio, its first plants again under other ids until there are so many."""
    portfolio = read_portfolio("steel-plants-cn")
    found = list(portfolio.plants)
    while len(found) < plants:
        one = portfolio.plants[len(found) % len(portfolio.plants)]
        found.append(replace(one, file=one.file.model_copy(update={"id": f"{one.id}-{len(found)}"})))
    return Portfolio(portfolio.file, tuple(found[:plants]))


def main() -> None:
    """Print wall time, processor time and peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plants", type=int, default=24)
    parser.add_argument("--draws", type=int, default=1_000)
    options = parser.parse_args()
    portfolio = repeated(options.plants)
    wall, processor = time.perf_counter(), time.process_time()
    result = portfolio.run(draws=options.draws)
    result.to_json()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = f"{len(result.plants)} plants x {len(result.rules)} rules x {result.draws} draws"
    print(f"{size}: {wall:.1f} s, {processor:.1f} s of processor time, {peak:.0f} MB at most")


if __name__ == "__main__":
    main()
