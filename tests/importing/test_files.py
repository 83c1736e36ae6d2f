"""What holds for all file formats: one story, whole, the same footprint under two rules, and back again."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from file_examples import CHOICES, FOOTPRINT, story, two_products
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_openlca_write import plain

import rulewright as rw
from rulewright.cli import main
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import ImportMapping

KINDS: dict[str, Callable[..., Imported]] = {
    "ecospold2": rw.import_ecospold2, "ecospold1": rw.import_ecospold1, "simapro": rw.import_simapro, "excel": rw.import_excel,
}  # fmt: skip
RULES = ["iso-14067-2018", "gbt-24067-2024"]


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(kind: str, tmp_path: Path) -> Path:
    return story(kind, tmp_path / kind)


@pytest.fixture
def imported(kind: str, place: Path) -> Imported:
    return KINDS[kind](place, name="story", licence="CC0-1.0")


def test_the_process_with_two_products_stays_whole(imported: Imported) -> None:
    assert imported.multi_output == ("mill",)
    mill = imported.inventory.processes["mill"]
    assert [each.output_class for each in mill.outputs] == ["product", "co_product"]
    assert [each.quantity.amount for each in mill.outputs if each.quantity] == [0.4, 0.6]


@pytest.mark.parametrize("rule", RULES)
def test_any_rule_runs_and_gives_what_a_hand_gets(imported: Imported, rule: str) -> None:
    result = rw.Study(imported.inventory, [rule], CHOICES, imported.find("part")).result(rule)
    assert result.evaluation.total_kg_co2e == pytest.approx(FOOTPRINT, rel=1e-6)


def test_another_product_carries_its_own_share(imported: Imported) -> None:
    """By mass the meal carries per kg what the oil does: 2.0 kg CO2."""
    meal = next(each for each in imported.inventory.flows if each.startswith("meal"))
    result = rw.Study(imported.inventory, RULES[:1], CHOICES, meal).result(RULES[0])
    assert result.evaluation.total_kg_co2e == pytest.approx(2.0, rel=1e-6)


def test_waste_is_given_off_and_its_treatment_is_a_function(imported: Imported) -> None:
    inventory = imported.inventory
    treatment = inventory.processes["treatment-of-sludge"]
    assert treatment.treats_waste and treatment.stage == "end_of_life"
    assert treatment.reference.quantity is not None and treatment.reference.quantity.amount == 1.0
    waste = inventory.processes["works"].outputs[1]
    assert (waste.flow, waste.output_class) == ("sludge", "waste")
    assert waste.quantity is not None and waste.quantity.amount == 0.5


def test_units_are_ours(imported: Imported) -> None:
    flows = imported.inventory.flows
    assert {flows[name].unit for name in ("power", "part", "sludge")} == {"kWh", "piece", "kg"}


def test_distributions_mean_what_the_format_means(imported: Imported) -> None:
    """Lognormal GSD^2 1.21 or sd of ln 0.1 .. 0.2; normal; uniform 0.5 .. 1.5: see each format's own test for its convention."""
    processes = imported.inventory.processes
    mill = next(each for each in processes["mill"].emissions)
    assert mill.quantity is not None and mill.quantity.uncertainty is not None
    assert mill.quantity.uncertainty.distribution == "lognormal"
    power = next(each for each in processes["works"].inputs if each.flow == "power")
    assert power.quantity is not None and power.quantity.uncertainty is not None
    found = power.quantity.uncertainty
    assert (found.distribution, found.minimum, found.maximum) == ("uniform", 0.5, 1.5)


def test_flows_without_a_factor_are_kept_beside(imported: Imported) -> None:
    assert "Lead" in {each.name for each in imported.kept}
    assert imported.account.counts["kept"] == len(imported.kept)


def test_every_exchange_comes_in_is_kept_or_is_named(imported: Imported) -> None:
    stated = sum(len(each.exchanges) for each in imported.source.processes.values())
    here = sum(
        len(each.outputs) + len(each.inputs) + len(each.emissions)
        for each in imported.inventory.processes.values()
    )
    assert stated == here + len(imported.kept) + len(imported.account.left_out)


def test_sources_name_the_data_set_and_its_licence(imported: Imported) -> None:
    first = imported.file.processes[0].outputs[0]
    assert first.mark == "seen"
    assert "process mill (" in imported.file.sources[first.source]
    assert "licence: CC0-1.0" in imported.file.sources[first.source]


def test_the_source_is_never_changed(kind: str, place: Path) -> None:
    before = (place.read_bytes(), place.stat().st_mtime_ns)
    KINDS[kind](place)
    assert (place.read_bytes(), place.stat().st_mtime_ns) == before


