"""Attribution: the three-clause example by hand, hybrids that cannot run, intervals, many clauses, questions put wrongly."""

import json
import math
from itertools import permutations

import numpy as np
import pytest
from attribution_examples import by, inseparable, named, plant, three_clauses, total
from engine_examples import shipped

import rulewright as rw
from rulewright.analysis import attribution_result
from rulewright.analysis.attribution import AttributionError, attribute
from rulewright.analysis.attribution_result import Attribution, AttributionTable
from rulewright.analysis.hybrids import Hybrids, RulesError, complete_rules, taking
from rulewright.engine.compiled import CompiledSystem
from rulewright.engine.draws import Draws
from rulewright.engine.errors import UncertaintyError
from rulewright.reporting import figures_attribution
from rulewright.reporting.figures import save_figure
from rulewright.reporting.messages import in_language
from rulewright.reporting.sentences import sentences_in

STEEL, ALUMINIUM = "steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"
CHOICES = {
    "allocation": ("mass", "price"),
    "characterisation": ("ar6", "ar5"),
    "boundary": ("include", "exclude"),
}


def by_hand() -> dict[str, float]:
    """Mean over the six orders of what exchanging each clause adds, from the eight totals by hand."""
    parts = dict.fromkeys(CHOICES, 0.0)
    for order in permutations(CHOICES):
        taken: set[str] = set()
        for name in order:
            before = total(*(CHOICES[each][each in taken] for each in CHOICES))
            taken.add(name)
            after = total(*(CHOICES[each][each in taken] for each in CHOICES))
            parts[name] += (after - before) / 6
    return parts


def test_three_clauses_give_what_they_give_by_hand() -> None:
    """20.65 to 32.85: allocation +15.56, boundary -2.80, characterisation -0.56 kg CO2e (docs/attribution.md)."""
    found = three_clauses().attribute("rule-a", "rule-b")
    assert found.from_kg_co2e == pytest.approx(20.65)
    assert found.to_kg_co2e == pytest.approx(32.85)
    assert {part.name: part.kg_co2e for part in found.parts} == pytest.approx(by_hand())
    assert by_hand() == pytest.approx({"allocation": 15.56, "boundary": -2.80, "characterisation": -0.56})
    assert [part.name for part in found.parts] == ["allocation", "boundary", "characterisation"]


def test_first_and_last_of_three_clauses() -> None:
    found = three_clauses().attribute("rule-a", "rule-b")["allocation"]
    assert found.alone == pytest.approx(0.4 * 41.3)
    assert found.last == pytest.approx(0.4 * 36.5)


def test_interactions_of_three_clauses() -> None:
    """Allocation with boundary: the share rises by 0.4 on 4 kg of freight less: -1.6, whatever the third clause says."""
    found = three_clauses().attribute("rule-a", "rule-b").interactions
    assert found["boundary", "allocation"] == pytest.approx(-0.4 * 4)
    assert found["allocation", "characterisation"] == pytest.approx(-0.4 * 0.8)
    assert found["boundary", "characterisation"] == pytest.approx(0, abs=1e-12)


def test_single_clauses_are_settings_with_their_clauses() -> None:
    found = three_clauses().attribute("rule-a", "rule-b", by="clause")
    assert [part.name for part in found.parts] == [
        "allocation.ladder",
        "boundary.tags",
        "characterisation.gwp_set",
    ]
    clause = found.to_dict()["parts"][2]["clauses"][0]
    assert clause["setting"] == "characterisation.gwp_set"
    assert clause["from"] == {
        "value": "ar6",
        "clause": "characterisation",
        "rule": "example-rule",
        "declared": False,
    }
    assert clause["to"]["value"] == "ar5"


@pytest.mark.parametrize("other", ["pef-2021", "cbam-2025", "pact-2", "en-15804-a2"])
def test_parts_add_up_to_the_difference(other: str) -> None:
    study = shipped(STEEL)
    found = study.attribute("gbt-24067-2024", other)
    difference = study.result(other).evaluation.total_kg_co2e
    difference -= study.result("gbt-24067-2024").evaluation.total_kg_co2e
    assert found.difference_kg_co2e == pytest.approx(difference, rel=1e-9)
    assert math.fsum(part.kg_co2e for part in found.parts) == pytest.approx(difference, rel=1e-9)
    assert sum(part["share"] for part in found.to_dict()["parts"]) == pytest.approx(1, rel=1e-9)


def test_declared_choices_belong_to_the_rule_that_they_complete() -> None:
    """The gases of the works are internal for PEF by declaration: that makes the whole difference."""
    found = shipped(STEEL).attribute("gbt-24067-2024", "pef-2021")
    assert found["allocation"].kg_co2e == pytest.approx(found.difference_kg_co2e, rel=1e-9)
    classes = next(each for each in found["allocation"].differences if each.setting == "allocation.classes")
    assert classes.to_dict()["to"]["declared"]
    assert classes.to_dict()["from"] is None


