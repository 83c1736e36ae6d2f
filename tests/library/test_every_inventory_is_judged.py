"""Every inventory is held to a published range, or stands here with the reason why it is not: none is forgotten."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from rulewright.reading.find import list_shelf

# Not held to a range. What was compared, and why it cannot decide, stands in each file's note.
NONE_FOUND = {
    "air-conditioner", "battery-recycling-nmc811", "cathode-lfp", "cathode-nmc811", "chp-waste", "electronics-dies",
    "graphite-anode", "lithium-carbonate-brine-qarhan", "polysilicon", "refrigerator", "soda-ash-dual", "vehicle-bev-car",
}  # fmt: skip
ONLY_FROM_MEMORY = {"pv-module"}  # [known]: cannot fail a test
OTHER_COVERAGE = {
    "electricity-grid-mix-shandong",
    "electricity-grid-mix-sichuan",
}  # published: direct CO2 only
TOO_WIDE = {
    "hydrogen-chlor-alkali",
    "hydrogen-coke-oven-gas",
    "methanol-coke-oven-gas",
}  # the band is that of allocation
OUTSIDE = {  # explained in the file, not tuned away
    "ethylene-ethane", "ethylene-methanol", "hydrogen-electrolysis-wind", "methanol-gas", "pv-electricity", "urea-coal",
    "urea-gas",
}  # fmt: skip
APART = [NONE_FOUND, ONLY_FROM_MEMORY, OTHER_COVERAGE, TOO_WIDE, OUTSIDE]


def ranged() -> set[str]:
    found: set[str] = set()
    for path in Path(__file__).parent.glob("test_plausibility_*.py"):
        specification = importlib.util.spec_from_file_location(path.stem, path)
        assert specification is not None and specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        found |= {inventory for inventory, *_ in module.RANGES}
    return found


def test_no_inventory_is_forgotten_and_none_stands_twice() -> None:
    names = [*ranged(), *(name for some in APART for name in some)]
    assert sorted(names) == list_shelf("inventories")


@pytest.mark.parametrize("name", sorted(OUTSIDE))
def test_a_result_outside_a_published_range_is_explained_in_the_file(name: str) -> None:
    from rulewright.reading.inventories import read_inventory

    note = read_inventory(name).file.note
    assert note is not None and len(note.en) > 80 and len(note.zh) > 30
