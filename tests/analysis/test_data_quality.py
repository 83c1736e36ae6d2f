"""Data quality by contribution: worked examples of the Catena-X rulebook, coverage, primary data, demands."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from data_quality_examples import OWN, RULE, SUPPLIERS, inventory_file, study

import rulewright as rw
from rulewright.analysis import data_quality_demands, data_quality_result
from rulewright.analysis.data_quality import DataQualityError
from rulewright.analysis.data_quality_result import BYS, RATED, Contribution, DataQuality, age_score
from rulewright.cli import main
from rulewright.reporting import figures_data_quality
from rulewright.reporting.figures import save_figure
from rulewright.reporting.sentences import sentences_in
from rulewright.rule import Text

PRIMARY = ", data: primary"


def scores(*values: int) -> str:
    """Pedigree scores as a key of an amount."""
    return f", uncertainty: {{pedigree: {list(values)}}}"


def quality(path: Path, **settings: object) -> DataQuality:
    return study(path).data_quality(RULE, **settings)  # type: ignore[arg-type]


# ---- primary data -------------------------------------------------------------------------------------------


def test_primary_share_of_the_rulebooks_example(tmp_path: Path) -> None:
    """Catena-X v4.0.1, table 5: 0.75*10 + 0.25*25 + 0.5*50 + 1*15 = 53.75 of 100 kg; the table prints 54 %."""
    found = quality(inventory_file(tmp_path, PRIMARY, PRIMARY))
    assert found.absolute_kg_co2e == pytest.approx(100)
    assert found.primary_share == pytest.approx(0.5375)
    assert found.possible_primary_share == pytest.approx(0.5375)


def test_a_secondary_amount_on_the_way_makes_all_behind_it_secondary(tmp_path: Path) -> None:
    """Both activity data and factor have to be primary: only the own 15 of 100 kg are left."""
    found = quality(inventory_file(tmp_path, ", data: secondary", PRIMARY))
    assert found.primary_share == pytest.approx(OWN / 100)
    assert found.possible_primary_share == pytest.approx(OWN / 100)


def test_what_nobody_declares_is_not_primary_but_might_be(tmp_path: Path) -> None:
    found = quality(inventory_file(tmp_path))
    assert found.primary_share == 0
    assert found.possible_primary_share == pytest.approx(0.5375)  # the suppliers' own shares still hold


def test_a_supplier_without_a_share_counts_as_unknown(tmp_path: Path) -> None:
    without = study(inventory_file(tmp_path, PRIMARY, PRIMARY), modules=False).data_quality(RULE)
    assert without.primary_share == pytest.approx(OWN / (OWN + 21))  # three makers of 7 kg say nothing
    assert without.possible_primary_share == pytest.approx(1)


# ---- ratings ------------------------------------------------------------------------------------------------


def test_ratings_are_weighted_by_absolute_contributions(tmp_path: Path) -> None:
    """15 kg at scores 1 1 2 1 3; 5 kg of uptake at the same: absolute weights, one mean."""
    path = inventory_file(tmp_path, "", scores(1, 1, 2, 1, 3), uptake=5)
    found = study(path, "iso-14067-2018").data_quality("iso-14067-2018", uptake=True)
    rating = found.rating("technology")
    assert found.absolute_kg_co2e == pytest.approx(85 + OWN + 5)
    assert rating.rated == pytest.approx(3)
    assert rating.coverage == pytest.approx(20 / 105)
    assert rating.least == pytest.approx((20 * 3 + 85 * 1) / 105)
    assert rating.most == pytest.approx((20 * 3 + 85 * 5) / 105)


def test_uptake_has_weight_only_if_asked_for(tmp_path: Path) -> None:
    path = inventory_file(tmp_path, uptake=5)
    found = study(path, "iso-14067-2018").data_quality("iso-14067-2018")
    assert found.absolute_kg_co2e == pytest.approx(100)
    assert found.uptake_kg_co2e == pytest.approx(-5)
    assert any("5" in note and "uptake" in note for note in found.notes())


def test_the_mean_of_the_rulebooks_negative_example() -> None:
    """Catena-X v2.0, figure 13: contributions 1, 1.5, 2, -1.75 with ratings 1, 2, 2, 2.7 and shares 0.9, 0.7, 0.8, 0.3.

    With absolute weights: rating (1*1 + 1.5*2 + 2*2 + 1.75*2.7) / 6.25 = 2.04 (printed 2.00), share 4.075 / 6.25 =
    0.652 (printed 0.65).
    """
    cases = [(1.0, 1, 0.9), (1.5, 2, 0.7), (2.0, 2, 0.8), (-1.75, 2.7, 0.3)]
    rows = tuple(
        Contribution(
            str(kg),
            "p",
            Text(zh="过程", en="process"),
            kg,
            (rating,) * 5,
            share * abs(kg),
            abs(kg),
            "seen",
            2024,
            True,
        )
        for kg, rating, share in cases
    )
    found = DataQuality(None, rows, 0.0, None, True)  # type: ignore[arg-type]  # the result isn't looked at here
    assert found.rating("technology").rated == pytest.approx(2.036)
    assert found.primary_share == pytest.approx(0.652)


def test_pef_rating_is_the_mean_of_four_indicators(tmp_path: Path) -> None:
    """TeR 5, GeR 4, TiR 3, P (reliability) 1: (5 + 4 + 3 + 1) / 4 = 3.25, fair."""
    found = quality(inventory_file(tmp_path, "", scores(1, 2, 3, 4, 5)))
    assert found.rating("pef").rated == pytest.approx(3.25)
    assert found.pef_level == "fair"


def test_a_formula_takes_the_worst_scores_of_its_parameters(tmp_path: Path) -> None:
    two = (
        "- {id: a, amount: 3, unit: kg/kg, source: s, mark: seen, uncertainty: {pedigree: [1, 4, 1, 1, 2]}}\n"
        "  - {id: b, amount: 5, unit: kg/kg, source: s, mark: seen, uncertainty: {pedigree: [2, 1, 1, 3, 1]}}"
    )
    found = quality(inventory_file(tmp_path, parameter=two, formula="a*b"))
    own = next(row for row in found.contributions if row.process == "assembling")
    assert own.scores == (2, 4, 1, 3, 2)


def test_a_formula_with_one_unscored_parameter_stays_unrated(tmp_path: Path) -> None:
    two = (
        "- {id: a, amount: 3, unit: kg/kg, source: s, mark: seen, uncertainty: {pedigree: [1, 4, 1, 1, 2]}}\n"
        "  - {id: b, amount: 5, unit: kg/kg, source: s, mark: seen}"
    )
    found = quality(inventory_file(tmp_path, parameter=two, formula="a*b"))
    assert all(row.scores is None for row in found.contributions)


def test_without_any_score_there_is_no_rating_and_the_largest_are_named(tmp_path: Path) -> None:
    found = quality(inventory_file(tmp_path))
    rating = found.rating("reliability")
    assert (rating.rated, rating.coverage, rating.least, rating.most) == (None, 0.0, 1.0, 5.0)
    assert found.pef_level is None
    assert "maker of part-c · factor 50.0%" in found.notes("en")[0]


def test_age_follows_the_rulebooks_table() -> None:
    """Catena-X v4.0.1, table 6: up to 1, 2, 3, 4 years, and older."""
    assert [age_score(years) for years in (-1, 0, 1, 2, 3, 4, 5, 30)] == [1, 1, 1, 2, 3, 4, 5, 5]


def test_age_needs_a_year_of_issue(tmp_path: Path) -> None:
    path = inventory_file(tmp_path)
    assert [each.indicator for each in quality(path).ratings][-1] == "pef"
    assert quality(path, year=2027).rating("age").rated == 3  # data of 2024
    with pytest.raises(DataQualityError, match="26 is not a year of issue"):
        quality(path, year=26)


def test_contributions_add_up_to_the_burdens() -> None:
    found = rw.Study("hydrogen-gas", ["pact-3"])
    result = found.result("pact-3")
    total = math.fsum(row.kg_co2e for row in found.data_quality("pact-3").contributions)
    assert total + result.evaluation.credits_kg_co2e == pytest.approx(
        result.evaluation.total_kg_co2e, rel=1e-6
    )


@pytest.mark.parametrize("inventory", ["battery-pack-lfp", "cement-portland", "chp-waste"])
def test_shares_stay_shares(inventory: str) -> None:
    found = rw.Study(inventory, ["gbt-24067-2024"]).data_quality("gbt-24067-2024", 2026)
    assert 0 <= (found.primary_share or 0) <= (found.possible_primary_share or 0) <= 1 + 1e-12
    assert math.fsum(found.by_mark.values()) == pytest.approx(1)
    for each in found.ratings:
        assert 0 <= each.coverage <= 1 + 1e-12
        assert each.least is not None and each.most is not None
        assert 1 <= each.least <= each.most <= 5


# ---- demands ------------------------------------------------------------------------------------------------


def demand(found: DataQuality, setting: str) -> data_quality_result.Demand:
    return next(each for each in found.demands if each.setting == f"data_quality.{setting}")


@pytest.mark.parametrize(
    ("inputs", "own", "met"),
    [(PRIMARY, PRIMARY, True), (", data: secondary", ", data: secondary", False), ("", "", None)],
)
def test_a_least_primary_share_is_met_missed_or_untold(
    tmp_path: Path, inputs: str, own: str, met: bool | None
) -> None:
    path = inventory_file(tmp_path, inputs, own)
    found = study(path, "pas-2050-2011").data_quality("pas-2050-2011")
    assert demand(found, "minimum_primary_share").met is met


def test_a_highest_rating_is_missed_only_if_the_unrated_cannot_save_it(tmp_path: Path) -> None:
    """PEF: at most 4. The own 15 of 36 kg are rated; three makers of 7 kg are not (suppliers' factors left out)."""

    def met(own: int) -> bool | None:
        path = inventory_file(tmp_path, own=scores(*[own] * 5))
        found = study(path, "pef-2021", modules=False).data_quality("pef-2021")
        return demand(found, "maximum_rating").met

    assert met(1) is True  # (15*1 + 21*5) / 36 = 3.3 with all that is unrated at 5
    assert met(5) is None  # between (15*5 + 21*1) / 36 = 2.7 and 5


def test_a_rating_above_the_highest_is_missed_whatever_the_rest_is(tmp_path: Path) -> None:
    """An own emission of 300 kg at score 5, makers of 21 kg unrated: at least (1500 + 21) / 321 = 4.7."""
    path = inventory_file(
        tmp_path,
        own=scores(5, 5, 5, 5, 5),
        parameter="- {id: a, amount: 300, unit: kg/kg, source: s, mark: seen}",
        formula="a",
    )
    found = study(path, "pef-2021", modules=False).data_quality("pef-2021")
    assert demand(found, "maximum_rating").met is False


def test_old_data_are_told_with_their_share(tmp_path: Path) -> None:
    """EN 15804: secondary data up to 10 years; data of 2024 in 2036 are too old."""
    path = inventory_file(tmp_path)
    rule = "en-15804-a2"
    assert demand(study(path, rule).data_quality(rule, 2036), "maximum_age_secondary_years").met is False
    assert demand(study(path, rule).data_quality(rule, 2030), "maximum_age_secondary_years").met is True
    assert demand(study(path, rule).data_quality(rule), "maximum_age_secondary_years").met is None


# ---- output -------------------------------------------------------------------------------------------------


def test_sentences_say_the_same_in_both_languages() -> None:
    for module in (data_quality_result, data_quality_demands, figures_data_quality):
        for name, sentence in sentences_in(module):
            assert not sentence.problems(), name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_notes_and_figures_come_in_both_languages(tmp_path: Path, lang: str) -> None:
    found = rw.Study("hydrogen-gas", ["gbt-24067-2024"]).data_quality("gbt-24067-2024", 2026)
    for by in BYS:
        table = found.to_dataframe(lang, by)
        assert len(table) == {"indicator": 7, "process": 6}.get(by, len(found.contributions) + 1)
    assert len(found.notes(lang)) >= 4
    assert save_figure(found.plot(lang), tmp_path / "quality.png").stat().st_size > 10_000
    assert "<table" in found._repr_html_()


def test_json_is_plain_and_whole(tmp_path: Path) -> None:
    found = quality(inventory_file(tmp_path, PRIMARY, scores(1, 2, 3, 4, 5)))
    data = json.loads(found.to_json())
    assert data["format"] == "rulewright-data-quality/1"
    assert [each["indicator"] for each in data["ratings"]] == [*RATED, "pef"]
    assert {row["process"] for row in data["contributions"]} == {
        "assembling",
        *(f"make-{part}" for part in SUPPLIERS),
    }


def test_command_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["quality", "hydrogen-gas", "--rule", "gbt-24067-2024", "--lang", "zh"]
    assert main([*arguments, "--out", str(tmp_path / "out"), "--year", "2026"]) == 0
    assert "已评占比" in capsys.readouterr().out
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"quality.json", "quality-process.csv", "quality-zh.svg", "quality-en.png"} <= names
    assert main([*arguments, "--by", "contribution", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("数据,")
    assert main([*arguments, "--format", "json"]) == 0
    json.loads(capsys.readouterr().out)


def test_a_name_that_would_begin_a_formula_is_escaped_in_csv(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = inventory_file(tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8").replace("en: assembling", 'en: "=1+1"'), encoding="utf-8"
    )
    words = [
        "quality",
        str(path),
        "--rule",
        RULE,
        "--choice",
        "characterisation.aggregated_data=accept",
        "--lang",
        "en",
    ]
    assert main([*words, "--by", "process", "--format", "csv", "--out", str(tmp_path / "out")]) == 0
    written = (tmp_path / "out" / "quality-process.csv").read_text(encoding="utf-8-sig")
    for text in (capsys.readouterr().out, written):
        assert "'=1+1" in text
        assert not any(line.startswith(("=", '"=')) for line in text.splitlines())
