"""The library: reading and checking all of it, one rule on all of it, and the coverage of the priority list.

    python benchmarks/time_library.py [--rule gbt-24067-2024]

Wanted: reading and checking the whole library within 5 s; one rule applied to all of it and solved within 2 s.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from rulewright.errors import RulewrightError
from rulewright.reading.checking import check_file, files_of
from rulewright.reading.find import databases_dir, list_rules, list_shelf
from rulewright.study import Study

RULE = "gbt-24067-2024"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rule", default=RULE)
    rule = parser.parse_args().rule
    start = time.perf_counter()
    files = files_of(str(databases_dir()))
    for path in (*files, *list_rules()):
        check_file(str(Path(path)))
    checked = time.perf_counter() - start
    print(
        f"reading and checking {len(files)} data files and {len(list_rules())} rules: {checked:.2f} s (wanted: 5 s)"
    )
    studies = [Study(name, [rule]) for name in list_shelf("inventories") if name in list_shelf("studies")]
    first = studies[0].inventory
    Study(first, [rule]).result(rule)  # loads Brightway
    start = time.perf_counter()
    done, refused = 0, []
    for study in studies:
        try:
            study.result(rule)
            done += 1
        except RulewrightError as error:
            refused.append(f"{study.inventory.id}: {error.what}")
    solved = time.perf_counter() - start
    print(f"{rule} applied to {done} inventories and solved: {solved:.2f} s (wanted: 2 s)")
    for line in refused:
        print(f"  refused: {line}")


if __name__ == "__main__":
    main()