# ---- hybrids that cannot run ----------------------------------------------------------------------------


def test_clauses_that_cannot_be_separated_count_as_one() -> None:
    """Sharing by energy needs the lorry, whose parcels lack it, to be out of the boundary."""
    found = inseparable().attribute("rule-a", "rule-c")
    together = found["boundary"]
    assert together is found["allocation"]
    assert together.names == ("boundary", "allocation")
    assert math.fsum(part.kg_co2e for part in found.parts) == pytest.approx(found.difference_kg_co2e)
    assert (
        found.merges[0].count == 2
    )  # with allocation of rule c, without its boundary; the GWP set either way
    assert found.merges[0].why == "no lower heating value for freight, parcel"
    assert found.to_dict()["hybrids"]["failed"] == [
        {"takes": ["allocation"], "hybrids": 2, "why": "no lower heating value for freight, parcel"}
    ]
    members = {each.name: (each.alone, each.last) for each in together.members}
    assert members["allocation"][0] is None  # cannot be exchanged first
    assert members["boundary"][1] is None  # nor the boundary last
    assert members["boundary"][0] == pytest.approx(
        -0.5 * 2
    )  # half the lorry's 4 kg, of which the product takes half
    assert any("cannot be separated" in line for line in found.notes("en"))
    assert any("不能分开" in line and "没有低位发热量数据" in line for line in found.notes("zh"))


def test_a_shipped_pair_that_cannot_be_separated() -> None:
    """CBAM's shares by amount of substance need its boundary, which leaves the electrolysis of brine out."""
    found = shipped(ALUMINIUM).attribute("gbt-44905-2024", "cbam-2025")
    assert found["allocation"].names == ("boundary", "allocation")


# ---- under uncertainty ----------------------------------------------------------------------------------


def test_intervals_come_from_the_same_draws() -> None:
    """Every draw shared by hand: the part of allocation is a mean of differences of drawn totals."""
    study = three_clauses(co2=0.2, freight=0.3)
    found = study.attribute("rule-a", "rule-b", draws=500, seed=3)
    drawn = Draws(study.inventory, 500, 3)
    rules = complete_rules(study, study.rules)
    hybrids = Hybrids(study.inventory, study.product, rules)
    parts = np.zeros((3, 500))
    names = list(CHOICES)
    for order in permutations(range(3)):
        totals = []
        for step in range(4):
            takes = {names[place]: "rule-b" for place in order[:step]}
            outcome = hybrids.outcome(taking(takes, "rule-a", "family"))
            assert outcome.system is not None
            quantities = outcome.system.quantities
            varying = frozenset(name for name, each in quantities.items() if drawn.varies(each))
            compiled = CompiledSystem(outcome.system, varying, outcome.dropped)
            values = drawn.values({name: quantities[name] for name in varying}, 0, 500)
            totals.append(compiled.evaluate(values, 500).totals_kg_co2e)
        for step, place in enumerate(order):
            parts[place] += (totals[step + 1] - totals[step]) / 6
    for place, name in enumerate(names):
        interval = found[name].interval
        assert interval is not None
        assert interval.mean == pytest.approx(parts[place].mean(), rel=1e-9)
        assert interval.low == pytest.approx(np.percentile(parts[place], 2.5), rel=1e-9)
    assert found["allocation"].interval is not None
    assert found["allocation"].interval.same_sign == 1.0
    assert found.difference_interval is not None
    assert found.difference_interval.mean == pytest.approx(parts.sum(axis=0).mean(), rel=1e-9)
    assert found.failed_draws == 0


def test_blocks_of_draws_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    study = three_clauses(co2=0.2, freight=0.3)
    whole = study.attribute("rule-a", "rule-b", draws=300)
    monkeypatch.setattr("rulewright.analysis.hybrid_draws.MOST_NUMBERS", 500)
    monkeypatch.setattr("rulewright.analysis.hybrid_draws.AT_ONCE", 7)
    counted: list[tuple[int, int]] = []
    parts = study.attribute(
        "rule-a", "rule-b", draws=300, progress=lambda done, all_: counted.append((done, all_))
    )
    assert whole.to_dict() == parts.to_dict()
    assert counted[-1][0] == counted[-1][1] == 8 * len({each[0] for each in counted}) / 8


def test_draws_of_an_inventory_without_uncertainty_are_refused() -> None:
    with pytest.raises(UncertaintyError, match="no quantity states an uncertainty"):
        three_clauses().attribute("rule-a", "rule-b", draws=10)


# ---- more than twelve parts -----------------------------------------------------------------------------


