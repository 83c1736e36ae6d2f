"""The shape of bw_functional: what we write reads back as it was; what another tool changed is taken over."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from strategies import FEWER, JointProcess, footprint, joint_processes, make_inventory, make_rule, shares_of

import rulewright as rw
from rulewright import cli
from rulewright.brightway import functional
from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.functional import PROJECT, write_functional
from rulewright.brightway.imports import load
from rulewright.brightway.project import open_project
from rulewright.brightway.stored import ProjectFolder, Stored
from rulewright.importing.brightway import import_brightway
from rulewright.importing.brightway_own import read_own
from rulewright.importing.brightway_shape import BACKEND, OURS, Shape, functional_shapes
from rulewright.importing.imported import Imported
from rulewright.inventory import Inventory
from rulewright.reading.inventories import read_inventory


def stored_from(shapes: list[Shape]) -> Stored:
    """Shapes as a project would hold them, without one."""
    place = ProjectFolder("p", Path(), Path(), "2.5")
    stored = Stored(
        place, tuple(shape.name for shape in shapes), {shape.name: shape.about for shape in shapes}
    )
    for shape in shapes:
        for key, node in shape.data.items():
            stored.nodes[key] = {name: value for name, value in node.items() if name != "exchanges"}
            stored.exchanges[key] = [dict(edge) for edge in node["exchanges"]]
    return stored


def shapes_of(inventory: Inventory) -> list[Shape]:
    names = {file.id: file.id for file in (inventory.file, *inventory.backgrounds)}
    return functional_shapes(inventory, names)[0]


def again(stored: Stored) -> Imported:
    return read_own(stored, stored.names[0], "here")


@FEWER
@given(joint_processes(own_use=True))
def test_any_inventory_comes_back(drawn: JointProcess) -> None:
    inventory = drawn.inventory()
    found = again(stored_from(shapes_of(inventory)))
    assert found.file == inventory.file and found.inventory.hash == inventory.hash
    assert not found.notes()


@pytest.mark.parametrize(
    "name",
    [
        "steel-hot-rolled-coil-bf-bof",
        "air-conditioner",
        "copper-cathode",
        "chp-waste",
        "electricity-grid-mix-cn",
    ],
)
def test_inventories_of_the_library_come_back(name: str) -> None:
    inventory = read_inventory(name)
    found = again(stored_from(shapes_of(inventory)))
    assert found.file == inventory.file and found.inventory.hash == inventory.hash
    assert found.inventory.backgrounds == inventory.backgrounds


def test_a_written_project_reads_back(own_directory: Path) -> None:
    inventory = read_inventory("steel-hot-rolled-coil-bf-bof")
    written = write_functional(inventory)
    assert written.names == ("steel-hot-rolled-coil-bf-bof", "background-cn")
    assert "Nothing is shared" in written.notes()[0]
    found = import_brightway(PROJECT, inventory.id, directory=own_directory)
    assert found.inventory.hash == inventory.hash and found.inventory.backgrounds == inventory.backgrounds
    with pytest.raises(BrightwayError, match="exist already"):
        write_functional(inventory)
    with open_project(PROJECT):
        bw2data = load("bw2data")
        assert bw2data.databases[inventory.id]["backend"] == BACKEND
        assert bw2data.databases[inventory.id]["depends"] == ["background-cn", "biosphere3"]
        maker = inventory.makers["liquid-steel"][0]
        node = bw2data.backends.SQLiteBackend(inventory.id).load()[inventory.id, f"{maker}|liquid-steel"]
        assert node["processor"] == (inventory.id, maker)
        assert node["properties"]["mass"] == {"unit": "kg", "amount": 1.0, "normalize": True}


def test_a_failure_puts_back_what_was_there(own_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_inventory({"works": {"outputs": {"steel": 1, "slag": 0.2}}})
    write_functional(first, overwrite=True)
    second = make_inventory({"works": {"outputs": {"steel": 2, "slag": 0.2}}})
    plain = functional._write

    def disk_is_full(bw2data: Any, shape: Shape) -> None:
        plain(bw2data, shape)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(functional, "_write", disk_is_full)
    with pytest.raises(BrightwayError, match="cannot be written: No space left"):
        write_functional(second, overwrite=True)
    assert import_brightway(PROJECT, first.id, directory=own_directory).file == first.file


# ---- what another tool changed ------------------------------------------------------------------------------

WORKS = {
    "works": {
        "outputs": {"steel": 1, "slag": 0.2},
        "inputs": {
            "coke": {"amount": 0.4, "unit": "t", "uncertainty": {"distribution": "normal", "sd": 0.1}}
        },
        "emissions": {"co2-fossil": 3},
    },
    "oven": {"outputs": {"coke": 1}, "emissions": {"co2-fossil": 2}},
}


def edge_of(stored: Stored, process: str, part: str) -> dict[str, Any]:
    return next(edge for edge in stored.exchanges["example", process] if edge[OURS]["part"] == part)


def test_changed_amounts_names_and_deletions_are_taken_over() -> None:
    stored = stored_from(shapes_of(make_inventory(WORKS)))
    coke = edge_of(stored, "works", "inputs")
    assert coke["amount"] == 400.0 and coke["scale"] == pytest.approx(100.0)  # in kg, the unit of the flow
    coke["amount"] = 500.0
    stored.exchanges["example", "oven"] = [
        each for each in stored.exchanges["example", "oven"] if each["type"] == "production"
    ]
    stored.nodes["example", "oven"]["name"] = "coke oven"
    found = again(stored)
    changed = found.file.processes[0].inputs[0]
    assert (changed.amount, changed.unit, changed.mark) == (pytest.approx(0.5), "t", "declared")
    assert changed.uncertainty is not None and changed.uncertainty.sd == pytest.approx(0.1)
    assert found.file.processes[1].emissions == [] and found.file.processes[1].name.en == "coke oven"
    notes = " ".join(found.notes())
    assert "1 amounts were changed" in notes and "Names or locations of 1 processes" in notes


def test_what_was_added_is_named() -> None:
    stored = stored_from(shapes_of(make_inventory(WORKS)))
    stored.nodes["example", "new"] = {"name": "new process"}
    stored.exchanges["example", "works"].append(
        {"type": "biosphere", "input": ("biosphere3", "x"), "amount": 1, "name": "gas"}
    )
    assert "not in: new process; gas" in " ".join(again(stored).notes())


def test_a_damaged_field_of_ours_is_told() -> None:
    stored = stored_from(shapes_of(make_inventory(WORKS)))
    stored.nodes["example", "works"][OURS] = {"place": 0}
    with pytest.raises(BrightwayError, match="is damaged"):
        again(stored)


# ---- shares of a rule -----------------------------------------------------------------------------------------


def score_of(shape: Shape, product: tuple[str, str], factors: dict[str, float]) -> float:
    """Score per unit of a product as bw_functional builds its matrices: one column a product, inputs times its share."""
    products = [key for key, node in shape.data.items() if "processor" in node]
    place = {key: number for number, key in enumerate(products)}
    matrix, emitted = np.zeros((len(products), len(products))), np.zeros(len(products))
    for key in products:
        node = shape.data[key]
        share = node.get("allocation_factor", 1.0)
        for edge in shape.data[node["processor"]]["exchanges"]:
            if edge["type"] == "production":
                if edge["input"] == key:
                    matrix[place[key], place[key]] += edge["amount"]
            elif edge["type"] == "technosphere":
                matrix[place[edge["input"]], place[key]] -= edge["amount"] * share
            else:
                emitted[place[key]] += edge["amount"] * share * factors.get(edge["input"][1], 0.0)
    demand = np.zeros(len(products))
    demand[place[product]] = 1.0
    return float(np.linalg.solve(matrix, demand) @ emitted)


@FEWER
@given(joint_processes(outputs=3))
def test_shares_give_the_score_of_the_rule(drawn: JointProcess) -> None:
    from rulewright.reading.inventories import elementary_flows

    inventory = drawn.inventory()
    rule = make_rule(ladder=[{"share": {"by": "price"}}])
    shares = {("plant", flow): share for flow, share in shares_of(rule, inventory, "plant").items()}
    shape = functional_shapes(inventory, {"example": "example"}, shares)[0][0]
    factors = {
        elementary_flows()[gas].brightway_key[1]: value
        for gas, value in (("co2-fossil", 1.0), ("ch4-fossil", 29.8), ("n2o", 273.0))
    }
    assert score_of(shape, ("example", "plant|main"), factors) == pytest.approx(
        footprint(rule, inventory), rel=1e-9
    )


def test_the_shares_of_a_result_are_written(own_directory: Path) -> None:
    result = rw.Study("steel-hot-rolled-coil-bf-bof", ["iso-14067-2018"]).result("iso-14067-2018")
    written = write_functional(result, overwrite=True)
    assert (written.shared, written.not_shared) == (2, 6)
    assert "iso-14067-2018" in written.notes("zh")[0]
    for process in {process for process, _ in functional.shares_of(result)}:
        total = sum(share for (name, _), share in functional.shares_of(result).items() if name == process)
        assert total == pytest.approx(1.0)


# bw_functional 0.1.0 is imported after the project was chosen: its handler of that signal fails under bw2data 4.8
SCORE_BY_PACKAGE = """
import bw2calc, bw2data, sys
bw2data.projects.set_current(sys.argv[1])
import bw_functional
database = bw2data.Database("example")
assert isinstance(database, bw_functional.FunctionalSQLiteDatabase)
bw2data.get_node(database="example", code="works").allocate("mass")
database.process()
method = bw2data.Method(("t",))
method.register()
method.write([(("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e"), 1.0)])
lca = bw2calc.LCA({bw2data.get_node(database="example", code="works|steel").id: 1.0}, ("t",))
lca.lci()
lca.lcia()
print("score", lca.score)
"""


@pytest.mark.skipif(find_spec("bw_functional") is None, reason="bw_functional is not installed")
def test_bw_functional_opens_it(own_directory: Path) -> None:
    """With the package itself, where it is installed: its own allocation and matrices give the rule's score."""
    inventory = make_inventory(WORKS, flows={"slag": {"mass": 1.0}})
    write_functional(inventory, overwrite=True)
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCORE_BY_PACKAGE, PROJECT], capture_output=True, text=True, check=False,
        env={**os.environ, "BRIGHTWAY2_DIR": str(own_directory)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    score = float(run.stdout.rsplit("score", 1)[1])
    rule = make_rule(ladder=[{"share": {"by": "mass"}}])
    assert score == pytest.approx(footprint(rule, inventory), rel=1e-6)


def test_the_command(own_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given_ = [
        "export",
        "hydrogen-chlor-alkali",
        "--to",
        "bw-functional",
        "--project",
        PROJECT,
        "--lang",
        "en",
    ]
    assert cli.main(given_) == 0
    said = capsys.readouterr()
    assert "hydrogen-chlor-alkali" in said.out and "Not seen by other tools" in said.err
    assert cli.main([*given_, "--rules", "iso-14067-2018,pact-3"]) == 1
    assert "2 rules cannot share one database" in capsys.readouterr().err
