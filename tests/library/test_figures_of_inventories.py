"""Every figure of the library: its spread, a mark that is no better than its source, and balances that close or say why."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from rulewright.balance import check_balances
from rulewright.inventory import Amount, Inventory, Process
from rulewright.reading.find import databases_dir, list_shelf
from rulewright.reading.formulas import parameters_in
from rulewright.reading.inventories import read_inventory

NAMES = list_shelf("inventories")
BACKGROUNDS = sorted(str(path) for path in (databases_dir() / "background").glob("*.yaml"))
EXACT = ("stoichiometry", "definition", "declared flow", "density of water")  # nothing spreads
NOT_READ = re.compile(
    r"from memory|to be checked|own estimate|own mass|general knowledge|general chemistry|stoichiometry"
)
# Still without a spread for some amounts; no other file may join them.
WITHOUT_SPREAD = {
    "aluminium-ingot-primary-cn", "chp-waste", "steel-hot-rolled-coil-bf-bof",
}  # fmt: skip


@cache
def inventory(name: str) -> Inventory:
    return read_inventory(name)


def stated(process: Process) -> list[tuple[str, Amount]]:
    """Amounts of a process but its reference output, each with a label."""
    return [
        *((f"{process.id}/output/{each.flow}", each) for each in process.outputs[1:]),
        *((f"{process.id}/input/{each.flow}", each) for each in process.inputs),
        *((f"{process.id}/emission/{each.flow}", each) for each in process.emissions),
    ]


@pytest.mark.parametrize("name", sorted(set(NAMES) - WITHOUT_SPREAD))
def test_every_amount_has_a_spread_or_follows_one_or_is_exact(name: str) -> None:
    file = inventory(name).file
    without = [
        label
        for process in file.processes
        for label, each in stated(process)
        if each.uncertainty is None and each.formula is None and not each.missing and each.source not in EXACT
    ]
    assert not without


@pytest.mark.parametrize("name", [*NAMES, *BACKGROUNDS], ids=lambda name: Path(name).stem)
def test_what_was_not_read_is_not_marked_as_seen(name: str) -> None:
    file = inventory(name).file
    marked: list[tuple[str, str, str]] = []
    for process in file.processes:
        marked += [(label, each.source, each.mark) for label, each in stated(process)]
        if process.factor is not None:
            marked.append((process.id, process.factor.source, process.factor.mark))
    marked += [(each.id, each.source, each.mark) for each in file.parameters]
    for product in file.products:
        marked += [(f"{product.id}.{each.property}", each.source, each.mark) for each in product.properties]
    better = [
        (label, source)
        for label, source, mark in marked
        if mark == "seen" and NOT_READ.search(file.sources.get(source, source))
    ]
    assert not better


@pytest.mark.parametrize("name", NAMES)
def test_what_is_computed_from_an_estimate_is_not_marked_as_seen(name: str) -> None:
    file = inventory(name).file
    guessed = {each.id for each in file.parameters if each.mark in ("known", "estimate")}
    better = [
        label
        for process in file.processes
        for label, each in stated(process)
        if each.formula is not None and each.mark == "seen" and parameters_in(each.formula) & guessed
    ]
    assert not better


@pytest.mark.parametrize("name", NAMES)
def test_no_balance_of_the_own_processes_is_left_open(name: str) -> None:
    own = {each.id for each in inventory(name).file.processes}
    left = [
        (each.process, each.kind, each.closure)
        for each in check_balances(inventory(name))
        if each.status == "open" and each.process in own
    ]
    assert not left