def test_sampled_values_add_up_and_are_near_the_exact_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    study = shipped(STEEL)
    exact = study.attribute("gbt-24067-2024", "cbam-2025")
    monkeypatch.setattr("rulewright.analysis.attribution.MOST_EXACT", 2)
    sampled = study.attribute("gbt-24067-2024", "cbam-2025", orders=400)
    assert sampled.orders == 400
    assert sampled.interactions == {}
    assert math.fsum(part.kg_co2e for part in sampled.parts) == pytest.approx(
        exact.difference_kg_co2e, rel=1e-9
    )
    for part in sampled.parts:
        assert part.error is not None
        assert abs(part.kg_co2e - exact[part.name].kg_co2e) <= 4 * part.error + 1e-6
        assert part.alone == pytest.approx(exact[part.name].alone)
        assert part.last == pytest.approx(exact[part.name].last)
    assert "standard error [kg CO2e]" in sampled.to_dataframe()


def test_sampled_parts_that_cannot_be_separated_are_merged_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rulewright.analysis.attribution.MOST_EXACT", 1)
    found = inseparable().attribute("rule-a", "rule-c", orders=20)
    assert found["allocation"].names == ("boundary", "allocation")


# ---- from one baseline ----------------------------------------------------------------------------------


def test_a_table_from_one_baseline_holds_every_pair() -> None:
    study = shipped(STEEL)
    table = study.attribute_all("gbt-24067-2024", rules=["pef-2021", "cbam-2025"])
    assert list(table.attributions) == ["pef-2021", "cbam-2025"]
    alone = study.attribute("gbt-24067-2024", "cbam-2025")
    assert table.attributions["cbam-2025"].to_dict() == alone.to_dict()
    frame = table.to_dataframe("zh")
    assert frame["cbam-2025"].iloc[:-1].sum() == pytest.approx(frame["cbam-2025"].iloc[-1], rel=1e-9)
    assert json.loads(table.to_json())["baseline"] == "gbt-24067-2024"


# ---- what comes out -------------------------------------------------------------------------------------


def test_json_has_the_documented_keys() -> None:
    found = json.loads(three_clauses().attribute("rule-a", "rule-b").to_json())
    assert found["format"] == "rulewright-attribution/1"
    assert found["from"]["total_kg_co2e"] + found["difference_kg_co2e"] == pytest.approx(
        found["to"]["total_kg_co2e"]
    )
    assert {"family", "families", "kg_co2e", "share", "interval", "clauses"} <= set(found["parts"][0])
    assert found["hybrids"] == {"evaluated": 8, "different": 8, "failed": [], "merged": []}
    assert found["method"] == {"values": "exact", "orders": None}
    assert len(found["interactions"]) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_and_tables_speak_both_languages(lang: str, tmp_path: object) -> None:
    """A missing glyph is a warning, and warnings are errors."""
    study = three_clauses(co2=0.2)
    found = study.attribute("rule-a", "rule-b", draws=50)
    results: tuple[Attribution | AttributionTable, ...] = (found, study.attribute_all("rule-a"))
    for number, each in enumerate(results):
        path = save_figure(each.plot(lang), f"{tmp_path}/{number}-{lang}.svg")
        assert path.stat().st_size > 5000
        assert len(each.to_dataframe(lang)) == 4
        assert each.notes(lang)
    texts = [text.get_text() for text in found.plot(lang).findobj(lambda artist: hasattr(artist, "get_text"))]
    assert any("20.65" in text for text in texts)
    assert found._repr_html_().startswith("<table")
    assert len(found.clauses(lang)) == 3


def test_sentences_say_the_same_in_both_languages() -> None:
    for module in (attribution_result, figures_attribution):
        for name, sentence in sentences_in(module):
            assert not sentence.problems(), name


def test_parts_without_effect_are_named() -> None:
    found = shipped(STEEL).attribute("gbt-24067-2024", "pef-2021")
    assert any("changes nothing" in line and "cut-off" in line for line in found.notes())


# ---- questions put wrongly ------------------------------------------------------------------------------


def test_rules_that_cannot_run_are_told_at_once_in_both_languages() -> None:
    rules = [
        named("for-steel", {"product.covers": ["steel"]}),
        named("open", {"characterisation.gwp_set": None}, ladder=[{"share": {"by": "mass"}}]),
    ]
    with pytest.raises(RulesError) as told:
        rw.Study(plant(), rules).attribute("for-steel", "open")
    assert told.value.title == "rules on example: 2 mistakes"
    assert "the rule is for another product" in str(told.value)
    assert "declare characterisation.gwp_set" in str(told.value)
    assert "规则适用于其他产品" in in_language(told.value, "zh")


def test_other_questions_put_wrongly() -> None:
    study = three_clauses()
    with pytest.raises(RulesError, match="no rule 'nix' in this study"):
        study.attribute("rule-a", "nix")
    with pytest.raises(AttributionError, match="unknown division 'word'"):
        study.attribute("rule-a", "rule-b", by="word")  # type: ignore[arg-type]
    with pytest.raises(AttributionError, match="1 is not a number of orders"):
        attribute(study, "rule-a", "rule-b", orders=1)
    with pytest.raises(AttributionError, match="no rule beside the baseline"):
        rw.Study(plant(), [by("mass", "ar6", "include", "alone")]).attribute_all("alone")
