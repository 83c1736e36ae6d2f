"""Time an import: an openLCA package into an inventory, as YAML, and back into a package of schema 2."""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rulewright.importing.openlca_write import write_openlca
from rulewright.importing.to_inventory import import_openlca
from rulewright.importing.write_inventory import write_inventory
from rulewright.reading.inventories import read_inventory


def timed(name: str, run: Callable[[], Any]) -> Any:
    """Run, print wall and processor time, give the result."""
    wall, processor = time.perf_counter(), time.process_time()
    result = run()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{name}: {wall:.1f} s, {processor:.1f} s of processor time")
    return result


def main() -> None:
    """Print how long each step takes, and the peak of memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", help="folder or archive, e.g. the USLCI export of 2017")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        imported = timed("import", lambda: import_openlca(options.package))
        counts = imported.account.counts
        exchanges = counts["inputs"] + counts["emissions"] + counts["kept"]
        print(f"  {counts['processes']} processes, {exchanges} inputs, emissions and resources")
        path = Path(folder, "inventory.yaml")
        timed("write YAML", lambda: write_inventory(imported.file, path))
        timed("read YAML", lambda: read_inventory(path))
        written = timed("export", lambda: write_openlca(imported, Path(folder, "package.zip")))
        timed("import again", lambda: import_openlca(written.path))
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
