"""Writing and reading again gives the same inventory; what the format can't carry is said."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openlca_examples import example, to_folder

import rulewright as rw
from rulewright.errors import FileError
from rulewright.importing.openlca_uncertainty import read_uncertainty, write_uncertainty
from rulewright.importing.openlca_write import LOST, write_openlca
from rulewright.importing.roles import role_of
from rulewright.importing.source import SourceExchange, SourceFlow
from rulewright.importing.write_inventory import to_yaml, write_inventory
from rulewright.inventory import Inventory, InventoryFile, Uncertainty, UnitProcess
from rulewright.reading.find import list_shelf
from rulewright.reporting.sentences import Sentence
from rulewright.units import factor


def plain(file: InventoryFile) -> dict[str, Any]:
    """What a package carries: all but where a number is from and why a gap is one."""

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: without(each)
                for key, each in value.items()
                if key not in ("source", "mark", "supply_missing")
            }
        return [without(each) for each in value] if isinstance(value, list) else value

    data = file.model_dump(mode="json", by_alias=True)
    return {
        key: sorted((without(each) for each in data[key]), key=lambda item: item["id"])
        for key in ("parameters", "products", "processes")
    }


@pytest.mark.parametrize("schema", [1, 2])
@pytest.mark.parametrize("ending", ["", ".zip"])
def test_what_was_read_is_read_again(schema: int, ending: str, tmp_path: Path) -> None:
    first = rw.import_openlca(to_folder(example(schema), tmp_path / "refinery"))
    written = write_openlca(first, tmp_path / f"again{ending}")
    second = rw.import_openlca(written.path, name="refinery")
    assert plain(second.file)["parameters"] != []
    # a parameter of one process is a global one afterwards: its name says whose it was
    assert plain(first.file) == plain(second.file)
    assert [(each.name, each.amount, each.unit) for each in first.kept] == [
        (each.name, each.amount, each.unit) for each in second.kept
    ]
    assert second.package.schema == 2


def test_the_same_inventory_is_the_same_file(tmp_path: Path) -> None:
    inventory = rw.read_inventory("quicklime")
    one, two = (write_openlca(inventory, tmp_path / name).path.read_bytes() for name in ("a.zip", "b.zip"))
    assert one == two


@pytest.mark.parametrize(
    "name", ["quicklime", "glass-float", "steel-hot-rolled-coil-eaf", "battery-recycling-nmc811"]
)
def test_amounts_of_our_own_inventories_come_back(name: str, tmp_path: Path) -> None:
    inventory = rw.read_inventory(name)
    written = write_openlca(inventory, tmp_path / "a.zip")
    again = rw.import_openlca(written.path).inventory
    assert set(again.processes) == set(inventory.processes)
    for identity, process in inventory.processes.items():
        back = again.processes[identity]
        assert amounts(inventory, process) == pytest.approx(
            amounts(again, back, inventory), rel=1e-9, abs=1e-15
        ), identity
    assert written.notes("zh") and written.notes("en")
    assert written.lost["sources"]


def amounts(inventory: Inventory, process: UnitProcess, units: Inventory | None = None) -> dict[str, float]:
    """Sum of what goes in and out by flow [unit of the flow in ``units``], whatever its class: classes are not carried."""
    sums: dict[str, float] = {}
    for each in (*process.outputs, *process.inputs):
        if each.quantity is not None:
            scale = factor(inventory.flows[each.flow].unit, (units or inventory).flows[each.flow].unit)
            sums[each.flow] = sums.get(each.flow, 0.0) + abs(each.quantity.amount) * scale
    return sums


def test_a_treated_waste_keeps_its_footprint(tmp_path: Path) -> None:
    place = to_folder(example(), tmp_path / "refinery")
    first = rw.import_openlca(place, "Part")
    second = rw.import_openlca(write_openlca(first, tmp_path / "a.zip").path, "Part", name="refinery")
    from test_openlca import CHOICES

    one, two = (
        rw.Study(each.inventory, ["iso-14067-2018"], CHOICES).result("iso-14067-2018")
        for each in (first, second)
    )
    assert two.evaluation.total_kg_co2e == pytest.approx(one.evaluation.total_kg_co2e, rel=1e-9)


def test_losses_are_said_in_both_languages(tmp_path: Path) -> None:
    written = write_openlca(rw.read_inventory("steel-hot-rolled-coil-bf-bof"), tmp_path / "a.zip")
    lost = {name for name, count in written.lost.items() if count}
    assert {"properties", "tags", "supplies", "classes", "factors"} <= lost <= set(LOST)
    assert not [problem for each in LOST.values() for problem in each.problems()]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("mine")
    with pytest.raises(FileError, match="is there already"):
        write_openlca(rw.read_inventory("quicklime"), tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_text() == "mine"


def test_a_package_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError, match="cannot write"):
        write_openlca(rw.read_inventory("quicklime"), tmp_path / "file" / "a.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_the_archive_is_whole(tmp_path: Path) -> None:
    path = write_openlca(rw.read_inventory("quicklime"), tmp_path / "a.zip").path
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        assert opened.read("olca-schema.json").decode().split() == ["{", '"version":', "2", "}"]


@given(
    st.floats(0.01, 1e6),
    st.sampled_from(["lognormal", "normal", "triangular", "uniform"]),
    st.floats(0.01, 2.0),
)
def test_distributions_come_back(amount: float, kind: Any, spread: float) -> None:
    if kind in ("lognormal", "normal"):
        uncertainty = Uncertainty(distribution=kind, sd=spread)
    else:
        uncertainty = Uncertainty(
            distribution=kind, minimum=amount * (1 - spread / 4), maximum=amount * (1 + spread)
        )
    found, outcome = read_uncertainty(write_uncertainty(uncertainty, amount), amount)
    assert outcome == "kept" and found is not None
    for key in ("sd", "minimum", "maximum"):
        assert getattr(found, key) == (
            None if getattr(uncertainty, key) is None else pytest.approx(getattr(uncertainty, key))
        )


@pytest.mark.parametrize("name", list_shelf("inventories")[:6])
def test_yaml_that_we_write_is_read_as_the_same_file(name: str, tmp_path: Path) -> None:
    file = rw.read_inventory(name).file
    path = tmp_path / f"{name}.yaml"
    path.write_text(to_yaml(file), encoding="utf-8")
    assert rw.read_inventory(path).file == file


def test_sentences_say_the_same_in_both_languages() -> None:
    from rulewright.importing import makers, product_flows, summary
    from rulewright.reporting import figures_import
    from rulewright.reporting.sentences import sentences_in

    for module in (summary, makers, product_flows, figures_import):
        for name, sentence in sentences_in(module):
            assert isinstance(sentence, Sentence) and not sentence.problems(), name


def test_an_inventory_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = rw.read_inventory("quicklime").file
    path = write_inventory(file, tmp_path / "new" / "a.yaml")
    assert rw.read_inventory(path).file == file
    with pytest.raises(FileError, match="is there already"):
        write_inventory(file, path)
    with pytest.raises(FileError, match="cannot write"):
        write_inventory(file, path / "below-a-file.yaml")
    assert [each.name for each in path.parent.iterdir()] == ["a.yaml"]


@pytest.mark.parametrize(
    ("amount", "flags", "flow_type", "by_sign", "role", "sign"),
    [
        (1.0, {"is_reference": True}, "product", False, "reference", 1),
        (-1.0, {"is_reference": True}, "product", True, "reference", -1),
        (-2.0, {"is_input": True}, "product", True, "waste", -1),
        (2.0, {"is_input": True}, "product", True, "input", -1),
        (2.0, {}, "waste", False, "waste", 1),
        (-2.0, {}, "waste", False, "input", 1),
        (2.0, {"is_input": True}, "waste", False, "co_product", 1),
        (-2.0, {"is_input": True}, "waste", False, "waste", -1),
        (2.0, {"is_avoided": True}, "waste", False, "input", -1),
        (2.0, {"is_input": True, "is_avoided": True}, "product", False, "co_product", 1),
        (-2.0, {}, "product", False, "input", -1),
        (-2.0, {"is_input": True}, "product", False, "input", 1),
    ],
)
def test_signs_of_products_and_wastes(
    amount: float, flags: dict[str, bool], flow_type: Any, by_sign: bool, role: str, sign: int
) -> None:
    flow = SourceFlow("f", "f", flow_type, "", "kg")
    each = SourceExchange(1, "f", flags.get("is_input", False), amount, "", "kg",
                          is_reference=flags.get("is_reference", False), is_avoided=flags.get("is_avoided", False))  # fmt: skip
    assert role_of(each, flow, by_sign) == (role, sign)
