"""Installing flows and methods, offline."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rulewright.brightway import install as installing
from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.imports import load
from rulewright.brightway.install import install
from rulewright.brightway.project import open_project
from rulewright.brightway.units import brightway_unit
from rulewright.reading.elementary_flows import COMPANION, read_elementary_flows
from rulewright.reading.gwp import flow_factors


def test_every_flow_is_what_brightway_installs_under_its_code(installed: Path) -> None:
    with open_project():
        bw2data = load("bw2data")
        for flow in read_elementary_flows().values():
            node = bw2data.get_node(key=flow.brightway_key)
            assert node["unit"] == brightway_unit(flow.unit)
            if flow.biosphere3 is not None:
                found = (node["name"], list(node["categories"]))
                assert found == (flow.biosphere3.name, flow.biosphere3.categories), flow.id


def test_flows_said_to_be_missing_in_biosphere3_are_missing(installed: Path) -> None:
    cas = {"c3f8": "76-19-7", "so2f2": "2699-79-8", "hfc-227ea": "431-89-0", "hfc-245fa": "460-73-1"}
    lacking = {
        flow.id
        for flow in read_elementary_flows().values()
        if flow.biosphere3 is None and not flow.is_aggregated
    }
    assert lacking == cas.keys()
    with open_project():
        there = {str(node.get("CAS number")).lstrip("0") for node in load("bw2data").Database("biosphere3")}
    assert not there & set(cas.values())


def test_the_whole_biosphere_is_installed(installed: Path) -> None:
    with open_project():
        assert len(load("bw2data").Database("biosphere3")) == 4709


def test_methods_hold_the_factors_of_the_set(installed: Path) -> None:
    with open_project():
        bw2data = load("bw2data")
        method = bw2data.Method(("Rulewright", "IPCC AR6 GWP100", "-1/+1"))
        stored = {bw2data.get_node(id=number).key: factor for number, factor in method.load()}
        about = method.metadata
    flows = read_elementary_flows()
    factors = flow_factors("ar6", 100, "-1/+1").factors
    assert stored == {flows[flow].brightway_key: factor for flow, factor in factors.items()}
    assert about["unit"] == "kg CO2-Eq"
    assert stored[(COMPANION, "co2e-aggregated-dluc")] == 1


def test_methods_without_a_needed_methane_factor_are_not_installed_and_say_why(installed: Path) -> None:
    found = install()
    assert ("Rulewright", "IPCC AR4 GWP100", "-1/+1") in found.methods_not_installed
    reason = found.methods_not_installed[("Rulewright", "IPCC AR6 GWP20", "0/0")]
    assert "Two printed states" in reason
    assert len(found.methods_there) == 11


def test_installing_twice_changes_nothing(installed: Path) -> None:
    before = _contents(installed)
    found = install()
    assert (found.databases, found.methods) == ((), ())
    assert _contents(installed) == before


def test_a_changed_method_is_put_right(installed: Path) -> None:
    name = ("Rulewright", "IPCC AR5 GWP100", "0/0")
    with open_project():
        bw2data = load("bw2data")
        bw2data.Method(name).write([(("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e"), 2.0)])
    assert install().methods == (name,)


def test_a_biosphere_that_lacks_our_flows_is_refused_and_left_alone(own_directory: Path) -> None:
    with open_project("poor"):
        bw2data = load("bw2data")
        bw2data.Database("biosphere3").write(
            {("biosphere3", "x"): {"name": "x", "type": "emission", "exchanges": []}}
        )
    with pytest.raises(BrightwayError, match=r"lacks co2-fossil \(349b29d1.*and \d+ more"):
        install("poor")
    with open_project("poor"):
        assert len(load("bw2data").Database("biosphere3")) == 1


def test_a_failure_while_writing_leaves_no_half_database(
    own_directory: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    bw2data = load("bw2data")

    def fail(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(bw2data.backends.SQLiteBackend, "process", fail)
        with pytest.raises(OSError, match="disk full"):
            install("interrupted")
    with open_project("interrupted"):
        assert list(bw2data.databases) == []
    capfd.readouterr()
    assert installing.install("interrupted").databases == ("biosphere3", COMPANION)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")  # an installation prints nothing


def _contents(directory: Path) -> dict[str, str]:
    """Content of all files, SQLite files by their rows (SQLite counts openings in the file)."""
    found = {}
    for file in sorted(path for path in directory.rglob("*") if path.is_file()):
        if file.suffix == ".db":
            with closing(sqlite3.connect(file)) as connection:
                content = "\n".join(connection.iterdump()).encode()
        else:
            content = file.read_bytes()
        found[str(file.relative_to(directory))] = hashlib.sha256(content).hexdigest()
    return found
