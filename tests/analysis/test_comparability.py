"""The comparability index: what a draft leaves of the spread, checked by enumeration."""

import json
import math

import pytest
from attribution_examples import CO2, N2O, named, plant, three_clauses
from engine_examples import shipped

import rulewright as rw
from rulewright.analysis import comparability_result as module
from rulewright.analysis.comparability import ComparabilityError
from rulewright.reading.studies import parse_choice
from rulewright.reporting.figures import save_figure
from rulewright.reporting.messages import in_language
from rulewright.reporting.sentences import sentences_in

STEEL = "steel-hot-rolled-coil-bf-bof"


def with_draft(**spread: float) -> rw.Study:
    """Rules a and b, and a draft that fixes the GWP set and the freight and leaves the sharing open."""
    draft = named("draft", {"boundary.tags": {"transport": "include"}})
    rules = [*three_clauses().rules.values(), draft]
    ladder = "draft:allocation.ladder=[{share: {by: mass}}, {stop: {}}]"
    return rw.Study(plant(**spread), rules, [parse_choice(ladder)])


def test_what_a_draft_leaves_is_the_spread_of_what_it_leaves_open() -> None:
    """Open: the sharing, 0.5 or 0.9 of 41.3 kg CO2e. All alternatives: 0.5 or 0.9 of 36.5 to 41.3."""
    found = with_draft(freight=1e-6).comparability("draft", ["rule-a", "rule-b"], samples=4096)
    assert [each.name for each in found.open] == ["allocation.ladder"]
    assert found.open[0].levels == 2
    spread_left = 0.2 * (CO2 + N2O["ar6"] + 4)  # standard deviation of two equally likely values
    assert found.sd_left == pytest.approx(math.hypot(spread_left, found.sd_floor * 1.4), rel=0.05)
    assert found.index == pytest.approx((found.sd_left / found.sd_all) ** 2)
    assert found.low < found.index < found.high


def test_settling_what_is_open_gains_what_it_makes() -> None:
    found = with_draft(freight=1e-6).comparability("draft", ["rule-a", "rule-b"], samples=4096)
    settled = found.open[0]
    left = found.index - settled.gain
    assert left == pytest.approx(found.floor * 2.1, abs=0.08)  # the data scatter more at 0.9 than at 0.5


def test_a_rule_that_settles_all_leaves_the_data() -> None:
    found = with_draft(co2=0.3).comparability("rule-a", ["rule-a", "rule-b"], samples=256)
    assert found.open == ()
    assert found.index == pytest.approx(found.floor)
    assert any("settles all" in line for line in found.notes())


def test_a_draft_that_settles_nothing_leaves_all() -> None:
    """Open in all in which the alternatives differ, the draft leaves their whole spread, row by row."""
    draft = named("draft", {"characterisation.gwp_set": None})
    choices = [
        "draft:allocation.ladder=[{share: {by: mass}}, {stop: {}}]",
        "draft:boundary.tags={transport: include}",
        "draft:characterisation.gwp_set=ar6",
    ]
    study = rw.Study(
        plant(co2=0.2), [*three_clauses().rules.values(), draft], [parse_choice(each) for each in choices]
    )
    for division in ("clause", "family"):
        found = study.comparability("draft", ["rule-a", "rule-b"], by=division, samples=256)
        assert found.index == pytest.approx(1, rel=1e-12)
        assert len(found.open) == 3


def test_answers_that_do_not_fit_what_the_draft_fixes_are_named() -> None:
    """PEF's formula needs a factor A that PEF gives itself and GB/T 24067 doesn't."""
    found = shipped(STEEL).comparability("gbt-24067-2024", ["gbt-24067-2024", "pef-2021"], samples=64)
    refused = [(each.names, each.rules) for each in found.unavailable]
    assert (("recycling.method",), ("pef-2021",)) in refused
    assert any("it is no alternative" in line for line in found.notes())
    assert any("不作为备选" in line for line in found.notes("zh"))
    assert "allocation.price_years" in found.without_alternatives
    assert any("价格平均年数" in line for line in found.notes("zh"))
    assert not any("allocation.price_years" in line for line in found.notes())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figure_and_tables_speak_both_languages(lang: str, tmp_path: object) -> None:
    found = with_draft(co2=0.1).comparability("draft", samples=64)
    assert save_figure(found.plot(lang), f"{tmp_path}/left.svg").stat().st_size > 5000
    assert len(found.to_dataframe(lang)) == len(found.open)
    assert len(found.notes(lang)) >= 3
    assert found._repr_html_().startswith("<table")


def test_json_has_the_documented_keys() -> None:
    found = json.loads(with_draft(co2=0.1).comparability("draft", samples=64).to_json())
    assert found["format"] == "rulewright-comparability/1"
    assert {"comparability_index", "interval", "open", "floor", "not_available", "merged"} <= set(found)


def test_sentences_say_the_same_in_both_languages() -> None:
    for name, sentence in sentences_in(module):
        assert not sentence.problems(), name


def test_all_mistakes_of_a_question_are_told_at_once() -> None:
    with pytest.raises(ComparabilityError) as told:
        with_draft(co2=0.1).comparability("nix", ["rule-a"], [2.0], by="word", samples=3)
    said = [each.what for each in told.value.mistakes]
    assert said == [
        "unknown division 'word'",
        "3 is not a number of samples",
        "fewer than two levels: 1 rules to choose from",
        "the weights sum to 2, not to 1",
        "no rule 'nix' in this study",
    ]
    assert "nix 在清单 example 上的可比性：5 处错误" in in_language(told.value, "zh")
