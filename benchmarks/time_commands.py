"""Measure how long commands take, from a person's seat: wall time of whole processes, start to end.

Run it in the environment where rulewright is installed::

    python benchmarks/time_commands.py --runs 7

Every round runs each command once, so that a change of the machine's pace meets all of them alike. Each
command is run once before that, unmeasured: it fills caches of the file system, byte code and fonts, and sets
up our own Brightway directory. Times are given as median, least and most, and as the ratio of medians to a
named peer, ``import bw2calc``: what anyone pays who solves with Brightway at all. ``--also NAME=COMMAND``
measures one more command beside ours.
"""

import argparse
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

PEER = "import bw2calc (peer)"


class Timed(NamedTuple):
    """One command to measure, and the time that we aim at."""

    command: Sequence[str]
    aim_s: float | None = None


def main() -> None:
    """Measure our commands and print a table in markdown."""
    arguments = read_arguments()
    commands = our_commands(arguments.inventory, arguments.rules)
    for name, _, command in (also.partition("=") for also in arguments.also):
        commands[name] = Timed(shlex.split(command))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, {arguments.runs} runs\n")
    print(table(measure(commands, arguments.runs), commands))


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="measured runs of each command (default: 5)")
    parser.add_argument("--inventory", default="aluminium-ingot-primary-cn", help="inventory for compare")
    parser.add_argument("--rules", default="gbt-44905-2024,pact-3", help="rules for compare, by comma")
    parser.add_argument(
        "--also", action="append", default=[], metavar="NAME=COMMAND", help="one more command"
    )
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error("--runs must be at least 1")
    if any("=" not in also for also in arguments.also):
        parser.error("--also needs the form NAME=COMMAND")
    return arguments


def our_commands(inventory: str, rules: str) -> dict[str, Timed]:
    """List what is measured, with the aims of the project."""
    rulewright = [sys.executable, "-m", "rulewright"]
    compare = [*rulewright, "compare", inventory, "--rules", rules, "--format", "json"]
    return {
        "python -c pass": Timed([sys.executable, "-c", "pass"]),
        PEER: Timed([sys.executable, "-c", "import bw2calc"]),
        "rulewright --help": Timed([*rulewright, "--help"], aim_s=0.3),
        f"rulewright compare, {rules.count(',') + 1} rules": Timed(compare, aim_s=5.0),
    }


def measure(commands: Mapping[str, Timed], runs: int) -> dict[str, list[float]]:
    """Run all commands in rounds.

    Returns
    -------
    dict
        Command name to its wall times [s], one a round.
    """
    for timed in commands.values():
        wall_time_s(timed.command)
    times_s: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, timed in commands.items():
            times_s[name].append(wall_time_s(timed.command))
    return times_s


def wall_time_s(command: Sequence[str]) -> float:
    """Run one command to its end and return its wall time [s]; a failing command ends the benchmark."""
    start_s = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    end_s = time.perf_counter()
    if run.returncode != 0:
        sys.exit(f"{shlex.join(command)} failed with status {run.returncode}:\n{run.stderr}")
    return end_s - start_s


def table(times_s: Mapping[str, Sequence[float]], commands: Mapping[str, Timed]) -> str:
    """Write the times as a markdown table [s], with the ratio of each median to the peer's [1]."""
    peer_s = statistics.median(times_s[PEER])
    lines = ["| command | median s | least s | most s | ratio to peer | aim s |", "|---|---|---|---|---|---|"]
    for name, each_s in times_s.items():
        median_s, aim_s = statistics.median(each_s), commands[name].aim_s
        numbers = f"{median_s:.3f} | {min(each_s):.3f} | {max(each_s):.3f} | {median_s / peer_s:.2f}"
        lines.append(f"| {name} | {numbers} | {'' if aim_s is None else f'{aim_s:g}'} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