@pytest.mark.parametrize("kind", ["ecospold2", "ecospold1", "simapro"])  # a workbook is an archive itself
def test_archives_and_folders_give_the_same(kind: str, tmp_path: Path) -> None:
    place = story(kind, tmp_path / kind)
    folder = tmp_path / "folder"
    folder.mkdir()
    if kind == "ecospold2":
        with zipfile.ZipFile(place) as opened:
            opened.extractall(folder)
    else:
        (folder / place.name).write_bytes(place.read_bytes())
        with zipfile.ZipFile(tmp_path / "again.zip", "w") as opened:
            opened.write(place, f"inner/{place.name}")
        zipped = KINDS[kind](tmp_path / "again.zip", name="story")
        assert plain(zipped.file) == plain(KINDS[kind](place, name="story").file)
    assert plain(KINDS[kind](folder, name="story").file) == plain(KINDS[kind](place, name="story").file)


def test_read_write_read_gives_the_same_inventory(imported: Imported, tmp_path: Path) -> None:
    from rulewright.importing.write_inventory import write_inventory

    path = write_inventory(imported.file, tmp_path / "story.yaml")
    again = rw.read_inventory(path)
    assert again.file == imported.file
    assert again.hash == imported.inventory.hash


def test_read_write_as_openlca_read_gives_the_same_inventory(imported: Imported, tmp_path: Path) -> None:
    written = rw.write_openlca(imported, tmp_path / "a.zip")
    again = rw.import_openlca(written.path, name="story")
    result = rw.Study(again.inventory, RULES[:1], CHOICES, again.find("part")).result(RULES[0])
    assert result.evaluation.total_kg_co2e == pytest.approx(FOOTPRINT, rel=1e-6)
    one, two = plain(imported.file), plain(again.file)
    assert [each["id"] for each in one["processes"]] == [each["id"] for each in two["processes"]]
    for first, second in zip(one["processes"], two["processes"], strict=True):
        for part in ("outputs", "inputs", "emissions"):
            assert [_told(each) for each in first[part]] == [_told(each) for each in second[part]]
    assert written.lost["kept"] == len(imported.kept)  # said, never silent


def _told(exchange: dict[str, Any]) -> dict[str, Any]:
    """What the other format carries, numbers rounded to what a power and its logarithm give back."""
    kept = {key: value for key, value in exchange.items() if key not in ("properties", "note", "tags")}
    uncertainty = kept["uncertainty"] or {}
    kept["uncertainty"] = {key: _rounded(value) for key, value in uncertainty.items()}
    return kept | {"amount": _rounded(kept["amount"])}


def _rounded(value: Any) -> Any:
    return float(f"{value:.12g}") if isinstance(value, float) else value


AMOUNTS = st.floats(1e-9, 1e9, allow_subnormal=False)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.tuples(AMOUNTS, AMOUNTS, AMOUNTS))
def test_amounts_that_are_written_are_read(
    kind: str, amounts: tuple[float, float, float], tmp_path: Path
) -> None:
    """To the last digit, whatever the decimal sign and the exponent; a workbook keeps sixteen digits."""
    process = KINDS[kind](two_products(kind, amounts, tmp_path)).inventory.processes["mill"]
    found = [each.quantity.amount for each in (*process.outputs, *process.emissions) if each.quantity]
    assert found == pytest.approx(list(amounts), rel=1e-15 if kind == "excel" else 0, abs=0)


def test_the_command_writes_what_the_reader_reads(
    kind: str, place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out" / "story"
    assert main(["import", kind, str(place), "--out", str(out), "--product", "part", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "其中多产出、保持完整未分配" in said
    assert rw.read_inventory(out / "story.yaml").file == KINDS[kind](place, "part", name="story").file
    assert main(["import", kind, str(place), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["processes"] == 4


def test_notes_are_said_in_both_languages(imported: Imported) -> None:
    zh, en = imported.notes("zh"), imported.notes("en")
    assert len(zh) == len(en)
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in note) for note in zh)


def test_a_supplier_can_be_chosen_and_an_unknown_unit_be_named(kind: str, place: Path) -> None:
    mapping = ImportMapping(units={"kWh": "MJ", "kilowatt hour": "MJ"}, stages={"c": "use"})
    found = KINDS[kind](place, mapping=mapping, name="story")
    assert found.inventory.flows["power"].unit == "MJ"


def test_sentences_are_sound() -> None:
    import rulewright.importing as package
    from rulewright.reporting.sentences import Sentence, sentences_in

    for name in (
        "ecospold1_read",
        "ecospold2_read",
        "simapro_read",
        "excel_read",
        "unit_kinds",
        "makers",
        "product_flows",
    ):
        module = __import__(f"{package.__name__}.{name}", fromlist=["_"])
        found = list(sentences_in(module))
        assert found
        assert not [problem for _, each in found if isinstance(each, Sentence) for problem in each.problems()]
