"""Lets the tests of imports share their example packages, and the open data that are long to read."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[1]))  # strategies

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
USLCI = Path(os.environ.get("RULEWRIGHT_OPEN_DATA", _BESIDE)) / "uslci-2017-jsonld"


@dataclass(frozen=True)
class Timed:
    """An import, and the processor time that it took [s]: a busy machine is no failure."""

    imported: object
    seconds: float


def _timed(read: Callable[[Path], object], name: str) -> Timed:
    path = USLCI / name
    if not path.is_file():
        pytest.skip("the USLCI export is not here; RULEWRIGHT_OPEN_DATA names the folder of open data")
    start = time.process_time()
    imported = read(path)
    return Timed(imported, time.process_time() - start)


@pytest.fixture(scope="session")
def uslci_of_2017() -> Timed:
    """The openLCA package, read once for all tests."""
    import rulewright as rw

    return _timed(lambda path: rw.import_openlca(path, name="USLCI 2017"), "uslci_olca1_5_0_json_ld.tar.xz")


@pytest.fixture(scope="session")
def uslci_of_2021() -> Timed:
    """The ecospold 1 file, read once for all tests."""
    import rulewright as rw

    return _timed(
        lambda path: rw.import_ecospold1(path, name="USLCI 2021", unspecified_origin="fossil"),
        "uslci_fy21_q3_01_olca_10_3_ecospold2.zip",
    )
