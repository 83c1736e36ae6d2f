"""An openLCA package comes in whole: nothing allocated, nothing decided, nothing dropped without a line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openlca_examples import L, example, exchange, to_folder, to_tar, to_zip

import rulewright as rw
from rulewright.cli import main
from rulewright.errors import FileError, ReadingError
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import ImportMapping
from rulewright.importing.source_shares import compare_shares, shares_by

CHOICES = [
    "cut_off.missing_amounts=leave_out", "boundary.internal_loops=net", "characterisation.horizon_years=100",
    "biogenic.convention=0/0", "characterisation.gwp_set=ar6", "recycling.method=cut_off_recycled_content",
    "allocation.physical_property={refining-of-oil: mass}",
]  # fmt: skip


@pytest.fixture(params=[1, 2])
def imported(request: pytest.FixtureRequest, tmp_path: Path) -> Imported:
    return rw.import_openlca(to_folder(example(request.param), tmp_path / "refinery"), licence="CC0-1.0")


@pytest.mark.parametrize("write", [to_folder, to_zip, to_tar])
def test_folder_and_archives_give_the_same_inventory(write: Callable[..., Path], tmp_path: Path) -> None:
    ending = {"to_folder": "", "to_zip": ".zip", "to_tar": ".tar.xz"}[write.__name__]
    found = rw.import_openlca(write(example(), tmp_path / f"a{ending}"), name="refinery")
    again = rw.import_openlca(to_folder(example(), tmp_path / "b"), name="refinery")
    assert found.file.processes == again.file.processes
    assert found.inventory.hash == again.inventory.hash


def test_both_schemas_give_the_same_processes(tmp_path: Path) -> None:
    one, two = (
        rw.import_openlca(to_folder(example(schema), tmp_path / f"{schema}"), name="refinery")
        for schema in (1, 2)
    )
    assert one.file.processes == two.file.processes
    assert (one.package.schema, two.package.schema) == (1, 2)


def test_a_process_with_several_products_stays_whole(imported: Imported) -> None:
    refinery = imported.inventory.processes["refining-of-oil"]
    assert [each.flow for each in refinery.outputs] == [
        "petrol-at-refinery",
        "diesel-at-refinery",
        "petroleum-coke",
    ]
    assert imported.multi_output == ("refining-of-oil",)
    assert imported.account.counts["multi_output"] == 1


def test_names_lose_the_spaces_at_their_ends(imported: Imported) -> None:
    assert imported.inventory.flows["diesel-at-refinery"].name.en == "Diesel, at refinery"
    assert {each.flow for each in imported.inventory.processes["power-station"].emissions} == {"co2-fossil"}


def test_the_artificial_output_is_named_and_left_out(imported: Imported) -> None:
    (left,) = imported.account.left_out
    assert (left.process, left.flow, left.amount) == ("refining-of-oil", "Refining", 1.0)
    assert any("'Refining' (1 kg) of process 'refining-of-oil'" in note for note in imported.notes())


def test_the_artificial_output_can_be_kept(tmp_path: Path) -> None:
    mapping = ImportMapping(keep_outputs=["Refining"])
    found = rw.import_openlca(to_folder(example(), tmp_path / "a"), mapping=mapping)
    assert len(found.inventory.processes["refining-of-oil"].outputs) == 4
    assert not found.account.left_out


def test_mass_shares_are_those_of_the_comments(imported: Imported) -> None:
    # 0.2 + 0.4 + 0.1 = 0.7 kg
    shares = shares_by(imported.inventory, "refining-of-oil", "mass")
    assert shares == pytest.approx(
        {"petrol-at-refinery": 2 / 7, "diesel-at-refinery": 4 / 7, "petroleum-coke": 1 / 7}
    )
    assert shares_by(imported.inventory, "refining-of-oil", "price") is None


def test_factors_of_the_source_stand_beside_ours(imported: Imported) -> None:
    petrol = next(each for each in compare_shares(imported) if each.flow == "petrol-at-refinery")
    assert petrol.by_property["mass"] == pytest.approx(2 / 7)
    assert petrol.stated == {"PHYSICAL_ALLOCATION": 0.3, "ECONOMIC_ALLOCATION": 0.6}
    table = imported.shares("zh")
    assert list(table.columns)[:3] == ["过程", "产品", "按质量"]
    assert len(table) == 3


def test_flows_that_nobody_makes_are_gaps(imported: Imported) -> None:
    assert imported.account.missing == {"crude-oil": 1}
    assert imported.account.counts["missing_uses_split"] == 3  # three products
    assert imported.inventory.flows["crude-oil"].supply_missing is not None
    assert imported.missing_table().iloc[0].tolist() == ["crude-oil", "Crude oil", 1]


def test_units_are_what_their_names_say_and_differences_are_told(imported: Imported) -> None:
    entered = imported.inventory.processes["power-station"].inputs[0]
    assert entered.provider == "refining-of-oil"
    assert imported.inventory.flows["diesel-at-refinery"].unit == "l"
    assert entered.quantity is not None
    assert entered.quantity.amount == pytest.approx(
        0.01 * 28.316846592
    )  # a hundredth of a cubic foot in litres
    (difference,) = imported.account.unit_differences
    assert (difference.unit, difference.stated) == ("cu ft", 0.02)


def test_distributions_mean_the_same_here(imported: Imported) -> None:
    inventory = imported.inventory
    crude, _ = inventory.processes["refining-of-oil"].inputs
    assert crude.quantity is not None and crude.quantity.uncertainty is not None
    assert crude.quantity.uncertainty.sd == pytest.approx(0.09531018)  # ln 1.1
    factor = inventory.parameters["ef_refinery_prefiner"]
    assert factor.uncertainty is not None and factor.uncertainty.distribution == "triangular"
    assert imported.account.distributions["no_spread"] == 1  # geomSd 0
    assert imported.account.distributions["of_kept_flows"] == 1
    sludge = inventory.processes["works"].outputs[1]
    assert sludge.quantity is not None and sludge.quantity.uncertainty is not None
    assert sludge.quantity.uncertainty.pedigree == [1, 2, 3, 4, 5]


def test_formulas_are_translated_or_their_number_taken(imported: Imported) -> None:
    co2 = imported.inventory.processes["refining-of-oil"].emissions[0]
    assert co2.quantity is not None and co2.quantity.formula == "(2 ** 0) * ef_refinery_prefiner"
    power = imported.inventory.processes["works"].inputs[0]
    assert power.quantity is not None and power.quantity.formula is None
    assert power.note == "formula of the source: IF(a=0;1;2) (the function 'if' has no counterpart)"
    assert imported.account.formulas == {"kept": 1, "number_instead": 1}


def test_a_formula_that_does_not_give_the_number_is_not_used(tmp_path: Path) -> None:
    files = example()
    files["processes/p-refinery.json"]["exchanges"][6]["amount"] = 0.3
    found = rw.import_openlca(to_folder(files, tmp_path / "a"))
    co2 = found.inventory.processes["refining-of-oil"].emissions[0]
    assert co2.quantity is not None and (co2.quantity.amount, co2.quantity.formula) == (0.3, None)
    assert found.account.formulas["disagrees"] == 1


def test_treating_a_waste_is_a_function(imported: Imported) -> None:
    treatment = imported.inventory.processes["treatment-of-sludge"]
    assert treatment.treats_waste and treatment.stage == "end_of_life"
    assert treatment.reference.flow == "sludge"
    works = imported.inventory.processes["works"]
    assert [(each.flow, each.output_class) for each in works.outputs] == [
        ("part", "product"),
        ("sludge", "waste"),
    ]


def test_gases_without_an_origin_are_listed_until_the_user_says(tmp_path: Path) -> None:
    place = to_folder(example(), tmp_path / "a")
    left = rw.import_openlca(place)
    assert left.account.gas_like == {"Methane | air/unspecified": 1}
    assert any("Named like greenhouse gases" in note and "Methane" in note for note in left.notes())
    said = rw.import_openlca(place, unspecified_origin="fossil")
    assert not said.account.gas_like
    assert {"ch4-fossil"} <= {each.flow for each in said.inventory.processes["refining-of-oil"].emissions}


def test_flows_without_a_factor_are_kept_beside(imported: Imported) -> None:
    assert [(each.name, each.amount, each.is_gas_like) for each in imported.kept] == [
        ("Methane", 0.001, True),
        ("Lead", 1e-6, False),
    ]
    assert imported.account.counts["kept"] == 2


def test_every_exchange_comes_in_is_kept_or_is_named(imported: Imported) -> None:
    stated = sum(len(each.exchanges) for each in imported.package.processes.values())
    here = sum(
        len(each.outputs) + len(each.inputs) + len(each.emissions)
        for each in imported.inventory.processes.values()
    )
    assert stated == here + len(imported.kept) + len(imported.account.left_out)


def test_a_supplier_that_nobody_named_is_a_gap_until_the_mapping_names_one(tmp_path: Path) -> None:
    files = example()
    second = json.loads(json.dumps(files["processes/p-refinery.json"])) | {
        "@id": "p-other",
        "name": "Other refinery",
    }
    del second["parameters"], second["exchanges"][6]["amountFormula"]
    files["processes/p-other.json"] = second
    files["processes/p-works.json"]["exchanges"].append(exchange(1, "f-petrol", 1.0, L, True))
    place = to_folder(files, tmp_path / "a")
    found = rw.import_openlca(place)
    (open_,) = found.account.open_providers
    assert (open_.uses, open_.makers) == (1, ("other-refinery", "refining-of-oil"))
    assert found.inventory.processes["works"].inputs[-1].provider is None
    mapping = ImportMapping(providers={"Petrol, at refinery": "Other refinery"})
    settled = rw.import_openlca(place, mapping=mapping)
    assert not settled.account.open_providers
    assert settled.inventory.processes["works"].inputs[-1].provider == "other-refinery"
    # the source's own choice is not overruled
    assert settled.inventory.processes["power-station"].inputs[0].provider == "refining-of-oil"


def test_a_rule_runs_on_what_came_in(imported: Imported) -> None:
    study = rw.Study(imported.inventory, ["iso-14067-2018"], CHOICES, imported.find("Part"))
    result = study.result("iso-14067-2018")
    # electricity: per kWh 0.7 kg CO2 and 0.283168466 l of diesel (share 4/7 of the refinery's 0.5 l);
    # refinery per run: 0.2 kg CO2 and 0.1 kWh
    diesel_per_l = lambda power: 4 / 7 / 0.5 * (0.2 + 0.1 * power)  # noqa: E731
    a = 0.28316846592 * 4 / 7 / 0.5
    power = (0.7 + a * 0.2) / (1 - a * 0.1)
    assert power == pytest.approx(0.7 + 0.28316846592 * diesel_per_l(power))
    sludge = 0.05 + 0.2 * power
    assert result.evaluation.total_kg_co2e == pytest.approx(
        (1.0 * power + 3 * sludge + 0.001 * 7380) / 2, rel=1e-5
    )  # CF4: 7,380 (AR6)


def test_open_gaps_stop_a_study(imported: Imported) -> None:
    with pytest.raises(rw.RulewrightError, match="no data for crude-oil"):
        rw.Study(imported.inventory, ["pact-3"], [], imported.find("Part")).result("pact-3")


def test_a_product_is_found_by_name_id_or_uuid(tmp_path: Path) -> None:
    place = to_folder(example(), tmp_path / "a")
    for name in ("Diesel, at refinery", "diesel-at-refinery", "f-diesel"):
        found = rw.import_openlca(place, name)
        assert found.file.product == "diesel-at-refinery"
        assert found.file.declared_unit is not None and found.file.declared_unit.unit == "l"
    with pytest.raises(FileError, match="nobody makes the product 'Dieselo'"):
        rw.import_openlca(place, "Dieselo")


def test_the_source_is_never_changed(tmp_path: Path) -> None:
    place = to_folder(example(), tmp_path / "a")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.rglob("*.json")}
    rw.import_openlca(place)
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.rglob("*") if path.is_file()
    } == before


def test_sources_name_the_data_set_and_its_licence(imported: Imported) -> None:
    exchange_ = imported.file.processes[0].outputs[0]
    assert exchange_.mark == "seen"
    assert imported.file.sources[exchange_.source].endswith("licence: CC0-1.0")


def test_the_command_writes_what_the_reader_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = to_zip(example(), tmp_path / "a.zip")
    out = tmp_path / "refinery"
    arguments = ["import", "openlca", str(place), "--out", str(out), "--product", "Part", "--lang", "zh"]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "其中多产出、保持完整未分配" in said and "未引入：过程“refining-of-oil”" in said
    inventory = rw.read_inventory(out / "refinery.yaml")
    assert inventory.file == rw.import_openlca(place, "Part", name="refinery").file
    assert {path.name for path in out.iterdir()} >= {
        "account.json",
        "gaps.csv",
        "shares.csv",
        "kept.csv",
        "gaps-zh.svg",
    }
    assert main(arguments) == 1  # nothing is overwritten
    assert "已经存在" in capsys.readouterr().err


def test_the_command_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "openlca", str(to_folder(example(), tmp_path / "a")), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["format"] == "rulewright-import/1" and data["counts"]["processes"] == 4


def test_table_figure_and_html(imported: Imported) -> None:
    assert imported.to_dataframe("zh").loc["过程"].iloc[0] == 4
    assert imported.plot("zh").get_axes()[0].texts
    assert "<table" in imported._repr_html_()


def test_a_mapping_with_mistakes_tells_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(
        "format: rulewright-import-mapping/1\nunits: {Item(s): florp}\nelementary_flows: {methane: ch5}\n",
        encoding="utf-8",
    )
    with pytest.raises(ReadingError) as caught:
        rw.import_openlca(to_folder(example(), tmp_path / "a"), mapping=path)
    assert [each.what for each in caught.value.mistakes] == [
        "unknown unit 'florp'",
        "unknown elementary flow 'ch5'",
    ]
