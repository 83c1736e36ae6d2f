"""The checker of PACT records: fields, rules between them and sums, all at once, each with its JSON path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pact_examples import REMOVE, record, written

from rulewright.cli import main
from rulewright.drafting.findings import Findings
from rulewright.errors import FileError
from rulewright.exchange import pact_check, pact_rules
from rulewright.exchange.pact_check import check_pact
from rulewright.reporting.sentences import sentences_in


def checked(folder: Path, data: Any) -> Findings:
    return check_pact(written(folder, data))


def defects(found: Findings) -> list[tuple[str, str]]:
    return [(each.check, each.place.en) for each in found.defects]


def test_a_sound_record_has_no_findings(tmp_path: Path) -> None:
    assert checked(tmp_path, record()).findings == ()


# ---- the kinds of breaks that the published examples of version 3.0.0 show ----------------------------------


def test_land_management_fossil_added_a_second_time(tmp_path: Path) -> None:
    """As in published examples 1, 2 and 4: landManagementFossilGhgEmissions stands inside fossilGhgEmissions already."""
    found = checked(
        tmp_path,
        record(
            pcf__pcfExcludingBiogenicUptake="1.58",
            pcf__pcfIncludingBiogenicUptake="-1.22",
            pcf__landManagementFossilGhgEmissions="0.08",
        ),
    )
    assert defects(found) == [("sum-excluding", "$.pcf.pcfExcludingBiogenicUptake")]
    assert "the parts add up to 1.5, but here it is 1.58" in found.defects[0].what.en
    assert "各部分之和为 1.5，而这里是 1.58" in found.defects[0].what.zh


def test_a_part_left_out_of_the_sum_is_named_if_it_is_absent(tmp_path: Path) -> None:
    found = checked(tmp_path, record(pcf__landManagementBiogenicCO2Emissions=REMOVE))
    assert defects(found) == [("sum-excluding", "$.pcf.pcfExcludingBiogenicUptake")]
    assert "(not given: landManagementBiogenicCO2Emissions)" in found.defects[0].what.en


def test_the_operators_name_in_the_wrong_place(tmp_path: Path) -> None:
    """As in published examples 1 and 2: otherOperatorName beside the list instead of inside the rule."""
    rules = [{"operator": "Other", "ruleNames": ["Board rule 1"]}]
    found = checked(tmp_path, record(pcf__productOrSectorSpecificRules=rules, pcf__otherOperatorName="TfS"))
    assert defects(found) == [("operator", "$.pcf.productOrSectorSpecificRules[0]")]
    assert [(each.check, each.place.en) for each in found.open] == [("unknown", "$.pcf.otherOperatorName")]


def test_an_operator_with_a_second_name(tmp_path: Path) -> None:
    """As in published example 4."""
    rules = [{"operator": "PEF", "ruleNames": ["x"], "otherOperatorName": "GHG Protocol"}]
    found = checked(tmp_path, record(pcf__productOrSectorSpecificRules=rules))
    assert defects(found) == [("operator-twice", "$.pcf.productOrSectorSpecificRules[0].otherOperatorName")]


def test_a_validity_of_more_than_three_years(tmp_path: Path) -> None:
    """As in published examples 3 and 4."""
    found = checked(tmp_path, record(validityPeriodEnd="2029-04-01T00:00:00Z"))
    assert defects(found) == [("validity-end", "$.validityPeriodEnd")]


def test_a_record_that_is_its_own_predecessor(tmp_path: Path) -> None:
    """As in published example 2."""
    found = checked(tmp_path, record(precedingPfIds=[record()["id"]]))
    assert defects(found) == [("own-predecessor", "$.precedingPfIds[0]")]


# ---- sums ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("total", ["1.5", "1.50", "1.49", "1.51"])
def test_rounding_of_the_printed_digits_is_no_break(tmp_path: Path, total: str) -> None:
    """Five parts and the total, at most half a last digit each: 0.01 may come from rounding."""
    found = checked(tmp_path, record(pcf__pcfExcludingBiogenicUptake=total))
    assert not found.defects


def test_the_total_with_uptake_is_checked_by_itself(tmp_path: Path) -> None:
    found = checked(tmp_path, record(pcf__pcfIncludingBiogenicUptake="1.3"))
    assert defects(found) == [("sum-including", "$.pcf.pcfIncludingBiogenicUptake")]


def test_a_part_above_its_whole(tmp_path: Path) -> None:
    found = checked(tmp_path, record(pcf__landManagementFossilGhgEmissions="3"))
    assert defects(found) == [("part-above-whole", "$.pcf.landManagementFossilGhgEmissions")]


def test_unreadable_parts_are_told_as_fields_and_not_summed(tmp_path: Path) -> None:
    found = checked(tmp_path, record(pcf__fossilGhgEmissions="1,25"))
    assert defects(found) == [("decimal", "$.pcf.fossilGhgEmissions")]


# ---- fields -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "check", "path"),
    [
        ({"pcf__fossilGhgEmissions": "1,25"}, "decimal", "$.pcf.fossilGhgEmissions"),
        ({"pcf__fossilGhgEmissions": "1.25e0"}, "decimal", "$.pcf.fossilGhgEmissions"),
        ({"pcf__fossilGhgEmissions": " 1.25"}, "decimal", "$.pcf.fossilGhgEmissions"),
        ({"pcf__fossilGhgEmissions": "１.25"}, "decimal", "$.pcf.fossilGhgEmissions"),
        ({"pcf__fossilGhgEmissions": "NaN"}, "decimal", "$.pcf.fossilGhgEmissions"),
        ({"pcf__fossilGhgEmissions": 1.25}, "decimal-type", "$.pcf.fossilGhgEmissions"),
        ({"pcf__fossilGhgEmissions": None}, "null", "$.pcf.fossilGhgEmissions"),
        ({"pcf__fossilGhgEmissions": REMOVE}, "missing", "$.pcf.fossilGhgEmissions"),
        ({"pcf__fossilGhgEmissions": ["1.25"]}, "type", "$.pcf.fossilGhgEmissions"),
        ({"pcf__biogenicCO2Uptake": "2.8"}, "not_positive", "$.pcf.biogenicCO2Uptake"),
        ({"pcf__fossilCarbonContent": "-0.1"}, "not_negative", "$.pcf.fossilCarbonContent"),
        ({"pcf__declaredUnitAmount": "0.0"}, "positive", "$.pcf.declaredUnitAmount"),
        ({"pcf__primaryDataShare": "140"}, "percent", "$.pcf.primaryDataShare"),
        ({"pcf__declaredUnitOfMeasurement": "ton"}, "word", "$.pcf.declaredUnitOfMeasurement"),
        ({"pcf__geographyCountry": "China"}, "country", "$.pcf.geographyCountry"),
        ({"pcf__geographyCountry": REMOVE, "pcf__geographyCountrySubdivision": "SD"}, "subdivision",
         "$.pcf.geographyCountrySubdivision"),
        ({"pcf__geographyCountry": REMOVE, "pcf__geographyRegionOrSubregion": "Far East"}, "region",
         "$.pcf.geographyRegionOrSubregion"),
        ({"pcf__ipccCharacterizationFactors": ["6"]}, "gwp_report", "$.pcf.ipccCharacterizationFactors[0]"),
        ({"pcf__ipccCharacterizationFactors": []}, "empty-list", "$.pcf.ipccCharacterizationFactors"),
        ({"pcf__dqi": {"technologicalDQR": "0.5", "geographicalDQR": "2", "temporalDQR": "1"}}, "rating",
         "$.pcf.dqi.technologicalDQR"),
        ({"pcf__packagingEmissionsIncluded": "false"}, "type", "$.pcf.packagingEmissionsIncluded"),
        ({"productIds": ["4000000000006"]}, "urn", "$.productIds[0]"),
        ({"productIds": ["urn:gtin:1", "urn:gtin:1"]}, "twice", "$.productIds[1]"),
        ({"companyName": "  "}, "some", "$.companyName"),
        ({"id": "7"}, "uuid", "$.id"),
        ({"created": "2026-02-01"}, "time", "$.created"),
        ({"created": "2026-02-30T00:00:00Z"}, "time", "$.created"),
        ({"status": "active"}, "word", "$.status"),
        ({"specVersion": "1.0.0"}, "version", "$.specVersion"),
        ({"specVersion": "4.0.0"}, "version", "$.specVersion"),
        ({"specVersion": REMOVE}, "version", "$.specVersion"),
        ({"specVersion": "3"}, "spec_version", "$.specVersion"),
        ({"pcf": "1.5"}, "type", "$.pcf"),
    ],
)  # fmt: skip
def test_each_break_of_a_field_is_found_with_its_path(
    tmp_path: Path, change: dict[str, Any], check: str, path: str
) -> None:
    assert (check, path) in defects(checked(tmp_path, record(**change)))


@pytest.mark.parametrize(
    ("change", "check", "path"),
    [
        ({"pcf__referencePeriodEnd": "2024-01-01T00:00:00Z"}, "reference-period", "$.pcf.referencePeriodEnd"),
        ({"validityPeriodStart": "2025-06-01T00:00:00Z"}, "validity-start", "$.validityPeriodStart"),
        ({"validityPeriodEnd": "2025-12-31T00:00:00Z"}, "validity-order", "$.validityPeriodEnd"),
        ({"pcf__geographyCountrySubdivision": "CN-SD"}, "geography", "$.pcf.geographyCountrySubdivision"),
        ({"pcf__packagingGhgEmissions": "0.1"}, "packaging", "$.pcf.packagingGhgEmissions"),
        ({"pcf__technologicalCO2Removals": "-0.0"}, "capture", "$.pcf.technologicalCO2Removals"),
    ],
)
def test_each_break_between_fields_is_found_with_its_path(
    tmp_path: Path, change: dict[str, Any], check: str, path: str
) -> None:
    assert (check, path) in defects(checked(tmp_path, record(**change)))


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"pcf__primaryDataShare": REMOVE}, "no-primary-share"),
        ({"pcf__dqi": REMOVE}, "no-ratings"),
        ({"pcf__packagingEmissionsIncluded": REMOVE}, "no-packaging"),
        ({"pcf__ccsTechnologicalCO2CaptureIncluded": REMOVE}, "no-capture"),
        ({"pcf__ipccCharacterizationFactors": ["AR5"]}, "gwp"),
        ({"pcf__crossSectoralStandards": ["GB/T 24067"]}, "standard"),
        ({"pcf__exemptedEmissionsPercent": "4", "pcf__exemptedEmissionsDescription": "small"}, "exempted"),
        ({"pcf__exemptedEmissionsPercent": "2"}, "exempted-why"),
        ({"pcf__fosilGhgEmissions": "1"}, "unknown"),
    ],
)
def test_what_the_methodology_asks_for_is_open_and_no_defect(
    tmp_path: Path, change: dict[str, Any], check: str
) -> None:
    found = checked(tmp_path, record(**change))
    assert not found.defects
    assert check in [each.check for each in found.open]


def test_a_near_miss_of_a_field_is_suggested_in_both_languages(tmp_path: Path) -> None:
    (finding,) = checked(tmp_path, record(pcf__fosilGhgEmissions="1")).open
    assert "did you mean 'fossilGhgEmissions'" in finding.what.en
    assert "是不是“fossilGhgEmissions”" in finding.what.zh


def test_all_breaks_of_all_records_are_told_at_once(tmp_path: Path) -> None:
    data = {"data": [record(id="7", status="on"), record(pcf__declaredUnitAmount="-1"), 5]}
    assert sorted(defects(checked(tmp_path, data))) == [
        ("no-record", "$.data[2]"),
        ("positive", "$.data[1].pcf.declaredUnitAmount"),
        ("uuid", "$.data[0].id"),
        ("word", "$.data[0].status"),
    ]


# ---- files --------------------------------------------------------------------------------------------------


def test_numbers_that_json_does_not_have_are_told(tmp_path: Path) -> None:
    text = json.dumps(record()).replace('"1.25"', "NaN")
    found = checked(tmp_path, text)
    assert ("not-finite", "$") in defects(found)
    assert ("decimal", "$.pcf.fossilGhgEmissions") in defects(found)


def test_a_key_that_stands_twice_is_told(tmp_path: Path) -> None:
    text = json.dumps(record()).replace('"status": "Active"', '"status": "Deprecated", "status": "Active"')
    assert ("key-twice", "$") in defects(checked(tmp_path, text))


def test_nesting_without_end_is_no_record(tmp_path: Path) -> None:
    deep: Any = {}
    for _ in range(200):
        deep = {"x": deep}
    assert ("no-record", "$") in defects(checked(tmp_path, record(extensions=[deep])))


@pytest.mark.parametrize(
    ("text", "match"),
    [("{", "is no JSON"), ("[" * 100_000, "is no JSON"), ("", "is no JSON")],
)
def test_a_file_that_is_no_json(tmp_path: Path, text: str, match: str) -> None:
    with pytest.raises(FileError, match=match):
        checked(tmp_path, text)


def test_a_file_in_another_encoding_and_one_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "gbk.json"
    path.write_bytes('{"companyName": "公司"}'.encode("gbk"))
    with pytest.raises(FileError, match="is not in UTF-8"):
        check_pact(path)
    with pytest.raises(FileError, match="cannot read"):
        check_pact(tmp_path / "none.json")


def test_markup_and_control_characters_of_a_record_are_shown_harmless(tmp_path: Path) -> None:
    found = checked(tmp_path, record(id="<script>\x1b[31m" + "x" * 300))
    (finding,) = found.defects
    assert "\x1b" not in finding.what.en
    assert len(finding.what.en) < 120
    html = found.to_dataframe().to_html()
    assert "<script>" not in html


# ---- version 2 ----------------------------------------------------------------------------------------------

RECORD_2 = {
    **{name: value for name, value in record().items() if name != "pcf"},
    "specVersion": "2.3.0", "version": 1, "productCategoryCpc": "3143", "comment": "",
    "pcf": {
        "declaredUnit": "kilogram", "unitaryProductAmount": "1", "pCfExcludingBiogenic": "0.75", "pCfIncludingBiogenic": "-0.65",
        "fossilGhgEmissions": "0.7", "fossilCarbonContent": "0", "biogenicCarbonContent": "0.38", "characterizationFactors": "AR6",
        "crossSectoralStandardsUsed": ["ISO Standard 14067"], "boundaryProcessesDescription": "gluing, pressing",
        "referencePeriodStart": "2024-01-01T00:00:00Z", "referencePeriodEnd": "2025-01-01T00:00:00Z",
        "exemptedEmissionsPercent": 0, "exemptedEmissionsDescription": "", "packagingEmissionsIncluded": False,
        "primaryDataShare": 30.0,
    },
}  # fmt: skip


def test_a_record_of_version_2_is_checked_by_its_own_fields(tmp_path: Path) -> None:
    found = checked(tmp_path, RECORD_2)
    assert not found.findings
    assert "Version 2 publishes no identity" in found.notes("en")[1]
    broken = {**RECORD_2, "pcf": {**RECORD_2["pcf"], "primaryDataShare": 130, "declaredUnit": "piece"}}  # type: ignore[dict-item]
    assert sorted(defects(checked(tmp_path, broken))) == [
        ("range", "$.pcf.primaryDataShare"), ("word", "$.pcf.declaredUnit"),
    ]  # fmt: skip


# ---- texts, command -----------------------------------------------------------------------------------------


def test_sentences_say_the_same_in_both_languages() -> None:
    for module in (pact_check, pact_rules):
        for name, sentence in sentences_in(module):
            assert not sentence.problems(), name
        for check in module.CHECKS.values():
            assert not check.what.problems(), check.name
            assert not check.mend.problems(), check.name


def test_command_ends_with_1_only_for_defects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound = written(tmp_path, record(pcf__dqi=REMOVE), "sound.json")
    broken = written(tmp_path, record(pcf__pcfExcludingBiogenicUptake="9"), "broken.json")
    assert main(["pact", "check", str(sound), "--lang", "zh"]) == 0
    assert "待定 1 项" in capsys.readouterr().out
    assert main(["pact", "check", str(sound), str(broken), "--lang", "en", "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert [each["defects"] for each in data] == [0, 2]
    assert main(["pact", "check", str(broken), "--lang", "en", "--format", "csv"]) == 1
    assert "$.pcf.pcfExcludingBiogenicUptake" in capsys.readouterr().out
