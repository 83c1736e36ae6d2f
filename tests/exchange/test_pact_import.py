"""A supplier's record as a module or an inventory: its number, its GWP set, its share of primary data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from data_quality_examples import inventory_file, study
from pact_examples import IDENTITY, REMOVE, record, written
from test_pact_check import RECORD_2

import rulewright as rw
from rulewright.cli import main
from rulewright.errors import ApplicationError, FileError
from rulewright.exchange.pact_import import (
    PactChoiceError,
    PactRecordError,
    inventory_from_pact,
    module_from_pact,
    read_pact,
)
from rulewright.reporting.messages import in_language

RULE = "gbt-24067-2024"


def test_numbers_come_per_unit_with_what_they_rest_on(tmp_path: Path) -> None:
    """1.5 and -1.3 kg CO2e per 2 kg."""
    found = read_pact(written(tmp_path, record()))
    assert (found.unit, found.excluding_kg_co2e, found.including_kg_co2e) == ("kg", 0.75, -0.65)
    assert (found.gwp_set, found.year, found.location, found.primary_share) == ("ar6", 2025, "CN", 0.405)


@pytest.mark.parametrize("reports", [["AR5"], ["AR5", "AR6"]])
def test_a_set_that_the_record_does_not_settle_is_not_stated(tmp_path: Path, reports: list[str]) -> None:
    """AR5 is published with and without climate-carbon feedback."""
    assert (
        read_pact(written(tmp_path, record(pcf__ipccCharacterizationFactors=reports))).gwp_set == "not_stated"
    )


def test_a_study_takes_a_record_as_module(tmp_path: Path) -> None:
    path, supplier = (
        inventory_file(tmp_path, ", data: primary", ", data: primary"),
        written(tmp_path, record()),
    )
    one = rw.Study(
        path, [RULE], ["characterisation.aggregated_data=accept"], modules={"part-a": str(supplier)}
    )
    result = one.result(RULE)
    assert result.evaluation.total_kg_co2e == pytest.approx(15 + 0.75 + 14)
    assert any(
        "PACT-3.0" in decision.what.en and "Board 18" in decision.what.en for decision in result.ledger
    )
    assert one.data_quality(RULE).primary_share == pytest.approx((15 + 0.405 * 0.75) / 29.75)


def test_the_total_with_uptake_can_be_taken(tmp_path: Path) -> None:
    assert module_from_pact(written(tmp_path, record()), "part-a", "including").kg_co2e == -0.65


def test_a_record_becomes_an_inventory_that_others_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    supplier = written(tmp_path, record())
    words = ["pact", "import", str(supplier), "--flow", "board", "--out", str(tmp_path / "board.yaml")]
    assert main(words) == 0
    assert "board.yaml" in capsys.readouterr().out
    found = rw.read_inventory(tmp_path / "board.yaml")
    factor = found.processes["board-supplier"].factor
    assert factor is not None
    assert (factor.amount, factor.gwp_set, factor.year) == (0.75, "ar6", 2025)
    assert main(words) == 1  # it is there already
    path = inventory_file(tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace("geography: CN\n", f"geography: CN\nbackground: [pact-{IDENTITY}]\n")
        .replace("    emissions:\n      - {flow: co2-fossil, amount: 15.0", "      - {flow: board, amount: 2, unit: kg, source: s, mark: seen}\n"
            "    emissions:\n      - {flow: co2-fossil, amount: 15.0"),
        encoding="utf-8",
    )  # fmt: skip
    (tmp_path / "board.yaml").rename(tmp_path / f"pact-{IDENTITY}.yaml")
    result = study(path, RULE, modules=False).result(RULE)
    assert result.evaluation.total_kg_co2e == pytest.approx(36 + 2 * 0.75)


def test_a_record_of_version_2_is_taken(tmp_path: Path) -> None:
    found = read_pact(written(tmp_path, RECORD_2))
    assert (found.excluding_kg_co2e, found.including_kg_co2e, found.primary_share) == (0.75, -0.65, 0.30)
    without = {**RECORD_2, "pcf": {k: v for k, v in RECORD_2["pcf"].items() if k != "pCfIncludingBiogenic"}}  # type: ignore[attr-defined]
    with pytest.raises(PactRecordError, match="no total with biogenic uptake"):
        module_from_pact(written(tmp_path, without), "part-a", "including")


def test_a_broken_record_is_refused_with_all_that_breaks_it(tmp_path: Path) -> None:
    path = written(tmp_path, record(pcf__pcfExcludingBiogenicUptake="9", id="7"))
    with pytest.raises(PactRecordError) as caught:
        read_pact(path)
    assert len(caught.value.mistakes) == 3  # both sums and the id
    assert "各部分之和为 1.5，而这里是 9" in in_language(caught.value, "zh")
    assert "$.pcf.pcfExcludingBiogenicUptake" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"status": "Deprecated"}, "the record is deprecated"),
        (
            {"pcf__declaredUnitOfMeasurement": "megabit second", "pcf__productMassPerDeclaredUnit": "0"},
            "don't count in",
        ),
        ({"specVersion": "1.0.1"}, "version '1.0.1' of the data model is not read"),
        ({"pcf": REMOVE}, "required field pcf is missing"),
    ],
)
def test_what_no_study_can_use_is_refused(tmp_path: Path, change: dict[str, object], match: str) -> None:
    with pytest.raises(PactRecordError, match=match):
        read_pact(written(tmp_path, record(**change)))


def test_one_of_several_records_has_to_be_named(tmp_path: Path) -> None:
    other = "11111111-2222-4333-8444-555555555555"
    path = written(tmp_path, {"data": [record(), record(id=other, pcf__declaredUnitAmount="1")]})
    with pytest.raises(PactChoiceError, match="2 of 2 records fit"):
        read_pact(path)
    assert read_pact(path, other).excluding_kg_co2e == 1.5
    with pytest.raises(PactChoiceError, match="0 of 2 records fit"):
        read_pact(path, "none")


def test_a_module_in_another_unit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, record(pcf__declaredUnitOfMeasurement="piece"))
    with pytest.raises(ApplicationError, match="per piece, the inventory counts it in kg"):
        rw.Study(inventory_file(tmp_path), [RULE], modules={"part-a": str(path)})


def test_texts_of_a_supplier_stay_texts(tmp_path: Path) -> None:
    path = written(tmp_path, record(companyName="=1+1", productNameCompany="x: {a: 1}\n- b #c"))
    file = inventory_from_pact(path, "part-a")
    from rulewright.importing.write_inventory import write_inventory

    read = rw.read_inventory(write_inventory(file, tmp_path / "part.yaml"))
    assert read.file.title.en == "=1+1: x: {a: 1}\n- b #c"


def test_command_says_what_it_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(written(tmp_path, record()))
    assert main(["pact", "import", path, "--lang", "zh"]) == 1
    assert "记录供应的是哪种产品" in capsys.readouterr().err
    assert main(["pact", "import", path, "--flow", "board", "--lang", "zh"]) == 1
    assert main(["pact", "import", path, path, "--flow", "board", "--lang", "zh"]) == 1
    assert "一次 import 给了 2 个来源" in capsys.readouterr().err


def test_a_file_without_records_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PactRecordError, match="no product-footprint record"):
        read_pact(written(tmp_path, {"a": 1}))
    with pytest.raises(FileError, match="is no JSON"):
        read_pact(written(tmp_path, json.dumps(record())[:-5]))
