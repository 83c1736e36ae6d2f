"""Attribution: the three-clause example by hand, hybrids that cannot run, intervals, many clauses, questions put wrongly."""

import json
import math
from itertools import permutations

import numpy as np
import pytest
from attribution_examples import by, inseparable, named, plant, three_clauses, total
from engine_examples import shipped
from strategies import make_inventory

import rulewright as rw
from rulewright.analysis import attribution_result, attribution_table, part_words, stated
from rulewright.analysis.attribution import AttributionError, attribute
from rulewright.analysis.attribution_result import Attribution
from rulewright.analysis.attribution_table import AttributionTable
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


def test_a_convention_for_biogenic_carbon_needs_its_methane_factor() -> None:
    """AR4 has no factor of biogenic methane for -1/+1: the convention comes with the GWP set or not at all."""
    inventory = make_inventory(
        {"plant": {"outputs": {"product": 1}, "emissions": {"co2-fossil": 10, "ch4-biogenic": 0.2}}}
    )
    rules = [
        named("zero", {"characterisation.gwp_set": "ar4", "biogenic.convention": "0/0"}),
        named("one", {"characterisation.gwp_set": "ar6", "biogenic.convention": "-1/+1"}),
    ]
    found = rw.Study(inventory, rules).attribute("zero", "one")
    assert [part.names for part in found.parts] == [("biogenic", "characterisation")]
    assert found.from_kg_co2e == pytest.approx(10 + 0.2 * 25)
    assert found.parts[0].kg_co2e == pytest.approx(
        0.2 * (29.8 - 25)
    )  # the uptake of its carbon is no flow here
    members = {each.name: each for each in found.parts[0].members}
    assert members["biogenic"].alone is None  # AR4 with -1/+1
    assert members["characterisation"].alone == pytest.approx(0.2 * (27.0 - 25))
    assert any("system boundary" not in line and "cannot be separated" in line for line in found.notes())


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


def test_a_central_value_outside_its_interval_is_told() -> None:
    """Fuels of alumina are given as ranges that begin at their central values: draws only add to them."""
    found = shipped(ALUMINIUM).attribute("gbt-44905-2024", "cbam-2025", draws=200)
    assert found["boundary"].is_outside
    assert not found["biogenic"].is_outside
    assert any("The central value of system boundary + allocation" in line for line in found.notes())
    assert any("系统边界 + 分配 的中心值在其区间之外" in line for line in found.notes("zh"))
    three = three_clauses(co2=0.2).attribute("rule-a", "rule-b", draws=200)
    assert not any("outside its interval" in line for line in three.notes())


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
    assert len(sampled.interactions) > 1
    for pair, value in sampled.interactions.items():
        assert abs(value - exact.interactions[pair]) <= 4 * sampled.interaction_errors[pair] + 1e-6
    assert max(abs(value) for value in sampled.interactions.values()) > 10
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


def test_sampled_parts_below_rounding_are_none() -> None:
    """CBAM's classes of outputs change nothing on primary aluminium, though two hybrids differ in the last digit."""
    found = shipped(ALUMINIUM).attribute("gbt-44905-2024", "cbam-2025", by="clause", orders=40)
    assert found.orders == 40
    assert all(abs(part.kg_co2e) > 1e-6 or part.kg_co2e == 0 for part in found.parts)
    assert found["allocation.classes"].kg_co2e == 0


def test_sampled_shares_have_a_json_with_errors() -> None:
    found = shipped(STEEL).attribute("gbt-24067-2024", "cbam-2025", by="clause", orders=4, seed=3)
    stated = json.loads(found.to_json())
    assert stated["method"] == {"values": "sampled orders", "orders": 4, "seed": 3}
    assert all(each["standard_error_kg_co2e"] is not None for each in stated["interactions"])
    assert any("exchanged as a whole (--by family)" in line for line in found.notes())


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


def test_notes_of_a_table_say_which_rule_they_are_about() -> None:
    table = shipped(ALUMINIUM).attribute_all("gbt-44905-2024", rules=["pact-2", "cbam-2025"])
    notes = table.notes()
    assert notes[0].startswith("pact-2 differs from gbt-44905-2024")
    assert any(
        line.startswith("cbam-2025: system boundary + allocation cannot be separated") for line in notes
    )
    nothing = next(line for line in notes if "under any of them" in line)
    assert "system boundary" not in nothing  # nothing under PACT, but part of a joined row under CBAM
    assert "biogenic" in nothing
    assert any("The strongest interaction (pact-2)" in line for line in notes)
    assert any(line.startswith("精确 Shapley 值（pact-2, cbam-2025）") for line in table.notes("zh"))


