"""USLCI as an uncertain background, where its export lies on this machine: written, mapped, drawn; the numbers of the docs."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from mapping_examples import RULES, STEEL

import rulewright as rw
from rulewright.brightway.background import Background
from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.import_database import ImportedDatabase, write_imported_database
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import ImportMapping
from rulewright.reading.mappings import read_mapping

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDER = Path(os.environ.get("RULEWRIGHT_OPEN_DATA", _BESIDE)) / "uslci-2017-jsonld"
USLCI = FOLDER / "uslci_olca1_5_0_json_ld.tar.xz"
DOCS = Path(__file__).resolve().parents[2] / "docs"
pytestmark = pytest.mark.skipif(
    not USLCI.is_file(),
    reason="the USLCI export is not here; RULEWRIGHT_OPEN_DATA names the folder of open data",
)
FUELS = (
    "Diesel", "Gasoline", "Bitumen", "Kerosene", "Petroleum coke", "Residual fuel oil", "Liquefied petroleum gas",
)  # fmt: skip


@pytest.fixture(scope="module")
def uslci() -> Imported:
    refinery = "Petroleum refining, at refinery"
    chosen = ImportMapping(
        providers={f"{fuel}, at refinery": refinery for fuel in FUELS}, unspecified_origin="fossil"
    )
    return rw.import_openlca(USLCI, name="USLCI 2017", mapping=chosen)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uslci")


@pytest.fixture(scope="module")
def written(uslci: Imported, directory: Path) -> ImportedDatabase:
    return write_imported_database(uslci, "uslci-2017", ("mass", "reference"), directory=directory)


def test_all_processes_are_written_and_what_is_cut_off_is_listed(
    written: ImportedDatabase, uslci: Imported
) -> None:
    assert (written.processes, written.activities) == (766, 1020)
    assert {way: len(processes) for way, processes in written.shared.items()} == {"mass": 67, "reference": 65}
    # the gaps of the import, and products of which the source doesn't say who of several supplies
    openly = {each.flow for each in uslci.account.open_providers}
    assert set(written.cut_off) == {*uslci.account.missing, *openly}
    counts = uslci.account.counts
    assert (counts["missing_flows"], counts["untreated_wastes"], len(openly)) == (661, 24, 2)
    assert (len(written.cut_off), written.wastes) == (687, 71)
    assert written.uncertain == 291
    assert any("CUTOFF Electricity, hydropower" in line for line in written.notes("en"))
    assert len(written.notes("zh")) == len(written.notes("en"))
    assert len(written.to_dataframe()) == len(written.cut_off)


def test_nothing_is_written_twice_or_without_a_way_of_sharing(
    written: ImportedDatabase, uslci: Imported, directory: Path
) -> None:
    with pytest.raises(BrightwayError, match="there is a database 'uslci-2017' already"):
        write_imported_database(uslci, "uslci-2017", ("reference",), directory=directory)
    with pytest.raises(BrightwayError, match="65 processes cannot be shared by mass"):
        write_imported_database(uslci, "other", ("mass",), directory=directory)
    with pytest.raises(BrightwayError, match="no way of sharing is called 'weight'"):
        write_imported_database(uslci, "other", ("weight",), directory=directory)  # type: ignore[arg-type]


def test_every_uuid_of_the_shipped_mapping_is_in_the_export(uslci: Imported) -> None:
    processes = {process.uuid: process for process in uslci.package.processes.values()}
    for link in read_mapping("uslci-2017").links:
        if link.activity is None:
            continue
        process, _, product = (link.activity.code or "").partition("|")
        found = processes[process]
        assert " ".join(found.name.split()) == link.activity.name
        outputs = [each for each in found.exchanges if not each.is_input]
        assert not product or product in {each.flow for each in outputs}


def test_steel_on_uslci_runs_through_the_engine(
    written: ImportedDatabase, directory: Path, tmp_path: Path
) -> None:
    study = rw.Study(STEEL, RULES)
    background = Background("uslci-2017", "uslci-2017", directory=directory, kept=tmp_path / "kept")
    put = study.compare(background=background)
    run = study.uncertainty(draws=1000, seed=1, background=background)
    for rule in RULES:
        assert run.results[rule].summary.count == 1000
        assert run.results[rule].deterministic_kg_co2e == pytest.approx(
            put.results[rule].evaluation.total_kg_co2e, rel=1e-6
        )
    facts: dict[str, Any] = run.to_dict()["background"]
    assert (facts["processes"], facts["uncertain_exchanges"]) == (100, 77)
    assert (facts["draws"]["ok"], facts["draws"]["singular"], facts["draws"]["not_productive"]) == (
        1000,
        0,
        0,
    )
    own = study.compare()
    row = {
        rule: (
            own.results[rule].evaluation.total_kg_co2e, put.results[rule].evaluation.total_kg_co2e,
            *(run.results[rule].summary.percentiles[percentile].value for percentile in (2.5, 97.5)),
        )
        for rule in RULES
    }  # fmt: skip
    for name in ("background.md", "background.zh-CN.md"):
        text = (DOCS / name).read_text(encoding="utf-8")
        for rule, numbers in row.items():
            (line,) = re.findall(rf"^\| {rule} \|(.*)\|$", text, re.MULTILINE)
            stated = [float(each) for each in line.replace(",", "").split("|")]
            assert stated[1:] == pytest.approx(numbers, abs=0.5)
            assert stated[0] == pytest.approx(
                100 * put.background.coverage.share(rule, "exact", "proxy"), abs=0.05
            )
