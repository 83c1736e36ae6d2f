"""Evidence as data: complete, consistent with the analyses it rests on, the same for the same seed, and told rightly."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

import rulewright as rw
from rulewright.analysis.portfolio import run as run_portfolio
from rulewright.drafting.evidence.effects import VISIBLE
from rulewright.drafting.evidence.pack import Evidence, evidence
from rulewright.drafting.evidence.question import EvidenceError
from rulewright.errors import FileError
from rulewright.study import Study

PRIMARY, SECONDARY = "aluminium-ingot-primary-cn", "aluminium-ingot-secondary"


def test_defaults_are_what_the_rule_covers(aluminium: Evidence) -> None:
    assert [case.id for case in aluminium.cases] == [PRIMARY, SECONDARY]
    compared = [rule.id for rule in aluminium.question.compared]
    assert compared == [
        "gbt-24067-2024",
        "iso-14067-2018",
        "pact-2",
        "pact-3",
        "pef-2021",
        "en-15804-a2",
        "cbam-2025",
    ]
    assert [each.result.portfolio.id for each in aluminium.rankings] == ["aluminium-smelters-cn"]
    assert not aluminium.refused and rw.evidence is evidence


def test_every_setting_of_the_rule_is_a_point(aluminium: Evidence) -> None:
    names = {point.name for point in aluminium.points}
    stated = {
        name for name in aluminium.rule.settings if name not in ("allocation.classes", "allocation.special")
    }
    assert stated <= names
    settings = {name.partition("[")[0] for name in names}
    assert set(aluminium.rule.not_settled) <= settings


def test_numbers_are_those_of_the_analyses(aluminium: Evidence) -> None:
    case = aluminium.cases[0]
    study = Study(PRIMARY, ["gbt-44905-2024", "pact-3", "cbam-2025"])
    assert case.total_kg_co2e == pytest.approx(study.result("gbt-44905-2024").evaluation.total_kg_co2e)
    found = study.attribute("gbt-44905-2024", "cbam-2025")
    assert case.attributions is not None
    told = case.attributions.attributions["cbam-2025"]
    assert told.difference_kg_co2e == pytest.approx(found.difference_kg_co2e)
    assert sum(part.kg_co2e for part in told.parts) == pytest.approx(told.difference_kg_co2e)
    drawn = Study(PRIMARY, ["gbt-44905-2024"]).uncertainty(200, 1).results["gbt-44905-2024"].summary
    assert case.spread is not None
    assert (case.spread.mean, case.spread.sd) == (drawn.mean.value, drawn.sd.value)
    assert case.spread.low == drawn.percentiles[2.5].value < case.spread.mean < case.spread.high


def test_rankings_are_those_of_the_portfolio(aluminium: Evidence) -> None:
    ranking = aluminium.rankings[0]
    portfolio = ranking.result.portfolio
    alone = run_portfolio(portfolio, ["gbt-44905-2024", "cbam-2025"], draws=0)
    (tau,) = (each.tau for each in alone.agreements)
    told = next(
        each
        for each in ranking.result.agreements
        if {each.rule_a, each.rule_b} == {"gbt-44905-2024", "cbam-2025"}
    )
    assert told.tau == pytest.approx(tau)
    place = [each.name for each in aluminium.points].index("electricity.factor_family")
    order = ranking.orders[place][0]
    plants = {}
    for plant in portfolio.plants:  # the order under the option, from studies of a rule with that clause
        study = Study(plant.inventory, ["gbt-44905-2024"])
        plants[plant.id] = study.result("gbt-44905-2024").evaluation.total_kg_co2e
    assert order is not None and order.plants == len(plants) == 12 and order.pairs == 66


def test_moving_points_change_a_result_visibly(aluminium: Evidence) -> None:
    for place, _ in enumerate(aluminium.points):
        shares = [each.share or 0.0 for case in aluminium.cases for each in case.effects[place].options]
        assert (place in aluminium.moving) == (max(map(abs, shares), default=0.0) >= VISIBLE)
    for place in aluminium.stronger_than_data:
        assert any(
            case.spread is not None and case.effects[place].span_kg_co2e > case.spread.high - case.spread.low
            for case in aluminium.cases
        )


def test_the_table_has_a_row_an_option_and_inventory(aluminium: Evidence) -> None:
    frames = {lang: aluminium.to_dataframe(lang) for lang in ("zh", "en")}
    rows = sum(len(point.options) for point in aluminium.points) * len(aluminium.cases)
    assert len(frames["zh"]) == len(frames["en"]) == rows
    assert "结果 [kg CO2e]" in frames["zh"].columns and "result [kg CO2e]" in frames["en"].columns
    without = frames["en"][frames["en"]["result [kg CO2e]"].isna()]
    assert len(without) and (without["why it cannot run"] != "").all()


def test_json_holds_everything_and_no_nan(aluminium: Evidence) -> None:
    told = json.loads(aluminium.to_json())
    assert told["format"] == "rulewright-evidence/1"
    assert told["rule"] == {"rule": "gbt-44905-2024", "rule_hash": aluminium.rule.hash}
    assert (told["draws"], told["samples"], told["seed"]) == (200, 64, 1)
    assert [each["inventory_hash"] for each in told["inventories"]] == [
        case.inventory.hash for case in aluminium.cases
    ]
    assert len(told["points"]) == len(aluminium.points)
    point = next(each for each in told["points"] if each["point"] == "allocation.classes[red-mud]")
    assert point["chosen"]["left_open"] and {each["basis"] for each in point["computed_with"]} == {
        "declared",
        "none",
    }
    option = next(each for each in point["options"] if each["value"] == "co_product")
    assert math.isclose(option["effects"][0]["share"], -0.103, abs_tol=5e-4)
    assert len(told["rankings"][0]["options"]) == len(aluminium.points)
    assert told["cases"][0]["decomposition"]["samples"] == 64 and told["findings"]["open"]


def test_notes_tell_the_strongest_point(aluminium: Evidence) -> None:
    strongest = aluminium.strongest()
    assert strongest is not None
    assert aluminium.points[strongest[0]].name == "recycling.method" and strongest[1].id == SECONDARY
    for lang, said in (("zh", "再生方法"), ("en", "recycling method")):
        notes = "\n".join(aluminium.notes(lang))
        assert said in notes and SECONDARY in notes
    assert "200" in "\n".join(aluminium.notes("en"))


def test_the_same_question_gives_the_same_answer() -> None:
    asked = dict(inventories=[PRIMARY], compare=["pact-3"], portfolios=[], draws=64, samples=64)
    first, second = (evidence("gbt-44905-2024", **asked).to_json() for _ in range(2))  # type: ignore[arg-type]
    other = evidence("gbt-44905-2024", **asked, seed=2).to_json()  # type: ignore[arg-type]
    assert first == second != other


def test_own_choices_come_first() -> None:
    asked = dict(inventories=[PRIMARY], compare=["pact-3"], portfolios=[], draws=0, samples=64)
    choice = "gbt-44905-2024:allocation.price_years=5"
    found = evidence("gbt-44905-2024", choices=[choice], **asked)  # type: ignore[arg-type]
    assert (
        found.standing(found.cases[0], next(p for p in found.points if p.name == "allocation.price_years"))
        == 5
    )
    assert found.cases[0].spread is None and not found.stronger_than_data


def test_progress_rises_to_its_end() -> None:
    told: list[tuple[int, int]] = []
    evidence(
        "gbt-44905-2024", [PRIMARY], ["pact-3"], [], draws=0, samples=64,
        progress=lambda done, count: told.append((done, count)),
    )  # fmt: skip
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1] and all(done < count for done, count in told[:-1])


def test_a_question_that_cannot_be_answered_tells_all_that_is_off() -> None:
    with pytest.raises(EvidenceError) as caught:
        evidence("gbt-24067-2024", draws=1, samples=3, seed=-1)
    told = [each.what for each in caught.value.mistakes]
    assert told[:3] == ["1 is not a number of draws", "-1 is not a seed", "3 is not a number of samples"]
    assert told[3].startswith("the rule covers any product: nothing says on which of")
    with pytest.raises(EvidenceError, match="no inventory is named"):
        evidence("gbt-44905-2024", [])
    with pytest.raises(EvidenceError, match="set beside itself"):
        evidence("gbt-44905-2024", [PRIMARY], ["gbt-44905-2024"])
    with pytest.raises(FileError):
        evidence("gbt-44905-2024", ["no-such-inventory"])


def test_a_rule_that_runs_nowhere_gives_all_reasons(patch: Callable[..., Path]) -> None:
    with pytest.raises(EvidenceError) as caught:
        evidence("gbt-44905-2024", ["cement-portland", "glass-float"], ["pact-3"], [], draws=0, samples=64)
    assert (
        len(caught.value.mistakes) == 2 and "the rule is for another product" in caught.value.mistakes[0].what
    )
    with pytest.raises(EvidenceError, match="no shipped inventory is about a product"):
        evidence(patch(("product", "covers: [pencils]")))


def test_an_inventory_that_cannot_run_does_not_stop_the_others() -> None:
    found = evidence("gbt-44905-2024", ["cement-portland", SECONDARY], ["pact-3"], [], draws=0, samples=64)
    assert [case.id for case in found.cases] == [SECONDARY] and found.refused[0].name == "cement-portland"
    assert any("cement-portland" in note for note in found.notes("zh"))