def test_notes_of_a_table_tell_sampled_rules_from_exact_ones() -> None:
    table = shipped(STEEL).attribute_all(
        "gbt-24067-2024", by="clause", rules=["iso-14067-2018", "cbam-2025"], orders=4
    )
    assert table.to_dataframe().index.name == "setting of clauses"
    assert any(line.startswith("Exact Shapley values (iso-14067-2018)") for line in table.notes())
    assert any(line.startswith("More than 12 parts (cbam-2025)") for line in table.notes())


def test_a_heat_map_of_settings_leaves_out_rows_that_are_nothing() -> None:
    table = shipped(STEEL).attribute_all("gbt-24067-2024", by="clause", rules=["cbam-2025"], orders=4)
    shown = table.plot().axes[0].get_yticklabels()
    moving = [part for part in table.attributions["cbam-2025"].parts if part.kg_co2e]
    assert len(shown) == len(moving) + 1  # and the difference
    left_out = len(table.names) - len(moving)
    assert left_out > 5
    assert any(f"{left_out} rows are left out" in text.get_text() for text in table.plot().texts)


def test_parts_that_hardly_matter_share_a_row_of_the_waterfall() -> None:
    """Characterisation makes -0.001 of 1,774 kg CO2e: its digits would say nothing."""
    found = shipped(STEEL).attribute("gbt-24067-2024", "cbam-2025")
    assert 0 < abs(found["characterisation"].kg_co2e) < 0.01
    texts = [text.get_text() for text in found.plot().axes[0].texts]
    assert not any("0.001" in text for text in texts)
    assert any(text.endswith("other parts that differ: below 0.2 kg each") for text in texts)


# ---- what comes out -------------------------------------------------------------------------------------


def test_json_has_the_documented_keys() -> None:
    found = json.loads(three_clauses().attribute("rule-a", "rule-b").to_json())
    assert found["format"] == "rulewright-attribution/1"
    assert found["from"]["total_kg_co2e"] + found["difference_kg_co2e"] == pytest.approx(
        found["to"]["total_kg_co2e"]
    )
    assert {"family", "families", "kg_co2e", "share", "interval", "clauses"} <= set(found["parts"][0])
    assert found["hybrids"] == {"evaluated": 8, "different": 8, "failed": [], "merged": []}
    assert found["method"] == {"values": "exact", "orders": None, "seed": None}
    assert len(found["interactions"]) == 3
    assert all(each["standard_error_kg_co2e"] is None for each in found["interactions"])


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
    for module in (attribution_result, attribution_table, part_words, stated, figures_attribution):
        for name, sentence in sentences_in(module):
            assert not sentence.problems(), name


def test_parts_without_effect_are_named() -> None:
    found = shipped(STEEL).attribute("gbt-24067-2024", "pef-2021")
    assert any("changes nothing" in line and "cut-off" in line for line in found.notes())


def test_parts_that_cancel_are_said_to_cancel() -> None:
    found = shipped(STEEL).attribute("gbt-24067-2024", "cbam-2025")
    assert any("Parts of opposite sign cancel" in line for line in found.notes())
    assert not any("opposite sign" in line for line in three_clauses().attribute("rule-a", "rule-b").notes())


def test_rules_that_say_the_same_have_nothing_to_share() -> None:
    found = three_clauses().attribute("rule-a", "rule-a")
    assert found.parts == ()
    assert found.notes() == [
        "rule-a and rule-a say the same in every family of clauses that decides a number: there is no difference to share."
    ]
    assert found.notes("zh") == ["rule-a 与 rule-a 在决定数值的各条款族中说法相同，结果没有差别。"]


def test_scores_for_data_quality_use_the_set_that_is_asked_for() -> None:
    study = shipped("cement-clinker")
    one, other = (
        study.attribute("gbt-24067-2024", "en-15804-a2", draws=50, pedigree_set=name)  # type: ignore[arg-type]
        for name in ("ecoinvent-2", "ecoinvent-3")
    )
    assert one.difference_interval != other.difference_interval
    assert other.to_dict()["draws"] == {
        "draws": 50,
        "seed": 1,
        "sampling": "mc",
        "pedigree_set": "ecoinvent-3",
        "failed": 0,
    }


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
    for orders in (3, True, 40.0):  # 2 give no error, 3 are none with their reverse
        with pytest.raises(AttributionError, match=f"{orders} is not a number of orders") as told:
            attribute(study, "rule-a", "rule-b", orders=orders)  # type: ignore[arg-type]
        assert "至少取 4，例如 1000" in in_language(told.value, "zh")
    with pytest.raises(AttributionError, match="no rule beside the baseline"):
        rw.Study(plant(), [by("mass", "ar6", "include", "alone")]).attribute_all("alone")
