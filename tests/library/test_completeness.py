"""What every unit process of the library states: enough of them, and each with year, place, uncertainty and properties."""

from __future__ import annotations

from functools import cache

import pytest

from rulewright.balance import HIGHEST, LOWEST, check_balances
from rulewright.inventory import Emission, Input, Inventory, Output, Process
from rulewright.reading.find import list_shelf
from rulewright.reading.inventories import read_inventory

NO_PHYSICAL_KEY = {  # power beside a solid: what they have in common is value; the power is used in the works
    "clinker-kiln", "clinker-kiln-co-processing", "coal-power-fleet",
}  # fmt: skip


@cache
def library() -> dict[str, tuple[Process, Inventory]]:
    """Unit processes as their files state them, each with an inventory that reaches it; without aggregated factors."""
    found: dict[str, tuple[Process, Inventory]] = {}
    for name in list_shelf("inventories"):
        inventory = read_inventory(name)
        for file in (inventory.file, *inventory.backgrounds):
            for process in file.processes:
                if process.factor is None:
                    found.setdefault(process.id, (process, inventory))
    return found


def valuable(process: Process) -> list[Output]:
    return [each for each in process.outputs if each.output_class in ("product", "co_product")]


def several() -> dict[str, tuple[Process, Inventory]]:
    """Processes of one product and at least one co-product."""
    return {name: each for name, each in library().items() if len(valuable(each[0])) > 1}


def test_the_library_holds_a_hundred_unit_processes_and_half_as_many_of_several_outputs() -> None:
    mixes = [name for name in library() if name.startswith("generation-mix-")]
    assert len(library()) - len(mixes) >= 100  # shares of a grid are no plants
    assert len(several()) >= 45


def test_every_unit_process_states_stage_place_and_year() -> None:
    lacking = [
        name
        for name, (process, _) in library().items()
        if not process.stage or not process.location or not (process.year or process.year_note)
    ]
    assert not lacking


def test_every_amount_states_source_mark_and_uncertainty_or_says_why_it_has_none() -> None:
    """A reference output is what the others refer to; a formula takes the uncertainty of its parameters."""
    lacking = []
    for name, (process, _) in library().items():
        exchanges: list[Output | Input | Emission] = [
            *process.outputs[1:],
            *process.inputs,
            *process.emissions,
        ]
        for each in exchanges:
            assert each.source and each.mark, (name, each.flow)
            if each.amount not in (None, 0) and each.uncertainty is None:
                lacking.append((name, each.flow))
            stated = each.uncertainty
            if stated is not None and stated.distribution == "none":
                assert stated.note, (name, each.flow)
    assert not lacking


@pytest.mark.parametrize("key", ["price", "physical"])
def test_co_products_have_what_sharing_asks_for(key: str) -> None:
    """All outputs of a process state a price, and one physical property in common."""
    physical: tuple[str, ...] = ("mass", "lhv", "exergy", "carbon", "metal")
    wanted: tuple[str, ...] = ("price",) if key == "price" else physical
    lacking = set()
    for name, (process, inventory) in several().items():
        flows = [each.flow for each in valuable(process)]
        if not any(all(inventory.property_value(name, flow, each) for flow in flows) for each in wanted):
            lacking.add(name)
    assert lacking == (set() if key == "price" else NO_PHYSICAL_KEY)


HEAVY = [  # energy, metals and building materials: processes whose flows state nearly all that a balance needs
    name
    for name in list_shelf("inventories")
    if name.startswith(("aluminium", "cement", "chp", "coal", "copper", "electricity", "glass", "steel"))
    or name in ("natural-gas", "quicklime", "refinery-products", "soda-ash-dual")
]


@pytest.mark.parametrize("name", HEAVY)
def test_a_balance_five_per_cent_off_is_explained_even_if_a_flow_lacks_the_property(name: str) -> None:
    left = []
    for each in check_balances(read_inventory(name)):
        off = each.leaving > 0 if each.closure is None else not LOWEST <= each.closure <= HIGHEST
        if off and each.explained is None:
            left.append((each.process, each.kind, each.closure))
    assert not left
