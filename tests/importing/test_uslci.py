"""The USLCI export of 2017, where it lies on this machine: 766 processes, nothing lost, shares as its comments say."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

import rulewright as rw
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import ImportMapping
from rulewright.importing.openlca_write import write_openlca
from rulewright.importing.source_shares import compare_shares, shares_by

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDER = Path(os.environ.get("RULEWRIGHT_OPEN_DATA", _BESIDE)) / "uslci-2017-jsonld"
USLCI = FOLDER / "uslci_olca1_5_0_json_ld.tar.xz"
pytestmark = pytest.mark.skipif(
    not USLCI.is_file(),
    reason="the USLCI export is not here; RULEWRIGHT_OPEN_DATA names the folder of open data",
)
REFINERY = "petroleum-refining-at-refinery"


@pytest.fixture(scope="module")
def uslci(uslci_of_2017: Any) -> Imported:
    return uslci_of_2017.imported


def test_all_processes_come_in_whole(uslci: Imported) -> None:
    counts = uslci.account.counts
    assert len(uslci.inventory.processes) == counts["processes"] == 766
    assert len(uslci.multi_output) == counts["multi_output"] == 132
    exchanges = sum(len(each.exchanges) for each in uslci.package.processes.values())
    here = sum(
        len(each.outputs) + len(each.inputs) + len(each.emissions)
        for each in uslci.inventory.processes.values()
    )
    assert exchanges == 32_526 == here + len(uslci.kept) + len(uslci.account.left_out)


def test_data_that_hold_for_ever_are_of_the_year_they_begin_in(uslci: Imported) -> None:
    stated = [process.year for process in uslci.file.processes]
    assert uslci.file.year == 2010  # that of most
    assert stated.count(None) == 26  # from 9999 to 9999
    assert max(year for year in stated if year is not None) == 2022


def test_missing_suppliers_are_gaps(uslci: Imported) -> None:
    counts = uslci.account.counts
    assert (counts["missing_flows"], counts["missing_uses"], counts["missing_uses_split"]) == (
        661,
        2_461,
        4_029,
    )
    assert all(uslci.inventory.flows[flow].supply_missing for flow in uslci.account.missing)
    assert (counts["several_makers"], counts["open_providers"], counts["open_provider_uses"]) == (14, 9, 249)


def test_fossil_co2_with_its_trailing_space_comes_in(uslci: Imported) -> None:
    spaced = [flow for flow in uslci.package.flows.values() if flow.name == "Carbon dioxide, fossil"]
    assert len(spaced) == 7
    count = sum(
        each.flow == "co2-fossil"
        for process in uslci.inventory.processes.values()
        for each in process.emissions
    )
    stated = {flow.uuid for flow in spaced}
    assert (
        count
        == 294
        == sum(
            each.flow in stated and not each.is_input
            for process in uslci.package.processes.values()
            for each in process.exchanges
        )
    )


def test_the_artificial_outputs_are_named(uslci: Imported) -> None:
    assert [(each.process, each.flow) for each in uslci.account.left_out] == [
        (REFINERY, "Petroleum refining, at refinery"),
        ("soybeans-at-field-1998-2001", "Soybeans, at field, 1998-2001"),
    ]
    assert len(uslci.inventory.processes[REFINERY].outputs) == 9


def test_our_mass_shares_are_those_of_the_comments(uslci: Imported) -> None:
    shares = shares_by(uslci.inventory, REFINERY, "mass")
    assert shares is not None
    refinery = uslci.package.processes["0aaf1e13-5d80-37f9-b7bb-81a6b8965c71"]
    compared = 0
    for each in refinery.exchanges:
        said = re.search(r"Mass \((\d\.\d+) kg/kg output\)", each.description)
        if said is not None:
            own = next(flow for flow, uuid in uslci.uuids["flows"].items() if uuid == each.flow)
            assert shares[own] == pytest.approx(float(said[1]), abs=1e-4)
            compared += 1
    assert compared == 9
    assert shares["diesel-at-refinery-d939590b"] == pytest.approx(0.2188, abs=5e-5)
    assert shares["gasoline-at-refinery-0e44e579"] == pytest.approx(0.4213, abs=5e-5)


def test_uncertainty_is_kept_or_accounted_for(uslci: Imported) -> None:
    stated = sum(
        each.uncertainty is not None
        for process in uslci.package.processes.values()
        for each in process.exchanges
    )
    found = uslci.account.distributions
    assert stated == 5_539
    told = ("kept", "other_centre", "no_spread", "outside_range", "unusable", "of_kept_flows")
    assert sum(found[name] for name in told) == 5_539
    assert uslci.account.counts["uncertain"] == found["kept"] + found["other_centre"] + found["pedigree_only"]


def test_factors_of_the_source_are_information(uslci: Imported) -> None:
    assert uslci.account.counts["allocation_factors"] == 12_126
    compared = compare_shares(uslci)
    assert len({each.process for each in compared}) == 132
    assert {len(each.by_property) for each in compared} == {4}
    assert sum(bool(each.stated) for each in compared) == 4  # most factors name no product
    own = [sum(share for each in compared if each.process == name and (share := each.by_property["mass"]) is not None)
           for name in uslci.multi_output]  # fmt: skip
    assert all(total == 0 or total == pytest.approx(1) for total in own)


def test_any_product_runs_under_a_rule(uslci: Imported) -> None:
    fuels = (
        "Diesel",
        "Gasoline",
        "Bitumen",
        "Kerosene",
        "Petroleum coke",
        "Residual fuel oil",
        "Liquefied petroleum gas",
    )
    mapping = ImportMapping(
        providers={f"{fuel}, at refinery": "Petroleum refining, at refinery" for fuel in fuels},
        unspecified_origin="fossil",
    )
    found = rw.import_openlca(USLCI, "Gasoline, at refinery", mapping)
    choices = [
        "cut_off.missing_amounts=leave_out", "boundary.internal_loops=net", "characterisation.horizon_years=100",
        "biogenic.convention=0/0", "characterisation.gwp_set=ar6", "recycling.method=cut_off_recycled_content",
        f"allocation.physical_property={{{REFINERY}: mass}}",
    ]  # fmt: skip
    result = rw.Study(found.inventory, ["iso-14067-2018"], choices).result("iso-14067-2018")
    # kg CO2e per litre, cradle to gate with the source's gaps: between nothing and burning it (about 2.3)
    assert 0.2 < result.evaluation.total_kg_co2e < 1.0
    diesel = rw.Study(found.inventory, ["iso-14067-2018"], choices, found.find("Diesel, at refinery"))
    # mass shares: per kg all products of the refinery carry the same, so litres differ as their densities do
    ratio = diesel.result("iso-14067-2018").evaluation.total_kg_co2e / result.evaluation.total_kg_co2e
    assert ratio == pytest.approx((0.2188 / 0.252345277453289) / (0.4213 / 0.570086670859861), rel=1e-6)


def test_it_comes_back_from_schema_2(uslci: Imported, tmp_path: Path) -> None:
    from test_openlca_write import plain

    again = rw.import_openlca(write_openlca(uslci, tmp_path / "a.zip").path, name="USLCI 2017")
    assert plain(again.file) == plain(uslci.file)
    assert len(again.kept) == len(uslci.kept)


def test_it_comes_in_within_five_seconds_of_work(uslci_of_2017: Any) -> None:
    assert uslci_of_2017.seconds < 5
