"""A result as a PACT record: sums hold in what is printed, nothing is invented, the checker finds nothing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from data_quality_examples import inventory_file, study
from pact_examples import HEAD
from pydantic import ValidationError

import rulewright as rw
from rulewright.cli import main
from rulewright.drafting.findings import Findings
from rulewright.errors import FileError, ReadingError
from rulewright.exchange import pact_export, pact_statements
from rulewright.exchange.decimals import half_step, is_decimal, rounded, text
from rulewright.exchange.pact_amounts import amounts_of, declared_unit
from rulewright.exchange.pact_check import check_pact
from rulewright.exchange.pact_export import PactExport, PactGapsError
from rulewright.exchange.pact_head import PactHead, Period, Place, Ratings, Verified, read_pact_head
from rulewright.exchange.pact_v3 import ProductFootprint
from rulewright.exchange.rule_urn import RuleUrnError, rule_urn
from rulewright.reporting.messages import in_language
from rulewright.reporting.sentences import sentences_in

RULE = "pact-3"
OPEN = {
    "biogenic__convention": "0/0",
    "characterisation__horizon_years": "100",
}  # what PACT 3 leaves open here
CREATED = datetime(2026, 11, 23, 8, tzinfo=UTC)
PARTS = ("fossilGhgEmissions", "landUseChangeGhgEmissions", "biogenicNonCO2Emissions")


@pytest.fixture
def head(tmp_path: Path) -> PactHead:
    path = tmp_path / "head.yaml"
    path.write_text(HEAD, encoding="utf-8")
    return read_pact_head(path)


def export(folder: Path, head: PactHead, rule: str = RULE, uptake: float = 5.0, **more: str) -> PactExport:
    choices = OPEN if rule == RULE else {}
    path = inventory_file(folder, uptake=uptake, **more)
    return study(path, rule, modules=False, **choices).pact(rule, head, CREATED)


def checked(found: PactExport, folder: Path) -> Findings:
    return check_pact(found.write(folder / "record.json"))


# ---- amounts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [RULE, "iso-14067-2018"])
def test_both_conventions_for_biogenic_carbon_give_the_same_record(
    tmp_path: Path, head: PactHead, rule: str
) -> None:
    """36 kg fossil and 5 kg of CO2 in the product: 36 without uptake, 31 with it, whether the rule counts 0/0 or -1/+1."""
    pcf = export(tmp_path, head, rule).to_dict()["pcf"]
    assert pcf["pcfExcludingBiogenicUptake"] == "36"
    assert pcf["pcfIncludingBiogenicUptake"] == "31"
    assert pcf["biogenicCO2Uptake"] == "-5"
    assert pcf["fossilGhgEmissions"] == "36"


def test_the_record_is_sound_and_says_what_the_inventory_says(tmp_path: Path, head: PactHead) -> None:
    found = export(tmp_path, head)
    pcf = found.to_dict()["pcf"]
    assert not checked(found, tmp_path).defects
    assert pcf["declaredUnitOfMeasurement"] == "kilogram"
    assert (pcf["declaredUnitAmount"], pcf["productMassPerDeclaredUnit"]) == ("1", "1")
    assert pcf["biogenicCarbonContent"] == "1.36364"  # 5 * 12 / 44
    assert pcf["geographyCountry"] == "CN"
    assert pcf["ipccCharacterizationFactors"] == ["AR6"]
    assert pcf["crossSectoralStandards"] == ["PACT-3.0"]
    assert pcf["exemptedEmissionsPercent"] == "0"
    assert "assembling" in pcf["boundaryProcessesDescription"]
    assert pcf["packagingEmissionsIncluded"] is False
    assert "landManagementBiogenicCO2Emissions" not in pcf  # unknown: blank, never 0


@pytest.mark.parametrize("amount", [2.5, 1000.0])
def test_amounts_follow_the_declared_unit(tmp_path: Path, head: PactHead, amount: float) -> None:
    pcf = export(tmp_path, head.model_copy(update={"declared_unit_amount": amount})).to_dict()["pcf"]
    assert Decimal(pcf["pcfExcludingBiogenicUptake"]) == Decimal(repr(36 * amount))
    assert pcf["declaredUnitAmount"] == text(amount)
    assert pcf["productMassPerDeclaredUnit"] == text(amount)


@pytest.mark.parametrize("inventory", ["hydrogen-gas", "refinery-products", "glass-container", "chp-waste"])
def test_printed_parts_add_up_to_printed_totals(inventory: str, head: PactHead, tmp_path: Path) -> None:
    stated = head.model_copy(
        update={"exempted_emissions_percent": 1.0, "exempted_emissions_description": "x", "place": Place(region="Europe"),
                "fossil_carbon_kg": 0.0}
    )  # fmt: skip
    one = rw.Study(inventory, [RULE])
    found = one.pact(RULE, stated, CREATED)
    pcf = found.to_dict()["pcf"]
    total = Decimal(pcf["pcfExcludingBiogenicUptake"])
    assert total == sum(Decimal(pcf.get(name, "0")) for name in PARTS)
    assert total + Decimal(pcf.get("biogenicCO2Uptake", "0")) == Decimal(pcf["pcfIncludingBiogenicUptake"])
    amounts = amounts_of(one.result(RULE))
    assert float(total) == pytest.approx(amounts.excluding, rel=1e-5)
    assert not checked(found, tmp_path).defects


def test_packaging_that_is_inside_is_told_with_its_emissions(tmp_path: Path, head: PactHead) -> None:
    """Three bought parts of 7 kg CO2e, all tagged as packaging."""
    pcf = export(tmp_path, head, inputs=", tags: [packaging]").to_dict()["pcf"]
    assert pcf["packagingEmissionsIncluded"] is True
    assert pcf["packagingGhgEmissions"] == "21"


def test_units_of_the_data_model() -> None:
    assert declared_unit("piece") == ("piece", 1.0)
    assert declared_unit("kWh") == ("kilowatt hour", 1.0)
    assert declared_unit("t") == ("kilogram", pytest.approx(0.001))
    assert declared_unit("Nm3") == (None, 1.0)  # a normal cubic metre is no volume


# ---- what is lacking ----------------------------------------------------------------------------------------


def test_everything_that_is_lacking_is_told_at_once_in_both_languages() -> None:
    one = rw.Study("steel-hot-rolled-coil-bf-bof", [RULE])
    with pytest.raises(PactGapsError) as caught:
        one.pact(RULE)
    said = str(caught.value)
    assert len(caught.value.mistakes) == 6
    for part in (
        "company_name",
        "company_ids",
        "product_ids",
        "product_name",
        "reference_period",
        "11 exchanges without data",
    ):
        assert part in said
    zh = in_language(caught.value, "zh")
    numbered = [line for line in zh.splitlines()[1:] if line[:1].isdigit()]
    assert len(numbered) == 6
    assert all(any(letter >= "\u4e00" for letter in line) for line in numbered)


def test_credits_that_exceed_burdens_are_refused(tmp_path: Path, head: PactHead) -> None:
    path = inventory_file(tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8").replace("amount: 15.0, unit", "amount: -99, unit"), encoding="utf-8"
    )
    one = study(path, RULE, modules=False, **OPEN)
    with pytest.raises(PactGapsError, match="fossil emissions are negative"):
        one.pact(RULE, head, CREATED)


def test_biogenic_emissions_without_uptake_are_refused(tmp_path: Path, head: PactHead) -> None:
    path = inventory_file(tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "flow: co2-fossil, amount: 7", "flow: co2-biogenic, amount: 7"
        ),
        encoding="utf-8",
    )
    one = study(path, RULE, modules=False, **OPEN)
    with pytest.raises(PactGapsError, match="more biogenic CO2 is emitted than taken up"):
        one.pact(RULE, head, CREATED)


def test_a_period_backwards_and_two_places_are_refused(tmp_path: Path, head: PactHead) -> None:
    wrong = head.model_copy(
        update={"reference_period": Period(start=date(2026, 1, 1), end=date(2025, 1, 1)),
                "place": Place(country="CN", subdivision="CN-SD")}
    )  # fmt: skip
    with pytest.raises(PactGapsError) as caught:
        export(tmp_path, wrong)
    assert len(caught.value.mistakes) == 2


def test_a_head_file_with_mistakes_is_told_whole(tmp_path: Path) -> None:
    path = tmp_path / "head.yaml"
    path.write_text(
        'format: rulewright-pact/1\ncompany_ids: ["4711"]\nprimary_data_share_percent: 140\ncompany: X\n', encoding="utf-8"
    )  # fmt: skip
    with pytest.raises(ReadingError) as caught:
        read_pact_head(path)
    assert len(caught.value.mistakes) == 3


# ---- statements ---------------------------------------------------------------------------------------------


def test_ratings_are_written_only_if_all_is_rated_or_the_owner_asks_for_the_worst(
    tmp_path: Path, head: PactHead
) -> None:
    """15 of 36 kg at TeR 3, GeR 2, TiR 1; the rest at 5 gives (15*3 + 21*5) / 36 = 4.17 and so on."""
    own = ", uncertainty: {pedigree: [1, 1, 1, 2, 3]}"
    assert "dqi" not in export(tmp_path, head, own=own).to_dict()["pcf"]
    worst = export(tmp_path, head.model_copy(update={"unrated": "worst"}), own=own)
    assert worst.to_dict()["pcf"]["dqi"] == {
        "technologicalDQR": "4.17", "geographicalDQR": "3.75", "temporalDQR": "3.33",
    }  # fmt: skip
    stated = head.model_copy(update={"ratings": Ratings(technological=1, geographical=2, temporal=2.5)})
    assert export(tmp_path, stated).to_dict()["pcf"]["dqi"]["temporalDQR"] == "2.5"


def test_primary_share_counts_what_is_declared(tmp_path: Path, head: PactHead) -> None:
    found = export(tmp_path, head, inputs=", data: primary", own=", data: primary")
    assert found.to_dict()["pcf"]["primaryDataShare"] == "41.67"  # 15 of 36 kg
    assert any("at most 100.0%" in note for note in found.notes())


def test_a_product_rule_is_named_or_named_as_urn(tmp_path: Path, head: PactHead) -> None:
    stated = head.model_copy(
        update={
            "cross_sectoral_standards": ["ISO14067"],
            "rule_domains": {"gbt-24067-2024": "openstd.example"},
        }
    )
    pcf = export(tmp_path, stated, "gbt-24067-2024").to_dict()["pcf"]
    (rule,) = pcf["productOrSectorSpecificRules"]
    assert rule["operator"] == "Other"
    assert rule["otherOperatorName"]
    assert rule["ruleNames"] == ["urn:openstd.example:PCR:GB/T 24067:version:v2024"]


def test_verification_validity_and_predecessors_are_taken_over(tmp_path: Path, head: PactHead) -> None:
    stated = head.model_copy(
        update={
            "validity": Period(start=date(2026, 1, 1), end=date(2029, 1, 1)),
            "verification": Verified(
                provider="Verifier", completed=datetime(2026, 2, 1), coverage="product level"
            ),
            "preceding_ids": ["3f1c1c2e-8d0b-4b4e-9a52-0a1f6f3b7c11"],
        }
    )
    found = export(tmp_path, stated)
    data = found.to_dict()
    assert data["validityPeriodEnd"] == "2029-01-01T00:00:00Z"
    assert data["pcf"]["verification"]["completedAt"] == "2026-02-01T00:00:00Z"
    assert not checked(found, tmp_path).defects


# ---- files --------------------------------------------------------------------------------------------------


def test_the_same_content_has_the_same_id_and_another_content_another(tmp_path: Path, head: PactHead) -> None:
    first, again = export(tmp_path, head).record.id, export(tmp_path, head).record.id
    other = export(tmp_path, head.model_copy(update={"product_name": "B"})).record.id
    assert first == again != other


def test_texts_travel_as_they_are(tmp_path: Path, head: PactHead) -> None:
    name = '=cmd()"<b>\\ \u2028公司'
    found = export(tmp_path, head.model_copy(update={"product_name": name}))
    assert (
        json.loads(found.write(tmp_path / "out.json").read_text(encoding="utf-8"))["productNameCompany"]
        == name
    )


def test_a_place_that_cannot_be_written_leaves_nothing(tmp_path: Path, head: PactHead) -> None:
    found = export(tmp_path, head)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(FileError, match="cannot be written"):
        found.write(tmp_path / "file" / "record.json")
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match="cannot be written"):
        found.write(tmp_path / "folder")
    assert not list(tmp_path.glob(".*draft"))


def test_command_exports_and_what_is_lacking_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "head.yaml").write_text(HEAD, encoding="utf-8")
    path = inventory_file(tmp_path)
    declared = [
        word for name, value in OPEN.items() for word in ("--choice", f"{name.replace('__', '.')}={value}")
    ]
    words = ["pact", "export", str(path), "--rule", RULE, *declared, "--lang", "zh"]
    assert main([*words, "--head", str(tmp_path / "head.yaml"), "--out", str(tmp_path / "r.json")]) == 0
    assert "primaryDataShare" in capsys.readouterr().err
    assert main(["pact", "check", str(tmp_path / "r.json")]) == 0
    capsys.readouterr()
    assert main(words) == 1
    assert "没有给出：" in capsys.readouterr().err
    assert main(["pact", "export", str(path)]) == 1


# ---- decimals, types, URNs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.1 + 0.2, "0.3"), (1e-9, "0.000000001"), (123456789.0, "123456789"), (-2.5, "-2.5"), (0.0, "0")],
)
def test_decimals_have_no_exponent(value: float, written: str) -> None:
    found = text(rounded({"x": value}, 12)["x"])
    assert found == written
    assert is_decimal(found)


def test_no_decimal_for_what_is_no_number() -> None:
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="is no decimal number"):
            text(value)
    assert half_step("0") == 0


def test_the_types_refuse_what_the_checker_finds(tmp_path: Path, head: PactHead) -> None:
    data = export(tmp_path, head).to_dict()
    data["pcf"]["fossilGhgEmissions"] = "-1"
    with pytest.raises(ValidationError, match="fossilGhgEmissions"):
        ProductFootprint.model_validate_json(json.dumps(data))


@pytest.mark.parametrize(
    ("rule", "urn"),
    [
        ("catena-x-4", "urn:example.org:PCR:Catena-X PCF Rulebook:version:v4.0.1"),
        ("tfs-3", "urn:example.org:PCR:TfS PCF Guideline:version:v3.0"),
        ("iso-14067-2018", "urn:example.org:PCR:ISO 14067:version:v2018"),
        ("pact-3", "urn:example.org:PCR:PACT Methodology:version:v3"),
    ],
)
def test_rules_are_named_in_the_published_form(rule: str, urn: str) -> None:
    assert rule_urn(rw.read_rule(rule), "Example.org") == urn


def test_a_urn_needs_a_domain_and_an_edition() -> None:
    with pytest.raises(RuleUrnError, match="is no domain name"):
        rule_urn(rw.read_rule("pact-3"), "not a domain")
    with pytest.raises(RuleUrnError, match="holds no version or year"):
        rule_urn(rw.read_rule("iza-shg-zinc"), "example.org")


def test_sentences_say_the_same_in_both_languages() -> None:
    for module in (pact_export, pact_statements):
        for name, sentence in sentences_in(module):
            assert not sentence.problems(), name
