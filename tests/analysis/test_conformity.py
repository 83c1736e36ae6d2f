"""Conformity: clause by required item, with the verdict, the place and the evidence."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from data_quality_examples import inventory_file, study

import rulewright as rw
from rulewright.analysis import conformity_clauses, conformity_items, conformity_result
from rulewright.analysis.conformity_result import Conformity, Row
from rulewright.cli import main
from rulewright.drafting.check_rule import REQUIRED
from rulewright.errors import FileError
from rulewright.reporting import figures_conformity
from rulewright.reporting.figures import save_figure
from rulewright.reporting.readable import setting_name
from rulewright.reporting.sentences import sentences_in

RULE, GENERAL = "gbt-24067-2024", "gbt-24067"
STEEL = "steel-hot-rolled-coil-bf-bof"


def row(found: Conformity, item: str) -> Row:
    return next(each for each in found.rows if each.item.en == item)


def small(folder: Path, inputs: str = "", own: str = "", **more: str) -> Conformity:
    return study(inventory_file(folder, inputs, own, **more), RULE).conformity(RULE, GENERAL)


# ---- the general standard -----------------------------------------------------------------------------------


def test_items_of_the_rule_are_those_of_the_checker() -> None:
    """One list: what cites GB/T 24067 in the checker stands in the table, but for what a result shows better."""
    found = rw.Study(STEEL, [RULE]).conformity(RULE, GENERAL)
    items = {each.item.en for each in found.rows}
    asked = {
        setting_name(name, "en") for name, cited in REQUIRED.items()
        if "GB/T 24067, " in cited and name not in conformity_items.LEFT_TO_A_RESULT
    }  # fmt: skip
    assert asked <= items
    assert len(found.rows) == len(asked) + len(conformity_items._SHOWN)


def test_omissions_without_known_effect_fail_and_name_them() -> None:
    found = rw.Study(STEEL, [RULE]).conformity(RULE, GENERAL)
    omitted = row(found, "omissions and their effect")
    assert omitted.verdict == "fail"
    assert omitted.evidence.en.startswith("left out for want of data, their effect unknown (11)")
    assert "coke-oven/input/sulphuric-acid" in omitted.evidence.en


def test_nothing_left_out_passes(tmp_path: Path) -> None:
    assert row(small(tmp_path), "omissions and their effect").verdict == "pass"


@pytest.mark.parametrize(
    ("data", "verdict"), [(", data: primary", "pass"), (", data: secondary", "fail"), ("", "open")]
)
def test_site_data_pass_fail_or_are_to_be_shown(tmp_path: Path, data: str, verdict: str) -> None:
    path = inventory_file(tmp_path, data, data)
    found = study(path, RULE, modules=False).conformity(RULE, GENERAL)
    mine = row(found, "site-specific data for processes under control")
    assert mine.verdict == (
        "open" if data == ", data: primary" else verdict
    )  # the makers' emissions say nothing
    all_primary = path.read_text(encoding="utf-8").replace("mark: estimate}", f"mark: estimate{data}}}")
    path.write_text(all_primary, encoding="utf-8")
    found = study(path, RULE, modules=False).conformity(RULE, GENERAL)
    assert row(found, "site-specific data for processes under control").verdict == verdict


def test_data_quality_passes_only_if_everything_is_rated(tmp_path: Path) -> None:
    item, own = "data quality characterised", ", uncertainty: {pedigree: [1, 1, 1, 1, 1]}"
    assert row(small(tmp_path), item).verdict == "fail"
    assert row(small(tmp_path, own=own), item).verdict == "open"
    path = inventory_file(tmp_path, own=own)
    path.write_text(
        path.read_text(encoding="utf-8").replace("mark: estimate}", f"mark: estimate{own}}}"),
        encoding="utf-8",
    )
    found = study(path, RULE, modules=False).conformity(RULE, GENERAL)
    assert row(found, item).verdict == "pass"


def test_factors_of_another_set_fail_and_unstated_ones_are_to_be_shown() -> None:
    item = "one set of characterisation factors"
    assert row(rw.Study(STEEL, [RULE]).conformity(RULE, GENERAL), item).verdict == "open"
    hydrogen = row(rw.Study("hydrogen-gas", [RULE]).conformity(RULE, GENERAL), item)
    assert hydrogen.verdict == "fail"
    assert "0.03% of the contributions come from aggregated factors of another set" in hydrogen.evidence.en


def test_what_the_checker_finds_against_the_standard_fails_with_its_words() -> None:
    """PACT 3 shares by price before physical relationships, and its studies declare 0/0."""
    found = rw.Study("hydrogen-gas", ["pact-3"]).conformity("pact-3", "iso-14067")
    assert row(found, "order of allocation").verdict == "fail"
    assert row(found, "sign convention").verdict == "fail"
    assert "0/0" in row(found, "sign convention").evidence.en
    assert found.against == "ISO 14067:2018"
    assert not found.remarks


def test_declared_choices_count_as_settled_and_say_so(tmp_path: Path) -> None:
    found = rw.Study(STEEL, [RULE]).conformity(RULE, GENERAL)
    assert row(found, "internal loops").where.en == "declared by the user (ledger)"
    assert row(found, "GWP set").where.en == f"rule: {RULE}, clause 6.5"


def test_what_nobody_settled_is_to_be_shown_never_passed() -> None:
    found = rw.Study(STEEL, [RULE]).conformity(RULE, GENERAL)
    period = row(found, "period of data")
    assert (period.verdict, period.where.en) == ("open", "nowhere")


def test_shares_of_every_process_add_up() -> None:
    found = row(rw.Study("refinery-products", [RULE]).conformity(RULE, GENERAL), "allocated parts add up")
    assert found.verdict == "pass"
    study_ = rw.Study("refinery-products", [RULE])
    result = study_.result(RULE)
    sums: dict[str, float] = {}
    for (process, _), treatment in result.applied.treatments.items():
        if treatment.kind == "share" and treatment.share.quantities() <= result.system.central_values.keys():
            sums[process] = sums.get(process, 0.0) + treatment.share.evaluate(result.system.central_values)
    assert any(math.isclose(total, 1.0) for total in sums.values())


# ---- the own rule, and another ------------------------------------------------------------------------------


def test_own_clauses_pass_by_the_decisions_they_took() -> None:
    found = rw.Study(STEEL, ["pact-3"]).conformity("pact-3")
    ladder = row(found, "order of allocation")
    assert ladder.verdict == "pass"
    assert ladder.where.en.startswith("ledger (5 decisions); rule pact-3, clause 3.3.1.3")
    assert "shared by price" in ladder.evidence.en
    assert row(found, "validity [years], recalculate if change above [share]").verdict == "not_applicable"


@pytest.mark.parametrize(("year", "verdict"), [(2036, "fail"), (2030, "open"), (None, "open")])
def test_numeric_demands_of_the_own_rule_are_tested(tmp_path: Path, year: int | None, verdict: str) -> None:
    """EN 15804: ages of 5 and 10 years, primary data for own processes (nobody declares any here)."""
    found = study(inventory_file(tmp_path), "en-15804-a2").conformity("en-15804-a2", None, year)
    demands = next(each for each in found.rows if "age of secondary data" in each.item.en)
    assert demands.verdict == verdict


def test_another_rule_is_compared_setting_by_setting() -> None:
    one = rw.Study("aluminium-ingot-primary-cn", ["gbt-44905-2024"])
    found = one.conformity("gbt-44905-2024", "pact-3")
    assert row(found, "GWP set").verdict == "pass"
    limit = row(found, "limit of one item [share]")
    assert (limit.verdict, limit.evidence.en) == ("fail", "here 0.01, there 0.03")
    assert row(found, "recycling method").verdict == "open"
    itself = one.conformity("gbt-44905-2024", rw.read_rule("gbt-44905-2024"))
    assert itself.counts["fail"] == itself.counts["open"] == 0


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(FileError, match="gbt-2406"):
        rw.Study("hydrogen-gas", [RULE]).conformity(RULE, "gbt-2406")


# ---- output -------------------------------------------------------------------------------------------------


def test_sentences_say_the_same_in_both_languages() -> None:
    for module in (conformity_items, conformity_clauses, conformity_result, figures_conformity):
        for name, sentence in sentences_in(module):
            assert not sentence.problems(), name


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("against", [None, GENERAL])
def test_tables_notes_and_figures_come_in_both_languages(
    tmp_path: Path, lang: str, against: str | None
) -> None:
    found = rw.Study(STEEL, [RULE]).conformity(RULE, against)
    table = found.to_dataframe(lang)
    assert len(table) == len(found.rows) == sum(found.counts.values())
    assert not table.isna().any().any()
    assert len(found.notes(lang)) == 1 + found.counts["fail"] + len(found.remarks)
    assert save_figure(found.plot(lang), tmp_path / "conformity.png").stat().st_size > 10_000


def test_markup_in_an_inventory_is_escaped_in_html(tmp_path: Path) -> None:
    path = inventory_file(tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8").replace("en: assembly}", 'en: "<script>x</script>"}'),
        encoding="utf-8",
    )
    assert "<script>" not in study(path, RULE).conformity(RULE, GENERAL)._repr_html_()


def test_json_has_every_row_in_both_languages() -> None:
    data = json.loads(rw.Study("hydrogen-gas", [RULE]).conformity(RULE, GENERAL).to_json())
    assert data["format"] == "rulewright-conformity/1"
    assert sum(data["counts"].values()) == len(data["rows"])
    assert all(each["item"]["zh"] and each["evidence"]["en"] for each in data["rows"])


def test_command_prints_writes_and_is_strict_if_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["conformity", STEEL, "--rule", RULE, "--against", GENERAL, "--lang", "zh"]
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    assert "待证明" in capsys.readouterr().out
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {
        "conformity.csv",
        "conformity.json",
        "conformity-zh.png",
    }
    assert main([*words, "--strict", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["counts"]["fail"] == 3
